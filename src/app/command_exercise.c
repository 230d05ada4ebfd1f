/* command_exercise.c - explore exercise: what is open, tried and done; and one of them, opened. */
#include <string.h>

#include "app/work.h"
#include "base/source.h"
#include "session/reading.h"

/* An exercise and where it stands. */
typedef struct {
    const Lesson *lesson;
    const Exercise *exercise;
    size_t step; /* from 1 */
} Place;

static size_t step_of(const Lesson *lesson, const Exercise *exercise) {
    for (size_t s = 0; s < lesson->step_count; s++) {
        for (size_t b = 0; b < lesson->steps[s].block_count; b++) {
            if (lesson->steps[s].blocks[b].exercise == exercise) {
                return s + 1;
            }
        }
    }
    return 1;
}

/* "done in 2 tries, 2026-11-29" */
static const char *state_words(const App *app, const LessonProgress *kept, const char *id) {
    const QuestionProgress *question = progress_question(kept, id);
    const char *words = progress_state_name(progress_state(kept, id));
    if (question == NULL || question->state == QUESTION_OPEN) {
        return words;
    }
    if (question->tries > 0) {
        words = arena_printf(app->arena, "%s%s %zu %s", words,
                             question->state == QUESTION_DONE ? " in" : ":", question->tries,
                             question->tries == 1 ? "try" : "tries");
    }
    return question->date[0] != '\0' ? arena_printf(app->arena, "%s, %s", words, question->date)
                                     : words;
}

static Style state_style(QuestionState state) {
    return state == QUESTION_DONE ? STYLE_GOOD : state == QUESTION_OPEN ? STYLE_PLAIN : STYLE_WARN;
}

static size_t count_done(const Lesson *lesson, const LessonProgress *kept) {
    size_t done = 0;
    for (size_t i = 0; i < lesson->exercise_count; i++) {
        done += progress_state(kept, lesson->exercises[i]->id) == QUESTION_DONE;
    }
    return done;
}

static void put_heading(App *app, const Lesson *lesson, const LessonProgress *kept) {
    Wrap wrap;
    wrap_begin(&wrap, &app->out, &app->terminal, terminal_prose_columns(&app->terminal), "", "  ");
    const char *title = lesson->title != NULL ? lesson->title : lesson->source.name;
    wrap_text(&wrap, STYLE_HEADING,
              lesson->number > 0 ? arena_printf(app->arena, "Lesson %d: %s", lesson->number, title)
                                 : title);
    wrap_text(&wrap, STYLE_DIM,
              arena_printf(app->arena, " (%zu of %zu done)", count_done(lesson, kept),
                           lesson->exercise_count));
    wrap_end(&wrap);
}

/* id, step and state; with `in_full` the question below. */
static void put_exercise(App *app, const Place *place, const LessonProgress *kept, int id_width,
                         bool in_full) {
    const char *id = place->exercise->id;
    Wrap wrap;
    wrap_begin(&wrap, &app->out, &app->terminal, terminal_prose_columns(&app->terminal),
               arena_printf(app->arena, "  %-*s  step %-3zu  ", id_width, id, place->step), "    ");
    wrap_text(&wrap, state_style(progress_state(kept, id)), state_words(app, kept, id));
    wrap_end(&wrap);
    if (in_full) {
        wrap_begin(&wrap, &app->out, &app->terminal, terminal_prose_columns(&app->terminal), "    ",
                   "    ");
        wrap_line(&wrap, &place->exercise->ask, STYLE_DIM);
        wrap_end(&wrap);
    }
}

static int widest_id(const Work *work) {
    int width = 0;
    for (size_t l = 0; l < work->lesson_count; l++) {
        for (size_t i = 0; i < work->lessons[l]->exercise_count; i++) {
            int length = (int)strlen(work->lessons[l]->exercises[i]->id);
            width = length > width ? length : width;
        }
    }
    return width;
}

static Progress *open_progress(const App *app) {
    Progress *progress = progress_load(app->arena, progress_path(app->arena));
    if (progress_note(progress) != NULL) {
        complain(app, "%s", progress_note(progress));
    }
    return progress;
}

/* Which of two to name first: one that was tried, before one that was skipped, before a new one. */
static bool is_sooner(QuestionState state, QuestionState than) {
    static const int RANKS[] = {
        [QUESTION_TRIED] = 0, [QUESTION_SKIPPED] = 1, [QUESTION_OPEN] = 2, [QUESTION_DONE] = 3};
    return RANKS[state] < RANKS[than];
}

static void list_exercises(App *app, const Work *work, bool in_full) {
    Progress *progress = open_progress(app);
    size_t counts[QUESTION_DONE + 1] = {0}, total = 0;
    work_write_class(app);
    int width = widest_id(work);
    const Exercise *example = NULL; /* the first tried one, or skipped, or open */
    QuestionState example_state = QUESTION_DONE;
    for (size_t l = 0; l < work->lesson_count; l++) {
        const Lesson *lesson = work->lessons[l];
        const LessonProgress *kept = lesson_progress(progress, lesson);
        if (lesson->exercise_count == 0) {
            continue;
        }
        text_append(&app->out, total > 0 ? "\n" : "");
        put_heading(app, lesson, kept);
        for (size_t i = 0; i < lesson->exercise_count; i++) {
            const Exercise *exercise = lesson->exercises[i];
            const Place place = {lesson, exercise, step_of(lesson, exercise)};
            put_exercise(app, &place, kept, width, in_full);
            QuestionState state = progress_state(kept, exercise->id);
            counts[state]++;
            total++;
            if (is_sooner(state, example_state)) {
                example = exercise;
                example_state = state;
            }
        }
    }
    text_printf(&app->out, "%s%zu exercise%s", total > 0 ? "\n" : "", total, total == 1 ? "" : "s");
    const char *separator = ": ";
    for (size_t state = QUESTION_DONE + 1; state-- > 0;) {
        if (counts[state] > 0) {
            text_printf(&app->out, "%s%zu %s", separator, counts[state],
                        progress_state_name((QuestionState)state));
            separator = ", ";
        }
    }
    text_append_char(&app->out, '\n');
    if (example != NULL) {
        text_printf(&app->out,
                    "`explore exercise %s` opens one; in a lesson the key u goes back to one\n",
                    example->id);
    }
}

/* Where nothing can be typed: the question, and how far one is with it. */
static Status print_exercise(App *app, const Place *place) {
    const LessonProgress *kept = lesson_progress(open_progress(app), place->lesson);
    put_heading(app, place->lesson, kept);
    put_exercise(app, place, kept, (int)strlen(place->exercise->id), true);
    return STATUS_OK;
}

/* The exercise of that id; the first of several, with *count of them. */
static Place find_exercise(const Work *work, const char *id, size_t *count) {
    Place place = {0};
    *count = 0;
    for (size_t l = 0; l < work->lesson_count; l++) {
        const Lesson *lesson = work->lessons[l];
        for (size_t i = 0; i < lesson->exercise_count; i++) {
            if (strcmp(lesson->exercises[i]->id, id) == 0 && (*count)++ == 0) {
                place =
                    (Place){lesson, lesson->exercises[i], step_of(lesson, lesson->exercises[i])};
            }
        }
    }
    return place;
}

static Status refuse(const App *app, const Work *work, const char *id) {
    size_t count = 0;
    const char **ids = arena_array(app->arena, work->item_count, sizeof *ids);
    for (size_t l = 0; l < work->lesson_count; l++) {
        for (size_t i = 0; i < work->lessons[l]->exercise_count; i++) {
            ids[count++] = work->lessons[l]->exercises[i]->id;
        }
    }
    const char *near = nearest_name(id, ids, count);
    if (app->argument_count == 2) {
        complain(app, "%s has no exercise `%s`%s%s%s; `explore exercise %s` lists them",
                 work->lessons[0]->source.name, id, near != NULL ? "; did you mean " : "",
                 near != NULL ? near : "", near != NULL ? "?" : "", app->arguments[0]);
    } else if (near != NULL) {
        complain(app, "there is no exercise or lesson `%s`; did you mean %s?", id, near);
    } else {
        complain(app, "there is no exercise or lesson `%s`; `explore exercise` lists them", id);
    }
    return STATUS_USAGE;
}

static Status open_exercise(App *app, const Work *work, const char *id) {
    size_t count = 0;
    const Place place = find_exercise(work, id, &count);
    if (count == 0) {
        return refuse(app, work, id);
    }
    if (count > 1) {
        complain(app, "%zu lessons have an exercise `%s`; name the lesson: explore exercise %s %s",
                 count, id, place.lesson->slug, id);
        return STATUS_USAGE;
    }
    if (!lesson_is_stepped(app)) {
        return print_exercise(app, &place);
    }
    return lesson_step_through(app, place.lesson, id);
}

Status command_exercise(App *app) {
    if (app->argument_count > 2) {
        complain(app, "usage: explore exercise [lesson] [ID]");
        return STATUS_USAGE;
    }
    /* One word is a lesson where there is one of that name, else an exercise. */
    const char *first = app->argument_count > 0 ? app->arguments[0] : NULL;
    const char *hint = NULL, *path = NULL;
    if (first != NULL) {
        path = work_find(app, first, &hint);
    }
    bool is_id = first != NULL && path == NULL && app->argument_count == 1;
    const Work work = work_new(app, app->arguments, is_id || first == NULL ? 0 : 1);
    if (work.lesson_count == 0) {
        return work.status;
    }
    if (is_id || app->argument_count == 2) {
        return open_exercise(app, &work, app->arguments[app->argument_count - 1]);
    }
    if (work.lessons[0]->is_note) {
        complain(app, "%s is not a lesson; it asks no questions", first);
        return STATUS_USAGE;
    }
    list_exercises(app, &work, first != NULL);
    return work.status;
}
