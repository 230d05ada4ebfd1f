/* lists.c - q(x_{1:T}|x_0) at one point: the letters that a list stands for, one by one. */
#include "verify/law.h"

/* Arguments after writing out: the chain of a schedule has 1000 states. */
#define ARGUMENTS_MAX 1200

typedef struct {
    BallContext *ball;
    const Expr *args[ARGUMENTS_MAX];
    long indices[ARGUMENTS_MAX];
    size_t count;
    size_t group; /* where the present group starts: a letter counts once in it */
} Expansion;

static BallStatus add(Expansion *out, const Expr *letter, long index) {
    Arena *arena = out->ball->scope->arena;
    bool indexed = letter->kind == EXPR_SYMBOL && letter->count == 1;
    for (size_t i = out->group; i < out->count && indexed; i++)
        if (out->args[i]->symbol == letter->symbol && out->indices[i] == index)
            return BALL_OK;
    if (out->count == ARGUMENTS_MAX)
        return ball_stop(out->ball, BALL_UNABLE, letter, "a list of too many letters");
    if (indexed)
        letter = expr_symbol(arena, letter->span, letter->symbol,
                             expr_integer(arena, letter->span, index));
    out->indices[out->count] = index;
    out->args[out->count++] = letter;
    return BALL_OK;
}

static BallStatus add_argument(Expansion *out, const Expr *arg) {
    long lower = 0, upper = 0;
    BallStatus status = BALL_OK;
    if (arg->kind == EXPR_LIST) {
        status = ball_integer(out->ball, &lower, arg->args[0]);
        if (status == BALL_OK)
            status = ball_integer(out->ball, &upper, arg->args[1]);
        for (long i = lower; i <= upper && status == BALL_OK; i++)
            status = add(out, arg->args[2], i);
        return status;
    }
    if (arg->kind == EXPR_SYMBOL && arg->count == 1)
        status = ball_integer(out->ball, &lower, arg->args[0]);
    return status == BALL_OK ? add(out, arg, lower) : status;
}

static bool has_list(const Expr *expr) {
    for (size_t i = 0; i < expr->count; i++)
        if (expr->args[i]->kind == EXPR_LIST)
            return true;
    return false;
}

BallStatus lists_expand(BallContext *context, const Expr **out, const Expr *expr) {
    *out = expr;
    bool takes = expr->kind == EXPR_DENSITY || expr->kind == EXPR_EXPECT ||
                 expr->kind == EXPR_VARIANCE || expr->kind == EXPR_COVARIANCE;
    if (!takes || !has_list(expr))
        return BALL_OK;
    size_t bodies = expr->kind == EXPR_DENSITY      ? expr->split
                    : expr->kind == EXPR_COVARIANCE ? 2
                                                    : 1;
    Expansion *all = flint_malloc(sizeof *all);
    all->ball = context;
    all->count = 0;
    all->group = 0;
    BallStatus status = BALL_OK;
    size_t split = 0;
    for (size_t i = 0; i < expr->count && status == BALL_OK; i++) {
        if (i == bodies)
            all->group = split = all->count;
        status = add_argument(all, expr->args[i]);
    }
    if (bodies >= expr->count)
        split = all->count;
    if (expr->kind != EXPR_DENSITY)
        split = expr->split;
    if (status == BALL_OK)
        *out = expr_split(context->scope->arena, expr->span, expr->kind, expr->symbol, split,
                          all->count, all->args);
    flint_free(all);
    return status;
}
