/* The sliced Wasserstein distance against its definition and against sets whose distance is known
 * exactly. Statistical tests: seed and sample size stand at the test; false alarms as in
 * sample_checks.h. */
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "diffusion/measure.h"
#include "sample_checks.h"

#define SEED 20261128

/* On a line, by definition: every point of n stands m times, every one of m stands n times, and
 * both rows are matched in order. */
static double by_definition(const double *x, size_t n, const double *y, size_t m) {
    double a[40 * 60], b[40 * 60], sum = 0.0;
    for (size_t i = 0; i < n * m; i++) {
        a[i] = x[i / m];
        b[i] = y[i / n];
    }
    qsort(a, n * m, sizeof *a, compare_numbers);
    qsort(b, n * m, sizeof *b, compare_numbers);
    for (size_t i = 0; i < n * m; i++) {
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum / (double)(n * m);
}

static void test_sets_of_any_sizes_are_matched_in_order(void **state) {
    (void)state;
    double x[40], y[60], work[500];
    Stream words = stream_new(SEED, 0);
    stream_normals(&words, x, 40);
    stream_normals(&words, y, 60);
    x[3] = x[4] = y[7]; /* ties */
    for (size_t n = 2; n <= 40; n++) {
        for (size_t m = 2; m <= 60; m += 7) {
            SlicedDistance w = measure_sliced(x, n, y, m, 1, SEED, work);
            assert_close(w.square, by_definition(x, n, y, m), 1e-12);
            assert_true(w.x_used == n && w.y_used == m);
        }
    }
}

/* A set moved by v: every direction u sees (v u)^2, and even directions average that to |v|^2 / 2.
 * A set stretched by c: (c - 1)^2 times half its mean square. Whatever the seed turns. */
static void test_moved_and_stretched_sets_are_at_their_exact_distance(void **state) {
    (void)state;
    enum { N = 300 };
    static double x[2 * N], moved[2 * N], stretched[2 * N], work[12 * N];
    Stream words = stream_new(SEED, 1);
    stream_normals(&words, x, 2 * N);
    double square = 0.0;
    for (size_t i = 0; i < N; i++) {
        size_t place = (i * 7 + 3) % N; /* in another order: 7 and 300 have no common divisor */
        moved[2 * place] = x[2 * i] + 0.3;
        moved[2 * place + 1] = x[2 * i + 1] - 1.1;
        stretched[2 * place] = 1.5 * x[2 * i];
        stretched[2 * place + 1] = 1.5 * x[2 * i + 1];
        square += (x[2 * i] * x[2 * i] + x[2 * i + 1] * x[2 * i + 1]) / N;
    }
    for (uint64_t seed = 1; seed <= 5; seed++) {
        SlicedDistance w = measure_sliced(x, N, moved, N, 2, seed, work);
        assert_close(w.square, (0.3 * 0.3 + 1.1 * 1.1) / 2.0, 1e-12);
        w = measure_sliced(x, N, stretched, N, 2, seed, work);
        assert_close(w.square, 0.25 * square / 2.0, 1e-12);
        assert_close(measure_sliced(x, N, x, N, 2, seed, work).square, 0.0, 1e-15);
    }
}

#define REPEATS 1000

/* Normals, one set moved by c: the square is that of the unmoved sets plus c^2 + 2 c (difference of
 * the means), so its mean is known beside theirs. 200 and 300 points, 1000 pairs: a bias of 0.04 at
 * c = 1 is caught; the scatter is the standard error to 15 % (known to 2.2 %). */
static void test_moved_laws_are_at_their_distance_and_scatter_as_said(void **state) {
    (void)state;
    enum { N = 200, M = 300 };
    static double x[N], y[M], work[8 * (N + M)];
    double mean = 0.0, square = 0.0, said = 0.0, unmoved = 0.0;
    for (size_t k = 0; k < REPEATS; k++) {
        Stream words = stream_new(SEED, 100 + k);
        stream_normals(&words, x, N);
        stream_normals(&words, y, M);
        unmoved += measure_sliced(x, N, y, M, 1, SEED, work).square / REPEATS;
        for (size_t i = 0; i < M; i++) {
            y[i] += 1.0;
        }
        SlicedDistance w = measure_sliced(x, N, y, M, 1, SEED, work);
        mean += w.square / REPEATS;
        square += w.square * w.square / REPEATS;
        said += w.standard_error / REPEATS;
    }
    check_deviation("square", mean - unmoved, 1.0,
                    2.0 * sqrt((1.0 / N + 1.0 / M) / (double)REPEATS));
    assert_close(said / sqrt(square - mean * mean), 1.0, 0.15);
}

/* What two fresh sets show: the floors of 20 seeds against 200 pairs drawn here, to 6.5 standard
 * errors; a floor that is wrong by its own size is caught, since a square's deviation is about its
 * mean. And a move by 0.1 standard deviations of 5,000 points on a line, by 0.6 of 500 of the ring,
 * stands out of all ten pairs. */
static void test_the_floor_is_what_fresh_sets_show(void **state) {
    (void)state;
    enum { N = 5000, M = 4000, PAIRS = 200, SEEDS = PAIRS / MEASURE_FLOOR_REPEATS };
    Arena *arena = arena_new();
    static double x[2 * N], y[2 * N];
    static const char *const TOYS[] = {"gauss", "ring"};
    for (size_t i = 0; i < 2; i++) {
        const DataSet *data = data_of_toy(arena, toy_find(TOYS[i]));
        size_t d = data->dimension, n = d == 2 ? 500 : N, m = d == 2 ? 400 : M;
        double *work = calloc(measure_sliced_workspace(n, m, d), sizeof *work);
        SlicedFloor floor = {0.0, 0.0, 0.0};
        double floors = 0.0, sum = 0.0, square = 0.0;
        for (uint64_t k = 0; k < SEEDS; k++) {
            floor = measure_sliced_floor(data, n, m, SEED + k, work);
            floors += floor.mean / SEEDS;
            assert_true(floor.largest >= floor.mean && floor.sd > 0.0);
        }
        for (size_t k = 0; k < PAIRS; k++) {
            Stream words = stream_new(SEED + 1, k);
            data_sample(data, x, n, &words);
            data_sample(data, y, m, &words);
            double value = measure_sliced(x, n, y, m, d, k, work).square;
            sum += value / PAIRS;
            square += value * value / PAIRS;
        }
        check_deviation("floor", floors, sum, sqrt((square - sum * sum) * 2.0 / PAIRS));
        for (size_t k = 0; k < n; k++) {
            x[k * d] += 0.1 * sqrt(data->covariance[0]) * (d == 2 ? 6.0 : 1.0);
        }
        double moved = measure_sliced(x, n, y, m, d, SEED, work).square;
        assert_true(moved > floor.largest);
        free(work);
    }
    arena_free(arena);
}

static void test_of_many_points_the_first_are_used(void **state) {
    (void)state;
    enum { N = MEASURE_SLICED_POINTS + 700 };
    static double x[N], y[N], work[10 * N];
    Stream words = stream_new(SEED, 77);
    stream_normals(&words, x, N);
    stream_normals(&words, y, N);
    SlicedDistance w = measure_sliced(x, N, y, N, 1, SEED, work);
    assert_true(w.x_used == MEASURE_SLICED_POINTS && w.y_used == MEASURE_SLICED_POINTS);
    double first = measure_sliced(x, w.x_used, y, w.y_used, 1, SEED, work).square;
    assert_close(w.square, first, 0.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sets_of_any_sizes_are_matched_in_order),
        cmocka_unit_test(test_moved_and_stretched_sets_are_at_their_exact_distance),
        cmocka_unit_test(test_moved_laws_are_at_their_distance_and_scatter_as_said),
        cmocka_unit_test(test_the_floor_is_what_fresh_sets_show),
        cmocka_unit_test(test_of_many_points_the_first_are_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
