/* statistics.h - tests of hypotheses as pure functions, and sums that are kept while samples
 * stream by.
 *
 * The prefix is stat_. A p-value is the probability, were the hypothesis true, of a statistic at
 * least as far off; all tests are two-sided. Every p-value is in [0, 1], or NaN where an argument
 * is NaN or the test does not exist there (no samples, no spread): a NaN decides nothing, and
 * callers must ask. An effect is detectable at (n, alpha, power) when a test that rejects at
 * p < alpha does so with at least that power. Nothing here allocates or keeps state. May include
 * GSL. */
#ifndef EXPLORE_VERIFY_STATISTICS_H
#define EXPLORE_VERIFY_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- p-values ---- */

/* Of a statistic that is standard normal: P(|Z| >= |z|). Infinite z gives 0. */
double stat_normal_p(double z);
/* z with P(Z > z) = tail, 0 < tail < 1; NaN outside. */
double stat_normal_upper(double tail);
/* Of squares / variance, chi-square with dof degrees of freedom: 2 min(P, Q), at most 1. dof > 0,
 * need not be whole. Up to 1e4 degrees of freedom by GSL; above by Wilson and Hilferty's cube root,
 * whose p-values down to 1e-12 are right to 0.5 %: against quadrature of the density in 30 digits,
 * off by 0.43 % at 10001 degrees of freedom, 0.21 % at 20000, 0.05 % at 1e5. */
double stat_chi_square_p(double chi_square, double dof);
/* The value below which chi-square / dof stays with probability 1 - tail (Wilson-Hilferty). */
double stat_chi_square_upper(double tail, double dof);
/* Of the Kolmogorov-Smirnov distance d of n samples, by Kolmogorov's limit with Stephens'
 * correction sqrt(n) + 0.12 + 0.11/sqrt(n): close to exact for n >= 5, no bound. */
double stat_ks_p(double d, double n);
/* An upper bound of the p-value for every n, Dvoretzky-Kiefer-Wolfowitz with Massart's constant:
 * min(1, 2 exp(-2 n d^2)). What decides. */
double stat_ks_bound(double d, double n);
/* The distance that is rejected at alpha by stat_ks_bound: sqrt(log(2/alpha) / 2n). */
double stat_ks_critical(double n, double alpha);
/* Of n pairs, one of which is standard in law and independent of the other: the correlation r
 * times sqrt(n) is standard normal. */
double stat_correlation_p(double r, double n);

/* ---- what would have been caught ---- */

/* Mean, in standard deviations. */
double stat_mean_detectable(double n, double alpha, double power);
/* Standard deviation: the relative error. Larger for a standard deviation that is too large than
 * for one too small, so this holds both ways. */
double stat_spread_detectable(double dof, double alpha, double power);
/* Distance between two distribution functions. */
double stat_ks_detectable(double n, double alpha, double power);
/* Correlation where none should be. */
double stat_correlation_detectable(double n, double alpha, double power);
/* The number of samples at which a mean off by `effect` standard deviations is detectable, and at
 * which a standard deviation off by that share is; rounded up. */
double stat_mean_samples(double effect, double alpha, double power);
double stat_spread_samples(double effect, double alpha, double power);

/* ---- Kolmogorov-Smirnov ---- */

typedef struct {
    double low, high;
    size_t count;
} StatBucket;

/* The distance between n samples and a law, from u (n), the law's distribution function at each
 * sample, in any order. Exact, in O(n): samples are put into n buckets and only the extremes of
 * each matter (Gonzalez, Sahni, Franta 1977). scratch (n). NaN when n is 0 or a u is not in
 * [0, 1]. */
double stat_ks_distance(const double *u, size_t n, StatBucket *scratch);

/* Counts of samples in bins between fixed edges, against the law's distribution function at these
 * edges: the distance at the edges alone, at most the true one, so a test by it is the safer
 * side. counts (bins), edges (bins - 1): the function where bin i ends. NaN without samples. */
double stat_ks_binned(const uint64_t *counts, const double *edges, size_t bins);

/* ---- sums ---- */

#define STAT_COLUMNS_MAX 12

/* Sums and products of up to STAT_COLUMNS_MAX columns. Merging the same parts in the same order
 * gives the same bits. All zero is empty. */
typedef struct {
    size_t columns;
    double count;
    double sum[STAT_COLUMNS_MAX];
    double product[STAT_COLUMNS_MAX][STAT_COLUMNS_MAX]; /* row <= column */
} StatMoments;

/* Adds n samples of each column: columns (count of them) of (n). The number of columns is set by
 * the first call and stays. */
void stat_moments_add(StatMoments *moments, const double *const *columns, size_t count, size_t n);
void stat_moments_merge(StatMoments *into, const StatMoments *other);
double stat_mean(const StatMoments *moments, size_t a);
/* sum (a - mean a)(b - mean b). */
double stat_centred(const StatMoments *moments, size_t a, size_t b);
/* What least squares on 1 and the columns first..columns-1 leave of columns a and b, a <= b <
 * first: the sum of the products of the two residuals. *rank: regressors that counted, the 1
 * included; one that the others determine (to 1e-10 of its own spread) does not. */
double stat_residual(const StatMoments *moments, size_t a, size_t b, size_t first, size_t *rank);

#endif
