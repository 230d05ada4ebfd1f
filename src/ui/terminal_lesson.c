/* terminal_lesson.c - the state of a lesson on the screen, and the keys that change it. */
#include "ui/terminal_view.h"

#include <string.h>

#include "ui/terminal_internal.h"

LessonView *lesson_view_new(const Lesson *lesson, const CheckOptions *options) {
    Arena *arena = arena_new();
    LessonView *view = arena_alloc(arena, sizeof *view);
    view->lesson = lesson;
    view->options = *options;
    view->arena = arena;
    view->setting = setting_of_lesson(lesson, options->seed);
    view->session = session_new(options);
    for (size_t pass = 0; pass < 2; pass++) { /* count, then fill */
        size_t at = 0;
        for (size_t s = 0; s < lesson->step_count; s++) {
            for (size_t b = 0; b < lesson->steps[s].block_count; b++) {
                const Block *block = &lesson->steps[s].blocks[b];
                if (block->kind == BLOCK_EXERCISE && pass == 1) {
                    view->exercises[at].exercise = block->exercise;
                }
                at += block->kind == BLOCK_EXERCISE;
            }
        }
        if (pass == 0) {
            view->exercise_count = at;
            view->exercises = arena_array(arena, at, sizeof *view->exercises);
        }
    }
    return view;
}

void lesson_view_free(LessonView *view) {
    if (view != NULL) {
        session_free(view->session);
        arena_free(view->arena);
    }
}

ExerciseView *lesson_view_exercise(const LessonView *view, const Exercise *exercise) {
    for (size_t i = 0; i < view->exercise_count; i++) {
        if (view->exercises[i].exercise == exercise) {
            return &view->exercises[i];
        }
    }
    return NULL;
}

ExerciseView *lesson_view_open_exercise(const LessonView *view) {
    if (view->step >= view->lesson->step_count) {
        return NULL;
    }
    const Step *step = &view->lesson->steps[view->step];
    for (size_t i = 0; i < step->block_count; i++) {
        if (step->blocks[i].kind == BLOCK_EXERCISE) {
            ExerciseView *exercise = lesson_view_exercise(view, step->blocks[i].exercise);
            if (exercise != NULL && !exercise->done) {
                return exercise;
            }
        }
    }
    return NULL;
}

Claim *lesson_view_undecided(const LessonView *view) {
    const Lesson *lesson = view->lesson;
    if (view->step < lesson->step_count) {
        const Step *step = &lesson->steps[view->step];
        for (size_t i = 0; i < step->block_count; i++) {
            if (step->blocks[i].kind == BLOCK_CLAIM &&
                claim_verdict(step->blocks[i].claim) == NULL) {
                return step->blocks[i].claim;
            }
        }
    }
    for (size_t i = 0; i < lesson->claim_count; i++) {
        if (claim_verdict(lesson->claims[i]) == NULL) {
            return lesson->claims[i];
        }
    }
    return NULL;
}

static void go_to(LessonView *view, size_t step) {
    if (step < view->lesson->step_count && step != view->step) {
        view->step = step;
        view->scroll = 0;
        view->leave_line = false;
        view->panel = PANEL_NONE;
        lesson_view_deselect(view);
    }
}

static void go_forward(LessonView *view) {
    if (lesson_view_open_exercise(view) != NULL) {
        view->note = "type an answer and press Enter; Enter on the empty line skips the question";
        view->leave_line = false;
    } else if (view->step + 1 < view->lesson->step_count) {
        go_to(view, view->step + 1);
    } else {
        view->note = "this is the last step; q leaves the lesson";
    }
}

static void go_back(LessonView *view) {
    if (view->step > 0) {
        go_to(view, view->step - 1);
    } else {
        view->note = "this is the first step";
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
    size_t count = view->lesson->step_count;
    size_t target = view->has_number ? view->number : 1;
    if (target < 1 || target > count) {
        view->note = "there is no step of that number";
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

static void show_hint(LessonView *view, ExerciseView *exercise) {
    if (exercise->hints < exercise->exercise->hint_count) {
        exercise->hints++;
    } else {
        view->note = exercise->exercise->hint_count == 0 ? "there is no hint for this question"
                                                         : "no more hints";
    }
}

/* The last skipped question of the step is asked again. */
static void reopen(LessonView *view, const Terminal *terminal) {
    const Step *step = &view->lesson->steps[view->step];
    for (size_t i = step->block_count; i > 0; i--) {
        const Block *block = &step->blocks[i - 1];
        ExerciseView *exercise =
            block->kind == BLOCK_EXERCISE ? lesson_view_exercise(view, block->exercise) : NULL;
        if (exercise != NULL && exercise->skipped) {
            exercise->done = exercise->skipped = false;
            view->leave_line = false;
            scroll_to_line(view, terminal);
            return;
        }
    }
    view->note = "no question of this step was skipped";
}

static void command_character(LessonView *view, const Terminal *terminal, uint32_t c) {
    ExerciseView *exercise = lesson_view_open_exercise(view);
    if (c >= '0' && c <= '9') {
        add_digit(view, c);
    } else if (c == 'g') {
        jump(view);
    } else if (c == 'G') {
        go_to(view, view->lesson->step_count - 1);
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
        view->note = view->evidence ? "evidence is shown; e hides it" : "evidence is hidden";
    } else if (c == 'w') {
        view->twins = !view->twins;
        view->note = view->twins ? "wrong twins are shown; w hides them" : "wrong twins are hidden";
    } else if (c == 'h' && exercise != NULL) {
        show_hint(view, exercise);
    } else if (c == 'i' && exercise != NULL) {
        view->leave_line = false;
        scroll_to_line(view, terminal);
    } else if (c == 'i') {
        reopen(view, terminal);
    } else if (c == '?') {
        view->help = true;
    } else if (c == 'q') {
        view->quit = true;
    } else {
        view->note = "? lists the keys";
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
    } else if (kind == KEY_INTERRUPT && session_stop_picture(view->session)) {
        view->stopped = true;
        view->note = "stopped; a change of a parameter starts it anew";
    } else if (kind == KEY_INTERRUPT || kind == KEY_END_OF_INPUT) {
        view->quit = true;
        view->interrupted = kind == KEY_INTERRUPT;
    } else {
        return false;
    }
    return true;
}

static void command_key(LessonView *view, const Terminal *terminal, Key key) {
    ExerciseView *exercise = lesson_view_open_exercise(view);
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
        show_hint(view, exercise);
    }
}

static void finish_exercise(LessonView *view, ExerciseView *exercise, bool skipped) {
    exercise->done = true;
    exercise->skipped = skipped;
    view->leave_line = false;
}

static void submit(LessonView *view, const Terminal *terminal, ExerciseView *exercise) {
    if (exercise->length == 0) {
        exercise->answer = (Answer){.kind = ANSWER_NONE};
        finish_exercise(view, exercise, true);
        return;
    }
    exercise->answer =
        answer_check(view->arena, exercise->exercise, exercise->typed, &view->options);
    exercise->answered =
        exercise->answer.kind == ANSWER_WRONG || exercise->answer.kind == ANSWER_ROUNDED;
    if (exercise->answer.kind == ANSWER_RIGHT) {
        finish_exercise(view, exercise, false);
    } else {
        scroll_to_line(view, terminal);
    }
}

/* On an empty line the arrows step, ? and h and Tab help; everything else is typed. */
static void empty_line_key(LessonView *view, const Terminal *terminal, ExerciseView *exercise,
                           Key key) {
    bool is_character = key.kind == KEY_CHARACTER;
    if (key.kind == KEY_LEFT || key.kind == KEY_RIGHT) {
        command_key(view, terminal, key);
    } else if (is_character && key.code_point == 'h') {
        show_hint(view, exercise);
        scroll_to_line(view, terminal);
    } else if (is_character && key.code_point == '?') {
        view->help = true;
    } else if (is_character && key.code_point == ' ') {
        read_on(view, terminal);
    } else {
        line_edit_key(exercise, key);
        scroll_to_line(view, terminal);
    }
}

/* Whoever presses a key of the lesson while a question is open sees why nothing else happens. */
static void note_command_typed(LessonView *view, const ExerciseView *exercise) {
    if (exercise->length == 1 && strchr("qnpbew", exercise->typed[0]) != NULL) {
        view->note = "typed into the answer; Esc first makes it a command";
    }
}

/* Keys that do not need the line to be seen: those that leave it, or read on towards it. */
static bool works_unseen(const ExerciseView *exercise, Key key) {
    bool on_empty_line = key.kind == KEY_LEFT || (key.kind == KEY_CHARACTER &&
                                                  (key.code_point == ' ' || key.code_point == '?'));
    return key.kind == KEY_ESCAPE || (exercise->length == 0 && on_empty_line);
}

static void line_key(LessonView *view, const Terminal *terminal, ExerciseView *exercise, Key key) {
    bool visible = false;
    (void)lesson_view_line_scroll(view, terminal, &visible);
    if (!visible && !works_unseen(exercise, key)) {
        scroll_to_line(view, terminal);
        view->note = "here is the question; type the answer";
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
        show_hint(view, exercise);
        scroll_to_line(view, terminal);
    } else if (exercise->length == 0) {
        empty_line_key(view, terminal, exercise, key);
        note_command_typed(view, exercise);
    } else {
        line_edit_key(exercise, key);
        scroll_to_line(view, terminal);
    }
}

static void any_key(LessonView *view, const Terminal *terminal, Key key) {
    bool resumed = view->resumed;
    view->resumed = false;
    view->note = NULL;
    if (resumed && key.kind == KEY_HOME) {
        go_to(view, 0);
        return;
    }
    if (view->help && key.kind != KEY_INTERRUPT && key.kind != KEY_END_OF_INPUT) {
        view->help = false;
        return;
    }
    ExerciseView *exercise = lesson_view_open_exercise(view);
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

void lesson_view_key(LessonView *view, const Terminal *terminal, Key key) {
    if (key.kind == KEY_NONE || key.kind == KEY_REDRAW || key.kind == KEY_SUSPEND) {
        return;
    }
    any_key(view, terminal, key);
    lesson_view_keep(view);
}
