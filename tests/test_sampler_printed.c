/* What the slips of the printed samplers do: the law that each gives Gaussian data, from the
 * letters as they are printed, against the law of the right sampler and against what is drawn. */
#include <stdlib.h>
#include <string.h>

#include "sampler_fixture.h"

#define STEPS 100
/* 100,000 points: an error of a mean of 0.036 sd and one of a variance of 5 % is caught (11.3
 * standard errors). */
#define POINTS ((size_t)100000)

/* x_{t-1} = (x_t - share eps) over, plus noise of a standard deviation; eps is what the exact
 * denoiser says of x_t = a x_0 + r eps. */
typedef struct {
    double over, share, noise, a, r;
} Printed;

typedef struct {
    double mean, variance;
} Law;

/* For x_0 ~ N(m, c) E[eps|x] = r (x - a m) / (a^2 c + r^2): an affine step. */
static void take(Law *law, const Printed *p, double m, double c) {
    double slope = p->r / (p->a * p->a * c + p->r * p->r);
    double expected = slope * (law->mean - p->a * m);
    law->mean = p->over * (law->mean - p->share * expected);
    double factor = p->over * (1.0 - p->share * slope);
    law->variance = factor * factor * law->variance + p->noise * p->noise;
}

/* The printed updates in Ho's letters where the document's own are roots of them. */
static Printed right(const Schedule *s, size_t t) {
    double r = s->sqrt_one_minus_alpha_bar[t];
    return (Printed){1.0 / s->sqrt_alpha[t], s->beta[t] / r, s->sqrt_posterior_variance[t],
                     s->sqrt_alpha_bar[t], r};
}

static Printed annex(const Schedule *s, size_t t) {
    double alpha = s->sqrt_alpha[t], beta = s->sqrt_beta[t];
    double beta_bar = s->sqrt_one_minus_alpha_bar[t];
    double before = s->sqrt_one_minus_alpha_bar[t - 1];
    return (Printed){1.0 / alpha, beta / beta_bar, before / beta_bar * beta, s->sqrt_alpha_bar[t],
                     beta_bar};
}

static Printed chandery(const Schedule *s, size_t t) {
    double alpha = s->sqrt_alpha[t], hat = s->sqrt_alpha_bar[t], before = s->sqrt_alpha_bar[t - 1];
    return (Printed){1.0 / alpha, (1.0 - alpha) / (1.0 - hat),
                     (1.0 - alpha) * (1.0 - before) / (1.0 - hat), hat, 1.0 - hat};
}

/* Solved for x_t and eps: the weight of x_0 is w, x_0 = (x_t - r eps) / a. */
static Printed hello_world(const Schedule *s, size_t t) {
    double a = s->sqrt_alpha_bar[t], r = s->sqrt_one_minus_alpha_bar[t];
    double before = 1.0 - s->alpha_bar[t - 1];
    double w = sqrt(s->alpha[t - 1]) * (1.0 - s->alpha[t]) / (r * r);
    double over = s->sqrt_alpha[t] * before / (r * r) + w / a;
    return (Printed){over, w * r / a / over, sqrt(s->beta[t] * (1.0 - s->alpha[t - 1]) / (r * r)),
                     a, r};
}

/* eta = 1: \sqrt{1-\bar\alpha_{t-1}-\sigma_t^2} with the posterior variance, and no z. */
static Printed silent_ddim(const Schedule *s, size_t t) {
    double a = s->sqrt_alpha_bar[t], r = s->sqrt_one_minus_alpha_bar[t];
    double ratio = s->sqrt_alpha_bar[t - 1] / a;
    double kept = sqrt(1.0 - s->alpha_bar[t - 1] - s->posterior_variance[t]);
    return (Printed){ratio, r - kept / ratio, 0.0, a, r};
}

/* What comes out of `gauss`, mean 0.5 and standard deviation 0.5: the right sampler's steps of this
 * size make the standard deviation 0.468, and each slip this share of that. */
#define RIGHT_SD 0.4682
static const struct {
    const char *name;
    Printed (*at)(const Schedule *s, size_t t);
    double mean, sd_share;
} SAMPLERS[] = {
    {"ddpm", right, 0.5, 1.0},
    {"printed-annex-8.2", annex, 0.5, 0.1345},
    {"printed-chandery", chandery, 0.5, 0.0999},
    {"printed-hello-world", hello_world, 0.7470, 0.4504},
    {"printed-ddim", silent_ddim, 0.5, 0.0024},
};

static Law law_of(const Schedule *s, const DataSet *data, Printed (*at)(const Schedule *, size_t)) {
    Law law = {0.0, 1.0};
    for (size_t t = s->steps; t >= 1; t--) {
        const Printed p = at(s, t);
        take(&law, &p, data->mean[0], data->covariance[0]);
    }
    return law;
}

/* The shares to their last digit printed above; what is drawn to its standard error. */
static void test_each_slip_does_what_its_letters_say(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "gauss", "linear-scaled", STEPS);
    f.run.eta = 1.0;
    double *x = calloc(POINTS, sizeof *x);
    for (size_t i = 0; i < sizeof SAMPLERS / sizeof *SAMPLERS; i++) {
        Law law = law_of(f.schedule, f.exact.data, SAMPLERS[i].at);
        assert_close(law.mean, SAMPLERS[i].mean, 1e-4);
        assert_close(sqrt(law.variance) / RIGHT_SD, SAMPLERS[i].sd_share, 1e-4);
        sampler_start(x, POINTS, 1, &f.run);
        run_every_step(x, POINTS, 1, sampler_find(SAMPLERS[i].name), &f.run);
        check_moments(SAMPLERS[i].name, x, POINTS, law.mean, law.variance);
    }
    free(x);
    tear_down(&f);
}

/* Where a printed update says nothing wrong it is the right one: without noise nothing is missing.
 */
static void test_a_printed_update_without_its_slip_is_right(void **state) {
    (void)state;
    Fixture f;
    set_up(&f, "gauss", "linear", 1000);
    for (size_t t = 1; t <= 1000; t++) {
        SamplerStep a = sampler_find("printed-ddim")->step(&f.run, t, t - 1);
        SamplerStep b = sampler_find("ddim")->step(&f.run, t, t - 1);
        assert_memory_equal(&a, &b, sizeof a);
    }
    tear_down(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_slip_does_what_its_letters_say),
        cmocka_unit_test(test_a_printed_update_without_its_slip_is_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
