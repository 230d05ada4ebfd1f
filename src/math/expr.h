/* expr.h - the expression tree: what a formula means.
 *
 * Nodes are immutable and live in an arena, so trees share parts freely: a mutant copies only the
 * path to what it changes. Each node keeps the bytes of the source it was read from, so that a
 * verdict can point at the link or the term that breaks. */
#ifndef EXPLORE_MATH_EXPR_H
#define EXPLORE_MATH_EXPR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/source.h"
#include "base/text.h"
#include "math/symbols.h"

typedef enum {
    EXPR_NUMBER, /* text: decimal digits as printed; an exact rational */
    EXPR_SYMBOL, /* symbol; args: its indices (0 or 1). x_t, \alpha_{t-1}, \sigma, the bound i of a
                    sum */
    EXPR_ADD,    /* args: 2 or more summands (a difference is ADD(a, NEG(b))) */
    EXPR_NEG,    /* args[0] */
    EXPR_MUL,    /* args: 2 or more factors, in printed order */
    EXPR_DIV,    /* args[0] / args[1] */
    EXPR_POW,    /* args[0] ^ args[1] */
    EXPR_ROOT,   /* args[0] under the root of degree args[1] (a NUMBER, "2" for \sqrt) */
    EXPR_FUNCTION, /* function; args[0] */
    EXPR_ABS,      /* |args[0]|; also a vector's norm (in one dimension they agree) */
    EXPR_SUM,      /* symbol: bound index; args: lower, upper, body. Empty when upper < lower. */
    EXPR_PRODUCT,  /* the same for products. split 1 (both): written with dots, undefined when upper
                      < lower - 1,  since then the terms beside the dots overlap */
    EXPR_INTEGRAL, /* args: body, variable (a SYMBOL node: x, x_{t-1}), and lower, upper when
                      bounded (else over the real line). split 1: args body, first, last: over
                      x_first ... x_last, one after the other. split 2: \sum_x, over the values
                      that the variable takes, whatever they are. */
    EXPR_BRACKET,  /* [body]_lower^upper; args: body, variable (a SYMBOL node), lower, upper */
    EXPR_DERIVATIVE, /* d args[1] / d args[0]; args[0] is a SYMBOL node (\nabla_x, \partial/\partial
                        x) */
    EXPR_CALL,       /* symbol: a SYMBOL_FUN; args: the arguments */
    EXPR_NORMAL,     /* the distribution N(args[0], args[1]): mean, variance */
    EXPR_NORMAL_DENSITY, /* N(args[0]; args[1], args[2]): the density at args[0] */
    EXPR_DENSITY, /* symbol: a SYMBOL_DENSITY; the first `split` args are random, the rest given:
                     q(x_t | x_0) */
    EXPR_EXPECT,  /* E[args[0] | args[1..]]; symbol: q of E_q[..], E_{q(x|y)}[..], or NULL. split 1:
                     over some of the random variables only, which a subscript names; args[1] is the
                     density that stands there, if one does */
    EXPR_VARIANCE,   /* Var[args[0] | args[1..]] */
    EXPR_COVARIANCE, /* Cov[args[0], args[1] | args[2..]] */
    EXPR_KL,         /* D_KL(args[0] || args[1]) of two distributions */
    EXPR_TRANSPOSE,  /* args[0]^T (scalars: themselves) */
    EXPR_IDENTITY,   /* the identity matrix; 1 in one dimension */
    EXPR_LIST, /* symbol: bound index; args: lower, upper, a SYMBOL at that index. An argument of a
                  density or moment that stands for several, x_lower, ..., x_upper; none when upper
                  < lower */
    EXPR_KIND_COUNT
} ExprKind;

typedef enum {
    FUNCTION_LOG,
    FUNCTION_EXP,
    FUNCTION_SIN,
    FUNCTION_COS,
    FUNCTION_TANH,
    FUNCTION_COUNT
} ExprFunction;

struct Expr {
    ExprKind kind;
    ExprFunction function; /* EXPR_FUNCTION */
    Span span;
    const Symbol *symbol;
    const char *text; /* EXPR_NUMBER */
    size_t split;     /* of the kinds that name it above; else 0 */
    size_t count;
    const Expr **args;
};

/* How the two sides of a link are related. */
typedef enum {
    RELATION_EQUAL,
    RELATION_DEFINE, /* := \coloneqq */
    RELATION_APPROX,
    RELATION_LESS,
    RELATION_LESS_EQUAL,
    RELATION_GREATER,
    RELATION_GREATER_EQUAL,
    RELATION_NOT_EQUAL,
    RELATION_PROPORTIONAL,
    RELATION_LAW, /* \sim : has the distribution */
    RELATION_TO,  /* \to, \rightarrow */
    RELATION_COUNT
} Relation;

/* A = B \approx C ...: count sides, count - 1 relations between them. A bare expression has one
 * side. */
struct Chain {
    size_t count;
    const Expr **sides;
    Relation *relations;
    bool up_to_constant; /* "+ const" stood at the end of the last side */
    bool premise;        /* stands left of the first \Rightarrow: the rest is said where it holds */
    bool equivalent;     /* stands beside a \Leftrightarrow */
    Span span;
};

/* All chains of one display, in printed order: "x_t = ..., \quad \epsilon \sim N(0, I)" has two. */
typedef struct {
    size_t count;
    Chain *chains;
} Formula;

/* Constructors. args are copied into the arena. */
const Expr *expr_number(Arena *arena, Span span, const char *digits);
const Expr *expr_integer(Arena *arena, Span span, long value); /* NEG(NUMBER) when negative */
const Expr *expr_symbol(Arena *arena, Span span, const Symbol *symbol, const Expr *index_or_null);
const Expr *expr_node(Arena *arena, Span span, ExprKind kind, size_t count,
                      const Expr *const *args);
const Expr *expr_unary(Arena *arena, Span span, ExprKind kind, const Expr *a);
const Expr *expr_binary(Arena *arena, Span span, ExprKind kind, const Expr *a, const Expr *b);
const Expr *expr_function(Arena *arena, Span span, ExprFunction function, const Expr *a);
/* A node with a symbol: SUM, PRODUCT, CALL. */
const Expr *expr_bound(Arena *arena, Span span, ExprKind kind, const Symbol *symbol, size_t count,
                       const Expr *const *args);
/* A node with a symbol and a split: DENSITY, symbol(args[0..split) | args[split..count)); INTEGRAL.
 */
const Expr *expr_split(Arena *arena, Span span, ExprKind kind, const Symbol *symbol, size_t split,
                       size_t count, const Expr *const *args);
/* x_lower, ..., x_upper of the letter `symbol`. */
const Expr *expr_list(Arena *arena, Span span, const Symbol *symbol, const Expr *lower,
                      const Expr *upper);
/* The same node with other args (count of them). */
const Expr *expr_with_args(Arena *arena, const Expr *expr, size_t count, const Expr *const *args);
/* expr with argument i replaced. */
const Expr *expr_with_arg(Arena *arena, const Expr *expr, size_t i, const Expr *arg);

bool expr_same(const Expr *a, const Expr *b); /* same tree, spans aside */
/* Replaces every EXPR_SYMBOL without index whose symbol is `symbol` by `by`. Bound occurrences are
 * other Symbols, so nothing is captured. */
const Expr *expr_substitute(Arena *arena, const Expr *expr, const Symbol *symbol, const Expr *by);
/* Calls visit for every node, parents first, until it returns false; false then. */
bool expr_walk(const Expr *expr, bool (*visit)(void *context, const Expr *expr), void *context);
/* The same, also through what letters stand for: definitions, functions, declared laws. False, too,
 * where they are nested so deep that not all is seen: what is looked for may be there. */
bool expr_walk_deep(const Expr *expr, bool (*visit)(void *context, const Expr *expr),
                    void *context);
bool expr_mentions(const Expr *expr, const Symbol *symbol);
bool expr_has_kind(const Expr *expr, ExprKind kind);
size_t expr_size(const Expr *expr);
/* \sqrt[n]{x} or x^{m/n} with an odd n. \sqrt[3]{-8} is -2 to some and no real number to others: of
 * a negative x nothing is decided. */
bool expr_is_odd_root(const Expr *expr);
/* Does the value depend on random variables (states, noises, normal variables), through definitions
 * too? A conditional variance of Gaussians does not depend on the values given, so VARIANCE,
 * COVARIANCE and KL are numbers. */
bool expr_is_random(const Expr *expr);
/* Does it rest on a free sequence (SYMBOL_SEQ)? */
bool expr_has_sequence(const Expr *expr);
/* The value of a whole-number expression in a long chain (t = 50, T = 60), which tells x_{t-1} from
 * x_t, and which end of an ellipsis is the larger. False when it is no sum or product of whole
 * numbers. */
bool expr_typical(const Expr *expr, long *out);

/* The names of relations and functions, as TeX without backslash ("=", "sim", "log"). */
const char *relation_tex(Relation relation);
const char *function_tex(ExprFunction function);

/* Appends TeX that reads back to the same tree: used to show mutants and what the program
 * understood. */
void expr_print(Text *out, const Expr *expr);
void chain_print(Text *out, const Chain *chain);
/* The same, in the arena. */
const char *chain_tex(Arena *arena, const Chain *chain);

#endif
