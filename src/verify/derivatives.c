/* derivatives.c - derivatives become formulas before anything is decided.
 *
 * The score \nabla_{x_t} \log q(x_t|x_0) needs the density as a formula: its mean and variance come
 * from lower.h, which proved them from the one-step kernel. */
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
    const Expr *body = expand_densities(decider, copy->args[1]);
    const Expr *derivative = expr_derive(decider->arena, body, copy->args[0], &why);
    return derivative ? derivative : copy;
}
