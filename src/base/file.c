/* file.c - see file.h. */
/* realpath is in the XSI part of POSIX.1-2008. */
#define _XOPEN_SOURCE 700

#include "base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* Bytes asked for in one read. */
#define READ_CHUNK ((size_t)64 * 1024)
/* Names tried for the temporary file; each thread that writes in the same folder takes one. */
#define TEMPORARY_NAMES_MAX 1000
/* Room for the system's own words on a failure that has none of ours. */
#define SYSTEM_WORDS_MAX 128

static const char *why_not(Arena *arena, const char *verb, int error) {
    switch (error) {
    case ENOENT: return "does not exist";
    case ENOTDIR: return "lies below something that is not a folder";
    case EISDIR: return "is a directory";
    case EEXIST: return "is there already";
    case ENAMETOOLONG: return "has too long a name";
    case ELOOP: return "is a symbolic link that leads back to itself";
    case EROFS: return "is on a file system that is read-only";
    case ENOSPC:
    case EDQUOT: return "cannot be written: the disk is full";
    case EFBIG: return "cannot be written: it would be larger than the system allows";
    case EACCES:
    case EPERM: return arena_printf(arena, "may not be %s (no permission)", verb);
    default: break;
    }
    char words[SYSTEM_WORDS_MAX] = "unknown reason";
    (void)strerror_r(error, words, sizeof words);
    return arena_printf(arena, "cannot be %s (%s)", verb, words);
}

/* Appends everything up to the end of the file to text. False with *why; at most FILE_SIZE_MAX. */
static bool read_all(Arena *arena, int descriptor, Text *text, const char **why) {
    char *chunk = arena_alloc(arena, READ_CHUNK);
    for (;;) {
        ssize_t got = read(descriptor, chunk, READ_CHUNK);
        if (got == 0) {
            return true;
        }
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            *why = why_not(arena, "read", errno);
            return false;
        }
        if ((size_t)got > FILE_SIZE_MAX - text->length) {
            *why = arena_printf(arena, "is larger than %zu MiB", FILE_SIZE_MAX / 1024 / 1024);
            return false;
        }
        text_append_bytes(text, chunk, (size_t)got);
    }
}

/* Opens a regular file, and nothing else: opening a pipe or a device could wait for ever. */
static int open_regular(Arena *arena, const char *path, const char **why) {
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) {
        *why = path[0] == '\0' ? "has an empty name" : why_not(arena, "read", errno);
        return -1;
    }
    struct stat status;
    if (fstat(descriptor, &status) != 0) {
        *why = why_not(arena, "read", errno);
    } else if (S_ISDIR(status.st_mode)) {
        *why = "is a directory";
    } else if (!S_ISREG(status.st_mode)) {
        *why = "is not a regular file";
    } else {
        return descriptor;
    }
    close(descriptor);
    return -1;
}

bool file_read(Arena *arena, const char *path, const char **bytes, size_t *length,
               const char **why) {
    bool is_input = strcmp(path, "-") == 0;
    int descriptor = is_input ? STDIN_FILENO : open_regular(arena, path, why);
    if (descriptor < 0) {
        return false;
    }
    Text text;
    text_init(&text);
    bool done = read_all(arena, descriptor, &text, why);
    if (done) {
        *bytes = arena_copy(arena, text.bytes, text.length);
        *length = text.length;
    }
    text_clear(&text);
    if (!is_input) {
        close(descriptor);
    }
    return done;
}

/* The folder of path with its closing slash, or "" for the current one. */
static const char *folder_of(Arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? "" : arena_copy(arena, path, (size_t)(slash - path) + 1);
}

const char *file_full_path(Arena *arena, const char *path) {
    char *resolved = realpath(path, NULL);
    const char *full = resolved != NULL ? arena_copy(arena, resolved, strlen(resolved)) : path;
    free(resolved);
    return full;
}

static bool write_all(int descriptor, const char *bytes, size_t length) {
    size_t written = 0;
    while (written < length) {
        ssize_t took = write(descriptor, bytes + written, length - written);
        if (took < 0 && errno == EINTR) {
            continue;
        }
        if (took < 0) {
            return false;
        }
        written += (size_t)took;
    }
    return true;
}

/* A new file in the folder of path, its name in *name; -1 with errno. It is opened with the usual
 * mode, so that the user's umask holds. */
static int temporary_open(Arena *arena, const char *path, const char **name) {
    const char *folder = folder_of(arena, path);
    for (unsigned attempt = 0; attempt < TEMPORARY_NAMES_MAX; attempt++) {
        *name = arena_printf(arena, "%s.explore-%ld-%u.tmp", folder, (long)getpid(), attempt);
        int descriptor = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor >= 0 || errno != EEXIST) {
            return descriptor;
        }
    }
    return -1;
}

/* Decides what to replace: *target is path with its symbolic links followed, *mode the mode to
 * keep, or 0 for a new file. */
static bool write_target(Arena *arena, const char *path, const char **target, mode_t *mode,
                         const char **why) {
    struct stat status;
    *target = path;
    *mode = 0;
    if (path[0] == '\0') {
        *why = "has an empty name";
        return false;
    }
    if (stat(path, &status) != 0) {
        if (errno == ENOENT) {
            return true;
        }
        *why = why_not(arena, "written", errno);
        return false;
    }
    if (S_ISDIR(status.st_mode)) {
        *why = "is a directory";
        return false;
    }
    if (!S_ISREG(status.st_mode)) {
        *why = "is not a regular file";
        return false;
    }
    if (access(path, W_OK) != 0) {
        *why = why_not(arena, "written", errno);
        return false;
    }
    *target = file_full_path(arena, path);
    *mode = status.st_mode & 07777;
    return true;
}

/* A temporary file beside the path. */
static int target_open(Arena *arena, const char *target, const char **temporary, const char **why) {
    int descriptor = temporary_open(arena, target, temporary);
    if (descriptor < 0) {
        *why = errno == ENOENT ? "lies in a folder that does not exist"
                               : why_not(arena, "written", errno);
    }
    return descriptor;
}

bool file_can_write(Arena *arena, const char *path, const char **why) {
    const char *target = NULL, *temporary = NULL;
    mode_t mode = 0;
    int descriptor = write_target(arena, path, &target, &mode, why)
                         ? target_open(arena, target, &temporary, why)
                         : -1;
    if (descriptor >= 0) {
        (void)close(descriptor);
        (void)unlink(temporary);
    }
    return descriptor >= 0;
}

bool file_write(Arena *arena, const char *path, const char *bytes, size_t length,
                const char **why) {
    const char *target = NULL;
    mode_t mode = 0;
    if (!write_target(arena, path, &target, &mode, why)) {
        return false;
    }
    const char *temporary = NULL;
    int descriptor = target_open(arena, target, &temporary, why);
    if (descriptor < 0) {
        return false;
    }
    bool done = write_all(descriptor, bytes, length) &&
                (mode == 0 || fchmod(descriptor, mode) == 0) && fsync(descriptor) == 0;
    int error = errno;
    if (close(descriptor) != 0 && done) {
        done = false;
        error = errno;
    }
    if (done && rename(temporary, target) != 0) {
        done = false;
        error = errno;
    }
    if (!done) {
        unlink(temporary);
        *why = why_not(arena, "written", error);
    }
    return done;
}

bool file_create(Arena *arena, const char *path, const char *bytes, size_t length,
                 const char **why) {
    /* The name is taken first; a reader finds an empty file until the bytes take its place. */
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        *why = errno == ENOENT ? "lies in a folder that does not exist"
                               : why_not(arena, "written", errno);
        return false;
    }
    (void)close(descriptor);
    if (!file_write(arena, path, bytes, length, why)) {
        (void)unlink(path);
        return false;
    }
    return true;
}

int file_hold_folder(const char *folder) {
    int held = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int locked = held >= 0 ? flock(held, LOCK_EX) : -1;
    while (held >= 0 && locked != 0 && errno == EINTR) {
        locked = flock(held, LOCK_EX);
    }
    if (held >= 0 && locked != 0) {
        (void)close(held);
        held = -1;
    }
    return held;
}

void file_release_folder(int held) {
    if (held >= 0) {
        (void)close(held);
    }
}

bool file_make_folder_of(Arena *arena, const char *path, FolderAccess access, const char **why) {
    mode_t mode = access == FOLDER_PRIVATE ? S_IRWXU : S_IRWXU | S_IRWXG | S_IRWXO;
    char *folder = arena_copy(arena, path, strlen(path));
    for (char *at = folder; *at != '\0'; at++) {
        if (*at != '/' || at == folder) {
            continue;
        }
        *at = '\0';
        /* Asked for behind mkdir: another program may have made it just now. */
        struct stat status;
        int error = mkdir(folder, mode) == 0 ? 0 : errno;
        if (error != 0 && !(stat(folder, &status) == 0 && S_ISDIR(status.st_mode))) {
            *why = error == EEXIST ? "lies below something that is not a folder"
                                   : why_not(arena, "made", error);
            return false;
        }
        *at = '/';
    }
    return true;
}

/* The folder parent/name when it is there, or NULL. parent is not empty. */
static const char *folder_if_there(Arena *arena, const char *parent, const char *name) {
    const char *slash = parent[strlen(parent) - 1] == '/' ? "" : "/";
    const char *folder = arena_printf(arena, "%s%s%s", parent, slash, name);
    struct stat status;
    return stat(folder, &status) == 0 && S_ISDIR(status.st_mode) ? folder : NULL;
}

/* The folder that the running program lies in, or NULL where the system does not tell. */
static const char *program_folder(Arena *arena) {
    char *program = realpath("/proc/self/exe", NULL);
    if (program == NULL) {
        return NULL;
    }
    const char *folder = folder_of(arena, program);
    free(program);
    return folder;
}

const char *file_data_folder(Arena *arena, const char *name) {
    const char *parents[] = {getenv("EXPLORE_DATA"), program_folder(arena),
#ifdef EXPLORE_DATADIR
                             EXPLORE_DATADIR
#endif
    };
    for (size_t i = 0; i < sizeof parents / sizeof parents[0]; i++) {
        if (parents[i] != NULL && parents[i][0] != '\0') {
            const char *folder = folder_if_there(arena, parents[i], name);
            if (folder != NULL) {
                return folder;
            }
        }
    }
    return NULL;
}
