/* Tests of the window: mouse, fingers, words about what is pointed at, data of one's own. */
#define _POSIX_C_SOURCE 200809L

#include <unistd.h>

#include "window_fixture.h"

/* The slider of time stands where its knob is drawn: the disc of the accent's colour. */
static bool find_knob(const Fixture *fixture, float *x, float *y) {
    for (size_t i = 0; i < fixture->list.mark_count; i++) {
        const Mark *mark = &fixture->list.marks[i];
        if (mark->kind == MARK_DISC && mark->color == theme_find("light")->accent &&
            mark->size > 5.0f) {
            *x = mark->box.x;
            *y = mark->box.y;
            return true;
        }
    }
    return false;
}

static void test_dragging_the_knob_changes_t_and_the_picture(void **state) {
    Fixture *fixture = *state;
    float x = 0.0f, y = 0.0f, later = 0.0f;
    draw(fixture);
    assert_true(find_knob(fixture, &x, &y));
    long before = fixture->reading.setting.t;
    pointer(fixture, WINDOW_PRESS, x, y);
    assert_int_equal(fixture->reading.setting.t, before);
    pointer(fixture, WINDOW_MOVE, x + 100.0f, y);
    pointer(fixture, WINDOW_RELEASE, x + 100.0f, y);
    assert_true(fixture->reading.setting.t > before);
    assert_close(window_view_scene(fixture->view)->controls.time,
                 (double)fixture->reading.setting.t, 0.5);
    draw(fixture);
    assert_true(find_knob(fixture, &later, &y));
    assert_close((double)later, (double)x + 100.0, 2.0);
    pointer(fixture, WINDOW_MOVE, x, y); /* released: nothing is held */
    assert_true(fixture->reading.setting.t > before);
}

static void finger(Fixture *fixture, WindowEventKind kind, float x, float y) {
    window_view_event(fixture->view, &(WindowEvent){.kind = kind, .x = x, .y = y, .touch = true});
}

static void test_fingers_drag_the_page_turn_it_and_open_badges(void **state) {
    Fixture *fixture = *state;
    WindowView *view = fixture->view;
    reading_show_all(&fixture->reading);
    draw(fixture);
    /* To the left and back. */
    finger(fixture, WINDOW_PRESS, 500.0f, 300.0f);
    finger(fixture, WINDOW_MOVE, 350.0f, 310.0f);
    finger(fixture, WINDOW_RELEASE, 350.0f, 310.0f);
    assert_int_equal(fixture->reading.step, 1);
    finger(fixture, WINDOW_PRESS, 300.0f, 300.0f);
    finger(fixture, WINDOW_MOVE, 500.0f, 280.0f);
    finger(fixture, WINDOW_RELEASE, 500.0f, 280.0f);
    assert_int_equal(fixture->reading.step, 0);
    /* Up: the page follows by as much; a small window has something to scroll. */
    window_view_resize(view, 800.0f, 400.0f, 1.0f);
    draw(fixture);
    float y = view->places.page.y + view->places.page.height * 0.8f;
    finger(fixture, WINDOW_PRESS, 200.0f, y);
    finger(fixture, WINDOW_MOVE, 201.0f, y - 20.0f);
    finger(fixture, WINDOW_MOVE, 202.0f, y - 40.0f);
    finger(fixture, WINDOW_RELEASE, 202.0f, y - 40.0f);
    assert_close((double)view->page_scroll, 40.0, 1e-6);
    assert_int_equal(fixture->reading.step, 0);
    /* Two fingers apart: larger text. */
    float scale = view->scale;
    window_view_event(view, &(WindowEvent){.kind = WINDOW_PINCH, .wheel = 0.2f});
    draw(fixture);
    assert_close((double)(view->scale / scale), 1.2, 1e-5);
}

/* A page that a finger turned is kept like one that a key turned. */
static void test_a_page_turned_by_a_finger_is_kept(void **state) {
    Fixture *fixture = *state;
    Progress *progress = progress_load(fixture->arena, NULL);
    reading_resume(&fixture->reading, progress);
    const LessonProgress *kept = lesson_progress(progress, fixture->lesson);
    reading_show_all(&fixture->reading);
    draw(fixture);
    finger(fixture, WINDOW_PRESS, 500.0f, 300.0f);
    finger(fixture, WINDOW_MOVE, 350.0f, 310.0f);
    finger(fixture, WINDOW_RELEASE, 350.0f, 310.0f);
    (void)window_view_update(fixture->view, 10.0);
    assert_int_equal(fixture->reading.step, 1);
    assert_int_equal(kept->at, 2);
    assert_int_equal(progress_seen(kept), 2);
}

static const Widget *find_widget(const WindowView *view, Action action) {
    for (size_t i = 0; i < view->widget_count; i++) {
        if (view->widgets[i].action == action) {
            return &view->widgets[i];
        }
    }
    return NULL;
}

static void click(Fixture *fixture, const Rect *box) {
    float x = box->x + box->width * 0.75f, y = box->y + box->height * 0.5f;
    pointer(fixture, WINDOW_PRESS, x, y);
    pointer(fixture, WINDOW_RELEASE, x, y);
    draw(fixture);
}

static void test_the_mouse_alone_turns_the_pages(void **state) {
    Fixture *fixture = *state;
    reading_show_all(&fixture->reading);
    draw(fixture);
    click(fixture, &find_widget(fixture->view, ACTION_PAGE_ON)->box);
    assert_int_equal(fixture->reading.step, 1);
    click(fixture, &find_widget(fixture->view, ACTION_PAGE_BACK)->box);
    assert_int_equal(fixture->reading.step, 0);
}

/* At every width each parameter has its picker inside the window, and a click on its right half
 * goes on. */
static void test_every_parameter_has_a_picker_at_every_width(void **state) {
    Fixture *fixture = *state;
    static const float widths[] = {500.0f, 800.0f, 1280.0f, 1920.0f};
    for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
        window_view_resize(fixture->view, widths[w], 900.0f, 1.0f);
        draw(fixture);
        size_t pickers = 0;
        for (size_t i = 0; i < fixture->view->widget_count; i++) {
            const Widget *widget = &fixture->view->widgets[i];
            pickers += widget->kind == WIDGET_PICKER;
            assert_true(widget->box.x >= 0.0f &&
                        widget->box.x + widget->box.width <= widths[w] + 1.0f);
            assert_true(widget->box.y + widget->box.height <= 900.0f);
        }
        assert_int_equal(pickers, PARAMETER_COUNT - 1);
    }
    const Setting *setting = &fixture->reading.setting;
    uint64_t seed = setting->seed;
    for (size_t i = 0; i < fixture->view->widget_count; i++) {
        const Widget *widget = &fixture->view->widgets[i];
        if (widget->kind == WIDGET_PICKER && widget->index == PARAMETER_SEED) {
            click(fixture, &widget->box);
            break;
        }
    }
    assert_int_equal(setting->seed, seed + 1);
}

static bool says(WindowView *view, const char *tex, const char *words) {
    Arena *arena = arena_new();
    const Source source = {.name = "test", .bytes = tex, .length = strlen(tex)};
    Diag diag;
    const Noad *noad = noad_parse(arena, &source, (Span){0, source.length}, &diag);
    bool found = window_symbol_words(view, noad);
    arena_free(arena);
    return words == NULL ? !found : found && strstr(view->symbol, words) != NULL;
}

static void test_a_symbol_means_what_the_notation_says(void **state) {
    Fixture *fixture = *state;
    assert_true(says(fixture->view, "\\beta_t", "the variance of the noise"));
    assert_true(says(fixture->view, "q", "forward"));
    assert_true(says(fixture->view, "\\bar\\beta_t", NULL));
    reading_show_all(&fixture->reading);
    type(fixture, "o");
    assert_true(says(fixture->view, "\\beta_t", "the standard deviation of the noise"));
    assert_true(says(fixture->view, "q", "reverse"));
    assert_true(says(fixture->view, "\\bar\\beta_t", "of t steps together; at t ="));
}

static void test_a_symbol_of_the_lesson_shows_its_declaration(void **state) {
    (void)state;
    static const char text[] =
        "---\nnotation: ho\n---\n# A\n\n```symbols\nreal a, \\mu_1 in (0,1)\n"
        "letseq \\bar w_t = 2 a t\n```\n";
    Fixture fixture = {.arena = arena_new()};
    Diag diag = {0};
    fixture.fonts = fonts_new(&diag);
    fixture.options = check_options_default();
    assert_int_equal(
        lesson_parse(fixture.arena, "a.md", text, sizeof text - 1, NULL, &fixture.lesson, &diag),
        LESSON_OK);
    reading_init(&fixture.reading, fixture.lesson, &fixture.options);
    open_view(&fixture, false);
    assert_true(says(fixture.view, "a", "in this lesson real a, \\mu_1 in (0,1)"));
    assert_true(says(fixture.view, "\\mu_1", "in this lesson real a"));
    assert_true(says(fixture.view, "\\bar w_t", "in this lesson letseq"));
    /* Right of the sign a letter is used, not declared; without its accent it is another one. */
    assert_true(says(fixture.view, "t", "number of the step"));
    assert_true(says(fixture.view, "w", NULL));
    window_view_free(fixture.view);
    reading_clear(&fixture.reading);
    fonts_free(fixture.fonts);
    arena_free(fixture.arena);
}

static void test_a_drawn_sheet_becomes_the_data(void **state) {
    Fixture *fixture = *state;
    key(fixture, KEY_ESCAPE);
    type(fixture, "D");
    assert_drawn(fixture);
    for (int i = 0; i < 40; i++) {
        pointer(fixture, i == 0 ? WINDOW_PRESS : WINDOW_MOVE, 900.0f + 4.0f * (float)i, 300.0f);
    }
    pointer(fixture, WINDOW_RELEASE, 1060.0f, 300.0f);
    assert_drawn(fixture);
    key(fixture, KEY_ENTER);
    const Scene *scene = window_view_scene(fixture->view);
    assert_string_equal(scene->data->name, "drawn");
    assert_int_equal(scene->data->point_count, 160);
    assert_int_equal(scene->data->dimension, 2);
    assert_drawn(fixture);
    type(fixture, "d]");
    assert_string_not_equal(window_view_scene(fixture->view)->data->name, "drawn");
}

static void test_a_dropped_file_that_is_none_changes_nothing(void **state) {
    Fixture *fixture = *state;
    const DataSet *before = window_view_scene(fixture->view)->data;
    window_view_drop(fixture->view, "/nowhere/points.csv");
    assert_ptr_equal(window_view_scene(fixture->view)->data, before);
    assert_string_equal(fixture->reading.setting.data, "mix2");
    assert_drawn(fixture);
}

/* The words outlive the view that was refused. */
static void test_data_that_are_refused_say_why(void **state) {
    Fixture *fixture = *state;
    const char *path =
        arena_printf(fixture->arena, "/tmp/test_window_view_%ld.csv", (long)getpid());
    const char *why = NULL;
    assert_true(file_write(fixture->arena, path, "1,2\n3,nan\n", 10, &why));
    const SceneRow *row = scene_find("forward");
    SceneControls controls = scene_controls_default(row);
    controls.data = path;
    const WindowDef def = {
        .arena = fixture->arena, .fonts = fixture->fonts, .theme = theme_find("light")};
    Diag diag = {0};
    assert_null(window_view_new(NULL, row, &controls, &def, &diag));
    assert_string_equal(diag.message, "`nan` is not a number");
    assert_string_equal(diag.file, path);
    assert_int_equal(diag.at.line, 2);
    assert_non_null(diag.hint);
    (void)unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        VIEW_TEST(test_dragging_the_knob_changes_t_and_the_picture),
        VIEW_TEST(test_fingers_drag_the_page_turn_it_and_open_badges),
        VIEW_TEST(test_a_page_turned_by_a_finger_is_kept),
        VIEW_TEST(test_the_mouse_alone_turns_the_pages),
        VIEW_TEST(test_every_parameter_has_a_picker_at_every_width),
        VIEW_TEST(test_a_symbol_means_what_the_notation_says),
        cmocka_unit_test(test_a_symbol_of_the_lesson_shows_its_declaration),
        VIEW_TEST(test_a_drawn_sheet_becomes_the_data),
        VIEW_TEST(test_a_dropped_file_that_is_none_changes_nothing),
        VIEW_TEST(test_data_that_are_refused_say_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
