/* test_cli.c - the built program as a user meets it: arguments in; output, errors and exit status
 * out. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700 /* pseudo-terminals */

#include <cjson/cJSON.h>

#include "program_fixture.h"

static void test_wrong_use_exits_2_and_names_the_nearest(void **state) {
    (void)state;
    static const struct {
        const char *words[5];
        const char *message;
    } CASES[] = {
        {{"check", "--jsn"}, "did you mean --json?"},
        {{"--vrsion"}, "did you mean --version?"},
        {{"check", "-z"}, "there is no option -z"},
        {{"chek"}, "did you mean check?"},
        {{"evl", "a = b"}, "did you mean eval?"},
        {{"lesson99"}, "did you mean lesson"},
        {{"check", "lesson99"}, "there is no lesson or file named 'lesson99'"},
        {{"eval"}, "eval needs a formula"},
        {{"eval", "a", "b"}, "one formula"},
        {{"eval", "a", "--notation"}, "needs a value"},
        {{"eval", "a", "--notation", "hoo"}, "did you mean ho?"},
        {{"eval", "a", "--seed", "x"}, "not a whole number"},
        {{"eval", "a", "--seed=-1"}, "not a whole number"},
        {{"eval", "a", "--seed=18446744073709551616"}, "not a whole number"},
        {{"check", "--json=yes"}, "takes no value"},
        {{"export", "--html", "--help"}, "--html needs a value: --html FOLDER"},
        {{"check", "--jobs", "9999"}, "not a whole number from 0 to"},
        {{"schedule", "lineer"}, "linear"},
        {{"schedule", "linear", "--T", "0"}, "not a whole number from 1 to"},
        {{"schedule", "linear", "--csv", "--json"}, "one of"},
        {{"list", "--csv"}, "takes no option --csv"},
        {{"list", "something"}, "options only"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        print_message("%s %s\n", CASES[i].words[0], CASES[i].words[1] ? CASES[i].words[1] : "");
        expect(run(CASES[i].words), 2, "", CASES[i].message);
    }
}

static void test_wrong_use_prints_nothing_on_standard_output(void **state) {
    (void)state;
    Result result = RUN("check", "--jsn");
    assert_string_equal(result.out.bytes, "");
    drop(&result);
}

static void test_files_that_cannot_be_read_exit_3(void **state) {
    (void)state;
    expect(RUN("check", "/nonexistent/note.md"), 3, "", "/nonexistent/note.md: ");
    /* What is to be written is tried before a run of hours. */
    expect(RUN("experiment", "--store=/nonexistent"), 3, "", "/nonexistent/");
    expect(RUN("experiment", "gaussian-steps", "--full", "--csv=/nonexistent/a.csv"), 3, "",
           "/nonexistent/a.csv lies in a folder that does not exist");
    expect(RUN("render", "forward", "-o", "/nonexistent/a.png"), 3, "", "/nonexistent/a.png lies");
    expect(RUN("check", "/tmp"), 3, "", "directory");
    expect(RUN("/nonexistent/note.md"), 3, "", "/nonexistent/note.md: ");
    File file = file_with("$a=a$\n", 6);
    assert_int_equal(chmod(file.path, 0), 0);
    if (access(file.path, R_OK) != 0) { /* root reads everything */
        expect(RUN("check", file.path), 3, "", "permission");
    }
    file_remove(&file);
}

static void test_one_unreadable_file_does_not_hide_the_others(void **state) {
    (void)state;
    static const char NOTE[] = "$$x + x = 2x$$\n";
    File file = file_with(NOTE, sizeof NOTE - 1);
    expect(RUN("check", "/nonexistent/note.md", file.path), 3, "1 formula: 1 holds",
           "/nonexistent/note.md: ");
    file_remove(&file);
}

static void test_hostile_bytes_end_with_a_message_and_no_crash(void **state) {
    (void)state;
    static const char NUL[] = "$$a = \0 b$$\n";
    static const char INVALID[] = "$$a = \xff\xfe b$$\n";
    static const char ESCAPES[] = "$$\x1b]0;title\x07 = b$$\n";
    static const struct {
        const char *bytes;
        size_t length;
    } CASES[] = {{NUL, sizeof NUL - 1},
                 {INVALID, sizeof INVALID - 1},
                 {ESCAPES, sizeof ESCAPES - 1},
                 {"", 0},
                 {"```claim x\na = a\n", 17}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        File file = file_with(CASES[i].bytes, CASES[i].length);
        Result result = RUN("check", file.path);
        assert_true(result.status >= 0 && result.status <= 3);
        assert_true(result.out.length + result.err.length > 0);
        assert_null(memchr(result.out.bytes, '\x1b', result.out.length));
        drop(&result);
        file_remove(&file);
    }
}

/* Marks without end on one letter: primes were copied once for each, accents nested. */
static void test_marks_without_end_are_answered(void **state) {
    (void)state;
    static const struct {
        const char *mark, *part;
    } CASES[] = {{"'", "1 formula: 1 definition"}, {"\u0304", "1 formula: 1 unreadable"}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Text note;
        text_init(&note);
        text_append(&note, "$x");
        for (int k = 0; k < 30000; k++) {
            text_append(&note, CASES[i].mark);
        }
        text_append(&note, " = 1$\n");
        expect(run_bytes((const char *const[]){"check", "-", NULL}, note.bytes, note.length), 0,
               CASES[i].part, "");
        text_clear(&note);
    }
}

static void test_version_and_help(void **state) {
    (void)state;
    expect(RUN("--version"), 0, "explore ", "");
    expect(RUN("--help"), 0, "explore check", "");
    expect(RUN("check", "--help"), 0, "--strict", "");
    expect(RUN("help", "eval"), 0, "--notation NAME", "");
}

static void test_eval_decides_one_formula(void **state) {
    (void)state;
    expect(RUN("eval", "(a+b)^2 = a^2+2ab+b^2"), 0, "holds", "");
    expect(RUN("eval", "(a+b)^2 = a^2+b^2"), 1, "fails", "");
    expect(RUN("eval", "(a+b)^2 = a^2+b^2"), 1, "the two sides are", "");
    expect(RUN("eval", "\\frac{a"), 1, "unreadable", "");
    expect(RUN("eval", "x +"), 1, "unreadable", "");
    expect(RUN("eval", ""), 1, "unreadable", "");
    expect(RUN("eval", "--help"), 0, "formula cannot be read", "");
    expect(RUN("eval", "\\frac{a", "--strict"), 1, "unreadable", "");
    expect(RUN("eval", "--seed", "7", "a = a"), 0, "seed 7", "");
    expect(run_bytes((const char *const[]){"eval", "-", NULL}, "a + a = 2a\n", 11), 0, "holds", "");
}

static void test_eval_in_a_notation_knows_its_letters(void **state) {
    (void)state;
    expect(RUN("eval", "\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
               "--notation", "ho"),
           0, "holds", "");
    expect(RUN("eval", "\\tilde\\beta_t = \\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
               "--notation=ho"),
           1, "one change makes it hold: bar added: ", "");
}

static void test_check_of_a_note_counts_every_formula(void **state) {
    (void)state;
    static const char NOTE[] = "A note.\n\n$$(a+b)^2 = a^2+2ab+b^2$$\n\nand $$(a+b)^2 = a^2+b^2$$\n"
                               "and $c$ and $x+x=2x$.\n";
    File file = file_with(NOTE, sizeof NOTE - 1);
    Result result = RUN("check", file.path);
    assert_int_equal(result.status, 1);
    expect_contains(&result.out, "2 hold");
    expect_contains(&result.out, "1 fails");
    expect_contains(&result.out, "note.md:3");
    drop(&result);
    file_remove(&file);
}

/* A page of what cannot be read would hide why. */
static void test_a_long_formula_that_cannot_be_read_is_cut(void **state) {
    (void)state;
    Text note;
    text_init(&note);
    text_append(&note, "$$");
    text_repeat(&note, "x₁+", 5000);
    text_append(&note, "\\foo$$\n");
    File file = file_with(note.bytes, note.length);
    Result result = RUN("check", file.path);
    expect_contains(&result.out, "…");
    expect_contains(&result.out, "unknown command \\foo");
    assert_true(result.out.length < 4000);
    drop(&result);
    file_remove(&file);
    text_clear(&note);
}

static void test_a_note_is_no_lesson(void **state) {
    (void)state;
    File file = file_with("root:x:0:0\n", 11);
    expect(RUN(file.path), 2, "", "is not a lesson; to check a note: explore check /tmp/");
    expect(RUN("check", file.path), 0, "0 formulas", "");
    file_remove(&file);
}

static void test_a_note_in_the_usual_letters_is_told_of_notations(void **state) {
    (void)state;
    static const struct {
        const char *note;
        bool told;
    } CASES[] = {
        {"$$\\alpha_t = 1 - c$$\n", true},       {"$$\\bar{\\beta}_{t-1} = c$$\n", true},
        {"$$\\mathbf{x}_t = c$$\n", true},       {"$$1 = √(1-ᾱₜ)$$\n", true},
        {"$$\\alpha + \\beta_1 = x$$\n", false}, {"$$x+x = 2x$$ and $x_$ \\alpha_t", false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        File file = file_with(CASES[i].note, strlen(CASES[i].note));
        Result result = RUN("check", file.path);
        print_message("%s", CASES[i].note);
        assert_int_equal(strstr(result.out.bytes, "no notation was given") != NULL, CASES[i].told);
        drop(&result);
        result = RUN("check", "--notation", "ho", file.path);
        assert_null(strstr(result.out.bytes, "no notation was given"));
        drop(&result);
        file_remove(&file);
    }
}

static void test_check_decides_exercises(void **state) {
    (void)state;
    static const char GOOD[] = "```exercise e\nask: a\nanswer: 2\nmistake: 3 :: m\n```\n";
    static const char BAD[] = "```exercise e\nask: a\nanswer: 2\nmistake: 1+1 :: m\n```\n";
    File file = file_with(GOOD, sizeof GOOD - 1);
    expect(RUN("check", file.path), 0, "1 exercise: all as expected", "");
    file_remove(&file);
    file = file_with(BAD, sizeof BAD - 1);
    expect(RUN("check", file.path), 1, "1 exercise: 1 NOT as expected", "");
    expect(RUN("check", file.path), 1, "wrong: 1 + 1", "");
    expect(RUN("check", "--json", file.path), 1, "\"authored_refuted\"", "");
    expect(RUN("check", "--json", file.path), 1, "\"kind\":\t\"exercise\"", "");
    /* Counted as in the text: it is no formula. */
    expect(RUN("check", "--json", file.path), 1, "\"formulas\":\t0,", "");
    expect(RUN("check", "--json", file.path), 1, "\"exercises\":\t1,", "");
    file_remove(&file);
}

static void test_check_says_why_nothing_is_decided(void **state) {
    (void)state;
    static const char AIM[] = "---\nnotation: ho\n---\n```claim a printed expect=no-claim\n"
                              "\\text{be near } q(x_{t-1}|x_t)\nbecause: an aim of $x_t$\n"
                              "  has no value\n```\n";
    File file = file_with(AIM, sizeof AIM - 1);
    Result shown = RUN("check", "--ascii", "--verbose", file.path);
    expect_contains(&shown.out, "it states no relation between two quantities\n");
    expect_contains(&shown.out, "because an aim of x_t has no value\n");
    drop(&shown);
    expect(RUN("check", "--json", file.path), 0, "\"because\":\t\"an aim of $x_t$ has no value\"",
           "");
    file_remove(&file);
}

static void test_a_note_tells_what_it_defines_in_a_line(void **state) {
    (void)state;
    static const char NOTE[] = "$$k = \\frac{a}{b}$$\n\n$$x_t$$\n\n$$(a+b)^2 = a^2+2ab+b^2$$\n";
    File file = file_with(NOTE, sizeof NOTE - 1);
    Result brief = RUN("check", "--ascii", file.path);
    expect_contains(&brief.out, "note.md:1  k = a/b  := definition\n");
    expect_contains(&brief.out, "note.md:3  x_t  - no-claim\n\n");
    expect_contains(&brief.out, "note.md:5\n");
    drop(&brief);
    Result full = RUN("check", "--ascii", "--verbose", file.path);
    expect_contains(&full.out, "note.md:1\n");
    expect_contains(&full.out, "note.md:3\n");
    drop(&full);
    file_remove(&file);
}

/* The JSON of a command; its exit status is checked. */
static cJSON *json_of(const char *const *words, int status) {
    Result result = run(words);
    assert_int_equal(result.status, status);
    cJSON *json = cJSON_ParseWithLength(result.out.bytes, result.out.length);
    if (json == NULL) {
        print_error("no JSON:\n%s\n", result.out.bytes);
    }
    assert_non_null(json);
    drop(&result);
    return json;
}

static double number_in(const cJSON *object, const char *name) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    assert_true(cJSON_IsNumber(item));
    return cJSON_GetNumberValue(item);
}

static void test_check_json_counts_add_up(void **state) {
    (void)state;
    static const char NOTE[] =
        "$$(a+b)^2 = a^2+2ab+b^2$$\n\n$$(a+b)^2 = a^2+b^2$$\n\n$x$ $y=\\frac{$\n";
    static const char *const KINDS[] = {"holds",      "fails",      "approximate", "undecided",
                                        "unreadable", "definition", "no_claim"};
    File file = file_with(NOTE, sizeof NOTE - 1);
    cJSON *json = json_of((const char *const[]){"check", "--json", file.path, NULL}, 1);
    const cJSON *summary = cJSON_GetObjectItemCaseSensitive(json, "summary");
    const cJSON *claims = cJSON_GetObjectItemCaseSensitive(json, "claims");
    double sum = 0;
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        sum += number_in(summary, KINDS[i]);
    }
    assert_close(number_in(summary, "formulas"), sum, 0);
    assert_close(number_in(summary, "formulas"), cJSON_GetArraySize(claims), 0);
    assert_close(number_in(summary, "fails"), 1, 0);
    cJSON_Delete(json);
    file_remove(&file);
}

/* Everything but the times. */
static void drop_times(cJSON *item) {
    for (cJSON *child = item->child, *next = NULL; child != NULL; child = next) {
        next = child->next;
        if (child->string != NULL && strcmp(child->string, "milliseconds") == 0) {
            cJSON_Delete(cJSON_DetachItemViaPointer(item, child));
        } else {
            drop_times(child);
        }
    }
}

/* Every lesson with all twins, by four threads: made once for the tests that look into it. All
 * lessons are as expected: exit status 0. */
static int check_every_lesson(void **state) {
    cJSON *all = json_of((const char *const[]){"check", "--json", "--jobs=4", NULL}, 0);
    drop_times(all);
    *state = all;
    return 0;
}

static int drop_every_lesson(void **state) {
    cJSON_Delete(*state);
    return 0;
}

#define LESSONS_MAX 32

static const char *file_of(const cJSON *claim) {
    return cJSON_GetStringValue(cJSON_GetObjectItem(claim, "file"));
}

static bool is_among(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Lessons whose claims were looked at by every method that looked at any claim. From the last, for
 * the last ones are short; in the order of the lessons. */
static size_t lessons_of_every_method(const cJSON *all, const char *files[LESSONS_MAX]) {
    const char *seen[LESSONS_MAX];
    size_t count = 0, methods = 0;
    const cJSON *claims = cJSON_GetObjectItem(all, "claims"), *method = NULL;
    for (int i = cJSON_GetArraySize(claims); i > 0; i--) {
        const cJSON *claim = cJSON_GetArrayItem(claims, i - 1);
        cJSON_ArrayForEach(method, cJSON_GetObjectItem(claim, "methods")) {
            const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(method, "name"));
            assert_true(methods < LESSONS_MAX && count < LESSONS_MAX);
            if (is_among(name, seen, methods)) {
                continue;
            }
            seen[methods++] = name;
            if (!is_among(file_of(claim), files, count)) {
                memmove(files + 1, files, count++ * sizeof files[0]);
                files[0] = file_of(claim);
            }
        }
    }
    assert_true(methods >= 7);
    return count;
}

static void expect_same(const cJSON *one, const cJSON *other) {
    char *a = cJSON_Print(one);
    char *b = cJSON_Print(other);
    assert_string_equal(a, b);
    cJSON_free(a);
    cJSON_free(b);
}

/* By one thread again: lessons that use every method, and every claim of them is the same to the
 * last digit. */
static void test_json_does_not_depend_on_the_number_of_threads(void **state) {
    const char *words[LESSONS_MAX + 5] = {"check", "--json", "--jobs", "1"};
    const char **files = words + 4;
    size_t count = lessons_of_every_method(*state, files), compared = 0;
    cJSON *some = json_of(words, 0);
    drop_times(some);
    const cJSON *one = cJSON_GetObjectItem(some, "claims")->child, *claim = NULL;
    cJSON_ArrayForEach(claim, cJSON_GetObjectItem(*state, "claims")) {
        if (is_among(file_of(claim), files, count)) {
            expect_same(one, claim);
            one = one->next;
            compared++;
        }
    }
    assert_null(one);
    assert_true(compared > 40);
    cJSON_Delete(some);
}

static void test_lessons_are_found_by_every_name_and_as_expected(void **state) {
    (void)state;
    Result list = RUN("list");
    assert_int_equal(list.status, 0);
    char slug[80] = "";
    assert_int_equal(sscanf(list.out.bytes, "Lessons 1 %79s", slug), 1);
    drop(&list);
    const char *const names[] = {"lesson1", "1", slug};
    for (size_t i = 0; i < 3; i++) {
        expect(RUN(names[i], FEW), 0, "all as expected", "");
    }
}

/* The column of the words, from the first line of a list of names and words. */
static size_t words_column(const char *line) {
    size_t at = 2 + strcspn(line + 2, "\n");
    const char *gap = strstr(line + 2, "  ");
    assert_true(gap != NULL && gap < line + at);
    return (size_t)(gap - line) + strspn(gap, " ");
}

static void test_list_has_its_words_in_one_column(void **state) {
    (void)state;
    static const char *const REGISTRIES[] = {"--notations", "--schedules", "--data", "--methods",
                                             "--mutations"};
    for (size_t i = 0; i < sizeof REGISTRIES / sizeof REGISTRIES[0]; i++) {
        Result list = RUN("list", REGISTRIES[i]);
        assert_int_equal(list.status, 0);
        const char *line = strchr(list.out.bytes, '\n') + 1;
        size_t column = words_column(line), lines = 0;
        for (; *line != '\0'; line = strchr(line, '\n') + 1, lines++) {
            bool is_name = line[2] != ' ';
            assert_int_equal(is_name ? words_column(line) : strspn(line, " "), column);
        }
        assert_true(lines > 2);
        drop(&list);
    }
}

/* The lessons that are installed, a lesson by name and a file by its path: always as found. */
static void test_json_names_files_as_they_were_found(void **state) {
    const cJSON *all = *state;
    cJSON *one = json_of((const char *const[]){"check", "--json", "lesson1", FEW, NULL}, 0);
    const cJSON *first = cJSON_GetArrayItem(cJSON_GetObjectItem(all, "claims"), 0);
    const char *path = cJSON_GetStringValue(cJSON_GetObjectItem(first, "file"));
    cJSON *same = json_of((const char *const[]){"check", "--json", path, FEW, NULL}, 0);
    Result text = RUN("check", "lesson1");
    expect_contains(&text.out, path);
    assert_int_equal(access(path, R_OK), 0);
    const cJSON *const CHECKS[] = {one, same};
    for (size_t i = 0; i < sizeof CHECKS / sizeof CHECKS[0]; i++) {
        const cJSON *claim = NULL;
        cJSON_ArrayForEach(claim, cJSON_GetObjectItem(CHECKS[i], "claims")) {
            const char *file = cJSON_GetStringValue(cJSON_GetObjectItem(claim, "file"));
            assert_string_equal(file, path);
        }
    }
    drop(&text);
    cJSON_Delete(same);
    cJSON_Delete(one);
}

static void test_without_a_terminal_the_menu_is_a_list(void **state) {
    (void)state;
    expect(run((const char *const[]){NULL}), 0, "explore lesson1", "");
}

static void test_output_without_a_terminal_has_no_escapes(void **state) {
    (void)state;
    Result result = RUN("lesson1");
    assert_null(memchr(result.out.bytes, '\x1b', result.out.length));
    drop(&result);
}

static void test_ascii_output_is_ascii_and_fits_the_width(void **state) {
    (void)state;
    assert_int_equal(setenv("COLUMNS", "40", 1), 0);
    Result result = RUN("lesson1", "--ascii");
    (void)unsetenv("COLUMNS");
    assert_int_equal(result.status, 0);
    size_t column = 0;
    for (size_t i = 0; i < result.out.length; i++) {
        assert_true((unsigned char)result.out.bytes[i] < 128);
        column = result.out.bytes[i] == '\n' ? 0 : column + 1;
        assert_true(column <= 40);
    }
    drop(&result);
}

static void test_schedule_csv_has_every_step_with_17_digits(void **state) {
    (void)state;
    Result result = RUN("schedule", "linear", "--T", "1000", "--csv");
    assert_int_equal(result.status, 0);
    static const char HEAD[] = "t,beta,alpha,alpha_bar,posterior_variance,snr\n1,";
    assert_memory_equal(result.out.bytes, HEAD, sizeof HEAD - 1);
    size_t lines = 0;
    for (size_t i = 0; i < result.out.length; i++) {
        lines += result.out.bytes[i] == '\n';
    }
    assert_int_equal(lines, 1001);
    double t = 0, beta = 0, alpha = 0;
    assert_int_equal(sscanf(strstr(result.out.bytes, "\n1000,"), "%lf,%lf,%lf", &t, &beta, &alpha),
                     3);
    assert_close(beta, 0.02, 1e-16);
    assert_close(alpha, 0.98, 1e-16);
    drop(&result);
}

static void test_schedule_warns_when_the_end_is_far_from_normal(void **state) {
    (void)state;
    expect(RUN("schedule", "linear", "--T", "50"), 0, "far from N(0,1)", "");
    Result whole = RUN("schedule", "linear");
    assert_null(strstr(whole.out.bytes, "far from N(0,1)"));
    expect_contains(&whole.out, "KL(");
    drop(&whole);
}

static void test_a_full_disk_exits_3(void **state) {
    (void)state;
    int full = open("/dev/full", O_WRONLY);
    if (full < 0) {
        skip();
    }
    FILE *err = temporary();
    int null = open("/dev/null", O_RDONLY);
    int status =
        finish(start((const char *const[]){"schedule", "linear", NULL}, null, full, fileno(err)));
    Text message;
    read_back(&message, err);
    assert_int_equal(status, 3);
    expect_contains(&message, "cannot be written");
    text_clear(&message);
    (void)close(full);
    (void)close(null);
}

static void test_a_closed_pipe_is_silent(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    (void)close(ends[0]);
    FILE *err = temporary();
    int null = open("/dev/null", O_RDONLY);
    int status = finish(start((const char *const[]){"schedule", "linear", "--csv", NULL}, null,
                              ends[1], fileno(err)));
    Text message;
    read_back(&message, err);
    assert_int_equal(status, 0);
    assert_string_equal(message.bytes, "");
    text_clear(&message);
    (void)close(ends[1]);
    (void)close(null);
}

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_use_exits_2_and_names_the_nearest),
        cmocka_unit_test(test_wrong_use_prints_nothing_on_standard_output),
        cmocka_unit_test(test_files_that_cannot_be_read_exit_3),
        cmocka_unit_test(test_one_unreadable_file_does_not_hide_the_others),
        cmocka_unit_test(test_hostile_bytes_end_with_a_message_and_no_crash),
        cmocka_unit_test(test_marks_without_end_are_answered),
        cmocka_unit_test(test_version_and_help),
        cmocka_unit_test(test_eval_decides_one_formula),
        cmocka_unit_test(test_eval_in_a_notation_knows_its_letters),
        cmocka_unit_test(test_check_of_a_note_counts_every_formula),
        cmocka_unit_test(test_a_long_formula_that_cannot_be_read_is_cut),
        cmocka_unit_test(test_a_note_is_no_lesson),
        cmocka_unit_test(test_a_note_in_the_usual_letters_is_told_of_notations),
        cmocka_unit_test(test_check_decides_exercises),
        cmocka_unit_test(test_check_says_why_nothing_is_decided),
        cmocka_unit_test(test_a_note_tells_what_it_defines_in_a_line),
        cmocka_unit_test(test_check_json_counts_add_up),
        cmocka_unit_test(test_json_does_not_depend_on_the_number_of_threads),
        cmocka_unit_test(test_lessons_are_found_by_every_name_and_as_expected),
        cmocka_unit_test(test_list_has_its_words_in_one_column),
        cmocka_unit_test(test_json_names_files_as_they_were_found),
        cmocka_unit_test(test_without_a_terminal_the_menu_is_a_list),
        cmocka_unit_test(test_output_without_a_terminal_has_no_escapes),
        cmocka_unit_test(test_ascii_output_is_ascii_and_fits_the_width),
        cmocka_unit_test(test_schedule_csv_has_every_step_with_17_digits),
        cmocka_unit_test(test_schedule_warns_when_the_end_is_far_from_normal),
        cmocka_unit_test(test_a_full_disk_exits_3),
        cmocka_unit_test(test_a_closed_pipe_is_silent),
    };
    return cmocka_run_group_tests(tests, check_every_lesson, drop_every_lesson);
}
