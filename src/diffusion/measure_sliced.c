/* measure_sliced.c - the sliced Wasserstein distance, see measure.h. */
#include <assert.h>
#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "diffusion/measure.h"

#define PI 3.14159265358979323846
/* Keep these draws apart from whatever else is drawn with the same seed. */
#define ANGLE_TAG UINT64_C(0x616e676c65)
#define FLOOR_TAG UINT64_C(0x666c6f6f72)

/* One set: its projections in order, and what each is carried to. */
typedef struct {
    const double *points; /* (count, d) */
    size_t count;
    double *value;     /* (count), sorted */
    double *index;     /* (count): whose projection it is */
    double *partner;   /* (count): mean of what it is matched with */
    double *potential; /* (count), by point: mean over the directions */
} Set;

/* Arrays of a set. */
#define SET_ARRAYS 4

size_t measure_sliced_workspace(size_t n, size_t m, size_t d) {
    return SET_ARRAYS * (n + m) + d * (n + m);
}

static Set set_of(const double *points, size_t count, double *workspace) {
    return (Set){.points = points,
                 .count = count,
                 .value = workspace,
                 .index = workspace + count,
                 .partner = workspace + 2 * count,
                 .potential = workspace + 3 * count};
}

static void project(const Set *set, size_t d, double angle) {
    double u = cos(angle), v = sin(angle);
    for (size_t i = 0; i < set->count; i++) {
        const double *p = set->points + i * d;
        set->value[i] = d == 2 ? u * p[0] + v * p[1] : p[0];
        set->index[i] = (double)i;
        set->partner[i] = 0.0;
    }
    gsl_sort2(set->value, 1, set->index, 1, set->count);
}

/* W_2^2: the quantile functions are constant on pieces of length 1/n and 1/m; both are walked
 * through at once, in units of 1/(nm). */
static double match(const Set *a, const Set *b) {
    size_t n = a->count, m = b->count, at = 0;
    double sum = 0.0, whole = (double)n * (double)m;
    for (size_t i = 0, j = 0; i < n && j < m;) {
        size_t a_end = (i + 1) * m, b_end = (j + 1) * n;
        size_t end = a_end < b_end ? a_end : b_end;
        double mass = (double)(end - at) / whole, e = a->value[i] - b->value[j];
        sum += mass * e * e;
        a->partner[i] += mass * (double)n * b->value[j];
        b->partner[j] += mass * (double)m * a->value[i];
        at = end;
        i += a_end == end;
        j += b_end == end;
    }
    return sum;
}

/* The potential's slope is 2 (x - partner(x)); by the trapezoid rule from point to point, its mean
 * taken off. */
static void add_potential(const Set *set, double share) {
    double sum = 0.0, mean = 0.0;
    for (size_t pass = 0; pass < 2; pass++) {
        sum = 0.0;
        for (size_t i = 0; i < set->count; i++) {
            if (i > 0) {
                sum += (set->value[i] - set->value[i - 1]) *
                       (set->value[i] - set->partner[i] + set->value[i - 1] - set->partner[i - 1]);
            }
            if (pass == 0) {
                mean += sum / (double)set->count;
            } else {
                set->potential[(size_t)set->index[i]] += share * (sum - mean);
            }
        }
    }
}

/* Variance of the potential, which has mean 0, over the number of points. */
static double error_square(const Set *set) {
    double sum = 0.0, n = (double)set->count;
    for (size_t i = 0; i < set->count; i++) {
        sum += set->potential[i] * set->potential[i];
    }
    return sum / ((n - 1.0) * n);
}

SlicedDistance measure_sliced(const double *x, size_t n, const double *y, size_t m, size_t d,
                              uint64_t seed, double *workspace) {
    assert(n >= 2 && m >= 2 && (d == 1 || d == 2));
    n = n < MEASURE_SLICED_POINTS ? n : MEASURE_SLICED_POINTS;
    m = m < MEASURE_SLICED_POINTS ? m : MEASURE_SLICED_POINTS;
    Set a = set_of(x, n, workspace), b = set_of(y, m, workspace + SET_ARRAYS * n);
    memset(a.potential, 0, n * sizeof *a.potential);
    memset(b.potential, 0, m * sizeof *b.potential);
    size_t directions = d == 2 ? MEASURE_DIRECTIONS : 1;
    Stream words = stream_new(hash_mix(seed, ANGLE_TAG, 0, 0), 0);
    double turn = d == 2 ? stream_uniform(&words) : 0.0;
    double share = 1.0 / (double)directions, square = 0.0;
    for (size_t k = 0; k < directions; k++) {
        double angle = PI * ((double)k + turn) * share;
        project(&a, d, angle);
        project(&b, d, angle);
        square += share * match(&a, &b);
        add_potential(&a, share);
        add_potential(&b, share);
    }
    return (SlicedDistance){.square = square,
                            .standard_error = sqrt(error_square(&a) + error_square(&b)),
                            .x_used = n,
                            .y_used = m};
}

SlicedFloor measure_sliced_floor(const DataSet *data, size_t n, size_t m, uint64_t seed,
                                 double *workspace) {
    n = n < MEASURE_SLICED_POINTS ? n : MEASURE_SLICED_POINTS;
    m = m < MEASURE_SLICED_POINTS ? m : MEASURE_SLICED_POINTS;
    size_t d = data->dimension;
    double *one = workspace + SET_ARRAYS * (n + m), *other = one + n * d;
    double sum = 0.0, square = 0.0;
    SlicedFloor result = {0.0, 0.0, 0.0};
    for (size_t k = 0; k < MEASURE_FLOOR_REPEATS; k++) {
        Stream words = stream_new(hash_mix(seed, FLOOR_TAG, 0, 0), k);
        data_sample(data, one, n, &words);
        data_sample(data, other, m, &words);
        double value = measure_sliced(one, n, other, m, d, seed, workspace).square;
        sum += value;
        square += value * value;
        result.largest = fmax(result.largest, value);
    }
    double repeats = MEASURE_FLOOR_REPEATS;
    result.mean = sum / repeats;
    result.sd = sqrt(fmax(0.0, square - sum * result.mean) / (repeats - 1.0));
    return result;
}
