/* python_letter.c - letters by name, and the lines that introduce them. */
#include <ctype.h>
#include <string.h>

#include "export/python_internal.h"

/* Words of Python, and names of the checker that formulas use. */
static const char *const taken[] = {
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "while",
    "with",
    "yield",
    "abs",
    "range",
    "w",
    "E",
    "Var",
    "Cov",
    "KL",
    "N",
    "law",
    "density",
    "normal",
    "sqrt",
    "root",
    "log",
    "exp",
    "sin",
    "cos",
    "tanh",
    "power",
    "total",
    "product",
    "integral",
    "integral_over",
    "derivative",
    "run",
    "bracket",
    "held",
    "pi",
    "inf",
    "derivative_at",
    "claim",
    "int",
    "float",
    "np",
    "plt",
    "undecided",
};

static const char *const accents[] = {"bar", "hat",   "tilde", "dot",     "ddot",
                                      "vec", "check", "breve", "mathring"};

void python_stop(Python *python, const char *why) {
    if (python->cannot == NULL)
        python->cannot = why;
}

static bool is_one_of(const char *word, size_t length, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strlen(words[i]) == length && memcmp(words[i], word, length) == 0)
            return true;
    return false;
}

const char *python_known(const Python *python, const Symbol *symbol) {
    for (size_t i = python->name_count; i-- > 0;)
        if (python->names[i].symbol == symbol)
            return python->names[i].name;
    return NULL;
}

static void add_word(Text *out, const char *word, size_t length) {
    if (out->length > 0)
        text_append_char(out, '_');
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)word[i];
        if (byte == '\'')
            text_append(out, "prime");
        else if (byte == '*')
            text_append(out, "star");
        else if (byte >= 0x80)
            text_printf(out, "u%02x", byte);
        else
            text_append_char(out, isalnum(byte) ? (char)byte : '_');
    }
}

/* "bar alpha" -> alpha_bar, "mu _ x" -> mu_x, "cal L" -> L. */
static const char *plain_name(Arena *arena, const char *canonical) {
    static const char *const silent[] = {"_", "cal", "bb", "^"};
    Text out;
    text_init(&out);
    const char *waiting = NULL;
    size_t waiting_length = 0;
    for (const char *at = canonical; *at != '\0';) {
        size_t length = strcspn(at, " ");
        if (is_one_of(at, length, accents, sizeof accents / sizeof *accents)) {
            waiting = at;
            waiting_length = length;
        } else if (length > 0 && !is_one_of(at, length, silent, sizeof silent / sizeof *silent)) {
            add_word(&out, at, length);
            if (waiting != NULL)
                add_word(&out, waiting, waiting_length);
            waiting = NULL;
        }
        at += length;
        at += strspn(at, " ");
    }
    bool starts = out.length > 0 && (isalpha((unsigned char)out.bytes[0]) || out.bytes[0] == '_');
    const char *name = arena_printf(arena, "%s%s", starts ? "" : "n", out.bytes);
    text_clear(&out);
    return name;
}

static bool is_free(const Python *python, const char *name) {
    for (size_t i = 0; i < python->name_count; i++)
        if (strcmp(python->names[i].name, name) == 0)
            return false;
    return !is_one_of(name, strlen(name), taken, sizeof taken / sizeof *taken);
}

static const char *keep_name(Python *python, const Symbol *symbol, const char *name) {
    if (python->name_count == python->name_capacity) {
        size_t capacity = python->name_capacity > 0 ? 2 * python->name_capacity : 32;
        PythonName *names = arena_array(python->arena, capacity, sizeof *names);
        if (python->name_count > 0)
            memcpy(names, python->names, python->name_count * sizeof *names);
        python->names = names;
        python->name_capacity = capacity;
    }
    python->names[python->name_count++] = (PythonName){symbol, name, NULL};
    return name;
}

static const char *new_name(Python *python, const Symbol *symbol, const char *canonical) {
    const char *plain = plain_name(python->arena, canonical);
    const char *name = plain;
    for (int i = 2; !is_free(python, name); i++)
        name = arena_printf(python->arena, "%s%s%d", plain,
                            isdigit((unsigned char)plain[strlen(plain) - 1]) ? "_" : "", i);
    return keep_name(python, symbol, name);
}

typedef struct {
    const Python *python;
    const Symbol *symbol;
    const char *name;
} Clash;

static bool is_other_name(void *context, const Expr *expr) {
    const Clash *clash = context;
    const Symbol *symbol = expr->symbol;
    if (symbol == NULL || symbol == clash->symbol)
        return true;
    const char *known = python_known(clash->python, symbol);
    return strcmp(known ? known : plain_name(clash->python->arena, symbol->name), clash->name) != 0;
}

const char *python_bind(Python *python, const Symbol *symbol, const Expr *body) {
    const char *plain = plain_name(python->arena, symbol->name), *name = plain;
    for (int i = 2;; i++) {
        Clash clash = {python, symbol, name};
        bool is_taken = is_one_of(name, strlen(name), taken, sizeof taken / sizeof *taken);
        if (!is_taken && expr_walk(body, is_other_name, &clash))
            return keep_name(python, symbol, name);
        name = arena_printf(python->arena, "%s%d", plain, i);
    }
}

/* A letter that stands for `symbol` in one body: a letter with a value of its own may be moved in
 * one place and stand still in another. */
const Symbol *python_moved(Python *python, const Symbol *symbol) {
    if (symbol->kind == SYMBOL_BOUND)
        return symbol;
    Symbol *bound = arena_alloc(python->arena, sizeof *bound);
    *bound = (Symbol){.kind = SYMBOL_BOUND, .name = symbol->name, .tex = symbol->tex};
    return bound;
}

const Expr *python_moved_body(Python *python, const Expr *body, const Symbol *symbol,
                              const Symbol *bound) {
    body = python_inline(python, body, symbol);
    if (bound == symbol)
        return body;
    return expr_substitute(python->arena, body, symbol,
                           expr_symbol(python->arena, body->span, bound, NULL));
}

void python_release(Python *python, const Symbol *symbol) {
    size_t i = python->name_count;
    while (i-- > 0)
        if (python->names[i].symbol == symbol)
            break;
    python->names[i] = (PythonName){NULL, "", NULL};
}

/* ---- the chain ---- */

static const Expr *declared_data(const Scope *scope, const Symbol *state) {
    size_t length = strlen(state->name);
    for (; scope != NULL; scope = scope->parent)
        for (size_t i = scope->count; i-- > 0;) {
            const Symbol *symbol = scope->symbols[i];
            if (symbol->kind == SYMBOL_NORMAL && strncmp(symbol->name, state->name, length) == 0 &&
                strcmp(symbol->name + length, " _ 0") == 0)
                return symbol->definition;
        }
    return NULL;
}

/* The line that introduces a letter; when it cannot be written, nor can what mentions the letter.
 */
static void put_line(Python *python, const Symbol *symbol, Text *line) {
    if (python->cannot == NULL)
        text_append(&python->letters, line->bytes);
    for (size_t i = 0; i < python->name_count; i++)
        if (python->names[i].symbol == symbol)
            python->names[i].why = python->cannot;
    text_clear(line);
}

void python_chain(Python *python) {
    const Kernel *kernel = scope_kernel(python->parts->scope);
    if (python->chained || kernel->state == NULL)
        return;
    python->chained = true;
    const char *state = new_name(python, kernel->state, kernel->state->name);
    const char *noise = new_name(python, kernel->noise, kernel->noise->name);
    Text line;
    text_init(&line);
    text_printf(&line, "    %s, %s = w.chain(", state, noise);
    for (size_t i = 0; i < 2; i++) {
        const Expr *factor = i == 0 ? kernel->scale : kernel->spread;
        text_printf(&line, "%slambda %s: ", i > 0 ? ", " : "",
                    python_bind(python, kernel->index, factor));
        python_expr(python, &line, factor, PYTHON_SUM);
        python_release(python, kernel->index);
    }
    const Expr *data = declared_data(python->parts->scope, kernel->state);
    if (data != NULL) {
        text_append(&line, ", data=lambda: (");
        python_list(python, &line, data->args, 2);
        text_append(&line, ")");
    }
    text_append(&line, ")\n");
    put_line(python, kernel->state, &line);
}

/* ---- the other letters ---- */

static void stop_at_unwritten(Python *python, const Symbol *symbol) {
    for (size_t i = 0; i < python->name_count; i++)
        if (python->names[i].symbol == symbol && python->names[i].why != NULL)
            python_stop(python, python->names[i].why);
}

const char *python_noise(Python *python, const Symbol *symbol) {
    const Kernel *kernel = scope_kernel(python->parts->scope);
    if (kernel->state != NULL && symbol == kernel->noise) {
        if (python->step == NULL) {
            Symbol *copy = arena_alloc(python->arena, sizeof *copy);
            *copy = *symbol;
            python->step = copy;
        }
        symbol = python->step;
    }
    const char *known = python_known(python, symbol);
    if (known != NULL) {
        stop_at_unwritten(python, symbol);
        return known;
    }
    const Expr *merged = python->parts->merged;
    bool beside_states = merged != NULL && kernel->state != NULL;
    if (beside_states)
        python_chain(python);
    const char *name = new_name(python, symbol, symbol->name);
    Text line;
    text_init(&line);
    text_printf(&line, "    %s = w.noise(\"%s\"", name, name);
    if (beside_states) {
        const char *state = python_known(python, kernel->state);
        text_printf(&line, ", lambda: %s(", state);
        python_expr(python, &line, merged, PYTHON_SUM);
        text_printf(&line, "), lambda: %s(0)", state);
    }
    text_append(&line, ")\n");
    put_line(python, symbol, &line);
    return name;
}

static void define(Python *python, const Symbol *symbol, const char *name) {
    Text line;
    text_init(&line);
    bool indexed = symbol->kind == SYMBOL_LETSEQ;
    text_printf(&line, "    %s = %slambda", name, indexed ? "w.letter(" : "");
    for (size_t i = 0; i < symbol->parameter_count; i++)
        text_printf(&line, "%s%s", i > 0 ? ", " : " ",
                    python_bind(python, symbol->parameters[i], symbol->definition));
    text_append(&line, ": ");
    python_expr(python, &line, symbol->definition, PYTHON_SUM);
    for (size_t i = 0; i < symbol->parameter_count; i++)
        python_release(python, symbol->parameters[i]);
    text_append(&line, indexed ? ")\n" : "\n");
    put_line(python, symbol, &line);
}

static void sequence(Python *python, const Symbol *symbol, const char *name) {
    const Parts *parts = python->parts;
    Text *out = &python->letters;
    if (parts->steps > 0 && parts->sequence != NULL && strcmp(symbol->name, parts->sequence) == 0)
        text_printf(out, "    %s = w.schedule(\"%s\", %ld%s)\n", name,
                    claim_def(python->claim)->schedule, parts->steps,
                    parts->is_root_alpha ? ", root_alpha=True" : "");
    else
        text_printf(out, "    %s = w.sequence(\"%s\", %s, %s)\n", name, name, symbol->lower,
                    symbol->upper);
}

static void normal_letter(Python *python, const Symbol *symbol, const char *name) {
    Text line;
    text_init(&line);
    text_printf(&line, "    %s = w.normal(\"%s\", ", name, name);
    python_list(python, &line, symbol->definition->args, 2);
    text_append(&line, ")\n");
    put_line(python, symbol, &line);
}

const char *python_letter(Python *python, const Symbol *symbol) {
    const char *known = python_known(python, symbol);
    const Kernel *kernel = scope_kernel(python->parts->scope);
    if (kernel->state != NULL && (symbol->kind == SYMBOL_STATE || symbol == kernel->noise)) {
        /* States that an outer definition names are those of the chain in force. */
        python_chain(python);
        known = python_known(python, symbol == kernel->noise ? symbol : kernel->state);
    }
    if (known != NULL) {
        stop_at_unwritten(python, symbol);
        return known;
    }
    enum { DEPTH_MAX = 64 };
    if (python->cannot != NULL) /* what follows is thrown away */
        return symbol->name;
    if (python->depth++ > DEPTH_MAX)
        python_stop(python, "definitions are nested too deep");
    const char *name = symbol->name;
    switch (symbol->kind) {
    case SYMBOL_REAL:
        name = new_name(python, symbol, symbol->name);
        text_printf(&python->letters, "    %s = w.real(\"%s\", %s, %s)\n", name, name,
                    symbol->lower, symbol->upper);
        break;
    case SYMBOL_INT:
        name = new_name(python, symbol, symbol->name);
        text_printf(&python->letters, "    %s = w.whole(\"%s\", %ld, %ld)\n", name, name,
                    symbol->first, symbol->last);
        break;
    case SYMBOL_SEQ:
        name = new_name(python, symbol, symbol->name);
        sequence(python, symbol, name);
        break;
    case SYMBOL_LET:
    case SYMBOL_LETSEQ:
    case SYMBOL_FUN:
        name = new_name(python, symbol, symbol->name);
        if (symbol->definition != NULL && python->cannot == NULL)
            define(python, symbol, name);
        break;
    case SYMBOL_NORMAL:
        name = new_name(python, symbol, symbol->name);
        normal_letter(python, symbol, name);
        break;
    case SYMBOL_NOISE: name = python_noise(python, symbol); break;
    case SYMBOL_CONSTANT:
        name = strcmp(symbol->name, "pi") == 0  ? "pi"
               : strcmp(symbol->name, "e") == 0 ? "exp(1)"
                                                : "inf";
        break;
    case SYMBOL_BOUND: python_stop(python, "a letter has no value here"); break;
    case SYMBOL_MATRIX: python_stop(python, "a matrix stands where a number is needed"); break;
    case SYMBOL_STATE: python_stop(python, "a letter of a chain that is not declared"); break;
    case SYMBOL_DENSITY:
        python_stop(python, "a distribution stands where a number is needed");
        break;
    }
    python->depth--;
    return name;
}

/* ---- letters that move ---- */

typedef struct {
    const Symbol *symbol;
    unsigned depth;
    bool found;
} Rests;

static bool does_not_rest(void *context, const Expr *expr) {
    Rests *rests = context;
    const Symbol *symbol = expr->symbol;
    enum { DEPTH_MAX = 20 };
    if (symbol == NULL || rests->found)
        return !rests->found;
    rests->found |= symbol == rests->symbol;
    bool defined =
        symbol->kind == SYMBOL_LET || symbol->kind == SYMBOL_LETSEQ || symbol->kind == SYMBOL_FUN;
    if (defined && symbol->definition != NULL && rests->depth < DEPTH_MAX) {
        rests->depth++;
        expr_walk(symbol->definition, does_not_rest, rests);
        rests->depth--;
    }
    return !rests->found;
}

const Expr *python_inline(Python *python, const Expr *expr, const Symbol *symbol) {
    Rests rests = {.symbol = symbol};
    const Symbol *own = expr->symbol;
    bool defined =
        (expr->kind == EXPR_SYMBOL || expr->kind == EXPR_CALL) && own != NULL &&
        own->definition != NULL && own != symbol &&
        (own->kind == SYMBOL_LET || own->kind == SYMBOL_LETSEQ || own->kind == SYMBOL_FUN);
    if (defined)
        expr_walk(own->definition, does_not_rest, &rests);
    if (defined && rests.found) {
        const Expr *body = own->definition;
        for (size_t i = 0; i < expr->count && i < own->parameter_count; i++)
            body = expr_substitute(python->arena, body, own->parameters[i], expr->args[i]);
        return python_inline(python, body, symbol);
    }
    const Expr *copy = expr;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = python_inline(python, expr->args[i], symbol);
        if (arg != expr->args[i])
            copy = expr_with_arg(python->arena, copy, i, arg);
    }
    return copy;
}
