/* render_block.c - a formula in two dimensions: rows, tables, decorations. Their parts are in
 * render_parts.c, boxes and the drawing in render_box.c. */
#include "math/render_block.h"

#include <string.h>

#include "math/render.h"

/* Blocks of more cells come out as one line: no screen shows them, and a hostile formula could ask
 * for a block as large as its length squared. */
#define BLOCK_CELLS_MAX ((size_t)4 * 1024 * 1024)
/* Columns between the columns of a table: of a matrix, and of two equations side by side. */
#define MATRIX_GAP 2
#define EQUATION_GAP 3

/* The noad on one line, as a box. */
Box *block_inline(const Block *block, const Noad *noad) {
    Text text;
    text_init(&text);
    render_inline(&text, noad, block->unicode, block->tight);
    Box *box = box_string(block->arena, text.bytes);
    text_clear(&text);
    return box;
}

Box *block_tight(const Block *block, const Noad *noad) {
    Block tight = *block;
    tight.tight = true;
    return block_noad(&tight, noad);
}

void block_centre(const Block *block, Box *box, const Box *inner, size_t width, ptrdiff_t row) {
    box_put(block->arena, box, inner, (width - inner->width) / 2, row);
}

static bool is_name(const Noad *noad) {
    return noad->kind == NOAD_SYMBOL || noad->kind == NOAD_NUMBER || noad->kind == NOAD_FUNCTION ||
           noad->kind == NOAD_BIGOP || noad->kind == NOAD_TEXT || noad->kind == NOAD_ACCENT;
}

/* Fills in what render_gap asks about an item. */
static Atom block_atom(const Block *block, const Noad *item, AtomClass class, const Box *box) {
    Atom atom = {.noad = item, .class = class, .loose = item->kind == NOAD_RADICAL};
    bool scripts = item->kind == NOAD_SCRIPTS;
    bool tall = scripts && box_height(box) > 1;
    const Noad *name = scripts ? item->items[0] : item;
    if (!is_name(name)) {
        atom.letter_first = item->kind == NOAD_RADICAL && !block->unicode;
        atom.word_first = atom.letter_first;
        return atom;
    }
    Text text;
    text_init(&text);
    render_inline(&text, tall ? name : item, block->unicode, block->tight);
    atom_measure(&atom, text.bytes);
    text_clear(&text);
    if (tall) {
        /* The scripts' own columns keep the letter apart from what follows, but "_t" in ASCII is a
         * part of the word. */
        bool word = !block->unicode && item->items[1] != NULL;
        atom.letter_last = word;
        atom.word_last = word;
        atom.closed = false;
    }
    return atom;
}

/* The rule of a fraction must not touch what stands beside it: "-" and a rule would be one line. */
static bool beside_fraction(const Atom *before, const Atom *after) {
    bool fraction = before->noad != NULL &&
                    (before->noad->kind == NOAD_FRACTION || after->noad->kind == NOAD_FRACTION);
    return fraction && before->class != ATOM_OPEN && after->class != ATOM_CLOSE &&
           after->class != ATOM_PUNCTUATION;
}

Box *block_row(const Block *block, const Noad *row, bool after_operand) {
    const AtomClass *classes = render_classes(block->arena, row, after_operand);
    Box *box = box_new(block->arena);
    Atom before = {.noad = NULL};
    size_t pending = 0;
    for (size_t i = 0; i < row->count; i++) {
        const Noad *item = row->items[i];
        if (item->kind == NOAD_SPACE) {
            size_t columns = block->tight ? 0 : render_space(item);
            pending = columns > pending ? columns : pending;
            continue;
        }
        const Box *inner = block_noad(block, item);
        if (inner->width == 0) {
            continue;
        }
        Atom after = block_atom(block, item, classes[i], inner);
        size_t gap = render_gap(&before, &after, block->tight);
        gap = gap == 0 && beside_fraction(&before, &after) ? 1 : gap;
        gap = before.noad != NULL && pending > gap ? pending : gap;
        box_widen(box, gap);
        box_put(block->arena, box, inner, box->width, 0);
        before = after;
        pending = 0;
    }
    return box;
}

/* How the columns of an environment are set. */
typedef enum { COLUMN_LEFT, COLUMN_CENTRE, COLUMN_RIGHT } ColumnSide;

static ColumnSide column_side(const Noad *table, size_t column) {
    if (strcmp(table->name, "aligned") == 0) {
        return column % 2 == 0 && table->columns > 1 ? COLUMN_RIGHT : COLUMN_LEFT;
    }
    bool cases = strcmp(table->name, "cases") == 0 || strcmp(table->name, "rcases") == 0;
    return cases ? COLUMN_LEFT : COLUMN_CENTRE;
}

static size_t column_gap(const Noad *table, size_t column, size_t width_before) {
    if (column == 0 || width_before == 0) {
        return 0;
    }
    if (strcmp(table->name, "aligned") != 0) {
        return MATRIX_GAP;
    }
    return column % 2 == 1 ? 1 : EQUATION_GAP;
}

static Box **table_cells(const Block *block, const Noad *table) {
    Box **cells = arena_array(block->arena, table->count, sizeof *cells);
    for (size_t i = 0; i < table->count; i++) {
        bool after = cell_follows_operand(block->arena, table, i);
        const Noad *cell = table->items[i];
        cells[i] = block_row(block, cell, after);
    }
    return cells;
}

/* Where each column starts, and in starts[columns] the width of all. widths[columns]. */
static size_t *column_starts(const Block *block, const Noad *table, Box *const *cells,
                             size_t *widths) {
    size_t *starts = arena_array(block->arena, table->columns + 1, sizeof *starts);
    for (size_t i = 0; i < table->count; i++) {
        size_t column = i % table->columns;
        widths[column] = cells[i]->width > widths[column] ? cells[i]->width : widths[column];
    }
    size_t next = 0;
    for (size_t column = 0; column < table->columns; column++) {
        next += widths[column] == 0 ? 0 : column_gap(table, column, next);
        starts[column] = next;
        next += widths[column];
    }
    starts[table->columns] = next;
    return starts;
}

/* One row of cells on a common baseline. */
static Box *table_row(const Block *block, const Noad *table, Box *const *cells,
                      const size_t *starts, const size_t *widths) {
    Box *box = box_new(block->arena);
    for (size_t column = 0; column < table->columns; column++) {
        const Box *cell = cells[column];
        size_t slack = widths[column] - cell->width;
        ColumnSide side = column_side(table, column);
        size_t shift = side == COLUMN_RIGHT ? slack : side == COLUMN_CENTRE ? slack / 2 : 0;
        box_put(block->arena, box, cell, starts[column] + shift, 0);
    }
    return box;
}

/* Rows below each other, the baseline in the middle; a blank line sets tall rows apart. */
static Box *stack_rows(const Block *block, Box *const *lines, size_t count) {
    size_t height = 0;
    size_t *tops = arena_array(block->arena, count + 1, sizeof *tops);
    for (size_t i = 0; i < count; i++) {
        bool tall = box_height(lines[i]) > 1 || (i > 0 && box_height(lines[i - 1]) > 1);
        height += i > 0 && tall ? 1 : 0;
        tops[i] = height;
        height += box_height(lines[i]);
    }
    Box *box = box_new(block->arena);
    ptrdiff_t middle = count == 1 ? (ptrdiff_t)lines[0]->up : (ptrdiff_t)((height - 1) / 2);
    for (size_t i = 0; i < count; i++) {
        box_put(block->arena, box, lines[i], 0, (ptrdiff_t)(tops[i] + lines[i]->up) - middle);
    }
    return box;
}

Box *block_table(const Block *block, const Noad *table) {
    if (table->count == 0) {
        return box_new(block->arena);
    }
    Box **cells = table_cells(block, table);
    size_t *widths = arena_array(block->arena, table->columns, sizeof *widths);
    const size_t *starts = column_starts(block, table, cells, widths);
    size_t count = table->count / table->columns;
    Box **lines = arena_array(block->arena, count, sizeof *lines);
    for (size_t i = 0; i < count; i++) {
        lines[i] = table_row(block, table, cells + i * table->columns, starts, widths);
    }
    const Box *inner = stack_rows(block, lines, count);
    return block_delimited(block, table_open(table), inner, table_close(table));
}

static Box *block_framed(const Block *block, const Box *inner) {
    bool unicode = block->unicode;
    Box *box = box_new(block->arena);
    ptrdiff_t top = -(ptrdiff_t)inner->up - 1;
    ptrdiff_t bottom = (ptrdiff_t)inner->down + 1;
    size_t right = inner->width + 3;
    box_put(block->arena, box, inner, 2, 0);
    for (ptrdiff_t row = top; row <= bottom; row++) {
        bool first = row == top;
        bool edge = first || row == bottom;
        const char *left_mark = first ? "┌" : row == bottom ? "└" : "│";
        const char *right_mark = first ? "┐" : row == bottom ? "┘" : "│";
        const char *ascii_mark = edge ? "+" : "|";
        box_put_string(block->arena, box, unicode ? left_mark : ascii_mark, 1, 0, row);
        box_put_string(block->arena, box, unicode ? right_mark : ascii_mark, 1, right, row);
        if (edge) {
            box_put_string(block->arena, box, unicode ? "─" : "-", right - 1, 1, row);
        }
    }
    return box;
}

/* base with label above (row < 0) or below it. */
static Box *block_labelled(const Block *block, const Box *base, const Box *label, bool above) {
    size_t width = base->width > label->width ? base->width : label->width;
    Box *box = box_new(block->arena);
    block_centre(block, box, base, width, 0);
    ptrdiff_t row =
        above ? -(ptrdiff_t)(base->up + label->down + 1) : (ptrdiff_t)(base->down + label->up + 1);
    block_centre(block, box, label, width, row);
    return box;
}

/* A line under or over the content, with its ends bent towards it for a brace. */
static Box *block_underlined(const Block *block, const Box *inner, bool above, bool bent) {
    Box *box = box_new(block->arena);
    box_put(block->arena, box, inner, 0, 0);
    ptrdiff_t row = above ? -(ptrdiff_t)inner->up - 1 : (ptrdiff_t)inner->down + 1;
    box_put_string(block->arena, box, block->unicode ? "─" : "-", inner->width, 0, row);
    if (bent && inner->width > 1) {
        const char *left = above ? "╭" : "╰";
        const char *right = above ? "╮" : "╯";
        const char *left_ascii = above ? "/" : "\\";
        const char *right_ascii = above ? "\\" : "/";
        box_put_string(block->arena, box, block->unicode ? left : left_ascii, 1, 0, row);
        box_put_string(block->arena, box, block->unicode ? right : right_ascii, 1, inner->width - 1,
                       row);
    }
    return box;
}

Box *block_decorated(const Block *block, const Noad *noad) {
    const char *name = noad->name;
    if (strcmp(name, "tag") == 0 || strcmp(name, "phantom") == 0 || strcmp(name, "cancel") == 0) {
        return block_inline(block, noad);
    }
    Box *inner = block_noad(block, noad->items[0]);
    if (strcmp(name, "boxed") == 0) {
        return block_framed(block, inner);
    }
    bool above = strcmp(name, "overbrace") == 0 || strcmp(name, "overset") == 0;
    bool brace = strcmp(name, "overbrace") == 0 || strcmp(name, "underbrace") == 0;
    if (brace || strcmp(name, "underline") == 0) {
        inner = block_underlined(block, inner, above, brace);
    }
    if (noad->items[1] == NULL) {
        return inner;
    }
    return block_labelled(block, inner, block_tight(block, noad->items[1]), above);
}

Box *block_noad(const Block *block, const Noad *noad) {
    /* Rows that \big, \Big, \bigg, \Bigg reach above and below the baseline. */
    static const size_t reach[] = {0, 0, 1, 1, 2};
    switch (noad->kind) {
    case NOAD_ROW: return block_row(block, noad, false);
    case NOAD_FRACTION: return block_fraction(block, noad);
    case NOAD_RADICAL: return block_radical(block, noad);
    case NOAD_SCRIPTS: return block_scripts(block, noad);
    case NOAD_ACCENT: return block_accent(block, noad);
    case NOAD_DELIMITED:
        return block_delimited(block, noad->name, block_noad(block, noad->items[0]), noad->close);
    case NOAD_TABLE: return block_table(block, noad);
    case NOAD_DECORATED: return block_decorated(block, noad);
    case NOAD_FENCE: return block_fence(block, noad->name, reach[noad->size], reach[noad->size]);
    case NOAD_SYMBOL:
    case NOAD_NUMBER:
    case NOAD_OPERATOR:
    case NOAD_PRIME:
    case NOAD_BIGOP:
    case NOAD_FUNCTION:
    case NOAD_TEXT:
    case NOAD_SPACE: return block_inline(block, noad);
    }
    return box_new(block->arena);
}

static size_t widest_line(const char *lines) {
    size_t width = 0;
    while (true) {
        size_t length = strcspn(lines, "\n");
        size_t columns = utf8_columns(lines, length);
        width = columns > width ? columns : width;
        if (lines[length] == '\0') {
            return width;
        }
        lines += length + 1;
    }
}

size_t render_block(Text *out, const Noad *noad, bool unicode) {
    size_t start = out->length;
    Arena *arena = arena_new();
    const Block block = {.arena = arena, .unicode = unicode, .tight = false};
    const Box *box = block_noad(&block, noad);
    if (box->width <= BLOCK_CELLS_MAX / box_height(box)) {
        box_draw(arena, out, box);
    } else {
        render_line(out, noad, unicode);
    }
    arena_free(arena);
    return widest_line(out->bytes + start);
}
