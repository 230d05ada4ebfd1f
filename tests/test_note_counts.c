/* A note's report accounts for every formula in it: none is dropped, none is counted twice. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700
#include "program_fixture.h"

#include "note_generator.h"

static size_t number_before(const char *report, const char *words) {
    const char *at = strstr(report, words);
    while (at != NULL && at > report && at[-1] == ' ')
        at--;
    const char *end = at;
    while (at != NULL && at > report && at[-1] >= '0' && at[-1] <= '9')
        at--;
    return at == end || at == NULL ? 0 : strtoul(at, NULL, 10);
}

/* The report's last lines on one, since they may be broken anywhere. */
static const char *tail_of(Text *report) {
    for (size_t i = 0; i < report->length; i++)
        if (report->bytes[i] == '\n')
            report->bytes[i] = ' ';
    const char *tail = strstr(report->bytes, " display and ");
    assert_non_null(tail);
    while (tail > report->bytes && tail[-1] != ' ')
        tail--;
    return tail;
}

static void check_counts(size_t count) {
    Text note;
    text_init(&note);
    NoteCounts counts = note_generate(&note, count);
    File file = file_with(note.bytes, note.length);
    Result result = RUN("check", "--ascii", "--notation", "ho", file.path);
    assert_int_equal(result.status, counts.kinds[NOTE_FAILS] > 0 ? 1 : 0);
    const char *tail = tail_of(&result.out);
    static const char *const WORDS[NOTE_KIND_COUNT] = {
        " hold", " fail", " undecided", " unreadable", " definition", " without a claim"};
    size_t sum = 0;
    for (size_t kind = 0; kind < NOTE_KIND_COUNT; kind++) {
        size_t found = number_before(tail, WORDS[kind]);
        if (found != counts.kinds[kind])
            fail_msg("%zu formulas:%s: %zu, expected %zu in: %s", count, WORDS[kind], found,
                     counts.kinds[kind], tail);
        sum += found;
    }
    assert_int_equal(sum, count);
    assert_int_equal(number_before(tail, " display and "), counts.displays);
    assert_int_equal(number_before(tail, " inline formulas found"), counts.inlines);
    assert_int_equal(number_before(tail, count == 1 ? " formula:" : " formulas:"), count);
    drop(&result);
    file_remove(&file);
    text_clear(&note);
}

/* Every kind of verdict, and none of some. */
static void test_the_counts_of_a_note_add_up(void **state) {
    (void)state;
    static const size_t COUNTS[] = {1, 2, 5, NOTE_ROW_COUNT, 40};
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++)
        check_counts(COUNTS[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_counts_of_a_note_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
