/* typeset_table.c - environments: aligned equations, cases, matrices, stacked limits. */
#include <math.h>
#include <string.h>

#include "view/typeset_internal.h"

typedef enum { SIDE_LEFT, SIDE_CENTRE, SIDE_RIGHT } Side;

/* How an environment sets its cells; lengths in em, from LaTeX's and amsmath's at 10 pt. */
typedef struct {
    const char *name;
    const char *open, *close;
    Level level;    /* of the cells */
    float strut_up; /* least height and depth of a row */
    float strut_down;
    float lines, gap_min; /* baselines apart; rows nearer than gap_min are gap_set apart */
    float gap_set;
    float column_gap;
    float margin; /* left and right of all columns */
    Side side;    /* of cells; aligned: of odd ones, the even ones are right */
} Environment;

/* \strut is 8.4 + 3.6 pt, \jot 3 pt, \arraycolsep 5 pt; cases stretch their rows by 1.2. */
/* clang-format off */
static const Environment environments[] = {
    {"aligned",  ".", ".",   LEVEL_DISPLAY, 0.84F, 0.36F, 1.5F, 0.3F, 0.4F, 1.0F, 0.0F, SIDE_LEFT},
    {"gathered", ".", ".",   LEVEL_DISPLAY, 0.84F, 0.36F, 1.5F, 0.3F, 0.4F, 1.0F, 0.0F, SIDE_CENTRE},
    {"cases",    "{", ".",   LEVEL_TEXT, 1.008F, 0.432F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, SIDE_LEFT},
    {"rcases",   ".", "}",   LEVEL_TEXT, 1.008F, 0.432F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, SIDE_LEFT},
    {"pmatrix",  "(", ")",   LEVEL_TEXT, 0.84F, 0.36F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, SIDE_CENTRE},
    {"bmatrix",  "[", "]",   LEVEL_TEXT, 0.84F, 0.36F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, SIDE_CENTRE},
    {"Bmatrix",  "{", "}",   LEVEL_TEXT, 0.84F, 0.36F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, SIDE_CENTRE},
    {"vmatrix",  "|", "|",   LEVEL_TEXT, 0.84F, 0.36F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, SIDE_CENTRE},
    {"Vmatrix",  "||", "||", LEVEL_TEXT, 0.84F, 0.36F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, SIDE_CENTRE},
    {"substack", ".", ".",   LEVEL_SCRIPT, 0.0F, 0.0F, 0.8F, 0.1F, 0.1F, 0.0F, 0.0F, SIDE_CENTRE},
    {"array",    ".", ".",   LEVEL_TEXT, 0.84F, 0.36F, 0.0F, 0.0F, 0.0F, 1.0F, 0.5F, SIDE_CENTRE},
    /* Also for every other name. */
    {"matrix",   ".", ".",   LEVEL_TEXT, 0.84F, 0.36F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, SIDE_CENTRE},
};
/* clang-format on */

static const Environment *environment_of(const Noad *table) {
    size_t last = sizeof environments / sizeof environments[0] - 1;
    for (size_t i = 0; i < last; i++) {
        if (strcmp(environments[i].name, table->name) == 0) {
            return &environments[i];
        }
    }
    return &environments[last];
}

static bool is_aligned(const Environment *environment) {
    return environment == &environments[0];
}

/* Where the columns stand. */
typedef struct {
    SetBox **cells;
    float *starts, *widths; /* (columns) */
    float width;
} Grid;

static void set_cells(Setter *setter, Grid *grid, const Noad *table, const Environment *environment,
                      Style style) {
    style.level = style.level > environment->level ? style.level : environment->level;
    for (size_t i = 0; i < table->count; i++) {
        bool after = is_aligned(environment) && (i % table->columns) % 2 == 1;
        grid->cells[i] = set_row(setter, table->items[i], style, after, 0.0F);
    }
}

static void place_columns(const Setter *setter, Grid *grid, const Noad *table,
                          const Environment *environment) {
    for (size_t column = 0; column < table->columns; column++) {
        grid->widths[column] = 0.0F;
        for (size_t i = column; i < table->count; i += table->columns) {
            grid->widths[column] = fmaxf(grid->widths[column], grid->cells[i]->width);
        }
    }
    float x = environment->margin * setter->size;
    for (size_t column = 0; column < table->columns; column++) {
        bool pair = is_aligned(environment) && column % 2 == 1;
        x += column > 0 && !pair ? environment->column_gap * setter->size : 0.0F;
        grid->starts[column] = x;
        x += grid->widths[column];
    }
    grid->width = x + environment->margin * setter->size;
}

/* Right cells too wide for the page are set again in lines. */
static void break_cells(Setter *setter, Grid *grid, const Noad *table, Style style,
                        float width_max) {
    float left = grid->starts[1];
    float room = width_max - left;
    /* Beside a very long left side a line would hold nothing. */
    if (room < width_max / 3.0F) {
        return;
    }
    for (size_t i = 1; i < table->count; i += 2) {
        if (grid->cells[i]->width > room) {
            grid->cells[i] = set_row(setter, table->items[i], style, true, room);
        }
    }
}

static SetBox *table_line(Setter *setter, const Grid *grid, const Noad *table, size_t row,
                          const Environment *environment) {
    SetBox *line = box_make(setter);
    line->ascent = environment->strut_up * setter->size;
    line->descent = environment->strut_down * setter->size;
    for (size_t column = 0; column < table->columns; column++) {
        SetBox *cell = grid->cells[row * table->columns + column];
        bool right = is_aligned(environment) && column % 2 == 0 && table->columns > 1;
        Side side = right ? SIDE_RIGHT : environment->side;
        float slack = grid->widths[column] - cell->width;
        float shift = side == SIDE_RIGHT ? slack : side == SIDE_CENTRE ? slack / 2.0F : 0.0F;
        box_add(setter, line, cell, grid->starts[column] + shift, 0.0F);
    }
    line->width = grid->width;
    return line;
}

static SetBox *stack_lines(Setter *setter, const Grid *grid, const Noad *table,
                           const Environment *environment) {
    SetBox *box = box_make(setter);
    float em = setter->size;
    float y = 0.0F;
    const SetBox *before = NULL;
    for (size_t row = 0; row * table->columns < table->count; row++) {
        SetBox *line = table_line(setter, grid, table, row, environment);
        if (before != NULL) {
            float apart = before->descent + line->ascent;
            float lines = environment->lines * em;
            bool near = lines - apart < environment->gap_min * em;
            y -= near ? apart + environment->gap_set * em : lines;
        }
        box_add(setter, box, line, 0.0F, y);
        before = line;
    }
    box->width = grid->width;
    return box;
}

SetBox *set_table(Setter *setter, const Noad *table, Style style, float width_max) {
    if (table->count == 0) {
        return box_make(setter);
    }
    const Environment *environment = environment_of(table);
    Grid grid = {
        .cells = arena_array(setter->arena, table->count, sizeof(SetBox *)),
        .starts = arena_array(setter->arena, table->columns, sizeof(float)),
        .widths = arena_array(setter->arena, table->columns, sizeof(float)),
    };
    set_cells(setter, &grid, table, environment, style);
    place_columns(setter, &grid, table, environment);
    if (width_max > 0.0F && grid.width > width_max && is_aligned(environment) &&
        table->columns == 2) {
        break_cells(setter, &grid, table, style, width_max);
        place_columns(setter, &grid, table, environment);
    }
    SetBox *inner = box_on_axis(setter, stack_lines(setter, &grid, table, environment), style);
    bool fences = strcmp(environment->open, ".") != 0 || strcmp(environment->close, ".") != 0;
    SetBox *box =
        fences ? set_fenced(setter, environment->open, inner, environment->close, style) : inner;
    box->noad = table;
    return box;
}
