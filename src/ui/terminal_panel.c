/* terminal_panel.c - all about one claim; the strip of parameters. */
#include <string.h>

#include "ui/terminal_internal.h"

/* Between two parameters of the strip. */
#define STRIP_GAP 2

static void put_label(Text *out, const Terminal *terminal, size_t width, const char *label) {
    text_append_char(out, '\n');
    terminal_paragraph(out, terminal, width, STYLE_HEADING, label);
}

static void put_pair(Text *out, const Terminal *terminal, size_t width, const char *name,
                     const char *value) {
    if (value == NULL || value[0] == '\0') {
        return;
    }
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_text(&wrap, STYLE_DIM, name);
    wrap_text(&wrap, STYLE_DIM, ": ");
    wrap_text(&wrap, STYLE_PLAIN, value);
    wrap_end(&wrap);
}

/* "claim 2 of 5: two-steps" */
static void put_title(Text *out, const LessonView *view, const Terminal *terminal, size_t width,
                      const ClaimDef *def) {
    size_t count = 0;
    while (reading_claim(&view->reading, count) != NULL) {
        count++;
    }
    Text title;
    text_init(&title);
    text_printf(&title, "Claim %zu of %zu: %s", view->reading.selected, count, def->id);
    terminal_paragraph(out, terminal, width, STYLE_HEADING, title.bytes);
    text_clear(&title);
    text_append_char(out, '\n');
}

static void put_mutants(Text *out, const Terminal *terminal, size_t width,
                        const TwinReport *twins) {
    Text text;
    text_init(&text);
    size_t survived = twins->mutants - twins->refuted - twins->equivalent - twins->domain_errors;
    text_printf(&text,
                "mutants (wrong versions made by the program): %zu tried, %zu refuted, %zu proved "
                "equal to the formula, %zu defined nowhere, %zu not refuted",
                twins->mutants, twins->refuted, twins->equivalent, twins->domain_errors, survived);
    terminal_paragraph(out, terminal, width, survived > 0 ? STYLE_BAD : STYLE_PLAIN, text.bytes);
    text_clear(&text);
}

/* What the verdict rests on. */
static void put_grounds(Text *out, const Terminal *terminal, size_t width, const Verdict *verdict) {
    put_label(out, terminal, width, "How it was decided");
    if (verdict->method_count == 0) {
        terminal_paragraph(out, terminal, width, STYLE_PLAIN, "there was nothing to decide");
    }
    terminal_methods(out, terminal, width, verdict);
    Text time;
    text_init(&time);
    text_printf(&time, "%.1f ms in all, with the wrong versions", verdict->milliseconds);
    terminal_paragraph(out, terminal, width, STYLE_DIM, time.bytes);
    text_clear(&time);
    if (verdict->twins.mutants > 0) {
        put_mutants(out, terminal, width, &verdict->twins);
    }
}

static void put_claim_panel(Text *out, const LessonView *view, const Terminal *terminal,
                            size_t width) {
    const Claim *claim = reading_selected(&view->reading);
    if (claim == NULL) {
        return;
    }
    const ClaimDef *def = claim_def(claim);
    const Verdict *verdict = claim_verdict(claim);
    Wish wish = reading_wish(&view->reading, false);
    const ClaimShow show = {.formula = true,
                            .twins = true,
                            .reasons = true,
                            .selected = true,
                            .values = session_values(view->reading.session, &wish),
                            .broken = session_break(view->reading.session, &wish),
                            .broken_number = view->reading.broken};
    put_title(out, view, terminal, width, def);
    terminal_claim(out, terminal, width, claim, &show);
    text_append_char(out, '\n');
    put_pair(out, terminal, width, "source", def->citation);
    put_pair(out, terminal, width, "in the catalogue of documents", def->doc);
    put_pair(out, terminal, width, "quoted", def->printed ? "as printed, right or wrong" : NULL);
    put_pair(out, terminal, width, "notation", def->notation);
    put_pair(out, terminal, width, "schedule of the claim", def->schedule);
    put_pair(out, terminal, width, "expected",
             def->expect != VERDICT_COUNT ? verdict_name(def->expect) : NULL);
    if (verdict != NULL && view->reading.broken == 0) {
        put_grounds(out, terminal, width, verdict);
    }
}

void terminal_panel(Text *out, const LessonView *view, const Terminal *terminal,
                    const Frame *frame) {
    if (view->panel == PANEL_CLAIM) {
        put_claim_panel(out, view, terminal, frame->width);
    } else {
        terminal_picture(out, view, terminal, frame);
    }
}

/* ---- the strip ---- */

/* "t=25"; the chosen one stands out, also where there are no styles. */
static void put_parameter(Text *out, const LessonView *view, const Terminal *terminal,
                          Parameter parameter) {
    bool chosen = view->reading.parameter == parameter;
    Text text;
    text_init(&text);
    text_append(&text, chosen && !terminal->styled ? "[" : "");
    text_printf(&text, "%s=", parameter_name(parameter));
    setting_value(&text, &view->reading.setting, parameter);
    text_append(&text, chosen && !terminal->styled ? "]" : "");
    terminal_put(out, terminal, chosen ? STYLE_REVERSE : STYLE_DIM, text.bytes);
    text_clear(&text);
}

void terminal_strip(Text *out, const LessonView *view, const Terminal *terminal,
                    const Frame *frame) {
    Text line;
    text_init(&line);
    const char *dash = terminal_sign(terminal, SIGN_LINE);
    size_t usable = frame->columns - 2 * frame->margin;
    terminal_put(&line, terminal, STYLE_DIM, dash);
    for (size_t i = 0; i < PARAMETER_COUNT; i++) {
        text_repeat(&line, " ", i == 0 ? 1 : STRIP_GAP);
        put_parameter(&line, view, terminal, (Parameter)i);
    }
    text_append_char(&line, ' ');
    text_repeat(out, " ", frame->margin);
    terminal_clip(out, line.bytes, line.length, usable);
    size_t used = terminal_columns(line.bytes, line.length);
    style_begin(out, terminal, STYLE_DIM);
    text_repeat(out, dash, used < usable ? usable - used : 0);
    style_end(out, terminal, STYLE_DIM);
    text_clear(&line);
}
