/* declare_chain.c - the one-step kernel, x_t = a_t x_{t-1} + b_t \epsilon_t. */
#include <string.h>

#include "math/declare_internal.h"

/* Is it the letter t itself, or t-1 (shifted)? */
static bool is_index(const Expr *expr, const Symbol *letter, bool shifted) {
    if (!shifted)
        return expr->kind == EXPR_SYMBOL && expr->symbol == letter;
    if (expr->kind != EXPR_ADD || expr->count != 2 || expr->args[1]->kind != EXPR_NEG)
        return false;
    const Expr *one = expr->args[1]->args[0];
    return is_index(expr->args[0], letter, false) && one->kind == EXPR_NUMBER &&
           strcmp(one->text, "1") == 0;
}

/* factor * symbol_t (or symbol_{t-1}) as one summand: returns the other factors, which are no
 * random variables; NULL when it has another form. */
static const Expr *coefficient_of(Arena *arena, const Expr *term, const Kernel *kernel,
                                  const Symbol *symbol) {
    bool product = term->kind == EXPR_MUL;
    const Expr *last = product ? term->args[term->count - 1] : term;
    if (last->kind != EXPR_SYMBOL || last->symbol != symbol || last->count != 1 ||
        !is_index(last->args[0], kernel->index, symbol == kernel->state))
        return NULL;
    if (!product)
        return expr_integer(arena, term->span, 1);
    const Expr *rest =
        term->count == 2 ? term->args[0] : expr_with_args(arena, term, term->count - 1, term->args);
    bool random = expr_mentions(rest, kernel->state) || expr_mentions(rest, kernel->noise);
    return random ? NULL : rest;
}

/* The last letter of the right side: the noise. */
static bool noise_parts(Line *line, Span right, NameParts *parts) {
    const Noad *row = noad_parse(line->scope->arena, line->source, right, line->diag);
    if (!row)
        return false;
    while (row->kind == NOAD_ROW && row->count > 0)
        row = row->items[row->count - 1];
    Reader reader = declare_reader(line, line->scope);
    if (!name_parts(&reader, row, parts) || !parts->sub)
        return declare_fail(line, right.start, "as in x_t = a_t x_{t-1} + b_t \\epsilon_t",
                            "the chain must end with its noise");
    return true;
}

bool declare_chain(Line *line) {
    Arena *arena = line->scope->arena;
    Span left, right;
    NameParts state, noise;
    if (!declare_sides(line, &left, &right) || !declare_name_parts(line, left, &state) ||
        !noise_parts(line, right, &noise))
        return false;
    const char *letter = declare_index_letter(line, &state, left);
    if (!letter)
        return false;
    const Symbol *before = scope_kernel(line->scope)->state;
    if (before && strcmp(before->name, state.name) != 0)
        return declare_fail(line, left.start, "write the second one with the letters of the first",
                            "there is a chain already, of another letter");
    const Symbol *known = find_indexed(line->scope, noise.name);
    if (known && known->kind != SYMBOL_NOISE)
        return declare_fail(line, right.start, "as in x_t = a_t x_{t-1} + b_t \\epsilon_t",
                            "the chain must end with its noise");
    Symbol symbol = {.kind = SYMBOL_STATE, .lower = CHAIN_LOWER, .upper = CHAIN_UPPER};
    if (!declare_name(line, &state, symbol, true, left))
        return false;
    symbol.kind = SYMBOL_NOISE;
    if (!declare_name(line, &noise, symbol, true, right))
        return false;
    Kernel kernel = {.state = find_indexed(line->scope, state.name),
                     .noise = find_indexed(line->scope, noise.name)};
    kernel.index = declare_parameter(line->scope, letter, letter, true);
    const Expr *sum = declare_definition(line, right, &kernel.index, 1);
    if (!sum)
        return false;
    if (sum->kind == EXPR_ADD && sum->count == 2) {
        kernel.scale = coefficient_of(arena, sum->args[0], &kernel, kernel.state);
        kernel.spread = coefficient_of(arena, sum->args[1], &kernel, kernel.noise);
    }
    if (!kernel.scale || !kernel.spread)
        return declare_fail(
            line, right.start, "as in x_t = a_t x_{t-1} + b_t \\epsilon_t",
            "the chain must be a number times x_{t-1} plus a number times its noise, in "
            "this order");
    line->scope->kernel = kernel;
    return true;
}
