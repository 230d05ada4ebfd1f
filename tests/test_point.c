/* test_point.c - the numbers at which formulas are tried. */
#include "assert_close.h"

#include <stdlib.h>

#include "math/point.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define SEEDS 5u
#define POINTS 60u
#define INDICES 8

static const struct {
    const char *lower, *upper;
    unsigned simple, fine; /* digits that the first points and the later ones need */
} domains[] = {
    {"-3", "3", 1, 3},
    {"0", "1", 1, 3},
    {"0.3", "0.99", 1, 3},
    {"0.1", "3", 1, 3},
    {"0.02", "0.6", 1, 3},
    {"-1", "1", 1, 3},
    {"0.1", "0.5", 1, 3},
    {"0.8", "1.2", 1, 3},
    {"-0.2", "0.2", 1, 3},
    {"0", "0.25", 2, 3},
    {"0.001", "0.002", 4, 4},
    {"0.123", "0.1239", 4, 4},
    {"-0.05", "0.05", 2, 3},
    {"0.9", "1.1", 2, 3},
    {"1000", "1000.5", 1, 3},
    {"-0.0002", "-0.0001", 5, 5},
    /* as narrow as an interval can be declared */
    {"0.0000000001", "0.0000000002", 11, 11},
    {"-.00000000002", "-.00000000001", 12, 12},
};

static long power_of_ten(unsigned digits) {
    long power = 1;
    while (digits-- > 0) {
        power *= 10;
    }
    return power;
}

/* lower < value < upper, in whole numbers: decimals of up to 12 digits are exact so. */
static bool is_inside(Decimal value, const char *lower, const char *upper) {
    long scale = power_of_ten(12);
    long exact = value.numerator * power_of_ten(12 - value.digits);
    return exact > lround(strtod(lower, NULL) * (double)scale) &&
           exact < lround(strtod(upper, NULL) * (double)scale);
}

static void test_values_are_strictly_inside_on_the_coarsest_grid(void **state) {
    (void)state;
    for (size_t d = 0; d < COUNT(domains); d++) {
        Symbol symbol = {.kind = SYMBOL_SEQ,
                         .id = (unsigned)d + 3,
                         .lower = domains[d].lower,
                         .upper = domains[d].upper};
        for (unsigned seed = 0; seed < SEEDS; seed++) {
            for (unsigned number = 0; number < POINTS; number++) {
                for (long index = 0; index < INDICES; index++) {
                    Point point = {seed, number};
                    Decimal value = point_real(&point, &symbol, index);
                    if (!is_inside(value, symbol.lower, symbol.upper)) {
                        fail_msg("%ld / 10^%u is not inside (%s, %s)", value.numerator,
                                 value.digits, symbol.lower, symbol.upper);
                    }
                    unsigned digits = number < POINT_SIMPLE ? domains[d].simple : domains[d].fine;
                    if (value.digits != digits) {
                        fail_msg("(%s, %s) at point %u: %u digits, expected %u", symbol.lower,
                                 symbol.upper, number, value.digits, digits);
                    }
                    long one = power_of_ten(value.digits);
                    assert_true(value.numerator != 0 && value.numerator != one);
                }
            }
        }
    }
}

static void test_values_repeat(void **state) {
    (void)state;
    Symbol symbol = {.kind = SYMBOL_REAL, .id = 9, .lower = "-3", .upper = "3"};
    for (unsigned number = 0; number < POINTS; number++) {
        Point point = {11, number}, again = {11, number};
        Decimal a = point_real(&point, &symbol, 4), b = point_real(&again, &symbol, 4);
        assert_int_equal(a.numerator, b.numerator);
        assert_int_equal(a.digits, b.digits);
    }
}

/* How often two choices of (seed, number, id, index) give the same value, of `tries`. */
static unsigned coincidences(Point a, Point b, unsigned id_a, unsigned id_b, long index_a,
                             long index_b) {
    unsigned same = 0;
    for (unsigned number = 0; number < 200; number++) {
        Symbol first = {.kind = SYMBOL_REAL, .id = id_a, .lower = "0", .upper = "1"};
        Symbol second = {.kind = SYMBOL_REAL, .id = id_b, .lower = "0", .upper = "1"};
        Point at_a = {a.seed, a.number + 100 + number}, at_b = {b.seed, b.number + 100 + number};
        same += point_real(&at_a, &first, index_a).numerator ==
                point_real(&at_b, &second, index_b).numerator;
    }
    return same;
}

/* Thousands of grid values: independent draws agree about 0.2 times in 200. */
static void test_seed_number_letter_and_index_each_matter(void **state) {
    (void)state;
    Point point = {1, 0};
    assert_int_equal(coincidences(point, point, 1, 1, 0, 0), 200);
    assert_true(coincidences(point, (Point){2, 0}, 1, 1, 0, 0) < 5);
    assert_true(coincidences(point, (Point){1, 1}, 1, 1, 0, 0) < 5);
    assert_true(coincidences(point, point, 1, 2, 0, 0) < 5);
    assert_true(coincidences(point, point, 1, 1, 0, 1) < 5);
}

/* Marks the tenths that the first points take in (lower, upper). */
static void see_tenths(const char *lower, const char *upper, bool seen[10]) {
    Symbol symbol = {.kind = SYMBOL_REAL, .id = 2, .lower = lower, .upper = upper};
    for (unsigned seed = 0; seed < 60; seed++) {
        for (unsigned number = 0; number < POINT_SIMPLE; number++) {
            Point point = {seed, number};
            seen[point_real(&point, &symbol, 0).numerator] = true;
        }
    }
}

/* One decimal: all that are inside, and nothing else. */
static void test_tied_letters_of_one_domain_have_one_value(void **state) {
    (void)state;
    const Symbol a = {.kind = SYMBOL_REAL, .id = 3, .lower = "-3", .upper = "3"};
    const Symbol b = {.kind = SYMBOL_SEQ, .id = 8, .lower = "-3", .upper = "3"};
    unsigned changes = 0;
    for (unsigned n = 0; n < POINTS; n++) {
        const Point tied = {1, n | POINT_TIED}, next = {1, (n + 1) | POINT_TIED};
        Decimal value = point_real(&tied, &a, 0);
        Decimal other = point_real(&tied, &b, 5);
        assert_int_equal(value.numerator, other.numerator);
        assert_int_equal(value.digits, n < POINT_SIMPLE ? 1 : 3);
        changes += point_real(&next, &a, 0).numerator != value.numerator;
    }
    assert_true(changes > POINTS / 2);
}

static void test_every_grid_value_is_reached(void **state) {
    (void)state;
    bool whole[10] = {false}, part[10] = {false};
    see_tenths("0", "1", whole);
    see_tenths("0.3", "0.99", part);
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(whole[i], i >= 1);
        assert_int_equal(part[i], i >= 4);
    }
}

static void test_a_value_is_neither_0_nor_1_where_few_are_left(void **state) {
    (void)state;
    /* Three values at most, and 1 is in the middle. */
    Symbol symbol = {
        .kind = SYMBOL_REAL, .id = 2, .lower = "0.9999999985", .upper = "1.0000000015"};
    Point point = {1, 0};
    Decimal value = point_real(&point, &symbol, 0);
    double number = (double)value.numerator / (double)power_of_ten(value.digits);
    assert_true(number > 0.9999999985 && number < 1.0000000015);
    assert_int_not_equal(value.numerator, power_of_ten(value.digits));
}

/* The first refutation is to be one with small t. */
static void test_whole_numbers_start_small_and_then_fill_their_range(void **state) {
    (void)state;
    Symbol symbol = {.kind = SYMBOL_INT, .id = 4, .first = 2, .last = 9};
    bool seen[10] = {false};
    for (unsigned seed = 0; seed < 20; seed++) {
        for (unsigned number = 0; number < POINTS; number++) {
            Point point = {seed, number};
            long value = point_integer(&point, &symbol);
            assert_true(value >= 2 && value <= 9);
            assert_int_equal(point_integer(&point, &symbol), value);
            if (number < POINT_SIMPLE) {
                assert_true(value <= 2 + (long)number / 3);
            }
            seen[value] = true;
        }
    }
    for (size_t i = 2; i < 10; i++) {
        assert_true(seen[i]);
    }
    Symbol one = {.kind = SYMBOL_INT, .id = 4, .first = 7, .last = 7};
    Point point = {3, 40};
    assert_int_equal(point_integer(&point, &one), 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_strictly_inside_on_the_coarsest_grid),
        cmocka_unit_test(test_values_repeat),
        cmocka_unit_test(test_seed_number_letter_and_index_each_matter),
        cmocka_unit_test(test_tied_letters_of_one_domain_have_one_value),
        cmocka_unit_test(test_every_grid_value_is_reached),
        cmocka_unit_test(test_a_value_is_neither_0_nor_1_where_few_are_left),
        cmocka_unit_test(test_whole_numbers_start_small_and_then_fill_their_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
