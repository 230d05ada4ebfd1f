/* render_internal.h - what the line and the block renderer share. Private to math/. */
#ifndef EXPLORE_MATH_RENDER_INTERNAL_H
#define EXPLORE_MATH_RENDER_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"
#include "math/noad.h"
#include "math/render.h"

/* What a noad is for the spaces round it. */
typedef enum {
    ATOM_ORDINARY,
    ATOM_WORD, /* log, Var */
    ATOM_BIG,  /* a sum or an integral */
    ATOM_BINARY,
    ATOM_RELATION,
    ATOM_OPEN,
    ATOM_CLOSE,
    ATOM_PUNCTUATION,
    ATOM_SPACE,
} AtomClass;

/* One item of a row as it will be printed. */
typedef struct {
    const Noad *noad;
    AtomClass class;
    bool letter_first; /* starts, ends with an ASCII letter or digit */
    bool letter_last;
    bool word_first; /* ... and with at least two of them, or one and a script */
    bool word_last;
    bool closed; /* ends with ")" */
    bool loose;  /* does not show where it ends: a script written _x, a root without a roof, a
                    fraction */
} Atom;

/* The class of every item of a row. A binary operator without an operand on one side is ordinary (a
 * sign). after_operand: something stands left of the row, as in the right cells of an aligned
 * table. */
AtomClass *render_classes(Arena *arena, const Noad *row, bool after_operand);
/* Whether cell i of an aligned table goes on with an operand before it, so that its first + or - is
 * no sign. */
bool cell_follows_operand(Arena *arena, const Noad *table, size_t i);
/* Spaces between two neighbours; tight inside scripts. before->noad NULL at the start of a row. */
size_t render_gap(const Atom *before, const Atom *after, bool tight);
/* Fills the letter flags from the printed string. */
void atom_measure(Atom *atom, const char *string);
/* Columns that a NOAD_SPACE asks for. */
size_t render_space(const Noad *space);

/* Any string in that way. */
void render_words(Text *out, const char *words, bool unicode);
/* As render_name for the name of a fence or operator alone. */
void render_mark(Text *out, const char *name, bool unicode);
/* Appends the script as superscript or subscript characters; false, with nothing appended, when one
 * of them has no such character. ASCII has none but the prime. */
bool render_script(Text *out, const Noad *script, bool above, bool unicode);
/* Appends base with the accent on its letter; false, with nothing appended, when base is not one
 * letter (with scripts or further accents). */
bool render_accent(Text *out, const Noad *accent, bool unicode);
/* The line of a noad, for parts of a block that take one row anyway. tight: inside a script. */
void render_inline(Text *out, const Noad *noad, bool unicode, bool tight);

/* A subscript in ASCII, on the line of its letter: "_t", "_(t-1)". */
void render_script_inline(Text *out, const Noad *script);

/* The opening and closing fence of a table's environment, "." for none. */
const char *table_open(const Noad *table);
const char *table_close(const Noad *table);

#endif
