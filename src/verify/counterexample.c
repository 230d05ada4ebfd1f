/* counterexample.c - the values at which two sides part, as exact short decimals. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "verify/decide.h"

#define ASSIGNMENTS_MAX 48
/* Of a value, and of two values that are close to each other. */
#define DIGITS 6
#define DIGITS_MAX 12

typedef struct {
    Arena *arena;
    Assignment list[ASSIGNMENTS_MAX];
    const Symbol *symbols[ASSIGNMENTS_MAX];
    long indices[ASSIGNMENTS_MAX];
    size_t count;
} Log;

static const char *decimal_text(Arena *arena, Decimal d) {
    if (d.digits == 0)
        return arena_printf(arena, "%ld", d.numerator);
    long power = 1;
    for (unsigned i = 0; i < d.digits; i++)
        power *= 10;
    long magnitude = labs(d.numerator);
    return arena_printf(arena, "%s%ld.%0*ld", d.numerator < 0 ? "-" : "", magnitude / power,
                        (int)d.digits, magnitude % power);
}

static void log_sample(void *user, const Symbol *symbol, long index, Decimal value) {
    Log *log = user;
    for (size_t i = 0; i < log->count; i++)
        if (log->symbols[i] == symbol && log->indices[i] == index)
            return;
    if (log->count == ASSIGNMENTS_MAX)
        return;
    bool indexed =
        symbol->kind == SYMBOL_SEQ || symbol->kind == SYMBOL_STATE || symbol->kind == SYMBOL_NOISE;
    bool wide = index > 9;
    const char *tex = indexed && index >= 0 ? arena_printf(log->arena, wide ? "%s_{%ld}" : "%s_%ld",
                                                           symbol->tex, index)
                                            : symbol->tex;
    log->symbols[log->count] = symbol;
    log->indices[log->count] = index;
    log->list[log->count++] = (Assignment){tex, decimal_text(log->arena, value)};
}

/* To so many digits, without the zeros at their end: 0.58, 1e-200, 100. */
static const char *ball_text(Arena *arena, const arb_t value, slong digits) {
    if (arb_contains_zero(value))
        return "0";
    char *text = arb_get_str(value, digits, ARB_STR_NO_RADIUS);
    size_t end = strcspn(text, "e"), kept = end;
    if (memchr(text, '.', end)) {
        while (text[kept - 1] == '0')
            kept--;
        kept -= text[kept - 1] == '.';
    }
    const char *copy = arena_printf(arena, "%.*s%s", (int)kept, text, text + end);
    flint_free(text);
    return copy;
}

/* With as many digits as tell them apart; where too many would be needed, the larger one is written
 * as the smaller one and what it has more: 1 + 1e-200. */
static void put_values(Counterexample *out, Arena *arena, const arb_t left, const arb_t right,
                       slong bits) {
    for (slong digits = DIGITS; digits <= DIGITS_MAX; digits++) {
        out->left = ball_text(arena, left, digits);
        out->right = ball_text(arena, right, digits);
        if (strcmp(out->left, out->right) != 0 || arb_overlaps(left, right))
            return;
    }
    arb_t difference;
    arb_init(difference);
    arb_sub(difference, left, right, bits);
    const char **larger = arb_is_negative(difference) ? &out->right : &out->left;
    arb_abs(difference, difference);
    *larger = arena_printf(arena, "%s + %s", out->left, ball_text(arena, difference, DIGITS));
    arb_clear(difference);
}

const char *tex_of(Arena *arena, const Expr *expr) {
    Text text;
    text_init(&text);
    expr_print(&text, expr);
    const char *copy = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return copy;
}

/* Whole numbers first, then the sequences, then the rest, each in order of use. */
static int rank(const Symbol *symbol) {
    return symbol->kind == SYMBOL_INT ? 0 : symbol->kind == SYMBOL_SEQ ? 1 : 2;
}

static bool comes_before(const Log *log, size_t a, size_t b) {
    const Symbol *first = log->symbols[a], *second = log->symbols[b];
    if (rank(first) != rank(second))
        return rank(first) < rank(second);
    return first == second && log->indices[a] < log->indices[b];
}

static const Assignment *sorted(Log *log) {
    Assignment *list = arena_array(log->arena, log->count + 1, sizeof *list);
    bool *taken = arena_array(log->arena, log->count + 1, sizeof *taken);
    for (size_t count = 0; count < log->count; count++) {
        size_t next = SIZE_MAX;
        for (size_t i = 0; i < log->count; i++)
            if (!taken[i] && (next == SIZE_MAX || comes_before(log, i, next)))
                next = i;
        taken[next] = true;
        list[count] = log->list[next];
    }
    return list;
}

/* The law of the data was drawn, but nothing depended on it. */
static void drop_data(Log *log) {
    size_t kept = 0;
    for (size_t i = 0; i < log->count; i++) {
        if (strncmp(log->symbols[i]->name, "data ", 5) == 0)
            continue;
        log->symbols[kept] = log->symbols[i];
        log->indices[kept] = log->indices[i];
        log->list[kept++] = log->list[i];
    }
    log->count = kept;
}

const Counterexample *counterexample_at(Decider *decider, const Link *link, const BallContext *at,
                                        size_t which, const char *what) {
    Arena *arena = decider->arena;
    BallContext context;
    LawUser user;
    Log log = {.arena = arena};
    decider_context(decider, &context, &user, at->point.number);
    context.bits = at->bits;
    context.sequence = at->sequence;
    context.integer = at->integer;
    if (at->user) {
        const LawUser *there = at->user;
        user.schedule = there->schedule;
        user.grown = there->grown;
        user.grown_value = there->grown_value;
        user.fixed_t = there->fixed_t;
        user.point = there->point;
    }
    context.sampled = log_sample;
    context.log = &log;
    Pair pair;
    pair_init(&pair);
    pair_eval(&pair, &context, link);
    if (!user.used_data)
        drop_data(&log);
    Counterexample *out = arena_alloc(arena, sizeof *out);
    out->left_tex = tex_of(arena, link->left);
    out->right_tex = tex_of(arena, link->right);
    out->chain = link->chain;
    out->link = link->index;
    out->span = link->right->span;
    out->what = what;
    if (pair.status == BALL_OK) {
        put_values(out, arena, pair.left[which], pair.right[which], context.bits);
        out->left_value = arf_get_d(arb_midref(pair.left[which]), ARF_RND_NEAR);
        out->right_value = arf_get_d(arb_midref(pair.right[which]), ARF_RND_NEAR);
    } else {
        bool left_ok = !pair.left_failed;
        out->left = left_ok ? ball_text(arena, pair.left[0], DIGITS) : "undefined";
        out->right = left_ok ? "undefined" : "defined";
        out->left_value = left_ok ? arf_get_d(arb_midref(pair.left[0]), ARF_RND_NEAR) : (double)NAN;
        out->right_value = (double)NAN;
    }
    out->count = log.count;
    out->assignments = sorted(&log);
    pair_clear(&pair);
    ball_context_clear(&context);
    return out;
}
