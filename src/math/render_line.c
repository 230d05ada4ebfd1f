/* render_line.c - a formula on one line. */
#include <string.h>

#include "math/render.h"
#include "math/render_internal.h"

typedef struct {
    Arena *arena;
    bool unicode;
    bool tight; /* inside a script: no spaces */
} Line;

static void line_noad(const Line *line, Text *out, const Noad *noad);
static void line_row(const Line *line, Text *out, const Noad *row, bool after_operand);

/* What a noad looks like, in the arena. */
static const char *line_string(const Line *line, const Noad *noad) {
    Text text;
    text_init(&text);
    line_noad(line, &text, noad);
    const char *string = arena_copy(line->arena, text.bytes, text.length);
    text_clear(&text);
    return string;
}

static void append_wrapped(Text *out, const char *string, bool wrap) {
    text_append(out, wrap ? "(" : "");
    text_append(out, string);
    text_append(out, wrap ? ")" : "");
}

/* True for rows that are one product: nothing outside parentheses binds weaker than a factor does.
 */
static bool is_product(const Line *line, const Noad *row) {
    const AtomClass *classes = render_classes(line->arena, row, false);
    size_t depth = 0;
    for (size_t i = 0; i < row->count; i++) {
        const Noad *item = row->items[i];
        if (classes[i] == ATOM_CLOSE && depth > 0) {
            depth--;
        }
        bool sign = i > 0 && item->kind == NOAD_OPERATOR;
        bool factor = classes[i] == ATOM_ORDINARY || classes[i] == ATOM_OPEN ||
                      classes[i] == ATOM_CLOSE || classes[i] == ATOM_SPACE;
        if (depth == 0 && (!factor || sign || item->kind == NOAD_FRACTION)) {
            return false;
        }
        depth += classes[i] == ATOM_OPEN ? 1 : 0;
    }
    return true;
}

/* True for one pair of parentheses, or a letter followed by one: (1 - a)^2, q(x). */
static bool is_call(const Line *line, const Noad *row) {
    const AtomClass *classes = render_classes(line->arena, row, false);
    bool fence = row->count > 1 && classes[0] == ATOM_OPEN;
    bool letter = row->count > 1 && (classes[0] == ATOM_ORDINARY || classes[0] == ATOM_WORD) &&
                  row->items[0]->kind != NOAD_OPERATOR && row->items[0]->kind != NOAD_FENCE &&
                  row->items[0]->kind != NOAD_FRACTION;
    if (!letter && !fence) {
        return false;
    }
    if (letter && row->count == 2) {
        return row->items[1]->kind == NOAD_DELIMITED;
    }
    size_t depth = 0;
    for (size_t i = fence ? 0 : 1; i < row->count; i++) {
        depth += classes[i] == ATOM_OPEN ? 1 : 0;
        if (depth == 0) {
            return false;
        }
        depth -= classes[i] == ATOM_CLOSE ? 1 : 0;
    }
    return depth == 0;
}

/* True when the noad keeps together beside a slash, a root or a script without parentheses. */
static bool is_single(const Noad *noad) {
    noad = noad_only(noad);
    switch (noad->kind) {
    case NOAD_SYMBOL:
    case NOAD_NUMBER:
    case NOAD_OPERATOR:
    case NOAD_FENCE:
    case NOAD_PRIME:
    case NOAD_RADICAL:
    case NOAD_ACCENT:
    case NOAD_DELIMITED:
    case NOAD_FUNCTION:
    case NOAD_BIGOP: return true;
    case NOAD_SCRIPTS: return is_single(noad->items[0]);
    case NOAD_TEXT: return strchr(noad->name, ' ') == NULL;
    case NOAD_DECORATED: return strcmp(noad->name, "color") == 0 && is_single(noad->items[0]);
    case NOAD_ROW: return noad->count == 0;
    case NOAD_FRACTION:
    case NOAD_SPACE: return false;
    case NOAD_TABLE: return strcmp(table_close(noad), ".") != 0;
    }
    return false;
}

static void line_fraction(const Line *line, Text *out, const Noad *noad) {
    const Noad *above = noad_only(noad->items[0]);
    const Noad *below = noad_only(noad->items[1]);
    if (strcmp(noad->name, "binom") == 0) {
        text_printf(out, "C(%s, %s)", line_string(line, above), line_string(line, below));
        return;
    }
    bool product = above->kind == NOAD_ROW && is_product(line, above);
    bool call = below->kind == NOAD_ROW && is_call(line, below);
    append_wrapped(out, line_string(line, above), !is_single(above) && !product);
    text_append_char(out, '/');
    append_wrapped(out, line_string(line, below), !is_single(below) && !call);
}

static void line_radical(const Line *line, Text *out, const Noad *noad) {
    const char *inside = line_string(line, noad->items[0]);
    bool degree = noad->items[1] != NULL;
    bool small = degree && render_script(out, noad->items[1], true, line->unicode);
    if (degree && !small) {
        text_printf(out, "root(%s, %s)", line_string(line, noad->items[1]), inside);
        return;
    }
    if (!line->unicode) {
        text_printf(out, "sqrt(%s)", inside);
        return;
    }
    const Noad *base = noad_only(noad->items[0]);
    bool fenced = base->kind == NOAD_DELIMITED && strcmp(base->name, "(") == 0;
    bool bare = fenced ||
                (is_single(base) && base->kind != NOAD_DELIMITED && strpbrk(inside, "_^(") == NULL);
    text_append(out, "√");
    append_wrapped(out, inside, !bare);
}

static void line_script(const Line *line, Text *out, const Noad *script, bool above) {
    if (script == NULL || render_script(out, script, above, line->unicode)) {
        return;
    }
    Line tight = *line;
    tight.tight = true;
    const Noad *content = noad_only(script);
    bool bare = is_single(content) && content->kind != NOAD_SCRIPTS &&
                content->kind != NOAD_DELIMITED && content->kind != NOAD_RADICAL;
    text_append_char(out, above ? '^' : '_');
    append_wrapped(out, line_string(&tight, content), !bare);
}

static bool starts_with_prime(const Noad *script) {
    return script != NULL &&
           (script->kind == NOAD_PRIME || (script->kind == NOAD_ROW && script->count > 0 &&
                                           script->items[0]->kind == NOAD_PRIME));
}

static void line_scripts(const Line *line, Text *out, const Noad *noad) {
    const Noad *base = noad_only(noad->items[0]);
    bool bare = is_single(base) && base->kind != NOAD_RADICAL && base->kind != NOAD_SCRIPTS;
    append_wrapped(out, line_string(line, base), !bare);
    bool prime_first = starts_with_prime(noad->items[2]);
    if (prime_first) {
        line_script(line, out, noad->items[2], true);
    }
    line_script(line, out, noad->items[1], false);
    if (!prime_first) {
        line_script(line, out, noad->items[2], true);
    }
}

static void line_fence(const Line *line, Text *out, const char *name) {
    const Noad fence = {.kind = NOAD_FENCE, .name = name};
    render_name(out, &fence, line->unicode);
}

/* A row of a table that starts with "= ..." goes on with what stands before. */
static bool goes_on(const Line *line, Noad *const *cells, size_t columns) {
    for (size_t column = 0; column < columns; column++) {
        const AtomClass *classes = render_classes(line->arena, cells[column], true);
        for (size_t i = 0; i < cells[column]->count; i++) {
            if (classes[i] != ATOM_SPACE) {
                return classes[i] == ATOM_RELATION || classes[i] == ATOM_BINARY;
            }
        }
    }
    return false;
}

static const char *line_cell(const Line *line, const Noad *cell, bool after_operand) {
    Text text;
    text_init(&text);
    line_row(line, &text, cell, after_operand);
    const char *string = arena_copy(line->arena, text.bytes, text.length);
    text_clear(&text);
    return string;
}

static void line_cells(const Line *line, Text *out, const Noad *table) {
    bool fenced = strcmp(table_open(table), ".") != 0 || strcmp(table_close(table), ".") != 0;
    const char *between = fenced ? ", " : " ";
    line_fence(line, out, table_open(table));
    for (size_t i = 0; i < table->count; i++) {
        size_t column = i % table->columns;
        const char *cell =
            line_cell(line, table->items[i], cell_follows_operand(line->arena, table, i));
        bool blank = cell[0] == '\0';
        if (column == 0 && i > 0) {
            text_append(out,
                        fenced || !goes_on(line, table->items + i, table->columns) ? "; " : " ");
        } else if (column > 0 && !blank && out->length > 0 && out->bytes[out->length - 1] != ' ') {
            text_append(out, between);
        }
        text_append(out, cell);
    }
    line_fence(line, out, table_close(table));
}

static void line_decorated(const Line *line, Text *out, const Noad *noad) {
    static const char *const silent[] = {"color", "underline"};
    const char *content = line_string(line, noad->items[0]);
    if (strcmp(noad->name, "phantom") == 0) {
        return;
    }
    if (strcmp(noad->name, "tag") == 0) {
        text_printf(out, "  (%s)", content);
        return;
    }
    if (strcmp(noad->name, "boxed") == 0) {
        text_printf(out, "[%s]", content);
        return;
    }
    if (noad->items[1] != NULL) {
        text_printf(out, "%s[%s]", content, line_string(line, noad->items[1]));
        return;
    }
    bool plain = strcmp(noad->name, "underbrace") == 0 || strcmp(noad->name, "overbrace") == 0;
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++) {
        plain = plain || strcmp(noad->name, silent[i]) == 0;
    }
    if (plain) {
        text_append(out, content);
    } else {
        text_printf(out, "%s(%s)", noad->name, content);
    }
}

/* True when the item at i is a fraction and a neighbour multiplies it without a mark between. */
static bool fraction_is_factor(const Noad *row, const AtomClass *classes, size_t i) {
    if (row->items[i]->kind != NOAD_FRACTION || strcmp(row->items[i]->name, "binom") == 0) {
        return false;
    }
    size_t left = i;
    while (left > 0 && classes[left - 1] == ATOM_SPACE) {
        left--;
    }
    size_t right = i + 1;
    while (right < row->count && classes[right] == ATOM_SPACE) {
        right++;
    }
    if (left > 0) {
        const Noad *before = row->items[left - 1];
        AtomClass class = classes[left - 1];
        bool mark = before->kind == NOAD_OPERATOR && strcmp(before->name, "/") != 0;
        if (!mark && (class == ATOM_ORDINARY || class == ATOM_CLOSE || class == ATOM_WORD)) {
            return true;
        }
    }
    if (right == row->count) {
        return false;
    }
    const Noad *after = row->items[right];
    AtomClass class = classes[right];
    bool mark = after->kind == NOAD_OPERATOR && strcmp(after->name, "/") != 0;
    return !mark && (class == ATOM_ORDINARY || class == ATOM_OPEN || class == ATOM_WORD ||
                     class == ATOM_BIG);
}

/* Blanks between the items, without those of the row's ends. */
static void line_row(const Line *line, Text *out, const Noad *row, bool after_operand) {
    const AtomClass *classes = render_classes(line->arena, row, after_operand);
    Atom before = {.noad = NULL};
    size_t pending = 0;
    Text piece;
    text_init(&piece);
    for (size_t i = 0; i < row->count; i++) {
        const Noad *item = row->items[i];
        if (item->kind == NOAD_SPACE) {
            size_t columns = line->tight ? 0 : render_space(item);
            pending = columns > pending ? columns : pending;
            continue;
        }
        text_reset(&piece);
        line_noad(line, &piece, item);
        if (piece.length == 0) {
            continue;
        }
        bool wrap = fraction_is_factor(row, classes, i);
        Atom after = {.noad = item, .class = classes[i]};
        atom_measure(&after, piece.bytes);
        bool closed = piece.bytes[piece.length - 1] == ')';
        after.loose = item->kind == NOAD_RADICAL ||
                      (item->kind == NOAD_SCRIPTS && !closed && strpbrk(piece.bytes, "_^") != NULL);
        size_t gap = render_gap(&before, &after, line->tight);
        gap = before.noad != NULL && pending > gap ? pending : gap;
        gap = wrap && before.class == ATOM_WORD ? 0 : gap;
        after.class = wrap ? ATOM_CLOSE : after.class;
        text_repeat(out, " ", gap);
        append_wrapped(out, piece.bytes, wrap);
        before = after;
        pending = 0;
    }
    text_clear(&piece);
}

static void line_noad(const Line *line, Text *out, const Noad *noad) {
    switch (noad->kind) {
    case NOAD_ROW: line_row(line, out, noad, false); break;
    case NOAD_SYMBOL:
    case NOAD_NUMBER:
    case NOAD_OPERATOR:
    case NOAD_FENCE:
    case NOAD_PRIME:
    case NOAD_BIGOP:
    case NOAD_FUNCTION:
    case NOAD_TEXT: render_name(out, noad, line->unicode); break;
    case NOAD_FRACTION: line_fraction(line, out, noad); break;
    case NOAD_RADICAL: line_radical(line, out, noad); break;
    case NOAD_SCRIPTS: line_scripts(line, out, noad); break;
    case NOAD_ACCENT:
        if (!render_accent(out, noad, line->unicode)) {
            text_printf(out, "%s(%s)", noad->name, line_string(line, noad->items[0]));
        }
        break;
    case NOAD_DELIMITED:
        line_fence(line, out, noad->name);
        line_noad(line, out, noad->items[0]);
        line_fence(line, out, noad->close);
        break;
    case NOAD_SPACE: break;
    case NOAD_TABLE: line_cells(line, out, noad); break;
    case NOAD_DECORATED: line_decorated(line, out, noad); break;
    }
}

void render_inline(Text *out, const Noad *noad, bool unicode, bool tight) {
    Arena *arena = arena_new();
    const Line line = {.arena = arena, .unicode = unicode, .tight = tight};
    line_noad(&line, out, noad);
    arena_free(arena);
}

void render_script_inline(Text *out, const Noad *script) {
    Arena *arena = arena_new();
    const Line line = {.arena = arena, .unicode = false, .tight = true};
    line_script(&line, out, script, false);
    arena_free(arena);
}

void render_line(Text *out, const Noad *noad, bool unicode) {
    render_inline(out, noad, unicode, false);
}
