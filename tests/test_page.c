/* Tests of a lesson's step as a typeset page. */
#include <math.h>
#include <string.h>

#include "assert_close.h"
#include "base/file.h"
#include "view/flow.h"
#include "view/page_internal.h"

typedef struct {
    Arena *arena;
    Fonts *fonts;
    CheckOptions options;
} Fixture;

static int setup(void **state) {
    static Fixture fixture;
    Diag diag = {0};
    fixture = (Fixture){
        .arena = arena_new(), .fonts = fonts_new(&diag), .options = check_options_default()};
    fixture.options.twins = false;
    fixture.options.samples = 20000;
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

static Page *lay_out(Fixture *fixture, const Reading *reading, const Claim *opened, float width,
                     float size) {
    const PageContent content = {.reading = reading, .opened = opened, .reasons = true};
    const PageStyle style = {
        .width = width, .size = size, .fonts = fixture->fonts, .theme = theme_find("light")};
    return page_layout(fixture->arena, &content, &style);
}

static const Lesson *parse(Fixture *fixture, const char *text) {
    LessonOptions options = {.notation = NULL};
    const Lesson *lesson = NULL;
    Diag diag = {0};
    LessonStatus status =
        lesson_parse(fixture->arena, "p.md", text, strlen(text), &options, &lesson, &diag);
    if (status != LESSON_OK) {
        fail_msg("%zu:%zu: %s", diag.at.line, diag.at.column, diag.message);
    }
    return lesson;
}

/* Every glyph stands within the page but for single formulas that cannot be broken. */
static void assert_within(Fixture *fixture, Page *page, float width, const char *where) {
    DrawList list;
    draw_list_init(&list);
    page_draw(&list, page, 0.0f, 0.0f);
    size_t outside = 0;
    for (size_t i = 0; i < list.glyph_count; i++) {
        const DrawGlyph *glyph = &list.glyphs[i];
        if (!(glyph->x > -1.0f && glyph->y > 0.0f && glyph->y < page_height(page))) {
            fail_msg("%s: a glyph stands at %g, %g", where, (double)glyph->x, (double)glyph->y);
        }
        outside += glyph->x > width;
    }
    if (outside * 50 > list.glyph_count) {
        fail_msg("%s: %zu of %zu glyphs stand beyond %g", where, outside, list.glyph_count,
                 (double)width);
    }
    draw_list_clear(&list);
    (void)fixture;
}

static void test_every_step_of_every_lesson_is_laid_out(void **state) {
    Fixture *fixture = *state;
    size_t lessons = 0, steps = 0;
    const LessonEntry *entries =
        lesson_list(fixture->arena, file_data_folder(fixture->arena, "lessons"), &lessons);
    for (size_t i = 0; i < lessons; i++) {
        LessonOptions options = {.notation = NULL};
        const Lesson *lesson = NULL;
        Diag diag = {0};
        assert_int_equal(lesson_load(fixture->arena, entries[i].path, &options, &lesson, &diag),
                         LESSON_OK);
        Reading reading;
        reading_init(&reading, lesson, &fixture->options);
        for (size_t s = 0; s < lesson->step_count; s++) {
            reading.step = s;
            reading_show_all(&reading);
            const float widths[] = {500.0f, 900.0f, 1600.0f}, sizes[] = {16.0f, 24.0f, 40.0f};
            for (size_t k = 0; k < 3; k++) {
                Page *page = lay_out(fixture, &reading, NULL, widths[k], sizes[k]);
                assert_true(page_is_complete(page));
                assert_within(fixture, page, widths[k], lesson->steps[s].title);
                page_clear(page);
            }
            steps++;
        }
        reading_clear(&reading);
    }
    assert_true(steps > 60);
}

static const char broken_chain[] = "---\nnotation: ho\n---\n\n## One\n\nWords before.\n\n"
                                   "```claim chain expect=fails\n"
                                   "(1+1)^2 = 4 = 5\n"
                                   "```\n\nWords [behind](http://x.org/y) it, $\\alpha_t$.\n";

static void test_the_link_that_fails_is_marked_and_the_badge_is_hit(void **state) {
    Fixture *fixture = *state;
    const Lesson *lesson = parse(fixture, broken_chain);
    Reading reading;
    reading_init(&reading, lesson, &fixture->options);
    reading_settle(&reading);
    Claim *claim = lesson->claims[0];
    assert_int_equal(claim_verdict(claim)->kind, VERDICT_FAILS);
    Page *page = lay_out(fixture, &reading, NULL, 800.0f, 20.0f);
    Rect link, box;
    assert_true(page_broken_link(page, claim, &link));
    assert_true(page_claim_box(page, claim, &box));
    /* The 5 alone: right of the middle, one digit wide. */
    assert_true(link.x > 400.0f && link.width < 20.0f && link.width > 5.0f);
    assert_true(rect_contains(box, link.x, link.y));
    PageHit hit = page_at(page, box.x + 40.0f, box.y + 1.0f);
    assert_int_equal(hit.kind, HIT_CLAIM);
    assert_ptr_equal(hit.claim, claim);
    bool badge = false, symbol = false, target = false;
    for (int y = 0; (float)y < page_height(page); y += 3) {
        for (int x = 0; x < 800; x += 3) {
            hit = page_at(page, (float)x, (float)y);
            badge = badge || (hit.kind == HIT_BADGE && hit.claim == claim);
            symbol = symbol || (hit.kind == HIT_SYMBOL && strcmp(hit.noad->name, "alpha") == 0);
            target = target || (hit.kind == HIT_LINK && strcmp(hit.link, "http://x.org/y") == 0);
        }
    }
    assert_true(badge && symbol && target);
    float closed = page_height(page);
    Page *open = lay_out(fixture, &reading, claim, 800.0f, 20.0f);
    assert_true(page_height(open) > closed + 20.0f);
    page_clear(page);
    page_clear(open);
    reading_clear(&reading);
}

static const char reasoned_chain[] = "---\nnotation: ho\n---\n\n## One\n\n"
                                     "```claim chain expect=fails\n"
                                     "(1+1)^2 = 4 = 5\n"
                                     "why: two times two\n"
                                     "why: a slip\n"
                                     "```\n";

/* Reasons beside links are the only words of this size and colour. */
#define REASON_SIZE (0.88f * 20.0f)

/* How many lines of reasons stand beside formulas: with a glyph of a formula on the same baseline,
 * to the left of all of the reason. */
static size_t reasons_beside(const Page *page) {
    DrawList list;
    draw_list_init(&list);
    page_draw(&list, page, 0.0f, 0.0f);
    size_t lines = 0;
    float before = -1.0f;
    for (size_t i = 0; i < list.mark_count; i++) {
        const Mark *mark = &list.marks[i];
        if (mark->kind != MARK_GLYPHS || mark->color != theme_find("light")->dim ||
            fabsf(mark->size - REASON_SIZE) > 0.01f || list.glyphs[mark->first].y == before) {
            continue;
        }
        const DrawGlyph *reason = &list.glyphs[mark->first];
        before = reason->y;
        for (size_t k = 0; k < list.mark_count; k++) {
            const Mark *other = &list.marks[k];
            const DrawGlyph *glyph = &list.glyphs[other->first];
            /* A hundredth: the two baselines are computed along different ways. */
            if (other->kind == MARK_GLYPHS && other->size == 20.0f && glyph->x < reason->x &&
                fabsf(glyph->y - reason->y) < 0.01f) {
                lines++;
                break;
            }
        }
    }
    draw_list_clear(&list);
    return lines;
}

static void test_reasons_stand_beside_their_links_where_there_is_room(void **state) {
    Fixture *fixture = *state;
    const Lesson *lesson = parse(fixture, reasoned_chain);
    Reading reading;
    reading_init(&reading, lesson, &fixture->options);
    reading_settle(&reading);
    Page *wide = lay_out(fixture, &reading, NULL, 800.0f, 20.0f);
    Page *narrow = lay_out(fixture, &reading, NULL, 300.0f, 20.0f);
    assert_int_equal(reasons_beside(wide), 2);
    assert_int_equal(reasons_beside(narrow), 0);
    /* The link that fails is the second line, with the 5 alone in it. */
    Rect link, box;
    assert_true(page_broken_link(wide, lesson->claims[0], &link));
    assert_true(page_claim_box(wide, lesson->claims[0], &box));
    assert_true(link.width < 20.0f && link.y > box.y + 30.0f);
    page_clear(wide);
    page_clear(narrow);
    reading_clear(&reading);
}

static void test_what_follows_an_open_question_is_hidden(void **state) {
    Fixture *fixture = *state;
    const Lesson *lesson =
        parse(fixture,
              "---\nnotation: ho\n---\n\n## One\n\n```exercise e\nask: What is $1+1$?\nanswer: 2\n"
              "hint: Count.\n```\n\nBehind.\n\n$$a = b$$\n\nBehind.\n");
    Reading reading;
    reading_init(&reading, lesson, &fixture->options);
    Page *hidden = lay_out(fixture, &reading, NULL, 800.0f, 20.0f);
    reading_hint(&reading, reading_open_question(&reading));
    Page *hint = lay_out(fixture, &reading, NULL, 800.0f, 20.0f);
    reading_show_all(&reading);
    Page *shown = lay_out(fixture, &reading, NULL, 800.0f, 20.0f);
    assert_true(page_height(hint) > page_height(hidden) + 15.0f);
    assert_true(page_height(shown) > page_height(hidden) + 60.0f);
    page_clear(hidden);
    page_clear(hint);
    page_clear(shown);
    reading_clear(&reading);
}

/* How the words are broken in a column, as the first glyph's cluster of each line would tell; lines
 * are told apart by their baselines. */
static size_t lines_of(Fixture *fixture, const char *words, float width) {
    DrawList list;
    draw_list_init(&list);
    Flow flow = {.arena = fixture->arena,
                 .fonts = fixture->fonts,
                 .theme = theme_find("light"),
                 .list = &list,
                 .size = 20.0f,
                 .width = width,
                 .complete = true};
    FlowStyle style = flow_plain(&flow);
    flow_remark(&flow, &style, words);
    flow_end(&flow, 0.0f);
    size_t lines = 0;
    float before = -1.0f;
    for (size_t i = 0; i < list.glyph_count; i++) {
        if (fabsf(list.glyphs[i].y - before) > 10.0f) {
            lines++;
            before = list.glyphs[i].y;
        }
        assert_true(list.glyphs[i].x < width);
    }
    draw_list_clear(&list);
    return lines;
}

/* What moves the column in leaves it as wide as it was, however narrow it is. */
static void test_a_narrow_column_does_not_grow(void **state) {
    Fixture *fixture = *state;
    DrawList list;
    draw_list_init(&list);
    const Run run = {.kind = RUN_TEXT, .text = "words"};
    const Block blocks[] = {
        {.kind = BLOCK_QUOTE, .line = {.count = 1, .runs = &run}},
        {.kind = BLOCK_ITEM, .level = 2, .line = {.count = 1, .runs = &run}},
        {.kind = BLOCK_SYMBOLS, .text = "real a in (1,2)"},
    };
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        Flow flow = {.arena = fixture->arena,
                     .fonts = fixture->fonts,
                     .theme = theme_find("light"),
                     .list = &list,
                     .size = 20.0f,
                     .width = 25.0f,
                     .complete = true};
        Layout layout = {.flow = &flow};
        page_add_block(&layout, &blocks[i]);
        assert_true(flow.width == 25.0f && flow.x == 0.0f);
    }
    draw_list_clear(&list);
}

static void test_chinese_is_broken_anywhere_but_before_its_commas(void **state) {
    Fixture *fixture = *state;
    /* Each character is 20 wide. */
    assert_int_equal(lines_of(fixture, "扩散模型的推导", 141.0f), 1);
    assert_int_equal(lines_of(fixture, "扩散模型的推导", 81.0f), 2);
    /* The comma would start the second line: the character before it goes along. */
    assert_int_equal(lines_of(fixture, "扩散模型，推导", 81.0f), 2);
    assert_int_equal(lines_of(fixture, "扩散模型，推导吧吧吧", 81.0f), 3);
    /* A Latin word is never broken. */
    assert_int_equal(lines_of(fixture, "扩散 diffusion 模型", 101.0f), 3);
    /* Formulas stand among Chinese as characters do, each about 11 wide. */
    assert_int_equal(lines_of(fixture, "扩$x$散$y$模$z$型", 45.0f), 4);
    assert_int_equal(lines_of(fixture, "吧$x$", 25.0f), 2);
    assert_int_equal(lines_of(fixture, "吧吧（$x$）吧", 61.0f), 3);
    assert_int_equal(lines_of(fixture, "扩散模型，推导吧", 81.0f), 3);
    assert_int_equal(lines_of(fixture, "扩散$x$，推", 55.0f), 2);
    assert_int_equal(lines_of(fixture, "", 100.0f), 0);
}

#define PAGE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        PAGE_TEST(test_every_step_of_every_lesson_is_laid_out),
        PAGE_TEST(test_the_link_that_fails_is_marked_and_the_badge_is_hit),
        PAGE_TEST(test_reasons_stand_beside_their_links_where_there_is_room),
        PAGE_TEST(test_what_follows_an_open_question_is_hidden),
        PAGE_TEST(test_a_narrow_column_does_not_grow),
        PAGE_TEST(test_chinese_is_broken_anywhere_but_before_its_commas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
