/* scene.h - live pictures: simulation -> snapshot -> draw list.
 *
 * A scene is a row of the registry in scene.c and a file scene_NAME.c. What it shows is a pure
 * function of its controls (SceneControls), which a reader changes by sliders, keys or by dragging
 * in the picture, and of its own state, made from them: the same controls and seed give the same
 * picture, whichever way one came there. scene_update makes the state follow the controls,
 * scene_draw appends it to a list; neither allocates once a frame of that kind was made (changing
 * data, schedule or the number of particles may). May include base, diffusion, nn,
 * denoise, draw. */
#ifndef EXPLORE_SCENE_SCENE_H
#define EXPLORE_SCENE_SCENE_H

#include "base/arena.h"
#include "base/pool.h"
#include "diffusion/data.h"
#include "diffusion/schedule.h"
#include "draw/font.h"
#include "draw/theme.h"

/* Layers and switches of one scene, at most. */
#define SCENE_SWITCHES_MAX 12
/* Numbers that are dragged in the picture or set by sliders of the scene's own. */
#define SCENE_SLIDERS_MAX 6
/* A million points are drawn, and moved, in one frame of 50 ms. */
#define SCENE_PARTICLES_MIN 100
#define SCENE_PARTICLES_MAX 1000000
#define SCENE_SEED_DEFAULT 1

typedef struct {
    const char *data; /* a toy's name or a file; of points of one's own, what they are called */
    const double
        *points; /* (point_count, point_dimension): the data themselves, or NULL. Copied. */
    size_t point_count, point_dimension;
    unsigned points_version; /* another number for other points */
    const char *schedule;
    long steps;       /* T */
    double time;      /* 0..T; between steps the forward picture moves smoothly */
    size_t particles; /* at most; a scene may say that it shows fewer */
    uint64_t seed;
    bool on[SCENE_SWITCHES_MAX];      /* the row's switches */
    double slider[SCENE_SLIDERS_MAX]; /* the row's sliders */
    size_t broken;                    /* 0: as it should be; else the row's break of that number */
} SceneControls;

typedef struct {
    const char *name; /* "density", for the command line: --off density */
    const char *label;
    char key;
    bool start;
} SceneSwitch;

typedef struct {
    const char *name;
    const char *label; /* as scene_label takes it */
    double low, high, start;
} SceneSlider;

/* A wrong version: what a slip in the formula does to the picture. */
typedef struct {
    const char *tex;    /* the formula as broken */
    const char *remark; /* what was done, plain words */
} SceneBreak;

typedef struct Scene Scene;

typedef struct SceneRow {
    const char *name;
    const char *title;
    const char *doc;       /* one sentence: what to look at */
    const char *formula;   /* what is drawn, TeX */
    unsigned dimensions;   /* bit 0: data on a line, bit 1: data in the plane; 0: shows no data */
    bool plays;            /* time goes by itself */
    bool backwards;        /* it plays from T to 0 */
    const char *time_name; /* what its time is a share of, shown in percent; NULL: time is t */
    const char *data;      /* what it starts with where nobody says otherwise */
    const char *schedule;
    long steps;
    size_t particles;
    size_t switch_count;
    const SceneSwitch *switches;
    size_t slider_count;
    const SceneSlider *sliders;
    size_t break_count;
    const SceneBreak *breaks;
    /* State of its own, zeroed, in the scene's arena. */
    size_t state_size;
    /* Data, schedule, particles or seed are new: (re)makes what depends on them. The arena lives
     * until the next call. */
    void (*start_anew)(Scene *scene, Arena *arena);
    /* Frees what start_anew took from elsewhere than the arena: before the next start_anew, and at
     * the end. NULL: nothing. */
    void (*clear)(Scene *scene);
    /* Controls have changed in any way. */
    void (*update)(Scene *scene);
    void (*draw)(const Scene *scene, DrawList *list, Rect box);
    /* The pointer was pressed or moved while pressed, in the box it was last drawn in; true when
     * a control changed. NULL: nothing can be dragged. */
    bool (*drag)(Scene *scene, Rect box, float x, float y, bool pressed);
} SceneRow;

struct Scene {
    const SceneRow *row;
    SceneControls controls;
    const Schedule *schedule;
    const DataSet *data;
    Fonts *fonts; /* these and `hurried` may be changed between two frames */
    Pool *pool;
    const Theme *theme;
    float scale; /* 1: text of 16 pixels */
    /* A frame must not wait: a scene with much to compute goes a part of the way and takes its
     * controls' time back to where it is. Set again and again to the same time it arrives there. */
    bool hurried;
    void *state;
    const char *alarm;          /* something the student should not miss, plain words; or NULL */
    struct SceneMemory *memory; /* scene.c's */
};

size_t scene_count(void);
const SceneRow *scene_at(size_t i);
/* NULL when there is none of that name. */
const SceneRow *scene_find(const char *name);
/* The row's own starting values. */
SceneControls scene_controls_default(const SceneRow *row);

typedef struct {
    Fonts *fonts; /* NULL: pictures without words */
    Pool *pool;   /* or NULL */
    const Theme *theme;
    float scale;
    bool hurried; /* Scene.hurried from the start */
    Arena *arena; /* where messages are made; NULL: a refusal says no more than that it is one */
} SceneDef;

/* Keeps its own copies of names. NULL with *diag when data or schedule are none, or of another
 * dimension than the scene shows. */
Scene *scene_new(const SceneRow *row, const SceneControls *controls, const SceneDef *def,
                 Diag *diag);
/* Accepts NULL. */
void scene_free(Scene *scene);
/* Takes over new controls, brought into their ranges. False with *diag as above; then nothing has
 * changed. */
bool scene_set(Scene *scene, const SceneControls *controls, Diag *diag);
/* Particles in the list point into the scene: paint before the next scene_set or scene_draw. */
void scene_draw(const Scene *scene, DrawList *list, Rect box);
bool scene_drag(Scene *scene, Rect box, float x, float y, bool pressed);

/* Draws the words in the pictures' size, y their base line, with their start (align 0), middle or
 * end (1) at x; returns their width. `_` and `^` set one character, or {several}, below and above.
 */
float scene_label(const Scene *scene, DrawList *list, float x, float y, float align, Color color,
                  const char *words);

#endif
