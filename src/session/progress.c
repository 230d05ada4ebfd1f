/* progress.c - see progress.h. */
#include "session/progress.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "session/progress_internal.h"

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

const char *progress_note(const Progress *progress) {
    return progress->note;
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

/* ---- lessons ---- */

static LessonProgress *find(const Progress *progress, const char *key) {
    for (size_t i = 0; i < progress->count; i++) {
        if (strcmp(progress->lessons[i]->key, key) == 0) {
            return progress->lessons[i];
        }
    }
    return NULL;
}

LessonProgress *progress_find_or_add(Progress *progress, const char *key) {
    LessonProgress *lesson = find(progress, key);
    if (lesson != NULL) {
        return lesson;
    }
    lesson = arena_alloc(progress->arena, sizeof *lesson);
    lesson->key = arena_copy(progress->arena, key, strlen(key));
    progress->lessons =
        grow(progress->arena, progress->lessons, progress->count, sizeof *progress->lessons);
    progress->lessons[progress->count++] = lesson;
    return lesson;
}

void progress_keep_seen(Progress *progress, LessonProgress *lesson, const char *name) {
    for (size_t i = 0; i < lesson->kept_count; i++) {
        if (strcmp(lesson->kept_seen[i], name) == 0) {
            return;
        }
    }
    lesson->kept_seen =
        grow(progress->arena, lesson->kept_seen, lesson->kept_count, sizeof *lesson->kept_seen);
    lesson->kept_seen[lesson->kept_count++] = arena_copy(progress->arena, name, strlen(name));
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
    LessonProgress *lesson = progress_find_or_add(progress, key);
    if (lesson->names == NULL) {
        lesson->steps = steps;
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
        lesson->moved = lesson->changed = true;
    }
}

/* ---- questions ---- */

static const char *const STATES[] = {[QUESTION_OPEN] = "open",
                                     [QUESTION_TRIED] = "tried",
                                     [QUESTION_SKIPPED] = "skipped",
                                     [QUESTION_DONE] = "done"};

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

QuestionProgress *progress_question_of(Progress *progress, LessonProgress *lesson, const char *id) {
    QuestionProgress *question = find_question(lesson, id);
    if (question != NULL) {
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
    question->changed = lesson->changed = true;
}

void progress_try(Progress *progress, LessonProgress *lesson, const char *id) {
    QuestionProgress *question = progress_question_of(progress, lesson, id);
    question->tries += question->tries < PROGRESS_TRIES_MAX;
    set_state(lesson, question, QUESTION_TRIED);
}

void progress_answer(Progress *progress, LessonProgress *lesson, const char *id, bool done,
                     bool skipped) {
    const QuestionProgress *there = find_question(lesson, id);
    bool tried = there != NULL && there->tries > 0;
    QuestionState state = done      ? QUESTION_DONE
                          : skipped ? QUESTION_SKIPPED
                          : tried   ? QUESTION_TRIED
                                    : QUESTION_OPEN;
    if (progress_state(lesson, id) != state) {
        set_state(lesson, progress_question_of(progress, lesson, id), state);
    }
}

void progress_forget(LessonProgress *lesson, const char *id) {
    QuestionProgress *question = find_question(lesson, id);
    if (question != NULL) {
        question->tries = 0;
        set_state(lesson, question, QUESTION_OPEN);
    }
}
