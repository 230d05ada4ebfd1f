/* bench_note.c - how long `explore check` takes for a long note, and how much memory.
 *
 * Prints both for a note of FORMULAS formulas (note_generator.h), and fails above the limits: a
 * quarter of a minute is as long as somebody waits for an answer, and half a gigabyte is what a
 * small machine has to spare. EXPLORE_PROGRAM names the program (./explore when it is not set). */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../note_generator.h"
#include "base/clock.h"

#define FORMULAS ((size_t)500)
#define SECONDS_MAX 15.0
#define MEGABYTES_MAX 500.0

extern char **environ;

static _Noreturn void end(const char *what) {
    fprintf(stderr, "bench_note: %s\n", what);
    exit(EXIT_FAILURE);
}

/* Writes the note to the path, a template of mkstemps. */
static void write_note(char *path, const char *suffix) {
    Text note;
    text_init(&note);
    (void)note_generate(&note, FORMULAS);
    int file = mkstemps(path, (int)strlen(suffix));
    if (file < 0 || write(file, note.bytes, note.length) != (ssize_t)note.length)
        end("the note cannot be written");
    (void)close(file);
    text_clear(&note);
}

int main(void) {
    char path[] = "/tmp/bench-note-XXXXXX.md";
    write_note(path, ".md");
    const char *named = getenv("EXPLORE_PROGRAM");
    char program[4096];
    (void)snprintf(program, sizeof program, "%s", named != NULL ? named : "./explore");
    char check[] = "check", notation[] = "--notation=ho";
    char *const arguments[] = {program, check, notation, path, NULL};
    posix_spawn_file_actions_t actions;
    pid_t child = 0;
    int status = 0;
    double start = clock_milliseconds();
    if (posix_spawn_file_actions_init(&actions) != 0 ||
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) != 0 ||
        posix_spawn(&child, program, &actions, NULL, arguments, environ) != 0)
        end("the program cannot be started");
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 1)
        end("the program did not end with status 1, for formulas that fail");
    double seconds = (clock_milliseconds() - start) / 1000.0;
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)unlink(path);
    struct rusage usage;
    if (getrusage(RUSAGE_CHILDREN, &usage) != 0)
        end("the memory used is not known");
    double megabytes = (double)usage.ru_maxrss / 1024.0; /* Linux counts in KiB */
    printf("a note of %zu formulas: %.2f s (at most %.0f), %.0f MB (at most %.0f)\n", FORMULAS,
           seconds, SECONDS_MAX, megabytes, MEGABYTES_MAX);
    return seconds <= SECONDS_MAX && megabytes <= MEGABYTES_MAX ? EXIT_SUCCESS : EXIT_FAILURE;
}
