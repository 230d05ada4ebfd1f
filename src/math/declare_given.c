/* declare_given.c - what a claim's own lines and a law block state: given, step, start, assume. */
#include <ctype.h>
#include <string.h>

#include "math/declare_internal.h"

/* "X \\sim \\mathcal N(m, v)" */
static bool given_law(Line *line, size_t sim) {
    Span left = span_trim(line->source->bytes, (Span){line->rest.start, sim});
    Span right = span_trim(line->source->bytes, (Span){sim + strlen("\\sim"), line->rest.end});
    return declare_normal_law(line, left, right);
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
        return declare_fail(line, left.start, "as in `given: q(x_t|x_0) = \\mathcal N(x_t; m, v)`",
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
    Line line = {
        .scope = scope, .source = source, .diag = diag, .rest = span_trim(source->bytes, span)};
    Span word = declare_first_word(source, line.rest);
    DeclareFunction declare = declare_keyword(source, word);
    if (declare) {
        line.rest = span_trim(source->bytes, (Span){word.end, line.rest.end});
        return declare(&line);
    }
    size_t sim = declare_find_word(source, line.rest, "\\sim");
    if (sim < line.rest.end)
        return given_law(&line, sim);
    Span left, right;
    NameParts parts;
    if (!declare_sides(&line, &left, &right))
        return false;
    if (left.end > left.start && memchr(source->bytes + left.start, '(', left.end - left.start))
        return given_density(&line, left, right);
    if (!declare_name_parts(&line, left, &parts))
        return false;
    bool indexed = parts.literal && isalpha((unsigned char)parts.literal[0]) &&
                   strlen(parts.literal) == 1 &&
                   (find_indexed(scope, parts.name) || find_plain(scope, parts.literal));
    return indexed ? declare_letseq(&line) : declare_let(&line);
}

bool scope_step(Scope *scope, const Source *source, Span span, Diag *diag) {
    Line line = {
        .scope = scope, .source = source, .diag = diag, .rest = span_trim(source->bytes, span)};
    return declare_chain(&line);
}

bool scope_start(Scope *scope, const Source *source, Span span, Diag *diag) {
    Line line = {
        .scope = scope, .source = source, .diag = diag, .rest = span_trim(source->bytes, span)};
    size_t sim = declare_find_word(source, line.rest, "\\sim");
    Span name = span_trim(source->bytes, (Span){line.rest.start, sim});
    NameParts parts;
    if (!declare_name_parts(&line, name, &parts))
        return false;
    if (!parts.literal || strcmp(parts.literal, "0") != 0)
        return declare_fail(&line, name.start, "as in `start: x_0`",
                            "a chain starts at its step 0");
    return sim == line.rest.end || given_law(&line, sim);
}

bool scope_assumption(Scope *scope, const Source *source, Span span, Diag *diag) {
    Line line = {
        .scope = scope, .source = source, .diag = diag, .rest = span_trim(source->bytes, span)};
    return declare_assume(&line);
}
