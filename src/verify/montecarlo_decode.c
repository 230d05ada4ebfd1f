/* montecarlo_decode.c - what a link says about numbers that can be drawn.
 *
 * A law link says that Y given Z is N(m(Z), v): column 0 is (Y - m(Z))/sqrt(v). A link with
 * E[Y|Z] says that L - R, with Y in the place of its expectation, has mean 0 given Z. Var[Y|Z] = v
 * and Cov[Y, Y'|Z] = c keep Y (and Y') as they are. The columns after these are Z. */
#include <math.h>
#include <string.h>

#include "verify/montecarlo_internal.h"

/* The chain lengths that are best: long enough that x_{t-1} is not x_0 by accident. */
#define STEPS_WANTED 3

/* Plain words have no use for the braces of x_{0}. */
static const char *plain_name(Arena *arena, const Expr *expr) {
    const char *tex = tex_of(arena, expr);
    size_t length = strlen(tex), kept = 0;
    char *plain = arena_copy(arena, tex, length);
    for (size_t i = 0; i < length; i++) {
        if (plain[i] == '{' && i + 2 < length && plain[i + 2] == '}') {
            plain[kept++] = plain[i + 1];
            i += 2;
        } else {
            plain[kept++] = plain[i];
        }
    }
    plain[kept] = '\0';
    return plain;
}

/* The quantities given, and the check that what should depend on them alone does. */
static bool add_given(MonteDecoder *d) {
    MonteCase *out = d->out;
    bool known[MONTECARLO_ATOMS_MAX] = {false};
    out->first = out->column_count;
    const size_t before = out->atom_count;
    d->inside = true;
    for (size_t i = 0; i < d->given_count; i++) {
        const Expr *given = law_unfold(d->decider->arena, d->given[i]);
        const Expr *simple = monte_simplify(d, given);
        for (size_t a = 0; a < out->atom_count; a++)
            known[a] |= simple->kind == EXPR_SYMBOL && simple->symbol == out->atoms[a].input;
        if (!monte_add_column(d, simple, plain_name(d->decider->arena, d->given[i])))
            return false;
    }
    for (size_t a = 0; a < before; a++)
        if (out->atoms[a].outside && !known[a]) {
            d->why = "one side depends on more than what is given";
            return false;
        }
    return true;
}

/* ---- probes ---- */

/* E[r|z] = 0 says that r h(z) has mean 0 for every h. These are h(z) = cos(phase + sum of
 * frequencies times z): bounded, so that the mean is nearly normal, and with numbers that no
 * formula holds, so that none but 0 is orthogonal to all of them. */
#define PROBES 3
#define FREQUENCIES 4
static const char *const frequencies[PROBES][FREQUENCIES] = {{"0.93", "1.31", "1.74", "0.62"},
                                                             {"2.12", "0.71", "0.43", "1.87"},
                                                             {"0.54", "1.63", "0.82", "1.14"}};
static const char *const phases[PROBES] = {"0.31", "0.97", "2.26"};

static const Expr *probe_of(MonteDecoder *d, size_t which) {
    Arena *arena = d->decider->arena;
    const Span nowhere = {0, 0};
    const Expr *sum = expr_number(arena, nowhere, phases[which]);
    for (size_t i = 0; i < d->given_count; i++) {
        const Expr *given = monte_simplify(d, law_unfold(arena, d->given[i]));
        const Expr *frequency = expr_number(arena, nowhere, frequencies[which][i % FREQUENCIES]);
        sum = expr_binary(arena, nowhere, EXPR_ADD, sum,
                          expr_binary(arena, nowhere, EXPR_MUL, frequency, given));
    }
    return expr_function(arena, nowhere, FUNCTION_COS, sum);
}

static bool add_probes(MonteDecoder *d, const Expr *residual) {
    MonteCase *out = d->out;
    for (size_t i = 0; i < PROBES; i++, out->probes++) {
        const Expr *product =
            expr_binary(d->decider->arena, residual->span, EXPR_MUL, residual, probe_of(d, i));
        if (!monte_add_column(d, product, "the residual times a function of what is given"))
            return false;
    }
    return true;
}

static bool is_affine(const MonteCase *monte) {
    for (size_t i = 0; i < monte->column_count; i++)
        if (monte->columns[i].program)
            return false;
    return true;
}

/* ---- laws ---- */

static const Expr *difference(MonteDecoder *d, const Expr *a, const Expr *b) {
    Arena *arena = d->decider->arena;
    return expr_binary(arena, a->span, EXPR_ADD, a, expr_unary(arena, b->span, EXPR_NEG, b));
}

static bool scale_residual(MonteDecoder *d, double variance) {
    if (!(variance > 0) || !isfinite(variance)) {
        d->why = "the variance is not positive";
        return false;
    }
    d->out->columns[0].scale = 1 / sqrt(variance);
    return true;
}

static const char *residual_name(MonteDecoder *d, const Expr *left, const Expr *right) {
    return arena_printf(d->decider->arena, "%s - (%s)", tex_of(d->decider->arena, left),
                        tex_of(d->decider->arena, right));
}

/* Y against N(m, v). */
/* Where it is no sum of random letters, that it is uncorrelated with what is given is not enough.
 */
static bool law_against_normal(MonteDecoder *d, const Expr *target, const Expr *law) {
    Arena *arena = d->decider->arena;
    size_t first = law->kind == EXPR_NORMAL ? 0 : 1;
    const Expr *mean = law->args[first], *variance = law->args[first + 1];
    double v;
    d->inside = true;
    const Expr *y = monte_simplify(d, law_unfold(arena, target));
    d->inside = false;
    const Expr *m = monte_simplify(d, law_unfold(arena, mean));
    return !d->failed && !expr_is_random(variance) && monte_value(d, &v, variance) &&
           monte_add_column(d, difference(d, y, m), residual_name(d, target, mean)) &&
           scale_residual(d, v) && add_given(d) &&
           (!d->alone || d->given_count == 0 || is_affine(d->out));
}

/* Y against a formula with noises of its own: these are independent, so its law is a Gaussian with
 * what is left of it without them as mean, and the sum of their squared factors as variance. */
static bool law_against_sum(MonteDecoder *d, const Expr *target, const Expr *sum) {
    Arena *arena = d->decider->arena;
    MonteCase *out = d->out;
    double v = 0;
    d->inside = true;
    const Expr *y = monte_simplify(d, law_unfold(arena, target));
    const Expr *m = monte_simplify(d, law_unfold(arena, sum));
    if (!monte_add_column(d, y, residual_name(d, target, sum)) || !monte_add_column(d, m, ""))
        return false;
    MonteColumn *of_y = &out->columns[0], *of_m = &out->columns[1];
    if (of_y->program || of_m->program)
        return false;
    out->column_count = 1;
    const size_t before = out->atom_count;
    for (size_t a = 0; a < before; a++)
        out->atoms[a].outside = false;
    MonteColumn model = *of_m;
    if (!add_given(d))
        return false;
    of_y->constant -= model.constant;
    for (size_t a = 0; a < before; a++) {
        const MonteAtom *one = &out->atoms[a];
        bool given = false;
        for (size_t j = out->first; j < out->column_count; j++)
            given |= !out->columns[j].program && out->columns[j].weights[a] == 1;
        double weight = model.weights[a];
        if (given) {
            of_y->weights[a] -= weight;
        } else if (weight != 0 && one->kind == ATOM_STATE) {
            d->why = "one side depends on more than what is given";
            return false;
        } else {
            of_y->constant -= weight * one->mean;
            v += weight * weight * (one->kind == ATOM_LETTER ? one->spread * one->spread : 1);
        }
    }
    return scale_residual(d, v);
}

static bool is_normal(const Expr *expr) {
    return expr->kind == EXPR_NORMAL || expr->kind == EXPR_NORMAL_DENSITY;
}

static bool decode_law(MonteDecoder *d, const Link *link, bool swapped) {
    const Expr *target = swapped ? link->right : link->left;
    const Expr *model = swapped ? link->left : link->right;
    d->out->kind = MONTE_LAW;
    d->given = link->given;
    d->given_count = link->given_count;
    if (is_normal(target))
        return false;
    if (target->kind == EXPR_DENSITY) {
        if (target->split != 1)
            return false;
        d->given = target->args + 1;
        d->given_count = target->count - 1;
        target = target->args[0];
    }
    if (!expr_is_random(target))
        return false;
    return is_normal(model) ? law_against_normal(d, target, model)
                            : law_against_sum(d, target, model);
}

/* ---- moments ---- */

/* \tilde\mu_t and the like opened as far as the moment that they name. */
static const Expr *open_moment(Arena *arena, const Expr *expr) {
    const Expr *inner = expr;
    while (inner->kind == EXPR_SYMBOL && inner->symbol->definition &&
           (inner->symbol->kind == SYMBOL_LET || inner->symbol->kind == SYMBOL_LETSEQ)) {
        const Symbol *symbol = inner->symbol;
        const Expr *body = symbol->definition;
        if (inner->count == 1)
            body = expr_substitute(arena, body, symbol->parameters[0], inner->args[0]);
        inner = body;
    }
    bool moment = inner->kind == EXPR_EXPECT || inner->kind == EXPR_VARIANCE ||
                  inner->kind == EXPR_COVARIANCE;
    return moment ? inner : law_unfold(arena, expr);
}

/* Does E[.|Z] enter as a sum of multiples? Counts where it does. */
static bool enters_linearly(const Expr *expr, const Expr *target, size_t *count) {
    if (expr->kind == EXPR_EXPECT && monte_same_given(expr, target)) {
        ++*count;
        return true;
    }
    size_t inside = 0;
    for (size_t i = 0; i < expr->count; i++) {
        size_t here = 0;
        if (!enters_linearly(expr->args[i], target, &here))
            return false;
        bool allowed = expr->kind == EXPR_ADD || expr->kind == EXPR_NEG ||
                       (expr->kind == EXPR_MUL && inside == 0) ||
                       (expr->kind == EXPR_DIV && i == 0);
        if (here > 0 && !allowed)
            return false;
        inside += here;
    }
    *count += inside;
    return true;
}

static bool find_expectation(void *context, const Expr *expr) {
    const Expr **found = context;
    if (expr->kind == EXPR_EXPECT && expr->split == 0 && !*found)
        *found = expr;
    return true;
}

static bool decode_mean(MonteDecoder *d, const Expr *left, const Expr *right) {
    const Expr *target = left->kind == EXPR_EXPECT    ? left
                         : right->kind == EXPR_EXPECT ? right
                                                      : NULL;
    size_t places = 0;
    if (!target)
        (void)expr_walk(left, find_expectation, &target);
    if (!target)
        (void)expr_walk(right, find_expectation, &target);
    if (!target || target->split == 1 || !enters_linearly(left, target, &places) ||
        !enters_linearly(right, target, &places))
        return false;
    d->out->kind = MONTE_MEAN;
    d->target = target;
    d->given = target->args + 1;
    d->given_count = target->count - 1;
    const Expr *l = monte_simplify(d, left), *r = monte_simplify(d, right);
    d->target = NULL;
    const Expr *residual = difference(d, l, r);
    if (d->failed || !monte_add_column(d, residual, residual_name(d, left, right)) || !add_given(d))
        return false;
    bool probe = d->alone && d->given_count > 0 && !is_affine(d->out);
    return !probe || add_probes(d, residual);
}

/* Var[Y|Z] or Cov[Y, Y'|Z] against a number. */
static bool decode_spread(MonteDecoder *d, const Expr *moment, const Expr *value) {
    MonteCase *out = d->out;
    const size_t count = moment->kind == EXPR_VARIANCE ? 1 : 2;
    out->kind = count == 1 ? MONTE_VARIANCE : MONTE_COVARIANCE;
    if (expr_is_random(value) || !monte_value(d, &out->expected, value))
        return false;
    if (count == 1 && !(out->expected > 0)) {
        d->why = "the variance is not positive";
        return false;
    }
    d->inside = true;
    for (size_t i = 0; i < count; i++) {
        const Expr *y = monte_simplify(d, law_unfold(d->decider->arena, moment->args[i]));
        if (!monte_add_column(d, y, tex_of(d->decider->arena, moment->args[i])) ||
            out->columns[i].program)
            return false;
    }
    d->given = moment->args + count;
    d->given_count = moment->count - count;
    return add_given(d);
}

static bool decode_value(MonteDecoder *d, const Link *link) {
    const Expr *sides[2];
    sides[0] = open_moment(d->decider->arena, link->left);
    sides[1] = open_moment(d->decider->arena, link->right);
    for (size_t i = 0; i < 2; i++)
        if (sides[i]->kind == EXPR_VARIANCE || sides[i]->kind == EXPR_COVARIANCE)
            return decode_spread(d, sides[i], sides[1 - i]);
    return decode_mean(d, sides[0], sides[1]);
}

/* ---- the point, the kernel, the data ---- */

static bool read_kernel(MonteDecoder *d) {
    const Kernel *kernel = scope_kernel(d->decider->scope);
    arb_t value;
    if (!kernel->state)
        return true;
    arb_init(value);
    bool done = true;
    for (long k = 1; k <= MONTECARLO_STEPS_MAX && done; k++) {
        done = ball_eval_bound(d->context, value, kernel->scale, kernel->index, k) == BALL_OK;
        d->out->scale[k] = arf_get_d(arb_midref(value), ARF_RND_NEAR);
        done =
            done && ball_eval_bound(d->context, value, kernel->spread, kernel->index, k) == BALL_OK;
        d->out->spread[k] = arf_get_d(arb_midref(value), ARF_RND_NEAR);
    }
    arb_clear(value);
    return done;
}

static bool is_gaussian(const DataSet *data) {
    return data->toy && data->has_density && data->component_count == 1;
}

/* Where a claim names no data: two coordinates that are correlated, so that one mixed up with the
 * other shows. */
#define DATA_DEFAULT "gauss2d"

/* A Gaussian is drawn from its mean and covariance; other data by their own function. */
static void use_set(MonteCase *out, const DataSet *data) {
    const size_t n = out->dimensions = data->dimension;
    out->data = is_gaussian(data) ? NULL : data;
    out->data_mean[0] = data->mean[0];
    out->data_root[0][0] = sqrt(data->covariance[0]);
    if (n == 1 || out->data)
        return;
    out->data_mean[1] = data->mean[1];
    out->data_root[1][0] = data->covariance[n] / out->data_root[0][0];
    out->data_root[1][1] =
        sqrt(data->covariance[n + 1] - out->data_root[1][0] * out->data_root[1][0]);
}

/* The law of x_0 that `gaussian` takes at this point: declared, or a sampled mean and variance. */
static bool use_gauss(MonteDecoder *d) {
    const Kernel *kernel = scope_kernel(d->decider->scope);
    LawWorld *world = flint_malloc(sizeof *world);
    Form form;
    arb_t mean, variance;
    law_world_init(world, d->context);
    form_init(&form);
    arb_init(mean);
    arb_init(variance);
    Expr zero = {.kind = EXPR_NUMBER, .text = "0"};
    const Expr *index = &zero;
    Expr state = {.kind = EXPR_SYMBOL, .symbol = kernel->state, .count = 1, .args = &index};
    bool done = law_form(world, &form, &state) == BALL_OK &&
                law_mean(world, mean, &form) == BALL_OK &&
                law_covariance(world, variance, &form, &form) == BALL_OK;
    d->out->dimensions = 1;
    d->out->data_mean[0] = arf_get_d(arb_midref(mean), ARF_RND_NEAR);
    d->out->data_root[0][0] = sqrt(fmax(0, arf_get_d(arb_midref(variance), ARF_RND_NEAR)));
    arb_clear(mean);
    arb_clear(variance);
    form_clear(&form);
    law_world_clear(world);
    flint_free(world);
    return done;
}

static bool draws_state(const MonteCase *monte) {
    for (size_t i = 0; i < monte->atom_count; i++)
        if (monte->atoms[i].kind == ATOM_STATE)
            return true;
    return false;
}

static bool use_data(MonteDecoder *d, bool used_data) {
    const Kernel *kernel = scope_kernel(d->decider->scope);
    const DataSet *data = d->decider->data;
    Arena *arena = d->decider->arena;
    d->out->dimensions = 1;
    if (!draws_state(d->out)) {
        d->out->gauss_only = false;
        return true;
    }
    if (used_data && data && !is_gaussian(data))
        d->out->refused =
            arena_printf(arena, "it needs Gaussian data, which `%s` are not", data->name);
    else if (used_data || (!data && law_declared_data(d->context->scope, kernel->state)))
        /* True of every Gaussian: of the one that the numbers of the formula are about. */
        return use_gauss(d);
    else
        use_set(d->out, data ? data : data_of_toy(arena, toy_find(DATA_DEFAULT)));
    return true;
}

/* Both sides have a value here, by the first look's own reading; or that reading knows no way to
 * find one, as for squares, and then it is not known whether the data's law matters either. */
static bool is_defined(MonteDecoder *d, const Link *link, bool *used_data) {
    LawUser *user = d->context->user;
    Pair pair;
    pair_init(&pair);
    user->used_data = false;
    ball_context_reset(d->context);
    pair_eval(&pair, d->context, link);
    bool open = pair.status == BALL_UNABLE && d->out->kind == MONTE_MEAN;
    bool defined = pair.status == BALL_OK || open;
    *used_data = user->used_data || open;
    d->out->gauss_only = *used_data;
    pair_clear(&pair);
    return defined;
}

static MonteDecoder start(Decider *decider, BallContext *context, bool alone, MonteCase *out) {
    montecarlo_clear(out);
    *out = (MonteCase){.point = context->point.number};
    return (MonteDecoder){.decider = decider, .context = context, .alone = alone, .out = out};
}

/* At one point. */
static bool decode_at(Decider *decider, const Link *link, BallContext *context, bool alone,
                      MonteCase *out, const char **why) {
    bool decoded = false;
    for (size_t swapped = 0; swapped < (link->laws ? 2 : 1) && !decoded; swapped++) {
        MonteDecoder d = start(decider, context, alone, out);
        decoded = read_kernel(&d) &&
                  (link->laws ? decode_law(&d, link, swapped == 1) : decode_value(&d, link));
        if (!decoded) {
            *why = *why ? *why : d.why;
            continue;
        }
        bool used_data;
        decoded = is_defined(&d, link, &used_data) && use_data(&d, used_data);
    }
    return decoded;
}

static bool is_explained(void *context, const Expr *expr) {
    (void)context;
    return !(expr->symbol && expr->symbol->implied);
}

static bool is_for_us(const Link *link) {
    bool equal = link->relation == RELATION_EQUAL || link->relation == RELATION_DEFINE ||
                 link->relation == RELATION_LAW;
    return equal && !link->up_to_constant && !link->variable &&
           expr_walk(link->left, is_explained, NULL) && expr_walk(link->right, is_explained, NULL);
}

bool montecarlo_decode(Decider *decider, const Link *link, bool alone, unsigned first,
                       MonteCase *out, const char **why) {
    *out = (MonteCase){0};
    *why = NULL;
    if (!is_for_us(link))
        return false;
    BallContext context;
    LawUser user;
    MonteCase *best = arena_alloc(decider->arena, sizeof *best);
    bool found = false;
    decider_context(decider, &context, &user, 0);
    for (unsigned n = first; n < first + MONTECARLO_POINTS_TRIED; n++) {
        context.point.number = n;
        user.point = n;
        ball_context_reset(&context);
        if (!decider_assumptions_hold(decider, &context))
            continue;
        ball_context_reset(&context);
        if (!decode_at(decider, link, &context, alone, out, why))
            continue;
        if (!found || out->steps > best->steps) {
            montecarlo_clear(best);
            *best = *out;
            *out = (MonteCase){0};
        }
        found = true;
        if (best->steps == 0 || best->steps >= STEPS_WANTED)
            break;
    }
    montecarlo_clear(out);
    *out = *best;
    ball_context_clear(&context);
    return found;
}

void montecarlo_clear(MonteCase *monte) {
    for (size_t i = 0; i < STAT_COLUMNS_MAX; i++) {
        program_free(monte->columns[i].program);
        monte->columns[i].program = NULL;
    }
}
