/* derive_fold.c - constants folded: the trees that differentiating leaves are full of 0 and 1. */
#include <stdlib.h>
#include <string.h>

#include "math/derive_internal.h"

static const Span no_span = {0, 0};

/* Is the decimal text 0 (whole: "", fraction: "") or 1 ("1", "")? */
static bool text_is(const char *text, const char *whole) {
    text += strspn(text, "0");
    size_t length = strlen(whole);
    if (strncmp(text, whole, length) != 0) {
        return false;
    }
    text += length;
    if (*text == '.') {
        text++;
    }
    return text[strspn(text, "0")] == '\0';
}

bool expr_is_zero(const Expr *expr) {
    return expr->kind == EXPR_NUMBER && text_is(expr->text, "");
}

bool expr_is_one(const Expr *expr) {
    return expr->kind == EXPR_NUMBER && text_is(expr->text, "1");
}

const Expr *derive_neg(Arena *arena, const Expr *a) {
    if (expr_is_zero(a)) {
        return a;
    }
    return a->kind == EXPR_NEG ? a->args[0] : expr_unary(arena, no_span, EXPR_NEG, a);
}

const Expr *derive_add(Arena *arena, const Expr *a, const Expr *b) {
    if (expr_is_zero(a)) {
        return b;
    }
    return expr_is_zero(b) ? a : expr_binary(arena, no_span, EXPR_ADD, a, b);
}

const Expr *derive_sub(Arena *arena, const Expr *a, const Expr *b) {
    return derive_add(arena, a, derive_neg(arena, b));
}

const Expr *derive_mul(Arena *arena, const Expr *a, const Expr *b) {
    if (expr_is_zero(a) || expr_is_one(b)) {
        return a;
    }
    if (expr_is_zero(b) || expr_is_one(a)) {
        return b;
    }
    if (a->kind == EXPR_NEG) {
        return derive_neg(arena, derive_mul(arena, a->args[0], b));
    }
    if (b->kind == EXPR_NEG) {
        return derive_neg(arena, derive_mul(arena, a, b->args[0]));
    }
    return expr_binary(arena, no_span, EXPR_MUL, a, b);
}

const Expr *derive_div(Arena *arena, const Expr *a, const Expr *b) {
    if (expr_is_one(b)) {
        return a;
    }
    if (a->kind == EXPR_NEG) {
        return derive_neg(arena, derive_div(arena, a->args[0], b));
    }
    return expr_binary(arena, no_span, EXPR_DIV, a, b);
}

const Expr *derive_power(Arena *arena, const Expr *a, const char *n) {
    return expr_binary(arena, no_span, EXPR_POW, a, expr_number(arena, no_span, n));
}

/* --- folding a tree --- */

typedef struct {
    Arena *arena;
    KeyMap known; /* node -> folded node */
    size_t work;
    unsigned depth;
} Folder;

/* Is |value| small enough to be multiplied and added without overflow? */
static bool is_small(long value) {
    return value > -1000000000L && value < 1000000000L;
}

/* Folds the arguments of a sum or product that are whole numbers into one, where the first of them
 * stood, and drops it when it is the neutral number. A product's signs are taken out: *negative.
 * args (count) are overwritten; the number left is returned. */
static size_t fold_literals(Arena *arena, bool product, const Expr **args, size_t count,
                            bool *negative) {
    long neutral = product ? 1 : 0;
    long total = neutral;
    size_t kept = 0;
    size_t at = count; /* where in args the total stands; count: nowhere yet */
    for (size_t i = 0; i < count; i++) {
        const Expr *arg = args[i];
        if (product && arg->kind == EXPR_NEG) {
            *negative = !*negative;
            arg = arg->args[0];
        }
        long value = 0;
        bool literal = expr_literal(arg, &value) && is_small(value);
        long next = product ? total * value : total + value;
        if (!literal || !is_small(next)) {
            bool drop = product ? expr_is_one(arg) : expr_is_zero(arg);
            if (!drop) {
                args[kept++] = arg;
            }
            continue;
        }
        total = next;
        if (at == count) {
            at = kept++;
        }
    }
    if (at == count) {
        return kept;
    }
    if (total == neutral) {
        memmove(args + at, args + at + 1, (kept - at - 1) * sizeof *args);
        return kept - 1;
    }
    args[at] = expr_integer(arena, no_span, total);
    return kept;
}

static const Expr *fold_many(Arena *arena, const Expr *expr, const Expr *const *given) {
    bool product = expr->kind == EXPR_MUL;
    const Expr **args = arena_array(arena, expr->count, sizeof *args);
    memcpy(args, given, expr->count * sizeof *args);
    bool negative = false;
    size_t count = fold_literals(arena, product, args, expr->count, &negative);
    for (size_t i = 0; product && i < count; i++) {
        if (expr_is_zero(args[i])) {
            return args[i];
        }
    }
    if (count == 0) {
        args[0] = expr_number(arena, expr->span, product ? "1" : "0");
    }
    const Expr *folded = args[0];
    if (count > 1) {
        bool same = count == expr->count && memcmp(args, expr->args, count * sizeof *args) == 0;
        folded = same ? expr : expr_with_args(arena, expr, count, args);
    }
    return negative ? derive_neg(arena, folded) : folded;
}

static const Expr *fold_quotient(Arena *arena, const Expr *expr, const Expr *a, const Expr *b) {
    long numerator = 0;
    long denominator = 0;
    if (expr_is_one(b)) {
        return a;
    }
    if (a->kind == EXPR_NEG && b->kind == EXPR_NEG) {
        return fold_quotient(arena, expr, a->args[0], b->args[0]);
    }
    if (a->kind == EXPR_NEG) {
        return derive_neg(arena, fold_quotient(arena, expr, a->args[0], b));
    }
    if (b->kind == EXPR_NEG) {
        return derive_neg(arena, fold_quotient(arena, expr, a, b->args[0]));
    }
    if (expr_literal(a, &numerator) && expr_literal(b, &denominator) && denominator != 0 &&
        numerator % denominator == 0) {
        return expr_integer(arena, expr->span, numerator / denominator);
    }
    const Expr *args[2] = {a, b};
    return expr_with_args(arena, expr, 2, args);
}

static const Expr *fold_power(Arena *arena, const Expr *expr, const Expr *a, const Expr *n) {
    if (expr_is_one(n)) {
        return a;
    }
    if (expr_is_zero(n)) {
        return expr_number(arena, expr->span, "1");
    }
    const Expr *args[2] = {a, n};
    return expr_with_args(arena, expr, 2, args);
}

static const Expr *fold(Folder *folder, const Expr *expr);

static const Expr *fold_node(Folder *folder, const Expr *expr) {
    Arena *arena = folder->arena;
    const Expr **args = arena_array(arena, expr->count, sizeof *args);
    bool same = true;
    for (size_t i = 0; i < expr->count; i++) {
        args[i] = fold(folder, expr->args[i]);
        same = same && args[i] == expr->args[i];
    }
    if (expr->kind == EXPR_NEG) {
        return args[0]->kind == EXPR_NEG || expr_is_zero(args[0])
                   ? derive_neg(arena, args[0])
                   : (same ? expr : expr_with_args(arena, expr, 1, args));
    }
    if (expr->kind == EXPR_ADD || expr->kind == EXPR_MUL) {
        return fold_many(arena, expr, args);
    }
    if (expr->kind == EXPR_DIV) {
        return fold_quotient(arena, expr, args[0], args[1]);
    }
    if (expr->kind == EXPR_POW) {
        return fold_power(arena, expr, args[0], args[1]);
    }
    return same ? expr : expr_with_args(arena, expr, expr->count, args);
}

static const Expr *fold(Folder *folder, const Expr *expr) {
    if (expr->count == 0 || folder->depth >= DERIVE_DEPTH_MAX) {
        return expr;
    }
    MapKey key = {{key_pointer(expr), 0, 0, 0}};
    uint64_t known = 0;
    if (key_map_get(&folder->known, key, &known)) {
        return (const Expr *)(uintptr_t)known;
    }
    if (++folder->work > DERIVE_WORK_MAX) {
        return expr;
    }
    folder->depth++;
    const Expr *folded = fold_node(folder, expr);
    folder->depth--;
    key_map_put(&folder->known, key, key_pointer(folded));
    return folded;
}

const Expr *expr_fold(Arena *arena, const Expr *expr) {
    Folder folder = {.arena = arena, .known = {.arena = arena}};
    return fold(&folder, expr);
}
