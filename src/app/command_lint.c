/* command_lint.c - explore lint: what is missing in a lesson, one line each. */
#include "app/work.h"
#include "export/json.h"
#include "ui/window_view.h"

/* (step_count), in the arena. */
static const float *measure_steps(const App *app, const Lesson *lesson, Fonts *fonts) {
    float *screens = arena_array(app->arena, lesson->step_count, sizeof *screens);
    const CheckOptions options = work_options(app);
    Reading reading;
    reading_init(&reading, lesson, &options);
    for (size_t i = 0; i < lesson->step_count; i++) {
        reading.step = i;
        reading_show_all(&reading);
        screens[i] = window_view_screens(&reading, fonts, theme_find(THEME_DEFAULT_NAME));
    }
    reading_clear(&reading);
    return screens;
}

static Status refuse_note(const App *app, const Lesson *lesson) {
    complain(app,
             "%s is a note without explore's blocks: lint reads lessons; `explore check` "
             "decides its formulas",
             lesson->source.name);
    return STATUS_USAGE;
}

static void report(App *app, const JsonFindings *found) {
    for (size_t i = 0; i < found->count; i++) {
        const LintFinding *finding = &found->list[i];
        terminal_put(&app->out, &app->terminal, STYLE_PLAIN,
                     arena_printf(app->arena, "%s:%zu:%zu: warning: %s", found->file,
                                  finding->at.line, finding->at.column, finding->message));
        text_append_char(&app->out, '\n');
    }
}

Status command_lint(App *app) {
    Work work = work_new(app, app->arguments, app->argument_count);
    if (work.lesson_count == 0) {
        return work.status;
    }
    Diag diag = {0};
    Fonts *fonts = fonts_new(&diag);
    if (fonts == NULL) {
        complain_diag(app, &diag);
        return STATUS_UNREADABLE;
    }
    Status status = work.status;
    JsonFindings *found = arena_array(app->arena, work.lesson_count, sizeof *found);
    size_t lesson_count = 0;
    for (size_t i = 0; i < work.lesson_count; i++) {
        const Lesson *lesson = work.lessons[i];
        Status one = STATUS_OK;
        if (lesson->is_note) {
            one = refuse_note(app, lesson);
        } else {
            JsonFindings *here = &found[lesson_count++];
            here->file = lesson->source.name;
            here->list =
                lint_lesson(app->arena, lesson, measure_steps(app, lesson, fonts), &here->count);
            one = here->count > 0 ? STATUS_NOT_AS_EXPECTED : STATUS_OK;
        }
        status = one > status ? one : status;
    }
    fonts_free(fonts);
    for (size_t i = 0; i < lesson_count && !app->options.json; i++) {
        report(app, &found[i]);
    }
    if (app->options.json && !json_write_findings(&app->out, found, lesson_count)) {
        complain(app, "there is not enough memory for the JSON output");
        return STATUS_UNREADABLE;
    }
    return status;
}
