/* reader_fixture.h - scopes and helpers for the tests of the reader. */
#ifndef EXPLORE_TESTS_READER_FIXTURE_H
#define EXPLORE_TESTS_READER_FIXTURE_H

#include <string.h>

#include "assert_close.h"
#include "math/reader.h"
#include "verify/model.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char reader_declarations[] = "real x, y, z, a, b, c, \\mu, \\epsilon, x_0 in (-3,3)\n"
                                          "real \\sigma, \\lambda in (0.1,3)\n"
                                          "int n, t, T in 2..6\n"
                                          "seq \\alpha_i in (0.3,0.99)\n"
                                          "letseq \\bar\\alpha_t = \\prod_{i=1}^{t} \\alpha_i\n"
                                          "fun f(x) = x^2\n"
                                          "fun g(x, y) = x y\n"
                                          "matrix A, B\n"
                                          "normal X = \\mathcal N(\\mu, \\sigma^2)\n"
                                          "normal Y = \\mathcal N(0, 1)\n";

/* A notation, or NULL for the letters above. */
static inline Scope *reader_scope(Arena *arena, const char *notation) {
    Diag diag = {0};
    Scope *scope = model_scope(arena, notation, &diag);
    if (scope != NULL && notation == NULL) {
        static const Source source = {.name = "<symbols>",
                                      .bytes = reader_declarations,
                                      .length = sizeof reader_declarations - 1};
        if (!scope_declare(scope, &source, (Span){0, source.length}, &diag)) {
            scope = NULL;
        }
    }
    if (scope == NULL) {
        fail_msg("scope: %s", diag.message);
    }
    return scope;
}

static inline Formula *formula_of(Scope *scope, const char *tex, Diag *diag) {
    Source *source = arena_alloc(scope->arena, sizeof *source);
    *source = (Source){.name = "<test>",
                       .bytes = arena_copy(scope->arena, tex, strlen(tex)),
                       .length = strlen(tex)};
    return formula_parse(scope, source, (Span){0, source->length}, diag);
}

/* All chains, with " ;; " between them and "[P] " before what stands left of an implication. */
static inline const char *formula_text(Arena *arena, const Formula *formula) {
    Text text;
    text_init(&text);
    for (size_t i = 0; i < formula->count; i++) {
        text_append(&text, i > 0 ? " ;; " : "");
        text_append(&text, formula->chains[i].premise ? "[P] " : "");
        chain_print(&text, &formula->chains[i]);
    }
    const char *copy = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return copy;
}

#endif
