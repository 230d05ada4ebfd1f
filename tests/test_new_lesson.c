/* test_new_lesson.c - explore new-lesson, and the folder that EXPLORE_LESSONS names. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include <dirent.h>

#include "base/arena.h"
#include "base/file.h"
#include "lesson/lesson.h"
#include "program_fixture.h"

/* The lesson that stands for those of the program: with all of them each run would take half a
 * second. */
#define OURS "07-ours.md"
#define OURS_TEXT "---\ntitle: Ours\n---\n\n```claim a\n1 + 1 = 2\nwrong: 1 + 1 = 3 :: no\n```\n"
/* What is written at once, to see whether two take one number or one name. */
#define AT_ONCE 6

typedef struct {
    char data[64];    /* EXPLORE_DATA, with the folder `lessons` in it */
    char lessons[96]; /* that folder */
    char folder[96];  /* the instructor's own */
    char path[128];   /* of the first lesson in it, called my-own */
} Fixture;

static int make_folders(void **state) {
    static Fixture fixture;
    fixture = (Fixture){.data = "/tmp/explore-own-XXXXXX"};
    assert_non_null(mkdtemp(fixture.data));
    (void)snprintf(fixture.lessons, sizeof fixture.lessons, "%s/lessons", fixture.data);
    (void)snprintf(fixture.folder, sizeof fixture.folder, "%s/own", fixture.data);
    (void)snprintf(fixture.path, sizeof fixture.path, "%s/08-my-own.md", fixture.folder);
    assert_int_equal(mkdir(fixture.lessons, S_IRWXU), 0);
    assert_int_equal(mkdir(fixture.folder, S_IRWXU), 0);
    Arena *arena = arena_new();
    const char *why = NULL;
    assert_true(file_write(arena, arena_printf(arena, "%s/%s", fixture.lessons, OURS), OURS_TEXT,
                           sizeof OURS_TEXT - 1, &why));
    arena_free(arena);
    assert_int_equal(setenv("EXPLORE_DATA", fixture.data, 1), 0);
    (void)unsetenv("EXPLORE_LESSONS");
    *state = &fixture;
    return 0;
}

/* Everything in it but folders goes; the number of files. */
static size_t empty_folder(const char *folder) {
    Arena *arena = arena_new();
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    size_t count = 0;
    for (const struct dirent *file = readdir(directory); file != NULL; file = readdir(directory)) {
        count += unlink(arena_printf(arena, "%s/%s", folder, file->d_name)) == 0;
    }
    (void)closedir(directory);
    arena_free(arena);
    return count;
}

static int remove_folders(void **state) {
    const Fixture *fixture = *state;
    (void)empty_folder(fixture->folder);
    (void)empty_folder(fixture->lessons);
    (void)unsetenv("EXPLORE_LESSONS");
    (void)unsetenv("EXPLORE_DATA");
    return rmdir(fixture->folder) + rmdir(fixture->lessons) + rmdir(fixture->data);
}

static void test_the_template_passes_check_and_lint(void **state) {
    const Fixture *fixture = *state;
    expect(RUN("new-lesson", "my-own", fixture->folder), 0, fixture->path, "");
    expect(RUN("check", "--strict", fixture->path), 0, "all as expected", "");
    Result result = RUN("lint", fixture->path);
    assert_string_equal(result.out.bytes, "");
    expect(result, 0, "", "");
}

/* No kind is left out, a law and an experiment being claims of their own. */
static void test_the_template_shows_every_kind_of_block(void **state) {
    const Fixture *fixture = *state;
    expect(RUN("new-lesson", "my-own", fixture->folder), 0, "", "");
    Arena *arena = arena_new();
    const LessonOptions options = {.notation = NULL};
    const Lesson *lesson = NULL;
    Diag diag = {0};
    assert_int_equal(lesson_load(arena, fixture->path, &options, &lesson, &diag), LESSON_OK);
    bool law = false, experiment = false, symbols = false, scene = false, plain = false;
    for (size_t s = 0; s < lesson->step_count; s++) {
        for (size_t b = 0; b < lesson->steps[s].block_count; b++) {
            const Block *block = &lesson->steps[s].blocks[b];
            const ClaimDef *def = block->kind == BLOCK_CLAIM ? claim_def(block->claim) : NULL;
            bool has_step = false;
            for (size_t i = 0; def != NULL && i < def->line_count; i++) {
                has_step = has_step || strcmp(def->lines[i].key, "step") == 0;
            }
            law = law || has_step;
            experiment = experiment || (def != NULL && def->experiment != NULL);
            plain = plain || (def != NULL && def->experiment == NULL && !has_step);
            symbols = symbols || block->kind == BLOCK_SYMBOLS;
            scene = scene || block->kind == BLOCK_SCENE;
        }
    }
    assert_true(law && experiment && symbols && scene && plain);
    assert_int_equal(lesson->exercise_count, 1);
    assert_string_equal(lesson->title, "My own");
    arena_free(arena);
}

static void test_a_title_stands_as_given(void **state) {
    const Fixture *fixture = *state;
    assert_int_equal(setenv("EXPLORE_LESSONS", fixture->folder, 1), 0);
    expect(RUN("new-lesson", "my-own", "--title", "A \"slow\" one: \\alpha"), 0, fixture->path, "");
    expect(RUN("my-own", FEW), 0, "A \"slow\" one: \\alpha", "");
    expect(RUN("new-lesson", "other", "--title", "two\nlines"), 2, "", "cannot be a title");
    assert_int_equal(empty_folder(fixture->folder), 1);
}

static void test_a_name_that_is_there_is_refused_and_numbers_go_on(void **state) {
    const Fixture *fixture = *state;
    expect(RUN("new-lesson", "my-own", fixture->folder), 0, fixture->path, "");
    expect(RUN("new-lesson", "my-own", fixture->folder), 2, "",
           "there is a lesson 'my-own' already");
    expect(RUN("new-lesson", "ours", fixture->folder), 2, "", "already");
    expect(RUN("new-lesson", "second", fixture->folder), 0, "09-second.md", "");
    assert_int_equal(empty_folder(fixture->folder), 2);
}

/* Two with one name: one is written. Of all, no two have one number. */
static void test_lessons_written_at_once_take_different_numbers(void **state) {
    const Fixture *fixture = *state;
    static const char *const NAMES[AT_ONCE] = {"a", "b", "c", "d", "same", "same"};
    pid_t children[AT_ONCE];
    FILE *nothing = fopen("/dev/null", "r+");
    assert_non_null(nothing);
    int pipe = fileno(nothing), written = 0;
    for (size_t i = 0; i < AT_ONCE; i++) {
        const char *const words[] = {"new-lesson", NAMES[i], fixture->folder, NULL};
        children[i] = start(words, pipe, pipe, pipe);
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        written += finish(children[i]) == 0;
    }
    (void)fclose(nothing);
    assert_int_equal(written, AT_ONCE - 1);
    Arena *arena = arena_new();
    size_t count = 0;
    const LessonEntry *entries = lesson_list(arena, fixture->folder, &count);
    assert_int_equal(count, AT_ONCE - 1);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(entries[i].number, 8 + (int)i);
    }
    arena_free(arena);
}

static void test_wrong_use_says_what_to_do(void **state) {
    const Fixture *fixture = *state;
    static const char *const BAD[] = {"../up", "Big", "3-four", "end-", "check"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        expect(RUN("new-lesson", BAD[i], fixture->folder), 2, "", "cannot be a lesson's name");
    }
    expect(RUN("new-lesson", "my-own"), 2, "", "EXPLORE_LESSONS name it");
    expect(RUN("new-lesson"), 2, "", "takes a name");
    expect(RUN("new-lesson", "my-own", "/nowhere"), 3, "", "make it first");
    assert_int_equal(empty_folder(fixture->folder), 0);
}

static void test_own_lessons_are_listed_found_opened_and_checked(void **state) {
    const Fixture *fixture = *state;
    char heading[160];
    (void)snprintf(heading, sizeof heading, "Lessons of your folder %s", fixture->folder);
    assert_int_equal(setenv("EXPLORE_LESSONS", fixture->folder, 1), 0);
    expect(RUN("new-lesson", "my-own"), 0, fixture->path, "");
    Result result = RUN("list");
    const char *own = strstr(result.out.bytes, heading), *ours = strstr(result.out.bytes, "Ours");
    assert_true(own != NULL && ours != NULL && ours < own);
    assert_non_null(own != NULL ? strstr(own, "my-own") : NULL);
    expect(result, 0, "", "");
    expect(RUN("check", "lesson8", FEW), 0, fixture->path, "");
    Result both = RUN("check", FEW);
    expect_contains(&both.out, OURS);
    expect(both, 0, fixture->path, "");
    expect(RUN("--ascii"), 0, "My own", "");
    expect(RUN("check", "my-orn"), 2, "", "did you mean my-own?");
    expect(RUN("exercise", "my-own"), 0, "Lesson 8: My own (0 of 1 done)", "");
    expect(RUN("exercise", "lesson8"), 0, "Lesson 8: My own", "");
    assert_int_equal(unsetenv("EXPLORE_LESSONS"), 0);
    expect(RUN("check", "my-own"), 2, "", "no lesson or file named 'my-own'");
}

/* A lesson of one's own is in the class when its number is. */
static void test_a_class_has_own_lessons_by_their_number(void **state) {
    const Fixture *fixture = *state;
    assert_int_equal(setenv("EXPLORE_LESSONS", fixture->folder, 1), 0);
    expect(RUN("new-lesson", "my-own"), 0, fixture->path, "");
    expect(RUN("--ascii", "--class=a:7"), 0, "Ours", "");
    Result menu = RUN("--ascii", "--class=a:7");
    expect_absent(&menu.out, "My own");
    drop(&menu);
    menu = RUN("--ascii", "--class=a:8");
    expect_absent(&menu.out, "Ours");
    expect(menu, 0, "My own", "");
    Result check = RUN("check", "--class=a:7", FEW);
    expect_absent(&check.out, "my-own");
    expect(check, 0, OURS, "");
    expect(RUN("check", "my-own", "--class=a:7"), 2, "", "lesson 8 is not for the class a");
    expect(RUN("exercise", "my-own", "--class=a:7"), 2, "", "lesson 8 is not for the class a");
    Result exercises = RUN("exercise", "--class=a:7-8");
    expect(exercises, 0, "My own (0 of 1 done)", "");
    /* Who names the file means it. */
    expect(RUN("check", fixture->path, "--class=a:7", FEW), 0, "my-own", "");
}

static void test_a_folder_that_is_not_there_is_said(void **state) {
    (void)state;
    assert_int_equal(setenv("EXPLORE_LESSONS", "/nowhere/at all", 1), 0);
    expect(RUN("list"), 3, "Ours", "EXPLORE_LESSONS names '/nowhere/at all'");
    expect(RUN("check"), 3, "", "unset EXPLORE_LESSONS");
    expect(RUN("--ascii"), 3, "", "unset EXPLORE_LESSONS");
    expect(RUN("eval", "1 + 1 = 2"), 0, "holds", "");
}

#define IN_FOLDERS(test) cmocka_unit_test_setup_teardown(test, make_folders, remove_folders)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDERS(test_the_template_passes_check_and_lint),
        IN_FOLDERS(test_the_template_shows_every_kind_of_block),
        IN_FOLDERS(test_a_title_stands_as_given),
        IN_FOLDERS(test_a_name_that_is_there_is_refused_and_numbers_go_on),
        IN_FOLDERS(test_lessons_written_at_once_take_different_numbers),
        IN_FOLDERS(test_wrong_use_says_what_to_do),
        IN_FOLDERS(test_own_lessons_are_listed_found_opened_and_checked),
        IN_FOLDERS(test_a_class_has_own_lessons_by_their_number),
        IN_FOLDERS(test_a_folder_that_is_not_there_is_said),
    };
    neutral_environment();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
