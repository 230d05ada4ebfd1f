/* program_binding.c - bound symbols, whole numbers, and sums and products written out. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "math/program_compile_internal.h"

/* --- bindings --- */

static EnvId env_bind(Compiler *compiler, Env binding) {
    uint64_t tag = binding.is_integer ? (uint64_t)binding.integer : binding.value;
    MapKey key = {{KEY_ENV + ((uint64_t)binding.is_integer << 32), key_pointer(binding.symbol),
                   binding.outer, tag}};
    uint64_t known = 0;
    if (key_map_get(&compiler->known, key, &known)) {
        return (EnvId)known;
    }
    if (compiler->env_count == compiler->env_capacity) {
        size_t capacity = compiler->env_capacity > 0 ? 2 * compiler->env_capacity : 32;
        Env *grown = arena_array(compiler->arena, capacity, sizeof *grown);
        if (compiler->env_count > 0) {
            memcpy(grown, compiler->envs, compiler->env_count * sizeof *grown);
        }
        compiler->envs = grown;
        compiler->env_capacity = capacity;
    }
    compiler->envs[compiler->env_count++] = binding;
    EnvId id = (EnvId)compiler->env_count;
    key_map_put(&compiler->known, key, id);
    return id;
}

EnvId env_bind_integer(Compiler *compiler, EnvId env, const Symbol *symbol, long integer) {
    return env_bind(compiler, (Env){env, symbol, true, integer, NODE_NONE});
}

EnvId env_bind_value(Compiler *compiler, EnvId env, const Symbol *symbol, NodeId value) {
    return env_bind(compiler, (Env){env, symbol, false, 0, value});
}

const Env *env_find(const Compiler *compiler, EnvId env, const Symbol *symbol) {
    while (env != ENV_EMPTY) {
        const Env *binding = &compiler->envs[env - 1];
        if (binding->symbol == symbol) {
            return binding;
        }
        env = binding->outer;
    }
    return NULL;
}

/* True when the tree mentions the symbol itself, definitions unopened. */
static bool tree_mentions(Compiler *compiler, const Expr *expr, const Symbol *symbol) {
    if (!compile_step(compiler) || expr->symbol == symbol) {
        return true;
    }
    for (size_t i = 0; i < expr->count; i++) {
        if (tree_mentions(compiler, expr->args[i], symbol)) {
            return true;
        }
    }
    return false;
}

/* The newest bindings of the scope's letters and of what `body` (NULL: nothing) mentions, so that
 * equal parts under different sums are found to be equal. */
static EnvId env_restrict(Compiler *compiler, EnvId env, const Expr *body) {
    EnvId kept = ENV_EMPTY;
    while (env != ENV_EMPTY) {
        Env binding = compiler->envs[env - 1];
        env = binding.outer;
        bool wanted = binding.symbol->kind != SYMBOL_BOUND ||
                      (body != NULL && tree_mentions(compiler, body, binding.symbol));
        if (wanted && env_find(compiler, kept, binding.symbol) == NULL) {
            binding.outer = kept;
            kept = env_bind(compiler, binding);
        }
    }
    return kept;
}

EnvId env_definition(Compiler *compiler, EnvId env) {
    return env_restrict(compiler, env, NULL);
}

/* --- whole numbers --- */

static bool integer_of_text(const char *text, long *out) {
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || text[digits] != '\0') {
        return false;
    }
    errno = 0;
    *out = strtol(text, NULL, 10);
    return errno == 0;
}

static bool integer_of_symbol(Compiler *compiler, const Expr *expr, EnvId env, long *out) {
    const Symbol *symbol = expr->symbol;
    if (expr->count != 0) {
        return false;
    }
    const Env *binding = env_find(compiler, env, symbol);
    if (binding != NULL) {
        *out = binding->integer;
        return binding->is_integer;
    }
    if (symbol->kind == SYMBOL_INT) {
        return compiler->integer != NULL && compiler->integer(compiler->user, symbol, out);
    }
    return symbol->kind == SYMBOL_LET &&
           compile_integer(compiler, symbol->definition, env_definition(compiler, env), out);
}

static bool integer_of_quotient(long a, long b, long *out) {
    if (b == 0 || a % b != 0) {
        return false;
    }
    *out = a / b;
    return true;
}

static bool in_range(long value) {
    return value >= -COMPILE_INTEGER_MAX && value <= COMPILE_INTEGER_MAX;
}

static bool integer_of_power(long base, long exponent, long *out) {
    if (exponent < 0) {
        return false;
    }
    if (base >= -1 && base <= 1) {
        *out = exponent == 0 || (base != 0 && exponent % 2 == 0) ? 1 : base;
        return true;
    }
    *out = 1;
    for (long i = 0; i < exponent && in_range(*out); i++) {
        *out *= base;
    }
    return true;
}

/* *out combined with the next argument of an ADD, MUL, DIV or POW. */
static bool integer_combine(ExprKind kind, long value, long *out) {
    if (kind == EXPR_ADD) {
        *out += value;
        return true;
    }
    if (kind == EXPR_MUL) {
        *out *= value;
        return true;
    }
    return kind == EXPR_DIV ? integer_of_quotient(*out, value, out)
                            : integer_of_power(*out, value, out);
}

static bool integer_of_node(Compiler *compiler, const Expr *expr, EnvId env, long *out) {
    ExprKind kind = expr->kind;
    if (kind == EXPR_NUMBER) {
        return integer_of_text(expr->text, out);
    }
    if (kind == EXPR_SYMBOL) {
        return integer_of_symbol(compiler, expr, env, out);
    }
    bool combines = kind == EXPR_ADD || kind == EXPR_MUL || kind == EXPR_DIV || kind == EXPR_POW;
    if ((!combines && kind != EXPR_NEG) || !compile_integer(compiler, expr->args[0], env, out)) {
        return false;
    }
    if (kind == EXPR_NEG) {
        *out = -*out;
        return true;
    }
    for (size_t i = 1; i < expr->count; i++) {
        long value = 0;
        if (!compile_integer(compiler, expr->args[i], env, &value) ||
            !integer_combine(kind, value, out) || !in_range(*out)) {
            return false;
        }
    }
    return true;
}

bool compile_integer(Compiler *compiler, const Expr *expr, EnvId env, long *out) {
    if (!compile_step(compiler) || compiler->depth >= COMPILE_DEPTH_MAX) {
        return false;
    }
    compiler->depth++;
    bool whole = integer_of_node(compiler, expr, env, out);
    compiler->depth--;
    return whole && in_range(*out);
}

/* --- sums and products --- */

static size_t prefix_find(Compiler *compiler, MapKey key) {
    uint64_t known = 0;
    if (key_map_get(&compiler->known, key, &known)) {
        return (size_t)known;
    }
    if (compiler->prefix_count == compiler->prefix_capacity) {
        size_t capacity = compiler->prefix_capacity > 0 ? 2 * compiler->prefix_capacity : 8;
        Prefix *grown = arena_array(compiler->arena, capacity, sizeof *grown);
        if (compiler->prefix_count > 0) {
            memcpy(grown, compiler->prefixes, compiler->prefix_count * sizeof *grown);
        }
        compiler->prefixes = grown;
        compiler->prefix_capacity = capacity;
    }
    key_map_put(&compiler->known, key, compiler->prefix_count);
    return compiler->prefix_count++;
}

static void prefix_append(Compiler *compiler, Prefix *prefix, NodeId value) {
    if (prefix->count == prefix->capacity) {
        size_t capacity = prefix->capacity > 0 ? 2 * prefix->capacity : 8;
        NodeId *grown = arena_array(compiler->arena, capacity, sizeof *grown);
        if (prefix->count > 0) {
            memcpy(grown, prefix->values, prefix->count * sizeof *grown);
        }
        prefix->values = grown;
        prefix->capacity = capacity;
    }
    prefix->values[prefix->count++] = value;
}

NodeId compile_repeat(Compiler *compiler, const Expr *expr, EnvId env) {
    NodeOp op = expr->kind == EXPR_SUM ? NODE_ADD : NODE_MUL;
    const Expr *body = expr->args[2];
    long lower = 0;
    long upper = 0;
    if (!compile_integer(compiler, expr->args[0], env, &lower) ||
        !compile_integer(compiler, expr->args[1], env, &upper)) {
        return compile_fail(compiler, "a sum or product has a bound without a whole-number value");
    }
    if (upper < lower) {
        /* split: it stands for an ellipsis, which may be empty but not shorter than that. */
        bool undefined = expr->split == 1 && upper < lower - 1;
        double empty = op == NODE_ADD ? 0.0 : 1.0;
        return graph_constant(&compiler->graph, undefined ? (double)NAN : empty);
    }
    size_t terms = (size_t)(upper - lower) + 1;
    EnvId outer = env_restrict(compiler, env, body);
    /* Every partial result is kept: \bar\alpha_t for all t then costs one factor per t. */
    size_t at =
        prefix_find(compiler, (MapKey){{KEY_PREFIX, key_pointer(expr), outer, (uint64_t)lower}});
    while (compile_step(compiler) && compiler->prefixes[at].count < terms) {
        size_t done = compiler->prefixes[at].count;
        EnvId inner = env_bind_integer(compiler, outer, expr->symbol, lower + (long)done);
        NodeId value = compile_expr(compiler, body, inner);
        /* Read again: the term may have needed, and extended, these very sums. */
        Prefix *prefix = &compiler->prefixes[at];
        if (prefix->count != done || value == NODE_NONE) {
            continue;
        }
        if (done > 0) {
            value = graph_binary(&compiler->graph, op, prefix->values[done - 1], value);
        }
        prefix_append(compiler, prefix, value);
    }
    return compiler->why == NULL ? compiler->prefixes[at].values[terms - 1] : NODE_NONE;
}
