/* ball_symbol.c - the values of letters: whole numbers, sequences, definitions, the chain's states.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "math/ball_internal.h"

void ball_sample(BallContext *context, arb_t out, const Symbol *symbol, long index) {
    Decimal decimal = point_real(&context->point, symbol, index);
    ulong power = 1;
    for (unsigned i = 0; i < decimal.digits; i++)
        power *= 10;
    arb_set_si(out, decimal.numerator);
    arb_div_ui(out, out, power, context->bits);
    if (context->sampled)
        context->sampled(context->log, symbol, index, decimal);
}

static const BallBinding *find_binding(const BallContext *context, const Symbol *symbol) {
    for (const BallBinding *b = context->bindings; b; b = b->next)
        if (b->symbol == symbol)
            return b;
    return NULL;
}

/* ---- whole numbers ---- */

static BallStatus integer_symbol(BallContext *context, long *out, const Expr *expr) {
    const BallBinding *binding = find_binding(context, expr->symbol);
    if (binding && binding->is_integer) {
        *out = binding->integer;
        return BALL_OK;
    }
    if (binding && arb_is_int(binding->value) &&
        arf_cmpabs_2exp_si(arb_midref(binding->value), 30) < 0) {
        *out = arf_get_si(arb_midref(binding->value), ARF_RND_NEAR);
        return BALL_OK;
    }
    if (expr->symbol->kind != SYMBOL_INT)
        return ball_stop(context, BALL_UNABLE, expr, "an index is not a whole number");
    if (!context->integer || !context->integer(context->user, out, expr->symbol))
        *out = point_integer(&context->point, expr->symbol);
    if (context->sampled)
        context->sampled(context->log, expr->symbol, 0, (Decimal){*out, 0});
    return BALL_OK;
}

BallStatus ball_integer(BallContext *context, long *out, const Expr *expr) {
    if (expr->kind == EXPR_NUMBER) {
        if (strchr(expr->text, '.') || strlen(expr->text) > 9)
            return ball_stop(context, BALL_UNABLE, expr, "an index is not a small whole number");
        *out = strtol(expr->text, NULL, 10);
        return BALL_OK;
    }
    if (expr->kind == EXPR_SYMBOL && expr->count == 0)
        return integer_symbol(context, out, expr);
    if (expr->kind != EXPR_ADD && expr->kind != EXPR_NEG && expr->kind != EXPR_MUL)
        return ball_stop(context, BALL_UNABLE, expr, "an index is not a whole number");
    long total = expr->kind == EXPR_MUL;
    for (size_t i = 0; i < expr->count; i++) {
        long value = 0;
        BallStatus status = ball_integer(context, &value, expr->args[i]);
        if (status != BALL_OK)
            return status;
        if (labs(value) > INT_MAX || labs(total) > INT_MAX)
            return ball_stop(context, BALL_UNABLE, expr, "an index is too large");
        total = expr->kind == EXPR_MUL ? total * value : total + value;
    }
    *out = expr->kind == EXPR_NEG ? -total : total;
    return BALL_OK;
}

/* ---- symbols ---- */

BallStatus ball_eval_bound(BallContext *context, arb_t out, const Expr *body, const Symbol *symbol,
                           long value) {
    BallBinding binding = {
        .symbol = symbol, .is_integer = true, .integer = value, .next = context->bindings};
    context->bindings = &binding;
    BallStatus status = ball_eval(context, out, body);
    context->bindings = binding.next;
    return status;
}

static BallStatus eval_definition(BallContext *context, arb_t out, const Symbol *symbol,
                                  long index) {
    const arb_struct *known = ball_cache_find(context->cache, symbol, index);
    if (known) {
        arb_set(out, known);
        return BALL_OK;
    }
    BallStatus status =
        symbol->kind == SYMBOL_LETSEQ
            ? ball_eval_bound(context, out, symbol->definition, symbol->parameters[0], index)
            : ball_eval(context, out, symbol->definition);
    if (status == BALL_OK)
        ball_cache_put(context->cache, symbol, index, out);
    return status;
}

static BallStatus eval_noise(BallContext *context, arb_t out, const Expr *expr, long index) {
    if (index < 1)
        return ball_stop(context, BALL_DOMAIN, expr, "there is no noise before step 1");
    const Kernel *kernel = scope_kernel(context->scope);
    const Symbol *noise = kernel->state ? kernel->noise : expr->symbol;
    ball_sample(context, out, noise, index);
    return BALL_OK;
}

/* x_k from x_{k-1}, by the kernel. */
static BallStatus step_state(BallContext *context, arb_t state, const Kernel *kernel, long k) {
    arb_t factor, noise;
    arb_init(factor);
    arb_init(noise);
    BallStatus status = ball_eval_bound(context, factor, kernel->scale, kernel->index, k);
    if (status == BALL_OK) {
        arb_mul(state, state, factor, context->bits);
        status = ball_eval_bound(context, factor, kernel->spread, kernel->index, k);
    }
    if (status == BALL_OK) {
        ball_sample(context, noise, kernel->noise, k);
        arb_addmul(state, factor, noise, context->bits);
    }
    arb_clear(factor);
    arb_clear(noise);
    return status;
}

static BallStatus eval_state(BallContext *context, arb_t out, const Expr *expr, long index) {
    if (index < 0)
        return ball_stop(context, BALL_DOMAIN, expr, "there is no state before step 0");
    if (index > BALL_TERMS_MAX)
        return ball_stop(context, BALL_UNABLE, expr, "the chain is too long");
    if (context->pinned == expr->symbol && context->pinned_index == index) {
        arb_set(out, context->pinned_value);
        return BALL_OK;
    }
    const Kernel *kernel = scope_kernel(context->scope);
    long from = index;
    const arb_struct *known = NULL;
    while (from > 0 && !(known = ball_cache_find(context->cache, expr->symbol, from)))
        from--;
    if (known)
        arb_set(out, known);
    else
        ball_sample(context, out, expr->symbol, 0);
    for (long k = from + 1; k <= index; k++) {
        BallStatus status = step_state(context, out, kernel, k);
        if (status != BALL_OK)
            return status;
        ball_cache_put(context->cache, expr->symbol, k, out);
    }
    return BALL_OK;
}

BallStatus ball_eval_indexed(BallContext *context, arb_t out, const Expr *expr) {
    long index = 0;
    BallStatus status = ball_integer(context, &index, expr->args[0]);
    if (status != BALL_OK)
        return status;
    const Symbol *symbol = expr->symbol;
    if (symbol->kind == SYMBOL_STATE)
        return eval_state(context, out, expr, index);
    if (symbol->kind == SYMBOL_NOISE)
        return eval_noise(context, out, expr, index);
    if (symbol->kind == SYMBOL_LETSEQ) {
        if (index < 0)
            return ball_stop(context, BALL_DOMAIN, expr, "the index is below 0");
        return eval_definition(context, out, symbol, index);
    }
    if (symbol->kind != SYMBOL_SEQ)
        return ball_stop(context, BALL_UNABLE, expr, "this letter takes no index");
    if (index < 1)
        return ball_stop(context, BALL_DOMAIN, expr, "the index is below 1");
    if (context->sequence && context->sequence(context->user, out, symbol, index, context->bits))
        return BALL_OK;
    ball_sample(context, out, symbol, index);
    return BALL_OK;
}

BallStatus ball_eval_plain(BallContext *context, arb_t out, const Expr *expr) {
    const Symbol *symbol = expr->symbol;
    const BallBinding *binding = find_binding(context, symbol);
    if (binding) {
        if (binding->is_integer)
            arb_set_si(out, binding->integer);
        else
            arb_set(out, binding->value);
        return BALL_OK;
    }
    switch (symbol->kind) {
    case SYMBOL_REAL:
    case SYMBOL_NORMAL: ball_sample(context, out, symbol, 0); return BALL_OK;
    case SYMBOL_INT: {
        long whole = 0;
        BallStatus status = integer_symbol(context, &whole, expr);
        arb_set_si(out, whole);
        return status;
    }
    case SYMBOL_LET: return eval_definition(context, out, symbol, 0);
    case SYMBOL_CONSTANT:
        if (strcmp(symbol->name, "pi") == 0)
            arb_const_pi(out, context->bits);
        else if (strcmp(symbol->name, "e") == 0)
            arb_const_e(out, context->bits);
        else
            return ball_stop(context, BALL_UNABLE, expr, "infinity is no number");
        return BALL_OK;
    case SYMBOL_NOISE:
        if (context->stochastic)
            return context->stochastic(context, out, expr);
        return ball_stop(context, BALL_UNABLE, expr, "it is not said which noise this is");
    case SYMBOL_MATRIX:
        return ball_stop(context, BALL_UNABLE, expr, "a matrix stands where a number is needed");
    case SYMBOL_BOUND:
        return ball_stop(context, BALL_UNABLE, expr, "this letter has no value here");
    case SYMBOL_SEQ:
    case SYMBOL_LETSEQ:
    case SYMBOL_STATE: return ball_stop(context, BALL_UNABLE, expr, "an index is missing");
    case SYMBOL_FUN:
    case SYMBOL_DENSITY: break;
    }
    return ball_stop(context, BALL_UNABLE, expr, "this letter is not a number");
}
