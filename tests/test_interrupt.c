/* test_interrupt.c - Ctrl-C and progress: a long check says how far it is, and stops without a
 * trace. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700 /* pseudo-terminals */

#include <dirent.h>

#include "program_fixture.h"

/* Claims with all their mutants: seconds of work for any machine. */
#define MANY_CLAIMS 4000

static const char ERASE[] = "\r\x1b[K";

/* A lesson that takes long to check. */
static void long_lesson_write(Text *text) {
    text_append(text, "---\nnotation: ho\n---\n\n");
    for (size_t i = 0; i < MANY_CLAIMS; i++) {
        text_printf(text,
                    "```claim c-%zu\n\\mathbb{E}[x_t|x_0] = \\sqrt{\\bar\\alpha_t}\\,x_0 + %zu - "
                    "%zu\n```\n\n",
                    i, i, i);
    }
}

static File long_lesson(void) {
    Text text;
    text_init(&text);
    long_lesson_write(&text);
    File file = file_with(text.bytes, text.length);
    text_clear(&text);
    return file;
}

static size_t files_in(const char *folder) {
    size_t count = 0;
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    for (const struct dirent *entry = readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    (void)closedir(directory);
    return count;
}

/* Starts the program with a pipe as its input and returns when it has read from it all that was
 * written: from then on it answers signals in its own way, however slow the machine is. */
static pid_t start_reading(const char *const *words, const Text *input, int ends[2], FILE *out) {
    assert_int_equal(pipe(ends), 0);
    pid_t child = start(words, ends[0], fileno(out), fileno(out));
    for (size_t done = 0; done < input->length;) {
        ssize_t written = write(ends[1], input->bytes + done, input->length - done);
        assert_true(written > 0);
        done += (size_t)written;
    }
    const struct timespec pause = {.tv_nsec = 5000000};
    int left = 1;
    for (long waited = 0; left > 0 && waited < PATIENCE_SECONDS * 200; waited++) {
        assert_int_equal(ioctl(ends[0], FIONREAD, &left), 0);
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(left, 0);
    return child;
}

static void test_interrupt_exits_130_with_nothing_printed(void **state) {
    (void)state;
    int ends[2];
    FILE *out = temporary();
    Text input;
    text_init(&input);
    text_append(&input, "1 = ");
    /* It waits for the rest of its input, which never comes. */
    pid_t child = start_reading((const char *const[]){"eval", "-", NULL}, &input, ends, out);
    assert_int_equal(kill(child, SIGINT), 0);
    assert_int_equal(finish(child), 130);
    Text printed;
    read_back(&printed, out);
    assert_string_equal(printed.bytes, "");
    text_clear(&printed);
    text_clear(&input);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void test_an_interrupted_check_leaves_no_trace(void **state) {
    (void)state;
    File file = file_with("", 0); /* for its folder */
    char report[128];
    (void)snprintf(report, sizeof report, "%s/report.xml", file.folder);
    int ends[2];
    FILE *out = temporary();
    Text input;
    text_init(&input);
    long_lesson_write(&input);
    pid_t child = start_reading((const char *const[]){"check", "-", "--junit", report, NULL},
                                &input, ends, out);
    (void)close(ends[1]);
    const struct timespec pause = {.tv_nsec = 200000000};
    (void)nanosleep(&pause, NULL);
    assert_int_equal(waitpid(child, NULL, WNOHANG), 0); /* it is at work */
    assert_int_equal(kill(child, SIGINT), 0);
    assert_int_equal(finish(child), 130);
    Text printed;
    read_back(&printed, out);
    assert_string_equal(printed.bytes, "");
    assert_int_equal(files_in(file.folder), 1); /* the file that was there before */
    text_clear(&printed);
    text_clear(&input);
    (void)close(ends[0]);
    file_remove(&file);
}

/* Its threads are many when Ctrl-C comes: none of them may answer it before the frames are gone. */
static void test_an_interrupted_film_takes_its_frames_away(void **state) {
    (void)state;
    File file = file_with("", 0); /* for its folder */
    char frames[128], first[128];
    (void)snprintf(frames, sizeof frames, "%s/frames/%%04d.png", file.folder);
    (void)snprintf(first, sizeof first, "%s/frames/0003.png", file.folder);
    FILE *out = temporary();
    const char *const words[] = {"render", "forward", "--frames", "90000", "-o", frames, NULL};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = start(words, ends[0], fileno(out), fileno(out));
    const struct timespec pause = {.tv_nsec = 5000000};
    for (long waited = 0; access(first, F_OK) != 0 && waited < PATIENCE_SECONDS * 200; waited++) {
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(access(first, F_OK), 0);
    assert_int_equal(kill(child, SIGINT), 0);
    assert_int_equal(finish(child), 130);
    Text printed;
    read_back(&printed, out);
    assert_string_equal(printed.bytes, "");
    assert_int_equal(files_in(file.folder), 1); /* the file that was there before */
    text_clear(&printed);
    (void)close(ends[0]);
    (void)close(ends[1]);
    file_remove(&file);
}

/* Reads what is left once the program has ended. */
static void screen_drain(Screen *screen) {
    struct pollfd descriptor = {.fd = screen->master, .events = POLLIN};
    while (poll(&descriptor, 1, 100) > 0) {
        char buffer[4096];
        ssize_t got = read(screen->master, buffer, sizeof buffer);
        if (got <= 0) {
            break;
        }
        text_append_bytes(&screen->seen, buffer, (size_t)got);
    }
    (void)close(screen->master);
    (void)close(screen->slave);
}

/* Every status line stands between two erasures, and nothing else was printed. */
static void assert_only_status_lines(const Text *seen) {
    const char *at = seen->bytes;
    while (*at != '\0') {
        assert_memory_equal(at, ERASE, sizeof ERASE - 1);
        at += sizeof ERASE - 1;
        size_t done = 0, count = 0;
        int used = 0;
        if (sscanf(at, "note: %zu/%zu%n", &done, &count, &used) == 2) {
            assert_true(done >= 1 && done <= MANY_CLAIMS && count == MANY_CLAIMS);
            at += used;
        }
    }
    size_t length = seen->length;
    assert_true(length >= sizeof ERASE - 1);
    assert_string_equal(seen->bytes + length - (sizeof ERASE - 1), ERASE);
}

static void test_progress_is_shown_and_erased_by_an_interrupt(void **state) {
    (void)state;
    File file = long_lesson();
    Screen screen = screen_start((const char *const[]){"check", file.path, NULL});
    screen_await(&screen, "note: ");
    assert_int_equal(kill(screen.child, SIGINT), 0);
    assert_int_equal(finish(screen.child), 130);
    screen_drain(&screen);
    assert_only_status_lines(&screen.seen);
    text_clear(&screen.seen);
    file_remove(&file);
}

static void test_progress_is_erased_before_the_result(void **state) {
    (void)state;
    Screen screen = screen_start((const char *const[]){"check", FEW, NULL});
    screen_await(&screen, "03-the-closed-form.md");
    screen_drain(&screen);
    assert_int_equal(finish(screen.child), 0);
    const char *last = "";
    for (const char *at = strstr(screen.seen.bytes, ERASE); at != NULL;
         at = strstr(at + 1, ERASE)) {
        last = at;
    }
    /* Behind the last erasure the result begins, with the first lesson's file. */
    assert_non_null(strstr(last, "01-variances-add.md"));
    text_clear(&screen.seen);
}

static void test_no_progress_in_json_or_without_a_terminal(void **state) {
    (void)state;
    Screen screen = screen_start((const char *const[]){"check", "--json", "lesson5", FEW, NULL});
    screen_await(&screen, "\"summary\"");
    assert_int_equal(finish(screen.child), 0);
    screen_drain(&screen);
    assert_null(strstr(screen.seen.bytes, ERASE));
    text_clear(&screen.seen);
    expect(RUN("check", "lesson5", FEW), 0, "all as expected", "");
}

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interrupt_exits_130_with_nothing_printed),
        cmocka_unit_test(test_an_interrupted_check_leaves_no_trace),
        cmocka_unit_test(test_an_interrupted_film_takes_its_frames_away),
        cmocka_unit_test(test_progress_is_shown_and_erased_by_an_interrupt),
        cmocka_unit_test(test_progress_is_erased_before_the_result),
        cmocka_unit_test(test_no_progress_in_json_or_without_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
