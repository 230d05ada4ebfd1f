/* What the scenes are made of and what can be tried without a picture: densities on a grid, states
 * that are reached in both directions. */
#include <string.h>

#include "assert_close.h"
#include "base/stream.h"
#include "diffusion/data.h"
#include "scene/plot.h"
#include "scene/tape.h"

/* ---- densities on a grid ---- */

/* Every toy of the plane, at three levels, against data_noised in the middles of the cells; 1e-5 of
 * the largest value is what the header promises. */
static void test_grid_densities_are_those_of_single_places(void **state) {
    (void)state;
    enum { COLUMNS = 70, ROWS = 67 };
    static float density[COLUMNS * ROWS];
    static const double levels[][2] = {{0.99, 0.1411}, {0.6, 0.8}, {0.0, 1.0}};
    const DataGrid grid = {{-4.0, -3.5}, {4.2, 3.0}, COLUMNS, ROWS};
    Arena *arena = arena_new();
    for (size_t i = 0; i < toy_count(); i++) {
        const DataSet *data = data_of_toy(arena, toy_at(i));
        for (size_t k = 0; k < 3 && data->dimension == 2; k++) {
            assert_true(data_density_grid(density, data, &grid, levels[k][0], levels[k][1], NULL));
            double largest = 0.0, worst = 0.0;
            for (size_t row = 0; row < ROWS; row++) {
                for (size_t column = 0; column < COLUMNS; column++) {
                    double y[2] = {-4.0 + 8.2 * ((double)column + 0.5) / COLUMNS,
                                   -3.5 + 6.5 * ((double)row + 0.5) / ROWS};
                    double exact = 0.0;
                    const DataNoised out = {.log_density = &exact};
                    data_noised(&out, data, y, 1, levels[k][0], levels[k][1]);
                    double value = (double)density[row * COLUMNS + column];
                    worst = fmax(worst, fabs(value - exp(exact)));
                    largest = fmax(largest, exp(exact));
                }
            }
            if (!(worst <= 1e-5 * largest)) {
                fail_msg("%s at level %zu: off by %g of %g", data->name, k, worst, largest);
            }
        }
    }
    arena_free(arena);
}

static void test_grids_are_the_same_for_any_threads(void **state) {
    (void)state;
    static float one[90 * 130], two[90 * 130];
    const DataGrid grid = {{-3.0, -3.0}, {3.0, 3.0}, 90, 130};
    Arena *arena = arena_new();
    Pool *pool = pool_new(3);
    const DataSet *moons = data_of_toy(arena, toy_find("moons"));
    assert_true(data_density_grid(one, moons, &grid, 0.8, 0.6, NULL));
    assert_true(data_density_grid(two, moons, &grid, 0.8, 0.6, pool));
    assert_memory_equal(one, two, sizeof one);
    pool_free(pool);
    arena_free(arena);
}

static void test_there_is_no_grid_where_there_is_no_density(void **state) {
    (void)state;
    static const double places[] = {0.0, 0.0, 1.0, 1.0};
    float density[4] = {7.0f, 7.0f, 7.0f, 7.0f};
    const DataGrid grid = {{-3.0, -3.0}, {3.0, 3.0}, 2, 2};
    Arena *arena = arena_new();
    const DataSet *points = data_of_points(arena, "points", places, 2, 2);
    assert_false(data_density_grid(density, points, &grid, 1.0, 0.0, NULL));
    assert_false(
        data_density_grid(density, data_of_toy(arena, toy_find("mix2")), &grid, 0.8, 0.6, NULL));
    assert_close((double)density[0], 7.0, 0.0);
    assert_true(data_density_grid(density, points, &grid, 0.8, 0.6, NULL));
    arena_free(arena);
}

/* ---- tapes ---- */

/* A step that depends on its number and on every bit of the state. */
static void advance(void *context, double *x, size_t from, size_t to) {
    size_t *steps = context;
    for (size_t t = from + 1; t <= to; t++) {
        for (size_t k = 0; k < 3; k++) {
            x[k] = 0.9 * x[k] + sin((double)(t + k));
        }
        (*steps)++;
    }
}

static Tape tape_of(Arena *arena, size_t steps, size_t most_kept, size_t *count) {
    static const float start[3] = {1.0f, -2.0f, 0.1f};
    Tape tape;
    tape_init(&tape, arena, 3, steps);
    if (most_kept > 0) {
        tape.stride = steps / most_kept + 1;
    }
    tape.advance = advance;
    tape.context = count;
    tape_start(&tape, start);
    return tape;
}

static void test_states_do_not_depend_on_the_way_there(void **state) {
    (void)state;
    enum { STEPS = 100 };
    double states[STEPS + 1][3];
    Arena *arena = arena_new();
    for (size_t kept = 0; kept <= 7; kept += 7) {
        size_t count = 0;
        Tape tape = tape_of(arena, STEPS, kept, &count);
        for (size_t t = 0; t <= STEPS; t++) {
            memcpy(states[t], tape_go(&tape, t), sizeof states[t]);
        }
        assert_true(count == STEPS);
        for (size_t i = 0; i < 300; i++) {
            size_t t = (i * 37) % (STEPS + 1);
            assert_memory_equal(tape_go(&tape, t), states[t], sizeof states[t]);
        }
        Tape jumped = tape_of(arena, STEPS, kept, &count);
        assert_memory_equal(tape_go(&jumped, 99), states[99], sizeof states[99]);
        assert_memory_equal(tape_go(&jumped, 3), states[3], sizeof states[3]);
    }
    arena_free(arena);
}

static void test_kept_states_are_not_made_again(void **state) {
    (void)state;
    size_t count = 0;
    Arena *arena = arena_new();
    Tape tape = tape_of(arena, 100, 7, &count);
    tape_go(&tape, 100);
    count = 0;
    tape_go(&tape, 50);
    assert_true(count < tape.stride);
    count = 0;
    tape_go(&tape, 51);
    assert_true(count == 1);
    arena_free(arena);
}

static void test_a_tape_of_many_numbers_keeps_its_bound(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Tape tape;
    tape_init(&tape, arena, 200000, 1000);
    assert_true((1000 / tape.stride + 1) * 200000 <= TAPE_NUMBERS + 200000);
    assert_true(tape.stride < 30);
    arena_free(arena);
}

/* ---- contours ---- */

static double contour_length(const DrawList *list, size_t *lines, double *farthest, double radius) {
    double length = 0.0;
    *lines = 0;
    *farthest = 0.0;
    for (size_t i = 0; i < list->mark_count; i++) {
        const Mark *m = &list->marks[i];
        *lines += m->kind == MARK_LINE;
        for (size_t k = 0; m->kind == MARK_LINE && k < m->count; k++) {
            Vec2 p = list->points[m->first + k];
            double r = hypot((double)p.x - 250.0, (double)p.y - 250.0);
            *farthest = fmax(*farthest, fabs(r - radius));
            if (k > 0) {
                Vec2 q = list->points[m->first + k - 1];
                length += hypot((double)(p.x - q.x), (double)(p.y - q.y));
            }
        }
    }
    return length;
}

/* A Gaussian hill on 100 x 100 cells of 5 pixels: its contour is a circle, to a tenth of a cell. */
static void test_contour_of_a_hill_is_a_circle(void **state) {
    (void)state;
    enum { SIDE = 100 };
    static float values[SIDE * SIDE];
    static uint8_t seen[SIDE * SIDE];
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        size_t column = i % SIDE, row = i / SIDE;
        double x = (double)column - 49.5, y = (double)row - 49.5;
        values[i] = (float)exp(-0.5 * (x * x + y * y) / 400.0);
    }
    const Scene scene = {.theme = theme_at(0), .scale = 1.0f};
    DrawList list;
    draw_list_init(&list);
    const Plot plot = {&list, &scene, {0, 0, 500, 500}, 0.0, 1.0, 0.0, 1.0};
    plot_contour(&plot, values, SIDE, SIDE, expf(-0.5f), seen, 1.0f, 0xFF000000u);
    size_t lines = 0;
    double farthest = 0.0, length = contour_length(&list, &lines, &farthest, 100.0);
    assert_true(lines >= 1 && lines <= 2);
    assert_true(farthest < 0.5);
    assert_close(length, 2.0 * 3.14159265 * 100.0, 0.005);
    draw_list_clear(&list);
}

/* A checkerboard of single cells is all saddles: every line is drawn once, whichever way it turns.
 */
static void test_contour_of_saddles_draws_each_crossing_once(void **state) {
    (void)state;
    enum { SIDE = 9 };
    static float values[SIDE * SIDE];
    static uint8_t seen[SIDE * SIDE];
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        values[i] = (i % SIDE + i / SIDE) % 2 == 0 ? 1.0f : 0.0f;
    }
    const Scene scene = {.theme = theme_at(0), .scale = 1.0f};
    DrawList list;
    draw_list_init(&list);
    const Plot plot = {&list, &scene, {0, 0, 90, 90}, 0.0, 1.0, 0.0, 1.0};
    plot_contour(&plot, values, SIDE, SIDE, 0.5f, seen, 1.0f, 0xFF000000u);
    size_t segments = 0;
    for (size_t i = 0; i < list.mark_count; i++) {
        segments += list.marks[i].count - 1;
    }
    /* Two lines through each of the 8 x 8 cells. */
    assert_true(segments == (size_t)2 * 8 * 8);
    draw_list_clear(&list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grid_densities_are_those_of_single_places),
        cmocka_unit_test(test_grids_are_the_same_for_any_threads),
        cmocka_unit_test(test_there_is_no_grid_where_there_is_no_density),
        cmocka_unit_test(test_states_do_not_depend_on_the_way_there),
        cmocka_unit_test(test_kept_states_are_not_made_again),
        cmocka_unit_test(test_a_tape_of_many_numbers_keeps_its_bound),
        cmocka_unit_test(test_contour_of_a_hill_is_a_circle),
        cmocka_unit_test(test_contour_of_saddles_draws_each_crossing_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
