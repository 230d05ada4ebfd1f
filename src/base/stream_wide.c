/* stream_wide.c - many numbers at once, compiled for processors that multiply eight 64-bit numbers
 * in one instruction (AVX-512). The words then cost next to nothing; they are integers, and what
 * follows is the code for a single one, so the numbers are the same. Without that instruction
 * nothing is gained: AVX2 has to build it from smaller ones. */
#include "base/stream_internal.h"

#if defined(__x86_64__) && defined(__GNUC__)

#define WIDE __attribute__((target("avx512f,avx512dq")))

static bool has_wide(void) {
    return __builtin_cpu_supports("avx512dq") != 0;
}

WIDE static inline void fill(uint64_t words[STREAM_CHUNK], uint64_t place, uint64_t salt) {
    for (size_t i = 0; i < STREAM_CHUNK; i++)
        words[i] = stream_mix(place + (i + 1) * STREAM_STEP, salt);
}

WIDE static void uniforms(double out[STREAM_CHUNK], uint64_t place, uint64_t salt) {
    uint64_t words[STREAM_CHUNK];
    fill(words, place, salt);
    for (size_t i = 0; i < STREAM_CHUNK; i++)
        out[i] = stream_open_unit(words[i]);
}

WIDE static void normals(double out[STREAM_CHUNK], uint64_t place, uint64_t salt) {
    uint64_t words[STREAM_CHUNK];
    fill(words, place, salt);
    for (size_t i = 0; i < STREAM_CHUNK; i++)
        out[i] = stream_normal_of(words[i], salt);
}

#else

static bool has_wide(void) {
    return false;
}

static void uniforms(double out[STREAM_CHUNK], uint64_t place, uint64_t salt) {
    (void)out;
    (void)place;
    (void)salt;
}

static void normals(double out[STREAM_CHUNK], uint64_t place, uint64_t salt) {
    uniforms(out, place, salt);
}

#endif

bool stream_wide_uniforms(double out[STREAM_CHUNK], uint64_t place, uint64_t salt) {
    if (!has_wide())
        return false;
    uniforms(out, place, salt);
    return true;
}

bool stream_wide_normals(double out[STREAM_CHUNK], uint64_t place, uint64_t salt) {
    if (!has_wide())
        return false;
    normals(out, place, salt);
    return true;
}
