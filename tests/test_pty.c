/* test_pty.c - a lesson driven through a pseudo-terminal: what is on the screen, how it ends. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include "program_fixture.h"

#include "base/clock.h"

/* How long a reader waits, by the clock on the wall: what the program works on besides goes on
 * behind the answer and is no measure of it. Keys are answered within 50 ms on an idle machine;
 * tests run beside others on a busy one. */
#define ANSWER_MILLISECONDS 1500.0

static const char LESSON[] = "---\n"
                             "title: On a terminal\n"
                             "notation: ho\n"
                             "schedule: linear\n"
                             "steps: 50\n"
                             "data: mix2\n"
                             "---\n"
                             "\n"
                             "## First\n"
                             "\n"
                             "```claim bars\n"
                             "\\bar\\alpha_t = \\alpha_t \\bar\\alpha_{t-1}\n"
                             "why: one factor more\n"
                             "wrong: \\bar\\alpha_t = \\alpha_t + \\bar\\alpha_{t-1} :: a product\n"
                             "```\n"
                             "\n"
                             "## Second\n"
                             "\n"
                             "Words.\n";

/* The characters of the last frame, without its escape sequences. */
static void last_frame(Text *out, const Text *seen) {
    const char *at = seen->bytes;
    for (const char *next = at; (next = strstr(next, "\x1b[H")) != NULL; next++) {
        at = next;
    }
    text_reset(out);
    while (*at != '\0') {
        if (at[0] == '\x1b' && at[1] == '[') {
            at += 2;
            at += strcspn(at, "ABCDHJKfhlm");
            at += *at != '\0';
        } else {
            text_append_char(out, *at++);
        }
    }
}

/* Waits until the last frame shows the text; the milliseconds that took. */
static double expect_on_screen(Screen *screen, const char *text) {
    struct pollfd descriptor = {.fd = screen->master, .events = POLLIN};
    double start = clock_milliseconds();
    Text frame;
    text_init(&frame);
    for (;;) {
        last_frame(&frame, &screen->seen);
        if (strstr(frame.bytes, text) != NULL) {
            break;
        }
        char buffer[4096];
        if (poll(&descriptor, 1, PATIENCE_SECONDS * 1000) <= 0) {
            print_error("'%s' is not on the screen:\n%s\n", text, frame.bytes);
            fail();
        }
        ssize_t got = read(screen->master, buffer, sizeof buffer);
        assert_true(got > 0);
        text_append_bytes(&screen->seen, buffer, (size_t)got);
    }
    text_clear(&frame);
    return clock_milliseconds() - start;
}

static double press(Screen *screen, const char *keys, const char *text) {
    screen_type(screen, keys);
    return expect_on_screen(screen, text);
}

typedef struct {
    File file;
    Screen screen;
} Run;

static Run begin(const char *state, unsigned short rows, unsigned short columns) {
    Run run = {.file = file_with(LESSON, sizeof LESSON - 1)};
    run.screen = screen_start_with((const char *const[]){"lesson", run.file.path, NULL}, state,
                                   rows, columns);
    return run;
}

static void end(Run *run, int status) {
    screen_end(&run->screen, status);
    file_remove(&run->file);
}

static void test_a_lesson_is_played(void **state) {
    (void)state;
    Run run = begin(NULL, 24, 80);
    Screen *screen = &run.screen;
    expect_on_screen(screen, "step 1 of 2");
    expect_on_screen(screen, "holds");
    press(screen, "\t", "with t = 25, T = 50 (linear)");
    double took = press(screen, "30t", "with t = 30, T = 50 (linear)");
    print_message("a new t took %.0f ms\n", took);
    assert_true(took < ANSWER_MILLISECONDS);
    press(screen, "\r", "How it was decided");
    expect_on_screen(screen, "a product");
    press(screen, "\x1b", "step 1 of 2");
    press(screen, "x", "broken 1 of");
    expect_on_screen(screen, "refuted");
    expect_on_screen(screen, "≠");
    press(screen, "\x1b", "holds");
    press(screen, "y", "one factor more");
    press(screen, "n", "step 2 of 2");
    screen_type(screen, "q");
    end(&run, 0);
}

static void test_a_small_and_a_large_terminal(void **state) {
    (void)state;
    static const unsigned short SIZES[][2] = {{8, 30}, {40, 120}};
    for (size_t i = 0; i < 2; i++) {
        Run run = begin(NULL, SIZES[i][0], SIZES[i][1]);
        expect_on_screen(&run.screen, "step 1 of 2");
        press(&run.screen, "\t", "with t = 25");
        screen_type(&run.screen, "q");
        end(&run, 0);
    }
}

static void test_control_c_in_an_idle_lesson_leaves_with_130(void **state) {
    (void)state;
    Run run = begin(NULL, 24, 80);
    expect_on_screen(&run.screen, "holds");
    screen_type(&run.screen, "\x03");
    end(&run, 130);
}

/* A million points over a thousand steps take seconds: keys are answered meanwhile, and Ctrl-C ends
 * it at once. */
static void test_a_long_simulation_is_interrupted(void **state) {
    (void)state;
    Run run = begin(NULL, 24, 80);
    expect_on_screen(&run.screen, "holds");
    press(&run.screen, "v", "standard errors");
    press(&run.screen, "1000T1000t1000000N", "simulating");
    double took = press(&run.screen, "\x03", "stopped");
    print_message("stopping took %.0f ms\n", took);
    assert_true(took < ANSWER_MILLISECONDS);
    press(&run.screen, "?", "any key closes");
    press(&run.screen, " ", "stopped");
    press(&run.screen, "100N", "100 points");
    press(&run.screen, "\x1b", "step 1 of 2");
    press(&run.screen, "1000000Nv", "simulating");
    took =
        press(&run.screen, "]", "the largest value"); /* t is at its end: answered all the same */
    print_message("a key while it simulates took %.0f ms\n", took);
    assert_true(took < ANSWER_MILLISECONDS);
    press(&run.screen, "q", "holds"); /* closes the picture */
    screen_type(&run.screen, "q");
    end(&run, 0);
}

static void test_a_lesson_is_left_and_found_again(void **state) {
    (void)state;
    char folder[] = "/tmp/explore-state-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Run run = begin(folder, 24, 80);
    expect_on_screen(&run.screen, "step 1 of 2");
    press(&run.screen, "n", "step 2 of 2");
    screen_type(&run.screen, "q");
    screen_end(&run.screen, 0);
    run.screen =
        screen_start_with((const char *const[]){"lesson", run.file.path, NULL}, folder, 24, 80);
    expect_on_screen(&run.screen, "step 2 of 2");
    expect_on_screen(&run.screen, "you stopped here");
    press(&run.screen, "\x1b[H", "step 1 of 2");
    screen_type(&run.screen, "q");
    end(&run, 0);
    state_remove(folder);
}

/* A damaged file: a note, the lesson goes on, and the file is kept beside the new one. */
static void test_a_bad_progress_file_is_a_note(void **state) {
    (void)state;
    char folder[] = "/tmp/explore-state-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char path[96];
    (void)snprintf(path, sizeof path, "%s/explore", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/explore/progress", folder);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    (void)fputs("my diary\n", stream);
    (void)fclose(stream);
    Run run = begin(folder, 24, 80);
    expect_on_screen(&run.screen, "the progress file is damaged");
    press(&run.screen, "n", "step 2 of 2");
    screen_type(&run.screen, "q");
    end(&run, 0);
    (void)snprintf(path, sizeof path, "%s/explore/progress.damaged", folder);
    assert_int_equal(unlink(path), 0);
    state_remove(folder);
}

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_lesson_is_played),
        cmocka_unit_test(test_a_small_and_a_large_terminal),
        cmocka_unit_test(test_control_c_in_an_idle_lesson_leaves_with_130),
        cmocka_unit_test(test_a_long_simulation_is_interrupted),
        cmocka_unit_test(test_a_lesson_is_left_and_found_again),
        cmocka_unit_test(test_a_bad_progress_file_is_a_note),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
