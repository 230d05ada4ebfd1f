/* test_terminal_live.c - selecting, opening and breaking claims; parameters; reasons; resuming. */
#include <stdio.h>

#include "terminal_fixture.h"

#include "diffusion/schedule.h"

static const char LIVE[] = "---\n"
                           "title: Live\n"
                           "notation: ho\n"
                           "schedule: linear\n"
                           "steps: 50\n"
                           "---\n"
                           "\n"
                           "## First\n"
                           "\n"
                           "```claim bars source=\"Ho 2020, eq. 4\" doc=A-07\n"
                           "\\bar\\alpha_t = \\alpha_t \\bar\\alpha_{t-1} = (1-\\beta_t) "
                           "\\bar\\alpha_{t-1}\n"
                           "why: the product of $t$ factors has $\\alpha_t$ as its last one\n"
                           "why: by definition of alpha\n"
                           "wrong: \\bar\\alpha_t = \\alpha_t + \\bar\\alpha_{t-1} :: a product, "
                           "not a sum\n"
                           "```\n"
                           "\n"
                           "```claim law\n"
                           "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t} x_0, "
                           "1-\\bar\\alpha_t)\n"
                           "```\n"
                           "\n"
                           "## Second\n"
                           "\n"
                           "```exercise sum\n"
                           "ask: What is $1 + 1$?\n"
                           "answer: 2\n"
                           "```\n"
                           "\n"
                           "```claim hidden\n"
                           "\\alpha_t + \\beta_t = 1\n"
                           "```\n";

static int setup_live(void **state) {
    return setup_lesson(state, LIVE);
}

/* Types, and lets what the keys asked for be made. */
static void play(LessonView *view, const char *keys) {
    type(view, keys);
    lesson_view_settle(view);
}

static void expect_shown(const LessonView *view, const char *part) {
    if (!shows(view, part)) {
        Terminal tall = PLAIN;
        tall.rows = 60;
        Text frame;
        text_init(&frame);
        lesson_view_draw(&frame, view, &tall);
        print_error("'%s' is not in:\n%s\n", part, frame.bytes);
        text_clear(&frame);
        fail();
    }
}

static void test_tab_goes_through_the_claims_of_the_step(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    assert_int_equal(view->reading.selected, 0);
    assert_false(shows(view, "with t = 25"));
    play(view, "\t");
    assert_int_equal(view->reading.selected, 1);
    expect_shown(view, "with t = 25, T = 50 (linear)");
    play(view, "\t");
    assert_int_equal(view->reading.selected, 2);
    expect_shown(view, "means");
    play(view, "\t");
    assert_int_equal(view->reading.selected, 1);
    play(view, "\x1b[Z");
    assert_int_equal(view->reading.selected, 2);
    play(view, "\x1b");
    assert_int_equal(view->reading.selected, 0);
    assert_false(shows(view, "with t = 25"));
}

static void test_hidden_claims_are_not_selected(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    play(view, "n\x1b\t");
    assert_int_equal(view->reading.step, 1);
    assert_int_equal(view->reading.selected, 0);
    play(view, "i2\r\t"); /* answered: what follows the question is there */
    assert_int_equal(view->reading.selected, 1);
}

static void test_enter_opens_the_evidence_and_escape_closes_it(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    play(view, "\t\r");
    expect_shown(view, "Claim 1 of 2: bars");
    expect_shown(view, "How it was decided");
    expect_shown(view, "proof: proved");
    expect_shown(view, "points");
    expect_shown(view, "Ho 2020, eq. 4");
    expect_shown(view, "A-07");
    expect_shown(view, "a product, not a sum");
    expect_shown(view, "refuted");
    expect_shown(view, "mutants");
    expect_shown(view, "by definition of alpha");
    expect_shown(view, "with t = 25");
    play(view, "\t");
    expect_shown(view, "Claim 2 of 2: law");
    play(view, "\x1b");
    assert_false(shows(view, "How it was decided"));
    assert_int_equal(view->reading.selected, 2);
    assert_false(view->quit);
}

static void test_a_changed_t_changes_the_values(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    ScheduleError error;
    Schedule *schedule = schedule_new("linear", 50, &error);
    assert_non_null(schedule);
    static const struct {
        const char *keys;
        size_t t;
    } CASES[] = {{"\t", 25}, {"30t", 30}, {"]", 31}, {"[[", 29}, {"}", 31}, {"{", 29}, {"99t", 50}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        play(view, CASES[i].keys);
        char part[64];
        snprintf(part, sizeof part, "%.6g", schedule->alpha_bar[CASES[i].t]);
        expect_shown(view, part);
        snprintf(part, sizeof part, "t=%zu", CASES[i].t);
        expect_shown(view, part);
    }
    play(view, "]");
    expect_shown(view, "the largest value");
    schedule_free(schedule);
}

static void test_a_changed_schedule_changes_the_values(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    for (size_t i = 0; i < schedule_count(); i++) {
        play(view, i == 0 ? "\ts" : "]");
        ScheduleError error;
        Schedule *schedule = schedule_new(view->reading.setting.schedule, 50, &error);
        char part[64];
        snprintf(part, sizeof part, "%.6g", schedule->alpha_bar[25]);
        expect_shown(view, part);
        expect_shown(view, view->reading.setting.schedule);
        schedule_free(schedule);
    }
}

static void test_a_broken_formula_parts_and_is_whole_again(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    play(view, "\tx");
    expect_shown(view, "broken 1 of");
    expect_shown(view, "a product, not a sum");
    expect_shown(view, "≠");
    expect_shown(view, "refuted");
    assert_false(shows(view, "holds · proved [bars]"));
    play(view, "x");
    expect_shown(view, "broken 2 of");
    play(view, "XX");
    assert_int_equal(view->reading.broken, view->reading.broken_count); /* round to the last */
    play(view, "\x1b");
    assert_int_equal(view->reading.broken, 0);
    expect_shown(view, "holds");
    assert_int_equal(view->reading.selected, 1);
}

static void test_every_broken_formula_can_be_drawn(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    play(view, "\t");
    size_t count = 0, parted = 0;
    do {
        play(view, "x");
        count++;
        expect_shown(view, "broken");
        parted += shows(view, "≠");
    } while (view->reading.broken < view->reading.broken_count);
    print_message("%zu of %zu part at t = 25\n", parted, count);
    assert_true(count > 10 && parted + 3 >= count);
}

static void test_reasons_stand_beside_their_lines(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    assert_false(shows(view, "by definition of alpha"));
    play(view, "y");
    expect_shown(view, "the product of t factors has");
    expect_shown(view, "by definition of alpha");
    play(view, "y");
    assert_false(shows(view, "by definition of alpha"));
}

static void test_the_picture_follows_the_parameters(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    play(view, "v");
    assert_int_equal(view->panel, PANEL_PICTURE);
    expect_shown(view, "x_t at t = 25 of 50, linear schedule, data mix2: 20000 points, seed 1");
    expect_shown(view, "standard errors");
    expect_shown(view, "exact density");
    expect_shown(view, "•");
    expect_shown(view, "█");
    play(view, "\x1b[C"); /* the arrows play */
    expect_shown(view, "x_t at t = 26 of 50");
    play(view, "\x1b[B\x1b[C"); /* the next parameter is T */
    assert_int_equal(view->reading.setting.steps, 100);
    expect_shown(view, "x_t at t = 52 of 100");
    play(view, "500Nd]");
    expect_shown(view, "500 points");
    assert_false(shows(view, "data mix2"));
    play(view, "\x1b");
    assert_int_equal(view->panel, PANEL_NONE);
    assert_false(shows(view, "exact density"));
}

/* Ctrl-C while a picture is made stops it and nothing else; without one it leaves. */
static void test_control_c_stops_a_picture_first(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    type(view, "1000T1000t1000000Nv");
    (void)lesson_view_work(view);
    assert_true(lesson_view_busy(view));
    type(view, "\x03");
    assert_false(view->quit);
    expect_shown(view, "stopped");
    lesson_view_settle(view);
    assert_null(session_picture(view->reading.session)); /* without a trace */
    play(view, "100N10T");
    expect_shown(view, "100 points");
    type(view, "\x03");
    assert_true(view->quit && view->interrupted);
}

/* A step with a selected, a broken, an opened claim fits every terminal; ASCII stays ASCII. */
static void test_live_frames_fit_every_terminal(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    static const char *const KEYS[] = {"\t", "y", "x", "\r", "\x1b\x1b\x1b?", " v", "v"};
    for (size_t k = 0; k < COUNT(KEYS); k++) {
        play(view, KEYS[k]);
        for (size_t columns = TERMINAL_COLUMNS_MIN; columns <= 130; columns += 11) {
            for (size_t rows = TERMINAL_ROWS_MIN; rows <= 46; rows += 8) {
                Terminal terminal = {.unicode = columns % 2 == 0,
                                     .styled = rows % 3 != 0,
                                     .color = rows % 3 == 1,
                                     .columns = columns,
                                     .rows = rows};
                Text frame;
                text_init(&frame);
                lesson_view_draw(&frame, view, &terminal);
                expect_frame(&frame, &terminal);
                for (size_t i = 0; i < frame.length && !terminal.unicode; i++) {
                    assert_true((unsigned char)frame.bytes[i] < 0x80);
                }
                text_clear(&frame);
            }
        }
    }
}

static void test_the_help_fits_a_small_terminal(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    type(view, "?");
    Text frame;
    text_init(&frame);
    lesson_view_draw(&frame, view, &PLAIN);
    assert_non_null(strstr(frame.bytes, "ask the skipped one again")); /* its last line */
    assert_null(strstr(frame.bytes, "more"));
    text_clear(&frame);
}

/* The selected claim is on the screen, however small it is, also when its values arrive. */
static void test_the_selected_claim_is_on_the_screen(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    const Terminal small = {.unicode = true, .columns = 60, .rows = 14};
    for (size_t i = 0; i < 2; i++) {
        play(view, "\t");
        Text frame;
        text_init(&frame);
        lesson_view_draw(&frame, view, &small);
        assert_non_null(strstr(frame.bytes, "with t = 25"));
        text_clear(&frame);
    }
}

static void test_a_step_left_is_left_with_nothing_selected(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    play(view, "\txn");
    assert_int_equal(view->reading.step, 1);
    assert_int_equal(view->reading.selected, 0);
    assert_int_equal(view->reading.broken, 0);
    assert_int_equal(view->panel, PANEL_NONE);
}

/* Verdicts come from the other thread; the view is asked for the next one until none is left. */
static void test_claims_are_decided_in_the_background(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < fixture->lesson->claim_count; i++) {
        claim_forget(fixture->lesson->claims[i]);
    }
    expect_shown(fixture->view, "checking");
    lesson_view_settle(fixture->view);
    for (size_t i = 0; i < fixture->lesson->claim_count; i++) {
        const Verdict *verdict = claim_verdict(fixture->lesson->claims[i]);
        assert_non_null(verdict);
        assert_int_equal(verdict->kind, VERDICT_HOLDS);
    }
    assert_false(shows(fixture->view, "checking"));
}

static void test_a_lesson_goes_on_where_it_was_left(void **state) {
    Fixture *fixture = *state;
    Progress *progress = progress_load(fixture->arena, NULL);
    reading_resume(&fixture->view->reading, progress);
    assert_int_equal(fixture->view->reading.step, 0);
    play(fixture->view, "n2\r");
    Text text;
    text_init(&text);
    lesson_progress_text(&text, progress, fixture->lesson);
    assert_string_equal(text.bytes, "2 of 2 steps, 1 of 1 questions");
    text_clear(&text);
    LessonView *again = lesson_view_new(fixture->lesson, &fixture->options);
    reading_resume(&again->reading, progress);
    assert_int_equal(again->reading.step, 1);
    assert_true(again->reading.questions[0].done && !again->reading.questions[0].skipped);
    expect_shown(again, "you stopped here");
    type(again, "\x1b[H");
    assert_int_equal(again->reading.step, 0);
    type(again, "n\x1b[H"); /* later it is the top of the step again */
    assert_int_equal(again->reading.step, 1);
    lesson_view_free(again);
}

#define LIVE_TEST(test) cmocka_unit_test_setup_teardown(test, setup_live, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        LIVE_TEST(test_tab_goes_through_the_claims_of_the_step),
        LIVE_TEST(test_hidden_claims_are_not_selected),
        LIVE_TEST(test_enter_opens_the_evidence_and_escape_closes_it),
        LIVE_TEST(test_a_changed_t_changes_the_values),
        LIVE_TEST(test_a_changed_schedule_changes_the_values),
        LIVE_TEST(test_a_broken_formula_parts_and_is_whole_again),
        LIVE_TEST(test_every_broken_formula_can_be_drawn),
        LIVE_TEST(test_reasons_stand_beside_their_lines),
        LIVE_TEST(test_the_picture_follows_the_parameters),
        LIVE_TEST(test_control_c_stops_a_picture_first),
        LIVE_TEST(test_live_frames_fit_every_terminal),
        LIVE_TEST(test_the_help_fits_a_small_terminal),
        LIVE_TEST(test_the_selected_claim_is_on_the_screen),
        LIVE_TEST(test_a_step_left_is_left_with_nothing_selected),
        LIVE_TEST(test_claims_are_decided_in_the_background),
        LIVE_TEST(test_a_lesson_goes_on_where_it_was_left),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    verify_thread_end();
    return failed;
}
