/* The first display formulas of eight public tutorials in English and Chinese (tests/tutorials; the
 * addresses stand on top of each file). What is true of each is computed by
 * tests/reference_tutorials.py, which knows nothing of this program; its table also plants one slip
 * in each true formula. */
#include "assert_close.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "lesson/lesson.h"
#include "verify/claim.h"

typedef enum { TRUTH_TRUE, TRUTH_FALSE, TRUTH_NAMES, TRUTH_OPEN } Truth;

typedef struct {
    const char *file; /* tests/tutorials/NAME.md */
    size_t number;    /* of the display, from 1 */
    Truth truth;
    const char *slip; /* the kind planted in a true one; else NULL */
    const char *from; /* and what it puts in the place of what, where that first stands */
    const char *to;
} TutorialFormula;

#include "reference_tutorials.h"

#define FORMULA_COUNT (sizeof tutorial_formulas / sizeof tutorial_formulas[0])

static const char *notation_of(const char *name) {
    return strcmp(name, "spaces-9119") == 0 ? "su" : "ho";
}

static const Lesson *note_of(Arena *arena, const char *name, const char *bytes, size_t length) {
    LessonOptions options = {.notation = notation_of(name)};
    const Lesson *lesson = NULL;
    Diag diag = {0};
    if (lesson_parse(arena, name, bytes, length, &options, &lesson, &diag) != LESSON_OK)
        fail_msg("%s: %s", name, diag.message);
    return lesson;
}

static const char *page_of(Arena *arena, const char *name, size_t *length) {
    const char *bytes = NULL, *why = NULL;
    const char *path = arena_printf(arena, "tests/tutorials/%s.md", name);
    if (!file_read(arena, path, &bytes, length, &why))
        fail_msg("%s %s", path, why);
    return bytes;
}

static const Verdict *verdict_of(const Lesson *lesson, const TutorialFormula *formula, bool slips) {
    CheckOptions options = check_options_default();
    options.slips = slips;
    if (lesson->claim_count < formula->number)
        fail_msg("%s has no display %zu", formula->file, formula->number);
    return claim_decide(lesson->claims[formula->number - 1], &options);
}

/* No verdict may say what the reference denies: what holds is true, what fails is false, and what
 * is only named or has no value is neither. */
static bool is_wrong(const TutorialFormula *formula, const Verdict *verdict) {
    if (verdict->disagreement)
        return true;
    if (verdict->kind == VERDICT_HOLDS)
        return formula->truth != TRUTH_TRUE;
    if (verdict->kind == VERDICT_FAILS)
        return formula->truth != TRUTH_FALSE;
    if (verdict->kind == VERDICT_APPROXIMATE)
        return true; /* none of them is an approximation */
    return verdict->kind == VERDICT_DEFINITION && formula->truth == TRUTH_FALSE;
}

/* All displays of the pages are in the table, and none but these. */
static void test_every_display_is_judged(void **state) {
    (void)state;
    for (size_t i = 0; i < FORMULA_COUNT; i++) {
        bool last = i + 1 == FORMULA_COUNT ||
                    strcmp(tutorial_formulas[i].file, tutorial_formulas[i + 1].file) != 0;
        if (!last)
            continue;
        Arena *arena = arena_new();
        size_t length = 0;
        const char *bytes = page_of(arena, tutorial_formulas[i].file, &length);
        const Lesson *lesson = note_of(arena, tutorial_formulas[i].file, bytes, length);
        if (lesson->claim_count != tutorial_formulas[i].number)
            fail_msg("%s: %zu displays found, %zu in the table", tutorial_formulas[i].file,
                     lesson->claim_count, tutorial_formulas[i].number);
        arena_free(arena);
    }
}

static void test_no_verdict_is_wrong_and_nine_in_ten_are_read(void **state) {
    (void)state;
    size_t readable = 0, kinds[VERDICT_COUNT] = {0};
    for (size_t i = 0; i < FORMULA_COUNT; i++) {
        const TutorialFormula *formula = &tutorial_formulas[i];
        Arena *arena = arena_new();
        size_t length = 0;
        const char *bytes = page_of(arena, formula->file, &length);
        const Verdict *verdict =
            verdict_of(note_of(arena, formula->file, bytes, length), formula, false);
        if (is_wrong(formula, verdict))
            fail_msg("%s, display %zu: %s is wrong", formula->file, formula->number,
                     verdict_name(verdict->kind));
        readable += verdict->kind != VERDICT_UNREADABLE;
        kinds[verdict->kind]++;
        arena_free(arena);
    }
    print_message("%zu formulas: %zu read; %zu hold, %zu fail, %zu undecided, %zu definitions, %zu "
                  "without a claim\n",
                  FORMULA_COUNT, readable, kinds[VERDICT_HOLDS], kinds[VERDICT_FAILS],
                  kinds[VERDICT_UNDECIDED], kinds[VERDICT_DEFINITION], kinds[VERDICT_NO_CLAIM]);
    assert_true(FORMULA_COUNT >= 60);
    assert_true(10 * readable >= 9 * FORMULA_COUNT);
}

static bool is_wrong_with_slip(const Verdict *verdict) {
    return verdict->disagreement || verdict->kind == VERDICT_HOLDS ||
           verdict->kind == VERDICT_APPROXIMATE;
}

/* The page with the slip in its place: in the formula, where `from` first stands. */
static const char *slipped_page(Arena *arena, const TutorialFormula *formula, const char *bytes,
                                size_t length, Span tex) {
    size_t width = strlen(formula->from), at = tex.start;
    while (at + width <= tex.end && memcmp(bytes + at, formula->from, width) != 0)
        at++;
    if (at + width > tex.end)
        fail_msg("%s, display %zu: no `%s`", formula->file, formula->number, formula->from);
    return arena_printf(arena, "%.*s%s%.*s", (int)at, bytes, formula->to,
                        (int)(length - at - width), bytes + at + width);
}

/* Of the slips planted in formulas that the program holds: refuted, and with a repair that the
 * program checked. */
#define REFUTED_PERCENT 98
#define REPAIRED_PERCENT 80

static void test_planted_slips_are_refuted_and_their_repair_is_named(void **state) {
    (void)state;
    size_t planted = 0, held = 0, refuted = 0, repaired = 0;
    for (size_t i = 0; i < FORMULA_COUNT; i++) {
        const TutorialFormula *formula = &tutorial_formulas[i];
        if (formula->truth != TRUTH_TRUE)
            continue;
        planted++;
        Arena *arena = arena_new();
        size_t length = 0;
        const char *bytes = page_of(arena, formula->file, &length);
        const Lesson *whole = note_of(arena, formula->file, bytes, length);
        Span tex = claim_def(whole->claims[formula->number - 1])->tex;
        const char *page = slipped_page(arena, formula, bytes, length, tex);
        const Lesson *slipped = note_of(arena, formula->file, page, strlen(page));
        bool holds = verdict_of(whole, formula, false)->kind == VERDICT_HOLDS;
        const Verdict *verdict = verdict_of(slipped, formula, true);
        if (is_wrong_with_slip(verdict))
            fail_msg("%s, display %zu: with `%s` for `%s` it is said to hold", formula->file,
                     formula->number, formula->to, formula->from);
        bool found = holds && verdict->kind == VERDICT_FAILS;
        held += holds;
        refuted += found;
        repaired += found && verdict->slip != NULL;
        if (holds && (!found || verdict->slip == NULL))
            print_message("%s %zu, a slip of the kind `%s`: %s%s\n", formula->file, formula->number,
                          formula->slip, verdict_name(verdict->kind),
                          found ? ", without a repair" : "");
        arena_free(arena);
    }
    print_message(
        "%zu true formulas, %zu of them decided; with a slip each %zu are refuted, %zu with "
        "a repair\n",
        planted, held, refuted, repaired);
    assert_true(100 * refuted >= REFUTED_PERCENT * held);
    assert_true(100 * repaired >= REPAIRED_PERCENT * held);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_display_is_judged),
        cmocka_unit_test(test_no_verdict_is_wrong_and_nine_in_ten_are_read),
        cmocka_unit_test(test_planted_slips_are_refuted_and_their_repair_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
