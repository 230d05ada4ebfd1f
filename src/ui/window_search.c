/* window_search.c - looking for words in the lesson. */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "ui/window_internal.h"

/* Where small and large letters of ASCII are the same; other letters are compared as they are. */
static bool holds(const char *text, const char *wanted, size_t length) {
    for (; text != NULL && *text != '\0'; text++) {
        size_t i = 0;
        while (i < length && tolower((unsigned char)text[i]) == tolower((unsigned char)wanted[i])) {
            i++;
        }
        if (i == length) {
            return true;
        }
    }
    return false;
}

/* The step as it stands in the file, so that words, TeX and ids are found alike. */
static bool step_holds(const Lesson *lesson, size_t s, const char *wanted, size_t length) {
    const Step *step = &lesson->steps[s];
    if (holds(step->title, wanted, length)) {
        return true;
    }
    Arena *arena = arena_new();
    bool found = false;
    for (size_t b = 0; b < step->block_count && !found; b++) {
        Span span = step->blocks[b].span;
        const char *text =
            arena_copy(arena, lesson->source.bytes + span.start, span.end - span.start);
        found = holds(text, wanted, length);
    }
    arena_free(arena);
    return found;
}

static void find(WindowView *view) {
    Reading *reading = view->reading;
    size_t count = reading->lesson->step_count;
    for (size_t i = 1; i <= count; i++) {
        size_t step = (reading->step + i) % count;
        if (step_holds(reading->lesson, step, view->search, view->search_length)) {
            bool here = !reading_go_to(reading, step);
            window_enter_step(view);
            window_note(view, here ? "`%s` is in this step alone" : "found `%s`; / Enter goes on",
                        view->search);
            return;
        }
    }
    window_note(view, "`%s` is not in this lesson", view->search);
}

void window_search_key(WindowView *view, Key key) {
    char bytes[4];
    size_t length = key.kind == KEY_CHARACTER ? utf8_encode(bytes, key.code_point) : 0;
    if (length > 0 && view->search_length + length <= SEARCH_LENGTH_MAX) {
        memcpy(view->search + view->search_length, bytes, length);
        view->search_length += length;
        view->search[view->search_length] = '\0';
    } else if (key.kind == KEY_BACKSPACE && view->search_length > 0) {
        do {
            view->search_length--;
        } while (view->search_length > 0 &&
                 ((unsigned char)view->search[view->search_length] & 0xC0) == 0x80);
        view->search[view->search_length] = '\0';
    } else if (key.kind == KEY_ENTER) {
        view->searching = false;
        if (view->search_length > 0) {
            find(view);
        }
    } else if (key.kind == KEY_ESCAPE || key.kind == KEY_INTERRUPT) {
        view->searching = false;
    }
}
