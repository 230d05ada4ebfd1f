/* claim.c - preparing claims, and what is known of them. */
#include "verify/claim.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "math/reader.h"
#include "verify/claim_internal.h"

/* Points per method, working precision: agreement to 64 bits or more at 16 points on a grid of
 * thousands of values leaves no room for an accident. */
#define POINTS_DEFAULT 16
#define BITS_DEFAULT 128

static const char *const verdict_names[VERDICT_COUNT] = {
    [VERDICT_HOLDS] = "holds",
    [VERDICT_FAILS] = "fails",
    [VERDICT_APPROXIMATE] = "approximate",
    [VERDICT_UNDECIDED] = "undecided",
    [VERDICT_UNREADABLE] = "unreadable",
    [VERDICT_DEFINITION] = "definition",
    [VERDICT_NO_CLAIM] = "no-claim",
};

const char *verdict_name(VerdictKind kind) {
    return verdict_names[kind];
}

const char *grade_name(Grade grade) {
    static const char *const names[GRADE_COUNT] = {
        [GRADE_NONE] = "",
        [GRADE_SAMPLED] = "sampled",
        [GRADE_QUADRATURE] = "quadrature",
        [GRADE_GAUSSIAN] = "gaussian",
        [GRADE_BALL] = "ball",
        [GRADE_PROVED] = "proved",
    };
    return names[grade];
}

VerdictKind verdict_parse(const char *name) {
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        if (strcmp(verdict_names[i], name) == 0)
            return (VerdictKind)i;
    return VERDICT_COUNT;
}

ClaimDef claim_def_default(void) {
    return (ClaimDef){.expect = VERDICT_COUNT};
}

CheckOptions check_options_default(void) {
    return (CheckOptions){
        .seed = 1, .points = POINTS_DEFAULT, .bits = BITS_DEFAULT, .twins = true, .threads = 1};
}

/* ---- preparing ---- */

static bool unreadable(Claim *claim, const Diag *diag) {
    claim->verdict.kind = VERDICT_UNREADABLE;
    claim->verdict.diag = *diag;
    claim->formula = NULL;
    claim->decided = true;
    return false;
}

/* A sentence that stands where formulas stand, or the like. */
static Claim *without_claim(Claim *claim, const char *reason) {
    claim->verdict.kind = VERDICT_NO_CLAIM;
    claim->verdict.reason = reason;
    claim->decided = true;
    return claim;
}

bool is_standard_normal(const Expr *law) {
    const Expr *m = law->args[0], *v = law->args[1];
    bool zero = m->kind == EXPR_NUMBER && strcmp(m->text, "0") == 0;
    bool one = v->kind == EXPR_IDENTITY || (v->kind == EXPR_NUMBER && strcmp(v->text, "1") == 0);
    return zero && one;
}

/* "\epsilon \sim N(m, v)" for a loose letter says what the letter is. */
bool sets_loose_letter(const Chain *chain) {
    const Expr *left = chain->sides[0];
    return chain->count == 2 && chain->relations[0] == RELATION_LAW && left->kind == EXPR_SYMBOL &&
           left->count == 0 && (left->symbol->kind == SYMBOL_NOISE || left->symbol->implied) &&
           chain->sides[1]->kind == EXPR_NORMAL;
}

/* "Z = X + Y, Z \sim N(..)": the letter has a meaning already, and its law is a claim. */
static bool is_defined_before(const Formula *formula, size_t chain, const Symbol *letter) {
    for (size_t i = 0; i < chain; i++) {
        const Chain *before = &formula->chains[i];
        const Expr *left = before->sides[0];
        if (before->count > 1 && before->relations[0] == RELATION_EQUAL &&
            left->kind == EXPR_SYMBOL && left->symbol == letter)
            return true;
    }
    return false;
}

/* Gives loose letters the laws that the formula states for them. True when one differs from N(0,
 * 1), and the formula must be read again with it. */
static bool apply_settings(Claim *claim, const Formula *formula) {
    bool changed = false;
    for (size_t i = 0; i < formula->count; i++) {
        const Chain *chain = &formula->chains[i];
        if (!sets_loose_letter(chain))
            continue;
        const Symbol *letter = chain->sides[0]->symbol;
        if (is_defined_before(formula, i, letter))
            continue;
        if (letter->kind == SYMBOL_NOISE && is_standard_normal(chain->sides[1]))
            continue;
        if (letter->kind == SYMBOL_NORMAL)
            continue;
        /* A noise's law is this formula's alone: elsewhere the letter is a noise of its own. */
        if (letter->kind == SYMBOL_NOISE && claim->scope == claim->outer)
            claim->scope = scope_new(claim->scope->arena, claim->scope);
        Symbol law = *letter;
        law.kind = SYMBOL_NORMAL;
        law.implied = true;
        law.definition = chain->sides[1];
        scope_add(claim->scope, &law);
        changed = true;
    }
    return changed;
}

static const Formula *read_formula(Claim *claim, Diag *diag) {
    const Formula *formula = formula_read(claim->scope, claim->def.source, claim->noad, diag);
    if (formula && apply_settings(claim, formula))
        formula = formula_read(claim->scope, claim->def.source, claim->noad, diag);
    return formula;
}

/* "claim-of: \tilde\mu_t" before a bare expression. */
static const Formula *with_subject(Claim *claim, const Formula *formula, const Expr *subject) {
    if (!subject || formula->chains[0].count != 1)
        return formula;
    Formula *copy = arena_alloc(claim->arena, sizeof *copy);
    *copy = *formula;
    copy->chains = arena_array(claim->arena, formula->count, sizeof *copy->chains);
    memcpy(copy->chains, formula->chains, formula->count * sizeof *copy->chains);
    Chain *chain = &copy->chains[0];
    const Expr **sides = arena_array(claim->arena, 2, sizeof *sides);
    sides[0] = subject;
    sides[1] = formula->chains[0].sides[0];
    chain->sides = sides;
    chain->count = 2;
    chain->relations = arena_array(claim->arena, 1, sizeof *chain->relations);
    chain->relations[0] = RELATION_EQUAL;
    return copy;
}

static bool line_is(const ClaimLine *line, const char *key) {
    return strcmp(line->key, key) == 0;
}

/* The byte at which the word "over" starts, the last in the line; its end when there is none. */
static size_t find_over(const Source *source, Span span) {
    static const char word[] = " over ";
    size_t length = sizeof word - 1, found = span.end;
    for (size_t at = span.start; at + length <= span.end; at++)
        if (memcmp(source->bytes + at, word, length) == 0)
            found = at;
    return found;
}

/* "minimise: OBJECTIVE over VARIABLE" */
static bool read_objective(Claim *claim, const ClaimLine *line, Diag *diag) {
    const Source *source = claim->def.source;
    size_t over = find_over(source, line->tex);
    if (over == line->tex.end) {
        diag_set(diag, claim->arena, source, line->tex.start, "write `over x` at its end",
                 "the objective does not say over which letter");
        return false;
    }
    size_t start = over + strlen(" over ");
    const Expr *expr = expr_parse(claim->scope, source, (Span){line->tex.start, over}, diag);
    const Expr *variable =
        expr ? expr_parse(claim->scope, source, (Span){start, line->tex.end}, diag) : NULL;
    if (!variable)
        return false;
    if (variable->kind != EXPR_SYMBOL) {
        diag_set(diag, claim->arena, source, start, NULL, "expected one letter after `over`");
        return false;
    }
    claim->objective = (Objective){expr, variable, line_is(line, "maximise")};
    return true;
}

static bool read_settings(Claim *claim, const Expr **subject, Diag *diag) {
    for (size_t i = 0; i < claim->def.line_count; i++) {
        const ClaimLine *line = &claim->def.lines[i];
        bool done = true;
        if (line_is(line, "given") || line_is(line, "stands-for"))
            done = scope_given(claim->scope, claim->def.source, line->tex, diag);
        else if (line_is(line, "step"))
            done = scope_step(claim->scope, claim->def.source, line->tex, diag);
        else if (line_is(line, "start"))
            done = scope_start(claim->scope, claim->def.source, line->tex, diag);
        else if (line_is(line, "assume"))
            done = scope_assumption(claim->scope, claim->def.source, line->tex, diag);
        else if (line_is(line, "minimise") || line_is(line, "maximise"))
            done = read_objective(claim, line, diag);
        else if (line_is(line, "claim-of"))
            done =
                (*subject = expr_parse(claim->scope, claim->def.source, line->tex, diag)) != NULL;
        if (!done)
            return false;
    }
    return true;
}

static bool read_wrong(Claim *claim, const Expr *subject, Diag *diag) {
    WrongTwin *list = arena_array(claim->arena, claim->def.line_count + 1, sizeof *list);
    claim->wrong = list;
    for (size_t i = 0; i < claim->def.line_count; i++) {
        const ClaimLine *line = &claim->def.lines[i];
        if (!line_is(line, "wrong"))
            continue;
        const Formula *formula = formula_parse(claim->scope, claim->def.source, line->tex, diag);
        if (!formula)
            return false;
        list[claim->wrong_count++] =
            (WrongTwin){.formula = with_subject(claim, formula, subject),
                        .tex = arena_copy(claim->arena, claim->def.source->bytes + line->tex.start,
                                          line->tex.end - line->tex.start),
                        .remark = line->remark};
    }
    return true;
}

/* "corrected: TeX" of a formula that is printed wrong. */
static bool read_corrected(Claim *claim, const Expr *subject, Diag *diag) {
    for (size_t i = 0; i < claim->def.line_count; i++) {
        const ClaimLine *line = &claim->def.lines[i];
        if (!line_is(line, "corrected"))
            continue;
        claim->correction.noad = noad_parse(claim->arena, claim->def.source, line->tex, diag);
        const Formula *formula =
            claim->correction.noad
                ? formula_read(claim->scope, claim->def.source, claim->correction.noad, diag)
                : NULL;
        if (!formula)
            return false;
        claim->corrected = with_subject(claim, formula, subject);
        claim->correction.tex = arena_copy(claim->arena, claim->def.source->bytes + line->tex.start,
                                           line->tex.end - line->tex.start);
    }
    return true;
}

/* ---- the latest state ---- */

typedef struct {
    const Expr *index;
    long value;
    bool state;
} Latest;

static bool look_for_latest(void *context, const Expr *expr) {
    Latest *latest = context;
    long value;
    if (expr->kind != EXPR_SYMBOL || expr->count != 1)
        return true;
    SymbolKind kind = expr->symbol->kind;
    if (kind != SYMBOL_STATE && kind != SYMBOL_NOISE)
        return true;
    latest->state |= kind == SYMBOL_STATE;
    if (expr_typical(expr->args[0], &value) && (!latest->index || value > latest->value)) {
        latest->index = expr->args[0];
        latest->value = value;
    }
    return true;
}

static const Expr *latest_state(const Formula *formula) {
    Latest latest = {0};
    for (size_t i = 0; i < formula->count; i++)
        for (size_t k = 0; k < formula->chains[i].count; k++)
            expr_walk(formula->chains[i].sides[k], look_for_latest, &latest);
    /* x_0 has no noise in it yet: beside it alone a loose letter is a number of its own. */
    return latest.state && latest.value > 0 ? latest.index : NULL;
}

/* `data=NAME` */
static bool find_data(Claim *claim, Diag *diag) {
    const ClaimDef *def = &claim->def;
    if (!def->data)
        return true;
    const Toy *toy = toy_find(def->data);
    if (toy) {
        claim->data = data_of_toy(claim->arena, toy);
        return true;
    }
    const char *hint = toy_nearest(def->data);
    hint = hint ? arena_printf(claim->arena, "did you mean `%s`?", hint)
                : "`explore list --data` shows them";
    diag_set(diag, claim->arena, def->source, def->tex.start, hint,
             "there is no toy distribution named `%s`", def->data);
    return false;
}

Claim *claim_prepare(Arena *arena, Scope *scope, const ClaimDef *def) {
    Claim *claim = arena_alloc(arena, sizeof *claim);
    claim->arena = arena_child(arena);
    claim->def = *def;
    /* A note's letters are shared by all its formulas; a lesson's claim keeps its own givens to
     * itself. */
    claim->outer = scope;
    claim->scope = scope->accept_unknown ? scope : scope_new(claim->arena, scope);
    if (def->experiment)
        return claim;
    if (def->printed)
        claim->scope->accept_unknown = true;
    Diag diag = {0};
    const Expr *subject = NULL;
    claim->noad = noad_parse(claim->arena, def->source, def->tex, &diag);
    if (!find_data(claim, &diag)) {
        unreadable(claim, &diag);
        return claim;
    }
    unsigned first_new = claim->scope->next_id;
    if (!claim->noad || !read_settings(claim, &subject, &diag)) {
        unreadable(claim, &diag);
        return claim;
    }
    if (formula_is_words(claim->scope, def->source, claim->noad) ||
        formula_is_sentence(def->source, def->tex))
        return without_claim(claim, "it is words only");
    if (formula_holds_words(claim->scope, def->source, claim->noad))
        return without_claim(claim, "words stand in it for a quantity");
    if (formula_names_average(claim->scope, def->source, claim->noad))
        return without_claim(claim, "it says over what an average is taken, and of nothing");
    if (def->inline_formula)
        claim->scope->last_side = NULL;
    if (subject && claim->scope != scope)
        claim->scope->last_side = subject; /* "= b" or "\dots = b" says it of the subject */
    const Formula *formula = read_formula(claim, &diag);
    if (!formula) {
        unreadable(claim, &diag);
        return claim;
    }
    claim->formula = with_subject(claim, formula, subject);
    const Chain *last = &claim->formula->chains[claim->formula->count - 1];
    if (scope->accept_unknown && !def->inline_formula)
        scope->last_side = last->count > 1 ? last->sides[last->count - 1] : NULL;
    claim->merged = latest_state(claim->formula);
    if (scope->accept_unknown)
        follow_assumption(claim, scope);
    find_definitions(claim, first_new);
    /* Where an objective is stated the letter's value is a claim, not what it stands for. */
    for (size_t i = 0; i < claim->formula->count && claim->objective.expr; i++)
        claim->definitions[i] = false;
    if (!read_wrong(claim, subject, &diag) || !read_corrected(claim, subject, &diag))
        unreadable(claim, &diag);
    return claim;
}

void claim_forget(Claim *claim) {
    claim->decided = claim->formula == NULL && claim->def.experiment == NULL;
}

const ClaimDef *claim_def(const Claim *claim) {
    return &claim->def;
}

const Noad *claim_noad(const Claim *claim) {
    return claim->noad;
}

const Verdict *claim_verdict(const Claim *claim) {
    return claim->decided ? &claim->verdict : NULL;
}

bool claim_as_expected(const Claim *claim) {
    const Verdict *verdict = &claim->verdict;
    const TwinReport *twins = &verdict->twins;
    const Correction *correction = verdict->correction;
    if (verdict->disagreement || (correction && correction->kind != VERDICT_HOLDS &&
                                  correction->kind != VERDICT_APPROXIMATE))
        return false;
    bool refuted = twins->authored_refuted == twins->authored &&
                   twins->refuted + twins->equivalent + twins->domain_errors == twins->mutants;
    if (claim->def.expect == VERDICT_COUNT)
        return verdict->kind != VERDICT_FAILS && refuted;
    return verdict->kind == claim->def.expect && refuted;
}

void verify_thread_end(void) {
    flint_cleanup();
}
