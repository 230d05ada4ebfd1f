/* test_stream.c - the words and uniforms of stream.h, and its GSL generator under the checks that
 * GSL's rng/test.c makes of each of its own. Rates and smallest errors: sample_checks.h and at each
 * test. */
#include <string.h>

#include "base/stream.h"
#include "base/stream_internal.h"
#include "sample_checks.h"

#define SEED 20260728u

/* --- the same words --- */

/* These words are part of what a seed means: written down from the definition in Python's integers.
 */
static void test_the_words_of_a_seed_stay_the_same(void **state) {
    (void)state;
    Stream stream = stream_new(1, 2);
    assert_true(stream_word(&stream) == UINT64_C(0x903fa4346deb1a0d));
    assert_true(stream_word(&stream) == UINT64_C(0xf2206dd716ce4fab));
    stream.position = UINT64_C(1) << 40;
    assert_true(stream_word(&stream) == UINT64_C(0x419de1e625259fe0));
    stream = stream_new(0, 0);
    assert_true(stream_word(&stream) == UINT64_C(0x038955b8f6660678));
}

/* Several wide chunks and a rest. */
#define SOME ((size_t)10007)

static void test_many_uniforms_are_those_drawn_one_by_one(void **state) {
    (void)state;
    static double numbers[SOME];
    Stream many = stream_new(SEED, 1);
    Stream single = many;
    stream_uniforms(&many, numbers, SOME);
    for (size_t i = 0; i < SOME; i++)
        assert_true(stream_uniform(&single) == numbers[i]);
    assert_true(many.position == SOME);
    assert_true(single.position == SOME);
}

static void test_a_copy_goes_on_by_itself(void **state) {
    (void)state;
    Stream stream = stream_new(SEED, 2);
    (void)stream_word(&stream);
    Stream copy = stream;
    uint64_t next = stream_word(&stream);
    (void)stream_word(&stream);
    assert_true(stream_word(&copy) == next);
}

/* --- avalanche --- */

/* Changing any one bit of seed, stream number or position changes each bit of the word with
 * probability one half: 12,288 counts of FLIPS words each. A right generator fails at one of them
 * with probability 8e-9 in all; a probability of 0.547 instead of 0.5 is caught. */
#define FLIPS ((size_t)16384)
#define FLIP_SIGMAS 7.2

static uint64_t word_at(const uint64_t place[3]) {
    Stream stream = stream_new(place[0], place[1]);
    stream.position = place[2];
    return stream_word(&stream);
}

static void test_each_bit_of_a_place_flips_half_of_the_bits(void **state) {
    (void)state;
    static const char *const names[3] = {"seed", "stream number", "position"};
    static size_t flips[3][64][64];
    memset(flips, 0, sizeof flips);
    for (size_t i = 0; i < FLIPS; i++) {
        /* Small numbers, as people give: the hardest to mix. */
        uint64_t place[3] = {i % 16, i / 16 % 32, i / 512};
        uint64_t word = word_at(place);
        for (size_t part = 0; part < 3; part++)
            for (size_t bit = 0; bit < 64; bit++) {
                place[part] ^= UINT64_C(1) << bit;
                uint64_t change = word ^ word_at(place);
                place[part] ^= UINT64_C(1) << bit;
                for (size_t out = 0; out < 64; out++)
                    flips[part][bit][out] += change >> out & 1;
            }
    }
    double expected = 0.5 * (double)FLIPS;
    for (size_t part = 0; part < 3; part++)
        for (size_t bit = 0; bit < 64; bit++)
            for (size_t out = 0; out < 64; out++) {
                double sigmas = ((double)flips[part][bit][out] - expected) / sqrt(0.5 * expected);
                if (!(fabs(sigmas) <= FLIP_SIGMAS))
                    fail_msg("bit %zu of the %s flips bit %zu of the word %zu times of %zu", bit,
                             names[part], out, flips[part][bit][out], FLIPS);
            }
}

/* --- words in several orders --- */

/* The i-th word of an order. */
typedef uint64_t WordOrder(uint64_t i);

static uint64_t along_a_stream(uint64_t i) {
    return word_at((uint64_t[3]){SEED, 3, i});
}

static uint64_t every_2_to_32nd(uint64_t i) {
    return word_at((uint64_t[3]){SEED, 4, i << 32});
}

static uint64_t first_of_streams(uint64_t i) {
    return word_at((uint64_t[3]){SEED, i, 0});
}

static uint64_t streams_by_high_bits(uint64_t i) {
    return word_at((uint64_t[3]){SEED, i << 44, 0});
}

static uint64_t first_of_seeds(uint64_t i) {
    return word_at((uint64_t[3]){i, 0, 0});
}

static uint64_t change_between_streams(uint64_t i) {
    return word_at((uint64_t[3]){SEED, 5, i}) ^ word_at((uint64_t[3]){SEED, 6, i});
}

static uint64_t change_between_seeds(uint64_t i) {
    return word_at((uint64_t[3]){7, 0, i}) ^ word_at((uint64_t[3]){8, 0, i});
}

static uint64_t diagonally(uint64_t i) {
    return word_at((uint64_t[3]){i % 8, i / 8 % 64, i / 512});
}

static const struct {
    const char *name;
    WordOrder *order;
} orders[] = {
    {"along a stream", along_a_stream},
    {"every 2^32nd word", every_2_to_32nd},
    {"first words of streams", first_of_streams},
    {"first words of streams that differ in high bits", streams_by_high_bits},
    {"first words of seeds", first_of_seeds},
    {"xor of two streams", change_between_streams},
    {"xor of two seeds", change_between_seeds},
    {"over seeds, streams and positions", diagonally},
};

/* Words of an order. A bit set 1.1 % too often is caught, two bits that differ 1.1 % too often,
 * cells of pairs that are 9 % off (half of them too many, half too few). 17,000 comparisons: a
 * right generator fails with probability 1.4e-6. */
#define WORDS ((size_t)1 << 18)
#define CELLS ((size_t)4096)

/* Pairs of neighbouring words: 6 bits each, from bit `shift` on. */
static void check_pairs(const char *name, const uint64_t *words, unsigned shift) {
    static size_t counts[CELLS];
    char what[96];
    (void)snprintf(what, sizeof what, "%s: pairs of bits from %u", name, shift);
    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i + 1 < WORDS; i += 2)
        counts[(words[i] >> shift & 63) << 6 | (words[i + 1] >> shift & 63)]++;
    check_even(what, counts, CELLS, WORDS / 2);
}

/* Each bit, each pair of bits of one word, each bit with itself in the next word. */
static void check_bits(const char *name, const uint64_t *words) {
    static size_t equal[64][64];
    size_t set[64] = {0};
    size_t repeated[64] = {0};
    char what[96];
    memset(equal, 0, sizeof equal);
    for (size_t i = 0; i < WORDS; i++)
        for (size_t a = 0; a < 64; a++) {
            uint64_t flipped = words[i] ^ (UINT64_C(0) - (words[i] >> a & 1));
            set[a] += words[i] >> a & 1;
            repeated[a] += (words[i] ^ words[(i + 1) % WORDS]) >> a & 1;
            /* Bits of `flipped`: where bit b differs from bit a. */
            for (size_t b = 0; b < a; b++)
                equal[a][b] += flipped >> b & 1;
        }
    double half = 0.5 * (double)WORDS;
    double error = sqrt(0.5 * half);
    for (size_t a = 0; a < 64; a++) {
        (void)snprintf(what, sizeof what, "%s: bit %zu", name, a);
        check_deviation(what, (double)set[a], half, error);
        (void)snprintf(what, sizeof what, "%s: bit %zu and its successor", name, a);
        check_deviation(what, (double)repeated[a], half, error);
        for (size_t b = 0; b < a; b++) {
            (void)snprintf(what, sizeof what, "%s: bits %zu and %zu", name, a, b);
            check_deviation(what, (double)equal[a][b], half, error);
        }
    }
}

static void test_words_are_even_in_every_order(void **state) {
    (void)state;
    uint64_t *words = calloc(WORDS, sizeof *words);
    assert_non_null(words);
    for (size_t k = 0; k < sizeof orders / sizeof *orders; k++) {
        for (size_t i = 0; i < WORDS; i++)
            words[i] = orders[k].order(i);
        check_bits(orders[k].name, words);
        for (unsigned shift = 0; shift + 6 <= 64; shift += 6)
            check_pairs(orders[k].name, words, shift);
        check_pairs(orders[k].name, words, 58);
    }
    free(words);
}

static int compare_words(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* 2^20 words of 1,024 streams: two are equal with probability 3e-8. Streams that overlap, or two
 * that are the same, show. */
static void test_no_word_occurs_twice(void **state) {
    (void)state;
    enum { STREAMS = 1024, EACH = 1024 };
    uint64_t *words = calloc(STREAMS * EACH, sizeof *words);
    assert_non_null(words);
    for (size_t s = 0; s < STREAMS; s++) {
        Stream stream = stream_new(SEED, s);
        for (size_t i = 0; i < EACH; i++)
            words[s * EACH + i] = stream_word(&stream);
    }
    qsort(words, STREAMS * EACH, sizeof *words, compare_words);
    for (size_t i = 1; i < STREAMS * EACH; i++)
        assert_true(words[i] != words[i - 1]);
    free(words);
}

/* Two streams that meet at a place of the common cycle do not go on together. */
static void test_streams_that_meet_go_apart(void **state) {
    (void)state;
    Stream first = stream_new(SEED, 12);
    Stream second = stream_new(SEED, 13);
    second.key = first.key;
    size_t equal_bits = 0;
    for (size_t i = 0; i < SOME; i++) {
        uint64_t change = stream_word(&first) ^ stream_word(&second);
        assert_true(change != 0);
        for (size_t bit = 0; bit < 64; bit++)
            equal_bits += change >> bit & 1;
    }
    check_deviation("bits that differ", (double)equal_bits, 32.0 * (double)SOME,
                    4.0 * sqrt((double)SOME));
}

/* --- uniforms --- */

static void test_uniforms_are_never_0_or_1(void **state) {
    (void)state;
    assert_true(stream_open_unit(0) == 0x1p-53);
    assert_true(stream_open_unit(UINT64_MAX) == 1.0 - 0x1p-53);
    assert_true(stream_open_unit(UINT64_C(1) << 63) == 0.5 + 0x1p-53);
}

static double uniform_below(double x) {
    return x;
}

/* KS: a distance of 0.007 is caught; lag correlations of 0.011. */
static void test_uniforms_are_uniform(void **state) {
    (void)state;
    enum { COUNT = 1 << 20 };
    double *numbers = calloc(COUNT, sizeof *numbers);
    assert_non_null(numbers);
    Stream stream = stream_new(SEED, 14);
    stream_uniforms(&stream, numbers, COUNT);
    for (size_t lag = 1; lag <= 16; lag++) {
        double sum = 0.0;
        char what[32];
        (void)snprintf(what, sizeof what, "correlation, lag %zu", lag);
        for (size_t i = 0; i + lag < COUNT; i++)
            sum += 12.0 * (numbers[i] - 0.5) * (numbers[i + lag] - 0.5);
        check_deviation(what, sum / (double)(COUNT - lag), 0.0, 1.0 / sqrt((double)COUNT));
    }
    check_distribution("uniforms", numbers, COUNT, uniform_below);
    free(numbers);
}

/* --- the GSL generator --- */

static gsl_rng *rng_new(unsigned long seed) {
    gsl_rng *rng = gsl_rng_alloc(stream_rng_type());
    assert_non_null(rng);
    gsl_rng_set(rng, seed);
    return rng;
}

static void test_the_gsl_generator_gives_the_words_of_a_stream(void **state) {
    (void)state;
    gsl_rng *rng = rng_new(SEED);
    Stream stream = stream_new(SEED, 0);
    for (size_t i = 0; i < SOME; i++)
        assert_true(gsl_rng_get(rng) == stream_word(&stream) >> 32);
    /* And goes on anywhere. */
    stream = stream_new(SEED, 15);
    (void)stream_word(&stream);
    stream_rng_set(rng, &stream);
    for (size_t i = 0; i < SOME; i++)
        assert_true(gsl_rng_uniform(rng) == (double)(stream_word(&stream) >> 11) * 0x1p-53);
    gsl_rng_free(rng);
}

/* GSL's generic_rng_test: largest and smallest of many, the mean of gsl_rng_get and of
 * gsl_rng_uniform, and the range of gsl_rng_uniform_int. */
static void test_the_gsl_generator_keeps_its_range(void **state) {
    (void)state;
    enum { COUNT = 1 << 20, FACES = 37 };
    gsl_rng *rng = rng_new(SEED);
    assert_true(gsl_rng_min(rng) == 0);
    assert_true(gsl_rng_max(rng) == 0xffffffffUL);
    double size = 4294967296.0;
    double sum = 0.0;
    double sum_of_uniforms = 0.0;
    double largest = 0.0;
    double smallest = size;
    size_t faces[FACES] = {0};
    for (size_t i = 0; i < COUNT; i++) {
        unsigned long k = gsl_rng_get(rng);
        assert_true(k <= gsl_rng_max(rng));
        largest = fmax(largest, (double)k);
        smallest = fmin(smallest, (double)k);
        sum += (double)k;
        double u = gsl_rng_uniform(rng);
        assert_true(u >= 0.0 && u < 1.0);
        assert_true(gsl_rng_uniform_pos(rng) > 0.0);
        sum_of_uniforms += u;
        unsigned long face = gsl_rng_uniform_int(rng, FACES);
        assert_true(face < FACES);
        faces[face]++;
    }
    double error = sqrt(1.0 / 12.0 / COUNT);
    check_deviation("mean of gsl_rng_get", sum / size / COUNT, 0.5, error);
    check_deviation("mean of gsl_rng_uniform", sum_of_uniforms / COUNT, 0.5, error);
    check_even("gsl_rng_uniform_int", faces, FACES, COUNT);
    /* Either end stays empty this far with probability exp(-24) = 4e-11. */
    assert_true(largest > size * (1.0 - 24.0 / COUNT));
    assert_true(smallest < size * 24.0 / COUNT);
    gsl_rng_free(rng);
}

/* GSL's rng_state_test and rng_parallel_state_test: a saved state continues alike, two generators
 * do not disturb each other, a state goes through a file. */
static void test_the_gsl_generator_saves_its_state(void **state) {
    (void)state;
    gsl_rng *first = rng_new(SEED);
    gsl_rng *second = rng_new(SEED + 1);
    for (size_t i = 0; i < 100; i++)
        (void)gsl_rng_get(first);
    assert_int_equal(gsl_rng_memcpy(second, first), 0);
    gsl_rng *third = gsl_rng_clone(first);
    assert_non_null(third);
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(gsl_rng_fwrite(file, first), 0);
    rewind(file);
    gsl_rng *fourth = rng_new(SEED + 2);
    assert_int_equal(gsl_rng_fread(file, fourth), 0);
    (void)fclose(file);
    for (size_t i = 0; i < SOME; i++) {
        double u = gsl_rng_uniform(first);
        assert_true(gsl_rng_uniform(second) == u);
        assert_true(gsl_rng_uniform(third) == u);
        assert_true(gsl_rng_uniform(fourth) == u);
    }
    gsl_rng_set(second, SEED);
    gsl_rng_set(third, SEED);
    for (size_t i = 0; i < SOME; i++)
        assert_true(gsl_rng_get(second) == gsl_rng_get(third));
    gsl_rng_free(first);
    gsl_rng_free(second);
    gsl_rng_free(third);
    gsl_rng_free(fourth);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_words_of_a_seed_stay_the_same),
        cmocka_unit_test(test_many_uniforms_are_those_drawn_one_by_one),
        cmocka_unit_test(test_a_copy_goes_on_by_itself),
        cmocka_unit_test(test_each_bit_of_a_place_flips_half_of_the_bits),
        cmocka_unit_test(test_words_are_even_in_every_order),
        cmocka_unit_test(test_no_word_occurs_twice),
        cmocka_unit_test(test_streams_that_meet_go_apart),
        cmocka_unit_test(test_uniforms_are_never_0_or_1),
        cmocka_unit_test(test_uniforms_are_uniform),
        cmocka_unit_test(test_the_gsl_generator_gives_the_words_of_a_stream),
        cmocka_unit_test(test_the_gsl_generator_keeps_its_range),
        cmocka_unit_test(test_the_gsl_generator_saves_its_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
