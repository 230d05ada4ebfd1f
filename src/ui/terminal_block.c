/* terminal_block.c - headings, prose, lists, tables, code; and a whole lesson printed at once. */
#include "ui/terminal.h"

#include <stdlib.h>
#include <string.h>

#include "ui/terminal_internal.h"

/* Spaces before a display formula, and for each level of a list. */
#define DISPLAY_INDENT 4
#define ITEM_INDENT 2
/* Deeper lists and quotes are not set further in. */
#define LEVEL_MAX 8

static void put_heading(Text *out, const Terminal *terminal, size_t width, const Block *block) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "");
    wrap_line(&wrap, &block->line, STYLE_HEADING);
    wrap_end(&wrap);
}

static void put_item(Text *out, const Terminal *terminal, size_t width, const Block *block) {
    int level = block->level < 1 ? 1 : block->level > LEVEL_MAX ? LEVEL_MAX : block->level;
    Text first, rest;
    text_init(&first);
    text_init(&rest);
    text_repeat(&first, " ", (size_t)(level - 1) * ITEM_INDENT);
    if (block->ordinal > 0) {
        text_printf(&first, "%d. ", block->ordinal);
    } else {
        text_printf(&first, "%s ", terminal_sign(terminal, SIGN_BULLET));
    }
    text_repeat(&rest, " ", terminal_columns(first.bytes, first.length));
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, first.bytes, rest.bytes);
    wrap_line(&wrap, &block->line, STYLE_PLAIN);
    wrap_end(&wrap);
    text_clear(&first);
    text_clear(&rest);
}

static void put_quote(Text *out, const Terminal *terminal, size_t width, const Block *block) {
    Text prefix;
    text_init(&prefix);
    text_printf(&prefix, "%s ", terminal_sign(terminal, SIGN_BAR));
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, prefix.bytes, prefix.bytes);
    wrap_line(&wrap, &block->line, STYLE_EMPHASIS);
    wrap_end(&wrap);
    text_clear(&prefix);
}

/* Code is not wrapped: its lines are cut at the margin. */
static void put_code(Text *out, const Terminal *terminal, size_t width, const char *code) {
    while (code != NULL && *code != '\0') {
        const char *end = strchr(code, '\n');
        size_t length = end != NULL ? (size_t)(end - code) : strlen(code);
        Text raw, line;
        text_init(&raw);
        text_init(&line);
        text_append_bytes(&raw, code, length);
        text_repeat(&line, " ", DISPLAY_INDENT);
        terminal_put(&line, terminal, STYLE_CODE, raw.bytes);
        terminal_fit(out, terminal, line.bytes, line.length, width);
        text_append_char(out, '\n');
        text_clear(&raw);
        text_clear(&line);
        code += length + (end != NULL ? 1 : 0);
    }
}

/* A cell as one line of text without a newline. */
static void cell_text(Text *out, const Terminal *terminal, const Line *cell, Style style) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, SIZE_MAX / 2, "", "");
    wrap_line(&wrap, cell, style);
    wrap_end(&wrap);
    if (out->length > 0) {
        out->bytes[--out->length] = '\0';
    }
}

static void put_table_rows(Text *out, const Terminal *terminal, size_t width, const Block *block,
                           const Text *cells, const size_t *widths) {
    for (size_t row = 0; row < block->rows; row++) {
        Text line;
        text_init(&line);
        size_t total = 0;
        for (size_t c = 0; c < block->columns; c++) {
            const Text *cell = &cells[row * block->columns + c];
            text_append_bytes(&line, cell->bytes, cell->length);
            if (c + 1 < block->columns) {
                text_repeat(&line, " ",
                            widths[c] - terminal_columns(cell->bytes, cell->length) + 2);
            }
            total += widths[c] + 2;
        }
        terminal_fit(out, terminal, line.bytes, line.length, width);
        text_append_char(out, '\n');
        if (row == 0) {
            text_repeat(out, terminal_sign(terminal, SIGN_LINE),
                        total - 2 < width ? total - 2 : width);
            text_append_char(out, '\n');
        }
        text_clear(&line);
    }
}

/* Too wide for the terminal: one paragraph for each cell, rows parted by a blank line. */
static void put_table_as_list(Text *out, const Terminal *terminal, size_t width,
                              const Block *block) {
    for (size_t i = block->columns; i < block->rows * block->columns; i++) {
        Wrap wrap;
        wrap_begin(&wrap, out, terminal, width, i % block->columns == 0 ? "" : "  ", "    ");
        if (i % block->columns != 0) {
            wrap_line(&wrap, &block->cells[i % block->columns], STYLE_DIM);
            wrap_text(&wrap, STYLE_DIM, ": ");
        }
        wrap_line(&wrap, &block->cells[i], i % block->columns == 0 ? STYLE_STRONG : STYLE_PLAIN);
        wrap_end(&wrap);
    }
}

static void put_table(Text *out, const Terminal *terminal, size_t width, const Block *block) {
    size_t count = block->rows * block->columns;
    if (count == 0) {
        return;
    }
    Arena *arena = arena_new();
    Text *cells = arena_array(arena, count, sizeof *cells);
    size_t *widths = arena_array(arena, block->columns, sizeof *widths);
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        text_init(&cells[i]);
        cell_text(&cells[i], terminal, &block->cells[i],
                  i < block->columns ? STYLE_STRONG : STYLE_PLAIN);
        size_t columns = terminal_columns(cells[i].bytes, cells[i].length);
        size_t c = i % block->columns;
        widths[c] = columns > widths[c] ? columns : widths[c];
    }
    for (size_t c = 0; c < block->columns; c++) {
        total += widths[c] + 2;
    }
    if (total - 2 <= width) {
        put_table_rows(out, terminal, width, block, cells, widths);
    } else {
        put_table_as_list(out, terminal, width, block);
    }
    for (size_t i = 0; i < count; i++) {
        text_clear(&cells[i]);
    }
    arena_free(arena);
}

static void put_display(Text *out, const Terminal *terminal, size_t width, const Block *block) {
    if (block->noad == NULL) {
        put_code(out, terminal, width, block->text);
        return;
    }
    Text formula, prefix;
    text_init(&formula);
    text_init(&prefix);
    text_repeat(&prefix, " ", DISPLAY_INDENT);
    terminal_formula(&formula, terminal, width - DISPLAY_INDENT, block->noad);
    terminal_indent(out, formula.bytes, prefix.bytes);
    text_clear(&formula);
    text_clear(&prefix);
}

static void put_paragraph(Text *out, const Terminal *terminal, size_t width, const Block *block) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "");
    wrap_line(&wrap, &block->line, STYLE_PLAIN);
    wrap_end(&wrap);
}

static void put_rule(Text *out, const Terminal *terminal, size_t width) {
    text_repeat(out, terminal_sign(terminal, SIGN_LINE), width);
    text_append_char(out, '\n');
}

/* A terminal shows no moving pictures: what there is to see, and how to open it. */
static void put_scene(Text *out, const Terminal *terminal, size_t width, const SceneBlock *scene) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "");
    if (scene->caption.count > 0) {
        wrap_line(&wrap, &scene->caption, STYLE_DIM);
        wrap_text(&wrap, STYLE_DIM, " ");
    }
    wrap_text(&wrap, STYLE_DIM, "(Picture: explore view ");
    wrap_text(&wrap, STYLE_DIM, scene->name);
    if (scene->data != NULL) {
        wrap_text(&wrap, STYLE_DIM, " --data ");
        wrap_text(&wrap, STYLE_DIM, scene->data);
    }
    wrap_text(&wrap, STYLE_DIM, ")");
    wrap_end(&wrap);
}

void terminal_block(Text *out, const Terminal *terminal, size_t width, const Block *block) {
    switch (block->kind) {
    case BLOCK_HEADING: put_heading(out, terminal, width, block); break;
    case BLOCK_PARAGRAPH: put_paragraph(out, terminal, width, block); break;
    case BLOCK_QUOTE: put_quote(out, terminal, width, block); break;
    case BLOCK_ITEM: put_item(out, terminal, width, block); break;
    case BLOCK_SYMBOLS: terminal_symbols(out, terminal, width, block->text); break;
    case BLOCK_CODE: put_code(out, terminal, width, block->text); break;
    case BLOCK_TABLE: put_table(out, terminal, width, block); break;
    case BLOCK_RULE: put_rule(out, terminal, width); break;
    case BLOCK_DISPLAY: put_display(out, terminal, width, block); break;
    case BLOCK_SCENE: put_scene(out, terminal, width, block->scene); break;
    case BLOCK_CLAIM:
    case BLOCK_EXERCISE: break; /* drawn by whoever knows their state */
    }
}

static void print_exercise(Text *out, const Terminal *terminal, size_t width,
                           const Exercise *exercise) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_text(&wrap, STYLE_STRONG, "Question: ");
    wrap_line(&wrap, &exercise->ask, STYLE_PLAIN);
    wrap_end(&wrap);
}

static void print_step(Text *out, const Terminal *terminal, size_t width, const Step *step,
                       size_t number, const ClaimShow *show) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "   ");
    if (number > 0) {
        Text label;
        text_init(&label);
        text_printf(&label, "%zu. ", number);
        wrap_text(&wrap, STYLE_HEADING, label.bytes);
        text_clear(&label);
    }
    wrap_line(&wrap, &step->heading, STYLE_HEADING);
    wrap_end(&wrap);
    for (size_t i = 0; i < step->block_count; i++) {
        const Block *block = &step->blocks[i];
        bool in_list = i > 0 && block->kind == BLOCK_ITEM && step->blocks[i - 1].kind == BLOCK_ITEM;
        if (!in_list) {
            text_append_char(out, '\n');
        }
        if (block->kind == BLOCK_CLAIM) {
            terminal_claim(out, terminal, width, block->claim, show);
        } else if (block->kind == BLOCK_EXERCISE) {
            print_exercise(out, terminal, width, block->exercise);
        } else {
            terminal_block(out, terminal, width, block);
        }
    }
}

void terminal_lesson_print(Text *out, const Terminal *terminal, const Lesson *lesson,
                           const ClaimShow *show) {
    size_t width = terminal_prose_columns(terminal);
    if (lesson->title != NULL) {
        Text title;
        text_init(&title);
        if (lesson->number > 0) {
            text_printf(&title, "Lesson %d: ", lesson->number);
        }
        text_append(&title, lesson->title);
        terminal_paragraph(out, terminal, width, STYLE_HEADING, title.bytes);
        text_clear(&title);
    }
    if (lesson->summary != NULL) {
        terminal_paragraph(out, terminal, width, STYLE_EMPHASIS, lesson->summary);
    }
    for (size_t i = 0; i < lesson->step_count; i++) {
        text_append_char(out, '\n');
        print_step(out, terminal, width, &lesson->steps[i], i + 1, show);
    }
}
