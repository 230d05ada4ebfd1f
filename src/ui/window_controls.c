/* window_controls.c - the sliders, pickers and switches under the picture.
 *
 * The widgets are made anew for every frame from the state, so there is nothing to keep in step;
 * what a widget does is its action. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/window_internal.h"

#define PLAY_WIDTH 44.0f
#define PICKER_GAP 8.0f
#define PAGE_BUTTON 30.0f
#define KNOB_RADIUS 8.0f
#define CORNER 6.0f
/* At either end of a picker. */
#define ARROW_ROOM 13.0f

static Widget *add(WindowView *view, WidgetKind kind, Action action, size_t index, Rect box) {
    if (view->widget_count == WIDGETS_MAX) {
        view->widget_count--; /* more than fit: the last one gives way */
    }
    Widget *widget = &view->widgets[view->widget_count++];
    *widget = (Widget){.kind = kind, .action = action, .index = index, .box = box};
    return widget;
}

static void put(char text[WIDGET_TEXT_MAX], const char *words) {
    (void)snprintf(text, WIDGET_TEXT_MAX, "%s", words);
}

static float words_width(const WindowView *view, const char *words) {
    return fonts_draw(NULL, view->def.fonts, FACE_SANS, LABEL_SIZE * view->scale, 0.0f, 0.0f, 0.0f,
                      0, words);
}

/* The row of the transport: back, play, on, and the slider of time. */
static void transport(WindowView *view, Rect row) {
    float s = view->scale, width = PLAY_WIDTH * s, gap = PICKER_GAP * s;
    static const struct {
        Action action;
        const char *label;
    } buttons[] = {{ACTION_STEP_BACK, "<"}, {ACTION_PLAY, ""}, {ACTION_STEP_ON, ">"}};
    for (size_t i = 0; i < 3; i++) {
        Rect box = {row.x + (float)i * (width + gap), row.y, width, row.height};
        Widget *button = add(view, WIDGET_BUTTON, buttons[i].action, 0, box);
        put(button->label, buttons[i].label);
        button->on = buttons[i].action == ACTION_PLAY && view->playing;
    }
    float left = 3.0f * (width + gap) + gap;
    Widget *time = add(view, WIDGET_SLIDER, ACTION_TIME, 0,
                       (Rect){row.x + left, row.y, fmaxf(row.width - left, width), row.height});
    time->share = view->controls.time / (double)view->controls.steps;
    const char *name = view->scene->row->time_name;
    put(time->label, name != NULL ? name : "t");
    if (name != NULL) {
        (void)snprintf(time->value, WIDGET_TEXT_MAX, "%.0f %%", 100.0 * time->share);
    } else {
        (void)snprintf(time->value, WIDGET_TEXT_MAX, "%.0f of %ld", view->controls.time,
                       view->controls.steps);
    }
}

/* Boxes side by side, and where a row is full the next one below it. */
typedef struct {
    Rect row;
    float x;
    size_t begun; /* so far */
    bool dry;     /* nothing is added: only the rows are counted */
} Rows;

static void next_row(const WindowView *view, Rows *rows) {
    rows->row.y += rows->begun > 0 ? rows->row.height + GAP * view->scale : 0.0f;
    rows->x = rows->row.x;
    rows->begun++;
}

/* NULL where rows are only counted. */
static Widget *rows_add(WindowView *view, Rows *rows, WidgetKind kind, Action action, size_t index,
                        float width) {
    if (rows->x > rows->row.x && rows->x + width > rows->row.x + rows->row.width) {
        next_row(view, rows);
    }
    Rect box = {rows->x, rows->row.y, fminf(width, rows->row.width), rows->row.height};
    rows->x += width + PICKER_GAP * view->scale;
    return rows->dry ? NULL : add(view, kind, action, index, box);
}

/* The parameters of setting.h but t, which has the slider. */
static void pickers(WindowView *view, Rows *rows) {
    Text text;
    text_init(&text);
    const Setting *setting = window_setting(view);
    for (size_t i = 0; i < PARAMETER_COUNT; i++) {
        Parameter parameter = (Parameter)i;
        if (parameter == PARAMETER_T) {
            continue;
        }
        text_reset(&text);
        setting_value(&text, setting, parameter);
        float width = words_width(view, parameter_name(parameter)) + words_width(view, text.bytes) +
                      (2.0f * ARROW_ROOM + 6.0f) * view->scale;
        Widget *picker = rows_add(view, rows, WIDGET_PICKER, ACTION_PARAMETER, i, width);
        if (picker != NULL) {
            put(picker->label, parameter_name(parameter));
            put(picker->value, text.bytes);
            picker->selected = view->reading != NULL && view->reading->parameter == parameter;
        }
    }
    text_clear(&text);
}

/* A switch as wide as its label. */
static void add_switch(WindowView *view, Rows *rows, Action action, size_t index, const char *label,
                       bool on) {
    float width = scene_label(view->scene, NULL, 0.0f, 0.0f, 0.0f, 0, label) + 36.0f * view->scale;
    Widget *widget = rows_add(view, rows, WIDGET_SWITCH, action, index, width);
    if (widget != NULL) {
        put(widget->label, label);
        widget->on = on;
    }
}

static void switches(WindowView *view, Rows *rows) {
    const SceneRow *scene = view->scene->row;
    if (scene->break_count > 0) {
        add_switch(view, rows, ACTION_BREAK, 0, "break it", view->controls.broken > 0);
    }
    for (size_t i = 0; i < scene->switch_count; i++) {
        add_switch(view, rows, ACTION_SWITCH, i, scene->switches[i].label, view->controls.on[i]);
    }
}

/* Pickers, then switches. */
static void boxes(WindowView *view, Rows *rows) {
    next_row(view, rows);
    pickers(view, rows);
    next_row(view, rows);
    switches(view, rows);
}

size_t window_widget_rows(WindowView *view, float width) {
    size_t transport_rows = 1;
    if (view->present) {
        return transport_rows;
    }
    Rows rows = {.row = {0.0f, 0.0f, width, 0.0f}, .dry = true};
    boxes(view, &rows);
    return transport_rows + rows.begun + (view->scene->row->slider_count > 0 ? 1 : 0);
}

static void sliders(WindowView *view, Rect row) {
    const SceneRow *scene = view->scene->row;
    float gap = PICKER_GAP * view->scale;
    float width = (row.width + gap) / (float)scene->slider_count - gap;
    for (size_t i = 0; i < scene->slider_count; i++) {
        const SceneSlider *slider = &scene->sliders[i];
        Widget *widget = add(view, WIDGET_SLIDER, ACTION_SLIDER, i,
                             (Rect){row.x + (float)i * (width + gap), row.y, width, row.height});
        widget->share = (view->controls.slider[i] - slider->low) / (slider->high - slider->low);
        put(widget->label, slider->label);
        (void)snprintf(widget->value, WIDGET_TEXT_MAX, "%.3g", view->controls.slider[i]);
    }
}

float window_page_buttons_width(const WindowView *view) {
    return 2.0f * (PAGE_BUTTON + PICKER_GAP) * view->scale;
}

static void page_buttons(WindowView *view) {
    static const Action actions[] = {ACTION_PAGE_BACK, ACTION_PAGE_ON};
    const Rect *head = &view->places.head;
    float side = PAGE_BUTTON * view->scale, gap = PICKER_GAP * view->scale;
    float x = head->x + head->width - window_page_buttons_width(view);
    for (size_t i = 0; i < 2; i++) {
        Rect box = {x + gap + (float)i * (side + gap), head->y + 0.1f * head->height, side,
                    0.75f * head->height};
        Widget *button = add(view, WIDGET_BUTTON, actions[i], 0, box);
        put(button->label, i == 0 ? "<" : ">");
    }
}

void window_widgets(WindowView *view) {
    view->widget_count = 0;
    if (view->reading != NULL && !view->def.still) {
        page_buttons(view);
    }
    Rect box = view->places.controls;
    if (box.width <= 0.0f || box.height <= 0.0f || view->scene == NULL) {
        return;
    }
    float height = ROW_HEIGHT * view->scale, step = height + GAP * view->scale;
    Rect row = {box.x, box.y + GAP * view->scale, box.width, height};
    transport(view, row);
    if (view->present) {
        return;
    }
    row.y += step;
    Rows rows = {.row = row};
    boxes(view, &rows);
    row.y = rows.row.y + step;
    if (view->scene->row->slider_count > 0) {
        sliders(view, row);
    }
}

/* ---- drawing ---- */

static void draw_words(const WindowView *view, DrawList *list, float x, const Rect *box,
                       float align, Color color, const char *words) {
    float size = LABEL_SIZE * view->scale;
    (void)fonts_draw(list, view->def.fonts, FACE_SANS, size, x,
                     box->y + box->height * 0.5f + size * 0.35f, align, color, words);
}

static void draw_play(const WindowView *view, DrawList *list, const Widget *widget) {
    float x = widget->box.x + widget->box.width * 0.5f;
    float y = widget->box.y + widget->box.height * 0.5f, r = 7.0f * view->scale;
    if (widget->on) {
        draw_rect(list, (Rect){x - r, y - r, r * 0.7f, 2.0f * r}, view->theme->text);
        draw_rect(list, (Rect){x + r * 0.3f, y - r, r * 0.7f, 2.0f * r}, view->theme->text);
        return;
    }
    float way = view->scene->row->backwards ? -r : r;
    Vec2 corners[3] = {{x - way * 0.7f, y - r}, {x + way, y}, {x - way * 0.7f, y + r}};
    draw_polygon(list, corners, 3, view->theme->text);
}

static void draw_slider(const WindowView *view, DrawList *list, const Widget *widget) {
    const Theme *theme = view->theme;
    const Rect *box = &widget->box;
    float s = view->scale, middle = box->y + box->height * 0.72f, knob = KNOB_RADIUS * s;
    float left = box->x + knob, right = box->x + box->width - knob;
    float at = left + (right - left) * (float)fmin(fmax(widget->share, 0.0), 1.0);
    draw_line(list, left, middle, right, middle, 3.0f * s, theme->line);
    draw_line(list, left, middle, at, middle, 3.0f * s, theme->accent);
    draw_disc(list, at, middle, knob, theme->accent);
    float size = LABEL_SIZE * s, y = box->y + size * 0.75f;
    (void)scene_label(view->scene, list, box->x, y, 0.0f, theme->dim, widget->label);
    (void)fonts_draw(list, view->def.fonts, FACE_SANS, size, box->x + box->width, y, 1.0f,
                     theme->text, widget->value);
}

static void draw_box(const WindowView *view, DrawList *list, const Widget *widget, bool hot) {
    const Theme *theme = view->theme;
    float s = view->scale;
    Color edge = widget->selected || hot ? theme->accent : theme->line;
    draw_round_rect(list, widget->box, CORNER * s, edge);
    Rect inner = {widget->box.x + s, widget->box.y + s, widget->box.width - 2.0f * s,
                  widget->box.height - 2.0f * s};
    draw_round_rect(list, inner, (CORNER - 1.0f) * s, theme->panel);
}

static void draw_switch(const WindowView *view, DrawList *list, const Widget *widget) {
    const Theme *theme = view->theme;
    float s = view->scale, side = 14.0f * s;
    Rect tick = {widget->box.x + 8.0f * s, widget->box.y + (widget->box.height - side) * 0.5f, side,
                 side};
    draw_frame(list, tick, fmaxf(s, 1.0f), theme->dim);
    if (widget->on) {
        Vec2 mark[3] = {{tick.x + side * 0.2f, tick.y + side * 0.5f},
                        {tick.x + side * 0.42f, tick.y + side * 0.75f},
                        {tick.x + side * 0.82f, tick.y + side * 0.2f}};
        draw_polyline(list, mark, 3, 2.2f * s, theme->accent);
    }
    Color color = widget->action == ACTION_BREAK ? theme->wrong : theme->text;
    float y = widget->box.y + widget->box.height * 0.5f + LABEL_SIZE * s * 0.35f;
    (void)scene_label(view->scene, list, tick.x + side + 6.0f * s, y, 0.0f, color, widget->label);
}

/* Points to the left at `way` -1, to the right at 1. */
static void draw_arrow(const WindowView *view, DrawList *list, float x, float y, float way) {
    float r = 4.0f * view->scale;
    Vec2 corners[3] = {
        {x - way * r * 0.6f, y - r}, {x + way * r * 0.9f, y}, {x - way * r * 0.6f, y + r}};
    draw_polygon(list, corners, 3, view->theme->dim);
}

static void draw_picker(const WindowView *view, DrawList *list, const Widget *widget) {
    const Rect *box = &widget->box;
    float room = ARROW_ROOM * view->scale, middle = box->y + box->height * 0.5f;
    draw_arrow(view, list, box->x + room * 0.5f, middle, -1.0f);
    draw_arrow(view, list, box->x + box->width - room * 0.5f, middle, 1.0f);
    draw_words(view, list, box->x + room, box, 0.0f, view->theme->dim, widget->label);
    draw_words(view, list, box->x + box->width - room, box, 1.0f, view->theme->text, widget->value);
}

void window_widgets_draw(const WindowView *view, DrawList *list) {
    for (size_t i = 0; i < view->widget_count; i++) {
        const Widget *widget = &view->widgets[i];
        bool hot = view->inside && rect_contains(widget->box, view->x, view->y);
        if (widget->kind == WIDGET_SLIDER) {
            draw_slider(view, list, widget);
            continue;
        }
        draw_box(view, list, widget, hot);
        if (widget->kind == WIDGET_SWITCH) {
            draw_switch(view, list, widget);
        } else if (widget->action == ACTION_PLAY) {
            draw_play(view, list, widget);
        } else if (widget->kind == WIDGET_PICKER) {
            draw_picker(view, list, widget);
        } else {
            draw_words(view, list, widget->box.x + widget->box.width * 0.5f, &widget->box, 0.5f,
                       view->theme->text, widget->label);
        }
    }
}

/* ---- acting ---- */

static void drag_slider(WindowView *view, const Widget *widget, float x) {
    float knob = KNOB_RADIUS * view->scale;
    double share = (double)((x - widget->box.x - knob) / (widget->box.width - 2.0f * knob));
    share = fmin(fmax(share, 0.0), 1.0);
    if (widget->action == ACTION_TIME) {
        double time = share * (double)view->controls.steps;
        (void)window_scene_move(view, time - view->controls.time);
        view->page_stale = true;
        return;
    }
    const SceneSlider *slider = &view->scene->row->sliders[widget->index];
    view->controls.slider[widget->index] = slider->low + share * (slider->high - slider->low);
    window_scene_set(view);
}

/* The left half goes back, the right half on. */
static void pick(WindowView *view, const Widget *widget, float x, bool right) {
    bool up = !right && x >= widget->box.x + widget->box.width * 0.5f;
    window_change_parameter(view, (Parameter)widget->index, up, false);
}

bool window_widgets_press(WindowView *view, float x, float y, bool right) {
    for (size_t i = 0; i < view->widget_count; i++) {
        const Widget *widget = &view->widgets[i];
        if (!rect_contains(widget->box, x, y)) {
            continue;
        }
        view->held = i + 1;
        switch (widget->action) {
        case ACTION_PLAY: window_toggle_play(view); break;
        case ACTION_STEP_BACK:
        case ACTION_STEP_ON:
            view->playing = false;
            (void)window_scene_move(view, widget->action == ACTION_STEP_ON ? 1.0 : -1.0);
            break;
        case ACTION_TIME:
        case ACTION_SLIDER:
            view->playing = view->playing && widget->action == ACTION_SLIDER;
            drag_slider(view, widget, x);
            break;
        case ACTION_PARAMETER: pick(view, widget, x, right); break;
        case ACTION_SWITCH:
            view->controls.on[widget->index] = !view->controls.on[widget->index];
            window_scene_set(view);
            break;
        case ACTION_BREAK: window_break_scene(view); break;
        case ACTION_PAGE_ON: window_read_on(view); break;
        case ACTION_PAGE_BACK:
            if (reading_back(view->reading)) {
                window_enter_step(view);
            }
            break;
        }
        view->page_stale = true;
        return true;
    }
    return false;
}

void window_widgets_drag(WindowView *view, float x) {
    const Widget *widget =
        view->held > 0 && view->held <= view->widget_count ? &view->widgets[view->held - 1] : NULL;
    if (widget != NULL && widget->kind == WIDGET_SLIDER) {
        drag_slider(view, widget, x);
    }
}
