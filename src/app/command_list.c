/* command_list.c - explore list: the lessons, and every registry from its own rows. */
#include "app/app.h"
#include "diffusion/notation.h"
#include "diffusion/schedule.h"
#include "verify/mutate.h"

/* The widest name of a row; longer ones push their line only. */
#define NAME_WIDTH 16

static void put_row(const App *app, Text *out, const char *name, const char *words,
                    const char *citation) {
    Text first;
    text_init(&first);
    text_printf(&first, "  %-*s ", NAME_WIDTH, name);
    Wrap wrap;
    size_t columns =
        app->terminal.columns < TERMINAL_PROSE_MAX ? app->terminal.columns : TERMINAL_PROSE_MAX;
    wrap_begin(&wrap, out, &app->terminal, columns, first.bytes, "                   ");
    wrap_text(&wrap, STYLE_PLAIN, words);
    if (citation != NULL && citation[0] != '\0') {
        wrap_text(&wrap, STYLE_DIM, " (");
        wrap_text(&wrap, STYLE_DIM, citation);
        wrap_text(&wrap, STYLE_DIM, ")");
    }
    wrap_end(&wrap);
    text_clear(&first);
}

static Status list_lessons(App *app) {
    size_t count = 0;
    const LessonEntry *entries =
        app->lessons != NULL ? lesson_list(app->arena, app->lessons, &count) : NULL;
    Status status = count > 0 ? STATUS_OK : STATUS_UNREADABLE;
    if (count == 0) {
        complain(app,
                 "no lessons are installed; EXPLORE_DATA names the folder that holds `lessons`");
    }
    for (size_t i = 0; i < count; i++) {
        LessonOptions options = {.notation = NULL};
        const Lesson *lesson = NULL;
        Diag diag = {0};
        if (lesson_load(app->arena, entries[i].path, &options, &lesson, &diag) != LESSON_OK) {
            complain_diag(app, &diag);
            status = STATUS_UNREADABLE;
            continue;
        }
        const char *name = arena_printf(app->arena, "%d %s", entries[i].number, entries[i].slug);
        put_row(app, &app->out, name, lesson->title != NULL ? lesson->title : "", NULL);
    }
    return status;
}

static Status list_notations(App *app) {
    for (size_t i = 0; i < notation_count(); i++) {
        const Notation *row = notation_at(i);
        put_row(app, &app->out, row->name, row->doc, row->citation);
    }
    return STATUS_OK;
}

static Status list_schedules(App *app) {
    for (size_t i = 0; i < schedule_count(); i++) {
        const ScheduleRow *row = schedule_at(i);
        put_row(app, &app->out, row->name, row->doc, row->citation);
    }
    return STATUS_OK;
}

static Status list_methods(App *app) {
    static const struct {
        const char *name;
        const char *doc;
    } METHODS[] = {
        {"proof",
         "equal as rational functions of the symbols and their roots: for every value and every t"},
        {"algebra", "both sides as balls at random exact points; a difference is certain"},
        {"gaussian",
         "exact conditioning of the joint Gaussian that the one-step kernel alone defines"},
    };
    for (size_t i = 0; i < sizeof METHODS / sizeof METHODS[0]; i++) {
        put_row(app, &app->out, METHODS[i].name, METHODS[i].doc, NULL);
    }
    return STATUS_OK;
}

static Status list_mutations(App *app) {
    for (size_t i = 0; i < mutate_operator_count(); i++) {
        put_row(app, &app->out, mutate_operator_name(i), mutate_operator_doc(i), NULL);
    }
    return STATUS_OK;
}

static const struct {
    const char *title;
    size_t flag; /* offset of its option in Options */
    Status (*list)(App *app);
} REGISTRIES[] = {
    {"Notations", offsetof(Options, notations), list_notations},
    {"Schedules", offsetof(Options, schedules), list_schedules},
    {"Methods", offsetof(Options, methods), list_methods},
    {"Mutations", offsetof(Options, mutations), list_mutations},
};

Status command_list(App *app) {
    if (app->argument_count > 0) {
        complain(app,
                 "list takes options only, such as --notations; `explore list --help` shows them");
        return STATUS_USAGE;
    }
    bool some = false;
    for (size_t i = 0; i < sizeof REGISTRIES / sizeof REGISTRIES[0]; i++) {
        some = some || *(const bool *)((const char *)&app->options + REGISTRIES[i].flag);
    }
    Status status = STATUS_OK;
    if (app->options.all || !some) {
        terminal_put(&app->out, &app->terminal, STYLE_HEADING, "Lessons");
        text_append_char(&app->out, '\n');
        status = list_lessons(app);
    }
    for (size_t i = 0; i < sizeof REGISTRIES / sizeof REGISTRIES[0]; i++) {
        if (app->options.all || *(const bool *)((const char *)&app->options + REGISTRIES[i].flag)) {
            text_append(&app->out, app->out.length > 0 ? "\n" : "");
            terminal_put(&app->out, &app->terminal, STYLE_HEADING, REGISTRIES[i].title);
            text_append_char(&app->out, '\n');
            (void)REGISTRIES[i].list(app);
        }
    }
    return status;
}
