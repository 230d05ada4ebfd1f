/* reader_laws.c - distributions, densities, expectations: N(m, v), q(x_t|x_0), E[..], Var, Cov, D_KL. */
#include <string.h>

#include "math/reader_internal.h"

/* Arguments of one density or expectation. */
#define ARGUMENTS_MAX 64

typedef enum { LAW_NONE, LAW_NORMAL, LAW_EXPECT, LAW_VARIANCE, LAW_COVARIANCE, LAW_KL, LAW_DENSITY } LawKind;

static bool opens(const Reader *reader, size_t at)
{
    return at < reader->count && (reader->items[at].kind == ITEM_OPEN);
}

static bool is_word_item(const Item *item, const char *word)
{
    const Noad *noad = item->noad;
    if (item->kind != ITEM_ATOM)
        return false;
    if (noad->kind == NOAD_SCRIPTS)
        noad = noad->items[0];
    while (noad->kind == NOAD_ROW && noad->count == 1)
        noad = noad->items[0];
    if (noad->kind != NOAD_FUNCTION && noad->kind != NOAD_TEXT)
        return false;
    const char *name = noad->name;
    while (*name == ' ')
        name++;
    return strncmp(name, word, strlen(word)) == 0 && (name[strlen(word)] == '\0' || name[strlen(word)] == ' ');
}

static bool is_plain_letter(const Item *item, const char *letter)
{
    return item->kind == ITEM_ATOM && item->noad->kind == NOAD_SYMBOL && strcmp(item->noad->name, letter) == 0 &&
           item->noad->alphabet == ALPHABET_PLAIN;
}

/* K L ( written as two letters. */
static bool at_kl_letters(const Reader *reader)
{
    size_t at = reader->position;
    return at + 2 < reader->count && is_plain_letter(&reader->items[at], "K") &&
           is_plain_letter(&reader->items[at + 1], "L") && opens(reader, at + 2);
}

/* The fancy N and E are the normal law and the expectation; a plain one only when nobody declared it. */
static LawKind law_of_letter(const Reader *reader, const NameParts *parts)
{
    const char *name = parts->base;
    if (strcmp(name, "cal N") == 0 || strcmp(name, "bb N") == 0)
        return LAW_NORMAL;
    if (strcmp(name, "bb E") == 0 || strcmp(name, "cal E") == 0)
        return LAW_EXPECT;
    if (find_plain(reader->scope, parts->name))
        return LAW_NONE;
    if (strcmp(name, "N") == 0)
        return LAW_NORMAL;
    if (strcmp(name, "E") == 0)
        return LAW_EXPECT;
    return LAW_NONE;
}

static LawKind law_here(Reader *reader, NameParts *parts)
{
    const Item *item = peek(reader);
    if (item->kind != ITEM_ATOM)
        return LAW_NONE;
    bool call = opens(reader, reader->position + 1);
    *parts = (NameParts){0};
    if (at_kl_letters(reader))
        return LAW_KL;
    if (!call || !name_parts(reader, item->noad, parts))
        return LAW_NONE;
    if (is_word_item(item, "KL") || (strcmp(parts->base, "D") == 0 && parts->literal && strcmp(parts->literal, "KL") == 0))
        return LAW_KL;
    if (is_word_item(item, "Var"))
        return LAW_VARIANCE;
    if (is_word_item(item, "Cov"))
        return LAW_COVARIANCE;
    LawKind kind = law_of_letter(reader, parts);
    if (kind != LAW_NONE)
        return kind;
    const Symbol *symbol = NULL;
    if (parts->literal)
        symbol = find_plain(reader->scope, arena_printf(reader->arena, "%s _ %s", parts->name, parts->literal));
    /* p_t(x_t): the index only repeats the argument's. */
    if (!symbol)
        symbol = find_plain(reader->scope, parts->name);
    return symbol && symbol->kind == SYMBOL_DENSITY ? LAW_DENSITY : LAW_NONE;
}

bool at_law(Reader *reader)
{
    NameParts parts;
    return law_here(reader, &parts) != LAW_NONE;
}

typedef struct {
    const Expr *args[ARGUMENTS_MAX];
    size_t count;
    size_t split;     /* how many came before the bar; count when there was none */
    size_t semicolon; /* how many came before a semicolon; 0 when there was none */
    const Item *close;
} Arguments;

static bool at_bar(const Reader *reader, const char *name)
{
    const Item *item = peek(reader);
    return item->kind == ITEM_BAR && strcmp(item->name, name) == 0;
}

/* Reads "( a, b ; c | d, e )" of either fence. */
static bool read_arguments(Reader *reader, const char *bar, Arguments *out)
{
    *out = (Arguments){0};
    const Item *open = peek(reader);
    reader->position++;
    if (!enter(reader))
        return false;
    unsigned outer_bars = reader->bars;
    reader->bars = 1; /* a bar separates here */
    bool split = false;
    for (;;) {
        if (out->count == ARGUMENTS_MAX) {
            fail_at(reader, peek(reader)->span, NULL, "more than %d arguments", ARGUMENTS_MAX);
            return false;
        }
        if (!(out->args[out->count++] = read_sum(reader)))
            return false;
        if (at_operator(reader, ",")) {
            reader->position++;
        } else if (at_operator(reader, ";") && out->semicolon == 0) {
            out->semicolon = out->count;
            reader->position++;
        } else if (at_bar(reader, bar) && !split) {
            split = true;
            out->split = out->count;
            reader->position++;
        } else {
            break;
        }
    }
    reader->bars = outer_bars;
    reader->depth--;
    if (!split)
        out->split = out->count;
    if (!expect_close(reader, open))
        return false;
    out->close = peek(reader);
    reader->position++;
    return true;
}

static const Expr *read_normal(Reader *reader, Span name)
{
    Arguments a;
    if (!read_arguments(reader, "|", &a))
        return NULL;
    Span span = {name.start, a.close->span.end};
    bool headed = a.semicolon == 1 || a.split == 1;
    if (headed && a.count == 3)
        return expr_node(reader->arena, span, EXPR_NORMAL_DENSITY, 3, a.args);
    if (!headed && a.count == 3)
        return expr_node(reader->arena, span, EXPR_NORMAL_DENSITY, 3, a.args);
    if (a.count == 2 && a.split == 2)
        return expr_node(reader->arena, span, EXPR_NORMAL, 2, a.args);
    return fail_at(reader, span, "write \\mathcal{N}(mean, variance) or \\mathcal{N}(x; mean, variance)",
                   "a normal law takes a mean and a variance");
}

static const Expr *read_moment(Reader *reader, ExprKind kind, Span name)
{
    size_t bodies = kind == EXPR_COVARIANCE ? 2 : 1;
    Arguments a;
    if (!read_arguments(reader, "|", &a))
        return NULL;
    Span span = {name.start, a.close->span.end};
    if (a.split != bodies)
        return fail_at(reader, span, NULL, "expected %zu quantit%s before the bar, found %zu", bodies,
                       bodies == 1 ? "y" : "ies", a.split);
    const Expr *moment = expr_node(reader->arena, span, kind, a.count, a.args);
    return apply_power(reader, moment, a.close->sup);
}

static const Expr *read_kl(Reader *reader, Span name)
{
    Arguments a;
    if (!read_arguments(reader, "||", &a))
        return NULL;
    Span span = {name.start, a.close->span.end};
    if (a.count != 2 || a.split != 1)
        return fail_at(reader, span, "write D_{KL}(p \\| q)", "a divergence is taken between two distributions");
    return expr_node(reader->arena, span, EXPR_KL, 2, a.args);
}

static const Expr *read_density(Reader *reader, const NameParts *parts, Span name)
{
    const Symbol *symbol = NULL;
    if (parts->literal)
        symbol = find_plain(reader->scope, arena_printf(reader->arena, "%s _ %s", parts->name, parts->literal));
    if (!symbol)
        symbol = find_plain(reader->scope, parts->name);
    Arguments a;
    if (!read_arguments(reader, "|", &a))
        return NULL;
    return expr_split(reader->arena, (Span){name.start, a.close->span.end}, EXPR_DENSITY, symbol, a.split, a.count,
                      a.args);
}

const Expr *read_law(Reader *reader)
{
    NameParts parts;
    LawKind kind = law_here(reader, &parts);
    Span name = peek(reader)->span;
    reader->position += at_kl_letters(reader) ? 2 : 1;
    switch (kind) {
    case LAW_NORMAL:
        return read_normal(reader, name);
    case LAW_EXPECT:
        return read_moment(reader, EXPR_EXPECT, name);
    case LAW_VARIANCE:
        return read_moment(reader, EXPR_VARIANCE, name);
    case LAW_COVARIANCE:
        return read_moment(reader, EXPR_COVARIANCE, name);
    case LAW_KL:
        return read_kl(reader, name);
    case LAW_DENSITY:
        return read_density(reader, &parts, name);
    case LAW_NONE:
        break;
    }
    return NULL;
}
