/* lint.h - what is missing in a lesson: a claim without a wrong twin, a letter that nothing
 * defines, a step too long for a projector, an exercise without a hint, TeX where words are shown.
 *
 * Nothing is decided. A finding is something that an author can do something about; what a lesson
 * may well leave out is none. */
#ifndef EXPLORE_LESSON_LINT_H
#define EXPLORE_LESSON_LINT_H

#include "lesson/lesson.h"

typedef struct {
    Position at; /* in the lesson's file */
    const char *message;
} LintFinding;

/* What is found, in file order, in the arena. The lesson is no note. screens (step_count) says how
 * many screens of a projector each step takes before anything is decided; NULL: not measured. */
const LintFinding *lint_lesson(Arena *arena, const Lesson *lesson, const float *screens,
                               size_t *count);

#endif
