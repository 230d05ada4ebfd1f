/* test_noad_errors.c - what the TeX parser refuses: the message, its place, and in time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "cpu_time.h"
#include "math/noad.h"

/* Hostile input must be refused at once; the slowest build (sanitised) has this long. */
#define HOSTILE_MILLISECONDS 1000.0

static Source source_of(const char *tex) {
    return (Source){.name = "<test>", .bytes = tex, .length = strlen(tex)};
}

typedef struct {
    const char *tex;
    size_t line;
    size_t column;
    const char *message;
    const char *hint;
} ErrorCase;

static bool same_string(const char *a, const char *b) {
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void assert_error(const ErrorCase *wanted) {
    Arena *arena = arena_new();
    Source source = source_of(wanted->tex);
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, (Span){0, source.length}, &diag);
    if (noad != NULL || diag.at.line != wanted->line || diag.at.column != wanted->column ||
        !same_string(diag.message, wanted->message) || !same_string(diag.hint, wanted->hint)) {
        fail_msg("%s\n  gave     %zu:%zu %s (%s)\n  expected %zu:%zu %s (%s)", wanted->tex,
                 diag.at.line, diag.at.column, noad == NULL ? diag.message : "a tree",
                 diag.hint == NULL ? "-" : diag.hint, wanted->line, wanted->column, wanted->message,
                 wanted->hint == NULL ? "-" : wanted->hint);
    }
    arena_free(arena);
}

static const ErrorCase errors[] = {
    {"{a", 1, 1, "this { is never closed", "add }"},
    {"x+{a\\right)", 1, 5, "\\right stands before the { opened at line 1, column 3 is closed",
     NULL},
    {"a}", 1, 2, "this } closes nothing: there is no { before it",
     "delete it, or write \\} for a printed brace"},
    {"\\frac{1}", 1, 1, "\\frac has no second argument", "write it in braces { }"},
    {"\\frac", 1, 1, "\\frac has no argument", "write it in braces { }"},
    {"x^", 1, 2, "^ has no superscript after it", "write it in braces { }"},
    {"x_}", 1, 2, "_ has no subscript after it", "write it in braces { }"},
    {"x_t_s", 1, 4, "a second subscript on one letter",
     "put braces round one part: {x_a}_b or x_{a_b}"},
    {"x^{a}^{b}", 1, 6, "a second superscript on one letter",
     "put braces round one part: {x^a}^b or x^{a^b}"},
    {"x^2'", 1, 4, "a second superscript on one letter",
     "put braces round one part: {x^a}^b or x^{a^b}"},
    {"x²^3", 1, 3, "a second superscript on one letter",
     "put braces round one part: {x^a}^b or x^{a^b}"},
    {"√x²", 1, 1, "it is not clear how far this root reaches", "write \\sqrt{...}"},
    {"√(x)^2", 1, 1, "it is not clear how far this root reaches", "write \\sqrt{...}"},
    {"√{x}²", 1, 1, "it is not clear how far this root reaches", "write \\sqrt{...}"},
    {"2√+1", 1, 2, "it is not clear how far this root reaches", "write \\sqrt{...}"},
    {"√", 1, 1, "it is not clear how far this root reaches", "write \\sqrt{...}"},
    {"√(1", 1, 2, "this ( is never closed", "add )"},
    {"x'''^a^b", 1, 7, "a second superscript on one letter",
     "put braces round one part: {x^a}^b or x^{a^b}"},
    {"\\aplha", 1, 1, "unknown command \\aplha", "did you mean \\alpha?"},
    {"a\n + \\betta", 2, 4, "unknown command \\betta", "did you mean \\beta?"},
    {"\\x", 1, 1, "unknown command \\x", "did you mean \\xi?"},
    {"\\left(a", 1, 1, "this \\left is never closed", "add \\right and a fence"},
    {"{\\left(a}", 1, 9, "} stands before the \\left opened at line 1, column 2 is closed", NULL},
    {"a\\right)", 1, 2, "\\right without \\left", NULL},
    {"\\left a\\right)", 1, 1, "no fence stands after \\left",
     "write one of ( ) [ ] \\{ \\} | \\| \\langle \\rangle or a point"},
    {"\\left(a\\right", 1, 8, "no fence stands after \\right",
     "write one of ( ) [ ] \\{ \\} | \\| \\langle \\rangle or a point"},
    {"\\begin{aligned} a", 1, 1, "this \\begin{aligned} is never closed", "add \\end{aligned}"},
    {"\\begin{aligned}\n a \\end{cases}", 2, 4,
     "this \\end closes \\begin{aligned} of line 1, column 1 under another name", NULL},
    {"\\begin{alignd}a\\end{alignd}", 1, 8, "unknown environment {alignd}",
     "did you mean {align}?"},
    {"\\end{aligned}", 1, 1, "\\end without \\begin", NULL},
    {"\\begin{aligned} {a \\end{aligned}", 1, 20,
     "\\end stands before the { opened at line 1, column 17 is closed", NULL},
    {"{a & b}", 1, 4, "& stands before the { opened at line 1, column 1 is closed", NULL},
    {"{a \\\\ b}", 1, 4, "\\\\ stands before the { opened at line 1, column 1 is closed", NULL},
    {"\\sqrt[3{x}", 1, 6, "this [ is never closed", "add ]"},
    {"\\text{abc", 1, 6, "this { is never closed", "add }"},
    {"\\text", 1, 1, "\\text has no argument", "write it in braces { }"},
    {"\\not\\sim", 1, 1, "\\not is only known before = and \\in", NULL},
    {"\\limits_0", 1, 1, "no operator stands before \\limits",
     "write it right after \\sum, \\int or the like"},
    {"a \\] b", 1, 3, "\\[ \\] \\( \\) may only stand round the whole formula", NULL},
    {"\\[ a", 1, 1, "this \\[ is never closed", "add \\]"},
    {"$a", 1, 1, "this $ is never closed", "close it with the same number of dollars"},
    {"$$a$", 1, 1, "this $$ is never closed", "close it with the same number of dollars"},
    {"\\begin", 1, 1, "\\begin has no argument", "write it in braces { }"},
    {"\\[ a", 1, 1, "this \\[ is never closed", "add \\]"},
    {"\\big a", 1, 1, "no fence stands after \\big",
     "write one of ( ) [ ] \\{ \\} | \\| \\langle \\rangle or a point"},
    {"\\mathrm", 1, 1, "\\mathrm has no argument", "write it in braces { }"},
    {"\\operatorname{\\foo}", 1, 15, "unknown command \\foo", NULL},
};

static void test_errors_say_where_and_what_to_do(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        assert_error(&errors[i]);
    }
}
static void test_error_position_counts_from_the_start_of_the_source(void **state) {
    (void)state;
    const char *text = "one\n二 $x+\\foo$";
    Arena *arena = arena_new();
    Source source = source_of(text);
    const char *formula = strstr(text, "x+");
    Span span = {(size_t)(formula - text), (size_t)(formula - text) + strlen("x+\\foo")};
    Diag diag = {0};
    assert_null(noad_parse(arena, &source, span, &diag));
    assert_string_equal(diag.file, "<test>");
    assert_int_equal(diag.at.line, 2);
    assert_int_equal(diag.at.column, 6);
    arena_free(arena);
}

/* Parses bytes that must be refused, in time, at a place whose message contains `part`. */
static void assert_refused(const char *bytes, size_t length, const char *part, size_t column) {
    Arena *arena = arena_new();
    Source source = {.name = "<test>", .bytes = bytes, .length = length};
    Diag diag = {0};
    double start = cpu_milliseconds();
    const Noad *noad = noad_parse(arena, &source, (Span){0, length}, &diag);
    double elapsed = cpu_milliseconds() - start;
    assert_null(noad);
    if (strstr(diag.message, part) == NULL || diag.at.column != column) {
        fail_msg("column %zu: \"%s\", expected \"%s\" at %zu", diag.at.column, diag.message, part,
                 column);
    }
    if (elapsed > HOSTILE_MILLISECONDS) {
        fail_msg("\"%s\" took %.0f ms", diag.message, elapsed);
    }
    arena_free(arena);
}

/* `text` as often as it fits into `length` bytes. */
static char *repeated(const char *text, size_t length) {
    char *bytes = malloc(length);
    assert_non_null(bytes);
    size_t unit = strlen(text);
    for (size_t i = 0; i < length; i++) {
        bytes[i] = i / unit < length / unit ? text[i % unit] : ' ';
    }
    return bytes;
}

static void test_too_long_formulas_are_refused_at_once(void **state) {
    (void)state;
    static const size_t lengths[] = {NOAD_LENGTH_MAX + 1, 1000000, 10000000};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        char *bytes = repeated("{", lengths[i]);
        assert_refused(bytes, lengths[i], "too long", 1);
        free(bytes);
    }
}

static void test_deep_nesting_is_refused_at_once(void **state) {
    (void)state;
    static const char *const units[] = {
        "{",          "\\frac{",    "\\sqrt[",    "x^{",          "\\left(", "\\begin{aligned}",
        "\\bar",      "\\mathbf",   "\\frac1",    "\\substack{",  "\\sqrt",  "\\color{red}{",
        "\\boxed{a ", "\\hat\\bar", "\\left(x^{", "\\underbrace",
    };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        char *bytes = repeated(units[i], NOAD_LENGTH_MAX);
        Arena *arena = arena_new();
        Source source = {.name = "<test>", .bytes = bytes, .length = NOAD_LENGTH_MAX};
        Diag diag = {0};
        double start = cpu_milliseconds();
        assert_null(noad_parse(arena, &source, (Span){0, source.length}, &diag));
        double elapsed = cpu_milliseconds() - start;
        if (strstr(diag.message, "too deeply") == NULL || elapsed > HOSTILE_MILLISECONDS) {
            fail_msg("%s: %s (%.0f ms)", units[i], diag.message, elapsed);
        }
        arena_free(arena);
        free(bytes);
    }
}

static void test_nesting_is_read_up_to_the_limit_and_no_further(void **state) {
    (void)state;
    for (size_t extra = 0; extra < 2; extra++) {
        Text text;
        text_init(&text);
        text_repeat(&text, "{a", NOAD_DEPTH_MAX + extra);
        text_repeat(&text, "}", NOAD_DEPTH_MAX + extra);
        Arena *arena = arena_new();
        Source source = source_of(text.bytes);
        Diag diag = {0};
        const Noad *noad = noad_parse(arena, &source, (Span){0, source.length}, &diag);
        assert_int_equal(noad != NULL, extra == 0);
        assert_true(extra == 0 || diag.at.column == 2 * NOAD_DEPTH_MAX + 1);
        arena_free(arena);
        text_clear(&text);
    }
}

static void test_huge_tables_are_refused_at_once(void **state) {
    (void)state;
    char *columns = repeated("&", NOAD_LENGTH_MAX);
    assert_refused(columns, NOAD_LENGTH_MAX, "too many cells", 64);
    free(columns);
    char *rows = repeated("a\\\\", NOAD_LENGTH_MAX);
    assert_refused(rows, NOAD_LENGTH_MAX, "too many cells", 12287);
    free(rows);
}

static void test_bytes_that_are_no_text_are_refused_at_their_place(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        const char *part;
        size_t column;
    } cases[] = {
        {"x+\0y", 4, "NUL byte", 3},
        {"\0", 1, "NUL byte", 1},
        {"x+\xff", 3, "0xFF is not valid UTF-8", 3},
        {"\xce\xb1\xce", 3, "0xCE is not valid UTF-8", 2},
        {"\xc0\x80", 2, "0xC0 is not valid UTF-8", 1},
        {"\\text{\xed\xa0\x80}", 10, "0xED is not valid UTF-8", 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_refused(cases[i].bytes, cases[i].length, cases[i].part, cases[i].column);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors_say_where_and_what_to_do),
        cmocka_unit_test(test_error_position_counts_from_the_start_of_the_source),
        cmocka_unit_test(test_too_long_formulas_are_refused_at_once),
        cmocka_unit_test(test_deep_nesting_is_refused_at_once),
        cmocka_unit_test(test_nesting_is_read_up_to_the_limit_and_no_further),
        cmocka_unit_test(test_huge_tables_are_refused_at_once),
        cmocka_unit_test(test_bytes_that_are_no_text_are_refused_at_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
