/* point.c - sampled values as pure functions of their place. */
#include "math/point.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/hash.h"

/* One decimal for the first points, so that a counterexample is short; three after, so that
 * agreement is no accident. */
#define SIMPLE_DIGITS 1u
#define FINE_DIGITS 3u
/* More decimals are tried when the domain is too narrow for the grid. Its ends are declared with up
 * to eleven: one more always lies between. */
#define DIGITS_MAX 12u

static long power_of_ten(unsigned digits) {
    long power = 1;
    while (digits-- > 0)
        power *= 10;
    return power;
}

static bool is_simple(const Point *point) {
    return (point->number & ~POINT_TIED) < POINT_SIMPLE;
}

Decimal point_real(const Point *point, const Symbol *symbol, long index) {
    double lower = strtod(symbol->lower, NULL);
    double upper = strtod(symbol->upper, NULL);
    bool tied = (point->number & POINT_TIED) != 0;
    uint64_t bits =
        hash_mix(point->seed, point->number, tied ? 0 : symbol->id, tied ? 0 : (uint64_t)index);
    for (unsigned digits = is_simple(point) ? SIMPLE_DIGITS : FINE_DIGITS;; digits++) {
        long power = power_of_ten(digits);
        double low = lower * (double)power;
        double high = upper * (double)power;
        /* First and last grid numbers strictly inside; the nudge keeps 0.3 * 10 from counting as
         * below 3. */
        long first = (long)low - 1;
        while ((double)first <= low + 1e-9)
            first++;
        long last = (long)high + 1;
        while ((double)last >= high - 1e-9)
            last--;
        long count = last - first + 1;
        if (count < 3) {
            assert(digits < DIGITS_MAX);
            continue;
        }
        long value = first + (long)hash_below(bits, (uint64_t)count);
        /* 0 and 1 hide mistakes (0 = -0, 1 = 1^2): step to a neighbour. */
        if (value == 0 || value == power)
            value = value < last ? value + 1 : value - 1;
        return (Decimal){value, digits};
    }
}

long point_integer(const Point *point, const Symbol *symbol) {
    uint64_t count = (uint64_t)(symbol->last - symbol->first) + 1;
    uint64_t bits = hash_mix(point->seed, point->number, symbol->id, 0);
    /* The first points stay among the smallest values, in a window that grows: the first refutation
     * is then one with small t. */
    if (is_simple(point)) {
        uint64_t window = 1 + (point->number & ~POINT_TIED) / 3;
        return symbol->first + (long)hash_below(bits, count < window ? count : window);
    }
    return symbol->first + (long)hash_below(bits, count);
}
