/* test_scanner.c - the formulas of a note: which are found, where, and that no input is slow. */
#include "assert_close.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cpu_time.h"
#include "lesson/lesson.h"

/* All inputs of the speed tests are read in 0.5 s at most, in 2 s with sanitisers; quadratic work
 * on megabytes takes hours. */
#define SLOW_MILLISECONDS 10000.0

static const Lesson *parse_bytes(Arena *arena, const char *bytes, size_t length) {
    const Lesson *lesson = NULL;
    Diag diag;
    LessonStatus status = lesson_parse(arena, "note.md", bytes, length, NULL, &lesson, &diag);
    if (status != LESSON_OK) {
        fail_msg("%s:%zu:%zu: %s", diag.file, diag.at.line, diag.at.column, diag.message);
    }
    return lesson;
}

/* One line for each claim: id, "inline" if it is, TeX with line feeds as |. */
static void list_claims(Text *out, const Lesson *lesson) {
    for (size_t i = 0; i < lesson->claim_count; i++) {
        const ClaimDef *def = claim_def(lesson->claims[i]);
        text_printf(out, "%s%s: ", def->id, def->inline_formula ? " inline" : "");
        for (size_t at = def->tex.start; at < def->tex.end; at++) {
            char c = def->source->bytes[at];
            text_append_char(out, c == '\n' ? '|' : c);
        }
        text_append_char(out, '\n');
    }
}

typedef struct {
    const char *name;
    const char *note;
    const char *claims;
} Case;

static const Case cases[] = {
    {"empty file", "", ""},
    {"no formula", "Some text.\n", ""},
    {"display", "$$a = b$$\n", "line-1: a = b\n"},
    {"display over lines", "Text\n$$\na\n= b\n$$\nmore\n", "line-2: a|= b\n"},
    {"no final line feed", "$$\na = b\n$$", "line-1: a = b\n"},
    {"display without relation", "$$\nx_0\n$$\n", "line-1: x_0\n"},
    {"empty display", "$$ $$\n", ""},
    {"brackets", "\\[ a = b \\]\n", "line-1: a = b\n"},
    {"brackets with a line break command", "\\[ a \\\\[2pt] = b \\]\n",
     "line-1: a \\\\[2pt] = b\n"},
    {"equation", "x\n\\begin{equation}a=b\\end{equation}\ny",
     "line-2: \\begin{equation}a=b\\end{equation}\n"},
    {"starred align", "\\begin{align*}\na&=b\n\\end{align*}",
     "line-1: \\begin{align*}|a&=b|\\end{align*}\n"},
    {"aligned in aligned", "\\begin{aligned}\\begin{aligned}a\\end{aligned}=b\\end{aligned}",
     "line-1: \\begin{aligned}\\begin{aligned}a\\end{aligned}=b\\end{aligned}\n"},
    {"equation around aligned", "\\begin{equation}\\begin{aligned}a=b\\end{aligned}\\end{equation}",
     "line-1: \\begin{equation}\\begin{aligned}a=b\\end{aligned}\\end{equation}\n"},
    {"other environment", "\\begin{itemize}a=b\\end{itemize}", ""},
    {"empty line inside an environment", "$$\n\\begin{align}\na=b\\\\\n\nc=d\n\\end{align}\n$$\n",
     "line-1: \\begin{align}|a=b\\\\||c=d|\\end{align}\n"},
    {"inline relation", "let $a = b$ be", "line-1 inline: a = b\n"},
    {"inline without relation", "let $x_0$ be", ""},
    {"inline in parentheses", "let \\(a = b\\) be \\(c\\)", "line-1 inline: a = b\n"},
    {"escaped parentheses", "f\\(x\\) and g\\(", ""},
    {"inline commands",
     "$a \\sim b$ $a\\approx b$ $a\\propto b$ $a \\le b$ $a<b$ $x \\in A$ $a \\to b$",
     "line-1 inline: a \\sim b\nline-1-b inline: a\\approx b\nline-1-c inline: a\\propto b\n"
     "line-1-d inline: a \\le b\nline-1-e inline: a<b\n"},
    {"\\left is not \\le", "$\\left( a \\right)$", ""},
    {"relation in a script", "$\\sum_{i=1}^{n} a_i$ $x_{>l}$ $q^{a=b}$", ""},
    {"relation beside a script", "$\\sum_{i=1}^{n} a_i = b$",
     "line-1 inline: \\sum_{i=1}^{n} a_i = b\n"},
    {"relation in Unicode", "$a \xe2\x89\x88 b$", "line-1 inline: a \xe2\x89\x88 b\n"},
    {"prices", "It costs $5 and $6, or $7=$8.", ""},
    {"price before a formula", "It costs $5 if $x = 1$.", "line-1 inline: x = 1\n"},
    {"spaces inside the dollars", "$ a = b $ and $a_t = b $",
     "line-1 inline: a = b\nline-1-b inline: a_t = b\n"},
    {"Chinese around", "\xe8\xae\xbe$a=b$\xef\xbc\x8c\xe5\x88\x99", "line-1 inline: a=b\n"},
    {"formulas that touch", "$a=b$$c=d$", "line-1 inline: a=b\nline-1-b inline: c=d\n"},
    {"displays that touch", "$$a=b$$$$c=d$$", "line-1: a=b\nline-1-b: c=d\n"},
    {"inline over two lines", "let $a\n= b$ be", "line-1 inline: a|= b\n"},
    {"inline ends with its paragraph", "let $a = b\n\nand c$ be", ""},
    {"escaped dollar", "\\$a = b\\$ and $c = \\$5$", "line-1 inline: c = \\$5\n"},
    {"escaped backslash before a dollar", "\\\\$a = b$", "line-1 inline: a = b\n"},
    {"three dollars", "$$$a = b$$$", ""},
    {"code span", "`$a = b$` ``$c`=d$`` $e=f$", "line-1 inline: e=f\n"},
    {"code span that is not closed", "` $a = b$\n\n`", "line-1 inline: a = b\n"},
    {"code span around a longer run of backticks", "`$a=b`` $c=d$` $e=f$", "line-1 inline: e=f\n"},
    {"inline ends before a heading", "let $a\n# b = c$ $d = e$", "line-2 inline: d = e\n"},
    {"fenced code", "```\n$$a=b$$\n```\n$$c=d$$\n", "line-4: c=d\n"},
    {"fence of tildes holds backticks", "~~~\n```\n$$a=b$$\n~~~\n$$c=d$$\n", "line-5: c=d\n"},
    {"longer fence", "````\n```\n$$a=b$$\n````\n$$c=d$$\n", "line-5: c=d\n"},
    {"math fence", "```math\na=b\n```\n$$c=d$$\n", "line-1: a=b\nline-4: c=d\n"},
    {"math fence in a quote", "> ```math\n> a\n> =b\n> ```\n", "line-1: a|  =b\n"},
    {"math fence never closed", "```math\na=b\n", "line-1: a=b\n"},
    {"other words than math", "```math x\na=b\n```\n```maths\na=b\n```\n", ""},
    {"code span at the start of a line", "```a``` $a=b$", "line-1 inline: a=b\n"},
    {"fence in a list", "1. x\n   ```\n   $$a=b$$\n   ```\n2. $$c=d$$\n", "line-5: c=d\n"},
    {"fence that a list item ends", "- ```\n  $$a=b$$\n\n$$c=d$$\n", "line-4: c=d\n"},
    {"fence that a quote ends", "> ```\n> $$a=b$$\n\n$$c=d$$\n", "line-4: c=d\n"},
    {"fence marks quoted in code", "```\n> ```\n$$a=b$$\n```\n$$c=d$$\n", "line-5: c=d\n"},
    {"fence that is not closed", "$$c=d$$\n```\n$$a=b$$\n", "line-1: c=d\n"},
    {"comment", "<!-- $a=b$\n$$c=d$$ --> $e=f$", "line-2 inline: e=f\n"},
    {"comment that is not closed", "<!-- $a=b$", "line-1 inline: a=b\n"},
    {"quote", "> $$a=b$$\n", "line-1: a=b\n"},
    {"marks of a quote inside a display", "> $$\n> a\n> > b\n> $$\n", "line-1: a|  > b\n"},
    {"marks of nested quotes", "> > $$\n> > a\n>> = b\n> > $$\n", "line-1: a|   = b\n"},
    {"quote in a list", "- > $$\n  > a = b\n  > $$\n", "line-1: a = b\n"},
    {"list in a list", "- a\n  - $$\n    a = b\n    $$\n", "line-2: a = b\n"},
    {"a minus starts a line of a display", "$$\na\n- b\n= c\n$$\n", "line-1: a|- b|= c\n"},
    {"an equals sign is no underline", "$$\na\n=\nb\n$$\n", "line-1: a|=|b\n"},
    {"line ends of Windows", "$$\r\na = b\r\n$$\r\n\r\n$c = d$\r\n",
     "line-1: a = b\nline-5 inline: c = d\n"},
    {"line ends of old", "$$\ra = b\r$$\r\r$c = d$", "line-1: a = b\nline-5 inline: c = d\n"},
    {"byte order mark", "\xef\xbb\xbf$$a = b$$", "line-1: a = b\n"},
    {"tabs", "-\t$$\ta = b\t$$\n", "line-1: a = b\n"},
    {"YAML of another tool", "---\ntitle: $a=b$\ndate: 2020\n---\n$c=d$\n", "line-5 inline: c=d\n"},
    {"TOML of another tool", "+++\n# x\ntitle = \"$a=b$\"\n+++\n$c=d$\n", "line-5 inline: c=d\n"},
    {"YAML after a byte order mark", "\xef\xbb\xbf---\na: $a=b$\n---\n$c=d$\n",
     "line-4 inline: c=d\n"},
    {"a rule is no front matter", "---\n\n$a=b$\n\n---\n", "line-3 inline: a=b\n"},
    {"words inside a display", "$$a=b, \\space where \\space c=d$$",
     "line-1: a=b, \\space where \\space c=d\n"},
};

static void test_note_gives_the_formulas_of_the_table(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena *arena = arena_new();
        Text found;
        text_init(&found);
        const Lesson *lesson = parse_bytes(arena, cases[i].note, strlen(cases[i].note));
        list_claims(&found, lesson);
        if (!lesson->is_note || strcmp(found.bytes, cases[i].claims) != 0) {
            fail_msg("%s: found\n%sexpected\n%s", cases[i].name, found.bytes, cases[i].claims);
        }
        text_clear(&found);
        arena_free(arena);
    }
}

static void test_note_claim_expects_nothing_and_has_no_twins(void **state) {
    (void)state;
    Arena *arena = arena_new();
    static const char note[] = "Let $a = b$ be.\n";
    const LessonOptions options = {.notation = "ho"};
    const Lesson *lesson = NULL;
    Diag diag;
    assert_int_equal(lesson_parse(arena, "n.md", note, strlen(note), &options, &lesson, &diag),
                     LESSON_OK);
    const ClaimDef *def = claim_def(lesson->claims[0]);
    assert_int_equal(def->expect, VERDICT_COUNT);
    assert_false(def->twins);
    assert_true(def->inline_formula);
    assert_string_equal(def->notation, "ho");
    assert_string_equal(lesson->notation, "ho");
    /* The span is that of the file. */
    assert_int_equal(def->tex.start, 5);
    assert_int_equal(def->tex.end, 10);
    arena_free(arena);
}

static void test_title_of_a_note_is_its_first_heading(void **state) {
    (void)state;
    Arena *arena = arena_new();
    static const char note[] = "```\n# code\n```\n## two\n#hash\n#  A *title*  \n# B\n";
    assert_string_equal(parse_bytes(arena, note, strlen(note))->title, "A *title*");
    assert_string_equal(parse_bytes(arena, "a", 1)->title, "note");
    arena_free(arena);
}

static const Case unclosed[] = {
    {"display before an empty line", "A\n$$a = b\n\nText $c = d$.\n",
     "line-2: $$a = b\nline-4 inline: c = d\n"},
    {"display closed by one dollar", "$$q(x)$ and $y$.\n\n$$a = b$$\n",
     "line-1: $$q(x)$ and $y$.\nline-3: a = b\n"},
    {"display at the end", "$$a = b", "line-1: $$a = b\n"},
    {"display before a fence", "$$a = b\n```\nx\n```\n$$c = d$$\n",
     "line-1: $$a = b\nline-5: c = d\n"},
    {"display before a heading", "$$a = b\n# H\n$$c = d$$\n", "line-1: $$a = b\nline-3: c = d\n"},
    {"brackets", "\\[a = b\n\n\\[c = d\\]\n", "line-1: \\[a = b\nline-3: c = d\n"},
    {"equation before the next", "\\begin{equation}a=b\n\n\\begin{equation}c=d\\end{equation}\n",
     "line-1: \\begin{equation}a=b\nline-3: \\begin{equation}c=d\\end{equation}\n"},
    {"aligned", "\\begin{aligned}a=b\n\n$c=d$\n",
     "line-1: \\begin{aligned}a=b\nline-3 inline: c=d\n"},
    {"environment in a display", "$$\\begin{aligned}a\n\n$$c = d$$\n",
     "line-1: $$\\begin{aligned}a\nline-3: c = d\n"},
    {"display in a quote", "> $$a = b\n>\n> $c = d$\n", "line-1: $$a = b\nline-3 inline: c = d\n"},
};

static void test_unclosed_formula_is_one_unreadable_claim_and_hides_nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof unclosed / sizeof unclosed[0]; i++) {
        Arena *arena = arena_new();
        Text found;
        text_init(&found);
        const Lesson *lesson = parse_bytes(arena, unclosed[i].note, strlen(unclosed[i].note));
        list_claims(&found, lesson);
        if (strcmp(found.bytes, unclosed[i].claims) != 0) {
            fail_msg("%s: found\n%sexpected\n%s", unclosed[i].name, found.bytes,
                     unclosed[i].claims);
        }
        if (claim_noad(lesson->claims[0]) != NULL) {
            fail_msg("%s: the unclosed formula could be read", unclosed[i].name);
        }
        text_clear(&found);
        arena_free(arena);
    }
}

static void test_many_formulas_of_one_line_have_ids_of_their_own(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Text note;
    text_init(&note);
    text_repeat(&note, "$a=b$ ", 30);
    const Lesson *lesson = parse_bytes(arena, note.bytes, note.length);
    assert_int_equal(lesson->claim_count, 30);
    assert_string_equal(claim_def(lesson->claims[0])->id, "line-1");
    assert_string_equal(claim_def(lesson->claims[1])->id, "line-1-b");
    assert_string_equal(claim_def(lesson->claims[25])->id, "line-1-z");
    assert_string_equal(claim_def(lesson->claims[26])->id, "line-1-27");
    text_clear(&note);
    arena_free(arena);
}

/* What is repeated, and how often. Each is a few megabytes. */
typedef struct {
    const char *unit;
    size_t times;
} Bomb;

#define MILLION ((size_t)1000000)

static const Bomb bombs[] = {
    {"$", 10 * MILLION},
    {">", MILLION},
    {"> ", MILLION},
    {"- ", MILLION},
    {"$$ ", MILLION},
    {"$ ", MILLION},
    {"$x", 3 * MILLION},
    {"$$ a\n\n", 3000},
    {"\\[ a\n\n", 3000},
    {"\\begin{align} a\n\n", 3000},
    {"\\begin{aligned}", MILLION / 4},
    {"\\begin{equation}", MILLION / 4},
    {"$$\\begin{a}\n\n", 3000},
    {"\\[\\begin{a}\n\n", 3000},
    {"\\( a", MILLION},
    {"`", 10 * MILLION},
    {"` `` ``` ", MILLION / 4},
    {"<!--", MILLION},
    {"```\n", MILLION},
    {"- ```\n", MILLION / 4},
    {"> ```\n\n", MILLION / 4},
    {"- a\n", MILLION},
    {"\n", 10 * MILLION},
    {" ", 10 * MILLION},
    {"\\", 10 * MILLION},
    {"#", 10 * MILLION},
    {"1", 10 * MILLION},
    {"\t", 10 * MILLION},
    {"\r", 10 * MILLION},
    {"{_", MILLION},
    {"---\n", MILLION},
    {"+++\na = b\n", MILLION / 4},
};

static void test_repeated_marks_are_read_in_linear_time(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++) {
        Arena *arena = arena_new();
        Text note;
        text_init(&note);
        text_repeat(&note, bombs[i].unit, bombs[i].times);
        const Lesson *lesson = NULL;
        Diag diag;
        double start = cpu_milliseconds();
        lesson_parse(arena, "bomb.md", note.bytes, note.length, NULL, &lesson, &diag);
        double milliseconds = cpu_milliseconds() - start;
        if (milliseconds > SLOW_MILLISECONDS) {
            fail_msg("\"%s\" %zu times took %.0f ms", bombs[i].unit, bombs[i].times, milliseconds);
        }
        text_clear(&note);
        arena_free(arena);
    }
}

static void test_note_with_too_many_formulas_is_refused(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Text note;
    text_init(&note);
    text_repeat(&note, "$a=b$\n", 10001);
    const Lesson *lesson = NULL;
    Diag diag;
    assert_int_equal(lesson_parse(arena, "n.md", note.bytes, note.length, NULL, &lesson, &diag),
                     LESSON_MALFORMED);
    assert_string_equal(diag.message, "this note has more than 10000 formulas");
    text_clear(&note);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_note_gives_the_formulas_of_the_table),
        cmocka_unit_test(test_note_claim_expects_nothing_and_has_no_twins),
        cmocka_unit_test(test_title_of_a_note_is_its_first_heading),
        cmocka_unit_test(test_unclosed_formula_is_one_unreadable_claim_and_hides_nothing),
        cmocka_unit_test(test_many_formulas_of_one_line_have_ids_of_their_own),
        cmocka_unit_test(test_repeated_marks_are_read_in_linear_time),
        cmocka_unit_test(test_note_with_too_many_formulas_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
