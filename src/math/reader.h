/* reader.h - from the presentation tree to the expression tree.
 *
 * Reading needs to know the letters: \alpha_t is a sequence at t only if \alpha was declared one.
 * Whatever cannot be given a meaning is an error at its place, with what was expected and, where a
 * declared name is near, that name. */
#ifndef EXPLORE_MATH_READER_H
#define EXPLORE_MATH_READER_H

#include "math/expr.h"
#include "math/noad.h"

/* Reads every chain of the formula. With scope->accept_unknown new symbols may be added to scope.
 * Returns NULL with *diag filled when it cannot be read. */
Formula *formula_read(Scope *scope, const Source *source, const Noad *noad, Diag *diag);
/* noad_parse and formula_read in one. */
Formula *formula_parse(Scope *scope, const Source *source, Span span, Diag *diag);
/* A display that cannot be read as a whole: its rows, each to be read on its own. Those that can be
 * read and stand one below the other are one part; behind a row that cannot be read "= b" is b. 0
 * when that helps nothing: it has one row, or none can be read. *parts lives in the arena. */
size_t formula_parts(Arena *arena, const Scope *scope, const Source *source, Span span,
                     Span **parts);
/* Are there words in it, and marks between words, but nothing that could be a quantity? */
bool formula_is_words(Scope *scope, const Source *source, const Noad *noad);
/* Words in plain letters, not in \text: "The future is independent of the past". */
bool formula_is_sentence(const Source *source, Span span);
/* Do words stand in it where a quantity belongs: "\epsilon - \text{noise target}"? */
bool formula_holds_words(Scope *scope, const Source *source, const Noad *noad);
/* "E_q = E_{x \sim q}": does it only say over what an average is taken, and of nothing? */
bool formula_names_average(Scope *scope, const Source *source, const Noad *noad);
/* A formula that is one bare expression. */
const Expr *expr_parse(Scope *scope, const Source *source, Span span, Diag *diag);

#endif
