/* quadrature_moments.c - moments of a state given others, as ratios of integrals over one state.
 *
 * All that is used of the chain is the density of one step, N(x_k; scale_k x_{k-1}, spread_k^2),
 * and the law of x_0 where x_0 is not given. The states that are neither given nor the target are
 * integrated over; those after the last one named integrate to 1, and those cut off from the target
 * by given ones do not matter. One unknown state is left to integrate over in two cases: the target
 * itself,
 *
 *     E[x_i^k | .] = \int x^k w(x) dx / \int w(x) dx,   w = p(x_i | x_{i-1}) p(x_{i+1} | x_i),
 *
 * and a target that follows the unknown state by one step,
 *
 *     E[x_i | .] = \int s_i x w(x) dx / \int w(x) dx,
 *     E[x_i^2 | .] = \int (s_i^2 x^2 + r_i^2) w(x) dx / \int w(x) dx   with r_i the spread.
 *
 * Nothing here knows how a Gaussian is conditioned. */
#include "verify/quadrature_internal.h"

/* The states are looked at up to here: beyond, more than one is unknown anyway. */
#define STATES_MAX 8

typedef struct {
    BallContext *ball;
    const Expr *where;
    long last; /* the last state that is named */
    bool known[STATES_MAX + 1];
    arb_struct value[STATES_MAX + 1];
    arb_struct scale[STATES_MAX + 2], variance[STATES_MAX + 2]; /* of the step to x_k */
    arb_struct start_mean, start_variance;                      /* of x_0 */
    long over;                                                  /* the state integrated over */
    bool next;   /* the target follows it by one step; else it is the target */
    ulong power; /* of the target under the integral: 0, 1, 2 */
} Moments;

static void moments_init(Moments *m, BallContext *ball, const Expr *where) {
    *m = (Moments){.ball = ball, .where = where};
    for (size_t i = 0; i <= STATES_MAX; i++)
        arb_init(&m->value[i]);
    for (size_t i = 0; i <= STATES_MAX + 1; i++) {
        arb_init(&m->scale[i]);
        arb_init(&m->variance[i]);
    }
    arb_init(&m->start_mean);
    arb_init(&m->start_variance);
}

static void moments_clear(Moments *m) {
    for (size_t i = 0; i <= STATES_MAX; i++)
        arb_clear(&m->value[i]);
    for (size_t i = 0; i <= STATES_MAX + 1; i++) {
        arb_clear(&m->scale[i]);
        arb_clear(&m->variance[i]);
    }
    arb_clear(&m->start_mean);
    arb_clear(&m->start_variance);
}

static BallStatus index_of(Moments *m, long *index, const Expr *state) {
    if (state->kind != EXPR_SYMBOL || state->symbol->kind != SYMBOL_STATE || state->count != 1)
        return ball_stop(m->ball, BALL_UNABLE, state, "not a state of the chain");
    BallStatus status = ball_integer(m->ball, index, state->args[0]);
    if (status == BALL_OK && *index < 0)
        return ball_stop(m->ball, BALL_DOMAIN, state, "there is no state before step 0");
    if (status == BALL_OK && *index > STATES_MAX)
        return ball_stop(m->ball, BALL_UNABLE, state, "more than one integration");
    return status;
}

static BallStatus read_kernel(Moments *m) {
    const Kernel *kernel = scope_kernel(m->ball->scope);
    BallStatus status = BALL_OK;
    for (long k = 1; k <= m->last && status == BALL_OK; k++) {
        status = ball_eval_bound(m->ball, &m->scale[k], kernel->scale, kernel->index, k);
        if (status == BALL_OK)
            status = ball_eval_bound(m->ball, &m->variance[k], kernel->spread, kernel->index, k);
        arb_sqr(&m->variance[k], &m->variance[k], m->ball->bits);
        if (status == BALL_OK && !arb_is_positive(&m->variance[k]))
            status = ball_stop(m->ball, BALL_UNABLE, m->where, "a step that adds no noise");
    }
    return status;
}

static BallStatus read_start(Moments *m) {
    LawWorld *world = flint_malloc(sizeof *world);
    law_world_init(world, m->ball);
    const Kernel *kernel = scope_kernel(m->ball->scope);
    Expr zero = {.kind = EXPR_NUMBER, .text = "0"};
    const Expr *index = &zero;
    Expr start = {.kind = EXPR_SYMBOL, .symbol = kernel->state, .count = 1, .args = &index};
    Form form;
    form_init(&form);
    BallStatus status = law_form(world, &form, &start);
    if (status == BALL_OK)
        status = law_mean(world, &m->start_mean, &form);
    if (status == BALL_OK)
        status = law_covariance(world, &m->start_variance, &form, &form);
    if (status == BALL_OK && !arb_is_positive(&m->start_variance))
        status = ball_stop(m->ball, BALL_UNABLE, m->where, "data without spread");
    form_clear(&form);
    law_world_clear(world);
    flint_free(world);
    return status;
}

/* Which state is integrated over; UNABLE when it would take more than one. */
static BallStatus choose(Moments *m, long target) {
    m->over = target;
    m->next = false;
    bool before = target == 0 || m->known[target - 1];
    bool after = target == m->last || m->known[target + 1];
    if (before && after)
        return BALL_OK;
    /* x_{target-1} is unknown, nothing after the target is named, and x_{target-2} is known. */
    m->over = target - 1;
    m->next = true;
    if (target == m->last && target > 0 && (target == 1 || m->known[target - 2]))
        return BALL_OK;
    return ball_stop(m->ball, BALL_UNABLE, m->where, "more than one integration");
}

/* ---- the integrand ---- */

/* log N(x_k; scale_k x_{k-1}, variance_k), x_over being the variable. */
static size_t step_log(Integrand *f, const Moments *m, long k, size_t variable) {
    size_t later = k == m->over ? variable : node_constant(f, &m->value[k]);
    size_t earlier = k - 1 == m->over ? variable : node_constant(f, &m->value[k - 1]);
    size_t mean = node_scale(f, earlier, &m->scale[k]);
    return node_normal_log(f, node_add(f, later, node_neg(f, mean)), &m->variance[k]);
}

static BallStatus build(void *user, Integrand *f, size_t *root, const arb_t offset,
                        const arb_t slope) {
    const Moments *m = user;
    size_t x = node_linear(f, offset, slope), exponent;
    if (m->over == 0) {
        size_t mean = node_constant(f, &m->start_mean);
        exponent = node_normal_log(f, node_add(f, x, node_neg(f, mean)), &m->start_variance);
    } else {
        exponent = step_log(f, m, m->over, x);
    }
    if (!m->next && m->over < m->last)
        exponent = node_add(f, exponent, step_log(f, m, m->over + 1, x));
    size_t factor = x;
    if (m->next)
        factor = node_scale(f, x, &m->scale[m->over + 1]);
    factor = node_power(f, factor, m->power);
    if (m->next && m->power == 2)
        factor = node_add(f, factor, node_constant(f, &m->variance[m->over + 1]));
    *root = node_mul(f, factor, node_function(f, NODE_EXP, exponent));
    return BALL_OK;
}

static BallStatus integrate(Moments *m, arb_t mean, arb_t variance) {
    Problem problem = {.ball = m->ball, .where = m->where, .build = build, .user = m};
    Range range = {.kind = RANGE_LINE};
    arb_t whole, first, second;
    arb_init(range.lower);
    arb_init(range.upper);
    arb_init(whole);
    arb_init(first);
    arb_init(second);
    arb_ptr values[3] = {whole, first, second};
    BallStatus status = BALL_OK;
    for (m->power = 0; m->power <= (variance ? 2u : 1u) && status == BALL_OK; m->power++)
        status = quadrature_solve(&problem, &range, values[m->power], NULL, NULL);
    if (status == BALL_OK && !arb_is_positive(whole))
        status = ball_stop(m->ball, BALL_UNSURE, m->where, "a weight that may be 0");
    if (status == BALL_OK) {
        slong bits = m->ball->bits;
        arb_div(first, first, whole, bits);
        arb_div(second, second, whole, bits);
        if (mean)
            arb_set(mean, first);
        arb_sqr(first, first, bits);
        if (variance)
            arb_sub(variance, second, first, bits);
    }
    arb_clear(range.lower);
    arb_clear(range.upper);
    arb_clear(whole);
    arb_clear(first);
    arb_clear(second);
    return status;
}

BallStatus quadrature_moments(BallContext *context, arb_t mean, arb_t variance, const Expr *state,
                              const Expr *const *given, size_t count) {
    Moments m;
    moments_init(&m, context, state);
    long target = 0, index = 0;
    BallStatus status = index_of(&m, &target, state);
    m.last = target;
    for (size_t i = 0; i < count && status == BALL_OK; i++) {
        status = index_of(&m, &index, given[i]);
        if (status != BALL_OK)
            break;
        if (index == target)
            status = ball_stop(context, BALL_UNABLE, state, "a state given itself");
        else
            status = ball_eval(context, &m.value[index], given[i]);
        m.known[index] = true;
        m.last = index > m.last ? index : m.last;
    }
    if (status == BALL_OK)
        status = choose(&m, target);
    if (status == BALL_OK)
        status = read_kernel(&m);
    if (status == BALL_OK && m.over == 0)
        status = read_start(&m);
    if (status == BALL_OK)
        status = integrate(&m, mean, variance);
    moments_clear(&m);
    return status;
}
