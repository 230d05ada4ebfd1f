/* live.c - the values of a claim at chosen parameters, and its wrong versions. */
#include "verify/live.h"

#include <stdint.h>
#include <string.h>

#include "verify/claim_internal.h"
#include "verify/mutate.h"

/* Drawn letters may lie where a side is undefined or an assumption false: this many draws are
 * tried, the first ones of few decimals. */
#define DRAWS 8
/* Points at which a wrong version is tried, as for the mutants of a claim. */
#define BREAK_POINTS 12

/* A claim at one setting. */
typedef struct {
    const Claim *claim;
    Arena *arena;
    Decider decider;
    CheckOptions options;
    LiveValues *values;
    long fixed_t;
    size_t only_side;   /* of the one chain; SIZE_MAX: every link */
    bool is_wrong;      /* a wrong version: it is read as it stands, as twins are */
    size_t first_chain; /* of a wrong version: the number of its first chain in the formula */
} Live;

/* ---- the setting ---- */

typedef struct {
    const Symbol *t, *last;
    bool mentions_t, has_schedule;
} Letters;

static void look_at(Letters *letters, const Chain *chain) {
    for (size_t i = 0; i < chain->count; i++) {
        const Expr *side = chain->sides[i];
        letters->mentions_t |= letters->t && expr_mentions(side, letters->t);
        letters->has_schedule |= expr_has_sequence(side) || expr_is_random(side) ||
                                 (letters->last && expr_mentions(side, letters->last));
    }
}

/* "given: int t in 1..1" says where t lies; a notation's "int t in 1..8" only keeps sampled points
 * small. */
static bool is_bounded(const Claim *claim, const Symbol *t) {
    return t->first != 1 || t != scope_find(claim->outer, "t");
}

static void set_t(Live *live, const Letters *letters, const LiveSetting *setting) {
    const Symbol *t = letters->t;
    long wanted = setting->t;
    if (!t || t->kind != SYMBOL_INT || wanted < 1)
        return;
    if (is_bounded(live->claim, t)) {
        long bounded = wanted < t->first ? t->first : wanted > t->last ? t->last : wanted;
        live->values->own |= bounded != wanted;
        wanted = bounded;
    }
    live->fixed_t = wanted;
    live->values->t = letters->mentions_t ? wanted : 0;
}

/* The claim's own schedule, or else the reader's where the formula rests on one. */
static void set_schedule(Live *live, const Letters *letters, const LiveSetting *setting) {
    const ClaimDef *def = &live->claim->def;
    const char *schedule = def->schedule ? def->schedule : setting->schedule;
    long steps = def->schedule ? def->steps : setting->steps;
    const char *why;
    if (!schedule || !letters->has_schedule)
        return;
    live->decider.binding = binding_new(live->arena, def->notation, schedule, steps, &why);
    if (!live->decider.binding)
        return;
    live->values->own |= def->schedule != NULL;
    live->values->schedule = schedule;
    live->values->steps = binding_steps(live->decider.binding);
}

static void live_begin(Live *live, Arena *arena, const Claim *claim, const LiveSetting *setting,
                       const CheckOptions *options) {
    *live = (Live){.claim = claim,
                   .arena = arena,
                   .options = options ? *options : check_options_default(),
                   .values = arena_alloc(arena, sizeof *live->values),
                   .only_side = SIZE_MAX};
    live->options.seed = setting->seed;
}

/* Needs live->options at its final place. */
static void live_enter(Live *live, const Formula *formula, const LiveSetting *setting) {
    const Claim *claim = live->claim;
    live->decider = decider_of(live->arena, claim, &live->options);
    Letters letters = {.t = scope_find(claim->scope, "t"), .last = scope_find(claim->scope, "T")};
    for (size_t i = 0; i < formula->count; i++)
        look_at(&letters, &formula->chains[i]);
    set_schedule(live, &letters, setting);
    set_t(live, &letters, setting);
    if (claim->formula)
        assume_limits(claim, claim->formula, live->decider.scope);
    if (formula != claim->formula)
        assume_limits(claim, formula, live->decider.scope);
}

/* ---- values ---- */

static void keep_letters(Live *live, const Counterexample *at) {
    LiveValues *values = live->values;
    Assignment *list = arena_array(live->arena, values->letter_count + at->count, sizeof *list);
    size_t count = values->letter_count;
    for (size_t i = 0; i < count; i++)
        list[i] = values->letters[i];
    for (size_t i = 0; i < at->count; i++) {
        /* These two are shown apart. */
        bool known =
            strcmp(at->assignments[i].tex, "t") == 0 || strcmp(at->assignments[i].tex, "T") == 0;
        for (size_t k = 0; k < count; k++)
            known |= strcmp(list[k].tex, at->assignments[i].tex) == 0;
        if (!known)
            list[count++] = at->assignments[i];
    }
    values->letters = list;
    values->letter_count = count;
}

static void fill_values(Live *live, const Link *link, const BallContext *context, const Pair *pair,
                        LiveLink *out) {
    out->count = pair->count;
    for (size_t i = 0; i < pair->count; i++) {
        const Counterexample *at =
            counterexample_at(&live->decider, link, context, i, pair->what[i]);
        out->what[i] = pair->what[i];
        out->left[i] = at->left;
        out->right[i] = at->right;
        out->left_value[i] = at->left_value;
        out->right_value[i] = at->right_value;
        out->apart |= pair_apart(&live->decider, link->relation, pair, i, context->bits);
        keep_letters(live, at);
    }
}

/* Which numbers a link gives at this draw; true when it gives some. */
static bool link_values(Live *live, const Link *link, BallContext *context, LiveLink *out) {
    Pair pair;
    pair_init(&pair);
    ball_context_reset(context);
    context->bits = live->options.bits;
    pair_eval(&pair, context, link);
    if (pair.status == BALL_UNSURE) {
        /* 1/(1 - x) with x near 1: once more, with twice the digits. */
        ball_context_reset(context);
        context->bits *= 2;
        pair_eval(&pair, context, link);
    }
    *out = (LiveLink){.chain = link->chain,
                      .link = link->index,
                      .relation = link->relation,
                      .left_tex = tex_of(live->arena, link->left),
                      .right_tex = tex_of(live->arena, link->right)};
    bool done = pair.status == BALL_OK;
    if (done)
        fill_values(live, link, context, &pair, out);
    else
        out->why = context->why ? context->why : "it cannot be told at this point";
    pair_clear(&pair);
    return done;
}

/* Numbers that part may still be equal in law, which is how the claim is decided then. */
static bool read_values(Live *live, const Link *link, BallContext *context, LiveLink *out) {
    bool done = link_values(live, link, context, out);
    Link law = *link;
    LiveLink in_law;
    if (done && out->apart && !live->is_wrong &&
        link_read_as_law(&law, live->decider.scope->accept_unknown) &&
        link_values(live, &law, context, &in_law) && !in_law.apart)
        *out = in_law;
    return done;
}

static size_t links_at(Live *live, const Link *links, size_t count, unsigned draw, LiveLink *out) {
    BallContext context;
    LawUser user;
    decider_context(&live->decider, &context, &user, draw);
    context.integer = binding_integer;
    user.point = draw;
    user.fixed_t = live->fixed_t;
    size_t done = 0;
    live->values->letter_count = 0;
    bool holds = decider_assumptions_hold(&live->decider, &context);
    for (size_t i = 0; i < count; i++)
        done += read_values(live, &links[i], &context, &out[i]);
    ball_context_clear(&context);
    live->values->outside = !holds;
    return holds ? done + 1 : done > 0;
}

static size_t collect_links(Live *live, const Formula *formula, Link *links) {
    size_t count = 0;
    for (size_t i = 0; i < formula->count; i++) {
        const Chain *chain = &formula->chains[i];
        if (!is_claimed(live->claim, formula, i))
            continue;
        for (size_t k = 0; k + 1 < chain->count; k++) {
            bool touched =
                live->only_side == SIZE_MAX || live->only_side == k || live->only_side == k + 1;
            if (links && touched)
                links[count] = chain_link(&live->decider, chain, live->first_chain + i, k);
            count += touched;
        }
    }
    return count;
}

/* The first draw at which every link has its values and the assumptions hold; or the best one. */
static void evaluate(Live *live, const Formula *formula) {
    LiveValues *values = live->values;
    if (live->decider.objective) { /* the letter is the place of an optimum, and has no value */
        values->why = "it says where something is smallest or largest, which is no number here";
        binding_free(live->decider.binding);
        return;
    }
    size_t count = collect_links(live, formula, NULL);
    Link *links = arena_array(live->arena, count, sizeof *links);
    (void)collect_links(live, formula, links);
    LiveLink *best = arena_array(live->arena, count, sizeof *best);
    LiveLink *now = arena_array(live->arena, count, sizeof *now);
    size_t most = 0, letter_count = 0;
    bool outside = false;
    const Assignment *letters = NULL;
    for (unsigned draw = 0; draw < DRAWS && most <= count && count > 0; draw++) {
        size_t done = links_at(live, links, count, draw, now);
        if (done <= most && draw > 0)
            continue;
        most = done;
        outside = values->outside;
        memcpy(best, now, count * sizeof *best);
        letters = values->letters;
        letter_count = values->letter_count;
    }
    values->count = count;
    values->outside = outside;
    values->links = best;
    values->letters = letters;
    values->letter_count = letter_count;
    binding_free(live->decider.binding);
}

const LiveValues *live_values(Arena *arena, const Claim *claim, const LiveSetting *setting) {
    Live live;
    live_begin(&live, arena, claim, setting, NULL);
    if (!claim->formula) {
        live.values->why = "the formula cannot be read";
        return live.values;
    }
    live_enter(&live, claim->formula, setting);
    evaluate(&live, claim->formula);
    if (live.values->count == 0 && !live.values->why)
        live.values->why = "it states no relation between two quantities";
    return live.values;
}

/* ---- wrong versions ---- */

/* Number `which` of the mutants of all chains, in order; NULL when there are not so many. */
static const Mutant *mutant_at(Arena *arena, const Claim *claim, size_t which, size_t *chain,
                               size_t *total) {
    const Mutant *found = NULL;
    *total = 0;
    for (size_t i = 0; claim->def.twins && claim->formula && i < claim->formula->count; i++) {
        if (!is_claimed(claim, claim->formula, i))
            continue;
        const Mutant *list;
        size_t count = mutate_chain(arena, claim->scope, &claim->formula->chains[i], &list);
        if (which >= *total && which - *total < count) {
            found = &list[which - *total];
            *chain = i;
        }
        *total += count;
    }
    return found;
}

size_t live_break_count(Arena *arena, const Claim *claim) {
    size_t total, chain;
    (void)mutant_at(arena, claim, SIZE_MAX, &chain, &total);
    return claim->wrong_count + total;
}

static void decide_break(Live *live, const Formula *formula, LiveBreak *out) {
    Outcome total = {.kind = VERDICT_HOLDS, .grade = GRADE_PROVED};
    for (size_t i = 0; i < formula->count; i++) {
        if (!is_claimed(live->claim, formula, i))
            continue;
        Outcome one = outcome_of_chain(&live->decider, &formula->chains[i], live->first_chain + i,
                                       live->only_side, false);
        outcome_merge(live->arena, &total, &one);
    }
    out->verdict = total.kind;
    out->counterexample = total.kind == VERDICT_FAILS ? total.counterexample : NULL;
}

const LiveBreak *live_break(Arena *arena, const Claim *claim, size_t which,
                            const LiveSetting *setting, const CheckOptions *options) {
    size_t total, chain = 0;
    bool authored = which < claim->wrong_count;
    size_t number = authored ? SIZE_MAX : which - claim->wrong_count;
    const Mutant *mutant = mutant_at(arena, claim, number, &chain, &total);
    if (!authored && !mutant)
        return NULL;
    LiveBreak *out = arena_alloc(arena, sizeof *out);
    Formula changed = {.count = 1};
    Chain copy;
    if (mutant) {
        copy = mutant->chain;
        changed.chains = &copy;
    }
    const Formula *formula = authored ? claim->wrong[which].formula : &changed;
    Live live;
    live_begin(&live, arena, claim, setting, options);
    live.options.points = live.options.points < BREAK_POINTS ? live.options.points : BREAK_POINTS;
    live.only_side = mutant ? mutant->side : SIZE_MAX;
    live.first_chain = chain;
    live.is_wrong = true;
    live_enter(&live, formula, setting);
    out->count = claim->wrong_count + total;
    out->authored = authored;
    out->tex = authored ? claim->wrong[which].tex : chain_tex(arena, &mutant->chain);
    out->remark = authored ? claim->wrong[which].remark : mutant->remark;
    decide_break(&live, formula, out);
    evaluate(&live, formula);
    out->values = *live.values;
    return out;
}
