/* file.h - reading and writing whole files. */
#ifndef EXPLORE_BASE_FILE_H
#define EXPLORE_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Files over this size are refused: no note is that long, and a device or a pipe must not fill the
 * memory. */
#define FILE_SIZE_MAX ((size_t)64 * 1024 * 1024)

/* Reads a regular file (or standard input for "-") into the arena: *bytes (NUL-terminated for
 * convenience), *length. On failure returns false and *why is a plain sentence part such as "is a
 * directory". */
bool file_read(Arena *arena, const char *path, const char **bytes, size_t *length,
               const char **why);

/* Writes to a temporary file beside path and renames it, so that a reader never sees half a
 * file and a failure loses nothing. On failure returns false with *why. */
bool file_write(Arena *arena, const char *path, const char *bytes, size_t length, const char **why);

/* The same for a file that is not there yet: of two who make it at once one succeeds, and nothing
 * is overwritten. */
bool file_create(Arena *arena, const char *path, const char *bytes, size_t length,
                 const char **why);

/* The path from the root, with symbolic links followed: one name for one file. Where there is no
 * such file, the path as it is. */
const char *file_full_path(Arena *arena, const char *path);

/* Waits until no other program holds this folder in the same way, and holds it until
 * file_release_folder of what is returned. -1, which may be released too, where the file system
 * knows no locks. */
int file_hold_folder(const char *folder);
void file_release_folder(int held);

/* Whether file_write is likely to go well: for work that takes long before it has anything to
 * write. Makes a temporary file beside path and takes it away. False with *why. */
bool file_can_write(Arena *arena, const char *path, const char **why);

/* Who may look into a new folder. */
typedef enum {
    FOLDER_PRIVATE, /* the user alone: mode 0700 */
    FOLDER_SHARED,  /* whom the user's umask lets */
} FolderAccess;

/* Makes the folder that path lies in, and those above it; what is there stays as it is. On failure
 * returns false with *why. */
bool file_make_folder_of(Arena *arena, const char *path, FolderAccess access, const char **why);

/* The folder that holds name ("lessons", "assets"): $EXPLORE_DATA, then beside the program, then
 * the installed place (EXPLORE_DATADIR, set by the Makefile). NULL when there is none. */
const char *file_data_folder(Arena *arena, const char *name);

#endif
