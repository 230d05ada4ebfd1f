/* test_schedule.c - every schedule against 50-digit values and against what all schedules promise.
 */
#include <stdio.h>
#include <string.h>

#include "assert_close.h"
#include "diffusion/schedule.h"
#include "reference_values.h"

#define REFERENCE_COUNT (sizeof reference_rows / sizeof *reference_rows)

/* Largest relative errors allowed, u = 2^-53. beta_t is a formula of about eight rounded
 * operations. 1 - alpha_bar_t adds two. alpha_bar_T errs by at most 8 u times the sum of beta
 * (schedule.h); that sum is 101 at most here (linear, T = 10000), where beta_t itself errs by 1 u
 * only, and below 12 otherwise for rows that err by 8 u. That is 1.1e-14, or 2.3e-14 where
 * alpha_bar is squared. */
#define BETA_TOLERANCE 1e-15
#define NOISE_TOLERANCE 2e-15
#define REFERENCE_TOLERANCE 3e-14

static const long contract_steps[] = {1, 2, 3, 20, 21, 50, 999, 1000, SCHEDULE_STEPS_MAX};
#define CONTRACT_COUNT (sizeof contract_steps / sizeof *contract_steps)

static Schedule *make(const char *name, long steps) {
    ScheduleError error;
    Schedule *schedule = schedule_new(name, steps, &error);
    if (schedule == NULL)
        fail_msg("%s, T = %ld: %s", name, steps, error.message);
    return schedule;
}

/* Relative, unlike assert_close: most of these numbers are far below 1. */
static void check_to(double tolerance, const ReferenceRow *row, const char *what, double actual,
                     double expected) {
    bool good =
        expected == 0.0 ? actual == 0.0 : fabs(actual - expected) <= tolerance * fabs(expected);
    if (!good)
        fail_msg("%s, T = %ld, t = %u: %s is %.17g, expected %.17g, relative error %.3g, "
                 "tolerance %.3g",
                 row->schedule, row->steps, row->t, what, actual, expected,
                 (actual - expected) / expected, tolerance);
}

static void check(const ReferenceRow *row, const char *what, double actual, double expected) {
    check_to(REFERENCE_TOLERANCE, row, what, actual, expected);
}

static void check_row(const Schedule *schedule, const ReferenceRow *row) {
    size_t t = row->t;
    check_to(BETA_TOLERANCE, row, "beta", schedule->beta[t], row->beta);
    check_to(BETA_TOLERANCE, row, "sqrt beta", schedule->sqrt_beta[t], sqrt(row->beta));
    check_to(NOISE_TOLERANCE, row, "1 - alpha_bar", schedule->one_minus_alpha_bar[t],
             row->one_minus_alpha_bar);
    check_to(NOISE_TOLERANCE, row, "sqrt(1 - alpha_bar)", schedule->sqrt_one_minus_alpha_bar[t],
             sqrt(row->one_minus_alpha_bar));
    check(row, "alpha_bar", schedule->alpha_bar[t], row->alpha_bar);
    check(row, "sqrt alpha_bar", schedule->sqrt_alpha_bar[t], sqrt(row->alpha_bar));
    check(row, "snr", schedule->snr[t], row->snr);
    check(row, "posterior variance", schedule->posterior_variance[t], row->posterior_variance);
    check(row, "sqrt posterior variance", schedule->sqrt_posterior_variance[t],
          sqrt(row->posterior_variance));
    check(row, "x_0's coefficient", schedule->posterior_mean_x0[t], row->posterior_mean_x0);
    check(row, "x_t's coefficient", schedule->posterior_mean_xt[t], row->posterior_mean_xt);
    check(row, "KL at 0", schedule_kl_to_standard_normal(schedule, t, 0.0), row->kl_at_0);
    check(row, "KL at x_0",
          schedule_kl_to_standard_normal(schedule, t, REFERENCE_X0 * REFERENCE_X0), row->kl_at_x0);
    assert_close(schedule->log_snr[t], log(row->snr), 1e-14);
}

static void test_every_schedule_matches_the_reference_values(void **state) {
    (void)state;
    Schedule *schedule = NULL;
    for (size_t i = 0; i < REFERENCE_COUNT; i++) {
        const ReferenceRow *row = &reference_rows[i];
        if (schedule == NULL || strcmp(schedule->row->name, row->schedule) != 0 ||
            schedule->steps != (size_t)row->steps) {
            schedule_free(schedule);
            schedule = make(row->schedule, row->steps);
        }
        check_row(schedule, row);
    }
    schedule_free(schedule);
}

static void test_every_registered_schedule_has_reference_values(void **state) {
    (void)state;
    for (size_t i = 0; i < schedule_count(); i++) {
        size_t found = 0;
        for (size_t k = 0; k < REFERENCE_COUNT; k++)
            found += strcmp(reference_rows[k].schedule, schedule_at(i)->name) == 0;
        if (found < 20)
            fail_msg("%s has %zu reference rows", schedule_at(i)->name, found);
    }
}

static void test_rows_are_described_and_named_apart(void **state) {
    (void)state;
    assert_int_equal(schedule_count(), 6);
    for (size_t i = 0; i < schedule_count(); i++) {
        const ScheduleRow *row = schedule_at(i);
        assert_ptr_equal(schedule_find(row->name), row);
        assert_true(strlen(row->doc) > 10 && strchr(row->doc, '\n') == NULL);
        assert_true(strlen(row->citation) > 0 && strlen(row->formula) > 0);
        assert_true(row->parameter_count > 0);
        for (size_t p = 0; p < row->parameter_count; p++)
            assert_true(row->parameters[p].name != NULL && row->parameters[p].doc != NULL);
    }
    assert_null(schedule_find("Linear"));
}

/* What every schedule promises at step t. */
static const char *broken_promise(const Schedule *s, size_t t) {
    if (!(s->beta[t] > 0.0 && s->beta[t] <= 0.999))
        return "0 < beta <= 0.999";
    if (fabs(s->alpha[t] + s->beta[t] - 1.0) > 1e-15)
        return "alpha + beta = 1";
    if (!(s->alpha_bar[t] > 0.0 && s->alpha_bar[t] < s->alpha_bar[t - 1]))
        return "alpha_bar falls strictly and stays above 0";
    if (!(s->one_minus_alpha_bar[t] >= s->one_minus_alpha_bar[t - 1]))
        return "1 - alpha_bar never falls";
    /* Near 1 a step smaller than the distance of two doubles there cannot show. */
    if (s->alpha_bar[t - 1] * s->beta[t] > 2.3e-16 &&
        !(s->one_minus_alpha_bar[t] > s->one_minus_alpha_bar[t - 1]))
        return "1 - alpha_bar rises";
    if (!(s->one_minus_alpha_bar[t] <= 1.0))
        return "1 - alpha_bar <= 1";
    if (!(s->snr[t] > 0.0 && s->snr[t] < s->snr[t - 1]))
        return "the signal-to-noise ratio falls strictly and stays above 0";
    if (!(s->log_snr[t] < s->log_snr[t - 1]))
        return "its logarithm falls";
    if (!(s->posterior_variance[t] >= 0.0 && s->posterior_variance[t] <= s->beta[t]))
        return "0 <= posterior variance <= beta";
    if ((s->posterior_variance[t] == 0.0) != (t == 1))
        return "posterior variance is 0 at t = 1 only";
    if (!(schedule_kl_to_standard_normal(s, t, 0.7) <
          schedule_kl_to_standard_normal(s, t - 1, 0.7)))
        return "the distance to the standard normal falls";
    /* E[x_{t-1} | x_t, x_0] at the means x_t = sqrt(alpha_bar_t) x_0 is the mean of x_{t-1}. */
    double mean = s->posterior_mean_x0[t] +
                  s->posterior_mean_xt[t] * s->sqrt_alpha[t] * s->sqrt_alpha_bar[t - 1];
    if (fabs(mean - s->sqrt_alpha_bar[t - 1]) > 1e-14 * s->sqrt_alpha_bar[t - 1])
        return "the posterior mean keeps the mean";
    return NULL;
}

static void test_every_schedule_keeps_the_promises_of_all_schedules(void **state) {
    (void)state;
    for (size_t i = 0; i < schedule_count(); i++) {
        for (size_t k = 0; k < CONTRACT_COUNT; k++) {
            Schedule *schedule = make(schedule_at(i)->name, contract_steps[k]);
            for (size_t t = 1; t <= schedule->steps; t++) {
                const char *broken = broken_promise(schedule, t);
                if (broken != NULL)
                    fail_msg("%s, T = %zu, t = %zu: not so: %s", schedule->row->name,
                             schedule->steps, t, broken);
            }
            schedule_free(schedule);
        }
    }
}

static void test_posterior_is_the_point_x0_at_t1(void **state) {
    (void)state;
    for (size_t i = 0; i < schedule_count(); i++) {
        for (long steps = 1; steps <= 50; steps++) { /* few steps: beta_1 over 1/2 */
            Schedule *schedule = make(schedule_at(i)->name, steps);
            assert_true(schedule->posterior_variance[1] == 0.0);
            assert_true(schedule->posterior_mean_x0[1] == 1.0);
            assert_true(schedule->posterior_mean_xt[1] == 0.0);
            schedule_free(schedule);
        }
    }
}

static void test_t0_is_the_data_untouched(void **state) {
    (void)state;
    Schedule *schedule = make("linear", 7);
    assert_true(schedule->beta[0] == 0.0 && schedule->alpha[0] == 1.0);
    assert_true(schedule->alpha_bar[0] == 1.0 && schedule->one_minus_alpha_bar[0] == 0.0);
    assert_true(isinf(schedule->snr[0]) && isinf(schedule->log_snr[0]));
    assert_true(isnan(schedule->posterior_variance[0]) && isnan(schedule->posterior_mean_x0[0]));
    assert_true(isinf(schedule_kl_to_standard_normal(schedule, 0, 0.3)));
    schedule_free(schedule);
}

/* The ends of `linear` do not depend on T, so 50 steps leave most of the signal. */
static void test_linear_with_50_steps_keeps_sixty_percent_of_the_signal(void **state) {
    (void)state;
    Schedule *plain = make("linear", 50);
    Schedule *scaled = make("linear-scaled", 50);
    Schedule *full = make("linear", 1000);
    assert_close(plain->alpha_bar[50], 0.602952, 5e-7);
    assert_true(scaled->alpha_bar[50] < 1e-4);
    assert_true(full->alpha_bar[1000] > 4.0e-5 && full->alpha_bar[1000] < 4.1e-5);
    schedule_free(plain);
    schedule_free(scaled);
    schedule_free(full);
}

static void test_linear_scaled_is_linear_at_1000_steps(void **state) {
    (void)state;
    Schedule *plain = make("linear", 1000);
    Schedule *scaled = make("linear-scaled", 1000);
    for (size_t t = 1; t <= 1000; t++) {
        assert_true(plain->beta[t] == scaled->beta[t]);
        assert_true(plain->alpha_bar[t] == scaled->alpha_bar[t]);
    }
    schedule_free(plain);
    schedule_free(scaled);
}

static void test_linear_scaled_warns_exactly_when_it_clips(void **state) {
    (void)state;
    Schedule *clipped = make("linear-scaled", 20);
    assert_int_equal(clipped->clipped, 1);
    assert_int_equal(clipped->first_clipped, 20);
    assert_true(clipped->beta[20] == 0.999);
    assert_non_null(clipped->warning);
    assert_non_null(strstr(clipped->warning, "T = 20"));
    assert_non_null(strstr(clipped->warning, "t = 20"));
    assert_true(strlen(clipped->warning) < SCHEDULE_TEXT_SIZE - 1);
    schedule_free(clipped);
    Schedule *whole = make("linear-scaled", 21);
    assert_int_equal(whole->clipped, 0);
    assert_null(whole->warning);
    schedule_free(whole);
}

static void test_cosine_and_sigmoid_clip_the_last_step_only(void **state) {
    (void)state;
    static const char *const names[] = {"cosine", "sigmoid"};
    for (size_t i = 0; i < 2; i++) {
        Schedule *schedule = make(names[i], 1000);
        assert_int_equal(schedule->clipped, 1);
        assert_int_equal(schedule->first_clipped, 1000);
        assert_true(schedule->beta[1000] == 0.999);
        assert_true(schedule->beta[999] < 0.999);
        /* 1 - 0.999 in doubles would be off in the 14th digit. */
        assert_true(schedule->alpha[1000] == 0.001);
        assert_close(schedule->alpha_bar[1000] / schedule->alpha_bar[999] * 1000.0, 1.0, 5e-16);
        assert_null(schedule->warning);
        schedule_free(schedule);
    }
}

/* A symmetric sigmoid has half of the signal left in the middle; its alpha_bar is 1 - itself
 * mirrored. */
static void test_sigmoid_is_symmetric_about_the_middle(void **state) {
    (void)state;
    Schedule *schedule = make("sigmoid", 100);
    assert_close(schedule->alpha_bar[50], 0.5, 1e-14);
    for (size_t t = 1; t < 100; t++)
        assert_close(schedule->alpha_bar[t], schedule->one_minus_alpha_bar[100 - t], 1e-14);
    schedule_free(schedule);
}

static void test_exact_beta_is_coprime_and_rounds_to_beta(void **state) {
    (void)state;
    size_t exact = 0;
    for (size_t i = 0; i < schedule_count(); i++) {
        Schedule *schedule = make(schedule_at(i)->name, 997);
        for (size_t t = 1; t <= schedule->steps; t++) {
            uint64_t numerator = 0, denominator = 0;
            if (!schedule_exact_beta(schedule, t, &numerator, &denominator))
                continue;
            exact++;
            assert_true((double)numerator / (double)denominator == schedule->beta[t]);
            for (uint64_t p = 2; p <= 7; p++)
                assert_false(numerator % p == 0 && denominator % p == 0);
        }
        schedule_free(schedule);
    }
    /* All of linear, linear-scaled and su; the clipped last step of cosine and sigmoid. */
    assert_int_equal(exact, 3 * 997 + 2);
}

static void test_exact_beta_has_the_printed_ends(void **state) {
    (void)state;
    static const struct {
        const char *name;
        long steps;
        size_t t;
        uint64_t numerator, denominator;
    } cases[] = {
        {"linear", 1000, 1, 1, 10000},      {"linear", 1000, 1000, 1, 50},
        {"linear", 1, 1, 1, 10000},         {"linear", 3, 2, 201, 20000},
        {"linear-scaled", 500, 1, 1, 5000}, {"linear-scaled", 500, 500, 1, 25},
        {"linear-scaled", 1, 1, 1, 10},     {"linear-scaled", 5, 5, 999, 1000},
        {"su", 1000, 1000, 1, 50},          {"su", 1000, 3, 3, 50000},
        {"cosine", 10, 10, 999, 1000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Schedule *schedule = make(cases[i].name, cases[i].steps);
        uint64_t numerator = 0, denominator = 0;
        assert_true(schedule_exact_beta(schedule, cases[i].t, &numerator, &denominator));
        assert_int_equal(numerator, cases[i].numerator);
        assert_int_equal(denominator, cases[i].denominator);
        schedule_free(schedule);
    }
    Schedule *cosine = make("cosine", 10);
    uint64_t numerator, denominator;
    assert_false(schedule_exact_beta(cosine, 9, &numerator, &denominator));
    schedule_free(cosine);
}

/* Where alpha_bar crosses from the series to the logarithm nothing jumps. */
static void test_kl_is_smooth_where_its_formula_changes(void **state) {
    (void)state;
    Schedule *schedule = make("linear", 50000);
    size_t t = 1;
    while (schedule->alpha_bar[t] >= 0.25)
        t++;
    double before = schedule_kl_to_standard_normal(schedule, t - 1, 0.0);
    double after = schedule_kl_to_standard_normal(schedule, t, 0.0);
    /* d KL / d alpha_bar = alpha_bar / (2 (1 - alpha_bar)) */
    double middle = 0.5 * (schedule->alpha_bar[t - 1] + schedule->alpha_bar[t]);
    double slope = 0.5 * middle / (1.0 - middle);
    double step = slope * (schedule->alpha_bar[t - 1] - schedule->alpha_bar[t]);
    assert_close((before - after) / step, 1.0, 1e-6);
    schedule_free(schedule);
}

static void test_unknown_name_is_refused_with_the_nearest(void **state) {
    (void)state;
    static const struct {
        const char *name, *hint;
    } cases[] = {
        {"linaer", "did you mean \"linear\"?"},
        {"cosin", "did you mean \"cosine\"?"},
        {"Sigmoid", "did you mean \"sigmoid\"?"},
        {"sqrt_linear", "did you mean \"sqrt-linear\"?"},
        {"quadratic", "choose one of linear, linear-scaled, cosine, sigmoid, su, sqrt-linear"},
        {"", "choose one of linear, linear-scaled, cosine, sigmoid, su, sqrt-linear"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ScheduleError error;
        assert_null(schedule_new(cases[i].name, 10, &error));
        assert_non_null(strstr(error.message, "there is no schedule named"));
        assert_non_null(strstr(error.message, cases[i].name));
        assert_string_equal(error.hint, cases[i].hint);
    }
}

static void test_hostile_names_are_cut_and_not_echoed_raw(void **state) {
    (void)state;
    char name[3001];
    ScheduleError error;
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_null(schedule_new(name, 10, &error));
    assert_true(strlen(error.message) < 100);
    /* 39 letters and a character of two bytes: the cut falls between characters. */
    memcpy(name + 39, "\xC3\xA9", 2);
    assert_null(schedule_new(name, 10, &error));
    assert_null(strchr(error.message, '\xC3'));
    assert_null(schedule_new("\x1b[2Jlinear", 10, &error));
    assert_null(strchr(error.message, '\x1b'));
}

static void test_steps_outside_the_limits_are_refused(void **state) {
    (void)state;
    static const long refused[] = {0, -1, SCHEDULE_STEPS_MAX + 1L, INT32_MIN, INT32_MAX};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char shown[32];
        ScheduleError error;
        assert_null(schedule_new("linear", refused[i], &error));
        snprintf(shown, sizeof shown, "T = %ld", refused[i]);
        assert_non_null(strstr(error.message, shown));
        assert_string_equal(error.hint, "choose T from 1 to 50000");
    }
    schedule_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_schedule_matches_the_reference_values),
        cmocka_unit_test(test_every_registered_schedule_has_reference_values),
        cmocka_unit_test(test_rows_are_described_and_named_apart),
        cmocka_unit_test(test_every_schedule_keeps_the_promises_of_all_schedules),
        cmocka_unit_test(test_posterior_is_the_point_x0_at_t1),
        cmocka_unit_test(test_t0_is_the_data_untouched),
        cmocka_unit_test(test_linear_with_50_steps_keeps_sixty_percent_of_the_signal),
        cmocka_unit_test(test_linear_scaled_is_linear_at_1000_steps),
        cmocka_unit_test(test_linear_scaled_warns_exactly_when_it_clips),
        cmocka_unit_test(test_cosine_and_sigmoid_clip_the_last_step_only),
        cmocka_unit_test(test_sigmoid_is_symmetric_about_the_middle),
        cmocka_unit_test(test_exact_beta_is_coprime_and_rounds_to_beta),
        cmocka_unit_test(test_exact_beta_has_the_printed_ends),
        cmocka_unit_test(test_kl_is_smooth_where_its_formula_changes),
        cmocka_unit_test(test_unknown_name_is_refused_with_the_nearest),
        cmocka_unit_test(test_hostile_names_are_cut_and_not_echoed_raw),
        cmocka_unit_test(test_steps_outside_the_limits_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
