/* expr_print.c - an expression back to TeX. */
#include <string.h>

#include "math/expr.h"

/* How tightly a construct binds; a child that binds less tightly than its place asks for is put in
 * parentheses. */
enum { LEVEL_SUM = 1, LEVEL_PRODUCT = 2, LEVEL_UNARY = 3, LEVEL_POWER = 4, LEVEL_ATOM = 5 };

static void print(Text *out, const Expr *expr, int level);

static bool has_superscript(const Expr *symbol) {
    const char *tex = symbol->symbol->tex;
    bool below = symbol->count > 0 || strchr(tex, '_');
    return strchr(tex, '^') || (below && strchr(tex, '\''));
}

static int level_of(const Expr *expr) {
    switch (expr->kind) {
    case EXPR_ADD: return LEVEL_SUM;
    case EXPR_NEG: return LEVEL_SUM;
    case EXPR_MUL:
    case EXPR_SUM:
    case EXPR_PRODUCT:
    case EXPR_INTEGRAL:
    case EXPR_DERIVATIVE: return LEVEL_PRODUCT;
    case EXPR_FUNCTION:
    case EXPR_TRANSPOSE: return LEVEL_UNARY;
    /* x^* and [..]_a^b have their superscript already, and so has \epsilon'_t: a prime is one. */
    case EXPR_SYMBOL: return has_superscript(expr) ? LEVEL_POWER : LEVEL_ATOM;
    case EXPR_POW:
    case EXPR_DIV: /* an exponent behind a bare fraction looks like the denominator's */
    case EXPR_BRACKET: return LEVEL_POWER;
    case EXPR_NUMBER:
    case EXPR_ROOT:
    case EXPR_ABS:
    case EXPR_CALL:
    case EXPR_NORMAL:
    case EXPR_NORMAL_DENSITY:
    case EXPR_DENSITY:
    case EXPR_EXPECT:
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE:
    case EXPR_KL:
    case EXPR_IDENTITY:
    case EXPR_LIST:
    case EXPR_KIND_COUNT: return LEVEL_ATOM;
    }
    return LEVEL_ATOM;
}

static void print_list(Text *out, const Expr *expr, size_t from, size_t to, const char *separator) {
    for (size_t i = from; i < to; i++) {
        if (i > from)
            text_append(out, separator);
        print(out, expr->args[i], LEVEL_SUM);
    }
}

static void print_sum(Text *out, const Expr *expr) {
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *term = expr->args[i];
        if (term->kind == EXPR_NEG) {
            text_append(out, i > 0 ? " - " : "-");
            print(out, term->args[0], LEVEL_PRODUCT);
        } else {
            if (i > 0)
                text_append(out, " + ");
            print(out, term, LEVEL_PRODUCT);
        }
    }
}

static bool starts_with_digit(const Expr *expr) {
    return expr->kind == EXPR_NUMBER ||
           (expr->kind == EXPR_POW && expr->args[0]->kind == EXPR_NUMBER);
}

static void print_product(Text *out, const Expr *expr) {
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *factor = expr->args[i];
        if (i > 0)
            text_append(out, starts_with_digit(factor) ? " \\cdot " : " ");
        /* A sum operator or a product binds to its right, so only the last factor may stand bare.
         */
        bool last = i + 1 == expr->count;
        print(out, factor, last && factor->kind != EXPR_MUL ? LEVEL_PRODUCT : LEVEL_UNARY);
    }
}

static void print_symbol(Text *out, const Expr *expr) {
    text_append(out, expr->symbol->tex);
    if (expr->count == 1) {
        text_append(out, "_{");
        print(out, expr->args[0], LEVEL_SUM);
        text_append(out, "}");
    }
}

/* x_{1}, \ldots, x_{T} */
static void print_run(Text *out, const Expr *expr) {
    for (size_t i = 0; i < 2; i++) {
        text_printf(out, "%s%s_{", i == 0 ? "" : ", \\ldots, ", expr->args[2]->symbol->tex);
        print(out, expr->args[i], LEVEL_SUM);
        text_append(out, "}");
    }
}

/* A reader takes the factors up to the last that mentions the index for the body. */
static bool is_whole_body(const Expr *expr) {
    const Expr *body = expr->args[2];
    return body->kind != EXPR_MUL || expr_mentions(body->args[body->count - 1], expr->symbol);
}

static void print_big(Text *out, const Expr *expr, const char *operator_tex) {
    text_printf(out, "%s_{%s=", operator_tex, expr->symbol->tex);
    print(out, expr->args[0], LEVEL_SUM);
    text_append(out, "}^{");
    print(out, expr->args[1], LEVEL_SUM);
    text_append(out, "} ");
    print(out, expr->args[2], is_whole_body(expr) ? LEVEL_PRODUCT : LEVEL_UNARY);
}

static void print_integral(Text *out, const Expr *expr) {
    bool range = expr->split == 1;
    if (expr->split == 2) {
        text_append(out, "\\sum_{");
        print(out, expr->args[1], LEVEL_ATOM);
        text_append(out, "} ");
        print(out, expr->args[0], LEVEL_UNARY);
        return;
    }
    text_append(out, "\\int");
    if (!range && expr->count == 4) {
        text_append(out, "_{");
        print(out, expr->args[2], LEVEL_SUM);
        text_append(out, "}^{");
        print(out, expr->args[3], LEVEL_SUM);
        text_append(out, "}");
    }
    text_append(out, " ");
    print(out, expr->args[0], LEVEL_PRODUCT);
    text_append(out, "\\,d");
    print(out, expr->args[1], LEVEL_ATOM);
    if (range) {
        text_append(out, " \\cdots d");
        print(out, expr->args[2], LEVEL_ATOM);
    }
}

/* name[ body | given ], the body being the first `split` args. */
static void print_operator(Text *out, const Expr *expr, const char *name, size_t split) {
    text_printf(out, "%s[", name);
    print_list(out, expr, 0, split, ", ");
    if (expr->count > split) {
        text_append(out, " | ");
        print_list(out, expr, split, expr->count, ", ");
    }
    text_append(out, "]");
}

/* E_{p(x, y)}[f], E_q[f | x], E[f | x]. */
static void print_expectation(Text *out, const Expr *expr) {
    bool over_some = expr->split == 1;
    size_t given = over_some ? 1 : expr->count;
    text_append(out, "\\mathbb{E}");
    if (over_some || expr->symbol) {
        text_append(out, "_{");
        if (expr->count > given)
            print_list(out, expr, given, expr->count, ", ");
        else
            text_append(out, over_some ? "*" : expr->symbol->tex);
        text_append(out, "}");
    }
    text_append(out, "[");
    print_list(out, expr, 0, 1, ", ");
    if (given > 1) {
        text_append(out, " | ");
        print_list(out, expr, 1, given, ", ");
    }
    text_append(out, "]");
}

static void print_call(Text *out, const Expr *expr) {
    text_append(out, expr->symbol->tex);
    text_append(out, "(");
    size_t split = expr->kind == EXPR_DENSITY ? expr->split : expr->count;
    print_list(out, expr, 0, split, ", ");
    if (split < expr->count) {
        text_append(out, " | ");
        print_list(out, expr, split, expr->count, ", ");
    }
    text_append(out, ")");
}

static void print_wrapped(Text *out, const char *before, const Expr *expr, size_t from, size_t to,
                          const char *separator, const char *after) {
    text_append(out, before);
    print_list(out, expr, from, to, separator);
    text_append(out, after);
}

static void print_bare(Text *out, const Expr *expr) {
    switch (expr->kind) {
    case EXPR_NUMBER: text_append(out, expr->text); break;
    case EXPR_SYMBOL: print_symbol(out, expr); break;
    case EXPR_ADD: print_sum(out, expr); break;
    case EXPR_NEG:
        text_append(out, "-");
        print(out, expr->args[0], LEVEL_PRODUCT);
        break;
    case EXPR_MUL: print_product(out, expr); break;
    case EXPR_DIV: print_wrapped(out, "\\frac{", expr, 0, 2, "}{", "}"); break;
    case EXPR_POW:
        print(out, expr->args[0], LEVEL_ATOM);
        print_wrapped(out, "^{", expr, 1, 2, "", "}");
        break;
    case EXPR_ROOT:
        text_append(out, "\\sqrt");
        if (strcmp(expr->args[1]->text, "2") != 0)
            print_wrapped(out, "[", expr, 1, 2, "", "]");
        print_wrapped(out, "{", expr, 0, 1, "", "}");
        break;
    case EXPR_FUNCTION:
        text_append(out, function_tex(expr->function));
        print_wrapped(out, "(", expr, 0, 1, "", ")");
        break;
    case EXPR_ABS: print_wrapped(out, "\\left|", expr, 0, 1, "", "\\right|"); break;
    case EXPR_SUM: print_big(out, expr, "\\sum"); break;
    case EXPR_PRODUCT: print_big(out, expr, "\\prod"); break;
    case EXPR_INTEGRAL: print_integral(out, expr); break;
    case EXPR_BRACKET:
        print_wrapped(out, "\\left[", expr, 0, 1, "", "\\right]");
        print_wrapped(out, "_{", expr, 2, 3, "", "}");
        print_wrapped(out, "^{", expr, 3, 4, "", "}");
        break;
    case EXPR_DERIVATIVE:
        print_wrapped(out, "\\frac{\\partial}{\\partial ", expr, 0, 1, "", "} ");
        print(out, expr->args[1], LEVEL_UNARY);
        break;
    case EXPR_CALL:
    case EXPR_DENSITY: print_call(out, expr); break;
    case EXPR_NORMAL: print_wrapped(out, "\\mathcal{N}(", expr, 0, 2, ", ", ")"); break;
    case EXPR_NORMAL_DENSITY:
        print_wrapped(out, "\\mathcal{N}(", expr, 0, 1, "", "; ");
        print_wrapped(out, "", expr, 1, 3, ", ", ")");
        break;
    case EXPR_EXPECT: print_expectation(out, expr); break;
    case EXPR_VARIANCE: print_operator(out, expr, "\\operatorname{Var}", 1); break;
    case EXPR_COVARIANCE: print_operator(out, expr, "\\operatorname{Cov}", 2); break;
    case EXPR_KL: print_wrapped(out, "D_{KL}(", expr, 0, 2, " \\| ", ")"); break;
    case EXPR_TRANSPOSE:
        print(out, expr->args[0], LEVEL_ATOM);
        text_append(out, "^{\\top}");
        break;
    case EXPR_IDENTITY: text_append(out, "I"); break;
    case EXPR_LIST: print_run(out, expr); break;
    case EXPR_KIND_COUNT: break;
    }
}

static void print(Text *out, const Expr *expr, int level) {
    bool wrap = level_of(expr) < level;
    if (wrap)
        text_append(out, "(");
    print_bare(out, expr);
    if (wrap)
        text_append(out, ")");
}

void expr_print(Text *out, const Expr *expr) {
    print(out, expr, LEVEL_SUM);
}

void chain_print(Text *out, const Chain *chain) {
    for (size_t i = 0; i < chain->count; i++) {
        if (i > 0)
            text_printf(out, " %s ", relation_tex(chain->relations[i - 1]));
        expr_print(out, chain->sides[i]);
    }
    if (chain->up_to_constant)
        text_append(out, " + \\text{const}");
}

const char *chain_tex(Arena *arena, const Chain *chain) {
    Text text;
    text_init(&text);
    chain_print(&text, chain);
    const char *tex = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return tex;
}
