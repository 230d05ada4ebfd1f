/* test_lesson_refusals.c - slips are refused with their place, and so is what would take too long.
 */
#include "assert_close.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cpu_time.h"
#include "lesson/lesson.h"

/* See test_scanner.c. */
#define SLOW_MILLISECONDS 10000.0

/* Makes the text that follows a lesson, whatever it holds. */
#define FRONT "---\nnotation: ho\n---\n"
#define CLAIM "```claim a\n1 = 1\n```\n"

typedef struct {
    const char *text;
    size_t line, column;
    const char *message; /* its beginning */
} Refusal;

#define EXERCISE(lines) "```exercise e\n" lines "```\n"
#define EXPECTING(settings) "```claim a " settings "\n1 = 1\n```\n"

static const Refusal refusals[] = {
    {CLAIM CLAIM, 4, 10, "the id `a` is taken by the claim in line 2"},
    {"```claim\n1 = 1\n```\n", 1, 4, "this claim has no id"},
    {"```claim printed\n1 = 1\n```\n", 1, 4, "this claim has no id"},
    {"```claim expect=fails\n1 = 1\n```\n", 1, 4, "this claim has no id"},
    {"```claim 1a\n1 = 1\n```\n", 1, 10, "`1a` cannot be an id"},
    {"```claim a/b\n1 = 1\n```\n", 1, 10, "`a/b` cannot be an id"},
    {"```clam a\n1 = 1\n```\n", 1, 4, "there is no block of the kind `clam`"},
    {"```cliam a\n1 = 1\n```\n", 1, 4, "there is no block of the kind `cliam`"},
    {"```symbol\nreal x\n```\n", 1, 4, "there is no block of the kind `symbol`"},
    {EXPECTING("expct=fails"), 1, 12, "there is no setting `expct` here"},
    {EXPECTING("expect=true"), 1, 19, "there is no verdict `true` here"},
    {EXPECTING("expect="), 1, 12, "expect= has no value"},
    {EXPECTING("expect=fails expect=holds"), 1, 25, "expect= is given twice"},
    {EXPECTING("source=\"x"), 1, 19, "this quoted value is never closed"},
    {EXPECTING("steps=0"), 1, 18, "steps= is a whole number from 1 to 10000"},
    {EXPECTING("steps=5x"), 1, 18, "steps= is a whole number from 1 to 10000"},
    {EXPECTING("tolerance=-1"), 1, 22, "tolerance= is a positive number"},
    {EXPECTING("tolerance=0.0"), 1, 22, "tolerance= is a positive number"},
    {EXPECTING("notation=hoo"), 1, 21, "there is no notation"},
    {EXPECTING("prnted"), 1, 12, "there is no flag `prnted` here"},
    {"```symbols x=1\nreal a\n```\n", 1, 12, "there is no setting `x` here"},
    {"```claim a\n```\n", 1, 4, "the claim `a` has no formula"},
    {"```claim a\nwrong: 1 = 2\n```\n", 1, 4, "the claim `a` has no formula"},
    {"```claim a\n1 = 1\nwrnog: 1 = 2\n```\n", 3, 1, "there is no key `wrnog` here"},
    {"```claim a\n1 = 1\nwrong: 1 = 2\n= 3\n```\n", 4, 1, "this line belongs to no key"},
    {"```claim a\n1 = 1\nwrong: 1 = 2\n = 3\n```\n", 4, 2, "this line belongs to no key"},
    {"```claim a\n1 = 1\nwrong:\n```\n", 3, 1, "nothing follows `wrong:`"},
    {"```claim a\n1 = 1\nwrong: :: x\n```\n", 3, 1, "`wrong:` has a remark but no formula"},
    {EXPECTING("printed expect=no-claim"), 1, 10,
     "the printed claim `a` expects `no-claim` without saying why"},
    {EXPECTING("printed expect=undecided"), 1, 10,
     "the printed claim `a` expects `undecided` without saying why"},
    {EXPECTING("printed expect=unreadable"), 1, 10,
     "the printed claim `a` expects `unreadable` without saying why"},
    {"```claim a\n1 = 1\nbecause: words\n```\n", 1, 10,
     "the claim `a` says why nothing is decided, and expects `holds`"},
    {"```claim a expect=undecided\n1 = 1\nbecause: a\nbecause: b\n```\n", 4, 1,
     "`because:` is given twice"},
    {EXERCISE("ask: a\n"), 1, 1, "the exercise `e` has no `answer:`"},
    {EXERCISE("answer: 1\n"), 1, 1, "the exercise `e` has no `ask:`"},
    {EXERCISE("ask: a\nanswer: \\frac{\n"), 3, 0, ""},
    {EXERCISE("ask: a\nanswer: 1\nanswer: 2\n"), 4, 1, "`answer:` is given twice"},
    {EXERCISE("ask: a\nask: b\nanswer: 2\n"), 3, 1, "`ask:` is given twice"},
    {EXERCISE("ask: a\nanswer: 1\nmistake: 2\n"), 4, 1, "this mistake has no remark"},
    {EXERCISE("ask: a\nanswer: 1\nhnt: 2\n"), 4, 1, "there is no key `hnt` here"},
    {EXERCISE("x\n"), 2, 1, "this line belongs to no key"},
    {"```exercise\nask: a\nanswer: 1\n```\n", 1, 4, "this exercise has no id"},
    {EXERCISE("ask: a\nanswer: 1\n") EXERCISE("ask: a\nanswer: 1\n"), 5, 13,
     "there is an exercise `e` already"},
    {CLAIM "```exercise a\nask: a\nanswer: 1\n```\n", 4, 13, "the id `a` is taken by the claim"},
    {"```exercise a\nask: a\nanswer: 1\n```\n" CLAIM, 5, 10, "there is an exercise `a` already"},
    {EXERCISE("ask: a\nanswer: 1\ngiven: rael x\n"), 4, 0, ""},
    {EXERCISE("ask: a\nanswer: 1\nassume: 1\n"), 4, 0, ""},
    {"```claim a\n1 = 1\nwrong: 1 = 2\n```\n", 3, 1, "this wrong line has no remark"},
    {"---\nnotation: ho\nsources:\n  - ho2020: b\n---\n" EXPECTING("source=\"ho2002, eq. 7\""), 6,
     20, "the front matter lists no source `ho2002`"},
    {EXPECTING("source=ho2020, section 2"), 1, 27, "there is no flag `section` here"},
    {"```symbols\nrael x\n```\n", 2, 0, ""},
    {"\n```claim a\n1 = 1\n", 2, 1, "the fenced block that opens here is never closed"},
    {CLAIM "\n```python\nx\n\n", 5, 1, "the fenced block that opens here is never closed"},
    {CLAIM "```", 4, 1, "the fenced block that opens here is never closed"},
    {FRONT "```", 4, 1, "the fenced block that opens here is never closed"},
    {FRONT "```claim a source=\"S & T\"\n```\n", 4, 4, "the claim `a` has no formula"},
    {CLAIM "````\n```\n", 4, 1, "the fenced block that opens here is never closed"},
    {CLAIM "- a\n\n  ~~~ x\n  y\n\nz\n", 6, 3, "the fenced block that opens here is never closed"},
    {"- a\n\n  ```claim a\n  1 = 1\n  ```\n", 3, 3,
     "a block of this kind starts at the left margin"},
    {"> ```claim a\n> 1 = 1\n> ```\n", 1, 3, "a block of this kind starts at the left margin"},
    {" ```claim a\n 1 = 1\n ```\n", 1, 2, "a block of this kind starts at the left margin"},
    {"<div>\n```claim a\n1 = 1\n```\n</div>\n", 2, 1, "this block is not read"},
    {CLAIM "a\n\n$$\nb\n\nc\n", 6, 1, "the $$ that opens here is never closed"},
    {FRONT "a\xff", 4, 2, "this byte (0xFF) is not UTF-8"},
    {"---\nnotation: ho\ntitel: x\n---\n", 3, 1, "there is no key `titel` here"},
    {"---\nnotation: ho\ntitle: a: b\n---\n", 3, 0, "the front matter is not YAML"},
    {"---\nnotation: ho\ntitle: [a]\n---\n", 3, 8, "`title:` takes one value"},
    {"---\nnotation: ho\nnotation: su\n---\n", 3, 1, "`notation:` is given twice"},
    {"---\nnotation: ho\nsteps: many\n---\n", 3, 8, "steps: is a whole number"},
    {"---\nnotation: ho\nsources: x\n---\n", 3, 10, "`sources:` takes a list"},
    {"---\nnotation: ho\nsources:\n  - a: b\n  - a: c\n---\n", 5, 5,
     "the source `a` is given twice"},
    {"---\ntitle: x\nnotation: hoo\n---\n", 3, 1, "there is no notation"},
    {"---\nnotation: \"a\\0b\"\n---\n", 2, 11, "the value of `notation:` holds a NUL"},
    {"---\ntitle: x\n" CLAIM, 1, 1, "the front matter that opens here is never closed"},
    {"+++\ntitle = 1\n+++\n" CLAIM, 1, 1, "the front matter of a lesson is not TOML"},
};

static void test_slip_is_refused_with_its_place(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        Arena *arena = arena_new();
        const Refusal *refusal = &refusals[i];
        const Lesson *lesson = NULL;
        Diag diag;
        LessonStatus status =
            lesson_parse(arena, "l.md", refusal->text, strlen(refusal->text), NULL, &lesson, &diag);
        bool same = status == LESSON_MALFORMED && lesson == NULL &&
                    (refusal->line == 0 || diag.at.line == refusal->line) &&
                    (refusal->column == 0 || diag.at.column == refusal->column) &&
                    strncmp(diag.message, refusal->message, strlen(refusal->message)) == 0;
        if (!same) {
            fail_msg("%s\nstatus %d, %zu:%zu: %s\nexpected %zu:%zu: %s", refusal->text, status,
                     diag.at.line, diag.at.column, diag.message == NULL ? "" : diag.message,
                     refusal->line, refusal->column, refusal->message);
        }
        assert_string_equal(diag.file, "l.md");
        arena_free(arena);
    }
}

static void test_an_unquoted_value_with_spaces_is_to_be_quoted(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson = NULL;
    Diag diag;
    static const char TEXT[] = EXPECTING("source=ho2020, section 2");
    assert_int_equal(lesson_parse(arena, "l.md", TEXT, sizeof TEXT - 1, NULL, &lesson, &diag),
                     LESSON_MALFORMED);
    assert_non_null(strstr(diag.hint, "quote it"));
    arena_free(arena);
}

static void test_nul_byte_is_refused_with_its_place(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson = NULL;
    Diag diag;
    assert_int_equal(lesson_parse(arena, "l.md", "a\nb\0c", 5, NULL, &lesson, &diag),
                     LESSON_MALFORMED);
    assert_int_equal(diag.at.line, 2);
    assert_int_equal(diag.at.column, 2);
    assert_string_equal(diag.message, "there is a NUL byte here");
    arena_free(arena);
}

/* Marks of Markdown that some parser was once quadratic in, and formulas. */
static const char *const marks[] = {
    "$x$ ",      "*a _b ", "[",    "[a](",  "<",     "&",    "`",        "*",      "_",
    "**a*",      "![",     "<a ",  "<!",    "a**b",  "[[]",  "](",       "~",      "$",
    "|",         "\"",     "[x][", "<?",    "\\",    "&#1;", "<a b='",   "[a](<b", "![[]()",
    "<![CDATA[", "[a]",    "*\n",  "> a\n", "1. \n", "|\n",  "[a]: b\n", "- a\n",
};

static void check_time(const char *mark, size_t paragraph, size_t paragraphs) {
    Arena *arena = arena_new();
    Text text;
    text_init(&text);
    text_append(&text, FRONT);
    for (size_t i = 0; i < paragraphs; i++) {
        text_repeat(&text, mark, paragraph / strlen(mark));
        text_append(&text, "\n\n");
    }
    const Lesson *lesson = NULL;
    Diag diag;
    double start = cpu_milliseconds();
    lesson_parse(arena, "l.md", text.bytes, text.length, NULL, &lesson, &diag);
    double milliseconds = cpu_milliseconds() - start;
    if (milliseconds > SLOW_MILLISECONDS) {
        fail_msg("%zu paragraphs of \"%s\" took %.0f ms", paragraphs, mark, milliseconds);
    }
    text_clear(&text);
    arena_free(arena);
}

static void test_repeated_marks_in_a_lesson_are_read_or_refused_at_once(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        check_time(marks[i], 16000, 60);
        check_time(marks[i], 960000, 1);
    }
}

/* unit repeated between head and tail. */
static const struct {
    const char *head, *unit, *tail;
    size_t times;
    const char *message; /* its beginning; NULL when it is a lesson */
} limits[] = {
    {FRONT, "a\n\n", "", 400000, "a lesson is longer than"},
    {FRONT, "a\n\n", "", 300000, NULL},
    {FRONT, ">", "", 1000000, "lists and quotes are nested deeper than 32"},
    {FRONT, "- ", "", 100000, "lists and quotes are nested deeper than 32"},
    {FRONT, "- ", "", 32, NULL},
    {FRONT, "abc\n", "", 5000, "this paragraph is longer than"},
    {FRONT, "abc\n", "", 4000, NULL},
    {FRONT "```exercise e\nask: ", "[", "\nanswer: 1\n```\n", 20000, "this text is longer than"},
    {"---\nnotation: ho\n", "a: b\n", "---\n", 5000, "the front matter is longer than"},
    {"---\nnotation: ho\nx: ", "[", "\n---\n", 10000, "the front matter is not YAML"},
};

static void test_limits_are_named(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        Arena *arena = arena_new();
        Text text;
        text_init(&text);
        text_append(&text, limits[i].head);
        text_repeat(&text, limits[i].unit, limits[i].times);
        text_append(&text, limits[i].tail);
        const Lesson *lesson = NULL;
        Diag diag;
        LessonStatus status =
            lesson_parse(arena, "l.md", text.bytes, text.length, NULL, &lesson, &diag);
        if (limits[i].message == NULL) {
            assert_int_equal(status, LESSON_OK);
        } else {
            assert_int_equal(status, LESSON_MALFORMED);
            if (strncmp(diag.message, limits[i].message, strlen(limits[i].message)) != 0) {
                fail_msg("\"%s\" is said, not \"%s\"", diag.message, limits[i].message);
            }
        }
        text_clear(&text);
        arena_free(arena);
    }
}

static void test_large_tables_and_deep_lists_are_refused(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Text text;
    text_init(&text);
    text_append(&text, FRONT);
    text_repeat(&text, "|a", 65);
    text_append(&text, "|\n");
    text_repeat(&text, "|---", 65);
    text_append(&text, "|\n");
    const Lesson *lesson = NULL;
    Diag diag;
    assert_int_equal(lesson_parse(arena, "l.md", text.bytes, text.length, NULL, &lesson, &diag),
                     LESSON_MALFORMED);
    assert_string_equal(diag.message, "this table has more than 64 columns");
    assert_int_equal(diag.at.line, 4);
    text_reset(&text);
    text_append(&text, FRONT "| a | b |\n|---|---|\n");
    text_repeat(&text, "|a\n", 5000);
    assert_int_equal(lesson_parse(arena, "l.md", text.bytes, text.length, NULL, &lesson, &diag),
                     LESSON_MALFORMED);
    assert_string_equal(diag.message, "the tables have more than 10000 cells");
    text_reset(&text);
    text_append(&text, FRONT);
    for (size_t depth = 0; depth < 40; depth++) {
        text_repeat(&text, "  ", depth);
        text_append(&text, "- a\n");
    }
    assert_int_equal(lesson_parse(arena, "l.md", text.bytes, text.length, NULL, &lesson, &diag),
                     LESSON_MALFORMED);
    assert_string_equal(diag.message, "lists and quotes are nested deeper than 32");
    text_clear(&text);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slip_is_refused_with_its_place),
        cmocka_unit_test(test_an_unquoted_value_with_spaces_is_to_be_quoted),
        cmocka_unit_test(test_nul_byte_is_refused_with_its_place),
        cmocka_unit_test(test_repeated_marks_in_a_lesson_are_read_or_refused_at_once),
        cmocka_unit_test(test_limits_are_named),
        cmocka_unit_test(test_large_tables_and_deep_lists_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
