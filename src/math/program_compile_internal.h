/* program_compile_internal.h - what the two halves of the compiler share: program_compile.c enters
 * the tree, program_binding.c keeps bound symbols, whole numbers, sums and products. */
#ifndef EXPLORE_MATH_PROGRAM_COMPILE_INTERNAL_H
#define EXPLORE_MATH_PROGRAM_COMPILE_INTERNAL_H

#include "math/program_internal.h"

/* Tree nodes entered before giving up: about a second. A sum over alpha_bar to T = 1000 enters some
 * ten thousand. */
#define COMPILE_WORK_MAX ((size_t)10000000)
/* Nesting of the tree and the definitions entered: at a few hundred bytes each this stays far
 * inside a thread's stack, and formulas stay below 100. */
#define COMPILE_DEPTH_MAX 2000u
/* Distinct \partial signs in one formula; each is differentiated once. */
#define COMPILE_DERIVATIVES_MAX 256u
/* Largest magnitude of a whole number on the way to an index: products of two stay inside a long.
 */
#define COMPILE_INTEGER_MAX 2000000000L
#define COMPILE_PI 3.14159265358979323846

/* First words of the keys of Compiler.known. */
enum { KEY_PART, KEY_DEFINITION, KEY_STATE, KEY_DERIVATIVE, KEY_ENV, KEY_PREFIX };

/* A set of bound symbols, as the last binding's number; equal sets bound in the same order have the
 * same number, so that it can be part of a key. */
typedef uint32_t EnvId;
#define ENV_EMPTY 0u

typedef struct {
    EnvId outer;
    const Symbol *symbol;
    bool is_integer;
    long integer;
    NodeId value; /* when it is not a whole number */
} Env;

/* The partial sums of a SUM (or products of a PRODUCT) from one lower bound, as far as they were
 * needed: values[n] has n + 1 terms. */
typedef struct {
    size_t count, capacity;
    NodeId *values;
} Prefix;

typedef struct {
    const Scope *scope;
    Arena *arena; /* dies when compiling ends */
    ProgramInteger integer;
    void *user;
    Graph graph;
    KeyMap known;
    size_t env_count, env_capacity;
    Env *envs; /* number i is envs[i - 1] */
    size_t prefix_count, prefix_capacity;
    Prefix *prefixes;
    size_t derivative_count;
    const Expr *derivatives[COMPILE_DERIVATIVES_MAX];
    size_t work;
    unsigned depth;
    const char *why; /* set once it failed */
} Compiler;

/* Notes the first reason; always NODE_NONE. */
NodeId compile_fail(Compiler *compiler, const char *why);
/* Counts one step of work; false when compiling has failed. */
bool compile_step(Compiler *compiler);
/* The value of a tree; NODE_NONE when compiling failed. */
NodeId compile_expr(Compiler *compiler, const Expr *expr, EnvId env);
/* A SUM or PRODUCT, term by term. */
NodeId compile_repeat(Compiler *compiler, const Expr *expr, EnvId env);
/* The whole number that expr is; false (without failing) when it is none. */
bool compile_integer(Compiler *compiler, const Expr *expr, EnvId env, long *out);

EnvId env_bind_integer(Compiler *compiler, EnvId env, const Symbol *symbol, long integer);
EnvId env_bind_value(Compiler *compiler, EnvId env, const Symbol *symbol, NodeId value);
const Env *env_find(const Compiler *compiler, EnvId env, const Symbol *symbol);
/* The bindings that a definition sees: those of the scope's letters, not indices and parameters. */
EnvId env_definition(Compiler *compiler, EnvId env);

#endif
