/* watch.h - waiting until a file changes, without looking at it again and again.
 *
 * The folder is watched, not the file: editors write a new file and rename it over the old one, and
 * for a moment there may be none. */
#ifndef EXPLORE_BASE_WATCH_H
#define EXPLORE_BASE_WATCH_H

#include <stdbool.h>

#include "base/arena.h"

typedef struct Watch Watch;

/* The file need not be there, its folder must. NULL with *why, which completes "path ...". Lives in
 * the arena until watch_close. */
Watch *watch_open(Arena *arena, const char *path, const char **why);
/* Returns when the file was written, replaced, made or taken away since watch_open or the last
 * watch_wait, and nothing more has happened to it for some milliseconds. False when the folder is
 * gone. A signal whose handler ends the program ends it. */
bool watch_wait(Watch *watch);
/* Accepts NULL. */
void watch_close(Watch *watch);

#endif
