/* typeset.c - see typeset.h: a formula as a whole, and its lines where it is too wide. */
#include "view/typeset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/typeset_internal.h"

/* Further lines of a broken formula start so many ems further right. */
#define CONTINUATION_INDENT 2.0f
#define LINE_GAP 0.45f
/* Items of a row that are looked at for a place to break. */
#define PIECES_MAX 256

static void init_setter(Setter *setter, Arena *arena, Fonts *fonts, float size) {
    *setter = (Setter){.arena = arena, .fonts = fonts, .size = size};
    MathConstants plain = math_constants(fonts, size);
    const float shares[4] = {1.0f, 1.0f, plain.script_percent_scale_down,
                             plain.script_script_percent_scale_down};
    for (size_t i = 0; i < 4; i++) {
        setter->sizes[i] = size * shares[i];
        setter->constants[i] = math_constants(fonts, setter->sizes[i]);
    }
}

/* ---- breaking ---- */

/* A run of items that starts with a relation or a sign, or is the first. */
typedef struct {
    size_t first, count;
    bool relation;
    Ink *ink;
    float before; /* space towards the piece on its left */
} Piece;

static const Noad *unwrap(const Noad *noad) {
    while (noad->kind == NOAD_ROW && noad->count == 1) {
        noad = noad->items[0];
    }
    return noad;
}

static size_t split(const Context *context, const Noad *row, const SpaceClass *classes,
                    Piece *pieces) {
    size_t count = 1;
    int depth = 0;
    pieces[0] = (Piece){0};
    for (size_t i = 0; i < row->count; i++) {
        const Noad *item = row->items[i];
        if (item->kind == NOAD_FENCE && item->fence != FENCE_EITHER) {
            depth += item->fence == FENCE_OPEN ? 1 : item->fence == FENCE_CLOSE ? -1 : 0;
        }
        bool breaks = depth <= 0 && (classes[i] == SPACE_REL || classes[i] == SPACE_BIN);
        if (breaks && pieces[count - 1].count > 0 && count < PIECES_MAX) {
            float space = i > 0 ? class_space(context, classes[i - 1], classes[i]) : 0.0f;
            pieces[count++] = (Piece){.first = i,
                                      .relation = classes[i] == SPACE_REL,
                                      .before = space * context_size(context)};
        }
        pieces[count - 1].count++;
    }
    return count;
}

static Ink *set_piece(const Context *context, const Noad *row, const SpaceClass *classes,
                      const Piece *piece) {
    Setter *setter = context->setter;
    Ink *ink = ink_new(setter);
    float size = context_size(context);
    SpaceClass before = SPACE_NONE;
    for (size_t i = piece->first; i < piece->first + piece->count; i++) {
        if (classes[i] == SPACE_NONE) {
            ink->width += space_width(row->items[i]) * size;
            continue;
        }
        Ink *part = set_noad(context, row->items[i]);
        ink->width += class_space(context, before, classes[i]) * size;
        ink_put(setter, ink, part, ink->width, 0.0f);
        ink->width += part->width + part->italic;
        before = classes[i];
    }
    return ink;
}

/* Where the next line starts: as many pieces as fit, back to the last relation where one is not too
 * far back. */
static size_t line_of(const Piece *pieces, size_t first, size_t count, float room) {
    float width = 0.0f;
    size_t fits = first;
    while (fits < count &&
           (fits == first || width + pieces[fits].before + pieces[fits].ink->width <= room)) {
        width += pieces[fits].before + pieces[fits].ink->width;
        fits++;
    }
    if (fits == count) {
        return count;
    }
    for (size_t i = fits; i > first + 1; i--) {
        if (pieces[i].relation) {
            return i;
        }
    }
    return fits;
}

static Ink *break_row(const Context *context, const Noad *row, float width_max) {
    Setter *setter = context->setter;
    SpaceClass *classes = row_classes(setter->arena, row->items, row->count, false);
    Piece *pieces = arena_array(setter->arena, PIECES_MAX, sizeof *pieces);
    size_t count = split(context, row, classes, pieces);
    for (size_t i = 0; i < count; i++) {
        pieces[i].ink = set_piece(context, row, classes, &pieces[i]);
    }
    Ink *ink = ink_new(setter);
    float y = 0.0f, below = 0.0f;
    for (size_t first = 0; first < count;) {
        float indent = first > 0 ? CONTINUATION_INDENT * setter->size : 0.0f;
        size_t end = line_of(pieces, first, count, width_max - indent);
        float x = indent, up = 0.0f, down = 0.0f;
        for (size_t i = first; i < end; i++) {
            up = fmaxf(up, pieces[i].ink->up);
            down = fmaxf(down, pieces[i].ink->down);
        }
        y += first > 0 ? below + up + LINE_GAP * setter->size : 0.0f;
        for (size_t i = first; i < end; i++) {
            x += i > first ? pieces[i].before : 0.0f;
            ink_put(setter, ink, pieces[i].ink, x, y);
            x += pieces[i].ink->width;
        }
        ink->width = fmaxf(ink->width, x);
        below = down;
        first = end;
    }
    ink_place(setter, ink, row);
    return ink;
}

/* The rows of a table that is too wide, each broken as a row of its own. */
static Ink *break_table(const Context *context, const Noad *table, float width_max) {
    Setter *setter = context->setter;
    Ink *ink = ink_new(setter);
    float y = 0.0f, below = 0.0f;
    size_t columns = table->columns > 0 ? table->columns : 1;
    for (size_t r = 0; r < table->count / columns; r++) {
        size_t total = 0;
        for (size_t c = 0; c < columns; c++) {
            const Noad *cell = table->items[r * columns + c];
            total += cell->kind == NOAD_ROW ? cell->count : 1;
        }
        Noad line = {.kind = NOAD_ROW, .span = table->span, .name = "", .close = ""};
        line.items = arena_array(setter->arena, total + 1, sizeof *line.items);
        for (size_t c = 0; c < columns; c++) {
            Noad *cell = table->items[r * columns + c];
            size_t parts = cell->kind == NOAD_ROW ? cell->count : 1;
            for (size_t i = 0; i < parts; i++) {
                line.items[line.count++] = cell->kind == NOAD_ROW ? cell->items[i] : cell;
            }
        }
        float indent = r > 0 ? CONTINUATION_INDENT * setter->size : 0.0f;
        Ink *broken = break_row(context, &line, width_max - indent);
        broken->place_count = broken->place_count > 0 ? broken->place_count - 1 : 0;
        y += r > 0 ? below + broken->up + LINE_GAP * setter->size : 0.0f;
        ink_put(setter, ink, broken, indent, y);
        ink->width = fmaxf(ink->width, indent + broken->width);
        below = broken->down;
    }
    return ink;
}

static Ink *set_within(const Context *context, const Noad *noad, float width_max) {
    Ink *ink = set_noad(context, noad);
    const Noad *inner = unwrap(noad);
    if (width_max <= 0.0f || ink->width <= width_max) {
        return ink;
    }
    if (inner->kind == NOAD_ROW) {
        return break_row(context, inner, width_max);
    }
    bool flows = inner->kind == NOAD_TABLE &&
                 (strcmp(inner->name, "aligned") == 0 || strcmp(inner->name, "gathered") == 0);
    return flows ? break_table(context, inner, width_max) : ink;
}

/* ---- the result ---- */

static int by_size(const void *left, const void *right) {
    const InkGlyph *a = left, *b = right;
    return (a->size > b->size) - (a->size < b->size);
}

const Typeset *typeset_formula(Arena *arena, Fonts *fonts, const Noad *noad,
                               const TypesetStyle *style) {
    Setter setter;
    init_setter(&setter, arena, fonts, style->size);
    Context context = {&setter, style->display ? STYLE_D : STYLE_T, false};
    Ink *ink = set_within(&context, noad, style->width_max);
    if (ink->glyph_count > 1) {
        qsort(ink->glyphs, ink->glyph_count, sizeof *ink->glyphs, by_size);
    }
    Typeset *out = arena_alloc(arena, sizeof *out);
    DrawGlyph *glyphs = arena_array(arena, ink->glyph_count, sizeof *glyphs);
    float *sizes = arena_array(arena, ink->glyph_count, sizeof *sizes);
    for (size_t i = 0; i < ink->glyph_count; i++) {
        glyphs[i] = ink->glyphs[i].glyph;
        sizes[i] = ink->glyphs[i].size;
    }
    *out = (Typeset){.width = ink->width,
                     .ascent = ink->up,
                     .descent = ink->down,
                     .glyph_count = ink->glyph_count,
                     .glyphs = glyphs,
                     .sizes = sizes,
                     .rule_count = ink->rule_count,
                     .rules = ink->rules,
                     .place_count = ink->place_count,
                     .places = ink->places,
                     .complete = ink->complete};
    return out;
}

void typeset_draw(DrawList *list, const Typeset *typeset, float x, float y, Color color) {
    for (size_t i = 0; i < typeset->glyph_count;) {
        size_t end = i;
        while (end < typeset->glyph_count && typeset->sizes[end] == typeset->sizes[i]) {
            end++;
        }
        size_t first = list->glyph_count;
        draw_glyphs(list, typeset->glyphs + i, end - i, typeset->sizes[i], color);
        for (size_t k = first; k < list->glyph_count; k++) {
            list->glyphs[k].x += x;
            list->glyphs[k].y += y;
        }
        i = end;
    }
    for (size_t i = 0; i < typeset->rule_count; i++) {
        Rect rule = typeset->rules[i];
        draw_rect(list, (Rect){rule.x + x, rule.y + y, rule.width, rule.height}, color);
    }
}

const TypesetPlace *typeset_at(const Typeset *typeset, float x, float y) {
    const TypesetPlace *found = NULL;
    float area = INFINITY;
    for (size_t i = 0; i < typeset->place_count; i++) {
        const TypesetPlace *place = &typeset->places[i];
        float own = place->box.width * place->box.height;
        bool symbol = place->noad->kind == NOAD_SYMBOL || place->noad->kind == NOAD_ACCENT;
        /* Scripts and accents overlap the boxes around them: the smallest is meant. */
        if (symbol && rect_contains(place->box, x, y) && own <= area) {
            area = own;
            found = place;
        }
    }
    return found;
}

bool typeset_box(const Typeset *typeset, Span span, Rect *box) {
    bool found = false;
    for (size_t i = 0; i < typeset->place_count; i++) {
        const TypesetPlace *place = &typeset->places[i];
        Span own = place->noad->span;
        if (own.start < span.start || own.end > span.end || own.start >= own.end) {
            continue;
        }
        if (!found) {
            *box = place->box;
            found = true;
            continue;
        }
        float right = fmaxf(box->x + box->width, place->box.x + place->box.width);
        float bottom = fmaxf(box->y + box->height, place->box.y + place->box.height);
        box->x = fminf(box->x, place->box.x);
        box->y = fminf(box->y, place->box.y);
        box->width = right - box->x;
        box->height = bottom - box->y;
    }
    return found;
}
