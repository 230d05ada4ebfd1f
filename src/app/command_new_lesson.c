/* command_new_lesson.c - explore new-lesson NAME: a lesson to start from, with every kind of block.
 *
 * What is written passes `explore check` and `explore lint` as it stands. */
#include <string.h>

#include "app/work.h"
#include "base/file.h"

/* Letters of a name: it is a file's name and what is typed to open the lesson. */
#define NAME_MAX_LENGTH 60
/* Bytes of a title: two lines of a projector. */
#define TITLE_MAX_LENGTH 160

/* What follows the title. One of each block, about one step of noise. */
static const char TEMPLATE[] =
    "notation: ho\n"
    "summary: What this lesson shows, in one sentence.\n"
    "sources:\n"
    "  - ho2020: \"Ho, Jain, Abbeel 2020\"\n"
    "---\n\n"
    "Say here what the reader will be able to do at the end. Each heading `##` starts a step, "
    "which\n"
    "is one screen. `explore check` decides every claim, `explore lint` says what is missing.\n\n"
    "## What the letters mean\n\n"
    "The letters of the front matter's notation are there already. More are declared:\n\n"
    "```symbols\n"
    "real c in (0.2,2)\n"
    "```\n\n"
    "## A claim\n\n"
    "Every step shrinks the data a little and adds a little noise. The two shares make one:\n\n"
    "```claim shares-make-one source=\"ho2020, section 2\"\n"
    "\\alpha_t + \\beta_t = 1\n"
    "wrong: \\sqrt{\\alpha_t} + \\sqrt{\\beta_t} = 1 :: variances add up, standard deviations do "
    "not\n"
    "```\n\n"
    "A chain gives a reason for each of its links:\n\n"
    "```claim noise-scaled\n"
    "\\operatorname{Var}[c\\,\\epsilon_t] = c^2 \\operatorname{Var}[\\epsilon_t] = c^2\n"
    "why: a factor comes out of a variance as its square\n"
    "why: the noise $\\epsilon_t$ is standard\n"
    "wrong: \\operatorname{Var}[c\\,\\epsilon_t] = c :: that is the standard deviation\n"
    "```\n\n"
    "## A law\n\n"
    "A law follows from one step of a chain:\n\n"
    "```law many-steps source=\"ho2020, eq. 4\"\n"
    "start: x_0\n"
    "step: x_t = \\sqrt{\\alpha_t}\\,x_{t-1} + \\sqrt{1-\\alpha_t}\\,z_t\n"
    "claim: x_t \\sim \\mathcal N(\\sqrt{\\bar\\alpha_t}\\,x_0, 1-\\bar\\alpha_t)\n"
    "wrong: x_t \\sim \\mathcal N(\\sqrt{\\bar\\alpha_t}\\,x_0, \\sqrt{1-\\bar\\alpha_t}) :: the "
    "second "
    "place holds the variance\n"
    "```\n\n"
    "## A picture\n\n"
    "```scene forward data=moons schedule=cosine steps=100 t=40\n"
    "caption: Two moons on their way to noise.\n"
    "```\n\n"
    "The picture stands beside this step and those after it.\n\n"
    "## A measurement\n\n"
    "What no formula decides, a computation may. No number is typed by hand:\n\n"
    "```experiment length-of-a-noise\n"
    "asks: How long is a noise of $d$ independent standard normal numbers?\n"
    "run: dimension\n"
    "expect: spread(d=1) > 0.6\n"
    "expect: spread(d=3072) < 0.02\n"
    "found: In many dimensions nearly always $\\sqrt d$: measured in $\\sqrt d$ it varies by\n"
    "  {spread(d=1)} in one dimension and by {spread(d=3072)} in 3072.\n"
    "```\n\n"
    "## Your turn\n\n"
    "```exercise share-of-noise\n"
    "ask: Write $\\beta_t$ with $\\alpha_t$ only.\n"
    "answer: 1 - \\alpha_t\n"
    "mistake: 1 - \\sqrt{\\alpha_t} :: the root belongs to the standard deviation\n"
    "hint: Solve $\\alpha_t + \\beta_t = 1$.\n"
    "```\n";

static bool is_good_name(const char *name) {
    size_t length = strlen(name);
    return name[0] >= 'a' && name[0] <= 'z' && name[length - 1] != '-' &&
           length <= NAME_MAX_LENGTH &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

/* "the-score" -> "The score" */
static const char *title_of(const App *app, const char *name) {
    char *title = arena_copy(app->arena, name, strlen(name));
    title[0] = (char)(title[0] - 'a' + 'A');
    for (char *c = title; *c != '\0'; c++) {
        *c = *c == '-' ? ' ' : *c;
    }
    return title;
}

/* One more than the largest number of our lessons and of the folder's. */
static int next_number(const App *app, const char *folder) {
    int number = 0;
    const char *const folders[] = {app->lessons, folder};
    for (size_t f = 0; f < 2; f++) {
        size_t count = 0;
        const LessonEntry *entries = lesson_list(app->arena, folders[f], &count);
        number =
            count > 0 && entries[count - 1].number > number ? entries[count - 1].number : number;
    }
    return number + 1;
}

/* As a YAML string between double quotes. */
static void put_quoted(Text *text, const char *title) {
    text_append_char(text, '"');
    for (const char *c = title; *c != '\0'; c++) {
        text_append(text, *c == '"' || *c == '\\' ? "\\" : "");
        text_append_char(text, *c);
    }
    text_append_char(text, '"');
}

static bool is_taken(const App *app, const char *folder, const char *name) {
    const char *const folders[] = {app->lessons, folder};
    for (size_t f = 0; f < 2; f++) {
        size_t count = 0;
        const LessonEntry *entries = lesson_list(app->arena, folders[f], &count);
        for (size_t i = 0; i < count; i++) {
            if (strcmp(entries[i].slug, name) == 0) {
                complain(app, "there is a lesson '%s' already, %s; choose another name", name,
                         entries[i].path);
                return true;
            }
        }
    }
    return false;
}

/* The folder and the name are fit to be written to; a complaint otherwise. */
static Status look_at_words(const App *app, const char *folder, const char *name) {
    if (!is_good_name(name) || app_command_find(name) != NULL) {
        complain(app,
                 "'%s' cannot be a lesson's name: small letters, digits and -, a letter first, at "
                 "most %d, and no command's name, such as the-posterior",
                 name, NAME_MAX_LENGTH);
        return STATUS_USAGE;
    }
    if (folder == NULL) {
        complain(app,
                 "which folder? `explore new-lesson %s FOLDER`, or let EXPLORE_LESSONS name it",
                 name);
        return STATUS_USAGE;
    }
    if (!lesson_folder_is_readable(folder)) {
        complain(app, "'%s' is no folder that can be read; make it first", folder);
        return STATUS_UNREADABLE;
    }
    return is_taken(app, folder, name) ? STATUS_USAGE : STATUS_OK;
}

/* The file's bytes; NULL after a complaint when the title cannot stand in it. */
static const char *compose(const App *app, const char *path, const char *title) {
    Text text;
    text_init(&text);
    text_append(&text, "---\ntitle: ");
    put_quoted(&text, title);
    text_append_char(&text, '\n');
    text_append(&text, TEMPLATE);
    const char *bytes = arena_copy(app->arena, text.bytes, text.length);
    text_clear(&text);
    const LessonOptions options = {.notation = NULL};
    const Lesson *lesson = NULL;
    Diag diag = {0};
    bool ok = lesson_parse(app->arena, path, bytes, strlen(bytes), &options, &lesson, &diag) ==
                  LESSON_OK &&
              lesson->title != NULL && strcmp(lesson->title, title) == 0;
    if (!ok || strlen(title) > TITLE_MAX_LENGTH) {
        complain(app, "--title: '%s' cannot be a title: one line of at most %d bytes of text",
                 title, TITLE_MAX_LENGTH);
        return NULL;
    }
    return bytes;
}

/* The folder is held: nobody else takes the number or the name meanwhile. */
static Status write_lesson(App *app, const char *folder, const char *name) {
    Status status = look_at_words(app, folder, name);
    if (status != STATUS_OK) {
        return status;
    }
    const char *path =
        arena_printf(app->arena, "%s/%02d-%s.md", folder, next_number(app, folder), name);
    const char *title = app->options.title != NULL ? app->options.title : title_of(app, name);
    const char *bytes = compose(app, path, title);
    if (bytes == NULL) {
        return STATUS_USAGE;
    }
    const char *why = NULL;
    if (!file_create(app->arena, path, bytes, strlen(bytes), &why)) {
        complain(app, "%s cannot be written: it %s", path, why);
        return STATUS_UNREADABLE;
    }
    text_printf(&app->out,
                "%s is written. Change it in any editor, then:\n  explore check %s\n  explore lint "
                "%s\n",
                path, path, path);
    return STATUS_OK;
}

Status command_new_lesson(App *app) {
    if (app->argument_count < 1 || app->argument_count > 2) {
        complain(app, "new-lesson takes a name and, without EXPLORE_LESSONS, a folder; `explore "
                      "new-lesson --help` says more");
        return STATUS_USAGE;
    }
    const char *folder = app->argument_count == 2 ? app->arguments[1] : app->own_lessons;
    int held = folder != NULL ? file_hold_folder(folder) : -1;
    Status status = write_lesson(app, folder, app->arguments[0]);
    file_release_folder(held);
    return status;
}
