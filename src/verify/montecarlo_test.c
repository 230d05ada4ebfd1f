/* montecarlo_test.c - the tests, and how the false-alarm rate is shared.
 *
 * Each of the tests at each of the looks gets the same part of the link's false-alarm rate
 * (Bonferroni), so that whatever they have in common, all together raise a false alarm at most at
 * that rate. */
#include <math.h>

#include "base/hash.h"
#include "verify/montecarlo.h"

#define FALSE_ALARM_DEFAULT 1e-8
#define POWER_DEFAULT (1 - 1e-6)
#define EFFECT_DEFAULT 0.01
/* Looks at all draws divided by these. */
static const size_t look_divisors[] = {64, 16, 4, 1};
#define LOOKS (sizeof look_divisors / sizeof *look_divisors)
/* Fewer blocks than this at the first look would leave limit theorems nothing to stand on. */
#define BLOCKS_MIN 4
/* A residual whose spread is less than this share of what it is made of is rounding. */
#define DEGENERATE 1e-20
/* A given quantity that varies by less than this share of its square is a constant: a sum of a
 * million squares is rounded by 1e-13 of itself. */
#define SPREAD_MIN 1e-12
/* Says that the second seed is another one: any fixed number. */
#define SECOND_SEED 0x5eedu
#define SQRT_HALF 0.70710678118654752440

MontePlan montecarlo_plan_default(void) {
    return (MontePlan){.false_alarm = FALSE_ALARM_DEFAULT,
                       .power = POWER_DEFAULT,
                       .effect = EFFECT_DEFAULT,
                       .threads = 1,
                       .seed = 1};
}

/* ---- the tests ---- */

static bool tests_residual(const MonteCase *monte) {
    return monte->kind == MONTE_LAW || monte->kind == MONTE_MEAN;
}

static bool is_affine(const MonteCase *monte) {
    for (size_t i = 0; i < monte->column_count; i++)
        if (monte->columns[i].program)
            return false;
    return true;
}

size_t montecarlo_test_count(const MonteCase *monte) {
    const size_t given = monte->column_count - monte->first;
    /* A residual that is no Gaussian may spread differently from point to point, and the error of
     * its correlations is not known: means alone are tested, its own and those of the probes. */
    if (!tests_residual(monte) || (monte->kind == MONTE_MEAN && !is_affine(monte)))
        return 1 + monte->probes;
    /* The mean, and for a law the variance and the shape; each given quantity; and in two
     * dimensions the other coordinates. */
    return (monte->kind == MONTE_LAW ? 3 : 1) + given + (monte->dimensions == 2 ? 1 + given : 0);
}

static MonteTest z_test(const char *what, double measured, double expected, double error,
                        double draws) {
    double z = error > 0 ? (measured - expected) / error : (double)NAN;
    return (MonteTest){.what = what,
                       .statistic = z,
                       .p = stat_normal_p(z),
                       .measured = measured,
                       .expected = expected,
                       .error = error,
                       .draws = (size_t)draws};
}

static MonteTest chi_square_test(const char *what, double squares, double variance, double dof,
                                 double draws) {
    double measured = squares / dof, error = variance * sqrt(2 / dof);
    return (MonteTest){.what = what,
                       .statistic = (measured - variance) / error,
                       .p = stat_chi_square_p(squares / variance, dof),
                       .measured = measured,
                       .expected = variance,
                       .error = error,
                       .draws = (size_t)draws};
}

static MonteTest shape_test(const MonteSums *sums) {
    double edges[MONTECARLO_BINS - 1];
    double n = sums->moments.count;
    for (size_t i = 0; i + 1 < MONTECARLO_BINS; i++)
        edges[i] = erfc(-montecarlo_bin_edge(i) * SQRT_HALF) / 2;
    double distance = stat_ks_binned(sums->bins, edges, MONTECARLO_BINS);
    return (MonteTest){.what = "the distance from a Gaussian's distribution function",
                       .statistic = distance,
                       .p = stat_ks_bound(distance, n),
                       .measured = distance,
                       .error = 1 / (2 * sqrt(n)),
                       .draws = (size_t)n};
}

/* Of column 0 with the given columns, and with those of the other coordinate. Given the latter the
 * sums of products are normal: column 0 is independent of them, and so are its two coordinates. */
static void correlation_tests(MonteTest *out, Arena *arena, const MonteCase *monte,
                              const MonteSums *sums, double variance) {
    const StatMoments *m = &sums->moments;
    size_t count = 0;
    for (size_t j = monte->first; j < monte->column_count; j++) {
        double error = 1 / sqrt(m->count);
        double squares = stat_centred(m, j, j);
        bool varies = squares > SPREAD_MIN * m->product[j][j];
        double size = varies ? sqrt(variance * squares * m->count) : (double)NAN;
        out[count++] =
            z_test(arena_printf(arena, "the correlation of the residual with %s", monte->names[j]),
                   stat_centred(m, 0, j) / size, 0, error, m->count);
    }
    if (monte->dimensions < 2)
        return;
    for (size_t j = 0; j < monte->column_count; j++) {
        if (j > 0 && j < monte->first)
            continue;
        double n = j == 0 ? m->count / 2 : m->count;
        double error = 1 / sqrt(n);
        double size = j == 0 ? variance * n : sqrt(variance * m->product[j][j] * n);
        const char *other = j == 0 ? "the residual's" : monte->names[j];
        out[count++] = z_test(
            arena_printf(arena, "the correlation of the residual with the other coordinate of %s",
                         other),
            sums->cross[j] / size, 0, error, n);
    }
}

static void residual_tests(MonteTest *out, Arena *arena, const MonteCase *monte,
                           const MonteSums *sums) {
    const StatMoments *m = &sums->moments;
    const double dof = m->count - 1, squares = stat_centred(m, 0, 0);
    const double variance = monte->kind == MONTE_LAW ? 1 : squares / dof;
    size_t count = 0;
    out[count++] =
        z_test("the mean of the residual", stat_mean(m, 0), 0, sqrt(variance / m->count), m->count);
    if (monte->kind == MONTE_LAW) {
        out[count++] = chi_square_test("the variance of the residual", squares, 1, dof, m->count);
        out[count++] = shape_test(sums);
    }
    for (size_t j = monte->column_count - monte->probes; j < monte->column_count; j++) {
        double error = sqrt(stat_centred(m, j, j) / dof / m->count);
        out[count++] = z_test(arena_printf(arena, "the mean of %s", monte->names[j]),
                              stat_mean(m, j), 0, error, m->count);
    }
    if (montecarlo_test_count(monte) > count)
        correlation_tests(out + count, arena, monte, sums, variance);
}

/* Least squares take as many degrees of freedom as they have coefficients. */
static void moment_test(MonteTest *out, const MonteCase *monte, const MonteSums *sums) {
    const StatMoments *m = &sums->moments;
    size_t rank;
    double first = stat_residual(m, 0, 0, monte->first, &rank);
    const double dof = m->count - (double)rank;
    if (monte->kind == MONTE_VARIANCE) {
        *out = chi_square_test("the conditional variance", first, monte->expected, dof, m->count);
        return;
    }
    double second = stat_residual(m, 1, 1, monte->first, &rank);
    double product = stat_residual(m, 0, 1, monte->first, &rank);
    /* Var(uv) = Var u Var v + Cov(u, v)^2 for Gaussians. */
    double square = first / dof * (second / dof) + monte->expected * monte->expected;
    *out = z_test("the conditional covariance", product / dof, monte->expected, sqrt(square / dof),
                  m->count);
}

void montecarlo_tests(MonteTest *out, Arena *arena, const MonteCase *monte, const MonteSums *sums) {
    if (tests_residual(monte))
        residual_tests(out, arena, monte, sums);
    else
        moment_test(out, monte, sums);
}

/* ---- looks ---- */

/* No number, or nothing but rounding, somewhere. What is given may be a constant. */
static bool is_degenerate(const MonteCase *monte, const MonteSums *sums) {
    const StatMoments *m = &sums->moments;
    for (size_t i = 0; i < monte->column_count; i++)
        if (!isfinite(m->product[i][i]))
            return true;
    for (size_t i = 0; i < monte->first; i++)
        if (!(stat_centred(m, i, i) > DEGENERATE * m->count))
            return true;
    return false;
}

/* The test with the smallest p-value; one that cannot be made says nothing. */
static MonteTest worst_of(const MonteTest *tests, size_t count) {
    MonteTest worst = {.p = (double)NAN};
    for (size_t i = 0; i < count; i++)
        if (!isnan(tests[i].p) && !(worst.p <= tests[i].p))
            worst = tests[i];
    return worst;
}

typedef struct {
    size_t looks;
    double alpha;  /* of one test at one look */
    size_t blocks; /* at the last look */
} Shares;

/* A law of Gaussians and least squares on Gaussians are exact at any n; means of products and of
 * squares are normal in the limit only: these are looked at once, at the end. */
static size_t looks_of(const MonteCase *monte) {
    return monte->kind == MONTE_COVARIANCE || !is_affine(monte) ? 1 : LOOKS;
}

static Shares shares_of(const MonteCase *monte, const MontePlan *plan) {
    Shares shares = {.looks = looks_of(monte)};
    shares.alpha = plan->false_alarm / (double)(shares.looks * montecarlo_test_count(monte));
    double draws = (double)plan->samples;
    if (plan->samples == 0)
        draws = monte->kind == MONTE_VARIANCE
                    ? stat_spread_samples(plan->effect, shares.alpha, plan->power)
                    : stat_mean_samples(plan->effect, shares.alpha, plan->power);
    double per_block = (double)(MONTECARLO_LANES * monte->dimensions);
    shares.blocks = (size_t)ceil(draws / per_block);
    if (shares.blocks < BLOCKS_MIN)
        shares.blocks = BLOCKS_MIN;
    return shares;
}

static size_t blocks_at(const Shares *shares, size_t look) {
    size_t divisor = look_divisors[LOOKS - shares->looks + look];
    size_t blocks = (shares->blocks + divisor - 1) / divisor;
    return blocks < BLOCKS_MIN ? BLOCKS_MIN : blocks;
}

/* Draws and looks until one look rejects. */
static void look_at(MonteResult *out, Arena *arena, const MonteCase *monte, const MontePlan *plan,
                    const Shares *shares, uint64_t seed) {
    MonteRun *run = montecarlo_run_new(monte, seed, plan->threads, plan->stop);
    MonteSums *sums = arena_alloc(arena, sizeof *sums);
    MonteTest tests[MONTECARLO_TESTS_MAX];
    out->end = MONTE_ACCEPTED;
    for (size_t look = 0; look < shares->looks; look++) {
        if (!montecarlo_run_to(run, blocks_at(shares, look))) {
            out->end = MONTE_STOPPED;
            break;
        }
        montecarlo_run_sums(run, sums);
        out->draws = (size_t)sums->moments.count;
        if (is_degenerate(monte, sums)) {
            out->end = MONTE_DEGENERATE;
            break;
        }
        montecarlo_tests(tests, arena, monte, sums);
        out->worst = worst_of(tests, out->tests);
        if (out->worst.p < shares->alpha) {
            out->end = MONTE_REJECTED;
            break;
        }
    }
    montecarlo_run_free(run);
}

MonteResult montecarlo_test(Arena *arena, const MonteCase *monte, const MontePlan *plan) {
    const Shares shares = shares_of(monte, plan);
    const double draws = (double)(shares.blocks * MONTECARLO_LANES * monte->dimensions);
    MonteResult out = {.tests = montecarlo_test_count(monte), .looks = shares.looks};
    out.detectable = monte->kind == MONTE_VARIANCE
                         ? stat_spread_detectable(draws, shares.alpha, plan->power)
                         : stat_mean_detectable(draws, shares.alpha, plan->power);
    look_at(&out, arena, monte, plan, &shares, plan->seed);
    if (out.end != MONTE_REJECTED)
        return out;
    MonteResult second = out;
    look_at(&second, arena, monte, plan, &shares, hash_mix(plan->seed, SECOND_SEED, 0, 0));
    if (second.end != MONTE_REJECTED)
        out.end = second.end == MONTE_ACCEPTED ? MONTE_UNCONFIRMED : second.end;
    return out;
}
