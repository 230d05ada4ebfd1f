/* reader_scripts.c - what raised and lowered marks say of what they stand at: powers, transposes,
 * norms, bounds. */
#include <ctype.h>
#include <string.h>

#include "math/reader_internal.h"

/* ^T after a matrix is a transpose, not a power. */
static bool is_transpose(const Expr *base, const Noad *sup) {
    sup = noad_only(sup);
    if (sup->kind != NOAD_SYMBOL)
        return false;
    if (strcmp(sup->name, "top") == 0 || strcmp(sup->name, "intercal") == 0)
        return true;
    bool letter = strcmp(sup->name, "T") == 0;
    bool symbol = base->kind == EXPR_SYMBOL;
    /* A capital letter that is read as a number keeps its transpose: A^T is A in one dimension. */
    bool matrix =
        symbol &&
        (base->symbol->kind == SYMBOL_MATRIX ||
         (isupper((unsigned char)base->symbol->name[0]) && base->symbol->name[1] == '\0'));
    return letter &&
           (matrix || sup->alphabet == ALPHABET_SANS || sup->alphabet == ALPHABET_UPRIGHT);
}

/* x^{(i)}: the i-th of several; e^{(a+b)} is a power. */
static bool is_label(const Expr *base, const Noad *sup) {
    bool letter = (base->kind == EXPR_SYMBOL && base->symbol->kind != SYMBOL_CONSTANT) ||
                  base->kind == EXPR_CALL;
    sup = noad_only(sup);
    if (!letter || sup->kind == NOAD_DELIMITED)
        return letter;
    return sup->kind == NOAD_ROW && sup->count > 0 && sup->items[0]->kind == NOAD_FENCE &&
           sup->items[0]->fence == FENCE_OPEN && sup->items[sup->count - 1]->kind == NOAD_FENCE;
}

/* x_t^T, y^T in a note: a person sees a transpose, even where T is the number of steps. */
static bool may_be_transpose(const Reader *reader, const Expr *base, const Noad *sup) {
    static const char *const vectors[] = {"epsilon", "varepsilon", "mu", "theta", "xi"};
    sup = noad_only(sup);
    if (base->kind != EXPR_SYMBOL || sup->kind != NOAD_SYMBOL || strcmp(sup->name, "T") != 0)
        return false;
    const Symbol *letter = base->symbol;
    bool vector = strlen(letter->name) == 1 ||
                  has_word(letter->name, vectors, sizeof vectors / sizeof *vectors);
    return letter->kind == SYMBOL_STATE || letter->kind == SYMBOL_NOISE ||
           (reader->scope->accept_unknown && letter->implied && vector);
}

const Expr *apply_power(Reader *reader, const Expr *base, const Noad *sup) {
    if (!sup || !base)
        return base;
    if (is_label(base, sup))
        return fail_at(reader, sup->span, "leave the parentheses out where it is a power",
                       "a superscript in parentheses may be an index");
    if (is_transpose(base, sup))
        return expr_unary(reader->arena, joined(base->span, sup->span), EXPR_TRANSPOSE, base);
    if (may_be_transpose(reader, base, sup))
        return fail_at(reader, sup->span, "write x^\\top for a transpose",
                       "it is not clear whether this is a power or a transpose");
    const Expr *power = read_noad(reader, sup);
    if (!power)
        return NULL;
    return expr_binary(reader->arena, joined(base->span, sup->span), EXPR_POW, base, power);
}

bool holds_bounds(const Item *close) {
    bool bracket = strcmp(close->name, "]") == 0 || strcmp(close->name, "|") == 0;
    return bracket && close->sub && close->sup;
}

typedef struct {
    const Expr *letter;
    bool several;
} SoleLetter;

static bool look_for_letter(void *context, const Expr *expr) {
    SoleLetter *sole = context;
    if (expr->kind != EXPR_SYMBOL)
        return true;
    bool plain = expr->count == 0 && expr->symbol->kind == SYMBOL_REAL;
    sole->several |= !plain || (sole->letter && sole->letter->symbol != expr->symbol);
    sole->letter = expr;
    return true;
}

/* The letter that the bounds at a bracket are for: the integral's before it, or the only one there
 * is. NULL when that is not clear. */
static const Expr *bounded_letter(const Reader *reader, const Expr *expr) {
    SoleLetter sole = {0};
    if (reader->variable)
        return reader->variable;
    expr_walk(expr, look_for_letter, &sole);
    return sole.several ? NULL : sole.letter;
}

const Expr *apply_close(Reader *reader, const Expr *call, const Item *close) {
    if (close->sub)
        return fail_at(reader, close->sub->span, "write the index at the letters inside",
                       "a subscript after `%s` has no meaning here", close->name);
    return apply_power(reader, call, close->sup);
}

/* After a closing fence: `]_a^b` evaluates between bounds, `)^2` is a power. */
const Expr *close_scripts(Reader *reader, const Expr *expr, const Item *close) {
    if (holds_bounds(close)) {
        const Expr *variable = bounded_letter(reader, expr);
        if (!variable)
            return fail_at(reader, close->span,
                           "write the integral it comes from in the same formula",
                           "it is not known which variable runs over these bounds");
        const Expr *lower = read_noad(reader, close->sub);
        const Expr *upper = lower ? read_noad(reader, close->sup) : NULL;
        if (!upper)
            return NULL;
        const Expr *args[4] = {expr, variable, lower, upper};
        return expr_node(reader->arena, joined(expr->span, close->span), EXPR_BRACKET, 4, args);
    }
    if (close->sub && strcmp(close->name, "|") == 0)
        return fail_at(reader, close->sub->span, "write the value in",
                       "a value taken at one place, as in |_{x=1}, is not evaluated");
    return apply_close(reader, expr, close);
}

/* Below a norm's bar: 1, 2, p, \infty, F. They are all the same in one dimension; a matrix there
 * would not be. */
static bool is_norm(const Noad *sub) {
    static const char *const names[] = {"p", "infty", "F"};
    sub = noad_only(sub);
    bool letter = sub->kind == NOAD_SYMBOL || sub->kind == NOAD_TEXT;
    for (size_t i = 0; i < sizeof names / sizeof *names && letter; i++)
        if (strcmp(sub->name, names[i]) == 0)
            return true;
    return sub->kind == NOAD_NUMBER;
}

/* |x|_2^2: the subscript says which norm. */
const Expr *norm_scripts(Reader *reader, const Expr *norm, const Item *close) {
    if (close->sub && !is_norm(close->sub))
        return fail_at(reader, close->sub->span, "write out what the norm is",
                       "it is not clear which norm this is");
    return apply_power(reader, norm, close->sup);
}
