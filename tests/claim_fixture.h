/* claim_fixture.h - for tests that decide claims. */
#ifndef EXPLORE_TESTS_CLAIM_FIXTURE_H
#define EXPLORE_TESTS_CLAIM_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "assert_close.h"
#include "verify/claim.h"
#include "verify/model.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define LINES_MAX 8

/* The letters where no notation is named. */
static const char claim_letters[] = "real x, y, a, b in (-3,3)\n"
                                    "real u, v in (0.1,3)\n"
                                    "real \\sigma, \\tau in (0.1,3)\n"
                                    "int n in 2..6\n"
                                    "seq c_i in (0.2,0.9)\n"
                                    "normal X = \\mathcal N(1, 4)\n"
                                    "normal Y = \\mathcal N(0, 1)\n"
                                    "normal Z = \\mathcal N(0, 1)\n";

/* A claim to be read: notation NULL for the letters above; lines as in a claim block, one each:
 * "wrong: TeX", "given: TeX", ..., and the keys schedule, steps, tolerance and limit. */
typedef struct {
    const char *notation;
    const char *tex;
    const char *lines;
} ClaimText;

static inline Scope *claim_scope(Arena *arena, const char *notation) {
    Diag diag = {0};
    Scope *scope = model_scope(arena, notation, &diag);
    if (scope != NULL && notation == NULL) {
        static const Source source = {
            .name = "<symbols>", .bytes = claim_letters, .length = sizeof claim_letters - 1};
        if (!scope_declare(scope, &source, (Span){0, source.length}, &diag)) {
            scope = NULL;
        }
    }
    if (scope == NULL) {
        fail_msg("scope: %s", diag.message);
    }
    return scope;
}

static inline void set_option(ClaimDef *def, const char *key, const char *value) {
    if (strcmp(key, "schedule") == 0) {
        def->schedule = value;
    } else if (strcmp(key, "steps") == 0) {
        def->steps = strtol(value, NULL, 10);
    } else if (strcmp(key, "tolerance") == 0) {
        def->tolerance = value;
    } else if (strcmp(key, "data") == 0) {
        def->data = value;
    } else if (strcmp(key, "limit") == 0) {
        def->limit = value;
    } else {
        fail_msg("no key %s", key);
    }
}

/* The formula stands first in the source, then the lines. */
static inline ClaimDef claim_def_of(Arena *arena, const ClaimText *text) {
    ClaimDef def = claim_def_default();
    const char *lines = text->lines != NULL ? text->lines : "";
    const char *bytes = arena_printf(arena, "%s\n%s\n", text->tex, lines);
    Source *source = arena_alloc(arena, sizeof *source);
    *source = (Source){.name = "<test>", .bytes = bytes, .length = strlen(bytes)};
    ClaimLine *list = arena_array(arena, LINES_MAX, sizeof *list);
    def.id = "claim";
    def.source = source;
    def.tex = (Span){0, strlen(text->tex)};
    def.notation = text->notation;
    def.lines = list;
    for (size_t at = def.tex.end + 1; bytes[at] != '\0' && bytes[at] != '\n';) {
        size_t end = at + strcspn(bytes + at, "\n");
        size_t colon = at + strcspn(bytes + at, ":");
        assert_true(colon < end && def.line_count < LINES_MAX);
        const char *key = arena_copy(arena, bytes + at, colon - at);
        Span tex = {colon + 2, end};
        if (strstr("wrong given assume claim-of stands-for minimise maximise", key) != NULL) {
            list[def.line_count++] = (ClaimLine){.key = key, .tex = tex};
        } else {
            set_option(&def, key, arena_copy(arena, bytes + tex.start, tex.end - tex.start));
        }
        at = end + 1;
    }
    return def;
}

static inline Claim *claim_of(Arena *arena, const ClaimText *text) {
    ClaimDef def = claim_def_of(arena, text);
    return claim_prepare(arena, claim_scope(arena, text->notation), &def);
}

/* Decided without mutants. */
static inline const Verdict *verdict_of(Arena *arena, const ClaimText *text) {
    CheckOptions options = check_options_default();
    return claim_decide(claim_of(arena, text), &options);
}

/* A formula and the verdict it deserves. */
typedef struct {
    ClaimText text;
    VerdictKind kind;
    Grade grade;
    const char *under;
} ClaimRow;

static inline void check_row(const ClaimRow *row) {
    Arena *arena = arena_new();
    const Verdict *verdict = verdict_of(arena, &row->text);
    const char *under = verdict->under != NULL ? verdict->under : "";
    const char *expected = row->under != NULL ? row->under : "";
    if (verdict->kind != row->kind || verdict->grade != row->grade ||
        strcmp(under, expected) != 0 || verdict->disagreement) {
        fail_msg("%s\n  %s %s under `%s`%s; expected %s %s under `%s`", row->text.tex,
                 verdict_name(verdict->kind), grade_name(verdict->grade), under,
                 verdict->disagreement ? " with a disagreement" : "", verdict_name(row->kind),
                 grade_name(row->grade), expected);
    }
    /* Conditions are TeX: words among them stand in \text. */
    assert_true(verdict->under == NULL || strchr(verdict->under, '\\') != NULL);
    /* A verdict comes with what it rests on. */
    assert_int_equal(verdict->kind == VERDICT_FAILS, verdict->counterexample != NULL);
    assert_int_equal(verdict->kind == VERDICT_UNREADABLE, verdict->diag.message != NULL);
    if (verdict->kind == VERDICT_UNDECIDED || verdict->kind == VERDICT_NO_CLAIM ||
        verdict->kind == VERDICT_APPROXIMATE) {
        assert_non_null(verdict->reason);
    }
    arena_free(arena);
}

/* A row under other seeds: other points are tried, the verdict and its grade stay. */
static inline void check_row_with_seeds(const ClaimRow *row, uint64_t first, uint64_t end) {
    for (uint64_t seed = first; seed < end; seed++) {
        Arena *arena = arena_new();
        CheckOptions options = check_options_default();
        options.seed = seed;
        const Verdict *verdict = claim_decide(claim_of(arena, &row->text), &options);
        if (verdict->kind != row->kind || verdict->grade != row->grade) {
            fail_msg("%s with seed %lu: %s %s", row->text.tex, (unsigned long)seed,
                     verdict_name(verdict->kind), grade_name(verdict->grade));
        }
        arena_free(arena);
    }
}

#endif
