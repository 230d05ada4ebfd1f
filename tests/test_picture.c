/* test_picture.c - the simulated histogram against the exact density.
 *
 * Seed 1 throughout; statements about chance give their false-alarm rate and the smallest error
 * that they would catch. */
#include <math.h>
#include <string.h>

#include "assert_close.h"
#include "base/arena.h"
#include "diffusion/schedule.h"
#include "diffusion/toy.h"
#include "session/picture.h"

typedef struct {
    Arena *arena;
    PictureMaker *maker;
    Picture picture;
    Setting setting;
} Studio;

static int setup(void **state) {
    static Studio studio;
    studio.arena = arena_new();
    studio.maker = picture_maker_new(studio.arena);
    picture_init(&studio.picture, studio.arena);
    studio.setting = (Setting){
        .schedule = "linear", .t = 25, .steps = 50, .data = "gauss", .samples = 50000, .seed = 1};
    *state = &studio;
    return 0;
}

static int teardown(void **state) {
    Studio *studio = *state;
    picture_maker_clear(studio->maker);
    arena_free(studio->arena);
    return 0;
}

static const Picture *make(Studio *studio) {
    assert_true(picture_make(studio->maker, &studio->picture, &studio->setting, NULL, NULL));
    assert_null(studio->picture.why);
    return &studio->picture;
}

static double sum(const double *cells, size_t count) {
    double total = 0.0;
    for (size_t i = 0; i < count; i++) {
        total += cells[i];
    }
    return total;
}

/* `gauss` is N(0.5, 0.5^2): q(x_t) is N(sqrt(bar alpha) / 2, bar alpha / 4 + 1 - bar alpha). */
static void test_the_curve_of_gaussian_data_is_a_gaussian(void **state) {
    Studio *studio = *state;
    ScheduleError error;
    Schedule *schedule = schedule_new("linear", 50, &error);
    static const long TIMES[] = {1, 10, 25, 50};
    for (size_t k = 0; k < 4; k++) {
        studio->setting.t = TIMES[k];
        const Picture *picture = make(studio);
        double a = schedule->alpha_bar[TIMES[k]];
        double mean = 0.5 * sqrt(a), variance = 0.25 * a + 1.0 - a;
        double cell = (picture->high - picture->low) / PICTURE_CELLS;
        for (size_t i = 0; i < PICTURE_CELLS; i += 7) {
            double x = picture->low + ((double)i + 0.5) * cell - mean;
            double pi = 3.14159265358979323846;
            double density = exp(-x * x / (2.0 * variance)) / sqrt(2.0 * pi * variance);
            assert_close(picture->exact[i], density, 1e-9);
        }
        assert_close(picture->moments[0].exact_mean, mean, 1e-12);
        assert_close(picture->moments[0].exact_sd, sqrt(variance), 1e-12);
    }
    schedule_free(schedule);
}

/* Nothing is lost: bars and curve have area 1 within the range, but for the tails. */
static void test_bars_and_curve_have_area_one(void **state) {
    Studio *studio = *state;
    static const char *const DATA[] = {"gauss", "mix2"};
    for (size_t k = 0; k < 2; k++) {
        studio->setting.data = DATA[k];
        const Picture *picture = make(studio);
        double cell = (picture->high - picture->low) / PICTURE_CELLS;
        assert_close(sum(picture->density, PICTURE_CELLS) * cell, 1.0 - picture->outside, 1e-9);
        assert_close(sum(picture->exact, PICTURE_CELLS) * cell, 1.0, 2e-3);
        assert_true(picture->outside < 2e-3);
    }
}

/* 5 standard errors for 2 numbers in 6 settings: false alarm 7e-6. With 50,000 points a mean that
 * is off by 3 % of a standard deviation, or a standard deviation off by 3 %, lies 6 errors away. */
static void test_simulated_moments_are_the_exact_ones(void **state) {
    Studio *studio = *state;
    static const char *const DATA[] = {"gauss", "mix2"};
    static const long TIMES[] = {1, 25, 50};
    for (size_t k = 0; k < 6; k++) {
        studio->setting.data = DATA[k % 2];
        studio->setting.t = TIMES[k / 2];
        const PictureMoments *m = &make(studio)->moments[0];
        print_message("%s t=%ld: mean %.4f (%.4f, noise %.4f), sd %.4f (%.4f, noise %.4f)\n",
                      DATA[k % 2], TIMES[k / 2], m->mean, m->exact_mean, m->mean_noise, m->sd,
                      m->exact_sd, m->sd_noise);
        assert_true(m->mean_noise > 0.0 && m->sd_noise > 0.0);
        assert_true(fabs(m->mean - m->exact_mean) < 5.0 * m->mean_noise);
        assert_true(fabs(m->sd - m->exact_sd) < 5.0 * m->sd_noise);
    }
}

/* Kolmogorov's distance by the bound of Dvoretzky, Kiefer, Wolfowitz and Massart: false alarm
 * 2 exp(-2 n d^2) = 1e-8 at d = 0.0138 for 50,000 points; a histogram at t - 3 is 0.02 away. */
static void test_the_histogram_follows_the_curve(void **state) {
    Studio *studio = *state;
    studio->setting.data = "mix2";
    const double bound = sqrt(log(2.0 / 1e-8) / (2.0 * 50000.0));
    for (long t = 5; t <= 50; t += 15) {
        studio->setting.t = t;
        const Picture *picture = make(studio);
        double cell = (picture->high - picture->low) / PICTURE_CELLS;
        double simulated = 0.0, exact = 0.0, most = 0.0;
        for (size_t i = 0; i < PICTURE_CELLS; i++) {
            simulated += picture->density[i] * cell;
            exact += picture->exact[i] * cell;
            most = fmax(most, fabs(simulated - exact));
        }
        print_message("t=%ld: distance %.4f of %.4f\n", t, most, bound);
        assert_true(most < bound);
    }
}

static void test_the_same_setting_gives_the_same_picture(void **state) {
    Studio *studio = *state;
    Picture other;
    picture_init(&other, studio->arena);
    const Picture *picture = make(studio);
    PictureMaker *maker = picture_maker_new(studio->arena);
    assert_true(picture_make(maker, &other, &studio->setting, NULL, NULL));
    assert_memory_equal(other.density, picture->density, PICTURE_CELLS * sizeof(double));
    Setting seed = studio->setting;
    seed.seed = 2;
    assert_true(picture_make(maker, &other, &seed, NULL, NULL));
    assert_memory_not_equal(other.density, picture->density, PICTURE_CELLS * sizeof(double));
    assert_memory_equal(other.exact, picture->exact, PICTURE_CELLS * sizeof(double));
    picture_maker_clear(maker);
}

/* Both maps have area 1 within the range, but for the tails, and lie on each other: half the sum of
 * the gaps over 15 x 15 coarse cells is below 0.03. With 50,000 points chance gives about 0.01; a
 * ring turned by a quarter of a cell or a map upside down gives far more. */
static void test_both_maps_agree(void **state) {
    Studio *studio = *state;
    static const char *const DATA[] = {"ring", "gauss2d"};
    for (size_t k = 0; k < 2; k++) {
        studio->setting.data = DATA[k];
        const Picture *picture = make(studio);
        assert_int_equal(picture->dimensions, 2);
        double side = (picture->high - picture->low) / PICTURE_MAP;
        const size_t coarse = 15, per = PICTURE_MAP / coarse;
        double gap = 0.0;
        for (size_t cell = 0; cell < coarse * coarse; cell++) {
            double difference = 0.0;
            for (size_t i = 0; i < per * per; i++) {
                size_t row = cell / coarse * per + i / per, column = cell % coarse * per + i % per;
                size_t at = row * PICTURE_MAP + column;
                difference += (picture->map[at] - picture->exact_map[at]) * side * side;
            }
            gap += fabs(difference) / 2.0;
        }
        print_message("%s: gap %.4f\n", DATA[k], gap);
        assert_true(gap < 0.03);
        assert_close(sum(picture->map, PICTURE_MAP * PICTURE_MAP) * side * side,
                     1.0 - picture->outside, 1e-9);
        assert_close(sum(picture->exact_map, PICTURE_MAP * PICTURE_MAP) * side * side, 1.0, 5e-3);
    }
}

/* Whatever stands in the table of toys can be pictured at the first, a middle and the last step. */
static void test_every_toy_has_a_picture(void **state) {
    Studio *studio = *state;
    studio->setting.samples = 2000;
    for (size_t i = 0; i < toy_count(); i++) {
        studio->setting.data = toy_at(i)->name;
        for (long t = 1; t <= 50; t += 24) {
            studio->setting.t = t;
            const Picture *picture = make(studio);
            for (size_t k = 0; k < picture->dimensions; k++) {
                const PictureMoments *m = &picture->moments[k];
                assert_true(isfinite(m->mean) && isfinite(m->sd) && m->sd_noise > 0.0);
                assert_true(fabs(m->mean - m->exact_mean) < 6.0 * m->mean_noise);
            }
        }
    }
}

/* Under the exact density alone: the noise must be what chance does over seeds. 40 means, each
 * within 5 errors: false alarm 2e-5; their spread is within 40 % of the noise at 3.6 standard
 * deviations of such an estimate (3e-4). A noise that is off by a factor of 2 is caught. */
static void test_the_noise_is_the_spread_over_seeds(void **state) {
    Studio *studio = *state;
    studio->setting.samples = 500;
    double squares = 0.0, noise = 0.0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        studio->setting.seed = seed;
        const PictureMoments *m = &make(studio)->moments[0];
        double off = m->mean - m->exact_mean;
        assert_true(fabs(off) < 5.0 * m->mean_noise);
        squares += off * off / 40.0;
        noise = m->mean_noise;
    }
    print_message("spread %.4f, noise %.4f\n", sqrt(squares), noise);
    assert_true(sqrt(squares) > 0.6 * noise && sqrt(squares) < 1.4 * noise);
}

/* Rows are the second coordinate, from the top: an asymmetric sum tells which way is up. */
static void test_a_map_is_the_right_way_up(void **state) {
    Studio *studio = *state;
    studio->setting.data = "ring";
    studio->setting.samples = 2000;
    const Picture *picture = make(studio);
    double from_map = 0.0, side = (picture->high - picture->low) / PICTURE_MAP;
    for (size_t r = 0; r < PICTURE_MAP; r++) {
        double y = picture->high - ((double)r + 0.5) * side;
        for (size_t c = 0; c < PICTURE_MAP; c++) {
            from_map += picture->map[r * PICTURE_MAP + c] * side * side * y;
        }
    }
    print_message("mean of coordinate 2: map %.4f, points %.4f\n", from_map,
                  picture->moments[1].mean);
    /* Points moved to the middle of their cells: at most half a cell each, and far less on average.
     */
    assert_close(from_map, picture->moments[1].mean, side / 10.0);
    assert_true(fabs(picture->moments[1].mean) > side / 10.0);
}

static void test_a_cancelled_picture_ends_without_a_result(void **state) {
    Studio *studio = *state;
    const atomic_bool cancel = true;
    studio->setting.samples = 1000000;
    studio->setting.t = studio->setting.steps = 1000;
    assert_false(picture_make(studio->maker, &studio->picture, &studio->setting, &cancel, NULL));
}

static void test_progress_goes_to_the_end(void **state) {
    Studio *studio = *state;
    atomic_int progress = 0;
    assert_true(picture_make(studio->maker, &studio->picture, &studio->setting, NULL, &progress));
    assert_true(progress >= 900 && progress <= 1000);
}

static void test_columns_keep_the_mean(void **state) {
    Studio *studio = *state;
    const Picture *picture = make(studio);
    double cells = sum(picture->exact, PICTURE_CELLS) / PICTURE_CELLS;
    for (size_t columns = 16; columns <= 120; columns += 13) {
        double out[120];
        picture_columns(out, picture->exact, columns);
        assert_close(sum(out, columns) / (double)columns, cells, 1e-3);
    }
}

static void test_unknown_data_say_so(void **state) {
    Studio *studio = *state;
    studio->setting.data = "nonsense";
    assert_true(picture_make(studio->maker, &studio->picture, &studio->setting, NULL, NULL));
    assert_non_null(studio->picture.why);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        test(test_the_curve_of_gaussian_data_is_a_gaussian),
        test(test_bars_and_curve_have_area_one),
        test(test_simulated_moments_are_the_exact_ones),
        test(test_the_histogram_follows_the_curve),
        test(test_the_same_setting_gives_the_same_picture),
        test(test_both_maps_agree),
        test(test_every_toy_has_a_picture),
        test(test_the_noise_is_the_spread_over_seeds),
        test(test_a_map_is_the_right_way_up),
        test(test_a_cancelled_picture_ends_without_a_result),
        test(test_progress_goes_to_the_end),
        test(test_columns_keep_the_mean),
        test(test_unknown_data_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
