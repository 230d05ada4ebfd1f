/* notebook_text.c - words, formulas and blocks of prose as Markdown. */
#include <stdio.h>
#include <string.h>

#include "export/notebook_internal.h"
#include "lesson/remark.h"

/* A character where it stands: what means something to Markdown or HTML is marked. */
static void put_char(Text *out, char c) {
    switch (c) {
    case '<': text_append(out, "&lt;"); return;
    case '>': text_append(out, "&gt;"); return;
    case '&': text_append(out, "&amp;"); return;
    default: break;
    }
    if (strchr("\\`*_[]~|$#", c) != NULL && c != '\0') {
        text_append_char(out, '\\');
    }
    text_append_char(out, c);
}

/* "1. " and "-" at the start of a line would begin a list; "1.5" does not. */
static size_t list_mark(const char *words) {
    size_t digits = strspn(words, "0123456789");
    if (digits > 0 && (words[digits] == '.' || words[digits] == ')')) {
        return strchr(" \t\n", words[digits + 1]) != NULL ? digits : SIZE_MAX;
    }
    return words[0] == '-' || words[0] == '+' || words[0] == '=' ? 0 : SIZE_MAX;
}

static bool starts_line(const Text *out) {
    return out->length == 0 || out->bytes[out->length - 1] == '\n';
}

void cell_text(Text *out, const char *words, MarkdownPlace place) {
    size_t mark = place == MARKDOWN_LINE && starts_line(out) ? list_mark(words) : SIZE_MAX;
    for (size_t i = 0; words[i] != '\0'; i++) {
        if (i == mark) {
            text_append_char(out, '\\');
        }
        put_char(out, words[i]);
    }
}

void cell_code(Text *out, const char *words, MarkdownPlace place) {
    /* A span of backticks ends at as many as it began with. */
    const char *mark = strchr(words, '`') != NULL ? "``" : "`";
    const char *space = mark[1] != '\0' ? " " : "";
    text_printf(out, "%s%s", mark, space);
    for (; *words != '\0'; words++) {
        text_append(out, *words == '|' && place == MARKDOWN_CELL ? "\\" : "");
        text_append_char(out, *words);
    }
    text_printf(out, "%s%s", space, mark);
}

/* A formula between its marks. A bar is spelled out where it would end a cell. */
static void put_formula(Text *out, const char *tex, size_t length, MarkdownPlace place) {
    for (size_t i = 0; i < length; i++) {
        bool pair = tex[i] == '\\' && i + 1 < length;
        if (place == MARKDOWN_CELL && pair && tex[i + 1] == '|') {
            text_append(out, "\\Vert ");
            i++;
        } else if (place == MARKDOWN_CELL && tex[i] == '|') {
            text_append(out, "\\vert ");
        } else if (pair) {
            text_append_bytes(out, tex + i, 2);
            i++;
        } else {
            text_append_char(out, tex[i]);
        }
    }
}

/* Jupyter takes "$ a$" and "$a $" for words. */
static void trim(const char **tex, size_t *length) {
    while (*length > 0 && strchr(" \t\n", **tex) != NULL) {
        (*tex)++;
        (*length)--;
    }
    while (*length > 0 && strchr(" \t\n", (*tex)[*length - 1]) != NULL) {
        (*length)--;
    }
}

void cell_tex(Text *out, const char *tex, size_t length, MarkdownPlace place) {
    trim(&tex, &length);
    text_append_char(out, '$');
    put_formula(out, tex, length, place);
    text_append_char(out, '$');
}

void cell_words(Text *out, const char *words, MarkdownPlace place) {
    bool formula = false;
    Text piece;
    text_init(&piece);
    while (remark_next(&piece, &formula, &words)) {
        if (formula) {
            cell_tex(out, piece.bytes, piece.length, place);
        } else {
            cell_text(out, piece.bytes, place);
        }
    }
    text_clear(&piece);
}

static void put_link(Text *out, const Run *run, MarkdownPlace place) {
    /* A lesson may be anybody's: a link with a scheme of its own might run something. */
    bool linked = run->target != NULL && (strncmp(run->target, "https://", 8) == 0 ||
                                          strncmp(run->target, "http://", 7) == 0);
    text_append(out, linked ? "[" : "");
    cell_text(out, run->text, place);
    if (linked) {
        text_append(out, "](");
        for (const char *at = run->target; *at != '\0'; at++) {
            text_append(out, strchr("() <>\\", *at) != NULL ? "\\" : "");
            text_append_char(out, *at);
        }
        text_append_char(out, ')');
    }
}

static void put_run(Text *out, const Run *run, MarkdownPlace place) {
    const char *mark = run->strong ? (run->emphasis ? "***" : "**") : run->emphasis ? "*" : "";
    text_append(out, mark);
    switch (run->kind) {
    case RUN_TEXT: cell_text(out, run->text, place); break;
    case RUN_MATH: cell_tex(out, run->text, strlen(run->text), place); break;
    case RUN_CODE: cell_code(out, run->text, place); break;
    case RUN_LINK: put_link(out, run, place); break;
    case RUN_BREAK: text_append(out, place == MARKDOWN_CELL ? "<br>" : "\\\n"); break;
    }
    text_append(out, mark);
}

void cell_line(Text *out, const Line *line, MarkdownPlace place) {
    for (size_t i = 0; i < line->count; i++) {
        put_run(out, &line->runs[i], place);
    }
}

void cell_display(Text *out, const char *tex, size_t length) {
    Arena *arena = arena_new();
    trim(&tex, &length);
    const char *copy = arena_copy(arena, tex, length);
    bool rows = (strchr(copy, '&') != NULL || strstr(copy, "\\\\") != NULL) &&
                strstr(copy, "\\begin") == NULL;
    if (strchr(copy, '$') != NULL) {
        cell_words(out, copy, MARKDOWN_LINE);
        text_append(out, "\n\n");
    } else {
        text_printf(out,
                    rows ? "$$\n\\begin{aligned}\n%s\n\\end{aligned}\n$$\n\n" : "$$\n%s\n$$\n\n",
                    copy);
    }
    arena_free(arena);
}

void cell_fence(Text *out, const char *text, size_t length) {
    size_t longest = 2, run = 0;
    for (size_t i = 0; i < length; i++) {
        run = text[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    text_repeat(out, "`", longest + 1);
    text_append_char(out, '\n');
    text_append_bytes(out, text, length);
    text_append(out, length > 0 && text[length - 1] == '\n' ? "" : "\n");
    text_repeat(out, "`", longest + 1);
    text_append(out, "\n\n");
}

/* HTML ends at an empty line, and Markdown goes on. */
void cell_fold(Text *out, const char *name) {
    text_printf(out, "<details><summary>%s</summary>\n\n", name);
}

void cell_fold_end(Text *out) {
    text_append(out, "</details>\n\n");
}

static void put_table(Text *out, const Block *block) {
    for (size_t row = 0; row < block->rows; row++) {
        text_append(out, "|");
        for (size_t c = 0; c < block->columns; c++) {
            text_append_char(out, ' ');
            cell_line(out, &block->cells[row * block->columns + c], MARKDOWN_CELL);
            text_append(out, " |");
        }
        text_append_char(out, '\n');
        if (row == 0) {
            text_append_char(out, '|');
            text_repeat(out, " --- |", block->columns);
            text_append_char(out, '\n');
        }
    }
    text_append_char(out, '\n');
}

/* Four columns for a mark, whatever it is: what is further in belongs to it. */
static void put_item(Text *out, const Block *block) {
    text_repeat(out, "    ", block->level > 1 ? (size_t)block->level - 1 : 0);
    if (block->ordinal > 0) {
        char mark[24];
        (void)snprintf(mark, sizeof mark, "%d.", block->ordinal);
        text_printf(out, "%-3s ", mark);
    } else {
        text_append(out, "-   ");
    }
    cell_line(out, &block->line, MARKDOWN_LINE);
    text_append(out, "\n\n");
}

void cell_block(Text *out, const Block *block) {
    const char *mark = "";
    switch (block->kind) {
    case BLOCK_HEADING: mark = "### "; break;
    case BLOCK_QUOTE: mark = "> "; break;
    case BLOCK_PARAGRAPH: break;
    case BLOCK_ITEM: put_item(out, block); return;
    case BLOCK_CODE: cell_fence(out, block->text, strlen(block->text)); return;
    case BLOCK_TABLE: put_table(out, block); return;
    case BLOCK_RULE: text_append(out, "---\n\n"); return;
    case BLOCK_DISPLAY: cell_display(out, block->text, strlen(block->text)); return;
    case BLOCK_SYMBOLS:
        cell_fold(out, "symbols");
        cell_fence(out, block->text, strlen(block->text));
        cell_fold_end(out);
        return;
    case BLOCK_CLAIM:
    case BLOCK_EXERCISE:
    case BLOCK_SCENE: return;
    }
    text_append(out, mark);
    cell_line(out, &block->line, MARKDOWN_LINE);
    text_append(out, "\n\n");
}
