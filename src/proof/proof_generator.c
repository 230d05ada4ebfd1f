/* proof_generator.c - the table of generators. */
#include "proof/proof_internal.h"

void range_init(Range *range) {
    range->has_lo = range->has_hi = false;
    fmpq_init(&range->lo);
    fmpq_init(&range->hi);
}

void range_clear(Range *range) {
    fmpq_clear(&range->lo);
    fmpq_clear(&range->hi);
}

void range_set(Range *range, const Range *from) {
    range->has_lo = from->has_lo;
    range->has_hi = from->has_hi;
    fmpq_set(&range->lo, &from->lo);
    fmpq_set(&range->hi, &from->hi);
}

void generators_init(Prover *prover, size_t capacity) {
    prover->capacity = capacity;
    prover->count = 0;
    prover->generators = arena_array(prover->arena, capacity, sizeof *prover->generators);
}

void generators_clear(Prover *prover) {
    for (size_t v = 0; v < prover->count; v++)
        range_clear(&prover->generators[v].range);
    prover->count = 0;
}

static bool matches(Prover *prover, const Generator *a, const Generator *b) {
    if (a->kind != b->kind || a->symbol != b->symbol || a->replaced || a->indexed != b->indexed ||
        a->level != b->level || a->argument_count != b->argument_count)
        return false;
    bool series = a->kind == GENERATOR_PRODUCT || a->kind == GENERATOR_SUM;
    if (series && a->degree != b->degree)
        return false;
    if (a->indexed && !linear_equal(&a->index, &b->index))
        return false;
    for (size_t i = 0; i < a->argument_count; i++)
        if (!fraction_equal(prover, a->arguments[i], b->arguments[i]))
            return false;
    return true;
}

slong generator_find(Prover *prover, const Generator *wanted) {
    for (size_t v = 0; v < prover->count; v++)
        if (matches(prover, &prover->generators[v], wanted))
            return (slong)v;
    return -1;
}

slong generator_add(Prover *prover, const Generator *generator) {
    if (prover->state != PROVER_RUNNING)
        return -1;
    if (prover->count == prover->capacity) {
        prover->state = PROVER_GROW;
        return -1;
    }
    size_t number = prover->count;
    Generator *added = &prover->generators[number];
    *added = *generator;
    range_init(&added->range);
    range_set(&added->range, &generator->range);
    Poly *poly = poly_new(prover);
    fmpz_mpoly_gen(poly, (slong)number, prover->ctx);
    added->poly = poly;
    prover->count++;
    return (slong)number;
}

slong generator_get(Prover *prover, const Generator *generator) {
    slong number = generator_find(prover, generator);
    return number >= 0 ? number : generator_add(prover, generator);
}

const Fraction *generator_fraction(Prover *prover, slong number) {
    return number < 0 ? NULL : fraction_poly(prover, prover->generators[number].poly);
}
