/* Tests of denoise/: a network as a denoiser of any schedule, the floor of a loss, and the networks
 * that come with the program. */
#include <math.h>
#include <string.h>

#include "assert_close.h"
#include "denoise/network.h"
#include "denoise/training.h"

#define T ((size_t)100)
#define POINTS ((size_t)40)

typedef struct {
    Arena *arena;
    Schedule *schedule;
    const Network *network;
    double x[2 * POINTS];
} Fixture;

static Fixture fixture;

/* A network that has learnt a little, so that it answers something. */
static int setup(void **state) {
    ScheduleError error;
    Diag diag = {0};
    fixture = (Fixture){.arena = arena_new(), .schedule = schedule_new("linear", T, &error)};
    NnTrainerDef def = nn_trainer_def_default();
    def.network.steps = T;
    def.network.width = 32;
    def.batch = 64;
    def.data = training_data(data_of_toy(fixture.arena, toy_find("gauss2d")));
    def.scale = fixture.schedule->sqrt_alpha_bar;
    def.spread = fixture.schedule->sqrt_one_minus_alpha_bar;
    NnTrainer *trainer = nn_trainer_new(fixture.arena, &def);
    for (size_t i = 0; i < 100; i++) {
        assert_true(nn_trainer_step(trainer));
    }
    NnWeights weights = nn_weights_of(trainer, "gauss2d", "linear", "ho", false);
    fixture.network = network_of(fixture.arena, "test", &weights, &diag);
    assert_non_null(fixture.network);
    Stream stream = stream_new(3, 0);
    stream_normals(&stream, fixture.x, 2 * POINTS);
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    (void)state;
    schedule_free(fixture.schedule);
    arena_free(fixture.arena);
    return 0;
}

static void own_noise(double *eps, const double *x, size_t t) {
    nn_frozen_noise(fixture.network->frozen, eps, x, POINTS, 2, t);
}

static void assert_same(const double *a, const double *b, double tolerance) {
    for (size_t i = 0; i < 2 * POINTS; i++) {
        assert_close(a[i], b[i], tolerance);
    }
}

static void test_at_its_own_steps_it_is_the_network(void **state) {
    (void)state;
    const NetworkDenoiser own = {fixture.network, fixture.schedule};
    Denoiser denoiser = network_denoiser(&own);
    double eps[2 * POINTS], expected[2 * POINTS];
    for (size_t t = 1; t <= T; t += 9) {
        own_noise(expected, fixture.x, t);
        denoiser.noise(denoiser.context, eps, fixture.x, POINTS, 2, t);
        assert_same(eps, expected, 0.0);
        /* By level: sqrt and square lose a digit or two, and floats have seven. */
        denoiser.noise_at(denoiser.context, eps, fixture.x, POINTS, 2,
                          fixture.schedule->sqrt_alpha_bar[t],
                          fixture.schedule->sqrt_one_minus_alpha_bar[t]);
        assert_same(eps, expected, 1e-5);
    }
}

static void test_between_two_steps_it_lies_between_them(void **state) {
    (void)state;
    const NetworkDenoiser own = {fixture.network, fixture.schedule};
    Denoiser denoiser = network_denoiser(&own);
    double low[2 * POINTS], high[2 * POINTS], eps[2 * POINTS], expected[2 * POINTS];
    const double *alpha_bar = fixture.schedule->alpha_bar;
    double level = 0.75 * alpha_bar[50] + 0.25 * alpha_bar[51];
    own_noise(low, fixture.x, 50);
    own_noise(high, fixture.x, 51);
    for (size_t i = 0; i < 2 * POINTS; i++) {
        expected[i] = 0.75 * low[i] + 0.25 * high[i];
    }
    denoiser.noise_at(denoiser.context, eps, fixture.x, POINTS, 2, sqrt(level), sqrt(1.0 - level));
    assert_same(eps, expected, 1e-5);
    /* Below the first step and beyond the last it stays at them. */
    own_noise(expected, fixture.x, 1);
    denoiser.noise_at(denoiser.context, eps, fixture.x, POINTS, 2, sqrt(1.0 - 1e-9), sqrt(1e-9));
    assert_same(eps, expected, 1e-5);
    own_noise(expected, fixture.x, T);
    denoiser.noise_at(denoiser.context, eps, fixture.x, POINTS, 2, 1e-3, 1.0);
    double scaled[2 * POINTS];
    for (size_t i = 0; i < 2 * POINTS; i++) {
        scaled[i] = fixture.x[i] / hypot(1e-3, 1.0);
    }
    own_noise(expected, scaled, T);
    assert_same(eps, expected, 1e-5);
}

/* x = c (scale x_0 + spread eps) holds the same noise for every c. */
static void test_only_the_ratio_of_signal_and_noise_counts(void **state) {
    (void)state;
    const NetworkDenoiser own = {fixture.network, fixture.schedule};
    Denoiser denoiser = network_denoiser(&own);
    double large[2 * POINTS], eps[2 * POINTS], expected[2 * POINTS];
    double scale = fixture.schedule->sqrt_alpha_bar[30];
    double spread = fixture.schedule->sqrt_one_minus_alpha_bar[30];
    for (size_t i = 0; i < 2 * POINTS; i++) {
        large[i] = 7.0 * fixture.x[i];
    }
    denoiser.noise_at(denoiser.context, expected, fixture.x, POINTS, 2, scale, spread);
    denoiser.noise_at(denoiser.context, eps, large, POINTS, 2, 7.0 * scale, 7.0 * spread);
    assert_same(eps, expected, 1e-5);
}

static void test_another_schedule_asks_at_its_own_levels(void **state) {
    (void)state;
    ScheduleError error;
    Schedule *cosine = schedule_new("cosine", 40, &error);
    const NetworkDenoiser other = {fixture.network, cosine};
    Denoiser denoiser = network_denoiser(&other);
    double eps[2 * POINTS], expected[2 * POINTS];
    for (size_t t = 1; t <= 40; t += 13) {
        denoiser.noise(denoiser.context, eps, fixture.x, POINTS, 2, t);
        denoiser.noise_at(denoiser.context, expected, fixture.x, POINTS, 2,
                          cosine->sqrt_alpha_bar[t], cosine->sqrt_one_minus_alpha_bar[t]);
        assert_same(eps, expected, 0.0);
    }
    schedule_free(cosine);
}

static void test_a_schedule_that_is_none_is_refused(void **state) {
    (void)state;
    Diag diag = {0};
    NnWeights weights = fixture.network->weights;
    weights.schedule = "liner";
    assert_null(network_of(fixture.arena, "file", &weights, &diag));
    assert_non_null(strstr(diag.message, "schedule"));
    assert_string_equal(diag.file, "file");
    assert_null(network_for_data(fixture.arena, "no-such-data"));
    assert_null(network_for_data(fixture.arena, "../../ring"));
}

/* For x_0 ~ N(m, s^2): Var[eps | x_t] = alpha_bar s^2 / (alpha_bar s^2 + 1 - alpha_bar). */
static void test_the_floor_of_a_gaussian_is_the_closed_form(void **state) {
    (void)state;
    const DataSet *data = data_of_toy(fixture.arena, toy_find("gauss"));
    const ExactDenoiser exact = {data, fixture.schedule};
    Denoiser denoiser = denoiser_exact(&exact);
    TrainingError error = training_error(&denoiser, data, fixture.schedule, T, 10000, 5, NULL);
    double sum = 0.0, bin = 0.0;
    for (size_t t = 1; t <= T; t++) {
        double signal = fixture.schedule->alpha_bar[t] * data->covariance[0];
        double floor = signal / (signal + fixture.schedule->one_minus_alpha_bar[t]);
        sum += floor;
        bin += t > 5 && t <= 10 ? floor : 0.0;
    }
    /* Seven standard errors, a false alarm in 10^11; a floor off by 2 % is 10 of them or more. */
    assert_true(fabs(error.mean.floor - sum / (double)T) < 7.0 * error.mean.floor_error);
    assert_true(error.mean.floor_error < 0.002 * sum / (double)T);
    /* Bin 1 of 20 is t = 6..10. */
    assert_true(fabs(error.bins[1].floor - bin / 5.0) < 7.0 * error.bins[1].floor_error);
    assert_close(error.mean.excess, 0.0, 0.0);
    assert_close(error.mean.loss, error.mean.floor, 1e-12);
    TrainingFloor floor = training_floor(data, fixture.schedule, T, 10000, 5, NULL);
    assert_close(floor.mean, error.mean.floor, 0.0);
    assert_close(floor.bins[1], error.bins[1].floor, 0.0);
}

/* Of ten steps each is in every other of the twenty bins: t in (b / 2, (b + 1) / 2], as the trainer
 * counts. */
static void test_a_step_is_in_the_bin_that_ends_with_it(void **state) {
    (void)state;
    ScheduleError error;
    Schedule *schedule = schedule_new("linear", 10, &error);
    const DataSet *data = data_of_toy(fixture.arena, toy_find("gauss"));
    TrainingFloor floor = training_floor(data, schedule, 10, 10, 5, NULL);
    for (size_t b = 0; b < NN_BINS; b++) {
        assert_int_equal(isfinite(floor.bins[b]) != 0, b % 2 == 1);
    }
    schedule_free(schedule);
}

/* The noise said to be 0.3 too large everywhere: an excess of 0.09. */
static void too_large(const void *context, double *eps, const double *x, size_t n, size_t d,
                      size_t t) {
    const Denoiser *exact = context;
    exact->noise(exact->context, eps, x, n, d, t);
    for (size_t i = 0; i < n * d; i++) {
        eps[i] += 0.3;
    }
}

static void test_the_excess_is_the_square_of_the_error(void **state) {
    (void)state;
    const DataSet *data = data_of_toy(fixture.arena, toy_find("ring"));
    const ExactDenoiser exact = {data, fixture.schedule};
    Denoiser right = denoiser_exact(&exact);
    const Denoiser wrong = {.noise = too_large, .context = &right};
    TrainingError error = training_error(&wrong, data, fixture.schedule, 10, 500, 5, NULL);
    assert_close(error.mean.excess, 0.09, 1e-12);
}

/* Each set in the plane has its network, as good as `make quality` says such networks are: an
 * excess below 5 % of the floor (`grid`) or 3 % (the others). 20 steps of 400 points know it to a
 * tenth of itself. */
static void test_the_networks_of_the_program_know_their_data(void **state) {
    (void)state;
    ScheduleError error;
    Schedule *schedule = schedule_new("linear", 1000, &error);
    size_t count = 0;
    for (size_t i = 0; i < toy_count(); i++) {
        const Toy *toy = toy_at(i);
        Arena *arena = arena_new();
        const Network *network = network_for_data(arena, toy->name);
        if (toy->dimension == 2) {
            assert_non_null(network);
            assert_string_equal(network->weights.data, toy->name);
            assert_int_equal(network->weights.network.dimension, 2);
            const NetworkDenoiser learned = {network, schedule};
            Denoiser denoiser = network_denoiser(&learned);
            TrainingError found =
                training_error(&denoiser, data_of_toy(arena, toy), schedule, 20, 400, 5, NULL);
            double most = strcmp(toy->name, "grid") == 0 ? 0.05 : 0.03;
            if (!(found.mean.excess < most * found.mean.floor)) {
                fail_msg("%s: excess %g, floor %g", toy->name, found.mean.excess, found.mean.floor);
            }
            count++;
        }
        arena_free(arena);
    }
    assert_int_equal(count, 9);
    schedule_free(schedule);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_at_its_own_steps_it_is_the_network),
        cmocka_unit_test(test_between_two_steps_it_lies_between_them),
        cmocka_unit_test(test_only_the_ratio_of_signal_and_noise_counts),
        cmocka_unit_test(test_another_schedule_asks_at_its_own_levels),
        cmocka_unit_test(test_a_schedule_that_is_none_is_refused),
        cmocka_unit_test(test_the_floor_of_a_gaussian_is_the_closed_form),
        cmocka_unit_test(test_a_step_is_in_the_bin_that_ends_with_it),
        cmocka_unit_test(test_the_excess_is_the_square_of_the_error),
        cmocka_unit_test(test_the_networks_of_the_program_know_their_data),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
