/* lanes.h - samplers side by side: all start from the same x_T, draw the same noise, and ask the
 * same exact denoiser, so that lanes differ in what their row of a table says alone.
 *
 * Time goes from T to 0. A lane stands at the last of its own stops that time has reached, and is
 * compared with fresh data at the noise level of that stop. The functions are those of a SceneRow
 * whose state is a LanesState, and whose switches are the lanes in the order of the table. */
#ifndef EXPLORE_SCENE_LANES_H
#define EXPLORE_SCENE_LANES_H

#include "diffusion/sampler.h"
#include "scene/scene_internal.h"

#define LANES_MAX 6

/* Stops that lanes share. */
enum {
    LANE_EVERY,    /* every step */
    LANE_SKIPPING, /* as many as the slider says */
    LANE_FLOW,     /* few: a solver goes between them */
    LANE_UNSCALED, /* every step of `linear`, whatever T: what is right for 1000 steps alone */
    LANE_STOPS
};

typedef struct {
    const char *sampler;   /* a row of sampler.h */
    const SamplerRow *own; /* or this one, which is in no table; NULL: sampler */
    unsigned stops;
    bool has_eta, takes_eta; /* takes: from the slider; else 0 */
    bool is_silent;          /* it never adds noise */
    const char *title;       /* before the number of steps */
    const char *unit;        /* "steps" */
    const char *remark;      /* or NULL */
} LaneKind;

typedef struct {
    size_t count; /* <= LANES_MAX */
    const LaneKind *kinds;
} LaneTable;

/* Sliders, of rows that have any. */
enum { LANE_STEPS, LANE_ETA };
#define LANE_SKIPPING_MOST 100

/* Breaks, of rows that have any. */
enum { LANE_RIGHT, LANE_FLIPPED, LANE_ONE_STEP, LANE_STOP_NUMBER, LANE_NO_FRESH_NOISE };

typedef struct Lanes Lanes;
typedef struct {
    Lanes *lanes; /* in the arena of start_anew */
} LanesState;

void lanes_start(Scene *scene, Arena *arena, const LaneTable *table);
void lanes_clear(Scene *scene);
void lanes_update(Scene *scene);
void lanes_draw(const Scene *scene, DrawList *list, Rect box);

#endif
