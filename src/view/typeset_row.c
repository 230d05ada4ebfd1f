/* typeset_row.c - items side by side: TeX's classes and spaces, and lines too long. */
#include <math.h>
#include <string.h>

#include "view/typeset_internal.h"

/* A mu is an eighteenth of an em. */
#define MU (1.0F / 18.0F)
/* A space between words. */
#define WORD_SPACE (1.0F / 3.0F)

static Atom fence_atom(const Noad *fence) {
    if (fence->use == FENCE_RELATION) {
        return ATOM_REL;
    }
    switch (fence->fence) {
    case FENCE_OPEN: return ATOM_OPEN;
    case FENCE_CLOSE: return ATOM_CLOSE;
    case FENCE_NONE:
    case FENCE_EITHER: return ATOM_ORD;
    }
    return ATOM_ORD;
}

static Atom operator_atom(const Noad *operator) {
    const char *name = operator->name;
    if (strcmp(name, "ldots") == 0 || strcmp(name, "cdots") == 0) {
        return ATOM_INNER;
    }
    if (strcmp(name, "/") == 0) {
        return ATOM_ORD;
    }
    /* A bare colon is a relation; \colon is punctuation, and one byte longer. */
    if (strcmp(name, ":") == 0 && operator->span.end - operator->span.start == 1) {
        return ATOM_REL;
    }
    switch (noad_class(name)) {
    case CLASS_BINARY: return ATOM_BIN;
    case CLASS_RELATION: return ATOM_REL;
    case CLASS_PUNCTUATION: return ATOM_PUNCT;
    case CLASS_ORDINARY: return strcmp(name, "!") == 0 ? ATOM_CLOSE : ATOM_ORD;
    }
    return ATOM_ORD;
}

Atom noad_atom(const Noad *noad) {
    switch (noad->kind) {
    case NOAD_OPERATOR: return operator_atom(noad);
    case NOAD_FENCE: return fence_atom(noad);
    case NOAD_FUNCTION:
    case NOAD_BIGOP: return ATOM_OP;
    case NOAD_FRACTION:
    case NOAD_DELIMITED: return ATOM_INNER;
    case NOAD_SCRIPTS: return noad_atom(noad->items[0]);
    case NOAD_DECORATED:
        if (strcmp(noad->name, "underbrace") == 0 || strcmp(noad->name, "overbrace") == 0) {
            return ATOM_OP;
        }
        return strcmp(noad->name, "boxed") == 0 ? ATOM_ORD : noad_atom(noad->items[0]);
    case NOAD_ROW: return noad->count == 1 ? noad_atom(noad->items[0]) : ATOM_ORD;
    case NOAD_TABLE: {
        bool plain = strcmp(noad->name, "aligned") == 0 || strcmp(noad->name, "gathered") == 0 ||
                     strcmp(noad->name, "substack") == 0;
        return plain ? ATOM_ORD : ATOM_INNER;
    }
    case NOAD_SYMBOL:
    case NOAD_NUMBER:
    case NOAD_PRIME:
    case NOAD_RADICAL:
    case NOAD_ACCENT:
    case NOAD_TEXT:
    case NOAD_SPACE: return ATOM_ORD;
    }
    return ATOM_ORD;
}

/* Mu between two classes (The TeXbook, chapter 18); negative: not in scripts. */
static const signed char spaces[8][8] = {
    [ATOM_ORD] = {0, 3, -4, -5, 0, 0, 0, -3},       [ATOM_OP] = {3, 3, 0, -5, 0, 0, 0, -3},
    [ATOM_BIN] = {-4, -4, 0, 0, -4, 0, 0, -4},      [ATOM_REL] = {-5, -5, 0, 0, -5, 0, 0, -5},
    [ATOM_OPEN] = {0, 0, 0, 0, 0, 0, 0, 0},         [ATOM_CLOSE] = {0, 3, -4, -5, 0, 0, 0, -3},
    [ATOM_PUNCT] = {-3, -3, 0, -3, -3, -3, -3, -3}, [ATOM_INNER] = {-3, 3, -4, -5, -3, 0, -3, -3},
};

static float space_between(const Setter *setter, Atom before, Atom after, Style style) {
    int mu = spaces[before][after];
    bool none = mu < 0 && style.level >= LEVEL_SCRIPT;
    return none ? 0.0F : (float)(mu < 0 ? -mu : mu) * MU * setter->sizes[style.level];
}

static float explicit_space(const Setter *setter, const Noad *space, Style style) {
    static const struct {
        const char *name;
        float em;
    } widths[] = {{",", 3 * MU},  {":", 4 * MU},  {";", 5 * MU},
                  {"!", -3 * MU}, {"quad", 1.0F}, {"qquad", 2.0F}};
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        if (strcmp(widths[i].name, space->name) == 0) {
            return widths[i].em * setter->sizes[style.level];
        }
    }
    return WORD_SPACE * setter->sizes[style.level];
}

/* One item of a row, ready to be put. */
typedef struct {
    SetBox *box;
    Atom class;
    float gap;   /* before it */
    float space; /* the part of it that the classes ask for */
    int depth;   /* of parentheses around it */
} Item;

/* A binary operator without an operand on one side is a sign. */
static void settle_signs(Item *items, size_t count, bool after_operand) {
    Atom before = after_operand ? ATOM_ORD : ATOM_OPEN;
    for (size_t i = 0; i < count; i++) {
        bool sign = before == ATOM_BIN || before == ATOM_OP || before == ATOM_REL ||
                    before == ATOM_OPEN || before == ATOM_PUNCT;
        if (items[i].class == ATOM_BIN && sign) {
            items[i].class = ATOM_ORD;
        }
        Atom class = items[i].class;
        bool ends = class == ATOM_REL || class == ATOM_CLOSE || class == ATOM_PUNCT;
        if (ends && before == ATOM_BIN && i > 0) {
            items[i - 1].class = ATOM_ORD;
        }
        before = class;
    }
    if (count > 0 && items[count - 1].class == ATOM_BIN) {
        items[count - 1].class = ATOM_ORD;
    }
}

static size_t gather(Setter *setter, const Noad *row, Style style, bool after_operand, Item *items,
                     float *trailing) {
    size_t count = 0;
    int depth = 0;
    float pending = 0.0F;
    for (size_t i = 0; i < row->count; i++) {
        const Noad *noad = row->items[i];
        if (noad->kind == NOAD_SPACE) {
            pending += explicit_space(setter, noad, style);
            continue;
        }
        Atom class = noad_atom(noad);
        depth -= class == ATOM_CLOSE ? 1 : 0;
        items[count] = (Item){set_noad(setter, noad, style), class, pending, 0.0F, depth};
        depth += class == ATOM_OPEN ? 1 : 0;
        pending = 0.0F;
        count++;
    }
    *trailing = pending;
    /* A slanted letter leans over what follows it; alone in its box it needs no room for that. */
    for (size_t i = 0; count > 1 && i < count; i++) {
        bool letter = items[i].box->noad != NULL && items[i].box->noad->kind == NOAD_SYMBOL;
        items[i].box->width += letter && items[i].box->single ? items[i].box->italic : 0.0F;
    }
    settle_signs(items, count, after_operand);
    for (size_t i = 0; i < count; i++) {
        bool first = i == 0 && !after_operand;
        Atom before = i == 0 ? ATOM_ORD : items[i - 1].class;
        items[i].space = first ? 0.0F : space_between(setter, before, items[i].class, style);
        items[i].gap += items[i].space;
    }
    return count;
}

/* Puts items [start, end) from x; returns where they end. */
static float put_items(Setter *setter, SetBox *box, const Item *items, size_t start, size_t end,
                       float x, float y) {
    for (size_t i = start; i < end; i++) {
        x += i == start && start > 0 ? 0.0F : items[i].gap;
        box_add(setter, box, items[i].box, x, y);
        x += items[i].box->width;
    }
    return x;
}

/* The last place at or before which the line may end: the start of an item that is a relation, or
 * else a sum, outside parentheses if there is one. The first relation stays with its left side. */
static size_t break_before(const Item *items, size_t start, size_t last) {
    static const Atom wanted[] = {ATOM_REL, ATOM_BIN, ATOM_BIN, ATOM_REL};
    static const bool inside[] = {false, false, true, true};
    size_t first = start;
    for (size_t i = 1; start == 0 && first == 0 && i < last; i++) {
        first = items[i].class == ATOM_REL && items[i].depth <= 0 ? i : first;
    }
    for (size_t round = 0; round < sizeof wanted / sizeof wanted[0]; round++) {
        for (size_t i = last; i > first; i--) {
            if (items[i].class == wanted[round] && (inside[round] || items[i].depth <= 0)) {
                return i;
            }
        }
    }
    return first;
}

/* Where nothing else offers itself: at `end`, or earlier so that no line starts with a comma or a
 * closing fence or ends with an opening one. */
static size_t cut_before(const Item *items, size_t start, size_t end) {
    for (size_t i = end; i > start + 1; i--) {
        bool hangs = items[i].class == ATOM_PUNCT || items[i].class == ATOM_CLOSE ||
                     items[i - 1].class == ATOM_OPEN;
        if (!hangs) {
            return i;
        }
    }
    return end;
}

static float width_to(const Item *items, size_t end) {
    float x = 0.0F;
    for (size_t i = 0; i < end; i++) {
        x += items[i].gap + items[i].box->width;
    }
    return x;
}

/* Continuation lines are indented by this share of an em where no relation tells more. */
#define INDENT 2.0F
/* Between lines, as a share of an em. */
#define LINE_GAP 0.35F

static float row_indent(const Setter *setter, const Item *items, size_t count, float width_max) {
    float x = 0.0F;
    for (size_t i = 0; i < count; i++) {
        x += items[i].gap;
        if (items[i].class == ATOM_REL && items[i].depth <= 0 && i > 0) {
            /* A long left side would leave no room. */
            return x <= width_max / 3.0F ? x : INDENT * setter->size;
        }
        x += items[i].box->width;
    }
    return INDENT * setter->size;
}

static SetBox *break_lines(Setter *setter, const Item *items, size_t count, float width_max) {
    SetBox *box = box_make(setter);
    float indent = row_indent(setter, items, count, width_max);
    float gap = LINE_GAP * setter->size;
    float y = 0.0F;
    for (size_t start = 0; start < count;) {
        float left = start == 0 ? 0.0F : indent;
        size_t end = start;
        float x = left;
        while (end < count) {
            float next =
                x + (end == start && start > 0 ? 0.0F : items[end].gap) + items[end].box->width;
            if (next > width_max && end > start) {
                break;
            }
            x = next;
            end++;
        }
        size_t stop = count;
        if (end < count) {
            stop = break_before(items, start, end);
            /* Before the first relation only where its left side takes room. */
            bool gains = stop > start && (start > 0 || width_to(items, stop) > indent);
            stop = gains ? stop : cut_before(items, start, end);
        }
        SetBox *line = box_make(setter);
        line->width = put_items(setter, line, items, start, stop, left, 0.0F);
        y = start == 0 ? 0.0F : y - line->ascent - gap;
        box_add(setter, box, line, 0.0F, y);
        box->width = fmaxf(box->width, line->width);
        y -= line->descent;
        start = stop;
    }
    return box;
}

SetBox *set_row(Setter *setter, const Noad *row, Style style, bool after_operand, float width_max) {
    if (row->kind != NOAD_ROW) {
        return set_noad(setter, row, style);
    }
    Item *items = arena_array(setter->arena, row->count, sizeof *items);
    float trailing = 0.0F;
    size_t count = gather(setter, row, style, after_operand, items, &trailing);
    SetBox *box = box_make(setter);
    box->width = put_items(setter, box, items, 0, count, 0.0F, 0.0F) + trailing;
    if (width_max > 0.0F && box->width > width_max && count > 1) {
        box = break_lines(setter, items, count, width_max);
    } else if (count == 1 && trailing == 0.0F && items[0].gap == 0.0F) {
        box->single = items[0].box->single;
        box->glyph = items[0].box->glyph;
        box->accent = items[0].box->accent;
        box->italic = items[0].box->italic;
    }
    box->noad = row;
    return box;
}

SetBox *set_noad(Setter *setter, const Noad *noad, Style style) {
    SetBox *box = NULL;
    switch (noad->kind) {
    case NOAD_ROW: return set_row(setter, noad, style, false, 0.0F);
    case NOAD_FRACTION: box = set_fraction(setter, noad, style); break;
    case NOAD_RADICAL: box = set_radical(setter, noad, style); break;
    case NOAD_SCRIPTS: box = set_scripts(setter, noad, style); break;
    case NOAD_ACCENT: box = set_accent(setter, noad, style); break;
    case NOAD_DELIMITED: box = set_delimited(setter, noad, style); break;
    case NOAD_TABLE: box = set_table(setter, noad, style, 0.0F); break;
    case NOAD_DECORATED: box = set_decorated(setter, noad, style); break;
    case NOAD_FENCE:
        box = noad->size > 0 ? set_big_fence(setter, noad, style) : set_leaf(setter, noad, style);
        break;
    case NOAD_SPACE:
        box = box_make(setter);
        box->width = explicit_space(setter, noad, style);
        break;
    case NOAD_SYMBOL:
    case NOAD_NUMBER:
    case NOAD_OPERATOR:
    case NOAD_PRIME:
    case NOAD_BIGOP:
    case NOAD_FUNCTION:
    case NOAD_TEXT: box = set_leaf(setter, noad, style); break;
    }
    box->noad = noad;
    return box;
}
