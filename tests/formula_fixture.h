/* formula_fixture.h - for tests that read a formula in TeX and evaluate it in double. */
#ifndef EXPLORE_TESTS_FORMULA_FIXTURE_H
#define EXPLORE_TESTS_FORMULA_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "assert_close.h"
#include "math/program.h"
#include "math/reader.h"

static inline Source source_of(const char *text) {
    return (Source){.name = "<test>", .bytes = text, .length = strlen(text)};
}

static inline void fail_with(const Diag *diag, const char *text) {
    fail_msg("%s:%zu:%zu: %s (%s)", text, diag->at.line, diag->at.column, diag->message,
             diag->hint != NULL ? diag->hint : "no hint");
}

static inline Scope *scope_of(Arena *arena, const char *declarations) {
    Scope *scope = scope_new(arena, NULL);
    scope_add(scope, &(Symbol){.kind = SYMBOL_CONSTANT, .name = "pi", .tex = "\\pi"});
    scope_add(scope, &(Symbol){.kind = SYMBOL_CONSTANT, .name = "e", .tex = "e"});
    Source *source = arena_alloc(arena, sizeof *source);
    *source = source_of(declarations);
    Diag diag = {0};
    if (!scope_declare(scope, source, (Span){0, source->length}, &diag)) {
        fail_with(&diag, declarations);
    }
    return scope;
}

static inline const Expr *expr_of(Scope *scope, const char *tex) {
    Source *source = arena_alloc(scope->arena, sizeof *source);
    *source = source_of(tex);
    Diag diag = {0};
    const Expr *expr = expr_parse(scope, source, (Span){0, source->length}, &diag);
    if (expr == NULL) {
        fail_with(&diag, tex);
    }
    return expr;
}

/* A ProgramInteger: user points at the value of t, n is 4 times that, all else has none. */
static inline bool integer_of(void *user, const Symbol *symbol, long *value) {
    bool is_t = strcmp(symbol->name, "t") == 0;
    if (!is_t && strcmp(symbol->name, "n") != 0) {
        return false;
    }
    *value = is_t ? *(const long *)user : 4 * *(const long *)user;
    return true;
}

static inline Program *program_of(const Scope *scope, const Expr *expr, long t) {
    const char *why = NULL;
    Program *program = program_compile(scope, expr, integer_of, &t, &why);
    if (program == NULL) {
        fail_msg("does not compile: %s", why);
    }
    return program;
}

/* The value of an input in one lane. */
typedef double (*InputValue)(ProgramInput input, size_t lane);

/* Runs the program over lanes with fresh memory for all; out (lanes). */
static inline void run_program(const Program *program, InputValue value, size_t lanes,
                               double *out) {
    size_t count = program_input_count(program);
    double *numbers = calloc(count * lanes + 1, sizeof *numbers);
    const double **inputs = calloc(count + 1, sizeof *inputs);
    /* Exactly what was asked for, so that the sanitisers see a write beyond. */
    double *scratch = malloc(program_scratch(program, lanes) * sizeof *scratch);
    for (size_t i = 0; i < count; i++) {
        for (size_t lane = 0; lane < lanes; lane++) {
            numbers[i * lanes + lane] = value(program_input(program, i), lane);
        }
        inputs[i] = numbers + i * lanes;
    }
    program_run(program, out, inputs, lanes, scratch);
    free(scratch);
    free(inputs);
    free(numbers);
}

/* The value of one tree at t in one lane. */
static inline double value_of(const Scope *scope, const Expr *expr, long t, InputValue value) {
    Program *program = program_of(scope, expr, t);
    double out = 0.0;
    run_program(program, value, 1, &out);
    program_free(program);
    return out;
}

#endif
