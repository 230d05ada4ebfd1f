/* test_points.c - files of points: what is read, what is refused and where, what they are as a law.
 */
#define _POSIX_C_SOURCE 200809L /* mkstemp */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "assert_close.h"
#include "diffusion/data.h"
#include "diffusion/points.h"
#include "export/png.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static bool parse(Arena *arena, const char *text, size_t length, const double **points, size_t *n,
                  size_t *d, Diag *diag) {
    Source source = {.name = "p.csv", .bytes = text, .length = length};
    *diag = (Diag){0};
    return points_parse(arena, &source, points, n, d, diag);
}

/* All of them hold the points (1, 2.5), (-3, 0.04). */
static void test_points_are_read_as_programs_write_them(void **state) {
    (void)state;
    static const char *const texts[] = {
        "1,2.5\n-3,0.04\n",
        "1,2.5\n-3,0.04",
        "x,y\n1,2.5\n-3,0.04\n",
        "\"x, in m\",\"y\"\r\n1,2.5\r\n-3,0.04\r\n",
        "\xef\xbb\xbfx,y\r\n1,2.5\r\n\r\n-3,0.04\r\n",
        "\357\273\2771,2.5\n-3,0.04\n", /* octal, since a hexadecimal escape would eat the 1 */
        "# x y\n1 2.5\n  -3   4e-2  \n\n",
        "1\t2.5\n-3\t.04\n",
        "x;y\n+1;2.50\n-3.;0.4E-1\n",
        "\"1\",\"2.5\"\n\"-3\", \"0.04\"\n",
        " 1 , 2.5 \n -3 ,\t0.04\n",
        "1 , 2.5\n#-7,8\n-3,0.04\n",
        "a b\n1 2.5\n-3 \t 0.04\n",
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const double *points = NULL;
        size_t n = 0, d = 0;
        Diag diag;
        if (!parse(arena, texts[i], strlen(texts[i]), &points, &n, &d, &diag)) {
            fail_msg("text %zu: %zu:%zu: %s", i, diag.at.line, diag.at.column, diag.message);
        }
        assert_int_equal(n, 2);
        assert_int_equal(d, 2);
        assert_close(points[0], 1.0, 0.0);
        assert_close(points[1], 2.5, 0.0);
        assert_close(points[2], -3.0, 0.0);
        assert_close(points[3], 0.04, 0.0);
    }
    arena_free(arena);
}

static void test_one_column_is_points_on_a_line(void **state) {
    (void)state;
    static const char *const texts[] = {"1\n2\n4\n", "x\n1\n2\n4", "\"x\"\r\n1\r\n2\r\n4\r\n"};
    Arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const double *points = NULL;
        size_t n = 0, d = 0;
        Diag diag;
        assert_true(parse(arena, texts[i], strlen(texts[i]), &points, &n, &d, &diag));
        assert_int_equal(n, 3);
        assert_int_equal(d, 1);
        assert_close(points[2], 4.0, 0.0);
    }
    arena_free(arena);
}

typedef struct {
    const char *text;
    size_t line, column;
    const char *words;
} Refusal;

static void test_what_is_no_point_is_refused_with_its_place(void **state) {
    (void)state;
    static const Refusal refusals[] = {
        {"", 1, 1, "no points"},
        {"\n\n", 3, 1, "no points"},
        {"x,y\n", 2, 1, "no points"},
        {"1,2\n", 2, 1, "one point only"},
        {"1,2\n3,nan\n", 2, 3, "`nan` is not a number"},
        {"nan\n1\n2\n", 1, 1, "`nan` is not a number"},
        {"1\n-Inf\n2\n", 2, 1, "`-Inf` is not a number"},
        {"1\n1e400\n2\n", 2, 1, "1e400 is too large"},
        {"1\n-1e61\n2\n", 2, 1, "too large"},
        {"1,2\n3,x\n", 2, 3, "`x` is not a number"},
        {"1,2\nx,y\n", 2, 1, "`x` is not a number"},
        {"x,2\n3,4\n", 1, 1, "`x` is not a number"},
        {"x,y\na,b\n3,4\n", 2, 1, "`a` is not a number"},
        {"1,2\n3,0x10\n", 2, 3, "`0x10` is not a number"},
        {"1,2\n3,1e\n", 2, 3, "`1e` is not a number"},
        {"1,2\n3,.\n", 2, 3, "`.` is not a number"},
        {"1,2\n3,4 5\n", 2, 3, "`4 5` is not a number"},
        {"1,2\n3,\n", 2, 3, "a number is missing"},
        {"1,2\n,3\n", 2, 1, "a number is missing"},
        {"1,2\n3\n", 2, 2, "a column is missing"},
        {"1,2\n3,4,5\n", 2, 5, "a column too many: 2 were expected"},
        {"1\n2,3\n4\n", 2, 1, "`2,3` is not a number"},
        {"1,2,3\n4,5,6\n", 1, 5, "a column too many"},
        {"1,5;2,5\n3,5;4,5\n", 1, 2, "commas and another separator"},
        {"1,2\n\"3,4\n", 2, 1, "a quote is never closed"},
        {"1,2\n\"3\"x,4\n", 2, 4, "text behind the closing quote"},
        {"\xc3\xa4\xc3\xb6,y\n1,2\n\xc3\xa9,\xc3\xa9\n", 3, 1, "`\xc3\xa9` is not a number"},
        {"1,2\n3,\x1b[31m\n", 2, 3, "`?[31m` is not a number"},
        {"1\r2\r3\r", 1, 7, "no points"},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        const Refusal *r = &refusals[i];
        const double *points = NULL;
        size_t n = 0, d = 0;
        Diag diag;
        if (parse(arena, r->text, strlen(r->text), &points, &n, &d, &diag)) {
            fail_msg("\"%s\" is read", r->text);
        }
        if (diag.at.line != r->line || diag.at.column != r->column ||
            strstr(diag.message, r->words) == NULL || diag.hint == NULL) {
            fail_msg("\"%s\": %zu:%zu: %s, expected %zu:%zu: %s", r->text, diag.at.line,
                     diag.at.column, diag.message, r->line, r->column, r->words);
        }
        assert_string_equal(diag.file, "p.csv");
    }
    arena_free(arena);
}

/* A text of many equal lines. */
static char *repeat(Arena *arena, const char *line, size_t count) {
    size_t length = strlen(line);
    char *text = arena_alloc(arena, length * count + 1);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + i * length, line, length + 1);
    }
    return text;
}

static void test_too_much_is_refused(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const double *points = NULL;
    size_t n = 0, d = 0;
    Diag diag;
    char *most = repeat(arena, "1\n", POINTS_MAX);
    assert_true(parse(arena, most, strlen(most), &points, &n, &d, &diag));
    assert_int_equal(n, POINTS_MAX);
    char *many = repeat(arena, "1\n", POINTS_MAX + 1);
    assert_false(parse(arena, many, strlen(many), &points, &n, &d, &diag));
    assert_int_equal(diag.at.line, POINTS_MAX + 1);
    assert_non_null(strstr(diag.message, "more than 100000 points"));
    char *wide = repeat(arena, "1 ", POINTS_LINE_MAX);
    assert_false(parse(arena, wide, strlen(wide), &points, &n, &d, &diag));
    assert_non_null(strstr(diag.message, "longer than 4096 bytes"));
    char *digits = repeat(arena, "1", POINTS_NUMBER_MAX + 1);
    assert_false(parse(arena, digits, strlen(digits), &points, &n, &d, &diag));
    assert_true(strlen(diag.message) < 80);
    assert_false(parse(arena, "1\n2\0\n", 5, &points, &n, &d, &diag));
    assert_int_equal(diag.at.line, 2);
    arena_free(arena);
}

/* A temporary file with that text; the caller removes it. */
static void write_file(char path[], const char *text) {
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
    close(descriptor);
}

static void test_a_file_is_a_law_with_its_moments(void **state) {
    (void)state;
    char path[] = "/tmp/explore-points-XXXXXX";
    write_file(path, "x,y\n0,0\n2,0\n0,4\n2,4\n4,2\n");
    Arena *arena = arena_new();
    const DataSet *data = NULL;
    Diag diag = {0};
    assert_true(data_open(arena, path, &data, &diag));
    unlink(path);
    assert_int_equal(data->point_count, 5);
    assert_null(data->toy);
    assert_false(data->has_density);
    assert_close(data->mean[0], 1.6, 1e-15);
    assert_close(data->mean[1], 2.0, 1e-15);
    assert_close(data->covariance[0], 2.24, 1e-15);
    assert_close(data->covariance[1], 0.0, 1e-15);
    assert_close(data->covariance[2], 0.0, 1e-15);
    assert_close(data->covariance[3], 3.2, 1e-15);
    /* Only points of the file are drawn, and all of them. */
    double x[2 * 500];
    bool seen[5] = {false};
    Stream stream = stream_new(3, 1);
    data_sample(data, x, 500, &stream);
    for (size_t i = 0; i < 500; i++) {
        size_t k = 0;
        while (k < 5 &&
               (x[2 * i] != data->points[2 * k] || x[2 * i + 1] != data->points[2 * k + 1])) {
            k++;
        }
        assert_true(k < 5);
        seen[k] = true;
    }
    assert_true(seen[0] && seen[1] && seen[2] && seen[3] && seen[4]);
    arena_free(arena);
}

/* Point k of a law of POINTS of them, which are more than are summed at a time, and no multiple. */
#define POINTS 150
#define PLACES 141

static double coordinate(size_t k, size_t axis) {
    return sin(12.9898 * (double)k + 2.5 * (double)axis) * (axis == 0 ? 2.0 : 0.7);
}

typedef struct {
    long double log_density, score[2], mean[2];
} Exact;

/* p(y) = (1/n)\sum_k \mathcal N(y; a x_k, s^2 I), by its definition in long double. */
static Exact exactly(const double y[2], double scale, double spread) {
    long double largest = -HUGE_VALL, terms[POINTS], sum = 0.0L;
    long double a = (long double)scale, s = (long double)spread;
    Exact exact = {0};
    for (size_t k = 0; k < POINTS; k++) {
        long double u = ((long double)y[0] - a * (long double)coordinate(k, 0)) / s;
        long double v = ((long double)y[1] - a * (long double)coordinate(k, 1)) / s;
        terms[k] = -0.5L * (u * u + v * v);
        largest = fmaxl(largest, terms[k]);
    }
    for (size_t k = 0; k < POINTS; k++) {
        long double weight = expl(terms[k] - largest);
        sum += weight;
        for (size_t axis = 0; axis < 2; axis++) {
            exact.mean[axis] += weight * (long double)coordinate(k, axis);
        }
    }
    for (size_t axis = 0; axis < 2; axis++) {
        exact.mean[axis] /= sum;
        exact.score[axis] = (a * exact.mean[axis] - (long double)y[axis]) / (s * s);
    }
    exact.log_density =
        largest + logl(sum / (long double)POINTS) - logl(6.283185307179586477L * s * s);
    return exact;
}

/* Rounding: a term's exponent is of the size of the log density, and means average over it. */
static void check_exactly(const DataNoised *found, size_t i, const double y[2], double a,
                          double s) {
    Exact exact = exactly(y, a, s);
    double size = 1.0 + fabs((double)exact.log_density);
    assert_close(found->log_density[i], (double)exact.log_density, 1e-14 * size);
    for (size_t axis = 0; axis < 2; axis++) {
        assert_close(found->mean[2 * i + axis], (double)exact.mean[axis], 1e-14 * size);
        assert_close(s * found->score[2 * i + axis], s * (double)exact.score[axis],
                     1e-13 * size / s);
    }
}

static void test_a_law_of_points_is_the_sum_over_them(void **state) {
    (void)state;
    char text[POINTS * 64] = "x,y\n";
    size_t length = strlen(text);
    for (size_t k = 0; k < POINTS; k++) {
        length += (size_t)snprintf(text + length, sizeof text - length, "%.17g,%.17g\n",
                                   coordinate(k, 0), coordinate(k, 1));
    }
    char path[] = "/tmp/explore-points-XXXXXX";
    write_file(path, text);
    Arena *arena = arena_new();
    const DataSet *data = NULL;
    Diag diag = {0};
    assert_true(data_open(arena, path, &data, &diag));
    unlink(path);
    static const double levels[][2] = {{1.0, 0.03}, {0.8, 0.6}, {0.01, 1.0}};
    for (size_t l = 0; l < COUNT_OF(levels); l++) {
        double y[2 * PLACES], density[PLACES], mean[2 * PLACES], score[2 * PLACES];
        for (size_t i = 0; i < PLACES; i++) {
            /* From among the points to where every term but one is beyond e^-700. */
            y[2 * i] = 0.05 * (double)i * sin((double)i);
            y[2 * i + 1] = 0.05 * (double)i * cos(1.7 * (double)i);
        }
        DataNoised out = {.log_density = density, .mean = mean, .score = score};
        assert_true(data_noised(&out, data, y, PLACES, levels[l][0], levels[l][1]));
        for (size_t i = 0; i < PLACES; i++) {
            check_exactly(&out, i, y + 2 * i, levels[l][0], levels[l][1]);
        }
        /* A point is not told apart by its neighbours in the array. */
        double alone;
        DataNoised one = {.log_density = &alone};
        assert_true(data_noised(&one, data, y + 2 * 77, 1, levels[l][0], levels[l][1]));
        assert_memory_equal(&alone, &density[77], sizeof alone);
    }
    /* Out of every component's reach, and no number: said, and the neighbour is not touched. */
    const double odd[6] = {1e200, 0.0, (double)NAN, 0.0, 0.3, 0.1};
    double density[3];
    DataNoised out = {.log_density = density};
    assert_true(data_noised(&out, data, odd, 3, 0.8, 0.6));
    assert_true(isinf(density[0]) && density[0] < 0.0 && isnan(density[1]));
    assert_close(density[2], (double)exactly(odd + 4, 0.8, 0.6).log_density, 1e-13);
    arena_free(arena);
}

static void test_a_name_that_is_nothing_gets_the_nearest(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const DataSet *data = NULL;
    Diag diag = {0};
    assert_true(data_open(arena, "moons", &data, &diag));
    assert_string_equal(data->name, "moons");
    assert_false(data_open(arena, "mons", &data, &diag));
    assert_string_equal(diag.hint, "did you mean `moons`?");
    diag = (Diag){0};
    assert_false(data_open(arena, "no/such/file.csv", &data, &diag));
    assert_non_null(strstr(diag.message, "does not exist"));
    assert_non_null(strstr(diag.hint, "list --data"));
    diag = (Diag){0};
    assert_false(data_open(arena, "src", &data, &diag));
    assert_non_null(strstr(diag.message, "is a directory"));
    arena_free(arena);
}

/* A picture of 40 x 20 pixels, black in its left quarter: points lie there, evenly. */
static void test_the_darkness_of_a_picture_is_a_law(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Canvas canvas = {0};
    Diag diag = {0};
    char path[] = "/tmp/test_points_XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0 && close(file) == 0);
    assert_true(canvas_resize(&canvas, 40, 20));
    for (size_t i = 0; i < 40 * 20; i++) {
        canvas.pixels[i] = i % 40 < 10 ? 0xFF000000u : 0xFFFFFFFFu;
    }
    assert_true(png_write(arena, &canvas, path, &diag));
    const DataSet *data = NULL;
    assert_true(data_open(arena, path, &data, &diag));
    assert_int_equal(data->dimension, 2);
    assert_int_equal(data->point_count, 2000);
    for (size_t i = 0; i < data->point_count; i++) {
        assert_true(data->points[2 * i] >= -2.0 && data->points[2 * i] <= -1.0);
        assert_true(data->points[2 * i + 1] >= -1.0 && data->points[2 * i + 1] <= 1.0);
    }
    /* The means of 2000 uniform points on [-2, -1] and [-1, 1]: seven standard errors, a false
     * alarm in 10^11; a shift of half a pixel (0.05) is seen. */
    assert_true(fabs(data->mean[0] + 1.5) < 7.0 * 0.2887 / sqrt(2000.0));
    assert_true(fabs(data->mean[1]) < 7.0 * 0.5774 / sqrt(2000.0));
    /* The same picture, the same points. */
    const DataSet *again = NULL;
    assert_true(data_open(arena, path, &again, &diag));
    assert_memory_equal(again->points, data->points, 4000 * sizeof *data->points);
    for (size_t i = 0; i < 40 * 20; i++) {
        canvas.pixels[i] = 0xFFFFFFFFu;
    }
    assert_true(png_write(arena, &canvas, path, &diag));
    assert_false(data_open(arena, path, &data, &diag));
    assert_string_equal(diag.message, "nothing in this picture is dark");
    canvas_clear(&canvas);
    (void)remove(path);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points_are_read_as_programs_write_them),
        cmocka_unit_test(test_one_column_is_points_on_a_line),
        cmocka_unit_test(test_what_is_no_point_is_refused_with_its_place),
        cmocka_unit_test(test_too_much_is_refused),
        cmocka_unit_test(test_a_file_is_a_law_with_its_moments),
        cmocka_unit_test(test_a_law_of_points_is_the_sum_over_them),
        cmocka_unit_test(test_the_darkness_of_a_picture_is_a_law),
        cmocka_unit_test(test_a_name_that_is_nothing_gets_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
