/* The committed tables of reference values are what their scripts print: 50-digit numbers computed
 * by mpmath from formulas of their own. Skipped where python3 or mpmath is missing. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* What the scripts exit with when mpmath is missing. */
#define EXIT_SKIPPED 77

extern char **environ;

/* Debian's python3: another one earlier on the path may lack mpmath. */
static int check(const char *script) {
    const char *python = access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3";
    char *arguments[] = {(char[]){"python3"}, (char[64]){""}, (char[]){"--check"}, NULL};
    snprintf(arguments[1], 64, "%s", script);
    pid_t child;
    if (posix_spawnp(&child, python, NULL, NULL, arguments, environ) != 0)
        return EXIT_SKIPPED;
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status) == 127 ? EXIT_SKIPPED : WEXITSTATUS(status);
}

static void check_or_skip(const char *script) {
    int status = check(script);
    if (status == EXIT_SKIPPED)
        skip();
    assert_int_equal(status, 0);
}

static void test_schedule_values_are_what_the_script_prints(void **state) {
    (void)state;
    check_or_skip("tests/reference.py");
}

static void test_formula_values_are_what_the_script_prints(void **state) {
    (void)state;
    check_or_skip("tests/reference_formulas.py");
}

static void test_ball_values_are_what_the_script_prints(void **state) {
    (void)state;
    check_or_skip("tests/reference_balls.py");
}

static void test_law_values_are_what_the_script_prints(void **state) {
    (void)state;
    check_or_skip("tests/reference_laws.py");
}

static void test_verdicts_on_tutorials_are_what_the_script_computes(void **state) {
    (void)state;
    check_or_skip("tests/reference_tutorials.py");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schedule_values_are_what_the_script_prints),
        cmocka_unit_test(test_formula_values_are_what_the_script_prints),
        cmocka_unit_test(test_ball_values_are_what_the_script_prints),
        cmocka_unit_test(test_law_values_are_what_the_script_prints),
        cmocka_unit_test(test_verdicts_on_tutorials_are_what_the_script_computes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
