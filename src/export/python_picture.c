/* python_picture.c - which picture shows what a claim says, and the line of Python that draws it;
 * the notation's letters along a schedule. */
#include <string.h>

#include "export/python_internal.h"

/* A side whose TeX is longer is called "left" or "right": it stands above the picture anyway. */
#define LABEL_LENGTH_MAX 100

/* r"TEX"; "" for what is too long, or cannot stand there. */
static void put_raw(Text *out, const char *tex) {
    size_t length = strlen(tex);
    bool fits = length > 0 && length <= LABEL_LENGTH_MAX && strpbrk(tex, "\"\n") == NULL &&
                tex[length - 1] != '\\';
    text_printf(out, "r\"%s\"", fits ? tex : "");
}

static void put_expr(Text *out, const Expr *expr) {
    Text tex;
    text_init(&tex);
    expr_print(&tex, expr);
    put_raw(out, tex.bytes);
    text_clear(&tex);
}

/* ---- what moves ---- */

static bool any_random(const PartsFormula *formula) {
    for (size_t i = 0; i < formula->link_count; i++) {
        const PartsLink *link = &formula->links[i];
        if (link->laws || expr_is_random(link->left) || expr_is_random(link->right))
            return true;
    }
    return false;
}

static bool rests_on_draws(const Parts *parts) {
    bool random = any_random(&parts->formula);
    for (size_t i = 0; i < parts->wrong_count; i++)
        random = random || any_random(&parts->wrong[i]);
    return random;
}

/* The first letter of a kind that the claim's code introduces; name NULL: any. */
static const Symbol *first_letter(const Python *python, SymbolKind kind, const char *name) {
    for (size_t i = 0; i < python->name_count; i++) {
        const Symbol *symbol = python->names[i].symbol;
        if (symbol != NULL && symbol->kind == kind && python->names[i].why == NULL &&
            (name == NULL || strcmp(symbol->name, name) == 0))
            return symbol;
    }
    return NULL;
}

/* Are all its sequences the one that a schedule gives its values to? */
static bool is_scheduled(const Python *python) {
    const char *sequence = python->parts->sequence;
    bool found = false;
    for (size_t i = 0; i < python->name_count; i++) {
        const Symbol *symbol = python->names[i].symbol;
        if (symbol == NULL || symbol->kind != SYMBOL_SEQ)
            continue;
        if (sequence == NULL || strcmp(symbol->name, sequence) != 0)
            return false;
        found = true;
    }
    return found;
}

/* The letter of which a side is the density, if it is that of one state or number. */
static const Expr *density_letter(const Expr *side) {
    bool one =
        (side->kind == EXPR_DENSITY && side->split == 1) || side->kind == EXPR_NORMAL_DENSITY;
    const Expr *letter = one ? side->args[0] : NULL;
    if (letter == NULL || letter->kind != EXPR_SYMBOL)
        return NULL;
    bool state = letter->symbol->kind == SYMBOL_STATE && letter->count == 1;
    return state || (letter->symbol->kind == SYMBOL_REAL && letter->count == 0) ? letter : NULL;
}

static bool has_integral(const Parts *parts) {
    for (size_t i = 0; i < parts->formula.link_count; i++) {
        const PartsLink *link = &parts->formula.links[i];
        if (expr_has_kind(link->left, EXPR_INTEGRAL) || expr_has_kind(link->right, EXPR_INTEGRAL))
            return true;
    }
    return false;
}

typedef struct {
    PythonPicture kind;
    const Expr *axis; /* what moves, or NULL */
    bool over;        /* Python has to move it; else the claim's own functions do */
} Moves;

static Moves moves_letter(Python *python, PythonPicture kind, const Symbol *symbol) {
    if (symbol == NULL)
        return (Moves){0};
    return (Moves){kind, expr_symbol(python->arena, (Span){0}, symbol, NULL), true};
}

static Moves what_moves(Python *python) {
    const Parts *parts = python->parts;
    const PartsLink *link = &parts->formula.links[0];
    const Expr *letter = density_letter(link->left);
    if (parts->objective != NULL)
        return (Moves){.kind = PYTHON_OPTIMUM, .axis = parts->variable};
    if (link->relation == RELATION_PROPORTIONAL || link->up_to_constant)
        return (Moves){.kind = PYTHON_FUNCTION, .axis = link->variable};
    if (python_is_rule(python, link))
        return (Moves){0};
    if (link->laws)
        return (Moves){.kind = PYTHON_LAWS, .axis = letter != NULL ? letter : link->left};
    if (letter != NULL) /* an integral at every place takes too long */
        return has_integral(parts) ? (Moves){0} : (Moves){PYTHON_FUNCTION, letter, true};
    if (rests_on_draws(parts))
        return (Moves){0};
    const Symbol *step = first_letter(python, SYMBOL_INT, "t");
    if (step != NULL && is_scheduled(python))
        return moves_letter(python, PYTHON_OVER_T, step);
    return moves_letter(python, PYTHON_LETTER, first_letter(python, SYMBOL_REAL, NULL));
}

/* ---- the call ---- */

static void put_axis(Python *python, Text *out, const Moves *moves) {
    if (moves->over) {
        text_append(out, ",\n        over=\"");
        python_expr(python, out, moves->axis, PYTHON_SUM);
        text_append(out, "\"");
    }
    if (moves->axis != NULL) {
        text_append(out, moves->over ? ", axis=" : ",\n        axis=");
        put_expr(out, moves->axis);
    }
}

static void put_sides(Text *out, const PartsFormula *formula) {
    text_append(out, ",\n        sides=[");
    for (size_t i = 0; i < formula->link_count; i++) {
        text_append(out, i > 0 ? ",\n               (" : "(");
        put_expr(out, formula->links[i].left);
        text_append(out, ", ");
        put_expr(out, formula->links[i].right);
        text_append(out, ")");
    }
    text_append(out, "]");
}

/* What the author says about each wrong line. */
static void put_wrong(const Python *python, Text *out) {
    const ClaimDef *def = claim_def(python->claim);
    size_t count = 0;
    for (size_t i = 0; i < def->line_count; i++) {
        const ClaimLine *line = &def->lines[i];
        if (strcmp(line->key, "wrong") == 0) {
            text_append(out, count++ == 0 ? ",\n        wrong=[" : ",\n               ");
            put_raw(out, line->remark != NULL ? line->remark : "");
        }
    }
    text_append(out, count > 0 ? "]" : "");
}

static void put_letter(Text *out, size_t *count, const char *name, const char *tex,
                       const char *index) {
    text_printf(out, "%s\"%s\": r\"%s%s\"", (*count)++ == 0 ? ",\n        letters={" : ", ", name,
                tex, index);
}

/* The TeX of the letters that stand still, by the names under which the checker draws them;
 * drawn: states and noises too. */
static void put_letters(const Python *python, Text *out, bool drawn) {
    const Kernel *kernel = scope_kernel(python->parts->scope);
    size_t count = 0;
    for (size_t i = 0; i < python->name_count; i++) {
        const Symbol *symbol = python->names[i].symbol;
        if (symbol != NULL && (symbol->kind == SYMBOL_REAL || symbol->kind == SYMBOL_INT ||
                               symbol->kind == SYMBOL_SEQ))
            put_letter(out, &count, python->names[i].name, symbol->tex, "");
    }
    if (python->chained && drawn) {
        put_letter(out, &count, "x", kernel->state->tex, "_0");
        put_letter(out, &count, "noise", kernel->noise->tex, "");
    }
    text_append(out, count > 0 ? "}" : "");
}

/* Which sequence takes the values of the lesson's schedule. */
static void put_schedule(const Python *python, Text *out, const PythonSchedule *schedule) {
    const Parts *parts = python->parts;
    const Symbol *sequence = first_letter(python, SYMBOL_SEQ, parts->sequence);
    if (sequence != NULL)
        text_printf(out, ",\n        schedule=(\"%s\", \"%s\", %ld, %s)",
                    python_known(python, sequence), schedule->name, schedule->steps,
                    parts->is_root_alpha ? "True" : "False");
}

PythonPicture python_picture(Python *python, Text *out, const PythonSchedule *schedule) {
    const Moves moves = what_moves(python);
    if (moves.kind == PYTHON_NO_PICTURE || claim_def(python->claim)->limit != NULL)
        return PYTHON_NO_PICTURE;
    text_printf(out, "picture(\"%s\"", claim_def(python->claim)->id);
    put_axis(python, out, &moves);
    put_sides(out, &python->parts->formula);
    put_wrong(python, out);
    bool law = moves.kind == PYTHON_LAWS && python->parts->formula.links[0].given_count == 0;
    put_letters(python, out, moves.kind != PYTHON_OVER_T && !law);
    if (moves.kind == PYTHON_OVER_T)
        put_schedule(python, out, schedule);
    text_append(out, ")\n");
    return moves.kind;
}

/* ---- letters along a schedule ---- */

/* Has it one value for every step of a schedule? */
static bool is_along(const Parts *parts, const Symbol *symbol) {
    if (symbol->kind == SYMBOL_SEQ)
        return strcmp(symbol->name, parts->sequence) == 0;
    return symbol->kind == SYMBOL_LETSEQ && symbol->definition != NULL && !symbol->is_random;
}

/* The scope in which the notation declares its sequence; NULL where it is shadowed. */
static const Scope *notation_scope(const Parts *parts) {
    const Symbol *sequence = scope_find(parts->scope, parts->sequence);
    const Scope *scope = parts->scope;
    for (; scope != NULL; scope = scope->parent)
        for (size_t i = 0; i < scope->count; i++)
            if (scope->symbols[i] == sequence)
                return sequence->kind == SYMBOL_SEQ ? scope : NULL;
    return NULL;
}

bool python_write_letters(Text *out, const Claim *claim, const PythonSchedule *schedule) {
    Arena *arena = arena_new();
    Parts parts;
    const Scope *scope =
        claim_parts(arena, claim, &parts) && parts.sequence != NULL ? notation_scope(&parts) : NULL;
    if (scope != NULL) {
        parts.scope = scope; /* without what is given for this claim alone */
        Python python = {.arena = arena, .claim = claim, .parts = &parts};
        Text curves;
        text_init(&python.letters);
        text_init(&curves);
        for (size_t i = 0; i < scope->count; i++) {
            const Symbol *symbol = scope->symbols[i];
            if (is_along(&parts, symbol)) {
                text_printf(&curves, "%sr\"%s_t\": ", curves.length > 0 ? ", " : "", symbol->tex);
                text_append(&curves, python_letter(&python, symbol));
            }
        }
        const Symbol *sequence = scope_find(scope, parts.sequence);
        text_printf(out, "@along(\"%s\", \"%s\", %ld, %s)\ndef _(w):\n%s    return {%s}\n",
                    python_known(&python, sequence), schedule->name, schedule->steps,
                    parts.is_root_alpha ? "True" : "False", python.letters.bytes, curves.bytes);
        text_clear(&curves);
        text_clear(&python.letters);
    }
    arena_free(arena);
    return scope != NULL;
}
