/* python_child.h - Debian's own python3 in a child, asked for one measurement at a time.
 *
 * The child reads a line, answers with a line, and takes turns with the program that asks, so that
 * a machine that slows down slows both. It says "missing" to the first line when its packages are
 * not installed. Define _POSIX_C_SOURCE 200809L before any header. */
#ifndef EXPLORE_TESTS_BENCH_PYTHON_CHILD_H
#define EXPLORE_TESTS_BENCH_PYTHON_CHILD_H

#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Debian's own python3, the one that its packages belong to; another may come first on the path. */
#define PYTHON "/usr/bin/python3"

extern char **environ;

typedef struct {
    FILE *to, *from; /* from NULL: not there */
    pid_t process;
    char version[64];
} PythonChild;

static inline _Noreturn void python_end(const char *script, const char *what) {
    fprintf(stderr, "%s: %s\n", script, what);
    exit(EXIT_FAILURE);
}

/* Sends what was written to child->to and reads one line; false when there is none. */
static inline bool python_answer(PythonChild *child, char *line, size_t size) {
    return fflush(child->to) == 0 && fgets(line, (int)size, child->from) != NULL;
}

/* Starts the script; false when there is no python3. The first line is then to be written. */
static inline bool python_start(PythonChild *child, const char *script) {
    int to[2];
    int from[2];
    *child = (PythonChild){0};
    if (pipe(to) != 0 || pipe(from) != 0) {
        python_end(script, "no pipe");
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to[0], 0);
    posix_spawn_file_actions_adddup2(&actions, from[1], 1);
    posix_spawn_file_actions_addclose(&actions, to[1]);
    posix_spawn_file_actions_addclose(&actions, from[0]);
    char path[128];
    (void)snprintf(path, sizeof path, "%s", script);
    char *arguments[] = {(char[]){"python3"}, path, NULL};
    int status = posix_spawn(&child->process, PYTHON, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(to[0]);
    close(from[1]);
    if (status != 0) {
        return false;
    }
    child->to = fdopen(to[1], "w");
    child->from = fdopen(from[0], "r");
    if (child->to == NULL || child->from == NULL) {
        python_end(script, "no stream");
    }
    return true;
}

/* The answer to the first line: versions, or that the packages are missing. */
static inline void python_greet(PythonChild *child) {
    if (!python_answer(child, child->version, sizeof child->version) ||
        strcmp(child->version, "missing\n") == 0) {
        child->from = NULL;
        return;
    }
    child->version[strcspn(child->version, "\n")] = '\0';
}

static inline void python_stop(PythonChild *child) {
    if (child->to != NULL) {
        (void)fclose(child->to);
        (void)waitpid(child->process, NULL, 0);
    }
}

#endif
