/* Tests of the window: keys and time. */
#include "window_fixture.h"

static void test_space_reads_on_to_the_last_step(void **state) {
    Fixture *fixture = *state;
    size_t presses = 0;
    while (fixture->reading.step + 1 < fixture->lesson->step_count && presses < 2000) {
        draw(fixture);
        key(fixture, reading_open_question(&fixture->reading) != NULL ? KEY_ENTER : KEY_PAGE_DOWN);
        presses++;
    }
    assert_int_equal(fixture->reading.step, fixture->lesson->step_count - 1);
    key(fixture, KEY_HOME);
    assert_int_equal(fixture->reading.step, 0);
}

static void test_the_lesson_is_drawn_at_every_size(void **state) {
    Fixture *fixture = *state;
    const float sizes[][2] = {{480, 360}, {800, 600}, {1280, 720}, {600, 1200}, {3840, 2160}};
    for (size_t i = 0; i < 5; i++) {
        window_view_resize(fixture->view, sizes[i][0], sizes[i][1], 1.0f);
        for (int show = 0; show < 3; show++) {
            assert_drawn(fixture);
            type(fixture, show == 2 ? "" : "\x76"); /* v */
        }
        key(fixture, KEY_F5);
        assert_drawn(fixture);
        key(fixture, KEY_F5);
        type(fixture, "v");
    }
}

static void test_every_theme_and_overlay_is_drawn(void **state) {
    Fixture *fixture = *state;
    key(fixture, KEY_ESCAPE); /* leaves the line of the question */
    for (size_t i = 0; i < theme_count(); i++) {
        type(fixture, "l");
        assert_drawn(fixture);
    }
    assert_ptr_equal(window_view_theme(fixture->view), theme_find("light"));
    pointer(fixture, WINDOW_MOVE, 300.0f, 300.0f);
    const char *const overlays[] = {"?", "z"};
    for (size_t i = 0; i < 2; i++) {
        draw(fixture);
        size_t before = fixture->list.mark_count;
        type(fixture, overlays[i]);
        draw(fixture);
        assert_true(fixture->list.mark_count > before);
        type(fixture, overlays[i]);
    }
    type(fixture, "B");
    draw(fixture);
    assert_int_equal(fixture->list.mark_count, 1);
    type(fixture, " ");
    assert_drawn(fixture);
}

static void test_playing_moves_time_to_its_end_and_stops(void **state) {
    Fixture *fixture = *state;
    key(fixture, KEY_ESCAPE);
    assert_false(window_view_moves(fixture->view) && !session_is_busy(fixture->reading.session));
    type(fixture, "a");
    assert_true(window_view_moves(fixture->view));
    double before = window_view_scene(fixture->view)->controls.time;
    (void)window_view_update(fixture->view, 100.0);
    assert_true(window_view_scene(fixture->view)->controls.time > before);
    for (int i = 0; i < 300; i++) {
        (void)window_view_update(fixture->view, 100.0);
    }
    assert_close(window_view_scene(fixture->view)->controls.time, 50.0, 0.0);
    assert_int_equal(fixture->reading.setting.t, 50);
}

static void test_the_speed_is_halved_and_doubled_within_its_range(void **state) {
    Fixture *fixture = *state;
    key(fixture, KEY_ESCAPE);
    const char *const keys[] = {"", "<", ">>>", ">>>>>>>>>>>>"};
    const double speeds[] = {1.0, 0.5, 4.0, 16.0};
    for (size_t i = 0; i < 4; i++) {
        type(fixture, keys[i]);
        type(fixture, "a");
        double before = window_view_scene(fixture->view)->controls.time;
        (void)window_view_update(fixture->view, 20.0);
        double way = window_view_scene(fixture->view)->controls.time - before;
        /* 50 steps in ten seconds, 20 ms of them. */
        assert_close(way, 0.1 * speeds[i], 1e-9);
        type(fixture, "a");
    }
}

static void test_a_claim_is_selected_broken_and_copied(void **state) {
    Fixture *fixture = *state;
    reading_show_all(&fixture->reading);
    key(fixture, KEY_RIGHT);
    reading_settle(&fixture->reading);
    key(fixture, KEY_COPY);
    assert_null(window_view_take_copied(fixture->view));
    key(fixture, KEY_TAB);
    assert_int_equal(fixture->reading.selected, 1);
    key(fixture, KEY_COPY);
    const char *copied = window_view_take_copied(fixture->view);
    assert_non_null(copied);
    assert_non_null(strstr(copied, "\\sqrt{0.7}\\,\\mathbb{E}[x_2|x_0]"));
    assert_null(window_view_take_copied(fixture->view));
    draw(fixture);
    size_t closed = fixture->list.glyph_count;
    key(fixture, KEY_ENTER);
    draw(fixture);
    assert_true(fixture->list.glyph_count > closed + 50); /* the evidence */
    type(fixture, "x");
    assert_int_equal(fixture->reading.broken, 1);
    key(fixture, KEY_ESCAPE);
    key(fixture, KEY_ESCAPE);
    key(fixture, KEY_ESCAPE);
    assert_int_equal(fixture->reading.selected, 0);
}

static void test_an_answer_is_typed_and_decided(void **state) {
    Fixture *fixture = *state;
    type(fixture, "0.504");
    key(fixture, KEY_ENTER);
    Question *question = reading_open_question(&fixture->reading);
    assert_non_null(question);
    assert_int_equal(question->answer.kind, ANSWER_WRONG);
    assert_drawn(fixture);
    type(fixture, "\\sqrt{0.504}");
    key(fixture, KEY_ENTER);
    assert_null(reading_open_question(&fixture->reading));
    assert_drawn(fixture);
}

/* The space reads on, ? helps, every letter is typed; who meant a key of the lesson is told. */
static void test_letters_belong_to_the_answer(void **state) {
    Fixture *fixture = *state;
    const Question *question = reading_open_question(&fixture->reading);
    while (question == NULL) {
        type(fixture, "n");
        question = reading_open_question(&fixture->reading);
    }
    type(fixture, "?");
    assert_true(fixture->view->help);
    type(fixture, "? ");
    assert_string_equal(question->typed, "");
    type(fixture, "h");
    assert_string_equal(question->typed, "h");
    assert_int_equal(question->hints, 0);
    assert_non_null(strstr(fixture->view->note, "Tab gives a hint"));
    type(fixture, " u");
    assert_string_equal(question->typed, "h u");
    assert_string_equal(fixture->view->note, "");
    key(fixture, KEY_ERASE_LINE);
    key(fixture, KEY_TAB);
    assert_int_equal(question->hints, 1);
    key(fixture, KEY_ESCAPE);
    type(fixture, "h");
    assert_int_equal(question->hints, 2);
    assert_string_equal(question->typed, "");
}

/* A presenter's letters are commands, until i asks for the line; Esc gives it back. */
static void test_a_presenter_asks_for_the_line(void **state) {
    Fixture *fixture = *state;
    const Question *question = reading_open_question(&fixture->reading);
    assert_non_null(question);
    key(fixture, KEY_F5);
    type(fixture, "z");
    assert_true(fixture->view->spotlight);
    type(fixture, "z");
    assert_false(window_is_typing(fixture->view));
    type(fixture, "iz");
    assert_string_equal(question->typed, "z");
    assert_false(fixture->view->spotlight);
    key(fixture, KEY_BACKSPACE);
    type(fixture, "y");
    assert_string_equal(question->typed, "y");
    key(fixture, KEY_ERASE_LINE);
    key(fixture, KEY_ESCAPE);
    type(fixture, "z");
    assert_true(fixture->view->spotlight);
    assert_string_equal(question->typed, "");
    type(fixture, "i0.5");
    key(fixture, KEY_ENTER);
    assert_int_equal(question->answer.kind, ANSWER_WRONG);
}

/* The page grows below the line: by how the answer is understood, what is said of it, the hints. */
static void test_what_is_said_of_an_answer_is_in_sight(void **state) {
    Fixture *fixture = *state;
    window_view_resize(fixture->view, 500.0f, 300.0f, 1.0f);
    draw(fixture);
    type(fixture, "0.5");
    static const KeyKind KEYS[] = {KEY_TAB, KEY_ENTER, KEY_TAB};
    for (size_t i = 0; i <= sizeof KEYS / sizeof *KEYS; i++) {
        draw(fixture);
        float end = window_page_scroll_max(fixture->view);
        assert_true(end > 0.0f);
        assert_close((double)fixture->view->page_scroll, (double)end, 0.5);
        if (i < sizeof KEYS / sizeof *KEYS) {
            key(fixture, KEYS[i]);
        }
    }
    assert_non_null(reading_open_question(&fixture->reading));
}

static void test_u_goes_back_to_a_question_that_was_skipped(void **state) {
    Fixture *fixture = *state;
    size_t asked = fixture->reading.step;
    key(fixture, KEY_ENTER); /* skips it */
    assert_true(fixture->reading.questions[0].skipped);
    draw(fixture);
    key(fixture, KEY_RIGHT);
    assert_int_equal(fixture->reading.step, asked + 1);
    type(fixture, "u");
    assert_int_equal(fixture->reading.step, asked);
    assert_ptr_equal(reading_open_question(&fixture->reading), &fixture->reading.questions[0]);
    assert_drawn(fixture);
    /* The end of the page is shown, where the line is. */
    assert_close((double)fixture->view->page_scroll, (double)window_page_scroll_max(fixture->view),
                 0.5);
    type(fixture, "7"); /* and it takes the answer */
    assert_string_equal(fixture->reading.questions[0].typed, "7");
}

/* R asks first; a second R forgets the answer, another key between the two means no. */
static void test_a_reset_asks_first_and_then_forgets(void **state) {
    Fixture *fixture = *state;
    type(fixture, "\\sqrt{0.504}");
    key(fixture, KEY_ENTER);
    const Question *question = &fixture->reading.questions[0];
    assert_true(question->done);
    draw(fixture);
    type(fixture, "R");
    assert_non_null(strstr(fixture->view->note, "R again"));
    key(fixture, KEY_DOWN);
    type(fixture, "R");
    assert_true(question->done);
    type(fixture, "R");
    assert_ptr_equal(reading_open_question(&fixture->reading), question);
    assert_int_equal(question->answer.kind, ANSWER_NONE);
    assert_drawn(fixture);
    type(fixture, "7");
    assert_string_equal(question->typed, "7");
}

static void test_the_class_is_named_at_the_foot(void **state) {
    Fixture *fixture = *state;
    draw(fixture);
    size_t before = fixture->list.glyph_count;
    fixture->view->def.class_words = "class-a";
    draw(fixture);
    assert_int_equal(fixture->list.glyph_count, before + strlen("class-a"));
}

static void test_search_goes_to_the_step_that_has_the_words(void **state) {
    Fixture *fixture = *state;
    key(fixture, KEY_FIND);
    type(fixture, "fifty linear");
    assert_drawn(fixture);
    key(fixture, KEY_ENTER);
    assert_string_equal(fixture->lesson->steps[fixture->reading.step].title,
                        "The trap: fifty steps");
    key(fixture, KEY_FIND);
    type(fixture, "no such words");
    size_t step = fixture->reading.step;
    key(fixture, KEY_ENTER);
    assert_int_equal(fixture->reading.step, step);
}

static void test_the_picture_follows_the_step(void **state) {
    Fixture *fixture = *state;
    assert_string_equal(window_view_scene(fixture->view)->row->name, "forward");
    assert_string_equal(window_view_scene(fixture->view)->data->name, "mix2");
    reading_show_all(&fixture->reading);
    key(fixture, KEY_END);
    assert_string_equal(window_view_scene(fixture->view)->row->name, "reverse");
    key(fixture, KEY_HOME);
    assert_string_equal(window_view_scene(fixture->view)->row->name, "forward");
}

/* The data's time is t = 0, where the reader's own t does not go. */
static void test_a_block_chooses_the_time_and_its_end(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *text;
        double time;
    } blocks[] = {
        {"---\nnotation: ho\n---\n\n## One\n\n```scene forward steps=20 t=0\n```\n", 0.0},
        {"---\nnotation: ho\n---\n\n## One\n\n```scene forward steps=20 t=3\n```\n", 3.0},
    };
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        const Lesson *lesson = NULL;
        Diag diag = {0};
        assert_int_equal(lesson_parse(fixture->arena, "a.md", blocks[i].text,
                                      strlen(blocks[i].text), NULL, &lesson, &diag),
                         LESSON_OK);
        Reading reading;
        reading_init(&reading, lesson, &fixture->options);
        WindowDef def = {
            .arena = fixture->arena, .fonts = fixture->fonts, .theme = theme_find("light")};
        WindowView *view = window_view_new(&reading, NULL, NULL, &def, &diag);
        assert_non_null(view);
        window_view_resize(view, 1280.0f, 720.0f, 1.0f);
        assert_close(window_view_scene(view)->controls.time, blocks[i].time, 0.0);
        window_view_free(view);
        reading_clear(&reading);
    }
}

static void test_o_rewrites_the_page_in_the_other_notation(void **state) {
    Fixture *fixture = *state;
    reading_show_all(&fixture->reading);
    key(fixture, KEY_RIGHT);
    key(fixture, KEY_RIGHT);
    size_t step = fixture->reading.step;
    key(fixture, KEY_TAB);
    key(fixture, KEY_ENTER);
    const char *id = claim_def(reading_selected(&fixture->reading))->id;
    const Scene *scene = window_view_scene(fixture->view);
    type(fixture, "o");
    assert_drawn(fixture);
    assert_ptr_equal(fixture->reading.lesson, fixture->lesson->other);
    assert_string_equal(fixture->reading.lesson->notation, "su");
    assert_int_equal(fixture->reading.step, step);
    assert_ptr_equal(window_view_scene(fixture->view), scene);
    /* The same claim, with another formula, and decided. */
    key(fixture, KEY_TAB);
    const Claim *claim = reading_selected(&fixture->reading);
    assert_string_equal(claim_def(claim)->id, id);
    reading_settle(&fixture->reading);
    assert_int_equal(claim_verdict(claim)->kind, VERDICT_HOLDS);
    type(fixture, "o");
    assert_ptr_equal(fixture->reading.lesson, fixture->lesson);
    /* So does a click into the head. */
    pointer(fixture, WINDOW_PRESS, 100.0f, 12.0f);
    pointer(fixture, WINDOW_RELEASE, 100.0f, 12.0f);
    assert_ptr_equal(fixture->reading.lesson, fixture->lesson->other);
    assert_drawn(fixture);
}

/* The last step opens the picture of reverse diffusion, which takes several frames to get to t. */
static void test_a_picture_that_lags_catches_up_with_t(void **state) {
    Fixture *fixture = *state;
    reading_show_all(&fixture->reading);
    key(fixture, KEY_END);
    WindowView *view = fixture->view;
    assert_string_equal(window_view_scene(view)->row->name, "reverse");
    assert_true(view->lags && window_view_moves(view));
    double before = view->controls.time;
    size_t frames = 0;
    for (; view->lags && frames < 100; frames++) {
        (void)window_view_update(view, 16.0);
        draw(fixture);
        assert_true(view->controls.time < before);
        before = view->controls.time;
    }
    assert_true(frames > 1 && frames < 100);
    assert_close(view->controls.time, (double)fixture->reading.setting.t, 0.0);
}

static void test_autoplay_turns_the_pages(void **state) {
    Fixture *fixture = *state;
    window_view_free(fixture->view);
    WindowDef def = {.arena = fixture->arena,
                     .fonts = fixture->fonts,
                     .theme = theme_find("dark"),
                     .present = true,
                     .autoplay = 2.0};
    Diag diag = {0};
    fixture->view = window_view_new(&fixture->reading, NULL, NULL, &def, &diag);
    assert_true(window_view_is_full_screen(fixture->view));
    for (int i = 0; i < 19; i++) {
        draw(fixture);
        (void)window_view_update(fixture->view, 100.0);
    }
    assert_int_equal(fixture->reading.step, 0);
    for (int i = 0; i < 400 && fixture->reading.step < 2; i++) {
        draw(fixture);
        (void)window_view_update(fixture->view, 100.0);
    }
    assert_int_equal(fixture->reading.step, 2);
}

static void test_q_quits_and_s_saves_once(void **state) {
    Fixture *fixture = *state;
    key(fixture, KEY_ESCAPE);
    type(fixture, "S");
    assert_true(window_view_take_save(fixture->view));
    assert_false(window_view_take_save(fixture->view));
    assert_false(window_view_quits(fixture->view));
    type(fixture, "q");
    assert_true(window_view_quits(fixture->view));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        VIEW_TEST(test_space_reads_on_to_the_last_step),
        VIEW_TEST(test_letters_belong_to_the_answer),
        VIEW_TEST(test_a_presenter_asks_for_the_line),
        VIEW_TEST(test_the_lesson_is_drawn_at_every_size),
        VIEW_TEST(test_every_theme_and_overlay_is_drawn),
        VIEW_TEST(test_playing_moves_time_to_its_end_and_stops),
        VIEW_TEST(test_the_speed_is_halved_and_doubled_within_its_range),
        VIEW_TEST(test_a_claim_is_selected_broken_and_copied),
        VIEW_TEST(test_an_answer_is_typed_and_decided),
        VIEW_TEST(test_the_class_is_named_at_the_foot),
        VIEW_TEST(test_what_is_said_of_an_answer_is_in_sight),
        VIEW_TEST(test_u_goes_back_to_a_question_that_was_skipped),
        VIEW_TEST(test_a_reset_asks_first_and_then_forgets),
        VIEW_TEST(test_search_goes_to_the_step_that_has_the_words),
        VIEW_TEST(test_the_picture_follows_the_step),
        VIEW_TEST(test_a_block_chooses_the_time_and_its_end),
        VIEW_TEST(test_o_rewrites_the_page_in_the_other_notation),
        VIEW_TEST(test_a_picture_that_lags_catches_up_with_t),
        VIEW_TEST(test_autoplay_turns_the_pages),
        VIEW_TEST(test_q_quits_and_s_saves_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
