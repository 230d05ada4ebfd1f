/* tables_readable.c - which formulas random tables can decide. */
#include <string.h>

#include "verify/tables.h"

static bool is_letter(const Expr *expr) {
    if (expr->kind == EXPR_LIST)
        return true;
    if (expr->kind == EXPR_MUL) {
        for (size_t i = 0; i < expr->count; i++)
            if (!is_letter(expr->args[i]))
                return false;
        return true;
    }
    if (expr->kind != EXPR_SYMBOL)
        return false;
    SymbolKind kind = expr->symbol->kind;
    return kind == SYMBOL_REAL || kind == SYMBOL_SEQ || kind == SYMBOL_STATE ||
           kind == SYMBOL_NORMAL || kind == SYMBOL_NOISE;
}

static bool all_readable(const Expr *expr, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        if (!tables_readable(expr->args[i]))
            return false;
    return true;
}

/* What an expectation is given, or the density it is over. */
static bool all_given(const Expr *expr) {
    if (expr->split == 1)
        return expr->count == 2 && tables_readable(expr->args[1]);
    for (size_t i = 1; i < expr->count; i++)
        if (expr->args[i]->kind != EXPR_SYMBOL || !is_letter(expr->args[i]))
            return false;
    return true;
}

/* p(x|y), or p alone. */
static bool is_law(const Expr *expr) {
    return expr->kind == EXPR_DENSITY ? tables_readable(expr)
                                      : expr->kind == EXPR_SYMBOL && expr->count == 0;
}

static bool same_kind(const Expr *divergence) {
    return divergence->args[0]->kind == divergence->args[1]->kind;
}

bool tables_readable(const Expr *expr) {
    switch (expr->kind) {
    case EXPR_NUMBER: return true;
    case EXPR_SYMBOL:
        return expr->count == 0 &&
               (expr->symbol->kind == SYMBOL_INT || expr->symbol->kind == SYMBOL_BOUND);
    case EXPR_DENSITY:
        for (size_t i = 0; i < expr->count; i++)
            if (!is_letter(expr->args[i]))
                return false;
        return true;
    case EXPR_INTEGRAL: return expr->count != 4 && tables_readable(expr->args[0]);
    case EXPR_EXPECT: return expr->symbol && tables_readable(expr->args[0]) && all_given(expr);
    case EXPR_KL: return is_law(expr->args[0]) && is_law(expr->args[1]) && same_kind(expr);
    case EXPR_FUNCTION: return expr->function == FUNCTION_LOG && tables_readable(expr->args[0]);
    case EXPR_ADD:
    case EXPR_NEG:
    case EXPR_MUL:
    case EXPR_DIV:
    case EXPR_POW:
    case EXPR_ROOT:
    case EXPR_SUM:
    case EXPR_PRODUCT: return all_readable(expr, 0, expr->count);
    case EXPR_ABS:
    case EXPR_BRACKET:
    case EXPR_DERIVATIVE:
    case EXPR_CALL:
    case EXPR_NORMAL:
    case EXPR_NORMAL_DENSITY:
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE:
    case EXPR_TRANSPOSE:
    case EXPR_IDENTITY:
    case EXPR_LIST:
    case EXPR_KIND_COUNT: break;
    }
    return false;
}
