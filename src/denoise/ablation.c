/* ablation.c - see ablation.h. */
#include "denoise/ablation.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "denoise/network.h"
#include "denoise/training.h"

/* Keep the points that measure, and the samples, apart from the training of the same seed. */
#define MEASURE_SEED UINT64_C(0x61626c6174696f6e)
#define SAMPLE_TAG UINT64_C(0x61626c73616d706c)
#define FRESH_TAG UINT64_C(0x61626c6672657368)
/* The measures that are compared: not the seconds. */
#define COMPARED 2

/* ---- the variants ---- */

static void set_sines(AblationSetup *setup) {
    setup->trainer.network.embedding = NN_SINES;
}
static void set_table(AblationSetup *setup) {
    setup->trainer.network.embedding = NN_TABLE;
}
static void set_no_time(AblationSetup *setup) {
    setup->trainer.network.embedding = NN_NO_TIME;
}
static const AblationVariant embeddings[] = {
    {"sines", "sinusoidal, as in Ho 2020", set_sines},
    {"table", "a trainable vector for each t", set_table},
    {"none", "the network is not told t", set_no_time},
};

static void set_simple(AblationSetup *setup) {
    setup->loss = ABLATION_SIMPLE;
}
static void set_bound_beta(AblationSetup *setup) {
    setup->loss = ABLATION_BOUND_BETA;
}
static void set_bound_posterior(AblationSetup *setup) {
    setup->loss = ABLATION_BOUND_POSTERIOR;
}
static const AblationVariant losses[] = {
    {"simple", "every t counts alike", set_simple},
    {"bound-beta", "the bound's weight with sigma_t^2 = beta_t", set_bound_beta},
    {"bound-post", "with the posterior variance; t = 1 has the weight of t = 2",
     set_bound_posterior},
};

static void set_posterior(AblationSetup *setup) {
    setup->variance = SAMPLER_POSTERIOR;
}
static void set_beta(AblationSetup *setup) {
    setup->variance = SAMPLER_BETA;
}
static const AblationVariant sigmas[] = {
    {"posterior", "sigma_t^2 is the posterior variance", set_posterior},
    {"beta", "sigma_t^2 = beta_t", set_beta},
};

static void set_eps(AblationSetup *setup) {
    setup->trainer.network.output = NN_NOISE;
}
static void set_x0(AblationSetup *setup) {
    setup->trainer.network.output = NN_DATA;
}
static void set_v(AblationSetup *setup) {
    setup->trainer.network.output = NN_VELOCITY;
}
static const AblationVariant outputs[] = {
    {"eps", "the network gives the noise", set_eps},
    {"x0", "it gives x_0, with the loss |x_0 - its answer|^2", set_x0},
    {"v", "it gives v, likewise", set_v},
};

static void set_width_128(AblationSetup *setup) {
    setup->trainer.network.width = 128;
}
static void set_width_64(AblationSetup *setup) {
    setup->trainer.network.width = 64;
}
static void set_width_32(AblationSetup *setup) {
    setup->trainer.network.width = 32;
}
static const AblationVariant widths[] = {
    {"128", "units of a hidden layer", set_width_128},
    {"64", "half as many", set_width_64},
    {"32", "a quarter", set_width_32},
};

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static const Ablation ablations[] = {
    {"embedding", "Sinusoidal or trainable time embedding, or none?", false, COUNT_OF(embeddings),
     embeddings},
    {"loss", "The simple loss, or the bound's weights?", false, COUNT_OF(losses), losses},
    {"sigma", "Which sigma_t for the same network?", true, COUNT_OF(sigmas), sigmas},
    {"predict", "What should the network give?", false, COUNT_OF(outputs), outputs},
    {"width", "How wide need it be?", false, COUNT_OF(widths), widths},
};

size_t ablation_count(void) {
    return COUNT_OF(ablations);
}

const Ablation *ablation_at(size_t i) {
    return &ablations[i];
}

const Ablation *ablation_find(const char *name) {
    for (size_t i = 0; i < COUNT_OF(ablations); i++) {
        if (strcmp(ablations[i].name, name) == 0) {
            return &ablations[i];
        }
    }
    return NULL;
}

/* \frac{\beta_t^2}{2\sigma_t^2\alpha_t(1-\bar\alpha_t)}, DDPM (Ho 2020) eq. 12. */
static double bound_weight(AblationLoss loss, const Schedule *s, size_t t) {
    t = loss == ABLATION_BOUND_POSTERIOR && t == 1 ? 2 : t;
    double variance = loss == ABLATION_BOUND_BETA ? s->beta[t] : s->posterior_variance[t];
    return s->beta[t] * s->beta[t] / (2.0 * variance * s->alpha[t] * s->one_minus_alpha_bar[t]);
}

void ablation_weights(double *weight, AblationLoss loss, const Schedule *schedule) {
    double sum = 0.0;
    weight[0] = 0.0;
    for (size_t t = 1; t <= schedule->steps; t++) {
        weight[t] = loss == ABLATION_SIMPLE ? 1.0 : bound_weight(loss, schedule, t);
        sum += weight[t];
    }
    for (size_t t = 1; t <= schedule->steps; t++) {
        weight[t] *= (double)schedule->steps / sum;
    }
}

/* ---- a run ---- */

AblationDef ablation_def_default(void) {
    AblationDef def = {.seeds = 5,
                       .seed = 1,
                       .trainer = nn_trainer_def_default(),
                       .points = 2000,
                       .places = 50,
                       .place_points = 1000};
    def.trainer.adam.total = 1500;
    def.trainer.adam.warm_up = 150;
    def.trainer.batch = 512;
    return def;
}

/* What is trained for a variant and a seed; weight (T + 1) is filled and pointed to. */
static AblationSetup setup_of(const AblationDef *def, size_t variant, uint64_t seed,
                              double *weight) {
    AblationSetup setup = {.trainer = def->trainer};
    setup.trainer.network.dimension = def->data->dimension;
    setup.trainer.network.steps = def->schedule->steps;
    setup.trainer.seed = seed;
    setup.trainer.data = training_data(def->data);
    setup.trainer.scale = def->schedule->sqrt_alpha_bar;
    setup.trainer.spread = def->schedule->sqrt_one_minus_alpha_bar;
    setup.trainer.pool = NULL;
    def->what->variants[variant].set(&setup);
    ablation_weights(weight, setup.loss, def->schedule);
    setup.trainer.weight = weight;
    return setup;
}

bool ablation_def_check(const AblationDef *def, Arena *arena, const char **why) {
    if (def->seeds < 2 || def->seeds > ABLATION_SEEDS_MAX) {
        *why = arena_printf(arena, "there are %zu seeds; 2 to %d can be compared", def->seeds,
                            ABLATION_SEEDS_MAX);
        return false;
    }
    if (def->schedule->steps < 2) {
        *why = "T must be at least 2";
        return false;
    }
    double *weight = arena_array(arena, def->schedule->steps + 1, sizeof *weight);
    for (size_t v = 0; v < def->what->count; v++) {
        AblationSetup setup = setup_of(def, v, def->seed, weight);
        if (!nn_trainer_def_check(&setup.trainer, arena, why)) {
            return false;
        }
    }
    return true;
}

typedef struct {
    const AblationDef *def;
    AblationTable *table;
    size_t trainings; /* of one seed */
    double work;      /* steps of all trainings and samplings together */
    atomic_size_t done;
    atomic_bool stopped;
} Sweep;

/* One more step is made; whether to go on. */
static bool tick(Sweep *sweep) {
    size_t done = atomic_fetch_add(&sweep->done, 1) + 1;
    const AblationDef *def = sweep->def;
    if (def->go_on != NULL && !def->go_on(def->context, (double)done / sweep->work)) {
        atomic_store(&sweep->stopped, true);
    }
    return !atomic_load(&sweep->stopped);
}

/* NULL when the training failed or was stopped. */
static const Network *train(Sweep *sweep, const AblationSetup *setup, Arena *arena) {
    NnTrainer *trainer = nn_trainer_new(arena, &setup->trainer);
    Diag diag = {0};
    while (trainer->adam->step < trainer->def.adam.total) {
        if (!tick(sweep) || !nn_trainer_step(trainer)) {
            return NULL;
        }
    }
    const AblationDef *def = sweep->def;
    NnWeights weights =
        nn_weights_of(trainer, def->data->name, def->schedule->row->name, "ho", false);
    return network_of(arena, def->data->name, &weights, &diag);
}

/* The square of the distance of its samples to fresh data. */
static double sample(Sweep *sweep, const Denoiser *denoiser, SamplerVariance variance,
                     uint64_t seed, Arena *arena) {
    const AblationDef *def = sweep->def;
    size_t n = def->points, d = def->data->dimension;
    double *x = arena_array(arena, n * d, sizeof *x), *y = arena_array(arena, n * d, sizeof *y);
    double *work = arena_array(arena, measure_sliced_workspace(n, n, d), sizeof *work);
    const SamplerRun run = {.schedule = def->schedule,
                            .denoiser = *denoiser,
                            .variance = variance,
                            .eta = 1.0,
                            .seed = hash_mix(seed, SAMPLE_TAG, 0, 0)};
    const SamplerRow *ddpm = sampler_find("ddpm");
    sampler_start(x, n, d, &run);
    for (size_t t = def->schedule->steps; t >= 1; t--) {
        if (!tick(sweep)) {
            return (double)NAN;
        }
        sampler_step(x, n, d, ddpm, &run, t, t - 1);
    }
    Stream stream = stream_new(hash_mix(seed, FRESH_TAG, 0, 0), 0);
    data_sample(def->data, y, n, &stream);
    return measure_sliced(x, n, y, n, d, seed, work).square;
}

/* A training, and the variants that sample with it. */
static void run_item(void *context, size_t item) {
    Sweep *sweep = context;
    const AblationDef *def = sweep->def;
    size_t s = item / sweep->trainings, first = item % sweep->trainings;
    size_t last = def->what->same_network ? def->what->count : first + 1;
    uint64_t seed = def->seed + s;
    Arena *arena = arena_new();
    double *weight = arena_array(arena, def->schedule->steps + 1, sizeof *weight);
    AblationSetup setup = setup_of(def, first, seed, weight);
    double start = clock_milliseconds();
    const Network *network = atomic_load(&sweep->stopped) ? NULL : train(sweep, &setup, arena);
    double seconds = (clock_milliseconds() - start) / 1000.0;
    const NetworkDenoiser learned = {network, def->schedule};
    Denoiser denoiser = network_denoiser(&learned);
    double excess = (double)NAN;
    if (network != NULL) {
        NoiseError error = training_error(&denoiser, def->data, def->schedule, def->places,
                                          def->place_points, MEASURE_SEED, NULL)
                               .mean;
        excess = error.excess / error.floor;
    }
    for (size_t v = first; v < last; v++) {
        AblationSetup variant = setup_of(def, v, seed, weight);
        double *values = sweep->table->values[v][s];
        values[ABLATION_EXCESS] = excess;
        values[ABLATION_SECONDS] = seconds;
        values[ABLATION_SQUARE] =
            network != NULL ? sample(sweep, &denoiser, variant.variance, seed, arena) : (double)NAN;
    }
    arena_free(arena);
}

bool ablation_run(AblationTable *table, const AblationDef *def) {
    Sweep sweep = {
        .def = def, .table = table, .trainings = def->what->same_network ? 1 : def->what->count};
    sweep.work = (double)def->seeds * ((double)(sweep.trainings * def->trainer.adam.total) +
                                       (double)(def->what->count * def->schedule->steps));
    *table = (AblationTable){.variants = def->what->count, .seeds = def->seeds};
    Arena *arena = arena_new();
    size_t n = def->points;
    double *work =
        arena_array(arena, measure_sliced_workspace(n, n, def->data->dimension), sizeof *work);
    table->floor = measure_sliced_floor(def->data, n, n, MEASURE_SEED, work).mean;
    arena_free(arena);
    /* One thread for each network: a small one gives little to share. */
    pool_run(def->pool, run_item, &sweep, def->seeds * sweep.trainings);
    return !atomic_load(&sweep.stopped);
}

/* ---- what it says ---- */

double ablation_chance(double value, size_t freedom) {
    return 2.0 * gsl_cdf_tdist_Q(fabs(value), (double)freedom);
}

/* Of one variant, or of its difference from the first. */
static AblationMean mean_of(const AblationTable *table, size_t variant, AblationMeasure measure,
                            bool differs) {
    double sum = 0.0, squares = 0.0, n = (double)table->seeds;
    double x[ABLATION_SEEDS_MAX];
    for (size_t s = 0; s < table->seeds; s++) {
        x[s] = table->values[variant][s][measure] - (differs ? table->values[0][s][measure] : 0.0);
        sum += x[s];
    }
    for (size_t s = 0; s < table->seeds; s++) {
        squares += (x[s] - sum / n) * (x[s] - sum / n);
    }
    return (AblationMean){
        .mean = sum / n, .error = sqrt(squares / (n - 1.0) / n), .chance = (double)NAN};
}

AblationMean ablation_mean(const AblationTable *table, size_t variant, AblationMeasure measure) {
    return mean_of(table, variant, measure, false);
}

AblationMean ablation_difference(const AblationTable *table, size_t variant,
                                 AblationMeasure measure) {
    AblationMean difference = mean_of(table, variant, measure, true);
    difference.chance = fabs(difference.mean) > 0.0
                            ? ablation_chance(difference.mean / difference.error, table->seeds - 1)
                            : 1.0;
    if (isnan(difference.mean)) {
        difference.chance = (double)NAN;
    }
    return difference;
}

bool ablation_is_real(const AblationTable *table, const AblationMean *difference) {
    double comparisons = (double)((table->variants - 1) * COMPARED);
    return difference->chance < ABLATION_FALSE_ALARMS / comparisons;
}
