/* factor.c - equal up to a factor (\propto), or up to a constant ("+ const").
 *
 * The factor may hold anything but one variable: the argument of the density on the left. So the
 * ratio of the two sides, taken at three values of that variable with everything else kept, must be
 * the same; for a constant, their difference. Of two values a ratio that is symmetric about their
 * middle would not be told. */
#include <stdlib.h>

#include "verify/decide.h"

/* The values: generic, on both sides of 0, at unequal distances, short to print. */
#define VALUES 3
static const char *const values[VALUES] = {"0.7", "-1.3", "0.2"};
/* Where the letter's domain does not hold all: how far in they lie. */
static const double shares[VALUES] = {0.35, 0.8, 0.5};

static void set_value(arb_t out, const Symbol *letter, size_t which, slong bits) {
    arb_set_str(out, values[which], bits);
    if (letter->kind != SYMBOL_REAL)
        return;
    double lower = strtod(letter->lower, NULL), upper = strtod(letter->upper, NULL);
    if (lower < strtod(values[1], NULL) && strtod(values[0], NULL) < upper)
        return;
    arb_set_d(out, lower + (upper - lower) * shares[which]);
}

/* Both sides with the variable set. */
static BallStatus eval_at(BallContext *context, const Link *link, size_t which, arb_t left,
                          arb_t right) {
    const Expr *variable = link->variable;
    arb_t number;
    arb_init(number);
    set_value(number, variable->symbol, which, context->bits);
    ball_context_reset(context);
    BallStatus status = BALL_OK;
    BallBinding binding = {.symbol = variable->symbol, .value = number, .next = context->bindings};
    if (variable->count == 1) {
        context->pinned = variable->symbol;
        context->pinned_value = number;
        status = ball_integer(context, &context->pinned_index, variable->args[0]);
    } else {
        context->bindings = &binding;
    }
    if (status == BALL_OK)
        status = ball_eval(context, left, link->left);
    if (status == BALL_OK)
        status = ball_eval(context, right, link->right);
    context->bindings = binding.next;
    context->pinned = NULL;
    arb_clear(number);
    return status;
}

static BallStatus compare_parts(BallContext *context, const Link *link, arb_t out, const arb_t left,
                                const arb_t right) {
    if (link->up_to_constant) {
        arb_sub(out, left, right, context->bits);
        return BALL_OK;
    }
    if (arb_contains_zero(right))
        return arb_is_zero(right) ? BALL_DOMAIN : BALL_UNSURE;
    arb_div(out, left, right, context->bits);
    return BALL_OK;
}

void factor_eval(Pair *pair, BallContext *context, const Link *link) {
    pair->count = VALUES - 1;
    pair->left_failed = false;
    pair->what[0] = pair->what[1] =
        link->up_to_constant ? "the differences of the two sides at two values of the variable"
                             : "the ratios of the two sides at two values of the variable";
    pair->status = BALL_UNABLE;
    context->why = "it is not said in which variable the two sides are compared";
    context->where = link->left;
    if (!link->variable)
        return;
    /* Points where an assumption is false are not used, but these values are set. */
    if (scope_assumes(context->scope, link->variable->symbol)) {
        context->why = "something is assumed of the variable in which the two sides are compared";
        return;
    }
    /* A value that is set reaches the states of a chain alone, not noises and sequences. */
    if (link->variable->count == 1 && link->variable->symbol->kind != SYMBOL_STATE) {
        context->why = "the variable in which the two sides are compared is one of a sequence";
        return;
    }
    arb_t left, right;
    arb_init(left);
    arb_init(right);
    for (size_t i = 0; i < VALUES; i++) {
        /* The first is compared with each of the others. */
        size_t lane = i == 0 ? 0 : i - 1;
        arb_struct *out = i == 0 ? pair->left[0] : pair->right[lane];
        pair->status = eval_at(context, link, i, left, right);
        if (pair->status == BALL_OK)
            pair->status = compare_parts(context, link, out, left, right);
        if (pair->status != BALL_OK)
            break;
        arb_abs(pair->scale[lane], left);
        arb_abs(right, right);
        if (link->up_to_constant)
            arb_max(pair->scale[lane], pair->scale[lane], right, context->bits);
        else
            arb_abs(pair->scale[lane], out);
        if (i == 0)
            arb_set(pair->left[1], pair->left[0]);
    }
    arb_clear(left);
    arb_clear(right);
}
