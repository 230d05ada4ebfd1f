/* watch.c - see watch.h; inotify, which Linux has. */
#define _POSIX_C_SOURCE 200809L

#include "base/watch.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

/* Editors write, rename and set modes within these milliseconds; nobody notices them. */
#define QUIET_MILLISECONDS 30
/* Of one read; the kernel keeps what does not fit. */
#define EVENTS_ROOM (16 * (sizeof(struct inotify_event) + NAME_MAX + 1))

#define EVENTS                                                                                     \
    (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF |       \
     IN_MOVE_SELF)

struct Watch {
    int queue;
    const char *name; /* of the file in its folder */
    bool gone;        /* the folder is */
};

Watch *watch_open(Arena *arena, const char *path, const char **why) {
    path = file_full_path(arena, path); /* what is behind a link is what editors write */
    const char *slash = strrchr(path, '/');
    const char *folder = slash == NULL   ? "."
                         : slash == path ? "/"
                                         : arena_copy(arena, path, (size_t)(slash - path));
    Watch *watch = arena_alloc(arena, sizeof *watch);
    watch->name = slash == NULL ? path : slash + 1;
    watch->queue = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch->queue < 0) {
        *why = "cannot be watched: the system watches too many files already";
        return NULL;
    }
    if (inotify_add_watch(watch->queue, folder, EVENTS | IN_ONLYDIR) < 0) {
        *why = errno == ENOSPC ? "cannot be watched: the system watches too many files already"
                               : "cannot be watched: its folder does not exist or may not be read";
        watch_close(watch);
        return NULL;
    }
    return watch;
}

/* Reads what there is; true when some of it is about the file. */
static bool take_events(Watch *watch) {
    _Alignas(struct inotify_event) char room[EVENTS_ROOM];
    bool ours = false;
    for (;;) {
        ssize_t got = read(watch->queue, room, sizeof room);
        if (got <= 0) {
            return ours;
        }
        for (size_t at = 0; at < (size_t)got;) {
            const struct inotify_event *event = (const void *)(room + at);
            /* When the queue ran over, what was lost may have been ours. */
            bool lost = (event->mask & IN_Q_OVERFLOW) != 0;
            watch->gone =
                watch->gone || (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) != 0;
            ours = ours || lost || (event->len > 0 && strcmp(event->name, watch->name) == 0);
            at += sizeof *event + event->len;
        }
    }
}

bool watch_wait(Watch *watch) {
    struct pollfd descriptor = {.fd = watch->queue, .events = POLLIN};
    bool changed = false;
    double last = 0.0; /* when something happened to the file; to its neighbours always may */
    while (!watch->gone) {
        double left = QUIET_MILLISECONDS - (clock_milliseconds() - last);
        if (changed && left <= 0.0) {
            return true;
        }
        int ready = poll(&descriptor, 1, changed ? (int)left + 1 : -1);
        if (ready < 0 && errno != EINTR) {
            return false;
        }
        if (ready > 0 && take_events(watch)) {
            changed = true;
            last = clock_milliseconds();
        }
    }
    return false;
}

void watch_close(Watch *watch) {
    if (watch != NULL) {
        (void)close(watch->queue);
    }
}
