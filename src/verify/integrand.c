/* integrand.c - building and evaluating integrands. */
#include "verify/integrand.h"

#include <math.h>

#define NODES_FIRST 32

void integrand_init(Integrand *f, slong bits) {
    *f = (Integrand){.bits = bits};
}

void integrand_clear(Integrand *f) {
    for (size_t i = 0; i < f->count; i++) {
        Node *node = &f->nodes[i];
        for (size_t k = 0; k < 3; k++)
            arb_clear(&node->c[k]);
        arb_clear(&node->vertex);
        arb_clear(&node->peak);
    }
    if (f->values)
        _acb_vec_clear(f->values, (slong)f->count);
    flint_free(f->nodes);
    *f = (Integrand){0};
}

/* ---- building ---- */

static size_t make(Integrand *f, NodeKind kind, size_t a, size_t b) {
    if (f->count == NODES_MAX) {
        f->crowded = true;
        return 0;
    }
    if (f->count == f->capacity) {
        f->capacity = f->capacity ? 2 * f->capacity : NODES_FIRST;
        f->nodes = flint_realloc(f->nodes, f->capacity * sizeof *f->nodes);
    }
    Node *node = &f->nodes[f->count];
    *node = (Node){.kind = kind, .a = a, .b = b};
    for (size_t k = 0; k < 3; k++)
        arb_init(&node->c[k]);
    arb_init(&node->vertex);
    arb_init(&node->peak);
    return f->count++;
}

static bool is_polynomial(const Integrand *f, size_t a) {
    return f->nodes[a].kind == NODE_POLYNOMIAL;
}

bool node_is_constant(const Integrand *f, size_t a) {
    return is_polynomial(f, a) && f->nodes[a].degree == 0;
}

const arb_struct *node_value(const Integrand *f, size_t a) {
    return &f->nodes[a].c[0];
}

size_t node_constant(Integrand *f, const arb_t value) {
    size_t made = make(f, NODE_POLYNOMIAL, 0, 0);
    arb_set(&f->nodes[made].c[0], value);
    return made;
}

/* The array may move while a node is made, so a constant is copied by its number. */
static size_t copy_constant(Integrand *f, size_t a) {
    size_t made = make(f, NODE_POLYNOMIAL, 0, 0);
    arb_set(&f->nodes[made].c[0], node_value(f, a));
    return made;
}

size_t node_integer(Integrand *f, slong value) {
    size_t made = make(f, NODE_POLYNOMIAL, 0, 0);
    arb_set_si(&f->nodes[made].c[0], value);
    return made;
}

size_t node_linear(Integrand *f, const arb_t offset, const arb_t slope) {
    size_t made = make(f, NODE_POLYNOMIAL, 0, 0);
    Node *node = &f->nodes[made];
    node->degree = 1;
    arb_set(&node->c[0], offset);
    arb_set(&node->c[1], slope);
    return made;
}

static size_t add_polynomials(Integrand *f, size_t a, size_t b) {
    size_t made = make(f, NODE_POLYNOMIAL, 0, 0);
    Node *node = &f->nodes[made];
    const Node *left = &f->nodes[a], *right = &f->nodes[b];
    node->degree = left->degree > right->degree ? left->degree : right->degree;
    for (size_t k = 0; k < 3; k++)
        arb_add(&node->c[k], &left->c[k], &right->c[k], f->bits);
    while (node->degree > 0 && arb_is_zero(&node->c[node->degree]))
        node->degree--;
    return made;
}

size_t node_add(Integrand *f, size_t a, size_t b) {
    if (is_polynomial(f, a) && is_polynomial(f, b))
        return add_polynomials(f, a, b);
    if (node_is_constant(f, a) && arb_is_zero(node_value(f, a)))
        return b;
    if (node_is_constant(f, b) && arb_is_zero(node_value(f, b)))
        return a;
    /* A polynomial stands on the right, where a later one joins it. */
    if (is_polynomial(f, a)) {
        size_t swap = a;
        a = b;
        b = swap;
    }
    if (is_polynomial(f, b) && f->nodes[a].kind == NODE_ADD && is_polynomial(f, f->nodes[a].b)) {
        size_t rest = f->nodes[a].a;
        return make(f, NODE_ADD, rest, add_polynomials(f, f->nodes[a].b, b));
    }
    return make(f, NODE_ADD, a, b);
}

static size_t mul_polynomials(Integrand *f, size_t a, size_t b) {
    size_t made = make(f, NODE_POLYNOMIAL, 0, 0);
    Node *node = &f->nodes[made];
    const Node *left = &f->nodes[a], *right = &f->nodes[b];
    node->degree = left->degree + right->degree;
    for (int i = 0; i <= left->degree; i++)
        for (int k = 0; k <= right->degree; k++)
            arb_addmul(&node->c[i + k], &left->c[i], &right->c[k], f->bits);
    return made;
}

/* e^p of a polynomial p: *exponent is p. */
static bool is_gaussian(const Integrand *f, size_t a, size_t *exponent) {
    if (f->nodes[a].kind != NODE_EXP || !is_polynomial(f, f->nodes[a].a))
        return false;
    *exponent = f->nodes[a].a;
    return true;
}

typedef struct {
    size_t rest, exponent;
    bool has_rest, has_exponent;
} Factors;

static Factors factors_of(const Integrand *f, size_t a) {
    Factors factors = {0};
    if (is_gaussian(f, a, &factors.exponent)) {
        factors.has_exponent = true;
        return factors;
    }
    factors.has_rest = true;
    factors.rest = a;
    if (f->nodes[a].kind == NODE_MUL && is_gaussian(f, f->nodes[a].b, &factors.exponent)) {
        factors.rest = f->nodes[a].a;
        factors.has_exponent = true;
    }
    return factors;
}

static size_t mul_plain(Integrand *f, size_t a, size_t b) {
    if (is_polynomial(f, a) && is_polynomial(f, b) && f->nodes[a].degree + f->nodes[b].degree <= 2)
        return mul_polynomials(f, a, b);
    if (node_is_constant(f, a) && arb_is_one(node_value(f, a)))
        return b;
    if (node_is_constant(f, b) && arb_is_one(node_value(f, b)))
        return a;
    if (node_is_constant(f, b)) { /* constants stand on the left, and join */
        size_t swap = a;
        a = b;
        b = swap;
    }
    const Node *right = &f->nodes[b];
    if (node_is_constant(f, a) && right->kind == NODE_MUL && node_is_constant(f, right->a)) {
        size_t rest = right->b;
        a = mul_polynomials(f, a, right->a);
        b = rest;
    }
    return make(f, NODE_MUL, a, b);
}

size_t node_mul(Integrand *f, size_t a, size_t b) {
    Factors left = factors_of(f, a), right = factors_of(f, b);
    if (!left.has_exponent && !right.has_exponent)
        return mul_plain(f, a, b);
    size_t exponent = left.exponent;
    if (left.has_exponent && right.has_exponent)
        exponent = add_polynomials(f, left.exponent, right.exponent);
    else if (right.has_exponent)
        exponent = right.exponent;
    size_t gaussian = node_function(f, NODE_EXP, exponent);
    if (!left.has_rest && !right.has_rest)
        return gaussian;
    size_t rest = left.has_rest ? left.rest : right.rest;
    if (left.has_rest && right.has_rest)
        rest = mul_plain(f, left.rest, right.rest);
    return mul_plain(f, rest, gaussian);
}

size_t node_scale(Integrand *f, size_t a, const arb_t factor) {
    return node_mul(f, node_constant(f, factor), a);
}

size_t node_neg(Integrand *f, size_t a) {
    return node_mul(f, node_integer(f, -1), a);
}

size_t node_div(Integrand *f, size_t a, size_t b) {
    if (node_is_constant(f, b)) {
        size_t inverse = copy_constant(f, b);
        arb_inv(&f->nodes[inverse].c[0], &f->nodes[inverse].c[0], f->bits);
        return node_mul(f, inverse, a);
    }
    Factors below = factors_of(f, b);
    if (below.has_exponent)
        a = node_mul(f, a, node_function(f, NODE_EXP, node_neg(f, below.exponent)));
    return below.has_rest ? make(f, NODE_DIV, a, below.rest) : a;
}

size_t node_power(Integrand *f, size_t a, ulong power) {
    size_t exponent;
    if (power == 0)
        return node_integer(f, 1);
    if (power == 1)
        return a;
    if (is_gaussian(f, a, &exponent))
        return node_function(f, NODE_EXP, node_mul(f, node_integer(f, (slong)power), exponent));
    if (power % 2 == 0 && f->nodes[a].kind == NODE_ABS)
        a = f->nodes[a].a;
    if (is_polynomial(f, a) && f->nodes[a].degree * (int)(power > 2 ? 3 : power) <= 2) {
        size_t made = a;
        for (ulong i = 1; i < power && f->nodes[a].degree > 0; i++)
            made = mul_polynomials(f, made, a);
        if (f->nodes[a].degree > 0)
            return made;
        made = copy_constant(f, a);
        arb_pow_ui(&f->nodes[made].c[0], &f->nodes[made].c[0], power, f->bits);
        return made;
    }
    size_t made = make(f, NODE_POWER, a, 0);
    f->nodes[made].power = power;
    return made;
}

static size_t constant_function(Integrand *f, NodeKind kind, size_t a) {
    size_t made = copy_constant(f, a);
    arb_struct *value = &f->nodes[made].c[0];
    switch (kind) {
    case NODE_SQRT: arb_sqrt(value, value, f->bits); break;
    case NODE_EXP: arb_exp(value, value, f->bits); break;
    case NODE_LOG: arb_log(value, value, f->bits); break;
    case NODE_SIN: arb_sin(value, value, f->bits); break;
    case NODE_COS: arb_cos(value, value, f->bits); break;
    case NODE_TANH: arb_tanh(value, value, f->bits); break;
    case NODE_ABS: arb_abs(value, value); break;
    case NODE_POLYNOMIAL:
    case NODE_ADD:
    case NODE_MUL:
    case NODE_DIV:
    case NODE_POWER: break;
    }
    return made;
}

/* log(a b) = log a + log b where one of them is known to be positive. */
static size_t log_of(Integrand *f, size_t a) {
    Factors factors = factors_of(f, a);
    if (factors.has_exponent && factors.has_rest)
        return node_add(f, node_function(f, NODE_LOG, factors.rest), factors.exponent);
    if (factors.has_exponent)
        return factors.exponent;
    const Node *node = &f->nodes[a];
    if (node->kind == NODE_EXP)
        return node->a;
    if (node->kind == NODE_MUL && node_is_constant(f, node->a) &&
        arb_is_positive(node_value(f, node->a))) {
        size_t factor = node->a, rest = node->b;
        return node_add(f, node_function(f, NODE_LOG, rest),
                        constant_function(f, NODE_LOG, factor));
    }
    return make(f, NODE_LOG, a, 0);
}

size_t node_function(Integrand *f, NodeKind kind, size_t a) {
    size_t exponent;
    const Node *node = &f->nodes[a];
    if (node_is_constant(f, a))
        return constant_function(f, kind, a);
    if (kind == NODE_LOG)
        return log_of(f, a);
    /* e^(u + p) = e^u e^p */
    if (kind == NODE_EXP && node->kind == NODE_ADD && is_polynomial(f, node->b)) {
        size_t polynomial = node->b;
        size_t rest = make(f, NODE_EXP, node->a, 0);
        return make(f, NODE_MUL, rest, make(f, NODE_EXP, polynomial, 0));
    }
    if (kind == NODE_SQRT && is_gaussian(f, a, &exponent)) {
        size_t half = node_integer(f, 1);
        arb_mul_2exp_si(&f->nodes[half].c[0], &f->nodes[half].c[0], -1);
        return node_function(f, NODE_EXP, node_mul(f, half, exponent));
    }
    if (kind == NODE_ABS && (node->kind == NODE_EXP || node->kind == NODE_ABS))
        return a;
    return make(f, kind, a, 0);
}

/* -(x - m)^2 / (2v) - log(2 pi v) / 2 */
size_t node_normal_log(Integrand *f, size_t residual, const arb_t variance) {
    arb_t factor;
    arb_init(factor);
    arb_mul_2exp_si(factor, variance, 1);
    arb_inv(factor, factor, f->bits);
    arb_neg(factor, factor);
    size_t square = node_scale(f, node_power(f, residual, 2), factor);
    arb_const_pi(factor, f->bits);
    arb_mul(factor, factor, variance, f->bits);
    arb_mul_2exp_si(factor, factor, 1);
    arb_log(factor, factor, f->bits);
    arb_mul_2exp_si(factor, factor, -1);
    arb_neg(factor, factor);
    size_t result = node_add(f, square, node_constant(f, factor));
    arb_clear(factor);
    return result;
}

/* peak + c2 (x - vertex)^2 takes a wide ball for x better than c0 + c1 x + c2 x^2 does. */
static void find_vertex(Integrand *f, Node *node) {
    if (node->kind != NODE_POLYNOMIAL || node->degree < 2 || arb_contains_zero(&node->c[2]))
        return;
    node->has_vertex = true;
    arb_div(&node->vertex, &node->c[1], &node->c[2], f->bits);
    arb_mul_2exp_si(&node->vertex, &node->vertex, -1);
    arb_mul(&node->peak, &node->vertex, &node->c[1], f->bits);
    arb_mul_2exp_si(&node->peak, &node->peak, -1);
    arb_sub(&node->peak, &node->c[0], &node->peak, f->bits);
    arb_neg(&node->vertex, &node->vertex);
}

void integrand_finish(Integrand *f, size_t root) {
    f->root = root;
    f->nodes[root].needed = true;
    /* Parts stand before what is made of them. */
    for (size_t i = root + 1; i-- > 0;) {
        Node *node = &f->nodes[i];
        if (!node->needed)
            continue;
        find_vertex(f, node);
        if (node->kind == NODE_POLYNOMIAL)
            continue;
        f->nodes[node->a].needed = true;
        if (node->kind == NODE_ADD || node->kind == NODE_MUL || node->kind == NODE_DIV)
            f->nodes[node->b].needed = true;
    }
    f->values = _acb_vec_init((slong)f->count);
}

/* ---- evaluating ---- */

static void polynomial_acb(acb_t out, const Node *node, const acb_t x, slong bits) {
    if (node->has_vertex) {
        acb_sub_arb(out, x, &node->vertex, bits);
        acb_mul(out, out, out, bits);
        acb_mul_arb(out, out, &node->c[2], bits);
        acb_add_arb(out, out, &node->peak, bits);
        return;
    }
    acb_set_arb(out, &node->c[node->degree]);
    for (int k = node->degree; k-- > 0;) {
        acb_mul(out, out, x, bits);
        acb_add_arb(out, out, &node->c[k], bits);
    }
}

/* The root or logarithm of a number that is certainly negative, on the real line. */
static bool is_undefined(const acb_t argument) {
    return acb_is_real(argument) && arb_is_negative(acb_realref(argument));
}

static void function_acb(Integrand *f, acb_t out, NodeKind kind, const acb_t a, bool analytic,
                         slong bits) {
    switch (kind) {
    case NODE_SQRT:
        f->undefined |= is_undefined(a);
        acb_sqrt_analytic(out, a, analytic, bits);
        break;
    case NODE_LOG:
        f->undefined |= is_undefined(a);
        acb_log_analytic(out, a, analytic, bits);
        break;
    case NODE_EXP: acb_exp(out, a, bits); break;
    case NODE_SIN: acb_sin(out, a, bits); break;
    case NODE_COS: acb_cos(out, a, bits); break;
    case NODE_TANH: acb_tanh(out, a, bits); break;
    case NODE_ABS: acb_real_abs(out, a, analytic, bits); break;
    case NODE_POLYNOMIAL:
    case NODE_ADD:
    case NODE_MUL:
    case NODE_DIV:
    case NODE_POWER: acb_indeterminate(out); break;
    }
}

int integrand_acb(acb_ptr out, const acb_t x, void *param, slong order, slong bits) {
    Integrand *f = param;
    bool analytic = order > 0;
    if (f->undefined) { /* the integral has no value: what is left of it ends soon */
        acb_indeterminate(out);
        return 0;
    }
    for (size_t i = 0; i <= f->root; i++) {
        const Node *node = &f->nodes[i];
        acb_struct *value = &f->values[i];
        const acb_struct *a = &f->values[node->a], *b = &f->values[node->b];
        if (!node->needed)
            continue;
        switch (node->kind) {
        case NODE_POLYNOMIAL: polynomial_acb(value, node, x, bits); break;
        case NODE_ADD: acb_add(value, a, b, bits); break;
        case NODE_MUL: acb_mul(value, a, b, bits); break;
        case NODE_DIV: acb_div(value, a, b, bits); break;
        case NODE_POWER: acb_pow_ui(value, a, node->power, bits); break;
        case NODE_SQRT:
        case NODE_EXP:
        case NODE_LOG:
        case NODE_SIN:
        case NODE_COS:
        case NODE_TANH:
        case NODE_ABS: function_acb(f, value, node->kind, a, analytic, bits); break;
        }
    }
    acb_set(out, &f->values[f->root]);
    return 0;
}

/* Fifty-three bits of the same at one real point. */
#define DOUBLE_BITS 64

double integrand_double(double x, void *param) {
    acb_t at, value;
    acb_init(at);
    acb_init(value);
    arb_set_d(acb_realref(at), x);
    integrand_acb(value, at, param, 0, DOUBLE_BITS);
    double result = arb_is_finite(acb_realref(value))
                        ? arf_get_d(arb_midref(acb_realref(value)), ARF_RND_NEAR)
                        : (double)NAN;
    acb_clear(at);
    acb_clear(value);
    return result;
}

bool integrand_peak(const Integrand *f, arf_t centre, double *width) {
    double narrowest = 0;
    for (size_t i = 0; i <= f->root; i++) {
        const Node *node = &f->nodes[i];
        size_t exponent;
        if (!node->needed || !is_gaussian(f, i, &exponent))
            continue;
        const Node *polynomial = &f->nodes[exponent];
        if (!polynomial->has_vertex || !arb_is_negative(&polynomial->c[2]))
            continue;
        double fall = -arf_get_d(arb_midref(&polynomial->c[2]), ARF_RND_NEAR);
        if (!(fall > narrowest) || !isfinite(fall))
            continue;
        narrowest = fall;
        arf_set(centre, arb_midref(&polynomial->vertex));
    }
    if (narrowest > 0)
        *width = 1 / sqrt(2 * narrowest);
    return narrowest > 0 && isfinite(*width) && *width > 0;
}
