/* test_notation.c - what every row of the table of notations promises. */
#include <math.h>
#include <string.h>

#include "assert_close.h"
#include "diffusion/notation.h"

/* Lines of text that start with word and a space. */
static size_t lines_starting(const char *text, const char *word) {
    size_t count = 0;
    size_t length = strlen(word);
    for (const char *line = text; line != NULL && *line != '\0';) {
        count += strncmp(line, word, length) == 0 && line[length] == ' ';
        line = strchr(line, '\n');
        if (line != NULL)
            line++;
    }
    return count;
}

static size_t lines_of(const char *text) {
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

static void test_every_notation_declares_one_sequence_and_one_chain(void **state) {
    (void)state;
    static const char *const words[] = {"real",   "int",    "seq",   "let",   "letseq",  "fun",
                                        "matrix", "normal", "chain", "noise", "density", "assume"};
    for (size_t i = 0; i < notation_count(); i++) {
        const Notation *row = notation_at(i);
        size_t known = 0;
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            known += lines_starting(row->declarations, words[w]);
        assert_int_equal(known, lines_of(row->declarations));
        assert_int_equal(lines_starting(row->declarations, "seq"), 1);
        assert_int_equal(lines_starting(row->declarations, "chain"), 1);
        assert_int_equal(lines_starting(row->declarations, "density"), 1);
    }
}

/* The free sequence is the one that `seq` declares. */
static void test_every_notation_names_its_free_sequence(void **state) {
    (void)state;
    for (size_t i = 0; i < notation_count(); i++) {
        const Notation *row = notation_at(i);
        const char *at = strstr(row->declarations, "seq \\");
        assert_non_null(at);
        assert_memory_equal(at + strlen("seq \\"), row->sequence, strlen(row->sequence));
    }
}

static void test_notations_are_described_and_named_apart(void **state) {
    (void)state;
    assert_int_equal(notation_count(), 3);
    for (size_t i = 0; i < notation_count(); i++) {
        const Notation *row = notation_at(i);
        assert_ptr_equal(notation_find(row->name, NULL), row);
        assert_true(strlen(row->doc) > 10 && strchr(row->doc, '\n') == NULL);
        assert_true(strlen(row->citation) > 0);
        const NotationLetter *letter = notation_letter(row, row->sequence);
        assert_non_null(letter);
        assert_non_null(letter->value);
    }
}

/* su's letters are the square roots of ho's, and the words say which is meant. */
static void test_a_letter_has_its_value_in_each_notation(void **state) {
    (void)state;
    ScheduleError error;
    Schedule *schedule = schedule_new("linear", 50, &error);
    assert_non_null(schedule);
    const Notation *ho = notation_find("ho", NULL), *su = notation_find("su", NULL);
    for (size_t t = 1; t <= 50; t += 7) {
        double bar = notation_letter(ho, "bar alpha")->value(schedule, t);
        /* One rounding and a root; 1 - bar loses digits where bar is near 1. */
        assert_close(notation_letter(su, "bar alpha")->value(schedule, t), sqrt(bar), 1e-15);
        assert_close(notation_letter(su, "bar beta")->value(schedule, t), sqrt(1.0 - bar), 1e-13);
        double beta = notation_letter(ho, "beta")->value(schedule, t);
        assert_close(notation_letter(su, "beta")->value(schedule, t), sqrt(beta), 1e-15);
    }
    assert_null(notation_letter(ho, "bar beta"));
    assert_ptr_equal(notation_letter(ho, "theta"), notation_letter(NULL, "theta"));
    assert_null(notation_letter(NULL, "alpha"));
    schedule_free(schedule);
}

static void test_unknown_notation_names_the_nearest(void **state) {
    (void)state;
    const char *hint = NULL;
    assert_null(notation_find("chandry", &hint));
    assert_string_equal(hint, "chandery");
    assert_null(notation_find("quaternions", &hint));
    assert_null(hint);
    assert_null(notation_find("", NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_notation_declares_one_sequence_and_one_chain),
        cmocka_unit_test(test_every_notation_names_its_free_sequence),
        cmocka_unit_test(test_notations_are_described_and_named_apart),
        cmocka_unit_test(test_a_letter_has_its_value_in_each_notation),
        cmocka_unit_test(test_unknown_notation_names_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
