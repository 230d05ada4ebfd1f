/* law.c - random quantities as forms; their moments and conditionals. */
#include "verify/law.h"

#include <stdlib.h>
#include <string.h>

#include "math/derive.h"

/* Data without a declared law: a Gaussian with these domains for mean and variance, so that what
 * depends on the data is seen to. */
static const Symbol data_mean = {.kind = SYMBOL_REAL,
                                 .id = 0xd0,
                                 .name = "data mean",
                                 .tex = "\\mathbb{E}[x_0]",
                                 .lower = "-1",
                                 .upper = "1"};
static const Symbol data_variance = {.kind = SYMBOL_REAL,
                                     .id = 0xd1,
                                     .name = "data variance",
                                     .tex = "\\operatorname{Var}[x_0]",
                                     .lower = "0.2",
                                     .upper = "1.8"};

void law_world_init(LawWorld *world, BallContext *ball) {
    world->ball = ball;
    world->count = 0;
    world->used_data = false;
}

void law_world_clear(LawWorld *world) {
    for (slong i = 0; i < world->count; i++) {
        arb_clear(world->variables[i].mean);
        arb_clear(world->variables[i].variance);
    }
    world->count = 0;
}

/* ---- the independent variables ---- */

/* "normal x_0 = ..." gives the data a law. */
const Expr *law_declared_data(const Scope *scope, const Symbol *state) {
    for (; scope; scope = scope->parent)
        for (size_t i = scope->count; i-- > 0;) {
            const Symbol *s = scope->symbols[i];
            size_t length = strlen(state->name);
            if (s->kind == SYMBOL_NORMAL && strncmp(s->name, state->name, length) == 0 &&
                strcmp(s->name + length, " _ 0") == 0)
                return s->definition;
        }
    return NULL;
}

static BallStatus set_law(LawWorld *world, LawVariable *variable) {
    BallContext *ball = world->ball;
    const Expr *law = NULL;
    bool letter = variable->symbol->kind == SYMBOL_NORMAL;
    if (letter)
        law = variable->symbol->definition;
    else if (variable->symbol->kind == SYMBOL_STATE)
        law = law_declared_data(ball->scope, variable->symbol);
    if (law && (expr_is_random(law->args[1]) || (!letter && expr_is_random(law->args[0]))))
        return ball_stop(ball, BALL_UNABLE, law, "a law whose numbers are random");
    if (law) {
        BallStatus status = BALL_OK;
        if (expr_is_random(law->args[0]))
            arb_zero(variable->mean); /* normal_form adds it */
        else
            status = ball_eval(ball, variable->mean, law->args[0]);
        if (status == BALL_OK)
            status = ball_eval(ball, variable->variance, law->args[1]);
        if (status == BALL_OK && arb_is_negative(variable->variance))
            return ball_stop(ball, BALL_DOMAIN, law, "a variance that is negative");
        return status;
    }
    if (variable->symbol->kind == SYMBOL_STATE) {
        ball_sample(ball, variable->mean, &data_mean, 0);
        ball_sample(ball, variable->variance, &data_variance, 0);
    } else {
        arb_zero(variable->mean);
        arb_one(variable->variance);
    }
    return BALL_OK;
}

static BallStatus find_variable(LawWorld *world, slong *at, const Expr *where, const Symbol *symbol,
                                long index) {
    for (slong i = 0; i < world->count; i++)
        if (world->variables[i].symbol == symbol && world->variables[i].index == index) {
            *at = i;
            return BALL_OK;
        }
    if (world->count == FORM_VARIABLES_MAX)
        return ball_stop(world->ball, BALL_UNABLE, where,
                         "more random variables than can be kept apart");
    LawVariable *variable = &world->variables[world->count];
    *variable = (LawVariable){.symbol = symbol, .index = index};
    arb_init(variable->mean);
    arb_init(variable->variance);
    *at = world->count++;
    return set_law(world, variable);
}

static BallStatus variable_form(LawWorld *world, Form *out, const Expr *where, const Symbol *symbol,
                                long index) {
    slong at = 0;
    BallStatus status = find_variable(world, &at, where, symbol, index);
    form_set_variable(out, at);
    return status;
}

/* ---- expressions as forms ---- */

/* Y = N(X, v) is X, and something of its own with mean 0. */
static BallStatus normal_form(LawWorld *world, Form *out, const Expr *expr) {
    const Expr *mean = expr->symbol->definition->args[0];
    BallStatus status = variable_form(world, out, expr, expr->symbol, LAW_LOOSE);
    if (status != BALL_OK || !expr_is_random(mean))
        return status;
    Form part;
    form_init(&part);
    status = law_form(world, &part, mean);
    form_add(out, &part, world->ball->bits);
    form_clear(&part);
    return status;
}

/* x_k = scale_k x_{k-1} + spread_k noise_k, unrolled from the last step down, so that each
 * coefficient is made once. */
static BallStatus state_form(LawWorld *world, Form *out, const Expr *where, const Symbol *state,
                             long index) {
    const Kernel *kernel = scope_kernel(world->ball->scope);
    slong bits = world->ball->bits;
    if (index < 0)
        return ball_stop(world->ball, BALL_DOMAIN, where, "there is no state before step 0");
    if (index > FORM_VARIABLES_MAX)
        return ball_stop(world->ball, BALL_UNABLE, where, "the chain is too long");
    arb_t product, factor;
    arb_init(product);
    arb_init(factor);
    form_set_ball(out, factor);
    form_reserve(out, world->count + index + 1);
    arb_one(product);
    BallStatus status = BALL_OK;
    slong at;
    for (long k = index; k >= 1 && status == BALL_OK; k--) {
        status = ball_eval_bound(world->ball, factor, kernel->spread, kernel->index, k);
        if (status == BALL_OK)
            status = find_variable(world, &at, where, kernel->noise, k);
        if (status != BALL_OK)
            break;
        arb_mul(factor, factor, product, bits);
        form_add_linear(out, at, factor, bits);
        status = ball_eval_bound(world->ball, factor, kernel->scale, kernel->index, k);
        arb_mul(product, product, factor, bits);
    }
    if (status == BALL_OK)
        status = find_variable(world, &at, where, state, 0);
    if (status == BALL_OK)
        form_add_linear(out, at, product, bits);
    arb_clear(product);
    arb_clear(factor);
    return status;
}

static BallStatus constant_form(LawWorld *world, Form *out, const Expr *expr) {
    arb_t value;
    arb_init(value);
    BallStatus status = ball_eval(world->ball, value, expr);
    form_set_ball(out, value);
    arb_clear(value);
    return status;
}

static BallStatus bound_form(LawWorld *world, Form *out, const Expr *body, const Symbol *symbol,
                             long value) {
    BallContext *ball = world->ball;
    BallBinding binding = {
        .symbol = symbol, .is_integer = true, .integer = value, .next = ball->bindings};
    ball->bindings = &binding;
    BallStatus status = law_form(world, out, body);
    ball->bindings = binding.next;
    return status;
}

static BallStatus symbol_form(LawWorld *world, Form *out, const Expr *expr) {
    const Symbol *symbol = expr->symbol;
    long index = LAW_LOOSE;
    if (expr->count == 1) {
        BallStatus status = ball_integer(world->ball, &index, expr->args[0]);
        if (status != BALL_OK)
            return status;
    }
    switch (symbol->kind) {
    case SYMBOL_STATE: return state_form(world, out, expr, symbol, index);
    case SYMBOL_NOISE: {
        const Kernel *kernel = scope_kernel(world->ball->scope);
        if (index == LAW_LOOSE)
            return variable_form(world, out, expr, symbol, LAW_LOOSE);
        if (index < 1)
            return ball_stop(world->ball, BALL_DOMAIN, expr, "there is no noise before step 1");
        return variable_form(world, out, expr, kernel->state ? kernel->noise : symbol, index);
    }
    case SYMBOL_NORMAL: return normal_form(world, out, expr);
    case SYMBOL_LET: return law_form(world, out, symbol->definition);
    case SYMBOL_LETSEQ:
        if (index < 0)
            return ball_stop(world->ball, BALL_DOMAIN, expr, "the index is below 0");
        return bound_form(world, out, symbol->definition, symbol->parameters[0], index);
    case SYMBOL_REAL:
    case SYMBOL_INT:
    case SYMBOL_SEQ:
    case SYMBOL_FUN:
    case SYMBOL_MATRIX:
    case SYMBOL_DENSITY:
    case SYMBOL_CONSTANT:
    case SYMBOL_BOUND: break;
    }
    return constant_form(world, out, expr);
}

static BallStatus many_form(LawWorld *world, Form *out, const Expr *expr) {
    Form part;
    form_init(&part);
    BallStatus status = law_form(world, out, expr->args[0]);
    for (size_t i = 1; i < expr->count && status == BALL_OK; i++) {
        status = law_form(world, &part, expr->args[i]);
        if (status != BALL_OK)
            break;
        if (expr->kind == EXPR_ADD)
            form_add(out, &part, world->ball->bits);
        else if (!form_mul(out, &part, world->ball->bits))
            status = ball_stop(world->ball, BALL_UNABLE, expr,
                               "a product of more than two random variables");
    }
    form_clear(&part);
    return status;
}

static BallStatus division_form(LawWorld *world, Form *out, const Expr *expr) {
    BallContext *ball = world->ball;
    if (expr_is_random(expr->args[1]))
        return ball_stop(ball, BALL_UNABLE, expr, "a random variable in a denominator");
    arb_t below;
    arb_init(below);
    BallStatus status = ball_eval(ball, below, expr->args[1]);
    if (status == BALL_OK && arb_is_zero(below))
        status = ball_stop(ball, BALL_DOMAIN, expr, "division by zero");
    else if (status == BALL_OK && arb_contains_zero(below))
        status = ball_stop(ball, BALL_UNSURE, expr, "a denominator may be zero");
    if (status == BALL_OK)
        status = law_form(world, out, expr->args[0]);
    if (status == BALL_OK) {
        arb_inv(below, below, ball->bits);
        form_scale(out, below, ball->bits);
    }
    arb_clear(below);
    return status;
}

/* X^2 and |X|^2. */
static BallStatus square_form(LawWorld *world, Form *out, const Expr *expr) {
    const Expr *base = expr->args[0], *power = expr->args[1];
    if (power->kind != EXPR_NUMBER || strcmp(power->text, "2") != 0)
        return ball_stop(world->ball, BALL_UNABLE, expr,
                         "a power of a random variable other than its square");
    if (base->kind == EXPR_ABS)
        base = base->args[0];
    BallStatus status = law_form(world, out, base);
    if (status != BALL_OK)
        return status;
    Form copy;
    form_init(&copy);
    form_set(&copy, out);
    if (!form_mul(out, &copy, world->ball->bits))
        status =
            ball_stop(world->ball, BALL_UNABLE, expr, "a power of a random variable above two");
    form_clear(&copy);
    return status;
}

static BallStatus range_form(LawWorld *world, Form *out, const Expr *expr) {
    long lower, upper;
    BallStatus status = ball_integer(world->ball, &lower, expr->args[0]);
    if (status == BALL_OK)
        status = ball_integer(world->ball, &upper, expr->args[1]);
    if (status != BALL_OK)
        return status;
    if (expr->kind == EXPR_PRODUCT || upper - lower > BALL_TERMS_MAX)
        return ball_stop(world->ball, BALL_UNABLE, expr, "a product of random variables");
    if (expr->split == 1 && upper < lower - 1)
        return ball_stop(world->ball, BALL_DOMAIN, expr, "too short for the dots");
    Form term;
    form_init(&term);
    arb_t zero;
    arb_init(zero);
    form_set_ball(out, zero);
    for (long i = lower; i <= upper && status == BALL_OK; i++) {
        status = bound_form(world, &term, expr->args[2], expr->symbol, i);
        if (status == BALL_OK)
            form_add(out, &term, world->ball->bits);
    }
    arb_clear(zero);
    form_clear(&term);
    return status;
}

/* E[y | z] inside a larger expectation is itself random: offset + sum_j weight_j z_j. */
static BallStatus expectation_form(LawWorld *world, Form *out, const Expr *listed) {
    const Expr *expr;
    BallStatus written = lists_expand(world->ball, &expr, listed);
    if (written != BALL_OK)
        return written;
    if (expr->split == 1)
        return ball_stop(world->ball, BALL_UNABLE, expr,
                         "an expectation over some of the random variables only");
    size_t count = expr->count - 1;
    Form *z = flint_calloc(count + 1, sizeof *z);
    Form y;
    Conditional law;
    form_init(&y);
    conditional_init(&law, count);
    BallStatus status = law_form(world, &y, expr->args[0]);
    for (size_t i = 0; i < count; i++) {
        form_init(&z[i]);
        if (status == BALL_OK)
            status = law_form(world, &z[i], expr->args[i + 1]);
    }
    if (status == BALL_OK)
        status = law_condition(world, &law, &y, z);
    form_set_ball(out, law.offset);
    for (size_t i = 0; i < count; i++) {
        form_scale(&z[i], law.weights + i, world->ball->bits);
        form_add(out, &z[i], world->ball->bits);
        form_clear(&z[i]);
    }
    conditional_clear(&law);
    form_clear(&y);
    flint_free(z);
    return status;
}

static BallStatus call_form(LawWorld *world, Form *out, const Expr *expr) {
    BallContext *ball = world->ball;
    const Symbol *function = expr->symbol;
    /* Arguments are bound as numbers; one that is random must not be used by the definition as a
     * number. */
    BallBinding bindings[8];
    arb_t values[8];
    size_t made = 0;
    const BallBinding *outer = ball->bindings;
    BallStatus status =
        expr->count <= 8 ? BALL_OK : ball_stop(ball, BALL_UNABLE, expr, "too many parameters");
    for (size_t i = 0; i < expr->count && status == BALL_OK; i++, made++) {
        const Symbol *parameter = function->parameters[i];
        arb_init(values[i]);
        bindings[i] = (BallBinding){
            .symbol = parameter, .value = values[i], .is_integer = parameter->integer_bound};
        if (bindings[i].is_integer)
            status = ball_integer(ball, &bindings[i].integer, expr->args[i]);
        else if (!expr_is_random(expr->args[i]))
            status = ball_eval(ball, values[i], expr->args[i]);
        else if (expr_mentions(function->definition, parameter))
            status = ball_stop(ball, BALL_UNABLE, expr, "a function of a random variable");
    }
    for (size_t i = 0; i < made; i++) {
        bindings[i].next = ball->bindings;
        ball->bindings = &bindings[i];
    }
    if (status == BALL_OK)
        status = law_form(world, out, function->definition);
    ball->bindings = outer;
    for (size_t i = 0; i < made; i++)
        arb_clear(values[i]);
    return status;
}

BallStatus law_form(LawWorld *world, Form *out, const Expr *expr) {
    BallStatus status;
    if (world->ball->depth >= BALL_DEPTH_MAX)
        return ball_stop(world->ball, BALL_UNABLE, expr, "definitions are nested too deep");
    if (!expr_is_random(expr))
        return constant_form(world, out, expr);
    if (++world->ball->work > BALL_WORK_MAX)
        return ball_stop(world->ball, BALL_UNABLE, expr, "it takes too many operations");
    world->ball->depth++;
    switch (expr->kind) {
    case EXPR_SYMBOL: status = symbol_form(world, out, expr); break;
    case EXPR_ADD:
    case EXPR_MUL: status = many_form(world, out, expr); break;
    case EXPR_NEG:
        status = law_form(world, out, expr->args[0]);
        form_neg(out);
        break;
    case EXPR_DIV: status = division_form(world, out, expr); break;
    case EXPR_POW: status = square_form(world, out, expr); break;
    case EXPR_SUM:
    case EXPR_PRODUCT: status = range_form(world, out, expr); break;
    case EXPR_EXPECT: status = expectation_form(world, out, expr); break;
    case EXPR_TRANSPOSE: status = law_form(world, out, expr->args[0]); break;
    case EXPR_CALL: status = call_form(world, out, expr); break;
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE:
    case EXPR_KL: status = constant_form(world, out, expr); break;
    case EXPR_NUMBER:
    case EXPR_ROOT:
    case EXPR_FUNCTION:
    case EXPR_ABS:
    case EXPR_INTEGRAL:
    case EXPR_BRACKET:
    case EXPR_DERIVATIVE:
    case EXPR_NORMAL:
    case EXPR_NORMAL_DENSITY:
    case EXPR_DENSITY:
    case EXPR_IDENTITY:
    case EXPR_LIST:
    case EXPR_KIND_COUNT:
    default:
        status =
            ball_stop(world->ball, BALL_UNABLE, expr, "this is not linear in the random variables");
        break;
    }
    world->ball->depth--;
    return status;
}

/* ---- moments ---- */

BallStatus law_mean(LawWorld *world, arb_t out, const Form *a) {
    slong bits = world->ball->bits;
    arb_t factor, square;
    arb_init(factor);
    arb_init(square);
    arb_set(out, form_constant(a));
    for (slong i = 0; i < world->count; i++) {
        form_linear(factor, a, i);
        arb_addmul(out, factor, world->variables[i].mean, bits);
        for (slong j = i; j < world->count; j++) {
            form_quadratic(factor, a, i, j);
            if (arb_is_zero(factor))
                continue;
            arb_mul(square, world->variables[i].mean, world->variables[j].mean, bits);
            if (i == j)
                arb_add(square, square, world->variables[i].variance, bits);
            arb_addmul(out, factor, square, bits);
        }
    }
    arb_clear(factor);
    arb_clear(square);
    return BALL_OK;
}

BallStatus law_covariance(LawWorld *world, arb_t out, const Form *a, const Form *b) {
    if (!form_is_linear(a) || !form_is_linear(b))
        return ball_stop(world->ball, BALL_UNABLE, NULL, "the variance of a square");
    slong bits = world->ball->bits;
    arb_t left, right;
    arb_init(left);
    arb_init(right);
    arb_zero(out);
    for (slong i = 0; i < world->count; i++) {
        form_linear(left, a, i);
        form_linear(right, b, i);
        arb_mul(left, left, right, bits);
        arb_addmul(out, left, world->variables[i].variance, bits);
    }
    arb_clear(left);
    arb_clear(right);
    return BALL_OK;
}

void conditional_init(Conditional *conditional, size_t count) {
    conditional->count = count;
    conditional->weights = _arb_vec_init((slong)count);
    arb_init(conditional->offset);
    arb_init(conditional->variance);
}

void conditional_clear(Conditional *conditional) {
    _arb_vec_clear(conditional->weights, (slong)conditional->count);
    arb_clear(conditional->offset);
    arb_clear(conditional->variance);
}

static BallStatus fill_covariances(LawWorld *world, arb_mat_t gram, arb_mat_t cross, const Form *y,
                                   const Form *z, slong count) {
    BallStatus status = BALL_OK;
    for (slong i = 0; i < count && status == BALL_OK; i++) {
        status = law_covariance(world, arb_mat_entry(cross, i, 0), &z[i], y);
        for (slong j = 0; j <= i && status == BALL_OK; j++) {
            status = law_covariance(world, arb_mat_entry(gram, i, j), &z[i], &z[j]);
            arb_set(arb_mat_entry(gram, j, i), arb_mat_entry(gram, i, j));
        }
    }
    return status;
}

/* E[y|z] = E y + C_yz C_zz^{-1} (z - E z), Var[y|z] = Var y - C_yz C_zz^{-1} C_zy. */
BallStatus law_condition(LawWorld *world, Conditional *out, const Form *y, const Form *z) {
    slong count = (slong)out->count;
    slong bits = world->ball->bits;
    if (count == 0) {
        law_mean(world, out->offset, y);
        return form_is_linear(y) ? law_covariance(world, out->variance, y, y) : BALL_OK;
    }
    if (!form_is_linear(y))
        return ball_stop(world->ball, BALL_UNABLE, NULL, "the conditional mean of a square");
    arb_mat_t gram, cross, weights;
    arb_mat_init(gram, count, count);
    arb_mat_init(cross, count, 1);
    arb_mat_init(weights, count, 1);
    BallStatus status = fill_covariances(world, gram, cross, y, z, count);
    if (status == BALL_OK && !arb_mat_solve(weights, gram, cross, bits))
        status = ball_stop(world->ball, BALL_UNSURE, NULL,
                           "what is given determines itself: the same quantity stands twice");
    if (status == BALL_OK) {
        arb_t mean;
        arb_init(mean);
        law_mean(world, out->offset, y);
        law_covariance(world, out->variance, y, y);
        for (slong i = 0; i < count; i++) {
            arb_set(out->weights + i, arb_mat_entry(weights, i, 0));
            law_mean(world, mean, &z[i]);
            arb_submul(out->offset, out->weights + i, mean, bits);
            arb_submul(out->variance, out->weights + i, arb_mat_entry(cross, i, 0), bits);
        }
        arb_clear(mean);
    }
    arb_mat_clear(gram);
    arb_mat_clear(cross);
    arb_mat_clear(weights);
    return status;
}
