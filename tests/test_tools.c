/* The project's own checks must be able to fail: layers.awk on planted violations, run.sh on
 * executables that fail, crash, hang or hold no test. And install.sh: a tree that was installed
 * works. Run from the top of the tree. */
#define _POSIX_C_SOURCE 200809L

#include "assert_close.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

typedef struct {
    Arena *arena;
    char *folder;
    char output[8192];
} Fixture;

static int setup(void **state) {
    static Fixture fixture;
    const char *parent = getenv("TMPDIR");
    fixture.arena = arena_new();
    fixture.folder =
        arena_printf(fixture.arena, "%s/explore-tools-XXXXXX", parent == NULL ? "/tmp" : parent);
    *state = &fixture;
    return mkdtemp(fixture.folder) == NULL ||
           mkdir(arena_printf(fixture.arena, "%s/src", fixture.folder), 0755) != 0 ||
           mkdir(arena_printf(fixture.arena, "%s/src/math", fixture.folder), 0755) != 0 ||
           mkdir(arena_printf(fixture.arena, "%s/src/proof", fixture.folder), 0755) != 0;
}

static int teardown(void **state) {
    Fixture *fixture = *state;
    static const char *const names[] = {
        "/src/math/planted.c", "/src/proof/planted.c", "/LAYERS", "/program",
        "/src/math",           "/src/proof",           "/src",    ""};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        remove(arena_printf(fixture->arena, "%s%s", fixture->folder, names[i]));
    }
    bool gone = access(fixture->folder, F_OK) != 0;
    arena_free(fixture->arena);
    return gone ? 0 : 1;
}

static const char *plant(Fixture *fixture, const char *name, const char *content) {
    const char *path = arena_printf(fixture->arena, "%s/%s", fixture->folder, name);
    const char *why = NULL;
    if (!file_write(fixture->arena, path, content, strlen(content), &why)) {
        fail_msg("%s %s", path, why);
    }
    return path;
}

/* Runs a command (its words, closed by NULL); its exit status, what it prints in fixture->output.
 */
static int run(Fixture *fixture, char *const words[]) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        execvp(words[0], words);
        _exit(127);
    }
    close(ends[1]);
    size_t length = 0;
    ssize_t got = 0;
    while (length + 1 < sizeof fixture->output &&
           (got = read(ends[0], fixture->output + length, sizeof fixture->output - 1 - length)) >
               0) {
        length += (size_t)got;
    }
    fixture->output[length] = '\0';
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char *copy(Fixture *fixture, const char *word) {
    return arena_copy(fixture->arena, word, strlen(word));
}

static int run_layers(Fixture *fixture, const char *layers, const char *source) {
    char *words[] = {
        copy(fixture, "awk"),  copy(fixture, "-f"),   copy(fixture, "tests/layers.awk"),
        copy(fixture, layers), copy(fixture, source), NULL};
    return run(fixture, words);
}

static void test_layers_admits_what_is_allowed_and_nothing_else(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *line;
        const char *complaint; /* NULL: allowed */
    } rows[] = {
        {"#include \"base/arena.h\"", NULL},
        {"#include \"math/expr.h\"", NULL},
        {"#include \"math/expr_internal.h\"", NULL},
        {"#include <stdio.h>", NULL},
        {"#include <arb.h>", NULL},
        {"#include <flint/fmpz_mpoly.h>", NULL},
        {"/* as in lesson/lesson.h */", NULL},
        {"#include \"lesson/lesson.h\"", "may not include lesson/lesson.h"},
        {"  #  include \"verify/claim.h\" /* only once */", "may not include verify/claim.h"},
        {"#include \"base/stream_internal.h\"", "is private to base"},
        {"#include <gsl/gsl_cdf.h>", "may not include <gsl/gsl_cdf.h>"},
        {"#include <yaml.h>", "may not include <yaml.h>"},
        {"#include <pthread.h>", "may not include <pthread.h>"},
        {"#include <unistd.h>", "may not include <unistd.h>"},
        {"#include \"../base/arena.h\"", "expected \"module/name.h\""},
        {"#include \"expr.h\"", "expected \"module/name.h\""},
        {"#include \"nowhere/expr.h\"", "expected \"module/name.h\""},
        {"#include \"base/arena.c\"", "expected \"module/name.h\""},
        {"#include HEADER", "cannot read"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *content = arena_printf(fixture->arena, "%s\nint x;\n", rows[i].line);
        const char *source = plant(fixture, "src/math/planted.c", content);
        int status = run_layers(fixture, "src/LAYERS", source);
        bool right = rows[i].complaint == NULL
                         ? status == 0 && fixture->output[0] == '\0'
                         : status == 1 && strstr(fixture->output, rows[i].complaint) != NULL &&
                               strstr(fixture->output, "planted.c:1: ") != NULL;
        if (!right) {
            fail_msg("%s: status %d, %s", rows[i].line, status, fixture->output);
        }
    }
}

/* A header whose first comment says that it is private, read before or after who includes it. */
static void test_layers_keeps_headers_that_call_themselves_private(void **state) {
    Fixture *fixture = *state;
    char *header = copy(fixture, "src/math/key_map.h");
    for (size_t i = 0; i < 3; i++) {
        const char *line = i < 2 ? "#include \"math/key_map.h\"\n" : "#include \"math/expr.h\"\n";
        char *source = copy(fixture, plant(fixture, "src/proof/planted.c", line));
        char *words[] = {copy(fixture, "awk"),
                         copy(fixture, "-f"),
                         copy(fixture, "tests/layers.awk"),
                         copy(fixture, "src/LAYERS"),
                         i == 0 ? header : source,
                         i == 0 ? source : header,
                         NULL};
        assert_int_equal(run(fixture, words), i < 2 ? 1 : 0);
        assert_int_equal(strstr(fixture->output, "planted.c:1: math/key_map.h says") != NULL,
                         i < 2);
    }
}

static void test_layers_file_itself_is_checked(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *layers;
        const char *complaint;
    } rows[] = {
        {"base : :\nmath : base :\n", NULL},
        {"# a comment\n\n  base : :\nmath : base :\n", NULL},
        {"math : base :\nbase : :\n", "arrows go down"},
        {"base : math :\nmath : base :\n", "arrows go down"},
        {"base : :\nmath : base\n", "expected `module"},
        {"base : :\nmath : base :\nmath : base :\n", "two lines"},
        {"base : :\n", "has no line"},
    };
    const char *source = plant(fixture, "src/math/planted.c", "#include \"math/expr.h\"\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *layers = plant(fixture, "LAYERS", rows[i].layers);
        int status = run_layers(fixture, layers, source);
        if (status != (rows[i].complaint != NULL) ||
            (rows[i].complaint != NULL && strstr(fixture->output, rows[i].complaint) == NULL)) {
            fail_msg("row %zu: status %d, %s", i, status, fixture->output);
        }
    }
}

/* Runs run.sh on two copies of a script that stands for a test executable. */
static int run_twice(Fixture *fixture, const char *script) {
    const char *content = arena_printf(fixture->arena, "#!/bin/sh\n%s\n", script);
    char *program = copy(fixture, plant(fixture, "program", content));
    assert_int_equal(chmod(program, 0755), 0);
    char *words[] = {copy(fixture, "tests/run.sh"), program, program, NULL};
    return run(fixture, words);
}

static void test_run_counts_the_test_cases_of_all_executables(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *script;
        const char *closing;
    } rows[] = {
        {"echo '[==========] Running 2 test(s).'\necho '[       OK ] a'\necho 'x[       OK ] b'",
         "4 passed, 0 failed\n"},
        {"echo '[==========] Running 2 test(s).'\necho '[       OK ] a'\n"
         "echo '[  FAILED  ] b'\necho '[  FAILED  ] 1 test(s), listed below:'\n"
         "echo '[  FAILED  ] b'\nexit 1",
         "2 passed, 2 failed\n"},
        /* A crash after the first of three. */
        {"echo '[==========] Running 3 test(s).'\necho '[       OK ] a'\nkill -SEGV $$",
         "2 passed, 4 failed\n"},
        /* All passed, and then the end went wrong. */
        {"echo '[==========] Running 1 test(s).'\necho '[       OK ] a'\nexit 23",
         "2 passed, 2 failed\n"},
        /* No test at all, and no program at all. */
        {"exit 0", "0 passed, 2 failed\n"},
        {"exec /no/such/program", "0 passed, 2 failed\n"},
        /* Two groups in one executable. */
        {"echo '[==========] Running 1 test(s).'\necho '[       OK ] a'\n"
         "echo '[==========] Running 2 test(s).'\necho '[       OK ] b'\necho '[       OK ] c'",
         "6 passed, 0 failed\n"},
        {"echo '[==========] Running 2 test(s).'\necho '[       OK ] a'\n"
         "echo '[  SKIPPED ] b'\necho '[  SKIPPED ] 1 test(s), listed below:'\necho '[  SKIPPED ] "
         "b'",
         "2 skipped\n2 passed, 0 failed\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int status = run_twice(fixture, rows[i].script);
        size_t length = strlen(fixture->output);
        size_t closing = strlen(rows[i].closing);
        bool all_passed = strstr(rows[i].closing, " 0 failed") != NULL;
        if (status != (all_passed ? 0 : 1) || length < closing ||
            strcmp(fixture->output + length - closing, rows[i].closing) != 0) {
            fail_msg("row %zu: status %d, %s", i, status, fixture->output);
        }
    }
}

static void test_run_stops_an_executable_that_hangs(void **state) {
    Fixture *fixture = *state;
    const char *before = getenv("TEST_TIMEOUT");
    const char *kept = before == NULL ? "300" : copy(fixture, before);
    assert_int_equal(setenv("TEST_TIMEOUT", "1", 1), 0);
    int status = run_twice(fixture, "echo '[==========] Running 1 test(s).'\nexec sleep 600");
    assert_int_equal(setenv("TEST_TIMEOUT", kept, 1), 0);
    assert_int_equal(status, 1);
    assert_non_null(strstr(fixture->output, "stopped after 1 seconds"));
    assert_non_null(strstr(fixture->output, "0 passed, 2 failed\n"));
}

/* install.sh builds a tree of its own with flags of its own: once is enough, so the sanitised and
 * other builds, which keep their program below build/, leave it to the plain one. */
static void test_what_is_installed_works_elsewhere_and_leaves_nothing(void **state) {
    Fixture *fixture = *state;
    const char *tested = getenv("EXPLORE_PROGRAM");
    if (tested != NULL && strstr(tested, "/build/") != NULL) {
        skip();
    }
    char *words[] = {copy(fixture, "sh"), copy(fixture, "tests/install.sh"), NULL};
    if (run(fixture, words) != 0) {
        fail_msg("%s", fixture->output);
    }
}

#define tools_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        tools_test(test_layers_admits_what_is_allowed_and_nothing_else),
        tools_test(test_layers_keeps_headers_that_call_themselves_private),
        tools_test(test_layers_file_itself_is_checked),
        tools_test(test_run_counts_the_test_cases_of_all_executables),
        tools_test(test_run_stops_an_executable_that_hangs),
        tools_test(test_what_is_installed_works_elsewhere_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
