/* terminal_draw.c - one step of a lesson as a frame of exactly the terminal's size. */
#include <string.h>

#include "ui/terminal_internal.h"

/* From this height on, rules part head and foot from the text. */
#define ROWS_WITH_RULES 12
/* From this width on, text keeps a margin. */
#define COLUMNS_WITH_MARGIN 50
#define MARGIN 2

typedef struct {
    size_t columns, rows;
    size_t margin; /* columns left of the text */
    size_t width;  /* columns of the text */
    size_t edge;   /* rows of the head, and of the foot */
    size_t body;   /* rows between them */
} Frame;

static Frame frame_of(const Terminal *terminal) {
    Frame frame;
    frame.columns =
        terminal->columns > TERMINAL_COLUMNS_MIN ? terminal->columns : TERMINAL_COLUMNS_MIN;
    frame.rows = terminal->rows > TERMINAL_ROWS_MIN ? terminal->rows : TERMINAL_ROWS_MIN;
    frame.margin = frame.columns >= COLUMNS_WITH_MARGIN ? MARGIN : 0;
    frame.width = frame.columns - 2 * frame.margin;
    frame.width = frame.width > TERMINAL_PROSE_MAX ? TERMINAL_PROSE_MAX : frame.width;
    frame.edge = frame.rows >= ROWS_WITH_RULES ? 2 : 1;
    frame.body = frame.rows - 2 * frame.edge;
    return frame;
}

/* The typed line with a block cursor, broken wherever the line is full: its spaces matter. */
static void put_typed(Text *out, const Terminal *terminal, size_t width, const ExerciseView *line,
                      bool active) {
    static const char PROMPT[] = "> ";
    size_t prompt = sizeof PROMPT - 1;
    terminal_put(out, terminal, STYLE_STRONG, PROMPT);
    size_t column = prompt;
    for (size_t i = 0; i <= line->length;) {
        size_t used = 1;
        bool at_end = i == line->length;
        if (!at_end) {
            (void)utf8_decode(line->typed + i, line->length - i, &used);
        }
        size_t columns = at_end ? 1 : utf8_columns(line->typed + i, used);
        if (column + columns > width) {
            text_append_char(out, '\n');
            text_repeat(out, " ", prompt);
            column = prompt;
        }
        char character[5] = " ";
        if (!at_end) {
            memcpy(character, line->typed + i, used);
            character[used] = '\0';
        }
        bool is_cursor = active && i == line->cursor;
        if (!at_end || is_cursor) {
            Style style = line->answered ? STYLE_DIM : STYLE_PLAIN;
            terminal_put(out, terminal, is_cursor ? STYLE_REVERSE : style, character);
        }
        column += columns;
        i += used;
    }
    text_append_char(out, '\n');
}

/* What the typed TeX looks like, as soon as it can be read. */
static void put_preview(Text *out, const Terminal *terminal, size_t width, const char *typed) {
    Arena *arena = arena_new();
    Source source = {.name = "answer", .bytes = typed, .length = strlen(typed)};
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, (Span){0, source.length}, &diag);
    if (noad != NULL) {
        Text formula;
        text_init(&formula);
        terminal_formula(&formula, terminal, width > 4 ? width - 4 : width, noad);
        terminal_indent(out, formula.bytes, "    ");
        text_clear(&formula);
    }
    arena_free(arena);
}

static void put_wrong(Text *out, const Terminal *terminal, size_t width, const Answer *answer) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_text(&wrap, STYLE_BAD, terminal->unicode ? "✘ not yet" : "x not yet");
    const Counterexample *found = answer->counterexample;
    for (size_t i = 0; found != NULL && i < found->count; i++) {
        Text text;
        text_init(&text);
        terminal_tex(&text, terminal, found->assignments[i].tex);
        text_printf(&text, " = %s", found->assignments[i].value);
        wrap_text(&wrap, STYLE_PLAIN, i == 0 ? ": at " : ", ");
        wrap_unit(&wrap, STYLE_PLAIN, text.bytes);
        text_clear(&text);
    }
    /* The right value would answer the question. */
    bool has_value = found != NULL && found->left != NULL && found->right != NULL &&
                     strcmp(found->right, "defined") != 0;
    if (has_value) {
        wrap_text(&wrap, STYLE_PLAIN, ": your answer gives ");
        wrap_value(&wrap, STYLE_STRONG, found->right);
        if (found->what != NULL && strcmp(found->what, "the two sides") != 0) {
            wrap_text(&wrap, STYLE_DIM, " (");
            wrap_text(&wrap, STYLE_DIM, found->what);
            wrap_text(&wrap, STYLE_DIM, ")");
        }
        wrap_text(&wrap, STYLE_PLAIN, "; that is not it");
    }
    wrap_end(&wrap);
    if (answer->remark != NULL) {
        terminal_remark(out, terminal, width, STYLE_WARN, answer->remark);
    }
}

static void put_answer(Text *out, const Terminal *terminal, size_t width, const Answer *answer) {
    if (answer->kind == ANSWER_WRONG) {
        put_wrong(out, terminal, width, answer);
    } else if (answer->kind == ANSWER_ROUNDED) {
        terminal_paragraph(out, terminal, width, STYLE_WARN,
                           "not yet: right to the digits you typed; the exact form is wanted");
    } else if (answer->kind == ANSWER_UNREADABLE || answer->kind == ANSWER_UNDECIDED) {
        Wrap wrap;
        wrap_begin(&wrap, out, terminal, width, "", "  ");
        wrap_text(&wrap, STYLE_WARN,
                  answer->kind == ANSWER_UNREADABLE ? "! cannot be read" : "? not decided");
        wrap_text(&wrap, STYLE_PLAIN, ": ");
        wrap_text(&wrap, STYLE_PLAIN, answer->message);
        wrap_end(&wrap);
    }
}

static void put_solution(Text *out, const Terminal *terminal, size_t width,
                         const ExerciseView *view) {
    if (view->skipped) {
        terminal_paragraph(out, terminal, width, STYLE_WARN, "skipped; the answer is");
    } else {
        terminal_paragraph(out, terminal, width, STYLE_GOOD,
                           terminal->unicode ? "✔ right; the lesson writes it"
                                             : "+ right; the lesson writes it");
    }
    const Exercise *exercise = view->exercise;
    Text formula;
    text_init(&formula);
    if (exercise->answer_noad != NULL) {
        terminal_formula(&formula, terminal, width > 4 ? width - 4 : width, exercise->answer_noad);
    } else {
        terminal_paragraph(&formula, terminal, width, STYLE_PLAIN, exercise->answer);
    }
    terminal_indent(out, formula.bytes, "    ");
    text_clear(&formula);
}

static void put_hints(Text *out, const Terminal *terminal, size_t width, const ExerciseView *view) {
    for (size_t i = 0; i < view->hints; i++) {
        Text label;
        text_init(&label);
        text_printf(&label, "hint %zu: ", i + 1);
        Wrap wrap;
        wrap_begin(&wrap, out, terminal, width, "", "  ");
        wrap_text(&wrap, STYLE_DIM, label.bytes);
        wrap_line(&wrap, &view->exercise->hints[i], STYLE_PLAIN);
        wrap_end(&wrap);
        text_clear(&label);
    }
}

/* What stands above the line on which the answer is typed. */
static void put_question(Text *out, const Terminal *terminal, size_t width,
                         const ExerciseView *view) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_text(&wrap, STYLE_STRONG, "Question: ");
    wrap_line(&wrap, &view->exercise->ask, STYLE_PLAIN);
    wrap_end(&wrap);
    put_hints(out, terminal, width, view);
}

/* Columns beside an exercise's bar. */
static size_t exercise_room(size_t width) {
    return width - 2;
}

static void put_exercise(Text *out, const Terminal *terminal, size_t width,
                         const ExerciseView *view, bool active) {
    Text lines, bar;
    text_init(&lines);
    text_init(&bar);
    size_t room = exercise_room(width);
    put_question(&lines, terminal, room, view);
    if (!view->done || view->length > 0) {
        put_typed(&lines, terminal, room, view, active);
    }
    if (!view->done && view->length > 0) {
        put_preview(&lines, terminal, room, view->typed);
    }
    put_answer(&lines, terminal, room, &view->answer);
    if (view->done) {
        put_solution(&lines, terminal, room, view);
    }
    terminal_put(&bar, terminal, view->done && !view->skipped ? STYLE_GOOD : STYLE_WARN,
                 terminal_sign(terminal, SIGN_BAR));
    text_append_char(&bar, ' ');
    terminal_indent(out, lines.bytes, bar.bytes);
    text_clear(&lines);
    text_clear(&bar);
}

/* The step down to its first open question, every line as wide as the frame's text. */
static void put_step(Text *out, const LessonView *view, const Terminal *terminal,
                     const Frame *frame) {
    const Step *step = &view->lesson->steps[view->step];
    const ClaimShow show = {
        .formula = true, .label = true, .evidence = view->evidence, .twins = view->twins};
    const ExerciseView *open = lesson_view_open_exercise(view);
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, frame->width, "", "");
    wrap_line(&wrap, &step->heading, STYLE_HEADING);
    wrap_end(&wrap);
    for (size_t i = 0; i < step->block_count; i++) {
        const Block *block = &step->blocks[i];
        if (i == 0 || block->kind != BLOCK_ITEM || step->blocks[i - 1].kind != BLOCK_ITEM) {
            text_append_char(out, '\n');
        }
        if (block->kind == BLOCK_CLAIM) {
            terminal_claim(out, terminal, frame->width, block->claim, &show);
        } else if (block->kind == BLOCK_EXERCISE) {
            const ExerciseView *exercise = lesson_view_exercise(view, block->exercise);
            put_exercise(out, terminal, frame->width, exercise,
                         exercise == open && !view->leave_line);
            if (exercise == open) {
                break;
            }
        } else {
            terminal_block(out, terminal, frame->width, block);
        }
    }
}

static void put_help(Text *out, const Terminal *terminal, const Frame *frame) {
    static const struct {
        const char *keys;
        const char *words;
    } HELP[] = {
        {"space, Enter", "read on: the rest of this step, then the next one"},
        {"n, right", "next step"},
        {"p, b, left", "the step before"},
        {"7 g", "go to step 7; g alone: the first, G: the last"},
        {"j k, up down", "one line; PageUp, PageDown: a page"},
        {"e", "evidence: methods, points, digits, counts of twins"},
        {"w", "wrong twins: the mistakes people make, and where each one breaks"},
        {"q, Ctrl-C", "leave"},
        {"", ""},
        {"questions", "type plain TeX, Enter checks it; Enter on the empty line skips"},
        {"Tab, h", "a hint (h on the empty line)"},
        {"Ctrl-U", "empty the line before the cursor; Ctrl-W erases a word of it"},
        {"Esc", "leave the line, so that the keys above work; i goes back to it"},
        {"i", "with no question open: ask the skipped one again"},
    };
    terminal_paragraph(out, terminal, frame->width, STYLE_HEADING, "Keys");
    for (size_t i = 0; i < sizeof HELP / sizeof HELP[0]; i++) {
        Text first;
        text_init(&first);
        text_printf(&first, "%-14s", HELP[i].keys);
        Wrap wrap;
        wrap_begin(&wrap, out, terminal, frame->width, HELP[i].keys[0] != '\0' ? first.bytes : "",
                   "              ");
        wrap_text(&wrap, STYLE_PLAIN, HELP[i].words);
        wrap_end(&wrap);
        text_clear(&first);
    }
    text_append_char(out, '\n');
    terminal_paragraph(out, terminal, frame->width, STYLE_DIM, "any key closes this list");
}

static void put_body(Text *out, const LessonView *view, const Terminal *terminal,
                     const Frame *frame) {
    if (view->help) {
        put_help(out, terminal, frame);
    } else if (view->lesson->step_count > 0) {
        put_step(out, view, terminal, frame);
    }
}

static size_t count_lines(const Text *text) {
    size_t count = 0;
    for (size_t i = 0; i < text->length; i++) {
        count += text->bytes[i] == '\n';
    }
    return count;
}

size_t lesson_view_page(const Terminal *terminal) {
    Frame frame = frame_of(terminal);
    return frame.body > 2 ? frame.body - 1 : 1;
}

size_t lesson_view_last_scroll(const LessonView *view, const Terminal *terminal) {
    Frame frame = frame_of(terminal);
    Text body;
    text_init(&body);
    put_body(&body, view, terminal, &frame);
    size_t lines = count_lines(&body);
    text_clear(&body);
    return lines > frame.body ? lines - frame.body : 0;
}

size_t lesson_view_line_scroll(const LessonView *view, const Terminal *terminal, bool *visible) {
    Frame frame = frame_of(terminal);
    const ExerciseView *open = lesson_view_open_exercise(view);
    Text body, exercise, question;
    text_init(&body);
    text_init(&exercise);
    text_init(&question);
    put_step(&body, view, terminal, &frame);
    put_exercise(&exercise, terminal, frame.width, open, true);
    put_question(&question, terminal, exercise_room(frame.width), open);
    /* An open exercise is the last thing that is drawn. */
    size_t lines = count_lines(&body);
    size_t row = lines - count_lines(&exercise) + count_lines(&question);
    size_t last = lines > frame.body ? lines - frame.body : 0;
    size_t scroll = view->scroll < last ? view->scroll : last;
    *visible = row >= scroll && row < scroll + frame.body;
    text_clear(&question);
    text_clear(&exercise);
    text_clear(&body);
    return row < last ? row : last;
}

/* left and right on one line of the frame; left gives way. */
static void put_edge(Text *out, const Terminal *terminal, const Frame *frame, Style style,
                     const char *left, const char *right) {
    Text clean;
    text_init(&clean);
    terminal_put(&clean, terminal, STYLE_PLAIN, left);
    size_t right_columns = utf8_columns(right, strlen(right));
    size_t usable = frame->columns - 2 * frame->margin;
    size_t room = usable > right_columns + 1 ? usable - right_columns - 1 : 0;
    size_t left_columns = utf8_columns(clean.bytes, clean.length);
    text_repeat(out, " ", frame->margin);
    style_begin(out, terminal, style);
    if (left_columns > room) {
        const char *mark = terminal_sign(terminal, SIGN_ELLIPSIS);
        size_t mark_columns = utf8_columns(mark, strlen(mark));
        terminal_clip(out, clean.bytes, clean.length,
                      room > mark_columns ? room - mark_columns : 0);
        text_append(out, room > mark_columns ? mark : "");
    } else {
        text_append(out, clean.bytes);
    }
    style_end(out, terminal, style);
    if (right[0] != '\0') {
        text_repeat(out, " ", left_columns < room ? room - left_columns + 1 : 1);
        terminal_put(out, terminal, STYLE_DIM, right);
    }
    text_clear(&clean);
}

static void put_rule(Text *out, const Terminal *terminal, const Frame *frame) {
    text_repeat(out, " ", frame->margin);
    style_begin(out, terminal, STYLE_DIM);
    text_repeat(out, terminal_sign(terminal, SIGN_LINE), frame->columns - 2 * frame->margin);
    style_end(out, terminal, STYLE_DIM);
}

static void put_head(Text *out, const LessonView *view, const Terminal *terminal,
                     const Frame *frame) {
    Text left, right;
    text_init(&left);
    text_init(&right);
    if (view->lesson->number > 0) {
        text_printf(&left, "Lesson %d %s ", view->lesson->number,
                    terminal_sign(terminal, SIGN_DOT));
    }
    text_append(&left,
                view->lesson->title != NULL ? view->lesson->title : view->lesson->source.name);
    text_printf(&right, "step %zu of %zu", view->step + 1, view->lesson->step_count);
    put_edge(out, terminal, frame, STYLE_STRONG, left.bytes, right.bytes);
    text_append_char(out, '\n');
    if (frame->edge > 1) {
        put_rule(out, terminal, frame);
        text_append_char(out, '\n');
    }
    text_clear(&left);
    text_clear(&right);
}

/* Keys in the order of their use; a narrow terminal shows fewer. */
static const char *foot_keys(const LessonView *view, const Frame *frame) {
    bool wide = frame->columns >= COLUMNS_WITH_MARGIN + 20;
    const ExerciseView *open = lesson_view_open_exercise(view);
    if (open != NULL && !view->leave_line) {
        return wide ? "Enter check  Tab hint  Enter on empty line: skip  Esc other keys"
                    : "Enter check  Tab hint  Esc keys";
    }
    if (open != NULL) {
        return wide ? "i answer  h hint  p back  e evidence  w wrong twins  ? help  q quit"
                    : "i answer  h hint  ? help  q quit";
    }
    return wide ? "space next  p back  e evidence  w wrong twins  ? help  q quit"
                : "space next  p back  ? help  q quit";
}

static void put_foot(Text *out, const LessonView *view, const Terminal *terminal,
                     const Frame *frame, bool above, bool below) {
    if (frame->edge > 1) {
        put_rule(out, terminal, frame);
        text_append_char(out, '\n');
    }
    const char *marks = above && below ? (terminal->unicode ? "▲▼ more" : "^v more")
                        : below        ? (terminal->unicode ? "▼ more" : "v more")
                        : above        ? (terminal->unicode ? "▲" : "^")
                                       : "";
    Text number;
    text_init(&number);
    if (view->has_number) {
        text_printf(&number, "go to step %zu: press g", view->number);
    }
    const char *words = view->has_number     ? number.bytes
                        : view->note != NULL ? view->note
                                             : foot_keys(view, frame);
    put_edge(out, terminal, frame, view->note != NULL ? STYLE_WARN : STYLE_DIM, words, marks);
    text_clear(&number);
}

void lesson_view_draw(Text *out, const LessonView *view, const Terminal *terminal) {
    Frame frame = frame_of(terminal);
    Text body;
    text_init(&body);
    put_body(&body, view, terminal, &frame);
    size_t lines = count_lines(&body);
    size_t last = lines > frame.body ? lines - frame.body : 0;
    size_t scroll = view->scroll < last ? view->scroll : last;
    put_head(out, view, terminal, &frame);
    const char *line = body.bytes;
    for (size_t i = 0; i < scroll; i++) {
        line = strchr(line, '\n') + 1;
    }
    for (size_t row = 0; row < frame.body; row++) {
        const char *end = strchr(line, '\n');
        if (end != NULL) {
            text_repeat(out, " ", end > line ? frame.margin : 0);
            terminal_clip(out, line, (size_t)(end - line), frame.columns - frame.margin);
            line = end + 1;
        }
        text_append_char(out, '\n');
    }
    put_foot(out, view, terminal, &frame, scroll > 0, scroll < last);
    text_clear(&body);
}
