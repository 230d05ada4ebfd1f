/* test_toy.c - one contract for every law of data, toys and files alike; far tails; refusals.
 *
 * Every density is integrated by composite Gauss-Legendre over cells; the same cells hold the
 * counts of draws. Rates of the statistical tests: sample_checks.h, with the draws below. */
#include <stdio.h>
#include <string.h>

#include "assert_close.h"
#include "diffusion/data.h"
#include "sample_checks.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

#define SEED 20240229
/* One cell's probability p is known to SIGMAS sqrt(p / DRAWS): 0.0027, or 2.7 % of it, at 0.1. */
#define DRAWS 600000
/* Draws of x_0 that stand for its law when the noised one is computed by Monte Carlo. */
#define MONTE_CARLO_DRAWS 200000
#define PLACES 6
/* Of a sum of that many equal terms, relatively. */
#define SUM_ROUNDING (MONTE_CARLO_DRAWS * 0x1p-53)

/* Panels of four nodes. On a line 0.05 wide (the edges of `uniform` and the kink of `laplace` are
 * panel ends); in the plane sqrt(3)/20 wide, as the edges of `checkerboard` want, or seven times
 * that where noise makes everything smooth: 0.61, as wide as its narrowest peak. */
#define LINE_REACH 20.0
#define LINE_PANELS 800
#define PLANE_REACH (70.0 * 0.086602540378443865)
#define PLANE_PANELS 140
#define PLANE_PANELS_SMOOTH 20
#define NODES 4
#define AXIS_MAX (LINE_PANELS * NODES)

/* What the integrals leave out beyond the reach is 3e-9 at most (a standard normal beyond 6.06, in
 * the plane); the rule itself errs by less where the narrowest width, 0.07, meets a panel of
 * 0.087. */
#define INTEGRAL_TOLERANCE 2e-7

static const double node_at[NODES] = {-0.8611363115940526, -0.3399810435848563, 0.3399810435848563,
                                      0.8611363115940526};
static const double node_weight[NODES] = {0.3478548451374538, 0.6521451548625461,
                                          0.6521451548625461, 0.3478548451374538};

typedef struct {
    double scale, spread;
    bool smooth; /* noise makes everything wide; other levels with noise are integrated on a line
                    only */
} Level;

static const Level levels[] = {
    {1.0, 0.0, false}, {0.995, 0.0998749217771909, false},
    {0.8, 0.6, true},  {0.1, 0.99498743710662, true},
    {0.0, 1.0, true},
};

/* One axis of the grid, the same for both coordinates. */
typedef struct {
    size_t count, panels, cell_panels;
    double reach;
    double at[AXIS_MAX], weight[AXIS_MAX];
} Axis;

static void make_axis(Axis *axis, const DataSet *data, const Level *level) {
    axis->reach = data->dimension == 1 ? LINE_REACH : PLANE_REACH;
    axis->panels = data->dimension == 1 ? LINE_PANELS
                   : level->smooth      ? PLANE_PANELS_SMOOTH
                                        : PLANE_PANELS;
    axis->cell_panels = axis->panels == PLANE_PANELS_SMOOTH ? 2 : 5;
    axis->count = axis->panels * NODES;
    double half = axis->reach / (double)axis->panels;
    for (size_t i = 0; i < axis->count; i++) {
        size_t panel = i / NODES;
        double middle = -axis->reach + half * (2.0 * (double)panel + 1.0);
        axis->at[i] = middle + half * node_at[i % NODES];
        axis->weight[i] = half * node_weight[i % NODES];
    }
}

/* Calls `run` for every toy, a file's points on a line, and points in the plane. */
static void for_every_law(void (*run)(const DataSet *data)) {
    static const double line[] = {-1.5, -0.25, 0.1, 0.1, 2.0};
    static const double plane[] = {-1.0, 0.5, 0.75, 1.25, 0.0, -1.5, 2.0, 0.25};
    Arena *arena = arena_new();
    for (size_t i = 0; i < toy_count(); i++) {
        run(data_of_toy(arena, toy_at(i)));
    }
    run(data_of_points(arena, "line.csv", line, COUNT_OF(line), 1));
    run(data_of_points(arena, "plane.csv", plane, COUNT_OF(plane) / 2, 2));
    arena_free(arena);
}

/* The level's integrals: of p; of p y and p y y^T; of p m and p m y^T with m = E[x_0|y]; and the
 * probabilities of cells. */
typedef struct {
    double one, y[2], yy[4], m[2], my[4];
    size_t cells_across;
    double *cells;
} Integrals;

static void add_row(Integrals *sums, const DataSet *data, const Axis *axis, const Level *level,
                    size_t row) {
    static double y[2 * AXIS_MAX], density[AXIS_MAX], mean[2 * AXIS_MAX];
    size_t d = data->dimension;
    for (size_t i = 0; i < axis->count; i++) {
        y[i * d] = axis->at[i];
        if (d == 2) {
            y[i * d + 1] = axis->at[row];
        }
    }
    DataNoised out = {.log_density = density, .mean = mean};
    assert_true(data_noised(&out, data, y, axis->count, level->scale, level->spread));
    for (size_t i = 0; i < axis->count; i++) {
        double p = exp(density[i]) * axis->weight[i] * (d == 2 ? axis->weight[row] : 1.0);
        size_t cell = i / NODES / axis->cell_panels +
                      (d == 2 ? row / NODES / axis->cell_panels * sums->cells_across : 0);
        if (p == 0.0) {
            continue;
        }
        sums->one += p;
        sums->cells[cell] += p;
        for (size_t j = 0; j < d; j++) {
            sums->y[j] += p * y[i * d + j];
            sums->m[j] += p * mean[i * d + j];
            for (size_t k = 0; k < d; k++) {
                sums->yy[j * d + k] += p * y[i * d + j] * y[i * d + k];
                sums->my[j * d + k] += p * mean[i * d + j] * y[i * d + k];
            }
        }
    }
}

static void integrate(Integrals *sums, const DataSet *data, const Axis *axis, const Level *level) {
    *sums = (Integrals){.cells_across = axis->panels / axis->cell_panels};
    size_t cells =
        data->dimension == 2 ? sums->cells_across * sums->cells_across : sums->cells_across;
    sums->cells = calloc(cells, sizeof *sums->cells);
    assert_non_null(sums->cells);
    for (size_t row = 0; row < (data->dimension == 2 ? axis->count : 1); row++) {
        add_row(sums, data, axis, level, row);
    }
}

static void check_value(const DataSet *data, const Level *level, const char *what, double actual,
                        double expected, double tolerance) {
    if (!close_enough(actual, expected, tolerance)) {
        fail_msg("%s at (%g, %g): %s is %.15g, expected %.15g, tolerance %g", data->name,
                 level->scale, level->spread, what, actual, expected, tolerance);
    }
}

/* \mathrm E\,y = a\,\mathrm E\,x_0; \mathrm{Cov}\,y = a^2\mathrm{Cov}\,x_0 + s^2;
 * \mathrm E[m(y)] = \mathrm E\,x_0; \mathrm E[m(y)y^T] = a\,\mathrm E[x_0x_0^T]. */
static void check_integrals(const Integrals *sums, const DataSet *data, const Level *level) {
    size_t d = data->dimension;
    double a = level->scale;
    check_value(data, level, "the integral", sums->one, 1.0, INTEGRAL_TOLERANCE);
    for (size_t j = 0; j < d; j++) {
        check_value(data, level, "E[y]", sums->y[j], a * data->mean[j], INTEGRAL_TOLERANCE);
        check_value(data, level, "E[E[x_0|y]]", sums->m[j], data->mean[j], INTEGRAL_TOLERANCE);
        for (size_t k = 0; k < d; k++) {
            double second = data->covariance[j * d + k] + data->mean[j] * data->mean[k];
            double noise = j == k ? level->spread * level->spread : 0.0;
            check_value(data, level, "E[y y]", sums->yy[j * d + k], a * a * second + noise,
                        10.0 * INTEGRAL_TOLERANCE);
            check_value(data, level, "E[E[x_0|y] y]", sums->my[j * d + k], a * second,
                        10.0 * INTEGRAL_TOLERANCE);
        }
    }
}

/* y = a x_0 + s eps, drawn. */
static double *draw_noised(const DataSet *data, const Level *level, size_t n, uint64_t number) {
    size_t d = data->dimension;
    double *x = calloc(n * d, sizeof *x);
    double *noise = calloc(n * d, sizeof *noise);
    if (x == NULL || noise == NULL) {
        fail_msg("no memory");
        abort();
    }
    Stream stream = stream_new(SEED, number);
    data_sample(data, x, n, &stream);
    stream_normals(&stream, noise, n * d);
    for (size_t i = 0; i < n * d; i++) {
        x[i] = level->scale * x[i] + level->spread * noise[i];
    }
    free(noise);
    return x;
}

/* The cell of a point, or SIZE_MAX outside the grid. */
static size_t cell_of(const Integrals *sums, const Axis *axis, const double *y, size_t d) {
    size_t cell = 0;
    for (size_t k = d; k-- > 0;) {
        double place = (y[k] + axis->reach) / (2.0 * axis->reach) * (double)sums->cells_across;
        if (!(place >= 0.0 && place < (double)sums->cells_across)) {
            return SIZE_MAX;
        }
        cell = cell * sums->cells_across + (size_t)place;
    }
    return cell;
}

/* Cells that expect fewer draws than this are one cell together. */
#define EXPECTED_MIN 30.0

static void check_draws(const Integrals *sums, const DataSet *data, const Axis *axis,
                        const Level *level) {
    size_t d = data->dimension;
    size_t cells = d == 2 ? sums->cells_across * sums->cells_across : sums->cells_across;
    size_t *counts = calloc(cells, sizeof *counts);
    double *probability = calloc(cells, sizeof *probability);
    assert_true(counts != NULL && probability != NULL);
    double *y = draw_noised(data, level, DRAWS, 1);
    for (size_t i = 0; i < DRAWS; i++) {
        size_t cell = cell_of(sums, axis, y + i * d, d);
        if (cell != SIZE_MAX) {
            counts[cell]++;
        }
    }
    /* KS at the ends of the cells, on a line. */
    double below = 0.0, law = 0.0;
    for (size_t i = 0; d == 1 && i < cells; i++) {
        below += (double)counts[i] / DRAWS;
        law += sums->cells[i];
        check_value(data, level, "the distribution function", below, law, LAMBDA / sqrt(DRAWS));
    }
    size_t kept = 0;
    for (size_t i = 0; i < cells; i++) {
        if (sums->cells[i] * DRAWS >= EXPECTED_MIN) {
            counts[kept] = counts[i];
            probability[kept++] = sums->cells[i];
        }
    }
    char what[100];
    snprintf(what, sizeof what, "%s at (%g, %g), draws in cells", data->name, level->scale,
             level->spread);
    assert_true(kept > 1);
    check_counts(what, counts, probability, kept, DRAWS);
    free(y);
    free(counts);
    free(probability);
}

static void check_law_in_cells(const DataSet *data) {
    static Axis axis;
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        bool is_costly = data->dimension == 2 && !levels[i].smooth && levels[i].spread > 0.0;
        if ((levels[i].spread == 0.0 && !data->has_density) || is_costly) {
            continue;
        }
        Integrals sums;
        make_axis(&axis, data, &levels[i]);
        integrate(&sums, data, &axis, &levels[i]);
        check_integrals(&sums, data, &levels[i]);
        check_draws(&sums, data, &axis, &levels[i]);
        free(sums.cells);
    }
}

static void test_densities_integrate_to_1_and_draws_follow_them(void **state) {
    (void)state;
    for_every_law(check_law_in_cells);
}

/* Four evaluations: the error is STEP^4 f^(5) / 30, with f^(5) up to 1e6 in these laws (widths
 * 0.07, and the jumps between components), or rounding / STEP. */
#define DIFFERENCE_STEP 1e-4
#define DIFFERENCE_TOLERANCE 1e-6

static double log_density_at(const DataSet *data, const Level *level, const double *y) {
    double value = (double)NAN;
    DataNoised out = {.log_density = &value};
    assert_true(data_noised(&out, data, y, 1, level->scale, level->spread));
    return value;
}

static double difference(const DataSet *data, const Level *level, const double *y, size_t k) {
    double sum = 0.0;
    for (int step = -2; step <= 2; step++) {
        static const double weights[] = {1.0, -8.0, 0.0, 8.0, -1.0};
        double moved[2] = {y[0], data->dimension == 2 ? y[1] : 0.0};
        moved[k] += step * DIFFERENCE_STEP;
        if (step != 0) {
            sum += weights[step + 2] * log_density_at(data, level, moved);
        }
    }
    return sum / (12.0 * DIFFERENCE_STEP);
}

static void check_score_at(const DataSet *data, const Level *level, const double *y) {
    size_t d = data->dimension;
    double score[2], mean[2], noise[2];
    DataNoised out = {.score = score, .mean = mean, .noise = noise};
    assert_true(data_noised(&out, data, y, 1, level->scale, level->spread));
    for (size_t k = 0; k < d; k++) {
        check_value(data, level, "the score", score[k], difference(data, level, y, k),
                    DIFFERENCE_TOLERANCE);
        check_value(data, level, "E[eps|y]", noise[k], -level->spread * score[k], 1e-14);
        /* Tweedie: a m = y + s^2 score. */
        check_value(data, level, "a E[x_0|y]", level->scale * mean[k],
                    y[k] + level->spread * level->spread * score[k], 1e-12);
    }
}

static void check_scores(const DataSet *data) {
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        if (levels[i].spread == 0.0 && !data->has_density) {
            continue;
        }
        double *y = draw_noised(data, &levels[i], 40, 2);
        for (size_t k = 0; k < 40; k++) {
            check_score_at(data, &levels[i], y + k * data->dimension);
        }
        free(y);
    }
}

static void test_score_is_the_gradient_and_noise_and_mean_follow_from_it(void **state) {
    (void)state;
    for_every_law(check_scores);
}

/* Means over draws x of weight and of weight x, weight = N(y; a x, s^2), with their own standard
 * errors. */
static void check_by_monte_carlo(const DataSet *data, const Level *level, const double *x,
                                 const double *y) {
    size_t d = data->dimension;
    double density = 0.0, mean[2] = {0.0};
    DataNoised out = {.log_density = &density, .mean = mean};
    assert_true(data_noised(&out, data, y, 1, level->scale, level->spread));
    double sum = 0.0, squares = 0.0, deviation[2] = {0.0}, deviation_squares[2] = {0.0};
    for (size_t i = 0; i < MONTE_CARLO_DRAWS; i++) {
        double weight = 1.0;
        for (size_t k = 0; k < d; k++) {
            double z = (y[k] - level->scale * x[i * d + k]) / level->spread;
            weight *= exp(-0.5 * z * z) / (level->spread * 2.5066282746310002);
        }
        sum += weight;
        squares += weight * weight;
        for (size_t k = 0; k < d; k++) {
            double term = weight * (x[i * d + k] - mean[k]);
            deviation[k] += term;
            deviation_squares[k] += term * term;
        }
    }
    double n = MONTE_CARLO_DRAWS;
    double average = sum / n;
    double error = sqrt(fmax(squares / n - average * average, 0.0) / n);
    char what[100];
    snprintf(what, sizeof what, "%s at (%g, %g), y = (%g, %g): the density", data->name,
             level->scale, level->spread, y[0], d == 2 ? y[1] : 0.0);
    check_deviation(what, average, exp(density), error + SUM_ROUNDING * average);
    for (size_t k = 0; k < d; k++) {
        check_deviation("E[x_0|y]", mean[k] + deviation[k] / sum, mean[k],
                        sqrt(deviation_squares[k]) / sum + SUM_ROUNDING);
    }
}

static void check_noised(const DataSet *data) {
    static const Level clean = {1.0, 0.0, false};
    double *x = draw_noised(data, &clean, MONTE_CARLO_DRAWS, 3);
    for (size_t i = 1; i < COUNT_OF(levels) - 1; i++) {
        double *y = draw_noised(data, &levels[i], PLACES, 4);
        for (size_t k = 0; k < PLACES; k++) {
            check_by_monte_carlo(data, &levels[i], x, y + k * data->dimension);
        }
        free(y);
    }
    free(x);
}

static void test_noised_laws_agree_with_monte_carlo(void **state) {
    (void)state;
    for_every_law(check_noised);
}

static void check_stream(const DataSet *data) {
    static const Level clean = {1.0, 0.0, false};
    size_t bytes = 1000 * data->dimension * sizeof(double);
    double *first = draw_noised(data, &clean, 1000, 5);
    double *again = draw_noised(data, &clean, 1000, 5);
    double *other = draw_noised(data, &clean, 1000, 6);
    assert_memory_equal(first, again, bytes);
    bool is_point = data->toy != NULL && strcmp(data->name, "point") == 0;
    assert_true(is_point == (memcmp(first, other, bytes) == 0));
    free(first);
    free(again);
    free(other);
}

static void test_the_same_stream_gives_the_same_draws(void **state) {
    (void)state;
    for_every_law(check_stream);
}

static void check_refusals(const DataSet *data) {
    static const double bad[][2] = {
        {0.0, 0.0},
        {-1.0, 1.0},
        {1.0, -1.0},
        {(double)NAN, 1.0},
        {1.0, (double)NAN},
        {1e61, 1.0},
        {1.0, (double)INFINITY},
        {1.0, 1e-61},
        {1e-61, 0.0},
    };
    const double y[2] = {0.25, 0.5};
    double value = 7.0;
    DataNoised out = {.log_density = &value};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(data_noised(&out, data, y, 1, bad[i][0], bad[i][1]));
        assert_true(value == 7.0);
    }
    assert_int_equal(data_noised(&out, data, y, 1, 1.0, 0.0), data->has_density);
    bool has_none = data->toy == NULL || strcmp(data->name, "point") == 0;
    assert_int_equal(data->has_density, !has_none);
    const double nowhere[2] = {(double)NAN, 0.0};
    double score[2] = {0.0};
    out.score = score;
    assert_true(data_noised(&out, data, nowhere, 1, 0.8, 0.6));
    assert_true(isnan(value) && isnan(score[0]));
}

static void test_levels_without_a_density_are_refused(void **state) {
    (void)state;
    for_every_law(check_refusals);
}

/* At a scale of 0, and in the limit, y says nothing about the data. */
static void check_no_signal(const DataSet *data) {
    static const double scales[] = {0.0, 1e-300, 1e-100, 1e-30, 1e-18};
    const double y[2] = {0.75, -1.25};
    for (size_t i = 0; i < COUNT_OF(scales); i++) {
        Level level = {scales[i], 1.5, true};
        double density, mean[2], score[2];
        DataNoised out = {.log_density = &density, .mean = mean, .score = score};
        assert_true(data_noised(&out, data, y, 1, level.scale, level.spread));
        double expected = 0.0;
        for (size_t k = 0; k < data->dimension && k < 2; k++) {
            double z = y[k] / level.spread;
            expected -= 0.5 * z * z + log(level.spread * 2.5066282746310002);
            check_value(data, &level, "E[x_0|y]", mean[k], data->mean[k], 1e-13);
            check_value(data, &level, "the score", score[k], -z / level.spread, 1e-14);
        }
        check_value(data, &level, "the log density", density, expected, 1e-13);
    }
}

static void test_without_signal_the_mean_is_the_data_mean(void **state) {
    (void)state;
    for_every_law(check_no_signal);
}

/* Tails: finite wherever spread is positive and y up to 1e6 spreads; E[x_0|y] is no further out
 * than the data are where these are bounded. */
static void check_tails(const DataSet *data) {
    static const double spreads[] = {1e-8, 0.01, 1.0, 100.0};
    static const double far[] = {-1e6, -300.0, 40.0, 1e4};
    for (size_t i = 0; i < COUNT_OF(spreads); i++) {
        for (size_t k = 0; k < COUNT_OF(far); k++) {
            const double y[2] = {far[k] * spreads[i], 0.3 * far[k] * spreads[i]};
            double density, mean[2], score[2];
            DataNoised out = {.log_density = &density, .mean = mean, .score = score};
            Level level = {0.5, spreads[i], true};
            assert_true(data_noised(&out, data, y, 1, level.scale, level.spread));
            if (!isfinite(density) || !isfinite(mean[0]) || !isfinite(score[0])) {
                fail_msg("%s at (0.5, %g), y = %g: log density %g, mean %g, score %g", data->name,
                         spreads[i], y[0], density, mean[0], score[0]);
            }
        }
    }
}

static void test_far_tails_stay_finite(void **state) {
    (void)state;
    for_every_law(check_tails);
}

static void test_rows_are_described_and_named_apart(void **state) {
    (void)state;
    for (size_t i = 0; i < toy_count(); i++) {
        const Toy *row = toy_at(i);
        assert_ptr_equal(toy_find(row->name), row);
        assert_true(strlen(row->doc) > 8 && strchr(row->doc, '\n') == NULL);
        assert_true(row->dimension == 1 || row->dimension == 2);
        assert_true(row->parameter_count > 0);
        for (size_t k = 0; k < row->parameter_count; k++) {
            assert_true(strlen(row->parameters[k].name) > 0 && strlen(row->parameters[k].doc) > 0);
        }
    }
    assert_null(toy_find("Moons"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_described_and_named_apart),
        cmocka_unit_test(test_densities_integrate_to_1_and_draws_follow_them),
        cmocka_unit_test(test_score_is_the_gradient_and_noise_and_mean_follow_from_it),
        cmocka_unit_test(test_noised_laws_agree_with_monte_carlo),
        cmocka_unit_test(test_the_same_stream_gives_the_same_draws),
        cmocka_unit_test(test_levels_without_a_density_are_refused),
        cmocka_unit_test(test_without_signal_the_mean_is_the_data_mean),
        cmocka_unit_test(test_far_tails_stay_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
