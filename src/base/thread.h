/* thread.h - threads that answer no signals.
 *
 * Ctrl-C is for the main thread alone, which may hold it back while a file is half written; a
 * thread that took it would end the program all the same. */
#ifndef EXPLORE_BASE_THREAD_H
#define EXPLORE_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* As pthread_create with usual attributes; false when the system refuses. */
bool thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument);

#endif
