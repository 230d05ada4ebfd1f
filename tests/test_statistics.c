/* test_statistics.c - p-values, detectable errors and streaming sums of verify/statistics.h.
 *
 * Reference values are by mpmath to 30 digits. */
#include "calibration.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void test_normal_p_values_are_two_sided(void **state) {
    (void)state;
    static const double table[][2] = {{0, 1},
                                      {0.5, 0.61707507745197379},
                                      {1.96, 0.049995790296440868},
                                      {3, 0.0026997960632601891},
                                      {6.2, 5.6463160740865489e-10}};
    for (size_t i = 0; i < COUNT(table); i++) {
        double p = table[i][1];
        assert_close(stat_normal_p(table[i][0]) / p, 1, 1e-12);
        assert_close(stat_normal_p(-table[i][0]) / p, 1, 1e-12);
    }
    assert_close(stat_normal_p((double)INFINITY), 0, 0);
    assert_true(isnan(stat_normal_p((double)NAN)));
    assert_close(stat_normal_upper(1e-10), 6.3613409024040562, 1e-9);
    assert_close(stat_normal_upper(0.025), 1.9599639845400542, 1e-12);
    assert_true(isnan(stat_normal_upper(0)) && isnan(stat_normal_upper(1)));
}

static void test_chi_square_p_values_on_both_sides_of_the_switch(void **state) {
    (void)state;
    static const double table[][3] = {{0.3, 1, 2 * 0.41611757925},
                                      {12.5, 7, 0.1705385503},
                                      {3, 7, 0.2299955367},
                                      {118.5, 100, 0.1999557498},
                                      {160, 100, 0.0002615679532},
                                      {55, 100, 0.0001472163101},
                                      {10300, 10000, 0.03527623489},
                                      {9400, 10000, 1.519412972e-5},
                                      {20600, 20000, 0.002940989793},
                                      {1001000, 1000000, 0.4793536097},
                                      {1009000, 1000000, 2.217909018e-10}};
    for (size_t i = 0; i < COUNT(table); i++) {
        double tolerance = table[i][1] > 1e4 ? 0.005 : 1e-8;
        assert_close(stat_chi_square_p(table[i][0], table[i][1]) / table[i][2], 1, tolerance);
    }
}

/* GSL's default handler would end the program. */
static void test_chi_square_p_values_are_finite_everywhere(void **state) {
    (void)state;
    static const double ratios[] = {0, 1e-300, 1e-6, 0.3, 0.9, 1, 1.1, 3, 1e3, 1e300};
    for (int k = 0; k < 32; k++) {
        double dof = 0.5 * pow(1.7, k);
        for (size_t i = 0; i < COUNT(ratios); i++) {
            double p = stat_chi_square_p(ratios[i] * dof, dof);
            assert_true(p >= 0 && p <= 1);
        }
    }
    assert_close(stat_chi_square_p((double)INFINITY, 3), 0, 0);
    assert_true(isnan(stat_chi_square_p((double)NAN, 3)));
    assert_true(isnan(stat_chi_square_p(-1, 3)));
    assert_true(isnan(stat_chi_square_p(1, 0)));
    assert_true(isnan(stat_chi_square_p(1, (double)NAN)));
    assert_true(isnan(stat_chi_square_p(1, (double)INFINITY)));
}

/* Stephens' factor is taken out: n so large that it is sqrt(n) to 1e-7. */
static void test_kolmogorov_law_is_continuous_over_the_switch(void **state) {
    (void)state;
    static const double table[][2] = {{0.3, 0.999990694198665},    {0.5, 0.963945243664875},
                                      {1, 0.269999671677355},      {1.1799, 0.123512049711887},
                                      {1.1801, 0.123395591619393}, {1.36, 0.0494858767553779},
                                      {2, 0.000670925255779695},   {3.5, 4.57946969129111e-11}};
    const double n = 1e16, factor = 1e8 + 0.12 + 0.11e-8;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_close(stat_ks_p(table[i][0] / factor, n) / table[i][1], 1, 1e-9);
    }
    assert_close(stat_ks_p(0, 10), 1, 0);
    assert_close(stat_ks_p(1, 10), 0, 1e-7);
    assert_true(isnan(stat_ks_p((double)NAN, 10)) && isnan(stat_ks_p(0.1, 0)));
}

static void test_ks_bound_is_no_smaller_and_meets_its_critical_value(void **state) {
    (void)state;
    for (int i = 0; i < 8; i++) {
        double n = 5 * pow(7, i), root = sqrt(n);
        for (int k = 1; k < 28; k++) {
            /* Without Stephens' correction, which overtakes the bound a little at small n. */
            double d = 0.21 * k / root, bound = stat_ks_bound(d, n);
            double p = stat_ks_p(d * root / (root + 0.12 + 0.11 / root), n);
            assert_true(bound <= 1 && p <= bound * (1 + 1e-12));
        }
        double critical = stat_ks_critical(n, 1e-9);
        assert_close(stat_ks_bound(critical, n) / 1e-9, 1, 1e-9);
    }
    assert_true(isnan(stat_ks_bound((double)NAN, 3)) && isnan(stat_ks_critical(10, 0)));
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double distance_by_sorting(double *u, size_t n) {
    double worst = 0;
    qsort(u, n, sizeof *u, by_value);
    for (size_t i = 0; i < n; i++) {
        worst = fmax(worst, fmax(u[i] - (double)i / (double)n, (double)(i + 1) / (double)n - u[i]));
    }
    return worst;
}

static void test_distance_by_buckets_is_the_distance_by_sorting(void **state) {
    (void)state;
    enum { MOST = 300 };
    double u[MOST];
    StatBucket scratch[MOST];
    Stream stream = stream_new(7, 0);
    for (size_t n = 1; n <= MOST; n++) {
        stream_uniforms(&stream, u, n);
        for (size_t i = 0; i < n && n % 3 == 0; i++) {
            u[i] = i % 2 == 0 ? u[i] * u[i] : u[0]; /* crowded, with ties */
        }
        double buckets = stat_ks_distance(u, n, scratch);
        assert_close(buckets, distance_by_sorting(u, n), 1e-15);
    }
    double ends[] = {0, 1, 1, 0};
    assert_close(stat_ks_distance(ends, 4, scratch), 0.5, 0);
    double outside[] = {0.5, 1.5}, none[] = {0.5, (double)NAN};
    assert_true(isnan(stat_ks_distance(outside, 2, scratch)));
    assert_true(isnan(stat_ks_distance(none, 2, scratch)));
    assert_true(isnan(stat_ks_distance(ends, 0, scratch)));
}

static void test_binned_distance_is_at_most_the_distance(void **state) {
    (void)state;
    enum { N = 5000, BINS = 64 };
    static double u[N];
    static StatBucket scratch[N];
    uint64_t counts[BINS] = {0};
    double edges[BINS - 1];
    Stream stream = stream_new(8, 0);
    stream_uniforms(&stream, u, N);
    for (size_t i = 0; i < N; i++) {
        u[i] = pow(u[i], 1.1);
        counts[(size_t)(u[i] * BINS)]++;
    }
    for (size_t i = 0; i + 1 < BINS; i++) {
        edges[i] = (double)(i + 1) / BINS;
    }
    double exact = stat_ks_distance(u, N, scratch), binned = stat_ks_binned(counts, edges, BINS);
    assert_true(binned <= exact && binned > 0.8 * exact);
    uint64_t empty[2] = {0, 0};
    assert_true(isnan(stat_ks_binned(empty, edges, 2)));
}

/* The sizes that the design names: alpha 1e-8 over 12 tests and looks, power 1 - 1e-6. */
static void test_design_sizes_are_enough_for_one_percent(void **state) {
    (void)state;
    const double alpha = 1e-8 / 12, power = 1 - 1e-6;
    assert_close(stat_mean_samples(0.01, alpha, power), 1.19e6, 0.01);
    assert_close(stat_spread_samples(0.01, alpha, power), 5.9e5, 0.03);
    assert_close(stat_mean_detectable(1.19e6, alpha, power), 0.01, 1e-4);
    assert_true(stat_ks_detectable(335000, alpha, power) <= 0.01);
    double n = stat_spread_samples(0.01, alpha, power);
    assert_true(stat_spread_detectable(n, alpha, power) <= 0.01);
    assert_true(stat_spread_detectable(n - 1, alpha, power) > 0.01);
    assert_true(isnan(stat_mean_detectable(0, alpha, power)));
    assert_true(isnan(stat_spread_samples(0, alpha, power)));
}

static void test_parts_merged_are_the_whole(void **state) {
    (void)state;
    enum { N = 1001, SPLIT = 400 };
    static double x[3][N];
    Stream stream = stream_new(9, 0);
    stream_normals(&stream, x[0], N);
    stream_normals(&stream, x[1], N);
    for (size_t i = 0; i < N; i++) {
        x[2][i] = 3 + 2 * x[0][i] - x[1][i];
    }
    const double *all[] = {x[0], x[1], x[2]}, *rest[] = {x[0] + SPLIT, x[1] + SPLIT, x[2] + SPLIT};
    StatMoments whole = {0}, first = {0}, second = {0}, merged = {0};
    stat_moments_add(&whole, all, 3, N);
    stat_moments_add(&first, all, 3, SPLIT);
    stat_moments_add(&second, rest, 3, N - SPLIT);
    stat_moments_merge(&merged, &first);
    stat_moments_merge(&merged, &second);
    assert_close(merged.count, N, 0);
    for (size_t i = 0; i < 3; i++) {
        assert_close(stat_mean(&merged, i), stat_mean(&whole, i), 1e-14);
        for (size_t k = 0; k < 3; k++) {
            assert_close(stat_centred(&merged, i, k), stat_centred(&whole, i, k), 1e-13);
        }
    }
    assert_close(stat_mean(&whole, 2), 3 + 2 * stat_mean(&whole, 0) - stat_mean(&whole, 1), 1e-14);
}

/* Columns: two responses, then the regressors 1, 2 and their sum, which counts for nothing. */
static void test_least_squares_leave_the_noise_and_count_their_rank(void **state) {
    (void)state;
    enum { N = 4000 };
    static double x[6][N];
    StatMoments moments = {0}, noises = {0};
    Stream stream = stream_new(10, 0);
    for (size_t k = 0; k < 4; k++) {
        stream_normals(&stream, x[k], N);
    }
    double first[N], second[N];
    memcpy(first, x[0], sizeof first);
    memcpy(second, x[1], sizeof second);
    for (size_t i = 0; i < N; i++) {
        x[4][i] = x[2][i] + x[3][i];
        x[5][i] = 7;
        x[0][i] += 5 + 2 * x[2][i];
        x[1][i] += first[i] - 3 * x[3][i];
        second[i] += first[i];
    }
    const double *columns[] = {x[0], x[1], x[2], x[3], x[4], x[5]};
    const double *alone[] = {first, second, x[2], x[3]};
    stat_moments_add(&moments, columns, 6, N);
    stat_moments_add(&noises, alone, 4, N);
    size_t rank = 0, small = 0;
    assert_close(stat_residual(&moments, 0, 0, 2, &rank), stat_residual(&noises, 0, 0, 2, &small),
                 1e-9);
    assert_int_equal(rank, 3);
    assert_int_equal(small, 3);
    assert_close(stat_residual(&moments, 0, 1, 2, &rank), stat_residual(&noises, 0, 1, 2, &small),
                 1e-9);
    assert_close(stat_residual(&moments, 0, 0, 2, &rank), N, 0.1);
    assert_close(stat_residual(&moments, 1, 1, 2, &rank), 2 * N, 0.1);
}

/* 400 runs on 500 samples each at a false-alarm rate of 5 %, seed 11; the long test has 10,000 at
 * 1 %. */
static void test_true_hypotheses_are_rejected_at_the_stated_rate(void **state) {
    (void)state;
    for (Calibrated which = 0; which < CALIBRATE_COUNT; which++) {
        calibrate_level(which, 400, 500, 0.05, 11 + which);
    }
}

static void test_detectable_errors_are_caught_at_the_stated_power(void **state) {
    (void)state;
    for (Calibrated which = 0; which < CALIBRATE_COUNT; which++) {
        calibrate_power(which, 400, 500, 0.05, 0.9, 21 + which);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normal_p_values_are_two_sided),
        cmocka_unit_test(test_chi_square_p_values_on_both_sides_of_the_switch),
        cmocka_unit_test(test_chi_square_p_values_are_finite_everywhere),
        cmocka_unit_test(test_kolmogorov_law_is_continuous_over_the_switch),
        cmocka_unit_test(test_ks_bound_is_no_smaller_and_meets_its_critical_value),
        cmocka_unit_test(test_distance_by_buckets_is_the_distance_by_sorting),
        cmocka_unit_test(test_binned_distance_is_at_most_the_distance),
        cmocka_unit_test(test_design_sizes_are_enough_for_one_percent),
        cmocka_unit_test(test_parts_merged_are_the_whole),
        cmocka_unit_test(test_least_squares_leave_the_noise_and_count_their_rank),
        cmocka_unit_test(test_true_hypotheses_are_rejected_at_the_stated_rate),
        cmocka_unit_test(test_detectable_errors_are_caught_at_the_stated_power),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
