/* integral.c - integrals over the real line of exp(a quadratic form), by the Gaussian rule
 *
 *     \int exp(-a x^2 / 2 + b x + c) dx = sqrt(2 pi / a) exp(b^2 / (2a) + c),   a > 0.
 *
 * The integrand is read structurally: products, quotients and powers of densities add, subtract and
 * scale exponents. b and c may hold the other variables, so integrals are taken one after the
 * other. */
#include <stdlib.h>
#include <string.h>

#include "verify/law.h"

/* Variables of one nested integral: its exponent has this many coefficients squared. */
#define VARIABLES_MAX 64

typedef struct {
    const Symbol *symbol;
    long index; /* of a state; LAW_LOOSE for a letter without index */
} Variable;

typedef struct {
    BallContext *ball;
    Variable variables[VARIABLES_MAX];
    slong count;
} Domain;

static BallStatus value_form(Domain *domain, Form *out, const Expr *expr);
static BallStatus log_form(Domain *domain, Form *out, const Expr *expr);

/* ---- numbers that may hold the variables ---- */

static BallStatus find_variable(Domain *domain, slong *at, const Expr *expr) {
    long index = LAW_LOOSE;
    BallStatus status =
        expr->count == 1 ? ball_integer(domain->ball, &index, expr->args[0]) : BALL_OK;
    *at = -1;
    for (slong i = 0; i < domain->count && status == BALL_OK; i++)
        if (domain->variables[i].symbol == expr->symbol && domain->variables[i].index == index)
            *at = i;
    return status;
}

static bool not_a_variable(void *context, const Expr *expr) {
    const Domain *domain = context;
    for (slong i = 0; i < domain->count && expr->symbol; i++)
        if (domain->variables[i].symbol == expr->symbol)
            return false;
    return true;
}

static bool may_vary(Domain *domain, const Expr *expr) {
    return !expr_walk_deep(expr, not_a_variable, domain);
}

static BallStatus constant(Domain *domain, Form *out, const Expr *expr) {
    arb_t value;
    arb_init(value);
    BallStatus status = ball_eval(domain->ball, value, expr);
    form_set_ball(out, value);
    arb_clear(value);
    return status;
}

static BallStatus combine(Domain *domain, Form *out, const Expr *expr) {
    Form part;
    form_init(&part);
    BallStatus status = value_form(domain, out, expr->args[0]);
    for (size_t i = 1; i < expr->count && status == BALL_OK; i++) {
        status = value_form(domain, &part, expr->args[i]);
        if (status == BALL_OK && expr->kind == EXPR_ADD)
            form_add(out, &part, domain->ball->bits);
        else if (status == BALL_OK && !form_mul(out, &part, domain->ball->bits))
            status = ball_stop(domain->ball, BALL_UNABLE, expr, "the exponent is not quadratic");
    }
    form_clear(&part);
    return status;
}

static BallStatus scaled_inverse(Domain *domain, Form *out, const Expr *below) {
    arb_t value;
    arb_init(value);
    BallStatus status = ball_eval(domain->ball, value, below);
    if (status == BALL_OK && arb_contains_zero(value))
        status = ball_stop(domain->ball, arb_is_zero(value) ? BALL_DOMAIN : BALL_UNSURE, below,
                           "division by zero");
    if (status == BALL_OK) {
        arb_inv(value, value, domain->ball->bits);
        form_scale(out, value, domain->ball->bits);
    }
    arb_clear(value);
    return status;
}

static BallStatus square(Domain *domain, Form *out, const Expr *expr) {
    if (expr->args[1]->kind != EXPR_NUMBER || strcmp(expr->args[1]->text, "2") != 0)
        return ball_stop(domain->ball, BALL_UNABLE, expr, "the exponent is not quadratic");
    const Expr *base = expr->args[0]->kind == EXPR_ABS ? expr->args[0]->args[0] : expr->args[0];
    Form copy;
    form_init(&copy);
    BallStatus status = value_form(domain, out, base);
    form_set(&copy, out);
    if (status == BALL_OK && !form_mul(out, &copy, domain->ball->bits))
        status = ball_stop(domain->ball, BALL_UNABLE, expr, "the exponent is not quadratic");
    form_clear(&copy);
    return status;
}

static BallStatus value_form(Domain *domain, Form *out, const Expr *expr) {
    if (!may_vary(domain, expr))
        return constant(domain, out, expr);
    if (expr->kind == EXPR_SYMBOL) {
        slong at;
        BallStatus status = find_variable(domain, &at, expr);
        if (status != BALL_OK || at < 0)
            return status != BALL_OK ? status : constant(domain, out, expr);
        form_set_variable(out, at);
        return BALL_OK;
    }
    if (expr->kind == EXPR_ADD || expr->kind == EXPR_MUL)
        return combine(domain, out, expr);
    if (expr->kind == EXPR_NEG) {
        BallStatus status = value_form(domain, out, expr->args[0]);
        form_neg(out);
        return status;
    }
    if (expr->kind == EXPR_DIV && !may_vary(domain, expr->args[1])) {
        BallStatus status = value_form(domain, out, expr->args[0]);
        return status == BALL_OK ? scaled_inverse(domain, out, expr->args[1]) : status;
    }
    if (expr->kind == EXPR_POW)
        return square(domain, out, expr);
    return ball_stop(domain->ball, BALL_UNABLE, expr,
                     "the integrand is not the exponential of a quadratic form");
}

/* ---- logarithms ---- */

/* -(x - m)^2 / (2v) - log(2 pi v) / 2, where *residual holds x - m. */
static BallStatus normal_log(Domain *domain, Form *out, Form *residual, const arb_t variance,
                             const Expr *where) {
    BallContext *ball = domain->ball;
    if (!arb_is_positive(variance))
        return ball_stop(ball, arb_is_nonpositive(variance) ? BALL_DOMAIN : BALL_UNSURE, where,
                         "a variance that is not positive");
    Form copy;
    form_init(&copy);
    form_set(&copy, residual);
    BallStatus status = form_mul(residual, &copy, ball->bits)
                            ? BALL_OK
                            : ball_stop(ball, BALL_UNABLE, where, "the exponent is not quadratic");
    form_clear(&copy);
    arb_t part;
    arb_init(part);
    arb_mul_2exp_si(part, variance, 1);
    arb_inv(part, part, ball->bits);
    arb_neg(part, part);
    form_scale(residual, part, ball->bits);
    form_set(out, residual);
    arb_const_pi(part, ball->bits);
    arb_mul(part, part, variance, ball->bits);
    arb_mul_2exp_si(part, part, 1);
    arb_log(part, part, ball->bits);
    arb_mul_2exp_si(part, part, -1);
    arb_neg(part, part);
    Form constant_part;
    form_init(&constant_part);
    form_set_ball(&constant_part, part);
    form_add(out, &constant_part, ball->bits);
    form_clear(&constant_part);
    arb_clear(part);
    return status;
}

static BallStatus normal_density(Domain *domain, Form *out, const Expr *expr) {
    Form residual, mean;
    arb_t variance;
    form_init(&residual);
    form_init(&mean);
    arb_init(variance);
    BallStatus status = value_form(domain, &residual, expr->args[0]);
    if (status == BALL_OK)
        status = value_form(domain, &mean, expr->args[1]);
    if (status == BALL_OK && may_vary(domain, expr->args[2]))
        status = ball_stop(domain->ball, BALL_UNABLE, expr,
                           "a variance depends on the variable of the integral");
    if (status == BALL_OK)
        status = ball_eval(domain->ball, variance, expr->args[2]);
    if (status == BALL_OK) {
        form_neg(&mean);
        form_add(&residual, &mean, domain->ball->bits);
        status = normal_log(domain, out, &residual, variance, expr);
    }
    form_clear(&residual);
    form_clear(&mean);
    arb_clear(variance);
    return status;
}

/* q(a_1..a_k | b): each factor q(a_i | a_<i, b) has mean offset + sum weight_j z_j, a number of the
 * variables. */
static BallStatus density_factor(Domain *domain, Form *out, LawWorld *world, const Expr *target,
                                 const Expr *const *given, size_t count) {
    BallContext *ball = domain->ball;
    Form y, residual, part;
    form_init(&y);
    form_init(&residual);
    form_init(&part);
    Form *z = flint_calloc(count + 1, sizeof *z);
    Conditional law;
    conditional_init(&law, count);
    BallStatus status = law_form(world, &y, target);
    for (size_t i = 0; i < count; i++) {
        form_init(&z[i]);
        if (status == BALL_OK)
            status = law_form(world, &z[i], given[i]);
    }
    if (status == BALL_OK)
        status = law_condition(world, &law, &y, z);
    if (status == BALL_OK)
        status = value_form(domain, &residual, target);
    for (size_t i = 0; i < count && status == BALL_OK; i++) {
        status = value_form(domain, &part, given[i]);
        arb_neg(law.weights + i, law.weights + i);
        form_scale(&part, law.weights + i, ball->bits);
        form_add(&residual, &part, ball->bits);
    }
    if (status == BALL_OK) {
        arb_neg(law.offset, law.offset);
        form_set_ball(&part, law.offset);
        form_add(&residual, &part, ball->bits);
        status = normal_log(domain, out, &residual, law.variance, target);
    }
    for (size_t i = 0; i < count; i++)
        form_clear(&z[i]);
    flint_free(z);
    conditional_clear(&law);
    form_clear(&y);
    form_clear(&residual);
    form_clear(&part);
    return status;
}

static BallStatus density(Domain *domain, Form *out, const Expr *listed) {
    const Expr *expr;
    BallStatus written = lists_expand(domain->ball, &expr, listed);
    if (written != BALL_OK)
        return written;
    if (expr->symbol->implied)
        return ball_stop(domain->ball, BALL_UNABLE, expr, "it is not said whose density this is");
    size_t given = expr->count - expr->split;
    const Expr **z = flint_malloc(expr->count * sizeof *z);
    for (size_t i = 0; i < given; i++)
        z[i] = expr->args[expr->split + i];
    LawWorld *world = flint_malloc(sizeof *world);
    law_world_init(world, domain->ball);
    Form factor;
    form_init(&factor);
    arb_t zero;
    arb_init(zero);
    form_set_ball(out, zero);
    BallStatus status = BALL_OK;
    for (size_t i = 0; i < expr->split && status == BALL_OK; i++) {
        status = density_factor(domain, &factor, world, expr->args[i], z, given);
        if (status == BALL_OK)
            form_add(out, &factor, domain->ball->bits);
        z[given++] = expr->args[i];
    }
    arb_clear(zero);
    form_clear(&factor);
    law_world_clear(world);
    flint_free(world);
    flint_free(z);
    return status;
}

static BallStatus log_constant(Domain *domain, Form *out, const Expr *expr) {
    arb_t value;
    arb_init(value);
    BallStatus status = ball_eval(domain->ball, value, expr);
    if (status == BALL_OK && !arb_is_positive(value))
        status = ball_stop(domain->ball, BALL_UNABLE, expr, "a factor that is not positive");
    if (status == BALL_OK)
        arb_log(value, value, domain->ball->bits);
    form_set_ball(out, value);
    arb_clear(value);
    return status;
}

static BallStatus log_product(Domain *domain, Form *out, const Expr *expr) {
    Form part;
    form_init(&part);
    BallStatus status = log_form(domain, out, expr->args[0]);
    for (size_t i = 1; i < expr->count && status == BALL_OK; i++) {
        status = log_form(domain, &part, expr->args[i]);
        if (status == BALL_OK && expr->kind == EXPR_DIV)
            form_neg(&part);
        if (status == BALL_OK)
            form_add(out, &part, domain->ball->bits);
    }
    form_clear(&part);
    return status;
}

static BallStatus log_range(Domain *domain, Form *out, const Expr *expr) {
    BallContext *ball = domain->ball;
    long lower, upper;
    BallStatus status = ball_integer(ball, &lower, expr->args[0]);
    if (status == BALL_OK)
        status = ball_integer(ball, &upper, expr->args[1]);
    if (status == BALL_OK && expr->split == 1 && upper < lower - 1)
        return ball_stop(ball, BALL_DOMAIN, expr, "too short for the dots");
    if (status == BALL_OK && upper - lower >= BALL_TERMS_MAX)
        return ball_stop(ball, BALL_UNABLE, expr, "too many terms");
    Form part;
    form_init(&part);
    arb_t zero;
    arb_init(zero);
    form_set_ball(out, zero);
    for (long i = lower; status == BALL_OK && i <= upper; i++) {
        BallBinding binding = {
            .symbol = expr->symbol, .is_integer = true, .integer = i, .next = ball->bindings};
        ball->bindings = &binding;
        status = log_form(domain, &part, expr->args[2]);
        ball->bindings = binding.next;
        form_add(out, &part, ball->bits);
    }
    arb_clear(zero);
    form_clear(&part);
    return status;
}

static BallStatus log_form(Domain *domain, Form *out, const Expr *expr) {
    if (!may_vary(domain, expr) && expr->kind != EXPR_PRODUCT)
        return log_constant(domain, out, expr);
    if (expr->kind == EXPR_MUL || expr->kind == EXPR_DIV)
        return log_product(domain, out, expr);
    if (expr->kind == EXPR_PRODUCT)
        return log_range(domain, out, expr);
    if (expr->kind == EXPR_NORMAL_DENSITY)
        return normal_density(domain, out, expr);
    if (expr->kind == EXPR_DENSITY)
        return density(domain, out, expr);
    if (expr->kind == EXPR_FUNCTION && expr->function == FUNCTION_EXP)
        return value_form(domain, out, expr->args[0]);
    if (expr->kind == EXPR_POW && expr->args[0]->kind == EXPR_SYMBOL &&
        expr->args[0]->symbol->kind == SYMBOL_CONSTANT &&
        strcmp(expr->args[0]->symbol->name, "e") == 0)
        return value_form(domain, out, expr->args[1]);
    if (expr->kind == EXPR_POW && !may_vary(domain, expr->args[1])) {
        arb_t power;
        arb_init(power);
        BallStatus status = log_form(domain, out, expr->args[0]);
        if (status == BALL_OK)
            status = ball_eval(domain->ball, power, expr->args[1]);
        form_scale(out, power, domain->ball->bits);
        arb_clear(power);
        return status;
    }
    return ball_stop(domain->ball, BALL_UNABLE, expr,
                     "the integrand is not the exponential of a quadratic form");
}

/* ---- the rule ---- */

/* Integrates variable i out of the exponent. */
static BallStatus integrate(Domain *domain, Form *exponent, slong i, const Expr *where) {
    slong bits = domain->ball->bits;
    arb_t a, factor;
    arb_init(a);
    arb_init(factor);
    form_quadratic(a, exponent, i, i);
    arb_mul_2exp_si(a, a, 1);
    arb_neg(a, a);
    BallStatus status = BALL_OK;
    if (!arb_is_positive(a))
        status = ball_stop(domain->ball, arb_is_nonpositive(a) ? BALL_DOMAIN : BALL_UNSURE, where,
                           "the integral does not converge");
    if (status == BALL_OK) {
        Form slope, rest; /* exponent = rest + slope u_i - a u_i^2 / 2 */
        form_init(&slope);
        form_init(&rest);
        form_linear(factor, exponent, i);
        form_set_ball(&slope, factor);
        for (slong j = 0; j < domain->count; j++) {
            form_quadratic(factor, exponent, i, j);
            if (j != i && !arb_is_zero(factor))
                form_add_linear(&slope, j, factor, bits);
        }
        arb_set(factor, form_constant(exponent));
        form_set_ball(&rest, factor);
        for (slong j = 0; j < domain->count; j++) {
            if (j == i)
                continue;
            form_linear(factor, exponent, j);
            form_add_linear(&rest, j, factor, bits);
            for (slong k = j; k < domain->count; k++) {
                form_quadratic(factor, exponent, j, k);
                if (k != i && !arb_is_zero(factor))
                    form_add_quadratic(&rest, j, k, factor, bits);
            }
        }
        Form copy;
        form_init(&copy);
        form_set(&copy, &slope);
        if (!form_mul(&slope, &copy, bits))
            status = ball_stop(domain->ball, BALL_UNABLE, where, "the exponent is not quadratic");
        form_clear(&copy);
        arb_mul_2exp_si(factor, a, 1);
        arb_inv(factor, factor, bits);
        form_scale(&slope, factor, bits);
        form_add(&rest, &slope, bits);
        arb_const_pi(factor, bits);
        arb_mul_2exp_si(factor, factor, 1);
        arb_div(factor, factor, a, bits);
        arb_log(factor, factor, bits);
        arb_mul_2exp_si(factor, factor, -1);
        form_set_ball(&slope, factor);
        form_add(&rest, &slope, bits);
        form_set(exponent, &rest);
        form_clear(&slope);
        form_clear(&rest);
    }
    arb_clear(a);
    arb_clear(factor);
    return status;
}

static BallStatus add_variable(Domain *domain, const Expr *variable, long index) {
    if (domain->count == VARIABLES_MAX)
        return ball_stop(domain->ball, BALL_UNABLE, variable,
                         "an integral over too many variables");
    domain->variables[domain->count++] = (Variable){variable->symbol, index};
    return BALL_OK;
}

/* One node's variables: one, or a run x_first .. x_last. */
static BallStatus add_variables(Domain *domain, const Expr *expr) {
    long first = LAW_LOOSE, last = LAW_LOOSE;
    BallStatus status = BALL_OK;
    if (expr->args[1]->count == 1)
        status = ball_integer(domain->ball, &first, expr->args[1]->args[0]);
    last = first;
    if (status == BALL_OK && expr->split == 1)
        status = ball_integer(domain->ball, &last, expr->args[2]->args[0]);
    for (long i = first; status == BALL_OK && i <= last; i++)
        status = add_variable(domain, expr->args[1], i);
    return status;
}

BallStatus integral_gaussian(BallContext *context, arb_t out, const Expr *expr) {
    Domain *domain = flint_calloc(1, sizeof *domain);
    domain->ball = context;
    const Expr *body = expr;
    BallStatus status = BALL_OK;
    while (body->kind == EXPR_INTEGRAL && status == BALL_OK) {
        if (body->split == 2)
            status = ball_stop(context, BALL_UNABLE, body, "a sum over the values of a letter");
        else if (body->count == 4)
            status = ball_stop(context, BALL_UNABLE, body, "an integral between bounds");
        else
            status = add_variables(domain, body);
        body = body->args[0];
    }
    Form exponent;
    form_init(&exponent);
    if (status == BALL_OK)
        status = log_form(domain, &exponent, body);
    for (slong i = 0; i < domain->count && status == BALL_OK; i++)
        status = integrate(domain, &exponent, i, expr);
    if (status == BALL_OK)
        arb_exp(out, form_constant(&exponent), context->bits);
    form_clear(&exponent);
    flint_free(domain);
    return status;
}
