/* pool.c - see pool.h. Threads sleep on a condition until a run begins; items are taken from one
 * counter, so a run ends when the slowest item does. */
#define _POSIX_C_SOURCE 200809L

#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/jobs.h"
#include "base/memory.h"
#include "base/thread.h"

/* More threads than any machine this runs on has processors. */
#define POOL_THREADS_MAX 256

struct Pool {
    pthread_mutex_t lock;
    pthread_cond_t begin, done;
    size_t thread_count;
    pthread_t threads[POOL_THREADS_MAX];
    size_t run;     /* counts the runs, so that a thread takes part in each once */
    size_t working; /* threads that have not ended this run */
    bool quit;
    void (*work)(void *context, size_t item);
    void *context;
    size_t count;
    atomic_size_t next;
};

static void take_all(Pool *pool) {
    size_t item = atomic_fetch_add(&pool->next, 1);
    while (item < pool->count) {
        pool->work(pool->context, item);
        item = atomic_fetch_add(&pool->next, 1);
    }
}

static void *pool_thread(void *argument) {
    Pool *pool = argument;
    size_t seen = 0;
    pthread_mutex_lock(&pool->lock);
    while (!pool->quit) {
        if (pool->run == seen) {
            pthread_cond_wait(&pool->begin, &pool->lock);
            continue;
        }
        seen = pool->run;
        pthread_mutex_unlock(&pool->lock);
        take_all(pool);
        pthread_mutex_lock(&pool->lock);
        pool->working--;
        if (pool->working == 0) {
            pthread_cond_signal(&pool->done);
        }
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

Pool *pool_new(size_t threads) {
    Pool *pool = memory_zeroed(sizeof *pool);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->begin, NULL);
    pthread_cond_init(&pool->done, NULL);
    size_t wanted = threads == 0 ? jobs_processors() : threads;
    wanted = wanted > POOL_THREADS_MAX ? POOL_THREADS_MAX : wanted;
    while (pool->thread_count + 1 < wanted &&
           thread_start(&pool->threads[pool->thread_count], pool_thread, pool)) {
        pool->thread_count++;
    }
    return pool;
}

void pool_free(Pool *pool) {
    if (pool == NULL) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->quit = true;
    pthread_cond_broadcast(&pool->begin);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->thread_count; i++) {
        pthread_join(pool->threads[i], NULL);
    }
    pthread_cond_destroy(&pool->done);
    pthread_cond_destroy(&pool->begin);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

void pool_run(Pool *pool, void (*work)(void *context, size_t item), void *context, size_t count) {
    if (pool == NULL || pool->thread_count == 0 || count < 2) {
        for (size_t item = 0; item < count; item++) {
            work(context, item);
        }
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->work = work;
    pool->context = context;
    pool->count = count;
    atomic_store(&pool->next, 0);
    pool->working = pool->thread_count;
    pool->run++;
    pthread_cond_broadcast(&pool->begin);
    pthread_mutex_unlock(&pool->lock);
    take_all(pool);
    pthread_mutex_lock(&pool->lock);
    while (pool->working > 0) {
        pthread_cond_wait(&pool->done, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
}

size_t pool_threads(const Pool *pool) {
    return pool == NULL ? 1 : pool->thread_count + 1;
}
