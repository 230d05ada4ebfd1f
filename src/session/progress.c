/* progress.c - see progress.h. */
#include "session/progress.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

#define FIRST_LINE "explore-progress 1"
/* Beyond these the file was not written by this program. */
#define LESSONS_MAX 1000
#define STEPS_MAX 1000
#define ANSWERS_MAX 1000

struct Progress {
    Arena *arena;
    const char *path; /* NULL: nothing is kept */
    bool read_only;   /* the file is not ours, or cannot be written */
    const char *note;
    size_t count;
    LessonProgress *lessons[LESSONS_MAX];
};

const char *progress_path(Arena *arena) {
    const char *state = getenv("XDG_STATE_HOME");
    if (state != NULL && state[0] == '/') {
        return arena_printf(arena, "%s/explore/progress", state);
    }
    const char *home = getenv("HOME");
    if (home != NULL && home[0] == '/') {
        return arena_printf(arena, "%s/.local/state/explore/progress", home);
    }
    return NULL;
}

/* ---- lessons ---- */

static LessonProgress *find(const Progress *progress, const char *key) {
    for (size_t i = 0; i < progress->count; i++) {
        if (strcmp(progress->lessons[i]->key, key) == 0) {
            return progress->lessons[i];
        }
    }
    return NULL;
}

static void set_steps(Progress *progress, LessonProgress *lesson, size_t steps) {
    lesson->steps = steps;
    lesson->at = 0;
    lesson->seen = arena_array(progress->arena, steps + 1, sizeof *lesson->seen);
}

/* NULL when there are too many. */
static LessonProgress *add(Progress *progress, const char *key) {
    if (progress->count == LESSONS_MAX) {
        return NULL;
    }
    LessonProgress *lesson = arena_alloc(progress->arena, sizeof *lesson);
    lesson->key = arena_copy(progress->arena, key, strlen(key));
    lesson->done = arena_array(progress->arena, ANSWERS_MAX, sizeof *lesson->done);
    lesson->skipped = arena_array(progress->arena, ANSWERS_MAX, sizeof *lesson->skipped);
    set_steps(progress, lesson, 0);
    progress->lessons[progress->count++] = lesson;
    return lesson;
}

LessonProgress *progress_lesson(Progress *progress, const char *key, size_t steps) {
    LessonProgress *lesson = find(progress, key);
    if (lesson == NULL) {
        lesson = add(progress, key);
    }
    if (lesson == NULL) { /* a thousand others: this one takes the place of the first */
        progress->count--;
        memmove(progress->lessons, progress->lessons + 1,
                progress->count * sizeof *progress->lessons);
        lesson = add(progress, key);
    }
    steps = steps < STEPS_MAX ? steps : STEPS_MAX;
    if (lesson->steps != steps) {
        set_steps(progress, lesson, steps);
    }
    return lesson;
}

static bool is_listed(const char *const *list, size_t count, const char *id) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i], id) == 0) {
            return true;
        }
    }
    return false;
}

bool progress_is_done(const LessonProgress *lesson, const char *id) {
    return is_listed(lesson->done, lesson->done_count, id);
}

bool progress_is_skipped(const LessonProgress *lesson, const char *id) {
    return is_listed(lesson->skipped, lesson->skipped_count, id);
}

size_t progress_seen(const LessonProgress *lesson) {
    size_t count = 0;
    for (size_t i = 0; i < lesson->steps; i++) {
        count += lesson->seen[i];
    }
    return count;
}

void progress_see(LessonProgress *lesson, size_t step) {
    if (step < lesson->steps && (!lesson->seen[step] || lesson->at != step + 1)) {
        lesson->seen[step] = true;
        lesson->at = step + 1;
        lesson->changed = true;
    }
}

static void drop(const char **list, size_t *count, const char *id) {
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(list[i], id) == 0) {
            list[i] = list[--*count];
            return;
        }
    }
}

static void list_once(Progress *progress, const char **list, size_t *count, const char *id) {
    if (*count < ANSWERS_MAX && !is_listed(list, *count, id)) {
        list[(*count)++] = arena_copy(progress->arena, id, strlen(id));
    }
}

void progress_answer(Progress *progress, LessonProgress *lesson, const char *id, bool done,
                     bool skipped) {
    if (progress_is_done(lesson, id) == done && progress_is_skipped(lesson, id) == skipped) {
        return;
    }
    drop(lesson->done, &lesson->done_count, id);
    drop(lesson->skipped, &lesson->skipped_count, id);
    if (done) {
        list_once(progress, lesson->done, &lesson->done_count, id);
    } else if (skipped) {
        list_once(progress, lesson->skipped, &lesson->skipped_count, id);
    }
    lesson->changed = true;
}

/* ---- reading ---- */

/* A whole number from 1 to `most` at *at, which moves behind it; 0 when there is none. */
static size_t read_number(const char **at, size_t most) {
    char *end = NULL;
    unsigned long value = **at >= '0' && **at <= '9' ? strtoul(*at, &end, 10) : 0;
    bool bounded = end != NULL && (*end == ' ' || *end == '\0') && value >= 1 && value <= most;
    *at = bounded ? end + strspn(end, " ") : *at;
    return bounded ? (size_t)value : 0;
}

static bool read_seen(LessonProgress *lesson, const char *value) {
    while (*value != '\0') {
        size_t step = read_number(&value, lesson->steps);
        if (step == 0) {
            return false;
        }
        lesson->seen[step - 1] = true;
    }
    return true;
}

/* One line about a lesson; false when it is not understood. */
static bool read_fact(Progress *progress, LessonProgress *lesson, const char *word,
                      const char *value) {
    const char *at = value;
    if (strcmp(word, "steps") == 0) {
        size_t steps = read_number(&at, STEPS_MAX);
        if (steps == 0 || *at != '\0') {
            return false;
        }
        set_steps(progress, lesson, steps);
    } else if (strcmp(word, "at") == 0) {
        size_t step = read_number(&at, lesson->steps);
        lesson->at = *at == '\0' ? step : 0;
        return lesson->at > 0;
    } else if (strcmp(word, "seen") == 0) {
        return read_seen(lesson, value);
    } else if (strcmp(word, "done") == 0) {
        list_once(progress, lesson->done, &lesson->done_count, value);
    } else if (strcmp(word, "skipped") == 0) {
        list_once(progress, lesson->skipped, &lesson->skipped_count, value);
    } else {
        return false;
    }
    return true;
}

/* True when the line was understood; *lesson is the one that is being read. */
static bool read_line(Progress *progress, char *line, LessonProgress **lesson) {
    if (line[0] == '\0' || line[0] == '#') {
        return true;
    }
    char *space = strchr(line, ' ');
    if (space == NULL || space[1] == '\0') {
        return false;
    }
    *space = '\0';
    if (strcmp(line, "lesson") == 0) {
        *lesson = find(progress, space + 1);
        *lesson = *lesson != NULL ? *lesson : add(progress, space + 1);
        return *lesson != NULL;
    }
    return *lesson != NULL && read_fact(progress, *lesson, line, space + 1);
}

static void read_lines(Progress *progress, const char *bytes, size_t length) {
    LessonProgress *lesson = NULL;
    size_t number = 1, bad = 0;
    for (size_t at = 0; at < length; number++) {
        const char *end = memchr(bytes + at, '\n', length - at);
        size_t line_length = end != NULL ? (size_t)(end - bytes) - at : length - at;
        char *line = arena_copy(progress->arena, bytes + at, line_length);
        line[strcspn(line, "\r")] = '\0';
        if (number == 1 && strcmp(line, FIRST_LINE) != 0) {
            progress->read_only = true;
            progress->note = arena_printf(
                progress->arena, "progress is not kept: %s is no progress file of this version",
                progress->path);
            return;
        }
        if (number > 1 && !read_line(progress, line, &lesson) && bad == 0) {
            bad = number;
        }
        at += line_length + 1;
    }
    if (bad > 0) {
        progress->note =
            arena_printf(progress->arena, "line %zu of %s was not understood and is passed over",
                         bad, progress->path);
    }
}

Progress *progress_load(Arena *arena, const char *path) {
    Progress *progress = arena_alloc(arena, sizeof *progress);
    progress->arena = arena;
    progress->path = path;
    if (path == NULL) {
        return progress;
    }
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    if (file_read(arena, path, &bytes, &length, &why)) {
        read_lines(progress, bytes, length);
    } else if (strcmp(why, "does not exist") != 0) {
        progress->read_only = true;
        progress->note = arena_printf(arena, "progress is not kept: %s %s", path, why);
    }
    return progress;
}

const char *progress_note(const Progress *progress) {
    return progress->note;
}

/* ---- writing ---- */

/* What stands on a line of its own must not hold one. */
static bool is_one_line(const char *string) {
    return string[0] != '\0' && strpbrk(string, "\n\r") == NULL;
}

static void write_lesson(Text *out, const LessonProgress *lesson) {
    if (!is_one_line(lesson->key) || lesson->steps == 0) {
        return;
    }
    text_printf(out, "lesson %s\nsteps %zu\n", lesson->key, lesson->steps);
    if (lesson->at > 0) {
        text_printf(out, "at %zu\n", lesson->at);
    }
    if (progress_seen(lesson) > 0) {
        text_append(out, "seen");
        for (size_t i = 0; i < lesson->steps; i++) {
            if (lesson->seen[i]) {
                text_printf(out, " %zu", i + 1);
            }
        }
        text_append_char(out, '\n');
    }
    for (size_t i = 0; i < lesson->done_count; i++) {
        text_printf(out, "done %s\n", lesson->done[i]);
    }
    for (size_t i = 0; i < lesson->skipped_count; i++) {
        text_printf(out, "skipped %s\n", lesson->skipped[i]);
    }
}

/* The lessons of the file as it is now, the changed ones as they are here. */
static void write_all(Text *out, const Progress *progress, const Progress *there) {
    text_append(out,
                FIRST_LINE "\n# Where you stopped in each lesson. This file may be deleted.\n");
    for (size_t i = 0; i < there->count; i++) {
        const LessonProgress *ours = find(progress, there->lessons[i]->key);
        write_lesson(out, ours != NULL && ours->changed ? ours : there->lessons[i]);
    }
    for (size_t i = 0; i < progress->count; i++) {
        const LessonProgress *ours = progress->lessons[i];
        if (ours->changed && find(there, ours->key) == NULL) {
            write_lesson(out, ours);
        }
    }
}

static bool has_changed(const Progress *progress) {
    bool changed = false;
    for (size_t i = 0; i < progress->count; i++) {
        changed = changed || progress->lessons[i]->changed;
    }
    return changed;
}

bool progress_save(Progress *progress) {
    if (progress->path == NULL || progress->read_only || !has_changed(progress)) {
        return !progress->read_only;
    }
    Arena *arena = arena_new();
    Text text;
    text_init(&text);
    const Progress *there = progress_load(arena, progress->path);
    write_all(&text, progress, there);
    const char *why = "is not ours";
    bool done = !there->read_only &&
                file_make_folder_of(arena, progress->path, FOLDER_PRIVATE, &why) &&
                file_write(arena, progress->path, text.bytes, text.length, &why);
    for (size_t i = 0; i < progress->count && done; i++) {
        progress->lessons[i]->changed = false;
    }
    if (!done) {
        progress->read_only = true;
        progress->note =
            arena_printf(progress->arena, "progress is not kept: %s %s", progress->path, why);
    }
    text_clear(&text);
    arena_free(arena);
    return done;
}
