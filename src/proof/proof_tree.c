/* proof_tree.c - the walk over the expression. */
#include "math/derive.h"
#include "proof/proof_internal.h"

/* Nesting of nodes and definitions: the trees of formulas are below 200 deep. */
#define DEPTH_MAX 400
/* Parameters of a function. */
#define PARAMETERS_MAX 8

/* A linear whole number as an expression; NULL when it holds the bound of a symbolic sum. */
static const Expr *linear_expr(Prover *prover, const Linear *linear, Span span) {
    const Expr *terms[LINEAR_TERMS_MAX + 1];
    size_t count = 0;
    if (linear_bounds(prover, linear) != 0)
        return NULL;
    terms[count++] = expr_integer(prover->arena, span, linear->constant);
    for (size_t i = 0; i < linear->count; i++)
        terms[count++] =
            expr_binary(prover->arena, span, EXPR_MUL,
                        expr_integer(prover->arena, span, linear->terms[i].coefficient),
                        expr_symbol(prover->arena, span, linear->terms[i].symbol, NULL));
    return count == 1 ? terms[0] : expr_node(prover->arena, span, EXPR_ADD, count, terms);
}

const Expr *proof_close(Prover *prover, const Expr *expr, const Binding *env) {
    for (; env; env = env->next) {
        if (!expr_mentions(expr, env->symbol))
            continue;
        const Expr *by = env->is_linear ? linear_expr(prover, &env->linear, expr->span) : NULL;
        if (!by && env->expr)
            by = proof_close(prover, env->expr, env->expr_env);
        if (by)
            expr = expr_substitute(prover->arena, expr, env->symbol, by);
    }
    return expr;
}

bool binding_make(Prover *prover, Binding *out, const Symbol *symbol, const Expr *expr,
                  const Binding *env) {
    *out = (Binding){.symbol = symbol, .expr = expr, .expr_env = env};
    out->is_linear = linear_read(&out->linear, expr, env);
    if (!out->is_linear)
        out->value = proof_tree(prover, expr, env);
    return out->is_linear || out->value;
}

static const Fraction *opaque_call(Prover *prover, const Expr *expr, const Binding *env) {
    Generator wanted = {
        .kind = GENERATOR_CALL, .symbol = expr->symbol, .argument_count = expr->count};
    if (expr->count > GENERATOR_ARGUMENTS_MAX)
        return proof_stop(prover, "a function without definition has too many arguments");
    for (size_t i = 0; i < expr->count; i++) {
        wanted.arguments[i] = proof_tree(prover, expr->args[i], env);
        if (!wanted.arguments[i])
            return NULL;
        wanted.bounds |= fraction_bounds(prover, wanted.arguments[i]);
    }
    range_init(&wanted.range);
    slong number = generator_get(prover, &wanted);
    range_clear(&wanted.range);
    return generator_fraction(prover, number);
}

static const Fraction *call(Prover *prover, const Expr *expr, const Binding *env) {
    const Symbol *function = expr->symbol;
    if (!function->definition)
        return opaque_call(prover, expr, env);
    if (expr->count != function->parameter_count || expr->count > PARAMETERS_MAX)
        return proof_stop(prover, "a function does not have the arguments it is defined with");
    Binding parameters[PARAMETERS_MAX];
    const Binding *inner = NULL;
    for (size_t i = 0; i < expr->count; i++) {
        if (!binding_make(prover, &parameters[i], function->parameters[i], expr->args[i], env))
            return NULL;
        parameters[i].next = inner;
        inner = &parameters[i];
    }
    return proof_tree(prover, function->definition, inner);
}

/* [body]_lower^upper = body at upper - body at lower. */
static const Fraction *bracket(Prover *prover, const Expr *expr, const Binding *env) {
    const Expr *variable = expr->args[1];
    const Fraction *total = prover->zero;
    for (size_t side = 3; side >= 2 && total; side--) {
        Capture capture = {
            .symbol = variable->symbol, .indexed = variable->count == 1, .next = prover->captures};
        if (variable->kind != EXPR_SYMBOL ||
            (capture.indexed && !linear_read(&capture.index, variable->args[0], env)))
            return proof_stop(prover, "the variable of a bracket cannot be read");
        capture.value = proof_tree(prover, expr->args[side], env);
        if (!capture.value)
            return NULL;
        prover->captures = &capture;
        const Fraction *value = proof_tree(prover, expr->args[0], env);
        prover->captures = capture.next;
        total = side == 3 ? value : fraction_sub(prover, total, value);
    }
    return total;
}

static const Fraction *derivative(Prover *prover, const Expr *expr, const Binding *env) {
    const char *why = NULL;
    const Expr *closed = proof_close(prover, expr, env);
    const Expr *derived = expr_derive(prover->arena, closed->args[1], closed->args[0], &why);
    if (!derived)
        return proof_stop(prover, "it holds a derivative that cannot be taken");
    return proof_tree(prover, derived, env);
}

/* \mathcal N(x; m, v) = (2 pi v)^{-1/2} e^{-(x-m)^2 / (2v)} */
static const Fraction *normal_density(Prover *prover, const Expr *expr, const Binding *env) {
    static const Symbol pi = {.kind = SYMBOL_CONSTANT, .name = "pi"};
    const Symbol *declared = scope_find(prover->scope, "pi");
    const Expr *letter =
        expr_symbol(prover->arena, expr->span,
                    declared && declared->kind == SYMBOL_CONSTANT ? declared : &pi, NULL);
    const Fraction *place = proof_tree(prover, expr->args[0], env);
    const Fraction *mean = proof_tree(prover, expr->args[1], env);
    const Fraction *variance = proof_tree(prover, expr->args[2], env);
    const Fraction *twice = fraction_mul(prover, fraction_integer(prover, 2), variance);
    const Fraction *square = fraction_pow(prover, fraction_sub(prover, place, mean), 2);
    const Fraction *weight =
        fraction_exp(prover, fraction_neg(prover, fraction_div(prover, square, twice)));
    const Fraction *scale =
        fraction_root(prover, fraction_mul(prover, twice, proof_letter(prover, letter, NULL)), 2);
    return fraction_div(prover, weight, scale);
}

static const Fraction *lowered(Prover *prover, const Expr *expr, const Binding *env) {
    const Expr *closed = proof_close(prover, expr, env);
    const Expr *plain = prover->lower ? prover->lower(prover->user, prover->arena, closed) : NULL;
    if (!plain || plain->kind == expr->kind)
        return proof_stop(
            prover, "it holds an expectation, a variance or a density that has no formula here");
    return proof_tree(prover, plain, env);
}

static const Fraction *arithmetic(Prover *prover, const Expr *expr, const Binding *env) {
    const Fraction *total = proof_tree(prover, expr->args[0], env);
    for (size_t i = 1; i < expr->count && total; i++) {
        const Fraction *next = proof_tree(prover, expr->args[i], env);
        if (expr->kind == EXPR_ADD)
            total = fraction_add(prover, total, next);
        else if (expr->kind == EXPR_MUL)
            total = fraction_mul(prover, total, next);
        else
            total = fraction_div(prover, total, next);
    }
    return total;
}

static const Fraction *root(Prover *prover, const Expr *expr, const Binding *env) {
    const Fraction *radicand = proof_tree(prover, expr->args[0], env);
    const Fraction *degree = proof_tree(prover, expr->args[1], env);
    long value;
    if (!radicand || !degree)
        return NULL;
    if (!fraction_as_integer(prover, degree, &value))
        return proof_stop(prover, "the degree of a root is not a small whole number");
    return fraction_root(prover, radicand, value);
}

static const Fraction *node(Prover *prover, const Expr *expr, const Binding *env) {
    switch (expr->kind) {
    case EXPR_NUMBER: return fraction_decimal(prover, expr->text);
    case EXPR_SYMBOL: return proof_letter(prover, expr, env);
    case EXPR_ADD:
    case EXPR_MUL:
    case EXPR_DIV: return arithmetic(prover, expr, env);
    case EXPR_NEG: return fraction_neg(prover, proof_tree(prover, expr->args[0], env));
    case EXPR_POW:
        return fraction_power(prover, proof_tree(prover, expr->args[0], env),
                              proof_tree(prover, expr->args[1], env));
    case EXPR_ROOT: return root(prover, expr, env);
    case EXPR_FUNCTION:
        return fraction_function(prover, expr->function, proof_tree(prover, expr->args[0], env));
    case EXPR_ABS: return fraction_abs(prover, proof_tree(prover, expr->args[0], env));
    case EXPR_SUM:
    case EXPR_PRODUCT: return proof_series(prover, expr, env);
    case EXPR_INTEGRAL: return proof_integral(prover, expr, env);
    case EXPR_BRACKET: return bracket(prover, expr, env);
    case EXPR_DERIVATIVE: return derivative(prover, expr, env);
    case EXPR_CALL: return call(prover, expr, env);
    case EXPR_NORMAL_DENSITY: return normal_density(prover, expr, env);
    case EXPR_NORMAL: return proof_stop(prover, "it compares distributions");
    case EXPR_DENSITY:
    case EXPR_EXPECT:
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE:
    case EXPR_KL: return lowered(prover, expr, env);
    case EXPR_TRANSPOSE: return proof_tree(prover, expr->args[0], env);
    case EXPR_IDENTITY: return prover->one;
    case EXPR_LIST:
    case EXPR_KIND_COUNT: break;
    }
    return proof_stop(prover, "it holds something that is not understood here");
}

const Fraction *proof_tree(Prover *prover, const Expr *expr, const Binding *env) {
    if (prover->state != PROVER_RUNNING)
        return NULL;
    if (prover->depth == DEPTH_MAX)
        return proof_stop(prover, "it is nested too deeply");
    prover->depth++;
    const Fraction *result = node(prover, expr, env);
    prover->depth--;
    return prover->state == PROVER_RUNNING ? result : NULL;
}
