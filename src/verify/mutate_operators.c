/* mutate_operators.c - the slips, one row of the table at the end for each. */
#include <stdlib.h>
#include <string.h>

#include "verify/mutate_internal.h"

/* Longer indices are no indices: strtol must not overflow. */
#define INDEX_DIGITS_MAX 6

static bool is_parent(const Site *site, ExprKind kind) {
    return site->parent != NULL && site->parent->node->kind == kind;
}

typedef struct {
    const Expr *wanted;
    size_t count;
} Search;

static bool count_same(void *context, const Expr *expr) {
    Search *search = context;
    if (expr->kind == search->wanted->kind && expr_same(expr, search->wanted))
        search->count++;
    return true;
}

static size_t occurrences(const Expr *root, const Expr *wanted) {
    Search search = {.wanted = wanted};
    expr_walk(root, count_same, &search);
    return search.count;
}

/* ---- changes that a law does not feel ---- */

/* A noise that stands once in a law may get another name: the law is the same. Beside states every
 * noise without an index is read as the one noise merged into the latest state, whatever its name.
 */
static bool renames_noise(const Site *site, const Expr *by) {
    if (!mutate_is_noise(site->node) || !mutate_is_noise(by))
        return false;
    bool loose = site->node->count == 0 && by->count == 0;
    if (!site->side->law && !loose)
        return false;
    const Expr *root = site->side->root;
    if (!site->side->law)
        return occurrences(root, by) == 0;
    return occurrences(root, site->node) == 1 && occurrences(root, by) == 0;
}

/* A noise that stands once in a law, as a factor of this term, may change its sign. */
static bool has_symmetric_factor(const Expr *term, const Expr *root) {
    if (mutate_is_noise(term))
        return occurrences(root, term) == 1;
    if (term->kind != EXPR_MUL && term->kind != EXPR_NEG && term->kind != EXPR_DIV)
        return false;
    size_t factors = term->kind == EXPR_DIV ? 1 : term->count;
    for (size_t i = 0; i < factors; i++)
        if (has_symmetric_factor(term->args[i], root))
            return true;
    return false;
}

/* ---- other letters ---- */

static bool fits(const Symbol *symbol, const Expr *node) {
    if (node->kind == EXPR_CALL)
        return symbol->kind == SYMBOL_FUN && symbol->parameter_count == node->count;
    switch (symbol->kind) {
    case SYMBOL_SEQ:
    case SYMBOL_LETSEQ:
    case SYMBOL_STATE: return node->count == 1;
    case SYMBOL_NOISE: return true;
    case SYMBOL_REAL:
    case SYMBOL_INT:
    case SYMBOL_LET:
    case SYMBOL_MATRIX:
    case SYMBOL_NORMAL:
    case SYMBOL_CONSTANT: return node->count == 0;
    case SYMBOL_FUN:
    case SYMBOL_DENSITY:
    case SYMBOL_BOUND: break;
    }
    return false;
}

/* The symbol of that name which may stand where node's does; NULL when nobody declared one. */
static const Symbol *find_fitting(const Scope *scope, const char *name, const Expr *node) {
    for (; scope != NULL; scope = scope->parent)
        for (size_t i = scope->count; i-- > 0;)
            if (strcmp(scope->symbols[i]->name, name) == 0 && fits(scope->symbols[i], node))
                return scope->symbols[i];
    return NULL;
}

static bool has_moment(const Expr *expr) {
    return expr_has_kind(expr, EXPR_EXPECT) || expr_has_kind(expr, EXPR_VARIANCE) ||
           expr_has_kind(expr, EXPR_COVARIANCE);
}

/* Proposes the letter of that name in the place of the site's, where it is declared. */
static void propose_letter(Workshop *shop, const Site *site, const char *name, const char *what) {
    const Expr *node = site->node;
    const Symbol *symbol = find_fitting(shop->scope, name, node);
    if (symbol == NULL || symbol == node->symbol)
        return;
    const Expr *by =
        expr_bound(shop->arena, node->span, node->kind, symbol, node->count, node->args);
    /* A letter that stands for moments has no place among the terms of a law. */
    const Expr *definition = mutate_definition_of(by);
    if (site->linear && definition != NULL && has_moment(definition))
        return;
    if (!renames_noise(site, by))
        mutate_propose(shop, (Edit){.site = site,
                                    .by = by,
                                    .what = what,
                                    .before = node,
                                    .between = " -> ",
                                    .after = by});
}

static bool has_letter(const Site *site) {
    return !site->bound && (site->node->kind == EXPR_SYMBOL || site->node->kind == EXPR_CALL);
}

/* The accents that tell a cumulative or a posterior quantity from one step's. */
static const struct {
    const char *prefix; /* of the canonical name */
    const char *dropped;
    const char *added;
} accents[] = {
    {"bar ", "bar dropped", "bar added"},
    {"hat ", "hat dropped", "hat added"},
    {"tilde ", "tilde dropped", "tilde added"},
};
#define ACCENT_COUNT (sizeof accents / sizeof accents[0])

static void drop_bar(Workshop *shop, const Site *site) {
    if (!has_letter(site))
        return;
    const char *name = site->node->symbol->name;
    for (size_t i = 0; i < ACCENT_COUNT; i++) {
        size_t length = strlen(accents[i].prefix);
        if (strncmp(name, accents[i].prefix, length) == 0)
            propose_letter(shop, site, name + length, accents[i].dropped);
    }
}

static void add_bar(Workshop *shop, const Site *site) {
    if (!has_letter(site))
        return;
    for (size_t i = 0; i < ACCENT_COUNT; i++) {
        const char *name =
            arena_printf(shop->scratch, "%s%s", accents[i].prefix, site->node->symbol->name);
        propose_letter(shop, site, name, accents[i].added);
    }
}

/* The name with its word `from` replaced, or NULL when it has no such word. */
static const char *exchange_word(Arena *arena, const char *name, const char *from, const char *to) {
    size_t length = strlen(from);
    for (const char *at = strstr(name, from); at != NULL; at = strstr(at + 1, from)) {
        bool starts = at == name || at[-1] == ' ';
        if (starts && (at[length] == '\0' || at[length] == ' '))
            return arena_printf(arena, "%.*s%s%s", (int)(at - name), name, to, at + length);
    }
    return NULL;
}

static void exchange_alpha_beta(Workshop *shop, const Site *site) {
    if (!has_letter(site))
        return;
    const char *name = site->node->symbol->name;
    const char *other = exchange_word(shop->scratch, name, "alpha", "beta");
    if (other != NULL)
        propose_letter(shop, site, other, "beta in the place of alpha");
    other = exchange_word(shop->scratch, name, "beta", "alpha");
    if (other != NULL)
        propose_letter(shop, site, other, "alpha in the place of beta");
}

/* ---- indices ---- */

static bool is_whole_number(const Expr *expr) {
    return expr->kind == EXPR_NUMBER && strlen(expr->text) <= INDEX_DIGITS_MAX &&
           strspn(expr->text, "0123456789") == strlen(expr->text);
}

/* The sum with its summand i, a whole number, one nearer to zero; without it where it becomes 0. */
static const Expr *shift_summand(Arena *arena, const Expr *sum, size_t i) {
    const Expr *summand = sum->args[i];
    bool negative = summand->kind == EXPR_NEG;
    long value = strtol(negative ? summand->args[0]->text : summand->text, NULL, 10);
    if (value == 0)
        return NULL;
    if (value > 1) {
        const Expr *nearer = expr_integer(arena, summand->span, negative ? 1 - value : value - 1);
        return expr_with_arg(arena, sum, i, nearer);
    }
    return mutate_without(arena, sum, i);
}

/* t -> t-1, t-1 -> t, t+1 -> t, 0 -> 1, 1 -> 2, 3 -> 2; NULL for a bound letter alone. */
static const Expr *shifted(Arena *arena, const Expr *index) {
    if (index->kind == EXPR_SYMBOL && index->symbol->kind == SYMBOL_BOUND)
        return NULL;
    if (index->kind == EXPR_NUMBER) {
        if (!is_whole_number(index))
            return NULL;
        /* Not down to 0, where a sequence has no value. */
        long value = strtol(index->text, NULL, 10);
        return expr_integer(arena, index->span, value > 1 ? value - 1 : value + 1);
    }
    if (index->kind == EXPR_ADD)
        for (size_t i = index->count; i-- > 0;) {
            const Expr *summand = index->args[i];
            if (is_whole_number(summand->kind == EXPR_NEG ? summand->args[0] : summand))
                return shift_summand(arena, index, i);
        }
    return expr_binary(arena, index->span, EXPR_ADD, index, expr_integer(arena, index->span, -1));
}

static void shift_index(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    if (site->bound)
        return;
    for (size_t i = 0; i < node->count; i++) {
        if (mutate_place(node, i) != PLACE_INDEX)
            continue;
        const Expr *index = shifted(shop->arena, node->args[i]);
        if (index == NULL)
            continue;
        const Expr *by = expr_with_arg(shop->arena, node, i, index);
        if (renames_noise(site, by))
            continue;
        /* Of a sum or product the bound says more than the whole. */
        bool big = node->kind == EXPR_SUM || node->kind == EXPR_PRODUCT;
        mutate_propose(shop, (Edit){.site = site,
                                    .by = by,
                                    .what = big ? "bound shifted" : "index shifted",
                                    .before = big ? node->args[i] : node,
                                    .between = " -> ",
                                    .after = big ? index : by});
    }
}

/* ---- squares and roots ---- */

static void propose_change(Workshop *shop, const Site *site, const Expr *by, const char *what) {
    mutate_propose(shop, (Edit){.site = site,
                                .by = by,
                                .what = what,
                                .before = site->node,
                                .between = " -> ",
                                .after = by});
}

/* Where a person sees one thing that could be squared: a letter, a factor, a mean or variance, the
 * whole side. */
static bool is_unit(const Site *site) {
    const Expr *node = site->node;
    switch (node->kind) {
    case EXPR_NUMBER:
        if (mutate_is_number(node, "0") || mutate_is_number(node, "1"))
            return false;
        break;
    case EXPR_SYMBOL:
        return !site->bound && !is_parent(site, EXPR_POW) && !is_parent(site, EXPR_ROOT);
    case EXPR_ADD:
    case EXPR_MUL:
    case EXPR_DIV:
    case EXPR_FUNCTION:
    case EXPR_ABS:
    case EXPR_SUM:
    case EXPR_PRODUCT:
    case EXPR_CALL:
    case EXPR_EXPECT:
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE: break;
    case EXPR_NEG:
    case EXPR_POW:  /* drop_square, drop_root */
    case EXPR_ROOT: /* drop_root, drop_square */
    case EXPR_INTEGRAL:
    case EXPR_BRACKET:
    case EXPR_DERIVATIVE:
    case EXPR_NORMAL:
    case EXPR_NORMAL_DENSITY:
    case EXPR_DENSITY:
    case EXPR_KL:
    case EXPR_TRANSPOSE:
    case EXPR_IDENTITY:
    case EXPR_LIST:
    case EXPR_KIND_COUNT: return false;
    }
    if (mutate_is_law(node))
        return false;
    if (site->parent == NULL)
        return !site->side->is_neutral;
    return site->moment || is_parent(site, EXPR_MUL) || is_parent(site, EXPR_DIV);
}

static void square(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    if (!is_unit(site) || (site->linear && mutate_is_random(node)))
        return;
    const Expr *two = expr_integer(shop->arena, node->span, 2);
    propose_change(shop, site, expr_binary(shop->arena, node->span, EXPR_POW, node, two),
                   site->variance ? "variance squared" : "squared");
}

static void take_root(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    /* Of a variance always: it is not negative whatever its letters are. */
    if (!is_unit(site) || (mutate_is_signed(node) && !site->variance))
        return;
    const Expr *two = expr_integer(shop->arena, node->span, 2);
    propose_change(shop, site, expr_binary(shop->arena, node->span, EXPR_ROOT, node, two),
                   site->variance ? "standard deviation for the variance" : "root taken");
}

static void drop_root(Workshop *shop, const Site *site) {
    if (site->node->kind == EXPR_ROOT)
        propose_change(shop, site, site->node->args[0], "root dropped");
}

static void drop_square(Workshop *shop, const Site *site) {
    if (site->node->kind == EXPR_POW && mutate_is_number(site->node->args[1], "2"))
        propose_change(shop, site, site->node->args[0], "square dropped");
}

/* ---- sums, products and fractions ---- */

static void flip_sign(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    bool summand = is_parent(site, EXPR_ADD), negative = node->kind == EXPR_NEG;
    if ((!summand && !negative) || mutate_is_law(node))
        return;
    /* -1 - a for 1 - a is, up to the sign of all, what 1 + a is. */
    if (summand && site->arg == 0 && node->kind == EXPR_NUMBER)
        return;
    if (site->side->law && has_symmetric_factor(node, site->side->root))
        return;
    const Expr *by = negative ? node->args[0] : expr_unary(shop->arena, node->span, EXPR_NEG, node);
    propose_change(shop, site, by, "sign flipped");
}

static void propose_drop(Workshop *shop, const Site *site, const char *what) {
    mutate_propose(shop, (Edit){.site = site, .what = what, .before = site->node});
}

static void drop_summand(Workshop *shop, const Site *site) {
    if (!is_parent(site, EXPR_ADD) || mutate_is_law(site->node))
        return;
    /* The root of -a has no value anywhere, and -a is no variance. */
    const Site *sum = site->parent;
    bool negative = sum->node->count == 2 && sum->node->args[1 - site->arg]->kind == EXPR_NEG;
    if (!negative || (!sum->variance && !is_parent(sum, EXPR_ROOT)))
        propose_drop(shop, site, "summand dropped");
}

static void drop_factor(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    if (mutate_is_law(node) || mutate_is_one(node))
        return;
    if (is_parent(site, EXPR_MUL))
        propose_drop(shop, site, "factor dropped");
    if (!is_parent(site, EXPR_DIV))
        return;
    /* The numerator alone is the fraction without its denominator, and the other way round. */
    const Expr *fraction = site->parent->node;
    Edit edit = {.site = site->parent, .before = node};
    if (site->arg == 1) {
        edit.by = fraction->args[0];
        edit.what = "denominator dropped";
    } else {
        edit.by = expr_with_arg(shop->arena, fraction, 0, expr_integer(shop->arena, node->span, 1));
        edit.what = "numerator dropped";
    }
    mutate_propose(shop, edit);
}

/* Does the node depend on what an integral above it runs over? */
static bool is_integrated(const Site *site) {
    for (const Site *below = site; below->parent != NULL; below = below->parent) {
        const Expr *above = below->parent->node;
        if (above->kind == EXPR_INTEGRAL && below->arg == 0 &&
            expr_mentions(site->node, above->args[1]->symbol))
            return true;
    }
    return false;
}

static void invert_division(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    if (node->kind != EXPR_DIV || (site->linear && mutate_is_random(node)) || is_integrated(site))
        return;
    const Expr *above = node->args[0], *below = node->args[1];
    const Expr *by = mutate_is_number(above, "1")
                         ? below
                         : expr_binary(shop->arena, node->span, EXPR_DIV, below, above);
    propose_change(shop, site, by, "division inverted");
}

/* ---- two letters exchanged ---- */

/* a and b exchanged wherever they stand for themselves. */
static const Expr *exchange(Arena *arena, const Expr *expr, const Expr *a, const Expr *b) {
    if (expr->kind == EXPR_SYMBOL) {
        const Expr *other = expr_same(expr, a) ? b : expr_same(expr, b) ? a : NULL;
        return other != NULL ? other : expr;
    }
    bool binds = mutate_binds(expr, a) || mutate_binds(expr, b);
    const Expr *changed = expr;
    for (size_t i = 0; i < expr->count; i++) {
        if (mutate_place(expr, i) != PLACE_VALUE || (binds && i == 0))
            continue;
        const Expr *arg = exchange(arena, expr->args[i], a, b);
        if (arg == expr->args[i])
            continue;
        if (changed == expr)
            changed = expr_with_args(arena, expr, expr->count, expr->args);
        changed->args[i] = arg;
    }
    return changed;
}

/* Sequences are alike whether they are given or defined, and so are single numbers. */
static SymbolKind group_of(const Expr *expr) {
    SymbolKind kind = expr->symbol->kind;
    if (mutate_definition_of(expr) != NULL && mutate_is_random(expr))
        return SYMBOL_NOISE;
    if (kind == SYMBOL_LETSEQ)
        return SYMBOL_SEQ;
    return kind == SYMBOL_LET ? SYMBOL_REAL : kind;
}

static bool is_free(void *context, const Expr *expr) {
    if (expr->kind != EXPR_SYMBOL || expr->symbol->kind != SYMBOL_BOUND)
        return true;
    *(const Symbol **)context = expr->symbol;
    return false;
}

/* The bound letter in the index, NULL when there is none. */
static const Symbol *bound_index(const Expr *expr) {
    const Symbol *bound = NULL;
    expr_walk(expr, is_free, &bound);
    return bound;
}

static bool may_swap(const Site *a, const Site *b) {
    if (group_of(a->node) != group_of(b->node) || group_of(a->node) == SYMBOL_CONSTANT)
        return false;
    /* A bound letter stays within what binds it. */
    if (bound_index(a->node) != bound_index(b->node))
        return false;
    /* In a law two independent noises may change places. */
    return !(a->side->law && a->node->symbol->kind == SYMBOL_NOISE);
}

static void swap_symbols(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    if (site->parent == NULL) {
        shop->root = site;
        shop->letter_count = 0;
    }
    if (node->kind != EXPR_SYMBOL || site->bound || shop->letter_count == MUTATE_LETTERS_MAX)
        return;
    for (size_t i = 0; i < shop->letter_count; i++)
        if (expr_same(shop->letters[i]->node, node))
            return;
    for (size_t i = 0; i < shop->letter_count; i++) {
        const Expr *other = shop->letters[i]->node;
        if (!may_swap(shop->letters[i], site))
            continue;
        mutate_propose(shop, (Edit){.site = shop->root,
                                    .by = exchange(shop->arena, shop->root->node, other, node),
                                    .what = "symbols swapped",
                                    .before = other,
                                    .between = " <-> ",
                                    .after = node});
    }
    shop->letters[shop->letter_count++] = site;
}

/* The order is that in which mutants are taken in turn: the commonest slips first. */
const MutateOperator mutate_operators[] = {
    {"drop-bar", "a bar, hat or tilde left out, where the bare letter is declared", drop_bar},
    {"root", "the root of a letter, factor, mean or variance", take_root},
    {"shift-index", "t-1 for t, t for t-1 or t+1, the next number; also the bounds of sums",
     shift_index},
    {"flip-sign", "the sign of a summand", flip_sign},
    {"drop-root", "a root left out", drop_root},
    {"square", "the square of a letter, factor, mean or variance", square},
    {"drop-factor", "a factor, numerator or denominator left out", drop_factor},
    {"alpha-beta", "alpha for beta or beta for alpha, at the same index", exchange_alpha_beta},
    {"drop-summand", "a summand left out", drop_summand},
    {"add-bar", "a bar, hat or tilde too many, where that letter is declared", add_bar},
    {"drop-square", "a square left out", drop_square},
    {"invert-division", "a fraction upside down", invert_division},
    {"swap-symbols", "two symbols of one kind exchanged throughout a side", swap_symbols},
};
const size_t mutate_operators_count = sizeof mutate_operators / sizeof mutate_operators[0];

void mutate_by_name(Workshop *shop, const Site *site, const char *name) {
    for (size_t i = 0; i < mutate_operators_count; i++)
        if (strcmp(mutate_operators[i].name, name) == 0)
            mutate_operators[i].propose(shop, site);
}
