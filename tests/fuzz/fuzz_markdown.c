/* Fuzz target: any bytes are a lesson, a note, or refused with a place; what comes out hangs
 * together. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/lesson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) {
        abort();
    }
}

static void check_span(const Lesson *lesson, Span span) {
    require(span.start <= span.end && span.end <= lesson->source.length);
}

static void check_line(const Line *line) {
    for (size_t i = 0; i < line->count; i++) {
        const Run *run = &line->runs[i];
        require((run->kind == RUN_BREAK) == (run->text == NULL));
        require((run->kind == RUN_LINK) == (run->target != NULL));
    }
}

static void check_exercise(const Lesson *lesson, const Exercise *exercise) {
    check_span(lesson, exercise->answer_span);
    check_line(&exercise->ask);
    require(exercise->ask.count > 0 && exercise->answer_noad != NULL && exercise->scope != NULL);
    for (size_t i = 0; i < exercise->hint_count; i++) {
        check_line(&exercise->hints[i]);
    }
}

static void check_block(const Lesson *lesson, const Block *block) {
    check_span(lesson, block->span);
    check_line(&block->line);
    for (size_t i = 0; i < block->rows * block->columns; i++) {
        check_line(&block->cells[i]);
    }
    require((block->kind == BLOCK_CLAIM) == (block->claim != NULL));
    require((block->kind == BLOCK_EXERCISE) == (block->exercise != NULL));
    if (block->exercise != NULL) {
        check_exercise(lesson, block->exercise);
    }
}

static void check_claim(const Lesson *lesson, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    check_span(lesson, def->tex);
    require(def->tex.start < def->tex.end && def->id[0] != '\0');
    for (size_t i = 0; i < def->line_count; i++) {
        check_span(lesson, def->lines[i].tex);
        require(def->lines[i].tex.start < def->lines[i].tex.end);
    }
}

static void check_lesson(const Lesson *lesson) {
    size_t blocks = 0;
    require(lesson->title != NULL && lesson->slug != NULL);
    require(!lesson->is_note || lesson->step_count == 0);
    for (size_t i = 0; i < lesson->step_count; i++) {
        require(lesson->steps[i].title != NULL);
        for (size_t j = 0; j < lesson->steps[i].block_count; j++) {
            check_block(lesson, &lesson->steps[i].blocks[j]);
            blocks += lesson->steps[i].blocks[j].kind == BLOCK_CLAIM ? 1 : 0;
        }
    }
    require(lesson->is_note || blocks == lesson->claim_count);
    for (size_t i = 0; i < lesson->claim_count; i++) {
        check_claim(lesson, lesson->claims[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *arena = arena_new();
    const LessonOptions options = {.notation = "ho"};
    const Lesson *lesson = NULL;
    Diag diag;
    LessonStatus status = lesson_parse(arena, "lessons/07-fuzz.md", (const char *)data, size,
                                       &options, &lesson, &diag);
    require(status == LESSON_OK || status == LESSON_MALFORMED);
    if (status == LESSON_OK) {
        require(diag.message == NULL);
        check_lesson(lesson);
    } else {
        require(lesson == NULL && diag.message != NULL && diag.at.line > 0);
    }
    arena_free(arena);
    verify_thread_end();
    return 0;
}
