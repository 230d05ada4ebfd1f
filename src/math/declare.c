/* declare.c - the declarations of symbols.h, one a line. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "math/declare_internal.h"

/* Whole numbers stay below this: sums and products are unrolled. */
#define INTEGER_MAX 100000L

bool declare_fail(Line *line, size_t offset, const char *hint, const char *message) {
    diag_set(line->diag, line->scope->arena, line->source, offset, hint, "%s", message);
    return false;
}

size_t declare_find_word(const Source *source, Span span, const char *word) {
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

Reader declare_reader(Line *line, Scope *scope) {
    return (Reader){
        .scope = scope, .arena = line->scope->arena, .source = line->source, .diag = line->diag};
}

bool declare_name_parts(Line *line, Span span, NameParts *parts) {
    span = span_trim(line->source->bytes, span);
    const Noad *noad = noad_parse(line->scope->arena, line->source, span, line->diag);
    if (!noad)
        return false;
    Reader reader = declare_reader(line, line->scope);
    if (!name_parts(&reader, noad, parts) || parts->sup)
        return declare_fail(line, span.start,
                            "write a letter such as x, \\alpha_i or \\bar\\alpha_t",
                            "expected a name here");
    return true;
}

/* A decimal number, possibly negative, as text. */
static const char *read_decimal(Line *line, Span span) {
    span = span_trim(line->source->bytes, span);
    const char *text =
        arena_copy(line->scope->arena, line->source->bytes + span.start, span.end - span.start);
    char *end;
    errno = 0;
    strtod(text, &end);
    if (text[0] == '\0' || *end != '\0' || errno != 0 || strpbrk(text, "xXnNiIeE") ||
        strlen(text) > 12) {
        declare_fail(line, span.start, "write it out, such as -3 or 0.001",
                     "expected a short decimal number");
        return NULL;
    }
    return text;
}

/* "(0.3,0.99)" */
static bool read_interval(Line *line, Span span, Symbol *symbol) {
    span = span_trim(line->source->bytes, span);
    const char *bytes = line->source->bytes;
    const char *comma =
        span.end > span.start ? memchr(bytes + span.start, ',', span.end - span.start) : NULL;
    if (!comma || bytes[span.start] != '(' || bytes[span.end - 1] != ')')
        return declare_fail(line, span.start, "write an interval, such as (-3,3)",
                            "expected an interval in parentheses");
    size_t middle = (size_t)(comma - bytes);
    symbol->lower = read_decimal(line, (Span){span.start + 1, middle});
    symbol->upper = symbol->lower ? read_decimal(line, (Span){middle + 1, span.end - 1}) : NULL;
    if (!symbol->upper)
        return false;
    if (strtod(symbol->lower, NULL) >= strtod(symbol->upper, NULL))
        return declare_fail(line, span.start, NULL, "the interval is empty");
    return true;
}

/* "2..6" */
static bool read_integers(Line *line, Span span, Symbol *symbol) {
    span = span_trim(line->source->bytes, span);
    size_t dots = declare_find_word(line->source, span, "..");
    if (dots == span.end)
        return declare_fail(line, span.start, "write whole numbers, such as 2..6",
                            "expected a range of whole numbers");
    const char *first = read_decimal(line, (Span){span.start, dots});
    const char *last = first ? read_decimal(line, (Span){dots + 2, span.end}) : NULL;
    if (!last)
        return false;
    symbol->first = strtol(first, NULL, 10);
    symbol->last = strtol(last, NULL, 10);
    if (strchr(first, '.') || strchr(last, '.') || symbol->first > symbol->last ||
        symbol->first < 0 || symbol->last > INTEGER_MAX)
        return declare_fail(line, span.start,
                            "the first must not be above the last, and both from 0 to 100000",
                            "this is not a range of whole numbers");
    return true;
}

bool declare_name(Line *line, const NameParts *parts, Symbol symbol, bool indexed, Span span) {
    Arena *arena = line->scope->arena;
    symbol.name = parts->name;
    symbol.tex = parts->tex;
    symbol.span = span;
    if (!indexed && parts->sub) {
        if (!parts->literal)
            return declare_fail(line, parts->sub->span.start, NULL,
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
    names = span_trim(line->source->bytes, names);
    while (names.start < names.end) {
        size_t comma = declare_find_word(line->source, names, ",");
        Span name = span_trim(line->source->bytes, (Span){names.start, comma});
        NameParts parts;
        if (!declare_name_parts(line, name, &parts) ||
            !declare_name(line, &parts, symbol, indexed, name))
            return false;
        if (comma + 1 == names.end)
            return declare_fail(line, comma, "leave the comma out",
                                "expected one more name after the comma");
        names.start = comma == names.end ? comma : comma + 1;
    }
    return true;
}

static bool split_at_in(Line *line, Span *names, Span *domain) {
    size_t in = declare_find_word(line->source, line->rest, "in");
    if (in == line->rest.end)
        return declare_fail(line, line->rest.start, "as in `real x in (-3,3)` or `int t in 1..6`",
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

bool declare_sides(Line *line, Span *left, Span *right) {
    size_t equals = declare_find_word(line->source, line->rest, "=");
    if (equals == line->rest.end)
        return declare_fail(line, line->rest.start, NULL,
                            "expected `=` and what the name stands for");
    *left = span_trim(line->source->bytes, (Span){line->rest.start, equals});
    *right = span_trim(line->source->bytes, (Span){equals + 1, line->rest.end});
    return true;
}

bool declare_let(Line *line) {
    Span left, right;
    NameParts parts;
    if (!declare_sides(line, &left, &right) || !declare_name_parts(line, left, &parts))
        return false;
    Symbol symbol = {.kind = SYMBOL_LET};
    symbol.definition = expr_parse(line->scope, line->source, right, line->diag);
    return symbol.definition && declare_name(line, &parts, symbol, false, left);
}

const Symbol *declare_parameter(Scope *scope, const char *name, const char *tex, bool whole) {
    Symbol symbol = {.kind = SYMBOL_BOUND, .integer_bound = whole, .name = name, .tex = tex};
    return scope_add(scope, &symbol);
}

const Expr *declare_definition(Line *line, Span right, const Symbol *const *parameters,
                               size_t count) {
    const Expr *definition = expr_parse(line->scope, line->source, right, line->diag);
    for (size_t i = 0; i < count; i++)
        scope_remove(line->scope, parameters[i]);
    return definition;
}

const char *declare_index_letter(Line *line, const NameParts *parts, Span span) {
    if (!parts->sub || !parts->literal || !isalpha((unsigned char)parts->literal[0])) {
        declare_fail(line, span.start, "as in \\bar\\alpha_t = ...",
                     "expected a name with an index letter");
        return NULL;
    }
    return parts->literal;
}

bool declare_letseq(Line *line) {
    Span left, right;
    NameParts parts;
    if (!declare_sides(line, &left, &right) || !declare_name_parts(line, left, &parts))
        return false;
    const char *letter = declare_index_letter(line, &parts, left);
    if (!letter)
        return false;
    Arena *arena = line->scope->arena;
    Symbol symbol = {.kind = SYMBOL_LETSEQ, .parameter_count = 1};
    symbol.parameters = arena_array(arena, 1, sizeof *symbol.parameters);
    symbol.parameters[0] = declare_parameter(line->scope, letter, letter, true);
    symbol.definition = declare_definition(line, right, symbol.parameters, 1);
    return symbol.definition && declare_name(line, &parts, symbol, true, left);
}

/* f(x, t): the parameters' names; one that is an INT outside stays a whole number. */
static bool read_parameters(Line *line, Span list, Symbol *symbol) {
    const size_t most = 8;
    symbol->parameters = arena_array(line->scope->arena, most, sizeof *symbol->parameters);
    while (list.start < list.end) {
        size_t comma = declare_find_word(line->source, list, ",");
        NameParts parts;
        if (symbol->parameter_count == most)
            return declare_fail(line, list.start, NULL, "too many parameters");
        if (!declare_name_parts(line, (Span){list.start, comma}, &parts))
            return false;
        const Symbol *outer = find_plain(line->scope, parts.name);
        bool whole = outer && outer->kind == SYMBOL_INT;
        symbol->parameters[symbol->parameter_count++] =
            declare_parameter(line->scope, parts.name, parts.tex, whole);
        list.start = comma == list.end ? comma : comma + 1;
    }
    if (symbol->parameter_count == 0)
        return declare_fail(line, list.start, "write `let` for a name without arguments",
                            "expected an argument in the parentheses");
    return true;
}

static bool declare_fun(Line *line) {
    Span left, right;
    if (!declare_sides(line, &left, &right))
        return false;
    const char *bytes = line->source->bytes;
    const char *open =
        left.end > left.start ? memchr(bytes + left.start, '(', left.end - left.start) : NULL;
    if (!open || bytes[left.end - 1] != ')')
        return declare_fail(line, left.start, "as in f(x) = x^2",
                            "expected a name with its arguments in parentheses");
    size_t at = (size_t)(open - bytes);
    NameParts parts;
    if (!declare_name_parts(line, (Span){left.start, at}, &parts))
        return false;
    Symbol symbol = {.kind = SYMBOL_FUN};
    if (!read_parameters(line, (Span){at + 1, left.end - 1}, &symbol))
        return false;
    symbol.definition = declare_definition(line, right, symbol.parameters, symbol.parameter_count);
    return symbol.definition && declare_name(line, &parts, symbol, false, left);
}

bool declare_normal_law(Line *line, Span left, Span right) {
    NameParts parts;
    if (!declare_name_parts(line, left, &parts))
        return false;
    Symbol symbol = {.kind = SYMBOL_NORMAL, .lower = CHAIN_LOWER, .upper = CHAIN_UPPER};
    symbol.definition = expr_parse(line->scope, line->source, right, line->diag);
    if (!symbol.definition)
        return false;
    if (symbol.definition->kind != EXPR_NORMAL)
        return declare_fail(line, right.start, NULL, "expected \\mathcal N(mean, variance)");
    return declare_name(line, &parts, symbol, false, left);
}

static bool declare_normal(Line *line) {
    Span left, right;
    return declare_sides(line, &left, &right) && declare_normal_law(line, left, right);
}

bool declare_assume(Line *line) {
    Formula *formula = formula_parse(line->scope, line->source, line->rest, line->diag);
    if (!formula)
        return false;
    for (size_t i = 0; i < formula->count; i++) {
        if (formula->chains[i].count < 2)
            return declare_fail(line, line->rest.start, "as in `assume t \\ge 2`",
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

DeclareFunction declare_keyword(const Source *source, Span word) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = strlen(rows[i].keyword);
        if (length == word.end - word.start &&
            memcmp(rows[i].keyword, source->bytes + word.start, length) == 0)
            return rows[i].declare;
    }
    return NULL;
}

Span declare_first_word(const Source *source, Span span) {
    size_t end = span.start;
    while (end < span.end && !isspace((unsigned char)source->bytes[end]))
        end++;
    return (Span){span.start, end};
}

static bool declare_line(Line *line, Span span) {
    const char *bytes = line->source->bytes;
    Span first = declare_first_word(line->source, span);
    DeclareFunction declare = declare_keyword(line->source, first);
    if (declare) {
        line->rest = span_trim(line->source->bytes, (Span){first.end, span.end});
        if (line->rest.start == line->rest.end)
            return declare_fail(line, span.start, NULL, "this declaration is empty");
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
        Span text = span_trim(source->bytes, (Span){start, end});
        if (text.start < text.end && source->bytes[text.start] != '#' && !declare_line(&line, text))
            return false;
        start = end + 1;
    }
    return true;
}
