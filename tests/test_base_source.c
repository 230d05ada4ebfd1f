/* Positions in a source, diagnostics, "did you mean". */
#include "assert_close.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/source.h"

#define LENGTH_OF(table) (sizeof(table) / sizeof(table)[0])

/* --- source --- */

static void test_source_position_counts_lines_and_code_points(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t offset;
        Position at;
    } rows[] = {
        {"", 0, {1, 1}},
        {"", 5, {1, 1}},
        {"ab\ncd", 0, {1, 1}},
        {"ab\ncd", 2, {1, 3}}, /* the newline belongs to its line */
        {"ab\ncd", 3, {2, 1}},
        {"ab\ncd", 5, {2, 3}},
        {"ab\ncd", 99, {2, 3}},
        {"ab\n", 3, {2, 1}},
        {"\n\n\nx", 3, {4, 1}},
        {"a\r\nb", 3, {2, 1}},
        {"\xce\xb1\xce\xb2z", 4, {1, 3}},
        {"\xce\xb1\xce\xb2z", 3, {1, 2}}, /* inside beta */
        {"\xe6\xb5\x85\n\xe8\xb0\x88x", 7, {2, 2}},
        {"\xff\xff\xffx", 3, {1, 4}}, /* each bad byte is a column */
        {"\xef\xbb\xbfx", 3, {1, 1}},
        {"\xef\xbb\xbfx", 4, {1, 2}},
        {"\xef\xbb\xbfx", 0, {1, 1}},
        {"\xef\xbb\xbf\nx", 5, {2, 2}},
    };
    for (size_t i = 0; i < LENGTH_OF(rows); i++) {
        Source source = {.name = "t", .bytes = rows[i].bytes, .length = strlen(rows[i].bytes)};
        Position at = source_position(&source, rows[i].offset);
        if (at.line != rows[i].at.line || at.column != rows[i].at.column) {
            fail_msg("row %zu: %zu:%zu, expected %zu:%zu", i, at.line, at.column, rows[i].at.line,
                     rows[i].at.column);
        }
    }
}

static void test_source_position_never_goes_back(void **state) {
    (void)state;
    for (uint64_t round = 0; round < 300; round++) {
        char bytes[64];
        static const char alphabet[] = {'a', '\n', '\r', '\0', '\xce', '\xb1', '\xef', '\xff'};
        for (size_t i = 0; i < sizeof bytes; i++) {
            bytes[i] = alphabet[hash_below(hash_mix(5, round, i, 0), sizeof alphabet)];
        }
        Source source = {.name = "t", .bytes = bytes, .length = sizeof bytes};
        Position last = {1, 1};
        for (size_t offset = 0; offset <= sizeof bytes; offset++) {
            Position at = source_position(&source, offset);
            assert_true(at.line > last.line || (at.line == last.line && at.column >= last.column));
            assert_true(at.column <= offset + 1);
            assert_int_equal(at.line, last.line + (offset > 0 && bytes[offset - 1] == '\n'));
            last = at;
        }
    }
}

static void test_an_index_changes_no_position(void **state) {
    (void)state;
    static const char *const texts[] = {"",
                                        "a",
                                        "\n",
                                        "a\nb",
                                        "a\n\nb\n",
                                        "\357\273\277a\nb",
                                        "\xef\xbb\xbf",
                                        "\xe4\xb8\xad\n\xe6\x96\x87x"};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        Arena *arena = arena_new();
        const Source plain = {.name = "n", .bytes = texts[k], .length = strlen(texts[k])};
        Source indexed = plain;
        source_index(arena, &indexed);
        for (size_t at = 0; at <= plain.length + 1; at++) {
            Position a = source_position(&plain, at), b = source_position(&indexed, at);
            assert_int_equal(a.line, b.line);
            assert_int_equal(a.column, b.column);
        }
        for (size_t line = 1; line <= 5; line++) {
            size_t start = source_line_start(&plain, line);
            assert_int_equal(start, source_line_start(&indexed, line));
            if (start < plain.length) {
                assert_int_equal(source_position(&plain, start).line, line);
                assert_int_equal(source_position(&plain, start).column, 1);
            }
        }
        arena_free(arena);
    }
}

static void test_diag_keeps_the_first_error_and_owns_its_strings(void **state) {
    (void)state;
    Arena *arena = arena_new();
    char name[] = "note.md";
    char hint[] = "close the brace";
    Source source = {.name = name, .bytes = "a\nbc", .length = 4};
    Diag diag = {0};
    diag_set(&diag, arena, &source, 3, hint, "expected %s", "}");
    memset(name, 'X', sizeof name - 1);
    memset(hint, 'X', sizeof hint - 1);
    diag_set(&diag, arena, &source, 0, NULL, "later");
    assert_string_equal(diag.file, "note.md");
    assert_string_equal(diag.message, "expected }");
    assert_string_equal(diag.hint, "close the brace");
    assert_int_equal(diag.at.line, 2);
    assert_int_equal(diag.at.column, 2);
    Diag other = {0};
    diag_set(&other, arena, &source, 0, NULL, "no hint");
    assert_null(other.hint);
    arena_free(arena);
}

/* --- nearest names --- */

static void test_nearest_name_within_the_edits_allowed(void **state) {
    (void)state;
    static const char *const declared[] = {"\\alpha",
                                           "\\beta",
                                           "\\bar\\alpha",
                                           "x_0",
                                           "\\mu",
                                           "SNR",
                                           "\xce\xb1\xce\xb2\xce\xb3\xce\xb4"};
    static const struct {
        const char *name;
        const char *nearest;
    } rows[] = {
        {"\\alpha", "\\alpha"},
        {"\\aplha", "\\alpha"}, /* swapped */
        {"\\alhpa", "\\alpha"},
        {"\\alpa", "\\alpha"},   /* left out */
        {"\\allpha", "\\alpha"}, /* doubled */
        {"\\alphe", "\\alpha"},  /* replaced */
        {"\\alhe", "\\alpha"},   /* two edits */
        {"\\ahe", NULL},         /* three */
        {"\\gamma", NULL},
        {"x_1", "x_0"}, /* short: one edit */
        {"y_1", NULL},  /* short: two edits */
        {"NSR", "SNR"},
        {"", NULL},
        {"\xce\xb1\xce\xb2\xce\xb4\xce\xb3", "\xce\xb1\xce\xb2\xce\xb3\xce\xb4"},
        {"\xff\xfe\xfd\xfc\xfb\xfa", NULL},
    };
    for (size_t i = 0; i < LENGTH_OF(rows); i++) {
        const char *nearest = nearest_name(rows[i].name, declared, LENGTH_OF(declared));
        if ((nearest == NULL) != (rows[i].nearest == NULL) ||
            (nearest != NULL && strcmp(nearest, rows[i].nearest) != 0)) {
            fail_msg("%s: %s, expected %s", rows[i].name, nearest == NULL ? "none" : nearest,
                     rows[i].nearest == NULL ? "none" : rows[i].nearest);
        }
    }
    assert_null(nearest_name("x", NULL, 0));
    static const char *const one_letter[] = {"x"};
    assert_null(nearest_name("", one_letter, 1));
}

static void test_nearest_name_is_the_nearest_and_among_equals_the_first(void **state) {
    (void)state;
    static const char *const rising[] = {"gammas", "gamma", "gammax"};
    assert_string_equal(nearest_name("gamna", rising, 3), "gamma");
    static const char *const equals[] = {"other", "gamnb", "gamnc"};
    assert_string_equal(nearest_name("gamna", equals, 3), "gamnb");
}

static void test_nearest_name_leaves_very_long_names_alone(void **state) {
    (void)state;
    char exact[65];
    memset(exact, 'a', 64);
    exact[64] = '\0';
    char longer[100000];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    const char *const declared[] = {longer, exact};
    assert_ptr_equal(nearest_name(exact, declared, 2), exact);
    assert_null(nearest_name(longer, declared, 2));
}

/* Is b one edit away from a, or equal? Straight from the definition. */
static bool one_edit_apart(const char *a, const char *b) {
    size_t left = 0;
    size_t a_end = strlen(a);
    size_t b_end = strlen(b);
    while (left < a_end && left < b_end && a[left] == b[left]) {
        left++;
    }
    while (a_end > left && b_end > left && a[a_end - 1] == b[b_end - 1]) {
        a_end--;
        b_end--;
    }
    size_t a_rest = a_end - left;
    size_t b_rest = b_end - left;
    bool swapped = a_rest == 2 && b_rest == 2 && a[left] == b[left + 1] && a[left + 1] == b[left];
    return (a_rest <= 1 && b_rest <= 1) || swapped;
}

/* Is there a word one edit from a and one from b? */
static bool two_edits_apart(const char *a, const char *b) {
    size_t length = strlen(a);
    for (size_t at = 0; at <= length; at++) {
        for (const char *letter = "abc"; *letter != '\0'; letter++) {
            char word[16];
            snprintf(word, sizeof word, "%.*s%c%s", (int)at, a, *letter, a + at);
            if (one_edit_apart(word, b)) {
                return true;
            }
            snprintf(word, sizeof word, "%s", a);
            word[at] = at < length ? *letter : '\0';
            if (one_edit_apart(word, b)) {
                return true;
            }
        }
        if (at < length) {
            char word[16];
            snprintf(word, sizeof word, "%.*s%s", (int)at, a, a + at + 1);
            if (one_edit_apart(word, b)) {
                return true;
            }
        }
        if (at + 1 < length) {
            char word[16];
            snprintf(word, sizeof word, "%s", a);
            word[at] = a[at + 1];
            word[at + 1] = a[at];
            if (one_edit_apart(word, b)) {
                return true;
            }
        }
    }
    return false;
}

static void word_from(char *word, size_t length, size_t number) {
    for (size_t i = 0; i < length; i++, number /= 3) {
        word[i] = (char)('a' + number % 3);
    }
    word[length] = '\0';
}

static void test_nearest_name_agrees_with_two_single_edits_on_all_short_words(void **state) {
    (void)state;
    for (size_t i = 0; i < 81; i++) {
        char name[8];
        word_from(name, 4, i);
        for (size_t length = 2; length <= 6; length++) {
            size_t words = length == 6 ? 729 : length == 5 ? 243 : length == 4 ? 81 : 27;
            for (size_t k = 0; k < words; k++) {
                char word[8];
                word_from(word, length, k);
                const char *const declared[] = {word};
                if ((nearest_name(name, declared, 1) != NULL) != two_edits_apart(name, word)) {
                    fail_msg("%s against %s", name, word);
                }
            }
        }
    }
}

static void test_a_span_is_trimmed_of_spaces_and_line_ends(void **state) {
    (void)state;
    static const char bytes[] = " \t a b\r\n\f";
    Span trimmed = span_trim(bytes, (Span){0, sizeof bytes - 1});
    assert_int_equal(trimmed.start, 3);
    assert_int_equal(trimmed.end, 6);
    trimmed = span_trim(bytes, (Span){6, sizeof bytes - 1});
    assert_int_equal(trimmed.start, trimmed.end);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_span_is_trimmed_of_spaces_and_line_ends),
        cmocka_unit_test(test_source_position_counts_lines_and_code_points),
        cmocka_unit_test(test_source_position_never_goes_back),
        cmocka_unit_test(test_an_index_changes_no_position),
        cmocka_unit_test(test_diag_keeps_the_first_error_and_owns_its_strings),
        cmocka_unit_test(test_nearest_name_within_the_edits_allowed),
        cmocka_unit_test(test_nearest_name_is_the_nearest_and_among_equals_the_first),
        cmocka_unit_test(test_nearest_name_leaves_very_long_names_alone),
        cmocka_unit_test(test_nearest_name_agrees_with_two_single_edits_on_all_short_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
