/* progress.h - which steps of which lesson were seen, which questions were answered, where one
 * stopped.
 *
 * It is kept in one plain text file, $XDG_STATE_HOME/explore/progress (~/.local/state/explore/
 * progress when that is not set):
 *
 *     explore-progress 1
 *     # Where you stopped in each lesson. This file may be deleted.
 *     lesson the-closed-form
 *     steps 15
 *     at 5
 *     seen 1 2 3 5
 *     done three-steps
 *     skipped one-draw
 *
 * The first line names the format; a file with another one is left alone and nothing is saved. Then
 * one fact a line: a word, a space, its value. `lesson` (the name that `explore list` prints, or
 * for other files the path) begins a lesson, the lines below are about it. `steps` is how many it
 * had then: when it has another number now, the steps are counted anew and the questions kept. `at`
 * and `seen` count steps from 1; `done` and `skipped` name one question each. Empty lines and lines
 * that begin with # are passed over, and so is what cannot be understood; both are gone after the
 * next save. The folder is made with the first save, for the user alone.
 *
 * Nothing here is needed: every failure leaves a note, and the lesson goes on without. */
#ifndef EXPLORE_SESSION_PROGRESS_H
#define EXPLORE_SESSION_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

typedef struct {
    const char *key;
    size_t steps; /* how many the lesson has */
    size_t at;    /* where one stopped, from 1; 0: it was never open */
    bool *seen;   /* (steps) */
    size_t done_count, skipped_count;
    const char **done; /* ids of questions */
    const char **skipped;
    bool changed; /* since it was read or saved */
} LessonProgress;

typedef struct Progress Progress;

/* The file's usual place; NULL when the environment names none. */
const char *progress_path(Arena *arena);
/* Reads the file; path NULL: nothing is kept. Never NULL. Everything lives in the arena. */
Progress *progress_load(Arena *arena, const char *path);
/* What there is to say about the file, or NULL. */
const char *progress_note(const Progress *progress);
/* The lesson's progress, a new one when there is none. */
LessonProgress *progress_lesson(Progress *progress, const char *key, size_t steps);

/* step from 0. */
void progress_see(LessonProgress *lesson, size_t step);
/* A question was answered, or skipped; asked anew when neither. */
void progress_answer(Progress *progress, LessonProgress *lesson, const char *id, bool done,
                     bool skipped);
bool progress_is_done(const LessonProgress *lesson, const char *id);
bool progress_is_skipped(const LessonProgress *lesson, const char *id);
size_t progress_seen(const LessonProgress *lesson);

/* Writes what has changed; what other lessons have in the file by now is kept. False when that did
 * not work; then progress_note says why, once for all. */
bool progress_save(Progress *progress);

#endif
