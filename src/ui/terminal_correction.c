/* terminal_correction.c - how a formula that fails should have been printed. */
#include "ui/terminal.h"

#include <string.h>

static void put_correction(Text *out, const Terminal *terminal, size_t width,
                           const Correction *correction) {
    terminal_put(out, terminal, STYLE_STRONG, "corrected:");
    text_append_char(out, '\n');
    if (correction->noad != NULL) {
        terminal_formula(out, terminal, width, correction->noad);
    } else {
        terminal_paragraph(out, terminal, width, STYLE_PLAIN, correction->tex);
    }
    Verdict verdict = {.kind = correction->kind, .grade = correction->grade};
    bool ok = correction->kind == VERDICT_HOLDS || correction->kind == VERDICT_APPROXIMATE;
    terminal_badge(out, terminal, &verdict);
    terminal_put(out, terminal, STYLE_BAD, ok ? "" : " (expected: holds)");
    text_append_char(out, '\n');
    if (correction->reason != NULL) {
        terminal_paragraph(out, terminal, width, STYLE_PLAIN, correction->reason);
    }
    if (correction->counterexample != NULL) {
        terminal_counterexample(out, terminal, width, correction->counterexample);
    }
}

void terminal_correction(Text *out, const Terminal *terminal, size_t width,
                         const Verdict *verdict) {
    if (verdict->correction != NULL) {
        put_correction(out, terminal, width, verdict->correction);
    }
    if (verdict->slip == NULL) {
        return;
    }
    const Slip *slip = verdict->slip;
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_text(&wrap, STYLE_DIM, "likely slip: ");
    wrap_text(&wrap, STYLE_STRONG, slip->name);
    wrap_end(&wrap);
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_text(&wrap, STYLE_DIM, "one change makes it hold: ");
    wrap_remark(&wrap, STYLE_PLAIN, slip->remark);
    wrap_text(&wrap, STYLE_DIM, " (");
    wrap_text(&wrap, STYLE_DIM, grade_name(slip->grade));
    wrap_text(&wrap, STYLE_DIM, ")");
    wrap_end(&wrap);
}
