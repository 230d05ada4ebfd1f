/* terminal_claim.c - a claim with its verdict, its evidence and its wrong twins. */
#include "ui/terminal.h"

#include <stdlib.h>
#include <string.h>

#include "math/render.h"
#include "session/words.h"

/* Spaces before a quoted line of the source. */
#define PLACE_INDENT 4
/* A formula on a line with its place and verdict keeps this many columns, even if the line is then
 * too long: a long file name would leave nothing of it. */
#define LINE_FORMULA_MIN 12

static const struct {
    const char *ascii; /* where there is no words_verdict_sign */
    Style style;
} BADGES[VERDICT_COUNT] = {
    [VERDICT_HOLDS] = {"+", STYLE_GOOD},       [VERDICT_FAILS] = {"x", STYLE_BAD},
    [VERDICT_APPROXIMATE] = {"~", STYLE_WARN}, [VERDICT_UNDECIDED] = {"?", STYLE_WARN},
    [VERDICT_UNREADABLE] = {"!", STYLE_WARN},  [VERDICT_DEFINITION] = {":=", STYLE_DIM},
    [VERDICT_NO_CLAIM] = {"-", STYLE_DIM},
};

static Style claim_style(const Claim *claim) {
    const Verdict *verdict = claim_verdict(claim);
    if (verdict == NULL) {
        return STYLE_DIM;
    }
    if (verdict->disagreement || (verdict->kind != VERDICT_FAILS && !claim_as_expected(claim))) {
        return STYLE_BAD;
    }
    return BADGES[verdict->kind].style;
}

static void badge_text(Text *out, const Terminal *terminal, const Verdict *verdict) {
    text_printf(out, "%s %s",
                terminal->unicode ? words_verdict_sign(verdict->kind) : BADGES[verdict->kind].ascii,
                verdict_name(verdict->kind));
    const char *grade = grade_name(verdict->grade);
    if (grade[0] != '\0') {
        text_printf(out, " %s %s", terminal_sign(terminal, SIGN_DOT), grade);
    }
}

void terminal_badge(Text *out, const Terminal *terminal, const Verdict *verdict) {
    Text badge;
    text_init(&badge);
    badge_text(&badge, terminal, verdict);
    terminal_put(out, terminal, BADGES[verdict->kind].style, badge.bytes);
    text_clear(&badge);
}

static void wrap_assignment(Wrap *wrap, const Assignment *assignment) {
    Text text;
    text_init(&text);
    terminal_tex(&text, wrap->terminal, assignment->tex);
    text_printf(&text, " = %s", assignment->value);
    wrap_unit(wrap, STYLE_PLAIN, text.bytes);
    text_clear(&text);
}

/* "at t = 2, x = 0.5: the two sides are 1 and 2" */
static void wrap_counterexample(Wrap *wrap, const Counterexample *found) {
    for (size_t i = 0; i < found->count; i++) {
        wrap_text(wrap, STYLE_PLAIN, i == 0 ? "at " : ", ");
        wrap_assignment(wrap, &found->assignments[i]);
    }
    if (found->count > 0) {
        wrap_text(wrap, STYLE_PLAIN, ": ");
    }
    if (found->left == NULL || found->right == NULL) {
        return;
    }
    wrap_text(wrap, STYLE_PLAIN, found->what != NULL ? found->what : "the two sides");
    wrap_text(wrap, STYLE_PLAIN, " are ");
    wrap_unit(wrap, STYLE_STRONG, found->left);
    wrap_text(wrap, STYLE_PLAIN, " and ");
    wrap_unit(wrap, STYLE_STRONG, found->right);
}

/* Which link of a chain, when there is more than one thing it could be. */
static void put_broken_link(Text *out, const Terminal *terminal, size_t width,
                            const Counterexample *found) {
    Text text;
    text_init(&text);
    if (words_broken_link(&text, found)) {
        Wrap wrap;
        wrap_begin(&wrap, out, terminal, width, "", "  ");
        wrap_text(&wrap, STYLE_PLAIN, text.bytes);
        wrap_text(&wrap, STYLE_PLAIN, ": ");
        wrap_tex(&wrap, STYLE_PLAIN, found->left_tex);
        wrap_text(&wrap, STYLE_BAD, terminal->unicode ? " ≠ " : " != ");
        wrap_tex(&wrap, STYLE_PLAIN, found->right_tex);
        wrap_end(&wrap);
    }
    text_clear(&text);
}

void terminal_counterexample(Text *out, const Terminal *terminal, size_t width,
                             const Counterexample *found) {
    put_broken_link(out, terminal, width, found);
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_counterexample(&wrap, found);
    wrap_end(&wrap);
}

static void put_twin_counts(Text *out, const Terminal *terminal, size_t width,
                            const TwinReport *twins) {
    Text text;
    text_init(&text);
    words_twins(&text, twins);
    if (text.length > 0) {
        terminal_paragraph(out, terminal, width, STYLE_DIM, text.bytes);
    }
    text_clear(&text);
}

static void put_twin(Text *out, const Terminal *terminal, size_t width, const Twin *twin) {
    static const Style RESULTS[] = {[TWIN_REFUTED] = STYLE_GOOD,
                                    [TWIN_EQUIVALENT] = STYLE_WARN,
                                    [TWIN_DOMAIN_ERROR] = STYLE_DIM,
                                    [TWIN_SURVIVED] = STYLE_BAD};
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_text(&wrap, STYLE_DIM, twin->authored ? "wrong: " : "mutant: ");
    wrap_tex(&wrap, STYLE_PLAIN, twin->tex != NULL ? twin->tex : "");
    if (twin->remark != NULL) {
        wrap_text(&wrap, STYLE_PLAIN, terminal->unicode ? " — " : " -- ");
        wrap_remark(&wrap, STYLE_EMPHASIS, twin->remark);
    }
    wrap_break(&wrap);
    wrap_text(&wrap, RESULTS[twin->result], words_twin_result(twin->result));
    if (twin->why != NULL) {
        wrap_text(&wrap, STYLE_PLAIN, ": ");
        wrap_text(&wrap, STYLE_PLAIN, twin->why);
    } else if (twin->result == TWIN_REFUTED && twin->counterexample != NULL) {
        wrap_text(&wrap, STYLE_PLAIN, " ");
        wrap_counterexample(&wrap, twin->counterexample);
    }
    wrap_end(&wrap);
}

static void put_evidence(Text *out, const Terminal *terminal, size_t width,
                         const Verdict *verdict) {
    terminal_methods(out, terminal, width, verdict);
    put_twin_counts(out, terminal, width, &verdict->twins);
}

/* Authored twins all; of the mutants those that a reader must know about. */
static void put_twins(Text *out, const Terminal *terminal, size_t width, const Verdict *verdict,
                      bool all) {
    for (size_t i = 0; i < verdict->twins.count; i++) {
        const Twin *twin = &verdict->twins.list[i];
        bool survived =
            twin->result == TWIN_SURVIVED || (twin->authored && twin->result != TWIN_REFUTED);
        if (survived || (all && (twin->authored || twin->result == TWIN_EQUIVALENT))) {
            put_twin(out, terminal, width, twin);
        }
    }
}

static void put_diag(Text *out, const Terminal *terminal, size_t width, const Diag *diag,
                     bool file_is_shown) {
    Text text;
    text_init(&text);
    if (file_is_shown || diag->file == NULL) {
        text_printf(&text, "line %zu, column %zu: ", diag->at.line, diag->at.column);
    } else {
        text_printf(&text, "%s:%zu:%zu: ", diag->file, diag->at.line, diag->at.column);
    }
    text_append(&text, diag->message != NULL ? diag->message : "cannot be read");
    if (diag->hint != NULL) {
        text_printf(&text, " (%s)", diag->hint);
    }
    terminal_paragraph(out, terminal, width, STYLE_PLAIN, text.bytes);
    text_clear(&text);
}

/* The offending line of the formula with a caret below the place. */
static void put_place(Text *out, const Terminal *terminal, size_t width, const Source *source,
                      const Diag *diag) {
    size_t start = source_line_start(source, diag->at.line);
    size_t end = start, at = start, used = 0;
    for (size_t column = 1; column < diag->at.column && at < source->length; column++) {
        (void)utf8_decode(source->bytes + at, source->length - at, &used);
        at += used;
    }
    while (end < source->length && source->bytes[end] != '\n') {
        end++;
    }
    at = at > end ? end : at;
    size_t half =
        (width - PLACE_INDENT) / 2; /* bytes on either side: at least as many as columns fit */
    while (at - start > half ||
           (start < at && ((unsigned char)source->bytes[start] & 0xC0) == 0x80)) {
        start++;
    }
    Text raw, before, line;
    text_init(&raw);
    text_init(&before);
    text_init(&line);
    text_append_bytes(&raw, source->bytes + start, at - start);
    terminal_put(&before, terminal, STYLE_PLAIN, raw.bytes);
    text_append_bytes(&raw, source->bytes + at, end - at);
    terminal_put(&line, terminal, STYLE_PLAIN, raw.bytes);
    text_repeat(out, " ", PLACE_INDENT);
    terminal_clip(out, line.bytes, line.length, width - PLACE_INDENT);
    text_append_char(out, '\n');
    text_repeat(out, " ", PLACE_INDENT + utf8_columns(before.bytes, before.length));
    terminal_put(out, terminal, STYLE_WARN, "^");
    text_append_char(out, '\n');
    text_clear(&raw);
    text_clear(&before);
    text_clear(&line);
}

static void wrap_expectation(Wrap *wrap, const Claim *claim, const Verdict *verdict) {
    const ClaimDef *def = claim_def(claim);
    if (def->expect == VERDICT_COUNT) {
        return;
    }
    if (verdict->kind != def->expect) {
        wrap_text(wrap, STYLE_BAD, " (expected: ");
        wrap_text(wrap, STYLE_BAD, verdict_name(def->expect));
        wrap_text(wrap, STYLE_BAD, ")");
    } else if (def->expect != VERDICT_HOLDS) {
        wrap_text(wrap, STYLE_PLAIN, ", as expected");
    }
}

/* [id] as printed, catalogue id, citation */
static void wrap_label(Wrap *wrap, const ClaimDef *def) {
    wrap_text(wrap, STYLE_DIM, "  [");
    wrap_text(wrap, STYLE_DIM, def->id);
    wrap_text(wrap, STYLE_DIM, "]");
    const char *quoted[] = {def->printed ? "as printed" : NULL, def->doc, def->citation};
    const char *separator = " ";
    for (size_t i = 0; i < sizeof quoted / sizeof quoted[0]; i++) {
        if (quoted[i] != NULL && quoted[i][0] != '\0') {
            wrap_text(wrap, STYLE_DIM, separator);
            wrap_text(wrap, STYLE_DIM, quoted[i]);
            separator = ", ";
        }
    }
}

/* Sign, verdict, grade; then what is quoted. */
static void put_badge_line(Text *out, const Terminal *terminal, size_t width, const Claim *claim,
                           bool label) {
    const ClaimDef *def = claim_def(claim);
    const Verdict *verdict = claim_verdict(claim);
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    if (verdict == NULL) {
        wrap_text(&wrap, STYLE_DIM, terminal_sign(terminal, SIGN_ELLIPSIS));
        wrap_text(&wrap, STYLE_DIM, " checking");
    } else {
        Text badge;
        text_init(&badge);
        badge_text(&badge, terminal, verdict);
        wrap_text(&wrap, BADGES[verdict->kind].style, badge.bytes);
        text_clear(&badge);
        wrap_expectation(&wrap, claim, verdict);
    }
    if (label) {
        wrap_label(&wrap, def);
    }
    wrap_end(&wrap);
}

static void put_under(Text *out, const Terminal *terminal, size_t width, const char *under) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_text(&wrap, STYLE_DIM, "under: ");
    wrap_tex(&wrap, STYLE_PLAIN, under);
    wrap_end(&wrap);
}

/* Why its author says that nothing is decided. */
static void put_because(Text *out, const Terminal *terminal, size_t width, const char *because) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_text(&wrap, STYLE_DIM, "because ");
    wrap_remark(&wrap, STYLE_EMPHASIS, because);
    wrap_end(&wrap);
}

static void put_findings(Text *out, const Terminal *terminal, size_t width, const Claim *claim,
                         const ClaimShow *show) {
    const Verdict *verdict = claim_verdict(claim);
    if (verdict->disagreement) {
        terminal_paragraph(
            out, terminal, width, STYLE_BAD,
            "INTERNAL ERROR: two methods contradict each other. Please report this formula.");
    }
    if (verdict->under != NULL && verdict->under[0] != '\0') {
        put_under(out, terminal, width, verdict->under);
    }
    if (verdict->kind == VERDICT_UNREADABLE) {
        put_place(out, terminal, width, claim_def(claim)->source, &verdict->diag);
        if (!show->diagnosed) {
            put_diag(out, terminal, width, &verdict->diag, show->place);
        }
    } else if (verdict->reason != NULL && !show->diagnosed) {
        terminal_paragraph(out, terminal, width, STYLE_PLAIN, verdict->reason);
    }
    if (claim_def(claim)->because != NULL) {
        put_because(out, terminal, width, claim_def(claim)->because);
    }
    if (verdict->counterexample != NULL) {
        terminal_counterexample(out, terminal, width, verdict->counterexample);
    }
    terminal_correction(out, terminal, width, verdict);
    if (show->evidence) {
        put_evidence(out, terminal, width, verdict);
    }
    put_twins(out, terminal, width, verdict, show->twins);
}

/* Bytes of a formula that is shown as it stands in the file; the place of the error is shown too.
 */
#define SOURCE_SHOWN_MAX 1000

static bool is_cut(const Claim *claim) {
    Span tex = claim_def(claim)->tex;
    const Verdict *verdict = claim_verdict(claim);
    return verdict != NULL && verdict->kind == VERDICT_UNREADABLE &&
           tex.end - tex.start > SOURCE_SHOWN_MAX;
}

static const char *formula_source(Arena *arena, const Terminal *terminal, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    const char *bytes = def->source->bytes + def->tex.start;
    size_t length = def->tex.end - def->tex.start;
    if (!is_cut(claim)) {
        return arena_copy(arena, bytes, length);
    }
    length = SOURCE_SHOWN_MAX;
    while (length > 0 && ((unsigned char)bytes[length] & 0xC0) == 0x80) {
        length--;
    }
    return arena_printf(arena, "%s%s", arena_copy(arena, bytes, length),
                        terminal_sign(terminal, SIGN_ELLIPSIS));
}

static void put_formula_source(Text *out, const Terminal *terminal, size_t width,
                               const Claim *claim) {
    Arena *arena = arena_new();
    terminal_paragraph(out, terminal, width, STYLE_PLAIN, formula_source(arena, terminal, claim));
    arena_free(arena);
}

/* An inline formula of a note is shown as it stood: in one line. */
static void put_formula(Text *out, const Terminal *terminal, size_t width, const Claim *claim) {
    const Noad *noad = claim_noad(claim);
    if (claim_def(claim)->experiment != NULL) {
        terminal_experiment(out, terminal, width, claim);
    } else if (noad == NULL || is_cut(claim)) {
        put_formula_source(out, terminal, width, claim);
    } else {
        terminal_formula(out, terminal, width, noad);
    }
}

static void place_text(Text *out, const ClaimDef *def) {
    text_printf(out, "%s:%zu", def->source->name,
                source_position(def->source, def->tex.start).line);
}

static void bar_text(Text *out, const Terminal *terminal, const Claim *claim, bool selected) {
    terminal_put(out, terminal, claim_style(claim),
                 terminal_sign(terminal, selected ? SIGN_SELECTED : SIGN_BAR));
    text_append_char(out, ' ');
}

/* The formula with its verdict, or the broken version of it that is being looked at. */
static void put_statement(Text *out, const Terminal *terminal, size_t width, const Claim *claim,
                          const ClaimShow *show) {
    const Verdict *verdict = claim_verdict(claim);
    if (show->broken != NULL) {
        terminal_break(out, terminal, width, show->broken, show->broken_number);
        return;
    }
    bool reasons = show->formula && show->reasons && terminal_reasons(out, terminal, width, claim);
    if (show->formula && !reasons) {
        put_formula(out, terminal, width, claim);
    }
    put_badge_line(out, terminal, width, claim, show->label);
    if (show->values != NULL) {
        terminal_values(out, terminal, width, show->values);
    }
    if (verdict != NULL) {
        put_findings(out, terminal, width, claim, show);
    }
}

void terminal_claim(Text *out, const Terminal *terminal, size_t width, const Claim *claim,
                    const ClaimShow *show) {
    Text bar, lines;
    text_init(&bar);
    text_init(&lines);
    bar_text(&bar, terminal, claim, show->selected);
    size_t room = width > TERMINAL_COLUMNS_MIN ? width - 2 : TERMINAL_COLUMNS_MIN - 2;
    if (show->place && !show->diagnosed) {
        Text place;
        text_init(&place);
        place_text(&place, claim_def(claim));
        terminal_paragraph(&lines, terminal, room, STYLE_STRONG, place.bytes);
        text_clear(&place);
    }
    put_statement(&lines, terminal, room, claim, show);
    terminal_indent(out, lines.bytes, bar.bytes);
    text_clear(&lines);
    text_clear(&bar);
}

static void formula_line(Text *out, const Terminal *terminal, const Claim *claim) {
    const Noad *noad = claim_noad(claim);
    if (noad != NULL && !is_cut(claim)) {
        render_line(out, noad, terminal->unicode);
        return;
    }
    Arena *arena = arena_new();
    terminal_put(out, terminal, STYLE_PLAIN, formula_source(arena, terminal, claim));
    arena_free(arena);
}

void terminal_claim_line(Text *out, const Terminal *terminal, size_t width, const Claim *claim) {
    Text place, formula, badge;
    text_init(&place);
    text_init(&formula);
    text_init(&badge);
    place_text(&place, claim_def(claim));
    formula_line(&formula, terminal, claim);
    badge_text(&badge, terminal, claim_verdict(claim));
    bar_text(out, terminal, claim, false);
    terminal_put(out, terminal, STYLE_STRONG, place.bytes);
    text_append(out, "  ");
    /* Bar and space, and two spaces on either side of the formula. */
    size_t taken =
        6 + utf8_columns(place.bytes, place.length) + utf8_columns(badge.bytes, badge.length);
    size_t room = width > taken + LINE_FORMULA_MIN ? width - taken : LINE_FORMULA_MIN;
    terminal_fit(out, terminal, formula.bytes, formula.length, room);
    text_append(out, "  ");
    terminal_badge(out, terminal, claim_verdict(claim));
    text_append_char(out, '\n');
    text_clear(&badge);
    text_clear(&formula);
    text_clear(&place);
}
