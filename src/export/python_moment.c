/* python_moment.c - means, densities, divergences, integrals and derivatives as Python. */
#include "export/python_internal.h"
#include "verify/law.h"

static void put_given(Python *python, Text *out, const char *before, const Expr *const *given,
                      size_t count) {
    if (count == 0)
        return;
    text_append(out, before);
    python_list(python, out, given, count);
    text_append(out, "]");
}

void python_moment(Python *python, Text *out, const Expr *expr) {
    if (python->tables) {
        python_stop(python, "an average over a distribution that is not a formula");
        return;
    }
    if (expr->kind == EXPR_KL) {
        text_append(out, "KL(");
        python_law(python, out, expr->args[0], NULL, 0);
        text_append(out, ", ");
        python_law(python, out, expr->args[1], NULL, 0);
        text_append(out, ")");
        return;
    }
    if (law_is_mixed(expr))
        python_stop(python, "it is not said how the noise without an index enters x_t");
    if (expr->kind == EXPR_EXPECT && expr->split == 1) {
        python_stop(python, "a mean over some of the random variables only");
        return;
    }
    size_t bodies = expr->kind == EXPR_COVARIANCE ? 2 : 1;
    text_append(out, expr->kind == EXPR_EXPECT     ? "E("
                     : expr->kind == EXPR_VARIANCE ? "Var("
                                                   : "Cov(");
    python_list(python, out, expr->args, bodies);
    put_given(python, out, ", [", expr->args + bodies, expr->count - bodies);
    text_append(out, ")");
}

static bool is_random_letter(const Expr *expr) {
    return expr_is_random(expr->kind == EXPR_LIST ? expr->args[2] : expr);
}

void python_density(Python *python, Text *out, const Expr *expr) {
    if (python->tables) {
        python_chance(python, out, expr);
        return;
    }
    for (size_t i = 0; i < expr->split; i++)
        if (expr->symbol->implied || !is_random_letter(expr->args[i]))
            python_stop(python, "it is not said whose density this is");
    text_append(out, "density(");
    python_list(python, out, expr->args, expr->split);
    put_given(python, out, ", given=[", expr->args + expr->split, expr->count - expr->split);
    text_append(out, ")");
}

/* name(letter, index, lambda: body): the letter moves at that index alone. */
static void put_moved(Python *python, Text *out, const char *name, const Expr *variable,
                      const Expr *body) {
    SymbolKind kind = variable->symbol->kind;
    if (kind != SYMBOL_STATE && kind != SYMBOL_SEQ)
        python_stop(python, "a letter that rests on others is to move by itself");
    text_printf(out, "%s(%s, ", name, python_letter(python, variable->symbol));
    python_expr(python, out, variable->args[0], PYTHON_SUM);
    text_append(out, ", lambda: ");
    python_expr(python, out, body, PYTHON_SUM);
    text_append(out, ")");
}

void python_function_of(Python *python, Text *out, const Expr *variable, const Expr *body) {
    if (variable->count == 1) {
        put_moved(python, out, "held", variable, body);
        return;
    }
    const Symbol *bound = python_moved(python, variable->symbol);
    body = python_moved_body(python, body, variable->symbol, bound);
    text_printf(out, "lambda %s: ", python_bind(python, bound, body));
    python_expr(python, out, body, PYTHON_SUM);
    python_release(python, bound);
}

/* ---- integrals ---- */

static void put_place(Python *python, Text *out, const Expr *variable) {
    text_printf(out, "(%s, ", python_letter(python, variable->symbol));
    python_expr(python, out, variable->args[0], PYTHON_SUM);
    text_append(out, ")");
}

/* Over states: (x, t-1), or every x_k from the first to the last. */
static void put_places(Python *python, Text *out, const Expr *expr) {
    const Expr *first = expr->args[1];
    if (expr->split != 1) {
        put_place(python, out, first);
        return;
    }
    text_printf(out, "*((%s, k) for k in range(", python_letter(python, first->symbol));
    python_expr(python, out, first->args[0], PYTHON_SUM);
    text_append(out, ", ");
    python_expr(python, out, expr->args[2]->args[0], PYTHON_PRODUCT);
    text_append(out, " + 1))");
}

static void put_integral_of_states(Python *python, Text *out, const Expr *expr) {
    text_append(out, "integral_over([");
    const Expr *body = expr;
    for (size_t i = 0; body->kind == EXPR_INTEGRAL && body->count != 4 && body->split != 2 &&
                       body->args[1]->count == 1;
         i++) {
        text_append(out, i > 0 ? ", " : "");
        put_places(python, out, body);
        body = body->args[0];
    }
    text_append(out, "], lambda: ");
    python_expr(python, out, body, PYTHON_SUM);
    text_append(out, ")");
}

void python_integral(Python *python, Text *out, const Expr *expr) {
    if (python->tables) {
        python_sum_over(python, out, expr);
        return;
    }
    const Expr *variable = expr->args[1];
    bool bounded = expr->split != 1 && expr->count == 4;
    if (expr->split == 2) {
        python_stop(python, "a sum over the values of a letter");
        return;
    }
    if (variable->count == 1 && !bounded) {
        put_integral_of_states(python, out, expr);
        return;
    }
    /* Integrals right inside one another are one, in several letters. */
    enum { LETTERS_MAX = 8 };
    const Symbol *letters[LETTERS_MAX], *bounds[LETTERS_MAX];
    const Expr *body = expr;
    size_t count = 0;
    while (body->kind == EXPR_INTEGRAL && body->split == 0 && body->args[1]->count == 0 &&
           count < LETTERS_MAX && (body->count == 2 || count == 0)) {
        letters[count] = body->args[1]->symbol;
        bounds[count] = python_moved(python, letters[count]);
        count++;
        body = body->args[0];
        if (bounded)
            break;
    }
    if (count == 0) {
        python_stop(python, "an integral between bounds over a letter with an index");
        return;
    }
    text_append(out, "integral(lambda ");
    for (size_t i = 0; i < count; i++)
        body = python_moved_body(python, body, letters[i], bounds[i]);
    for (size_t i = 0; i < count; i++)
        text_printf(out, "%s%s", i > 0 ? ", " : "", python_bind(python, bounds[i], body));
    text_append(out, ": ");
    python_expr(python, out, body, PYTHON_SUM);
    for (size_t i = 0; i < count; i++)
        python_release(python, bounds[i]);
    if (bounded) {
        text_append(out, ", ");
        python_list(python, out, expr->args + 2, 2);
    }
    text_append(out, ")");
}

/* ---- derivatives ---- */

/* A state that comes later, a noise, a network: whether they move along is not said. */
static bool moves_along(const Expr *body, const Expr *variable) {
    if (body->kind == EXPR_DENSITY || body->kind == EXPR_NORMAL_DENSITY)
        return false;
    if (body->kind == EXPR_SYMBOL) {
        const Symbol *symbol = body->symbol;
        long at = 0, of = 0;
        if (symbol->kind == SYMBOL_STATE && variable->symbol == symbol && variable->count == 1)
            return !expr_same(body->args[0], variable->args[0]) &&
                   !(expr_typical(body->args[0], &at) && expr_typical(variable->args[0], &of) &&
                     at < of);
        bool defined = symbol->kind == SYMBOL_LETSEQ || symbol->kind == SYMBOL_LET;
        if (symbol->kind == SYMBOL_STATE || symbol->kind == SYMBOL_NOISE ||
            (defined && symbol->is_random))
            return variable->symbol->kind == SYMBOL_STATE;
        return symbol->implied && symbol != variable->symbol && !variable->symbol->implied;
    }
    if (body->kind == EXPR_CALL && body->symbol->is_random)
        return true;
    for (size_t i = 0; i < body->count; i++)
        if (moves_along(body->args[i], variable))
            return true;
    return false;
}

void python_derivative(Python *python, Text *out, const Expr *expr) {
    const Expr *variable = expr->args[0], *body = expr->args[1];
    if (moves_along(body, variable))
        python_stop(python, "it is not said what moves along with the letter of a derivative");
    if (variable->count == 1) {
        put_moved(python, out, "derivative_at", variable, body);
        return;
    }
    text_append(out, "derivative(");
    python_function_of(python, out, variable, body);
    text_append(out, ", ");
    python_expr(python, out, variable, PYTHON_SUM);
    text_append(out, ")");
}

void python_bracket(Python *python, Text *out, const Expr *expr) {
    if (expr->args[1]->count > 0)
        python_stop(python, "bounds on a letter with an index");
    text_append(out, "bracket(");
    python_function_of(python, out, expr->args[1], expr->args[0]);
    text_append(out, ", ");
    python_list(python, out, expr->args + 2, 2);
    text_append(out, ")");
}
