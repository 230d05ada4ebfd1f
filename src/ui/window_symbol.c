/* window_symbol.c - what a symbol stands for in the lesson, and its value at the present t. */
#include <stdio.h>
#include <string.h>

#include "diffusion/notation.h"
#include "ui/window_internal.h"

/* "bar alpha" of \bar\alpha_t; false for what is no letter. */
static bool name_of(const Noad *noad, char *name, size_t size) {
    const char *accent = "";
    while (noad != NULL && (noad->kind == NOAD_SCRIPTS || noad->kind == NOAD_ACCENT ||
                            (noad->kind == NOAD_ROW && noad->count == 1))) {
        accent = noad->kind == NOAD_ACCENT ? noad->name : accent;
        noad = noad->items[0];
    }
    if (noad == NULL || noad->kind != NOAD_SYMBOL) {
        return false;
    }
    (void)snprintf(name, size, "%s%s%s", accent, accent[0] != '\0' ? " " : "", noad->name);
    return true;
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The accent of the letter at `at`: the command before it, as in `\bar w` or `\bar\alpha`; its
 * length, 0 when there is none. */
static size_t accent_before(const char *line, size_t at, const char **accent) {
    size_t end = at - 1, start = end;
    while (start > 0 && is_letter(line[start - 1])) {
        start--;
    }
    bool command = start > 0 && line[start - 1] == '\\' && end > start;
    *accent = line + start;
    return command && (line[end] == ' ' || line[end] == '\\') ? end - start : 0;
}

/* True when the declaration declares the letter: it stands left of its `=` or `in`. */
static bool declares(const char *line, size_t length, const char *name) {
    const char *space = strchr(name, ' ');
    const char *letter = space != NULL ? space + 1 : name;
    size_t accent_length = space != NULL ? (size_t)(space - name) : 0;
    size_t wanted = strlen(letter);
    /* Behind the keyword. */
    size_t at = strcspn(line, " ") + 1;
    for (; at + wanted <= length && line[at] != '=' && strncmp(line + at, " in ", 4) != 0; at++) {
        const char *accent = NULL;
        bool same_accent = accent_before(line, at, &accent) == accent_length &&
                           strncmp(accent, name, accent_length) == 0;
        if (same_accent && strncmp(line + at, letter, wanted) == 0 &&
            !is_letter(line[at + wanted]) && !is_letter(line[at - 1]) && line[at - 1] != '_') {
            return true;
        }
    }
    return false;
}

/* The line of a symbols block, up to the step that is shown, that declares the letter last. */
static bool find_declaration(const Reading *reading, const char *name, const char **line,
                             size_t *length) {
    *line = NULL;
    for (size_t s = 0; s <= reading->step && s < reading->lesson->step_count; s++) {
        const Step *step = &reading->lesson->steps[s];
        for (size_t b = 0; b < step->block_count; b++) {
            const char *at = step->blocks[b].kind == BLOCK_SYMBOLS ? step->blocks[b].text : "";
            for (; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n') {
                size_t end = strcspn(at, "\n");
                if (*at != '#' && declares(at, end, name)) {
                    *line = at;
                    *length = end;
                }
            }
        }
    }
    return *line != NULL;
}

bool window_symbol_words(WindowView *view, const Noad *noad) {
    char name[WIDGET_TEXT_MAX];
    if (!name_of(noad, name, sizeof name)) {
        return false;
    }
    const char *line = NULL;
    size_t length = 0;
    if (view->reading != NULL && find_declaration(view->reading, name, &line, &length)) {
        (void)snprintf(view->symbol, sizeof view->symbol, "%s: in this lesson %.*s", name,
                       (int)length, line);
        return true;
    }
    const char *notation = view->reading != NULL ? view->reading->lesson->notation : NULL;
    const NotationLetter *letter =
        notation_letter(notation != NULL ? notation_find(notation, NULL) : NULL, name);
    if (letter == NULL) {
        return false;
    }
    const Setting *setting = window_setting(view);
    const Schedule *schedule = view->scene != NULL ? view->scene->schedule : NULL;
    size_t t = (size_t)setting->t;
    if (letter->value != NULL && schedule != NULL && t <= schedule->steps) {
        (void)snprintf(view->symbol, sizeof view->symbol, "%s: %s; at t = %zu it is %.6g", name,
                       letter->words, t, letter->value(schedule, t));
    } else if (strcmp(name, "t") == 0) {
        (void)snprintf(view->symbol, sizeof view->symbol, "t: %s; now %zu", letter->words, t);
    } else if (strcmp(name, "T") == 0) {
        (void)snprintf(view->symbol, sizeof view->symbol, "T: %s; now %ld", letter->words,
                       setting->steps);
    } else {
        (void)snprintf(view->symbol, sizeof view->symbol, "%s: %s", name, letter->words);
    }
    return true;
}
