/* data_curve.c - thick curves: x_0 = (c(u) + thickness z - shift) size, z standard normal.
 *
 * p is the integral of Gaussians along the curve. It is computed by Gauss and Legendre's rule on
 * panels short against the thickness, so that the curve stands as a mixture of its nodes: at every
 * noise level, since noise only makes the integrand smoother. Draws follow the curve itself. */
#include <math.h>

#include "diffusion/data_internal.h"

/* Steps by which the length of a piece is measured. The length only says where panels end: the
 * integral is the rule's on whatever panels there are, which end at most a step late. */
#define LENGTH_STEPS 4096
/* Length of a panel, in thicknesses. At a distance D from a curve of curvature k the integrand is
 * narrower than the thickness by sqrt(1 + k D), 2.3 for a circle of radius 1 seen from 4: so a
 * panel is at most five of its standard deviations long. */
#define PANEL_LENGTH 2.0
/* A mean that is 0 but for rounding: curves reach up to 15. */
#define SHIFT_ROUNDING 1e-12
/* An estimate, from the rule's error on a Gaussian of a fifth of a panel; not measured yet. */
#define CURVE_ERROR 1e-10

static double distance(const double a[2], const double b[2]) {
    return hypot(a[0] - b[0], a[1] - b[1]);
}

static double parameter_at(const DataCurve *curve, size_t step) {
    return curve->low + (curve->high - curve->low) * (double)step / LENGTH_STEPS;
}

static double piece_length(const DataCurve *curve, size_t piece) {
    double length = 0.0;
    double here[2], next[2];
    curve->place(piece, curve->low, here);
    for (size_t i = 1; i <= LENGTH_STEPS; i++) {
        curve->place(piece, parameter_at(curve, i), next);
        length += distance(here, next);
        here[0] = next[0];
        here[1] = next[1];
    }
    return length;
}

static size_t panel_count(const DataCurve *curve, size_t piece) {
    return (size_t)ceil(piece_length(curve, piece) / (PANEL_LENGTH * curve->thickness));
}

static void put_panel(DataComponent *nodes, const DataCurve *curve, size_t piece, double from,
                      double to) {
    double half = 0.5 * (to - from);
    for (size_t i = 0; i < RULE_SIZE; i++) {
        double u = 0.5 * (from + to) + half * rule_nodes[i];
        nodes[i] = (DataComponent){.weight = half * rule_weights[i] * curve->density(u) /
                                             (double)curve->pieces};
        curve->place(piece, u, nodes[i].mean);
    }
}

/* Panels of equal length along the piece, so not of equal length in u. */
static void put_piece(DataComponent *nodes, const DataCurve *curve, size_t piece, size_t panels) {
    double length = piece_length(curve, piece);
    double run = 0.0, from = curve->low;
    double here[2], next[2];
    size_t done = 0;
    curve->place(piece, curve->low, here);
    for (size_t i = 1; i <= LENGTH_STEPS; i++) {
        double u = parameter_at(curve, i);
        curve->place(piece, u, next);
        run += distance(here, next);
        here[0] = next[0];
        here[1] = next[1];
        bool is_full = run * (double)panels >= length * (double)(done + 1);
        if (i == LENGTH_STEPS || (is_full && done + 1 < panels)) {
            put_panel(nodes + done * RULE_SIZE, curve, piece, from, u);
            from = u;
            done++;
        }
    }
}

/* Moves and scales the nodes so that the mean is 0 and the variances are 1 on average; the same
 * factor both ways, so a circle stays one. */
static void normalise(DataSet *data, DataComponent *nodes, size_t count) {
    double thickness = data->curve->thickness;
    for (size_t i = 0; i < count; i++) {
        nodes[i].xx = nodes[i].yy = thickness * thickness;
    }
    data_set_mixture(data, nodes, count);
    double size = 1.0 / sqrt(0.5 * (data->covariance[0] + data->covariance[3]));
    for (size_t k = 0; k < 2; k++) {
        /* A curve around 0 stays where it is. */
        data->shift[k] = fabs(data->mean[k]) > SHIFT_ROUNDING ? data->mean[k] : 0.0;
    }
    data->size = size;
    for (size_t i = 0; i < count; i++) {
        nodes[i].mean[0] = (nodes[i].mean[0] - data->shift[0]) * size;
        nodes[i].mean[1] = (nodes[i].mean[1] - data->shift[1]) * size;
        nodes[i].xx = nodes[i].yy = thickness * size * thickness * size;
    }
    data_set_mixture(data, nodes, count);
}

static void curve_sample(const DataSet *data, double *x, size_t n, Stream *stream) {
    const DataCurve *curve = data->curve;
    for (size_t i = 0; i < n; i++) {
        double z[2], at[2];
        size_t piece = (size_t)((double)curve->pieces * stream_uniform(stream));
        curve->place(piece, curve->quantile(stream_uniform(stream)), at);
        stream_normals(stream, z, 2);
        for (size_t k = 0; k < 2; k++) {
            x[2 * i + k] = (at[k] + curve->thickness * z[k] - data->shift[k]) * data->size;
        }
    }
}

void data_set_curve(DataSet *data, Arena *arena, const DataCurve *curve) {
    size_t panels = 0;
    for (size_t piece = 0; piece < curve->pieces; piece++) {
        panels += panel_count(curve, piece);
    }
    DataComponent *nodes = arena_array(arena, panels * RULE_SIZE, sizeof *nodes);
    size_t done = 0;
    for (size_t piece = 0; piece < curve->pieces; piece++) {
        size_t count = panel_count(curve, piece);
        put_piece(nodes + done * RULE_SIZE, curve, piece, count);
        done += count;
    }
    data->curve = curve;
    normalise(data, nodes, panels * RULE_SIZE);
    data->sample = curve_sample;
    data->density_error = CURVE_ERROR;
}
