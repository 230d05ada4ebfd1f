/* progress.c - see progress.h. */
#include "session/progress.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

#define FORMAT "explore-progress "
/* The format that is written; that of version 1 is read as well. */
#define VERSION 2
#define VERSION_MAX 1000000
/* Beyond these the file was not written by this program. */
#define LESSONS_MAX 1000
#define STEPS_MAX 1000
#define ANSWERS_MAX 1000
#define TRIES_MAX 1000000
/* Damaged files that are kept; whoever has more of them should look at the disk. */
#define DAMAGED_MAX 100

struct Progress {
    Arena *arena;
    const char *path; /* NULL: nothing is kept */
    bool read_only;   /* the file is not ours, or cannot be written */
    size_t damaged;   /* the first line that was not understood, from 1; 0: none */
    const char *bytes;
    size_t length;
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

/* NULL when there are too many. */
static LessonProgress *add(Progress *progress, const char *key) {
    if (progress->count == LESSONS_MAX) {
        return NULL;
    }
    LessonProgress *lesson = arena_alloc(progress->arena, sizeof *lesson);
    lesson->key = arena_copy(progress->arena, key, strlen(key));
    progress->lessons[progress->count++] = lesson;
    return lesson;
}

/* Does a name of the file mean that step, from 0? "#5/15" is the fifth of fifteen. */
static bool is_step(Arena *arena, const LessonProgress *lesson, const char *name, size_t step) {
    return strcmp(name, lesson->names[step]) == 0 ||
           (name[0] == '#' &&
            strcmp(name, arena_printf(arena, "#%zu/%zu", step + 1, lesson->steps)) == 0);
}

/* The names of the file as steps of the lesson; those that it has not stay as they are, but "#5/15"
 * goes: it says nothing any more. */
static void place_steps(LessonProgress *lesson) {
    size_t left = 0;
    Arena *arena = arena_new();
    for (size_t k = 0; k < lesson->kept_count; k++) {
        const char *name = lesson->kept_seen[k];
        bool placed = false;
        for (size_t i = 0; i < lesson->steps && !placed; i++) {
            placed = is_step(arena, lesson, name, i);
            lesson->seen[i] = lesson->seen[i] || placed;
        }
        if (!placed && name[0] != '#') {
            lesson->kept_seen[left++] = name;
        }
    }
    lesson->kept_count = left;
    for (size_t i = 0; i < lesson->steps && lesson->kept_at != NULL && lesson->at == 0; i++) {
        lesson->at = is_step(arena, lesson, lesson->kept_at, i) ? i + 1 : 0;
    }
    arena_free(arena);
}

static const char *const *copy_names(Arena *arena, const char *const *names, size_t count) {
    const char **copies = arena_array(arena, count + 1, sizeof *copies);
    for (size_t i = 0; i < count; i++) {
        copies[i] = arena_copy(arena, names[i], strlen(names[i]));
    }
    return copies;
}

LessonProgress *progress_lesson(Progress *progress, const char *key, const char *const *names,
                                size_t steps) {
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
    if (lesson->names == NULL) {
        lesson->steps = steps < STEPS_MAX ? steps : STEPS_MAX;
        lesson->names = copy_names(progress->arena, names, lesson->steps);
        lesson->seen = arena_array(progress->arena, lesson->steps + 1, sizeof *lesson->seen);
        place_steps(lesson);
    }
    return lesson;
}

size_t progress_lesson_count(const Progress *progress) {
    return progress->count;
}

const LessonProgress *progress_lesson_at(const Progress *progress, size_t i) {
    return progress->lessons[i];
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

/* Room for one more item behind `count`: twice as much whenever a power of two is reached. */
static void *grow(Arena *arena, const void *items, size_t count, size_t size) {
    if ((count & (count - 1)) != 0) {
        return (void *)(uintptr_t)items;
    }
    void *larger = arena_array(arena, count > 0 ? 2 * count : 1, size);
    if (count > 0) {
        memcpy(larger, items, count * size);
    }
    return larger;
}

/* ---- questions ---- */

static const char *const STATES[] = {[QUESTION_OPEN] = "open",
                                     [QUESTION_TRIED] = "tried",
                                     [QUESTION_SKIPPED] = "skipped",
                                     [QUESTION_DONE] = "done"};
#define STATE_COUNT (sizeof STATES / sizeof STATES[0])

const char *progress_state_name(QuestionState state) {
    return STATES[state];
}

static QuestionProgress *find_question(const LessonProgress *lesson, const char *id) {
    for (size_t i = 0; i < lesson->question_count; i++) {
        if (strcmp(lesson->questions[i].id, id) == 0) {
            return &lesson->questions[i];
        }
    }
    return NULL;
}

const QuestionProgress *progress_question(const LessonProgress *lesson, const char *id) {
    return find_question(lesson, id);
}

QuestionState progress_state(const LessonProgress *lesson, const char *id) {
    const QuestionProgress *question = find_question(lesson, id);
    return question != NULL ? question->state : QUESTION_OPEN;
}

/* A new one when there is none; NULL when there are too many. */
static QuestionProgress *question_of(Progress *progress, LessonProgress *lesson, const char *id) {
    QuestionProgress *question = find_question(lesson, id);
    if (question != NULL || lesson->question_count == ANSWERS_MAX) {
        return question;
    }
    lesson->questions =
        grow(progress->arena, lesson->questions, lesson->question_count, sizeof *lesson->questions);
    question = &lesson->questions[lesson->question_count++];
    *question = (QuestionProgress){.id = arena_copy(progress->arena, id, strlen(id))};
    return question;
}

static void set_state(LessonProgress *lesson, QuestionProgress *question, QuestionState state) {
    question->state = state;
    clock_date(question->date);
    lesson->changed = true;
}

void progress_try(Progress *progress, LessonProgress *lesson, const char *id) {
    QuestionProgress *question = question_of(progress, lesson, id);
    if (question != NULL) {
        question->tries += question->tries < TRIES_MAX;
        set_state(lesson, question, QUESTION_TRIED);
    }
}

void progress_answer(Progress *progress, LessonProgress *lesson, const char *id, bool done,
                     bool skipped) {
    const QuestionProgress *there = find_question(lesson, id);
    bool tried = there != NULL && there->tries > 0;
    QuestionState state = done      ? QUESTION_DONE
                          : skipped ? QUESTION_SKIPPED
                          : tried   ? QUESTION_TRIED
                                    : QUESTION_OPEN;
    if (progress_state(lesson, id) == state) {
        return;
    }
    QuestionProgress *question = question_of(progress, lesson, id);
    if (question != NULL) {
        set_state(lesson, question, state);
    }
}

void progress_forget(LessonProgress *lesson, const char *id) {
    QuestionProgress *question = find_question(lesson, id);
    if (question != NULL) {
        question->tries = 0;
        set_state(lesson, question, QUESTION_OPEN);
    }
}

/* ---- reading ---- */

/* A whole number from 0 to `most` at *at, which moves behind it and the spaces that follow. */
static bool read_number(const char **at, size_t most, size_t *number) {
    char *end = NULL;
    unsigned long value = **at >= '0' && **at <= '9' ? strtoul(*at, &end, 10) : 0;
    bool bounded = end != NULL && (*end == ' ' || *end == '\0') && value <= most;
    *at = bounded ? end + strspn(end, " ") : *at;
    *number = bounded ? (size_t)value : 0;
    return bounded;
}

static bool keep_seen(Progress *progress, LessonProgress *lesson, const char *name) {
    for (size_t i = 0; i < lesson->kept_count; i++) {
        if (strcmp(lesson->kept_seen[i], name) == 0) {
            return true;
        }
    }
    if (lesson->kept_count == STEPS_MAX) {
        return false;
    }
    lesson->kept_seen =
        grow(progress->arena, lesson->kept_seen, lesson->kept_count, sizeof *lesson->kept_seen);
    lesson->kept_seen[lesson->kept_count++] = arena_copy(progress->arena, name, strlen(name));
    return true;
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

static QuestionState read_state(const char *word, size_t length) {
    size_t state = 0;
    while (state < STATE_COUNT &&
           !(strlen(STATES[state]) == length && strncmp(STATES[state], word, length) == 0)) {
        state++;
    }
    return (QuestionState)state;
}

/* "three-steps done 2 2026-11-29" */
static bool read_question(Progress *progress, LessonProgress *lesson, const char *value) {
    size_t length = strcspn(value, " ");
    const char *id = arena_copy(progress->arena, value, length);
    const char *at = value + length + strspn(value + length, " ");
    length = strcspn(at, " ");
    QuestionState state = read_state(at, length);
    size_t tries = 0;
    at += length + strspn(at + length, " ");
    if (id[0] == '\0' || state == (QuestionState)STATE_COUNT ||
        !read_number(&at, TRIES_MAX, &tries) || (*at != '\0' && !is_date(at))) {
        return false;
    }
    QuestionProgress *question = question_of(progress, lesson, id);
    if (question != NULL) {
        question->state = state;
        question->tries = tries;
        memcpy(question->date, at, strlen(at) + 1);
    }
    return question != NULL;
}

static bool read_fact(Progress *progress, LessonProgress *lesson, const char *word,
                      const char *value) {
    if (strcmp(word, "at") == 0) {
        lesson->kept_at = arena_copy(progress->arena, value, strlen(value));
        return true;
    }
    if (strcmp(word, "seen") == 0) {
        return keep_seen(progress, lesson, value);
    }
    return strcmp(word, "question") == 0 && read_question(progress, lesson, value);
}

/* Version 1: `steps 15`, `at 5`, `seen 1 2 5`, `done three-steps`, `skipped one-draw`. */
static bool read_old_fact(Progress *progress, LessonProgress *lesson, const char *word,
                          const char *value) {
    const char *at = value;
    size_t number = 0;
    if (strcmp(word, "done") == 0 || strcmp(word, "skipped") == 0) {
        QuestionProgress *question = question_of(progress, lesson, value);
        if (question != NULL) {
            question->state = read_state(word, strlen(word));
        }
        return question != NULL;
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
        if (!is_at && !keep_seen(progress, lesson, name)) {
            return false;
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
        *lesson = find(progress, space + 1);
        *lesson = *lesson != NULL ? *lesson : add(progress, space + 1);
        return *lesson != NULL;
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
    if (strncmp(line, FORMAT, sizeof FORMAT - 1) != 0) {
        return 0;
    }
    const char *at = line + sizeof FORMAT - 1;
    return read_number(&at, VERSION_MAX, &version) && *at == '\0' ? version : 0;
}

/* Sets progress->damaged, or read_only with a note. */
static void read_lines(Progress *progress) {
    LessonProgress *lesson = NULL;
    const char *bytes = progress->bytes;
    size_t number = 1, version = VERSION, length = progress->length;
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
        if (version > VERSION) {
            progress->read_only = true;
            progress->note = arena_printf(progress->arena,
                                          "progress is not kept: %s was written by a later version",
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
        progress->note = arena_printf(arena, "progress is not kept: %s %s", path, why);
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

const char *progress_note(const Progress *progress) {
    return progress->note;
}

/* ---- writing ---- */

/* What stands on a line of its own must not hold one. */
static bool is_one_line(const char *string) {
    return string != NULL && string[0] != '\0' && strpbrk(string, "\n\r") == NULL;
}

static void write_fact(Text *out, const char *word, const char *value) {
    if (is_one_line(value)) {
        text_printf(out, "%s %s\n", word, value);
    }
}

static void write_lesson(Text *out, const LessonProgress *lesson) {
    if (!is_one_line(lesson->key)) {
        return;
    }
    write_fact(out, "lesson", lesson->key);
    write_fact(out, "at", lesson->at > 0 ? lesson->names[lesson->at - 1] : lesson->kept_at);
    for (size_t i = 0; i < lesson->steps; i++) {
        write_fact(out, "seen", lesson->seen[i] ? lesson->names[i] : NULL);
    }
    for (size_t i = 0; i < lesson->kept_count; i++) {
        write_fact(out, "seen", lesson->kept_seen[i]);
    }
    for (size_t i = 0; i < lesson->question_count; i++) {
        const QuestionProgress *question = &lesson->questions[i];
        if (is_one_line(question->id)) {
            text_printf(out, "question %s %s %zu%s%s\n", question->id, STATES[question->state],
                        question->tries, question->date[0] != '\0' ? " " : "", question->date);
        }
    }
}

/* The lessons of the file as it is now, the changed ones as they are here. */
static void write_all(Text *out, const Progress *progress, const Progress *there) {
    text_printf(out,
                FORMAT "%d\n# Where you stopped in each lesson, and what you answered. This file "
                       "may be deleted.\n",
                VERSION);
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

/* Keeps the damaged file's bytes beside it, under a name that no other file has. */
static bool keep_aside(Arena *arena, const Progress *there, const char **why) {
    for (size_t i = 1; i <= DAMAGED_MAX; i++) {
        const char *path = i == 1 ? arena_printf(arena, "%s.damaged", there->path)
                                  : arena_printf(arena, "%s.damaged-%zu", there->path, i);
        const char *bytes = NULL;
        size_t length = 0;
        bool exists = file_read(arena, path, &bytes, &length, why);
        if (exists && length == there->length && memcmp(bytes, there->bytes, length) == 0) {
            return true;
        }
        if (!exists && strcmp(*why, "does not exist") == 0) {
            return file_write(arena, path, there->bytes, there->length, why);
        }
    }
    *why = "is damaged, and so many damaged ones lie beside it that it is not replaced";
    return false;
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
    const char *why = "was written by a later version, or can no longer be read";
    bool done = !there->read_only &&
                file_make_folder_of(arena, progress->path, FOLDER_PRIVATE, &why) &&
                (there->damaged == 0 || keep_aside(arena, there, &why)) &&
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
