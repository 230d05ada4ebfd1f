/* test_words.c - what terminal, window and pages say alike: links, values, relations.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "session/words.h"

static void test_a_broken_link_is_named_unless_it_is_the_only_one_it_could_be(void **state) {
    (void)state;
    Counterexample found = {.left_tex = "a", .right_tex = "b"};
    Text out;
    text_init(&out);
    assert_false(words_broken_link(&out, &found));
    assert_string_equal(out.bytes, "");
    found.link = 1;
    assert_true(words_broken_link(&out, &found));
    assert_string_equal(out.bytes, "breaks at link 2");
    text_reset(&out);
    found.link = 0;
    found.chain = 2;
    assert_true(words_broken_link(&out, &found));
    assert_string_equal(out.bytes, "breaks at link 1 of formula 3");
    text_reset(&out);
    found.right_tex = NULL;
    assert_false(words_broken_link(&out, &found));
    text_clear(&out);
}

static void test_the_two_sides_need_no_name(void **state) {
    (void)state;
    assert_null(words_what(NULL));
    assert_null(words_what("the two sides"));
    assert_string_equal(words_what("the variances"), "variances");
    assert_string_equal(words_what("both"), "both");
}

static void test_the_reason_of_a_link_is_that_of_its_why_line(void **state) {
    (void)state;
    const ClaimLine lines[] = {{.key = "why", .remark = "first"},
                               {.key = "wrong", .remark = "no reason"},
                               {.key = "why", .remark = "second"}};
    const ClaimDef def = {.line_count = 3, .lines = lines};
    assert_string_equal(words_reason(&def, 0), "first");
    assert_string_equal(words_reason(&def, 1), "second");
    assert_null(words_reason(&def, 2));
}

#define LETTERS 12

static void test_where_values_were_taken_names_seven_letters_of_many(void **state) {
    (void)state;
    Assignment letters[LETTERS];
    for (size_t i = 0; i < LETTERS; i++) {
        letters[i] = (Assignment){.tex = "x_0", .value = "0.4"};
    }
    LiveValues values = {.t = 25, .schedule = "linear", .steps = 50, .letters = letters};
    Text out;
    text_init(&out);
    words_where(&out, &(LiveValues){0});
    assert_string_equal(out.bytes, "");
    values.letter_count = 1;
    words_where(&out, &values);
    assert_string_equal(out.bytes, "with $t = 25$, $T = 50$ (linear), $x_0 = 0.4$");
    text_reset(&out);
    values = (LiveValues){.letter_count = 8, .letters = letters};
    words_where(&out, &values);
    assert_null(strstr(out.bytes, "more"));
    text_reset(&out);
    values.letter_count = LETTERS;
    words_where(&out, &values);
    assert_non_null(strstr(out.bytes, "$ and 5 letters more"));
    text_clear(&out);
}

static void test_a_relation_that_is_false_is_said_to_be(void **state) {
    (void)state;
    static const struct {
        Relation relation;
        bool apart;
        const char *sign;
    } rows[] = {
        {RELATION_EQUAL, false, "="},         {RELATION_EQUAL, true, "\\ne"},
        {RELATION_LAW, true, "\\ne"},         {RELATION_PROPORTIONAL, true, "\\ne"},
        {RELATION_LESS, true, "<"},           {RELATION_LESS_EQUAL, false, "\\le"},
        {RELATION_APPROX, false, "\\approx"},
    };
    Text out;
    text_init(&out);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const LiveLink link = {.relation = rows[i].relation,
                               .count = 1,
                               .apart = rows[i].apart,
                               .left_value = {2.385},
                               .right_value = {1.5}};
        bool is_false = !rows[i].apart;
        text_reset(&out);
        words_relation(&out, &is_false, &link, 0);
        assert_string_equal(out.bytes, rows[i].sign);
        assert_int_equal(is_false, rows[i].apart);
    }
    /* Two laws that are apart in their variances alone: the means are equal. */
    const LiveLink laws = {.relation = RELATION_LAW,
                           .count = 2,
                           .apart = true,
                           .left_value = {2.385, 0.5},
                           .right_value = {2.385, 0.75}};
    bool is_false = true;
    text_reset(&out);
    words_relation(&out, &is_false, &laws, 0);
    assert_string_equal(out.bytes, "=");
    assert_false(is_false);
    words_relation(&out, &is_false, &laws, 1);
    assert_string_equal(out.bytes, "=\\ne");
    assert_true(is_false);
    text_clear(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_broken_link_is_named_unless_it_is_the_only_one_it_could_be),
        cmocka_unit_test(test_the_two_sides_need_no_name),
        cmocka_unit_test(test_the_reason_of_a_link_is_that_of_its_why_line),
        cmocka_unit_test(test_where_values_were_taken_names_seven_letters_of_many),
        cmocka_unit_test(test_a_relation_that_is_false_is_said_to_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
