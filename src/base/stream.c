/* stream.c - see stream.h. Words are splitmix64's (Steele, Lea, Flood 2014): the finaliser of
 * key + position * step, so that any position is reached at once. */
#include "base/stream.h"

#include <math.h>

#include "base/hash.h"

/* 2^64 divided by the golden ratio, made odd. */
#define STREAM_STEP UINT64_C(0x9e3779b97f4a7c15)
#define STREAM_MULTIPLIER_1 UINT64_C(0xbf58476d1ce4e5b9)
#define STREAM_MULTIPLIER_2 UINT64_C(0x94d049bb133111eb)
/* Keeps streams apart from sampled points, which hash the same seed. */
#define STREAM_TAG UINT64_C(0x73747265616d)
#define TWO_PI 6.283185307179586

Stream stream_new(uint64_t seed, uint64_t number) {
    return (Stream){.key = hash_mix(seed, STREAM_TAG, number, 0)};
}

uint64_t stream_word(Stream *stream) {
    uint64_t z = stream->key + ++stream->position * STREAM_STEP;
    z = (z ^ (z >> 30)) * STREAM_MULTIPLIER_1;
    z = (z ^ (z >> 27)) * STREAM_MULTIPLIER_2;
    return z ^ (z >> 31);
}

/* 52 bits and a half: the middle of one of 2^52 equal intervals. */
static double open_unit(uint64_t word) {
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}

double stream_uniform(Stream *stream) {
    return open_unit(stream_word(stream));
}

void stream_uniforms(Stream *stream, double *out, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = stream_uniform(stream);
}

void stream_normals(Stream *stream, double *out, size_t n) {
    for (size_t i = 0; i < n; i += 2) {
        double radius = sqrt(-2.0 * log(stream_uniform(stream)));
        double angle = TWO_PI * stream_uniform(stream);
        out[i] = radius * cos(angle);
        if (i + 1 < n)
            out[i + 1] = radius * sin(angle);
    }
}

static void rng_set(void *state, unsigned long seed) {
    *(Stream *)state = stream_new(seed, 0);
}

/* GSL generators give at most 32 bits portably: the high half of a word. */
static unsigned long rng_get(void *state) {
    return (unsigned long)(stream_word(state) >> 32);
}

static double rng_get_double(void *state) {
    return (double)(stream_word(state) >> 11) * 0x1p-53;
}

static const gsl_rng_type rng_type = {.name = "stream",
                                      .max = 0xffffffffUL,
                                      .min = 0,
                                      .size = sizeof(Stream),
                                      .set = rng_set,
                                      .get = rng_get,
                                      .get_double = rng_get_double};

const gsl_rng_type *stream_rng_type(void) {
    return &rng_type;
}

void stream_rng_set(gsl_rng *rng, const Stream *stream) {
    *(Stream *)rng->state = *stream;
}
