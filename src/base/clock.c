/* clock.c - see clock.h. */
#define _POSIX_C_SOURCE 200809L

#include "base/clock.h"

#include <stdbool.h>
#include <time.h>

double clock_milliseconds(void) {
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void clock_date(char date[DATE_SIZE]) {
    time_t now = time(NULL);
    struct tm day = {0};
    bool known = now != (time_t)-1 && localtime_r(&now, &day) != NULL;
    if (!known || strftime(date, DATE_SIZE, "%Y-%m-%d", &day) == 0) {
        date[0] = '\0';
    }
}
