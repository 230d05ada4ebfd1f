/* stream.h - random numbers that are a pure function of (seed, stream, position).
 *
 * A stream is named by a seed and a stream number and gives 64-bit words in a fixed order; the word
 * at a position does not depend on what was drawn before it or from any other stream. So work is
 * cut into blocks, each block draws from the stream of its own number, and the result is the same
 * for any number of threads. A Stream is a small value: copying it copies the position.
 *
 * A uniform and a normal each take one word and depend on nothing but that word and the stream: n
 * at a time or one by one give the same numbers and leave the same position. They are the same on
 * every machine and with every compiler, since only integer arithmetic and +, -, *, / of doubles
 * are used. No allocation, no locks, no failure. */
#ifndef EXPLORE_BASE_STREAM_H
#define EXPLORE_BASE_STREAM_H

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t key;
    uint64_t salt;     /* makes two streams whose keys lead to the same place differ there too */
    uint64_t position; /* of the next word */
} Stream;

Stream stream_new(uint64_t seed, uint64_t number);
uint64_t stream_word(Stream *stream);
/* A double in the open interval (0, 1), never 0 or 1: the middle of one of 2^52 equal parts. */
double stream_uniform(Stream *stream);
/* out (n): independent uniforms in (0, 1), the same as n calls of stream_uniform. */
void stream_uniforms(Stream *stream, double *out, size_t n);
/* out (n): independent standard normals; draws n words. The tails are not cut off: the largest
 * number that can come out is 12.6, and a normal number is beyond it with probability 2e-36. */
void stream_normals(Stream *stream, double *out, size_t n);

/* The same words as a GSL generator, for GSL's distributions: gsl_rng_alloc(stream_rng_type()),
 * then gsl_rng_set for stream_new(seed, 0). */
const gsl_rng_type *stream_rng_type(void);
/* Makes an allocated generator of that type go on where *stream stands. */
void stream_rng_set(gsl_rng *rng, const Stream *stream);

#endif
