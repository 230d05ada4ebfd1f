/* statistics.c - tests of hypotheses, and streaming sums. */
#include "verify/statistics.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* GSL's incomplete gamma function fails at larger shapes; there the cube root is as good. */
#define CHI_SQUARE_GSL_MAX 1e4
/* Beyond this many standard deviations p < 1e-15: its digits mean nothing, and GSL underflows. */
#define CHI_SQUARE_FAR 8.0
#define SQRT_2 1.41421356237309504880
#define PI 3.14159265358979323846
/* From here on the alternating series of Kolmogorov's law converges faster than the other one. */
#define KOLMOGOROV_SWITCH 1.18
/* Terms of either series: below 1e-16 after four, on its side of the switch. */
#define KOLMOGOROV_TERMS 5
/* A regressor is dropped when the others leave less than this share of its sum of squares: rounding
 * of 1e6 products leaves 1e-13. */
#define RANK_TOLERANCE 1e-10

/* ---- p-values ---- */

double stat_normal_p(double z) {
    return erfc(fabs(z) / SQRT_2);
}

double stat_normal_upper(double tail) {
    if (!(tail > 0 && tail < 1))
        return (double)NAN;
    return gsl_cdf_ugaussian_Qinv(tail);
}

/* (X/k)^{1/3} is nearly normal with mean 1 - 2/(9k) and variance 2/(9k). Wilson and Hilferty
 * 1931. */
static double cube_root_normal(double chi_square, double dof) {
    double spread = 2 / (9 * dof);
    return (cbrt(chi_square / dof) - (1 - spread)) / sqrt(spread);
}

double stat_chi_square_p(double chi_square, double dof) {
    if (!(dof > 0) || !(chi_square >= 0))
        return (double)NAN;
    if (isinf(chi_square) || isinf(dof))
        return isinf(dof) ? (double)NAN : 0;
    double z = cube_root_normal(chi_square, dof);
    if (dof > CHI_SQUARE_GSL_MAX || fabs(z) > CHI_SQUARE_FAR)
        return stat_normal_p(z);
    double below = gsl_cdf_chisq_P(chi_square, dof), above = gsl_cdf_chisq_Q(chi_square, dof);
    return fmin(1, 2 * fmin(below, above));
}

static double chi_square_at(double z, double dof) {
    double spread = 2 / (9 * dof);
    double root = 1 - spread + z * sqrt(spread);
    return root > 0 ? root * root * root : 0;
}

double stat_chi_square_upper(double tail, double dof) {
    if (!(dof > 0))
        return (double)NAN;
    return chi_square_at(stat_normal_upper(tail), dof);
}

/* P(K > x) for Kolmogorov's limit law: 2 sum (-1)^{j-1} e^{-2 j^2 x^2}, or by Jacobi's identity
 * 1 - sqrt(2 pi)/x sum e^{-(2j-1)^2 pi^2 / (8 x^2)}. */
static double kolmogorov_above(double x) {
    double sum = 0;
    if (x <= 0)
        return 1;
    if (x < KOLMOGOROV_SWITCH) {
        for (int j = 1; j <= KOLMOGOROV_TERMS; j++)
            sum += exp(-(2 * j - 1) * (2 * j - 1) * PI * PI / (8 * x * x));
        return fmin(1, fmax(0, 1 - sqrt(2 * PI) / x * sum));
    }
    for (int j = KOLMOGOROV_TERMS; j >= 1; j--)
        sum += (j % 2 == 1 ? 2 : -2) * exp(-2.0 * j * j * x * x);
    return fmin(1, fmax(0, sum));
}

double stat_ks_p(double d, double n) {
    if (isnan(d) || !(n > 0))
        return (double)NAN;
    double root = sqrt(n);
    return kolmogorov_above((root + 0.12 + 0.11 / root) * d);
}

double stat_ks_bound(double d, double n) {
    if (isnan(d) || !(n > 0))
        return (double)NAN;
    return d <= 0 ? 1 : fmin(1, 2 * exp(-2 * n * d * d));
}

double stat_ks_critical(double n, double alpha) {
    if (!(n > 0) || !(alpha > 0 && alpha < 1))
        return (double)NAN;
    return sqrt(log(2 / alpha) / (2 * n));
}

double stat_correlation_p(double r, double n) {
    return n > 0 ? stat_normal_p(r * sqrt(n)) : (double)NAN;
}

/* ---- what would have been caught ---- */

/* Distance of the two tails: what is rejected lies z(alpha/2) away, and the truth as far beyond as
 * the power asks. */
static double reach(double alpha, double power) {
    return stat_normal_upper(alpha / 2) + stat_normal_upper(1 - power);
}

double stat_mean_detectable(double n, double alpha, double power) {
    return n > 0 ? reach(alpha, power) / sqrt(n) : (double)NAN;
}

double stat_spread_detectable(double dof, double alpha, double power) {
    if (!(dof > 0))
        return (double)NAN;
    double rejected = chi_square_at(stat_normal_upper(alpha / 2), dof);
    double low = chi_square_at(-stat_normal_upper(1 - power), dof);
    return low > 0 ? sqrt(rejected / low) - 1 : (double)INFINITY;
}

/* At the place where the two functions are furthest apart the share of the samples below has a
 * standard deviation of at most 1/(2 sqrt(n)). */
double stat_ks_detectable(double n, double alpha, double power) {
    return stat_ks_critical(n, alpha) + stat_normal_upper(1 - power) / (2 * sqrt(n));
}

/* The sample correlation has standard deviation (1 - r^2)/sqrt(n), at most 1/sqrt(n). */
double stat_correlation_detectable(double n, double alpha, double power) {
    return stat_mean_detectable(n, alpha, power);
}

double stat_mean_samples(double effect, double alpha, double power) {
    double root = reach(alpha, power) / effect;
    return effect > 0 ? ceil(root * root) : (double)NAN;
}

double stat_spread_samples(double effect, double alpha, double power) {
    if (!(effect > 0))
        return (double)NAN;
    /* (1 + effect)^2 is nearly the ratio of 1 + z sqrt(2/n) above and below; then doubled and
     * halved until it is. */
    double low = 1, high = 2;
    while (!(stat_spread_detectable(high, alpha, power) <= effect) && high < 1e15)
        high *= 2;
    while (high - low > 1) {
        double middle = floor((low + high) / 2);
        bool enough = stat_spread_detectable(middle, alpha, power) <= effect;
        *(enough ? &high : &low) = middle;
    }
    return high;
}

/* ---- Kolmogorov-Smirnov ---- */

double stat_ks_distance(const double *u, size_t n, StatBucket *scratch) {
    if (n == 0)
        return (double)NAN;
    for (size_t i = 0; i < n; i++)
        scratch[i] = (StatBucket){.low = 1, .high = 0};
    for (size_t i = 0; i < n; i++) {
        if (!(u[i] >= 0 && u[i] <= 1))
            return (double)NAN;
        size_t at = (size_t)(u[i] * (double)n);
        StatBucket *bucket = &scratch[at < n ? at : n - 1];
        bucket->count++;
        bucket->low = fmin(bucket->low, u[i]);
        bucket->high = fmax(bucket->high, u[i]);
    }
    /* Inside a bucket, which is 1/n wide, the steps before the last and after the first are no
     * further off than these two. */
    double worst = 0, below = 0;
    for (size_t i = 0; i < n; i++) {
        if (scratch[i].count == 0)
            continue;
        worst = fmax(worst, scratch[i].low - below / (double)n);
        below += (double)scratch[i].count;
        worst = fmax(worst, below / (double)n - scratch[i].high);
    }
    return worst;
}

double stat_ks_binned(const uint64_t *counts, const double *edges, size_t bins) {
    uint64_t total = 0, below = 0;
    double worst = 0;
    for (size_t i = 0; i < bins; i++)
        total += counts[i];
    if (total == 0)
        return (double)NAN;
    for (size_t i = 0; i + 1 < bins; i++) {
        below += counts[i];
        worst = fmax(worst, fabs((double)below / (double)total - edges[i]));
    }
    return worst;
}

/* ---- sums ---- */

/* Four running sums: a fixed order, and the processor need not wait for each addition. */
static double dot(const double *a, const double *b, size_t n) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        s0 += a[i] * b[i];
        s1 += a[i + 1] * b[i + 1];
        s2 += a[i + 2] * b[i + 2];
        s3 += a[i + 3] * b[i + 3];
    }
    for (; i < n; i++)
        s0 += a[i] * b[i];
    return (s0 + s1) + (s2 + s3);
}

static double total(const double *a, size_t n) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        s0 += a[i];
        s1 += a[i + 1];
        s2 += a[i + 2];
        s3 += a[i + 3];
    }
    for (; i < n; i++)
        s0 += a[i];
    return (s0 + s1) + (s2 + s3);
}

void stat_moments_add(StatMoments *moments, const double *const *columns, size_t count, size_t n) {
    moments->columns = count;
    moments->count += (double)n;
    for (size_t i = 0; i < count; i++) {
        moments->sum[i] += total(columns[i], n);
        for (size_t k = i; k < count; k++)
            moments->product[i][k] += dot(columns[i], columns[k], n);
    }
}

void stat_moments_merge(StatMoments *into, const StatMoments *other) {
    if (other->columns > into->columns)
        into->columns = other->columns;
    into->count += other->count;
    for (size_t i = 0; i < other->columns; i++) {
        into->sum[i] += other->sum[i];
        for (size_t k = i; k < other->columns; k++)
            into->product[i][k] += other->product[i][k];
    }
}

double stat_mean(const StatMoments *moments, size_t a) {
    return moments->sum[a] / moments->count;
}

double stat_centred(const StatMoments *moments, size_t a, size_t b) {
    double product = a <= b ? moments->product[a][b] : moments->product[b][a];
    return product - moments->sum[a] * moments->sum[b] / moments->count;
}

double stat_residual(const StatMoments *moments, size_t a, size_t b, size_t first, size_t *rank) {
    double left[STAT_COLUMNS_MAX][STAT_COLUMNS_MAX];
    const size_t count = moments->columns;
    for (size_t i = 0; i < count; i++)
        for (size_t k = i; k < count; k++)
            left[i][k] = left[k][i] = stat_centred(moments, i, k);
    *rank = 1;
    /* Gauss elimination from the last regressor up: what is left of every product after each. */
    for (size_t j = count; j-- > first;) {
        if (!(left[j][j] > RANK_TOLERANCE * moments->product[j][j]))
            continue;
        ++*rank;
        for (size_t i = 0; i < j; i++)
            for (size_t k = 0; k < j; k++)
                left[i][k] -= left[i][j] * left[k][j] / left[j][j];
    }
    return left[a][b];
}
