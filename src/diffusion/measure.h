/* measure.h - how far apart two sets of points are, and how far chance alone sets them apart.
 *
 * The energy distance of two laws P, Q (Szekely and Rizzo 2013) is
 *     D(P, Q) = 2 E|X - Y| - E|X - X'| - E|Y - Y'|,  X, X' ~ P and Y, Y' ~ Q independent,
 * 0 if and only if P = Q. It is estimated by the means over all pairs of different points, which is
 * unbiased, so the estimate of 0 is as often below 0 as above. On a line all pairs are summed
 * exactly, by sorting; in the plane all pairs of the first MEASURE_PLANE_POINTS points of each set
 * (a subsample: the points must be in no order).
 *
 * floor: standard deviation of the estimate when both sets come from one law. With the centred
 * distance k(x, x') = |x - x'| - E|x - X'| - E|X - x'| + E|X - X'|, that is
 * sqrt(E k^2 (2/n(n-1) + 2/m(m-1) + 4/nm)), E k^2 estimated from the second set.
 * standard_error: of the estimate as it is, from the means of single points' distances (the first
 * term of Hoeffding's decomposition) and the floor. May include base/ and GSL; allocates nothing.
 */
#ifndef EXPLORE_DIFFUSION_MEASURE_H
#define EXPLORE_DIFFUSION_MEASURE_H

#include <stddef.h>

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
/* x (n, d), y (m, d), n and m >= 2, d 1 or 2; workspace (measure_workspace(n, m)). */
EnergyDistance measure_energy(const double *x, size_t n, const double *y, size_t m, size_t d,
                              double *workspace);

#endif
