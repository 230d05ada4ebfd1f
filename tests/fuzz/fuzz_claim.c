/* Fuzz target: any bytes are a claim; it gets a verdict with what that verdict promises, and the
 * same one again. The first byte chooses the notation. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "verify/claim.h"
#include "verify/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Longer formulas only take longer. */
#define LENGTH_MAX 400
/* Enough for the reader and every evaluator to be entered; agreement is not the question here. */
#define POINTS 4

static void require(bool condition) {
    if (!condition) {
        abort();
    }
}

static const char *notation_of(uint8_t byte) {
    return byte == 's' ? "su" : byte == 'c' ? "chandery" : "ho";
}

static VerdictKind decide(const uint8_t *data, size_t size, Grade *grade) {
    Arena *arena = arena_new();
    Diag diag = {0};
    const char *notation = notation_of(data[0]);
    Scope *scope = model_scope(arena, notation, &diag);
    require(scope != NULL);
    scope->accept_unknown = true;
    const Source source = {.name = "fuzz", .bytes = (const char *)data + 1, .length = size - 1};
    ClaimDef def = claim_def_default();
    def.id = "fuzz";
    def.source = &source;
    def.tex = (Span){0, size - 1};
    def.notation = notation;
    CheckOptions options = check_options_default();
    options.points = POINTS;
    options.twins = false;
    Claim *claim = claim_prepare(arena, scope, &def);
    const Verdict *verdict = claim_decide(claim, &options);
    require(!verdict->disagreement);
    require(verdict->kind != VERDICT_UNREADABLE || verdict->diag.message != NULL);
    require(verdict->kind != VERDICT_FAILS || verdict->counterexample != NULL);
    require(verdict->kind != VERDICT_UNDECIDED || verdict->reason != NULL);
    VerdictKind kind = verdict->kind;
    *grade = verdict->grade;
    arena_free(arena);
    return kind;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2 || size > LENGTH_MAX) {
        return 0;
    }
    Grade first = GRADE_NONE, second = GRADE_NONE;
    VerdictKind kind = decide(data, size, &first);
    require(decide(data, size, &second) == kind);
    require(first == second);
    return 0;
}
