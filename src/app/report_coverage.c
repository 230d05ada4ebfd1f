/* report_coverage.c - see report_coverage.h. */
#include "app/report_coverage.h"

#include <inttypes.h>
#include <string.h>

#include "app/work.h"
#include "base/file.h"
#include "export/json.h"

/* The table fits a terminal of 80 columns: the kind takes what the numbers leave. */
#define KIND_COLUMNS 14

/* ---- the table ---- */

static const struct {
    const char *title;
    int width;
    Grade grade; /* of the entries that hold; GRADE_NONE: not a grade's column */
    CoverageState state;
} COLUMNS[] = {
    {"p", 4, GRADE_PROVED, COVERAGE_HOLDS},        {"b", 4, GRADE_BALL, COVERAGE_HOLDS},
    {"g", 4, GRADE_GAUSSIAN, COVERAGE_HOLDS},      {"q", 4, GRADE_QUADRATURE, COVERAGE_HOLDS},
    {"s", 3, GRADE_SAMPLED, COVERAGE_HOLDS},       {"dep", 4, GRADE_NONE, COVERAGE_DEPENDS},
    {"appr", 5, GRADE_NONE, COVERAGE_APPROXIMATE}, {"fails", 6, GRADE_NONE, COVERAGE_FAILS},
    {"def", 4, GRADE_NONE, COVERAGE_DEFINITION},   {"none", 5, GRADE_NONE, COVERAGE_NO_CLAIM},
    {"undec", 6, GRADE_NONE, COVERAGE_UNDECIDED},  {"unread", 7, GRADE_NONE, COVERAGE_UNREADABLE},
    {"miss", 5, GRADE_NONE, COVERAGE_MISSING},
};
#define COLUMN_COUNT (sizeof COLUMNS / sizeof COLUMNS[0])

static void put_head(App *app) {
    Text line;
    text_init(&line);
    text_printf(&line, "%-*s%5s", KIND_COLUMNS, "kind", "all");
    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        text_printf(&line, "%*s", COLUMNS[c].width, COLUMNS[c].title);
    }
    terminal_put(&app->out, &app->terminal, STYLE_DIM, line.bytes);
    text_append_char(&app->out, '\n');
    text_clear(&line);
}

/* A kind in parentheses needs no claim; 0 is a dot. */
static void put_row(App *app, const CoverageRow *row, const char *name, Style style) {
    Text line;
    text_init(&line);
    const char *kind = row->required ? name : arena_printf(app->arena, "(%s)", name);
    text_append(&line, kind);
    size_t used = utf8_columns(kind, strlen(kind));
    text_repeat(&line, " ", used < KIND_COLUMNS ? KIND_COLUMNS - used : 1);
    text_printf(&line, "%5zu", row->entries);
    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        Grade grade = COLUMNS[c].grade;
        size_t count = grade != GRADE_NONE ? row->grades[grade] : row->states[COLUMNS[c].state];
        if (count == 0) {
            text_printf(&line, "%*s", COLUMNS[c].width, ".");
        } else {
            text_printf(&line, "%*zu", COLUMNS[c].width, count);
        }
    }
    terminal_put(&app->out, &app->terminal, style, line.bytes);
    text_append_char(&app->out, '\n');
    text_clear(&line);
}

static void put_table(App *app, const Coverage *coverage) {
    terminal_paragraph(&app->out, &app->terminal, terminal_prose_columns(&app->terminal), STYLE_DIM,
                       "Holds, by grade: p proved, b ball, g gaussian, q quadrature, s sampled. "
                       "dep: holds in one reading and fails in another. none: nothing to decide. "
                       "Kinds in parentheses need no claim.");
    const char *document = NULL;
    for (size_t i = 0; i < coverage->row_count; i++) {
        const CoverageRow *row = &coverage->rows[i];
        if (document == NULL || strcmp(document, row->document) != 0) {
            document = row->document;
            text_append_char(&app->out, '\n');
            terminal_paragraph(&app->out, &app->terminal, terminal_prose_columns(&app->terminal),
                               STYLE_HEADING, document);
            put_head(app);
        }
        put_row(app, row, row->kind, STYLE_PLAIN);
    }
    text_append_char(&app->out, '\n');
    terminal_paragraph(&app->out, &app->terminal, terminal_prose_columns(&app->terminal),
                       STYLE_HEADING, "In all");
    put_head(app);
    put_row(app, &coverage->required, "required", STYLE_STRONG);
    put_row(app, &coverage->others, "the others", STYLE_PLAIN);
}

/* ---- the lists ---- */

static void wrap_place(Wrap *wrap, const App *app, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    wrap_text(wrap, STYLE_DIM,
              arena_printf(app->arena, "%s:%zu", def->source->name,
                           source_position(def->source, def->tex.start).line));
}

/* The engine's reason; where a formula cannot be read, and why. */
static void wrap_reason(Wrap *wrap, const App *app, const Verdict *verdict) {
    const char *reason = verdict->reason;
    if (verdict->kind == VERDICT_UNREADABLE) {
        reason = arena_printf(app->arena, "column %zu: %s", verdict->diag.at.column,
                              verdict->diag.message);
    } else if (verdict->kind == VERDICT_UNDECIDED && reason == NULL && verdict->method_count > 0) {
        reason = verdict->methods[verdict->method_count - 1].reason;
    }
    if (reason != NULL) {
        wrap_text(wrap, STYLE_PLAIN, ": ");
        wrap_text(wrap, STYLE_PLAIN, reason);
    }
}

/* "id, kind (lesson.md:12): why, because ..." */
static void put_claim(App *app, const CatalogueEntry *entry, const Claim *claim, bool verdict) {
    Wrap wrap;
    wrap_begin(&wrap, &app->out, &app->terminal, terminal_prose_columns(&app->terminal), "  ",
               "      ");
    wrap_text(&wrap, STYLE_STRONG, entry != NULL ? entry->id : claim_def(claim)->doc);
    if (entry != NULL) {
        wrap_text(&wrap, STYLE_PLAIN, ", ");
        wrap_text(&wrap, STYLE_PLAIN, entry->kind);
    }
    wrap_text(&wrap, STYLE_PLAIN, " ");
    wrap_place(&wrap, app, claim);
    const Verdict *found = claim_verdict(claim);
    if (verdict) {
        wrap_text(&wrap, STYLE_PLAIN, " ");
        wrap_text(&wrap, STYLE_PLAIN, verdict_name(found->kind));
        if (found->grade != GRADE_NONE) {
            wrap_text(&wrap, STYLE_PLAIN, " ");
            wrap_text(&wrap, STYLE_PLAIN, terminal_sign(&app->terminal, SIGN_DOT));
            wrap_text(&wrap, STYLE_PLAIN, " ");
            wrap_text(&wrap, STYLE_PLAIN, grade_name(found->grade));
        }
    }
    wrap_reason(&wrap, app, found);
    if (claim_def(claim)->because != NULL) {
        wrap_text(&wrap, STYLE_PLAIN, "; because ");
        wrap_remark(&wrap, STYLE_EMPHASIS, claim_def(claim)->because);
    }
    wrap_end(&wrap);
}

static void put_list_head(App *app, const char *title, size_t count, size_t others) {
    const char *also =
        others > 0 ? arena_printf(app->arena, " (and %zu that need no claim)", others) : "";
    text_append_char(&app->out, '\n');
    terminal_paragraph(&app->out, &app->terminal, terminal_prose_columns(&app->terminal),
                       STYLE_HEADING, arena_printf(app->arena, "%s: %zu%s", title, count, also));
}

/* What is required is listed; with --verbose the rest too. */
static bool is_listed(const App *app, const CoverageItem *item, CoverageState state) {
    return item->state == state && (item->required || app->options.verbose);
}

static void list_missing(App *app, const Coverage *coverage) {
    put_list_head(app, "Missing", coverage->required.states[COVERAGE_MISSING],
                  coverage->others.states[COVERAGE_MISSING]);
    for (size_t i = 0; i < coverage->item_count; i++) {
        const CoverageItem *item = &coverage->items[i];
        if (is_listed(app, item, COVERAGE_MISSING)) {
            Wrap wrap;
            wrap_begin(&wrap, &app->out, &app->terminal, terminal_prose_columns(&app->terminal),
                       "  ", "      ");
            wrap_text(&wrap, STYLE_STRONG, item->entry->id);
            wrap_text(&wrap, STYLE_PLAIN, arena_printf(app->arena, ", %s ", item->entry->kind));
            wrap_text(&wrap, STYLE_DIM,
                      arena_printf(app->arena, "%s:%zu", item->entry->document, item->entry->line));
            wrap_end(&wrap);
        }
    }
}

static void list_state(App *app, const Coverage *coverage, CoverageState state, const char *title) {
    size_t others = coverage->others.states[state];
    if (coverage->required.states[state] + others == 0) {
        return;
    }
    put_list_head(app, title, coverage->required.states[state], others);
    for (size_t i = 0; i < coverage->item_count; i++) {
        const CoverageItem *item = &coverage->items[i];
        for (size_t k = 0; k < item->claim_count && is_listed(app, item, state); k++) {
            bool depends = state == COVERAGE_DEPENDS;
            VerdictKind kind = claim_verdict(item->claims[k])->kind;
            if (depends || coverage_state_of(kind) == state) {
                put_claim(app, item->entry, item->claims[k], depends);
            }
        }
    }
}

/* Entries that count otherwise than each of their claims alone would. */
static void list_readings(App *app, const Coverage *coverage) {
    size_t count = 0;
    for (size_t i = 0; i < coverage->item_count; i++) {
        const CoverageItem *item = &coverage->items[i];
        count += item->claim_count > 1 && item->state != COVERAGE_DEPENDS;
    }
    if (count == 0) {
        return;
    }
    put_list_head(app, "Claimed more than once", count, 0);
    for (size_t i = 0; i < coverage->item_count; i++) {
        const CoverageItem *item = &coverage->items[i];
        bool listed = item->claim_count > 1 && item->state != COVERAGE_DEPENDS;
        for (size_t k = 0; listed && k < item->claim_count; k++) {
            put_claim(app, item->entry, item->claims[k], true);
        }
    }
}

static void list_claims(App *app, const char *title, const Claim *const *claims, size_t count) {
    if (count == 0) {
        return;
    }
    put_list_head(app, title, count, 0);
    for (size_t i = 0; i < count; i++) {
        Wrap wrap;
        wrap_begin(&wrap, &app->out, &app->terminal, terminal_prose_columns(&app->terminal), "  ",
                   "      ");
        wrap_text(&wrap, STYLE_STRONG, claim_def(claims[i])->doc);
        wrap_text(&wrap, STYLE_PLAIN, " ");
        wrap_place(&wrap, app, claims[i]);
        wrap_end(&wrap);
    }
}

static void put_sum(App *app, const Coverage *coverage, const Tally *tally) {
    const CoverageRow *required = &coverage->required;
    bool good = coverage_is_complete(coverage) && tally_status(tally, false) == STATUS_OK;
    text_append_char(&app->out, '\n');
    terminal_paragraph(
        &app->out, &app->terminal, terminal_prose_columns(&app->terminal),
        good ? STYLE_STRONG : STYLE_BAD,
        arena_printf(app->arena,
                     "%zu of %zu required entries have a claim; %zu undecided (%.1f %%, at most "
                     "2 %% are allowed); seed %" PRIu64,
                     required->entries - required->states[COVERAGE_MISSING], required->entries,
                     required->states[COVERAGE_UNDECIDED],
                     required->entries > 0 ? 100.0 * (double)required->states[COVERAGE_UNDECIDED] /
                                                 (double)required->entries
                                           : 0.0,
                     work_options(app).seed));
    if (tally->unexpected > 0) {
        text_printf(&app->out, "%zu claim%s NOT as expected: `explore check` shows them\n",
                    tally->unexpected, tally->unexpected == 1 ? "" : "s");
    }
}

static void report_text(App *app, const Coverage *coverage, const Tally *tally) {
    put_table(app, coverage);
    list_missing(app, coverage);
    list_state(app, coverage, COVERAGE_FAILS, "Fails");
    list_state(app, coverage, COVERAGE_DEPENDS, "Holds in one reading and fails in another");
    list_state(app, coverage, COVERAGE_APPROXIMATE, "Approximate");
    list_state(app, coverage, COVERAGE_UNDECIDED, "Undecided");
    list_state(app, coverage, COVERAGE_UNREADABLE, "Unreadable");
    list_state(app, coverage, COVERAGE_NO_CLAIM, "Nothing to decide");
    list_readings(app, coverage);
    list_claims(app, "Not as printed", coverage->unlike, coverage->unlike_count);
    list_claims(app, "Not in the catalogue", coverage->strays, coverage->stray_count);
    put_sum(app, coverage, tally);
}

/* ---- the command ---- */

static bool is_catalogued(const WorkItem *item) {
    const ClaimDef *def = claim_def(item->claim);
    return !item->is_exercise && def->printed && def->doc != NULL;
}

static Status read_catalogue(const App *app, Catalogue *catalogue) {
    const char *path = app->options.coverage, *bytes = NULL, *why = NULL;
    Source source = {.name = path};
    if (!file_read(app->arena, path, &bytes, &source.length, &why)) {
        complain(app, "%s %s", path, why);
        return STATUS_UNREADABLE;
    }
    source.bytes = bytes;
    Diag diag = {0};
    if (!catalogue_parse(app->arena, &source, catalogue, &diag)) {
        complain_diag(app, &diag);
        return STATUS_UNREADABLE;
    }
    return STATUS_OK;
}

Status report_coverage(App *app) {
    Catalogue catalogue;
    if (app->options.junit != NULL) {
        complain(app, "--coverage has no JUnit form; leave out --junit, or use --json");
        return STATUS_USAGE;
    }
    Status status = read_catalogue(app, &catalogue);
    if (status != STATUS_OK) {
        return status;
    }
    Work work = work_new(app, app->arguments, app->argument_count);
    if (work.status == STATUS_USAGE || (work.lesson_count == 0 && work.status != STATUS_OK)) {
        return work.status;
    }
    work_keep(&work, is_catalogued);
    CheckOptions options = work_options(app);
    options.twins = false; /* what is printed has none */
    work_decide(app, &work, &options);
    Tally tally = {0};
    const Claim **claims = arena_array(app->arena, work.item_count + 1, sizeof *claims);
    for (size_t i = 0; i < work.item_count; i++) {
        claims[i] = work.items[i].claim;
        tally_add(&tally, &work.items[i]);
    }
    Coverage coverage = coverage_of(app->arena, &catalogue, claims, work.item_count);
    if (!app->options.json) {
        report_text(app, &coverage, &tally);
    } else if (!json_write_coverage(&app->out, &coverage, app->options.coverage, options.seed)) {
        complain(app, "there is not enough memory for the JSON output");
        return STATUS_UNREADABLE;
    }
    status = tally_status(&tally, app->options.strict);
    status = coverage_is_complete(&coverage) ? status : STATUS_NOT_AS_EXPECTED;
    return work.status != STATUS_OK ? work.status : status;
}
