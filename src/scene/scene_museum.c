/* scene_museum.c - a museum of slips that programs have been published with, each beside the right
 * sampler: the same start, the same noise, the same exact denoiser. */
#include <math.h>

#include "scene/lanes.h"

enum { RIGHT, UNSCALED, NO_ROOT, NO_BAR, LAST_NOISE, LANES };

static const SceneSwitch switches[LANES] = {
    [RIGHT] = {"right", "right", '1', true},
    [UNSCALED] = {"far-start", "x_T far from noise", '2', true},
    [NO_ROOT] = {"no-root", "missing root", '3', true},
    [NO_BAR] = {"no-bar", "missing bar", '4', true},
    [LAST_NOISE] = {"last-noise", "noise at the end", '5', true},
};

/* ---- the slips ---- */

static SamplerStep right_step(const SamplerRun *run, size_t from, size_t to) {
    return sampler_find("ddpm")->step(run, from, to);
}

/* x_t = \bar\alpha_t x_0 + (1-\bar\alpha_t)\epsilon in training, so the network knows the noise of
 * these levels; the sampler is right, and asks it at others. */
static void no_root_level(const Schedule *schedule, size_t t, double *scale, double *spread) {
    *scale = schedule->alpha_bar[t];
    *spread = schedule->one_minus_alpha_bar[t];
}

static const SamplerRow no_root = {
    .name = "no-root",
    .doc = "the network was trained with x_t = bar alpha_t x_0 + (1 - bar alpha_t) eps",
    .step = right_step,
    .level = no_root_level,
};

/* \sigma_t^2 = \frac{1-\alpha_{t-1}}{1-\bar\alpha_t}\beta_t: right is \bar\alpha_{t-1}. At t = 1
 * there is no step before, and both are 0. */
static SamplerStep no_bar_step(const SamplerRun *run, size_t from, size_t to) {
    const Schedule *s = run->schedule;
    SamplerStep step = right_step(run, from, to);
    double before = from > 1 ? s->beta[from - 1] : 0.0;
    step.spread = sqrt(before * s->beta[from] / s->one_minus_alpha_bar[from]);
    return step;
}

static const SamplerRow no_bar = {
    .name = "no-bar",
    .doc = "the posterior variance with alpha_{t-1} where bar alpha_{t-1} is right",
    .step = no_bar_step,
};

/* \sigma_1 z with \sigma_1^2 = \beta_1 is added to what is already x_0. */
static SamplerStep last_noise_step(const SamplerRun *run, size_t from, size_t to) {
    SamplerStep step = right_step(run, from, to);
    step.spread = from == 1 ? run->schedule->sqrt_beta[1] : step.spread;
    return step;
}

static const SamplerRow last_noise = {
    .name = "last-noise",
    .doc = "noise of variance beta_1 is added in the last step too",
    .step = last_noise_step,
};

static const LaneKind kinds[LANES] = {
    [RIGHT] = {.sampler = "ddpm", .stops = LANE_EVERY, .title = "right", .unit = "steps"},
    [UNSCALED] = {.sampler = "ddpm",
                  .stops = LANE_UNSCALED,
                  .title = "x_T far from noise",
                  .unit = "steps",
                  .remark = "β_t as for 1000 steps"},
    [NO_ROOT] = {.own = &no_root,
                 .stops = LANE_EVERY,
                 .title = "missing root",
                 .unit = "steps",
                 .remark = "learnt ᾱ_t x_0 + (1-ᾱ_t) ε"},
    [NO_BAR] = {.own = &no_bar,
                .stops = LANE_EVERY,
                .title = "missing bar",
                .unit = "steps",
                .remark = "σ_t^2 = β_t (1-α_{t-1}) / (1-ᾱ_t)"},
    [LAST_NOISE] = {.own = &last_noise,
                    .stops = LANE_EVERY,
                    .title = "noise at the end",
                    .unit = "steps",
                    .remark = "σ_1 z is added to x_0, σ_1^2 = β_1"},
};

static const LaneTable table = {LANES, kinds};

static void start_museum(Scene *scene, Arena *arena) {
    lanes_start(scene, arena, &table);
}

const SceneRow scene_row_museum = {
    .name = "museum",
    .title = "A museum of slips",
    .doc = "slips that programs were published with, beside the right sampler: what each does to "
           "the samples, and whether one would notice",
    .formula = "x_{t-1} = \\frac{1}{\\sqrt{\\alpha_t}}\\left(x_t-"
               "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\mathrm E[\\epsilon|x_t]\\right)"
               "+\\sigma_t z",
    .dimensions = SCENE_LINE | SCENE_PLANE,
    .plays = true,
    .backwards = true,
    .data = "mix2",
    .schedule = "linear-scaled",
    .steps = 50,
    .particles = 5000,
    .switch_count = LANES,
    .switches = switches,
    .state_size = sizeof(LanesState),
    .start_anew = start_museum,
    .clear = lanes_clear,
    .update = lanes_update,
    .draw = lanes_draw,
};
