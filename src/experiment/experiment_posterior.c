/* experiment_posterior.c - what slips and choices in the noise of a step do to the result.
 *
 * For Gaussian data the exact denoiser is linear and every sampler's result is a Gaussian whose
 * mean and variance follow from a recursion: no draws, and a difference of 1e-10 is seen. */
#include <assert.h>
#include <math.h>

#include "experiment/experiment_internal.h"
#include "experiment/experiment_line.h"

static const long chains[] = {1000, 100, 20};
#define CHAIN_COUNT (sizeof chains / sizeof chains[0])

/* ---- neglected-product ---- */

/* Without beta_t (1 - alpha_bar_{t-1}) the sum for 1 - alpha_bar_t is too large by this share,
 * which is the posterior variance itself. */
static double neglected_share(const Schedule *schedule, size_t t) {
    return schedule->beta[t] * schedule->one_minus_alpha_bar[t - 1] /
           schedule->one_minus_alpha_bar[t];
}

static bool run_neglected_product(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    (void)arena;
    for (size_t i = 0; i < CHAIN_COUNT; i++) {
        Schedule *schedule = experiment_schedule(run, chains[i]);
        double worst = 0.0, divergence = 0.0;
        for (size_t t = 2; t <= schedule->steps; t++) {
            double share = neglected_share(schedule, t);
            worst = fmax(worst, share / (1.0 + share));
            /* The variance is too small by 1/(1 + share): KL of the right Gaussian from that. */
            divergence += 0.5 * (share - log1p(share));
        }
        experiment_put(table, worst, 0.0, "worst(T=%ld)", chains[i]);
        experiment_put(table, divergence, 0.0, "kl(T=%ld)", chains[i]);
        size_t last = schedule->steps;
        experiment_put(table, neglected_share(schedule, 2) / (1.0 + neglected_share(schedule, 2)),
                       0.0, "error(t=2,T=%ld)", chains[i]);
        experiment_put(table,
                       schedule->beta[last] * schedule->one_minus_alpha_bar[last - 1] /
                           schedule->beta[last],
                       0.0, "product/kept(t=T=%ld)", chains[i]);
        schedule_free(schedule);
    }
    return true;
}

const ExperimentRow experiment_neglected_product = {
    .name = "neglected-product",
    .doc = "1 - alpha_bar_t without its product: worst(T=T), error(t=2,T=T): relative error of the "
           "posterior variance; kl(T=T): over all steps, in nats; "
           "product/kept(t=T=T): the product in shares of 1 - alpha_T",
    .question = "May (1 - alpha_t)(1 - bar alpha_{t-1}) be neglected?",
    .schedule = "linear-scaled",
    .sources = "diffusion",
    .file = "experiment_posterior.c",
    .run = run_neglected_product,
};

/* ---- rows that run a chain on Gaussian data ---- */

typedef struct {
    const DataSet *data;
    Schedule *schedule;
    SamplerRun run;
    size_t *tau;
    double *spread;
} Chain;

static Chain chain_new(const ExperimentRun *run, long steps, Arena *arena) {
    Chain chain = {.data = data_of_toy(arena, toy_find("gauss")),
                   .schedule = experiment_schedule(run, steps)};
    chain.run = (SamplerRun){.schedule = chain.schedule, .eta = 1.0};
    size_t count = (size_t)steps + 1;
    chain.tau = arena_array(arena, count, sizeof *chain.tau);
    chain.spread = arena_array(arena, count, sizeof *chain.spread);
    for (size_t t = 0; t < count; t++) {
        chain.tau[t] = t;
        chain.spread[t] = chain.schedule->sqrt_posterior_variance[t];
    }
    return chain;
}

/* The divergence of the data from what comes out with the spreads of the chain. */
static double chain_kl(const Chain *chain) {
    const SamplerRow *ddpm = sampler_find("ddpm");
    assert(ddpm != NULL && ddpm->step != NULL);
    Normal made = normal_sampled(chain->data, ddpm, &chain->run, chain->tau, chain->schedule->steps,
                                 chain->spread);
    return normal_kl((Normal){chain->data->mean[0], chain->data->covariance[0]}, made);
}

/* ---- need-neglect ---- */

static bool run_need_neglect(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    for (size_t i = 0; i < CHAIN_COUNT; i++) {
        Chain chain = chain_new(run, chains[i], arena);
        experiment_put(table, chain_kl(&chain), 0.0, "kl(exact,T=%ld)", chains[i]);
        for (size_t t = 2; t <= chain.schedule->steps; t++) {
            chain.spread[t] /= sqrt(1.0 + neglected_share(chain.schedule, t));
        }
        experiment_put(table, chain_kl(&chain), 0.0, "kl(neglected,T=%ld)", chains[i]);
        schedule_free(chain.schedule);
    }
    return true;
}

const ExperimentRow experiment_need_neglect = {
    .name = "need-neglect",
    .doc = "kl(exact|neglected,T=T): divergence of Gaussian data from what the chain makes, in "
           "nats, with the posterior variance as it is, and without the product",
    .question = "Is anything gained by neglecting the product?",
    .schedule = "linear-scaled",
    .sources = "diffusion",
    .file = "experiment_posterior.c",
    .run = run_need_neglect,
};

/* ---- missing-bar ---- */

static bool run_missing_bar(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    for (size_t i = 0; i < CHAIN_COUNT; i++) {
        Chain chain = chain_new(run, chains[i], arena);
        experiment_put(table, chain_kl(&chain), 0.0, "kl(bars,T=%ld)", chains[i]);
        /* (1 - alpha_{t-1}) / (1 - alpha_bar_t) beta_t, and with both bars gone beta_{t-1}. */
        for (size_t t = 1; t <= chain.schedule->steps; t++) {
            chain.spread[t] = sqrt(chain.schedule->beta[t - 1] * chain.schedule->beta[t] /
                                   chain.schedule->one_minus_alpha_bar[t]);
        }
        experiment_put(table, chain_kl(&chain), 0.0, "kl(no upper bar,T=%ld)", chains[i]);
        for (size_t t = 1; t <= chain.schedule->steps; t++) {
            chain.spread[t] = chain.schedule->sqrt_beta[t - 1];
        }
        experiment_put(table, chain_kl(&chain), 0.0, "kl(no bars,T=%ld)", chains[i]);
        experiment_put(table, chain.schedule->beta[1] / chain.schedule->posterior_variance[2], 0.0,
                       "wrong/right(t=2,T=%ld)", chains[i]);
        size_t last = chain.schedule->steps;
        experiment_put(table,
                       chain.schedule->beta[last - 1] / chain.schedule->posterior_variance[last],
                       0.0, "wrong/right(t=T=%ld)", chains[i]);
        schedule_free(chain.schedule);
    }
    return true;
}

const ExperimentRow experiment_missing_bar = {
    .name = "missing-bar",
    .doc = "kl(bars|no bars|no upper bar,T=T): divergence of Gaussian data from what the chain "
           "makes, in nats; "
           "wrong/right(t=..): the variance without bars in shares of the right one",
    .question = "What does a posterior variance without its bar do?",
    .schedule = "linear-scaled",
    .sources = "diffusion",
    .file = "experiment_posterior.c",
    .run = run_missing_bar,
};

/* ---- last-noise ---- */

static bool run_last_noise(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    for (size_t i = 0; i < CHAIN_COUNT; i++) {
        Chain chain = chain_new(run, chains[i], arena);
        experiment_put(table, chain_kl(&chain), 0.0, "kl(without,T=%ld)", chains[i]);
        chain.spread[1] = chain.schedule->sqrt_beta[1];
        experiment_put(table, chain_kl(&chain), 0.0, "kl(with,T=%ld)", chains[i]);
        experiment_put(table, chain.schedule->sqrt_beta[1], 0.0, "sd(T=%ld)", chains[i]);
        schedule_free(chain.schedule);
    }
    return true;
}

const ExperimentRow experiment_last_noise = {
    .name = "last-noise",
    .doc = "kl(without|with,T=T): divergence of Gaussian data from what the chain makes, in nats, "
           "without and with noise at t = 1; sd(T=T): of that noise",
    .question = "What does noise in the last step do?",
    .schedule = "linear-scaled",
    .sources = "diffusion",
    .file = "experiment_posterior.c",
    .run = run_last_noise,
};

/* ---- two-variances ---- */

static bool run_two_variances(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    for (size_t i = 0; i < CHAIN_COUNT; i++) {
        Chain chain = chain_new(run, chains[i], arena);
        experiment_put(table, chain_kl(&chain), 0.0, "kl(posterior,T=%ld)", chains[i]);
        for (size_t t = 2; t <= chain.schedule->steps; t++) {
            chain.spread[t] = chain.schedule->sqrt_beta[t];
        }
        experiment_put(table, chain_kl(&chain), 0.0, "kl(beta,T=%ld)", chains[i]);
        schedule_free(chain.schedule);
    }
    return true;
}

const ExperimentRow experiment_two_variances = {
    .name = "two-variances",
    .doc =
        "kl(posterior|beta,T=T): divergence of Gaussian data from what the chain makes, in nats, "
        "with sigma_t^2 the posterior variance, or beta_t; none at t = 1",
    .question = "Do both choices of sigma_t perform alike?",
    .schedule = "linear-scaled",
    .sources = "diffusion",
    .file = "experiment_posterior.c",
    .run = run_two_variances,
};
