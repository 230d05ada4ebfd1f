/* What the documents show is real: the commands of their `console` blocks are run, and what they
 * print must be what stands there, times aside; every other command that they name is run as well,
 * or where it would train, open a window or take minutes, has its options read. */
#define _POSIX_C_SOURCE 200809L
#include "assert_close.h"

#include <ctype.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

extern char **environ;

static const char *const DOCUMENTS[] = {"README.md", "CONTRIBUTING.md", "docs/students.md",
                                        "docs/instructors.md", "docs/contributors.md"};
#define DOCUMENT_COUNT (sizeof DOCUMENTS / sizeof DOCUMENTS[0])

typedef struct Block {
    const char *fence; /* where it opens in the document */
    const char *text;
} Block;

/* The first fenced block of that language, after *at; *at moves behind it. */
static bool next_block(Arena *arena, const char **at, const char *language, Block *block) {
    block->fence = strstr(*at, arena_printf(arena, "```%s\n", language));
    if (block->fence == NULL)
        return false;
    const char *start = strchr(block->fence, '\n') + 1;
    const char *end = strstr(start, "\n```");
    assert_non_null(end);
    *at = end + 4;
    block->text = arena_copy(arena, start, (size_t)(end + 1 - start));
    return true;
}

static const char *read_document(Arena *arena, const char *path) {
    const char *bytes = NULL, *why = NULL;
    size_t length;
    if (!file_read(arena, path, &bytes, &length, &why))
        fail_msg("%s", why);
    return bytes;
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
    char path[] = "/tmp/explore-documents-XXXXXX";
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

/* A folder to run commands in, with the program under test as ./explore; without a display, as wide
 * as the documents show, and with no progress. */
static const char *enter_folder(Arena *arena) {
    char *folder = arena_printf(arena, "/tmp/explore-documents-XXXXXX");
    assert_non_null(mkdtemp(folder));
    const char *program = getenv("EXPLORE_PROGRAM");
    assert_int_equal(
        symlink(program ? program : "explore", arena_printf(arena, "%s/explore", folder)), 0);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("COLUMNS", "80", 1);
    setenv("XDG_STATE_HOME", folder, 1);
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    return folder;
}

static void leave_folder(Arena *arena, const char *folder) {
    output_of(arena, arena_printf(arena, "rm -r '%s'", folder));
}

/* A `markdown` block is a file, which the last `NAME.md` before it names. */
static void write_files(Arena *arena, const char *document, const char *folder) {
    const char *at = document;
    for (Block block; next_block(arena, &at, "markdown", &block);) {
        const char *end = block.fence;
        while (end > document && strncmp(end, ".md`", 4) != 0)
            end--;
        const char *start = end;
        while (start > document && start[-1] != '`')
            start--;
        const char *name = arena_copy(arena, start, (size_t)(end + 3 - start));
        assert_true(end > document && strchr(name, '/') == NULL);
        const char *why = NULL;
        assert_true(file_write(arena, arena_printf(arena, "%s/%s", folder, name), block.text,
                               strlen(block.text), &why));
    }
}

/* Runs the commands of one block together. */
static void check_block(Arena *arena, const char *document, const char *block, const char *folder) {
    Text script, shown;
    text_init(&script);
    text_init(&shown);
    text_printf(&script, "cd '%s'\n", folder);
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
    if (strcmp(printed, expected) != 0) {
        fprintf(stderr, "%s shows\n%s\nbut the program prints\n%s", document, expected, printed);
        fail();
    }
    text_clear(&script);
    text_clear(&shown);
}

static void test_documents_show_what_the_program_prints(void **state) {
    (void)state;
    size_t blocks = 0;
    for (size_t i = 0; i < DOCUMENT_COUNT; i++) {
        Arena *arena = arena_new();
        const char *document = read_document(arena, DOCUMENTS[i]);
        const char *folder = enter_folder(arena);
        write_files(arena, document, folder);
        const char *at = document;
        for (Block block; next_block(arena, &at, "console", &block); blocks++)
            check_block(arena, DOCUMENTS[i], block.text, folder);
        leave_folder(arena, folder);
        arena_free(arena);
    }
    assert_true(blocks >= 7);
}

/* A name in capitals stands for one of the reader's own: NAME, FILE, [DATA]. */
static bool has_placeholder(const char *command) {
    for (const char *c = command; *c != '\0'; c++) {
        bool first = c == command || strchr(" [=|", c[-1]) != NULL;
        if (first && isupper((unsigned char)c[0]) && isupper((unsigned char)c[1]))
            return true;
    }
    return false;
}

/* What would train, open a window, wait or take minutes; lessons are decided whole by other tests.
 */
static bool takes_long(const char *command) {
    static const char *const LONG[] = {"explore view",
                                       "explore train",
                                       "explore ablate",
                                       "explore export",
                                       "explore lesson",
                                       "explore check lesson",
                                       "--watch",
                                       "--full",
                                       "--frames",
                                       "--present",
                                       "ddim"};
    for (size_t i = 0; i < sizeof LONG / sizeof LONG[0]; i++)
        if (strstr(command, LONG[i]) != NULL)
            return true;
    return strcmp(command, "./explore") == 0 || strcmp(command, "./explore check") == 0;
}

/* Runs a command that a document names; a long one is asked for its help, which reads its options.
 */
static void run_command(Arena *arena, const char *document, const char *command,
                        const char *folder) {
    bool read_only = takes_long(command) || has_placeholder(command);
    const char *name = command + strlen("./explore ");
    if (strcmp(command, "./explore") == 0 || isupper((unsigned char)*name) || *name == '[')
        return;
    const char *printed =
        output_of(arena, arena_printf(arena, "cd '%s' && { %s%s; } 2>&1 </dev/null; echo \"= $?\"",
                                      folder, command, read_only ? " --help" : ""));
    const char *status = strstr(printed, "= ");
    for (const char *next = status; next != NULL; next = strstr(next + 1, "= "))
        status = next;
    /* 1: it has found what is not as expected. */
    if (status == NULL || (strcmp(status, "= 0\n") != 0 && strcmp(status, "= 1\n") != 0)) {
        fprintf(stderr, "%s names\n%s\nwhich fails:\n%s", document, command, printed);
        fail();
    }
}

/* Runs what stands in `code` in the text, and the lines of `sh` blocks, that begin with explore. */
static size_t run_commands(Arena *arena, const char *path, const char *folder) {
    const char *document = read_document(arena, path);
    size_t commands = 0;
    bool in_block = false, in_sh = false;
    for (const char *line = document; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        const char *copy = arena_copy(arena, line, length);
        line += length + (line[length] == '\n');
        if (strncmp(copy, "```", 3) == 0) {
            in_sh = !in_block && strcmp(copy, "```sh") == 0;
            in_block = !in_block;
        } else if (in_sh && strncmp(copy, "./explore", 9) == 0) {
            run_command(arena, path, copy, folder);
            commands++;
        } else if (!in_block) {
            for (const char *at = copy; (at = strchr(at, '`')) != NULL;) {
                const char *end = strchr(at + 1, '`');
                if (end == NULL)
                    break;
                const char *code = arena_copy(arena, at + 1, (size_t)(end - at - 1));
                at = end + 1;
                const char *words = strncmp(code, "./", 2) == 0 ? code + 2 : code;
                if (strncmp(words, "explore ", 8) == 0) {
                    run_command(arena, path, arena_printf(arena, "./%s", words), folder);
                    commands++;
                }
            }
        }
    }
    return commands;
}

static void test_every_command_that_is_named_is_accepted(void **state) {
    (void)state;
    size_t commands = 0;
    for (size_t i = 0; i < DOCUMENT_COUNT; i++) {
        Arena *arena = arena_new();
        const char *folder = enter_folder(arena);
        write_files(arena, read_document(arena, DOCUMENTS[i]), folder);
        commands += run_commands(arena, DOCUMENTS[i], folder);
        leave_folder(arena, folder);
        arena_free(arena);
    }
    assert_true(commands >= 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_show_what_the_program_prints),
        cmocka_unit_test(test_every_command_that_is_named_is_accepted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
