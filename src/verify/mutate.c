/* mutate.c - which nodes may be changed, and which of the changes become mutants. */
#include "verify/mutate.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "verify/decide.h"
#include "verify/mutate_internal.h"

/* Nodes of one side that are looked at; formulas that people write have some fifty. */
#define SITES_MAX 1024
/* Changes one operator may propose for one chain: a few times what can be chosen. */
#define EDITS_MAX (4 * MUTANTS_MAX)
/* Nodes built and compared for one chain, so that a huge formula takes milliseconds too. */
#define WORK_MAX ((size_t)1 << 21)

/* ---- the same but for the order of terms ---- */

/* A tree's mark is its value at a point of the field of integers modulo this prime, 2^61 - 1: each
 * letter has a number, sums, products and quotients are taken in the field, and anything else is
 * hashed from its parts. Trees that differ by reordering, or by rules of rational arithmetic, have
 * the same mark; others have one with a chance of about 2^-61 times their size. */
#define FIELD_PRIME ((UINT64_C(1) << 61) - 1)

static uint64_t field_reduce(uint64_t a) {
    a = (a >> 61) + (a & FIELD_PRIME);
    return a >= FIELD_PRIME ? a - FIELD_PRIME : a;
}

/* a b, from halves of 31 bits, since 2^61 = 1 in the field; the sum below stays under 2^64. */
static uint64_t field_mul(uint64_t a, uint64_t b) {
    uint64_t low = (UINT64_C(1) << 31) - 1;
    uint64_t a_high = a >> 31, a_low = a & low, b_high = b >> 31, b_low = b & low;
    uint64_t middle = a_low * b_high + a_high * b_low;
    uint64_t middle_low = middle & ((UINT64_C(1) << 30) - 1);
    return field_reduce(2 * a_high * b_high + (middle >> 30) + (middle_low << 31) + a_low * b_low);
}

static uint64_t field_power(uint64_t base, uint64_t exponent) {
    uint64_t result = 1;
    for (; exponent > 0; exponent >>= 1) {
        if (exponent & 1)
            result = field_mul(result, base);
        base = field_mul(base, base);
    }
    return result;
}

/* 1 / a by Fermat's little theorem; a must not be 0. */
static uint64_t field_inverse(uint64_t a) {
    return field_power(a, FIELD_PRIME - 2);
}

static uint64_t mark_of(const Expr *expr);

static uint64_t mark_of_number(const char *text) {
    uint64_t value = 0, scale = 1;
    bool fraction = false;
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (*c < '0' || *c > '9')
            return field_reduce(hash_string(text));
        value = field_reduce(field_mul(value, 10) + (uint64_t)(*c - '0'));
        scale = fraction ? field_mul(scale, 10) : scale;
    }
    return field_mul(value, field_inverse(scale));
}

/* The mark of a node about which nothing is known but its parts. */
static uint64_t mark_of_parts(const Expr *expr) {
    uint64_t mark =
        hash_mix((uint64_t)expr->kind, (uint64_t)expr->function, expr->split, expr->count);
    if (expr->symbol != NULL)
        mark = hash_mix(mark, hash_string(expr->symbol->name), (uint64_t)expr->symbol->kind, 0);
    size_t first = 0;
    if (expr->kind == EXPR_COVARIANCE) { /* Cov(a, b) = Cov(b, a) */
        mark = hash_mix(mark, field_reduce(mark_of(expr->args[0]) + mark_of(expr->args[1])), 0, 1);
        first = 2;
    }
    for (size_t i = first; i < expr->count; i++)
        mark = hash_mix(mark, mark_of(expr->args[i]), i, 1);
    return field_reduce(mark);
}

/* A small whole exponent, written out. */
static bool small_exponent(const Expr *expr, uint64_t *exponent) {
    if (expr->kind != EXPR_NUMBER || strlen(expr->text) != 1 || expr->text[0] < '0' ||
        expr->text[0] > '9')
        return false;
    *exponent = (uint64_t)(expr->text[0] - '0');
    return true;
}

static uint64_t mark_of_list(const Expr *expr) {
    uint64_t mark = mark_of(expr->args[0]);
    for (size_t i = 1; i < expr->count; i++) {
        uint64_t next = mark_of(expr->args[i]);
        mark = expr->kind == EXPR_MUL ? field_mul(mark, next) : field_reduce(mark + next);
    }
    return mark;
}

static uint64_t mark_of(const Expr *expr) {
    uint64_t mark, exponent;
    /* What is not listed has no rule here. */
    if (expr->kind == EXPR_NUMBER)
        return mark_of_number(expr->text);
    if (expr->kind == EXPR_IDENTITY)
        return 1;
    if (expr->kind == EXPR_TRANSPOSE)
        return mark_of(expr->args[0]);
    if (expr->kind == EXPR_ADD || expr->kind == EXPR_MUL)
        return mark_of_list(expr);
    if (expr->kind == EXPR_NEG)
        return field_reduce(FIELD_PRIME - mark_of(expr->args[0]));
    if (expr->kind == EXPR_POW && small_exponent(expr->args[1], &exponent))
        return field_power(mark_of(expr->args[0]), exponent);
    if (expr->kind == EXPR_DIV && (mark = mark_of(expr->args[1])) != 0)
        return field_mul(mark_of(expr->args[0]), field_inverse(mark));
    return mark_of_parts(expr);
}

/* ---- the nodes that may be changed ---- */

static bool is_whole(const Expr *expr) {
    if (expr->kind == EXPR_NUMBER)
        return strchr(expr->text, '.') == NULL;
    if (expr->kind == EXPR_SYMBOL)
        return expr->symbol->kind == SYMBOL_INT ||
               (expr->symbol->kind == SYMBOL_BOUND && expr->symbol->integer_bound);
    if (expr->kind != EXPR_ADD && expr->kind != EXPR_NEG && expr->kind != EXPR_MUL)
        return false;
    for (size_t i = 0; i < expr->count; i++)
        if (!is_whole(expr->args[i]))
            return false;
    return true;
}

/* A function that ignores its argument (a network read as what it predicts) hides every slip in it.
 */
static Place place_of_argument(const Expr *call, size_t i) {
    const Symbol *symbol = call->symbol;
    if (symbol->definition != NULL && i < symbol->parameter_count &&
        !expr_mentions(symbol->definition, symbol->parameters[i]))
        return PLACE_FIXED;
    return is_whole(call->args[i]) ? PLACE_INDEX : PLACE_VALUE;
}

Place mutate_place(const Expr *expr, size_t i) {
    switch (expr->kind) {
    case EXPR_SYMBOL: return PLACE_INDEX;
    case EXPR_SUM:
    case EXPR_PRODUCT: return i < 2 ? PLACE_INDEX : PLACE_VALUE;
    case EXPR_POW:
        if (i == 0)
            return PLACE_VALUE;
        if (expr->args[1]->kind == EXPR_NUMBER)
            return PLACE_FIXED;
        return is_whole(expr->args[1]) ? PLACE_INDEX : PLACE_VALUE;
    case EXPR_ROOT:
    case EXPR_EXPECT:
    case EXPR_VARIANCE: return i == 0 ? PLACE_VALUE : PLACE_FIXED;
    case EXPR_COVARIANCE: return i < 2 ? PLACE_VALUE : PLACE_FIXED;
    case EXPR_INTEGRAL: return i == 1 || (expr->split == 1 && i > 0) ? PLACE_FIXED : PLACE_VALUE;
    case EXPR_BRACKET: return i == 1 ? PLACE_FIXED : PLACE_VALUE;
    case EXPR_DERIVATIVE:
    case EXPR_NORMAL_DENSITY: return i == 0 ? PLACE_FIXED : PLACE_VALUE;
    case EXPR_DENSITY: return PLACE_FIXED;
    case EXPR_CALL: return place_of_argument(expr, i);
    case EXPR_NUMBER:
    case EXPR_ADD:
    case EXPR_NEG:
    case EXPR_MUL:
    case EXPR_DIV:
    case EXPR_FUNCTION:
    case EXPR_ABS:
    case EXPR_NORMAL:
    case EXPR_KL:
    case EXPR_TRANSPOSE:
    case EXPR_IDENTITY:
    case EXPR_LIST:
    case EXPR_KIND_COUNT: break;
    }
    return PLACE_VALUE;
}

bool mutate_binds(const Expr *binder, const Expr *expr) {
    if (expr->kind != EXPR_SYMBOL)
        return false;
    if (binder->kind == EXPR_INTEGRAL && binder->split == 1)
        return expr->symbol == binder->args[1]->symbol;
    return (binder->kind == EXPR_INTEGRAL || binder->kind == EXPR_BRACKET) &&
           expr_same(binder->args[1], expr);
}

/* Is the node bound by a sum, or by an integral above it of which it is the body? */
static bool is_bound(const Site *site) {
    if (site->node->kind != EXPR_SYMBOL)
        return false;
    if (site->node->symbol->kind == SYMBOL_BOUND)
        return true;
    for (const Site *below = site; below->parent != NULL; below = below->parent)
        if (below->arg == 0 && mutate_binds(below->parent->node, site->node))
            return true;
    return false;
}

typedef struct {
    Site *list;
    size_t count;
} Sites;

static bool count_some(void *context, const Expr *expr) {
    (void)expr;
    return ++*(size_t *)context < SITES_MAX;
}

static Site site_below(const Site *parent, size_t arg) {
    Site site = {.node = parent->node->args[arg],
                 .parent = parent,
                 .arg = arg,
                 .side = parent->side,
                 .linear = parent->linear,
                 .in_law = parent->in_law};
    ExprKind kind = parent->node->kind;
    if (kind == EXPR_NORMAL || kind == EXPR_NORMAL_DENSITY) {
        site.moment = site.in_law = true;
        site.variance = arg + 1 == parent->node->count;
        /* What a mean is linear in is given, hence a number. */
        site.linear = false;
    }
    if (kind == EXPR_EXPECT || kind == EXPR_VARIANCE || kind == EXPR_COVARIANCE || kind == EXPR_KL)
        site.linear = true;
    return site;
}

/* Parents first. */
static void collect_sites(Sites *sites, Site site) {
    if (sites->count == SITES_MAX)
        return;
    site.bound = is_bound(&site);
    Site *kept = &sites->list[sites->count++];
    *kept = site;
    for (size_t i = 0; i < site.node->count; i++)
        if (mutate_place(site.node, i) == PLACE_VALUE)
            collect_sites(sites, site_below(kept, i));
}

/* `x_t = ...` and `f(x) = ...` say what the rest is about. */
static bool is_subject(const Chain *chain, size_t side) {
    ExprKind kind = chain->sides[0]->kind;
    return side == 0 && chain->count > 1 && (kind == EXPR_SYMBOL || kind == EXPR_CALL);
}

static bool is_law_link(Arena *arena, const Chain *chain, size_t i) {
    Link link = {.left = chain->sides[i],
                 .right = chain->sides[i + 1],
                 .relation = chain->relations[i],
                 .up_to_constant = chain->up_to_constant && i + 2 == chain->count,
                 .index = i};
    link_read(arena, &link);
    return link.laws;
}

static bool is_zero_or_one(const Expr *expr) {
    return expr->kind == EXPR_NUMBER &&
           (strcmp(expr->text, "0") == 0 || strcmp(expr->text, "1") == 0);
}

static Side side_of(Arena *arena, const Chain *chain, size_t i) {
    Side side = {.root = chain->sides[i], .index = i};
    bool before = i > 0, after = i + 1 < chain->count;
    bool law_before = before && is_law_link(arena, chain, i - 1);
    bool law_after = after && is_law_link(arena, chain, i);
    side.some_law = law_before || law_after;
    side.law = side.some_law && law_before == before && law_after == after;
    side.is_neutral = (before && is_zero_or_one(chain->sides[i - 1])) ||
                      (after && is_zero_or_one(chain->sides[i + 1]));
    return side;
}

static Sites find_sites(Arena *scratch, const Chain *chain) {
    Sites all = {.list = NULL};
    size_t capacity = 0;
    for (size_t i = 0; i < chain->count; i++) {
        size_t nodes = 0;
        expr_walk(chain->sides[i], count_some, &nodes);
        capacity += nodes;
    }
    all.list = arena_array(scratch, capacity, sizeof *all.list);
    for (size_t i = 0; i < chain->count; i++) {
        if (is_subject(chain, i))
            continue;
        Side *side = arena_alloc(scratch, sizeof *side);
        *side = side_of(scratch, chain, i);
        Sites sites = {.list = all.list + all.count};
        collect_sites(&sites, (Site){.node = side->root, .side = side, .linear = side->some_law});
        all.count += sites.count;
    }
    return all;
}

/* ---- the changes, and which of them are kept ---- */

void mutate_propose(Workshop *shop, Edit edit) {
    if (shop->count == EDITS_MAX)
        return;
    if (shop->count == shop->capacity) {
        size_t capacity = shop->capacity > 0 ? 2 * shop->capacity : 16;
        Edit *grown = arena_array(shop->scratch, capacity, sizeof *grown);
        if (shop->count > 0)
            memcpy(grown, shop->edits, shop->count * sizeof *grown);
        shop->edits = grown;
        shop->capacity = capacity;
    }
    shop->edits[shop->count++] = edit;
}

/* The changes of one operator, in the order in which they are tried. */
typedef struct {
    const Edit **list;
    size_t count;
    size_t next;
} Queue;

/* What matters comes first: a variance as a whole, since a standard deviation in its place is the
 * commonest slip; then what is inside a mean or variance. */
enum { RANK_VARIANCE, RANK_LAW, RANK_OTHER, RANK_COUNT };

static int rank_of(const Site *site) {
    if (site->variance)
        return RANK_VARIANCE;
    return site->in_law ? RANK_LAW : RANK_OTHER;
}

/* Adds the edits of one rank so that any first few of them lie far apart: number k is the one
 * whose place has the bits of k in reverse. */
static void enqueue(Queue *queue, const Workshop *shop, int rank) {
    size_t bits = 0;
    while (((size_t)1 << bits) < shop->count)
        bits++;
    for (size_t k = 0; k < (size_t)1 << bits; k++) {
        size_t place = 0;
        for (size_t bit = 0; bit < bits; bit++)
            place |= (k >> bit & 1) << (bits - 1 - bit);
        if (place < shop->count && rank_of(shop->edits[place].site) == rank)
            queue->list[queue->count++] = &shop->edits[place];
    }
}

static Queue queue_of(Workshop *shop, const MutateOperator *operator, const Sites * sites) {
    shop->edits = NULL;
    shop->count = shop->capacity = 0;
    for (size_t i = 0; i < sites->count; i++)
        operator->propose(shop, &sites->list[i]);
    Queue queue = {.list = arena_array(shop->scratch, shop->count, sizeof *queue.list)};
    for (int rank = 0; rank < RANK_COUNT; rank++)
        enqueue(&queue, shop, rank);
    return queue;
}

const Expr *mutate_without(Arena *arena, const Expr *expr, size_t i) {
    if (expr->count == 2)
        return expr->args[1 - i];
    const Expr *shorter = expr_with_args(arena, expr, expr->count - 1, expr->args);
    for (size_t k = i; k + 1 < expr->count; k++)
        shorter->args[k] = expr->args[k + 1];
    return shorter;
}

static const Expr *side_with(Arena *arena, const Edit *edit) {
    const Site *site = edit->site;
    const Expr *by = edit->by;
    if (by == NULL) {
        by = mutate_without(arena, site->parent->node, site->arg);
        site = site->parent;
    }
    for (; site->parent != NULL; site = site->parent)
        by = expr_with_arg(arena, site->parent->node, site->arg, by);
    return by;
}

static const char *remark_of(Arena *arena, const Edit *edit) {
    Text text;
    text_init(&text);
    text_printf(&text, "%s: $", edit->what);
    expr_print(&text, edit->before);
    if (edit->after != NULL) {
        text_printf(&text, "$%s$", edit->between);
        expr_print(&text, edit->after);
    }
    text_append_char(&text, '$');
    const char *remark = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return remark;
}

static Mutant mutant_of(Arena *arena, const Chain *chain, const Edit *edit, const Expr *side) {
    size_t changed = edit->site->side->index;
    Mutant mutant = {.chain = *chain,
                     .side = changed,
                     .what = edit->what,
                     .remark = remark_of(arena, edit),
                     .span = edit->before->span};
    mutant.chain.sides = arena_array(arena, chain->count, sizeof *mutant.chain.sides);
    memcpy(mutant.chain.sides, chain->sides, chain->count * sizeof *mutant.chain.sides);
    mutant.chain.sides[changed] = side;
    return mutant;
}

typedef struct {
    Arena *arena;
    const Chain *chain;
    Mutant *list;
    size_t count, most;
    uint64_t *marks;    /* of the changed sides */
    uint64_t *original; /* marks of the chain's sides */
    size_t *sizes;      /* nodes of the chain's sides */
    size_t work;
} Choice;

static bool is_new(const Choice *choice, size_t side, uint64_t mark) {
    for (size_t i = 0; i < choice->count; i++)
        if (choice->list[i].side == side && choice->marks[i] == mark)
            return false;
    return mark != choice->original[side];
}

/* Takes the next change of the queue that gives something new. False when there is none. */
static bool take_next(Choice *choice, Queue *queue) {
    while (queue->next < queue->count && choice->work < WORK_MAX) {
        const Edit *edit = queue->list[queue->next++];
        size_t changed = edit->site->side->index;
        choice->work += choice->sizes[changed];
        const Expr *side = side_with(choice->arena, edit);
        uint64_t mark = mark_of(side);
        if (!is_new(choice, changed, mark))
            continue;
        choice->marks[choice->count] = mark;
        choice->list[choice->count++] = mutant_of(choice->arena, choice->chain, edit, side);
        return true;
    }
    return false;
}

static void choose(Choice *choice, Queue *queues) {
    bool more = true;
    while (more) {
        more = false;
        for (size_t i = 0; i < mutate_operators_count; i++) {
            if (choice->count == choice->most)
                return;
            if (take_next(choice, &queues[i]))
                more = true;
        }
    }
}

static Choice choice_of(Arena *arena, Arena *scratch, const Chain *chain, size_t most) {
    Choice choice = {.arena = arena,
                     .chain = chain,
                     .most = most,
                     .list = arena_array(scratch, most, sizeof *choice.list),
                     .marks = arena_array(scratch, most, sizeof *choice.marks),
                     .original = arena_array(scratch, chain->count, sizeof *choice.original),
                     .sizes = arena_array(scratch, chain->count, sizeof *choice.sizes)};
    for (size_t i = 0; i < chain->count; i++) {
        choice.original[i] = mark_of(chain->sides[i]);
        choice.sizes[i] = expr_size(chain->sides[i]);
    }
    return choice;
}

/* The chosen mutants, copied to the arena. */
static size_t keep(const Choice *choice, const Mutant **mutants) {
    Mutant *list = arena_array(choice->arena, choice->count, sizeof *list);
    if (choice->count > 0)
        memcpy(list, choice->list, choice->count * sizeof *list);
    *mutants = list;
    return choice->count;
}

size_t mutate_chain(Arena *arena, const Scope *scope, const Chain *chain, const Mutant **mutants) {
    Arena *scratch = arena_new();
    Workshop shop = {.arena = arena, .scratch = scratch, .scope = scope};
    Sites sites = find_sites(scratch, chain);
    Queue *queues = arena_array(scratch, mutate_operators_count, sizeof *queues);
    for (size_t i = 0; i < mutate_operators_count; i++)
        queues[i] = queue_of(&shop, &mutate_operators[i], &sites);
    Choice choice = choice_of(arena, scratch, chain, MUTANTS_MAX);
    choose(&choice, queues);
    size_t count = keep(&choice, mutants);
    arena_free(scratch);
    return count;
}

size_t mutate_repairs(Arena *arena, const Scope *scope, const Chain *chain, size_t side,
                      const Mutant **mutants) {
    Arena *scratch = arena_new();
    Workshop shop = {.arena = arena, .scratch = scratch, .scope = scope};
    Sites all = find_sites(scratch, chain), sites = {.list = all.list};
    for (size_t i = 0; i < all.count; i++) {
        if (all.list[i].side->index != side)
            continue;
        sites.list = sites.count == 0 ? &all.list[i] : sites.list;
        sites.count++;
    }
    Choice choice = choice_of(arena, scratch, chain, REPAIRS_MAX);
    for (size_t i = 0; i < mutate_repair_operators_count; i++) {
        Queue queue = queue_of(&shop, &mutate_repair_operators[i], &sites);
        while (choice.count < REPAIRS_MAX && take_next(&choice, &queue))
            ;
    }
    size_t count = keep(&choice, mutants);
    arena_free(scratch);
    return count;
}

size_t mutate_operator_count(void) {
    return mutate_operators_count;
}

const char *mutate_operator_name(size_t i) {
    assert(i < mutate_operators_count);
    return mutate_operators[i].name;
}

const char *mutate_operator_doc(size_t i) {
    assert(i < mutate_operators_count);
    return mutate_operators[i].doc;
}
