/* test_typeset_luatex.c - formulas set by our rules: against LuaTeX's boxes, against each other,
 * and every formula of every lesson. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assert_close.h"
#include "base/arena.h"
#include "lesson/lesson.h"
#include "view/typeset.h"

#define SIZE 32.0F
/* The project's bar against LuaTeX, as a share of its width and of its height and depth. */
#define LUATEX_TOLERANCE 0.05
/* Boxes are sums of a few hundred floats of up to a thousand pixels. */
#define SUM_TOLERANCE 1e-3

static int fonts_setup(void **state) {
    Diag diag = {0};
    *state = fonts_new(&diag);
    return *state == NULL ? -1 : 0;
}

static int fonts_teardown(void **state) {
    fonts_free(*state);
    return 0;
}

static const Noad *parsed(Arena *arena, const char *tex) {
    Source source = {.name = "<test>", .bytes = tex, .length = strlen(tex)};
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, (Span){0, source.length}, &diag);
    if (noad == NULL) {
        fail_msg("%.80s: %zu: %s", tex, diag.at.column, diag.message);
    }
    return noad;
}

static const Typeset *set_in(Arena *arena, Fonts *fonts, const char *tex, bool display,
                             float width_max) {
    TypesetStyle style = {SIZE, display, width_max};
    return typeset_formula(arena, fonts, parsed(arena, tex), &style);
}

static const Typeset *set_display(Arena *arena, Fonts *fonts, const char *tex) {
    return set_in(arena, fonts, tex, true, 0.0F);
}

static float height(const Typeset *typeset) {
    return typeset->ascent + typeset->descent;
}

static FILE *open_data(const char *name) {
    char path[256];
    snprintf(path, sizeof path, "tests/typeset/%s", name);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fail_msg("%s cannot be read", path);
    }
    return file;
}

/* reference.txt is written by tests/typeset/reference.py. */
static void test_forty_formulas_have_the_boxes_that_luatex_gives_them(void **state) {
    Arena *arena = arena_new();
    FILE *formulas = open_data("formulas.txt");
    FILE *boxes = open_data("reference.txt");
    char tex[2048];
    size_t count = 0;
    while (fgets(tex, sizeof tex, formulas) != NULL) {
        tex[strcspn(tex, "\n")] = '\0';
        char row[128];
        assert_non_null(fgets(row, sizeof row, boxes));
        char *rest = row;
        double width = strtod(rest, &rest);
        double total = strtod(rest, &rest);
        total += strtod(rest, &rest);
        const Typeset *typeset = set_display(arena, *state, tex);
        double our_width = (double)(typeset->width / SIZE);
        double our_total = (double)(height(typeset) / SIZE);
        if (!(fabs(our_width - width) <= LUATEX_TOLERANCE * width) ||
            !(fabs(our_total - total) <= LUATEX_TOLERANCE * total) || !typeset->complete) {
            fail_msg("%s: %.4f x %.4f em, LuaTeX %.4f x %.4f, tolerance %g", tex, our_width,
                     our_total, width, total, LUATEX_TOLERANCE);
        }
        count++;
    }
    assert_int_equal(count, 40);
    fclose(formulas);
    fclose(boxes);
    arena_free(arena);
}

/* Walks what a lesson shows. */
typedef struct {
    Fonts *fonts;
    Arena *arena;
    size_t count;
    const char *path;
} Walk;

static void check_noad(Walk *walk, const Noad *noad) {
    if (noad == NULL) {
        return;
    }
    for (size_t display = 0; display < 2; display++) {
        TypesetStyle style = {SIZE, display == 1, 0.0F};
        const Typeset *typeset = typeset_formula(walk->arena, walk->fonts, noad, &style);
        bool sound = typeset->complete && typeset->width > 0.0F && isfinite(typeset->width) &&
                     height(typeset) > 0.0F && isfinite(height(typeset));
        if (!sound) {
            fail_msg("%s: bytes %zu to %zu: %g x %g, complete %d", walk->path, noad->span.start,
                     noad->span.end, (double)typeset->width, (double)height(typeset),
                     (int)typeset->complete);
        }
    }
    walk->count++;
}

static void check_line(Walk *walk, const Line *line) {
    for (size_t i = 0; i < line->count; i++) {
        check_noad(walk, line->runs[i].noad);
    }
}

static void check_lesson(Walk *walk, const Lesson *lesson) {
    for (size_t s = 0; s < lesson->step_count; s++) {
        const Step *step = &lesson->steps[s];
        check_line(walk, &step->heading);
        for (size_t b = 0; b < step->block_count; b++) {
            const Block *block = &step->blocks[b];
            check_line(walk, &block->line);
            check_noad(walk, block->noad);
            for (size_t c = 0; c < block->rows * block->columns; c++) {
                check_line(walk, &block->cells[c]);
            }
        }
    }
    for (size_t i = 0; i < lesson->claim_count; i++) {
        check_noad(walk, claim_noad(lesson->claims[i]));
    }
    for (size_t i = 0; i < lesson->exercise_count; i++) {
        check_noad(walk, lesson->exercises[i]->answer_noad);
    }
}

static void test_every_formula_of_every_lesson_is_set_completely(void **state) {
    static const char *const paths[] = {
        "lessons/01-variances-add.md",    "lessons/02-two-steps-make-one.md",
        "lessons/03-the-closed-form.md",  "lessons/04-the-posterior.md",
        "lessons/05-the-epsilon-mean.md",
    };
    Walk walk = {.fonts = *state};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        walk.arena = arena_new();
        walk.path = paths[i];
        const Lesson *lesson = NULL;
        Diag diag = {0};
        assert_int_equal(lesson_load(walk.arena, paths[i], &(LessonOptions){0}, &lesson, &diag),
                         LESSON_OK);
        check_lesson(&walk, lesson);
        arena_free(walk.arena);
    }
    /* As many as the lessons have at least, so that the walk cannot miss them all. */
    assert_true(walk.count > 400);
}

static void test_a_fraction_is_taller_than_its_parts_and_a_script_smaller(void **state) {
    Arena *arena = arena_new();
    const Typeset *part = set_display(arena, *state, "x+1");
    const Typeset *fraction = set_display(arena, *state, "\\frac{x+1}{y}");
    assert_true(height(fraction) > 1.8F * height(part));
    assert_int_equal(fraction->rule_count, 1);
    const Typeset *script = set_display(arena, *state, "x^2");
    assert_int_equal(script->glyph_count, 2);
    /* Latin Modern Math scales scripts to 70 percent. */
    assert_close((double)script->sizes[0], 0.7 * (double)SIZE, SUM_TOLERANCE);
    assert_close((double)script->sizes[1], (double)SIZE, SUM_TOLERANCE);
    assert_true(script->glyphs[0].y < script->glyphs[1].y);
    arena_free(arena);
}

static double glyphs_width(Arena *arena, Fonts *fonts, const char *first, const char *second,
                           const char *third) {
    return (double)(set_display(arena, fonts, first)->width +
                    set_display(arena, fonts, second)->width +
                    set_display(arena, fonts, third)->width);
}

static void test_relations_sums_and_signs_are_spaced_as_in_tex(void **state) {
    Arena *arena = arena_new();
    double em = (double)SIZE;
    double parts = glyphs_width(arena, *state, "x", "=", "\\alpha");
    double set = (double)set_display(arena, *state, "x=\\alpha")->width;
    assert_close(set - parts, 2.0 * 5.0 / 18.0 * em, SUM_TOLERANCE);
    parts = glyphs_width(arena, *state, "x", "+", "\\alpha");
    set = (double)set_display(arena, *state, "x+\\alpha")->width;
    assert_close(set - parts, 2.0 * 4.0 / 18.0 * em, SUM_TOLERANCE);
    /* A sign touches its operand. */
    parts = glyphs_width(arena, *state, "-", "x", "");
    set = (double)set_display(arena, *state, "-x")->width;
    assert_close(set, parts, SUM_TOLERANCE);
    /* \mid is a relation, a typed bar is not. */
    parts = glyphs_width(arena, *state, "x", "|", "x");
    assert_close((double)set_display(arena, *state, "x|x")->width, parts, SUM_TOLERANCE);
    assert_close((double)set_display(arena, *state, "x\\mid x")->width - parts,
                 2.0 * 5.0 / 18.0 * em, SUM_TOLERANCE);
    arena_free(arena);
}

static void test_the_script_of_an_accented_letter_hangs_where_the_bare_one_does(void **state) {
    Arena *arena = arena_new();
    const Typeset *bare = set_display(arena, *state, "\\alpha_t^2");
    const Typeset *accented = set_display(arena, *state, "\\bar\\alpha_t^2");
    assert_close((double)accented->width, (double)bare->width, SUM_TOLERANCE);
    assert_int_equal(accented->glyph_count, bare->glyph_count + 1);
    float lowest = 0.0F;
    float lowest_bare = 0.0F;
    for (size_t i = 0; i < accented->glyph_count; i++) {
        lowest = fmaxf(lowest, accented->glyphs[i].y);
        lowest_bare = i < bare->glyph_count ? fmaxf(lowest_bare, bare->glyphs[i].y) : lowest_bare;
    }
    assert_close((double)lowest, (double)lowest_bare, SUM_TOLERANCE);
    arena_free(arena);
}

static void test_a_long_formula_breaks_at_its_relation_and_fits(void **state) {
    Arena *arena = arena_new();
    const char *tex =
        "x_t = \\sqrt{\\bar\\alpha_t}\\,x_0 + \\sqrt{1-\\bar\\alpha_t}\\,\\varepsilon "
        "= a + b + c + d + e + f + g + h";
    const Typeset *whole = set_display(arena, *state, tex);
    for (int tenths = 4; tenths < 10; tenths++) {
        float width_max = (float)tenths / 10.0F * whole->width;
        const Typeset *broken = set_in(arena, *state, tex, true, width_max);
        assert_true(broken->width <= width_max + (float)SUM_TOLERANCE);
        assert_true(height(broken) > 1.5F * height(whole));
        assert_int_equal(broken->glyph_count, whole->glyph_count);
    }
    arena_free(arena);
}

static void test_pointing_finds_the_symbol_and_a_span_its_box(void **state) {
    Arena *arena = arena_new();
    const char *tex = "x = \\frac{\\alpha}{\\beta}";
    const Typeset *typeset = set_display(arena, *state, tex);
    const TypesetPlace *first = typeset_at(typeset, 2.0F, -4.0F);
    assert_non_null(first);
    assert_string_equal(first->noad->name, "x");
    Rect box = {0};
    assert_true(typeset_box(typeset, (Span){10, 16}, &box));
    const TypesetPlace *above =
        typeset_at(typeset, box.x + box.width / 2.0F, box.y + box.height / 2.0F);
    assert_non_null(above);
    assert_string_equal(above->noad->name, "alpha");
    assert_null(typeset_at(typeset, -5.0F, 0.0F));
    assert_false(typeset_box(typeset, (Span){3, 4}, &box));
    arena_free(arena);
}

static void test_fences_cover_what_they_hold(void **state) {
    Arena *arena = arena_new();
    const char *tall = "\\frac{\\frac{a}{b}}{\\frac{c}{\\frac{d}{e}}}";
    const Typeset *inner = set_display(arena, *state, tall);
    static const char *const fences[] = {"(", "[", "\\{", "|", "\\|"};
    for (size_t i = 0; i < sizeof fences / sizeof fences[0]; i++) {
        const char *tex = arena_printf(arena, "\\left%s%s\\right.", fences[i], tall);
        const Typeset *fenced = set_display(arena, *state, tex);
        /* TeX lets five points of ten be missing. */
        assert_true(height(fenced) >= height(inner) - 0.5F * SIZE);
        assert_true(fenced->width > inner->width);
        assert_true(fenced->complete);
    }
    arena_free(arena);
}

static void test_chinese_words_in_a_formula_are_set_completely(void **state) {
    Arena *arena = arena_new();
    const Typeset *typeset = set_display(arena, *state, "x_t \\text{ 是噪声 } \\ge 0");
    assert_true(typeset->complete);
    /* Each ideograph is an em wide. */
    assert_true(typeset->width > 4.0F * SIZE);
    arena_free(arena);
}

/* Each level sets what it holds once: a formula of nested accents, scripts and fences takes time
 * in proportion to its length, not to a power of its depth. */
static void test_deep_nesting_is_set_at_once(void **state) {
    static const char *const wraps[][2] = {{"\\bar{", "}_t"},
                                           {"\\left(a\\middle|", "\\right)"},
                                           {"\\sqrt{", "}"},
                                           {"\\frac{", "}{2}"}};
    for (size_t i = 0; i < sizeof wraps / sizeof wraps[0]; i++) {
        Arena *arena = arena_new();
        const char *tex = "x";
        for (size_t depth = 0; depth < 60; depth++) {
            tex = arena_printf(arena, "%s%s%s", wraps[i][0], tex, wraps[i][1]);
        }
        const Typeset *typeset = set_display(arena, *state, tex);
        assert_true(typeset->glyph_count >= 60 || typeset->rule_count >= 60);
        assert_true(isfinite(typeset->width) && isfinite(height(typeset)));
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forty_formulas_have_the_boxes_that_luatex_gives_them),
        cmocka_unit_test(test_every_formula_of_every_lesson_is_set_completely),
        cmocka_unit_test(test_a_fraction_is_taller_than_its_parts_and_a_script_smaller),
        cmocka_unit_test(test_relations_sums_and_signs_are_spaced_as_in_tex),
        cmocka_unit_test(test_the_script_of_an_accented_letter_hangs_where_the_bare_one_does),
        cmocka_unit_test(test_a_long_formula_breaks_at_its_relation_and_fits),
        cmocka_unit_test(test_pointing_finds_the_symbol_and_a_span_its_box),
        cmocka_unit_test(test_fences_cover_what_they_hold),
        cmocka_unit_test(test_chinese_words_in_a_formula_are_set_completely),
        cmocka_unit_test(test_deep_nesting_is_set_at_once),
    };
    return cmocka_run_group_tests(tests, fonts_setup, fonts_teardown);
}
