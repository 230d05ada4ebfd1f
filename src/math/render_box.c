/* render_box.c - see render_box.h. */
#include "math/render_box.h"

#include <assert.h>
#include <string.h>

/* Bytes of one cell: a letter of up to four bytes with combining marks. */
#define CELL_BYTES 12
/* A cell that belongs to the wide character before it. */
#define CELL_TAKEN '\x01'

typedef struct {
    char bytes[CELL_BYTES]; /* NUL-terminated; empty for a blank */
} Cell;

typedef struct {
    Cell *cells;
    size_t width;
    size_t height;
} Canvas;

size_t box_height(const Box *box) {
    return box->up + 1 + box->down;
}

Box *box_new(Arena *arena) {
    return arena_alloc(arena, sizeof(Box));
}

static BoxPart *add_part(Arena *arena, Box *box) {
    if (box->count == box->capacity) {
        size_t capacity = box->capacity == 0 ? 4 : box->capacity * 2;
        BoxPart *parts = arena_array(arena, capacity, sizeof *parts);
        if (box->count > 0) {
            memcpy(parts, box->parts, box->count * sizeof *parts);
        }
        box->parts = parts;
        box->capacity = capacity;
    }
    box->count++;
    return &box->parts[box->count - 1];
}

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

/* Rows from row 0 up to, or down to, `distance` beyond `row`. */
static size_t reach_up(ptrdiff_t row, size_t distance) {
    ptrdiff_t top = row - (ptrdiff_t)distance;
    return top < 0 ? (size_t)-top : 0;
}

static size_t reach_down(ptrdiff_t row, size_t distance) {
    ptrdiff_t bottom = row + (ptrdiff_t)distance;
    return bottom > 0 ? (size_t)bottom : 0;
}

void box_put(Arena *arena, Box *box, const Box *inner, size_t column, ptrdiff_t row) {
    BoxPart *part = add_part(arena, box);
    *part = (BoxPart){.column = column, .row = row, .box = inner};
    box->width = larger(box->width, column + inner->width);
    box->up = larger(box->up, reach_up(row, inner->up));
    box->down = larger(box->down, reach_down(row, inner->down));
    box->body_up = larger(box->body_up, reach_up(row, inner->body_up));
    box->body_down = larger(box->body_down, reach_down(row, inner->body_down));
}

void box_put_string(Arena *arena, Box *box, const char *string, size_t times, size_t column,
                    ptrdiff_t row) {
    BoxPart *part = add_part(arena, box);
    *part = (BoxPart){.column = column, .row = row, .string = string, .times = times};
    box->width = larger(box->width, column + times * utf8_columns(string, strlen(string)));
    box->up = larger(box->up, reach_up(row, 0));
    box->down = larger(box->down, reach_down(row, 0));
    box->body_up = larger(box->body_up, reach_up(row, 0));
    box->body_down = larger(box->body_down, reach_down(row, 0));
}

Box *box_string(Arena *arena, const char *string) {
    Box *box = box_new(arena);
    if (string[0] != '\0') {
        box_put_string(arena, box, arena_copy(arena, string, strlen(string)), 1, 0, 0);
    }
    return box;
}

void box_widen(Box *box, size_t columns) {
    box->width += columns;
}

/* Writes one string from the cell on; a combining mark joins the letter before it. Returns the
 * columns taken. */
static size_t draw_string(Canvas *canvas, const char *string, size_t column, size_t row) {
    size_t length = strlen(string);
    size_t taken = 0;
    size_t used = 0;
    for (size_t at = 0; at < length; at += used) {
        utf8_decode(string + at, length - at, &used);
        size_t columns = utf8_columns(string + at, used);
        assert(column + taken + columns <= canvas->width);
        if (columns == 0 && column + taken == 0) {
            continue;
        }
        Cell *cell = &canvas->cells[row * canvas->width + column + taken];
        if (columns == 0) {
            cell--;
            cell -= cell->bytes[0] == CELL_TAKEN ? 1 : 0;
            size_t filled = strlen(cell->bytes);
            if (filled > 0 && filled + used < CELL_BYTES) {
                memcpy(cell->bytes + filled, string + at, used);
            }
            continue;
        }
        memset(cell->bytes, 0, CELL_BYTES);
        memcpy(cell->bytes, string + at, used);
        if (columns == 2) {
            cell[1].bytes[0] = CELL_TAKEN;
            cell[1].bytes[1] = '\0';
        }
        taken += columns;
    }
    return taken;
}

static void draw_box(Canvas *canvas, const Box *box, size_t column, size_t row) {
    for (size_t i = 0; i < box->count; i++) {
        const BoxPart *part = &box->parts[i];
        size_t at = (size_t)((ptrdiff_t)row + part->row);
        assert(at < canvas->height);
        if (part->box != NULL) {
            draw_box(canvas, part->box, column + part->column, at);
            continue;
        }
        size_t next = column + part->column;
        for (size_t j = 0; j < part->times; j++) {
            next += draw_string(canvas, part->string, next, at);
        }
    }
}

void box_draw(Arena *arena, Text *out, const Box *box) {
    Canvas canvas = {.width = box->width, .height = box_height(box)};
    canvas.cells = arena_array(arena, canvas.width * canvas.height, sizeof(Cell));
    draw_box(&canvas, box, 0, box->up);
    for (size_t row = 0; row < canvas.height; row++) {
        const Cell *cells = canvas.cells + row * canvas.width;
        size_t end = canvas.width;
        while (end > 0 && (cells[end - 1].bytes[0] == '\0' || cells[end - 1].bytes[0] == ' ')) {
            end--;
        }
        for (size_t column = 0; column < end; column++) {
            if (cells[column].bytes[0] == '\0') {
                text_append_char(out, ' ');
            } else if (cells[column].bytes[0] != CELL_TAKEN) {
                text_append(out, cells[column].bytes);
            }
        }
        if (row + 1 < canvas.height) {
            text_append_char(out, '\n');
        }
    }
}
