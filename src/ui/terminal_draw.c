/* terminal_draw.c - one step of a lesson as a frame of exactly the terminal's size. */
#include <string.h>

#include "ui/terminal_internal.h"

/* From this height on, rules part head and foot from the text. */
#define ROWS_WITH_RULES 12
/* From this width on, text keeps a margin. */
#define COLUMNS_WITH_MARGIN 50
#define MARGIN 2

Frame frame_of(const Terminal *terminal) {
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

/* Lines [first, end) of the step that the selected claim takes; both 0 when none is. */
typedef struct {
    size_t first, end;
} LineRange;

static void put_claim(Text *out, const LessonView *view, const Terminal *terminal,
                      const Frame *frame, const Claim *claim, LineRange *range) {
    ClaimShow show = {.formula = true,
                      .label = true,
                      .evidence = view->evidence,
                      .twins = view->twins,
                      .reasons = view->reasons};
    bool selected = claim == reading_selected(&view->reading);
    size_t before = text_lines(out);
    if (selected) {
        Wish wish = reading_wish(&view->reading, false);
        show.selected = true;
        show.values = session_values(view->reading.session, &wish);
        show.broken = session_break(view->reading.session, &wish);
        show.broken_number = view->reading.broken;
    }
    terminal_claim(out, terminal, frame->width, claim, &show);
    if (selected) {
        *range = (LineRange){before, text_lines(out)};
    }
}

/* The step down to its first open question, every line as wide as the frame's text. */
static void put_step(Text *out, const LessonView *view, const Terminal *terminal,
                     const Frame *frame, LineRange *range) {
    const Step *step = &view->reading.lesson->steps[view->reading.step];
    const Question *open = reading_open_question(&view->reading);
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
            put_claim(out, view, terminal, frame, block->claim, range);
        } else if (block->kind == BLOCK_EXERCISE) {
            const Question *exercise = reading_question(&view->reading, block->exercise);
            terminal_exercise(out, terminal, frame->width, exercise,
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
        {"n p, arrows", "next step, step before; 7 g: step 7; g first, G last"},
        {"j k, up down", "one line; PageUp, PageDown: a page; Home, End"},
        {"Tab", "select the next claim: the numbers on both sides are shown"},
        {"Enter", "on a selected claim: all that is known about it"},
        {"x X", "break the selected formula: next, previous wrong version"},
        {"y", "why: the author's reason beside each line of a chain"},
        {"v", "the picture: simulated points against the exact density"},
        {"t T s d N r", "choose t, T, schedule, data, number of points, seed"},
        {"[ ] { }", "change what was chosen, a little or much; 25 t sets t to 25"},
        {"o", "the formulas in the other notation, where the lesson has one"},
        {"e w", "evidence for all claims; wrong twins and where they break"},
        {"Esc", "back: the formula as it was, the step, nothing selected"},
        {"q, Ctrl-C", "leave; Ctrl-C while a picture is made only stops that"},
        {"", ""},
        {"questions", "type TeX or plain; Enter checks it, on the empty line skips"},
        {"Tab", "a hint, as h does elsewhere; Ctrl-U, Ctrl-W erase"},
        {"Esc", "leave the line: the keys above work; i goes back to it"},
        {"u, i, R", "next one left open; i: ask the skipped one again; R: all anew"},
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
}

static void put_body(Text *out, const LessonView *view, const Terminal *terminal,
                     const Frame *frame, LineRange *range) {
    *range = (LineRange){0, 0};
    if (view->help) {
        put_help(out, terminal, frame);
    } else if (view->panel != PANEL_NONE) {
        terminal_panel(out, view, terminal, frame);
    } else if (view->reading.lesson->step_count > 0) {
        put_step(out, view, terminal, frame, range);
    }
}

size_t text_lines(const Text *text) {
    size_t count = 0;
    for (size_t i = 0; i < text->length; i++) {
        count += text->bytes[i] == '\n';
    }
    return count;
}

/* The first line shown of so many. */
static size_t scroll_of(const LessonView *view, const Frame *frame, size_t lines,
                        const LineRange *range) {
    size_t last = lines > frame->body ? lines - frame->body : 0;
    size_t wanted = view->help ? 0 : view->panel != PANEL_NONE ? view->panel_scroll : view->scroll;
    size_t scroll = wanted < last ? wanted : last;
    if (!view->follow || range->end == 0) {
        return scroll;
    }
    if (range->end > scroll + frame->body) {
        scroll = range->end - frame->body;
    }
    return range->first < scroll ? range->first : scroll;
}

size_t lesson_view_scroll(const LessonView *view, const Terminal *terminal) {
    Frame frame = frame_of(terminal);
    Text body;
    LineRange range;
    text_init(&body);
    put_body(&body, view, terminal, &frame, &range);
    size_t scroll = scroll_of(view, &frame, text_lines(&body), &range);
    text_clear(&body);
    return scroll;
}

size_t lesson_view_page(const Terminal *terminal) {
    Frame frame = frame_of(terminal);
    return frame.body > 2 ? frame.body - 1 : 1;
}

size_t lesson_view_last_scroll(const LessonView *view, const Terminal *terminal) {
    Frame frame = frame_of(terminal);
    Text body;
    LineRange range;
    text_init(&body);
    put_body(&body, view, terminal, &frame, &range);
    size_t lines = text_lines(&body);
    text_clear(&body);
    return lines > frame.body ? lines - frame.body : 0;
}

size_t lesson_view_line_scroll(const LessonView *view, const Terminal *terminal, bool *visible) {
    Frame frame = frame_of(terminal);
    const Question *open = reading_open_question(&view->reading);
    Text body, exercise;
    LineRange range;
    text_init(&body);
    text_init(&exercise);
    put_step(&body, view, terminal, &frame, &range);
    terminal_exercise(&exercise, terminal, frame.width, open, true);
    /* An open exercise is the last thing that is drawn. */
    size_t lines = text_lines(&body);
    size_t row =
        lines - text_lines(&exercise) + terminal_exercise_line(terminal, frame.width, open);
    size_t last = lines > frame.body ? lines - frame.body : 0;
    size_t scroll = view->scroll < last ? view->scroll : last;
    *visible = row >= scroll && row < scroll + frame.body;
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
    terminal_fit(out, terminal, clean.bytes, clean.length, room);
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
    if (view->reading.lesson->number > 0) {
        text_printf(&left, "Lesson %d %s ", view->reading.lesson->number,
                    terminal_sign(terminal, SIGN_DOT));
    }
    text_append(&left, view->reading.lesson->title != NULL ? view->reading.lesson->title
                                                           : view->reading.lesson->source.name);
    if (view->class_name != NULL) {
        text_printf(&right, "class %s, ", view->class_name);
    }
    if (view->reading.lesson->other != NULL) {
        text_printf(&right, "notation %s, ", view->reading.lesson->notation);
    }
    text_printf(&right, "step %zu of %zu", view->reading.step + 1,
                view->reading.lesson->step_count);
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
    const Question *open = reading_open_question(&view->reading);
    if (view->help) {
        return "any key closes this list";
    }
    if (view->panel == PANEL_PICTURE) {
        return wide ? "left right change  up down choose  25 t sets t  Esc back  ? help"
                    : "arrows change  Esc back";
    }
    if (view->panel == PANEL_CLAIM) {
        return wide ? "Tab next claim  x break  [ ] change t  v picture  Esc back  ? help"
                    : "Tab next  x break  Esc back";
    }
    if (view->reading.broken > 0) {
        return wide ? "x next  X the one before  [ ] change t  Enter details  Esc restores"
                    : "x next  Esc restores";
    }
    if (view->reading.selected > 0) {
        return wide ? "Enter details  x break  y why  [ ] change t  Tab next  v picture"
                    : "Enter details  x break  Esc";
    }
    if (open != NULL && !view->leave_line) {
        return wide ? "Enter check  Tab hint  Enter on empty line: skip  Esc other keys"
                    : "Enter check  Tab hint  Esc keys";
    }
    if (open != NULL) {
        return wide ? "i answer  h hint  p back  Tab claim  v picture  ? help  q quit"
                    : "i answer  h hint  ? help  q quit";
    }
    if (wide && reading_has_unfinished(&view->reading)) {
        return "space next  p back  u question  Tab claim  v picture  ? help  q quit";
    }
    return wide ? "space next  p back  Tab claim  v picture  e evidence  ? help  q quit"
                : "space next  p back  ? help  q quit";
}

static void put_foot(Text *out, const LessonView *view, const Terminal *terminal,
                     const Frame *frame, bool above, bool below) {
    if (frame->edge > 1) {
        if (view->help || view->reading.lesson->claim_count == 0) {
            put_rule(out, terminal, frame);
        } else {
            terminal_strip(out, view, terminal, frame);
        }
        text_append_char(out, '\n');
    }
    const char *marks = above && below ? (terminal->unicode ? "▲▼ more" : "^v more")
                        : below        ? (terminal->unicode ? "▼ more" : "v more")
                        : above        ? (terminal->unicode ? "▲" : "^")
                                       : "";
    Text number;
    text_init(&number);
    if (view->has_number) {
        text_printf(&number, "%zu: g goes to that step, t sets t", view->number);
    }
    const char *words = view->has_number             ? number.bytes
                        : view->reading.note != NULL ? view->reading.note
                                                     : foot_keys(view, frame);
    put_edge(out, terminal, frame, view->reading.note != NULL ? STYLE_WARN : STYLE_DIM, words,
             marks);
    text_clear(&number);
}

void lesson_view_draw(Text *out, const LessonView *view, const Terminal *terminal) {
    Frame frame = frame_of(terminal);
    Text body;
    text_init(&body);
    LineRange range;
    put_body(&body, view, terminal, &frame, &range);
    size_t lines = text_lines(&body);
    size_t last = lines > frame.body ? lines - frame.body : 0;
    size_t scroll = scroll_of(view, &frame, lines, &range);
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
