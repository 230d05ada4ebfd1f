/* test_claim_twins.c - wrong twins, expectations, definitions, and that threads change nothing. */
#include "claim_fixture.h"

#include "base/jobs.h"

/* ---- the bar: the posterior ---- */

#define MEAN "\\tilde\\mu_t = "
#define VARIANCE "\\tilde\\beta_t = "

static const ClaimText proved[] = {
    {"ho",
     MEAN "\\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
     NULL},
    {"ho", VARIANCE "\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t", NULL},
    {"ho", VARIANCE "\\beta_t\\frac{1-\\bar\\alpha_{t-1}}{1-\\alpha_t\\bar\\alpha_{t-1}}", NULL},
    {"ho",
     MEAN "\\frac{\\sqrt{\\bar\\alpha_{t-1}}\\beta_t}{1-\\bar\\alpha_t}x_0+"
          "\\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}x_t",
     NULL},
    {"su", MEAN "\\frac{1}{\\alpha_t}(x_t-\\frac{\\beta_t^2}{\\bar\\beta_t}\\bar\\varepsilon_t)",
     NULL},
    {"su", VARIANCE "\\frac{\\bar\\beta_{t-1}^2\\beta_t^2}{\\bar\\beta_t^2}", NULL},
};

/* A bar, a root or a square too few or too many, a shifted index, beta for alpha, a sign. */
static const ClaimText wrong[] = {
    {"ho", MEAN "\\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\alpha_t}}\\epsilon)",
     NULL},
    {"ho",
     MEAN
     "\\frac{1}{\\sqrt{\\bar\\alpha_t}}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
     NULL},
    {"ho", MEAN "\\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\frac{\\beta_t}{1-\\bar\\alpha_t}\\epsilon)",
     NULL},
    {"ho", MEAN "\\frac{1}{\\alpha_t}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
     NULL},
    {"ho",
     MEAN
     "\\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_{t-1}}}\\epsilon)",
     NULL},
    {"ho",
     MEAN
     "\\frac{1}{\\sqrt{\\alpha_{t-1}}}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
     NULL},
    {"ho",
     MEAN "\\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\frac{\\alpha_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
     NULL},
    {"ho",
     MEAN "\\frac{1}{\\sqrt{\\beta_t}}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
     NULL},
    {"ho",
     MEAN "\\frac{1}{\\sqrt{\\alpha_t}}(x_t+\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
     NULL},
    {"ho", MEAN "\\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\sqrt{1-\\bar\\alpha_t}\\epsilon)", NULL},
    {"ho",
     MEAN
     "\\frac{1}{\\sqrt{\\alpha_t}}(x_{t-1}-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
     NULL},
    {"ho", VARIANCE "\\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t", NULL},
    {"ho", VARIANCE "\\frac{1-\\bar\\alpha_{t-1}}{1-\\alpha_t}\\beta_t", NULL},
    {"ho", VARIANCE "\\sqrt{\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t}", NULL},
    {"ho", VARIANCE "\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t^2", NULL},
    {"ho", VARIANCE "\\frac{1-\\bar\\alpha_{t-2}}{1-\\bar\\alpha_t}\\beta_t", NULL},
    {"ho", VARIANCE "\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_{t-1}", NULL},
    {"ho", VARIANCE "\\frac{1-\\bar\\alpha_t}{1-\\bar\\alpha_{t-1}}\\beta_t", NULL},
    {"ho", VARIANCE "\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\alpha_t", NULL},
    {"ho", VARIANCE "\\frac{1+\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t", NULL},
    {"ho", VARIANCE "\\beta_t", NULL},
    {"su", MEAN "\\frac{1}{\\alpha_t}(x_t-\\frac{\\beta_t}{\\bar\\beta_t}\\bar\\varepsilon_t)",
     NULL},
    {"su", VARIANCE "\\frac{\\bar\\beta_{t-1}\\beta_t}{\\bar\\beta_t}", NULL},
    /* standard deviations added */
    {"ho",
     "\\sqrt{\\alpha_t}\\sqrt{1-\\alpha_{t-1}}\\epsilon_{t-1}+\\sqrt{1-\\alpha_t}\\epsilon_t = "
     "(\\sqrt{\\alpha_t(1-\\alpha_{t-1})}+\\sqrt{1-\\alpha_t})\\epsilon",
     NULL},
    {NULL, "\\sigma Y+\\tau Z \\sim \\mathcal N(0, (\\sigma+\\tau)^2)", NULL},
};

static const MethodEvidence *method_of(const Verdict *verdict, const char *name) {
    for (size_t i = 0; i < verdict->method_count; i++) {
        if (strcmp(verdict->methods[i].name, name) == 0) {
            return &verdict->methods[i];
        }
    }
    return NULL;
}

static void test_the_posterior_is_proved(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(proved); i++) {
        Arena *arena = arena_new();
        const Verdict *verdict = verdict_of(arena, &proved[i]);
        if (verdict->kind != VERDICT_HOLDS || verdict->grade != GRADE_PROVED) {
            fail_msg("%s: %s %s", proved[i].tex, verdict_name(verdict->kind),
                     grade_name(verdict->grade));
        }
        /* The law of the chain says so too, by itself. */
        assert_non_null(method_of(verdict, "gaussian"));
        assert_int_equal(method_of(verdict, "gaussian")->verdict, VERDICT_HOLDS);
        arena_free(arena);
    }
}

static void test_wrong_twins_of_the_posterior_are_refuted_and_not_proved(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        Arena *arena = arena_new();
        const Verdict *verdict = verdict_of(arena, &wrong[i]);
        const MethodEvidence *proof = method_of(verdict, "proof");
        if (verdict->kind != VERDICT_FAILS || verdict->counterexample == NULL || proof == NULL ||
            proof->verdict != VERDICT_UNDECIDED) {
            fail_msg("%s: %s %s", wrong[i].tex, verdict_name(verdict->kind),
                     grade_name(verdict->grade));
        }
        assert_false(verdict->disagreement);
        arena_free(arena);
    }
}

/* ---- authored twins ---- */

static const Verdict *with_twins(Arena *arena, const ClaimText *text, Claim **out) {
    ClaimDef def = claim_def_of(arena, text);
    def.twins = true;
    Claim *claim = claim_prepare(arena, claim_scope(arena, text->notation), &def);
    CheckOptions options = check_options_default();
    *out = claim;
    return claim_decide(claim, &options);
}

static void test_authored_twins_are_run_and_counted(void **state) {
    (void)state;
    static const struct {
        ClaimText text;
        size_t authored, refuted;
        TwinResult first;
    } rows[] = {
        {{NULL, "x+y = y+x", "wrong: x+y = x-y\nwrong: x+y = 2x"}, 2, 2, TWIN_REFUTED},
        /* A twin that is right after all. */
        {{NULL, "x+y = y+x", "wrong: x+y = y-(-x)\nwrong: x+y = x-y"}, 2, 1, TWIN_EQUIVALENT},
        {{NULL, "x+y = y+x", "wrong: \\sqrt{-1-x^2} = \\sqrt{-1-x^2}"}, 1, 0, TWIN_DOMAIN_ERROR},
        /* True, but out of reach of the proof: no twin, and not called equal. */
        {{NULL, "x = x", "wrong: \\cos(x+y) = \\cos x\\cos y-\\sin x\\sin y"}, 1, 0, TWIN_SURVIVED},
        {{"ho", VARIANCE "\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
          "wrong: \\tilde\\beta_t = \\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t"},
         1,
         1,
         TWIN_REFUTED},
        /* The subject of a bare expression is the twin's as well. */
        {{NULL, "2x", "claim-of: x+x\nwrong: 3x"}, 1, 1, TWIN_REFUTED},
        {{NULL, "s = 2x", "given: s = x+x\nwrong: s = x"}, 1, 1, TWIN_REFUTED},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = arena_new();
        Claim *claim;
        const Verdict *verdict = with_twins(arena, &rows[i].text, &claim);
        assert_int_equal(verdict->kind, VERDICT_HOLDS);
        const TwinReport *twins = &verdict->twins;
        assert_int_equal(twins->authored, rows[i].authored);
        if (twins->authored_refuted != rows[i].refuted || twins->list[0].result != rows[i].first) {
            fail_msg("%s: %zu twins refuted, the first: %d (%s)", rows[i].text.tex,
                     twins->authored_refuted, twins->list[0].result,
                     twins->list[0].why != NULL ? twins->list[0].why : "");
        }
        assert_true(twins->list[0].authored);
        assert_int_equal(twins->list[0].result == TWIN_SURVIVED, twins->list[0].why != NULL);
        assert_int_equal(twins->list[0].result == TWIN_REFUTED,
                         twins->list[0].counterexample != NULL);
        assert_int_equal(claim_as_expected(claim), rows[i].refuted == rows[i].authored);
        arena_free(arena);
    }
}

/* ---- mutants ---- */

static const ClaimText mutated[] = {
    {"ho", VARIANCE "\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t", NULL},
    {"ho",
     MEAN "\\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)",
     NULL},
    {"ho", "x_t = \\sqrt{\\bar\\alpha_t}x_0+\\sqrt{1-\\bar\\alpha_t}\\epsilon", NULL},
    {"ho", "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, 1-\\bar\\alpha_t)", NULL},
    {"su", "\\alpha_t^2+\\beta_t^2 = 1", NULL},
    {NULL, "(x+y)^2 = x^2+2x y+y^2", NULL},
    {NULL, "c_1 c_2 \\cdots c_n = \\prod_{i=1}^n c_i", NULL},
};

/* Each mutant as a claim of its own: what was called refuted fails, what was called equal is
 * proved. */
static void check_mutant(const ClaimText *original, const Twin *twin) {
    Arena *arena = arena_new();
    const Verdict *verdict = verdict_of(arena, &(ClaimText){original->notation, twin->tex, NULL});
    bool right = verdict->kind == VERDICT_FAILS;
    if (twin->result == TWIN_EQUIVALENT) {
        right = verdict->kind == VERDICT_HOLDS && verdict->grade == GRADE_PROVED;
    } else if (twin->result == TWIN_DOMAIN_ERROR) {
        right = verdict->kind == VERDICT_UNDECIDED;
    }
    if (!right) {
        fail_msg("%s (%s): %d as a mutant, %s alone", twin->tex, twin->remark, twin->result,
                 verdict_name(verdict->kind));
    }
    arena_free(arena);
}

static void test_mutants_are_run_counted_and_would_fail_as_claims(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(mutated); i++) {
        Arena *arena = arena_new();
        Claim *claim;
        const Verdict *verdict = with_twins(arena, &mutated[i], &claim);
        const TwinReport *twins = &verdict->twins;
        size_t counts[4] = {0};
        for (size_t k = 0; k < twins->count; k++) {
            assert_false(twins->list[k].authored);
            assert_non_null(twins->list[k].remark);
            counts[twins->list[k].result]++;
            check_mutant(&mutated[i], &twins->list[k]);
        }
        assert_true(twins->count >= 5);
        assert_int_equal(twins->mutants, twins->count);
        assert_int_equal(twins->refuted, counts[TWIN_REFUTED]);
        assert_int_equal(twins->equivalent, counts[TWIN_EQUIVALENT]);
        assert_int_equal(twins->domain_errors, counts[TWIN_DOMAIN_ERROR]);
        assert_int_equal(counts[TWIN_SURVIVED], 0);
        assert_true(claim_as_expected(claim));
        arena_free(arena);
    }
}

/* A weak claim has mutants that hold as well: they survive, and the claim is not as expected. */
static void test_a_mutant_that_survives_is_told(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Claim *claim;
    const Verdict *verdict = with_twins(arena, &(ClaimText){NULL, "u < u+1", NULL}, &claim);
    const TwinReport *twins = &verdict->twins;
    assert_int_equal(verdict->kind, VERDICT_HOLDS);
    assert_true(twins->refuted + twins->equivalent + twins->domain_errors < twins->mutants);
    assert_false(claim_as_expected(claim));
    arena_free(arena);
}

static void test_twins_are_left_out_where_they_are_not_wanted(void **state) {
    (void)state;
    Arena *arena = arena_new();
    ClaimText text = {NULL, "x+y = y+x", "wrong: x+y = x"};
    ClaimDef def = claim_def_of(arena, &text);
    CheckOptions options = check_options_default();
    Claim *claim = claim_prepare(arena, claim_scope(arena, NULL), &def);
    assert_int_equal(claim_decide(claim, &options)->twins.count, 1); /* the author's alone */
    options.twins = false;
    def.twins = true;
    claim = claim_prepare(arena, claim_scope(arena, NULL), &def);
    assert_int_equal(claim_decide(claim, &options)->twins.count, 0);
    arena_free(arena);
}

/* ---- expectations ---- */

static void test_expectations_are_compared_with_the_verdict(void **state) {
    (void)state;
    static const struct {
        const char *tex;
        VerdictKind expect;
        bool as_expected;
    } rows[] = {
        {"x = x", VERDICT_HOLDS, true},
        {"x = x", VERDICT_FAILS, false},
        {"x = x", VERDICT_COUNT, true},
        {"x = y", VERDICT_FAILS, true},
        {"x = y", VERDICT_HOLDS, false},
        {"x = y", VERDICT_COUNT, false},
        {"1.01 \\approx 1", VERDICT_APPROXIMATE, true},
        {"1.01 \\approx 1", VERDICT_HOLDS, false},
        {"x + y", VERDICT_NO_CLAIM, true},
        {"x + y", VERDICT_COUNT, true},
        {"x + y", VERDICT_HOLDS, false},
        {"x = (", VERDICT_UNREADABLE, true},
        {"x = (", VERDICT_HOLDS, false},
        {"x = (", VERDICT_COUNT, true},
        {"\\int_0^1 \\frac{1}{x} dx = 1", VERDICT_UNDECIDED, true},
        {"\\int_0^1 \\frac{1}{x} dx = 1", VERDICT_HOLDS, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = arena_new();
        ClaimText text = {NULL, rows[i].tex, NULL};
        ClaimDef def = claim_def_of(arena, &text);
        def.expect = rows[i].expect;
        Claim *claim = claim_prepare(arena, claim_scope(arena, NULL), &def);
        CheckOptions options = check_options_default();
        const Verdict *verdict = claim_decide(claim, &options);
        if (claim_as_expected(claim) != rows[i].as_expected) {
            fail_msg("%s: %s, expected %s", rows[i].tex, verdict_name(verdict->kind),
                     rows[i].expect == VERDICT_COUNT ? "nothing" : verdict_name(rows[i].expect));
        }
        assert_ptr_equal(claim_decide(claim, &options), verdict);
        arena_free(arena);
    }
}

/* ---- definitions in a note ---- */

static void test_a_note_defines_letters_as_it_goes(void **state) {
    (void)state;
    static const struct {
        const char *tex;
        VerdictKind kind;
    } rows[] = {
        {"\\gamma_t = \\beta_t^2", VERDICT_DEFINITION},
        {"\\gamma_3 = \\beta_3\\beta_3", VERDICT_HOLDS},
        {"\\gamma_3 = \\beta_3\\beta_2", VERDICT_FAILS},
        {"c := 2\\gamma_1", VERDICT_DEFINITION},
        {"c = \\beta_1^2+\\gamma_1", VERDICT_HOLDS},
        {"c = \\beta_1", VERDICT_FAILS},
        {"f(w) = w^2", VERDICT_DEFINITION},
        {"f(3) = 9", VERDICT_HOLDS},
        {"f(3) = 6", VERDICT_FAILS},
        {"x_t = \\sqrt{\\bar\\alpha_t}x_0+\\sqrt{1-\\bar\\alpha_t}\\epsilon, \\quad "
         "\\epsilon \\sim \\mathcal N(0, \\mathbf I)",
         VERDICT_HOLDS},
        {"z \\sim \\mathcal N(0, I)", VERDICT_DEFINITION},
        {"0 < \\beta_t < 1", VERDICT_DEFINITION}, /* a condition on a free letter */
        {"\\beta_t \\ge 0.5", VERDICT_DEFINITION},
        {"\\alpha_t > 2", VERDICT_FAILS}, /* \alpha follows from \beta */
        {"1 = 2", VERDICT_FAILS},
    };
    Arena *arena = arena_new();
    Scope *scope = claim_scope(arena, "ho");
    scope->accept_unknown = true;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ClaimText text = {"ho", rows[i].tex, NULL};
        ClaimDef def = claim_def_of(arena, &text);
        CheckOptions options = check_options_default();
        const Verdict *verdict = claim_decide(claim_prepare(arena, scope, &def), &options);
        if (verdict->kind != rows[i].kind) {
            fail_msg("%s: %s, expected %s", rows[i].tex, verdict_name(verdict->kind),
                     verdict_name(rows[i].kind));
        }
    }
    arena_free(arena);
}

/* "\epsilon \sim N(m, v)" beside a formula says what the letter is in it. */
static void test_a_law_stated_for_a_letter_is_used(void **state) {
    (void)state;
#define STEP(noise) "x_t = \\sqrt{\\bar\\alpha_t}x_0 + " noise ", \\quad \\epsilon \\sim "
    static const struct {
        const char *tex;
        VerdictKind kind;
    } rows[] = {
        {STEP("\\sqrt{1-\\bar\\alpha_t}\\epsilon") "\\mathcal N(0, 1)", VERDICT_HOLDS},
        {STEP("\\sqrt{1-\\bar\\alpha_t}\\epsilon") "\\mathcal N(0, \\mathbf I)", VERDICT_HOLDS},
        {STEP("\\sqrt{1-\\bar\\alpha_t}\\epsilon") "\\mathcal N(0, 4)", VERDICT_FAILS},
        {STEP("\\sqrt{1-\\bar\\alpha_t}\\epsilon") "\\mathcal N(1, 1)", VERDICT_FAILS},
        {STEP("\\frac{\\sqrt{1-\\bar\\alpha_t}}{2}\\epsilon") "\\mathcal N(0, 4)", VERDICT_HOLDS},
        {STEP("\\sqrt{1-\\bar\\alpha_t}(\\epsilon-1)") "\\mathcal N(1, 1)", VERDICT_HOLDS},
    };
#undef STEP
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = arena_new();
        const Verdict *verdict = verdict_of(arena, &(ClaimText){"ho", rows[i].tex, NULL});
        if (verdict->kind != rows[i].kind) {
            fail_msg("%s: %s", rows[i].tex, verdict_name(verdict->kind));
        }
        arena_free(arena);
    }
}

/* A claim's own setting ends with it. */
static void test_givens_hold_for_their_claim_alone(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = claim_scope(arena, NULL);
    static const struct {
        ClaimText text;
        VerdictKind kind;
    } rows[] = {
        {{NULL, "s = 2x", "given: s = x+x"}, VERDICT_HOLDS},
        {{NULL, "s = 2x", NULL}, VERDICT_UNREADABLE},
        {{NULL, "x > y", "assume: x > y + 1"}, VERDICT_HOLDS},
        {{NULL, "x > y", NULL}, VERDICT_FAILS},
        {{NULL, "x > y", "assume: y > x"}, VERDICT_FAILS},
        {{NULL, "x = x", "assume: x > 7"}, VERDICT_HOLDS}, /* proved without a point */
        {{NULL, "x = y", "assume: x > 7"}, VERDICT_UNDECIDED},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ClaimDef def = claim_def_of(arena, &rows[i].text);
        CheckOptions options = check_options_default();
        const Verdict *verdict = claim_decide(claim_prepare(arena, scope, &def), &options);
        if (verdict->kind != rows[i].kind) {
            fail_msg("%s with %s: %s", rows[i].text.tex, rows[i].text.lines,
                     verdict_name(verdict->kind));
        }
    }
    arena_free(arena);
}

/* ---- threads ---- */

static void decide_one(void *context, size_t item) {
    Claim **claims = context;
    CheckOptions options = check_options_default();
    claim_decide(claims[item], &options);
}

#define CROWD (3 * (COUNT(wrong) + COUNT(mutated)))

static void prepare_crowd(Arena *arena, Claim **claims) {
    for (size_t i = 0; i < CROWD; i++) {
        size_t k = i % (COUNT(wrong) + COUNT(mutated));
        const ClaimText *text = k < COUNT(wrong) ? &wrong[k] : &mutated[k - COUNT(wrong)];
        ClaimDef def = claim_def_of(arena, text);
        def.twins = true;
        claims[i] = claim_prepare(arena, claim_scope(arena, text->notation), &def);
    }
}

static void assert_same_counterexample(const Counterexample *a, const Counterexample *b) {
    assert_int_equal(a != NULL, b != NULL);
    if (a == NULL || b == NULL) {
        return;
    }
    assert_int_equal(a->count, b->count);
    assert_string_equal(a->left, b->left);
    assert_string_equal(a->right, b->right);
    for (size_t i = 0; i < a->count; i++) {
        assert_string_equal(a->assignments[i].tex, b->assignments[i].tex);
        assert_string_equal(a->assignments[i].value, b->assignments[i].value);
    }
}

static void test_one_thread_and_four_give_the_same(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Claim *alone[CROWD], *together[CROWD];
    prepare_crowd(arena, alone);
    prepare_crowd(arena, together);
    jobs_run(decide_one, alone, CROWD, 1, verify_thread_end);
    jobs_run(decide_one, together, CROWD, 4, verify_thread_end);
    for (size_t i = 0; i < CROWD; i++) {
        const Verdict *a = claim_verdict(alone[i]), *b = claim_verdict(together[i]);
        assert_int_equal(a->kind, b->kind);
        assert_int_equal(a->grade, b->grade);
        assert_int_equal(a->method_count, b->method_count);
        for (size_t k = 0; k < a->method_count; k++) {
            assert_int_equal(a->methods[k].points, b->methods[k].points);
            assert_int_equal(a->methods[k].bits, b->methods[k].bits);
        }
        assert_same_counterexample(a->counterexample, b->counterexample);
        assert_int_equal(a->twins.count, b->twins.count);
        for (size_t k = 0; k < a->twins.count; k++) {
            assert_int_equal(a->twins.list[k].result, b->twins.list[k].result);
            assert_string_equal(a->twins.list[k].tex, b->twins.list[k].tex);
            assert_same_counterexample(a->twins.list[k].counterexample,
                                       b->twins.list[k].counterexample);
        }
    }
    arena_free(arena);
}

/* In a note a wrong line's condition is none of its claims: it refutes nothing. */
static void test_a_condition_of_a_wrong_line_refutes_nothing(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const ClaimText text = {NULL, "|x| = x, \\quad x \\ge 0",
                            "wrong: |y| = y, \\quad y \\ge 0\nwrong: |y| = -y, \\quad y \\ge 0"};
    ClaimDef def = claim_def_of(arena, &text);
    Scope *scope = claim_scope(arena, NULL);
    scope->accept_unknown = true;
    CheckOptions options = check_options_default();
    const Verdict *verdict = claim_decide(claim_prepare(arena, scope, &def), &options);
    assert_int_equal(verdict->kind, VERDICT_HOLDS);
    assert_int_equal(verdict->twins.authored, 2);
    assert_int_equal(verdict->twins.list[0].result, TWIN_SURVIVED);
    assert_int_equal(verdict->twins.list[1].result, TWIN_REFUTED);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_posterior_is_proved),
        cmocka_unit_test(test_wrong_twins_of_the_posterior_are_refuted_and_not_proved),
        cmocka_unit_test(test_authored_twins_are_run_and_counted),
        cmocka_unit_test(test_mutants_are_run_counted_and_would_fail_as_claims),
        cmocka_unit_test(test_a_condition_of_a_wrong_line_refutes_nothing),
        cmocka_unit_test(test_a_mutant_that_survives_is_told),
        cmocka_unit_test(test_twins_are_left_out_where_they_are_not_wanted),
        cmocka_unit_test(test_expectations_are_compared_with_the_verdict),
        cmocka_unit_test(test_a_note_defines_letters_as_it_goes),
        cmocka_unit_test(test_a_law_stated_for_a_letter_is_used),
        cmocka_unit_test(test_givens_hold_for_their_claim_alone),
        cmocka_unit_test(test_one_thread_and_four_give_the_same),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    verify_thread_end();
    return failed;
}
