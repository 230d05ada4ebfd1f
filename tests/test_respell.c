/* Tests for lesson/respell: ho's formulas in su's letters, and lessons that are decided alike in
 * both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka needs what stands above. */
#include <cmocka.h>

#include "base/file.h"
#include "lesson/respell.h"

static const struct {
    const char *ho;
    const char *su;
} formulas[] = {
    {"\\alpha_t + \\beta_t = 1", "\\alpha_t^2 + \\beta_t^2 = 1"},
    {"\\sqrt{\\bar\\alpha_{t-1}}\\,x_0", " \\bar\\alpha_{t-1}\\,x_0"},
    {"\\sqrt{1-\\bar\\alpha_t}\\,\\epsilon", " \\bar\\beta_t\\,\\varepsilon"},
    {"\\sqrt{1 - \\beta_t}", " \\alpha_t"},
    {"\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
     "\\frac{\\bar\\beta_{t-1}^2}{\\bar\\beta_t^2}\\beta_t^2"},
    {"\\sqrt{\\frac{\\bar\\alpha_t}{\\bar\\alpha_s}}\\,x_s",
     " \\frac{\\bar\\alpha_t}{\\bar\\alpha_s}\\,x_s"},
    {"\\sqrt{\\alpha_t}\\sqrt{1-\\bar\\alpha_{t-1}}", " \\alpha_t \\bar\\beta_{t-1}"},
    {"\\alpha_t (1-\\bar\\alpha_{t-1})", "\\alpha_t^2  \\bar\\beta_{t-1}^2"},
    /* A power, a sum under a root, a product that the sum is a part of. */
    {"\\beta_t^2", "\\beta_t^{4}"},
    {"\\bar\\alpha_t^{n+1}", "\\bar\\alpha_t^{2\\cdot {n+1}}"},
    {"(1-\\bar\\alpha_t)^2", "(\\bar\\beta_t^2)^2"},
    {"1-\\bar\\alpha_t^2", "1-\\bar\\alpha_t^{4}"},
    {"\\sqrt{\\alpha_t(1-\\bar\\alpha_t)}", "\\sqrt{\\alpha_t^2 \\bar\\beta_t^2}"},
    {"1 - \\alpha_t x_0", "1 - \\alpha_t^2 x_0"},
    {"2(x - 1-\\alpha_t)", "2(x - 1-\\alpha_t^2)"},
    {"f(1-\\alpha_t)", "f(\\beta_t^2)"},
    /* Other letters: accents, words, the network. */
    {"\\tilde\\beta_t", "\\tilde\\beta_t"},
    {"q(x_t|x_0)", "p(x_t|x_0)"},
    {"p_\\theta(x_{t-1}|x_t)", "q_\\theta(x_{t-1}|x_t)"},
    {"\\epsilon_\\theta(x_t, t) - \\epsilon_t", "\\epsilon_\\theta(x_t, t) - \\varepsilon_t"},
    {"\\text{a step q} \\operatorname{prep}", "\\text{a step q} \\operatorname{prep}"},
    {"\\alpha", "\\alpha"},
    /* What is cut short is copied. */
    {"\\sqrt{\\alpha_t", "\\sqrt{\\alpha_t^2"},
    {"\\alpha_", "\\alpha_"},
    {"", ""},
};

static const Notation *su(void) {
    const Notation *notation = notation_find("su", NULL);
    assert_non_null(notation);
    return notation;
}

static Source source_of(const char *bytes) {
    return (Source){.name = "test", .bytes = bytes, .length = strlen(bytes)};
}

static void test_formulas_are_spelled_in_the_other_letters(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        Text text;
        text_init(&text);
        Source source = source_of(formulas[i].ho);
        respell_tex(&text, &source, (Span){0, source.length}, su());
        assert_string_equal(text.bytes, formulas[i].su);
        text_clear(&text);
    }
}

static const char lesson_ho[] = "---\n"
                                "title: A test of q\n"
                                "notation: ho\n"
                                "also: su\n"
                                "---\n"
                                "\n"
                                "The mean is $\\sqrt{\\bar\\alpha_t}\\,x_0$, not `$q$`.\n"
                                "\n"
                                "```symbols\n"
                                "letseq \\beta_t = \\frac{t}{10}\n"
                                "```\n"
                                "\n"
                                "```claim one source=\"q and p\"\n"
                                "q(x_t|x_{t-1})\n"
                                "= N(x_t; \\sqrt{\\alpha_t}x_{t-1}, 1-\\alpha_t)\n"
                                "why: $q$ has one step, and q is a letter\n"
                                "wrong: q(x_t|x_{t-1}) = N(x_t; \\alpha_t x_{t-1}, \\beta_t) :: q\n"
                                "  needs the root of $\\alpha_t$\n"
                                "```\n"
                                "\n"
                                "```claim two notation=ho\n"
                                "\\alpha_t + \\beta_t = 1\n"
                                "```\n";

static const char lesson_su[] =
    "---\n"
    "title: A test of q\n"
    "notation: su\n"
    "also: su\n"
    "---\n"
    "\n"
    "The mean is $ \\bar\\alpha_t\\,x_0$, not `$q$`.\n"
    "\n"
    "```symbols\n"
    "letseq \\beta_t = \\sqrt{\\frac{t}{10}}\n"
    "letseq \\alpha_t = \\sqrt{1-(\\frac{t}{10})}\n"
    "```\n"
    "\n"
    "```claim one source=\"q and p\"\n"
    "p(x_t|x_{t-1})\n"
    "= N(x_t;  \\alpha_tx_{t-1}, \\beta_t^2)\n"
    "why: $p$ has one step, and q is a letter\n"
    "wrong: p(x_t|x_{t-1}) = N(x_t; \\alpha_t^2 x_{t-1}, \\beta_t^2) :: q\n"
    "  needs the root of $\\alpha_t^2$\n"
    "```\n"
    "\n"
    "```claim two notation=ho\n"
    "\\alpha_t + \\beta_t = 1\n"
    "```\n";

static void test_a_lesson_has_its_formulas_rewritten_and_nothing_else(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson = NULL;
    Diag diag;
    const LessonOptions options = {.notation = "su"};
    assert_int_equal(lesson_parse(arena, "07-test.md", lesson_ho, sizeof lesson_ho - 1, &options,
                                  &lesson, &diag),
                     LESSON_OK);
    assert_string_equal(lesson->source.bytes, lesson_su);
    assert_string_equal(lesson->notation, "su");
    assert_string_equal(lesson->other->notation, "ho");
    assert_ptr_equal(lesson->other->other, lesson);
    assert_string_equal(lesson->slug, lesson->other->slug);
    /* Not asked for: as it is written. */
    assert_int_equal(
        lesson_parse(arena, "07-test.md", lesson_ho, sizeof lesson_ho - 1, NULL, &lesson, &diag),
        LESSON_OK);
    assert_string_equal(lesson->source.bytes, lesson_ho);
    arena_free(arena);
}

/* The same with the line ends of Windows, and of an old Macintosh. */
static void test_line_ends_do_not_come_into_formulas(void **state) {
    (void)state;
    static const char *const ENDS[] = {"\r\n", "\r"};
    Arena *arena = arena_new();
    const LessonOptions options = {.notation = "su"};
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        Text text, read;
        text_init(&text);
        text_init(&read);
        for (const char *c = lesson_ho; *c != '\0'; c++) {
            text_append_bytes(&text, *c == '\n' ? ENDS[i] : c, *c == '\n' ? strlen(ENDS[i]) : 1);
        }
        const Lesson *lesson = NULL;
        Diag diag;
        assert_int_equal(
            lesson_parse(arena, "07-test.md", text.bytes, text.length, &options, &lesson, &diag),
            LESSON_OK);
        for (const char *c = lesson->source.bytes; *c != '\0'; c++) {
            text_append_bytes(&read, c, c[0] != ' ' || c[1] != '\n');
        }
        assert_string_equal(read.bytes, lesson_su);
        text_clear(&text);
        text_clear(&read);
    }
    arena_free(arena);
}

static void test_only_a_notation_with_spellings_can_be_asked_for(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Lesson *lesson = NULL;
    Diag diag;
    static const char wrong[] = "---\nnotation: ho\nalso: chandery\n---\ntext\n";
    assert_int_equal(lesson_parse(arena, "a.md", wrong, sizeof wrong - 1, NULL, &lesson, &diag),
                     LESSON_MALFORMED);
    assert_int_equal(diag.at.line, 3);
    static const char other[] = "---\nnotation: su\nalso: su\n---\ntext\n";
    assert_int_equal(lesson_parse(arena, "a.md", other, sizeof other - 1, NULL, &lesson, &diag),
                     LESSON_MALFORMED);
    assert_int_equal(diag.at.line, 2);
    arena_free(arena);
}

/* The formulas of a lesson mean the same in both notations, so the engine must say the same: as
 * they are written they are as expected (test_cli checks that). */
static void test_every_lesson_is_decided_alike_in_its_other_notation(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const char *folder = file_data_folder(arena, "lessons");
    size_t count = 0, pairs = 0;
    const LessonEntry *entries = lesson_list(arena, folder, &count);
    CheckOptions options = check_options_default();
    options.twins = false;
    for (size_t i = 0; i < count; i++) {
        const Lesson *lesson = NULL;
        Diag diag;
        assert_int_equal(lesson_load(arena, entries[i].path, NULL, &lesson, &diag), LESSON_OK);
        for (size_t c = 0; lesson->other != NULL && c < lesson->claim_count; c++) {
            Claim *claim = lesson->claims[c], *other = lesson->other->claims[c];
            assert_string_equal(claim_def(claim)->id, claim_def(other)->id);
            if (claim_def(claim)->notation != lesson->notation) {
                continue; /* it names its own and was not rewritten */
            }
            VerdictKind kind = claim_def(claim)->expect;
            assert_true(kind != VERDICT_COUNT);
            (void)claim_decide(other, &options);
            if (claim_verdict(other)->kind != kind) {
                fail_msg("%s: %s: %s as it is written, %s in the other notation", entries[i].slug,
                         claim_def(claim)->id, verdict_name(kind),
                         verdict_name(claim_verdict(other)->kind));
            }
            pairs++;
        }
    }
    /* Four lessons of thirty claims that are not quoted: fewer means that the loop was skipped. */
    assert_true(pairs > 100);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formulas_are_spelled_in_the_other_letters),
        cmocka_unit_test(test_a_lesson_has_its_formulas_rewritten_and_nothing_else),
        cmocka_unit_test(test_line_ends_do_not_come_into_formulas),
        cmocka_unit_test(test_only_a_notation_with_spellings_can_be_asked_for),
        cmocka_unit_test(test_every_lesson_is_decided_alike_in_its_other_notation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
