/* window_keys.c - what a key means in the window. The letters are those of the terminal, where it
 * has them. */
#include <math.h>
#include <string.h>

#include "ui/window_internal.h"

/* Text as large as the reader likes, within reason. */
#define ZOOM_STEP 1.1f
#define ZOOM_MIN 0.5f
#define ZOOM_MAX 3.0f

void window_zoom(WindowView *view, float factor) {
    view->zoom = factor == 0.0f ? 1.0f : fminf(fmaxf(view->zoom * factor, ZOOM_MIN), ZOOM_MAX);
    view->page_stale = true;
}

static void next_theme(WindowView *view) {
    size_t i = 0;
    while (i < theme_count() && theme_at(i) != view->theme) {
        i++;
    }
    view->theme = theme_at((i + 1) % theme_count());
    view->page_stale = true;
    window_note(view, "%s: %s", view->theme->name, view->theme->doc);
}

static void jump(WindowView *view) {
    size_t step = view->has_number ? view->number : 1;
    if (step < 1 || step > view->reading->lesson->step_count) {
        window_note(view, "there is no step of that number");
    } else if (reading_go_to(view->reading, step - 1)) {
        window_enter_step(view);
    }
    view->has_number = false;
    view->number = 0;
}

static void add_digit(WindowView *view, uint32_t digit) {
    /* Nobody draws a billion points; this keeps the number from overflowing. */
    view->number = (view->number * 10 + (digit - '0')) % 1000000000;
    view->has_number = true;
}

/* "25 t" sets t; "t" alone chooses it for [ and ]. */
static void choose_parameter(WindowView *view, Parameter parameter) {
    if (view->reading != NULL) {
        view->reading->parameter = parameter;
    }
    view->own_parameter = parameter;
    if (view->has_number) {
        if (setting_set(window_setting(view), parameter, view->number)) {
            window_apply_setting(view);
        } else {
            window_note(view, "this one is a name: [ and ] go through the names");
        }
    }
    view->has_number = false;
    view->number = 0;
}

static bool parameter_character(WindowView *view, uint32_t c) {
    Parameter parameter = parameter_of_key(c);
    if (parameter != PARAMETER_COUNT) {
        choose_parameter(view, parameter);
    } else if (c == '[' || c == ']' || c == '{' || c == '}') {
        window_change_parameter(view, view->own_parameter, c == ']' || c == '}',
                                c == '{' || c == '}');
    } else {
        return false;
    }
    return true;
}

/* The picture and the window itself. */
static bool window_character(WindowView *view, uint32_t c) {
    if (c == 'a') {
        window_toggle_play(view);
    } else if (c == ',' || c == '.') {
        view->playing = false;
        (void)window_scene_move(view, c == '.' ? 1.0 : -1.0);
    } else if (c == '<' || c == '>') {
        window_change_speed(view, c == '>');
    } else if (c == 'X') {
        window_break_scene(view);
    } else if (c == 'v') {
        view->show = (WindowShow)((view->show + 1) % SHOW_COUNT);
        view->page_stale = true;
    } else if (c == 'D') {
        window_paper_toggle(view);
    } else if (c == 'l') {
        next_theme(view);
    } else if (c == 'B') {
        view->black = true;
    } else if (c == 'z') {
        view->spotlight = !view->spotlight;
    } else if (c == 'S') {
        view->save = true;
    } else if (c == '?') {
        view->help = true;
    } else if (c == 'q') {
        view->quit = true;
    } else {
        return parameter_character(view, c);
    }
    return true;
}

/* The selected claim's TeX, as it is shown. */
void window_copy_formula(WindowView *view) {
    Claim *claim = reading_selected(view->reading);
    if (claim == NULL) {
        window_note(view, "Tab chooses the claim to copy");
        return;
    }
    const ClaimDef *def = claim_def(claim);
    view->copied =
        arena_copy(view->arena, def->source->bytes + def->tex.start, def->tex.end - def->tex.start);
    window_note(view, "the formula is on the clipboard, as TeX");
}

static void open_badge(WindowView *view) {
    Claim *claim = reading_selected(view->reading);
    view->opened = claim == view->opened ? NULL : claim;
}

/* What is typed, how it is understood and what is said of it: an open question ends its page. */
static void show_question(WindowView *view) {
    view->page_scroll = WINDOW_PAGE_END;
}

static void lesson_character(WindowView *view, uint32_t c) {
    Reading *reading = view->reading;
    Question *open = reading_open_question(reading);
    if (c >= '0' && c <= '9') {
        add_digit(view, c);
        return;
    }
    if (c == ' ') {
        window_read_on(view);
    } else if (c == 'g') {
        jump(view);
    } else if (c == 'G' && reading_go_to(reading, reading->lesson->step_count - 1)) {
        window_enter_step(view);
    } else if (c == 'n' && reading_forward(reading)) {
        window_enter_step(view);
    } else if ((c == 'p' || c == 'b') && reading_back(reading)) {
        window_enter_step(view);
    } else if (c == 'j' || c == 'k') {
        window_page_scroll(view, (c == 'j' ? 1.0f : -1.0f) * 2.0f * TEXT_SIZE * view->scale);
    } else if (c == 'x') {
        (void)reading_break(reading, true);
    } else if (c == 'y') {
        view->reasons = !view->reasons;
    } else if (c == 'o') {
        window_change_notation(view);
    } else if (c == 'c') {
        window_copy_formula(view);
    } else if (c == '/') {
        view->searching = true;
        view->search_length = 0;
        view->search[0] = '\0';
    } else if (c == 'u' && reading_unfinished(reading)) {
        window_enter_step(view);
        show_question(view);
    } else if (c == 'R' && reading_reset(reading)) {
        view->leave_line = false;
        show_question(view);
    } else if (c == 'h' && open != NULL) {
        reading_hint(reading, open);
        show_question(view);
    } else if (c == 'i' && (open != NULL || reading_reopen(reading))) {
        view->leave_line = false;
        view->answering = true;
        show_question(view);
    }
    view->has_number = false;
    view->number = 0;
}

static void character(WindowView *view, uint32_t c) {
    bool digit = c >= '0' && c <= '9';
    if (window_character(view, c)) {
        view->page_stale = true;
    } else if (view->reading != NULL) {
        lesson_character(view, c);
        view->page_stale = true;
    } else if (digit) {
        add_digit(view, c);
    } else if (c == ' ') {
        window_toggle_play(view);
    }
}

/* ---- the line on which an answer is typed ---- */

bool window_is_typing(const WindowView *view) {
    const Question *open = view->reading != NULL ? reading_open_question(view->reading) : NULL;
    bool asked_for = !view->present || view->answering || (open != NULL && open->length > 0);
    return open != NULL && !view->leave_line && asked_for;
}

/* True when the key is not for the line although that is open: on an empty one the arrows and the
 * space read on and ? helps, since no answer begins with them. */
static bool passes_line(const WindowView *view, const Question *question, Key key) {
    if (question->length > 0) {
        return false;
    }
    bool is_character = key.kind == KEY_CHARACTER;
    return key.kind == KEY_LEFT || key.kind == KEY_RIGHT || key.kind == KEY_HOME ||
           key.kind == KEY_END ||
           (is_character && (key.code_point == ' ' || key.code_point == '?')) ||
           (is_character && !window_is_typing(view));
}

/* True when the key was for the line. */
static bool line_key(WindowView *view, Key key) {
    Question *question = view->reading != NULL ? reading_open_question(view->reading) : NULL;
    if (question == NULL || view->leave_line || passes_line(view, question, key)) {
        return false;
    }
    if (question->answered && key.kind == KEY_CHARACTER) {
        line_edit_key(question, (Key){.kind = KEY_END});
        line_edit_key(question, (Key){.kind = KEY_ERASE_LINE});
    }
    if (key.kind == KEY_ENTER) {
        reading_submit(view->reading, question);
    } else if (key.kind == KEY_ESCAPE) {
        view->leave_line = true;
        view->answering = false;
    } else if (key.kind == KEY_TAB) {
        reading_hint(view->reading, question);
    } else if (key.kind == KEY_CHARACTER || key.kind == KEY_BACKSPACE || key.kind == KEY_DELETE ||
               key.kind == KEY_LEFT || key.kind == KEY_RIGHT || key.kind == KEY_HOME ||
               key.kind == KEY_END || key.kind == KEY_ERASE_LINE || key.kind == KEY_ERASE_WORD) {
        question->answered = false;
        line_edit_key(question, key);
        if (key.kind == KEY_CHARACTER) {
            reading_note_typed(view->reading, question, "qnpbhuR");
        }
    } else {
        return false;
    }
    if (!question->done && !view->leave_line) {
        show_question(view);
    }
    view->page_stale = true;
    return true;
}

/* ---- keys without a character ---- */

static void present(WindowView *view) {
    view->present = !view->present;
    view->full_screen = view->present;
    view->page_stale = true;
}

/* One thing at a time: the formula is whole again, the badge closes, nothing is selected, the mode
 * ends. */
static void escape(WindowView *view) {
    Reading *reading = view->reading;
    if (view->controls.broken > 0) {
        view->controls.broken = 0;
        window_scene_set(view);
    } else if (reading != NULL && reading->broken > 0) {
        reading_restore(reading);
    } else if (view->opened != NULL) {
        view->opened = NULL;
    } else if (reading != NULL && reading->selected > 0) {
        reading_deselect(reading);
    } else if (view->present) {
        present(view);
    } else {
        view->full_screen = view->spotlight = false;
    }
}

static bool window_only_key(WindowView *view, KeyKind kind) {
    if (kind == KEY_F1) {
        view->debug = !view->debug;
    } else if (kind == KEY_F5) {
        present(view);
    } else if (kind == KEY_F11) {
        view->full_screen = !view->full_screen;
    } else if (kind == KEY_LARGER || kind == KEY_SMALLER) {
        window_zoom(view, kind == KEY_LARGER ? ZOOM_STEP : 1.0f / ZOOM_STEP);
    } else if (kind == KEY_NATURAL_SIZE) {
        window_zoom(view, 0.0f);
    } else if (kind == KEY_SAVE) {
        view->save = true;
    } else if (kind == KEY_ESCAPE) {
        escape(view);
    } else if (kind == KEY_INTERRUPT || kind == KEY_END_OF_INPUT) {
        view->quit = true;
    } else {
        return false;
    }
    return true;
}

static void lesson_only_key(WindowView *view, KeyKind kind) {
    Reading *reading = view->reading;
    bool moved = false;
    if (kind == KEY_RIGHT) {
        moved = reading_forward(reading);
    } else if (kind == KEY_LEFT || kind == KEY_BACKSPACE) {
        moved = reading_back(reading);
    } else if (kind == KEY_HOME || kind == KEY_END) {
        moved = reading_go_to(reading, kind == KEY_HOME ? 0 : reading->lesson->step_count - 1);
    } else if (kind == KEY_PAGE_DOWN) {
        window_read_on(view);
    } else if (kind == KEY_PAGE_UP && view->page_scroll > 0.0f) {
        window_page_scroll(view, -view->places.page.height * 0.85f);
    } else if (kind == KEY_PAGE_UP) {
        moved = reading_back(reading);
    } else if (kind == KEY_UP || kind == KEY_DOWN) {
        window_page_scroll(view, (kind == KEY_DOWN ? 2.0f : -2.0f) * TEXT_SIZE * view->scale);
    } else if (kind == KEY_TAB || kind == KEY_BACK_TAB) {
        (void)reading_select(reading, kind == KEY_TAB);
    } else if (kind == KEY_ENTER && view->has_number) {
        jump(view);
    } else if (kind == KEY_ENTER && reading->selected > 0) {
        open_badge(view);
    } else if (kind == KEY_ENTER) {
        window_read_on(view);
    } else if (kind == KEY_COPY) {
        window_copy_formula(view);
    } else if (kind == KEY_FIND) {
        lesson_character(view, '/');
    }
    if (moved) {
        window_enter_step(view);
    }
}

/* A picture alone: the arrows go through time. */
static void picture_only_key(WindowView *view, KeyKind kind) {
    double far = fmax(1.0, (double)view->controls.steps / 20.0);
    double steps = kind == KEY_RIGHT       ? 1.0
                   : kind == KEY_LEFT      ? -1.0
                   : kind == KEY_PAGE_DOWN ? far
                   : kind == KEY_PAGE_UP   ? -far
                   : kind == KEY_HOME      ? -(double)view->controls.steps
                   : kind == KEY_END       ? (double)view->controls.steps
                                           : 0.0;
    view->playing = view->playing && steps == 0.0;
    (void)window_scene_move(view, steps);
}

void window_key(WindowView *view, Key key) {
    if (view->black || view->help) {
        bool quits = key.kind == KEY_INTERRUPT || key.kind == KEY_END_OF_INPUT;
        view->black = view->help = false;
        view->quit = quits;
        return;
    }
    if (view->searching) {
        window_search_key(view, key);
        return;
    }
    if (view->drawing && window_paper_key(view, key)) {
        return;
    }
    if (line_key(view, key)) {
        return;
    }
    view->page_stale = true;
    if (key.kind == KEY_CHARACTER) {
        character(view, key.code_point);
    } else if (window_only_key(view, key.kind)) {
        return;
    } else if (view->reading != NULL) {
        lesson_only_key(view, key.kind);
    } else {
        picture_only_key(view, key.kind);
    }
}
