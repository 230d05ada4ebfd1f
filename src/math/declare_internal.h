/* declare_internal.h - shared by the files that read declarations (declare*.c). */
#ifndef EXPLORE_MATH_DECLARE_INTERNAL_H
#define EXPLORE_MATH_DECLARE_INTERNAL_H

#include "math/reader_internal.h"

/* A letter's domain where a chain declares it: wide enough to be generic, narrow enough to print.
 */
#define CHAIN_LOWER "-3"
#define CHAIN_UPPER "3"

/* One declaration while it is read. Functions that fail set the diag. */
typedef struct {
    Scope *scope;
    const Source *source;
    Diag *diag;
    Span rest; /* what follows the keyword, trimmed */
} Line;

typedef bool (*DeclareFunction)(Line *line);

/* declare.c */
/* Sets the diag; false. */
bool declare_fail(Line *line, size_t offset, const char *hint, const char *message);
/* The first `word` at brace depth 0, or span.end. A word of letters must stand between spaces, and
 * a command is not the start of a longer one. */
size_t declare_find_word(const Source *source, Span span, const char *word);
Span declare_first_word(const Source *source, Span span);
/* What reads the declaration that this word starts; NULL for any other word. */
DeclareFunction declare_keyword(const Source *source, Span word);
Reader declare_reader(Line *line, Scope *scope);
/* Reads a name without giving it a meaning. */
bool declare_name_parts(Line *line, Span span, NameParts *parts);
/* Adds the symbol under the name that was read in span. */
bool declare_name(Line *line, const NameParts *parts, Symbol symbol, bool indexed, Span span);
/* Adds the letter at left with the law \mathcal N(mean, variance) at right. */
bool declare_normal_law(Line *line, Span left, Span right);
/* What stands left and right of the first `=`. */
bool declare_sides(Line *line, Span *left, Span *right);
/* A name bound while a definition is read. */
const Symbol *declare_parameter(Scope *scope, const char *name, const char *tex, bool whole);
/* Reads the right side, in which the parameters are known and after which they are not. A letter
 * that is first seen there belongs to the scope, like any other. */
const Expr *declare_definition(Line *line, Span right, const Symbol *const *parameters,
                               size_t count);
/* The t of \bar\alpha_t; NULL with the diag set. */
const char *declare_index_letter(Line *line, const NameParts *parts, Span span);
bool declare_let(Line *line);
bool declare_letseq(Line *line);
bool declare_assume(Line *line);

/* declare_chain.c: x_t = a_t x_{t-1} + b_t \epsilon_t */
bool declare_chain(Line *line);

#endif
