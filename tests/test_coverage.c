/* test_coverage.c - explore check --coverage: a catalogue beside the claims that quote it. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include <cjson/cJSON.h>

#include "export/coverage.h"
#include "program_fixture.h"

#define ENTRY(id, line, kind, printed)                                                             \
    "{\"id\": \"" id "\", \"document\": \"one.md\", \"line\": " line ", \"section\": \"s\", "      \
    "\"notation\": \"ho\", \"kind\": \"" kind "\", \"printed_tex\": \"" printed "\"}"

/* One entry of each state, one that is missing, and two that need no claim. */
#define ENTRIES                                                                                                                                                            \
    ENTRY("A-1", "3", "algebraic", "\\\\alpha_t + \\\\beta_t = 1")                                                                                                         \
    ",\n" ENTRY("A-2", "4", "algebraic", "\\\\alpha_t = 1 + \\\\beta_t") ",\n" ENTRY("A-3", "5", "algebraic", "\\\\bar\\\\alpha_{t-1} = 0.9") ",\n" ENTRY(                 \
        "A-4", "6", "definition",                                                                                                                                          \
        "k = 2") ",\n" ENTRY("A-5", "7", "definition",                                                                                                                     \
                             "\\\\text{the noise } \\\\epsilon") ",\n" ENTRY("A-6", "8",                                                                                   \
                                                                             "definition",                                                                                 \
                                                                             "x_{t-} = 1") ","                                                                             \
                                                                                           "\n" ENTRY("A-7", "9", "prose-claim", "\\u56e0\\u4e3a$1 + 1 = 2$") ",\n" ENTRY( \
                                                                                               "A"                                                                         \
                                                                                               "-"                                                                         \
                                                                                               "8",                                                                        \
                                                                                               "1"                                                                         \
                                                                                               "0",                                                                        \
                                                                                               "c"                                                                         \
                                                                                               "o"                                                                         \
                                                                                               "n"                                                                         \
                                                                                               "t"                                                                         \
                                                                                               "e"                                                                         \
                                                                                               "x"                                                                         \
                                                                                               "t",                                                                        \
                                                                                               "\\u56e0\\u4e3a") ",\n" ENTRY("A-9",                                        \
                                                                                                                             "11",                                         \
                                                                                                                             "algebraic",                                  \
                                                                                                                             "1.01 \\\\approx 1")
static const char COMPLETE[] = "[" ENTRIES "]\n";
static const char WITH_A_GAP[] = "[" ENTRIES ",\n" ENTRY("A-10", "12", "bayes", "a = b") "]\n";

static const char LESSON[] =
    "---\nnotation: ho\n---\n\n"
    "```claim a1 printed doc=A-1\n\\alpha_t\n  + \\beta_t = 1\n```\n\n"
    "```claim a2 printed doc=A-2 expect=fails\n\\alpha_t = 1 + \\beta_t\n```\n\n"
    "```claim a3 printed doc=A-3 expect=fails\n\\bar\\alpha_{t-1} = 0.9\n```\n\n"
    "```claim a3-set printed doc=A-3\n\\bar\\alpha_{t-1} = 0.9\nassume: \\bar\\alpha_{t-1} = 0.9\n"
    "given: int t in 2..2\ngiven: letseq \\bar\\alpha_t = 0.9\n```\n\n"
    "```claim a4 printed doc=A-4 expect=definition\nk = 2\n```\n\n"
    "```claim a5 printed doc=A-5 expect=no-claim\n\\text{the noise } \\epsilon\n"
    "because: it names a letter\n```\n\n"
    "```claim a6 printed doc=A-6 expect=unreadable\nx_{t-} = 1\nbecause: half an index\n```\n\n"
    "```claim a7 printed doc=A-7\n1 + 1 = 2\n```\n\n"
    "```claim a9 printed doc=A-9 expect=approximate\n1.02 \\approx 1\n```\n\n"
    "```claim stray printed doc=Z-1\n2 = 2\n```\n\n"
    "```claim own doc=A-8\n3 = 3\n```\n";

typedef struct {
    File catalogue, lesson;
} Files;

static Files files_with(const char *catalogue, const char *lesson) {
    return (Files){file_with(catalogue, strlen(catalogue)), file_with(lesson, strlen(lesson))};
}

static void files_remove(const Files *files) {
    file_remove(&files->catalogue);
    file_remove(&files->lesson);
}

static Result cover(const Files *files, const char *option) {
    return RUN("check", "--ascii", "--coverage", files->catalogue.path, files->lesson.path, option);
}

/* The parts stand in this order. */
static void expect_in_order(const Text *text, const char *const *parts, size_t count) {
    const char *at = text->bytes;
    for (size_t i = 0; i < count; i++) {
        const char *found = strstr(at, parts[i]);
        if (found == NULL) {
            fail_msg("'%s' does not follow in:\n%s", parts[i], text->bytes);
            return;
        }
        at = found + strlen(parts[i]);
    }
}

static void test_each_entry_counts_once_by_document_and_kind(void **state) {
    (void)state;
    Files files = files_with(COMPLETE, LESSON);
    Result result = cover(&files, "--seed=1");
    assert_int_equal(result.status, 0);
    static const char *const PARTS[] = {
        "one.md\n",
        "kind            all   p   b   g   q  s dep appr fails def none undec unread miss\n",
        "algebraic         4   1   .   .   .  .   1    1     1   .    .     .      .    .\n",
        "definition        3   .   .   .   .  .   .    .     .   1    1     .      1    .\n",
        "(prose-claim)     1   1   .   .   .  .   .    .     .   .    .     .      .    .\n",
        "(context)         1   .   .   .   .  .   .    .     .   .    .     .      .    1\n",
        "In all\n",
        "required          7   1   .   .   .  .   1    1     1   1    1     .      1    .\n",
        "(the others)      2   1   .   .   .  .   .    .     .   .    .     .      .    1\n",
        "7 of 7 required entries have a claim; 0 undecided",
    };
    expect_in_order(&result.out, PARTS, sizeof PARTS / sizeof PARTS[0]);
    drop(&result);
    files_remove(&files);
}

static void test_lists_say_where_and_why(void **state) {
    (void)state;
    Files files = files_with(WITH_A_GAP, LESSON);
    Result result = cover(&files, "--verbose");
    assert_int_equal(result.status, 1);
    static const char *const PARTS[] = {
        "Missing: 1 (and 1 that need no claim)\n",
        "A-8, context one.md:10\n",
        "A-10, bayes one.md:12\n",
        "Fails: 1\n",
        "A-2, algebraic",
        "Holds in one reading and fails in another: 1\n",
        "A-3, algebraic",
        "fails",
        "A-3, algebraic",
        "holds",
        "Unreadable: 1\n",
        "A-6, definition",
        "column",
        "half an",
        "index\n",
        "Nothing to decide: 1\n",
        "A-5, definition",
        "it names a letter\n",
        "Not as printed: 1\n",
        "A-9",
        "Not in the catalogue: 1\n",
        "Z-1",
        "7 of 8 required entries have a claim",
    };
    expect_in_order(&result.out, PARTS, sizeof PARTS / sizeof PARTS[0]);
    drop(&result);
    files_remove(&files);
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

static void test_json_has_every_entry_with_its_claims(void **state) {
    (void)state;
    Files files = files_with(WITH_A_GAP, LESSON);
    Result result = cover(&files, "--json");
    assert_int_equal(result.status, 1);
    cJSON *json = cJSON_ParseWithLength(result.out.bytes, result.out.length);
    assert_non_null(json);
    assert_true(cJSON_IsFalse(member(json, "complete")));
    const cJSON *required = member(json, "required"), *others = member(json, "not_required");
    assert_number(required, "entries", 8);
    assert_number(required, "depends", 1);
    assert_number(required, "missing", 1);
    assert_number(member(required, "grades"), "proved", 1);
    assert_number(others, "entries", 2);
    const cJSON *entries = member(json, "entries");
    assert_int_equal(cJSON_GetArraySize(entries), 10);
    const cJSON *third = cJSON_GetArrayItem(entries, 2);
    assert_string_equal(cJSON_GetStringValue(member(third, "id")), "A-3");
    assert_string_equal(cJSON_GetStringValue(member(third, "state")), "depends");
    assert_int_equal(cJSON_GetArraySize(member(third, "claims")), 2);
    const cJSON *ninth = cJSON_GetArrayItem(member(cJSON_GetArrayItem(entries, 8), "claims"), 0);
    assert_true(cJSON_IsFalse(member(ninth, "as_printed")));
    const cJSON *seventh = cJSON_GetArrayItem(member(cJSON_GetArrayItem(entries, 6), "claims"), 0);
    assert_true(cJSON_IsTrue(member(seventh, "as_printed")));
    assert_int_equal(cJSON_GetArraySize(member(json, "not_in_catalogue")), 1);
    cJSON_Delete(json);
    drop(&result);
    files_remove(&files);
}

/* Undecided entries: one of 50 is 2 %, one of 49 is more. */
static void test_two_percent_may_be_undecided(void **state) {
    (void)state;
    static const char OPEN[] = "---\nnotation: ho\n---\n"
                               "```claim u printed doc=U expect=undecided\nx_{t-1} \\propto x_t\n"
                               "because: in which variable is not said\n```\n";
    for (size_t count = 49; count <= 50; count++) {
        Text catalogue, lesson;
        text_init(&catalogue);
        text_init(&lesson);
        text_append(&lesson, OPEN);
        text_append(&catalogue, "[" ENTRY("U", "1", "algorithm", "x_{t-1} \\\\propto x_t"));
        for (size_t i = 1; i < count; i++) {
            text_printf(&catalogue,
                        ",{\"id\": \"N-%zu\", \"document\": \"d\", \"line\": 1, "
                        "\"kind\": \"algebraic\", \"printed_tex\": \"%zu = %zu\"}",
                        i, i, i);
            text_printf(&lesson, "\n```claim n%zu printed doc=N-%zu\n%zu = %zu\n```\n", i, i, i, i);
        }
        text_append(&catalogue, "]");
        Files files = files_with(catalogue.bytes, lesson.bytes);
        expect(cover(&files, "--seed=1"), count == 50 ? 0 : 1, "1 undecided", "");
        files_remove(&files);
        text_clear(&catalogue);
        text_clear(&lesson);
    }
}

/* A claim that is not as expected is a failure here too. */
static void test_an_unexpected_verdict_fails(void **state) {
    (void)state;
    static const char CATALOGUE[] = "[" ENTRY("A-1", "3", "algebraic", "1 = 2") "]";
    Files files = files_with(CATALOGUE, "---\nnotation: ho\n---\n"
                                        "```claim a printed doc=A-1\n1 = 2\n```\n");
    expect(cover(&files, "--seed=1"), 1, "1 claim NOT as expected", "");
    files_remove(&files);
}

static void test_as_printed_looks_at_the_formula_alone(void **state) {
    (void)state;
    static const struct {
        const char *formula, *printed;
        bool same;
    } rows[] = {
        {"a = b", "a=b", true},
        {"a = b", "$a = b$", true},
        {"a = b\n  = c", "**a = b = c**", true},
        {"a = b", "a = c", false},
        {"a = b", "a = b = c", false},
        {"a = b", "so $a = b$ holds", true},
        {"a = b", "所以 a = b", true},
        {"a = c", "so $a = b$ holds", false},
        {"", "so $a = b$ holds", false},
        {"a \\\\\n= b", "a \\\\\\  \n= b", true},
        {"a \\\\ = b", "a = b", false},
        {"a\\ b", "ab", true},
        {"\\alpha b", "\\alphab", true}, /* white space never tells two formulas apart here */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (coverage_is_as_printed(rows[i].formula, strlen(rows[i].formula), rows[i].printed) !=
            rows[i].same) {
            fail_msg("%s and %s: expected %s", rows[i].formula, rows[i].printed,
                     rows[i].same ? "the same" : "different");
        }
    }
}

static void test_what_is_no_catalogue_is_refused_with_its_place(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"[1, 2", ":1:5: this is not JSON from here on"},
        {"[]\n x", ":2:2: this is not JSON from here on"},
        {"{}", ":1:1: a catalogue is an array of entries"},
        {"[\n 7]", ":2:2: entry 1 is not an object"},
        {"[" ENTRY("A", "1", "k", "x") ",\n  {\"id\": \"],[\"}]",
         ":2:3: entry 2: \"document\" is not a string"},
        {"[" ENTRY("A", "1", "k", "]\\\",[{") ",\n " ENTRY("A", "1", "k", "x") "]",
         ":2:2: the id \"A\" is taken by the entry in line 1"},
        {"[" ENTRY("A", "0", "k", "x") "]", ":1:2: entry 1: \"line\" is not the number of a line"},
        {"[" ENTRY("A", "1.5", "k", "x") "]", ":1:2: entry 1: \"line\" is not"},
        {"[" ENTRY("A", "1", "", "x") "]", ":1:2: entry 1: \"kind\" is not a string"},
        {"[\"\xff\"]", ":1:3: this byte is not UTF-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Files files = files_with(rows[i].text, LESSON);
        expect(cover(&files, "--seed=1"), 3, "", rows[i].message);
        files_remove(&files);
    }
    expect(RUN("check", "--coverage", "/no/such/file.json"), 3, "", "/no/such/file.json");
    expect(RUN("check", "--coverage", "/tmp", "--junit", "/tmp/x"), 2, "", "no JUnit form");
}

static void test_a_catalogue_that_is_too_large_is_refused(void **state) {
    (void)state;
    Text many;
    text_init(&many);
    text_append(&many, "[1");
    text_repeat(&many, ",1", 10000);
    text_append(&many, "]");
    Files files = files_with(many.bytes, LESSON);
    expect(cover(&files, "--seed=1"), 3, "", "more than 10000 entries");
    files_remove(&files);
    text_repeat(&many, " ", 4 * 1024 * 1024);
    files = files_with(many.bytes, LESSON);
    expect(cover(&files, "--seed=1"), 3, "", "larger than 4 MB");
    files_remove(&files);
    text_clear(&many);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_entry_counts_once_by_document_and_kind),
        cmocka_unit_test(test_lists_say_where_and_why),
        cmocka_unit_test(test_json_has_every_entry_with_its_claims),
        cmocka_unit_test(test_two_percent_may_be_undecided),
        cmocka_unit_test(test_an_unexpected_verdict_fails),
        cmocka_unit_test(test_as_printed_looks_at_the_formula_alone),
        cmocka_unit_test(test_what_is_no_catalogue_is_refused_with_its_place),
        cmocka_unit_test(test_a_catalogue_that_is_too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
