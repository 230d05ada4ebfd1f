/* scene_samplers.c - samplers side by side: lanes differ by sampler and number of steps alone. */
#include "scene/lanes.h"

enum { DDPM, DDPM_SKIPS, DDIM, DDIM_ETA, ODE, PRINTED_DDIM, LANES };

static const SceneSwitch switches[LANES] = {
    [DDPM] = {"ddpm", "ddpm", '1', true},
    [DDPM_SKIPS] = {"ddpm-skips", "ddpm skips", '2', false},
    [DDIM] = {"ddim", "ddim", '3', true},
    [DDIM_ETA] = {"ddim-eta", "ddim with η", '4', true},
    [ODE] = {"ode", "flow ODE", '5', true},
    [PRINTED_DDIM] = {"printed-ddim", "printed-ddim", '6', false},
};

static const SceneSlider sliders[] = {
    [LANE_STEPS] = {"steps", "steps of lanes that skip", 2.0, LANE_SKIPPING_MOST, 20.0},
    [LANE_ETA] = {"eta", "η", 0.0, 1.0, 1.0},
};

static const SceneBreak breaks[] = {
    {"\\epsilon = -\\mathrm E[\\epsilon|x_t]", "the sign of the noise is flipped, in every lane"},
    {"x_s = \\frac{1}{\\sqrt{\\alpha_t}}(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)"
     "+\\sigma_t z",
     "lanes that skip take the alpha_t of one step, where a jump to s has the ratio of alpha bars"},
    {"\\epsilon = \\epsilon_\\theta(x_{\\tau_k}, k)",
     "lanes that skip tell the network the number of the stop, not its time"},
    {"\\sigma_t z = 0", "no fresh noise is added; only ddim with eta = 0 and the flow never did"},
};

static const LaneKind kinds[LANES] = {
    [DDPM] = {.sampler = "ddpm", .stops = LANE_EVERY, .title = "ddpm", .unit = "steps"},
    [DDPM_SKIPS] = {.sampler = "ddpm", .stops = LANE_SKIPPING, .title = "ddpm", .unit = "steps"},
    [DDIM] = {.sampler = "ddim",
              .stops = LANE_SKIPPING,
              .has_eta = true,
              .title = "ddim",
              .unit = "steps"},
    [DDIM_ETA] = {.sampler = "ddim",
                  .stops = LANE_SKIPPING,
                  .has_eta = true,
                  .takes_eta = true,
                  .title = "ddim",
                  .unit = "steps"},
    /* The solver takes as many steps as it needs between the stops. */
    [ODE] = {.sampler = "ode",
             .stops = LANE_FLOW,
             .is_silent = true,
             .title = "flow ODE",
             .unit = "stops"},
    [PRINTED_DDIM] = {.sampler = "printed-ddim",
                      .stops = LANE_EVERY,
                      .has_eta = true,
                      .takes_eta = true,
                      .is_silent = true,
                      .title = "printed-ddim",
                      .unit = "steps",
                      .remark = "as printed: + σ_t z is missing"},
};

static const LaneTable table = {LANES, kinds};

static void start_samplers(Scene *scene, Arena *arena) {
    lanes_start(scene, arena, &table);
}

const SceneRow scene_row_samplers = {
    .name = "samplers",
    .title = "Samplers side by side",
    .doc = "from the same noise with the same exact E[eps | x_t]: how far each sampler and each "
           "number of steps ends from the data",
    .formula = "x_s = \\sqrt{\\bar\\alpha_s}\\,\\frac{x_t-\\sqrt{1-\\bar\\alpha_t}\\,\\epsilon}"
               "{\\sqrt{\\bar\\alpha_t}}+\\sqrt{1-\\bar\\alpha_s-\\sigma^2}\\,\\epsilon+\\sigma z",
    .dimensions = SCENE_LINE | SCENE_PLANE,
    .plays = true,
    .backwards = true,
    .data = "ring",
    .schedule = "linear-scaled",
    .steps = 200,
    .particles = 5000,
    .switch_count = LANES,
    .switches = switches,
    .slider_count = COUNT_OF(sliders),
    .sliders = sliders,
    .break_count = COUNT_OF(breaks),
    .breaks = breaks,
    .state_size = sizeof(LanesState),
    .start_anew = start_samplers,
    .clear = lanes_clear,
    .update = lanes_update,
    .draw = lanes_draw,
};
