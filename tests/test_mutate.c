/* test_mutate.c - the wrong twins of a formula: which there are, and which there must not be. */
#include "formula_fixture.h"

#include "base/text.h"
#include "cpu_time.h"
#include "verify/mutate.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char declarations[] =
    "int t, s in 2..6\n"
    "int T in 7..9\n"
    "seq \\alpha_i in (0.3,0.99)\n"
    "letseq \\beta_t = 1 - \\alpha_t\n"
    "letseq \\bar\\alpha_t = \\prod_{i=1}^{t} \\alpha_i\n"
    "letseq \\hat\\alpha_t = \\bar\\alpha_t\n"
    "chain x_t = \\sqrt{\\alpha_t} x_{t-1} + \\sqrt{\\beta_t} \\epsilon_t\n"
    "noise \\varepsilon, \\bar\\varepsilon, z\n"
    "density q\n"
    "letseq \\bar\\epsilon_t = \\frac{x_t - "
    "\\mathbb{E}[x_t|x_0]}{\\sqrt{\\operatorname{Var}[x_t|x_0]}}\n"
    "letseq \\tilde\\mu_t = \\mathbb{E}[x_{t-1} | x_t, x_0]\n"
    "letseq \\tilde\\beta_t = \\operatorname{Var}[x_{t-1} | x_t, x_0]\n"
    "real a, b, c in (0.1,3)\n"
    "real m, n, y in (-3,3)\n"
    "matrix A, B\n"
    "fun \\epsilon_\\theta(x, t) = \\bar\\epsilon_t\n"
    "fun f(x, t) = x \\alpha_t\n";

typedef struct {
    Arena *arena;
    Scope *scope;
} Fixture;

static int set_up(void **state) {
    Fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    fixture->scope = scope_of(fixture->arena, declarations);
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    Fixture *fixture = *state;
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static const Chain *chain_of(Scope *scope, const char *tex) {
    Source *source = arena_alloc(scope->arena, sizeof *source);
    *source = source_of(tex);
    Diag diag = {0};
    const Formula *formula = formula_parse(scope, source, (Span){0, source->length}, &diag);
    if (formula == NULL) {
        fail_with(&diag, tex);
    }
    return formula != NULL ? &formula->chains[0] : NULL;
}

typedef struct {
    const Chain *chain;
    const Mutant *list;
    size_t count;
    const char **tex;
} Twins;

static Twins twins_of(Fixture *fixture, const char *tex) {
    Twins twins = {.chain = chain_of(fixture->scope, tex)};
    twins.count = mutate_chain(fixture->arena, fixture->scope, twins.chain, &twins.list);
    twins.tex = arena_array(fixture->arena, twins.count + 1, sizeof *twins.tex);
    for (size_t i = 0; i < twins.count; i++) {
        twins.tex[i] = chain_tex(fixture->arena, &twins.list[i].chain);
    }
    return twins;
}

/* The formula as it is printed. */
static const char *normal_form(Fixture *fixture, const char *tex) {
    return chain_tex(fixture->arena, chain_of(fixture->scope, tex));
}

static const Mutant *find(Fixture *fixture, const Twins *twins, const char *tex) {
    const char *wanted = normal_form(fixture, tex);
    for (size_t i = 0; i < twins->count; i++) {
        if (strcmp(twins->tex[i], wanted) == 0) {
            return &twins->list[i];
        }
    }
    return NULL;
}

static void print_all(const Twins *twins) {
    for (size_t i = 0; i < twins->count; i++) {
        print_error("  %s    %s\n", twins->tex[i], twins->list[i].remark);
    }
}

/* Formulas of every shape that the tree can have. */
static const char *const formulas[] = {
    "\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
    "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, (1-\\bar\\alpha_t) I)",
    "x_t = \\sqrt{\\bar\\alpha_t}x_0 + \\sqrt{1-\\bar\\alpha_t} \\varepsilon",
    "x_t \\sim \\mathcal N(\\sqrt{\\bar\\alpha_t}x_0, 1-\\bar\\alpha_t)",
    "\\tilde\\mu_t = "
    "\\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\varepsilon)",
    "x_t = \\sqrt{\\alpha_t}x_{t-1}+\\sqrt{\\beta_t}\\epsilon_t = "
    "\\sqrt{\\bar\\alpha_t}x_0+\\sqrt{1-\\bar\\alpha_t}\\varepsilon",
    "\\bar\\alpha_T = \\prod_{s=1}^{T} \\alpha_s = \\alpha_T \\prod_{i=1}^{T-1} \\alpha_i",
    "\\sum_{i=1}^{t} (2 i - 1) \\alpha_{i+1} \\le \\sum_{i=0}^{t+1} 3^{i}",
    "q(x_t|x_0) = \\int q(x_t|x_{t-1}) q(x_{t-1}|x_0) dx_{t-1}",
    "\\int_{0}^{a} y^2 \\exp(-\\frac{y^2}{2}) dy = m",
    "\\mathbb{E}[x_t^2 | x_0] = \\bar\\alpha_t x_0^2 + 1 - \\bar\\alpha_t",
    "\\operatorname{Cov}[x_t, x_{t-1} | x_0] = \\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})",
    "D_{KL}(q(x_{t-1}|x_t,x_0) \\| \\mathcal N(\\tilde\\mu_t, \\tilde\\beta_t)) = 0",
    "\\frac{\\partial}{\\partial a} (a^2 b) = 2 a b",
    "q(x_{t-1}|x_t,x_0) = \\frac{q(x_t|x_{t-1})q(x_{t-1}|x_0)}{q(x_t|x_0)}",
    "\\epsilon_\\theta(x_t, t) = f(a, t-1) \\tanh(b) - |m - n|",
    "A^\\top B = B A",
    "-\\log \\sin(a) = \\sqrt[3]{b}^t \\approx 0.5 c",
    "a = b",
    "1 = 1",
};

static void test_small_formulas_have_exactly_these_mutants(void **state) {
    static const struct {
        const char *tex;
        const char *mutants[16];
    } rows[] = {
        {"x_t \\sim \\mathcal N(m, c)",
         {"x_{t} \\sim \\mathcal{N}(m, \\sqrt{c})", "x_{t} \\sim \\mathcal{N}(m, c^{2})",
          "x_{t} \\sim \\mathcal{N}(c, m)", "x_{t} \\sim \\mathcal{N}(m^{2}, c)"}},
        {"\\beta_t = 1 - \\alpha_t",
         {"\\beta_{t} = \\sqrt{1 - \\alpha_{t}}", "\\beta_{t} = 1 - \\alpha_{t - 1}",
          "\\beta_{t} = 1 + \\alpha_{t}", "\\beta_{t} = (1 - \\alpha_{t})^{2}",
          "\\beta_{t} = 1 - \\beta_{t}", "\\beta_{t} = -\\alpha_{t}",
          "\\beta_{t} = 1 - \\bar{\\alpha}_{t}", "\\beta_{t} = 1 - \\sqrt{\\alpha_{t}}",
          "\\beta_{t} = 1 - \\alpha_{t}^{2}", "\\beta_{t} = 1",
          "\\beta_{t} = 1 - \\hat{\\alpha}_{t}"}},
        {"a b^2 = \\frac{1}{c}",
         {"\\sqrt{a b^{2}} = \\frac{1}{c}", "(a b^{2})^{2} = \\frac{1}{c}", "b^{2} = \\frac{1}{c}",
          "a b = \\frac{1}{c}", "a b^{2} = c", "b a^{2} = \\frac{1}{c}",
          "a b^{2} = \\sqrt{\\frac{1}{c}}", "a b^{2} = (\\frac{1}{c})^{2}", "a b^{2} = 1",
          "\\sqrt{a} b^{2} = \\frac{1}{c}", "a^{2} b^{2} = \\frac{1}{c}", "a = \\frac{1}{c}",
          "a b^{2} = \\frac{1}{\\sqrt{c}}"}},
        {"1 = 1", {NULL}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Twins twins = twins_of(*state, rows[i].tex);
        size_t same = 0;
        while (same < twins.count && same < COUNT(rows[i].mutants) && rows[i].mutants[same] &&
               strcmp(twins.tex[same], rows[i].mutants[same]) == 0) {
            same++;
        }
        bool all = same == twins.count && (same == 16 || rows[i].mutants[same] == NULL);
        if (!all) {
            print_all(&twins);
            fail_msg("%s: mutant %zu is not the expected one", rows[i].tex, same);
        }
    }
}

/* One planted formula or more for each operator, and what it makes of it. */
static const struct {
    const char *operator;
    const char *tex, *slip, *remark;
} slips[] = {
    {"drop-bar", "a = 1-\\bar\\alpha_t", "a = 1-\\alpha_t",
     "bar dropped: $\\bar{\\alpha}_{t}$ -> $\\alpha_{t}$"},
    {"drop-bar", "x_t = a x_0 + b \\bar\\varepsilon + c \\varepsilon",
     "x_t = a x_0 + b \\varepsilon + c \\varepsilon",
     "bar dropped: $\\bar{\\varepsilon}$ -> $\\varepsilon$"},
    {"drop-bar", "\\tilde\\mu_t = a x_t - b \\bar\\varepsilon + c \\varepsilon",
     "\\tilde\\mu_t = a x_t - b \\varepsilon + c \\varepsilon",
     "bar dropped: $\\bar{\\varepsilon}$ -> $\\varepsilon$"},
    {"drop-bar", "a = \\hat\\alpha_t", "a = \\alpha_t",
     "hat dropped: $\\hat{\\alpha}_{t}$ -> $\\alpha_{t}$"},
    {"root", "x_t \\sim \\mathcal N(m, 1-\\bar\\alpha_t)",
     "x_t \\sim \\mathcal N(m, \\sqrt{1-\\bar\\alpha_t})",
     "standard deviation for the variance: $1 - \\bar{\\alpha}_{t}$ -> $\\sqrt{1 - "
     "\\bar{\\alpha}_{t}}$"},
    {"root", "q(x_t|x_0) = \\mathcal N(x_t; m, n^2)", "q(x_t|x_0) = \\mathcal N(x_t; m, n)",
     "square dropped: $n^{2}$ -> $n$"},
    {"root", "m = (a+1) y", "m = \\sqrt{a+1} y", "root taken: $a + 1$ -> $\\sqrt{a + 1}$"},
    {"shift-index", "a = \\alpha_t", "a = \\alpha_{t-1}",
     "index shifted: $\\alpha_{t}$ -> $\\alpha_{t - 1}$"},
    {"shift-index", "a = \\alpha_{t-1}", "a = \\alpha_t",
     "index shifted: $\\alpha_{t - 1}$ -> $\\alpha_{t}$"},
    {"shift-index", "a = \\alpha_{t+1}", "a = \\alpha_t",
     "index shifted: $\\alpha_{t + 1}$ -> $\\alpha_{t}$"},
    {"shift-index", "a = \\alpha_{t-3}", "a = \\alpha_{t-2}",
     "index shifted: $\\alpha_{t - 3}$ -> $\\alpha_{t - 2}$"},
    {"shift-index", "m = a x_0", "m = a x_1", "index shifted: $x_{0}$ -> $x_{1}$"},
    {"shift-index", "m = a x_3", "m = a x_2", "index shifted: $x_{3}$ -> $x_{2}$"},
    {"shift-index", "a = \\prod_{i=1}^{t} \\alpha_i", "a = \\prod_{i=1}^{t-1} \\alpha_i",
     "bound shifted: $t$ -> $t - 1$"},
    {"shift-index", "a = \\prod_{i=1}^{t} \\alpha_i", "a = \\prod_{i=2}^{t} \\alpha_i",
     "bound shifted: $1$ -> $2$"},
    {"shift-index", "a = \\sum_{i=1}^{t} \\alpha_{i-1}", "a = \\sum_{i=1}^{t} \\alpha_i",
     "index shifted: $\\alpha_{i - 1}$ -> $\\alpha_{i}$"},
    {"shift-index", "a = b f(c, t)", "a = b f(c, t-1)",
     "index shifted: $f(c, t)$ -> $f(c, t - 1)$"},
    {"shift-index", "a = b^{t}", "a = b^{t-1}", "index shifted: $b^{t}$ -> $b^{t - 1}$"},
    {"flip-sign", "a = b - c", "a = b + c", "sign flipped: $-c$ -> $c$"},
    {"flip-sign", "a = b + c", "a = b - c", "sign flipped: $c$ -> $-c$"},
    {"flip-sign", "a = \\exp(-c)", "a = \\exp(c)", "sign flipped: $-c$ -> $c$"},
    {"drop-root", "m = \\sqrt{\\bar\\alpha_t} x_0", "m = \\bar\\alpha_t x_0",
     "root dropped: $\\sqrt{\\bar{\\alpha}_{t}}$ -> $\\bar{\\alpha}_{t}$"},
    {"square", "x_t \\sim \\mathcal N(m, 1-\\bar\\alpha_t)",
     "x_t \\sim \\mathcal N(m, (1-\\bar\\alpha_t)^2)",
     "variance squared: $1 - \\bar{\\alpha}_{t}$ -> $(1 - \\bar{\\alpha}_{t})^{2}$"},
    {"square", "a = 1-\\bar\\alpha_t", "a = 1-\\bar\\alpha_t^2",
     "squared: $\\bar{\\alpha}_{t}$ -> $\\bar{\\alpha}_{t}^{2}$"},
    {"drop-factor", "a = b c", "a = c", "factor dropped: $b$"},
    {"drop-factor", "a = \\frac{b}{c}", "a = b", "denominator dropped: $c$"},
    {"drop-factor", "a = \\frac{b}{c}", "a = \\frac{1}{c}", "numerator dropped: $b$"},
    {"alpha-beta", "a = b + \\beta_t", "a = b + \\alpha_t",
     "alpha in the place of beta: $\\beta_{t}$ -> $\\alpha_{t}$"},
    {"alpha-beta", "a = b + \\alpha_{t-1}", "a = b + \\beta_{t-1}",
     "beta in the place of alpha: $\\alpha_{t - 1}$ -> $\\beta_{t - 1}$"},
    {"drop-summand", "a = b + c + 1", "a = b + 1", "summand dropped: $c$"},
    {"add-bar", "a = 1-\\alpha_t", "a = 1-\\bar\\alpha_t",
     "bar added: $\\alpha_{t}$ -> $\\bar{\\alpha}_{t}$"},
    {"add-bar", "a = 1-\\beta_t", "a = 1-\\tilde\\beta_t",
     "tilde added: $\\beta_{t}$ -> $\\tilde{\\beta}_{t}$"},
    {"drop-square", "a = b^2 + 1", "a = b + 1", "square dropped: $b^{2}$ -> $b$"},
    {"invert-division", "a = \\frac{b}{c}", "a = \\frac{c}{b}",
     "division inverted: $\\frac{b}{c}$ -> $\\frac{c}{b}$"},
    {"invert-division", "a = \\frac{1}{b} c", "a = b c",
     "division inverted: $\\frac{1}{b}$ -> $b$"},
    {"swap-symbols", "a = b + c b^2", "a = c + b c^2", "symbols swapped: $b$ <-> $c$"},
    {"swap-symbols", "m = a x_t + \\alpha_t x_0", "m = a x_0 + \\alpha_t x_t",
     "symbols swapped: $x_{t}$ <-> $x_{0}$"},
    {"swap-symbols", "a = \\sum_{i=1}^{t} \\alpha_i \\beta_i^2",
     "a = \\sum_{i=1}^{t} \\beta_i \\alpha_i^2", "symbols swapped: $\\alpha_{i}$ <-> $\\beta_{i}$"},
};

static void test_each_operator_makes_its_slip_on_a_planted_formula(void **state) {
    for (size_t i = 0; i < COUNT(slips); i++) {
        Twins twins = twins_of(*state, slips[i].tex);
        const Mutant *mutant = find(*state, &twins, slips[i].slip);
        if (mutant == NULL) {
            print_all(&twins);
            fail_msg("%s: no mutant %s", slips[i].tex, slips[i].slip);
        }
        assert_string_equal(mutant != NULL ? mutant->remark : "", slips[i].remark);
    }
}

static void test_every_operator_is_listed_once_and_has_a_planted_formula(void **state) {
    (void)state;
    for (size_t i = 0; i < mutate_operator_count(); i++) {
        const char *name = mutate_operator_name(i);
        assert_true(strlen(mutate_operator_doc(i)) > 0);
        bool planted = false;
        for (size_t k = 0; k < COUNT(slips); k++) {
            planted = planted || strcmp(slips[k].operator, name) == 0;
        }
        if (!planted) {
            fail_msg("no planted formula for %s", name);
        }
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(name, mutate_operator_name(k));
        }
    }
    for (size_t k = 0; k < COUNT(slips); k++) {
        bool listed = false;
        for (size_t i = 0; i < mutate_operator_count(); i++) {
            listed = listed || strcmp(slips[k].operator, mutate_operator_name(i)) == 0;
        }
        assert_true(listed);
    }
}

static void test_the_same_chain_has_the_same_mutants(void **state) {
    for (size_t i = 0; i < COUNT(formulas); i++) {
        Fixture other = {.arena = arena_new()};
        other.scope = scope_of(other.arena, declarations);
        Twins first = twins_of(*state, formulas[i]), second = twins_of(&other, formulas[i]);
        assert_int_equal(first.count, second.count);
        for (size_t k = 0; k < first.count; k++) {
            assert_string_equal(first.tex[k], second.tex[k]);
            assert_string_equal(first.list[k].remark, second.list[k].remark);
            assert_int_equal(first.list[k].side, second.list[k].side);
        }
        arena_free(other.arena);
    }
}

static void test_a_mutant_changes_one_side_and_shares_the_others(void **state) {
    for (size_t i = 0; i < COUNT(formulas); i++) {
        Twins twins = twins_of(*state, formulas[i]);
        for (size_t k = 0; k < twins.count; k++) {
            const Mutant *mutant = &twins.list[k];
            assert_int_equal(mutant->chain.count, twins.chain->count);
            assert_ptr_equal(mutant->chain.relations, twins.chain->relations);
            for (size_t side = 0; side < mutant->chain.count; side++) {
                bool shared = mutant->chain.sides[side] == twins.chain->sides[side];
                assert_int_equal(shared, side != mutant->side);
            }
        }
    }
}

static bool same_chain(const Chain *a, const Chain *b) {
    for (size_t i = 0; i < a->count; i++) {
        if (!expr_same(a->sides[i], b->sides[i])) {
            return false;
        }
    }
    return true;
}

static void test_no_two_mutants_are_the_same_and_none_is_the_original(void **state) {
    for (size_t i = 0; i < COUNT(formulas); i++) {
        Twins twins = twins_of(*state, formulas[i]);
        for (size_t k = 0; k < twins.count; k++) {
            assert_false(same_chain(&twins.list[k].chain, twins.chain));
            for (size_t j = 0; j < k; j++) {
                assert_false(same_chain(&twins.list[k].chain, &twins.list[j].chain));
            }
        }
    }
}

/* A letter with an index has one, and it is a whole number; so are bounds. */
static bool has_whole_indices(void *context, const Expr *expr) {
    (void)context;
    long ignored;
    if (expr->kind == EXPR_SUM || expr->kind == EXPR_PRODUCT) {
        return expr_typical(expr->args[0], &ignored) && expr_typical(expr->args[1], &ignored);
    }
    if (expr->kind != EXPR_SYMBOL) {
        return true;
    }
    SymbolKind kind = expr->symbol->kind;
    bool indexed = kind == SYMBOL_SEQ || kind == SYMBOL_LETSEQ || kind == SYMBOL_STATE;
    if (kind != SYMBOL_NOISE && expr->count != (size_t)indexed) {
        return false;
    }
    return expr->count == 0 || expr_typical(expr->args[0], &ignored);
}

static void test_mutants_are_well_formed_and_read_back(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(formulas); i++) {
        Twins twins = twins_of(fixture, formulas[i]);
        for (size_t k = 0; k < twins.count; k++) {
            const Chain *chain = &twins.list[k].chain;
            for (size_t side = 0; side < chain->count; side++) {
                assert_true(expr_walk(chain->sides[side], has_whole_indices, NULL));
            }
            assert_string_equal(normal_form(fixture, twins.tex[k]), twins.tex[k]);
        }
    }
}

static void test_what_is_no_statement_of_the_formula_is_left_alone(void **state) {
    static const struct {
        const char *tex;
        size_t side;      /* that must not be changed, */
        const char *kept; /* or what every mutant still prints */
    } rows[] = {
        {"\\tilde\\beta_t = a \\beta_t", 0, NULL},
        {"\\epsilon_\\theta(x_t, t) = a \\varepsilon", 0, NULL},
        {"q(x_t|x_{t-1}) = a \\mathcal N(x_t; m, c)", 0, NULL},
        {"a = b \\mathcal N(x_t; m, c)", 9, "\\mathcal{N}(x_{t};"},
        {"a = b \\epsilon_\\theta(x_t, s) + 1", 9, "x_{t}"},
        {"a = \\int x_{t-1} q(x_{t-1}|x_t) dx_{t-1}", 9, "dx_{t - 1}"},
        {"a = \\sum_{i=1}^{t} \\alpha_i", 9, "_{i}"},
        {"a = c \\mathbb{E}[x_t | x_0]", 9, "| x_{0}]"},
        {"\\frac{\\partial}{\\partial b} (a b) = a", 9, "\\frac{\\partial}{\\partial b}"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Twins twins = twins_of(*state, rows[i].tex);
        assert_true(twins.count > 0);
        for (size_t k = 0; k < twins.count; k++) {
            assert_int_not_equal(twins.list[k].side, rows[i].side);
            const char *factor = "factor dropped";
            bool dropped = strncmp(twins.list[k].remark, factor, strlen(factor)) == 0 ||
                           strncmp(twins.list[k].remark, "summand dropped", 15) == 0;
            if (rows[i].kept != NULL && !dropped && strstr(twins.tex[k], rows[i].kept) == NULL) {
                fail_msg("%s: %s has lost %s", rows[i].tex, twins.tex[k], rows[i].kept);
            }
        }
    }
}

static void test_forbidden_changes_are_not_made(void **state) {
    static const struct {
        const char *tex, *never;
    } rows[] = {
        /* the law of a noise is symmetric, and its name does not matter */
        {"x_t = a x_0 + b \\varepsilon", "x_t = a x_0 - b \\varepsilon"},
        {"x_t = a x_0 + b \\varepsilon + \\alpha_t z",
         "x_t = a x_0 + b z + \\alpha_t \\varepsilon"},
        {"x_t = a x_0 + b \\bar\\varepsilon", "x_t = a x_0 + b \\varepsilon"},
        {"\\alpha_t \\epsilon_t = \\alpha_t z", "\\alpha_t \\epsilon_{t-1} = \\alpha_t z"},
        /* a noise without index beside a state is that state's, whatever its name */
        {"\\tilde\\mu_t = a x_t - b \\varepsilon + c \\varepsilon",
         "\\tilde\\mu_t = a x_t - b \\bar\\varepsilon + c \\varepsilon"},
        {"\\tilde\\mu_t = a x_t - b \\varepsilon", "\\tilde\\mu_t = a x_t - b \\bar\\varepsilon"},
        /* a law stays linear in what is random */
        {"x_t = a x_0 + b \\varepsilon", "x_t = a x_0 + b \\varepsilon^2"},
        {"x_t = a x_0 + \\frac{\\varepsilon}{b}", "x_t = a x_0 + \\frac{b}{\\varepsilon}"},
        {"x_t = a x_0 + \\beta_t z", "x_t = a x_0 + \\tilde\\beta_t z"},
        /* what is random and what is not are of two kinds */
        {"a = \\alpha_t + b \\bar\\epsilon_t", "a = \\bar\\epsilon_t + b \\alpha_t"},
        /* what an integral runs over */
        {"a = b \\int x_{t-1} q(x_{t-1}|x_t) dx_{t-1}", "a = b \\int x_t q(x_{t-1}|x_t) dx_{t-1}"},
        {"a = \\int \\exp(-\\frac{y^2}{2}) dy", "a = \\int \\exp(-\\frac{2}{y^2}) dy"},
        /* no roots of what may be negative */
        {"a = b x_0", "a = b \\sqrt{x_0}"},
        {"a = b m", "a = b \\sqrt{m}"},
        {"a = b \\tilde\\mu_t", "a = b \\sqrt{\\tilde\\mu_t}"},
        {"x_t = a x_0 + \\sqrt{1 - b} z", "x_t = a x_0 + \\sqrt{-b} z"},
        /* a distribution is no number */
        {"x_t \\sim \\mathcal N(0, a) + b", "x_t \\sim b"},
        {"x_t \\sim \\mathcal N(0, a) + b", "x_t \\sim -\\mathcal N(0, a) + b"},
        {"x_t \\sim \\mathcal N(0, a) + b", "x_t \\sim (\\mathcal N(0, a) + b)^2"},
        /* what is 1 or changes nothing */
        {"x_t \\sim \\mathcal N(m, c I)", "x_t \\sim \\mathcal N(m, \\sqrt{c} I)"},
        {"a = b I", "a = b"},
        {"a + b = 1", "\\sqrt{a+b} = 1"},
        {"a = b + c", "a = c + b"},
        {"a = \\frac{b}{1}", "a = b"},
        {"a = A B", "a = B A"},
        /* a sequence starts at 1 */
        {"a = b \\alpha_1", "a = b \\alpha_0"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Twins twins = twins_of(*state, rows[i].tex);
        assert_true(twins.count > 0);
        if (find(*state, &twins, rows[i].never) != NULL) {
            fail_msg("%s: must not become %s", rows[i].tex, rows[i].never);
        }
    }
}

static void test_a_noise_changes_its_sign_where_it_is_a_value(void **state) {
    Twins twins = twins_of(*state, "\\tilde\\mu_t = a x_t - b \\varepsilon");
    assert_non_null(find(*state, &twins, "\\tilde\\mu_t = a x_t + b \\varepsilon"));
}

/* Up to a constant the sides are values, for which the law's symmetry does not count. */
static void test_a_noise_changes_its_sign_in_a_relation_up_to_a_constant(void **state) {
    Twins twins = twins_of(*state, "x_t = a x_0 + b z + \\text{const}");
    assert_true(twins.chain->up_to_constant);
    assert_non_null(find(*state, &twins, "x_t = a x_0 - b z + \\text{const}"));
}

static void test_a_noise_used_twice_changes_its_sign_in_a_law(void **state) {
    Twins twins = twins_of(*state, "x_t = a x_0 + b z + c z");
    assert_non_null(find(*state, &twins, "x_t = a x_0 + b z - c z"));
}

static void test_a_bar_is_added_only_where_it_is_declared(void **state) {
    Fixture bare = {.arena = arena_new()};
    (void)state;
    bare.scope = scope_of(bare.arena, "int t in 2..6\nseq \\alpha_i, \\beta_i in (0.3,0.99)\n"
                                      "real \\bar\\beta in (0,1)\n");
    Twins twins = twins_of(&bare, "1 = \\alpha_t + \\beta_t");
    for (size_t i = 0; i < twins.count; i++) {
        assert_null(strstr(twins.list[i].remark, "added"));
    }
    assert_non_null(find(&bare, &twins, "1 = \\beta_t + \\beta_t"));
    arena_free(bare.arena);
}

/* Equal up to commuting, which shows as equal values only where a mistake is made. */
static void test_reordered_mutants_count_once(void **state) {
    Twins twins = twins_of(*state, "m = a b + a b");
    size_t dropped = 0;
    for (size_t i = 0; i < twins.count; i++) {
        dropped += strncmp(twins.list[i].remark, "factor dropped", 14) == 0;
    }
    /* b + a b and a + a b; not a b + b, a b + a. */
    assert_int_equal(dropped, 2);
}

/* Cov(a, b) = Cov(b, a): the swap is no slip. */
static void test_swapped_covariance_is_no_mutant(void **state) {
    Twins twins = twins_of(*state, "\\operatorname{Cov}[x_s, x_t|x_0] = a");
    assert_true(twins.count > 0);
    for (size_t i = 0; i < twins.count; i++)
        assert_null(strstr(twins.list[i].remark, "symbols swapped"));
}

/* The first words of the remark, up to the colon. */
static bool has_remark(const Twins *twins, const char *what) {
    for (size_t i = 0; i < twins->count; i++) {
        if (strncmp(twins->list[i].remark, what, strlen(what)) == 0) {
            return true;
        }
    }
    return false;
}

static void test_a_long_formula_gets_as_many_as_allowed_of_every_kind(void **state) {
    static const char *const kinds[] = {
        "bar dropped",    "standard deviation", "root taken",  "index shifted",
        "sign flipped",   "root dropped",       "squared",     "variance squared",
        "factor dropped", "alpha in the place", "beta in the", "summand dropped",
        "bar added",      "square dropped",     "denominator", "division inverted",
        "symbols swapped"};
    Twins twins =
        twins_of(*state, "x_{t-1} \\sim \\mathcal N(\\frac{\\sqrt{\\bar\\alpha_{t-1}}\\beta_t}{1-"
                         "\\bar\\alpha_t}x_0 + \\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})}{1-"
                         "\\bar\\alpha_t}x_t + a^2 b^2, \\frac{1-\\bar\\alpha_{t-1}}{1-"
                         "\\bar\\alpha_t}\\beta_t)");
    assert_int_equal(twins.count, MUTANTS_MAX);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!has_remark(&twins, kinds[i])) {
            print_all(&twins);
            fail_msg("none of the kind `%s`", kinds[i]);
        }
    }
}

/* Among many equal terms every change repeats another, and a huge tree is costly to compare. */
static void test_a_huge_formula_is_done_within_seconds(void **state) {
    enum { TERMS = 20000 };
    Fixture *fixture = *state;
    Arena *arena = arena_new();
    const Expr *letter = expr_of(fixture->scope, "\\sqrt{1-\\bar\\alpha_t}");
    const Expr **terms = calloc(TERMS, sizeof *terms);
    for (size_t i = 0; i < TERMS; i++) {
        terms[i] = letter;
    }
    static const ExprKind kinds[] = {EXPR_ADD, EXPR_MUL};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const Expr *sides[2] = {expr_of(fixture->scope, "m"),
                                expr_node(arena, (Span){0, 0}, kinds[i], TERMS, terms)};
        Relation relation = RELATION_EQUAL;
        Chain chain = {.count = 2, .sides = sides, .relations = &relation};
        const Mutant *mutants = NULL;
        double start = cpu_milliseconds();
        size_t count = mutate_chain(arena, fixture->scope, &chain, &mutants);
        assert_true(count > 0 && count <= MUTANTS_MAX);
        /* A quarter of a second; 19 s without a limit on the work. The rest is for busy machines.
         */
        assert_true(cpu_milliseconds() - start < 5000);
    }
    free(terms);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_formulas_have_exactly_these_mutants),
        cmocka_unit_test(test_each_operator_makes_its_slip_on_a_planted_formula),
        cmocka_unit_test(test_every_operator_is_listed_once_and_has_a_planted_formula),
        cmocka_unit_test(test_the_same_chain_has_the_same_mutants),
        cmocka_unit_test(test_a_mutant_changes_one_side_and_shares_the_others),
        cmocka_unit_test(test_no_two_mutants_are_the_same_and_none_is_the_original),
        cmocka_unit_test(test_mutants_are_well_formed_and_read_back),
        cmocka_unit_test(test_what_is_no_statement_of_the_formula_is_left_alone),
        cmocka_unit_test(test_forbidden_changes_are_not_made),
        cmocka_unit_test(test_a_noise_changes_its_sign_where_it_is_a_value),
        cmocka_unit_test(test_a_noise_changes_its_sign_in_a_relation_up_to_a_constant),
        cmocka_unit_test(test_a_noise_used_twice_changes_its_sign_in_a_law),
        cmocka_unit_test(test_a_bar_is_added_only_where_it_is_declared),
        cmocka_unit_test(test_reordered_mutants_count_once),
        cmocka_unit_test(test_swapped_covariance_is_no_mutant),
        cmocka_unit_test(test_a_long_formula_gets_as_many_as_allowed_of_every_kind),
        cmocka_unit_test(test_a_huge_formula_is_done_within_seconds),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
