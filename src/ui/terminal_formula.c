/* terminal_formula.c - formulas in two dimensions, broken where the terminal is too narrow for
 * them. */
#include "ui/terminal.h"

#include <stdlib.h>
#include <string.h>

#include "math/render.h"

/* Further lines of a broken formula stand this far in. */
#define CONTINUATION_INDENT "  "
#define CONTINUATION_COLUMNS 2

static Noad row_of(const Noad *row, size_t first, size_t count) {
    Noad part = {.kind = NOAD_ROW, .span = row->span, .name = "", .close = "", .count = count};
    part.items = row->items + first;
    return part;
}

static int fence_depth_change(const Noad *item) {
    if (item->kind != NOAD_FENCE) {
        return 0;
    }
    return item->fence == FENCE_OPEN ? 1 : item->fence == FENCE_CLOSE ? -1 : 0;
}

/* A break is allowed before an operator of this class outside all fences. */
static bool breaks_before(const Noad *row, size_t i, size_t first, int depth, NoadClass class) {
    const Noad *item = row->items[i];
    return i > first && depth <= 0 && item->kind == NOAD_OPERATOR &&
           noad_class(item->name) == class;
}

/* One past the last item of the piece that begins at `first`: up to the next allowed break. */
static size_t piece_end(const Noad *row, size_t first, size_t end, NoadClass class) {
    int depth = 0;
    for (size_t i = first; i < end; i++) {
        if (breaks_before(row, i, first, depth, class)) {
            return i;
        }
        depth += fence_depth_change(row->items[i]);
    }
    return end;
}

static size_t block_columns(const Noad *noad, bool unicode) {
    Text block;
    text_init(&block);
    size_t columns = render_block(&block, noad, unicode);
    text_clear(&block);
    return columns;
}

static void put_block(Text *out, const Terminal *terminal, const Noad *noad, const char *prefix) {
    Text block;
    text_init(&block);
    (void)render_block(&block, noad, terminal->unicode);
    terminal_indent(out, block.bytes, prefix);
    text_clear(&block);
}

/* Nothing fits: one line of mathematics, wrapped like prose. */
static void put_wrapped(Text *out, const Terminal *terminal, size_t width, const Noad *noad,
                        const char *prefix) {
    Text line;
    text_init(&line);
    render_line(&line, noad, terminal->unicode);
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, prefix, CONTINUATION_INDENT CONTINUATION_INDENT);
    wrap_text(&wrap, STYLE_PLAIN, line.bytes);
    wrap_end(&wrap);
    text_clear(&line);
}

/* One side of the formula, filled with as many summands a line as fit. */
static void put_summands(Text *out, const Terminal *terminal, size_t width, const Noad *row,
                         size_t first, size_t end) {
    const char *prefix = first == 0 ? "" : CONTINUATION_INDENT;
    while (first < end) {
        size_t room = width - strlen(prefix);
        size_t fitting = piece_end(row, first, end, CLASS_BINARY);
        Noad part = row_of(row, first, fitting - first);
        bool fits = block_columns(&part, terminal->unicode) <= room;
        while (fits && fitting < end) {
            size_t longer = piece_end(row, fitting, end, CLASS_BINARY);
            Noad more = row_of(row, first, longer - first);
            if (block_columns(&more, terminal->unicode) > room) {
                break;
            }
            part = more;
            fitting = longer;
        }
        if (fits) {
            put_block(out, terminal, &part, prefix);
        } else {
            put_wrapped(out, terminal, width, &part, prefix);
        }
        first = fitting;
        prefix = CONTINUATION_INDENT CONTINUATION_INDENT;
    }
}

/* A row without top-level commas. */
static void put_item(Text *out, const Terminal *terminal, size_t width, const Noad *row) {
    for (size_t first = 0; first < row->count;) {
        size_t end = piece_end(row, first, row->count, CLASS_RELATION);
        Noad part = row_of(row, first, end - first);
        size_t indent = first == 0 ? 0 : CONTINUATION_COLUMNS;
        if (block_columns(&part, terminal->unicode) + indent <= width) {
            put_block(out, terminal, &part, first == 0 ? "" : CONTINUATION_INDENT);
        } else {
            put_summands(out, terminal, width, row, first, end);
        }
        first = end;
    }
}

/* One past the comma that ends the list item beginning at `first`, or the row's end. */
static size_t item_end(const Noad *row, size_t first) {
    int depth = 0;
    for (size_t i = first; i < row->count; i++) {
        const Noad *item = row->items[i];
        depth += fence_depth_change(item);
        if (depth <= 0 && item->kind == NOAD_OPERATOR && strcmp(item->name, ",") == 0) {
            return i + 1;
        }
    }
    return row->count;
}

/* A list is broken at its commas first, with as many items a line as fit: what belongs together
 * stays together. */
static void put_row(Text *out, const Terminal *terminal, size_t width, const Noad *row) {
    for (size_t first = 0; first < row->count;) {
        if (row->items[first]->kind == NOAD_SPACE) {
            first++; /* a quad after the comma */
            continue;
        }
        size_t end = item_end(row, first);
        Noad part = row_of(row, first, end - first);
        bool fits = block_columns(&part, terminal->unicode) <= width;
        while (fits && end < row->count) {
            size_t longer = item_end(row, end);
            Noad more = row_of(row, first, longer - first);
            if (block_columns(&more, terminal->unicode) > width) {
                break;
            }
            part = more;
            end = longer;
        }
        if (fits) {
            put_block(out, terminal, &part, "");
        } else {
            put_item(out, terminal, width, &part);
        }
        first = end;
    }
}

/* The items of one row of a table side by side. */
static void put_table_row(Text *out, const Terminal *terminal, size_t width, const Noad *table,
                          size_t row) {
    size_t count = 0;
    for (size_t c = 0; c < table->columns; c++) {
        const Noad *cell = table->items[row * table->columns + c];
        count += cell->kind == NOAD_ROW ? cell->count : 1;
    }
    Noad **items = calloc(count + 1, sizeof *items);
    if (items == NULL) {
        return;
    }
    size_t at = 0;
    for (size_t c = 0; c < table->columns; c++) {
        Noad *cell = table->items[row * table->columns + c];
        if (cell->kind != NOAD_ROW) {
            items[at++] = cell;
            continue;
        }
        for (size_t i = 0; i < cell->count; i++) {
            items[at++] = cell->items[i];
        }
    }
    Noad line = {.kind = NOAD_ROW, .name = "", .close = "", .count = at, .items = items};
    if (at > 0 && block_columns(&line, terminal->unicode) <= width) {
        put_block(out, terminal, &line, "");
    } else if (at > 0) {
        put_row(out, terminal, width, &line);
    }
    free(items);
}

void terminal_formula(Text *out, const Terminal *terminal, size_t width, const Noad *noad) {
    if (width < TERMINAL_COLUMNS_MIN / 2) {
        width = TERMINAL_COLUMNS_MIN / 2;
    }
    const Noad *inner = noad_only(noad);
    if (block_columns(noad, terminal->unicode) <= width) {
        put_block(out, terminal, noad, "");
    } else if (inner->kind == NOAD_TABLE && inner->columns > 0) {
        for (size_t row = 0; row < inner->count / inner->columns; row++) {
            put_table_row(out, terminal, width, inner, row);
        }
    } else if (inner->kind == NOAD_ROW) {
        put_row(out, terminal, width, inner);
    } else {
        put_wrapped(out, terminal, width, noad, "");
    }
}

void terminal_tex(Text *out, const Terminal *terminal, const char *tex) {
    Arena *arena = arena_new();
    Source source = {.name = "", .bytes = tex, .length = strlen(tex)};
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, (Span){0, source.length}, &diag);
    if (noad != NULL) {
        render_line(out, noad, terminal->unicode);
    } else {
        terminal_put(out, terminal, STYLE_PLAIN, tex);
    }
    arena_free(arena);
}
