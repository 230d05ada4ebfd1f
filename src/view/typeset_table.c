/* typeset_table.c - rows and columns: aligned chains, cases, matrices. */
#include <math.h>
#include <string.h>

#include "view/typeset_internal.h"

/* Ems of the text: TeX's baseline distance, the least gap between rows, jot of displays. */
#define ROW_DISTANCE 1.2f
#define ROW_GAP 0.1f
#define DISPLAY_JOT 0.3f
#define MATRIX_GAP 1.0f
#define CASES_GAP 1.0f
#define ALIGN_GAP 1.5f

typedef struct {
    const char *name, *open, *close;
    bool display, aligned; /* display style; columns right and left by turns */
    bool centred;
    float gap;
} TableRow;

static const TableRow rows[] = {
    {"aligned", ".", ".", true, true, false, ALIGN_GAP},
    {"gathered", ".", ".", true, false, true, 0.0f},
    {"cases", "{", ".", false, false, false, CASES_GAP},
    {"rcases", ".", "}", false, false, false, CASES_GAP},
    {"pmatrix", "(", ")", false, false, true, MATRIX_GAP},
    {"bmatrix", "[", "]", false, false, true, MATRIX_GAP},
    {"Bmatrix", "{", "}", false, false, true, MATRIX_GAP},
    {"vmatrix", "|", "|", false, false, true, MATRIX_GAP},
    {"Vmatrix", "||", "||", false, false, true, MATRIX_GAP},
    {"array", ".", ".", false, false, true, MATRIX_GAP},
    {"matrix", ".", ".", false, false, true, MATRIX_GAP},
};

static const TableRow *row_of(const char *name) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return &rows[sizeof rows / sizeof rows[0] - 1];
}

/* A cell of an aligned table begins beside an operand: "&= b" has the space of its relation. */
static Ink *set_cell(const Context *context, const Noad *cell, bool follows) {
    if (!follows || cell->kind != NOAD_ROW || cell->count == 0) {
        return set_noad(context, cell);
    }
    Setter *setter = context->setter;
    SpaceClass *classes = row_classes(setter->arena, cell->items, cell->count, true);
    Ink *ink = ink_new(setter);
    SpaceClass before = SPACE_ORD;
    float size = context_size(context);
    for (size_t i = 0; i < cell->count; i++) {
        if (classes[i] == SPACE_NONE) {
            ink->width += space_width(cell->items[i]) * size;
            continue;
        }
        Ink *part = set_noad(context, cell->items[i]);
        ink->width += class_space(context, before, classes[i]) * size;
        ink_put(setter, ink, part, ink->width, 0.0f);
        ink->width += part->width + part->italic;
        before = classes[i];
    }
    return ink;
}

/* The columns' left edges and the whole width. */
static float column_places(const TableRow *kind, Setter *setter, Ink *const *cells, size_t count,
                           size_t columns, float *widths, float *left) {
    float x = 0.0f;
    for (size_t c = 0; c < columns; c++) {
        widths[c] = 0.0f;
        for (size_t i = c; i < count; i += columns) {
            widths[c] = fmaxf(widths[c], cells[i]->width);
        }
        bool pair = kind->aligned && c % 2 == 1;
        x += c > 0 && !pair ? kind->gap * setter->size : 0.0f;
        left[c] = x;
        x += widths[c];
    }
    return x;
}

Ink *set_table(const Context *context, const Noad *table) {
    Setter *setter = context->setter;
    const TableRow *kind = row_of(table->name);
    size_t columns = table->columns > 0 ? table->columns : 1, count = table->count;
    Context cell_context = {setter, kind->display ? STYLE_D : STYLE_T, context->cramped};
    if (context->style > STYLE_T) {
        cell_context.style = context->style;
    }
    Ink **cells = arena_array(setter->arena, count + 1, sizeof(Ink *));
    for (size_t i = 0; i < count; i++) {
        cells[i] = set_cell(&cell_context, table->items[i], kind->aligned && i % columns % 2 == 1);
    }
    float *widths = arena_array(setter->arena, columns, sizeof *widths);
    float *left = arena_array(setter->arena, columns, sizeof *left);
    Ink *body = ink_new(setter);
    body->width = column_places(kind, setter, cells, count, columns, widths, left);
    float y = 0.0f, below = 0.0f, gap = ROW_GAP + (kind->display ? DISPLAY_JOT : 0.0f);
    for (size_t r = 0; r < count / columns; r++) {
        float up = 0.7f * setter->size, down = 0.3f * setter->size; /* a strut */
        for (size_t c = 0; c < columns; c++) {
            up = fmaxf(up, cells[r * columns + c]->up);
            down = fmaxf(down, cells[r * columns + c]->down);
        }
        if (r > 0) {
            float jot = kind->display ? DISPLAY_JOT : 0.0f;
            y += fmaxf((ROW_DISTANCE + jot) * setter->size, below + up + gap * setter->size);
        }
        for (size_t c = 0; c < columns; c++) {
            const Ink *cell = cells[r * columns + c];
            float room = widths[c] - cell->width;
            bool right = kind->aligned && c % 2 == 0;
            float x = left[c] + (right ? room : kind->centred ? room * 0.5f : 0.0f);
            ink_put(setter, body, cell, x, y);
        }
        below = down;
    }
    /* The whole stands around the axis. */
    float axis = context_constants(context)->axis_height;
    float middle = (body->up - body->down) * 0.5f;
    Ink *ink = ink_new(setter);
    ink->up = ink->down = -1e9f;
    ink_put(setter, ink, body, 0.0f, middle - axis);
    ink->width = body->width;
    bool plain = strcmp(kind->open, ".") == 0 && strcmp(kind->close, ".") == 0;
    return plain ? ink : set_delimited(context, ink, kind->open, kind->close);
}
