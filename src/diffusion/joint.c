/* joint.c - means and covariances by running the kernel; conditioning by a pivoted Cholesky factor.
 */
#include "diffusion/joint.h"

#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_permutation.h>
#include <gsl/gsl_vector.h>
#include <math.h>
#include <stdlib.h>

static const char no_memory[] = "there is not enough memory";

static const char *model_fault(const JointModel *model) {
    if (model->steps > JOINT_STEPS_MAX)
        return "the chain has too many steps";
    if (!isfinite(model->x0_mean) || !isfinite(model->x0_variance) || model->x0_variance < 0.0)
        return "the mean of x_0 must be a number and its variance a number that is not negative";
    for (size_t t = 1; t <= model->steps; t++)
        if (!isfinite(model->scale[t]) || !isfinite(model->spread[t]))
            return "a step of the chain has a scale or spread that is not a number";
    return NULL;
}

static const char *variables_fault(const JointModel *model, const JointVariable *variables,
                                   size_t count) {
    if (count == 0 || count > JOINT_VARIABLES_MAX)
        return "the number of variables must be from 1 to 1000";
    for (size_t i = 0; i < count; i++) {
        if (variables[i].index > model->steps)
            return "a variable lies beyond the last step of the chain";
        if (variables[i].kind == JOINT_NOISE && variables[i].index == 0)
            return "noises are numbered from 1";
    }
    return NULL;
}

static bool all_finite(const double *values, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

void joint_moments_free(JointMoments *moments) {
    if (moments == NULL)
        return;
    free(moments->mean);
    free(moments->covariance);
    free(moments->x0_slope);
    free(moments);
}

static JointMoments *moments_allocate(size_t count) {
    JointMoments *moments = calloc(1, sizeof *moments);
    if (moments == NULL)
        return NULL;
    moments->count = count;
    moments->mean = calloc(count, sizeof *moments->mean);
    moments->covariance = calloc(count * count, sizeof *moments->covariance);
    moments->x0_slope = calloc(count, sizeof *moments->x0_slope);
    if (moments->mean == NULL || moments->covariance == NULL || moments->x0_slope == NULL) {
        joint_moments_free(moments);
        return NULL;
    }
    return moments;
}

/* Means, and the slopes of the means by x_0: m_t = scale_t m_{t-1}. slope: (T + 1), scratch. */
static void fill_means(JointMoments *moments, const JointModel *model,
                       const JointVariable *variables, double *slope) {
    slope[0] = 1.0;
    for (size_t t = 1; t <= model->steps; t++)
        slope[t] = model->scale[t] * slope[t - 1];
    for (size_t i = 0; i < moments->count; i++) {
        if (variables[i].kind == JOINT_NOISE)
            continue;
        moments->x0_slope[i] = slope[variables[i].index];
        moments->mean[i] = model->x0_mean * slope[variables[i].index];
    }
}

/* Covariances of variable i with every state: written to with_state (T + 1). variance: (T + 1), of
 * the states. Past i's own time the covariance is multiplied by the scale of each step, since the
 * later noises are independent of it. Times before it need not be filled for a state (the pair is
 * filled from its earlier member) and are 0 for a noise. */
static void run_covariance(double *with_state, const JointModel *model, JointVariable variable,
                           const double *variance) {
    size_t start = variable.index;
    for (size_t t = 0; t < start; t++)
        with_state[t] = 0.0;
    with_state[start] = variable.kind == JOINT_STATE ? variance[start] : model->spread[start];
    for (size_t t = start + 1; t <= model->steps; t++)
        with_state[t] = model->scale[t] * with_state[t - 1];
}

static void fill_covariances(JointMoments *moments, const JointModel *model,
                             const JointVariable *variables, double *variance, double *with_state) {
    size_t n = moments->count;
    variance[0] = model->x0_variance;
    for (size_t t = 1; t <= model->steps; t++)
        variance[t] = model->scale[t] * model->scale[t] * variance[t - 1] +
                      model->spread[t] * model->spread[t];
    for (size_t i = 0; i < n; i++) {
        run_covariance(with_state, model, variables[i], variance);
        for (size_t j = 0; j < n; j++) {
            double value;
            if (variables[j].kind == JOINT_NOISE) {
                if (variables[i].kind == JOINT_STATE)
                    continue; /* filled when j is the running variable */
                value = variables[i].index == variables[j].index ? 1.0 : 0.0;
            } else {
                if (variables[i].kind == JOINT_STATE && variables[j].index < variables[i].index)
                    continue; /* the same: j is the earlier one */
                value = with_state[variables[j].index];
            }
            moments->covariance[i * n + j] = value;
            moments->covariance[j * n + i] = value;
        }
    }
}

JointMoments *joint_moments_new(const JointModel *model, const JointVariable *variables,
                                size_t count, const char **why) {
    *why = model_fault(model);
    if (*why == NULL)
        *why = variables_fault(model, variables, count);
    if (*why != NULL)
        return NULL;
    size_t length = model->steps + 1;
    double *scratch = calloc(2 * length, sizeof *scratch);
    JointMoments *moments = moments_allocate(count);
    if (scratch == NULL || moments == NULL) {
        *why = no_memory;
    } else {
        fill_means(moments, model, variables, scratch);
        fill_covariances(moments, model, variables, scratch, scratch + length);
        if (!all_finite(moments->mean, count) || !all_finite(moments->covariance, count * count))
            *why = "the chain grows beyond what a double holds";
    }
    free(scratch);
    if (*why != NULL) {
        joint_moments_free(moments);
        return NULL;
    }
    return moments;
}

/* out (rows) = weights (rows, n) values (n) */
static void combine_vector(double *out, const double *weights, const double *values, size_t rows,
                           size_t n) {
    for (size_t r = 0; r < rows; r++) {
        out[r] = 0.0;
        for (size_t i = 0; i < n; i++)
            out[r] += weights[r * n + i] * values[i];
    }
}

/* Covariance of the combinations; half = weights covariance, bound = |weights| |covariance|, both
 * (rows, n). A variance within its own rounding error is 0: the combination is a known number. */
static void combine_covariance(JointMoments *out, const double *weights, const double *half,
                               const double *bound, size_t n) {
    size_t rows = out->count;
    for (size_t r = 0; r < rows; r++) {
        for (size_t s = 0; s <= r; s++) {
            double value = 0.0;
            for (size_t k = 0; k < n; k++)
                value += half[r * n + k] * weights[s * n + k];
            out->covariance[r * rows + s] = value;
            out->covariance[s * rows + r] = value;
        }
    }
    for (size_t r = 0; r < rows; r++) {
        double size = 0.0;
        for (size_t k = 0; k < n; k++)
            size += bound[r * n + k] * fabs(weights[r * n + k]);
        if (out->covariance[r * rows + r] > 2.0 * (double)n * DBL_EPSILON * size)
            continue;
        for (size_t s = 0; s < rows; s++) {
            out->covariance[r * rows + s] = 0.0;
            out->covariance[s * rows + r] = 0.0;
        }
    }
}

static void combine(JointMoments *out, const JointMoments *moments, const double *weights,
                    double *half, double *bound) {
    size_t n = moments->count;
    combine_vector(out->mean, weights, moments->mean, out->count, n);
    combine_vector(out->x0_slope, weights, moments->x0_slope, out->count, n);
    for (size_t r = 0; r < out->count; r++) {
        for (size_t i = 0; i < n; i++) {
            for (size_t k = 0; k < n; k++) { /* symmetric: row i is column i */
                double term = weights[r * n + k] * moments->covariance[i * n + k];
                half[r * n + i] += term;
                bound[r * n + i] += fabs(term);
            }
        }
    }
    combine_covariance(out, weights, half, bound, n);
}

JointMoments *joint_combine_new(const JointMoments *moments, const double *weights, size_t rows,
                                const char **why) {
    size_t n = moments->count;
    *why = NULL;
    if (rows == 0 || rows > JOINT_VARIABLES_MAX) {
        *why = "the number of combinations must be from 1 to 1000";
        return NULL;
    }
    double *scratch = calloc(2 * rows * n, sizeof *scratch);
    JointMoments *combined = moments_allocate(rows);
    if (scratch == NULL || combined == NULL) {
        *why = no_memory;
    } else {
        combine(combined, moments, weights, scratch, scratch + rows * n);
        if (!all_finite(combined->mean, rows) || !all_finite(combined->covariance, rows * rows))
            *why = "the combinations grow beyond what a double holds";
    }
    free(scratch);
    if (*why != NULL) {
        joint_moments_free(combined);
        return NULL;
    }
    return combined;
}

void joint_conditional_free(JointConditional *conditional) {
    if (conditional == NULL)
        return;
    free(conditional->coefficients);
    free(conditional->offset);
    free(conditional->covariance);
    free(conditional->x0_slope);
    free(conditional);
}

static JointConditional *conditional_allocate(size_t targets, size_t givens) {
    JointConditional *conditional = calloc(1, sizeof *conditional);
    if (conditional == NULL)
        return NULL;
    conditional->targets = targets;
    conditional->givens = givens;
    conditional->smallest_pivot = 1.0;
    /* At least one element each: calloc(0) may give NULL. */
    conditional->coefficients = calloc(targets * givens + 1, sizeof *conditional->coefficients);
    conditional->offset = calloc(targets, sizeof *conditional->offset);
    conditional->covariance = calloc(targets * targets, sizeof *conditional->covariance);
    conditional->x0_slope = calloc(targets, sizeof *conditional->x0_slope);
    if (conditional->coefficients == NULL || conditional->offset == NULL ||
        conditional->covariance == NULL || conditional->x0_slope == NULL) {
        joint_conditional_free(conditional);
        return NULL;
    }
    return conditional;
}

/* The given variables that vary, scaled to variance 1, and their factored correlations. */
typedef struct {
    size_t count;
    size_t *index;     /* (count) positions in the moments */
    double *deviation; /* (count) standard deviations */
    double *right;     /* (count) scratch: a right-hand side */
    gsl_matrix *factor;
    gsl_permutation *order;
} Givens;

static void givens_clear(Givens *givens) {
    free(givens->index);
    free(givens->deviation);
    free(givens->right);
    if (givens->factor != NULL)
        gsl_matrix_free(givens->factor);
    if (givens->order != NULL)
        gsl_permutation_free(givens->order);
}

/* Correlations of the givens, factored as P L D L^T P^T with the pivots D falling. The pivoted
 * factor exists for a singular matrix too (so GSL reports no error), and its last pivot says how
 * nearly singular it is. */
static const char *givens_factor(Givens *givens, const JointMoments *moments,
                                 double *smallest_pivot) {
    size_t m = givens->count;
    givens->factor = gsl_matrix_calloc(m, m);
    givens->order = gsl_permutation_alloc(m);
    if (givens->factor == NULL || givens->order == NULL)
        return no_memory;
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < m; j++) {
            double covariance =
                moments->covariance[givens->index[i] * moments->count + givens->index[j]];
            double correlation =
                i == j ? 1.0 : covariance / givens->deviation[i] / givens->deviation[j];
            gsl_matrix_set(givens->factor, i, j, correlation);
        }
    if (gsl_linalg_pcholesky_decomp(givens->factor, givens->order) != GSL_SUCCESS)
        return "the covariance of the given variables could not be factored";
    for (size_t i = 0; i < m; i++) {
        double pivot = gsl_matrix_get(givens->factor, i, i);
        if (!(pivot >= JOINT_PIVOT_MIN))
            return "the given variables determine one another, so one of them says nothing new";
        *smallest_pivot = fmin(*smallest_pivot, pivot);
    }
    return NULL;
}

static const char *givens_init(Givens *givens, const JointMoments *moments, size_t targets,
                               double *smallest_pivot) {
    size_t n = moments->count;
    *givens = (Givens){0};
    givens->index = calloc(n, sizeof *givens->index);
    givens->deviation = calloc(n, sizeof *givens->deviation);
    givens->right = calloc(n, sizeof *givens->right);
    if (givens->index == NULL || givens->deviation == NULL || givens->right == NULL)
        return no_memory;
    for (size_t i = targets; i < n; i++) {
        double variance = moments->covariance[i * n + i];
        if (variance < 0.0)
            return "a given variable has a negative variance";
        if (variance > 0.0) {
            givens->index[givens->count] = i;
            givens->deviation[givens->count++] = sqrt(variance);
        }
    }
    return givens->count == 0 ? NULL : givens_factor(givens, moments, smallest_pivot);
}

/* Coefficients of target r: the regression of the target on the givens. */
static bool regress(JointConditional *out, Givens *givens, const JointMoments *moments, size_t r) {
    size_t n = moments->count;
    for (size_t i = 0; i < givens->count; i++)
        givens->right[i] = moments->covariance[r * n + givens->index[i]] / givens->deviation[i];
    gsl_vector_view right = gsl_vector_view_array(givens->right, givens->count);
    if (gsl_linalg_pcholesky_svx(givens->factor, givens->order, &right.vector) != GSL_SUCCESS)
        return false;
    for (size_t i = 0; i < givens->count; i++)
        out->coefficients[r * out->givens + givens->index[i] - out->targets] =
            givens->right[i] / givens->deviation[i];
    return true;
}

/* Offset, slope and covariance of what is left, from the coefficients. */
static void fill_rest(JointConditional *out, const JointMoments *moments) {
    size_t n = moments->count;
    size_t targets = out->targets;
    for (size_t r = 0; r < targets; r++) {
        const double *row = out->coefficients + r * out->givens;
        out->offset[r] = moments->mean[r];
        out->x0_slope[r] = moments->x0_slope[r];
        for (size_t g = 0; g < out->givens; g++) {
            out->offset[r] -= row[g] * moments->mean[targets + g];
            out->x0_slope[r] -= row[g] * moments->x0_slope[targets + g];
        }
        for (size_t s = 0; s <= r; s++) {
            double value = moments->covariance[r * n + s];
            for (size_t g = 0; g < out->givens; g++)
                value -= row[g] * moments->covariance[s * n + targets + g];
            if (r == s && value < 0.0)
                value = 0.0; /* rounding may push a known target's variance just below 0 */
            out->covariance[r * targets + s] = value;
            out->covariance[s * targets + r] = value;
        }
    }
}

static bool conditional_finite(const JointConditional *c) {
    return all_finite(c->coefficients, c->targets * c->givens) &&
           all_finite(c->offset, c->targets) && all_finite(c->x0_slope, c->targets) &&
           all_finite(c->covariance, c->targets * c->targets);
}

JointConditional *joint_condition_new(const JointMoments *moments, size_t targets,
                                      const char **why) {
    *why = NULL;
    if (targets == 0 || targets > moments->count) {
        *why = "there must be at least one target, and not more than there are variables";
        return NULL;
    }
    Givens givens;
    JointConditional *out = conditional_allocate(targets, moments->count - targets);
    if (out == NULL) {
        *why = no_memory;
        return NULL;
    }
    *why = givens_init(&givens, moments, targets, &out->smallest_pivot);
    for (size_t r = 0; r < targets && *why == NULL && givens.count > 0; r++)
        if (!regress(out, &givens, moments, r))
            *why = "the equations for the coefficients could not be solved";
    givens_clear(&givens);
    fill_rest(out, moments);
    if (*why == NULL && !conditional_finite(out))
        *why = "the coefficients grow beyond what a double holds";
    if (*why != NULL) {
        joint_conditional_free(out);
        return NULL;
    }
    return out;
}
