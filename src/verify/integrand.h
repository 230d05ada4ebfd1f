/* integrand.h - private to verify/: a function of one variable, made ready to be integrated.
 *
 * What does not depend on the variable has been evaluated once, in balls; what is left is a short
 * list of nodes over complex balls (acb_calc_integrate needs the function off the real line, too).
 * Polynomials of degree two or less are kept as coefficients, products of exponentials as one
 * exponential, and the logarithm of an exponential as its exponent, so that a density and its
 * logarithm are exact in their tails. */
#ifndef EXPLORE_VERIFY_INTEGRAND_H
#define EXPLORE_VERIFY_INTEGRAND_H

#include "math/arb_header.h"
#if __has_include(<flint/acb_calc.h>)
#include <flint/acb_calc.h>
#else
#include <acb_calc.h>
#endif

#include "verify/law.h"

typedef enum {
    NODE_POLYNOMIAL, /* c[0] + c[1] x + c[2] x^2 */
    NODE_ADD,        /* a + b */
    NODE_MUL,        /* a b; an exponential of a polynomial stands in b */
    NODE_DIV,        /* a / b */
    NODE_POWER,      /* a^power, power >= 2 */
    NODE_SQRT,       /* the root of a */
    NODE_EXP,        /* e^a */
    NODE_LOG,
    NODE_SIN,
    NODE_COS,
    NODE_TANH,
    NODE_ABS,
} NodeKind;

typedef struct {
    NodeKind kind;
    size_t a, b;
    ulong power;
    int degree;        /* of a polynomial: an upper bound, 0 to 2 */
    arb_struct c[3];   /* of a polynomial */
    arb_struct vertex; /* of a polynomial of degree 2: it is peak + c[2] (x - vertex)^2 */
    arb_struct peak;
    bool has_vertex;
    bool needed; /* the root is made of it */
} Node;

typedef struct {
    slong bits;
    Node *nodes;
    size_t count, capacity;
    acb_struct *values; /* one for each node, while it is evaluated */
    size_t root;
    bool undefined; /* met a real point at which it has no real value */
    bool odd_root;  /* holds an odd root, which of a negative number is read in two ways */
    bool crowded;   /* more nodes than NODES_MAX were asked for: what was made is meaningless */
} Integrand;

/* Real formulas take a few dozen. */
#define NODES_MAX 4000

void integrand_init(Integrand *f, slong bits);
void integrand_clear(Integrand *f);

/* ---- building: each returns the number of the node ---- */
size_t node_constant(Integrand *f, const arb_t value);
size_t node_integer(Integrand *f, slong value);
size_t node_linear(Integrand *f, const arb_t offset, const arb_t slope);
size_t node_add(Integrand *f, size_t a, size_t b);
size_t node_mul(Integrand *f, size_t a, size_t b);
size_t node_scale(Integrand *f, size_t a, const arb_t factor);
size_t node_neg(Integrand *f, size_t a);
/* b is no constant that holds 0. */
size_t node_div(Integrand *f, size_t a, size_t b);
size_t node_power(Integrand *f, size_t a, ulong power);
/* NODE_SQRT, NODE_EXP, NODE_LOG, NODE_SIN, NODE_COS, NODE_TANH, NODE_ABS; of a constant its
 * argument must be in the function's domain. */
size_t node_function(Integrand *f, NodeKind kind, size_t a);
/* log N(x; m, v) where `residual` is x - m. */
size_t node_normal_log(Integrand *f, size_t residual, const arb_t variance);
bool node_is_constant(const Integrand *f, size_t a);
const arb_struct *node_value(const Integrand *f, size_t a); /* of a constant */

/* After the last node: sets the root and makes room for evaluation. */
void integrand_finish(Integrand *f, size_t root);

/* ---- evaluating ---- */
/* An acb_calc_func_t; param is an Integrand. */
int integrand_acb(acb_ptr out, const acb_t x, void *param, slong order, slong bits);
double integrand_double(double x, void *param);

/* Where the narrowest exponential that falls off to both sides has its peak, and its width. False
 * when there is none. */
bool integrand_peak(const Integrand *f, arf_t centre, double *width);

/* ---- tails ---- */
/* Finds first <= 0 <= last (first is 0 unless both sides are wanted) such that the integral of |f|
 * over the rest of the line, or of its right half, is at most *rest, by bounds of the form
 * polynomial times exp(quadratic), and *rest is below `wanted` times the rough size of the
 * integral, which comes in *size. False with *why when there is no such bound. */
bool integrand_tails(Integrand *f, double *first, double *last, mag_t rest, double *size, bool both,
                     slong wanted, const char **why);
/* Rough size of the integral of |f| over first..last, by the trapezoid rule. */
double integrand_size(Integrand *f, double first, double last);

/* integrand_read.c: the body of an integral over `variable`, which is offset + slope x there. */
BallStatus integrand_read(BallContext *context, Integrand *f, size_t *root, const Expr *body,
                          const Expr *variable, const arb_t offset, const arb_t slope);

#endif
