/* clock.h - elapsed time, for evidence and benchmarks, and the day, for the progress file: nothing
 * decides by either. */
#ifndef EXPLORE_BASE_CLOCK_H
#define EXPLORE_BASE_CLOCK_H

/* Milliseconds since some fixed moment; never goes back. */
double clock_milliseconds(void);

/* "2026-11-29" and its NUL. */
#define DATE_SIZE 11
/* Today's date where the program runs; "" when the system does not know it. */
void clock_date(char date[DATE_SIZE]);

#endif
