/* test_simulate.c - the simulated chain against the exact law of joint.h and against itself. */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "assert_close.h"
#include "base/stream.h"
#include "cpu_time.h"
#include "diffusion/joint.h"
#include "diffusion/schedule.h"
#include "diffusion/simulate.h"

#define SEED 20200619u

static double *numbers_new(size_t count) {
    double *numbers = calloc(count, sizeof *numbers);
    assert_non_null(numbers);
    return numbers;
}

/* Data: N(MEAN, COVARIANCE), x = MEAN + ROOT z with generic numbers; the first coordinate alone is
 * the one-dimensional case. */
static const double MEAN[2] = {0.385, -1.217};
static const double ROOT[2][2] = {{1.127, 0.0}, {0.514, 0.731}};

static double data_covariance(size_t i, size_t j) {
    return ROOT[i][0] * ROOT[j][0] + ROOT[i][1] * ROOT[j][1];
}

static double *data_new(size_t n, size_t d) {
    double *x = numbers_new(n * d);
    Stream stream = stream_new(SEED, 0);
    for (size_t k = 0; k < n; k++) {
        double z[2];
        stream_normals(&stream, z, d);
        for (size_t i = 0; i < d; i++)
            x[k * d + i] = MEAN[i] + ROOT[i][0] * z[0] + (d == 2 ? ROOT[i][1] * z[1] : 0.0);
    }
    return x;
}

static Simulation simulation_of(const Schedule *schedule) {
    return (Simulation){.steps = schedule->steps,
                        .scale = schedule->sqrt_alpha,
                        .spread = schedule->sqrt_beta,
                        .seed = SEED};
}

static Schedule *schedule_of(const char *name, long steps) {
    ScheduleError error;
    Schedule *schedule = schedule_new(name, steps, &error);
    assert_non_null(schedule);
    return schedule;
}

/* --- the law --- */

/* Points of a contract test, its steps and the earlier of the two compared. Each of the 2 + 3 + 4 +
 * 10 statistics of a schedule is compared with its exact value at SIGMAS standard errors: 114
 * comparisons in all, each wrongly failing with probability 2e-11, so 2e-9 together. What is off by
 * (SIGMAS + 4.8) standard errors is caught with probability 1 - 1e-6: a mean by 1.2 % of a standard
 * deviation, a variance by 1.7 %, a covariance by at most 1.7 % of the product of the standard
 * deviations. */
#define POINTS ((size_t)1000000)
#define STEPS 50L
#define EARLIER ((size_t)17)
#define SIGMAS 6.7

/* The exact law of (x_s, x_t): mean (2 d), covariance (2 d, 2 d), from one coordinate's joint law
 * with a known x_0: x_t = slope_t x_0 + noise, the noises of coordinates independent. */
static void exact_law(double *mean, double *covariance, const Schedule *schedule, size_t d) {
    JointModel model = {
        .steps = schedule->steps, .scale = schedule->sqrt_alpha, .spread = schedule->sqrt_beta};
    JointVariable states[2] = {{JOINT_STATE, EARLIER}, {JOINT_STATE, (size_t)STEPS}};
    const char *why = NULL;
    JointMoments *moments = joint_moments_new(&model, states, 2, &why);
    assert_non_null(moments);
    for (size_t a = 0; a < 2 * d; a++) {
        double slope = moments->x0_slope[a / d];
        mean[a] = slope * MEAN[a % d];
        for (size_t b = 0; b < 2 * d; b++) {
            double noise = a % d == b % d ? moments->covariance[a / d * 2 + b / d] : 0.0;
            covariance[a * 2 * d + b] =
                slope * moments->x0_slope[b / d] * data_covariance(a % d, b % d) + noise;
        }
    }
    joint_moments_free(moments);
}

static void check_statistic(const char *name, size_t d, const char *what, size_t a, size_t b,
                            double actual, double expected, double error) {
    if (!(fabs(actual - expected) <= SIGMAS * error))
        fail_msg("%s, d = %zu, %s %zu %zu: %.6f of %zu points, exactly %.6f, standard error %.6f, "
                 "seed %u",
                 name, d, what, a, b, actual, POINTS, expected, error, SEED);
}

static void check_law(const char *name, size_t d) {
    Schedule *schedule = schedule_of(name, STEPS);
    Simulation simulation = simulation_of(schedule);
    double *late = data_new(POINTS, d);
    double *early = numbers_new(POINTS * d);
    assert_true(simulate_steps(late, POINTS, d, &simulation, 0, EARLIER));
    memcpy(early, late, POINTS * d * sizeof *early);
    assert_true(simulate_steps(late, POINTS, d, &simulation, EARLIER, (size_t)STEPS));
    double mean[4];
    double covariance[16];
    exact_law(mean, covariance, schedule, d);
    for (size_t a = 0; a < 2 * d; a++) {
        const double *left = a < d ? early + a : late + (a - d);
        double sum = 0.0;
        for (size_t k = 0; k < POINTS; k++)
            sum += left[k * d];
        double variance = covariance[a * 2 * d + a];
        check_statistic(name, d, "mean", a, a, sum / (double)POINTS, mean[a],
                        sqrt(variance / (double)POINTS));
        for (size_t b = 0; b <= a; b++) {
            const double *right = b < d ? early + b : late + (b - d);
            double products = 0.0;
            for (size_t k = 0; k < POINTS; k++)
                products += (left[k * d] - mean[a]) * (right[k * d] - mean[b]);
            double exact = covariance[a * 2 * d + b];
            /* Var[X Y] of centred Gaussians is Var X Var Y + Cov^2. */
            double error =
                sqrt((variance * covariance[b * 2 * d + b] + exact * exact) / (double)POINTS);
            check_statistic(name, d, "covariance", a, b, products / (double)POINTS, exact, error);
        }
    }
    free(early);
    free(late);
    schedule_free(schedule);
}

static void test_the_law_is_the_exact_one_for_every_schedule(void **state) {
    (void)state;
    for (size_t i = 0; i < schedule_count(); i++) {
        check_law(schedule_at(i)->name, 1);
        check_law(schedule_at(i)->name, 2);
    }
}

/* --- the same bytes --- */

/* Not a whole number of blocks, and several of them. */
#define SOME ((size_t)10007)

static void test_a_step_is_the_kernel_with_the_named_noise(void **state) {
    (void)state;
    static const double scale[] = {(double)NAN, 0.873, 1.214, -0.451};
    static const double spread[] = {(double)NAN, 0.381, -0.729, 0.566};
    Simulation simulation = {.steps = 3, .scale = scale, .spread = spread, .seed = SEED};
    double *x = data_new(SOME, 2);
    double *expected = data_new(SOME, 2);
    double *noise = numbers_new(2 * SOME);
    for (size_t t = 1; t <= 3; t++) {
        simulate_noise(noise, SOME, 2, SEED, t);
        for (size_t i = 0; i < 2 * SOME; i++)
            expected[i] = scale[t] * expected[i] + spread[t] * noise[i];
    }
    assert_true(simulate_steps(x, SOME, 2, &simulation, 0, 3));
    assert_memory_equal(x, expected, 2 * SOME * sizeof *x);
    free(noise);
    free(expected);
    free(x);
}

static void test_the_number_of_threads_does_not_matter(void **state) {
    (void)state;
    Schedule *schedule = schedule_of("cosine", 40);
    Simulation simulation = simulation_of(schedule);
    simulation.threads = 1;
    double *one = data_new(SOME, 2);
    assert_true(simulate_steps(one, SOME, 2, &simulation, 0, 40));
    for (size_t threads = 0; threads <= 7; threads++) {
        simulation.threads = threads;
        double *many = data_new(SOME, 2);
        assert_true(simulate_steps(many, SOME, 2, &simulation, 0, 40));
        assert_memory_equal(one, many, 2 * SOME * sizeof *one);
        free(many);
    }
    free(one);
    schedule_free(schedule);
}

static void test_two_calls_give_what_one_gives(void **state) {
    (void)state;
    Schedule *schedule = schedule_of("linear", 40);
    Simulation simulation = simulation_of(schedule);
    double *whole = data_new(SOME, 1);
    double *parts = data_new(SOME, 1);
    double *none = data_new(SOME, 1);
    assert_true(simulate_steps(whole, SOME, 1, &simulation, 0, 40));
    assert_true(simulate_steps(parts, SOME, 1, &simulation, 0, 1));
    assert_true(simulate_steps(parts, SOME, 1, &simulation, 1, 33));
    assert_true(simulate_steps(parts, SOME, 1, &simulation, 33, 33));
    assert_true(simulate_steps(parts, SOME, 1, &simulation, 33, 40));
    assert_memory_equal(whole, parts, SOME * sizeof *whole);
    assert_memory_not_equal(whole, none, SOME * sizeof *whole);
    free(none);
    free(parts);
    free(whole);
    schedule_free(schedule);
}

/* However long the rest of x is, whatever its shape, and down to no points at all. */
static void test_fewer_points_move_as_the_first_of_many(void **state) {
    (void)state;
    static const size_t counts[] = {0, 1, 2, 3, 7, 8, 31, 2047, 2048, 2049, 4097};
    Schedule *schedule = schedule_of("su", 20);
    Simulation simulation = simulation_of(schedule);
    double *many = data_new(SOME, 1);
    assert_true(simulate_steps(many, SOME, 1, &simulation, 0, 20));
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        double *few = data_new(SOME, 1);
        double *rest = data_new(SOME, 1);
        assert_true(simulate_steps(few, counts[i], 1, &simulation, 0, 20));
        assert_memory_equal(few, many, counts[i] * sizeof *few);
        assert_memory_equal(few + counts[i], rest + counts[i], (SOME - counts[i]) * sizeof *few);
        free(rest);
        free(few);
    }
    free(many);
    schedule_free(schedule);
}

static void test_seeds_and_steps_have_noises_of_their_own(void **state) {
    (void)state;
    static const struct {
        uint64_t seed;
        size_t step;
    } kinds[] = {{SEED, 1}, {SEED, 2}, {SEED + 1, 1}, {SEED + 1, 2}, {1, 1}, {1, SEED}};
    enum { KINDS = sizeof kinds / sizeof *kinds };
    double *noise[KINDS];
    for (size_t i = 0; i < KINDS; i++) {
        noise[i] = numbers_new(SOME);
        simulate_noise(noise[i], SOME, 1, kinds[i].seed, kinds[i].step);
    }
    /* Blocks of one noise and equal places of two: no number occurs twice. A collision of two
     * doubles by chance has probability below 1e-9. */
    for (size_t i = 0; i < KINDS; i++) {
        for (size_t j = 0; j < KINDS; j++)
            for (size_t k = 0; k < SOME; k++)
                assert_true(i == j || noise[i][k] != noise[j][k]);
        for (size_t k = 2048; k < SOME; k++)
            assert_true(noise[i][k] != noise[i][k % 2048]);
    }
    for (size_t i = 0; i < KINDS; i++)
        free(noise[i]);
}

/* --- stopping --- */

/* Uncancelled, this chain would take minutes. */
#define LONG_STEPS ((size_t)1000000)
#define LONG_POINTS ((size_t)200000)

static void *cancel_soon(void *flag) {
    nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
    atomic_store((atomic_bool *)flag, true);
    return NULL;
}

static void test_cancelling_stops_soon(void **state) {
    (void)state;
    double *scale = numbers_new(LONG_STEPS + 1);
    double *spread = numbers_new(LONG_STEPS + 1);
    for (size_t t = 0; t <= LONG_STEPS; t++) {
        scale[t] = 0.8;
        spread[t] = 0.6;
    }
    atomic_bool cancel;
    atomic_init(&cancel, false);
    Simulation simulation = {
        .steps = LONG_STEPS, .scale = scale, .spread = spread, .seed = SEED, .cancel = &cancel};
    double *x = data_new(LONG_POINTS, 1);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &cancel), 0);
    double start = cpu_milliseconds();
    assert_false(simulate_steps(x, LONG_POINTS, 1, &simulation, 0, LONG_STEPS));
    double worked = cpu_milliseconds() - start;
    pthread_join(thread, NULL);
    /* At most as long as the other thread sleeps, 20 ms, and a little; the rest is for a machine on
     * which that thread is late. */
    if (worked > 5000.0)
        fail_msg("stopped after %.0f ms of work", worked);
    /* Asked before the start, nothing moves; nothing to do is never cut short. */
    double *still = data_new(LONG_POINTS, 1);
    memcpy(x, still, LONG_POINTS * sizeof *x);
    assert_false(simulate_steps(x, LONG_POINTS, 1, &simulation, 0, 1));
    assert_true(simulate_steps(x, LONG_POINTS, 1, &simulation, 3, 3));
    assert_memory_equal(x, still, LONG_POINTS * sizeof *x);
    free(still);
    free(x);
    free(spread);
    free(scale);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_law_is_the_exact_one_for_every_schedule),
        cmocka_unit_test(test_a_step_is_the_kernel_with_the_named_noise),
        cmocka_unit_test(test_the_number_of_threads_does_not_matter),
        cmocka_unit_test(test_two_calls_give_what_one_gives),
        cmocka_unit_test(test_fewer_points_move_as_the_first_of_many),
        cmocka_unit_test(test_seeds_and_steps_have_noises_of_their_own),
        cmocka_unit_test(test_cancelling_stops_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
