/* The comparison that every numeric test leans on: it must be able to fail. */
#define _POSIX_C_SOURCE 200809L

#include "assert_close.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* C's own NAN is a float, of which -Wdouble-promotion complains. */
#define NOT_A_NUMBER ((double)NAN)

static void test_close_enough_accepts_and_rejects(void **state) {
    (void)state;
    static const struct {
        double actual;
        double expected;
        double tolerance;
        bool close;
    } rows[] = {
        {2.385, 2.385, 0, true},
        {1 + 1e-9, 1, 1e-12, false},
        {1 + 1e-9, 1, 1e-8, true},
        {1, 1 + 1e-9, 1e-12, false},
        {-2.385, 2.385, 1e-3, false},
        /* Relative above 1, absolute below. */
        {1e6 + 0.5, 1e6, 1e-6, true},
        {1e6 + 2.5, 1e6, 1e-6, false},
        {-1e6 - 2.5, -1e6, 1e-6, false},
        {1e-9, 0, 1e-8, true},
        {1e-7, 0, 1e-8, false},
        {3e-9, 2e-9, 1e-12, false},
        {0.0, -0.0, 0, true},
        /* The scale is the expected value, not the larger of the two. */
        {1e6, 1, 0.5, false},
        /* Not numbers, and infinities. */
        {NOT_A_NUMBER, 3, 1, false},
        {3, NOT_A_NUMBER, 1, false},
        {NOT_A_NUMBER, NOT_A_NUMBER, 1, false},
        {NOT_A_NUMBER, NOT_A_NUMBER, HUGE_VAL, false},
        {1, 1, NOT_A_NUMBER, false},
        {1, 1, -1e-12, false},
        {HUGE_VAL, HUGE_VAL, 0, true},
        {-HUGE_VAL, -HUGE_VAL, 0, true},
        {-HUGE_VAL, HUGE_VAL, 1, false},
        {1, HUGE_VAL, 1, false},
        {HUGE_VAL, 1, 1, false},
        {HUGE_VAL, 1, HUGE_VAL, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (close_enough(rows[i].actual, rows[i].expected, rows[i].tolerance) != rows[i].close) {
            fail_msg("row %zu: %g against %g at %g", i, rows[i].actual, rows[i].expected,
                     rows[i].tolerance);
        }
    }
}

static double compared_actual;
static double compared_tolerance;

static void compare(void **state) {
    (void)state;
    assert_close(compared_actual, 1.0, compared_tolerance);
}

/* Runs a test of its own in a child; how many tests failed there, and what it printed. */
static int failures_of_compare(double actual, double tolerance, char *output, size_t room) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        compared_actual = actual;
        compared_tolerance = tolerance;
        const struct CMUnitTest tests[] = {cmocka_unit_test(compare)};
        int failed = cmocka_run_group_tests(tests, NULL, NULL);
        fflush(NULL);
        _exit(failed);
    }
    close(ends[1]);
    size_t length = 0;
    ssize_t got = 0;
    while (length + 1 < room && (got = read(ends[0], output + length, room - 1 - length)) > 0) {
        length += (size_t)got;
    }
    output[length] = '\0';
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_assert_close_fails_the_test_and_prints_both_values(void **state) {
    (void)state;
    char output[4096];
    assert_int_equal(failures_of_compare(1.0, 1e-12, output, sizeof output), 0);
    assert_int_equal(failures_of_compare(NOT_A_NUMBER, 1e-12, output, sizeof output), 1);
    assert_int_equal(failures_of_compare(1 + 1e-9, 1e-12, output, sizeof output), 1);
    assert_non_null(strstr(output, "compared_actual is 1.0000000010000001, expected 1,"));
    assert_non_null(strstr(output, "tolerance 1e-12"));
    assert_non_null(strstr(output, "test_assert_close.c:"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_close_enough_accepts_and_rejects),
        cmocka_unit_test(test_assert_close_fails_the_test_and_prints_both_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
