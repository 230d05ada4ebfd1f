/* model.c - a notation's declarations as a scope. */
#include "verify/model.h"

#include <string.h>

#include "diffusion/notation.h"

/* \pi and e, known everywhere. */
static void add_constants(Scope *scope) {
    scope_add(scope, &(Symbol){.kind = SYMBOL_CONSTANT, .name = "pi", .tex = "\\pi"});
    scope_add(scope, &(Symbol){.kind = SYMBOL_CONSTANT, .name = "e", .tex = "e"});
}

/* "the notations are ho, su and chandery" */
static const char *known(Arena *arena) {
    size_t count = notation_count();
    const char *list = "the notations are";
    for (size_t i = 0; i < count; i++) {
        const char *separator = i == 0 ? " " : i + 1 < count ? ", " : " and ";
        list = arena_printf(arena, "%s%s%s", list, separator, notation_at(i)->name);
    }
    return list;
}

Scope *model_scope(Arena *arena, const char *notation, Diag *diag) {
    Scope *scope = scope_new(arena, NULL);
    add_constants(scope);
    if (!notation)
        return scope;
    const char *near = NULL;
    const Notation *row = notation_find(notation, &near);
    if (!row) {
        diag->file = "";
        diag->message = arena_printf(arena, "there is no notation `%s`", notation);
        diag->hint = near ? arena_printf(arena, "did you mean `%s`?", near) : known(arena);
        return NULL;
    }
    Source *source = arena_alloc(arena, sizeof *source);
    *source = (Source){
        .name = row->name, .bytes = row->declarations, .length = strlen(row->declarations)};
    return scope_declare(scope, source, (Span){0, source->length}, diag) ? scope : NULL;
}
