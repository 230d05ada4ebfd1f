/* test_experiment.c - every experiment: its line, its seed, its errors; what is expected of values;
 * stored results, and whether they are those of the present code. */
#include <stdio.h>
#include <string.h>

#include "assert_close.h"
#include "base/file.h"
#include "experiment/stored.h"
#include "lesson/lesson.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

typedef struct {
    Arena *arena;
} Fixture;

static int set_up(void **state) {
    static Fixture fixture;
    fixture.arena = arena_new();
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    Fixture *fixture = *state;
    arena_free(fixture->arena);
    return 0;
}

static ExperimentRun run_of(Arena *arena, const ExperimentRow *row) {
    ExperimentSetting setting;
    ExperimentError error;
    assert_true(experiment_parse(arena, &setting, row->name, &error));
    return experiment_run_default(&setting);
}

static void assert_same(const ExperimentRow *row, const ExperimentTable *a,
                        const ExperimentTable *b) {
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const ExperimentValue *x = &a->values[i], *y = &b->values[i];
        if (strcmp(x->label, y->label) != 0 || x->value != y->value || x->error != y->error) {
            fail_msg("%s: %s = %.17g and %s = %.17g", row->name, x->label, x->value, y->label,
                     y->value);
        }
    }
}

static void test_rows_are_described_and_their_code_can_be_read(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < experiment_count(); i++) {
        const ExperimentRow *row = experiment_at(i);
        assert_ptr_equal(experiment_find(row->name), row);
        assert_int_equal(row->question[strlen(row->question) - 1], '?');
        assert_true(strlen(row->doc) > 8 && strchr(row->doc, '\n') == NULL);
        uint64_t code = 0;
        const char *why = NULL;
        if (!stored_code(fixture->arena, &code, row, ".", &why)) {
            fail_msg("%s: %s", row->name, why);
        }
    }
    assert_null(experiment_find("Reverse-kl"));
}

/* Labels are names in a lesson: no two alike, nothing in them that Markdown or a placeholder
 * reads. */
static void check_labels(const ExperimentRow *row, const ExperimentTable *table) {
    assert_true(table->count > 0);
    for (size_t i = 0; i < table->count; i++) {
        const char *label = table->values[i].label;
        if (strpbrk(label, "{}$*`") != NULL || strstr(label, "::") != NULL) {
            fail_msg("%s: the label `%s` cannot stand in a lesson", row->name, label);
        }
        assert_ptr_equal(experiment_value(table, label), &table->values[i]);
        if (!isfinite(table->values[i].value) || !(table->values[i].error >= 0.0)) {
            fail_msg("%s: %s = %g, error %g", row->name, label, table->values[i].value,
                     table->values[i].error);
        }
    }
}

/* The same for any number of threads; another seed gives other draws, and the same computation. */
static void test_runs_are_functions_of_line_and_seed(void **state) {
    Fixture *fixture = *state;
    Pool *pool = pool_new(3);
    for (size_t i = 0; i < experiment_count(); i++) {
        const ExperimentRow *row = experiment_at(i);
        ExperimentRun run = run_of(fixture->arena, row);
        ExperimentTable alone, pooled, other;
        assert_true(experiment_run(&alone, &run, fixture->arena));
        check_labels(row, &alone);
        run.pool = pool;
        assert_true(experiment_run(&pooled, &run, fixture->arena));
        assert_same(row, &alone, &pooled);
        run.seed = 2;
        assert_true(experiment_run(&other, &run, fixture->arena));
        assert_int_equal(alone.count, other.count);
        size_t parted = 0, drawn = 0;
        for (size_t k = 0; k < alone.count; k++) {
            const ExperimentValue *x = &alone.values[k], *y = &other.values[k];
            double reach = EXPERIMENT_DEVIATIONS * hypot(x->error, y->error);
            parted += x->value != y->value;
            drawn += x->error > 0.0;
            /* Both are near the truth: the chance of a false alarm is 2e-9 a value. */
            if (fabs(x->value - y->value) > reach + 1e-9 * (1.0 + fabs(x->value))) {
                fail_msg("%s: %s = %g +- %g with seed 1, %g +- %g with seed 2", row->name, x->label,
                         x->value, x->error, y->value, y->error);
            }
        }
        assert_true(row->drawn ? parted > 0 && drawn > 0 : parted == 0);
    }
    pool_free(pool);
}

static void test_a_run_that_is_stopped_says_so(void **state) {
    Fixture *fixture = *state;
    atomic_bool stop = true;
    for (size_t i = 0; i < experiment_count(); i++) {
        ExperimentRun run = run_of(fixture->arena, experiment_at(i));
        run.stop = &stop;
        ExperimentTable table;
        assert_false(experiment_run(&table, &run, fixture->arena));
    }
}

static void test_lines_are_read_and_written(void **state) {
    Fixture *fixture = *state;
    ExperimentSetting setting;
    ExperimentError error;
    assert_true(experiment_parse(fixture->arena, &setting, "  reverse-kl   data=laplace ", &error));
    Text text;
    text_init(&text);
    experiment_write(&text, &setting);
    assert_string_equal(text.bytes, "reverse-kl data=laplace");
    text_clear(&text);
    assert_string_equal(stored_name(fixture->arena, &setting), "reverse-kl_data=laplace.csv");
    static const struct {
        const char *line;
        size_t at;
        const char *message, *hint;
    } refused[] = {
        {"reverse-k", 0, "there is no experiment `reverse-k`", "did you mean `reverse-kl`?"},
        {"", 0, "there is no experiment ``", "`explore list --experiments` shows them"},
        {"reverse-kl data=mx2", 16, "there is no toy distribution `mx2`", "did you mean `mix2`?"},
        {"reverse-kl data=ring", 16,
         "`reverse-kl` takes data on a line, and `ring` is in the plane",
         "take one on a line, such as mix2"},
        {"reverse-kl data=point", 16,
         "`reverse-kl` takes data with a density, and `point` has none",
         "take another, such as gauss"},
        {"reverse-kl mix2", 11, "`mix2` has no value", "write it as key=value"},
        {"reverse-kl steps=4", 11, "`reverse-kl` does not take `steps`", "it takes data="},
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        assert_false(experiment_parse(fixture->arena, &setting, refused[i].line, &error));
        assert_int_equal(error.at, refused[i].at);
        assert_string_equal(error.message, refused[i].message);
        assert_string_equal(error.hint, refused[i].hint);
    }
}

static void test_expectations_are_decided_on_six_errors(void **state) {
    Fixture *fixture = *state;
    const ExperimentTable table = {
        .count = 4,
        .values = {
            {"a", 1.0, 0.01}, {"b(t=1)", 2.0, 0.02}, {"exact", 1.0, 0.0}, {"n", (double)NAN, 0.0}}};
    static const struct {
        const char *text;
        ExpectationResult result;
    } rows[] = {
        {"a < 1.07", EXPECTATION_MET},
        {"a < 1.05", EXPECTATION_OPEN},
        {"a < 0.95", EXPECTATION_OPEN},
        {"a < 0.93", EXPECTATION_NOT_MET},
        {"a > 0.93", EXPECTATION_MET},
        {"a > 1.07", EXPECTATION_NOT_MET},
        {"0.93 < a", EXPECTATION_MET},
        {"a < b(t=1)", EXPECTATION_MET},
        {"2 * a < b(t=1)", EXPECTATION_OPEN},
        {"b(t=1) > 1.8 * a", EXPECTATION_MET},
        {"a = 1 within 0.07", EXPECTATION_MET},
        {"a = 1.01 within 0.05", EXPECTATION_OPEN},
        {"a = 1.2 within 0.1", EXPECTATION_NOT_MET},
        {"exact < 1", EXPECTATION_NOT_MET},
        {"exact > 1", EXPECTATION_NOT_MET},
        {"exact = 1 within 1e-9", EXPECTATION_MET},
        {"n < 1", EXPECTATION_OPEN},
        {"c < 1", EXPECTATION_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Expectation expectation;
        ExperimentError error;
        const char *missing = NULL;
        assert_true(expectation_parse(fixture->arena, &expectation, rows[i].text, &error));
        if (expectation_decide(&expectation, &table, &missing) != rows[i].result) {
            fail_msg("%s is decided as %d", rows[i].text,
                     (int)expectation_decide(&expectation, &table, &missing));
        }
        assert_true((missing != NULL) == (rows[i].result == EXPECTATION_UNKNOWN));
    }
    static const char *const refused[] = {
        "a",
        "a<1",
        "a = 1",
        "a < 1 within 0.1",
        "a = 1 within -1",
        "a = 1 within x",
        "x * b < 1",
        " < 1",
        "a > ",
        "",
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        Expectation expectation;
        ExperimentError error;
        if (expectation_parse(fixture->arena, &expectation, refused[i], &error)) {
            fail_msg("`%s` is not refused", refused[i]);
        }
    }
}

static void test_values_are_written_as_far_as_their_errors_go(void **state) {
    (void)state;
    static const struct {
        double value, error;
        const char *words;
    } rows[] = {
        {0.012343, 0.00042, "0.01234 \xc2\xb1 0.00042"},
        {123.456, 2.3, "123.5 \xc2\xb1 2.3"},
        {1234.5, 120.0, "1234 \xc2\xb1 120"},
        {0.012345678, 0.0, "0.01235"},
        {-2.5, 0.0, "-2.5"},
        {0.0, 0.0, "0"},
        {0.0, 0.012, "0.000 \xc2\xb1 0.012"},
        {6.7e-9, 1.5e-9, "(6.7 \xc2\xb1 1.5)e-9"},
        {3.456789e-7, 0.0, "3.457e-7"},
        {1.0, 1e-12, "1"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Text text;
        text_init(&text);
        const ExperimentValue value = {.value = rows[i].value, .error = rows[i].error};
        experiment_write_value(&text, &value);
        assert_string_equal(text.bytes, rows[i].words);
        text_clear(&text);
    }
}

static void test_words_get_the_values_they_name(void **state) {
    Fixture *fixture = *state;
    const ExperimentTable table = {.count = 1, .values = {{"kl(b=1)", 0.5, 0.0}}};
    assert_string_equal(experiment_fill(fixture->arena, "it is {kl(b=1)}, {kl(b=1)}{x} {", &table),
                        "it is 0.5, 0.5{x} {");
    /* Braces of formulas are TeX's, also where they look like a label; \$ is no formula. */
    assert_string_equal(
        experiment_fill(fixture->arena, "$x_{kl(b=1)}$ {kl(b=1)} \\$ {kl(b=1)}", &table),
        "$x_{kl(b=1)}$ 0.5 \\$ 0.5");
    assert_string_equal(experiment_fill(fixture->arena, "it is {kl(b=1)}", NULL),
                        "it is {kl(b=1)}");
}

static void test_stored_results_are_read_back(void **state) {
    Fixture *fixture = *state;
    const StoredResult result = {
        .run = "reverse-kl data=mix2",
        .seed = 7,
        .code = UINT64_C(0x0123456789abcdef),
        .table = {.count = 2, .values = {{"a(x=1,y=2)", 0.1, 0.02}, {"b", -3e-300, 0.0}}}};
    Text text;
    text_init(&text);
    stored_write(&text, &result);
    StoredResult back;
    assert_true(stored_read(fixture->arena, &back, text.bytes));
    assert_string_equal(back.run, result.run);
    assert_true(back.seed == result.seed && back.code == result.code);
    assert_int_equal(back.table.count, 2);
    assert_string_equal(back.table.values[0].label, "a(x=1,y=2)");
    assert_true(back.table.values[0].value == 0.1 && back.table.values[1].value == -3e-300);
    assert_close(back.table.values[0].error, 0.02, 1e-12);
    static const char *const broken[] = {
        "",
        "# run: a\n# seed: 1\n",
        "# run: a\n# seed: 1\n# code: 1\nlabel,value,error\n",
        "# run: a\n# seed: 1\n# code: 1\nlabel,value,error\na,1\n",
        "# run: a\n# seed: 1\n# code: 1\nlabel,value,error\n,1,2\n",
        "# run: a\n# seed: 1\n# code: 1\nlabel,value,error\na,1x,2\n",
    };
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        assert_false(stored_read(fixture->arena, &back, broken[i]));
    }
    text_clear(&text);
}

/* ---- blocks ---- */

/* The verdict of a block with this line in the place of its second expectation. */
static const Verdict *verdict_with(Arena *arena, const char *expect, const char *found,
                                   bool *as_expected) {
    const char *text = arena_printf(arena,
                                    "```experiment e\nasks: Is it?\nrun: reverse-kl\n"
                                    "expect: kl(beta=0.001) < 0.001\nexpect: %s\n"
                                    "found: It is %s.\n```\n",
                                    expect, found);
    const LessonOptions lesson_options = {0};
    const Lesson *lesson = NULL;
    Diag diag = {0};
    assert_int_equal(
        lesson_parse(arena, "e.md", text, strlen(text), &lesson_options, &lesson, &diag),
        LESSON_OK);
    assert_int_equal(lesson->claim_count, 1);
    const CheckOptions options = check_options_default();
    const Verdict *verdict = claim_decide(lesson->claims[0], &options);
    *as_expected = claim_as_expected(lesson->claims[0]);
    return verdict;
}

#define GIVES                                                                                      \
    "; it gives `kl(beta=0.001)`, `kl(beta=0.005)`, `kl(beta=0.02)`, `kl(beta=0.1)`, "             \
    "`kl(beta=0.3)`, `kl(beta=0.5)`, `kl(beta=0.9)`"

static void test_a_block_holds_only_when_all_that_is_expected_is_found(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *expect, *found;
        VerdictKind kind;
        const char *reason;
    } rows[] = {
        {"kl(beta=0.9) > 0.5", "{kl(beta=0.9)}", VERDICT_HOLDS, NULL},
        {"kl(beta=0.9) > 1.5", "{kl(beta=0.9)}", VERDICT_FAILS,
         "this was not found: kl(beta=0.9) > 1.5"},
        {"kl(beta=0.7) > 0.5", "so", VERDICT_UNDECIDED,
         "the run gives no value `kl(beta=0.7)`" GIVES},
        {"kl(beta=0.9) > 0.5", "$x_{t-1}$", VERDICT_HOLDS, NULL},
        {"kl(beta=0.9) > 0.5", "{kl}", VERDICT_UNDECIDED, "the run gives no value `kl`" GIVES},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool as_expected = false;
        const Verdict *verdict =
            verdict_with(fixture->arena, rows[i].expect, rows[i].found, &as_expected);
        assert_int_equal(verdict->kind, rows[i].kind);
        assert_int_equal(as_expected, rows[i].kind == VERDICT_HOLDS);
        assert_int_equal(verdict->grade,
                         rows[i].kind == VERDICT_UNDECIDED ? GRADE_NONE : GRADE_QUADRATURE);
        assert_non_null(verdict->table);
        assert_true((verdict->reason == NULL) == (rows[i].reason == NULL));
        if (rows[i].reason != NULL) {
            assert_string_equal(verdict->reason, rows[i].reason);
        }
    }
}

/* ---- the lessons' ---- */

#define STORE "assets/experiments"

static const char *run_line(Arena *arena, const ExperimentSetting *setting) {
    Text text;
    text_init(&text);
    experiment_write(&text, setting);
    const char *line = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return line;
}

/* The short run and the long one are within six errors of each other: a false alarm in 5e8 values
 * that are drawn. What is computed may differ by what neither error shows, the rounding of sums. */
#define ROUNDING 1e-9
static void check_short_run(Arena *arena, const ClaimExperiment *experiment,
                            const ExperimentTable *stored) {
    ExperimentTable table;
    const ExperimentRun run = experiment_run_default(&experiment->setting);
    assert_true(experiment_run(&table, &run, arena));
    for (size_t i = 0; i < table.count; i++) {
        const ExperimentValue *live = &table.values[i];
        const ExperimentValue *longer = experiment_value(stored, live->label);
        if (longer == NULL) {
            fail_msg("%s: the long run has no `%s`", experiment->setting.row->name, live->label);
            return;
        }
        double reach = EXPERIMENT_DEVIATIONS * hypot(live->error, longer->error);
        if (fabs(live->value - longer->value) > reach + ROUNDING * (1.0 + fabs(live->value))) {
            fail_msg("%s: %s = %.9g +- %.2g in the short run, %.9g +- %.2g in the long one",
                     experiment->setting.row->name, live->label, live->value, live->error,
                     longer->value, longer->error);
        }
    }
}

/* The long run is there, was made by the present code, and is what the block expects. */
static void check_stored(Arena *arena, const ClaimDef *def) {
    const ClaimExperiment *experiment = def->experiment;
    const char *path =
        arena_printf(arena, "%s/%s", STORE, stored_name(arena, &experiment->setting));
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    StoredResult result;
    uint64_t code = 0;
    if (!file_read(arena, path, &bytes, &length, &why)) {
        fail_msg("%s: %s %s; run `make experiments`", def->id, path, why);
    }
    assert_true(stored_read(arena, &result, bytes));
    assert_string_equal(result.run, run_line(arena, &experiment->setting));
    assert_true(stored_code(arena, &code, experiment->setting.row, ".", &why));
    if (result.code != code) {
        fail_msg("%s: %s was made by other code; run `make experiments`", def->id, path);
    }
    for (size_t i = 0; i < experiment->count; i++) {
        const char *missing = NULL;
        if (expectation_decide(&experiment->expectations[i], &result.table, &missing) !=
            EXPECTATION_MET) {
            fail_msg("%s: %s is not what the long run found", def->id, experiment->texts[i]);
        }
    }
    if (!experiment->setting.row->trains) {
        check_short_run(arena, experiment, &result.table);
    }
}

static void test_long_runs_of_the_lessons_are_stored_and_as_expected(void **state) {
    Fixture *fixture = *state;
    size_t count = 0;
    const LessonEntry *entries = lesson_list(fixture->arena, "lessons", &count);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        const LessonOptions options = {0};
        const Lesson *lesson = NULL;
        Diag diag = {0};
        assert_int_equal(lesson_load(fixture->arena, entries[i].path, &options, &lesson, &diag),
                         LESSON_OK);
        for (size_t c = 0; c < lesson->claim_count; c++) {
            const ClaimDef *def = claim_def(lesson->claims[c]);
            if (def->experiment != NULL) {
                check_stored(fixture->arena, def);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_described_and_their_code_can_be_read),
        cmocka_unit_test(test_runs_are_functions_of_line_and_seed),
        cmocka_unit_test(test_a_run_that_is_stopped_says_so),
        cmocka_unit_test(test_lines_are_read_and_written),
        cmocka_unit_test(test_expectations_are_decided_on_six_errors),
        cmocka_unit_test(test_values_are_written_as_far_as_their_errors_go),
        cmocka_unit_test(test_words_get_the_values_they_name),
        cmocka_unit_test(test_stored_results_are_read_back),
        cmocka_unit_test(test_a_block_holds_only_when_all_that_is_expected_is_found),
        cmocka_unit_test(test_long_runs_of_the_lessons_are_stored_and_as_expected),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down) != 0;
}
