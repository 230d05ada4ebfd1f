/* terminal_exercise.c - a question, the line on which its answer is typed, and what came of it. */
#include <string.h>

#include "session/plain.h"
#include "ui/terminal_internal.h"

/* The typed line with a block cursor, broken wherever the line is full: its spaces matter. */
static void put_typed(Text *out, const Terminal *terminal, size_t width, const Question *line,
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

/* How it is understood, as soon as it can be read. */
static void put_preview(Text *out, const Terminal *terminal, size_t width, const char *typed) {
    Arena *arena = arena_new();
    Plain plain = plain_read(arena, typed);
    Source source = {.name = "answer", .bytes = plain.tex, .length = plain.length};
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
    bool has_value = found != NULL && found->left != NULL && found->right != NULL &&
                     strcmp(found->right, "defined") != 0;
    if (has_value) {
        wrap_text(&wrap, STYLE_PLAIN, ": your answer gives ");
        wrap_unit(&wrap, STYLE_STRONG, found->right);
        if (found->what != NULL && strcmp(found->what, "the two sides") != 0) {
            wrap_text(&wrap, STYLE_DIM, " (");
            wrap_text(&wrap, STYLE_DIM, found->what);
            wrap_text(&wrap, STYLE_DIM, ")");
        }
        if (answer->tells_right) {
            wrap_text(&wrap, STYLE_PLAIN, "; right is ");
            wrap_unit(&wrap, STYLE_STRONG, found->left);
        } else {
            wrap_text(&wrap, STYLE_PLAIN, "; that is not it");
        }
    }
    wrap_end(&wrap);
    if (answer->remark != NULL) {
        terminal_remark(out, terminal, width, STYLE_WARN, answer->remark);
    }
}

static void put_answer(Text *out, const Terminal *terminal, size_t width, const Answer *answer) {
    if (answer->kind == ANSWER_WRONG) {
        put_wrong(out, terminal, width, answer);
    } else if (answer->kind == ANSWER_FORM) {
        terminal_paragraph(out, terminal, width, STYLE_WARN,
                           "not yet: equal to the answer, but in another form");
        terminal_remark(out, terminal, width, STYLE_WARN, answer->remark);
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

static void put_solution(Text *out, const Terminal *terminal, size_t width, const Question *view) {
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

static void put_hints(Text *out, const Terminal *terminal, size_t width, const Question *view) {
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
static void put_question(Text *out, const Terminal *terminal, size_t width, const Question *view) {
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

void terminal_exercise(Text *out, const Terminal *terminal, size_t width, const Question *view,
                       bool active) {
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

size_t terminal_exercise_line(const Terminal *terminal, size_t width, const Question *view) {
    Text question;
    text_init(&question);
    put_question(&question, terminal, exercise_room(width), view);
    size_t lines = text_lines(&question);
    text_clear(&question);
    return lines;
}
