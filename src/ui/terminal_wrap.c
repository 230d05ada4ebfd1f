/* terminal_wrap.c - prose broken into lines, also where words are not parted by spaces. */
#include "ui/terminal.h"

#include <string.h>

#include "lesson/remark.h"
#include "math/render.h"
#include "session/words.h"

static void start_line(Wrap *wrap) {
    const char *prefix = wrap->first_line ? wrap->first : wrap->rest;
    text_append(wrap->out, prefix);
    wrap->column = terminal_columns(prefix, strlen(prefix));
    wrap->line_empty = true;
    wrap->first_line = false;
}

static void close_word_style(Wrap *wrap) {
    style_end(&wrap->word, wrap->terminal, wrap->word_style);
    wrap->word_style = STYLE_PLAIN;
}

/* Ends the line, without the spaces of a prefix that nothing followed. */
static void end_line(Wrap *wrap) {
    Text *out = wrap->out;
    while (wrap->line_empty && out->length > 0 && out->bytes[out->length - 1] == ' ') {
        out->length--;
    }
    out->bytes[out->length] = '\0';
    text_append_char(out, '\n');
    wrap->column = 0;
}

static void flush_word(Wrap *wrap) {
    if (wrap->word.length == 0) {
        return;
    }
    Style last = wrap->word_style;
    close_word_style(wrap);
    if (wrap->column == 0) {
        start_line(wrap);
    }
    size_t space = wrap->space && !wrap->line_empty ? 1 : 0;
    if (!wrap->line_empty && wrap->column + space + wrap->word_columns > wrap->width) {
        end_line(wrap);
        start_line(wrap);
        space = 0;
    }
    if (space > 0) { /* inside one style the space has it too */
        Style style = wrap->placed_last == wrap->word_first ? wrap->word_first : STYLE_PLAIN;
        terminal_put(wrap->out, wrap->terminal, style, " ");
    }
    wrap->placed_last = last;
    text_append_bytes(wrap->out, wrap->word.bytes, wrap->word.length);
    wrap->column += space + wrap->word_columns;
    wrap->line_empty = false;
    wrap->space = false;
    text_reset(&wrap->word);
    wrap->word_columns = 0;
    wrap->last = 0;
}

void wrap_begin(Wrap *wrap, Text *out, const Terminal *terminal, size_t width, const char *first,
                const char *rest) {
    *wrap = (Wrap){.out = out, .terminal = terminal, .width = width, .first = first, .rest = rest};
    wrap->first_line = true;
    wrap->word_style = STYLE_PLAIN;
    text_init(&wrap->word);
}

/* Columns of a line that a word can have at most. */
static size_t room(const Wrap *wrap) {
    size_t prefix = terminal_columns(wrap->rest, strlen(wrap->rest));
    return wrap->width > prefix + 1 ? wrap->width - prefix : 1;
}

static void add_code_point(Wrap *wrap, Style style, const char *bytes, size_t length, uint32_t c) {
    size_t columns = utf8_columns(bytes, length);
    if (utf8_breaks_between(wrap->last, c) ||
        (wrap->word_columns > 0 && wrap->word_columns + columns > room(wrap))) {
        flush_word(wrap);
    }
    if (wrap->word.length == 0) {
        wrap->word_first = style;
    }
    if (wrap->word_style != style || wrap->word.length == 0) {
        close_word_style(wrap);
        style_begin(&wrap->word, wrap->terminal, style);
        wrap->word_style = style;
    }
    text_append_bytes(&wrap->word, bytes, length);
    wrap->word_columns += columns;
    wrap->last = c;
}

static void add_string(Wrap *wrap, Style style, const char *string, bool keep_together) {
    Text clean;
    text_init(&clean);
    terminal_put(&clean, wrap->terminal, STYLE_PLAIN, string);
    for (size_t i = 0; i < clean.length;) {
        size_t used = 0;
        uint32_t c = utf8_decode(clean.bytes + i, clean.length - i, &used);
        if (c == ' ' && !keep_together) {
            flush_word(wrap);
            wrap->space = true;
        } else {
            add_code_point(wrap, style, clean.bytes + i, used, c);
        }
        i += used;
    }
    text_clear(&clean);
}

void wrap_text(Wrap *wrap, Style style, const char *string) {
    add_string(wrap, style, string, false);
}

void wrap_unit(Wrap *wrap, Style style, const char *string) {
    bool is_short = utf8_columns(string, strlen(string)) <= room(wrap) / 2;
    add_string(wrap, style, string, is_short);
}

void wrap_break(Wrap *wrap) {
    flush_word(wrap);
    if (wrap->column == 0) {
        start_line(wrap);
    }
    end_line(wrap);
    wrap->space = false;
}

void wrap_end(Wrap *wrap) {
    flush_word(wrap);
    if (wrap->column > 0) {
        end_line(wrap);
    }
    text_clear(&wrap->word);
}

static Style run_style(const Run *run, Style style) {
    if (run->kind == RUN_CODE) {
        return STYLE_CODE;
    }
    if (run->kind == RUN_LINK) {
        return STYLE_LINK;
    }
    if (run->strong) {
        return STYLE_STRONG;
    }
    return run->emphasis ? STYLE_EMPHASIS : style;
}

static void wrap_math(Wrap *wrap, const Run *run, Style style) {
    Text math;
    text_init(&math);
    render_line(&math, run->noad, wrap->terminal->unicode);
    wrap_unit(wrap, style, math.bytes);
    text_clear(&math);
}

void wrap_line(Wrap *wrap, const Line *line, Style style) {
    for (size_t i = 0; i < line->count; i++) {
        const Run *run = &line->runs[i];
        if (run->kind == RUN_BREAK) {
            wrap_break(wrap);
        } else if (run->kind == RUN_MATH && run->noad != NULL) {
            wrap_math(wrap, run, style);
        } else if (run->text != NULL) {
            wrap_text(wrap, run_style(run, style), run->text);
        }
    }
}

void wrap_tex(Wrap *wrap, Style style, const char *tex) {
    Text line;
    text_init(&line);
    terminal_tex(&line, wrap->terminal, tex);
    wrap_unit(wrap, style, line.bytes);
    text_clear(&line);
}

void wrap_remark(Wrap *wrap, Style style, const char *remark) {
    Text piece;
    text_init(&piece);
    bool formula = false;
    while (remark_next(&piece, &formula, &remark)) {
        if (formula) {
            wrap_tex(wrap, style, piece.bytes);
        } else {
            wrap_text(wrap, style, piece.bytes);
        }
    }
    text_clear(&piece);
}

void terminal_remark(Text *out, const Terminal *terminal, size_t width, Style style,
                     const char *remark) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "");
    wrap_remark(&wrap, style, remark);
    wrap_end(&wrap);
}

void terminal_paragraph(Text *out, const Terminal *terminal, size_t width, Style style,
                        const char *string) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "");
    wrap_text(&wrap, style, string);
    wrap_end(&wrap);
}
