/* python_table.c - rules of probability for letters of which nothing is known.
 *
 * P(A|B) = P(B|A)P(A)/P(B) holds for every joint distribution: Python tries it on random tables,
 * where each letter takes two values. */
#include <string.h>

#include "export/python_internal.h"

typedef struct {
    const Symbol *state;
    const Symbol *density; /* the first that was met */
    bool several;          /* others were met too */
    bool unknown;          /* a density that is not one of the chain's states */
    bool states;           /* states, with an index */
    bool indexed;          /* other letters with one */
    bool other;            /* something that tables do not hold */
} Rule;

static bool is_state(const Rule *rule, const Expr *letter) {
    const Expr *one = letter->kind == EXPR_LIST ? letter->args[2] : letter;
    return rule->state != NULL && one->symbol == rule->state;
}

static void look_at_density(Rule *rule, const Expr *expr) {
    rule->several |= rule->density != NULL && rule->density != expr->symbol;
    rule->density = expr->symbol;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = expr->args[i];
        const Expr *one = arg->kind == EXPR_LIST ? arg->args[2] : arg;
        bool indexed = arg->kind == EXPR_LIST || (one->kind == EXPR_SYMBOL && one->count == 1);
        bool state = indexed && one->symbol->kind == SYMBOL_STATE;
        rule->states |= state;
        rule->indexed |= indexed && !state;
        rule->other |= one->kind != EXPR_SYMBOL && one->kind != EXPR_MUL;
        rule->unknown |= expr->symbol->implied || !is_state(rule, arg);
    }
}

/* Letters stand in densities alone, beside whole numbers. */
static void look_at(Rule *rule, const Expr *expr) {
    if (expr->kind == EXPR_DENSITY) {
        look_at_density(rule, expr);
        return;
    }
    if (expr->kind == EXPR_INTEGRAL) {
        rule->other |= expr->count == 4;
        look_at(rule, expr->args[0]);
        return;
    }
    bool whole = expr->kind == EXPR_SYMBOL && expr->count == 0 &&
                 (expr->symbol->kind == SYMBOL_INT || expr->symbol->integer_bound);
    bool arithmetic = expr->kind == EXPR_NUMBER || expr->kind == EXPR_ADD ||
                      expr->kind == EXPR_MUL || expr->kind == EXPR_DIV || expr->kind == EXPR_NEG ||
                      expr->kind == EXPR_SUM || expr->kind == EXPR_PRODUCT ||
                      expr->kind == EXPR_FUNCTION || expr->kind == EXPR_POW;
    rule->other |= !whole && !arithmetic;
    for (size_t i = 0; i < expr->count && arithmetic; i++)
        look_at(rule, expr->args[i]);
}

static Rule rule_of(const Python *python, const PartsLink *link) {
    Rule rule = {.state = scope_kernel(python->parts->scope)->state};
    look_at(&rule, link->left);
    look_at(&rule, link->right);
    return rule;
}

bool python_is_rule(const Python *python, const PartsLink *link) {
    bool equation = link->relation == RELATION_EQUAL || link->relation == RELATION_DEFINE;
    if (!equation || link->laws || link->up_to_constant ||
        !expr_has_kind(link->left, EXPR_DENSITY) || !expr_has_kind(link->right, EXPR_DENSITY))
        return false;
    Rule rule = rule_of(python, link);
    return rule.unknown && !rule.other;
}

/* ("x", t - 1), or "A". */
static void put_letter(Python *python, Text *out, const Expr *expr) {
    if (expr->kind == EXPR_MUL) {
        for (size_t i = 0; i < expr->count; i++) {
            text_append(out, i > 0 ? ", " : "");
            put_letter(python, out, expr->args[i]);
        }
        return;
    }
    const Expr *one = expr->kind == EXPR_LIST ? expr->args[2] : expr;
    if (one->kind != EXPR_SYMBOL) {
        python_stop(python, "a density of what is no letter");
        return;
    }
    if (expr->kind == EXPR_LIST) {
        text_printf(out, "*letters(\"%s\", ", one->symbol->name);
        python_list(python, out, expr->args, 2);
        text_append(out, ")");
    } else if (expr->count == 1) {
        text_printf(out, "(\"%s\", ", one->symbol->name);
        python_expr(python, out, expr->args[0], PYTHON_SUM);
        text_append(out, ")");
    } else {
        text_printf(out, "\"%s\"", one->symbol->name);
    }
}

static void put_letters(Python *python, Text *out, const Expr *const *args, size_t count) {
    text_append(out, "[");
    for (size_t i = 0; i < count; i++) {
        text_append(out, i > 0 ? ", " : "");
        put_letter(python, out, args[i]);
    }
    text_append(out, "]");
}

void python_chance(Python *python, Text *out, const Expr *expr) {
    Rule rule = {.state = scope_kernel(python->parts->scope)->state};
    bool chain = !expr->symbol->implied && is_state(&rule, expr->args[0]);
    text_printf(out, "w.chance(\"%s\", ", chain ? "the chain" : expr->symbol->name);
    put_letters(python, out, expr->args, expr->split);
    text_append(out, ", ");
    put_letters(python, out, expr->args + expr->split, expr->count - expr->split);
    text_append(out, ")");
}

void python_sum_over(Python *python, Text *out, const Expr *expr) {
    text_append(out, "w.over([");
    const Expr *body = expr;
    for (size_t i = 0; body->kind == EXPR_INTEGRAL; i++) {
        text_append(out, i > 0 ? ", " : "");
        if (body->split == 1) {
            text_printf(out, "*letters(\"%s\", ", body->args[1]->symbol->name);
            python_expr(python, out, body->args[1]->args[0], PYTHON_SUM);
            text_append(out, ", ");
            python_expr(python, out, body->args[2]->args[0], PYTHON_SUM);
            text_append(out, ")");
        } else {
            put_letter(python, out, body->args[1]);
        }
        body = body->args[0];
    }
    text_append(out, "], lambda: ");
    python_expr(python, out, body, PYTHON_SUM);
    text_append(out, ")");
}

void python_rule(Python *python, Text *out, const PartsLink *link) {
    Rule rule = rule_of(python, link);
    python->tables = true;
    text_append(out, "    w.rule(lambda: ");
    python_expr(python, out, link->left, PYTHON_SUM);
    text_append(out, ",\n           lambda: ");
    python_expr(python, out, link->right, PYTHON_SUM);
    /* Letters with an index may form a chain. So may states of another distribution beside theirs.
     */
    text_append(out, rule.indexed || (rule.states && rule.several) ? ", chain=True" : "");
    python->tables = false;
}
