/* app.h - the command line: what was asked for, and where each command's output goes.
 *
 * A command appends to app->out and returns an exit status; main.c alone writes to standard output,
 * at the end and at once, so an interrupted command leaves nothing half-written. (derive --watch
 * has no end: it writes each report itself.) Messages about wrong use and unreadable files go to
 * standard error as they arise. */
#ifndef EXPLORE_APP_APP_H
#define EXPLORE_APP_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "diffusion/data.h"
#include "diffusion/sampler.h"
#include "lesson/lesson.h"
#include "nn/trainer.h"
#include "session/classroom.h"
#include "ui/terminal.h"

#define EXPLORE_VERSION "0.1.0"

typedef enum {
    STATUS_OK = 0,
    STATUS_NOT_AS_EXPECTED = 1,
    STATUS_USAGE = 2,
    STATUS_UNREADABLE = 3, /* a file cannot be read, or the output cannot be written */
    STATUS_INTERRUPTED = 130,
} Status;

/* Options that belong together are a group. A number that is 0, a name or a path that is NULL and a
 * flag that is false were not given; where the usual value is another, it is said. */

/* What `list` lists. */
typedef struct {
    bool all, notations, schedules, toys, samplers, experiments, methods, mutations, scenes, themes;
    bool names; /* the lessons' names alone */
} ListOptions;

/* Where and how a lesson or a picture is shown. */
typedef struct {
    bool text, window; /* there, whatever else there is */
    bool present;      /* full screen and large */
    const char *theme;
    double autoplay;      /* seconds for each step */
    size_t width, height; /* of window or picture, pixels */
} ScreenOptions;

/* What a live picture begins with. */
typedef struct {
    size_t particles;
    double at;       /* time, 0..T; NAN: its own choice */
    const char *on;  /* names of switches, by commas */
    const char *off; /* and of those that are switched off */
    size_t broken;   /* which wrong version of it, from 1 */
} PictureOptions;

/* What of a lesson or a picture goes into a file. */
typedef struct {
    size_t step;   /* of the lesson, from 1 */
    size_t frames; /* of a film; 0: one picture */
    size_t fps;
} RenderOptions;

typedef struct {
    const char *sampler;
    size_t steps; /* that the sampler takes */
    SamplerSpacing spacing;
    SamplerVariance variance;
    double eta;
    double clip;      /* bound of the predicted x_0 */
    double tolerance; /* of the ODE's solver */
    size_t points;
} SamplingOptions;

typedef struct {
    size_t steps, batch, width, depth;
    double rate;
    const char *activation;
    NnOutput predict;
    const char *resume; /* a file of weights to go on from */
} TrainingOptions;

/* Of experiments and ablations. */
typedef struct {
    bool full;         /* the long run */
    const char *store; /* the folder of long runs */
    const char *what;  /* an ablation's name */
    size_t seeds;
} StudyOptions;

typedef struct {
    bool help, version, ascii;
    bool json, csv, verbose, strict, no_twins;
    bool watch; /* a file, after every save */
    bool has_seed;
    uint64_t seed;
    size_t jobs; /* threads; 0: one per processor */
    const char *notation;
    const char *data;             /* a toy distribution or a file of points */
    const char *schedule;         /* what the sequences are; NULL: random ones */
    long steps;                   /* T of a schedule; SCHEDULE_DEFAULT_STEPS */
    size_t samples;               /* draws of methods that draw */
    const Classroom *classroom;   /* of --class or EXPLORE_CLASS */
    const char *output;           /* the picture's, the film's or the network's file */
    const char *csv_file;         /* of points, numbers or progress */
    const char *junit, *coverage; /* files: of test cases; the catalogue */
    const char *html, *ipynb;     /* the folders of pages and of notebooks */
    bool films;                   /* pages with films of their pictures */
    const char *title;            /* of a new lesson */
    const char *man, *completion; /* the page; the shell */
    ListOptions list;
    ScreenOptions screen;
    PictureOptions picture;
    RenderOptions render;
    SamplingOptions sampling;
    TrainingOptions training;
    StudyOptions study;
} Options;

typedef struct App App;

/* One option, in the table of option_rows.c. Either `flag` or `set` is used. */
typedef struct {
    const char *name;  /* without -- */
    char letter;       /* 0 for none */
    const char *value; /* what its value is called in --help; NULL for a flag; in brackets when it
                          may be left out */
    const char *help;
    size_t flag; /* offset of the bool in Options */
    /* Reads the value (NULL where it was left out); false with *why, which completes the sentence
     * "--name value ...". */
    bool (*set)(Options *options, Arena *arena, const char *value, const char **why);
} OptionRow;

/* The options by number, so that each command can name its own. */
typedef enum {
    OPTION_JSON,
    OPTION_CSV,
    OPTION_SEED,
    OPTION_CLASS,
    OPTION_NOTATION,
    OPTION_SCHEDULE,
    OPTION_STEPS,
    OPTION_SAMPLES,
    OPTION_DATA,
    OPTION_JOBS,
    OPTION_JUNIT,
    OPTION_COVERAGE,
    OPTION_STRICT,
    OPTION_NO_TWINS,
    OPTION_WATCH,
    OPTION_VERBOSE,
    OPTION_TEXT,
    OPTION_WINDOW,
    OPTION_PRESENT,
    OPTION_THEME,
    OPTION_AUTOPLAY,
    OPTION_SIZE,
    OPTION_OUTPUT,
    OPTION_STEP,
    OPTION_FRAMES,
    OPTION_FPS,
    OPTION_PARTICLES,
    OPTION_AT,
    OPTION_ON,
    OPTION_OFF,
    OPTION_BREAK,
    OPTION_SAMPLER,
    OPTION_JUMPS,
    OPTION_T,
    OPTION_SPACING,
    OPTION_ETA,
    OPTION_VARIANCE,
    OPTION_CLIP,
    OPTION_TOLERANCE,
    OPTION_POINTS,
    OPTION_CSV_FILE,
    OPTION_TRAIN_STEPS,
    OPTION_BATCH,
    OPTION_WIDTH,
    OPTION_DEPTH,
    OPTION_RATE,
    OPTION_ACTIVATION,
    OPTION_PREDICT,
    OPTION_OUT,
    OPTION_HTML,
    OPTION_FILMS,
    OPTION_IPYNB,
    OPTION_RESUME,
    OPTION_TITLE,
    OPTION_WHAT,
    OPTION_SEEDS,
    OPTION_FULL,
    OPTION_STORE,
    OPTION_ASCII,
    OPTION_MAN,
    OPTION_COMPLETION,
    OPTION_HELP,
    OPTION_VERSION,
    /* What `list` lists. */
    OPTION_ALL,
    OPTION_NAMES,
    OPTION_NOTATIONS,
    OPTION_SCHEDULES,
    OPTION_TOYS,
    OPTION_SAMPLERS,
    OPTION_EXPERIMENTS,
    OPTION_METHODS,
    OPTION_MUTATIONS,
    OPTION_SCENES,
    OPTION_THEMES,
    OPTION_COUNT
} OptionId;

/* One command, in the table of commands.c. */
typedef struct {
    const char *name;  /* "" for the menu, which has none */
    const char *usage; /* its arguments, as in --help */
    const char *help;  /* one line */
    const char *more;  /* further lines for its own --help, or NULL */
    Status (*run)(App *app);
    const OptionId *options; /* ended by OPTION_COUNT */
} Command;

struct App {
    Arena *arena;
    const Command *command;
    size_t argument_count;
    const char **arguments; /* what is left besides the command's name and the options */
    Options options;
    bool given[OPTION_COUNT]; /* the options that stood on the command line */
    Terminal terminal;
    const char *lessons;     /* the folder, or NULL */
    const char *own_lessons; /* the folder that EXPLORE_LESSONS names, or NULL */
    const DataSet *data;     /* of --data, once work_data has opened it; or NULL */
    Text out;
};

const OptionRow *option_at(size_t id);
/* Splits the command line into app->command, options and arguments. On wrong use prints why and
 * returns STATUS_USAGE. */
Status options_parse(App *app, int count, char **words);

bool command_takes(const Command *command, OptionId id);
size_t app_command_count(void);
const Command *app_command_at(size_t i);
/* NULL when there is none of that name. */
const Command *app_command_find(const char *name);

void help_write(Text *out, const Terminal *terminal, const Command *command_or_null);

/* "explore: ..." on standard error, without control characters. */
void complain(const App *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for a Diag: file:line:column: message, and what to do. */
void complain_diag(const App *app, const Diag *diag);

/* Whether this file, the standard output for "-", is likely to be written in the end: for before
 * the work. NULL: none is asked for. STATUS_UNREADABLE after a complaint. */
Status output_can_write(const App *app, const char *path_or_null);
/* Writes the file, or for "-" to the standard output. STATUS_UNREADABLE after a complaint. */
Status output_write(App *app, const char *path, const Text *text);

/* Whether a lesson is stepped through, in a window or a terminal, or printed. */
bool lesson_is_stepped(const App *app);
/* Steps through it, from where one stopped or from the exercise of that id (or NULL). */
Status lesson_step_through(App *app, const Lesson *lesson, const char *exercise_or_null);

Status command_menu(App *app);
Status command_lesson(App *app);
Status command_list(App *app);
Status command_exercise(App *app);
Status command_progress(App *app);
Status command_check(App *app);
Status command_export(App *app);
Status command_errata(App *app);
Status command_lint(App *app);
Status command_new_lesson(App *app);
Status command_eval(App *app);
Status command_derive(App *app);
Status command_schedule(App *app);
Status command_sample(App *app);
Status command_train(App *app);
Status command_ablate(App *app);
Status command_experiment(App *app);
Status command_selftest(App *app);
Status command_view(App *app);
Status command_render(App *app);
Status command_help(App *app);

#endif
