/* terminal_menu.c - the list of lessons, to choose from or to print. */
#include <string.h>

#include "ui/terminal_view.h"

/* Rows around the entries: two of the head, two of the foot. */
#define MENU_EDGE_ROWS 4

static void move(MenuView *view, bool down, size_t distance) {
    for (size_t i = 0; i < distance; i++) {
        if (down && view->selected + 1 < view->count) {
            view->selected++;
        } else if (!down && view->selected > 0) {
            view->selected--;
        }
    }
}

/* The entry of that number becomes the selected one; false when there is none. */
static bool select_number(MenuView *view, size_t number) {
    for (size_t i = 0; i < view->count; i++) {
        if (view->entries[i].number > 0 && (size_t)view->entries[i].number == number) {
            view->selected = i;
            return true;
        }
    }
    return false;
}

/* 1 then 2 selects lesson 12 where there is one, lesson 2 otherwise. */
static void add_digit(MenuView *view, uint32_t c) {
    size_t digit = c - '0';
    size_t longer = view->has_number ? view->number * 10 + digit : digit;
    view->number = select_number(view, longer) ? longer : digit;
    view->has_number = select_number(view, view->number);
}

void menu_view_key(MenuView *view, Key key) {
    bool is_digit = key.kind == KEY_CHARACTER && key.code_point >= '0' && key.code_point <= '9';
    if (is_digit) {
        add_digit(view, key.code_point);
        return;
    }
    view->has_number = false;
    view->number = 0;
    if (key.kind == KEY_UP || (key.kind == KEY_CHARACTER && key.code_point == 'k')) {
        move(view, false, 1);
    } else if (key.kind == KEY_DOWN || (key.kind == KEY_CHARACTER && key.code_point == 'j')) {
        move(view, true, 1);
    } else if (key.kind == KEY_HOME || key.kind == KEY_PAGE_UP) {
        move(view, false, view->count);
    } else if (key.kind == KEY_END || key.kind == KEY_PAGE_DOWN) {
        move(view, true, view->count);
    } else if (key.kind == KEY_ENTER || key.kind == KEY_RIGHT ||
               (key.kind == KEY_CHARACTER && key.code_point == ' ')) {
        view->chosen = view->count > 0;
    } else if (key.kind == KEY_ESCAPE || (key.kind == KEY_CHARACTER && key.code_point == 'q')) {
        view->quit = true;
    } else if (key.kind == KEY_INTERRUPT || key.kind == KEY_END_OF_INPUT) {
        view->quit = true;
        view->interrupted = key.kind == KEY_INTERRUPT;
    }
}

static void put_entry(Text *out, const Terminal *terminal, size_t width, const MenuEntry *entry,
                      bool selected) {
    Text first;
    text_init(&first);
    text_printf(&first, "%s%3d  ", selected ? ">" : " ", entry->number);
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, first.bytes, "      ");
    wrap_text(&wrap, selected ? STYLE_REVERSE : STYLE_STRONG, entry->title);
    if (entry->progress != NULL && entry->progress[0] != '\0') {
        wrap_text(&wrap, STYLE_PLAIN, " ");
        wrap_text(&wrap, STYLE_DIM, terminal_sign(terminal, SIGN_DOT));
        wrap_text(&wrap, STYLE_PLAIN, " ");
        wrap_text(&wrap, STYLE_GOOD, entry->progress);
    }
    wrap_end(&wrap);
    if (entry->summary != NULL) {
        wrap_begin(&wrap, out, terminal, width, "      ", "      ");
        wrap_text(&wrap, STYLE_DIM, entry->summary);
        wrap_end(&wrap);
    }
    text_clear(&first);
}

void menu_print(Text *out, const Terminal *terminal, const MenuEntry *entries, size_t count) {
    size_t width = terminal_prose_columns(terminal);
    for (size_t i = 0; i < count; i++) {
        put_entry(out, terminal, width, &entries[i], false);
    }
}

/* The entries as lines; *first and *end are the lines of the selected one. */
static void put_entries(Text *out, const MenuView *view, const Terminal *terminal, size_t *first,
                        size_t *end) {
    size_t width = terminal_prose_columns(terminal);
    size_t line = 0, counted = 0;
    for (size_t i = 0; i < view->count; i++) {
        size_t start = line;
        put_entry(out, terminal, width, &view->entries[i], i == view->selected);
        for (; counted < out->length; counted++) {
            line += out->bytes[counted] == '\n';
        }
        if (i == view->selected) {
            *first = start;
            *end = line;
        }
    }
}

void menu_view_draw(Text *out, const MenuView *view, const Terminal *terminal) {
    size_t columns =
        terminal->columns > TERMINAL_COLUMNS_MIN ? terminal->columns : TERMINAL_COLUMNS_MIN;
    size_t rows = terminal->rows > TERMINAL_ROWS_MIN ? terminal->rows : TERMINAL_ROWS_MIN;
    size_t body = rows - MENU_EDGE_ROWS;
    Text lines;
    text_init(&lines);
    size_t first = 0, end = 0;
    put_entries(&lines, view, terminal, &first, &end);
    size_t skip = end > body ? end - body : 0;
    skip = skip > first ? first : skip;
    const char *line = lines.bytes;
    for (size_t i = 0; i < skip; i++) {
        line = strchr(line, '\n') + 1;
    }
    Text head;
    text_init(&head);
    terminal_put(&head, terminal, STYLE_HEADING,
                 " explore: diffusion models, checked line by line");
    if (view->class_words != NULL) {
        terminal_put(&head, terminal, STYLE_DIM, " - ");
        terminal_put(&head, terminal, STYLE_WARN, view->class_words);
    }
    terminal_clip(out, head.bytes, head.length, columns);
    text_append(out, "\n\n");
    for (size_t row = 0; row < body; row++) {
        const char *line_end = strchr(line, '\n');
        if (line_end != NULL) {
            terminal_clip(out, line, (size_t)(line_end - line), columns);
            line = line_end + 1;
        }
        text_append_char(out, '\n');
    }
    text_append_char(out, '\n');
    text_reset(&head);
    terminal_put(&head, terminal, STYLE_DIM, " arrows or number, Enter opens, q quits");
    terminal_clip(out, head.bytes, head.length, columns);
    text_clear(&head);
    text_clear(&lines);
}
