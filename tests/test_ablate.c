/* test_ablate.c - explore ablate: the weights of the bound, Student's t, runs that do not depend on
 * the number of threads, differences that are there and differences that are not. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include "program_fixture.h"

#include <gsl/gsl_cdf.h>

#include "assert_close.h"
#include "denoise/ablation.h"
#include "diffusion/toy.h"

static Arena *arena;

static int setup(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

/* GSL's distribution to ten digits: 1 - A loses no more than that where it is above 1e-6. */
static void test_chances_are_students(void **state) {
    (void)state;
    static const double values[] = {0.0, 0.37, 1.0, 2.385, 4.3, 9.9};
    for (size_t freedom = 1; freedom <= 19; freedom++) {
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            double expected = 2.0 * gsl_cdf_tdist_Q(values[i], (double)freedom);
            assert_close(ablation_chance(values[i], freedom), expected, 1e-10);
            assert_close(ablation_chance(-values[i], freedom), expected, 1e-10);
        }
    }
    assert_close(ablation_chance((double)INFINITY, 4), 0.0, 1e-15);
}

/* With sigma_t^2 = beta_t the bound's weight is beta_t / (2 alpha_t (1 - alpha_bar_t)); with the
 * posterior variance 1 - alpha_bar_{t-1} stands below. Ratios, since the mean is brought to 1. */
static void test_weights_are_the_bounds(void **state) {
    (void)state;
    ScheduleError error = {{0}, {0}};
    Schedule *s = schedule_new("linear-scaled", 40, &error);
    assert_non_null(s);
    double weight[41];
    for (size_t kind = 0; kind < 3; kind++) {
        ablation_weights(weight, (AblationLoss)kind, s);
        double sum = 0.0;
        for (size_t t = 1; t <= 40; t++)
            sum += weight[t];
        assert_close(sum / 40.0, 1.0, 1e-12);
        for (size_t t = 2; t < 40; t++) {
            double below =
                kind == ABLATION_BOUND_BETA ? 1.0 - s->alpha_bar[t] : 1.0 - s->alpha_bar[t - 1];
            double above =
                kind == ABLATION_BOUND_BETA ? 1.0 - s->alpha_bar[t + 1] : 1.0 - s->alpha_bar[t];
            double expected =
                kind == ABLATION_SIMPLE
                    ? 1.0
                    : s->beta[t] / s->alpha[t] / below / (s->beta[t + 1] / s->alpha[t + 1] / above);
            assert_close(weight[t] / weight[t + 1], expected, 1e-12 * expected);
        }
        /* Finite at t = 1: the value itself, or that of t = 2. */
        double first =
            kind == ABLATION_BOUND_BETA
                ? 1.0 / s->alpha[1] / (s->beta[2] / s->alpha[2] / (1.0 - s->alpha_bar[2]))
                : 1.0;
        assert_close(weight[1] / weight[2], first, 1e-12 * first);
    }
    schedule_free(s);
}

/* A table whose values are what they should be found to be. */
static void test_differences_are_in_pairs(void **state) {
    (void)state;
    AblationTable table = {.variants = 2, .seeds = 4};
    static const double noise[] = {0.3, -1.2, 0.7, 2.1}, more[] = {0.50, 0.52, 0.47, 0.51};
    for (size_t s = 0; s < 4; s++) {
        table.values[0][s][ABLATION_EXCESS] = noise[s];
        table.values[1][s][ABLATION_EXCESS] = noise[s] + more[s];
        table.values[0][s][ABLATION_SQUARE] = noise[s];
        table.values[1][s][ABLATION_SQUARE] = noise[3 - s];
    }
    AblationMean mean = ablation_mean(&table, 0, ABLATION_EXCESS);
    assert_close(mean.mean, 0.475, 1e-15);
    /* Squares of -0.175, -1.675, 0.225, 1.625: 5.5275, over 3 and 4. */
    assert_close(mean.error, sqrt(5.5275 / 12.0), 1e-14);
    AblationMean difference = ablation_difference(&table, 1, ABLATION_EXCESS);
    assert_close(difference.mean, 0.5, 1e-15);
    /* Squares of 0, 0.02, 0.03, 0.01: 0.0014. */
    assert_close(difference.error, sqrt(0.0014 / 12.0), 1e-14);
    assert_true(ablation_is_real(&table, &difference));
    difference = ablation_difference(&table, 1, ABLATION_SQUARE);
    assert_close(difference.mean, 0.0, 1e-15);
    assert_false(ablation_is_real(&table, &difference));
    table.values[1][2][ABLATION_SQUARE] = (double)NAN; /* a training failed */
    difference = ablation_difference(&table, 1, ABLATION_SQUARE);
    assert_true(isnan(difference.mean) != 0);
    assert_false(ablation_is_real(&table, &difference));
}

/* Of all tables without a difference a share of 5 % says one, by two comparisons: of 4000 drawn
 * with seed 2385 it is 5 % +- 0.34 %; five of these are allowed, so once in two million by chance,
 * and a rate of 7 % is caught. Pairs are independent here, so the share is 1 - (1 - 0.025)^2. */
static void test_false_alarms_are_as_rare_as_said(void **state) {
    (void)state;
    enum { TABLES = 4000 };
    Stream stream = stream_new(2385, 1);
    size_t alarms = 0;
    for (size_t i = 0; i < TABLES; i++) {
        AblationTable table = {.variants = 2, .seeds = 5};
        for (size_t s = 0; s < 5; s++) {
            for (size_t v = 0; v < 2; v++)
                stream_normals(&stream, table.values[v][s], 2);
        }
        AblationMean excess = ablation_difference(&table, 1, ABLATION_EXCESS);
        AblationMean square = ablation_difference(&table, 1, ABLATION_SQUARE);
        alarms += ablation_is_real(&table, &excess) || ablation_is_real(&table, &square);
    }
    assert_close((double)alarms / TABLES, 1.0 - 0.975 * 0.975, 0.017);
}

/* ---- runs ---- */

static AblationDef small_def(const char *what, const Schedule *schedule) {
    AblationDef def = ablation_def_default();
    def.what = ablation_find(what);
    def.data = data_of_toy(arena, toy_find("ring"));
    def.schedule = schedule;
    def.seeds = 3;
    def.trainer.network.width = 16;
    def.trainer.network.depth = 2;
    def.trainer.adam.total = 60;
    def.trainer.adam.warm_up = 6;
    def.trainer.batch = 64;
    def.points = 150;
    def.places = 10;
    def.place_points = 100;
    return def;
}

static Schedule *schedule_of(long steps) {
    ScheduleError error = {{0}, {0}};
    Schedule *schedule = schedule_new("linear-scaled", steps, &error);
    assert_non_null(schedule);
    return schedule;
}

/* Every choice, and every variant of it: its numbers are finite, differ from the first variant's
 * (or the variant sets nothing), and are the same bytes with one thread and with three. The same
 * network has the same excess whatever it samples with. */
static void test_runs_do_not_depend_on_the_threads(void **state) {
    (void)state;
    Schedule *schedule = schedule_of(20);
    Pool *pool = pool_new(3);
    for (size_t i = 0; i < ablation_count(); i++) {
        const Ablation *what = ablation_at(i);
        assert_ptr_equal(ablation_find(what->name), what);
        assert_true(what->count >= 2 && what->count <= ABLATION_VARIANTS_MAX);
        AblationDef def = small_def(what->name, schedule);
        AblationTable one, three;
        assert_true(ablation_run(&one, &def));
        def.pool = pool;
        assert_true(ablation_run(&three, &def));
        assert_true(one.floor > 0.0);
        for (size_t v = 0; v < what->count; v++) {
            for (size_t s = 0; s < def.seeds; s++) {
                const double *a = one.values[v][s], *first = one.values[0][s];
                assert_memory_equal(a, three.values[v][s], 2 * sizeof *a);
                assert_true(a[ABLATION_EXCESS] > 0.0 && a[ABLATION_SQUARE] > 0.0);
                assert_true(isfinite(a[0]) && isfinite(a[1]));
                bool same = !(fabs(a[ABLATION_EXCESS] - first[ABLATION_EXCESS]) > 0.0);
                bool alike = !(fabs(a[ABLATION_SQUARE] - first[ABLATION_SQUARE]) > 0.0);
                if (same != (v == 0 || what->same_network) || alike != (v == 0))
                    fail_msg("%s, %s, seed %zu", what->name, what->variants[v].name, s + 1);
            }
        }
    }
    pool_free(pool);
    schedule_free(schedule);
}

/* A network that is not told t cannot know how much noise there is: after 400 steps of training its
 * excess is several times the other's with every one of 4 seeds. */
static void test_a_network_without_time_is_found_to_be_worse(void **state) {
    (void)state;
    Schedule *schedule = schedule_of(20);
    AblationDef def = small_def("embedding", schedule);
    def.seeds = 4;
    def.trainer.adam.total = 400;
    AblationTable table;
    assert_true(ablation_run(&table, &def));
    AblationMean difference = ablation_difference(&table, 2, ABLATION_EXCESS);
    assert_true(difference.mean > 0.0);
    if (!ablation_is_real(&table, &difference))
        fail_msg("%g +- %g, chance %g", difference.mean, difference.error, difference.chance);
    schedule_free(schedule);
}

static bool stop_soon(void *context, double done) {
    *(double *)context = done;
    return done < 0.2;
}

static void test_a_run_can_be_stopped(void **state) {
    (void)state;
    Schedule *schedule = schedule_of(20);
    AblationDef def = small_def("predict", schedule);
    double done = 0.0;
    def.go_on = stop_soon;
    def.context = &done;
    AblationTable table;
    assert_false(ablation_run(&table, &def));
    assert_true(done >= 0.2 && done < 0.25);
    schedule_free(schedule);
}

/* ---- the command ---- */

#define SMALL                                                                                      \
    "--steps=40", "--batch=64", "--width=16", "--depth=2", "--T=20", "--points=100", "--seeds=2"

static void test_the_command_says_what_was_found(void **state) {
    (void)state;
    Result result = RUN("ablate", "ring", "--what=embedding", SMALL, "--seed=4");
    assert_int_equal(result.status, 0);
    expect_contains(&result.out, "embedding: Sinusoidal or trainable time embedding, or none?\n");
    expect_contains(&result.out,
                    "ring; linear, T = 20; 2 x 16; 40 steps of 64 points; 100 samples");
    expect_contains(&result.out, "seeds 4 to 5; +- is one standard error over seeds\n");
    expect_contains(&result.out, "table against sines: the excess ");
    expect_contains(&result.out, "none against sines: the squared");
    expect_contains(&result.out, "of tables without any");
    drop(&result);
    result = RUN("ablate", "ring", "--what=sigma", SMALL, "--csv=-");
    assert_int_equal(result.status, 0);
    expect_contains(&result.out, "what,variant,seed,excess,sliced_square,seconds\n");
    expect_contains(&result.out, "\nsigma,beta,2,0.");
    drop(&result);
    result = RUN("ablate", "ring", "--what=sigma", SMALL, "--json");
    assert_int_equal(result.status, 0);
    expect_contains(&result.out, "{\"what\": \"sigma\", \"data\": \"ring\"");
    expect_contains(&result.out, "{\"name\": \"beta\", \"runs\": [{\"seed\": 1, \"excess\": 0.");
    drop(&result);
    /* Both were asked for: the object on standard output, the rows in the file. */
    File file = file_with("", 0);
    char csv_option[160], row[128] = "";
    (void)snprintf(csv_option, sizeof csv_option, "--csv=%s", file.path);
    result = RUN("ablate", "ring", "--what=sigma", SMALL, "--json", csv_option);
    assert_int_equal(result.status, 0);
    expect_contains(&result.out, "{\"what\": \"sigma\"");
    drop(&result);
    FILE *csv = fopen(file.path, "r");
    assert_non_null(csv);
    assert_non_null(fgets(row, sizeof row, csv));
    assert_string_equal(row, "what,variant,seed,excess,sliced_square,seconds\n");
    (void)fclose(csv);
    file_remove(&file);
}

static void test_what_cannot_be_tried_is_refused(void **state) {
    (void)state;
    Result result = RUN("ablate", "ring");
    assert_int_equal(result.status, 2);
    expect_contains(&result.err, "--what is one of embedding, loss, sigma, predict, width");
    drop(&result);
    result = RUN("ablate", "rink", "--what=loss");
    assert_int_equal(result.status, 2);
    expect_contains(&result.err, "rink is no toy distribution");
    drop(&result);
    expect(RUN("ablate", "ring", "--what=loss", "--json", "--csv=-"), 2, "", "name a file");
    expect(RUN("ablate", "ring", "--what=loss", "--csv=/nowhere/a.csv"), 3, "", "/nowhere/a.csv");
    result = RUN("ablate", "ring", "--what=weather");
    assert_int_equal(result.status, 2);
    drop(&result);
    result = RUN("ablate", "ring", "--what=loss", "--T=1");
    assert_int_equal(result.status, 2);
    expect_contains(&result.err, "T must be at least 2");
    drop(&result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chances_are_students),
        cmocka_unit_test(test_weights_are_the_bounds),
        cmocka_unit_test(test_differences_are_in_pairs),
        cmocka_unit_test(test_false_alarms_are_as_rare_as_said),
        cmocka_unit_test(test_runs_do_not_depend_on_the_threads),
        cmocka_unit_test(test_a_network_without_time_is_found_to_be_worse),
        cmocka_unit_test(test_a_run_can_be_stopped),
        cmocka_unit_test(test_the_command_says_what_was_found),
        cmocka_unit_test(test_what_cannot_be_tried_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
