/* A test that drives the real window on a display of its own (Xvfb) by keys and pointer (xdotool),
 * as an instructor would, and looks at the pictures that it saves. */
#define _POSIX_C_SOURCE 200809L

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "assert_close.h"
#include "base/arena.h"
#include "diffusion/grey.h"
#include "export/png.h"

/* The sanitised program on a busy machine needs its time; a window that never comes fails. */
#define PATIENCE_SECONDS 60
#define TICK_NANOSECONDS 50000000
#define TICKS_PER_SECOND 20

typedef struct {
    Arena *arena;
    pid_t server, program;
    int display;
    char folder[64];
    int pictures; /* saved so far */
} Fixture;

static void tick(void) {
    const struct timespec pause = {.tv_nsec = TICK_NANOSECONDS};
    (void)nanosleep(&pause, NULL);
}

static int setup(void **state) {
    static Fixture fixture;
    fixture = (Fixture){.arena = arena_new(), .folder = "/tmp/test_window_XXXXXX"};
    assert_non_null(mkdtemp(fixture.folder));
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fixture.server = fork();
    if (fixture.server == 0) {
        char number[16];
        (void)snprintf(number, sizeof number, "%d", ends[1]);
        (void)close(ends[0]);
        if (freopen("/dev/null", "w", stderr) != NULL) {
            /* -noreset: it would start anew whenever its last client leaves, and drop whoever
             * connects just then. */
            (void)execlp("Xvfb", "Xvfb", "-noreset", "-displayfd", number, "-screen", "0",
                         "3840x2160x24", "-nolisten", "tcp", (char *)NULL);
        }
        _exit(127);
    }
    (void)close(ends[1]);
    FILE *told = fdopen(ends[0], "r");
    assert_int_equal(fscanf(told, "%d", &fixture.display), 1);
    (void)fclose(told);
    char name[16];
    (void)snprintf(name, sizeof name, ":%d", fixture.display);
    assert_int_equal(setenv("DISPLAY", name, 1), 0);
    assert_int_equal(setenv("XDG_STATE_HOME", fixture.folder, 1), 0);
    *state = &fixture;
    return 0;
}

static void end_process(pid_t child) {
    if (child > 0) {
        (void)kill(child, SIGKILL);
        (void)waitpid(child, NULL, 0);
    }
}

static int teardown(void **state) {
    Fixture *fixture = *state;
    end_process(fixture->program);
    end_process(fixture->server);
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
    assert_int_equal(system(command), 0);
    arena_free(fixture->arena);
    return 0;
}

#define ARGUMENTS_MAX 10

/* The program in the fixture's folder, its messages in a file there; words are parted by spaces. */
static void start(Fixture *fixture, const char *words) {
    char *program = getenv("EXPLORE_PROGRAM");
    assert_non_null(program);
    char *arguments[ARGUMENTS_MAX + 2] = {program};
    char *copy = arena_printf(fixture->arena, "%s", words);
    size_t count = 1;
    for (char *word = strtok(copy, " "); word != NULL && count <= ARGUMENTS_MAX;
         word = strtok(NULL, " ")) {
        arguments[count++] = word;
    }
    fixture->program = fork();
    if (fixture->program == 0) {
        /* SDL unloads the libraries of X before LeakSanitizer looks, so what those keep cannot be
         * told from a leak; test_window_view.c looks for leaks of the window's own. */
        (void)setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
        bool ready = chdir(fixture->folder) == 0 && freopen("/dev/null", "r", stdin) != NULL &&
                     freopen("out", "w", stdout) != NULL && freopen("err", "w", stderr) != NULL;
        if (ready) {
            (void)execv(program, arguments);
        }
        _exit(127);
    }
}

static void run(Fixture *fixture, const char *words) {
    const char *command = arena_printf(fixture->arena, "xdotool %s >/dev/null 2>&1", words);
    assert_int_equal(system(command), 0);
}

static void assert_silent(Fixture *fixture) {
    char words[200] = "";
    const char *path = arena_printf(fixture->arena, "%s/err", fixture->folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    (void)fread(words, 1, sizeof words - 1, file);
    (void)fclose(file);
    assert_string_equal(words, "");
}

static void wait_for_window(Fixture *fixture) {
    for (int i = 0; system("xdotool search --class explore >/dev/null 2>&1") != 0; i++) {
        assert_true(i < PATIENCE_SECONDS * TICKS_PER_SECOND);
        if (waitpid(fixture->program, NULL, WNOHANG) != 0) {
            fixture->program = 0;
            print_error("the program ended before its window was there:\n");
            assert_silent(fixture);
            fail();
        }
        tick();
    }
}

/* Saves what is shown by the key S, and reads it: a size, and the share of the grey levels' sum, by
 * which two pictures are told apart. */
static double saved(Fixture *fixture, const char *lesson, size_t *width, size_t *height) {
    run(fixture, "key --clearmodifiers Escape key S");
    fixture->pictures++;
    const char *path =
        arena_printf(fixture->arena, "%s/%s-%d.png", fixture->folder, lesson, fixture->pictures);
    for (int i = 0; access(path, F_OK) != 0; i++) {
        assert_true(i < PATIENCE_SECONDS * TICKS_PER_SECOND);
        tick();
    }
    const uint8_t *grey = NULL;
    Diag diag = {0};
    assert_true(grey_read(fixture->arena, path, &grey, width, height, &diag));
    double sum = 0.0;
    for (size_t i = 0; i < *width * *height; i++) {
        sum += grey[i] * (1.0 + (double)(i % 97) / 97.0);
    }
    return sum / (255.0 * 1.5 * (double)*width * (double)*height);
}

static int end_status(Fixture *fixture) {
    int status = 0;
    for (int i = 0; waitpid(fixture->program, &status, WNOHANG) == 0; i++) {
        assert_true(i < PATIENCE_SECONDS * TICKS_PER_SECOND);
        tick();
    }
    fixture->program = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void test_an_instructor_goes_through_lesson_3(void **state) {
    Fixture *fixture = *state;
    static const char lesson[] = "explore-the-closed-form";
    start(fixture, "lesson3 --window --samples=20k --no-twins");
    wait_for_window(fixture);
    size_t width = 0, height = 0;
    double first = saved(fixture, lesson, &width, &height);
    assert_int_equal(width, 1280);
    assert_int_equal(height, 720);
    /* The question is skipped by the empty line, then the next step; its first claim is opened. */
    run(fixture, "key i key Return key Escape key Right");
    double second = saved(fixture, lesson, &width, &height);
    assert_true(first != second);
    run(fixture, "key Tab key Return");
    double opened = saved(fixture, lesson, &width, &height);
    assert_true(opened != second);
    /* Escape closed it; x breaks the formula. */
    run(fixture, "key Tab key x");
    run(fixture, "key S");
    fixture->pictures++;
    /* t by its slider: pressed in the middle of the transport's row. */
    run(fixture, "mousemove 960 588 mousedown 1 mousemove 1100 588 mouseup 1");
    double dragged = saved(fixture, lesson, &width, &height);
    assert_true(dragged != second);
    run(fixture, "key l");
    double dark = saved(fixture, lesson, &width, &height);
    assert_true(dark < 0.4 && second > 0.6);
    /* To the end: every question on the way is skipped. */
    for (int i = 0; i < 40; i++) {
        run(fixture, "key Right key i key Return key Escape");
    }
    run(fixture, "key End");
    (void)saved(fixture, lesson, &width, &height);
    static const int sizes[][2] = {{800, 600}, {3840, 2160}, {1280, 720}};
    for (size_t i = 0; i < 3; i++) {
        run(fixture, arena_printf(fixture->arena, "search --class explore windowsize --sync %d %d",
                                  sizes[i][0], sizes[i][1]));
        for (int k = 0; k < TICKS_PER_SECOND / 2; k++) {
            tick();
        }
        (void)saved(fixture, lesson, &width, &height);
        assert_int_equal(width, sizes[i][0]);
        assert_int_equal(height, sizes[i][1]);
    }
    run(fixture, "key F5");
    for (int k = 0; k < TICKS_PER_SECOND / 2; k++) {
        tick();
    }
    run(fixture, "key F5");
    /* Data of one's own. */
    run(fixture, "key Home key Escape key D mousemove 950 300 mousedown 1 mousemove 1000 320 "
                 "mousemove 1010 330 mousemove 1020 340 mousemove 1030 350 mousemove 1040 360 "
                 "mousemove 1050 370 mouseup 1 key Return");
    (void)saved(fixture, lesson, &width, &height);
    run(fixture, "key q");
    assert_int_equal(end_status(fixture), 0);
    assert_silent(fixture);
}

static void test_a_picture_opens_alone_and_plays(void **state) {
    Fixture *fixture = *state;
    fixture->pictures = 0;
    start(fixture, "view forward --data moons");
    wait_for_window(fixture);
    size_t width = 0, height = 0;
    double before = saved(fixture, "explore-forward", &width, &height);
    run(fixture, "key a");
    for (int k = 0; k < TICKS_PER_SECOND; k++) {
        tick();
    }
    double after = saved(fixture, "explore-forward", &width, &height);
    assert_true(before != after);
    run(fixture, "key q");
    assert_int_equal(end_status(fixture), 0);
}

static void test_a_display_that_goes_away_is_told(void **state) {
    Fixture *fixture = *state;
    start(fixture, "view forward");
    wait_for_window(fixture);
    end_process(fixture->server);
    fixture->server = 0;
    assert_int_equal(end_status(fixture), 3);
    char words[4000] = "";
    const char *path = arena_printf(fixture->arena, "%s/err", fixture->folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    (void)fread(words, 1, sizeof words - 1, file);
    (void)fclose(file);
    assert_non_null(strstr(words, "the display went away"));
}

static void test_without_a_display_the_window_says_so(void **state) {
    Fixture *fixture = *state;
    assert_int_equal(setenv("DISPLAY", ":9999", 1), 0);
    start(fixture, "view forward");
    assert_int_equal(end_status(fixture), 3);
    char words[1000] = "";
    const char *path = arena_printf(fixture->arena, "%s/err", fixture->folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    (void)fread(words, 1, sizeof words - 1, file);
    (void)fclose(file);
    assert_non_null(strstr(words, "there is no display"));
    assert_non_null(strstr(words, "--text"));
}

#define WINDOW_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        WINDOW_TEST(test_an_instructor_goes_through_lesson_3),
        WINDOW_TEST(test_a_picture_opens_alone_and_plays),
        WINDOW_TEST(test_a_display_that_goes_away_is_told),
        WINDOW_TEST(test_without_a_display_the_window_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
