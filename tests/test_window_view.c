/* Tests of the window as a state: events in, marks out; no display. */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <string.h>
#include <unistd.h>

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

static void open_view(Fixture *fixture, bool present) {
    WindowDef def = {.arena = fixture->arena,
                     .fonts = fixture->fonts,
                     .theme = theme_find("light"),
                     .present = present};
    Diag diag = {0};
    fixture->view = window_view_new(&fixture->reading, NULL, NULL, &def, &diag);
    assert_non_null(fixture->view);
    window_view_resize(fixture->view, 1280.0f, 720.0f, 1.0f);
}

static int setup(void **state) {
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

static int teardown(void **state) {
    Fixture *fixture = *state;
    window_view_free(fixture->view);
    reading_clear(&fixture->reading);
    draw_list_clear(&fixture->list);
    fonts_free(fixture->fonts);
    arena_free(fixture->arena);
    return 0;
}

static void key(Fixture *fixture, KeyKind kind) {
    window_view_event(fixture->view, &(WindowEvent){.kind = WINDOW_KEY, .key = {.kind = kind}});
}

static void type(Fixture *fixture, const char *text) {
    for (; *text != '\0'; text++) {
        window_view_event(
            fixture->view,
            &(WindowEvent){.kind = WINDOW_KEY,
                           .key = {.kind = KEY_CHARACTER, .code_point = (unsigned char)*text}});
    }
}

static void pointer(Fixture *fixture, WindowEventKind kind, float x, float y) {
    window_view_event(fixture->view, &(WindowEvent){.kind = kind, .x = x, .y = y});
}

static void draw(Fixture *fixture) {
    draw_list_reset(&fixture->list);
    window_view_draw(fixture->view, &fixture->list);
}

/* Every place of every mark is a number, and something stands there. */
static void assert_drawn(Fixture *fixture) {
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

static void test_space_reads_on_to_the_last_step(void **state) {
    Fixture *fixture = *state;
    size_t presses = 0;
    while (fixture->reading.step + 1 < fixture->lesson->step_count && presses < 2000) {
        draw(fixture);
        key(fixture, reading_open_question(&fixture->reading) != NULL ? KEY_ENTER : KEY_PAGE_DOWN);
        presses++;
    }
    assert_int_equal(fixture->reading.step, fixture->lesson->step_count - 1);
    key(fixture, KEY_HOME);
    assert_int_equal(fixture->reading.step, 0);
}

static void test_the_lesson_is_drawn_at_every_size(void **state) {
    Fixture *fixture = *state;
    const float sizes[][2] = {{480, 360}, {800, 600}, {1280, 720}, {600, 1200}, {3840, 2160}};
    for (size_t i = 0; i < 5; i++) {
        window_view_resize(fixture->view, sizes[i][0], sizes[i][1], 1.0f);
        for (int show = 0; show < 3; show++) {
            assert_drawn(fixture);
            type(fixture, show == 2 ? "" : "\x76"); /* v */
        }
        key(fixture, KEY_F5);
        assert_drawn(fixture);
        key(fixture, KEY_F5);
        type(fixture, "v");
    }
}

static void test_every_theme_and_overlay_is_drawn(void **state) {
    Fixture *fixture = *state;
    key(fixture, KEY_ESCAPE); /* leaves the line of the question */
    for (size_t i = 0; i < theme_count(); i++) {
        type(fixture, "l");
        assert_drawn(fixture);
    }
    assert_ptr_equal(window_view_theme(fixture->view), theme_find("light"));
    pointer(fixture, WINDOW_MOVE, 300.0f, 300.0f);
    const char *const overlays[] = {"?", "z"};
    for (size_t i = 0; i < 2; i++) {
        draw(fixture);
        size_t before = fixture->list.mark_count;
        type(fixture, overlays[i]);
        draw(fixture);
        assert_true(fixture->list.mark_count > before);
        type(fixture, overlays[i]);
    }
    type(fixture, "B");
    draw(fixture);
    assert_int_equal(fixture->list.mark_count, 1);
    type(fixture, " ");
    assert_drawn(fixture);
}

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

static void test_playing_moves_time_to_its_end_and_stops(void **state) {
    Fixture *fixture = *state;
    key(fixture, KEY_ESCAPE);
    assert_false(window_view_moves(fixture->view) && !session_is_busy(fixture->reading.session));
    type(fixture, "a");
    assert_true(window_view_moves(fixture->view));
    double before = window_view_scene(fixture->view)->controls.time;
    (void)window_view_update(fixture->view, 100.0);
    assert_true(window_view_scene(fixture->view)->controls.time > before);
    for (int i = 0; i < 300; i++) {
        (void)window_view_update(fixture->view, 100.0);
    }
    assert_close(window_view_scene(fixture->view)->controls.time, 50.0, 0.0);
    assert_int_equal(fixture->reading.setting.t, 50);
}

static void test_the_speed_is_halved_and_doubled_within_its_range(void **state) {
    Fixture *fixture = *state;
    key(fixture, KEY_ESCAPE);
    const char *const keys[] = {"", "<", ">>>", ">>>>>>>>>>>>"};
    const double speeds[] = {1.0, 0.5, 4.0, 16.0};
    for (size_t i = 0; i < 4; i++) {
        type(fixture, keys[i]);
        type(fixture, "a");
        double before = window_view_scene(fixture->view)->controls.time;
        (void)window_view_update(fixture->view, 20.0);
        double way = window_view_scene(fixture->view)->controls.time - before;
        /* 50 steps in ten seconds, 20 ms of them. */
        assert_close(way, 0.1 * speeds[i], 1e-9);
        type(fixture, "a");
    }
}

static void test_a_claim_is_selected_broken_and_copied(void **state) {
    Fixture *fixture = *state;
    reading_show_all(&fixture->reading);
    key(fixture, KEY_RIGHT);
    reading_settle(&fixture->reading);
    key(fixture, KEY_COPY);
    assert_null(window_view_take_copied(fixture->view));
    key(fixture, KEY_TAB);
    assert_int_equal(fixture->reading.selected, 1);
    key(fixture, KEY_COPY);
    const char *copied = window_view_take_copied(fixture->view);
    assert_non_null(copied);
    assert_non_null(strstr(copied, "\\sqrt{0.7}\\,\\mathbb{E}[x_2|x_0]"));
    assert_null(window_view_take_copied(fixture->view));
    draw(fixture);
    size_t closed = fixture->list.glyph_count;
    key(fixture, KEY_ENTER);
    draw(fixture);
    assert_true(fixture->list.glyph_count > closed + 50); /* the evidence */
    type(fixture, "x");
    assert_int_equal(fixture->reading.broken, 1);
    key(fixture, KEY_ESCAPE);
    key(fixture, KEY_ESCAPE);
    key(fixture, KEY_ESCAPE);
    assert_int_equal(fixture->reading.selected, 0);
}

static void test_an_answer_is_typed_and_decided(void **state) {
    Fixture *fixture = *state;
    type(fixture, "0.504");
    key(fixture, KEY_ENTER);
    Question *question = reading_open_question(&fixture->reading);
    assert_non_null(question);
    assert_int_equal(question->answer.kind, ANSWER_WRONG);
    assert_drawn(fixture);
    type(fixture, "\\sqrt{0.504}");
    key(fixture, KEY_ENTER);
    assert_null(reading_open_question(&fixture->reading));
    assert_drawn(fixture);
}

static void test_u_goes_back_to_a_question_that_was_skipped(void **state) {
    Fixture *fixture = *state;
    size_t asked = fixture->reading.step;
    key(fixture, KEY_ENTER); /* skips it */
    assert_true(fixture->reading.questions[0].skipped);
    draw(fixture);
    key(fixture, KEY_RIGHT);
    assert_int_equal(fixture->reading.step, asked + 1);
    type(fixture, "u");
    assert_int_equal(fixture->reading.step, asked);
    assert_ptr_equal(reading_open_question(&fixture->reading), &fixture->reading.questions[0]);
    assert_drawn(fixture);
    /* The end of the page is shown, where the line is. */
    assert_close((double)fixture->view->page_scroll, (double)window_page_scroll_max(fixture->view),
                 0.5);
    type(fixture, "7"); /* and it takes the answer */
    assert_string_equal(fixture->reading.questions[0].typed, "7");
}

static void test_the_class_is_named_at_the_foot(void **state) {
    Fixture *fixture = *state;
    draw(fixture);
    size_t before = fixture->list.glyph_count;
    fixture->view->def.class_words = "class-a";
    draw(fixture);
    assert_int_equal(fixture->list.glyph_count, before + strlen("class-a"));
}

static void test_search_goes_to_the_step_that_has_the_words(void **state) {
    Fixture *fixture = *state;
    key(fixture, KEY_FIND);
    type(fixture, "fifty linear");
    assert_drawn(fixture);
    key(fixture, KEY_ENTER);
    assert_string_equal(fixture->lesson->steps[fixture->reading.step].title,
                        "The trap: fifty steps");
    key(fixture, KEY_FIND);
    type(fixture, "no such words");
    size_t step = fixture->reading.step;
    key(fixture, KEY_ENTER);
    assert_int_equal(fixture->reading.step, step);
}

static void test_the_picture_follows_the_step(void **state) {
    Fixture *fixture = *state;
    assert_string_equal(window_view_scene(fixture->view)->row->name, "forward");
    assert_string_equal(window_view_scene(fixture->view)->data->name, "mix2");
    reading_show_all(&fixture->reading);
    key(fixture, KEY_END);
    assert_string_equal(window_view_scene(fixture->view)->row->name, "reverse");
    key(fixture, KEY_HOME);
    assert_string_equal(window_view_scene(fixture->view)->row->name, "forward");
}

/* The data's time is t = 0, where the reader's own t does not go. */
static void test_a_block_chooses_the_time_and_its_end(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *text;
        double time;
    } blocks[] = {
        {"---\nnotation: ho\n---\n\n## One\n\n```scene forward steps=20 t=0\n```\n", 0.0},
        {"---\nnotation: ho\n---\n\n## One\n\n```scene forward steps=20 t=3\n```\n", 3.0},
    };
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        const Lesson *lesson = NULL;
        Diag diag = {0};
        assert_int_equal(lesson_parse(fixture->arena, "a.md", blocks[i].text,
                                      strlen(blocks[i].text), NULL, &lesson, &diag),
                         LESSON_OK);
        Reading reading;
        reading_init(&reading, lesson, &fixture->options);
        WindowDef def = {
            .arena = fixture->arena, .fonts = fixture->fonts, .theme = theme_find("light")};
        WindowView *view = window_view_new(&reading, NULL, NULL, &def, &diag);
        assert_non_null(view);
        window_view_resize(view, 1280.0f, 720.0f, 1.0f);
        assert_close(window_view_scene(view)->controls.time, blocks[i].time, 0.0);
        window_view_free(view);
        reading_clear(&reading);
    }
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

static void test_o_rewrites_the_page_in_the_other_notation(void **state) {
    Fixture *fixture = *state;
    reading_show_all(&fixture->reading);
    key(fixture, KEY_RIGHT);
    key(fixture, KEY_RIGHT);
    size_t step = fixture->reading.step;
    key(fixture, KEY_TAB);
    key(fixture, KEY_ENTER);
    const char *id = claim_def(reading_selected(&fixture->reading))->id;
    const Scene *scene = window_view_scene(fixture->view);
    type(fixture, "o");
    assert_drawn(fixture);
    assert_ptr_equal(fixture->reading.lesson, fixture->lesson->other);
    assert_string_equal(fixture->reading.lesson->notation, "su");
    assert_int_equal(fixture->reading.step, step);
    assert_ptr_equal(window_view_scene(fixture->view), scene);
    /* The same claim, with another formula, and decided. */
    key(fixture, KEY_TAB);
    const Claim *claim = reading_selected(&fixture->reading);
    assert_string_equal(claim_def(claim)->id, id);
    reading_settle(&fixture->reading);
    assert_int_equal(claim_verdict(claim)->kind, VERDICT_HOLDS);
    type(fixture, "o");
    assert_ptr_equal(fixture->reading.lesson, fixture->lesson);
    /* So does a click into the head. */
    pointer(fixture, WINDOW_PRESS, 100.0f, 12.0f);
    pointer(fixture, WINDOW_RELEASE, 100.0f, 12.0f);
    assert_ptr_equal(fixture->reading.lesson, fixture->lesson->other);
    assert_drawn(fixture);
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

/* The last step opens the picture of reverse diffusion, which takes several frames to get to t. */
static void test_a_picture_that_lags_catches_up_with_t(void **state) {
    Fixture *fixture = *state;
    reading_show_all(&fixture->reading);
    key(fixture, KEY_END);
    WindowView *view = fixture->view;
    assert_string_equal(window_view_scene(view)->row->name, "reverse");
    assert_true(view->lags && window_view_moves(view));
    double before = view->controls.time;
    size_t frames = 0;
    for (; view->lags && frames < 100; frames++) {
        (void)window_view_update(view, 16.0);
        draw(fixture);
        assert_true(view->controls.time < before);
        before = view->controls.time;
    }
    assert_true(frames > 1 && frames < 100);
    assert_close(view->controls.time, (double)fixture->reading.setting.t, 0.0);
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

static void test_autoplay_turns_the_pages(void **state) {
    Fixture *fixture = *state;
    window_view_free(fixture->view);
    WindowDef def = {.arena = fixture->arena,
                     .fonts = fixture->fonts,
                     .theme = theme_find("dark"),
                     .present = true,
                     .autoplay = 2.0};
    Diag diag = {0};
    fixture->view = window_view_new(&fixture->reading, NULL, NULL, &def, &diag);
    assert_true(window_view_is_full_screen(fixture->view));
    for (int i = 0; i < 19; i++) {
        draw(fixture);
        (void)window_view_update(fixture->view, 100.0);
    }
    assert_int_equal(fixture->reading.step, 0);
    for (int i = 0; i < 400 && fixture->reading.step < 2; i++) {
        draw(fixture);
        (void)window_view_update(fixture->view, 100.0);
    }
    assert_int_equal(fixture->reading.step, 2);
}

static void test_q_quits_and_s_saves_once(void **state) {
    Fixture *fixture = *state;
    key(fixture, KEY_ESCAPE);
    type(fixture, "S");
    assert_true(window_view_take_save(fixture->view));
    assert_false(window_view_take_save(fixture->view));
    assert_false(window_view_quits(fixture->view));
    type(fixture, "q");
    assert_true(window_view_quits(fixture->view));
}

#define VIEW_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        VIEW_TEST(test_space_reads_on_to_the_last_step),
        VIEW_TEST(test_the_lesson_is_drawn_at_every_size),
        VIEW_TEST(test_every_theme_and_overlay_is_drawn),
        VIEW_TEST(test_dragging_the_knob_changes_t_and_the_picture),
        VIEW_TEST(test_playing_moves_time_to_its_end_and_stops),
        VIEW_TEST(test_the_speed_is_halved_and_doubled_within_its_range),
        VIEW_TEST(test_a_claim_is_selected_broken_and_copied),
        VIEW_TEST(test_an_answer_is_typed_and_decided),
        VIEW_TEST(test_the_class_is_named_at_the_foot),
        VIEW_TEST(test_u_goes_back_to_a_question_that_was_skipped),
        VIEW_TEST(test_search_goes_to_the_step_that_has_the_words),
        VIEW_TEST(test_the_picture_follows_the_step),
        VIEW_TEST(test_a_block_chooses_the_time_and_its_end),
        VIEW_TEST(test_fingers_drag_the_page_turn_it_and_open_badges),
        VIEW_TEST(test_the_mouse_alone_turns_the_pages),
        VIEW_TEST(test_every_parameter_has_a_picker_at_every_width),
        VIEW_TEST(test_o_rewrites_the_page_in_the_other_notation),
        VIEW_TEST(test_a_symbol_means_what_the_notation_says),
        cmocka_unit_test(test_a_symbol_of_the_lesson_shows_its_declaration),
        VIEW_TEST(test_a_picture_that_lags_catches_up_with_t),
        VIEW_TEST(test_a_drawn_sheet_becomes_the_data),
        VIEW_TEST(test_a_dropped_file_that_is_none_changes_nothing),
        VIEW_TEST(test_data_that_are_refused_say_why),
        VIEW_TEST(test_autoplay_turns_the_pages),
        VIEW_TEST(test_q_quits_and_s_saves_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
