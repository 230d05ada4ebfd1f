/* test_errata.c - explore errata: which printed formulas fail, with their corrected forms. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include <cjson/cJSON.h>

#include "program_fixture.h"

/* Two documents; one formula of each is right. The third misprint has no corrected form, the claim
 * that is not quoted is no misprint, and an exercise is none either. */
static const char LESSON[] =
    "---\nnotation: ho\nsources:\n  - one: \"One, First notes, 2020\"\n"
    "  - two: \"Two, Second notes\"\n---\n\n"
    "```claim good printed doc=A-1 source=\"one, eq. 1\" expect=holds\n"
    "\\alpha_t + \\beta_t = 1\n```\n\n"
    "```claim bar printed doc=A-2 source=\"one, eq. 2\" expect=fails\n"
    "\\tilde\\beta_t = \\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t\n"
    "corrected: \\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t\n```\n\n"
    "```claim mean printed doc=B-1 source=\"two\" expect=fails\n"
    "\\mathbb{E}[x_t|x_0] = \\bar\\alpha_t x_0\n```\n\n"
    "```claim right printed doc=B-2 source=\"two, page 3\"\n"
    "1 + 1 = 2\n```\n\n"
    "```claim own expect=fails\n1 = 2\n```\n\n"
    "```exercise e\nask: a\nanswer: 2\nmistake: 3 :: m\n```\n";

/* One formula in two readings, one that fails in both, and a right one with the number of another
 * document's misprint. */
static const char READINGS[] =
    "---\nnotation: ho\nsources:\n  - one: \"One, First notes, 2020\"\n"
    "  - two: \"Two, Second notes\"\n---\n\n"
    "```claim alone printed doc=A-1 source=\"one\" expect=fails\n"
    "\\operatorname{Var}[x_t] = 1\n```\n\n"
    "```claim normal printed doc=A-1 source=\"one\"\n"
    "\\operatorname{Var}[x_t] = 1\ngiven: x_0 \\sim \\mathcal N(0, 1)\n```\n\n"
    "```claim a printed doc=A-2 source=\"one\" expect=fails\n1 = 2\ncorrected: 1 = 1\n```\n\n"
    "```claim b printed doc=A-2 source=\"one\" expect=fails\n1 = 3\n```\n\n"
    "```claim c printed doc=A-2 source=\"two\"\n1 = 1\n```\n";

static cJSON *errata_json(const char *path, int status) {
    Result result = RUN("errata", "--json", path, "--samples=20k");
    assert_int_equal(result.status, status);
    cJSON *json = cJSON_ParseWithLength(result.out.bytes, result.out.length);
    assert_non_null(json);
    drop(&result);
    return json;
}

static const cJSON *member(const cJSON *object, const char *name) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    if (item == NULL) {
        print_error("there is no member %s\n", name);
    }
    assert_non_null(item);
    return item;
}

static void assert_number(const cJSON *object, const char *name, double value) {
    assert_close(cJSON_GetNumberValue(member(object, name)), value, 0);
}

static void assert_string(const cJSON *object, const char *name, const char *value) {
    const char *string = cJSON_GetStringValue(member(object, name));
    assert_non_null(string);
    assert_string_equal(string, value);
}

static void test_misprints_stand_by_document_and_corrections_have_grades(void **state) {
    (void)state;
    File file = file_with(LESSON, sizeof LESSON - 1);
    Result result = RUN("errata", file.path);
    assert_int_equal(result.status, 0);
    static const char *const IN_ORDER[] = {
        "One, First notes, 2020\n",
        "A-2, eq. 2",
        "fails",
        "at t = ",
        "corrected:",
        "      1 - ", /* in two dimensions: a numerator on a line of its own */
        "holds · proved",
        "one change makes it hold: bar added",
        "Two, Second notes\n",
        "B-1",
        "one change makes it hold: ",
        "no corrected form is stated",
        "One, First notes, 2020: 2 formulas, 1 fails, 1 corrected",
        "Two, Second notes: 2 formulas, 1 fails, 0 corrected",
        "In all: 4 formulas, 2 fail, 1 corrected",
        "seed 1\n",
    };
    const char *at = result.out.bytes;
    for (size_t i = 0; i < sizeof IN_ORDER / sizeof IN_ORDER[0]; i++) {
        const char *next = strstr(at, IN_ORDER[i]);
        if (next == NULL) {
            print_error("'%s' is not where it should be in:\n%s\n", IN_ORDER[i], result.out.bytes);
        }
        assert_non_null(next);
        at = next != NULL ? next : "";
    }
    expect_absent(&result.out, "A-1");
    expect_absent(&result.out, "1 = 2");
    drop(&result);
    file_remove(&file);
}

static void test_json_has_documents_corrections_and_slips(void **state) {
    (void)state;
    File file = file_with(LESSON, sizeof LESSON - 1);
    cJSON *json = errata_json(file.path, 0);
    const cJSON *documents = member(json, "documents");
    assert_int_equal(cJSON_GetArraySize(documents), 2);
    const cJSON *first = cJSON_GetArrayItem(documents, 0);
    assert_string(first, "document", "One, First notes, 2020");
    assert_number(first, "printed", 2);
    assert_number(first, "fail", 1);
    assert_number(first, "corrected", 1);
    const cJSON *bar = cJSON_GetArrayItem(member(first, "errata"), 0);
    assert_string(bar, "doc", "A-2");
    assert_string(bar, "place", "eq. 2");
    assert_string(bar, "verdict", "fails");
    assert_string(member(bar, "correction"), "verdict", "holds");
    assert_string(member(bar, "correction"), "grade", "proved");
    assert_string(member(bar, "slip"), "change",
                  "bar added: $\\alpha_{t - 1}$ -> $\\bar{\\alpha}_{t - 1}$");
    (void)member(bar, "counterexample");
    const cJSON *second = cJSON_GetArrayItem(documents, 1);
    const cJSON *mean = cJSON_GetArrayItem(member(second, "errata"), 0);
    assert_null(cJSON_GetObjectItemCaseSensitive(mean, "correction"));
    assert_null(cJSON_GetObjectItemCaseSensitive(mean, "place"));
    const cJSON *summary = member(json, "summary");
    assert_number(summary, "documents", 2);
    assert_number(summary, "printed", 4);
    assert_number(summary, "fail", 2);
    assert_number(summary, "corrected", 1);
    cJSON_Delete(json);
    file_remove(&file);
}

static void test_what_holds_in_another_reading_is_no_misprint(void **state) {
    (void)state;
    File file = file_with(READINGS, sizeof READINGS - 1);
    Result result = RUN("errata", file.path);
    assert_int_equal(result.status, 0);
    expect_contains(&result.out, "First notes, 2020: what holds in another reading");
    expect_contains(&result.out, "holds as [normal]; given: x_0 \\sim \\mathcal N(0, 1)");
    expect_contains(&result.out, "2020: 2 formulas, 1 fails, 1 corrected; 1 more fails in one");
    expect_contains(&result.out, "Two, Second notes: 1 formula, 0 fail, 0 corrected");
    const char *apart = strstr(result.out.bytes, "what holds in another reading");
    const char *alone = strstr(result.out.bytes, "[alone]"), *a = strstr(result.out.bytes, "A-2");
    assert_true(a != NULL && a < apart);
    assert_true(alone == NULL || alone > apart);
    drop(&result);
    cJSON *json = errata_json(file.path, 0);
    const cJSON *first = cJSON_GetArrayItem(member(json, "documents"), 0);
    assert_number(first, "printed", 2);
    assert_number(first, "fail", 1);
    assert_number(first, "one_reading", 1);
    const cJSON *errata = member(first, "errata");
    assert_int_equal(cJSON_GetArraySize(errata), 3);
    assert_string(cJSON_GetArrayItem(errata, 0), "holds_as", "normal");
    assert_null(cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(errata, 1), "holds_as"));
    cJSON_Delete(json);
    file_remove(&file);
}

static void test_a_correction_that_fails_is_not_as_expected(void **state) {
    (void)state;
    static const char BAD[] =
        "---\nnotation: ho\n---\n\n"
        "```claim bar printed expect=fails\n"
        "\\tilde\\beta_t = \\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t\n"
        "corrected: \\tilde\\beta_t = \\beta_t\n```\n";
    File file = file_with(BAD, sizeof BAD - 1);
    Result result = RUN("errata", file.path);
    assert_int_equal(result.status, 1);
    expect_contains(&result.out, "✘ fails · gaussian (expected: holds)\n");
    expect_contains(&result.out, "In all: 1 formula, 1 fails, 0 corrected");
    expect_contains(&result.out, "1 NOT as expected");
    drop(&result);
    expect(RUN("check", file.path), 1, "1 NOT as expected", "");
    expect(RUN("check", file.path), 1, "corrected:", "");
    file_remove(&file);
}

static void test_a_printed_formula_that_holds_against_expectation_exits_1(void **state) {
    (void)state;
    static const char BAD[] = "```claim sum printed expect=fails\n1 + 1 = 2\n```\n";
    File file = file_with(BAD, sizeof BAD - 1);
    expect(RUN("errata", file.path), 1, "1 formula, 0 fail", "");
    file_remove(&file);
}

static void test_a_note_lists_every_failing_formula(void **state) {
    (void)state;
    static const char NOTE[] = "$$(a+b)^2 = a^2+2ab+b^2$$\n\n$$x_t = \\alpha_t x_{t-1} + "
                               "\\sqrt{\\beta_t}\\epsilon_t$$\n\nand $\\alpha_t = 1 + \\beta_t$.\n";
    File file = file_with(NOTE, sizeof NOTE - 1);
    Result result = RUN("errata", "--notation", "ho", file.path);
    assert_int_equal(result.status, 1);
    expect_contains(&result.out, "one change makes it hold: root taken: αₜ -> √αₜ");
    expect_contains(&result.out, "one change makes it hold: sign flipped");
    expect_contains(&result.out, "note.md: 3 formulas, 2 fail, 0 corrected");
    drop(&result);
    expect(RUN("check", "-v", "--notation", "ho", file.path), 1, "hold: root taken: αₜ -> √αₜ", "");
    file_remove(&file);
}

/* Without its last factor, or under one root more: a change says more than an omission. */
static void test_a_change_is_named_before_an_omission(void **state) {
    (void)state;
    static const char NOTE[] = "$$\\alpha_t = \\sqrt{\\alpha_t}\\sqrt{\\alpha_t}\\alpha_t$$\n\n"
                               "$$1 = \\alpha_t + \\beta_t + \\beta_t$$\n";
    File file = file_with(NOTE, sizeof NOTE - 1);
    Result result = RUN("errata", "--notation", "ho", file.path);
    expect_contains(&result.out, "hold: root taken: ");
    expect_contains(&result.out, "hold: summand dropped: βₜ");
    drop(&result);
    file_remove(&file);
}

/* Nothing is guessed where no single change helps, and an empty equality is no help. */
static void test_no_slip_is_named_where_no_single_change_helps(void **state) {
    (void)state;
    static const char NOTE[] = "$$\\alpha_t = 3\\beta_t^3 + 5$$\n\n$$\\alpha_t = \\beta_t$$\n";
    File file = file_with(NOTE, sizeof NOTE - 1);
    Result result = RUN("errata", "--notation", "ho", file.path);
    assert_int_equal(result.status, 1);
    expect_absent(&result.out, "one change");
    drop(&result);
    file_remove(&file);
}

static void test_the_lessons_errata_are_as_expected(void **state) {
    (void)state;
    Result result = RUN("errata", "--samples=20k");
    assert_int_equal(result.status, 0);
    expect_contains(&result.out, "In all: ");
    expect_absent(&result.out, "NOT");
    drop(&result);
}

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_misprints_stand_by_document_and_corrections_have_grades),
        cmocka_unit_test(test_json_has_documents_corrections_and_slips),
        cmocka_unit_test(test_what_holds_in_another_reading_is_no_misprint),
        cmocka_unit_test(test_a_correction_that_fails_is_not_as_expected),
        cmocka_unit_test(test_a_printed_formula_that_holds_against_expectation_exits_1),
        cmocka_unit_test(test_a_note_lists_every_failing_formula),
        cmocka_unit_test(test_a_change_is_named_before_an_omission),
        cmocka_unit_test(test_no_slip_is_named_where_no_single_change_helps),
        cmocka_unit_test(test_the_lessons_errata_are_as_expected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
