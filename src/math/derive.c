/* derive.c - differentiation by the rules, over the tree.
 *
 * A part that does not mention the variable has derivative 0 whatever it is; every part is
 * differentiated once, however often the tree shares it. */
#include "math/derive.h"

#include <string.h>

#include "math/derive_internal.h"

static const Span no_span = {0, 0};

/* First words of the keys of Deriver.known. */
enum { KEY_MENTIONS, KEY_DERIVATIVE };
/* What is known of a node under KEY_MENTIONS; pending while its parts are looked at. */
enum { MENTIONS_NOT, MENTIONS_YES, MENTIONS_PENDING };

typedef struct {
    Arena *arena;
    const Expr *variable;
    KeyMap known;
    const Expr *zero;
    const Expr *one;
    size_t work;
    unsigned depth;
    const char *why; /* set once it failed */
} Deriver;

static const Expr *derive(Deriver *deriver, const Expr *expr);
static const Expr *derive_log(Deriver *deriver, const Expr *a);

/* Notes the first reason. What is returned keeps the callers going until the top sees the reason.
 */
static const Expr *fail(Deriver *deriver, const char *why) {
    if (deriver->why == NULL) {
        deriver->why = why;
    }
    return deriver->zero;
}

static bool enter(Deriver *deriver) {
    if (++deriver->work > DERIVE_WORK_MAX || deriver->depth >= DERIVE_DEPTH_MAX) {
        fail(deriver, "the formula is too long or too deeply nested to be differentiated");
    }
    return deriver->why == NULL;
}

/* Does expr, definitions entered, mention the letter of the variable at all? */
static bool mentions(Deriver *deriver, const Expr *expr) {
    if (!enter(deriver)) {
        return true;
    }
    if (expr->kind == EXPR_SYMBOL && expr->symbol == deriver->variable->symbol) {
        return true;
    }
    MapKey key = {{KEY_MENTIONS, key_pointer(expr), 0, 0}};
    uint64_t known = 0;
    if (key_map_get(&deriver->known, key, &known)) {
        if (known == MENTIONS_PENDING) {
            fail(deriver, "a definition that uses itself cannot be differentiated");
        }
        return known != MENTIONS_NOT;
    }
    key_map_put(&deriver->known, key, MENTIONS_PENDING);
    deriver->depth++;
    bool found = false;
    for (size_t i = 0; i < expr->count && !found; i++) {
        found = mentions(deriver, expr->args[i]);
    }
    bool named = expr->kind == EXPR_SYMBOL || expr->kind == EXPR_CALL;
    if (!found && named && expr->symbol->definition != NULL) {
        found = mentions(deriver, expr->symbol->definition);
    }
    deriver->depth--;
    key_map_put(&deriver->known, key, found ? MENTIONS_YES : MENTIONS_NOT);
    return found;
}

/* The definition of a LET, LETSEQ or FUN with its parameters replaced by the arguments; NULL when
 * the symbol is no such thing. */
static const Expr *definition_of(Deriver *deriver, const Expr *expr) {
    const Symbol *symbol = expr->symbol;
    bool defined =
        symbol->kind == SYMBOL_LET || symbol->kind == SYMBOL_LETSEQ || symbol->kind == SYMBOL_FUN;
    if (!defined || symbol->definition == NULL || symbol->parameter_count != expr->count) {
        return NULL;
    }
    const Expr *definition = symbol->definition;
    for (size_t i = 0; i < expr->count; i++) {
        definition =
            expr_substitute(deriver->arena, definition, symbol->parameters[i], expr->args[i]);
    }
    return definition;
}

static const Expr *derive_symbol(Deriver *deriver, const Expr *expr) {
    const Expr *variable = deriver->variable;
    if (expr->count == 1 && mentions(deriver, expr->args[0])) {
        return fail(deriver, "an index cannot be differentiated");
    }
    if (expr->symbol == variable->symbol) {
        if (expr->count != variable->count) {
            return deriver->zero;
        }
        switch (expr->count == 0 ? INDEX_SAME : index_compare(expr->args[0], variable->args[0])) {
        case INDEX_SAME: return deriver->one;
        case INDEX_DIFFERENT: return deriver->zero;
        case INDEX_UNKNOWN: break;
        }
        return fail(deriver, "the indices do not tell whether a letter is the variable");
    }
    const Expr *definition = definition_of(deriver, expr);
    return definition != NULL ? derive(deriver, definition)
                              : fail(deriver, "a random variable cannot be differentiated");
}

static const Expr *derive_product_at(Deriver *deriver, const Expr *expr, size_t at) {
    const Expr **args = arena_array(deriver->arena, expr->count, sizeof *args);
    memcpy(args, expr->args, expr->count * sizeof *args);
    args[at] = derive(deriver, args[at]);
    const Expr *product = args[0];
    for (size_t i = 1; i < expr->count; i++) {
        product = derive_mul(deriver->arena, product, args[i]);
    }
    return product;
}

static const Expr *derive_mul_node(Deriver *deriver, const Expr *expr) {
    const Expr *sum = deriver->zero;
    for (size_t i = 0; i < expr->count; i++) {
        if (mentions(deriver, expr->args[i])) {
            sum = derive_add(deriver->arena, sum, derive_product_at(deriver, expr, i));
        }
    }
    return sum;
}

/* (a/b)' = a'/b - a b'/b^2 */
static const Expr *derive_div_node(Deriver *deriver, const Expr *expr) {
    Arena *arena = deriver->arena;
    const Expr *a = expr->args[0];
    const Expr *b = expr->args[1];
    const Expr *da = derive(deriver, a);
    const Expr *db = derive(deriver, b);
    const Expr *first = expr_is_zero(da) ? da : derive_div(arena, da, b);
    const Expr *second = derive_mul(arena, a, db);
    if (!expr_is_zero(second)) {
        second = derive_div(arena, second, derive_power(arena, b, "2"));
    }
    return derive_sub(arena, first, second);
}

/* (a^n)' = n a^{n-1} a' + a^n \log(a) n' */
static const Expr *derive_pow_node(Deriver *deriver, const Expr *expr) {
    Arena *arena = deriver->arena;
    const Expr *a = expr->args[0];
    const Expr *n = expr->args[1];
    const Expr *da = derive(deriver, a);
    const Expr *dn = derive(deriver, n);
    const Expr *first = deriver->zero;
    if (!expr_is_zero(da)) {
        const Expr *lower = expr_fold(arena, derive_sub(arena, n, deriver->one));
        const Expr *power = expr_binary(arena, no_span, EXPR_POW, a, lower);
        first = derive_mul(arena, n, derive_mul(arena, expr_fold(arena, power), da));
    }
    const Expr *second = dn;
    if (!expr_is_zero(dn)) {
        const Expr *log = expr_function(arena, no_span, FUNCTION_LOG, a);
        second = derive_mul(arena, derive_mul(arena, expr, log), dn);
    }
    return derive_add(arena, first, second);
}

/* (a^{1/n})' = a' / (n (a^{1/n})^{n-1}) */
static const Expr *derive_root_node(Deriver *deriver, const Expr *expr) {
    Arena *arena = deriver->arena;
    const Expr *n = expr->args[1];
    const Expr *lower = expr_fold(arena, derive_sub(arena, n, deriver->one));
    const Expr *power = expr_fold(arena, expr_binary(arena, no_span, EXPR_POW, expr, lower));
    return derive_div(arena, derive(deriver, expr->args[0]), derive_mul(arena, n, power));
}

static const Expr *derive_function_node(Deriver *deriver, const Expr *expr) {
    Arena *arena = deriver->arena;
    const Expr *a = expr->args[0];
    if (expr->function == FUNCTION_LOG) {
        return derive_log(deriver, a);
    }
    const Expr *da = derive(deriver, a);
    switch (expr->function) {
    case FUNCTION_EXP: return derive_mul(arena, expr, da);
    case FUNCTION_SIN: return derive_mul(arena, expr_function(arena, no_span, FUNCTION_COS, a), da);
    case FUNCTION_COS:
        return derive_neg(arena,
                          derive_mul(arena, expr_function(arena, no_span, FUNCTION_SIN, a), da));
    case FUNCTION_TANH:
        return derive_mul(arena, derive_sub(arena, deriver->one, derive_power(arena, expr, "2")),
                          da);
    case FUNCTION_LOG:
    case FUNCTION_COUNT: break;
    }
    return fail(deriver, "a function without a derivative here");
}

/* --- logarithms --- */

/* The derivative of \log\mathcal N(x; m, v) = -(x-m)^2/(2v) - \log(2\pi v)/2, which is
 * -(x-m)(x-m)'/v + v' ((x-m)^2/v - 1)/(2v) */
static const Expr *derive_log_normal(Deriver *deriver, const Expr *expr) {
    Arena *arena = deriver->arena;
    const Expr *v = expr->args[2];
    const Expr *distance = derive_sub(arena, expr->args[0], expr->args[1]);
    const Expr *slope =
        derive_sub(arena, derive(deriver, expr->args[0]), derive(deriver, expr->args[1]));
    const Expr *dv = derive(deriver, v);
    const Expr *sum = deriver->zero;
    if (!expr_is_zero(slope)) {
        sum = derive_neg(arena, derive_div(arena, derive_mul(arena, distance, slope), v));
    }
    if (!expr_is_zero(dv)) {
        const Expr *square = derive_div(arena, derive_power(arena, distance, "2"), v);
        const Expr *bracket = derive_sub(arena, square, deriver->one);
        const Expr *twice = derive_mul(arena, expr_number(arena, no_span, "2"), v);
        sum = derive_add(arena, sum, derive_div(arena, derive_mul(arena, dv, bracket), twice));
    }
    return sum;
}

/* The derivative of \log a, which is a'/a, taken apart so that a product of densities is never
 * multiplied out: it is 0 in double far from the mean. */
static const Expr *derive_log_parts(Deriver *deriver, const Expr *a) {
    Arena *arena = deriver->arena;
    const Expr *sum = deriver->zero;
    const Expr *definition = NULL;
    switch (a->kind) {
    case EXPR_NORMAL_DENSITY: return derive_log_normal(deriver, a);
    case EXPR_MUL:
        for (size_t i = 0; i < a->count; i++) {
            sum = derive_add(arena, sum, derive_log(deriver, a->args[i]));
        }
        return sum;
    case EXPR_DIV:
        return derive_sub(arena, derive_log(deriver, a->args[0]), derive_log(deriver, a->args[1]));
    case EXPR_NEG: return derive_log(deriver, a->args[0]);
    case EXPR_ROOT: return derive_div(arena, derive_log(deriver, a->args[0]), a->args[1]);
    case EXPR_SYMBOL:
    case EXPR_CALL: definition = definition_of(deriver, a); break;
    case EXPR_POW:
        if (!mentions(deriver, a->args[1])) {
            return derive_mul(arena, a->args[1], derive_log(deriver, a->args[0]));
        }
        break;
    case EXPR_FUNCTION:
        if (a->function == FUNCTION_EXP) {
            return derive(deriver, a->args[0]);
        }
        break;
    case EXPR_NUMBER:
    case EXPR_ADD:
    case EXPR_ABS:
    case EXPR_SUM:
    case EXPR_PRODUCT:
    case EXPR_INTEGRAL:
    case EXPR_BRACKET:
    case EXPR_DERIVATIVE:
    case EXPR_NORMAL:
    case EXPR_DENSITY:
    case EXPR_EXPECT:
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE:
    case EXPR_KL:
    case EXPR_TRANSPOSE:
    case EXPR_IDENTITY:
    case EXPR_LIST:
    case EXPR_KIND_COUNT: break;
    }
    return definition != NULL ? derive_log(deriver, definition)
                              : derive_div(arena, derive(deriver, a), a);
}

static const Expr *derive_log(Deriver *deriver, const Expr *a) {
    if (!enter(deriver) || !mentions(deriver, a)) {
        return deriver->zero;
    }
    deriver->depth++;
    const Expr *derivative = derive_log_parts(deriver, a);
    deriver->depth--;
    return derivative;
}

/* --- sums and products --- */

/* Every term written out, when the bounds are short numbers; NULL otherwise. */
static const Expr *write_out(Deriver *deriver, const Expr *expr) {
    Arena *arena = deriver->arena;
    long lower = 0;
    long upper = 0;
    if (!expr_literal(expr->args[0], &lower) || !expr_literal(expr->args[1], &upper) ||
        upper - lower >= DERIVE_TERMS_MAX) {
        return NULL;
    }
    bool sum = expr->kind == EXPR_SUM;
    if (upper < lower - 1 && expr->split == 1) {
        return NULL; /* an ellipsis too short to mean anything: left undefined */
    }
    if (upper < lower) {
        return sum ? deriver->zero : deriver->one;
    }
    size_t count = (size_t)(upper - lower) + 1;
    const Expr **terms = arena_array(arena, count, sizeof *terms);
    for (size_t i = 0; i < count; i++) {
        terms[i] = expr_substitute(arena, expr->args[2], expr->symbol,
                                   expr_integer(arena, no_span, lower + (long)i));
    }
    return count == 1 ? terms[0]
                      : expr_node(arena, expr->span, sum ? EXPR_ADD : EXPR_MUL, count, terms);
}

/* \left(\prod_{i=a}^b f_i\right)' = \sum_{j=a}^b f_j' \prod_{i=a}^{j-1} f_i \prod_{i=j+1}^b f_i:
 * no division, so that a factor may be 0. */
static const Expr *derive_product_rule(Deriver *deriver, const Expr *expr, const Expr *slope) {
    Arena *arena = deriver->arena;
    const Symbol *i = expr->symbol;
    Symbol *j = arena_alloc(arena, sizeof *j);
    *j = *i;
    j->name = strcmp(i->name, "j") == 0 ? "k" : "j";
    j->tex = j->name;
    const Expr *at = expr_symbol(arena, no_span, j, NULL);
    const Expr *before = derive_sub(arena, at, deriver->one);
    const Expr *after = derive_add(arena, at, deriver->one);
    const Expr *below[3] = {expr->args[0], before, expr->args[2]};
    const Expr *above[3] = {after, expr->args[1], expr->args[2]};
    const Expr *factors[3] = {
        expr_substitute(arena, slope, i, at),
        expr_bound(arena, no_span, EXPR_PRODUCT, i, 3, below),
        expr_bound(arena, no_span, EXPR_PRODUCT, i, 3, above),
    };
    const Expr *args[3] = {expr->args[0], expr->args[1],
                           expr_node(arena, no_span, EXPR_MUL, 3, factors)};
    return expr_split(arena, expr->span, EXPR_SUM, j, expr->split, 3, args);
}

static const Expr *derive_repeat(Deriver *deriver, const Expr *expr) {
    if (mentions(deriver, expr->args[0]) || mentions(deriver, expr->args[1])) {
        return fail(deriver, "the bound of a sum or product cannot be differentiated");
    }
    /* With an index, which terms hold the variable depends on the numbers. */
    if (deriver->variable->count == 1) {
        const Expr *written = write_out(deriver, expr);
        if (written != NULL) {
            return derive(deriver, written);
        }
    }
    const Expr *slope = derive(deriver, expr->args[2]);
    if (expr_is_zero(slope)) {
        return slope;
    }
    if (expr->kind == EXPR_PRODUCT) {
        return derive_product_rule(deriver, expr, slope);
    }
    const Expr *args[3] = {expr->args[0], expr->args[1], slope};
    return expr_with_args(deriver->arena, expr, 3, args);
}

/* --- all kinds --- */

static const Expr *derive_inner_derivative(Deriver *deriver, const Expr *expr) {
    const char *why = NULL;
    const Expr *inner = expr_derive(deriver->arena, expr->args[1], expr->args[0], &why);
    return inner != NULL ? derive(deriver, inner) : fail(deriver, why);
}

static const Expr *derive_kind(Deriver *deriver, const Expr *expr) {
    Arena *arena = deriver->arena;
    const Expr *sum = deriver->zero;
    const Expr *definition = NULL;
    switch (expr->kind) {
    case EXPR_SYMBOL: return derive_symbol(deriver, expr);
    case EXPR_ADD:
        for (size_t i = 0; i < expr->count; i++) {
            sum = derive_add(arena, sum, derive(deriver, expr->args[i]));
        }
        return sum;
    case EXPR_NEG: return derive_neg(arena, derive(deriver, expr->args[0]));
    case EXPR_MUL: return derive_mul_node(deriver, expr);
    case EXPR_DIV: return derive_div_node(deriver, expr);
    case EXPR_POW: return derive_pow_node(deriver, expr);
    case EXPR_ROOT: return derive_root_node(deriver, expr);
    case EXPR_FUNCTION: return derive_function_node(deriver, expr);
    case EXPR_ABS:
        return derive_mul(arena, derive_div(arena, expr->args[0], expr),
                          derive(deriver, expr->args[0]));
    case EXPR_SUM:
    case EXPR_PRODUCT: return derive_repeat(deriver, expr);
    case EXPR_DERIVATIVE: return derive_inner_derivative(deriver, expr);
    case EXPR_NORMAL_DENSITY: return derive_mul(arena, expr, derive_log_normal(deriver, expr));
    case EXPR_TRANSPOSE: return derive(deriver, expr->args[0]);
    case EXPR_CALL:
        definition = definition_of(deriver, expr);
        return definition != NULL ? derive(deriver, definition)
                                  : fail(deriver, "a function without a definition");
    case EXPR_INTEGRAL: return fail(deriver, "an integral cannot be differentiated here");
    case EXPR_BRACKET: return fail(deriver, "a bracket with limits cannot be differentiated here");
    case EXPR_NORMAL: return fail(deriver, "a distribution cannot be differentiated");
    case EXPR_DENSITY:
        return fail(deriver, "a density of the chain must be written out to be differentiated");
    case EXPR_EXPECT:
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE: return fail(deriver, "an expectation cannot be differentiated here");
    case EXPR_KL: return fail(deriver, "a divergence must be written out to be differentiated");
    case EXPR_NUMBER:
    case EXPR_IDENTITY:
    case EXPR_LIST:
    case EXPR_KIND_COUNT: break;
    }
    return deriver->zero;
}

static const Expr *derive(Deriver *deriver, const Expr *expr) {
    if (!enter(deriver) || !mentions(deriver, expr)) {
        return deriver->zero;
    }
    MapKey key = {{KEY_DERIVATIVE, key_pointer(expr), 0, 0}};
    uint64_t known = 0;
    if (key_map_get(&deriver->known, key, &known)) {
        return (const Expr *)(uintptr_t)known;
    }
    deriver->depth++;
    const Expr *derivative = derive_kind(deriver, expr);
    deriver->depth--;
    key_map_put(&deriver->known, key, key_pointer(derivative));
    return derivative;
}

const Expr *expr_derive(Arena *arena, const Expr *expr, const Expr *variable, const char **why) {
    Deriver deriver = {.arena = arena, .variable = variable, .known = {.arena = arena}};
    deriver.zero = expr_number(arena, no_span, "0");
    deriver.one = expr_number(arena, no_span, "1");
    if (variable->kind != EXPR_SYMBOL) {
        *why = "only a letter can be differentiated by";
        return NULL;
    }
    const Expr *derivative = derive(&deriver, expr);
    *why = deriver.why;
    return deriver.why == NULL ? expr_fold(arena, derivative) : NULL;
}
