/* The probability-flow ODE against closed forms of its flow, and its solver against itself. */
#include <stdlib.h>
#include <string.h>

#include "sampler_fixture.h"

/* Along one axis of Gaussian data, mean m and variance c, in x / sqrt(alpha_bar): d(y - m)/ds = s
 * (y
 * - m) / (c + s^2), so y - m goes as sqrt(c + s^2). */
static double flow_factor(double c, double s_from, double s_to) {
    return sqrt((c + s_to * s_to) / (c + s_from * s_from));
}

static double time_of(const Schedule *s, size_t t) {
    return s->sqrt_one_minus_alpha_bar[t] / s->sqrt_alpha_bar[t];
}

/* The local errors are below the tolerance; the flow shrinks earlier ones by up to 300, so those of
 * the last few of some 30 steps are left: 20 tolerances. 4e-12 is the Euler step at the end, times
 * the farthest point, 4 sd. */
static void test_a_gaussian_is_mapped_as_the_closed_form_says(void **state) {
    (void)state;
    static const double TOLERANCES[] = {1e-4, 1e-6, 1e-8, 1e-10, 1e-12};
    enum { N = 500 };
    static double x[N], start[N];
    for (size_t i = 0; i < 5; i++) {
        Fixture f;
        set_up(&f, "gauss", "linear", 1000);
        f.run.ode = sampler_ode_new(f.schedule, 1, 1, TOLERANCES[i]);
        sampler_start(x, N, 1, &f.run);
        memcpy(start, x, sizeof x);
        sampler_step(x, N, 1, sampler_find("ode"), &f.run, 1000, 0);
        double mean = f.exact.data->mean[0], scale = f.schedule->sqrt_alpha_bar[1000];
        double factor = flow_factor(f.exact.data->covariance[0], time_of(f.schedule, 1000), 0.0);
        for (size_t k = 0; k < N; k++) {
            assert_close(x[k], mean + factor * (start[k] / scale - mean),
                         20.0 * TOLERANCES[i] + 4e-12);
        }
        sampler_ode_free(f.run.ode);
        tear_down(&f);
    }
}

/* Along both axes of the tilted Gaussian, and to a step between. */
static void test_a_tilted_gaussian_too_and_to_any_step(void **state) {
    (void)state;
    enum { N = 300 };
    static double x[2 * N], start[2 * N];
    const size_t ends[] = {0, 1, 40, 99};
    for (size_t k = 0; k < 4; k++) {
        Fixture f;
        set_up(&f, "gauss2d", "cosine", 100);
        f.run.ode = sampler_ode_new(f.schedule, 2, 1, 1e-9);
        sampler_start(x, N, 2, &f.run);
        memcpy(start, x, sizeof x);
        sampler_step(x, N, 2, sampler_find("ode"), &f.run, 100, ends[k]);
        const double *c = f.exact.data->covariance;
        double middle = (c[0] + c[3]) / 2.0, half = hypot((c[0] - c[3]) / 2.0, c[1]);
        double shrink = f.schedule->sqrt_alpha_bar[ends[k]] / f.schedule->sqrt_alpha_bar[100];
        for (int axis = -1; axis <= 1; axis += 2) {
            double value = middle + axis * half, norm = hypot(value - c[3], c[1]);
            double factor =
                shrink * flow_factor(value, time_of(f.schedule, 100), time_of(f.schedule, ends[k]));
            for (size_t i = 0; i < N; i++) {
                double now = (value - c[3]) * x[2 * i] + c[1] * x[2 * i + 1];
                double then = (value - c[3]) * start[2 * i] + c[1] * start[2 * i + 1];
                assert_close(now / norm, factor * then / norm, 2e-8);
            }
        }
        sampler_ode_free(f.run.ode);
        tear_down(&f);
    }
}

/* ddim with eta = 0 is Euler's method of the same ODE: its error halves as its steps do. Order 1 to
 * 10 %: the next term is of relative size 1/400. */
static void test_ddim_approaches_the_flow_at_first_order(void **state) {
    (void)state;
    enum { N = 512 };
    static double flow[2 * N], x[2 * N];
    Fixture f;
    set_up(&f, "ring", "cosine", 1600);
    f.run.ode = sampler_ode_new(f.schedule, 2, 1, 1e-9);
    sampler_start(flow, N, 2, &f.run);
    sampler_step(flow, N, 2, sampler_find("ode"), &f.run, 1600, 0);
    double error[2] = {0.0, 0.0};
    for (size_t i = 0; i < 2; i++) {
        static size_t tau[1601];
        size_t count = i == 0 ? 800 : 1600;
        sampler_steps(tau, count, 1600, SAMPLER_UNIFORM);
        sampler_start(x, N, 2, &f.run);
        run_all(x, N, 2, sampler_find("ddim"), &f.run, tau, count);
        for (size_t k = 0; k < 2 * N; k++) {
            error[i] += fabs(x[k] - flow[k]) / (2.0 * N);
        }
    }
    assert_close(error[0] / error[1], 2.0, 0.1);
    sampler_ode_free(f.run.ode);
    tear_down(&f);
}

/* Whether in one go or with stops: each leg errs by its tolerance, which the ring's ridges between
 * bumps magnify for a few points by 100. */
static void test_stops_on_the_way_change_nothing(void **state) {
    (void)state;
    enum { N = 512 };
    static double once[2 * N], stops[2 * N];
    Fixture f;
    set_up(&f, "ring", "linear", 1000);
    f.run.ode = sampler_ode_new(f.schedule, 2, 1, 1e-9);
    sampler_start(once, N, 2, &f.run);
    sampler_step(once, N, 2, sampler_find("ode"), &f.run, 1000, 0);
    size_t tau[11];
    sampler_steps(tau, 10, 1000, SAMPLER_UNIFORM);
    sampler_start(stops, N, 2, &f.run);
    run_all(stops, N, 2, sampler_find("ode"), &f.run, tau, 10);
    for (size_t i = 0; i < 2 * N; i++) {
        assert_close(stops[i], once[i], 1e-6);
    }
    sampler_ode_free(f.run.ode);
    tear_down(&f);
}

/* A denoiser known at the steps alone. Exactly what the header promises is the flow down to step 1
 * and Euler's step from there; linear in s between the steps costs the square of their distance. */
static void test_between_steps_the_noise_is_interpolated(void **state) {
    (void)state;
    enum { N = 300 };
    static double x[N], start[N];
    double error[2] = {0.0, 0.0};
    for (size_t i = 0; i < 2; i++) {
        Fixture f;
        set_up(&f, "gauss", "linear-scaled", i == 0 ? 500 : 1000);
        size_t T = f.schedule->steps;
        f.run.denoiser.noise_at = NULL;
        f.run.ode = sampler_ode_new(f.schedule, 1, 1, 1e-9);
        sampler_start(x, N, 1, &f.run);
        memcpy(start, x, sizeof x);
        sampler_step(x, N, 1, sampler_find("ode"), &f.run, T, 0);
        double mean = f.exact.data->mean[0], c = f.exact.data->covariance[0];
        double s = time_of(f.schedule, 1);
        double factor = flow_factor(c, time_of(f.schedule, T), s) * (1.0 - s * s / (c + s * s));
        for (size_t k = 0; k < N; k++) {
            double exact = mean + factor * (start[k] / f.schedule->sqrt_alpha_bar[T] - mean);
            error[i] = fmax(error[i], fabs(x[k] - exact));
        }
        sampler_ode_free(f.run.ode);
        tear_down(&f);
    }
    /* 4 for twice the steps, but for the first interval, which is the longest in log s. */
    assert_true(error[1] < 1e-4 && error[0] / error[1] > 3.0 && error[0] / error[1] < 5.0);
}

static void no_noise(const void *context, double *eps, const double *x, size_t n, size_t d,
                     double scale, double spread) {
    (void)context;
    for (size_t i = 0; i < n * d; i++) {
        eps[i] = x[i] * scale * spread * (double)NAN;
    }
}

/* A jump that no solver gets over at this tolerance: too steep at one s. */
static void cliff(const void *context, double *eps, const double *x, size_t n, size_t d,
                  double scale, double spread) {
    (void)context;
    for (size_t i = 0; i < n * d; i++) {
        eps[i] = (spread / scale > 1.0 ? 1e250 : -1e250) * (2.0 + sin(x[i]));
    }
}

static void test_what_cannot_be_solved_ends_and_is_no_number(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "gauss", "linear", 100);
    f.run.ode = sampler_ode_new(f.schedule, 1, 1, 1e-12);
    double x[2] = {0.5, -0.5};
    f.run.denoiser.noise_at = no_noise;
    sampler_step(x, 2, 1, sampler_find("ode"), &f.run, 100, 0);
    assert_true(isnan(x[0]) && isnan(x[1]));
    x[0] = x[1] = 0.5;
    f.run.denoiser.noise_at = cliff;
    sampler_step(x, 2, 1, sampler_find("ode"), &f.run, 100, 0);
    assert_false(isfinite(x[0]) && fabs(x[0]) < 1e6);
    sampler_ode_free(f.run.ode);
    tear_down(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_gaussian_is_mapped_as_the_closed_form_says),
        cmocka_unit_test(test_a_tilted_gaussian_too_and_to_any_step),
        cmocka_unit_test(test_ddim_approaches_the_flow_at_first_order),
        cmocka_unit_test(test_stops_on_the_way_change_nothing),
        cmocka_unit_test(test_between_steps_the_noise_is_interpolated),
        cmocka_unit_test(test_what_cannot_be_solved_ends_and_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
