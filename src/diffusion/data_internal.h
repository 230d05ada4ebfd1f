/* data_internal.h - what the families of data sets share. */
#ifndef EXPLORE_DIFFUSION_DATA_INTERNAL_H
#define EXPLORE_DIFFUSION_DATA_INTERNAL_H

#include "diffusion/data.h"

#define LOG_TWO_PI 1.8378770664093453

/* One Gaussian of a mixture. On a line the second coordinate is 0. */
struct DataComponent {
    double weight;
    double cumulative; /* the weights up to and with this one */
    double mean[DATA_DIMENSION_MAX];
    double xx, xy, yy; /* covariance */
};

/* A curve of one or more pieces, each drawn alike, in the plane; x_0 lies on it up to Gaussian
 * noise of standard deviation `thickness` in every direction. Before scaling. */
struct DataCurve {
    size_t pieces;
    double low, high; /* where the parameter u lies */
    double thickness;
    void (*place)(size_t piece, double u, double out[2]);
    double (*density)(double u);  /* of u, on [low, high] */
    double (*quantile)(double v); /* u with probability v below it; v in (0, 1) */
};

/* The value of every closed form here errs by a few hundred roundings at most. */
#define CLOSED_FORM_ERROR 1e-12

/* Gauss and Legendre's rule on [-1, 1]: exact for polynomials of degree 31. */
#define RULE_SIZE 16
extern const double rule_nodes[RULE_SIZE];
extern const double rule_weights[RULE_SIZE];

/* Makes `data` the mixture of the components, which must live as long; weights sum to 1. Fills
 * cumulative, mean and covariance. */
void data_set_mixture(DataSet *data, DataComponent *components, size_t count);

/* Makes `data` the curve, moved to mean 0 and scaled so that its two variances average 1. */
void data_set_curve(DataSet *data, Arena *arena, const DataCurve *curve);

/* With Q the upper tail of the standard normal and phi its density: Mills' ratio R(t) = Q(t) /
 * phi(t) for t >= 0, to 1e-14; and 1 / R(t) - t > 0 for any t, without cancellation. */
double normal_mills(double t);
double normal_mills_excess(double t);

/* Writes what is asked for from the log density, score and mean of point i. */
void data_put(const DataNoised *out, const DataSet *data, size_t i, double log_density,
              const double *score, const double *mean, double spread);

extern const Toy toy_point;
extern const Toy toy_gauss;
extern const Toy toy_mix2;
extern const Toy toy_mix3;
extern const Toy toy_uniform;
extern const Toy toy_laplace;
extern const Toy toy_gauss2d;
extern const Toy toy_ring;
extern const Toy toy_grid;
extern const Toy toy_moons;
extern const Toy toy_swissroll;
extern const Toy toy_checkerboard;
extern const Toy toy_spirals;
extern const Toy toy_circles;
extern const Toy toy_pinwheel;

#endif
