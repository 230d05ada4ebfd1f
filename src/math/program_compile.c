/* program_compile.c - enters an expression tree with its whole numbers bound and builds the graph
 * of its values. */
#include <stdlib.h>
#include <string.h>

#include "math/derive.h"
#include "math/program_compile_internal.h"

NodeId compile_fail(Compiler *compiler, const char *why) {
    if (compiler->why == NULL) {
        compiler->why = why;
    }
    return NODE_NONE;
}

static NodeId fail_symbol(Compiler *compiler, const Symbol *symbol, const char *what) {
    if (compiler->why == NULL) {
        compiler->why = arena_printf(compiler->scope->arena, "%s %s", symbol->tex, what);
    }
    return NODE_NONE;
}

bool compile_step(Compiler *compiler) {
    if (compiler->why == NULL && compiler->graph.full) {
        compiler->why = "the formula is too long when its sums and products are written out";
    }
    if (compiler->why == NULL && ++compiler->work > COMPILE_WORK_MAX) {
        compiler->why = "the formula takes too long to write out";
    }
    return compiler->why == NULL;
}

/* --- leaves --- */

static NodeId compile_constant(Compiler *compiler, const Symbol *symbol) {
    if (strcmp(symbol->name, "pi") == 0) {
        return graph_constant(&compiler->graph, COMPILE_PI);
    }
    if (strcmp(symbol->name, "e") == 0) {
        return graph_constant(&compiler->graph, exp(1.0));
    }
    return fail_symbol(compiler, symbol, "is a constant without a value here");
}

/* A definition, read where only letters of the scope mean something: env holds what
 * env_definition keeps and the parameters. */
static NodeId compile_definition(Compiler *compiler, const Expr *definition, EnvId env) {
    MapKey key = {{KEY_DEFINITION, key_pointer(definition), env, 0}};
    uint64_t known = 0;
    if (key_map_get(&compiler->known, key, &known)) {
        return (NodeId)known;
    }
    NodeId value = compile_expr(compiler, definition, env);
    key_map_put(&compiler->known, key, value);
    return value;
}

/* The state x_k, stepping the kernel from x_0; every step is kept. */
static NodeId compile_state(Compiler *compiler, const Symbol *symbol, long k) {
    const Kernel *kernel = scope_kernel(compiler->scope);
    Graph *graph = &compiler->graph;
    if (k < 0) {
        return graph_constant(graph, (double)NAN);
    }
    if (k == 0 || kernel->state != symbol) {
        return graph_input(graph, symbol, k);
    }
    long done = k;
    uint64_t value = NODE_NONE;
    while (done > 0 &&
           !key_map_get(&compiler->known, (MapKey){{KEY_STATE, (uint64_t)done, 0, 0}}, &value)) {
        done--;
        if (!compile_step(compiler)) {
            return NODE_NONE;
        }
    }
    NodeId state = done == 0 ? graph_input(graph, symbol, 0) : (NodeId)value;
    while (done < k && compile_step(compiler)) {
        done++;
        EnvId env = env_bind_integer(compiler, ENV_EMPTY, kernel->index, done);
        NodeId scale = compile_definition(compiler, kernel->scale, env);
        NodeId spread = compile_definition(compiler, kernel->spread, env);
        NodeId noise = graph_input(graph, kernel->noise, done);
        state = graph_binary(graph, NODE_ADD, graph_binary(graph, NODE_MUL, scale, state),
                             graph_binary(graph, NODE_MUL, spread, noise));
        key_map_put(&compiler->known, (MapKey){{KEY_STATE, (uint64_t)done, 0, 0}}, state);
    }
    return compiler->why == NULL ? state : NODE_NONE;
}

/* Every letter for a noise means the kernel's noise when it has an index. */
static NodeId compile_noise(Compiler *compiler, const Symbol *symbol, long index) {
    const Kernel *kernel = scope_kernel(compiler->scope);
    return graph_input(&compiler->graph, kernel->state != NULL ? kernel->noise : symbol, index);
}

/* A symbol at an index: SEQ, LETSEQ, STATE or NOISE. Below its first index it is undefined. */
static NodeId compile_indexed(Compiler *compiler, const Expr *expr, EnvId env) {
    const Symbol *symbol = expr->symbol;
    NodeId undefined = graph_constant(&compiler->graph, (double)NAN);
    long index = 0;
    if (!compile_integer(compiler, expr->args[0], env, &index)) {
        return fail_symbol(compiler, symbol, "has an index without a whole-number value");
    }
    switch (symbol->kind) {
    case SYMBOL_SEQ: return index < 1 ? undefined : graph_input(&compiler->graph, symbol, index);
    case SYMBOL_NOISE: return index < 1 ? undefined : compile_noise(compiler, symbol, index);
    case SYMBOL_STATE: return compile_state(compiler, symbol, index);
    case SYMBOL_LETSEQ:
        if (index < 0) {
            return undefined;
        }
        return compile_definition(compiler, symbol->definition,
                                  env_bind_integer(compiler, env_definition(compiler, env),
                                                   symbol->parameters[0], index));
    case SYMBOL_REAL:
    case SYMBOL_INT:
    case SYMBOL_LET:
    case SYMBOL_FUN:
    case SYMBOL_MATRIX:
    case SYMBOL_NORMAL:
    case SYMBOL_DENSITY:
    case SYMBOL_CONSTANT:
    case SYMBOL_BOUND: break;
    }
    return fail_symbol(compiler, symbol, "takes no index");
}

static NodeId compile_symbol(Compiler *compiler, const Expr *expr, EnvId env) {
    const Symbol *symbol = expr->symbol;
    if (expr->count == 1) {
        return compile_indexed(compiler, expr, env);
    }
    const Env *binding = env_find(compiler, env, symbol);
    if (binding != NULL) {
        return binding->is_integer ? graph_constant(&compiler->graph, (double)binding->integer)
                                   : binding->value;
    }
    long integer = 0;
    switch (symbol->kind) {
    case SYMBOL_REAL:
    case SYMBOL_NOISE: return graph_input(&compiler->graph, symbol, 0);
    case SYMBOL_INT:
        if (!compile_integer(compiler, expr, env, &integer)) {
            return fail_symbol(compiler, symbol, "has no whole-number value here");
        }
        return graph_constant(&compiler->graph, (double)integer);
    case SYMBOL_LET:
        return compile_definition(compiler, symbol->definition, env_definition(compiler, env));
    case SYMBOL_CONSTANT: return compile_constant(compiler, symbol);
    case SYMBOL_SEQ:
    case SYMBOL_LETSEQ:
    case SYMBOL_STATE: return fail_symbol(compiler, symbol, "needs an index");
    case SYMBOL_FUN: return fail_symbol(compiler, symbol, "needs its arguments");
    case SYMBOL_MATRIX: return fail_symbol(compiler, symbol, "is a matrix, not a number");
    case SYMBOL_NORMAL: return fail_symbol(compiler, symbol, "is a random variable, not a number");
    case SYMBOL_DENSITY: return fail_symbol(compiler, symbol, "is a density, not a number");
    case SYMBOL_BOUND: return fail_symbol(compiler, symbol, "has no value here");
    }
    return NODE_NONE;
}

static NodeId compile_number(Compiler *compiler, const Expr *expr) {
    return graph_constant(&compiler->graph, strtod(expr->text, NULL));
}

/* --- inner nodes --- */

static NodeId compile_fold(Compiler *compiler, NodeOp op, const Expr *expr, EnvId env) {
    NodeId value = compile_expr(compiler, expr->args[0], env);
    for (size_t i = 1; i < expr->count && value != NODE_NONE; i++) {
        value =
            graph_binary(&compiler->graph, op, value, compile_expr(compiler, expr->args[i], env));
    }
    return value;
}

static NodeId compile_unary(Compiler *compiler, NodeOp op, const Expr *expr, EnvId env) {
    return graph_unary(&compiler->graph, op, compile_expr(compiler, expr->args[0], env));
}

static NodeId compile_pow(Compiler *compiler, const Expr *expr, EnvId env) {
    const Expr *base = expr->args[0];
    NodeId exponent = compile_expr(compiler, expr->args[1], env);
    if (base->kind == EXPR_SYMBOL && base->symbol->kind == SYMBOL_CONSTANT &&
        strcmp(base->symbol->name, "e") == 0) {
        return graph_unary(&compiler->graph, NODE_EXP, exponent);
    }
    return graph_pow(&compiler->graph, compile_expr(compiler, base, env), exponent);
}

static NodeId compile_root(Compiler *compiler, const Expr *expr, EnvId env) {
    Graph *graph = &compiler->graph;
    NodeId radicand = compile_expr(compiler, expr->args[0], env);
    NodeId degree = compile_expr(compiler, expr->args[1], env);
    NodeId exponent = graph_binary(graph, NODE_DIV, graph_constant(graph, 1.0), degree);
    return graph_pow(graph, radicand, exponent);
}

/* The variance v and the squared distance (x - m)^2 of a NORMAL_DENSITY. */
typedef struct {
    NodeId variance, square;
} Gaussian;

static Gaussian compile_gaussian(Compiler *compiler, const Expr *expr, EnvId env) {
    Graph *graph = &compiler->graph;
    NodeId x = compile_expr(compiler, expr->args[0], env);
    NodeId mean = compile_expr(compiler, expr->args[1], env);
    NodeId distance = graph_binary(graph, NODE_SUB, x, mean);
    return (Gaussian){.variance = compile_expr(compiler, expr->args[2], env),
                      .square = graph_binary(graph, NODE_MUL, distance, distance)};
}

/* -(x-m)^2 / (2v) */
static NodeId gaussian_exponent(Graph *graph, const Gaussian *gaussian) {
    NodeId twice = graph_binary(graph, NODE_MUL, graph_constant(graph, 2.0), gaussian->variance);
    return graph_unary(graph, NODE_NEG, graph_binary(graph, NODE_DIV, gaussian->square, twice));
}

/* 2 pi v */
static NodeId gaussian_circle(Graph *graph, const Gaussian *gaussian) {
    return graph_binary(graph, NODE_MUL, graph_constant(graph, 2.0 * COMPILE_PI),
                        gaussian->variance);
}

/* \mathcal N(x; m, v) = e^{-(x-m)^2/(2v)} / \sqrt{2\pi v} */
static NodeId compile_normal_density(Compiler *compiler, const Expr *expr, EnvId env) {
    Graph *graph = &compiler->graph;
    Gaussian gaussian = compile_gaussian(compiler, expr, env);
    NodeId bell = graph_unary(graph, NODE_EXP, gaussian_exponent(graph, &gaussian));
    NodeId norm = graph_unary(graph, NODE_SQRT, gaussian_circle(graph, &gaussian));
    return graph_binary(graph, NODE_DIV, bell, norm);
}

/* The log of a Gaussian density, and of products and quotients of such, is written out: far from
 * the mean the density itself is 0 in double. The density is positive, so log(a N) = log a + log N.
 */
static NodeId compile_log(Compiler *compiler, const Expr *arg, EnvId env) {
    Graph *graph = &compiler->graph;
    if (!compile_step(compiler)) {
        return NODE_NONE;
    }
    if (arg->kind == EXPR_NORMAL_DENSITY) {
        Gaussian gaussian = compile_gaussian(compiler, arg, env);
        NodeId norm = graph_unary(graph, NODE_LOG, gaussian_circle(graph, &gaussian));
        return graph_binary(graph, NODE_SUB, gaussian_exponent(graph, &gaussian),
                            graph_binary(graph, NODE_DIV, norm, graph_constant(graph, 2.0)));
    }
    bool quotient = arg->kind == EXPR_DIV;
    if (!quotient && arg->kind != EXPR_MUL) {
        return graph_unary(graph, NODE_LOG, compile_expr(compiler, arg, env));
    }
    /* Densities by themselves; all other factors under one log, since two of them may be negative
     * together. */
    NodeId rest = graph_constant(graph, 1.0);
    NodeId sum = graph_constant(graph, 0.0);
    for (size_t i = 0; i < arg->count; i++) {
        bool below = quotient && i == 1;
        if (arg->args[i]->kind == EXPR_NORMAL_DENSITY) {
            sum = graph_binary(graph, below ? NODE_SUB : NODE_ADD, sum,
                               compile_log(compiler, arg->args[i], env));
        } else {
            rest = graph_binary(graph, below ? NODE_DIV : NODE_MUL, rest,
                                compile_expr(compiler, arg->args[i], env));
        }
    }
    return graph_binary(graph, NODE_ADD, sum, graph_unary(graph, NODE_LOG, rest));
}

static NodeId compile_function(Compiler *compiler, const Expr *expr, EnvId env) {
    switch (expr->function) {
    case FUNCTION_LOG: return compile_log(compiler, expr->args[0], env);
    case FUNCTION_EXP: return compile_unary(compiler, NODE_EXP, expr, env);
    case FUNCTION_SIN: return compile_unary(compiler, NODE_SIN, expr, env);
    case FUNCTION_COS: return compile_unary(compiler, NODE_COS, expr, env);
    case FUNCTION_TANH: return compile_unary(compiler, NODE_TANH, expr, env);
    case FUNCTION_COUNT: break;
    }
    return compile_fail(compiler, "a function that has no value here");
}

/* Binds symbol to the value of expr in `from`, as a whole number where it is one. */
static EnvId bind_value(Compiler *compiler, EnvId env, const Symbol *symbol, const Expr *expr,
                        EnvId from) {
    long integer = 0;
    if (compile_integer(compiler, expr, from, &integer)) {
        return env_bind_integer(compiler, env, symbol, integer);
    }
    return env_bind_value(compiler, env, symbol, compile_expr(compiler, expr, from));
}

static NodeId compile_call(Compiler *compiler, const Expr *expr, EnvId env) {
    const Symbol *symbol = expr->symbol;
    if (symbol->kind != SYMBOL_FUN || symbol->definition == NULL ||
        symbol->parameter_count != expr->count) {
        return fail_symbol(compiler, symbol, "is not a function of that many arguments");
    }
    EnvId inner = env_definition(compiler, env);
    for (size_t i = 0; i < expr->count; i++) {
        inner = bind_value(compiler, inner, symbol->parameters[i], expr->args[i], env);
    }
    return compiler->why == NULL ? compile_definition(compiler, symbol->definition, inner)
                                 : NODE_NONE;
}

/* [body]_lower^upper = body at upper - body at lower */
static NodeId compile_bracket(Compiler *compiler, const Expr *expr, EnvId env) {
    const Expr *variable = expr->args[1];
    if (variable->count != 0) {
        return fail_symbol(compiler, variable->symbol,
                           "with an index cannot be set to limits here");
    }
    EnvId lower = bind_value(compiler, env, variable->symbol, expr->args[2], env);
    EnvId upper = bind_value(compiler, env, variable->symbol, expr->args[3], env);
    NodeId at_upper = compile_expr(compiler, expr->args[0], upper);
    NodeId at_lower = compile_expr(compiler, expr->args[0], lower);
    return graph_binary(&compiler->graph, NODE_SUB, at_upper, at_lower);
}

static NodeId compile_derivative(Compiler *compiler, const Expr *expr, EnvId env) {
    MapKey key = {{KEY_DERIVATIVE, key_pointer(expr), 0, 0}};
    uint64_t known = 0;
    if (!key_map_get(&compiler->known, key, &known)) {
        const char *why = NULL;
        const Expr *derivative = expr_derive(compiler->arena, expr->args[1], expr->args[0], &why);
        if (derivative == NULL) {
            return compile_fail(compiler, why);
        }
        known = compiler->derivative_count;
        if (compiler->derivative_count == COMPILE_DERIVATIVES_MAX) {
            return compile_fail(compiler, "too many derivatives in one formula");
        }
        compiler->derivatives[compiler->derivative_count++] = derivative;
        key_map_put(&compiler->known, key, known);
    }
    return compile_expr(compiler, compiler->derivatives[known], env);
}

static NodeId compile_kind(Compiler *compiler, const Expr *expr, EnvId env) {
    switch (expr->kind) {
    case EXPR_NUMBER: return compile_number(compiler, expr);
    case EXPR_SYMBOL: return compile_symbol(compiler, expr, env);
    case EXPR_ADD: return compile_fold(compiler, NODE_ADD, expr, env);
    case EXPR_MUL: return compile_fold(compiler, NODE_MUL, expr, env);
    case EXPR_DIV: return compile_fold(compiler, NODE_DIV, expr, env);
    case EXPR_NEG: return compile_unary(compiler, NODE_NEG, expr, env);
    case EXPR_ABS: return compile_unary(compiler, NODE_ABS, expr, env);
    case EXPR_TRANSPOSE: return compile_expr(compiler, expr->args[0], env);
    case EXPR_IDENTITY: return graph_constant(&compiler->graph, 1.0);
    case EXPR_POW: return compile_pow(compiler, expr, env);
    case EXPR_ROOT: return compile_root(compiler, expr, env);
    case EXPR_FUNCTION: return compile_function(compiler, expr, env);
    case EXPR_SUM:
    case EXPR_PRODUCT: return compile_repeat(compiler, expr, env);
    case EXPR_BRACKET: return compile_bracket(compiler, expr, env);
    case EXPR_DERIVATIVE: return compile_derivative(compiler, expr, env);
    case EXPR_CALL: return compile_call(compiler, expr, env);
    case EXPR_NORMAL_DENSITY: return compile_normal_density(compiler, expr, env);
    case EXPR_INTEGRAL:
        return compile_fail(compiler, "an integral has no value here: it is decided by check");
    case EXPR_NORMAL: return compile_fail(compiler, "a distribution is not a number");
    case EXPR_DENSITY:
        return compile_fail(compiler, "a density of the chain has no value here: write it as "
                                      "\\mathcal N(x; m, v)");
    case EXPR_EXPECT: return compile_fail(compiler, "an expectation has no value here");
    case EXPR_VARIANCE: return compile_fail(compiler, "a variance has no value here");
    case EXPR_COVARIANCE: return compile_fail(compiler, "a covariance has no value here");
    case EXPR_KL: return compile_fail(compiler, "a divergence has no value here");
    case EXPR_LIST:
    case EXPR_KIND_COUNT: break;
    }
    return compile_fail(compiler, "something that has no value here");
}

NodeId compile_expr(Compiler *compiler, const Expr *expr, EnvId env) {
    if (!compile_step(compiler)) {
        return NODE_NONE;
    }
    if (compiler->depth >= COMPILE_DEPTH_MAX) {
        return compile_fail(compiler, "definitions are nested too deeply, or one uses itself");
    }
    /* Outside sums and calls a part of the tree has one value, however often it is shared. */
    MapKey key = {{KEY_PART, key_pointer(expr), 0, 0}};
    uint64_t known = 0;
    if (env == ENV_EMPTY && expr->count > 0 && key_map_get(&compiler->known, key, &known)) {
        return (NodeId)known;
    }
    compiler->depth++;
    NodeId value = compile_kind(compiler, expr, env);
    compiler->depth--;
    if (env == ENV_EMPTY && expr->count > 0) {
        key_map_put(&compiler->known, key, value);
    }
    return value;
}

Program *program_compile(const Scope *scope, const Expr *expr, ProgramInteger integer, void *user,
                         const char **why) {
    Arena *arena = arena_new();
    Compiler compiler = {.scope = scope, .arena = arena, .integer = integer, .user = user};
    compiler.graph.arena = arena;
    compiler.graph.known.arena = arena;
    compiler.known.arena = arena;
    NodeId result = compile_expr(&compiler, expr, ENV_EMPTY);
    Program *program = NULL;
    if (compiler.why == NULL && result == NODE_NONE) {
        compiler.why = "the formula is too long when its sums and products are written out";
    }
    if (compiler.why == NULL) {
        program = program_emit(&compiler.graph, result, &compiler.why);
    }
    *why = compiler.why;
    arena_free(arena);
    return program;
}
