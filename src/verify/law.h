/* law.h - exact laws of linear combinations of Gaussians, at one point, in balls.
 *
 * Everything is built from independent variables: x_0, the one-step noises, the declared normal
 * variables and the loose letters for noise. A state x_t is unrolled through the one-step kernel,
 * so nothing here knows a closed form such as \bar\alpha_t; means, covariances and conditionals
 * follow by linear algebra in balls. This is the method `gaussian`. */
#ifndef EXPLORE_VERIFY_LAW_H
#define EXPLORE_VERIFY_LAW_H

#include "math/ball.h"
#include "verify/form.h"

/* One independent variable. */
typedef struct {
    const Symbol *symbol;
    long index; /* of a state (0) or a noise; LAW_LOOSE for a letter without index */
    arb_t mean;
    arb_t variance;
} LawVariable;

#define LAW_LOOSE (-1L)

typedef struct {
    BallContext *ball;
    LawVariable variables[FORM_VARIABLES_MAX];
    slong count;
    bool used_data; /* the law of x_0 itself was needed */
} LawWorld;

/* The law that the scope declares for the data (`normal x_0 = ...`), an EXPR_NORMAL; NULL when
 * none. */
const Expr *law_declared_data(const Scope *scope, const Symbol *state);

void law_world_init(LawWorld *world, BallContext *ball);
void law_world_clear(LawWorld *world);

/* expr as a form in the world's variables. UNABLE when it is not a polynomial of degree two in
 * them. */
BallStatus law_form(LawWorld *world, Form *out, const Expr *expr);
BallStatus law_covariance(LawWorld *world, arb_t out, const Form *a, const Form *b);
BallStatus law_mean(LawWorld *world, arb_t out, const Form *a);

/* The law of y given z_1..z_k: y | z is normal with mean offset + sum_j weight_j z_j and this
 * variance. */
typedef struct {
    size_t count;
    arb_t offset;
    arb_struct *weights; /* count */
    arb_t variance;
} Conditional;

void conditional_init(Conditional *conditional, size_t count);
void conditional_clear(Conditional *conditional);
BallStatus law_condition(LawWorld *world, Conditional *out, const Form *y, const Form *z);

/* law_square.c: E[y | given] at these values of the given, for y of degree two. */
BallStatus law_square_mean(LawWorld *world, arb_t out, const Form *y, const Form *given,
                           const arb_struct *values, size_t count);

/* Mean (at the point's values of the given quantities) and variance of one side of a law claim:
 * N(m, v), a sum of such, or a density q(a | b) with one argument before the bar, or a random
 * expression given the quantities `given`. */
BallStatus law_of_side(BallContext *ball, arb_t mean, arb_t variance, const Expr *side,
                       const Expr *const *given, size_t given_count, bool *used_data);

/* What is done by quadrature.h, or not at all. */
typedef enum {
    QUADRATURE_NONE,
    QUADRATURE_INTEGRALS, /* integrals */
    QUADRATURE_MOMENTS,   /* and means and variances of states given states */
} QuadratureUse;

/* The callback of a BallContext: DENSITY, EXPECT, VARIANCE, COVARIANCE, KL, Gaussian INTEGRALs, and
 * a loose noise letter read as the noise merged into the state with index `merged` (context->user
 * points to a LawUser). */
typedef struct {
    const Expr *merged; /* index of the state whose noise a loose letter is; NULL: a loose letter is
                           a plain number */
    struct Tables *tables; /* densities are those of random tables (tables.h); or NULL */
    QuadratureUse quadrature;
    bool integrated; /* set when an integral was taken by quadrature */
    bool used; /* set when the callback was needed: the method is then `gaussian`, not `algebra` */
    bool used_data;
    bool merged_used;
    unsigned averages; /* how many expectations are around the present node */
    /* For the callbacks of binding.c: */
    const void *schedule; /* a Binding, or NULL */
    unsigned point;       /* the number of the present point */
    long fixed_t;         /* the value of t; 0 when it is sampled */
    const Symbol *grown;  /* a whole number that goes to infinity, and its present value */
    long grown_value;
} LawUser;

BallStatus law_stochastic(BallContext *context, arb_t out, const Expr *expr);
/* The callback `scale` of a BallContext: of an integral by quadrature, the size of what it adds up.
 */
BallStatus law_scale(BallContext *context, arb_t out, const Expr *expr);

/* Is expr a sum of numbers times random letters, as written? */
bool law_is_linear(const Expr *expr);
/* Does a noise without an index stand beside a state or a network, as in E[(\epsilon -
 * \epsilon_\theta(x_t,t))^2]? Whether it is part of x_t or independent of it changes the answer. */
bool law_is_mixed(const Expr *expr);

/* Random letters that only stand for others (Z = X + Y, \tilde\mu_t, a network) replaced by what
 * they stand for. */
const Expr *law_unfold(Arena *arena, const Expr *expr);

/* lists.c: a density or moment with its lists written out; expr itself where it has none. */
BallStatus lists_expand(BallContext *context, const Expr **out, const Expr *expr);

/* integral.c: \int exp(a quadratic form) by the Gaussian rule. */
BallStatus integral_gaussian(BallContext *context, arb_t out, const Expr *expr);

#endif
