/* derive_index.c - telling indices apart. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "math/derive_internal.h"

/* Letters in the difference of two indices; \alpha_{t-s} against \alpha_{u-v} has four. */
#define LETTERS_MAX 8u
/* Largest number in an index: sums of LETTERS_MAX products of two stay inside a long. */
#define INDEX_MAX 1000000000L
/* Nesting of an index; real ones have two levels. */
#define INDEX_DEPTH_MAX 50u

/* constant + sum of factor[i] letter[i] */
typedef struct {
    long constant;
    size_t count;
    const Symbol *letters[LETTERS_MAX];
    long factors[LETTERS_MAX];
} Linear;

bool expr_literal(const Expr *expr, long *value) {
    if (expr->kind == EXPR_NEG && expr->args[0]->kind == EXPR_NUMBER) {
        bool literal = expr_literal(expr->args[0], value);
        *value = -*value;
        return literal;
    }
    *value = 0;
    if (expr->kind != EXPR_NUMBER || strspn(expr->text, "0123456789") != strlen(expr->text)) {
        return false;
    }
    errno = 0;
    *value = strtol(expr->text, NULL, 10);
    return errno == 0 && *value <= INDEX_MAX;
}

static bool in_range(long value) {
    return value >= -INDEX_MAX && value <= INDEX_MAX;
}

static bool linear_letter(Linear *linear, const Symbol *symbol, long factor) {
    for (size_t i = 0; i < linear->count; i++) {
        if (linear->letters[i] == symbol) {
            linear->factors[i] += factor;
            return in_range(linear->factors[i]);
        }
    }
    if (linear->count == LETTERS_MAX) {
        return false;
    }
    linear->letters[linear->count] = symbol;
    linear->factors[linear->count++] = factor;
    return true;
}

/* Adds factor * expr; false when expr is not linear in letters. */
static bool linear_add(Linear *linear, const Expr *expr, long factor, unsigned depth) {
    long literal = 0;
    if (depth == 0) {
        return false;
    }
    if (expr_literal(expr, &literal)) {
        linear->constant += factor * literal;
        return in_range(linear->constant);
    }
    if (expr->kind == EXPR_SYMBOL && expr->count == 0) {
        return expr->symbol->kind == SYMBOL_LET
                   ? linear_add(linear, expr->symbol->definition, factor, depth - 1)
                   : linear_letter(linear, expr->symbol, factor);
    }
    if (expr->kind == EXPR_NEG) {
        return linear_add(linear, expr->args[0], -factor, depth - 1);
    }
    if (expr->kind == EXPR_MUL && expr->count == 2 && expr_literal(expr->args[0], &literal)) {
        return in_range(factor * literal) &&
               linear_add(linear, expr->args[1], factor * literal, depth - 1);
    }
    bool linear_so_far = expr->kind == EXPR_ADD;
    for (size_t i = 0; i < expr->count && linear_so_far; i++) {
        linear_so_far = linear_add(linear, expr->args[i], factor, depth - 1);
    }
    return linear_so_far;
}

IndexRelation index_compare(const Expr *a, const Expr *b) {
    Linear difference = {0};
    if (expr_same(a, b)) {
        return INDEX_SAME;
    }
    if (!linear_add(&difference, a, 1, INDEX_DEPTH_MAX) ||
        !linear_add(&difference, b, -1, INDEX_DEPTH_MAX)) {
        return INDEX_UNKNOWN;
    }
    long lowest = difference.constant;
    long highest = difference.constant;
    bool constant = true;
    for (size_t i = 0; i < difference.count; i++) {
        const Symbol *letter = difference.letters[i];
        long factor = difference.factors[i];
        if (factor == 0) {
            continue;
        }
        if (letter->kind != SYMBOL_INT || !in_range(letter->first) || !in_range(letter->last)) {
            return INDEX_UNKNOWN;
        }
        constant = false;
        lowest += factor * (factor > 0 ? letter->first : letter->last);
        highest += factor * (factor > 0 ? letter->last : letter->first);
    }
    if (constant) {
        return difference.constant == 0 ? INDEX_SAME : INDEX_DIFFERENT;
    }
    return lowest > 0 || highest < 0 ? INDEX_DIFFERENT : INDEX_UNKNOWN;
}
