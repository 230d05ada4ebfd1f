/* sample_checks.h - comparing what was drawn with its exact law.
 *
 * Seeds are fixed, so a test always passes or always fails; the false-alarm rates say how likely a
 * right generator would be to fail when its words are changed. SIGMAS: a count, mean or correlation
 * that far from its exact value, in standard errors, fails; a right one does with probability
 * 8e-11. What is wrong by SIGMAS + 4.8 standard errors is caught with probability 1 - 1e-6. */
#ifndef EXPLORE_TESTS_SAMPLE_CHECKS_H
#define EXPLORE_TESTS_SAMPLE_CHECKS_H

#include <stdlib.h>

#include "assert_close.h"

#define SIGMAS 6.5
/* KS distance times sqrt(n) that fails: probability 2 exp(-2 LAMBDA^2) = 8e-11 at most (Dvoretzky,
 * Kiefer, Wolfowitz, with Massart's constant). A distance of 2 LAMBDA / sqrt(n) is caught with that
 * certainty. */
#define LAMBDA 3.46

static inline void check_deviation(const char *what, double actual, double expected,
                                   double standard_error) {
    double sigmas = (actual - expected) / standard_error;
    if (!(fabs(sigmas) <= SIGMAS))
        fail_msg("%s: %.10g, exactly %.10g: %.2f standard errors, %.1f allowed", what, actual,
                 expected, sigmas, SIGMAS);
}

/* Counts of independent draws in cells against their exact probabilities (which may sum to less
 * than 1): Pearson's chi-square, made a standard normal by Wilson and Hilferty's cube root. Both
 * ends fail: too even is wrong too. */
static inline void check_counts(const char *what, const size_t *counts, const double *probability,
                                size_t cells, size_t draws) {
    double chi_square = 0.0;
    double rest = 1.0;
    double rest_count = (double)draws;
    for (size_t i = 0; i < cells; i++) {
        double expected = probability[i] * (double)draws;
        double difference = (double)counts[i] - expected;
        chi_square += difference * difference / expected;
        rest -= probability[i];
        rest_count -= (double)counts[i];
    }
    double freedom = (double)cells - 1.0;
    if (rest * (double)draws > 1.0) {
        double difference = rest_count - rest * (double)draws;
        chi_square += difference * difference / (rest * (double)draws);
        freedom += 1.0;
    }
    double spread = 2.0 / (9.0 * freedom);
    double normal = (cbrt(chi_square / freedom) - (1.0 - spread)) / sqrt(spread);
    if (!(fabs(normal) <= SIGMAS))
        fail_msg("%s: chi-square %.1f of %.0f degrees of freedom, %.2f sigma", what, chi_square,
                 freedom, normal);
}

static inline void check_even(const char *what, const size_t *counts, size_t cells, size_t draws) {
    double *probability = calloc(cells, sizeof *probability);
    assert_non_null(probability);
    for (size_t i = 0; i < cells; i++)
        probability[i] = 1.0 / (double)cells;
    check_counts(what, counts, probability, cells, draws);
    free(probability);
}

static inline int compare_numbers(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts values (n) and compares them with the distribution function. */
static inline void check_distribution(const char *what, double *values, size_t n,
                                      double (*below)(double)) {
    qsort(values, n, sizeof *values, compare_numbers);
    double distance = 0.0;
    for (size_t i = 0; i < n; i++) {
        double exact = below(values[i]);
        distance = fmax(distance,
                        fmax((double)(i + 1) / (double)n - exact, exact - (double)i / (double)n));
    }
    if (!(distance * sqrt((double)n) <= LAMBDA))
        fail_msg("%s: KS distance %.6f of %zu draws, %.6f allowed", what, distance, n,
                 LAMBDA / sqrt((double)n));
}

#endif
