/* Samplers against the exact laws of what they make. Statistical tests: seed and sample size stand
 * at the test; false alarms and what is caught as in sample_checks.h. */
#include <stdlib.h>
#include <string.h>

#include "sampler_fixture.h"

static void test_every_row_is_found_by_its_name(void **state) {
    (void)state;
    assert_true(sampler_count() >= 1);
    for (size_t i = 0; i < sampler_count(); i++) {
        const SamplerRow *row = sampler_at(i);
        assert_ptr_equal(sampler_find(row->name), row);
        assert_true(row->doc[0] != '\0' && row->citation[0] != '\0' && row->formula[0] != '\0');
        assert_true((row->step != NULL) != (row->advance != NULL));
        bool is_printed = strncmp(row->name, "printed-", 8) == 0;
        assert_true(is_printed == (row->slip != NULL));
    }
    assert_null(sampler_find("no such sampler"));
    assert_string_equal(sampler_nearest("ddpn"), "ddpm");
}

/* z = 0 at t = 1, whatever the variance: from wherever the step comes. */
static void test_the_last_step_adds_no_noise(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "gauss", "linear", 50);
    f.run.eta = 1.0;
    for (size_t i = 0; i < sampler_count(); i++) {
        const SamplerRow *row = sampler_at(i);
        for (SamplerVariance v = SAMPLER_POSTERIOR; row->step != NULL && v <= SAMPLER_BETA; v++) {
            f.run.variance = v;
            assert_true(row->step(&f.run, 1, 0).spread <= 0.0);
            assert_true((row->uses & SAMPLER_JUMPS) == 0 || row->step(&f.run, 50, 0).spread <= 0.0);
            bool is_silent = strcmp(row->name, "printed-ddim") == 0;
            assert_true((row->step(&f.run, 2, 1).spread > 0.0) == !is_silent);
        }
    }
    tear_down(&f);
}

/* With one point x_0 the reverse step's law is q(x_{t-1}|x_t, x_0), so the law of x_t stays exact:
 * mean sqrt(alpha_bar) x_0, variance 1 - alpha_bar. Coefficients alone; 1e-11 allows for 1000
 * steps of rounding. */
static void test_posterior_variance_keeps_the_law_of_a_single_point(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "point", "linear", 1000);
    f.run.variance = SAMPLER_POSTERIOR;
    const Schedule *s = f.schedule;
    double x0 = f.exact.data->mean[0];
    double mean = s->sqrt_alpha_bar[1000] * x0, variance = s->one_minus_alpha_bar[1000];
    for (size_t t = 1000; t >= 1; t--) {
        SamplerStep step = sampler_find("ddpm")->step(&f.run, t, t - 1);
        double noise = s->sqrt_one_minus_alpha_bar[t];
        double slope = step.keep + step.remove / noise;
        mean = slope * mean - step.remove / noise * s->sqrt_alpha_bar[t] * x0;
        variance = slope * slope * variance + step.spread * step.spread;
        assert_close(mean, s->sqrt_alpha_bar[t - 1] * x0, 1e-11);
        if (t > 1) {
            assert_close(variance / s->one_minus_alpha_bar[t - 1], 1.0, 1e-9);
        }
    }
    tear_down(&f);
}

/* With standard normal data E[eps|x_t] = sqrt(1 - alpha_bar) x_t, and beta_t keeps variance 1; so
 * does the larger step over several at once. */
static void test_variance_beta_keeps_a_standard_normal(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "gauss", "cosine", 40);
    f.run.variance = SAMPLER_BETA;
    for (size_t t = 40; t >= 3; t--) {
        for (size_t back = 1; back <= 2; back++) {
            SamplerStep step = sampler_find("ddpm")->step(&f.run, t, t - back);
            double slope = step.keep + step.remove * f.schedule->sqrt_one_minus_alpha_bar[t];
            assert_close(slope * slope + step.spread * step.spread, 1.0, 1e-12);
        }
    }
    tear_down(&f);
}

/* The law that the sampler gives Gaussian data: every step is affine, x' = A x + b + spread z. */
static void gaussian_law(const Fixture *f, double mean[2], double covariance[4]) {
    const Schedule *s = f->schedule;
    const DataSet *data = f->exact.data;
    size_t d = data->dimension;
    mean[0] = mean[1] = 0.0;
    covariance[0] = covariance[3] = 1.0;
    covariance[1] = covariance[2] = 0.0;
    for (size_t t = s->steps; t >= 1; t--) {
        SamplerStep step = sampler_find("ddpm")->step(&f->run, t, t - 1);
        double a = s->sqrt_alpha_bar[t], v = s->one_minus_alpha_bar[t];
        double xx = a * a * data->covariance[0] + v;
        double xy = d == 2 ? a * a * data->covariance[1] : 0.0;
        double yy = d == 2 ? a * a * data->covariance[3] + v : 1.0;
        double det = xx * yy - xy * xy, r = step.remove * sqrt(v) / det;
        double A[4] = {step.keep + r * yy, -r * xy, -r * xy, step.keep + r * xx};
        double e[2] = {mean[0] - a * data->mean[0], d == 2 ? mean[1] - a * data->mean[1] : 0.0};
        double m[2] = {step.keep * mean[0] + r * (yy * e[0] - xy * e[1]),
                       step.keep * mean[1] + r * (xx * e[1] - xy * e[0])};
        double AC[4] = {A[0] * covariance[0] + A[1] * covariance[2],
                        A[0] * covariance[1] + A[1] * covariance[3],
                        A[2] * covariance[0] + A[3] * covariance[2],
                        A[2] * covariance[1] + A[3] * covariance[3]};
        double noise = step.spread * step.spread;
        covariance[0] = AC[0] * A[0] + AC[1] * A[1] + noise;
        covariance[1] = covariance[2] = AC[0] * A[2] + AC[1] * A[3];
        covariance[3] = AC[2] * A[2] + AC[3] * A[3] + noise;
        mean[0] = m[0];
        mean[1] = m[1];
    }
}

/* 100,000 points: an error of a mean of 0.036 sd and one of a variance of 5 % is caught (11.3
 * standard errors). */
#define POINTS ((size_t)100000)

static void check_gaussian(const char *toy, SamplerVariance variance, long steps,
                           double tolerance) {
    Fixture f;
    set_up(&f, toy, "linear-scaled", steps);
    f.run.variance = variance;
    const DataSet *data = f.exact.data;
    size_t d = data->dimension;
    double mean[2], covariance[4];
    gaussian_law(&f, mean, covariance);
    /* Steps of finite size: close to the data's own law, the closer the more steps there are. */
    for (size_t k = 0; k < d; k++) {
        assert_close(mean[k], data->mean[k], tolerance);
        for (size_t j = 0; j < d; j++) {
            assert_close(covariance[2 * k + j], data->covariance[k * d + j], tolerance);
        }
    }
    double *x = calloc(POINTS * d, sizeof *x);
    sampler_start(x, POINTS, d, &f.run);
    for (size_t t = f.schedule->steps; t >= 1; t--) {
        sampler_step(x, POINTS, d, sampler_find("ddpm"), &f.run, t, t - 1);
    }
    for (size_t k = 0; k < d; k++) {
        double sum = 0.0, product = 0.0;
        size_t j = d - 1 - k;
        for (size_t i = 0; i < POINTS; i++) {
            sum += x[i * d + k];
            product += (x[i * d + k] - mean[k]) * (x[i * d + j] - mean[j]);
        }
        double vk = covariance[3 * k], vj = covariance[3 * j], c = covariance[2 * k + j];
        check_deviation("mean", sum / (double)POINTS, mean[k], sqrt(vk / (double)POINTS));
        check_deviation("covariance", product / (double)POINTS, c,
                        sqrt((vk * vj + c * c) / (double)POINTS));
        double square = 0.0;
        for (size_t i = 0; i < POINTS; i++) {
            square += (x[i * d + k] - mean[k]) * (x[i * d + k] - mean[k]);
        }
        check_deviation("variance", square / (double)POINTS, vk, vk * sqrt(2.0 / (double)POINTS));
    }
    free(x);
    tear_down(&f);
}

static void test_a_gaussian_is_reached_on_a_line(void **state) {
    (void)state;
    check_gaussian("gauss", SAMPLER_POSTERIOR, 100, 0.04);
    check_gaussian("gauss", SAMPLER_BETA, 100, 0.04);
}

static void test_a_tilted_gaussian_is_reached_in_the_plane(void **state) {
    (void)state;
    check_gaussian("gauss2d", SAMPLER_POSTERIOR, 250, 0.04);
    check_gaussian("gauss2d", SAMPLER_BETA, 250, 0.04);
}

static void test_same_bytes_for_any_threads_and_after_a_pause(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "ring", "linear", 20);
    f.run.variance = SAMPLER_POSTERIOR;
    enum { N = 1003 };
    static double once[2 * N], again[2 * N];
    sampler_start(once, N, 2, &f.run);
    for (size_t t = 20; t >= 1; t--) {
        sampler_step(once, N, 2, sampler_find("ddpm"), &f.run, t, t - 1);
    }
    for (size_t threads = 2; threads <= 3; threads++) {
        f.run.pool = pool_new(threads);
        sampler_start(again, N, 2, &f.run);
        for (size_t t = 20; t >= 1; t--) {
            sampler_step(again, N, 2, sampler_find("ddpm"), &f.run, t, t - 1);
        }
        assert_memory_equal(once, again, sizeof once);
        pool_free(f.run.pool);
        f.run.pool = NULL;
    }
    f.run.seed++;
    sampler_start(again, N, 2, &f.run);
    sampler_step(again, N, 2, sampler_find("ddpm"), &f.run, 20, 19);
    assert_memory_not_equal(once, again, sizeof once);
    tear_down(&f);
}

static void test_points_far_from_all_data_stay_finite(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "ring", "linear", 1000);
    f.run.variance = SAMPLER_POSTERIOR;
    double x[4] = {1e200, -1e200, 4.0, 1e9};
    for (size_t t = 1000; t >= 1; t--) {
        sampler_step(x, 2, 2, sampler_find("ddpm"), &f.run, t, t - 1);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_true(isfinite(x[i]));
    }
    tear_down(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_is_found_by_its_name),
        cmocka_unit_test(test_the_last_step_adds_no_noise),
        cmocka_unit_test(test_posterior_variance_keeps_the_law_of_a_single_point),
        cmocka_unit_test(test_variance_beta_keeps_a_standard_normal),
        cmocka_unit_test(test_a_gaussian_is_reached_on_a_line),
        cmocka_unit_test(test_a_tilted_gaussian_is_reached_in_the_plane),
        cmocka_unit_test(test_same_bytes_for_any_threads_and_after_a_pause),
        cmocka_unit_test(test_points_far_from_all_data_stay_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
