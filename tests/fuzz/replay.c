/* Runs every file of one fuzz target's corpus as an ordinary test. Compiled once per target, with
 * CORPUS_FOLDER; a file that once crashed stays in the corpus and so stays tested, without clang.
 */
#define _POSIX_C_SOURCE 200809L

#include "../assert_close.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"

/* The target, in fuzz_NAME.c. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input is copied to a block of its own size, so that the address sanitiser sees a read beyond
 * its end. */
static void run_bytes(const char *bytes, size_t length) {
    uint8_t *exact = malloc(length == 0 ? 1 : length);
    assert_non_null(exact);
    memcpy(exact, bytes, length);
    assert_int_equal(LLVMFuzzerTestOneInput(exact, length), 0);
    free(exact);
}

static void test_corpus_is_read_without_a_crash(void **state) {
    (void)state;
    run_bytes("", 0);
    DIR *listing = opendir(CORPUS_FOLDER);
    if (listing == NULL) {
        fail_msg("%s is not there: a fuzz target needs a corpus", CORPUS_FOLDER);
        return;
    }
    Arena *arena = arena_new();
    size_t files = 0;
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        const char *path = arena_printf(arena, "%s/%s", CORPUS_FOLDER, entry->d_name);
        const char *bytes = NULL;
        size_t length = 0;
        const char *why = NULL;
        if (!file_read(arena, path, &bytes, &length, &why)) {
            fail_msg("%s %s", path, why);
        }
        /* Printed before, so that the last line before a crash names the file. */
        print_message("%s\n", path);
        run_bytes(bytes, length);
        files++;
    }
    closedir(listing);
    arena_free(arena);
    assert_true(files > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_corpus_is_read_without_a_crash)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
