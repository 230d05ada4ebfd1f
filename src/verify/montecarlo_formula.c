/* montecarlo_formula.c - a formula as a column of numbers that can be drawn.
 *
 * What has no random letter in it becomes a number, in balls, at the point; the random letters
 * become inputs of a program in double, which is replaced by its weights where it is affine. */
#include <math.h>
#include <string.h>

#include "verify/montecarlo_internal.h"

/* Agreement of a formula with its weights at the places where it was not fitted. */
#define AFFINE_TOLERANCE 1e-9
/* Places where a formula is compared with its weights. */
#define CHECKS 3

static const Expr *fail(MonteDecoder *d, const Expr *expr, const char *why) {
    d->failed = true;
    if (!d->why)
        d->why = why;
    return expr;
}

/* ---- numbers ---- */

static const Expr *number(MonteDecoder *d, Span span, double value) {
    if (!isfinite(value))
        return fail(d, expr_integer(d->decider->arena, span, 0), "a number is not finite");
    Arena *arena = d->decider->arena;
    const Expr *size = expr_number(arena, span, arena_printf(arena, "%.17g", fabs(value)));
    return value < 0 ? expr_unary(arena, span, EXPR_NEG, size) : size;
}

bool monte_value(MonteDecoder *d, double *out, const Expr *expr) {
    arb_t value;
    arb_init(value);
    LawUser *user = d->context->user;
    unsigned outside = user->averages;
    user->averages += d->inside; /* the number goes under an average */
    bool done = ball_eval(d->context, value, expr) == BALL_OK;
    user->averages = outside;
    *out = arf_get_d(arb_midref(value), ARF_RND_NEAR);
    arb_clear(value);
    return done;
}

/* ---- atoms ---- */

static const Expr *atom(MonteDecoder *d, const MonteAtom *like, Span span) {
    MonteCase *out = d->out;
    Arena *arena = d->decider->arena;
    size_t i = 0;
    while (i < out->atom_count &&
           !(out->atoms[i].symbol == like->symbol && out->atoms[i].index == like->index))
        i++;
    if (i == MONTECARLO_ATOMS_MAX)
        return fail(d, number(d, span, 0), "more random variables than can be kept apart");
    if (i == out->atom_count) {
        Symbol *input = arena_alloc(arena, sizeof *input);
        *input = (Symbol){.kind = SYMBOL_REAL,
                          .name = arena_printf(arena, "atom %zu", i),
                          .tex = like->symbol->tex,
                          .lower = "-3",
                          .upper = "3"};
        out->atoms[i] = *like;
        out->atoms[i].input = input;
        out->atom_count++;
    }
    out->atoms[i].outside |= !d->inside;
    if (like->kind != ATOM_LETTER && like->index > out->steps)
        out->steps = like->index;
    return expr_symbol(arena, span, out->atoms[i].input, NULL);
}

static const Expr *state_atom(MonteDecoder *d, long index, Span span) {
    const Kernel *kernel = scope_kernel(d->decider->scope);
    return atom(d, &(MonteAtom){.kind = ATOM_STATE, .symbol = kernel->state, .index = index}, span);
}

static const Expr *letter_atom(MonteDecoder *d, const Expr *expr, long index) {
    MonteAtom like = {.kind = ATOM_LETTER, .symbol = expr->symbol, .index = index, .spread = 1};
    const Expr *law = expr->symbol->kind == SYMBOL_NORMAL ? expr->symbol->definition : NULL;
    double variance = 1;
    if (law && expr_is_random(law))
        return fail(d, expr, "a letter's law rests on another random letter");
    if (law && (!monte_value(d, &like.mean, law->args[0]) ||
                !monte_value(d, &variance, law->args[1]) || !(variance >= 0)))
        return fail(d, expr, "a letter's law has no value");
    like.spread = sqrt(variance);
    return atom(d, &like, expr->span);
}

/* x_k = A x_0 + sqrt(V) noise: a letter for the noise merged into x_k is (x_k - A x_0)/sqrt(V),
 * with A and V run through the kernel. */
static const Expr *merged_noise(MonteDecoder *d, const Expr *expr) {
    const Kernel *kernel = scope_kernel(d->decider->scope);
    double value, factor = 1, variance = 0;
    long index = 0;
    if (!d->decider->merged || !kernel->state) {
        /* Beside no state it is a number of its own. */
        return monte_value(d, &value, expr) ? number(d, expr->span, value)
                                            : fail(d, expr, "a letter has no value");
    }
    if (ball_integer(d->context, &index, d->decider->merged) != BALL_OK || index < 1 ||
        index > MONTECARLO_STEPS_MAX)
        return fail(d, expr, "the chain is too long to be drawn, or too short");
    for (long k = 1; k <= index; k++) {
        factor *= d->out->scale[k];
        variance =
            d->out->scale[k] * d->out->scale[k] * variance + d->out->spread[k] * d->out->spread[k];
    }
    Arena *arena = d->decider->arena;
    const Span span = expr->span;
    const Expr *known =
        expr_binary(arena, span, EXPR_MUL, number(d, span, -factor), state_atom(d, 0, span));
    return expr_binary(arena, span, EXPR_DIV,
                       expr_binary(arena, span, EXPR_ADD, state_atom(d, index, span), known),
                       number(d, span, sqrt(variance)));
}

static const Expr *random_symbol(MonteDecoder *d, const Expr *expr) {
    const Kernel *kernel = scope_kernel(d->decider->scope);
    const Symbol *symbol = expr->symbol;
    long index = LAW_LOOSE;
    if (symbol->kind == SYMBOL_NORMAL)
        return letter_atom(d, expr, LAW_LOOSE);
    if (expr->count == 0 && symbol->kind == SYMBOL_NOISE)
        return d->inside ? letter_atom(d, expr, LAW_LOOSE) : merged_noise(d, expr);
    if (expr->count != 1 || (symbol->kind != SYMBOL_STATE && symbol->kind != SYMBOL_NOISE))
        return fail(d, expr, NULL);
    /* The index of a sum has no value yet: the program writes the sum out. */
    if (ball_integer(d->context, &index, expr->args[0]) != BALL_OK)
        return expr;
    if (index < (symbol->kind == SYMBOL_NOISE) || index > MONTECARLO_STEPS_MAX)
        return fail(d, expr, "the chain is too long to be drawn, or too short");
    if (symbol->kind == SYMBOL_STATE)
        return state_atom(d, index, expr->span);
    if (!kernel->state)
        return letter_atom(d, expr, index);
    return atom(d, &(MonteAtom){.kind = ATOM_NOISE, .symbol = kernel->noise, .index = index},
                expr->span);
}

/* ---- expectations ---- */

bool monte_same_given(const Expr *a, const Expr *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 1; i < a->count; i++) {
        bool found = false;
        for (size_t k = 1; k < b->count; k++)
            found |= expr_same(a->args[i], b->args[k]);
        if (!found)
            return false;
    }
    return true;
}

/* offset + sum_j weight_j z_j. */
static const Expr *weighted_sum(MonteDecoder *d, const Expr *expr, const Conditional *law) {
    Arena *arena = d->decider->arena;
    const Expr *sum = number(d, expr->span, arf_get_d(arb_midref(law->offset), ARF_RND_NEAR));
    for (size_t i = 0; i < law->count; i++) {
        double weight = arf_get_d(arb_midref(law->weights + i), ARF_RND_NEAR);
        const Expr *term = expr_binary(arena, expr->span, EXPR_MUL, number(d, expr->span, weight),
                                       monte_simplify(d, expr->args[i + 1]));
        sum = expr_binary(arena, expr->span, EXPR_ADD, sum, term);
    }
    return sum;
}

/* A conditional mean that stands in the formula by name. */
static const Expr *conditional_mean(MonteDecoder *d, const Expr *expr) {
    size_t count = expr->count - 1;
    if (expr->split == 1 || count > GIVEN_MAX)
        return fail(d, expr, NULL);
    LawWorld *world = flint_malloc(sizeof *world);
    Form y, z[GIVEN_MAX];
    Conditional law;
    law_world_init(world, d->context);
    conditional_init(&law, count);
    form_init(&y);
    BallStatus status = law_form(world, &y, expr->args[0]);
    for (size_t i = 0; i < count; i++) {
        form_init(&z[i]);
        if (status == BALL_OK)
            status = law_form(world, &z[i], expr->args[i + 1]);
    }
    if (status == BALL_OK)
        status = law_condition(world, &law, &y, z);
    const Expr *out = status == BALL_OK ? weighted_sum(d, expr, &law)
                                        : fail(d, expr, "an expectation could not be found");
    for (size_t i = 0; i < count; i++)
        form_clear(&z[i]);
    form_clear(&y);
    conditional_clear(&law);
    law_world_clear(world);
    flint_free(world);
    return out;
}

typedef struct {
    bool loose, state;
} Mixed;

static bool find_mixed(void *context, const Expr *expr) {
    Mixed *mixed = context;
    if (expr->kind == EXPR_SYMBOL) {
        mixed->loose |= expr->symbol->kind == SYMBOL_NOISE && expr->count == 0;
        mixed->state |= expr->symbol->kind == SYMBOL_STATE;
    }
    return true;
}

/* Y in the place of E[Y|Z]. An expectation inside of Y is a number of its own, also with the same
 * Z. */
static const Expr *body_of(MonteDecoder *d, const Expr *expr) {
    Mixed mixed = {0};
    expr_walk(expr, find_mixed, &mixed);
    if (mixed.loose && mixed.state)
        return fail(d, expr, "it is not said how the noise without an index enters x_t");
    const bool before = d->inside;
    const Expr *target = d->target;
    d->inside = true;
    d->target = NULL;
    const Expr *body = monte_simplify(d, expr->args[0]);
    d->inside = before;
    d->target = target;
    return body;
}

/* ---- whole formulas ---- */

static const Expr *simplify_parts(MonteDecoder *d, const Expr *expr) {
    const Expr *copy = expr;
    for (size_t i = 0; i < expr->count && !d->failed; i++) {
        const Expr *arg = monte_simplify(d, expr->args[i]);
        if (arg != expr->args[i])
            copy = expr_with_arg(d->decider->arena, copy, i, arg);
    }
    return copy;
}

static bool no_random_divergence(void *context, const Expr *expr) {
    (void)context;
    bool random = false;
    for (size_t i = 0; expr->kind == EXPR_KL && i < expr->count; i++)
        random |= expr_is_random(expr->args[i]);
    return !random;
}

/* The formula with a number or an atom for all that has a value at the point. Under a conditional
 * mean, a divergence of laws with random letters is no number: it moves with what is known. */
const Expr *monte_simplify(MonteDecoder *d, const Expr *expr) {
    double value;
    if (d->failed || expr->kind == EXPR_NUMBER)
        return expr;
    if (expr->kind == EXPR_EXPECT && d->target && monte_same_given(expr, d->target))
        return body_of(d, expr);
    if (!expr_is_random(expr)) {
        if (d->target && !expr_walk(expr, no_random_divergence, NULL))
            return fail(d, expr, "a divergence that moves with what is known");
        bool hides = d->target && expr_has_kind(expr, EXPR_EXPECT);
        if (!hides && monte_value(d, &value, expr))
            return number(d, expr->span, value);
        return expr->kind == EXPR_SYMBOL ? expr : simplify_parts(d, expr);
    }
    switch (expr->kind) {
    case EXPR_SYMBOL: return random_symbol(d, expr);
    case EXPR_EXPECT: return conditional_mean(d, expr);
    case EXPR_ADD:
    case EXPR_NEG:
    case EXPR_MUL:
    case EXPR_DIV:
    case EXPR_POW:
    case EXPR_ROOT:
    case EXPR_FUNCTION:
    case EXPR_ABS:
    case EXPR_SUM:
    case EXPR_PRODUCT:
    case EXPR_TRANSPOSE: return simplify_parts(d, expr);
    case EXPR_NUMBER:
    case EXPR_INTEGRAL:
    case EXPR_BRACKET:
    case EXPR_DERIVATIVE:
    case EXPR_CALL:
    case EXPR_NORMAL:
    case EXPR_NORMAL_DENSITY:
    case EXPR_DENSITY:
    case EXPR_VARIANCE:
    case EXPR_COVARIANCE:
    case EXPR_KL:
    case EXPR_IDENTITY:
    case EXPR_LIST:
    case EXPR_KIND_COUNT: break;
    }
    return fail(d, expr, NULL);
}

/* ---- columns ---- */

static bool whole_number(void *user, const Symbol *symbol, long *value) {
    MonteDecoder *d = user;
    return ball_integer(d->context, value,
                        expr_symbol(d->decider->arena, (Span){0, 0}, symbol, NULL)) == BALL_OK;
}

/* Which atom, or which number, each input of the program is. */
static bool bind_inputs(MonteDecoder *d, MonteColumn *column) {
    Arena *arena = d->decider->arena;
    const size_t count = program_input_count(column->program);
    if (count > MONTECARLO_ATOMS_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        ProgramInput input = program_input(column->program, i);
        const Span nowhere = {0, 0};
        bool indexed = input.symbol->kind != SYMBOL_REAL;
        const Expr *expr = expr_symbol(arena, nowhere, input.symbol,
                                       indexed ? expr_integer(arena, nowhere, input.index) : NULL);
        column->inputs[i] = SIZE_MAX;
        bool random = input.symbol->kind == SYMBOL_STATE || input.symbol->kind == SYMBOL_NOISE;
        const Symbol *stands = random ? random_symbol(d, expr)->symbol : input.symbol;
        for (size_t a = 0; a < d->out->atom_count && !d->failed; a++)
            if (d->out->atoms[a].input == stands)
                column->inputs[i] = a;
        if (column->inputs[i] == SIZE_MAX && !monte_value(d, &column->fixed[i], expr))
            return false;
    }
    return !d->failed;
}

/* Reads constant and weights off the program, and keeps it only where they do not say it all. */
static bool fit_weights(MonteColumn *column) {
    enum { LANES = 1 + MONTECARLO_ATOMS_MAX + CHECKS };
    static const double places[] = {0.7, -1.3, 2.1, -0.4, 1.9};
    double values[MONTECARLO_ATOMS_MAX][LANES], out[LANES];
    const double *inputs[MONTECARLO_ATOMS_MAX];
    const size_t count = program_input_count(column->program), lanes = 1 + count + CHECKS;
    Arena *arena = arena_new();
    for (size_t i = 0; i < count; i++) {
        bool fixed = column->inputs[i] == SIZE_MAX;
        for (size_t k = 0; k < lanes; k++) {
            double unit = k == 1 + i ? 1 : 0;
            double check = places[(i + 2 * k) % 5] * (double)(1 + k);
            values[i][k] = fixed ? column->fixed[i] : k > count ? check : unit;
        }
        inputs[i] = values[i];
    }
    double *scratch = arena_array(arena, program_scratch(column->program, lanes), sizeof *scratch);
    program_run(column->program, out, inputs, lanes, scratch);
    arena_free(arena);
    double size = fabs(out[0]);
    for (size_t i = 0; i < count; i++)
        size += fabs(out[1 + i] - out[0]);
    for (size_t k = 1 + count; k < lanes; k++) {
        double sum = out[0];
        for (size_t i = 0; i < count; i++)
            sum += column->inputs[i] == SIZE_MAX ? 0 : (out[1 + i] - out[0]) * values[i][k];
        if (!(fabs(sum - out[k]) <= AFFINE_TOLERANCE * size * (double)lanes))
            return false;
    }
    column->constant = out[0];
    for (size_t i = 0; i < count; i++)
        if (column->inputs[i] != SIZE_MAX)
            column->weights[column->inputs[i]] += out[1 + i] - out[0];
    return true;
}

/* Adds a column for a formula that simplify has been through. */
bool monte_add_column(MonteDecoder *d, const Expr *expr, const char *name) {
    MonteCase *out = d->out;
    const char *why = NULL;
    if (d->failed || out->column_count == STAT_COLUMNS_MAX)
        return false;
    MonteColumn *column = &out->columns[out->column_count];
    *column = (MonteColumn){.scale = 1};
    column->program = program_compile(d->decider->scope, expr, whole_number, d, &why);
    if (!column->program) {
        d->why = d->why ? d->why : why;
        return false;
    }
    out->names[out->column_count++] = name;
    if (!bind_inputs(d, column))
        return false;
    if (fit_weights(column)) {
        program_free(column->program);
        column->program = NULL;
    }
    return true;
}
