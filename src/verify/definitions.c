/* definitions.c - which chains of a formula only say what a letter is, so that there is nothing to
 * decide.
 *
 * Lessons declare their letters; notes and printed formulas define them as they go. There, a letter
 * nobody knows gets its meaning from the first equation that gives it one; numbers given to free
 * letters, choices of a schedule, conditions on free letters and the steps of a sampler are
 * settings, not claims. */
#include <ctype.h>
#include <string.h>

#include "verify/claim_internal.h"

/* The index letter t of \sigma_t = ... becomes the definition's own. */
static const Expr *bind_index(Claim *claim, const Expr *definition, const Expr *index,
                              const Symbol **parameter) {
    Symbol *bound = arena_alloc(claim->scope->arena, sizeof *bound);
    *bound = (Symbol){.kind = SYMBOL_BOUND,
                      .integer_bound = true,
                      .name = index->symbol->name,
                      .tex = index->symbol->tex};
    *parameter = bound;
    const Expr *letter = expr_symbol(claim->scope->arena, index->span, bound, NULL);
    return expr_substitute(claim->scope->arena, definition, index->symbol, letter);
}

/* f(x) = ... of an unknown f was read as f times x. */
static bool is_function_head(const Expr *left) {
    return left->kind == EXPR_MUL && left->count == 2 && left->args[0]->kind == EXPR_SYMBOL &&
           left->args[0]->symbol->implied && left->args[0]->count == 0 &&
           left->args[1]->kind == EXPR_SYMBOL && left->args[1]->count == 0;
}

/* \mu(x_t) = ... of an unknown \mu, too, but \mu x_t is a product: the parenthesis tells. */
static bool is_head_at_state(const Claim *claim, const Expr *left) {
    if (left->kind != EXPR_MUL || left->count != 2)
        return false;
    const Expr *head = left->args[0], *state = left->args[1];
    if (head->kind != EXPR_SYMBOL || !head->symbol->implied || head->count != 0 ||
        state->kind != EXPR_SYMBOL || state->symbol->kind != SYMBOL_STATE)
        return false;
    const char *bytes = claim->def.source->bytes;
    return state->span.start > head->span.end &&
           memchr(bytes + head->span.end, '(', state->span.start - head->span.end) != NULL;
}

static bool is_explained(void *context, const Expr *expr) {
    (void)context;
    return !(expr->kind == EXPR_SYMBOL && expr->symbol->implied);
}

static bool define_function(Claim *claim, const Chain *chain) {
    const Expr *left = chain->sides[0];
    const Symbol *function = left->args[0]->symbol, *argument = left->args[1]->symbol;
    if (expr_mentions(chain->sides[1], function))
        return false;
    Symbol meaning = {.kind = SYMBOL_FUN, .parameter_count = 1};
    Symbol *bound = arena_alloc(claim->scope->arena, sizeof *bound);
    *bound = (Symbol){.kind = SYMBOL_BOUND, .name = argument->name, .tex = argument->tex};
    meaning.parameters = arena_array(claim->scope->arena, 1, sizeof *meaning.parameters);
    meaning.parameters[0] = bound;
    const Expr *letter = expr_symbol(claim->scope->arena, left->span, bound, NULL);
    meaning.definition = expr_substitute(claim->scope->arena, chain->sides[1], argument, letter);
    scope_redefine(claim->scope, function, &meaning);
    return true;
}

static bool define_letter(Claim *claim, const Chain *chain) {
    const Expr *left = chain->sides[0];
    const Symbol *letter = left->symbol;
    const Expr *right = chain->sides[1];
    if (expr_mentions(right, letter) || right->kind == EXPR_NORMAL)
        return false;
    Symbol meaning = {.kind = SYMBOL_LET, .definition = right};
    if (left->count == 1) {
        const Expr *index = left->args[0];
        if (index->kind != EXPR_SYMBOL)
            return false;
        meaning.kind = SYMBOL_LETSEQ;
        meaning.parameter_count = 1;
        meaning.parameters = arena_array(claim->scope->arena, 1, sizeof *meaning.parameters);
        meaning.definition = bind_index(claim, right, index, &meaning.parameters[0]);
    }
    scope_redefine(claim->scope, letter, &meaning);
    return true;
}

typedef struct {
    const Symbol *symbol;
    bool own, other;
} Densities;

static bool look_for_densities(void *context, const Expr *expr) {
    Densities *found = context;
    found->own |= expr->kind == EXPR_DENSITY && expr->symbol == found->symbol;
    found->other |= expr->kind == EXPR_DENSITY && expr->symbol != found->symbol;
    return true;
}

static bool look_for_unknown(void *found, const Expr *expr) {
    *(bool *)found |= expr->symbol != NULL && expr->symbol->implied;
    return !*(bool *)found;
}

/* p(z|x) = N(\mu_{enc}(x), ..): letters that are none of the chain's, and a law with something in
 * it that nobody knows. */
static bool describes_density(const Chain *chain) {
    bool unknown = false;
    if (chain->count != 2 || chain->relations[0] != RELATION_EQUAL ||
        chain->sides[0]->kind != EXPR_DENSITY || chain->sides[1]->kind != EXPR_NORMAL ||
        expr_is_random(chain->sides[0]))
        return false;
    expr_walk(chain->sides[1], look_for_unknown, &unknown);
    return unknown;
}

/* p_\theta(x_{t-1}|x_t) = N(..) of a density nobody declared. P(A|B) = P(B|A) P(A) / P(B) speaks of
 * P alone: a rule. */
static bool defines_density(const Chain *chain) {
    if (chain->sides[0]->kind != EXPR_DENSITY || !chain->sides[0]->symbol->implied ||
        chain->count < 2)
        return false;
    Densities found = {.symbol = chain->sides[0]->symbol};
    expr_walk(chain->sides[1], look_for_densities, &found);
    return !found.own || found.other;
}

/* x_{t-1} \sim p_\theta(x_{t-1}|x_t): an instruction to draw, from a density nobody declared. */
static bool draws_from_unknown(const Chain *chain) {
    const Expr *left = chain->sides[0], *right = chain->sides[1];
    return chain->relations[0] == RELATION_LAW && right->kind == EXPR_DENSITY &&
           right->symbol->implied && right->split == 1 && expr_same(left, right->args[0]);
}

/* A letter that the claim's own `given:` lines declare is no longer free. */
static bool is_given(const Claim *claim, const Symbol *symbol) {
    if (claim->scope == claim->outer || symbol->implied)
        return false;
    for (size_t i = 0; i < claim->scope->count; i++)
        if (claim->scope->symbols[i] == symbol)
            return true;
    return false;
}

static bool is_letter(void *found, const Expr *expr) {
    *(bool *)found |= expr->kind == EXPR_SYMBOL;
    return !*(bool *)found;
}

/* T = 1000, \alpha_1 = 0.9, \bar\alpha_2 = 0.9 \times 0.8: in a note this sets the letter. */
static bool assigns_number(const Claim *claim, const Chain *chain) {
    const Expr *left = chain->sides[0];
    bool letters = false;
    expr_walk(chain->sides[1], is_letter, &letters);
    if (left->kind != EXPR_SYMBOL || letters || chain->relations[0] != RELATION_EQUAL ||
        is_given(claim, left->symbol))
        return false;
    SymbolKind kind = left->symbol->kind;
    bool letter = left->count == 0 && (kind == SYMBOL_INT || kind == SYMBOL_REAL);
    bool member = left->count == 1 && left->args[0]->kind == EXPR_NUMBER &&
                  strcmp(left->args[0]->text, "0") != 0 && !expr_is_random(left) &&
                  (kind == SYMBOL_SEQ || (kind == SYMBOL_LETSEQ && left->symbol->has_sequence));
    return letter || member;
}

/* \bar\alpha_2 = 0.9 \times 0.8 = 0.72: the first link sets the letter, the others are claims. */
static void drop_assignment(const Claim *claim, Chain *chain) {
    if (chain->count < 3 || !assigns_number(claim, chain))
        return;
    chain->sides++;
    chain->relations++;
    chain->count--;
}

typedef struct {
    long latest;
    bool drawn;   /* a network or a loose noise */
    bool network; /* a network */
} StepParts;

static bool look_at_step(void *context, const Expr *expr) {
    StepParts *parts = context;
    long index;
    if (expr->kind == EXPR_CALL)
        parts->drawn = parts->network = true;
    if (expr->kind != EXPR_SYMBOL)
        return true;
    if (expr->symbol->kind == SYMBOL_NOISE && expr->count == 0)
        parts->drawn = true;
    if (expr->symbol->kind == SYMBOL_STATE && expr->count == 1 &&
        expr_typical(expr->args[0], &index) && index > parts->latest)
        parts->latest = index;
    return true;
}

/* x_{t-1} = f(x_t, \epsilon_\theta, z): a sampler's step says what x_{t-1} is to be; the forward
 * chain's x_{t-1} is another thing. */
static bool is_sampler_step(const Chain *chain) {
    const Expr *left = chain->sides[0];
    long index;
    if (left->kind != EXPR_SYMBOL || left->symbol->kind != SYMBOL_STATE ||
        !expr_typical(left->args[0], &index) || index == 0)
        return false;
    StepParts parts = {.latest = -1};
    expr_walk(chain->sides[1], look_at_step, &parts);
    if (chain->relations[0] == RELATION_LAW)
        return parts.network;
    return chain->relations[0] == RELATION_EQUAL && parts.drawn && parts.latest > index;
}

/* ---- settings ---- */

static bool is_whole_letter(void *found, const Expr *expr) {
    *(bool *)found |= expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_INT;
    return !*(bool *)found;
}

/* \alpha_t = \sqrt{1 - 0.02 t/T}: a formula in t alone for what rests on free sequences chooses the
 * schedule. */
static bool chooses_schedule(const Chain *chain) {
    const Expr *left = chain->sides[0], *right = chain->sides[1];
    bool whole = false;
    expr_walk(right, is_whole_letter, &whole);
    return whole && expr_has_sequence(left) && !expr_is_random(left) && !expr_has_sequence(right) &&
           !expr_is_random(right);
}

static bool is_free_letter(const Expr *expr) {
    if (expr->kind == EXPR_NUMBER)
        return true;
    if (expr->kind != EXPR_SYMBOL)
        return false;
    SymbolKind kind = expr->symbol->kind;
    return kind == SYMBOL_INT || kind == SYMBOL_SEQ || kind == SYMBOL_REAL;
}

/* s < t; 0 < \beta_1 < \beta_2 < 1: a condition on letters that are free. */
bool is_condition(const Chain *chain) {
    bool letters = false;
    for (size_t i = 0; i < chain->count; i++) {
        if (!is_free_letter(chain->sides[i]) || (i > 0 && !is_order(chain->relations[i - 1])))
            return false;
        letters |= chain->sides[i]->kind == EXPR_SYMBOL;
    }
    return letters && chain->count > 1;
}

/* x_T \sim \mathcal N(0, I): where a sampler starts. */
static bool starts_sampler(const Chain *chain) {
    const Expr *left = chain->sides[0], *right = chain->sides[1];
    if (chain->relations[0] != RELATION_LAW || right->kind != EXPR_NORMAL ||
        left->kind != EXPR_SYMBOL || left->symbol->kind != SYMBOL_STATE)
        return false;
    const Expr *index = left->args[0];
    return index->kind == EXPR_SYMBOL && strcmp(index->symbol->name, "T") == 0 &&
           is_standard_normal(right);
}

static bool is_setting(const Claim *claim, const Chain *chain) {
    if (chain->count < 2)
        return false;
    if (!claim->def.schedule && is_condition(chain))
        return true;
    if (chain->count != 2)
        return false;
    if (defines_density(chain) || describes_density(chain) || is_sampler_step(chain) ||
        starts_sampler(chain) || draws_from_unknown(chain))
        return true;
    return assigns_number(claim, chain) ||
           (!claim->def.schedule && chain->relations[0] == RELATION_EQUAL &&
            chooses_schedule(chain));
}

/* "x_0 = x_*": where the chain is held fixed. */
static bool fixes_start(const Chain *chain, unsigned first_new) {
    const Expr *left = chain->sides[0], *right = chain->sides[1];
    long index;
    return left->kind == EXPR_SYMBOL && left->symbol->kind == SYMBOL_STATE &&
           expr_typical(left->args[0], &index) && index == 0 && right->kind == EXPR_SYMBOL &&
           right->count == 0 && right->symbol->implied && right->symbol->id >= first_new;
}

/* "loss = ...": a word of three letters or more, with one that nobody knows, was read as their
 * product. */
static bool names_word(const Claim *claim, const Chain *chain) {
    const Expr *left = chain->sides[0];
    bool unknown = false;
    if (left->kind != EXPR_MUL || left->count < 3)
        return false;
    for (size_t i = 0; i < left->count; i++) {
        const Expr *letter = left->args[i];
        if (letter->kind != EXPR_SYMBOL || letter->count != 0 ||
            expr_mentions(chain->sides[1], letter->symbol))
            return false;
        unknown |= letter->symbol->implied;
    }
    if (!unknown)
        return false;
    const char *bytes = claim->def.source->bytes;
    for (size_t at = left->span.start; at < left->span.end; at++)
        if (!isalpha((unsigned char)bytes[at]))
            return false;
    return true;
}

/* ---- all chains ---- */

static bool defines_unknown(Claim *claim, const Chain *chain, unsigned first_new) {
    const Expr *left = chain->sides[0];
    bool equation = chain->count == 2 && (chain->relations[0] == RELATION_EQUAL ||
                                          chain->relations[0] == RELATION_DEFINE);
    if (!equation || chain->premise)
        return false;
    if (left->kind == EXPR_SYMBOL && left->symbol->implied && left->symbol->id >= first_new &&
        left->symbol->kind != SYMBOL_NORMAL)
        return define_letter(claim, chain);
    if (is_function_head(left) && left->args[0]->symbol->id >= first_new)
        return define_function(claim, chain);
    if (names_word(claim, chain) || fixes_start(chain, first_new))
        return true;
    /* What it is at another index is not said, so it stays unknown for the formulas after it. */
    return is_head_at_state(claim, left) && left->args[0]->symbol->id >= first_new &&
           expr_walk(chain->sides[1], is_explained, NULL);
}

/* L = A = B of an unknown L: the first link says what L is, the others are claims. */
static void drop_introduction(Claim *claim, Chain *chain, unsigned first_new) {
    const Expr *left = chain->sides[0];
    bool equation = chain->relations[0] == RELATION_EQUAL || chain->relations[0] == RELATION_DEFINE;
    if (chain->count < 3 || !equation || chain->premise || left->kind != EXPR_SYMBOL ||
        !left->symbol->implied || left->count != 0 || left->symbol->kind != SYMBOL_REAL ||
        left->symbol->id < first_new)
        return;
    for (size_t i = 1; i < chain->count; i++)
        if (expr_mentions(chain->sides[i], left->symbol))
            return;
    if (!define_letter(claim, chain))
        return;
    chain->sides++;
    chain->relations++;
    chain->count--;
}

void find_definitions(Claim *claim, unsigned first_new) {
    const Formula *formula = claim->formula;
    claim->definitions = arena_array(claim->arena, formula->count, sizeof *claim->definitions);
    for (size_t i = 0; i < formula->count; i++) {
        Chain *chain = &formula->chains[i];
        if (claim->scope->accept_unknown && chain->count > 1) {
            drop_assignment(claim, chain);
            drop_introduction(claim, chain, first_new);
        }
        claim->definitions[i] = sets_loose_letter(chain) ||
                                (claim->scope->accept_unknown && is_setting(claim, chain)) ||
                                defines_unknown(claim, chain, first_new);
    }
}
