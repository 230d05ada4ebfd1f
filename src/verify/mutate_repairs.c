/* mutate_repairs.c - changes that undo a slip, the likeliest slip first.
 *
 * Most are the mutations the other way round: where a bar was forgotten, adding one repairs. The
 * rest make no good twins, since what they give is often equal or absurd, and serve here alone. */
#include <stdlib.h>
#include <string.h>

#include "verify/mutate_internal.h"

static void propose(Workshop *shop, const Site *site, const Expr *by, const char *what) {
    mutate_propose(shop, (Edit){.site = site,
                                .by = by,
                                .what = what,
                                .before = site->node,
                                .between = " -> ",
                                .after = by});
}

/* \sqrt{a}+\sqrt{b} -> \sqrt{a+b}: of independent noises the variances add. */
static void merge_roots(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    if (node->kind != EXPR_ADD)
        return;
    const Expr *sum = expr_with_args(shop->arena, node, node->count, node->args);
    for (size_t i = 0; i < node->count; i++) {
        const Expr *root = node->args[i];
        if (root->kind != EXPR_ROOT || !mutate_is_number(root->args[1], "2"))
            return;
        sum = expr_with_arg(shop->arena, sum, i, root->args[0]);
    }
    const Expr *two = expr_integer(shop->arena, node->span, 2);
    propose(shop, site, expr_binary(shop->arena, node->span, EXPR_ROOT, sum, two), "roots merged");
}

/* (a+b)^2 -> a^2+b^2, the same slip in a variance. */
static void share_square(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    if (node->kind != EXPR_POW || !mutate_is_number(node->args[1], "2") ||
        node->args[0]->kind != EXPR_ADD)
        return;
    const Expr *sum = node->args[0];
    const Expr *by = expr_with_args(shop->arena, sum, sum->count, sum->args);
    for (size_t i = 0; i < sum->count; i++) {
        const Expr *term = sum->args[i];
        /* A minus sign is squared away as well. */
        term = term->kind == EXPR_NEG ? term->args[0] : term;
        by = expr_with_arg(shop->arena, by, i,
                           expr_binary(shop->arena, term->span, EXPR_POW, term, node->args[1]));
    }
    propose(shop, site, by, "terms squared one by one");
}

/* 2 a, with the factors of a product beside the 2. */
static const Expr *doubled(Arena *arena, const Expr *node, const Expr *two) {
    if (node->kind != EXPR_MUL)
        return expr_binary(arena, node->span, EXPR_MUL, two, node);
    const Expr **factors = arena_array(arena, node->count + 1, sizeof *factors);
    factors[0] = two;
    memcpy(factors + 1, node->args, node->count * sizeof *factors);
    return expr_with_args(arena, node, node->count + 1, factors);
}

/* A whole side, a summand with its sign left before it, a mean or a variance, times 2 or by 2. */
static void scale(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    const Site *parent = site->parent;
    bool negated = parent != NULL && parent->node->kind == EXPR_NEG;
    const Site *around = negated ? parent->parent : parent;
    bool whole = around == NULL || site->moment || around->node->kind == EXPR_ADD;
    if (!whole || mutate_is_law(node) || node->kind == EXPR_NUMBER || node->kind == EXPR_NEG)
        return;
    const Expr *two = expr_integer(shop->arena, node->span, 2);
    propose(shop, site, doubled(shop->arena, node, two), "doubled");
    propose(shop, site, expr_binary(shop->arena, node->span, EXPR_DIV, node, two), "halved");
}

/* a^4 -> a^2 and a^2 -> a^4: a power that was squared, or left as it is, once too often. */
static void rescale_power(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    if (node->kind != EXPR_POW || node->args[1]->kind != EXPR_NUMBER)
        return;
    const char *text = node->args[1]->text;
    if (strlen(text) != 1 || strchr("2468", text[0]) == NULL)
        return;
    long power = text[0] - '0';
    const Expr *twice = expr_integer(shop->arena, node->span, 2 * power);
    propose(shop, site, expr_with_arg(shop->arena, node, 1, twice), "squared");
    if (power % 4 != 0)
        return;
    const Expr *half = expr_integer(shop->arena, node->span, power / 2);
    propose(shop, site, expr_with_arg(shop->arena, node, 1, half), "square dropped");
}

/* -a for a whole side, and b - a for a - b. */
static void turn_sign(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    if (node->kind == EXPR_NEG || mutate_is_law(node) || site->side->some_law)
        return;
    bool difference = node->kind == EXPR_ADD && node->count == 2 &&
                      (node->args[0]->kind == EXPR_NEG) != (node->args[1]->kind == EXPR_NEG);
    if (difference)
        propose(shop, site, expr_unary(shop->arena, node->span, EXPR_NEG, node), "turned round");
    else if (site->parent == NULL)
        propose(shop, site, expr_unary(shop->arena, node->span, EXPR_NEG, node), "sign flipped");
}

/* Digits of an index that is moved. */
#define INDEX_DIGITS_MAX 6
/* How far from the right one an index is looked for. */
#define INDEX_REACH 2

/* A whole number that is written as one, with its sign. */
static bool read_whole(const Expr *expr, long *value) {
    const Expr *number = expr->kind == EXPR_NEG ? expr->args[0] : expr;
    if (number->kind != EXPR_NUMBER || strlen(number->text) > INDEX_DIGITS_MAX ||
        strspn(number->text, "0123456789") != strlen(number->text))
        return false;
    *value = strtol(number->text, NULL, 10);
    *value = expr->kind == EXPR_NEG ? -*value : *value;
    return true;
}

/* The index that many further on: t-1 and 2 make t+1. NULL below 0. */
static const Expr *moved(Arena *arena, const Expr *index, long by) {
    long offset = 0;
    if (read_whole(index, &offset))
        return offset + by < 0 ? NULL : expr_integer(arena, index->span, offset + by);
    const Expr *base = index;
    if (index->kind == EXPR_ADD && index->count == 2 && read_whole(index->args[1], &offset))
        base = index->args[0];
    if (offset + by == 0)
        return base;
    return expr_binary(arena, index->span, EXPR_ADD, base,
                       expr_integer(arena, index->span, offset + by));
}

/* t+2, t+1, t-1 and t-2 for t, and 0 for the index of a state: shift-index knows the nearest only.
 */
static void move_index(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    bool indexed = node->kind == EXPR_SYMBOL && node->count == 1;
    if (!indexed || site->bound || site->side->some_law || mutate_place(node, 0) != PLACE_INDEX)
        return;
    for (long by = -INDEX_REACH; by <= INDEX_REACH; by++) {
        const Expr *index = moved(shop->arena, node->args[0], by);
        if (by != 0 && index != NULL)
            propose(shop, site, expr_with_arg(shop->arena, node, 0, index), "index shifted");
    }
    if (node->symbol->kind == SYMBOL_STATE)
        propose(shop, site,
                expr_with_arg(shop->arena, node, 0, expr_integer(shop->arena, node->span, 0)),
                "index shifted");
}

/* 1/a for a factor a or a whole side, and a b for a/b. */
static void turn_factor(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    if (mutate_is_law(node) || mutate_is_one(node) || site->side->some_law ||
        (site->linear && mutate_is_random(node)))
        return;
    if (node->kind == EXPR_DIV) {
        const Expr *product =
            expr_binary(shop->arena, node->span, EXPR_MUL, node->args[0], node->args[1]);
        if (!mutate_is_one(node->args[0]))
            propose(shop, site, product, "division made a product");
    } else if (site->parent == NULL || site->parent->node->kind == EXPR_MUL) {
        const Expr *one = expr_integer(shop->arena, node->span, 1);
        propose(shop, site, expr_binary(shop->arena, node->span, EXPR_DIV, one, node),
                site->parent == NULL ? "division inverted" : "factor inverted");
    }
}

/* A number as a factor: "2 a" where a is right. */
static void drop_number(Workshop *shop, const Site *site) {
    if (site->node->kind == EXPR_NUMBER && site->parent != NULL &&
        site->parent->node->kind == EXPR_MUL && !mutate_is_one(site->node))
        mutate_propose(shop, (Edit){.site = site, .what = "number dropped", .before = site->node});
}

/* a and b exchanged everywhere, in the arguments of densities too. */
static const Expr *exchange(Arena *arena, const Expr *expr, const Expr *a, const Expr *b) {
    if (expr_same(expr, a))
        return b;
    if (expr_same(expr, b))
        return a;
    const Expr *changed = expr;
    for (size_t i = 0; i < expr->count; i++)
        changed = expr_with_arg(arena, changed, i, exchange(arena, expr->args[i], a, b));
    return changed;
}

static bool is_state(const Expr *expr) {
    return expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_STATE && expr->count == 1;
}

typedef struct {
    const Expr *other; /* than this one */
    const Expr *found;
} StateSearch;

static bool find_state(void *context, const Expr *expr) {
    StateSearch *search = context;
    if (search->found == NULL && is_state(expr) && !expr_same(expr, search->other))
        search->found = expr;
    return search->found == NULL;
}

/* q(x_{t-1}|x_t) for q(x_t|x_{t-1}), N(x_{t-1}; a x_t, v) for N(x_t; a x_{t-1}, v). */
static void swap_states(Workshop *shop, const Site *site) {
    const Expr *node = site->node;
    bool density = node->kind == EXPR_NORMAL_DENSITY || node->kind == EXPR_DENSITY;
    if (!density || node->count < 2 || !is_state(node->args[0]))
        return;
    StateSearch search = {.other = node->args[0]};
    for (size_t i = 1; i < node->count && search.found == NULL; i++)
        expr_walk(node->args[i], find_state, &search);
    if (search.found == NULL)
        return;
    const Expr *by = exchange(shop->arena, node, search.other, search.found);
    mutate_propose(shop, (Edit){.site = site,
                                .by = by,
                                .what = "symbols swapped",
                                .before = search.other,
                                .between = " <-> ",
                                .after = search.found});
}

/* One row for each operator of mutate_operators.c that is used the other way round. */
#define BORROWED(name, operator)                                                                   \
    static void name(Workshop *shop, const Site *site) {                                           \
        mutate_by_name(shop, site, operator);                                                      \
    }
BORROWED(add_bar, "add-bar")
BORROWED(drop_bar, "drop-bar")
BORROWED(take_root, "root")
BORROWED(drop_root, "drop-root")
BORROWED(drop_square, "drop-square")
BORROWED(square, "square")
BORROWED(shift_index, "shift-index")
BORROWED(flip_sign, "flip-sign")
BORROWED(alpha_beta, "alpha-beta")
BORROWED(swap_symbols, "swap-symbols")
BORROWED(invert_division, "invert-division")
BORROWED(drop_factor, "drop-factor")
BORROWED(drop_summand, "drop-summand")

/* Leaving something out makes many a formula hold, and tells less than any other change: last. */
const MutateOperator mutate_repair_operators[] = {
    {"add-bar", "a bar is missing", add_bar},
    {"drop-bar", "a bar too many", drop_bar},
    {"drop-square", "a square too many", drop_square},
    {"root", "a root is missing", take_root},
    {"drop-root", "a root too many", drop_root},
    {"square", "a square is missing", square},
    {"rescale-power", "a power squared, or not squared", rescale_power},
    {"shift-index", "a wrong index", shift_index},
    {"merge-roots", "standard deviations added", merge_roots},
    {"share-square", "standard deviations added", share_square},
    {"flip-sign", "a wrong sign", flip_sign},
    {"alpha-beta", "alpha for beta", alpha_beta},
    {"swap-symbols", "two letters swapped", swap_symbols},
    {"swap-states", "the two states of a density swapped", swap_states},
    {"turn-sign", "a difference the wrong way round", turn_sign},
    {"move-index", "an index off by two", move_index},
    {"drop-number", "a number too many", drop_number},
    {"scale", "a factor of 2", scale},
    {"invert-division", "a fraction upside down", invert_division},
    {"turn-factor", "multiplied for divided", turn_factor},
    {"drop-factor", "a factor too many", drop_factor},
    {"drop-summand", "a term too many", drop_summand},
};
const size_t mutate_repair_operators_count =
    sizeof mutate_repair_operators / sizeof mutate_repair_operators[0];
