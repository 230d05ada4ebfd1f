/* law_eval.c - values that need a law: expectations, variances, densities, divergences. */
#include "verify/law.h"
#include "verify/quadrature.h"
#include "verify/tables.h"

#include <string.h>

/* Forms of several expressions. */
typedef struct {
    Form *list;
    size_t count;
} Forms;

static BallStatus forms_of(LawWorld *world, Forms *forms, const Expr *const *exprs, size_t count) {
    forms->list = flint_calloc(count + 1, sizeof *forms->list);
    forms->count = count;
    BallStatus status = BALL_OK;
    for (size_t i = 0; i < count; i++) {
        form_init(&forms->list[i]);
        if (status == BALL_OK)
            status = law_form(world, &forms->list[i], exprs[i]);
    }
    return status;
}

static void forms_clear(Forms *forms) {
    for (size_t i = 0; i < forms->count; i++)
        form_clear(&forms->list[i]);
    flint_free(forms->list);
}

/* The data's law matters when what is left of y, after its best guess from z, still holds x_0. */
static void note_data(LawWorld *world, const Form *y, const Form *z, const Conditional *law) {
    for (slong i = 0; i < world->count; i++) {
        if (world->variables[i].symbol->kind != SYMBOL_STATE)
            continue;
        arb_t rest, part;
        arb_init(rest);
        arb_init(part);
        form_linear(rest, y, i);
        for (size_t k = 0; k < law->count; k++) {
            form_linear(part, &z[k], i);
            arb_submul(rest, law->weights + k, part, world->ball->bits);
        }
        if (!arb_contains_zero(rest))
            world->used_data = true;
        for (slong j = 0; j < world->count; j++) {
            form_quadratic(part, y, i, j);
            if (!arb_contains_zero(part))
                world->used_data = true;
        }
        arb_clear(rest);
        arb_clear(part);
    }
}

static BallStatus mean_at(BallContext *context, arb_t mean, const Conditional *law,
                          const Expr *const *given, size_t count) {
    arb_t value;
    arb_init(value);
    arb_set(mean, law->offset);
    BallStatus status = BALL_OK;
    for (size_t i = 0; i < count && status == BALL_OK; i++) {
        status = ball_eval(context, value, given[i]);
        arb_addmul(mean, law->weights + i, value, context->bits);
    }
    arb_clear(value);
    return status;
}

/* Whether what is left of the squares holds x_0 is not looked into: unless x_0 is given, it may. */
static BallStatus square_mean(LawWorld *world, arb_t mean, const Form *y, const Form *z,
                              const Expr *const *given, size_t count, bool *used_data) {
    arb_ptr values = _arb_vec_init((slong)count);
    BallStatus status = BALL_OK;
    bool start = false;
    for (size_t i = 0; i < count && status == BALL_OK; i++) {
        long index = 0;
        status = ball_eval(world->ball, values + i, given[i]);
        start |= given[i]->kind == EXPR_SYMBOL && given[i]->symbol->kind == SYMBOL_STATE &&
                 given[i]->count == 1 &&
                 ball_integer(world->ball, &index, given[i]->args[0]) == BALL_OK && index == 0;
    }
    if (status == BALL_OK)
        status = law_square_mean(world, mean, y, z, values, count);
    for (slong i = 0; i < world->count && used_data && !start; i++)
        *used_data |= world->variables[i].symbol->kind == SYMBOL_STATE;
    _arb_vec_clear(values, (slong)count);
    return status;
}

static QuadratureUse quadrature_use(const BallContext *context) {
    bool own = context->stochastic == law_stochastic;
    return own ? ((const LawUser *)context->user)->quadrature : QUADRATURE_NONE;
}

static bool is_state(const Expr *expr) {
    return expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_STATE && expr->count == 1;
}

/* The law of a state given states can be had from one-step densities by integration. */
static bool by_quadrature(const BallContext *context, const Expr *body, const Expr *const *given,
                          size_t count) {
    if (quadrature_use(context) != QUADRATURE_MOMENTS || !is_state(body))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!is_state(given[i]))
            return false;
    return true;
}

/* Mean (at the present values of the given expressions) and variance, NULL when not wanted, of
 * `body` given them. */
static BallStatus conditional_values(BallContext *context, arb_t mean, arb_t variance,
                                     const Expr *body, const Expr *const *given, size_t count,
                                     bool *used_data) {
    if (by_quadrature(context, body, given, count)) {
        ((LawUser *)context->user)->integrated = true;
        return quadrature_moments(context, mean, variance, body, given, count);
    }
    LawWorld *world = flint_malloc(sizeof *world);
    law_world_init(world, context);
    Form y;
    form_init(&y);
    Forms z;
    Conditional law;
    conditional_init(&law, count);
    BallStatus status = law_form(world, &y, body);
    if (status == BALL_OK && variance && !form_is_linear(&y))
        status = ball_stop(context, BALL_UNABLE, body, "the variance of a square");
    BallStatus forms = forms_of(world, &z, given, status == BALL_OK ? count : 0);
    if (status == BALL_OK)
        status = forms;
    bool square = status == BALL_OK && count > 0 && !variance && !form_is_linear(&y);
    if (square)
        status = square_mean(world, mean, &y, z.list, given, count, used_data);
    else if (status == BALL_OK)
        status = law_condition(world, &law, &y, z.list);
    if (status == BALL_OK && !square) {
        note_data(world, &y, z.list, &law);
        if (world->used_data && used_data)
            *used_data = true;
        if (variance)
            arb_set(variance, law.variance);
        if (mean)
            status = mean_at(context, mean, &law, given, count);
    }
    conditional_clear(&law);
    forms_clear(&z);
    form_clear(&y);
    law_world_clear(world);
    flint_free(world);
    return status;
}

static bool is_law(const Expr *expr) {
    if (expr->kind == EXPR_NORMAL || expr->kind == EXPR_DENSITY ||
        expr->kind == EXPR_NORMAL_DENSITY)
        return true;
    return expr->kind == EXPR_ADD && expr->count > 0 && is_law(expr->args[0]);
}

static BallStatus law_of_sum(BallContext *ball, arb_t mean, arb_t variance, const Expr *side,
                             const Expr *const *given, size_t given_count, bool *used_data) {
    arb_t m, v;
    arb_init(m);
    arb_init(v);
    arb_zero(mean);
    arb_zero(variance);
    BallStatus status = BALL_OK;
    for (size_t i = 0; i < side->count && status == BALL_OK; i++) {
        status = law_of_side(ball, m, v, side->args[i], given, given_count, used_data);
        arb_add(mean, mean, m, ball->bits);
        arb_add(variance, variance, v, ball->bits);
    }
    arb_clear(m);
    arb_clear(v);
    return status;
}

static bool is_known(void *context, const Expr *expr) {
    (void)context;
    return !(expr->kind == EXPR_SYMBOL && expr->symbol->implied);
}

/* A letter nobody declared may be meant as random; a number has a law too, with variance 0. */
static bool has_unknown(const Expr *expr) {
    return !expr_walk(expr, is_known, NULL);
}

BallStatus law_of_side(BallContext *ball, arb_t mean, arb_t variance, const Expr *side,
                       const Expr *const *given, size_t given_count, bool *used_data) {
    if (!is_law(side) && !expr_is_random(side) && has_unknown(side))
        return ball_stop(ball, BALL_UNABLE, side,
                         "one side is not random: nobody said what law it has");
    if (!is_law(side))
        return conditional_values(ball, mean, variance, side, given, given_count, used_data);
    if (side->kind == EXPR_ADD)
        return law_of_sum(ball, mean, variance, side, given, given_count, used_data);
    if (side->kind == EXPR_DENSITY) {
        BallStatus written = lists_expand(ball, &side, side);
        if (written != BALL_OK)
            return written;
        if (side->split != 1)
            return ball_stop(ball, BALL_UNABLE, side, "the law of several variables at once");
        if (side->symbol->implied || !expr_is_random(side->args[0]))
            return ball_stop(ball, BALL_UNABLE, side, "it is not said whose density this is");
        return conditional_values(ball, mean, variance, side->args[0], side->args + 1,
                                  side->count - 1, used_data);
    }
    size_t first = side->kind == EXPR_NORMAL ? 0 : 1;
    BallStatus status = ball_eval(ball, mean, side->args[first]);
    if (status == BALL_OK)
        status = ball_eval(ball, variance, side->args[first + 1]);
    if (status == BALL_OK && arb_is_negative(variance))
        status = ball_stop(ball, BALL_DOMAIN, side, "a variance that is negative");
    return status;
}

/* ---- values ---- */

static BallStatus eval_expect(BallContext *context, arb_t out, const Expr *expr, LawUser *user) {
    return conditional_values(context, out, NULL, expr->args[0], expr->args + 1, expr->count - 1,
                              &user->used_data);
}

static BallStatus eval_variance(BallContext *context, arb_t out, const Expr *expr, LawUser *user) {
    return conditional_values(context, NULL, out, expr->args[0], expr->args + 1, expr->count - 1,
                              &user->used_data);
}

/* Cov(a, b | z) = Cov(a, b) - sum_j w_j Cov(z_j, b), w the weights of a's best guess. */
static BallStatus eval_covariance(BallContext *context, arb_t out, const Expr *expr,
                                  LawUser *user) {
    LawWorld *world = flint_malloc(sizeof *world);
    law_world_init(world, context);
    Forms all;
    BallStatus status = forms_of(world, &all, expr->args, expr->count);
    Conditional law;
    conditional_init(&law, expr->count - 2);
    arb_t part;
    arb_init(part);
    if (status == BALL_OK)
        status = law_condition(world, &law, &all.list[0], all.list + 2);
    if (status == BALL_OK)
        status = law_covariance(world, out, &all.list[0], &all.list[1]);
    for (size_t i = 0; i < law.count && status == BALL_OK; i++) {
        status = law_covariance(world, part, &all.list[2 + i], &all.list[1]);
        arb_submul(out, law.weights + i, part, context->bits);
    }
    if (status == BALL_OK) {
        note_data(world, &all.list[0], all.list + 2, &law);
        user->used_data |= world->used_data;
    }
    arb_clear(part);
    conditional_clear(&law);
    forms_clear(&all);
    law_world_clear(world);
    flint_free(world);
    return status;
}

/* log N(x; m, v) = -(x-m)^2/(2v) - log(2 pi v)/2; x comes in `out`. */
static BallStatus log_normal(BallContext *context, arb_t out, const arb_t mean,
                             const arb_t variance, const Expr *where) {
    slong bits = context->bits;
    if (arb_is_nonpositive(variance))
        return ball_stop(context, BALL_DOMAIN, where, "a density of something that has no spread");
    if (!arb_is_positive(variance))
        return ball_stop(context, BALL_UNSURE, where, "a variance may not be positive");
    arb_t part;
    arb_init(part);
    arb_sub(out, out, mean, bits);
    arb_mul(out, out, out, bits);
    arb_div(out, out, variance, bits);
    arb_const_pi(part, bits);
    arb_mul(part, part, variance, bits);
    arb_mul_2exp_si(part, part, 1);
    arb_log(part, part, bits);
    arb_add(out, out, part, bits);
    arb_mul_2exp_si(out, out, -1);
    arb_neg(out, out);
    arb_clear(part);
    return BALL_OK;
}

/* q(a_1, .., a_k | b) = prod_i q(a_i | a_1, .., a_{i-1}, b) */
static BallStatus eval_density(BallContext *context, arb_t out, const Expr *expr, LawUser *user) {
    size_t given = expr->count - expr->split;
    const Expr **z = flint_malloc(expr->count * sizeof *z);
    for (size_t i = 0; i < given; i++)
        z[i] = expr->args[expr->split + i];
    arb_t mean, variance, term, total;
    arb_init(mean);
    arb_init(variance);
    arb_init(term);
    arb_init(total);
    BallStatus status = BALL_OK;
    for (size_t i = 0; i < expr->split && status == BALL_OK; i++) {
        if (expr->symbol->implied || !expr_is_random(expr->args[i])) {
            status = ball_stop(context, BALL_UNABLE, expr, "it is not said whose density this is");
            break;
        }
        status =
            conditional_values(context, mean, variance, expr->args[i], z, given, &user->used_data);
        if (status == BALL_OK)
            status = ball_eval(context, term, expr->args[i]);
        if (status == BALL_OK)
            status = log_normal(context, term, mean, variance, expr);
        arb_add(total, total, term, context->bits);
        z[given++] = expr->args[i];
    }
    arb_exp(out, total, context->bits);
    arb_clear(mean);
    arb_clear(variance);
    arb_clear(term);
    arb_clear(total);
    flint_free(z);
    return status;
}

/* The letter of a law is averaged over; what it is given, and the numbers of N(m, v), have values.
 */
static bool takes_values(const Expr *side) {
    for (size_t i = side->kind == EXPR_DENSITY ? side->split : 0; i < side->count; i++)
        if (expr_is_random(side->args[i]))
            return true;
    return false;
}

/* KL(N(m1,v1) || N(m2,v2)) = (v1/v2 + (m1-m2)^2/v2 - 1 - log(v1/v2)) / 2 */
static BallStatus eval_kl(BallContext *context, arb_t out, const Expr *expr, LawUser *user) {
    slong bits = context->bits;
    arb_t mean[2], variance[2];
    for (size_t i = 0; i < 2; i++) {
        arb_init(mean[i]);
        arb_init(variance[i]);
    }
    BallStatus status = BALL_OK;
    for (size_t i = 0; i < 2 && status == BALL_OK; i++) {
        if (!is_law(expr->args[i]))
            status = ball_stop(context, BALL_UNABLE, expr->args[i], "expected a distribution here");
        else if (user->averages > 0 && takes_values(expr->args[i]))
            status = ball_stop(context, BALL_UNABLE, expr, "the average of a divergence");
        else
            status = law_of_side(context, mean[i], variance[i], expr->args[i], NULL, 0,
                                 &user->used_data);
        if (status == BALL_OK && arb_is_nonpositive(variance[i]))
            status = ball_stop(context, BALL_DOMAIN, expr,
                               "the divergence of something that has no spread");
        else if (status == BALL_OK && !arb_is_positive(variance[i]))
            status = ball_stop(context, BALL_UNSURE, expr, "a variance may not be positive");
    }
    if (status == BALL_OK) {
        arb_div(out, variance[0], variance[1], bits);
        arb_log(variance[0], out, bits);
        arb_sub(mean[0], mean[0], mean[1], bits);
        arb_mul(mean[0], mean[0], mean[0], bits);
        arb_div(mean[0], mean[0], variance[1], bits);
        arb_add(out, out, mean[0], bits);
        arb_sub_ui(out, out, 1, bits);
        arb_sub(out, out, variance[0], bits);
        arb_mul_2exp_si(out, out, -1);
    }
    for (size_t i = 0; i < 2; i++) {
        arb_clear(mean[i]);
        arb_clear(variance[i]);
    }
    return status;
}

/* A loose noise letter beside states: the noise of all steps up to the latest state, brought to
 * unit variance, (x_t - E[x_t|x_0]) / sqrt(Var[x_t|x_0]). */
static BallStatus eval_merged(BallContext *context, arb_t out, const Expr *expr, LawUser *user) {
    const Kernel *kernel = scope_kernel(context->scope);
    if (!user->merged || !kernel->state) {
        ball_sample(context, out, expr->symbol, 0);
        return BALL_OK;
    }
    Expr zero = {.kind = EXPR_NUMBER, .text = "0"};
    const Expr *indices[2] = {user->merged, &zero};
    Expr states[2] = {
        {.kind = EXPR_SYMBOL, .symbol = kernel->state, .count = 1, .args = &indices[0]},
        {.kind = EXPR_SYMBOL, .symbol = kernel->state, .count = 1, .args = &indices[1]}};
    const Expr *given = &states[1];
    arb_t mean, variance;
    arb_init(mean);
    arb_init(variance);
    user->merged_used = true;
    BallStatus status = conditional_values(context, mean, variance, &states[0], &given, 1, NULL);
    if (status == BALL_OK)
        status = ball_eval(context, out, &states[0]);
    if (status == BALL_OK && !arb_is_positive(variance))
        status = ball_stop(context, arb_is_zero(variance) ? BALL_DOMAIN : BALL_UNSURE, expr,
                           "there is no noise yet");
    if (status == BALL_OK) {
        arb_sub(out, out, mean, context->bits);
        arb_rsqrt(variance, variance, context->bits);
        arb_mul(out, out, variance, context->bits);
    }
    arb_clear(mean);
    arb_clear(variance);
    return status;
}

typedef struct {
    bool loose, state;
} Mixed;

/* x_0, which no noise has entered yet. */
static bool is_start(const Expr *state) {
    const Expr *index = state->args[0];
    return index->kind == EXPR_NUMBER && strcmp(index->text, "0") == 0;
}

static bool find_mixed(void *context, const Expr *expr) {
    Mixed *mixed = context;
    if (expr->kind == EXPR_SYMBOL) {
        mixed->loose |= expr->symbol->kind == SYMBOL_NOISE && expr->count == 0;
        mixed->state |= (expr->symbol->kind == SYMBOL_STATE && !is_start(expr)) ||
                        (expr->symbol->kind == SYMBOL_LETSEQ && expr_is_random(expr));
    }
    mixed->state |= expr->kind == EXPR_CALL;
    return true;
}

bool law_is_mixed(const Expr *expr) {
    Mixed mixed = {0};
    expr_walk(expr, find_mixed, &mixed);
    return mixed.loose && mixed.state;
}

static BallStatus eval_moment(BallContext *context, arb_t out, const Expr *expr, LawUser *user) {
    user->averages++;
    BallStatus status = expr->kind == EXPR_EXPECT     ? eval_expect(context, out, expr, user)
                        : expr->kind == EXPR_VARIANCE ? eval_variance(context, out, expr, user)
                                                      : eval_covariance(context, out, expr, user);
    user->averages--;
    return status;
}

BallStatus law_stochastic(BallContext *context, arb_t out, const Expr *expr) {
    LawUser *user = context->user;
    BallStatus written = lists_expand(context, &expr, expr);
    if (written != BALL_OK)
        return written;
    if (user->tables)
        return tables_value(context, out, expr, user->tables);
    bool moment =
        expr->kind == EXPR_EXPECT || expr->kind == EXPR_VARIANCE || expr->kind == EXPR_COVARIANCE;
    if (expr->kind == EXPR_EXPECT && expr->split == 1)
        return ball_stop(context, BALL_UNABLE, expr,
                         "an expectation over some of the random variables only");
    if (moment && law_is_mixed(expr))
        return ball_stop(context, BALL_UNABLE, expr,
                         "it is not said how the noise without an index enters x_t");
    if (expr->kind != EXPR_SYMBOL || user->merged)
        user->used = true;
    if (expr->kind == EXPR_SYMBOL)
        return eval_merged(context, out, expr, user);
    if (moment)
        return eval_moment(context, out, expr, user);
    if (expr->kind == EXPR_DENSITY)
        return eval_density(context, out, expr, user);
    if (expr->kind == EXPR_KL)
        return eval_kl(context, out, expr, user);
    if (expr->kind == EXPR_INTEGRAL && user->quadrature != QUADRATURE_NONE) {
        user->integrated = true;
        return quadrature_integral(context, out, NULL, NULL, expr);
    }
    if (expr->kind == EXPR_INTEGRAL)
        return integral_gaussian(context, out, expr);
    return ball_stop(context, BALL_UNABLE, expr, "a distribution stands where a number is needed");
}

BallStatus law_scale(BallContext *context, arb_t out, const Expr *expr) {
    double size;
    bool average =
        expr->kind == EXPR_INTEGRAL || expr->kind == EXPR_EXPECT || expr->kind == EXPR_KL;
    if (average && ((const LawUser *)context->user)->tables) {
        /* Sums of chances times logarithms of chances: of the size of 1, also where they cancel. */
        BallStatus status = ball_eval(context, out, expr);
        arb_abs(out, out);
        arb_add_ui(out, out, 1, context->bits);
        return status;
    }
    if (expr->kind != EXPR_INTEGRAL || quadrature_use(context) == QUADRATURE_NONE)
        return ball_eval(context, out, expr);
    BallStatus status = quadrature_size(context, &size, expr);
    arb_set_d(out, size);
    return status;
}

/* Nodes made by unfolding: real formulas take a few dozen; nested definitions could take any
 * number. */
#define UNFOLD_MAX 20000

static const Expr *unfold(Arena *arena, const Expr *expr, size_t *made) {
    if (!expr_is_random(expr) || ++*made > UNFOLD_MAX)
        return expr;
    const Symbol *symbol = expr->symbol;
    if (expr->kind == EXPR_SYMBOL && symbol->kind == SYMBOL_LET)
        return unfold(arena, symbol->definition, made);
    if ((expr->kind == EXPR_SYMBOL && symbol->kind == SYMBOL_LETSEQ) ||
        (expr->kind == EXPR_CALL && symbol->is_random)) {
        const Expr *body = symbol->definition;
        for (size_t i = 0; i < expr->count; i++)
            body = expr_substitute(arena, body, symbol->parameters[i], expr->args[i]);
        return unfold(arena, body, made);
    }
    const Expr *copy = expr;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = unfold(arena, expr->args[i], made);
        if (arg != expr->args[i])
            copy = expr_with_arg(arena, copy, i, arg);
    }
    return copy;
}

const Expr *law_unfold(Arena *arena, const Expr *expr) {
    size_t made = 0;
    return unfold(arena, expr, &made);
}

bool law_is_linear(const Expr *expr) {
    switch (expr->kind) {
    case EXPR_ADD:
        for (size_t i = 0; i < expr->count; i++)
            if (!law_is_linear(expr->args[i]))
                return false;
        return true;
    case EXPR_MUL: {
        size_t random = 0;
        for (size_t i = 0; i < expr->count; i++) {
            random += expr_is_random(expr->args[i]);
            if (!law_is_linear(expr->args[i]))
                return false;
        }
        return random <= 1;
    }
    case EXPR_NEG:
    case EXPR_TRANSPOSE: return law_is_linear(expr->args[0]);
    case EXPR_DIV: return law_is_linear(expr->args[0]) && !expr_is_random(expr->args[1]);
    case EXPR_SYMBOL: return true;
    case EXPR_NUMBER:
    case EXPR_POW:
    case EXPR_ROOT:
    case EXPR_FUNCTION:
    case EXPR_ABS:
    case EXPR_SUM:
    case EXPR_PRODUCT:
    case EXPR_INTEGRAL:
    case EXPR_BRACKET:
    case EXPR_DERIVATIVE:
    case EXPR_CALL:
    case EXPR_NORMAL:
    case EXPR_NORMAL_DENSITY:
    case EXPR_DENSITY:
    case EXPR_EXPECT:
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE:
    case EXPR_KL:
    case EXPR_IDENTITY:
    case EXPR_LIST:
    case EXPR_KIND_COUNT: break;
    }
    return !expr_is_random(expr);
}
