/* paint.c - see paint.h. */
#include "draw/paint.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "draw/paint_internal.h"

/* Clips inside each other: window, panel, plot; more are a mistake. */
#define CLIPS_MAX 16
/* Pixels of a glyph are places in quarters. */
#define GLYPH_PLACES 4
/* No glyph is larger than so many ems. */
#define GLYPH_REACH 4.0f
/* Thin strokes look paler than they are where dark stands on light: their coverage is raised to
 * this power. By eye, Latin Modern at 18 to 40 pixels, on a projector and on a screen. */
#define DARK_TEXT_POWER 0.72f
#define LIGHT_TEXT_POWER 0.92f

struct Painter {
    Fonts *fonts;
    Pool *pool;
    ShapePainter *shapes;
    uint8_t dark_text[256], light_text[256];
};

Painter *painter_new(Fonts *fonts, Pool *pool) {
    Painter *painter = memory_zeroed(sizeof *painter);
    painter->fonts = fonts;
    painter->pool = pool;
    painter->shapes = shape_painter_new();
    for (size_t i = 0; i < 256; i++) {
        float share = (float)i / 255.0f;
        painter->dark_text[i] = (uint8_t)lrintf(255.0f * powf(share, DARK_TEXT_POWER));
        painter->light_text[i] = (uint8_t)lrintf(255.0f * powf(share, LIGHT_TEXT_POWER));
    }
    return painter;
}

void painter_free(Painter *painter) {
    if (painter != NULL) {
        shape_painter_free(painter->shapes);
        free(painter);
    }
}

bool canvas_resize(Canvas *canvas, size_t width, size_t height) {
    if (width == 0 || height == 0 || width > CANVAS_SIZE_MAX || height > CANVAS_SIZE_MAX) {
        return false;
    }
    if (width != canvas->width || height != canvas->height) {
        canvas->pixels = memory_resize(canvas->pixels, width * height * sizeof *canvas->pixels);
        canvas->width = width;
        canvas->height = height;
    }
    return true;
}

void canvas_clear(Canvas *canvas) {
    free(canvas->pixels);
    *canvas = (Canvas){0};
}

/* A coordinate as a pixel of the canvas, whatever it was. */
static int whole(float value, int limit) {
    return value > 0.0f ? (value < (float)limit ? (int)lrintf(value) : limit) : 0;
}

static Area cut(Area area, Rect box, const Canvas *canvas) {
    int width = (int)canvas->width, height = (int)canvas->height;
    int left = whole(box.x, width), right = whole(box.x + box.width, width);
    int top = whole(box.y, height), bottom = whole(box.y + box.height, height);
    return (Area){left > area.left ? left : area.left, top > area.top ? top : area.top,
                  right < area.right ? right : area.right,
                  bottom < area.bottom ? bottom : area.bottom};
}

/* Edges fall on pixels, and what is there is at least one pixel thick: rules and axes are crisp. */
static void paint_rect(const Painter *painter, Canvas *canvas, Area clip, Rect box, Color color) {
    if (!(box.width > 0.0f && box.height > 0.0f)) {
        return;
    }
    box.width = fmaxf(box.width, 1.0f);
    box.height = fmaxf(box.height, 1.0f);
    Rect crisp = {rintf(box.x), rintf(box.y), rintf(box.x + box.width) - rintf(box.x),
                  rintf(box.y + box.height) - rintf(box.y)};
    paint_area(canvas, cut(clip, crisp, canvas), color, painter->pool);
}

static bool is_dark(Color color) {
    unsigned red = (color >> 16) & 0xFF, green = (color >> 8) & 0xFF, blue = color & 0xFF;
    return 2 * red + 5 * green + blue < 8 * 128;
}

static void paint_glyph(const uint8_t *table, Canvas *canvas, Area clip, const GlyphImage *image,
                        int x, int y, Color color) {
    int left = x + image->left, top = y - image->top;
    int x0 = left > clip.left ? left : clip.left;
    int y0 = top > clip.top ? top : clip.top;
    int x1 = left + (int)image->width < clip.right ? left + (int)image->width : clip.right;
    int y1 = top + (int)image->height < clip.bottom ? top + (int)image->height : clip.bottom;
    for (int row = y0; row < y1; row++) {
        const uint8_t *coverage = image->coverage + (size_t)(row - top) * image->stride;
        uint32_t *out = canvas->pixels + (size_t)row * canvas->width;
        for (int column = x0; column < x1; column++) {
            unsigned share = coverage[column - left];
            if (share > 0) {
                pixel_blend(&out[column], color, table[share]);
            }
        }
    }
}

static void paint_glyphs(Painter *painter, Canvas *canvas, Area clip, const DrawList *list,
                         const Mark *mark) {
    const uint8_t *table = is_dark(mark->color) ? painter->dark_text : painter->light_text;
    float reach = GLYPH_REACH * mark->size;
    if (!(mark->size > 0.0f && mark->size <= CANVAS_SIZE_MAX)) {
        return;
    }
    for (size_t i = mark->first; i < mark->first + mark->count; i++) {
        const DrawGlyph *glyph = &list->glyphs[i];
        bool near = glyph->x > (float)clip.left - reach && glyph->x < (float)clip.right + reach &&
                    glyph->y > (float)clip.top - reach && glyph->y < (float)clip.bottom + reach;
        if (!near) {
            continue;
        }
        float quarters = floorf(glyph->x * GLYPH_PLACES + 0.5f);
        float column = floorf(quarters / GLYPH_PLACES);
        unsigned place = (unsigned)(quarters - column * GLYPH_PLACES);
        const GlyphImage *image =
            fonts_glyph_image(painter->fonts, glyph->face, glyph->id, mark->size, place);
        if (image != NULL && image->coverage != NULL) {
            paint_glyph(table, canvas, clip, image, (int)column, (int)lrintf(glyph->y),
                        mark->color);
        }
    }
}

static void paint_mark(Painter *painter, Canvas *canvas, Area clip, const DrawList *list,
                       const Mark *mark) {
    /* A list of rectangles and words has no points at all. */
    const Vec2 *points = list->point_count > 0 ? list->points + mark->first : NULL;
    switch (mark->kind) {
    case MARK_RECT: paint_rect(painter, canvas, clip, mark->box, mark->color); break;
    case MARK_POLYGON:
        shape_polygon(painter->shapes, canvas, clip, points, mark->count, mark->color);
        break;
    case MARK_LINE:
        shape_line(painter->shapes, canvas, clip, points, mark->count, mark->size, mark->color);
        break;
    case MARK_DISC:
        shape_ring(painter->shapes, canvas, clip, mark->box.x, mark->box.y, mark->size, 0.0f,
                   mark->color);
        break;
    case MARK_RING:
        shape_ring(painter->shapes, canvas, clip, mark->box.x, mark->box.y,
                   mark->size + 0.5f * mark->width, mark->size - 0.5f * mark->width, mark->color);
        break;
    case MARK_GLYPHS: paint_glyphs(painter, canvas, clip, list, mark); break;
    case MARK_IMAGE: paint_image(canvas, cut(clip, mark->box, canvas), mark, painter->pool); break;
    case MARK_PARTICLES: paint_particles(canvas, clip, mark, painter->pool); break;
    case MARK_CLIP:
    case MARK_UNCLIP: break;
    }
}

void painter_paint(Painter *painter, Canvas *canvas, const DrawList *list, Color background) {
    Area clips[CLIPS_MAX] = {{0, 0, (int)canvas->width, (int)canvas->height}};
    size_t depth = 0;
    paint_area(canvas, clips[0], 0xFF000000u | background, painter->pool);
    for (size_t i = 0; i < list->mark_count; i++) {
        const Mark *mark = &list->marks[i];
        /* Clips too deep are counted, so that their ends are not taken for those of others. */
        Area *clip = &clips[depth < CLIPS_MAX ? depth : CLIPS_MAX - 1];
        if (mark->kind == MARK_CLIP) {
            depth++;
            if (depth < CLIPS_MAX) {
                clip[1] = cut(*clip, mark->box, canvas);
            }
        } else if (mark->kind == MARK_UNCLIP) {
            depth -= depth > 0;
        } else {
            paint_mark(painter, canvas, *clip, list, mark);
        }
    }
}
