/* tables.c - densities and sums over random tables. */
#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "verify/tables_internal.h"

/* Distributions of one link: p, q, p_\theta. */
#define JOINTS_MAX 4
/* A letter has two values at most points, so that a table is easily read; at every fourth it has
 * more, up to so many. What is no rule may be true of few values: \int (p(x) - q(x))^3 dx = 0 of
 * two, and a rule of degree d that is true of d of them is true. */
#define VALUES_MAX 6
/* All letters together have no more cells than are shown at the first points, which are to refute
 * readably, and so many later. */
#define CELLS_SHOWN 16
#define CELLS_MANY 243
/* Chances of single values are tenths, so that a table can be printed. */
#define TENTHS 10
/* Parts of the hash. */
enum { HASH_VALUE = 0x7ab1e, HASH_CELL, HASH_CHANCE };

Tables *tables_new(Arena *arena, const Expr *left, const Expr *right, TablesKind kind) {
    Tables *tables = arena_alloc(arena, sizeof *tables);
    *tables = (Tables){.arena = arena, .sides = {left, right}, .kind = kind};
    tables->joints = arena_array(arena, JOINTS_MAX, sizeof *tables->joints);
    return tables;
}

bool tables_has_chain(const Tables *tables) {
    for (size_t i = 0; i < tables->count; i++)
        if (!tables->joints[i].density)
            return true;
    return false;
}

bool tables_has_letters(const Tables *tables) {
    return tables->count > (tables_has_chain(tables) ? 1u : 0u);
}

size_t tables_count(const Tables *tables) {
    return tables->count;
}

/* ---- the letters ---- */

bool tables_same_letter(const Letter *a, const Letter *b) {
    return a->symbol == b->symbol && a->index == b->index;
}

BallStatus tables_letter(BallContext *context, Letter *out, const Expr *expr) {
    *out = (Letter){expr->symbol, -1};
    return expr->count == 1 ? ball_integer(context, &out->index, expr->args[0]) : BALL_OK;
}

Joint *tables_joint(Tables *tables, const BallContext *context, const Symbol *density,
                    const Letter *letter) {
    const Kernel *kernel = scope_kernel(context->scope);
    bool chain = kernel->state && letter->symbol == kernel->state && !density->implied;
    const Symbol *symbol = chain ? NULL : density;
    for (size_t i = 0; i < tables->count; i++)
        if (tables->joints[i].density == symbol || tables->kind == TABLES_ONE)
            return &tables->joints[i];
    if (!tables->collecting || tables->count == JOINTS_MAX) {
        tables->crowded = true;
        return NULL;
    }
    Joint *joint = &tables->joints[tables->count++];
    memset(joint, 0, sizeof *joint);
    joint->density = symbol;
    bool may_chain = tables->kind == TABLES_MARKOV || tables->kind == TABLES_ONE;
    joint->markov = chain || (may_chain && letter->index >= 0);
    joint->independent = tables->kind == TABLES_INDEPENDENT && !chain;
    return joint;
}

static void add_letter(Tables *tables, Joint *joint, const Letter *letter) {
    for (size_t i = 0; i < joint->count; i++)
        if (tables_same_letter(&joint->letters[i], letter))
            return;
    if (joint->count == TABLES_LETTERS_MAX)
        tables->crowded = true;
    else
        joint->letters[joint->count++] = *letter;
}

/* ---- distributions named by their letter alone ---- */

Bare *tables_bare(Tables *tables, const Symbol *symbol) {
    for (size_t i = 0; i < tables->bare_count; i++)
        if (tables->bare[i].symbol == symbol)
            return &tables->bare[i];
    return NULL;
}

void tables_add_bare(Tables *tables, const Symbol *symbol) {
    if (tables_bare(tables, symbol))
        return;
    if (tables->bare_count == BARE_MAX)
        tables->crowded = true;
    else
        tables->bare[tables->bare_count++] = (Bare){.symbol = symbol};
}

/* The q of KL(p || q) was read as a letter: its densities are those of the same name. */
static const Symbol *density_named(const Tables *tables, const Symbol *letter) {
    for (size_t i = 0; i < tables->count; i++) {
        const Symbol *density = tables->joints[i].density;
        if (density && strcmp(density->name, letter->name) == 0)
            return density;
    }
    return letter;
}

/* Every letter of the link, once. */
static Joint *all_letters(Tables *tables) {
    Joint *all = arena_alloc(tables->arena, sizeof *all);
    memset(all, 0, sizeof *all);
    for (size_t i = 0; i < tables->count; i++)
        for (size_t k = 0; k < tables->joints[i].count; k++)
            add_letter(tables, all, &tables->joints[i].letters[k]);
    return all;
}

/* Every letter of the link is one of theirs. */
static void bare_complete(Tables *tables, const BallContext *context) {
    const Joint *all = all_letters(tables);
    for (size_t i = 0; i < tables->bare_count && all->count > 0; i++) {
        Bare *bare = &tables->bare[i];
        const Symbol *density = density_named(tables, bare->symbol);
        bare->joint = tables_joint(tables, context, density, &all->letters[0]);
        for (size_t k = 0; k < all->count && bare->joint; k++)
            add_letter(tables, bare->joint, &all->letters[k]);
    }
}

/* ---- making the tables ---- */

static void show(Tables *tables, Joint *joint, const char *tex, int64_t value, unsigned digits) {
    Symbol *symbol = arena_alloc(tables->arena, sizeof *symbol);
    *symbol = (Symbol){.kind = SYMBOL_REAL, .name = tex, .tex = tex};
    joint->shown[joint->shown_count] = symbol;
    joint->shown_values[joint->shown_count++] = (Decimal){(long)value, digits};
}

static const char *letter_tex(Tables *tables, const Letter *letter) {
    if (letter->index < 0)
        return letter->symbol->tex;
    return arena_printf(tables->arena, "%s_{%ld}", letter->symbol->tex, letter->index);
}

static const char *joint_tex(const Joint *joint) {
    return joint->density ? joint->density->tex : "P";
}

/* Value of letter number i in a cell. */
static long value_in(const Joint *joint, long cell, size_t i) {
    while (i-- > 0)
        cell /= joint->values;
    return cell % joint->values;
}

/* Two distributions over the same letters differ: each draws its own numbers. */
static uint64_t draw_for(const Tables *tables, const Joint *joint, uint64_t what, uint64_t which) {
    uint64_t number = (uint64_t)(joint - tables->joints);
    return hash_mix(tables->point.seed, tables->point.number, what, which + (number << 32));
}

static void general_table(Tables *tables, Joint *joint) {
    int64_t total = 0, whole = TENTHS;
    unsigned digits = 1;
    while (whole < TENTHS * joint->cell_count) {
        whole *= TENTHS;
        digits++;
    }
    for (long cell = 0; cell < joint->cell_count; cell++) {
        uint64_t bits = draw_for(tables, joint, HASH_CELL, (uint64_t)cell);
        joint->cells[cell] = 1 + (int64_t)hash_below(bits, TENTHS - 1);
        total += joint->cells[cell];
    }
    /* Brought to the sum 1: each keeps one part, the rest is shared out, the last takes what is
     * left. */
    int64_t left = whole;
    for (long cell = 0; cell < joint->cell_count; cell++) {
        bool last = cell + 1 == joint->cell_count;
        int64_t share = 1 + joint->cells[cell] * (whole - joint->cell_count) / total;
        joint->cells[cell] = last ? left : share;
        left -= share;
        const char *inside = "";
        for (size_t i = 0; i < joint->count; i++)
            inside = arena_printf(tables->arena, "%s%s%s=%ld", inside, i > 0 ? ", " : "",
                                  letter_tex(tables, &joint->letters[i]), value_in(joint, cell, i));
        if (joint->cell_count <= CELLS_SHOWN)
            show(tables, joint, arena_printf(tables->arena, "%s(%s)", joint_tex(joint), inside),
                 joint->cells[cell], digits);
    }
}

/* The chance, in tenths, that letter number i has this value after the one before had `before`:
 * each value but 0 takes a share and leaves at least a tenth to each that follows. */
static int64_t chance(const Tables *tables, const Joint *joint, size_t i, long before, long value) {
    int64_t left = TENTHS;
    for (long other = joint->values - 1; other > 0; other--) {
        uint64_t which = (uint64_t)(before + joint->values * (other - 1));
        uint64_t bits = draw_for(tables, joint, HASH_CHANCE + 4 * i, which);
        int64_t share = 1 + (int64_t)hash_below(bits, (uint64_t)(left - other));
        if (other == value)
            return share;
        left -= share;
    }
    return left;
}

static void show_chances(Tables *tables, Joint *joint, size_t i, long before, const char *given) {
    for (long value = 1; value < joint->values; value++)
        show(tables, joint,
             arena_printf(tables->arena, "%s(%s=%ld%s)", joint_tex(joint),
                          letter_tex(tables, &joint->letters[i]), value, given),
             chance(tables, joint, i, before, value), 1);
}

static void product_table(Tables *tables, Joint *joint) {
    for (long cell = 0; cell < joint->cell_count; cell++) {
        joint->cells[cell] = 1;
        for (size_t i = 0; i < joint->count; i++) {
            long before = i > 0 && joint->markov ? value_in(joint, cell, i - 1) : 0;
            joint->cells[cell] *= chance(tables, joint, i, before, value_in(joint, cell, i));
        }
    }
    for (size_t i = 0; i < joint->count; i++) {
        bool linked = i > 0 && joint->markov;
        for (long before = 0; before < (linked ? joint->values : 1); before++) {
            const char *given = "";
            if (linked)
                given = arena_printf(tables->arena, "|%s=%ld",
                                     letter_tex(tables, &joint->letters[i - 1]), before);
            show_chances(tables, joint, i, before, given);
        }
    }
}

/* All indices from the first to the last, in order: what lies between two states links them. */
static void complete_chain(Tables *tables, Joint *joint) {
    long first = joint->density ? joint->letters[0].index : 0, last = first;
    for (size_t i = 0; i < joint->count; i++) {
        long index = joint->letters[i].index;
        /* Another letter beside the chain's: then all is one general table. */
        if (joint->letters[i].symbol != joint->letters[0].symbol || index < 0) {
            joint->markov = false;
            return;
        }
        first = index < first ? index : first;
        last = index > last ? index : last;
    }
    if (last - first >= TABLES_LETTERS_MAX) {
        tables->crowded = true;
        return;
    }
    const Symbol *symbol = joint->letters[0].symbol;
    joint->count = (size_t)(last - first + 1);
    for (size_t i = 0; i < joint->count; i++)
        joint->letters[i] = (Letter){symbol, first + (long)i};
}

static long power(long base, size_t exponent) {
    long out = 1;
    while (exponent-- > 0)
        out *= base;
    return out;
}

/* How many values each letter has at this point: a letter of two distributions has the same values
 * in both. */
static long count_values(Tables *tables) {
    const unsigned number = tables->point.number;
    long values = 2;
    if (number % 4 != 3)
        return values;
    size_t letters = all_letters(tables)->count;
    long most = number < POINT_SIMPLE ? CELLS_SHOWN : CELLS_MANY;
    while (values < VALUES_MAX && values < 3 + (long)(number / 4) &&
           power(values + 1, letters) <= most)
        values++;
    return values;
}

static void make_table(Tables *tables, Joint *joint, long values) {
    joint->values = values;
    joint->cell_count = power(values, joint->count);
    size_t most = CELLS_SHOWN + joint->count * (size_t)(values * (values - 1));
    joint->shown = arena_array(tables->arena, most, sizeof *joint->shown);
    joint->shown_values = arena_array(tables->arena, most, sizeof *joint->shown_values);
    joint->shown_count = 0;
    if (joint->markov || joint->independent)
        product_table(tables, joint);
    else
        general_table(tables, joint);
}

/* Evaluates both sides once to see which letters there are, then makes the tables. */
static void prepare(Tables *tables, BallContext *context) {
    const BallBinding *bindings = context->bindings;
    unsigned depth = context->depth;
    size_t work = context->work;
    const Set *sets = tables->sets;
    arb_t ignored;
    arb_init(ignored);
    tables->count = tables->bare_count = 0;
    tables->crowded = false;
    tables->collecting = true;
    tables->point = context->point;
    tables->sets = NULL;
    context->bindings = NULL;
    for (size_t i = 0; i < 2; i++) {
        ball_context_reset(context);
        /* A side that has no value at this point shows no letters: then neither is compared. */
        (void)ball_eval(context, ignored, tables->sides[i]);
    }
    arb_clear(ignored);
    bare_complete(tables, context);
    for (size_t i = 0; i < tables->count; i++)
        if (tables->joints[i].markov)
            complete_chain(tables, &tables->joints[i]);
    long values = count_values(tables);
    for (size_t i = 0; i < tables->count; i++)
        make_table(tables, &tables->joints[i], values);
    tables->collecting = false;
    tables->ready = true;
    tables->sets = sets;
    ball_context_reset(context);
    context->bindings = bindings;
    context->depth = depth;
    context->work = work;
}

/* ---- values ---- */

long tables_letter_value(const Tables *tables, BallContext *context, const Joint *joint,
                         const Letter *letter) {
    for (const Set *set = tables->sets; set; set = set->next)
        if (tables_same_letter(&set->letter, letter))
            return set->value;
    uint64_t bits = hash_mix(tables->point.seed, tables->point.number,
                             HASH_VALUE + letter->symbol->id, (uint64_t)letter->index);
    long value = (long)hash_below(bits, (uint64_t)joint->values);
    if (context->sampled)
        context->sampled(context->log, letter->symbol, letter->index, (Decimal){value, 0});
    return value;
}

/* One argument: a letter, or letters side by side, P(AB). */
static BallStatus fix_argument(Tables *tables, BallContext *context, Event *event,
                               const Expr *density, const Expr *arg) {
    if (arg->kind == EXPR_MUL) {
        BallStatus status = BALL_OK;
        for (size_t i = 0; i < arg->count && status == BALL_OK; i++)
            status = fix_argument(tables, context, event, density, arg->args[i]);
        return status;
    }
    Letter letter;
    BallStatus status = tables_letter(context, &letter, arg);
    if (status != BALL_OK)
        return status;
    if (arg->count == 1 && letter.index < 0)
        return ball_stop(context, BALL_DOMAIN, arg, "an index is below 0");
    Joint *joint = tables_joint(tables, context, density->symbol, &letter);
    if (joint && tables->collecting)
        add_letter(tables, joint, &letter);
    if (tables->crowded || !joint)
        return ball_stop(context, BALL_DOMAIN, arg, TABLES_CROWDED);
    if (tables->collecting)
        return BALL_OK;
    if (event->joint && event->joint != joint)
        return ball_stop(context, BALL_UNABLE, density, "states beside letters of another kind");
    event->joint = joint;
    for (size_t i = 0; i < joint->count; i++)
        if (tables_same_letter(&joint->letters[i], &letter))
            event->wanted[i] = tables_letter_value(tables, context, joint, &letter);
    return BALL_OK;
}

int64_t tables_weight(const Event *event) {
    const Joint *joint = event->joint;
    int64_t sum = 0;
    for (long cell = 0; cell < joint->cell_count; cell++) {
        bool matches = true;
        for (size_t i = 0; i < joint->count && matches; i++)
            matches = event->wanted[i] < 0 || event->wanted[i] == value_in(joint, cell, i);
        if (matches)
            sum += joint->cells[cell];
    }
    return sum;
}

BallStatus tables_density(Tables *tables, BallContext *context, arb_t out, const Expr *expr) {
    Event event = {.joint = NULL};
    for (size_t i = 0; i < TABLES_LETTERS_MAX; i++)
        event.wanted[i] = -1;
    BallStatus status = BALL_OK;
    if (tables->collecting) {
        for (size_t i = 0; i < expr->count && status == BALL_OK; i++)
            status = fix_argument(tables, context, &event, expr, expr->args[i]);
        /* Any number that is no 0 or 1, so that quotients and logarithms go through. */
        arb_set_d(out, 0.375);
        return status;
    }
    for (size_t i = expr->split; i < expr->count && status == BALL_OK; i++)
        status = fix_argument(tables, context, &event, expr, expr->args[i]);
    int64_t below = 0;
    if (status == BALL_OK && event.joint)
        below = tables_weight(&event);
    for (size_t i = 0; i < expr->split && status == BALL_OK; i++)
        status = fix_argument(tables, context, &event, expr, expr->args[i]);
    if (status != BALL_OK)
        return status;
    const Joint *joint = event.joint;
    if (!joint) { /* at these indices it is a density of nothing, such as q(x_{1:t-1}) at t = 1 */
        arb_one(out);
        return BALL_OK;
    }
    if (below == 0) /* nothing is given: the whole table */
        for (long cell = 0; cell < joint->cell_count; cell++)
            below += joint->cells[cell];
    arb_set_si(out, tables_weight(&event));
    arb_div_si(out, out, below, context->bits);
    for (size_t i = 0; i < joint->shown_count && context->sampled; i++)
        context->sampled(context->log, joint->shown[i], 0, joint->shown_values[i]);
    return BALL_OK;
}

/* ---- sums over a letter's values ---- */

static BallStatus sum_over(Tables *tables, BallContext *context, arb_t out, const Expr *expr,
                           long index, long last);

static BallStatus body_value(Tables *tables, BallContext *context, arb_t out, const Expr *expr,
                             long index, long last) {
    if (index < last)
        return sum_over(tables, context, out, expr, index + 1, last);
    /* Running products are kept for one set of values only. */
    unsigned depth = context->depth;
    size_t work = context->work;
    ball_context_reset(context);
    context->depth = depth;
    context->work = work;
    return ball_eval(context, out, expr->args[0]);
}

static BallStatus sum_over(Tables *tables, BallContext *context, arb_t out, const Expr *expr,
                           long index, long last) {
    if (tables->collecting)
        return body_value(tables, context, out, expr, last, last);
    Set set = {.letter = {expr->args[1]->symbol, index}, .next = tables->sets};
    long values = 0;
    for (size_t i = 0; i < tables->count; i++)
        for (size_t k = 0; k < tables->joints[i].count; k++)
            if (tables_same_letter(&tables->joints[i].letters[k], &set.letter))
                values = tables->joints[i].values;
    if (values == 0)
        return ball_stop(context, BALL_UNABLE, expr, "a sum over a letter that is in no density");
    arb_t term;
    arb_init(term);
    arb_zero(out);
    BallStatus status = BALL_OK;
    tables->sets = &set;
    for (set.value = 0; set.value < values && status == BALL_OK; set.value++) {
        status = body_value(tables, context, term, expr, index, last);
        arb_add(out, out, term, context->bits);
    }
    tables->sets = set.next;
    arb_clear(term);
    return status;
}

static BallStatus sum_value(Tables *tables, BallContext *context, arb_t out, const Expr *expr) {
    Letter first, last;
    if (expr->count == 4)
        return ball_stop(context, BALL_UNABLE, expr, "an integral between bounds");
    BallStatus status = tables_letter(context, &first, expr->args[1]);
    last = first;
    if (status == BALL_OK && expr->split == 1)
        status = tables_letter(context, &last, expr->args[2]);
    if (status != BALL_OK)
        return status;
    if (first.index > last.index) /* dx_1 \cdots dx_{t-1} at t = 1: over nothing */
        return body_value(tables, context, out, expr, last.index, last.index);
    return sum_over(tables, context, out, expr, first.index, last.index);
}

BallStatus tables_value(BallContext *context, arb_t out, const Expr *expr, Tables *tables) {
    bool present = tables->ready && tables->point.number == context->point.number &&
                   tables->point.seed == context->point.seed;
    if (!present && !tables->collecting)
        prepare(tables, context);
    if (tables->crowded)
        return ball_stop(context, BALL_DOMAIN, expr, TABLES_CROWDED);
    if (expr->kind == EXPR_DENSITY)
        return tables_density(tables, context, out, expr);
    if (expr->kind == EXPR_INTEGRAL)
        return sum_value(tables, context, out, expr);
    if (expr->kind == EXPR_EXPECT || expr->kind == EXPR_KL)
        return tables_average(tables, context, out, expr);
    return ball_stop(context, BALL_UNABLE, expr, "this is no rule of probability alone");
}
