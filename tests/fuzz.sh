#!/bin/sh
# Runs fuzz targets: tests/fuzz.sh BUILD NAME...   Each for FUZZ_SECONDS, from tests/fuzz/corpus/NAME.
# New inputs are kept in BUILD/found/NAME, so that the tree stays as it is; a crash is written to
# BUILD/crash-NAME-*: shrink it, and put it into the corpus with the fix.
set -u

build=$1
shift
seconds=${FUZZ_SECONDS:-60}
jobs=$(nproc)

fuzz() {
    found=$build/found/$1
    corpus=tests/fuzz/corpus/$1
    log=$build/$1.log
    mkdir -p "$found"
    # 10 s for one input is a hang; 2 GiB is a leak or a size taken from the input.
    "$build/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -artifact_prefix="$build/crash-$1-" -print_final_stats=1 "$found" \
        $([ -d "$corpus" ] && echo "$corpus") >"$log" 2>&1
    echo $? >"$build/$1.status"
}

# One target per processor at a time.
running=0
for name in "$@"; do
    rm -f "$build/$name.status"
    fuzz "$name" &
    running=$((running + 1))
    if [ "$running" -eq "$jobs" ]; then
        wait
        running=0
    fi
done
wait

failed=0
for name in "$@"; do
    printf 'fuzz_%s: %s seconds\n' "$name" "$seconds"
    read -r status <"$build/$name.status" || status=2
    if [ "$status" -eq 0 ]; then
        sed -n 's/^stat::number_of_executed_units: */  inputs tried: /p' "$build/$name.log"
    else
        tail -n 60 "$build/$name.log"
        printf 'fuzz_%s: FAILED, see %s\n' "$name" "$build/$name.log"
        failed=$((failed + 1))
    fi
done
printf '%d fuzz targets, %d failed\n' "$#" "$failed"
[ "$failed" -eq 0 ]
