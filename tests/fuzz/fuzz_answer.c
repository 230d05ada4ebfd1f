/* Fuzz target: any bytes are an answer to an exercise; it is judged, with what that judgement
 * promises, and the same way again. The first byte chooses the exercise. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/lesson.h"
#include "session/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A typed line is no longer. */
#define LENGTH_MAX 2000

/* A number, a function of t, a form that is asked for, a setting of its own, a law. */
static const char LESSON[] =
    "---\nnotation: ho\n---\n"
    "```exercise number\nask: How much?\nanswer: 5\nmistake: 7 :: added\n```\n"
    "```exercise variance\nask: Which?\nanswer: 1 - \\bar\\alpha_t\n"
    "mistake: 1 - \\alpha_t :: one step only\nwithout: \\beta :: with bars only\n```\n"
    "```exercise walk\nask: Spread?\ngiven: int n in 2..6\ngiven: real s in (0.1,2)\n"
    "answer: \\sqrt{n}\\,s\nmistake: n s :: added\n```\n"
    "```exercise mean\nask: Write the mean.\n"
    "answer: \\frac{1}{\\sqrt{\\alpha_t}}(x_t - "
    "\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon)\n"
    "```\n"
    "```exercise law\nask: Which law?\nanswer: \\mathcal N(\\sqrt{\\bar\\alpha_t} x_0, 1 - "
    "\\bar\\alpha_t)\n"
    "```\n";

static void require(bool condition) {
    if (!condition) {
        abort();
    }
}

static AnswerKind judge(const Exercise *exercise, const uint8_t *data, size_t size) {
    Arena *arena = arena_new();
    /* A line that is typed ends at its first zero. */
    const char *typed = arena_copy(arena, (const char *)data, size);
    CheckOptions options = check_options_default();
    Answer answer = answer_check(arena, exercise, typed, &options);
    require(answer.kind != ANSWER_UNREADABLE || answer.message != NULL);
    require(answer.kind != ANSWER_UNDECIDED || answer.message != NULL);
    require(answer.kind != ANSWER_FORM || answer.remark != NULL);
    require(answer.kind == ANSWER_WRONG || answer.counterexample == NULL);
    AnswerKind kind = answer.kind;
    arena_free(arena);
    return kind;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1 || size > LENGTH_MAX) {
        return 0;
    }
    Arena *arena = arena_new();
    const Lesson *lesson = NULL;
    Diag diag = {0};
    require(lesson_parse(arena, "fuzz.md", LESSON, sizeof LESSON - 1, NULL, &lesson, &diag) ==
            LESSON_OK);
    const Exercise *exercise = lesson->exercises[data[0] % lesson->exercise_count];
    AnswerKind kind = judge(exercise, data + 1, size - 1);
    require(judge(exercise, data + 1, size - 1) == kind);
    arena_free(arena);
    verify_thread_end();
    return 0;
}
