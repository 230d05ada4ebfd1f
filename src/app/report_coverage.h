/* report_coverage.h - explore check --coverage FILE: a catalogue beside the claims that quote it.
 */
#ifndef EXPLORE_APP_REPORT_COVERAGE_H
#define EXPLORE_APP_REPORT_COVERAGE_H

#include "app/app.h"

/* Decides the printed claims of the named lessons (of all without a name) and reports which entries
 * of the catalogue they decide. STATUS_NOT_AS_EXPECTED when a required entry is missing, when more
 * than 2 % of these are undecided, or when a claim is not as expected. */
Status report_coverage(App *app);

#endif
