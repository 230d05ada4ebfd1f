/* assert_close.h - comparing doubles in tests, and all that cmocka wants included before it.
 *
 * cmocka's own assert_float_equal casts to float and calls NaN equal to 3.0. */
#ifndef EXPLORE_TESTS_ASSERT_CLOSE_H
#define EXPLORE_TESTS_ASSERT_CLOSE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* |actual - expected| <= tolerance max(1, |expected|). A NaN is close to nothing; an infinity only
 * to itself; a tolerance that is negative or no number admits nothing. */
static inline bool close_enough(double actual, double expected, double tolerance) {
    if (isnan(actual) || isnan(expected) || isnan(tolerance) || tolerance < 0) {
        return false;
    }
    if (isinf(actual) || isinf(expected)) {
        return isinf(actual) && isinf(expected) && (actual > 0) == (expected > 0);
    }
    return fabs(actual - expected) <= tolerance * fmax(1, fabs(expected));
}

static inline void assert_close_at(double actual, double expected, double tolerance,
                                   const char *text, const char *file, int line) {
    if (!close_enough(actual, expected, tolerance)) {
        print_error("ERROR: %s is %.17g, expected %.17g, difference %.3g, tolerance %.3g\n", text,
                    actual, expected, actual - expected, tolerance);
        _fail(file, line);
    }
}

#define assert_close(actual, expected, tolerance)                                                  \
    assert_close_at((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)

#endif
