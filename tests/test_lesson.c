/* test_lesson.c - lesson files: steps, blocks, claims, exercises, what is refused, and the
 * catalogue. */
#define _POSIX_C_SOURCE 200809L

#include "assert_close.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "lesson/lesson.h"

/* Makes the text that follows a lesson, whatever it holds. */
#define FRONT "---\nnotation: ho\n---\n"
#define CLAIM "```claim a\n1 = 1\n```\n"

static const Lesson *parse_as(Arena *arena, const char *name, const char *text) {
    const Lesson *lesson = NULL;
    Diag diag;
    if (lesson_parse(arena, name, text, strlen(text), NULL, &lesson, &diag) != LESSON_OK) {
        fail_msg("%s:%zu:%zu: %s\n%s", diag.file, diag.at.line, diag.at.column, diag.message, text);
    }
    assert_false(lesson->is_note);
    return lesson;
}

static const Lesson *parse(Arena *arena, const char *text) {
    return parse_as(arena, "lessons/03-variances-add.md", text);
}

/* text, *emphasis*, **strong**, `code`, <link|target>, $math$, / for a break. */
static void show_line(Text *out, const Line *line) {
    for (size_t i = 0; i < line->count; i++) {
        const Run *run = &line->runs[i];
        text_append(out, run->strong ? "**" : "");
        text_append(out, run->emphasis ? "*" : "");
        switch (run->kind) {
        case RUN_TEXT: text_append(out, run->text); break;
        case RUN_MATH: text_printf(out, "$%s$", run->text); break;
        case RUN_CODE: text_printf(out, "`%s`", run->text); break;
        case RUN_LINK: text_printf(out, "<%s|%s>", run->text, run->target); break;
        case RUN_BREAK: text_append(out, "/"); break;
        }
        text_append(out, run->emphasis ? "*" : "");
        text_append(out, run->strong ? "**" : "");
    }
}

static void show_block(Text *out, const Block *block) {
    static const char *const names[] = {"h",    "p",       "quote",   "item",  "code",    "table",
                                        "rule", "display", "symbols", "claim", "exercise"};
    text_append(out, names[block->kind]);
    if (block->level > 0) {
        text_printf(out, "%d", block->level);
    }
    if (block->ordinal > 0) {
        text_printf(out, ".%d", block->ordinal);
    }
    text_append_char(out, ' ');
    show_line(out, &block->line);
    text_append(out, block->text == NULL ? "" : block->text);
    for (size_t i = 0; i < block->rows * block->columns; i++) {
        show_line(out, &block->cells[i]);
        text_append(out, (i + 1) % block->columns == 0 ? ";" : ",");
    }
    if (block->claim != NULL) {
        text_append(out, claim_def(block->claim)->id);
    }
    if (block->exercise != NULL) {
        text_append(out, block->exercise->id);
    }
    text_append_char(out, '\n');
}

/* Steps as "# title" and their blocks, one in a line. */
static void show_lesson(Text *out, const Lesson *lesson) {
    for (size_t i = 0; i < lesson->step_count; i++) {
        text_printf(out, "# %s\n", lesson->steps[i].title);
        for (size_t j = 0; j < lesson->steps[i].block_count; j++) {
            show_block(out, &lesson->steps[i].blocks[j]);
        }
    }
}

typedef struct {
    const char *name;
    const char *text; /* after FRONT */
    const char *shown;
} Case;

static const Case cases[] = {
    {"no text", "", ""},
    {"heading of the lesson alone", "# Title\n", ""},
    {"text before the first step", "# Title\n\na\nb\n\n## S\nc\n", "# Title\np a b\n# S\np c\n"},
    {"steps without text", "## A\n## B $x$\n", "# A\n# B x\n"},
    {"headings in a step", "## A\n### B\n# C\n", "# A\nh3 B\nh1 C\n"},
    {"a step's title in the other style", "A\n---\nb\n", "# A\np b\n"},
    {"styles", "**b** *i* ***bi*** `c` [l](t)\\\nx", "# 03\np **b** *i* ***bi*** `c` <l|t>/x\n"},
    {"math in styles", "**a $x$ b** *$y$*", "# 03\np **a ****$x$**** b** *$y$*\n"},
    {"math that Markdown would mangle", "$a_1*b_2*c$ $\\{x\\}$ $[a](b)$ $a<b>c$ $`$",
     "# 03\np $a_1*b_2*c$ $\\{x\\}$ $[a](b)$ $a<b>c$ $`$\n"},
    {"math in a link", "[a $x$](t)", "# 03\np <a x|t>\n"},
    {"dollars in a link's target", "[a](t$x$u) [b](t?a=1&amp;b=2)",
     "# 03\np <a|t$x$u> <b|t?a=1&b=2>\n"},
    {"formulas that touch", "$a$$b$", "# 03\np $a$$b$\n"},
    {"prices", "$5 and $6, \\$7", "# 03\np $5 and $6, $7\n"},
    {"dollars in code", "`$x$` and ``$y$``", "# 03\np `$x$` and `$y$`\n"},
    {"display", "a\n$$\nx\n- y\n=\n$$\nb", "# 03\np a\ndisplay x\n- y\n=\np b\n"},
    {"display with an empty line", "$$\n\\begin{aligned}x\n\ny\\end{aligned}\n$$",
     "# 03\ndisplay \\begin{aligned}x\n\ny\\end{aligned}\n"},
    {"display in a heading", "### a $$x$$", "# 03\nh3 a $x$\n"},
    {"display in a quote", "> a\n> $$\n> x\n> y\n> $$\n", "# 03\nquote a\ndisplay x\n  y\n"},
    {"lists", "- a\n- b\n  1. c\n  2. d\n\n     e\n\n3) f\n4) g\n",
     "# 03\nitem1 a\nitem1 b\nitem2.1 c\nitem2.2 d\np2 e\n"
     "item1.3 f\nitem1.4 g\n"},
    {"items without text", "- $$x$$\n- ```\n  c\n  ```\n-\n",
     "# 03\nitem1 \ndisplay1 x\nitem1 \ncode1 c\n\nitem1 \n"},
    {"text after a nested list", "- a\n  - b\n\n  c\n- d\n",
     "# 03\nitem1 a\nitem2 b\np1 c\nitem1 d\n"},
    {"quote", "> a\n> b\n\nc\n", "# 03\nquote a b\np c\n"},
    {"table", "| a | $p(x|y)$ |\n|---|---|\n| $5 | `c` |\n| d |\n",
     "# 03\ntable a,$p(x|y)$;$5,`c`;d,;\n"},
    {"code", "```python\nx = \"$a$\"\n\n```\n\n    indented\n",
     "# 03\ncode x = \"$a$\"\n\n\ncode indented\n\n"},
    {"code with the name of no block", "```clamp x\ny\n```\n", "# 03\ncode y\n\n"},
    {"rule", "a\n\n***\n", "# 03\np a\nrule \n"},
    {"entities", "&lt;&amp;&#x41;&#0;&foo; &copy;", "# 03\np <&A&#0;&foo; \xc2\xa9\n"},
    {"comments", "a <!-- b $x --> c\n\n<!-- d\n\ne -->\n\nf", "# 03\np a c\np f\n"},
    {"HTML", "a<br>b <u>c</u>\n\n<div>\nd\n</div>\n",
     "# 03\np a/b <u>c</u>\ncode <div>\nd\n</div>\n\n"},
    {"an image is a link", "![a *b*](c)", "# 03\np <a |c>*<b|c>*\n"},
    {"blocks",
     "```symbols\nreal x in (0,1)\n```\n```claim a\nx = x\n```\n"
     "~~~exercise b\nask: c\nanswer: x\n~~~\n",
     "# 03\nsymbols real x in (0,1)\nclaim a\nexercise b\n"},
    {"longer fence around a block", "````claim a\n1 = 1\n````\n", "# 03\nclaim a\n"},
    {"a block in a comment", "<!--\n```claim a\n1 = 1\n```\n-->\n", ""},
};

static void check_cases(const char *change, const char *(*changed)(Arena *, const char *)) {
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena *arena = arena_new();
        Text shown;
        text_init(&shown);
        const char *text = arena_printf(arena, "%s%s", FRONT, cases[i].text);
        show_lesson(&shown,
                    parse_as(arena, "03.md", changed == NULL ? text : changed(arena, text)));
        if (strcmp(shown.bytes, cases[i].shown) != 0) {
            fail_msg("%s%s: shown\n%sexpected\n%s", cases[i].name, change, shown.bytes,
                     cases[i].shown);
        }
        text_clear(&shown);
        arena_free(arena);
    }
}

static const char *with_windows_line_ends(Arena *arena, const char *text) {
    char *changed = arena_alloc(arena, 2 * strlen(text) + 1);
    size_t length = 0;
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            changed[length++] = '\r';
        }
        changed[length++] = *text;
    }
    return changed;
}

static const char *with_byte_order_mark(Arena *arena, const char *text) {
    return arena_printf(arena, "\xef\xbb\xbf%s", text);
}

static void test_lesson_has_the_blocks_of_the_table(void **state) {
    (void)state;
    check_cases("", NULL);
}

static void test_byte_order_mark_changes_nothing(void **state) {
    (void)state;
    check_cases(" after a byte order mark", with_byte_order_mark);
}

/* Code and displays keep a space where the carriage return stood, so only claims are compared. */
static void test_line_ends_of_windows_change_no_claim(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson = parse(
        arena, with_windows_line_ends(arena, FRONT "\n```claim a expect=fails\n1\n  = 2\nwrong: "
                                                   "1 = 3 :: too\n  much\n```\n"));
    const ClaimDef *def = claim_def(lesson->claims[0]);
    assert_int_equal(lesson->claim_count, 1);
    assert_int_equal(def->expect, VERDICT_FAILS);
    assert_string_equal(def->lines[0].remark, "too much");
    assert_memory_equal(def->source->bytes + def->tex.start, "1 \n  = 2", 8);
    arena_free(arena);
}

static void test_front_matter_fills_the_lesson(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson = parse(arena, "---\ntitle: \"T: x\"\nnotation: su\nschedule: cosine\n"
                                        "steps: 50\ndata: moons\nsummary: >\n  S\n  t.\nsources:\n"
                                        "  - ho: Ho 2020\n  - su: Su 2022\n---\n"
                                        "```claim a source=\"ho, eq. 7\"\n1 = 1\n```\n"
                                        "```claim b source=hoyer2020\n1 = 1\n```\n");
    assert_string_equal(lesson->title, "T: x");
    assert_string_equal(lesson->notation, "su");
    assert_string_equal(lesson->schedule, "cosine");
    assert_int_equal(lesson->steps_of_schedule, 50);
    assert_string_equal(lesson->data, "moons");
    assert_string_equal(lesson->summary, "S t.\n");
    assert_int_equal(lesson->citation_count, 2);
    assert_string_equal(lesson->citations[1].citation, "Su 2022");
    assert_string_equal(claim_def(lesson->claims[0])->citation, "Ho 2020, eq. 7");
    assert_string_equal(claim_def(lesson->claims[1])->citation, "hoyer2020");
    assert_string_equal(claim_def(lesson->claims[0])->notation, "su");
    /* The lesson's schedule is for its pictures. */
    assert_null(claim_def(lesson->claims[0])->schedule);
    assert_int_equal(claim_def(lesson->claims[0])->steps, 0);
    arena_free(arena);
}

static void test_name_of_the_file_gives_number_and_slug(void **state) {
    (void)state;
    static const struct {
        const char *path, *slug;
        int number;
    } names[] = {
        {"lessons/03-variances-add.md", "variances-add", 3},
        {"12-a.md", "a", 12},
        {"notes.md", "notes", 0},
        {"2024.md", "2024", 0},
        {"/x/99999-a.md", "99999-a", 0},
        {"-", "-", 0},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        Arena *arena = arena_new();
        const Lesson *lesson = parse_as(arena, names[i].path, CLAIM);
        assert_string_equal(lesson->slug, names[i].slug);
        assert_string_equal(lesson->title, names[i].slug);
        assert_int_equal(lesson->number, names[i].number);
        arena_free(arena);
    }
}

static void test_claim_takes_its_settings_and_lines_from_the_file(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const char text[] = "```claim a.b-1 source=\"S & \\T\" doc=A-01 expect=approximate notation=su "
                        "schedule=linear steps=50 tolerance=0.01 limit=t\n"
                        "\\alpha_t\n  \\approx 1\n\nwrong: 1\n  = 2 :: a\n  remark\nassume: 2 < 3\n"
                        "given: 1 :: 2::3\nclaim-of: 4\nstands-for: 5\n```\n"
                        "```claim c printed\n1 = 1\n```\n```claim d no-twins\n1 = 1\n```\n"
                        "```claim e\n1 = 1\n```\n";
    const Lesson *lesson = parse(arena, text);
    const ClaimDef *def = claim_def(lesson->claims[0]);
    assert_int_equal(lesson->claim_count, 4);
    assert_string_equal(def->id, "a.b-1");
    assert_string_equal(def->citation, "S & \\T");
    assert_string_equal(def->doc, "A-01");
    assert_int_equal(def->expect, VERDICT_APPROXIMATE);
    assert_string_equal(def->notation, "su");
    assert_string_equal(def->schedule, "linear");
    assert_int_equal(def->steps, 50);
    assert_string_equal(def->tolerance, "0.01");
    assert_string_equal(def->limit, "t");
    assert_true(def->twins);
    assert_ptr_equal(def->source, &lesson->source);
    /* Spans point into the file's bytes. */
    const char *tex = strstr(text, "\\alpha_t");
    assert_int_equal(def->tex.start, tex - text);
    assert_int_equal(def->tex.end, strstr(text, "approx 1\n") + 8 - text);
    assert_int_equal(def->line_count, 5);
    assert_string_equal(def->lines[0].key, "wrong");
    assert_string_equal(def->lines[0].remark, "a remark");
    assert_memory_equal(text + def->lines[0].tex.start, "1\n  = 2", 7);
    assert_int_equal(def->lines[0].tex.end - def->lines[0].tex.start, 7);
    assert_string_equal(def->lines[1].key, "assume");
    assert_null(def->lines[1].remark);
    assert_string_equal(def->lines[2].remark, "2::3");
    assert_string_equal(def->lines[4].key, "stands-for");
    const ClaimDef *printed = claim_def(lesson->claims[1]);
    assert_true(printed->printed);
    assert_false(printed->twins);
    assert_false(claim_def(lesson->claims[2])->printed);
    assert_false(claim_def(lesson->claims[2])->twins);
    const ClaimDef *plain = claim_def(lesson->claims[3]);
    assert_true(plain->twins);
    assert_int_equal(plain->expect, VERDICT_HOLDS);
    assert_null(plain->tolerance);
    assert_false(plain->inline_formula);
    arena_free(arena);
}

static void test_exercise_has_its_lines(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const char text[] = FRONT "```exercise e\nask: # 1. *a* $x_0$\n  - b\n"
                              "answer: \\sqrt{2}\n  + 1\nmistake: 1 :: m\nmistake: 2 :: n\n"
                              "hint: h $y$\nhint: i\n```\n";
    const Lesson *lesson = parse(arena, text);
    const Exercise *exercise = lesson->steps[0].blocks[0].exercise;
    Text shown;
    text_init(&shown);
    show_line(&shown, &exercise->ask);
    assert_string_equal(shown.bytes, "# 1. *a* $x_0$ - b");
    assert_string_equal(exercise->answer, "\\sqrt{2}\n  + 1");
    assert_int_equal(exercise->answer_span.start, strstr(text, "\\sqrt") - text);
    assert_non_null(exercise->answer_noad);
    assert_non_null(exercise->scope);
    assert_int_equal(exercise->mistake_count, 2);
    assert_string_equal(exercise->mistakes[1].tex, "2");
    assert_string_equal(exercise->mistakes[1].remark, "n");
    assert_int_equal(exercise->hint_count, 2);
    text_reset(&shown);
    show_line(&shown, &exercise->hints[0]);
    assert_string_equal(shown.bytes, "h $y$");
    text_clear(&shown);
    arena_free(arena);
}

/* The check of an exercise: `given:` holds for its answer and mistakes alone. */
static void test_exercises_are_decided(void **state) {
    (void)state;
#define EXERCISE(lines) FRONT "```exercise e\nask: a\n" lines "```\n"
    static const struct {
        const char *text;
        VerdictKind kind;
        bool as_expected;
    } CASES[] = {
        {EXERCISE("answer: 1 - \\beta_t\nmistake: \\beta_t :: m\n"), VERDICT_HOLDS, true},
        {EXERCISE("answer: 1 - \\beta_t\nmistake: \\alpha_t :: equal\n"), VERDICT_HOLDS, false},
        {EXERCISE("answer: \\sqrt n\n"), VERDICT_UNREADABLE, false},
        {EXERCISE("answer: 2\nmistake: n :: unknown\n"), VERDICT_UNREADABLE, false},
        {EXERCISE("given: int n in 2..6\nanswer: \\sqrt n\nmistake: n :: m\n"), VERDICT_HOLDS,
         true},
        {EXERCISE("answer: \\sqrt n\nmistake: n :: m\ngiven: int n in 2..6\n"), VERDICT_HOLDS,
         true},
        {EXERCISE("given: real u in (-1,1)\nassume: u > 0\nanswer: |u|\nmistake: u :: equal\n"),
         VERDICT_HOLDS, false},
    };
    CheckOptions options = check_options_default();
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Arena *arena = arena_new();
        print_message("%s", CASES[i].text);
        const Lesson *lesson = parse(arena, CASES[i].text);
        assert_int_equal(lesson->claim_count, 0);
        assert_int_equal(lesson->exercise_count, 1);
        Claim *claim = lesson->exercises[0]->claim;
        assert_int_equal(claim_decide(claim, &options)->kind, CASES[i].kind);
        assert_int_equal(claim_as_expected(claim), CASES[i].as_expected);
        arena_free(arena);
    }
    verify_thread_end();
#undef EXERCISE
}

static void test_symbols_hold_from_where_they_stand(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson =
        parse(arena, "```exercise a\nask: a\nanswer: 1\n```\n```symbols\nreal x in (0,1)\n```\n"
                     "```exercise b\nask: b\nanswer: x\n```\n");
    const Block *blocks = lesson->steps[0].blocks;
    const Scope *before = blocks[0].exercise->scope;
    const Scope *after = blocks[2].exercise->scope;
    assert_ptr_not_equal(before, after);
    assert_ptr_not_equal(after->parent, before->parent);
    assert_ptr_equal(after->parent->parent, before->parent);
    assert_false(after->accept_unknown);
    arena_free(arena);
}

static void test_unreadable_formula_in_prose_is_shown_as_printed(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson = parse(arena, FRONT "a $\\frac{$ b $x$\n\n$$\n\\frac{\n$$\n");
    const Block *blocks = lesson->steps[0].blocks;
    assert_string_equal(blocks[0].line.runs[1].text, "\\frac{");
    assert_null(blocks[0].line.runs[1].noad);
    assert_non_null(blocks[0].line.runs[3].noad);
    assert_int_equal(blocks[1].kind, BLOCK_DISPLAY);
    assert_null(blocks[1].noad);
    assert_string_equal(blocks[1].text, "\\frac{");
    arena_free(arena);
}

static void test_notation_of_the_options_is_for_a_lesson_without_one(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const LessonOptions options = {.notation = "su"};
    const Lesson *lesson = NULL;
    Diag diag;
    assert_int_equal(lesson_parse(arena, "l.md", CLAIM, strlen(CLAIM), &options, &lesson, &diag),
                     LESSON_OK);
    assert_string_equal(lesson->notation, "su");
    static const char own[] = FRONT CLAIM;
    assert_int_equal(lesson_parse(arena, "l.md", own, strlen(own), &options, &lesson, &diag),
                     LESSON_OK);
    assert_string_equal(lesson->notation, "ho");
    const LessonOptions wrong = {.notation = "nothing-like-it"};
    assert_int_equal(lesson_parse(arena, "l.md", CLAIM, strlen(CLAIM), &wrong, &lesson, &diag),
                     LESSON_MALFORMED);
    arena_free(arena);
}

static void test_steps_refer_to_every_claim_in_file_order(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson = parse(arena, "```claim a\n1 = 1\n```\n## S\n```claim b\n1 = 1\n```\n");
    assert_int_equal(lesson->claim_count, 2);
    assert_ptr_equal(lesson->claims[0], lesson->steps[0].blocks[0].claim);
    assert_ptr_equal(lesson->claims[1], lesson->steps[1].blocks[0].claim);
    arena_free(arena);
}

/* A folder of its own for the tests below. */
static char folder[] = "/tmp/explore-lessons-XXXXXX";

static const char *path_of(Arena *arena, const char *name) {
    return arena_printf(arena, "%s/%s", folder, name);
}

static const char *const files[] = {"10-last.md", "02-noise.md", "01-start.md", "README.md",
                                    "3-short.md", "04-.md",      "05-other.txt"};
#define FILE_COUNT (sizeof files / sizeof files[0])

static int make_folder(void **state) {
    (void)state;
    Arena *arena = arena_new();
    bool ok = mkdtemp(folder) != NULL;
    for (size_t i = 0; i < FILE_COUNT; i++) {
        const char *why = NULL;
        ok = ok && file_write(arena, path_of(arena, files[i]), CLAIM, strlen(CLAIM), &why);
    }
    arena_free(arena);
    return ok ? 0 : 1;
}

static int remove_folder(void **state) {
    (void)state;
    Arena *arena = arena_new();
    for (size_t i = 0; i < FILE_COUNT; i++) {
        unlink(path_of(arena, files[i]));
    }
    arena_free(arena);
    return rmdir(folder);
}

static void test_list_has_the_numbered_files_in_order(void **state) {
    (void)state;
    Arena *arena = arena_new();
    size_t count = 0;
    const LessonEntry *entries = lesson_list(arena, folder, &count);
    assert_int_equal(count, 3);
    assert_string_equal(entries[0].slug, "start");
    assert_string_equal(entries[1].slug, "noise");
    assert_string_equal(entries[2].slug, "last");
    assert_int_equal(entries[2].number, 10);
    assert_string_equal(entries[0].path, path_of(arena, "01-start.md"));
    lesson_list(arena, "/nowhere/at/all", &count);
    assert_int_equal(count, 0);
    lesson_list(arena, NULL, &count);
    assert_int_equal(count, 0);
    arena_free(arena);
}

static void test_find_knows_number_slug_and_path(void **state) {
    (void)state;
    static const struct {
        const char *name, *file, *hint;
    } names[] = {
        {"2", "02-noise.md", NULL},
        {"02", "02-noise.md", NULL},
        {"lesson2", "02-noise.md", NULL},
        {"noise", "02-noise.md", NULL},
        {"02-noise", "02-noise.md", NULL},
        {"02-noise.md", "02-noise.md", NULL},
        {"lesson10", "10-last.md", NULL},
        {"nosie", NULL, "noise"},
        {"lesson9", NULL, "lesson1"},
        {"99", NULL, NULL},
        {"", NULL, NULL},
        {"quite-different", NULL, NULL},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *hint = NULL;
        const char *path = lesson_find(arena, folder, names[i].name, &hint);
        const char *expected = names[i].file == NULL ? NULL : path_of(arena, names[i].file);
        if ((path == NULL) != (expected == NULL) || (path != NULL && strcmp(path, expected) != 0)) {
            fail_msg("%s: found %s", names[i].name, path == NULL ? "nothing" : path);
        }
        if ((hint == NULL) != (names[i].hint == NULL) ||
            (hint != NULL && strcmp(hint, names[i].hint) != 0)) {
            fail_msg("%s: the hint is %s", names[i].name, hint == NULL ? "nothing" : hint);
        }
    }
    const char *hint = NULL;
    const char *readme = path_of(arena, "README.md");
    assert_string_equal(lesson_find(arena, folder, readme, &hint), readme);
    assert_string_equal(lesson_find(arena, NULL, "-", &hint), "-");
    assert_null(lesson_find(arena, "/nowhere/at/all", "noise", &hint));
    arena_free(arena);
}

static void test_load_reads_a_file_and_says_why_not(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson = NULL;
    Diag diag;
    const char *path = path_of(arena, "02-noise.md");
    assert_int_equal(lesson_load(arena, path, NULL, &lesson, &diag), LESSON_OK);
    assert_string_equal(lesson->source.name, path);
    assert_int_equal(lesson->number, 2);
    assert_int_equal(lesson_load(arena, folder, NULL, &lesson, &diag), LESSON_NO_FILE);
    assert_null(lesson);
    assert_string_equal(diag.message, "is a directory");
    assert_string_equal(diag.file, folder);
    assert_int_equal(lesson_load(arena, "/nowhere", NULL, &lesson, &diag), LESSON_NO_FILE);
    assert_string_equal(diag.message, "does not exist");
    arena_free(arena);
}

static void test_load_refuses_a_file_it_may_not_read(void **state) {
    (void)state;
    if (geteuid() == 0) {
        skip(); /* root may read everything */
    }
    Arena *arena = arena_new();
    const Lesson *lesson = NULL;
    Diag diag;
    const char *path = path_of(arena, "10-last.md");
    assert_int_equal(chmod(path, 0), 0);
    assert_int_equal(lesson_load(arena, path, NULL, &lesson, &diag), LESSON_NO_FILE);
    assert_non_null(strstr(diag.message, "permission"));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lesson_has_the_blocks_of_the_table),
        cmocka_unit_test(test_byte_order_mark_changes_nothing),
        cmocka_unit_test(test_line_ends_of_windows_change_no_claim),
        cmocka_unit_test(test_front_matter_fills_the_lesson),
        cmocka_unit_test(test_name_of_the_file_gives_number_and_slug),
        cmocka_unit_test(test_claim_takes_its_settings_and_lines_from_the_file),
        cmocka_unit_test(test_exercise_has_its_lines),
        cmocka_unit_test(test_exercises_are_decided),
        cmocka_unit_test(test_symbols_hold_from_where_they_stand),
        cmocka_unit_test(test_unreadable_formula_in_prose_is_shown_as_printed),
        cmocka_unit_test(test_notation_of_the_options_is_for_a_lesson_without_one),
        cmocka_unit_test(test_steps_refer_to_every_claim_in_file_order),
        cmocka_unit_test(test_list_has_the_numbered_files_in_order),
        cmocka_unit_test(test_find_knows_number_slug_and_path),
        cmocka_unit_test(test_load_reads_a_file_and_says_why_not),
        cmocka_unit_test(test_load_refuses_a_file_it_may_not_read),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
