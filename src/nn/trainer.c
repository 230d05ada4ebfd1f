/* trainer.c - see trainer.h. */
#include "nn/trainer.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/versions.h"
#include "nn/floats_internal.h"
#include "nn/slices_internal.h"
#include "nn/trainer_internal.h"

/* Lanes of a batch: at least as many rows in each as make a product of matrices worth its call, and
 * no more lanes than can be summed in a few hundredths of a step. */
#define LANE_ROWS_MIN ((size_t)32)
#define LANES_MAX ((size_t)8)
/* Below so many products (rows times parameters), about a tenth of a millisecond, a step is made in
 * the caller alone: waking threads would take a good part of what they save. */
#define POOLED_PRODUCTS_MIN ((size_t)1 << 21)
/* A loss this many times the mean square of its targets, that is of the answer 0, has run away: an
 * untrained network has about 1, and one that learns less. */
#define LOSS_RATIO_MAX 100.0
/* Keeps these draws apart from whatever else is drawn with the same seed. */
#define STEP_TAG UINT64_C(0x6e6e73746570)
#define DRAWS_PER_LANE 3

struct NnLane {
    NnWorkspace workspace;
    float *gradient;
    NnBatch batch;
    float out[NN_BLOCK_ROWS * NN_DIMENSION_MAX];
    double bin_sum[NN_BINS]; /* of squared errors */
    size_t bin_rows[NN_BINS];
    double target_squares;
    bool finite;
};

NnTrainerDef nn_trainer_def_default(void) {
    return (NnTrainerDef){
        .network = nn_mlp_def_default(), .adam = nn_adam_def_default(), .batch = 1024, .seed = 1};
}

bool nn_trainer_def_check(const NnTrainerDef *def, Arena *arena, const char **why) {
    if (!nn_mlp_def_check(&def->network, arena, why) ||
        !nn_adam_def_check(&def->adam, arena, why)) {
        return false;
    }
    if (def->batch < 1 || def->batch > NN_BATCH_MAX) {
        *why = arena_printf(arena, "the batch has %zu points; it can have 1 to %zu", def->batch,
                            NN_BATCH_MAX);
        return false;
    }
    if (def->data.draw == NULL || def->scale == NULL || def->spread == NULL) {
        *why = "the data or the schedule are missing";
        return false;
    }
    for (size_t t = 1; t <= def->network.steps; t++) {
        if (!isfinite(def->scale[t]) || !(def->spread[t] > 0.0) || !isfinite(def->spread[t])) {
            *why = arena_printf(arena, "the schedule adds no noise at step %zu", t);
            return false;
        }
        if (def->weight != NULL && !(def->weight[t] >= 0.0 && isfinite(def->weight[t]))) {
            *why = arena_printf(arena, "the loss has no weight at step %zu", t);
            return false;
        }
    }
    return true;
}

double nn_running_mean(const NnRunning *running) {
    return running->weight > 0.0 ? running->sum / running->weight : (double)NAN;
}

static size_t lanes_of(size_t batch) {
    size_t lanes = batch / LANE_ROWS_MIN;
    return lanes < 1 ? 1 : lanes > LANES_MAX ? LANES_MAX : lanes;
}

/* Where the rows of a lane begin. */
static size_t lane_start(const NnTrainer *trainer, size_t lane) {
    return trainer->def.batch * lane / trainer->lane_count;
}

size_t nn_lane_rows(const NnTrainer *trainer, size_t lane) {
    return lane_start(trainer, lane + 1) - lane_start(trainer, lane);
}

NnTrainer *nn_trainer_new(Arena *arena, const NnTrainerDef *def) {
    NnTrainer *trainer = arena_alloc(arena, sizeof *trainer);
    trainer->def = *def;
    trainer->mlp = nn_mlp_new(arena, &def->network);
    size_t count = trainer->mlp->parameter_count;
    trainer->adam = nn_adam_new(arena, &def->adam, count);
    nn_mlp_start(trainer->adam->parameters, trainer->mlp, def->seed);
    nn_adam_start(trainer->adam);
    trainer->scale = nn_floats(arena, def->network.steps + 1);
    trainer->spread = nn_floats(arena, def->network.steps + 1);
    trainer->weight = nn_floats(arena, def->network.steps + 1);
    for (size_t t = 0; t <= def->network.steps; t++) {
        trainer->scale[t] = (float)def->scale[t];
        trainer->spread[t] = (float)def->spread[t];
        trainer->weight[t] = def->weight == NULL || t == 0 ? 1.0F : (float)def->weight[t];
    }
    trainer->def.scale = NULL; /* the caller's, which need not last */
    trainer->def.spread = NULL;
    trainer->def.weight = NULL;
    trainer->lane_count = lanes_of(def->batch);
    trainer->lanes = arena_array(arena, trainer->lane_count, sizeof *trainer->lanes);
    for (size_t i = 0; i < trainer->lane_count; i++) {
        size_t rows = nn_lane_rows(trainer, i);
        trainer->lanes[i].workspace =
            nn_workspace_new(arena, trainer->mlp, rows < NN_BLOCK_ROWS ? rows : NN_BLOCK_ROWS);
        trainer->lanes[i].gradient = nn_floats(arena, count);
    }
    trainer->gradient = trainer->lanes[0].gradient; /* the other lanes' are added to it */
    return trainer;
}

/* --- a batch --- */

NnDraws nn_draws_new(uint64_t seed, uint64_t step, size_t lane) {
    uint64_t key = hash_mix(seed, STEP_TAG, step, 0);
    return (NnDraws){.times = stream_new(key, DRAWS_PER_LANE * lane),
                     .noise = stream_new(key, DRAWS_PER_LANE * lane + 1),
                     .data = stream_new(key, DRAWS_PER_LANE * lane + 2)};
}

/* x_t = \sqrt{\bar\alpha_t}x_0+\sqrt{1-\bar\alpha_t}\epsilon, DDPM (Ho 2020) eq. 4, claim:
 * closed-form. */
void nn_batch_draw(NnBatch *batch, const NnTrainer *trainer, size_t n, NnDraws *draws) {
    assert(n <= NN_BLOCK_ROWS);
    size_t d = trainer->def.network.dimension;
    double x_0[NN_BLOCK_ROWS * NN_DIMENSION_MAX], eps[NN_BLOCK_ROWS * NN_DIMENSION_MAX];
    trainer->def.data.draw(trainer->def.data.context, x_0, n, &draws->data);
    stream_normals(&draws->noise, eps, n * d);
    batch->finite = true;
    for (size_t i = 0; i < n; i++) {
        uint32_t t =
            (uint32_t)(1 + hash_below(stream_word(&draws->times), trainer->def.network.steps));
        double scale = (double)trainer->scale[t], spread = (double)trainer->spread[t];
        batch->t[i] = t;
        for (size_t at = i * d; at < (i + 1) * d; at++) {
            batch->finite = batch->finite && isfinite(x_0[at]);
            batch->x[at] = (float)(scale * x_0[at] + spread * eps[at]);
            batch->target[at] =
                (float)nn_target(trainer->def.network.output, x_0[at], eps[at], scale, spread);
        }
    }
}

/* --- a step --- */

/* The part of 1..T that t is in. */
static size_t bin_of(const NnTrainer *trainer, size_t t) {
    return (t - 1) * NN_BINS / trainer->def.network.steps;
}

/* Turns the lane's outputs into the gradient of the loss by them, and counts the loss. */
static void take_errors(NnLane *lane, const NnTrainer *trainer, size_t n) {
    size_t d = trainer->def.network.dimension;
    float share = 2.0F / (float)(trainer->def.batch * d);
    for (size_t i = 0; i < n; i++) {
        double squares = 0.0;
        for (size_t at = i * d; at < (i + 1) * d; at++) {
            float error = lane->out[at] - lane->batch.target[at];
            squares += (double)error * (double)error;
            lane->target_squares += (double)lane->batch.target[at] * (double)lane->batch.target[at];
            lane->out[at] = share * trainer->weight[lane->batch.t[i]] * error;
        }
        size_t bin = bin_of(trainer, lane->batch.t[i]);
        lane->bin_sum[bin] += squares;
        lane->bin_rows[bin]++;
    }
}

static void run_lane(void *context, size_t index) {
    const NnTrainer *trainer = context;
    NnLane *lane = &trainer->lanes[index];
    const float *parameters = trainer->adam->parameters;
    NnDraws draws = nn_draws_new(trainer->def.seed, trainer->adam->step + 1, index);
    memset(lane->bin_sum, 0, sizeof lane->bin_sum);
    memset(lane->bin_rows, 0, sizeof lane->bin_rows);
    lane->target_squares = 0.0;
    lane->finite = true;
    size_t rows = nn_lane_rows(trainer, index);
    for (size_t first = 0; first < rows; first += NN_BLOCK_ROWS) {
        size_t n = rows - first < NN_BLOCK_ROWS ? rows - first : NN_BLOCK_ROWS;
        nn_batch_draw(&lane->batch, trainer, n, &draws);
        lane->finite = lane->finite && lane->batch.finite;
        nn_mlp_forward(lane->out, trainer->mlp, parameters, lane->batch.x, lane->batch.t, n,
                       &lane->workspace);
        take_errors(lane, trainer, n);
        nn_mlp_backward(lane->gradient, trainer->mlp, parameters, lane->out, n, first > 0,
                        &lane->workspace);
    }
}

VERSIONS_BODY void add_to_body(float *sum, const float *x, size_t n) {
    float *restrict total = sum;
    const float *restrict term = x;
    for (size_t i = 0; i < n; i++) {
        total[i] += term[i];
    }
}
VERSIONS(static, add_to, (float *sum, const float *x, size_t n), (sum, x, n))

static void sum_slice(void *context, size_t slice) {
    const NnTrainer *trainer = context;
    size_t at = slice * NN_SLICE, n = nn_slice_length(trainer->adam->count, slice);
    for (size_t i = 1; i < trainer->lane_count; i++) {
        add_to(trainer->gradient + at, trainer->lanes[i].gradient + at, n);
    }
}

static void remember(NnRunning *running, double sum, double weight) {
    running->sum = NN_MEMORY * running->sum + sum;
    running->weight = NN_MEMORY * running->weight + weight;
}

static bool fail(NnTrainer *trainer, const char *what, const char *remedy) {
    (void)snprintf(trainer->failure, sizeof trainer->failure,
                   "step %llu: %s (learning rate %.3g, last gradient %.3g); %s",
                   (unsigned long long)trainer->adam->step + 1, what,
                   nn_adam_rate(&trainer->def.adam, trainer->adam->step + 1), trainer->norm,
                   remedy);
    trainer->failed = true;
    return false;
}

/* Adds up what the lanes counted; false when the run must not go on. */
static bool take_loss(NnTrainer *trainer) {
    double values = (double)(trainer->def.batch * trainer->def.network.dimension);
    double sum = 0.0, targets = 0.0;
    bool finite = true;
    for (size_t i = 0; i < trainer->lane_count; i++) {
        const NnLane *lane = &trainer->lanes[i];
        targets += lane->target_squares;
        finite = finite && lane->finite;
        for (size_t bin = 0; bin < NN_BINS; bin++) {
            sum += lane->bin_sum[bin];
        }
    }
    trainer->loss = sum / values;
    if (!finite) {
        return fail(trainer, "the data hold a number that is not finite", "look at the data");
    }
    if (!isfinite(trainer->loss)) {
        return fail(trainer, "the loss is not a finite number",
                    "take a lower rate or a shorter clip");
    }
    if (sum > LOSS_RATIO_MAX * targets) {
        return fail(trainer, "the loss has run away: the answer 0 would be a hundred times better",
                    "take a lower rate or a shorter clip");
    }
    for (size_t bin = 0; bin < NN_BINS; bin++) {
        double bin_sum = 0.0;
        size_t bin_rows = 0;
        for (size_t i = 0; i < trainer->lane_count; i++) {
            bin_sum += trainer->lanes[i].bin_sum[bin];
            bin_rows += trainer->lanes[i].bin_rows[bin];
        }
        remember(&trainer->bins[bin], bin_sum, (double)(bin_rows * trainer->def.network.dimension));
    }
    remember(&trainer->mean, sum, values);
    return true;
}

bool nn_trainer_step(NnTrainer *trainer) {
    if (trainer->failed) {
        return false;
    }
    size_t count = trainer->adam->count;
    Pool *pool = trainer->def.batch * count >= POOLED_PRODUCTS_MIN ? trainer->def.pool : NULL;
    pool_run(pool, run_lane, trainer, trainer->lane_count);
    if (!take_loss(trainer)) {
        return false;
    }
    pool_run(pool, sum_slice, trainer, nn_slice_count(count));
    double norm = nn_adam_norm(trainer->adam, trainer->gradient, pool);
    if (!isfinite(norm)) {
        return fail(trainer, "the gradient is not finite", "take a lower rate or a shorter clip");
    }
    trainer->norm = norm;
    nn_adam_step(trainer->adam, trainer->gradient, norm, pool);
    return true;
}
