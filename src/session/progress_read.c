/* progress_read.c - the reading of the progress file. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "session/progress_internal.h"

#define VERSION_MAX 1000000
/* A file of version 1 that counts more was not written by this program. */
#define STEPS_MAX 1000
#define STATE_COUNT (QUESTION_DONE + 1)

/* A whole number from 0 to `most` at *at, which moves behind it and the spaces that follow. */
static bool read_number(const char **at, size_t most, size_t *number) {
    char *end = NULL;
    unsigned long value = **at >= '0' && **at <= '9' ? strtoul(*at, &end, 10) : 0;
    bool bounded = end != NULL && (*end == ' ' || *end == '\0') && value <= most;
    *at = bounded ? end + strspn(end, " ") : *at;
    *number = bounded ? (size_t)value : 0;
    return bounded;
}

/* "2026-11-29" */
static bool is_date(const char *word) {
    static const char PATTERN[] = "dddd-dd-dd";
    size_t i = 0;
    while (PATTERN[i] != '\0' &&
           (PATTERN[i] == 'd' ? word[i] >= '0' && word[i] <= '9' : word[i] == PATTERN[i])) {
        i++;
    }
    return PATTERN[i] == '\0' && word[i] == '\0';
}

/* STATE_COUNT when it is none. */
static size_t read_state(const char *word, size_t length) {
    size_t state = 0;
    while (state < STATE_COUNT) {
        const char *name = progress_state_name((QuestionState)state);
        if (strlen(name) == length && strncmp(name, word, length) == 0) {
            break;
        }
        state++;
    }
    return state;
}

/* "three-steps done 2 2026-11-29" */
static bool read_question(Progress *progress, LessonProgress *lesson, const char *value) {
    size_t length = strcspn(value, " ");
    const char *id = arena_copy(progress->arena, value, length);
    const char *at = value + length + strspn(value + length, " ");
    length = strcspn(at, " ");
    size_t state = read_state(at, length), tries = 0;
    at += length + strspn(at + length, " ");
    if (id[0] == '\0' || state == STATE_COUNT || !read_number(&at, PROGRESS_TRIES_MAX, &tries) ||
        (*at != '\0' && !is_date(at))) {
        return false;
    }
    QuestionProgress *question = progress_question_of(progress, lesson, id);
    question->state = (QuestionState)state;
    question->tries = tries;
    memcpy(question->date, at, strlen(at) + 1);
    return true;
}

static bool read_fact(Progress *progress, LessonProgress *lesson, const char *word,
                      const char *value) {
    if (strcmp(word, "at") == 0) {
        lesson->kept_at = arena_copy(progress->arena, value, strlen(value));
        return true;
    }
    if (strcmp(word, "seen") == 0) {
        progress_keep_seen(progress, lesson, value);
        return true;
    }
    return strcmp(word, "question") == 0 && read_question(progress, lesson, value);
}

/* Version 1: `steps 15`, `at 5`, `seen 1 2 5`, `done three-steps`, `skipped one-draw`. */
static bool read_old_fact(Progress *progress, LessonProgress *lesson, const char *word,
                          const char *value) {
    const char *at = value;
    size_t number = 0;
    if (strcmp(word, "done") == 0 || strcmp(word, "skipped") == 0) {
        progress_question_of(progress, lesson, value)->state =
            word[0] == 'd' ? QUESTION_DONE : QUESTION_SKIPPED;
        return true;
    }
    if (strcmp(word, "steps") == 0) {
        bool ok = read_number(&at, STEPS_MAX, &number) && number > 0 && *at == '\0';
        lesson->steps = ok ? number : lesson->steps;
        return ok;
    }
    bool is_at = strcmp(word, "at") == 0;
    if (!is_at && strcmp(word, "seen") != 0) {
        return false;
    }
    do {
        if (!read_number(&at, lesson->steps, &number) || number == 0 || (is_at && *at != '\0')) {
            return false;
        }
        const char *name = arena_printf(progress->arena, "#%zu/%zu", number, lesson->steps);
        lesson->kept_at = is_at ? name : lesson->kept_at;
        if (!is_at) {
            progress_keep_seen(progress, lesson, name);
        }
    } while (*at != '\0');
    return true;
}

/* True when the line was understood; *lesson is the one that is being read. */
static bool read_line(Progress *progress, size_t version, char *line, LessonProgress **lesson) {
    if (line[0] == '\0' || line[0] == '#') {
        return true;
    }
    char *space = strchr(line, ' ');
    if (space == NULL || space[1] == '\0') {
        return false;
    }
    *space = '\0';
    if (strcmp(line, "lesson") == 0) {
        *lesson = progress_find_or_add(progress, space + 1);
        return true;
    }
    if (*lesson == NULL) {
        return false;
    }
    return version == 1 ? read_old_fact(progress, *lesson, line, space + 1)
                        : read_fact(progress, *lesson, line, space + 1);
}

/* Of the first line; 0 when it is none. */
static size_t read_version(const char *line) {
    size_t version = 0;
    if (strncmp(line, PROGRESS_FORMAT, sizeof PROGRESS_FORMAT - 1) != 0) {
        return 0;
    }
    const char *at = line + sizeof PROGRESS_FORMAT - 1;
    return read_number(&at, VERSION_MAX, &version) && *at == '\0' ? version : 0;
}

/* Sets progress->damaged, or read_only with a note. */
static void read_lines(Progress *progress) {
    LessonProgress *lesson = NULL;
    const char *bytes = progress->bytes;
    size_t number = 1, version = PROGRESS_VERSION, length = progress->length;
    for (size_t at = 0; at < length; number++) {
        const char *end = memchr(bytes + at, '\n', length - at);
        size_t line_length = end != NULL ? (size_t)(end - bytes) - at : length - at;
        char *line = arena_copy(progress->arena, bytes + at, line_length);
        line[strcspn(line, "\r")] = '\0';
        bool understood = memchr(bytes + at, '\0', line_length) == NULL;
        if (number == 1) {
            version = read_version(line);
            understood = understood && version > 0;
        } else {
            understood = understood && read_line(progress, version, line, &lesson);
        }
        if (version > PROGRESS_VERSION) {
            progress->read_only = true;
            progress->note =
                arena_printf(progress->arena,
                             "progress is not kept: its file was written by a later version: %s",
                             progress->path);
            return;
        }
        if (!understood && progress->damaged == 0) {
            progress->damaged = number;
        }
        at += line_length + 1;
    }
}

Progress *progress_load(Arena *arena, const char *path) {
    Progress *progress = arena_alloc(arena, sizeof *progress);
    progress->arena = arena;
    progress->path = path;
    if (path == NULL) {
        return progress;
    }
    const char *why = NULL;
    if (file_read(arena, path, &progress->bytes, &progress->length, &why)) {
        read_lines(progress);
    } else if (strcmp(why, "does not exist") != 0) {
        progress->read_only = true;
        progress->note = arena_printf(arena, "progress is not kept: its file %s: %s", why, path);
    }
    for (size_t i = 0; i < progress->count; i++) {
        progress->lessons[i]->steps = 0; /* that was the number of version 1 */
    }
    if (progress->damaged > 0) {
        progress->note = arena_printf(arena,
                                      "the progress file is damaged in line %zu: the rest is used, "
                                      "and a copy is kept beside %s",
                                      progress->damaged, path);
    }
    return progress;
}
