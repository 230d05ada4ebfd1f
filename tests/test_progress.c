/* test_progress.c - the progress file: what comes back, and what a bad one does. */
#define _XOPEN_SOURCE 700

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assert_close.h"
#include "base/file.h"
#include "base/text.h"
#include "session/progress.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

typedef struct {
    Arena *arena;
    char folder[64];
    const char *path;
} Place;

static int setup(void **state) {
    static Place place;
    place.arena = arena_new();
    snprintf(place.folder, sizeof place.folder, "/tmp/test_progress_XXXXXX");
    if (mkdtemp(place.folder) == NULL) {
        return 1;
    }
    place.path = arena_printf(place.arena, "%s/state/explore/progress", place.folder);
    *state = &place;
    return 0;
}

static int teardown(void **state) {
    Place *place = *state;
    (void)unlink(place->path);
    (void)rmdir(arena_printf(place->arena, "%s/state/explore", place->folder));
    (void)chmod(arena_printf(place->arena, "%s/state", place->folder), 0700);
    (void)unlink(arena_printf(place->arena, "%s/state", place->folder));
    (void)rmdir(arena_printf(place->arena, "%s/state", place->folder));
    (void)rmdir(place->folder);
    arena_free(place->arena);
    return 0;
}

static void put(const Place *place, const char *bytes) {
    const char *why = NULL;
    assert_true(file_make_folder_of(place->arena, place->path, FOLDER_PRIVATE, &why));
    assert_true(file_write(place->arena, place->path, bytes, strlen(bytes), &why));
}

static const char *get(const Place *place) {
    const char *bytes = "", *why = NULL;
    size_t length = 0;
    return file_read(place->arena, place->path, &bytes, &length, &why) ? bytes : NULL;
}

static void test_what_was_kept_comes_back(void **state) {
    Place *place = *state;
    Progress *progress = progress_load(place->arena, place->path);
    assert_null(progress_note(progress));
    LessonProgress *lesson = progress_lesson(progress, "the closed form", 15);
    progress_see(lesson, 0);
    progress_see(lesson, 4);
    progress_answer(progress, lesson, "three-steps", true, false);
    progress_answer(progress, lesson, "one-draw", false, true);
    assert_true(progress_save(progress));
    assert_false(lesson->changed);
    Progress *again = progress_load(place->arena, place->path);
    assert_null(progress_note(again));
    const LessonProgress *back = progress_lesson(again, "the closed form", 15);
    assert_int_equal(back->at, 5);
    assert_int_equal(progress_seen(back), 2);
    assert_true(back->seen[0] && back->seen[4] && !back->seen[1]);
    assert_true(progress_is_done(back, "three-steps"));
    assert_false(progress_is_skipped(back, "three-steps"));
    assert_true(progress_is_skipped(back, "one-draw"));
    assert_false(progress_is_done(back, "one-draw"));
}

static void test_the_file_is_made_late_and_for_the_user_alone(void **state) {
    Place *place = *state;
    Progress *progress = progress_load(place->arena, place->path);
    LessonProgress *lesson = progress_lesson(progress, "one", 3);
    assert_true(progress_save(progress));
    assert_null(get(place)); /* nothing was seen: no file, no folder */
    struct stat status;
    assert_int_not_equal(stat(arena_printf(place->arena, "%s/state", place->folder), &status), 0);
    progress_see(lesson, 1);
    assert_true(progress_save(progress));
    assert_non_null(get(place));
    assert_int_equal(stat(arena_printf(place->arena, "%s/state/explore", place->folder), &status),
                     0);
    assert_int_equal(status.st_mode & 0777, 0700);
}

static void test_the_format_is_the_documented_one(void **state) {
    Place *place = *state;
    Progress *progress = progress_load(place->arena, place->path);
    LessonProgress *lesson = progress_lesson(progress, "the-closed-form", 15);
    static const size_t seen[] = {0, 1, 2, 4};
    for (size_t i = 0; i < COUNT(seen); i++) {
        progress_see(lesson, seen[i]);
    }
    progress_answer(progress, lesson, "three-steps", true, false);
    progress_answer(progress, lesson, "one-draw", false, true);
    assert_true(progress_save(progress));
    assert_string_equal(get(place),
                        "explore-progress 1\n"
                        "# Where you stopped in each lesson. This file may be deleted.\n"
                        "lesson the-closed-form\n"
                        "steps 15\n"
                        "at 5\n"
                        "seen 1 2 3 5\n"
                        "done three-steps\n"
                        "skipped one-draw\n");
}

static void test_an_answer_replaces_a_skip(void **state) {
    Place *place = *state;
    Progress *progress = progress_load(place->arena, place->path);
    LessonProgress *lesson = progress_lesson(progress, "one", 3);
    progress_answer(progress, lesson, "q", false, true);
    progress_answer(progress, lesson, "q", true, false);
    assert_true(progress_is_done(lesson, "q"));
    assert_false(progress_is_skipped(lesson, "q"));
    progress_answer(progress, lesson, "q", false, false);
    assert_false(progress_is_done(lesson, "q") || progress_is_skipped(lesson, "q"));
}

/* Two programs at once: each writes its own lesson and keeps the other's. */
static void test_another_programs_lesson_is_kept(void **state) {
    Place *place = *state;
    Progress *first = progress_load(place->arena, place->path);
    Progress *second = progress_load(place->arena, place->path);
    progress_see(progress_lesson(first, "one", 3), 2);
    progress_see(progress_lesson(second, "two", 4), 3);
    assert_true(progress_save(first));
    assert_true(progress_save(second));
    Progress *both = progress_load(place->arena, place->path);
    assert_int_equal(progress_lesson(both, "one", 3)->at, 3);
    assert_int_equal(progress_lesson(both, "two", 4)->at, 4);
}

static void test_a_lesson_of_another_length_starts_anew_with_its_answers(void **state) {
    Place *place = *state;
    put(place, "explore-progress 1\nlesson one\nsteps 3\nat 3\nseen 1 2 3\ndone q\n");
    Progress *progress = progress_load(place->arena, place->path);
    const LessonProgress *lesson = progress_lesson(progress, "one", 5);
    assert_int_equal(lesson->at, 0);
    assert_int_equal(progress_seen(lesson), 0);
    assert_true(progress_is_done(lesson, "q"));
}

/* Whatever stands in the file, loading and saving it neither crashes nor loses what is good. */
static void test_a_bad_line_is_passed_over_with_a_note(void **state) {
    Place *place = *state;
    static const char *const BAD[] = {
        "nonsense", "at 4",     "at 0",           "at -1",   "at 2x", "at 99999999999999999999",
        "seen 1 9", "seen 1 a", "steps 0",        "steps x", "done",  "\xff\xfe\x01",
        "lesson",   "seen  ",   "steps 100000000"};
    for (size_t i = 0; i < COUNT(BAD); i++) {
        Text text;
        text_init(&text);
        text_printf(&text,
                    "explore-progress 1\nlesson one\nsteps 3\nat 2\ndone q\n%s\nlesson two\n"
                    "steps 2\nat 1\n",
                    BAD[i]);
        put(place, text.bytes);
        Progress *progress = progress_load(place->arena, place->path);
        print_message("%s: %s\n", BAD[i], progress_note(progress));
        assert_int_equal(progress_lesson(progress, "two", 2)->at, 1);
        assert_true(progress_is_done(progress_lesson(progress, "one", 3), "q"));
        progress_see(progress_lesson(progress, "one", 3), 0);
        assert_true(progress_save(progress));
        Progress *again = progress_load(place->arena, place->path);
        assert_null(progress_note(again));
        assert_int_equal(progress_lesson(again, "one", 3)->at, 1);
        assert_int_equal(progress_lesson(again, "two", 2)->at, 1);
        text_clear(&text);
    }
}

static void test_a_file_that_is_not_ours_is_left_alone(void **state) {
    Place *place = *state;
    static const char *const FOREIGN[] = {"", "explore-progress 2\nlesson one\n", "my diary\n",
                                          "explore-progress 1"};
    for (size_t i = 0; i < COUNT(FOREIGN); i++) {
        put(place, FOREIGN[i]);
        Progress *progress = progress_load(place->arena, place->path);
        progress_see(progress_lesson(progress, "one", 3), 1);
        bool ours = i == 0 || i == 3; /* empty, or without a newline */
        assert_int_equal(progress_save(progress), ours);
        assert_int_equal(progress_note(progress) == NULL, ours);
        assert_int_equal(strcmp(get(place), FOREIGN[i]) == 0, !ours);
    }
}

static void test_an_unwritable_place_leaves_a_note_and_the_answers(void **state) {
    Place *place = *state;
    /* A file where the folder should be: no one can write below it, root neither. */
    const char *why = NULL;
    const char *in_the_way = arena_printf(place->arena, "%s/state", place->folder);
    assert_true(file_write(place->arena, in_the_way, "x", 1, &why));
    Progress *progress = progress_load(place->arena, place->path);
    LessonProgress *lesson = progress_lesson(progress, "one", 3);
    progress_see(lesson, 1);
    progress_answer(progress, lesson, "q", true, false);
    assert_false(progress_save(progress));
    assert_non_null(strstr(progress_note(progress), "progress is not kept"));
    assert_true(progress_is_done(lesson, "q"));
    assert_int_equal(lesson->at, 2);
}

static void test_without_a_place_nothing_is_kept_and_nothing_said(void **state) {
    Place *place = *state;
    Progress *progress = progress_load(place->arena, NULL);
    progress_see(progress_lesson(progress, "one", 3), 1);
    assert_true(progress_save(progress));
    assert_null(progress_note(progress));
}

static void test_the_place_follows_the_environment(void **state) {
    Place *place = *state;
    char *home = getenv("HOME"), *kept = home != NULL ? strdup(home) : NULL;
    char *xdg = getenv("XDG_STATE_HOME"), *kept_xdg = xdg != NULL ? strdup(xdg) : NULL;
    (void)setenv("XDG_STATE_HOME", "/a/b", 1);
    assert_string_equal(progress_path(place->arena), "/a/b/explore/progress");
    (void)setenv("XDG_STATE_HOME", "relative", 1); /* the standard says: to be ignored */
    (void)setenv("HOME", "/h", 1);
    assert_string_equal(progress_path(place->arena), "/h/.local/state/explore/progress");
    (void)unsetenv("XDG_STATE_HOME");
    (void)unsetenv("HOME");
    assert_null(progress_path(place->arena));
    if (kept != NULL) {
        (void)setenv("HOME", kept, 1);
    }
    if (kept_xdg != NULL) {
        (void)setenv("XDG_STATE_HOME", kept_xdg, 1);
    }
    free(kept);
    free(kept_xdg);
}

/* A thousand other lessons: this one is kept all the same. */
static void test_a_full_file_still_takes_a_lesson(void **state) {
    Place *place = *state;
    Text text;
    text_init(&text);
    text_append(&text, "explore-progress 1\n");
    for (int i = 0; i < 1500; i++) {
        text_printf(&text, "lesson l%d\nsteps 2\nat 1\n", i);
    }
    put(place, text.bytes);
    text_clear(&text);
    Progress *progress = progress_load(place->arena, place->path);
    progress_see(progress_lesson(progress, "mine", 3), 2);
    assert_true(progress_save(progress));
    assert_non_null(strstr(get(place), "lesson mine\nsteps 3\nat 3\n"));
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        test(test_what_was_kept_comes_back),
        test(test_the_file_is_made_late_and_for_the_user_alone),
        test(test_the_format_is_the_documented_one),
        test(test_an_answer_replaces_a_skip),
        test(test_another_programs_lesson_is_kept),
        test(test_a_lesson_of_another_length_starts_anew_with_its_answers),
        test(test_a_bad_line_is_passed_over_with_a_note),
        test(test_a_file_that_is_not_ours_is_left_alone),
        test(test_an_unwritable_place_leaves_a_note_and_the_answers),
        test(test_without_a_place_nothing_is_kept_and_nothing_said),
        test(test_the_place_follows_the_environment),
        test(test_a_full_file_still_takes_a_lesson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
