/* terminal_fixture.h - for tests of views: a short lesson, keys, frames; no terminal. */
#ifndef EXPLORE_TESTS_TERMINAL_FIXTURE_H
#define EXPLORE_TESTS_TERMINAL_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "assert_close.h"
#include "ui/terminal.h"
#include "ui/terminal_view.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const Terminal PLAIN = {.unicode = true, .columns = 80, .rows = 24};

static const char LESSON[] =
    "---\n"
    "title: Squares of sums\n"
    "notation: ho\n"
    "summary: A short lesson for the tests.\n"
    "---\n"
    "\n"
    "## The opening question\n"
    "\n"
    "Some *prose* with $a+b$ in it, long enough to be broken into several lines on any terminal "
    "that "
    "is not unusually wide, and "
    "扩散模型的推导公式与注释，逐行检查，直到每一步都成立，一行也不例外。\n"
    "\n"
    "```symbols\n"
    "real a, b in (-3,3)\n"
    "```\n"
    "\n"
    "```exercise square\n"
    "ask: What is $(a+b)^2$, written as a sum?\n"
    "answer: a^2 + 2ab + b^2\n"
    "mistake: a^2 + b^2 :: the mixed term is missing\n"
    "hint: Multiply it out.\n"
    "hint: There are four products.\n"
    "```\n"
    "\n"
    "Hidden words.\n"
    "\n"
    "```claim binomial source=\"any school book\"\n"
    "(a+b)^2 = a^2 + 2ab + b^2\n"
    "wrong: (a+b)^2 = a^2 + b^2 :: the mixed term is missing\n"
    "```\n"
    "\n"
    "## The second step\n"
    "\n"
    "- one\n"
    "- two\n"
    "\n"
    "```claim false-one expect=fails\n"
    "(a+b)^2 = a^2 + b^2\n"
    "```\n"
    "\n"
    "## The third step\n"
    "\n"
    "| left | right |\n"
    "|------|-------|\n"
    "| 1    | $a$   |\n"
    "\n"
    "$$\\frac{a+b}{a-b} = \\frac{(a+b)^2}{a^2-b^2} = \\frac{a^2+2ab+b^2}{a^2-b^2} = "
    "\\frac{a^2+2ab+b^2+a^2-a^2}{a^2-b^2+b^2-b^2}$$\n";

typedef struct {
    Arena *arena;
    const Lesson *lesson;
    CheckOptions options;
    LessonView *view;
} Fixture;

static inline int setup_lesson(void **state, const char *text) {
    static Fixture fixture;
    fixture.arena = arena_new();
    fixture.options = check_options_default();
    LessonOptions options = {.notation = NULL};
    Diag diag = {0};
    LessonStatus status = lesson_parse(fixture.arena, "test.md", text, strlen(text), &options,
                                       &fixture.lesson, &diag);
    if (status != LESSON_OK) {
        print_error("test.md:%zu:%zu: %s\n", diag.at.line, diag.at.column, diag.message);
        arena_free(fixture.arena);
        return 1;
    }
    for (size_t i = 0; i < fixture.lesson->claim_count; i++) {
        (void)claim_decide(fixture.lesson->claims[i], &fixture.options);
    }
    fixture.view = lesson_view_new(fixture.lesson, &fixture.options);
    *state = &fixture;
    return 0;
}

static inline int setup(void **state) {
    return setup_lesson(state, LESSON);
}

static inline int teardown(void **state) {
    Fixture *fixture = *state;
    lesson_view_free(fixture->view);
    arena_free(fixture->arena);
    return 0;
}

/* Types the bytes as a terminal would send them. */
static inline void type(LessonView *view, const char *bytes) {
    size_t length = strlen(bytes);
    for (size_t i = 0; i < length;) {
        Key key;
        size_t used = key_decode(&key, bytes + i, length - i, true);
        assert_true(used > 0);
        lesson_view_key(view, &PLAIN, key);
        i += used;
    }
    (void)reading_save(&view->reading);
}

static inline bool shows(const LessonView *view, const char *part) {
    Terminal tall = PLAIN;
    tall.rows = 200;
    Text frame;
    text_init(&frame);
    lesson_view_draw(&frame, view, &tall);
    bool found = strstr(frame.bytes, part) != NULL;
    text_clear(&frame);
    return found;
}

/* Calls check(line, length) for each line. */
static inline void expect_lines_fit(const Text *text, size_t columns) {
    for (const char *line = text->bytes; *line != '\0';) {
        const char *end = strchr(line, '\n');
        size_t length = end != NULL ? (size_t)(end - line) : strlen(line);
        if (terminal_columns(line, length) > columns) {
            print_error("more than %zu columns: %.*s\n", columns, (int)length, line);
            fail();
        }
        line += length + (end != NULL ? 1 : 0);
    }
}

/* As many lines as rows, none too wide, no byte that the character set lacks. */
static inline void expect_frame(const Text *frame, const Terminal *terminal) {
    size_t lines = 1;
    for (size_t i = 0; i < frame->length; i++) {
        lines += frame->bytes[i] == '\n';
        assert_true(terminal->unicode || (unsigned char)frame->bytes[i] < 0x80);
        assert_true(terminal->styled || frame->bytes[i] != '\x1b');
    }
    assert_int_equal(lines, terminal->rows);
    expect_lines_fit(frame, terminal->columns);
}

#define WITH_LESSON(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

#endif
