/* normal.c - tails of the standard normal law without cancellation, and a quadrature rule. */
#include <math.h>

#include "diffusion/data_internal.h"

/* \sqrt{\pi/2}, 1/\sqrt 2 */
#define ROOT_HALF_PI 1.2533141373155003
#define ROOT_HALF 0.70710678118654752

/* From here on Laplace's continued fraction R(t) = 1/(t+1/(t+2/(t+3/(t+...)))) is used: 40 of its
 * terms are exact to 1e-16 at 4, fewer would do further out. Below, 1/R(t) - t loses less than five
 * bits. */
#define FRACTION_FROM 4.0
#define FRACTION_TERMS 40

/* 1/(t+2/(t+3/(t+...))) = 1/R(t) - t */
static double fraction(double t) {
    double value = t;
    for (int k = FRACTION_TERMS; k >= 2; k--) {
        value = t + k / value;
    }
    return 1.0 / value;
}

double normal_mills(double t) {
    if (t >= FRACTION_FROM) {
        return 1.0 / (t + fraction(t));
    }
    return ROOT_HALF_PI * exp(0.5 * t * t) * erfc(t * ROOT_HALF);
}

double normal_mills_excess(double t) {
    if (t >= FRACTION_FROM) {
        return fraction(t);
    }
    /* phi(t) / Q(t), which is 0 far to the left. */
    double hazard = exp(-0.5 * t * t) / (ROOT_HALF_PI * erfc(t * ROOT_HALF));
    return hazard - t;
}

const double rule_nodes[RULE_SIZE] = {
    -0.9894009349916499326, -0.9445750230732325761, -0.8656312023878317439, -0.7554044083550030339,
    -0.6178762444026437484, -0.4580167776572273863, -0.2816035507792589132, -0.0950125098376374402,
    0.0950125098376374402,  0.2816035507792589132,  0.4580167776572273863,  0.6178762444026437484,
    0.7554044083550030339,  0.8656312023878317439,  0.9445750230732325761,  0.9894009349916499326,
};

const double rule_weights[RULE_SIZE] = {
    0.02715245941175409485, 0.06225352393864789286, 0.09515851168249278481, 0.1246289712555338721,
    0.1495959888165767321,  0.1691565193950025382,  0.1826034150449235889,  0.1894506104550684963,
    0.1894506104550684963,  0.1826034150449235889,  0.1691565193950025382,  0.1495959888165767321,
    0.1246289712555338721,  0.09515851168249278481, 0.06225352393864789286, 0.02715245941175409485,
};
