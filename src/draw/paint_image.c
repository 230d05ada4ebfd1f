/* paint_image.c - particles, images and boxes, by loops of our own over horizontal bands.
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
/* A walk of 8192 steps is off by less than a hundred thousandth of a cell. */
#define PLACE_BITS 32

typedef struct {
    Canvas *canvas;
    Area clip;
    const Mark *mark; /* NULL: a box of one colour */
    Color color;
    size_t bands;
} Banded;

static uint32_t *pixels_at(Canvas *canvas, int x, int y) {
    return canvas->pixels + (size_t)y * canvas->width + x;
}

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

/* floorf, which is a call on the plainest x86-64. */
static int floor_of(float value) {
    int whole = (int)value;
    return whole - (value < (float)whole);
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
    Ink ink = ink_of(mark->color, 255);
    for (size_t i = 0; i < mark->count; i++) {
        float fy = mark->particles[i].y - half, fx = mark->particles[i].x - half;
        if (!(fy >= top && fy < bottom && fx >= first && fx < last)) {
            continue;
        }
        int x0 = floor_of(fx), y0 = floor_of(fy);
        int x1 = x0 + side < area.right ? x0 + side : area.right;
        int y1 = y0 + side < area.bottom ? y0 + side : area.bottom;
        x0 = x0 > area.left ? x0 : area.left;
        y0 = y0 > area.top ? y0 : area.top;
        for (int y = y0; y < y1; y++) {
            uint32_t *row = pixels_at(banded->canvas, 0, y);
            for (int x = x0; x < x1; x++) {
                row[x] = ink_over(ink, row[x]);
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

/* How the pixels of a row or column walk through the cells of an image: places in cells with
 * PLACE_BITS binary digits behind the point. */
typedef struct {
    int64_t start, step, last;
} Walk;

static int64_t place_of(double cells, double most) {
    double bounded = fmin(fmax(cells, -most), most);
    return (int64_t)(bounded * (double)((int64_t)1 << PLACE_BITS));
}

/* From the middle of pixel `first`; a smooth image has its colours in the middles of its cells. */
static Walk walk_of(int first, float start, float length, size_t cells, bool smooth) {
    double count = (double)cells, per_pixel = count / (double)length;
    double place = ((double)first + 0.5 - (double)start) * per_pixel - (smooth ? 0.5 : 0.0);
    return (Walk){place_of(place, count + 1.0), place_of(per_pixel, count),
                  (int64_t)(cells - 1) << PLACE_BITS};
}

/* The cell before a place, and the way to the next one, 0..255 of 256. */
static size_t cell_at(const Walk *walk, int step, unsigned *share) {
    int64_t at = walk->start + step * walk->step;
    if (at >= walk->last) {
        *share = 0;
        return (size_t)(walk->last >> PLACE_BITS);
    }
    at = at > 0 ? at : 0;
    *share = (unsigned)(at >> (PLACE_BITS - 8)) & 0xFFu;
    return (size_t)(at >> PLACE_BITS);
}

static void lay(uint32_t *pixel, Color color) {
    *pixel = (color >> 24) == 255 ? color : ink_over(ink_of(color, 255), *pixel);
}

static void smooth_row(uint32_t *out, int count, const Walk *walk, const Color *upper,
                       const Color *lower, unsigned down) {
    size_t known = SIZE_MAX, last = (size_t)(walk->last >> PLACE_BITS);
    Color left = 0, right = 0; /* of the known cell and the next, between the two rows */
    for (int x = 0; x < count; x++) {
        unsigned along = 0;
        size_t cell = cell_at(walk, x, &along);
        if (cell != known) {
            size_t next = cell < last ? cell + 1 : cell;
            left = between(upper[cell], lower[cell], down);
            right = between(upper[next], lower[next], down);
            known = cell;
        }
        lay(&out[x], between(left, right, along));
    }
}

static void blocks_row(uint32_t *out, int count, const Walk *walk, const Color *cells) {
    for (int x = 0; x < count; x++) {
        unsigned along = 0;
        lay(&out[x], cells[cell_at(walk, x, &along)]);
    }
}

static void image_band(void *context, size_t band) {
    const Banded *banded = context;
    const Mark *mark = banded->mark;
    Area area = band_of(banded, band);
    const Rect *box = &mark->box;
    Walk across = walk_of(area.left, box->x, box->width, mark->columns, mark->smooth);
    /* From the clip's top, so that a row does not depend on the band it is in. */
    int top = banded->clip.top;
    Walk downwards = walk_of(top, box->y, box->height, mark->rows, mark->smooth);
    for (int y = area.top; y < area.bottom; y++) {
        unsigned down = 0;
        size_t row = cell_at(&downwards, y - top, &down);
        const Color *upper = mark->image + row * mark->columns;
        const Color *lower = row + 1 < mark->rows ? upper + mark->columns : upper;
        uint32_t *out = pixels_at(banded->canvas, area.left, y);
        if (mark->smooth) {
            smooth_row(out, area.right - area.left, &across, upper, lower, down);
        } else {
            blocks_row(out, area.right - area.left, &across, upper);
        }
    }
}

static bool is_alone(Area area) {
    return (long)(area.right - area.left) * (area.bottom - area.top) < PIXELS_ALONE;
}

static bool is_empty(Area area) {
    return area.right <= area.left || area.bottom <= area.top;
}

void paint_image(Canvas *canvas, Area clip, const Mark *mark, Pool *pool) {
    Banded banded = {.canvas = canvas, .clip = clip, .mark = mark};
    if (mark->box.width > 0.0f && mark->box.height > 0.0f && !is_empty(clip)) {
        run(&banded, pool, is_alone(clip), image_band);
    }
}

static void area_band(void *context, size_t band) {
    const Banded *banded = context;
    Area area = band_of(banded, band);
    for (int y = area.top; y < area.bottom; y++) {
        row_blend(pixels_at(banded->canvas, area.left, y), (size_t)(area.right - area.left),
                  banded->color, 255);
    }
}

void paint_area(Canvas *canvas, Area area, Color color, Pool *pool) {
    Banded banded = {.canvas = canvas, .clip = area, .color = color};
    if (!is_empty(area)) {
        run(&banded, pool, is_alone(area), area_band);
    }
}
