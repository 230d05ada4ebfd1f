/* The scenes draw the exact laws: what stands in the draw list against closed forms and identities
 * that the scenes do not use. Statistical tests: 100,000 particles, seed 1; false alarms and what
 * is caught as in sample_checks.h. */
#include <string.h>

#include "diffusion/measure.h"
#include "diffusion/step_back.h"
#include "sample_checks.h"
#include "scene_fixture.h"

#define POINTS ((size_t)100000)

/* ---- forward ---- */

/* Largest distance of a sample's moments from the closed form, in standard errors. */
static double worst_moment(const double *x, size_t n, const DataSet *data, SceneLevel level) {
    size_t d = data->dimension;
    double worst = 0.0, count = (double)n;
    for (size_t k = 0; k < d; k++) {
        double mean = level.scale * data->mean[k];
        double sum = 0.0, fourth = 0.0;
        for (size_t i = 0; i < n; i++) {
            sum += x[i * d + k] - mean;
        }
        for (size_t j = k; j < d; j++) {
            double other = level.scale * data->mean[j], product = 0.0;
            for (size_t i = 0; i < n; i++) {
                double e = (x[i * d + k] - mean) * (x[i * d + j] - other);
                product += e;
                fourth += e * e;
            }
            double exact = level.scale * level.scale * data->covariance[k * d + j] +
                           (j == k ? level.spread * level.spread : 0.0);
            double error = sqrt((fourth / count - product / count * product / count) / count);
            worst = fmax(worst, fabs(product / count - exact) / error);
            if (j == k) {
                worst = fmax(worst, fabs(sum / count) / sqrt(exact / count));
            }
            fourth = 0.0;
        }
    }
    return worst;
}

static double forward_moments(const char *toy, double time, bool chain, size_t broken) {
    SceneControls controls = scene_controls_default(scene_find("forward"));
    controls.data = toy;
    controls.particles = POINTS;
    controls.steps = 40;
    controls.schedule = "linear-scaled";
    controls.time = time;
    controls.on[4] = chain;
    controls.broken = broken;
    Scene *scene = scene_of("forward", &controls);
    DrawList list;
    draw_list_init(&list);
    scene_draw(scene, &list, usual);
    double *x = calloc(2 * POINTS, sizeof *x);
    size_t n = read_particles(x, &list, scene->data);
    assert_true(n == POINTS);
    double worst = worst_moment(x, n, scene->data, scene_level(scene->schedule, time));
    free(x);
    draw_list_clear(&list);
    scene_free(scene);
    return worst;
}

/* The drawn particles' mean, variance and covariance, by jump and by chain, on and between steps. A
 * mean off by 0.036 of a standard deviation or a variance by 5 % is caught. */
static void test_forward_particles_have_the_closed_form_moments(void **state) {
    (void)state;
    static const char *const toys[] = {"gauss",   "mix2",  "laplace",
                                       "gauss2d", "moons", "checkerboard"};
    static const double times[] = {1.0, 6.5, 40.0};
    for (size_t i = 0; i < sizeof toys / sizeof *toys; i++) {
        for (size_t k = 0; k < sizeof times / sizeof *times; k++) {
            for (int chain = 0; chain <= 1; chain++) {
                double worst = forward_moments(toys[i], times[k], chain != 0, 0);
                if (!(worst <= SIGMAS)) {
                    fail_msg("%s at t = %g%s: %.1f standard errors", toys[i], times[k],
                             chain ? ", chain" : "", worst);
                }
            }
        }
    }
}

static void test_forward_breaks_are_far_from_the_closed_form(void **state) {
    (void)state;
    for (size_t broken = 1; broken <= 3; broken++) {
        assert_true(forward_moments("mix2", 12.0, false, broken) > 3.0 * SIGMAS);
    }
    for (size_t broken = 1; broken <= 2; broken++) {
        double worst = forward_moments("mix2", 12.0, true, broken);
        if (!(worst > 3.0 * SIGMAS)) {
            fail_msg("break %zu of the chain is %.1f standard errors away", broken, worst);
        }
    }
}

/* Every bar of the drawn histogram against the exact probability of its cell (Simpson's rule over
 * the exact density, 20 panels a cell). */
static void test_forward_bars_have_the_exact_heights(void **state) {
    (void)state;
    static const char *const toys[] = {"mix2", "laplace", "uniform"};
    for (size_t toy = 0; toy < 3; toy++) {
        SceneControls controls = scene_controls_default(scene_find("forward"));
        controls.data = toys[toy];
        controls.particles = POINTS;
        controls.time = 150.0;
        Scene *scene = scene_of("forward", &controls);
        DrawList list;
        draw_list_init(&list);
        scene_draw(scene, &list, usual);
        SceneLevel level = scene_level(scene->schedule, controls.time);
        double low = 0.0, high = 0.0;
        scene_range(scene->data, 0, &low, &high);
        Rect box = plot_box(&list);
        Color color = color_fade(scene->theme->simulated, 0.45f);
        /* The tallest bar gives the scale of the others: their sum is the share inside. */
        double total = 0.0, inside = 0.0, heights[200];
        size_t counts[200], cells = 0;
        double probability[200];
        for (size_t i = 0; i < list.mark_count && cells < 200; i++) {
            const Mark *m = &list.marks[i];
            if (m->kind != MARK_RECT || m->color != color) {
                continue;
            }
            double left = floor((double)(m->box.x - box.x) / ((double)box.width / 120.0) + 0.5);
            double width = (high - low) / 120.0, from = low + left * width;
            double places[41], logs[41], sum = 0.0;
            for (size_t k = 0; k <= 40; k++) {
                places[k] = from + width * (double)k / 40.0;
            }
            const DataNoised asked = {.log_density = logs};
            data_noised(&asked, scene->data, places, 41, level.scale, level.spread);
            for (size_t k = 0; k <= 40; k++) {
                sum += (k == 0 || k == 40 ? 1.0 : k % 2 == 1 ? 4.0 : 2.0) * exp(logs[k]);
            }
            probability[cells] = sum * width / 120.0;
            heights[cells] = (double)m->box.height;
            total += heights[cells];
            inside += probability[cells];
            cells++;
        }
        assert_true(cells >= 60);
        for (size_t i = 0; i < cells; i++) {
            counts[i] = (size_t)(heights[i] / total * inside * (double)POINTS + 0.5);
        }
        check_counts(toys[toy], counts, probability, cells, POINTS);
        draw_list_clear(&list);
        scene_free(scene);
    }
}

/* ---- reverse ---- */

/* The distance from fresh data in floors, 700 points of each. */
static double reverse_distance(const char *toy, bool true_start, bool beta, const char *schedule,
                               long steps) {
    SceneControls controls = scene_controls_default(scene_find("reverse"));
    controls.data = toy;
    controls.particles = 2000;
    controls.steps = steps;
    controls.schedule = schedule;
    controls.time = 0.0;
    controls.on[7] = true_start;
    controls.on[8] = beta;
    Scene *scene = scene_of("reverse", &controls);
    DrawList list;
    draw_list_init(&list);
    scene_draw(scene, &list, usual);
    static double x[4000], y[2 * MEASURE_PLANE_POINTS], work[6 * MEASURE_PLANE_POINTS];
    size_t n = read_particles(x, &list, scene->data);
    Stream words = stream_new(77, 0);
    data_sample(scene->data, y, MEASURE_PLANE_POINTS, &words);
    size_t d = scene->data->dimension;
    n = n < MEASURE_PLANE_POINTS ? n : MEASURE_PLANE_POINTS;
    EnergyDistance e = measure_energy(x, n, y, MEASURE_PLANE_POINTS, d, work);
    draw_list_clear(&list);
    scene_free(scene);
    return e.distance / e.floor;
}

/* Mean squared distance from the nearest of the ring's centres: 2 sd^2 for the data. */
static double reverse_width(size_t broken) {
    SceneControls controls = scene_controls_default(scene_find("reverse"));
    controls.time = 0.0;
    controls.broken = broken;
    Scene *scene = scene_of("reverse", &controls);
    DrawList list;
    draw_list_init(&list);
    scene_draw(scene, &list, usual);
    static double x[40000];
    size_t n = read_particles(x, &list, scene->data);
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        double nearest = HUGE_VAL;
        for (size_t k = 0; k < 8; k++) {
            double angle = 0.78539816339744831 * (double)k;
            double dx = x[2 * i] - 2.0 * cos(angle), dy = x[2 * i + 1] - 2.0 * sin(angle);
            nearest = fmin(nearest, dx * dx + dy * dy);
        }
        sum += nearest / (double)n;
    }
    draw_list_clear(&list);
    scene_free(scene);
    return sum;
}

static void test_reverse_reaches_the_data_and_breaks_do_not(void **state) {
    (void)state;
    assert_true(reverse_distance("ring", false, false, "linear-scaled", 200) < 5.0);
    assert_true(reverse_distance("ring", false, true, "linear-scaled", 200) < 5.0);
    assert_true(reverse_distance("ring", true, false, "linear-scaled", 200) < 5.0);
    /* 50 steps of `linear` start in the wrong place, unless they start from the true x_T. */
    assert_true(reverse_distance("gauss", false, false, "linear", 50) > 5.0);
    assert_true(reverse_distance("gauss", true, false, "linear", 50) < 5.0);
    /* 200 steps with the smaller variance leave 15 % too little; a fifth of it is seen in 20,000
     * particles. The exact denoiser brings most slips back to the ring: they show in its width. */
    assert_close(reverse_width(0) / 0.045, 0.85, 0.05);
    for (size_t broken = 1; broken <= 4; broken++) {
        double share = reverse_width(broken) / 0.045;
        if (share > 0.5 && share < 2.0) {
            fail_msg("break %zu of reverse: width %.2f of the right one", broken, share);
        }
    }
}

/* ---- posterior ---- */

/* Mean and variance of the drawn curve, by the trapezoid rule over its points; pixels are floats,
 * so 1e-4 of a unit is what a picture of 900 holds. */
static void test_posterior_curve_has_the_formulas_mean_and_variance(void **state) {
    (void)state;
    SceneControls controls = scene_controls_default(scene_find("posterior"));
    Scene *scene = scene_of("posterior", &controls);
    DrawList list;
    draw_list_init(&list);
    for (long t = 2; t <= 10; t++) {
        controls.time = (double)t;
        controls.slider[0] = 1.7 - 0.3 * (double)t;
        controls.slider[1] = 0.4 * (double)t - 2.0;
        set(scene, &controls);
        draw_list_reset(&list);
        scene_draw(scene, &list, usual);
        const Mark *m = find_mark(&list, MARK_LINE, scene->theme->exact, 3.0f);
        Rect box = plot_box(&list);
        const Vec2 *p = list.points + m->first;
        double base = (double)p[0].y, mass = 0.0, first = 0.0, second = 0.0;
        for (size_t i = 1; i < m->count; i++) {
            double a = from_pixel((double)p[i - 1].x, (double)box.x, (double)box.width, -4.0, 4.0);
            double b = from_pixel((double)p[i].x, (double)box.x, (double)box.width, -4.0, 4.0);
            double fa = base - (double)p[i - 1].y, fb = base - (double)p[i].y;
            mass += 0.5 * (b - a) * (fa + fb);
            first += 0.5 * (b - a) * (a * fa + b * fb);
            second += 0.5 * (b - a) * (a * a * fa + b * b * fb);
        }
        const Schedule *s = scene->schedule;
        /* Conditioning of the two Gaussians by precisions, not by the scene's formula. */
        double prior = 1.0 / s->one_minus_alpha_bar[t - 1], likelihood = s->alpha[t] / s->beta[t];
        double variance = 1.0 / (prior + likelihood);
        double mean = variance * (prior * s->sqrt_alpha_bar[t - 1] * controls.slider[0] +
                                  likelihood * controls.slider[1] / s->sqrt_alpha[t]);
        assert_close(first / mass, mean, 1e-3);
        assert_close(second / mass - first / mass * (first / mass), variance, 2e-3);
    }
    draw_list_clear(&list);
    scene_free(scene);
}

/* ---- the reverse step against a Gaussian ---- */

/* Tweedie: E[x_{t-1}|x_t] = (x_t + beta s(x_t)) / sqrt(1 - beta), Var = beta (1 + beta s'(x_t)) /
 * (1 - beta) with the score s of x_t, here from data.h at level t; s' by a central difference. */
static void test_step_back_has_tweedies_mean_and_variance(void **state) {
    (void)state;
    static double density[STEP_BACK_PLACES];
    static const double betas[] = {1e-4, 0.01, 0.2, 0.6, 0.89};
    Arena *arena = arena_new();
    for (size_t i = 0; i < toy_count(); i++) {
        const DataSet *data = data_of_toy(arena, toy_at(i));
        for (size_t k = 0; k < 5 && data->dimension == 1; k++) {
            for (int place = -2; place <= 2; place++) {
                double xt = 1.25 * place;
                double beta = betas[k];
                const SceneLevel level = {0.98, sqrt(1.0 - 0.98 * 0.98)};
                StepBack back = step_back(density, data, level.scale, level.spread, beta, xt);
                double root = sqrt(1.0 - beta), h = 1e-4, score[3];
                const double y[3] = {xt - h, xt, xt + h};
                const DataNoised asked = {.score = score};
                data_noised(&asked, data, y, 3, root * level.scale,
                            sqrt((1.0 - beta) * level.spread * level.spread + beta));
                double mean = (xt + beta * score[1]) / root;
                double slope = (score[2] - score[0]) / (2.0 * h);
                double variance = beta * (1.0 + beta * slope) / (1.0 - beta);
                assert_true(back.exists);
                assert_close(back.mean, mean, 1e-7);
                assert_close(back.variance / variance, 1.0, 1e-4);
                double sum = 0.0;
                for (size_t p = 0; p < STEP_BACK_PLACES; p++) {
                    sum += density[p] * back.step;
                }
                assert_close(sum, 1.0, 1e-12);
            }
        }
    }
    arena_free(arena);
}

static void test_step_back_becomes_a_gaussian_as_beta_falls(void **state) {
    (void)state;
    static double density[STEP_BACK_PLACES];
    Arena *arena = arena_new();
    const DataSet *mix2 = data_of_toy(arena, toy_find("mix2"));
    const DataSet *gauss = data_of_toy(arena, toy_find("gauss"));
    const SceneLevel clean = {1.0, 0.0};
    double before = HUGE_VAL;
    for (int power = 0; power < 6; power++) {
        double beta = 0.2 * pow(0.25, power);
        double kl = step_back(density, mix2, clean.scale, clean.spread, beta, -0.4).kl;
        assert_true(kl < before && kl >= 0.0);
        before = kl;
    }
    assert_true(step_back(density, mix2, clean.scale, clean.spread, 0.2, -0.4).kl > 0.1);
    assert_true(step_back(density, mix2, clean.scale, clean.spread, 1e-4, -0.4).kl < 1e-7);
    for (int power = -4; power <= -1; power++) {
        double kl = step_back(density, gauss, clean.scale, clean.spread, pow(10.0, power), 1.3).kl;
        assert_true(fabs(kl) < 1e-9);
    }
    arena_free(arena);
}

/* ---- schedules ---- */

static void test_every_schedule_has_its_switch(void **state) {
    (void)state;
    const SceneRow *row = scene_find("schedules");
    assert_true(row->switch_count == schedule_count());
    for (size_t i = 0; i < schedule_count(); i++) {
        assert_string_equal(row->switches[i].name, schedule_at(i)->name);
    }
}

/* Between two steps the level goes on: at a whole step exactly the schedule's, and composed of the
 * part of a step in between. */
static void test_levels_between_steps_compose(void **state) {
    (void)state;
    ScheduleError error;
    Schedule *s = schedule_new("cosine", 20, &error);
    for (size_t t = 0; t <= 20; t++) {
        SceneLevel level = scene_level(s, (double)t);
        assert_close(level.scale, s->sqrt_alpha_bar[t], 0.0);
        assert_close(level.spread, s->sqrt_one_minus_alpha_bar[t], 0.0);
    }
    for (size_t i = 0; i < 80; i++) {
        double time = 0.125 + 0.25 * (double)i;
        SceneLevel level = scene_level(s, time), before = scene_level(s, floor(time));
        double alpha = 1.0, beta = 0.0;
        scene_part_of_step(s, (size_t)time + 1, time - floor(time), &alpha, &beta);
        assert_close(alpha + beta, 1.0, 1e-15);
        assert_close(level.scale * level.scale + level.spread * level.spread, 1.0, 1e-14);
        assert_close(level.scale, before.scale * sqrt(alpha), 1e-14);
        assert_close(level.spread * level.spread, alpha * before.spread * before.spread + beta,
                     1e-14);
    }
    schedule_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forward_particles_have_the_closed_form_moments),
        cmocka_unit_test(test_forward_breaks_are_far_from_the_closed_form),
        cmocka_unit_test(test_forward_bars_have_the_exact_heights),
        cmocka_unit_test(test_reverse_reaches_the_data_and_breaks_do_not),
        cmocka_unit_test(test_posterior_curve_has_the_formulas_mean_and_variance),
        cmocka_unit_test(test_step_back_has_tweedies_mean_and_variance),
        cmocka_unit_test(test_step_back_becomes_a_gaussian_as_beta_falls),
        cmocka_unit_test(test_every_schedule_has_its_switch),
        cmocka_unit_test(test_levels_between_steps_compose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
