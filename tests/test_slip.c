/* The slip that is named for a failing formula, the repaired formula beside it, and the lines that
 * editors jump to. */
#include "assert_close.h"

#include <string.h>

#include "base/arena.h"
#include "lesson/lesson.h"
#include "verify/claim.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const Claim *decide(Arena *arena, const char *note) {
    LessonOptions options = {.notation = "ho"};
    const Lesson *lesson = NULL;
    Diag diag = {0};
    if (lesson_parse(arena, "note.md", note, strlen(note), &options, &lesson, &diag) != LESSON_OK)
        fail_msg("%s: %s", note, diag.message);
    assert_true(lesson != NULL && lesson->claim_count == 1);
    CheckOptions check = check_options_default();
    check.slips = true;
    (void)claim_decide(lesson->claims[0], &check);
    return lesson->claims[0];
}

static const Claim *decide_display(Arena *arena, const char *tex) {
    return decide(arena, arena_printf(arena, "$$ %s $$\n", tex));
}

/* Each is a right formula with one slip; `repaired` is the right one again, as the engine prints
 * it. */
static const struct {
    const char *tex, *name, *repaired;
} PLANTED[] = {
    {"\\tilde\\beta_t=\\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t", "a bar is missing",
     "\\tilde{\\beta}_{t} = \\frac{1 - \\bar{\\alpha}_{t - 1}}{1 - \\bar{\\alpha}_{t}} \\beta_{t}"},
    {"x_t=\\sqrt{\\bar\\alpha_t}x_{t-1}+\\sqrt{\\beta_t}\\epsilon_t", "a bar too many",
     "x_{t} = \\sqrt{\\alpha_{t}} x_{t - 1} + \\sqrt{\\beta_{t}} \\epsilon_{t}"},
    {"x_t=\\sqrt{\\bar\\alpha_t}x_0+(1-\\bar\\alpha_t)\\epsilon", "a root is missing",
     "x_{t} = \\sqrt{\\bar{\\alpha}_{t}} x_{0} + \\sqrt{1 - \\bar{\\alpha}_{t}} \\epsilon"},
    {"q(x_t|x_0)=\\mathcal N(x_t;\\sqrt{\\bar\\alpha_t}x_0,(1-\\bar\\alpha_t)^2 I)",
     "a square too many",
     "q(x_{t} | x_{0}) = \\mathcal{N}(x_{t}; \\sqrt{\\bar{\\alpha}_{t}} x_{0}, (1 - "
     "\\bar{\\alpha}_{t}) I)"},
    {"x_t=\\sqrt{\\alpha_t\\alpha_{t-1}}x_{t-2}+(\\sqrt{\\alpha_t\\beta_{t-1}}+\\sqrt{\\beta_t})"
     "\\epsilon",
     "standard deviations added",
     "x_{t} = \\sqrt{\\alpha_{t} \\alpha_{t - 1}} x_{t - 2} + \\sqrt{\\alpha_{t} \\beta_{t - 1} + "
     "\\beta_{t}} \\epsilon"},
    {"q(x_t|x_{t-1})=\\mathcal N(x_{t-1};\\sqrt{\\alpha_t}x_t,\\beta_t I)", "two letters swapped",
     "q(x_{t} | x_{t - 1}) = \\mathcal{N}(x_{t}; \\sqrt{\\alpha_{t}} x_{t - 1}, \\beta_{t} I)"},
    {"q(x_{t-1}|x_t) = \\mathcal N(x_t;\\sqrt{\\alpha_t}x_{t-1},\\beta_t I)", "two letters swapped",
     "q(x_{t} | x_{t - 1}) = \\mathcal{N}(x_{t}; \\sqrt{\\alpha_{t}} x_{t - 1}, \\beta_{t} I)"},
    {"\\bar\\alpha_t=\\alpha_t\\bar\\alpha_t", "a wrong index",
     "\\bar{\\alpha}_{t} = \\alpha_{t} \\bar{\\alpha}_{t - 1}"},
    {"x_0=\\frac{1}{\\sqrt{\\bar\\alpha_t}}(x_t+\\sqrt{1-\\bar\\alpha_t}\\epsilon)", "a wrong sign",
     "x_{0} = \\frac{1}{\\sqrt{\\bar{\\alpha}_{t}}} (x_{t} - \\sqrt{1 - \\bar{\\alpha}_{t}} "
     "\\epsilon)"},
    {"\\bar\\alpha_t=2\\prod_{i=1}^t\\alpha_i", "a factor too many",
     "\\bar{\\alpha}_{t} = \\prod_{i=1}^{t} \\alpha_{i}"},
    {"\\tilde\\beta_t=\\frac{1-\\bar\\alpha_{t-1}}{2(1-\\bar\\alpha_t)}\\beta_t",
     "a factor too many", NULL},
    {"(a-b)^2=a^2-ab+b^2", "a factor 2 is missing", "(a - b)^{2} = a^{2} - 2 a b + b^{2}"},
    {"\\tilde\\mu_t=\\sqrt{\\alpha_t}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
     "multiplied in the place of divided", NULL},
    {"(1-\\bar\\alpha_t)^2=1-2\\bar\\alpha_t+\\bar\\alpha_t^4", "a square too many", NULL},
    {"\\alpha_t=\\beta_t-1", "a difference the wrong way round", NULL},
    {"\\bar\\alpha_t=\\alpha_t\\bar\\alpha_{t+1}", "a wrong index",
     "\\bar{\\alpha}_{t} = \\alpha_{t} \\bar{\\alpha}_{t - 1}"},
    {"a^2-b^2=\\frac{3(a-b)(a+b)}{4}", "yours = 3/4 x the right one", NULL},
};

static void test_the_planted_slip_is_named_with_its_repair(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(PLANTED); i++) {
        Arena *arena = arena_new();
        const Verdict *verdict = claim_verdict(decide_display(arena, PLANTED[i].tex));
        const Slip *slip = verdict->slip;
        if (verdict->kind != VERDICT_FAILS || slip == NULL)
            fail_msg("%s: %s, no slip", PLANTED[i].tex, verdict_name(verdict->kind));
        if (slip != NULL && strcmp(slip->name, PLANTED[i].name) != 0)
            fail_msg("%s: %s (%s), expected %s", PLANTED[i].tex, slip->name, slip->remark,
                     PLANTED[i].name);
        if (slip != NULL && PLANTED[i].repaired != NULL &&
            strcmp(slip->chain, PLANTED[i].repaired) != 0)
            fail_msg("%s: repaired as %s", PLANTED[i].tex, slip->chain);
        arena_free(arena);
    }
}

/* What is shown as repaired is decided once more, as if somebody had written it. */
static void test_the_repaired_formula_holds_as_a_note(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(PLANTED); i++) {
        Arena *arena = arena_new();
        const Slip *slip = claim_verdict(decide_display(arena, PLANTED[i].tex))->slip;
        assert_non_null(slip);
        const Verdict *again = claim_verdict(decide_display(arena, slip->chain));
        if (again->kind != VERDICT_HOLDS || again->grade < GRADE_GAUSSIAN)
            fail_msg("%s: %s", slip->chain, verdict_name(again->kind));
        arena_free(arena);
    }
}

/* Two changes are none that is named; true formulas have no slip. */
static void test_no_slip_is_named_without_reason(void **state) {
    (void)state;
    static const char *const ROWS[] = {
        "\\tilde\\beta_t=\\frac{(1-\\alpha_{t-1})^3}{1-\\bar\\alpha_t}\\beta_t",
        "\\alpha_t = 3\\beta_t^3+5",
        "\\tilde\\beta_t=\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
    };
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        Arena *arena = arena_new();
        const Slip *slip = claim_verdict(decide_display(arena, ROWS[i]))->slip;
        if (slip != NULL)
            fail_msg("%s: %s, %s", ROWS[i], slip->name, slip->chain);
        arena_free(arena);
    }
}

static void expect_lines(const char *note, size_t count, const char *first, const char *second) {
    Arena *arena = arena_new();
    const char *lines[DIAGNOSES_MAX] = {NULL};
    size_t found = claim_diagnose(arena, decide(arena, note), lines);
    const char *wanted[DIAGNOSES_MAX] = {first, second};
    if (found != count)
        fail_msg("%s: %zu lines", note, found);
    for (size_t i = 0; i < count; i++)
        if (lines[i] == NULL || strncmp(lines[i], wanted[i], strlen(wanted[i])) != 0 ||
            strchr(lines[i], '\n') != NULL)
            fail_msg("%s: `%s`, expected `%s`", note, lines[i], wanted[i]);
    arena_free(arena);
}

/* Columns count code points, as editors do; a formula over three lines is placed on its own. */
static void test_lines_name_the_place_as_compilers_do(void **state) {
    (void)state;
    expect_lines(
        "方差 $\\alpha_t = 1 + \\beta_t$.\n", 2,
        "note.md:1:16: error: fails: \\alpha_{t} is not 1 + \\beta_{t}: the two sides are ",
        "note.md:1:20: note: likely slip: a wrong sign; repaired: "
        "\\alpha_{t} = 1 - \\beta_{t}");
    expect_lines(
        "Text.\n\n$$\n\\tilde\\beta_t=\n  \\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t"
        "\n$$\n",
        2, "note.md:5:3: error: fails: ",
        "note.md:5:11: note: likely slip: a bar is missing; repaired: ");
    expect_lines("$$\\frac{1}{2 = 1$$\n", 1, "note.md:1:", NULL);
    expect_lines("$$\\sigma_t^2=\\beta_t$$\n", 1, "note.md:1:3: warning: undecided: ", NULL);
    expect_lines("$$\\alpha_t=1-\\beta_t$$\n", 0, NULL, NULL);
    expect_lines("$$T=1000$$\n", 0, NULL, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_planted_slip_is_named_with_its_repair),
        cmocka_unit_test(test_the_repaired_formula_holds_as_a_note),
        cmocka_unit_test(test_no_slip_is_named_without_reason),
        cmocka_unit_test(test_lines_name_the_place_as_compilers_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
