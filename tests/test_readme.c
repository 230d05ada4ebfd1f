/* README shows real output: every command of its `console` blocks is run, and what it prints must
 * be what stands there, times aside. */
#define _POSIX_C_SOURCE 200809L
#include "assert_close.h"

#include <ctype.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

extern char **environ;

/* The text of the first fenced block of that language, after *at; *at moves behind it. */
static const char *next_block(Arena *arena, const char **at, const char *language) {
    const char *open = strstr(*at, arena_printf(arena, "```%s\n", language));
    if (open == NULL)
        return NULL;
    const char *start = strchr(open, '\n') + 1;
    const char *end = strstr(start, "\n```");
    assert_non_null(end);
    *at = end + 4;
    return arena_copy(arena, start, (size_t)(end + 1 - start));
}

/* Times differ from run to run: "(0.45 ms)" becomes "(# ms)". */
static const char *without_times(Arena *arena, const char *text) {
    Text out;
    text_init(&out);
    while (*text != '\0') {
        size_t digits = strspn(text, "0123456789.");
        if (digits > 0 && strncmp(text + digits, " ms", 3) == 0) {
            text_append(&out, "#");
            text += digits;
        } else {
            text_append_bytes(&out, text, digits > 0 ? digits : 1);
            text += digits > 0 ? digits : 1;
        }
    }
    const char *copy = arena_copy(arena, out.bytes, out.length);
    text_clear(&out);
    return copy;
}

static const char *output_of(Arena *arena, const char *command) {
    char path[] = "/tmp/explore-readme-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, file, STDOUT_FILENO);
    char *line = arena_copy(arena, command, strlen(command));
    char *arguments[] = {(char[]){"sh"}, (char[]){"-c"}, line, NULL};
    pid_t child;
    assert_int_equal(posix_spawn(&child, "/bin/sh", &actions, NULL, arguments, environ), 0);
    int status;
    waitpid(child, &status, 0);
    posix_spawn_file_actions_destroy(&actions);
    close(file);
    const char *bytes = NULL, *why = NULL;
    size_t length;
    assert_true(file_read(arena, path, &bytes, &length, &why));
    unlink(path);
    return bytes;
}

/* Runs the commands of one block together, with the program under test as ./explore. */
static void check_block(Arena *arena, const char *block, const char *folder) {
    const char *program = getenv("EXPLORE_PROGRAM");
    Text script, shown;
    text_init(&script);
    text_init(&shown);
    text_printf(&script, "cd '%s' && ln -sf '%s' explore;\n", folder,
                program ? program : "explore");
    for (const char *line = block; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        Text *to = strncmp(line, "$ ", 2) == 0 ? &script : &shown;
        size_t skip = to == &script ? 2 : 0;
        text_append_bytes(to, line + skip, length - skip);
        text_append(to, "\n");
        line += length + (line[length] == '\n');
    }
    const char *printed = without_times(arena, output_of(arena, script.bytes));
    const char *expected = without_times(arena, shown.bytes);
    if (strcmp(printed, expected) != 0)
        fail_msg("README shows\n%s\nbut the program prints\n%s", expected, printed);
    text_clear(&script);
    text_clear(&shown);
}

static void test_readme_shows_what_the_program_prints(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const char *readme = NULL, *why = NULL;
    size_t length;
    assert_true(file_read(arena, "README.md", &readme, &length, &why));
    char folder[] = "/tmp/explore-readme-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *at = readme;
    const char *note = next_block(arena, &at, "markdown");
    assert_non_null(note);
    const char *path = arena_printf(arena, "%s/notes.md", folder);
    assert_true(file_write(arena, path, note, strlen(note), &why));
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("COLUMNS", "80", 1);
    size_t blocks = 0;
    at = readme;
    for (const char *block; (block = next_block(arena, &at, "console")) != NULL; blocks++)
        check_block(arena, block, folder);
    assert_true(blocks >= 3);
    unlink(path);
    unlink(arena_printf(arena, "%s/explore", folder));
    rmdir(folder);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readme_shows_what_the_program_prints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
