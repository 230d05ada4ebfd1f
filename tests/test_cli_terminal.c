/* test_cli_terminal.c - the built program on a terminal. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700 /* pseudo-terminals */

#include "program_fixture.h"

static void test_the_menu_opens_a_lesson_and_comes_back(void **state) {
    (void)state;
    Screen screen = screen_start((const char *const[]){NULL});
    screen_await(&screen, "Enter opens");
    screen_type(&screen, "1\r");
    screen_await(&screen, "step 1 of");
    text_reset(&screen.seen);
    screen_type(&screen, "\x1b");
    screen_type(&screen, "q"); /* either is a key of its own, however fast they come */
    screen_await(&screen, "Enter opens");
    screen_type(&screen, "q");
    screen_end(&screen, 0);
}

static void test_the_terminal_is_restored_however_a_lesson_ends(void **state) {
    (void)state;
    static const struct {
        int signal_number; /* 0: the key Ctrl-C */
        int status;
    } CASES[] = {{0, 130}, {SIGINT, 130}, {SIGTERM, 128 + SIGTERM}, {SIGHUP, 128 + SIGHUP}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Screen screen = screen_start((const char *const[]){"lesson1", NULL});
        screen_await(&screen, "step 1 of");
        if (CASES[i].signal_number == 0) {
            screen_type(&screen, "\x03");
        } else {
            assert_int_equal(kill(screen.child, CASES[i].signal_number), 0);
        }
        screen_end(&screen, CASES[i].status);
    }
}

static void test_live_values_begin_as_the_options_say(void **state) {
    (void)state;
    Screen screen = screen_start((const char *const[]){"lesson3", "--schedule", "cosine", "--steps",
                                                       "77", "--samples", "5k", NULL});
    screen_await(&screen, "step 1 of");
    screen_await(&screen, "T=77");
    screen_await(&screen, "schedule=cosine");
    screen_await(&screen, "points=5000");
    screen_type(&screen, "\x03");
    screen_end(&screen, 130);
}

/* The step is longer than the screen, and the question its last thing. */
static void test_an_exercise_that_is_named_is_in_sight_and_takes_the_first_key(void **state) {
    (void)state;
    Screen screen = screen_start((const char *const[]){"exercise", "epsilon-mean", "--text", NULL});
    screen_await(&screen, "numbers of the schedule");
    screen_type(&screen, "1/2\r");
    screen_await(&screen, "your answer gives");
    screen_await(&screen, "0.5");
    screen_type(&screen, "\x03");
    screen_end(&screen, 130);
}

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_menu_opens_a_lesson_and_comes_back),
        cmocka_unit_test(test_the_terminal_is_restored_however_a_lesson_ends),
        cmocka_unit_test(test_live_values_begin_as_the_options_say),
        cmocka_unit_test(test_an_exercise_that_is_named_is_in_sight_and_takes_the_first_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
