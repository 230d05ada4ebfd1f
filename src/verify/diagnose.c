/* diagnose.c - what is wrong with a formula, in lines that editors jump to. */
#include "base/text.h"
#include "verify/claim.h"

/* "file:line:column: " */
static void put_place(Text *out, const Source *source, size_t offset) {
    Position at = source_position(source, offset);
    text_printf(out, "%s:%zu:%zu: ", source->name, at.line, at.column);
}

/* A message may stem from TeX that spans lines: it becomes one. */
static void put_line(Text *out, const char *message) {
    for (const char *c = message; *c != '\0'; c++)
        text_append_char(out, *c == '\n' || *c == '\r' ? ' ' : *c);
}

static const char *taken(Arena *arena, Text *text) {
    const char *copy = arena_copy(arena, text->bytes, text->length);
    text_clear(text);
    return copy;
}

static const char *failure(Arena *arena, const ClaimDef *def, const Verdict *verdict) {
    const Counterexample *found = verdict->counterexample;
    bool placed = found != NULL && found->span.end > found->span.start;
    Text text;
    text_init(&text);
    put_place(&text, def->source, placed ? found->span.start : def->tex.start);
    text_append(&text, "error: fails");
    if (found == NULL) {
        put_line(&text,
                 verdict->reason != NULL ? arena_printf(arena, ": %s", verdict->reason) : "");
        return taken(arena, &text);
    }
    put_line(&text, arena_printf(arena, ": %s is not %s", found->left_tex, found->right_tex));
    if (found->what != NULL)
        put_line(&text,
                 arena_printf(arena, ": %s are %s and %s", found->what, found->left, found->right));
    return taken(arena, &text);
}

static const char *slip(Arena *arena, const ClaimDef *def, const Slip *slip) {
    bool placed = slip->span.end > slip->span.start;
    Text text;
    text_init(&text);
    put_place(&text, def->source, placed ? slip->span.start : def->tex.start);
    text_printf(&text, "note: likely slip: %s; repaired: ", slip->name);
    put_line(&text, slip->chain);
    return taken(arena, &text);
}

static const char *unreadable(Arena *arena, const ClaimDef *def, const Diag *diag) {
    Text text;
    text_init(&text);
    if (diag->at.line > 0)
        text_printf(&text, "%s:%zu:%zu: ", def->source->name, diag->at.line, diag->at.column);
    else
        put_place(&text, def->source, def->tex.start);
    text_append(&text, "error: unreadable: ");
    put_line(&text, diag->message != NULL ? diag->message : "this formula cannot be read");
    if (diag->hint != NULL)
        put_line(&text, arena_printf(arena, " (%s)", diag->hint));
    return taken(arena, &text);
}

static const char *undecided(Arena *arena, const ClaimDef *def, const Verdict *verdict) {
    Text text;
    text_init(&text);
    put_place(&text, def->source, def->tex.start);
    text_append(&text, "warning: undecided: ");
    put_line(&text, verdict->reason != NULL ? verdict->reason : "no method applies");
    return taken(arena, &text);
}

size_t claim_diagnose(Arena *arena, const Claim *claim, const char *lines[DIAGNOSES_MAX]) {
    const ClaimDef *def = claim_def(claim);
    const Verdict *verdict = claim_verdict(claim);
    if (verdict == NULL)
        return 0;
    if (verdict->kind == VERDICT_FAILS) {
        lines[0] = failure(arena, def, verdict);
        if (verdict->slip == NULL)
            return 1;
        lines[1] = slip(arena, def, verdict->slip);
        return 2;
    }
    if (verdict->kind == VERDICT_UNREADABLE)
        lines[0] = unreadable(arena, def, &verdict->diag);
    else if (verdict->kind == VERDICT_UNDECIDED)
        lines[0] = undecided(arena, def, verdict);
    else
        return 0;
    return 1;
}
