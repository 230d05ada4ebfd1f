/* Reading and writing whole files, also where the system says no. */
#define _XOPEN_SOURCE 700

#include "assert_close.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/watch.h"

/* A user without any right: `nobody` on Debian. */
#define NOBODY 65534

typedef struct {
    Arena *arena;
    const char *folder;
} Fixture;

static int setup(void **state) {
    static Fixture fixture;
    const char *parent = getenv("TMPDIR");
    fixture.arena = arena_new();
    char *folder =
        arena_printf(fixture.arena, "%s/explore-test-XXXXXX", parent == NULL ? "/tmp" : parent);
    fixture.folder = folder;
    *state = &fixture;
    return mkdtemp(folder) == NULL || chmod(folder, 0755) != 0;
}

static const char *in_folder(const Fixture *fixture, const char *name) {
    return arena_printf(fixture->arena, "%s/%s", fixture->folder, name);
}

/* Names in the folder, "." and ".." left out. */
static size_t entries(const char *folder, bool remove_them) {
    size_t count = 0;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            count++;
            if (remove_them) {
                char path[1024];
                snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
                remove(path);
            }
        }
    }
    closedir(listing);
    return count;
}

static int teardown(void **state) {
    Fixture *fixture = *state;
    entries(fixture->folder, true);
    int status = rmdir(fixture->folder);
    arena_free(fixture->arena);
    return status;
}

static void write_ok(const Fixture *fixture, const char *path, const char *bytes, size_t length) {
    const char *why = "no reason";
    if (!file_write(fixture->arena, path, bytes, length, &why)) {
        fail_msg("%s %s", path, why);
    }
}

static void assert_content(const Fixture *fixture, const char *path, const char *bytes,
                           size_t length) {
    const char *read = NULL;
    size_t count = 0;
    const char *why = "no reason";
    if (!file_read(fixture->arena, path, &read, &count, &why)) {
        fail_msg("%s %s", path, why);
    }
    assert_int_equal(count, length);
    assert_memory_equal(read, bytes, length);
    assert_int_equal(read[length], 0);
}

static void assert_read_refused(const Fixture *fixture, const char *path, const char *expected) {
    const char *read = NULL;
    size_t count = 0;
    const char *why = "no reason";
    assert_false(file_read(fixture->arena, path, &read, &count, &why));
    assert_string_equal(why, expected);
}

static void assert_write_refused(const Fixture *fixture, const char *path, const char *expected) {
    const char *why = "no reason";
    assert_false(file_write(fixture->arena, path, "new", 3, &why));
    assert_string_equal(why, expected);
}

static void test_file_reads_back_what_was_written(void **state) {
    const Fixture *fixture = *state;
    const char *path = in_folder(fixture, "note.md");
    write_ok(fixture, path, "", 0);
    assert_content(fixture, path, "", 0);
    write_ok(fixture, path, "a\0b\r\n\xff", 6);
    assert_content(fixture, path, "a\0b\r\n\xff", 6);
    enum { LARGE = 3 * 64 * 1024 + 17 };
    char *large = arena_alloc(fixture->arena, LARGE);
    for (size_t i = 0; i < LARGE; i++) {
        large[i] = (char)(i % 251);
    }
    write_ok(fixture, path, large, LARGE);
    assert_content(fixture, path, large, LARGE);
    assert_int_equal(entries(fixture->folder, false), 1);
}

static void test_file_read_says_why_not(void **state) {
    const Fixture *fixture = *state;
    const char *pipe_path = in_folder(fixture, "pipe");
    const char *loop = in_folder(fixture, "loop");
    const char *plain = in_folder(fixture, "plain");
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    assert_int_equal(symlink(loop, loop), 0);
    write_ok(fixture, plain, "x", 1);
    char long_name[5000];
    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    assert_read_refused(fixture, in_folder(fixture, "missing.md"), "does not exist");
    assert_read_refused(fixture, fixture->folder, "is a directory");
    assert_read_refused(fixture, "", "has an empty name");
    assert_read_refused(fixture, pipe_path, "is not a regular file");
    assert_read_refused(fixture, "/dev/zero", "is not a regular file");
    assert_read_refused(fixture, loop, "is a symbolic link that leads back to itself");
    assert_read_refused(fixture, long_name, "has too long a name");
    assert_read_refused(fixture, in_folder(fixture, "plain/x"),
                        "lies below something that is not a folder");
}

static void test_file_larger_than_the_limit_is_refused(void **state) {
    const Fixture *fixture = *state;
    const char *path = in_folder(fixture, "sparse");
    write_ok(fixture, path, "", 0);
    assert_int_equal(truncate(path, (off_t)FILE_SIZE_MAX + 1), 0);
    assert_read_refused(fixture, path, "is larger than 64 MiB");
    assert_int_equal(truncate(path, (off_t)FILE_SIZE_MAX), 0);
    const char *bytes = NULL;
    size_t length = 0;
    const char *why = NULL;
    assert_true(file_read(fixture->arena, path, &bytes, &length, &why));
    assert_int_equal(length, FILE_SIZE_MAX);
}

/* Runs action(fixture) in a child; true when it returned true. */
static bool in_child(bool (*action)(const Fixture *), const Fixture *fixture) {
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        _exit(action(fixture) ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool is_refused_without_permission(const Fixture *fixture) {
    /* The superuser may do everything, so the child becomes somebody else. */
    if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0)) {
        return false;
    }
    const char *path = in_folder(fixture, "closed");
    const char *bytes = NULL;
    size_t length = 0;
    const char *why = "";
    return !file_read(fixture->arena, path, &bytes, &length, &why) &&
           strcmp(why, "may not be read (no permission)") == 0 &&
           !file_write(fixture->arena, path, "new", 3, &why) &&
           strcmp(why, "may not be written (no permission)") == 0;
}

static void test_file_without_permission_is_neither_read_nor_replaced(void **state) {
    const Fixture *fixture = *state;
    const char *path = in_folder(fixture, "closed");
    write_ok(fixture, path, "old", 3);
    assert_int_equal(chmod(path, 0), 0);
    /* Anyone may make files here, so only the file's own mode protects it. */
    assert_int_equal(chmod(fixture->folder, 0777), 0);
    assert_true(in_child(is_refused_without_permission, fixture));
    assert_int_equal(chmod(path, 0600), 0);
    assert_content(fixture, path, "old", 3);
}

static bool write_fails_half_way(const Fixture *fixture) {
    /* No file may grow beyond 1000 bytes: the second half of the write fails. */
    struct rlimit limit = {.rlim_cur = 1000, .rlim_max = 1000};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0 || signal(SIGXFSZ, SIG_IGN) == SIG_ERR) {
        return false;
    }
    const char *why = "";
    char *bytes = arena_alloc(fixture->arena, 2000);
    return !file_write(fixture->arena, in_folder(fixture, "kept"), bytes, 2000, &why) &&
           strstr(why, "larger than the system allows") != NULL;
}

static void test_file_write_that_fails_leaves_the_old_file_and_nothing_else(void **state) {
    const Fixture *fixture = *state;
    const char *path = in_folder(fixture, "kept");
    write_ok(fixture, path, "the old one", 11);
    assert_true(in_child(write_fails_half_way, fixture));
    assert_content(fixture, path, "the old one", 11);
    assert_int_equal(entries(fixture->folder, false), 1);
}

static void test_file_write_says_why_not_and_spares_what_is_no_file(void **state) {
    const Fixture *fixture = *state;
    const char *pipe_path = in_folder(fixture, "pipe");
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    assert_write_refused(fixture, fixture->folder, "is a directory");
    assert_write_refused(fixture, in_folder(fixture, ""), "is a directory");
    assert_write_refused(fixture, in_folder(fixture, "no/such/place"),
                         "lies in a folder that does not exist");
    assert_write_refused(fixture, in_folder(fixture, "new/"),
                         "lies in a folder that does not exist");
    assert_write_refused(fixture, "", "has an empty name");
    assert_write_refused(fixture, "/dev/null", "is not a regular file");
    assert_write_refused(fixture, pipe_path, "is not a regular file");
    assert_int_equal(entries(fixture->folder, false), 1);
}

static void test_file_write_keeps_the_mode_and_follows_links(void **state) {
    const Fixture *fixture = *state;
    const char *path = in_folder(fixture, "target");
    const char *link = in_folder(fixture, "link");
    write_ok(fixture, path, "old", 3);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(symlink("target", link), 0);
    write_ok(fixture, link, "new", 3);
    struct stat status;
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
    assert_content(fixture, path, "new", 3);
}

static void test_file_write_obeys_the_umask(void **state) {
    const Fixture *fixture = *state;
    mode_t before = umask(027);
    const char *path = in_folder(fixture, "fresh");
    write_ok(fixture, path, "x", 1);
    umask(before);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
}

static void test_file_create_makes_a_file_and_overwrites_none(void **state) {
    const Fixture *fixture = *state;
    const char *path = in_folder(fixture, "new"), *why = "no reason";
    assert_true(file_create(fixture->arena, path, "first", 5, &why));
    assert_false(file_create(fixture->arena, path, "second", 6, &why));
    assert_string_equal(why, "is there already");
    assert_content(fixture, path, "first", 5);
    assert_false(file_create(fixture->arena, in_folder(fixture, "no/place"), "x", 1, &why));
    assert_string_equal(why, "lies in a folder that does not exist");
    assert_int_equal(entries(fixture->folder, false), 1);
}

static void test_data_folder_is_looked_for_where_the_variable_says_first(void **state) {
    const Fixture *fixture = *state;
    const char *before = getenv("EXPLORE_DATA");
    const char *kept = before == NULL ? NULL : arena_copy(fixture->arena, before, strlen(before));
    const char *lessons = in_folder(fixture, "lessons");
    assert_int_equal(setenv("EXPLORE_DATA", fixture->folder, 1), 0);
    assert_null(file_data_folder(fixture->arena, "no such folder"));
    write_ok(fixture, lessons, "a file of that name is no folder", 3);
    const char *found = file_data_folder(fixture->arena, "lessons");
    assert_true(found == NULL || strcmp(found, lessons) != 0);
    assert_int_equal(remove(lessons), 0);
    assert_int_equal(mkdir(lessons, 0755), 0);
    found = file_data_folder(fixture->arena, "lessons");
    assert_non_null(found);
    assert_string_equal(found, lessons);
    if (kept != NULL) {
        assert_int_equal(setenv("EXPLORE_DATA", kept, 1), 0);
    } else {
        assert_int_equal(unsetenv("EXPLORE_DATA"), 0);
    }
}

static bool standard_input_is_read(const Fixture *fixture) {
    const char *path = in_folder(fixture, "input");
    const char *bytes = NULL;
    size_t length = 0;
    const char *why = "";
    return freopen(path, "r", stdin) != NULL &&
           file_read(fixture->arena, "-", &bytes, &length, &why) && length == 5 &&
           memcmp(bytes, "typed", 6) == 0;
}

static bool standard_input_folder_is_refused(const Fixture *fixture) {
    const char *bytes = NULL;
    size_t length = 0;
    const char *why = "";
    return freopen(fixture->folder, "r", stdin) != NULL &&
           !file_read(fixture->arena, "-", &bytes, &length, &why) &&
           strcmp(why, "is a directory") == 0;
}

static void test_a_dash_reads_standard_input(void **state) {
    const Fixture *fixture = *state;
    write_ok(fixture, in_folder(fixture, "input"), "typed", 5);
    assert_true(in_child(standard_input_is_read, fixture));
    assert_true(in_child(standard_input_folder_is_refused, fixture));
}

/* Somebody writes another file of the folder all the time: that must not put off what is said of
 * this one. The file is named by a link from elsewhere. */
static void test_a_busy_neighbour_does_not_put_off_a_watch(void **state) {
    const Fixture *fixture = *state;
    const char *path = in_folder(fixture, "watched"), *other = in_folder(fixture, "other");
    const char *links = in_folder(fixture, "links"), *why = NULL;
    const char *link = arena_printf(fixture->arena, "%s/link", links);
    write_ok(fixture, path, "a", 1);
    assert_int_equal(mkdir(links, 0755) + symlink(path, link), 0);
    Watch *watch = watch_open(fixture->arena, link, &why);
    assert_non_null(watch);
    const struct timespec pause = {.tv_nsec = 5000000};
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        for (int i = 0; i < 1000; i++) {
            FILE *stream = fopen(other, "wb");
            (void)fclose(stream);
            (void)nanosleep(&pause, NULL);
        }
        _exit(0);
    }
    while (access(other, F_OK) != 0) {
        (void)nanosleep(&pause, NULL);
    }
    write_ok(fixture, path, "b", 1);
    assert_true(watch_wait(watch));
    int status = 0;
    assert_int_equal(waitpid(child, &status, WNOHANG), 0); /* still at it */
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    watch_close(watch);
    assert_int_equal(unlink(link) + rmdir(links), 0);
}

#define file_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        file_test(test_file_reads_back_what_was_written),
        file_test(test_file_read_says_why_not),
        file_test(test_file_larger_than_the_limit_is_refused),
        file_test(test_file_without_permission_is_neither_read_nor_replaced),
        file_test(test_file_write_that_fails_leaves_the_old_file_and_nothing_else),
        file_test(test_file_write_says_why_not_and_spares_what_is_no_file),
        file_test(test_file_write_keeps_the_mode_and_follows_links),
        file_test(test_file_write_obeys_the_umask),
        file_test(test_file_create_makes_a_file_and_overwrites_none),
        file_test(test_data_folder_is_looked_for_where_the_variable_says_first),
        file_test(test_a_dash_reads_standard_input),
        file_test(test_a_busy_neighbour_does_not_put_off_a_watch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
