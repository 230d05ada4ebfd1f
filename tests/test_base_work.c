/* hash, jobs, clock. The draws are fixed, so each statistical test passes or fails for good; the
 * false-alarm rate stated beside it is the chance that a perfect hash would have failed it. */
#include "assert_close.h"

#include <gsl/gsl_cdf.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/jobs.h"

/* --- hash --- */

static void test_hash_mix_is_the_same_function_everywhere(void **state) {
    (void)state;
    /* From a second implementation of the documented rounds, in Python. */
    assert_true(hash_mix(0, 0, 0, 0) == UINT64_C(0x2130748aaac80268));
    assert_true(hash_mix(1, 2, 3, 4) == UINT64_C(0x336c3255cbcc01fe));
    assert_true(hash_mix(4, 3, 2, 1) == UINT64_C(0x9fa2bd3915e1e6e6));
    assert_true(hash_mix(UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX) ==
                UINT64_C(0xa4a73720451a0c00));
    assert_true(hash_string("") == UINT64_C(0xc3817c016ba4ff30));
    assert_true(hash_string("\\alpha") == UINT64_C(0x5defd47fa4e10714));
    assert_true(hash_string("\xc3\xa9") == UINT64_C(0x6e2411eb685090ba));
}

/* The hash with counter i put in argument `which`, the others fixed. */
static uint64_t hash_with(size_t which, uint64_t i) {
    uint64_t arguments[4] = {17, 4, 1000, 2};
    arguments[which] = i;
    return hash_mix(arguments[0], arguments[1], arguments[2], arguments[3]);
}

/* Chi-square on 256 equal cells for each of the 8 bytes and 4 arguments: 32 statistics, each out of
 * [1e-8, 1 - 1e-8] with probability 2e-8, so a perfect hash fails with probability 6.4e-7. With
 * 256 draws expected per cell, a cell that is 1/3 too likely is found nearly always. */
static void test_hash_bytes_are_uniform_over_consecutive_counters(void **state) {
    (void)state;
    enum { CELLS = 256, DRAWS = 65536 };
    for (size_t which = 0; which < 4; which++) {
        for (unsigned byte = 0; byte < 8; byte++) {
            size_t counts[CELLS] = {0};
            for (uint64_t i = 0; i < DRAWS; i++) {
                counts[hash_with(which, i) >> (8 * byte) & 0xff]++;
            }
            double expected = (double)DRAWS / CELLS;
            double statistic = 0;
            for (size_t cell = 0; cell < CELLS; cell++) {
                double off = (double)counts[cell] - expected;
                statistic += off * off / expected;
            }
            double p = gsl_cdf_chisq_Q(statistic, CELLS - 1);
            if (!(p > 1e-8 && p < 1 - 1e-8)) {
                fail_msg("argument %zu, byte %u: chi-square %g with 255 degrees of freedom, p %g",
                         which, byte, statistic, p);
            }
        }
    }
}

/* Flipping any of the 256 input bits flips each of the 64 output bits in half of the cases: 16,384
 * normal statistics, each beyond 7 standard deviations with probability 2.6e-12; together 4.2e-8.
 */
static void test_hash_input_bits_flip_half_of_the_output_bits(void **state) {
    (void)state;
    enum { TRIALS = 1024 };
    for (unsigned in = 0; in < 256; in++) {
        int flips[64] = {0};
        for (uint64_t trial = 0; trial < TRIALS; trial++) {
            uint64_t a[4] = {trial, trial * trial, ~trial, 7 * trial + in};
            uint64_t before = hash_mix(a[0], a[1], a[2], a[3]);
            a[in / 64] ^= UINT64_C(1) << in % 64;
            uint64_t changed = before ^ hash_mix(a[0], a[1], a[2], a[3]);
            for (unsigned out = 0; out < 64; out++) {
                flips[out] += (int)(changed >> out & 1);
            }
        }
        for (unsigned out = 0; out < 64; out++) {
            double z = (flips[out] - TRIALS / 2.0) / sqrt(TRIALS / 4.0);
            if (!(fabs(z) < 7)) {
                fail_msg("input bit %u, output bit %u: %d of %d", in, out, flips[out], TRIALS);
            }
        }
    }
}

static int compare_words(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* 2^16 points (seed, point, symbol, index) on a small grid, the way they are used. Two equal ones
 * among perfect 64-bit words: probability 1.2e-10. */
static void test_hash_of_a_grid_of_small_counters_has_no_collision(void **state) {
    (void)state;
    enum { SIDE = 16, POINTS = SIDE * SIDE * SIDE * SIDE };
    uint64_t *words = calloc(POINTS, sizeof *words);
    assert_non_null(words);
    for (uint64_t i = 0; i < POINTS; i++) {
        words[i] =
            hash_mix(i % SIDE, i / SIDE % SIDE, i / SIDE / SIDE % SIDE, i / SIDE / SIDE / SIDE);
    }
    qsort(words, POINTS, sizeof *words, compare_words);
    for (size_t i = 1; i < POINTS; i++) {
        assert_true(words[i] != words[i - 1]);
    }
    free(words);
}

static void test_hash_string_tells_near_strings_apart(void **state) {
    (void)state;
    static const char *const strings[] = {"",    "a",   "b",   "aa", "ab",   "ba",
                                          "x_0", "x_1", "X_0", "x0", "\xff", "\x7f"};
    enum { COUNT = sizeof strings / sizeof strings[0] };
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_true(hash_string(strings[i]) != hash_string(strings[k]));
            assert_true(hash_string(strings[i]) >> 48 != hash_string(strings[k]) >> 48);
        }
    }
}

static void test_hash_below_is_the_high_word_of_the_product(void **state) {
    (void)state;
    __extension__ typedef unsigned __int128 Wide;
    static const uint64_t corners[] = {
        0, 1, 2, 0xffffffff, UINT64_C(1) << 32, UINT64_MAX - 1, UINT64_MAX};
    enum { CORNERS = sizeof corners / sizeof corners[0] };
    for (uint64_t i = 0; i < 20000; i++) {
        uint64_t bits = i < CORNERS * CORNERS ? corners[i % CORNERS] : hash_mix(1, i, 0, 0);
        uint64_t count = i < CORNERS * CORNERS ? corners[i / CORNERS]
                                               : hash_mix(1, i, 1, 0) >> hash_below(bits, 64);
        count = count == 0 ? 1 : count;
        uint64_t got = hash_below(bits, count);
        assert_true(got < count);
        assert_true(got == (uint64_t)((Wide)bits * count >> 64));
    }
}

/* --- jobs --- */

typedef struct {
    uint64_t *results;
    atomic_uint *calls;
} Board;

static void fill_item(void *context, size_t item) {
    Board *board = context;
    uint64_t word = item;
    /* Items differ much in length, so that threads overtake one another. */
    for (uint64_t i = 0; i < hash_below(hash_mix(item, 0, 0, 0), 2000); i++) {
        word = hash_mix(word, i, 0, 0);
    }
    board->results[item] = word;
    atomic_fetch_add(&board->calls[item], 1);
}

static void test_jobs_do_every_item_once_whatever_the_threads(void **state) {
    (void)state;
    enum { ITEMS = 1000 };
    static const size_t threads[] = {1, 2, 8, 0, 5000};
    uint64_t first[ITEMS];
    for (size_t run = 0; run < sizeof threads / sizeof threads[0]; run++) {
        uint64_t results[ITEMS] = {0};
        atomic_uint calls[ITEMS];
        for (size_t i = 0; i < ITEMS; i++) {
            atomic_init(&calls[i], 0);
        }
        Board board = {results, calls};
        jobs_run(fill_item, &board, ITEMS, threads[run], NULL);
        for (size_t i = 0; i < ITEMS; i++) {
            assert_int_equal(atomic_load(&calls[i]), 1);
        }
        if (run == 0) {
            memcpy(first, results, sizeof first);
        }
        assert_memory_equal(results, first, sizeof first);
    }
}

static atomic_uint ended;

static void count_end(void) {
    atomic_fetch_add(&ended, 1);
}

static void test_jobs_call_thread_end_once_in_each_thread(void **state) {
    (void)state;
    static const struct {
        size_t items;
        size_t threads;
        unsigned ends;
    } rows[] = {{100, 4, 4}, {3, 8, 3}, {100, 1, 0}, {1, 8, 0}, {0, 8, 0}, {100, 10000, 100}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t results[100];
        atomic_uint calls[100];
        for (size_t k = 0; k < 100; k++) {
            atomic_init(&calls[k], 0);
        }
        Board board = {results, calls};
        atomic_store(&ended, 0);
        jobs_run(fill_item, &board, rows[i].items, rows[i].threads, count_end);
        if (atomic_load(&ended) != rows[i].ends) {
            fail_msg("row %zu: %u ends", i, atomic_load(&ended));
        }
    }
    assert_true(jobs_processors() >= 1);
}

static void run_inner(void *context, size_t item) {
    Board *outer = context;
    uint64_t results[20];
    atomic_uint calls[20];
    for (size_t i = 0; i < 20; i++) {
        atomic_init(&calls[i], 0);
    }
    Board inner = {results, calls};
    jobs_run(fill_item, &inner, 20, 3, NULL);
    fill_item(outer, item);
    outer->results[item] += results[19];
}

static void test_jobs_may_run_inside_jobs(void **state) {
    (void)state;
    uint64_t results[10] = {0};
    atomic_uint calls[10];
    for (size_t i = 0; i < 10; i++) {
        atomic_init(&calls[i], 0);
    }
    Board board = {results, calls};
    jobs_run(run_inner, &board, 10, 4, NULL);
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(atomic_load(&calls[i]), 1);
    }
}

/* --- clock --- */

static void test_clock_never_goes_back_and_does_go_on(void **state) {
    (void)state;
    double start = clock_milliseconds();
    double last = start;
    while (last <= start + 1) {
        double now = clock_milliseconds();
        assert_true(now >= last);
        last = now;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_mix_is_the_same_function_everywhere),
        cmocka_unit_test(test_hash_bytes_are_uniform_over_consecutive_counters),
        cmocka_unit_test(test_hash_input_bits_flip_half_of_the_output_bits),
        cmocka_unit_test(test_hash_of_a_grid_of_small_counters_has_no_collision),
        cmocka_unit_test(test_hash_string_tells_near_strings_apart),
        cmocka_unit_test(test_hash_below_is_the_high_word_of_the_product),
        cmocka_unit_test(test_jobs_do_every_item_once_whatever_the_threads),
        cmocka_unit_test(test_jobs_call_thread_end_once_in_each_thread),
        cmocka_unit_test(test_jobs_may_run_inside_jobs),
        cmocka_unit_test(test_clock_never_goes_back_and_does_go_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
