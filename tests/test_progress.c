/* test_progress.c - the progress file: what comes back, and what a bad one does. */
#define _XOPEN_SOURCE 700

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

static const char *const HEADINGS[] = {"Where we start",
                                       "Two steps",
                                       "Two steps (2)",
                                       "The ends: $t = 1$",
                                       "Then what",
                                       "6",
                                       "7",
                                       "8",
                                       "9",
                                       "10",
                                       "11",
                                       "12",
                                       "13",
                                       "14",
                                       "15"};

/* Of a lesson that has the first so many headings. */
static LessonProgress *lesson_of(Progress *progress, const char *key, size_t steps) {
    assert_true(steps <= COUNT(HEADINGS));
    return progress_lesson(progress, key, HEADINGS, steps);
}

static bool is_done(const LessonProgress *lesson, const char *id) {
    return progress_state(lesson, id) == QUESTION_DONE;
}

static bool is_skipped(const LessonProgress *lesson, const char *id) {
    return progress_state(lesson, id) == QUESTION_SKIPPED;
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
    LessonProgress *lesson = lesson_of(progress, "the closed form", 15);
    progress_see(lesson, 0);
    progress_see(lesson, 4);
    progress_answer(progress, lesson, "three-steps", true, false);
    progress_answer(progress, lesson, "one-draw", false, true);
    assert_true(progress_save(progress));
    assert_false(lesson->changed);
    Progress *again = progress_load(place->arena, place->path);
    assert_null(progress_note(again));
    const LessonProgress *back = lesson_of(again, "the closed form", 15);
    assert_int_equal(back->at, 5);
    assert_int_equal(progress_seen(back), 2);
    assert_true(back->seen[0] && back->seen[4] && !back->seen[1]);
    assert_true(is_done(back, "three-steps"));
    assert_false(is_skipped(back, "three-steps"));
    assert_true(is_skipped(back, "one-draw"));
    assert_false(is_done(back, "one-draw"));
}

static void test_what_was_forgotten_does_not_come_back(void **state) {
    Place *place = *state;
    Progress *progress = progress_load(place->arena, place->path);
    LessonProgress *lesson = lesson_of(progress, "the closed form", 15);
    progress_try(progress, lesson, "three-steps");
    progress_answer(progress, lesson, "three-steps", true, false);
    assert_true(progress_save(progress));
    progress_forget(lesson, "three-steps");
    progress_forget(lesson, "never-asked");
    assert_true(progress_save(progress));
    Progress *again = progress_load(place->arena, place->path);
    const LessonProgress *back = lesson_of(again, "the closed form", 15);
    const QuestionProgress *question = progress_question(back, "three-steps");
    assert_true(question == NULL || (question->state == QUESTION_OPEN && question->tries == 0));
    assert_int_equal(progress_state(back, "three-steps"), QUESTION_OPEN);
    assert_null(progress_question(back, "never-asked"));
}

static void test_the_file_is_made_late_and_for_the_user_alone(void **state) {
    Place *place = *state;
    Progress *progress = progress_load(place->arena, place->path);
    LessonProgress *lesson = lesson_of(progress, "one", 3);
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
    char day[DATE_SIZE], next_day[DATE_SIZE];
    clock_date(day);
    Progress *progress = progress_load(place->arena, place->path);
    LessonProgress *lesson = lesson_of(progress, "the-closed-form", 15);
    static const size_t seen[] = {0, 1, 2, 4};
    for (size_t i = 0; i < COUNT(seen); i++) {
        progress_see(lesson, seen[i]);
    }
    progress_try(progress, lesson, "three-steps");
    progress_try(progress, lesson, "three-steps");
    progress_answer(progress, lesson, "three-steps", true, false);
    progress_answer(progress, lesson, "one-draw", false, true);
    progress_try(progress, lesson, "no-luck");
    progress_answer(progress, lesson, "no-luck", false, false);
    progress_answer(progress, lesson, "never-tried", false, false);
    assert_true(progress_save(progress));
    clock_date(next_day);
    const char *days[] = {day, next_day}; /* it may be midnight */
    const char *expected[2];
    for (size_t i = 0; i < 2; i++) {
        expected[i] = arena_printf(place->arena,
                                   "explore-progress 2\n"
                                   "# Where you stopped in each lesson, and what you answered. "
                                   "This file may be deleted.\n"
                                   "lesson the-closed-form\n"
                                   "at Then what\n"
                                   "seen Where we start\n"
                                   "seen Two steps\n"
                                   "seen Two steps (2)\n"
                                   "seen Then what\n"
                                   "question three-steps done 2 %s\n"
                                   "question one-draw skipped 0 %s\n"
                                   "question no-luck tried 1 %s\n",
                                   days[i], days[i], days[i]);
    }
    if (strcmp(get(place), expected[0]) != 0) {
        assert_string_equal(get(place), expected[1]);
    }
}

static void test_an_answer_replaces_a_skip(void **state) {
    Place *place = *state;
    Progress *progress = progress_load(place->arena, place->path);
    LessonProgress *lesson = lesson_of(progress, "one", 3);
    progress_answer(progress, lesson, "q", false, true);
    progress_answer(progress, lesson, "q", true, false);
    assert_true(is_done(lesson, "q"));
    assert_false(is_skipped(lesson, "q"));
    progress_answer(progress, lesson, "q", false, false);
    assert_false(is_done(lesson, "q") || is_skipped(lesson, "q"));
}

/* Two programs at once: each writes its own lesson and keeps the other's. */
static void test_another_programs_lesson_is_kept(void **state) {
    Place *place = *state;
    Progress *first = progress_load(place->arena, place->path);
    Progress *second = progress_load(place->arena, place->path);
    progress_see(lesson_of(first, "one", 3), 2);
    progress_see(lesson_of(second, "two", 4), 3);
    assert_true(progress_save(first));
    assert_true(progress_save(second));
    Progress *both = progress_load(place->arena, place->path);
    assert_int_equal(lesson_of(both, "one", 3)->at, 3);
    assert_int_equal(lesson_of(both, "two", 4)->at, 4);
}

/* And what each does in one lesson: the later one adds to it and replaces nothing. */
static void test_another_programs_answers_in_one_lesson_are_kept(void **state) {
    Place *place = *state;
    Progress *first = progress_load(place->arena, place->path);
    Progress *second = progress_load(place->arena, place->path);
    LessonProgress *left = lesson_of(first, "one", 4), *right = lesson_of(second, "one", 4);
    progress_see(left, 0);
    progress_see(left, 1);
    progress_answer(first, left, "p", true, false);
    progress_answer(second, right, "q", true, false);
    assert_true(progress_save(first));
    assert_true(progress_save(second));
    Progress *both = progress_load(place->arena, place->path);
    const LessonProgress *lesson = lesson_of(both, "one", 4);
    assert_true(is_done(lesson, "p") && is_done(lesson, "q"));
    assert_int_equal(progress_seen(lesson), 2);
    assert_int_equal(lesson->at, 2); /* the second did not move */
    progress_see(right, 3);
    progress_answer(first, left, "p", false, true);
    assert_true(progress_save(second));
    assert_true(progress_save(first));
    both = progress_load(place->arena, place->path);
    lesson = lesson_of(both, "one", 4);
    assert_true(is_skipped(lesson, "p") && is_done(lesson, "q"));
    assert_int_equal(lesson->at, 4);
}

/* Both read, change and write all the time: nothing is lost in between. */
static void test_two_programs_that_save_at_once_lose_nothing(void **state) {
    Place *place = *state;
    enum { ANSWERS = 60, PROGRAMS = 2 };
    for (int program = 0; program < PROGRAMS; program++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            Progress *progress = progress_load(place->arena, place->path);
            LessonProgress *lesson = lesson_of(progress, "one", 4);
            bool saved = true;
            for (int i = 0; i < ANSWERS && saved; i++) {
                const char *id = arena_printf(place->arena, "q%d-%d", program, i);
                progress_answer(progress, lesson, id, true, false);
                saved = progress_save(progress);
            }
            _exit(saved ? 0 : 1);
        }
    }
    for (int program = 0; program < PROGRAMS; program++) {
        int status = 0;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    Progress *both = progress_load(place->arena, place->path);
    const LessonProgress *lesson = lesson_of(both, "one", 4);
    for (int i = 0; i < ANSWERS * PROGRAMS; i++) {
        const char *id = arena_printf(place->arena, "q%d-%d", i % PROGRAMS, i / PROGRAMS);
        if (!is_done(lesson, id)) {
            fail_msg("%s is lost", id);
        }
    }
}

/* A lesson that was edited: steps are known by their headings, questions by their ids. */
static void test_steps_are_found_again_in_an_edited_lesson(void **state) {
    Place *place = *state;
    static const char *const BEFORE[] = {"One", "Two", "Three"};
    static const char *const AFTER[] = {"Zero", "Three", "One", "One and a half"};
    Progress *progress = progress_load(place->arena, place->path);
    LessonProgress *lesson = progress_lesson(progress, "l", BEFORE, 3);
    progress_see(lesson, 0);
    progress_see(lesson, 1);
    progress_see(lesson, 2);
    progress_answer(progress, lesson, "q", true, false);
    assert_true(progress_save(progress));
    progress = progress_load(place->arena, place->path);
    lesson = progress_lesson(progress, "l", AFTER, 4);
    assert_int_equal(lesson->at, 2);
    assert_int_equal(progress_seen(lesson), 2);
    assert_true(lesson->seen[1] && lesson->seen[2]);
    assert_true(is_done(lesson, "q"));
    progress_see(lesson, 0);
    assert_true(progress_save(progress));
    /* The old lesson comes back: what was known of it is still there. */
    progress = progress_load(place->arena, place->path);
    lesson = progress_lesson(progress, "l", BEFORE, 3);
    assert_int_equal(progress_seen(lesson), 3);
    assert_int_equal(lesson->at, 0); /* one stopped at Zero */
    assert_true(is_done(lesson, "q"));
}

static void test_a_file_of_version_1_is_taken_over(void **state) {
    Place *place = *state;
    static const char OLD[] = "explore-progress 1\n"
                              "lesson one\nsteps 5\nat 5\nseen 1 3 5\ndone q\nskipped r\n"
                              "lesson two\nsteps 3\nat 2\nseen 1 2\n"
                              "lesson three\nsteps 2\nat 1\nseen 1\n";
    put(place, OLD);
    Progress *progress = progress_load(place->arena, place->path);
    assert_null(progress_note(progress));
    LessonProgress *lesson = lesson_of(progress, "one", 5);
    assert_int_equal(lesson->at, 5);
    assert_int_equal(progress_seen(lesson), 3);
    assert_true(is_done(lesson, "q") && is_skipped(lesson, "r"));
    progress_see(lesson, 1);
    assert_true(progress_save(progress));
    /* Those that were not open are carried over; a lesson of another length starts anew. */
    progress = progress_load(place->arena, place->path);
    assert_null(progress_note(progress));
    assert_int_equal(progress_seen(lesson_of(progress, "one", 5)), 4);
    const LessonProgress *second = lesson_of(progress, "two", 3);
    assert_int_equal(second->at, 2);
    assert_int_equal(progress_seen(second), 2);
    const LessonProgress *third = lesson_of(progress, "three", 3);
    assert_int_equal(third->at, 0);
    assert_int_equal(progress_seen(third), 0);
}

static void test_tries_are_counted_and_a_reset_question_was_tried(void **state) {
    Place *place = *state;
    Progress *progress = progress_load(place->arena, place->path);
    LessonProgress *lesson = lesson_of(progress, "one", 3);
    assert_int_equal(progress_state(lesson, "q"), QUESTION_OPEN);
    assert_null(progress_question(lesson, "q"));
    progress_answer(progress, lesson, "q", false, true);
    progress_answer(progress, lesson, "q", false, false); /* asked again without a try */
    assert_int_equal(progress_state(lesson, "q"), QUESTION_OPEN);
    for (int i = 0; i < 3; i++) {
        progress_try(progress, lesson, "q");
    }
    progress_answer(progress, lesson, "q", true, false);
    assert_int_equal(progress_question(lesson, "q")->tries, 3);
    progress_answer(progress, lesson, "q", false, false);
    assert_int_equal(progress_state(lesson, "q"), QUESTION_TRIED);
    assert_true(progress_save(progress));
    progress = progress_load(place->arena, place->path);
    const QuestionProgress *back = progress_question(lesson_of(progress, "one", 3), "q");
    assert_int_equal(back->tries, 3);
    assert_int_equal(back->state, QUESTION_TRIED);
    assert_int_equal(strlen(back->date), DATE_SIZE - 1);
    assert_int_equal(progress_lesson_count(progress), 1);
    assert_string_equal(progress_lesson_at(progress, 0)->key, "one");
}

/* What damaged files are kept as. */
static const char *aside(const Place *place, size_t i) {
    return i == 1 ? arena_printf(place->arena, "%s.damaged", place->path)
                  : arena_printf(place->arena, "%s.damaged-%zu", place->path, i);
}

static void expect_aside(const Place *place, size_t i, const char *bytes) {
    const char *kept = NULL, *why = NULL;
    size_t length = 0;
    assert_int_equal(file_read(place->arena, aside(place, i), &kept, &length, &why), bytes != NULL);
    if (bytes != NULL) {
        assert_string_equal(kept, bytes);
    }
}

/* Whatever stands in the file, loading and saving it neither crashes nor loses anything: what is
 * good stays, and the file as it was lies beside the new one. */
static void test_a_damaged_file_is_told_used_and_kept_aside(void **state) {
    Place *place = *state;
    static const char *const BAD[] = {"nonsense",
                                      "at",
                                      "seen",
                                      "seen ",
                                      "question q",
                                      "question q done",
                                      "question q nice 3",
                                      "question q done -1",
                                      "question q done 3x",
                                      "question q done 3 yesterday",
                                      "question q done 3 2026-11-291",
                                      "question q done 99999999999999999999",
                                      "done q",
                                      "\xff\xfe\x01",
                                      "lesson",
                                      "steps 3"};
    for (size_t i = 0; i < COUNT(BAD); i++) {
        const char *bytes = arena_printf(place->arena,
                                         "explore-progress 2\nlesson one\nat Two steps\n"
                                         "question p done 1\n%s\nlesson two\nat Two steps\n",
                                         BAD[i]);
        put(place, bytes);
        Progress *progress = progress_load(place->arena, place->path);
        print_message("%s: %s\n", BAD[i], progress_note(progress));
        assert_non_null(strstr(progress_note(progress), "damaged in line 5"));
        assert_int_equal(lesson_of(progress, "two", 2)->at, 2);
        assert_true(is_done(lesson_of(progress, "one", 3), "p"));
        expect_aside(place, 1, NULL);
        progress_see(lesson_of(progress, "one", 3), 0);
        assert_true(progress_save(progress));
        expect_aside(place, 1, bytes);
        assert_int_equal(unlink(aside(place, 1)), 0);
        Progress *again = progress_load(place->arena, place->path);
        assert_null(progress_note(again));
        assert_int_equal(lesson_of(again, "one", 3)->at, 1);
        assert_int_equal(lesson_of(again, "two", 2)->at, 2);
    }
}

static void test_a_zero_byte_is_damage(void **state) {
    Place *place = *state;
    static const char BYTES[] = "explore-progress 2\nlesson one\nseen Two\0steps\nat Two steps\n";
    const char *why = NULL;
    assert_true(file_make_folder_of(place->arena, place->path, FOLDER_PRIVATE, &why));
    assert_true(file_write(place->arena, place->path, BYTES, sizeof BYTES - 1, &why));
    Progress *progress = progress_load(place->arena, place->path);
    assert_non_null(strstr(progress_note(progress), "damaged in line 3"));
    assert_int_equal(lesson_of(progress, "one", 3)->at, 2);
}

static void test_damaged_files_do_not_replace_each_other(void **state) {
    Place *place = *state;
    static const char *const DAMAGED[] = {"my diary\n", "explore-progress 2\nbad\n", "my diary\n"};
    for (size_t i = 0; i < COUNT(DAMAGED); i++) {
        put(place, DAMAGED[i]);
        Progress *progress = progress_load(place->arena, place->path);
        assert_non_null(strstr(progress_note(progress), "is damaged"));
        progress_see(lesson_of(progress, "one", 3), 1);
        assert_true(progress_save(progress));
        assert_non_null(strstr(get(place), "lesson one\nat Two steps\n"));
    }
    expect_aside(place, 1, DAMAGED[0]);
    expect_aside(place, 2, DAMAGED[1]);
    expect_aside(place, 3, NULL); /* the third is the first */
    assert_int_equal(unlink(aside(place, 1)), 0);
    assert_int_equal(unlink(aside(place, 2)), 0);
}

static void test_an_empty_or_a_later_file_is_no_damage(void **state) {
    Place *place = *state;
    static const struct {
        const char *bytes;
        bool later;
    } FILES[] = {{"", false},
                 {"explore-progress 2", false},
                 {"explore-progress 1", false},
                 {"explore-progress 3\nlesson one\nnew words\n", true}};
    for (size_t i = 0; i < COUNT(FILES); i++) {
        put(place, FILES[i].bytes);
        Progress *progress = progress_load(place->arena, place->path);
        progress_see(lesson_of(progress, "one", 3), 1);
        assert_int_equal(progress_save(progress), !FILES[i].later);
        assert_int_equal(progress_note(progress) != NULL, FILES[i].later);
        assert_int_equal(strcmp(get(place), FILES[i].bytes) == 0, FILES[i].later);
        expect_aside(place, 1, NULL);
    }
}

static void test_an_unwritable_place_leaves_a_note_and_the_answers(void **state) {
    Place *place = *state;
    /* A file where the folder should be: no one can write below it, root neither. */
    const char *why = NULL;
    const char *in_the_way = arena_printf(place->arena, "%s/state", place->folder);
    assert_true(file_write(place->arena, in_the_way, "x", 1, &why));
    Progress *progress = progress_load(place->arena, place->path);
    LessonProgress *lesson = lesson_of(progress, "one", 3);
    progress_see(lesson, 1);
    progress_answer(progress, lesson, "q", true, false);
    assert_false(progress_save(progress));
    assert_non_null(strstr(progress_note(progress), "progress is not kept"));
    assert_true(is_done(lesson, "q"));
    assert_int_equal(lesson->at, 2);
}

static void test_without_a_place_nothing_is_kept_and_nothing_said(void **state) {
    Place *place = *state;
    Progress *progress = progress_load(place->arena, NULL);
    progress_see(lesson_of(progress, "one", 3), 1);
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

/* A thousand other lessons: this one is kept all the same, and they are too. */
static void test_a_full_file_still_takes_a_lesson(void **state) {
    Place *place = *state;
    Text text;
    text_init(&text);
    text_append(&text, "explore-progress 2\n");
    for (int i = 0; i < 1500; i++) {
        text_printf(&text, "lesson l%d\nat Two steps\n", i);
    }
    put(place, text.bytes);
    text_clear(&text);
    Progress *progress = progress_load(place->arena, place->path);
    progress_see(lesson_of(progress, "mine", 3), 2);
    assert_true(progress_save(progress));
    assert_non_null(strstr(get(place), "lesson mine\nat Two steps (2)\n"));
    progress = progress_load(place->arena, place->path);
    assert_null(progress_note(progress));
    assert_int_equal(progress_lesson_count(progress), 1501);
    assert_int_equal(lesson_of(progress, "l0", 3)->at, 2);
    assert_int_equal(lesson_of(progress, "l1499", 3)->at, 2);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        test(test_what_was_kept_comes_back),
        test(test_what_was_forgotten_does_not_come_back),
        test(test_the_file_is_made_late_and_for_the_user_alone),
        test(test_the_format_is_the_documented_one),
        test(test_an_answer_replaces_a_skip),
        test(test_another_programs_lesson_is_kept),
        test(test_another_programs_answers_in_one_lesson_are_kept),
        test(test_two_programs_that_save_at_once_lose_nothing),
        test(test_steps_are_found_again_in_an_edited_lesson),
        test(test_a_file_of_version_1_is_taken_over),
        test(test_tries_are_counted_and_a_reset_question_was_tried),
        test(test_a_damaged_file_is_told_used_and_kept_aside),
        test(test_a_zero_byte_is_damage),
        test(test_damaged_files_do_not_replace_each_other),
        test(test_an_empty_or_a_later_file_is_no_damage),
        test(test_an_unwritable_place_leaves_a_note_and_the_answers),
        test(test_without_a_place_nothing_is_kept_and_nothing_said),
        test(test_the_place_follows_the_environment),
        test(test_a_full_file_still_takes_a_lesson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
