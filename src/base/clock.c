/* clock.c - see clock.h. */
#define _POSIX_C_SOURCE 200809L

#include "base/clock.h"

#include <time.h>

double clock_milliseconds(void) {
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}
