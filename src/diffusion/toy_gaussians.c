/* toy_gaussians.c - the rows that are mixtures of Gaussians, a single point among them. */
#include <math.h>

#include "diffusion/data_internal.h"

#define TWO_PI 6.283185307179586

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static const ToyParameter point_parameters[] = {{"x", 1.0, "where all data lie"}};

static void build_point(DataSet *data, Arena *arena) {
    DataComponent *point = arena_alloc(arena, sizeof *point);
    *point = (DataComponent){.weight = 1.0, .mean = {point_parameters[0].value}};
    data_set_mixture(data, point, 1);
    data->has_density = false;
}

const Toy toy_point = {"point",          "a single point", 1, COUNT_OF(point_parameters),
                       point_parameters, build_point};

/* Parameters in threes: weight, mean and standard deviation of each component. */
static void build_line(DataSet *data, Arena *arena) {
    size_t count = data->toy->parameter_count / 3;
    DataComponent *components = arena_array(arena, count, sizeof *components);
    for (size_t i = 0; i < count; i++) {
        const ToyParameter *p = data->toy->parameters + 3 * i;
        components[i] = (DataComponent){
            .weight = p[0].value, .mean = {p[1].value}, .xx = p[2].value * p[2].value};
    }
    data_set_mixture(data, components, count);
}

static const ToyParameter gauss_parameters[] = {
    {"weight", 1.0, "of the only component"},
    {"mean", 0.5, "its mean"},
    {"sd", 0.5, "its standard deviation"},
};

const Toy toy_gauss = {"gauss",          "one Gaussian", 1, COUNT_OF(gauss_parameters),
                       gauss_parameters, build_line};

static const ToyParameter mix2_parameters[] = {
    {"weight1", 0.3, "of the first Gaussian"},
    {"mean1", -2.0, "its mean"},
    {"sd1", 0.5, "its standard deviation"},
    {"weight2", 0.7, "of the second"},
    {"mean2", 1.0, "its mean"},
    {"sd2", 0.25, "its standard deviation"},
};

const Toy toy_mix2 = {
    "mix2", "two Gaussians on a line", 1, COUNT_OF(mix2_parameters), mix2_parameters, build_line};

static const ToyParameter mix3_parameters[] = {
    {"weight1", 0.2, "of the first Gaussian"},
    {"mean1", -2.0, "its mean"},
    {"sd1", 0.3, "its standard deviation"},
    {"weight2", 0.5, "of the second"},
    {"mean2", 0.0, "its mean"},
    {"sd2", 0.5, "its standard deviation"},
    {"weight3", 0.3, "of the third"},
    {"mean3", 2.0, "its mean"},
    {"sd3", 0.2, "its standard deviation"},
};

const Toy toy_mix3 = {
    "mix3", "three Gaussians on a line", 1, COUNT_OF(mix3_parameters), mix3_parameters, build_line};

static const ToyParameter gauss2d_parameters[] = {
    {"xx", 1.0, "variance of x"},
    {"xy", 0.6, "covariance"},
    {"yy", 0.5, "variance of y"},
};

static void build_gauss2d(DataSet *data, Arena *arena) {
    DataComponent *only = arena_alloc(arena, sizeof *only);
    *only = (DataComponent){.weight = 1.0,
                            .xx = gauss2d_parameters[0].value,
                            .xy = gauss2d_parameters[1].value,
                            .yy = gauss2d_parameters[2].value};
    data_set_mixture(data, only, 1);
}

const Toy toy_gauss2d = {"gauss2d",
                         "one tilted Gaussian around 0",
                         2,
                         COUNT_OF(gauss2d_parameters),
                         gauss2d_parameters,
                         build_gauss2d};

static const ToyParameter ring_parameters[] = {
    {"count", 8.0, "Gaussians, the first at angle 0"},
    {"radius", 2.0, "of the ring"},
    {"sd", 0.15, "standard deviation of each, in every direction"},
};

static void build_ring(DataSet *data, Arena *arena) {
    size_t count = (size_t)ring_parameters[0].value;
    double radius = ring_parameters[1].value;
    double variance = ring_parameters[2].value * ring_parameters[2].value;
    DataComponent *components = arena_array(arena, count, sizeof *components);
    for (size_t k = 0; k < count; k++) {
        double angle = TWO_PI * (double)k / (double)count;
        components[k] = (DataComponent){.weight = 1.0 / (double)count,
                                        .mean = {radius * cos(angle), radius * sin(angle)},
                                        .xx = variance,
                                        .yy = variance};
    }
    data_set_mixture(data, components, count);
}

const Toy toy_ring = {
    "ring",    "eight Gaussians on a circle", 2, COUNT_OF(ring_parameters), ring_parameters,
    build_ring};

static const ToyParameter grid_parameters[] = {
    {"side", 5.0, "Gaussians in a row and in a column"},
    {"distance", 1.0, "between neighbours; the middle one is at 0"},
    {"sd", 0.1, "standard deviation of each, in every direction"},
};

static void build_grid(DataSet *data, Arena *arena) {
    size_t side = (size_t)grid_parameters[0].value;
    double distance = grid_parameters[1].value;
    double variance = grid_parameters[2].value * grid_parameters[2].value;
    double first = -0.5 * (double)(side - 1) * distance;
    DataComponent *components = arena_array(arena, side * side, sizeof *components);
    for (size_t k = 0; k < side * side; k++) {
        size_t column = k / side, row = k % side;
        components[k] = (DataComponent){
            .weight = 1.0 / (double)(side * side),
            .mean = {first + distance * (double)column, first + distance * (double)row},
            .xx = variance,
            .yy = variance};
    }
    data_set_mixture(data, components, side * side);
}

const Toy toy_grid = {
    "grid", "25 Gaussians on a grid", 2, COUNT_OF(grid_parameters), grid_parameters, build_grid};
