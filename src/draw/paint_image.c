/* paint_image.c - particles and images, by loops of our own over horizontal bands.
 *
 * Every band belongs to one thread and meets its particles in their order, so the pixels are the
 * same for any number of threads. */
#include <math.h>

#include "draw/paint_internal.h"

/* A band for each thread would wait for the one with the most particles. */
#define BANDS_PER_THREAD 2
/* Fewer particles or pixels than these are done before another thread has woken up. */
#define PARTICLES_ALONE 4000
#define PIXELS_ALONE 60000

typedef struct {
    Canvas *canvas;
    Area clip;
    const Mark *mark;
    size_t bands;
} Banded;

static Area band_of(const Banded *banded, size_t band) {
    Area area = banded->clip;
    int height = area.bottom - area.top;
    area.bottom = area.top + (int)((size_t)height * (band + 1) / banded->bands);
    area.top += (int)((size_t)height * band / banded->bands);
    return area;
}

static void run(Banded *banded, Pool *pool, bool alone, void (*work)(void *, size_t)) {
    banded->bands = alone ? 1 : pool_threads(pool) * BANDS_PER_THREAD;
    pool_run(pool, work, banded, banded->bands);
}

static void particle_band(void *context, size_t band) {
    const Banded *banded = context;
    const Mark *mark = banded->mark;
    Area area = band_of(banded, band);
    int side = mark->size > 1.0f ? (int)lrintf(mark->size) : 1;
    float half = 0.5f * (float)side - 0.5f;
    /* Compared as floats first: most particles belong to other bands, and far ones (or NaN) must
     * not be converted. */
    float top = (float)(area.top - side), bottom = (float)area.bottom;
    float first = (float)(area.left - side), last = (float)area.right;
    for (size_t i = 0; i < mark->count; i++) {
        float fy = mark->particles[i].y - half, fx = mark->particles[i].x - half;
        if (!(fy >= top && fy < bottom && fx >= first && fx < last)) {
            continue;
        }
        int x0 = (int)floorf(fx), y0 = (int)floorf(fy);
        int x1 = x0 + side < area.right ? x0 + side : area.right;
        int y1 = y0 + side < area.bottom ? y0 + side : area.bottom;
        x0 = x0 > area.left ? x0 : area.left;
        y0 = y0 > area.top ? y0 : area.top;
        for (int y = y0; y < y1; y++) {
            uint32_t *row = banded->canvas->pixels + (size_t)y * banded->canvas->width;
            for (int x = x0; x < x1; x++) {
                pixel_blend(&row[x], mark->color, 255);
            }
        }
    }
}

void paint_particles(Canvas *canvas, Area clip, const Mark *mark, Pool *pool) {
    Banded banded = {.canvas = canvas, .clip = clip, .mark = mark};
    run(&banded, pool, mark->count < PARTICLES_ALONE, particle_band);
}

/* Between two colours, share 0..256. */
static Color between(Color a, Color b, unsigned share) {
    uint32_t low = ((a & 0xFF00FFu) * (256 - share) + (b & 0xFF00FFu) * share) >> 8;
    uint32_t high = ((a >> 8) & 0xFF00FFu) * (256 - share) + ((b >> 8) & 0xFF00FFu) * share;
    return (low & 0xFF00FFu) | (high & 0xFF00FF00u);
}

/* The place in the image of the middle of a pixel: the cell before it and the way to the next one,
 * 0..256. */
static size_t cell_at(float place, size_t count, bool smooth, unsigned *share) {
    float at = smooth ? place * (float)count - 0.5f : floorf(place * (float)count);
    at = at > 0.0f ? at : 0.0f;
    float last = (float)(count - 1);
    at = at < last ? at : last;
    size_t cell = (size_t)at;
    *share = smooth ? (unsigned)((at - (float)cell) * 256.0f) : 0;
    return cell;
}

static void image_band(void *context, size_t band) {
    const Banded *banded = context;
    const Mark *mark = banded->mark;
    Area area = band_of(banded, band);
    const Rect *box = &mark->box;
    for (int y = area.top; y < area.bottom; y++) {
        unsigned down = 0;
        size_t row =
            cell_at(((float)y + 0.5f - box->y) / box->height, mark->rows, mark->smooth, &down);
        const Color *upper = mark->image + row * mark->columns;
        const Color *lower = row + 1 < mark->rows ? upper + mark->columns : upper;
        uint32_t *out = banded->canvas->pixels + (size_t)y * banded->canvas->width;
        for (int x = area.left; x < area.right; x++) {
            unsigned along = 0;
            size_t cell = cell_at(((float)x + 0.5f - box->x) / box->width, mark->columns,
                                  mark->smooth, &along);
            size_t next = cell + 1 < mark->columns ? cell + 1 : cell;
            Color color = upper[cell];
            if (mark->smooth) {
                color = between(between(upper[cell], upper[next], along),
                                between(lower[cell], lower[next], along), down);
            }
            pixel_blend(&out[x], color, 255);
        }
    }
}

void paint_image(Canvas *canvas, Area clip, const Mark *mark, Pool *pool) {
    Banded banded = {.canvas = canvas, .clip = clip, .mark = mark};
    const Rect *box = &mark->box;
    if (!(box->width > 0.0f && box->height > 0.0f) || clip.right <= clip.left ||
        clip.bottom <= clip.top) {
        return;
    }
    long pixels = (long)(clip.right - clip.left) * (clip.bottom - clip.top);
    run(&banded, pool, pixels < PIXELS_ALONE, image_band);
}
