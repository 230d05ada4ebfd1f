/* reader_chain.c - whole formulas: chains of relations, and what stands between them. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "math/reader_internal.h"

/* Chains of one display, sides of one chain. */
#define CHAINS_MAX 256
#define SIDES_MAX 256

/* Room for the first of them; most formulas have fewer. */
#define FIRST_ROOM 4

/* No chain goes on after an aside. */
#define NO_HOST SIZE_MAX

typedef struct {
    Chain *list;
    size_t count;
    bool concluded;  /* a \Rightarrow was passed */
    bool equivalent; /* the next chain stands right of a \Leftrightarrow */
} Chains;

/* The array of `count` elements, with room for one more: it doubles whenever it is full, and its
 * room follows from the count. */
static void *with_room(Arena *arena, void *array, size_t count, size_t size) {
    bool full = count == 0 || (count >= FIRST_ROOM && (count & (count - 1)) == 0);
    if (!full)
        return array;
    void *grown = arena_array(arena, count == 0 ? FIRST_ROOM : 2 * count, size);
    if (count > 0)
        memcpy(grown, array, count * size);
    return grown;
}

static void add_side(Reader *reader, Chain *chain, const Expr *side) {
    chain->sides = with_room(reader->arena, chain->sides, chain->count, sizeof *chain->sides);
    chain->relations =
        with_room(reader->arena, chain->relations, chain->count, sizeof *chain->relations);
    chain->sides[chain->count++] = side;
}

static bool at_boundary(const Reader *reader) {
    static const char *const marks[] = {
        ",", ";", ".", ":", "Rightarrow", "Leftrightarrow", "Longrightarrow", "iff", "therefore"};
    const Item *item = peek(reader);
    if (item->kind == ITEM_SEPARATOR)
        return true;
    if (item->kind != ITEM_OPERATOR)
        return false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strcmp(item->name, marks[i]) == 0)
            return true;
    return false;
}

/* \Rightarrow, or words such as ", then". */
static bool at_implication(const Reader *reader) {
    static const char *const words[] = {"then", "则", "那么"};
    const Item *item = peek(reader);
    for (size_t i = 0; item->kind == ITEM_SEPARATOR && item->noad->kind == NOAD_TEXT &&
                       i < sizeof words / sizeof *words;
         i++) {
        const char *at = item->noad->name + strspn(item->noad->name, " ,;");
        if (strncmp(at, words[i], strlen(words[i])) == 0)
            return true;
    }
    return at_operator(reader, "Rightarrow") || at_operator(reader, "Longrightarrow");
}

static bool at_equivalence(const Reader *reader) {
    return at_operator(reader, "Leftrightarrow") || at_operator(reader, "iff");
}

static bool take_relation(Reader *reader, Relation *relation) {
    const Item *item = peek(reader);
    if (item->kind != ITEM_OPERATOR)
        return false;
    /* ":=" in two characters */
    if (strcmp(item->name, ":") == 0 && reader->items[reader->position + 1].kind == ITEM_OPERATOR &&
        strcmp(reader->items[reader->position + 1].name, "=") == 0) {
        *relation = RELATION_DEFINE;
        reader->position += 2;
        return true;
    }
    if (!relation_of(item->name, relation))
        return false;
    reader->position++;
    return true;
}

/* "\beta_t \in (0,1)" says where a letter lives; the set itself has no value. */
static void skip_set(Reader *reader) {
    size_t depth = 0;
    while (peek(reader)->kind != ITEM_END && (depth > 0 || !at_boundary(reader))) {
        ItemKind kind = peek(reader)->kind;
        depth += kind == ITEM_OPEN;
        depth -= kind == ITEM_CLOSE && depth > 0;
        reader->position++;
    }
}

/* "0.0001 \sim 0.02": from the one to the other. A number has no law but itself. */
static bool is_range(const Expr *from, const Expr *to) {
    return from->kind == EXPR_NUMBER && to->kind == EXPR_NUMBER;
}

static bool starts_with_relation(const Reader *reader) {
    Relation ignored;
    const Item *item = peek(reader);
    return item->kind == ITEM_OPERATOR && relation_of(item->name, &ignored);
}

/* "a = \\dots = b", "a = \\text{the density of a normal law}": dots or words in the place of a
 * side. The position moves behind them. */
static bool skip_empty_side(Reader *reader) {
    size_t start = reader->position;
    const Item *item = peek(reader);
    bool dots = at_operator(reader, "ldots") || at_operator(reader, "cdots");
    bool words = item->kind == ITEM_SEPARATOR && item->noad->kind == NOAD_TEXT;
    if (!dots && !words)
        return false;
    reader->position++;
    if (starts_with_relation(reader) || at_boundary(reader) || peek(reader)->kind == ITEM_END)
        return true;
    reader->position = start;
    return false;
}

/* a R .. S b: what is said of a and b. False when nothing follows from the two. */
static bool join_relations(Relation first, Relation *second) {
    if (first == *second || first == RELATION_EQUAL)
        return true;
    if (*second != RELATION_EQUAL)
        return false;
    *second = first;
    return true;
}

/* Reads relations, and the dots or words between them, up to the next side. False when no side
 * follows, or with the diag set. */
static bool take_link(Reader *reader, Relation *relation, bool *failed) {
    *failed = false;
    if (!take_relation(reader, relation))
        return false;
    while (skip_empty_side(reader)) {
        Relation next;
        Span span = peek(reader)->span;
        if (!take_relation(reader, &next))
            return false;
        if (!join_relations(*relation, &next)) {
            *failed = true;
            fail_at(reader, span, "write what stands between them",
                    "it is not clear what the dots leave out between two relations of two kinds");
            return false;
        }
        *relation = next;
    }
    return true;
}

/* "\{z_1, \ldots, z_L\}", "\{\alpha_t\}_{t=1}^T": a set, which has no value. */
static bool at_set(const Reader *reader) {
    size_t depth = 0;
    bool comma = false;
    for (size_t i = reader->position; at_open(reader, "{") && i < reader->count; i++) {
        const Item *item = &reader->items[i];
        comma |= depth == 1 && item->kind == ITEM_OPERATOR && strcmp(item->name, ",") == 0;
        if (item->kind == ITEM_OPEN)
            depth++;
        else if (item->kind == ITEM_CLOSE && --depth == 0)
            return comma || item->sub;
    }
    return false;
}

/* "\mathcal{N}(\dots)": a law of which nothing is said. */
static bool at_unsaid_law(const Reader *reader) {
    const Item *item = peek(reader);
    size_t left = reader->count - reader->position;
    return left > 3 && item[0].kind == ITEM_ATOM && item[1].kind == ITEM_OPEN &&
           item[2].kind == ITEM_OPERATOR && item[3].kind == ITEM_CLOSE &&
           (strcmp(item[2].name, "ldots") == 0 || strcmp(item[2].name, "cdots") == 0);
}

/* Reads the sides after `chain`'s last one for as long as relations follow. */
static bool read_links(Reader *reader, Chain *chain) {
    Relation relation;
    bool failed;
    while (take_link(reader, &relation, &failed)) {
        if (chain->count == SIDES_MAX) {
            fail_at(reader, peek(reader)->span, "split the chain",
                    "more than %d sides in one chain", SIDES_MAX);
            return false;
        }
        if (at_set(reader) || at_unsaid_law(reader)) {
            skip_set(reader);
            break;
        }
        const Expr *side = read_sum(reader);
        if (!side)
            return false;
        if (relation == RELATION_LAW && is_range(chain->sides[chain->count - 1], side))
            relation = RELATION_TO;
        chain->relations[chain->count - 1] = relation;
        add_side(reader, chain, side);
        chain->span.end = side->span.end;
    }
    if (reader->saw_constant)
        chain->up_to_constant = true;
    reader->saw_constant = false;
    return !failed;
}

static bool read_chain(Reader *reader, Chain *chain) {
    *chain = (Chain){0};
    const Expr *first = starts_with_relation(reader) ? reader->scope->last_side : read_sum(reader);
    if (!first)
        return false;
    add_side(reader, chain, first);
    chain->span = first->span;
    if (at_operator(reader, "in")) {
        skip_set(reader);
        return true;
    }
    return read_links(reader, chain);
}

/* "\\dots, a = b": the dots stand for what went before. */
static bool at_loose_dots(Reader *reader) {
    if (!at_operator(reader, "ldots") && !at_operator(reader, "cdots"))
        return false;
    reader->position++;
    bool loose = at_boundary(reader) || starts_with_relation(reader);
    reader->position--;
    return loose;
}

/* "2^0.5" sets 0 as the exponent and a full stop after it; who typed it meant ^{0.5}. */
static bool at_split_number(const Reader *reader) {
    const Item *dot = peek(reader);
    if (!at_operator(reader, ".") || dot[1].kind != ITEM_ATOM || dot[1].noad->kind != NOAD_NUMBER)
        return false;
    return dot[1].span.start == dot->span.end;
}

/* "1,000": one number to a reader, two to a list. */
static bool at_thousands(const Reader *reader) {
    const Item *comma = peek(reader);
    if (!at_operator(reader, ",") || reader->position == 0)
        return false;
    const Item *above = comma - 1, *below = comma + 1;
    if (above->kind != ITEM_ATOM || above->noad->kind != NOAD_NUMBER || below->kind != ITEM_ATOM ||
        below->noad->kind != NOAD_NUMBER)
        return false;
    const char *between = reader->source->bytes + above->span.end;
    size_t length = below->span.start - above->span.end;
    return strspn(above->noad->name, "0123456789") == strlen(above->noad->name) &&
           strlen(above->noad->name) <= 3 && strspn(below->noad->name, "0123456789") == 3 &&
           memchr(between, ' ', length) == NULL;
}

/* Passes what stands between two chains. After an aside the next row goes on with the chain it
 * was said about: *host is that one, or NO_HOST. */
static void pass_boundary(Reader *reader, Chains *chains, size_t *aside_of, size_t *host) {
    const Item *item = peek(reader);
    bool opens = item->kind == ITEM_SEPARATOR && item->name && item->name == aside_opens;
    bool closes = item->kind == ITEM_SEPARATOR && item->name && item->name == aside_closes;
    if (opens && chains->count > 0)
        *aside_of = *host != NO_HOST ? *host : chains->count - 1;
    if (closes)
        *host = *aside_of;
    if (opens || closes)
        *aside_of = opens ? *aside_of : NO_HOST;
    /* In A => B => C the premise is A. */
    if (at_implication(reader) && !chains->concluded && chains->count > 0) {
        chains->concluded = true;
        for (size_t i = 0; i < chains->count; i++)
            chains->list[i].premise = true;
    }
    if (at_equivalence(reader) && chains->count > 0) {
        chains->list[chains->count - 1].equivalent = true;
        chains->equivalent = true;
    }
    reader->position++;
}

static bool read_chains(Reader *reader, Chains *chains) {
    size_t aside_of = NO_HOST, host = NO_HOST;
    for (;;) {
        if (at_split_number(reader)) {
            fail_at(reader, peek(reader)->span, "put braces around it, as in ^{0.5}",
                    "a script takes one digit only; the rest of the number stands outside");
            return false;
        }
        if (at_thousands(reader)) {
            fail_at(reader, peek(reader)->span, "write 1000 without a comma, or a space behind it",
                    "it is not clear whether this is one number or two");
            return false;
        }
        while (at_boundary(reader) || at_loose_dots(reader))
            pass_boundary(reader, chains, &aside_of, &host);
        if (at_set(reader)) {
            skip_set(reader);
            continue;
        }
        if (peek(reader)->kind == ITEM_END)
            return true;
        if (chains->count > 0 && starts_with_relation(reader)) {
            size_t last = host != NO_HOST ? host : chains->count - 1;
            if (!read_links(reader, &chains->list[last]))
                return false;
        } else {
            host = NO_HOST;
            if (starts_with_relation(reader) && !reader->scope->last_side) {
                fail_at(reader, peek(reader)->span, "write what the first side is equal to",
                        "the formula starts with %s: its left side is missing",
                        item_text(reader, peek(reader)));
                return false;
            }
            if (chains->count == CHAINS_MAX) {
                fail_at(reader, peek(reader)->span, "split the display",
                        "more than %d formulas in one display", CHAINS_MAX);
                return false;
            }
            chains->list =
                with_room(reader->arena, chains->list, chains->count, sizeof *chains->list);
            if (!read_chain(reader, &chains->list[chains->count]))
                return false;
            chains->list[chains->count++].equivalent |= chains->equivalent;
            chains->equivalent = false;
        }
        if (peek(reader)->kind != ITEM_END && !at_boundary(reader)) {
            fail_at(reader, peek(reader)->span, NULL, "unexpected %s",
                    item_text(reader, peek(reader)));
            return false;
        }
    }
}

/* A conclusion must follow a premise: "A \Rightarrow" alone is only A, and so is "A, then y is". */
static void settle_premises(Chains *chains) {
    bool conclusion = false;
    for (size_t i = 0; i < chains->count; i++)
        conclusion |= !chains->list[i].premise && chains->list[i].count > 1;
    for (size_t i = 0; i < chains->count && !conclusion; i++)
        chains->list[i].premise = false;
}

Formula *formula_read(Scope *scope, const Source *source, const Noad *noad, Diag *diag) {
    Whole whole = {.formula = noad};
    Reader reader = {
        .scope = scope, .arena = scope->arena, .source = source, .diag = diag, .whole = &whole};
    if (!items_flatten(&reader, noad))
        return NULL;
    Chains chains = {0};
    if (reader.count == 1) {
        fail_at(&reader, noad->span, NULL, "the formula is empty");
        return NULL;
    }
    if (!read_chains(&reader, &chains))
        return NULL;
    if (chains.count == 0) {
        fail_at(&reader, noad->span, NULL,
                at_open(&(Reader){.items = reader.items}, "{") ? "a set alone says nothing"
                                                               : "the formula is empty");
        return NULL;
    }
    settle_premises(&chains);
    Formula *formula = arena_alloc(scope->arena, sizeof *formula);
    *formula = (Formula){.count = chains.count, .chains = chains.list};
    return formula;
}

/* Marks that stand between words as well as between quantities. */
static bool is_mark(const Item *item) {
    static const char *const marks[] = {",", ";",   ".",     ":",     "!",
                                        "/", "ast", "times", "ldots", "cdots"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strcmp(item->name, marks[i]) == 0)
            return true;
    return false;
}

/* Four words of two letters and more, one behind the other, and neither a command nor a "=". */
bool formula_is_sentence(const Source *source, Span span) {
    size_t words = 0, letters = 0, most = 0;
    for (size_t at = span.start; at < span.end; at++) {
        char c = source->bytes[at];
        if (c == '\\' || c == '=')
            return false;
        if (isalpha((unsigned char)c)) {
            letters++;
            continue;
        }
        words = c == ' ' && letters > 1 ? words + 1 : 0;
        most = words > most ? words : most;
        letters = 0;
    }
    return most >= 4;
}

bool formula_holds_words(Scope *scope, const Source *source, const Noad *noad) {
    Diag ignored = {0};
    Reader reader = {.scope = scope, .arena = scope->arena, .source = source, .diag = &ignored};
    if (!items_flatten(&reader, noad))
        return false;
    for (size_t i = 0; i < reader.count; i++) {
        const Item *item = &reader.items[i];
        if (item->kind == ITEM_ATOM && item->noad->kind == NOAD_TEXT && strchr(item->name, ' '))
            return true;
    }
    return false;
}

bool formula_is_words(Scope *scope, const Source *source, const Noad *noad) {
    Diag ignored = {0};
    Reader reader = {.scope = scope, .arena = scope->arena, .source = source, .diag = &ignored};
    bool words = false;
    if (!items_flatten(&reader, noad))
        return false;
    for (size_t i = 0; i < reader.count; i++) {
        const Item *item = &reader.items[i];
        bool separates = item->kind == ITEM_SEPARATOR || item->kind == ITEM_OPEN ||
                         item->kind == ITEM_CLOSE || item->kind == ITEM_END;
        if (!separates && (item->kind != ITEM_OPERATOR || !is_mark(item)))
            return false;
        words |= item->kind == ITEM_SEPARATOR && item->noad->kind == NOAD_TEXT;
    }
    return words;
}

bool formula_names_average(Scope *scope, const Source *source, const Noad *noad) {
    Diag ignored = {0};
    Reader reader = {.scope = scope, .arena = scope->arena, .source = source, .diag = &ignored};
    size_t averages = 0;
    if (!items_flatten(&reader, noad))
        return false;
    for (size_t i = 0; reader.items[i].kind != ITEM_END; i++) {
        const Item *item = &reader.items[i];
        NameParts parts;
        bool equals = item->kind == ITEM_OPERATOR && strcmp(item->name, "=") == 0;
        if (i % 2 == 1 ? !equals : item->kind != ITEM_ATOM)
            return false;
        if (equals)
            continue;
        bool average = name_parts(&reader, item->noad, &parts) && parts.sub && !parts.sup &&
                       strcmp(parts.base, "bb E") == 0;
        if (!average)
            return false;
        averages++;
    }
    return averages > 1;
}

Formula *formula_parse(Scope *scope, const Source *source, Span span, Diag *diag) {
    const Noad *noad = noad_parse(scope->arena, source, span, diag);
    return noad ? formula_read(scope, source, noad, diag) : NULL;
}

const Expr *expr_parse(Scope *scope, const Source *source, Span span, Diag *diag) {
    const Formula *formula = formula_parse(scope, source, span, diag);
    if (!formula)
        return NULL;
    if (formula->count != 1 || formula->chains[0].count != 1) {
        diag_set(diag, scope->arena, source, span.start, "leave out the relation",
                 "expected one expression");
        return NULL;
    }
    return formula->chains[0].sides[0];
}
