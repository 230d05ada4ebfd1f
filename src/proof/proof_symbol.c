/* proof_symbol.c - letters, their definitions, and the states of the chain.
 *
 * x_t = scale(t) x_{t-1} + spread(t) noise_t is used where the formula also mentions a lower state
 * with the same base: the lowest mentioned one stays a letter and the others are built on it. One
 * that has none below it is free, whatever the noise: x_{t-1} would be a new letter. Inside an
 * integral the letters are free, and nothing is unfolded. */
#include <string.h>

#include "proof/proof_internal.h"

/* Steps of the chain that are written out. */
#define UNFOLD_MAX 16

/* The states whose index is base + constant. */
struct StateClass {
    Linear base;
    bool used;
    long lowest;
    StateClass *next;
};

struct CachedLetter {
    const Symbol *symbol;
    Linear index;
    const Fraction *value;
    CachedLetter *next;
};

void proof_trace(Prover *prover, const Linear *linear) {
    for (size_t i = 0; i < linear->count; i++) {
        const LinearTerm *term = &linear->terms[i];
        for (size_t k = 0; k < PROOF_BOUNDS_MAX; k++) {
            Trace *trace = &prover->bounds[k].trace;
            if (term->symbol != &prover->bounds[k].symbol)
                continue;
            Linear rest, bound = linear_symbol(term->symbol);
            if (!linear_add(&rest, linear, &bound, -term->coefficient)) {
                trace->mixed = true;
            } else if (!trace->seen) {
                *trace = (Trace){.seen = true, .sign = term->coefficient, .rest = rest};
                trace->mixed = term->coefficient != 1 && term->coefficient != -1;
            } else if (trace->sign != term->coefficient) {
                trace->mixed = true;
            } else if (linear_same_base(&rest, &trace->rest) &&
                       rest.constant < trace->rest.constant) {
                trace->rest = rest;
            }
        }
    }
}

static void read_end(bool *has, fmpq *value, const char *text) {
    *has = false;
    if (!text || !text[0])
        return;
    char digits[64];
    size_t count = 0;
    ulong places = 0;
    bool point = false;
    for (const char *c = text; *c; c++) {
        if (*c == '.') {
            point = true;
            continue;
        }
        if (count + 1 == sizeof digits || (*c != '-' && (*c < '0' || *c > '9')))
            return;
        digits[count++] = *c;
        places += point;
    }
    digits[count] = '\0';
    if (fmpz_set_str(fmpq_numref(value), digits, 10) != 0)
        return;
    fmpz_mul_ui(fmpq_denref(value), fmpq_denref(value), 10);
    fmpz_pow_ui(fmpq_denref(value), fmpq_denref(value), places);
    fmpq_canonicalise(value);
    *has = true;
}

/* The symbol at its index as a generator. */
static const Fraction *plain_letter(Prover *prover, const Symbol *symbol, const Linear *index) {
    Generator wanted = {.kind = GENERATOR_LETTER, .symbol = symbol, .indexed = index != NULL};
    if (index) {
        wanted.index = *index;
        wanted.bounds = linear_bounds(prover, index);
        proof_trace(prover, index);
    }
    range_init(&wanted.range);
    if (symbol->kind == SYMBOL_REAL || symbol->kind == SYMBOL_SEQ) {
        read_end(&wanted.range.has_lo, &wanted.range.lo, symbol->lower);
        read_end(&wanted.range.has_hi, &wanted.range.hi, symbol->upper);
    } else if (symbol->kind == SYMBOL_CONSTANT) {
        /* pi; e is an exponential. */
        wanted.range.has_lo = wanted.range.has_hi = true;
        fmpq_set_si(&wanted.range.lo, 3, 1);
        fmpq_set_si(&wanted.range.hi, 4, 1);
    }
    slong number = generator_get(prover, &wanted);
    range_clear(&wanted.range);
    return generator_fraction(prover, number);
}

static StateClass *state_class(Prover *prover, const Linear *index) {
    for (StateClass *class = prover->state_classes; class; class = class->next)
        if (linear_same_base(&class->base, index))
            return class;
    StateClass *class = arena_alloc(prover->arena, sizeof *class);
    *class = (StateClass){.base = *index, .next = prover->state_classes};
    prover->state_classes = class;
    return class;
}

static const Fraction *kernel_part(Prover *prover, const Kernel *kernel, const Expr *part,
                                   const Linear *index) {
    Binding bound = {.symbol = kernel->index, .is_linear = true, .linear = *index};
    return proof_tree(prover, part, &bound);
}

static const Fraction *unfold(Prover *prover, const Kernel *kernel, const Linear *index,
                              long lowest) {
    if (index->constant <= lowest || index->constant - lowest > UNFOLD_MAX)
        return plain_letter(prover, kernel->state, index);
    Linear before = *index;
    before.constant--;
    const Fraction *carried =
        fraction_mul(prover, kernel_part(prover, kernel, kernel->scale, index),
                     unfold(prover, kernel, &before, lowest));
    const Fraction *added = fraction_mul(prover, kernel_part(prover, kernel, kernel->spread, index),
                                         plain_letter(prover, kernel->noise, index));
    return fraction_add(prover, carried, added);
}

static const Fraction *state(Prover *prover, const Symbol *symbol, const Linear *index) {
    if (index->count == 0 && index->constant < 0)
        return proof_stop(prover, "there is no state before step 0");
    const Kernel *kernel = scope_kernel(prover->scope);
    if (prover->captures || symbol != kernel->state || !kernel->noise || !kernel->scale ||
        !kernel->spread)
        return plain_letter(prover, symbol, index);
    StateClass *class = state_class(prover, index);
    if (class->used && index->constant < class->lowest)
        proof_again(prover);
    if (!class->used || index->constant < class->lowest)
        class->lowest = index->constant;
    class->used = true;
    return unfold(prover, kernel, index, class->lowest);
}

static const Fraction *noise(Prover *prover, const Symbol *symbol, const Linear *index) {
    if (index->count == 0 && index->constant < 1)
        return proof_stop(prover, "there is no noise before step 1");
    /* As in law.c: an indexed noise is the chain's own, whatever its letter. */
    const Kernel *kernel = scope_kernel(prover->scope);
    return plain_letter(prover, kernel->state && kernel->noise ? kernel->noise : symbol, index);
}

static const Fraction *defined(Prover *prover, const Symbol *symbol, const Linear *index,
                               const Binding *env) {
    /* A value that depends on an open bound must be read each time: how it depends is traced. So
     * must one that is read formally: sums within it may be refused that were empty before. */
    bool keep = !prover->captures && !prover->formal && linear_bounds(prover, index) == 0;
    for (CachedLetter *known = prover->cached; known && keep; known = known->next)
        if (known->symbol == symbol && linear_equal(&known->index, index))
            return known->value;
    const Fraction *value = proof_tree(prover, symbol->definition, env);
    if (value && keep) {
        CachedLetter *added = arena_alloc(prover->arena, sizeof *added);
        *added = (CachedLetter){symbol, *index, value, prover->cached};
        prover->cached = added;
    }
    return value;
}

static const Fraction *sequence(Prover *prover, const Symbol *symbol, const Linear *index) {
    if (index->count == 0 && index->constant < 1)
        return proof_stop(prover, "a sequence is used before its first index, 1");
    return plain_letter(prover, symbol, index);
}

static const Fraction *indexed_letter(Prover *prover, const Symbol *symbol, const Linear *index) {
    if (symbol->kind == SYMBOL_SEQ)
        return sequence(prover, symbol, index);
    if (symbol->kind == SYMBOL_STATE)
        return state(prover, symbol, index);
    if (symbol->kind == SYMBOL_NOISE)
        return noise(prover, symbol, index);
    if (symbol->kind == SYMBOL_LETSEQ && symbol->definition && symbol->parameter_count == 1) {
        Binding bound = {.symbol = symbol->parameters[0], .is_linear = true, .linear = *index};
        Floor floor = {*index, 0, prover->floors};
        if (index->count == 0 && index->constant < 0)
            return proof_stop(prover, "an index is below 0");
        prover->floors = &floor;
        const Fraction *value = defined(prover, symbol, index, &bound);
        prover->floors = floor.next;
        return value;
    }
    if (symbol->kind == SYMBOL_REAL || symbol->kind == SYMBOL_NORMAL)
        return plain_letter(prover, symbol, index);
    return proof_stop(prover, "a letter has an index that has no meaning here");
}

static const Fraction *bare_letter(Prover *prover, const Symbol *symbol) {
    const Linear zero = {0};
    switch (symbol->kind) {
    case SYMBOL_REAL:
    case SYMBOL_NORMAL:
    case SYMBOL_NOISE:
    case SYMBOL_STATE: return plain_letter(prover, symbol, NULL);
    case SYMBOL_INT: {
        Linear value = linear_symbol(symbol);
        return linear_fraction(prover, &value);
    }
    case SYMBOL_LET:
        return symbol->definition ? defined(prover, symbol, &zero, NULL)
                                  : proof_stop(prover, "a letter has no definition");
    case SYMBOL_CONSTANT:
        return strcmp(symbol->name, "pi") == 0 ? plain_letter(prover, symbol, NULL)
                                               : fraction_exp(prover, prover->one);
    case SYMBOL_MATRIX: return proof_stop(prover, "it holds matrices");
    case SYMBOL_BOUND:
        return proof_stop(prover, "a bound letter stands outside its sum or integral");
    case SYMBOL_SEQ:
    case SYMBOL_LETSEQ:
    case SYMBOL_FUN:
    case SYMBOL_DENSITY: return proof_stop(prover, "a letter stands without its index or argument");
    }
    return NULL;
}

const Fraction *proof_letter(Prover *prover, const Expr *expr, const Binding *env) {
    Linear index = {0};
    if (expr->count > 0 && !linear_read(&index, expr->args[0], env))
        return proof_stop(prover, "an index is not linear in the whole numbers");
    for (const Capture *capture = prover->captures; capture; capture = capture->next)
        if (capture->symbol == expr->symbol && capture->indexed == (expr->count > 0) &&
            linear_equal(&capture->index, &index))
            return capture->value;
    if (expr->count > 0)
        return indexed_letter(prover, expr->symbol, &index);
    const Binding *bound = binding_find(env, expr->symbol);
    if (!bound)
        return bare_letter(prover, expr->symbol);
    if (!bound->is_linear)
        return bound->value;
    return linear_fraction(prover, &bound->linear);
}
