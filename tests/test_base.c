/* arena, text, UTF-8. Positions and names are in test_base_source.c, files in test_base_file.c,
 * hashes and threads in test_base_work.c. */
#define _POSIX_C_SOURCE 200809L

#include "assert_close.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#endif

#include "base/arena.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"

#define LENGTH_OF(table) (sizeof(table) / sizeof(table)[0])

/* --- arena --- */

static void test_arena_blocks_are_zeroed_aligned_and_apart(void **state) {
    (void)state;
    enum { BLOCKS = 2000 };
    Arena *arena = arena_new();
    unsigned char *blocks[BLOCKS];
    size_t sizes[BLOCKS];
    size_t total = 0;
    for (size_t i = 0; i < BLOCKS; i++) {
        /* Mostly small, now and then larger than one of the arena's own blocks. */
        sizes[i] = hash_below(hash_mix(7, i, 0, 0), i % 97 == 0 ? 100000 : 300);
        blocks[i] = arena_alloc(arena, sizes[i]);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < sizes[i]; k++) {
            assert_int_equal(blocks[i][k], 0);
        }
        memset(blocks[i], (int)(i % 255) + 1, sizes[i]);
        total += sizes[i];
    }
    assert_int_equal(arena_used(arena), total);
    for (size_t i = 0; i < BLOCKS; i++) {
        for (size_t k = 0; k < sizes[i]; k++) {
            assert_int_equal(blocks[i][k], i % 255 + 1);
        }
    }
    arena_free(arena);
}

/* In the sanitised builds; in the others there is nobody to tell. */
static void test_arena_tells_the_sanitiser_where_each_block_ends(void **state) {
    (void)state;
#ifdef ARENA_POISON
    Arena *arena = arena_new();
    for (size_t size = 1; size < 40000; size += size < 100 ? 1 : 777) {
        const char *bytes = arena_alloc(arena, size);
        assert_false(__asan_address_is_poisoned(bytes));
        assert_false(__asan_address_is_poisoned(bytes + size - 1));
        for (size_t past = 0; past < 16; past++) {
            assert_true(__asan_address_is_poisoned(bytes + size + past));
        }
    }
    arena_free(arena);
#endif
}

static void test_arena_gives_an_address_for_nothing(void **state) {
    (void)state;
    Arena *arena = arena_new();
    void *first = arena_alloc(arena, 0);
    void *second = arena_array(arena, 0, 8);
    void *third = arena_array(arena, 8, 0);
    assert_non_null(first);
    assert_non_null(second);
    assert_ptr_not_equal(first, second);
    assert_ptr_not_equal(second, third);
    assert_int_equal(arena_used(arena), 0);
    arena_free(arena);
    arena_free(NULL);
}

/* That the children are freed is seen by `make debug`: what is left over is a leak. */
static void test_arena_children_keep_their_own_bytes_until_the_parent_is_freed(void **state) {
    (void)state;
    Arena *parent = arena_new();
    Arena *first = arena_child(parent);
    Arena *second = arena_child(parent);
    Arena *grandchild = arena_child(first);
    const char *a = arena_copy(parent, "parent", 6);
    const char *b = arena_copy(first, "first", 5);
    const char *c = arena_copy(second, "second", 6);
    const char *d = arena_copy(grandchild, "grandchild", 10);
    assert_string_equal(a, "parent");
    assert_string_equal(b, "first");
    assert_string_equal(c, "second");
    assert_string_equal(d, "grandchild");
    assert_int_equal(arena_used(first), 6);
    arena_free(parent);
}

static void test_arena_copies_bytes_and_formats(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const char *copy = arena_copy(arena, "a\0b-and-more", 3);
    assert_memory_equal(copy, "a\0b", 4);
    assert_string_equal(arena_copy(arena, NULL, 0), "");
    assert_string_equal(arena_printf(arena, "%s has %d", "x", 17), "x has 17");
    assert_string_equal(arena_printf(arena, "%s", ""), "");
    const char *wide = arena_printf(arena, "%*d", 70000, 5);
    assert_int_equal(strlen(wide), 70000);
    arena_free(arena);
}

static void array_overflows(void) {
    Arena *arena = arena_new();
    arena_array(arena, SIZE_MAX / 2, 3);
    arena_free(arena);
}

static void allocation_overflows(void) {
    Arena *arena = arena_new();
    arena_alloc(arena, SIZE_MAX - 2);
    arena_free(arena);
}

static void text_overflows(void) {
    Text text;
    text_init(&text);
    text_append(&text, "x");
    text_append_bytes(&text, "", SIZE_MAX);
    text_clear(&text);
}

/* What a child that calls action prints and the status it ends with. */
static int child_status(void (*action)(void), char *output, size_t room) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        action();
        _exit(0);
    }
    close(ends[1]);
    ssize_t length = read(ends[0], output, room - 1);
    assert_true(length >= 0);
    output[length] = '\0';
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_sizes_that_do_not_fit_end_the_program_with_a_message(void **state) {
    (void)state;
    void (*actions[])(void) = {array_overflows, allocation_overflows, text_overflows};
    for (size_t i = 0; i < LENGTH_OF(actions); i++) {
        char output[512];
        assert_int_equal(child_status(actions[i], output, sizeof output), MEMORY_EXIT_STATUS);
        assert_non_null(strstr(output, "the memory is used up"));
    }
}

/* --- text --- */

static void test_text_equals_the_bytes_appended(void **state) {
    (void)state;
    enum { ROOM = 200000 };
    char *expected = calloc(ROOM, 1);
    assert_non_null(expected);
    Text text;
    text_init(&text);
    assert_string_equal(text.bytes, "");
    size_t length = 0;
    for (uint64_t step = 0; length < ROOM - 1000; step++) {
        char bytes[700];
        size_t count = hash_below(hash_mix(3, step, 0, 0), sizeof bytes);
        for (size_t i = 0; i < count; i++) {
            bytes[i] = (char)hash_mix(3, step, 1, i);
        }
        text_append_bytes(&text, bytes, count);
        memcpy(expected + length, bytes, count);
        length += count;
        text_append_char(&text, 'c');
        expected[length++] = 'c';
        assert_int_equal(text.length, length);
        assert_int_equal(text.bytes[length], 0);
    }
    assert_memory_equal(text.bytes, expected, length);
    text_reset(&text);
    assert_int_equal(text.length, 0);
    assert_string_equal(text.bytes, "");
    text_clear(&text);
    text_clear(&text);
    free(expected);
}

static void test_text_may_append_its_own_bytes(void **state) {
    (void)state;
    Text text;
    text_init(&text);
    text_append(&text, "ab");
    for (size_t doubling = 0; doubling < 10; doubling++) {
        text_append_bytes(&text, text.bytes, text.length);
        text_printf(&text, "%s", text.bytes);
    }
    assert_int_equal(text.length, (size_t)2 << 20);
    for (size_t i = 0; i < text.length; i++) {
        assert_int_equal(text.bytes[i], i % 2 == 0 ? 'a' : 'b');
    }
    text_clear(&text);
}

static void test_text_printf_has_no_length_limit(void **state) {
    (void)state;
    /* Around the size up to which no memory is asked for. */
    for (int width = 250; width < 260; width++) {
        Text text;
        text_init(&text);
        text_printf(&text, "<%*d>", width, 7);
        assert_int_equal(text.length, (size_t)width + 2);
        assert_string_equal(text.bytes + width, "7>");
        text_clear(&text);
    }
}

static void test_text_repeat_counts_times(void **state) {
    (void)state;
    Text text;
    text_init(&text);
    text_repeat(&text, "-=", 3);
    text_repeat(&text, "x", 0);
    text_repeat(&text, "", SIZE_MAX);
    assert_string_equal(text.bytes, "-=-=-=");
    text_clear(&text);
}

/* --- UTF-8 --- */

/* Table 3-7 of the Unicode standard: the well-formed sequences, as ranges of their bytes. */
static const struct {
    size_t count;
    unsigned char first[4];
    unsigned char last[4];
} well_formed[] = {
    {1, {0x00}, {0x7f}},
    {2, {0xc2, 0x80}, {0xdf, 0xbf}},
    {3, {0xe0, 0xa0, 0x80}, {0xe0, 0xbf, 0xbf}},
    {3, {0xe1, 0x80, 0x80}, {0xec, 0xbf, 0xbf}},
    {3, {0xed, 0x80, 0x80}, {0xed, 0x9f, 0xbf}},
    {3, {0xee, 0x80, 0x80}, {0xef, 0xbf, 0xbf}},
    {4, {0xf0, 0x90, 0x80, 0x80}, {0xf0, 0xbf, 0xbf, 0xbf}},
    {4, {0xf1, 0x80, 0x80, 0x80}, {0xf3, 0xbf, 0xbf, 0xbf}},
    {4, {0xf4, 0x80, 0x80, 0x80}, {0xf4, 0x8f, 0xbf, 0xbf}},
};

static size_t well_formed_length(const unsigned char *bytes, size_t length) {
    for (size_t row = 0; row < LENGTH_OF(well_formed); row++) {
        size_t count = well_formed[row].count;
        size_t i = 0;
        while (i < count && i < length && bytes[i] >= well_formed[row].first[i] &&
               bytes[i] <= well_formed[row].last[i]) {
            i++;
        }
        if (i == count) {
            return count;
        }
    }
    return 0;
}

static void check_sequence(const unsigned char *bytes, size_t length) {
    char copy[4];
    memcpy(copy, bytes, length);
    size_t used = 99;
    uint32_t value = utf8_decode(copy, length, &used);
    size_t expected = well_formed_length(bytes, length);
    char encoded[4];
    bool right = expected == 0 ? value == 0xfffd && used == 1
                               : used == expected && utf8_encode(encoded, value) == used &&
                                     memcmp(encoded, copy, used) == 0;
    if (!right) {
        fail_msg("%02x %02x %02x %02x of length %zu: U+%04X, %zu bytes", bytes[0],
                 length > 1 ? bytes[1] : 0, length > 2 ? bytes[2] : 0, length > 3 ? bytes[3] : 0,
                 length, (unsigned)value, used);
    }
}

static void test_utf8_decode_agrees_with_the_table_of_the_standard(void **state) {
    (void)state;
    /* The borders of every range in the table, one below and one above. */
    static const unsigned char corners[] = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90,
                                            0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xff};
    for (unsigned first = 0; first < 256; first++) {
        unsigned char bytes[4] = {(unsigned char)first, 0x80, 0x80, 0x80};
        check_sequence(bytes, 1);
        for (unsigned second = 0; second < 256; second++) {
            bytes[1] = (unsigned char)second;
            check_sequence(bytes, 2);
            for (size_t i = 0; i < LENGTH_OF(corners); i++) {
                bytes[2] = corners[i];
                check_sequence(bytes, 3);
                for (size_t k = 0; k < LENGTH_OF(corners); k++) {
                    bytes[3] = corners[k];
                    check_sequence(bytes, 4);
                }
            }
        }
    }
}

static void test_utf8_round_trips_every_code_point(void **state) {
    (void)state;
    for (uint32_t value = 0; value <= 0x10ffff; value++) {
        char bytes[4];
        size_t count = utf8_encode(bytes, value);
        size_t used = 0;
        bool surrogate = value >= 0xd800 && value <= 0xdfff;
        uint32_t back = utf8_decode(bytes, count, &used);
        if (back != (surrogate ? 0xfffd : value) || used != count) {
            fail_msg("U+%04X came back as U+%04X", (unsigned)value, (unsigned)back);
        }
    }
    char bytes[4];
    assert_int_equal(utf8_encode(bytes, 0x110000), 3);
    assert_memory_equal(bytes, "\xef\xbf\xbd", 3);
    assert_int_equal(utf8_encode(bytes, UINT32_MAX), 3);
}

static void test_utf8_decode_of_nothing(void **state) {
    (void)state;
    size_t used = 99;
    assert_int_equal(utf8_decode(NULL, 0, &used), 0);
    assert_int_equal(used, 0);
}

static void test_utf8_valid_names_the_first_bad_byte(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        size_t bad; /* SIZE_MAX: valid */
    } rows[] = {
        {"", 0, SIZE_MAX},
        {"plain", 5, SIZE_MAX},
        {"a\0b", 3, SIZE_MAX},
        {"\xe6\xb5\x85\xe8\xb0\x88", 6, SIZE_MAX},
        {"\xf0\x9f\x98\x80", 4, SIZE_MAX},
        {"\xf4\x8f\xbf\xbf", 4, SIZE_MAX},
        {"ab\x80", 3, 2},
        {"ab\xc3", 3, 2},
        {"\xe6\xb5", 2, 0},
        {"x\xf0\x9f\x98", 4, 1},
        {"\xc0\xaf", 2, 0},
        {"\xe0\x80\xaf", 3, 0},
        {"\xf0\x80\x80\xaf", 4, 0},
        {"\xed\xa0\x80", 3, 0},
        {"\xf4\x90\x80\x80", 4, 0},
        {"ok\xff", 3, 2},
        {"\xc3\x28", 2, 0},
    };
    for (size_t i = 0; i < LENGTH_OF(rows); i++) {
        size_t bad = SIZE_MAX;
        bool valid = utf8_valid(rows[i].bytes, rows[i].length, &bad);
        if (valid != (rows[i].bad == SIZE_MAX) || bad != rows[i].bad) {
            fail_msg("row %zu: valid %d, bad byte %zu", i, valid, bad);
        }
    }
}

static void test_utf8_columns_of_what_a_terminal_shows(void **state) {
    (void)state;
    static const struct {
        const char *string;
        size_t columns;
    } rows[] = {
        {"", 0},
        {"abc", 3},
        {"\xc3\xa9", 1},                             /* e acute */
        {"e\xcc\x81", 1},                            /* e, combining acute */
        {"x\xcc\x84\xcc\x83", 1},                    /* x with two marks */
        {"\xce\xb1\xcc\x85\xe2\x82\x9c", 2},         /* alpha, overline, subscript t */
        {"\xe2\x88\x91\xe2\x88\x9a\xe2\x89\x88", 3}, /* sum, root, almost equal */
        {"\xe6\xb5\x85\xe8\xb0\x88", 4},             /* two Han characters */
        {"\xef\xbc\x88\xef\xbc\x89", 4},             /* fullwidth brackets */
        {"\xe3\x80\x82", 2},                         /* ideographic full stop */
        {"\xed\x95\x9c", 2},                         /* a Hangul syllable */
        {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2}, /* the same, in three parts */
        {"\xf0\x9f\x98\x80", 2},                     /* a face */
        {"\xf0\xa0\x80\x80", 2},                     /* Han beyond 16 bits */
        {"\xf0\x9d\x94\xbc", 1},                     /* double-struck E */
        {"a\xe2\x80\x8d\xef\xb8\x8f", 1},            /* joiner, variation selector */
        {"\xc2\xad", 1},                             /* soft hyphen */
        {"\t\n\x1b\x7f\xc2\x85", 0},                 /* controls */
        {"\xff\xfe", 2},                             /* each shown as U+FFFD */
        {"\xe2\x8e\xa1\xe2\x94\x80\xe2\x95\xb1", 3}, /* bracket and box pieces */
    };
    for (size_t i = 0; i < LENGTH_OF(rows); i++) {
        size_t columns = utf8_columns(rows[i].string, strlen(rows[i].string));
        if (columns != rows[i].columns) {
            fail_msg("row %zu: %zu columns, expected %zu", i, columns, rows[i].columns);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_blocks_are_zeroed_aligned_and_apart),
        cmocka_unit_test(test_arena_tells_the_sanitiser_where_each_block_ends),
        cmocka_unit_test(test_arena_gives_an_address_for_nothing),
        cmocka_unit_test(test_arena_children_keep_their_own_bytes_until_the_parent_is_freed),
        cmocka_unit_test(test_arena_copies_bytes_and_formats),
        cmocka_unit_test(test_sizes_that_do_not_fit_end_the_program_with_a_message),
        cmocka_unit_test(test_text_equals_the_bytes_appended),
        cmocka_unit_test(test_text_may_append_its_own_bytes),
        cmocka_unit_test(test_text_printf_has_no_length_limit),
        cmocka_unit_test(test_text_repeat_counts_times),
        cmocka_unit_test(test_utf8_decode_agrees_with_the_table_of_the_standard),
        cmocka_unit_test(test_utf8_round_trips_every_code_point),
        cmocka_unit_test(test_utf8_decode_of_nothing),
        cmocka_unit_test(test_utf8_valid_names_the_first_bad_byte),
        cmocka_unit_test(test_utf8_columns_of_what_a_terminal_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
