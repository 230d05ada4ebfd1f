/* junit.h - results as JUnit XML, which build servers read.
 *
 * One testsuite for each suite, one testcase for each case, with its time. Strings may hold any
 * bytes: what XML 1.0 does not allow (control characters, invalid UTF-8) becomes U+FFFD. May
 * include base. */
#ifndef EXPLORE_EXPORT_JUNIT_H
#define EXPLORE_EXPORT_JUNIT_H

#include "base/text.h"

typedef enum {
    JUNIT_PASSED,
    JUNIT_FAILED,
    JUNIT_ERROR,   /* the program itself is wrong */
    JUNIT_SKIPPED, /* nothing was decided */
} JunitResult;

typedef struct {
    const char *name;
    const char *class_name; /* what it belongs to, as a path of its own in the server's tree */
    const char *file;       /* where it stands, or NULL */
    size_t line;            /* from 1; 0 when there is none */
    double milliseconds;
    JunitResult result;
    const char *message; /* one line; NULL for PASSED */
    const char *details; /* further lines, or NULL */
} JunitCase;

typedef struct {
    const char *name;
    size_t count;
    const JunitCase *cases;
} JunitSuite;

/* Appends the whole document, `name` being the root's. */
void junit_write(Text *out, const char *name, const JunitSuite *suites, size_t count);

#endif
