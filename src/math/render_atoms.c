/* render_atoms.c - which spaces stand between the items of a row: TeX's classes, coarser. */
#include <string.h>

#include "math/render_internal.h"

/* Columns for the wide spaces; a terminal has no thin ones. */
#define QUAD_COLUMNS 2
#define QQUAD_COLUMNS 4

size_t render_space(const Noad *space) {
    static const struct {
        const char *name;
        size_t columns;
    } spaces[] = {{"quad", QUAD_COLUMNS}, {"qquad", QQUAD_COLUMNS}, {"!", 0}};
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
        if (strcmp(spaces[i].name, space->name) == 0) {
            return spaces[i].columns;
        }
    }
    return 1;
}

static AtomClass fence_class(const Noad *fence) {
    switch (fence->fence) {
    case FENCE_OPEN: return ATOM_OPEN;
    case FENCE_CLOSE: return ATOM_CLOSE;
    case FENCE_NONE:
    case FENCE_EITHER: return ATOM_ORDINARY;
    }
    return ATOM_ORDINARY;
}

static AtomClass operator_class(const Noad *operator) {
    switch (noad_class(operator->name)) {
    case CLASS_BINARY:
        /* a/b needs no air. */
        return strcmp(operator->name, "/") == 0 ? ATOM_ORDINARY : ATOM_BINARY;
    case CLASS_RELATION: return ATOM_RELATION;
    case CLASS_PUNCTUATION: return ATOM_PUNCTUATION;
    case CLASS_ORDINARY: return ATOM_ORDINARY;
    }
    return ATOM_ORDINARY;
}

static AtomClass noad_atom(const Noad *noad) {
    switch (noad->kind) {
    case NOAD_SPACE: return ATOM_SPACE;
    case NOAD_OPERATOR: return operator_class(noad);
    case NOAD_FENCE: return fence_class(noad);
    case NOAD_FUNCTION: return ATOM_WORD;
    case NOAD_BIGOP: return ATOM_BIG;
    case NOAD_SCRIPTS: return noad_atom(noad->items[0]);
    case NOAD_DECORATED: return noad_atom(noad->items[0]);
    case NOAD_ROW: return noad->count == 1 ? noad_atom(noad->items[0]) : ATOM_ORDINARY;
    case NOAD_SYMBOL:
    case NOAD_NUMBER:
    case NOAD_PRIME:
    case NOAD_FRACTION:
    case NOAD_RADICAL:
    case NOAD_ACCENT:
    case NOAD_DELIMITED:
    case NOAD_TEXT:
    case NOAD_TABLE: return ATOM_ORDINARY;
    }
    return ATOM_ORDINARY;
}

static bool takes_sign(AtomClass class) {
    return class == ATOM_BINARY || class == ATOM_RELATION || class == ATOM_OPEN ||
           class == ATOM_PUNCTUATION || class == ATOM_BIG || class == ATOM_WORD;
}

static bool is_bar(const Noad *noad) {
    if (noad->kind == NOAD_SCRIPTS) {
        noad = noad->items[0];
    }
    return noad->kind == NOAD_FENCE && noad->fence == FENCE_EITHER;
}

AtomClass *render_classes(Arena *arena, const Noad *row, bool after_operand) {
    AtomClass *classes = arena_array(arena, row->count, sizeof *classes);
    AtomClass before = after_operand ? ATOM_ORDINARY : ATOM_OPEN;
    size_t last = row->count;
    for (size_t i = 0; i < row->count; i++) {
        AtomClass class = noad_atom(row->items[i]);
        classes[i] = class;
        if (class == ATOM_SPACE) {
            continue;
        }
        if (class == ATOM_BINARY && takes_sign(before)) {
            classes[i] = ATOM_ORDINARY;
        }
        bool closes = class == ATOM_RELATION || class == ATOM_CLOSE || class == ATOM_PUNCTUATION;
        if (closes && last < row->count && classes[last] == ATOM_BINARY) {
            classes[last] = ATOM_ORDINARY;
        }
        /* A bar after an operand closes, any other opens. */
        before = is_bar(row->items[i]) && takes_sign(before) ? ATOM_OPEN : classes[i];
        last = i;
    }
    if (last < row->count && classes[last] == ATOM_BINARY) {
        classes[last] = ATOM_ORDINARY;
    }
    return classes;
}

static AtomClass last_class(Arena *arena, const Noad *row) {
    const AtomClass *classes = render_classes(arena, row, false);
    for (size_t i = row->count; i-- > 0;) {
        if (classes[i] != ATOM_SPACE) {
            return classes[i];
        }
    }
    return ATOM_SPACE;
}

bool cell_follows_operand(Arena *arena, const Noad *table, size_t i) {
    size_t column = i % table->columns;
    bool aligned = strcmp(table->name, "aligned") == 0;
    if (!aligned || column % 2 == 0) {
        return false;
    }
    AtomClass before = last_class(arena, table->items[i - 1]);
    /* "&+ c" below "a &= b" goes on with the row above. */
    return before == ATOM_SPACE ? i > table->columns : !takes_sign(before);
}

static bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_word_part(char c) {
    return is_letter_or_digit(c) || c == '_' || c == '^';
}

void atom_measure(Atom *atom, const char *string) {
    size_t length = strlen(string);
    atom->letter_first = length > 0 && is_letter_or_digit(string[0]);
    atom->letter_last = length > 0 && is_letter_or_digit(string[length - 1]);
    atom->closed = length > 0 && string[length - 1] == ')';
    atom->word_first = length > 1 && atom->letter_first && is_word_part(string[1]);
    atom->word_last = length > 1 && atom->letter_last && is_word_part(string[length - 2]);
}

static bool is_operand(AtomClass class) {
    return class == ATOM_ORDINARY || class == ATOM_WORD || class == ATOM_BIG;
}

/* Two names that would read as one. */
static bool names_touch(const Atom *before, const Atom *after) {
    bool script = before->noad->kind == NOAD_SCRIPTS || before->noad->kind == NOAD_ACCENT;
    if (script && before->closed && after->letter_first) {
        return true;
    }
    if (before->class == ATOM_CLOSE) {
        return after->letter_first && after->word_first;
    }
    bool coefficient = before->noad->kind == NOAD_NUMBER && !after->word_first;
    return before->letter_last && after->letter_first && !coefficient &&
           (before->word_last || after->word_first || after->noad->kind == NOAD_NUMBER);
}

/* Neighbours that are multiplied or applied, without any mark between. */
static bool needs_gap(const Atom *before, const Atom *after) {
    bool sign =
        before->noad->kind == NOAD_OPERATOR && noad_class(before->noad->name) == CLASS_BINARY;
    if (before->class == ATOM_OPEN || after->class == ATOM_CLOSE || sign) {
        return false;
    }
    if (before->class == ATOM_WORD || before->class == ATOM_BIG) {
        bool fenced = after->class == ATOM_OPEN || after->noad->kind == NOAD_DELIMITED;
        return !(fenced && before->class == ATOM_WORD);
    }
    if (is_bar(after->noad) || is_bar(before->noad)) {
        return false;
    }
    if (after->class == ATOM_WORD || after->class == ATOM_BIG) {
        return true;
    }
    bool fenced = after->noad->kind == NOAD_DELIMITED || after->class == ATOM_OPEN;
    if (before->loose && !(fenced && before->noad->kind == NOAD_SCRIPTS)) {
        return after->noad->kind != NOAD_OPERATOR;
    }
    return !fenced && names_touch(before, after);
}

size_t render_gap(const Atom *before, const Atom *after, bool tight) {
    if (before->noad == NULL) {
        return 0;
    }
    bool relation = before->class == ATOM_RELATION || after->class == ATOM_RELATION;
    bool binary = before->class == ATOM_BINARY || after->class == ATOM_BINARY;
    if (relation || binary) {
        /* Words such as "in" stay apart even in a script. */
        bool words = (before->letter_last && after->letter_first);
        return tight && !words ? 0 : 1;
    }
    if (before->class == ATOM_PUNCTUATION) {
        return tight || after->class == ATOM_CLOSE ? 0 : 1;
    }
    if (after->class == ATOM_PUNCTUATION ||
        !(is_operand(before->class) || before->class == ATOM_CLOSE || before->class == ATOM_OPEN)) {
        return 0;
    }
    return needs_gap(before, after) ? 1 : 0;
}

/* The fences that environments bring along. */
static const struct {
    const char *name;
    const char *open;
    const char *close;
} tables[] = {
    {"cases", "{", "."},   {"rcases", ".", "}"},  {"pmatrix", "(", ")"},   {"bmatrix", "[", "]"},
    {"Bmatrix", "{", "}"}, {"vmatrix", "|", "|"}, {"Vmatrix", "||", "||"},
};

const char *table_open(const Noad *table) {
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (strcmp(table->name, tables[i].name) == 0) {
            return tables[i].open;
        }
    }
    return ".";
}

const char *table_close(const Noad *table) {
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (strcmp(table->name, tables[i].name) == 0) {
            return tables[i].close;
        }
    }
    return ".";
}
