/* reader_names.c - letters, accents and subscripts to declared symbols. */
#include <ctype.h>
#include <string.h>

#include "math/lexer.h"
#include "math/reader_internal.h"

/* An unknown letter (accept_unknown) is a real number here... */
#define IMPLIED_LOWER "-3"
#define IMPLIED_UPPER "3"
/* ... unless the literature keeps it for a positive quantity. */
#define IMPLIED_POSITIVE_LOWER "0.1"
/* An unknown letter in an index is a whole number here. */
#define IMPLIED_FIRST 2
#define IMPLIED_LAST 6

static const Noad *unwrap(const Noad *noad) {
    for (;;) {
        if (noad->kind == NOAD_DECORATED) {
            noad = noad->items[0];
            continue;
        }
        if (noad->kind != NOAD_ROW)
            return noad;
        const Noad *sole = NULL;
        for (size_t i = 0; i < noad->count; i++) {
            if (noad_is_blank(noad->items[i]))
                continue;
            if (sole)
                return noad;
            sole = noad->items[i];
        }
        if (!sole)
            return noad;
        noad = sole;
    }
}

/* TeX of one letter or command name. */
static const char *letter_tex(Arena *arena, const char *name) {
    bool command = strlen(name) > 1 && isalpha((unsigned char)name[0]);
    return command ? arena_printf(arena, "\\%s", name) : name;
}

static bool letter_parts(Reader *reader, const Noad *noad, NameParts *parts) {
    Arena *arena = reader->arena;
    if (noad->kind == NOAD_FUNCTION || noad->kind == NOAD_TEXT) {
        parts->base = noad->name;
        parts->tex = arena_printf(arena, "\\mathrm{%s}", noad->name);
        return true;
    }
    if (noad->kind != NOAD_SYMBOL)
        return false;
    const char *tex = letter_tex(arena, noad->name);
    switch (noad->alphabet) {
    case ALPHABET_CALLIGRAPHIC:
        parts->base = arena_printf(arena, "cal %s", noad->name);
        parts->tex = arena_printf(arena, "\\mathcal{%s}", tex);
        return true;
    case ALPHABET_BLACKBOARD:
        parts->base = arena_printf(arena, "bb %s", noad->name);
        parts->tex = arena_printf(arena, "\\mathbb{%s}", tex);
        return true;
    case ALPHABET_FRAKTUR:
        parts->base = arena_printf(arena, "frak %s", noad->name);
        parts->tex = arena_printf(arena, "\\mathfrak{%s}", tex);
        return true;
    case ALPHABET_PLAIN:
    case ALPHABET_UPRIGHT:
    case ALPHABET_BOLD:
    case ALPHABET_SANS: break;
    }
    parts->base = noad->name;
    parts->tex = tex;
    return true;
}

/* Splits the primes off a superscript. */
static void take_primes(Reader *reader, NameParts *parts, const Noad *sup, size_t *primes) {
    const Noad *mark = unwrap(sup);
    if (mark->kind == NOAD_PRIME) {
        *primes += strlen(mark->name);
        return;
    }
    if (mark->kind == NOAD_ROW && mark->count > 1 && mark->items[0]->kind == NOAD_PRIME) {
        *primes += strlen(mark->items[0]->name);
        Noad *rest = arena_alloc(reader->arena, sizeof *rest);
        *rest = *mark;
        rest->items = mark->items + 1;
        rest->count = mark->count - 1;
        parts->sup = rest;
        return;
    }
    if (mark->kind == NOAD_OPERATOR && strcmp(mark->name, "ast") == 0) {
        parts->base = arena_printf(reader->arena, "%s *", parts->base);
        parts->tex = arena_printf(reader->arena, "%s^*", parts->tex);
        return;
    }
    parts->sup = sup;
}

static bool collect(Reader *reader, const Noad *noad, NameParts *parts, size_t *primes) {
    noad = unwrap(noad);
    if (noad->kind == NOAD_ACCENT) {
        if (!collect(reader, noad->items[0], parts, primes))
            return false;
        parts->base = arena_printf(reader->arena, "%s %s", noad->name, parts->base);
        parts->tex = arena_printf(reader->arena, "\\%s{%s}", noad->name, parts->tex);
        return true;
    }
    if (noad->kind == NOAD_SCRIPTS) {
        if (!collect(reader, noad->items[0], parts, primes))
            return false;
        if ((noad->items[1] && parts->sub) || (noad->items[2] && parts->sup))
            return false;
        if (noad->items[1] && !noad_is_blank(noad->items[1]))
            parts->sub = noad->items[1];
        if (noad->items[2])
            take_primes(reader, parts, noad->items[2], primes);
        return true;
    }
    return letter_parts(reader, noad, parts);
}

/* Appends the subscript as a word: "theta", "x", "KL", "simple", "*". False when it is more than
 * that. */
static bool literal_of(Text *out, const Noad *noad) {
    noad = unwrap(noad);
    switch (noad->kind) {
    case NOAD_SYMBOL:
    case NOAD_NUMBER:
    case NOAD_FUNCTION:
    case NOAD_TEXT: text_append(out, noad->name); return true;
    case NOAD_OPERATOR:
        if (strcmp(noad->name, "ast") != 0)
            return false;
        text_append(out, "*");
        return true;
    case NOAD_ROW:
        for (size_t i = 0; i < noad->count; i++)
            if (!noad_is_blank(noad->items[i]) && !literal_of(out, noad->items[i]))
                return false;
        return noad->count > 0;
    case NOAD_FENCE:
    case NOAD_PRIME:
    case NOAD_FRACTION:
    case NOAD_RADICAL:
    case NOAD_SCRIPTS:
    case NOAD_ACCENT:
    case NOAD_DELIMITED:
    case NOAD_BIGOP:
    case NOAD_SPACE:
    case NOAD_TABLE:
    case NOAD_DECORATED: return false;
    }
    return false;
}

static const char *with_primes(Reader *reader, const char *name, const char *prime, size_t count) {
    Text text;
    text_init(&text);
    text_append(&text, name);
    for (size_t i = 0; i < count; i++)
        text_append(&text, prime);
    const char *copy = arena_copy(reader->arena, text.bytes, text.length);
    text_clear(&text);
    return copy;
}

bool name_parts(Reader *reader, const Noad *noad, NameParts *parts) {
    *parts = (NameParts){0};
    size_t primes = 0;
    if (!collect(reader, noad, parts, &primes))
        return false;
    parts->name = parts->base;
    parts->primed = primes > 0;
    if (primes > 0) {
        parts->name = with_primes(reader, parts->name, " '", primes);
        parts->tex = with_primes(reader, parts->tex, "'", primes);
    }
    if (parts->sub) {
        Text literal;
        text_init(&literal);
        if (literal_of(&literal, parts->sub))
            parts->literal = arena_copy(reader->arena, literal.bytes, literal.length);
        text_clear(&literal);
    }
    return true;
}

bool has_word(const char *name, const char *const *words, size_t count) {
    for (const char *at = name; *at != '\0'; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        for (size_t i = 0; i < count; i++)
            if (strlen(words[i]) == length && strncmp(at, words[i], length) == 0)
                return true;
        at += length;
    }
    return false;
}

static bool is_indexed(const Symbol *symbol) {
    return symbol->kind == SYMBOL_SEQ || symbol->kind == SYMBOL_LETSEQ ||
           symbol->kind == SYMBOL_STATE || symbol->kind == SYMBOL_NOISE;
}

static const Symbol *find_kind(const Scope *scope, const char *name, bool indexed) {
    for (; scope; scope = scope->parent)
        for (size_t i = scope->count; i-- > 0;) {
            const Symbol *symbol = scope->symbols[i];
            if (strcmp(symbol->name, name) == 0 &&
                (is_indexed(symbol) == indexed || symbol->kind == SYMBOL_NOISE))
                return symbol;
        }
    return NULL;
}

const Symbol *find_plain(const Scope *scope, const char *name) {
    return find_kind(scope, name, false);
}

const Symbol *find_indexed(const Scope *scope, const char *name) {
    return find_kind(scope, name, true);
}

bool expr_is_whole(const Expr *expr) {
    switch (expr->kind) {
    case EXPR_NUMBER: return strchr(expr->text, '.') == NULL;
    case EXPR_SYMBOL:
        return expr->symbol->kind == SYMBOL_INT ||
               (expr->symbol->kind == SYMBOL_BOUND && expr->symbol->integer_bound);
    case EXPR_ADD:
    case EXPR_NEG:
    case EXPR_MUL:
        for (size_t i = 0; i < expr->count; i++)
            if (!expr_is_whole(expr->args[i]))
                return false;
        return true;
    case EXPR_DIV:
    case EXPR_POW:
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
    case EXPR_KIND_COUNT: return false;
    }
    return false;
}

/* a_{ij}: an entry of a matrix, as people write it, and no product. */
static bool holds_two_indices(const Noad *sub) {
    bool letter = false;
    for (size_t i = 0; sub->kind == NOAD_ROW && i < sub->count; i++) {
        bool again = letter;
        letter = sub->items[i]->kind == NOAD_SYMBOL || sub->items[i]->kind == NOAD_SCRIPTS;
        if (letter && again)
            return true;
    }
    return false;
}

static const Expr *read_index(Reader *reader, const NameParts *parts) {
    if (holds_two_indices(parts->sub))
        return fail_at(reader, parts->sub->span, "write i \\cdot j for a product",
                       "%s has one index, and two letters stand here", parts->tex);
    bool outer = reader->in_index;
    reader->in_index = true;
    const Expr *index = read_noad(reader, parts->sub);
    reader->in_index = outer;
    if (!index)
        return NULL;
    if (!expr_is_whole(index))
        return fail_at(reader, parts->sub->span, "an index is a whole number, such as t, t-1 or 3",
                       "the index of %s is not a whole number", parts->tex);
    return index;
}

/* A name with its literal subscript: "mu _ x", shown as \mu_{x}. */
static const char *subscripted(Reader *reader, const NameParts *parts) {
    return arena_printf(reader->arena, "%s _ %s", parts->name, parts->literal);
}

/* The subscript as written, without its braces; small characters in their full size. */
static const char *below_text(Reader *reader, const Noad *sub) {
    Span span = sub->span;
    const char *bytes = reader->source->bytes;
    if (span.end > span.start + 1 && bytes[span.start] == '{' && bytes[span.end - 1] == '}')
        span = (Span){span.start + 1, span.end - 1};
    Text text;
    text_init(&text);
    for (size_t at = span.start, used = 0; at < span.end; at += used) {
        bool raised;
        const char *small = lexer_script(utf8_decode(bytes + at, span.end - at, &used), &raised);
        text_append_bytes(&text, small ? small : bytes + at, small ? strlen(small) : used);
    }
    const char *copy = arena_copy(reader->arena, text.bytes, text.length);
    text_clear(&text);
    return copy;
}

static const char *subscripted_tex(Reader *reader, const NameParts *parts) {
    return arena_printf(reader->arena, "%s_{%s}", parts->tex, below_text(reader, parts->sub));
}

static bool usually_positive(const char *name) {
    static const char *const names[] = {"sigma", "Sigma", "lambda", "tau", "v"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static const Symbol *imply(Reader *reader, SymbolKind kind, const char *name, const char *tex,
                           const char *letter) {
    Symbol symbol = {.kind = kind,
                     .name = name,
                     .tex = tex,
                     .lower = usually_positive(letter) ? IMPLIED_POSITIVE_LOWER : IMPLIED_LOWER,
                     .upper = IMPLIED_UPPER,
                     .first = IMPLIED_FIRST,
                     .last = IMPLIED_LAST,
                     .implied = true};
    return scope_add(reader->scope, &symbol);
}

const Symbol *name_implied_sequence(Reader *reader, const NameParts *parts) {
    return imply(reader, SYMBOL_SEQ, parts->name, parts->tex, parts->name);
}

/* The name to suggest for `name`, or NULL. */
static const Symbol *nearest_symbol(const Reader *reader, const char *name) {
    /* The two spellings of epsilon, theta and phi are the commonest slip. */
    static const char *const twins[][2] = {
        {"epsilon", "varepsilon"}, {"phi", "varphi"}, {"theta", "vartheta"}, {"sigma", "varsigma"}};
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
        for (size_t k = 0; k < 2; k++)
            if (strcmp(name, twins[i][k]) == 0 && scope_find(reader->scope, twins[i][1 - k]))
                return scope_find(reader->scope, twins[i][1 - k]);
    /* Any letter is one edit away from any other, so a single one must be the same. */
    if (strlen(name) == 1)
        return scope_find(reader->scope, name);
    size_t total = 0;
    for (const Scope *s = reader->scope; s; s = s->parent)
        total += s->count;
    const char **names = arena_array(reader->arena, total + 1, sizeof *names);
    size_t count = 0;
    for (const Scope *s = reader->scope; s; s = s->parent)
        for (size_t i = 0; i < s->count; i++)
            names[count++] = s->symbols[i]->name;
    const char *near = nearest_name(name, names, count);
    return near ? scope_find(reader->scope, near) : NULL;
}

/* A hint for an unknown letter: the nearest declared one, with its subscript or without. */
static const char *suggest(Reader *reader, const NameParts *parts) {
    const Symbol *near = scope_find(reader->scope, parts->name);
    if (!near && parts->literal)
        near = nearest_symbol(reader, subscripted(reader, parts));
    if (!near)
        near = nearest_symbol(reader, parts->name);
    return near ? arena_printf(reader->arena, "did you mean %s?", near->tex)
                : "declare it in a symbols block, or choose a notation";
}

/* A noise letter with primes is a noise of its own, not the chain's. */
static const Expr *fresh_noise(Reader *reader, const NameParts *parts, Span span) {
    const char *name = parts->name;
    if (parts->sub) {
        char *below = arena_printf(reader->arena, "%s", below_text(reader, parts->sub));
        size_t length = 0;
        for (const char *c = below; *c != '\0'; c++)
            if (*c != ' ')
                below[length++] = *c;
        below[length] = '\0';
        name = arena_printf(reader->arena, "%s _ %s", parts->name, below);
    }
    const Symbol *symbol = find_plain(reader->scope, name);
    if (!symbol) {
        const char *tex = parts->sub ? subscripted_tex(reader, parts) : parts->tex;
        Symbol fresh = {.kind = SYMBOL_NORMAL,
                        .name = name,
                        .tex = tex,
                        .lower = "-3",
                        .upper = "3",
                        .implied = true};
        fresh.definition =
            expr_binary(reader->arena, span, EXPR_NORMAL, expr_number(reader->arena, span, "0"),
                        expr_number(reader->arena, span, "1"));
        symbol = scope_add(reader->scope, &fresh);
    }
    return expr_symbol(reader->arena, span, symbol, NULL);
}

static bool mentions_index_letter(Reader *reader, const NameParts *parts) {
    if (!parts->literal)
        return true;
    const Symbol *symbol = find_plain(reader->scope, parts->literal);
    bool digits = isdigit((unsigned char)parts->literal[0]) != 0;
    static const char *const letters[] = {"t", "s", "i", "j", "k", "n", "T"};
    if (symbol || digits)
        return symbol && (symbol->kind == SYMBOL_INT ||
                          (symbol->kind == SYMBOL_BOUND && symbol->integer_bound));
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (strcmp(parts->literal, letters[i]) == 0)
            return true;
    return false;
}

/* Words (\tan, \mathrm{erf}), blackboard letters and signs such as \partial are never unknown
 * numbers. */
static bool is_operator_name(const NameParts *parts) {
    static const char *const signs[] = {"partial", "exists", "infty", "nabla", "emptyset"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strcmp(parts->base, signs[i]) == 0)
            return true;
    return strstr(parts->tex, "\\mathrm{") == parts->tex || strncmp(parts->base, "bb ", 3) == 0;
}

/* f(x+y) of a function nobody declared is a number of its own for each way the argument is written:
 * nothing is known about it. */
const Expr *name_unknown_value(Reader *reader, const Symbol *function, Span span) {
    const char *written =
        arena_copy(reader->arena, reader->source->bytes + span.start, span.end - span.start);
    const Symbol *known = find_plain(reader->scope, written);
    if (!known)
        known = imply(reader, SYMBOL_REAL, written, written, function->name);
    return expr_symbol(reader->arena, span, known, NULL);
}

/* Is the name the left side of a relation, alone or as in erf(z) = ...? */
static bool is_head(const Reader *reader) {
    Relation ignored;
    const Item *next = &reader->items[reader->position + 1];
    if (reader->position != 0 || reader->count <= 2)
        return false;
    bool call = reader->count > 4 && next[0].kind == ITEM_OPEN && next[1].kind == ITEM_ATOM &&
                next[2].kind == ITEM_CLOSE;
    next += call ? 3 : 0;
    return next->kind == ITEM_OPERATOR && relation_of(next->name, &ignored);
}

static const Expr *resolve_unknown(Reader *reader, const NameParts *parts, Span span) {
    Arena *arena = reader->arena;
    if (parts->primed) {
        const Symbol *noise = find_plain(reader->scope, parts->base);
        if (noise && noise->kind == SYMBOL_NOISE)
            return fresh_noise(reader, parts, span);
    }
    if (!reader->scope->accept_unknown) {
        const char *shown = parts->sub ? subscripted_tex(reader, parts) : parts->tex;
        return fail_at(reader, span, suggest(reader, parts), "%s is not declared", shown);
    }
    /* At the head of a formula a word may be about to be defined: \text{Var} = ... */
    if (is_operator_name(parts) && !is_head(reader))
        return fail_at(reader, span, "declare it, or write it out",
                       "%s is neither a quantity nor a function known here", parts->tex);
    if (parts->sub && mentions_index_letter(reader, parts)) {
        const Symbol *symbol = imply(reader, SYMBOL_SEQ, parts->name, parts->tex, parts->name);
        const Expr *index = read_index(reader, parts);
        return index ? expr_symbol(arena, span, symbol, index) : NULL;
    }
    const char *name = parts->sub ? subscripted(reader, parts) : parts->name;
    const char *tex = parts->sub ? subscripted_tex(reader, parts) : parts->tex;
    SymbolKind kind = reader->in_index ? SYMBOL_INT : SYMBOL_REAL;
    return expr_symbol(arena, span, imply(reader, kind, name, tex, parts->name), NULL);
}

const Expr *name_resolve(Reader *reader, const NameParts *parts, Span span) {
    Arena *arena = reader->arena;
    if (parts->literal) {
        const Symbol *exact = find_plain(reader->scope, subscripted(reader, parts));
        const Symbol *indexed = find_indexed(reader->scope, parts->name);
        /* `normal x_0 = ...` says what law the chain's x_0 has; it is no other letter. */
        bool is_data = exact && exact->kind == SYMBOL_NORMAL && !exact->implied && indexed &&
                       indexed->kind == SYMBOL_STATE;
        if (exact && !is_data)
            return expr_symbol(arena, span, exact, NULL);
    }
    if (parts->sub) {
        const Symbol *indexed = find_indexed(reader->scope, parts->name);
        /* x_* is a letter of its own: a star is no index. */
        bool star = parts->literal && strcmp(parts->literal, "*") == 0;
        if (indexed && !star) {
            const Expr *index = read_index(reader, parts);
            return index ? expr_symbol(arena, span, indexed, index) : NULL;
        }
        return resolve_unknown(reader, parts, span);
    }
    const Symbol *plain = find_plain(reader->scope, parts->name);
    if (plain)
        return expr_symbol(arena, span, plain, NULL);
    const Symbol *indexed = find_indexed(reader->scope, parts->name);
    if (indexed && !reader->scope->accept_unknown)
        return fail_at(reader, span, NULL, "%s needs an index, as in %s_t", parts->tex, parts->tex);
    return resolve_unknown(reader, parts, span);
}
