/* test_faults.c - every fault of tests/faults/ still fits its file: what it takes away stands there
 * exactly once. `make acceptance` plants them and takes hours; a fault that fits no more would be
 * seen only there. */
#define _POSIX_C_SOURCE 200809L
#include "assert_close.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

#define FOLDER "tests/faults"
/* Fewer have been lost: there were 235 when this was written. */
#define FAULTS_MIN 200

/* The block that is being read; see faults.sh. */
typedef struct {
    Arena *arena;
    const char *list;        /* the file of faults */
    const char *description; /* NULL before the first */
    const char *path;
    Text old;
    size_t faults, stale;
} Reading;

/* The text of the file, or NULL. */
static const char *text_of(Arena *arena, const char *path) {
    const char *text = NULL, *why = NULL;
    size_t length = 0;
    return path != NULL && file_read(arena, path, &text, &length, &why) ? text : NULL;
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++) {
        count++;
    }
    return count;
}

static void end_block(Reading *reading) {
    if (reading->description == NULL) {
        return;
    }
    Text *old = &reading->old;
    if (old->length > 0) {
        old->bytes[--old->length] = '\0'; /* the last line feed is no part of it */
    }
    const char *text = text_of(reading->arena, reading->path);
    size_t count = text != NULL && old->length > 0 ? count_of(text, old->bytes) : 0;
    if (count != 1) {
        print_error("%s: %s: what it takes away stands %zu times in %s\n", reading->list,
                    reading->description, count, reading->path != NULL ? reading->path : "no file");
        reading->stale++;
    }
    reading->faults++;
    reading->description = reading->path = NULL;
    text_reset(old);
}

static void read_line(Reading *reading, const char *line, size_t length) {
    const char *rest = length > 2 ? arena_copy(reading->arena, line + 2, length - 2) : "";
    if (strncmp(line, "= ", 2) == 0) {
        end_block(reading);
        reading->description = rest;
    } else if (strncmp(line, "& ", 2) == 0) {
        end_block(reading);
    } else if (strncmp(line, "@ ", 2) == 0) {
        reading->path = rest;
    } else if (strncmp(line, "- ", 2) == 0) {
        text_printf(&reading->old, "%s\n", rest);
    }
}

static void read_list(Reading *reading) {
    const char *text = text_of(reading->arena, reading->list);
    assert_non_null(text);
    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, "\n");
        read_line(reading, text, length);
        text += length + (text[length] == '\n');
    }
    end_block(reading);
}

static void test_every_fault_fits_its_file(void **state) {
    (void)state;
    Reading reading = {.arena = arena_new()};
    text_init(&reading.old);
    DIR *folder = opendir(FOLDER);
    if (folder == NULL) {
        fail_msg(FOLDER " cannot be read: run the tests at the top of the tree");
        return;
    }
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot != NULL && strcmp(dot, ".txt") == 0) {
            reading.list = arena_printf(reading.arena, FOLDER "/%s", entry->d_name);
            read_list(&reading);
        }
    }
    (void)closedir(folder);
    assert_true(reading.faults >= FAULTS_MIN);
    assert_int_equal(reading.stale, 0);
    text_clear(&reading.old);
    arena_free(reading.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_fault_fits_its_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
