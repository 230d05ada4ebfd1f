#!/bin/sh
# Prints the lines of src/ that the tests reached: tests/coverage.sh BUILD, after a build and a run
# with --coverage in BUILD. GCOV names the tool (llvm-cov gcov for clang).
set -eu

build=$1
find "$build/src" -name '*.gcda' | sort | while read -r data; do
    ${GCOV:-gcov} --no-output "$data" 2>/dev/null
done | awk -F "'" '
    /^File / { file = $2 }
    /^Lines executed:/ && file ~ /^src\/.*\.c$/ {
        line = $0
        sub(/^Lines executed:/, "", line)
        split(line, parts, "% of ")
        printf "%6.1f %%  %5d lines  %s\n", parts[1], parts[2], file
        reached += parts[1] * parts[2] / 100
        lines += parts[2]
        file = ""
    }
    END {
        if (lines == 0) {
            print "coverage: nothing was measured"
            exit 1
        }
        printf "%6.1f %%  %5d lines  in all\n", 100 * reached / lines, lines
    }'
