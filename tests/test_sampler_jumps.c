/* DDIM, jumps over several steps, clipping. Statistical tests: seed and sample size stand at the
 * test; false alarms and what is caught as in sample_checks.h. */
#include <stdlib.h>
#include <string.h>

#include "allocation_counter.h"
#include "sampler_fixture.h"

static const double ETAS[] = {0.0, 0.3, 0.85, 1.0};
#define ETA_COUNT (sizeof ETAS / sizeof ETAS[0])

static void test_steps_go_up_to_T_in_even_or_growing_strides(void **state) {
    (void)state;
    size_t tau[1001];
    sampler_steps(tau, 4, 10, SAMPLER_UNIFORM);
    const size_t even[] = {0, 3, 5, 8, 10};
    assert_memory_equal(tau, even, sizeof even);
    sampler_steps(tau, 4, 160, SAMPLER_QUADRATIC);
    const size_t squares[] = {0, 10, 40, 90, 160};
    assert_memory_equal(tau, squares, sizeof squares);
    for (size_t T = 1; T <= 60; T++) {
        for (size_t count = 1; count <= T; count++) {
            for (SamplerSpacing spacing = SAMPLER_UNIFORM; spacing <= SAMPLER_QUADRATIC;
                 spacing++) {
                sampler_steps(tau, count, T, spacing);
                assert_int_equal(tau[0], 0);
                assert_int_equal(tau[count], T);
                for (size_t i = 1; i <= count; i++) {
                    assert_true(tau[i] > tau[i - 1]);
                }
            }
        }
    }
}

/* One direction of Gaussian data with variance c and mean m there: given x_t the prediction is
 * affine, and a jump of DDIM without noise multiplies x_t - a_t m by (a_s a_t c + r_s r_t) / (a_t^2
 * c + r_t^2), a = sqrt(alpha_bar), r = sqrt(1 - alpha_bar). The product over the jumps, all terms
 * positive, is the closed form. */
static double ddim_slope(const Schedule *s, const size_t *tau, size_t count, double c) {
    double slope = 1.0;
    for (size_t i = 1; i <= count; i++) {
        size_t t = tau[i], to = tau[i - 1];
        slope *= (s->sqrt_alpha_bar[to] * s->sqrt_alpha_bar[t] * c +
                  s->sqrt_one_minus_alpha_bar[to] * s->sqrt_one_minus_alpha_bar[t]) /
                 (s->alpha_bar[t] * c + s->one_minus_alpha_bar[t]);
    }
    return slope;
}

/* 20 jumps with some ten roundings each, contracting: 20 * 10 * 1.1e-16 < 1e-12. */
static void test_ddim_without_noise_is_the_closed_form_on_a_line(void **state) {
    (void)state;
    for (SamplerSpacing spacing = SAMPLER_UNIFORM; spacing <= SAMPLER_QUADRATIC; spacing++) {
        Fixture f;
        set_up(&f, "gauss", "linear", 1000);
        double x[40], start[40];
        size_t tau[21];
        sampler_steps(tau, 20, 1000, spacing);
        sampler_start(x, 40, 1, &f.run);
        memcpy(start, x, sizeof x);
        run_all(x, 40, 1, sampler_find("ddim"), &f.run, tau, 20);
        double mean = f.exact.data->mean[0];
        double slope = ddim_slope(f.schedule, tau, 20, f.exact.data->covariance[0]);
        for (size_t i = 0; i < 40; i++) {
            assert_close(x[i], mean + slope * (start[i] - f.schedule->sqrt_alpha_bar[1000] * mean),
                         1e-12);
        }
        tear_down(&f);
    }
}

/* The same along the axes of the tilted Gaussian. */
static void test_ddim_without_noise_is_the_closed_form_in_the_plane(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "gauss2d", "cosine", 300);
    double x[40], start[40];
    size_t tau[21];
    sampler_steps(tau, 20, 300, SAMPLER_UNIFORM);
    sampler_start(x, 20, 2, &f.run);
    memcpy(start, x, sizeof x);
    run_all(x, 20, 2, sampler_find("ddim"), &f.run, tau, 20);
    const double *c = f.exact.data->covariance;
    double middle = (c[0] + c[3]) / 2.0, half = hypot((c[0] - c[3]) / 2.0, c[1]);
    for (int axis = -1; axis <= 1; axis += 2) {
        double value = middle + axis * half;
        double norm = hypot(value - c[3], c[1]);
        double e[2] = {(value - c[3]) / norm, c[1] / norm};
        double slope = ddim_slope(f.schedule, tau, 20, value);
        for (size_t i = 0; i < 20; i++) {
            double before = e[0] * start[2 * i] + e[1] * start[2 * i + 1];
            assert_close(e[0] * x[2 * i] + e[1] * x[2 * i + 1], slope * before, 1e-12);
        }
    }
    tear_down(&f);
}

/* DDPM with the posterior variance; both rows compute it differently. A few roundings. */
static void test_eta_1_is_ddpm_with_the_posterior_variance(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "gauss", "linear", 1000);
    f.run.eta = 1.0;
    for (size_t back = 1; back <= 1000; back = 3 * back + 1) {
        for (size_t t = back; t <= 1000; t++) {
            SamplerStep a = sampler_find("ddim")->step(&f.run, t, t - back);
            SamplerStep b = sampler_find("ddpm")->step(&f.run, t, t - back);
            assert_close(a.keep / b.keep, 1.0, 1e-14);
            assert_close(a.remove / b.remove, 1.0, 1e-12);
            assert_close(a.spread, b.spread, 1e-14);
        }
    }
    tear_down(&f);
}

/* Given x_0 and the noise in x_t: x_s = a_s x_0 + (what is left of eps) + fresh noise, whose
 * variances must add up to 1 - alpha_bar_s, for every eta and every jump; and the fresh share is
 * eta^2 of the posterior variance. */
static void test_every_eta_keeps_the_variance_given_x0(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "gauss", "cosine", 100);
    const Schedule *s = f.schedule;
    for (size_t e = 0; e < ETA_COUNT; e++) {
        f.run.eta = ETAS[e];
        for (size_t t = 1; t <= 100; t++) {
            for (size_t to = 0; to < t; to++) {
                SamplerStep step = sampler_find("ddim")->step(&f.run, t, to);
                double left = step.keep * s->sqrt_one_minus_alpha_bar[t] + step.remove;
                double next = s->one_minus_alpha_bar[to];
                assert_close(step.keep * s->sqrt_alpha_bar[t], s->sqrt_alpha_bar[to], 1e-14);
                /* keep is up to 1e3 where the cosine ends, so a difference loses three digits. */
                assert_close(left * left + step.spread * step.spread, next, 1e-12);
                double fresh =
                    next * (1.0 - s->alpha_bar[t] / s->alpha_bar[to]) / s->one_minus_alpha_bar[t];
                assert_close(step.spread * step.spread, ETAS[e] * ETAS[e] * fresh, 1e-13);
            }
        }
    }
    tear_down(&f);
}

/* Drawn: one point x_0, whose exact denoiser knows the true noise. 200,000 points: an error of
 * 0.025 standard deviations, of 3.6 % in a variance and of 0.025 in a correlation is caught. The
 * noise of a jump is fresh: x_s goes with x_t by exactly what is left of its noise. */
static void test_every_eta_keeps_the_law_of_what_is_drawn(void **state) {
    (void)state;
    enum { N = 200000 };
    double *x = calloc(N, sizeof *x), *before = calloc(N, sizeof *x);
    for (size_t e = 0; e < ETA_COUNT; e++) {
        Fixture f;
        set_up(&f, "point", "linear", 1000);
        const Schedule *s = f.schedule;
        double x0 = f.exact.data->mean[0];
        f.run.eta = ETAS[e];
        f.run.pool = pool_new(0);
        sampler_start(x, N, 1, &f.run);
        for (size_t i = 0; i < N; i++) {
            x[i] = s->sqrt_alpha_bar[1000] * x0 + s->sqrt_one_minus_alpha_bar[1000] * x[i];
        }
        const size_t tau[] = {60, 150, 400, 700, 1000};
        for (size_t i = 4; i >= 1; i--) {
            memcpy(before, x, N * sizeof *x);
            SamplerStep step = sampler_find("ddim")->step(&f.run, tau[i], tau[i - 1]);
            sampler_step(x, N, 1, sampler_find("ddim"), &f.run, tau[i], tau[i - 1]);
            double a = s->sqrt_alpha_bar[tau[i - 1]], b = s->sqrt_alpha_bar[tau[i]];
            double v = s->one_minus_alpha_bar[tau[i - 1]], w = s->one_minus_alpha_bar[tau[i]];
            check_moments("x_s given x_0", x, N, a * x0, v);
            double product = 0.0, left = step.keep * sqrt(w) + step.remove;
            for (size_t k = 0; k < N; k++) {
                product += (x[k] - a * x0) * (before[k] - b * x0);
            }
            double covariance = left * sqrt(w);
            check_deviation("x_s with x_t", product / N, covariance,
                            sqrt((v * w + covariance * covariance) / N));
        }
        pool_free(f.run.pool);
        tear_down(&f);
    }
    free(x);
    free(before);
}

/* Coefficients of (x_t, x_0) against the schedule's posterior mean, Ho 2020 eq. 7; and a clipped
 * run whose bounds nothing reaches is the run without clipping, to rounding: 50 steps, errors of
 * 1e-16 times keep + remove / spread < 1e3. */
static void test_the_way_over_x0_is_the_same_until_it_is_clipped(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "ring", "linear-scaled", 50);
    const Schedule *s = f.schedule;
    for (size_t t = 1; t <= 50; t++) {
        SamplerMean mean = sampler_mean(sampler_find("ddpm")->step(&f.run, t, t - 1),
                                        s->sqrt_alpha_bar[t], s->sqrt_one_minus_alpha_bar[t]);
        assert_close(mean.from_x, s->posterior_mean_xt[t], 1e-13);
        assert_close(mean.from_x0, s->posterior_mean_x0[t], 1e-13);
    }
    enum { N = 300 };
    static double free_x[2 * N], wide[2 * N], tight[2 * N];
    f.run.eta = 0.5;
    for (size_t i = 0; i < sampler_count(); i++) {
        const SamplerRow *row = sampler_at(i);
        if (row->step == NULL) {
            continue;
        }
        f.run.clips = false;
        sampler_start(free_x, N, 2, &f.run);
        run_every_step(free_x, N, 2, row, &f.run);
        f.run.clips = true;
        f.run.clip_low = -1e9;
        f.run.clip_high = 1e9;
        sampler_start(wide, N, 2, &f.run);
        run_every_step(wide, N, 2, row, &f.run);
        f.run.clip_low = -0.5;
        f.run.clip_high = 1.0;
        sampler_start(tight, N, 2, &f.run);
        run_every_step(tight, N, 2, row, &f.run);
        size_t moved = 0;
        for (size_t k = 0; k < 2 * N; k++) {
            assert_close(wide[k], free_x[k], 1e-9);
            moved += fabs(tight[k] - free_x[k]) > 0.1;
        }
        assert_true(moved > N / 2);
    }
    tear_down(&f);
}

/* The last step of ddpm and ddim gives x_0 itself: within the bounds, and often at them. */
static void test_clipped_samples_stay_within_the_bounds(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "ring", "linear-scaled", 50);
    enum { N = 1000 };
    static double x[2 * N];
    f.run.clips = true;
    f.run.clip_low = -0.5;
    f.run.clip_high = 1.0;
    static const char *const NAMES[] = {"ddpm", "ddim"};
    for (size_t row = 0; row < 2; row++) {
        size_t at_bounds = 0;
        sampler_start(x, N, 2, &f.run);
        run_every_step(x, N, 2, sampler_find(NAMES[row]), &f.run);
        for (size_t i = 0; i < 2 * N; i++) {
            assert_true(x[i] >= -0.5 - 1e-12 && x[i] <= 1.0 + 1e-12);
            at_bounds += x[i] <= -0.5 + 1e-12 || x[i] >= 1.0 - 1e-12;
        }
        assert_true(at_bounds > N / 2);
    }
    tear_down(&f);
}

/* Every row with everything that it uses. */
static void test_a_step_allocates_nothing_and_is_the_same_for_any_threads(void **state) {
    (void)state;
    enum { N = 1003 };
    static double once[2 * N], again[2 * N];
    for (size_t i = 0; i < sampler_count(); i++) {
        const SamplerRow *row = sampler_at(i);
        for (size_t threads = 1; threads <= 4; threads *= 2) {
            Fixture f;
            set_up(&f, "ring", "linear", 20);
            f.run.eta = 0.7;
            f.run.pool = pool_new(threads);
            f.run.ode = sampler_ode_new(f.schedule, 2, pool_threads(f.run.pool), 1e-4);
            double *x = threads == 1 ? once : again;
            sampler_start(x, N, 2, &f.run);
            size_t before = atomic_load(&allocation_count);
            run_every_step(x, N, 2, row, &f.run);
            assert_int_equal(atomic_load(&allocation_count), before);
            sampler_ode_free(f.run.ode);
            pool_free(f.run.pool);
            tear_down(&f);
        }
        assert_memory_equal(once, again, sizeof once);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps_go_up_to_T_in_even_or_growing_strides),
        cmocka_unit_test(test_ddim_without_noise_is_the_closed_form_on_a_line),
        cmocka_unit_test(test_ddim_without_noise_is_the_closed_form_in_the_plane),
        cmocka_unit_test(test_eta_1_is_ddpm_with_the_posterior_variance),
        cmocka_unit_test(test_every_eta_keeps_the_variance_given_x0),
        cmocka_unit_test(test_every_eta_keeps_the_law_of_what_is_drawn),
        cmocka_unit_test(test_the_way_over_x0_is_the_same_until_it_is_clipped),
        cmocka_unit_test(test_clipped_samples_stay_within_the_bounds),
        cmocka_unit_test(test_a_step_allocates_nothing_and_is_the_same_for_any_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
