/* command_list.c - explore list: the lessons, and every registry from its own rows. */
#include <string.h>

#include "app/work.h"
#include "diffusion/notation.h"
#include "diffusion/sampler.h"
#include "diffusion/schedule.h"
#include "diffusion/toy.h"
#include "experiment/experiment.h"
#include "scene/scene.h"
#include "verify/mutate.h"

/* Columns before a name and between it and its words. */
#define NAME_INDENT 2
#define NAME_GAP 2

typedef struct {
    const char *name;
    const char *words;
    const char *citation; /* or NULL */
} Row;

static void put_row(const App *app, Text *out, const Row *row, int name_width) {
    const char *first =
        arena_printf(app->arena, "%*s%-*s", NAME_INDENT, "", name_width + NAME_GAP, row->name);
    const char *rest = arena_printf(app->arena, "%*s", NAME_INDENT + name_width + NAME_GAP, "");
    Wrap wrap;
    wrap_begin(&wrap, out, &app->terminal, terminal_prose_columns(&app->terminal), first, rest);
    wrap_text(&wrap, STYLE_PLAIN, row->words);
    if (row->citation != NULL && row->citation[0] != '\0') {
        wrap_text(&wrap, STYLE_DIM, " (");
        wrap_text(&wrap, STYLE_DIM, row->citation);
        wrap_text(&wrap, STYLE_DIM, ")");
    }
    wrap_end(&wrap);
}

/* Names in one column, as wide as the longest (they are ASCII), words in another. */
static void put_rows(App *app, const Row *rows, size_t count) {
    int width = 0;
    for (size_t i = 0; i < count; i++) {
        int length = (int)strlen(rows[i].name);
        width = length > width ? length : width;
    }
    for (size_t i = 0; i < count; i++) {
        put_row(app, &app->out, &rows[i], width);
    }
}

/* The rows of these lessons; those that cannot be read are complained about and left out. */
static Status list_entries(App *app, const LessonEntry *entries, size_t count) {
    Status status = STATUS_OK;
    Row *rows = arena_array(app->arena, count, sizeof *rows);
    size_t row_count = 0;
    for (size_t i = 0; i < count; i++) {
        const Lesson *lesson = work_load(app, entries[i].path);
        if (lesson == NULL) {
            status = STATUS_UNREADABLE;
            continue;
        }
        rows[row_count++] = (Row){
            .name = arena_printf(app->arena, "%d %s", entries[i].number, entries[i].slug),
            .words = lesson->title != NULL ? lesson->title : "",
        };
    }
    put_rows(app, rows, row_count);
    return status;
}

static Status list_own_lessons(App *app, const LessonEntry *entries, size_t count) {
    if (!work_own_folder(app)) {
        return STATUS_UNREADABLE;
    }
    text_append_char(&app->out, '\n');
    terminal_put(&app->out, &app->terminal, STYLE_HEADING,
                 arena_printf(app->arena, "Lessons of your folder %s", app->own_lessons));
    text_append_char(&app->out, '\n');
    if (count == 0) {
        text_append(&app->out, "  none yet; `explore new-lesson NAME` writes one\n");
    }
    return list_entries(app, entries, count);
}

static Status list_lessons(App *app) {
    size_t count = 0, ours = 0;
    const LessonEntry *entries = work_lessons(app, &count, &ours);
    Status status = STATUS_UNREADABLE;
    if (ours > 0) {
        status = list_entries(app, entries, ours);
    } else {
        complain(app,
                 "no lessons are installed; EXPLORE_DATA names the folder that holds `lessons`");
    }
    if (app->own_lessons != NULL &&
        list_own_lessons(app, entries + ours, count - ours) != STATUS_OK) {
        status = STATUS_UNREADABLE;
    }
    return status;
}

static Status list_notations(App *app) {
    Row *rows = arena_array(app->arena, notation_count(), sizeof *rows);
    for (size_t i = 0; i < notation_count(); i++) {
        const Notation *row = notation_at(i);
        rows[i] = (Row){row->name, row->doc, row->citation};
    }
    put_rows(app, rows, notation_count());
    return STATUS_OK;
}

static Status list_schedules(App *app) {
    Row *rows = arena_array(app->arena, schedule_count(), sizeof *rows);
    for (size_t i = 0; i < schedule_count(); i++) {
        const ScheduleRow *row = schedule_at(i);
        rows[i] = (Row){row->name, row->doc, row->citation};
    }
    put_rows(app, rows, schedule_count());
    return STATUS_OK;
}

/* "ring: 8 normal laws on a circle; radius = 2, ..." */
static const char *toy_words(const App *app, const Toy *toy) {
    Text text;
    text_init(&text);
    text_append(&text, toy->doc);
    for (size_t i = 0; i < toy->parameter_count; i++) {
        const ToyParameter *parameter = &toy->parameters[i];
        text_printf(&text, "; %s = %.6g", parameter->name, parameter->value);
        if (parameter->doc != NULL && parameter->doc[0] != '\0') {
            text_printf(&text, ", %s", parameter->doc);
        }
    }
    const char *copy = arena_copy(app->arena, text.bytes, text.length);
    text_clear(&text);
    return copy;
}

static Status list_toys(App *app) {
    Row *rows = arena_array(app->arena, toy_count(), sizeof *rows);
    for (size_t i = 0; i < toy_count(); i++) {
        rows[i] = (Row){toy_at(i)->name, toy_words(app, toy_at(i)), NULL};
    }
    put_rows(app, rows, toy_count());
    return STATUS_OK;
}

/* "as the note prints it: ...; slip: ..." */
static Status list_samplers(App *app) {
    Row *rows = arena_array(app->arena, sampler_count(), sizeof *rows);
    for (size_t i = 0; i < sampler_count(); i++) {
        const SamplerRow *row = sampler_at(i);
        const char *words = row->slip != NULL
                                ? arena_printf(app->arena, "%s. Slip: %s", row->doc, row->slip)
                                : row->doc;
        rows[i] = (Row){row->name, words, row->citation};
    }
    put_rows(app, rows, sampler_count());
    return STATUS_OK;
}

static Status list_experiments(App *app) {
    Row *rows = arena_array(app->arena, experiment_count(), sizeof *rows);
    for (size_t i = 0; i < experiment_count(); i++) {
        const ExperimentRow *row = experiment_at(i);
        rows[i] =
            (Row){row->name, arena_printf(app->arena, "%s %s", row->question, row->doc), NULL};
    }
    put_rows(app, rows, experiment_count());
    return STATUS_OK;
}

static Status list_methods(App *app) {
    Row rows[METHOD_COUNT];
    for (MethodId id = 0; id < METHOD_COUNT; id++) {
        rows[id] = (Row){method_name(id), method_doc(id), NULL};
    }
    put_rows(app, rows, METHOD_COUNT);
    return STATUS_OK;
}

static Status list_mutations(App *app) {
    Row *rows = arena_array(app->arena, mutate_operator_count(), sizeof *rows);
    for (size_t i = 0; i < mutate_operator_count(); i++) {
        rows[i] = (Row){mutate_operator_name(i), mutate_operator_doc(i), NULL};
    }
    put_rows(app, rows, mutate_operator_count());
    return STATUS_OK;
}

/* "points on their way to noise; layers: particles, density" */
static const char *scene_words(const App *app, const SceneRow *row) {
    const char *words = row->doc;
    for (size_t i = 0; i < row->switch_count; i++) {
        words = arena_printf(app->arena, "%s%s%s", words, i == 0 ? " Layers: " : ", ",
                             row->switches[i].name);
    }
    return words;
}

static Status list_scenes(App *app) {
    Row *rows = arena_array(app->arena, scene_count(), sizeof *rows);
    for (size_t i = 0; i < scene_count(); i++) {
        rows[i] = (Row){scene_at(i)->name, scene_words(app, scene_at(i)), NULL};
    }
    put_rows(app, rows, scene_count());
    return STATUS_OK;
}

static Status list_themes(App *app) {
    Row *rows = arena_array(app->arena, theme_count(), sizeof *rows);
    for (size_t i = 0; i < theme_count(); i++) {
        rows[i] = (Row){theme_at(i)->name, theme_at(i)->doc, NULL};
    }
    put_rows(app, rows, theme_count());
    return STATUS_OK;
}

static const struct {
    const char *title;
    size_t flag; /* offset of its option in ListOptions */
    Status (*list)(App *app);
} REGISTRIES[] = {
    {"Notations", offsetof(ListOptions, notations), list_notations},
    {"Schedules", offsetof(ListOptions, schedules), list_schedules},
    {"Toy distributions", offsetof(ListOptions, toys), list_toys},
    {"Samplers", offsetof(ListOptions, samplers), list_samplers},
    {"Experiments", offsetof(ListOptions, experiments), list_experiments},
    {"Methods", offsetof(ListOptions, methods), list_methods},
    {"Mutations", offsetof(ListOptions, mutations), list_mutations},
    {"Pictures", offsetof(ListOptions, scenes), list_scenes},
    {"Themes", offsetof(ListOptions, themes), list_themes},
};

/* One a line and nothing else, for completions; no lesson is read. */
static Status list_names(App *app) {
    size_t count = 0, ours = 0;
    const LessonEntry *entries = work_lessons(app, &count, &ours);
    for (size_t i = 0; i < count; i++) {
        text_printf(&app->out, "%s\n", entries[i].slug);
    }
    return STATUS_OK;
}

Status command_list(App *app) {
    if (app->argument_count > 0) {
        complain(app,
                 "list takes options only, such as --notations; `explore list --help` shows them");
        return STATUS_USAGE;
    }
    if (app->options.list.names) {
        return list_names(app);
    }
    bool some = false;
    for (size_t i = 0; i < sizeof REGISTRIES / sizeof REGISTRIES[0]; i++) {
        some = some || *(const bool *)((const char *)&app->options.list + REGISTRIES[i].flag);
    }
    Status status = STATUS_OK;
    if (app->options.list.all || !some) {
        terminal_put(&app->out, &app->terminal, STYLE_HEADING, "Lessons");
        text_append_char(&app->out, '\n');
        status = list_lessons(app);
    }
    for (size_t i = 0; i < sizeof REGISTRIES / sizeof REGISTRIES[0]; i++) {
        if (app->options.list.all ||
            *(const bool *)((const char *)&app->options.list + REGISTRIES[i].flag)) {
            text_append(&app->out, app->out.length > 0 ? "\n" : "");
            terminal_put(&app->out, &app->terminal, STYLE_HEADING, REGISTRIES[i].title);
            text_append_char(&app->out, '\n');
            (void)REGISTRIES[i].list(app);
        }
    }
    return status;
}
