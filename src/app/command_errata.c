/* command_errata.c - explore errata: every printed formula that fails, by document.
 *
 * A lesson may quote one formula in two readings, as it stands and with an assumption. What fails
 * in one and holds in another is no misprint: it is listed apart, with the reading that holds. */
#include <inttypes.h>
#include <string.h>

#include "app/work.h"
#include "export/json.h"

/* A failing formula, or with `fails` false one that was only counted. */
typedef struct Erratum {
    const WorkItem *item;
    const char *document;
    const char *place; /* where in the document, or NULL */
    bool fails;
    const struct Erratum *holds; /* another reading of the same formula, which holds; or NULL */
} Erratum;

typedef struct {
    const char *name;
    JsonErrataCounts counts;
} Document;

typedef struct {
    size_t count;
    Erratum *list;
    size_t document_count;
    Document *documents; /* in the order in which they are first quoted */
} Errata;

static size_t text_width(const App *app) {
    return app->terminal.columns < TERMINAL_PROSE_MAX ? app->terminal.columns : TERMINAL_PROSE_MAX;
}

/* Of a lesson what it quotes; of a note everything. */
static bool is_quoted(const WorkItem *item) {
    return !item->is_exercise && (item->lesson->is_note || claim_def(item->claim)->printed);
}

/* A claim's citation begins with the full name of one of the lesson's sources (the loader has put
 * it for the key): that is the document, and what follows it the place. */
static void find_document(Erratum *erratum) {
    const Lesson *lesson = erratum->item->lesson;
    const char *citation = claim_def(erratum->item->claim)->citation;
    if (citation == NULL || citation[0] == '\0') {
        erratum->document = lesson->source.name;
        return;
    }
    erratum->document = citation;
    size_t longest = 0;
    for (size_t i = 0; i < lesson->citation_count; i++) {
        const char *name = lesson->citations[i].citation;
        size_t length = strlen(name);
        if (length <= longest || strncmp(name, citation, length) != 0) {
            continue;
        }
        const char *rest = citation + length;
        if (rest[0] == '\0' || rest[0] == ',') {
            rest += strspn(rest, ", ");
            longest = length;
            erratum->document = name;
            erratum->place = rest[0] != '\0' ? rest : NULL;
        }
    }
}

static bool is_corrected(const Erratum *erratum) {
    const Correction *correction = claim_verdict(erratum->item->claim)->correction;
    return correction != NULL &&
           (correction->kind == VERDICT_HOLDS || correction->kind == VERDICT_APPROXIMATE);
}

static Document *document_of(Errata *errata, const char *name) {
    size_t i = 0;
    while (i < errata->document_count && strcmp(errata->documents[i].name, name) != 0) {
        i++;
    }
    if (i == errata->document_count) {
        errata->documents[errata->document_count++] = (Document){.name = name};
    }
    return &errata->documents[i];
}

/* Do both quote one formula? Only what has a number in a catalogue can be quoted twice. */
static bool same_formula(const Erratum *a, const Erratum *b) {
    const char *one = claim_def(a->item->claim)->doc, *other = claim_def(b->item->claim)->doc;
    return one != NULL && other != NULL && strcmp(one, other) == 0 &&
           strcmp(a->document, b->document) == 0;
}

/* The first reading that holds, of those that fail. */
static void find_readings(Errata *errata) {
    for (size_t i = 0; i < errata->count; i++) {
        Erratum *erratum = &errata->list[i];
        for (size_t k = 0; k < errata->count && erratum->fails && erratum->holds == NULL; k++) {
            const VerdictKind kind = claim_verdict(errata->list[k].item->claim)->kind;
            bool holds = kind == VERDICT_HOLDS || kind == VERDICT_APPROXIMATE;
            if (holds && same_formula(erratum, &errata->list[k])) {
                erratum->holds = &errata->list[k];
            }
        }
    }
}

/* Is it the first of its formula's readings, or of those of them that fail? */
static bool is_first(const Errata *errata, const Erratum *erratum, bool of_failing) {
    for (const Erratum *earlier = errata->list; earlier < erratum; earlier++) {
        if (same_formula(earlier, erratum) && (earlier->fails || !of_failing)) {
            return false;
        }
    }
    return true;
}

static Errata gather(const App *app, const Work *work) {
    Errata errata = {0};
    errata.list = arena_array(app->arena, work->item_count + 1, sizeof *errata.list);
    errata.documents = arena_array(app->arena, work->item_count + 1, sizeof *errata.documents);
    for (size_t i = 0; i < work->item_count; i++) {
        Erratum *erratum = &errata.list[errata.count++];
        *erratum = (Erratum){.item = &work->items[i]};
        find_document(erratum);
        erratum->fails = claim_verdict(erratum->item->claim)->kind == VERDICT_FAILS;
    }
    find_readings(&errata);
    for (size_t i = 0; i < errata.count; i++) {
        const Erratum *erratum = &errata.list[i];
        JsonErrataCounts *counts = &document_of(&errata, erratum->document)->counts;
        counts->printed += is_first(&errata, erratum, false);
        if (erratum->fails && is_first(&errata, erratum, true)) {
            counts->one_reading += erratum->holds != NULL;
            counts->fail += erratum->holds == NULL;
            counts->corrected += erratum->holds == NULL && is_corrected(erratum);
        }
    }
    return errata;
}

/* ---- as text ---- */

/* What a reading that holds was given: the author's lines, in TeX as the lesson has them. */
static void show_reading(App *app, const Erratum *holds) {
    const ClaimDef *def = claim_def(holds->item->claim);
    const char *verdict = verdict_name(claim_verdict(holds->item->claim)->kind);
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
    wrap_begin(&wrap, &app->out, &app->terminal, text_width(app), "  ", "    ");
    wrap_text(&wrap, STYLE_PLAIN, words);
    wrap_end(&wrap);
}

static void show_erratum(App *app, const Erratum *erratum) {
    const ClaimDef *def = claim_def(erratum->item->claim);
    Wrap wrap;
    wrap_begin(&wrap, &app->out, &app->terminal, text_width(app), "", "  ");
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
    terminal_claim(&app->out, &app->terminal, text_width(app), erratum->item->claim, &show);
    if (erratum->holds != NULL) {
        show_reading(app, erratum->holds);
    } else if (claim_verdict(erratum->item->claim)->correction == NULL &&
               !erratum->item->lesson->is_note) {
        terminal_indent(&app->out, "no corrected form is stated\n", "  ");
    }
    text_append_char(&app->out, '\n');
}

/* Those that fail in every reading, or those that hold in another. */
static void show_list(App *app, const Errata *errata, const Document *document, bool holding) {
    for (size_t i = 0; i < errata->count; i++) {
        const Erratum *erratum = &errata->list[i];
        if (erratum->fails && (erratum->holds != NULL) == holding &&
            strcmp(erratum->document, document->name) == 0) {
            show_erratum(app, erratum);
        }
    }
}

static void show_heading(App *app, const char *words) {
    terminal_paragraph(&app->out, &app->terminal, text_width(app), STYLE_HEADING, words);
    text_append_char(&app->out, '\n');
}

static void show_document(App *app, const Errata *errata, const Document *document) {
    if (document->counts.fail > 0) {
        show_heading(app, document->name);
        show_list(app, errata, document, false);
    }
    if (document->counts.one_reading > 0) {
        show_heading(app,
                     arena_printf(app->arena, "%s: what holds in another reading", document->name));
        show_list(app, errata, document, true);
    }
}

static void show_counts(App *app, const char *name, const JsonErrataCounts *counts, Style style) {
    const char *words = arena_printf(app->arena, "%zu formula%s, %zu %s, %zu corrected",
                                     counts->printed, counts->printed == 1 ? "" : "s", counts->fail,
                                     counts->fail == 1 ? "fails" : "fail", counts->corrected);
    if (counts->one_reading > 0) {
        words = arena_printf(app->arena, "%s; %zu more %s in one reading and %s in another", words,
                             counts->one_reading, counts->one_reading == 1 ? "fails" : "fail",
                             counts->one_reading == 1 ? "holds" : "hold");
    }
    Wrap wrap;
    wrap_begin(&wrap, &app->out, &app->terminal, text_width(app), "", "  ");
    wrap_text(&wrap, STYLE_PLAIN, name);
    wrap_text(&wrap, STYLE_PLAIN, ": ");
    wrap_text(&wrap, style, words);
    wrap_end(&wrap);
}

static void report_text(App *app, const Errata *errata, const Tally *tally) {
    JsonErrataCounts total = {0};
    for (size_t i = 0; i < errata->document_count; i++) {
        show_document(app, errata, &errata->documents[i]);
    }
    for (size_t i = 0; i < errata->document_count; i++) {
        const JsonErrataCounts *counts = &errata->documents[i].counts;
        show_counts(app, errata->documents[i].name, counts, STYLE_PLAIN);
        total.printed += counts->printed;
        total.fail += counts->fail;
        total.corrected += counts->corrected;
        total.one_reading += counts->one_reading;
    }
    bool bad = tally_status(tally, app->options.strict) != STATUS_OK;
    show_counts(app, "In all", &total, bad ? STYLE_BAD : STYLE_STRONG);
    if (tally->unexpected > 0 && tally->expectations > 0) {
        text_printf(&app->out, "%zu NOT as expected: `explore check` shows them\n",
                    tally->unexpected);
    }
    text_printf(&app->out, "seed %" PRIu64 "\n", work_options(app).seed);
}

/* ---- as JSON ---- */

static Status report_json(App *app, const Errata *errata) {
    JsonDocument *documents =
        arena_array(app->arena, errata->document_count + 1, sizeof *documents);
    JsonErratum *list = arena_array(app->arena, errata->count + 1, sizeof *list);
    size_t used = 0;
    for (size_t d = 0; d < errata->document_count; d++) {
        size_t first = used;
        for (size_t i = 0; i < errata->count; i++) {
            const Erratum *erratum = &errata->list[i];
            if (erratum->fails && strcmp(erratum->document, errata->documents[d].name) == 0) {
                list[used++] = (JsonErratum){
                    .claim = {erratum->item->claim, erratum->item->lesson->is_note},
                    .place = erratum->place,
                    .holds_as = erratum->holds ? claim_def(erratum->holds->item->claim)->id : NULL};
            }
        }
        documents[d] = (JsonDocument){errata->documents[d].name, errata->documents[d].counts,
                                      used - first, list + first};
    }
    if (!json_write_errata(&app->out, documents, errata->document_count, work_options(app).seed)) {
        complain(app, "there is not enough memory for the JSON output");
        return STATUS_UNREADABLE;
    }
    return STATUS_OK;
}

Status command_errata(App *app) {
    Work work = work_new(app, app->arguments, app->argument_count);
    if (work.status == STATUS_USAGE || (work.lesson_count == 0 && work.status != STATUS_OK)) {
        return work.status;
    }
    work_keep(&work, is_quoted);
    CheckOptions options = work_options(app);
    options.twins = false; /* they are wrong versions of what holds */
    options.slips = true;
    work_decide(app, &work, &options);
    Tally tally = {0};
    for (size_t i = 0; i < work.item_count; i++) {
        tally_add(&tally, &work.items[i]);
    }
    Errata errata = gather(app, &work);
    Status status = tally_status(&tally, app->options.strict);
    if (!app->options.json) {
        report_text(app, &errata, &tally);
    } else if (report_json(app, &errata) != STATUS_OK) {
        return STATUS_UNREADABLE;
    }
    return work.status != STATUS_OK ? work.status : status;
}
