/* report_junit.c - see report_junit.h. */
#include "app/report_junit.h"

#include <string.h>

#include "ui/terminal_screen.h"

/* Wide enough for any counterexample on one line. */
#define ONE_LINE_COLUMNS 10000

/* A file is read by other programs: no styles, and a width that does not depend on the terminal. */
static Terminal plain_terminal(size_t columns) {
    return (Terminal){.unicode = true, .columns = columns, .rows = TERMINAL_ROWS_MIN};
}

static const char *one_line(Arena *arena, const Counterexample *found) {
    Terminal plain = plain_terminal(ONE_LINE_COLUMNS);
    Text text;
    text_init(&text);
    terminal_counterexample(&text, &plain, plain.columns, found);
    size_t length = text.length;
    while (length > 0 && text.bytes[length - 1] == '\n') {
        length--;
    }
    const char *copy = arena_copy(arena, text.bytes, length);
    text_clear(&text);
    return copy;
}

static const char *claim_in_full(Arena *arena, const Claim *claim) {
    const ClaimShow show = {
        .formula = true, .label = true, .place = true, .evidence = true, .twins = false};
    Terminal plain = plain_terminal(TERMINAL_PROSE_MAX);
    Text text;
    text_init(&text);
    text_append_char(&text, '\n');
    terminal_claim(&text, &plain, plain.columns, claim, &show);
    const char *copy = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return copy;
}

/* Why an undecided or unexpected verdict came about. */
static const char *cause(Arena *arena, const Verdict *verdict) {
    if (verdict->counterexample != NULL) {
        return one_line(arena, verdict->counterexample);
    }
    if (verdict->kind == VERDICT_UNREADABLE && verdict->diag.message != NULL) {
        return verdict->diag.message;
    }
    return verdict->reason;
}

static const char *message_of(Arena *arena, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    const Verdict *verdict = claim_verdict(claim);
    if (verdict->disagreement) {
        return arena_printf(arena, "two methods contradict each other: %s",
                            verdict->reason != NULL ? verdict->reason : "");
    }
    bool other = def->expect != VERDICT_COUNT && def->expect != verdict->kind;
    if (!other && def->expect == verdict->kind) {
        return verdict->correction != NULL && verdict->correction->kind != VERDICT_HOLDS
                   ? "the corrected form was not found to hold"
                   : "a wrong version of it was not refuted";
    }
    const char *why = cause(arena, verdict);
    return arena_printf(arena, "%s%s%s%s%s", verdict_name(verdict->kind),
                        other ? ", expected " : "", other ? verdict_name(def->expect) : "",
                        why != NULL ? ": " : "", why != NULL ? why : "");
}

static JunitResult result_of(const App *app, const Claim *claim) {
    const Verdict *verdict = claim_verdict(claim);
    bool open = verdict->kind == VERDICT_UNDECIDED || verdict->kind == VERDICT_UNREADABLE;
    if (verdict->disagreement) {
        return JUNIT_ERROR;
    }
    if (!claim_as_expected(claim)) {
        return JUNIT_FAILED;
    }
    if (open && claim_def(claim)->expect != verdict->kind) {
        return app->options.strict ? JUNIT_FAILED : JUNIT_SKIPPED;
    }
    return JUNIT_PASSED;
}

static JunitCase case_of(const App *app, const WorkItem *item) {
    const ClaimDef *def = claim_def(item->claim);
    JunitCase one = {
        .name = def->id,
        .class_name = item->lesson->is_note ? item->lesson->source.name : item->lesson->slug,
        .file = item->lesson->source.name,
        .line = source_position(def->source, def->tex.start).line,
        .milliseconds = claim_verdict(item->claim)->milliseconds,
        .result = result_of(app, item->claim),
    };
    if (one.result != JUNIT_PASSED) {
        one.message = message_of(app->arena, item->claim);
        one.details = claim_in_full(app->arena, item->claim);
    }
    return one;
}

Status report_junit_suites(App *app, const char *name, const JunitSuite *suites, size_t count) {
    Text text;
    text_init(&text);
    junit_write(&text, name, suites, count);
    Status status = output_write(app, app->options.junit, &text);
    text_clear(&text);
    return status;
}

Status report_junit(App *app, const Work *work) {
    JunitSuite *suites = arena_array(app->arena, work->lesson_count + 1, sizeof *suites);
    JunitCase *cases = arena_array(app->arena, work->item_count + 1, sizeof *cases);
    size_t at = 0;
    for (size_t i = 0; i < work->lesson_count; i++) {
        size_t first = at;
        for (; at < work->item_count && work->items[at].lesson == work->lessons[i]; at++) {
            cases[at] = case_of(app, &work->items[at]);
        }
        suites[i] = (JunitSuite){work->lessons[i]->source.name, at - first, cases + first};
    }
    return report_junit_suites(app, "explore check", suites, work->lesson_count);
}
