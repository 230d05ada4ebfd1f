/* other_reading.c - a note's formula that fails as it stands, read another way.
 *
 * Notes differ in what an indexed noise is: the noise of that step (as here), any fresh noise (many
 * blogs write \epsilon_{t-1} for the noise of step t), or all noise merged into x_t. And an
 * equation with a letter that nobody explained may be meant to explain it. A lesson declares its
 * letters, so none of this is tried there; for a note the verdict's `under` says which reading
 * holds. */
#include <string.h>

#include "verify/claim_internal.h"

/* ---- letters that nobody explained ---- */

typedef struct {
    const Symbol *list[GIVEN_MAX];
    size_t count;
} Unknowns;

/* A letter that an integral around here runs over: it needs no explanation. */
typedef struct Running Running;
struct Running {
    const Symbol *symbol;
    const Running *next;
};

static bool is_running(const Running *running, const Symbol *symbol) {
    for (; running; running = running->next)
        if (running->symbol == symbol)
            return true;
    return false;
}

static void collect_unknown(Unknowns *unknowns, const Expr *expr, const Running *running) {
    const Symbol *symbol = expr->symbol;
    if (expr->kind == EXPR_SYMBOL && symbol->implied && !is_running(running, symbol) &&
        (symbol->kind == SYMBOL_REAL || symbol->kind == SYMBOL_SEQ) && unknowns->count < GIVEN_MAX)
        unknowns->list[unknowns->count++] = symbol;
    bool runs = expr->kind == EXPR_INTEGRAL || expr->kind == EXPR_BRACKET;
    Running own = {.symbol = runs ? expr->args[1]->symbol : NULL, .next = running};
    for (size_t i = 0; i < expr->count; i++)
        collect_unknown(unknowns, expr->args[i], runs && i < 2 ? &own : running);
}

/* An unknown letter that stands on one side only: the equation may be what explains it. An
 * inequality does not explain one that is bounded beside it: a > b \Rightarrow a^2 > b^2. */
static const Symbol *unexplained(const Decider *decider, const Link *link) {
    const Expr *sides[2] = {link->left, link->right};
    for (size_t i = 0; i < 2; i++) {
        Unknowns unknowns = {0};
        collect_unknown(&unknowns, sides[i], NULL);
        for (size_t k = 0; k < unknowns.count; k++)
            if (!expr_mentions(sides[1 - i], unknowns.list[k]) &&
                !(is_order(link->relation) && scope_assumes(decider->scope, unknowns.list[k])))
                return unknowns.list[k];
    }
    return NULL;
}

/* ---- noises ---- */

typedef struct {
    Arena *arena;
    const Scope *scope;
    const Symbol *merged;        /* \bar\epsilon as a sequence; NULL for fresh letters */
    const Expr *seen[GIVEN_MAX]; /* noises replaced so far, and by what */
    const Expr *fresh[GIVEN_MAX];
    size_t count;
} Replacement;

/* The noise merged into a state has two symbols of one name: the loose letter and the sequence. */
static bool is_merged_noise(const Scope *scope, const Symbol *symbol) {
    if (symbol->kind != SYMBOL_LETSEQ || !symbol->is_random)
        return false;
    for (; scope; scope = scope->parent)
        for (size_t i = 0; i < scope->count; i++)
            if (scope->symbols[i]->kind == SYMBOL_NOISE &&
                strcmp(scope->symbols[i]->name, symbol->name) == 0)
                return true;
    return false;
}

static const Expr *fresh_letter(Replacement *replacement, const Expr *noise) {
    Arena *arena = replacement->arena;
    for (size_t i = 0; i < replacement->count; i++)
        if (expr_same(replacement->seen[i], noise))
            return replacement->fresh[i];
    if (replacement->count == GIVEN_MAX)
        return noise;
    Symbol *letter = arena_alloc(arena, sizeof *letter);
    *letter = *noise->symbol;
    letter->kind = SYMBOL_NORMAL;
    letter->definition =
        expr_binary(arena, noise->span, EXPR_NORMAL, expr_integer(arena, noise->span, 0),
                    expr_integer(arena, noise->span, 1));
    const Expr *by = expr_symbol(arena, noise->span, letter, NULL);
    replacement->seen[replacement->count] = noise;
    replacement->fresh[replacement->count++] = by;
    return by;
}

static const Expr *replace(Replacement *replacement, const Expr *expr) {
    if (expr->kind == EXPR_SYMBOL && expr->count == 1) {
        bool noise = expr->symbol->kind == SYMBOL_NOISE;
        if (replacement->merged)
            return noise ? expr_symbol(replacement->arena, expr->span, replacement->merged,
                                       expr->args[0])
                         : expr;
        if (noise || is_merged_noise(replacement->scope, expr->symbol))
            return fresh_letter(replacement, expr);
        return expr;
    }
    const Expr *copy = expr;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = replace(replacement, expr->args[i]);
        if (arg != expr->args[i])
            copy = expr_with_arg(replacement->arena, copy, i, arg);
    }
    return copy;
}

static const Symbol *merged_sequence(Decider *decider) {
    const Kernel *kernel = scope_kernel(decider->scope);
    if (!kernel->state)
        return NULL;
    const Symbol *found =
        scope_find(decider->scope, arena_printf(decider->arena, "bar %s", kernel->noise->name));
    return found && found->kind == SYMBOL_LETSEQ ? found : NULL;
}

static bool holds(Decider *decider, Link *link, Outcome *out) {
    Outcome other = outcome_of_link(decider, link, true);
    if (other.kind != VERDICT_HOLDS || other.disagreement)
        return false;
    *out = other;
    return true;
}

/* \epsilon_t for the noise between x_0 and x_t. */
static bool as_merged(Decider *decider, const Link *failed, Outcome *out) {
    Replacement replacement = {
        .arena = decider->arena, .scope = decider->scope, .merged = merged_sequence(decider)};
    if (!replacement.merged || failed->laws)
        return false;
    Link link = *failed;
    link.left = replace(&replacement, link.left);
    link.right = replace(&replacement, link.right);
    if ((link.left == failed->left && link.right == failed->right) || !holds(decider, &link, out))
        return false;
    out->under = "\\text{an indexed noise is read as all noise merged into that state}";
    return true;
}

/* Any indexed noise as a fresh one, against the law of the state that the chain is about. */
static bool as_fresh(Decider *decider, const Chain *chain, const Link *failed, Outcome *out) {
    const Expr *state = chain->sides[0];
    bool settled = failed->laws && out->kind == VERDICT_FAILS;
    if (settled || failed->relation != RELATION_EQUAL || state->kind != EXPR_SYMBOL ||
        state->symbol->kind != SYMBOL_STATE)
        return false;
    Replacement replacement = {.arena = decider->arena, .scope = decider->scope};
    Link link = *failed;
    link.left = state;
    link.right = replace(&replacement, link.right);
    /* The side before was read so: what follows from it is about the state's law as well. */
    replace(&replacement, failed->left);
    if (replacement.count == 0)
        return false;
    link_read(decider->arena, &link);
    if (!link.laws)
        return false;
    /* Where the laws differ too, their means and variances say more than two random numbers do. */
    Outcome other = outcome_of_link(decider, &link, true);
    if (other.kind != VERDICT_HOLDS && other.kind != VERDICT_FAILS)
        return false;
    *out = other;
    if (other.kind == VERDICT_HOLDS)
        out->under = "\\text{an indexed noise is read as a fresh one, equal in law}";
    return true;
}

/* Both sides as laws: \sqrt{a}\epsilon + \sqrt{b} z = \sqrt{a+b}\bar\epsilon. */
static bool as_law(Decider *decider, const Link *failed, Outcome *out) {
    Link link = *failed;
    if (!link_read_as_law(&link, decider->scope->accept_unknown) || !holds(decider, &link, out))
        return false;
    out->under = under_join(decider->arena, out->under, "\\text{equal in law}");
    return true;
}

/* \epsilon_0 is the noise of no step: it can only be a fresh one. */
static bool has_noise_of_no_step(const Expr *expr) {
    long index;
    if (expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_NOISE && expr->count == 1)
        return expr->args[0]->kind == EXPR_NUMBER && expr_typical(expr->args[0], &index) &&
               index == 0;
    for (size_t i = 0; i < expr->count; i++)
        if (has_noise_of_no_step(expr->args[i]))
            return true;
    return false;
}

void read_otherwise(Decider *decider, const Chain *chain, const Link *failed, Outcome *out) {
    if (out->kind == VERDICT_UNDECIDED) {
        if (decider->scope->accept_unknown &&
            (has_noise_of_no_step(failed->left) || has_noise_of_no_step(failed->right)))
            as_fresh(decider, chain, failed, out);
        return;
    }
    if (as_law(decider, failed, out) || !decider->scope->accept_unknown)
        return;
    const Symbol *letter = unexplained(decider, failed);
    if (letter) {
        Outcome open = {
            .kind = VERDICT_UNDECIDED,
            .reason = arena_printf(decider->arena,
                                   "nobody said what %s is; the equation may be meant to say it",
                                   letter->tex)};
        for (size_t i = 0; i < METHOD_COUNT; i++) {
            if (!out->methods[i].name || i == METHOD_PROOF)
                continue;
            open.methods[i] = out->methods[i];
            open.methods[i].verdict = VERDICT_UNDECIDED;
            open.methods[i].grade = GRADE_NONE;
            open.methods[i].reason = open.reason;
        }
        *out = open;
        return;
    }
    if (!as_merged(decider, failed, out))
        as_fresh(decider, chain, failed, out);
}
