/* model.c - a notation's declarations as a scope. */
#include "verify/model.h"

#include <string.h>

#include "diffusion/notation.h"
#include "diffusion/schedule.h"
#include "diffusion/toy.h"

/* \pi and e, known everywhere. */
static void add_constants(Scope *scope) {
    scope_add(scope, &(Symbol){.kind = SYMBOL_CONSTANT, .name = "pi", .tex = "\\pi"});
    scope_add(scope, &(Symbol){.kind = SYMBOL_CONSTANT, .name = "e", .tex = "e"});
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
        diag->hint = near ? arena_printf(arena, "did you mean `%s`?", near)
                          : "the notations are ho, su and chandery";
        return NULL;
    }
    Source *source = arena_alloc(arena, sizeof *source);
    *source = (Source){
        .name = row->name, .bytes = row->declarations, .length = strlen(row->declarations)};
    return scope_declare(scope, source, (Span){0, source->length}, diag) ? scope : NULL;
}

size_t model_schedules(const char **names) {
    size_t count = schedule_count() < MODEL_NAMES_MAX ? schedule_count() : MODEL_NAMES_MAX;
    for (size_t i = 0; i < count; i++)
        names[i] = schedule_at(i)->name;
    return count;
}

size_t model_data(const char **names) {
    size_t count = toy_count() < MODEL_NAMES_MAX ? toy_count() : MODEL_NAMES_MAX;
    for (size_t i = 0; i < count; i++)
        names[i] = toy_at(i)->name;
    return count;
}
