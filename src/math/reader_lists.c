/* reader_lists.c - arguments that stand for several: x_{1:T}, x_{1,2,\\ldots,T}, x_1, \\ldots, x_T,
 * x_{<t}. */
#include <string.h>

#include "math/reader_internal.h"

/* Lists x_{<t} of different letters in one formula. */
#define OUTERMOST_MAX 64

/* The order of the ends does not matter: x_T, ..., x_0 are the same letters as x_0, ..., x_T. */
static const Expr *list_of(Reader *reader, const Symbol *symbol, const Expr *a, const Expr *b,
                           Span span) {
    long first = 0, last = 0;
    if (!expr_is_whole(a) || !expr_is_whole(b) || !expr_typical(a, &first) ||
        !expr_typical(b, &last))
        return fail_at(reader, span, "write x_1, \\ldots, x_T or x_{1:T}",
                       "it is not clear which letters the dots stand for");
    return expr_list(reader->arena, span, symbol, first <= last ? a : b, first <= last ? b : a);
}

const Expr *list_between(Reader *reader, const Expr *first, const Expr *last, Span span) {
    bool alike = first->kind == EXPR_SYMBOL && last->kind == EXPR_SYMBOL &&
                 first->symbol == last->symbol && first->count == 1 && last->count == 1;
    if (!alike)
        return fail_at(reader, span, "write x_1, \\ldots, x_T",
                       "the dots must stand between the same letter at two indices");
    return list_of(reader, first->symbol, first->args[0], last->args[0], span);
}

/* Where the first index of "1:T", "1,2,...,T" ends; 0 when the subscript is no list. */
static size_t first_separator(const Reader *inner) {
    for (size_t i = 0; i < inner->count; i++) {
        const Item *item = &inner->items[i];
        if (item->kind == ITEM_OPERATOR &&
            (strcmp(item->name, ":") == 0 || strcmp(item->name, ",") == 0))
            return i;
    }
    return 0;
}

static const Expr *index_here(Reader *inner) {
    inner->in_index = true;
    return read_sum(inner);
}

/* Reads "1:T" or "1,2,...,T": the first and the last index. */
static bool read_ends(Reader *inner, const Expr **first, const Expr **last) {
    *first = index_here(inner);
    bool colon = *first && at_operator(inner, ":");
    bool dots = colon;
    *last = *first;
    while (*last && (at_operator(inner, ",") || at_operator(inner, ":"))) {
        if (at_operator(inner, ":") != colon || (colon && *last != *first))
            break;
        inner->position++;
        if (at_operator(inner, "ldots") || at_operator(inner, "cdots")) {
            dots = true;
            inner->position++;
            continue;
        }
        *last = index_here(inner);
    }
    if (*last && (!dots || peek(inner)->kind != ITEM_END)) {
        fail_at(inner, peek(inner)->span, "write x_{1:T} or x_{1,2,\\ldots,T}",
                "unexpected %s in a list of indices", item_text(inner, peek(inner)));
        return false;
    }
    return *last != NULL;
}

/* ---- x_{<t}, x_{>t} ---- */

struct Outermost {
    const char *name;
    bool last;         /* the largest index is looked for, not the smallest */
    size_t known;      /* how many symbols there were: a letter may be the index of a sum by now */
    const Expr *found; /* the outermost index so far; NULL when there is none */
    long value;
    Outermost *next;
};

static bool holds_bound(const Expr *index) {
    if (index->kind == EXPR_SYMBOL && index->symbol->kind == SYMBOL_BOUND)
        return true;
    for (size_t i = 0; i < index->count; i++)
        if (holds_bound(index->args[i]))
            return true;
    return false;
}

static void take_index(Outermost *outermost, const Expr *index) {
    long value = 0;
    if (!index || !expr_is_whole(index) || holds_bound(index) || !expr_typical(index, &value))
        return;
    bool further = outermost->last ? value > outermost->value : value < outermost->value;
    if (outermost->found && !further)
        return;
    outermost->found = index;
    outermost->value = value;
}

/* What stands below the letter anywhere in the formula: an index, or the ends of a list. */
static void find_outermost(Reader *reader, const Noad *noad, Outermost *outermost) {
    NameParts parts;
    for (size_t i = 0; i < noad->count; i++)
        if (noad->items[i])
            find_outermost(reader, noad->items[i], outermost);
    if (noad->kind != NOAD_SCRIPTS || !name_parts(reader, noad, &parts) || !parts.sub ||
        strcmp(parts.name, outermost->name) != 0)
        return;
    Diag ignored = {0};
    Reader inner = *reader;
    inner.diag = &ignored;
    /* A list in an index of that letter would have the formula searched for itself again. */
    inner.whole = NULL;
    const Expr *first, *last;
    if (!items_flatten(&inner, parts.sub) || at_operator(&inner, "<") || at_operator(&inner, ">"))
        return;
    if (first_separator(&inner) > 0 && read_ends(&inner, &first, &last)) {
        take_index(outermost, first);
        take_index(outermost, last);
        return;
    }
    inner.position = 0;
    const Expr *index = index_here(&inner);
    if (index && peek(&inner)->kind == ITEM_END)
        take_index(outermost, index);
}

/* The first index of the letter in the formula, or its last one, NULL when it has none; false with
 * the diag set when it is asked of too many letters: each time the whole formula is searched. */
static bool outermost_index(Reader *reader, const char *name, bool last, Span span,
                            const Expr **index) {
    Whole *whole = reader->whole;
    Outermost *known = whole ? whole->outermost : NULL;
    *index = NULL;
    while (known && (known->last != last || known->known != reader->scope->count ||
                     strcmp(known->name, name) != 0))
        known = known->next;
    if (!known && whole) {
        if (whole->outermost_count == OUTERMOST_MAX) {
            fail_at(reader, span, "write x_{1:T}", "more than %d lists of the kind x_{<t}",
                    OUTERMOST_MAX);
            return false;
        }
        known = arena_alloc(reader->arena, sizeof *known);
        *known = (Outermost){.name = name, .last = last, .next = whole->outermost};
        find_outermost(reader, whole->formula, known);
        known->known = reader->scope->count;
        whole->outermost = known;
        whole->outermost_count++;
    }
    if (known)
        *index = known->found;
    return true;
}

/* All letters before x_t, or behind it: up to the first or the last index that the formula names.
 */
static const Expr *list_beside(Reader *reader, Reader *inner, const Symbol *symbol, Span span) {
    Arena *arena = reader->arena;
    bool last = at_operator(inner, ">");
    inner->position++;
    const Expr *index = index_here(inner), *end;
    if (!index || !expr_is_whole(index) || peek(inner)->kind != ITEM_END)
        return fail_at(reader, span, "write x_{<t}, or x_{1:T}",
                       "it is not clear which letters stand here");
    if (!outermost_index(reader, symbol->name, last, span, &end))
        return NULL;
    if (!end)
        return fail_at(reader, span, "write x_{1:T}", "the formula does not say where they %s",
                       last ? "end" : "start");
    const Expr *next =
        expr_binary(arena, span, EXPR_ADD, index, expr_integer(arena, span, last ? 1 : -1));
    return last ? expr_list(arena, span, symbol, next, end)
                : expr_list(arena, span, symbol, end, next);
}

const Expr *list_from_subscript(Reader *reader, bool *failed) {
    *failed = false;
    const Item *item = peek(reader);
    NameParts parts;
    if (item->kind != ITEM_ATOM || !name_parts(reader, item->noad, &parts) || !parts.sub ||
        parts.sup)
        return NULL;
    Reader inner = *reader;
    if (!items_flatten(&inner, parts.sub))
        return NULL;
    bool beside = at_operator(&inner, "<") || at_operator(&inner, ">");
    if (!beside && first_separator(&inner) == 0)
        return NULL;
    const Symbol *symbol = find_indexed(reader->scope, parts.name);
    if (!symbol && reader->scope->accept_unknown && !find_plain(reader->scope, parts.name))
        symbol = name_implied_sequence(reader, &parts);
    if (!symbol)
        return NULL;
    const Expr *first, *last, *list = NULL;
    if (beside)
        list = list_beside(reader, &inner, symbol, item->span);
    else if (read_ends(&inner, &first, &last))
        list = list_of(reader, symbol, first, last, item->span);
    *failed = list == NULL;
    reader->position += list != NULL;
    return list;
}

/* ---- dots between densities that hold lists ---- */

static bool is_run(const Expr *const *args, size_t count, const Symbol *symbol) {
    long before = 0, step = 0;
    for (size_t i = 0; i < count; i++) {
        long index;
        if (args[i]->kind != EXPR_SYMBOL || args[i]->symbol != symbol || args[i]->count != 1 ||
            !expr_typical(args[i]->args[0], &index))
            return false;
        if (i == 1)
            step = index - before;
        if (i > 0 && (index - before != step || (step != 1 && step != -1)))
            return false;
        before = index;
    }
    return count > 0;
}

const Expr *list_collapse(Arena *arena, const Expr *expr, const Expr *like) {
    if (expr->kind != EXPR_DENSITY || like->kind != EXPR_DENSITY || expr->count < like->count)
        return expr;
    size_t at = 0, extra = expr->count - like->count;
    while (at < like->count && like->args[at]->kind != EXPR_LIST)
        at++;
    if (at == like->count || expr_has_kind(expr, EXPR_LIST))
        return expr;
    const Symbol *symbol = like->args[at]->args[2]->symbol;
    if (!is_run(expr->args + at, extra + 1, symbol))
        return expr;
    const Expr *first = expr->args[at]->args[0], *last = expr->args[at + extra]->args[0];
    long low = 0, high = 0;
    expr_typical(first, &low);
    expr_typical(last, &high);
    const Expr **args = arena_array(arena, like->count, sizeof *args);
    for (size_t i = 0; i < like->count; i++)
        args[i] = expr->args[i <= at ? i : i + extra];
    args[at] = expr_list(arena, expr->args[at]->span, symbol, low <= high ? first : last,
                         low <= high ? last : first);
    size_t split = expr->split > at ? expr->split - extra : expr->split;
    return expr_split(arena, expr->span, EXPR_DENSITY, expr->symbol, split, like->count, args);
}
