#!/bin/sh
# Installs into a folder of its own, uses the program from elsewhere and takes it away again; then the
# same under DESTDIR. Starts from a copy of what `make` has built, so that only what knows its place is
# compiled anew. Prints what is wrong; exit status 1 then. Run from the top of the tree.
set -u

folder=$(mktemp -d "${TMPDIR:-/tmp}/explore-install-XXXXXX") || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
# What is installed must find its lessons by itself; whoever runs this may have set other flags.
unset EXPLORE_DATA EXPLORE_LESSONS MAKEFLAGS MFLAGS MAKELEVEL
# Neither has a lesson or a page drawn into a file need of a display.
unset DISPLAY WAYLAND_DISPLAY

complain() {
    printf 'install: %s\n' "$1"
    exit 1
}

run_make() {
    make -s BUILD="$folder/build" EXPLORE="$folder/build/explore" CC="${CC:-gcc}" \
        "$@" >"$folder/log" 2>&1 || complain "make $*: $(tail -5 "$folder/log")"
}

# uses PROGRAM: shows a lesson and checks one, from a folder that has none.
uses() {
    (cd / && "$1" lesson3 >"$folder/lesson" 2>&1) || complain "$1 lesson3: $(cat "$folder/lesson")"
    [ -s "$folder/lesson" ] || complain "$1 lesson3 prints nothing"
    (cd / && "$1" check lesson2 >"$folder/check" 2>&1) ||
        complain "$1 check lesson2: $(cat "$folder/check")"
}

# holds SHARE: everything that goes there besides the data, none of it empty.
holds() {
    for file in doc/explore/LICENSE man/man1/explore.1 man/man5/explore-lesson.5 \
        bash-completion/completions/explore zsh/site-functions/_explore \
        fish/vendor_completions.d/explore.fish applications/explore.desktop \
        icons/hicolor/scalable/apps/explore.svg; do
        [ -s "$1/$file" ] || complain "share/$file is not installed"
    done
}

# What is left below a folder: files, and folders of the program's own.
left() {
    find "$1" \( -not -type d -o -name explore \) | head -5
}

mkdir "$folder/build"
cp -a build/src build/*.stamp build/*.a "$folder/build" || complain 'there is no build to start from'
run_make -j 2 install PREFIX="$folder/prefix"
uses "$folder/prefix/bin/explore"
(cd / && "$folder/prefix/bin/explore" render lesson1 -o "$folder/page.png" >"$folder/log" 2>&1) ||
    complain "explore render lesson1: $(cat "$folder/log")"
[ -s "$folder/page.png" ] || complain 'explore render lesson1 draws nothing'
holds "$folder/prefix/share"
run_make uninstall PREFIX="$folder/prefix"
[ -z "$(left "$folder/prefix")" ] || complain "left after uninstall: $(left "$folder/prefix")"

# What DESTDIR holds runs where PREFIX says only once it is there; its data are named meanwhile.
run_make install PREFIX=/opt/explore-test DESTDIR="$folder/root"
root=$folder/root/opt/explore-test
grep -q /opt/explore-test/share/explore "$root/bin/explore" ||
    complain 'the program does not know where its data will be'
grep -q "$folder/root" "$root/bin/explore" && complain 'the program remembers DESTDIR'
EXPLORE_DATA=$root/share/explore
export EXPLORE_DATA
uses "$root/bin/explore"
holds "$root/share"
run_make uninstall PREFIX=/opt/explore-test DESTDIR="$folder/root"
[ -z "$(left "$folder/root")" ] || complain "left after uninstall: $(left "$folder/root")"
exit 0
