/* python_expr.c - an expression as Python. */
#include <ctype.h>
#include <string.h>

#include "export/python_internal.h"

static PythonLevel level_of(const Expr *expr) {
    switch (expr->kind) {
    case EXPR_ADD:
    case EXPR_NEG: return PYTHON_SUM;
    case EXPR_MUL:
    case EXPR_DIV: return PYTHON_PRODUCT;
    case EXPR_POW: return PYTHON_POWER;
    case EXPR_NUMBER:
    case EXPR_SYMBOL:
    case EXPR_ROOT:
    case EXPR_FUNCTION:
    case EXPR_ABS:
    case EXPR_SUM:
    case EXPR_PRODUCT:
    case EXPR_INTEGRAL:
    case EXPR_BRACKET:
    case EXPR_DERIVATIVE:
    case EXPR_CALL:
    case EXPR_NORMAL:
    case EXPR_NORMAL_DENSITY:
    case EXPR_DENSITY:
    case EXPR_EXPECT:
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE:
    case EXPR_KL:
    case EXPR_TRANSPOSE:
    case EXPR_IDENTITY:
    case EXPR_LIST:
    case EXPR_KIND_COUNT: return PYTHON_ATOM;
    }
    return PYTHON_ATOM;
}

void python_list(Python *python, Text *out, const Expr *const *exprs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_append(out, ", ");
        python_expr(python, out, exprs[i], PYTHON_SUM);
    }
}

/* Python reads no whole number with zeros in front. */
static void put_number(Text *out, const char *digits) {
    while (digits[0] == '0' && isdigit((unsigned char)digits[1]))
        digits++;
    text_append(out, digits);
}

static void put_sum(Python *python, Text *out, const Expr *expr) {
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *term = expr->args[i];
        bool minus = term->kind == EXPR_NEG;
        if (i > 0)
            text_append(out, minus ? " - " : " + ");
        else if (minus)
            text_append(out, "-");
        python_expr(python, out, minus ? term->args[0] : term, PYTHON_PRODUCT);
    }
}

static void put_product(Python *python, Text *out, const Expr *expr) {
    for (size_t i = 0; i < expr->count; i++) {
        if (i > 0)
            text_append(out, " * ");
        python_expr(python, out, expr->args[i], i == 0 ? PYTHON_PRODUCT : PYTHON_POWER);
    }
}

static void put_call(Python *python, Text *out, const char *name, const Expr *const *args,
                     size_t count) {
    text_printf(out, "%s(", name);
    python_list(python, out, args, count);
    text_append(out, ")");
}

/* Every letter for noise with an index means the noise of that step. */
static const Symbol *indexed(const Python *python, const Symbol *symbol) {
    const Kernel *kernel = scope_kernel(python->parts->scope);
    return symbol->kind == SYMBOL_NOISE && kernel->state != NULL ? kernel->noise : symbol;
}

static void put_symbol(Python *python, Text *out, const Expr *expr) {
    const Symbol *symbol = expr->count == 1 ? indexed(python, expr->symbol) : expr->symbol;
    bool noise = symbol->kind == SYMBOL_NOISE;
    const char *name =
        noise && expr->count == 0 ? python_noise(python, symbol) : python_letter(python, symbol);
    if (expr->count == 1)
        put_call(python, out, name, expr->args, 1);
    else
        text_printf(out, "%s%s", name, noise || symbol->kind == SYMBOL_LET ? "()" : "");
}

static bool is_e(const Expr *expr) {
    return expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_CONSTANT &&
           strcmp(expr->symbol->name, "e") == 0;
}

static bool is_whole(void *context, const Expr *expr) {
    (void)context;
    switch ((int)expr->kind) {
    case EXPR_NUMBER: return strchr(expr->text, '.') == NULL;
    case EXPR_SYMBOL:
        return expr->count == 0 &&
               (expr->symbol->kind == SYMBOL_INT || expr->symbol->integer_bound);
    case EXPR_ADD:
    case EXPR_MUL: return true;
    default: return false;
    }
}

/* |u|^2 is u^2: in one dimension a norm is an absolute value. */
static void put_power(Python *python, Text *out, const Expr *expr) {
    const Expr *base = expr->args[0], *exponent = expr->args[1];
    bool square = exponent->kind == EXPR_NUMBER && strcmp(exponent->text, "2") == 0;
    if (is_e(base)) {
        put_call(python, out, "exp", &exponent, 1);
    } else if (expr_walk(exponent, is_whole, NULL)) {
        python_expr(python, out, square && base->kind == EXPR_ABS ? base->args[0] : base,
                    PYTHON_ATOM);
        text_append(out, "**");
        python_expr(python, out, exponent, PYTHON_ATOM);
    } else {
        put_call(python, out, "power", expr->args, 2);
    }
}

static void put_root(Python *python, Text *out, const Expr *expr) {
    bool square = strcmp(expr->args[1]->text, "2") == 0;
    put_call(python, out, square ? "sqrt" : "root", expr->args, square ? 1 : 2);
}

static void put_range(Python *python, Text *out, const Expr *expr) {
    text_append(out, expr->kind == EXPR_SUM ? "total(" : "product(");
    python_list(python, out, expr->args, 2);
    text_printf(out, ", lambda %s: ", python_bind(python, expr->symbol, expr->args[2]));
    python_expr(python, out, expr->args[2], PYTHON_SUM);
    python_release(python, expr->symbol);
    text_append(out, expr->split == 1 ? ", dots=True)" : ")");
}

/* *run(x, 1, T): the letters one by one, as arguments. */
static void put_run(Python *python, Text *out, const Expr *expr) {
    text_printf(out, "*run(%s, ", python_letter(python, indexed(python, expr->args[2]->symbol)));
    python_list(python, out, expr->args, 2);
    text_append(out, ")");
}

static void put_bare(Python *python, Text *out, const Expr *expr) {
    switch (expr->kind) {
    case EXPR_NUMBER: put_number(out, expr->text); break;
    case EXPR_SYMBOL: put_symbol(python, out, expr); break;
    case EXPR_ADD: put_sum(python, out, expr); break;
    case EXPR_NEG:
        text_append(out, "-");
        python_expr(python, out, expr->args[0], PYTHON_PRODUCT);
        break;
    case EXPR_MUL: put_product(python, out, expr); break;
    case EXPR_DIV:
        python_expr(python, out, expr->args[0], PYTHON_PRODUCT);
        text_append(out, " / ");
        python_expr(python, out, expr->args[1], PYTHON_POWER);
        break;
    case EXPR_POW: put_power(python, out, expr); break;
    case EXPR_ROOT: put_root(python, out, expr); break;
    case EXPR_FUNCTION:
        put_call(python, out,
                 function_tex(expr->function)[0] == '\\' ? function_tex(expr->function) + 1
                                                         : function_tex(expr->function),
                 expr->args, 1);
        break;
    case EXPR_ABS: put_call(python, out, "abs", expr->args, 1); break;
    case EXPR_SUM:
    case EXPR_PRODUCT: put_range(python, out, expr); break;
    case EXPR_INTEGRAL: python_integral(python, out, expr); break;
    case EXPR_BRACKET: python_bracket(python, out, expr); break;
    case EXPR_DERIVATIVE: python_derivative(python, out, expr); break;
    case EXPR_CALL:
        put_call(python, out, python_letter(python, expr->symbol), expr->args, expr->count);
        break;
    case EXPR_NORMAL: put_call(python, out, "N", expr->args, 2); break;
    case EXPR_NORMAL_DENSITY: put_call(python, out, "normal", expr->args, 3); break;
    case EXPR_DENSITY: python_density(python, out, expr); break;
    case EXPR_EXPECT:
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE:
    case EXPR_KL: python_moment(python, out, expr); break;
    case EXPR_TRANSPOSE: python_expr(python, out, expr->args[0], PYTHON_ATOM); break;
    case EXPR_IDENTITY: text_append(out, "1"); break;
    case EXPR_LIST: put_run(python, out, expr); break;
    case EXPR_KIND_COUNT: break;
    }
}

void python_expr(Python *python, Text *out, const Expr *expr, PythonLevel level) {
    if (python->cannot != NULL)
        return;
    bool wrap = level_of(expr) < level;
    if (wrap)
        text_append(out, "(");
    put_bare(python, out, expr);
    if (wrap)
        text_append(out, ")");
}

static bool is_law(const Expr *expr) {
    return expr->kind == EXPR_NORMAL || expr->kind == EXPR_DENSITY ||
           expr->kind == EXPR_NORMAL_DENSITY || (expr->kind == EXPR_ADD && is_law(expr->args[0]));
}

void python_law(Python *python, Text *out, const Expr *expr, const Expr *const *given,
                size_t given_count) {
    if (!is_law(expr)) {
        text_append(out, "law(");
        python_expr(python, out, expr, PYTHON_SUM);
        text_append(out, ", [");
        python_list(python, out, given, given_count);
        text_append(out, "])");
    } else if (expr->kind == EXPR_ADD) {
        for (size_t i = 0; i < expr->count; i++) {
            text_append(out, i > 0 ? " + " : "");
            python_law(python, out, expr->args[i], given, given_count);
        }
    } else if (expr->kind == EXPR_DENSITY) {
        if (expr->split != 1 || expr->args[0]->kind == EXPR_LIST)
            python_stop(python, "the law of several variables at once");
        else if (expr->symbol->implied || !expr_is_random(expr->args[0]))
            python_stop(python, "it is not said whose density this is");
        else
            python_law(python, out, expr->args[0], expr->args + 1, expr->count - 1);
    } else {
        put_call(python, out, "N", expr->args + (expr->kind == EXPR_NORMAL ? 0 : 1), 2);
    }
}
