/* test_stream_normals.c - the normal numbers of stream.h against the exact law, against GSL's, and
 * one at a time against many. Rates and smallest errors: sample_checks.h and at each test. */
#include <gsl/gsl_randist.h>
#include <string.h>

#include "base/stream.h"
#include "base/stream_internal.h"
#include "sample_checks.h"

#define SEED 20260728u

static double *normals_new(Stream *stream, size_t n) {
    double *out = calloc(n, sizeof *out);
    assert_non_null(out);
    stream_normals(stream, out, n);
    return out;
}

/* P(X < x). */
static double normal_below(double x) {
    return 0.5 * erfc(-x * sqrt(0.5));
}

/* P(X > x). */
static double normal_beyond(double x) {
    return normal_below(-x);
}

/* --- the table --- */

static void test_the_layers_of_the_table_have_equal_areas(void **state) {
    (void)state;
    const double *x = stream_table;
    double floor = exp(-0.5 * x[1] * x[1]);
    /* sqrt(2 pi) P(X > x_1) */
    double area = x[1] * floor + sqrt(2.0 * acos(-1.0)) * normal_beyond(x[1]);
    assert_close(x[0] * floor / area, 1.0, 1e-14);
    for (size_t i = 1; i < STREAM_LAYERS; i++) {
        assert_true(x[i + 1] < x[i]);
        double thick = exp(-0.5 * x[i + 1] * x[i + 1]) - exp(-0.5 * x[i] * x[i]);
        /* The difference of the exponentials loses three digits. */
        assert_close(x[i] * thick / area, 1.0, 1e-12);
    }
    assert_true(x[STREAM_LAYERS] == 0.0);
}

/* Wedges of every layer, at points and heights just under and just over the curve. */
static void test_the_curve_is_where_the_exponential_is(void **state) {
    (void)state;
    enum { PLACES = 16 };
    /* The squares of a thin layer's sides agree in three digits, so heights have rounding errors of
     * 1e-12 or so; this is far above them and far below any mistake. */
    double nearby = 1e-10;
    for (size_t layer = 1; layer < STREAM_LAYERS; layer++) {
        double right = stream_table[layer];
        double left = stream_table[layer + 1];
        double ceiling = expm1(0.5 * (right * right - left * left));
        for (size_t i = 1; i < PLACES; i++) {
            double x = left + (right - left) * (double)i / PLACES;
            double height = expm1(0.5 * (right * right - x * x)) / ceiling;
            for (int sign = -1; sign <= 1; sign += 2) {
                assert_true(stream_is_under_curve(sign * x, height * (1.0 - nearby), layer));
                assert_false(stream_is_under_curve(sign * x, height * (1.0 + nearby), layer));
                assert_true(stream_is_under_curve(sign * x, 0.5 * height, layer));
                assert_false(stream_is_under_curve(sign * x, 0.5 * (1.0 + height), layer));
            }
        }
    }
}

static void test_the_logarithm_is_the_librarys(void **state) {
    (void)state;
    Stream stream = stream_new(SEED, 12);
    for (size_t i = 0; i < 10000; i++) {
        double u = stream_uniform(&stream);
        assert_close(stream_minus_logarithm(u), -log(u), 4e-16);
        u = ldexp(u, -(int)(i % 52));
        assert_close(stream_minus_logarithm(u), -log(u), 4e-16);
    }
    assert_close(stream_minus_logarithm(0x1p-53), 53.0 * log(2.0), 4e-16);
    assert_close(stream_minus_logarithm(1.0 - 0x1p-53) * 0x1p53, 1.0, 1e-15);
}

/* --- one at a time, many at a time --- */

/* Several wide chunks and a rest. */
#define SOME ((size_t)10007)

static void test_many_normals_are_those_drawn_one_by_one(void **state) {
    (void)state;
    Stream many = stream_new(SEED, 3);
    Stream single = many;
    double *numbers = normals_new(&many, SOME);
    for (size_t i = 0; i < SOME; i++) {
        double x;
        stream_normals(&single, &x, 1);
        assert_memory_equal(&x, numbers + i, sizeof x);
    }
    assert_true(many.position == SOME);
    assert_true(single.position == SOME);
    free(numbers);
}

static void test_a_normal_depends_on_its_position_alone(void **state) {
    (void)state;
    Stream stream = stream_new(SEED, 4);
    double *numbers = normals_new(&stream, SOME);
    for (size_t start = 0; start < SOME; start += 371) {
        Stream later = stream_new(SEED, 4);
        for (size_t i = 0; i < start; i++)
            (void)stream_word(&later);
        size_t n = SOME - start < 700 ? SOME - start : 700;
        double *rest = normals_new(&later, n);
        assert_memory_equal(rest, numbers + start, n * sizeof *rest);
        free(rest);
    }
    free(numbers);
}

/* These numbers are part of what a seed means: other ones change every result that was ever
 * reported with its seed. The last is from the tail, the one before from a wedge. */
static void test_the_numbers_of_a_seed_stay_the_same(void **state) {
    (void)state;
    Stream stream = stream_new(1, 2);
    double first[3];
    stream_normals(&stream, first, 3);
    assert_true(first[0] == -1.3230218848840198);
    assert_true(first[1] == -0.076976121545964421);
    assert_true(first[2] == -1.1103364966967568);
    stream.position = 49;
    stream_normals(&stream, first, 1);
    assert_true(first[0] == 1.2206039055479618);
    stream.position = 20292;
    stream_normals(&stream, first, 1);
    assert_true(first[0] == -4.5309800704251639);
}

/* --- the law --- */

/* Draws for moments, correlations and cells. */
#define MANY ((size_t)1 << 22)
/* Moments that are looked at. */
#define MOMENTS 8

/* (k - 1)!! for even k, 0 for odd: E[X^k]. */
static double exact_moment(size_t k) {
    double product = k % 2 == 0 ? 1.0 : 0.0;
    for (size_t i = 1; i < k; i += 2)
        product *= (double)i;
    return product;
}

/* Smallest errors: 0.0055 of the mean, 0.008 of the variance, 0.054 of the fourth moment 3. */
static void test_the_first_eight_moments(void **state) {
    (void)state;
    Stream stream = stream_new(SEED, 5);
    double *numbers = normals_new(&stream, MANY);
    double sums[MOMENTS + 1] = {0};
    for (size_t i = 0; i < MANY; i++) {
        double power = 1.0;
        for (size_t k = 1; k <= MOMENTS; k++) {
            power *= numbers[i];
            sums[k] += power;
        }
    }
    for (size_t k = 1; k <= MOMENTS; k++) {
        char what[32];
        (void)snprintf(what, sizeof what, "moment %zu", k);
        double exact = exact_moment(k);
        check_deviation(what, sums[k] / (double)MANY, exact,
                        sqrt((exact_moment(2 * k) - exact * exact) / (double)MANY));
    }
    free(numbers);
}

/* Smallest distance caught: 0.0034. */
static void test_the_distribution_function(void **state) {
    (void)state;
    Stream stream = stream_new(SEED, 6);
    double *numbers = normals_new(&stream, MANY);
    check_distribution("normals", numbers, MANY, normal_below);
    free(numbers);
}

/* The cells are the table's own, each cut into PARTS, and both signs: an error of a layer, a wedge
 * or a sign shows where it arises. 2,000 draws or so in each; caught is an error of 1 % in all
 * cells (half of them too many, half too few), of 10 % in one of a hundred. */
#define PARTS ((size_t)4)
#define CELLS (2 * PARTS * STREAM_LAYERS)
#define CELL_DRAWS ((size_t)1 << 24)

static double cell_edge(size_t cell) {
    size_t layer = 1 + cell / PARTS;
    double left = stream_table[layer + 1];
    double part = (double)(cell % PARTS) / (double)PARTS;
    return left + part * (stream_table[layer] - left);
}

/* The layer >= 1 of |x| < x_1, by halving. */
static size_t cell_of(double x) {
    size_t low = 1;
    size_t high = STREAM_LAYERS;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (x < stream_table[middle])
            low = middle;
        else
            high = middle;
    }
    double left = stream_table[low + 1];
    size_t part = (size_t)((x - left) / (stream_table[low] - left) * (double)PARTS);
    return (low - 1) * PARTS + (part < PARTS ? part : PARTS - 1);
}

static void test_counts_in_the_cells_of_the_ziggurat(void **state) {
    (void)state;
    static size_t counts[CELLS];
    static double probability[CELLS];
    size_t half = (STREAM_LAYERS - 1) * PARTS;
    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < half; i++) {
        double right = i % PARTS == PARTS - 1 ? stream_table[1 + i / PARTS] : cell_edge(i + 1);
        probability[i] = normal_beyond(cell_edge(i)) - normal_beyond(right);
        probability[half + i] = probability[i];
    }
    Stream stream = stream_new(SEED, 7);
    for (size_t done = 0; done < CELL_DRAWS; done += MANY) {
        double *numbers = normals_new(&stream, MANY);
        for (size_t i = 0; i < MANY; i++)
            if (fabs(numbers[i]) < stream_table[1])
                counts[(signbit(numbers[i]) ? half : 0) + cell_of(fabs(numbers[i]))]++;
        free(numbers);
    }
    check_counts("cells of the ziggurat", counts, probability, 2 * half, CELL_DRAWS);
}

/* --- the tails --- */

/* Draws for the tails. Beyond 4 about 4,250 are expected, beyond 5 about 38: a count that is wrong
 * by 18 % or by 1.9 times is caught, so a cut at 5 or below is. */
#define TAIL_DRAWS ((size_t)1 << 26)
#define TAIL_ROOM ((size_t)8192)

/* P(X < x) given X > x_1. */
static double tail_below(double x) {
    return 1.0 - normal_beyond(x) / normal_beyond(stream_table[1]);
}

static void check_tail_count(double start, size_t count) {
    char what[48];
    (void)snprintf(what, sizeof what, "draws beyond %.1f", start);
    double expected = 2.0 * normal_beyond(start) * (double)TAIL_DRAWS;
    check_deviation(what, (double)count, expected, sqrt(expected));
}

/* The shape beyond the last layer as well: smallest distance caught 0.12. */
static void test_the_tails(void **state) {
    (void)state;
    static double tail[TAIL_ROOM];
    size_t beyond_start = 0;
    size_t beyond_4 = 0;
    size_t beyond_5 = 0;
    size_t positive = 0;
    Stream stream = stream_new(SEED, 8);
    for (size_t done = 0; done < TAIL_DRAWS; done += MANY) {
        double *numbers = normals_new(&stream, MANY);
        for (size_t i = 0; i < MANY; i++) {
            double x = fabs(numbers[i]);
            if (x <= 4.0)
                continue;
            beyond_4++;
            beyond_5 += x > 5.0;
            positive += numbers[i] > 0.0;
            if (x > stream_table[1] && beyond_start < TAIL_ROOM)
                tail[beyond_start++] = x;
        }
        free(numbers);
    }
    check_tail_count(4.0, beyond_4);
    check_tail_count(stream_table[1], beyond_start);
    check_tail_count(5.0, beyond_5);
    check_deviation("positive ones beyond 4", (double)positive, 0.5 * (double)beyond_4,
                    0.5 * sqrt((double)beyond_4));
    check_distribution("tail", tail, beyond_start, tail_below);
}

/* The tail alone, from words of the lowest layer that lie beyond it: a distance of 0.007 is
 * caught, and leaving out the rejection makes one of 0.03. */
static void test_the_shape_of_the_tail(void **state) {
    (void)state;
    size_t n = MANY / 4;
    double *numbers = calloc(n, sizeof *numbers);
    assert_non_null(numbers);
    Stream stream = stream_new(SEED, 13);
    for (size_t i = 0; i < n; i++) {
        /* Layer 0 in the low bits; the high ones put the place in it at 0.99 or more. */
        uint64_t word = stream_word(&stream) >> 8 | UINT64_C(0x7f) << 56;
        numbers[i] = stream_normal_slow(word & ~(uint64_t)(STREAM_LAYERS - 1), stream.salt);
        assert_true(numbers[i] > stream_table[1]);
    }
    check_distribution("tail alone", numbers, n, tail_below);
    free(numbers);
}

/* --- independence --- */

/* Products of numbers `lag` apart, and of their squares less 1: correlations of 0.0055 are
 * caught. */
static void check_correlation(const char *what, size_t lag, const double *a, const double *b,
                              size_t n) {
    double products = 0.0;
    double squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        products += a[i] * b[i];
        squares += (a[i] * a[i] - 1.0) * (b[i] * b[i] - 1.0);
    }
    char text[64];
    (void)snprintf(text, sizeof text, "correlation, %s %zu", what, lag);
    check_deviation(text, products / (double)n, 0.0, 1.0 / sqrt((double)n));
    (void)snprintf(text, sizeof text, "correlation of squares, %s %zu", what, lag);
    check_deviation(text, squares / (double)n, 0.0, 2.0 / sqrt((double)n));
}

static void test_normals_of_a_stream_are_uncorrelated(void **state) {
    (void)state;
    Stream stream = stream_new(SEED, 9);
    double *numbers = normals_new(&stream, MANY);
    for (size_t lag = 1; lag <= 32; lag++)
        check_correlation("lag", lag, numbers, numbers + lag, MANY - lag);
    check_correlation("lag", 256, numbers, numbers + 256, MANY - 256);
    free(numbers);
}

static void test_normals_of_different_streams_and_seeds_are_uncorrelated(void **state) {
    (void)state;
    Stream stream = stream_new(SEED, 10);
    double *first = normals_new(&stream, MANY);
    for (size_t bit = 0; bit < 64; bit += 9) {
        Stream other = stream_new(SEED, 10 ^ (uint64_t)1 << bit);
        double *second = normals_new(&other, MANY);
        check_correlation("stream, bit", bit, first, second, MANY);
        free(second);
        other = stream_new(SEED ^ (uint64_t)1 << bit, 10);
        second = normals_new(&other, MANY);
        check_correlation("seed, bit", bit, first, second, MANY);
        free(second);
    }
    free(first);
}

/* --- against GSL --- */

/* The largest distance of two empirical distribution functions; sorts both. */
static double two_sample_distance(double *a, double *b, size_t n) {
    qsort(a, n, sizeof *a, compare_numbers);
    qsort(b, n, sizeof *b, compare_numbers);
    double distance = 0.0;
    size_t j = 0;
    for (size_t i = 0; i < n; i++) {
        while (j < n && b[j] <= a[i])
            j++;
        distance = fmax(distance, fabs((double)(i + 1) - (double)j) / (double)n);
    }
    return distance;
}

/* KS of two samples: distances of 0.007 are caught. */
static void test_normals_agree_with_those_of_gsl(void **state) {
    (void)state;
    size_t n = MANY / 2;
    Stream stream = stream_new(SEED, 11);
    double *ours = normals_new(&stream, n);
    double *theirs = calloc(n, sizeof *theirs);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    assert_non_null(theirs);
    assert_non_null(rng);
    gsl_rng_set(rng, SEED);
    double squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        theirs[i] = gsl_ran_gaussian_ziggurat(rng, 1.0);
        squares += ours[i] * ours[i] - theirs[i] * theirs[i];
    }
    check_deviation("variance less GSL's", squares / (double)n, 0.0, 2.0 / sqrt((double)n));
    /* 2 exp(-2 (n / 2) D^2) for two samples of n. */
    double distance = two_sample_distance(ours, theirs, n) * sqrt(0.5 * (double)n);
    if (!(distance <= LAMBDA))
        fail_msg("two-sample KS distance %.3f, %.3f allowed", distance, LAMBDA);
    gsl_rng_free(rng);
    free(theirs);
    free(ours);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_layers_of_the_table_have_equal_areas),
        cmocka_unit_test(test_the_curve_is_where_the_exponential_is),
        cmocka_unit_test(test_the_logarithm_is_the_librarys),
        cmocka_unit_test(test_many_normals_are_those_drawn_one_by_one),
        cmocka_unit_test(test_a_normal_depends_on_its_position_alone),
        cmocka_unit_test(test_the_numbers_of_a_seed_stay_the_same),
        cmocka_unit_test(test_the_first_eight_moments),
        cmocka_unit_test(test_the_distribution_function),
        cmocka_unit_test(test_counts_in_the_cells_of_the_ziggurat),
        cmocka_unit_test(test_the_tails),
        cmocka_unit_test(test_the_shape_of_the_tail),
        cmocka_unit_test(test_normals_of_a_stream_are_uncorrelated),
        cmocka_unit_test(test_normals_of_different_streams_and_seeds_are_uncorrelated),
        cmocka_unit_test(test_normals_agree_with_those_of_gsl),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
