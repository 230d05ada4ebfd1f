/* joint.h - the joint Gaussian of x_0, x_1..x_T and the noises, from the one-step kernel alone.
 *
 * x_t = scale_t x_{t-1} + spread_t eps_t with independent standard normal eps_t. Nothing here knows
 * a closed form such as \bar\alpha_t: means and covariances come from running the kernel,
 * conditionals from linear algebra (GSL). So this can judge the closed forms. One coordinate;
 * coordinates of a vector are independent copies. May include base/ and GSL.
 *
 * Memory is the caller's through _new and _free. Every failure gives NULL (or false) and *why, a
 * plain sentence part. No input makes GSL call its error handler. */
#ifndef EXPLORE_DIFFUSION_JOINT_H
#define EXPLORE_DIFFUSION_JOINT_H

#include <stdbool.h>
#include <stddef.h>

/* Most variables in one set: its covariance then takes 8 MB. */
#define JOINT_VARIABLES_MAX 1000
/* Most steps of a chain; one more than any schedule has would do, this keeps sizes far from
 * overflow. */
#define JOINT_STEPS_MAX 1000000

typedef struct {
    size_t steps;         /* T */
    const double *scale;  /* (T + 1); scale[0] is not read */
    const double *spread; /* (T + 1); spread[0] is not read; any sign */
    double x0_mean;       /* the value of x_0 when x0_variance is 0 */
    double x0_variance;   /* 0: x_0 is a known number */
} JointModel;

typedef enum {
    JOINT_STATE, /* x_index, index 0..T */
    JOINT_NOISE, /* eps_index, index 1..T */
} JointKind;

typedef struct {
    JointKind kind;
    size_t index;
} JointVariable;

/* Law of a list of variables (or of linear combinations of them). */
typedef struct {
    size_t count;
    double *mean;       /* (count) */
    double *covariance; /* (count, count), symmetric */
    double *x0_slope;   /* (count): derivative of the mean by x_0, for a model whose x_0 is a known
                           number */
} JointMoments;

/* Time O(count T), memory O(count^2 + T). */
JointMoments *joint_moments_new(const JointModel *model, const JointVariable *variables,
                                size_t count, const char **why);
/* The law of y = weights z: weights (rows, moments->count) row-major. */
JointMoments *joint_combine_new(const JointMoments *moments, const double *weights, size_t rows,
                                const char **why);
/* Accepts NULL. */
void joint_moments_free(JointMoments *moments);

/* Law of targets given the other variables: E[target | given] = coefficients given + offset. */
typedef struct {
    size_t targets, givens;
    double *coefficients; /* (targets, givens) */
    double *offset;       /* (targets) */
    double *covariance;   /* (targets, targets); does not depend on the given values */
    double *x0_slope; /* (targets): derivative of offset by x_0, for a model whose x_0 is a known
                         number */
    /* Smallest pivot of the given variables' correlations, largest pivot first: the share of a
     * variable's variance that the ones before it leave open. Minus its decimal logarithm is about
     * how many digits are lost. 1 without givens. */
    double smallest_pivot;
} JointConditional;

/* The first `targets` variables of *moments given all the others (there may be none). A given
 * variable of variance 0, such as a known x_0, tells nothing: its coefficient is 0 and what x_0
 * does to the mean is in x0_slope. NULL with *why when the given variables determine one another
 * (the same one twice), to JOINT_PIVOT_MIN. */
JointConditional *joint_condition_new(const JointMoments *moments, size_t targets,
                                      const char **why);
/* Accepts NULL. */
void joint_conditional_free(JointConditional *conditional);

/* Below this smallest pivot fewer than about five digits of the result would be right, so none is
 * given. Neighbouring states of every schedule stay above it: beta_1 is 4e-7 for `su` with 50,000
 * steps. */
#define JOINT_PIVOT_MIN 1e-11

#endif
