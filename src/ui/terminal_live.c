/* terminal_live.c - the keys that select, open and break claims, and change the parameters. */
#include <string.h>

#include "ui/terminal_internal.h"

/* ---- what is selected, and what is wanted ---- */

Claim *lesson_view_claim(const LessonView *view, size_t i) {
    if (view->step >= view->lesson->step_count) {
        return NULL;
    }
    const Step *step = &view->lesson->steps[view->step];
    const ExerciseView *open = lesson_view_open_exercise(view);
    for (size_t b = 0; b < step->block_count; b++) {
        const Block *block = &step->blocks[b];
        if (open != NULL && block->kind == BLOCK_EXERCISE && block->exercise == open->exercise) {
            return NULL; /* what follows is hidden */
        }
        if (block->kind == BLOCK_CLAIM && i-- == 0) {
            return block->claim;
        }
    }
    return NULL;
}

Claim *lesson_view_selected(const LessonView *view) {
    return view->selected > 0 ? lesson_view_claim(view, view->selected - 1) : NULL;
}

Wish lesson_view_wish(const LessonView *view) {
    return (Wish){.undecided = lesson_view_undecided(view),
                  .claim = lesson_view_selected(view),
                  .broken = view->broken > 0 ? view->broken - 1 : BROKEN_NONE,
                  .picture = view->panel == PANEL_PICTURE && !view->stopped,
                  .setting = view->setting};
}

bool lesson_view_work(LessonView *view) {
    Wish wish = lesson_view_wish(view);
    bool fresh = session_poll(view->session, &wish);
    bool saved = view->progress == NULL || !view->kept->changed || progress_save(view->progress);
    if (!saved) {
        view->kept->changed = false; /* once is enough */
        view->note = progress_note(view->progress);
    }
    return fresh || !saved;
}

bool lesson_view_busy(const LessonView *view) {
    return session_is_busy(view->session);
}

void lesson_view_settle(LessonView *view) {
    do {
        (void)lesson_view_work(view);
        session_wait(view->session);
    } while (lesson_view_busy(view));
}

/* ---- selecting ---- */

static void restore_formula(LessonView *view) {
    view->broken = 0;
    view->broken_count = 0;
}

void lesson_view_deselect(LessonView *view) {
    view->selected = 0;
    view->follow = false;
    view->panel = view->panel == PANEL_CLAIM ? PANEL_NONE : view->panel;
    restore_formula(view);
}

static void select_claim(LessonView *view, bool forward) {
    size_t count = 0;
    while (lesson_view_claim(view, count) != NULL) {
        count++;
    }
    if (count == 0) {
        view->note = "there is no claim in this step";
        return;
    }
    restore_formula(view);
    view->panel_scroll = 0;
    view->follow = true;
    /* 0 stands for none: behind the last one the first comes again. */
    size_t at = view->selected;
    view->selected = forward ? at % count + 1 : (at <= 1 ? count : at - 1);
}

/* ---- breaking ---- */

static void break_formula(LessonView *view, bool forward) {
    const Claim *claim = lesson_view_selected(view);
    if (claim == NULL) {
        select_claim(view, true);
        claim = lesson_view_selected(view);
    }
    if (claim == NULL) {
        return;
    }
    if (view->broken_count == 0) {
        Arena *arena = arena_new();
        view->broken_count = live_break_count(arena, claim);
        arena_free(arena);
    }
    if (view->broken_count == 0) {
        view->note = "there is no wrong version of this formula";
        return;
    }
    size_t at = view->broken, count = view->broken_count;
    view->broken = forward ? at % count + 1 : (at <= 1 ? count : at - 1);
    view->follow = true;
}

/* ---- parameters ---- */

static void change(LessonView *view, bool up, bool far) {
    view->stopped = false;
    if (!setting_step(&view->setting, view->parameter, up, far)) {
        view->note = up ? "this is the largest value" : "this is the smallest value";
    }
}

/* "25 t" sets t; "t" alone chooses it for [ and ]. */
static void choose(LessonView *view, Parameter parameter) {
    view->parameter = parameter;
    view->stopped = view->stopped && !view->has_number;
    if (!view->has_number) {
        return;
    }
    if (!setting_set(&view->setting, parameter, view->number)) {
        view->note = "this one is a name: [ and ] go through the names";
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
    view->note = view->reasons ? "reasons are shown where the lesson gives them; y hides them"
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
    if (view->broken > 0) {
        restore_formula(view);
    } else if (view->panel != PANEL_NONE) {
        view->panel = PANEL_NONE;
    } else if (view->selected > 0) {
        lesson_view_deselect(view);
    } else {
        return false;
    }
    return true;
}

static void choose_next(LessonView *view, bool down) {
    size_t step = down ? 1 : PARAMETER_COUNT - 1;
    view->parameter = (Parameter)((view->parameter + step) % PARAMETER_COUNT);
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
    bool asks = lesson_view_open_exercise(view) != NULL && lesson_view_claim(view, 0) == NULL;
    if (tab && !asks) {
        view->panel = view->panel == PANEL_PICTURE ? PANEL_NONE : view->panel;
        select_claim(view, kind == KEY_TAB);
        return true;
    }
    bool opens = kind == KEY_ENTER && view->panel == PANEL_NONE && !view->has_number;
    if (opens && lesson_view_selected(view) != NULL) {
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
