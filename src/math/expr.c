/* expr.c - building, comparing and rewriting expression trees. */
#include "math/expr.h"

#include <stdlib.h>
#include <string.h>

/* Sizes at which indices are compared: formulas with an index are meant for long chains, and T is
 * the last step. */
#define TYPICAL_INDEX 50
#define TYPICAL_LAST 60
/* s is an earlier step than t wherever both occur. */
#define TYPICAL_EARLIER 40
/* Beyond this a sum of indices is no index. */
#define TYPICAL_MAX 1000000

static Expr *new_expr(Arena *arena, Span span, ExprKind kind, size_t count,
                      const Expr *const *args) {
    Expr *expr = arena_alloc(arena, sizeof *expr);
    expr->kind = kind;
    expr->span = span;
    expr->count = count;
    if (count > 0) {
        expr->args = arena_array(arena, count, sizeof *expr->args);
        memcpy(expr->args, args, count * sizeof *args);
    }
    return expr;
}

const Expr *expr_number(Arena *arena, Span span, const char *digits) {
    Expr *expr = new_expr(arena, span, EXPR_NUMBER, 0, NULL);
    expr->text = arena_copy(arena, digits, strlen(digits));
    return expr;
}

const Expr *expr_integer(Arena *arena, Span span, long value) {
    /* The magnitude is taken without overflow for LONG_MIN too. */
    unsigned long magnitude = value < 0 ? 0ul - (unsigned long)value : (unsigned long)value;
    const Expr *number = expr_number(arena, span, arena_printf(arena, "%lu", magnitude));
    return value < 0 ? expr_unary(arena, span, EXPR_NEG, number) : number;
}

const Expr *expr_symbol(Arena *arena, Span span, const Symbol *symbol, const Expr *index_or_null) {
    Expr *expr = new_expr(arena, span, EXPR_SYMBOL, index_or_null ? 1 : 0, &index_or_null);
    expr->symbol = symbol;
    return expr;
}

const Expr *expr_node(Arena *arena, Span span, ExprKind kind, size_t count,
                      const Expr *const *args) {
    return new_expr(arena, span, kind, count, args);
}

const Expr *expr_unary(Arena *arena, Span span, ExprKind kind, const Expr *a) {
    return new_expr(arena, span, kind, 1, &a);
}

const Expr *expr_binary(Arena *arena, Span span, ExprKind kind, const Expr *a, const Expr *b) {
    const Expr *args[2] = {a, b};
    return new_expr(arena, span, kind, 2, args);
}

const Expr *expr_function(Arena *arena, Span span, ExprFunction function, const Expr *a) {
    Expr *expr = new_expr(arena, span, EXPR_FUNCTION, 1, &a);
    expr->function = function;
    return expr;
}

const Expr *expr_bound(Arena *arena, Span span, ExprKind kind, const Symbol *symbol, size_t count,
                       const Expr *const *args) {
    Expr *expr = new_expr(arena, span, kind, count, args);
    expr->symbol = symbol;
    return expr;
}

const Expr *expr_split(Arena *arena, Span span, ExprKind kind, const Symbol *symbol, size_t split,
                       size_t count, const Expr *const *args) {
    Expr *expr = new_expr(arena, span, kind, count, args);
    expr->symbol = symbol;
    expr->split = split;
    return expr;
}

/* All lists share it: they hold no lists. */
static const Symbol list_index = {
    .kind = SYMBOL_BOUND, .integer_bound = true, .name = "k (list)", .tex = "k"};

const Expr *expr_list(Arena *arena, Span span, const Symbol *symbol, const Expr *lower,
                      const Expr *upper) {
    const Expr *index = expr_symbol(arena, span, &list_index, NULL);
    const Expr *args[3] = {lower, upper, expr_symbol(arena, span, symbol, index)};
    return expr_bound(arena, span, EXPR_LIST, &list_index, 3, args);
}

const Expr *expr_with_args(Arena *arena, const Expr *expr, size_t count, const Expr *const *args) {
    Expr *copy = new_expr(arena, expr->span, expr->kind, count, args);
    copy->function = expr->function;
    copy->symbol = expr->symbol;
    copy->text = expr->text;
    copy->split = expr->split;
    return copy;
}

const Expr *expr_with_arg(Arena *arena, const Expr *expr, size_t i, const Expr *arg) {
    const Expr *copy = expr_with_args(arena, expr, expr->count, expr->args);
    copy->args[i] = arg;
    return copy;
}

bool expr_same(const Expr *a, const Expr *b) {
    if (a == b)
        return true;
    if (a->kind != b->kind || a->count != b->count || a->split != b->split ||
        a->function != b->function)
        return false;
    /* E_q averages over all that is random, as E does. */
    if (a->symbol != b->symbol && a->kind != EXPR_EXPECT)
        return false;
    if (a->kind == EXPR_NUMBER && strcmp(a->text, b->text) != 0)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!expr_same(a->args[i], b->args[i]))
            return false;
    return true;
}

const Expr *expr_substitute(Arena *arena, const Expr *expr, const Symbol *symbol, const Expr *by) {
    if (expr->kind == EXPR_SYMBOL && expr->count == 0)
        return expr->symbol == symbol ? by : expr;
    const Expr *changed = expr;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = expr_substitute(arena, expr->args[i], symbol, by);
        if (arg == expr->args[i])
            continue;
        if (changed == expr)
            changed = expr_with_args(arena, expr, expr->count, expr->args);
        changed->args[i] = arg;
    }
    return changed;
}

bool expr_walk(const Expr *expr, bool (*visit)(void *context, const Expr *expr), void *context) {
    if (!visit(context, expr))
        return false;
    for (size_t i = 0; i < expr->count; i++)
        if (!expr_walk(expr->args[i], visit, context))
            return false;
    return true;
}

/* Definitions within definitions, and nodes in all: real formulas stay far below. */
#define DEEP_ENTER_MAX 40
#define DEEP_NODES_MAX 20000

typedef struct {
    bool (*visit)(void *context, const Expr *expr);
    void *context;
    unsigned depth;
    size_t seen;
} DeepWalk;

static bool enter(void *context, const Expr *expr) {
    DeepWalk *walk = context;
    if (++walk->seen > DEEP_NODES_MAX || !walk->visit(walk->context, expr))
        return false;
    const Symbol *symbol = expr->symbol;
    bool defined = symbol && symbol->definition &&
                   (symbol->kind == SYMBOL_LET || symbol->kind == SYMBOL_LETSEQ ||
                    symbol->kind == SYMBOL_FUN || symbol->kind == SYMBOL_NORMAL);
    if (!defined)
        return true;
    if (walk->depth == DEEP_ENTER_MAX)
        return false;
    walk->depth++;
    bool passed = expr_walk(symbol->definition, enter, walk);
    walk->depth--;
    return passed;
}

bool expr_walk_deep(const Expr *expr, bool (*visit)(void *context, const Expr *expr),
                    void *context) {
    DeepWalk walk = {.visit = visit, .context = context};
    return expr_walk(expr, enter, &walk);
}

static bool is_not_symbol(void *context, const Expr *expr) {
    return expr->symbol != (const Symbol *)context;
}

bool expr_mentions(const Expr *expr, const Symbol *symbol) {
    union {
        const Symbol *constant;
        void *plain;
    } pass = {.constant = symbol};
    return !expr_walk(expr, is_not_symbol, pass.plain);
}

static bool is_not_kind(void *context, const Expr *expr) {
    return expr->kind != *(const ExprKind *)context;
}

bool expr_has_kind(const Expr *expr, ExprKind kind) {
    return !expr_walk(expr, is_not_kind, &kind);
}

static bool count_node(void *context, const Expr *expr) {
    (void)expr;
    ++*(size_t *)context;
    return true;
}

static bool is_odd(const Expr *number) {
    size_t length = number->kind == EXPR_NUMBER ? strlen(number->text) : 0;
    return length > 0 && strchr(number->text, '.') == NULL &&
           (number->text[length - 1] - '0') % 2 == 1;
}

bool expr_is_odd_root(const Expr *expr) {
    if (expr->kind == EXPR_ROOT)
        return is_odd(expr->args[1]);
    if (expr->kind != EXPR_POW)
        return false;
    const Expr *exponent = expr->args[1];
    while (exponent->kind == EXPR_NEG)
        exponent = exponent->args[0];
    return exponent->kind == EXPR_DIV && exponent->args[0]->kind == EXPR_NUMBER &&
           is_odd(exponent->args[1]);
}

size_t expr_size(const Expr *expr) {
    size_t count = 0;
    expr_walk(expr, count_node, &count);
    return count;
}

bool expr_is_random(const Expr *expr) {
    if (expr->kind == EXPR_VARIANCE || expr->kind == EXPR_COVARIANCE || expr->kind == EXPR_KL)
        return false;
    if (expr->kind == EXPR_EXPECT && (expr->count == 1 || expr->split == 1))
        return false;
    if (expr->kind == EXPR_SYMBOL) {
        const Symbol *s = expr->symbol;
        return s->is_random || s->kind == SYMBOL_STATE || s->kind == SYMBOL_NOISE ||
               s->kind == SYMBOL_NORMAL;
    }
    if (expr->kind == EXPR_CALL && expr->symbol->is_random)
        return true;
    for (size_t i = 0; i < expr->count; i++)
        if (expr_is_random(expr->args[i]))
            return true;
    return false;
}

bool expr_has_sequence(const Expr *expr) {
    if ((expr->kind == EXPR_SYMBOL || expr->kind == EXPR_CALL) &&
        (expr->symbol->kind == SYMBOL_SEQ || expr->symbol->has_sequence))
        return true;
    for (size_t i = 0; i < expr->count; i++)
        if (expr_has_sequence(expr->args[i]))
            return true;
    return false;
}

bool expr_typical(const Expr *expr, long *out) {
    if (expr->kind == EXPR_NUMBER) {
        *out = strtol(expr->text, NULL, 10);
        return strlen(expr->text) <= 6;
    }
    if (expr->kind == EXPR_SYMBOL) {
        const char *name = expr->symbol->name;
        bool last = strcmp(name, "T") == 0 || strcmp(name, "N") == 0 || strcmp(name, "L") == 0;
        *out = last ? TYPICAL_LAST : strcmp(name, "s") == 0 ? TYPICAL_EARLIER : TYPICAL_INDEX;
        return true;
    }
    if (expr->kind != EXPR_NEG && expr->kind != EXPR_ADD && expr->kind != EXPR_MUL)
        return false;
    long total = expr->kind == EXPR_MUL;
    for (size_t i = 0; i < expr->count; i++) {
        long value;
        if (!expr_typical(expr->args[i], &value) || labs(value) > TYPICAL_MAX ||
            labs(total) > TYPICAL_MAX)
            return false;
        total = expr->kind == EXPR_MUL ? total * value : total + value;
    }
    *out = expr->kind == EXPR_NEG ? -total : total;
    return true;
}

const char *relation_tex(Relation relation) {
    static const char *const names[RELATION_COUNT] = {
        [RELATION_EQUAL] = "=",
        [RELATION_DEFINE] = ":=",
        [RELATION_APPROX] = "\\approx",
        [RELATION_LESS] = "<",
        [RELATION_LESS_EQUAL] = "\\le",
        [RELATION_GREATER] = ">",
        [RELATION_GREATER_EQUAL] = "\\ge",
        [RELATION_NOT_EQUAL] = "\\ne",
        [RELATION_PROPORTIONAL] = "\\propto",
        [RELATION_LAW] = "\\sim",
        [RELATION_TO] = "\\to",
    };
    return names[relation];
}

const char *function_tex(ExprFunction function) {
    static const char *const names[FUNCTION_COUNT] = {
        [FUNCTION_LOG] = "\\log", [FUNCTION_EXP] = "\\exp",   [FUNCTION_SIN] = "\\sin",
        [FUNCTION_COS] = "\\cos", [FUNCTION_TANH] = "\\tanh",
    };
    return names[function];
}
