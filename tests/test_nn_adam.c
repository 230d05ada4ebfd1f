/* test_nn_adam.c - Adam step by step, beside the formulas of the papers. */
#include <float.h>
#include <string.h>

#include "assert_close.h"
#include "base/hash.h"
#include "nn/adam.h"

/* Three parameters, four steps, by the lines of the paper (adam.h) in double, in the paper's order.
 * The floats lose a few units of 2^-24 in each step. */
static void check_adam(const NnAdamDef *def) {
    enum { COUNT = 3, STEPS = 4 };
    static const float gradients[STEPS][COUNT] = {
        {0.3F, -1.7F, 0.001F}, {0.2F, 2.2F, 0.002F}, {-0.9F, 0.4F, 0.0F}, {0.1F, 0.1F, -5.0F}};
    double theta[COUNT] = {1.5, -0.25, 0.125}, m[COUNT] = {0.0}, v[COUNT] = {0.0}, mean[COUNT];
    Arena *arena = arena_new();
    NnAdam *adam = nn_adam_new(arena, def, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        adam->parameters[i] = (float)theta[i];
        mean[i] = theta[i];
    }
    nn_adam_start(adam);
    for (size_t k = 1; k <= STEPS; k++) {
        const float *g = gradients[k - 1];
        double norm = sqrt(pow((double)g[0], 2) + pow((double)g[1], 2) + pow((double)g[2], 2));
        assert_close(nn_adam_norm(adam, g, NULL), norm, 1e-15);
        nn_adam_step(adam, g, norm, NULL);
        double shrink = def->clip > 0.0 && norm > def->clip ? def->clip / norm : 1.0;
        double rate = nn_adam_rate(def, k);
        double keep = fmin(def->keep, (double)k / ((double)k + 9.0));
        for (size_t i = 0; i < COUNT; i++) {
            double clipped = shrink * (double)g[i];
            m[i] = def->beta_1 * m[i] + (1.0 - def->beta_1) * clipped;
            v[i] = def->beta_2 * v[i] + (1.0 - def->beta_2) * clipped * clipped;
            double m_hat = m[i] / (1.0 - pow(def->beta_1, (double)k));
            double v_hat = v[i] / (1.0 - pow(def->beta_2, (double)k));
            theta[i] -= rate * (m_hat / (sqrt(v_hat) + def->epsilon) + def->decay * theta[i]);
            mean[i] = keep * mean[i] + (1.0 - keep) * theta[i];
            assert_close((double)adam->parameters[i], theta[i], 1e-6);
            assert_close((double)adam->average[i], mean[i], 1e-6);
        }
        assert_int_equal(adam->step, k);
    }
    arena_free(arena);
}

static void test_adam_makes_the_steps_of_the_papers(void **state) {
    (void)state;
    NnAdamDef def = nn_adam_def_default();
    def.rate = 0.1;
    def.warm_up = 0;
    def.clip = 0.0;
    check_adam(&def);
    def.decay = 0.3;
    check_adam(&def);
    def.clip = 1.1;
    check_adam(&def);
    def.warm_up = 3;
    def.beta_1 = 0.5;
    def.beta_2 = 0.7;
    def.epsilon = 0.01;
    def.keep = 0.2;
    check_adam(&def);
}

/* In the first step m-hat = g and v-hat = g^2, so a parameter moves by the rate, whatever the size
 * of its gradient: 0.1 here, by hand. */
static void test_the_first_step_has_the_length_of_the_rate(void **state) {
    (void)state;
    NnAdamDef def = nn_adam_def_default();
    def.rate = 0.1;
    def.warm_up = 0;
    def.total = 1000000;
    Arena *arena = arena_new();
    NnAdam *adam = nn_adam_new(arena, &def, 2);
    const float gradient[2] = {0.02F, -0.0003F};
    nn_adam_step(adam, gradient, nn_adam_norm(adam, gradient, NULL), NULL);
    assert_close((double)adam->parameters[0], -0.1, 1e-6);
    assert_close((double)adam->parameters[1], 0.1, 5e-6); /* epsilon is 3e-5 of the gradient */
    arena_free(arena);
}

static void test_the_rate_rises_and_falls(void **state) {
    (void)state;
    NnAdamDef def = nn_adam_def_default();
    def.rate = 0.004;
    def.last = 0.1;
    def.warm_up = 100;
    def.total = 1100;
    assert_close(nn_adam_rate(&def, 1), 0.00004, 1e-17);
    assert_close(nn_adam_rate(&def, 50), 0.002, 1e-17);
    assert_close(nn_adam_rate(&def, 100), 0.004, 1e-17);
    /* A third, a half and all of the way down half a cosine: cos(pi/3) = 1/2. */
    def.total = 1000;
    assert_close(nn_adam_rate(&def, 400), 0.004 * (0.1 + 0.9 * 0.75), 1e-16);
    assert_close(nn_adam_rate(&def, 550), 0.004 * (0.1 + 0.9 * 0.5), 1e-16);
    assert_close(nn_adam_rate(&def, 1000), 0.0004, 1e-16);
    assert_close(nn_adam_rate(&def, 5000), 0.0004, 1e-16);
}

static void test_odd_settings_are_refused(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const char *why = NULL;
    NnAdamDef good = nn_adam_def_default();
    assert_true(nn_adam_def_check(&good, arena, &why));
    NnAdamDef bad[8];
    for (size_t i = 0; i < 8; i++)
        bad[i] = good;
    bad[0].rate = (double)NAN;
    bad[1].last = 1.5;
    bad[2].total = bad[2].warm_up;
    bad[3].beta_1 = 1.0;
    bad[4].keep = -0.1;
    bad[5].epsilon = 0.0;
    bad[6].decay = (double)INFINITY;
    bad[7].clip = -1.0;
    for (size_t i = 0; i < 8; i++) {
        why = NULL;
        assert_false(nn_adam_def_check(&bad[i], arena, &why));
        assert_non_null(why);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_adam_makes_the_steps_of_the_papers),
        cmocka_unit_test(test_the_first_step_has_the_length_of_the_rate),
        cmocka_unit_test(test_the_rate_rises_and_falls),
        cmocka_unit_test(test_odd_settings_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
