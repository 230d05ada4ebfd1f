/* stored.c - see stored.h. */
#define _POSIX_C_SOURCE 200809L /* scandir */

#include "experiment/stored.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"

#define RUN_MARK "# run: "
#define SEED_MARK "# seed: "
#define CODE_MARK "# code: "
#define HEAD_LINE "label,value,error"

const char *stored_name(Arena *arena, const ExperimentSetting *setting) {
    Text text;
    text_init(&text);
    experiment_write(&text, setting);
    for (size_t i = 0; i < text.length; i++) {
        text.bytes[i] = text.bytes[i] == ' ' ? '_' : text.bytes[i];
    }
    const char *name = arena_printf(arena, "%s.csv", text.bytes);
    text_clear(&text);
    return name;
}

void stored_write_table(Text *out, const ExperimentTable *table) {
    text_append(out, HEAD_LINE "\n");
    for (size_t i = 0; i < table->count; i++) {
        const ExperimentValue *value = &table->values[i];
        text_printf(out, "%s,%.17g,%.3g\n", value->label, value->value, value->error);
    }
}

void stored_write(Text *out, const StoredResult *result) {
    text_printf(out, RUN_MARK "%s\n" SEED_MARK "%" PRIu64 "\n" CODE_MARK "%016" PRIx64 "\n",
                result->run, result->seed, result->code);
    stored_write_table(out, &result->table);
}

/* The rest of the line that starts with `mark`; NULL when it does not. *at is moved behind it. */
static const char *marked_line(Arena *arena, const char **at, const char *mark) {
    size_t length = strcspn(*at, "\n"), mark_length = strlen(mark);
    if (length < mark_length || memcmp(*at, mark, mark_length) != 0) {
        return NULL;
    }
    const char *rest = arena_copy(arena, *at + mark_length, length - mark_length);
    *at += length + ((*at)[length] == '\n');
    return rest;
}

static bool read_value(ExperimentTable *table, const char *line) {
    const char *error = strrchr(line, ',');
    const char *number = error;
    while (number != NULL && number > line && *--number != ',') {
    }
    size_t length = number != NULL ? (size_t)(number - line) : 0;
    if (length == 0 || length >= EXPERIMENT_LABEL_SIZE || table->count == EXPERIMENT_VALUES_MAX) {
        return false;
    }
    ExperimentValue *value = &table->values[table->count++];
    char *value_end = NULL, *error_end = NULL;
    memcpy(value->label, line, length);
    value->value = strtod(number + 1, &value_end);
    value->error = strtod(error + 1, &error_end);
    return value_end == error && *error_end == '\0' && error_end > error + 1;
}

bool stored_read(Arena *arena, StoredResult *result, const char *text) {
    *result = (StoredResult){0};
    const char *at = text;
    result->run = marked_line(arena, &at, RUN_MARK);
    const char *seed = marked_line(arena, &at, SEED_MARK);
    const char *code = marked_line(arena, &at, CODE_MARK);
    if (result->run == NULL || seed == NULL || code == NULL ||
        marked_line(arena, &at, HEAD_LINE) == NULL) {
        return false;
    }
    result->seed = strtoull(seed, NULL, 10);
    result->code = strtoull(code, NULL, 16);
    while (*at != '\0') {
        if (!read_value(&result->table, marked_line(arena, &at, ""))) {
            return false;
        }
    }
    return result->table.count > 0;
}

/* ---- the code ---- */

/* Behind the comment that starts at `at`; NULL when none does. */
static const char *comment_end(const char *at) {
    if (at[0] != '/' || (at[1] != '/' && at[1] != '*')) {
        return NULL;
    }
    const char *end = strstr(at + 2, at[1] == '/' ? "\n" : "*/");
    return end == NULL ? at + strlen(at) : at[1] == '/' ? end : end + 2;
}

/* Behind the string or character literal that starts at `at`, or behind the one character there. */
static const char *token_end(const char *at) {
    char quote = *at++;
    if (quote != '"' && quote != '\'') {
        return at;
    }
    while (*at != '\0' && *at != quote) {
        at += at[0] == '\\' && at[1] != '\0' ? 2 : 1;
    }
    return *at == '\0' ? at : at + 1;
}

/* A C source without what makes no value: a run of comments and blanks becomes one space, or one
 * newline when a line ends in it, since a directive ends there. */
static void append_code(Text *out, const char *source) {
    char blank = '\0';
    while (*source != '\0') {
        const char *end = comment_end(source);
        if (end != NULL || *source == ' ' || *source == '\t' || *source == '\n') {
            blank = *source == '\n' || blank == '\n' ? '\n' : ' ';
            source = end != NULL ? end : source + 1;
            continue;
        }
        if (blank != '\0' && out->length > 0) {
            text_append_char(out, blank);
        }
        blank = '\0';
        end = token_end(source);
        text_append_bytes(out, source, (size_t)(end - source));
        source = end;
    }
}

static bool add_file(Arena *arena, uint64_t *code, const char *path, const char **why) {
    const char *bytes;
    size_t length;
    if (!file_read(arena, path, &bytes, &length, why)) {
        *why = arena_printf(arena, "%s %s", path, *why);
        return false;
    }
    Text text;
    text_init(&text);
    append_code(&text, bytes);
    *code = hash_mix(*code, hash_string(text.bytes), text.length, 0);
    text_clear(&text);
    return true;
}

static int is_source(const struct dirent *entry) {
    const char *dot = strrchr(entry->d_name, '.');
    return dot != NULL && (strcmp(dot, ".c") == 0 || strcmp(dot, ".h") == 0);
}

/* By bytes, not as the locale has it. */
static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool add_folder(Arena *arena, uint64_t *code, const char *folder, const char **why) {
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_source, by_name);
    bool ok = count > 0;
    if (!ok) {
        *why = arena_printf(arena, "%s holds no source files", folder);
    }
    for (int i = 0; i < count; i++) {
        ok = ok &&
             add_file(arena, code, arena_printf(arena, "%s/%s", folder, entries[i]->d_name), why);
        free(entries[i]);
    }
    free(entries);
    return ok;
}

bool stored_code(Arena *arena, uint64_t *code, const ExperimentRow *row, const char *tree,
                 const char **why) {
    const char *folder = arena_printf(arena, "%s/src/experiment", tree);
    *code = 0;
    if (!add_file(arena, code, arena_printf(arena, "%s/%s", folder, row->file), why) ||
        !add_file(arena, code, arena_printf(arena, "%s/experiment_line.c", folder), why) ||
        !add_file(arena, code, arena_printf(arena, "%s/experiment_line.h", folder), why)) {
        return false;
    }
    for (const char *at = row->sources; *at != '\0';) {
        size_t length = strcspn(at, " ");
        const char *name = arena_copy(arena, at, length);
        const char *path = arena_printf(arena, "%s/src/%s", tree, name);
        bool is_file = strchr(name, '.') != NULL;
        if (!(is_file ? add_file(arena, code, path, why) : add_folder(arena, code, path, why))) {
            return false;
        }
        at += length + strspn(at + length, " ");
    }
    return true;
}
