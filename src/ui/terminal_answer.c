/* terminal_answer.c - a typed answer becomes a claim, and the engine decides it. */
#include "ui/terminal_view.h"

#include <string.h>

/* The TeX after the last = outside all groups, so that `\mu = ...` answers as well as `...`. */
static Span value_span(const Noad *noad, Span whole) {
    int depth = 0;
    for (size_t i = 0; noad->kind == NOAD_ROW && i < noad->count; i++) {
        const Noad *item = noad->items[i];
        if (item->kind == NOAD_FENCE) {
            depth += item->fence == FENCE_OPEN ? 1 : item->fence == FENCE_CLOSE ? -1 : 0;
        }
        if (depth <= 0 && item->kind == NOAD_OPERATOR && strcmp(item->name, "=") == 0) {
            whole.start = item->span.end;
        }
    }
    return whole;
}

/* `left = right` as a claim of its own, decided in the exercise's setting. */
static const Verdict *decide_equal(Arena *arena, const Exercise *exercise, const char *left,
                                   const char *right, const CheckOptions *options) {
    Source *source = arena_alloc(arena, sizeof *source);
    source->name = "answer";
    source->bytes = arena_printf(arena, "%s = %s", left, right);
    source->length = strlen(source->bytes);
    ClaimDef def = claim_def_default();
    def.id = exercise->id;
    def.source = source;
    def.tex = (Span){0, source->length};
    def.twins = false;
    CheckOptions plain = *options;
    plain.twins = false;
    Scope *scope = scope_new(arena, exercise->scope);
    return claim_decide(claim_prepare(arena, scope, &def), &plain);
}

static Answer unreadable(Arena *arena, const Diag *diag, size_t columns_before) {
    size_t column = diag->at.column > columns_before ? diag->at.column - columns_before : 1;
    const char *message = diag->message != NULL ? diag->message : "this cannot be read";
    Answer answer = {.kind = ANSWER_UNREADABLE};
    answer.message = diag->hint != NULL
                         ? arena_printf(arena, "column %zu: %s (%s)", column, message, diag->hint)
                         : arena_printf(arena, "column %zu: %s", column, message);
    return answer;
}

static const char *mistake_remark(Arena *arena, const Exercise *exercise, const char *value,
                                  const CheckOptions *options) {
    for (size_t i = 0; i < exercise->mistake_count; i++) {
        const Verdict *same =
            decide_equal(arena, exercise, exercise->mistakes[i].tex, value, options);
        if (same->kind == VERDICT_HOLDS) {
            return exercise->mistakes[i].remark;
        }
    }
    return NULL;
}

static size_t code_points(const char *string) {
    size_t count = 0;
    for (; *string != '\0'; string++) {
        count += ((unsigned char)*string & 0xC0) != 0x80;
    }
    return count;
}

Answer answer_check(Arena *arena, const Exercise *exercise, const char *typed,
                    const CheckOptions *options) {
    Source source = {.name = "answer", .bytes = typed, .length = strlen(typed)};
    Span whole = {0, source.length};
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, whole, &diag);
    if (noad == NULL) {
        return unreadable(arena, &diag, 0);
    }
    Span span = value_span(noad, whole);
    const char *value = arena_copy(arena, typed + span.start, span.end - span.start);
    const Verdict *verdict = decide_equal(arena, exercise, exercise->answer, value, options);
    if (verdict->kind == VERDICT_HOLDS) {
        return (Answer){.kind = ANSWER_RIGHT};
    }
    if (verdict->kind == VERDICT_FAILS) {
        return (Answer){.kind = ANSWER_WRONG,
                        .counterexample = verdict->counterexample,
                        .remark = mistake_remark(arena, exercise, value, options)};
    }
    if (verdict->kind == VERDICT_UNREADABLE) {
        size_t before = code_points(exercise->answer) + strlen(" = ");
        size_t cut = code_points(arena_copy(arena, typed, span.start));
        return unreadable(arena, &verdict->diag, before > cut ? before - cut : 0);
    }
    return (Answer){.kind = ANSWER_UNDECIDED,
                    .message =
                        verdict->reason != NULL ? verdict->reason : "no method could decide this"};
}
