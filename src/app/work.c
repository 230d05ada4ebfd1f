/* work.c - loading files and deciding all their claims. */
#include "app/work.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/jobs.h"
#include "diffusion/data.h"
#include "session/words.h"
#include "ui/terminal_screen.h"

CheckOptions work_options(const App *app) {
    CheckOptions options = check_options_default();
    if (app->options.has_seed) {
        options.seed = app->options.seed;
    }
    options.samples = app->options.samples;
    options.data = app->data;
    if (app->options.no_twins) {
        options.twins = false;
    }
    return options;
}

/* A name with a slash or a dot means a file, not a lesson. */
static bool looks_like_path(const char *name) {
    return strchr(name, '/') != NULL || strchr(name, '.') != NULL;
}

Status work_open_data(const App *app, const char *name, const DataSet **data) {
    Diag diag = {0};
    if (data_open(app->arena, name, data, &diag)) {
        return STATUS_OK;
    }
    complain_diag(app, &diag);
    bool is_file = diag.at.line > 0 || looks_like_path(name);
    return is_file ? STATUS_UNREADABLE : STATUS_USAGE;
}

Status work_data(App *app) {
    const char *name = app->options.data;
    return name == NULL ? STATUS_OK : work_open_data(app, name, &app->data);
}

Status work_open_schedule(const App *app, const char *name, long steps, Schedule **schedule) {
    ScheduleError error = {{0}, {0}};
    *schedule = schedule_new(name, steps, &error);
    if (*schedule == NULL) {
        complain(app, "%s%s%s", error.message, error.hint[0] != '\0' ? "; " : "", error.hint);
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

void work_write_class(App *app) {
    if (app->options.classroom != NULL) {
        terminal_put(&app->out, &app->terminal, STYLE_WARN,
                     classroom_words(app->arena, app->options.classroom));
        text_append(&app->out, "\n\n");
    }
}

bool work_in_class(const App *app, int number) {
    return app->options.classroom == NULL || classroom_has(app->options.classroom, number);
}

bool work_own_folder(const App *app) {
    if (app->own_lessons == NULL || lesson_folder_is_readable(app->own_lessons)) {
        return true;
    }
    complain(app,
             "EXPLORE_LESSONS names '%s', which is no folder that can be read; make the folder, or "
             "unset EXPLORE_LESSONS",
             app->own_lessons);
    return false;
}

const LessonEntry *work_lessons(const App *app, size_t *count, size_t *ours) {
    size_t own = 0;
    const LessonEntry *first = lesson_list(app->arena, app->lessons, ours);
    const LessonEntry *second = lesson_list(app->arena, app->own_lessons, &own);
    *count = *ours + own;
    LessonEntry *entries = arena_array(app->arena, *count, sizeof *entries);
    for (size_t i = 0; i < *count; i++) {
        entries[i] = i < *ours ? first[i] : second[i - *ours];
    }
    return entries;
}

/* A lesson of the folder that the class does not have is refused, after a complaint. */
static bool is_for_class(const App *app, const char *path) {
    size_t count = 0, ours = 0, i = 0;
    const LessonEntry *entries = work_lessons(app, &count, &ours);
    while (i < count && strcmp(entries[i].path, path) != 0) {
        i++;
    }
    if (i == count || work_in_class(app, entries[i].number)) {
        return true;
    }
    complain(app,
             "lesson %d is not for the class %s, which has lessons %s; leave out --class, or "
             "unset EXPLORE_CLASS, to open it",
             entries[i].number, app->options.classroom->name, app->options.classroom->lessons);
    return false;
}

const char *work_find(const App *app, const char *name, const char **hint) {
    const char *path = lesson_find(app->arena, app->lessons, name, hint);
    if (path == NULL && app->own_lessons != NULL) {
        const char *own_hint = NULL;
        path = lesson_find(app->arena, app->own_lessons, name, &own_hint);
        *hint = *hint != NULL ? *hint : own_hint;
    }
    return path;
}

const char *work_path(const App *app, const char *name, Status *status) {
    if (strcmp(name, "-") == 0) {
        return name;
    }
    const char *hint = NULL;
    const char *path = work_find(app, name, &hint);
    bool is_file = path != NULL && strcmp(path, name) == 0; /* who names one means it */
    if (path != NULL && !is_file && !is_for_class(app, path)) {
        *status = STATUS_USAGE;
        return NULL;
    }
    bool no_lessons = app->lessons == NULL && app->own_lessons == NULL;
    if (path != NULL || looks_like_path(name) || no_lessons) {
        return path != NULL ? path : name;
    }
    if (!work_own_folder(app)) {
        return NULL;
    }
    *status = STATUS_USAGE;
    bool is_lesson_argument = app->command->run == command_lesson;
    const char **names = arena_array(app->arena, app_command_count(), sizeof *names);
    size_t count = 0;
    for (size_t i = 0; is_lesson_argument && i < app_command_count(); i++) {
        if (app_command_at(i)->name[0] != '\0') {
            names[count++] = app_command_at(i)->name;
        }
    }
    const char *near = hint != NULL ? hint : nearest_name(name, names, count);
    const char *what = is_lesson_argument ? "no command, lesson or file" : "no lesson or file";
    if (near != NULL) {
        complain(app, "there is %s named '%s'; did you mean %s?", what, name, near);
    } else {
        complain(app, "there is %s named '%s'; `explore list` shows the lessons", what, name);
    }
    return NULL;
}

const Lesson *work_load(const App *app, const char *path) {
    LessonOptions options = {.notation = app->options.notation};
    const Lesson *lesson = NULL;
    Diag diag = {0};
    if (lesson_load(app->arena, path, &options, &lesson, &diag) != LESSON_OK) {
        complain_diag(app, &diag);
        return NULL;
    }
    return lesson;
}

static const char **lesson_paths(const App *app, size_t *count) {
    size_t ours = 0;
    const LessonEntry *entries = work_lessons(app, count, &ours);
    const char **paths = arena_array(app->arena, *count, sizeof *paths);
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        if (work_in_class(app, entries[i].number)) {
            paths[kept++] = entries[i].path;
        }
    }
    *count = kept;
    return paths;
}

static void gather(const App *app, Work *work) {
    for (size_t i = 0; i < work->lesson_count; i++) {
        work->item_count += work->lessons[i]->claim_count + work->lessons[i]->exercise_count;
    }
    work->items = arena_array(app->arena, work->item_count, sizeof *work->items);
    size_t at = 0;
    for (size_t i = 0; i < work->lesson_count; i++) {
        const Lesson *lesson = work->lessons[i];
        for (size_t c = 0; c < lesson->claim_count; c++) {
            work->items[at++] = (WorkItem){.lesson = lesson, .claim = lesson->claims[c]};
        }
        for (size_t e = 0; e < lesson->exercise_count; e++) {
            work->items[at++] = (WorkItem){
                .lesson = lesson, .claim = lesson->exercises[e]->claim, .is_exercise = true};
        }
    }
}

Work work_new(const App *app, const char *const *names, size_t count) {
    Work work = {.status = STATUS_OK};
    if (count == 0) {
        if (!work_own_folder(app)) {
            work.status = STATUS_UNREADABLE;
            return work;
        }
        names = lesson_paths(app, &count);
    }
    if (count == 0 && app->options.classroom != NULL && app->options.classroom->range_count > 0) {
        complain(app,
                 "no lesson is for the class %s, which has lessons %s; `explore list` shows the "
                 "numbers there are",
                 app->options.classroom->name, app->options.classroom->lessons);
        work.status = STATUS_USAGE;
        return work;
    }
    if (count == 0) {
        complain(app,
                 "no lessons are installed; EXPLORE_DATA names the folder that holds `lessons`");
        work.status = STATUS_UNREADABLE;
        return work;
    }
    work.lessons = arena_array(app->arena, count, sizeof *work.lessons);
    for (size_t i = 0; i < count; i++) {
        Status status = STATUS_UNREADABLE;
        const char *path = work_path(app, names[i], &status);
        const Lesson *lesson = path != NULL ? work_load(app, path) : NULL;
        if (lesson != NULL) {
            work.lessons[work.lesson_count++] = lesson;
        } else if (work.status != STATUS_UNREADABLE) {
            work.status = status;
        }
    }
    gather(app, &work);
    return work;
}

/* A few times a second: less looks stuck, more flickers. */
#define STATUS_MILLISECONDS 200

typedef struct {
    const Work *work;
    CheckOptions options;
    bool has_status;
    atomic_size_t done;
    atomic_llong shown_at; /* when the status line was last shown, in milliseconds */
} Decision;

/* "lesson 3: 45/123". Claims are decided nearly in order, so the one before the done-th says which
 * lesson is at work. */
static void show_status(const Work *work, size_t done) {
    const Lesson *lesson = work->items[done - 1].lesson;
    size_t before = 0, count = 0;
    for (size_t i = 0; i < work->item_count; i++) {
        before += count == 0 && work->items[i].lesson != lesson;
        count += work->items[i].lesson == lesson;
    }
    char line[160];
    if (lesson->number > 0) {
        (void)snprintf(line, sizeof line, "lesson %d: %zu/%zu", lesson->number, done - before,
                       count);
    } else {
        (void)snprintf(line, sizeof line, "note: %zu/%zu", done - before, count);
    }
    terminal_status(line);
}

static void decide_one(void *context, size_t item) {
    Decision *decision = context;
    (void)claim_decide(decision->work->items[item].claim, &decision->options);
    size_t done = atomic_fetch_add(&decision->done, 1) + 1;
    long long now = (long long)clock_milliseconds(), then = atomic_load(&decision->shown_at);
    if (decision->has_status && now - then >= STATUS_MILLISECONDS &&
        atomic_compare_exchange_strong(&decision->shown_at, &then, now)) {
        show_status(decision->work, done);
    }
}

void work_keep(Work *work, bool (*is_wanted)(const WorkItem *item)) {
    size_t kept = 0;
    for (size_t i = 0; i < work->item_count; i++) {
        if (is_wanted(&work->items[i])) {
            work->items[kept++] = work->items[i];
        }
    }
    work->item_count = kept;
}

void work_decide(const App *app, const Work *work, const CheckOptions *options) {
    Decision decision = {.work = work,
                         .options = *options,
                         .has_status = terminal_has_status() && !app->options.json,
                         .shown_at = (long long)clock_milliseconds()};
    jobs_run(decide_one, &decision, work->item_count, app->options.jobs, verify_thread_end);
    if (decision.has_status) {
        terminal_status(NULL);
    }
}

Errata work_errata(const App *app, const Work *work) {
    Quotation *quotations = arena_array(app->arena, work->item_count + 1, sizeof *quotations);
    size_t count = 0;
    for (size_t i = 0; i < work->item_count; i++) {
        const Quotation quotation = {work->items[i].claim, work->items[i].lesson};
        if (!work->items[i].is_exercise && errata_is_quoted(&quotation)) {
            quotations[count++] = quotation;
        }
    }
    return errata_gather(app->arena, quotations, count);
}

void tally_add(Tally *tally, const WorkItem *item) {
    const Verdict *verdict = claim_verdict(item->claim);
    const ClaimDef *def = claim_def(item->claim);
    bool expected = claim_as_expected(item->claim);
    if (item->is_exercise) {
        tally->exercises++;
        tally->bad_exercises += !expected;
        tally->disagreements += verdict->disagreement;
        return;
    }
    if (def->experiment != NULL) {
        tally->experiments++;
        tally->bad_experiments += !expected;
        return;
    }
    tally->formulas++;
    tally->kinds[verdict->kind]++;
    tally->expectations += def->expect != VERDICT_COUNT;
    tally->unexpected += !expected;
    tally->disagreements += verdict->disagreement;
    bool open = verdict->kind == VERDICT_UNDECIDED || verdict->kind == VERDICT_UNREADABLE;
    tally->strict += open && def->expect != verdict->kind;
    tally->twins.authored += verdict->twins.authored;
    tally->twins.authored_refuted += verdict->twins.authored_refuted;
    tally->twins.mutants += verdict->twins.mutants;
    tally->twins.refuted += verdict->twins.refuted;
    tally->twins.equivalent += verdict->twins.equivalent;
    tally->twins.domain_errors += verdict->twins.domain_errors;
}

Status tally_status(const Tally *tally, bool strict) {
    bool bad = tally->unexpected > 0 || tally->bad_exercises > 0 || tally->bad_experiments > 0 ||
               tally->disagreements > 0 || (strict && tally->strict > 0);
    return bad ? STATUS_NOT_AS_EXPECTED : STATUS_OK;
}

static void write_kinds(Text *out, const Tally *tally) {
    static const char *const WORDS[VERDICT_COUNT][2] = {
        [VERDICT_HOLDS] = {"holds", "hold"},
        [VERDICT_FAILS] = {"fails", "fail"},
        [VERDICT_APPROXIMATE] = {"approximate", "approximate"},
        [VERDICT_UNDECIDED] = {"undecided", "undecided"},
        [VERDICT_UNREADABLE] = {"unreadable", "unreadable"},
        [VERDICT_DEFINITION] = {"definition", "definitions"},
        [VERDICT_NO_CLAIM] = {"without a claim", "without a claim"},
    };
    const char *separator = ": ";
    for (size_t kind = 0; kind < VERDICT_COUNT; kind++) {
        size_t count = tally->kinds[kind];
        if (count > 0) {
            text_printf(out, "%s%zu %s", separator, count, WORDS[kind][count == 1 ? 0 : 1]);
            separator = ", ";
        }
    }
}

static void write_twins(Text *out, const TwinReport *twins) {
    Text words;
    text_init(&words);
    words_twins(&words, twins);
    if (words.length > 0) {
        text_printf(out, "; %s", words.bytes);
    }
    text_clear(&words);
}

/* "; 3 exercises: all as expected" */
static void write_others(Text *out, size_t count, size_t bad, const char *what) {
    if (count == 0) {
        return;
    }
    text_printf(out, "; %zu %s%s: ", count, what, count == 1 ? "" : "s");
    if (bad > 0) {
        text_printf(out, "%zu NOT as expected", bad);
    } else {
        text_append(out, "all as expected");
    }
}

void tally_write(Text *out, const App *app, const Tally *tally, const char *name) {
    Text text;
    text_init(&text);
    text_printf(&text, "%s: %zu formula%s", name, tally->formulas, tally->formulas == 1 ? "" : "s");
    write_kinds(&text, tally);
    if (tally->unexpected > 0 && tally->expectations > 0) {
        text_printf(&text, "; %zu NOT as expected", tally->unexpected);
    } else if (tally->expectations > 0) {
        text_append(&text, "; all as expected");
    }
    write_twins(&text, &tally->twins);
    write_others(&text, tally->exercises, tally->bad_exercises, "exercise");
    write_others(&text, tally->experiments, tally->bad_experiments, "experiment");
    if (app->options.classroom != NULL) {
        text_printf(&text, "; class %s", app->options.classroom->name);
    }
    text_printf(&text, "; seed %" PRIu64, work_options(app).seed);
    Wrap wrap;
    wrap_begin(&wrap, out, &app->terminal, terminal_prose_columns(&app->terminal), "", "  ");
    wrap_text(&wrap, tally_status(tally, false) == STATUS_OK ? STYLE_STRONG : STYLE_BAD,
              text.bytes);
    wrap_end(&wrap);
    if (tally->disagreements > 0) {
        text_reset(&text);
        text_printf(&text, "INTERNAL ERROR: in %zu formula%s two methods contradict each other",
                    tally->disagreements, tally->disagreements == 1 ? "" : "s");
        terminal_paragraph(out, &app->terminal, terminal_prose_columns(&app->terminal), STYLE_BAD,
                           text.bytes);
    }
    text_clear(&text);
}
