/* test_junit.c - JUnit XML: escaped whatever the strings hold, read back by an XML parser, and
 * complete.
 *
 * Python's parser (expat) is not ours: what it accepts is XML. Without python3 those checks are
 * skipped; the escaping itself is compared byte by byte. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include <dirent.h>

#include "export/junit.h"
#include "program_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Prints, for each element with the tag, what the expression makes of it. */
static const char READER[] =
    "import sys, xml.etree.ElementTree as tree\n"
    "for e in tree.parse(sys.argv[1]).iter():\n"
    "    print(e.tag, *(f'{k}={v!r}' for k, v in sorted(e.attrib.items())\n"
    "                   if k != 'time'), repr((e.text or '').strip()[:40]))\n";

/* Python's reading of the file; the test is skipped without python3. */
static Text parsed(const char *path) {
    FILE *out = temporary();
    const char *words[] = {"/usr/bin/python3", "-c", READER, path, NULL};
    char *arguments[COUNT(words)] = {NULL};
    for (size_t i = 0; i + 1 < COUNT(words); i++) {
        arguments[i] = (char *)(uintptr_t)words[i];
    }
    posix_spawn_file_actions_t actions;
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, fileno(out), 1), 0);
    pid_t child = 0;
    int failure = posix_spawn(&child, words[0], &actions, NULL, arguments, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    if (failure != 0) {
        (void)fclose(out);
        skip();
    }
    assert_int_equal(finish(child), 0);
    Text text;
    read_back(&text, out);
    return text;
}

static void test_every_byte_is_escaped_or_replaced(void **state) {
    (void)state;
    static const struct {
        const char *in, *out;
    } CASES[] = {
        {"plain", "plain"},
        {"a < b & c > \"d\"", "a &lt; b &amp; c &gt; &quot;d&quot;"},
        {"]]>", "]]&gt;"},
        {"one\ntwo\tthree\r", "one&#10;two&#9;three&#13;"},
        {"bell \x07 escape \x1b", "bell \xEF\xBF\xBD escape \xEF\xBF\xBD"},
        {"\xff\xc3", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xEF\xBF\xBE", "\xEF\xBF\xBD"},                         /* U+FFFE is no character */
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, /* a surrogate */
        {"\xC3\xA9 \xF0\x9F\x98\x80", "\xC3\xA9 \xF0\x9F\x98\x80"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        JunitSuite suite = {.name = CASES[i].in};
        Text text, expected;
        text_init(&text);
        text_init(&expected);
        junit_write(&text, "root", &suite, 1);
        text_printf(&expected, "<testsuite name=\"%s\" tests=\"0\"", CASES[i].out);
        expect_contains(&text, expected.bytes);
        text_clear(&expected);
        text_clear(&text);
    }
}

static void test_hostile_strings_are_read_back_by_an_xml_parser(void **state) {
    (void)state;
    static const JunitCase CASES[] = {
        {.name = "ok <&>\"'", .class_name = "c", .milliseconds = 1500},
        {.name = "bad",
         .class_name = "c",
         .file = "a\"b.md",
         .line = 7,
         .result = JUNIT_FAILED,
         .message = "x < \x01 \xff",
         .details = "]]> \x1b[0m </failure>"},
        {.name = "open", .class_name = "c", .result = JUNIT_SKIPPED, .message = "undecided"},
        {.name = "broken", .class_name = "c", .result = JUNIT_ERROR},
    };
    JunitSuite suite = {"s", COUNT(CASES), CASES};
    Text text;
    text_init(&text);
    junit_write(&text, "root", &suite, 1);
    File file = file_with(text.bytes, text.length);
    text_clear(&text);
    text = parsed(file.path);
    expect_contains(&text, "testsuites errors='1' failures='1' name='root' skipped='1' tests='4'");
    expect_contains(&text, "testsuite errors='1' failures='1' name='s' skipped='1' tests='4'");
    expect_contains(&text, "name='ok <&>\"\\''");
    expect_contains(&text, "testcase classname='c' file='a\"b.md' line='7' name='bad'");
    expect_contains(&text, "failure message='x < \xEF\xBF\xBD \xEF\xBF\xBD' ']]> \xEF\xBF\xBD[0m "
                           "</failure>'");
    expect_contains(&text, "skipped message='undecided'");
    expect_contains(&text, "error message=''");
    text_clear(&text);
    file_remove(&file);
}

static void test_times_are_in_seconds_and_add_up(void **state) {
    (void)state;
    static const JunitCase CASES[] = {{.name = "a", .class_name = "c", .milliseconds = 1500},
                                      {.name = "b", .class_name = "c", .milliseconds = 250}};
    JunitSuite suites[] = {{"s", 2, CASES}, {"t", 1, CASES}};
    Text text;
    text_init(&text);
    junit_write(&text, "root", suites, 2);
    expect_contains(&text, "name=\"a\" time=\"1.500000\"");
    expect_contains(&text, "name=\"s\" tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"0\" "
                           "time=\"1.750000\"");
    expect_contains(&text, "name=\"root\" tests=\"3\" failures=\"0\" errors=\"0\" skipped=\"0\" "
                           "time=\"3.250000\"");
    text_clear(&text);
}

static const char LESSON[] = "---\nnotation: ho\n---\n\n"
                             "```claim right\n\\alpha_t + \\beta_t = 1\n```\n\n"
                             "```claim wrong\n\\sqrt{\\alpha_t} + \\sqrt{\\beta_t} = 1\n```\n\n"
                             "```claim surprise expect=fails\n1 + 1 = 2\n```\n\n"
                             "```exercise e\nask: a\nanswer: 2\nmistake: 1+1 :: m\n```\n";
static const char NOTE[] = "$$\\exp(\\exp(\\exp(\\exp(9)))) = 1$$\n\n$$\\frac{a$$\n\n$$k = 3$$\n";

/* The report of a check, read by python. */
static Text report_of(const char *bytes, const char *option, int status) {
    File file = file_with(bytes, strlen(bytes));
    char path[128];
    (void)snprintf(path, sizeof path, "%s/report.xml", file.folder);
    Result result = RUN("check", file.path, "--junit", path, option);
    assert_int_equal(result.status, status);
    expect_contains(&result.out, "seed 1"); /* the usual output comes too */
    drop(&result);
    Text text = parsed(path);
    (void)unlink(path);
    file_remove(&file);
    return text;
}

static void test_check_writes_a_case_for_each_claim_and_exercise(void **state) {
    (void)state;
    Text text = report_of(LESSON, NULL, 1);
    expect_contains(&text, "failures='3' name='explore check' skipped='0' tests='4'");
    expect_contains(&text, "testcase classname='note' ");
    expect_contains(&text, "name='right' ''\n");
    expect_contains(&text, "failure message='fails, expected holds: at t = ");
    expect_contains(&text, "the two sides are ");
    expect_contains(&text, "failure message='holds, expected fails'");
    expect_contains(&text, "failure message='a wrong version of it was not refuted'");
    text_clear(&text);
}

static void test_the_undecided_are_skipped_unless_strict(void **state) {
    (void)state;
    Text text = report_of(NOTE, NULL, 0);
    expect_contains(&text, "failures='0' name='explore check' skipped='2' tests='3'");
    expect_contains(&text, "skipped message='undecided: ");
    expect_contains(&text, "skipped message='unreadable: ");
    text_clear(&text);
    text = report_of(NOTE, "--strict", 1);
    expect_contains(&text, "failures='2' name='explore check' skipped='0' tests='3'");
    expect_contains(&text, "failure message='undecided: ");
    text_clear(&text);
}

/* Nothing but the named files is left in the folder. */
static size_t files_in(const char *folder) {
    size_t count = 0;
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    for (const struct dirent *entry = readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    }
    (void)closedir(directory);
    return count;
}

static void test_a_report_that_cannot_be_written_exits_3(void **state) {
    (void)state;
    File file = file_with("$$1+1=2$$\n", 10);
    expect(RUN("check", file.path, "--junit", "/nonexistent/report.xml"), 3, "",
           "/nonexistent/report.xml lies in a folder that does not exist");
    expect(RUN("check", file.path, "--junit", file.folder), 3, "", "is a directory");
    expect(RUN("check", file.path, "--junit="), 2, "", "is no file name");
    expect(RUN("check", file.path, "--junit", "-"), 2, "", "the standard output has the report");
    /* Before anything is read, let alone decided. */
    expect(RUN("check", "/nonexistent/note.md", "--junit", "/nonexistent/report.xml"), 3, "",
           "explore: /nonexistent/report.xml lies");
    expect(RUN("selftest", "--junit", "/nonexistent/report.xml"), 3, "", "/nonexistent/report.xml");
    assert_int_equal(files_in(file.folder), 1);
    file_remove(&file);
}

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_byte_is_escaped_or_replaced),
        cmocka_unit_test(test_hostile_strings_are_read_back_by_an_xml_parser),
        cmocka_unit_test(test_times_are_in_seconds_and_add_up),
        cmocka_unit_test(test_check_writes_a_case_for_each_claim_and_exercise),
        cmocka_unit_test(test_the_undecided_are_skipped_unless_strict),
        cmocka_unit_test(test_a_report_that_cannot_be_written_exits_3),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
