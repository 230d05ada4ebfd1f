#!/bin/sh
# Runs test executables (cmocka), prints what they print, and closes with "N passed, M failed".
# A test that an executable announced and did not finish counts as failed; so does an executable
# that ends badly although each of its tests passed (a leak found at its end), or that has no tests.
# Exit status 0 only when nothing failed. TEST_TIMEOUT: seconds for one executable.
set -u

output=$(mktemp) || exit 2
trap 'rm -f "$output"' EXIT
trap 'exit 130' INT TERM
passed=0
failed=0
skipped=0

for program in "$@"; do
    printf '%s\n' "$program"
    timeout "${TEST_TIMEOUT:-300}" "$program" >"$output" 2>&1 </dev/null
    status=$?
    cat "$output"
    # gsub counts: a test may print in the middle of a line. An executable may run several groups.
    read -r planned ok skip <<COUNTS
$(LC_ALL=C awk '
        match($0, /\[==========\] Running [0-9]+ test/) {
            split(substr($0, RSTART, RLENGTH), words, " ")
            planned += words[3]
        }
        match($0, /\[  SKIPPED \] [0-9]+ test/) {
            split(substr($0, RSTART, RLENGTH), words, " ")
            skip += words[4]
        }
        { ok += gsub(/\[       OK \]/, "") }
        END { printf "%d %d %d", planned, ok, skip }' "$output")
COUNTS
    missing=$((planned - ok - skip))
    if [ "$missing" -le 0 ] && { [ "$status" -ne 0 ] || [ "$planned" -eq 0 ]; }; then
        missing=1
    fi
    [ "$status" -eq 124 ] && printf '%s: stopped after %s seconds\n' "$program" "${TEST_TIMEOUT:-300}"
    [ "$missing" -gt 0 ] && printf '%s: exit status %d, %d failed\n' "$program" "$status" "$missing"
    passed=$((passed + ok))
    failed=$((failed + missing))
    skipped=$((skipped + skip))
done

[ "$skipped" -gt 0 ] && printf '%d skipped\n' "$skipped"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
