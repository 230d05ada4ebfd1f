/* window_fixture.h - a lesson in a window that is a state: events in, marks out; no display. */
#ifndef EXPLORE_TESTS_WINDOW_FIXTURE_H
#define EXPLORE_TESTS_WINDOW_FIXTURE_H

#include <math.h>
#include <string.h>

#include "assert_close.h"
#include "base/file.h"
#include "ui/window_internal.h"

typedef struct {
    Arena *arena;
    Fonts *fonts;
    const Lesson *lesson;
    CheckOptions options;
    Reading reading;
    WindowView *view;
    DrawList list;
} Fixture;

static inline void open_view(Fixture *fixture, bool present) {
    WindowDef def = {.arena = fixture->arena,
                     .fonts = fixture->fonts,
                     .theme = theme_find("light"),
                     .present = present};
    Diag diag = {0};
    fixture->view = window_view_new(&fixture->reading, NULL, NULL, &def, &diag);
    assert_non_null(fixture->view);
    window_view_resize(fixture->view, 1280.0f, 720.0f, 1.0f);
}

static inline int setup(void **state) {
    static Fixture fixture;
    Diag diag = {0};
    fixture = (Fixture){.arena = arena_new(), .fonts = fonts_new(&diag)};
    assert_non_null(fixture.fonts);
    fixture.options = check_options_default();
    fixture.options.twins = false;
    fixture.options.samples = 20000;
    const char *folder = file_data_folder(fixture.arena, "lessons");
    LessonOptions options = {.notation = NULL};
    const char *path = arena_printf(fixture.arena, "%s/03-the-closed-form.md", folder);
    assert_int_equal(lesson_load(fixture.arena, path, &options, &fixture.lesson, &diag), LESSON_OK);
    reading_init(&fixture.reading, fixture.lesson, &fixture.options);
    draw_list_init(&fixture.list);
    open_view(&fixture, false);
    *state = &fixture;
    return 0;
}

static inline int teardown(void **state) {
    Fixture *fixture = *state;
    window_view_free(fixture->view);
    reading_clear(&fixture->reading);
    draw_list_clear(&fixture->list);
    fonts_free(fixture->fonts);
    arena_free(fixture->arena);
    return 0;
}

static inline void key(Fixture *fixture, KeyKind kind) {
    window_view_event(fixture->view, &(WindowEvent){.kind = WINDOW_KEY, .key = {.kind = kind}});
}

static inline void type(Fixture *fixture, const char *text) {
    for (; *text != '\0'; text++) {
        window_view_event(
            fixture->view,
            &(WindowEvent){.kind = WINDOW_KEY,
                           .key = {.kind = KEY_CHARACTER, .code_point = (unsigned char)*text}});
    }
}

static inline void pointer(Fixture *fixture, WindowEventKind kind, float x, float y) {
    window_view_event(fixture->view, &(WindowEvent){.kind = kind, .x = x, .y = y});
}

static inline void draw(Fixture *fixture) {
    draw_list_reset(&fixture->list);
    window_view_draw(fixture->view, &fixture->list);
}

/* Every place of every mark is a number, and something stands there. */
static inline void assert_drawn(Fixture *fixture) {
    draw(fixture);
    const DrawList *list = &fixture->list;
    assert_true(list->mark_count > 20);
    for (size_t i = 0; i < list->point_count; i++) {
        assert_true(isfinite(list->points[i].x) && isfinite(list->points[i].y));
    }
    for (size_t i = 0; i < list->glyph_count; i++) {
        assert_true(isfinite(list->glyphs[i].x) && isfinite(list->glyphs[i].y));
    }
}

#define VIEW_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

#endif
