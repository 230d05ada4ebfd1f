/* symbols.h - what the letters of a formula stand for.
 *
 * Declarations are lines of TeX, one each:
 *
 *     real x_0, \mu in (-3,3)               a real number anywhere in the interval
 *     int t in 2..6                         a whole number
 *     seq \alpha_i in (0.3,0.99)            a real number for every index i >= 1
 *     let s = \sqrt{2}                      a short name
 *     letseq \bar\alpha_t = \prod_{i=1}^{t} \alpha_i   the same, with an index
 *     fun f(x) = x^2                        a function; (x, t) for more arguments
 *     matrix A, \Sigma                      a square matrix
 *     normal X = \mathcal N(\mu, \sigma^2)  a Gaussian, independent of the others
 *     chain x_t = a_t x_{t-1} + b_t \epsilon_t   the one-step kernel: states, noises
 *     noise \varepsilon, z                  more letters for noise
 *     density q, p                          letters for the densities of the chain
 *     assume a \le b                        points where this is false are not used
 *
 * A name is the letter with its accent and, when the subscript is not an index, its subscript:
 * `\bar\alpha`, `\mu_x`, `\epsilon_\theta`. Bold and upright letters are the same symbol as plain
 * ones. */
#ifndef EXPLORE_MATH_SYMBOLS_H
#define EXPLORE_MATH_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/source.h"

typedef struct Expr Expr;
typedef struct Chain Chain;

typedef enum {
    SYMBOL_REAL,
    SYMBOL_INT,
    SYMBOL_SEQ,
    SYMBOL_LET,
    SYMBOL_LETSEQ,
    SYMBOL_FUN,
    SYMBOL_MATRIX,
    SYMBOL_NORMAL,
    SYMBOL_STATE,
    SYMBOL_NOISE,
    SYMBOL_DENSITY,
    SYMBOL_CONSTANT, /* \pi, e; \infty as the bound of an integral */
    SYMBOL_BOUND,    /* index of a sum, variable of an integral, parameter of a fun or letseq */
} SymbolKind;

typedef struct Symbol Symbol;
struct Symbol {
    SymbolKind kind;
    unsigned id;      /* position in the table: sampled points hash it */
    const char *name; /* canonical, spaces between parts: "x", "alpha", "bar alpha", "mu _ x" */
    const char *tex;  /* as declared, to be shown: "\\bar\\alpha" */
    Span span;        /* where it was declared; empty for a notation's */
    /* REAL, SEQ: the open interval as decimal text; INT: whole numbers, both included. */
    const char *lower;
    const char *upper;
    long first, last;
    bool integer_bound; /* SYMBOL_BOUND: runs over whole numbers */
    bool implied;       /* not declared by anyone: assumed real on (-3,3) */
    /* LET: definition; LETSEQ: parameters[0] is the index; FUN: parameters. NORMAL: an EXPR_NORMAL.
     */
    const Expr *definition;
    bool is_random;    /* the definition's value depends on random variables */
    bool has_sequence; /* the definition rests on a SYMBOL_SEQ */
    size_t parameter_count;
    const Symbol **parameters;
    /* DENSITY: what `given: q(x_{t-1}|x_t) = ...` lines say; laws[2 i] is a density as printed,
     * laws[2 i + 1] its formula. */
    size_t law_count;
    const Expr **laws;
};

/* x_t = scale(t) x_{t-1} + spread(t) noise_t: all that is known about the chain. */
typedef struct {
    const Symbol *state; /* NULL when no chain is declared */
    const Symbol *noise;
    const Symbol *index; /* the t of scale and spread, a SYMBOL_BOUND */
    const Expr *scale;
    const Expr *spread;
} Kernel;

/* Declarations in force at one place. A scope sees its parent's symbols and shadows them by name.
 * It must not outlive its parent; both may live in different arenas. */
typedef struct Scope Scope;
struct Scope {
    Arena *arena;
    const Scope *parent;
    size_t count, capacity;
    Symbol **symbols;
    size_t assumption_count, assumption_capacity;
    const Chain **assumptions; /* this scope's own; each a chain of inequalities or equations */
    Kernel kernel;             /* kernel.state NULL: the parent's */
    unsigned next_id;
    Span assumed; /* the note's formula that last assumed a law; empty before */
    const Expr
        *last_side; /* of the note's formula before: a display that starts with = goes on from it */
    bool accept_unknown; /* a letter nobody declared becomes SYMBOL_REAL on (-3,3), implied; lessons
                            refuse it */
};

Scope *scope_new(Arena *arena, const Scope *parent);
/* Finds by canonical name, innermost first; NULL when nobody declared it. */
const Symbol *scope_find(const Scope *scope, const char *name);
/* Adds a copy of *symbol with the next id, works out is_random and has_sequence, and returns it. */
const Symbol *scope_add(Scope *scope, const Symbol *symbol);
/* A name that is known for a while: a bound index while its body is read. It keeps its own id. */
void scope_push(Scope *scope, Symbol *symbol);
void scope_remove(Scope *scope, const Symbol *symbol);
/* Replaces what a symbol of this very scope means, keeping its name, id and place: a note that
 * defines an unknown letter. */
void scope_redefine(Scope *scope, const Symbol *symbol, const Symbol *meaning);
void scope_assume(Scope *scope, const Chain *assumption);
/* The kernel in force; state NULL when none is. */
const Kernel *scope_kernel(const Scope *scope);
/* Reads declarations (one a line, # starts a comment) from the span. False with *diag at the first
 * bad line. */
bool scope_declare(Scope *scope, const Source *source, Span span, Diag *diag);
/* One line of a claim's setting: a declaration, `letter = formula`, `q(x_{t-1}|x_t) = formula` for
 * a density of its own, or `letter \sim \mathcal N(m, v)`. */
bool scope_given(Scope *scope, const Source *source, Span span, Diag *diag);
/* A law block's `step: x_t = a_t x_{t-1} + b_t \epsilon_t`, as after `chain`. */
bool scope_step(Scope *scope, const Source *source, Span span, Diag *diag);
/* A law block's `start:`, a state at step 0: `x_0` (a known number) or `x_0 \sim \mathcal N(m, v)`.
 */
bool scope_start(Scope *scope, const Source *source, Span span, Diag *diag);
/* `a \le b`: points where this is false are not used. */
bool scope_assumption(Scope *scope, const Source *source, Span span, Diag *diag);

#endif
