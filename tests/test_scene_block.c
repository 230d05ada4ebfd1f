/* Tests of the block that ties a live picture to a step. */
#include <string.h>

#include "assert_close.h"
#include "base/file.h"
#include "lesson/lesson.h"
#include "scene/scene.h"
#include "view/stage.h"

static LessonStatus read(Arena *arena, const char *text, const Lesson **lesson, Diag *diag) {
    LessonOptions options = {.notation = NULL};
    return lesson_parse(arena, "s.md", text, strlen(text), &options, lesson, diag);
}

static void test_a_scene_block_says_what_is_shown(void **state) {
    (void)state;
    static const char text[] =
        "# T\n\n## One\n\n```scene forward data=moons schedule=cosine steps=100 t=40 "
        "particles=5000 seed=7 on=\"density contours\" off=particles\n"
        "caption: Two moons at $t = 40$.\n```\n\n## Two\n\n```scene posterior\n```\n";
    Arena *arena = arena_new();
    const Lesson *lesson = NULL;
    Diag diag = {0};
    assert_int_equal(read(arena, text, &lesson, &diag), LESSON_OK);
    assert_int_equal(lesson->step_count, 2);
    const Block *block = &lesson->steps[0].blocks[0];
    assert_int_equal(block->kind, BLOCK_SCENE);
    const SceneBlock *scene = block->scene;
    assert_string_equal(scene->name, "forward");
    assert_string_equal(scene->data, "moons");
    assert_string_equal(scene->schedule, "cosine");
    assert_int_equal(scene->steps, 100);
    assert_int_equal(scene->t, 40);
    assert_int_equal(scene->particles, 5000);
    assert_true(scene->has_seed && scene->seed == 7);
    assert_int_equal(scene->on_count, 2);
    assert_string_equal(scene->on[0], "density");
    assert_string_equal(scene->on[1], "contours");
    assert_int_equal(scene->off_count, 1);
    assert_string_equal(scene->off[0], "particles");
    assert_int_equal(scene->caption.count, 3);
    const SceneBlock *plain = lesson->steps[1].blocks[0].scene;
    assert_string_equal(plain->name, "posterior");
    assert_null(plain->data);
    assert_int_equal(plain->caption.count, 0);
    assert_false(plain->has_seed);
    arena_free(arena);
}

static void test_a_slip_in_a_scene_block_is_refused_with_its_place(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t line, column;
        const char *words;
    } refusals[] = {
        {"```scene\n```\n", 1, 4, "scene"},
        {"```scene forward data=mons\n```\n", 1, 23, "mons"},
        {"```scene forward schedule=liner\n```\n", 1, 27, "liner"},
        {"```scene forward steps=0\n```\n", 1, 24, "from 1 to 50000"},
        {"```scene forward t=2.5\n```\n", 1, 20, "t= is a whole number"},
        {"```scene forward particles=-1\n```\n", 1, 28, "particles="},
        {"```scene forward seed=99999999999999999999999x\n```\n", 1, 23, "seed="},
        {"```scene forward colour=red\n```\n", 1, 18, "colour"},
        {"```scene forward\ncaption: a\ncaption: b\n```\n", 3, 1, "given twice"},
        {"```scene forward\nno key\n```\n", 2, 1, "no key"},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        Arena *arena = arena_new();
        const Lesson *lesson = NULL;
        Diag diag = {0};
        LessonStatus status = read(arena, refusals[i].text, &lesson, &diag);
        if (status == LESSON_OK) {
            fail_msg("%s is read", refusals[i].text);
        }
        if (diag.at.line != refusals[i].line || diag.at.column != refusals[i].column ||
            strstr(diag.message, refusals[i].words) == NULL) {
            fail_msg("%s: %zu:%zu: %s", refusals[i].text, diag.at.line, diag.at.column,
                     diag.message);
        }
        arena_free(arena);
    }
}

static bool has_switch(const SceneRow *row, const char *name) {
    for (size_t i = 0; i < row->switch_count; i++) {
        if (strcmp(row->switches[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void assert_switches(const SceneRow *row, size_t count, const char *const *names,
                            const char *where) {
    for (size_t i = 0; i < count; i++) {
        if (!has_switch(row, names[i])) {
            fail_msg("%s: the picture `%s` has no layer `%s`", where, row->name, names[i]);
        }
    }
}

/* The names that the lesson's reader cannot check: those of src/scene. The picture itself says
 * whether the data suit it. */
static void assert_opens(Arena *arena, const SceneBlock *block, const char *where) {
    const SceneRow *row = scene_find(block->name);
    if (row == NULL) {
        fail_msg("%s: there is no picture `%s`", where, block->name);
        return;
    }
    assert_switches(row, block->on_count, block->on, where);
    assert_switches(row, block->off_count, block->off, where);
    SceneControls controls = scene_controls_default(row);
    controls.data = block->data != NULL ? block->data : controls.data;
    controls.schedule = block->schedule != NULL ? block->schedule : controls.schedule;
    controls.steps = block->steps > 0 ? block->steps : controls.steps;
    controls.particles = SCENE_PARTICLES_MIN;
    if (block->data != NULL && row->dimensions == 0) {
        fail_msg("%s: the picture `%s` shows no data", where, row->name);
    }
    if (block->t > controls.steps) {
        fail_msg("%s: t=%ld is beyond T = %ld", where, block->t, controls.steps);
    }
    const SceneDef def = {.theme = theme_at(0), .scale = 1.0f, .arena = arena};
    Diag diag = {0};
    Scene *scene = scene_new(row, &controls, &def, &diag);
    if (scene == NULL) {
        fail_msg("%s: `%s` does not open: %s", where, row->name, diag.message);
    }
    scene_free(scene);
}

/* What the block names, and of the rest the lesson's; data that the picture cannot show are not
 * taken. */
static void test_the_stage_shows_what_block_and_lesson_say(void **state) {
    (void)state;
    static const char text[] =
        "---\nnotation: ho\nschedule: cosine\nsteps: 60\ndata: gauss\n---\n\n## One\n\n"
        "```scene reverse t=0 particles=700 on=arrows off=\"trajectories density\"\n```\n\n"
        "```scene gaussian-reverse data=ring schedule=linear steps=40 t=10 seed=9\n```\n";
    Arena *arena = arena_new();
    const Lesson *lesson = NULL;
    Diag diag = {0};
    assert_int_equal(read(arena, text, &lesson, &diag), LESSON_OK);
    Setting setting = setting_of_lesson(lesson, 5);
    const SceneBlock *block = lesson->steps[0].blocks[0].scene;
    const SceneRow *row = scene_find(block->name);
    stage_take_block(&setting, block, row);
    SceneControls controls = stage_controls(row, &setting, block);
    assert_string_equal(controls.data, "gauss");
    assert_string_equal(controls.schedule, "cosine");
    assert_int_equal(controls.steps, 60);
    assert_true(controls.time == 0.0);
    assert_int_equal(controls.particles, 700);
    assert_int_equal(controls.seed, 5);
    for (size_t i = 0; i < row->switch_count; i++) {
        const char *name = row->switches[i].name;
        bool on = strcmp(name, "arrows") == 0;
        bool off = strcmp(name, "trajectories") == 0 || strcmp(name, "density") == 0;
        assert_int_equal(controls.on[i], on || (row->switches[i].start && !off));
    }
    block = lesson->steps[0].blocks[1].scene;
    row = scene_find(block->name);
    stage_take_block(&setting, block, row);
    controls = stage_controls(row, &setting, block);
    assert_string_equal(controls.data, row->data); /* the ring lies in the plane */
    assert_string_equal(controls.schedule, "linear");
    assert_int_equal(controls.steps, 40);
    assert_true(controls.time == 10.0);
    assert_int_equal(controls.particles, 700);
    assert_int_equal(controls.seed, 9);
    arena_free(arena);
}

static void test_every_scene_block_of_every_lesson_opens_its_picture(void **state) {
    (void)state;
    Arena *arena = arena_new();
    size_t count = 0, lessons_with_one = 0;
    const LessonEntry *entries = lesson_list(arena, file_data_folder(arena, "lessons"), &count);
    for (size_t i = 0; i < count; i++) {
        LessonOptions options = {.notation = NULL};
        const Lesson *lesson = NULL;
        Diag diag = {0};
        assert_int_equal(lesson_load(arena, entries[i].path, &options, &lesson, &diag), LESSON_OK);
        bool has_one = false;
        for (size_t s = 0; s < lesson->step_count; s++) {
            for (size_t b = 0; b < lesson->steps[s].block_count; b++) {
                const Block *block = &lesson->steps[s].blocks[b];
                if (block->kind == BLOCK_SCENE) {
                    has_one = true;
                    assert_opens(arena, block->scene, lesson->slug);
                }
            }
        }
        lessons_with_one += has_one;
    }
    assert_true(count >= 5);
    assert_int_equal(lessons_with_one, count);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_scene_block_says_what_is_shown),
        cmocka_unit_test(test_a_slip_in_a_scene_block_is_refused_with_its_place),
        cmocka_unit_test(test_the_stage_shows_what_block_and_lesson_say),
        cmocka_unit_test(test_every_scene_block_of_every_lesson_opens_its_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
