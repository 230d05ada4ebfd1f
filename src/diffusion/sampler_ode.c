/* sampler_ode.c - the probability-flow ODE, solved to a tolerance.
 *
 * With \bar x = x/\sqrt{\bar\alpha} and s = \sqrt{1-\bar\alpha}/\sqrt{\bar\alpha}, which runs from
 * s_T down to 0,
 *     \frac{d\bar x}{ds} = \epsilon(x, s),  DDIM (Song, Meng, Ermon 2021) eq. 14,
 * of which ddim with eta = 0 is Euler's method. Its flow takes the law of x_t to that of x_s, so
 * what is left of an error comes from the start and from the denoiser. s is a time of its own: the
 * schedule only says at which s the steps lie.
 *
 * The exact denoiser is known at every noise level. One that is known at the steps alone, a
 * network, is taken to be linear in s between neighbouring steps, at the same x; below step 1
 * nothing is known, so there the last step is Euler's.
 *
 * GSL's Runge-Kutta pair of Prince and Dormand, order 8, takes a block of points as one system: the
 * largest error in the block decides the solver's steps. A block's points depend on their place in
 * x alone, so the result does not depend on the threads. */
#include <assert.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/memory.h"
#include "diffusion/sampler_internal.h"

/* Where the flow ends: s = 0 itself has no density for points. The Euler step that is left errs by
 * s^2 / 2 sd for data of that standard deviation. */
#define LAST_S 1e-6
/* Of s: the solver's first step. It is made smaller where the tolerance wants it. */
#define FIRST_STEP 0.1
/* Solver's steps in one of ours. The toys take a few hundred at the smallest tolerance. */
#define STEPS_MAX 100000

/* What one thread works in. */
typedef struct {
    gsl_odeiv2_step *step;
    gsl_odeiv2_control *control;
    gsl_odeiv2_evolve *evolve;
    double *y;     /* (SAMPLER_BLOCK, d), x / sqrt(alpha_bar) */
    double *x;     /* the same */
    double *other; /* noise at the second of two steps */
    atomic_flag taken;
} Solver;

struct SamplerOde {
    const Schedule *schedule;
    size_t d, solver_count;
    Solver *solvers;
    double *s;      /* (T + 1), s[0] = 0 */
    double *memory; /* holds all arrays */
};

SamplerOde *sampler_ode_new(const Schedule *schedule, size_t d, size_t threads, double tolerance) {
    size_t block = SAMPLER_BLOCK * d, steps = schedule->steps;
    SamplerOde *ode = memory_zeroed(sizeof *ode);
    *ode = (SamplerOde){.schedule = schedule, .d = d, .solver_count = threads};
    ode->solvers = memory_zeroed(memory_product(threads, sizeof *ode->solvers));
    ode->memory = memory_zeroed(
        memory_product(memory_sum(steps + 1, memory_product(3 * block, threads)), sizeof(double)));
    ode->s = ode->memory;
    for (size_t t = 0; t <= steps; t++) {
        ode->s[t] = schedule->sqrt_one_minus_alpha_bar[t] / schedule->sqrt_alpha_bar[t];
    }
    for (size_t i = 0; i < threads; i++) {
        Solver *solver = &ode->solvers[i];
        solver->step = gsl_odeiv2_step_alloc(gsl_odeiv2_step_rk8pd, block);
        solver->control = gsl_odeiv2_control_y_new(tolerance, tolerance);
        solver->evolve = gsl_odeiv2_evolve_alloc(block);
        solver->y = ode->memory + steps + 1 + 3 * block * i;
        solver->x = solver->y + block;
        solver->other = solver->x + block;
        atomic_flag_clear(&solver->taken);
    }
    return ode;
}

void sampler_ode_free(SamplerOde *ode) {
    if (ode == NULL) {
        return;
    }
    for (size_t i = 0; i < ode->solver_count; i++) {
        gsl_odeiv2_evolve_free(ode->solvers[i].evolve);
        gsl_odeiv2_control_free(ode->solvers[i].control);
        gsl_odeiv2_step_free(ode->solvers[i].step);
    }
    free(ode->solvers);
    free(ode->memory);
    free(ode);
}

/* One block at work. */
typedef struct {
    const SamplerRun *run;
    Solver *solver;
    size_t n;
} Flow;

/* The step t with s_t <= s < s_{t+1}, 1 <= t < T, by halving; s is between s_1 and s_T. */
static size_t step_below(const SamplerOde *ode, double s) {
    size_t low = 1, high = ode->schedule->steps;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (ode->s[middle] <= s) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* eps (n, d) of the points flow->solver->x at s, linear in s between two steps. */
static void noise_between(double *eps, const Flow *flow, double s) {
    const SamplerOde *ode = flow->run->ode;
    const Denoiser *denoiser = &flow->run->denoiser;
    const double *x = flow->solver->x;
    size_t last = ode->schedule->steps, t = last == 1 ? 1 : step_below(ode, s);
    denoiser->noise(denoiser->context, eps, x, flow->n, ode->d, t);
    if (t == last || s <= ode->s[t]) {
        return;
    }
    double *other = flow->solver->other;
    double share = (s - ode->s[t]) / (ode->s[t + 1] - ode->s[t]);
    denoiser->noise(denoiser->context, other, x, flow->n, ode->d, t + 1);
    for (size_t i = 0; i < flow->n * ode->d; i++) {
        eps[i] += share * (other[i] - eps[i]);
    }
}

/* d y / d s, for GSL; 0 for the rest of a block that is not full. */
static int flow_noise(double s, const double y[], double dyds[], void *context) {
    const Flow *flow = context;
    const Denoiser *denoiser = &flow->run->denoiser;
    size_t d = flow->run->ode->d;
    double scale = 1.0 / hypot(1.0, s);
    for (size_t i = 0; i < flow->n * d; i++) {
        flow->solver->x[i] = scale * y[i];
    }
    for (size_t i = flow->n * d; i < SAMPLER_BLOCK * d; i++) {
        dyds[i] = 0.0;
    }
    if (denoiser->noise_at != NULL) {
        denoiser->noise_at(denoiser->context, dyds, flow->solver->x, flow->n, d, scale, s * scale);
    } else {
        noise_between(dyds, flow, s);
    }
    return GSL_SUCCESS;
}

/* From s down to `end`; false when the solver gives up. */
static bool solve(const Flow *flow, double s, double end) {
    Solver *solver = flow->solver;
    gsl_odeiv2_system system = {.function = flow_noise,
                                .dimension = SAMPLER_BLOCK * flow->run->ode->d,
                                .params = (void *)(uintptr_t)flow};
    gsl_odeiv2_step_reset(solver->step);
    gsl_odeiv2_evolve_reset(solver->evolve);
    double h = -fmin(FIRST_STEP * s, s - end);
    for (size_t i = 0; s > end; i++) {
        if (i == STEPS_MAX ||
            gsl_odeiv2_evolve_apply(solver->evolve, solver->control, solver->step, &system, &s, end,
                                    &h, solver->y) != GSL_SUCCESS) {
            return false;
        }
    }
    return true;
}

/* With as many as threads one is always free; with fewer, soon. */
static Solver *take_solver(SamplerOde *ode) {
    size_t i = 0;
    while (atomic_flag_test_and_set(&ode->solvers[i].taken)) {
        i = (i + 1) % ode->solver_count;
    }
    return &ode->solvers[i];
}

static void ode_advance(double *x, size_t n, size_t d, const SamplerRun *run, size_t from,
                        size_t to) {
    SamplerOde *ode = run->ode;
    assert(ode != NULL && ode->d == d && ode->schedule == run->schedule);
    Solver *solver = take_solver(ode);
    const Flow flow = {run, solver, n};
    double start = ode->s[from], end = ode->s[to];
    if (to == 0) {
        end = run->denoiser.noise_at != NULL ? fmin(LAST_S, ode->s[1]) : ode->s[1];
    }
    for (size_t i = 0; i < SAMPLER_BLOCK * d; i++) {
        solver->y[i] = i < n * d ? x[i] / ode->schedule->sqrt_alpha_bar[from] : 0.0;
    }
    bool solved = solve(&flow, start, end);
    if (solved && to == 0) {
        (void)flow_noise(end, solver->y, solver->other, (void *)(uintptr_t)&flow);
    }
    for (size_t i = 0; i < n * d; i++) {
        double y = to == 0 ? solver->y[i] - end * solver->other[i] : solver->y[i];
        x[i] = solved ? ode->schedule->sqrt_alpha_bar[to] * y : (double)NAN;
    }
    atomic_flag_clear(&solver->taken);
}

const SamplerRow sampler_ode = {
    .name = "ode",
    .doc = "the probability-flow ODE, solved to a tolerance: no noise is added, and each x_T leads "
           "to one x_0",
    .citation = "Song, Meng, Ermon 2021, eq. 14; Song, Sohl-Dickstein et al. 2021, section 4.3",
    .formula = "\\frac{d\\bar x}{ds} = \\epsilon_\\theta(x, t),\\quad \\bar x = "
               "\\frac{x}{\\sqrt{\\bar\\alpha_t}},\\quad s = "
               "\\frac{\\sqrt{1-\\bar\\alpha_t}}{\\sqrt{\\bar\\alpha_t}}",
    .uses = SAMPLER_USES_ODE | SAMPLER_JUMPS,
    .advance = ode_advance,
};
