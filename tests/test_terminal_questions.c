/* test_terminal_questions.c - questions, typed answers, hints. */
#include "terminal_fixture.h"

#include "session/words.h"

static void test_the_derivation_is_hidden_until_the_question_is_answered(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    assert_true(shows(view, "Question:"));
    assert_false(shows(view, "Hidden words"));
    type(view, "\x1b[C"); /* right */
    assert_int_equal(view->reading.step, 0);
    assert_non_null(view->reading.note);
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
    assert_int_equal(fixture->view->reading.step, 1);
}

static void test_an_equal_answer_is_right_in_any_form(void **state) {
    Fixture *fixture = *state;
    static const char *const TYPED[] = {"a^2+2ab+b^2", "(a+b)(b+a)", "x_0 = (a+b)^2",
                                        "(a+b)^3/(a+b)", "\\frac{(2a+2b)^2}{4}"};
    for (size_t i = 0; i < COUNT(TYPED); i++) {
        print_message("%s\n", TYPED[i]);
        Answer answer = answer_check(fixture->arena, fixture->view->reading.questions[0].exercise,
                                     TYPED[i], &fixture->options);
        if (answer.message != NULL) {
            print_error("%s\n", answer.message);
        }
        assert_int_equal(answer.kind, ANSWER_RIGHT);
    }
}

static void test_a_wrong_answer_gets_a_counterexample(void **state) {
    Fixture *fixture = *state;
    Answer answer = answer_check(fixture->arena, fixture->view->reading.questions[0].exercise,
                                 "a^2 - 2ab + b^2", &fixture->options);
    assert_int_equal(answer.kind, ANSWER_WRONG);
    assert_non_null(answer.counterexample);
    assert_string_equal(answer.remark, "likely slip: a wrong sign");
    type(fixture->view, "a^2 - 2ab + b^2\r");
    assert_true(shows(fixture->view, "your answer gives"));
    assert_true(answer.tells_right);
    assert_true(shows(fixture->view, "; right is "));
    assert_true(shows(fixture->view, answer.counterexample->left));
    assert_false(shows(fixture->view, "Hidden words"));
}

static void test_an_authors_mistake_gets_its_remark(void **state) {
    Fixture *fixture = *state;
    type(fixture->view, "b^2 + a^2\r");
    assert_true(shows(fixture->view, "the mixed term is missing"));
    type(fixture->view, "\x15(a+b)^2\r"); /* Ctrl-U */
    assert_true(fixture->view->reading.questions[0].done);
    assert_false(fixture->view->reading.questions[0].skipped);
}

static void test_an_unreadable_answer_says_where(void **state) {
    Fixture *fixture = *state;
    const Exercise *exercise = fixture->view->reading.questions[0].exercise;
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
        {"5", "sqrt(25)", ANSWER_RIGHT, NULL},
        {"5", "sqrt25", ANSWER_RIGHT, NULL},
        {"5", "frac{10}{2}", ANSWER_RIGHT, NULL},
        {"\\alpha_t", "1 - beta_t", ANSWER_RIGHT, NULL},
        {"\\beta_t", "\\frac{beta_t}{1}", ANSWER_RIGHT, NULL},
        {"5", "eps", ANSWER_WRONG, NULL},
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

/* A right value at a point is told; the answer to a question for a number is not, whatever was
 * typed. */
static void test_a_number_that_is_asked_for_is_not_told(void **state) {
    (void)state;
    static const struct {
        const char *answer, *typed;
        bool tells;
    } CASES[] = {{"5", "eps", false},
                 {"2\\pi", "\\alpha_t", false},
                 {"2\\pi", "2", false},
                 {"\\alpha_t", "2", true},
                 {"\\sqrt{\\bar\\alpha_t}", "\\bar\\alpha_t", true}};
    CheckOptions options = check_options_default();
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Arena *arena = arena_new();
        const Lesson *lesson = question(arena, CASES[i].answer);
        Answer answer = answer_check(arena, lesson->exercises[0], CASES[i].typed, &options);
        assert_int_equal(answer.kind, ANSWER_WRONG);
        if (answer.tells_right != CASES[i].tells) {
            fail_msg("%s for %s", CASES[i].typed, CASES[i].answer);
        }
        arena_free(arena);
    }
}

static void test_a_wrong_answer_is_replaced_by_the_next_character(void **state) {
    Fixture *fixture = *state;
    Question *line = &fixture->view->reading.questions[0];
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
        assert_false(view->reading.questions[0].done);
        assert_int_equal(view->reading.questions[0].length, 0);
        assert_int_equal(view->reading.questions[0].hints, 0);
    }
    Text frame;
    text_init(&frame);
    lesson_view_draw(&frame, view, &low);
    assert_non_null(strstr(frame.bytes, "> "));
    lesson_view_key(view, &low, KEYS[1]);
    assert_string_equal(view->reading.questions[0].typed, "x");
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
    assert_true(view->reading.questions[0].skipped);
    type(view, "i(a+b)^2");
    assert_false(shows(view, "Hidden words"));
    assert_string_equal(view->reading.questions[0].typed, "(a+b)^2");
    type(view, "\r");
    assert_true(view->reading.questions[0].done && !view->reading.questions[0].skipped);
    type(view, "i");
    assert_true(view->reading.questions[0].done);
    assert_non_null(view->reading.note);
    type(view, "?");
    assert_true(shows(view, "Ctrl-U"));
}

static const char ASKING[] = "---\ntitle: Asking\nnotation: ho\n---\n"
                             "## A\n```exercise one\nask: 1\nanswer: 1\n```\n"
                             "## B\nNo question.\n"
                             "## C\n```exercise two\nask: 2\nanswer: 2\n```\n"
                             "## D\n```exercise three\nask: 3\nanswer: 3\n```\n";

static int setup_asking(void **state) {
    return setup_lesson(state, ASKING);
}

/* u goes round the questions that were skipped, missed or passed by, and from the last of them
 * on to what was not asked yet. */
static void test_u_goes_back_to_unfinished_questions(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    static const struct {
        const char *keys;
        size_t step;
        const char *shown;
    } PLAY[] = {
        {"\r", 0, "skipped"},       /* question 1 */
        {"nn", 2, "> "},            /* question 2 is open */
        {"7\r", 2, "not yet"},      /* missed */
        {"\x1bp", 1, "u question"}, /* Esc, back */
        {"u", 2, "> "},             /* the next one: 2, missed */
        {"\x1bu", 0, "> "},         /* round to 1, asked again */
        {"1\r", 0, "right"},        /* answered */
        {"u", 2, "> "},             /* 2 is left */
        {"2\r", 2, "right"},        /* answered */
        {"u", 3, "> "},             /* nothing is left behind: 3 was not asked yet */
        {"3\r", 3, "right"},        /* answered */
        {"u", 3, "every question of this lesson is answered"},
    };
    for (size_t i = 0; i < COUNT(PLAY); i++) {
        type(view, PLAY[i].keys);
        print_message("%zu: step %zu\n", i, view->reading.step);
        assert_int_equal(view->reading.step, PLAY[i].step);
        assert_true(shows(view, PLAY[i].shown));
    }
    assert_false(reading_has_unfinished(&view->reading));
}

/* R asks before it forgets, and any other key means no. */
static void test_a_reset_asks_first_and_then_forgets(void **state) {
    LessonView *view = ((Fixture *)*state)->view;
    static const struct {
        const char *keys, *shown;
    } PLAY[] = {
        {"\x1bR", "no question of this step was answered"},
        {"i8\r", "not yet"},
        {"1\r", "right"},
        {"R", "R again: yes"},
        {"k", "right"},
        {"R", "R again: yes"}, /* k was no answer */
        {"R", "> "},
    };
    for (size_t i = 0; i < COUNT(PLAY); i++) {
        const Question *question = &view->reading.questions[0];
        type(view, PLAY[i].keys);
        print_message("%zu\n", i);
        assert_true(shows(view, PLAY[i].shown));
        assert_int_equal(question->done, i >= 2 && i <= 5);
    }
    const Question *question = &view->reading.questions[0];
    assert_int_equal(question->answer.kind, ANSWER_NONE);
    assert_int_equal(question->length + question->hints, 0);
    assert_ptr_equal(reading_open_question(&view->reading), question);
    type(view, "1\r");
    assert_true(shows(view, "right"));
}

/* What an earlier run left is forgotten too, although nothing was answered in this one. */
static void test_a_reset_forgets_the_tries_of_an_earlier_run(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    Progress *progress = progress_load(fixture->arena, NULL);
    LessonProgress *kept = lesson_progress(progress, fixture->lesson);
    progress_try(progress, kept, "one");
    reading_resume(&view->reading, progress);
    type(view, "\x1bR");
    assert_true(shows(view, "R again: yes"));
    type(view, "R");
    assert_int_equal(progress_question(kept, "one")->tries, 0);
    assert_int_equal(progress_state(kept, "one"), QUESTION_OPEN);
    type(view, "\x1bR");
    assert_true(shows(view, "no question of this step was answered"));
}

/* That nothing can be kept is said once, not at every step. */
static void test_a_place_that_cannot_be_written_is_told_once(void **state) {
    Fixture *fixture = *state;
    Reading *reading = &fixture->view->reading;
    /* Below a device no one can write, root neither. */
    reading_resume(reading, progress_load(fixture->arena, "/dev/null/explore/progress"));
    reading->note = NULL;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(reading_save(reading), i == 0);
        assert_int_equal(reading->note != NULL && strstr(reading->note, "is not kept") != NULL,
                         i == 0);
        reading_begin_key(reading);
        assert_true(reading_go_to(reading, (size_t)i + 1));
    }
}

static void test_a_try_is_kept_and_a_slip_of_typing_is_none(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    Progress *progress = progress_load(fixture->arena, NULL);
    reading_resume(&view->reading, progress);
    const LessonProgress *kept = lesson_progress(progress, fixture->lesson);
    type(view, "7\r\x15"
               "8\r\x15"
               "\\frac{1\r\x15");
    assert_int_equal(progress_question(kept, "one")->tries, 2);
    assert_int_equal(progress_state(kept, "one"), QUESTION_TRIED);
    type(view, "1\r");
    assert_int_equal(progress_question(kept, "one")->tries, 3);
    assert_int_equal(progress_state(kept, "one"), QUESTION_DONE);
}

static void test_hints_come_one_at_a_time(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    assert_false(shows(view, "Multiply it out"));
    type(view, "\t");
    assert_true(shows(view, "Multiply it out"));
    assert_false(shows(view, "There are four products"));
    type(view, "\x1bh"); /* behind Esc it is a command */
    assert_true(shows(view, "There are four products"));
    type(view, "i\t");
    assert_string_equal(view->reading.note, "no more hints");
}

/* An answer may begin with h; who meant a hint is told the key. */
static void test_an_h_on_the_line_is_a_letter(void **state) {
    Fixture *fixture = *state;
    LessonView *view = fixture->view;
    type(view, "h");
    assert_string_equal(view->reading.questions[0].typed, "h");
    assert_non_null(strstr(view->reading.note, "Tab gives a hint"));
    assert_false(shows(view, "Multiply it out"));
    type(view, "^2");
    assert_string_equal(view->reading.questions[0].typed, "h^2");
    assert_null(view->reading.note);
    type(view, "\x15p");
    assert_string_equal(view->reading.questions[0].typed, "p");
    assert_non_null(strstr(view->reading.note, "Esc first"));
}

static void test_the_line_is_edited_by_characters(void **state) {
    Fixture *fixture = *state;
    Question *line = &fixture->view->reading.questions[0];
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

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_LESSON(test_the_derivation_is_hidden_until_the_question_is_answered),
        WITH_LESSON(test_enter_on_the_empty_line_skips),
        WITH_LESSON(test_an_equal_answer_is_right_in_any_form),
        WITH_LESSON(test_a_wrong_answer_gets_a_counterexample),
        WITH_LESSON(test_an_authors_mistake_gets_its_remark),
        WITH_LESSON(test_an_unreadable_answer_says_where),
        cmocka_unit_test(test_decimals_and_slips_of_typing_are_answered_in_plain_words),
        cmocka_unit_test(test_a_number_that_is_asked_for_is_not_told),
        WITH_LESSON(test_a_wrong_answer_is_replaced_by_the_next_character),
        WITH_LESSON(test_keys_do_not_answer_a_question_that_is_off_the_screen),
        WITH_LESSON(test_a_skipped_question_is_asked_again),
        cmocka_unit_test_setup_teardown(test_a_reset_asks_first_and_then_forgets, setup_asking,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_u_goes_back_to_unfinished_questions, setup_asking,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_reset_forgets_the_tries_of_an_earlier_run,
                                        setup_asking, teardown),
        cmocka_unit_test_setup_teardown(test_a_place_that_cannot_be_written_is_told_once,
                                        setup_asking, teardown),
        cmocka_unit_test_setup_teardown(test_a_try_is_kept_and_a_slip_of_typing_is_none,
                                        setup_asking, teardown),
        WITH_LESSON(test_hints_come_one_at_a_time),
        WITH_LESSON(test_an_h_on_the_line_is_a_letter),
        WITH_LESSON(test_the_line_is_edited_by_characters),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    verify_thread_end();
    return failed;
}
