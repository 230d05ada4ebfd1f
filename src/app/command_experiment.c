/* command_experiment.c - explore experiment NAME: one experiment alone; --store: the long run of
 * every experiment of the lessons. */
#include <inttypes.h>
#include <string.h>

#include "app/work.h"
#include "base/clock.h"
#include "base/pool.h"
#include "experiment/stored.h"

#define SEED_DEFAULT 1

static ExperimentRun run_of(const App *app, const ExperimentSetting *setting, Pool *pool) {
    ExperimentRun run = experiment_run_default(setting);
    run.seed = app->options.has_seed ? app->options.seed : SEED_DEFAULT;
    run.pool = pool;
    return run;
}

static Status report(App *app, const ExperimentRun *run, const ExperimentTable *table) {
    const ExperimentRow *row = run->setting.row;
    if (app->options.csv_file != NULL) {
        Text csv;
        text_init(&csv);
        stored_write_table(&csv, table);
        Status status = output_write(app, app->options.csv_file, &csv);
        text_clear(&csv);
        return status;
    }
    Text words;
    text_init(&words);
    terminal_paragraph(&app->out, &app->terminal, app->terminal.columns, STYLE_STRONG,
                       row->question);
    terminal_paragraph(&app->out, &app->terminal, app->terminal.columns, STYLE_PLAIN, row->doc);
    terminal_experiment_values(&app->out, &app->terminal, table);
    experiment_write(&words, &run->setting);
    text_printf(&words, ", %s run, seed %" PRIu64 "; %s", run->full ? "long" : "short", run->seed,
                row->drawn ? "+- is one standard error" : "+- bounds the error of the computation");
    terminal_paragraph(&app->out, &app->terminal, app->terminal.columns, STYLE_DIM, words.bytes);
    text_clear(&words);
    return STATUS_OK;
}

static Status run_one(App *app) {
    Text line;
    text_init(&line);
    for (size_t i = 0; i < app->argument_count; i++) {
        text_printf(&line, "%s%s", i > 0 ? " " : "", app->arguments[i]);
    }
    ExperimentSetting setting;
    ExperimentError error;
    bool ok = experiment_parse(app->arena, &setting, line.bytes, &error);
    text_clear(&line);
    if (!ok) {
        complain(app, "%s%s%s", error.message, error.hint[0] != '\0' ? "; " : "", error.hint);
        return STATUS_USAGE;
    }
    Status status = output_can_write(app, app->options.csv_file);
    if (status != STATUS_OK) {
        return status;
    }
    Pool *pool = pool_new(app->options.jobs);
    ExperimentRun run = run_of(app, &setting, pool);
    run.full = app->options.study.full;
    ExperimentTable table;
    ok = experiment_run(&table, &run, app->arena);
    pool_free(pool);
    return ok ? report(app, &run, &table) : STATUS_INTERRUPTED;
}

/* ---- all of them ---- */

static bool is_experiment(const WorkItem *item) {
    return !item->is_exercise && claim_def(item->claim)->experiment != NULL;
}

static Status store_one(App *app, const ExperimentSetting *setting, Pool *pool) {
    const char *why = NULL;
    Arena *arena = arena_new();
    StoredResult result = {0};
    ExperimentRun run = run_of(app, setting, pool);
    run.full = true;
    Text text;
    text_init(&text);
    experiment_write(&text, setting);
    result.run = arena_copy(arena, text.bytes, text.length);
    result.seed = run.seed;
    const char *path =
        arena_printf(arena, "%s/%s", app->options.study.store, stored_name(arena, setting));
    Status status = output_can_write(app, path);
    double start = clock_milliseconds();
    if (status != STATUS_OK) {
        /* nothing is begun */
    } else if (!stored_code(arena, &result.code, setting->row, ".", &why)) {
        complain(app,
                 "the code that makes the results is hashed with them, and here it cannot be "
                 "read (%s); run this at the top of the source tree",
                 why);
        status = STATUS_UNREADABLE;
    } else if (!experiment_run(&result.table, &run, arena)) {
        status = STATUS_INTERRUPTED;
    } else {
        text_reset(&text);
        stored_write(&text, &result);
        status = output_write(app, path, &text);
        text_printf(&app->out, "%s  %.1f s\n", result.run, 1e-3 * (clock_milliseconds() - start));
    }
    text_clear(&text);
    arena_free(arena);
    return status;
}

/* Several blocks may share a run. */
static bool is_repeated(const Work *work, size_t item) {
    Text this_run, other;
    text_init(&this_run);
    text_init(&other);
    experiment_write(&this_run, &claim_def(work->items[item].claim)->experiment->setting);
    bool repeated = false;
    for (size_t i = 0; i < item && !repeated; i++) {
        text_reset(&other);
        experiment_write(&other, &claim_def(work->items[i].claim)->experiment->setting);
        repeated = strcmp(this_run.bytes, other.bytes) == 0;
    }
    text_clear(&this_run);
    text_clear(&other);
    return repeated;
}

static Status store_all(App *app) {
    Work work = work_new(app, app->arguments, app->argument_count);
    Status status = work.status;
    work_keep(&work, is_experiment);
    Pool *pool = pool_new(app->options.jobs);
    for (size_t i = 0; i < work.item_count && status == STATUS_OK; i++) {
        if (!is_repeated(&work, i)) {
            status = store_one(app, &claim_def(work.items[i].claim)->experiment->setting, pool);
        }
    }
    pool_free(pool);
    return status;
}

Status command_experiment(App *app) {
    if (app->options.study.store != NULL) {
        return store_all(app);
    }
    if (app->argument_count == 0) {
        complain(app, "which experiment? `explore list --experiments` shows them");
        return STATUS_USAGE;
    }
    return run_one(app);
}
