/* test_setting.c - what a reader changes: every parameter by the same contract. */
#include <string.h>

#include "assert_close.h"
#include "diffusion/schedule.h"
#include "diffusion/toy.h"
#include "session/setting.h"

static Setting start(void) {
    static const Lesson lesson = {.schedule = "cosine", .steps_of_schedule = 40, .data = "gauss"};
    return setting_of_lesson(&lesson, 7);
}

static const char *value_of(Text *text, const Setting *setting, size_t i) {
    text_reset(text);
    setting_value(text, setting, (Parameter)i);
    return text->bytes;
}

static void expect_valid(const Setting *setting) {
    assert_true(setting->steps >= 1 && setting->steps <= SCHEDULE_STEPS_MAX);
    assert_true(setting->t >= 1 && setting->t <= setting->steps);
    assert_true(setting->samples >= 1 && setting->samples <= 1000000);
    assert_non_null(schedule_find(setting->schedule));
}

static void test_a_lesson_says_what_to_start_with(void **state) {
    (void)state;
    Setting setting = start();
    assert_string_equal(setting.schedule, "cosine");
    assert_int_equal(setting.steps, 40);
    assert_int_equal(setting.t, 20);
    assert_string_equal(setting.data, "gauss");
    assert_int_equal(setting.seed, 7);
    static const Lesson silent = {.schedule = NULL};
    setting = setting_of_lesson(&silent, 1);
    expect_valid(&setting);
    assert_int_equal(setting.steps, SCHEDULE_DEFAULT_STEPS);
    static const Lesson wrong = {.schedule = "nonsense", .data = "nonsense"};
    setting = setting_of_lesson(&wrong, 1);
    expect_valid(&setting);
    assert_string_not_equal(setting.data, "nonsense");
}

static void test_every_parameter_has_a_name_a_key_and_a_value(void **state) {
    (void)state;
    const Setting setting = start();
    Text text;
    text_init(&text);
    for (size_t i = 0; i < PARAMETER_COUNT; i++) {
        print_message("%c %s=%s\n", parameter_key((Parameter)i), parameter_name((Parameter)i),
                      value_of(&text, &setting, i));
        assert_true(text.length > 0);
        assert_int_equal(parameter_of_key((uint32_t)parameter_key((Parameter)i)), i);
        assert_null(strchr("npbgGjkewhi?qxXyv[]{}-+", parameter_key((Parameter)i)));
    }
    assert_int_equal(parameter_of_key('?'), PARAMETER_COUNT);
    assert_int_equal(parameter_of_key(0), PARAMETER_COUNT);
    text_clear(&text);
}

/* Up and down again is where one was, a step changes its own parameter, and always all is valid. */
static void test_every_parameter_goes_up_and_down(void **state) {
    (void)state;
    Text before, after;
    text_init(&before);
    text_init(&after);
    for (size_t i = 0; i < PARAMETER_COUNT; i++) {
        Setting setting = start();
        (void)value_of(&before, &setting, i);
        assert_true(setting_step(&setting, (Parameter)i, true, false));
        expect_valid(&setting);
        assert_string_not_equal(value_of(&after, &setting, i), before.bytes);
        bool rounds = i == PARAMETER_STEPS; /* 40 is none of 1, 2, 5, 10, ... */
        assert_true(setting_step(&setting, (Parameter)i, false, false));
        assert_int_equal(strcmp(value_of(&after, &setting, i), before.bytes) == 0, !rounds);
        for (size_t k = 0; k < 200; k++) {
            (void)setting_step(&setting, (Parameter)i, true, true);
            expect_valid(&setting);
        }
        for (size_t k = 0; k < 400; k++) {
            (void)setting_step(&setting, (Parameter)i, false, k % 3 == 0);
            expect_valid(&setting);
        }
    }
    text_clear(&before);
    text_clear(&after);
}

static void test_a_typed_number_is_brought_into_its_range(void **state) {
    (void)state;
    Setting setting = start();
    static const uint64_t VALUES[] = {0, 1, 7, 39, 40, 41, 999999999, UINT64_MAX};
    for (size_t i = 0; i < PARAMETER_COUNT; i++) {
        for (size_t k = 0; k < sizeof VALUES / sizeof VALUES[0]; k++) {
            Setting copy = start();
            bool number = setting_set(&copy, (Parameter)i, VALUES[k]);
            assert_int_equal(number, i != PARAMETER_SCHEDULE && i != PARAMETER_DATA);
            assert_true(number || setting_same(&copy, &setting));
            expect_valid(&copy);
        }
    }
    assert_true(setting_set(&setting, PARAMETER_T, 33));
    assert_int_equal(setting.t, 33);
}

static void test_t_keeps_its_place_when_the_chain_grows(void **state) {
    (void)state;
    Setting setting = start(); /* 20 of 40 */
    (void)setting_set(&setting, PARAMETER_STEPS, 1000);
    assert_int_equal(setting.t, 500);
    (void)setting_set(&setting, PARAMETER_STEPS, 1);
    assert_int_equal(setting.t, 1);
}

/* The file of --data is one more name after the toys: going round comes back to it. */
static void test_a_file_of_points_stays_within_reach(void **state) {
    (void)state;
    Setting setting = start();
    setting.data = setting.file = "points.csv";
    size_t round = 0;
    do {
        assert_true(setting_step(&setting, PARAMETER_DATA, true, false));
        round++;
    } while (strcmp(setting.data, "points.csv") != 0 && round < 1000);
    assert_int_equal(round, toy_count() + 1);
}

static void test_settings_differ_by_any_parameter(void **state) {
    (void)state;
    const Setting setting = start();
    for (size_t i = 0; i < PARAMETER_COUNT; i++) {
        Setting other = start();
        assert_true(setting_same(&setting, &other));
        (void)setting_step(&other, (Parameter)i, true, false);
        assert_false(setting_same(&setting, &other));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_lesson_says_what_to_start_with),
        cmocka_unit_test(test_every_parameter_has_a_name_a_key_and_a_value),
        cmocka_unit_test(test_every_parameter_goes_up_and_down),
        cmocka_unit_test(test_a_typed_number_is_brought_into_its_range),
        cmocka_unit_test(test_t_keeps_its_place_when_the_chain_grows),
        cmocka_unit_test(test_a_file_of_points_stays_within_reach),
        cmocka_unit_test(test_settings_differ_by_any_parameter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
