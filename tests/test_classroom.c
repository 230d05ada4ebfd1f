/* Class codes: what one fixes, what is none, and what the program does with one. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include "program_fixture.h"

#include "session/classroom.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define CLASS_VARIABLE "EXPLORE_CLASS"

static void test_the_name_alone_gives_the_seed(void **state) {
    (void)state;
    Arena *arena = arena_new();
    /* Worked out apart, by FNV-1a, one round of splitmix64 and the high word of the product with a
     * million, in Python. */
    static const struct {
        const char *code;
        const char *words;
    } CODES[] = {
        {"physics-2026", "class physics-2026, seed 365547"},
        {"Physics-2026", "class physics-2026, seed 365547"},
        {"PHYSICS-2026:1-5,8", "class physics-2026, lessons 1-5,8, seed 365547"},
        {"a", "class a, seed 371730"},
    };
    for (size_t i = 0; i < COUNT(CODES); i++) {
        Classroom classroom;
        const char *why = NULL;
        assert_true(classroom_parse(arena, CODES[i].code, &classroom, &why));
        assert_string_equal(classroom_words(arena, &classroom), CODES[i].words);
    }
    arena_free(arena);
}

static void test_the_lessons_are_those_of_the_ranges(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Classroom some, all;
    const char *why = NULL;
    assert_true(classroom_parse(arena, "x:2-4,7,10-10", &some, &why));
    assert_true(classroom_parse(arena, "x", &all, &why));
    static const bool HAS[] = {true,  false, true,  true,  true, false,
                               false, true,  false, false, true, false};
    for (int number = 0; number < (int)COUNT(HAS); number++) {
        print_message("%d\n", number);
        assert_int_equal(classroom_has(&some, number), HAS[number]);
        assert_true(classroom_has(&all, number));
    }
    arena_free(arena);
}

static void test_what_is_no_code_says_what_one_is(void **state) {
    (void)state;
    static const struct {
        const char *code;
        const char *why; /* a part */
    } BAD[] = {
        {"", "is no class code"},
        {"-a", "is no class code"},
        {"a b", "is no class code"},
        {"a_b", "is no class code"},
        {"\xc3\xa9", "is no class code"},
        {":1-5", "is no class code"},
        {"a;1", "is no class code"},
        {"abcdefghijklmnopqrstuvwxy", "at most 24 letters"},
        {"a:", "which lessons"},
        {"a:0", "which lessons"},
        {"a:5-1", "which lessons"},
        {"a:1-", "which lessons"},
        {"a:-5", "which lessons"},
        {"a:1,", "which lessons"},
        {"a:1,,2", "which lessons"},
        {"a:1 2", "which lessons"},
        {"a:99999999999999999999", "which lessons"},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(BAD); i++) {
        Classroom classroom;
        const char *why = "";
        print_message("'%s'\n", BAD[i].code);
        assert_false(classroom_parse(arena, BAD[i].code, &classroom, &why));
        assert_non_null(strstr(why, BAD[i].why));
    }
    arena_free(arena);
}

static void test_check_has_the_classs_seed_and_lessons(void **state) {
    (void)state;
    expect(RUN("check", "lesson1", "--class=physics-2026:1-2", "--json", FEW), 0, "365547", "");
    expect(RUN("check", "lesson1", "--class=a:1-2", FEW), 0, "class a; seed 371730", "");
    expect(RUN("check", "lesson3", "--class=physics-2026:1-2"), 2, "",
           "lesson 3 is not for the class physics-2026, which has lessons 1-2; leave out --class");
    expect(RUN("check", "--class=physics-2026:77"), 2, "", "no lesson is for the class");
    expect(RUN("lesson7", "--class=a:1-2"), 2, "", "lesson 7 is not for the class a");
    expect(RUN("check", "--class=a", "--seed=3"), 2, "", "fixes the seed; leave out --seed");
    expect(RUN("check", "--class=a b"), 2, "", "--class: 'a b' is no class code");
    expect(RUN("schedule", "linear", "--class=a"), 2, "", "takes no option --class");
}

static void test_lists_have_the_classs_lessons_alone(void **state) {
    (void)state;
    static const char *const COMMANDS[] = {"exercise", "progress"};
    for (size_t i = 0; i < COUNT(COMMANDS); i++) {
        Result result = RUN(COMMANDS[i], "--class=a:2");
        assert_int_equal(result.status, 0);
        expect_contains(&result.out, "class a, lessons 2, seed 371730\n");
        expect_contains(&result.out, "Two steps make one");
        expect_absent(&result.out, "Variances add");
        drop(&result);
    }
    Result menu = RUN("--class=a:2");
    expect_contains(&menu.out, "class a, lessons 2, seed 371730\n");
    expect_contains(&menu.out, "  2  Two steps make one");
    expect_absent(&menu.out, "Variances add");
    drop(&menu);
}

/* The variable stands for the option where that is taken, and the option is stronger. */
static void test_the_variable_stands_for_the_option(void **state) {
    (void)state;
    assert_int_equal(setenv(CLASS_VARIABLE, "a:2", 1), 0);
    expect(RUN("progress"), 0, "class a, lessons 2, seed 371730", "");
    expect(RUN("progress", "--class=physics-2026"), 0, "class physics-2026, seed 365547", "");
    expect(RUN("schedule", "linear", "--steps=2"), 0, "", ""); /* takes none */
    expect(RUN("check", "lesson2", "--seed=3"), 2, "", "unset EXPLORE_CLASS");
    assert_int_equal(setenv(CLASS_VARIABLE, "a b", 1), 0);
    expect(RUN("progress"), 2, "", "EXPLORE_CLASS: 'a b' is no class code");
    assert_int_equal(setenv(CLASS_VARIABLE, "", 1), 0);
    expect(RUN("progress", "lesson1"), 0, "Variances add", "");
    assert_int_equal(unsetenv(CLASS_VARIABLE), 0);
}

static void test_the_lesson_on_the_screen_names_its_class(void **state) {
    (void)state;
    Screen screen = screen_start_with(
        (const char *const[]){"lesson1", "--text", "--class=Physics-2026", NULL}, NULL, 24, 80);
    screen_await(&screen, "class physics-2026, ");
    screen_await(&screen, "step 1 of");
    screen_type(&screen, "\x03");
    screen_end(&screen, 130);
}

int main(void) {
    neutral_environment();
    (void)unsetenv(CLASS_VARIABLE);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_name_alone_gives_the_seed),
        cmocka_unit_test(test_the_lessons_are_those_of_the_ranges),
        cmocka_unit_test(test_what_is_no_code_says_what_one_is),
        cmocka_unit_test(test_check_has_the_classs_seed_and_lessons),
        cmocka_unit_test(test_lists_have_the_classs_lessons_alone),
        cmocka_unit_test(test_the_variable_stands_for_the_option),
        cmocka_unit_test(test_the_lesson_on_the_screen_names_its_class),
    };
    char state[] = "/tmp/explore-state-XXXXXX";
    if (mkdtemp(state) == NULL || setenv(STATE_VARIABLE, state, 1) != 0) {
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    state_remove(state);
    return failed;
}
