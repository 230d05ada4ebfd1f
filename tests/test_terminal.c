/* test_terminal.c - wrapping, frames, keys and answers, without a terminal. */
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

static int setup(void **state) {
    static Fixture fixture;
    fixture.arena = arena_new();
    fixture.options = check_options_default();
    LessonOptions options = {.notation = NULL};
    Diag diag = {0};
    LessonStatus status = lesson_parse(fixture.arena, "test.md", LESSON, sizeof LESSON - 1,
                                       &options, &fixture.lesson, &diag);
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

static int teardown(void **state) {
    Fixture *fixture = *state;
    lesson_view_free(fixture->view);
    arena_free(fixture->arena);
    return 0;
}

/* Types the bytes as a terminal would send them. */
static void type(LessonView *view, const char *bytes) {
    size_t length = strlen(bytes);
    for (size_t i = 0; i < length;) {
        Key key;
        size_t used = key_decode(&key, bytes + i, length - i, true);
        assert_true(used > 0);
        lesson_view_key(view, &PLAIN, key);
        i += used;
    }
}

static bool shows(const LessonView *view, const char *part) {
    Terminal tall = PLAIN;
    tall.rows = 200;
    Text frame;
    text_init(&frame);
    lesson_view_draw(&frame, view, &tall);
    bool found = strstr(frame.bytes, part) != NULL;
    text_clear(&frame);
    return found;
}

static void test_keys_are_decoded(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        KeyKind kind;
        uint32_t code_point;
        size_t used;
    } CASES[] = {
        {"a", KEY_CHARACTER, 'a', 1},
        {"\\x", KEY_CHARACTER, '\\', 1},
        {"\r", KEY_ENTER, 0, 1},
        {"\x1b[A", KEY_UP, 0, 3},
        {"\x1bOB", KEY_DOWN, 0, 3},
        {"\x1b[5~q", KEY_PAGE_UP, 0, 4},
        {"\x1b", KEY_ESCAPE, 0, 1},
        {"\x1bq", KEY_ESCAPE, 0, 1},
        {"\x1b[1;5Cx", KEY_NONE, 0, 6},
        {"\xc3\xa9", KEY_CHARACTER, 0xE9, 2},
        {"\xe6\x89\xa9", KEY_CHARACTER, 0x6269, 3},
        {"\x7f", KEY_BACKSPACE, 0, 1},
        {"\x03", KEY_INTERRUPT, 0, 1},
        {"\x1b[Z", KEY_BACK_TAB, 0, 3},
        {"\xff", KEY_CHARACTER, 0xFFFD, 1},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Key key;
        size_t used = key_decode(&key, CASES[i].bytes, strlen(CASES[i].bytes), true);
        print_message("case %zu\n", i);
        assert_int_equal(used, CASES[i].used);
        assert_int_equal(key.kind, CASES[i].kind);
        assert_int_equal(key.code_point, CASES[i].code_point);
    }
}

static void test_an_unfinished_sequence_waits_for_the_rest(void **state) {
    (void)state;
    static const char *const BYTES[] = {"\x1b", "\x1b[", "\x1b[5", "\xe6\x89", "\x1bO"};
    for (size_t i = 0; i < COUNT(BYTES); i++) {
        Key key;
        assert_int_equal(key_decode(&key, BYTES[i], strlen(BYTES[i]), false), 0);
        assert_true(key_decode(&key, BYTES[i], strlen(BYTES[i]), true) > 0);
    }
}

/* Calls check(line, length) for each line. */
static void expect_lines_fit(const Text *text, size_t columns) {
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

static void test_prose_is_wrapped_within_any_width(void **state) {
    (void)state;
    static const char PROSE[] =
        "A few words, averyveryverylongwordthatisbrokenanywhere, 扩散模型的推导公式与"
        "注释：逐行检查，直到每一步都成立（一行也不例外）。 e\xcc\x81nd";
    for (size_t width = 4; width <= 120; width++) {
        Text out;
        text_init(&out);
        terminal_paragraph(&out, &PLAIN, width, STYLE_PLAIN, PROSE);
        expect_lines_fit(&out, width);
        size_t letters = 0, expected = 0;
        for (size_t i = 0; i < out.length; i++) {
            letters += out.bytes[i] != ' ' && out.bytes[i] != '\n';
        }
        for (size_t i = 0; i < sizeof PROSE - 1; i++) {
            expected += PROSE[i] != ' ';
        }
        assert_int_equal(letters, expected); /* nothing is lost */
        text_clear(&out);
    }
}

static void test_no_line_begins_with_a_closing_mark(void **state) {
    (void)state;
    for (size_t width = 6; width <= 40; width++) {
        Text out;
        text_init(&out);
        terminal_paragraph(&out, &PLAIN, width, STYLE_PLAIN,
                           "逐行检查，直到每一步都成立，一行也不例外。");
        assert_null(strstr(out.bytes, "\n，"));
        assert_null(strstr(out.bytes, "\n。"));
        text_clear(&out);
    }
}

static void test_control_characters_never_reach_the_terminal(void **state) {
    (void)state;
    static const char HOSTILE[] = "a\x1b]0;title\x07"
                                  "b\x9b"
                                  "c\xc2\x9b"
                                  "d\x7f";
    for (int unicode = 0; unicode <= 1; unicode++) {
        Terminal terminal = PLAIN;
        terminal.unicode = unicode;
        Text out;
        text_init(&out);
        terminal_put(&out, &terminal, STYLE_PLAIN, HOSTILE);
        for (size_t i = 0; i < out.length; i++) {
            unsigned char c = (unsigned char)out.bytes[i];
            assert_true(c >= 0x20 && c != 0x7F);
            assert_true(unicode || c < 0x80);
        }
        assert_null(strstr(out.bytes, "\xc2\x9b"));
        text_clear(&out);
    }
}

static void test_values_lose_only_their_last_zeros(void **state) {
    (void)state;
    static const char *const CASES[][2] = {
        {"21.1600", "21.16\n"}, {"2.00000", "2\n"},     {"100", "100\n"},
        {"-0.50", "-0.5\n"},    {"1.0e10", "1.0e10\n"}, {"undefined", "undefined\n"},
        {"0.05", "0.05\n"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Text out;
        text_init(&out);
        Wrap wrap;
        wrap_begin(&wrap, &out, &PLAIN, 40, "", "");
        wrap_value(&wrap, STYLE_PLAIN, CASES[i][0]);
        wrap_end(&wrap);
        assert_string_equal(out.bytes, CASES[i][1]);
        text_clear(&out);
    }
}

static void test_a_remarks_formulas_are_drawn_and_its_amounts_stay(void **state) {
    (void)state;
    static const struct {
        const char *remark, *shown;
    } CASES[] = {
        {"a bar is missing", "a bar is missing\n"},
        {"$\\bar\\alpha_t$, not $\\alpha_t$.", "ᾱₜ, not αₜ.\n"},
        {"the root of $x^2$", "the root of x²\n"},
        {"5$ or 6$ a bar", "5$ or 6$ a bar\n"},
        {"5$or 6$7", "5$or 6$7\n"},
        {"never closed: $x_1", "never closed: $x_1\n"},
        {"empty: $$ and \\$x\\$", "empty: $$ and $x$\n"},
        {"a dollar inside: $a \\$ b", "a dollar inside: $a $ b\n"},
        {"a backslash at the end\\", "a backslash at the end\\\n"},
        {"open $x\\", "open $x\\\n"},
        {"$", "$\n"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Text out;
        text_init(&out);
        terminal_remark(&out, &PLAIN, 80, STYLE_PLAIN, CASES[i].remark);
        assert_string_equal(out.bytes, CASES[i].shown);
        text_clear(&out);
    }
}

/* Place, formula and verdict; a formula that is too long is cut, the verdict is not. */
static void test_a_claim_in_one_line_fits_and_keeps_its_verdict(void **state) {
    const Fixture *fixture = *state;
    static const size_t WIDTHS[] = {48, 80, 120};
    for (size_t i = 0; i < 2 * COUNT(WIDTHS); i++) {
        size_t width = WIDTHS[i / 2];
        Terminal terminal = PLAIN;
        terminal.unicode = i % 2 == 0;
        Text out;
        text_init(&out);
        terminal_claim_line(&out, &terminal, width, fixture->lesson->claims[0]);
        assert_true(terminal_columns(out.bytes, out.length - 1) <= width);
        assert_ptr_equal(strchr(out.bytes, '\n'), out.bytes + out.length - 1);
        assert_non_null(strstr(out.bytes, " test.md:"));
        assert_non_null(strstr(out.bytes, terminal.unicode ? "✔ holds" : "+ holds"));
        bool cut = strstr(out.bytes, terminal.unicode ? "…" : "...") != NULL;
        assert_int_equal(cut, width == 48);
        text_clear(&out);
    }
}

static void test_styles_end_on_every_line(void **state) {
    (void)state;
    Terminal terminal = PLAIN;
    terminal.styled = terminal.color = true;
    Text out;
    text_init(&out);
    terminal_paragraph(&out, &terminal, 12, STYLE_BAD, "several words that fill several lines");
    for (const char *line = out.bytes; *line != '\0'; line = strchr(line, '\n') + 1) {
        const char *end = strchr(line, '\n');
        assert_memory_equal(end - 4, "\x1b[0m", 4);
        assert_int_equal(line[0], '\x1b');
    }
    text_clear(&out);
}

static void test_no_color_keeps_bold_and_drops_colours(void **state) {
    (void)state;
    Terminal terminal = PLAIN;
    terminal.styled = true;
    Text out;
    text_init(&out);
    terminal_put(&out, &terminal, STYLE_GOOD, "good");
    terminal_put(&out, &terminal, STYLE_BAD, "bad");
    assert_string_equal(out.bytes, "good\x1b[1mbad\x1b[0m");
    text_clear(&out);
}

static void test_clipping_keeps_the_end_of_styles(void **state) {
    (void)state;
    static const char LINE[] = "\x1b[1m扩散abc\x1b[0m";
    Text out;
    text_init(&out);
    terminal_clip(&out, LINE, sizeof LINE - 1, 3);
    assert_string_equal(out.bytes, "\x1b[1m扩\x1b[0m");
    text_clear(&out);
}

/* As many lines as rows, none too wide, no byte that the character set lacks. */
static void expect_frame(const Text *frame, const Terminal *terminal) {
    size_t lines = 1;
    for (size_t i = 0; i < frame->length; i++) {
        lines += frame->bytes[i] == '\n';
        assert_true(terminal->unicode || (unsigned char)frame->bytes[i] < 0x80);
        assert_true(terminal->styled || frame->bytes[i] != '\x1b');
    }
    assert_int_equal(lines, terminal->rows);
    expect_lines_fit(frame, terminal->columns);
}

static void test_frames_fit_every_terminal(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    view->evidence = view->twins = true;
    for (size_t step = 0; step < fixture->lesson->step_count; step++) {
        view->step = step;
        for (size_t columns = TERMINAL_COLUMNS_MIN; columns <= 130; columns += 5) {
            for (unsigned variant = 0; variant < 8; variant++) {
                Terminal terminal = {
                    .unicode = variant & 1, .styled = variant & 2, .color = variant & 4};
                terminal.columns = columns;
                terminal.rows = 6 + columns / 4;
                Text frame;
                text_init(&frame);
                lesson_view_draw(&frame, view, &terminal);
                expect_frame(&frame, &terminal);
                view->help = !view->help;
                text_reset(&frame);
                lesson_view_draw(&frame, view, &terminal);
                expect_frame(&frame, &terminal);
                view->help = !view->help;
                text_clear(&frame);
            }
        }
    }
}

static void test_the_derivation_is_hidden_until_the_question_is_answered(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    assert_true(shows(view, "Question:"));
    assert_false(shows(view, "Hidden words"));
    type(view, "\x1b[C"); /* right */
    assert_int_equal(view->step, 0);
    assert_non_null(view->note);
    type(view, "a^2+b^2+ab+ba\r");
    assert_true(shows(view, "right"));
    assert_true(shows(view, "Hidden words"));
    assert_true(shows(view, "holds"));
}

static void test_enter_on_the_empty_line_skips(void **state) {
    Fixture *fixture = *state;
    type(fixture->view, "\r");
    assert_true(shows(fixture->view, "Hidden words"));
    assert_true(shows(fixture->view, "skipped"));
    type(fixture->view, "n");
    assert_int_equal(fixture->view->step, 1);
}

static void test_an_equal_answer_is_right_in_any_form(void **state) {
    Fixture *fixture = *state;
    static const char *const TYPED[] = {"a^2+2ab+b^2", "(a+b)(b+a)", "x_0 = (a+b)^2",
                                        "(a+b)^3/(a+b)", "\\frac{(2a+2b)^2}{4}"};
    for (size_t i = 0; i < COUNT(TYPED); i++) {
        print_message("%s\n", TYPED[i]);
        Answer answer = answer_check(fixture->arena, fixture->view->exercises[0].exercise, TYPED[i],
                                     &fixture->options);
        if (answer.message != NULL) {
            print_error("%s\n", answer.message);
        }
        assert_int_equal(answer.kind, ANSWER_RIGHT);
    }
}

static void test_a_wrong_answer_gets_a_counterexample(void **state) {
    Fixture *fixture = *state;
    Answer answer = answer_check(fixture->arena, fixture->view->exercises[0].exercise,
                                 "a^2 - 2ab + b^2", &fixture->options);
    assert_int_equal(answer.kind, ANSWER_WRONG);
    assert_non_null(answer.counterexample);
    assert_null(answer.remark);
    type(fixture->view, "a^2 - 2ab + b^2\r");
    assert_true(shows(fixture->view, "your answer gives"));
    assert_true(shows(fixture->view, "; that is not it"));
    assert_false(shows(fixture->view, answer.counterexample->left)); /* the right value */
    assert_false(shows(fixture->view, "Hidden words"));
}

static void test_an_authors_mistake_gets_its_remark(void **state) {
    Fixture *fixture = *state;
    type(fixture->view, "b^2 + a^2\r");
    assert_true(shows(fixture->view, "the mixed term is missing"));
    type(fixture->view, "\x15(a+b)^2\r"); /* Ctrl-U */
    assert_true(fixture->view->exercises[0].done);
    assert_false(fixture->view->exercises[0].skipped);
}

static void test_an_unreadable_answer_says_where(void **state) {
    Fixture *fixture = *state;
    const Exercise *exercise = fixture->view->exercises[0].exercise;
    Answer broken = answer_check(fixture->arena, exercise, "a + \\frac{b", &fixture->options);
    assert_int_equal(broken.kind, ANSWER_UNREADABLE);
    Answer unknown = answer_check(fixture->arena, exercise, "a + c", &fixture->options);
    assert_int_equal(unknown.kind, ANSWER_UNREADABLE);
    assert_non_null(strstr(unknown.message, "column 5"));
}

static const Lesson *question(Arena *arena, const char *answer) {
    const Lesson *lesson = NULL;
    Diag diag = {0};
    const char *text = arena_printf(
        arena, "---\nnotation: ho\n---\n```exercise e\nask: a\nanswer: %s\n```\n", answer);
    assert_int_equal(lesson_parse(arena, "q.md", text, strlen(text), NULL, &lesson, &diag),
                     LESSON_OK);
    return lesson;
}

static void test_decimals_and_slips_of_typing_are_answered_in_plain_words(void **state) {
    (void)state;
    static const struct {
        const char *answer, *typed;
        AnswerKind kind;
        const char *message; /* a part */
    } CASES[] = {
        {"\\sqrt{0.504}", "0.7099", ANSWER_ROUNDED, NULL},
        {"\\sqrt{0.504}", "0.71", ANSWER_ROUNDED, NULL},
        {"\\sqrt{0.504}", "x = 0.71 ", ANSWER_ROUNDED, NULL},
        {"\\sqrt{0.504}", "0.709", ANSWER_ROUNDED, NULL}, /* cut off */
        {"-\\sqrt{0.504}", "-0.710", ANSWER_ROUNDED, NULL},
        {"\\sqrt{0.504}", "-0.710", ANSWER_WRONG, NULL},
        {"\\sqrt{0.504}", "0.711", ANSWER_WRONG, NULL},
        {"\\sqrt{0.504}", "0.7100", ANSWER_WRONG, NULL},
        {"\\sqrt{0.504}", "0.7", ANSWER_WRONG, NULL},
        {"\\frac{1}{100} + \\frac{1}{999}", "0.01", ANSWER_WRONG, NULL},
        {"\\alpha_t", "0.710", ANSWER_WRONG, NULL},
        {"\\frac{71}{100}", "0.71", ANSWER_RIGHT, NULL},
        {"\\frac{71}{100}", "0,71", ANSWER_UNREADABLE, "write 0.71"},
        {"5", "5, 6", ANSWER_UNREADABLE, "without a comma"},
        {"5", "5\\,", ANSWER_RIGHT, NULL},
        {"5", "r", ANSWER_UNREADABLE, "the letter r is not known here"},
        {"5", "sqrt(25)", ANSWER_UNREADABLE, "is not known here; write \\sqrt{25}"},
        {"5", "sqrt{25}", ANSWER_UNREADABLE, "is not known here; write \\sqrt{25}"},
        {"5", "frac{10}{2}", ANSWER_UNREADABLE, "write \\frac{"},
        {"\\alpha_t", "alpha_t", ANSWER_UNREADABLE, "write \\alpha"},
        {"\\beta_t", "\\frac{beta_t}{1}", ANSWER_UNREADABLE, "write \\beta"},
        {"5", "eps", ANSWER_UNREADABLE, "write \\epsilon"},
    };
    CheckOptions options = check_options_default();
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Arena *arena = arena_new();
        const Lesson *lesson = question(arena, CASES[i].answer);
        Answer answer = answer_check(arena, lesson->exercises[0], CASES[i].typed, &options);
        print_message("%s for %s: %s\n", CASES[i].typed, CASES[i].answer,
                      answer.message != NULL ? answer.message : "");
        assert_int_equal(answer.kind, CASES[i].kind);
        if (CASES[i].message != NULL) {
            assert_non_null(strstr(answer.message, CASES[i].message));
        }
        arena_free(arena);
    }
}

static void test_a_wrong_answer_is_replaced_by_the_next_character(void **state) {
    Fixture *fixture = *state;
    ExerciseView *line = &fixture->view->exercises[0];
    type(fixture->view, "a\ra");
    assert_string_equal(line->typed, "a");
    type(fixture->view, "b\r\x7f"); /* any other key edits it */
    assert_string_equal(line->typed, "a");
    type(fixture->view, "b\r\tb^2");
    assert_string_equal(line->typed, "b^2");
    type(fixture->view, "+\\frac{\rb"); /* what cannot be read stays to be mended */
    assert_string_equal(line->typed, "b^2+\\frac{b");
    assert_false(line->done);
}

static void test_keys_do_not_answer_a_question_that_is_off_the_screen(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    Terminal low = PLAIN;
    low.rows = 8;
    low.columns = 40;
    static const Key KEYS[] = {{KEY_ENTER, 0}, {KEY_CHARACTER, 'x'}, {KEY_TAB, 0}};
    for (size_t i = 0; i < COUNT(KEYS); i++) {
        view->scroll = 0;
        lesson_view_key(view, &low, KEYS[i]);
        assert_true(view->scroll > 0);
        assert_false(view->exercises[0].done);
        assert_int_equal(view->exercises[0].length, 0);
        assert_int_equal(view->exercises[0].hints, 0);
    }
    Text frame;
    text_init(&frame);
    lesson_view_draw(&frame, view, &low);
    assert_non_null(strstr(frame.bytes, "> "));
    lesson_view_key(view, &low, KEYS[1]);
    assert_string_equal(view->exercises[0].typed, "x");
    view->scroll = 0;
    lesson_view_key(view, &low, (Key){.kind = KEY_ESCAPE});
    assert_true(view->leave_line);
    assert_int_equal(view->scroll, 0);
    text_clear(&frame);
}

static void test_a_skipped_question_is_asked_again(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    type(view, "\r");
    assert_true(view->exercises[0].skipped);
    type(view, "i(a+b)^2");
    assert_false(shows(view, "Hidden words"));
    assert_string_equal(view->exercises[0].typed, "(a+b)^2");
    type(view, "\r");
    assert_true(view->exercises[0].done && !view->exercises[0].skipped);
    type(view, "i");
    assert_true(view->exercises[0].done);
    assert_non_null(view->note);
    type(view, "?");
    assert_true(shows(view, "Ctrl-U"));
}

static void test_a_list_is_broken_at_its_commas_first(void **state) {
    (void)state;
    static const char TEX[] = "f(a, b) = 100000 + 20000, \\quad b = 300000, \\quad c = 40000";
    Arena *arena = arena_new();
    Source source = {.name = "t", .bytes = TEX, .length = sizeof TEX - 1};
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, (Span){0, sizeof TEX - 1}, &diag);
    assert_non_null(noad);
    static const struct {
        size_t width;
        const char *shown;
    } CASES[] = {
        {80, "f(a, b) = 100000 + 20000,  b = 300000,  c = 40000\n"},
        {40, "f(a, b) = 100000 + 20000,  b = 300000,\nc = 40000\n"},
        {26, "f(a, b) = 100000 + 20000,\nb = 300000,  c = 40000\n"},
        {20, "f(a, b)\n  = 100000 + 20000,\nb = 300000,\nc = 40000\n"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Text out;
        text_init(&out);
        terminal_formula(&out, &PLAIN, CASES[i].width, noad);
        assert_string_equal(out.bytes, CASES[i].shown);
        text_clear(&out);
    }
    arena_free(arena);
}

static void test_symbols_are_told_in_words(void **state) {
    (void)state;
    static const char TEXT[] =
        "# comment\nreal x in (-3,3)\nreal a, b in (0.1,2)\n  int n in 2..6\n"
        "seq w_i in (0.3,0.99)\nletseq \\bar w_t = \\prod_{i=1}^{t} w_i\n"
        "normal X_1 = \\mathcal N(\\mu_1, f(x, y)^2)\nassume a \\le b\nfun f(x, y) = x\n"
        "noise z\ndensity q, p\nmatrix A\nchain s_t = w_t s_{t-1} + \\epsilon_t\nodd line";
    static const char SHOWN[] = "Letters:\n"
                                "  x: a real number between -3 and 3\n"
                                "  a, b: real numbers between 0.1 and 2\n"
                                "  n: a whole number from 2 to 6\n"
                                "  wᵢ: for every index a real number between 0.3 and 0.99\n"
                                "  w̄ₜ: short for ∏ᵢ₌₁ᵗ wᵢ\n"
                                "  X₁: normal, mean μ₁, variance f(x, y)²\n"
                                "  only where a ≤ b\n"
                                "  f(x, y): short for x\n"
                                "  z: standard normal noise\n"
                                "  q, p: densities of the chain\n"
                                "  A: a square matrix\n"
                                "  sₜ: the chain of steps sₜ = wₜsₜ₋₁ + ϵₜ\n"
                                "  odd line\n";
    const Block block = {.kind = BLOCK_SYMBOLS, .text = TEXT};
    Text out;
    text_init(&out);
    terminal_block(&out, &PLAIN, 80, &block);
    assert_string_equal(out.bytes, SHOWN);
    text_clear(&out);
}

static void test_hints_come_one_at_a_time(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    assert_false(shows(view, "Multiply it out"));
    type(view, "h");
    assert_true(shows(view, "Multiply it out"));
    assert_false(shows(view, "There are four products"));
    type(view, "\t");
    assert_true(shows(view, "There are four products"));
    type(view, "h");
    assert_non_null(view->note);
    assert_string_equal(view->exercises[0].typed, "");
    type(view, "2h");
    assert_string_equal(view->exercises[0].typed, "2h");
}

static void test_the_line_is_edited_by_characters(void **state) {
    Fixture *fixture = *state;
    ExerciseView *line = &fixture->view->exercises[0];
    type(fixture->view, "aéc\x1b[D\x7f");
    assert_string_equal(line->typed, "ac");
    type(fixture->view, "扩\x1b[H\x1b[3~b \x1b[F d");
    assert_string_equal(line->typed, "b 扩c d");
    type(fixture->view, "\x17");
    assert_string_equal(line->typed, "b 扩c ");
    for (size_t i = 0; i < 2 * ANSWER_LENGTH_MAX; i++) {
        type(fixture->view, "x");
    }
    assert_true(line->length <= ANSWER_LENGTH_MAX);
    assert_int_equal(strlen(line->typed), line->length);
}

static void test_steps_are_reached_by_number_and_by_arrows(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    type(view, "\x1b"); /* leave the line */
    type(view, "3g");
    assert_int_equal(view->step, 2);
    type(view, "p");
    assert_int_equal(view->step, 1);
    type(view, "9g");
    assert_int_equal(view->step, 1);
    assert_non_null(view->note);
    type(view, "\x1b[C");
    assert_int_equal(view->step, 2);
    type(view, "n");
    assert_int_equal(view->step, 2);
    type(view, "g");
    assert_int_equal(view->step, 0);
    assert_false(view->leave_line); /* the question is asked again */
}

static void test_evidence_and_twins_show_on_their_keys(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    type(view, "\r");
    assert_false(shows(view, "ms)"));
    type(view, "e");
    assert_true(shows(view, "ms)"));
    assert_true(shows(view, "1 of 1 refuted"));
    assert_false(shows(view, "wrong: "));
    type(view, "w");
    assert_true(shows(view, "wrong: "));
    type(view, "ew");
    assert_false(shows(view, "ms)"));
}

static void test_scrolling_reaches_every_line_and_no_further(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    Terminal low = PLAIN;
    low.rows = 8;
    Key down = {.kind = KEY_DOWN};
    type(view, "\r");
    Text frame;
    text_init(&frame);
    lesson_view_draw(&frame, view, &low);
    assert_non_null(strstr(frame.bytes, "more"));
    for (size_t i = 0; i < 100; i++) {
        lesson_view_key(view, &low, down);
    }
    size_t end = view->scroll;
    assert_true(end < 100);
    lesson_view_key(view, &low, (Key){.kind = KEY_UP});
    assert_int_equal(view->scroll, end - 1);
    lesson_view_key(view, &low, down);
    text_reset(&frame);
    lesson_view_draw(&frame, view, &low);
    assert_null(strstr(frame.bytes, "more"));
    assert_non_null(strstr(frame.bytes, "school book"));
    lesson_view_key(view, &low, (Key){.kind = KEY_CHARACTER, .code_point = ' '});
    assert_int_equal(view->step, 1);
    assert_int_equal(view->scroll, 0);
    text_clear(&frame);
}

static void test_a_long_formula_is_broken_at_its_relations(void **state) {
    Fixture *fixture = *state;
    const Step *step = &fixture->lesson->steps[2];
    for (size_t i = 0; i < step->block_count; i++) {
        if (step->blocks[i].kind != BLOCK_DISPLAY) {
            continue;
        }
        for (size_t width = 24; width <= 100; width++) {
            Text out;
            text_init(&out);
            terminal_formula(&out, &PLAIN, width, step->blocks[i].noad);
            expect_lines_fit(&out, width);
            text_clear(&out);
        }
        return;
    }
    fail_msg("the lesson lost its display");
}

static void test_leaving(void **state) {
    Fixture *fixture = *state;
    type(fixture->view, "q"); /* typed into the answer */
    assert_false(fixture->view->quit);
    assert_non_null(fixture->view->note);
    type(fixture->view, "\x1b");
    type(fixture->view, "q");
    assert_true(fixture->view->quit);
    assert_false(fixture->view->interrupted);
    type(fixture->view, "\x03");
    assert_true(fixture->view->interrupted);
}

static void test_the_whole_lesson_is_printed_with_its_verdicts(void **state) {
    Fixture *fixture = *state;
    const ClaimShow show = {.formula = true, .label = true};
    Text out;
    text_init(&out);
    terminal_lesson_print(&out, &PLAIN, fixture->lesson, &show);
    static const char *const PARTS[] = {
        "Squares of sums", "Question:",  "Hidden words", "[binomial]",
        "any school book", "holds",      "fails",        "as expected",
        "the two sides",   "third step", "right"};
    for (size_t i = 0; i < COUNT(PARTS); i++) {
        print_message("%s\n", PARTS[i]);
        assert_non_null(strstr(out.bytes, PARTS[i]));
    }
    expect_lines_fit(&out, PLAIN.columns);
    text_clear(&out);
}

static void menu_type(MenuView *menu, const char *bytes) {
    size_t length = strlen(bytes);
    for (size_t i = 0; i < length;) {
        Key key;
        i += key_decode(&key, bytes + i, length - i, true);
        menu_view_key(menu, key);
    }
}

static void test_the_menu_takes_arrows_and_numbers(void **state) {
    (void)state;
    MenuEntry entries[14];
    for (size_t i = 0; i < COUNT(entries); i++) {
        entries[i] = (MenuEntry){(int)i + 1, "A title that is long enough to be wrapped",
                                 "And a summary.", "2 of 3 steps"};
    }
    MenuView menu = {.count = COUNT(entries), .entries = entries};
    menu_type(&menu, "\x1b[B\x1b[Bjk\x1b[A");
    assert_int_equal(menu.selected, 1);
    menu_type(&menu, "12");
    assert_int_equal(menu.selected, 11);
    menu_type(&menu, "x19");
    assert_int_equal(menu.selected, 8);
    for (size_t columns = TERMINAL_COLUMNS_MIN; columns <= 120; columns += 10) {
        Terminal terminal = {.unicode = true, .styled = true, .columns = columns, .rows = 10};
        Text frame;
        text_init(&frame);
        menu_view_draw(&frame, &menu, &terminal);
        expect_frame(&frame, &terminal);
        assert_non_null(strstr(frame.bytes, ">  9")); /* the selected entry is on the screen */
        text_clear(&frame);
    }
    assert_false(menu.chosen);
    menu_type(&menu, "\r");
    assert_true(menu.chosen);
    menu_type(&menu, "q");
    assert_true(menu.quit);
}

#define WITH_LESSON(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_are_decoded),
        cmocka_unit_test(test_an_unfinished_sequence_waits_for_the_rest),
        cmocka_unit_test(test_prose_is_wrapped_within_any_width),
        cmocka_unit_test(test_no_line_begins_with_a_closing_mark),
        cmocka_unit_test(test_control_characters_never_reach_the_terminal),
        cmocka_unit_test(test_values_lose_only_their_last_zeros),
        cmocka_unit_test(test_a_remarks_formulas_are_drawn_and_its_amounts_stay),
        WITH_LESSON(test_a_claim_in_one_line_fits_and_keeps_its_verdict),
        cmocka_unit_test(test_styles_end_on_every_line),
        cmocka_unit_test(test_no_color_keeps_bold_and_drops_colours),
        cmocka_unit_test(test_clipping_keeps_the_end_of_styles),
        WITH_LESSON(test_frames_fit_every_terminal),
        WITH_LESSON(test_the_derivation_is_hidden_until_the_question_is_answered),
        WITH_LESSON(test_enter_on_the_empty_line_skips),
        WITH_LESSON(test_an_equal_answer_is_right_in_any_form),
        WITH_LESSON(test_a_wrong_answer_gets_a_counterexample),
        WITH_LESSON(test_an_authors_mistake_gets_its_remark),
        WITH_LESSON(test_an_unreadable_answer_says_where),
        cmocka_unit_test(test_decimals_and_slips_of_typing_are_answered_in_plain_words),
        WITH_LESSON(test_a_wrong_answer_is_replaced_by_the_next_character),
        WITH_LESSON(test_keys_do_not_answer_a_question_that_is_off_the_screen),
        WITH_LESSON(test_a_skipped_question_is_asked_again),
        cmocka_unit_test(test_a_list_is_broken_at_its_commas_first),
        cmocka_unit_test(test_symbols_are_told_in_words),
        WITH_LESSON(test_hints_come_one_at_a_time),
        WITH_LESSON(test_the_line_is_edited_by_characters),
        WITH_LESSON(test_steps_are_reached_by_number_and_by_arrows),
        WITH_LESSON(test_evidence_and_twins_show_on_their_keys),
        WITH_LESSON(test_scrolling_reaches_every_line_and_no_further),
        WITH_LESSON(test_a_long_formula_is_broken_at_its_relations),
        WITH_LESSON(test_leaving),
        WITH_LESSON(test_the_whole_lesson_is_printed_with_its_verdicts),
        cmocka_unit_test(test_the_menu_takes_arrows_and_numbers),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    verify_thread_end();
    return failed;
}
