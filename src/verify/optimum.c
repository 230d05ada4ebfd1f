/* optimum.c - "x = ... is where this is smallest": the first look at a claim that states its
 * objective.
 *
 * At each point the derivative of the objective must be zero where x is put to the stated value,
 * the second derivative positive (negative for a maximum), and values of x nearby and all over its
 * domain must be worse. A derivative that is not zero is a proof that the claim is wrong, and so is
 * a better value. The expectation of a derivative is the derivative of the expectation, since what
 * is averaged is a polynomial in Gaussian variables. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/derive.h"
#include "verify/claim_internal.h"

/* Neighbours at 1 +- 10^-k of the stated value. */
#define NEIGHBOURS 3
/* Values all over the domain of x, evenly spaced: a lower valley that is wider than a twentieth of
 * it is met. */
#define PLACES 20
/* Agreement with zero below this many bits is not counted; precision is doubled up to the second.
 */
#define BITS_MIN 64
#define BITS_MAX 1024
/* Fewer points than this decide nothing; tries for each point that is wanted. */
#define POINTS_MIN 4
#define TRIES 8
/* Expectations that hold the variable in one objective: a bound of a few terms has a few. */
#define EXPECTATIONS_MAX 16

typedef struct {
    Decider *decider;
    const Link *link;
    const Expr *variable;
    const Expr *objective; /* to be minimised */
    const Expr *at, *slope, *curvature;
    const Expr *moved[2 * NEIGHBOURS]; /* the stated value's neighbours, and the objective there */
    const Expr *near[2 * NEIGHBOURS];
    const Expr *far[PLACES];
    size_t far_count;
    /* Var[value | what an expectation is given], which must be 0: a value that knows more than that
     * is no candidate. */
    const Expr *spread[EXPECTATIONS_MAX];
    size_t spread_count;
    bool moves_chain; /* the one-step kernel rests on the variable */
    Sampled out;
} Optimum;

/* ---- the objective ---- */

static const Expr *replace_same(Arena *arena, const Expr *expr, const Expr *what, const Expr *by) {
    if (expr_same(expr, what))
        return by;
    const Expr *copy = expr;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = replace_same(arena, expr->args[i], what, by);
        if (arg != expr->args[i])
            copy = expr_with_arg(arena, copy, i, arg);
    }
    return copy;
}

static const Expr *sum(Arena *arena, const Expr *a, const Expr *b) {
    return expr_binary(arena, a->span, EXPR_ADD, a, b);
}

static const Expr *neg(Arena *arena, const Expr *a) {
    return expr_unary(arena, a->span, EXPR_NEG, a);
}

/* KL(N(m1, v1) || N(m2, v2)) = (v1/v2 + (m1 - m2)^2/v2 - 1 - log(v1/v2)) / 2 */
static const Expr *divergence(Decider *decider, const Expr *expr) {
    Arena *arena = decider->arena;
    const Expr *mean[2], *variance[2];
    for (size_t i = 0; i < 2; i++)
        if (!lower_side(decider_lowering(decider), arena, expr->args[i], NULL, 0, &mean[i],
                        &variance[i]))
            return expr;
    Span span = expr->span;
    const Expr *one = expr_number(arena, span, "1"), *two = expr_number(arena, span, "2");
    const Expr *ratio = expr_binary(arena, span, EXPR_DIV, variance[0], variance[1]);
    const Expr *gap =
        expr_binary(arena, span, EXPR_POW, sum(arena, mean[0], neg(arena, mean[1])), two);
    const Expr *all = sum(arena, ratio, expr_binary(arena, span, EXPR_DIV, gap, variance[1]));
    all = sum(arena, all, neg(arena, one));
    all = sum(arena, all, neg(arena, expr_function(arena, span, FUNCTION_LOG, ratio)));
    return expr_binary(arena, span, EXPR_DIV, all, two);
}

/* |u|^2 as u^2, divergences written out. */
static const Expr *plain(Decider *decider, const Expr *expr) {
    Arena *arena = decider->arena;
    if (expr->kind == EXPR_KL)
        return divergence(decider, expr);
    const Expr *copy = expr;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = plain(decider, expr->args[i]);
        if (expr->kind == EXPR_POW && i == 0 && arg->kind == EXPR_ABS &&
            expr->args[1]->kind == EXPR_NUMBER && strcmp(expr->args[1]->text, "2") == 0)
            arg = arg->args[0];
        if (arg != expr->args[i])
            copy = expr_with_arg(arena, copy, i, arg);
    }
    return copy;
}

static bool holds_variable(const Optimum *optimum, const Expr *expr) {
    return expr_mentions(expr, optimum->variable->symbol);
}

static const Expr *derivative(const Optimum *optimum, const Expr *expr, const char **why);

/* (u/v)' = u'/v - u v'/v^2 */
static const Expr *quotient(const Optimum *optimum, const Expr *expr, const char **why) {
    Arena *arena = optimum->decider->arena;
    const Expr *u = expr->args[0], *v = expr->args[1];
    const Expr *of_u = derivative(optimum, u, why), *of_v = derivative(optimum, v, why);
    if (!of_u || !of_v)
        return NULL;
    Span span = expr->span;
    const Expr *square = expr_binary(arena, span, EXPR_MUL, v, v);
    const Expr *rest =
        expr_binary(arena, span, EXPR_DIV, expr_binary(arena, span, EXPR_MUL, u, of_v), square);
    return sum(arena, expr_binary(arena, span, EXPR_DIV, of_u, v), neg(arena, rest));
}

/* (u_1 .. u_n)' is the sum over i with u_i' in the place of u_i. */
static const Expr *product(const Optimum *optimum, const Expr *expr, const char **why) {
    Arena *arena = optimum->decider->arena;
    const Expr *total = NULL;
    for (size_t i = 0; i < expr->count; i++) {
        if (!holds_variable(optimum, expr->args[i]))
            continue;
        const Expr *of_part = derivative(optimum, expr->args[i], why);
        if (!of_part)
            return NULL;
        const Expr *term = expr_with_arg(arena, expr, i, of_part);
        total = total ? sum(arena, total, term) : term;
    }
    return total;
}

/* d expr / d variable, also of sums, products and quotients of expectations; NULL with *why. */
static const Expr *derivative(const Optimum *optimum, const Expr *expr, const char **why) {
    Arena *arena = optimum->decider->arena;
    if (!expr_has_kind(expr, EXPR_EXPECT))
        return expr_derive(arena, expr, optimum->variable, why);
    bool linear = expr->kind == EXPR_ADD || expr->kind == EXPR_NEG || expr->kind == EXPR_EXPECT;
    size_t varying = 0;
    for (size_t i = 0; i < expr->count; i++)
        varying += holds_variable(optimum, expr->args[i]);
    bool multiple = expr->kind == EXPR_MUL && varying <= 1;
    bool divided = expr->kind == EXPR_DIV && !holds_variable(optimum, expr->args[1]);
    if (expr->kind == EXPR_DIV && !divided)
        return quotient(optimum, expr, why);
    if (expr->kind == EXPR_MUL && !multiple)
        return product(optimum, expr, why);
    for (size_t i = 1; i < expr->count && expr->kind == EXPR_EXPECT; i++)
        linear = linear && !holds_variable(optimum, expr->args[i]);
    *why = "the objective is not a sum of expectations that can be differentiated";
    if (!linear && !multiple && !divided)
        return NULL;
    if (varying == 0)
        return expr_number(arena, expr->span, "0");
    const Expr *copy = expr;
    for (size_t i = 0; i < expr->count; i++) {
        bool moves = holds_variable(optimum, expr->args[i]);
        bool fixed = !moves && expr->kind != EXPR_ADD;
        const Expr *part = fixed   ? expr->args[i]
                           : moves ? derivative(optimum, expr->args[i], why)
                                   : expr_number(arena, expr->span, "0");
        if (!part)
            return NULL;
        copy = expr_with_arg(arena, copy, i, part);
    }
    return copy;
}

/* The stated value times 1 +- 10^-k. */
static const Expr *neighbour(const Optimum *optimum, size_t i) {
    static const char *const factors[2 * NEIGHBOURS] = {"1.1",  "0.9",   "1.01",
                                                        "0.99", "1.001", "0.999"};
    Arena *arena = optimum->decider->arena;
    const Expr *value = optimum->link->right;
    return expr_binary(arena, value->span, EXPR_MUL, expr_number(arena, value->span, factors[i]),
                       value);
}

static bool has_domain(const Optimum *optimum) {
    SymbolKind kind = optimum->variable->symbol->kind;
    return kind == SYMBOL_REAL || kind == SYMBOL_SEQ;
}

/* The middle of part i of the letter's domain. */
static void add_place(Optimum *optimum, size_t i) {
    Arena *arena = optimum->decider->arena;
    const Symbol *letter = optimum->variable->symbol;
    double lower = strtod(letter->lower, NULL), upper = strtod(letter->upper, NULL);
    double at = lower + (upper - lower) * ((double)i + 0.5) / PLACES;
    Span span = optimum->variable->span;
    const Expr *value = expr_number(arena, span, arena_printf(arena, "%.15g", fabs(at)));
    optimum->far[optimum->far_count++] = replace_same(arena, optimum->objective, optimum->variable,
                                                      at < 0 ? neg(arena, value) : value);
}

static bool is_not_index_letter(void *context, const Expr *expr) {
    (void)context;
    return !(expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_BOUND);
}

/* Neither the letter nor a state whose law rests on it. */
static bool is_not_the_letter(void *context, const Expr *expr) {
    const Optimum *optimum = context;
    const Symbol *symbol = expr->symbol, *letter = optimum->variable->symbol;
    if (!symbol || symbol == letter || symbol->kind != SYMBOL_STATE)
        return symbol != letter;
    const Expr *data = law_declared_data(optimum->decider->scope, symbol);
    return !optimum->moves_chain && !(data && expr_mentions(data, letter));
}

/* False where putting a value into the objective would miss the letter: within a definition, in the
 * law of something random, or under an index that runs. */
static bool shows_letter(void *context, const Expr *expr) {
    const Optimum *optimum = context;
    const Symbol *symbol = expr->symbol, *letter = optimum->variable->symbol;
    if (!symbol)
        return true;
    if (symbol == letter)
        return expr->count == 0 || expr_walk(expr->args[0], is_not_index_letter, NULL);
    Expr inside = *expr;
    inside.count = 0;
    return expr_walk_deep(&inside, is_not_the_letter, context);
}

static bool find_hidden(Optimum *optimum) {
    const Kernel *kernel = scope_kernel(optimum->decider->scope);
    const Expr *parts[2] = {kernel->scale, kernel->spread};
    for (size_t i = 0; i < 2 && kernel->state; i++)
        optimum->moves_chain |= !expr_walk_deep(parts[i], is_not_the_letter, optimum);
    return !expr_walk(optimum->objective, shows_letter, optimum);
}

static bool collect_spread(void *context, const Expr *expr) {
    Optimum *optimum = context;
    if (expr->kind != EXPR_EXPECT || !holds_variable(optimum, expr))
        return true;
    if (optimum->spread_count == EXPECTATIONS_MAX)
        return false;
    Arena *arena = optimum->decider->arena;
    const Expr *variance = expr_node(arena, expr->span, EXPR_VARIANCE, expr->count, expr->args);
    variance = expr_with_arg(arena, variance, 0, optimum->link->right);
    optimum->spread[optimum->spread_count++] = variance;
    return true;
}

static bool prepare(Optimum *optimum, const Objective *objective, const char **why) {
    Arena *arena = optimum->decider->arena;
    optimum->variable = objective->variable;
    optimum->objective = plain(optimum->decider, objective->expr);
    if (objective->maximise)
        optimum->objective = neg(arena, optimum->objective);
    *why = "the letter stands within a definition, a law or a sum of the objective";
    if (find_hidden(optimum))
        return false;
    const Expr *slope = derivative(optimum, optimum->objective, why);
    const Expr *curvature = slope ? derivative(optimum, slope, why) : NULL;
    if (!curvature)
        return false;
    const Expr *value = optimum->link->right;
    /* Where its bound is best the derivative is not 0. */
    *why = "an assumption speaks of the letter itself: bound it by its declaration, as in `given: "
           "real a in (0,1)`";
    if (scope_assumes(optimum->decider->scope, optimum->variable->symbol))
        return false;
    *why = "the objective holds too many expectations";
    if (expr_is_random(value) && !expr_walk(optimum->objective, collect_spread, optimum))
        return false;
    optimum->at = replace_same(arena, optimum->objective, optimum->variable, value);
    optimum->slope = replace_same(arena, slope, optimum->variable, value);
    optimum->curvature = replace_same(arena, curvature, optimum->variable, value);
    for (size_t i = 0; i < (size_t)(2 * NEIGHBOURS); i++) {
        optimum->moved[i] = neighbour(optimum, i);
        optimum->near[i] =
            replace_same(arena, optimum->objective, optimum->variable, optimum->moved[i]);
    }
    for (size_t i = 0; i < PLACES && has_domain(optimum); i++)
        add_place(optimum, i);
    return true;
}

/* ---- one point ---- */

typedef enum { POINT_GOOD, POINT_WRONG, POINT_SKIPPED, POINT_UNSURE, POINT_UNABLE } PointResult;

static PointResult fails(Optimum *optimum, const BallContext *context, const Expr *left,
                         const Expr *right, const char *what) {
    Link broken = *optimum->link;
    broken.left = left;
    broken.right = right;
    broken.laws = false;
    broken.given_count = 0;
    Counterexample *shown = arena_alloc(optimum->decider->arena, sizeof *shown);
    *shown = *counterexample_at(optimum->decider, &broken, context, 0, what);
    shown->span = optimum->link->right->span;
    optimum->out.kind = VERDICT_FAILS;
    optimum->out.counterexample = shown;
    return POINT_WRONG;
}

static PointResult result_of(BallStatus status) {
    return status == BALL_OK       ? POINT_GOOD
           : status == BALL_DOMAIN ? POINT_SKIPPED
           : status == BALL_UNSURE ? POINT_UNSURE
                                   : POINT_UNABLE;
}

/* Is the neighbour surely one of the letter's values? */
static bool is_in_domain(const Optimum *optimum, BallContext *context, size_t i) {
    const Symbol *letter = optimum->variable->symbol;
    if (!has_domain(optimum))
        return true;
    arb_t value, bound;
    arb_init(value);
    arb_init(bound);
    bool inside = ball_eval(context, value, optimum->moved[i]) == BALL_OK;
    arb_set_str(bound, letter->lower, context->bits);
    inside = inside && arb_gt(value, bound);
    arb_set_str(bound, letter->upper, context->bits);
    inside = inside && arb_lt(value, bound);
    arb_clear(value);
    arb_clear(bound);
    return inside;
}

/* Are the values nearby worse? */
static PointResult look_around(Optimum *optimum, BallContext *context) {
    arb_t here, there;
    arb_init(here);
    arb_init(there);
    PointResult result = result_of(ball_eval(context, here, optimum->at));
    for (size_t i = 0; i < (size_t)(2 * NEIGHBOURS) && result == POINT_GOOD; i++) {
        if (!is_in_domain(optimum, context, i))
            continue;
        BallStatus status = ball_eval(context, there, optimum->near[i]);
        if (status == BALL_DOMAIN)
            continue; /* outside of where the objective is defined */
        result = result_of(status);
        if (status == BALL_OK && arb_lt(there, here))
            result = fails(optimum, context, optimum->at, optimum->near[i],
                           "the objective there and at a value nearby");
        /* A stated value of 0 has no neighbours of this kind; the second derivative speaks. */
    }
    for (size_t i = 0; i < optimum->far_count && result == POINT_GOOD; i++)
        if (ball_eval(context, there, optimum->far[i]) == BALL_OK && arb_lt(there, here))
            result = fails(optimum, context, optimum->at, optimum->far[i],
                           "the objective there and at another value");
    arb_clear(here);
    arb_clear(there);
    return result;
}

/* Bits to which the slope is 0, measured by how fast it grows beside the stated value. */
static long zero_bits(const arb_t slope, const arb_t curvature, const arb_t value, slong bits) {
    arb_t scale;
    arb_init(scale);
    arb_abs(scale, value);
    arb_add_ui(scale, scale, 1, bits);
    arb_mul(scale, scale, curvature, bits);
    mag_t radius, size;
    mag_init(radius);
    mag_init(size);
    arb_get_mag(radius, slope);
    arb_get_mag_lower(size, scale);
    double gap = mag_is_zero(radius) ? (double)BITS_MAX
                                     : mag_get_d_log2_approx(size) - mag_get_d_log2_approx(radius);
    mag_clear(radius);
    mag_clear(size);
    arb_clear(scale);
    return gap > 0 ? (long)gap : 0;
}

/* Does the value depend on nothing but what the expectations are given? */
static PointResult look_at_spread(Optimum *optimum, BallContext *context) {
    arb_t variance;
    arb_init(variance);
    PointResult result = POINT_GOOD;
    for (size_t i = 0; i < optimum->spread_count && result == POINT_GOOD; i++) {
        result = result_of(ball_eval(context, variance, optimum->spread[i]));
        if (result == POINT_GOOD && !arb_contains_zero(variance)) {
            context->why = "the stated value knows more than what the expectation is given";
            result = POINT_UNABLE;
        }
    }
    arb_clear(variance);
    return result;
}

static PointResult try_precision(Optimum *optimum, BallContext *context) {
    arb_t slope, curvature, value;
    arb_init(slope);
    arb_init(curvature);
    arb_init(value);
    const Expr *zero = expr_number(optimum->decider->arena, optimum->link->right->span, "0");
    PointResult result = result_of(ball_eval(context, value, optimum->link->right));
    if (result == POINT_GOOD)
        result = result_of(ball_eval(context, slope, optimum->slope));
    if (result == POINT_GOOD)
        result = result_of(ball_eval(context, curvature, optimum->curvature));
    if (result == POINT_GOOD && !arb_contains_zero(slope)) {
        result = fails(optimum, context, optimum->slope, zero, "the derivative and 0");
    } else if (result == POINT_GOOD && arb_is_negative(curvature)) {
        result = fails(optimum, context, optimum->curvature, zero,
                       "the second derivative, which has the wrong sign, and 0");
    } else if (result == POINT_GOOD) {
        long bits = zero_bits(slope, curvature, value, context->bits);
        if (!arb_is_positive(curvature) || bits < BITS_MIN)
            result = POINT_UNSURE;
        else if (bits < optimum->out.bits)
            optimum->out.bits = bits;
    }
    arb_clear(slope);
    arb_clear(curvature);
    arb_clear(value);
    /* A slope that is not 0 refutes whatever the value knows. */
    if (result == POINT_GOOD)
        result = look_at_spread(optimum, context);
    return result == POINT_GOOD ? look_around(optimum, context) : result;
}

static PointResult try_point(Optimum *optimum, BallContext *context) {
    PointResult result = POINT_UNSURE;
    for (context->bits = optimum->decider->options->bits;
         context->bits <= BITS_MAX && result == POINT_UNSURE; context->bits *= 2) {
        ball_context_reset(context);
        result = decider_assumptions_hold(optimum->decider, context)
                     ? try_precision(optimum, context)
                     : POINT_SKIPPED;
    }
    return result;
}

/* ---- the first look ---- */

bool optimum_applies(const Decider *decider, const Link *link) {
    return decider->objective && link->relation == RELATION_EQUAL &&
           expr_same(link->left, decider->objective->variable);
}

Sampled sample_optimum(Decider *decider, const Link *link) {
    Optimum optimum = {
        .decider = decider, .link = link, .out = {.kind = VERDICT_UNDECIDED, .bits = BITS_MAX}};
    Sampled *out = &optimum.out;
    if (!prepare(&optimum, decider->objective, &out->reason)) {
        out->bits = 0;
        return *out;
    }
    BallContext context;
    LawUser user;
    decider_context(decider, &context, &user, 0);
    unsigned wanted = decider->options->points, unsure = 0;
    out->reason = NULL;
    for (unsigned n = 0; n < wanted * TRIES && out->points < wanted; n++) {
        context.point.number = n;
        user.point = n;
        PointResult result = try_point(&optimum, &context);
        out->points += result == POINT_GOOD;
        unsure += result == POINT_UNSURE;
        if (result == POINT_UNABLE)
            out->reason = context.why;
        if (result == POINT_WRONG || result == POINT_UNABLE)
            break;
    }
    if (out->kind != VERDICT_FAILS && !out->reason) {
        if (out->points >= POINTS_MIN)
            out->kind = VERDICT_HOLDS;
        else
            out->reason = unsure > 0
                              ? "whether the second derivative has the right sign cannot be told"
                              : "no point was found at which the objective is defined";
    }
    if (out->points == 0)
        out->bits = 0;
    out->gaussian = user.used;
    if (out->kind == VERDICT_HOLDS && user.used_data)
        out->under = "\\text{the data are Gaussian}";
    ball_context_clear(&context);
    return *out;
}
