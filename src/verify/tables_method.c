/* tables_method.c - the method `tables`: rules of probability.
 *
 * Where no method knows whose densities these are, tables decide. Where the Gaussian chain decided,
 * tables can only add that it holds for every Markov chain: that some other chain breaks a rule
 * says nothing about this one. */
#include <string.h>

#include "verify/method.h"
#include "verify/tables.h"

static bool has_density(const Expr *expr) {
    return expr_has_kind(expr, EXPR_DENSITY);
}

static bool has_sum(const Expr *expr) {
    return expr_has_kind(expr, EXPR_INTEGRAL) || expr_has_kind(expr, EXPR_EXPECT) ||
           expr_has_kind(expr, EXPR_KL);
}

static bool names_its_letters(void *context, const Expr *expr) {
    const Link *link = context;
    return expr->kind != EXPR_EXPECT || tables_averaged(link->left, link->right, expr) != NULL;
}

/* E_q[f]: over every letter, or over those meant? */
static bool averages_over_all(const Link *link) {
    Link sides = *link;
    return !expr_walk(link->left, names_its_letters, &sides) ||
           !expr_walk(link->right, names_its_letters, &sides);
}

/* P(A) = 0.5 says what a number is; \sum_x p(x|y) = 1 is a rule. */
static bool is_rule(const Link *link) {
    bool left = has_density(link->left), right = has_density(link->right);
    bool sums = has_sum(link->left) || has_sum(link->right);
    return (left && right) || ((left || right) && sums);
}

static bool applies(const Link *link) {
    bool equation = link->relation == RELATION_EQUAL || link->relation == RELATION_DEFINE;
    return equation && !link->laws && !link->up_to_constant && is_rule(link) &&
           tables_readable(link->left) && tables_readable(link->right);
}

static Sampled try_tables(const Decider *decider, const Link *link, TablesKind kind,
                          Tables **tables) {
    Decider own = *decider;
    own.binding = NULL;
    *tables = tables_new(decider->arena, link->left, link->right, kind);
    own.tables = *tables;
    return sample_link(&own, link);
}

static bool names_no_index(void *context, const Expr *expr) {
    const SymbolKind *kind = context;
    return !(expr->kind == EXPR_SYMBOL && expr->count == 1 && expr->symbol->kind == *kind);
}

static bool has_indexed(const Link *link, SymbolKind kind) {
    return !expr_walk(link->left, names_no_index, &kind) ||
           !expr_walk(link->right, names_no_index, &kind);
}

/* Letters with an index may form a Markov chain. States of a declared chain do; that those of
 * another distribution beside it do is an assumption, which decides where nothing else does. A note
 * says nowhere whose density of states it means: of the reverse process, say. */
static bool may_be_chain(const Decider *decider, const Link *link, const Tables *general) {
    bool other = tables_count(general) > 1 || decider->in_note;
    return has_indexed(link, SYMBOL_SEQ) || (other && has_indexed(link, SYMBOL_STATE));
}

typedef struct {
    const Symbol *plain[GIVEN_MAX], *indexed[GIVEN_MAX];
    size_t plain_count, indexed_count;
} Names;

static bool collect_names(void *context, const Expr *expr) {
    Names *names = context;
    if (expr->kind != EXPR_SYMBOL)
        return true;
    SymbolKind kind = expr->symbol->kind;
    bool noise = kind == SYMBOL_NOISE; /* with an index and without */
    if ((kind == SYMBOL_REAL || (noise && expr->count == 0)) && names->plain_count < GIVEN_MAX)
        names->plain[names->plain_count++] = expr->symbol;
    if ((kind == SYMBOL_SEQ || (noise && expr->count == 1)) && names->indexed_count < GIVEN_MAX)
        names->indexed[names->indexed_count++] = expr->symbol;
    return true;
}

/* z beside z_l may stand for all of them together. */
static bool has_letter_twice(const Link *link) {
    Names names = {.plain_count = 0};
    expr_walk(link->left, collect_names, &names);
    expr_walk(link->right, collect_names, &names);
    for (size_t i = 0; i < names.plain_count; i++)
        for (size_t k = 0; k < names.indexed_count; k++)
            if (strcmp(names.plain[i]->name, names.indexed[k]->name) == 0)
                return true;
    return false;
}

typedef struct {
    const Symbol *random[GIVEN_MAX], *given[GIVEN_MAX];
    size_t random_count, given_count;
} Roles;

static bool collect_roles(void *context, const Expr *expr) {
    Roles *roles = context;
    for (size_t i = 0; i < expr->count && expr->kind == EXPR_DENSITY; i++) {
        const Symbol *symbol = expr->args[i]->symbol;
        if (i < expr->split && roles->random_count < GIVEN_MAX)
            roles->random[roles->random_count++] = symbol;
        if (i >= expr->split && roles->given_count < GIVEN_MAX)
            roles->given[roles->given_count++] = symbol;
    }
    return true;
}

/* P(A)P(B), P(A|C)P(B|C), but not P(A|B)P(B): a product rule or Bayes' rule with a slip is a slip,
 * even if independent letters would not notice. */
static bool may_state_independence(const Expr *side) {
    Roles roles = {.random_count = 0};
    expr_walk(side, collect_roles, &roles);
    for (size_t i = 0; i < roles.random_count; i++)
        for (size_t k = 0; k < roles.given_count; k++)
            if (roles.random[i] == roles.given[k])
                return false;
    return true;
}

static bool no_sum_of_densities(void *context, const Expr *expr) {
    (void)context;
    return !(expr->kind == EXPR_ADD && has_density(expr));
}

static bool adds_densities(const Expr *side) {
    return !expr_walk(side, no_sum_of_densities, NULL);
}

/* A note may have said before what makes a formula true that is no rule: that letters are
 * independent, that events exclude each other. */
static const char *doubt(Decider *decider, const Link *link, const Tables *general) {
    Tables *tables;
    /* A rule with sums or averages is true of every distribution, so of one for all the letters
     * too: what fails for that fails in each reading. An equation without them may be a condition.
     */
    bool is_computed = has_sum(link->left) || has_sum(link->right);
    if (tables_count(general) > 1 &&
        (!is_computed || try_tables(decider, link, TABLES_ONE, &tables).kind != VERDICT_FAILS))
        return "the letters of the densities may stand for one distribution or for several";
    if (averages_over_all(link))
        return "it is not said over which letters is averaged";
    if (!decider->scope->accept_unknown)
        return NULL;
    if (has_letter_twice(link))
        return "a letter without an index may stand for all those with one";
    if (tables_has_chain(general))
        return NULL;
    if (adds_densities(link->left) || adds_densities(link->right))
        return "it holds for some distributions only: something about the letters is not said";
    if (!may_state_independence(link->left) || !may_state_independence(link->right))
        return NULL;
    Sampled independent = try_tables(decider, link, TABLES_INDEPENDENT, &tables);
    if (independent.kind == VERDICT_HOLDS && !independent.all_zero)
        return "it holds where the letters are independent, but not in general";
    return NULL;
}

static bool is_zero(const Expr *side) {
    return side->kind == EXPR_NUMBER && strcmp(side->text, "0") == 0;
}

bool tables_run(Decider *decider, const Link *link, const Outcome *so_far, bool thorough,
                Finding *finding) {
    bool open = so_far->kind == VERDICT_UNDECIDED;
    bool confirms = so_far->kind == VERDICT_HOLDS && thorough;
    if ((!open && !confirms) || !applies(link))
        return false;
    Tables *tables;
    Sampled sampled = try_tables(decider, link, TABLES_GENERAL, &tables);
    const char *under = tables_has_chain(tables) ? "\\text{for every Markov chain}"
                                                 : "\\text{for every joint distribution}";
    if (sampled.kind == VERDICT_FAILS && open && may_be_chain(decider, link, tables)) {
        Tables *chain;
        Sampled markov = try_tables(decider, link, TABLES_MARKOV, &chain);
        if (markov.kind == VERDICT_HOLDS) {
            sampled = markov;
            under = "\\text{where the letters form a Markov chain}";
        }
    }
    if (confirms && (sampled.kind != VERDICT_HOLDS || sampled.all_zero))
        return false;
    const char *reason = sampled.reason;
    /* \log q/p of two letters for one chain. */
    if (sampled.kind == VERDICT_HOLDS && sampled.all_zero && !is_zero(link->left) &&
        !is_zero(link->right)) {
        sampled.kind = VERDICT_UNDECIDED;
        reason = "both sides are 0 in every table: this says nothing";
    }
    if (sampled.kind == VERDICT_FAILS && thorough)
        reason = doubt(decider, link, tables);
    bool undecided = sampled.kind == VERDICT_UNDECIDED || (reason && sampled.kind == VERDICT_FAILS);
    /* About this chain tables say no more than what was found. */
    Grade grade = confirms && so_far->grade < GRADE_BALL ? so_far->grade : GRADE_BALL;
    finding->evidence = (MethodEvidence){.verdict = undecided ? VERDICT_UNDECIDED : sampled.kind,
                                         .grade = undecided ? GRADE_NONE : grade,
                                         .reason = undecided ? reason : NULL,
                                         .points = sampled.points,
                                         .bits = sampled.bits};
    finding->under =
        sampled.kind == VERDICT_HOLDS ? under_join(decider->arena, under, sampled.under) : NULL;
    finding->lifts = "\\text{the data are Gaussian}";
    finding->counterexample = undecided ? NULL : sampled.counterexample;
    finding->undefined = sampled.undefined;
    finding->instead = undecided;
    return true;
}
