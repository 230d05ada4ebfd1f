/* window_places.c - where page, picture and controls stand. */
#include <math.h>

#include "ui/window_internal.h"

/* Smaller text than this is not readable; then less fits. */
#define SCALE_MIN 0.8f
/* Presenter mode is read from the last row. */
#define PRESENT_SCALE 1.3f
/* Page and picture stand side by side from this width on, in design pixels at the present scale. */
#define SIDE_BY_SIDE_MIN 860.0f
#define PAGE_SHARE 0.55f
/* Lines longer than this are hard to read: ems of the text. */
#define PAGE_EMS_MAX 44.0f

static float scale_of(const WindowView *view) {
    float fit = fminf(view->width / DESIGN_WIDTH, view->height / DESIGN_HEIGHT);
    float natural = fmaxf(fit, SCALE_MIN * view->density);
    return natural * view->zoom * (view->present ? PRESENT_SCALE : 1.0f);
}

static float controls_height(WindowView *view, float width) {
    if (view->def.still || view->scene == NULL) {
        return 0.0f;
    }
    size_t rows = window_widget_rows(view, width);
    return ((float)rows * (ROW_HEIGHT + GAP) + GAP) * view->scale;
}

void window_place(WindowView *view) {
    view->scale = scale_of(view);
    if (view->scene != NULL) {
        view->scene->scale = view->scale; /* its labels are measured below */
    }
    float s = view->scale, margin = MARGIN * s;
    WindowPlaces *places = &view->places;
    float head = view->reading != NULL ? 34.0f * s : 0.0f;
    float foot = view->def.still ? margin : 34.0f * s;
    *places =
        (WindowPlaces){.head = {margin, 0.0f, view->width - 2.0f * margin, head},
                       .foot = {margin, view->height - foot, view->width - 2.0f * margin, foot}};
    Rect body = {margin, fmaxf(head, margin * 0.5f), view->width - 2.0f * margin, 0.0f};
    body.height = fmaxf(view->height - body.y - foot, 1.0f);
    WindowShow show = view->reading == NULL ? SHOW_PICTURE : view->show;
    Rect picture = body;
    if (show == SHOW_BOTH && view->width >= SIDE_BY_SIDE_MIN * s) {
        float page = fminf(body.width * PAGE_SHARE, PAGE_EMS_MAX * TEXT_SIZE * s);
        places->page = (Rect){body.x, body.y, page, body.height};
        picture.x = body.x + page + margin;
        picture.width = body.width - page - margin;
    } else if (show == SHOW_BOTH) {
        float page = body.height * PAGE_SHARE;
        places->page = (Rect){body.x, body.y, body.width, page};
        picture.y = body.y + page + GAP * s;
        picture.height = body.height - page - GAP * s;
    } else if (show == SHOW_PAGE) {
        float page = fminf(body.width, PAGE_EMS_MAX * TEXT_SIZE * s);
        places->page = (Rect){body.x + (body.width - page) * 0.5f, body.y, page, body.height};
        picture.width = 0.0f;
    }
    if (picture.width > 0.0f) {
        float controls = fminf(controls_height(view, picture.width), picture.height * 0.5f);
        places->controls =
            (Rect){picture.x, picture.y + picture.height - controls, picture.width, controls};
        picture.height -= controls;
        places->picture = picture;
    }
}
