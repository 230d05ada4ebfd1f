/* python_internal.h - private to the files that write Python. */
#ifndef EXPLORE_EXPORT_PYTHON_INTERNAL_H
#define EXPLORE_EXPORT_PYTHON_INTERNAL_H

#include "export/python.h"
#include "verify/parts.h"

/* How tightly Python's operators bind; what binds less tightly than its place asks for is put in
 * parentheses. */
typedef enum { PYTHON_SUM = 1, PYTHON_PRODUCT = 2, PYTHON_POWER = 3, PYTHON_ATOM = 4 } PythonLevel;

typedef struct {
    const Symbol *symbol;
    const char *name;
    const char *why; /* the line that introduces it cannot be written; or NULL */
} PythonName;

/* One claim being written. */
typedef struct {
    Arena *arena;
    const Claim *claim;
    const Parts *parts;
    Text letters; /* lines that introduce the letters, those that others rest on first */
    size_t name_count, name_capacity;
    PythonName *names;
    unsigned depth;     /* of definitions within definitions */
    bool chained;       /* the chain was introduced */
    const Symbol *step; /* stands for the kernel's noise letter where that has no index; or NULL */
    bool tables;        /* densities are those of random tables */
    const char *cannot; /* why a formula cannot be written; or NULL */
} Python;

/* python_letter.c: the letter's name, introduced where it is met for the first time. */
const char *python_letter(Python *python, const Symbol *symbol);
/* The same for a noise without an index, which is another letter than that of a step. */
const char *python_noise(Python *python, const Symbol *symbol);
/* The name in `body` of a letter that a sum, an integral or a function binds: another than those of
 * the letters in it. python_release ends its use. */
const char *python_bind(Python *python, const Symbol *symbol, const Expr *body);
void python_release(Python *python, const Symbol *symbol);
/* A letter that is moved by an integral or a derivative: what stands for it there, and the body
 * with that put in. */
const Symbol *python_moved(Python *python, const Symbol *symbol);
const Expr *python_moved_body(Python *python, const Expr *body, const Symbol *symbol,
                              const Symbol *bound);
/* The name that is known already, or NULL. */
const char *python_known(const Python *python, const Symbol *symbol);
/* The states and noises of the chain in force. */
void python_chain(Python *python);
/* Why it stops here; the first reason is kept. */
void python_stop(Python *python, const char *why);
/* expr with the definitions written out that rest on `symbol`, so that it can be moved. */
const Expr *python_inline(Python *python, const Expr *expr, const Symbol *symbol);

/* python_expr.c */
void python_expr(Python *python, Text *out, const Expr *expr, PythonLevel level);
/* A distribution: N(m, v), a sum of such, the law of a random quantity given others. */
void python_law(Python *python, Text *out, const Expr *expr, const Expr *const *given,
                size_t given_count);
/* ", " before each but the first. */
void python_list(Python *python, Text *out, const Expr *const *exprs, size_t count);

/* python_table.c: a rule of probability, such as Bayes': tried on random tables. */
bool python_is_rule(const Python *python, const PartsLink *link);
void python_rule(Python *python, Text *out, const PartsLink *link);
/* P(A|B) there, and an integral or sum over letters. */
void python_chance(Python *python, Text *out, const Expr *expr);
void python_sum_over(Python *python, Text *out, const Expr *expr);

/* python_picture.c: the call that draws the claim, whose letters have their names. */
PythonPicture python_picture(Python *python, Text *out, const PythonSchedule *schedule);

/* python_moment.c */
void python_moment(Python *python, Text *out, const Expr *expr);
void python_density(Python *python, Text *out, const Expr *expr);
void python_integral(Python *python, Text *out, const Expr *expr);
void python_derivative(Python *python, Text *out, const Expr *expr);
void python_bracket(Python *python, Text *out, const Expr *expr);
/* "lambda x: BODY" of a letter, or of one with an index "held(x, t, lambda: BODY)". */
void python_function_of(Python *python, Text *out, const Expr *variable, const Expr *body);

#endif
