/* integrand_tails.c - how much of an integral over the real line lies outside an interval.
 *
 * For real x every integrand that is handled here is bounded by a sum of terms
 *
 *     |f(x)| <= sum_k P_k(|x|) exp(q2 x^2 + q1 x + q0 + r |x|),   P_k with coefficients >= 0,
 *
 * which is found node by node: products multiply, sums join, and sine, cosine, tanh are at most 1.
 * Each power of x is then integrated outside the interval by the bound
 *
 *     \int_B^\infty e^{h(x)} dx <= e^{h(B)} / -h'(B)   for concave h with h'(B) < 0,
 *
 * with h(x) = n log x + q2 x^2 + (q1 + r) x + q0, concave for x > 0 as q2 <= 0. */
#include <math.h>

#include "verify/integrand.h"

/* Terms and degrees of one bound; log q/p of two densities takes two terms of degree two. */
#define TERMS_MAX 64
#define DEGREE_MAX 24
/* Precision of the bounds: they are compared, never subtracted. */
#define TAIL_BITS 64
/* Widenings of the interval by a quarter before it is given up: the first guess is nearly right. */
#define WIDENINGS_MAX 40
/* No integral is cut off further out than this from the peak, in widths. */
#define REACH_MAX 1e9
/* Points of the trapezoid rule for the rough size. */
#define SIZE_POINTS 33

enum { Q0, Q1, Q2, SLOPE, EXPONENT_PARTS };

typedef struct {
    slong degree;
    arb_struct power[DEGREE_MAX + 1]; /* of |x|^i; those up to degree are initialised */
    arb_struct exponent[EXPONENT_PARTS];
} Term;

typedef struct {
    size_t count;
    Term *terms; /* TERMS_MAX of them have room; NULL while there is no bound */
} Bound;

static void term_init(Term *term) {
    term->degree = 0;
    for (size_t i = 0; i <= DEGREE_MAX; i++)
        arb_init(&term->power[i]);
    for (size_t i = 0; i < EXPONENT_PARTS; i++)
        arb_init(&term->exponent[i]);
}

static void term_clear(Term *term) {
    for (size_t i = 0; i <= DEGREE_MAX; i++)
        arb_clear(&term->power[i]);
    for (size_t i = 0; i < EXPONENT_PARTS; i++)
        arb_clear(&term->exponent[i]);
}

static Bound bound_new(void) {
    return (Bound){.terms = flint_malloc(TERMS_MAX * sizeof(Term))};
}

static void bound_clear(Bound *bound) {
    for (size_t i = 0; i < bound->count; i++)
        term_clear(&bound->terms[i]);
    flint_free(bound->terms);
    *bound = (Bound){0};
}

/* A term of zeroes, to be filled; NULL when there are too many. */
static Term *bound_add(Bound *bound) {
    if (bound->count == TERMS_MAX)
        return NULL;
    term_init(&bound->terms[bound->count]);
    return &bound->terms[bound->count++];
}

static bool add_constant(Bound *bound, const arb_t value) {
    Term *term = bound_add(bound);
    if (term)
        arb_abs(&term->power[0], value);
    return term != NULL;
}

static bool same_exponent(const Term *a, const Term *b) {
    for (size_t i = 0; i < EXPONENT_PARTS; i++)
        if (!arb_equal(a->exponent + i, b->exponent + i))
            return false;
    return true;
}

/* Adds a copy of term; those with the same exponent join. */
static bool add_term(Bound *bound, const Term *term) {
    Term *into = NULL;
    for (size_t i = 0; i < bound->count && !into; i++)
        if (same_exponent(&bound->terms[i], term))
            into = &bound->terms[i];
    if (!into && !(into = bound_add(bound)))
        return false;
    for (slong i = 0; i <= term->degree; i++)
        arb_add(&into->power[i], &into->power[i], &term->power[i], TAIL_BITS);
    _arb_vec_set(into->exponent, term->exponent, EXPONENT_PARTS);
    if (term->degree > into->degree)
        into->degree = term->degree;
    return true;
}

static bool add_all(Bound *bound, const Bound *other) {
    for (size_t i = 0; i < other->count; i++)
        if (!add_term(bound, &other->terms[i]))
            return false;
    return true;
}

static bool multiply_terms(Term *out, const Term *a, const Term *b) {
    out->degree = a->degree + b->degree;
    if (out->degree > DEGREE_MAX)
        return false;
    for (slong i = 0; i <= a->degree; i++)
        for (slong k = 0; k <= b->degree; k++)
            arb_addmul(&out->power[i + k], &a->power[i], &b->power[k], TAIL_BITS);
    _arb_vec_add(out->exponent, a->exponent, b->exponent, EXPONENT_PARTS, TAIL_BITS);
    return true;
}

static bool multiply(Bound *out, const Bound *a, const Bound *b) {
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) {
            Term product;
            term_init(&product);
            bool done =
                multiply_terms(&product, &a->terms[i], &b->terms[k]) && add_term(out, &product);
            term_clear(&product);
            if (!done)
                return false;
        }
    return true;
}

/* ---- bounds of nodes ---- */

static bool bound_of(const Integrand *f, Bound *out, size_t at);

/* A number that the node is nowhere below, for real x. */
static bool lower_bound(const Integrand *f, arb_t out, size_t at) {
    const Node *node = &f->nodes[at];
    switch (node->kind) {
    case NODE_POLYNOMIAL:
        arb_set(out, node->has_vertex && arb_is_positive(&node->c[2]) ? &node->peak : &node->c[0]);
        return node->degree == 0 || (node->has_vertex && arb_is_positive(&node->c[2]));
    case NODE_POWER:
    case NODE_MUL:
        arb_zero(out);
        return node->kind == NODE_POWER ? node->power % 2 == 0 : node->a == node->b;
    case NODE_SQRT:
    case NODE_EXP:
    case NODE_ABS: arb_zero(out); return true;
    case NODE_SIN:
    case NODE_COS:
    case NODE_TANH: arb_set_si(out, -1); return true;
    case NODE_ADD: {
        arb_t other;
        arb_init(other);
        bool known = lower_bound(f, out, node->a) && lower_bound(f, other, node->b);
        arb_add(out, out, other, TAIL_BITS);
        arb_clear(other);
        return known;
    }
    case NODE_DIV:
    case NODE_LOG: break;
    }
    return false;
}

static bool bound_polynomial(Bound *out, const Node *node) {
    Term *term = bound_add(out);
    if (!term)
        return false;
    term->degree = node->degree;
    for (int k = 0; k <= node->degree; k++)
        arb_abs(&term->power[k], &node->c[k]);
    return true;
}

/* e^{k |c0 + c1 x|} <= e^{|k c0|} e^{k |c1| |x|} */
static bool bound_exp_abs(const Integrand *f, Bound *out, const Node *node) {
    const Node *inside = &f->nodes[node->a];
    const arb_struct *factor = NULL;
    if (inside->kind == NODE_MUL && node_is_constant(f, inside->a)) {
        factor = node_value(f, inside->a);
        inside = &f->nodes[inside->b];
    }
    if (inside->kind != NODE_ABS)
        return false;
    const Node *line = &f->nodes[inside->a];
    if (line->kind != NODE_POLYNOMIAL || line->degree > 1)
        return false;
    Term *term = bound_add(out);
    if (!term)
        return false;
    arb_one(&term->power[0]);
    arb_abs(&term->exponent[Q0], &line->c[0]);
    arb_abs(&term->exponent[SLOPE], &line->c[1]);
    if (factor) {
        arb_mul(&term->exponent[Q0], &term->exponent[Q0], factor, TAIL_BITS);
        arb_mul(&term->exponent[SLOPE], &term->exponent[SLOPE], factor, TAIL_BITS);
        arb_abs(&term->exponent[Q0], &term->exponent[Q0]);
    }
    return true;
}

static bool bound_exp(const Integrand *f, Bound *out, const Node *node) {
    const Node *inside = &f->nodes[node->a];
    if (inside->kind == NODE_POLYNOMIAL) {
        Term *term = bound_add(out);
        if (!term)
            return false;
        arb_one(&term->power[0]);
        arb_set(&term->exponent[Q0], &inside->c[0]);
        arb_set(&term->exponent[Q1], &inside->c[1]);
        arb_set(&term->exponent[Q2], &inside->c[2]);
        return true;
    }
    if (bound_exp_abs(f, out, node))
        return true;
    /* e^u of a bounded u. */
    Bound of = bound_new();
    bool done = bound_of(f, &of, node->a) && of.count == 1 && of.terms[0].degree == 0 &&
                arb_is_zero(&of.terms[0].exponent[Q1]) && arb_is_zero(&of.terms[0].exponent[Q2]) &&
                arb_is_zero(&of.terms[0].exponent[SLOPE]) && arb_is_zero(&of.terms[0].exponent[Q0]);
    if (done) {
        arb_exp(&of.terms[0].power[0], &of.terms[0].power[0], TAIL_BITS);
        done = add_term(out, &of.terms[0]);
    }
    bound_clear(&of);
    return done;
}

/* |a / b| <= |a| / lower where b >= lower > 0. */
static bool bound_division(const Integrand *f, Bound *out, const Node *node) {
    arb_t lower;
    arb_init(lower);
    bool done =
        lower_bound(f, lower, node->b) && arb_is_positive(lower) && bound_of(f, out, node->a);
    for (size_t i = 0; i < out->count && done; i++)
        for (slong k = 0; k <= out->terms[i].degree; k++)
            arb_div(&out->terms[i].power[k], &out->terms[i].power[k], lower, TAIL_BITS);
    arb_clear(lower);
    return done;
}

/* |log u| <= |log lower| + u where u >= lower > 0; sqrt u <= 1 + u. */
static bool bound_grown(const Integrand *f, Bound *out, const Node *node) {
    arb_t extra;
    arb_init(extra);
    arb_one(extra);
    bool done = true;
    if (node->kind == NODE_LOG) {
        done = lower_bound(f, extra, node->a) && arb_is_positive(extra);
        arb_log(extra, extra, TAIL_BITS);
    }
    Bound of = bound_new();
    done = done && add_constant(out, extra) && bound_of(f, &of, node->a) && add_all(out, &of);
    bound_clear(&of);
    arb_clear(extra);
    return done;
}

static bool bound_pair(const Integrand *f, Bound *out, const Node *node) {
    Bound a = bound_new(), b = bound_new();
    bool done = bound_of(f, &a, node->a) && bound_of(f, &b, node->b);
    if (done && node->kind == NODE_ADD)
        done = add_all(out, &a) && add_all(out, &b);
    else if (done)
        done = multiply(out, &a, &b);
    bound_clear(&a);
    bound_clear(&b);
    return done;
}

static bool bound_power(const Integrand *f, Bound *out, const Node *node) {
    arb_t one;
    arb_init(one);
    arb_one(one);
    Bound base = bound_new();
    bool done = node->power <= DEGREE_MAX && bound_of(f, &base, node->a) && add_constant(out, one);
    for (ulong i = 0; i < node->power && done; i++) {
        Bound next = bound_new();
        done = multiply(&next, out, &base);
        Bound before = *out;
        *out = next;
        bound_clear(&before);
    }
    bound_clear(&base);
    arb_clear(one);
    return done;
}

/* *out is empty. False when no bound is known. */
static bool bound_of(const Integrand *f, Bound *out, size_t at) {
    const Node *node = &f->nodes[at];
    arb_t one;
    bool done = false;
    switch (node->kind) {
    case NODE_POLYNOMIAL: return bound_polynomial(out, node);
    case NODE_ADD:
    case NODE_MUL: return bound_pair(f, out, node);
    case NODE_DIV: return bound_division(f, out, node);
    case NODE_POWER: return bound_power(f, out, node);
    case NODE_EXP: return bound_exp(f, out, node);
    case NODE_SQRT:
    case NODE_LOG: return bound_grown(f, out, node);
    case NODE_ABS: return bound_of(f, out, node->a);
    case NODE_SIN:
    case NODE_COS:
    case NODE_TANH:
        arb_init(one);
        arb_one(one);
        done = add_constant(out, one);
        arb_clear(one);
        return done;
    }
    return false;
}

/* ---- the tails of a bound ---- */

/* Adds \int_B^\infty x^n e^{q2 x^2 + s x + q0} dx, or a number above it. */
static bool power_tail(arb_t total, const Term *term, slong n, const arb_t slope,
                       const arb_t from) {
    arb_t fall, height;
    arb_init(fall);
    arb_init(height);
    /* h'(B) = n / B + 2 q2 B + s */
    arb_mul(fall, &term->exponent[Q2], from, TAIL_BITS);
    arb_mul_2exp_si(fall, fall, 1);
    arb_add(fall, fall, slope, TAIL_BITS);
    arb_set_si(height, n);
    arb_div(height, height, from, TAIL_BITS);
    arb_add(fall, fall, height, TAIL_BITS);
    arb_neg(fall, fall);
    bool falls = arb_is_positive(fall);
    if (falls) {
        arb_mul(height, &term->exponent[Q2], from, TAIL_BITS);
        arb_add(height, height, slope, TAIL_BITS);
        arb_mul(height, height, from, TAIL_BITS);
        arb_add(height, height, &term->exponent[Q0], TAIL_BITS);
        arb_exp(height, height, TAIL_BITS);
        arb_div(height, height, fall, TAIL_BITS);
        arb_pow_ui(fall, from, (ulong)n, TAIL_BITS);
        arb_mul(height, height, fall, TAIL_BITS);
        arb_addmul(total, height, &term->power[n], TAIL_BITS);
    }
    arb_clear(fall);
    arb_clear(height);
    return falls;
}

/* The bound beyond |x| = from on one side. */
static bool one_side(arb_t total, const Bound *bound, double from, bool left) {
    arb_t slope, start;
    arb_init(slope);
    arb_init(start);
    arb_set_d(start, from);
    bool falls = true;
    for (size_t i = 0; i < bound->count && falls; i++) {
        const Term *term = &bound->terms[i];
        arb_set(slope, &term->exponent[Q1]);
        if (left)
            arb_neg(slope, slope);
        arb_add(slope, slope, &term->exponent[SLOPE], TAIL_BITS);
        falls = arb_is_nonpositive(&term->exponent[Q2]);
        for (slong n = 0; n <= term->degree && falls; n++)
            if (!arb_is_zero(&term->power[n]))
                falls = power_tail(total, term, n, slope, start);
    }
    arb_clear(slope);
    arb_clear(start);
    return falls;
}

/* A first guess: far enough that each exponential has fallen by 2^-wanted. */
static double first_reach(const Bound *bound, slong wanted, bool left) {
    double most = 1;
    double fall = (double)wanted * log(2);
    for (size_t i = 0; i < bound->count; i++) {
        const Term *term = &bound->terms[i];
        double q2 = -arf_get_d(arb_midref(&term->exponent[Q2]), ARF_RND_NEAR);
        double q1 = arf_get_d(arb_midref(&term->exponent[Q1]), ARF_RND_NEAR);
        double r = arf_get_d(arb_midref(&term->exponent[SLOPE]), ARF_RND_NEAR);
        double slope = (left ? -q1 : q1) + r;
        double reach = q2 > 0 ? slope / (2 * q2) + sqrt(fall / q2) : slope < 0 ? fall / -slope : 0;
        if (reach > most)
            most = reach;
    }
    return most;
}

double integrand_size(Integrand *f, double first, double last) {
    double total = 0, step = (last - first) / (SIZE_POINTS - 1);
    for (int i = 0; i < SIZE_POINTS; i++) {
        double value = fabs(integrand_double(first + i * step, f));
        if (isfinite(value))
            total += value * step;
    }
    return isfinite(total) ? fabs(total) : 0;
}

bool integrand_tails(Integrand *f, double *first, double *last, mag_t rest, double *size, bool both,
                     slong wanted, const char **why) {
    Bound bound = bound_new();
    arb_t total;
    arb_init(total);
    bool done = bound_of(f, &bound, f->root);
    *why = "how fast the integrand falls off is not known";
    double left = done && both ? first_reach(&bound, wanted, true) : 0;
    double right = done ? first_reach(&bound, wanted, false) : 0;
    bool found = false;
    *why = done ? "the integrand is not seen to fall off: the integral may not converge" : *why;
    for (int i = 0; i < WIDENINGS_MAX && done && !found; i++) {
        arb_zero(total);
        if (left > REACH_MAX || right > REACH_MAX)
            break;
        if ((!both || one_side(total, &bound, left, true)) &&
            one_side(total, &bound, right, false)) {
            arb_get_mag(rest, total);
            *size = integrand_size(f, -left, right);
            found = mag_get_d(rest) <= ldexp(*size, (int)-wanted);
        }
        if (!found) {
            left += left / 4;
            right += right / 4;
        }
    }
    *first = -left;
    *last = right;
    arb_clear(total);
    bound_clear(&bound);
    return found;
}
