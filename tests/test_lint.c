/* test_lint.c - explore lint: what is missing in a lesson, and silence where nothing is. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include <cjson/cJSON.h>
#include <math.h>

#include "lesson/lesson.h"
#include "program_fixture.h"
#include "ui/window_view.h"

#define HEAD "---\nnotation: ho\n---\n\n"
#define TWIN "wrong: 1 + 1 = 3 :: too much\n"
#define EXERCISE "```exercise e\nask: What is $1 + 1$?\nanswer: 2\n"

static void expect_lint(const char *lesson, int status, const char *part) {
    File file = file_with(lesson, strlen(lesson));
    Result result = RUN("lint", file.path);
    if (status == 0) {
        assert_string_equal(result.out.bytes, "");
    }
    expect(result, status, part, "");
    file_remove(&file);
}

static void test_a_claim_without_a_twin_is_named_with_its_place(void **state) {
    (void)state;
    expect_lint(HEAD "```claim one\n1 + 1 = 2\n```\n", 1,
                "/note.md:5:1: warning: [one] has no `wrong:` line");
}

static void test_claims_that_need_no_twin_are_left_alone(void **state) {
    (void)state;
    expect_lint(HEAD "```claim a\n1 + 1 = 2\n" TWIN "```\n\n"
                     "```claim b no-twins\n1 + 1 = 2\n```\n\n"
                     "```claim c printed\n1 + 1 = 2\n```\n\n"
                     "```claim d expect=fails\n1 + 1 = 3\n```\n\n"
                     "```experiment f source=\"a book\"\nasks: How long?\nrun: dimension\n"
                     "expect: spread(d=1) > 0.6\nfound: {spread(d=1)}.\n```\n",
                0, "");
}

/* \kappa stands inside a formula only; said in words, first in a formula or in a setting it is
 * known, and so are the letters of the notation. */
static void test_a_letter_that_nothing_defines_is_named_once(void **state) {
    (void)state;
    const char *lesson = HEAD "Say $2\\kappa + x_t$.\n\nAnd $3\\kappa$ with $\\bar\\alpha_t w$.\n";
    expect_lint(lesson, 1, "/note.md:5:1: warning: nothing says what \\kappa is");
    expect_lint(lesson, 1, "/note.md:7:1: warning: nothing says what w is");
    File file = file_with(lesson, strlen(lesson));
    Result result = RUN("lint", file.path);
    const char *first = strstr(result.out.bytes, "kappa");
    assert_non_null(first);
    assert_null(first != NULL ? strstr(first + 1, "kappa") : NULL);
    drop(&result);
    file_remove(&file);
}

static void test_letters_that_are_introduced_are_known(void **state) {
    (void)state;
    expect_lint(HEAD "The speed $w$ gives $2w$.\n", 0, "");
    expect_lint(HEAD "Twice $2w$, with $w_t = 3$.\n", 0, "");
    expect_lint(HEAD "Twice $2w$.\n\n```symbols\nreal w in (0,1)\n```\n", 0, "");
    expect_lint(HEAD "Twice $2w$.\n\n```claim a\nw + w = 2 w\ngiven: real w in (0,1)\n"
                     "wrong: w + w = w :: too little\n```\n",
                0, "");
}

static void test_an_exercise_without_hint_or_mistake_is_named(void **state) {
    (void)state;
    expect_lint(HEAD EXERCISE "mistake: 3 :: m\n```\n", 1, ":5:1: warning: [e] has no `hint:`");
    expect_lint(HEAD EXERCISE "hint: h\n```\n", 1, ":5:1: warning: [e] has no `mistake:`");
    expect_lint(HEAD EXERCISE "mistake: 3 :: m\nhint: h\n```\n", 0, "");
}

static void test_tex_among_words_is_named(void **state) {
    (void)state;
    expect_lint(HEAD "```claim a\n1 + 1 = 2\nwrong: 1 + 1 = 3 :: as \\sigma is $\\mu$\n```\n", 1,
                "/note.md:7:8: warning: the words behind `::` show \\sigma as it is typed");
    expect_lint(HEAD "```claim a\n1 + 1 = 2\nwrong: 1 + 1 = 3 :: as $\\sigma$ costs \\$5\n```\n", 0,
                "");
    expect_lint(HEAD EXERCISE "hint: think\nmistake: 3 :: a \\beta too many\n```\n", 1,
                "/note.md:5:1: warning: the words behind `::` show \\beta as it is typed");
}

static void test_a_claim_that_cannot_be_read_is_named(void **state) {
    (void)state;
    expect_lint(HEAD "```claim one\n1 + \\kappa = 2\n" TWIN "```\n", 1, "[one] cannot be read: ");
}

/* A step of that many paragraphs, or two when it is divided in the middle. */
static void long_lesson(Text *text, size_t paragraphs, bool divided, const char *claim) {
    text_init(text);
    text_append(text, HEAD "## Long\n\n");
    text_append(text, claim);
    for (size_t i = 0; i < paragraphs; i++) {
        text_append(text, divided && i == paragraphs / 2 ? "## Half\n\n" : "");
        text_append(text, "A line.\n\n");
    }
}

/* 20 paragraphs of a line are two screens at most, whatever the font, since a projector shows more
 * than ten; 100 are more than four, because it shows fewer than 25. */
static void test_a_step_too_long_for_a_projector_is_named(void **state) {
    (void)state;
    Text text;
    long_lesson(&text, 20, false, "");
    expect_lint(text.bytes, 0, "");
    text_clear(&text);
    long_lesson(&text, 100, false, "");
    expect_lint(text.bytes, 1, "/note.md:7:1: warning: the step 'Long' takes ");
    text_clear(&text);
    long_lesson(&text, 100, false, "```claim q printed\n1 + 1 = 2\n```\n\n");
    expect_lint(text.bytes, 0, "");
    text_clear(&text);
}

/* What is measured is what the presenter's window shows: Page Down goes on by 0.85 of a screen. */
static void test_the_screens_of_a_step_are_those_of_the_window(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Diag diag = {0};
    Fonts *fonts = fonts_new(&diag);
    assert_non_null(fonts);
    Text text;
    long_lesson(&text, 100, true, "");
    const Lesson *lesson = NULL;
    const LessonOptions options = {.notation = NULL};
    assert_int_equal(
        lesson_parse(arena, "long.md", text.bytes, text.length, &options, &lesson, &diag),
        LESSON_OK);
    const CheckOptions check = check_options_default();
    Reading reading;
    reading_init(&reading, lesson, &check);
    float screens = window_view_screens(&reading, fonts, theme_find(THEME_DEFAULT_NAME));
    const WindowDef def = {
        .arena = arena, .fonts = fonts, .theme = theme_find(THEME_DEFAULT_NAME), .present = true};
    WindowView *view = window_view_new(&reading, NULL, NULL, &def, &diag);
    assert_non_null(view);
    DrawList list;
    draw_list_init(&list);
    const WindowEvent on = {.kind = WINDOW_KEY, .key = {.kind = KEY_PAGE_DOWN}};
    int presses = 0;
    for (; reading.step == 0 && presses < 100; presses++) {
        draw_list_reset(&list);
        window_view_draw(view, &list);
        window_view_event(view, &on);
    }
    /* The last press leaves the step. */
    assert_int_equal(presses, 1 + (int)ceilf((screens - 1.0f) / 0.85f));
    window_view_free(view);
    draw_list_clear(&list);
    reading_clear(&reading);
    text_clear(&text);
    fonts_free(fonts);
    arena_free(arena);
}

static void test_findings_are_one_json_object(void **state) {
    (void)state;
    const char *lesson = HEAD EXERCISE "mistake: 3 :: m\n```\n";
    File file = file_with(lesson, strlen(lesson));
    Result result = RUN("lint", "--json", file.path);
    cJSON *root = cJSON_Parse(result.out.bytes);
    const cJSON *found = cJSON_GetArrayItem(cJSON_GetObjectItem(root, "findings"), 0);
    assert_non_null(found);
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(found, "file")), file.path);
    assert_int_equal(cJSON_GetObjectItem(found, "line")->valueint, 5);
    assert_int_equal(cJSON_GetObjectItem(found, "column")->valueint, 1);
    const char *message = cJSON_GetStringValue(cJSON_GetObjectItem(found, "message"));
    assert_true(message != NULL && strstr(message, "[e] has no `hint:`") != NULL);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(root, "findings")), 1);
    assert_int_equal(cJSON_GetObjectItem(root, "lessons")->valueint, 1);
    cJSON_Delete(root);
    expect(result, 1, "", "");
    file_remove(&file);
}

static void test_a_note_and_a_missing_file_are_refused(void **state) {
    (void)state;
    File file = file_with("$1 + 1 = 2$\n", 12);
    expect(RUN("lint", file.path), 2, "", "is a note without explore's blocks");
    file_remove(&file);
    expect(RUN("lint", "/nowhere/a.md"), 3, "", "/nowhere/a.md");
    expect(RUN("lint", "--help"), 0, "Usage: explore lint", "");
}

static void test_nothing_is_missing_in_our_lessons(void **state) {
    (void)state;
    Result result = RUN("lint");
    assert_string_equal(result.out.bytes, "");
    expect(result, 0, "", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_claim_without_a_twin_is_named_with_its_place),
        cmocka_unit_test(test_claims_that_need_no_twin_are_left_alone),
        cmocka_unit_test(test_a_letter_that_nothing_defines_is_named_once),
        cmocka_unit_test(test_letters_that_are_introduced_are_known),
        cmocka_unit_test(test_an_exercise_without_hint_or_mistake_is_named),
        cmocka_unit_test(test_tex_among_words_is_named),
        cmocka_unit_test(test_a_claim_that_cannot_be_read_is_named),
        cmocka_unit_test(test_a_step_too_long_for_a_projector_is_named),
        cmocka_unit_test(test_the_screens_of_a_step_are_those_of_the_window),
        cmocka_unit_test(test_findings_are_one_json_object),
        cmocka_unit_test(test_a_note_and_a_missing_file_are_refused),
        cmocka_unit_test(test_nothing_is_missing_in_our_lessons),
    };
    neutral_environment();
    (void)unsetenv("EXPLORE_LESSONS");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
