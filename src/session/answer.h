/* answer.h - a typed answer to a lesson's question, and what the engine says about it. */
#ifndef EXPLORE_SESSION_ANSWER_H
#define EXPLORE_SESSION_ANSWER_H

#include "lesson/lesson.h"

typedef enum {
    ANSWER_NONE,
    ANSWER_RIGHT,
    ANSWER_WRONG,
    ANSWER_FORM,    /* equal, but it names a letter that the question asked to do without */
    ANSWER_ROUNDED, /* a decimal, right to the digits typed and not beyond */
    ANSWER_UNREADABLE,
    ANSWER_UNDECIDED
} AnswerKind;

/* What the engine found about `answer = typed`. Strings live in the arena given. */
typedef struct {
    AnswerKind kind;
    const char *message; /* UNREADABLE: "column 3: ..."; UNDECIDED: the reason */
    /* WRONG: the author's word on this very mistake, else "likely slip: a bar is missing", or NULL.
     * FORM: what form is asked for. */
    const char *remark;
    const Counterexample *counterexample; /* WRONG, or NULL */
    /* WRONG: the right value may be told beside the typed one. Of an answer without letters it
     * would be the answer itself. */
    bool tells_right;
} Answer;

/* Decides whether what was typed, TeX or plain (plain.h), equals the exercise's answer. When it has
 * the form `name = value` its right side is meant. */
Answer answer_check(Arena *arena, const Exercise *exercise, const char *typed,
                    const CheckOptions *options);

#endif
