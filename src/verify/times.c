/* times.c - a law link at t = 1, 2, T/2 and T of the linear schedule.
 *
 * The left side's law comes from the joint Gaussian of diffusion/joint.h, in double by GSL, from
 * the one-step kernel alone: another program than law.c, at the sizes that are used in practice.
 * The right side is evaluated as printed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diffusion/joint.h"
#include "verify/decide.h"

#define TIMES_STEPS 1000
/* Doubles run through 1000 steps and one linear solve with condition below 1e5 (posteriors of
 * neighbouring states): 1e-16 * 1e3 * 1e5 leaves 1e-8; an honest slip is far larger. */
#define TIMES_TOLERANCE 1e-8
/* Rounding of a variance that conditioning subtracts from, relative to that variance. */
#define TIMES_ROUNDING 1e-14

typedef struct {
    Decider *decider;
    const Link *link;
    const Expr *target;
    const Expr *const *given;
    size_t given_count;
    double scale[TIMES_STEPS + 1], spread[TIMES_STEPS + 1];
    double start_mean, start_variance; /* of x_0; 1 where it is a known number */
} Times;

static bool is_state(const Expr *expr) {
    return expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_STATE && expr->count == 1;
}

static bool only_t(void *context, const Expr *expr) {
    (void)context;
    return !(expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_INT &&
             strcmp(expr->symbol->name, "t") != 0);
}

static bool applies(Times *times) {
    const Link *link = times->link;
    if (!link->laws || link->relation == RELATION_APPROX)
        return false;
    if (link->left->kind == EXPR_DENSITY && link->left->split == 1) {
        times->target = link->left->args[0];
        times->given = link->left->args + 1;
        times->given_count = link->left->count - 1;
    } else {
        times->target = link->left;
        times->given = link->given;
        times->given_count = link->given_count;
    }
    if (!is_state(times->target) || times->given_count == 0 || times->given_count + 1 > GIVEN_MAX)
        return false;
    for (size_t i = 0; i < times->given_count; i++)
        if (!is_state(times->given[i]))
            return false;
    return expr_walk(link->left, only_t, NULL) && expr_walk(link->right, only_t, NULL);
}

static bool fill_kernel(Times *times, BallContext *context) {
    const Kernel *kernel = scope_kernel(times->decider->scope);
    arb_t value;
    arb_init(value);
    bool done = true;
    for (long k = 1; k <= TIMES_STEPS && done; k++) {
        BallBinding binding = {.symbol = kernel->index, .is_integer = true, .integer = k};
        context->bindings = &binding;
        done = ball_eval(context, value, kernel->scale) == BALL_OK;
        times->scale[k] = arf_get_d(arb_midref(value), ARF_RND_NEAR);
        done = done && ball_eval(context, value, kernel->spread) == BALL_OK;
        times->spread[k] = arf_get_d(arb_midref(value), ARF_RND_NEAR);
    }
    context->bindings = NULL;
    arb_clear(value);
    return done;
}

/* The law of x_0 as the formula's setting has it. A known number is taken for random with unit
 * variance: it then stands among what is given, or does not matter. */
static bool fill_start(Times *times, BallContext *context) {
    Arena *arena = times->decider->arena;
    const Span nowhere = {0, 0};
    const Symbol *state = scope_kernel(times->decider->scope)->state;
    const Expr *start = expr_symbol(arena, nowhere, state, expr_integer(arena, nowhere, 0));
    bool used_data;
    arb_t mean, variance;
    arb_init(mean);
    arb_init(variance);
    bool done = law_of_side(context, mean, variance, start, NULL, 0, &used_data) == BALL_OK;
    times->start_mean = arf_get_d(arb_midref(mean), ARF_RND_NEAR);
    times->start_variance = arf_get_d(arb_midref(variance), ARF_RND_NEAR);
    if (times->start_variance <= 0) {
        times->start_mean = 0;
        times->start_variance = 1;
    }
    arb_clear(mean);
    arb_clear(variance);
    return done;
}

/* What is left of the mean of x_0 in the state of that index. */
static double mean_of(const Times *times, size_t index) {
    double mean = times->start_mean;
    for (size_t k = 1; k <= index; k++)
        mean *= times->scale[k];
    return mean;
}

/* Mean and variance of the target given the others at their present values. False when an index is
 * out of range. */
static bool joint_law(Times *times, BallContext *context, double *mean, double *variance,
                      double *before) {
    JointVariable variables[GIVEN_MAX];
    double values[GIVEN_MAX];
    arb_t value;
    arb_init(value);
    bool done = true;
    const size_t given_count = times->given_count;
    for (size_t i = 0; i <= given_count && done; i++) {
        const Expr *state = i == 0 ? times->target : times->given[i - 1];
        long index;
        done = ball_integer(context, &index, state->args[0]) == BALL_OK && index >= 0 &&
               index <= TIMES_STEPS && ball_eval(context, value, state) == BALL_OK;
        variables[i] = (JointVariable){JOINT_STATE, done ? (size_t)index : 0};
        values[i] = arf_get_d(arb_midref(value), ARF_RND_NEAR);
        for (size_t k = 0; k < i && done; k++)
            done = variables[k].index != variables[i].index;
    }
    arb_clear(value);
    if (!done)
        return false;
    /* Around the means: the joint Gaussian's are zero. */
    JointModel model = {.steps = TIMES_STEPS,
                        .scale = times->scale,
                        .spread = times->spread,
                        .x0_variance = times->start_variance};
    const char *why;
    JointMoments *moments = joint_moments_new(&model, variables, given_count + 1, &why);
    JointConditional *law = moments ? joint_condition_new(moments, 1, &why) : NULL;
    if (law) {
        *before = moments->covariance[0];
        *mean = law->offset[0] + mean_of(times, variables[0].index);
        for (size_t i = 0; i < given_count; i++)
            *mean +=
                law->coefficients[i] * (values[i + 1] - mean_of(times, variables[i + 1].index));
        *variance = law->covariance[0];
    }
    done = law != NULL;
    joint_conditional_free(law);
    joint_moments_free(moments);
    return done;
}

/* At one t: false when the formula is not defined there. */
static bool at_time(Times *times, BallContext *context, double *difference) {
    double mean, variance, before = 0;
    bool used_data;
    arb_t m, v;
    arb_init(m);
    arb_init(v);
    bool defined = joint_law(times, context, &mean, &variance, &before) &&
                   law_of_side(context, m, v, times->link->right, times->link->given,
                               times->link->given_count, &used_data) == BALL_OK;
    if (defined) {
        double mean_difference = fabs(mean - arf_get_d(arb_midref(m), ARF_RND_NEAR));
        /* What is left of the variance after conditioning is a difference of numbers as large as
         * `before`. */
        double printed = arf_get_d(arb_midref(v), ARF_RND_NEAR);
        double lost = TIMES_ROUNDING * before;
        double gap = fmax(0, fabs(variance - printed) - lost);
        double size = fmax(fabs(variance), fabs(printed));
        *difference = fmax(mean_difference / fmax(1, fabs(mean)), size > 0 ? gap / size : 0);
    }
    arb_clear(m);
    arb_clear(v);
    return defined;
}

bool times_check(Decider *decider, const Link *link, bool *agree, double *worst, unsigned *count) {
    static const long chosen[] = {1, 2, TIMES_STEPS / 2, TIMES_STEPS};
    const Kernel *kernel = scope_kernel(decider->scope);
    Times *times = arena_alloc(decider->arena, sizeof *times);
    *times = (Times){.decider = decider, .link = link};
    const char *why;
    const Symbol *t = scope_find(decider->scope, "t");
    if (!kernel->state || !t || t->kind != SYMBOL_INT || !applies(times))
        return false;
    const Binding *binding =
        binding_new(decider->arena, decider->notation, "linear", TIMES_STEPS, &why);
    if (!binding)
        return false;
    BallContext context;
    LawUser user;
    decider_context(decider, &context, &user, 0);
    context.sequence = binding_sequence;
    context.integer = binding_integer;
    user.schedule = binding;
    *agree = true;
    *worst = 0;
    *count = 0;
    if (fill_kernel(times, &context)) {
        for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++) {
            double difference;
            user.fixed_t = chosen[i];
            ball_context_reset(&context);
            if (!fill_start(times, &context) || !at_time(times, &context, &difference))
                continue;
            ++*count;
            *worst = fmax(*worst, difference);
            *agree = *agree && difference <= TIMES_TOLERANCE;
        }
    }
    ball_context_clear(&context);
    binding_free(binding);
    return *count > 0;
}
