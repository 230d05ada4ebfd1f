/* toy_curves.c - the rows that are thick curves: moons, circles, swissroll, spirals, pinwheel.
 *
 * Each is scaled to unit variance afterwards (data_curve.c); the numbers below are before that. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "diffusion/data_internal.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])
#define PI 3.14159265358979324

/* A row and its builder. */
#define CURVE_ROW(row, words)                                                                      \
    static void build_##row(DataSet *data, Arena *arena) {                                         \
        data_set_curve(data, arena, &row##_curve);                                                 \
    }                                                                                              \
    const Toy toy_##row = {#row,       words, 2, COUNT_OF(row##_parameters), row##_parameters,     \
                           build_##row};

/* Two half circles of radius 1, one upside down and moved, as scikit-learn's make_moons. */
#define MOONS_RIGHT 1.0
#define MOONS_UP 0.5
#define MOONS_THICKNESS 0.1

static const ToyParameter moons_parameters[] = {
    {"right", MOONS_RIGHT, "the second half circle is moved by this"},
    {"up", MOONS_UP, "and by this"},
    {"thickness", MOONS_THICKNESS, "standard deviation of the noise on the curve"},
};

static void moons_place(size_t piece, double u, double out[2]) {
    out[0] = piece == 0 ? cos(u) : MOONS_RIGHT - cos(u);
    out[1] = piece == 0 ? sin(u) : MOONS_UP - sin(u);
}

static double moons_density(double u) {
    (void)u;
    return 1.0 / PI;
}

static double moons_quantile(double v) {
    return PI * v;
}

static const DataCurve moons_curve = {
    2, 0.0, PI, MOONS_THICKNESS, moons_place, moons_density, moons_quantile};
CURVE_ROW(moons, "two half circles that reach into each other, unit variance")

/* Two circles around one centre, as scikit-learn's make_circles. */
#define CIRCLES_FACTOR 0.5
#define CIRCLES_THICKNESS 0.08

static const ToyParameter circles_parameters[] = {
    {"factor", CIRCLES_FACTOR, "radius of the inner circle; that of the outer one is 1"},
    {"thickness", CIRCLES_THICKNESS, "standard deviation of the noise on the curve"},
};

static void circles_place(size_t piece, double u, double out[2]) {
    double radius = piece == 0 ? 1.0 : CIRCLES_FACTOR;
    out[0] = radius * cos(u);
    out[1] = radius * sin(u);
}

static double circles_density(double u) {
    (void)u;
    return 0.5 / PI;
}

static double circles_quantile(double v) {
    return 2.0 * PI * v;
}

static const DataCurve circles_curve = {
    2, 0.0, 2.0 * PI, CIRCLES_THICKNESS, circles_place, circles_density, circles_quantile};
CURVE_ROW(circles, "a circle inside another, unit variance")

/* (u cos u, u sin u), u even, as scikit-learn's make_swiss_roll seen from the side. */
#define SWISSROLL_LOW 1.5
#define SWISSROLL_HIGH 4.5
#define SWISSROLL_THICKNESS 0.5

static const ToyParameter swissroll_parameters[] = {
    {"from", SWISSROLL_LOW, "the angle, which is the radius too, starts at this times pi"},
    {"to", SWISSROLL_HIGH, "and ends at this times pi, evenly drawn"},
    {"thickness", SWISSROLL_THICKNESS, "standard deviation of the noise on the curve"},
};

static void swissroll_place(size_t piece, double u, double out[2]) {
    (void)piece;
    out[0] = u * cos(u);
    out[1] = u * sin(u);
}

static double swissroll_density(double u) {
    (void)u;
    return 1.0 / ((SWISSROLL_HIGH - SWISSROLL_LOW) * PI);
}

static double swissroll_quantile(double v) {
    return PI * (SWISSROLL_LOW + (SWISSROLL_HIGH - SWISSROLL_LOW) * v);
}

static const DataCurve swissroll_curve = {1,
                                          SWISSROLL_LOW *PI,
                                          SWISSROLL_HIGH *PI,
                                          SWISSROLL_THICKNESS,
                                          swissroll_place,
                                          swissroll_density,
                                          swissroll_quantile};
CURVE_ROW(swissroll, "a rolled-up sheet seen from its side, unit variance")

/* \pm(-u cos u, u sin u) with u = 3 pi sqrt(v), v even: Grathwohl et al. 2019 (FFJORD), with
 * Gaussian noise alone. */
#define SPIRALS_TURNS 1.5
#define SPIRALS_THICKNESS 0.4
#define SPIRALS_HIGH (SPIRALS_TURNS * 2.0 * PI)

static const ToyParameter spirals_parameters[] = {
    {"turns", SPIRALS_TURNS, "of each arm; its radius is its angle, drawn like a root"},
    {"thickness", SPIRALS_THICKNESS, "standard deviation of the noise on the curve"},
};

static void spirals_place(size_t piece, double u, double out[2]) {
    double sign = piece == 0 ? 1.0 : -1.0;
    out[0] = -sign * u * cos(u);
    out[1] = sign * u * sin(u);
}

static double spirals_density(double u) {
    return 2.0 * u / (SPIRALS_HIGH * SPIRALS_HIGH);
}

static double spirals_quantile(double v) {
    return SPIRALS_HIGH * sqrt(v);
}

static const DataCurve spirals_curve = {
    2, 0.0, SPIRALS_HIGH, SPIRALS_THICKNESS, spirals_place, spirals_density, spirals_quantile};
CURVE_ROW(spirals, "two arms that wind around each other, unit variance")

/* Arms that bend with the radius u: angle 2 pi k/arms + rate e^u. After Johnson et al. 2016, with
 * the noise the same in every direction and the radius kept within CUT standard deviations. */
#define PINWHEEL_ARMS 5
#define PINWHEEL_RATE 0.25
#define PINWHEEL_RADIUS 1.0
#define PINWHEEL_SD 0.3
#define PINWHEEL_CUT 3.0
#define PINWHEEL_THICKNESS 0.1
/* \Phi(-CUT) */
#define PINWHEEL_TAIL 0.0013498980316300945
#define ROOT_TWO_PI 2.5066282746310005

static const ToyParameter pinwheel_parameters[] = {
    {"arms", PINWHEEL_ARMS, "arms"},
    {"rate", PINWHEEL_RATE, "an arm turns by this times e^radius"},
    {"radius", PINWHEEL_RADIUS, "mean of the radius, a Gaussian"},
    {"sd", PINWHEEL_SD, "its standard deviation"},
    {"cut", PINWHEEL_CUT, "standard deviations from its mean where it is cut off"},
    {"thickness", PINWHEEL_THICKNESS, "standard deviation of the noise on the curve"},
};

static void pinwheel_place(size_t piece, double u, double out[2]) {
    double angle = 2.0 * PI * (double)piece / PINWHEEL_ARMS + PINWHEEL_RATE * exp(u);
    out[0] = u * cos(angle);
    out[1] = u * sin(angle);
}

static double pinwheel_density(double u) {
    double z = (u - PINWHEEL_RADIUS) / PINWHEEL_SD;
    return exp(-0.5 * z * z) / (ROOT_TWO_PI * PINWHEEL_SD * (1.0 - 2.0 * PINWHEEL_TAIL));
}

/* GSL's inverse needs no error handler for arguments inside (0, 1). */
static double pinwheel_quantile(double v) {
    double below = PINWHEEL_TAIL + (1.0 - 2.0 * PINWHEEL_TAIL) * v;
    return PINWHEEL_RADIUS + PINWHEEL_SD * gsl_cdf_ugaussian_Pinv(below);
}

static const DataCurve pinwheel_curve = {PINWHEEL_ARMS,
                                         PINWHEEL_RADIUS - PINWHEEL_CUT *PINWHEEL_SD,
                                         PINWHEEL_RADIUS + PINWHEEL_CUT *PINWHEEL_SD,
                                         PINWHEEL_THICKNESS,
                                         pinwheel_place,
                                         pinwheel_density,
                                         pinwheel_quantile};
CURVE_ROW(pinwheel, "five bent arms, unit variance")
