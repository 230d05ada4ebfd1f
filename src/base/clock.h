/* clock.h - elapsed time, for evidence and benchmarks only: nothing decides by it. */
#ifndef EXPLORE_BASE_CLOCK_H
#define EXPLORE_BASE_CLOCK_H

/* Milliseconds since some fixed moment; never goes back. */
double clock_milliseconds(void);

#endif
