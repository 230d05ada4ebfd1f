/* explore progress and explore exercise: what they say about a progress file, and that an exercise
 * is found again; with two lessons of their own. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include "program_fixture.h"

#include "base/file.h"

#define DATA_VARIABLE "EXPLORE_DATA"

static const char FIRST[] = "---\ntitle: Sums\nnotation: ho\n---\n"
                            "## One\n```exercise three\nask: What is $1+2$?\nanswer: 3\n```\n"
                            "## Two\nWords.\n"
                            "## Three\n```exercise four\nask: What is $2+2$?\nanswer: 4\n```\n";
static const char SECOND[] = "---\ntitle: Products\nnotation: ho\n---\n"
                             "## One\n```exercise six\nask: What is $2 \\cdot 3$?\nanswer: 6\n```\n"
                             "## Two\n```exercise four\nask: What is $2 \\cdot 2$?\nanswer: 4\n"
                             "```\n";
static const char KEPT[] = "explore-progress 2\n"
                           "lesson sums\nat Two\nseen One\nseen Two\nseen A step that is gone\n"
                           "question three done 2 2026-11-28\nquestion old done 1 2026-11-20\n"
                           "lesson notes, old.md\nseen One\nquestion q\"1 tried 4\n"
                           "lesson products\nquestion four skipped 0 2026-11-29\n";

typedef struct {
    Arena *arena;
    char folder[64];
} Fixture;

static Fixture fixture;

static const char *path_of(const char *name) {
    return arena_printf(fixture.arena, "%s/%s", fixture.folder, name);
}

static void put(const char *name, const char *bytes) {
    const char *why = NULL;
    assert_true(file_make_folder_of(fixture.arena, path_of(name), FOLDER_PRIVATE, &why));
    assert_true(file_write(fixture.arena, path_of(name), bytes, strlen(bytes), &why));
}

static const char *get(const char *name) {
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    return file_read(fixture.arena, path_of(name), &bytes, &length, &why) ? bytes : NULL;
}

static int setup(void **state) {
    fixture = (Fixture){.arena = arena_new(), .folder = "/tmp/explore-progress-XXXXXX"};
    *state = &fixture;
    if (mkdtemp(fixture.folder) == NULL) {
        return -1;
    }
    put("data/lessons/01-sums.md", FIRST);
    put("data/lessons/02-products.md", SECOND);
    put("explore/progress", KEPT);
    (void)setenv(DATA_VARIABLE, path_of("data"), 1);
    (void)setenv(STATE_VARIABLE, fixture.folder, 1);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    static const char *const FILES[] = {"data/lessons/01-sums.md", "data/lessons/02-products.md",
                                        "explore/progress"};
    static const char *const FOLDERS[] = {"data/lessons", "data", "explore"};
    int failed = 0;
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        failed |= unlink(path_of(FILES[i]));
    }
    for (size_t i = 0; i < sizeof FOLDERS / sizeof FOLDERS[0]; i++) {
        failed |= rmdir(path_of(FOLDERS[i]));
    }
    failed |= rmdir(fixture.folder);
    arena_free(fixture.arena);
    return failed;
}

static void test_progress_counts_by_lesson(void **state) {
    (void)state;
    Result result = RUN("progress");
    assert_int_equal(result.status, 0);
    assert_string_equal(result.err.bytes, "");
    assert_string_equal(
        result.out.bytes,
        "  1  Sums: 2 of 3 steps, 1 of 2 exercises, last on 2026-11-28 (and 1 done that\n"
        "       it no longer has)\n"
        "  2  Products: 0 of 2 steps, 0 of 2 exercises, last on 2026-11-29\n"
        "     notes, old.md: 1 step seen, 0 of 1 exercises (not among the lessons)\n"
        "in all: 2 of 5 steps, 1 of 4 exercises\n");
    drop(&result);
    result = RUN("progress", "lesson2");
    assert_string_equal(result.out.bytes,
                        "  2  Products: 0 of 2 steps, 0 of 2 exercises, last on 2026-11-29\n"
                        "in all: 0 of 2 steps, 0 of 2 exercises\n");
    drop(&result);
    assert_string_equal(get("explore/progress"), KEPT); /* looking changes nothing */
}

static const char CSV[] = "lesson,exercise,state,tries,date\n"
                          "sums,three,done,2,2026-11-28\n"
                          "sums,four,open,0,\n"
                          "sums,old,done,1,2026-11-20\n"
                          "products,six,open,0,\n"
                          "products,four,skipped,0,2026-11-29\n"
                          "\"notes, old.md\",\"q\"\"1\",tried,4,\n";

static void test_progress_is_exported_by_exercise(void **state) {
    (void)state;
    Result result = RUN("progress", "--csv", "-");
    assert_int_equal(result.status, 0);
    assert_string_equal(result.out.bytes, CSV);
    drop(&result);
    const char *path = path_of("out.csv");
    expect(RUN("progress", "--csv", path), 0, "wrote ", "");
    assert_string_equal(get("out.csv"), CSV);
    assert_int_equal(unlink(path), 0);
    expect(RUN("progress", "--csv", path_of("no/out.csv")), 3, "", "no/out.csv");
    result = RUN("progress", "lesson2", "--csv=-");
    assert_string_equal(result.out.bytes, "lesson,exercise,state,tries,date\n"
                                          "products,six,open,0,\n"
                                          "products,four,skipped,0,2026-11-29\n");
    drop(&result);
}

static void test_a_damaged_file_is_told(void **state) {
    (void)state;
    put("explore/progress", "explore-progress 2\nlesson sums\nrubbish\nquestion three done 2\n");
    expect(RUN("progress"), 0, "Sums: 0 of 3 steps, 1 of 2 exercises",
           "the progress file is damaged in line 3");
    expect(RUN("exercise"), 0, "done in 2 tries", "the progress file is damaged in line 3");
    put("explore/progress", "explore-progress 9\n");
    expect(RUN("progress"), 0, "Sums: 0 of 3 steps", "was written by a later version");
}

static void test_exercises_are_listed(void **state) {
    (void)state;
    Result result = RUN("exercise");
    assert_int_equal(result.status, 0);
    assert_string_equal(
        result.out.bytes,
        "Lesson 1: Sums (1 of 2 done)\n"
        "  three  step 1    done in 2 tries, 2026-11-28\n"
        "  four   step 3    open\n"
        "\n"
        "Lesson 2: Products (0 of 2 done)\n"
        "  six    step 1    open\n"
        "  four   step 2    skipped, 2026-11-29\n"
        "\n"
        "4 exercises: 1 done, 1 skipped, 2 open\n"
        "`explore exercise four` opens one; in a lesson the key u goes back to one\n");
    drop(&result);
    expect(RUN("exercise", "lesson1"), 0,
           "step 1    done in 2 tries, 2026-11-28\n    What is 1 + 2?", "");
    expect(RUN("exercise", "six"), 0, "Lesson 2: Products (0 of 2 done)\n  six  step 1    open\n",
           "");
    expect(RUN("exercise", "lesson2", "four"), 0, "What is 2 · 2?", "");
}

/* A lesson without a number is known by its file, however its path is typed. */
static void test_a_file_is_one_lesson_by_whatever_path(void **state) {
    (void)state;
    put("own.md", FIRST);
    assert_int_equal(symlink(path_of("own.md"), path_of("link.md")), 0);
    put("explore/progress",
        arena_printf(fixture.arena,
                     "explore-progress 2\nlesson %s\nseen One\nquestion three done 2 2026-11-28\n",
                     file_full_path(fixture.arena, path_of("own.md"))));
    static const char *const NAMES[] = {"own.md", "./own.md", "data/../own.md", "link.md"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        expect(RUN("exercise", path_of(NAMES[i])), 0, "(1 of 2 done)", "");
    }
    assert_int_equal(unlink(path_of("own.md")) + unlink(path_of("link.md")), 0);
}

static void test_what_is_no_exercise_is_refused_with_a_way_on(void **state) {
    (void)state;
    expect(RUN("exercise", "thre"), 2, "", "did you mean three?");
    expect(RUN("exercise", "nonsense"), 2, "", "`explore exercise` lists them");
    expect(RUN("exercise", "four"), 2, "", "2 lessons have an exercise `four`");
    expect(RUN("exercise", "four"), 2, "", "explore exercise sums four");
    expect(RUN("exercise", "lesson2", "three"), 2, "", "has no exercise `three`");
    expect(RUN("exercise", "lesson1", "three", "four"), 2, "", "usage: explore exercise");
    expect(RUN("exercise", "lesson7", "four"), 2, "", "there is no lesson or file named 'lesson7'");
}

/* It is opened, tried in vain, left; then it is told, and found again with u. */
static void test_an_exercise_is_opened_tried_and_found_again(void **state) {
    (void)state;
    Screen screen =
        screen_start_with((const char *const[]){"exercise", "lesson1", "four", "--text", NULL},
                          fixture.folder, 24, 80);
    screen_await(&screen, "step 3 of 3");
    screen_await(&screen, "What is 2 + 2?");
    screen_type(&screen, "5\r");
    screen_await(&screen, "that is not it");
    screen_type(&screen, "\x1b");
    screen_await(&screen, "i answer");
    screen_type(&screen, "q");
    screen_end(&screen, 0);
    expect(RUN("exercise", "sums"), 0, "tried: 1 try, ", "");
    expect(RUN("exercise"), 0, "`explore exercise four` opens one", "");
    screen =
        screen_start_with((const char *const[]){"lesson1", "--text", NULL}, fixture.folder, 24, 80);
    screen_await(&screen, "step 3 of 3");
    screen_await(&screen, "you stopped here");
    screen_type(&screen, "\x1b");
    screen_await(&screen, "i answer");
    screen_type(&screen, "p");
    screen_await(&screen, "step 2 of 3");
    screen_await(&screen, "u question");
    text_reset(&screen.seen);
    screen_type(&screen, "u");
    screen_await(&screen, "step 3 of 3");
    screen_type(&screen, "4\r");
    screen_await(&screen, "right");
    screen_type(&screen, "q");
    screen_end(&screen, 0);
    expect(RUN("exercise", "sums"), 0, "done in 2 tries, ", "");
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        test(test_progress_counts_by_lesson),
        test(test_progress_is_exported_by_exercise),
        test(test_a_damaged_file_is_told),
        test(test_exercises_are_listed),
        test(test_a_file_is_one_lesson_by_whatever_path),
        test(test_what_is_no_exercise_is_refused_with_a_way_on),
        test(test_an_exercise_is_opened_tried_and_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
