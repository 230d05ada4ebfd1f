/* reader_operand.c - what stands between two signs: numbers, letters, parentheses, functions,
 * calls. */
#include <string.h>

#include "math/reader_internal.h"

/* What stands in a parenthesis; its scripts are left to the caller. */
static const Expr *read_enclosed(Reader *reader, const Item **close) {
    const Item *open = take(reader);
    if (open->name[0] == 'l' || strcmp(open->name, "<") == 0)
        return fail_at(reader, open->span, NULL, "`%s` is not evaluated", open->name);
    if (!enter(reader))
        return NULL;
    unsigned outer_bars = reader->bars;
    reader->bars = 0;
    const Expr *inside = read_sum(reader);
    reader->bars = outer_bars;
    reader->depth--;
    if (!inside || !expect_close(reader, open))
        return NULL;
    *close = take(reader);
    if (open->name[0] == '|')
        inside = expr_unary(reader->arena, joined(open->span, (*close)->span), EXPR_ABS, inside);
    return inside;
}

static const Expr *read_parenthesis(Reader *reader) {
    const Item *open = peek(reader), *close = NULL;
    const Expr *inside = read_enclosed(reader, &close);
    if (!inside || !close)
        return NULL;
    return open->name[0] == '|' ? norm_scripts(reader, inside, close)
                                : close_scripts(reader, inside, close);
}

/* |x| or \|x\| written with plain bars. */
static const Expr *read_bars(Reader *reader) {
    const Item *open = take(reader);
    if (!enter(reader))
        return NULL;
    reader->bars++;
    const Expr *inside = read_sum(reader);
    reader->bars--;
    reader->depth--;
    if (!inside)
        return NULL;
    const Item *close = peek(reader);
    if (close->kind != ITEM_BAR || strcmp(close->name, open->name) != 0)
        return fail_at(reader, close->span, NULL, "expected `%s` to close the bar, found %s",
                       open->name, item_text(reader, close));
    take(reader);
    const Expr *abs = expr_unary(reader->arena, joined(open->span, close->span), EXPR_ABS, inside);
    return norm_scripts(reader, abs, close);
}

bool function_of(const char *name, ExprFunction *function) {
    static const struct {
        const char *name;
        ExprFunction function;
    } rows[] = {{"log", FUNCTION_LOG}, {"ln", FUNCTION_LOG},  {"exp", FUNCTION_EXP},
                {"sin", FUNCTION_SIN}, {"cos", FUNCTION_COS}, {"tanh", FUNCTION_TANH}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0) {
            *function = rows[i].function;
            return true;
        }
    return false;
}

/* \sin^{-1}, f^{-1} */
static bool is_inverse(const Noad *sup) {
    return sup->kind == NOAD_ROW && sup->count == 2 && sup->items[0]->kind == NOAD_OPERATOR &&
           strcmp(sup->items[0]->name, "-") == 0 && sup->items[1]->kind == NOAD_NUMBER &&
           strcmp(sup->items[1]->name, "1") == 0;
}

/* \cos(y)^3 is the cube of the cosine; \log|x|^2 is the logarithm of the square, and bounds belong
 * to the bracket. */
static const Expr *read_function(Reader *reader, ExprFunction function, const Noad *sub,
                                 const Noad *sup) {
    const Item *name = take(reader), *close = NULL;
    if (sub && function != FUNCTION_LOG)
        return fail_at(reader, sub->span, NULL, "a subscript at a function has no meaning here");
    if (sup && is_inverse(sup))
        return fail_at(reader, sup->span, "write it as a fraction where that is meant",
                       "it is not clear whether this is a power or the inverse function");
    const Expr *argument;
    const Noad *after = NULL;
    if (peek(reader)->kind == ITEM_OPEN && peek(reader)->name[0] != '|') {
        argument = read_enclosed(reader, &close);
        if (!argument || !close)
            return NULL;
        if (holds_bounds(close) || close->sub)
            argument = close_scripts(reader, argument, close);
        else
            after = close->sup;
    } else {
        argument = read_bare_factors(reader);
    }
    if (!argument)
        return NULL;
    Span span = {name->span.start, close ? close->span.end : argument->span.end};
    const Expr *call = expr_function(reader->arena, span, function, argument);
    if (sub) { /* \log_2 x is \log x / \log 2 */
        const Expr *base = read_noad(reader, sub);
        if (!base)
            return NULL;
        call = expr_binary(reader->arena, span, EXPR_DIV, call,
                           expr_function(reader->arena, span, FUNCTION_LOG, base));
    }
    return apply_power(reader, apply_power(reader, call, sup), after);
}

static const Expr *read_number(Reader *reader, const Noad *noad) {
    if (noad->alphabet == ALPHABET_BLACKBOARD)
        return fail_at(reader, noad->span, "write one formula for each case",
                       "an indicator cannot be decided");
    return expr_number(reader->arena, noad->span, noad->name);
}

static const Expr *read_root(Reader *reader, const Noad *noad) {
    const Expr *body = read_noad(reader, noad->items[0]);
    if (!body)
        return NULL;
    const Expr *degree = noad->count > 1 && noad->items[1]
                             ? read_noad(reader, noad->items[1])
                             : expr_number(reader->arena, noad->span, "2");
    if (!degree)
        return NULL;
    if (degree->kind != EXPR_NUMBER)
        return fail_at(reader, noad->span, "write a power instead",
                       "the degree of a root must be a number");
    return expr_binary(reader->arena, noad->span, EXPR_ROOT, body, degree);
}

/* The item that closes the parenthesis at the position; NULL when none does. *comma: is it a list?
 */
static const Item *closing_item(const Reader *reader, bool *comma) {
    size_t depth = 0;
    *comma = false;
    for (size_t at = reader->position; at < reader->count; at++) {
        const Item *item = &reader->items[at];
        if (item->kind == ITEM_OPEN)
            depth++;
        else if (item->kind == ITEM_CLOSE && --depth == 0)
            return item;
        else if (depth == 1 && item->kind == ITEM_OPERATOR &&
                 (strcmp(item->name, ",") == 0 || strcmp(item->name, ";") == 0))
            *comma = true;
    }
    return NULL;
}

/* f, \hat f, f', and a network such as s_\theta: what stands in parentheses behind it is no factor.
 */
static bool is_function_letter(Arena *arena, const char *name) {
    static const char *const letters[] = {"f", "g",   "h",   "F",   "G",
                                          "H", "phi", "psi", "Phi", "Gamma"};
    static const char *const networks[] = {"theta", "vartheta", "phi", "varphi", "psi"};
    const char *below = strstr(name, " _ ");
    const char *letter = below ? arena_copy(arena, name, (size_t)(below - name)) : name;
    return has_word(letter, letters, sizeof letters / sizeof *letters) ||
           (below && has_word(below, networks, sizeof networks / sizeof *networks));
}

/* "(x_t, t)" after a symbol: \tilde\mu_t(x_t, x_0) is \tilde\mu_t, x_t(x_0, \epsilon) is x_t; for a
 * letter nobody declared it is a function nobody knows. `first`: the symbol starts the formula,
 * where f(x) = ... defines f.
 */
static const Expr *read_arguments_of(Reader *reader, const Expr *symbol, bool first) {
    bool comma;
    const Item *close = at_open(reader, "(") ? closing_item(reader, &comma) : NULL;
    if (!close)
        return symbol;
    Relation ignored;
    SymbolKind kind = symbol->symbol->kind;
    bool value = (kind == SYMBOL_LET || kind == SYMBOL_LETSEQ) && symbol->symbol->is_random;
    bool head = first && !close->sup && close[1].kind == ITEM_OPERATOR &&
                relation_of(close[1].name, &ignored);
    bool letter = (value || kind == SYMBOL_STATE) && comma;
    bool function = symbol->symbol->implied && kind != SYMBOL_NORMAL &&
                    (comma || (is_function_letter(reader->arena, symbol->symbol->name) && !head));
    if (!letter && !function)
        return symbol;
    reader->position = (size_t)(close - reader->items) + 1;
    if (!letter)
        symbol = name_unknown_value(reader, symbol->symbol, joined(symbol->span, close->span));
    return apply_close(reader, symbol, close);
}

static const Expr *read_call(Reader *reader, const Expr *function) {
    const Symbol *symbol = function->symbol;
    const Item *open = take(reader);
    const Expr *args[8];
    size_t count = 0;
    if (!enter(reader))
        return NULL;
    unsigned outer_bars = reader->bars;
    reader->bars = 0;
    for (;;) {
        if (count == sizeof args / sizeof *args)
            return fail_at(reader, peek(reader)->span, NULL, "%s has too many arguments",
                           symbol->tex);
        if (!(args[count++] = read_sum(reader)))
            return NULL;
        if (!at_operator(reader, ",") && !at_operator(reader, ";"))
            break;
        take(reader);
    }
    reader->bars = outer_bars;
    reader->depth--;
    if (!expect_close(reader, open))
        return NULL;
    const Item *close = take(reader);
    if (count != symbol->parameter_count)
        return fail_at(reader, function->span, NULL, "%s takes %zu argument%s, found %zu",
                       symbol->tex, symbol->parameter_count,
                       symbol->parameter_count == 1 ? "" : "s", count);
    const Expr *call = expr_bound(reader->arena, joined(function->span, close->span), EXPR_CALL,
                                  symbol, count, args);
    return apply_close(reader, call, close);
}

/* \epsilon_\theta without its arguments is the function at the present x_t and t. */
static const Expr *default_call(Reader *reader, const Expr *function) {
    const Symbol *symbol = function->symbol;
    const Symbol *t = find_plain(reader->scope, "t");
    const Expr *args[8];
    for (size_t i = 0; i < symbol->parameter_count; i++) {
        const char *name = symbol->parameters[i]->name;
        const Symbol *plain = find_plain(reader->scope, name);
        const Symbol *indexed = find_indexed(reader->scope, name);
        if (indexed && t && i < 8)
            args[i] = expr_symbol(reader->arena, function->span, indexed,
                                  expr_symbol(reader->arena, function->span, t, NULL));
        else if (plain && i < 8)
            args[i] = expr_symbol(reader->arena, function->span, plain, NULL);
        else
            return fail_at(reader, function->span, NULL, "%s needs its arguments in parentheses",
                           symbol->tex);
    }
    return expr_bound(reader->arena, function->span, EXPR_CALL, symbol, symbol->parameter_count,
                      args);
}

static bool is_identity(const char *name) {
    return strcmp(name, "I") == 0 || strcmp(name, "cal I") == 0 || strcmp(name, "bb I") == 0;
}

/* \varepsilon_\theta is \epsilon_\theta, and so is \epsilon(x_t, t): a noise takes no arguments.
 * The function that the letter stands for; NULL for any other letter. */
static const Symbol *network_of(Reader *reader, const NameParts *parts) {
    static const char *const spellings[] = {"epsilon", "varepsilon"};
    bool spelled = strcmp(parts->name, spellings[0]) == 0 || strcmp(parts->name, spellings[1]) == 0;
    bool theta = parts->literal && strcmp(parts->literal, "theta") == 0;
    const Symbol *noise = find_plain(reader->scope, parts->name);
    if (!spelled || (!theta && (parts->sub || parts->sup || !noise || noise->kind != SYMBOL_NOISE)))
        return NULL;
    if (!theta) {
        bool comma = false;
        reader->position++;
        bool called = at_open(reader, "(") && closing_item(reader, &comma) && comma;
        reader->position--;
        if (!called)
            return NULL;
    }
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        const Symbol *network =
            find_plain(reader->scope, arena_printf(reader->arena, "%s _ theta", spellings[i]));
        if (network && network->kind == SYMBOL_FUN)
            return network;
    }
    return NULL;
}

static const Expr *read_name(Reader *reader) {
    bool first = reader->position == 0;
    const Item *item = peek(reader);
    NameParts parts;
    if (!name_parts(reader, item->noad, &parts))
        return fail_at(reader, item->span, NULL, "%s has no meaning here", item_text(reader, item));
    /* I alone is the identity unless somebody declared it. */
    if (is_identity(parts.name) && !parts.sub && !find_plain(reader->scope, parts.name)) {
        take(reader);
        return apply_power(reader, expr_node(reader->arena, item->span, EXPR_IDENTITY, 0, NULL),
                           parts.sup);
    }
    /* Bold 0 and 1 are numbers. */
    const Symbol *network = network_of(reader, &parts);
    const Expr *symbol = network ? expr_symbol(reader->arena, item->span, network, NULL)
                                 : name_resolve(reader, &parts, item->span);
    if (!symbol)
        return NULL;
    take(reader);
    bool called = at_open(reader, "(") && (symbol->symbol->kind == SYMBOL_FUN ||
                                           is_function_letter(reader->arena, parts.name));
    if (called && parts.sup && is_inverse(parts.sup))
        return fail_at(reader, parts.sup->span, "write it as a fraction where that is meant",
                       "it is not clear whether this is a power or the inverse function");
    if (symbol->symbol->kind == SYMBOL_FUN) {
        if (!at_open(reader, "(")) {
            return apply_power(reader, default_call(reader, symbol), parts.sup);
        }
        const Expr *call = read_call(reader, symbol);
        return apply_power(reader, call, parts.sup);
    }
    return apply_power(reader, read_arguments_of(reader, symbol, first), parts.sup);
}

static const Expr *read_group(Reader *reader, const Noad *group, const Noad *sup) {
    take(reader);
    const Expr *inside = read_noad(reader, group);
    return apply_power(reader, inside, sup);
}

/* \sqrt{\alpha}_t: the index slipped out from under the root of one letter. */
static const Expr *read_slipped_root(Reader *reader, const Noad *root, const Noad *noad) {
    NameParts parts;
    bool square = root->count < 2 || !root->items[1];
    if (!square || !name_parts(reader, root->items[0], &parts) || parts.sub || parts.sup ||
        find_plain(reader->scope, parts.name))
        return NULL;
    parts.sub = noad->items[1];
    const Symbol *indexed = find_indexed(reader->scope, parts.name);
    const Expr *body = indexed ? name_resolve(reader, &parts, noad->span) : NULL;
    if (!body)
        return NULL;
    take(reader);
    const Expr *two = expr_number(reader->arena, root->span, "2");
    return apply_power(reader, expr_binary(reader->arena, noad->span, EXPR_ROOT, body, two),
                       noad->items[2]);
}

static const Expr *read_scripted(Reader *reader, const Noad *noad) {
    const Noad *nucleus = noad->items[0];
    nucleus = noad_only(nucleus);
    ExprFunction function;
    if (nucleus->kind == NOAD_BIGOP)
        return read_bigop(reader);
    if (nucleus->kind == NOAD_FUNCTION && function_of(nucleus->name, &function))
        return read_function(reader, function, noad->items[1], noad->items[2]);
    if (nucleus->kind == NOAD_NUMBER && !noad->items[1]) {
        take(reader);
        return apply_power(reader, read_number(reader, nucleus), noad->items[2]);
    }
    if (nucleus->kind == NOAD_FRACTION || nucleus->kind == NOAD_RADICAL) {
        const Expr *slipped = noad->items[1] && nucleus->kind == NOAD_RADICAL
                                  ? read_slipped_root(reader, nucleus, noad)
                                  : NULL;
        if (slipped)
            return slipped;
        if (noad->items[1])
            return fail_at(reader, noad->items[1]->span,
                           nucleus->kind == NOAD_RADICAL
                               ? "put braces round what is under the root, "
                                 "as in \\sqrt{\\alpha_t}"
                               : NULL,
                           "a subscript after this has no meaning here");
        take(reader);
        const Expr *base = nucleus->kind == NOAD_FRACTION ? read_fraction(reader, nucleus)
                                                          : read_root(reader, nucleus);
        return apply_power(reader, base, noad->items[2]);
    }
    if (nucleus->kind == NOAD_SYMBOL && strcmp(nucleus->name, "nabla") == 0)
        return read_nabla(reader, noad, noad->items[1]);
    if (nucleus->kind == NOAD_ROW && nucleus->count > 1 && !noad->items[1])
        return read_group(reader, nucleus, noad->items[2]);
    return read_name(reader);
}

/* 1e-4, 2e3 without a space: the number of a program, set as a product with Euler's number. */
static bool at_program_number(const Reader *reader) {
    const Item *item = peek(reader);
    size_t left = reader->count - reader->position;
    bool e = left > 2 && item[1].kind == ITEM_ATOM && item[1].noad->kind == NOAD_SYMBOL &&
             strcmp(item[1].noad->name, "e") == 0 && item[1].span.start == item->span.end;
    size_t sign = e && left > 3 && item[2].kind == ITEM_OPERATOR &&
                  (strcmp(item[2].name, "-") == 0 || strcmp(item[2].name, "+") == 0);
    const Item *last = &item[2 + sign];
    return e && last->kind == ITEM_ATOM && last->noad->kind == NOAD_NUMBER &&
           last->span.start == item[1].span.end + sign;
}

static const Expr *read_atom(Reader *reader) {
    const Noad *noad = peek(reader)->noad;
    NameParts ignored;
    ExprFunction function;
    switch (noad->kind) {
    case NOAD_NUMBER:
        if (at_program_number(reader))
            return fail_at(reader, noad->span, "write 10^{-4}, or a space before e",
                           "it is not clear whether this is one number");
        take(reader);
        return read_number(reader, noad);
    case NOAD_FRACTION: take(reader); return read_fraction(reader, noad);
    case NOAD_RADICAL: take(reader); return read_root(reader, noad);
    case NOAD_BIGOP: return read_bigop(reader);
    case NOAD_FUNCTION:
        if (function_of(noad->name, &function))
            return read_function(reader, function, NULL, NULL);
        return read_name(reader);
    case NOAD_SCRIPTS: return read_scripted(reader, noad);
    case NOAD_ROW:
        if (noad->count != 1 && !name_parts(reader, noad, &ignored))
            return read_group(reader, noad, NULL);
        if (noad->count == 1 && noad->items[0]->kind == NOAD_NUMBER)
            return read_group(reader, noad, NULL);
        if (name_parts(reader, noad, &ignored))
            return read_name(reader);
        return read_group(reader, noad, NULL);
    case NOAD_SYMBOL:
        if (strcmp(noad->name, "nabla") == 0)
            return read_nabla(reader, noad, NULL);
        return read_name(reader);
    case NOAD_TEXT:
        if (function_of(peek(reader)->name, &function))
            return read_function(reader, function, NULL, NULL);
        return read_name(reader);
    case NOAD_ACCENT: return read_name(reader);
    case NOAD_DECORATED: return read_group(reader, noad, NULL);
    case NOAD_OPERATOR:
    case NOAD_FENCE:
    case NOAD_PRIME:
    case NOAD_DELIMITED:
    case NOAD_SPACE:
    case NOAD_TABLE: break;
    }
    if (noad->kind == NOAD_TABLE)
        return fail_at(reader, noad->span, "write one formula for each case",
                       "a value given by cases cannot be decided");
    return fail_at(reader, noad->span, NULL, "%s has no meaning here",
                   item_text(reader, peek(reader)));
}

const Expr *read_operand(Reader *reader) {
    const Item *item = peek(reader);
    if (at_law(reader))
        return read_law(reader);
    switch (item->kind) {
    case ITEM_ATOM: return read_atom(reader);
    case ITEM_OPEN: return read_parenthesis(reader);
    case ITEM_BAR: return read_bars(reader);
    case ITEM_OPERATOR:
    case ITEM_CLOSE:
    case ITEM_SEPARATOR:
    case ITEM_BREAK:
    case ITEM_CONSTANT:
    case ITEM_END: break;
    }
    return fail_at(reader, item->span, NULL,
                   "expected a number, a letter or a parenthesis, found %s",
                   item_text(reader, item));
}
