/* bench_eval.c - how long one value of a formula takes in double and in balls.
 *
 * Prints one line per formula: nanoseconds a point for the compiled program over a full batch and
 * for a single lane, microseconds a point for balls of 128 bits (a new point each time, so that
 * nothing is remembered from the one before), and how many times slower balls are than the batch.
 * Every figure is the median of REPETITIONS measurements of this one run. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "math/ball.h"
#include "math/derive.h"
#include "math/program.h"
#include "math/reader.h"
#include "times.h"

/* Lanes of a batch: two blocks of a program, so that the blocking is part of what is measured. */
#define LANES ((size_t)512)
/* The step at which the formulas are evaluated, and the precision the verifier starts with. */
#define STEP 50L
#define BITS 128
#define REPETITIONS 15
/* Milliseconds each measurement lasts at least: far above the clock's resolution. */
#define SLICE 3.0
/* Points of the ball evaluator: more would be cached values of the same points. */
#define POINT_SEED 20200619u

static const char declarations[] = "int t in 1..1000\n"
                                   "seq \\alpha_i in (0.9,0.999)\n"
                                   "real x, y, \\epsilon in (-3,3)\n"
                                   "letseq \\bar\\alpha_t = \\prod_{i=1}^{t} \\alpha_i\n";

static const struct {
    const char *name, *tex;
} formulas[] = {
    {"closed form", "\\sqrt{\\bar\\alpha_t}x + \\sqrt{1-\\bar\\alpha_t}\\epsilon"},
    {"posterior mean", "\\frac{\\sqrt{\\bar\\alpha_{t-1}}(1-\\alpha_t)}{1-\\bar\\alpha_t}x + "
                       "\\frac{\\sqrt{\\alpha_t}(1-\\bar\\alpha_{t-1})}{1-\\bar\\alpha_t}y"},
    {"mean by noise", "\\frac{1}{\\sqrt{\\alpha_t}}\\left(y - "
                      "\\frac{1-\\alpha_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon\\right)"},
    {"posterior variance", "\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}(1-\\alpha_t)"},
    {"KL of two Gaussians", "\\frac12\\left(\\log\\frac{1-\\bar\\alpha_t}{1-\\bar\\alpha_{t-1}} + "
                            "\\frac{1-\\bar\\alpha_{t-1}+(x-y)^2}{1-\\bar\\alpha_t} - 1\\right)"},
    {"SNR", "\\frac{\\bar\\alpha_t}{1-\\bar\\alpha_t}"},
    {"Gaussian density", "\\mathcal N(y; \\sqrt{\\bar\\alpha_t}x, 1-\\bar\\alpha_t)"},
    {"alpha bar", "\\prod_{i=1}^{t} \\alpha_i"},
    {"weight of L_t",
     "\\frac{(1-\\alpha_t)^2}{2\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}(1-\\alpha_t)"
     "\\alpha_t(1-\\bar\\alpha_t)}"},
    {"score", "\\frac{\\partial}{\\partial y}\\log\\mathcal N(y; \\sqrt{\\bar\\alpha_t}x, "
              "1-\\bar\\alpha_t)"},
};
#define FORMULA_COUNT (sizeof formulas / sizeof *formulas)

static _Noreturn void end(const char *name, const char *what) {
    fprintf(stderr, "bench_eval: %s: %s\n", name, what);
    exit(EXIT_FAILURE);
}

static bool program_integer(void *user, const Symbol *symbol, long *value) {
    (void)user;
    (void)symbol;
    *value = STEP;
    return true;
}

static bool ball_step(void *user, long *value, const Symbol *symbol) {
    return program_integer(user, symbol, value);
}

/* --- one evaluator at work: evaluates `points` points each time it is called --- */

typedef struct {
    const Program *program;
    const double *const *inputs;
    double *out;
    double *scratch;
    size_t lanes;
    BallContext *context;
    const Expr *expr;
    const char *name;
} Work;

static size_t work_program(Work *work) {
    program_run(work->program, work->out, work->inputs, work->lanes, work->scratch);
    return work->lanes;
}

static size_t work_ball(Work *work) {
    arb_t value;
    arb_init(value);
    work->context->point.number++;
    ball_context_reset(work->context);
    if (ball_eval(work->context, value, work->expr) != BALL_OK) {
        end(work->name, work->context->why != NULL ? work->context->why : "no ball");
    }
    arb_clear(value);
    return 1;
}

/* Milliseconds a point of one measurement. */
static double measure(Work *work, size_t (*run)(Work *)) {
    size_t points = 0;
    double start = clock_milliseconds();
    double now = start;
    /* The clock is read once in a while only: it costs as much as a short formula. */
    for (size_t step = 1; now - start < SLICE; step *= 2) {
        for (size_t j = 0; j < step; j++) {
            points += run(work);
        }
        now = clock_milliseconds();
    }
    return (now - start) / (double)points;
}

/* --- the table --- */

/* Generic numbers, the same for every lane of a sequence as in use: only x, y, \epsilon vary. */
static double input_value(ProgramInput input, size_t lane) {
    if (input.symbol->kind == SYMBOL_SEQ) {
        return 1.0 - 1e-4 * (double)input.index;
    }
    return -1.385 + 0.0053 * (double)lane + 0.1 * (double)input.symbol->id;
}

static void print_row(Scope *scope, const char *name, const Expr *expr) {
    const char *why = NULL;
    Program *program = program_compile(scope, expr, program_integer, NULL, &why);
    if (program == NULL) {
        end(name, why);
    }
    size_t count = program_input_count(program);
    double *numbers = calloc(count * LANES + 1, sizeof *numbers);
    const double **inputs = calloc(count + 1, sizeof *inputs);
    double *scratch = calloc(program_scratch(program, LANES) + 1, sizeof *scratch);
    double out[LANES];
    if (numbers == NULL || inputs == NULL || scratch == NULL) {
        end(name, "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t lane = 0; lane < LANES; lane++) {
            numbers[i * LANES + lane] = input_value(program_input(program, i), lane);
        }
        inputs[i] = numbers + i * LANES;
    }
    BallContext context;
    ball_context_init(&context, scope, (Point){.seed = POINT_SEED, .number = POINT_SIMPLE}, BITS);
    context.integer = ball_step;
    Work work = {.program = program,
                 .inputs = inputs,
                 .out = out,
                 .scratch = scratch,
                 .lanes = LANES,
                 .context = &context,
                 .expr = expr,
                 .name = name};
    double batches[REPETITIONS];
    double singles[REPETITIONS];
    double balls[REPETITIONS];
    /* By turns, so that a busy machine slows all three. */
    for (size_t i = 0; i < REPETITIONS; i++) {
        work.lanes = LANES;
        batches[i] = measure(&work, work_program);
        work.lanes = 1;
        singles[i] = measure(&work, work_program);
        balls[i] = measure(&work, work_ball);
    }
    double batch = times_median(batches, REPETITIONS);
    double ball = times_median(balls, REPETITIONS);
    /* A point in a millisecond is a thousand points in a second. */
    printf("%-20s %10zu %10.1f M %10.2f M %10.0f k %8.0f\n", name, program_length(program),
           1e-3 / batch, 1e-3 / times_median(singles, REPETITIONS), 1 / ball, ball / batch);
    ball_context_clear(&context);
    free(scratch);
    free(inputs);
    free(numbers);
    program_free(program);
}

static const Expr *read_formula(Scope *scope, const char *name, const char *tex) {
    Source *source = arena_alloc(scope->arena, sizeof *source);
    *source = (Source){.name = name, .bytes = tex, .length = strlen(tex)};
    Diag diag = {0};
    const Expr *expr = expr_parse(scope, source, (Span){0, source->length}, &diag);
    if (expr == NULL) {
        end(name, diag.message);
    }
    if (expr->kind != EXPR_DERIVATIVE) {
        return expr;
    }
    /* Balls want the derivative taken; both evaluators then work on the same tree. */
    const char *why = NULL;
    const Expr *derivative = expr_derive(scope->arena, expr->args[1], expr->args[0], &why);
    if (derivative == NULL) {
        end(name, why);
    }
    return derivative;
}

int main(void) {
    Arena *arena = arena_new();
    Scope *scope = scope_new(arena, NULL);
    scope_add(scope, &(Symbol){.kind = SYMBOL_CONSTANT, .name = "pi", .tex = "\\pi"});
    Source source = {.name = "declarations", .bytes = declarations, .length = strlen(declarations)};
    Diag diag = {0};
    if (!scope_declare(scope, &source, (Span){0, source.length}, &diag)) {
        end("declarations", diag.message);
    }
    printf(
        "Points evaluated per second at t = %ld, by the double evaluator (%zu points at a time, "
        "and\none) and in balls of %d bits; medians of %d runs. Ratio: double, %zu at a time, to "
        "balls.\n\n",
        STEP, LANES, BITS, REPETITIONS, LANES);
    char batch[32];
    (void)snprintf(batch, sizeof batch, "double x%zu", LANES);
    printf("%-20s %10s %12s %12s %12s %8s\n", "formula", "operations", batch, "double x1", "balls",
           "ratio");
    for (size_t i = 0; i < FORMULA_COUNT; i++) {
        print_row(scope, formulas[i].name, read_formula(scope, formulas[i].name, formulas[i].tex));
    }
    arena_free(arena);
    flint_cleanup();
    return EXIT_SUCCESS;
}
