/* program_fixture.h - for tests that run the built program: arguments in; output, errors and exit
 * status out.
 *
 * EXPLORE_PROGRAM names the program (./explore when it is not set). */
#ifndef EXPLORE_TESTS_PROGRAM_FIXTURE_H
#define EXPLORE_TESTS_PROGRAM_FIXTURE_H

#ifndef _XOPEN_SOURCE
#error "define _POSIX_C_SOURCE 200809L and _XOPEN_SOURCE 700 before any header"
#endif

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "assert_close.h"
#include "base/text.h"

extern char **environ;

#define ARGUMENTS_MAX 12
/* For runs over all lessons that are about something else than the draws, which under the
 * sanitisers would take most of the time. test_cli checks all lessons once with the default. */
#define FEW "--samples=20k", "--no-twins"
/* A command that has not answered by then hangs: all lessons take a minute under the sanitisers on
 * a busy machine. */
#define PATIENCE_SECONDS 180

typedef struct {
    int status; /* exit status, or 1000 + the signal that killed it */
    Text out, err;
} Result;

static inline const char *program(void) {
    const char *path = getenv("EXPLORE_PROGRAM");
    return path != NULL ? path : "./explore";
}

static inline FILE *temporary(void) {
    FILE *file = tmpfile();
    assert_non_null(file);
    return file;
}

static inline void read_back(Text *text, FILE *file) {
    char buffer[4096];
    size_t got = 0;
    text_init(text);
    rewind(file);
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0) {
        text_append_bytes(text, buffer, got);
    }
    (void)fclose(file);
}

static inline pid_t start(const char *const *words, int in, int out, int err) {
    char *arguments[ARGUMENTS_MAX + 2] = {(char *)(uintptr_t)program()};
    for (size_t i = 0; words[i] != NULL; i++) {
        assert_true(i < ARGUMENTS_MAX);
        arguments[i + 1] = (char *)(uintptr_t)words[i];
    }
    posix_spawn_file_actions_t actions;
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, in, 0), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, out, 1), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, err, 2), 0);
    pid_t child = 0;
    int failure = posix_spawn(&child, program(), &actions, NULL, arguments, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    if (failure != 0) {
        print_error("%s cannot be run: %s\n", program(), strerror(failure));
    }
    assert_int_equal(failure, 0);
    return child;
}

/* The exit status; a program that hangs is killed and fails the test. */
static inline int finish(pid_t child) {
    const struct timespec pause = {.tv_nsec = 5000000};
    for (long waited = 0; waited < PATIENCE_SECONDS * 200; waited++) {
        int status = 0;
        if (waitpid(child, &status, WNOHANG) == child) {
            return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
        }
        (void)nanosleep(&pause, NULL);
    }
    (void)kill(child, SIGKILL);
    (void)waitpid(child, NULL, 0);
    print_error("the program did not end within %d seconds\n", PATIENCE_SECONDS);
    return -1;
}

static inline Result run_bytes(const char *const *words, const char *input, size_t length) {
    FILE *in = temporary();
    FILE *out = temporary();
    FILE *err = temporary();
    assert_int_equal(fwrite(input, 1, length, in), length);
    rewind(in);
    Result result = {.status = finish(start(words, fileno(in), fileno(out), fileno(err)))};
    (void)fclose(in);
    read_back(&result.out, out);
    read_back(&result.err, err);
    return result;
}

static inline Result run(const char *const *words) {
    return run_bytes(words, "", 0);
}

#define RUN(...) run((const char *const[]){__VA_ARGS__, NULL})

static inline void drop(Result *result) {
    text_clear(&result->out);
    text_clear(&result->err);
}

static inline void expect_contains(const Text *text, const char *part) {
    assert_non_null(text->bytes);
    if (strstr(text->bytes, part) == NULL) {
        print_error("'%s' is not in:\n", part);
        print_error("%s\n", text->bytes);
        fail();
    }
}

/* Status, a part of standard output and a part of standard error ("" for: nothing there). */
static inline void expect(Result result, int status, const char *out, const char *err) {
    if (result.status != status) {
        print_error("exit status %d, expected %d\n%s%s\n", result.status, status, result.out.bytes,
                    result.err.bytes);
    }
    assert_int_equal(result.status, status);
    expect_contains(&result.out, out);
    if (err[0] == '\0') {
        assert_string_equal(result.err.bytes, "");
    }
    expect_contains(&result.err, err);
    drop(&result);
}

/* It stands nowhere in the text. */
static inline void expect_absent(const Text *text, const char *part) {
    assert_non_null(text->bytes);
    if (strstr(text->bytes, part) != NULL) {
        print_error("'%s' is in:\n", part);
        print_error("%s\n", text->bytes);
        fail();
    }
}

/* A file in a folder of its own, named so that a message can be recognised. */
typedef struct {
    char folder[64];
    char path[96];
} File;

static inline File file_with(const char *bytes, size_t length) {
    File file = {.folder = "/tmp/explore-test-XXXXXX"};
    assert_non_null(mkdtemp(file.folder));
    (void)snprintf(file.path, sizeof file.path, "%s/note.md", file.folder);
    FILE *stream = fopen(file.path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, length, stream), length);
    assert_int_equal(fclose(stream), 0);
    return file;
}

static inline void file_remove(const File *file) {
    (void)unlink(file->path);
    (void)rmdir(file->folder);
}

/* Where progress is kept is named by this, if a test wants to come back to it. */
#define STATE_VARIABLE "XDG_STATE_HOME"

/* A pseudo-terminal with the program on its other side. */
typedef struct {
    char state[64]; /* a folder of its own for the progress file; "" when the test named one */
    int master, slave;
    pid_t child;
    struct termios before;
    Text seen;
} Screen;

/* The user's own progress file is never touched. */
static inline void screen_state_make(Screen *screen) {
    (void)snprintf(screen->state, sizeof screen->state, "/tmp/explore-state-XXXXXX");
    assert_non_null(mkdtemp(screen->state));
    assert_int_equal(setenv(STATE_VARIABLE, screen->state, 1), 0);
}

static inline void state_remove(const char *state) {
    char path[128];
    (void)snprintf(path, sizeof path, "%s/explore/progress", state);
    (void)unlink(path);
    (void)snprintf(path, sizeof path, "%s/explore", state);
    (void)rmdir(path);
    (void)rmdir(state);
}

/* state NULL: a new folder for the progress file. rows 0: the terminal does not tell its size. */
static inline Screen screen_start_with(const char *const *words, const char *state,
                                       unsigned short rows, unsigned short columns) {
    Screen screen = {.master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
    if (state == NULL) {
        screen_state_make(&screen);
    } else {
        assert_int_equal(setenv(STATE_VARIABLE, state, 1), 0);
    }
    assert_true(screen.master >= 0);
    assert_int_equal(grantpt(screen.master), 0);
    assert_int_equal(unlockpt(screen.master), 0);
    screen.slave = open(ptsname(screen.master), O_RDWR | O_NOCTTY);
    assert_true(screen.slave >= 0);
    assert_int_equal(tcgetattr(screen.slave, &screen.before), 0);
    text_init(&screen.seen);
    const struct winsize size = {.ws_row = rows, .ws_col = columns};
    if (rows > 0) {
        assert_int_equal(ioctl(screen.slave, TIOCSWINSZ, &size), 0);
    }
    assert_int_equal(setenv("TERM", "xterm", 1), 0);
    screen.child = start(words, screen.slave, screen.slave, screen.slave);
    return screen;
}

static inline Screen screen_start(const char *const *words) {
    return screen_start_with(words, NULL, 0, 0);
}

/* Reads until the text has been seen; fails when it does not come. */
static inline void screen_await(Screen *screen, const char *text) {
    struct pollfd descriptor = {.fd = screen->master, .events = POLLIN};
    while (strstr(screen->seen.bytes, text) == NULL) {
        char buffer[4096];
        if (poll(&descriptor, 1, PATIENCE_SECONDS * 1000) <= 0) {
            print_error("'%s' did not appear in:\n%s\n", text, screen->seen.bytes);
            fail();
        }
        ssize_t got = read(screen->master, buffer, sizeof buffer);
        assert_true(got > 0);
        text_append_bytes(&screen->seen, buffer, (size_t)got);
    }
}

static inline void screen_type(const Screen *screen, const char *keys) {
    assert_int_equal(write(screen->master, keys, strlen(keys)), strlen(keys));
}

/* The terminal is as it was and the alternate screen was left. */
static inline void screen_end(Screen *screen, int status) {
    assert_int_equal(finish(screen->child), status);
    screen_await(screen, "\x1b[?1049l");
    struct termios after;
    assert_int_equal(tcgetattr(screen->slave, &after), 0);
    assert_int_equal(after.c_lflag, screen->before.c_lflag);
    assert_int_equal(after.c_iflag, screen->before.c_iflag);
    text_clear(&screen->seen);
    if (screen->state[0] != '\0') {
        state_remove(screen->state);
    }
    (void)close(screen->master);
    (void)close(screen->slave);
}

/* Widths, colours and languages of whoever runs the tests must not matter. */
static inline void neutral_environment(void) {
    static const char *const DROPPED[] = {"COLUMNS", "LINES", "NO_COLOR", "LANG", "LC_CTYPE"};
    for (size_t i = 0; i < sizeof DROPPED / sizeof DROPPED[0]; i++) {
        (void)unsetenv(DROPPED[i]);
    }
    (void)setenv("LC_ALL", "C.UTF-8", 1);
    /* A shell's script has what it starts with & ignore Ctrl-C, and so would every program here. */
    (void)signal(SIGINT, SIG_DFL);
}

#endif
