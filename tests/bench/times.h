/* times.h - what the benchmarks make of measured times. */
#ifndef EXPLORE_TESTS_BENCH_TIMES_H
#define EXPLORE_TESTS_BENCH_TIMES_H

#include <stdlib.h>

static inline int times_compare(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* In place, the shortest first. */
static inline void times_sort(double *times, size_t count) {
    qsort(times, count, sizeof *times, times_compare);
}

/* Sorts them. */
static inline double times_median(double *times, size_t count) {
    times_sort(times, count);
    return times[count / 2];
}

#endif
