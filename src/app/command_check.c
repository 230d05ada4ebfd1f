/* command_check.c - explore check [lesson|file.md ...] */
#include <string.h>

#include "app/report_coverage.h"
#include "app/report_junit.h"
#include "export/json.h"

static bool is_shown(const App *app, const Lesson *lesson, const Claim *claim) {
    const Verdict *verdict = claim_verdict(claim);
    bool open = verdict->kind == VERDICT_UNDECIDED || verdict->kind == VERDICT_UNREADABLE;
    return app->options.verbose || lesson->is_note || verdict->disagreement ||
           !claim_as_expected(claim) || (app->options.strict && open);
}

/* In a note what there is nothing to decide about is told in a line. */
static bool is_brief(const App *app, const Lesson *lesson, const Claim *claim) {
    const Verdict *verdict = claim_verdict(claim);
    return lesson->is_note && !app->options.verbose && !verdict->disagreement &&
           (verdict->kind == VERDICT_DEFINITION || verdict->kind == VERDICT_NO_CLAIM);
}

/* What is wrong in a note, one line each, unbroken: editors jump to such lines. */
static bool show_diagnoses(App *app, const Lesson *lesson, const Claim *claim) {
    const char *lines[DIAGNOSES_MAX];
    size_t count = lesson->is_note ? claim_diagnose(app->arena, claim, lines) : 0;
    for (size_t i = 0; i < count; i++) {
        terminal_put(&app->out, &app->terminal, STYLE_STRONG, lines[i]);
        text_append_char(&app->out, '\n');
    }
    return count > 0;
}

static void show_claim(App *app, const Lesson *lesson, const Claim *claim) {
    bool as_expected = claim_as_expected(claim) && !claim_verdict(claim)->disagreement;
    bool in_full = app->options.verbose || (!lesson->is_note && !as_expected);
    ClaimShow show = {.formula = true,
                      .place = true,
                      .label = true,
                      .diagnosed = show_diagnoses(app, lesson, claim),
                      .evidence = in_full,
                      .twins = app->options.verbose};
    terminal_claim(&app->out, &app->terminal, terminal_prose_columns(&app->terminal), claim, &show);
    text_append_char(&app->out, '\n');
}

/* What stands first in it, under accents and in braces. */
static const Noad *first_of(const Noad *noad) {
    while (noad->count > 0 && (noad->kind == NOAD_ROW || noad->kind == NOAD_ACCENT)) {
        noad = noad->items[0];
    }
    return noad;
}

/* True when \alpha, \beta or x stands in it with the index t: \alpha_t, \bar{\alpha}_{t-1}, xₜ. */
static bool has_index_t(const Noad *noad) {
    static const char *const LETTERS[] = {"alpha", "beta", "x"};
    bool below = noad->kind == NOAD_SCRIPTS && noad->items[1] != NULL;
    const Noad *index = below ? first_of(noad->items[1]) : NULL;
    const Noad *letter = first_of(noad->kind == NOAD_SCRIPTS ? noad->items[0] : noad);
    for (size_t i = 0; i < sizeof LETTERS / sizeof LETTERS[0]; i++) {
        if (index != NULL && index->kind == NOAD_SYMBOL && strcmp(index->name, "t") == 0 &&
            letter->kind == NOAD_SYMBOL && strcmp(letter->name, LETTERS[i]) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < noad->count; i++) {
        if (noad->items[i] != NULL && has_index_t(noad->items[i])) {
            return true;
        }
    }
    return false;
}

/* A note in the letters of diffusion models, checked as if they were any letters. */
static bool needs_notation(const Lesson *lesson) {
    for (size_t i = 0; lesson->is_note && lesson->notation == NULL && i < lesson->claim_count;
         i++) {
        const Noad *noad = claim_noad(lesson->claims[i]);
        if (noad != NULL && has_index_t(noad)) {
            return true;
        }
    }
    return false;
}

/* The lesson's items stand together from *at on; *at is moved behind them. */
static Tally report_lesson(App *app, const Work *work, const Lesson *lesson, size_t *at) {
    Tally tally = {0};
    size_t inline_count = 0;
    bool in_lines = false; /* the line before is a claim in one line */
    for (; *at < work->item_count && work->items[*at].lesson == lesson; (*at)++) {
        const Claim *claim = work->items[*at].claim;
        tally_add(&tally, &work->items[*at]);
        inline_count += claim_def(claim)->inline_formula;
        if (is_brief(app, lesson, claim)) {
            terminal_claim_line(&app->out, &app->terminal, terminal_prose_columns(&app->terminal),
                                claim);
            in_lines = true;
        } else if (is_shown(app, lesson, claim)) {
            text_append(&app->out, in_lines ? "\n" : "");
            show_claim(app, lesson, claim);
            in_lines = false;
        }
    }
    text_append(&app->out, in_lines ? "\n" : "");
    if (lesson->is_note) {
        text_printf(&app->out, "%zu display and %zu inline formulas found\n",
                    lesson->claim_count - inline_count, inline_count);
    }
    tally_write(&app->out, app, &tally, lesson->source.name);
    if (needs_notation(lesson)) {
        terminal_paragraph(
            &app->out, &app->terminal, terminal_prose_columns(&app->terminal), STYLE_WARN,
            "no notation was given: letters are read as free numbers; try --notation ho");
    }
    return tally;
}

static Status report_json(App *app, const Work *work) {
    Tally tally = {0};
    JsonClaim *claims = arena_array(app->arena, work->item_count, sizeof *claims);
    for (size_t i = 0; i < work->item_count; i++) {
        const WorkItem *item = &work->items[i];
        claims[i] = (JsonClaim){item->claim, item->lesson->is_note, item->is_exercise};
        tally_add(&tally, &work->items[i]);
        const Verdict *verdict = claim_verdict(work->items[i].claim);
        if (verdict->disagreement) {
            complain(app, "INTERNAL ERROR: two methods contradict each other on claim %s: %s",
                     claim_def(work->items[i].claim)->id,
                     verdict->reason != NULL ? verdict->reason : "");
        }
    }
    if (!json_write_claims(&app->out, claims, work->item_count, work_options(app).seed)) {
        complain(app, "there is not enough memory for the JSON output");
        return STATUS_UNREADABLE;
    }
    return tally_status(&tally, app->options.strict);
}

static Status report_text(App *app, const Work *work) {
    Status status = STATUS_OK;
    size_t at = 0;
    for (size_t i = 0; i < work->lesson_count; i++) {
        Tally tally = report_lesson(app, work, work->lessons[i], &at);
        Status one = tally_status(&tally, app->options.strict);
        status = one != STATUS_OK ? one : status;
    }
    return status;
}

static bool has_note(const Work *work) {
    for (size_t i = 0; i < work->lesson_count; i++) {
        if (work->lessons[i]->is_note) {
            return true;
        }
    }
    return false;
}

Status command_check(App *app) {
    Status ready = work_data(app);
    ready = ready == STATUS_OK ? output_can_write(app, app->options.junit) : ready;
    if (ready != STATUS_OK) {
        return ready;
    }
    if (app->options.coverage != NULL) {
        return report_coverage(app);
    }
    Work work = work_new(app, app->arguments, app->argument_count);
    if (work.status == STATUS_USAGE || (work.lesson_count == 0 && work.status != STATUS_OK)) {
        return work.status;
    }
    CheckOptions options = work_options(app);
    options.slips = app->options.verbose || has_note(&work);
    work_decide(app, &work, &options);
    Status status = app->options.junit != NULL ? report_junit(app, &work) : STATUS_OK;
    if (status != STATUS_OK) {
        return status;
    }
    status = app->options.json ? report_json(app, &work) : report_text(app, &work);
    return work.status != STATUS_OK ? work.status : status;
}
