/* jobs.h - the same work on many items, over threads.
 *
 * jobs_run calls work(context, item) once for each item in [0, count), from `threads` threads (0:
 * one per processor), and returns when all are done. Items are handed out in order, so results must
 * go to a place of their own per item; what is computed may not depend on which thread did it.
 * thread_end, when not NULL, runs once in each thread at its end (to give back a library's
 * thread-local memory). One thread is the caller itself: it does not end, so thread_end is not
 * called then. */
#ifndef EXPLORE_BASE_JOBS_H
#define EXPLORE_BASE_JOBS_H

#include <stddef.h>

void jobs_run(void (*work)(void *context, size_t item), void *context, size_t count, size_t threads,
              void (*thread_end)(void));
size_t jobs_processors(void);

#endif
