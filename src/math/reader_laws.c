/* reader_laws.c - distributions, densities, expectations: N(m, v), q(x_t|x_0), E[..], Var, Cov,
 * D_KL. */
#include <string.h>

#include "math/reader_internal.h"

/* Arguments of one density or expectation. */
#define ARGUMENTS_MAX 64
/* Nodes of stated densities in one formula: each may be written with those before it. */
#define STATED_NODES_MAX 10000

typedef enum {
    LAW_NONE,
    LAW_NORMAL,
    LAW_EXPECT,
    LAW_VARIANCE,
    LAW_COVARIANCE,
    LAW_KL,
    LAW_DENSITY
} LawKind;

static bool opens(const Reader *reader, size_t at) {
    return at < reader->count && (reader->items[at].kind == ITEM_OPEN);
}

static bool is_word_item(const Item *item, const char *word) {
    const Noad *noad = item->noad;
    if (item->kind != ITEM_ATOM)
        return false;
    if (noad->kind == NOAD_SCRIPTS)
        noad = noad->items[0];
    noad = noad_only(noad);
    if (noad->kind != NOAD_FUNCTION && noad->kind != NOAD_TEXT)
        return false;
    const char *name = noad->name;
    while (*name == ' ')
        name++;
    return strncmp(name, word, strlen(word)) == 0 &&
           (name[strlen(word)] == '\0' || name[strlen(word)] == ' ');
}

static bool is_plain_letter(const Item *item, const char *letter) {
    return item->kind == ITEM_ATOM && item->noad->kind == NOAD_SYMBOL &&
           strcmp(item->noad->name, letter) == 0 && item->noad->alphabet == ALPHABET_PLAIN;
}

/* KL(, Var[, Cov( typed as single letters. */
static LawKind law_in_letters(const Reader *reader, size_t *length) {
    static const struct {
        const char *letters;
        LawKind kind;
    } rows[] = {{"KL", LAW_KL}, {"Var", LAW_VARIANCE}, {"Cov", LAW_COVARIANCE}};
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        *length = 0;
        for (const char *letter = rows[row].letters; *letter != '\0'; letter++, (*length)++) {
            size_t at = reader->position + *length;
            const char name[2] = {*letter, '\0'};
            if (at >= reader->count || !is_plain_letter(&reader->items[at], name))
                break;
        }
        if (rows[row].letters[*length] == '\0' && opens(reader, reader->position + *length))
            return rows[row].kind;
    }
    return LAW_NONE;
}

/* The fancy N and E are the normal law and the expectation; a plain one only when nobody declared
 * it. */
static LawKind law_of_letter(const Reader *reader, const NameParts *parts) {
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

/* What was declared under the name with its subscript; NULL otherwise. */
static const Symbol *with_literal(const Reader *reader, const NameParts *parts) {
    return parts->literal ? find_plain(reader->scope, arena_printf(reader->arena, "%s _ %s",
                                                                   parts->name, parts->literal))
                          : NULL;
}

/* p_\theta is the network's density, not the chain's p. In p_t(x_t) the index only repeats the
 * argument's. */
static const Symbol *density_symbol(const Reader *reader, const NameParts *parts) {
    const Symbol *symbol = with_literal(reader, parts);
    bool network = parts->literal && strlen(parts->literal) > 1;
    if (!symbol && !network)
        symbol = find_plain(reader->scope, parts->name);
    return symbol && symbol->kind == SYMBOL_DENSITY ? symbol : NULL;
}

/* Does the parenthesis after the letter hold a bar, as a conditional density does? */
static bool holds_bar(const Reader *reader, size_t open) {
    size_t depth = 0;
    for (size_t i = open; i < reader->count; i++) {
        const Item *item = &reader->items[i];
        if (item->kind == ITEM_OPEN)
            depth++;
        else if (item->kind == ITEM_CLOSE && --depth == 0)
            return false;
        else if (depth == 1 && item->kind == ITEM_BAR && strcmp(item->name, "|") == 0)
            return true;
    }
    return false;
}

static bool is_number(const Noad *noad) {
    noad = noad_only(noad);
    return noad->kind == NOAD_NUMBER;
}

/* A density that nobody declared, where unknown letters are accepted. */
static bool is_unknown_density(const Reader *reader, const NameParts *parts) {
    const Symbol *declared = with_literal(reader, parts);
    if (!reader->scope->accept_unknown || (parts->sup && !is_number(parts->sup)) ||
        (declared && !declared->implied))
        return false;
    const Symbol *known = find_plain(reader->scope, parts->name);
    if (known && known->kind != SYMBOL_DENSITY && !known->implied)
        return false;
    static const char *const letters[] = {"p", "q", "P", "Q", "tilde p", "tilde q"};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (strcmp(parts->name, letters[i]) == 0)
            return true;
    return !known && !find_indexed(reader->scope, parts->name) &&
           holds_bar(reader, reader->position + 1);
}

static LawKind law_here(Reader *reader, NameParts *parts) {
    const Item *item = peek(reader);
    if (item->kind != ITEM_ATOM)
        return LAW_NONE;
    bool call = opens(reader, reader->position + 1);
    *parts = (NameParts){0};
    size_t length;
    LawKind spelled = law_in_letters(reader, &length);
    if (spelled != LAW_NONE)
        return spelled;
    if (!call || !name_parts(reader, item->noad, parts))
        return LAW_NONE;
    if (is_word_item(item, "KL") ||
        (strcmp(parts->base, "D") == 0 && parts->literal && strcmp(parts->literal, "KL") == 0))
        return LAW_KL;
    if (is_word_item(item, "Var"))
        return LAW_VARIANCE;
    if (is_word_item(item, "Cov"))
        return LAW_COVARIANCE;
    LawKind kind = law_of_letter(reader, parts);
    if (kind != LAW_NONE)
        return kind;
    const Symbol *symbol = density_symbol(reader, parts);
    return symbol || is_unknown_density(reader, parts) ? LAW_DENSITY : LAW_NONE;
}

bool at_law(Reader *reader) {
    NameParts parts;
    return law_here(reader, &parts) != LAW_NONE;
}

typedef struct {
    const Expr *args[ARGUMENTS_MAX];
    size_t count;
    size_t split;     /* how many came before the bar; count when there was none */
    size_t semicolon; /* how many came before a semicolon; 0 when there was none */
    const Item *close;
    bool restricted;   /* E_{x \sim p}[..]: over a stated list of variables only */
    const Symbol *law; /* of E_q[..], E_{q(x|y)}[..]: q; or NULL */
} Arguments;

static bool at_bar(const Reader *reader, const char *name) {
    const Item *item = peek(reader);
    return item->kind == ITEM_BAR && strcmp(item->name, name) == 0;
}

static bool is_dots(const Item *item) {
    return item->kind == ITEM_OPERATOR &&
           (strcmp(item->name, "ldots") == 0 || strcmp(item->name, "cdots") == 0);
}

/* One argument, or a list of them: x_{1:T}; x_1, \\ldots, x_T. */
static const Expr *read_argument(Reader *reader) {
    bool failed;
    const Expr *argument = list_from_subscript(reader, &failed);
    if (failed)
        return NULL;
    if (!argument)
        argument = read_sum(reader);
    if (!argument || !at_operator(reader, ",") || !is_dots(&reader->items[reader->position + 1]))
        return argument;
    Span dots = reader->items[reader->position + 1].span;
    reader->position += 2;
    if (at_operator(reader, ","))
        reader->position++;
    const Expr *last = read_sum(reader);
    return last ? list_between(reader, argument, last, dots) : NULL;
}

/* Reads "( a, b ; c | d, e )" of either fence. */
static bool read_arguments(Reader *reader, const char *bar, Arguments *out) {
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
        if (!(out->args[out->count++] = read_argument(reader)))
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

static const Expr *read_normal(Reader *reader, Span name) {
    Arguments a;
    if (!read_arguments(reader, "|", &a))
        return NULL;
    Span span = {name.start, a.close->span.end};
    if (a.count == 3 && a.semicolon <= 1 && (a.split == 1 || a.split == 3)) {
        const Expr *density = expr_node(reader->arena, span, EXPR_NORMAL_DENSITY, 3, a.args);
        return apply_close(reader, density, a.close);
    }
    if (a.count == 2 && (a.close->sub || a.close->sup))
        return fail_at(reader, a.close->span,
                       "write \\mathcal{N}(x; mean, variance) for its density",
                       "a normal law has neither a power nor an index");
    if (a.count == 2 && a.split == 2)
        return expr_node(reader->arena, span, EXPR_NORMAL, 2, a.args);
    return fail_at(reader, span,
                   "write \\mathcal{N}(mean, variance) or \\mathcal{N}(x; mean, variance)",
                   "a normal law takes a mean and a variance");
}

/* q(x_t|x_0), whatever is known about it; *close: its parenthesis. */
static const Expr *read_written_density(Reader *reader, const NameParts *parts, Span name,
                                        const Item **close) {
    const Symbol *symbol = density_symbol(reader, parts);
    if (!symbol) {
        bool subscript = parts->literal && strlen(parts->literal) > 1;
        Symbol unknown = {
            .kind = SYMBOL_DENSITY, .name = parts->name, .tex = parts->tex, .implied = true};
        if (subscript) {
            unknown.name = arena_printf(reader->arena, "%s _ %s", parts->name, parts->literal);
            Span below = parts->sub->span;
            unknown.tex =
                arena_printf(reader->arena, "%s_{%.*s}", parts->tex, (int)(below.end - below.start),
                             reader->source->bytes + below.start);
        }
        symbol = scope_add(reader->scope, &unknown);
    }
    Arguments a;
    if (!read_arguments(reader, "|", &a))
        return NULL;
    *close = a.close;
    return expr_split(reader->arena, (Span){name.start, a.close->span.end}, EXPR_DENSITY, symbol,
                      a.split, a.count, a.args);
}

/* The formula that a `given:` line states for this very density; NULL when none does. */
static const Expr *stated_density(const Expr *density) {
    const Symbol *symbol = density->symbol;
    for (size_t i = 0; i < symbol->law_count; i++) {
        const Expr *stated = symbol->laws[2 * i];
        bool same = stated->split == density->split && stated->count == density->count;
        for (size_t k = 0; k < density->count && same; k++)
            same = expr_same(stated->args[k], density->args[k]);
        if (same)
            return symbol->laws[2 * i + 1];
    }
    return NULL;
}

static bool count_stated(void *context, const Expr *expr) {
    Whole *whole = context;
    (void)expr;
    return ++whole->stated_nodes <= STATED_NODES_MAX;
}

static const Expr *read_density(Reader *reader, const NameParts *parts, Span name) {
    const Item *close;
    const Expr *density = read_written_density(reader, parts, name, &close);
    const Expr *stated = density ? stated_density(density) : NULL;
    if (stated && reader->whole && !expr_walk(stated, count_stated, reader->whole))
        return fail_at(reader, density->span, "leave some of the given densities out",
                       "with the given densities written in the formula is too long");
    return density ? apply_close(reader, stated ? stated : density, close) : NULL;
}

/* ---- what stands below an E ---- */

/* The density p(x_0, .., x_T) at the position, where nothing follows it; NULL otherwise. */
static const Expr *last_density(Reader *inner) {
    NameParts parts;
    if (law_here(inner, &parts) != LAW_DENSITY || parts.sup)
        return NULL;
    Span name = peek(inner)->span;
    const Item *close;
    Diag *kept = inner->diag, ignored = {0};
    inner->diag = &ignored;
    inner->position++;
    const Expr *density = read_written_density(inner, &parts, name, &close);
    inner->diag = kept;
    bool alone = density && !close->sub && !close->sup && peek(inner)->kind == ITEM_END;
    return alone ? density : NULL;
}

static size_t find_mark(const Reader *inner, const char *name) {
    size_t at = 0;
    while (at + 1 < inner->count &&
           (!inner->items[at].name || strcmp(inner->items[at].name, name) != 0))
        at++;
    return at;
}

/* Is `given` among the letters before `end`, over which E averages? Then it is not given. */
static bool is_averaged(Reader *inner, size_t end, const Expr *given) {
    const Symbol *symbol = given->kind == EXPR_LIST ? given->args[2]->symbol : given->symbol;
    for (size_t i = 0; i < end; i++) {
        NameParts parts;
        const Item *item = &inner->items[i];
        if (item->kind == ITEM_ATOM && symbol && name_parts(inner, item->noad, &parts) &&
            strcmp(parts.name, symbol->name) == 0) {
            const Expr *letter = name_resolve(inner, &parts, item->span);
            if (!letter || given->kind == EXPR_LIST || expr_same(letter, given))
                return true;
        }
    }
    return false;
}

static bool add_given(Reader *reader, const Noad *sub, Arguments *a, const Expr *given) {
    if (a->count == ARGUMENTS_MAX) {
        fail_at(reader, sub->span, NULL, "more than %d arguments", ARGUMENTS_MAX);
        return false;
    }
    a->args[a->count++] = given;
    return true;
}

/* E_{x_t \sim q(x_t|x_0)}: what the density behind the wave is given, unless it is averaged over,
 * too. NULL when no density stands there alone. */
static const Expr *density_behind_wave(Reader *inner) {
    size_t wave = find_mark(inner, "sim");
    inner->position = wave + 1;
    const Expr *density = wave + 1 < inner->count ? last_density(inner) : NULL;
    for (size_t i = density ? density->split : 0; density && i < density->count; i++)
        if (is_averaged(inner, wave, density->args[i]))
            return NULL;
    return density && density->split < density->count ? density : NULL;
}

/* E_{x_t|x_0}: the letters behind a bar that stands between letters alone. */
static bool add_given_letters(Reader *inner, const Noad *sub, Arguments *a, bool *given) {
    size_t bar = find_mark(inner, "|");
    *given = bar + 1 < inner->count && bar > 0;
    for (size_t i = 0; i < inner->count && *given; i++)
        *given = inner->items[i].kind == ITEM_ATOM || inner->items[i].kind == ITEM_END ||
                 i == bar ||
                 (inner->items[i].kind == ITEM_OPERATOR && strcmp(inner->items[i].name, ",") == 0);
    inner->position = bar;
    while (*given && peek(inner)->kind != ITEM_END) {
        inner->position++; /* the bar, a comma */
        const Expr *letter = read_argument(inner);
        if (!letter || !add_given(inner, sub, a, letter))
            return false;
    }
    return true;
}

/* E_{q(x_t|x_0)}[..] is the expectation given x_0: what stands behind the bar below is given. Any
 * list of other letters or of several densities says over what is averaged. */
static bool add_given_below(Reader *reader, const Noad *sub, Arguments *a) {
    Reader inner = *reader;
    inner.bars = 1;
    if (!items_flatten(&inner, sub))
        return false;
    NameParts parts;
    if (inner.count == 2 && name_parts(&inner, peek(&inner)->noad, &parts) &&
        (density_symbol(&inner, &parts) || is_unknown_density(&inner, &parts))) {
        a->law = density_symbol(&inner, &parts); /* E_q averages over all that is random */
        return true;
    }
    const Expr *density = last_density(&inner);
    a->law = density ? density->symbol : NULL;
    if (density && density->split == density->count) {
        a->restricted = true;
        return a->count > 1 || add_given(reader, sub, a, density);
    }
    if (!density)
        density = density_behind_wave(&inner);
    for (size_t i = density ? density->split : 0; density && i < density->count; i++)
        if (!add_given(reader, sub, a, density->args[i]))
            return false;
    bool given = density != NULL;
    if (!density && !add_given_letters(&inner, sub, a, &given))
        return false;
    a->restricted = !given;
    return true;
}

static const Expr *read_moment(Reader *reader, ExprKind kind, const Noad *sub, Span name) {
    size_t bodies = kind == EXPR_COVARIANCE ? 2 : 1;
    Arguments a;
    if (!read_arguments(reader, "|", &a) || (sub && !add_given_below(reader, sub, &a)))
        return NULL;
    Span span = {name.start, a.close->span.end};
    if (a.split != bodies)
        return fail_at(reader, span, NULL, "expected %zu quantit%s before the bar, found %zu",
                       bodies, bodies == 1 ? "y" : "ies", a.split);
    if (sub && kind != EXPR_EXPECT && a.restricted)
        return fail_at(reader, sub->span, "write \\operatorname{Var}[x_t|x_0] for what is given",
                       "a variance over some of the random variables is not read");
    if (kind != EXPR_EXPECT)
        a.law = NULL;
    const Expr *moment =
        expr_split(reader->arena, span, kind, a.law, a.restricted ? 1 : 0, a.count, a.args);
    return apply_close(reader, moment, a.close);
}

static const Expr *read_kl(Reader *reader, Span name) {
    Arguments a;
    if (!read_arguments(reader, "||", &a))
        return NULL;
    Span span = {name.start, a.close->span.end};
    if (a.count != 2 || a.split != 1)
        return fail_at(reader, span, "write D_{KL}(p \\| q)",
                       "a divergence is taken between two distributions");
    return apply_close(reader, expr_node(reader->arena, span, EXPR_KL, 2, a.args), a.close);
}

static const Expr *read_kind(Reader *reader, LawKind kind, const NameParts *parts, Span name) {
    switch (kind) {
    case LAW_NORMAL: return read_normal(reader, name);
    case LAW_EXPECT: return read_moment(reader, EXPR_EXPECT, parts->sub, name);
    case LAW_VARIANCE: return read_moment(reader, EXPR_VARIANCE, parts->sub, name);
    case LAW_COVARIANCE: return read_moment(reader, EXPR_COVARIANCE, parts->sub, name);
    case LAW_KL: return read_kl(reader, name);
    case LAW_DENSITY: return read_density(reader, parts, name);
    case LAW_NONE: break;
    }
    return NULL;
}

/* \mathbb E^2[x] is the square of the mean, as \sin^2 x is that of the sine; a letter up there may
 * say which mean it is. */
static const Expr *apply_name_power(Reader *reader, const Expr *law, const Noad *sup) {
    if (law->kind == EXPR_NORMAL || !is_number(sup))
        return fail_at(reader, sup->span, "put the power behind the parenthesis",
                       "it is not clear whether this is a power");
    return apply_power(reader, law, sup);
}

const Expr *read_law(Reader *reader) {
    NameParts parts;
    LawKind kind = law_here(reader, &parts);
    Span name = peek(reader)->span;
    size_t length;
    reader->position += law_in_letters(reader, &length) != LAW_NONE ? length : 1;
    const Expr *law = read_kind(reader, kind, &parts, name);
    return law && parts.sup ? apply_name_power(reader, law, parts.sup) : law;
}
