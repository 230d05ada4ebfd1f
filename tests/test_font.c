/* Tests of faces, shaping and glyph images, with the fonts that `make deps` installs. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "assert_close.h"
#include "draw/font.h"

typedef struct {
    Arena *arena;
    Fonts *fonts;
} Fixture;

static int setup(void **state) {
    static Fixture fixture;
    Diag diag = {0};
    fixture = (Fixture){.arena = arena_new(), .fonts = fonts_new(&diag)};
    assert_non_null(fixture.fonts);
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    Fixture *fixture = *state;
    fonts_free(fixture->fonts);
    arena_free(fixture->arena);
    return 0;
}

static ShapedRun shape(Fixture *fixture, Face face, const char *text) {
    return fonts_shape(fixture->arena, fixture->fonts, face, 20.0f, text, strlen(text));
}

static void test_letters_are_placed_one_after_the_other(void **state) {
    Fixture *fixture = *state;
    ShapedRun run = shape(fixture, FACE_SERIF, "noise");
    assert_int_equal(run.count, 5);
    assert_true(run.complete);
    for (size_t i = 1; i < run.count; i++) {
        assert_true(run.glyphs[i].x > run.glyphs[i - 1].x);
        assert_int_equal(run.clusters[i], i);
    }
    /* Latin Modern's n, o, i, s, e: 556, 500, 278, 394, 444 thousandths of an em. */
    assert_close((double)run.width, 20.0 * 2.172, 0.05);
}

static void test_a_ligature_is_one_glyph(void **state) {
    Fixture *fixture = *state;
    assert_int_equal(shape(fixture, FACE_SERIF, "diffusion").count, 8);
}

static void test_chinese_comes_from_its_own_face(void **state) {
    Fixture *fixture = *state;
    ShapedRun run = shape(fixture, FACE_SERIF, "DDPM 推导");
    assert_true(run.complete);
    assert_int_equal(run.count, 7);
    assert_int_equal(run.glyphs[0].face, FACE_SERIF);
    assert_int_equal(run.glyphs[6].face, FACE_CJK);
    assert_close((double)(run.width - run.glyphs[6].x), 20.0, 0.01); /* a full em */
    assert_string_equal(fonts_complaints(fixture->fonts), "");
}

static void test_a_character_of_no_font_is_told(void **state) {
    Fixture *fixture = *state;
    assert_false(shape(fixture, FACE_SERIF, "a\xf3\xb0\x80\x80").complete);
    assert_true(shape(fixture, FACE_SANS, "✔ ✘ ≈ ≠ α ∑").complete);
}

static void test_drawn_text_stands_where_it_is_aligned(void **state) {
    Fixture *fixture = *state;
    DrawList list;
    draw_list_init(&list);
    float width = fonts_draw(NULL, fixture->fonts, FACE_SANS, 16.0f, 0, 0, 0.0f, 0, "t = 25");
    const float aligns[] = {0.0f, 0.5f, 1.0f};
    for (size_t i = 0; i < 3; i++) {
        draw_list_reset(&list);
        float drawn = fonts_draw(&list, fixture->fonts, FACE_SANS, 16.0f, 100.0f, 50.0f, aligns[i],
                                 0xFF000000u, "t = 25");
        assert_close((double)drawn, (double)width, 0.0);
        assert_int_equal(list.glyph_count, 6);
        assert_close((double)list.glyphs[0].x, (double)(100.0f - aligns[i] * width), 1e-3);
        assert_close((double)list.glyphs[0].y, 50.0, 0.0);
    }
    draw_list_clear(&list);
}

static void test_a_glyph_image_is_made_once_and_moves_by_quarters(void **state) {
    Fixture *fixture = *state;
    DrawGlyph glyph = shape(fixture, FACE_SERIF, "l").glyphs[0];
    const GlyphImage *image = fonts_glyph_image(fixture->fonts, glyph.face, glyph.id, 40.0f, 0);
    assert_non_null(image->coverage);
    assert_ptr_equal(image, fonts_glyph_image(fixture->fonts, glyph.face, glyph.id, 40.0f, 0));
    /* An l of 40 pixels per em is 694 thousandths high. */
    assert_in_range(image->height, 27, 29);
    assert_in_range(image->top, 27, 29);
    /* The middle of the ink moves by half a pixel from place 0 to place 2. */
    double middles[2];
    for (unsigned k = 0; k < 2; k++) {
        const GlyphImage *moved =
            fonts_glyph_image(fixture->fonts, glyph.face, glyph.id, 40.0f, 2 * k);
        double sum = 0.0, moment = 0.0;
        for (unsigned y = 0; y < moved->height; y++) {
            for (unsigned x = 0; x < moved->width; x++) {
                double ink = moved->coverage[y * moved->stride + x];
                sum += ink;
                moment += ink * (moved->left + (double)x);
            }
        }
        middles[k] = moment / sum;
    }
    /* Where in a pixel at the edge the ink lies is lost: up to a tenth for a stem of three pixels;
     * a place too few would make a quarter. */
    assert_close(middles[1] - middles[0], 0.5, 0.1);
}

static void test_metrics_are_those_of_the_font(void **state) {
    Fixture *fixture = *state;
    FaceMetrics metrics = fonts_metrics(fixture->fonts, FACE_SERIF, 100.0f);
    assert_close((double)metrics.x_height, 43.1, 0.5); /* of Latin Modern Roman 10 */
    assert_close((double)metrics.cap_height, 68.3, 0.5);
    assert_true(metrics.ascent > 60.0f && metrics.descent > 15.0f);
}

/* fontconfig is given a folder with one font alone. */
static Fonts *fonts_of_folder(const char *source, Diag *diag) {
    char folder[] = "/tmp/test_font_XXXXXX", command[600], config[80];
    assert_non_null(mkdtemp(folder));
    int length = 0;
    if (source[0] != '\0') {
        length = snprintf(command, sizeof command,
                          "cp $(fc-list : file | grep %s | cut -d: -f1) %s; ", source, folder);
    }
    (void)snprintf(command + length, sizeof command - (size_t)length,
                   "printf '<fontconfig><dir>%s</dir><cachedir>%s/c</cachedir></fontconfig>' > "
                   "%s/fonts.conf",
                   folder, folder, folder);
    assert_int_equal(system(command), 0);
    (void)snprintf(config, sizeof config, "%s/fonts.conf", folder);
    assert_int_equal(setenv("FONTCONFIG_FILE", config, 1), 0);
    Fonts *fonts = fonts_new(diag);
    assert_int_equal(unsetenv("FONTCONFIG_FILE"), 0);
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
    return fonts;
}

static void test_a_missing_font_is_told_with_its_package(void **state) {
    Fixture *fixture = *state;
    Diag diag = {0};
    Fonts *fonts = fonts_of_folder("/DejaVuSans.ttf", &diag);
    assert_non_null(fonts);
    ShapedRun run = fonts_shape(fixture->arena, fonts, FACE_SERIF, 20.0f, "noise", 5);
    assert_true(run.complete);
    assert_non_null(strstr(fonts_complaints(fonts), "fonts-lmodern"));
    run = fonts_shape(fixture->arena, fonts, FACE_SERIF, 20.0f, "推", 3);
    assert_false(run.complete);
    assert_non_null(strstr(fonts_complaints(fonts), "fonts-noto-cjk"));
    fonts_free(fonts);
}

static void test_without_any_font_the_message_says_what_to_install(void **state) {
    (void)state;
    Diag diag = {0};
    assert_null(fonts_of_folder("", &diag));
    assert_string_equal(diag.message, "no font is installed");
    assert_non_null(strstr(diag.hint, "fonts-lmodern"));
}

#define FONT_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        FONT_TEST(test_letters_are_placed_one_after_the_other),
        FONT_TEST(test_a_ligature_is_one_glyph),
        FONT_TEST(test_chinese_comes_from_its_own_face),
        FONT_TEST(test_a_character_of_no_font_is_told),
        FONT_TEST(test_drawn_text_stands_where_it_is_aligned),
        FONT_TEST(test_a_glyph_image_is_made_once_and_moves_by_quarters),
        FONT_TEST(test_metrics_are_those_of_the_font),
        FONT_TEST(test_a_missing_font_is_told_with_its_package),
        cmocka_unit_test(test_without_any_font_the_message_says_what_to_install),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
