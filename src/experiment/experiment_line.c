/* experiment_line.c - see experiment_line.h. */
#include "experiment/experiment_line.h"

#include <assert.h>
#include <math.h>

#include "experiment/experiment_internal.h"

/* Standard deviations of y that a line goes out to: e^-32 of the density is beyond them for a
 * Gaussian, and for the toys' laws, which are sums of narrower ones, less. */
#define REACH 8.0
/* Places of the standard normal law's line. */
#define NORMAL_PLACES 4001

void mean_add(Mean *mean, double value) {
    mean->sum += value;
    mean->squares += value * value;
    mean->count++;
}

double mean_of(const Mean *mean) {
    return mean->sum / (double)mean->count;
}

double mean_error(const Mean *mean) {
    double n = (double)mean->count, average = mean->sum / n;
    return sqrt(fmax(mean->squares / n - average * average, 0.0) / (n - 1.0));
}

Line line_new(Arena *arena, size_t places) {
    assert(places % 2 == 1 && places > 2);
    return (Line){.places = places,
                  .y = arena_array(arena, places, sizeof(double)),
                  .log_density = arena_array(arena, places, sizeof(double)),
                  .weight = arena_array(arena, places, sizeof(double)),
                  .noise = arena_array(arena, places, sizeof(double))};
}

bool line_fill(Line *line, const DataSet *data, double scale, double spread) {
    double width = sqrt(scale * scale * data->covariance[0] + spread * spread);
    double low = scale * data->mean[0] - REACH * width;
    line->scale = scale;
    line->spread = spread;
    line->step = 2.0 * REACH * width / (double)(line->places - 1);
    for (size_t i = 0; i < line->places; i++) {
        line->y[i] = low + (double)i * line->step;
    }
    const DataNoised asked = {.log_density = line->log_density,
                              .noise = spread > 0.0 ? line->noise : NULL};
    if (!data_noised(&asked, data, line->y, line->places, scale, spread)) {
        return false;
    }
    for (size_t i = 0; i < line->places; i++) {
        line->weight[i] = exp(line->log_density[i]) * line->step;
    }
    return true;
}

bool line_fill_step(Line *line, const DataSet *data, const Schedule *schedule, size_t t) {
    return line_fill(line, data, schedule->sqrt_alpha_bar[t],
                     schedule->sqrt_one_minus_alpha_bar[t]);
}

static double mean_by(const Line *line, const double *values, size_t stride) {
    double sum = 0.0, weights = 0.0;
    for (size_t i = 0; i < line->places; i += stride) {
        /* Beyond the support a value may be no number. */
        sum += line->weight[i] > 0.0 ? line->weight[i] * values[i] : 0.0;
        weights += line->weight[i];
    }
    return sum / weights;
}

Computed line_mean(const Line *line, const double *values) {
    double fine = mean_by(line, values, 1);
    return (Computed){fine, fabs(fine - mean_by(line, values, 2))};
}

Computed line_floor(const Line *line, double *work) {
    for (size_t i = 0; i < line->places; i++) {
        work[i] = line->noise[i] * line->noise[i];
    }
    Computed square = line_mean(line, work);
    return (Computed){1.0 - square.value, square.error};
}

/* x (count) from a distribution function (places) that rises over y from 0 to its last value. */
static void invert(double *x, size_t count, const double *y, const double *below, size_t places) {
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        double wanted = ((double)i + 0.5) / (double)count * below[places - 1];
        while (at + 2 < places && below[at + 1] < wanted) {
            at++;
        }
        double share = (wanted - below[at]) / (below[at + 1] - below[at]);
        x[i] = y[at] + share * (y[at + 1] - y[at]);
    }
}

void line_quantiles(double *x, size_t count, const Line *line, double *work) {
    work[0] = 0.0;
    for (size_t i = 1; i < line->places; i++) {
        work[i] = work[i - 1] + 0.5 * (line->weight[i - 1] + line->weight[i]);
    }
    invert(x, count, line->y, work, line->places);
}

void normal_quantiles(double *x, size_t count) {
    double y[NORMAL_PLACES], below[NORMAL_PLACES];
    for (size_t i = 0; i < NORMAL_PLACES; i++) {
        y[i] = REACH * (2.0 * (double)i / (NORMAL_PLACES - 1) - 1.0);
        below[i] = 0.5 * erfc(-y[i] / sqrt(2.0));
    }
    invert(x, count, y, below, NORMAL_PLACES);
}

double normal_kl(Normal left, Normal right) {
    double ratio = left.variance / right.variance, apart = left.mean - right.mean;
    /* (r - 1 - log r) / 2 without cancellation where r is near 1. */
    return 0.5 * (ratio - 1.0 - log1p(ratio - 1.0) + apart * apart / right.variance);
}

Normal normal_sampled(const DataSet *data, const SamplerRow *row, const SamplerRun *run,
                      const size_t *tau, size_t count, const double *spread) {
    const Schedule *schedule = run->schedule;
    Normal law = {0.0, 1.0};
    for (size_t i = count; i > 0; i--) {
        size_t t = tau[i];
        const double y[2] = {0.0, 1.0};
        double noise[2];
        const DataNoised asked = {.noise = noise};
        bool is_known = data_noised(&asked, data, y, 2, schedule->sqrt_alpha_bar[t],
                                    schedule->sqrt_one_minus_alpha_bar[t]);
        assert(is_known);
        (void)is_known;
        SamplerStep step = row->step(run, t, tau[i - 1]);
        double slope = step.keep + step.remove * (noise[1] - noise[0]);
        double added = spread != NULL ? spread[t] : step.spread;
        law.mean = slope * law.mean + step.remove * noise[0];
        law.variance = slope * slope * law.variance + added * added;
    }
    return law;
}
