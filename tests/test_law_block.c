/* test_law_block.c - law blocks, settings carried over, corrections: what the file says is what is
 * decided. */
#include "assert_close.h"

#include <string.h>

#include "lesson/lesson.h"

#define FRONT "---\nnotation: ho\n---\n"
/* The notation's own chain has scale sqrt(alpha_t): a verdict about this one, with scale 1/2, tells
 * which of the two was used. */
#define HALF                                                                                       \
    "```law half\nstart: x_0\nstep: x_t = \\frac12 x_{t-1} + \\frac12 z_t\n"                       \
    "claim: x_t \\sim \\mathcal N(\\frac{x_0}{2^t}, \\frac{1-4^{-t}}{3})\n"                        \
    "wrong: x_t \\sim \\mathcal N(\\frac{x_0}{2^t}, \\frac{1-2^{-t}}{3}) :: not squared\n```\n"

static const Lesson *parse(Arena *arena, const char *text) {
    const Lesson *lesson = NULL;
    Diag diag;
    if (lesson_parse(arena, "law.md", text, strlen(text), NULL, &lesson, &diag) != LESSON_OK)
        fail_msg("%zu:%zu: %s\n%s", diag.at.line, diag.at.column, diag.message, text);
    return lesson;
}

static const Verdict *decide(const Lesson *lesson, size_t i) {
    CheckOptions options = check_options_default();
    assert_true(i < lesson->claim_count);
    return claim_decide(lesson->claims[i], &options);
}

static void test_law_is_about_its_own_step(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson = parse(arena, FRONT HALF);
    const Verdict *verdict = decide(lesson, 0);
    assert_int_equal(verdict->kind, VERDICT_HOLDS);
    assert_int_equal(verdict->twins.authored, 1);
    assert_int_equal(verdict->twins.authored_refuted, 1);
    assert_true(claim_as_expected(lesson->claims[0]));
    arena_free(arena);
}

static void test_random_start_is_part_of_the_law(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson =
        parse(arena, FRONT "```law a\nstart: x_0 \\sim \\mathcal N(0, \\frac13)\n"
                           "step: x_t = \\frac12 x_{t-1} + \\frac12 z_t\n"
                           "claim: \\operatorname{Var}[x_t] = \\frac13\n```\n"
                           "```law b no-twins expect=fails\nstart: x_0 \\sim \\mathcal N(0, 1)\n"
                           "step: x_t = \\frac12 x_{t-1} + \\frac12 z_t\n"
                           "claim: \\operatorname{Var}[x_t] = \\frac13\n```\n");
    assert_int_equal(decide(lesson, 0)->kind, VERDICT_HOLDS);
    assert_int_equal(decide(lesson, 1)->kind, VERDICT_FAILS);
    arena_free(arena);
}

/* The second opinion in double knows the data's law, too: with another one than the standard normal
 * it must agree with the balls at t = 1, 2, 500 and 1000. */
static void test_data_that_are_not_standard_have_no_contradiction(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson =
        parse(arena, FRONT
              "```claim a no-twins\n"
              "q(x_{t-1}|x_t) = \\mathcal N\\left(x_{t-1}; \\mathbb{E}[x_{t-1}|x_t], \\beta_t "
              "\\frac{0.25\\bar\\alpha_{t-1}+1-\\bar\\alpha_{t-1}}"
              "{0.25\\bar\\alpha_t+1-\\bar\\alpha_t}\\right)\n"
              "given: x_0 \\sim \\mathcal N(0.5, 0.25)\n```\n");
    const Verdict *verdict = decide(lesson, 0);
    assert_int_equal(verdict->kind, VERDICT_HOLDS);
    assert_false(verdict->disagreement);
    /* Sixteen points and the four times: the second opinion was asked. */
    bool asked = false;
    for (size_t i = 0; i < verdict->method_count; i++)
        asked |=
            strcmp(verdict->methods[i].name, "gaussian") == 0 && verdict->methods[i].points == 20;
    assert_true(asked);
    arena_free(arena);
}

static void test_given_id_carries_the_setting_over(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const char mean[] = "\\mathbb{E}[x_2|x_0] = \\frac{x_0}{4}\n";
    const Lesson *lesson = parse(
        arena,
        arena_printf(arena, "%s%s```claim with\n%sgiven: half\n```\n```claim without\n%s```\n",
                     FRONT, HALF, mean, mean));
    assert_int_equal(decide(lesson, 1)->kind, VERDICT_HOLDS);
    assert_int_equal(decide(lesson, 2)->kind, VERDICT_FAILS);
    arena_free(arena);
}

#define MISPRINT                                                                                   \
    "```claim a printed expect=fails\n\\bar\\alpha_t = \\alpha_{t-1}\\bar\\alpha_{t-1}\n"

static void test_wrong_correction_is_not_as_expected(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *right = parse(arena, FRONT MISPRINT
                                "corrected: \\bar\\alpha_t = \\alpha_t\\bar\\alpha_{t-1}\n```\n");
    const Correction *correction = decide(right, 0)->correction;
    assert_non_null(correction);
    assert_int_equal(correction->kind, VERDICT_HOLDS);
    assert_int_equal(correction->grade, GRADE_PROVED);
    assert_string_equal(correction->tex, "\\bar\\alpha_t = \\alpha_t\\bar\\alpha_{t-1}");
    assert_true(claim_as_expected(right->claims[0]));
    const Lesson *wrong = parse(arena, FRONT MISPRINT
                                "corrected: \\bar\\alpha_t = \\alpha_t\\bar\\alpha_{t-2}\n```\n");
    assert_int_equal(decide(wrong, 0)->correction->kind, VERDICT_FAILS);
    assert_non_null(claim_verdict(wrong->claims[0])->correction->counterexample);
    assert_false(claim_as_expected(wrong->claims[0]));
    arena_free(arena);
}

static void test_reasons_are_kept_in_order(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson =
        parse(arena, "```claim a\n1 = 2 - 1 = 1\nwhy: count\n  back\nwhy: and :: again\n```\n");
    const ClaimDef *def = claim_def(lesson->claims[0]);
    assert_int_equal(def->line_count, 2);
    assert_string_equal(def->lines[0].key, "why");
    assert_string_equal(def->lines[0].remark, "count back");
    assert_string_equal(def->lines[1].remark, "and :: again");
    arena_free(arena);
}

static void test_slips_of_a_law_are_refused_with_their_place(void **state) {
    static const struct {
        const char *text, *message;
        size_t line, column;
    } rows[] = {
        {"```law a\nclaim: 1 = 1\n```\n", "the law `a` has no `step:`", 1, 4},
        {"```law a\nstep: x_t = x_{t-1} + z_t\n```\n", "the law `a` has no `claim:`", 1, 4},
        {"```law a\nstep: x_t = x_{t-1} + z_t\nclaim: 1 = 1\nclaim: 1 = 1\n```\n",
         "`claim:` is given twice", 4, 1},
        {"```law a\n1 = 1\n```\n", "this line belongs to no key", 2, 1},
        {"```law\nclaim: 1 = 1\n```\n", "this law has no id", 1, 4},
        {"```claim a data=mixx2\n1 = 1\n```\n", "there is no toy distribution `mixx2` here", 1, 17},
        {"```claim a schedule=linar\n1 = 1\n```\n", "there is no schedule `linar` here", 1, 21},
        {"---\nnotation: ho\ndata: mixx2\n---\n", "there is no toy distribution `mixx2` here", 3,
         7},
        {"---\nnotation: ho\nschedule: linar\n---\n", "there is no schedule `linar` here", 3, 11},
        {"```claim a\n1 = 1\nstep: x_t = x_{t-1} + z_t\n```\n", "there is no key `step` here", 3,
         1},
        {"```claim a\n1 = 1\ncorrected: 1 = 1\n```\n", "only what a document prints is corrected",
         3, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Arena *arena = arena_new();
        const Lesson *lesson = NULL;
        Diag diag;
        LessonStatus status =
            lesson_parse(arena, "law.md", rows[i].text, strlen(rows[i].text), NULL, &lesson, &diag);
        if (status != LESSON_MALFORMED || strcmp(diag.message, rows[i].message) != 0 ||
            diag.at.line != rows[i].line || diag.at.column != rows[i].column)
            fail_msg("%s\nstatus %d, %zu:%zu: %s", rows[i].text, (int)status, diag.at.line,
                     diag.at.column, status == LESSON_MALFORMED ? diag.message : "");
        arena_free(arena);
    }
}

/* A start that is no step 0, and a step without its noise: the claim cannot be read, at that
 * place. */
static void test_unreadable_start_and_step_have_their_place(void **state) {
    static const struct {
        const char *text;
        size_t line;
    } rows[] = {
        {"```law a\nstart: x_1\nstep: x_t = x_{t-1} + z_t\nclaim: 1 = 1\n```\n", 2},
        {"```law a\nstep: x_t = x_{t-1} + z\nclaim: 1 = 1\n```\n", 2},
        {"```law a\nstart: x_0 \\sim 3\nstep: x_t = x_{t-1} + z_t\nclaim: 1 = 1\n```\n", 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Arena *arena = arena_new();
        const Lesson *lesson = parse(arena, rows[i].text);
        const Verdict *verdict = decide(lesson, 0);
        if (verdict->kind != VERDICT_UNREADABLE || verdict->diag.at.line != rows[i].line)
            fail_msg("%s\n%s at line %zu", rows[i].text, verdict_name(verdict->kind),
                     verdict->diag.at.line);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_law_is_about_its_own_step),
        cmocka_unit_test(test_random_start_is_part_of_the_law),
        cmocka_unit_test(test_data_that_are_not_standard_have_no_contradiction),
        cmocka_unit_test(test_given_id_carries_the_setting_over),
        cmocka_unit_test(test_wrong_correction_is_not_as_expected),
        cmocka_unit_test(test_reasons_are_kept_in_order),
        cmocka_unit_test(test_slips_of_a_law_are_refused_with_their_place),
        cmocka_unit_test(test_unreadable_start_and_step_have_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
