/* hash.c - chained rounds of the splitmix64 generator (Steele, Lea, Flood 2014).
 *
 * Each round adds one argument and the golden-ratio step, then applies splitmix64's finaliser,
 * which is a bijection of the 64-bit words in which every input bit flips every output bit with
 * probability near one half. So for three arguments held fixed, hash_mix is a bijection in the
 * fourth: counters never collide. */
#include "base/hash.h"

#include <assert.h>

/* 2^64 divided by the golden ratio, made odd: splitmix64's step. */
#define HASH_STEP UINT64_C(0x9e3779b97f4a7c15)
/* The finaliser's multipliers: variant 13 of Stafford, "Better bit mixing", as in splitmix64. */
#define HASH_MULTIPLIER_1 UINT64_C(0xbf58476d1ce4e5b9)
#define HASH_MULTIPLIER_2 UINT64_C(0x94d049bb133111eb)
/* Start and prime of the 64-bit FNV-1a hash. */
#define FNV_START UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

static uint64_t hash_round(uint64_t state, uint64_t argument) {
    uint64_t z = state + argument + HASH_STEP;
    z = (z ^ (z >> 30)) * HASH_MULTIPLIER_1;
    z = (z ^ (z >> 27)) * HASH_MULTIPLIER_2;
    return z ^ (z >> 31);
}

uint64_t hash_mix(uint64_t seed, uint64_t a, uint64_t b, uint64_t c) {
    return hash_round(hash_round(hash_round(hash_round(0, seed), a), b), c);
}

uint64_t hash_string(const char *string) {
    uint64_t hash = FNV_START;
    for (const char *c = string; *c != '\0'; c++) {
        hash = (hash ^ (unsigned char)*c) * FNV_PRIME;
    }
    /* FNV leaves the high bits of short strings nearly constant; one round spreads them. */
    return hash_round(hash, 0);
}

uint64_t hash_below(uint64_t bits, uint64_t count) {
    assert(count > 0);
    /* The high word of the 128-bit product bits * count, from 32-bit halves. */
    uint64_t half = UINT64_C(0xffffffff);
    uint64_t low_low = (bits & half) * (count & half);
    uint64_t high_low = (bits >> 32) * (count & half);
    uint64_t low_high = (bits & half) * (count >> 32);
    uint64_t high_high = (bits >> 32) * (count >> 32);
    uint64_t middle = (low_low >> 32) + (high_low & half) + low_high;
    return high_high + (high_low >> 32) + (middle >> 32);
}
