/* Tests of pictures and films as files. */
#define _POSIX_C_SOURCE 200809L

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assert_close.h"
#include "base/file.h"
#include "diffusion/grey.h"
#include "export/film.h"
#include "export/png.h"

#define WIDTH 63
#define HEIGHT 40
#define FRAMES 5

typedef struct {
    Arena *arena;
    Canvas canvas;
    char folder[64];
} Fixture;

static int setup(void **state) {
    static Fixture fixture;
    fixture = (Fixture){.arena = arena_new(), .folder = "/tmp/test_film_XXXXXX"};
    assert_non_null(mkdtemp(fixture.folder));
    assert_true(canvas_resize(&fixture.canvas, WIDTH, HEIGHT));
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++) {
        fixture.canvas.pixels[i] = 0xFF000000u | (uint32_t)(i * 2654435761u >> 8);
    }
    *state = &fixture;
    return 0;
}

/* How many files the folder holds; removes them. */
static int sweep(const char *folder) {
    char command[256];
    (void)snprintf(command, sizeof command, "find %s -type f | wc -l", folder);
    FILE *pipe = popen(command, "r");
    int count = -1;
    assert_int_equal(fscanf(pipe, "%d", &count), 1);
    (void)pclose(pipe);
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(mkdir(folder, 0700), 0);
    return count;
}

static int teardown(void **state) {
    Fixture *fixture = *state;
    (void)sweep(fixture->folder);
    (void)rmdir(fixture->folder);
    canvas_clear(&fixture->canvas);
    arena_free(fixture->arena);
    return 0;
}

static const char *path_of(Fixture *fixture, const char *name) {
    return arena_printf(fixture->arena, "%s/%s", fixture->folder, name);
}

static void test_a_picture_comes_back_as_it_was(void **state) {
    Fixture *fixture = *state;
    const char *path = path_of(fixture, "a.png");
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++) {
        fixture->canvas.pixels[i] = 0xFF000000u | (0x010101u * (uint32_t)(i % 256));
    }
    Diag diag = {0};
    assert_true(png_write(fixture->arena, &fixture->canvas, path, &diag));
    const uint8_t *grey = NULL;
    size_t width = 0, height = 0;
    assert_true(grey_read(fixture->arena, path, &grey, &width, &height, &diag));
    assert_int_equal(width, WIDTH);
    assert_int_equal(height, HEIGHT);
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++) {
        assert_int_equal(grey[i], i % 256);
    }
}

static void test_what_is_no_picture_is_refused(void **state) {
    Fixture *fixture = *state;
    const uint8_t *grey = NULL;
    size_t width = 0, height = 0;
    Diag diag = {0};
    assert_false(
        grey_read(fixture->arena, path_of(fixture, "none.png"), &grey, &width, &height, &diag));
    assert_string_equal(diag.message, "does not exist");
    diag = (Diag){0};
    assert_false(
        grey_parse(fixture->arena, "x", "not a picture", 13, &grey, &width, &height, &diag));
    assert_non_null(strstr(diag.message, "no PNG picture"));
    const char *path = path_of(fixture, "cut.png"), *bytes = NULL, *why = NULL;
    size_t length = 0;
    assert_true(png_write(fixture->arena, &fixture->canvas, path, &diag));
    assert_true(file_read(fixture->arena, path, &bytes, &length, &why));
    for (size_t kept = 0; kept < length; kept += 7) {
        diag = (Diag){0};
        if (!grey_parse(fixture->arena, "x", bytes, kept, &grey, &width, &height, &diag)) {
            assert_non_null(diag.message);
        }
    }
}

static void test_a_folder_that_is_not_there_leaves_no_file(void **state) {
    Fixture *fixture = *state;
    Diag diag = {0};
    assert_false(
        png_write(fixture->arena, &fixture->canvas, path_of(fixture, "no/where.png"), &diag));
    assert_non_null(strstr(diag.message, "folder"));
    assert_int_equal(sweep(fixture->folder), 0);
}

/* A limit of the system on file sizes stands for the full disk: write fails in the same way. */
static void test_a_full_disk_leaves_the_old_file(void **state) {
    Fixture *fixture = *state;
    const char *path = path_of(fixture, "a.png"), *why = NULL;
    assert_true(file_write(fixture->arena, path, "old", 3, &why));
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 500;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    Diag diag = {0};
    bool written = png_write(fixture->arena, &fixture->canvas, path, &diag);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_false(written);
    const char *bytes = NULL;
    size_t length = 0;
    assert_true(file_read(fixture->arena, path, &bytes, &length, &why));
    assert_int_equal(length, 3);
    assert_int_equal(sweep(fixture->folder), 1);
}

static bool make_film(Fixture *fixture, const char *path, Diag *diag) {
    const FilmDef def = {.path = path, .width = WIDTH, .height = HEIGHT, .fps = 10};
    Film *film = film_open(fixture->arena, &def, diag);
    if (film == NULL) {
        return false;
    }
    for (size_t i = 0; i < FRAMES; i++) {
        fixture->canvas.pixels[0] = 0xFF000000u | (uint32_t)(i * 0x202020u);
        if (!film_add(film, &fixture->canvas, diag)) {
            film_cancel(film);
            return false;
        }
    }
    return film_end(film, diag);
}

/* By ffprobe, which comes with ffmpeg. */
static int frames_of(Fixture *fixture, const char *path) {
    const char *command = arena_printf(fixture->arena,
                                       "ffprobe -v error -count_frames -select_streams v:0 "
                                       "-show_entries stream=nb_read_frames -of csv=p=0 %s",
                                       path);
    FILE *pipe = popen(command, "r");
    int frames = -1;
    if (fscanf(pipe, "%d", &frames) != 1) {
        frames = -1;
    }
    (void)pclose(pipe);
    return frames;
}

static void test_a_film_has_its_frames_and_the_same_bytes_again(void **state) {
    Fixture *fixture = *state;
    const char *const endings[] = {"gif", "mp4"};
    for (size_t i = 0; i < 2; i++) {
        const char *path = path_of(fixture, arena_printf(fixture->arena, "a.%s", endings[i]));
        const char *again = path_of(fixture, arena_printf(fixture->arena, "b.%s", endings[i]));
        Diag diag = {0};
        if (!make_film(fixture, path, &diag) || !make_film(fixture, again, &diag)) {
            fail_msg("%s: %s", path, diag.message);
        }
        assert_int_equal(frames_of(fixture, path), FRAMES);
        const char *a = NULL, *b = NULL, *why = NULL;
        size_t a_length = 0, b_length = 0;
        assert_true(file_read(fixture->arena, path, &a, &a_length, &why));
        assert_true(file_read(fixture->arena, again, &b, &b_length, &why));
        assert_int_equal(a_length, b_length);
        assert_memory_equal(a, b, a_length);
    }
    assert_int_equal(sweep(fixture->folder), 4);
}

static void test_frames_are_numbered_files(void **state) {
    Fixture *fixture = *state;
    Diag diag = {0};
    assert_true(make_film(fixture, path_of(fixture, "frames/%03d.png"), &diag));
    assert_int_equal(access(path_of(fixture, "frames/001.png"), F_OK), 0);
    assert_int_equal(access(path_of(fixture, "frames/005.png"), F_OK), 0);
    assert_int_equal(sweep(fixture->folder), FRAMES);
}

static void test_a_cancelled_film_leaves_nothing(void **state) {
    Fixture *fixture = *state;
    const char *const names[] = {"a.gif", "a.mp4", "f%d.png"};
    for (size_t i = 0; i < 3; i++) {
        Diag diag = {0};
        const FilmDef def = {
            .path = path_of(fixture, names[i]), .width = WIDTH, .height = HEIGHT, .fps = 10};
        Film *film = film_open(fixture->arena, &def, &diag);
        assert_non_null(film);
        assert_true(film_add(film, &fixture->canvas, &diag));
        film_cancel(film);
        assert_int_equal(sweep(fixture->folder), 0);
    }
}

static void test_without_ffmpeg_the_message_says_what_to_install(void **state) {
    Fixture *fixture = *state;
    const char *path = getenv("PATH");
    char *kept = strdup(path != NULL ? path : "");
    assert_int_equal(setenv("PATH", "/nowhere", 1), 0);
    Diag diag = {0};
    bool made = make_film(fixture, path_of(fixture, "a.gif"), &diag);
    assert_int_equal(setenv("PATH", kept, 1), 0);
    free(kept);
    assert_false(made);
    assert_non_null(strstr(diag.message, "not installed"));
    assert_non_null(strstr(diag.hint, "apt-get install ffmpeg"));
    assert_int_equal(sweep(fixture->folder), 0);
}

/* Without ffmpeg its end of the pipe closes: the program must live on, with SIGPIPE as it is for a
 * program that never heard of it. */
static void test_a_child_that_has_ended_does_not_end_the_program(void **state) {
    Fixture *fixture = *state;
    const char *path = getenv("PATH");
    char *kept = strdup(path != NULL ? path : "");
    assert_int_equal(setenv("PATH", "/nowhere", 1), 0);
    (void)signal(SIGPIPE, SIG_DFL);
    Diag diag = {0};
    const FilmDef def = {
        .path = path_of(fixture, "a.gif"), .width = WIDTH, .height = HEIGHT, .fps = 10};
    Film *film = film_open(fixture->arena, &def, &diag);
    assert_int_equal(setenv("PATH", kept, 1), 0);
    free(kept);
    assert_non_null(film);
    /* A pipe holds 64 kB, one frame has 10 kB. */
    size_t frames = 0;
    while (frames < 1000 && film_add(film, &fixture->canvas, &diag)) {
        frames++;
    }
    film_cancel(film);
    assert_in_range(frames, 0, 20);
    assert_non_null(strstr(diag.message, "not installed"));
    sigset_t waiting, blocked;
    assert_int_equal(sigpending(&waiting), 0);
    assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &blocked), 0);
    assert_int_equal(sigismember(&waiting, SIGPIPE), 0);
    assert_int_equal(sigismember(&blocked, SIGPIPE), 0);
    assert_int_equal(sweep(fixture->folder), 0);
}

/* /proc refuses new files even to root, who may write to any other folder. */
static void test_a_folder_that_takes_no_files_is_told_before_the_first_frame(void **state) {
    Fixture *fixture = *state;
    const char *const paths[] = {"/proc/self/a.gif", path_of(fixture, "none/a.mp4"),
                                 "/proc/self/none/%04d.png"};
    for (size_t i = 0; i < 3; i++) {
        Diag diag = {0};
        const FilmDef def = {.path = paths[i], .width = WIDTH, .height = HEIGHT, .fps = 10};
        Film *film = film_open(fixture->arena, &def, &diag);
        if (film != NULL && film_add(film, &fixture->canvas, &diag)) {
            fail_msg("%s: a frame was taken", paths[i]);
        }
        if (film != NULL) {
            film_cancel(film);
        }
        assert_true((film != NULL) == (i == 2));
        assert_non_null(diag.message);
        assert_string_equal(diag.file, paths[i]);
    }
    Diag diag = {0};
    assert_false(png_write(fixture->arena, &fixture->canvas, "/proc/self/a.png", &diag));
    assert_non_null(diag.message);
    assert_int_equal(sweep(fixture->folder), 0);
}

/* ffmpeg's file is limited as a full disk would limit it; SIGXFSZ is ignored, also by the child, so
 * that its write fails. */
static void test_a_full_disk_during_a_film_leaves_nothing(void **state) {
    Fixture *fixture = *state;
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 1000;
    (void)signal(SIGXFSZ, SIG_IGN);
    const char *const names[] = {"a.gif", "a.mp4", "f/%d.png"};
    for (size_t i = 0; i < 3; i++) {
        Diag diag = {0};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        bool made = make_film(fixture, path_of(fixture, names[i]), &diag);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_false(made);
        assert_non_null(diag.message);
        assert_true(strlen(diag.message) > 10);
        assert_int_equal(access(path_of(fixture, "f"), F_OK), -1);
        assert_int_equal(sweep(fixture->folder), 0);
    }
}

static void test_names_of_films_are_known(void **state) {
    (void)state;
    assert_true(film_is_film("a.gif"));
    assert_true(film_is_film("x/%04d.png"));
    assert_false(film_is_film("a.png"));
    assert_false(film_is_film("%s.png"));
    assert_false(film_is_film("%d%d.png"));
    assert_false(film_is_film("%0004d.png"));
    assert_false(film_is_film(".gif"));
}

#define FILM_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        FILM_TEST(test_a_picture_comes_back_as_it_was),
        FILM_TEST(test_what_is_no_picture_is_refused),
        FILM_TEST(test_a_folder_that_is_not_there_leaves_no_file),
        FILM_TEST(test_a_full_disk_leaves_the_old_file),
        FILM_TEST(test_a_film_has_its_frames_and_the_same_bytes_again),
        FILM_TEST(test_frames_are_numbered_files),
        FILM_TEST(test_a_cancelled_film_leaves_nothing),
        FILM_TEST(test_without_ffmpeg_the_message_says_what_to_install),
        FILM_TEST(test_a_child_that_has_ended_does_not_end_the_program),
        FILM_TEST(test_a_folder_that_takes_no_files_is_told_before_the_first_frame),
        FILM_TEST(test_a_full_disk_during_a_film_leaves_nothing),
        cmocka_unit_test(test_names_of_films_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
