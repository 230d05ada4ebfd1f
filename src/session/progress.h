/* progress.h - which steps of which lesson were seen, how far one is with each question, where one
 * stopped.
 *
 * It is kept in one plain text file, $XDG_STATE_HOME/explore/progress (~/.local/state/explore/
 * progress when that is not set):
 *
 *     explore-progress 2
 *     # Where you stopped in each lesson, and what you answered. This file may be deleted.
 *     lesson the-closed-form
 *     at Two steps are one
 *     seen Where the chain begins
 *     seen Two steps are one
 *     question three-steps done 2 2026-11-29
 *     question one-draw tried 1 2026-11-29
 *
 * The first line names the format. Then one fact a line: a word, a space, its value. `lesson` (the
 * name that `explore list` prints, which a copy of it shares, or for files without a number the
 * path from the root) begins a lesson, the lines below are about it. `at` and `seen` name a step by
 * its heading, so that they stay true when steps are added or change places; the second step of one
 * heading is "heading (2)". `question` has the exercise's id, what became of it (tried, skipped or
 * done), how many answers were judged, and the day of the last change, which may be missing. What a
 * lesson no longer has is kept: it may come back. Empty lines and lines that begin with # are
 * passed over. The folder is made with the first save, for the user alone.
 *
 * A file of version 1, which counted steps, is read and becomes one of version 2: its steps are
 * named "#5/15" until the lesson is opened, and are forgotten when it has no longer 15 of them. A
 * file of a later version is left alone and nothing is saved. A file that is damaged is read as far
 * as it can be, and before the next save replaces it, it is kept beside it as progress.damaged
 * (progress.damaged-2 ... when there is one).
 *
 * Nothing here is needed: every failure leaves a note, and the lesson goes on without. */
#ifndef EXPLORE_SESSION_PROGRESS_H
#define EXPLORE_SESSION_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/clock.h"

typedef enum { QUESTION_OPEN, QUESTION_TRIED, QUESTION_SKIPPED, QUESTION_DONE } QuestionState;

typedef struct {
    const char *id;
    QuestionState state;
    size_t tries;         /* answers that were judged */
    char date[DATE_SIZE]; /* of the last change; "" when it is not known */
    bool changed;         /* since it was read or saved */
} QuestionProgress;

typedef struct {
    const char *key;
    /* Of the lesson as it is now; none before progress_lesson was asked for it. */
    size_t steps;
    const char *const *names; /* (steps) */
    size_t at;                /* where one stopped, from 1; 0: it was never open */
    bool *seen;               /* (steps) */
    size_t question_count;
    QuestionProgress *questions; /* those that were ever answered or skipped */
    /* As in the file: names of steps, those that the lesson no longer has among them. */
    size_t kept_count;
    const char **kept_seen;
    const char *kept_at; /* or NULL */
    bool moved;          /* one stopped elsewhere since it was read or saved */
    bool changed;        /* anything was */
} LessonProgress;

typedef struct Progress Progress;

/* The file's usual place; NULL when the environment names none. */
const char *progress_path(Arena *arena);
/* Reads the file; path NULL: nothing is kept. Never NULL. Everything lives in the arena. */
Progress *progress_load(Arena *arena, const char *path);
/* What there is to say about the file, or NULL. */
const char *progress_note(const Progress *progress);
/* The lesson's progress, a new one when there is none. names (steps) must outlive the progress: the
 * headings, each of them once. */
LessonProgress *progress_lesson(Progress *progress, const char *key, const char *const *names,
                                size_t steps);
/* All lessons of which anything is known, in the order of the file. */
size_t progress_lesson_count(const Progress *progress);
const LessonProgress *progress_lesson_at(const Progress *progress, size_t i);

/* step from 0. */
void progress_see(LessonProgress *lesson, size_t step);
/* An answer was judged. */
void progress_try(Progress *progress, LessonProgress *lesson, const char *id);
/* A question was answered, or skipped; asked anew when neither. */
void progress_answer(Progress *progress, LessonProgress *lesson, const char *id, bool done,
                     bool skipped);
/* As if it had never been asked. */
void progress_forget(LessonProgress *lesson, const char *id);
/* NULL for one that was never tried or skipped. */
const QuestionProgress *progress_question(const LessonProgress *lesson, const char *id);
QuestionState progress_state(const LessonProgress *lesson, const char *id);
/* "open", "tried", "skipped", "done" */
const char *progress_state_name(QuestionState state);
size_t progress_seen(const LessonProgress *lesson);

/* Writes what has changed; what other programs have written into the file meanwhile is kept, of the
 * same lesson too. False when that did not work; then progress_note says why, once for all. */
bool progress_save(Progress *progress);

#endif
