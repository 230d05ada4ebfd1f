/* test_folders.c - each folder of src/ has a README that names its files, and no file that is not
 * there.
 *
 * A file is named by itself, by its other half (`law.h` names law.c too), or by a pattern
 * (`toy_*.c`); a private header, law_internal.h, goes with law. */
#define _POSIX_C_SOURCE 200809L
#include "assert_close.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"

#define NAMES_MAX 400
#define PRIVATE "_internal"
/* Of the names that stand in a README for files. */
#define LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_*/."

typedef struct {
    size_t count;
    const char *names[NAMES_MAX];
} Names;

static void add(Names *names, const char *name) {
    assert_true(names->count < NAMES_MAX);
    names->names[names->count++] = name;
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool is_source(const char *name) {
    const char *dot = strrchr(name, '.');
    return dot != NULL &&
           (strcmp(dot, ".c") == 0 || strcmp(dot, ".h") == 0 || strcmp(dot, ".def") == 0);
}

/* What the folder holds: its sources, or the folders in it. */
static Names entries_of(Arena *arena, const char *path, bool folders) {
    Names names = {0};
    DIR *directory = opendir(path);
    if (directory == NULL) {
        fail_msg("%s cannot be read: run the tests at the top of the tree", path);
        return names;
    }
    for (const struct dirent *entry = readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        const char *name = arena_copy(arena, entry->d_name, strlen(entry->d_name));
        bool wanted = folders
                          ? name[0] != '.' && is_folder(arena_printf(arena, "%s/%s", path, name))
                          : is_source(name);
        if (wanted) {
            add(&names, name);
        }
    }
    (void)closedir(directory);
    return names;
}

/* The file names between backquotes. */
static Names named_in(Arena *arena, const char *path) {
    Names names = {0};
    const char *text = NULL, *why = NULL;
    size_t length = 0;
    if (!file_read(arena, path, &text, &length, &why)) {
        fail_msg("%s %s", path, why);
    }
    for (const char *at = strchr(text, '`'); at != NULL; at = strchr(at + 1, '`')) {
        size_t letters = strspn(at + 1, LETTERS);
        const char *word = arena_copy(arena, at + 1, letters);
        if (at[1 + letters] == '`' && is_source(word)) {
            add(&names, word);
        }
    }
    return names;
}

/* "law_eval.c" -> "law_eval" */
static const char *stem_of(Arena *arena, const char *name) {
    return arena_copy(arena, name, (size_t)(strrchr(name, '.') - name));
}

/* "law_internal" -> "law"; NULL for a stem that is not private. */
static const char *owner_of(Arena *arena, const char *stem) {
    size_t length = strlen(stem), end = strlen(PRIVATE);
    bool is_private = length > end && strcmp(stem + length - end, PRIVATE) == 0;
    return is_private ? arena_copy(arena, stem, length - end) : NULL;
}

static bool is_named(Arena *arena, const Names *named, const char *file) {
    const char *stem = stem_of(arena, file), *owner = owner_of(arena, stem);
    for (size_t i = 0; i < named->count; i++) {
        const char *pattern = stem_of(arena, named->names[i]);
        if (fnmatch(pattern, stem, 0) == 0 || (owner != NULL && fnmatch(pattern, owner, 0) == 0)) {
            return true;
        }
    }
    return false;
}

/* A pattern stands for at least one. */
static bool is_there(const Names *files, const char *name) {
    for (size_t i = 0; i < files->count; i++) {
        if (fnmatch(name, files->names[i], 0) == 0) {
            return true;
        }
    }
    return false;
}

static size_t faults_of_folder(Arena *arena, const char *folder) {
    const char *path = arena_printf(arena, "src/%s", folder);
    const char *readme = arena_printf(arena, "%s/README.md", path);
    const Names files = entries_of(arena, path, false), named = named_in(arena, readme);
    size_t faults = 0;
    assert_true(files.count > 0);
    for (size_t i = 0; i < files.count; i++) {
        if (!is_named(arena, &named, files.names[i])) {
            print_error("%s does not name %s\n", readme, files.names[i]);
            faults++;
        }
    }
    for (size_t i = 0; i < named.count; i++) {
        const char *name = named.names[i];
        struct stat status;
        /* With a folder as in an #include, or from the top of the tree. */
        bool there = strchr(name, '/') == NULL
                         ? is_there(&files, name)
                         : stat(name, &status) == 0 ||
                               stat(arena_printf(arena, "src/%s", name), &status) == 0;
        if (!there) {
            print_error("%s names %s, which is not there\n", readme, name);
            faults++;
        }
    }
    return faults;
}

static void test_each_folder_names_its_files(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const Names folders = entries_of(arena, "src", true);
    size_t faults = 0;
    assert_true(folders.count > 10);
    for (size_t i = 0; i < folders.count; i++) {
        faults += faults_of_folder(arena, folders.names[i]);
    }
    assert_int_equal(faults, 0);
    arena_free(arena);
}

/* The reading order of the whole names every folder, and only files that one of them has. */
static void test_the_source_names_its_folders(void **state) {
    (void)state;
    Arena *arena = arena_new();
    const char *readme = "src/README.md", *text = NULL, *why = NULL;
    size_t length = 0, faults = 0;
    assert_true(file_read(arena, readme, &text, &length, &why));
    const Names folders = entries_of(arena, "src", true), named = named_in(arena, readme);
    Names files = {0};
    for (size_t i = 0; i < folders.count; i++) {
        if (strstr(text, arena_printf(arena, "`%s/`", folders.names[i])) == NULL) {
            print_error("%s does not name %s/\n", readme, folders.names[i]);
            faults++;
        }
    }
    for (size_t i = 0; i < named.count; i++) {
        bool there = false;
        for (size_t f = 0; f < folders.count && !there; f++) {
            files = entries_of(arena, arena_printf(arena, "src/%s", folders.names[f]), false);
            there = is_there(&files, named.names[i]);
        }
        if (!there) {
            print_error("%s names %s, which is not there\n", readme, named.names[i]);
            faults++;
        }
    }
    assert_int_equal(faults, 0);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_folder_names_its_files),
        cmocka_unit_test(test_the_source_names_its_folders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
