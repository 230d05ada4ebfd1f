/* command_render.c - explore render: a page or a picture into a file, without a display. */
#include <math.h>
#include <string.h>

#include "app/screen.h"
#include "app/work.h"
#include "export/film.h"
#include "export/png.h"
#include "ui/terminal_screen.h"

#define WIDTH_DEFAULT 1280
#define HEIGHT_DEFAULT 720
#define FPS_DEFAULT 30
/* A film without --frames: eight seconds. */
#define FRAMES_DEFAULT 240

/* What is drawn, and with what. */
typedef struct {
    App *app;
    Screen screen;
    WindowView *view;
    Painter *painter;
    Canvas canvas;
    DrawList list;
} Render;

static void draw(Render *render) {
    draw_list_reset(&render->list);
    window_view_draw(render->view, &render->list);
    painter_paint(render->painter, &render->canvas, &render->list,
                  window_view_theme(render->view)->page);
}

static Status write_picture(Render *render, const char *path) {
    Diag diag = {0};
    draw(render);
    if (!png_write(render->app->arena, &render->canvas, path, &diag)) {
        complain_diag(render->app, &diag);
        return STATUS_UNREADABLE;
    }
    return STATUS_OK;
}

/* Time goes through once, from its start to its end. */
static bool add_frames(Render *render, Film *film, size_t frames, Diag *diag) {
    for (size_t i = 0; i < frames; i++) {
        if (terminal_interrupt_waits()) {
            return false;
        }
        double share = frames > 1 ? (double)i / (double)(frames - 1) : 0.0;
        window_view_set_time(render->view, share);
        draw(render);
        if (!film_add(film, &render->canvas, diag)) {
            return false;
        }
        if (terminal_has_status() && i % 10 == 0) {
            terminal_status(arena_printf(render->app->arena, "frame %zu of %zu", i + 1, frames));
        }
    }
    return true;
}

static Status write_film(Render *render, const char *path) {
    const Options *options = &render->app->options;
    Diag diag = {0};
    const FilmDef def = {.path = path,
                         .width = render->canvas.width,
                         .height = render->canvas.height,
                         .fps = options->render.fps > 0 ? options->render.fps : FPS_DEFAULT};
    Film *film = film_open(render->app->arena, &def, &diag);
    if (film == NULL) {
        complain_diag(render->app, &diag);
        return STATUS_UNREADABLE;
    }
    /* Ctrl-C waits until what was made is taken away. */
    terminal_hold_interrupt(true);
    bool added = add_frames(
        render, film, options->render.frames > 0 ? options->render.frames : FRAMES_DEFAULT, &diag);
    bool done = added && film_end(film, &diag);
    if (!added) {
        film_cancel(film);
    }
    if (terminal_has_status()) {
        terminal_status(NULL);
    }
    terminal_hold_interrupt(false);
    if (!done) {
        complain_diag(render->app, &diag);
    }
    return done ? STATUS_OK : STATUS_UNREADABLE;
}

static Status render_view(Render *render) {
    const Options *options = &render->app->options;
    size_t width = options->screen.width > 0 ? options->screen.width : WIDTH_DEFAULT;
    size_t height = options->screen.height > 0 ? options->screen.height : HEIGHT_DEFAULT;
    (void)canvas_resize(&render->canvas, width, height);
    window_view_resize(render->view, (float)width, (float)height, 1.0f);
    draw_list_init(&render->list);
    render->painter = painter_new(render->screen.fonts, render->screen.pool);
    Status status = film_is_film(options->output) ? write_film(render, options->output)
                                                  : write_picture(render, options->output);
    painter_free(render->painter);
    draw_list_clear(&render->list);
    canvas_clear(&render->canvas);
    return status;
}

static Status render_lesson(Render *render, const char *path) {
    App *app = render->app;
    const Lesson *lesson = work_load(app, path);
    if (lesson == NULL) {
        return STATUS_UNREADABLE;
    }
    size_t step = app->options.render.step > 0 ? app->options.render.step : 1;
    if (step > lesson->step_count) {
        complain(app, "%s has %zu steps", path, lesson->step_count);
        return STATUS_USAGE;
    }
    CheckOptions options = work_options(app);
    Reading reading;
    reading_init(&reading, lesson, &options);
    reading.step = step - 1;
    reading_show_all(&reading);
    reading_settle(&reading);
    Diag diag = {0};
    render->view = window_view_new(&reading, NULL, NULL, &render->screen.def, &diag);
    Status status = STATUS_UNREADABLE;
    if (render->view != NULL) {
        status = render_view(render);
    } else {
        complain_diag(app, &diag);
    }
    window_view_free(render->view);
    reading_clear(&reading);
    return status;
}

static Status render_scene(Render *render, const char *name) {
    const SceneRow *row = screen_scene(render->app, name);
    SceneControls controls;
    if (row == NULL || !screen_controls(render->app, row, &controls)) {
        return STATUS_USAGE;
    }
    Diag diag = {0};
    render->view = window_view_new(NULL, row, &controls, &render->screen.def, &diag);
    if (render->view == NULL) {
        complain_diag(render->app, &diag);
        return STATUS_USAGE;
    }
    Status status = render_view(render);
    window_view_free(render->view);
    return status;
}

static bool names_a_file(const App *app) {
    const char *path = app->options.output;
    size_t length = path != NULL ? strlen(path) : 0;
    bool png = length > 4 && strcmp(path + length - 4, ".png") == 0;
    if (path == NULL) {
        complain(app, "-o names the file: -o page.png, -o film.gif");
    } else if (!png && !film_is_film(path)) {
        complain(app, "-o %s: a name ends in .png, .gif, .mp4 or %%04d.png", path);
    } else {
        return true;
    }
    return false;
}

Status command_render(App *app) {
    if (app->argument_count != 1) {
        complain(app, "what is to be drawn? a lesson (lesson3) or a picture (forward)");
        return STATUS_USAGE;
    }
    if (!names_a_file(app)) {
        return STATUS_USAGE;
    }
    const char *name = app->arguments[0];
    const char *path = NULL;
    Status status = STATUS_OK;
    if (scene_find(name) == NULL) {
        path = work_path(app, name, &status);
        if (path == NULL) {
            return status;
        }
    }
    if (!film_is_film(app->options.output)) { /* a film asks for itself, and makes its folder */
        status = output_can_write(app, app->options.output);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Render render = {.app = app};
    if (!screen_open(app, &render.screen)) {
        return STATUS_UNREADABLE;
    }
    render.screen.def.still = true;
    status = path != NULL ? render_lesson(&render, path) : render_scene(&render, name);
    screen_tell_fonts(app, &render.screen);
    screen_close(&render.screen);
    return status;
}
