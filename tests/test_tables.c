/* test_tables.c - rules of probability hold for every table, and what is no rule is refuted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "claim_fixture.h"
#include "math/reader.h"
#include "verify/law.h"
#include "verify/tables.h"

typedef struct {
    const char *notation;
    const char *tex;
    VerdictKind kind;
    const char *under; /* a part of the conditions; NULL: none of them about tables */
} Row;

static const char general[] = "\\text{for every joint distribution}";
static const char chain[] = "\\text{where the letters form a Markov chain}";

/* As in a note: letters nobody declared are accepted. */
static const Verdict *decide(Arena *arena, const Row *row) {
    ClaimText text = {row->notation, row->tex, NULL};
    ClaimDef def = claim_def_of(arena, &text);
    Scope *scope = claim_scope(arena, row->notation);
    scope->accept_unknown = true;
    CheckOptions options = check_options_default();
    return claim_decide(claim_prepare(arena, scope, &def), &options);
}

static const MethodEvidence *tables_evidence(const Verdict *verdict) {
    for (size_t i = 0; i < verdict->method_count; i++) {
        if (strcmp(verdict->methods[i].name, "tables") == 0) {
            return &verdict->methods[i];
        }
    }
    return NULL;
}

/* Each rule is followed by a wrong twin. */
static const Row rules[] = {
    {"ho", "P(A|B) = \\frac{P(B|A) P(A)}{P(B)}", VERDICT_HOLDS, general},
    {"ho", "P(A|B) = \\frac{P(B|A) P(B)}{P(A)}", VERDICT_FAILS, NULL},
    {"ho", "P(A \\mid B, C) = \\frac{P(B|A,C) P(A|C)}{P(B|C)}", VERDICT_HOLDS, general},
    {"ho", "P(A \\mid B, C) = \\frac{P(B|A,C) P(A|B)}{P(B|C)}", VERDICT_FAILS, NULL},
    {"ho", "P(A|B) = \\sqrt{\\frac{P(B|A) P(A)}{P(B)}}", VERDICT_FAILS, NULL},
    {"ho", "\\sqrt{P(A|B) P(B)} = \\sqrt{P(B|A) P(A)}", VERDICT_HOLDS, general},
    {"ho", "P(A,B,C) = P(C|B,A) P(B|A) P(A)", VERDICT_HOLDS, general},
    {"ho", "P(A,B,C) = P(C|B,A) P(A|B) P(A)", VERDICT_FAILS, NULL},
    {"ho", "P(AB) = P(A|B) P(B)", VERDICT_HOLDS, general},
    {"ho", "P(AB) = P(A|B) P(A)", VERDICT_FAILS, NULL},
    {"ho", "P(B,C|A) = P(B|A) P(C|A,B)", VERDICT_HOLDS, general},
    {"ho", "P(B,C|A) = P(B|A,C) P(C|A,B)", VERDICT_FAILS, NULL},
    {"ho", "P(B) = \\sum_{A} P(B|A) P(A)", VERDICT_HOLDS, general},
    {"ho", "P(B) = \\sum_{A} P(A|B) P(A)", VERDICT_FAILS, NULL},
    {"ho", "P(A|B) = \\frac{P(B|A)P(A)}{\\sum_{A} P(B|A)P(A)}", VERDICT_HOLDS, general},
    {"ho", "P(A|B) = \\frac{P(B|A)P(A)}{\\sum_{B} P(B|A)P(A)}", VERDICT_FAILS, NULL},
    /* Rules that two, three or four values of a letter obey, and more do not. */
    {"ho", "\\int (p(x)-q(x))^3 dx = 0", VERDICT_UNDECIDED, NULL},
    {"ho", "\\int (p(x)-q(x))^4 dx = \\frac12 \\left(\\int (p(x)-q(x))^2 dx\\right)^2",
     VERDICT_UNDECIDED, NULL},
    {"ho", "\\sum_{A} (P(A)-P(A|B)) = 0", VERDICT_HOLDS, general},
    {"ho", "\\sum_{A} (P(A)-P(A|B))^3 = 0", VERDICT_UNDECIDED, NULL},
    {"ho", "\\sum_{A} (P(A)-P(A|B))^4 = \\frac12 \\left(\\sum_{A} (P(A)-P(A|B))^2\\right)^2",
     VERDICT_UNDECIDED, NULL},
    /* What E_{q(z|x)} averages over is said by the q(z|x) in it, not by the letters of the link. */
    {"ho", "p(x) = \\mathbb{E}_{q(z|x)}\\left[\\frac{p(x,z)}{q(z|x)}\\right]", VERDICT_HOLDS,
     general},
    {"ho", "p(x) = \\mathbb{E}_{q(z|x)}\\left[\\frac{p(z)}{q(z|x)}\\right]", VERDICT_FAILS, NULL},
    {"ho", "p(x,w) = \\mathbb{E}_{q(z|x)}\\left[\\frac{p(x,z,w)}{q(z|x)}\\right]", VERDICT_HOLDS,
     general},
    /* Of several distributions: true where they are one; and without a sum it may be a condition.
     */
    {"ho", "p(x) = \\int q(x|z) p(z) dz", VERDICT_UNDECIDED, NULL},
    {"ho", "p(x) = \\int q(z|x) p(z) dz", VERDICT_FAILS, NULL},
    {"su", "p(x_T|x_0) = q(x_T)", VERDICT_UNDECIDED, NULL},
    {NULL, "\\sum_x p(x|y) = 1", VERDICT_HOLDS, general},
    {NULL, "\\sum_y p(x|y) = 1", VERDICT_FAILS, NULL},
    {NULL, "p(y) = \\int p(y|x) p(x) dx", VERDICT_HOLDS, general},
    {NULL, "p(y) = \\int p(x|y) p(x) dx", VERDICT_FAILS, NULL},
    {NULL, "\\log p(x,y) - \\log p(y) = \\log p(x|y)", VERDICT_HOLDS, general},
    /* The chain's own densities: for every Markov chain, whatever the data. */
    {"chandery", "q(x_{1,2,...,T}|x_0)=\\prod q(x_t|x_{t-1})", VERDICT_HOLDS, NULL},
    {"chandery", "q(x_{1:T}|x_0)=\\prod_{t=1}^T q(x_t|x_{t-1})", VERDICT_HOLDS, NULL},
    {"chandery", "q(x_{0:T})=\\prod_{t=1}^T q(x_t|x_{t-1})", VERDICT_FAILS, NULL},
    {"chandery", "q(x_{1:T}|x_0)=\\prod_{t=2}^T q(x_t|x_{t-1})", VERDICT_FAILS, NULL},
    {"chandery", "q(x_t|x_{t-1})=q(x_t|x_{t-1},x_{t-2},...,x_0)", VERDICT_HOLDS, NULL},
    /* x_{<t}: from the first index that the formula names; z_{>l}: to the last. */
    {"chandery", "q(x_{1:T})=\\prod_{t=1}^T q(x_t|x_{<t})", VERDICT_HOLDS, NULL},
    {"chandery", "q(x_{1:T})=\\prod_{t=1}^T q(x_t|x_{<t-1})", VERDICT_FAILS, NULL},
    {"su", "p(z_{1:L}|y) = p(z_L|y)\\prod_{l=1}^{L-1} p(z_l|z_{>l},y)", VERDICT_HOLDS, NULL},
    {"su", "p(z_{1:L}|y) = p(z_L|y)\\prod_{l=1}^{L-1} p(z_l|z_{>l-1},y)", VERDICT_FAILS, NULL},
    /* There is no step behind the last one. */
    {"su",
     "\\int p(x_{0:T}) \\log p(x_{t-1}|x_t) dx_{0:T} = \\int p(x_{0:t}) \\log p(x_{t-1}|x_t) "
     "dx_{0:t}",
     VERDICT_HOLDS, NULL},
    {"su",
     "\\int p(x_{0:T}) \\log p(x_{t-1}|x_t) dx_{0:T} = \\int p(x_{1:t}) \\log p(x_t|x_{t-1}) "
     "dx_{1:t}",
     VERDICT_FAILS, NULL},
    /* z alone may be all of them. */
    {"su", "p(z|y) = p(z_L|y)\\prod_{l=1}^{L-1} p(z_l|z_{>l},y)", VERDICT_UNDECIDED, NULL},
    {"chandery", "q(x_t|x_{t-2})=q(x_t|x_{t-1},x_{t-2},...,x_0)", VERDICT_FAILS, NULL},
    {"chandery", "\\frac{q(x_T,x_{T-1},x_{T-2},...,x_0)}{q(x_0)}=q(x_{1,2,...,T}|x_0)",
     VERDICT_HOLDS, NULL},
    {"chandery", "\\frac{q(x_T,x_{T-1},x_{T-2},...,x_0)}{q(x_1)}=q(x_{1,2,...,T}|x_0)",
     VERDICT_FAILS, NULL},
    {"chandery",
     "\\frac{q(x_T|x_{T-1},...,x_0)\\cdots q(x_2|x_1,x_0)\\, q(x_1,x_0)}{q(x_0)}="
     "\\frac{q(x_T,x_{T-1},x_{T-2},...,x_0)}{q(x_0)}",
     VERDICT_HOLDS, NULL},
    {"ho", "q(x_{t-1}|x_t)=\\frac{q(x_t,x_{t-1})}{q(x_t)}", VERDICT_HOLDS, NULL},
    {"ho", "q(x_{t-1}|x_t)=\\frac{q(x_t,x_{t-1})}{q(x_{t-1})}", VERDICT_FAILS, NULL},
    {"ho", "q(x_t|x_{t-1},x_0)=q(x_t|x_{t-1})", VERDICT_HOLDS, NULL},
    {"ho", "q(x_{t-1}|x_t,x_0)=q(x_{t-1}|x_t)", VERDICT_FAILS, NULL},
    /* No chain was declared: that it is one is a condition. */
    {NULL, "p(z_{1:n}|z_0) = \\prod_{i=1}^n p(z_i|z_{i-1})", VERDICT_HOLDS, chain},
    {NULL, "p(z_{1:n}|z_0) = \\prod_{i=1}^n p(z_{i-1}|z_i)", VERDICT_FAILS, NULL},
    /* What a note may have said before is not refuted; it is no rule either. */
    {NULL, "P(A,B) = P(A)P(B)", VERDICT_UNDECIDED, NULL},
    {NULL, "P(A|B,C) = P(A|C)", VERDICT_UNDECIDED, NULL},
    {NULL, "p(z_{1:n}|z_0) = \\prod_{i=1}^n p(z_i)", VERDICT_UNDECIDED, NULL},
    {NULL, "q(x|z) = q(x|z_1) \\prod_{i=1}^{n} q(z_i|z_{i+1})", VERDICT_UNDECIDED, NULL},
    {NULL, "P(A) = 1-P(B)", VERDICT_UNDECIDED, NULL},
    /* Two letters, two distributions: that they agree is said by nobody. */
    {NULL, "P(A|B) P(B) = Q(A,B)", VERDICT_UNDECIDED, NULL},
    {"ho", "p(y|z) = q(y|z)", VERDICT_UNDECIDED, NULL},
    {"ho", "p(y|z)q(z|y) = \\frac{p(y,z)q(y,z)}{p(z)q(y)}", VERDICT_HOLDS, general},
    /* Averages: over what stands below the E, or over every letter that is not given. */
    {NULL, "\\mathbb{E}_{p(x,y)}[\\log p(x|y)] = \\int p(x,y) \\log\\frac{p(x,y)}{p(y)} dx dy",
     VERDICT_HOLDS, general},
    {NULL, "\\mathbb{E}_{p(x,y)}[\\log p(x|y)] = \\int p(x,y) \\log\\frac{p(x,y)}{p(x)} dx dy",
     VERDICT_FAILS, NULL},
    {NULL, "\\mathbb{E}_{p(x)}[p(y|x)] = p(y)", VERDICT_HOLDS, general},
    {NULL, "\\mathbb{E}_{p(y)}[p(y|x)] = p(y)", VERDICT_FAILS, NULL},
    {NULL, "\\log p(x) = \\mathbb{E}_{q(z|x)}[\\log\\frac{p(x,z)}{q(z|x)}] + KL(q(z|x)\\|p(z|x))",
     VERDICT_HOLDS, general},
    {NULL, "\\log p(x) = \\mathbb{E}_{q(z|x)}[\\log\\frac{p(x,z)}{q(z|x)}] + KL(q(z|x)\\|p(z))",
     VERDICT_UNDECIDED, NULL},
    /* z alone was meant; E_q says any letter. */
    {"ho", "\\log p(x) = \\mathbb{E}_p[\\log\\frac{p(x,z)}{p(z|x)}]", VERDICT_UNDECIDED, NULL},
    {NULL, "KL(p(x|y)\\|p(x)) = \\int p(x|y)\\log\\frac{p(x|y)}{p(x)} dx", VERDICT_HOLDS, general},
    {NULL, "KL(p(x|y)\\|p(x)) = \\int p(x)\\log\\frac{p(x|y)}{p(x)} dx", VERDICT_FAILS, NULL},
    /* p is the chain's, q anything. */
    {"su",
     "KL(p\\|q) = \\int p(x_0,\\ldots,x_T)\\log\\frac{p(x_0,\\ldots,x_T)}{q(x_0,\\ldots,x_T)}"
     "dx_0\\cdots dx_T",
     VERDICT_HOLDS, NULL},
    {"su",
     "KL(p\\|q) = \\int q(x_0,\\ldots,x_T)\\log\\frac{p(x_0,\\ldots,x_T)}{q(x_0,\\ldots,x_T)}"
     "dx_0\\cdots dx_T",
     VERDICT_UNDECIDED, NULL},
    {"su",
     "\\mathbb{E}_p[\\sum_{t=1}^T\\log q(x_{t-1}|x_t)] = \\sum_{t=1}^T\\mathbb{E}_p[\\log "
     "q(x_{t-1}|x_t)]",
     VERDICT_HOLDS, NULL},
    {"su",
     "\\mathbb{E}_p[\\sum_{t=1}^T\\log q(x_{t-1}|x_t)] = \\sum_{t=1}^T\\mathbb{E}_p[\\log "
     "q(x_t|x_{t-1})]",
     VERDICT_UNDECIDED, NULL},
    /* Two letters of one chain: 0 = 0 says nothing. */
    {"ho", "KL(q\\|p) = \\int q(x_0,x_1)\\log\\frac{q(x_0,x_1)}{p(x_0,x_1)} dx_0 dx_1",
     VERDICT_UNDECIDED, NULL},
    {"ho",
     "\\mathbb{E}_{q(x_0,x_1)}[\\log\\frac{q(x_0,x_1)}{p(x_0,x_1)}] = "
     "\\int p(x_0,x_1)\\log\\frac{q(x_0,x_1)}{p(x_0,x_1)} dx_0 dx_1",
     VERDICT_UNDECIDED, NULL},
    {NULL, "P(A) = 0.5", VERDICT_DEFINITION, NULL},
    {"ho", "q(y) = \\int q(y|z) p(z) dz", VERDICT_UNDECIDED, NULL},
    {NULL, "p(x|y) = x", VERDICT_DEFINITION, NULL},
};

static void test_rules_hold_and_their_twins_fail(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(rules); i++) {
        Arena *arena = arena_new();
        const Verdict *verdict = decide(arena, &rules[i]);
        bool under = rules[i].under == NULL ||
                     (verdict->under != NULL && strstr(verdict->under, rules[i].under) != NULL);
        if (verdict->kind != rules[i].kind || !under || verdict->disagreement) {
            fail_msg("%s: %s under `%s` (%s), expected %s", rules[i].tex,
                     verdict_name(verdict->kind), verdict->under ? verdict->under : "",
                     verdict->reason ? verdict->reason : "", verdict_name(rules[i].kind));
        }
        arena_free(arena);
    }
}

/* A rule of the chain does not need Gaussian data, and the tables say so. */
static void test_a_condition_that_is_not_needed_is_lifted(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Row rule = {"ho", "q(x_{t-1}|x_t)=\\frac{q(x_t,x_{t-1})}{q(x_t)}", VERDICT_HOLDS, NULL};
    const Verdict *verdict = decide(arena, &rule);
    const MethodEvidence *evidence = tables_evidence(verdict);
    assert_non_null(evidence);
    assert_int_equal(evidence->verdict, VERDICT_HOLDS);
    assert_true(evidence->points >= 16 && evidence->bits >= 64);
    assert_null(verdict->under);
    /* Of the Gaussian chain alone: no table speaks of it, and the condition stays. */
    const Row law = {"ho", "\\mathbb E[x_t] = \\sqrt{\\bar\\alpha_t}\\mathbb E[x_0]", VERDICT_HOLDS,
                     NULL};
    verdict = decide(arena, &law);
    assert_null(tables_evidence(verdict));
    arena_free(arena);
}

/* The counterexample is the table itself, and the values of the letters. */
static void test_a_counterexample_shows_the_table(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Row wrong = {NULL, "P(A|B) = P(B|A)", VERDICT_FAILS, NULL};
    const Verdict *verdict = decide(arena, &wrong);
    assert_int_equal(verdict->kind, VERDICT_FAILS);
    const Counterexample *found = verdict->counterexample;
    assert_non_null(found);
    double cells[2][2] = {{-1, -1}, {-1, -1}}, total = 0;
    int a = -1, b = -1;
    for (size_t i = 0; i < found->count; i++) {
        const Assignment *one = &found->assignments[i];
        int x, y;
        if (strcmp(one->tex, "A") == 0) {
            a = (int)strtol(one->value, NULL, 10);
        } else if (strcmp(one->tex, "B") == 0) {
            b = (int)strtol(one->value, NULL, 10);
        } else if (strncmp(one->tex, "P(A=", 4) == 0) {
            x = one->tex[4] - '0';
            y = one->tex[9] - '0';
            if (x < 0 || x > 1 || y < 0 || y > 1) {
                fail_msg("%s", one->tex);
            }
            cells[x][y] = strtod(one->value, NULL);
            total += cells[x][y];
        }
    }
    assert_close(total, 1, 1e-12);
    assert_true((a == 0 || a == 1) && (b == 0 || b == 1));
    size_t i = a == 1, k = b == 1;
    double given_b = cells[i][k] / (cells[0][k] + cells[1][k]);
    double given_a = cells[i][k] / (cells[i][0] + cells[i][1]);
    assert_close(found->left_value, given_b, 1e-12);
    assert_close(found->right_value, given_a, 1e-12);
    arena_free(arena);
}

/* Every table is a distribution: it sums to one over all letters, for each kind. */
static void test_tables_sum_to_one(void **state) {
    (void)state;
    static const struct {
        const char *notation, *tex;
    } sums[] = {
        {NULL, "\\sum_x \\sum_y \\sum_z p(x,y,z)"},
        {NULL, "\\int p(x,y) dx dy"},
        {"ho", "\\int q(x_0,x_1,x_2,x_3) dx_0 \\cdots dx_3"},
        {"ho", "\\int q(x_{0:T}) dx_0 \\cdots dx_T"},
        {"ho", "\\int q(x_{1:T}|x_0) dx_1 \\cdots dx_T"},
    };
    arb_t value;
    arb_init(value);
    for (size_t i = 0; i < COUNT(sums); i++) {
        for (TablesKind kind = TABLES_GENERAL; kind <= TABLES_INDEPENDENT; kind++) {
            Arena *arena = arena_new();
            Scope *scope = claim_scope(arena, sums[i].notation);
            scope->accept_unknown = true;
            Source source = {.name = "<test>", .bytes = sums[i].tex, .length = strlen(sums[i].tex)};
            Diag diag = {0};
            const Expr *sum = expr_parse(scope, &source, (Span){0, source.length}, &diag);
            assert_non_null(sum);
            assert_true(tables_readable(sum));
            Tables *tables = tables_new(arena, sum, sum, kind);
            LawUser user = {.tables = tables};
            BallContext context;
            ball_context_init(&context, scope, (Point){1, 0}, 128);
            context.stochastic = law_stochastic;
            context.user = &user;
            for (unsigned n = 0; n < 8; n++) {
                context.point.number = n;
                ball_context_reset(&context);
                assert_int_equal(ball_eval(&context, value, sum), BALL_OK);
                arb_sub_ui(value, value, 1, 128);
                if (!arb_contains_zero(value) || mag_get_d(arb_radref(value)) > 1e-30) {
                    fail_msg("%s at point %u: off by %g", sums[i].tex, n,
                             arf_get_d(arb_midref(value), ARF_RND_NEAR));
                }
            }
            ball_context_clear(&context);
            arena_free(arena);
        }
    }
    arb_clear(value);
    verify_thread_end();
}

/* Lists of letters: read, printed and read back; and what is no list is said to be none. */
static void test_lists_of_letters_are_read(void **state) {
    (void)state;
    static const struct {
        const char *tex, *printed; /* NULL: unreadable */
    } rows[] = {
        {"q(x_{1:T}|x_0)", "q(x_{1}, \\ldots, x_{T} | x_{0})"},
        {"q(x_{1,2,\\ldots,T}|x_0)", "q(x_{1}, \\ldots, x_{T} | x_{0})"},
        {"q(x_{1,...,T}|x_0)", "q(x_{1}, \\ldots, x_{T} | x_{0})"},
        {"q(x_1, x_2, \\ldots, x_T|x_0)", "q(x_{1}, x_{2}, \\ldots, x_{T} | x_{0})"},
        {"q(x_T, x_{T-1}, \\cdots, x_0)", "q(x_{T}, x_{0}, \\ldots, x_{T - 1})"},
        {"q(x_t|x_{0:t-1})", "q(x_{t} | x_{0}, \\ldots, x_{t - 1})"},
        {"q(x_{1,2}|x_0)", NULL},
        {"q(x_{1:}|x_0)", NULL},
        {"q(x_{1:2:T}|x_0)", NULL},
        {"q(x_1, \\ldots, \\beta_t)", NULL},
        {"q(x_1, \\ldots)", NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = arena_new();
        Scope *scope = claim_scope(arena, "ho");
        Source source = {.name = "<test>", .bytes = rows[i].tex, .length = strlen(rows[i].tex)};
        Diag diag = {0};
        const Expr *expr = expr_parse(scope, &source, (Span){0, source.length}, &diag);
        if ((expr == NULL) != (rows[i].printed == NULL)) {
            fail_msg("%s: %s", rows[i].tex, expr ? "was read" : diag.message);
        }
        if (expr != NULL) {
            Text text, again;
            text_init(&text);
            text_init(&again);
            expr_print(&text, expr);
            assert_string_equal(text.bytes, rows[i].printed);
            Source printed = {.name = "<printed>", .bytes = text.bytes, .length = text.length};
            const Expr *back = expr_parse(scope, &printed, (Span){0, text.length}, &diag);
            assert_non_null(back);
            expr_print(&again, back);
            assert_string_equal(again.bytes, text.bytes);
            text_clear(&text);
            text_clear(&again);
        }
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_hold_and_their_twins_fail),
        cmocka_unit_test(test_a_condition_that_is_not_needed_is_lifted),
        cmocka_unit_test(test_a_counterexample_shows_the_table),
        cmocka_unit_test(test_tables_sum_to_one),
        cmocka_unit_test(test_lists_of_letters_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
