/* picture.c - see picture.h. */
#include "session/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "diffusion/data.h"
#include "diffusion/schedule.h"
#include "diffusion/simulate.h"

/* Standard deviations on either side that the range takes in; 3.5 leave out one normal point in two
 * thousand. */
#define RANGE_SPREADS 3.5
/* The range ends on a multiple of this, so that its labels are short. */
#define RANGE_GRID 0.5
/* Looks at `cancel` during one simulation: steps of the chain are taken in this many parts. */
#define PARTS 64
/* Points of the exact density between two looks at `cancel`. */
#define DENSITY_CHUNK 64
/* Share of the work, of 1000, that is the simulation; the rest is the exact density. */
#define PROGRESS_SIMULATED 900
/* Points drawn between two looks at `cancel`. */
#define SAMPLE_CHUNK ((size_t)16384)
/* The data's stream of the reader's seed: the chain's noise comes from others. */
#define DATA_STREAM UINT64_C(0x64617461)

struct PictureMaker {
    Arena *data_arena; /* of the data, until others are asked for */
    const DataSet *data;
    const char *data_name;
    double *points; /* (capacity) */
    size_t capacity;
    Schedule *schedule;
    const char *schedule_name;
    long schedule_steps;
};

PictureMaker *picture_maker_new(Arena *arena) {
    return arena_alloc(arena, sizeof(PictureMaker));
}

void picture_maker_clear(PictureMaker *maker) {
    free(maker->points);
    arena_free(maker->data_arena);
    schedule_free(maker->schedule);
    *maker = (PictureMaker){0};
}

void picture_init(Picture *picture, Arena *arena) {
    *picture = (Picture){0};
    picture->density = arena_array(arena, PICTURE_CELLS, sizeof *picture->density);
    picture->exact = arena_array(arena, PICTURE_CELLS, sizeof *picture->exact);
    const size_t map = (size_t)PICTURE_MAP * PICTURE_MAP;
    picture->map = arena_array(arena, map, sizeof *picture->map);
    picture->exact_map = arena_array(arena, map, sizeof *picture->exact_map);
}

/* ---- what is kept from one picture to the next ---- */

static bool keep_schedule(PictureMaker *maker, const Setting *setting, const char **why) {
    bool same = maker->schedule != NULL && maker->schedule_steps == setting->steps &&
                strcmp(maker->schedule_name, setting->schedule) == 0;
    if (same) {
        return true;
    }
    ScheduleError error;
    schedule_free(maker->schedule);
    maker->schedule = schedule_new(setting->schedule, setting->steps, &error);
    maker->schedule_name = setting->schedule;
    maker->schedule_steps = setting->steps;
    *why = maker->schedule != NULL ? NULL : "there is no such schedule";
    return maker->schedule != NULL;
}

static bool keep_data(PictureMaker *maker, const Setting *setting, const char **why) {
    if (maker->data != NULL && strcmp(maker->data_name, setting->data) == 0) {
        return true;
    }
    arena_free(maker->data_arena);
    maker->data_arena = arena_new();
    maker->data = NULL;
    maker->data_name = arena_copy(maker->data_arena, setting->data, strlen(setting->data));
    Diag diag = {0};
    if (!data_open(maker->data_arena, setting->data, &maker->data, &diag)) {
        maker->data = NULL;
        *why = diag.message;
    }
    return maker->data != NULL;
}

static bool keep_points(PictureMaker *maker, size_t count, const char **why) {
    if (count > maker->capacity) {
        double *points = realloc(maker->points, count * sizeof *points);
        if (points == NULL) {
            *why = "there is not enough memory for so many points";
            return false;
        }
        maker->points = points;
        maker->capacity = count;
    }
    return true;
}

/* ---- counting ---- */

/* The cell of x among `cells` of the range; `cells` when it is outside. */
static size_t cell_of(const Picture *picture, double x, size_t cells) {
    double place = (x - picture->low) / (picture->high - picture->low) * (double)cells;
    return place >= 0.0 && place < (double)cells ? (size_t)place : cells;
}

/* A point in the histogram; false when it is outside. */
static bool count_on_line(Picture *picture, const double *x, double share) {
    size_t at = cell_of(picture, x[0], PICTURE_CELLS);
    if (at < PICTURE_CELLS) {
        picture->density[at] += share * PICTURE_CELLS / (picture->high - picture->low);
    }
    return at < PICTURE_CELLS;
}

/* A point on the map, whose rows go down. */
static bool count_on_map(Picture *picture, const double *x, double share) {
    double cells = PICTURE_MAP / (picture->high - picture->low);
    size_t column = cell_of(picture, x[0], PICTURE_MAP);
    size_t row = cell_of(picture, x[1], PICTURE_MAP);
    if (column == PICTURE_MAP || row == PICTURE_MAP) {
        return false;
    }
    picture->map[(PICTURE_MAP - 1 - row) * PICTURE_MAP + column] += share * cells * cells;
    return true;
}

static void count_points(Picture *picture, const double *points, size_t count) {
    const size_t d = picture->dimensions;
    memset(picture->density, 0, PICTURE_CELLS * sizeof *picture->density);
    memset(picture->map, 0, (size_t)PICTURE_MAP * PICTURE_MAP * sizeof *picture->map);
    double share = 1.0 / (double)count;
    size_t inside = 0;
    for (size_t i = 0; i < count; i++) {
        const double *x = points + i * d;
        inside += d > 1 ? count_on_map(picture, x, share) : count_on_line(picture, x, share);
    }
    picture->outside = (double)(count - inside) * share;
}

/* Mean and standard deviation of one coordinate with the noise of each: sd / sqrt(n), and from the
 * fourth moment sqrt((m4 - s^4) / n) / (2 s). */
static void measure(PictureMoments *moments, const double *points, size_t count, size_t stride) {
    double mean = 0.0, second = 0.0, fourth = 0.0;
    for (size_t i = 0; i < count; i++) {
        mean += points[i * stride];
    }
    mean /= (double)count;
    for (size_t i = 0; i < count; i++) {
        double square = (points[i * stride] - mean) * (points[i * stride] - mean);
        second += square;
        fourth += square * square;
    }
    second /= (double)count;
    fourth /= (double)count;
    moments->mean = mean;
    moments->sd = sqrt(second);
    moments->mean_noise = moments->exact_sd / sqrt((double)count);
    double spread = fourth - second * second;
    moments->sd_noise =
        second > 0.0 && spread > 0.0 ? sqrt(spread / (double)count) / (2.0 * moments->sd) : 0.0;
}

void picture_columns(double *out, const double *cells, size_t columns) {
    for (size_t c = 0; c < columns; c++) {
        size_t first = c * PICTURE_CELLS / columns, end = (c + 1) * PICTURE_CELLS / columns;
        double sum = 0.0;
        for (size_t i = first; i < end; i++) {
            sum += cells[i];
        }
        out[c] = sum / (double)(end - first);
    }
}

/* ---- the exact density ---- */

/* q(x_t) is the data's density, shrunk by sqrt(bar alpha_t) and blurred by 1 - bar alpha_t; Ho 2020
 * eq. 4, claim: closed-form. */
typedef struct {
    const DataSet *data;
    double scale, spread;
} State;

/* density (n) at y (n, d), n at most DENSITY_CHUNK. */
static void density_at(double *density, const State *state, const double *y, size_t n) {
    const DataNoised asked = {.log_density = density};
    bool known = data_noised(&asked, state->data, y, n, state->scale, state->spread);
    for (size_t i = 0; i < n; i++) {
        density[i] = known ? exp(density[i]) : 0.0;
    }
}

static bool fill_curve(Picture *picture, const State *state, const atomic_bool *cancel,
                       atomic_int *progress) {
    double cell = (picture->high - picture->low) / PICTURE_CELLS;
    double y[DENSITY_CHUNK];
    for (size_t first = 0; first < PICTURE_CELLS; first += DENSITY_CHUNK) {
        if (*cancel) {
            return false;
        }
        size_t left = PICTURE_CELLS - first;
        size_t n = left < DENSITY_CHUNK ? left : DENSITY_CHUNK;
        for (size_t i = 0; i < n; i++) {
            y[i] = picture->low + ((double)(first + i) + 0.5) * cell;
        }
        density_at(picture->exact + first, state, y, n);
        *progress = PROGRESS_SIMULATED + (int)((1000 - PROGRESS_SIMULATED) * first / PICTURE_CELLS);
    }
    return true;
}

static bool fill_map(Picture *picture, const State *state, const atomic_bool *cancel,
                     atomic_int *progress) {
    double side = (picture->high - picture->low) / PICTURE_MAP;
    double y[PICTURE_MAP * 2];
    for (size_t row = 0; row < PICTURE_MAP; row++) {
        if (*cancel) {
            return false;
        }
        for (size_t column = 0; column < PICTURE_MAP; column++) {
            y[2 * column] = picture->low + ((double)column + 0.5) * side;
            y[2 * column + 1] = picture->high - ((double)row + 0.5) * side;
        }
        density_at(picture->exact_map + row * PICTURE_MAP, state, y, PICTURE_MAP);
        *progress = PROGRESS_SIMULATED + (int)((1000 - PROGRESS_SIMULATED) * row / PICTURE_MAP);
    }
    return true;
}

static double sd_of_data(const DataSet *data, size_t k) {
    return sqrt(data->covariance[k * data->dimension + k]);
}

/* One range for all t: the data's and pure noise's, whichever goes further. */
static void set_range(Picture *picture, const DataSet *data) {
    double reach = RANGE_SPREADS;
    for (size_t k = 0; k < data->dimension; k++) {
        double end = fabs(data->mean[k]) + RANGE_SPREADS * fmax(1.0, sd_of_data(data, k));
        reach = end > reach ? end : reach;
    }
    picture->high = ceil(reach / RANGE_GRID) * RANGE_GRID;
    picture->low = -picture->high;
}

/* ---- one picture ---- */

static bool draw_data(PictureMaker *maker, const Setting *setting, const atomic_bool *cancel) {
    const size_t n = (size_t)setting->samples, d = maker->data->dimension;
    Stream stream = stream_new(setting->seed, DATA_STREAM);
    for (size_t first = 0; first < n; first += SAMPLE_CHUNK) {
        if (*cancel) {
            return false;
        }
        size_t count = n - first < SAMPLE_CHUNK ? n - first : SAMPLE_CHUNK;
        data_sample(maker->data, maker->points + first * d, count, &stream);
    }
    return true;
}

static bool simulate(PictureMaker *maker, const Setting *setting, const atomic_bool *cancel,
                     atomic_int *progress) {
    const Simulation simulation = {.steps = maker->schedule->steps,
                                   .scale = maker->schedule->sqrt_alpha,
                                   .spread = maker->schedule->sqrt_beta,
                                   .seed = setting->seed,
                                   .cancel = cancel};
    const size_t n = (size_t)setting->samples, t = (size_t)setting->t;
    if (!draw_data(maker, setting, cancel)) {
        return false;
    }
    for (size_t part = 0; part < PARTS; part++) {
        size_t from = part * t / PARTS, to = (part + 1) * t / PARTS;
        if (*cancel ||
            !simulate_steps(maker->points, n, maker->data->dimension, &simulation, from, to)) {
            return false;
        }
        *progress = (int)(PROGRESS_SIMULATED * (part + 1) / PARTS);
    }
    return true;
}

static void fill_moments(Picture *picture, const PictureMaker *maker, const State *state) {
    const size_t d = picture->dimensions;
    for (size_t k = 0; k < d; k++) {
        PictureMoments *moments = &picture->moments[k];
        moments->exact_mean = state->scale * state->data->mean[k];
        moments->exact_sd = hypot(state->scale * sd_of_data(state->data, k), state->spread);
        measure(moments, maker->points + k, (size_t)picture->setting.samples, d);
    }
}

bool picture_make(PictureMaker *maker, Picture *out, const Setting *setting,
                  const atomic_bool *cancel, atomic_int *progress) {
    static const atomic_bool never = false;
    atomic_int nowhere = 0;
    cancel = cancel != NULL ? cancel : &never;
    progress = progress != NULL ? progress : &nowhere;
    out->setting = *setting;
    out->why = NULL;
    if (!keep_schedule(maker, setting, &out->why) || !keep_data(maker, setting, &out->why) ||
        !keep_points(maker, (size_t)setting->samples * maker->data->dimension, &out->why)) {
        return true;
    }
    const State state = {.data = maker->data,
                         .scale = maker->schedule->sqrt_alpha_bar[setting->t],
                         .spread = maker->schedule->sqrt_one_minus_alpha_bar[setting->t]};
    out->dimensions = maker->data->dimension;
    set_range(out, maker->data);
    bool done = simulate(maker, setting, cancel, progress) &&
                (out->dimensions > 1 ? fill_map(out, &state, cancel, progress)
                                     : fill_curve(out, &state, cancel, progress));
    if (done) {
        count_points(out, maker->points, (size_t)setting->samples);
        fill_moments(out, maker, &state);
    }
    return done;
}
