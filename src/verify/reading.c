/* reading.c - are the two sides of a link numbers or distributions? */
#include "verify/decide.h"

typedef struct {
    const Expr *states[GIVEN_MAX];
    size_t state_count;
    const Symbol *loose[GIVEN_MAX]; /* noise letters without index, normal variables */
    size_t loose_count;
    const Expr *indexed[GIVEN_MAX]; /* noises of single steps */
    size_t indexed_count;
    long latest; /* typical index of the latest state; -1 without states */
} Letters;

static void add_state(Letters *letters, const Expr *expr) {
    long index;
    if (expr_typical(expr->args[0], &index) && index > letters->latest)
        letters->latest = index;
    for (size_t i = 0; i < letters->state_count; i++)
        if (expr_same(letters->states[i], expr))
            return;
    if (letters->state_count < GIVEN_MAX)
        letters->states[letters->state_count++] = expr;
}

static void collect_symbol(Letters *letters, const Expr *expr) {
    if (expr->symbol->kind == SYMBOL_STATE && expr->count == 1)
        add_state(letters, expr);
    bool noise = expr->symbol->kind == SYMBOL_NOISE;
    if (noise && expr->count == 1 && letters->indexed_count < GIVEN_MAX)
        letters->indexed[letters->indexed_count++] = expr;
    if (!(noise && expr->count == 0) && expr->symbol->kind != SYMBOL_NORMAL)
        return;
    for (size_t i = 0; i < letters->loose_count; i++)
        if (letters->loose[i] == expr->symbol)
            return;
    if (letters->loose_count < GIVEN_MAX)
        letters->loose[letters->loose_count++] = expr->symbol;
}

/* In E[y|z] only z takes a value; a conditional variance of Gaussians depends on no value. */
static void collect(Letters *letters, const Expr *expr) {
    if (expr->kind == EXPR_VARIANCE || expr->kind == EXPR_COVARIANCE || expr->kind == EXPR_KL)
        return;
    if (expr->kind == EXPR_EXPECT && expr->split == 1)
        return; /* what stands in it is averaged over */
    if (expr->kind == EXPR_SYMBOL)
        collect_symbol(letters, expr);
    for (size_t i = expr->kind == EXPR_EXPECT ? 1 : 0; i < expr->count; i++)
        collect(letters, expr->args[i]);
}

static Letters letters_of(const Expr *expr) {
    Letters letters = {.latest = -1};
    collect(&letters, expr);
    return letters;
}

/* Has `a` a loose letter that `b` has not? */
static bool has_fresh(const Letters *a, const Letters *b) {
    for (size_t i = 0; i < a->loose_count; i++) {
        bool shared = false;
        for (size_t k = 0; k < b->loose_count; k++)
            shared |= a->loose[i] == b->loose[k];
        if (!shared)
            return true;
    }
    return false;
}

static bool is_distribution(const Expr *expr) {
    if (expr->kind == EXPR_NORMAL)
        return true;
    return expr->kind == EXPR_ADD && is_distribution(expr->args[0]);
}

static void give(Link *link, const Letters *letters) {
    link->given_count = letters->state_count;
    for (size_t i = 0; i < letters->state_count; i++)
        link->given[i] = letters->states[i];
}

/* N(X, 1) of a normal X is the law given X. */
static void give_normals(Arena *arena, Link *link, const Letters *letters) {
    for (size_t i = 0; i < letters->loose_count; i++)
        if (letters->loose[i]->kind == SYMBOL_NORMAL && link->given_count < GIVEN_MAX)
            link->given[link->given_count++] =
                expr_symbol(arena, link->right->span, letters->loose[i], NULL);
}

static bool is_single_state(const Expr *expr) {
    return expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_STATE;
}

static bool same_states(const Letters *a, const Letters *b) {
    for (size_t i = 0; i < a->state_count; i++) {
        bool found = false;
        for (size_t k = 0; k < b->state_count; k++)
            found |= expr_same(a->states[i], b->states[k]);
        if (!found)
            return false;
    }
    return a->state_count == b->state_count;
}

static bool shares_letter(const Letters *a, const Letters *b) {
    for (size_t i = 0; i < a->loose_count; i++)
        for (size_t k = 0; k < b->loose_count; k++)
            if (a->loose[i] == b->loose[k])
                return true;
    for (size_t i = 0; i < a->indexed_count; i++)
        for (size_t k = 0; k < b->indexed_count; k++)
            if (expr_same(a->indexed[i], b->indexed[k]))
                return true;
    return false;
}

/* `noised` brings in a noise of its own; `other` is a later state, or a sum over the same states. A
 * letter on both sides is one variable, so then the sides are compared as numbers. */
static bool reads_as_law(const Letters *in_other, const Letters *in_noised) {
    if (shares_letter(in_other, in_noised))
        return false;
    if (in_other->latest > in_noised->latest)
        return true;
    return same_states(in_other, in_noised) &&
           (in_other->indexed_count > 0 || in_other->loose_count > 0);
}

/* What both sides start from: every state but the latest, which is what the link is about. */
static void give_earlier(Link *link, const Letters *a, const Letters *b) {
    long latest = a->latest > b->latest ? a->latest : b->latest;
    bool same = same_states(a, b);
    const Letters *sides[2] = {a, b};
    link->given_count = 0;
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < sides[i]->state_count; k++) {
            const Expr *state = sides[i]->states[k];
            long index = 0;
            bool last = !same && expr_typical(state->args[0], &index) && index == latest;
            bool known = false;
            for (size_t n = 0; n < link->given_count; n++)
                known |= expr_same(link->given[n], state);
            if (!last && !known && link->given_count < GIVEN_MAX)
                link->given[link->given_count++] = state;
        }
}

/* x_t \sim q(x_t|x_{t-1}): the law of x_t given what stands behind the bar. */
static bool is_draw(const Expr *left, const Expr *right) {
    return right->kind == EXPR_DENSITY && right->split == 1 && expr_same(left, right->args[0]) &&
           right->count <= GIVEN_MAX;
}

static bool has_expectation(const Expr *expr) {
    return expr_has_kind(expr, EXPR_EXPECT) || expr_has_kind(expr, EXPR_VARIANCE) ||
           expr_has_kind(expr, EXPR_COVARIANCE) || expr_has_kind(expr, EXPR_DENSITY) ||
           expr_has_kind(expr, EXPR_INTEGRAL) || expr_has_kind(expr, EXPR_CALL);
}

/* The one density that a side is, up to a logarithm, a sign and factors without densities. */
static const Expr *sole_density(const Expr *side, size_t *count) {
    const Expr *found = NULL;
    if (side->kind == EXPR_DENSITY || side->kind == EXPR_NORMAL_DENSITY) {
        ++*count;
        return side;
    }
    if (side->kind == EXPR_KL || side->kind == EXPR_EXPECT || side->kind == EXPR_INTEGRAL)
        return NULL; /* what stands there is averaged over */
    for (size_t i = 0; i < side->count; i++) {
        const Expr *one = sole_density(side->args[i], count);
        found = found ? found : one;
    }
    return found;
}

/* The variable that a side names: the argument of its one density; NULL when it has none or
 * several. */
static const Expr *named_variable(const Expr *side) {
    size_t count = 0;
    const Expr *density = sole_density(side, &count);
    return count == 1 && density->args[0]->kind == EXPR_SYMBOL ? density->args[0] : NULL;
}

/* The variable in which two sides are proportional: the argument of the density that is one of them
 * alone. Two densities on each side leave it open. */
static bool reads_as_factor(Link *link) {
    link->variable = NULL;
    if (link->relation != RELATION_PROPORTIONAL && !link->up_to_constant)
        return false;
    link->variable = named_variable(link->left);
    if (!link->variable)
        link->variable = named_variable(link->right);
    return true;
}

/* Laws may be the same, or nearly so; that one is below another says nothing of means or variances.
 */
static bool may_compare_laws(Relation relation) {
    return relation == RELATION_EQUAL || relation == RELATION_DEFINE || relation == RELATION_LAW ||
           relation == RELATION_APPROX;
}

void link_read(Arena *arena, Link *link) {
    const Expr *left = link->left, *right = link->right;
    link->laws = false;
    link->given_count = 0;
    if (reads_as_factor(link) || !may_compare_laws(link->relation))
        return;
    Letters in_left = letters_of(left), in_right = letters_of(right);
    if (link->relation == RELATION_LAW || is_distribution(left) || is_distribution(right)) {
        link->laws = true;
        if (left->kind != EXPR_DENSITY && right->kind != EXPR_DENSITY) {
            /* N(\tilde\mu_t, \tilde\beta_t) is given what its mean is given. */
            const Expr *law = is_distribution(left) ? left : right;
            Letters of_law = letters_of(law_unfold(arena, law));
            give(link, &of_law);
            if (is_distribution(law))
                give_normals(arena, link, &of_law);
        } else if (is_draw(left, right)) {
            for (size_t i = 1; i < right->count; i++)
                link->given[link->given_count++] = right->args[i];
        }
        return;
    }
    /* q(x_t|x_0) = N(x_t; m, v): the same density at the same argument. */
    if (left->kind == EXPR_DENSITY && left->split == 1 && right->kind == EXPR_NORMAL_DENSITY &&
        expr_same(left->args[0], right->args[0])) {
        link->laws = true;
        return;
    }
    if (has_expectation(left) || has_expectation(right))
        return;
    if (!law_is_linear(left) || !law_is_linear(right))
        return;
    bool fresh_right = has_fresh(&in_right, &in_left), fresh_left = has_fresh(&in_left, &in_right);
    bool plain =
        is_single_state(left) || is_single_state(right) || same_states(&in_left, &in_right);
    if (plain && ((fresh_right && !fresh_left && reads_as_law(&in_left, &in_right)) ||
                  (fresh_left && !fresh_right && reads_as_law(&in_right, &in_left)))) {
        link->laws = true;
        give_earlier(link, &in_left, &in_right);
    }
}

void link_read_earlier(Link *link, const Chain *chain) {
    bool factor = link->relation == RELATION_PROPORTIONAL || link->up_to_constant;
    for (size_t i = link->index; factor && !link->variable && i-- > 0;) {
        if (chain->relations[i] != RELATION_PROPORTIONAL && chain->relations[i] != RELATION_EQUAL)
            return;
        link->variable = named_variable(chain->sides[i]);
    }
}

bool link_read_as_law(Link *link, bool fresh_on_both) {
    Letters in_left = letters_of(link->left), in_right = letters_of(link->right);
    bool fresh_right = has_fresh(&in_right, &in_left), fresh_left = has_fresh(&in_left, &in_right);
    if (link->laws || link->relation != RELATION_EQUAL || !law_is_linear(link->left) ||
        !law_is_linear(link->right) || (fresh_left && fresh_right && !fresh_on_both))
        return false;
    link->laws = (fresh_right && reads_as_law(&in_left, &in_right)) ||
                 (fresh_left && reads_as_law(&in_right, &in_left));
    if (link->laws)
        give_earlier(link, &in_left, &in_right);
    return link->laws;
}
