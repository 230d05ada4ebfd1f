/* derivatives.c - derivatives become formulas before anything is decided.
 *
 * The score \nabla_{x_t} \log q(x_t|x_0) needs the density as a formula: its mean and variance come
 * from lower.h, which proved them from the one-step kernel. */
#include <string.h>

#include "math/derive.h"
#include "verify/decide.h"

/* Densities of one variable as N(x; m, v). */
static const Expr *expand_densities(Decider *decider, const Expr *expr) {
    if (expr->kind == EXPR_DENSITY && expr->split == 1 && !expr->symbol->implied) {
        const Expr *args[3] = {expr->args[0], NULL, NULL};
        if (lower_side(decider_lowering(decider), decider->arena, expr, NULL, 0, &args[1],
                       &args[2]))
            return expr_node(decider->arena, expr->span, EXPR_NORMAL_DENSITY, 3, args);
        return expr;
    }
    const Expr *copy = expr;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = expand_densities(decider, expr->args[i]);
        if (arg != expr->args[i])
            copy = expr_with_arg(decider->arena, copy, i, arg);
    }
    return copy;
}

/* Random letters outside densities that move with the variable, or may: later states, noises,
 * networks. The arguments of a density are its variables, each for itself. */
static bool moves_along(const Expr *body, const Expr *variable) {
    if (body->kind == EXPR_DENSITY || body->kind == EXPR_NORMAL_DENSITY)
        return false;
    if (body->kind == EXPR_SYMBOL) {
        SymbolKind kind = body->symbol->kind;
        bool state = kind == SYMBOL_STATE;
        long at = 0, of = 0;
        if (state && variable->symbol == body->symbol && variable->count == 1)
            return !expr_same(body->args[0], variable->args[0]) &&
                   !(expr_typical(body->args[0], &at) && expr_typical(variable->args[0], &of) &&
                     at < of);
        if (state || kind == SYMBOL_NOISE)
            return variable->symbol->kind == SYMBOL_STATE;
        /* f(x) of a function nobody knows, which is named as it is written. */
        if (body->symbol->implied && strchr(body->symbol->name, '('))
            return true;
        /* A letter nobody explained may depend on the variable. */
        return body->symbol->implied && body->symbol != variable->symbol && kind == SYMBOL_REAL &&
               !variable->symbol->implied;
    }
    /* A function whose own letters are not random moves with its arguments alone. */
    if (body->kind == EXPR_CALL && body->symbol->is_random)
        return true;
    for (size_t i = 0; i < body->count; i++)
        if (moves_along(body->args[i], variable))
            return true;
    return false;
}

const Expr *derivatives_take(Decider *decider, const Expr *expr) {
    if (!expr_has_kind(expr, EXPR_DERIVATIVE))
        return expr;
    const Expr *copy = expr;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = derivatives_take(decider, expr->args[i]);
        if (arg != expr->args[i])
            copy = expr_with_arg(decider->arena, copy, i, arg);
    }
    if (copy->kind != EXPR_DERIVATIVE)
        return copy;
    const char *why;
    /* A derivative within it that could not be taken keeps this one from being taken. */
    if (expr_has_kind(copy->args[1], EXPR_DERIVATIVE) ||
        moves_along(copy->args[1], copy->args[0]) ||
        !expr_mentions(copy->args[1], copy->args[0]->symbol))
        return copy;
    const Expr *body = expand_densities(decider, copy->args[1]);
    const Expr *derivative = expr_derive(decider->arena, body, copy->args[0], &why);
    return derivative ? derivative : copy;
}
