/* acceptance_calibration.c - the long check of the statistics: 10,000 runs of every test on true
 * hypotheses at a false-alarm rate of 1 %, and 10,000 with an error of the size that is called
 * detectable at a power of 90 %.
 *
 * Rejections must lie in the 99.9 % interval of their binomial law and p-values be uniform (KS,
 * p > 1e-3). All seeds are fixed, so this passes or fails for good. `make acceptance` runs it. */
#include "calibration.h"

#include "verify/montecarlo.h"

#define RUNS 10000
#define SAMPLES 1000
/* Above the size where the chi-square law is worked out by the cube root. */
#define SAMPLES_MANY 12000
#define ALPHA 0.01
#define POWER 0.9

static void test_true_hypotheses_are_rejected_at_the_stated_rate(void **state) {
    (void)state;
    for (Calibrated which = 0; which < CALIBRATE_COUNT; which++) {
        calibrate_level(which, RUNS, SAMPLES, ALPHA, 101 + which);
    }
    calibrate_level(CALIBRATE_SPREAD, RUNS, SAMPLES_MANY, ALPHA, 111);
}

static void test_detectable_errors_are_caught_at_the_stated_power(void **state) {
    (void)state;
    for (Calibrated which = 0; which < CALIBRATE_COUNT; which++) {
        calibrate_power(which, RUNS, SAMPLES, ALPHA, POWER, 121 + which);
    }
    calibrate_power(CALIBRATE_SPREAD, RUNS, SAMPLES_MANY, ALPHA, POWER, 131);
}

/* Y = shift + e in two coordinates, given Z that says nothing about it. */
static MonteCase law(double shift, double spread) {
    static const Symbol y = {.kind = SYMBOL_NORMAL, .name = "Y", .tex = "Y"};
    static const Symbol z = {.kind = SYMBOL_NORMAL, .name = "Z", .tex = "Z"};
    MonteCase monte = {.kind = MONTE_LAW,
                       .dimensions = 2,
                       .atom_count = 2,
                       .first = 1,
                       .column_count = 2,
                       .names = {"Y", "Z"}};
    monte.atoms[0] = (MonteAtom){.kind = ATOM_LETTER, .symbol = &y, .spread = 1};
    monte.atoms[1] = (MonteAtom){.kind = ATOM_LETTER, .symbol = &z, .mean = 2, .spread = 3};
    monte.columns[0] = (MonteColumn){.constant = shift, .weights = {spread}, .scale = 1};
    monte.columns[1] = (MonteColumn){.weights = {0, 1}, .scale = 1};
    return monte;
}

/* How often one seed of the whole method rejects, all looks and tests together; *detectable is what
 * it calls so. */
static size_t rejections(const MonteCase *monte, size_t runs, size_t samples, size_t *confirmed,
                         double *detectable) {
    size_t count = 0;
    *confirmed = 0;
    for (size_t run = 0; run < runs; run++) {
        Arena *arena = arena_new();
        MontePlan plan = montecarlo_plan_default();
        plan.false_alarm = ALPHA;
        plan.power = POWER;
        plan.samples = samples;
        plan.seed = 1000 + run;
        MonteResult result = montecarlo_test(arena, monte, &plan);
        count += result.end == MONTE_REJECTED || result.end == MONTE_UNCONFIRMED;
        *confirmed += result.end == MONTE_REJECTED;
        *detectable = result.detectable;
        arena_free(arena);
    }
    return count;
}

/* 2000 runs of 16,384 draws, with looks, six tests each. The stated rate is a bound; that it is not
 * an idle one, and that a second seed leaves nothing over, is asked too. */
static void test_the_method_keeps_its_false_alarm_rate_and_its_power(void **state) {
    (void)state;
    const size_t runs = 2000, samples = 16384;
    double detectable;
    size_t confirmed;
    const MonteCase right = law(0, 1);
    size_t alarms = rejections(&right, runs, samples, &confirmed, &detectable);
    print_message("method: %zu of %zu true laws rejected by one seed at %g, %zu by two\n", alarms,
                  runs, ALPHA, confirmed);
    assert_true(gsl_cdf_binomial_Q((unsigned)alarms, ALPHA, (unsigned)runs) > 5e-4);
    assert_true(alarms >= 3);
    assert_true(confirmed <= 2);
    const MonteCase shifted = law(detectable, 1), wider = law(0, 1 + detectable);
    size_t caught = rejections(&shifted, runs, samples, &confirmed, &detectable);
    print_message("method: a mean off by %.3g caught %zu times in %zu, by two seeds %zu times\n",
                  detectable, caught, runs, confirmed);
    assert_at_least("a shifted mean", caught, runs, POWER);
    assert_at_least("a shifted mean, twice", confirmed, runs, POWER * POWER);
    caught = rejections(&wider, runs, samples, &confirmed, &detectable);
    print_message("method: a spread off by %.3g caught %zu times in %zu\n", detectable, caught,
                  runs);
    assert_at_least("a wrong spread", caught, runs, POWER);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_true_hypotheses_are_rejected_at_the_stated_rate),
        cmocka_unit_test(test_detectable_errors_are_caught_at_the_stated_power),
        cmocka_unit_test(test_the_method_keeps_its_false_alarm_rate_and_its_power),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
