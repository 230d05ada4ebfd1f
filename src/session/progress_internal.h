/* progress_internal.h - what the parts of progress share. */
#ifndef EXPLORE_SESSION_PROGRESS_INTERNAL_H
#define EXPLORE_SESSION_PROGRESS_INTERNAL_H

#include "session/progress.h"

#define PROGRESS_FORMAT "explore-progress "
/* The format that is written; that of version 1 is read as well. */
#define PROGRESS_VERSION 2
/* A file with more of them was not written by this program. */
#define PROGRESS_TRIES_MAX 1000000

struct Progress {
    Arena *arena;
    const char *path; /* NULL: nothing is kept */
    bool read_only;   /* the file is not ours, or cannot be written */
    size_t damaged;   /* the first line that was not understood, from 1; 0: none */
    const char *bytes;
    size_t length;
    const char *note;
    size_t count;
    LessonProgress **lessons;
};

/* Of that key, a new one when there is none. */
LessonProgress *progress_find_or_add(Progress *progress, const char *key);
/* The same for a question of the lesson. */
QuestionProgress *progress_question_of(Progress *progress, LessonProgress *lesson, const char *id);
/* The lesson has seen a step of that name, which it need not have. */
void progress_keep_seen(Progress *progress, LessonProgress *lesson, const char *name);

#endif
