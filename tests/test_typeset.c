/* Tests of formulas set in type. */
#include <math.h>
#include <string.h>

#include "assert_close.h"
#include "base/file.h"
#include "lesson/lesson.h"
#include "view/typeset.h"

#define SIZE 100.0f

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

static const Typeset *set_width(Fixture *fixture, const char *tex, bool display, float width) {
    Source *source = arena_alloc(fixture->arena, sizeof *source);
    *source = (Source){.name = "t", .bytes = tex, .length = strlen(tex)};
    Diag diag = {0};
    const Noad *noad = noad_parse(fixture->arena, source, (Span){0, source->length}, &diag);
    if (noad == NULL) {
        fail_msg("%s: %s", tex, diag.message);
    }
    const TypesetStyle style = {.size = SIZE, .display = display, .width_max = width};
    const Typeset *out = typeset_formula(fixture->arena, fixture->fonts, noad, &style);
    if (!out->complete) {
        fail_msg("%s: a character is missing", tex);
    }
    return out;
}

static const Typeset *set(Fixture *fixture, const char *tex) {
    return set_width(fixture, tex, true, 0.0f);
}

/* The place of the glyph that comes `i`th from the left. */
static const DrawGlyph *glyph_from_left(const Typeset *out, size_t i) {
    const DrawGlyph *found = NULL;
    for (size_t k = 0; k < out->glyph_count; k++) {
        size_t before = 0;
        for (size_t m = 0; m < out->glyph_count; m++) {
            before += out->glyphs[m].x < out->glyphs[k].x;
        }
        found = before == i ? &out->glyphs[k] : found;
    }
    return found;
}

/* Latin Modern Math: x is 572 thousandths wide, = 778, + 778, 1 is 500. */
static void test_spaces_are_those_of_tex(void **state) {
    Fixture *fixture = *state;
    double x = (double)set(fixture, "x")->width, one = (double)set(fixture, "1")->width;
    double equal = (double)set(fixture, "=")->width, plus = (double)set(fixture, "{+}")->width;
    assert_close(one, 50.0, 0.1);
    assert_close(equal, 77.8, 0.1);
    /* Thick spaces of 5/18 em on both sides. */
    assert_close((double)set(fixture, "1=1")->width, 2.0 * one + equal + 1000.0 / 18.0, 0.1);
    /* Medium ones of 4/18. */
    assert_close((double)set(fixture, "1+1")->width, 2.0 * one + plus + 800.0 / 18.0, 0.1);
    /* A sign has none, nor has anything in a script. */
    assert_close((double)set(fixture, "=-1")->width, equal + plus + one + 500.0 / 18.0, 0.1);
    const Typeset *script = set(fixture, "1^{1+1}");
    const Typeset *apart = set(fixture, "1^{11}");
    assert_close((double)(script->width - apart->width), 0.7 * plus, 0.3);
    /* A comma has a thin one behind it. */
    assert_close((double)(set(fixture, "1,1")->width - set(fixture, "1,")->width),
                 one + 300.0 / 18.0, 0.1);
    assert_true(x > 50.0 && x < 65.0);
}

static void test_scripts_are_smaller_and_stand_off_the_line(void **state) {
    Fixture *fixture = *state;
    const Typeset *out = set(fixture, "x_1^2");
    assert_int_equal(out->glyph_count, 3);
    assert_close((double)out->sizes[0], 70.0, 0.01);
    assert_close((double)out->sizes[2], 100.0, 0.0);
    double above = 0.0, below = 0.0;
    for (size_t i = 0; i < 2; i++) {
        above = fmin(above, (double)out->glyphs[i].y);
        below = fmax(below, (double)out->glyphs[i].y);
    }
    assert_true(above < -30.0 && below > 20.0);
    /* Scripts of scripts are half as large. */
    assert_close((double)set(fixture, "x_{x_x}")->sizes[0], 50.0, 0.01);
}

static void test_an_accented_letter_has_its_scripts_where_the_letter_has(void **state) {
    Fixture *fixture = *state;
    const Typeset *plain = set(fixture, "\\alpha_t"), *bar = set(fixture, "\\bar\\alpha_t");
    assert_int_equal(bar->glyph_count, plain->glyph_count + 1);
    assert_close((double)bar->glyphs[0].y, (double)plain->glyphs[0].y, 0.01);
    assert_close((double)bar->width, (double)plain->width, 0.5);
    assert_true(bar->ascent > plain->ascent + 10.0f);
    /* Over more than one letter it is a rule. */
    assert_int_equal(set(fixture, "\\overline{ab}")->rule_count, 1);
}

static void test_a_fraction_is_stacked_around_the_axis(void **state) {
    Fixture *fixture = *state;
    const Typeset *out = set(fixture, "\\frac{1}{2}");
    assert_int_equal(out->rule_count, 1);
    assert_close((double)(out->rules[0].y + 0.5f * out->rules[0].height), -25.0, 0.1);
    const DrawGlyph *one = &out->glyphs[0], *two = &out->glyphs[1];
    assert_true(fabsf(one->y - two->y) > 100.0f);
    assert_close((double)one->x, (double)two->x, 1.0);
    assert_true(out->ascent > set(fixture, "\\tfrac{1}{2}")->ascent + 20.0f);
    assert_int_equal(set(fixture, "\\binom{n}{k}")->rule_count, 0);
}

static void test_a_root_covers_what_is_under_it(void **state) {
    Fixture *fixture = *state;
    const char *const inside[] = {"x", "\\bar\\alpha_{t-1}", "\\frac{1}{1+\\frac{1}{x}}"};
    for (size_t i = 0; i < 3; i++) {
        const Typeset *content = set(fixture, inside[i]);
        const Typeset *root = set(fixture, arena_printf(fixture->arena, "\\sqrt{%s}", inside[i]));
        assert_true(root->ascent > content->ascent + 5.0f);
        assert_true(root->descent > content->descent - 1.0f);
        assert_true(root->width > content->width + 50.0f);
    }
}

static void test_fences_grow_with_what_is_between(void **state) {
    Fixture *fixture = *state;
    const Typeset *small = set(fixture, "\\left(x\\right)");
    const Typeset *large = set(fixture, "\\left(\\frac{\\frac12}{\\frac34}\\right)");
    const Typeset *huge = set(
        fixture, "\\left\\{\\begin{matrix}1\\\\2\\\\3\\\\4\\\\5\\\\6\\\\7\\end{matrix}\\right.");
    assert_true(small->ascent + small->descent < 110.0f);
    assert_true(large->ascent + large->descent > 250.0f);
    assert_true(huge->ascent + huge->descent > 700.0f);
    assert_true(set(fixture, "\\Bigl(")->ascent > set(fixture, "(")->ascent + 5.0f);
}

static void test_limits_stand_above_and_below_in_a_display(void **state) {
    Fixture *fixture = *state;
    const Typeset *shown = set(fixture, "\\sum_{i=1}^{n}");
    const Typeset *inline_sum = set_width(fixture, "\\sum_{i=1}^{n}", false, 0.0f);
    assert_true(shown->ascent + shown->descent > inline_sum->ascent + inline_sum->descent + 80.0f);
    assert_true(shown->width < inline_sum->width);
}

static void test_aligned_relations_stand_below_each_other(void **state) {
    Fixture *fixture = *state;
    const Typeset *out = set(fixture, "\\begin{aligned} a+b+c &= d \\\\ e &= f+g \\end{aligned}");
    const DrawGlyph *equals[2] = {NULL, NULL};
    size_t found = 0;
    const DrawGlyph *first = glyph_from_left(set(fixture, "="), 0);
    for (size_t i = 0; i < out->glyph_count; i++) {
        if (out->glyphs[i].id == first->id && found < 2) {
            equals[found++] = &out->glyphs[i];
        }
    }
    assert_int_equal(found, 2);
    if (equals[0] == NULL || equals[1] == NULL) {
        fail_msg(
            "%s",
            "two relations were set"); /* clang-tidy does not know that the assertion ends it */
        return;
    }
    assert_close((double)equals[0]->x, (double)equals[1]->x, 0.01);
    assert_close(fabs((double)(equals[0]->y - equals[1]->y)), 150.0, 1.0);
}

static void test_a_formula_too_wide_is_broken_at_its_relations(void **state) {
    Fixture *fixture = *state;
    static const char tex[] = "a_1+b_1+c_1 = d_1+e_1+f_1 = g_1+h_1+i_1 = j_1+k_1+l_1";
    const Typeset *whole = set(fixture, tex);
    for (int i = 0; 400.0f + 130.0f * (float)i < whole->width; i++) {
        float width = 400.0f + 130.0f * (float)i;
        const Typeset *broken = set_width(fixture, tex, true, width);
        assert_true(broken->width <= width);
        assert_int_equal(broken->glyph_count, whole->glyph_count);
        assert_true(broken->descent > whole->descent + 100.0f);
    }
    const Typeset *fits = set_width(fixture, tex, true, whole->width + 1.0f);
    assert_close((double)fits->width, (double)whole->width, 0.0);
}

static void test_symbols_are_found_where_they_stand(void **state) {
    Fixture *fixture = *state;
    static const char tex[] = "x_t = \\sqrt{\\bar\\alpha_t}x_0";
    const Typeset *out = set(fixture, tex);
    const TypesetPlace *x = typeset_at(out, 20.0f, -20.0f);
    assert_non_null(x);
    assert_string_equal(x->noad->name, "x");
    assert_null(typeset_at(out, -20.0f, 0.0f));
    assert_null(typeset_at(out, 50.0f, 400.0f));
    Rect left, right;
    size_t equal = (size_t)(strchr(tex, '=') - tex);
    assert_true(typeset_box(out, (Span){0, equal}, &left));
    assert_true(typeset_box(out, (Span){equal + 1, sizeof tex - 1}, &right));
    assert_true(left.x + left.width < right.x);
    assert_close((double)(right.x + right.width), (double)out->width, 10.0);
    assert_false(typeset_box(out, (Span){900, 901}, &left));
}

static void check_noad(Fixture *fixture, const Noad *noad, const char *where, size_t *count) {
    if (noad == NULL) {
        return;
    }
    const TypesetStyle style = {.size = 24.0f, .display = true, .width_max = 640.0f};
    const Typeset *out = typeset_formula(fixture->arena, fixture->fonts, noad, &style);
    if (!out->complete || !isfinite(out->width + out->ascent + out->descent)) {
        fail_msg("%s: a character is missing or the size is no number", where);
    }
    (*count)++;
}

static void check_line(Fixture *fixture, const Line *line, size_t *count) {
    for (size_t i = 0; i < line->count; i++) {
        if (line->runs[i].kind == RUN_MATH) {
            check_noad(fixture, line->runs[i].noad, line->runs[i].text, count);
        }
    }
}

static void test_every_formula_of_the_lessons_is_set(void **state) {
    Fixture *fixture = *state;
    size_t lessons = 0, formulas = 0;
    const LessonEntry *entries =
        lesson_list(fixture->arena, file_data_folder(fixture->arena, "lessons"), &lessons);
    for (size_t i = 0; i < lessons; i++) {
        LessonOptions options = {.notation = NULL};
        const Lesson *lesson = NULL;
        Diag diag = {0};
        assert_int_equal(lesson_load(fixture->arena, entries[i].path, &options, &lesson, &diag),
                         LESSON_OK);
        for (size_t c = 0; c < lesson->claim_count; c++) {
            check_noad(fixture, claim_noad(lesson->claims[c]), claim_def(lesson->claims[c])->id,
                       &formulas);
        }
        for (size_t s = 0; s < lesson->step_count; s++) {
            for (size_t b = 0; b < lesson->steps[s].block_count; b++) {
                const Block *block = &lesson->steps[s].blocks[b];
                check_line(fixture, &block->line, &formulas);
                check_noad(fixture, block->noad, block->text, &formulas);
            }
        }
    }
    assert_true(lessons >= 5 && formulas > 700);
}

#define TYPESET_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TYPESET_TEST(test_spaces_are_those_of_tex),
        TYPESET_TEST(test_scripts_are_smaller_and_stand_off_the_line),
        TYPESET_TEST(test_an_accented_letter_has_its_scripts_where_the_letter_has),
        TYPESET_TEST(test_a_fraction_is_stacked_around_the_axis),
        TYPESET_TEST(test_a_root_covers_what_is_under_it),
        TYPESET_TEST(test_fences_grow_with_what_is_between),
        TYPESET_TEST(test_limits_stand_above_and_below_in_a_display),
        TYPESET_TEST(test_aligned_relations_stand_below_each_other),
        TYPESET_TEST(test_a_formula_too_wide_is_broken_at_its_relations),
        TYPESET_TEST(test_symbols_are_found_where_they_stand),
        TYPESET_TEST(test_every_formula_of_the_lessons_is_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
