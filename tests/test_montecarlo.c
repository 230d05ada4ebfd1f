/* test_montecarlo.c - the method `montecarlo`: true laws are accepted, wrong ones rejected, and the
 * draws depend on the seed alone.
 *
 * All seeds are fixed. One true link raises a false alarm at a rate of 1e-8; a slip of the size
 * that is called detectable passes at a rate of 1e-6. */
#include <stdatomic.h>

#include "claim_fixture.h"
#include "verify/montecarlo.h"

/* Draws for true claims: fewer than by default, to be quick. */
#define DRAWS 200000

static const char *const schedules[] = {"linear",      "cosine", "sigmoid",
                                        "sqrt-linear", "su",     "linear-scaled"};

static const MethodEvidence *evidence_of(const Verdict *verdict) {
    for (size_t i = 0; i < verdict->method_count; i++) {
        if (strcmp(verdict->methods[i].name, "montecarlo") == 0) {
            return &verdict->methods[i];
        }
    }
    return NULL;
}

static const Verdict *decide(Arena *arena, const ClaimText *text, size_t samples) {
    CheckOptions options = check_options_default();
    options.twins = false;
    options.samples = samples;
    return claim_decide(claim_of(arena, text), &options);
}

static void assert_method_says(const ClaimText *text, VerdictKind wanted, size_t samples) {
    Arena *arena = arena_new();
    const Verdict *verdict = decide(arena, text, samples);
    const MethodEvidence *evidence = evidence_of(verdict);
    if (evidence == NULL || evidence->verdict != wanted || verdict->disagreement) {
        fail_msg("%s (%s): %s, montecarlo: %s, %s, %s", text->tex, text->lines,
                 verdict_name(verdict->kind), evidence ? verdict_name(evidence->verdict) : "none",
                 evidence && evidence->reason ? evidence->reason : "-",
                 evidence && evidence->detail ? evidence->detail : "-");
    }
    arena_free(arena);
}

/* E[(x_{t-1} - m)^2|x_t,x_0] moves with x_t, and so does the divergence beside it: taken at one
 * point it would refute a true line. */
static void test_a_divergence_beside_a_conditional_mean_is_no_number(void **state) {
    (void)state;
    const ClaimText text = {
        "ho",
        "\\frac{\\mathbb{E}[(x_{t-1}-m)^2|x_t,x_0]}{2v}+\\frac12\\log(2\\pi v)"
        "-\\frac12(\\log(2\\pi\\tilde\\beta_t)+1)"
        "=D_{KL}(q(x_{t-1}|x_t,x_0)\\,\\|\\,\\mathcal N(m,v))",
        "given: real m in (-2,2)\ngiven: real v in (0.2,3)\nassume: 2 \\le t\n"};
    Arena *arena = arena_new();
    const Verdict *verdict = decide(arena, &text, DRAWS);
    const MethodEvidence *evidence = evidence_of(verdict);
    assert_int_equal(verdict->kind, VERDICT_HOLDS);
    assert_false(verdict->disagreement);
    assert_true(evidence == NULL || evidence->verdict == VERDICT_UNDECIDED);
    arena_free(arena);
}

/* Composition of two steps, the closed form, the posterior's mean and variance, and the mean by the
 * noise; each with slips that people make. */
static const struct {
    const char *right;
    const char *wrong[4];
} identities[] = {
    {"x_t = \\sqrt{\\alpha_t\\alpha_{t-1}}x_{t-2} + \\sqrt{1-\\alpha_t\\alpha_{t-1}}\\epsilon",
     {"x_t = \\sqrt{\\alpha_t\\alpha_{t-1}}x_{t-2} + "
      "(\\sqrt{\\alpha_t\\beta_{t-1}}+\\sqrt{\\beta_t})\\epsilon",
      "x_t = \\alpha_t\\alpha_{t-1}x_{t-2} + \\sqrt{1-\\alpha_t\\alpha_{t-1}}\\epsilon"}},
    {"q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, 1-\\bar\\alpha_t)",
     {"q(x_t|x_0) = \\mathcal N(x_t; \\bar\\alpha_t x_0, 1-\\bar\\alpha_t)",
      "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, \\sqrt{1-\\bar\\alpha_t})",
      "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\alpha_t}x_0, 1-\\alpha_t)"}},
    {"\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
     {"\\tilde\\beta_t = \\beta_t",
      "\\tilde\\beta_t = \\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t"}},
    {"q(x_{t-1}|x_t,x_0) = \\mathcal N(x_{t-1}; "
     "\\frac{\\sqrt{\\bar\\alpha_{t-1}}\\beta_t}{1-\\bar\\alpha_t}x_0 + "
     "\\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}x_t, \\tilde\\beta_t)",
     {"q(x_{t-1}|x_t,x_0) = \\mathcal N(x_{t-1}; "
      "\\frac{\\sqrt{\\bar\\alpha_{t-1}}\\beta_t}{1-\\bar\\alpha_t}x_0 + "
      "\\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}x_t, \\beta_t)",
      "q(x_{t-1}|x_t,x_0) = \\mathcal N(x_{t-1}; "
      "\\frac{\\sqrt{\\bar\\alpha_{t-1}}\\beta_t}{1-\\bar\\alpha_t}x_0 + "
      "\\frac{\\alpha_t(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}x_t, \\tilde\\beta_t)"}},
    {"\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}"
     "\\left(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon\\right)",
     {"\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}"
      "\\left(x_t-\\sqrt{1-\\bar\\alpha_t}\\,\\epsilon\\right)",
      "\\tilde\\mu_t = \\frac{1}{\\sqrt{\\alpha_t}}"
      "\\left(x_t-\\frac{\\beta_t}{\\sqrt{1-\\alpha_t}}\\epsilon\\right)"}},
};

static const char one_dimension[] = "given: normal x_0 = \\mathcal N(0.5, 0.25)\n";

/* In two dimensions, and in one where the claim declares its data. */
static void test_true_identities_are_accepted_under_all_schedules(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(identities); i++) {
        for (size_t k = 0; k < COUNT(schedules); k++) {
            for (size_t d = 1; d <= 2; d++) {
                char lines[200];
                (void)snprintf(lines, sizeof lines, "%sschedule: %s\nsteps: 8\n",
                               d == 1 ? one_dimension : "", schedules[k]);
                assert_method_says(&(ClaimText){"ho", identities[i].right, lines}, VERDICT_HOLDS,
                                   DRAWS);
            }
        }
        assert_method_says(&(ClaimText){"ho", identities[i].right, ""}, VERDICT_HOLDS, 0);
    }
}

/* What does not need Gaussian data holds with any; what does is not decided by others. */
static void test_named_data_are_drawn(void **state) {
    (void)state;
    for (size_t k = 0; k < toy_count(); k++) {
        char lines[100];
        (void)snprintf(lines, sizeof lines, "data: %s\n", toy_at(k)->name);
        bool gaussian = strncmp(toy_at(k)->name, "gauss", 5) == 0;
        assert_method_says(&(ClaimText){"ho", identities[1].right, lines}, VERDICT_HOLDS, DRAWS);
        assert_method_says(&(ClaimText){"ho", identities[4].right, lines}, VERDICT_HOLDS, DRAWS);
        assert_method_says(&(ClaimText){"ho", identities[1].wrong[1], lines}, VERDICT_FAILS, 0);
        const ClaimText spread = {
            "ho",
            "\\operatorname{Var}[x_t] = \\bar\\alpha_t\\operatorname{Var}[x_0] + 1-\\bar\\alpha_t",
            lines};
        assert_method_says(&spread, gaussian ? VERDICT_HOLDS : VERDICT_UNDECIDED, DRAWS);
    }
    Arena *arena = arena_new();
    const ClaimText unknown = {"ho", identities[1].right, "data: nobody\n"};
    const Verdict *verdict = decide(arena, &unknown, DRAWS);
    assert_int_equal(verdict->kind, VERDICT_UNREADABLE);
    assert_string_equal(verdict->diag.message, "there is no toy distribution named `nobody`");
    arena_free(arena);
}

/* The toy is drawn, by its own mean and variance: 102,400 draws, seed 6. */
static void test_the_named_data_are_those_drawn(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const ClaimText text = {"ho", identities[1].right, "data: mix2\n"};
    Claim *claim = claim_of(arena, &text);
    CheckOptions options = check_options_default();
    const MethodEvidence *evidence = evidence_of(claim_decide(claim, &options));
    assert_non_null(strstr(evidence->detail, "mix2"));
    MonteCase monte = {.kind = MONTE_MEAN, .dimensions = 1, .atom_count = 1, .first = 1};
    static const Symbol x = {.kind = SYMBOL_STATE, .name = "x", .tex = "x"};
    monte.column_count = 1;
    monte.data = data_of_toy(arena, toy_find("mix2"));
    monte.atoms[0] = (MonteAtom){.kind = ATOM_STATE, .symbol = &x};
    monte.columns[0] = (MonteColumn){.weights = {1}, .scale = 1};
    MonteSums sums = {0};
    MonteRun *run = montecarlo_run_new(&monte, 6, 1, NULL);
    assert_true(montecarlo_run_to(run, 400));
    montecarlo_run_sums(run, &sums);
    montecarlo_run_free(run);
    double n = sums.moments.count, variance = monte.data->covariance[0];
    /* Six standard errors. */
    assert_close(stat_mean(&sums.moments, 0), monte.data->mean[0], 6 * sqrt(variance / n));
    assert_close(stat_centred(&sums.moments, 0, 0) / n / variance, 1, 6 * sqrt(2 / n));
    arena_free(arena);
}

/* With random sequences, where the slips are large, and under a schedule. */
static void test_slips_are_rejected(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(identities); i++) {
        for (size_t k = 0; k < 4 && identities[i].wrong[k] != NULL; k++) {
            const char *wrong = identities[i].wrong[k];
            assert_method_says(&(ClaimText){"ho", wrong, ""}, VERDICT_FAILS, 0);
            assert_method_says(&(ClaimText){"ho", wrong, one_dimension}, VERDICT_FAILS, 0);
            assert_method_says(&(ClaimText){"ho", wrong, "schedule: cosine\nsteps: 8\n"},
                               VERDICT_FAILS, 0);
        }
    }
}

/* 1 % of a standard deviation in the mean, in a factor, and in the standard deviation itself; half
 * a percent of the last is too small to be seen, and then nothing is said. */
static void test_slips_of_the_detectable_size_are_rejected(void **state) {
    (void)state;
    static const char spread[] = "given: let v = 1-\\bar\\alpha_t\n";
    static const char *const slips[] = {
        "x_t \\sim \\mathcal N(\\sqrt{\\bar\\alpha_t}x_0 + 0.01\\sqrt{v}, v)",
        "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, 1.0201v)",
        "x_t \\sim \\mathcal N(\\sqrt{\\bar\\alpha_t}x_0, 0.9801v)",
        "\\tilde\\beta_t = 1.0201\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
        "\\mathbb{E}[x_t|x_0] = \\sqrt{\\bar\\alpha_t}x_0 - 0.01\\sqrt{v}"};
    for (size_t i = 0; i < COUNT(slips); i++) {
        assert_method_says(&(ClaimText){"ho", slips[i], spread}, VERDICT_FAILS, 0);
    }
    static const ClaimText small = {
        "ho", "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, 1.0002v)", spread};
    assert_method_says(&small, VERDICT_UNDECIDED, 0);
}

/* Whatever a link can say about a chain, and its wrong twin. */
static void test_moments_are_decided(void **state) {
    (void)state;
    static const struct {
        const char *right, *wrong;
    } table[] = {
        {"\\operatorname{Cov}[x_t,x_{t-1}|x_0] = \\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})",
         "\\operatorname{Cov}[x_t,x_{t-1}|x_0] = \\alpha_t(1-\\bar\\alpha_{t-1})"},
        {"\\operatorname{Var}[x_t|x_0] = 1-\\bar\\alpha_t",
         "\\operatorname{Var}[x_t|x_0] = 1-\\alpha_t"},
        {"\\operatorname{Var}[x_t] = \\bar\\alpha_t\\operatorname{Var}[x_0] + 1-\\bar\\alpha_t",
         "\\operatorname{Var}[x_t] = \\bar\\alpha_t^2\\operatorname{Var}[x_0] + 1-\\bar\\alpha_t"},
        {"\\mathbb{E}[x_t] = \\sqrt{\\bar\\alpha_t}\\mathbb{E}[x_0]",
         "\\mathbb{E}[x_t] = \\bar\\alpha_t\\mathbb{E}[x_0]"},
        {"\\mathbb{E}[x_t-\\sqrt{\\alpha_t}x_{t-1}|x_0] = 0",
         "\\mathbb{E}[x_t-\\alpha_t x_{t-1}|x_0] = 0"},
        {"\\mathbb{E}[(x_t-\\sqrt{\\bar\\alpha_t}x_0)^2] = 1-\\bar\\alpha_t",
         "\\mathbb{E}[(x_t-\\sqrt{\\bar\\alpha_t}x_0)^2] = 1-\\alpha_t"},
        {"\\sqrt{\\alpha_t\\beta_{t-1}}\\epsilon_{t-1} + \\sqrt{\\beta_t}\\epsilon_t \\sim "
         "\\mathcal N(0, 1-\\alpha_t\\alpha_{t-1})",
         "\\sqrt{\\alpha_t\\beta_{t-1}}\\epsilon_{t-1} + \\sqrt{\\beta_t}\\epsilon_t \\sim "
         "\\mathcal N(0, (\\sqrt{\\alpha_t\\beta_{t-1}} + \\sqrt{\\beta_t})^2)"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_method_says(&(ClaimText){"ho", table[i].right, ""}, VERDICT_HOLDS, 0);
        assert_method_says(&(ClaimText){"ho", table[i].wrong, ""}, VERDICT_FAILS, 0);
    }
    assert_method_says(&(ClaimText){NULL, "X + Y \\sim \\mathcal N(1, 5)", ""}, VERDICT_HOLDS, 0);
    assert_method_says(&(ClaimText){NULL, "X + Y \\sim \\mathcal N(1, 9)", ""}, VERDICT_FAILS, 0);
}

/* No exact method has the conditional mean of a cube: here only draws decide. */
static void test_draws_alone_give_the_grade_sampled(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Verdict *holds =
        decide(arena,
               &(ClaimText){"ho",
                            "\\mathbb{E}[x_t^3|x_0] = \\sqrt{\\bar\\alpha_t}^3 x_0^3"
                            " + 3\\sqrt{\\bar\\alpha_t} x_0 (1-\\bar\\alpha_t)",
                            ""},
               DRAWS);
    assert_int_equal(holds->kind, VERDICT_HOLDS);
    assert_int_equal(holds->grade, GRADE_SAMPLED);
    const Verdict *fails =
        decide(arena,
               &(ClaimText){"ho",
                            "\\sqrt{\\bar\\alpha_t}^3 x_0^3 + 3\\sqrt{\\bar\\alpha_t} x_0 \\beta_t"
                            " = \\mathbb{E}[x_t^3|x_0]",
                            ""},
               DRAWS);
    assert_int_equal(fails->kind, VERDICT_FAILS);
    assert_int_equal(fails->grade, GRADE_SAMPLED);
    assert_non_null(fails->counterexample);
    assert_non_null(strstr(fails->counterexample->what, "draws"));
    assert_non_null(strstr(fails->counterexample->left, "+-"));
    assert_true(fails->counterexample->count > 0);
    /* Without states there are no data that could be Gaussian. */
    const Verdict *plain = decide(arena, &(ClaimText){NULL, "\\mathbb{E}[Z^4] = 3", ""}, DRAWS);
    assert_int_equal(plain->kind, VERDICT_HOLDS);
    assert_int_equal(plain->grade, GRADE_SAMPLED);
    assert_null(plain->under);
    arena_free(arena);
}

/* Right on average over what is given, but not for each of its values: the mean of Z^3 is that of
 * Y. */
static void test_what_is_given_is_looked_at(void **state) {
    (void)state;
    assert_method_says(&(ClaimText){NULL, "\\mathbb{E}[Z^3|Y] = Y", ""}, VERDICT_FAILS, DRAWS);
    assert_method_says(&(ClaimText){NULL, "\\mathbb{E}[Z^2 Y^2|Y] = 1", ""}, VERDICT_FAILS, DRAWS);
    assert_method_says(&(ClaimText){NULL, "\\mathbb{E}[Z^2 Y^2|Y] = Y^2", ""}, VERDICT_HOLDS,
                       DRAWS);
    assert_method_says(&(ClaimText){NULL, "\\mathbb{E}[\\cos Z|Y] = e^{-1/2} Y^2", ""},
                       VERDICT_FAILS, DRAWS);
    assert_method_says(&(ClaimText){NULL, "\\mathbb{E}[\\cos Z|Y] = e^{-1/2}", ""}, VERDICT_HOLDS,
                       DRAWS);
}

/* Where draws decide alone they are made at several points: n + 1 is 3 at the first. */
static void test_one_point_is_not_enough(void **state) {
    (void)state;
    assert_method_says(&(ClaimText){NULL, "\\mathbb{E}[Z^4] = n+1", ""}, VERDICT_FAILS, DRAWS);
    assert_method_says(&(ClaimText){NULL, "\\mathbb{E}[n Z^4] = 3n", ""}, VERDICT_HOLDS, DRAWS);
}

/* The inner expectation is a number, though it is given the same as the outer one. */
static void test_an_expectation_inside_of_another_is_a_number(void **state) {
    (void)state;
    assert_method_says(&(ClaimText){"ho",
                                    "\\mathbb{E}[(x_t-\\mathbb{E}[x_t|x_0])^4|x_0]"
                                    " = 3(1-\\bar\\alpha_t)^2",
                                    ""},
                       VERDICT_HOLDS, 0);
    assert_method_says(&(ClaimText){"ho",
                                    "\\mathbb{E}[(x_t-\\mathbb{E}[x_t|x_0])^4|x_0]"
                                    " = (1-\\bar\\alpha_t)^2",
                                    ""},
                       VERDICT_FAILS, 0);
}

static void test_evidence_says_what_was_drawn(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const ClaimText text = {"ho", identities[1].right, ""};
    const MethodEvidence *evidence = evidence_of(decide(arena, &text, 0));
    assert_non_null(evidence);
    assert_int_equal(evidence->grade, GRADE_SAMPLED);
    assert_true(evidence->samples > 1150000 && evidence->samples < 1300000);
    assert_true(evidence->detectable > 0.0099 && evidence->detectable <= 0.01);
    assert_close(evidence->false_alarm, 1e-8, 0);
    assert_int_equal(evidence->seed, 1);
    assert_true(evidence->p_value > 1e-8 && evidence->p_value <= 1);
    const MethodEvidence *few = evidence_of(decide(arena, &text, DRAWS));
    assert_true(few->detectable > 0.02 && few->samples >= DRAWS && few->samples < DRAWS + 512);
    const ClaimText wrong = {"ho", identities[1].wrong[0], ""};
    const MethodEvidence *early = evidence_of(decide(arena, &wrong, 0));
    assert_true(early->samples < 20000);
    arena_free(arena);
}

/* What it cannot draw, or what says nothing, it stays away from. */
static void test_other_links_are_left_alone(void **state) {
    (void)state;
    static const ClaimText table[] = {
        {"ho", "\\alpha_t + \\beta_t = 1", ""},
        {"ho", "x_t = \\sqrt{\\alpha_t}x_{t-1} + \\sqrt{\\beta_t}\\epsilon_t", ""},
        {"ho", "\\tilde\\mu_t = \\mathbb{E}[x_{t-1}|x_t,x_0]", ""},
        {"ho", "\\nabla_{x_t}\\log q(x_t|x_0) = -\\frac{\\epsilon}{\\sqrt{1-\\bar\\alpha_t}}", ""},
        {"ho", "\\bar\\alpha_t \\le 1", ""},
        {"ho", "q(x_T|x_0) = \\mathcal N(x_T; \\sqrt{\\bar\\alpha_T}x_0, 1-\\bar\\alpha_T)",
         "schedule: linear\n"},
        {"ho", "\\mathbb{E}[x_{t-1}|x_t,x_0] = x_{t-1}", ""},
        {"ho", "\\mathbb{E}[x_{t-1}|x_t] = \\tilde\\mu_t", ""},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        Arena *arena = arena_new();
        const MethodEvidence *evidence = evidence_of(decide(arena, &table[i], DRAWS));
        if (evidence != NULL) {
            fail_msg("%s: %s", table[i].tex, verdict_name(evidence->verdict));
        }
        arena_free(arena);
    }
}

/* Y = a + b Z + s e, given Z; drawn by hand. */
static MonteCase case_of(MonteKind kind, size_t dimensions, double a, double b, double s) {
    static const Symbol y = {.kind = SYMBOL_NORMAL, .name = "Y", .tex = "Y"};
    static const Symbol z = {.kind = SYMBOL_NORMAL, .name = "Z", .tex = "Z"};
    MonteCase monte = {.kind = kind,
                       .dimensions = dimensions,
                       .atom_count = 2,
                       .first = 1,
                       .column_count = 2,
                       .names = {"Y", "Z"},
                       .expected = 1};
    monte.atoms[0] = (MonteAtom){.kind = ATOM_LETTER, .symbol = &y, .spread = 1};
    monte.atoms[1] = (MonteAtom){.kind = ATOM_LETTER, .symbol = &z, .mean = 2, .spread = 3};
    monte.columns[0] = (MonteColumn){.constant = a, .weights = {s, b}, .scale = 1};
    monte.columns[1] = (MonteColumn){.weights = {0, 1}, .scale = 1};
    return monte;
}

static void test_draws_do_not_depend_on_threads_or_stretches(void **state) {
    (void)state;
    const MonteCase monte = case_of(MONTE_LAW, 2, 0, 0, 1);
    MonteSums sums[3];
    static const size_t threads[] = {1, 2, 5};
    memset(sums, 0, sizeof sums);
    for (size_t i = 0; i < 3; i++) {
        MonteRun *run = montecarlo_run_new(&monte, 42, threads[i], NULL);
        for (size_t end = i == 0 ? 100 : 7; end < 100; end += 11 * i) {
            assert_true(montecarlo_run_to(run, end));
        }
        assert_true(montecarlo_run_to(run, 100));
        montecarlo_run_sums(run, &sums[i]);
        montecarlo_run_free(run);
    }
    assert_close(sums[0].moments.count, 100.0 * 2 * MONTECARLO_LANES, 0);
    assert_memory_equal(&sums[0], &sums[1], sizeof sums[0]);
    assert_memory_equal(&sums[0], &sums[2], sizeof sums[0]);
    uint64_t binned = 0;
    for (size_t i = 0; i < MONTECARLO_BINS; i++) {
        binned += sums[0].bins[i];
    }
    assert_int_equal(binned, 100 * 2 * MONTECARLO_LANES);
}

static MonteResult result_of(const MonteCase *monte, size_t samples) {
    Arena *arena = arena_new();
    MontePlan plan = montecarlo_plan_default();
    plan.samples = samples;
    MonteResult result = montecarlo_test(arena, monte, &plan);
    arena_free(arena);
    return result;
}

/* Each of the tests of a law, by an error that only it sees. */
static void test_each_test_sees_its_own_error(void **state) {
    (void)state;
    MonteCase right = case_of(MONTE_LAW, 1, 0, 0, 1);
    MonteCase mean = case_of(MONTE_LAW, 1, 0.01, 0, 1);
    MonteCase spread = case_of(MONTE_LAW, 1, 0, 0, 1.01);
    MonteCase both = case_of(MONTE_LAW, 1, -0.02, 0.01, sqrt(1 - 9e-4));
    assert_int_equal(result_of(&right, 0).end, MONTE_ACCEPTED);
    assert_int_equal(result_of(&mean, 0).end, MONTE_REJECTED);
    assert_int_equal(result_of(&spread, 0).end, MONTE_REJECTED);
    assert_int_equal(result_of(&both, 0).end, MONTE_REJECTED);
    /* The same mean, variance and correlations, another shape: (Z - 2)/3 and Y in equal parts of
     * variance are normal again, so the bins are asked directly. */
    MonteSums sums = {0};
    MonteRun *run = montecarlo_run_new(&right, 3, 1, NULL);
    assert_true(montecarlo_run_to(run, 40));
    montecarlo_run_sums(run, &sums);
    montecarlo_run_free(run);
    MonteTest tests[MONTECARLO_TESTS_MAX];
    Arena *arena = arena_new();
    assert_int_equal(montecarlo_test_count(&right), 4);
    montecarlo_tests(tests, arena, &right, &sums);
    assert_true(tests[2].p > 0.01);
    for (size_t i = 0; i < MONTECARLO_BINS / 2; i += 2) {
        sums.bins[MONTECARLO_BINS - 1 - i] += sums.bins[i];
        sums.bins[i] = 0;
    }
    montecarlo_tests(tests, arena, &right, &sums);
    assert_true(tests[2].p < 1e-9);
    arena_free(arena);
}

/* The other coordinate: the residual's coordinates are mixed by hand. */
static void test_other_coordinates_are_looked_at(void **state) {
    (void)state;
    const MonteCase monte = case_of(MONTE_LAW, 2, 0, 0, 1);
    MonteSums sums = {0};
    MonteRun *run = montecarlo_run_new(&monte, 5, 1, NULL);
    assert_true(montecarlo_run_to(run, 200));
    montecarlo_run_sums(run, &sums);
    montecarlo_run_free(run);
    MonteTest tests[MONTECARLO_TESTS_MAX];
    Arena *arena = arena_new();
    assert_int_equal(montecarlo_test_count(&monte), 6);
    montecarlo_tests(tests, arena, &monte, &sums);
    assert_true(tests[4].p > 1e-3 && tests[5].p > 1e-3);
    double pairs = sums.moments.count / 2;
    sums.cross[0] += 0.05 * pairs;
    sums.cross[1] += 0.05 * sqrt(13.0) * 2 * pairs;
    montecarlo_tests(tests, arena, &monte, &sums);
    assert_true(tests[4].p < 1e-9 && tests[5].p < 1e-9);
    arena_free(arena);
}

static void test_degenerate_draws_decide_nothing(void **state) {
    (void)state;
    for (MonteKind kind = MONTE_LAW; kind <= MONTE_VARIANCE; kind++) {
        MonteCase none = case_of(kind, 1, (double)NAN, 0, 1);
        MonteCase constant = case_of(kind, 1, 3, 0, 0);
        assert_int_equal(result_of(&none, DRAWS).end, MONTE_DEGENERATE);
        assert_int_equal(result_of(&constant, DRAWS).end, MONTE_DEGENERATE);
    }
    /* A given quantity that is a constant cannot be correlated with anything. */
    MonteCase given = case_of(MONTE_LAW, 1, 0, 0, 1);
    given.columns[1] = (MonteColumn){.constant = 1, .scale = 1};
    assert_int_equal(result_of(&given, DRAWS).end, MONTE_ACCEPTED);
    assert_int_equal(result_of(&given, 1).end, MONTE_ACCEPTED);
    /* A variance given what determines it partly: the right number of degrees of freedom. */
    MonteCase variance = case_of(MONTE_VARIANCE, 1, 4, 2, 1);
    assert_int_equal(result_of(&variance, DRAWS).end, MONTE_ACCEPTED);
    variance.expected = 1.05;
    assert_int_equal(result_of(&variance, DRAWS).end, MONTE_REJECTED);
}

static void test_a_stopped_run_is_undecided(void **state) {
    (void)state;
    Arena *arena = arena_new();
    atomic_bool stop = true;
    CheckOptions options = check_options_default();
    options.stop = &stop;
    const ClaimText text = {"ho", identities[1].right, ""};
    const MethodEvidence *evidence = evidence_of(claim_decide(claim_of(arena, &text), &options));
    assert_int_equal(evidence->verdict, VERDICT_UNDECIDED);
    assert_non_null(evidence->reason);
    assert_int_equal(evidence->samples, 0);
    arena_free(arena);
}

static void test_verdicts_do_not_depend_on_threads(void **state) {
    (void)state;
    double p[3];
    for (size_t threads = 0; threads < 3; threads++) {
        Arena *arena = arena_new();
        CheckOptions options = check_options_default();
        options.samples = DRAWS;
        options.threads = threads;
        const ClaimText text = {"ho", identities[4].right, ""};
        p[threads] = evidence_of(claim_decide(claim_of(arena, &text), &options))->p_value;
        arena_free(arena);
    }
    assert_close(p[0], p[1], 0);
    assert_close(p[2], p[1], 0);
}

/* 200 runs of true laws at a false-alarm rate of 10 %, which is an upper bound: seeds 1 to 200. The
 * first seed alone rejects no more often than that, and hardly less than a tenth of it, or the
 * shares were lost. The long test has 2000 runs. */
static void test_false_alarms_stay_below_the_stated_rate(void **state) {
    (void)state;
    const MonteCase monte = case_of(MONTE_LAW, 2, 0, 0, 1);
    size_t alarms = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        Arena *arena = arena_new();
        MontePlan plan = montecarlo_plan_default();
        plan.false_alarm = 0.1;
        plan.samples = 64 * 4 * 2 * MONTECARLO_LANES / 8;
        plan.seed = seed;
        MonteResult result = montecarlo_test(arena, &monte, &plan);
        alarms += result.end != MONTE_ACCEPTED;
        arena_free(arena);
    }
    /* 36 of 200 are exceeded at 10 % with probability 1e-4, 2 are reached at 6 % with all but
     * 5e-5. */
    assert_in_range(alarms, 2, 36);
}

/* At a rate of 50 % the first seed alone rejects many true laws; a second one confirms at most half
 * of them but for chance: 200 runs, 7 of 10 are exceeded with probability below 1e-4. */
static void test_a_rejection_needs_a_second_seed(void **state) {
    (void)state;
    const MonteCase monte = case_of(MONTE_LAW, 1, 0, 0, 1);
    size_t alarms = 0, confirmed = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        Arena *arena = arena_new();
        MontePlan plan = montecarlo_plan_default();
        plan.false_alarm = 0.5;
        plan.samples = 16 * MONTECARLO_LANES;
        plan.seed = seed;
        MonteResult result = montecarlo_test(arena, &monte, &plan);
        alarms += result.end == MONTE_REJECTED || result.end == MONTE_UNCONFIRMED;
        confirmed += result.end == MONTE_REJECTED;
        arena_free(arena);
    }
    assert_true(alarms > 30);
    assert_true(10 * confirmed < 7 * alarms);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_divergence_beside_a_conditional_mean_is_no_number),
        cmocka_unit_test(test_true_identities_are_accepted_under_all_schedules),
        cmocka_unit_test(test_named_data_are_drawn),
        cmocka_unit_test(test_the_named_data_are_those_drawn),
        cmocka_unit_test(test_slips_are_rejected),
        cmocka_unit_test(test_slips_of_the_detectable_size_are_rejected),
        cmocka_unit_test(test_moments_are_decided),
        cmocka_unit_test(test_draws_alone_give_the_grade_sampled),
        cmocka_unit_test(test_what_is_given_is_looked_at),
        cmocka_unit_test(test_one_point_is_not_enough),
        cmocka_unit_test(test_an_expectation_inside_of_another_is_a_number),
        cmocka_unit_test(test_evidence_says_what_was_drawn),
        cmocka_unit_test(test_other_links_are_left_alone),
        cmocka_unit_test(test_draws_do_not_depend_on_threads_or_stretches),
        cmocka_unit_test(test_each_test_sees_its_own_error),
        cmocka_unit_test(test_other_coordinates_are_looked_at),
        cmocka_unit_test(test_degenerate_draws_decide_nothing),
        cmocka_unit_test(test_a_stopped_run_is_undecided),
        cmocka_unit_test(test_verdicts_do_not_depend_on_threads),
        cmocka_unit_test(test_false_alarms_stay_below_the_stated_rate),
        cmocka_unit_test(test_a_rejection_needs_a_second_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
