/* The contract of every row of the table of scenes. */
#include "scene/scene.h"

#include <string.h>

#include "allocation_counter.h"
#include "assert_close.h"
#include "base/hash.h"
#include "base/stream.h"

#define SEED 20261128

typedef struct {
    Arena *arena;
    Fonts *fonts;
    DrawList list;
    SceneDef def;
} Fixture;

static Fixture fixture;

static int set_up(void **state) {
    Diag diag = {0};
    fixture.arena = arena_new();
    fixture.fonts = fonts_new(&diag);
    draw_list_init(&fixture.list);
    fixture.def = (SceneDef){
        .fonts = fixture.fonts, .theme = theme_at(0), .scale = 1.0f, .arena = fixture.arena};
    *state = &fixture;
    return fixture.fonts == NULL;
}

static int tear_down(void **state) {
    (void)state;
    draw_list_clear(&fixture.list);
    fonts_free(fixture.fonts);
    arena_free(fixture.arena);
    return 0;
}

/* Few particles and steps: what is tried here does not depend on how many there are. */
static SceneControls small_controls(const SceneRow *row) {
    SceneControls controls = scene_controls_default(row);
    controls.particles = controls.particles < 400 ? controls.particles : 400;
    controls.steps = controls.steps < 30 ? controls.steps : 30;
    controls.time = 0.5 * (double)controls.steps;
    return controls;
}

static Scene *scene_of(const SceneRow *row, const SceneControls *controls) {
    Diag diag = {0};
    Scene *scene = scene_new(row, controls, &fixture.def, &diag);
    if (scene == NULL) {
        fail_msg("%s: %s", row->name, diag.message);
    }
    return scene;
}

static void set(Scene *scene, const SceneControls *controls) {
    Diag diag = {0};
    if (!scene_set(scene, controls, &diag)) {
        fail_msg("%s: %s", scene->row->name, diag.message);
    }
}

/* ---- what a list says ---- */

static void check_finite(const char *name, const DrawList *list) {
    assert_true(list->mark_count > 0);
    for (size_t i = 0; i < list->mark_count; i++) {
        const Mark *m = &list->marks[i];
        bool finite = isfinite(m->box.x) && isfinite(m->box.y) && isfinite(m->box.width) &&
                      isfinite(m->box.height) && isfinite(m->size) && isfinite(m->width) &&
                      m->box.width >= 0.0f && m->box.height >= 0.0f;
        for (size_t k = 0; m->particles != NULL && k < m->count; k++) {
            finite = finite && isfinite(m->particles[k].x) && isfinite(m->particles[k].y);
        }
        if (!finite) {
            fail_msg("%s: mark %zu of kind %d is at no place: %g %g %g %g", name, i, (int)m->kind,
                     (double)m->box.x, (double)m->box.y, (double)m->box.width,
                     (double)m->box.height);
        }
    }
    for (size_t i = 0; i < list->point_count; i++) {
        assert_true(isfinite(list->points[i].x) && isfinite(list->points[i].y));
    }
    for (size_t i = 0; i < list->glyph_count; i++) {
        assert_true(isfinite(list->glyphs[i].x) && isfinite(list->glyphs[i].y));
    }
}

static uint64_t bits(float value) {
    uint32_t word = 0;
    memcpy(&word, &value, sizeof word);
    return word;
}

static uint64_t list_hash(const DrawList *list) {
    uint64_t h = 1;
    for (size_t i = 0; i < list->mark_count; i++) {
        const Mark *m = &list->marks[i];
        h = hash_mix(h, (uint64_t)m->kind, m->color, m->count);
        h = hash_mix(h, bits(m->box.x), bits(m->box.y), bits(m->size));
        h = hash_mix(h, bits(m->box.width), bits(m->box.height), bits(m->width));
        for (size_t k = 0; m->particles != NULL && k < m->count; k++) {
            h = hash_mix(h, bits(m->particles[k].x), bits(m->particles[k].y), k);
        }
        for (size_t k = 0; m->image != NULL && k < m->columns * m->rows; k++) {
            h = hash_mix(h, m->image[k], k, 0);
        }
    }
    for (size_t i = 0; i < list->point_count; i++) {
        h = hash_mix(h, bits(list->points[i].x), bits(list->points[i].y), i);
    }
    for (size_t i = 0; i < list->glyph_count; i++) {
        h = hash_mix(h, list->glyphs[i].id, bits(list->glyphs[i].x), bits(list->glyphs[i].y));
    }
    return h;
}

static const Rect usual = {0.0f, 0.0f, 960.0f, 900.0f};

static uint64_t picture(const Scene *scene, Rect box) {
    draw_list_reset(&fixture.list);
    scene_draw(scene, &fixture.list, box);
    check_finite(scene->row->name, &fixture.list);
    return list_hash(&fixture.list);
}

/* ---- the rows ---- */

static void test_rows_are_complete(void **state) {
    (void)state;
    for (size_t i = 0; i < scene_count(); i++) {
        const SceneRow *row = scene_at(i);
        assert_ptr_equal(scene_find(row->name), row);
        assert_true(row->title[0] != '\0' && row->doc[0] != '\0' && row->formula[0] != '\0');
        assert_true(row->switch_count <= SCENE_SWITCHES_MAX &&
                    row->slider_count <= SCENE_SLIDERS_MAX);
        for (size_t a = 0; a < row->switch_count; a++) {
            for (size_t b = 0; b < a; b++) {
                assert_true(row->switches[a].key != row->switches[b].key);
                assert_string_not_equal(row->switches[a].name, row->switches[b].name);
            }
        }
        for (size_t a = 0; a < row->slider_count; a++) {
            const SceneSlider *s = &row->sliders[a];
            assert_true(s->low < s->high && s->low <= s->start && s->start <= s->high);
        }
        for (size_t a = 0; a < row->break_count; a++) {
            assert_true(row->breaks[a].tex[0] != '\0' && row->breaks[a].remark[0] != '\0');
        }
    }
    assert_null(scene_find("no such scene"));
}

static bool shows(const SceneRow *row, const Toy *toy) {
    return row->dimensions == 0 || (row->dimensions & (toy->dimension == 1 ? 1u : 2u)) != 0;
}

/* Each box at one of three times: where a box is drawn, the time only moves the marks. Few steps
 * and particles: what is drawn is tried, not what the samplers compute on the way. */
static void test_every_toy_is_drawn_in_any_box(void **state) {
    (void)state;
    static const Rect boxes[] = {{0, 0, 50, 50},     {3, 4, 300, 180},    {0, 0, 180, 400},
                                 {0, 0, 960, 900},   {100, 50, 600, 500}, {0, 0, 3840, 2160},
                                 {0, 0, 0.4f, 0.2f}, {0, 0, 1, 1},        {0, 0, 2000, 60}};
    for (size_t i = 0; i < scene_count(); i++) {
        const SceneRow *row = scene_at(i);
        for (size_t k = 0; k < toy_count(); k++) {
            if (!shows(row, toy_at(k))) {
                continue;
            }
            SceneControls controls = small_controls(row);
            controls.steps = 4;
            controls.particles = 100;
            controls.time = 0.0;
            controls.data = toy_at(k)->name;
            Scene *scene = scene_of(row, &controls);
            for (size_t t = 0; t <= 2; t++) {
                controls.time = 0.5 * (double)t * (double)controls.steps;
                set(scene, &controls);
                for (size_t b = t; b < sizeof boxes / sizeof *boxes; b += 3) {
                    scene->scale = b % 2 == 0 ? 1.0f : 2.0f;
                    draw_list_reset(&fixture.list);
                    scene_draw(scene, &fixture.list, boxes[b]);
                    if (boxes[b].width >= 1.0f) {
                        check_finite(row->name, &fixture.list);
                    }
                }
            }
            scene_free(scene);
        }
    }
}

/* Beside a page in a window of 800 x 600, and in one of its own of that size. */
static void test_words_stay_in_their_box(void **state) {
    (void)state;
    static const Rect boxes[] = {{450, 28, 344, 552}, {0, 0, 800, 600}};
    size_t glyphs = 0;
    for (size_t i = 0; i < scene_count(); i++) {
        SceneControls controls = small_controls(scene_at(i));
        Scene *scene = scene_of(scene_at(i), &controls);
        for (size_t b = 0; b < sizeof boxes / sizeof *boxes; b++) {
            scene->scale = 1.0f;
            draw_list_reset(&fixture.list);
            scene_draw(scene, &fixture.list, boxes[b]);
            for (size_t m = 0; m < fixture.list.mark_count; m++) {
                const Mark *mark = &fixture.list.marks[m];
                for (size_t g = 0; mark->kind == MARK_GLYPHS && g < mark->count; g++) {
                    const DrawGlyph *glyph = &fixture.list.glyphs[mark->first + g];
                    /* A letter is a quarter of its size wide, at least. */
                    if (glyph->x < boxes[b].x ||
                        glyph->x + 0.25f * mark->size > boxes[b].x + boxes[b].width) {
                        fail_msg("%s, box %zu: a letter at x = %.1f, y = %.1f, size %.0f",
                                 scene_at(i)->name, b, (double)glyph->x, (double)glyph->y,
                                 (double)mark->size);
                    }
                    glyphs++;
                }
            }
        }
        scene_free(scene);
    }
    assert_true(glyphs > 1000);
}

static void test_controls_at_their_ends_are_drawn(void **state) {
    (void)state;
    for (size_t i = 0; i < scene_count(); i++) {
        const SceneRow *row = scene_at(i);
        SceneControls controls = small_controls(row);
        Scene *scene = scene_of(row, &controls);
        for (unsigned all = 0; all < 16; all++) {
            bool high = (all & 1u) != 0, end = (all & 4u) != 0;
            for (size_t k = 0; k < row->switch_count; k++) {
                controls.on[k] = (all & 2u) != 0;
            }
            for (size_t k = 0; k < row->slider_count; k++) {
                controls.slider[k] = high ? row->sliders[k].high : row->sliders[k].low;
            }
            controls.steps = (all & 8u) != 0 ? 1 : 25;
            controls.time = end ? (double)controls.steps : 0.0;
            set(scene, &controls);
            picture(scene, usual);
        }
        scene_free(scene);
    }
}

static void test_controls_are_brought_into_range(void **state) {
    (void)state;
    for (size_t i = 0; i < scene_count(); i++) {
        const SceneRow *row = scene_at(i);
        SceneControls controls = small_controls(row);
        Scene *scene = scene_of(row, &controls);
        controls.time = 1e9;
        controls.particles = 0;
        controls.broken = 1000;
        for (size_t k = 0; k < SCENE_SLIDERS_MAX; k++) {
            controls.slider[k] = (double)NAN;
        }
        set(scene, &controls);
        assert_close(scene->controls.time, (double)controls.steps, 0.0);
        assert_true(scene->controls.particles == SCENE_PARTICLES_MIN);
        assert_true(scene->controls.broken == 0);
        controls.time = (double)NAN;
        controls.steps = -5;
        set(scene, &controls);
        assert_true(scene->controls.steps == 1 && scene->controls.time >= 0.0);
        for (size_t k = 0; k < row->slider_count; k++) {
            assert_close(scene->controls.slider[k], row->sliders[k].low, 0.0);
        }
        picture(scene, usual);
        scene_free(scene);
    }
}

static void test_every_break_changes_the_picture(void **state) {
    (void)state;
    for (size_t i = 0; i < scene_count(); i++) {
        const SceneRow *row = scene_at(i);
        SceneControls controls = small_controls(row);
        Scene *scene = scene_of(row, &controls);
        uint64_t right = picture(scene, usual);
        for (size_t b = 1; b <= row->break_count; b++) {
            controls.broken = b;
            set(scene, &controls);
            if (picture(scene, usual) == right) {
                fail_msg("%s: break %zu shows nothing", row->name, b);
            }
        }
        controls.broken = 0;
        set(scene, &controls);
        assert_true(picture(scene, usual) == right);
        scene_free(scene);
    }
}

static void test_every_switch_changes_the_picture_or_the_words(void **state) {
    (void)state;
    for (size_t i = 0; i < scene_count(); i++) {
        const SceneRow *row = scene_at(i);
        SceneControls controls = small_controls(row);
        Scene *scene = scene_of(row, &controls);
        uint64_t before = picture(scene, usual);
        for (size_t k = 0; k < row->switch_count; k++) {
            controls.on[k] = !controls.on[k];
            set(scene, &controls);
            if (picture(scene, usual) == before) {
                fail_msg("%s: switch %s shows nothing", row->name, row->switches[k].name);
            }
            controls.on[k] = !controls.on[k];
            set(scene, &controls);
            assert_true(picture(scene, usual) == before);
        }
        scene_free(scene);
    }
}

/* Forth and back, through breaks, switches and other numbers: the same marks, byte for byte. */
static void test_the_picture_does_not_depend_on_the_way_to_it(void **state) {
    (void)state;
    for (size_t i = 0; i < scene_count(); i++) {
        const SceneRow *row = scene_at(i);
        for (size_t k = 0; k < 4; k++) {
            SceneControls controls = small_controls(row);
            for (size_t s = 0; s < row->switch_count; s++) {
                controls.on[s] = (k % 2 == 0) == controls.on[s];
            }
            controls.time = k < 2 ? 11.0 : 7.35;
            Scene *scene = scene_of(row, &controls);
            uint64_t straight = picture(scene, usual);
            static const double ways[] = {0.0, 30.0, 8.0, 7.0, 29.5, 12.0, 1.0};
            SceneControls other = controls;
            for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
                other.time = ways[w];
                other.broken = w % 2 == 0 ? 0 : row->break_count;
                other.seed = w == 3 ? 9 : controls.seed;
                other.schedule = w == 5 ? "cosine" : controls.schedule;
                set(scene, &other);
                picture(scene, usual);
            }
            set(scene, &controls);
            if (picture(scene, usual) != straight) {
                fail_msg("%s at time %g: not the same picture again", row->name, controls.time);
            }
            scene_free(scene);
        }
    }
}

/* A scene that may not keep its frame waiting arrives at the same picture in several of them. */
static void test_a_hurried_scene_arrives_at_the_same_picture(void **state) {
    (void)state;
    size_t lagged = 0;
    for (size_t i = 0; i < scene_count(); i++) {
        const SceneRow *row = scene_at(i);
        SceneControls controls = small_controls(row);
        controls.particles = 4000; /* more than a frame's work in the whole of `reverse` */
        Scene *patient = scene_of(row, &controls);
        assert_close(patient->controls.time, controls.time, 0.0);
        fixture.def.hurried = true;
        Scene *hurried = scene_of(row, &controls);
        fixture.def.hurried = false;
        size_t frames = 1;
        for (; hurried->controls.time != controls.time && frames < 200; frames++) {
            (void)picture(hurried, usual);
            set(hurried, &controls);
        }
        lagged += frames > 1;
        if (picture(hurried, usual) != picture(patient, usual)) {
            fail_msg("%s is another picture after %zu frames", row->name, frames);
        }
        scene_free(patient);
        scene_free(hurried);
    }
    /* `train` and `reverse`. */
    assert_int_equal(lagged, 2);
}

static void test_the_picture_does_not_depend_on_the_threads(void **state) {
    (void)state;
    for (size_t i = 0; i < scene_count(); i++) {
        const SceneRow *row = scene_at(i);
        SceneControls controls = small_controls(row);
        controls.particles = 3000;
        Scene *alone = scene_of(row, &controls);
        uint64_t one = picture(alone, usual);
        fixture.def.pool = pool_new(3);
        Scene *shared = scene_of(row, &controls);
        assert_true(picture(shared, usual) == one);
        scene_free(shared);
        scene_free(alone);
        pool_free(fixture.def.pool);
        fixture.def.pool = NULL;
    }
}

static void test_dragging_anywhere_is_safe(void **state) {
    (void)state;
    Stream words = stream_new(SEED, 1);
    for (size_t i = 0; i < scene_count(); i++) {
        const SceneRow *row = scene_at(i);
        SceneControls controls = small_controls(row);
        Scene *scene = scene_of(row, &controls);
        size_t changed = 0;
        for (size_t k = 0; k < 300; k++) {
            float x = (float)(1400.0 * stream_uniform(&words) - 200.0);
            float y = (float)(1400.0 * stream_uniform(&words) - 200.0);
            Rect box = k % 7 == 0 ? (Rect){5, 5, 50, 50} : usual;
            changed +=
                scene_drag(scene, box, k == 20 ? NAN : x, k == 21 ? INFINITY : y, k % 3 == 0);
            for (size_t s = 0; s < row->slider_count; s++) {
                assert_true(scene->controls.slider[s] >= row->sliders[s].low &&
                            scene->controls.slider[s] <= row->sliders[s].high);
            }
            picture(scene, usual);
        }
        assert_true((changed > 0) == (row->drag != NULL));
        scene_free(scene);
    }
}

static void test_refusals_say_why_and_change_nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < scene_count(); i++) {
        const SceneRow *row = scene_at(i);
        SceneControls controls = small_controls(row);
        Scene *scene = scene_of(row, &controls);
        uint64_t before = picture(scene, usual);
        SceneControls wrong[3] = {controls, controls, controls};
        wrong[0].data = "rnig";
        wrong[1].schedule = "linaer";
        wrong[2].data = row->dimensions == 1u ? "ring" : "mix2";
        for (size_t k = 0; k < (row->dimensions == 1u || row->dimensions == 2u ? 3u : 2u); k++) {
            Diag diag = {0};
            assert_false(scene_set(scene, &wrong[k], &diag));
            assert_non_null(diag.message);
            assert_non_null(diag.hint);
            assert_true(picture(scene, usual) == before);
            assert_null(scene_new(row, &wrong[k], &fixture.def, &diag));
        }
        scene_free(scene);
    }
}

/* A schedule that leaves signal is told where a terminal state is shown. */
static void test_fifty_linear_steps_raise_the_alarm(void **state) {
    (void)state;
    static const char *const names[] = {"reverse", "schedules", "samplers"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const SceneRow *row = scene_find(names[i]);
        SceneControls controls = small_controls(row);
        controls.schedule = "linear";
        controls.steps = 50;
        controls.time = 50.0;
        Scene *scene = scene_of(row, &controls);
        assert_non_null(scene->alarm);
        assert_non_null(strstr(scene->alarm, "not standard normal"));
        controls.steps = 1000;
        controls.time = 1000.0;
        set(scene, &controls);
        assert_null(scene->alarm);
        scene_free(scene);
    }
}

/* A reader who scrubs, switches, breaks and drags: once to fill lists and caches, then counted. */
static void play_through(Scene *scene, const SceneControls *from) {
    SceneControls controls = *from;
    for (size_t k = 0; k <= 40; k++) {
        controls.time = 0.025 * (double)k * (double)from->steps;
        controls.broken = k % (scene->row->break_count + 1);
        for (size_t s = 0; s < scene->row->switch_count; s++) {
            controls.on[s] = k % 3 != 0 || s % 2 == 0;
        }
        for (size_t s = 0; s < scene->row->slider_count; s++) {
            const SceneSlider *slider = &scene->row->sliders[s];
            controls.slider[s] = slider->low + 0.025 * (double)k * (slider->high - slider->low);
        }
        set(scene, &controls);
        draw_list_reset(&fixture.list);
        scene_draw(scene, &fixture.list, usual);
        scene_drag(scene, usual, 300.0f + 10.0f * (float)k, 400.0f, k % 5 == 0);
    }
}

static void test_nothing_allocates_once_it_runs(void **state) {
    (void)state;
    if (!allocation_counter_works()) {
        skip();
    }
    fixture.def.pool = pool_new(2);
    for (size_t i = 0; i < scene_count(); i++) {
        const SceneRow *row = scene_at(i);
        for (unsigned d = 1; d <= 2; d++) {
            if (row->dimensions != 0 && (row->dimensions & d) == 0) {
                continue;
            }
            SceneControls controls = small_controls(row);
            controls.data = d == 1 ? "mix2" : "moons";
            Scene *scene = scene_of(row, &controls);
            play_through(scene, &controls);
            size_t before = allocations_so_far();
            play_through(scene, &controls);
            size_t count = allocations_so_far() - before;
            if (count != 0) {
                fail_msg("%s with %s: %zu allocations", row->name, controls.data, count);
            }
            scene_free(scene);
        }
    }
    pool_free(fixture.def.pool);
    fixture.def.pool = NULL;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_complete),
        cmocka_unit_test(test_every_toy_is_drawn_in_any_box),
        cmocka_unit_test(test_words_stay_in_their_box),
        cmocka_unit_test(test_controls_at_their_ends_are_drawn),
        cmocka_unit_test(test_controls_are_brought_into_range),
        cmocka_unit_test(test_every_break_changes_the_picture),
        cmocka_unit_test(test_every_switch_changes_the_picture_or_the_words),
        cmocka_unit_test(test_the_picture_does_not_depend_on_the_way_to_it),
        cmocka_unit_test(test_a_hurried_scene_arrives_at_the_same_picture),
        cmocka_unit_test(test_the_picture_does_not_depend_on_the_threads),
        cmocka_unit_test(test_dragging_anywhere_is_safe),
        cmocka_unit_test(test_refusals_say_why_and_change_nothing),
        cmocka_unit_test(test_nothing_allocates_once_it_runs),
        cmocka_unit_test(test_fifty_linear_steps_raise_the_alarm),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
