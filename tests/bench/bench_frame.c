/* bench_frame.c - how long a frame takes, without a window, at 1920x1080.
 *
 * Prints the median and the 99th percentile of FRAMES frames for the painter alone and for scenes
 * whose time moves in every frame: the controls set, the state following them, the list made, its
 * pixels painted. The first frames are not counted: they open fonts and fill caches. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/stream.h"
#include "draw/paint.h"
#include "scene/scene.h"
#include "times.h"

#define WIDTH 1920
#define HEIGHT 1080
#define FRAMES 300
#define WARM_UP 10
#define MANY ((size_t)100000)
#define MILLION ((size_t)1000000)
/* What a frame may take: 60 in a second; 20 for a million particles. */
#define BAR 16.7
#define BAR_MILLION 50.0
#define SEED 5u
/* A page of text: lines of 24 pixels. */
#define LINES 40
#define LINE_HEIGHT 26.0f
#define TEXT_SIZE 18.0f

typedef struct {
    Fonts *fonts;
    Pool *pool;
    Painter *painter;
    const Theme *theme;
    Arena *arena;
    Canvas canvas;
    DrawList list;
} Bench;

static _Noreturn void end(const char *what, const char *why) {
    fprintf(stderr, "bench_frame: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

static void print_row(const char *name, double times[FRAMES], double bar) {
    times_sort(times, FRAMES);
    /* Of 300 frames three may be slower. */
    double p99 = times[FRAMES - 1 - FRAMES / 100];
    printf("%-52s %8.2f %8.2f %8.1f  %s\n", name, times[FRAMES / 2], p99, bar,
           p99 <= bar ? "within" : "ABOVE");
    (void)fflush(stdout);
}

/* ---- the painter alone ---- */

static void draw_page(Bench *bench) {
    for (size_t i = 0; i < LINES; i++) {
        (void)fonts_draw(&bench->list, bench->fonts, FACE_SERIF, TEXT_SIZE, 40.0f,
                         40.0f + LINE_HEIGHT * (float)i, 0.0f, bench->theme->text,
                         "Every step shrinks the picture a little and adds a little noise; after "
                         "many steps only noise is left.");
    }
}

static void bench_particles(Bench *bench, const char *name, size_t count, double bar) {
    Vec2 *particles = arena_array(bench->arena, count, sizeof *particles);
    Stream stream = stream_new(SEED, 0);
    /* A round cloud of the window's height. */
    for (size_t i = 0; i < count; i++) {
        double radius = 170.0 * sqrt(-2.0 * log(stream_uniform(&stream)));
        double angle = 6.28318530717958647692 * stream_uniform(&stream);
        particles[i] =
            (Vec2){(float)(1300.0 + radius * cos(angle)), (float)(540.0 + radius * sin(angle))};
    }
    double times[FRAMES];
    for (size_t i = 0; i < FRAMES + WARM_UP; i++) {
        double start = clock_milliseconds();
        draw_list_reset(&bench->list);
        draw_page(bench);
        draw_particles(&bench->list, particles, count, 2.0f,
                       color_fade(bench->theme->simulated, 0.3f));
        painter_paint(bench->painter, &bench->canvas, &bench->list, bench->theme->page);
        times[i < WARM_UP ? 0 : i - WARM_UP] = clock_milliseconds() - start;
    }
    print_row(name, times, bar);
}

/* ---- scenes ---- */

typedef struct {
    const char *name, *scene, *data;
    long steps;
    size_t particles;
    bool jumps;     /* to and fro over the whole time, as a hand does */
    const char *on; /* a switch, or NULL */
    double bar;
} Play;

static const Play plays[] = {
    {"forward, moons, 100,000 particles, t scrubbed", "forward", "moons", 1000, MANY, true, NULL,
     BAR},
    {"forward, moons, a million particles, t scrubbed", "forward", "moons", 1000, MILLION, true,
     NULL, BAR_MILLION},
    {"reverse, ring, 20,000 particles, a step a frame", "reverse", "ring", 1000, 20000, false, NULL,
     BAR},
    {"reverse by a network, ring, 5,000, a step a frame", "reverse", "ring", 1000, 5000, false,
     "network", BAR},
    {"samplers, ring, four lanes of 5,000, a step a frame", "samplers", "ring", 310, 5000, false,
     NULL, BAR},
    {"a network trains, ring, 4 steps a frame", "train", "ring", 1000, 5000, false, NULL, BAR},
};

static double time_of(const Play *play, size_t frame) {
    double steps = (double)play->steps;
    if (play->jumps) {
        /* Both ways, slow at the ends and fast between. */
        return 0.5 * steps * (1.0 - cos(0.05 * (double)frame));
    }
    bool backwards = scene_find(play->scene)->backwards;
    return backwards ? fmax(0.0, steps - (double)frame) : fmin(steps, (double)frame);
}

static void bench_scene(Bench *bench, const Play *play) {
    const SceneRow *row = scene_find(play->scene);
    if (row == NULL) {
        end(play->scene, "no such scene");
    }
    SceneControls controls = scene_controls_default(row);
    controls.data = play->data;
    controls.steps = play->steps;
    controls.particles = play->particles;
    controls.time = time_of(play, 0);
    for (size_t i = 0; play->on != NULL && i < row->switch_count; i++) {
        controls.on[i] = controls.on[i] || strcmp(row->switches[i].name, play->on) == 0;
    }
    Diag diag = {0};
    const SceneDef def = {.fonts = bench->fonts,
                          .pool = bench->pool,
                          .theme = bench->theme,
                          .scale = 1.0f,
                          .arena = bench->arena};
    Scene *scene = scene_new(row, &controls, &def, &diag);
    if (scene == NULL) {
        end(play->scene, diag.message);
    }
    double times[FRAMES];
    for (size_t i = 0; i < FRAMES + WARM_UP; i++) {
        double start = clock_milliseconds();
        controls.time = time_of(play, i);
        if (!scene_set(scene, &controls, &diag)) {
            end(play->scene, diag.message);
        }
        draw_list_reset(&bench->list);
        scene_draw(scene, &bench->list, (Rect){0, 0, WIDTH, HEIGHT});
        painter_paint(bench->painter, &bench->canvas, &bench->list, bench->theme->page);
        times[i < WARM_UP ? 0 : i - WARM_UP] = clock_milliseconds() - start;
    }
    print_row(play->name, times, play->bar);
    scene_free(scene);
}

int main(void) {
    Diag diag = {0};
    Bench bench = {.fonts = fonts_new(&diag),
                   .pool = pool_new(0),
                   .theme = theme_find(THEME_DEFAULT_NAME),
                   .arena = arena_new()};
    if (bench.fonts == NULL) {
        end("fonts", diag.message);
    }
    bench.painter = painter_new(bench.fonts, bench.pool);
    draw_list_init(&bench.list);
    (void)canvas_resize(&bench.canvas, WIDTH, HEIGHT);
    printf("Milliseconds of a frame at %dx%d on %zu threads, over %d frames\n\n", WIDTH, HEIGHT,
           pool_threads(bench.pool), FRAMES);
    printf("%-52s %8s %8s %8s\n", "frame", "median", "p99", "bar");
    bench_particles(&bench, "a page of text and 100,000 particles of 2x2", MANY, BAR);
    bench_particles(&bench, "a page of text and a million particles of 2x2", MILLION, BAR_MILLION);
    for (size_t i = 0; i < sizeof plays / sizeof *plays; i++) {
        bench_scene(&bench, &plays[i]);
    }
    draw_list_clear(&bench.list);
    canvas_clear(&bench.canvas);
    painter_free(bench.painter);
    pool_free(bench.pool);
    fonts_free(bench.fonts);
    arena_free(bench.arena);
    return EXIT_SUCCESS;
}
