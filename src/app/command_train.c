/* command_train.c - explore train ring: a network learns, with the floor of its loss beside it. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "app/work.h"
#include "base/clock.h"
#include "base/file.h"
#include "denoise/network.h"
#include "denoise/training.h"
#include "ui/terminal_screen.h"

/* A few times a second: less looks stuck, more flickers. */
#define STATUS_MILLISECONDS 200.0
/* Where there is no terminal: a line for each tenth of the way. */
#define LINES 10
/* Points at each of TRAINING_PLACES steps that the result is measured with: the excess of a good
 * network, a hundredth of the floor, is then known to a few percent of itself. */
#define MEASURE_POINTS ((size_t)4000)
/* Keeps what is measured apart from what was trained on. */
#define MEASURE_SEED UINT64_C(0x6d656173757265)

_Static_assert(NN_STEPS_MAX == SCHEDULE_STEPS_MAX, "a network knows the times of every schedule");

typedef struct {
    App *app;
    Pool *pool;
    const DataSet *data;
    Schedule *schedule;
    NnTrainer *trainer;
    NnWeights resumed; /* step 0: from the start */
    TrainingFloor floor;
    const char *path; /* of the weights */
    double start, shown_at;
    uint64_t first; /* step that this run began with */
    size_t lines;   /* printed so far */
} Training;

/* ---- what is asked for ---- */

/* Options that a file of weights decides. */
static const OptionId decided[] = {
    OPTION_TRAIN_STEPS, OPTION_BATCH,   OPTION_WIDTH,    OPTION_DEPTH, OPTION_RATE,
    OPTION_ACTIVATION,  OPTION_PREDICT, OPTION_SCHEDULE, OPTION_T,     OPTION_SEED};

static Status read_resumed(Training *training) {
    App *app = training->app;
    Diag diag = {0};
    for (size_t i = 0; i < sizeof decided / sizeof *decided; i++) {
        if (app->given[decided[i]]) {
            complain(app, "--%s is decided by the file that --resume names; leave it away",
                     option_at(decided[i])->name);
            return STATUS_USAGE;
        }
    }
    if (!nn_weights_read(app->arena, app->options.training.resume, &training->resumed, &diag)) {
        complain_diag(app, &diag);
        return STATUS_UNREADABLE;
    }
    if (!training->resumed.can_go_on) {
        complain(app, "%s is the end of a run: there is nothing to go on with; explore train %s",
                 app->options.training.resume, training->resumed.data);
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

/* The command line's numbers, where it has any. */
static void take_options(NnTrainerDef *def, const Training *training) {
    const Options *options = &training->app->options;
    const TrainingOptions *asked = &options->training;
    def->network.dimension = training->data->dimension;
    def->network.steps = training->schedule->steps;
    def->network.output = asked->predict;
    def->network.width = asked->width > 0 ? asked->width : def->network.width;
    def->network.depth = asked->depth > 0 ? asked->depth : def->network.depth;
    if (asked->activation != NULL) {
        def->network.activation = nn_activation_find(asked->activation);
    }
    def->batch = asked->batch > 0 ? asked->batch : def->batch;
    def->seed = options->has_seed ? options->seed : def->seed;
    def->adam.rate = asked->rate > 0.0 ? asked->rate : def->adam.rate;
    if (asked->steps > 0) {
        def->adam.total = asked->steps;
        /* Of a short run the warm-up takes no more than a tenth. */
        size_t tenth = def->adam.total / 10;
        def->adam.warm_up = def->adam.warm_up < tenth ? def->adam.warm_up : tenth;
    }
}

static Status make_trainer(Training *training) {
    App *app = training->app;
    NnTrainerDef def = nn_trainer_def_default();
    bool resumes = training->resumed.can_go_on;
    if (resumes) {
        nn_weights_resume_def(&def, &training->resumed);
    } else {
        take_options(&def, training);
    }
    def.data = training_data(training->data);
    def.scale = training->schedule->sqrt_alpha_bar;
    def.spread = training->schedule->sqrt_one_minus_alpha_bar;
    def.pool = training->pool;
    const char *why = NULL;
    if (def.network.dimension != training->data->dimension) {
        why = "the data have another dimension than the network";
    }
    if (why != NULL || !nn_trainer_def_check(&def, app->arena, &why)) {
        complain(app, "%s", why);
        return STATUS_USAGE;
    }
    training->trainer = nn_trainer_new(app->arena, &def);
    if (resumes) {
        nn_weights_resume(training->trainer, &training->resumed);
    }
    training->first = training->trainer->adam->step;
    return STATUS_OK;
}

/* "moons.safetensors", and of a file of points its own name with that ending. */
static const char *default_path(const Training *training) {
    const char *name = training->data->name, *slash = strrchr(name, '/');
    const char *base = slash != NULL ? slash + 1 : name, *dot = strrchr(base, '.');
    size_t length = dot != NULL ? (size_t)(dot - base) : strlen(base);
    return arena_printf(training->app->arena, "%.*s.safetensors", (int)length, base);
}

/* A network that took hours must not go because its name was not thought of. */
static Status refuse_to_replace(const App *app, const char *path) {
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    if (!file_read(app->arena, path, &bytes, &length, &why) && strcmp(why, "does not exist") == 0) {
        return STATUS_OK;
    }
    NnWeights weights;
    Diag diag = {0};
    bool goes_on = nn_weights_read(app->arena, path, &weights, &diag) && weights.can_go_on;
    complain(app,
             goes_on ? "%s is there already, from a run that was interrupted: --resume %s goes on "
                       "with it, and --out FILE begins anew"
                     : "%s is there already: --out %s replaces it, and --out with another name "
                       "keeps it",
             path, path);
    return STATUS_USAGE;
}

static Status prepare(Training *training) {
    App *app = training->app;
    const Options *options = &app->options;
    bool resumes = options->training.resume != NULL;
    if (app->argument_count != (resumes ? 0u : 1u)) {
        complain(app, resumes ? "--resume FILE says by itself which data; name none besides"
                              : "which data? such as ring; `explore list --data` shows names");
        return STATUS_USAGE;
    }
    Status status = resumes ? read_resumed(training) : STATUS_OK;
    const char *data = resumes ? training->resumed.data : app->arguments[0];
    const char *schedule = resumes                     ? training->resumed.schedule
                           : options->schedule != NULL ? options->schedule
                                                       : SCHEDULE_DEFAULT_NAME;
    long steps = resumes ? (long)training->resumed.network.steps : options->steps;
    status = status == STATUS_OK ? work_open_data(app, data, &training->data) : status;
    status = status == STATUS_OK ? work_open_schedule(app, schedule, steps, &training->schedule)
                                 : status;
    status = status == STATUS_OK ? make_trainer(training) : status;
    training->path = options->output != NULL ? options->output
                     : resumes               ? options->training.resume
                     : status == STATUS_OK   ? default_path(training)
                                             : NULL;
    if (status == STATUS_OK && options->output == NULL && !resumes) {
        status = refuse_to_replace(app, training->path);
    }
    return status == STATUS_OK ? output_can_write(app, training->path) : status;
}

/* ---- the run ---- */

static const char *words_of_time(Arena *arena, double seconds) {
    long s = lround(fmax(seconds, 0.0));
    return s >= 3600 ? arena_printf(arena, "%ld h %ld min", s / 3600, s / 60 % 60)
           : s >= 60 ? arena_printf(arena, "%ld min %ld s", s / 60, s % 60)
                     : arena_printf(arena, "%ld s", s);
}

/* "step 1200 of 15000  loss 0.251, floor 0.249  312,000 points/s  20 s left" */
static const char *progress(const Training *training, Arena *arena) {
    const NnTrainer *trainer = training->trainer;
    uint64_t step = trainer->adam->step, total = trainer->def.adam.total;
    double seconds = (clock_milliseconds() - training->start) / 1000.0;
    double rate = (double)(step - training->first) / fmax(seconds, 1e-6);
    return arena_printf(
        arena, "step %" PRIu64 " of %" PRIu64 "  loss %.4f, floor %.4f  %.3g points/s  %s left",
        step, total, nn_running_mean(&trainer->mean), training->floor.mean,
        rate * (double)trainer->def.batch,
        words_of_time(arena, (double)(total - step) / fmax(rate, 1e-6)));
}

static void tell(Training *training) {
    const NnTrainer *trainer = training->trainer;
    double now = clock_milliseconds();
    if (terminal_has_status()) {
        if (now - training->shown_at >= STATUS_MILLISECONDS) {
            Arena *arena = arena_new();
            training->shown_at = now;
            terminal_status(progress(training, arena));
            arena_free(arena);
        }
        return;
    }
    uint64_t done = trainer->adam->step * LINES / trainer->def.adam.total;
    if (done > training->lines) {
        Arena *arena = arena_new();
        training->lines = done;
        (void)fprintf(stderr, "%s\n", progress(training, arena));
        arena_free(arena);
    }
}

/* True at the end; false when it was interrupted or has failed. */
static bool run(Training *training) {
    NnTrainer *trainer = training->trainer;
    training->start = training->shown_at = clock_milliseconds();
    training->lines = trainer->adam->step * LINES / trainer->def.adam.total;
    while (trainer->adam->step < trainer->def.adam.total) {
        if (terminal_interrupt_waits() || !nn_trainer_step(trainer)) {
            return false;
        }
        tell(training);
    }
    return true;
}

/* ---- the end ---- */

static void put_row(Text *out, const char *place, const NoiseError *error) {
    text_printf(out, "%-14s %9.5f %9.5f %9.5f %+9.2f %% %11.4g\n", place, error->loss, error->floor,
                error->excess, 100.0 * error->excess / error->floor, sqrt(error->score_error));
}

static void put_report(Training *training, const TrainingError *error, double seconds) {
    Text *out = &training->app->out;
    const NnTrainer *trainer = training->trainer;
    size_t T = training->schedule->steps;
    text_printf(out, "%s; %s, T = %zu; seed %" PRIu64 "\n", training->data->name,
                training->schedule->row->name, T, trainer->def.seed);
    text_printf(
        out,
        "%zu x %zu, %s, predicts %s; %" PRIu64 " steps of %zu points in %s (%.3g points/s)\n\n",
        trainer->def.network.depth, trainer->def.network.width,
        trainer->def.network.activation->name, nn_output_name(trainer->def.network.output),
        trainer->adam->step, trainer->def.batch, words_of_time(training->app->arena, seconds),
        (double)((trainer->adam->step - training->first) * trainer->def.batch) /
            fmax(seconds, 1e-6));
    text_printf(out, "%-14s %9s %9s %9s %11s %11s\n", "t", "loss", "floor", "excess", "of floor",
                "score off");
    for (size_t b = 0; b < NN_BINS; b++) {
        size_t low = b * T / NN_BINS + 1, high = (b + 1) * T / NN_BINS;
        if (high >= low && !isnan(error->bins[b].floor)) {
            put_row(out, arena_printf(training->app->arena, "%zu to %zu", low, high),
                    &error->bins[b]);
        }
    }
    put_row(out, "all", &error->mean);
    text_printf(out,
                "\nThe excess is known to +- %.2f %% of the floor. The loss cannot go below the "
                "floor: it is the noise\nthat x_t does not tell. `score off` is how far the score "
                "of the network is from the exact one, root\nmean square.\n",
                200.0 * error->mean.excess_error / error->mean.floor);
}

static Status write_weights(Training *training, const NnWeights *weights) {
    App *app = training->app;
    const char *why = NULL;
    if (!nn_weights_write(app->arena, training->path, weights, &why)) {
        complain(app, "%s %s", training->path, why);
        return STATUS_UNREADABLE;
    }
    return STATUS_OK;
}

static NnWeights weights_of(const Training *training, bool can_go_on) {
    return nn_weights_of(training->trainer, training->data->name, training->schedule->row->name,
                         "ho", can_go_on);
}

static Status end_run(Training *training, double seconds) {
    App *app = training->app;
    NnWeights weights = weights_of(training, false);
    Diag diag = {0};
    const Network *network = network_of(app->arena, training->path, &weights, &diag);
    if (network == NULL) {
        complain_diag(app, &diag);
        return STATUS_UNREADABLE;
    }
    const NetworkDenoiser context = {network, training->schedule};
    Denoiser denoiser = network_denoiser(&context);
    TrainingError error =
        training_error(&denoiser, training->data, training->schedule, TRAINING_PLACES,
                       MEASURE_POINTS, MEASURE_SEED, training->pool);
    /* Of the weights alone: a run that was interrupted writes the same file. */
    weights.loss = error.mean.loss;
    Status status = write_weights(training, &weights);
    if (status == STATUS_OK) {
        put_report(training, &error, seconds);
        text_printf(&app->out, "%s is written; explore sample %s\n", training->path,
                    training->path);
    }
    return status;
}

static Status end_early(Training *training) {
    App *app = training->app;
    const NnTrainer *trainer = training->trainer;
    if (trainer->failed) {
        complain(app, "%s", trainer->failure);
        return STATUS_NOT_AS_EXPECTED;
    }
    NnWeights weights = weights_of(training, true);
    Status status = write_weights(training, &weights);
    if (status == STATUS_OK) {
        complain(app,
                 "interrupted at step %" PRIu64 "; explore train --resume %s goes on from there",
                 trainer->adam->step, training->path);
        status = STATUS_INTERRUPTED;
    }
    return status;
}

Status command_train(App *app) {
    Training training = {.app = app, .pool = pool_new(app->options.jobs)};
    Status status = prepare(&training);
    if (status == STATUS_OK) {
        training.floor = training_floor(training.data, training.schedule, TRAINING_PLACES,
                                        TRAINING_POINTS, MEASURE_SEED, training.pool);
        /* Ctrl-C, or the end of the session, waits until what was learnt is in the file. */
        terminal_hold_interrupt(true);
        bool ended = run(&training);
        double seconds = (clock_milliseconds() - training.start) / 1000.0;
        if (terminal_has_status()) {
            terminal_status(NULL);
        }
        status = ended ? end_run(&training, seconds) : end_early(&training);
        terminal_hold_interrupt(false);
    }
    schedule_free(training.schedule);
    pool_free(training.pool);
    return status;
}
