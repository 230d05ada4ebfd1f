/* cpu_time.h - how much work something takes, for limits that a busy machine must not break. */
#ifndef EXPLORE_TESTS_CPU_TIME_H
#define EXPLORE_TESTS_CPU_TIME_H

#include <time.h>

/* Milliseconds that the processors have worked for this program, over all its threads. */
static inline double cpu_milliseconds(void) {
    return (double)clock() * 1000.0 / (double)CLOCKS_PER_SEC;
}

#endif
