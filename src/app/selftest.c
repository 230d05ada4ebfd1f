/* selftest.c - one known example, decided and judged. */
#include "app/selftest.h"

#include <string.h>

#include "lesson/lesson.h"

/* T of the schedules: the first steps, which are drawn, differ from each other. */
#define STEPS 50

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

SelftestExample selftest_identity_example(Arena *arena, const SelftestIdentity *identity,
                                          bool holds, const char *schedule, size_t dimensions) {
    /* A start with a law of its own is drawn from on a line; without one the method takes data in
     * the plane whose coordinates are correlated. */
    const char *start = dimensions == 1 ? "start: x_0 \\sim \\mathcal N(0.5, 0.25)\n" : "";
    return (SelftestExample){
        .method = METHOD_MONTECARLO,
        .holds = holds,
        .kind = "law",
        .settings = arena_printf(arena, "notation=ho schedule=%s steps=%d", schedule, STEPS),
        .body = arena_printf(arena,
                             "%sstep: x_t = \\sqrt{\\alpha_t}\\,x_{t-1} + "
                             "\\sqrt{1-\\alpha_t}\\,z_t\nclaim: %s",
                             start, holds ? identity->claim : identity->wrong)};
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
    bool in_plane =
        evidence->detail != NULL && strstr(evidence->detail, "two correlated coordinates") != NULL;
    if (evidence->verdict != VERDICT_UNDECIDED && trial->dimensions > 0 &&
        in_plane != (trial->dimensions == 2)) {
        return "drawn in the wrong number of dimensions";
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
