#!/bin/sh
# Runs fuzz targets: tests/fuzz.sh BUILD NAME...   Each for FUZZ_SECONDS, from tests/fuzz/corpus/NAME.
# New inputs are kept in BUILD/found/NAME, so that the tree stays as it is; a crash is written to
# BUILD/crash-NAME-*: shrink it, and put it into the corpus with the fix.
set -u

build=$1
shift
seconds=${FUZZ_SECONDS:-60}
failed=0
for name in "$@"; do
    found=$build/found/$name
    corpus=tests/fuzz/corpus/$name
    mkdir -p "$found"
    printf 'fuzz_%s: %s seconds\n' "$name" "$seconds"
    log=$build/$name.log
    # 10 s for one input is a hang; 2 GiB is a leak or a size taken from the input.
    if "$build/tests/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -artifact_prefix="$build/crash-$name-" -print_final_stats=1 "$found" \
        $([ -d "$corpus" ] && echo "$corpus") >"$log" 2>&1; then
        sed -n 's/^stat::number_of_executed_units: */  inputs tried: /p' "$log"
    else
        tail -n 60 "$log"
        printf 'fuzz_%s: FAILED, see %s\n' "$name" "$log"
        failed=$((failed + 1))
    fi
done
printf '%d fuzz targets, %d failed\n' "$#" "$failed"
[ "$failed" -eq 0 ]
