/* Tests of whole frames: every kind of mark at once, the same for any number of threads, and
 * without an allocation once one like it was made. */
#include <stdlib.h>
#include <string.h>

#include "assert_close.h"

#include "allocation_counter.h"
#include "base/stream.h"
#include "draw/paint.h"

#define WIDTH 640
#define HEIGHT 360
#define PARTICLES 30000
#define CELLS 32
#define CURVE 400
#define WHITE 0xFFFFFFFFu

typedef struct {
    Fonts *fonts;
    Canvas canvas;
    DrawList list;
    Vec2 particles[PARTICLES];
    Color image[CELLS * CELLS];
} Fixture;

static int setup(void **state) {
    static Fixture fixture;
    Diag diag = {0};
    fixture.fonts = fonts_new(&diag);
    assert_non_null(fixture.fonts);
    draw_list_init(&fixture.list);
    assert_true(canvas_resize(&fixture.canvas, WIDTH, HEIGHT));
    Stream stream = stream_new(3, 0);
    for (size_t i = 0; i < PARTICLES; i++) {
        fixture.particles[i] = (Vec2){(float)(stream_uniform(&stream) * (WIDTH + 20) - 10),
                                      (float)(stream_uniform(&stream) * (HEIGHT + 20) - 10)};
    }
    for (size_t i = 0; i < (size_t)CELLS * CELLS; i++) {
        fixture.image[i] = (Color)(stream_uniform(&stream) * 4294967295.0);
    }
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    Fixture *fixture = *state;
    draw_list_clear(&fixture->list);
    canvas_clear(&fixture->canvas);
    fonts_free(fixture->fonts);
    return 0;
}

/* Every kind of mark, a little moved by `shift` as from one frame to the next. */
static void draw_everything(Fixture *fixture, float shift) {
    DrawList *list = &fixture->list;
    Vec2 curve[CURVE];
    for (size_t i = 0; i < CURVE; i++) {
        curve[i] = (Vec2){(float)i * 1.5f, 180.0f + 150.0f * sinf((float)i * 0.05f + shift)};
    }
    draw_list_reset(list);
    draw_image(list, (Rect){20.0f + shift, 10, 300, 301}, fixture->image, CELLS, CELLS, true);
    draw_clip(list, (Rect){300, 20, 300, 300});
    draw_image(list, (Rect){310, 10.5f + shift, 300, 301}, fixture->image, CELLS, CELLS, false);
    draw_unclip(list);
    draw_particles(list, fixture->particles, PARTICLES, 2.0f, 0x400072B2u);
    draw_polyline(list, curve, CURVE, 2.5f, 0xC0D55E00u);
    draw_dashed(list, curve, CURVE, 1.0f, 6.0f, 0xFF000000u);
    draw_polygon(list, curve, CURVE / 2, 0x40009E73u);
    draw_frame(list, (Rect){5, 5, WIDTH - 10, HEIGHT - 10}, 2.0f, 0xFF333333u);
    draw_round_rect(list, (Rect){400, 200, 120.0f + shift, 60}, 12.0f, 0xE0FFFFFFu);
    draw_disc(list, 100.0f + shift, 300, 30, 0xFF56B4E9u);
    draw_ring(list, 200.0f + shift, 300, 30, 4, 0xFFE69F00u);
    (void)fonts_draw(list, fixture->fonts, FACE_SERIF, 22.0f, 40.0f + shift, 60.0f, 0.0f,
                     0xFF111111u, "noise of variance 0.25");
}

static void test_the_second_frame_allocates_nothing(void **state) {
    Fixture *fixture = *state;
    if (!allocation_counter_works()) {
        skip();
    }
    Pool *pool = pool_new(2);
    Painter *painter = painter_new(fixture->fonts, pool);
    /* Text has four places within a pixel, so the first frames see each of them. */
    for (int frame = 0; frame < 4; frame++) {
        draw_everything(fixture, 0.25f * (float)frame);
        painter_paint(painter, &fixture->canvas, &fixture->list, WHITE);
    }
    size_t before = allocations_so_far();
    for (int frame = 0; frame < 20; frame++) {
        draw_everything(fixture, 0.25f * (float)(frame % 4));
        painter_paint(painter, &fixture->canvas, &fixture->list, WHITE);
    }
    assert_int_equal(allocations_so_far() - before, 0);
    painter_free(painter);
    pool_free(pool);
}

static void test_every_mark_is_the_same_for_any_number_of_threads(void **state) {
    Fixture *fixture = *state;
    Canvas other = {0};
    assert_true(canvas_resize(&other, WIDTH, HEIGHT));
    Painter *alone = painter_new(fixture->fonts, NULL);
    draw_everything(fixture, 0.3f);
    painter_paint(alone, &fixture->canvas, &fixture->list, WHITE);
    for (size_t threads = 1; threads <= 5; threads += 2) {
        Pool *pool = pool_new(threads);
        Painter *painter = painter_new(fixture->fonts, pool);
        memset(other.pixels, 0, (size_t)WIDTH * HEIGHT * sizeof *other.pixels);
        painter_paint(painter, &other, &fixture->list, WHITE);
        assert_memory_equal(other.pixels, fixture->canvas.pixels,
                            (size_t)WIDTH * HEIGHT * sizeof *other.pixels);
        painter_free(painter);
        pool_free(pool);
    }
    painter_free(alone);
    canvas_clear(&other);
}

static void test_a_smaller_canvas_after_a_larger_one_is_painted_whole(void **state) {
    Fixture *fixture = *state;
    Painter *painter = painter_new(fixture->fonts, NULL);
    draw_everything(fixture, 0.0f);
    painter_paint(painter, &fixture->canvas, &fixture->list, WHITE);
    const size_t sizes[][2] = {{1, 1}, {50, 200}, {33, 7}};
    for (size_t i = 0; i < 3; i++) {
        Canvas small = {0};
        assert_true(canvas_resize(&small, sizes[i][0], sizes[i][1]));
        painter_paint(painter, &small, &fixture->list, WHITE);
        for (size_t y = 0; y < small.height; y++) {
            /* What lies within both is the same. */
            assert_memory_equal(small.pixels + y * small.width, fixture->canvas.pixels + y * WIDTH,
                                small.width * sizeof *small.pixels);
        }
        canvas_clear(&small);
    }
    painter_free(painter);
}

#define FRAME_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        FRAME_TEST(test_the_second_frame_allocates_nothing),
        FRAME_TEST(test_every_mark_is_the_same_for_any_number_of_threads),
        FRAME_TEST(test_a_smaller_canvas_after_a_larger_one_is_painted_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
