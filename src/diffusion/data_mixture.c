/* data_mixture.c - mixtures of Gaussians at every noise level.
 *
 * Given its component, x_0 ~ \mathcal N(\mu, C), so y ~ \mathcal N(a\mu, M) with M = a^2 C + s^2 I,
 * and with q = M^{-1}(y - a\mu): the score of the component is -q and its E[x_0|y] = \mu + a C q
 * (conditioning of a Gaussian; in one dimension claim: posterior-given-x0). The mixture's are the
 * averages with the components' posterior weights. */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/versions.h"
#include "diffusion/data_internal.h"

/* Components prepared at a time, and points that share them: both stay in the first cache. */
#define BLOCK 64
#define CHUNK 64
/* Terms below e^-700 times the largest count as that much, which is still a normal double: a
 * million of them change nothing. */
#define NEGLIGIBLE (-700.0)

/* A component at one noise level. */
typedef struct {
    double log_weight; /* with the normalising constant of its density */
    double centre[2];  /* a mu */
    double xx, xy, yy; /* M^{-1} */
} Prepared;

/* Points y side by side, and for each the sums over components, relative to exp(largest). */
typedef struct {
    double x[CHUNK], y[CHUNK];
    double largest[CHUNK];
    double sum[CHUNK];
    double qx[CHUNK], qy[CHUNK];
    double mean_x[CHUNK], mean_y[CHUNK];
    size_t count; /* of points */
} Chunk;

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

#define LOG2_E 1.4426950408889634073599
/* ln 2 in two parts (Cody and Waite): n times the first is exact for |n| < 2^32. */
#define LN_2_HIGH 6.93145751953125e-1
#define LN_2_LOW 1.42860682030941723212e-6
/* 1.5 2^52: added to a double below 2^51 it leaves the nearest whole number in the last bits. */
#define ROUNDER 6755399441055744.0
#define EXPONENT_SHIFT 52
#define ONE_BITS UINT64_C(0x3ff0000000000000)

/* e^x for NEGLIGIBLE <= x <= 0, to 2 units in the last place; the fraction is that of Cephes' exp
 * (Moshier). The library's exp takes one number at a time, and this is where sampling spends its
 * time. */
VERSIONS_BODY double exponential(double x) {
    double shifted = x * LOG2_E + ROUNDER;
    double n = shifted - ROUNDER;
    double r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    double s = r * r;
    double p = (1.26177193074810590878e-4 * s + 3.02994407707441961300e-2) * s + 1.0;
    double q = ((3.00198505138664455042e-6 * s + 2.52448340349684104192e-3) * s +
                2.27265548208155028766e-1) *
                   s +
               2.0;
    p *= r;
    double power;
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits << EXPONENT_SHIFT) + ONE_BITS;
    memcpy(&power, &bits, sizeof power);
    return (1.0 + 2.0 * p / (q - p)) * power;
}

/* q = M^{-1}(y - a mu); returns the log of the weighted density. */
VERSIONS_BODY double evaluate(double *qx, double *qy, const Prepared *prepared, double x,
                              double y) {
    double rx = x - prepared->centre[0];
    double ry = y - prepared->centre[1];
    *qx = prepared->xx * rx + prepared->xy * ry;
    *qy = prepared->xy * rx + prepared->yy * ry;
    return prepared->log_weight - 0.5 * (rx * *qx + ry * *qy);
}

/* Brought into the domain of exponential(); NaN, from a point at infinity, counts as nothing. */
VERSIONS_BODY double bounded(double x) {
    return x > NEGLIGIBLE ? x : NEGLIGIBLE;
}

/* Every sum relative to the largest term that is known once these components are counted in. */
VERSIONS_BODY void rescale(Chunk *chunk, const Prepared *prepared, size_t count) {
    double largest[CHUNK];
    double fall[CHUNK];
    for (size_t i = 0; i < chunk->count; i++) {
        largest[i] = chunk->largest[i];
    }
    for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < chunk->count; i++) {
            double qx, qy;
            double term = evaluate(&qx, &qy, &prepared[k], chunk->x[i], chunk->y[i]);
            largest[i] = term > largest[i] ? term : largest[i];
        }
    }
    for (size_t i = 0; i < chunk->count; i++) {
        fall[i] = bounded(chunk->largest[i] - largest[i]);
        chunk->largest[i] = largest[i];
    }
    for (size_t i = 0; i < chunk->count; i++) {
        double factor = exponential(fall[i]);
        chunk->sum[i] *= factor;
        chunk->qx[i] *= factor;
        chunk->qy[i] *= factor;
        chunk->mean_x[i] *= factor;
        chunk->mean_y[i] *= factor;
    }
}

/* The bound is taken in a loop of its own: beside the exponential it would become a branch, and the
 * loop take one point at a time. */
VERSIONS_BODY void add_block_body(Chunk *chunk, const Prepared *prepared,
                                  const DataComponent *components, size_t count, double scale) {
    rescale(chunk, prepared, count);
    for (size_t k = 0; k < count; k++) {
        const Prepared *p = &prepared[k];
        const DataComponent *c = &components[k];
        double xx = scale * c->xx, xy = scale * c->xy, yy = scale * c->yy;
        double qx[CHUNK], qy[CHUNK], term[CHUNK];
        for (size_t i = 0; i < chunk->count; i++) {
            double t = evaluate(&qx[i], &qy[i], p, chunk->x[i], chunk->y[i]);
            term[i] = bounded(t - chunk->largest[i]);
        }
        for (size_t i = 0; i < chunk->count; i++) {
            double weight = exponential(term[i]);
            chunk->sum[i] += weight;
            chunk->qx[i] += weight * qx[i];
            chunk->qy[i] += weight * qy[i];
            chunk->mean_x[i] += weight * (c->mean[0] + (xx * qx[i] + xy * qy[i]));
            chunk->mean_y[i] += weight * (c->mean[1] + (xy * qx[i] + yy * qy[i]));
        }
    }
}
VERSIONS(static, add_block,
         (Chunk * chunk, const Prepared *prepared, const DataComponent *components, size_t count,
          double scale),
         (chunk, prepared, components, count, scale))

static void put_sums(const DataNoised *out, const DataSet *data, size_t place, const Chunk *chunk,
                     size_t i, double spread) {
    double sum = chunk->sum[i];
    /* The largest term is 1, unless no component reaches this point. */
    if (!(sum >= 1.0)) {
        const double nowhere[2] = {(double)NAN, (double)NAN};
        bool is_number = !isnan(chunk->x[i]) && !isnan(chunk->y[i]);
        data_put(out, data, place, is_number ? -(double)INFINITY : (double)NAN, nowhere, nowhere,
                 spread);
        return;
    }
    const double score[2] = {-chunk->qx[i] / sum, -chunk->qy[i] / sum};
    const double mean[2] = {chunk->mean_x[i] / sum, chunk->mean_y[i] / sum};
    data_put(out, data, place, chunk->largest[i] + log(sum), score, mean, spread);
}

static void mixture_noised(const DataNoised *out, const DataSet *data, const double *y, size_t n,
                           double scale, double spread) {
    Prepared prepared[BLOCK];
    Chunk chunk;
    size_t d = data->dimension;
    for (size_t start = 0; start < n; start += CHUNK) {
        chunk = (Chunk){.count = n - start < CHUNK ? n - start : CHUNK};
        for (size_t i = 0; i < chunk.count; i++) {
            chunk.largest[i] = -DBL_MAX; /* finite: its difference to itself is 0 */
            chunk.x[i] = y[(start + i) * d];
            chunk.y[i] = d == 2 ? y[(start + i) * d + 1] : 0.0;
        }
        for (size_t first = 0; first < data->component_count; first += BLOCK) {
            size_t rest = data->component_count - first;
            size_t count = rest < BLOCK ? rest : BLOCK;
            for (size_t k = 0; k < count; k++) {
                prepare(&prepared[k], &data->components[first + k], d, scale, spread);
            }
            add_block(&chunk, prepared, data->components + first, count, scale);
        }
        for (size_t i = 0; i < chunk.count; i++) {
            put_sums(out, data, start + i, &chunk, i, spread);
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
