/* terminal_resume.c - going on where one stopped. */
#include "ui/terminal_internal.h"

LessonProgress *lesson_progress(Progress *progress, const Lesson *lesson) {
    const char *key = lesson->number > 0 ? lesson->slug : lesson->source.name;
    return progress_lesson(progress, key, lesson->step_count);
}

void lesson_progress_text(Text *out, Progress *progress, const Lesson *lesson) {
    const LessonProgress *kept = lesson_progress(progress, lesson);
    size_t seen = progress_seen(kept);
    if (seen == 0) {
        return;
    }
    text_printf(out, "%zu of %zu steps", seen, kept->steps);
    if (lesson->exercise_count > 0) {
        size_t done = 0;
        for (size_t i = 0; i < lesson->exercise_count; i++) {
            done += progress_is_done(kept, lesson->exercises[i]->id);
        }
        text_printf(out, ", %zu of %zu questions", done, lesson->exercise_count);
    }
}

void lesson_view_keep(LessonView *view) {
    if (view->progress == NULL) {
        return;
    }
    progress_see(view->kept, view->step);
    for (size_t i = 0; i < view->exercise_count; i++) {
        const ExerciseView *exercise = &view->exercises[i];
        progress_answer(view->progress, view->kept, exercise->exercise->id,
                        exercise->done && !exercise->skipped, exercise->skipped);
    }
}

void lesson_view_resume(LessonView *view, Progress *progress) {
    view->progress = progress;
    view->kept = lesson_progress(progress, view->lesson);
    for (size_t i = 0; i < view->exercise_count; i++) {
        ExerciseView *exercise = &view->exercises[i];
        const char *id = exercise->exercise->id;
        exercise->skipped = progress_is_skipped(view->kept, id);
        exercise->done = exercise->skipped || progress_is_done(view->kept, id);
    }
    if (view->kept->at > 1) {
        view->step = view->kept->at - 1;
        view->resumed = true;
        view->note = "you stopped here; Home goes to the first step";
    } else if (progress_note(progress) != NULL) {
        view->note = progress_note(progress);
    }
    lesson_view_keep(view);
}
