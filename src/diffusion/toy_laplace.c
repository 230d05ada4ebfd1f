/* toy_laplace.c - the two-sided exponential law.
 *
 * p(x_0) = \frac{1}{2b}e^{-|x_0|/b}. With q = y/s and r = s/(a b), each side x_0 > 0, x_0 < 0 of
 * the integral is a truncated normal law: p(y) = \frac{r}{2s}\phi(q)\left(R(r - q) + R(r +
 * q)\right), R = Q/\phi Mills' ratio, and within the sides E[x_0|y] = \pm\frac sa\left(1/R(t) -
 * t\right) at t = r \mp q. */
#include <math.h>

#include "diffusion/data_internal.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])
#define ROOT_HALF 0.70710678118654752

static const ToyParameter laplace_parameters[] = {{"b", 0.5, "mean distance from the middle, 0"}};
#define B laplace_parameters[0].value

/* From here on r R(r - q) is 1 to every digit. Keeps a = 0 out of the quotients. */
#define RATIO_MAX 1e40

/* The side x_0 > 0 for q = y/s; the other one is its mirror image, q = -y/s. */
typedef struct {
    double log_weight; /* \log(\sqrt{2\pi}\phi(q) R(t)) */
    double mean;       /* |E[x_0|y]| / (r b) */
    double slope;      /* s \nabla\log of the side's density */
} Side;

static Side side(double q, double r) {
    double t = r - q;
    double excess = normal_mills_excess(t);
    if (t >= 0.0) {
        return (Side){log(normal_mills(t)) - 0.5 * q * q, excess, excess - q};
    }
    /* R overflows on the left; and the slope, 1/R - r, is small against q. */
    double tail = 0.5 * erfc(t * ROOT_HALF);
    double hazard = exp(-0.5 * (t * t + LOG_TWO_PI)) / tail;
    return (Side){r * (0.5 * r - q) + 0.5 * LOG_TWO_PI + log(tail), excess, hazard - r};
}

static void put_clean(const DataNoised *out, const DataSet *data, double y, size_t i,
                      double scale) {
    double x = y / scale;
    double score = x == 0.0 ? 0.0 : -copysign(1.0, x) / (scale * B);
    score = isnan(x) ? x : score;
    data_put(out, data, i, -fabs(x) / B - log(2.0 * B * scale), &score, &x, 0.0);
}

static void laplace_noised(const DataNoised *out, const DataSet *data, const double *y, size_t n,
                           double scale, double spread) {
    double r = scale * B * RATIO_MAX > spread ? spread / (scale * B) : RATIO_MAX;
    for (size_t i = 0; i < n; i++) {
        if (spread == 0.0) {
            put_clean(out, data, y[i], i, scale);
            continue;
        }
        Side right = side(y[i] / spread, r);
        Side left = side(-y[i] / spread, r);
        double largest = fmax(right.log_weight, left.log_weight);
        double right_weight = exp(right.log_weight - largest);
        double left_weight = exp(left.log_weight - largest);
        double sum = right_weight + left_weight;
        double score = (right_weight * right.slope - left_weight * left.slope) / (sum * spread);
        double mean = r * B * (right_weight * right.mean - left_weight * left.mean) / sum;
        double log_density = largest + log(sum) + log(r) - log(2.0 * spread) - 0.5 * LOG_TWO_PI;
        data_put(out, data, i, log_density, &score, &mean, spread);
    }
}

static void laplace_sample(const DataSet *data, double *x, size_t n, Stream *stream) {
    (void)data;
    for (size_t i = 0; i < n; i++) {
        double distance = -B * log(stream_uniform(stream));
        x[i] = stream_uniform(stream) < 0.5 ? -distance : distance;
    }
}

static void build_laplace(DataSet *data, Arena *arena) {
    (void)arena;
    data->density_error = CLOSED_FORM_ERROR;
    data->covariance[0] = 2.0 * B * B;
    data->noised = laplace_noised;
    data->sample = laplace_sample;
}

const Toy toy_laplace = {"laplace",
                         "a peak with exponential sides",
                         1,
                         COUNT_OF(laplace_parameters),
                         laplace_parameters,
                         build_laplace};
