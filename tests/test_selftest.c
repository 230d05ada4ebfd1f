/* test_selftest.c - explore selftest: every known example is as it must be, and one that is not is
 * noticed. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include "app/selftest.h"
#include "program_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static SelftestTrial tried(Arena *arena, const SelftestExample *example) {
    CheckOptions options = check_options_default();
    options.twins = false;
    SelftestTrial trial = selftest_prepare(arena, example, 1);
    selftest_decide(&trial, &options);
    return trial;
}

static void test_every_known_example_is_as_it_must_be(void **state) {
    (void)state;
    Arena *arena = arena_new();
    size_t bad = 0;
    for (size_t i = 0; i < selftest_example_count(); i++) {
        SelftestTrial trial = tried(arena, selftest_example_at(i));
        if (trial.why != NULL) {
            print_error("%s: %s:\n%s\n", method_name(trial.example->method), trial.why,
                        trial.example->body);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
    verify_thread_end();
    arena_free(arena);
}

/* The same formula under the wrong label must be noticed, or the selftest could not fail. */
static void test_a_wrong_label_is_noticed_for_every_example(void **state) {
    (void)state;
    Arena *arena = arena_new();
    for (size_t i = 0; i < selftest_example_count(); i++) {
        SelftestExample example = *selftest_example_at(i);
        example.holds = !example.holds;
        SelftestTrial trial = tried(arena, &example);
        if (trial.why == NULL) {
            print_error("%s, wrong label:\n%s\n", method_name(example.method), example.body);
        }
        assert_non_null(trial.why);
    }
    verify_thread_end();
    arena_free(arena);
}

static void test_what_is_wrong_is_named(void **state) {
    (void)state;
    static const struct {
        SelftestExample example;
        const char *why;
    } CASES[] = {
        {{METHOD_LIMIT, true, "claim", "", "1 + 1 = 2"}, "the method never ran"},
        {{METHOD_LIMIT, false, "claim", "", "1 + 1 = 3"}, "the method never ran"},
        {{METHOD_ALGEBRA, true, "claim", "", "1 + 1 = 3"}, "true, and not found to hold"},
        {{METHOD_ALGEBRA, false, "claim", "", "1 + 1 = 2"}, "false, and not refuted"},
        {{METHOD_PROOF, false, "claim", "", "1 + 1 = 2"}, "false, and found to hold"},
        {{METHOD_PROOF, true, "claim", "notation=hoo", "1 + 1 = 2"}, "there is no notation"},
        {{METHOD_PROOF, true, "claim", "", "\\frac{1"}, "the method never ran"},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(CASES); i++) {
        SelftestTrial trial = tried(arena, &CASES[i].example);
        assert_non_null(trial.why);
        print_message("%s\n", trial.why);
        assert_non_null(strstr(trial.why, CASES[i].why));
    }
    verify_thread_end();
    arena_free(arena);
}

/* Both dimensions are drawn, or the second would be a name for the first. */
static void test_identities_are_drawn_on_a_line_and_in_the_plane(void **state) {
    (void)state;
    Arena *arena = arena_new();
    CheckOptions options = check_options_default();
    options.twins = false;
    for (size_t i = 0; i < selftest_identity_count(); i++) {
        for (size_t dimensions = 1; dimensions <= 2; dimensions++) {
            SelftestExample example = selftest_identity_example(arena, selftest_identity_at(i),
                                                                true, "cosine", dimensions);
            SelftestTrial trial = selftest_prepare(arena, &example, i);
            trial.dimensions = 3 - dimensions;
            selftest_decide(&trial, &options);
            assert_non_null(trial.why);
            assert_string_equal(trial.why, "drawn in the wrong number of dimensions");
        }
    }
    verify_thread_end();
    arena_free(arena);
}

/* The whole of it, as it stands in the README: a row for each method and each identity. */
static void test_selftest_prints_a_row_for_each_and_exits_0(void **state) {
    (void)state;
    Result result = RUN("selftest");
    assert_int_equal(result.status, 0);
    for (MethodId method = 0; method < METHOD_COUNT; method++) {
        Text row;
        text_init(&row);
        text_printf(&row, "%-21s", method_name(method));
        expect_contains(&result.out, row.bytes);
        text_clear(&row);
    }
    for (size_t i = 0; i < selftest_identity_count(); i++) {
        Text row;
        text_init(&row);
        text_printf(&row, "%-21s  12 of 12 hold      2 of 2 refuted",
                    selftest_identity_at(i)->name);
        expect_contains(&result.out, row.bytes);
        text_clear(&row);
    }
    expect_contains(&result.out, "every method does what it must; seed 1");
    drop(&result);
}

/* With too few draws a wrong form is not seen: the selftest says so, and the report too. */
static void test_a_method_that_misses_a_wrong_formula_fails_the_selftest(void **state) {
    (void)state;
    File file = file_with("", 0);
    Result result = RUN("selftest", "--samples", "1000", "--junit", file.path);
    assert_int_equal(result.status, 1);
    expect_contains(&result.out, "NOT every method does what it must");
    expect_contains(&result.out, "montecarlo, false example: false, and not refuted");
    drop(&result);
    FILE *stream = fopen(file.path, "rb");
    assert_non_null(stream);
    Text report;
    read_back(&report, stream);
    expect_contains(&report, "<testsuites name=\"explore selftest\"");
    expect_contains(&report, "<testsuite name=\"optimum\" tests=\"6\" failures=\"0\"");
    expect_contains(&report, "<failure message=\"false, and not refuted\">");
    text_clear(&report);
    file_remove(&file);
}

static void test_selftest_takes_no_argument(void **state) {
    (void)state;
    expect(RUN("selftest", "proof"), 2, "", "selftest takes no argument");
    expect(RUN("selftest", "--json"), 2, "", "takes no option --json");
}

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_known_example_is_as_it_must_be),
        cmocka_unit_test(test_a_wrong_label_is_noticed_for_every_example),
        cmocka_unit_test(test_what_is_wrong_is_named),
        cmocka_unit_test(test_identities_are_drawn_on_a_line_and_in_the_plane),
        cmocka_unit_test(test_selftest_prints_a_row_for_each_and_exits_0),
        cmocka_unit_test(test_a_method_that_misses_a_wrong_formula_fails_the_selftest),
        cmocka_unit_test(test_selftest_takes_no_argument),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
