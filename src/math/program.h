/* program.h - fast evaluation in double: an expression compiled to a list of instructions over
 * lanes.
 *
 * Sums, products, definitions and indices are unrolled for the whole numbers given, so the program
 * is a straight line over its inputs. One instruction works on all lanes before the next starts; a
 * single value is a batch of one lane. NaN comes out where the expression is undefined, also where
 * an index is below the first. A value too large for a double is infinite. For plots, schedules and
 * Monte Carlo: verdicts come from balls. */
#ifndef EXPLORE_MATH_PROGRAM_H
#define EXPLORE_MATH_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "math/expr.h"

/* Instructions of one program; a longer one is refused. */
#define PROGRAM_LENGTH_MAX 1000000

/* One input: a REAL, or a SEQ, STATE or NOISE at an index. */
typedef struct {
    const Symbol *symbol;
    long index; /* 0 for a REAL */
} ProgramInput;

typedef struct Program Program;

/* The value of a whole-number symbol (t, T): true when *value was set. */
typedef bool (*ProgramInteger)(void *user, const Symbol *symbol, long *value);

/* Compiles expr in scope. States other than x_0 are unrolled through the kernel to x_0 and the
 * noises; with a kernel, every noise letter at an index is the kernel's noise. On failure returns
 * NULL and *why (a literal or in the scope's arena). The program owns its memory. */
Program *program_compile(const Scope *scope, const Expr *expr, ProgramInteger integer, void *user,
                         const char **why);
void program_free(Program *program);

size_t program_input_count(const Program *program);
ProgramInput program_input(const Program *program, size_t i);
size_t program_length(const Program *program);

/* Doubles of scratch that program_run needs for `lanes` lanes. */
size_t program_scratch(const Program *program, size_t lanes);
/* out (lanes); inputs: one pointer per input, each (lanes); scratch: program_scratch doubles.
 * Allocates nothing. */
void program_run(const Program *program, double *out, const double *const *inputs, size_t lanes,
                 double *scratch);

#endif
