#!/bin/sh
# Draws the reference pictures of tests/pictures/list.txt anew, or those that are named. Look at each
# before it is committed: tests/test_pictures.c holds the program to it.
set -eu
cd "$(dirname "$0")/.."
program=${EXPLORE_PROGRAM:-./explore}
while read -r name words; do
    case " ${*:-$name} " in
    *" $name "*)
        # shellcheck disable=SC2086 # the words are arguments
        EXPLORE_DATA=. "$program" render $words --size 800x450 -o "tests/pictures/$name.png"
        ;;
    esac
done <tests/pictures/list.txt
