/* answer.h - a typed answer to a lesson's question, and what the engine says about it. */
#ifndef EXPLORE_SESSION_ANSWER_H
#define EXPLORE_SESSION_ANSWER_H

#include "lesson/lesson.h"

typedef enum {
    ANSWER_NONE,
    ANSWER_RIGHT,
    ANSWER_WRONG,
    ANSWER_ROUNDED, /* a decimal, right to the digits typed and not beyond */
    ANSWER_UNREADABLE,
    ANSWER_UNDECIDED
} AnswerKind;

/* What the engine found about `answer = typed`. Strings live in the arena given. */
typedef struct {
    AnswerKind kind;
    const char *message; /* UNREADABLE: "column 3: ..."; UNDECIDED: the reason */
    const char *remark;  /* WRONG: the author's word on this very mistake, or NULL */
    const Counterexample *counterexample; /* WRONG, or NULL */
} Answer;

/* Decides whether the typed TeX equals the exercise's answer. When it has the form `name = value`
 * its right side is meant. */
Answer answer_check(Arena *arena, const Exercise *exercise, const char *typed,
                    const CheckOptions *options);

#endif
