/* test_joint.c - the joint Gaussian against dot products of noise coefficients, 50-digit posteriors
 * and what must hold for any Gaussian. GSL's error handler stays at its default, which aborts: no
 * test may reach it. */
#include <stdlib.h>
#include <string.h>

#include "assert_close.h"
#include "base/hash.h"
#include "diffusion/joint.h"
#include "diffusion/schedule.h"
#include "reference_values.h"

/* A short chain with generic numbers; one spread is negative, one step forgets its input. */
enum { SHORT_STEPS = 6, SHORT_SOURCES = SHORT_STEPS + 1 };
static const double short_scale[] = {(double)NAN, 0.873, 1.214, -0.451, 0.0, 0.992, 0.317};
static const double short_spread[] = {(double)NAN, 0.381, -0.729, 0.566, 1.103, 0.044, 0.918};
#define SHORT_MEAN 1.385
#define SHORT_VARIANCE 0.637

static JointModel short_model(double variance) {
    return (JointModel){SHORT_STEPS, short_scale, short_spread, SHORT_MEAN, variance};
}

static JointMoments *moments_of(const JointModel *model, const JointVariable *variables, size_t n) {
    const char *why = NULL;
    JointMoments *moments = joint_moments_new(model, variables, n, &why);
    if (moments == NULL)
        fail_msg("moments refused: %s", why);
    return moments;
}

static JointConditional *condition(const JointMoments *moments, size_t targets) {
    const char *why = NULL;
    JointConditional *conditional = joint_condition_new(moments, targets, &why);
    if (conditional == NULL)
        fail_msg("conditioning refused: %s", why);
    return conditional;
}

/* The variable as a combination of independent sources: [0] the deviation of x_0 from its mean in
 * standard deviations, [i] eps_i. */
static void short_sources(double *out, JointVariable variable, double variance) {
    for (size_t i = 0; i < SHORT_SOURCES; i++)
        out[i] = 0.0;
    if (variable.kind == JOINT_NOISE) {
        out[variable.index] = 1.0;
        return;
    }
    out[0] = sqrt(variance);
    for (size_t t = 1; t <= variable.index; t++) {
        for (size_t i = 0; i < SHORT_SOURCES; i++)
            out[i] *= short_scale[t];
        out[t] = short_spread[t];
    }
}

/* All states and noises of the short chain. */
enum { SHORT_ALL = 2 * SHORT_STEPS + 1 };
static void short_variables(JointVariable *out) {
    for (size_t t = 0; t <= SHORT_STEPS; t++)
        out[t] = (JointVariable){JOINT_STATE, t};
    for (size_t t = 1; t <= SHORT_STEPS; t++)
        out[SHORT_STEPS + t] = (JointVariable){JOINT_NOISE, t};
}

static void test_covariances_are_dot_products_of_noise_coefficients(void **state) {
    (void)state;
    static const double variances[] = {0.0, SHORT_VARIANCE};
    for (size_t v = 0; v < 2; v++) {
        JointModel model = short_model(variances[v]);
        JointVariable variables[SHORT_ALL];
        short_variables(variables);
        JointMoments *moments = moments_of(&model, variables, SHORT_ALL);
        for (size_t i = 0; i < SHORT_ALL; i++) {
            for (size_t j = 0; j < SHORT_ALL; j++) {
                double a[SHORT_SOURCES], b[SHORT_SOURCES], dot = 0.0;
                short_sources(a, variables[i], variances[v]);
                short_sources(b, variables[j], variances[v]);
                for (size_t k = 0; k < SHORT_SOURCES; k++)
                    dot += a[k] * b[k];
                assert_close(moments->covariance[i * SHORT_ALL + j], dot, 1e-15);
            }
        }
        joint_moments_free(moments);
    }
}

static void test_means_follow_the_scales(void **state) {
    (void)state;
    JointModel model = short_model(SHORT_VARIANCE);
    JointVariable variables[SHORT_ALL];
    short_variables(variables);
    JointMoments *moments = moments_of(&model, variables, SHORT_ALL);
    assert_close(moments->mean[0], 1.385, 0.0);
    assert_close(moments->mean[3], 1.385 * 0.873 * 1.214 * -0.451, 1e-15);
    assert_close(moments->x0_slope[2], 0.873 * 1.214, 1e-15);
    for (size_t i = 4; i < SHORT_ALL; i++) { /* step 4 forgets x_0; then the noises */
        assert_true(moments->mean[i] == 0.0);
        assert_true(moments->x0_slope[i] == 0.0);
    }
    joint_moments_free(moments);
}

/* What defines a conditional: target - coefficients given is uncorrelated with every given
 * variable, and its covariance is the conditional one. */
static void check_residuals(const JointMoments *moments, const JointConditional *c) {
    size_t n = moments->count;
    double *weights = calloc(n * n, sizeof *weights);
    assert_non_null(weights);
    for (size_t i = 0; i < n; i++)
        weights[i * n + i] = 1.0;
    for (size_t r = 0; r < c->targets; r++)
        for (size_t g = 0; g < c->givens; g++)
            weights[r * n + c->targets + g] = -c->coefficients[r * c->givens + g];
    const char *why = NULL;
    JointMoments *rest = joint_combine_new(moments, weights, n, &why);
    free(weights);
    assert_non_null(rest);
    for (size_t r = 0; r < c->targets; r++) {
        assert_close(rest->mean[r], c->offset[r], 1e-13);
        assert_close(rest->x0_slope[r], c->x0_slope[r], 1e-13);
        assert_true(c->covariance[r * c->targets + r] >= 0.0);
        for (size_t s = 0; s < n; s++) {
            double expected = s < c->targets ? c->covariance[r * c->targets + s] : 0.0;
            assert_close(rest->covariance[r * n + s], expected, 1e-12);
        }
    }
    joint_moments_free(rest);
}

/* Random lists of variables of the short chain, from the counter-based hash. Lists whose givens
 * determine one another are refused and counted. */
static void test_residuals_are_uncorrelated_with_the_given_variables(void **state) {
    (void)state;
    JointVariable all[SHORT_ALL];
    short_variables(all);
    JointModel model = short_model(SHORT_VARIANCE);
    size_t decided = 0;
    for (uint64_t round = 0; round < 400; round++) {
        JointVariable chosen[SHORT_ALL];
        size_t n = 2 + (size_t)hash_below(hash_mix(7, round, 0, 0), 5);
        size_t targets = 1 + (size_t)hash_below(hash_mix(7, round, 1, 0), n);
        for (size_t i = 0; i < n; i++)
            chosen[i] = all[hash_below(hash_mix(7, round, 2, i), SHORT_ALL)];
        JointMoments *moments = moments_of(&model, chosen, n);
        const char *why = NULL;
        JointConditional *conditional = joint_condition_new(moments, targets, &why);
        if (conditional != NULL) {
            decided++;
            check_residuals(moments, conditional);
        } else {
            assert_non_null(strstr(why, "determine one another"));
        }
        joint_conditional_free(conditional);
        joint_moments_free(moments);
    }
    if (decided < 250)
        fail_msg("only %zu of 400 lists could be decided", decided);
}

/* scale and spread of a schedule: the one-step kernel. */
static JointModel schedule_model(const Schedule *schedule, double mean, double variance) {
    return (JointModel){schedule->steps, schedule->sqrt_alpha, schedule->sqrt_beta, mean, variance};
}

/* tolerance is absolute. Running the kernel for t steps errs by about t u relative, u = 2^-53. */
static void check_posterior(const ReferenceRow *row, const char *what, double actual,
                            double expected, double tolerance) {
    if (!(fabs(actual - expected) <= tolerance))
        fail_msg("%s, T = %ld, t = %u: %s is %.17g, expected %.17g, tolerance %.3g", row->schedule,
                 row->steps, row->t, what, actual, expected, tolerance);
}

/* x_{t-1} given (x_t, x_0), x_0 a known number: its own coefficient is then in x0_slope. */
static void check_known_x0(const Schedule *schedule, const ReferenceRow *row) {
    size_t t = row->t;
    const JointVariable variables[] = {{JOINT_STATE, t - 1}, {JOINT_STATE, t}, {JOINT_STATE, 0}};
    JointModel model = schedule_model(schedule, 1.385, 0.0);
    JointMoments *moments = moments_of(&model, variables, 3);
    JointConditional *c = condition(moments, 1);
    double scale = (double)t * 1.2e-16 + 1e-15;
    check_posterior(row, "x_t's coefficient", c->coefficients[0], row->posterior_mean_xt,
                    4 * scale);
    check_posterior(row, "known x_0's coefficient", c->coefficients[1], 0.0, 0.0);
    check_posterior(row, "x_0's slope", c->x0_slope[0], row->posterior_mean_x0, 8 * scale);
    check_posterior(row, "variance", c->covariance[0], row->posterior_variance,
                    8 * scale * row->one_minus_alpha_bar);
    joint_conditional_free(c);
    joint_moments_free(moments);
}

/* The same with x_0 random and conditioned on; wide, so that it says nothing by itself. */
static void check_random_x0(const Schedule *schedule, const ReferenceRow *row) {
    size_t t = row->t;
    const JointVariable variables[] = {{JOINT_STATE, t - 1}, {JOINT_STATE, t}, {JOINT_STATE, 0}};
    JointModel model = schedule_model(schedule, -0.285, 1.73);
    JointMoments *moments = moments_of(&model, variables, 3);
    const char *why = NULL;
    JointConditional *c = joint_condition_new(moments, 1, &why);
    assert_non_null(c);
    double scale = ((double)t * 1.2e-16 + 1e-15) / c->smallest_pivot;
    check_posterior(row, "x_t's coefficient", c->coefficients[0], row->posterior_mean_xt,
                    4 * scale);
    check_posterior(row, "x_0's coefficient", c->coefficients[1], row->posterior_mean_x0,
                    4 * scale);
    check_posterior(row, "offset", c->offset[0], 0.0, 4 * scale);
    check_posterior(row, "variance", c->covariance[0], row->posterior_variance, 8 * scale);
    joint_conditional_free(c);
    joint_moments_free(moments);
}

static void test_posterior_from_the_kernel_matches_the_reference_values(void **state) {
    (void)state;
    Schedule *schedule = NULL;
    for (size_t i = 0; i < sizeof reference_rows / sizeof *reference_rows; i++) {
        const ReferenceRow *row = &reference_rows[i];
        if (schedule == NULL || strcmp(schedule->row->name, row->schedule) != 0 ||
            schedule->steps != (size_t)row->steps) {
            ScheduleError error;
            schedule_free(schedule);
            schedule = schedule_new(row->schedule, row->steps, &error);
            assert_non_null(schedule);
        }
        check_known_x0(schedule, row);
        if (row->t > 1) /* at t = 1 x_{t-1} is x_0 itself: a test of its own */
            check_random_x0(schedule, row);
    }
    schedule_free(schedule);
}

static void test_target_that_is_also_given_is_known_exactly(void **state) {
    (void)state;
    const JointVariable variables[] = {{JOINT_STATE, 0}, {JOINT_STATE, 1}, {JOINT_STATE, 0}};
    JointModel model = short_model(SHORT_VARIANCE);
    JointMoments *moments = moments_of(&model, variables, 3);
    JointConditional *c = condition(moments, 1);
    assert_close(c->coefficients[0], 0.0, 1e-15);
    assert_close(c->coefficients[1], 1.0, 1e-15);
    assert_close(c->covariance[0], 0.0, 1e-15);
    assert_true(c->covariance[0] >= 0.0);
    joint_conditional_free(c);
    joint_moments_free(moments);
}

static void test_past_beyond_the_last_state_says_nothing_more(void **state) {
    (void)state;
    const JointVariable variables[] = {
        {JOINT_STATE, 3}, {JOINT_STATE, 2}, {JOINT_STATE, 1}, {JOINT_STATE, 0}};
    JointModel model = short_model(SHORT_VARIANCE);
    JointMoments *moments = moments_of(&model, variables, 4);
    JointConditional *c = condition(moments, 1);
    assert_close(c->coefficients[0], short_scale[3], 1e-14);
    assert_close(c->coefficients[1], 0.0, 1e-14);
    assert_close(c->coefficients[2], 0.0, 1e-14);
    assert_close(c->covariance[0], short_spread[3] * short_spread[3], 1e-14);
    joint_conditional_free(c);
    joint_moments_free(moments);
}

/* Given x_{t-1} and x_t the noise is known: (x_t - scale x_{t-1}) / spread. */
static void test_noise_is_known_from_the_states_around_it(void **state) {
    (void)state;
    const JointVariable variables[] = {{JOINT_NOISE, 2}, {JOINT_STATE, 1}, {JOINT_STATE, 2}};
    JointModel model = short_model(SHORT_VARIANCE);
    JointMoments *moments = moments_of(&model, variables, 3);
    JointConditional *c = condition(moments, 1);
    assert_close(c->coefficients[0], -short_scale[2] / short_spread[2], 1e-14);
    assert_close(c->coefficients[1], 1.0 / short_spread[2], 1e-14);
    assert_close(c->covariance[0], 0.0, 1e-14);
    joint_conditional_free(c);
    joint_moments_free(moments);
}

static void test_without_given_variables_the_law_is_the_marginal(void **state) {
    (void)state;
    const JointVariable variables[] = {{JOINT_STATE, 2}, {JOINT_NOISE, 1}};
    JointModel model = short_model(SHORT_VARIANCE);
    JointMoments *moments = moments_of(&model, variables, 2);
    JointConditional *c = condition(moments, 2);
    for (size_t i = 0; i < 2; i++)
        assert_true(c->offset[i] == moments->mean[i]);
    for (size_t i = 0; i < 4; i++)
        assert_true(c->covariance[i] == moments->covariance[i]);
    assert_true(c->smallest_pivot == 1.0);
    joint_conditional_free(c);
    joint_moments_free(moments);
}

/* x_2 - scale x_1 - spread eps_2 is the number 0, and conditioning on a number tells nothing. */
static void test_combination_that_cancels_is_a_known_number(void **state) {
    (void)state;
    const JointVariable variables[] = {{JOINT_STATE, 2}, {JOINT_STATE, 1}, {JOINT_NOISE, 2}};
    const double weights[] = {0.0, 1.0, 0.0, 1.0, -short_scale[2], -short_spread[2]};
    JointModel model = short_model(SHORT_VARIANCE);
    JointMoments *moments = moments_of(&model, variables, 3);
    const char *why = NULL;
    JointMoments *combined = joint_combine_new(moments, weights, 2, &why);
    assert_non_null(combined);
    assert_true(combined->covariance[3] == 0.0 && combined->covariance[1] == 0.0);
    assert_close(combined->mean[1], 0.0, 1e-15);
    JointConditional *c = condition(combined, 1);
    assert_true(c->coefficients[0] == 0.0);
    assert_true(c->covariance[0] == combined->covariance[0]);
    joint_conditional_free(c);
    joint_moments_free(combined);
    joint_moments_free(moments);
}

static void test_combined_noises_add_their_variances(void **state) {
    (void)state;
    const JointVariable variables[] = {{JOINT_NOISE, 1}, {JOINT_NOISE, 2}, {JOINT_STATE, 2}};
    const double weights[] = {0.3, -0.7, 0.0, 0.0, 2.0, 1.0};
    JointModel model = short_model(0.0);
    JointMoments *moments = moments_of(&model, variables, 3);
    const char *why = NULL;
    JointMoments *combined = joint_combine_new(moments, weights, 2, &why);
    assert_non_null(combined);
    double first = short_scale[2] * short_spread[1];
    double second = short_spread[2] + 2.0;
    assert_close(combined->covariance[0], 0.3 * 0.3 + 0.7 * 0.7, 1e-15);
    assert_close(combined->covariance[1], 0.3 * first - 0.7 * second, 1e-15);
    assert_close(combined->covariance[3], first * first + second * second, 1e-15);
    assert_close(combined->mean[1], SHORT_MEAN * short_scale[1] * short_scale[2], 1e-15);
    joint_moments_free(combined);
    joint_moments_free(moments);
}

/* Cov(x_s, x_t) = (slope of x_t by x_s) Var(x_s), at the default size, with many variables. */
static void test_thousand_steps_and_many_variables(void **state) {
    (void)state;
    enum { COUNT = 300 };
    ScheduleError error;
    Schedule *schedule = schedule_new("linear", 1000, &error);
    assert_non_null(schedule);
    JointVariable variables[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        variables[i] = (JointVariable){JOINT_STATE, 1000 - 3 * i};
    JointModel model = schedule_model(schedule, 0.0, 0.37);
    JointMoments *moments = moments_of(&model, variables, COUNT);
    for (size_t i = 0; i < COUNT; i += 37) {
        for (size_t j = i; j < COUNT; j += 11) {
            size_t t = variables[i].index, s = variables[j].index;
            double between = schedule->sqrt_alpha_bar[t] / schedule->sqrt_alpha_bar[s];
            double variance = schedule->alpha_bar[s] * 0.37 + schedule->one_minus_alpha_bar[s];
            assert_close(moments->covariance[i * COUNT + j] / (between * variance), 1.0, 1e-12);
        }
    }
    JointConditional *c = condition(moments, 1); /* only the nearest state matters */
    assert_close(c->coefficients[0], schedule->sqrt_alpha_bar[1000] / schedule->sqrt_alpha_bar[997],
                 1e-11);
    for (size_t g = 1; g < c->givens; g++)
        assert_close(c->coefficients[g], 0.0, 1e-11);
    joint_conditional_free(c);
    joint_moments_free(moments);
    schedule_free(schedule);
}

static void test_given_variables_that_determine_one_another_are_refused(void **state) {
    (void)state;
    static const struct {
        size_t count;
        JointVariable variables[5];
    } cases[] = {
        {3, {{JOINT_STATE, 1}, {JOINT_STATE, 2}, {JOINT_STATE, 2}}},
        {3, {{JOINT_STATE, 1}, {JOINT_NOISE, 3}, {JOINT_NOISE, 3}}},
        {4, {{JOINT_STATE, 5}, {JOINT_STATE, 0}, {JOINT_NOISE, 1}, {JOINT_STATE, 1}}},
        {5,
         {{JOINT_STATE, 5},
          {JOINT_STATE, 2},
          {JOINT_STATE, 2},
          {JOINT_STATE, 2},
          {JOINT_STATE, 1}}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        JointModel model = short_model(SHORT_VARIANCE);
        JointMoments *moments = moments_of(&model, cases[i].variables, cases[i].count);
        const char *why = NULL;
        assert_null(joint_condition_new(moments, 1, &why));
        assert_non_null(strstr(why, "determine one another"));
        joint_moments_free(moments);
    }
}

/* 1e154 eps given 1e-155 eps: both variances are doubles, the coefficient 1e309 is not. */
static void test_coefficient_that_overflows_is_refused(void **state) {
    (void)state;
    const JointVariable noise = {JOINT_NOISE, 1};
    const double weights[] = {1e154, 1e-155};
    JointModel model = short_model(SHORT_VARIANCE);
    JointMoments *moments = moments_of(&model, &noise, 1);
    const char *why = NULL;
    JointMoments *combined = joint_combine_new(moments, weights, 2, &why);
    assert_non_null(combined);
    assert_null(joint_condition_new(combined, 1, &why));
    assert_non_null(strstr(why, "beyond what a double holds"));
    joint_moments_free(combined);
    joint_moments_free(moments);
}

static void refuse_moments(const JointModel *model, const JointVariable *variables, size_t count,
                           const char *part) {
    const char *why = NULL;
    assert_null(joint_moments_new(model, variables, count, &why));
    assert_non_null(why);
    if (strstr(why, part) == NULL)
        fail_msg("refused with \"%s\", expected \"%s\"", why, part);
}

static void test_malformed_requests_are_refused_with_a_reason(void **state) {
    (void)state;
    const JointVariable good = {JOINT_STATE, 1};
    const JointVariable beyond = {JOINT_STATE, SHORT_STEPS + 1};
    const JointVariable far_noise = {JOINT_NOISE, SIZE_MAX};
    const JointVariable noise_zero = {JOINT_NOISE, 0};
    JointModel model = short_model(SHORT_VARIANCE);
    refuse_moments(&model, &beyond, 1, "beyond the last step");
    refuse_moments(&model, &far_noise, 1, "beyond the last step");
    refuse_moments(&model, &noise_zero, 1, "numbered from 1");
    refuse_moments(&model, &good, 0, "number of variables");
    refuse_moments(&model, &good, JOINT_VARIABLES_MAX + 1, "number of variables");
    JointModel bad = model;
    bad.x0_variance = -0.1;
    refuse_moments(&bad, &good, 1, "not negative");
    bad.x0_variance = (double)NAN;
    refuse_moments(&bad, &good, 1, "not negative");
    bad = model;
    bad.x0_mean = (double)INFINITY;
    refuse_moments(&bad, &good, 1, "mean of x_0");
    bad = model;
    bad.steps = JOINT_STEPS_MAX + 1;
    refuse_moments(&bad, &good, 1, "too many steps");
    static const double broken[] = {0.0, 0.5, (double)NAN};
    static const double huge[] = {0.0, 1e200, 1e200};
    static const double ones[] = {0.0, 1.0, 1.0};
    bad = (JointModel){2, ones, broken, 0.0, 1.0};
    refuse_moments(&bad, &good, 1, "not a number");
    bad = (JointModel){2, huge, ones, 0.0, 1.0};
    refuse_moments(&bad, &good, 1, "beyond what a double holds");

    JointMoments *moments = moments_of(&model, &good, 1);
    const char *why = NULL;
    assert_null(joint_condition_new(moments, 0, &why));
    assert_non_null(strstr(why, "at least one target"));
    assert_null(joint_condition_new(moments, 2, &why));
    assert_non_null(strstr(why, "not more than"));
    const double weight = 1.0, infinite = (double)INFINITY;
    assert_null(joint_combine_new(moments, &weight, 0, &why));
    assert_non_null(strstr(why, "number of combinations"));
    assert_null(joint_combine_new(moments, &infinite, 1, &why));
    assert_non_null(strstr(why, "beyond what a double holds"));
    joint_moments_free(moments);
    joint_moments_free(NULL);
    joint_conditional_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_covariances_are_dot_products_of_noise_coefficients),
        cmocka_unit_test(test_means_follow_the_scales),
        cmocka_unit_test(test_residuals_are_uncorrelated_with_the_given_variables),
        cmocka_unit_test(test_posterior_from_the_kernel_matches_the_reference_values),
        cmocka_unit_test(test_target_that_is_also_given_is_known_exactly),
        cmocka_unit_test(test_past_beyond_the_last_state_says_nothing_more),
        cmocka_unit_test(test_noise_is_known_from_the_states_around_it),
        cmocka_unit_test(test_without_given_variables_the_law_is_the_marginal),
        cmocka_unit_test(test_combination_that_cancels_is_a_known_number),
        cmocka_unit_test(test_combined_noises_add_their_variances),
        cmocka_unit_test(test_thousand_steps_and_many_variables),
        cmocka_unit_test(test_given_variables_that_determine_one_another_are_refused),
        cmocka_unit_test(test_coefficient_that_overflows_is_refused),
        cmocka_unit_test(test_malformed_requests_are_refused_with_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
