/* test_stored.c - the hash of the code that made a stored result: what makes values changes it,
 * what is said about the code does not. */
#define _POSIX_C_SOURCE 200809L

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "assert_close.h"
#include "base/file.h"
#include "experiment/stored.h"

/* A tree with the three files that every row's code has; the first is the row's own. */
static const char *const names[] = {"experiment_x.c", "experiment_line.c", "experiment_line.h"};
#define NAMES (sizeof names / sizeof names[0])

static const ExperimentRow row = {.name = "x", .sources = "", .file = "experiment_x.c"};

static const char *path_of(Arena *arena, const char *tree, const char *name) {
    return arena_printf(arena, "%s/src/experiment/%s", tree, name);
}

/* The hash with `source` as the row's own file. */
static uint64_t code_of(Arena *arena, const char *tree, const char *source) {
    uint64_t code = 0;
    const char *why = NULL;
    if (!file_write(arena, path_of(arena, tree, names[0]), source, strlen(source), &why) ||
        !stored_code(arena, &code, &row, tree, &why)) {
        fail_msg("%s", why);
    }
    return code;
}

static const char *tree_new(Arena *arena) {
    char *folder = arena_printf(arena, "%s", "/tmp/explore-stored-XXXXXX");
    const char *why = NULL;
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < NAMES; i++) {
        const char *path = path_of(arena, folder, names[i]);
        assert_true(file_make_folder_of(arena, path, FOLDER_PRIVATE, &why));
        assert_true(file_write(arena, path, "int y;\n", 7, &why));
    }
    return folder;
}

static void tree_free(Arena *arena, const char *tree) {
    for (size_t i = 0; i < NAMES; i++) {
        (void)unlink(path_of(arena, tree, names[i]));
    }
    (void)rmdir(arena_printf(arena, "%s/src/experiment", tree));
    (void)rmdir(arena_printf(arena, "%s/src", tree));
    (void)rmdir(tree);
}

static void test_comments_and_layout_make_no_other_code(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const char *tree = tree_new(arena);
    static const char source[] = "#define N 3\nint f(int a) {\n    return a / N;\n}\n";
    static const char *const same[] = {
        "/* what it is */\n#define N 3\nint f(int a) {\n    return a / N;\n}\n",
        "#define N 3 /* why\n three */\nint f(int a) {\n    return a / N;\n}\n",
        "#define N 3\nint f(int a) { // here: \"\n\treturn a / N;\n}\n",
        "\n\n#define N 3\n\nint f(int a) {\n  return a /* not 'b */ / N;\n}",
    };
    static const char *const other[] = {
        "#define N 4\nint f(int a) {\n    return a / N;\n}\n",
        "#define N\n3\nint f(int a) {\n    return a / N;\n}\n",
        "#define N 3\nint f(int a) {\n    return a /* / N;\n}\n",
        "#define N 3\nint f(int a) {\n    return a // N;\n}\n",
    };
    uint64_t code = code_of(arena, tree, source);
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        if (code_of(arena, tree, same[i]) != code) {
            fail_msg("only words were added, and the code is another:\n%s", same[i]);
        }
    }
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        if (code_of(arena, tree, other[i]) == code) {
            fail_msg("the code was changed, and its hash is the same:\n%s", other[i]);
        }
    }
    tree_free(arena, tree);
    arena_free(arena);
}

/* What looks like a comment or a blank in a string is the string's. */
static void test_strings_are_code_to_the_letter(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const char *tree = tree_new(arena);
    static const char *const pairs[][2] = {
        {"s = \"a /* b */ c\";", "s = \"a /* d */ c\";"},
        {"s = \"a  b\";", "s = \"a b\";"},
        {"s = \"\\\" // a\";", "s = \"\\\" // b\";"},
        {"c = '\"'; /* a */ d = ' ';", "c = '\"'; /* a */ d = '\\t';"},
        {"c = '\\''; s = \"// a\";", "c = '\\''; s = \"// b\";"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (code_of(arena, tree, pairs[i][0]) == code_of(arena, tree, pairs[i][1])) {
            fail_msg("taken for the same code:\n%s\n%s", pairs[i][0], pairs[i][1]);
        }
    }
    /* A comment behind a literal is one all the same. */
    assert_int_equal(code_of(arena, tree, "c = '\"'; /* a */ s = \"b\"; // \"c"),
                     code_of(arena, tree, "c = '\"'; s = \"b\";"));
    tree_free(arena, tree);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comments_and_layout_make_no_other_code),
        cmocka_unit_test(test_strings_are_code_to_the_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
