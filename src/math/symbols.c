/* symbols.c - scopes. The reading of declarations is in declare.c. */
#include "math/symbols.h"

#include <string.h>

#include "math/expr.h"

Scope *scope_new(Arena *arena, const Scope *parent) {
    Scope *scope = arena_alloc(arena, sizeof *scope);
    scope->arena = arena;
    scope->parent = parent;
    scope->next_id = parent ? parent->next_id : 1;
    scope->accept_unknown = parent ? parent->accept_unknown : false;
    return scope;
}

const Symbol *scope_find(const Scope *scope, const char *name) {
    for (; scope; scope = scope->parent)
        for (size_t i = scope->count; i-- > 0;)
            if (strcmp(scope->symbols[i]->name, name) == 0)
                return scope->symbols[i];
    return NULL;
}

void scope_push(Scope *scope, Symbol *symbol) {
    if (scope->count == scope->capacity) {
        size_t capacity = scope->capacity ? 2 * scope->capacity : 16;
        Symbol **grown = arena_array(scope->arena, capacity, sizeof *grown);
        if (scope->count > 0)
            memcpy(grown, scope->symbols, scope->count * sizeof *grown);
        scope->symbols = grown;
        scope->capacity = capacity;
    }
    scope->symbols[scope->count++] = symbol;
}

void scope_remove(Scope *scope, const Symbol *symbol) {
    size_t kept = 0;
    for (size_t i = 0; i < scope->count; i++)
        if (scope->symbols[i] != symbol)
            scope->symbols[kept++] = scope->symbols[i];
    scope->count = kept;
}

/* Worked out once, where the definition is made: following definitions again at every use would
 * take exponential time in a file that nests them. */
static void set_traits(Symbol *symbol) {
    if (!symbol->definition)
        return;
    symbol->is_random = expr_is_random(symbol->definition);
    symbol->has_sequence = expr_has_sequence(symbol->definition);
}

const Symbol *scope_add(Scope *scope, const Symbol *symbol) {
    Symbol *copy = arena_alloc(scope->arena, sizeof *copy);
    *copy = *symbol;
    copy->id = scope->next_id++;
    set_traits(copy);
    scope_push(scope, copy);
    return copy;
}

void scope_redefine(Scope *scope, const Symbol *symbol, const Symbol *meaning) {
    for (size_t i = 0; i < scope->count; i++) {
        if (scope->symbols[i] != symbol)
            continue;
        Symbol kept = *symbol;
        *scope->symbols[i] = *meaning;
        scope->symbols[i]->name = kept.name;
        scope->symbols[i]->tex = kept.tex;
        scope->symbols[i]->id = kept.id;
        set_traits(scope->symbols[i]);
    }
}

void scope_assume(Scope *scope, const Chain *assumption) {
    if (scope->assumption_count == scope->assumption_capacity) {
        size_t capacity = scope->assumption_capacity ? 2 * scope->assumption_capacity : 4;
        const Chain **grown = arena_array(scope->arena, capacity, sizeof *grown);
        if (scope->assumption_count > 0)
            memcpy(grown, scope->assumptions, scope->assumption_count * sizeof *grown);
        scope->assumptions = grown;
        scope->assumption_capacity = capacity;
    }
    scope->assumptions[scope->assumption_count++] = assumption;
}

const Kernel *scope_kernel(const Scope *scope) {
    static const Kernel none = {0};
    for (; scope; scope = scope->parent)
        if (scope->kernel.state)
            return &scope->kernel;
    return &none;
}
