/* command_ablate.c - explore ablate ring --what embedding: what one choice is worth, with errors.
 */
#include <inttypes.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "app/work.h"
#include "base/clock.h"
#include "denoise/ablation.h"
#include "diffusion/toy.h"
#include "ui/terminal_screen.h"

#define DATA_DEFAULT "ring"
/* A few times a second: less looks stuck, more flickers. */
#define STATUS_MILLISECONDS 200.0
/* The long run: the training of explore train, and its samples. */
#define FULL_STEPS 10000
#define FULL_BATCH 1024
#define FULL_POINTS 10000

typedef struct {
    App *app;
    Schedule *schedule;
    AblationDef def;
    AblationTable table;
    double start, shown_at;
    atomic_flag showing;
} Ablate;

/* ---- what is asked for ---- */

static const char *names_of_choices(Arena *arena) {
    Text text;
    text_init(&text);
    for (size_t i = 0; i < ablation_count(); i++) {
        text_printf(&text, "%s%s", i > 0 ? ", " : "", ablation_at(i)->name);
    }
    const char *names = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return names;
}

static void take_options(AblationDef *def, const Options *options) {
    NnTrainerDef *trainer = &def->trainer;
    if (options->study.full) {
        trainer->adam.total = FULL_STEPS;
        trainer->batch = FULL_BATCH;
        def->points = FULL_POINTS;
    }
    const TrainingOptions *asked = &options->training;
    trainer->adam.total = asked->steps > 0 ? asked->steps : trainer->adam.total;
    trainer->adam.warm_up = trainer->adam.total / 10;
    trainer->batch = asked->batch > 0 ? asked->batch : trainer->batch;
    trainer->adam.rate = asked->rate > 0.0 ? asked->rate : trainer->adam.rate;
    trainer->network.width = asked->width > 0 ? asked->width : trainer->network.width;
    trainer->network.depth = asked->depth > 0 ? asked->depth : trainer->network.depth;
    def->points = options->sampling.points > 0 ? options->sampling.points : def->points;
    def->seeds = options->study.seeds > 0 ? options->study.seeds : def->seeds;
    def->seed = options->has_seed ? options->seed : def->seed;
}

static Status prepare(Ablate *ablate) {
    App *app = ablate->app;
    const Options *options = &app->options;
    const char *data = app->argument_count > 0 ? app->arguments[0] : DATA_DEFAULT, *why = NULL;
    ablate->def = ablation_def_default();
    ablate->def.what = options->study.what != NULL ? ablation_find(options->study.what) : NULL;
    if (app->argument_count > 1 || ablate->def.what == NULL) {
        complain(app,
                 app->argument_count > 1 ? "ablate takes one toy distribution"
                                         : "--what is one of %s",
                 names_of_choices(app->arena));
        return STATUS_USAGE;
    }
    if (toy_find(data) == NULL) {
        complain(app, "%s is no toy distribution; `explore list --data` shows them", data);
        return STATUS_USAGE;
    }
    Status status = work_open_data(app, data, &ablate->def.data);
    const char *schedule = options->schedule != NULL ? options->schedule : SCHEDULE_DEFAULT_NAME;
    status = status == STATUS_OK
                 ? work_open_schedule(app, schedule, options->steps, &ablate->schedule)
                 : status;
    if (status != STATUS_OK) {
        return status;
    }
    ablate->def.schedule = ablate->schedule;
    take_options(&ablate->def, options);
    if (!ablation_def_check(&ablate->def, app->arena, &why)) {
        complain(app, "%s", why);
        return STATUS_USAGE;
    }
    if (options->json && options->csv_file != NULL && strcmp(options->csv_file, "-") == 0) {
        complain(app, "--json and --csv - both go to the standard output; name a file: --csv FILE");
        return STATUS_USAGE;
    }
    return output_can_write(app, options->csv_file);
}

/* ---- the run ---- */

/* Any thread's; one of them at a time tells. */
static bool go_on(void *context, double done) {
    Ablate *ablate = context;
    if (terminal_has_status() && !atomic_flag_test_and_set(&ablate->showing)) {
        double now = clock_milliseconds();
        if (now - ablate->shown_at >= STATUS_MILLISECONDS) {
            char words[80];
            double left = (now - ablate->start) / 1000.0 * (1.0 / fmax(done, 1e-6) - 1.0);
            ablate->shown_at = now;
            (void)snprintf(words, sizeof words, "%.0f %% of all steps, %.0f s left", 100.0 * done,
                           left);
            terminal_status(words);
        }
        atomic_flag_clear(&ablate->showing);
    }
    return !terminal_interrupt_waits();
}

/* ---- the report ---- */

static double root(double square) {
    return sqrt(fmax(0.0, square));
}

static void put_rows(Text *out, const Ablate *ablate) {
    const AblationTable *table = &ablate->table;
    text_printf(out, "%-12s %20s %22s %9s\n", "", "excess, % of floor", "sliced W2 squared",
                "seconds");
    for (size_t v = 0; v < table->variants; v++) {
        AblationMean excess = ablation_mean(table, v, ABLATION_EXCESS);
        AblationMean square = ablation_mean(table, v, ABLATION_SQUARE);
        AblationMean seconds = ablation_mean(table, v, ABLATION_SECONDS);
        text_printf(out, "%-12s %10.4g +- %-6.2g %11.4g +- %-7.2g %9.1f\n",
                    ablate->def.what->variants[v].name, 100.0 * excess.mean, 100.0 * excess.error,
                    square.mean, square.error, seconds.mean);
    }
    text_printf(out, "%-12s %20s %11.4g (distance %.3g)\n\n", "fresh data", "0", table->floor,
                root(table->floor));
}

static void put_paragraph(Ablate *ablate, const char *words) {
    const Terminal *terminal = &ablate->app->terminal;
    terminal_paragraph(&ablate->app->out, terminal, terminal->columns, STYLE_PLAIN, words);
}

/* "table against sines: the excess is larger, by 0.52 +- 0.03 % of the floor." */
static void put_sentence(Ablate *ablate, size_t v, AblationMeasure measure) {
    const Ablation *what = ablate->def.what;
    AblationMean difference = ablation_difference(&ablate->table, v, measure);
    double unit = measure == ABLATION_EXCESS ? 100.0 : 1.0;
    bool real = ablation_is_real(&ablate->table, &difference);
    Arena *arena = ablate->app->arena;
    const char *subject =
        arena_printf(arena, "%s against %s: the %s", what->variants[v].name, what->variants[0].name,
                     measure == ABLATION_EXCESS ? "excess" : "squared distance");
    if (isnan(difference.mean)) {
        put_paragraph(ablate,
                      arena_printf(arena, "%s cannot be compared: a training failed.", subject));
        return;
    }
    const char *words = !real                   ? "does not differ by more than its error:"
                        : difference.mean > 0.0 ? "is larger, by"
                                                : "is smaller, by";
    put_paragraph(ablate,
                  arena_printf(arena, "%s %s %.3g +- %.2g%s (chance alone: %.2g).", subject, words,
                               unit * (real ? fabs(difference.mean) : difference.mean),
                               unit * difference.error,
                               measure == ABLATION_EXCESS ? " % of the floor" : "",
                               difference.chance));
}

static void put_report(Ablate *ablate) {
    const AblationDef *def = &ablate->def;
    const NnTrainerDef *trainer = &def->trainer;
    Text *out = &ablate->app->out;
    text_printf(out, "%s: %s\n", def->what->name, def->what->question);
    for (size_t v = 0; v < def->what->count; v++) {
        text_printf(out, "  %-10s %s\n", def->what->variants[v].name, def->what->variants[v].doc);
    }
    text_printf(out, "\n%s; %s, T = %zu; %zu x %zu; %zu steps of %zu points; %zu samples by ddpm\n",
                def->data->name, def->schedule->row->name, def->schedule->steps,
                trainer->network.depth, trainer->network.width, trainer->adam.total, trainer->batch,
                def->points);
    text_printf(out, "seeds %" PRIu64 " to %" PRIu64 "; +- is one standard error over seeds\n\n",
                def->seed, def->seed + def->seeds - 1);
    put_rows(out, ablate);
    for (size_t v = 1; v < def->what->count; v++) {
        if (!def->what->same_network) {
            put_sentence(ablate, v, ABLATION_EXCESS);
        }
        put_sentence(ablate, v, ABLATION_SQUARE);
    }
    put_paragraph(ablate, arena_printf(ablate->app->arena,
                                       "Compared in pairs of one seed by Student's t; of tables "
                                       "without any difference %g %% have a sentence that says "
                                       "one.",
                                       100.0 * ABLATION_FALSE_ALARMS));
}

static void put_csv(Text *out, const Ablate *ablate) {
    const AblationTable *table = &ablate->table;
    text_append(out, "what,variant,seed,excess,sliced_square,seconds\n");
    for (size_t v = 0; v < table->variants; v++) {
        for (size_t s = 0; s < table->seeds; s++) {
            const double *values = table->values[v][s];
            text_printf(out, "%s,%s,%" PRIu64 ",%.17g,%.17g,%.3f\n", ablate->def.what->name,
                        ablate->def.what->variants[v].name, ablate->def.seed + s,
                        values[ABLATION_EXCESS], values[ABLATION_SQUARE], values[ABLATION_SECONDS]);
        }
    }
}

/* JSON knows no NaN. */
static void put_json_number(Text *out, const char *key, double value) {
    text_printf(out, isfinite(value) ? ", \"%s\": %.17g" : ", \"%s\": null", key, value);
}

/* All names are of our tables: none needs an escape. */
static void put_json(Text *out, const Ablate *ablate) {
    const AblationTable *table = &ablate->table;
    const AblationDef *def = &ablate->def;
    text_printf(out, "{\"what\": \"%s\", \"data\": \"%s\", \"schedule\": \"%s\", \"T\": %zu",
                def->what->name, def->data->name, def->schedule->row->name, def->schedule->steps);
    put_json_number(out, "fresh_square", table->floor);
    text_append(out, ", \"variants\": [");
    for (size_t v = 0; v < table->variants; v++) {
        text_printf(out, "%s{\"name\": \"%s\", \"runs\": [", v > 0 ? ", " : "",
                    def->what->variants[v].name);
        for (size_t s = 0; s < table->seeds; s++) {
            text_printf(out, "%s{\"seed\": %" PRIu64, s > 0 ? ", " : "", def->seed + s);
            put_json_number(out, "excess", table->values[v][s][ABLATION_EXCESS]);
            put_json_number(out, "sliced_square", table->values[v][s][ABLATION_SQUARE]);
            put_json_number(out, "seconds", table->values[v][s][ABLATION_SECONDS]);
            text_append_char(out, '}');
        }
        text_append(out, "]}");
    }
    text_append(out, "]}\n");
}

static Status write_all(Ablate *ablate) {
    App *app = ablate->app;
    const char *path = app->options.csv_file;
    if (app->options.json) {
        put_json(&app->out, ablate);
    } else if (path == NULL || strcmp(path, "-") != 0) {
        put_report(ablate);
    }
    if (path == NULL) {
        return STATUS_OK;
    }
    Text csv;
    text_init(&csv);
    put_csv(&csv, ablate);
    Status status = output_write(app, path, &csv);
    text_clear(&csv);
    return status;
}

Status command_ablate(App *app) {
    Ablate ablate = {.app = app, .showing = ATOMIC_FLAG_INIT};
    Status status = prepare(&ablate);
    if (status == STATUS_OK) {
        ablate.def.pool = pool_new(app->options.jobs);
        ablate.def.go_on = go_on;
        ablate.def.context = &ablate;
        ablate.start = ablate.shown_at = clock_milliseconds();
        terminal_hold_interrupt(true);
        bool ended = ablation_run(&ablate.table, &ablate.def);
        if (terminal_has_status()) {
            terminal_status(NULL);
        }
        status = ended ? write_all(&ablate) : STATUS_INTERRUPTED;
        terminal_hold_interrupt(false);
        pool_free(ablate.def.pool);
    }
    schedule_free(ablate.schedule);
    return status;
}
