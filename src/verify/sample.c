/* sample.c - the methods `algebra` and `gaussian`: both sides in balls at sampled points.
 *
 * Where the two balls do not meet, the sides differ: that is a proof, and the point is the
 * counterexample. Where they meet at every point and the balls are small against the largest
 * summand, the sides agree to that many bits. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "verify/decide.h"

/* Precision is doubled up to here before a point is given up. */
#define BITS_MAX 2048
/* Precision of the one closer look: differences down to 1e-600 of the sides are seen. */
#define BITS_CLOSE BITS_MAX
/* The same for integrals by quadrature, whose cost grows faster than the precision. */
#define BITS_QUADRATURE 256
/* Agreement below this many bits is not counted: the next precision is tried. */
#define AGREEMENT_MIN 64
/* Points tried for each point wanted, when many lie outside the domain. */
#define TRIES_PER_POINT 8
/* Fewer defined points than this decide nothing. */
#define POINTS_MIN 4
/* Points at which a strict inequality is tried with letters that have one value. */
#define POINTS_TIED 4

void pair_init(Pair *pair) {
    pair->status = BALL_UNSURE;
    for (size_t i = 0; i < 2; i++) {
        arb_init(pair->left[i]);
        arb_init(pair->right[i]);
        arb_init(pair->scale[i]);
    }
}

void pair_clear(Pair *pair) {
    for (size_t i = 0; i < 2; i++) {
        arb_clear(pair->left[i]);
        arb_clear(pair->right[i]);
        arb_clear(pair->scale[i]);
    }
}

static void eval_values(Pair *pair, BallContext *context, const Link *link) {
    arb_t scale;
    arb_init(scale);
    pair->count = 1;
    pair->what[0] = "the two sides";
    pair->left_failed = true;
    pair->status = ball_eval(context, pair->left[0], link->left);
    if (pair->status == BALL_OK) {
        pair->left_failed = false;
        pair->status = ball_eval(context, pair->right[0], link->right);
    }
    if (pair->status == BALL_OK && ball_scale(context, scale, link->left) == BALL_OK &&
        ball_scale(context, pair->scale[0], link->right) == BALL_OK)
        arb_max(pair->scale[0], pair->scale[0], scale, context->bits);
    arb_clear(scale);
}

static void eval_laws(Pair *pair, BallContext *context, const Link *link) {
    LawUser *user = context->user;
    user->used = true;
    pair->count = 2;
    pair->what[0] = "the means";
    pair->what[1] = "the variances";
    pair->left_failed = true;
    pair->status = law_of_side(context, pair->left[0], pair->left[1], link->left, link->given,
                               link->given_count, &user->used_data);
    if (pair->status == BALL_OK) {
        pair->left_failed = false;
        pair->status = law_of_side(context, pair->right[0], pair->right[1], link->right,
                                   link->given, link->given_count, &user->used_data);
    }
    for (size_t i = 0; i < 2; i++) {
        /* A mean may be 0 on both sides: it is measured against a spread of 1. */
        arb_abs(pair->scale[i], pair->right[i]);
        if (i == 0)
            arb_add_ui(pair->scale[i], pair->scale[i], 1, context->bits);
    }
}

void pair_eval(Pair *pair, BallContext *context, const Link *link) {
    if (link->relation == RELATION_PROPORTIONAL || link->up_to_constant)
        factor_eval(pair, context, link);
    else if (link->laws)
        eval_laws(pair, context, link);
    else
        eval_values(pair, context, link);
}

void decider_context(Decider *decider, BallContext *context, LawUser *user, unsigned point) {
    *user = (LawUser){.merged = decider->merged,
                      .schedule = decider->binding,
                      .quadrature = decider->quadrature,
                      .tables = decider->tables,
                      .fixed_t = decider->fixed_t};
    ball_context_init(context, decider->scope, (Point){decider->options->seed, point},
                      decider->options->bits);
    context->stochastic = law_stochastic;
    context->scale = law_scale;
    context->user = user;
    if (decider->binding)
        context->sequence = binding_sequence;
    if (decider->binding || decider->fixed_t > 0)
        context->integer = binding_integer;
}

/* ---- one comparison ---- */

typedef enum { COMPARE_AGREE, COMPARE_DIFFER, COMPARE_UNSURE, COMPARE_UNABLE } Comparison;

/* Bits of agreement: how small the difference's ball is against the scale. */
static long agreement(const arb_t difference, const arb_t scale) {
    mag_t radius, size;
    mag_init(radius);
    mag_init(size);
    arb_get_mag(radius, difference);
    arb_get_mag(size, scale);
    long bits = BITS_MAX;
    if (!mag_is_zero(radius)) {
        double gap = mag_get_d_log2_approx(size) - mag_get_d_log2_approx(radius);
        bits = gap > BITS_MAX ? BITS_MAX : gap < 0 ? 0 : (long)gap;
    }
    mag_clear(radius);
    mag_clear(size);
    return bits;
}

static Comparison compare_equal(const arb_t left, const arb_t right, const arb_t scale, slong bits,
                                long *agreed) {
    arb_t difference;
    arb_init(difference);
    arb_sub(difference, left, right, bits);
    Comparison result;
    if (!arb_is_finite(difference)) {
        result = COMPARE_UNSURE;
    } else if (!arb_contains_zero(difference)) {
        result = COMPARE_DIFFER;
    } else {
        *agreed = agreement(difference, scale);
        result = *agreed >= AGREEMENT_MIN ? COMPARE_AGREE : COMPARE_UNSURE;
    }
    arb_clear(difference);
    return result;
}

static Comparison compare_order(Relation relation, const arb_t left, const arb_t right) {
    bool greater = relation == RELATION_GREATER || relation == RELATION_GREATER_EQUAL;
    bool strict = relation == RELATION_LESS || relation == RELATION_GREATER;
    const arb_struct *low = greater ? right : left, *high = greater ? left : right;
    if (strict ? arb_lt(low, high) : arb_le(low, high))
        return COMPARE_AGREE;
    if (strict ? arb_ge(low, high) : arb_gt(low, high))
        return COMPARE_DIFFER;
    /* Equal to every bit: 1 < 1 can only be told apart from 1 < 1 + tiny by a proof. */
    return COMPARE_UNSURE;
}

/* |left - right| <= tolerance |right|, or tolerance alone where right is 0. */
static Comparison compare_near(const char *tolerance, const arb_t left, const arb_t right,
                               slong bits, double *error) {
    arb_t difference, size, bound;
    arb_init(difference);
    arb_init(size);
    arb_init(bound);
    arb_sub(difference, left, right, bits);
    arb_abs(difference, difference);
    arb_abs(size, right);
    if (arb_is_zero(size))
        arb_one(size);
    arb_set_str(bound, tolerance, bits);
    arb_mul(bound, bound, size, bits);
    Comparison result = COMPARE_UNSURE;
    if (arb_le(difference, bound))
        result = COMPARE_AGREE;
    else if (arb_gt(difference, bound))
        result = COMPARE_DIFFER;
    arb_div(difference, difference, size, bits);
    *error = arf_get_d(arb_midref(difference), ARF_RND_UP);
    arb_clear(difference);
    arb_clear(size);
    arb_clear(bound);
    return result;
}

static Comparison compare(const Decider *decider, Relation relation, const Pair *pair, size_t i,
                          slong bits, long *agreed, double *error) {
    switch (relation) {
    case RELATION_EQUAL:
    case RELATION_DEFINE:
    case RELATION_LAW:
    case RELATION_PROPORTIONAL:
        return compare_equal(pair->left[i], pair->right[i], pair->scale[i], bits, agreed);
    case RELATION_APPROX:
        *agreed = 0;
        return compare_near(decider->tolerance, pair->left[i], pair->right[i], bits, error);
    case RELATION_LESS:
    case RELATION_LESS_EQUAL:
    case RELATION_GREATER:
    case RELATION_GREATER_EQUAL:
        *agreed = 0;
        return compare_order(relation, pair->left[i], pair->right[i]);
    case RELATION_NOT_EQUAL:
        *agreed = 0;
        return arb_overlaps(pair->left[i], pair->right[i]) ? COMPARE_UNSURE : COMPARE_AGREE;
    case RELATION_TO:
    case RELATION_COUNT: break;
    }
    return COMPARE_UNABLE;
}

bool pair_apart(const Decider *decider, Relation relation, const Pair *pair, size_t i, slong bits) {
    long agreed = 0;
    double error = 0;
    return compare(decider, relation, pair, i, bits, &agreed, &error) == COMPARE_DIFFER;
}

/* ---- assumptions ---- */

bool scope_assumes(const Scope *scope, const Symbol *letter) {
    for (; scope; scope = scope->parent)
        for (size_t i = 0; i < scope->assumption_count; i++)
            for (size_t k = 0; k < scope->assumptions[i]->count; k++)
                if (expr_mentions(scope->assumptions[i]->sides[k], letter))
                    return true;
    return false;
}

bool decider_assumptions_hold(Decider *decider, BallContext *context) {
    for (const Scope *scope = decider->scope; scope; scope = scope->parent)
        for (size_t i = 0; i < scope->assumption_count; i++) {
            const Chain *chain = scope->assumptions[i];
            for (size_t k = 0; k + 1 < chain->count; k++) {
                Link link = {.left = chain->sides[k],
                             .right = chain->sides[k + 1],
                             .relation = chain->relations[k]};
                Pair pair;
                pair_init(&pair);
                eval_values(&pair, context, &link);
                long agreed = 0;
                double error = 0;
                bool holds = pair.status == BALL_OK &&
                             compare(decider, link.relation, &pair, 0, context->bits, &agreed,
                                     &error) == COMPARE_AGREE;
                pair_clear(&pair);
                if (!holds)
                    return false;
            }
        }
    return true;
}

/* ---- the loop ---- */

typedef struct {
    Sampled out;
    const BallContext *context;
    unsigned wanted;
    unsigned one_sided,
        one_sided_later; /* points where one side alone is undefined; those not at the first t */
    unsigned one_sided_point;
    /* Points where one side divides by zero: a pole is met by chance, so it is a condition only. */
    unsigned poles, pole_point;
    unsigned conditions; /* the same, where a letter that nobody declared has its part in it */
    unsigned unsure;
    bool tried;         /* some point was */
    bool all_zero;      /* both sides were 0 at every point */
    long first_defined; /* smallest t at which both sides are defined */
    bool t_seen;
} Run;

/* The value of t at this point, when the scope has one. */
static bool value_of_t(const Decider *decider, const BallContext *context, long *t, long *first) {
    const Symbol *symbol = scope_find(decider->scope, "t");
    if (!symbol || symbol->kind != SYMBOL_INT)
        return false;
    *first = symbol->first;
    if (!context->integer || !context->integer(context->user, t, symbol))
        *t = point_integer(&context->point, symbol);
    return true;
}

static bool link_mentions(const Link *link, const Symbol *symbol) {
    return expr_mentions(link->left, symbol) || expr_mentions(link->right, symbol);
}

/* There is no step t behind the last one. */
static bool is_behind_the_end(const Decider *decider, const BallContext *context,
                              const Link *link) {
    const Symbol *step = scope_find(decider->scope, "t"), *last = scope_find(decider->scope, "T");
    if (!step || !last || step->kind != SYMBOL_INT || last->kind != SYMBOL_INT || context->integer)
        return false;
    return point_integer(&context->point, step) > point_integer(&context->point, last) &&
           link_mentions(link, step) && link_mentions(link, last);
}

bool is_order(Relation relation) {
    return relation == RELATION_LESS || relation == RELATION_LESS_EQUAL ||
           relation == RELATION_GREATER || relation == RELATION_GREATER_EQUAL;
}

static Comparison compare_point(Decider *decider, const Link *link, BallContext *context,
                                Pair *pair, Run *run, size_t *which) {
    Comparison result = COMPARE_UNSURE;
    slong most = decider->quadrature != QUADRATURE_NONE ? BITS_QUADRATURE : BITS_MAX;
    for (context->bits = decider->options->bits; context->bits <= most; context->bits *= 2) {
        ball_context_reset(context);
        pair_eval(pair, context, link);
        if (pair->status == BALL_UNSURE)
            continue;
        if (pair->status != BALL_OK)
            return COMPARE_UNABLE;
        result = COMPARE_AGREE;
        long agreed = BITS_MAX;
        for (size_t i = 0; i < pair->count; i++) {
            long bits = 0;
            double error = 0;
            Comparison one =
                compare(decider, link->relation, pair, i, context->bits, &bits, &error);
            if (error > run->out.error)
                run->out.error = error;
            if (bits < agreed)
                agreed = bits;
            if (one == COMPARE_AGREE)
                continue;
            result = one;
            *which = i;
            if (one == COMPARE_DIFFER)
                break;
        }
        if (result == COMPARE_UNSURE)
            continue;
        /* 1 + e^{-100} = 1 agrees to 128 bits: the first point is looked at closer once. */
        if (result == COMPARE_AGREE && run->out.points == 0 && context->bits < BITS_CLOSE &&
            !is_order(link->relation) && decider->quadrature == QUADRATURE_NONE) {
            context->bits = BITS_CLOSE / 2;
            continue;
        }
        if (result == COMPARE_AGREE && agreed < run->out.bits)
            run->out.bits = agreed;
        return result;
    }
    return result;
}

/* An index out of range is the formula's own bound on t, no failure of one side. */
static bool is_index_failure(const BallContext *context) {
    return context->why && (strstr(context->why, "index") || strstr(context->why, "before step") ||
                            strstr(context->why, "dots") || strstr(context->why, "no noise yet"));
}

static bool is_declared(void *context, const Expr *expr) {
    (void)context;
    return !(expr->kind == EXPR_SYMBOL && expr->symbol->implied);
}

/* A letter that nobody declared has no domain but where the formula is defined: \log(ab) = \log a +
 * \log b is no claim about a = -1. */
static bool has_own_domain(const Link *link) {
    return expr_walk(link->left, is_declared, NULL) && expr_walk(link->right, is_declared, NULL);
}

static void note_one_sided(Decider *decider, const Link *link, BallContext *context,
                           const Pair *pair, Run *run) {
    arb_t other;
    arb_init(other);
    bool left_failed = pair->left_failed;
    bool is_pole = context->why && strcmp(context->why, "division by zero") == 0;
    if (is_index_failure(context) || link->laws || link->variable) {
        arb_clear(other);
        return;
    }
    /* The side that was not reached, or that came out: is it defined? */
    BallStatus status = left_failed ? ball_eval(context, other, link->right) : BALL_OK;
    arb_clear(other);
    if (status != BALL_OK)
        return;
    if (is_pole) {
        run->poles++;
        run->pole_point = context->point.number;
        return;
    }
    if (!has_own_domain(link)) {
        run->conditions++;
        run->one_sided_point = context->point.number;
        return;
    }
    long t = 0, first = 0;
    bool at_first = value_of_t(decider, context, &t, &first) && t == first;
    if (run->one_sided == 0 || (!at_first && run->one_sided_later == 0))
        run->one_sided_point = context->point.number;
    run->one_sided++;
    run->one_sided_later += !at_first;
}

static bool try_point(Decider *decider, const Link *link, BallContext *context, Pair *pair,
                      Run *run) {
    ball_context_reset(context);
    context->bits = decider->options->bits;
    if (!decider_assumptions_hold(decider, context))
        return true;
    size_t which = 0;
    Comparison result = compare_point(decider, link, context, pair, run, &which);
    run->tried = true;
    run->out.defined |= pair->status == BALL_OK;
    if (result == COMPARE_UNABLE && pair->status == BALL_DOMAIN) {
        note_one_sided(decider, link, context, pair, run);
        return true;
    }
    if (result == COMPARE_UNABLE) {
        run->out.reason =
            pair->status == BALL_OK ? "this relation cannot be decided at points" : context->why;
        return false;
    }
    if (result == COMPARE_UNSURE || result == COMPARE_AGREE)
        run->all_zero =
            run->all_zero && arb_contains_zero(pair->left[0]) && arb_contains_zero(pair->right[0]);
    if (result == COMPARE_UNSURE) {
        run->unsure++;
        return true;
    }
    if (result == COMPARE_DIFFER && is_behind_the_end(decider, context, link))
        return true;
    /* Where tied letters make both sides equal, a < b may still be meant of letters that differ. */
    bool tied = (context->point.number & POINT_TIED) != 0;
    if (result == COMPARE_DIFFER && tied && arb_overlaps(pair->left[0], pair->right[0])) {
        run->unsure++;
        return true;
    }
    if (result == COMPARE_DIFFER) {
        run->out.kind = VERDICT_FAILS;
        run->out.counterexample =
            counterexample_at(decider, link, context, which, pair->what[which]);
        return false;
    }
    run->out.points++;
    long t = 0, first = 0;
    if (value_of_t(decider, context, &t, &first) && (!run->t_seen || t < run->first_defined)) {
        run->first_defined = t;
        run->t_seen = true;
    }
    return run->out.points < run->wanted;
}

static bool is_no_network(void *context, const Expr *expr) {
    (void)context;
    return !(expr->kind == EXPR_CALL && strstr(expr->symbol->name, "theta"));
}

static bool names_network(const Link *link) {
    return !expr_walk(link->left, is_no_network, NULL) ||
           !expr_walk(link->right, is_no_network, NULL);
}

static void conclude(Decider *decider, const Link *link, BallContext *context, Run *run) {
    Sampled *out = &run->out;
    if (out->kind == VERDICT_FAILS || out->reason)
        return;
    if (run->all_zero && out->points + run->unsure > 0 && names_network(link)) {
        out->vacuous = true;
        out->reason = "with the network at its best value both sides are 0: this says nothing";
        return;
    }
    bool few = out->points < POINTS_MIN;
    unsigned one_sided = run->one_sided + run->conditions;
    if (run->one_sided_later > 0 || (few && (one_sided > 0 || run->poles > 0))) {
        context->point.number = one_sided > 0 ? run->one_sided_point : run->pole_point;
        ((LawUser *)context->user)->point = context->point.number;
        ball_context_reset(context);
        context->bits = decider->options->bits;
        out->kind = VERDICT_FAILS;
        out->one_sided = true;
        out->counterexample =
            counterexample_at(decider, link, context, 0, "where each side is defined");
        return;
    }
    if (few) {
        out->nowhere = run->tried && !out->defined;
        out->undefined = out->points == 0 && run->unsure == 0;
        out->reason = out->undefined ? "no point was found at which both sides are defined"
                      : out->nowhere ? "at no point tried is it sure that both sides are defined"
                                     : "the two sides come too close to tell them apart";
        return;
    }
    if (is_order(link->relation) && run->unsure > 0) {
        out->reason = "at some points the two sides are equal as far as can be told";
        return;
    }
    out->kind = link->relation == RELATION_APPROX ? VERDICT_APPROXIMATE : VERDICT_HOLDS;
    out->all_zero = run->all_zero;
    out->sampled_only = is_order(link->relation) || link->relation == RELATION_NOT_EQUAL;
    long t = 0, first = 0;
    if (run->t_seen && value_of_t(decider, context, &t, &first) && run->first_defined > first)
        out->under = arena_printf(decider->arena, "t \\ge %ld", run->first_defined);
    else if (run->poles > 0)
        out->under = "\\text{no denominator is 0}";
    if (run->conditions > 0)
        out->under = under_join(decider->arena, out->under, "\\text{both sides are defined}");
}

Sampled sample_link(Decider *decider, const Link *link) {
    BallContext context;
    LawUser user;
    Pair pair;
    Run run = {.out = {.kind = VERDICT_UNDECIDED, .bits = BITS_MAX},
               .all_zero = true,
               .wanted = decider->options->points};
    decider_context(decider, &context, &user, 0);
    pair_init(&pair);
    for (unsigned n = 0; n < run.wanted * TRIES_PER_POINT; n++) {
        context.point.number = n;
        user.point = n;
        if (!try_point(decider, link, &context, &pair, &run))
            break;
    }
    bool strict = link->relation == RELATION_LESS || link->relation == RELATION_GREATER;
    for (unsigned n = 0; n < POINTS_TIED && strict && run.out.points == run.wanted; n++) {
        run.wanted++;
        context.point.number = n | POINT_TIED;
        user.point = n;
        if (!try_point(decider, link, &context, &pair, &run) && run.out.kind == VERDICT_FAILS)
            break;
    }
    conclude(decider, link, &context, &run);
    run.out.gaussian = user.used;
    run.out.integrated = user.integrated;
    if (run.out.kind == VERDICT_HOLDS && user.used_data)
        run.out.under = under_join(decider->arena, run.out.under, "\\text{the data are Gaussian}");
    if (run.out.kind == VERDICT_HOLDS && link->variable)
        run.out.under = under_join(decider->arena, run.out.under,
                                   arena_printf(decider->arena, "\\text{as a function of }%s",
                                                tex_of(decider->arena, link->variable)));
    if (run.out.bits == BITS_MAX && run.out.points == 0)
        run.out.bits = 0;
    pair_clear(&pair);
    ball_context_clear(&context);
    return run.out;
}
