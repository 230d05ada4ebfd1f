/* reader_ellipsis.c - "\alpha_t \alpha_{t-1} \cdots \alpha_1": the terms that the dots stand for.
 *
 * The terms beside the dots must be the same but for whole numbers that differ everywhere by the
 * same amount; the dots run from one to the other in steps of one. */
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
