/* lower.c - Gaussian laws, symbolically. */
#include "verify/lower.h"

#include <stdlib.h>
#include <string.h>

#include "diffusion/notation.h"
#include "math/reader.h"
#include "proof/proof.h"
#include "verify/law.h"

struct Lowering {
    const Kernel *kernel;
    const Symbol *index; /* the bound letter of the two candidates */
    const Expr *mean_factor;
    const Expr *variance;
    const Expr *merged;
    const Expr *data; /* the N(m, v) that x_0 is said to have; or NULL */
};

/* Random atoms of one expression. */
#define ATOMS_MAX 32

static const Span nowhere = {0, 0};

static const Expr *add(Arena *a, const Expr *x, const Expr *y) {
    return expr_binary(a, nowhere, EXPR_ADD, x, y);
}

static const Expr *sub(Arena *a, const Expr *x, const Expr *y) {
    return add(a, x, expr_unary(a, nowhere, EXPR_NEG, y));
}

static const Expr *mul(Arena *a, const Expr *x, const Expr *y) {
    return expr_binary(a, nowhere, EXPR_MUL, x, y);
}

static const Expr *divide(Arena *a, const Expr *x, const Expr *y) {
    return expr_binary(a, nowhere, EXPR_DIV, x, y);
}

static const Expr *square(Arena *a, const Expr *x) {
    return expr_binary(a, nowhere, EXPR_POW, x, expr_integer(a, nowhere, 2));
}

/* A formula in the index letter, at an index. */
static const Expr *at(Arena *a, const Symbol *letter, const Expr *formula, const Expr *index) {
    return expr_substitute(a, formula, letter, index);
}

/* ---- the induction ---- */

static bool same(Scope *scope, const Expr *left, const Expr *right) {
    const char *why;
    return proof_equal(scope, left, right, NULL, NULL, &why) == PROOF_PROVED;
}

static bool induction(Scope *scope, const Lowering *l, const Symbol *whole) {
    Arena *a = scope->arena;
    const Expr *zero = expr_integer(a, nowhere, 0);
    const Expr *t = expr_symbol(a, nowhere, whole, NULL);
    const Expr *before = add(a, t, expr_integer(a, nowhere, -1));
    const Expr *k = at(a, l->kernel->index, l->kernel->scale, t);
    const Expr *s = at(a, l->kernel->index, l->kernel->spread, t);
    const Expr *mean = mul(a, k, at(a, l->index, l->mean_factor, before));
    const Expr *variance =
        add(a, mul(a, square(a, k), at(a, l->index, l->variance, before)), square(a, s));
    return same(scope, at(a, l->index, l->mean_factor, zero), expr_integer(a, nowhere, 1)) &&
           same(scope, at(a, l->index, l->variance, zero), zero) &&
           same(scope, at(a, l->index, l->mean_factor, t), mean) &&
           same(scope, at(a, l->index, l->variance, t), variance);
}

static const Expr *read_candidate(Scope *scope, const char *tex) {
    Source *source = arena_alloc(scope->arena, sizeof *source);
    *source = (Source){.name = "notation", .bytes = tex, .length = strlen(tex)};
    Diag diag = {0};
    return expr_parse(scope, source, (Span){0, source->length}, &diag);
}

Lowering *lower_new(Arena *arena, Scope *scope, const char *notation, const Expr *merged) {
    const Notation *row = notation ? notation_find(notation, NULL) : NULL;
    const Kernel *kernel = scope_kernel(scope);
    if (!row || !row->mean_factor || !kernel->state)
        return NULL;
    Scope *inner = scope_new(arena, scope);
    inner->accept_unknown = false;
    Symbol index = {.kind = SYMBOL_BOUND, .integer_bound = true, .name = "t", .tex = "t"};
    const Symbol *letter = scope_add(inner, &index);
    Lowering *lowering = arena_alloc(arena, sizeof *lowering);
    *lowering = (Lowering){.kernel = kernel,
                           .index = letter,
                           .mean_factor = read_candidate(inner, row->mean_factor),
                           .variance = read_candidate(inner, row->variance),
                           .merged = merged,
                           .data = law_declared_data(scope, kernel->state)};
    Symbol whole = {.kind = SYMBOL_INT, .name = "n (induction)", .tex = "n", .first = 1, .last = 8};
    if (!lowering->mean_factor || !lowering->variance)
        return NULL;
    return induction(inner, lowering, scope_add(inner, &whole)) ? lowering : NULL;
}

/* ---- indices ---- */

/* index = symbol + offset; symbol NULL for a constant. */
static bool index_parts(const Expr *index, const Symbol **symbol, long *offset) {
    if (index->kind == EXPR_NUMBER) {
        *offset += strtol(index->text, NULL, 10);
        return strlen(index->text) < 9;
    }
    if (index->kind == EXPR_SYMBOL && index->count == 0) {
        bool first = *symbol == NULL;
        *symbol = index->symbol;
        return first;
    }
    if (index->kind == EXPR_NEG && index->args[0]->kind == EXPR_NUMBER) {
        *offset -= strtol(index->args[0]->text, NULL, 10);
        return strlen(index->args[0]->text) < 9;
    }
    /* 1 t, as the prover writes an index it has worked out. */
    if (index->kind == EXPR_MUL && index->count == 2 && index->args[0]->kind == EXPR_NUMBER &&
        strcmp(index->args[0]->text, "1") == 0)
        return index_parts(index->args[1], symbol, offset);
    if (index->kind != EXPR_ADD)
        return false;
    for (size_t i = 0; i < index->count; i++)
        if (!index_parts(index->args[i], symbol, offset))
            return false;
    return true;
}

typedef enum { ORDER_BELOW, ORDER_EQUAL, ORDER_ABOVE, ORDER_UNKNOWN } Order;

/* Where index a stands to index b, for every value of the letters: 0 is below any letter, s below t
 * is not known. */
static Order order_of(const Expr *a, const Expr *b, long *distance) {
    const Symbol *sa = NULL, *sb = NULL;
    long oa = 0, ob = 0;
    if (!index_parts(a, &sa, &oa) || !index_parts(b, &sb, &ob))
        return ORDER_UNKNOWN;
    *distance = oa - ob;
    if (sa == sb)
        return oa < ob ? ORDER_BELOW : oa == ob ? ORDER_EQUAL : ORDER_ABOVE;
    if (!sa && oa == 0)
        return ORDER_BELOW;
    if (!sb && ob == 0)
        return ORDER_ABOVE;
    return ORDER_UNKNOWN;
}

static bool is_state(const Expr *expr) {
    return expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_STATE && expr->count == 1;
}

/* ---- states given states ---- */

typedef struct {
    const Expr *mean;
    const Expr *variance;
} LawPair;

/* x_high given x_low: A_high/A_low x_low, V_high - (A_high/A_low)^2 V_low. One step is the kernel
 * itself. */
static LawPair forward(const Lowering *l, Arena *a, const Expr *high, const Expr *low,
                       const Expr *value, bool one_step) {
    const Expr *factor, *variance;
    if (one_step) {
        factor = at(a, l->kernel->index, l->kernel->scale, high);
        variance = square(a, at(a, l->kernel->index, l->kernel->spread, high));
    } else if (low->kind == EXPR_NUMBER && strcmp(low->text, "0") == 0) {
        factor = at(a, l->index, l->mean_factor, high);
        variance = at(a, l->index, l->variance, high);
    } else {
        factor =
            divide(a, at(a, l->index, l->mean_factor, high), at(a, l->index, l->mean_factor, low));
        variance = sub(a, at(a, l->index, l->variance, high),
                       mul(a, square(a, factor), at(a, l->index, l->variance, low)));
    }
    return (LawPair){mul(a, factor, value), variance};
}

/* x_t of Gaussian data N(m, v): A m, A^2 v + V. */
static LawPair marginal(const Lowering *l, Arena *a, const Expr *index) {
    const Expr *factor = at(a, l->index, l->mean_factor, index);
    const Expr *spread = mul(a, square(a, factor), l->data->args[1]);
    return (LawPair){mul(a, factor, l->data->args[0]),
                     add(a, spread, at(a, l->index, l->variance, index))};
}

/* The prior N(m, P) of x_s times the likelihood x_t = k x_s + N(0, R): variance PR/(R + k^2 P),
 * mean (R m + k P x_t)/(R + k^2 P). */
static LawPair bayes(const Lowering *l, Arena *a, LawPair prior, const Expr *index,
                     const Expr *later, bool one_step) {
    const Expr *one = expr_integer(a, nowhere, 1);
    LawPair likelihood = forward(l, a, later->args[0], index, one, one_step);
    const Expr *k = likelihood.mean;
    const Expr *r = likelihood.variance;
    const Expr *total = add(a, r, mul(a, square(a, k), prior.variance));
    const Expr *mean = add(a, mul(a, r, prior.mean), mul(a, mul(a, k, prior.variance), later));
    return (LawPair){divide(a, mean, total), divide(a, mul(a, prior.variance, r), total)};
}

static bool state_law(const Lowering *l, Arena *a, const Expr *state, const Expr *const *given,
                      size_t count, LawPair *out) {
    const Expr *index = state->args[0];
    const Expr *below = NULL, *above = NULL;
    long gap_below = 0, gap_above = 0;
    for (size_t i = 0; i < count; i++) {
        long distance = 0, nearer = 0;
        if (!is_state(given[i]))
            return false;
        Order order = order_of(given[i]->args[0], index, &distance);
        if (order == ORDER_BELOW) {
            if (!below || order_of(given[i]->args[0], below->args[0], &nearer) == ORDER_ABOVE) {
                below = given[i];
                gap_below = distance;
            }
        } else if (order == ORDER_ABOVE) {
            if (!above || order_of(given[i]->args[0], above->args[0], &nearer) == ORDER_BELOW) {
                above = given[i];
                gap_above = distance;
            }
        } else {
            return false;
        }
    }
    if (!below && !l->data)
        return false; /* then the law of the data matters */
    const Symbol *letter = NULL, *lower = NULL;
    long ignored = 0;
    index_parts(index, &letter, &ignored);
    if (below)
        index_parts(below->args[0], &lower, &ignored);
    *out = below ? forward(l, a, index, below->args[0], below, letter == lower && gap_below == -1)
                 : marginal(l, a, index);
    if (above)
        *out = bayes(l, a, *out, index, above, gap_above == 1);
    return true;
}

/* ---- linear combinations ---- */

typedef struct {
    const Expr *list[ATOMS_MAX];
    size_t count;
    bool overflow;
} Atoms;

static bool collect_atom(void *context, const Expr *expr) {
    Atoms *atoms = context;
    if (expr->kind != EXPR_SYMBOL)
        return true;
    SymbolKind kind = expr->symbol->kind;
    if (kind != SYMBOL_STATE && kind != SYMBOL_NOISE && kind != SYMBOL_NORMAL)
        return true;
    for (size_t i = 0; i < atoms->count; i++)
        if (expr_same(atoms->list[i], expr))
            return true;
    if (atoms->count == ATOMS_MAX)
        atoms->overflow = true;
    else
        atoms->list[atoms->count++] = expr;
    return true;
}

/* expr with the atoms replaced: `one` by 1, those in keep as they are, every other by 0. */
static const Expr *pick(Arena *a, const Expr *expr, const Atoms *atoms, const Expr *one,
                        const Expr *const *keep, size_t keep_count) {
    if (expr->kind == EXPR_SYMBOL) {
        for (size_t i = 0; i < keep_count; i++)
            if (expr_same(expr, keep[i]))
                return one ? expr_integer(a, nowhere, 0) : expr;
        for (size_t i = 0; i < atoms->count; i++)
            if (expr_same(expr, atoms->list[i]))
                return expr_integer(a, nowhere, one && expr_same(expr, one) ? 1 : 0);
        return expr;
    }
    const Expr *copy = expr;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = pick(a, expr->args[i], atoms, one, keep, keep_count);
        if (arg == expr->args[i])
            continue;
        copy = copy == expr ? expr_with_args(a, expr, expr->count, expr->args) : copy;
        copy->args[i] = arg;
    }
    return copy;
}

static bool is_among(const Expr *expr, const Expr *const *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (expr_same(expr, list[i]))
            return true;
    return false;
}

/* A step's noise is independent of the states before that step only. */
static bool is_independent(const Expr *noise, const Expr *const *given, size_t count) {
    if (noise->symbol->kind != SYMBOL_NOISE || noise->count == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        long distance;
        if (order_of(noise->args[0], given[i]->args[0], &distance) != ORDER_ABOVE)
            return false;
    }
    return true;
}

/* constant + sum_i c_i u_i with independent u_i (noises, normal variables) and given states. */
static bool linear_law(Arena *a, const Expr *expr, const Expr *const *given, size_t given_count,
                       LawPair *out) {
    expr = law_unfold(a, expr);
    Atoms atoms = {0};
    expr_walk(expr, collect_atom, &atoms);
    if (atoms.overflow || !law_is_linear(expr))
        return false;
    out->mean = pick(a, expr, &atoms, NULL, given, given_count);
    out->variance = expr_integer(a, nowhere, 0);
    const Expr *none = pick(a, expr, &atoms, NULL, NULL, 0);
    for (size_t i = 0; i < atoms.count; i++) {
        const Expr *atom = atoms.list[i];
        if (is_among(atom, given, given_count))
            continue;
        if (atom->symbol->kind == SYMBOL_STATE || !is_independent(atom, given, given_count))
            return false;
        const Expr *factor = sub(a, pick(a, expr, &atoms, atom, NULL, 0), none);
        const Expr *variance = square(a, factor);
        if (atom->symbol->kind == SYMBOL_NORMAL) {
            const Expr *law = atom->symbol->definition;
            if (expr_is_random(law))
                return false; /* it moves with another letter */
            out->mean = add(a, out->mean, mul(a, factor, law->args[0]));
            variance = mul(a, variance, law->args[1]);
        }
        out->variance = add(a, out->variance, variance);
    }
    return true;
}

static bool random_law(const Lowering *l, Arena *a, const Expr *expr, const Expr *const *given,
                       size_t count, LawPair *out) {
    if (is_state(expr) && l && (count > 0 || l->data))
        return state_law(l, a, expr, given, count, out);
    for (size_t i = 0; i < count; i++)
        if (!is_state(given[i]))
            return false;
    return linear_law(a, expr, given, count, out);
}

bool lower_side(const Lowering *l, Arena *a, const Expr *side, const Expr *const *given,
                size_t count, const Expr **mean, const Expr **variance) {
    if (side->kind == EXPR_NORMAL || side->kind == EXPR_NORMAL_DENSITY) {
        size_t first = side->kind == EXPR_NORMAL ? 0 : 1;
        *mean = side->args[first];
        *variance = side->args[first + 1];
        return true;
    }
    if (side->kind == EXPR_ADD && side->args[0]->kind == EXPR_NORMAL) {
        const Expr *m, *v;
        *mean = *variance = expr_integer(a, nowhere, 0);
        for (size_t i = 0; i < side->count; i++) {
            if (!lower_side(l, a, side->args[i], given, count, &m, &v))
                return false;
            *mean = add(a, *mean, m);
            *variance = add(a, *variance, v);
        }
        return true;
    }
    LawPair pair;
    bool found;
    if (side->kind == EXPR_DENSITY)
        found = side->split == 1 &&
                random_law(l, a, side->args[0], side->args + 1, side->count - 1, &pair);
    else
        found = random_law(l, a, side, given, count, &pair);
    if (!found)
        return false;
    *mean = pair.mean;
    *variance = pair.variance;
    return true;
}

/* KL(N(m,v) || N(n,w)) = (v/w + (m-n)^2/w - 1 - log(v/w)) / 2 */
static const Expr *divergence(const Lowering *l, Arena *a, const Expr *expr) {
    const Expr *m, *v, *n, *w;
    if (!lower_side(l, a, expr->args[0], NULL, 0, &m, &v) ||
        !lower_side(l, a, expr->args[1], NULL, 0, &n, &w))
        return NULL;
    const Expr *ratio = divide(a, v, w);
    const Expr *sum = add(a, ratio, divide(a, square(a, sub(a, m, n)), w));
    sum = sub(a, sub(a, sum, expr_integer(a, nowhere, 1)),
              expr_function(a, nowhere, FUNCTION_LOG, ratio));
    return divide(a, sum, expr_integer(a, nowhere, 2));
}

static bool is_indexed_or_no_noise(void *context, const Expr *expr) {
    (void)context;
    return !(expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_NOISE && expr->count == 0);
}

static bool has_loose_noise(const Expr *expr) {
    return !expr_walk(expr, is_indexed_or_no_noise, NULL);
}

const Expr *lower_expr(void *user, Arena *arena, const Expr *expr) {
    const Lowering *l = user;
    LawPair pair;
    if (expr->kind == EXPR_EXPECT && expr->split == 1)
        return NULL;
    if (expr->kind == EXPR_EXPECT || expr->kind == EXPR_VARIANCE) {
        if (expr->count > 1 && has_loose_noise(expr->args[0]))
            return NULL; /* how it enters what is given is not said */
        if (!random_law(l, arena, expr->args[0], expr->args + 1, expr->count - 1, &pair))
            return NULL;
        return expr->kind == EXPR_EXPECT ? pair.mean : pair.variance;
    }
    if (expr->kind == EXPR_KL)
        return divergence(l, arena, expr);
    if (expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_NOISE && expr->count == 0 && l &&
        l->merged) {
        const Expr *zero = expr_integer(arena, nowhere, 0);
        const Expr *state = expr_symbol(arena, nowhere, l->kernel->state, l->merged);
        const Expr *start = expr_symbol(arena, nowhere, l->kernel->state, zero);
        LawPair law = forward(l, arena, l->merged, zero, start, false);
        const Expr *root =
            expr_binary(arena, nowhere, EXPR_ROOT, law.variance, expr_integer(arena, nowhere, 2));
        return divide(arena, sub(arena, state, law.mean), root);
    }
    return NULL;
}
