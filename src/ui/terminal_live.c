/* terminal_live.c - the keys that select, open and break claims, and change the parameters. */
#include <string.h>

#include "ui/terminal_internal.h"

/* ---- work ---- */

bool lesson_view_work(LessonView *view) {
    return reading_work(&view->reading, view->panel == PANEL_PICTURE && !view->stopped);
}

bool lesson_view_busy(const LessonView *view) {
    return session_is_busy(view->reading.session);
}

void lesson_view_settle(LessonView *view) {
    do {
        (void)lesson_view_work(view);
        session_wait(view->reading.session);
    } while (lesson_view_busy(view));
}

/* ---- selecting and breaking ---- */

static void deselect(LessonView *view) {
    reading_deselect(&view->reading);
    view->follow = false;
    view->panel = view->panel == PANEL_CLAIM ? PANEL_NONE : view->panel;
}

static void select_claim(LessonView *view, bool forward) {
    if (reading_select(&view->reading, forward)) {
        view->panel_scroll = 0;
        view->follow = true;
    }
}

static void break_formula(LessonView *view, bool forward) {
    bool selected = view->reading.selected > 0;
    view->follow = reading_break(&view->reading, forward) || view->follow;
    if (!selected && view->reading.selected > 0) {
        view->panel_scroll = 0;
        view->follow = true;
    }
}

/* ---- parameters ---- */

static void change(LessonView *view, bool up, bool far) {
    view->stopped = false;
    (void)reading_change(&view->reading, view->reading.parameter, up, far);
}

/* "25 t" sets t; "t" alone chooses it for [ and ]. */
static void choose(LessonView *view, Parameter parameter) {
    view->reading.parameter = parameter;
    view->stopped = view->stopped && !view->has_number;
    if (!view->has_number) {
        return;
    }
    if (!setting_set(&view->reading.setting, parameter, view->number)) {
        view->reading.note = "this one is a name: [ and ] go through the names";
    }
    view->has_number = false;
    view->number = 0;
}

static bool parameter_character(LessonView *view, uint32_t c) {
    Parameter parameter = parameter_of_key(c);
    if (parameter != PARAMETER_COUNT) {
        choose(view, parameter);
    } else if (c == '[' || c == ']' || c == '-' || c == '+') {
        change(view, c == ']' || c == '+', false);
    } else if (c == '{' || c == '}') {
        change(view, c == '}', true);
    } else {
        return false;
    }
    return true;
}

/* ---- panels ---- */

static void open_panel(LessonView *view, Panel panel) {
    view->stopped = false;
    view->panel = panel;
    view->panel_scroll = 0;
}

static void toggle_picture(LessonView *view) {
    open_panel(view, view->panel == PANEL_PICTURE ? PANEL_NONE : PANEL_PICTURE);
}

/* Whether a reason is shown shows at once, or the note says why not. */
static void toggle_reasons(LessonView *view) {
    view->reasons = !view->reasons;
    view->reading.note = view->reasons
                             ? "reasons are shown where the lesson gives them; y hides them"
                             : "reasons are hidden";
}

static bool live_character(LessonView *view, uint32_t c) {
    if (c == 'x' || c == 'X') {
        break_formula(view, c == 'x');
    } else if (c == 'y') {
        toggle_reasons(view);
    } else if (c == 'v') {
        toggle_picture(view);
    } else if (c == 'q' && view->panel != PANEL_NONE) {
        view->panel = PANEL_NONE;
    } else {
        return parameter_character(view, c);
    }
    return true;
}

/* One thing at a time: the formula is whole again, the panel closes, nothing is selected. */
static bool escape(LessonView *view) {
    if (view->reading.broken > 0) {
        reading_restore(&view->reading);
    } else if (view->panel != PANEL_NONE) {
        view->panel = PANEL_NONE;
    } else if (view->reading.selected > 0) {
        deselect(view);
    } else {
        return false;
    }
    return true;
}

static void choose_next(LessonView *view, bool down) {
    size_t step = down ? 1 : PARAMETER_COUNT - 1;
    view->reading.parameter = (Parameter)((view->reading.parameter + step) % PARAMETER_COUNT);
}

/* In the picture the arrows play. */
static bool picture_key(LessonView *view, KeyKind kind) {
    if (kind == KEY_LEFT || kind == KEY_RIGHT) {
        change(view, kind == KEY_RIGHT, false);
    } else if (kind == KEY_UP || kind == KEY_DOWN) {
        choose_next(view, kind == KEY_DOWN);
    } else if (kind == KEY_PAGE_UP || kind == KEY_PAGE_DOWN) {
        change(view, kind == KEY_PAGE_UP, true);
    } else {
        return false;
    }
    return true;
}

static bool select_key(LessonView *view, KeyKind kind) {
    bool tab = kind == KEY_TAB || kind == KEY_BACK_TAB;
    bool asks =
        reading_open_question(&view->reading) != NULL && reading_claim(&view->reading, 0) == NULL;
    if (tab && !asks) {
        view->panel = view->panel == PANEL_PICTURE ? PANEL_NONE : view->panel;
        select_claim(view, kind == KEY_TAB);
        return true;
    }
    bool opens = kind == KEY_ENTER && view->panel == PANEL_NONE && !view->has_number;
    if (opens && reading_selected(&view->reading) != NULL) {
        open_panel(view, PANEL_CLAIM);
        return true;
    }
    if (kind == KEY_ENTER && view->panel != PANEL_NONE) {
        view->panel = PANEL_NONE;
        return true;
    }
    return false;
}

bool lesson_view_live_key(LessonView *view, Key key) {
    if (view->panel == PANEL_PICTURE && picture_key(view, key.kind)) {
        return true;
    }
    if (key.kind == KEY_CHARACTER) {
        return live_character(view, key.code_point);
    }
    return key.kind == KEY_ESCAPE ? escape(view) : select_key(view, key.kind);
}
