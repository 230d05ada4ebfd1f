/* cloud.c - see cloud.h: the numbers. The drawing is in cloud_draw.c. */
#include "scene/cloud.h"

#include <math.h>
#include <string.h>

#include "base/stream.h"

/* Particles in a cell of a heat map, on average over the whole: fewer show chance rather than the
 * law. */
#define CELL_PARTICLES 10.0
#define CELLS_MIN 40
#define BARS_MIN 24
/* Multiplications for one exact density in the plane: about 5 ms on two processors. */
#define DENSITY_WORK 3e7
#define SIDE_MIN 24
#define SIDE_MAX 112
/* Places of a grid whose law is not a mixture: each costs a microsecond. */
#define SIDE_SLOW 56
/* Terms for one curve: about 5 ms on two processors; and places that are computed together. */
#define CURVE_WORK 8e5
#define CURVE_CHUNK ((size_t)64)
#define PLACES_MIN 100
/* Extra places of the curve reach this many standard deviations of the noise. */
#define EXTRA_REACH 3.0

static size_t between(double value, size_t low, size_t high) {
    return value < (double)low ? low : value > (double)high ? high : (size_t)value;
}

static void init_line(Cloud *cloud, Arena *arena, uint64_t seed) {
    size_t terms = cloud->data->component_count > 0 ? cloud->data->component_count : 1;
    cloud->cells = between(3.0 * cbrt((double)cloud->n), BARS_MIN, CLOUD_BARS_MAX);
    cloud->places = between(CURVE_WORK / (double)terms, PLACES_MIN, CLOUD_PLACES);
    cloud->xs = arena_array(arena, CLOUD_CURVE, sizeof *cloud->xs);
    cloud->ys = arena_array(arena, CLOUD_CURVE, sizeof *cloud->ys);
    cloud->jitter = arena_array(arena, cloud->n, sizeof *cloud->jitter);
    Stream words = stream_new(seed, SCENE_STREAM_JITTER);
    for (size_t i = 0; i < cloud->n; i++) {
        cloud->jitter[i] = (float)stream_uniform(&words);
    }
    scene_draw_data(cloud->extra, cloud->data, CLOUD_EXTRA_POINTS, seed, SCENE_STREAM_JITTER);
}

static void init_plane(Cloud *cloud, Arena *arena) {
    size_t terms = cloud->data->component_count;
    cloud->cells = between(sqrt((double)cloud->n / CELL_PARTICLES), CELLS_MIN, CLOUD_CELLS_MAX);
    cloud->side =
        terms > 0 ? between(sqrt(DENSITY_WORK / (double)terms), SIDE_MIN, SIDE_MAX) : SIDE_SLOW;
    size_t places = cloud->side * cloud->side;
    cloud->density = arena_array(arena, places, sizeof *cloud->density);
    cloud->seen = arena_array(arena, places, sizeof *cloud->seen);
    cloud->exact_image = arena_array(arena, places, sizeof *cloud->exact_image);
    cloud->counted_image =
        arena_array(arena, cloud->cells * cloud->cells, sizeof *cloud->counted_image);
}

void cloud_init(Cloud *cloud, Arena *arena, const DataSet *data, size_t n, uint64_t seed) {
    *cloud = (Cloud){.n = n, .d = data->dimension, .data = data};
    scene_range(data, 0, &cloud->low, &cloud->high);
    if (cloud->d == 1) {
        init_line(cloud, arena, seed);
    } else {
        double low = 0.0, high = 0.0;
        scene_range(data, 1, &low, &high);
        cloud->low = fmin(cloud->low, low);
        cloud->high = fmax(cloud->high, high);
        init_plane(cloud, arena);
    }
    size_t cells = cloud->d == 1 ? cloud->cells : cloud->cells * cloud->cells;
    cloud->x = arena_array(arena, n * cloud->d, sizeof *cloud->x);
    cloud->pixels = arena_array(arena, n, sizeof *cloud->pixels);
    cloud->lane_counts = arena_array(arena, CLOUD_LANES * cells, sizeof *cloud->lane_counts);
    cloud->counted = arena_array(arena, cells, sizeof *cloud->counted);
}

/* ---- particles ---- */

typedef struct {
    Cloud *cloud;
    const float *base, *noise;
    float scale, spread;
} Move;

static void count_lane(Cloud *cloud, size_t lane, size_t from, size_t to) {
    size_t d = cloud->d, cells = cloud->cells;
    uint32_t *counts = cloud->lane_counts + lane * (d == 1 ? cells : cells * cells);
    float low = (float)cloud->low;
    float per_unit = (float)((double)cells / (cloud->high - cloud->low));
    float end = (float)cells;
    CloudSums sums = {0};
    memset(counts, 0, (d == 1 ? cells : cells * cells) * sizeof *counts);
    for (size_t i = from; i < to; i++) {
        double e[2] = {0.0, 0.0};
        size_t place = 0;
        bool inside = true;
        for (size_t k = d; k-- > 0;) {
            float x = cloud->x[i * d + k];
            float cell = (x - low) * per_unit;
            inside = inside && cell >= 0.0f && cell < end;
            place = place * cells + (inside ? (size_t)cell : 0);
            e[k] = (double)x - cloud->exact_mean[k];
            sums.e[k] += e[k];
            sums.square[k] += e[k] * e[k];
            sums.fourth[k] += e[k] * e[k] * e[k] * e[k];
        }
        sums.product += e[0] * e[1];
        counts[place] += inside;
    }
    cloud->lane_sums[lane] = sums;
}

static void move_lane(void *context, size_t lane) {
    const Move *move = context;
    Cloud *cloud = move->cloud;
    size_t from = cloud->n * lane / CLOUD_LANES, to = cloud->n * (lane + 1) / CLOUD_LANES;
    const float *base = move->base, *noise = move->noise;
    for (size_t i = from * cloud->d; i < to * cloud->d; i++) {
        cloud->x[i] = move->scale * base[i] + move->spread * noise[i];
    }
    count_lane(cloud, lane, from, to);
}

/* Of the particles, with their standard errors: that of a variance from the fourth moment. */
static void merge_moments(Cloud *cloud) {
    double n = (double)cloud->n;
    double mean[2] = {0.0, 0.0}, product = 0.0;
    for (size_t k = 0; k < cloud->d; k++) {
        double e = 0.0, square = 0.0, fourth = 0.0;
        for (size_t lane = 0; lane < CLOUD_LANES; lane++) {
            e += cloud->lane_sums[lane].e[k];
            square += cloud->lane_sums[lane].square[k];
            fourth += cloud->lane_sums[lane].fourth[k];
        }
        mean[k] = e / n;
        double spread = square / n;
        cloud->mean[k] = cloud->exact_mean[k] + mean[k];
        cloud->variance[k] = spread - mean[k] * mean[k];
        cloud->mean_error[k] = sqrt(spread / n);
        cloud->variance_error[k] = sqrt(fmax(0.0, fourth / n - spread * spread) / n);
    }
    for (size_t lane = 0; lane < CLOUD_LANES; lane++) {
        product += cloud->lane_sums[lane].product;
    }
    cloud->covariance = product / n - mean[0] * mean[1];
}

static void merge_counts(Cloud *cloud) {
    size_t cells = cloud->d == 1 ? cloud->cells : cloud->cells * cloud->cells;
    double width = (cloud->high - cloud->low) / (double)cloud->cells;
    double unit = (cloud->d == 1 ? width : width * width) * (double)cloud->n;
    size_t inside = 0;
    for (size_t i = 0; i < cells; i++) {
        size_t count = 0;
        for (size_t lane = 0; lane < CLOUD_LANES; lane++) {
            count += cloud->lane_counts[lane * cells + i];
        }
        inside += count;
        cloud->counted[i] = (float)((double)count / unit);
    }
    cloud->outside = (float)(1.0 - (double)inside / (double)cloud->n);
}

void cloud_move(Cloud *cloud, const float *base, const float *noise, double scale, double spread,
                Pool *pool) {
    Move move = {NULL, base, noise, (float)scale, (float)spread};
    move.cloud = cloud;
    pool_run(pool, move_lane, &move, CLOUD_LANES);
    merge_moments(cloud);
    merge_counts(cloud);
}

/* ---- the exact law ---- */

/* Puts a place where it belongs among the first `count`. */
static void insert_place(double *xs, size_t count, double x) {
    size_t at = count;
    while (at > 0 && xs[at - 1] > x) {
        xs[at] = xs[at - 1];
        at--;
    }
    xs[at] = x;
}

/* Even places, and where the noise is finer than those, more around the data's points. */
static size_t curve_places(Cloud *cloud, SceneLevel level) {
    size_t count = cloud->places;
    double step = (cloud->high - cloud->low) / (double)(count - 1);
    for (size_t i = 0; i < count; i++) {
        cloud->xs[i] = cloud->low + (double)i * step;
    }
    if (!(level.spread > 0.0) || level.spread > 4.0 * step) {
        return count;
    }
    for (size_t i = 0; i < CLOUD_EXTRA_POINTS; i++) {
        for (size_t k = 0; k < CLOUD_EXTRA_OFFSETS; k++) {
            double offset = EXTRA_REACH * (2.0 * (double)k / (CLOUD_EXTRA_OFFSETS - 1) - 1.0);
            double x = level.scale * (double)cloud->extra[i] + offset * level.spread;
            insert_place(cloud->xs, count++, x);
        }
    }
    return count;
}

typedef struct {
    Cloud *cloud;
    SceneLevel level;
    size_t count;
} CurveWorkload;

static void curve_chunk(void *context, size_t chunk) {
    const CurveWorkload *work = context;
    size_t first = chunk * CURVE_CHUNK, rest = work->count - first;
    const DataNoised out = {.log_density = work->cloud->ys + first};
    data_noised(&out, work->cloud->data, work->cloud->xs + first,
                rest < CURVE_CHUNK ? rest : CURVE_CHUNK, work->level.scale, work->level.spread);
}

static void exact_line(Cloud *cloud, SceneLevel level, Pool *pool) {
    size_t count = curve_places(cloud, level);
    /* Whether there is a density does not depend on the place. */
    const DataNoised out = {.log_density = cloud->ys};
    cloud->has_exact = data_noised(&out, cloud->data, cloud->xs, 1, level.scale, level.spread);
    if (cloud->has_exact) {
        CurveWorkload work = {NULL, level, count};
        work.cloud = cloud;
        pool_run(pool, curve_chunk, &work, (count + CURVE_CHUNK - 1) / CURVE_CHUNK);
    }
    cloud->peak = 0.0f;
    for (size_t i = 0; i < count && cloud->has_exact; i++) {
        cloud->ys[i] = exp(cloud->ys[i]);
        cloud->peak = fmaxf(cloud->peak, (float)cloud->ys[i]);
    }
    cloud->curve = count;
}

static void exact_plane(Cloud *cloud, SceneLevel level, Pool *pool) {
    const DataGrid grid = {.low = {cloud->low, cloud->low},
                           .high = {cloud->high, cloud->high},
                           .columns = cloud->side,
                           .rows = cloud->side};
    cloud->has_exact =
        data_density_grid(cloud->density, cloud->data, &grid, level.scale, level.spread, pool);
    cloud->peak = 0.0f;
    for (size_t i = 0; i < cloud->side * cloud->side && cloud->has_exact; i++) {
        cloud->peak = fmaxf(cloud->peak, cloud->density[i]);
    }
}

void cloud_exact(Cloud *cloud, SceneLevel level, bool density, Pool *pool) {
    const DataSet *data = cloud->data;
    double a2 = level.scale * level.scale, s2 = level.spread * level.spread;
    for (size_t k = 0; k < cloud->d; k++) {
        cloud->exact_mean[k] = level.scale * data->mean[k];
        cloud->exact_variance[k] = a2 * data->covariance[k * cloud->d + k] + s2;
    }
    cloud->exact_covariance = cloud->d == 2 ? a2 * data->covariance[1] : 0.0;
    cloud->has_exact = false;
    if (!density) {
        return;
    }
    if (cloud->d == 1) {
        exact_line(cloud, level, pool);
    } else {
        exact_plane(cloud, level, pool);
    }
}
