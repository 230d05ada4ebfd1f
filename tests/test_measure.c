/* The energy distance against its definition, and against the distances of known laws. Statistical
 * tests: seed and sample size stand at the test; false alarms as in sample_checks.h. */
#include "diffusion/measure.h"

#include <stdlib.h>

#include "base/stream.h"
#include "sample_checks.h"

#define SEED 20261128
#define ROOT_PI 1.7724538509055160

static double distance(const double *a, const double *b, size_t d) {
    return d == 1 ? fabs(a[0] - b[0]) : hypot(a[0] - b[0], a[1] - b[1]);
}

/* All pairs, as the header defines it. */
static double by_definition(const double *x, size_t n, const double *y, size_t m, size_t d) {
    double cross = 0.0, own_x = 0.0, own_y = 0.0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < m; j++) {
            cross += distance(x + i * d, y + j * d, d);
        }
        for (size_t j = 0; j < n; j++) {
            own_x += distance(x + i * d, x + j * d, d);
        }
    }
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++) {
            own_y += distance(y + i * d, y + j * d, d);
        }
    }
    double nn = (double)n, mm = (double)m;
    return 2.0 * cross / (nn * mm) - own_x / (nn * (nn - 1.0)) - own_y / (mm * (mm - 1.0));
}

static void test_the_mean_over_all_pairs_is_taken(void **state) {
    (void)state;
    double x[80], y[120], work[600];
    Stream words = stream_new(SEED, 0);
    stream_normals(&words, x, 80);
    stream_normals(&words, y, 120);
    x[3] = x[4] = y[7]; /* ties */
    for (size_t d = 1; d <= 2; d++) {
        for (size_t n = 2; n <= 40; n += 19) {
            EnergyDistance e = measure_energy(x, n, y, 60, d, work);
            assert_close(e.distance, by_definition(x, n, y, 60, d), 1e-12);
            assert_true(e.x_used == n && e.y_used == 60);
            assert_true(e.floor > 0.0 && e.standard_error >= e.floor);
        }
    }
}

/* Mean and standard deviation of the estimate over many seeds, and the means of what it says. */
typedef struct {
    double mean, sd, said_error, said_floor;
} Repeated;

#define REPEATS 1000

static Repeated repeat(size_t n, size_t d, double shift) {
    double *x = calloc(2 * n * d, sizeof *x), *work = calloc(measure_workspace(n, n), sizeof *work);
    double *y = x + n * d;
    Repeated r = {0};
    double square = 0.0;
    for (size_t k = 0; k < REPEATS; k++) {
        Stream words = stream_new(SEED, k);
        stream_normals(&words, x, 2 * n * d);
        for (size_t i = 0; i < n; i++) {
            y[i * d] += shift;
        }
        EnergyDistance e = measure_energy(x, n, y, n, d, work);
        r.mean += e.distance / REPEATS;
        square += e.distance * e.distance / REPEATS;
        r.said_error += e.standard_error / REPEATS;
        r.said_floor += e.floor / REPEATS;
    }
    r.sd = sqrt(square - r.mean * r.mean);
    free(x);
    free(work);
    return r;
}

/* Equal laws, 1000 pairs of sets: the mean of the estimates is 0 to 6.5 of its standard errors
 * (false alarm 8e-11; a bias of 0.36 floors is caught), and their scatter is the floor to 20 %. A
 * degenerate estimate is a sum of centred chi-squares, of excess kurtosis 12 at most, so the
 * scatter over 1000 seeds is known to 6 %. */
static void test_equal_laws_are_at_zero_up_to_the_floor(void **state) {
    (void)state;
    for (size_t d = 1; d <= 2; d++) {
        Repeated r = repeat(200, d, 0.0);
        check_deviation("mean", r.mean, 0.0, r.sd / sqrt(REPEATS));
        assert_close(r.said_floor / r.sd, 1.0, 0.2);
        assert_true(r.said_error >= r.said_floor && r.said_error <= 1.5 * r.sd);
    }
}

/* N(0, 1) and N(c, 1): D = 2 E|c + sqrt 2 Z| - 4/sqrt(pi). */
static double shifted_normals(double c) {
    double mean = 2.0 / ROOT_PI * exp(-0.25 * c * c) + c * erf(0.5 * c);
    return 2.0 * mean - 4.0 / ROOT_PI;
}

/* A shift of one standard deviation, 200 points: the mean of 1000 estimates is exact to 6.5
 * standard errors, the scatter is the standard error to 15 % (of a nearly normal estimate over 1000
 * seeds it has 2.2 %). */
static void test_shifted_laws_are_at_their_distance(void **state) {
    (void)state;
    Repeated r = repeat(200, 1, 1.0);
    check_deviation("distance", r.mean, shifted_normals(1.0), r.sd / sqrt(REPEATS));
    assert_close(r.said_error / r.sd, 1.0, 0.15);
}

/* The smallest shifts caught, at six floors: 0.05 of a standard deviation of 20,000 points on a
 * line, 0.3 of 500 points in the plane. Equal laws pass six floors with a probability below 1e-4
 * (exponential tail); the seed is fixed. */
static void test_small_shifts_stand_out_of_the_floor(void **state) {
    (void)state;
    static double x[20000], y[20000], work[120000];
    for (size_t d = 1; d <= 2; d++) {
        size_t n = d == 1 ? 20000 : 500;
        for (int shifted = 0; shifted <= 1; shifted++) {
            double shift = shifted ? (d == 1 ? 0.05 : 0.3) : 0.0;
            Stream words = stream_new(SEED, 10 + d);
            stream_normals(&words, x, n * d);
            stream_normals(&words, y, n * d);
            for (size_t i = 0; i < n; i++) {
                y[i * d] += shift;
            }
            EnergyDistance e = measure_energy(x, n, y, n, d, work);
            if ((e.distance > 6.0 * e.floor) != (shifted != 0)) {
                fail_msg("%zu-D, shift %g: distance %g, floor %g", d, shift, e.distance, e.floor);
            }
        }
    }
}

static void test_of_many_points_in_the_plane_the_first_are_used(void **state) {
    (void)state;
    enum { N = 3000 };
    static double x[2 * N], y[2 * N], work[6 * N];
    Stream words = stream_new(SEED, 77);
    stream_normals(&words, x, 2 * N);
    stream_normals(&words, y, 2 * N);
    EnergyDistance e = measure_energy(x, N, y, N, 2, work);
    assert_true(e.x_used == MEASURE_PLANE_POINTS && e.y_used == MEASURE_PLANE_POINTS);
    EnergyDistance same = measure_energy(x, MEASURE_PLANE_POINTS, y, MEASURE_PLANE_POINTS, 2, work);
    assert_close(e.distance, same.distance, 0.0);
}

/* N(0.5, 0.5^2): the bound is the log density at 2.576 standard deviations, where 1 % lies beyond.
 * Of 5000 points the place of the bound has a standard error of 0.049 standard deviations, the log
 * density there one of 0.126: five of them, a false alarm in two million. A tenth too many or too
 * few points below the bound are seen exactly, by their share. */
static void test_one_point_in_a_hundred_is_improbable(void **state) {
    (void)state;
    enum { N = 5000, M = 200 };
    static double fresh[N], x[M], work[N];
    Arena *arena = arena_new();
    const DataSet *data = data_of_toy(arena, toy_find("gauss"));
    Stream words = stream_new(SEED, 78);
    data_sample(data, fresh, N, &words);
    Improbable level = measure_improbable(data, 1.0, 0.0, fresh, N, NULL, work);
    assert_true(level.exists);
    assert_close(level.share, 0.01, 0.0);
    double expected = -0.5 * 2.5758 * 2.5758 - log(0.5 * sqrt(2.0) * ROOT_PI);
    assert_true(fabs(level.bound - expected) < 5.0 * 0.126);
    for (size_t i = 0; i < M; i++) {
        x[i] = i < 30 ? 0.5 + 4.0 * 0.5 : 0.5;
    }
    assert_close(measure_improbable_share(&level, x, M, NULL, work), 0.15, 0.0);
    x[M - 1] = (double)NAN;
    assert_close(measure_improbable_share(&level, x, M, NULL, work), 0.155, 0.0);
    Pool *pool = pool_new(3);
    assert_close(measure_improbable_share(&level, fresh, N, pool, work), level.share, 0.0);
    pool_free(pool);
    /* Single points have no density, and of equal densities none is below the others. */
    const DataSet *point = data_of_toy(arena, toy_find("point"));
    assert_false(measure_improbable(point, 1.0, 0.0, fresh, N, NULL, work).exists);
    const DataSet *uniform = data_of_toy(arena, toy_find("uniform"));
    data_sample(uniform, fresh, N, &words);
    assert_close(measure_improbable(uniform, 1.0, 0.0, fresh, N, NULL, work).share, 0.0, 0.0);
    assert_close(measure_improbable_chance(2500, 10000), sqrt(0.0099 * 5e-4), 1e-15);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_mean_over_all_pairs_is_taken),
        cmocka_unit_test(test_equal_laws_are_at_zero_up_to_the_floor),
        cmocka_unit_test(test_shifted_laws_are_at_their_distance),
        cmocka_unit_test(test_small_shifts_stand_out_of_the_floor),
        cmocka_unit_test(test_one_point_in_a_hundred_is_improbable),
        cmocka_unit_test(test_of_many_points_in_the_plane_the_first_are_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
