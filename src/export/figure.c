/* figure.c - see figure.h. */
#include "export/figure.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "draw/paint.h"
#include "export/film.h"
#include "export/png.h"
#include "view/stage.h"

/* Words of 12 pixels on a page that shows the picture at its full width. */
#define PICTURE_SCALE 1.3f
/* A film is half as large: what moves need not be as sharp, and 100 of them are on a site. */
#define FILM_WIDTH 640
#define FILM_HEIGHT 384
#define FILM_SCALE 0.8f
/* So is a notebook's picture: it stands beside its code, and there are ten in a notebook. */
#define NOTEBOOK_WIDTH 640
#define NOTEBOOK_HEIGHT 384
#define NOTEBOOK_SCALE 0.8f
/* Eight seconds, the first and the last picture for one more each. */
#define FILM_FPS 12
#define FILM_FRAMES (8 * FILM_FPS)
#define FILM_REST FILM_FPS

/* Around the scene, share of the height. */
#define MARGIN 0.02f

static const char *const theme_names[FIGURE_THEMES] = {"light", "dark"};

/* One scene while its files are made. */
typedef struct {
    const FigureDef *def;
    Scene *scene;
    Painter *painter;
    DrawList list;
    Canvas canvas;
} Drawing;

size_t figure_count(const Lesson *lesson) {
    size_t count = 0;
    for (size_t s = 0; s < lesson->step_count; s++) {
        for (size_t b = 0; b < lesson->steps[s].block_count; b++) {
            count += lesson->steps[s].blocks[b].kind == BLOCK_SCENE;
        }
    }
    return count;
}

static void draw(Drawing *drawing, FigureTheme theme, float scale) {
    Scene *scene = drawing->scene;
    scene->theme = theme_find(theme_names[theme]);
    scene->scale = scale;
    draw_list_reset(&drawing->list);
    float margin = MARGIN * (float)drawing->canvas.height;
    const Rect box = {margin, margin, (float)drawing->canvas.width - 2.0f * margin,
                      (float)drawing->canvas.height - 2.0f * margin};
    scene_draw(scene, &drawing->list, box);
    painter_paint(drawing->painter, &drawing->canvas, &drawing->list, scene->theme->panel);
}

static bool draw_pictures(Drawing *drawing, Figure *figure, const char *stem, Diag *diag) {
    Arena *arena = drawing->def->arena;
    (void)canvas_resize(&drawing->canvas, FIGURE_WIDTH, FIGURE_HEIGHT);
    for (size_t theme = 0; theme < FIGURE_THEMES; theme++) {
        figure->pictures[theme] =
            arena_printf(arena, "pictures/%s-%s.png", stem, theme_names[theme]);
        draw(drawing, (FigureTheme)theme, PICTURE_SCALE);
        if (!png_write(arena, &drawing->canvas,
                       arena_printf(arena, "%s/%s", drawing->def->folder, figure->pictures[theme]),
                       diag)) {
            return false;
        }
    }
    return true;
}

static bool draw_bytes(Drawing *drawing, Figure *figure, Diag *diag) {
    Arena *arena = drawing->def->arena;
    const char *why = NULL;
    (void)canvas_resize(&drawing->canvas, NOTEBOOK_WIDTH, NOTEBOOK_HEIGHT);
    draw(drawing, FIGURE_LIGHT, NOTEBOOK_SCALE);
    if (!png_encode(arena, &drawing->canvas, &figure->png, &figure->png_length, &why)) {
        *diag = (Diag){.message = why};
        return false;
    }
    return true;
}

/* Time goes through once; one run of the scene for all themes. */
static bool add_frames(Drawing *drawing, Film *const films[FIGURE_THEMES], Diag *diag) {
    Scene *scene = drawing->scene;
    SceneControls controls = scene->controls;
    double end = (double)controls.steps;
    for (size_t i = 0; i < FILM_FRAMES; i++) {
        double share = (double)i / (double)(FILM_FRAMES - 1);
        controls.time = end * (scene->row->backwards ? 1.0 - share : share);
        if (!scene_set(scene, &controls, diag)) {
            return false;
        }
        size_t times = i == 0 || i + 1 == FILM_FRAMES ? 1 + FILM_REST : 1;
        for (size_t theme = 0; theme < FIGURE_THEMES; theme++) {
            draw(drawing, (FigureTheme)theme, FILM_SCALE);
            for (size_t k = 0; k < times; k++) {
                if (!film_add(films[theme], &drawing->canvas, diag)) {
                    return false;
                }
            }
        }
    }
    return true;
}

static bool draw_films(Drawing *drawing, Figure *figure, const char *stem, Diag *diag) {
    Arena *arena = drawing->def->arena;
    Film *films[FIGURE_THEMES] = {NULL};
    (void)canvas_resize(&drawing->canvas, FILM_WIDTH, FILM_HEIGHT);
    bool done = true;
    for (size_t theme = 0; theme < FIGURE_THEMES && done; theme++) {
        const char *name = arena_printf(arena, "films/%s-%s.mp4", stem, theme_names[theme]);
        const FilmDef def = {.path = arena_printf(arena, "%s/%s", drawing->def->folder, name),
                             .width = FILM_WIDTH,
                             .height = FILM_HEIGHT,
                             .fps = FILM_FPS};
        figure->films[theme] = name;
        films[theme] = film_open(arena, &def, diag);
        done = films[theme] != NULL;
    }
    done = done && add_frames(drawing, films, diag);
    for (size_t theme = 0; theme < FIGURE_THEMES; theme++) {
        if (done) {
            done = film_end(films[theme], diag);
        } else if (films[theme] != NULL) {
            film_cancel(films[theme]);
        }
    }
    return done;
}

/* "Forward: noise is added .. Data: mix2. t = 25 of 50." */
static const char *say(Arena *arena, const Scene *scene) {
    const SceneRow *row = scene->row;
    const SceneControls *controls = &scene->controls;
    Text words;
    text_init(&words);
    text_printf(&words, "%s: %s.", row->title, row->doc);
    if (row->dimensions != 0) {
        text_printf(&words, " Data: %s.", controls->data);
    }
    if (row->plays && row->time_name == NULL) {
        text_printf(&words, " t = %.4g of %ld.", controls->time, controls->steps);
    }
    const char *copy = arena_copy(arena, words.bytes, words.length);
    text_clear(&words);
    return copy;
}

static bool draw_all(Figure *figure, Scene *scene, const char *stem, const FigureDef *def,
                     Diag *diag) {
    Drawing drawing = {.def = def, .scene = scene, .painter = painter_new(def->fonts, def->pool)};
    draw_list_init(&drawing.list);
    bool films = def->films && scene->row->plays;
    bool made = def->folder == NULL ? draw_bytes(&drawing, figure, diag)
                                    : draw_pictures(&drawing, figure, stem, diag) &&
                                          (!films || draw_films(&drawing, figure, stem, diag));
    canvas_clear(&drawing.canvas);
    draw_list_clear(&drawing.list);
    painter_free(drawing.painter);
    return made;
}

static bool make_one(Figure *figure, const Lesson *lesson, const char *stem, const FigureDef *def,
                     Diag *diag) {
    const SceneBlock *block = figure->block;
    const SceneRow *row = scene_find(block->name);
    if (row == NULL) {
        *diag = (Diag){.file = lesson->source.name,
                       .message = arena_printf(def->arena, "there is no picture `%s`", block->name),
                       .hint = "`explore list --scenes` shows them"};
        return false;
    }
    Setting setting = setting_of_lesson(lesson, def->seed);
    stage_take_block(&setting, block, row);
    const SceneControls controls = stage_controls(row, &setting, block);
    const SceneDef scene_def = {.fonts = def->fonts,
                                .pool = def->pool,
                                .theme = theme_find(theme_names[FIGURE_LIGHT]),
                                .scale = PICTURE_SCALE,
                                .arena = def->arena};
    Scene *scene = scene_new(row, &controls, &scene_def, diag);
    if (scene == NULL) {
        return false;
    }
    figure->words = say(def->arena, scene);
    bool made = draw_all(figure, scene, stem, def, diag);
    scene_free(scene);
    return made;
}

static bool make_folder(const FigureDef *def, const char *name, Diag *diag) {
    const char *why = NULL;
    const char *path = arena_printf(def->arena, "%s/%s/", def->folder, name);
    if (file_make_folder_of(def->arena, path, FOLDER_SHARED, &why)) {
        return true;
    }
    *diag = (Diag){.message = arena_printf(def->arena, "%s %s", path, why),
                   .hint = "name a folder that can be written"};
    return false;
}

bool figure_make_all(Figure *out, const Lesson *lesson, const char *stem, const FigureDef *def,
                     Diag *diag) {
    if (def->folder != NULL && figure_count(lesson) > 0 &&
        (!make_folder(def, "pictures", diag) || (def->films && !make_folder(def, "films", diag)))) {
        return false;
    }
    size_t made = 0;
    for (size_t s = 0; s < lesson->step_count; s++) {
        const Step *step = &lesson->steps[s];
        for (size_t b = 0; b < step->block_count; b++) {
            if (step->blocks[b].kind != BLOCK_SCENE) {
                continue;
            }
            out[made] = (Figure){.block = step->blocks[b].scene};
            const char *name = arena_printf(def->arena, "%s-%zu", stem, made + 1);
            if (!make_one(&out[made++], lesson, name, def, diag)) {
                return false;
            }
        }
    }
    return true;
}
