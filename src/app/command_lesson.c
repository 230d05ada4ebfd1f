/* command_lesson.c - explore lesson3: step through a lesson, or print it. */
#include <string.h>

#include "app/screen.h"
#include "app/work.h"
#include "diffusion/toy.h"
#include "ui/terminal_screen.h"
#include "ui/window.h"

static Status refuse_note(const App *app, const char *path) {
    complain(app, "%s is not a lesson; to check a note: explore check %s", path, path);
    return STATUS_USAGE;
}

static Status print_lesson(App *app, const char *path) {
    const char *names[] = {path};
    Work work = work_new(app, names, 1);
    if (work.lesson_count == 0) {
        return work.status;
    }
    if (work.lessons[0]->is_note) {
        return refuse_note(app, path);
    }
    CheckOptions options = work_options(app);
    work_decide(app, &work, &options);
    Tally tally = {0};
    for (size_t i = 0; i < work.item_count; i++) {
        tally_add(&tally, &work.items[i]);
    }
    const ClaimShow show = {.formula = true,
                            .label = true,
                            .evidence = app->options.verbose,
                            .twins = app->options.verbose};
    terminal_lesson_print(&app->out, &app->terminal, work.lessons[0], &show);
    text_append_char(&app->out, '\n');
    tally_write(&app->out, app, &tally, work.lessons[0]->source.name);
    return tally_status(&tally, app->options.strict);
}

/* The numbers that the reader plays with start as the command line says. */
static void start_setting(const App *app, Setting *setting) {
    if (app->options.schedule != NULL) {
        setting->schedule = app->options.schedule;
    }
    if (app->options.data != NULL) {
        setting->data = app->options.data;
        setting->file = app->data->toy == NULL ? app->options.data : NULL;
    }
    if (app->given[OPTION_STEPS]) {
        (void)setting_set(setting, PARAMETER_STEPS, (uint64_t)app->options.steps);
    }
    if (app->options.samples > 0) {
        (void)setting_set(setting, PARAMETER_SAMPLES, app->options.samples);
    }
}

/* Where one stopped, or at the named exercise. */
static void start_reading(const App *app, Reading *reading, Progress *progress,
                          const char *exercise) {
    start_setting(app, &reading->setting);
    reading_resume(reading, progress);
    if (exercise != NULL) {
        reading->note = progress_note(progress);
        (void)reading_go_to_question(reading, exercise);
    }
}

static Status step_in_terminal(App *app, const Lesson *lesson, Progress *progress,
                               const char *exercise) {
    CheckOptions options = work_options(app);
    LessonView *view = lesson_view_new(lesson, &options);
    view->class_name = app->options.classroom != NULL ? app->options.classroom->name : NULL;
    start_reading(app, &view->reading, progress, exercise);
    bool ran = terminal_run_lesson(view, app->options.ascii);
    bool interrupted = view->interrupted;
    (void)reading_save(&view->reading);
    lesson_view_free(view);
    if (!ran) {
        complain(app, "the terminal cannot be used; `explore NAME | less` prints the lesson");
        return STATUS_UNREADABLE;
    }
    return interrupted ? STATUS_INTERRUPTED : STATUS_OK;
}

static Status step_in_window(App *app, const Lesson *lesson, Progress *progress,
                             const char *exercise) {
    CheckOptions options = work_options(app);
    Reading reading;
    reading_init(&reading, lesson, &options);
    start_reading(app, &reading, progress, exercise);
    Status status = STATUS_UNREADABLE;
    Screen screen = {0};
    if (screen_open(app, &screen)) {
        const WindowOptions window = {.title = lesson->title != NULL ? lesson->title : lesson->slug,
                                      .save_name =
                                          arena_printf(app->arena, "explore-%s", lesson->slug)};
        status = screen_run(app, &screen, &reading, NULL, NULL, &window);
        screen_close(&screen);
    }
    (void)reading_save(&reading);
    reading_clear(&reading);
    return status;
}

static bool is_windowed(const App *app) {
    return app->options.screen.window ||
           (!app->options.screen.text && terminal_is_interactive() && window_is_available());
}

bool lesson_is_stepped(const App *app) {
    return is_windowed(app) || terminal_is_interactive();
}

Status lesson_step_through(App *app, const Lesson *lesson, const char *exercise) {
    Progress *progress = progress_load(app->arena, progress_path(app->arena));
    return is_windowed(app) ? step_in_window(app, lesson, progress, exercise)
                            : step_in_terminal(app, lesson, progress, exercise);
}

Status command_lesson(App *app) {
    if (app->argument_count == 0) {
        complain(app, "which lesson? `explore list` shows them");
        return STATUS_USAGE;
    }
    Status status = STATUS_UNREADABLE;
    const char *path = work_path(app, app->arguments[0], &status);
    if (path == NULL) {
        return status;
    }
    if (app->argument_count > 1) {
        complain(app, "one lesson at a time; `explore check` takes several files");
        return STATUS_USAGE;
    }
    status = work_data(app);
    if (status != STATUS_OK) {
        return status;
    }
    if (!lesson_is_stepped(app)) {
        return print_lesson(app, path);
    }
    const Lesson *lesson = work_load(app, path);
    if (lesson == NULL) {
        return STATUS_UNREADABLE;
    }
    if (lesson->is_note) {
        return refuse_note(app, path);
    }
    if (lesson->step_count == 0) {
        return command_check(app);
    }
    return lesson_step_through(app, lesson, NULL);
}

/* Titles and summaries of all lessons; one that cannot be read is complained about and left out. */
static MenuEntry *menu_entries(const App *app, const Lesson ***lessons, size_t *count) {
    size_t found = 0, ours = 0;
    const LessonEntry *list = work_lessons(app, &found, &ours);
    MenuEntry *entries = arena_array(app->arena, found, sizeof *entries);
    *lessons = arena_array(app->arena, found, sizeof **lessons);
    *count = 0;
    for (size_t i = 0; i < found; i++) {
        const Lesson *lesson =
            work_in_class(app, list[i].number) ? work_load(app, list[i].path) : NULL;
        if (lesson != NULL) {
            (*lessons)[*count] = lesson;
            entries[*count] =
                (MenuEntry){list[i].number, lesson->title != NULL ? lesson->title : list[i].slug,
                            lesson->summary, NULL};
            (*count)++;
        }
    }
    return entries;
}

static void tell_progress(const App *app, MenuEntry *entries, const Lesson *const *lessons,
                          size_t count, Progress *progress) {
    Text text;
    text_init(&text);
    for (size_t i = 0; i < count; i++) {
        text_reset(&text);
        lesson_progress_text(&text, progress, lessons[i]);
        entries[i].progress = arena_copy(app->arena, text.bytes, text.length);
    }
    text_clear(&text);
}

Status command_menu(App *app) {
    const Lesson **lessons = NULL;
    MenuView view = {0};
    if (!work_own_folder(app)) {
        return STATUS_UNREADABLE;
    }
    MenuEntry *entries = menu_entries(app, &lessons, &view.count);
    view.entries = entries;
    if (app->options.classroom != NULL) {
        view.class_words = classroom_words(app->arena, app->options.classroom);
    }
    if (view.count == 0 && view.class_words != NULL) {
        complain(app, "no lesson is for the %s; `explore list` shows the numbers there are",
                 view.class_words);
        return STATUS_USAGE;
    }
    if (view.count == 0) {
        complain(app,
                 "no lessons are installed; EXPLORE_DATA names the folder that holds `lessons`");
        return STATUS_UNREADABLE;
    }
    if (!terminal_is_interactive()) {
        work_write_class(app);
        menu_print(&app->out, &app->terminal, view.entries, view.count);
        text_append(&app->out,
                    "\nexplore lesson1 opens a lesson; explore --help lists the commands.\n");
        return STATUS_OK;
    }
    Status status = STATUS_OK;
    while (!view.quit && status == STATUS_OK) {
        view.chosen = false;
        /* Read each time: another program may have answered meanwhile. */
        Progress *progress = progress_load(app->arena, progress_path(app->arena));
        tell_progress(app, entries, lessons, view.count, progress);
        if (!terminal_run_menu(&view, app->options.ascii)) {
            complain(app, "the terminal cannot be used; `explore list` prints the lessons");
            return STATUS_UNREADABLE;
        }
        if (view.chosen) {
            status = step_in_terminal(app, lessons[view.selected], progress, NULL);
        }
    }
    return view.interrupted ? STATUS_INTERRUPTED : status;
}
