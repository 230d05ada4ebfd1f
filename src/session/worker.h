/* worker.h - one thread beside the one that answers keys.
 *
 * It does one job at a time. The job reads what was there when it was started and writes to a place
 * of its own, which nobody else looks at until worker_finished says that it is done. */
#ifndef EXPLORE_SESSION_WORKER_H
#define EXPLORE_SESSION_WORKER_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/arena.h"

typedef struct Worker Worker;

/* A job that may take long looks at *cancel and ends soon when it is set. */
typedef void (*WorkerJob)(void *context, const atomic_bool *cancel);

/* Lives in the arena, and must be ended before it. thread_end, when not NULL, runs in the thread at
 * its end. No thread is made before the first job. */
Worker *worker_new(Arena *arena, void (*thread_end)(void));
/* Cancels the job and waits for its end. */
void worker_end(Worker *worker);

/* Begins a job; the worker must be idle. Without a thread (the system refuses one) the job is done
 * before this returns. */
void worker_start(Worker *worker, WorkerJob job, void *context);
/* No job is running or waiting to be taken. */
bool worker_idle(const Worker *worker);
/* True once for each job that has ended, cancelled or not: its results may be read, and the worker
 * is idle. */
bool worker_finished(Worker *worker);
/* Asks the job to end soon. */
void worker_cancel(Worker *worker);
/* Waits for the end of the job; returns at once when there is none. */
void worker_wait(Worker *worker);

#endif
