/* proof_internal.h - the parts of the method `proof`.
 *
 * A side of an equation becomes a Fraction: two polynomials in the generators of one attempt. A
 * generator is a letter at an index, or something that the method does not look into (a root, a
 * cumulative product, a logarithm), known by its kind and the normal form of its arguments. What a
 * rule rewrites is equal as a function of the letters wherever the original is defined; a rule that
 * is not certain of a sign does nothing.
 *
 *     proof_poly.c       polynomials within limits
 *     proof_fraction.c   their quotients
 *     proof_linear.c     indices
 *     proof_generator.c  the table of generators
 *     proof_sign.c       bounds over the domain
 *     proof_root.c       factors, roots, absolute values
 *     proof_function.c   exp, log, sin ...
 *     proof_sequence.c   products and sums with symbolic bounds
 *     proof_symbol.c     letters and the chain
 *     proof_tree.c       the walk over the expression
 *
 * Functions take NULL for a polynomial or fraction that could not be made, and then return NULL:
 * the reason stands in the Prover. Everything made belongs to the Prover and dies with it. */
#ifndef EXPLORE_PROOF_PROOF_INTERNAL_H
#define EXPLORE_PROOF_PROOF_INTERNAL_H

#include <flint/fmpq.h>
#include <flint/fmpz_mpoly.h>

#include "proof/proof.h"

/* Binders (sums, products, integrals) inside one another that are kept symbolic. */
#define PROOF_BOUNDS_MAX 4
/* Whole-number symbols in one index: t + s - 1 has two. */
#define LINEAR_TERMS_MAX 4

/* A whole number: constant + sum of coefficient * symbol, the terms ordered by address, no
 * coefficient zero. */
typedef struct {
    const Symbol *symbol;
    long coefficient;
} LinearTerm;

typedef struct {
    long constant;
    size_t count;
    LinearTerm terms[LINEAR_TERMS_MAX];
} Linear;

typedef fmpz_mpoly_struct Poly;

/* num / den, den not zero; without a common factor as far as the limits allow it to be found. */
typedef struct {
    const Poly *num, *den;
} Fraction;

/* Where a real quantity lies: at least lo, at most hi, as far as known. */
typedef struct {
    bool has_lo, has_hi;
    fmpq lo, hi;
} Range;

typedef enum {
    GENERATOR_LETTER,   /* symbol at index; also a whole-number symbol as a value */
    GENERATOR_VARIABLE, /* the variable of an integral, by its level */
    GENERATOR_ROOT,     /* argument[0]^(1/degree); certainly non-negative when range.lo is 0 */
    GENERATOR_ABS,      /* |argument[0]| */
    GENERATOR_EXP,      /* exp(argument[0] / degree) */
    GENERATOR_LOG,
    GENERATOR_SIN,
    GENERATOR_COS,
    GENERATOR_TANH,
    GENERATOR_PRODUCT,  /* the product of argument[0] over its bound = degree + 1 .. index */
    GENERATOR_SUM,      /* the sum likewise */
    GENERATOR_INTEGRAL, /* of argument[0] over the variable, from argument[1] to argument[2] or the
                           real line */
    GENERATOR_CALL,     /* symbol, a function without definition, of its arguments */
} GeneratorKind;

#define GENERATOR_ARGUMENTS_MAX 3

typedef struct {
    GeneratorKind kind;
    const Symbol *symbol;
    bool indexed;
    Linear index;
    size_t argument_count;
    const Fraction *arguments[GENERATOR_ARGUMENTS_MAX];
    long degree;          /* ROOT, EXP, PRODUCT, SUM: see above */
    const Poly *relation; /* generator^power = relation; NULL when it obeys none */
    long power;
    Range range;
    unsigned bounds;  /* bit k: depends on the bound of level k */
    bool replaced;    /* an attempt that began again took another generator for the same quantity */
    size_t level;     /* VARIABLE, PRODUCT, SUM */
    const Poly *poly; /* the generator itself */
} Generator;

/* The value of a bound letter or a parameter, newest first. */
typedef struct Binding Binding;
struct Binding {
    const Symbol *symbol;
    const Expr
        *expr; /* what it stands for, read in expr_env; NULL for the bound of a symbolic sum */
    const Binding *expr_env;
    bool is_linear;
    Linear linear;
    const Fraction *value; /* when it is no whole number */
    const Binding *next;
};

/* The variable of an integral hides the letter of that name. */
typedef struct Capture Capture;
struct Capture {
    const Symbol *symbol;
    bool indexed;
    Linear index;
    const Fraction *value;
    const Capture *next;
};

/* A whole number that is 0 or more wherever what is being read is defined: the index of a
 * definition, the number of terms of a sum, a bound less its least value. With `hides` set: the
 * bounds of these levels have another meaning from here on. */
typedef struct Floor Floor;
struct Floor {
    Linear index;
    unsigned hides;
    const Floor *next;
};

/* How the bound of a product occurs in its body: always as +bound + rest, or always as -bound +
 * rest. */
typedef struct {
    bool seen, mixed;
    long sign;
    Linear rest; /* with the smallest constant */
} Trace;

typedef struct {
    Symbol symbol; /* stands for the bound in indices */
    Trace trace;
} Bound;

typedef enum {
    PROVER_RUNNING,
    PROVER_STOPPED, /* UNABLE, for the reason `why` */
    PROVER_AGAIN,   /* a better choice of generators is known now: read both sides again */
    PROVER_GROW,    /* more generators are needed than there is room for */
} ProverState;

typedef struct PoolPoly PoolPoly;
typedef struct Series Series;
typedef struct StateClass StateClass;
typedef struct CachedLetter CachedLetter;

typedef struct {
    Arena *arena;
    const Scope *scope;
    ProofLower lower;
    void *user;
    ProverState state;
    const char *why;
    fmpz_mpoly_ctx_t ctx;
    size_t capacity; /* generators that the context has room for */
    size_t count;
    Generator *generators;
    PoolPoly *pool;
    const Poly *one_poly, *zero_poly;
    const Fraction *one, *zero;
    size_t work;
    bool reduced; /* a relation was used by the last poly_reduce that changed something */
    unsigned depth;
    Bound bounds[PROOF_BOUNDS_MAX];
    const Capture *captures;
    const Floor *floors;
    bool formal; /* a body is read outside the range of its sum: an inner sum may not run backwards
                  */
    Series *series;
    StateClass *state_classes;
    CachedLetter *cached;
    bool sign_unknown; /* a root, logarithm or absolute value was left whole for want of a sign */
} Prover;

/* Records the first failure; returns NULL. */
void *proof_stop(Prover *prover, const char *why);
void *proof_again(Prover *prover);

/* proof_poly.c */
void poly_pool_clear(Prover *prover);
Poly *poly_new(Prover *prover);
const Poly *poly_integer(Prover *prover, long value);
const Poly *poly_add(Prover *prover, const Poly *a, const Poly *b);
const Poly *poly_sub(Prover *prover, const Poly *a, const Poly *b);
const Poly *poly_neg(Prover *prover, const Poly *a);
const Poly *poly_mul(Prover *prover, const Poly *a, const Poly *b);
const Poly *poly_pow(Prover *prover, const Poly *a, unsigned long n);
const Poly *poly_scale(Prover *prover, const Poly *a, const fmpz_t factor);
/* The greatest common divisor, or 1 when looking for it would cost too much. */
const Poly *poly_gcd(Prover *prover, const Poly *a, const Poly *b);
/* a / b, which must divide a. */
const Poly *poly_exact(Prover *prover, const Poly *a, const Poly *b);
/* Uses the relations of roots until every generator stands below its power. */
const Poly *poly_reduce(Prover *prover, const Poly *a);
bool poly_is_zero(const Poly *a);
bool poly_is_one(const Prover *prover, const Poly *a);
bool poly_equal(const Prover *prover, const Poly *a, const Poly *b);
/* Bit k: some generator in it depends on the bound of level k. */
unsigned poly_bounds(const Prover *prover, const Poly *a);
/* The generator when it is one to the power 1, else -1. */
slong poly_generator(const Prover *prover, const Poly *a);

/* proof_fraction.c */
const Fraction *fraction_make(Prover *prover, const Poly *num, const Poly *den);
const Fraction *fraction_poly(Prover *prover, const Poly *num);
const Fraction *fraction_integer(Prover *prover, long value);
const Fraction *fraction_decimal(Prover *prover, const char *text);
const Fraction *fraction_add(Prover *prover, const Fraction *a, const Fraction *b);
const Fraction *fraction_sub(Prover *prover, const Fraction *a, const Fraction *b);
const Fraction *fraction_neg(Prover *prover, const Fraction *a);
const Fraction *fraction_mul(Prover *prover, const Fraction *a, const Fraction *b);
const Fraction *fraction_div(Prover *prover, const Fraction *a, const Fraction *b);
const Fraction *fraction_pow(Prover *prover, const Fraction *a, long n);
/* Frees the denominator of roots that are factors of it. */
const Fraction *fraction_rational(Prover *prover, const Fraction *a);
bool fraction_equal(Prover *prover, const Fraction *a, const Fraction *b);
bool fraction_is_zero(const Fraction *a);
unsigned fraction_bounds(const Prover *prover, const Fraction *a);
/* True when it is a whole number that fits. */
bool fraction_as_integer(const Prover *prover, const Fraction *a, long *value);
/* True when it is a number; sets *value (initialised). */
bool fraction_as_number(const Prover *prover, const Fraction *a, fmpq_t value);

/* proof_linear.c */
Linear linear_integer(long value);
Linear linear_symbol(const Symbol *symbol);
/* False when the result leaves the limits. */
bool linear_add(Linear *out, const Linear *a, const Linear *b, long factor);
bool linear_equal(const Linear *a, const Linear *b);
bool linear_same_base(const Linear *a, const Linear *b);
/* Is expr a whole number linear in the symbols? */
bool linear_read(Linear *out, const Expr *expr, const Binding *env);
/* Puts `by` in place of a symbol. */
bool linear_replace(Linear *linear, const Symbol *symbol, const Linear *by);
unsigned linear_bounds(const Prover *prover, const Linear *linear);
/* Is it 0 or more wherever the formula is defined? */
bool linear_counts(const Prover *prover, const Linear *linear);
const Fraction *linear_fraction(Prover *prover, const Linear *linear);
const Binding *binding_find(const Binding *env, const Symbol *symbol);
/* The lowest level that nothing that body mentions depends on; PROOF_BOUNDS_MAX when there is none.
 */
size_t bound_level(const Prover *prover, const Expr *body, const Binding *env);

/* proof_generator.c */
void range_init(Range *range);
void range_clear(Range *range);
void range_set(Range *range, const Range *from);
/* Makes the generator table of this size ready, or gives it back. */
void generators_init(Prover *prover, size_t capacity);
void generators_clear(Prover *prover);
/* The generator with this kind, symbol, index and arguments; -1 when there is none. */
slong generator_find(Prover *prover, const Generator *wanted);
/* Adds it (range is copied) and returns its number; -1 when there is no room. */
slong generator_add(Prover *prover, const Generator *generator);
/* Finds or adds. */
slong generator_get(Prover *prover, const Generator *generator);
const Fraction *generator_fraction(Prover *prover, slong number);

/* proof_sign.c */
typedef enum { SIGN_UNKNOWN, SIGN_NON_NEGATIVE, SIGN_NON_POSITIVE } Sign;
/* Bounds of a polynomial over the domain of its generators; out is initialised. */
void poly_range(Prover *prover, Range *out, const Poly *poly);
Sign poly_sign(Prover *prover, const Poly *poly);
void fraction_range(Prover *prover, Range *out, const Fraction *fraction);

/* proof_root.c */
typedef struct {
    const Poly *base; /* a prime number, or without a factor */
    long exponent;
    Sign sign;
} Factor;

/* unit * product of base^exponent; a base of SIGN_NON_POSITIVE was negated into SIGN_NON_NEGATIVE.
 */
typedef struct {
    int unit;
    size_t count, capacity;
    Factor *items;
} Factors;

bool fraction_factor(Prover *prover, Factors *out, const Fraction *fraction);
const Fraction *fraction_root(Prover *prover, const Fraction *radicand, long degree);
/* base^(n / degree) of a non-negative base without factors; degree > 0. */
const Fraction *base_power(Prover *prover, const Poly *base, long n, long degree);
const Fraction *fraction_abs(Prover *prover, const Fraction *fraction);

/* proof_function.c */
const Fraction *fraction_exp(Prover *prover, const Fraction *argument);
const Fraction *fraction_log(Prover *prover, const Fraction *argument);
const Fraction *fraction_function(Prover *prover, ExprFunction function, const Fraction *argument);
/* A power whose exponent is any expression. */
const Fraction *fraction_power(Prover *prover, const Fraction *base, const Fraction *exponent);
/* The least common multiple, 0 when it is too large. */
long small_lcm(long a, long b);

/* proof_sequence.c */
const Fraction *proof_series(Prover *prover, const Expr *expr, const Binding *env);
const Fraction *proof_integral(Prover *prover, const Expr *expr, const Binding *env);
/* The part of a fraction that does not depend on the bound of this level, and the rest: fraction =
 * outside * inside. */
bool fraction_split(Prover *prover, const Fraction **outside, const Fraction **inside,
                    const Fraction *fraction, size_t level);

/* proof_symbol.c */
const Fraction *proof_letter(Prover *prover, const Expr *expr, const Binding *env);
/* Notes that an index in a body mentions bounds. */
void proof_trace(Prover *prover, const Linear *linear);

/* proof_tree.c */
const Fraction *proof_tree(Prover *prover, const Expr *expr, const Binding *env);
/* expr with the bindings of env put in. */
const Expr *proof_close(Prover *prover, const Expr *expr, const Binding *env);
/* Fills a binding of symbol to expr, evaluated in env. */
bool binding_make(Prover *prover, Binding *out, const Symbol *symbol, const Expr *expr,
                  const Binding *env);

#endif
