/* command_errata.c - explore errata: every printed formula that fails, by document. */
#include <inttypes.h>
#include <string.h>

#include "app/work.h"
#include "export/json.h"

/* ---- as text ---- */

/* What a reading that holds was given: the author's lines, in TeX as the lesson has them. */
static void show_reading(App *app, const Claim *holds) {
    const ClaimDef *def = claim_def(holds);
    const char *verdict = verdict_name(claim_verdict(holds)->kind);
    const char *words = arena_printf(app->arena, "%s as [%s]", verdict, def->id);
    if (def->schedule != NULL) {
        words = arena_printf(app->arena, "%s; schedule=%s", words, def->schedule);
        if (def->steps > 0) {
            words = arena_printf(app->arena, "%s steps=%ld", words, def->steps);
        }
    }
    for (size_t i = 0; i < def->line_count; i++) {
        const ClaimLine *line = &def->lines[i];
        if (strcmp(line->key, "given") == 0 || strcmp(line->key, "assume") == 0 ||
            strcmp(line->key, "stands-for") == 0) {
            words = arena_printf(app->arena, "%s; %s: %.*s", words, line->key,
                                 (int)(line->tex.end - line->tex.start),
                                 def->source->bytes + line->tex.start);
        }
    }
    Wrap wrap;
    wrap_begin(&wrap, &app->out, &app->terminal, terminal_prose_columns(&app->terminal), "  ",
               "    ");
    wrap_text(&wrap, STYLE_PLAIN, words);
    wrap_end(&wrap);
}

static void show_erratum(App *app, const Erratum *erratum) {
    const Claim *claim = erratum->quotation.claim;
    const ClaimDef *def = claim_def(claim);
    Wrap wrap;
    wrap_begin(&wrap, &app->out, &app->terminal, terminal_prose_columns(&app->terminal), "", "  ");
    wrap_text(&wrap, STYLE_STRONG, def->doc != NULL ? def->doc : def->id);
    if (erratum->place != NULL) {
        wrap_text(&wrap, STYLE_PLAIN, ", ");
        wrap_text(&wrap, STYLE_PLAIN, erratum->place);
    }
    const char *at = arena_printf(app->arena, " (%s:%zu)", def->source->name,
                                  source_position(def->source, def->tex.start).line);
    wrap_text(&wrap, STYLE_DIM, at);
    wrap_end(&wrap);
    const ClaimShow show = {.formula = true, .evidence = app->options.verbose};
    terminal_claim(&app->out, &app->terminal, terminal_prose_columns(&app->terminal), claim, &show);
    if (erratum->holds_as != NULL) {
        show_reading(app, erratum->holds_as->claim);
    } else if (claim_verdict(claim)->correction == NULL && !erratum->quotation.lesson->is_note) {
        terminal_indent(&app->out, "no corrected form is stated\n", "  ");
    }
    text_append_char(&app->out, '\n');
}

/* Those that fail in every reading, or those that hold in another. */
static void show_list(App *app, const ErrataDocument *document, bool holding) {
    for (size_t i = 0; i < document->count; i++) {
        if ((document->list[i].holds_as != NULL) == holding) {
            show_erratum(app, &document->list[i]);
        }
    }
}

static void show_heading(App *app, const char *words) {
    terminal_paragraph(&app->out, &app->terminal, terminal_prose_columns(&app->terminal),
                       STYLE_HEADING, words);
    text_append_char(&app->out, '\n');
}

static void show_document(App *app, const ErrataDocument *document) {
    if (document->counts.fail > 0) {
        show_heading(app, document->name);
        show_list(app, document, false);
    }
    if (document->counts.one_reading > 0) {
        show_heading(app,
                     arena_printf(app->arena, "%s: what holds in another reading", document->name));
        show_list(app, document, true);
    }
}

static void show_counts(App *app, const char *name, const ErrataCounts *counts, Style style) {
    const char *words = arena_printf(app->arena, "%zu formula%s, %zu %s, %zu corrected",
                                     counts->printed, counts->printed == 1 ? "" : "s", counts->fail,
                                     counts->fail == 1 ? "fails" : "fail", counts->corrected);
    if (counts->one_reading > 0) {
        words = arena_printf(app->arena, "%s; %zu more %s in one reading and %s in another", words,
                             counts->one_reading, counts->one_reading == 1 ? "fails" : "fail",
                             counts->one_reading == 1 ? "holds" : "hold");
    }
    Wrap wrap;
    wrap_begin(&wrap, &app->out, &app->terminal, terminal_prose_columns(&app->terminal), "", "  ");
    wrap_text(&wrap, STYLE_PLAIN, name);
    wrap_text(&wrap, STYLE_PLAIN, ": ");
    wrap_text(&wrap, style, words);
    wrap_end(&wrap);
}

static void report_text(App *app, const Errata *errata, const Tally *tally) {
    for (size_t i = 0; i < errata->count; i++) {
        show_document(app, &errata->documents[i]);
    }
    for (size_t i = 0; i < errata->count; i++) {
        const ErrataDocument *document = &errata->documents[i];
        show_counts(app, document->name, &document->counts, STYLE_PLAIN);
    }
    bool bad = tally_status(tally, app->options.strict) != STATUS_OK;
    show_counts(app, "In all", &errata->total, bad ? STYLE_BAD : STYLE_STRONG);
    if (tally->unexpected > 0 && tally->expectations > 0) {
        text_printf(&app->out, "%zu NOT as expected: `explore check` shows them\n",
                    tally->unexpected);
    }
    text_printf(&app->out, "seed %" PRIu64 "\n", work_options(app).seed);
}

static bool is_wanted(const WorkItem *item) {
    return !item->is_exercise && errata_is_quoted(&(Quotation){item->claim, item->lesson});
}

Status command_errata(App *app) {
    Work work = work_new(app, app->arguments, app->argument_count);
    if (work.status == STATUS_USAGE || (work.lesson_count == 0 && work.status != STATUS_OK)) {
        return work.status;
    }
    work_keep(&work, is_wanted);
    CheckOptions options = work_options(app);
    options.twins = false; /* they are wrong versions of what holds */
    options.slips = true;
    work_decide(app, &work, &options);
    Tally tally = {0};
    for (size_t i = 0; i < work.item_count; i++) {
        tally_add(&tally, &work.items[i]);
    }
    const Errata errata = work_errata(app, &work);
    Status status = tally_status(&tally, app->options.strict);
    if (!app->options.json) {
        report_text(app, &errata, &tally);
    } else if (!json_write_errata(&app->out, &errata, options.seed)) {
        complain(app, "there is not enough memory for the JSON output");
        return STATUS_UNREADABLE;
    }
    return work.status != STATUS_OK ? work.status : status;
}
