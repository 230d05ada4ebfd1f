/* explore derive: which line of a derivation does not follow, and that a file is looked at again
 * whenever it is saved, however an editor saves it. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include "program_fixture.h"

#include "base/file.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static Result derive(const char *text) {
    return run_bytes((const char *const[]){"derive", "-", NULL}, text, strlen(text));
}

/* Exit status, and a part of what is printed. */
static void expect_derived(const char *text, int status, const char *part) {
    print_message("%s\n", text);
    expect(derive(text), status, part, "");
}

static void test_each_line_follows_from_those_above(void **state) {
    (void)state;
    static const struct {
        const char *text, *part;
    } GOOD[] = {
        {"(a+b)^2 = a^2 + 2ab + b^2\n= a(a+2b) + b^2,  :: factor out\n&= b^2 + a^2 + 2ab \\\\\n",
         "-: 3 lines: 3 follow; seed 1\n"},
        {"# words\n% more\ngiven: let x = 3\n\nx^2 = 9\n", "1 line: 1 follows"},
        {"y = a + 1\n\ny^2 = a^2 + 2a + 1\n", "2 lines: 2 follow"},
        {"y = 2\n= 1 + 1.\n", "2 lines: 2 follow"},
        {"given: real a in (1,2)\na > 0\n", "1 line: 1 follows"},
        {"notation: ho\n\\beta_t = 1-\\alpha_t\n", "holds · proved  \\beta_t = 1-\\alpha_t"},
        {"notation: ho\nx_t = \\sqrt{\\alpha_t}x_{t-1}+\\sqrt{\\beta_t}\\epsilon_t\n"
         "= \\sqrt{\\alpha_t\\alpha_{t-1}}x_{t-2}+\\sqrt{\\alpha_t\\beta_{t-1}}\\epsilon_{t-1}"
         "+\\sqrt{\\beta_t}\\epsilon_t\n"
         "= \\sqrt{\\alpha_t\\alpha_{t-1}}x_{t-2}+\\sqrt{1-\\alpha_t\\alpha_{t-1}}\\epsilon\n",
         "3 lines: 3 follow"},
        /* A note: prose is passed over, and what stands in it does not break the chain. */
        {"notation: ho\n\n# Title\n\nWe have = nothing\n\n$$ \\tilde\\beta_t = "
         "\\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t, $$\n\nand with $\\beta_t = "
         "1-\\alpha_t$\n\n$$ = \\frac{(1-\\bar\\alpha_{t-1})(1-\\alpha_t)}{1-\\bar\\alpha_t}. $$\n",
         "3 lines: 3 follow"},
        {"", "-: no formula yet\n"},
    };
    for (size_t i = 0; i < COUNT(GOOD); i++) {
        expect_derived(GOOD[i].text, 0, GOOD[i].part);
    }
}

static void test_the_first_line_that_does_not_follow_is_named(void **state) {
    (void)state;
    static const char TEXT[] = "given: real a, b in (-3,3)\n(a+b)^2 = a^2 + 2ab + b^2\n"
                               "= a(a+2b) + b^2\n  = a^2 + 3ab + b^2\n= 7\n";
    expect_derived(TEXT, 1,
                   "-:4:5: error: fails: a (a + 2 b) + b^{2} is not a^{2} + 3 a b + b^{2}");
    expect_derived(TEXT, 1, "the two sides are 2.25"); /* the counterexample */
    expect_derived(TEXT, 1, "4 lines: 2 follow; line 4 does not, and what stands below it was not");
    Result result = derive(TEXT);
    expect_absent(&result.out, "= 7"); /* it was not looked at */
    drop(&result);
    static const char NOTE[] = "notation: ho\n\nTwo steps:\n\n$$ x_t = "
                               "\\sqrt{\\alpha_t\\alpha_{t-1}}x_{t-2} + (\\sqrt{\\alpha_t"
                               "\\beta_{t-1}}+\\sqrt{\\beta_t})\\epsilon $$\n";
    expect_derived(NOTE, 1, "-:5:10: error: fails");
    expect_derived(NOTE, 1, "likely slip: standard deviations added");
    /* Two meanings of one letter, each alone a mere definition. */
    expect_derived("x = 3\ny = 1\nx = 4\n", 1,
                   "-:3:1: error: fails: its left side has a meaning "
                   "already, from line 1");
    expect_derived("x = 3\nx = 3\n", 0, "2 follow");
    expect_derived("y = 2\n= 3\n", 1, "line 2 does not");
    expect_derived("given: real a in (-3,3)\ny = a + 1\ny^2 = a^2 + 1\n", 1, "line 3 does not");
    expect_derived("x = 3\nx = \\frac{1\n", 1, "-:2:10: error: unreadable");
}

static void test_what_is_no_derivation_says_why(void **state) {
    (void)state;
    static const struct {
        const char *text, *why;
    } BAD[] = {
        {"= 3\n", "explore: -:1:1: error: this line begins with a relation, and there is no"},
        {"a = b\ngiven: real c\n= a\n", "-:3:1: error: this line begins with a relation"},
        {"gven: real a\na = a\n",
         "-:1:1: error: there is no key `gven` here; did you mean `given`?"},
        {"notation: hoo\na = a\n", "-:1:11: error: "},
        {"a = b\n\xff\n", "is not UTF-8"},
        {"---\ntitle: x\nnotation: ho\n---\n## A\n", "this is a lesson, no derivation"},
    };
    for (size_t i = 0; i < COUNT(BAD); i++) {
        print_message("%s\n", BAD[i].text);
        expect(derive(BAD[i].text), 3, "", BAD[i].why);
    }
    expect(RUN("derive", "/nonexistent.txt"), 3, "", "/nonexistent.txt does not exist");
    expect(RUN("derive"), 2, "", "which file?");
    expect(RUN("derive", "-", "--watch"), 2, "", "standard input cannot be watched");
    expect(RUN("derive", "/nonexistent/a.txt", "--watch"), 3, "", "its folder does not exist");
    expect(RUN("check", "-", "--watch"), 2, "", "takes no option --watch");
}

/* 80 columns where the output is no terminal: the formula is longer. */
static void test_a_line_that_is_cut_ends_with_an_ellipsis(void **state) {
    (void)state;
    static const char LONG[] = "a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 = a_9 + a_8 + "
                               "a_7 + a_6 + a_5 + a_4 + a_3 + a_2 + a_1\n";
    Result result = derive(LONG);
    size_t length = strcspn(result.out.bytes, "\n");
    assert_int_equal(utf8_columns(result.out.bytes, length), 80);
    assert_memory_equal(result.out.bytes + length - strlen("…"), "…", strlen("…"));
    drop(&result);
    result = derive("a_1 + a_2 = a_2 + a_1\n");
    expect_absent(&result.out, "…");
    drop(&result);
}

/* No file, however long, keeps the program for long: what is too long is refused with its place. */
static void test_a_derivation_of_any_length_is_answered(void **state) {
    (void)state;
    Text text;
    text_init(&text);
    text_append(&text, "a = a\n");
    for (int i = 0; i < 99; i++) {
        text_append(&text, "= a\n");
    }
    expect(derive(text.bytes), 0, "-: 100 lines: 100 follow", "");
    text_append(&text, "= a\n");
    expect(derive(text.bytes), 3, "", "-:101:1: error: this chain has more than 100 lines");
    text_reset(&text);
    for (int i = 0; i < 101; i++) {
        text_append(&text, "given: real a\n");
    }
    expect(derive(text.bytes), 3, "", "-:101:8: error: more than 100 lines say what is given");
    text_reset(&text);
    for (int i = 0; i < 10001; i++) {
        text_append(&text, "a = a\n");
    }
    expect(derive(text.bytes), 3, "", "-:1:1: error: this derivation has more than 10000 lines");
    text_clear(&text);
}

/* However it is printed, what says the same is no other meaning. */
static void test_a_meaning_may_be_said_again(void **state) {
    (void)state;
    expect_derived("m = 5\nm=5\nm = 5.\nm = \\frac{10}{2}\n", 0, "4 lines: 4 follow;");
    expect_derived("T = 1000, t = 1\nT=1000,  t=1\n", 0, "2 lines: 2 follow;");
    expect_derived("m = 5\nm=6\n", 1, "its left side has a meaning already, from line 1");
    expect_derived("T = 1000\nT = 999, t = 1\n", 0, "1 follows, 1 undecided");
}

/* In prose it refuses no note: it is the one formula that cannot be read. */
static void test_a_relation_alone_in_a_sentence_is_one_unreadable_line(void **state) {
    (void)state;
    expect(derive("With $> 0$:\n\n$$a = a$$\n"), 1,
           "-:1:7: error: unreadable: the formula starts with `>`", "");
}

static void test_an_open_line_counts_only_when_asked(void **state) {
    (void)state;
    static const char OPEN[] = "2x + 3 = 7\n";
    expect_derived(OPEN, 0, "1 line: 0 follow, 1 undecided");
    expect(run_bytes((const char *const[]){"derive", "-", "--strict", NULL}, OPEN, strlen(OPEN)), 1,
           "warning: undecided", "");
}

/* ---- watching ---- */

typedef struct {
    Arena *arena;
    File file;
    int out; /* what the program writes */
    pid_t child;
    Text seen;
} Watched;

static const char GOOD[] = "a + b = b + a\n= b + a + 0\n";
static const char WRONG[] = "a + b = b + a\n= b - a\n";

static void save(const Watched *watched, const char *text) {
    const char *why = NULL;
    assert_true(file_write(watched->arena, watched->file.path, text, strlen(text), &why));
}

/* As some editors save: the file is emptied and filled. */
static void save_in_place(const Watched *watched, const char *text) {
    FILE *stream = fopen(watched->file.path, "wb");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}

static Watched watched_start(void) {
    Watched watched = {.arena = arena_new(), .file = file_with(GOOD, sizeof GOOD - 1)};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[0], F_SETFD, FD_CLOEXEC), 0);
    const char *words[] = {"derive", watched.file.path, "--watch", NULL};
    watched.child = start(words, STDIN_FILENO, ends[1], STDERR_FILENO);
    (void)close(ends[1]);
    watched.out = ends[0];
    text_init(&watched.seen);
    return watched;
}

/* Reads until the text is there, and forgets what was read. */
static void await(Watched *watched, const char *text) {
    struct pollfd descriptor = {.fd = watched->out, .events = POLLIN};
    while (strstr(watched->seen.bytes, text) == NULL) {
        char buffer[4096];
        if (poll(&descriptor, 1, PATIENCE_SECONDS * 1000) <= 0) {
            print_error("'%s' did not appear in:\n%s\n", text, watched->seen.bytes);
            fail();
        }
        ssize_t got = read(watched->out, buffer, sizeof buffer);
        assert_true(got > 0);
        text_append_bytes(&watched->seen, buffer, (size_t)got);
    }
    text_reset(&watched->seen);
}

static void watched_end(Watched *watched) {
    assert_int_equal(kill(watched->child, SIGINT), 0);
    assert_int_equal(finish(watched->child), 130);
    (void)close(watched->out);
    text_clear(&watched->seen);
    file_remove(&watched->file);
    arena_free(watched->arena);
}

static void test_every_save_is_checked_and_the_news_printed(void **state) {
    (void)state;
    Watched watched = watched_start();
    await(&watched, "2 lines: 2 follow");
    save(&watched, WRONG); /* by a rename */
    await(&watched, "line 2 does not");
    save_in_place(&watched, GOOD);
    await(&watched, "2 lines: 2 follow");
    assert_int_equal(unlink(watched.file.path), 0);
    await(&watched, "does not exist");
    save_in_place(&watched, WRONG);
    await(&watched, "line 2 does not");
    save(&watched, "a + b = b + a\n= b - a\n= 0\n"); /* only what is new is printed */
    const char *sum = "3 lines: 1 follows; line 2 does not";
    struct pollfd descriptor = {.fd = watched.out, .events = POLLIN};
    while (strstr(watched.seen.bytes, sum) == NULL && poll(&descriptor, 1, 60000) > 0) {
        char buffer[4096];
        ssize_t got = read(watched.out, buffer, sizeof buffer);
        assert_true(got > 0);
        text_append_bytes(&watched.seen, buffer, (size_t)got);
    }
    expect_contains(&watched.seen, sum);
    expect_absent(&watched.seen, "error: fails"); /* that was said before */
    watched_end(&watched);
}

/* Another file in the folder is no reason to look again. */
static void test_other_files_are_not_looked_at(void **state) {
    (void)state;
    Watched watched = watched_start();
    await(&watched, "2 lines: 2 follow");
    char other[128];
    (void)snprintf(other, sizeof other, "%s/other.md", watched.file.folder);
    const char *why = NULL;
    assert_true(file_write(watched.arena, other, "x", 1, &why));
    struct pollfd descriptor = {.fd = watched.out, .events = POLLIN};
    assert_int_equal(poll(&descriptor, 1, 200), 0);
    assert_int_equal(unlink(other), 0);
    save(&watched, WRONG);
    await(&watched, "line 2 does not");
    watched_end(&watched);
}

static void test_on_a_terminal_the_report_takes_the_place_of_the_last(void **state) {
    (void)state;
    Watched watched = {.arena = arena_new(), .file = file_with(GOOD, sizeof GOOD - 1)};
    Screen screen =
        screen_start((const char *const[]){"derive", watched.file.path, "--watch", NULL});
    screen_await(&screen, "checked again at every save");
    expect_contains(&screen.seen, "\x1b[H\x1b[2J");
    text_reset(&screen.seen);
    save(&watched, WRONG);
    screen_await(&screen, "checked again at every save");
    expect_contains(&screen.seen, "\x1b[H\x1b[2J");
    expect_contains(&screen.seen, "line 2 does not");
    assert_int_equal(kill(screen.child, SIGINT), 0);
    assert_int_equal(finish(screen.child), 130);
    text_clear(&screen.seen);
    state_remove(screen.state);
    (void)close(screen.master);
    (void)close(screen.slave);
    file_remove(&watched.file);
    arena_free(watched.arena);
}

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_line_follows_from_those_above),
        cmocka_unit_test(test_the_first_line_that_does_not_follow_is_named),
        cmocka_unit_test(test_what_is_no_derivation_says_why),
        cmocka_unit_test(test_a_line_that_is_cut_ends_with_an_ellipsis),
        cmocka_unit_test(test_a_derivation_of_any_length_is_answered),
        cmocka_unit_test(test_a_meaning_may_be_said_again),
        cmocka_unit_test(test_a_relation_alone_in_a_sentence_is_one_unreadable_line),
        cmocka_unit_test(test_an_open_line_counts_only_when_asked),
        cmocka_unit_test(test_every_save_is_checked_and_the_news_printed),
        cmocka_unit_test(test_other_files_are_not_looked_at),
        cmocka_unit_test(test_on_a_terminal_the_report_takes_the_place_of_the_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
