/* report_junit.h - --junit FILE: decided claims as the test cases that build servers read. */
#ifndef EXPLORE_APP_REPORT_JUNIT_H
#define EXPLORE_APP_REPORT_JUNIT_H

#include "app/work.h"
#include "export/junit.h"

/* Writes the file, a suite for each lesson. STATUS_UNREADABLE after a complaint. */
Status report_junit(App *app, const Work *work);
/* The same for suites that are made already. */
Status report_junit_suites(App *app, const char *name, const JunitSuite *suites, size_t count);

#endif
