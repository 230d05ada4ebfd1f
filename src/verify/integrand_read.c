/* integrand_read.c - from the expression tree to an integrand.
 *
 * A part that does not depend on the variable is one number, and ball_eval's affair. Definitions
 * and functions are entered where they hold the variable. A density of the chain is the normal
 * density whose mean is linear in what is given; a conditional expectation is that mean. */
#include <stdlib.h>
#include <string.h>

#include "verify/integrand.h"

/* A parameter of a function whose argument holds the variable. */
typedef struct Parameter Parameter;
struct Parameter {
    const Symbol *symbol;
    size_t node;
    const Parameter *next;
};

typedef struct {
    BallContext *ball;
    Integrand *f;
    const Symbol *variable;
    long index; /* of a state; LAW_LOOSE for a letter without index */
    const arb_struct *offset, *slope;
    const Parameter *parameters;
    unsigned depth;
} Reading;

static BallStatus read_node(Reading *reading, size_t *out, const Expr *expr);

/* ---- does it depend on the variable? ---- */

typedef struct {
    const Reading *reading;
    size_t seen;
} Search;

static bool is_constant(void *context, const Expr *expr) {
    Search *search = context;
    const Reading *reading = search->reading;
    const Symbol *symbol = expr->symbol;
    search->seen++;
    if (!symbol)
        return true;
    if (symbol == reading->variable)
        return false;
    for (const Parameter *p = reading->parameters; p; p = p->next)
        if (p->symbol == symbol)
            return false;
    /* A noise without index may be the one that is merged into the state integrated over. */
    bool loose = symbol->kind == SYMBOL_NOISE && expr->count == 0;
    return !(loose && reading->variable->kind == SYMBOL_STATE &&
             ((LawUser *)reading->ball->user)->merged != NULL);
}

static bool depends(const Reading *reading, const Expr *expr) {
    Search search = {.reading = reading};
    bool constant = expr_walk_deep(expr, is_constant, &search);
    reading->ball->work += search.seen;
    return !constant;
}

/* ---- kinds ---- */

static BallStatus read_constant(Reading *reading, size_t *out, const Expr *expr) {
    arb_t value;
    arb_init(value);
    BallStatus status = ball_eval(reading->ball, value, expr);
    *out = node_constant(reading->f, value);
    arb_clear(value);
    return status;
}

static BallStatus read_many(Reading *reading, size_t *out, const Expr *expr) {
    BallStatus status = read_node(reading, out, expr->args[0]);
    for (size_t i = 1; i < expr->count && status == BALL_OK; i++) {
        size_t part = 0;
        status = read_node(reading, &part, expr->args[i]);
        if (status == BALL_OK)
            *out = expr->kind == EXPR_ADD ? node_add(reading->f, *out, part)
                                          : node_mul(reading->f, *out, part);
    }
    return status;
}

static BallStatus divide(Reading *reading, size_t *out, size_t below, const Expr *where) {
    if (node_is_constant(reading->f, below)) {
        const arb_struct *value = node_value(reading->f, below);
        if (arb_contains_zero(value))
            return ball_stop(reading->ball, arb_is_zero(value) ? BALL_DOMAIN : BALL_UNSURE, where,
                             "division by zero");
    }
    *out = node_div(reading->f, *out, below);
    return BALL_OK;
}

static BallStatus read_division(Reading *reading, size_t *out, const Expr *expr) {
    size_t below = 0;
    BallStatus status = read_node(reading, &below, expr->args[1]);
    if (status == BALL_OK)
        status = read_node(reading, out, expr->args[0]);
    return status == BALL_OK ? divide(reading, out, below, expr) : status;
}

static BallStatus read_function(Reading *reading, size_t *out, NodeKind kind, const Expr *expr) {
    BallStatus status = read_node(reading, out, expr->args[0]);
    if (status != BALL_OK)
        return status;
    bool narrow = kind == NODE_LOG || kind == NODE_SQRT;
    if (narrow && node_is_constant(reading->f, *out) &&
        !arb_is_positive(node_value(reading->f, *out)))
        return ball_stop(reading->ball, BALL_UNSURE, expr,
                         "what is under a root or logarithm may not be positive");
    *out = node_function(reading->f, kind, *out);
    return BALL_OK;
}

/* base^p = e^{p log base}, which is not so of a negative base: where that has a value, the formula
 * does not say that it has none. */
static BallStatus general_power(Reading *reading, size_t *out, const Expr *base, size_t exponent) {
    if (depends(reading, base) && node_is_constant(reading->f, exponent) &&
        arb_contains_int(node_value(reading->f, exponent)))
        return ball_stop(reading->ball, BALL_UNSURE, base, "a power may be a whole number");
    BallStatus status = read_node(reading, out, base);
    if (status != BALL_OK)
        return status;
    if (node_is_constant(reading->f, *out) && !arb_is_positive(node_value(reading->f, *out)))
        return ball_stop(reading->ball, BALL_UNSURE, base, "the base of a power may be negative");
    size_t log = node_function(reading->f, NODE_LOG, *out);
    *out = node_function(reading->f, NODE_EXP, node_mul(reading->f, exponent, log));
    return BALL_OK;
}

/* Powers above this are no formula's; the tails' bounds end far below. */
#define POWER_MAX 100

/* The value of a constant node when it is a small whole number. */
static bool small_integer(slong *out, const Integrand *f, size_t a) {
    if (!node_is_constant(f, a))
        return false;
    const arb_struct *value = node_value(f, a);
    if (!arb_is_int(value) || arf_cmpabs_2exp_si(arb_midref(value), 7) > 0)
        return false;
    *out = arf_get_si(arb_midref(value), ARF_RND_NEAR);
    return true;
}

static BallStatus read_power(Reading *reading, size_t *out, const Expr *expr) {
    size_t exponent = 0;
    const Expr *base = expr->args[0];
    BallStatus status = read_node(reading, &exponent, expr->args[1]);
    if (status != BALL_OK)
        return status;
    if (base->kind == EXPR_SYMBOL && base->symbol->kind == SYMBOL_CONSTANT &&
        strcmp(base->symbol->name, "e") == 0) {
        *out = node_function(reading->f, NODE_EXP, exponent);
        return BALL_OK;
    }
    slong power = 0;
    bool whole = small_integer(&power, reading->f, exponent);
    size_t doubled = node_add(reading->f, exponent, exponent);
    /* x^{3/2} is a power of the root, which is bounded where the logarithm is not. */
    bool half = !whole && small_integer(&power, reading->f, doubled);
    reading->f->odd_root |= expr_is_odd_root(expr);
    if (!whole && !half)
        return general_power(reading, out, base, exponent);
    if (labs(power) > POWER_MAX)
        return ball_stop(reading->ball, BALL_UNABLE, expr, "a power above 100 under an integral");
    status = read_node(reading, out, base);
    if (status != BALL_OK)
        return status;
    if (half && node_is_constant(reading->f, *out) &&
        !arb_is_positive(node_value(reading->f, *out)))
        return ball_stop(reading->ball, BALL_UNSURE, base, "the base of a power may be negative");
    if (half)
        *out = node_function(reading->f, NODE_SQRT, *out);
    size_t raised = node_power(reading->f, *out, (ulong)labs(power));
    *out = power < 0 ? node_integer(reading->f, 1) : raised;
    return power < 0 ? divide(reading, out, raised, expr) : BALL_OK;
}

static BallStatus read_root(Reading *reading, size_t *out, const Expr *expr) {
    const char *degree = expr->args[1]->text;
    if (expr->args[1]->kind == EXPR_NUMBER && strcmp(degree, "2") == 0)
        return read_function(reading, out, NODE_SQRT, expr);
    Expr one = {.kind = EXPR_NUMBER, .text = "1", .span = expr->span};
    const Expr *parts[2] = {&one, expr->args[1]};
    Expr inverse = {
        .kind = EXPR_DIV, .count = 2, .args = parts, .span = expr->span}; /* the exponent 1/n */
    size_t exponent = 0;
    BallStatus status = read_constant(reading, &exponent, &inverse);
    reading->f->odd_root |= expr_is_odd_root(expr);
    return status == BALL_OK ? general_power(reading, out, expr->args[0], exponent) : status;
}

static BallStatus read_range(Reading *reading, size_t *out, const Expr *expr) {
    BallContext *ball = reading->ball;
    long lower, upper;
    BallStatus status = ball_integer(ball, &lower, expr->args[0]);
    if (status == BALL_OK)
        status = ball_integer(ball, &upper, expr->args[1]);
    if (status != BALL_OK)
        return status;
    if (expr->split == 1 && upper < lower - 1)
        return ball_stop(ball, BALL_DOMAIN, expr, "too short for the dots");
    bool product = expr->kind == EXPR_PRODUCT;
    *out = node_integer(reading->f, product);
    for (long i = lower; i <= upper && status == BALL_OK && !reading->f->crowded; i++) {
        BallBinding binding = {
            .symbol = expr->symbol, .is_integer = true, .integer = i, .next = ball->bindings};
        ball->bindings = &binding;
        size_t part = 0;
        status = read_node(reading, &part, expr->args[2]);
        ball->bindings = binding.next;
        if (status == BALL_OK)
            *out = product ? node_mul(reading->f, *out, part) : node_add(reading->f, *out, part);
    }
    return status;
}

static BallStatus read_symbol(Reading *reading, size_t *out, const Expr *expr) {
    BallContext *ball = reading->ball;
    const Symbol *symbol = expr->symbol;
    for (const Parameter *p = reading->parameters; p; p = p->next)
        if (p->symbol == symbol && expr->count == 0) {
            *out = p->node;
            return BALL_OK;
        }
    long index = LAW_LOOSE;
    BallStatus status = expr->count == 1 ? ball_integer(ball, &index, expr->args[0]) : BALL_OK;
    if (status != BALL_OK)
        return status;
    if (symbol == reading->variable) {
        if (index != reading->index)
            return read_constant(reading, out, expr);
        *out = node_linear(reading->f, reading->offset, reading->slope);
        return BALL_OK;
    }
    if (symbol->kind == SYMBOL_NOISE)
        return ball_stop(ball, BALL_UNABLE, expr,
                         "it is not said whether this noise moves with the variable");
    if (symbol->kind != SYMBOL_LET && symbol->kind != SYMBOL_LETSEQ)
        return read_constant(reading, out, expr);
    BallBinding binding = {.is_integer = true, .integer = index, .next = ball->bindings};
    if (symbol->kind == SYMBOL_LETSEQ) {
        binding.symbol = symbol->parameters[0];
        ball->bindings = &binding;
    }
    status = read_node(reading, out, symbol->definition);
    ball->bindings = binding.next;
    return status;
}

#define PARAMETERS_MAX 8

static BallStatus read_call(Reading *reading, size_t *out, const Expr *expr) {
    BallContext *ball = reading->ball;
    const Symbol *function = expr->symbol;
    if (!function->definition || function->parameter_count > PARAMETERS_MAX)
        return ball_stop(ball, BALL_UNABLE, expr, "a function that is not known");
    BallBinding bindings[PARAMETERS_MAX];
    Parameter parameters[PARAMETERS_MAX];
    arb_t values[PARAMETERS_MAX];
    const BallBinding *outer_bindings = ball->bindings, *inner = outer_bindings;
    const Parameter *outer_parameters = reading->parameters, *own = outer_parameters;
    BallStatus status = BALL_OK;
    size_t made = 0;
    for (size_t i = 0; i < expr->count && status == BALL_OK; i++, made++) {
        const Symbol *parameter = function->parameters[i];
        arb_init(values[i]);
        bindings[i] = (BallBinding){.symbol = parameter, .value = values[i], .next = inner};
        bindings[i].is_integer = parameter->integer_bound;
        if (bindings[i].is_integer) {
            status = ball_integer(ball, &bindings[i].integer, expr->args[i]);
            inner = &bindings[i];
        } else if (!depends(reading, expr->args[i])) {
            status = ball_eval(ball, values[i], expr->args[i]);
            inner = &bindings[i];
        } else {
            parameters[i] = (Parameter){.symbol = parameter, .next = own};
            status = read_node(reading, &parameters[i].node, expr->args[i]);
            own = &parameters[i];
        }
    }
    ball->bindings = inner;
    reading->parameters = own;
    if (status == BALL_OK)
        status = read_node(reading, out, function->definition);
    ball->bindings = outer_bindings;
    reading->parameters = outer_parameters;
    for (size_t i = 0; i < made; i++)
        arb_clear(values[i]);
    return status;
}

/* ---- laws ---- */

static BallStatus read_normal(Reading *reading, size_t *out, const Expr *expr) {
    size_t mean = 0;
    arb_t variance;
    arb_init(variance);
    BallStatus status = read_node(reading, out, expr->args[0]);
    if (status == BALL_OK)
        status = read_node(reading, &mean, expr->args[1]);
    if (status == BALL_OK && depends(reading, expr->args[2]))
        status = ball_stop(reading->ball, BALL_UNABLE, expr,
                           "a variance depends on the variable of the integral");
    if (status == BALL_OK)
        status = ball_eval(reading->ball, variance, expr->args[2]);
    if (status == BALL_OK && !arb_is_positive(variance))
        status = ball_stop(reading->ball, arb_is_nonpositive(variance) ? BALL_DOMAIN : BALL_UNSURE,
                           expr, "a variance that is not positive");
    if (status == BALL_OK) {
        size_t residual = node_add(reading->f, *out, node_neg(reading->f, mean));
        *out = node_function(reading->f, NODE_EXP, node_normal_log(reading->f, residual, variance));
    }
    arb_clear(variance);
    return status;
}

/* A number that runs, in a moment: c in Var[c X] under \int dc. The moment then has no one value.
 * A random variable that runs is another one than that of the moment. */
static bool runs_in(const Reading *reading, const Expr *const *parts, size_t count) {
    SymbolKind kind = reading->variable->kind;
    bool random = kind == SYMBOL_STATE || kind == SYMBOL_NOISE || kind == SYMBOL_NORMAL;
    for (size_t i = 0; i < count && !random; i++)
        if (depends(reading, parts[i]))
            return true;
    return false;
}

static BallStatus stop_running(const Reading *reading, const Expr *where) {
    return ball_stop(reading->ball, BALL_UNABLE, where,
                     "the variable of the integral stands within a mean or a variance");
}

/* The law of y given z_1..z_k: *mean is offset + sum_j weight_j z_j. */
static BallStatus read_conditional(Reading *reading, size_t *mean, arb_t variance, const Expr *y,
                                   const Expr *const *z, size_t count) {
    if (runs_in(reading, &y, 1) || runs_in(reading, z, count))
        return stop_running(reading, y);
    LawWorld *world = flint_malloc(sizeof *world);
    law_world_init(world, reading->ball);
    Conditional law;
    conditional_init(&law, count);
    Form target;
    form_init(&target);
    Form *given = flint_calloc(count + 1, sizeof *given);
    BallStatus status = law_form(world, &target, y);
    if (status == BALL_OK && !form_is_linear(&target))
        status = ball_stop(reading->ball, BALL_UNABLE, y, "the conditional mean of a square");
    for (size_t i = 0; i < count; i++) {
        form_init(&given[i]);
        if (status == BALL_OK)
            status = law_form(world, &given[i], z[i]);
    }
    if (status == BALL_OK)
        status = law_condition(world, &law, &target, given);
    *mean = node_constant(reading->f, law.offset);
    for (size_t i = 0; i < count && status == BALL_OK; i++) {
        size_t part = 0;
        status = read_node(reading, &part, z[i]);
        if (status == BALL_OK)
            *mean = node_add(reading->f, *mean, node_scale(reading->f, part, law.weights + i));
    }
    arb_set(variance, law.variance);
    for (size_t i = 0; i < count; i++)
        form_clear(&given[i]);
    flint_free(given);
    form_clear(&target);
    conditional_clear(&law);
    law_world_clear(world);
    flint_free(world);
    return status;
}

/* q(a_1, .., a_k | b) = prod_i q(a_i | a_1, .., a_{i-1}, b) */
static BallStatus read_density(Reading *reading, size_t *out, const Expr *listed) {
    const Expr *expr;
    BallStatus written = lists_expand(reading->ball, &expr, listed);
    if (written != BALL_OK)
        return written;
    if (expr->symbol->implied)
        return ball_stop(reading->ball, BALL_UNABLE, expr, "it is not said whose density this is");
    size_t given = expr->count - expr->split;
    const Expr **z = flint_malloc(expr->count * sizeof *z);
    for (size_t i = 0; i < given; i++)
        z[i] = expr->args[expr->split + i];
    arb_t variance;
    arb_init(variance);
    size_t total = node_integer(reading->f, 0);
    BallStatus status = BALL_OK;
    for (size_t i = 0; i < expr->split && status == BALL_OK; i++) {
        size_t mean = 0, residual = 0;
        if (!expr_is_random(expr->args[i]))
            status =
                ball_stop(reading->ball, BALL_UNABLE, expr, "it is not said whose density this is");
        if (status == BALL_OK)
            status = read_conditional(reading, &mean, variance, expr->args[i], z, given);
        if (status == BALL_OK)
            status = read_node(reading, &residual, expr->args[i]);
        if (status == BALL_OK && !arb_is_positive(variance))
            status =
                ball_stop(reading->ball, arb_is_nonpositive(variance) ? BALL_DOMAIN : BALL_UNSURE,
                          expr, "a density of something that has no spread");
        if (status == BALL_OK) {
            residual = node_add(reading->f, residual, node_neg(reading->f, mean));
            total = node_add(reading->f, total, node_normal_log(reading->f, residual, variance));
        }
        z[given++] = expr->args[i];
    }
    *out = node_function(reading->f, NODE_EXP, total);
    arb_clear(variance);
    flint_free(z);
    return status;
}

static BallStatus read_expectation(Reading *reading, size_t *out, const Expr *listed) {
    const Expr *expr;
    BallStatus written = lists_expand(reading->ball, &expr, listed);
    if (written != BALL_OK)
        return written;
    if (expr->split == 1)
        return ball_stop(reading->ball, BALL_UNABLE, expr,
                         "an expectation over some of the random variables only");
    bool given = false;
    for (size_t i = 1; i < expr->count; i++)
        given |= depends(reading, expr->args[i]);
    if (!given && runs_in(reading, expr->args, 1))
        return stop_running(reading, expr);
    if (!given)
        return read_constant(reading, out, expr);
    arb_t variance;
    arb_init(variance);
    BallStatus status =
        read_conditional(reading, out, variance, expr->args[0], expr->args + 1, expr->count - 1);
    arb_clear(variance);
    return status;
}

/* ---- all kinds ---- */

static BallStatus read_kind(Reading *reading, size_t *out, const Expr *expr) {
    static const NodeKind functions[FUNCTION_COUNT] = {[FUNCTION_LOG] = NODE_LOG,
                                                       [FUNCTION_EXP] = NODE_EXP,
                                                       [FUNCTION_SIN] = NODE_SIN,
                                                       [FUNCTION_COS] = NODE_COS,
                                                       [FUNCTION_TANH] = NODE_TANH};
    BallStatus status;
    switch (expr->kind) {
    case EXPR_SYMBOL: return read_symbol(reading, out, expr);
    case EXPR_ADD:
    case EXPR_MUL: return read_many(reading, out, expr);
    case EXPR_NEG:
        status = read_node(reading, out, expr->args[0]);
        if (status == BALL_OK)
            *out = node_neg(reading->f, *out);
        return status;
    case EXPR_DIV: return read_division(reading, out, expr);
    case EXPR_POW: return read_power(reading, out, expr);
    case EXPR_ROOT: return read_root(reading, out, expr);
    case EXPR_FUNCTION: return read_function(reading, out, functions[expr->function], expr);
    case EXPR_ABS: return read_function(reading, out, NODE_ABS, expr);
    case EXPR_SUM:
    case EXPR_PRODUCT: return read_range(reading, out, expr);
    case EXPR_CALL: return read_call(reading, out, expr);
    case EXPR_NORMAL_DENSITY: return read_normal(reading, out, expr);
    case EXPR_DENSITY: return read_density(reading, out, expr);
    case EXPR_EXPECT: return read_expectation(reading, out, expr);
    case EXPR_TRANSPOSE: return read_node(reading, out, expr->args[0]);
    /* Among Gaussians these do not depend on the values given. */
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE:
        return runs_in(reading, expr->args, expr->count) ? stop_running(reading, expr)
                                                         : read_constant(reading, out, expr);
    case EXPR_NUMBER:
    case EXPR_IDENTITY: return read_constant(reading, out, expr);
    case EXPR_INTEGRAL:
        return ball_stop(reading->ball, BALL_UNABLE, expr, "an integral within an integral");
    case EXPR_BRACKET:
    case EXPR_DERIVATIVE:
    case EXPR_NORMAL:
    case EXPR_KL:
    case EXPR_LIST:
    case EXPR_KIND_COUNT: break;
    }
    return ball_stop(reading->ball, BALL_UNABLE, expr,
                     "an integrand of a kind that cannot be integrated here");
}

static BallStatus read_node(Reading *reading, size_t *out, const Expr *expr) {
    BallContext *ball = reading->ball;
    *out = 0;
    if (!depends(reading, expr))
        return read_constant(reading, out, expr);
    if (ball->depth >= BALL_DEPTH_MAX || reading->depth >= BALL_DEPTH_MAX)
        return ball_stop(ball, BALL_UNABLE, expr, "definitions are nested too deep");
    if (++ball->work > BALL_WORK_MAX || reading->f->crowded)
        return ball_stop(ball, BALL_UNABLE, expr, "it takes too many operations");
    reading->depth++;
    BallStatus status = read_kind(reading, out, expr);
    reading->depth--;
    return status;
}

BallStatus integrand_read(BallContext *context, Integrand *f, size_t *root, const Expr *body,
                          const Expr *variable, const arb_t offset, const arb_t slope) {
    Reading reading = {.ball = context,
                       .f = f,
                       .variable = variable->symbol,
                       .index = LAW_LOOSE,
                       .offset = offset,
                       .slope = slope};
    if (variable->count == 1) {
        BallStatus status = ball_integer(context, &reading.index, variable->args[0]);
        if (status != BALL_OK)
            return status;
    }
    BallStatus status = read_node(&reading, root, body);
    if (status == BALL_OK && f->crowded)
        status = ball_stop(context, BALL_UNABLE, body, "it takes too many operations");
    return status;
}
