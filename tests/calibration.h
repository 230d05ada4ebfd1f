/* calibration.h - are the tests of verify/statistics.h what they say?
 *
 * Many runs on true hypotheses must be rejected at the stated rate and give uniform p-values, and
 * runs with an error of exactly the size called detectable must be rejected at the stated power.
 * Included by the quick test and by the long one. */
#ifndef EXPLORE_TESTS_CALIBRATION_H
#define EXPLORE_TESTS_CALIBRATION_H

#include <gsl/gsl_cdf.h>
#include <stdlib.h>

#include "assert_close.h"
#include "base/stream.h"
#include "verify/statistics.h"

typedef enum {
    CALIBRATE_MEAN,
    CALIBRATE_SPREAD,
    CALIBRATE_SHAPE,
    CALIBRATE_CORRELATION,
    CALIBRATE_COUNT
} Calibrated;

static const char *const calibrated_names[CALIBRATE_COUNT] = {"mean", "spread", "shape",
                                                              "correlation"};

/* Room for one run of n samples. */
typedef struct {
    size_t n;
    double *x, *z, *u;
    StatBucket *buckets;
} Room;

static inline Room room_of(size_t n) {
    Room room = {n, malloc(n * sizeof(double)), malloc(n * sizeof(double)),
                 malloc(n * sizeof(double)), malloc(n * sizeof(StatBucket))};
    return room;
}

static inline void room_clear(Room *room) {
    free(room->x);
    free(room->z);
    free(room->u);
    free(room->buckets);
}

static inline double p_of_mean(const double *x, size_t n, double effect) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i] + effect;
    }
    return stat_normal_p(sum / sqrt((double)n));
}

static inline double p_of_spread(const double *x, size_t n, double effect) {
    StatMoments moments = {0};
    stat_moments_add(&moments, &x, 1, n);
    double squares = (1 + effect) * (1 + effect) * stat_centred(&moments, 0, 0);
    return stat_chi_square_p(squares, (double)n - 1);
}

/* Of the samples below the median the share 2 effect is moved above it: the two distribution
 * functions are furthest apart there, by effect. z decides which. */
static inline double p_of_shape(const Room *room, double effect, bool bound) {
    for (size_t i = 0; i < room->n; i++) {
        double u = erfc(-room->x[i] / sqrt(2)) / 2, chosen = erfc(-room->z[i] / sqrt(2)) / 2;
        room->u[i] = u < 0.5 && chosen < 2 * effect ? 1 - u : u;
    }
    double distance = stat_ks_distance(room->u, room->n, room->buckets);
    return bound ? stat_ks_bound(distance, (double)room->n) : stat_ks_p(distance, (double)room->n);
}

static inline double p_of_correlation(const Room *room, double effect) {
    double product = 0, square = 0, rest = sqrt(1 - effect * effect);
    for (size_t i = 0; i < room->n; i++) {
        product += (effect * room->z[i] + rest * room->x[i]) * room->z[i];
        square += room->z[i] * room->z[i];
    }
    double n = (double)room->n;
    return stat_correlation_p(product / sqrt(square * n), n);
}

/* One run's p-value. bound: by the bound for the shape, which is what decides there. */
static inline double calibrated_p(const Room *room, Calibrated which, uint64_t seed, size_t run,
                                  double effect, bool bound) {
    Stream stream = stream_new(seed, run);
    stream_normals(&stream, room->x, room->n);
    stream_normals(&stream, room->z, room->n);
    switch (which) {
    case CALIBRATE_MEAN: return p_of_mean(room->x, room->n, effect);
    case CALIBRATE_SPREAD: return p_of_spread(room->x, room->n, effect);
    case CALIBRATE_SHAPE: return p_of_shape(room, effect, bound);
    case CALIBRATE_CORRELATION: return p_of_correlation(room, effect);
    case CALIBRATE_COUNT: break;
    }
    return (double)NAN;
}

/* k of n at rate p is neither in the lower nor in the upper 0.05 % of its binomial law: 99.9 %. */
static inline void assert_rate(const char *what, size_t k, size_t n, double rate) {
    double below = gsl_cdf_binomial_P((unsigned)k, rate, (unsigned)n);
    double above = k > 0 ? gsl_cdf_binomial_Q((unsigned)k - 1, rate, (unsigned)n) : 1;
    if (below < 5e-4 || above < 5e-4) {
        fail_msg("%s: %zu of %zu, expected %.4g of them", what, k, n, rate);
    }
}

static inline void assert_at_least(const char *what, size_t k, size_t n, double rate) {
    if (gsl_cdf_binomial_P((unsigned)k, rate, (unsigned)n) < 5e-4) {
        fail_msg("%s: %zu of %zu, expected at least %.4g of them", what, k, n, rate);
    }
}

/* True hypotheses: rejections at alpha, and uniform p-values. Each of the two checks raises a false
 * alarm at one seed in 1000; the seed is fixed. */
static inline void calibrate_level(Calibrated which, size_t runs, size_t n, double alpha,
                                   uint64_t seed) {
    Room room = room_of(n);
    double *p = malloc(runs * sizeof *p);
    StatBucket *scratch = malloc(runs * sizeof *scratch);
    size_t rejected = 0;
    for (size_t run = 0; run < runs; run++) {
        p[run] = calibrated_p(&room, which, seed, run, 0, false);
        rejected += p[run] < alpha;
    }
    double uniform = stat_ks_p(stat_ks_distance(p, runs, scratch), (double)runs);
    print_message("%s, n = %zu: %zu of %zu true ones rejected at %g; p-values uniform with p = "
                  "%.3g\n",
                  calibrated_names[which], n, rejected, runs, alpha, uniform);
    assert_rate(calibrated_names[which], rejected, runs, alpha);
    assert_true(uniform > 1e-3);
    free(p);
    free(scratch);
    room_clear(&room);
}

static inline double detectable_of(Calibrated which, double n, double alpha, double power) {
    switch (which) {
    case CALIBRATE_MEAN: return stat_mean_detectable(n, alpha, power);
    case CALIBRATE_SPREAD: return stat_spread_detectable(n - 1, alpha, power);
    case CALIBRATE_SHAPE: return stat_ks_detectable(n, alpha, power);
    case CALIBRATE_CORRELATION: return stat_correlation_detectable(n, alpha, power);
    case CALIBRATE_COUNT: break;
    }
    return (double)NAN;
}

/* An error of the size that is called detectable. The mean's and the spread's power is what is
 * stated; the others' at least that. And an error half as large is caught far less often, or the
 * stated size would be idle. */
static inline void calibrate_power(Calibrated which, size_t runs, size_t n, double alpha,
                                   double power, uint64_t seed) {
    Room room = room_of(n);
    size_t rejected = 0, of_half = 0;
    double effect = detectable_of(which, (double)n, alpha, power);
    for (size_t run = 0; run < runs; run++) {
        rejected += calibrated_p(&room, which, seed, run, effect, true) < alpha;
        of_half += calibrated_p(&room, which, seed, run, effect / 2, true) < alpha;
    }
    print_message("%s, n = %zu: an error of %.4g is caught %zu times in %zu, half of it %zu "
                  "times\n",
                  calibrated_names[which], n, effect, rejected, runs, of_half);
    if (which == CALIBRATE_MEAN || which == CALIBRATE_SPREAD) {
        assert_rate(calibrated_names[which], rejected, runs, power);
    } else {
        assert_at_least(calibrated_names[which], rejected, runs, power);
    }
    assert_true((double)of_half < 0.6 * power * (double)runs);
    room_clear(&room);
}

#endif
