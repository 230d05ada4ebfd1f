/* selftest.c - one known example, decided and judged. */
#include "app/selftest.h"

#include <string.h>

#include "lesson/lesson.h"

SelftestTrial selftest_prepare(Arena *arena, const SelftestExample *example, size_t number) {
    SelftestTrial trial = {.example = example};
    const char *name = method_name(example->method);
    const char *text = arena_printf(arena, "```%s %s-%zu %s\n%s\n```\n", example->kind, name,
                                    number, example->settings, example->body);
    const LessonOptions options = {.notation = NULL};
    const Lesson *lesson = NULL;
    Diag diag = {0};
    LessonStatus status = lesson_parse(arena, name, text, strlen(text), &options, &lesson, &diag);
    if (status != LESSON_OK || lesson->claim_count != 1) {
        trial.why = diag.message != NULL ? diag.message : "it is not one claim";
        return trial;
    }
    trial.claim = lesson->claims[0];
    return trial;
}

/* What is wrong with what the method found; NULL when nothing is. */
static const char *judge(const SelftestTrial *trial) {
    const SelftestExample *example = trial->example;
    const MethodEvidence *evidence = trial->evidence;
    if (evidence == NULL) {
        return "the method never ran";
    }
    if (claim_verdict(trial->claim)->disagreement) {
        return "two methods contradict each other";
    }
    bool held = evidence->verdict == VERDICT_HOLDS || evidence->verdict == VERDICT_APPROXIMATE;
    if (example->holds) {
        return held ? NULL : "true, and not found to hold";
    }
    if (selftest_only_confirms(example->method)) {
        return held ? "false, and found to hold" : NULL;
    }
    return evidence->verdict == VERDICT_FAILS ? NULL : "false, and not refuted";
}

void selftest_decide(SelftestTrial *trial, const CheckOptions *options) {
    if (trial->claim == NULL) {
        return;
    }
    const Verdict *verdict = claim_decide(trial->claim, options);
    const char *name = method_name(trial->example->method);
    for (size_t m = 0; m < verdict->method_count; m++) {
        if (strcmp(verdict->methods[m].name, name) == 0) {
            trial->evidence = &verdict->methods[m];
        }
    }
    trial->why = judge(trial);
}
