/* declare.c - the declarations of symbols.h, one a line. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "math/reader_internal.h"

/* A letter's domain where a chain declares it: wide enough to be generic, narrow enough to print.
 */
#define CHAIN_LOWER "-3"
#define CHAIN_UPPER "3"
/* Whole numbers stay below this: sums and products are unrolled. */
#define INTEGER_MAX 100000L

typedef struct {
    Scope *scope;
    const Source *source;
    Diag *diag;
    Span rest; /* what follows the keyword, trimmed */
} Line;

typedef bool (*DeclareFunction)(Line *line);

static bool fail(Line *line, size_t offset, const char *hint, const char *message) {
    diag_set(line->diag, line->scope->arena, line->source, offset, hint, "%s", message);
    return false;
}

static Span trim(const Source *source, Span span) {
    while (span.start < span.end && isspace((unsigned char)source->bytes[span.start]))
        span.start++;
    while (span.end > span.start && isspace((unsigned char)source->bytes[span.end - 1]))
        span.end--;
    return span;
}

/* The first `word` at brace depth 0, or span.end. A word of letters must stand between spaces, and
 * a command is not the start of a longer one. */
static size_t find_word(const Source *source, Span span, const char *word) {
    size_t length = strlen(word);
    size_t depth = 0;
    for (size_t i = span.start; i + length <= span.end; i++) {
        char c = source->bytes[i];
        if (c == '{' || c == '(')
            depth++;
        else if ((c == '}' || c == ')') && depth > 0)
            depth--;
        if (depth > 0 || memcmp(source->bytes + i, word, length) != 0)
            continue;
        bool letters = isalpha((unsigned char)word[0]) != 0;
        if (word[0] == '\\' && i + length < span.end &&
            isalpha((unsigned char)source->bytes[i + length]))
            continue;
        bool before = i > span.start && isspace((unsigned char)source->bytes[i - 1]);
        bool after = i + length < span.end && isspace((unsigned char)source->bytes[i + length]);
        if (!letters || (before && after))
            return i;
    }
    return span.end;
}

static Reader reader_for(Line *line, Scope *scope) {
    return (Reader){
        .scope = scope, .arena = line->scope->arena, .source = line->source, .diag = line->diag};
}

/* Reads a name without giving it a meaning. */
static bool read_name_parts(Line *line, Span span, NameParts *parts) {
    span = trim(line->source, span);
    const Noad *noad = noad_parse(line->scope->arena, line->source, span, line->diag);
    if (!noad)
        return false;
    Reader reader = reader_for(line, line->scope);
    if (!name_parts(&reader, noad, parts) || parts->sup)
        return fail(line, span.start, "write a letter such as x, \\alpha_i or \\bar\\alpha_t",
                    "expected a name here");
    return true;
}

/* A decimal number, possibly negative, as text. */
static const char *read_decimal(Line *line, Span span) {
    span = trim(line->source, span);
    const char *text =
        arena_copy(line->scope->arena, line->source->bytes + span.start, span.end - span.start);
    char *end;
    errno = 0;
    strtod(text, &end);
    if (text[0] == '\0' || *end != '\0' || errno != 0 || strpbrk(text, "xXnNiIeE") ||
        strlen(text) > 12) {
        fail(line, span.start, "write it out, such as -3 or 0.001",
             "expected a short decimal number");
        return NULL;
    }
    return text;
}

/* "(0.3,0.99)" */
static bool read_interval(Line *line, Span span, Symbol *symbol) {
    span = trim(line->source, span);
    const char *bytes = line->source->bytes;
    const char *comma =
        span.end > span.start ? memchr(bytes + span.start, ',', span.end - span.start) : NULL;
    if (!comma || bytes[span.start] != '(' || bytes[span.end - 1] != ')')
        return fail(line, span.start, "write an interval, such as (-3,3)",
                    "expected an interval in parentheses");
    size_t middle = (size_t)(comma - bytes);
    symbol->lower = read_decimal(line, (Span){span.start + 1, middle});
    symbol->upper = symbol->lower ? read_decimal(line, (Span){middle + 1, span.end - 1}) : NULL;
    if (!symbol->upper)
        return false;
    if (strtod(symbol->lower, NULL) >= strtod(symbol->upper, NULL))
        return fail(line, span.start, NULL, "the interval is empty");
    return true;
}

/* "2..6" */
static bool read_integers(Line *line, Span span, Symbol *symbol) {
    span = trim(line->source, span);
    size_t dots = find_word(line->source, span, "..");
    if (dots == span.end)
        return fail(line, span.start, "write whole numbers, such as 2..6",
                    "expected a range of whole numbers");
    const char *first = read_decimal(line, (Span){span.start, dots});
    const char *last = first ? read_decimal(line, (Span){dots + 2, span.end}) : NULL;
    if (!last)
        return false;
    symbol->first = strtol(first, NULL, 10);
    symbol->last = strtol(last, NULL, 10);
    if (strchr(first, '.') || strchr(last, '.') || symbol->first > symbol->last ||
        symbol->first < 0 || symbol->last > INTEGER_MAX)
        return fail(line, span.start,
                    "the first must not be above the last, and both from 0 to 100000",
                    "this is not a range of whole numbers");
    return true;
}

static bool add_name(Line *line, const NameParts *parts, Symbol symbol, bool indexed, Span span) {
    Arena *arena = line->scope->arena;
    symbol.name = parts->name;
    symbol.tex = parts->tex;
    symbol.span = span;
    if (!indexed && parts->sub) {
        if (!parts->literal)
            return fail(line, parts->sub->span.start, NULL,
                        "a subscript here must be a letter, a word or a number");
        symbol.name = arena_printf(arena, "%s _ %s", parts->name, parts->literal);
        symbol.tex = arena_printf(arena, "%s_{%.*s}", parts->tex,
                                  (int)(parts->sub->span.end - parts->sub->span.start),
                                  line->source->bytes + parts->sub->span.start);
    }
    scope_add(line->scope, &symbol);
    return true;
}

/* "x_0, \epsilon in (-3,3)": each name gets a copy of *symbol. */
static bool declare_names(Line *line, Symbol symbol, bool indexed, Span names) {
    names = trim(line->source, names);
    while (names.start < names.end) {
        size_t comma = find_word(line->source, names, ",");
        Span name = trim(line->source, (Span){names.start, comma});
        NameParts parts;
        if (!read_name_parts(line, name, &parts) || !add_name(line, &parts, symbol, indexed, name))
            return false;
        if (comma + 1 == names.end)
            return fail(line, comma, "leave the comma out",
                        "expected one more name after the comma");
        names.start = comma == names.end ? comma : comma + 1;
    }
    return true;
}

static bool split_at_in(Line *line, Span *names, Span *domain) {
    size_t in = find_word(line->source, line->rest, "in");
    if (in == line->rest.end)
        return fail(line, line->rest.start, "as in `real x in (-3,3)` or `int t in 1..6`",
                    "expected `in` and a domain after the names");
    *names = (Span){line->rest.start, in};
    *domain = (Span){in + 2, line->rest.end};
    return true;
}

static bool declare_real(Line *line) {
    Symbol symbol = {.kind = SYMBOL_REAL};
    Span names, domain;
    return split_at_in(line, &names, &domain) && read_interval(line, domain, &symbol) &&
           declare_names(line, symbol, false, names);
}

static bool declare_int(Line *line) {
    Symbol symbol = {.kind = SYMBOL_INT};
    Span names, domain;
    return split_at_in(line, &names, &domain) && read_integers(line, domain, &symbol) &&
           declare_names(line, symbol, false, names);
}

static bool declare_seq(Line *line) {
    Symbol symbol = {.kind = SYMBOL_SEQ};
    Span names, domain;
    return split_at_in(line, &names, &domain) && read_interval(line, domain, &symbol) &&
           declare_names(line, symbol, true, names);
}

static bool declare_matrix(Line *line) {
    Symbol symbol = {.kind = SYMBOL_MATRIX, .lower = CHAIN_LOWER, .upper = CHAIN_UPPER};
    return declare_names(line, symbol, false, line->rest);
}

static bool declare_noise(Line *line) {
    Symbol symbol = {.kind = SYMBOL_NOISE, .lower = CHAIN_LOWER, .upper = CHAIN_UPPER};
    return declare_names(line, symbol, true, line->rest);
}

static bool declare_density(Line *line) {
    Symbol symbol = {.kind = SYMBOL_DENSITY};
    return declare_names(line, symbol, false, line->rest);
}

static bool split_at_equals(Line *line, Span *left, Span *right) {
    size_t equals = find_word(line->source, line->rest, "=");
    if (equals == line->rest.end)
        return fail(line, line->rest.start, NULL, "expected `=` and what the name stands for");
    *left = trim(line->source, (Span){line->rest.start, equals});
    *right = trim(line->source, (Span){equals + 1, line->rest.end});
    return true;
}

static bool declare_let(Line *line) {
    Span left, right;
    NameParts parts;
    if (!split_at_equals(line, &left, &right) || !read_name_parts(line, left, &parts))
        return false;
    Symbol symbol = {.kind = SYMBOL_LET};
    symbol.definition = expr_parse(line->scope, line->source, right, line->diag);
    return symbol.definition && add_name(line, &parts, symbol, false, left);
}

/* A name bound while a definition is read. */
static const Symbol *add_parameter(Scope *scope, const char *name, const char *tex, bool whole) {
    Symbol symbol = {.kind = SYMBOL_BOUND, .integer_bound = whole, .name = name, .tex = tex};
    return scope_add(scope, &symbol);
}

/* Reads the right side, in which the parameters are known and after which they are not. A letter
 * that is first seen there belongs to the scope, like any other. */
static const Expr *read_definition(Line *line, Span right, const Symbol *const *parameters,
                                   size_t count) {
    const Expr *definition = expr_parse(line->scope, line->source, right, line->diag);
    for (size_t i = 0; i < count; i++)
        scope_remove(line->scope, parameters[i]);
    return definition;
}

static const char *index_letter(Line *line, const NameParts *parts, Span span) {
    if (!parts->sub || !parts->literal || !isalpha((unsigned char)parts->literal[0])) {
        fail(line, span.start, "as in \\bar\\alpha_t = ...",
             "expected a name with an index letter");
        return NULL;
    }
    return parts->literal;
}

static bool declare_letseq(Line *line) {
    Span left, right;
    NameParts parts;
    if (!split_at_equals(line, &left, &right) || !read_name_parts(line, left, &parts))
        return false;
    const char *letter = index_letter(line, &parts, left);
    if (!letter)
        return false;
    Arena *arena = line->scope->arena;
    Symbol symbol = {.kind = SYMBOL_LETSEQ, .parameter_count = 1};
    symbol.parameters = arena_array(arena, 1, sizeof *symbol.parameters);
    symbol.parameters[0] = add_parameter(line->scope, letter, letter, true);
    symbol.definition = read_definition(line, right, symbol.parameters, 1);
    return symbol.definition && add_name(line, &parts, symbol, true, left);
}

/* f(x, t): the parameters' names; one that is an INT outside stays a whole number. */
static bool read_parameters(Line *line, Span list, Symbol *symbol) {
    const size_t most = 8;
    symbol->parameters = arena_array(line->scope->arena, most, sizeof *symbol->parameters);
    while (list.start < list.end) {
        size_t comma = find_word(line->source, list, ",");
        NameParts parts;
        if (symbol->parameter_count == most)
            return fail(line, list.start, NULL, "too many parameters");
        if (!read_name_parts(line, (Span){list.start, comma}, &parts))
            return false;
        const Symbol *outer = find_plain(line->scope, parts.name);
        bool whole = outer && outer->kind == SYMBOL_INT;
        symbol->parameters[symbol->parameter_count++] =
            add_parameter(line->scope, parts.name, parts.tex, whole);
        list.start = comma == list.end ? comma : comma + 1;
    }
    if (symbol->parameter_count == 0)
        return fail(line, list.start, "write `let` for a name without arguments",
                    "expected an argument in the parentheses");
    return true;
}

static bool declare_fun(Line *line) {
    Span left, right;
    if (!split_at_equals(line, &left, &right))
        return false;
    const char *bytes = line->source->bytes;
    const char *open =
        left.end > left.start ? memchr(bytes + left.start, '(', left.end - left.start) : NULL;
    if (!open || bytes[left.end - 1] != ')')
        return fail(line, left.start, "as in f(x) = x^2",
                    "expected a name with its arguments in parentheses");
    size_t at = (size_t)(open - bytes);
    NameParts parts;
    if (!read_name_parts(line, (Span){left.start, at}, &parts))
        return false;
    Symbol symbol = {.kind = SYMBOL_FUN};
    if (!read_parameters(line, (Span){at + 1, left.end - 1}, &symbol))
        return false;
    symbol.definition = read_definition(line, right, symbol.parameters, symbol.parameter_count);
    return symbol.definition && add_name(line, &parts, symbol, false, left);
}

static bool declare_normal(Line *line) {
    Span left, right;
    NameParts parts;
    if (!split_at_equals(line, &left, &right) || !read_name_parts(line, left, &parts))
        return false;
    Symbol symbol = {.kind = SYMBOL_NORMAL, .lower = CHAIN_LOWER, .upper = CHAIN_UPPER};
    symbol.definition = expr_parse(line->scope, line->source, right, line->diag);
    if (!symbol.definition)
        return false;
    if (symbol.definition->kind != EXPR_NORMAL)
        return fail(line, right.start, NULL, "expected \\mathcal N(mean, variance)");
    return add_name(line, &parts, symbol, false, left);
}

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
    Reader reader = reader_for(line, line->scope);
    if (!name_parts(&reader, row, parts) || !parts->sub)
        return fail(line, right.start, "as in x_t = a_t x_{t-1} + b_t \\epsilon_t",
                    "the chain must end with its noise");
    return true;
}

static bool declare_chain(Line *line) {
    Arena *arena = line->scope->arena;
    Span left, right;
    NameParts state, noise;
    if (!split_at_equals(line, &left, &right) || !read_name_parts(line, left, &state) ||
        !noise_parts(line, right, &noise))
        return false;
    const char *letter = index_letter(line, &state, left);
    if (!letter)
        return false;
    const Symbol *before = scope_kernel(line->scope)->state;
    if (before && strcmp(before->name, state.name) != 0)
        return fail(line, left.start, "write the second one with the letters of the first",
                    "there is a chain already, of another letter");
    const Symbol *known = find_indexed(line->scope, noise.name);
    if (known && known->kind != SYMBOL_NOISE)
        return fail(line, right.start, "as in x_t = a_t x_{t-1} + b_t \\epsilon_t",
                    "the chain must end with its noise");
    Symbol symbol = {.kind = SYMBOL_STATE, .lower = CHAIN_LOWER, .upper = CHAIN_UPPER};
    if (!add_name(line, &state, symbol, true, left))
        return false;
    symbol.kind = SYMBOL_NOISE;
    if (!add_name(line, &noise, symbol, true, right))
        return false;
    Kernel kernel = {.state = find_indexed(line->scope, state.name),
                     .noise = find_indexed(line->scope, noise.name)};
    kernel.index = add_parameter(line->scope, letter, letter, true);
    const Expr *sum = read_definition(line, right, &kernel.index, 1);
    if (!sum)
        return false;
    if (sum->kind == EXPR_ADD && sum->count == 2) {
        kernel.scale = coefficient_of(arena, sum->args[0], &kernel, kernel.state);
        kernel.spread = coefficient_of(arena, sum->args[1], &kernel, kernel.noise);
    }
    if (!kernel.scale || !kernel.spread)
        return fail(line, right.start, "as in x_t = a_t x_{t-1} + b_t \\epsilon_t",
                    "the chain must be a number times x_{t-1} plus a number times its noise, in "
                    "this order");
    line->scope->kernel = kernel;
    return true;
}

static bool declare_assume(Line *line) {
    Formula *formula = formula_parse(line->scope, line->source, line->rest, line->diag);
    if (!formula)
        return false;
    for (size_t i = 0; i < formula->count; i++) {
        if (formula->chains[i].count < 2)
            return fail(line, line->rest.start, "as in `assume t \\ge 2`",
                        "an assumption needs a relation");
        scope_assume(line->scope, &formula->chains[i]);
    }
    return true;
}

static const struct {
    const char *keyword;
    DeclareFunction declare;
} rows[] = {
    {"real", declare_real},     {"int", declare_int},         {"seq", declare_seq},
    {"let", declare_let},       {"letseq", declare_letseq},   {"fun", declare_fun},
    {"matrix", declare_matrix}, {"normal", declare_normal},   {"chain", declare_chain},
    {"noise", declare_noise},   {"density", declare_density}, {"assume", declare_assume},
};

static bool (*find_keyword(const Source *source, Span word))(Line *) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = strlen(rows[i].keyword);
        if (length == word.end - word.start &&
            memcmp(rows[i].keyword, source->bytes + word.start, length) == 0)
            return rows[i].declare;
    }
    return NULL;
}

static Span first_word(const Source *source, Span span) {
    size_t end = span.start;
    while (end < span.end && !isspace((unsigned char)source->bytes[end]))
        end++;
    return (Span){span.start, end};
}

/* "X \\sim \\mathcal N(m, v)" */
static bool given_law(Line *line, size_t sim) {
    NameParts parts;
    Span left = trim(line->source, (Span){line->rest.start, sim});
    Span right = trim(line->source, (Span){sim + strlen("\\sim"), line->rest.end});
    if (!read_name_parts(line, left, &parts))
        return false;
    Symbol symbol = {.kind = SYMBOL_NORMAL, .lower = CHAIN_LOWER, .upper = CHAIN_UPPER};
    symbol.definition = expr_parse(line->scope, line->source, right, line->diag);
    if (!symbol.definition)
        return false;
    if (symbol.definition->kind != EXPR_NORMAL)
        return fail(line, right.start, NULL, "expected \\mathcal N(mean, variance)");
    return add_name(line, &parts, symbol, false, left);
}

/* "q(x_{t-1}|x_t) = \\mathcal N(x_{t-1}; m, v)": a density of its own, of which nothing else is
 * known. */
static bool given_density(Line *line, Span left, Span right) {
    Scope *scope = line->scope;
    bool accepted = scope->accept_unknown;
    scope->accept_unknown = true;
    const Expr *density = expr_parse(scope, line->source, left, line->diag);
    scope->accept_unknown = accepted;
    const Expr *formula = density ? expr_parse(scope, line->source, right, line->diag) : NULL;
    if (!formula)
        return false;
    if (density->kind != EXPR_DENSITY)
        return fail(line, left.start, "as in `given: q(x_t|x_0) = \\mathcal N(x_t; m, v)`",
                    "expected a letter or a density here");
    const Symbol *before = density->symbol;
    Symbol symbol = *before;
    symbol.implied = true;
    symbol.law_count++;
    symbol.laws = arena_array(scope->arena, 2 * symbol.law_count, sizeof *symbol.laws);
    for (size_t i = 0; i < 2 * before->law_count; i++)
        symbol.laws[i] = before->laws[i];
    symbol.laws[2 * before->law_count] = density;
    symbol.laws[2 * before->law_count + 1] = formula;
    scope_add(scope, &symbol);
    return true;
}

bool scope_given(Scope *scope, const Source *source, Span span, Diag *diag) {
    Line line = {.scope = scope, .source = source, .diag = diag, .rest = trim(source, span)};
    Span word = first_word(source, line.rest);
    bool (*declare)(Line *) = find_keyword(source, word);
    if (declare) {
        line.rest = trim(source, (Span){word.end, line.rest.end});
        return declare(&line);
    }
    size_t sim = find_word(source, line.rest, "\\sim");
    if (sim < line.rest.end)
        return given_law(&line, sim);
    Span left, right;
    NameParts parts;
    if (!split_at_equals(&line, &left, &right))
        return false;
    if (left.end > left.start && memchr(source->bytes + left.start, '(', left.end - left.start))
        return given_density(&line, left, right);
    if (!read_name_parts(&line, left, &parts))
        return false;
    bool indexed = parts.literal && isalpha((unsigned char)parts.literal[0]) &&
                   strlen(parts.literal) == 1 &&
                   (find_indexed(scope, parts.name) || find_plain(scope, parts.literal));
    return indexed ? declare_letseq(&line) : declare_let(&line);
}

bool scope_step(Scope *scope, const Source *source, Span span, Diag *diag) {
    Line line = {.scope = scope, .source = source, .diag = diag, .rest = trim(source, span)};
    return declare_chain(&line);
}

bool scope_start(Scope *scope, const Source *source, Span span, Diag *diag) {
    Line line = {.scope = scope, .source = source, .diag = diag, .rest = trim(source, span)};
    size_t sim = find_word(source, line.rest, "\\sim");
    Span name = trim(source, (Span){line.rest.start, sim});
    NameParts parts;
    if (!read_name_parts(&line, name, &parts))
        return false;
    if (!parts.literal || strcmp(parts.literal, "0") != 0)
        return fail(&line, name.start, "as in `start: x_0`", "a chain starts at its step 0");
    return sim == line.rest.end || given_law(&line, sim);
}

bool scope_assumption(Scope *scope, const Source *source, Span span, Diag *diag) {
    Line line = {.scope = scope, .source = source, .diag = diag, .rest = trim(source, span)};
    return declare_assume(&line);
}

static bool declare_line(Line *line, Span span) {
    const char *bytes = line->source->bytes;
    Span first = first_word(line->source, span);
    bool (*declare)(Line *) = find_keyword(line->source, first);
    if (declare) {
        line->rest = trim(line->source, (Span){first.end, span.end});
        if (line->rest.start == line->rest.end)
            return fail(line, span.start, NULL, "this declaration is empty");
        return declare(line);
    }
    const char *names[sizeof rows / sizeof *rows];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        names[i] = rows[i].keyword;
    size_t end = first.end;
    size_t shown = end - span.start < 20 ? end - span.start : 20;
    const char *word = arena_copy(line->scope->arena, bytes + span.start, shown);
    const char *near = nearest_name(word, names, sizeof rows / sizeof *rows);
    const char *hint = near ? arena_printf(line->scope->arena, "did you mean `%s`?", near)
                            : "declarations start with real, int, seq, let, letseq, fun, matrix, "
                              "normal, chain, noise, "
                              "density or assume";
    diag_set(line->diag, line->scope->arena, line->source, span.start, hint,
             "`%s` is not a kind of declaration", word);
    return false;
}

bool scope_declare(Scope *scope, const Source *source, Span span, Diag *diag) {
    Line line = {.scope = scope, .source = source, .diag = diag};
    for (size_t start = span.start; start < span.end;) {
        const char *newline = memchr(source->bytes + start, '\n', span.end - start);
        size_t end = newline ? (size_t)(newline - source->bytes) : span.end;
        Span text = trim(source, (Span){start, end});
        if (text.start < text.end && source->bytes[text.start] != '#' && !declare_line(&line, text))
            return false;
        start = end + 1;
    }
    return true;
}
