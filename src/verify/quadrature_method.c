/* quadrature_method.c - the method `quadrature`: a link once more, with integrals by quadrature.
 *
 * Where the Gaussian rule has decided a link, integration must come to the same, or it is an error
 * of this program; where it could not, integration decides. A link of laws or moments without an
 * integral of its own is tried at t = 2, where the one-step densities alone give every mean and
 * variance by one integration; one that is a rule of probability, which tables have confirmed, is
 * not. */
#include "verify/method.h"
#include "verify/quadrature.h"

/* Points where another method has decided already. */
#define POINTS_CONFIRM 4
/* The t at which x_{t-2}, x_{t-1}, x_t are all the states there are. */
#define TIME_CONFIRM 2

static bool not_nested(void *context, const Expr *expr) {
    (void)context;
    return expr->kind != EXPR_INTEGRAL ||
           (expr->split == 0 && !expr_has_kind(expr->args[0], EXPR_INTEGRAL));
}

static bool is_nested(const Expr *expr) {
    return !expr_walk(expr, not_nested, NULL);
}

static bool first_integral(void *context, const Expr *expr) {
    const Expr **found = context;
    if (expr->kind == EXPR_INTEGRAL && !*found)
        *found = expr;
    return !*found;
}

/* The same integral by GSL, at the first point where it can be had. */
static const char *ask_gsl(Decider *decider, const Link *link) {
    const Expr *integral = NULL;
    expr_walk(link->left, first_integral, &integral);
    expr_walk(link->right, first_integral, &integral);
    if (!integral)
        return NULL;
    BallContext context;
    LawUser user;
    Preview preview = {0};
    arb_t value;
    arb_init(value);
    decider_context(decider, &context, &user, 0);
    BallStatus status = BALL_UNABLE;
    for (unsigned n = 0; n < POINTS_CONFIRM && status != BALL_OK; n++) {
        context.point.number = n;
        user.point = n;
        ball_context_reset(&context);
        status = quadrature_integral(&context, value, NULL, &preview, integral);
    }
    double ball = arf_get_d(arb_midref(value), ARF_RND_NEAR);
    arb_clear(value);
    ball_context_clear(&context);
    if (status != BALL_OK)
        return NULL;
    if (!preview.done)
        return arena_printf(decider->arena, "%.10g in balls; GSL gives up", ball);
    return arena_printf(decider->arena, "%.10g in balls, %.10g +- %.1g by GSL", ball, preview.value,
                        preview.error);
}

bool quadrature_run(Decider *decider, const Link *link, const Outcome *so_far, bool thorough,
                    Finding *finding) {
    bool integrals =
        expr_has_kind(link->left, EXPR_INTEGRAL) || expr_has_kind(link->right, EXPR_INTEGRAL);
    bool open = so_far->kind == VERDICT_UNDECIDED;
    bool law = so_far->methods[METHOD_GAUSSIAN].name != NULL && link->variable == NULL &&
               so_far->kind == VERDICT_HOLDS && so_far->methods[METHOD_TABLES].name == NULL &&
               scope_kernel(decider->scope)->state != NULL;
    if (is_nested(link->left) || is_nested(link->right) || (!integrals && !law) ||
        (!thorough && !open))
        return false;
    CheckOptions options = *decider->options;
    Decider own = *decider;
    own.options = &options;
    own.quadrature = integrals ? QUADRATURE_INTEGRALS : QUADRATURE_MOMENTS;
    if (!open)
        options.points = POINTS_CONFIRM;
    if (!integrals)
        own.fixed_t = TIME_CONFIRM;
    Sampled sampled = sample_link(&own, link);
    if (!sampled.integrated || (sampled.kind == VERDICT_UNDECIDED && !open))
        return false;
    Grade grade = sampled.sampled_only ? GRADE_SAMPLED : GRADE_QUADRATURE;
    bool undecided = sampled.kind == VERDICT_UNDECIDED;
    finding->evidence = (MethodEvidence){.verdict = sampled.kind,
                                         .grade = undecided ? GRADE_NONE : grade,
                                         .reason = undecided ? sampled.reason : NULL,
                                         .points = sampled.points,
                                         .bits = sampled.bits,
                                         .detail = thorough ? ask_gsl(&own, link) : NULL};
    finding->under = sampled.under;
    finding->counterexample = sampled.counterexample;
    finding->undefined = sampled.undefined;
    finding->instead = undecided;
    return true;
}
