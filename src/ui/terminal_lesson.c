/* terminal_lesson.c - the state of a lesson on the screen, and the keys that change it. */
#include "ui/terminal_view.h"

#include <string.h>

#include "ui/terminal_internal.h"

LessonView *lesson_view_new(const Lesson *lesson, const CheckOptions *options) {
    Reading reading;
    reading_init(&reading, lesson, options);
    LessonView *view = arena_alloc(reading.arena, sizeof *view);
    view->reading = reading;
    return view;
}

void lesson_view_free(LessonView *view) {
    if (view != NULL) {
        Reading reading = view->reading; /* the view lies in its arena */
        reading_clear(&reading);
    }
}

/* Another step is shown, from its top. */
static void show_step(LessonView *view) {
    view->scroll = 0;
    view->leave_line = false;
    view->panel = PANEL_NONE;
    view->follow = false;
}

static void go_to(LessonView *view, size_t step) {
    if (reading_go_to(&view->reading, step)) {
        show_step(view);
    }
}

static void go_forward(LessonView *view) {
    if (reading_forward(&view->reading)) {
        show_step(view);
    } else if (reading_open_question(&view->reading) != NULL) {
        view->leave_line = false;
    }
}

static void go_back(LessonView *view) {
    if (reading_back(&view->reading)) {
        show_step(view);
    }
}

static void scroll_to(LessonView *view, size_t scroll) {
    view->follow = false;
    *(view->panel != PANEL_NONE ? &view->panel_scroll : &view->scroll) = scroll;
}

static void scroll_by(LessonView *view, const Terminal *terminal, size_t lines, bool down) {
    size_t last = lesson_view_last_scroll(view, terminal);
    size_t from = lesson_view_scroll(view, terminal);
    size_t room = down ? last - from : from;
    size_t distance = lines < room ? lines : room;
    scroll_to(view, down ? from + distance : from - distance);
}

static void scroll_to_end(LessonView *view, const Terminal *terminal) {
    scroll_to(view, lesson_view_last_scroll(view, terminal));
}

/* The line on which the answer is typed, and below it what there is room for. */
static void scroll_to_line(LessonView *view, const Terminal *terminal) {
    bool visible = false;
    view->panel = PANEL_NONE;
    scroll_to(view, lesson_view_line_scroll(view, terminal, &visible));
}

/* Space reads on: the rest of this step first, then the next. */
static void read_on(LessonView *view, const Terminal *terminal) {
    if (lesson_view_scroll(view, terminal) < lesson_view_last_scroll(view, terminal)) {
        scroll_by(view, terminal, lesson_view_page(terminal), true);
    } else {
        go_forward(view);
    }
}

static void jump(LessonView *view) {
    size_t count = view->reading.lesson->step_count;
    size_t target = view->has_number ? view->number : 1;
    if (target < 1 || target > count) {
        view->reading.note = "there is no step of that number";
    } else {
        go_to(view, target - 1);
    }
    view->has_number = false;
    view->number = 0;
}

static void add_digit(LessonView *view, uint32_t digit) {
    /* Nobody draws a billion points; this keeps the number from overflowing. */
    view->number = (view->number * 10 + (digit - '0')) % 1000000000;
    view->has_number = true;
}

/* The last skipped question of the step is asked again. */
static void reopen(LessonView *view, const Terminal *terminal) {
    if (reading_reopen(&view->reading)) {
        view->leave_line = false;
        scroll_to_line(view, terminal);
    }
}

/* The step's questions are asked anew, after a question whether that is wanted. */
static void reset(LessonView *view, const Terminal *terminal) {
    if (reading_reset(&view->reading)) {
        view->leave_line = false;
        scroll_to_line(view, terminal);
    }
}

/* To a question that was left open. */
static void go_to_unfinished(LessonView *view, const Terminal *terminal) {
    if (reading_unfinished(&view->reading)) {
        show_step(view);
        scroll_to_line(view, terminal);
    }
}

static void command_character(LessonView *view, const Terminal *terminal, uint32_t c) {
    Question *exercise = reading_open_question(&view->reading);
    if (c >= '0' && c <= '9') {
        add_digit(view, c);
    } else if (c == 'g') {
        jump(view);
    } else if (c == 'G') {
        go_to(view, view->reading.lesson->step_count - 1);
    } else if (c == ' ') {
        read_on(view, terminal);
    } else if (c == 'n') {
        go_forward(view);
    } else if (c == 'p' || c == 'b') {
        go_back(view);
    } else if (c == 'j' || c == 'k') {
        scroll_by(view, terminal, 1, c == 'j');
    } else if (c == 'e') {
        view->evidence = !view->evidence;
        view->reading.note =
            view->evidence ? "evidence is shown; e hides it" : "evidence is hidden";
    } else if (c == 'w') {
        view->twins = !view->twins;
        view->reading.note =
            view->twins ? "wrong twins are shown; w hides them" : "wrong twins are hidden";
    } else if (c == 'o') {
        (void)reading_change_notation(&view->reading);
    } else if (c == 'h' && exercise != NULL) {
        reading_hint(&view->reading, exercise);
    } else if (c == 'i' && exercise != NULL) {
        view->leave_line = false;
        scroll_to_line(view, terminal);
    } else if (c == 'i') {
        reopen(view, terminal);
    } else if (c == 'u') {
        go_to_unfinished(view, terminal);
    } else if (c == 'R') {
        reset(view, terminal);
    } else if (c == '?') {
        view->help = true;
    } else if (c == 'q') {
        view->quit = true;
    } else {
        view->reading.note = "? lists the keys";
    }
    if (!(c >= '0' && c <= '9')) {
        view->has_number = false;
        view->number = 0;
    }
}

/* Keys that mean the same on a line that is being typed and elsewhere. */
static bool common_key(LessonView *view, const Terminal *terminal, KeyKind kind) {
    if (kind == KEY_UP || kind == KEY_DOWN) {
        scroll_by(view, terminal, 1, kind == KEY_DOWN);
    } else if (kind == KEY_PAGE_UP || kind == KEY_PAGE_DOWN) {
        scroll_by(view, terminal, lesson_view_page(terminal), kind == KEY_PAGE_DOWN);
    } else if (kind == KEY_INTERRUPT && session_stop_picture(view->reading.session)) {
        view->stopped = true;
        view->reading.note = "stopped; a change of a parameter starts it anew";
    } else if (kind == KEY_INTERRUPT || kind == KEY_END_OF_INPUT) {
        view->quit = true;
        view->interrupted = kind == KEY_INTERRUPT;
    } else {
        return false;
    }
    return true;
}

static void command_key(LessonView *view, const Terminal *terminal, Key key) {
    Question *exercise = reading_open_question(&view->reading);
    if (lesson_view_live_key(view, key)) {
        view->has_number = false;
        view->number = 0;
    } else if (key.kind == KEY_CHARACTER) {
        command_character(view, terminal, key.code_point);
    } else if (key.kind == KEY_ENTER && exercise != NULL) {
        view->leave_line = false;
        scroll_to_line(view, terminal);
    } else if (key.kind == KEY_ENTER && view->has_number) {
        jump(view);
    } else if (key.kind == KEY_ENTER) {
        read_on(view, terminal);
    } else if (key.kind == KEY_RIGHT) {
        go_forward(view);
    } else if (key.kind == KEY_LEFT || key.kind == KEY_BACKSPACE) {
        go_back(view);
    } else if (key.kind == KEY_HOME) {
        scroll_to(view, 0);
    } else if (key.kind == KEY_END) {
        scroll_to_end(view, terminal);
    } else if (key.kind == KEY_TAB && exercise != NULL) {
        reading_hint(&view->reading, exercise);
    }
}

static void submit(LessonView *view, const Terminal *terminal, Question *exercise) {
    reading_submit(&view->reading, exercise);
    if (exercise->done) {
        view->leave_line = false;
    } else {
        scroll_to_line(view, terminal);
    }
}

/* On an empty line the arrows step, the space reads on and ? helps: no answer begins with them.
 * Everything else is typed. */
static void empty_line_key(LessonView *view, const Terminal *terminal, Question *exercise,
                           Key key) {
    bool is_character = key.kind == KEY_CHARACTER;
    if (key.kind == KEY_LEFT || key.kind == KEY_RIGHT) {
        command_key(view, terminal, key);
    } else if (is_character && key.code_point == '?') {
        view->help = true;
    } else if (is_character && key.code_point == ' ') {
        read_on(view, terminal);
    } else {
        line_edit_key(exercise, key);
        scroll_to_line(view, terminal);
    }
}

/* Keys that do not need the line to be seen: those that leave it, or read on towards it. */
static bool works_unseen(const Question *exercise, Key key) {
    bool on_empty_line = key.kind == KEY_LEFT || (key.kind == KEY_CHARACTER &&
                                                  (key.code_point == ' ' || key.code_point == '?'));
    return key.kind == KEY_ESCAPE || (exercise->length == 0 && on_empty_line);
}

static void line_key(LessonView *view, const Terminal *terminal, Question *exercise, Key key) {
    bool visible = false;
    (void)lesson_view_line_scroll(view, terminal, &visible);
    if (!visible && !works_unseen(exercise, key)) {
        scroll_to_line(view, terminal);
        view->reading.note = "here is the question; type the answer";
        return;
    }
    if (exercise->answered && key.kind == KEY_CHARACTER) {
        line_edit_key(exercise, (Key){.kind = KEY_END});
        line_edit_key(exercise, (Key){.kind = KEY_ERASE_LINE});
    }
    exercise->answered = exercise->answered && key.kind == KEY_TAB;
    if (key.kind == KEY_ENTER) {
        submit(view, terminal, exercise);
    } else if (key.kind == KEY_ESCAPE) {
        view->leave_line = true;
    } else if (key.kind == KEY_TAB) {
        reading_hint(&view->reading, exercise);
        scroll_to_line(view, terminal);
    } else if (exercise->length == 0) {
        empty_line_key(view, terminal, exercise, key);
        reading_note_typed(&view->reading, exercise, "qnpbhewuR");
    } else {
        line_edit_key(exercise, key);
        scroll_to_line(view, terminal);
    }
}

void lesson_view_key(LessonView *view, const Terminal *terminal, Key key) {
    if (key.kind == KEY_NONE || key.kind == KEY_REDRAW || key.kind == KEY_SUSPEND) {
        return;
    }
    bool resumed = view->reading.resumed;
    view->reading.resumed = false;
    reading_begin_key(&view->reading);
    if (resumed && key.kind == KEY_HOME) {
        go_to(view, 0);
        return;
    }
    if (view->help && key.kind != KEY_INTERRUPT && key.kind != KEY_END_OF_INPUT) {
        view->help = false;
        return;
    }
    Question *exercise = reading_open_question(&view->reading);
    if (view->panel == PANEL_PICTURE && key.kind != KEY_INTERRUPT && key.kind != KEY_END_OF_INPUT) {
        command_key(view, terminal, key); /* there the arrows do not scroll */
        return;
    }
    if (common_key(view, terminal, key.kind)) {
        return;
    }
    if (exercise != NULL && !view->leave_line) {
        line_key(view, terminal, exercise, key);
    } else {
        command_key(view, terminal, key);
    }
}
