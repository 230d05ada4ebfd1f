/* hash.h - randomness that is a pure function of its counter.
 *
 * hash_mix(seed, a, b, c) is a fixed 64-bit function: the same arguments give the same bits on
 * every machine and in any order, so a sampled point can be printed and reproduced without any
 * state. */
#ifndef EXPLORE_BASE_HASH_H
#define EXPLORE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash_mix(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);
uint64_t hash_string(const char *string);
/* A whole number in [0, count), count > 0, from 64 random bits (multiply-shift; bias below 2^-32
 * for count < 2^32). */
uint64_t hash_below(uint64_t bits, uint64_t count);

#endif
