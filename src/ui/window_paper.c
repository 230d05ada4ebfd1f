/* window_paper.c - data of one's own, drawn with the mouse on a sheet in the picture's place. */
#include <math.h>
#include <stdio.h>

#include "base/stream.h"
#include "ui/window_internal.h"

/* The sheet shows the plane from -3 to 3 in both directions. */
#define PAPER_REACH 3.0f
/* A brush: so many points at each move of the pointer, that far around it. */
#define BRUSH_POINTS 4
#define BRUSH_RADIUS 0.12
#define POINTS_NEEDED 20

static Rect sheet(const WindowView *view) {
    Rect box = view->places.picture;
    float side = fminf(box.width, box.height) * 0.96f;
    return (Rect){box.x + (box.width - side) * 0.5f, box.y + (box.height - side) * 0.5f, side,
                  side};
}

void window_paper_press(WindowView *view, float x, float y) {
    Rect box = sheet(view);
    if (!rect_contains(box, x, y)) {
        return;
    }
    double cx = (double)((x - box.x) / box.width * 2.0f - 1.0f) * (double)PAPER_REACH;
    double cy = (double)(1.0f - (y - box.y) / box.height * 2.0f) * (double)PAPER_REACH;
    /* The same strokes give the same points. */
    Stream stream = stream_new(view->controls.seed, view->drawn_count);
    for (size_t i = 0; i < BRUSH_POINTS && view->drawn_count < DRAWN_POINTS_MAX; i++) {
        double noise[2];
        stream_normals(&stream, noise, 2);
        double *point = view->drawn + 2 * view->drawn_count++;
        point[0] = cx + BRUSH_RADIUS * noise[0];
        point[1] = cy + BRUSH_RADIUS * noise[1];
    }
    window_note(view, "%zu points; Enter takes them, Backspace clears the sheet",
                view->drawn_count);
}

static bool takes_plane(const Scene *scene) {
    return scene != NULL && (scene->row->dimensions & 2u) != 0;
}

void window_paper_toggle(WindowView *view) {
    if (!takes_plane(view->scene)) {
        window_note(view, "this picture shows no data in the plane: nothing can be drawn for it");
        return;
    }
    view->drawing = !view->drawing;
    view->playing = false;
    window_note(
        view, view->drawing ? "draw with the mouse; Enter takes the points, Escape goes back" : "");
}

static void take(WindowView *view) {
    if (view->drawn_count < POINTS_NEEDED) {
        window_note(view, "draw some more: %d points are needed at least", POINTS_NEEDED);
        return;
    }
    view->drawing = false;
    view->controls.points = view->drawn;
    view->controls.point_count = view->drawn_count;
    view->controls.point_dimension = 2;
    view->controls.points_version++;
    view->controls.data = "drawn";
    window_scene_set(view);
}

bool window_paper_key(WindowView *view, Key key) {
    if (key.kind == KEY_ENTER) {
        take(view);
    } else if (key.kind == KEY_BACKSPACE || key.kind == KEY_DELETE) {
        view->drawn_count = 0;
    } else if (key.kind == KEY_ESCAPE) {
        view->drawing = false;
    } else {
        return false;
    }
    return true;
}

void window_paper_draw(const WindowView *view, DrawList *list) {
    const Theme *theme = view->theme;
    Rect box = sheet(view);
    draw_rect(list, view->places.picture, theme->panel);
    draw_rect(list, box, theme->page);
    draw_frame(list, box, fmaxf(view->scale, 1.0f), theme->line);
    float middle = box.x + box.width * 0.5f, level = box.y + box.height * 0.5f;
    draw_line(list, middle, box.y, middle, box.y + box.height, 1.0f, theme->line);
    draw_line(list, box.x, level, box.x + box.width, level, 1.0f, theme->line);
    for (size_t i = 0; i < view->drawn_count; i++) {
        float x = (float)view->drawn[2 * i] / PAPER_REACH, y = (float)view->drawn[2 * i + 1];
        draw_disc(list, middle + x * box.width * 0.5f, level - y / PAPER_REACH * box.height * 0.5f,
                  2.0f * view->scale, theme->simulated);
    }
}
