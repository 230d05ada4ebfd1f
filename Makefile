# explore: build, test, install. `make help` lists the targets.
#
# Any variable below can be set on the command line: make CC=clang, make BUILD=other, make WERROR=1.

# `cc` is make's own default, so ?= would not do.
ifeq ($(origin CC),default)
CC := gcc
endif
BUILD ?= build
# Where the program goes; the sanitised and the measured builds keep theirs to themselves.
EXPLORE ?= explore
CFLAGS ?= -O2 -g
LDFLAGS ?=
WERROR ?= 0
PREFIX ?= /usr/local
DESTDIR ?=
DATADIR := $(PREFIX)/share/explore
# Seconds for each fuzz target (in `make fuzz`, in `make acceptance`) and for each test executable.
FUZZ_SECONDS ?= 60
ACCEPTANCE_SECONDS ?= 600
TEST_TIMEOUT ?= 600
# V=1 shows every command.
V ?= 0
# TESTS=tests/test_base.c runs that one only.
TESTS ?= $(sort $(wildcard tests/test_*.c))

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion -Wstrict-prototypes \
    -Wmissing-prototypes -Wvla -Wundef -Wwrite-strings -Wcast-qual -Wformat=2 \
    -Wimplicit-fallthrough -Wswitch-enum $(if $(filter 1,$(WERROR)),-Werror)

# $(call library,pkg-config name,flags where pkg-config does not know it)
library = $(or $(shell pkg-config --libs $(1) 2>/dev/null),$(2))
PACKAGES := gsl openblas md4c yaml-0.1 libcjson harfbuzz freetype2 fontconfig sdl2 libpng
# Asked for when something is compiled, and once: `make deps all` installs pkg-config before.
PACKAGE_CFLAGS = $(eval PACKAGE_CFLAGS := $(patsubst -I%,-isystem %,\
    $(foreach package,$(PACKAGES),$(shell pkg-config --cflags $(package) 2>/dev/null))))$(PACKAGE_CFLAGS)
# Arb is a library of its own before FLINT 3.
ARB = $(shell echo '\#include <arb.h>' | $(CC) -E -o /dev/null - 2>/dev/null && echo -lflint-arb)
# GSL's own BLAS, which its package asks for, would answer for OpenBLAS: the products of matrices
# would take fifty times as long.
LIBS = $(ARB) -lflint $(filter-out -lgslcblas,$(call library,gsl,-lgsl)) \
    $(call library,openblas,-lopenblas) $(call library,md4c,-lmd4c) \
    $(call library,yaml-0.1,-lyaml) $(call library,libcjson,-lcjson) \
    $(call library,harfbuzz,-lharfbuzz) $(call library,freetype2,-lfreetype) \
    $(call library,fontconfig,-lfontconfig) $(call library,sdl2,-lSDL2) \
    $(call library,libpng,-lpng) -lm -lpthread
# Both compilers prefer half of what AVX-512 has, without being told.
WIDE_REGISTERS := $(if $(filter x86_64,$(shell uname -m)),-mprefer-vector-width=512)
TEST_LIBS = $(call library,cmocka,-lcmocka)

# No fused multiply-add: the same source gives the same bits under both compilers.
# -isystem: other people's headers are not held to our warnings.
COMPILE = $(CC) -std=c17 $(WARNINGS) -ffp-contract=off -Isrc $(PACKAGE_CFLAGS) $(CPPFLAGS) \
    $(CFLAGS) -pthread
LINK = $(CC) $(CFLAGS) -pthread $(LDFLAGS)

SOURCES := $(sort $(shell find src -name '*.c'))
MAIN := $(filter src/app/main.c,$(SOURCES))
OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(MAIN),$(SOURCES)))
MAIN_OBJECT := $(patsubst %.c,$(BUILD)/%.o,$(MAIN))
LIBRARY := $(BUILD)/libexplore.a
PROGRAM := $(if $(MAIN),$(EXPLORE))
TEST_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(TESTS))
BENCH_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/bench/*.c)))
FUZZ_NAMES := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_PROGRAMS := $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/fuzz_%)
# The corpus of every fuzz target, run once more as an ordinary test; not when TESTS names some.
REPLAY_PROGRAMS := $(if $(filter file,$(origin TESTS)),$(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/replay_%))
FORMATTED = $(sort $(shell find src tests -name '*.[ch]'))

# $(call say,WORD) names the target; the command itself shows with V=1.
Q := $(if $(filter 1,$(V)),,@)
say = @printf '  %-4s %s\n' '$(1)' '$@'

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: help all library test debug lint format layers browser bench quality experiments weights coverage \
    python-claims notebooks notebooks-check fuzz acceptance install uninstall clean deps deps-dev deps-bench test-programs \
    bench-programs fuzz-programs FORCE

all: $(LIBRARY) $(PROGRAM) ## build the program (default)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

$(EXPLORE): $(MAIN_OBJECT) $(LIBRARY)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

# Removed first, or the objects of deleted sources would stay in it.
$(LIBRARY): $(OBJECTS) $(BUILD)/objects.stamp
	@rm -f $@
	$(call say,AR)
	$(Q)$(AR) rcs $@ $(OBJECTS)

$(BUILD)/%.o: %.c $(BUILD)/flags.stamp
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) $(DEFINE) -MMD -MP -c -o $@ $<

$(BUILD)/src/base/file.o: DEFINE := -DEXPLORE_DATADIR='"$(DATADIR)"'
$(BUILD)/src/base/file.o: $(BUILD)/datadir.stamp

# The loops of the network and of the exact denoiser are worth the wide registers, and a root that
# need not set errno. They keep what a measured or sanitised build asks for.
$(BUILD)/src/nn/%.o $(BUILD)/src/diffusion/data_mixture.o: DEFINE = $(if $(filter -O2,$(CFLAGS)),-O3) -fno-math-errno $(WIDE_REGISTERS)

# A stamp is rewritten only when its text changes: another compiler or other flags rebuild
# everything, another PREFIX one file.
$(BUILD)/flags.stamp: STAMP = $(COMPILE)
$(BUILD)/objects.stamp: STAMP = $(OBJECTS)
$(BUILD)/datadir.stamp: STAMP = $(DATADIR)
$(BUILD)/%.stamp: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(STAMP)' | cmp -s - $@ || printf '%s\n' '$(STAMP)' >$@

$(BUILD)/tests/test_%: $(BUILD)/tests/test_%.o $(LIBRARY)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(TEST_LIBS) $(LIBS)

$(BUILD)/tests/acceptance_%: $(BUILD)/tests/acceptance_%.o $(LIBRARY)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(TEST_LIBS) $(LIBS)

$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(LIBRARY)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(LIBRARY)
	$(call say,LINK)
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBS)

$(BUILD)/tests/fuzz/replay_%.o: tests/fuzz/replay.c $(BUILD)/flags.stamp
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) -DCORPUS_FOLDER='"tests/fuzz/corpus/$*"' -MMD -MP -c -o $@ $<

$(BUILD)/tests/fuzz/replay_%: $(BUILD)/tests/fuzz/replay_%.o $(BUILD)/tests/fuzz/fuzz_%.o $(LIBRARY)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(TEST_LIBS) $(LIBS)

-include $(patsubst %.o,%.d,$(OBJECTS) $(MAIN_OBJECT)) $(TEST_PROGRAMS:%=%.d) \
    $(BENCH_PROGRAMS:%=%.d) $(FUZZ_PROGRAMS:%=%.d) $(REPLAY_PROGRAMS:%=%.d)

library: $(LIBRARY)
test-programs: $(TEST_PROGRAMS) $(REPLAY_PROGRAMS)
bench-programs: $(BENCH_PROGRAMS)
fuzz-programs: $(FUZZ_PROGRAMS)

# Tests find the lessons here and the program under test in EXPLORE_PROGRAM.
test: all test-programs ## build and run every tests/test_*.c and the fuzz corpora
	@EXPLORE_DATA='$(CURDIR)' EXPLORE_PROGRAM='$(CURDIR)/$(EXPLORE)' TEST_TIMEOUT=$(TEST_TIMEOUT) \
	    tests/run.sh $(TEST_PROGRAMS) $(REPLAY_PROGRAMS)

SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -DARENA_POISON
# A report names the last five calls before an allocation, not thirty; 32 MB of freed memory, not 256,
# are watched for late uses, which the processor's cache holds better; and freed pages are kept.
debug: export ASAN_OPTIONS := malloc_context_size=5:quarantine_size_mb=32:allocator_release_to_os_interval_ms=-1
debug: export UBSAN_OPTIONS := print_stacktrace=1
debug: ## the same tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/debug \
	    EXPLORE=$(BUILD)/debug/explore CFLAGS='-O1 -g1 -fno-omit-frame-pointer $(SANITIZE)' test

# The warnings are the compilers' own business; clang-tidy has its list in .clang-tidy. Its analyser
# stops at a function after so many steps: with its own 225000 it takes three times as long. In tests,
# which the sanitisers see run whole, it stops earlier.
tidy = printf '%s\n' $(filter $(1)/%.c,$(FORMATTED)) | xargs -P "$$(nproc)" -n 4 sh -c \
    'clang-tidy --quiet "$$@" -- -std=c17 -Isrc -DCORPUS_FOLDER=\"\" $(PACKAGE_CFLAGS) \
    -Xclang -analyzer-config -Xclang max-nodes=$(2)' clang-tidy
lint: ## clang-format and clang-tidy: complain, change nothing
	@clang-format --dry-run -Werror $(FORMATTED)
	@$(call tidy,src,60000)
	@$(call tidy,tests,20000)

format: ## rewrite src and tests with clang-format
	clang-format -i $(FORMATTED)

layers: ## check every #include against src/LAYERS
	@awk -f tests/layers.awk src/LAYERS $$(find src -name '*.[ch]' | sort)

browser: all ## open every page of `explore export --html` in headless Chromium (under a minute)
	@EXPLORE_DATA='$(CURDIR)' EXPLORE_PROGRAM='$(CURDIR)/$(EXPLORE)' /usr/bin/python3 tests/browser.py

bench: bench-programs ## build and run tests/bench/*.c
	@for program in $(BENCH_PROGRAMS); do "$$program" || exit 1; done

QUALITY := $(BUILD)/tests/quality/quality
$(QUALITY): $(QUALITY).o $(LIBRARY)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(LIBS)
-include $(QUALITY).d

quality: $(QUALITY) ## train every toy distribution three times and print how good the networks are (25 minutes)
	@EXPLORE_DATA='$(CURDIR)' $(QUALITY)

experiments: all ## make the long run of every experiment of the lessons again, into assets/experiments
	@mkdir -p assets/experiments
	@EXPLORE_DATA='$(CURDIR)' ./$(EXPLORE) experiment --store assets/experiments

weights: $(QUALITY) ## train the networks of assets/weights anew (5 minutes)
	@mkdir -p assets/weights
	@EXPLORE_DATA='$(CURDIR)' $(QUALITY) --weights assets/weights

python-claims: ## check every claim of the lessons in Python too and compare (a minute)
	@PYTHON_CLAIMS=all $(MAKE) --no-print-directory test TESTS=tests/test_python_claims.c

NOTEBOOKS := notebooks-export
# Debian's, which has the packages of deps-dev; another python3 may come first on the path.
PYTHON ?= /usr/bin/python3
notebooks: all ## write the notebooks of all lessons and run them (two minutes)
	@EXPLORE_DATA='$(CURDIR)' ./$(EXPLORE) export --ipynb $(NOTEBOOKS)
	@$(PYTHON) tests/notebooks.py $(NOTEBOOKS)

notebooks-check: all ## write and run them afresh, and compare with those that are kept
	@rm -rf $(BUILD)/notebooks
	@EXPLORE_DATA='$(CURDIR)' ./$(EXPLORE) export --ipynb $(BUILD)/notebooks
	@$(PYTHON) tests/notebooks.py $(BUILD)/notebooks $(NOTEBOOKS)

coverage: ## run the tests with gcov and print the lines covered per file
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/coverage EXPLORE=$(BUILD)/coverage/explore \
	    CFLAGS='-O0 -g --coverage' test
	@tests/coverage.sh $(BUILD)/coverage

FUZZ_BUILD := $(BUILD)/fuzz
# No parser is in these: a fuzz target that includes one does not link.
FUZZ_WITHOUT := app ui view scene draw
fuzz: ## run every fuzz target for FUZZ_SECONDS (60) with clang's libFuzzer
	@$(MAKE) --no-print-directory CC=clang BUILD=$(FUZZ_BUILD) \
	    SOURCES='$(filter-out $(FUZZ_WITHOUT:%=src/%/%),$(SOURCES))' \
	    CFLAGS='-O1 -g1 -fno-omit-frame-pointer $(SANITIZE) -fsanitize=fuzzer-no-link' fuzz-programs
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz.sh $(FUZZ_BUILD) $(FUZZ_NAMES)

# Both scripts are optional: a checkout without them still has the fuzz.
acceptance: all ## the long checks: planted faults, calibrated statistics, fuzzing for ACCEPTANCE_SECONDS each
	@for script in $(wildcard tests/faults.sh tests/acceptance.sh); do bash "$$script" || exit 1; done
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=$(ACCEPTANCE_SECONDS)

# Man pages and completions come from the program's own tables.
MANUAL := $(BUILD)/manual
MAN_PAGES := $(MANUAL)/explore.1 $(MANUAL)/explore-lesson.5
COMPLETIONS := $(MANUAL)/bash $(MANUAL)/zsh $(MANUAL)/fish
$(MAN_PAGES): $(EXPLORE) lessons/README.md
	@mkdir -p $(@D)
	$(Q)EXPLORE_DATA=. '$(abspath $(EXPLORE))' help --man $(basename $(@F)) >$@

$(COMPLETIONS): $(EXPLORE)
	@mkdir -p $(@D)
	$(Q)'$(abspath $(EXPLORE))' help --completion $(@F) >$@

# Where the system looks for each: what is made, and where it goes below share/.
SHARED := explore.1:man/man1/explore.1 explore-lesson.5:man/man5/explore-lesson.5 \
    bash:bash-completion/completions/explore zsh:zsh/site-functions/_explore \
    fish:fish/vendor_completions.d/explore.fish
DESKTOP := explore.desktop:applications/explore.desktop explore.svg:icons/hicolor/scalable/apps/explore.svg
SHARE := $(DESTDIR)$(PREFIX)/share

install: all $(MAN_PAGES) $(COMPLETIONS) ## install under PREFIX (/usr/local), below DESTDIR
	@test -n '$(PROGRAM)' || { echo 'install: src/app/main.c is missing' >&2; exit 1; }
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(DATADIR)' '$(DESTDIR)$(PREFIX)/share/doc/explore'
	install -m 755 $(EXPLORE) '$(DESTDIR)$(PREFIX)/bin/explore'
	for folder in $(wildcard lessons assets); do \
	    find $$folder -type f -not -path 'assets/desktop/*' | while read -r file; do \
	        install -D -m 644 "$$file" '$(DESTDIR)$(DATADIR)'/"$$file" || exit 1; \
	    done || exit 1; \
	done
	install -m 644 $(wildcard README.md LICENSE CHANGELOG.md) '$(DESTDIR)$(PREFIX)/share/doc/explore'
	for file in $(SHARED:%='$(MANUAL)'/%) $(DESKTOP:%=assets/desktop/%); do \
	    install -D -m 644 "$${file%:*}" '$(SHARE)'/"$${file##*:}" || exit 1; \
	done

uninstall: ## remove what install put there
	rm -f '$(DESTDIR)$(PREFIX)/bin/explore'
	rm -rf '$(DESTDIR)$(DATADIR)' '$(DESTDIR)$(PREFIX)/share/doc/explore'
	rm -f $(foreach file,$(SHARED) $(DESKTOP),'$(SHARE)'/$(lastword $(subst :, ,$(file))))

clean: ## remove what was built
	rm -rf $(BUILD) $(EXPLORE)

SUDO ?= $(if $(filter 0,$(shell id -u)),,sudo)
APT_INSTALL = $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends

deps: ## install what building and running needs (Debian 12)
	$(APT_INSTALL) gcc libc6-dev pkg-config libgsl-dev libopenblas-dev libflint-dev libflint-arb-dev libmd4c-dev \
	    libyaml-dev libcjson-dev libharfbuzz-dev libfreetype-dev libfontconfig-dev libsdl2-dev \
	    libpng-dev fonts-lmodern fonts-noto-cjk fonts-dejavu-core libjs-katex

deps-dev: ## install what test, debug, lint and fuzz need besides
	$(APT_INSTALL) libcmocka-dev python3 python3-mpmath clang clang-format clang-tidy \
	    libclang-rt-14-dev lld tmux git xvfb xdotool ffmpeg chromium chromium-driver \
	    jupyter-nbconvert python3-nbclient python3-ipykernel python3-nbformat python3-numpy \
	    python3-scipy python3-matplotlib

deps-bench: ## install what the comparisons in tests/bench need besides
	$(APT_INSTALL) python3-numpy python3-torch texlive-luatex texlive-latex-recommended fonts-lmodern
