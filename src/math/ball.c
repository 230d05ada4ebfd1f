/* ball.c - the ball evaluator: one function for each kind of node. */
#include <stdlib.h>
#include <string.h>

#include "math/ball_internal.h"

BallStatus ball_stop(BallContext *context, BallStatus status, const Expr *where, const char *why) {
    context->why = why;
    context->where = where;
    return status;
}

void ball_context_init(BallContext *context, const Scope *scope, Point point, slong bits) {
    *context = (BallContext){.scope = scope, .point = point, .bits = bits};
    context->cache = ball_cache_new();
}

void ball_context_clear(BallContext *context) {
    ball_cache_free(context->cache);
    context->cache = NULL;
}

void ball_context_reset(BallContext *context) {
    ball_cache_reset(context->cache);
    context->why = NULL;
    context->where = NULL;
    context->depth = 0;
    context->work = 0;
}

/* ---- arithmetic ---- */

static BallStatus eval_many(BallContext *context, arb_t out, const Expr *expr) {
    bool product = expr->kind == EXPR_MUL;
    arb_t term;
    arb_init(term);
    arb_set_si(out, product ? 1 : 0);
    BallStatus status = BALL_OK;
    for (size_t i = 0; i < expr->count && status == BALL_OK; i++) {
        status = ball_eval(context, term, expr->args[i]);
        if (status != BALL_OK)
            break;
        if (product)
            arb_mul(out, out, term, context->bits);
        else
            arb_add(out, out, term, context->bits);
    }
    arb_clear(term);
    return status;
}

static BallStatus divide(BallContext *context, arb_t out, const arb_t above, const arb_t below,
                         const Expr *where) {
    if (arb_is_zero(below))
        return ball_stop(context, BALL_DOMAIN, where, "division by zero");
    if (arb_contains_zero(below))
        return ball_stop(context, BALL_UNSURE, where, "a denominator may be zero");
    arb_div(out, above, below, context->bits);
    return BALL_OK;
}

static BallStatus eval_division(BallContext *context, arb_t out, const Expr *expr) {
    arb_t below;
    arb_init(below);
    BallStatus status = ball_eval(context, below, expr->args[1]);
    if (status == BALL_OK)
        status = ball_eval(context, out, expr->args[0]);
    if (status == BALL_OK)
        status = divide(context, out, out, below, expr);
    arb_clear(below);
    return status;
}

static const char odd_root[] = "an odd root of a negative number is read in two ways";

/* Bits of the largest whole exponent: a power costs a product for each, and 8^{9^9} is exact. */
#define EXPONENT_BITS_MAX 128

static BallStatus power(BallContext *context, arb_t out, const arb_t base, const arb_t exponent,
                        const Expr *where) {
    if (arb_is_int(exponent)) {
        if (arf_cmpabs_2exp_si(arb_midref(exponent), EXPONENT_BITS_MAX) >= 0)
            return ball_stop(context, BALL_UNABLE, where, "an exponent is too large");
        fmpz_t n;
        fmpz_init(n);
        arb_get_unique_fmpz(n, exponent);
        BallStatus status = BALL_OK;
        if (fmpz_sgn(n) < 0 && arb_is_zero(base))
            status = ball_stop(context, BALL_DOMAIN, where, "division by zero");
        else if (fmpz_sgn(n) < 0 && arb_contains_zero(base))
            status = ball_stop(context, BALL_UNSURE, where, "a denominator may be zero");
        else
            arb_pow_fmpz(out, base, n, context->bits);
        fmpz_clear(n);
        return status;
    }
    if (arb_is_negative(base) && arb_contains_int(exponent))
        return ball_stop(context, BALL_UNSURE, where, "a power may be a whole number");
    if (arb_is_negative(base) && expr_is_odd_root(where))
        return ball_stop(context, BALL_UNABLE, where, odd_root);
    if (arb_is_negative(base))
        return ball_stop(context, BALL_DOMAIN, where, "a broken power of a negative number");
    if (arb_is_zero(base) && arb_is_positive(exponent)) {
        arb_zero(out);
        return BALL_OK;
    }
    if (!arb_is_positive(base))
        return ball_stop(context, BALL_UNSURE, where, "the base of a power may be negative");
    arb_pow(out, base, exponent, context->bits);
    return BALL_OK;
}

static BallStatus eval_power(BallContext *context, arb_t out, const Expr *expr) {
    arb_t base, exponent;
    arb_init(base);
    arb_init(exponent);
    BallStatus status = ball_eval(context, exponent, expr->args[1]);
    bool is_e = expr->args[0]->kind == EXPR_SYMBOL &&
                expr->args[0]->symbol->kind == SYMBOL_CONSTANT &&
                strcmp(expr->args[0]->symbol->name, "e") == 0;
    if (status == BALL_OK && is_e) {
        arb_exp(out, exponent, context->bits);
    } else if (status == BALL_OK) {
        status = ball_eval(context, base, expr->args[0]);
        if (status == BALL_OK)
            status = power(context, out, base, exponent, expr);
    }
    arb_clear(base);
    arb_clear(exponent);
    return status;
}

static BallStatus eval_root(BallContext *context, arb_t out, const Expr *expr) {
    BallStatus status = ball_eval(context, out, expr->args[0]);
    if (status != BALL_OK)
        return status;
    const char *text = expr->args[1]->text;
    if (strchr(text, '.') || strlen(text) > 3 || strtoul(text, NULL, 10) == 0)
        return ball_stop(context, BALL_UNABLE, expr,
                         "the degree of a root must be a small whole number");
    if (arb_is_negative(out))
        return expr_is_odd_root(expr)
                   ? ball_stop(context, BALL_UNABLE, expr, odd_root)
                   : ball_stop(context, BALL_DOMAIN, expr, "the root of a negative number");
    if (arb_is_zero(out))
        return BALL_OK;
    if (!arb_is_nonnegative(out))
        return ball_stop(context, BALL_UNSURE, expr, "what is under a root may be negative");
    arb_root_ui(out, out, strtoul(text, NULL, 10), context->bits);
    return BALL_OK;
}

static BallStatus eval_function(BallContext *context, arb_t out, const Expr *expr) {
    BallStatus status = ball_eval(context, out, expr->args[0]);
    if (status != BALL_OK)
        return status;
    switch (expr->function) {
    case FUNCTION_LOG:
        if (arb_is_nonpositive(out))
            return ball_stop(context, BALL_DOMAIN, expr,
                             "the logarithm of a number that is not positive");
        if (!arb_is_positive(out))
            return ball_stop(context, BALL_UNSURE, expr,
                             "what is under a logarithm may not be positive");
        arb_log(out, out, context->bits);
        return BALL_OK;
    case FUNCTION_EXP: arb_exp(out, out, context->bits); return BALL_OK;
    case FUNCTION_SIN: arb_sin(out, out, context->bits); return BALL_OK;
    case FUNCTION_COS: arb_cos(out, out, context->bits); return BALL_OK;
    case FUNCTION_TANH: arb_tanh(out, out, context->bits); return BALL_OK;
    case FUNCTION_COUNT: break;
    }
    return ball_stop(context, BALL_UNABLE, expr, "an unknown function");
}

/* ---- sums, products, calls ---- */

static bool is_foreign_bound(void *own, const Expr *expr) {
    return !(expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_BOUND &&
             expr->symbol != own);
}

/* Does the body depend on nothing bound but its own index? Then a running product is worth keeping.
 */
static bool is_closed(const Expr *expr) {
    union {
        const Symbol *constant;
        void *plain;
    } own = {.constant = expr->symbol};
    return expr_walk(expr->args[2], is_foreign_bound, own.plain);
}

static BallStatus accumulate(BallContext *context, arb_t out, const Expr *expr, long from,
                             long to) {
    arb_t term;
    arb_init(term);
    BallStatus status = BALL_OK;
    for (long i = from; i <= to && status == BALL_OK; i++) {
        status = ball_eval_bound(context, term, expr->args[2], expr->symbol, i);
        if (status != BALL_OK)
            break;
        if (expr->kind == EXPR_PRODUCT)
            arb_mul(out, out, term, context->bits);
        else
            arb_add(out, out, term, context->bits);
    }
    arb_clear(term);
    return status;
}

static BallStatus eval_range(BallContext *context, arb_t out, const Expr *expr) {
    long lower, upper;
    BallStatus status = ball_integer(context, &lower, expr->args[0]);
    if (status == BALL_OK)
        status = ball_integer(context, &upper, expr->args[1]);
    if (status != BALL_OK)
        return status;
    if (expr->split == 1 && upper < lower - 1)
        return ball_stop(context, BALL_DOMAIN, expr, "too short for the dots");
    if (upper - lower >= BALL_TERMS_MAX)
        return ball_stop(context, BALL_UNABLE, expr, "too many terms");
    arb_set_si(out, expr->kind == EXPR_PRODUCT ? 1 : 0);
    bool keep = expr->args[0]->kind == EXPR_NUMBER && upper > lower + 4 && is_closed(expr);
    long from = lower;
    /* The same run, or the one without its last term, may be known: they are asked for in growing
     * order as a rule. */
    for (long known = upper; keep && known > lower && known > upper - 2; known--) {
        const arb_struct *value = ball_cache_find(context->cache, expr, known);
        if (value) {
            arb_set(out, value);
            from = known + 1;
            break;
        }
    }
    status = accumulate(context, out, expr, from, upper);
    if (status == BALL_OK && keep)
        ball_cache_put(context->cache, expr, upper, out);
    return status;
}

static BallStatus eval_call(BallContext *context, arb_t out, const Expr *expr) {
    const Symbol *function = expr->symbol;
    enum { MOST = 8 };
    BallBinding bindings[MOST];
    arb_t values[MOST];
    if (function->parameter_count > MOST)
        return ball_stop(context, BALL_UNABLE, expr, "too many parameters");
    const BallBinding *outer = context->bindings;
    BallStatus status = BALL_OK;
    size_t made = 0;
    for (size_t i = 0; i < expr->count && status == BALL_OK; i++) {
        arb_init(values[i]);
        made++;
        bindings[i] = (BallBinding){.symbol = function->parameters[i], .value = values[i]};
        bindings[i].is_integer = function->parameters[i]->integer_bound;
        status = bindings[i].is_integer ? ball_integer(context, &bindings[i].integer, expr->args[i])
                                        : ball_eval(context, values[i], expr->args[i]);
    }
    for (size_t i = 0; i < made; i++) {
        bindings[i].next = context->bindings;
        context->bindings = &bindings[i];
    }
    if (status == BALL_OK)
        status = ball_eval(context, out, function->definition);
    context->bindings = outer;
    for (size_t i = 0; i < made; i++)
        arb_clear(values[i]);
    return status;
}

/* N(x; m, v) = exp(-(x-m)^2 / (2v)) / sqrt(2 pi v) */
static BallStatus eval_normal_density(BallContext *context, arb_t out, const Expr *expr) {
    arb_t mean, variance;
    arb_init(mean);
    arb_init(variance);
    BallStatus status = ball_eval(context, out, expr->args[0]);
    if (status == BALL_OK)
        status = ball_eval(context, mean, expr->args[1]);
    if (status == BALL_OK)
        status = ball_eval(context, variance, expr->args[2]);
    if (status == BALL_OK && arb_is_nonpositive(variance))
        status = ball_stop(context, BALL_DOMAIN, expr, "a variance that is not positive");
    else if (status == BALL_OK && !arb_is_positive(variance))
        status = ball_stop(context, BALL_UNSURE, expr, "a variance may not be positive");
    if (status == BALL_OK) {
        slong bits = context->bits;
        arb_sub(out, out, mean, bits);
        arb_mul(out, out, out, bits);
        arb_mul_2exp_si(variance, variance, 1);
        arb_div(out, out, variance, bits);
        arb_neg(out, out);
        arb_exp(out, out, bits);
        arb_const_pi(mean, bits);
        arb_mul(variance, variance, mean, bits);
        arb_rsqrt(variance, variance, bits);
        arb_mul(out, out, variance, bits);
    }
    arb_clear(mean);
    arb_clear(variance);
    return status;
}

/* [f]_a^b = f(b) - f(a) */
static BallStatus eval_bracket(BallContext *context, arb_t out, const Expr *expr) {
    const Expr *variable = expr->args[1];
    if (variable->count > 0)
        return ball_stop(context, BALL_UNABLE, expr, "bounds on a letter with an index");
    arb_t bound[2], value;
    arb_init(bound[0]);
    arb_init(bound[1]);
    arb_init(value);
    BallStatus status = ball_eval(context, bound[0], expr->args[2]);
    if (status == BALL_OK)
        status = ball_eval(context, bound[1], expr->args[3]);
    for (size_t i = 0; i < 2 && status == BALL_OK; i++) {
        BallBinding binding = {
            .symbol = variable->symbol, .value = bound[i], .next = context->bindings};
        context->bindings = &binding;
        /* Definitions may hold the variable: what is known of them is of its other value. */
        ball_cache_reset(context->cache);
        status = ball_eval(context, i == 0 ? value : out, expr->args[0]);
        ball_cache_reset(context->cache);
        context->bindings = binding.next;
    }
    if (status == BALL_OK)
        arb_sub(out, out, value, context->bits);
    arb_clear(bound[0]);
    arb_clear(bound[1]);
    arb_clear(value);
    return status;
}

static BallStatus eval_kind(BallContext *context, arb_t out, const Expr *expr) {
    BallStatus status;
    switch (expr->kind) {
    case EXPR_NUMBER:
        if (arb_set_str(out, expr->text, context->bits) != 0)
            return ball_stop(context, BALL_UNABLE, expr, "this is not a number");
        return BALL_OK;
    case EXPR_SYMBOL:
        return expr->count == 1 ? ball_eval_indexed(context, out, expr)
                                : ball_eval_plain(context, out, expr);
    case EXPR_ADD:
    case EXPR_MUL: return eval_many(context, out, expr);
    case EXPR_NEG:
        status = ball_eval(context, out, expr->args[0]);
        arb_neg(out, out);
        return status;
    case EXPR_DIV: return eval_division(context, out, expr);
    case EXPR_POW: return eval_power(context, out, expr);
    case EXPR_ROOT: return eval_root(context, out, expr);
    case EXPR_FUNCTION: return eval_function(context, out, expr);
    case EXPR_ABS:
        status = ball_eval(context, out, expr->args[0]);
        arb_abs(out, out);
        return status;
    case EXPR_SUM:
    case EXPR_PRODUCT: return eval_range(context, out, expr);
    case EXPR_BRACKET: return eval_bracket(context, out, expr);
    case EXPR_CALL: return eval_call(context, out, expr);
    case EXPR_NORMAL_DENSITY: return eval_normal_density(context, out, expr);
    case EXPR_TRANSPOSE: return ball_eval(context, out, expr->args[0]);
    case EXPR_IDENTITY: arb_one(out); return BALL_OK;
    case EXPR_INTEGRAL:
    case EXPR_NORMAL:
    case EXPR_DENSITY:
    case EXPR_EXPECT:
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE:
    case EXPR_KL:
        if (context->stochastic)
            return context->stochastic(context, out, expr);
        return ball_stop(context, BALL_UNABLE, expr, "this needs the law of the random variables");
    case EXPR_LIST:
        return ball_stop(context, BALL_UNABLE, expr, "several letters where one number is needed");
    case EXPR_DERIVATIVE:
        return ball_stop(context, BALL_UNABLE, expr, "this derivative could not be taken");
    case EXPR_KIND_COUNT: break;
    }
    return ball_stop(context, BALL_UNABLE, expr, "an unknown expression");
}

BallStatus ball_eval(BallContext *context, arb_t out, const Expr *expr) {
    if (context->depth >= BALL_DEPTH_MAX)
        return ball_stop(context, BALL_UNABLE, expr, "definitions are nested too deep");
    if (++context->work > BALL_WORK_MAX)
        return ball_stop(context, BALL_UNABLE, expr, "it takes too many operations");
    context->depth++;
    BallStatus status = eval_kind(context, out, expr);
    context->depth--;
    return status;
}

/* ---- scale ---- */

static BallStatus scale_of_parts(BallContext *context, arb_t out, const Expr *expr) {
    arb_t part;
    arb_init(part);
    BallStatus status = BALL_OK;
    arb_set_si(out, expr->kind == EXPR_MUL ? 1 : 0);
    for (size_t i = 0; i < expr->count && status == BALL_OK; i++) {
        status = ball_scale(context, part, expr->args[i]);
        if (status == BALL_OK && expr->kind == EXPR_MUL)
            arb_mul(out, out, part, context->bits);
        else if (status == BALL_OK)
            arb_max(out, out, part, context->bits);
    }
    arb_clear(part);
    return status;
}

static BallStatus scale_of_division(BallContext *context, arb_t out, const Expr *expr) {
    arb_t below;
    arb_init(below);
    BallStatus status = ball_eval(context, below, expr->args[1]);
    arb_abs(below, below);
    if (status == BALL_OK)
        status = ball_scale(context, out, expr->args[0]);
    if (status == BALL_OK)
        status = divide(context, out, out, below, expr);
    arb_clear(below);
    return status;
}

BallStatus ball_scale(BallContext *context, arb_t out, const Expr *expr) {
    if (expr->kind == EXPR_ADD || expr->kind == EXPR_MUL || expr->kind == EXPR_NEG)
        return scale_of_parts(context, out, expr);
    if (expr->kind == EXPR_DIV)
        return scale_of_division(context, out, expr);
    bool average =
        expr->kind == EXPR_INTEGRAL || expr->kind == EXPR_EXPECT || expr->kind == EXPR_KL;
    BallStatus status = context->scale && average ? context->scale(context, out, expr)
                                                  : ball_eval(context, out, expr);
    arb_abs(out, out);
    return status;
}
