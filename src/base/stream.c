/* stream.c - see stream.h.
 *
 * Normals: the ziggurat of Marsaglia and Tsang (2000) with STREAM_LAYERS layers of equal area, as
 * in tests/ziggurat_table.py. Deviations: 64-bit words, so the layer (10 bits), the sign and the
 * place in the layer (53) share no bits, which Doornik (2005) showed to matter; exp is replaced by
 * a comparison of series; and a word that is not accepted at once goes on in a stream of its own,
 * so that n numbers take n words. */
#include "base/stream.h"

#include <math.h>

#include "base/hash.h"
#include "base/stream_internal.h"
#include "base/stream_table.h"

/* Keeps streams apart from sampled points, which hash the same seed. */
#define STREAM_TAG UINT64_C(0x73747265616d)
#define LN_2 0.693147180559945309417
#define SQRT_HALF 0.707106781186547524401
/* Terms after which the series below no longer change: their next ones are under 2^-54. */
#define EXPONENTIAL_TERMS 18 /* argument at most 0.73, that of layer 1 */
#define LOGARITHM_TERMS 11   /* argument at most 0.172 */

Stream stream_new(uint64_t seed, uint64_t number) {
    return (Stream){.key = hash_mix(seed, STREAM_TAG, number, 0),
                    .salt = hash_mix(seed, STREAM_TAG, number, 1)};
}

static uint64_t place_of(const Stream *stream) {
    return stream->key + stream->position * STREAM_STEP;
}

uint64_t stream_word(Stream *stream) {
    stream->position++;
    return stream_mix(place_of(stream), stream->salt);
}

double stream_uniform(Stream *stream) {
    return stream_open_unit(stream_word(stream));
}

void stream_uniforms(Stream *stream, double *out, size_t n) {
    size_t i = 0;
    while (n - i >= STREAM_CHUNK && stream_wide_uniforms(out + i, place_of(stream), stream->salt)) {
        i += STREAM_CHUNK;
        stream->position += STREAM_CHUNK;
    }
    for (; i < n; i++)
        out[i] = stream_uniform(stream);
}

/* (e^d - 1) / d for 0 <= d <= 0.73, from the innermost term outwards. */
static double exponential_slope(double d) {
    double sum = 1.0;
    for (int k = EXPONENTIAL_TERMS; k >= 2; k--)
        sum = 1.0 + sum * d / k;
    return sum;
}

/* With u = 2^e m and s = (m - 1) / (m + 1), ln m = 2 (s + s^3/3 + ...). */
double stream_minus_logarithm(double u) {
    int exponent;
    double mantissa = frexp(u, &exponent);
    if (mantissa < SQRT_HALF) {
        mantissa *= 2.0;
        exponent--;
    }
    double s = (mantissa - 1.0) / (mantissa + 1.0);
    double sum = 0.0;
    for (int k = LOGARITHM_TERMS; k >= 0; k--)
        sum = sum * s * s + 1.0 / (2 * k + 1);
    return -(2.0 * s * sum + exponent * LN_2);
}

/* Divided by the floor, the question is u (e^D - 1) < e^d - 1 with the exponents below. */
bool stream_is_under_curve(double x, double u, size_t layer) {
    double left = stream_table[layer + 1];
    double right = stream_table[layer];
    double ceiling = 0.5 * (right - left) * (right + left);      /* D */
    double height = 0.5 * (right - fabs(x)) * (right + fabs(x)); /* d */
    /* e^z - 1 is convex, so (e^d - 1)/(e^D - 1) <= d/D; and D <= e^D - 1 <= D (1 + D) for D < 1.
     * That settles all but a few in a hundred. */
    if (u * ceiling >= height)
        return false;
    if (u * ceiling * (1.0 + ceiling) < height)
        return true;
    return u * ceiling * exponential_slope(ceiling) < height * exponential_slope(height);
}

/* A normal number given that it is beyond start: Marsaglia (1964). With exponential a and b, start
 * + a / start is accepted with probability exp(-(a / start)^2 / 2). */
static double tail(Stream *stream, double start) {
    for (;;) {
        double beyond = stream_minus_logarithm(stream_uniform(stream)) / start;
        if (2.0 * stream_minus_logarithm(stream_uniform(stream)) > beyond * beyond)
            return start + beyond;
    }
}

double stream_normal_slow(uint64_t word, uint64_t salt) {
    Stream stream = {.key = word, .salt = ~salt};
    for (;;) {
        size_t layer = word % STREAM_LAYERS;
        double x = stream_place_in_layer(word, layer);
        if (fabs(x) < stream_table[layer + 1])
            return x;
        if (layer == 0)
            return copysign(tail(&stream, stream_table[1]), x);
        if (stream_is_under_curve(x, stream_uniform(&stream), layer))
            return x;
        word = stream_word(&stream);
    }
}

void stream_normals(Stream *stream, double *out, size_t n) {
    size_t i = 0;
    while (n - i >= STREAM_CHUNK && stream_wide_normals(out + i, place_of(stream), stream->salt)) {
        i += STREAM_CHUNK;
        stream->position += STREAM_CHUNK;
    }
    for (; i < n; i++)
        out[i] = stream_normal_of(stream_word(stream), stream->salt);
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
