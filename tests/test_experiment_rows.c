/* test_experiment_rows.c - what experiments measure, held to closed forms that they do not use. */
#include <stdio.h>
#include <string.h>

#include "assert_close.h"
#include "diffusion/schedule.h"
#include "experiment/experiment.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])
/* Variance and mean of `gauss`; see diffusion/toy_gaussians.c. */
#define VARIANCE 0.25
#define MEAN 0.5

typedef struct {
    Arena *arena;
    Schedule *linear; /* 1000 steps */
} Fixture;

static int set_up(void **state) {
    static Fixture fixture;
    ScheduleError error;
    fixture.arena = arena_new();
    fixture.linear = schedule_new("linear", 1000, &error);
    *state = &fixture;
    return fixture.linear == NULL;
}

static int tear_down(void **state) {
    Fixture *fixture = *state;
    schedule_free(fixture->linear);
    arena_free(fixture->arena);
    return 0;
}

/* The short run of a line with seed 1. */
static ExperimentTable run_of(Fixture *fixture, const char *line) {
    ExperimentSetting setting;
    ExperimentError error;
    ExperimentTable table;
    assert_true(experiment_parse(fixture->arena, &setting, line, &error));
    ExperimentRun run = experiment_run_default(&setting);
    assert_true(experiment_run(&table, &run, fixture->arena));
    return table;
}

static const ExperimentValue *value_of(const ExperimentTable *table, const char *label) {
    const ExperimentValue *value = experiment_value(table, label);
    if (value == NULL) {
        fail_msg("no value `%s`", label);
    }
    return value;
}

static double number_of(const ExperimentTable *table, const char *label) {
    return value_of(table, label)->value;
}

static const size_t shown[] = {2, 10, 100, 300, 1000};

/* "name(t=100)" */
static const char *label_at(Fixture *fixture, const char *name, size_t t) {
    return arena_printf(fixture->arena, "%s(t=%zu)", name, t);
}

/* Var[x_0 | x_t] of Gaussian data. */
static double left_of_x0(const Schedule *schedule, size_t t) {
    double a = schedule->alpha_bar[t], s = schedule->one_minus_alpha_bar[t];
    return VARIANCE * s / (a * VARIANCE + s);
}

/* By quadrature to 1e-9: 401 places resolve a Gaussian to the last digits. */
static void test_floor_of_gaussian_data(void **state) {
    Fixture *fixture = *state;
    const Schedule *schedule = fixture->linear;
    ExperimentTable floor = run_of(fixture, "loss-floor data=gauss");
    ExperimentTable noise = run_of(fixture, "which-noise data=gauss");
    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        size_t t = shown[i];
        double a = schedule->alpha_bar[t], s = schedule->one_minus_alpha_bar[t];
        double expected = a * VARIANCE / (a * VARIANCE + s);
        assert_close(number_of(&floor, label_at(fixture, "floor", t)), expected, 1e-9);
        /* Cov(eps_t, x_t)^2 / Var x_t */
        const char *last = arena_printf(fixture->arena, "told(last,t=%zu)", t);
        assert_close(number_of(&noise, last), schedule->beta[t] / (a * VARIANCE + s), 1e-9);
    }
}

/* 0 for a point, 1 for a standard normal law; in between Var[x_0|x_t] / (1 - alpha_bar_t). */
static void test_best_variance_lies_between_for_small_data(void **state) {
    Fixture *fixture = *state;
    ExperimentTable point = run_of(fixture, "best-variance data=point");
    ExperimentTable gauss = run_of(fixture, "best-variance data=gauss");
    ExperimentTable range = run_of(fixture, "reverse-variance data=gauss");
    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        size_t t = shown[i];
        double s = fixture->linear->one_minus_alpha_bar[t];
        double place = left_of_x0(fixture->linear, t) / s;
        /* The floor, good to 1e-13, is divided by alpha_bar_t. */
        double tolerance = 1e-12 / fixture->linear->alpha_bar[t];
        assert_close(number_of(&point, label_at(fixture, "place", t)), 0.0, tolerance);
        assert_close(number_of(&gauss, label_at(fixture, "place", t)), place, tolerance);
        double smaller = fixture->linear->posterior_variance[t] / fixture->linear->beta[t];
        double variance = smaller + place * (1.0 - smaller);
        /* Central differences of a line are exact but for rounding. */
        assert_close(number_of(&range, label_at(fixture, "least", t)), variance, 1e-6);
        assert_close(number_of(&range, label_at(fixture, "largest", t)), variance, 1e-6);
    }
}

/* The bound is what it bounds plus a divergence; the data's entropy is known. */
static void test_bound_of_gaussian_data(void **state) {
    Fixture *fixture = *state;
    const Schedule *schedule = fixture->linear;
    ExperimentTable table = run_of(fixture, "bound-split data=gauss");
    assert_close(number_of(&table, "entropy"), 0.5 * log(2.0 * acos(-1.0) * exp(1.0) * VARIANCE),
                 1e-9);
    /* KL of a step of variance V from one of variance U and the same mean: (V/U - 1 - log V/U)/2.
     */
    double signal = schedule->alpha_bar[1000] * VARIANCE + schedule->one_minus_alpha_bar[1000];
    double mean = schedule->sqrt_alpha_bar[1000] * MEAN;
    double gap = 0.5 * (signal + mean * mean - 1.0 - log(signal));
    for (size_t t = 1; t <= 1000; t++) {
        double used = t == 1 ? schedule->beta[1] : schedule->posterior_variance[t];
        double c = schedule->posterior_mean_x0[t];
        double best = schedule->posterior_variance[t] + c * c * left_of_x0(schedule, t);
        gap += 0.5 * (best / used - 1.0 - log(best / used));
    }
    assert_close(number_of(&table, "gap"), gap, 1e-7);
    assert_true(gap > 0.0);
}

static void test_end_of_gaussian_data(void **state) {
    Fixture *fixture = *state;
    ExperimentTable table = run_of(fixture, "end-of-chain data=gauss");
    double a = fixture->linear->alpha_bar[1000], s = fixture->linear->one_minus_alpha_bar[1000];
    double variance = a * VARIANCE + s;
    /* The divergence is 5e-6; sums of log densities err by 1e-15. */
    assert_close(number_of(&table, "kl(linear,T=1000)"),
                 0.5 * (variance + a * MEAN * MEAN - 1.0 - log(variance)), 1e-12);
    ExperimentTable marginal = run_of(fixture, "marginal-kl data=gauss");
    for (size_t i = 0; i < marginal.count; i++) {
        assert_close(marginal.values[i].value, 0.0, 1e-12);
    }
}

/* With x_0 standard normal and one lag the correlation is (1 - 0.02)^(t/2). */
static void test_memory_of_the_first_order_chain(void **state) {
    Fixture *fixture = *state;
    ExperimentTable table = run_of(fixture, "second-order");
    static const int times[] = {10, 50, 100};
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        const char *label = arena_printf(fixture->arena, "information(b=0,t=%d)", times[i]);
        assert_close(number_of(&table, label), -0.5 * log1p(-pow(0.98, times[i])), 1e-9);
    }
    assert_true(number_of(&table, "steps to noise(b=0)") == ceil(log(-expm1(-2e-4)) / log(0.98)));
}

/* Seed 1, 40,000 draws: six errors, 0.03 at most, a false alarm in 1e9. */
static void test_correlations_are_those_of_the_closed_form(void **state) {
    Fixture *fixture = *state;
    ExperimentTable table = run_of(fixture, "dependence data=mix2");
    static const size_t times[] = {2, 100, 300, 1000};
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        const ExperimentValue *drawn = value_of(&table, label_at(fixture, "correlation", times[i]));
        const ExperimentValue *part = value_of(&table, label_at(fixture, "partial", times[i]));
        double formula = number_of(&table, label_at(fixture, "formula", times[i]));
        assert_close(drawn->value, formula, EXPERIMENT_DEVIATIONS * drawn->error + 1e-6);
        assert_close(part->value, 0.0, EXPERIMENT_DEVIATIONS * part->error);
    }
}

/* A chain of the best Gaussians makes Gaussian data of N(0, 1) but for its start: its KL is the
 * start's at most, by the chain rule, and the carried law's own error is far below. */
static void test_chains_on_gaussian_data_are_exact_but_for_their_start(void **state) {
    Fixture *fixture = *state;
    ExperimentTable table = run_of(fixture, "larger-T data=gauss");
    for (size_t i = 0; i < table.count; i++) {
        assert_close(table.values[i].value, 0.0, 1e-6);
    }
    /* On noise that is a mixture it is not: the steps are too few. */
    ExperimentTable mix = run_of(fixture, "larger-T data=mix2");
    assert_true(number_of(&mix, "kl(T=5)") > 0.01);
}

/* DDIM is x -> a x + b on Gaussian data, so W_1 from them is |a - sd| E|z| where b is their mean.
 * With all steps both are near 0, with one step the result is nearly a point. */
static void test_one_stride_gives_the_mean_of_the_data(void **state) {
    Fixture *fixture = *state;
    ExperimentTable table = run_of(fixture, "ddim-steps data=gauss");
    const ExperimentValue *one = value_of(&table, "w1(steps=1)");
    /* What is left of x_T in the guess: sqrt(alpha_bar) v / (alpha_bar v + 1 - alpha_bar). */
    double a = fixture->linear->alpha_bar[1000], s = fixture->linear->one_minus_alpha_bar[1000];
    double slope = sqrt(a) * VARIANCE / (a * VARIANCE + s);
    /* The quantiles of 1500 shares leave out the tails; E|z| = sqrt(2/pi). The error of one is a
     * bound. */
    assert_close(one->value, (sqrt(VARIANCE) - slope) * sqrt(2.0 / acos(-1.0)), one->error);
    assert_true(number_of(&table, "w1(steps=1000)") < 0.005);
    assert_true(number_of(&table, "w1(steps=10)") > 5.0 * number_of(&table, "w1(steps=100)"));
}

static void test_rows_on_one_chain_agree(void **state) {
    Fixture *fixture = *state;
    ExperimentTable table = run_of(fixture, "last-noise");
    ExperimentTable bars = run_of(fixture, "missing-bar");
    ExperimentTable two = run_of(fixture, "two-variances");
    /* The same chain in all three. */
    assert_true(number_of(&table, "kl(without,T=1000)") == number_of(&bars, "kl(bars,T=1000)"));
    assert_true(number_of(&table, "kl(without,T=1000)") == number_of(&two, "kl(posterior,T=1000)"));
    assert_close(number_of(&table, "sd(T=1000)"), 0.01, 1e-12);
    /* Lesson 8: sigma_t^2 = beta_t is nearer to the true variance, beta_t (...) for v = 1/4. */
    assert_true(number_of(&two, "kl(beta,T=20)") < number_of(&two, "kl(posterior,T=20)"));
}

static void test_adding_deviations_in_closed_form(void **state) {
    Fixture *fixture = *state;
    const Schedule *schedule = fixture->linear;
    ExperimentTable table = run_of(fixture, "deviations-add");
    double sum = schedule->sqrt_alpha[2] * schedule->sqrt_beta[1] + schedule->sqrt_beta[2];
    assert_close(number_of(&table, "deviations/variances(t=2)"),
                 sum * sum / schedule->one_minus_alpha_bar[2], 1e-12);
    /* Seed 1, 100,000 draws: six errors are 0.027, a false alarm in 1e9. */
    const ExperimentValue *drawn = value_of(&table, "drawn/variances(t=2)");
    assert_close(drawn->value, 1.0, EXPERIMENT_DEVIATIONS * drawn->error);
    assert_close(drawn->error, sqrt(2.0 / 100000.0), 1e-4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_floor_of_gaussian_data),
        cmocka_unit_test(test_best_variance_lies_between_for_small_data),
        cmocka_unit_test(test_bound_of_gaussian_data),
        cmocka_unit_test(test_end_of_gaussian_data),
        cmocka_unit_test(test_memory_of_the_first_order_chain),
        cmocka_unit_test(test_correlations_are_those_of_the_closed_form),
        cmocka_unit_test(test_chains_on_gaussian_data_are_exact_but_for_their_start),
        cmocka_unit_test(test_one_stride_gives_the_mean_of_the_data),
        cmocka_unit_test(test_rows_on_one_chain_agree),
        cmocka_unit_test(test_adding_deviations_in_closed_form),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down) != 0;
}
