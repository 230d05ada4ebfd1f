#!/bin/sh
# Runs test executables (cmocka), TEST_JOBS (one more than processors, for some wait) at a time, prints
# what they print in the order given, and closes with "N passed, M failed".
# A test that an executable announced and did not finish counts as failed; so does an executable
# that ends badly although each of its tests passed (a leak found at its end), or that has no tests.
# Exit status 0 only when nothing failed. TEST_TIMEOUT: seconds for one executable.
set -u

folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
seconds=${TEST_TIMEOUT:-300}

# Output and exit status of number N go to N.out and N.status.
number=0
for program in "$@"; do
    number=$((number + 1))
    printf '%s\0%s\0' "$number" "$program"
done | xargs -0 -r -n 2 -P "${TEST_JOBS:-$(($(nproc) + 1))}" sh -c '
    timeout "$1" "$4" >"$2/$3.out" 2>&1 </dev/null
    echo $? >"$2/$3.status"' run "$seconds" "$folder"

number=0
passed=0
failed=0
skipped=0
for program in "$@"; do
    number=$((number + 1))
    output=$folder/$number.out
    read -r status <"$folder/$number.status" || status=2
    printf '%s\n' "$program"
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
    [ "$status" -eq 124 ] && printf '%s: stopped after %s seconds\n' "$program" "$seconds"
    [ "$missing" -gt 0 ] && printf '%s: exit status %d, %d failed\n' "$program" "$status" "$missing"
    passed=$((passed + ok))
    failed=$((failed + missing))
    skipped=$((skipped + skip))
done

[ "$skipped" -gt 0 ] && printf '%d skipped\n' "$skipped"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
