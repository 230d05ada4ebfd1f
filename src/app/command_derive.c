/* command_derive.c - explore derive: does each line of a derivation follow from those above it? */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/work.h"
#include "base/watch.h"
#include "lesson/derivation.h"

/* Clears the terminal and goes to its top. */
#define CLEAR "\x1b[H\x1b[2J"

/* "   3  ✔ holds · proved   = a^2 + 2ab + b^2" */
static void put_line(Text *out, const App *app, const Derivation *derivation,
                     const DerivationLine *line) {
    const Source *source = &derivation->source;
    Text row, tex;
    text_init(&row);
    text_init(&tex);
    text_printf(&row, "%4zu  ", source_position(source, line->span.start).line);
    terminal_badge(&row, &app->terminal, claim_verdict(line->claim));
    text_append(&row, "  ");
    for (size_t i = line->span.start; i < line->span.end; i++) {
        char c = source->bytes[i];
        text_append_char(&tex, c == '\n' || c == '\t' ? ' ' : c);
    }
    terminal_put(&row, &app->terminal, STYLE_DIM, tex.bytes);
    terminal_fit(out, &app->terminal, row.bytes, row.length,
                 terminal_prose_columns(&app->terminal));
    text_append_char(out, '\n');
    text_clear(&tex);
    text_clear(&row);
}

/* The place, for editors; the chain down to this line, and the numbers at which it parts. */
static void put_failure(Text *out, const App *app, Arena *arena, const Claim *claim) {
    const char *lines[DIAGNOSES_MAX];
    size_t count = claim_diagnose(arena, claim, lines);
    for (size_t i = 0; i < count; i++) {
        terminal_put(out, &app->terminal, STYLE_STRONG, lines[i]);
        text_append_char(out, '\n');
    }
    const ClaimShow show = {.formula = true, .diagnosed = count > 0};
    terminal_claim(out, &app->terminal, terminal_prose_columns(&app->terminal), claim, &show);
}

/* How a line that only says what its left side is agrees with the one that said so before; HOLDS
 * where none did. */
static VerdictKind agreement(const DerivationLine *line, const CheckOptions *options) {
    const DerivationLine *other = line->same_left;
    bool both = other != NULL && claim_verdict(line->claim)->kind == VERDICT_DEFINITION &&
                claim_verdict(other->claim)->kind == VERDICT_DEFINITION;
    return both ? claim_compare_meanings(other->claim, line->claim, options) : VERDICT_HOLDS;
}

static bool is_wrong(const Verdict *verdict) {
    return verdict->kind == VERDICT_FAILS || verdict->kind == VERDICT_UNREADABLE ||
           verdict->disagreement;
}

static void put_other_meaning(Text *out, const App *app, Arena *arena, const Derivation *derivation,
                              const DerivationLine *line, bool open) {
    Position at = source_position(&derivation->source, line->span.start);
    Position other = source_position(&derivation->source, line->same_left->span.start);
    terminal_put(out, &app->terminal, STYLE_STRONG,
                 arena_printf(arena,
                              "%s:%zu:%zu: %s its left side has a meaning already, from line %zu, "
                              "and %s",
                              derivation->source.name, at.line, at.column,
                              open ? "warning: undecided:" : "error: fails:", other.line,
                              open ? "whether this line gives it the same cannot be told"
                                   : "this line gives it another"));
    text_append_char(out, '\n');
}

/* Line by line down to the first that does not follow. */
static Status report(Text *out, const App *app, Arena *arena, const Derivation *derivation) {
    CheckOptions options = work_options(app);
    options.twins = false;
    options.slips = options.slips_last = true; /* what stands above was found right */
    options.threads = app->options.jobs;
    size_t follow = 0, open = 0, at = 0;
    const DerivationLine *wrong = NULL;
    for (; at < derivation->count && wrong == NULL; at++) {
        const DerivationLine *line = derivation->lines[at];
        const Verdict *verdict = claim_decide(line->claim, &options);
        put_line(out, app, derivation, line);
        VerdictKind meaning = agreement(line, &options);
        wrong = is_wrong(verdict) || meaning == VERDICT_FAILS ? line : NULL;
        bool is_open = verdict->kind == VERDICT_UNDECIDED || meaning == VERDICT_UNDECIDED;
        open += is_open;
        follow += wrong == NULL && !is_open;
        if (wrong != NULL) {
            text_append_char(out, '\n');
        }
        if (meaning != VERDICT_HOLDS) {
            put_other_meaning(out, app, arena, derivation, line, wrong == NULL);
        } else if (wrong != NULL || is_open) {
            put_failure(out, app, arena, line->claim);
        }
    }
    if (derivation->count == 0) {
        text_printf(out, "%s: no formula yet\n", derivation->source.name);
        return STATUS_OK;
    }
    text_printf(out, "\n%s: %zu line%s: %zu follow%s", derivation->source.name, derivation->count,
                derivation->count == 1 ? "" : "s", follow, follow == 1 ? "s" : "");
    if (open > 0) {
        text_printf(out, ", %zu undecided", open);
    }
    if (wrong != NULL) {
        size_t line = source_position(&derivation->source, wrong->span.start).line;
        text_printf(out, "; line %zu does not", line);
        text_append(out,
                    at < derivation->count ? ", and what stands below it was not checked" : "");
    }
    text_printf(out, "; seed %" PRIu64 "\n", options.seed);
    return wrong != NULL || (open > 0 && app->options.strict) ? STATUS_NOT_AS_EXPECTED : STATUS_OK;
}

static void put_diag(Text *out, const Diag *diag) {
    if (diag->at.line > 0) {
        text_printf(out, "%s:%zu:%zu: error: ", diag->file, diag->at.line, diag->at.column);
    } else {
        text_printf(out, "%s ", diag->file);
    }
    text_printf(out, "%s%s%s\n", diag->message, diag->hint != NULL ? "; " : "",
                diag->hint != NULL ? diag->hint : "");
}

/* One look at the file; what there is to say about it goes to out, also why it cannot be read. */
static Status look(Text *out, const App *app, const char *path) {
    Arena *arena = arena_new();
    const Derivation *derivation = NULL;
    Diag diag = {0};
    Status status = STATUS_UNREADABLE;
    if (derivation_load(arena, path, app->options.notation, &derivation, &diag) == LESSON_OK) {
        status = report(out, app, arena, derivation);
    } else {
        put_diag(out, &diag);
    }
    arena_free(arena);
    return status;
}

/* ---- again and again ---- */

static bool has_line(const char *text, const char *line, size_t length) {
    while (*text != '\0') {
        size_t here = strcspn(text, "\n");
        if (here == length && strncmp(text, line, length) == 0) {
            return true;
        }
        text += here + (text[here] == '\n');
    }
    return false;
}

/* What of a report did not stand in the one before. */
static void put_news(Text *out, const char *report, const char *before) {
    while (*report != '\0') {
        size_t length = strcspn(report, "\n");
        if (length > 0 && !has_line(before, report, length)) {
            text_append_bytes(out, report, length);
            text_append_char(out, '\n');
        }
        report += length + (report[length] == '\n');
    }
}

/* Shows it at once; false when nobody reads any more. */
static bool show(const Text *text) {
    return fwrite(text->bytes, 1, text->length, stdout) == text->length && fflush(stdout) == 0;
}

/* On a terminal the whole report takes the place of the one before, elsewhere only its news is
 * written. Ends by a signal, or when the folder or the reader is gone. */
static Status watch_file(const App *app, const char *path, Watch *watch) {
    Text now, before, out;
    text_init(&now);
    text_init(&before);
    text_init(&out);
    bool goes_on = true;
    while (goes_on) {
        text_reset(&now);
        text_reset(&out);
        (void)look(&now, app, path);
        if (app->terminal.styled) {
            text_append(&out, CLEAR);
            text_append(&out, now.bytes);
            text_append(&out, "\nchecked again at every save; Ctrl-C ends\n");
        } else {
            put_news(&out, now.bytes, before.bytes);
        }
        text_reset(&before);
        text_append(&before, now.bytes);
        goes_on = show(&out) && watch_wait(watch);
    }
    text_clear(&out);
    text_clear(&before);
    text_clear(&now);
    complain(app, "%s is no longer watched: its folder is gone", path);
    return STATUS_UNREADABLE;
}

Status command_derive(App *app) {
    if (app->argument_count != 1) {
        complain(app,
                 "which file? explore derive FILE; `explore derive --help` says what is in it");
        return STATUS_USAGE;
    }
    const char *path = app->arguments[0], *why = NULL;
    if (!app->options.watch) {
        Text text;
        text_init(&text);
        Status status = look(&text, app, path);
        if (status == STATUS_UNREADABLE) {
            text.bytes[strcspn(text.bytes, "\n")] = '\0';
            complain(app, "%s", text.bytes);
        } else {
            text_append(&app->out, text.bytes);
        }
        text_clear(&text);
        return status;
    }
    if (strcmp(path, "-") == 0) {
        complain(app, "standard input cannot be watched; name a file");
        return STATUS_USAGE;
    }
    Watch *watch = watch_open(app->arena, path, &why);
    if (watch == NULL) {
        complain(app, "%s %s", path, why);
        return STATUS_UNREADABLE;
    }
    Status status = watch_file(app, path, watch);
    watch_close(watch);
    return status;
}
