/* test_ball.c - ball arithmetic: every ball holds the true value and is small; what is undefined
 * is told apart from what cannot be told. */
#include "assert_close.h"

#include <stdlib.h>
#include <string.h>

#include "math/ball.h"
#include "math/reader.h"
#include "reference_balls.h"
#include "verify/model.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
/* Bits lost to rounding in formulas of this size. */
#define ROUNDING 24
/* 50 digits are worth this many bits, less the last one's rounding. */
#define REFERENCE_BITS 162

static Scope *scope_with(Arena *arena, const char *declarations) {
    Diag diag = {0};
    Scope *scope = model_scope(arena, NULL, &diag);
    Source *source = arena_alloc(arena, sizeof *source);
    *source = (Source){.name = "<symbols>", .bytes = declarations, .length = strlen(declarations)};
    if (!scope_declare(scope, source, (Span){0, source->length}, &diag)) {
        fail_msg("%zu:%zu: %s", diag.at.line, diag.at.column, diag.message);
    }
    return scope;
}

static const Expr *expr_in(Scope *scope, const char *tex) {
    Source *source = arena_alloc(scope->arena, sizeof *source);
    *source = (Source){.name = "<test>", .bytes = tex, .length = strlen(tex)};
    Diag diag = {0};
    const Expr *expr = expr_parse(scope, source, (Span){0, source->length}, &diag);
    if (expr == NULL) {
        fail_msg("%s: %zu: %s", tex, diag.at.column, diag.message);
    }
    return expr;
}

/* Fails unless the ball holds the reference value and has `bits` correct bits. */
static void check_ball(const char *tex, const arb_t ball, const char *value, long bits) {
    arb_t reference, difference;
    arb_init(reference);
    arb_init(difference);
    arb_set_str(reference, value, 400);
    /* The value was rounded to 50 digits. */
    if (!arb_is_exact(reference) || strlen(value) >= 50) {
        mag_t slack;
        mag_init(slack);
        arb_get_mag(slack, reference);
        mag_mul_2exp_si(slack, slack, -REFERENCE_BITS);
        arb_add_error_mag(reference, slack);
        mag_clear(slack);
    }
    if (!arb_overlaps(ball, reference)) {
        char *text = arb_get_str(ball, 30, 0);
        fail_msg("%s is %s, not %s", tex, text, value);
    }
    if (!arb_is_exact(ball) && arb_rel_accuracy_bits(ball) < bits) {
        fail_msg("%s: only %ld of %ld bits", tex, (long)arb_rel_accuracy_bits(ball), bits);
    }
    /* The middle, too, lies near: an enormous ball would hold anything. */
    arb_sub(difference, ball, reference, 400);
    mag_zero(arb_radref(difference));
    arb_abs(difference, difference);
    arb_abs(reference, reference);
    long wanted = bits < REFERENCE_BITS - 2 ? bits : REFERENCE_BITS - 2;
    arb_mul_2exp_si(reference, reference, -wanted + 2);
    if (!arb_le(difference, reference) && !arb_contains_zero(reference)) {
        fail_msg("%s is too far from %s", tex, value);
    }
    arb_clear(reference);
    arb_clear(difference);
}

static void test_values_hold_the_reference_to_the_precision_asked_for(void **state) {
    (void)state;
    static const long precisions[] = {96, 128, 333};
    Arena *arena = arena_new();
    Scope *scope = scope_with(arena, reference_balls_symbols);
    for (size_t i = 0; i < COUNT(reference_balls); i++) {
        const ReferenceBall *row = &reference_balls[i];
        const Expr *expr = expr_in(scope, row->tex);
        for (size_t k = 0; k < COUNT(precisions); k++) {
            BallContext context;
            ball_context_init(&context, scope, (Point){1, 0}, precisions[k]);
            arb_t value;
            arb_init(value);
            if (ball_eval(&context, value, expr) != BALL_OK) {
                fail_msg("%s: %s", row->tex, context.why);
            }
            assert_int_equal(context.depth, 0);
            check_ball(row->tex, value, row->value, precisions[k] - row->lost - ROUNDING);
            arb_clear(value);
            ball_context_clear(&context);
        }
    }
    arena_free(arena);
}

/* Running products and definitions are kept: asking again, and in any order, gives the same. */
static void test_values_do_not_depend_on_what_was_asked_before(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = scope_with(arena, reference_balls_symbols);
    BallContext context;
    ball_context_init(&context, scope, (Point){1, 0}, 256);
    arb_t value;
    arb_init(value);
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT(reference_balls); i++) {
            size_t at = round == 1 ? COUNT(reference_balls) - 1 - i : i;
            const ReferenceBall *row = &reference_balls[at];
            assert_int_equal(ball_eval(&context, value, expr_in(scope, row->tex)), BALL_OK);
            check_ball(row->tex, value, row->value, 256 - row->lost - ROUNDING);
        }
    }
    arb_clear(value);
    ball_context_clear(&context);
    arena_free(arena);
}

static const char letters[] = "real x, y in (-3,3)\n"
                              "real p in (0.1,0.9)\n"
                              "let z = 0\n"
                              "let h = \\frac{1}{2}\n"
                              "seq a_i in (0.2,0.8)\n"
                              "letseq c_t = \\prod_{i=1}^{t} a_i\n"
                              "int t in 4..4\n"
                              "matrix A\n"
                              "normal X = \\mathcal N(0, 1)\n"
                              "noise w\n"
                              "fun f(v) = v\n"
                              "chain s_t = a_t s_{t-1} + \\sqrt{1-a_t} \\epsilon_t\n";

static const struct {
    const char *tex;
    BallStatus status;
    const char *why;
} refusals[] = {
    {"\\frac{x}{z}", BALL_DOMAIN, "division by zero"},
    {"\\frac{0}{0}", BALL_DOMAIN, "division by zero"},
    {"z^{-1}", BALL_DOMAIN, "division by zero"},
    {"\\frac{1}{p - p}", BALL_UNSURE, "a denominator may be zero"},
    {"(p-p)^{-2}", BALL_UNSURE, "a denominator may be zero"},
    {"\\sqrt{-1}", BALL_DOMAIN, "the root of a negative number"},
    {"\\sqrt{-p}", BALL_DOMAIN, "the root of a negative number"},
    {"\\sqrt[4]{-8}", BALL_DOMAIN, "the root of a negative number"},
    {"\\sqrt[3]{-8}", BALL_UNABLE, "an odd root of a negative number is read in two ways"},
    {"(-8)^{-1/3}", BALL_UNABLE, "an odd root of a negative number is read in two ways"},
    {"(-8)^{0.1 \\cdot 20}", BALL_UNSURE, "a power may be a whole number"},
    {"\\sqrt{p-p}", BALL_UNSURE, "what is under a root may be negative"},
    {"\\sqrt[0]{2}", BALL_UNABLE, "the degree of a root must be a small whole number"},
    {"\\sqrt[2.5]{2}", BALL_UNABLE, "the degree of a root must be a small whole number"},
    {"(-1)^{h}", BALL_DOMAIN, "a broken power of a negative number"},
    {"(p-p)^{p}", BALL_UNSURE, "the base of a power may be negative"},
    {"\\log 0", BALL_DOMAIN, "the logarithm of a number that is not positive"},
    {"\\log(-p)", BALL_DOMAIN, "the logarithm of a number that is not positive"},
    {"\\log(p-p)", BALL_UNSURE, "what is under a logarithm may not be positive"},
    {"a_0", BALL_DOMAIN, "the index is below 1"},
    {"a_{t-4}", BALL_DOMAIN, "the index is below 1"},
    {"c_{-1}", BALL_DOMAIN, "the index is below 0"},
    {"s_{t-5}", BALL_DOMAIN, "there is no state before step 0"},
    {"\\epsilon_0", BALL_DOMAIN, "there is no noise before step 1"},
    {"\\mathcal N(x; y, 0)", BALL_DOMAIN, "a variance that is not positive"},
    {"\\mathcal N(x; y, -p)", BALL_DOMAIN, "a variance that is not positive"},
    {"\\mathcal N(x; y, p-p)", BALL_UNSURE, "a variance may not be positive"},
    {"a_1 + a_2 + \\cdots + a_{t-3}", BALL_DOMAIN, "too short for the dots"},
    {"a_1 + a_2 + \\cdots + a_{t-2}", BALL_DOMAIN, "too short for the dots"},
    {"\\sum_{i=1}^{100001} i", BALL_UNABLE, "too many terms"},
    {"A", BALL_UNABLE, "a matrix stands where a number is needed"},
    {"w", BALL_UNABLE, "it is not said which noise this is"},
    {"\\mathbb{E}[X]", BALL_UNABLE, "this needs the law of the random variables"},
    {"\\int x dx", BALL_UNABLE, "this needs the law of the random variables"},
    {"\\mathcal N(0, 1)", BALL_UNABLE, "this needs the law of the random variables"},
    {"\\nabla_x x^2", BALL_UNABLE, "this derivative could not be taken"},
    {"s_{100001}", BALL_UNABLE, "the chain is too long"},
    {"1 + f(\\frac{1}{z}) + \\sum_{i=1}^{3} \\frac{1}{z}", BALL_DOMAIN, "division by zero"},
    {"\\sum_{i=1}^{3} \\frac{1}{i-2}", BALL_DOMAIN, "division by zero"},
};

static void test_undefined_and_undecided_are_told_apart(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = scope_with(arena, letters);
    for (size_t i = 0; i < COUNT(refusals); i++) {
        BallContext context;
        ball_context_init(&context, scope, (Point){1, 0}, 128);
        arb_t value;
        arb_init(value);
        BallStatus status = ball_eval(&context, value, expr_in(scope, refusals[i].tex));
        if (status != refusals[i].status || strcmp(context.why, refusals[i].why) != 0) {
            fail_msg("%s: status %d, %s; expected %d, %s", refusals[i].tex, status,
                     context.why != NULL ? context.why : "no reason", refusals[i].status,
                     refusals[i].why);
        }
        assert_non_null(context.where);
        /* What failed leaves nothing bound behind. */
        assert_null(context.bindings);
        assert_int_equal(context.depth, 0);
        arb_clear(value);
        ball_context_clear(&context);
    }
    arena_free(arena);
}

/* 300 names, each defined by the one before. */
static void test_definitions_nested_too_deep_are_refused(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Text text;
    text_init(&text);
    text_append(&text, "let l_0 = 1\n");
    for (int i = 1; i <= 300; i++) {
        text_printf(&text, "let l_{%d} = l_{%d} + 1\n", i, i - 1);
    }
    Scope *scope = scope_with(arena, text.bytes);
    BallContext context;
    ball_context_init(&context, scope, (Point){1, 0}, 128);
    arb_t value;
    arb_init(value);
    assert_int_equal(ball_eval(&context, value, expr_in(scope, "l_{300}")), BALL_UNABLE);
    assert_string_equal(context.why, "definitions are nested too deep");
    ball_context_reset(&context);
    assert_int_equal(ball_eval(&context, value, expr_in(scope, "l_{100}")), BALL_OK);
    assert_true(arb_equal_si(value, 101));
    arb_clear(value);
    ball_context_clear(&context);
    text_clear(&text);
    arena_free(arena);
}

static double value_at(BallContext *context, const Expr *expr) {
    arb_t value;
    arb_init(value);
    if (ball_eval(context, value, expr) != BALL_OK) {
        fail_msg("%s", context->why);
    }
    double number = arf_get_d(arb_midref(value), ARF_RND_NEAR);
    arb_clear(value);
    return number;
}

/* A context used for one point gives, after a reset, what a fresh one gives at another. */
static void test_caches_do_not_leak_between_points(void **state) {
    (void)state;
    static const char *const formulas[] = {"c_9 + c_3", "s_6", "\\sum_{i=1}^{9} a_i^2",
                                           "x y + c_4 + s_2"};
    Arena *arena = arena_new();
    Scope *scope = scope_with(arena, letters);
    for (size_t i = 0; i < COUNT(formulas); i++) {
        const Expr *expr = expr_in(scope, formulas[i]);
        BallContext used;
        ball_context_init(&used, scope, (Point){7, 0}, 128);
        double before = 0;
        for (unsigned point = 0; point < 6; point++) {
            used.point.number = point;
            ball_context_reset(&used);
            BallContext fresh;
            ball_context_init(&fresh, scope, (Point){7, point}, 128);
            double expected = value_at(&fresh, expr);
            assert_close(value_at(&used, expr), expected, 0);
            assert_true(point == 0 || expected != before);
            before = expected;
            ball_context_clear(&fresh);
        }
        ball_context_clear(&used);
    }
    arena_free(arena);
}

/* [f]_0^1 binds x: a definition and a sum that hold x are worked out at both ends. */
static void test_bounds_reach_into_definitions_and_sums(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = scope_with(arena, "real x in (-3,3)\nlet s = 5 x^2 + 1\nletseq r_t = t x");
    static const struct {
        const char *tex;
        double value;
    } rows[] = {
        {"[x^3]_1^2", 7},           {"[s]_0^1", 5},
        {"[r_4]_0^1", 4},           {"[\\sum_{i=1}^{9} i x]_0^1", 45},
        {"[x + [x^2]_0^2]_1^3", 2},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char tex[128];
        snprintf(tex, sizeof tex, "\\int_0^1 x dx + %s", rows[i].tex);
        const Expr *sum = expr_in(scope, tex); /* the integral says which letter runs */
        BallContext context;
        ball_context_init(&context, scope, (Point){1, 3}, 128);
        double before = value_at(&context, expr_in(scope, "s + r_4 + x"));
        assert_close(value_at(&context, sum->args[1]), rows[i].value, 1e-15);
        assert_close(value_at(&context, expr_in(scope, "s + r_4 + x")), before, 0);
        ball_context_clear(&context);
    }
    arena_free(arena);
}

/* ---- the chain's states ---- */

typedef struct {
    size_t count;
    const Symbol *symbols[64];
    long indices[64];
    double values[64];
} Log;

static void note_sample(void *user, const Symbol *symbol, long index, Decimal value) {
    Log *log = user;
    assert_true(log->count < COUNT(log->values));
    log->symbols[log->count] = symbol;
    log->indices[log->count] = index;
    log->values[log->count++] = (double)value.numerator / pow(10, value.digits);
}

static double logged(const Log *log, const char *name, long index) {
    for (size_t i = 0; i < log->count; i++) {
        if (strcmp(log->symbols[i]->name, name) == 0 && log->indices[i] == index) {
            return log->values[i];
        }
    }
    fail_msg("%s at %ld was not sampled", name, index);
    return 0;
}

static void test_states_follow_the_kernel_step_by_step(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = scope_with(arena, letters);
    for (long t = 0; t <= 6; t++) {
        BallContext context;
        Log log = {0};
        ball_context_init(&context, scope, (Point){5, 20}, 128);
        context.sampled = note_sample;
        context.log = &log;
        char tex[32];
        snprintf(tex, sizeof tex, "s_{%ld}", t);
        double value = value_at(&context, expr_in(scope, tex));
        double expected = logged(&log, "s", 0);
        for (long k = 1; k <= t; k++) {
            double a = logged(&log, "a", k);
            expected = a * expected + sqrt(1 - a) * logged(&log, "epsilon", k);
        }
        assert_close(value, expected, 1e-13);
        /* A state that is known already is not worked out from the start again, and is the same. */
        assert_close(value_at(&context, expr_in(scope, tex)), expected, 1e-13);
        ball_context_clear(&context);
    }
    arena_free(arena);
}

static void test_noises_of_the_chain_are_one_sequence_whatever_the_letter(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = scope_with(arena, letters);
    BallContext context;
    ball_context_init(&context, scope, (Point){5, 1}, 128);
    assert_close(value_at(&context, expr_in(scope, "w_3 - \\epsilon_3")), 0, 0);
    assert_true(value_at(&context, expr_in(scope, "w_3 - \\epsilon_2")) != 0);
    ball_context_clear(&context);
    arena_free(arena);
}

static bool fixed_sequence(void *user, arb_t out, const Symbol *symbol, long index, slong bits) {
    (void)bits;
    if (strcmp(symbol->name, "a") != 0) {
        return false;
    }
    arb_set_si(out, index * *(const long *)user);
    return true;
}

static bool fixed_integer(void *user, long *value, const Symbol *symbol) {
    (void)symbol;
    *value = *(const long *)user;
    return true;
}

static void test_sequences_and_whole_numbers_can_be_bound(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = scope_with(arena, letters);
    BallContext context;
    ball_context_init(&context, scope, (Point){5, 1}, 128);
    long factor = 10;
    context.user = &factor;
    context.sequence = fixed_sequence;
    assert_close(value_at(&context, expr_in(scope, "c_3")), 10.0 * 20 * 30, 0);
    context.integer = fixed_integer;
    assert_close(value_at(&context, expr_in(scope, "t + a_{t-1}")), 10 + 90, 0);
    ball_context_clear(&context);
    arena_free(arena);
}

static bool counted_sequence(void *user, arb_t out, const Symbol *symbol, long index, slong bits) {
    (void)symbol;
    (void)index;
    ++*(long *)user;
    arb_set_d(out, 0.9375);
    arb_set_round(out, out, bits);
    return true;
}

/* Every \bar\alpha_i from the one before: a thousand of them need a thousand factors, not half a
 * million. */
static void test_running_products_are_kept(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = scope_with(arena, letters);
    BallContext context;
    ball_context_init(&context, scope, (Point){5, 1}, 128);
    long calls = 0;
    context.user = &calls;
    context.sequence = counted_sequence;
    value_at(&context, expr_in(scope, "\\sum_{i=1}^{1000} c_i"));
    assert_true(calls >= 1000 && calls < 3000);
    calls = 0;
    value_at(&context, expr_in(scope, "c_{1000}"));
    assert_int_equal(calls, 0);
    value_at(&context, expr_in(scope, "s_{200} + s_{201} + s_{200}"));
    assert_true(calls < 1000);
    ball_context_clear(&context);
    arena_free(arena);
}

static void test_indices_are_whole_numbers_of_their_letters(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = scope_with(arena, letters);
    BallContext context;
    ball_context_init(&context, scope, (Point){5, 1}, 128);
    static const struct {
        const char *tex;
        long value;
    } rows[] = {{"t", 4}, {"-t", -4}, {"2 t - 3", 5}, {"t t", 16}, {"17", 17}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        long value = 0;
        assert_int_equal(ball_integer(&context, &value, expr_in(scope, rows[i].tex)), BALL_OK);
        assert_int_equal(value, rows[i].value);
    }
    static const char *const wrong[] = {"x", "\\frac{t}{2}", "0.5", "1234567890",
                                        "999999999 \\cdot 999999999 \\cdot 999999999"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        long value = 0;
        assert_int_equal(ball_integer(&context, &value, expr_in(scope, wrong[i])), BALL_UNABLE);
    }
    ball_context_clear(&context);
    arena_free(arena);
}

/* What a difference is measured against: the largest summand, not their cancelled sum. */
static void test_scale_is_the_largest_summand(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = scope_with(arena, "let a = 100\nlet b = -3");
    static const struct {
        const char *tex;
        double scale;
    } rows[] = {
        {"a - a", 100},    {"b + 1", 3}, {"b(a - a + 2)", 300}, {"\\frac{a - a}{b}", 100.0 / 3},
        {"-(a + b)", 100}, {"b^2", 9},   {"\\sqrt{a} + b", 10},
    };
    BallContext context;
    ball_context_init(&context, scope, (Point){1, 0}, 128);
    arb_t scale;
    arb_init(scale);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(ball_scale(&context, scale, expr_in(scope, rows[i].tex)), BALL_OK);
        assert_close(arf_get_d(arb_midref(scale), ARF_RND_NEAR), rows[i].scale, 1e-15);
    }
    arb_clear(scale);
    ball_context_clear(&context);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_hold_the_reference_to_the_precision_asked_for),
        cmocka_unit_test(test_values_do_not_depend_on_what_was_asked_before),
        cmocka_unit_test(test_undefined_and_undecided_are_told_apart),
        cmocka_unit_test(test_definitions_nested_too_deep_are_refused),
        cmocka_unit_test(test_caches_do_not_leak_between_points),
        cmocka_unit_test(test_bounds_reach_into_definitions_and_sums),
        cmocka_unit_test(test_states_follow_the_kernel_step_by_step),
        cmocka_unit_test(test_noises_of_the_chain_are_one_sequence_whatever_the_letter),
        cmocka_unit_test(test_sequences_and_whole_numbers_can_be_bound),
        cmocka_unit_test(test_running_products_are_kept),
        cmocka_unit_test(test_indices_are_whole_numbers_of_their_letters),
        cmocka_unit_test(test_scale_is_the_largest_summand),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
