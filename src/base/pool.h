/* pool.h - threads that stay, for work that comes again every frame.
 *
 * Like jobs_run, but the threads are made once, so a run allocates nothing and starts within
 * microseconds. */
#ifndef EXPLORE_BASE_POOL_H
#define EXPLORE_BASE_POOL_H

#include <stddef.h>

typedef struct Pool Pool;

/* threads 0: one per processor. The caller of pool_run works too, so one fewer is made; when the
 * system refuses threads there are fewer still, down to the caller alone. */
Pool *pool_new(size_t threads);
/* Accepts NULL. */
void pool_free(Pool *pool);
/* work(context, item) once for each item in [0, count), and returns when all are done. Results go
 * to a place of their own per item and may not depend on the thread. pool NULL: in the caller. Not
 * from within work. */
void pool_run(Pool *pool, void (*work)(void *context, size_t item), void *context, size_t count);
/* How many threads work, the caller's among them; 1 for NULL. */
size_t pool_threads(const Pool *pool);

#endif
