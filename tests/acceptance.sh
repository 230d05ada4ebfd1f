#!/bin/bash
# Builds and runs every tests/acceptance_*.c: checks that take too long for `make test`.
set -u

cd "$(dirname "$0")/.." || exit 2
failed=0
for source in tests/acceptance_*.c; do
    program=build/${source%.c}
    make -s BUILD=build "$program" || exit 2
    "$program" || failed=1
done
exit $failed
