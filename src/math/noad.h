/* noad.h - the presentation tree: what a TeX formula looks like.
 *
 * A noad says how something is set, never what it means: `\bar\alpha_t^2` is a NOAD_SCRIPTS around
 * a NOAD_ACCENT. The same tree is typeset, drawn in the terminal and read by formula_read
 * (reader.h) into the expression tree; neither tree knows the other's nodes. All nodes live in the
 * caller's arena; every node carries the bytes of the source it came from. */
#ifndef EXPLORE_MATH_NOAD_H
#define EXPLORE_MATH_NOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/source.h"

/* Deepest nesting of groups, fractions, scripts, environments. Real formulas stay below 20; the
 * limit keeps recursive passes within a thread's stack. */
#define NOAD_DEPTH_MAX 200
/* Longest formula in bytes. The longest in the literature are below 2,000; a megabyte is a mistake.
 */
#define NOAD_LENGTH_MAX 65536

typedef enum {
    NOAD_ROW,      /* items[count]: side by side */
    NOAD_SYMBOL,   /* one letter or named symbol; name, alphabet */
    NOAD_NUMBER,   /* name: digits with at most one '.', as printed ("0.02") */
    NOAD_OPERATOR, /* name: + - * / \cdot \times = \le \sim , ; : ! ... and every other mark; see
                      noad_class */
    NOAD_FENCE,    /* a parenthesis, bracket, brace or bar standing alone; name; side by `fence` */
    NOAD_PRIME, /* name: "'" repeated; only as the sup of NOAD_SCRIPTS, alone or first in a row */
    NOAD_FRACTION, /* items[0] over items[1]; name: "frac", "tfrac", "dfrac", "binom" */
    NOAD_RADICAL,  /* items[0] under the root; items[1] the degree or NULL */
    NOAD_SCRIPTS,  /* items[0] nucleus (may be an empty row), items[1] below or NULL, items[2] above
                      or NULL */
    NOAD_ACCENT,   /* items[0] under name: "bar" (also \overline), "hat", "tilde", "dot", "ddot",
                      "vec", "check" */
    NOAD_DELIMITED, /* items[0] between \left name and \right close ("." for none) */
    NOAD_BIGOP,    /* name: "sum", "prod", "int", "iint", "oint", "lim", "min", "max", "argmin", ...
                      (takes limits) */
    NOAD_FUNCTION, /* name: log, ln, exp, sin, ...; also \operatorname{..} and \mathrm{Var}: an
                      upright word */
    NOAD_TEXT,     /* name: the words of \text{..} as UTF-8 */
    NOAD_SPACE,    /* name: "," ":" ";" "!" " " "quad" "qquad" "~" */
    NOAD_TABLE, /* environment `name` (aligned, cases, ...): rows x columns cells in items, row by
                   row; absent cells are empty rows. A bare `\\` or `&` outside any environment
                   makes an "aligned" table. */
    NOAD_DECORATED, /* items[0] kept as content; name: "color", "boxed", "underbrace", "overbrace",
                       "phantom"; items[1] the label of a brace, or NULL */
} NoadKind;

/* The alphabet of a NOAD_SYMBOL. Bold and upright are kept for setting; the reader ignores bold. */
typedef enum {
    ALPHABET_PLAIN,
    ALPHABET_UPRIGHT,
    ALPHABET_BOLD,
    ALPHABET_CALLIGRAPHIC,
    ALPHABET_BLACKBOARD,
    ALPHABET_FRAKTUR,
    ALPHABET_SANS,
} Alphabet;

typedef enum { FENCE_NONE, FENCE_OPEN, FENCE_CLOSE, FENCE_EITHER } FenceSide;

/* How a fence stands in its row: as itself, as a relation (\mid, \bigm|), or as tall as the \left
 * and \right around it (\middle|). */
typedef enum { FENCE_PLAIN, FENCE_RELATION, FENCE_MIDDLE } FenceUse;

typedef struct Noad Noad;
struct Noad {
    NoadKind kind;
    Alphabet alphabet; /* NOAD_SYMBOL */
    FenceSide
        fence; /* NOAD_FENCE: from the character, or from \bigl \bigr \bigm; '|' is FENCE_EITHER */
    FenceUse use; /* NOAD_FENCE */
    bool wide;    /* NOAD_ACCENT: over all of items[0], as \overline and \widehat are */
    bool limits;  /* NOAD_SCRIPTS around a NOAD_BIGOP set above and below */
    int size;     /* NOAD_FENCE: 0 natural, 1..4 for \big \Big \bigg \Bigg */
    Span span;
    const char *name;  /* TeX name without the backslash ("alpha", "le", "cdot"), or the character
                          itself as UTF-8 */
    const char *close; /* NOAD_DELIMITED: the closing fence's name */
    size_t count;      /* items, or rows * columns of a table */
    size_t columns;    /* NOAD_TABLE */
    Noad **items;
};
/* Names of fences are one of: ( ) [ ] { } | \| written as "(", ")", "[", "]", "{", "}", "|", "||",
 * "<", ">", "."; \lvert \rvert \mid \vert give "|", \lVert \rVert \Vert
 * \parallel \| give "||". Names of operators are the TeX name without backslash for commands
 * ("cdot", "times", "le", "sim") and the character itself otherwise ("+", "=", ","; never
 * "|": a bar is always a fence, and \mid a FENCE_RELATION). Synonyms are folded so that no
 * later pass needs a second spelling: leq->le, geq->ge, neq->ne, to->rightarrow,
 * implies->Rightarrow, coloneqq and ":="->coloneqq, thickapprox->approx, dots ldots dotsb dotsc
 * "..." "…" -> "ldots", cdots->"cdots", "*"->ast, full-width （ ）， ； ： ＝ -> their ASCII marks,
 * U+2212 -> "-", ·->cdot, ×->times, ≤->le, Greek letters typed as Unicode -> their TeX names,
 * \lt->"<", \gt->">", \lbrack->"[", \colon->":". */

/* How TeX spaces an operator; also which names the reader may take as relations. */
typedef enum { CLASS_ORDINARY, CLASS_BINARY, CLASS_RELATION, CLASS_PUNCTUATION } NoadClass;
NoadClass noad_class(const char *operator_name);

/* Reads the TeX of source inside span. Returns the root (always a NOAD_ROW or, for a bare align, a
 * row with one NOAD_TABLE), or NULL with *diag filled. \label{..} is dropped; \tag{..} is kept as a
 * trailing NOAD_TEXT in a NOAD_DECORATED "tag"; outer $ $$ \[ \] and {equation}-like wrappers are
 * accepted and dropped. An unknown command is an error naming the nearest known one. */
Noad *noad_parse(Arena *arena, const Source *source, Span span, Diag *diag);

/* Drops marks of setting that carry no content: true when noad is a space or an empty row. */
bool noad_is_blank(const Noad *noad);

/* What a row of one thing, or a row of one such row, holds; else noad itself. NULL gives NULL. */
const Noad *noad_only(const Noad *noad);

#endif
