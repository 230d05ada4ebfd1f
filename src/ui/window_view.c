/* window_view.c - the state of the window and the frame that it draws. */
#include "ui/window_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Lines that one notch of a wheel scrolls. */
#define WHEEL_LINES 3.0f
#define SPOTLIGHT_RADIUS 90.0f
/* An alarm is at most 240 bytes long. */
#define ALARM_LINE_MAX 256
#define TITLE_MAX 200
/* How far a finger goes, in pixels of the design: a touch stays within, a swipe goes beyond. */
#define TAP_REACH 10.0f
#define SWIPE_REACH 90.0f

Setting *window_setting(WindowView *view) {
    return view->reading != NULL ? &view->reading->setting : &view->own_setting;
}

void window_note(WindowView *view, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(view->note, sizeof view->note, format, arguments);
    va_end(arguments);
}

void window_view_tell(WindowView *view, const char *message) {
    window_note(view, "%s", message);
}

/* The numbers of a picture that stands alone. */
static void set_own(WindowView *view, const SceneControls *controls) {
    view->own_setting = (Setting){.schedule = controls->schedule,
                                  .t = controls->time < 1.0 ? 1 : lround(controls->time),
                                  .steps = controls->steps,
                                  .data = controls->data,
                                  .samples = (long)controls->particles,
                                  .seed = controls->seed};
}

WindowView *window_view_new(Reading *reading, const SceneRow *row, const SceneControls *controls,
                            const WindowDef *def, Diag *diag) {
    Arena *arena = arena_new();
    WindowView *view = arena_alloc(arena, sizeof *view);
    *view = (WindowView){.arena = arena,
                         .reading = reading,
                         .def = *def,
                         .theme = def->theme,
                         .width = DESIGN_WIDTH,
                         .height = DESIGN_HEIGHT,
                         .density = 1.0f,
                         .zoom = 1.0f,
                         .present = def->present,
                         .full_screen = def->present,
                         .speed = 1.0,
                         .page_stale = true,
                         .page_arena = arena_new()};
    window_place(view);
    if (row != NULL) {
        if (!window_scene_open(view, row, controls, diag)) {
            window_view_free(view);
            return NULL;
        }
        set_own(view, controls);
    }
    if (reading != NULL) {
        window_scene_of_step(view);
        view->page_scroll = reading->at_question ? WINDOW_PAGE_END : 0.0f;
        if (reading->note != NULL) {
            window_note(view, "%s", reading->note);
        }
    }
    window_place(view);
    return view;
}

void window_view_free(WindowView *view) {
    if (view == NULL) {
        return;
    }
    Arena *arena = view->arena; /* the view lies in it */
    scene_free(view->scene);
    page_clear(view->page);
    arena_free(view->page_arena);
    arena_free(arena);
}

void window_view_resize(WindowView *view, float width, float height, float density) {
    view->width = fmaxf(width, 1.0f);
    view->height = fmaxf(height, 1.0f);
    view->density = density;
    window_place(view);
    view->page_stale = true;
}

void window_enter_step(WindowView *view) {
    view->page_scroll = 0.0f;
    view->page_elapsed = 0.0;
    view->opened = NULL;
    view->leave_line = view->answering = false;
    view->page_stale = true;
    window_scene_of_step(view);
    window_place(view);
}

void window_change_notation(WindowView *view) {
    if (reading_change_notation(view->reading)) {
        view->opened = view->followed = NULL;
        window_scene_keep(view);
    }
    view->page_stale = true;
}

/* Space and a clicker read on: the rest of the page, then the next step. */
void window_read_on(WindowView *view) {
    float room = window_page_scroll_max(view) - view->page_scroll;
    if (room > 1.0f) {
        window_page_scroll(view, fminf(room, view->places.page.height * 0.85f));
    } else if (view->reading != NULL && reading_forward(view->reading)) {
        window_enter_step(view);
    }
}

/* ---- events ---- */

static void press(WindowView *view, const WindowEvent *event) {
    view->x = event->x;
    view->y = event->y;
    if (view->help || view->black) {
        view->help = view->black = false;
        return;
    }
    if (window_widgets_press(view, event->x, event->y, event->right)) {
        return;
    }
    if (view->reading != NULL && view->reading->lesson->other != NULL &&
        rect_contains(view->places.head, event->x, event->y)) {
        window_change_notation(view);
        return;
    }
    if (view->drawing && rect_contains(view->places.picture, event->x, event->y)) {
        view->drags_paper = true;
        window_paper_press(view, event->x, event->y);
        return;
    }
    if (view->scene != NULL && rect_contains(view->places.picture, event->x, event->y)) {
        view->drags_scene = true;
        if (scene_drag(view->scene, view->picture, event->x, event->y, true)) {
            view->controls = view->scene->controls;
        }
        return;
    }
    bool on_page = rect_contains(view->places.page, event->x, event->y);
    if (on_page && event->touch) {
        view->drags_page = true;
        view->touch_x = event->x;
        view->touch_y = event->y;
    } else if (on_page) {
        (void)window_page_press(view, event->x, event->y, event->right);
    }
}

/* A finger that was lifted from the page: it turned the page, dragged it, or only touched it. */
static void end_touch(WindowView *view) {
    float across = view->x - view->touch_x, down = view->y - view->touch_y;
    float reach = fmaxf(fabsf(across), fabsf(down)), s = view->scale;
    view->drags_page = false;
    if (reach < TAP_REACH * s) {
        (void)window_page_press(view, view->touch_x, view->touch_y, false);
    } else if (fabsf(across) > SWIPE_REACH * s && fabsf(across) > 2.0f * fabsf(down) &&
               (across < 0.0f ? reading_forward(view->reading) : reading_back(view->reading))) {
        window_enter_step(view);
    }
}

static void move(WindowView *view, const WindowEvent *event) {
    view->inside = true;
    if (view->drags_page) {
        window_page_scroll(view, view->y - event->y);
    }
    view->x = event->x;
    view->y = event->y;
    if (view->drags_paper) {
        window_paper_press(view, event->x, event->y);
    } else if (view->held > 0) {
        window_widgets_drag(view, event->x);
    } else if (view->drags_scene &&
               scene_drag(view->scene, view->picture, event->x, event->y, false)) {
        view->controls = view->scene->controls;
    }
}

static void wheel(WindowView *view, const WindowEvent *event) {
    if (rect_contains(view->places.page, view->x, view->y)) {
        window_page_scroll(view, -event->wheel * WHEEL_LINES * TEXT_SIZE * view->scale);
    } else if (view->scene != NULL) {
        double step = fmax(1.0, (double)view->controls.steps / 100.0);
        (void)window_scene_move(view, step * (double)event->wheel);
    }
}

/* What the lesson has to say about the last key. */
static void take_note(WindowView *view) {
    if (view->reading != NULL && view->reading->note != NULL) {
        window_note(view, "%s", view->reading->note);
        view->reading->note = NULL;
    }
}

static void begin_key(WindowView *view) {
    view->note[0] = '\0';
    if (view->reading != NULL) {
        reading_begin_key(view->reading);
    }
}

void window_view_event(WindowView *view, const WindowEvent *event) {
    switch (event->kind) {
    case WINDOW_KEY:
        begin_key(view);
        window_key(view, event->key);
        break;
    case WINDOW_PRESS:
        begin_key(view);
        press(view, event);
        break;
    case WINDOW_MOVE: move(view, event); break;
    case WINDOW_RELEASE:
        view->held = 0;
        if (view->drags_page) {
            end_touch(view);
        }
        view->drags_scene = view->drags_paper = false;
        break;
    case WINDOW_WHEEL: wheel(view, event); break;
    case WINDOW_LEAVE: view->inside = false; break;
    case WINDOW_PINCH:
        view->drags_page = false;
        window_zoom(view, 1.0f + event->wheel);
        break;
    }
    take_note(view);
}

/* ---- time ---- */

static void autoplay(WindowView *view) {
    if (view->def.autoplay <= 0.0 || view->page_elapsed < view->def.autoplay * 1000.0) {
        return;
    }
    view->page_elapsed = 0.0;
    Question *open = reading_open_question(view->reading);
    if (open != NULL) {
        reading_submit(view->reading, open); /* the empty line skips it */
        view->page_stale = true;
    }
    window_read_on(view);
    take_note(view);
}

bool window_view_update(WindowView *view, double milliseconds) {
    long second = (long)(view->elapsed / 1000.0);
    view->elapsed += milliseconds;
    view->page_elapsed += milliseconds;
    bool fresh =
        view->playing || view->lags || (view->present && (long)(view->elapsed / 1000.0) != second);
    window_scene_play(view, milliseconds);
    window_scene_catch_up(view);
    if (view->reading != NULL) {
        bool worked = reading_work(view->reading, false);
        view->page_stale = view->page_stale || worked;
        fresh = fresh || worked;
        autoplay(view);
        take_note(view);
    }
    return fresh || view->page_stale;
}

bool window_view_moves(const WindowView *view) {
    return view->playing || view->lags ||
           (view->reading != NULL && session_is_busy(view->reading->session)) ||
           (view->reading != NULL && view->def.autoplay > 0.0);
}

/* ---- drawing ---- */

static void words(const WindowView *view, DrawList *list, Face face, float x, float y, float align,
                  Color color, const char *text) {
    (void)fonts_draw(list, view->def.fonts, face, LABEL_SIZE * view->scale, x, y, align, color,
                     text);
}

static void draw_head(const WindowView *view, DrawList *list) {
    const Reading *reading = view->reading;
    const Rect *head = &view->places.head;
    if (reading == NULL || head->height <= 0.0f) {
        return;
    }
    float y = head->y + head->height * 0.68f;
    const Lesson *lesson = reading->lesson;
    char title[TITLE_MAX];
    (void)snprintf(title, sizeof title, "%s%s%s%s", lesson->title,
                   lesson->other != NULL ? "    notation: " : "",
                   lesson->other != NULL ? lesson->notation : "",
                   lesson->other != NULL ? " (o: the other)" : "");
    words(view, list, FACE_SANS, head->x, y, 0.0f, view->theme->dim, title);
    char place[64];
    if (view->present) {
        long seconds = (long)(view->elapsed / 1000.0);
        (void)snprintf(place, sizeof place, "%ld:%02ld    %zu / %zu", seconds / 60, seconds % 60,
                       reading->step + 1, reading->lesson->step_count);
    } else {
        (void)snprintf(place, sizeof place, "step %zu of %zu", reading->step + 1,
                       reading->lesson->step_count);
    }
    float buttons = view->def.still ? 0.0f : window_page_buttons_width(view);
    words(view, list, FACE_SANS, head->x + head->width - buttons, y, 1.0f, view->theme->dim, place);
    float share = (float)(reading->step + 1) / (float)reading->lesson->step_count;
    float line = fmaxf(view->scale * 2.0f, 1.0f), bottom = head->y + head->height - line;
    draw_rect(list, (Rect){head->x, bottom, head->width, line * 0.5f}, view->theme->line);
    draw_rect(list, (Rect){head->x, bottom, head->width * share, line}, view->theme->accent);
}

static void draw_foot(WindowView *view, DrawList *list) {
    const Rect *foot = &view->places.foot;
    if (view->def.still) {
        return;
    }
    float y = foot->y + foot->height * 0.62f;
    const char *hint = view->inside ? window_page_hint(view) : NULL;
    char searched[SEARCH_LENGTH_MAX + 16];
    (void)snprintf(searched, sizeof searched, "search: %s_", view->search);
    const char *text = view->searching         ? searched
                       : view->note[0] != '\0' ? view->note
                       : hint != NULL          ? hint
                       : view->reading != NULL ? "Space reads on    ? lists the keys"
                                               : "a plays    ? lists the keys";
    bool plain = !view->searching && view->note[0] == '\0' && hint == NULL;
    words(view, list, FACE_SANS, foot->x, y, 0.0f, plain ? view->theme->dim : view->theme->text,
          text);
    if (view->def.class_words != NULL && plain) {
        words(view, list, FACE_SANS, foot->x + foot->width, y, 1.0f, view->theme->dim,
              view->def.class_words);
    }
}

/* What the student should not miss, at the foot of the picture, in as many lines as it needs;
 * returns their height. */
static float draw_alarm(const WindowView *view, DrawList *list, Rect box) {
    const char *text = view->scene->alarm;
    float size = LABEL_SIZE * view->scale, step = 1.4f * size, pad = 0.6f * size;
    float room = box.width - 2.0f * pad;
    char line[ALARM_LINE_MAX];
    size_t lines = 0;
    float bottom = box.y + box.height - pad;
    /* Twice: how many lines there are, then from the first one down. */
    for (int pass = 0; pass < 2; pass++) {
        size_t number = 0, length = 0;
        for (const char *at = text; *at != '\0';) {
            size_t word = strcspn(at, " ");
            (void)snprintf(line + length, sizeof line - length, "%s%.*s", length > 0 ? " " : "",
                           (int)word, at);
            bool full =
                fonts_draw(NULL, view->def.fonts, FACE_SANS_BOLD, size, 0, 0, 0, 0, line) > room &&
                length > 0;
            length = full ? length : strlen(line);
            line[length] = '\0';
            at += full ? 0 : word + strspn(at + word, " ");
            if (full || *at == '\0') {
                number++;
                float y = bottom - step * (float)(lines - number);
                if (pass == 1) {
                    (void)fonts_draw(list, view->def.fonts, FACE_SANS_BOLD, size, box.x + pad, y,
                                     0.0f, view->theme->warn, line);
                }
                length = 0;
            }
        }
        lines = number;
    }
    return step * (float)lines + pad;
}

static void draw_picture(WindowView *view, DrawList *list) {
    Rect box = view->places.picture;
    if (view->scene == NULL || box.width <= 0.0f || box.height <= 0.0f) {
        return;
    }
    if (view->drawing) {
        window_paper_draw(view, list);
        return;
    }
    view->scene->theme = view->theme;
    draw_rect(list, box, view->theme->panel);
    draw_clip(list, box);
    view->picture = box;
    if (view->scene->alarm != NULL) {
        view->picture.height -= draw_alarm(view, list, box);
    }
    scene_draw(view->scene, list, view->picture);
    draw_unclip(list);
}

/* Everything but the pointer's surroundings is darkened: four rectangles would show corners, so it
 * is a wide ring around the light. */
static void draw_spotlight(const WindowView *view, DrawList *list) {
    float radius = SPOTLIGHT_RADIUS * view->scale;
    float reach = hypotf(view->width, view->height);
    draw_ring(list, view->x, view->y, radius + reach * 0.5f, reach, 0xA0000000u);
}

static const char *const help_lines[] = {
    "Space, Page Down   read on",
    "Left, Right        step before, step after",
    "g 5 Enter, G       go to a step, to the last",
    "Tab, Enter         choose a claim, open its badge",
    "x, X               break the claim, break the picture",
    "y                  reasons of each line",
    "o                  the formulas in the other notation",
    "c                  copy the formula as TeX",
    "/                  search the lesson",
    "Tab, Esc, i        at a question: a hint, leave the line, go to it",
    "u, R               a question that was left open, all of them anew",
    "a  ,  .            play, one step back, one step on",
    "< >                play slower, faster",
    "t T s d N r        choose t, T, schedule, data, points, seed",
    "[ ]                change it    { }  far",
    "v                  page and picture, page, picture",
    "l                  light, dark, high contrast",
    "+ - 0 with Ctrl    larger, smaller, natural text",
    "F5, B, z           presenter mode, black, spotlight",
    "D                  draw data with the mouse",
    "S                  save what is shown",
    "F1                 what this frame cost",
    "q                  leave",
};
#define HELP_LINES (sizeof help_lines / sizeof help_lines[0])

static void draw_panel(const WindowView *view, DrawList *list, const char *const *lines,
                       size_t count, float x, float y, float width) {
    float s = view->scale, line = LABEL_SIZE * s * 1.6f;
    Rect box = {x, y, width, line * ((float)count + 1.0f)};
    draw_round_rect(list, box, 8.0f * s, view->theme->line);
    Rect inner = {box.x + s, box.y + s, box.width - 2.0f * s, box.height - 2.0f * s};
    draw_round_rect(list, inner, 7.0f * s, view->theme->panel);
    for (size_t i = 0; i < count; i++) {
        words(view, list, FACE_MONO, x + 14.0f * s, y + line * ((float)i + 1.1f), 0.0f,
              view->theme->text, lines[i]);
    }
}

static void draw_help(const WindowView *view, DrawList *list) {
    float s = view->scale, width = fminf(560.0f * s, view->width);
    size_t count = HELP_LINES;
    float height = LABEL_SIZE * s * 1.6f * ((float)count + 1.0f);
    draw_panel(view, list, help_lines, count, (view->width - width) * 0.5f,
               fmaxf((view->height - height) * 0.5f, 0.0f), width);
}

static void draw_debug(const WindowView *view, DrawList *list) {
    char lines[6][64];
    const WindowStatistics *stats = &view->statistics;
    (void)snprintf(lines[0], sizeof lines[0], "frame        %6.2f ms", stats->frame_ms);
    (void)snprintf(lines[1], sizeof lines[1], "painting     %6.2f ms", stats->paint_ms);
    (void)snprintf(lines[2], sizeof lines[2], "particles    %zu", view->controls.particles);
    (void)snprintf(lines[3], sizeof lines[3], "marks        %zu", stats->marks);
    (void)snprintf(lines[4], sizeof lines[4], "memory grew  %ld bytes", stats->heap_growth);
    (void)snprintf(lines[5], sizeof lines[5], "seed         %llu",
                   (unsigned long long)view->controls.seed);
    const char *shown[6];
    for (size_t i = 0; i < 6; i++) {
        shown[i] = lines[i];
    }
    float width = 260.0f * view->scale;
    draw_panel(view, list, shown, 6, view->width - width - 8.0f, 8.0f, width);
}

void window_view_draw(WindowView *view, DrawList *list) {
    if (view->black) {
        draw_rect(list, (Rect){0.0f, 0.0f, view->width, view->height}, 0xFF000000u);
        return;
    }
    window_place(view);
    window_page_layout(view);
    window_widgets(view);
    draw_head(view, list);
    window_page_draw(view, list);
    draw_picture(view, list);
    window_widgets_draw(view, list);
    draw_foot(view, list);
    if (view->spotlight && view->inside) {
        draw_spotlight(view, list);
    }
    if (view->help) {
        draw_help(view, list);
    }
    if (view->debug) {
        draw_debug(view, list);
    }
}

/* ---- what the window asks ---- */

void window_view_set_time(WindowView *view, double share) {
    if (view->scene != NULL) {
        double way = view->scene->row->backwards ? 1.0 - share : share;
        (void)window_scene_move(view, way * (double)view->controls.steps - view->controls.time);
    }
}

bool window_view_quits(const WindowView *view) {
    return view->quit;
}

bool window_view_is_presented(const WindowView *view) {
    return view->present;
}

void window_view_drop(WindowView *view, const char *path) {
    Setting *setting = window_setting(view);
    Setting before = *setting;
    view->note[0] = '\0';
    setting->file = arena_copy(view->arena, path, strlen(path));
    setting->data = setting->file;
    window_apply_setting(view);
    if (view->note[0] != '\0') { /* it says why not */
        *setting = before;
    }
}

bool window_view_is_full_screen(const WindowView *view) {
    return view->full_screen;
}

const char *window_view_take_copied(WindowView *view) {
    const char *copied = view->copied;
    view->copied = NULL;
    return copied;
}

bool window_view_take_save(WindowView *view) {
    bool save = view->save;
    view->save = false;
    return save;
}

const Theme *window_view_theme(const WindowView *view) {
    return view->theme;
}

const Scene *window_view_scene(const WindowView *view) {
    return view->scene;
}

void window_view_set_statistics(WindowView *view, const WindowStatistics *statistics) {
    view->statistics = *statistics;
}
