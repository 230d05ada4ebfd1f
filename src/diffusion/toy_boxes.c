/* toy_boxes.c - the rows that are uniform on an interval or on squares.
 *
 * For x_0 uniform on [l, h], with u = (y - a h)/s, v = (y - a l)/s and w = v - u = a (h - l)/s,
 *     p(y) = \frac{\Phi(v) - \Phi(u)}{a (h - l)},
 *     \nabla\log p(y) = \frac{\phi(v) - \phi(u)}{s (\Phi(v) - \Phi(u))},
 * and E[x_0|y] by Tweedie's formula. Each is written in one of three ways so that nothing cancels.
 */
#include <math.h>
#include <string.h>

#include "diffusion/data_internal.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])
#define ROOT_HALF 0.70710678118654752

/* The law of y for x_0 uniform on an interval. Where the density is 0 the others are 0. */
typedef struct {
    double log_density, score, mean;
} Smoothed;

static double log_phi(double t) {
    return -0.5 * (t * t + LOG_TWO_PI);
}

/* s = 0: no noise. */
static Smoothed clean(double y, double low, double high, double scale) {
    if (isnan(y)) {
        return (Smoothed){(double)NAN, (double)NAN, (double)NAN};
    }
    double x = y / scale;
    if (x < low || x > high) {
        return (Smoothed){.log_density = -(double)INFINITY};
    }
    return (Smoothed){-log(scale * (high - low)), 0.0, x};
}

/* Few standard deviations of noise across the interval, and the kernel almost even over it: its
 * average over x_0 by quadrature, relative to the middle. Also right at a = 0. */
static Smoothed averaged(double y, double low, double high, double scale, double spread) {
    double middle = 0.5 * (low + high);
    double half = 0.5 * (high - low);
    double z = (y - scale * middle) / spread;
    double sum = 0.0, x_sum = 0.0, z_sum = 0.0;
    for (size_t i = 0; i < RULE_SIZE; i++) {
        double step = scale * half * rule_nodes[i] / spread;
        double weight = 0.5 * rule_weights[i] * exp(step * (z - 0.5 * step));
        sum += weight;
        x_sum += weight * rule_nodes[i];
        z_sum += weight * (z - step);
    }
    return (Smoothed){log_phi(z) - log(spread) + log(sum), -z_sum / (sum * spread),
                      middle + half * x_sum / sum};
}

/* u < 0 < v, far apart. */
static Smoothed inside(double u, double v, double low, double high, double scale, double spread) {
    double mass = 0.5 * (erf(v * ROOT_HALF) - erf(u * ROOT_HALF));
    /* s \nabla\log p */
    double slope = (exp(log_phi(v)) - exp(log_phi(u))) / mass;
    double middle = 0.5 * (low + high);
    double mean = middle + spread / scale * (0.5 * (u + v) + slope);
    return (Smoothed){log(mass) - log(scale * (high - low)), slope / spread, mean};
}

/* 0 <= u: y is beyond a h. With Mills' ratio R and E = \phi(v)/\phi(u) = e^{-w(u+v)/2},
 * \Phi(v) - \Phi(u) = \phi(u) (R(u) - E R(v)). Returns the distance from the end that is near to
 * E[x_0|y] as `mean`, in units of s/a, and the score in units of 1/s. */
static Smoothed beyond(double u, double v, double width) {
    double fall = 0.5 * width * (u + v);
    double factor = exp(-fall);
    double near = normal_mills(u);
    double far = factor > 0.0 ? normal_mills(v) * factor : 0.0;
    double mass = near - far;
    double rest = factor > 0.0 ? far * (normal_mills_excess(v) + width) : 0.0;
    return (Smoothed){log_phi(u) + log(mass), expm1(-fall) / mass,
                      (normal_mills_excess(u) * near - rest) / mass};
}

/* Below both the average of the kernel is taken by quadrature: RULE_SIZE nodes are then exact to
 * 1e-16. Above either the differences of tails lose two bits at most. */
#define EVEN_WIDTH 1.0
#define EVEN_FALL 2.0

static Smoothed smoothed(double y, double low, double high, double scale, double spread) {
    if (spread == 0.0) {
        return clean(y, low, high, scale);
    }
    double u = (y - scale * high) / spread;
    double v = (y - scale * low) / spread;
    double width = scale * (high - low) / spread;
    /* NaN ends here too. */
    if (!(width >= EVEN_WIDTH || fabs(0.5 * width * (u + v)) >= EVEN_FALL)) {
        return averaged(y, low, high, scale, spread);
    }
    if (u < 0.0 && v > 0.0) {
        return inside(u, v, low, high, scale, spread);
    }
    bool above = u >= 0.0;
    Smoothed end = above ? beyond(u, v, width) : beyond(-v, -u, width);
    end.log_density -= log(scale * (high - low));
    end.score *= (above ? 1.0 : -1.0) / spread;
    double distance = spread / scale * end.mean;
    end.mean = above ? high - distance : low + distance;
    return end;
}

static const ToyParameter uniform_parameters[] = {
    {"low", -1.0, "left end"},
    {"high", 1.0, "right end"},
};
#define UNIFORM_LOW uniform_parameters[0].value
#define UNIFORM_HIGH uniform_parameters[1].value

static void uniform_noised(const DataNoised *out, const DataSet *data, const double *y, size_t n,
                           double scale, double spread) {
    for (size_t i = 0; i < n; i++) {
        Smoothed s = smoothed(y[i], UNIFORM_LOW, UNIFORM_HIGH, scale, spread);
        if (isinf(s.log_density)) {
            s.score = s.mean = (double)NAN;
        }
        data_put(out, data, i, s.log_density, &s.score, &s.mean, spread);
    }
}

static void uniform_sample(const DataSet *data, double *x, size_t n, Stream *stream) {
    (void)data;
    for (size_t i = 0; i < n; i++) {
        x[i] = UNIFORM_LOW + (UNIFORM_HIGH - UNIFORM_LOW) * stream_uniform(stream);
    }
}

static void build_uniform(DataSet *data, Arena *arena) {
    (void)arena;
    double length = UNIFORM_HIGH - UNIFORM_LOW;
    data->density_error = CLOSED_FORM_ERROR;
    data->mean[0] = 0.5 * (UNIFORM_LOW + UNIFORM_HIGH);
    data->covariance[0] = length * length / 12.0;
    data->noised = uniform_noised;
    data->sample = uniform_sample;
}

const Toy toy_uniform = {"uniform",          "even on an interval", 1, COUNT_OF(uniform_parameters),
                         uniform_parameters, build_uniform};

/* \sqrt 3: a coordinate that is even on [-\sqrt 3, \sqrt 3] has variance 1. */
static const ToyParameter checkerboard_parameters[] = {
    {"side", 4.0, "squares in a row, every other one filled, that at the lower left among them"},
    {"half", 1.7320508075688772, "the board reaches from -half to half"},
};
#define SIDE 4
#define HALF checkerboard_parameters[1].value
#define FILLED 8 /* half of them */

static double edge(size_t i) {
    return HALF * (2.0 * (double)i / SIDE - 1.0);
}

/* The k-th filled square, k < FILLED: its column, and its row as the result. */
static size_t filled_row(size_t k, size_t *column) {
    *column = k / (SIDE / 2);
    return 2 * (k % (SIDE / 2)) + *column % 2;
}

/* The average of the squares' densities, each a product of two. */
static void checkerboard_noised(const DataNoised *out, const DataSet *data, const double *y,
                                size_t n, double scale, double spread) {
    for (size_t i = 0; i < n; i++) {
        Smoothed axis[2][SIDE];
        for (size_t k = 0; k < 2 * SIDE; k++) {
            size_t c = k % SIDE;
            axis[k / SIDE][c] = smoothed(y[2 * i + k / SIDE], edge(c), edge(c + 1), scale, spread);
        }
        double terms[FILLED];
        double largest = -(double)INFINITY;
        for (size_t k = 0; k < FILLED; k++) {
            size_t column, row = filled_row(k, &column);
            terms[k] = axis[0][column].log_density + axis[1][row].log_density;
            /* NaN is kept. */
            largest = largest >= terms[k] ? largest : terms[k];
        }
        double sum = 0.0;
        double score[2] = {0.0, 0.0}, mean[2] = {0.0, 0.0};
        for (size_t k = 0; k < FILLED; k++) {
            size_t column, row = filled_row(k, &column);
            double weight = exp(terms[k] - largest);
            sum += weight;
            score[0] += weight * axis[0][column].score;
            score[1] += weight * axis[1][row].score;
            mean[0] += weight * axis[0][column].mean;
            mean[1] += weight * axis[1][row].mean;
        }
        /* At a density of 0, e^{-\infty+\infty} has made all of these NaN. */
        for (size_t k = 0; k < 2; k++) {
            score[k] /= sum;
            mean[k] /= sum;
        }
        double log_density = isinf(largest) ? largest : largest + log(sum / FILLED);
        data_put(out, data, i, log_density, score, mean, spread);
    }
}

static void checkerboard_sample(const DataSet *data, double *x, size_t n, Stream *stream) {
    (void)data;
    for (size_t i = 0; i < n; i++) {
        size_t column, row = filled_row((size_t)(FILLED * stream_uniform(stream)), &column);
        double width = 2.0 * HALF / SIDE;
        x[2 * i] = edge(column) + width * stream_uniform(stream);
        x[2 * i + 1] = edge(row) + width * stream_uniform(stream);
    }
}

static void build_checkerboard(DataSet *data, Arena *arena) {
    (void)arena;
    double width = 2.0 * HALF / SIDE;
    double xx = 0.0, xy = 0.0;
    for (size_t k = 0; k < FILLED; k++) {
        size_t column, row = filled_row(k, &column);
        double x = edge(column) + 0.5 * width;
        double y = edge(row) + 0.5 * width;
        xx += (x * x + width * width / 12.0) / FILLED;
        xy += x * y / FILLED;
    }
    const double covariance[4] = {xx, xy, xy, xx};
    memcpy(data->covariance, covariance, sizeof covariance);
    data->density_error = CLOSED_FORM_ERROR;
    data->noised = checkerboard_noised;
    data->sample = checkerboard_sample;
}

const Toy toy_checkerboard = {"checkerboard",
                              "even on every other square of a board",
                              2,
                              COUNT_OF(checkerboard_parameters),
                              checkerboard_parameters,
                              build_checkerboard};
