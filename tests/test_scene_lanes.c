/* Samplers side by side: lanes that are one sampler draw the same, others part as their slips say.
 */
#include <string.h>

#include "scene_fixture.h"

#define RACERS ((size_t)1000)

/* The drawn particles (RACERS, 2) of the lane `name` of a scene at a time. */
static void read_lane_of(double *x, const char *of, const char *name, const SceneControls *from) {
    SceneControls controls = *from;
    const SceneRow *row = scene_find(of);
    controls.particles = RACERS;
    for (size_t i = 0; i < row->switch_count; i++) {
        controls.on[i] = strcmp(row->switches[i].name, name) == 0;
    }
    Scene *scene = scene_of(of, &controls);
    DrawList list;
    draw_list_init(&list);
    scene_draw(scene, &list, usual);
    assert_true(read_particles(x, &list, scene->data) == RACERS);
    draw_list_clear(&list);
    scene_free(scene);
}

static void read_lane(double *x, const char *name, const SceneControls *from) {
    read_lane_of(x, "samplers", name, from);
}

/* The largest difference of two sets of particles, and of two lanes'. */
static double largest_difference(const double *x, const double *y) {
    double most = 0.0;
    for (size_t i = 0; i < 2 * RACERS; i++) {
        most = fmax(most, fabs(x[i] - y[i]));
    }
    return most;
}

static double lanes_apart(const char *one, const char *other, const SceneControls *controls) {
    static double x[2 * RACERS], y[2 * RACERS];
    read_lane(x, one, controls);
    read_lane(y, other, controls);
    return largest_difference(x, y);
}

/* Lanes that are one sampler in exact arithmetic draw the same particles: ddim with eta = 1 is
 * ddpm (Song, Meng, Ermon 2021, section 4.1), T steps that skip nothing are all steps, and without
 * eta the missing noise of `printed-ddim` is none. What may differ is the rounding of states and
 * pixels to floats, 1e-6 of a picture that is 9 wide. */
static void test_samplers_that_are_one_draw_the_same(void **state) {
    (void)state;
    const double exact = 1e-5;
    SceneControls controls = scene_controls_default(scene_find("samplers"));
    controls.time = 0.0;
    assert_true(lanes_apart("ddpm-skips", "ddim-eta", &controls) < exact);
    assert_true(lanes_apart("ddpm", "ddpm-skips", &controls) > 0.1);
    controls.slider[1] = 0.0;
    assert_true(lanes_apart("ddim", "ddim-eta", &controls) < exact);
    assert_true(lanes_apart("ddpm-skips", "ddim-eta", &controls) > 0.1);
    controls.steps = 100;
    controls.slider[0] = 100.0;
    for (size_t k = 0; k <= 2; k++) {
        controls.time = 45.0 * (double)k;
        assert_true(lanes_apart("ddpm", "ddpm-skips", &controls) < exact);
        assert_true(lanes_apart("ddim", "printed-ddim", &controls) < exact);
    }
    /* All start from the same noise. */
    controls.time = 100.0;
    assert_true(lanes_apart("ddpm", "ode", &controls) < exact);
    assert_true(lanes_apart("ddim", "printed-ddim", &controls) < exact);
}

/* A lane stands at the last of its stops that was reached, going down: of 4 steps of 200 at 50,
 * 100, 150. */
static void test_lanes_wait_at_their_stops(void **state) {
    (void)state;
    static double stop[2 * RACERS], x[2 * RACERS];
    static const double times[] = {101.0, 110.0, 149.0, 100.0, 150.0, 151.0};
    SceneControls controls = scene_controls_default(scene_find("samplers"));
    controls.slider[0] = 4.0;
    controls.time = 150.0;
    read_lane(stop, "ddim", &controls);
    for (size_t k = 0; k < sizeof times / sizeof *times; k++) {
        controls.time = times[k];
        read_lane(x, "ddim", &controls);
        bool same = !(largest_difference(x, stop) > 0.0);
        assert_true(same == (times[k] > 100.0 && times[k] <= 150.0));
    }
}

/* Breaks of the jump leave the lanes alone that do not jump; no fresh noise means nothing to lanes
 * that add none. */
static void test_breaks_touch_the_lanes_they_are_about(void **state) {
    (void)state;
    static const struct {
        const char *lane;
        bool touched[4];
    } rows[] = {
        {"ddpm", {true, false, false, true}}, {"ddpm-skips", {true, true, true, true}},
        {"ddim", {true, true, true, false}},  {"ddim-eta", {true, true, true, true}},
        {"ode", {true, false, false, false}}, {"printed-ddim", {true, false, false, false}}};
    static double right[2 * RACERS], x[2 * RACERS];
    SceneControls controls = scene_controls_default(scene_find("samplers"));
    controls.time = 0.0;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        controls.broken = 0;
        read_lane(right, rows[k].lane, &controls);
        for (size_t b = 1; b <= 4; b++) {
            controls.broken = b;
            read_lane(x, rows[k].lane, &controls);
            if ((largest_difference(x, right) > 0.0) != rows[k].touched[b - 1]) {
                fail_msg("break %zu of %s", b, rows[k].lane);
            }
        }
    }
}

/* The variance of the difference of two lanes of the museum: `other` - right. */
static double variance_apart(const char *other, const SceneControls *controls) {
    static double right[2 * RACERS], x[2 * RACERS];
    double squares = 0.0;
    read_lane_of(right, "museum", "right", controls);
    read_lane_of(x, "museum", other, controls);
    for (size_t i = 0; i < 2 * RACERS; i++) {
        squares += (x[i] - right[i]) * (x[i] - right[i]);
    }
    return squares / (2 * RACERS);
}

/* A slip in sigma_t moves a particle by its difference times the z that both lanes draw. Of 2000
 * normals a variance is known to sqrt(2 / 2000), 3.2 %; 16 % are five standard errors, so once in
 * two million by chance, and a difference of sigma that is off by 10 % is caught. */
static void test_slips_of_the_museum_move_particles_by_their_formulas(void **state) {
    (void)state;
    SceneControls controls = scene_controls_default(scene_find("museum"));
    controls.data = "ring";
    Scene *scene = scene_of("museum", &controls);
    const Schedule *s = scene->schedule;
    size_t T = s->steps;
    controls.time = (double)(T - 1);
    double right = sqrt(s->posterior_variance[T]);
    double slip = sqrt(s->beta[T - 1] / s->one_minus_alpha_bar[T] * s->beta[T]);
    double expected = (right - slip) * (right - slip);
    assert_close(variance_apart("no-bar", &controls), expected, 0.16 * expected);
    /* Rounding of pixels alone, as above. */
    assert_true(variance_apart("last-noise", &controls) < 1e-10);
    controls.time = 1.0;
    assert_true(variance_apart("last-noise", &controls) < 1e-10);
    controls.time = 0.0;
    assert_close(variance_apart("last-noise", &controls), s->beta[1], 0.16 * s->beta[1]);
    /* From the same noise, which for one of them is the wrong place. */
    controls.time = (double)T;
    assert_true(variance_apart("far-start", &controls) < 1e-10);
    scene_free(scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samplers_that_are_one_draw_the_same),
        cmocka_unit_test(test_lanes_wait_at_their_stops),
        cmocka_unit_test(test_breaks_touch_the_lanes_they_are_about),
        cmocka_unit_test(test_slips_of_the_museum_move_particles_by_their_formulas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
