/* folder.c - the lessons of a folder, and the one that a name means. */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lesson/lesson.h"
#include "lesson/lesson_internal.h"

static const char extension[] = ".md";
#define EXTENSION_LENGTH (sizeof extension - 1)

/* Reads "NN-slug.md"; false when the file is named differently. */
static bool read_file_name(Arena *arena, const char *folder, const char *file, LessonEntry *entry) {
    size_t length = strlen(file);
    size_t digits = strspn(file, "0123456789");
    bool ours = digits >= 2 && digits <= LESSON_NUMBER_DIGITS && file[digits] == '-' &&
                length > digits + 1 + EXTENSION_LENGTH &&
                strcmp(file + length - EXTENSION_LENGTH, extension) == 0;
    if (!ours) {
        return false;
    }
    const char *slug = file + digits + 1;
    *entry = (LessonEntry){
        .path = arena_printf(arena, "%s/%s", folder, file),
        .slug = arena_copy(arena, slug, length - digits - 1 - EXTENSION_LENGTH),
        .number = (int)strtol(file, NULL, 10),
    };
    return true;
}

static int compare_entries(const void *a, const void *b) {
    const LessonEntry *left = a;
    const LessonEntry *right = b;
    if (left->number != right->number) {
        return left->number < right->number ? -1 : 1;
    }
    return strcmp(left->path, right->path);
}

const LessonEntry *lesson_list(Arena *arena, const char *folder, size_t *count) {
    Vector entries = {0};
    *count = 0;
    DIR *directory = folder == NULL ? NULL : opendir(folder);
    if (directory == NULL) {
        return NULL;
    }
    for (const struct dirent *file = readdir(directory); file != NULL; file = readdir(directory)) {
        LessonEntry entry;
        if (read_file_name(arena, folder, file->d_name, &entry)) {
            LessonEntry *added = vector_add(arena, &entries, sizeof *added);
            *added = entry;
        }
    }
    closedir(directory);
    if (entries.count > 0) {
        qsort(entries.items, entries.count, sizeof(LessonEntry), compare_entries);
    }
    *count = entries.count;
    return entries.items;
}

bool lesson_folder_is_readable(const char *folder) {
    DIR *directory = opendir(folder);
    if (directory != NULL) {
        closedir(directory);
    }
    return directory != NULL;
}

/* "lesson3", "lesson 3", "03", "3": the number; -1 when the name is none of these. */
static long named_number(const char *name) {
    static const char word[] = "lesson";
    const char *digits = strncmp(name, word, sizeof word - 1) == 0 ? name + sizeof word - 1 : name;
    digits += *digits == ' ' || *digits == '-' ? 1 : 0;
    size_t length = strspn(digits, "0123456789");
    if (length == 0 || length > LESSON_NUMBER_DIGITS || digits[length] != '\0') {
        return -1;
    }
    return strtol(digits, NULL, 10);
}

static bool matches(const LessonEntry *entry, const char *name) {
    const char *slash = strrchr(entry->path, '/');
    const char *file = slash == NULL ? entry->path : slash + 1;
    size_t stem = strlen(file) - EXTENSION_LENGTH;
    bool is_stem = strlen(name) == stem && strncmp(name, file, stem) == 0;
    return entry->number == named_number(name) || strcmp(name, entry->slug) == 0 ||
           strcmp(name, file) == 0 || is_stem;
}

const char *lesson_find(Arena *arena, const char *folder, const char *name, const char **hint) {
    size_t count = 0;
    const LessonEntry *entries = lesson_list(arena, folder, &count);
    *hint = NULL;
    for (size_t i = 0; i < count; i++) {
        if (matches(&entries[i], name)) {
            return entries[i].path;
        }
    }
    struct stat status;
    if (strcmp(name, "-") == 0 || stat(name, &status) == 0) {
        return arena_copy(arena, name, strlen(name));
    }
    /* Each lesson may be meant by its slug or its number. */
    const char **names = arena_array(arena, 2 * count, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        names[2 * i] = entries[i].slug;
        names[2 * i + 1] = arena_printf(arena, "lesson%d", entries[i].number);
    }
    *hint = count == 0 ? NULL : nearest_name(name, names, 2 * count);
    return NULL;
}
