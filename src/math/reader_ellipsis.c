/* reader_ellipsis.c - "\alpha_t \alpha_{t-1} \cdots \alpha_1": the terms that the dots stand for.
 *
 * The terms beside the dots must be the same but for whole numbers that differ everywhere by the
 * same amount; the dots run from one to the other in steps of one. Where the term behind them is
 * written shorter, as in a_t \cdots a_2 b_1 + a_t \cdots a_3 b_2 + \cdots + a_t b_{t-1} + b_t, the
 * two terms before them say what a step is. */
#include <stdlib.h>
#include <string.h>

#include "math/reader_internal.h"

typedef struct {
    Reader *reader;
    const Symbol *bound;
    const Expr *difference; /* after - before, the first found */
    long step;              /* its sign; 0 while unknown */
    bool failed;
} Match;

static const Expr *stepped(Match *match, const Expr *before, const Expr *after) {
    Arena *arena = match->reader->arena;
    const Expr *minus = expr_unary(arena, before->span, EXPR_NEG, before);
    const Expr *difference = expr_binary(arena, before->span, EXPR_ADD, after, minus);
    long value;
    if (!expr_typical(difference, &value) || value == 0) {
        match->failed = true;
        return before;
    }
    long step = value > 0 ? 1 : -1;
    if (match->step == 0) {
        match->step = step;
        match->difference = difference;
    } else {
        long first = 0;
        expr_typical(match->difference, &first);
        if (labs(first) != labs(value)) {
            match->failed = true;
            return before;
        }
    }
    const Expr *k = expr_symbol(arena, before->span, match->bound, NULL);
    if (step < 0)
        k = expr_unary(arena, before->span, EXPR_NEG, k);
    return expr_binary(arena, before->span, EXPR_ADD, before, k);
}

static const Expr *template_of(Match *match, const Expr *before, const Expr *after) {
    if (expr_same(before, after))
        return before;
    if (expr_is_whole(before) && expr_is_whole(after))
        return stepped(match, before, after);
    if (before->kind != after->kind || before->count != after->count ||
        before->symbol != after->symbol || before->split != after->split ||
        before->function != after->function || before->count == 0) {
        match->failed = true;
        return before;
    }
    const Expr *copy = expr_with_args(match->reader->arena, before, before->count, before->args);
    for (size_t i = 0; i < before->count && !match->failed; i++)
        copy->args[i] = template_of(match, before->args[i], after->args[i]);
    return copy;
}

/* Count of terms left out: |after - before| - 1. */
static const Expr *missing(Match *match, Span span) {
    Arena *arena = match->reader->arena;
    const Expr *distance = match->difference;
    if (match->step < 0)
        distance = expr_unary(arena, span, EXPR_NEG, distance);
    return expr_binary(arena, span, EXPR_ADD, distance, expr_integer(arena, span, -1));
}

/* ---- terms that hold dots themselves ---- */

/* One for all gathered products, so that two of them can be alike: none holds another. */
static const Symbol gathered_index = {
    .kind = SYMBOL_BOUND, .integer_bound = true, .name = "i (dots)", .tex = "i"};

/* \alpha_t \cdots \alpha_2 as \prod_{i=2}^t \alpha_i, which also has one factor or none. */
static const Expr *gathered(Arena *arena, const Expr *expr) {
    if (expr->kind != EXPR_MUL || expr->count != 3 || expr->args[1]->kind != EXPR_PRODUCT)
        return expr;
    const Expr *first = expr->args[0], *last = expr->args[2];
    long high = 0, low = 0;
    if (first->kind != EXPR_SYMBOL || first->count != 1 || last->kind != EXPR_SYMBOL ||
        last->symbol != first->symbol || last->count != 1 || !expr_typical(first->args[0], &high) ||
        !expr_typical(last->args[0], &low))
        return expr;
    const Expr *index = expr_symbol(arena, expr->span, &gathered_index, NULL);
    const Expr *args[3] = {low <= high ? last->args[0] : first->args[0],
                           low <= high ? first->args[0] : last->args[0],
                           expr_symbol(arena, expr->span, first->symbol, index)};
    return expr_bound(arena, expr->span, EXPR_PRODUCT, &gathered_index, 3, args);
}

static const Expr *gather(Arena *arena, const Expr *expr) {
    const Expr *copy = expr;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = gather(arena, expr->args[i]);
        if (arg != expr->args[i])
            copy = expr_with_arg(arena, copy, i, arg);
    }
    return gathered(arena, copy);
}

/* The index of the last letter of `symbol` in expr, and how many there are. */
static void find_index(const Expr *expr, const Symbol *symbol, const Expr **index, size_t *count) {
    if (expr->kind == EXPR_SYMBOL && expr->symbol == symbol && expr->count == 1) {
        *index = expr->args[0];
        ++*count;
        return;
    }
    for (size_t i = 0; i < expr->count; i++)
        find_index(expr->args[i], symbol, index, count);
}

/* How many steps of one lie between first and after, by a letter whose index tells: second has it
 * one step on. NULL when no letter tells. */
static const Expr *steps_between(Arena *arena, const Expr *first, const Expr *second,
                                 const Expr *after, const Expr *here) {
    if (here->kind == EXPR_SYMBOL && here->count == 1) {
        const Expr *from = NULL, *next = NULL, *to = NULL;
        size_t a = 0, b = 0, c = 0;
        find_index(first, here->symbol, &from, &a);
        find_index(second, here->symbol, &next, &b);
        find_index(after, here->symbol, &to, &c);
        if (a == 1 && b == 1 && c == 1 && !expr_same(from, next))
            return expr_binary(arena, here->span, EXPR_ADD, to,
                               expr_unary(arena, here->span, EXPR_NEG, from));
    }
    for (size_t i = 0; i < here->count; i++) {
        const Expr *steps = steps_between(arena, first, second, after, here->args[i]);
        if (steps)
            return steps;
    }
    return NULL;
}

const Expr *ellipsis_fill_by_two(Reader *reader, const Expr *first, const Expr *second,
                                 const Expr *after, Span span) {
    Arena *arena = reader->arena;
    first = gather(arena, first);
    second = gather(arena, second);
    Symbol *symbol = arena_alloc(arena, sizeof *symbol);
    *symbol = (Symbol){.kind = SYMBOL_BOUND, .integer_bound = true, .name = "k (dots)", .tex = "k"};
    Match match = {.reader = reader, .bound = symbol};
    const Expr *body = template_of(&match, first, second);
    const Expr *steps = steps_between(arena, first, second, gather(arena, after), first);
    long one = 0;
    if (match.failed || match.step != 1 || !expr_typical(match.difference, &one) || one != 1 ||
        !steps || !expr_is_whole(steps))
        return NULL;
    const Expr *args[3] = {expr_integer(arena, span, 2),
                           expr_binary(arena, span, EXPR_ADD, steps, expr_integer(arena, span, -1)),
                           body};
    return expr_split(arena, span, EXPR_SUM, symbol, 1, 3, args);
}

const Expr *ellipsis_fill(Reader *reader, ExprKind kind, const Expr *before, const Expr *after,
                          Span span) {
    Arena *arena = reader->arena;
    Symbol bound = {.kind = SYMBOL_BOUND, .integer_bound = true, .name = "k (dots)", .tex = "k"};
    Symbol *symbol = arena_alloc(arena, sizeof *symbol);
    *symbol = bound;
    Match match = {.reader = reader, .bound = symbol};
    after = list_collapse(arena, after, before);
    before = list_collapse(arena, before, after);
    const Expr *body = template_of(&match, before, after);
    if (match.failed || match.step == 0)
        return fail_at(reader, span,
                       "write at least one term on each side, alike but for the index",
                       "it is not clear which terms the dots stand for");
    const Expr *args[3] = {expr_integer(arena, span, 1), missing(&match, span), body};
    return expr_split(arena, span, kind, symbol, 1, 3, args);
}
