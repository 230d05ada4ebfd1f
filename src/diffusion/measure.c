/* measure.c - see measure.h. */
#include "diffusion/measure.h"

#include <assert.h>
#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <string.h>

/* Mean distances of each point: to the other points of its own set, and to the other set. */
typedef struct {
    double *own;   /* (count) */
    double *other; /* (count) */
    size_t count;
    double own_mean, other_mean;
    double own_square;      /* mean of own^2 */
    double distance_square; /* mean of |X - X'|^2 over all pairs */
} Side;

size_t measure_workspace(size_t n, size_t m) {
    return 3 * (n + m);
}

/* out[i] = sum over j of |at[i] - from[j]|, both sorted. */
static void line_sums(double *out, const double *at, size_t n, const double *from, size_t m) {
    double total = 0.0, below = 0.0;
    for (size_t j = 0; j < m; j++) {
        total += from[j];
    }
    size_t j = 0;
    for (size_t i = 0; i < n; i++) {
        while (j < m && from[j] <= at[i]) {
            below += from[j++];
        }
        double left = (double)j * at[i] - below;
        double right = (total - below) - (double)(m - j) * at[i];
        out[i] = left + right;
    }
}

/* Both sides at once: every distance is needed twice. */
static void plane_sums(double *a, double *b, const double *x, size_t n, const double *y, size_t m) {
    memset(a, 0, n * sizeof *a);
    memset(b, 0, m * sizeof *b);
    for (size_t i = 0; i < n; i++) {
        double sum = 0.0;
        for (size_t j = 0; j < m; j++) {
            double u = x[2 * i] - y[2 * j], v = x[2 * i + 1] - y[2 * j + 1];
            double distance = sqrt(u * u + v * v);
            sum += distance;
            b[j] += distance;
        }
        a[i] = sum;
    }
}

static void plane_own_sums(double *own, const double *x, size_t n) {
    memset(own, 0, n * sizeof *own);
    for (size_t i = 0; i < n; i++) {
        double sum = 0.0;
        for (size_t j = 0; j < i; j++) {
            double u = x[2 * i] - x[2 * j], v = x[2 * i + 1] - x[2 * j + 1];
            double distance = sqrt(u * u + v * v);
            sum += distance;
            own[j] += distance;
        }
        own[i] += sum;
    }
}

/* Sums become means over the other points. */
static void finish(Side *side, size_t other_count) {
    double n = (double)side->count;
    side->own_mean = side->other_mean = side->own_square = 0.0;
    for (size_t i = 0; i < side->count; i++) {
        side->own[i] /= n - 1.0;
        side->other[i] /= (double)other_count;
        side->own_mean += side->own[i] / n;
        side->other_mean += side->other[i] / n;
        side->own_square += side->own[i] * side->own[i] / n;
    }
}

/* Mean of |X - X'|^2 over pairs of different points: twice the variances. */
static double mean_square(const double *x, size_t n, size_t d) {
    double result = 0.0;
    for (size_t k = 0; k < d; k++) {
        double sum = 0.0, square = 0.0;
        for (size_t i = 0; i < n; i++) {
            sum += x[i * d + k];
        }
        double mean = sum / (double)n;
        for (size_t i = 0; i < n; i++) {
            square += (x[i * d + k] - mean) * (x[i * d + k] - mean);
        }
        result += 2.0 * square / ((double)n - 1.0);
    }
    return result;
}

/* E k^2 = E|X-X'|^2 - 2 E_X (E|X-X'|)^2 + (E|X-X'|)^2 */
static double centred_square(const Side *side) {
    double value = side->distance_square - 2.0 * side->own_square + side->own_mean * side->own_mean;
    return value > 0.0 ? value : 0.0;
}

/* Variance of (other - own) over the points, less what chance alone gives it. */
static double projection(const Side *side, double chance) {
    double mean = side->other_mean - side->own_mean, sum = 0.0;
    for (size_t i = 0; i < side->count; i++) {
        double e = side->other[i] - side->own[i] - mean;
        sum += e * e;
    }
    double variance = sum / ((double)side->count - 1.0) - chance;
    return variance > 0.0 ? variance : 0.0;
}

EnergyDistance measure_energy(const double *x, size_t n, const double *y, size_t m, size_t d,
                              double *workspace) {
    return measure_energy_of_first(x, n, y, m, d, MEASURE_PLANE_POINTS, workspace);
}

EnergyDistance measure_energy_of_first(const double *x, size_t n, const double *y, size_t m,
                                       size_t d, size_t most, double *workspace) {
    assert(n >= 2 && m >= 2 && most >= 2 && (d == 1 || d == 2));
    if (d == 2) {
        n = n < most ? n : most;
        m = m < most ? m : most;
    }
    double *sorted_x = workspace + 2 * (n + m), *sorted_y = sorted_x + n;
    const double *from_x = x, *from_y = y;
    if (d == 1) {
        memcpy(sorted_x, x, n * sizeof *x);
        memcpy(sorted_y, y, m * sizeof *y);
        gsl_sort(sorted_x, 1, n);
        gsl_sort(sorted_y, 1, m);
        from_x = sorted_x;
        from_y = sorted_y;
    }
    Side a = {.own = workspace, .other = workspace + n, .count = n};
    Side b = {.own = workspace + 2 * n, .other = workspace + 2 * n + m, .count = m};
    if (d == 1) {
        line_sums(a.own, from_x, n, from_x, n);
        line_sums(b.own, from_y, m, from_y, m);
        line_sums(a.other, from_x, n, from_y, m);
        line_sums(b.other, from_y, m, from_x, n);
    } else {
        plane_own_sums(a.own, x, n);
        plane_own_sums(b.own, y, m);
        plane_sums(a.other, b.other, x, n, y, m);
    }
    finish(&a, m);
    finish(&b, n);
    a.distance_square = mean_square(from_x, n, d);
    b.distance_square = mean_square(from_y, m, d);
    double nn = (double)n, mm = (double)m;
    double k = centred_square(&b), k_x = centred_square(&a);
    double floor_square = k * (2.0 / (nn * (nn - 1.0)) + 2.0 / (mm * (mm - 1.0)) + 4.0 / (nn * mm));
    double chance = 1.0 / nn + 1.0 / mm;
    double error_square = floor_square + 4.0 * projection(&a, k_x * chance) / nn +
                          4.0 * projection(&b, k * chance) / mm;
    return (EnergyDistance){.distance = 2.0 * a.other_mean - a.own_mean - b.own_mean,
                            .standard_error = sqrt(error_square),
                            .floor = sqrt(floor_square),
                            .x_used = n,
                            .y_used = m};
}
