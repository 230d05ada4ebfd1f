/* test_limit.c - "\approx as n grows": seen to go to 1, seen not to, or not to be told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "claim_fixture.h"
#include "cpu_time.h"

/* Of work: a second is plenty; the rest is for slow machines and sanitisers. */
#define MILLISECONDS_MAX 20000

typedef struct {
    const char *tex;
    VerdictKind kind;
} Row;

static const Row rows[] = {
    /* Goes to 1, and does not. */
    {"\\frac{n+1}{n} \\approx 1", VERDICT_APPROXIMATE},
    {"\\frac{n+1}{n} \\approx 1.1", VERDICT_FAILS},
    {"\\frac{n+\\sqrt{n}}{n} \\approx 1", VERDICT_APPROXIMATE},
    {"\\frac{2n+\\sqrt{n}}{n} \\approx 1", VERDICT_FAILS},
    {"1+e^{-n} \\approx 1", VERDICT_APPROXIMATE},
    {"2+e^{-n} \\approx 1", VERDICT_FAILS},
    {"\\sum_{i=1}^{n} i \\approx \\frac{n^2}{2}", VERDICT_APPROXIMATE},
    {"\\sum_{i=1}^{n} i \\approx n^2", VERDICT_FAILS},
    {"\\sum_{i=1}^{n} \\frac{1}{i^2} \\approx \\frac{\\pi^2}{6}", VERDICT_APPROXIMATE},
    {"\\sum_{i=1}^{n} \\frac{1}{i^2} \\approx \\frac{\\pi^2}{12}", VERDICT_FAILS},
    /* Moves away. */
    {"n \\approx 1", VERDICT_FAILS},
    {"\\frac{1}{n} \\approx 1", VERDICT_FAILS},
    {"\\log n \\approx \\log(n^2)", VERDICT_FAILS},
    {"n+1 \\approx 1", VERDICT_FAILS},
    {"\\left(1+\\frac{u}{n}\\right)^n \\approx e^{1.5u}", VERDICT_FAILS},
    {"2+\\sin(n) \\approx 1", VERDICT_UNDECIDED},
    {"e^n \\approx n", VERDICT_FAILS},
    {"\\sum_{i=1}^{n} i \\approx 1", VERDICT_FAILS},
    /* Moves away up to 81920, and comes back; a sum is not followed that far. */
    {"1+n e^{-n/100000} \\approx 1", VERDICT_APPROXIMATE},
    {"1+(n+\\sqrt n) e^{-n/10^9} \\approx 1", VERDICT_APPROXIMATE},
    {"2+n e^{-n/100000} \\approx 1", VERDICT_FAILS},
    {"1+\\sum_{i=1}^{n} e^{-n/1000000} \\approx 1", VERDICT_UNDECIDED},
    /* What cancels beyond the precision says nothing. */
    {"2+10^{60}(\\sqrt{n^2+10^{-60}}-n) \\approx 1", VERDICT_UNDECIDED},
    /* True, but too slowly to be seen: never refuted. With the next term it is seen. */
    {"\\sum_{i=1}^{n} \\frac{1}{i} \\approx \\log n", VERDICT_UNDECIDED},
    {"\\sum_{i=1}^{n} \\frac{1}{i} \\approx \\log n + 0.5772156649015329", VERDICT_APPROXIMATE},
    {"\\sum_{i=1}^{n} \\frac{1}{i} \\approx 2\\log n", VERDICT_FAILS},
    {"1+\\frac{10}{\\log n} \\approx 1", VERDICT_UNDECIDED},
    {"\\log(3n) \\approx \\log n", VERDICT_UNDECIDED},
    /* Near, but not seen to come nearer. */
    {"1.03 \\approx 1", VERDICT_UNDECIDED},
    /* Nothing to divide by; no whole number; too much work beyond the first sizes. */
    {"n \\approx n - n", VERDICT_UNDECIDED},
    {"\\sum_{i=1}^{n} \\sum_{k=1}^{n} i k \\approx \\frac{n^4}{4}", VERDICT_APPROXIMATE},
    {"\\sum_{i=1}^{n} \\sum_{k=1}^{n} i k \\approx \\frac{n^4}{2}", VERDICT_FAILS},
};

static void test_limits_get_the_verdict_they_deserve(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Arena *arena = arena_new();
        double start = cpu_milliseconds();
        const Verdict *verdict = verdict_of(arena, &(ClaimText){NULL, rows[i].tex, "limit: n"});
        double spent = cpu_milliseconds() - start;
        if (verdict->kind != rows[i].kind || verdict->disagreement) {
            fail_msg("%s: %s (%s), expected %s", rows[i].tex, verdict_name(verdict->kind),
                     verdict->reason ? verdict->reason : "", verdict_name(rows[i].kind));
        }
        assert_int_equal(verdict->kind == VERDICT_FAILS, verdict->counterexample != NULL);
        if (verdict->kind == VERDICT_UNDECIDED) {
            assert_non_null(verdict->reason);
        }
        if (spent > MILLISECONDS_MAX) {
            fail_msg("%s took %.0f ms", rows[i].tex, spent);
        }
        arena_free(arena);
    }
}

static void test_the_evidence_is_of_the_method_limit(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Verdict *verdict =
        verdict_of(arena, &(ClaimText){NULL, "\\frac{n+1}{n} \\approx 1", "limit: n"});
    assert_string_equal(verdict->methods[0].name, "limit");
    assert_int_equal(verdict->methods[0].points, 7);
    arena_free(arena);
}

/* The counterexample is at the largest size that was tried. */
static void test_the_counterexample_is_the_largest_size(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Verdict *verdict =
        verdict_of(arena, &(ClaimText){NULL, "\\frac{2n+1}{n} \\approx 1", "limit: n"});
    const Counterexample *found = verdict->counterexample;
    assert_non_null(found);
    assert_int_equal(found->count, 1);
    assert_string_equal(found->assignments[0].value, "81920");
    assert_close(found->left_value, 2 + 1 / 81920.0, 1e-12);
    arena_free(arena);
}

/* One that the assumptions keep out is not looked at, nor is a schedule's end passed. */
static void test_limits_are_taken_where_the_assumptions_hold(void **state) {
    (void)state;
    static const ClaimRow assumed[] = {
        {{NULL, "\\frac{|a|+n}{a+n^2} \\approx \\frac{a+n}{a+n^2}", "limit: n"},
         VERDICT_APPROXIMATE,
         GRADE_BALL,
         NULL},
        {{NULL, "\\frac{|a|}{a}+\\frac1n \\approx 1", "limit: n\nassume: a > 0"},
         VERDICT_APPROXIMATE,
         GRADE_BALL,
         NULL},
        {{NULL, "\\frac{|a|}{a}+\\frac1n \\approx 1", "limit: n\nassume: a < 0"},
         VERDICT_FAILS,
         GRADE_BALL,
         NULL},
        {{NULL, "\\sqrt{n-50} \\approx \\sqrt n", "limit: n\nassume: n \\ge 50"},
         VERDICT_APPROXIMATE,
         GRADE_BALL,
         NULL},
        {{NULL, "\\frac1n \\approx 1", "limit: n\nassume: n < 1000"},
         VERDICT_UNDECIDED,
         GRADE_NONE,
         NULL},
        {{"ho", "\\bar\\alpha_t \\approx 1", "limit: t\nschedule: linear"},
         VERDICT_UNDECIDED,
         GRADE_NONE,
         NULL},
    };
    for (size_t i = 0; i < COUNT(assumed); i++) {
        check_row(&assumed[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits_get_the_verdict_they_deserve),
        cmocka_unit_test(test_limits_are_taken_where_the_assumptions_hold),
        cmocka_unit_test(test_the_evidence_is_of_the_method_limit),
        cmocka_unit_test(test_the_counterexample_is_the_largest_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
