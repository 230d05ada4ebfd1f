/* measure.h - how far apart two sets of points are, and how far chance alone sets them apart; how
 * far a denoiser is from the exact one; how a sample spreads over the modes of its data.
 *
 * The energy distance of two laws P, Q (Szekely and Rizzo 2013) is
 *     D(P, Q) = 2 E|X - Y| - E|X - X'| - E|Y - Y'|,  X, X' ~ P and Y, Y' ~ Q independent,
 * 0 if and only if P = Q. It is estimated by the means over all pairs of different points, which is
 * unbiased, so the estimate of 0 is as often below 0 as above. On a line all pairs are summed
 * exactly, by sorting; in the plane all pairs of the first points of each set (a subsample: the
 * points must be in no order).
 *
 * floor: standard deviation of the estimate when both sets come from one law. With the centred
 * distance k(x, x') = |x - x'| - E|x - X'| - E|X - x'| + E|X - X'|, that is
 * sqrt(E k^2 (2/n(n-1) + 2/m(m-1) + 4/nm)), E k^2 estimated from the second set.
 * standard_error: of the estimate as it is, from the means of single points' distances (the first
 * term of Hoeffding's decomposition) and the floor.
 *
 * Sets of points are (n, d) arrays, d 1 or 2. May include base/ and GSL; allocates nothing.
 */
#ifndef EXPLORE_DIFFUSION_MEASURE_H
#define EXPLORE_DIFFUSION_MEASURE_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "diffusion/data.h"
#include "diffusion/sampler.h"

/* Points of each set in the plane: half a million distances, a millisecond or two. */
#define MEASURE_PLANE_POINTS 500

typedef struct {
    double distance;
    double standard_error;
    double floor;
    size_t x_used, y_used;
} EnergyDistance;

/* Numbers that measure_energy needs to work in. */
size_t measure_workspace(size_t n, size_t m);
/* x (n, d), y (m, d), n and m >= 2, d 1 or 2; workspace (measure_workspace(n, m)). In the plane of
 * the first MEASURE_PLANE_POINTS points. */
EnergyDistance measure_energy(const double *x, size_t n, const double *y, size_t m, size_t d,
                              double *workspace);
/* In the plane of the first `most` points, in most^2 time. */
EnergyDistance measure_energy_of_first(const double *x, size_t n, const double *y, size_t m,
                                       size_t d, size_t most, double *workspace);

/* Sliced Wasserstein distance (Bonneel, Rabin, Peyre, Pfister 2015): the square is the mean over
 * MEASURE_DIRECTIONS directions of W_2^2 of the projections, which on a line is the integral of
 * (F^-1 - G^-1)^2, exact for sets of any sizes. Data on a line have one direction. In the plane the
 * directions are spread evenly over the half circle from an angle that the seed gives. Of each set
 * the first MEASURE_SLICED_POINTS points are used. */
#define MEASURE_DIRECTIONS 32
#define MEASURE_SLICED_POINTS 10000

typedef struct {
    double square;
    /* Of the square, from the transport's potentials (del Barrio and Loubes 2019). For laws that
     * are apart; where they are equal its size is that of chance. */
    double standard_error;
    size_t x_used, y_used;
} SlicedDistance;

size_t measure_sliced_workspace(size_t n, size_t m, size_t d);
/* x (n, d), y (m, d), n and m >= 2; workspace (measure_sliced_workspace(n, m, d)). */
SlicedDistance measure_sliced(const double *x, size_t n, const double *y, size_t m, size_t d,
                              uint64_t seed, double *workspace);

/* Squares between two fresh sets of the data, n and m points, drawn MEASURE_FLOOR_REPEATS times:
 * what a perfect sampler would show. Of its own streams of the seed. */
#define MEASURE_FLOOR_REPEATS 10
typedef struct {
    double mean, sd; /* of a square */
    double largest;
} SlicedFloor;
SlicedFloor measure_sliced_floor(const DataSet *data, size_t n, size_t m, uint64_t seed,
                                 double *workspace);

/* How far a denoiser is from the exact one at step t, over n fresh points x_t = sqrt(alpha_bar_t)
 * x_0 + sqrt(1 - alpha_bar_t) eps of the seed. Means of squares per coordinate (the sum over the
 * coordinates divided by d), with their standard errors. Since eps - E[eps|x_t] is uncorrelated
 * with every function of x_t, loss = excess + floor in the mean; no denoiser goes below the floor.
 */
typedef struct {
    double excess, excess_error; /* |eps_theta - E[eps|x_t]|^2 */
    double floor, floor_error;   /* |eps - E[eps|x_t]|^2 */
    double loss, loss_error;     /* |eps - eps_theta|^2 */
    double score_error;          /* |s_theta - score|^2, s_theta = -eps_theta / spread */
} NoiseError;

size_t measure_noise_workspace(size_t n);
/* n >= 2, 1 <= t <= T; pool may be NULL, the result does not depend on it. */
NoiseError measure_noise(const Denoiser *denoiser, const DataSet *data, const Schedule *schedule,
                         size_t t, size_t n, uint64_t seed, Pool *pool, double *workspace);

/* Points where the density is lower than at all but 1 in MEASURE_IMPROBABLE of fresh points:
 * between the modes, where the energy distance hardly counts them. */
#define MEASURE_IMPROBABLE ((size_t)100)
#define MEASURE_FRESH_MAX ((size_t)10000)
typedef struct {
    const DataSet *data;
    double scale, spread; /* the noise level of the points */
    bool exists;          /* false where the level has no density */
    double bound;         /* logarithm of the density that only improbable points are below */
    double share; /* of the fresh points: about 1 / MEASURE_IMPROBABLE, less where many densities
                     are equal */
} Improbable;
/* fresh (n, d) of the level, 1 <= n <= MEASURE_FRESH_MAX; log_density (n) is for its use. Pool as
 * above. */
Improbable measure_improbable(const DataSet *data, double scale, double spread, const double *fresh,
                              size_t n, Pool *pool, double *log_density);
/* The share of x (n, d) that is improbable, points that are no number among them; where there is a
 * bound. */
double measure_improbable_share(const Improbable *improbable, const double *x, size_t n, Pool *pool,
                                double *log_density);
/* The standard deviation of the difference of two such shares, of n and m points, by chance. */
double measure_improbable_chance(size_t n, size_t m);

/* Data whose components are modes: mixtures of a few Gaussians with a density. */
#define MEASURE_MODES_MAX 64
#define MEASURE_MODE_REACH 3.0
typedef struct {
    double mean[DATA_DIMENSION_MAX];
    double weight;  /* of the mode */
    size_t nearest; /* points that are nearer to this mode than to others, in its deviations */
    size_t within;  /* of these, those within MEASURE_MODE_REACH standard deviations */
} ModeCount;

/* 0 when the data have none. */
size_t measure_mode_count(const DataSet *data);
/* The share of a normal mode that is within reach: 1 - e^(-reach^2 / 2) in the plane. */
double measure_mode_reach(size_t d);
/* modes (measure_mode_count) from x (n, d). A point that is no number counts nowhere. */
void measure_modes(ModeCount *modes, const DataSet *data, const double *x, size_t n);

#endif
