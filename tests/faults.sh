#!/bin/bash
# Plants the faults of tests/faults/*.txt one at a time in a copy of the tree and runs the tests on
# each until one fails. All must be killed: exit status 0 then, 1 when one survives, 2 when a fault no
# longer applies, does not compile, or the tests fail without any.
#
#     tests/faults.sh             all faults
#     tests/faults.sh WORD ...    those whose description holds one of the words
#
# FAULT_TIMEOUT: seconds for one test executable; one that takes longer has noticed.
set -u

cd "$(dirname "$0")/.." || exit 2
copy=$(mktemp -d "${TMPDIR:-/tmp}/explore-faults-XXXXXX") || exit 2
trap 'rm -rf "$copy"' EXIT
trap 'exit 130' INT TERM

# What each test is about, the quick ones first: a fault is noticed early.
tests="reader reader_errors declare point ball law proof derive program mutate counterexample claim
    claim_diffusion quadrature slip tables optimum limit claim_twins note_reading law_block junit options errata
    selftest interrupt"
# Tests that only the faults below a line "& TEST ..." run, instead of those.
special="stream stream_normals simulate montecarlo statistics live setting progress picture
    terminal_live pty paint paint_frames film typeset_luatex nn nn_adam nn_train nn_weights
    sampler sampler_jumps sampler_ode sampler_printed measure measure_noise measure_sliced denoise
    train_command respell sample_command window_view window_pointer scene scene_parts scene_laws
    scene_lanes"
seconds=${FAULT_TIMEOUT:-120}
log=$copy/log

if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files -co --exclude-standard -z
else
    find . -path ./build -prune -o -type f -print0
fi | while IFS= read -r -d '' file; do
    [ -f "$file" ] && printf '%s\0' "$file"
done | tar --null -T - -cf - | tar -C "$copy" -xf - || exit 2

# The copy is compiled for speed of compiling; what is wrong stays wrong.
build() {
    make -C "$copy" -s -j "$(nproc)" CFLAGS=-O1 "$@" >"$log" 2>&1
}

# Runs one test in the copy; 0 when it passes.
run_test() {
    (cd "$copy" && EXPLORE_DATA=$copy EXPLORE_PROGRAM=$copy/explore \
        timeout "$seconds" "build/tests/test_$1" >"$log" 2>&1 </dev/null)
}

# replace FILE OLD NEW: exactly one occurrence.
replace() {
    OLD=$2 NEW=$3 awk '
        { text = text $0 "\n" }
        END {
            old = ENVIRON["OLD"]
            at = index(text, old)
            rest = substr(text, at + length(old))
            if (at == 0 || index(rest, old) > 0)
                exit 1
            printf "%s%s%s", substr(text, 1, at - 1), ENVIRON["NEW"], rest
        }' "$1" >"$1.faulty" && mv "$1.faulty" "$1"
}

killed=0
survived=0
broken=0

# Tries one fault: its description, file, old and new text.
try() {
    local saved=$copy/saved name
    cp -p "$copy/$2" "$saved"
    if ! replace "$copy/$2" "$3" "$4"; then
        rm -f "$copy/$2.faulty"
        printf '  ERROR     %-62s does not apply to %s any more\n' "$1" "$2"
        broken=$((broken + 1))
        return
    fi
    if ! build all; then # the program too: some tests run it
        printf '  ERROR     %-62s does not compile\n' "$1"
        broken=$((broken + 1))
    else
        name=
        for test in ${special_tests:-$tests}; do
            if ! build "build/tests/test_$test" || ! run_test "$test"; then
                name=test_$test
                break
            fi
        done
        if [ -n "$name" ]; then
            printf '  killed    %-62s by %s\n' "$1" "$name"
            killed=$((killed + 1))
        else
            printf '  SURVIVED  %-62s\n' "$1"
            survived=$((survived + 1))
        fi
    fi
    cp "$saved" "$copy/$2" # newer than its object, so it is compiled again
}

# True when the description holds one of the words, or none is asked for.
wanted() {
    local description=$1 word
    shift
    [ $# -eq 0 ] && return 0
    for word in "$@"; do
        case $description in *"$word"*) return 0 ;; esac
    done
    return 1
}

targets=
for test in $tests $special; do
    targets="$targets build/tests/test_$test"
done
# shellcheck disable=SC2086
if ! build all $targets; then
    cat "$log"
    echo 'faults.sh: the tree does not build'
    exit 2
fi
for test in $tests $special; do
    if ! run_test "$test"; then
        cat "$log"
        echo "faults.sh: test_$test fails without any fault"
        exit 2
    fi
done

# A block is "= description", "@ file", "- old" lines, "+ new" lines. "& TEST ..." above blocks names the
# tests to run for them, up to the next such line or the end of the file.
description=
finish() {
    if [ -n "$description" ] && wanted "$description" "$@"; then
        try "$description" "$file" "${old%$'\n'}" "${new%$'\n'}"
    fi
    description=
}
for list in tests/faults/*.txt; do
    special_tests=
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        '= '*)
            finish "$@"
            description=${line#= } file='' old='' new=''
            ;;
        '& '*)
            finish "$@"
            special_tests=${line#& }
            ;;
        '@ '*) file=${line#@ } ;;
        '- '*) old+=${line#- }$'\n' ;;
        '+ '*) new+=${line#+ }$'\n' ;;
        esac
    done <"$list"
    finish "$@"
done

printf '%d killed, %d survived\n' "$killed" "$survived"
[ "$broken" -gt 0 ] && exit 2
[ "$survived" -eq 0 ] && [ "$killed" -gt 0 ]
