/* list.c - see list.h. */
#include "draw/list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A first frame's marks; doubled as often as needed. */
#define FIRST_CAPACITY 256
/* Corners of round rectangles: each is so many short edges. */
#define CORNER_EDGES 6
#define PI_F 3.14159265358979f

void draw_list_init(DrawList *list) {
    *list = (DrawList){0};
}

void draw_list_clear(DrawList *list) {
    free(list->marks);
    free(list->points);
    free(list->glyphs);
    *list = (DrawList){0};
}

void draw_list_reset(DrawList *list) {
    list->mark_count = list->point_count = list->glyph_count = 0;
}

/* Room for `more` items of `size` bytes behind the first `count`. */
static void *grow(void *items, size_t count, size_t more, size_t size, size_t *capacity) {
    size_t wanted = memory_sum(count, more);
    if (wanted <= *capacity) {
        return items;
    }
    size_t larger = *capacity > 0 ? *capacity : FIRST_CAPACITY;
    while (larger < wanted) {
        larger = memory_product(larger, 2);
    }
    *capacity = larger;
    return memory_resize(items, memory_product(larger, size));
}

static Mark *add(DrawList *list, MarkKind kind, Color color) {
    list->marks = grow(list->marks, list->mark_count, 1, sizeof *list->marks, &list->mark_capacity);
    Mark *mark = &list->marks[list->mark_count++];
    *mark = (Mark){.kind = kind, .color = color};
    return mark;
}

static Vec2 *add_points(DrawList *list, Mark *mark, size_t count) {
    mark->first = list->point_count;
    mark->count = count;
    list->points =
        grow(list->points, list->point_count, count, sizeof *list->points, &list->point_capacity);
    Vec2 *points = list->points + list->point_count;
    list->point_count += count;
    return points;
}

void draw_rect(DrawList *list, Rect box, Color color) {
    add(list, MARK_RECT, color)->box = box;
}

void draw_frame(DrawList *list, Rect box, float width, Color color) {
    float inner = box.height - 2.0f * width;
    draw_rect(list, (Rect){box.x, box.y, box.width, width}, color);
    draw_rect(list, (Rect){box.x, box.y + box.height - width, box.width, width}, color);
    draw_rect(list, (Rect){box.x, box.y + width, width, inner}, color);
    draw_rect(list, (Rect){box.x + box.width - width, box.y + width, width, inner}, color);
}

void draw_line(DrawList *list, float x0, float y0, float x1, float y1, float width, Color color) {
    const Vec2 ends[2] = {{x0, y0}, {x1, y1}};
    draw_polyline(list, ends, 2, width, color);
}

void draw_polyline(DrawList *list, const Vec2 *points, size_t count, float width, Color color) {
    if (count < 2) {
        return;
    }
    Mark *mark = add(list, MARK_LINE, color);
    mark->size = width;
    memcpy(add_points(list, mark, count), points, count * sizeof *points);
}

void draw_dashed(DrawList *list, const Vec2 *points, size_t count, float width, float dash,
                 Color color) {
    float walked = 0.0f; /* along the line, from the start of the present dash or gap */
    bool on = true;
    for (size_t i = 1; i < count; i++) {
        Vec2 a = points[i - 1], b = points[i];
        float length = hypotf(b.x - a.x, b.y - a.y), at = 0.0f;
        /* A dash shorter than nothing, or NaN, would never end. */
        while (dash > 0.1f && at < length) {
            float next = fminf(at + dash - walked, length);
            if (on) {
                float from = at / length, to = next / length;
                draw_line(list, a.x + (b.x - a.x) * from, a.y + (b.y - a.y) * from,
                          a.x + (b.x - a.x) * to, a.y + (b.y - a.y) * to, width, color);
            }
            walked += next - at;
            at = next;
            if (walked >= dash - 1e-3f) {
                walked = 0.0f;
                on = !on;
            }
        }
    }
}

void draw_polygon(DrawList *list, const Vec2 *points, size_t count, Color color) {
    if (count < 3) {
        return;
    }
    Mark *mark = add(list, MARK_POLYGON, color);
    memcpy(add_points(list, mark, count), points, count * sizeof *points);
}

void draw_disc(DrawList *list, float x, float y, float radius, Color color) {
    Mark *mark = add(list, MARK_DISC, color);
    mark->box = (Rect){x, y, 0.0f, 0.0f};
    mark->size = radius;
}

void draw_ring(DrawList *list, float x, float y, float radius, float width, Color color) {
    Mark *mark = add(list, MARK_RING, color);
    mark->box = (Rect){x, y, 0.0f, 0.0f};
    mark->size = radius;
    mark->width = width;
}

void draw_round_rect(DrawList *list, Rect box, float radius, Color color) {
    float r = fminf(radius, fminf(box.width, box.height) * 0.5f);
    if (!(r > 0.5f)) {
        draw_rect(list, box, color);
        return;
    }
    Mark *mark = add(list, MARK_POLYGON, color);
    Vec2 *points = add_points(list, mark, (size_t)4 * (CORNER_EDGES + 1));
    const Vec2 middles[4] = {{box.x + box.width - r, box.y + box.height - r},
                             {box.x + r, box.y + box.height - r},
                             {box.x + r, box.y + r},
                             {box.x + box.width - r, box.y + r}};
    for (size_t corner = 0; corner < 4; corner++) {
        for (size_t i = 0; i <= CORNER_EDGES; i++) {
            float angle = PI_F * 0.5f * ((float)corner + (float)i / CORNER_EDGES);
            *points++ =
                (Vec2){middles[corner].x + r * cosf(angle), middles[corner].y + r * sinf(angle)};
        }
    }
}

void draw_glyphs(DrawList *list, const DrawGlyph *glyphs, size_t count, float size, Color color) {
    if (count == 0) {
        return;
    }
    Mark *mark = add(list, MARK_GLYPHS, color);
    mark->size = size;
    mark->first = list->glyph_count;
    mark->count = count;
    list->glyphs =
        grow(list->glyphs, list->glyph_count, count, sizeof *list->glyphs, &list->glyph_capacity);
    memcpy(list->glyphs + list->glyph_count, glyphs, count * sizeof *glyphs);
    list->glyph_count += count;
}

void draw_image(DrawList *list, Rect box, const Color *pixels, size_t columns, size_t rows,
                bool smooth) {
    if (columns == 0 || rows == 0) {
        return;
    }
    Mark *mark = add(list, MARK_IMAGE, 0);
    mark->box = box;
    mark->image = pixels;
    mark->columns = columns;
    mark->rows = rows;
    mark->smooth = smooth;
}

void draw_particles(DrawList *list, const Vec2 *particles, size_t count, float size, Color color) {
    Mark *mark = add(list, MARK_PARTICLES, color);
    mark->particles = particles;
    mark->count = count;
    mark->size = size;
}

void draw_list_append(DrawList *list, const DrawList *part, float dx, float dy) {
    for (size_t i = 0; i < part->mark_count; i++) {
        const Mark *from = &part->marks[i];
        Mark *mark = add(list, from->kind, from->color);
        size_t at = (size_t)(mark - list->marks);
        *mark = *from;
        mark->box.x += dx;
        mark->box.y += dy;
        bool shape = from->kind == MARK_POLYGON || from->kind == MARK_LINE;
        if (shape) {
            Vec2 *points = add_points(list, mark, from->count);
            for (size_t k = 0; k < from->count; k++) {
                Vec2 point = part->points[from->first + k];
                points[k] = (Vec2){point.x + dx, point.y + dy};
            }
        } else if (from->kind == MARK_GLYPHS) {
            list->mark_count = at; /* draw_glyphs adds it anew */
            size_t first = list->glyph_count;
            draw_glyphs(list, part->glyphs + from->first, from->count, from->size, from->color);
            for (size_t k = first; k < list->glyph_count; k++) {
                list->glyphs[k].x += dx;
                list->glyphs[k].y += dy;
            }
        }
    }
}

void draw_clip(DrawList *list, Rect box) {
    add(list, MARK_CLIP, 0)->box = box;
}

void draw_unclip(DrawList *list) {
    (void)add(list, MARK_UNCLIP, 0);
}

Color color_fade(Color color, float opacity) {
    float alpha = (float)(color >> 24) * fminf(fmaxf(opacity, 0.0f), 1.0f);
    return ((Color)lrintf(alpha) << 24) | (color & 0xFFFFFFu);
}

Color color_mix(Color a, Color b, float share) {
    float part = fminf(fmaxf(share, 0.0f), 1.0f);
    Color mixed = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        float from = (float)((a >> shift) & 0xFFu), to = (float)((b >> shift) & 0xFFu);
        mixed |= (Color)lrintf(from + (to - from) * part) << shift;
    }
    return mixed;
}

bool rect_contains(Rect box, float x, float y) {
    return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
}
