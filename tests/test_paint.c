/* Tests of the draw list and the painter: what a mark does to the pixels. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assert_close.h"
#include "base/stream.h"
#include "draw/paint.h"
#include "draw/theme.h"

#define WHITE 0xFFFFFFFFu
#define BLACK 0xFF000000u
#define SIZE 100

typedef struct {
    Painter *painter;
    Canvas canvas;
    DrawList list;
} Fixture;

static int setup(void **state) {
    static Fixture fixture;
    fixture = (Fixture){.painter = painter_new(NULL, NULL)};
    draw_list_init(&fixture.list);
    assert_true(canvas_resize(&fixture.canvas, SIZE, SIZE));
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    Fixture *fixture = *state;
    painter_free(fixture->painter);
    draw_list_clear(&fixture->list);
    canvas_clear(&fixture->canvas);
    return 0;
}

static void paint(Fixture *fixture) {
    painter_paint(fixture->painter, &fixture->canvas, &fixture->list, WHITE);
}

static uint32_t pixel(const Fixture *fixture, size_t x, size_t y) {
    return fixture->canvas.pixels[y * fixture->canvas.width + x];
}

/* Black painted on white, in pixels. */
static double painted_area(const Fixture *fixture) {
    double sum = 0.0;
    for (size_t i = 0; i < SIZE * SIZE; i++) {
        sum += (255.0 - (double)(fixture->canvas.pixels[i] & 0xFF)) / 255.0;
    }
    return sum;
}

static void test_a_rectangle_covers_its_pixels_and_no_others(void **state) {
    Fixture *fixture = *state;
    draw_rect(&fixture->list, (Rect){10, 20, 30, 5}, BLACK);
    paint(fixture);
    assert_close(painted_area(fixture), 150.0, 0.0);
    assert_int_equal(pixel(fixture, 10, 20), BLACK);
    assert_int_equal(pixel(fixture, 39, 24), BLACK);
    assert_int_equal(pixel(fixture, 40, 24), WHITE);
    assert_int_equal(pixel(fixture, 39, 25), WHITE);
}

static void test_a_thin_rule_is_one_pixel_thick(void **state) {
    Fixture *fixture = *state;
    draw_rect(&fixture->list, (Rect){10, 20.3f, 30, 0.4f}, BLACK);
    paint(fixture);
    assert_close(painted_area(fixture), 30.0, 0.0);
}

/* 255 levels of coverage: one per cent is ten times more than they make at this radius. */
static void test_a_disc_has_the_area_of_a_circle(void **state) {
    Fixture *fixture = *state;
    const float radii[] = {3.0f, 11.3f, 37.5f};
    for (size_t i = 0; i < 3; i++) {
        draw_list_reset(&fixture->list);
        draw_disc(&fixture->list, 50.2f, 49.7f, radii[i], BLACK);
        paint(fixture);
        double area = 3.14159265358979 * (double)radii[i] * (double)radii[i];
        assert_close(painted_area(fixture), area, 0.01 * area);
    }
}

static void test_a_ring_is_a_disc_without_its_inside(void **state) {
    Fixture *fixture = *state;
    draw_ring(&fixture->list, 50.0f, 50.0f, 30.0f, 4.0f, BLACK);
    paint(fixture);
    double area = 3.14159265358979 * (32.0 * 32.0 - 28.0 * 28.0);
    assert_close(painted_area(fixture), area, 0.01 * area);
    assert_int_equal(pixel(fixture, 50, 50), WHITE);
}

static void test_a_line_has_its_width_in_every_direction(void **state) {
    Fixture *fixture = *state;
    for (int degrees = 0; degrees < 180; degrees += 15) {
        double angle = degrees * 3.14159265358979 / 180.0;
        float dx = 30.0f * (float)cos(angle), dy = 30.0f * (float)sin(angle);
        draw_list_reset(&fixture->list);
        draw_line(&fixture->list, 50.0f - dx, 50.0f - dy, 50.0f + dx, 50.0f + dy, 6.0f, BLACK);
        paint(fixture);
        /* The ends are half discs. */
        double area = 60.0 * 6.0 + 3.14159265358979 * 9.0;
        assert_close(painted_area(fixture), area, 0.01 * area);
    }
}

/* A zigzag of six stretches: their rectangles, six caps and joints of half a disc each where it
 * turns sharply, less what lies on each other inside the turns. Counted by a brute force of 16 x 16
 * places a pixel; two per cent for coverage that adds up where two pieces share a pixel. */
static void test_a_bent_line_covers_what_is_near_it(void **state) {
    Fixture *fixture = *state;
    const Vec2 points[] = {{15, 20}, {80, 25}, {30, 45}, {85, 50}, {84, 60}, {20, 75}, {80, 84}};
    enum { COUNT = 7, FINE = 16 };
    const float half = 3.5f;
    draw_polyline(&fixture->list, points, COUNT, 2.0f * half, BLACK);
    paint(fixture);
    size_t inside = 0;
    for (size_t i = 0; i < (size_t)SIZE * FINE * SIZE * FINE; i++) {
        float x = ((float)(i % (SIZE * FINE)) + 0.5f) / FINE;
        size_t line = i / ((size_t)SIZE * FINE);
        float y = ((float)line + 0.5f) / FINE;
        bool near = false;
        for (size_t k = 0; k + 1 < COUNT; k++) {
            float dx = points[k + 1].x - points[k].x, dy = points[k + 1].y - points[k].y;
            float share = ((x - points[k].x) * dx + (y - points[k].y) * dy) / (dx * dx + dy * dy);
            share = fminf(fmaxf(share, 0.0f), 1.0f);
            near =
                near || hypotf(points[k].x + share * dx - x, points[k].y + share * dy - y) < half;
        }
        inside += near;
    }
    double area = (double)inside / (FINE * FINE);
    assert_close(painted_area(fixture), area, 0.02);
}

/* Pieces of one line that lie on each other must not darken it. */
static void test_a_faint_line_has_one_colour(void **state) {
    Fixture *fixture = *state;
    Vec2 points[40];
    for (size_t i = 0; i < 40; i++) {
        float angle = (float)i * 0.15f;
        points[i] = (Vec2){50.0f + 35.0f * cosf(angle), 50.0f + 35.0f * sinf(angle)};
    }
    draw_polyline(&fixture->list, points, 40, 9.0f, 0x80000000u);
    const Vec2 sharp[3] = {{50, 30}, {50, 70}, {55, 35}};
    draw_polyline(&fixture->list, sharp, 3, 5.0f, 0x80000000u);
    paint(fixture);
    for (size_t i = 0; i < SIZE * SIZE; i++) {
        assert_true((fixture->canvas.pixels[i] & 0xFF) >= 128);
    }
    assert_int_equal(pixel(fixture, 85, 50) & 0xFF, 128);
    assert_int_equal(pixel(fixture, 50, 50) & 0xFF, 128);
}

static void test_a_line_has_a_gap_where_there_is_no_number(void **state) {
    Fixture *fixture = *state;
    const Vec2 points[5] = {{10, 20}, {40, 20}, {NAN, 20}, {60, 20}, {90, 20}};
    draw_polyline(&fixture->list, points, 5, 4.0f, BLACK);
    paint(fixture);
    assert_close(painted_area(fixture), 2.0 * (30.0 * 4.0 + 3.14159265358979 * 4.0), 0.01);
    assert_int_equal(pixel(fixture, 50, 20), WHITE);
}

/* A polygon whose corners lie on all sides of the canvas fills it; one that encloses a clip too. */
static void test_a_polygon_around_the_canvas_fills_it(void **state) {
    Fixture *fixture = *state;
    const Vec2 points[4] = {{-1000, 50}, {50, -1000}, {1e7f, 50}, {50, 1e7f}};
    draw_clip(&fixture->list, (Rect){10, 20, 60, 70});
    draw_polygon(&fixture->list, points, 4, BLACK);
    paint(fixture);
    assert_close(painted_area(fixture), 60.0 * 70.0, 0.0);
}

static void test_a_triangle_has_its_area_wherever_it_is_cut(void **state) {
    Fixture *fixture = *state;
    /* Cut by each side of the canvas in turn: the two parts make the whole. 255 levels. */
    const Vec2 shifts[4] = {{-40.3f, 0}, {59.7f, 0}, {0, -40.3f}, {0, 59.7f}};
    double areas[4];
    for (size_t i = 0; i < 4; i++) {
        float dx = shifts[i].x, dy = shifts[i].y;
        const Vec2 points[3] = {{10 + dx, 30 + dy}, {90 + dx, 20 + dy}, {40 + dx, 80 + dy}};
        draw_list_reset(&fixture->list);
        draw_polygon(&fixture->list, points, 3, BLACK);
        paint(fixture);
        areas[i] = painted_area(fixture);
    }
    /* The shoelace formula: half of |80 * 50 + 30 * 10|. */
    assert_close(areas[0] + areas[1], 2150.0, 0.001);
    assert_close(areas[2] + areas[3], 2150.0, 0.001);
}

/* Colours that are nearly transparent reach their own when laid over each other often. */
static void test_many_faint_particles_reach_their_colour(void **state) {
    Fixture *fixture = *state;
    static Vec2 particles[2000];
    for (size_t i = 0; i < 2000; i++) {
        particles[i] = (Vec2){10.5f, 10.5f};
    }
    draw_particles(&fixture->list, particles, 2000, 1.0f, 0x14000000u);
    paint(fixture);
    /* A step below half a level is rounded away: 6 levels at this opacity of 20 in 255. */
    assert_in_range(pixel(fixture, 10, 10) & 0xFF, 0, 7);
}

/* More clips than the painter holds: their ends must not end those around them. */
static void test_clips_too_deep_end_in_their_order(void **state) {
    Fixture *fixture = *state;
    draw_clip(&fixture->list, (Rect){10, 10, 20, 20});
    for (size_t i = 0; i < 30; i++) {
        draw_clip(&fixture->list, (Rect){0, 0, 100, 100});
    }
    for (size_t i = 0; i < 30; i++) {
        draw_unclip(&fixture->list);
    }
    draw_rect(&fixture->list, (Rect){0, 0, 100, 100}, BLACK);
    draw_unclip(&fixture->list);
    draw_unclip(&fixture->list);
    draw_rect(&fixture->list, (Rect){50, 50, 1, 1}, BLACK);
    paint(fixture);
    assert_close(painted_area(fixture), 401.0, 0.0);
}

static void test_a_line_to_far_away_stays_straight(void **state) {
    Fixture *fixture = *state;
    draw_line(&fixture->list, 50.0f, 50.0f, 1e9f, 50.0f, 2.0f, BLACK);
    draw_line(&fixture->list, -1e9f, -1e9f, -5e8f, 1e9f, 2.0f, BLACK);
    paint(fixture);
    assert_int_equal(pixel(fixture, 99, 49), BLACK);
    assert_int_equal(pixel(fixture, 99, 50), BLACK);
    assert_int_equal(pixel(fixture, 99, 52), WHITE);
}

static void test_no_number_draws_nothing(void **state) {
    Fixture *fixture = *state;
    const Vec2 points[3] = {{10, 10}, {NAN, 20}, {30, INFINITY}};
    draw_polygon(&fixture->list, points, 3, BLACK);
    draw_polyline(&fixture->list, points, 3, 2.0f, BLACK);
    draw_particles(&fixture->list, points + 1, 2, 2.0f, BLACK);
    draw_disc(&fixture->list, NAN, 3.0f, 2.0f, BLACK);
    draw_rect(&fixture->list, (Rect){NAN, 1, NAN, 2}, BLACK);
    draw_dashed(&fixture->list, points, 3, 1.0f, NAN, BLACK);
    paint(fixture);
    assert_close(painted_area(fixture), 0.0, 0.0);
}

static void test_a_clip_holds_until_it_ends(void **state) {
    Fixture *fixture = *state;
    draw_clip(&fixture->list, (Rect){0, 0, 50, 100});
    draw_clip(&fixture->list, (Rect){40, 0, 60, 100});
    draw_rect(&fixture->list, (Rect){0, 0, 100, 10}, BLACK);
    draw_disc(&fixture->list, 50.0f, 50.0f, 20.0f, BLACK);
    draw_unclip(&fixture->list);
    draw_rect(&fixture->list, (Rect){0, 90, 100, 10}, BLACK);
    paint(fixture);
    assert_int_equal(pixel(fixture, 39, 5), WHITE);
    assert_int_equal(pixel(fixture, 40, 5), BLACK);
    assert_int_equal(pixel(fixture, 50, 5), WHITE);
    assert_int_equal(pixel(fixture, 39, 50), WHITE);
    assert_int_equal(pixel(fixture, 45, 50), BLACK);
    assert_int_equal(pixel(fixture, 49, 95), BLACK);
    assert_int_equal(pixel(fixture, 50, 95), WHITE);
}

static void test_an_image_stands_upright(void **state) {
    Fixture *fixture = *state;
    const Color image[6] = {0xFFFF0000u, 0xFF00FF00u, 0xFF0000FFu,
                            0xFF111111u, 0xFF222222u, 0xFF333333u};
    draw_image(&fixture->list, (Rect){10, 10, 60, 40}, image, 3, 2, false);
    paint(fixture);
    assert_int_equal(pixel(fixture, 10, 10), image[0]);
    assert_int_equal(pixel(fixture, 69, 29), image[2]);
    assert_int_equal(pixel(fixture, 30, 30), image[4]);
    assert_int_equal(pixel(fixture, 69, 49), image[5]);
    assert_int_equal(pixel(fixture, 70, 49), WHITE);
    draw_list_reset(&fixture->list);
    const Color ramp[2] = {0xFF000000u, 0xFFFFFFFFu};
    draw_image(&fixture->list, (Rect){0, 0, 100, 100}, ramp, 2, 1, true);
    paint(fixture);
    /* Half-way between the middles of the two cells; one step of 256 for the shift. */
    assert_close((double)(pixel(fixture, 50, 50) & 0xFF), 0.51 * 255.0, 3.0);
    assert_int_equal(pixel(fixture, 10, 50) & 0xFF, 0);
}

static void test_a_particle_is_a_square_around_its_place(void **state) {
    Fixture *fixture = *state;
    const Vec2 particles[2] = {{20.5f, 30.5f}, {99.9f, 99.9f}};
    draw_particles(&fixture->list, particles, 1, 1.0f, BLACK);
    paint(fixture);
    assert_close(painted_area(fixture), 1.0, 0.0);
    assert_int_equal(pixel(fixture, 20, 30), BLACK);
    draw_list_reset(&fixture->list);
    draw_particles(&fixture->list, particles, 2, 3.0f, BLACK);
    paint(fixture);
    assert_close(painted_area(fixture), 9.0 + 4.0, 0.0);
    assert_int_equal(pixel(fixture, 19, 29), BLACK);
    assert_int_equal(pixel(fixture, 21, 31), BLACK);
}

static void test_the_pixels_do_not_depend_on_the_number_of_threads(void **state) {
    Fixture *fixture = *state;
    enum { COUNT = 20000 };
    static Vec2 particles[COUNT];
    Stream stream = stream_new(7, 0);
    for (size_t i = 0; i < COUNT; i++) {
        particles[i] = (Vec2){(float)stream_uniform(&stream) * 110.0f - 5.0f,
                              (float)stream_uniform(&stream) * 110.0f - 5.0f};
    }
    draw_particles(&fixture->list, particles, COUNT / 2, 2.0f, 0x600072B2u);
    draw_particles(&fixture->list, particles + COUNT / 2, COUNT / 2, 2.0f, 0x60D55E00u);
    paint(fixture);
    Pool *pool = pool_new(3);
    Painter *painter = painter_new(NULL, pool);
    Canvas canvas = {0};
    assert_true(canvas_resize(&canvas, SIZE, SIZE));
    painter_paint(painter, &canvas, &fixture->list, WHITE);
    assert_memory_equal(canvas.pixels, fixture->canvas.pixels, SIZE * SIZE * sizeof(uint32_t));
    canvas_clear(&canvas);
    painter_free(painter);
    pool_free(pool);
}

static void test_blending_halfway_gives_the_middle(void **state) {
    Fixture *fixture = *state;
    draw_rect(&fixture->list, (Rect){0, 0, 100, 100}, 0x80000000u);
    paint(fixture);
    assert_close((double)(pixel(fixture, 5, 5) & 0xFF), 127.0, 1.0);
    assert_int_equal(pixel(fixture, 5, 5) >> 24, 0xFF);
}

static void test_a_canvas_too_large_is_refused(void **state) {
    Fixture *fixture = *state;
    assert_false(canvas_resize(&fixture->canvas, CANVAS_SIZE_MAX + 1, 10));
    assert_false(canvas_resize(&fixture->canvas, 10, 0));
    assert_int_equal(fixture->canvas.width, SIZE);
}

static void test_dashes_cover_half_the_line(void **state) {
    Fixture *fixture = *state;
    const Vec2 points[3] = {{10, 20}, {60, 20}, {60, 70}};
    draw_dashed(&fixture->list, points, 3, 1.0f, 5.0f, BLACK);
    paint(fixture);
    assert_close(painted_area(fixture), 50.0, 1.5);
}

static void test_every_theme_is_readable(void **state) {
    (void)state;
    for (size_t i = 0; i < theme_count(); i++) {
        const Theme *theme = theme_at(i);
        assert_ptr_equal(theme_find(theme->name), theme);
        double paper = (double)((theme->page >> 8) & 0xFF),
               ink = (double)((theme->text >> 8) & 0xFF);
        assert_true(fabs(paper - ink) > 180.0);
        assert_int_equal(theme_heat(theme, 0.0f), theme->heat[0]);
        assert_int_equal(theme_heat(theme, 1.0f), theme->heat[2]);
        assert_int_equal(theme_heat(theme, NAN), theme->heat[0]);
    }
    assert_null(theme_find("none"));
}

#define PAINT_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        PAINT_TEST(test_a_rectangle_covers_its_pixels_and_no_others),
        PAINT_TEST(test_a_thin_rule_is_one_pixel_thick),
        PAINT_TEST(test_a_disc_has_the_area_of_a_circle),
        PAINT_TEST(test_a_ring_is_a_disc_without_its_inside),
        PAINT_TEST(test_a_line_has_its_width_in_every_direction),
        PAINT_TEST(test_a_bent_line_covers_what_is_near_it),
        PAINT_TEST(test_a_faint_line_has_one_colour),
        PAINT_TEST(test_a_line_has_a_gap_where_there_is_no_number),
        PAINT_TEST(test_a_polygon_around_the_canvas_fills_it),
        PAINT_TEST(test_a_triangle_has_its_area_wherever_it_is_cut),
        PAINT_TEST(test_many_faint_particles_reach_their_colour),
        PAINT_TEST(test_clips_too_deep_end_in_their_order),
        PAINT_TEST(test_a_line_to_far_away_stays_straight),
        PAINT_TEST(test_no_number_draws_nothing),
        PAINT_TEST(test_a_clip_holds_until_it_ends),
        PAINT_TEST(test_an_image_stands_upright),
        PAINT_TEST(test_a_particle_is_a_square_around_its_place),
        PAINT_TEST(test_the_pixels_do_not_depend_on_the_number_of_threads),
        PAINT_TEST(test_blending_halfway_gives_the_middle),
        PAINT_TEST(test_a_canvas_too_large_is_refused),
        PAINT_TEST(test_dashes_cover_half_the_line),
        PAINT_TEST(test_every_theme_is_readable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
