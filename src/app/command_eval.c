/* command_eval.c - explore eval 'TEX' */
#include <inttypes.h>
#include <string.h>

#include "app/work.h"
#include "base/file.h"
#include "export/json.h"
#include "verify/model.h"

/* The formula as a source of its own; NULL after a complaint. */
static const Source *read_formula(const App *app) {
    Source *source = arena_alloc(app->arena, sizeof *source);
    const char *argument = app->arguments[0];
    *source = (Source){.name = "<argument>", .bytes = argument, .length = strlen(argument)};
    if (strcmp(argument, "-") != 0) {
        return source;
    }
    const char *why = NULL;
    source->name = "<standard input>";
    if (!file_read(app->arena, "-", &source->bytes, &source->length, &why)) {
        complain(app, "standard input cannot be read: it %s", why);
        return NULL;
    }
    return source;
}

static void report_text(App *app, const Claim *claim) {
    const ClaimShow show = {.formula = true, .evidence = true, .twins = app->options.verbose};
    terminal_claim(&app->out, &app->terminal, terminal_prose_columns(&app->terminal), claim, &show);
    text_printf(&app->out, "seed %" PRIu64 "\n", work_options(app).seed);
}

/* Nothing is expected of one formula but that it can be read, and a mutant that nobody could refute
 * is no fault of it. */
static Status status_of(const App *app, const Verdict *verdict) {
    bool open = verdict->kind == VERDICT_UNDECIDED;
    bool bad = verdict->kind == VERDICT_FAILS || verdict->kind == VERDICT_UNREADABLE ||
               verdict->disagreement || (app->options.strict && open);
    return bad ? STATUS_NOT_AS_EXPECTED : STATUS_OK;
}

Status command_eval(App *app) {
    if (app->argument_count != 1) {
        complain(app,
                 app->argument_count == 0
                     ? "eval needs a formula: explore eval '\\alpha_t = 1 - \\beta_t' --notation ho"
                     : "eval takes one formula; put quotes around it");
        return STATUS_USAGE;
    }
    Status data = work_data(app);
    if (data != STATUS_OK) {
        return data;
    }
    const Source *source = read_formula(app);
    if (source == NULL) {
        return STATUS_UNREADABLE;
    }
    Diag diag = {0};
    Scope *model = model_scope(app->arena, app->options.notation, &diag);
    if (model == NULL) {
        complain_diag(app, &diag);
        return STATUS_USAGE;
    }
    Scope *scope = scope_new(app->arena, model);
    scope->accept_unknown = true;
    ClaimDef def = claim_def_default();
    def.id = "formula";
    def.source = source;
    def.tex = (Span){0, source->length};
    def.notation = app->options.notation;
    def.schedule = app->options.schedule;
    def.steps = app->options.steps;
    CheckOptions options = work_options(app);
    options.slips = true;
    options.threads = app->options.jobs; /* it is the only one */
    Claim *claim = claim_prepare(app->arena, scope, &def);
    const Verdict *verdict = claim_decide(claim, &options);
    if (verdict->disagreement) {
        complain(app, "INTERNAL ERROR: two methods contradict each other: %s",
                 verdict->reason != NULL ? verdict->reason : "");
    }
    JsonClaim item = {.claim = claim};
    if (!app->options.json) {
        report_text(app, claim);
    } else if (!json_write_claims(&app->out, &item, 1, options.seed)) {
        complain(app, "there is not enough memory for the JSON output");
        return STATUS_UNREADABLE;
    }
    return status_of(app, verdict);
}
