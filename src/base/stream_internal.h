/* stream_internal.h - from a place in a stream to a word to a number. */
#ifndef EXPLORE_BASE_STREAM_INTERNAL_H
#define EXPLORE_BASE_STREAM_INTERNAL_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/stream_table.h"

/* 2^64 divided by the golden ratio, made odd. */
#define STREAM_STEP UINT64_C(0x9e3779b97f4a7c15)
/* Of variant 13 in Stafford, "Better bit mixing", as in splitmix64. */
#define STREAM_MULTIPLIER_1 UINT64_C(0xbf58476d1ce4e5b9)
#define STREAM_MULTIPLIER_2 UINT64_C(0x94d049bb133111eb)
/* Words made at a time: 2 kB, little of the first cache. */
#define STREAM_CHUNK ((size_t)256)

/* splitmix64 (Steele, Lea, Flood 2014) at a place of its cycle of 2^64 words, place = key +
 * (position + 1) STREAM_STEP. All keys lead into the one cycle; the salt added between the two
 * rounds, which splitmix64 does not have, gives each stream a cycle of its own. */
static inline uint64_t stream_mix(uint64_t place, uint64_t salt) {
    uint64_t z = (place ^ (place >> 30)) * STREAM_MULTIPLIER_1 + salt;
    z = (z ^ (z >> 27)) * STREAM_MULTIPLIER_2;
    return z ^ (z >> 31);
}

/* 52 bits and a half: the middle of one of 2^52 equal intervals. */
static inline double stream_open_unit(uint64_t word) {
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}

/* -ln u for 0 < u < 1, to a few units in the last place. */
double stream_minus_logarithm(double u);

/* Whether a point of layer >= 1 at x, x_(layer+1) <= |x| <= x_layer, and at height u in (0, 1) from
 * the layer's floor f(x_layer) to its ceiling f(x_(layer+1)), lies under f(x) = exp(-x^2/2). */
bool stream_is_under_curve(double x, double u, size_t layer);

/* The normal number of a word of a stream with this salt that is not accepted at once. */
double stream_normal_slow(uint64_t word, uint64_t salt);

/* A place in a layer's rectangle, from the bits of word above the layer's number: symmetric about
 * 0, never 0 itself. */
static inline double stream_place_in_layer(uint64_t word, size_t layer) {
    uint64_t odd = (word & ~(uint64_t)(STREAM_LAYERS - 1)) | (STREAM_LAYERS / 2);
    return (double)(int64_t)odd * 0x1p-63 * stream_table[layer];
}

static inline double stream_normal_of(uint64_t word, uint64_t salt) {
    size_t layer = word % STREAM_LAYERS;
    double x = stream_place_in_layer(word, layer);
    return fabs(x) < stream_table[layer + 1] ? x : stream_normal_slow(word, salt);
}

/* The numbers of the words at place + STREAM_STEP, place + 2 STREAM_STEP ... by wide registers;
 * false, out untouched, where the processor has none that are worth it. */
bool stream_wide_uniforms(double out[STREAM_CHUNK], uint64_t place, uint64_t salt);
bool stream_wide_normals(double out[STREAM_CHUNK], uint64_t place, uint64_t salt);

#endif
