/* command_sample.c - explore sample exact:ring: points from noise with a denoiser, as CSV, and how
 * far they are from the data. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/work.h"
#include "base/clock.h"
#include "base/file.h"
#include "denoise/network.h"
#include "denoise/training.h"
#include "diffusion/measure.h"
#include "diffusion/sampler.h"
#include "ui/terminal_screen.h"

#define SAMPLER_DEFAULT "ddpm"
#define POINTS_DEFAULT 10000
#define SEED_DEFAULT 1
/* A network's noise has a kink at every step of its schedule and the rounding of floats: a solver
 * that is held to more goes on for minutes, and is no closer to the data. */
#define NETWORK_TOLERANCE 1e-3
/* Stops of the ODE's solver, so that progress can be shown. */
#define ODE_STOPS 10
/* Points of each set that the energy distance in the plane is computed from: a tenth of a second.
 */
#define ENERGY_POINTS 4000
/* Chance passes each of these in one of 1,000 runs at most. By chance both distances are sums of
 * squares of normals, whose tail is heaviest when one of them is all: P(Z^2 > 10.83) = 0.001, and
 * an energy distance is k floors when Z^2 = 1 + k sqrt 2. A square of the other is held against the
 * mean of ten, P(F(1, 10) > 21.0) = 0.001. */
#define FAR_ENERGY 7.0
#define FAR_SLICED 21.0
/* Keep the draws of the data apart from whatever else is drawn with the same seed. */
#define DATA_STREAM UINT64_C(0x64617461)
/* A few times a second: less looks stuck, more flickers. */
#define STATUS_MILLISECONDS 200.0
/* Prefix of a denoiser that is computed, not learned. */
#define EXACT "exact:"

/* A denoiser and the law that it should lead to. */
typedef struct {
    Denoiser denoiser;
    const DataSet *data;
    ExactDenoiser exact;
    const Network *network; /* or NULL */
    NetworkDenoiser learned;
    const char *words; /* what it is, for the report */
} Origin;

typedef struct {
    App *app;
    Schedule *schedule;
    Origin origin;
    const SamplerRow *row;
    SamplerRun run;
    size_t n, d;
    size_t *tau; /* (steps + 1) */
    size_t steps;
    double *x;   /* (n, d) */
    size_t lost; /* points that are no numbers */
    double milliseconds;
    Text report;
} Sample;

/* ---- what is asked for ---- */

static Status open_exact(Sample *sample, const char *data) {
    App *app = sample->app;
    Origin *origin = &sample->origin;
    const Options *options = &app->options;
    const char *schedule = options->schedule != NULL ? options->schedule : SCHEDULE_DEFAULT_NAME;
    Status status = work_open_data(sample->app, data, &sample->origin.data);
    status = status == STATUS_OK
                 ? work_open_schedule(sample->app, schedule, options->steps, &sample->schedule)
                 : status;
    if (status == STATUS_OK) {
        origin->exact = (ExactDenoiser){origin->data, sample->schedule};
        origin->denoiser = denoiser_exact(&origin->exact);
        origin->words = arena_printf(app->arena, "%s, the exact denoiser", origin->data->name);
    }
    return status;
}

/* A network goes by the schedule that it was trained on, unless another one is asked for. */
static Status open_network(Sample *sample, const char *path) {
    App *app = sample->app;
    Origin *origin = &sample->origin;
    const Options *options = &app->options;
    Diag diag = {0};
    origin->network = network_open(app->arena, path, &diag);
    if (origin->network == NULL) {
        complain_diag(app, &diag);
        return STATUS_UNREADABLE;
    }
    const NnWeights *weights = &origin->network->weights;
    bool given = app->given[OPTION_T];
    const char *schedule = options->schedule != NULL ? options->schedule : weights->schedule;
    Status status = work_open_data(sample->app, weights->data, &sample->origin.data);
    if (status == STATUS_OK && origin->data->dimension != weights->network.dimension) {
        complain(app, "%s was trained on other data of the name %s", path, weights->data);
        status = STATUS_UNREADABLE;
    }
    long steps = given ? options->steps : (long)weights->network.steps;
    status = status == STATUS_OK
                 ? work_open_schedule(sample->app, schedule, steps, &sample->schedule)
                 : status;
    if (status == STATUS_OK) {
        origin->learned = (NetworkDenoiser){origin->network, sample->schedule};
        origin->denoiser = network_denoiser(&origin->learned);
        origin->words = arena_printf(app->arena, "%s, a network after %" PRIu64 " steps",
                                     origin->data->name, weights->step);
    }
    return status;
}

/* Where the noise comes from. A new kind of denoiser is another prefix here. */
static Status open_origin(Sample *sample, const char *name) {
    if (strncmp(name, EXACT, sizeof EXACT - 1) == 0) {
        return open_exact(sample, name + sizeof EXACT - 1);
    }
    const Toy *toy = toy_find(name);
    if (toy != NULL) {
        complain(sample->app,
                 "which denoiser of %s? " EXACT "%s is the exact one, and explore train %s makes a "
                 "network's file",
                 name, name, name);
        return STATUS_USAGE;
    }
    return open_network(sample, name);
}

/* Options that only some samplers use. */
static const struct {
    OptionId option;
    unsigned uses;
    const char *who;
} USES[] = {
    {OPTION_ETA, SAMPLER_USES_ETA, "ddim has"},
    {OPTION_VARIANCE, SAMPLER_USES_VARIANCE, "ddpm has"},
    {OPTION_TOLERANCE, SAMPLER_USES_ODE, "ode has"},
};

static bool options_fit(const Sample *sample) {
    const App *app = sample->app;
    const SamplerRow *row = sample->row;
    for (size_t i = 0; i < sizeof USES / sizeof *USES; i++) {
        if (app->given[USES[i].option] && (row->uses & USES[i].uses) == 0) {
            const char *name = option_at(USES[i].option)->name;
            complain(app, "%s has no --%s; %s one", row->name, name, USES[i].who);
            return false;
        }
    }
    if (row->step == NULL && app->options.sampling.clip > 0.0) {
        complain(app, "%s predicts no x_0 that --clip could keep within bounds", row->name);
        return false;
    }
    return true;
}

static bool choose_steps(Sample *sample) {
    const App *app = sample->app;
    size_t T = sample->schedule->steps, asked = app->options.sampling.steps;
    bool jumps = (sample->row->uses & SAMPLER_JUMPS) != 0;
    size_t usual = sample->row->step == NULL && T > ODE_STOPS ? ODE_STOPS : T;
    sample->steps = asked > 0 ? asked : usual;
    if (sample->steps > T) {
        complain(app, "--steps %zu: there are only %zu steps from x_T to x_0; --T sets them", asked,
                 T);
        return false;
    }
    if (sample->steps < T && !jumps) {
        complain(app, "--steps %zu: %s goes from t to t - 1 only; leave --steps away, or set --T",
                 asked, sample->row->name);
        return false;
    }
    sample->tau = arena_array(app->arena, sample->steps + 1, sizeof *sample->tau);
    sampler_steps(sample->tau, sample->steps, T, app->options.sampling.spacing);
    return true;
}

static bool choose_sampler(Sample *sample) {
    const App *app = sample->app;
    const Options *options = &app->options;
    const SamplingOptions *asked = &options->sampling;
    /* The options' table has refused other names. */
    sample->row = sampler_find(asked->sampler != NULL ? asked->sampler : SAMPLER_DEFAULT);
    bool has_eta = app->given[OPTION_ETA];
    sample->run = (SamplerRun){.schedule = sample->schedule,
                               .denoiser = sample->origin.denoiser,
                               .variance = asked->variance,
                               .eta = has_eta ? asked->eta : sample->row->eta,
                               .clips = asked->clip > 0.0,
                               .clip_low = -asked->clip,
                               .clip_high = asked->clip,
                               .seed = options->has_seed ? options->seed : SEED_DEFAULT};
    if (sample->row->level != NULL && sample->run.denoiser.noise_at == NULL) {
        complain(app,
                 "%s asks for noise levels that the schedule has not; only an " EXACT
                 " denoiser knows them",
                 sample->row->name);
        return false;
    }
    return options_fit(sample) && choose_steps(sample);
}

static Status prepare(Sample *sample) {
    App *app = sample->app;
    if (app->argument_count != 1) {
        complain(app, "which denoiser? such as " EXACT "ring; `explore list --data` shows names");
        return STATUS_USAGE;
    }
    Status status = open_origin(sample, app->arguments[0]);
    if (status == STATUS_OK && !choose_sampler(sample)) {
        status = STATUS_USAGE;
    }
    return status == STATUS_OK ? output_can_write(app, app->options.csv_file) : status;
}

/* ---- sampling ---- */

static void show_status(const Sample *sample, const char *words, double *shown_at) {
    double now = clock_milliseconds();
    if (terminal_has_status() && now - *shown_at >= STATUS_MILLISECONDS) {
        *shown_at = now;
        terminal_status(arena_printf(sample->app->arena, "%s", words));
    }
}

static double ode_tolerance(const Sample *sample) {
    double usual = sample->origin.network != NULL ? NETWORK_TOLERANCE : SAMPLER_ODE_TOLERANCE;
    return sample->app->options.sampling.tolerance > 0.0 ? sample->app->options.sampling.tolerance
                                                         : usual;
}

static void draw_points(Sample *sample) {
    App *app = sample->app;
    sample->n = app->options.sampling.points > 0 ? app->options.sampling.points : POINTS_DEFAULT;
    sample->d = sample->origin.data->dimension;
    sample->x = arena_array(app->arena, sample->n * sample->d, sizeof *sample->x);
    if ((sample->row->uses & SAMPLER_USES_ODE) != 0) {
        sample->run.ode = sampler_ode_new(sample->schedule, sample->d,
                                          pool_threads(sample->run.pool), ode_tolerance(sample));
    }
    double start = clock_milliseconds(), shown_at = start;
    sampler_start(sample->x, sample->n, sample->d, &sample->run);
    for (size_t i = sample->steps; i >= 1; i--) {
        sampler_step(sample->x, sample->n, sample->d, sample->row, &sample->run, sample->tau[i],
                     sample->tau[i - 1]);
        char words[64];
        (void)snprintf(words, sizeof words, "step %zu of %zu", sample->steps - i + 1,
                       sample->steps);
        show_status(sample, words, &shown_at);
    }
    sample->milliseconds = clock_milliseconds() - start;
    sampler_ode_free(sample->run.ode);
}

/* Those that are numbers, in their order: out (count, d). */
static size_t keep_finite(double *out, const double *x, size_t n, size_t d) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        bool finite = isfinite(x[i * d]) && isfinite(x[i * d + d - 1]);
        memcpy(out + count * d, x + i * d, d * sizeof *x);
        count += finite;
    }
    return count;
}

static void write_points(Text *out, const Sample *sample) {
    text_append(out, sample->d == 2 ? "x,y\n" : "x\n");
    for (size_t i = 0; i < sample->n; i++) {
        text_printf(out, "%.17g", sample->x[i * sample->d]);
        if (sample->d == 2) {
            text_printf(out, ",%.17g", sample->x[i * sample->d + 1]);
        }
        text_append_char(out, '\n');
    }
}

/* ---- the report ---- */

static void put_head(Sample *sample) {
    const Options *options = &sample->app->options;
    Text *out = &sample->report;
    const SamplerRow *row = sample->row;
    text_printf(out, "%s; %s, T = %zu\n", sample->origin.words, sample->schedule->row->name,
                sample->schedule->steps);
    text_printf(out, "%s, %zu step%s", row->name, sample->steps, sample->steps == 1 ? "" : "s");
    if ((row->uses & SAMPLER_USES_ETA) != 0) {
        text_printf(out, ", eta = %g", sample->run.eta);
    }
    if ((row->uses & SAMPLER_USES_VARIANCE) != 0) {
        text_printf(out, ", variance %s",
                    sample->run.variance == SAMPLER_BETA ? "beta" : "posterior");
    }
    if ((row->uses & SAMPLER_USES_ODE) != 0) {
        text_printf(out, ", tolerance %g", ode_tolerance(sample));
    }
    if (sample->run.clips) {
        text_printf(out, ", x_0 within %g", options->sampling.clip);
    }
    text_printf(out, "; seed %" PRIu64 "\n", sample->run.seed);
    text_printf(out, "%zu points in %.0f ms (%.3g points/s)\n", sample->n, sample->milliseconds,
                1000.0 * (double)sample->n / fmax(sample->milliseconds, 1e-3));
    if (row->slip != NULL) {
        Text words;
        text_init(&words);
        text_printf(&words, "As printed (%s): %s.", row->citation, row->slip);
        terminal_paragraph(out, &sample->app->terminal, sample->app->terminal.columns, STYLE_WARN,
                           words.bytes);
        text_clear(&words);
    }
    if (sample->lost > 0) {
        text_printf(out, "%zu points are no numbers: %s\n", sample->lost,
                    row->step == NULL ? "the solver gave up" : "the sampler ran away");
    }
}

static double root(double square) {
    return sqrt(fmax(0.0, square));
}

static void put_distances(Sample *sample, const double *x, size_t n) {
    Text *out = &sample->report;
    Arena *arena = sample->app->arena;
    const DataSet *data = sample->origin.data;
    size_t d = sample->d, m = sample->n < MEASURE_SLICED_POINTS ? sample->n : MEASURE_SLICED_POINTS;
    double *y = arena_array(arena, m * d, sizeof *y);
    Stream words = stream_new(sample->run.seed, DATA_STREAM);
    data_sample(data, y, m, &words);
    double *work = arena_array(arena, measure_workspace(n, m), sizeof *work);
    EnergyDistance energy = measure_energy_of_first(x, n, y, m, d, ENERGY_POINTS, work);
    text_printf(out, "\n%-16s %9.4g +- %-9.2g chance alone: +- %.2g\n", "energy distance",
                energy.distance, 2.0 * energy.standard_error, 2.0 * energy.floor);
    size_t size = measure_sliced_workspace(n, m, d);
    work = arena_array(arena, size, sizeof *work);
    SlicedDistance sliced = measure_sliced(x, n, y, m, d, sample->run.seed, work);
    SlicedFloor floor = measure_sliced_floor(data, sliced.x_used, m, sample->run.seed, work);
    double reach = 2.0 * sliced.standard_error;
    text_printf(out, "%-16s %9.4g (%.4g to %.4g)  two fresh sets: %.4g, at most %.4g of %d\n",
                "sliced W2", root(sliced.square), root(sliced.square - reach),
                root(sliced.square + reach), root(floor.mean), root(floor.largest),
                MEASURE_FLOOR_REPEATS);
    bool far =
        energy.distance > FAR_ENERGY * energy.floor || sliced.square > FAR_SLICED * floor.mean;
    text_append(out, far ? "far from the data\n" : "not to be told from fresh data by these\n");
}

/* What would be printed as -0.00 is 0. */
static double place_of(double x) {
    return fabs(x) < 0.005 ? 0.0 : x;
}

/* "(2.00, 0.00)" */
static void put_mode(Text *out, const ModeCount *mode, size_t d, double n) {
    char place[48];
    if (d == 2) {
        (void)snprintf(place, sizeof place, "(%.2f, %.2f)", place_of(mode->mean[0]),
                       place_of(mode->mean[1]));
    } else {
        (void)snprintf(place, sizeof place, "%.2f", place_of(mode->mean[0]));
    }
    double share = (double)mode->nearest / n, w = mode->weight;
    double error = sqrt(w * (1.0 - w) / n);
    double within = mode->nearest > 0 ? (double)mode->within / (double)mode->nearest : 0.0;
    text_printf(out, "%-16s %8.4f %8.4f %+8.1f %12.4f\n", place, w, share,
                error > 0.0 ? (share - w) / error : 0.0, within);
}

static void put_modes(Sample *sample, const double *x, size_t n) {
    ModeCount modes[MEASURE_MODES_MAX];
    size_t count = measure_mode_count(sample->origin.data), within = 0;
    if (count == 0) {
        return;
    }
    measure_modes(modes, sample->origin.data, x, n);
    text_printf(&sample->report, "\n%-16s %8s %8s %8s %12s\n", "mode at", "weight", "share",
                "sigmas", "within 3 sd");
    for (size_t k = 0; k < count; k++) {
        put_mode(&sample->report, &modes[k], sample->d, (double)sample->n);
        within += modes[k].within;
    }
    text_printf(&sample->report, "%-16s %8s %8s %8s %12.4f (a normal law has %.4f)\n", "all", "",
                "", "", (double)within / (double)sample->n, measure_mode_reach(sample->d));
}

/* How far the network is from the exact denoiser, over the steps of the schedule. */
static void put_excess(Sample *sample) {
    TrainingError error =
        training_error(&sample->run.denoiser, sample->origin.data, sample->schedule,
                       TRAINING_PLACES, TRAINING_POINTS, sample->run.seed, sample->run.pool);
    text_printf(&sample->report, "\n%-16s %9.4g %% of the floor +- %.2g %%\n", "excess",
                100.0 * error.mean.excess / error.mean.floor,
                200.0 * error.mean.excess_error / error.mean.floor);
}

static void make_report(Sample *sample) {
    double *x = arena_array(sample->app->arena, sample->n * sample->d, sizeof *x);
    size_t n = keep_finite(x, sample->x, sample->n, sample->d);
    sample->lost = sample->n - n;
    put_head(sample);
    if (sample->origin.network != NULL) {
        put_excess(sample);
    }
    if (n >= 2) {
        put_distances(sample, x, n);
        put_modes(sample, x, n);
    }
}

/* The points to the file or to standard output, the report to where the points are not. */
static Status write_all(Sample *sample) {
    App *app = sample->app;
    const char *path = app->options.csv_file;
    if (path == NULL && terminal_is_interactive()) {
        text_append_bytes(&app->out, sample->report.bytes, sample->report.length);
        text_append(&app->out, "--csv FILE writes the points\n");
        return STATUS_OK;
    }
    path = path != NULL ? path : "-";
    Text points;
    text_init(&points);
    write_points(&points, sample);
    Status status = output_write(app, path, &points);
    text_clear(&points);
    if (status == STATUS_OK && strcmp(path, "-") == 0) {
        (void)fputs(sample->report.bytes, stderr);
    } else if (status == STATUS_OK) {
        text_append_bytes(&app->out, sample->report.bytes, sample->report.length);
    }
    return status;
}

Status command_sample(App *app) {
    Sample sample = {.app = app};
    Status status = prepare(&sample);
    if (status == STATUS_OK) {
        text_init(&sample.report);
        sample.run.pool = pool_new(app->options.jobs);
        draw_points(&sample);
        make_report(&sample);
        if (terminal_has_status()) {
            terminal_status(NULL);
        }
        status = write_all(&sample);
        pool_free(sample.run.pool);
        text_clear(&sample.report);
    }
    schedule_free(sample.schedule);
    return status;
}
