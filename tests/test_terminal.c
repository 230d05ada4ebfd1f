/* test_terminal.c - wrapping, frames, keys and steps, without a terminal. */
#include "terminal_fixture.h"

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

static void test_what_is_cut_is_told_by_an_ellipsis(void **state) {
    (void)state;
    static const struct {
        size_t columns;
        bool unicode;
        const char *fitted;
    } CASES[] = {
        {7, true, "\x1b[1m扩散abc\x1b[0m"}, {6, true, "\x1b[1m扩散a\x1b[0m…"},
        {3, true, "\x1b[1m扩\x1b[0m…"},     {1, true, "\x1b[1m\x1b[0m"},
        {6, false, "\x1b[1m扩\x1b[0m..."},  {3, false, "\x1b[1m扩\x1b[0m"},
        {0, true, "\x1b[1m\x1b[0m"},
    };
    static const char LINE[] = "\x1b[1m扩散abc\x1b[0m";
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const Terminal terminal = {.unicode = CASES[i].unicode};
        Text out;
        text_init(&out);
        print_message("%zu columns\n", CASES[i].columns);
        terminal_fit(&out, &terminal, LINE, sizeof LINE - 1, CASES[i].columns);
        assert_string_equal(out.bytes, CASES[i].fitted);
        text_clear(&out);
    }
}

static void test_frames_fit_every_terminal(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    view->evidence = view->twins = true;
    for (size_t step = 0; step < fixture->lesson->step_count; step++) {
        view->reading.step = step;
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

static void test_steps_are_reached_by_number_and_by_arrows(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    type(view, "\x1b"); /* leave the line */
    type(view, "3g");
    assert_int_equal(view->reading.step, 2);
    type(view, "p");
    assert_int_equal(view->reading.step, 1);
    type(view, "9g");
    assert_int_equal(view->reading.step, 1);
    assert_non_null(view->reading.note);
    type(view, "\x1b[C");
    assert_int_equal(view->reading.step, 2);
    type(view, "n");
    assert_int_equal(view->reading.step, 2);
    type(view, "g");
    assert_int_equal(view->reading.step, 0);
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
    assert_int_equal(view->reading.step, 1);
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
    assert_non_null(fixture->view->reading.note);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_are_decoded),
        cmocka_unit_test(test_an_unfinished_sequence_waits_for_the_rest),
        cmocka_unit_test(test_prose_is_wrapped_within_any_width),
        cmocka_unit_test(test_no_line_begins_with_a_closing_mark),
        cmocka_unit_test(test_control_characters_never_reach_the_terminal),
        cmocka_unit_test(test_a_remarks_formulas_are_drawn_and_its_amounts_stay),
        WITH_LESSON(test_a_claim_in_one_line_fits_and_keeps_its_verdict),
        cmocka_unit_test(test_styles_end_on_every_line),
        cmocka_unit_test(test_no_color_keeps_bold_and_drops_colours),
        cmocka_unit_test(test_clipping_keeps_the_end_of_styles),
        cmocka_unit_test(test_what_is_cut_is_told_by_an_ellipsis),
        WITH_LESSON(test_frames_fit_every_terminal),
        cmocka_unit_test(test_a_list_is_broken_at_its_commas_first),
        cmocka_unit_test(test_symbols_are_told_in_words),
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
