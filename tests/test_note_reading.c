/* How the formulas of somebody's note are read: conventions that differ from one note to the next,
 * letters that nobody explained, settings that are no claims. */
#include "assert_close.h"

#include <string.h>

#include "base/arena.h"
#include "lesson/lesson.h"
#include "verify/claim.h"

typedef struct {
    const char *tex;
    VerdictKind verdict;
    const char *says; /* part of `under`, of the reason, or of what the counterexample compares */
} Row;

/* Of the last formula, or of the last that is no definition. */
static const Verdict *decide_last(Arena *arena, const char *note) {
    LessonOptions options = {.notation = "ho"};
    const Lesson *lesson = NULL;
    Diag diag = {0};
    if (lesson_parse(arena, "note.md", note, strlen(note), &options, &lesson, &diag) != LESSON_OK)
        fail_msg("%s: %s", note, diag.message);
    CheckOptions check = check_options_default();
    const Verdict *verdict = NULL;
    for (size_t i = 0; lesson != NULL && i < lesson->claim_count; i++) {
        const Verdict *next = claim_decide(lesson->claims[i], &check);
        verdict = verdict && next->kind == VERDICT_DEFINITION ? verdict : next;
    }
    assert_non_null(verdict);
    return verdict;
}

static bool contains(const char *text, const char *part) {
    return text != NULL && strstr(text, part) != NULL;
}

static void check_rows(const Row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        const char *note = arena_printf(arena, "$$ %s $$\n", rows[i].tex);
        const Verdict *verdict = decide_last(arena, note);
        const Counterexample *found = verdict->counterexample;
        bool said = rows[i].says == NULL || contains(verdict->under, rows[i].says) ||
                    contains(verdict->reason, rows[i].says) ||
                    (found != NULL && contains(found->what, rows[i].says));
        if (verdict->kind != rows[i].verdict || !said || verdict->disagreement)
            fail_msg("%s: %s, under %s, reason %s", rows[i].tex, verdict_name(verdict->kind),
                     verdict->under ? verdict->under : "-",
                     verdict->reason ? verdict->reason : "-");
        arena_free(arena);
    }
}
#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))

static void test_an_indexed_noise_may_be_any_fresh_noise(void **state) {
    (void)state;
    static const Row rows[] = {
        {"x_t=\\sqrt{\\alpha_t}x_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_{t-1}", VERDICT_HOLDS, "fresh"},
        {"x_t=\\sqrt{\\alpha_t}x_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_{t-1}"
         "=\\sqrt{\\alpha_t\\alpha_{t-1}}x_{t-2}+\\sqrt{1-\\alpha_t\\alpha_{t-1}}\\bar\\epsilon_{t-"
         "2}",
         VERDICT_HOLDS, "fresh"},
        {"x_t=\\sqrt{\\alpha_t}x_{t-1}+(1-\\alpha_t)\\epsilon_{t-1}", VERDICT_FAILS, "variances"},
        {"x_t=\\sqrt{\\alpha_t\\alpha_{t-1}}x_{t-2}"
         "+(\\sqrt{\\alpha_t\\beta_{t-1}}+\\sqrt{\\beta_t})\\epsilon_{t-2}",
         VERDICT_FAILS, "variances"},
        /* Where it holds as it stands, no other reading is needed. */
        {"x_t=\\sqrt{\\alpha_t}x_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_t", VERDICT_HOLDS, NULL},
    };
    CHECK_ROWS(rows);
}

static void test_an_indexed_noise_may_be_the_merged_one(void **state) {
    (void)state;
    static const Row rows[] = {
        {"x_0=\\frac{1}{\\sqrt{\\bar\\alpha_t}}(x_t-\\sqrt{1-\\bar\\alpha_t}\\epsilon_t)",
         VERDICT_HOLDS, "merged"},
        {"x_0=\\frac{1}{\\sqrt{\\bar\\alpha_t}}(x_t-(1-\\bar\\alpha_t)\\epsilon_t)", VERDICT_FAILS,
         NULL},
        {"\\tilde\\mu_t=\\frac{1}{\\sqrt{\\alpha_t}}"
         "(x_t-\\frac{1-\\alpha_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon_t)",
         VERDICT_HOLDS, "merged"},
        {"\\tilde\\mu_t=\\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\frac{1-\\alpha_t}{1-\\bar\\alpha_t}"
         "\\epsilon_t)",
         VERDICT_FAILS, NULL},
    };
    CHECK_ROWS(rows);
}

static void test_a_letter_nobody_explained_refutes_nothing(void **state) {
    (void)state;
    static const Row rows[] = {
        {"\\sigma_t^2=\\beta_t", VERDICT_UNDECIDED, "\\sigma"},
        {"\\frac{1}{\\sigma^2}=\\frac{\\alpha_t}{\\beta_t}+\\frac{1}{1-\\bar\\alpha_{t-1}}",
         VERDICT_UNDECIDED, "\\sigma"},
        /* On both sides it stands for any number, and the identity is wrong. */
        {"(a+b)^2=a^2+b^2", VERDICT_FAILS, NULL},
        {"(a+b)^2=a^2+2ab+b^2", VERDICT_HOLDS, NULL},
    };
    CHECK_ROWS(rows);
}

static void test_settings_are_no_claims(void **state) {
    (void)state;
    static const Row rows[] = {
        {"x_T \\sim \\mathcal N(0, I)", VERDICT_DEFINITION, NULL},
        {"x_t \\sim \\mathcal N(0, I)", VERDICT_FAILS, NULL},
        {"T = 1000", VERDICT_DEFINITION, NULL},
        {"\\alpha_1 = 0.9", VERDICT_DEFINITION, NULL},
        {"0 < \\beta_1 < \\beta_2 < 1", VERDICT_DEFINITION, NULL},
        {"\\beta_t \\in (0,1)", VERDICT_NO_CLAIM, NULL},
        {"p_\\theta(x_{t-1}|x_t)=\\mathcal N(x_{t-1};\\mu_\\theta(x_t,t),\\sigma_t^2 I)",
         VERDICT_DEFINITION, NULL},
        {"x_{t-1}=\\mu_\\theta(x_t,t)+\\sigma_t z", VERDICT_DEFINITION, NULL},
        /* An instruction to draw, from a density nobody knows and from the chain's. */
        {"x_{t-1} \\sim p_\\theta(x_{t-1}|x_t)", VERDICT_DEFINITION, NULL},
        {"x_t \\sim q(x_t|x_{t-1})", VERDICT_HOLDS, NULL},
        {"x_t \\sim q(x_{t-1}|x_t)", VERDICT_FAILS, NULL},
        /* What \mu is; a product says nothing of the kind, nor does a second letter nobody knows.
         */
        {"\\mu(x_t)=\\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\beta_t\\epsilon_\\theta(x_t,t))",
         VERDICT_DEFINITION, NULL},
        {"\\boldsymbol\\mu\\left(\\boldsymbol x_t\\right)=\\frac{1}{\\sqrt{\\alpha_t}}x_t",
         VERDICT_DEFINITION, NULL},
        {"\\mu x_t=\\frac{1}{\\sqrt{\\alpha_t}}x_t", VERDICT_UNDECIDED, "\\mu"},
        {"\\mu(x_t)=\\lambda x_t", VERDICT_UNDECIDED, "nobody said"},
        {"L = (a+b)^2 = a^2+2ab+b^2", VERDICT_HOLDS, NULL},
        {"L = (a+b)^2 = a^2+b^2", VERDICT_FAILS, NULL},
        {"\\bar\\alpha_2 = 0.9 \\times 0.8 = 0.72", VERDICT_HOLDS, NULL},
        {"\\bar\\alpha_2 = 0.9 \\times 0.8 = 0.71", VERDICT_FAILS, NULL},
    };
    CHECK_ROWS(rows);
}

static void test_a_display_that_starts_with_a_relation_goes_on(void **state) {
    (void)state;
    Arena *arena = arena_new();
    assert_int_equal(
        decide_last(arena, "$$ x = (a+b)^2 $$\n\nand\n\n$$ = a^2 + 2ab + b^2 $$\n")->kind,
        VERDICT_HOLDS);
    assert_int_equal(decide_last(arena, "$$ x = (a+b)^2 $$\n\nand\n\n$$ = a^2 + b^2 $$\n")->kind,
                     VERDICT_FAILS);
    assert_int_equal(decide_last(arena, "$$ = a^2 $$\n")->kind, VERDICT_UNREADABLE);
    arena_free(arena);
}

/* x_0 is older than any noise, so a noise without an index is independent of it; of a later state
 * it may be a part or not. */
static void test_a_loose_noise_beside_the_start_is_fresh(void **state) {
    (void)state;
    static const Row rows[] = {
        {"\\mathbb{E}[(\\epsilon-(\\sqrt{\\bar\\alpha_t}x_0+\\sqrt{1-\\bar\\alpha_t}\\epsilon))"
         "\\epsilon]"
         "=1-\\sqrt{1-\\bar\\alpha_t}",
         VERDICT_HOLDS, NULL},
        {"\\mathbb{E}[(\\epsilon-x_0)\\epsilon]=0", VERDICT_FAILS, NULL},
        {"\\mathbb{E}[(\\epsilon-x_t)\\epsilon]=1-\\sqrt{1-\\bar\\alpha_t}", VERDICT_UNDECIDED,
         "how the noise"},
        {"\\mathbb{E}[(\\epsilon-x_{t-1})\\epsilon]=1", VERDICT_UNDECIDED, "how the noise"},
    };
    CHECK_ROWS(rows);
}

static void test_words_after_a_comma_are_no_letters(void **state) {
    (void)state;
    static const Row rows[] = {
        {"\\text{如果}\\alpha_t=1-\\beta_t\\text{,则}\\alpha_t+\\beta_t=1", VERDICT_HOLDS, NULL},
        {"\\text{如果}\\alpha_t=1-\\beta_t\\text{,则}\\alpha_t-\\beta_t=1", VERDICT_FAILS, NULL},
        {"\\epsilon_t\\text{,这是正确的}", VERDICT_NO_CLAIM, NULL},
    };
    CHECK_ROWS(rows);
}

/* A letter that nobody declared lives where its formula is defined. */
static void test_both_sides_need_not_be_defined_everywhere(void **state) {
    (void)state;
    static const Row rows[] = {
        {"\\log(ab) = \\log a + \\log b", VERDICT_HOLDS, "both sides are defined"},
        {"\\sqrt{x}^2 = x", VERDICT_HOLDS, "both sides are defined"},
        {"\\mathrm{Var}[\\sqrt{u}\\epsilon_1 + \\sqrt{v}\\epsilon_2] = u + v", VERDICT_HOLDS,
         "both sides are defined"},
        {"\\log(ab) = \\log a - \\log b", VERDICT_FAILS, NULL},
        {"\\sqrt{x^2} = x", VERDICT_FAILS, NULL},
        {"\\sqrt{-1-x^2} = x", VERDICT_FAILS, "defined"},
        /* The chain's own letters have a domain. */
        {"\\sqrt{-\\bar\\alpha_t}^2 = -\\bar\\alpha_t", VERDICT_FAILS, "defined"},
    };
    CHECK_ROWS(rows);
}

/* A sentence among formulas claims nothing; one slip in a formula between words still has its
 * place. */
static void test_words_alone_claim_nothing(void **state) {
    (void)state;
    static const Row rows[] = {
        {"效果更好", VERDICT_NO_CLAIM, "words only"},
        {"**这不对!** 让我重新思考...", VERDICT_NO_CLAIM, "words only"},
        {"（确定性）…从而允许跳步", VERDICT_NO_CLAIM, "words only"},
        {"\\text{it follows that}", VERDICT_NO_CLAIM, "words only"},
        {"the future does not ask the past / 过去", VERDICT_NO_CLAIM, "words only"},
        {"the sum of a and b = \\beta_t", VERDICT_UNDECIDED, NULL},
        {"\\|\\epsilon - \\text{noise target}\\|^2 = 1", VERDICT_NO_CLAIM, "for a quantity"},
        {"\\alpha_t = 1 - \\text{the variance}", VERDICT_NO_CLAIM, "for a quantity"},
        {"\\alpha_t + \\beta_t = 2 \\text{ for all of them}", VERDICT_FAILS, NULL},
        {"\\text{it follows that }\\beta_t", VERDICT_NO_CLAIM, "no relation"},
        {"\\text{it follows that } = ", VERDICT_UNREADABLE, NULL},
        {"\\text{it follows that } +", VERDICT_UNREADABLE, NULL},
        {"\\quad", VERDICT_UNREADABLE, NULL},
        {"...", VERDICT_UNREADABLE, NULL},
    };
    CHECK_ROWS(rows);
}

/* Of the chain's own letters something is known: such a line is no definition. */
static void test_a_density_of_other_letters_is_described(void **state) {
    (void)state;
    static const Row rows[] = {
        {"p(a|b) = \\mathcal N(\\mu_{enc}(b), 1)", VERDICT_DEFINITION, NULL},
        {"q(x_t|x_0) = \\mathcal N(x_t; m x_0, 1-\\bar\\alpha_t)", VERDICT_UNDECIDED, NULL},
        {"q(x_t|x_0) = \\mathcal N(x_t; \\alpha_t x_0, 1-\\bar\\alpha_t)", VERDICT_FAILS, NULL},
    };
    CHECK_ROWS(rows);
}

/* One step, two steps, dots, all steps: what the dots leave out is not judged, what they join is.
 */
#define ONE_STEP "x_t = \\sqrt{\\alpha_t}x_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_t"
#define ALL_STEPS "= \\sqrt{\\bar\\alpha_t}x_0+\\sqrt{1-\\bar\\alpha_t}\\epsilon"
#define ALL_STEPS_SLIPPED "= \\sqrt{\\bar\\alpha_t}x_0+(1-\\bar\\alpha_t)\\epsilon"

static void test_dots_and_words_may_stand_for_a_side(void **state) {
    (void)state;
    static const Row rows[] = {
        {ONE_STEP " = \\dots " ALL_STEPS, VERDICT_HOLDS, NULL},
        {ONE_STEP " = \\dots " ALL_STEPS_SLIPPED, VERDICT_FAILS, "variances"},
        {"\\begin{aligned}x_t &= \\sqrt{\\alpha_t}x_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_t\\\\ &= "
         "\\cdots\\\\ &" ALL_STEPS "\\end{aligned}",
         VERDICT_HOLDS, NULL},
        {"x_t = \\cdots", VERDICT_NO_CLAIM, NULL},
        {"q(x_t|x_{t-1}) = \\text{the density of a normal law}", VERDICT_NO_CLAIM, NULL},
        {"\\alpha_t < \\dots = 1 - \\beta_t", VERDICT_FAILS, NULL},
        {"\\alpha_t < \\dots > 1 - \\beta_t", VERDICT_UNREADABLE, NULL},
        {"x_0 \\to x_1 \\to \\cdots \\to x_T = z", VERDICT_NO_CLAIM, NULL},
    };
    CHECK_ROWS(rows);
}

/* Ways, sets, assignments, words that name a value: nothing is claimed. What stands beside them is.
 */
static void test_pictures_sets_and_assignments_claim_nothing(void **state) {
    (void)state;
    static const Row rows[] = {
        {"x_0 \\to \\cdots \\to x_T = z", VERDICT_NO_CLAIM, NULL},
        {"y = x_0 \\to x_1 \\to \\cdots \\to x_T = z", VERDICT_NO_CLAIM, NULL},
        {"y = \\{y_1, y_2, \\ldots, y_L\\}", VERDICT_NO_CLAIM, NULL},
        {"\\{\\alpha_t\\}_{t=1}^T\\text{满足}\\alpha_t+\\beta_t=1", VERDICT_HOLDS, NULL},
        {"\\{\\alpha_t\\}_{t=1}^T\\text{满足}\\alpha_t-\\beta_t=1", VERDICT_FAILS, NULL},
        {"\\{\\alpha_t\\}_{t=1}^T", VERDICT_UNREADABLE, NULL},
        {"q(x_t|x_0) \\sim N(\\dots)", VERDICT_NO_CLAIM, NULL},
        {"q(x_t|x_0) \\sim N(\\dots, 1)", VERDICT_UNREADABLE, NULL},
        {"3\\{1+2\\} = 9", VERDICT_HOLDS, NULL},
        {"θ ← θ - k ∇_θ L", VERDICT_NO_CLAIM, NULL},
        {"loss = |ε - ε_θ(x_t, t)|^2", VERDICT_DEFINITION, NULL},
        {"abc = cba", VERDICT_HOLDS, NULL},
        {"abc = 2cba", VERDICT_FAILS, NULL},
        {"x_0 = x_*", VERDICT_DEFINITION, NULL},
        {"x_1 = x_*", VERDICT_UNDECIDED, NULL},
    };
    CHECK_ROWS(rows);
}

/* \epsilon(x_t, t) is the network that predicts \epsilon, not \epsilon times a list. */
static void test_a_noise_with_arguments_is_the_network(void **state) {
    (void)state;
    static const Row rows[] = {
        {"\\epsilon(x_t,t) = \\epsilon_\\theta(x_t,t)", VERDICT_HOLDS, NULL},
        {"\\varepsilon_\\theta(x_t,t) = \\epsilon_\\theta(x_t,t)", VERDICT_HOLDS, NULL},
        {"\\epsilon(x_t,t) = 2\\epsilon_\\theta(x_t,t)", VERDICT_FAILS, NULL},
    };
    CHECK_ROWS(rows);
}

/* Dots behind \log stand within it; bounds at a bracket are its only letter's. */
static void test_dots_and_bounds_belong_to_what_is_near(void **state) {
    (void)state;
    static const Row rows[] = {
        {"\\log \\beta_1\\cdots\\beta_3 = \\log\\beta_1+\\log\\beta_2+\\log\\beta_3", VERDICT_HOLDS,
         NULL},
        {"\\log \\beta_1\\cdots\\beta_3\\beta_4 = \\log\\beta_1+\\log\\beta_2+\\log\\beta_3",
         VERDICT_FAILS, NULL},
        {"\\left[(w-1)\\log(2-w)-w\\right]_0^1 = \\log 2 - 1", VERDICT_HOLDS, NULL},
        {"\\left[(w-1)\\log(2-w)-w\\right]_0^1 = \\log 2 + 1", VERDICT_FAILS, NULL},
        {"\\left[w y\\right]_0^1 = y", VERDICT_UNREADABLE, NULL},
    };
    CHECK_ROWS(rows);
}

/* One row that cannot be read, or several: the others are decided, each with its line. */
static void test_the_rows_that_can_be_read_are_decided(void **state) {
    (void)state;
    enum { ROWS_MAX = 5 };
    static const struct {
        const char *note;
        size_t count;
        struct {
            const char *id;
            VerdictKind verdict;
        } rows[ROWS_MAX];
    } notes[] = {
        {"$$\\begin{aligned}\n(a+b)^2 &= a^2+2ab+b^2\\\\[2pt]\n&= \\foo{a}\\\\\n&= 2ab\\\\\n"
         "&= 3ba\\end{aligned}$$\n",
         3,
         {{"line-2", VERDICT_HOLDS}, {"line-3", VERDICT_UNREADABLE}, {"line-4", VERDICT_FAILS}}},
        {"$$\\alpha_t = 1-\\beta_t \\\\ \\max(1, 2) = 2 \\\\ \\beta_t = 2-\\alpha_t$$ and $1 = "
         "1$\n",
         4,
         {{"line-1", VERDICT_HOLDS},
          {"line-1-b", VERDICT_UNREADABLE},
          {"line-1-c", VERDICT_FAILS},
          {"line-1-d", VERDICT_HOLDS}}},
        /* What stands under the row that cannot be read belongs to it. */
        {"$$1 = 1 \\\\ a = \\max(a, 1) \\\\ \\Rightarrow 1 = 2$$\n",
         2,
         {{"line-1", VERDICT_HOLDS}, {"line-1-b", VERDICT_UNREADABLE}}},
        {"$$1 = 1 \\\\ a = \\max(a, 1) \\\\ + 2 = 3$$\n",
         2,
         {{"line-1", VERDICT_HOLDS}, {"line-1-b", VERDICT_UNREADABLE}}},
        {"$$1 = 1 \\\\ a = (\\max(a, 1) \\\\ 2 = 3)$$\n",
         2,
         {{"line-1", VERDICT_HOLDS}, {"line-1-b", VERDICT_UNREADABLE}}},
        {"$$1 = 1 \\\\ a = \\max(a, 1) \\text{ if} \\\\ 2 = 3$$\n",
         2,
         {{"line-1", VERDICT_HOLDS}, {"line-1-b", VERDICT_UNREADABLE}}},
        /* After a display that cannot be read nothing goes on. */
        {"$$1 = 1$$\n\n$$a = \\max(a, 1)$$\n\n$$= 2$$\n",
         3,
         {{"line-1", VERDICT_HOLDS},
          {"line-3", VERDICT_UNREADABLE},
          {"line-5", VERDICT_UNREADABLE}}},
        {"$$\\begin{cases} 1 = 2 \\\\ \\max(1, 2) = 2 \\end{cases}$$\n",
         1,
         {{"line-1", VERDICT_UNREADABLE}}},
    };
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        Arena *arena = arena_new();
        LessonOptions options = {.notation = "ho"};
        const Lesson *lesson = NULL;
        Diag diag = {0};
        const char *note = notes[i].note;
        assert_int_equal(
            lesson_parse(arena, "note.md", note, strlen(note), &options, &lesson, &diag),
            LESSON_OK);
        if (lesson->claim_count != notes[i].count)
            fail_msg("%s: %zu formulas", note, lesson->claim_count);
        CheckOptions check = check_options_default();
        for (size_t k = 0; k < notes[i].count; k++) {
            VerdictKind kind = claim_decide(lesson->claims[k], &check)->kind;
            if (kind != notes[i].rows[k].verdict ||
                strcmp(claim_def(lesson->claims[k])->id, notes[i].rows[k].id) != 0)
                fail_msg("%s: %s %s", note, claim_def(lesson->claims[k])->id, verdict_name(kind));
        }
        arena_free(arena);
    }
}

/* What looks like a product of letters and is none: a person reads something else there. */
static void test_what_is_printed_is_what_is_read(void **state) {
    (void)state;
    static const Row rows[] = {
        {"dx/dt = x t", VERDICT_UNREADABLE, NULL},
        {"d/dx = x", VERDICT_UNREADABLE, NULL},
        {"b = \\frac{d}{c}", VERDICT_DEFINITION, NULL},
        {"\\frac{d^2}{du^2} u^3 = 6u", VERDICT_HOLDS, NULL},
        {"\\frac{d^2}{du^2} u^3 = 3u^2", VERDICT_FAILS, NULL},
        {"\\frac{\\partial^2 L}{\\partial \\theta^2} > 0", VERDICT_UNDECIDED, "derivative"},
        {"\\frac{d}{du}(u f(u)) = f(u)", VERDICT_UNDECIDED, NULL},
        {"\\frac{d}{du}(c u^2) = 2cu", VERDICT_HOLDS, NULL},
        {"\\int_0^1 f(u) du = f(u)", VERDICT_UNDECIDED, "how f(u) varies"},
        {"3f(i) = \\sum_{i=1}^3 f(i)", VERDICT_UNDECIDED, "how f(i) varies"},
        {"0 = \\operatorname{Var}[g(x_t)]", VERDICT_UNDECIDED, "how g(x_t) varies"},
        {"\\mathbb E[X^2] = \\mathbb E[X]^2", VERDICT_UNDECIDED, "whether X is random"},
        {"0 = \\operatorname{Var}[X]", VERDICT_UNDECIDED, "whether X is random"},
        {"\\mathbb E[c x_t|x_0] = c\\sqrt{\\bar\\alpha_t} x_0", VERDICT_HOLDS, NULL},
        {"f(x) - f(x) = 0", VERDICT_HOLDS, NULL},
        {"2f'(x) = f'(2x)", VERDICT_UNDECIDED, NULL},
        {"2s_\\theta(u) = s_\\theta(2u)", VERDICT_UNDECIDED, NULL},
        {"u^T v = v^T u", VERDICT_UNREADABLE, NULL},
        {"a_i + a_{ij} = a_i + a_{ji}", VERDICT_UNREADABLE, NULL},
        {"\\log_{10} 100 = \\log 100", VERDICT_FAILS, NULL},
        {"f(x)^2 = f(x)f(x)", VERDICT_HOLDS, NULL},
        {"p^2(u) = p(u)p(u)", VERDICT_HOLDS, NULL},
        {"p^2(u) = p(u)", VERDICT_FAILS, NULL},
        {"\\mathbb{E}_{q(x_t|x_0)q(x_0)}[x_t] = \\sqrt{\\bar\\alpha_t}x_0", VERDICT_UNDECIDED,
         "some of the random variables"},
        {"xₜ = √ᾱₜ x₀ + √(1-ᾱₜ) ε", VERDICT_HOLDS, NULL},
        {"xₜ = √αₜ xₜ₋₁ + (1-αₜ) εₜ", VERDICT_FAILS, NULL},
        {"(u+v)² = u² + v²", VERDICT_FAILS, NULL},
        {"\\epsilon'ₜ₋₁ = \\epsilon'_{t-1}", VERDICT_HOLDS, NULL},
        {"x＿t ＝ \\sqrt｛\\alpha_t｝x_｛t-1｝+\\sqrt{1-\\alpha_t}\\epsilon_t", VERDICT_HOLDS,
         NULL},
    };
    CHECK_ROWS(rows);
}

static void test_a_wave_between_numbers_is_a_range(void **state) {
    (void)state;
    static const Row rows[] = {
        {"\\beta_t\\text{ is small, such as }0.0001\\sim 0.02", VERDICT_NO_CLAIM, NULL},
        {"0.1\\sim 0.2 = 0.3", VERDICT_FAILS, NULL},
        {"x_1 \\sim \\mathcal N(0, 1)", VERDICT_FAILS, NULL},
    };
    CHECK_ROWS(rows);
}

static void test_two_terms_before_the_dots_say_what_a_step_is(void **state) {
    (void)state;
    static const Row rows[] = {
        {"(\\alpha_t\\cdots\\alpha_2)\\beta_1+(\\alpha_t\\cdots\\alpha_3)\\beta_2+\\cdots"
         "+\\alpha_t\\beta_{t-1}+\\beta_t = 1-\\bar\\alpha_t",
         VERDICT_HOLDS, NULL},
        {"(\\alpha_t\\cdots\\alpha_2)\\beta_1+(\\alpha_t\\cdots\\alpha_3)\\beta_2+\\cdots"
         "+\\alpha_t\\beta_{t-1}+\\beta_t^2 = 1-\\bar\\alpha_t",
         VERDICT_FAILS, NULL},
        {"(\\alpha_t\\cdots\\alpha_2)\\beta_1+(\\alpha_t\\cdots\\alpha_3)\\beta_2^2+\\cdots"
         "+\\alpha_t\\beta_{t-1}+\\beta_t = 1-\\bar\\alpha_t",
         VERDICT_UNREADABLE, NULL},
    };
    CHECK_ROWS(rows);
}

static void test_an_aside_does_not_end_the_chain_it_explains(void **state) {
    (void)state;
    static const Row rows[] = {
        {"\\begin{aligned}x_t &= \\sqrt{1-\\beta_t}x_{t-1}+\\sqrt{\\beta_t}\\epsilon_t "
         "\\quad (\\alpha_t = 1-\\beta_t)\\\\ &= "
         "\\sqrt{\\alpha_t}x_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_t\\end{aligned}",
         VERDICT_HOLDS, NULL},
        {"\\begin{aligned}x_t &= \\sqrt{1-\\beta_t}x_{t-1}+\\sqrt{\\beta_t}\\epsilon_t "
         "\\quad (\\alpha_t = 1+\\beta_t)\\\\ &= "
         "\\sqrt{\\alpha_t}x_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_t\\end{aligned}",
         VERDICT_FAILS, NULL},
        {"\\begin{aligned}x_t &= \\sqrt{1-\\beta_t}x_{t-1}+\\sqrt{\\beta_t}\\epsilon_t & "
         "\\text{ ;where } \\epsilon_t, \\epsilon_{t-1}, \\dots \\sim \\mathcal N(0, I)\\\\ &= "
         "\\sqrt{\\alpha_t}x_{t-1}+(1-\\alpha_t)\\epsilon_t\\end{aligned}",
         VERDICT_FAILS, NULL},
        {"\\begin{aligned}\\alpha_t &= 1-\\beta_t \\because \\beta_t = 1-\\alpha_t\\\\ &= "
         "1-\\beta_t\\\\ \\therefore \\beta_t &= 1-\\alpha_t\\end{aligned}",
         VERDICT_HOLDS, NULL},
    };
    CHECK_ROWS(rows);
}

static void test_spellings_that_notes_use(void **state) {
    (void)state;
    static const Row rows[] = {
        {"Var(\\sqrt{\\beta_t}\\epsilon) = \\beta_t", VERDICT_HOLDS, NULL},
        {"Var[\\sqrt{\\beta_t}\\epsilon] = \\sqrt{\\beta_t}", VERDICT_FAILS, NULL},
        {"x_t \\sim \\mathcal N(\\sqrt{1-\\beta_t}x_{t-1}, \\beta_t\\mathcal I)", VERDICT_HOLDS,
         NULL},
        {"x_t(x_0, \\epsilon) = \\sqrt{\\bar\\alpha_t}x_0+\\sqrt{1-\\bar\\alpha_t}\\epsilon",
         VERDICT_HOLDS, NULL},
        {"x_t(x_0, \\epsilon) = \\sqrt{\\bar\\alpha_t}x_0+(1-\\bar\\alpha_t)\\epsilon",
         VERDICT_FAILS, NULL},
        {"\\sqrt{\\alpha}_t = \\sqrt{1-\\beta_t}", VERDICT_HOLDS, NULL},
        {"\\sqrt{\\alpha}_t = \\sqrt{\\beta_t}", VERDICT_FAILS, NULL},
        {"p(x_0) = \\int p(x_{0:T}) dx_{1:T}", VERDICT_HOLDS, NULL},
        {"p(x_0) = \\int p(x_{0:T}) dx_{2:T}", VERDICT_FAILS, NULL},
        {"\\operatorname{erf}(z) = \\frac{2}{\\sqrt\\pi}\\int_0^z e^{-u^2}du", VERDICT_DEFINITION,
         NULL},
        {"\\mathbb E_q = \\mathbb E_{x_0 \\sim p, x_{1:T} \\sim q(x_{1:T}|x_0)}", VERDICT_NO_CLAIM,
         "average"},
        {"\\mathbb E_q[x_t] = 7", VERDICT_FAILS, NULL},
        {"\\require{AMScd}\\begin{CD}x @>>> y\\end{CD}", VERDICT_NO_CLAIM, NULL},
        {"x_t = \\sqrt{\\bar\\alpha_t}x_0+\\sqrt{1-\\bar\\alpha_t}\\epsilon_0", VERDICT_HOLDS,
         "fresh"},
        {"x_t = \\sqrt{\\bar\\alpha_t}x_0+(1-\\bar\\alpha_t)\\epsilon_0", VERDICT_FAILS,
         "variances"},
    };
    CHECK_ROWS(rows);
}

static void test_a_condition_in_words_is_not_refuted(void **state) {
    (void)state;
    static const Row rows[] = {
        {"Var(x_t) = 1", VERDICT_FAILS, NULL},
        {"Var(x_t) = 1 \\quad \\text{let the data have variance one}", VERDICT_UNDECIDED, "words"},
        {"\\alpha_t = 1-\\beta_t \\quad \\text{let the data have variance one}", VERDICT_HOLDS,
         NULL},
    };
    CHECK_ROWS(rows);
}

/* That of the reverse process: what holds for every Markov chain is not refuted by other joints. */
static void test_a_density_of_states_may_be_a_chains(void **state) {
    (void)state;
    static const Row rows[] = {
        {"p_\\theta(x_0,x_1,x_2,x_3)=p_\\theta(x_0|x_1)p_\\theta(x_1|x_2)p_\\theta(x_2|x_3)p_"
         "\\theta(x_3)",
         VERDICT_HOLDS, "Markov"},
        {"p_\\theta(x_0,x_1,x_2,x_3)=p_\\theta(x_0|x_1)p_\\theta(x_1|x_2)p_\\theta(x_2|x_3)p_"
         "\\theta(x_2)",
         VERDICT_FAILS, NULL},
    };
    CHECK_ROWS(rows);
}

/* The word before a formula says that it is assumed; what holds anyway holds. */
static void test_what_is_assumed_is_not_refuted(void **state) {
    (void)state;
    static const struct {
        const char *note;
        VerdictKind verdict;
    } rows[] = {
        {"假设$x_{t-1} \\sim \\mathcal N(0,I)$,则\n", VERDICT_UNDECIDED},
        {"Assume $x_{t-1} \\sim \\mathcal N(0,I)$.\n", VERDICT_UNDECIDED},
        {"如果$\\alpha_t+\\beta_t=1$,\n", VERDICT_HOLDS},
        {"故$x_{t-1} \\sim \\mathcal N(0,I)$\n", VERDICT_FAILS},
        {"a motif $x_{t-1} \\sim \\mathcal N(0,I)$\n", VERDICT_FAILS},
        /* What follows in the section may rest on it, if it is about a law. */
        {"Assume $x_{t-1} \\sim \\mathcal N(0,I)$.\n\nThen\n\n$$Var[x_t] = 1$$\n",
         VERDICT_UNDECIDED},
        {"Assume $x_0 \\sim \\mathcal N(0,I)$.\n\n$$\\tilde\\mu_t = "
         "\\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}x_t + "
         "\\frac{\\sqrt{\\bar\\alpha_{t-1}}\\beta_t}{1-\\alpha_t}x_0$$\n",
         VERDICT_FAILS},
        {"Assume $x_0 \\sim \\mathcal N(0,I)$.\n\n$$Var[x_t|x_0] = 1-\\alpha_t$$\n", VERDICT_FAILS},
        {"Assume $x_{t-1} \\sim \\mathcal N(0,I)$.\n\n## On\n\n$$Var[x_t] = 1$$\n", VERDICT_FAILS},
        {"Let us see.\n\nThen\n\n$$Var[x_t] = 1$$\n", VERDICT_FAILS},
        {"Assume $\\alpha_t + \\beta_t = 1$.\n\nThen\n\n$$Var[x_t] = 1$$\n", VERDICT_FAILS},
        /* A condition holds in its sentence, before and behind what is said under it. */
        {"if $\\alpha_t=1$ then $\\beta_t=0$\n", VERDICT_UNDECIDED},
        {"If $\\alpha_t = 1$, then\n\n$$\\beta_t = 0$$\n", VERDICT_UNDECIDED},
        {"如果$\\alpha_t=1$,则$\\beta_t=0$。\n", VERDICT_UNDECIDED},
        {"For $t=1$ we have $\\bar\\alpha_t = \\alpha_t$.\n", VERDICT_UNDECIDED},
        {"$$\\tilde\\beta_t = 0$$\nif $t = 1$.\n", VERDICT_UNDECIDED},
        {"For $t=1$ all is easy. But $\\bar\\alpha_t = \\alpha_t$.\n", VERDICT_FAILS},
        {"$\\bar\\alpha_t = \\alpha_t$. If $t = 1$, it is easy.\n", VERDICT_FAILS},
        {"If $\\alpha_t=1-\\beta_t$, then $\\beta_t=2-\\alpha_t$.\n", VERDICT_FAILS},
        {"If $a>0$ and $b>0$, then $\\sqrt{ab}=\\sqrt{a}\\sqrt{b}$.\n", VERDICT_HOLDS},
        {"If $a>b$, then $a^2>b^2$.\n", VERDICT_FAILS},
        {"We have $\\tilde\\beta_t < \\beta_t$ if $t > 1$.\n", VERDICT_HOLDS},
        {"$\\alpha_t=1 \\Rightarrow \\beta_t=0$\n", VERDICT_UNDECIDED},
        /* How noise makes a state is said, not supposed. */
        {"$x_t=\\sqrt{\\alpha_t}x_0+\\sqrt{1-\\alpha_t}\\epsilon \\Rightarrow x_0 = x_t$\n",
         VERDICT_FAILS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Arena *arena = arena_new();
        const Verdict *verdict = decide_last(arena, rows[i].note);
        if (verdict->kind != rows[i].verdict)
            fail_msg("%s: %s", rows[i].note, verdict_name(verdict->kind));
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_rows_that_can_be_read_are_decided),
        cmocka_unit_test(test_what_is_printed_is_what_is_read),
        cmocka_unit_test(test_a_wave_between_numbers_is_a_range),
        cmocka_unit_test(test_a_density_of_other_letters_is_described),
        cmocka_unit_test(test_dots_and_words_may_stand_for_a_side),
        cmocka_unit_test(test_two_terms_before_the_dots_say_what_a_step_is),
        cmocka_unit_test(test_an_aside_does_not_end_the_chain_it_explains),
        cmocka_unit_test(test_spellings_that_notes_use),
        cmocka_unit_test(test_a_condition_in_words_is_not_refuted),
        cmocka_unit_test(test_pictures_sets_and_assignments_claim_nothing),
        cmocka_unit_test(test_a_noise_with_arguments_is_the_network),
        cmocka_unit_test(test_dots_and_bounds_belong_to_what_is_near),
        cmocka_unit_test(test_words_alone_claim_nothing),
        cmocka_unit_test(test_both_sides_need_not_be_defined_everywhere),
        cmocka_unit_test(test_an_indexed_noise_may_be_any_fresh_noise),
        cmocka_unit_test(test_an_indexed_noise_may_be_the_merged_one),
        cmocka_unit_test(test_a_letter_nobody_explained_refutes_nothing),
        cmocka_unit_test(test_settings_are_no_claims),
        cmocka_unit_test(test_what_is_assumed_is_not_refuted),
        cmocka_unit_test(test_a_density_of_states_may_be_a_chains),
        cmocka_unit_test(test_a_display_that_starts_with_a_relation_goes_on),
        cmocka_unit_test(test_a_loose_noise_beside_the_start_is_fresh),
        cmocka_unit_test(test_words_after_a_comma_are_no_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
