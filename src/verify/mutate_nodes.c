/* mutate_nodes.c - what a node is, for those who change it. */
#include <string.h>

#include "verify/mutate_internal.h"

/* Nodes looked at, through definitions, to learn whether a node is random or may be negative; where
 * they do not suffice it is taken to be so. */
#define LOOK_MAX 500

bool mutate_is_number(const Expr *expr, const char *text) {
    return expr->kind == EXPR_NUMBER && strcmp(expr->text, text) == 0;
}

bool mutate_is_one(const Expr *expr) {
    return mutate_is_number(expr, "1") || expr->kind == EXPR_IDENTITY;
}

bool mutate_is_law(const Expr *expr) {
    if (expr->kind == EXPR_NORMAL)
        return true;
    if (expr->kind != EXPR_ADD && expr->kind != EXPR_MUL && expr->kind != EXPR_NEG)
        return false;
    for (size_t i = 0; i < expr->count; i++)
        if (mutate_is_law(expr->args[i]))
            return true;
    return false;
}

bool mutate_is_noise(const Expr *expr) {
    if (expr->kind != EXPR_SYMBOL)
        return false;
    const Symbol *symbol = expr->symbol;
    if (symbol->kind == SYMBOL_NORMAL)
        return symbol->definition != NULL && mutate_is_number(symbol->definition->args[0], "0");
    return symbol->kind == SYMBOL_NOISE;
}

const Expr *mutate_definition_of(const Expr *expr) {
    const Symbol *symbol = expr->symbol;
    bool defined =
        expr->kind == EXPR_CALL || (expr->kind == EXPR_SYMBOL &&
                                    (symbol->kind == SYMBOL_LET || symbol->kind == SYMBOL_LETSEQ));
    return defined ? symbol->definition : NULL;
}

static bool is_random_letter(const Expr *expr) {
    return expr->kind == EXPR_SYMBOL &&
           (expr->symbol->kind == SYMBOL_STATE || expr->symbol->kind == SYMBOL_NOISE ||
            expr->symbol->kind == SYMBOL_NORMAL);
}

typedef bool (*Property)(const Expr *expr, size_t *budget);

/* Has a part of expr, or of its definition, the property? */
static bool some_part(const Expr *expr, Property has, size_t *budget) {
    const Expr *definition = mutate_definition_of(expr);
    if (definition != NULL && has(definition, budget))
        return true;
    for (size_t i = 0; i < expr->count; i++)
        if (mutate_place(expr, i) == PLACE_VALUE && has(expr->args[i], budget))
            return true;
    return false;
}

static bool has_random(const Expr *expr, size_t *budget) {
    if (*budget == 0 || is_random_letter(expr))
        return true;
    --*budget;
    /* Moments are numbers. */
    if (expr->kind == EXPR_EXPECT || expr->kind == EXPR_VARIANCE || expr->kind == EXPR_COVARIANCE ||
        expr->kind == EXPR_KL)
        return false;
    return some_part(expr, has_random, budget);
}

static bool has_sign(const Expr *expr, size_t *budget) {
    if (*budget == 0 || is_random_letter(expr))
        return true;
    --*budget;
    if (expr->kind == EXPR_VARIANCE || expr->kind == EXPR_ABS || expr->kind == EXPR_ROOT ||
        (expr->kind == EXPR_POW && mutate_is_number(expr->args[1], "2")))
        return false;
    if (expr->kind == EXPR_SYMBOL) {
        const Symbol *symbol = expr->symbol;
        bool below_zero = symbol->lower != NULL && symbol->lower[0] == '-';
        if (below_zero || symbol->kind == SYMBOL_MATRIX ||
            (symbol->kind == SYMBOL_BOUND && !symbol->integer_bound))
            return true;
    }
    return some_part(expr, has_sign, budget);
}

bool mutate_is_random(const Expr *expr) {
    size_t budget = LOOK_MAX;
    return has_random(expr, &budget);
}

bool mutate_is_signed(const Expr *expr) {
    size_t budget = LOOK_MAX;
    return has_sign(expr, &budget);
}
