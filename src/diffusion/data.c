/* data.c - see data.h. */
#include "diffusion/data.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "diffusion/data_internal.h"
#include "diffusion/grey.h"
#include "diffusion/points.h"

/* Points that stand for a picture: as many as the exact density can be summed over in a frame. The
 * same picture gives the same points. */
#define PICTURE_POINTS 2000
#define PICTURE_SEED 1

const DataSet *data_of_toy(Arena *arena, const Toy *toy) {
    DataSet *data = arena_alloc(arena, sizeof *data);
    data->name = toy->name;
    data->doc = toy->doc;
    data->toy = toy;
    data->dimension = toy->dimension;
    data->size = 1.0;
    data->has_density = true;
    toy->build(data, arena);
    return data;
}

const DataSet *data_of_points(Arena *arena, const char *name, const double *points, size_t n,
                              size_t d) {
    assert(n >= 1 && (d == 1 || d == 2));
    DataComponent *components = arena_array(arena, n, sizeof *components);
    for (size_t i = 0; i < n; i++) {
        components[i].weight = 1.0 / (double)n;
        memcpy(components[i].mean, points + i * d, d * sizeof *points);
    }
    DataSet *data = arena_alloc(arena, sizeof *data);
    data->name = arena_copy(arena, name, strlen(name));
    data->doc = arena_printf(arena, "%zu points of a file", n);
    data->dimension = d;
    data->size = 1.0;
    data->points = points;
    data->point_count = n;
    data_set_mixture(data, components, n);
    return data;
}

static bool set_unknown(Arena *arena, const char *name, const char *why, Diag *diag) {
    const char *near = toy_nearest(name);
    *diag = (Diag){.file = arena_copy(arena, name, strlen(name))};
    diag->message = arena_printf(
        arena, "there is no toy distribution of that name, and as a file of points it %s", why);
    diag->hint = near != NULL ? arena_printf(arena, "did you mean `%s`?", near)
                              : "`explore list --data` shows the toy distributions";
    return false;
}

bool data_open(Arena *arena, const char *name_or_path, const DataSet **data, Diag *diag) {
    const Toy *toy = toy_find(name_or_path);
    if (toy != NULL) {
        *data = data_of_toy(arena, toy);
        return true;
    }
    Source source = {.name = name_or_path};
    const char *why = NULL;
    if (!file_read(arena, name_or_path, &source.bytes, &source.length, &why)) {
        return set_unknown(arena, name_or_path, why, diag);
    }
    const double *points = NULL;
    size_t n = 0, d = 0;
    if (grey_is_picture(source.bytes, source.length)) {
        if (!points_of_picture(arena, &source, PICTURE_POINTS, PICTURE_SEED, &points, diag)) {
            return false;
        }
        *data = data_of_points(arena, name_or_path, points, PICTURE_POINTS, 2);
        return true;
    }
    if (!points_parse(arena, &source, &points, &n, &d, diag)) {
        return false;
    }
    *data = data_of_points(arena, name_or_path, points, n, d);
    return true;
}

void data_sample(const DataSet *data, double *x, size_t n, Stream *stream) {
    data->sample(data, x, n, stream);
}

static bool level_has_density(const DataSet *data, double scale, double spread) {
    /* Written so that NaN fails. */
    bool is_level =
        scale >= 0.0 && scale <= DATA_LEVEL_MAX && spread >= 0.0 && spread <= DATA_LEVEL_MAX;
    if (spread == 0.0) {
        return is_level && data->has_density && scale >= DATA_LEVEL_MIN;
    }
    return is_level && spread >= DATA_LEVEL_MIN;
}

bool data_noised(const DataNoised *out, const DataSet *data, const double *y, size_t n,
                 double scale, double spread) {
    if (!level_has_density(data, scale, spread)) {
        return false;
    }
    data->noised(out, data, y, n, scale, spread);
    return true;
}

void data_put(const DataNoised *out, const DataSet *data, size_t i, double log_density,
              const double *score, const double *mean, double spread) {
    size_t d = data->dimension;
    if (out->log_density != NULL) {
        out->log_density[i] = log_density;
    }
    for (size_t k = 0; k < d; k++) {
        if (out->score != NULL) {
            out->score[i * d + k] = score[k];
        }
        if (out->mean != NULL) {
            out->mean[i * d + k] = mean[k];
        }
        /* Tweedie: \nabla_y\log p(y) = -\mathrm E[\epsilon|y]/s, claim: score-is-noise. */
        if (out->noise != NULL) {
            out->noise[i * d + k] = -spread * score[k];
        }
    }
}
