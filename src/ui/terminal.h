/* terminal.h - lessons and verdicts in a text terminal.
 *
 * Drawing is a pure function of what is shown and of a Terminal (size, character set, colours), so
 * everything but terminal_screen.c is tested without a terminal. What comes from a file or from the
 * keyboard goes through terminal_put, which lets no control character pass: a note cannot drive the
 * terminal. May include base, math, verify, lesson and session. */
#ifndef EXPLORE_UI_TERMINAL_H
#define EXPLORE_UI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "lesson/lesson.h"
#include "verify/live.h"

/* Narrower or lower than this nothing can be laid out; smaller terminals are drawn as if they had
 * it. */
#define TERMINAL_COLUMNS_MIN 20
#define TERMINAL_ROWS_MIN 6
/* Prose wider than this is hard to read, so wider terminals keep a free right margin. */
#define TERMINAL_PROSE_MAX 92

typedef struct {
    bool unicode; /* UTF-8; otherwise ASCII alone is printed */
    bool styled;  /* escape sequences for bold and dim may be used */
    bool color;   /* and for colours */
    size_t columns;
    size_t rows;
} Terminal;

typedef enum {
    STYLE_PLAIN,
    STYLE_STRONG,
    STYLE_EMPHASIS,
    STYLE_DIM,
    STYLE_HEADING,
    STYLE_CODE,
    STYLE_LINK,
    STYLE_GOOD,
    STYLE_BAD,
    STYLE_WARN,
    STYLE_REVERSE,
    STYLE_COUNT
} Style;

void style_begin(Text *out, const Terminal *terminal, Style style);
void style_end(Text *out, const Terminal *terminal, Style style);
/* The string without control characters, in the terminal's character set, in that style. */
void terminal_put(Text *out, const Terminal *terminal, Style style, const char *string);
/* The signs of the program itself, which have an ASCII form of their own. */
typedef enum {
    SIGN_DOT,
    SIGN_BULLET,
    SIGN_BAR,
    SIGN_LINE,
    SIGN_MORE,
    SIGN_CURSOR,
    SIGN_ELLIPSIS,
    SIGN_SELECTED,
    SIGN_NOT_EQUAL
} Sign;
const char *terminal_sign(const Terminal *terminal, Sign sign);
/* Columns that prose takes of the terminal. */
size_t terminal_prose_columns(const Terminal *terminal);
/* Columns of a string that may hold style sequences. */
size_t terminal_columns(const char *bytes, size_t length);
/* Appends the line cut to at most `columns` columns; style sequences are kept, so styles end. */
void terminal_clip(Text *out, const char *bytes, size_t length, size_t columns);
/* The same with an ellipsis in the place of what was cut, where there is room for one. */
void terminal_fit(Text *out, const Terminal *terminal, const char *bytes, size_t length,
                  size_t columns);
/* Appends every line of `lines` with `prefix` before it and a newline after it. */
void terminal_indent(Text *out, const char *lines, const char *prefix);

/* One paragraph being broken into lines of at most `width` columns. `first` stands before the first
 * line, `rest` before the others; both are counted in the width. Every line ends with '\n' and with
 * no style open. */
typedef struct {
    Text *out;
    const Terminal *terminal;
    size_t width;
    const char *first;
    const char *rest;
    Text word; /* not yet placed */
    size_t word_columns;
    Style word_style;  /* open in the word */
    Style word_first;  /* of its first character */
    Style placed_last; /* of the last character placed */
    uint32_t last;     /* the last code point of the word, 0 for none */
    size_t column;     /* 0: the line has not begun */
    bool line_empty;
    bool space;      /* a space is due before the word */
    bool first_line; /* still on it */
} Wrap;

void wrap_begin(Wrap *wrap, Text *out, const Terminal *terminal, size_t width, const char *first,
                const char *rest);
void wrap_text(Wrap *wrap, Style style, const char *string);
/* The same, not broken at its spaces unless it is too long for half a line. */
void wrap_unit(Wrap *wrap, Style style, const char *string);
void wrap_break(Wrap *wrap);
void wrap_end(Wrap *wrap);
/* A whole line of prose with its inline formulas. */
void wrap_line(Wrap *wrap, const Line *line, Style style);
/* A piece of TeX, on one line where it fits. */
void wrap_tex(Wrap *wrap, Style style, const char *tex);
/* Plain words with formulas between dollars. A dollar before a space, or one that no other closes,
 * is an amount of money, and so is \$. */
void wrap_remark(Wrap *wrap, Style style, const char *remark);
/* All of it at once. */
void terminal_paragraph(Text *out, const Terminal *terminal, size_t width, Style style,
                        const char *string);
void terminal_remark(Text *out, const Terminal *terminal, size_t width, Style style,
                     const char *remark);

/* The formula in two dimensions, at most `width` columns where it can be broken at its relations
 * and sums; lines end with '\n'. */
void terminal_formula(Text *out, const Terminal *terminal, size_t width, const Noad *noad);
/* A piece of TeX on one line; as it was written when it cannot be read. */
void terminal_tex(Text *out, const Terminal *terminal, const char *tex);

/* How much of a claim is shown. */
typedef struct {
    bool formula;             /* the formula itself */
    bool place;               /* file and line before it */
    bool label;               /* id, catalogue id and citation behind the verdict */
    bool evidence;            /* methods, counts of twins */
    bool twins;               /* each authored twin; each mutant that was not refuted */
    bool reasons;             /* the author's reason beside each link */
    bool selected;            /* it is marked */
    const LiveValues *values; /* of both sides, or NULL */
    const LiveBreak *broken;  /* shown in the place of the formula and its verdict, or NULL */
    size_t broken_number;     /* from 1 */
    bool diagnosed; /* what claim_diagnose says was printed before: the place and the reason are
                       not repeated */
} ClaimShow;

/* A claim with its verdict (or "checking" before there is one) between a bar and the right margin.
 */
void terminal_claim(Text *out, const Terminal *terminal, size_t width, const Claim *claim,
                    const ClaimShow *show);
/* "kl(beta=0.5)  0.123", a line each. */
void terminal_experiment_values(Text *out, const Terminal *terminal, const ExperimentTable *table);
/* An experiment: the question, what is stated, the values and what was found. */
void terminal_experiment(Text *out, const Terminal *terminal, size_t width, const Claim *claim);

/* Place, formula and verdict on one line, the formula cut where it is too long: for what there is
 * nothing to decide about. */
void terminal_claim_line(Text *out, const Terminal *terminal, size_t width, const Claim *claim);
/* "at t = 2, x = 0.5: ..." as a wrapped paragraph. */
void terminal_counterexample(Text *out, const Terminal *terminal, size_t width,
                             const Counterexample *found);
/* The `corrected:` form with its own verdict, and the one change that makes the formula hold; of
 * these, what the verdict has. */
void terminal_correction(Text *out, const Terminal *terminal, size_t width, const Verdict *verdict);
/* What both sides of each link are worth, and where. */
void terminal_values(Text *out, const Terminal *terminal, size_t width, const LiveValues *values);
/* A wrong version: the formula, what was changed, its values, and that it is refuted. */
void terminal_break(Text *out, const Terminal *terminal, size_t width, const LiveBreak *broken,
                    size_t number);
/* The formula one relation a line, the claim's reasons beside them; false when it gives none. */
bool terminal_reasons(Text *out, const Terminal *terminal, size_t width, const Claim *claim);
/* All methods with all their evidence. */
void terminal_methods(Text *out, const Terminal *terminal, size_t width, const Verdict *verdict);
/* The verdict's sign, name and grade. */
void terminal_badge(Text *out, const Terminal *terminal, const Verdict *verdict);

/* A block that is neither claim nor exercise. */
void terminal_block(Text *out, const Terminal *terminal, size_t width, const Block *block);
/* The whole lesson, nothing hidden. */
void terminal_lesson_print(Text *out, const Terminal *terminal, const Lesson *lesson,
                           const ClaimShow *show);

#endif
