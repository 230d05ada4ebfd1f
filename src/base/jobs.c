/* jobs.c - see jobs.h. The threads share one counter of the next item to do. */
#define _POSIX_C_SOURCE 200809L

#include "base/jobs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/thread.h"

/* More threads than any machine this runs on has processors; keeps the table on the stack. */
#define JOBS_THREADS_MAX 256

typedef struct {
    void (*work)(void *context, size_t item);
    void *context;
    size_t count;
    void (*thread_end)(void);
    atomic_size_t next;
} Jobs;

static void jobs_take_all(Jobs *jobs) {
    size_t item = atomic_fetch_add(&jobs->next, 1);
    while (item < jobs->count) {
        jobs->work(jobs->context, item);
        item = atomic_fetch_add(&jobs->next, 1);
    }
}

static void *jobs_thread(void *argument) {
    Jobs *jobs = argument;
    jobs_take_all(jobs);
    if (jobs->thread_end != NULL) {
        jobs->thread_end();
    }
    return NULL;
}

void jobs_run(void (*work)(void *context, size_t item), void *context, size_t count, size_t threads,
              void (*thread_end)(void)) {
    Jobs jobs = {.work = work, .context = context, .count = count, .thread_end = thread_end};
    atomic_init(&jobs.next, 0);
    size_t wanted = threads == 0 ? jobs_processors() : threads;
    wanted = wanted > count ? count : wanted;
    wanted = wanted > JOBS_THREADS_MAX ? JOBS_THREADS_MAX : wanted;
    pthread_t started[JOBS_THREADS_MAX];
    size_t running = 0;
    while (wanted > 1 && running < wanted && thread_start(&started[running], jobs_thread, &jobs)) {
        running++;
    }
    if (running == 0) {
        /* One thread was asked for, or none could be had: the caller does the work. */
        jobs_take_all(&jobs);
    }
    for (size_t i = 0; i < running; i++) {
        pthread_join(started[i], NULL);
    }
}

size_t jobs_processors(void) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 1 ? 1 : (size_t)processors;
}
