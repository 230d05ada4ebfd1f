/* data_mixture.c - mixtures of Gaussians at every noise level.
 *
 * Given its component, x_0 ~ \mathcal N(\mu, C), so y ~ \mathcal N(a\mu, M) with M = a^2 C + s^2 I,
 * and with q = M^{-1}(y - a\mu): the score of the component is -q and its E[x_0|y] = \mu + a C q
 * (conditioning of a Gaussian; in one dimension claim: posterior-given-x0). The mixture's are the
 * averages with the components' posterior weights. */
#include <math.h>
#include <string.h>

#include "diffusion/data_internal.h"

/* Components prepared at a time, and points that share them: both stay in the first cache. */
#define BLOCK 64
#define CHUNK 64
/* Terms below the largest by more than this factor e^-60 are left out: 100,000 of them would change
 * nothing. */
#define NEGLIGIBLE 60.0

/* A component at one noise level. */
typedef struct {
    double log_weight; /* with the normalising constant of its density */
    double centre[2];  /* a mu */
    double xx, xy, yy; /* M^{-1} */
} Prepared;

/* Sums over components for one y, relative to exp(largest). */
typedef struct {
    double largest;
    double sum;
    double q[2];
    double mean[2];
} Sums;

static void prepare(Prepared *out, const DataComponent *component, size_t d, double scale,
                    double spread) {
    double a2 = scale * scale;
    double s2 = spread * spread;
    double xx = a2 * component->xx + s2;
    double yy = a2 * component->yy + s2;
    double determinant = xx;
    *out = (Prepared){.centre = {scale * component->mean[0], scale * component->mean[1]},
                      .xx = 1.0 / xx};
    if (d == 2) {
        double xy = a2 * component->xy;
        double clean = component->xx * component->yy - component->xy * component->xy;
        /* |M| as a sum of positive terms: nothing cancels. */
        determinant = a2 * a2 * clean + a2 * s2 * (component->xx + component->yy) + s2 * s2;
        out->xx = yy / determinant;
        out->xy = -xy / determinant;
        out->yy = xx / determinant;
    }
    out->log_weight =
        log(component->weight) - 0.5 * log(determinant) - 0.5 * (double)d * LOG_TWO_PI;
}

/* q = M^{-1}(y - a mu); returns the log of the weighted density. */
static double evaluate(double q[2], const Prepared *prepared, const double y[2]) {
    double rx = y[0] - prepared->centre[0];
    double ry = y[1] - prepared->centre[1];
    q[0] = prepared->xx * rx + prepared->xy * ry;
    q[1] = prepared->xy * rx + prepared->yy * ry;
    return prepared->log_weight - 0.5 * (rx * q[0] + ry * q[1]);
}

static void rescale(Sums *sums, double largest) {
    double factor = exp(sums->largest - largest);
    sums->sum *= factor;
    for (size_t k = 0; k < 2; k++) {
        sums->q[k] *= factor;
        sums->mean[k] *= factor;
    }
    sums->largest = largest;
}

static void add_block(Sums *sums, const double y[2], const Prepared *prepared,
                      const DataComponent *components, size_t count, double scale) {
    double terms[BLOCK];
    double q[2];
    double largest = sums->largest;
    for (size_t i = 0; i < count; i++) {
        terms[i] = evaluate(q, &prepared[i], y);
        largest = terms[i] > largest ? terms[i] : largest;
    }
    if (largest > sums->largest) {
        rescale(sums, largest);
    }
    for (size_t i = 0; i < count; i++) {
        /* Also false for NaN. */
        if (!(terms[i] > largest - NEGLIGIBLE)) {
            continue;
        }
        const DataComponent *c = &components[i];
        double weight = exp(terms[i] - largest);
        (void)evaluate(q, &prepared[i], y);
        sums->sum += weight;
        sums->q[0] += weight * q[0];
        sums->q[1] += weight * q[1];
        sums->mean[0] += weight * (c->mean[0] + scale * (c->xx * q[0] + c->xy * q[1]));
        sums->mean[1] += weight * (c->mean[1] + scale * (c->xy * q[0] + c->yy * q[1]));
    }
}

static void put_sums(const DataNoised *out, const DataSet *data, size_t i, const Sums *sums,
                     const double y[2], double spread) {
    if (!(sums->sum > 0.0)) {
        const double nowhere[2] = {(double)NAN, (double)NAN};
        bool is_number = !isnan(y[0]) && !isnan(y[1]);
        data_put(out, data, i, is_number ? -(double)INFINITY : (double)NAN, nowhere, nowhere,
                 spread);
        return;
    }
    const double score[2] = {-sums->q[0] / sums->sum, -sums->q[1] / sums->sum};
    const double mean[2] = {sums->mean[0] / sums->sum, sums->mean[1] / sums->sum};
    data_put(out, data, i, sums->largest + log(sums->sum), score, mean, spread);
}

static void mixture_noised(const DataNoised *out, const DataSet *data, const double *y, size_t n,
                           double scale, double spread) {
    Prepared prepared[BLOCK];
    Sums sums[CHUNK];
    double place[CHUNK][2];
    size_t d = data->dimension;
    for (size_t start = 0; start < n; start += CHUNK) {
        size_t chunk = n - start < CHUNK ? n - start : CHUNK;
        for (size_t i = 0; i < chunk; i++) {
            sums[i] = (Sums){.largest = -(double)INFINITY};
            place[i][0] = y[(start + i) * d];
            place[i][1] = d == 2 ? y[(start + i) * d + 1] : 0.0;
        }
        for (size_t first = 0; first < data->component_count; first += BLOCK) {
            size_t rest = data->component_count - first;
            size_t count = rest < BLOCK ? rest : BLOCK;
            for (size_t k = 0; k < count; k++) {
                prepare(&prepared[k], &data->components[first + k], d, scale, spread);
            }
            for (size_t i = 0; i < chunk; i++) {
                add_block(&sums[i], place[i], prepared, data->components + first, count, scale);
            }
        }
        for (size_t i = 0; i < chunk; i++) {
            put_sums(out, data, start + i, &sums[i], place[i], spread);
        }
    }
}

/* The first component whose cumulative weight passes u, by halving. */
static const DataComponent *choose(const DataSet *data, double u) {
    size_t low = 0;
    size_t high = data->component_count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (data->components[middle].cumulative > u) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return &data->components[low];
}

static void mixture_sample(const DataSet *data, double *x, size_t n, Stream *stream) {
    size_t d = data->dimension;
    for (size_t i = 0; i < n; i++) {
        const DataComponent *c = choose(data, stream_uniform(stream));
        double z[2] = {0.0, 0.0};
        stream_normals(stream, z, d);
        /* C = L L^T, L lower triangular. */
        double lxx = sqrt(c->xx);
        double lyx = lxx > 0.0 ? c->xy / lxx : 0.0;
        x[i * d] = c->mean[0] + lxx * z[0];
        if (d == 2) {
            double rest = c->yy - lyx * lyx;
            x[i * d + 1] = c->mean[1] + lyx * z[0] + sqrt(rest > 0.0 ? rest : 0.0) * z[1];
        }
    }
}

static void fill_moments(DataSet *data) {
    size_t d = data->dimension;
    double mean[2] = {0.0, 0.0};
    double xx = 0.0, xy = 0.0, yy = 0.0;
    for (size_t i = 0; i < data->component_count; i++) {
        mean[0] += data->components[i].weight * data->components[i].mean[0];
        mean[1] += data->components[i].weight * data->components[i].mean[1];
    }
    for (size_t i = 0; i < data->component_count; i++) {
        const DataComponent *c = &data->components[i];
        double x = c->mean[0] - mean[0];
        double y = c->mean[1] - mean[1];
        xx += c->weight * (c->xx + x * x);
        xy += c->weight * (c->xy + x * y);
        yy += c->weight * (c->yy + y * y);
    }
    const double covariance[4] = {xx, xy, xy, yy};
    memcpy(data->mean, mean, d * sizeof *mean);
    memcpy(data->covariance, covariance, d * d * sizeof *covariance);
}

void data_set_mixture(DataSet *data, DataComponent *components, size_t count) {
    double total = 0.0;
    for (size_t i = 0; i < count; i++) {
        total += components[i].weight;
        components[i].cumulative = total;
    }
    data->components = components;
    data->component_count = count;
    data->density_error = CLOSED_FORM_ERROR;
    data->noised = mixture_noised;
    data->sample = mixture_sample;
    fill_moments(data);
}
