/* tables_average.c - averages over a distribution on its random table, and divergences. */
#include <assert.h>
#include <string.h>

#include "verify/tables_internal.h"

/* Letters averaged over: each value of each makes the body be worked out anew, so that five letters
 * take 32 times a sum over 32 cells; an identity that fails for many letters fails for a few. */
#define AVERAGED_MAX 5

typedef struct {
    Joint *joint;
    long free[TABLES_LETTERS_MAX]; /* the letters averaged over, by their place in the joint */
    size_t free_count;
    const Expr *density, *other; /* of KL(p(..) || q(..)); NULL: the joints themselves */
    Joint *second;               /* of KL(p || q) */
    const Expr *body;            /* of E[body]; NULL for a divergence */
} Average;

/* Chance of the values that the sets and the sampled point give to the free letters, given the
 * others. Letters of `joint` that are not in the average's are summed over. */
static BallStatus chance_of_all(Tables *tables, BallContext *context, arb_t out, Joint *joint,
                                const Average *average) {
    assert(joint != NULL);
    Event event = {.joint = joint};
    int64_t part = 0, whole = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < joint->count; i++) {
            bool is_free = false;
            for (size_t k = 0; k < average->free_count; k++)
                is_free |= tables_same_letter(&joint->letters[i],
                                              &average->joint->letters[average->free[k]]);
            event.wanted[i] = is_free && pass == 1
                                  ? -1
                                  : tables_letter_value(tables, context, joint, &joint->letters[i]);
        }
        if (pass == 0)
            part = tables_weight(&event);
        else
            whole = tables_weight(&event);
    }
    arb_set_si(out, part);
    arb_div_si(out, out, whole, context->bits);
    return BALL_OK;
}

/* One summand: p f, or p log(p / q). */
static BallStatus average_term(Tables *tables, BallContext *context, arb_t out,
                               const Average *average) {
    arb_t other;
    BallStatus status = average->density
                            ? tables_density(tables, context, out, average->density)
                            : chance_of_all(tables, context, out, average->joint, average);
    arb_init(other);
    unsigned depth = context->depth;
    size_t work = context->work;
    ball_context_reset(context);
    context->depth = depth;
    context->work = work;
    if (status == BALL_OK && average->body) {
        status = ball_eval(context, other, average->body);
    } else if (status == BALL_OK) {
        status = average->other ? tables_density(tables, context, other, average->other)
                                : chance_of_all(tables, context, other, average->second, average);
        arb_div(other, out, other, context->bits);
        arb_log(other, other, context->bits);
    }
    arb_mul(out, out, other, context->bits);
    arb_clear(other);
    return status;
}

static BallStatus average_over(Tables *tables, BallContext *context, arb_t out,
                               const Average *average, size_t from) {
    if (from == average->free_count)
        return average_term(tables, context, out, average);
    Set set = {.letter = average->joint->letters[average->free[from]], .next = tables->sets};
    arb_t term;
    arb_init(term);
    arb_zero(out);
    BallStatus status = BALL_OK;
    tables->sets = &set;
    for (set.value = 0; set.value < average->joint->values && status == BALL_OK; set.value++) {
        status = average_over(tables, context, term, average, from + 1);
        arb_add(out, out, term, context->bits);
    }
    tables->sets = set.next;
    arb_clear(term);
    return status;
}

static bool is_set(const Tables *tables, const Letter *letter) {
    for (const Set *set = tables->sets; set; set = set->next)
        if (tables_same_letter(&set->letter, letter))
            return true;
    return false;
}

static void free_letter(Average *average, const Letter *letter) {
    for (size_t i = 0; i < average->joint->count; i++) {
        bool known = false;
        for (size_t k = 0; k < average->free_count; k++)
            known |= average->free[k] == (long)i;
        if (!known && tables_same_letter(&average->joint->letters[i], letter))
            average->free[average->free_count++] = (long)i;
    }
}

/* The random letters of a density, in p's joint. */
static BallStatus free_arguments(Tables *tables, BallContext *context, Average *average,
                                 const Expr *density) {
    BallStatus status = lists_expand(context, &density, density);
    for (size_t i = 0; i < density->split && status == BALL_OK; i++) {
        Letter letter;
        const Expr *arg = density->args[i];
        if (arg->kind != EXPR_SYMBOL)
            return ball_stop(context, BALL_UNABLE, arg, "an average over letters side by side");
        status = tables_letter(context, &letter, arg);
        if (status == BALL_OK && !average->joint)
            average->joint = tables_joint(tables, context, density->symbol, &letter);
        if (status == BALL_OK && !average->joint)
            return ball_stop(context, BALL_DOMAIN, arg, TABLES_CROWDED);
        if (status == BALL_OK)
            free_letter(average, &letter);
    }
    average->density = density;
    return status;
}

/* All letters of the joint but those given. */
static BallStatus free_all(Tables *tables, BallContext *context, Average *average,
                           const Symbol *symbol, const Expr *const *given, size_t count) {
    const Bare *bare = tables_bare(tables, symbol);
    average->joint = bare ? bare->joint : NULL;
    if (!average->joint || average->joint->count == 0)
        return ball_stop(context, BALL_UNABLE, average->body,
                         "it is not said over which letters is averaged");
    for (size_t i = 0; i < average->joint->count; i++) {
        const Letter *letter = &average->joint->letters[i];
        bool is_given = false;
        for (size_t k = 0; k < count; k++) {
            Letter known;
            BallStatus status = tables_letter(context, &known, given[k]);
            if (status != BALL_OK)
                return status;
            is_given |= tables_same_letter(&known, letter);
        }
        if (!is_given && is_set(tables, letter))
            return ball_stop(context, BALL_UNABLE, average->body,
                             "it is not said over which letters is averaged");
        if (!is_given)
            average->free[average->free_count++] = (long)i;
    }
    return BALL_OK;
}

typedef struct {
    const Expr *average, *found;
} Search;

static bool is_not_averaged(void *context, const Expr *expr) {
    Search *search = context;
    const Expr *average = search->average;
    if (expr->kind != EXPR_DENSITY || expr->symbol != average->symbol ||
        expr->count - expr->split != average->count - 1)
        return true;
    for (size_t i = 1; i < average->count; i++)
        if (!expr_same(expr->args[expr->split + i - 1], average->args[i]))
            return true;
    search->found = expr;
    return false;
}

const Expr *tables_averaged(const Expr *left, const Expr *right, const Expr *average) {
    Search search = {.average = average};
    if (average->split == 1)
        return average->args[1];
    if (average->count > 1 && average->symbol && expr_walk(left, is_not_averaged, &search))
        expr_walk(right, is_not_averaged, &search);
    return search.found;
}

/* Meets the letters of an average, before there are tables. */
static BallStatus collect_average(Tables *tables, BallContext *context, arb_t out,
                                  const Expr *expr) {
    BallStatus status = BALL_OK;
    bool divergence = expr->kind == EXPR_KL;
    bool named =
        divergence || expr->split == 1 || tables_averaged(tables->sides[0], tables->sides[1], expr);
    if (!named && expr->symbol)
        tables_add_bare(tables, expr->symbol);
    for (size_t i = 0; i < expr->count && status == BALL_OK; i++) {
        const Expr *arg = expr->args[i];
        bool bare = divergence && arg->kind == EXPR_SYMBOL;
        if (bare)
            tables_add_bare(tables, arg->symbol);
        else if (i == 0 || arg->kind == EXPR_DENSITY)
            status = ball_eval(context, out, arg);
    }
    arb_set_d(out, 0.375);
    return status;
}

/* E_p[f], E_{p(x, y)}[f], E_{p(x|y)}[f]; KL(p || q), KL(p(x|y) || q(x|z)). */
BallStatus tables_average(Tables *tables, BallContext *context, arb_t out, const Expr *expr) {
    if (tables->collecting)
        return collect_average(tables, context, out, expr);
    Average average = {.joint = NULL};
    BallStatus status;
    if (expr->kind == EXPR_EXPECT) {
        const Expr *density = tables_averaged(tables->sides[0], tables->sides[1], expr);
        average.body = expr->args[0];
        status = density ? free_arguments(tables, context, &average, density)
                         : free_all(tables, context, &average, expr->symbol, expr->args + 1,
                                    expr->count - 1);
    } else if (expr->args[0]->kind == EXPR_DENSITY) {
        status = free_arguments(tables, context, &average, expr->args[0]);
        average.other = expr->args[1];
        if (status == BALL_OK)
            status = lists_expand(context, &average.other, average.other);
    } else {
        average.body = expr; /* for the place of a failure */
        status = free_all(tables, context, &average, expr->args[0]->symbol, NULL, 0);
        average.body = NULL;
        const Bare *second = tables_bare(tables, expr->args[1]->symbol);
        average.second = second ? second->joint : NULL;
        if (status == BALL_OK && (!average.second || average.second == average.joint))
            status = ball_stop(context, BALL_UNABLE, expr,
                               "the two letters of a divergence stand for one distribution here");
    }
    if (status == BALL_OK && average.free_count > AVERAGED_MAX)
        status = ball_stop(context, BALL_DOMAIN, expr, TABLES_CROWDED);
    return status == BALL_OK ? average_over(tables, context, out, &average, 0) : status;
}
