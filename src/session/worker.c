/* worker.c - one thread beside the one that answers keys. */
#include "session/worker.h"

#include <pthread.h>
#include <stdint.h>

#include "base/thread.h"

typedef enum { STATE_IDLE, STATE_RUNNING, STATE_ENDED } State;

struct Worker {
    pthread_mutex_t mutex; /* of state and stop */
    pthread_cond_t changed;
    pthread_t thread;
    bool has_thread;
    bool stop;
    State state;
    atomic_bool cancel;
    WorkerJob job;
    void *context;
    void (*thread_end)(void);
};

static void *run(void *user) {
    Worker *worker = user;
    (void)pthread_mutex_lock(&worker->mutex);
    while (!worker->stop) {
        if (worker->state != STATE_RUNNING) {
            (void)pthread_cond_wait(&worker->changed, &worker->mutex);
            continue;
        }
        (void)pthread_mutex_unlock(&worker->mutex);
        worker->job(worker->context, &worker->cancel);
        (void)pthread_mutex_lock(&worker->mutex);
        worker->state = STATE_ENDED;
        (void)pthread_cond_broadcast(&worker->changed);
    }
    (void)pthread_mutex_unlock(&worker->mutex);
    if (worker->thread_end != NULL) {
        worker->thread_end();
    }
    return NULL;
}

Worker *worker_new(Arena *arena, void (*thread_end)(void)) {
    Worker *worker = arena_alloc(arena, sizeof *worker);
    (void)pthread_mutex_init(&worker->mutex, NULL);
    (void)pthread_cond_init(&worker->changed, NULL);
    worker->thread_end = thread_end;
    return worker;
}

void worker_end(Worker *worker) {
    worker_cancel(worker);
    if (worker->has_thread) {
        (void)pthread_mutex_lock(&worker->mutex);
        worker->stop = true;
        (void)pthread_cond_broadcast(&worker->changed);
        (void)pthread_mutex_unlock(&worker->mutex);
        (void)pthread_join(worker->thread, NULL);
    }
    (void)pthread_cond_destroy(&worker->changed);
    (void)pthread_mutex_destroy(&worker->mutex);
}

void worker_start(Worker *worker, WorkerJob job, void *context) {
    worker->has_thread = worker->has_thread || thread_start(&worker->thread, run, worker);
    (void)pthread_mutex_lock(&worker->mutex);
    worker->job = job;
    worker->context = context;
    worker->cancel = false;
    worker->state = STATE_RUNNING;
    (void)pthread_cond_broadcast(&worker->changed);
    (void)pthread_mutex_unlock(&worker->mutex);
    if (!worker->has_thread) {
        job(context, &worker->cancel);
        worker->state = STATE_ENDED;
    }
}

static State state_of(const Worker *worker) {
    /* The lock belongs to whoever may write; reading changes nothing that shows. */
    Worker *locked = (Worker *)(uintptr_t)worker;
    (void)pthread_mutex_lock(&locked->mutex);
    State state = worker->state;
    (void)pthread_mutex_unlock(&locked->mutex);
    return state;
}

bool worker_idle(const Worker *worker) {
    return state_of(worker) == STATE_IDLE;
}

bool worker_finished(Worker *worker) {
    (void)pthread_mutex_lock(&worker->mutex);
    bool ended = worker->state == STATE_ENDED;
    worker->state = ended ? STATE_IDLE : worker->state;
    (void)pthread_mutex_unlock(&worker->mutex);
    return ended;
}

void worker_cancel(Worker *worker) {
    worker->cancel = true;
}

void worker_wait(Worker *worker) {
    (void)pthread_mutex_lock(&worker->mutex);
    while (worker->state == STATE_RUNNING) {
        (void)pthread_cond_wait(&worker->changed, &worker->mutex);
    }
    (void)pthread_mutex_unlock(&worker->mutex);
}
