/* option_rows.c - the table of options, and how each reads its value. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/source.h"
#include "denoise/ablation.h"
#include "diffusion/notation.h"
#include "diffusion/schedule.h"
#include "draw/paint.h"
#include "draw/theme.h"
#include "scene/scene.h"

/* Where notebooks go when nobody says otherwise: where `make notebooks` keeps them. */
#define NOTEBOOKS_FOLDER "notebooks-export"
/* More threads than this are a mistyped number. */
#define JOBS_MAX 1024
/* Fewer draws tell nothing, and more take minutes for each claim. */
#define SAMPLES_MIN 1000
#define SAMPLES_MAX 1000000000
/* A step shown for an hour is a mistyped number, and so is a film of an hour. */
#define AUTOPLAY_MAX 3600
#define FRAMES_MAX 100000
#define FPS_MAX 120
#define STEP_MAX 10000
/* Distances need two points; more than a million are a mistyped number. */
#define POINTS_MIN 2
#define POINTS_MAX 1000000
/* No data are so wide that a wider bound would matter. */
#define CLIP_MAX 1e6
/* Of the ODE's solver: doubles hold no more, and one that is coarser solves nothing. */
#define TOLERANCE_MIN 1e-12
#define TOLERANCE_MAX 0.1
/* A day of training. */
#define TRAIN_STEPS_MAX 50000000
/* With Adam every parameter moves by so much in a step. */
#define RATE_MAX 1.0
/* Smaller pictures show nothing. */
#define SIZE_MIN 64

/* Where the flag of a group lies in Options. */
#define IN_LIST(name) (offsetof(Options, list) + offsetof(ListOptions, name))
#define IN_SCREEN(name) (offsetof(Options, screen) + offsetof(ScreenOptions, name))
#define IN_STUDY(name) (offsetof(Options, study) + offsetof(StudyOptions, name))

/* A whole number without sign; false when it is none or too large. */
static bool read_number(const char *value, uint64_t *number) {
    if (value[0] < '0' || value[0] > '9') {
        return false;
    }
    char *end = NULL;
    errno = 0;
    uintmax_t read = strtoumax(value, &end, 10);
    *number = (uint64_t)read;
    return *end == '\0' && errno == 0 && read <= UINT64_MAX;
}

/* A whole number from least to most, into *number. */
static bool set_whole(Arena *arena, const char *value, uint64_t least, uint64_t most,
                      size_t *number, const char **why) {
    uint64_t read = 0;
    *why = arena_printf(arena, "is not a whole number from %" PRIu64 " to %" PRIu64, least, most);
    bool ok = read_number(value, &read) && read >= least && read <= most;
    *number = ok ? (size_t)read : 0;
    return ok;
}

static bool set_count(Arena *arena, const char *value, uint64_t most, size_t *number,
                      const char **why) {
    return set_whole(arena, value, 1, most, number, why);
}

static bool set_seed(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    *why = "is not a whole number from 0 to 18446744073709551615";
    options->has_seed = true;
    return read_number(value, &options->seed);
}

static bool set_class(Options *options, Arena *arena, const char *value, const char **why) {
    Classroom *classroom = arena_alloc(arena, sizeof *classroom);
    options->classroom = classroom;
    return classroom_parse(arena, value, classroom, why);
}

/* A word that is taken as it is: a file, a name that is looked up later. */
static bool set_word(const char **word, const char *value, const char *not_so, const char **why) {
    *why = not_so;
    *word = value;
    return value[0] != '\0';
}

static bool set_notation(Options *options, Arena *arena, const char *value, const char **why) {
    const char *hint = NULL;
    const Notation *notation = notation_find(value, &hint);
    options->notation = value;
    *why = hint != NULL ? arena_printf(arena, "is not a notation; did you mean %s?", hint)
                        : "is not a notation; `explore list --notations` shows them";
    return notation != NULL;
}

static bool set_steps(Options *options, Arena *arena, const char *value, const char **why) {
    size_t number = 0;
    bool ok = set_whole(arena, value, 1, SCHEDULE_STEPS_MAX, &number, why);
    options->steps = (long)number;
    return ok;
}

static bool set_schedule(Options *options, Arena *arena, const char *value, const char **why) {
    ScheduleError error = {{0}, {0}};
    Schedule *schedule = schedule_new(value, 1, &error);
    *why = error.hint[0] != '\0' ? arena_printf(arena, "is not a schedule; %s", error.hint)
                                 : "is not a schedule; `explore list --schedules` shows them";
    options->schedule = value;
    bool ok = schedule != NULL;
    schedule_free(schedule);
    return ok;
}

/* 2000, 200k, 3M */
static bool set_samples(Options *options, Arena *arena, const char *value, const char **why) {
    size_t length = strlen(value);
    char last = length > 1 ? value[length - 1] : '0';
    uint64_t unit = last == 'k' || last == 'K' ? 1000 : last == 'm' || last == 'M' ? 1000000 : 1;
    const char *digits = arena_copy(arena, value, length - (unit > 1));
    uint64_t number = 0;
    bool ok = read_number(digits, &number) && number <= SAMPLES_MAX / unit &&
              number * unit >= SAMPLES_MIN;
    *why = arena_printf(arena, "is not a number from %d to %dM, such as 200000, 200k or 3M",
                        SAMPLES_MIN, SAMPLES_MAX / 1000000);
    options->samples = ok ? (size_t)(number * unit) : 0;
    return ok;
}

static bool set_jobs(Options *options, Arena *arena, const char *value, const char **why) {
    uint64_t number = 0;
    *why = arena_printf(arena, "is not a whole number from 0 to %d (0: one thread per processor)",
                        JOBS_MAX);
    bool ok = read_number(value, &number) && number <= JOBS_MAX;
    options->jobs = ok ? (size_t)number : 0;
    return ok;
}

static bool set_data(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    return set_word(&options->data, value, "is no name", why);
}

static bool set_coverage(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    return set_word(&options->coverage, value, "is no file name", why);
}

static bool set_junit(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    *why = "is no file's name; the standard output has the report";
    return strcmp(value, "-") != 0 && set_word(&options->junit, value, "is no file name", why);
}

static bool set_theme(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    *why = "is not a theme; `explore list --themes` shows them";
    options->screen.theme = value;
    return theme_find(value) != NULL;
}

static bool set_autoplay(Options *options, Arena *arena, const char *value, const char **why) {
    uint64_t number = 0;
    *why = arena_printf(arena, "is not a whole number of seconds from 1 to %d", AUTOPLAY_MAX);
    bool ok = read_number(value, &number) && number >= 1 && number <= AUTOPLAY_MAX;
    options->screen.autoplay = ok ? (double)number : 0.0;
    return ok;
}

/* 1280x720 */
static bool set_size(Options *options, Arena *arena, const char *value, const char **why) {
    const char *cross = strchr(value, 'x');
    uint64_t width = 0, height = 0;
    *why = arena_printf(arena, "is not a size from %dx%d to %dx%d, such as 1280x720", SIZE_MIN,
                        SIZE_MIN, CANVAS_SIZE_MAX, CANVAS_SIZE_MAX);
    bool ok = cross != NULL &&
              read_number(arena_copy(arena, value, (size_t)(cross - value)), &width) &&
              read_number(cross + 1, &height) && width >= SIZE_MIN && height >= SIZE_MIN &&
              width <= CANVAS_SIZE_MAX && height <= CANVAS_SIZE_MAX;
    options->screen.width = ok ? (size_t)width : 0;
    options->screen.height = ok ? (size_t)height : 0;
    return ok;
}

static bool set_output(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    return set_word(&options->output, value, "is no file name", why);
}

static bool set_step(Options *options, Arena *arena, const char *value, const char **why) {
    return set_count(arena, value, STEP_MAX, &options->render.step, why);
}

static bool set_frames(Options *options, Arena *arena, const char *value, const char **why) {
    return set_count(arena, value, FRAMES_MAX, &options->render.frames, why);
}

static bool set_fps(Options *options, Arena *arena, const char *value, const char **why) {
    return set_count(arena, value, FPS_MAX, &options->render.fps, why);
}

static bool set_particles(Options *options, Arena *arena, const char *value, const char **why) {
    return set_whole(arena, value, SCENE_PARTICLES_MIN, SCENE_PARTICLES_MAX,
                     &options->picture.particles, why);
}

static bool set_break(Options *options, Arena *arena, const char *value, const char **why) {
    return set_count(arena, value, STEP_MAX, &options->picture.broken, why);
}

static bool set_at(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    char *end = NULL;
    *why = "is not a time from 0 to T, such as 25 or 12.5";
    bool digit = value[0] >= '0' && value[0] <= '9';
    options->picture.at = digit ? strtod(value, &end) : (double)NAN;
    return digit && *end == '\0' && options->picture.at <= SCHEDULE_STEPS_MAX;
}

static bool set_on(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    return set_word(&options->picture.on, value, "is no name", why);
}

static bool set_off(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    return set_word(&options->picture.off, value, "is no name", why);
}

/* A number without sign, from low to high, into *number. */
static bool read_real(const char *value, double low, double high, double *number) {
    char *end = NULL;
    bool digit = (value[0] >= '0' && value[0] <= '9') || value[0] == '.';
    *number = digit ? strtod(value, &end) : 0.0;
    return digit && *end == '\0' && *number >= low && *number <= high;
}

static bool set_sampler(Options *options, Arena *arena, const char *value, const char **why) {
    const char *near = sampler_nearest(value);
    *why = near != NULL ? arena_printf(arena, "is not a sampler; did you mean %s?", near)
                        : "is not a sampler; `explore list --samplers` shows them";
    options->sampling.sampler = value;
    return sampler_find(value) != NULL;
}

static bool set_jumps(Options *options, Arena *arena, const char *value, const char **why) {
    return set_count(arena, value, SCHEDULE_STEPS_MAX, &options->sampling.steps, why);
}

static bool set_train_steps(Options *options, Arena *arena, const char *value, const char **why) {
    return set_count(arena, value, TRAIN_STEPS_MAX, &options->training.steps, why);
}

static bool set_what(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    *why = "is no choice to try; `explore ablate` names them";
    options->study.what = value;
    return ablation_find(value) != NULL;
}

static bool set_seeds(Options *options, Arena *arena, const char *value, const char **why) {
    return set_whole(arena, value, 2, ABLATION_SEEDS_MAX, &options->study.seeds, why);
}

static bool set_batch(Options *options, Arena *arena, const char *value, const char **why) {
    return set_count(arena, value, NN_BATCH_MAX, &options->training.batch, why);
}

static bool set_width(Options *options, Arena *arena, const char *value, const char **why) {
    return set_count(arena, value, NN_WIDTH_MAX, &options->training.width, why);
}

static bool set_depth(Options *options, Arena *arena, const char *value, const char **why) {
    return set_count(arena, value, NN_DEPTH_MAX, &options->training.depth, why);
}

static bool set_rate(Options *options, Arena *arena, const char *value, const char **why) {
    *why = arena_printf(arena, "is not a number above 0 and up to %g, such as 0.003", RATE_MAX);
    return read_real(value, 0.0, RATE_MAX, &options->training.rate) && options->training.rate > 0.0;
}

static bool set_activation(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    *why = "is none of silu, gelu, relu";
    options->training.activation = value;
    return nn_activation_find(value) != NULL;
}

static bool set_predict(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    *why = "is none of eps, x0, v";
    return nn_output_find(&options->training.predict, value);
}

static bool set_resume(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    return set_word(&options->training.resume, value, "is no file name", why);
}

static bool set_man(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    *why = "is no page: there are explore and explore-lesson";
    options->man = value;
    return strcmp(value, "explore") == 0 || strcmp(value, "explore-lesson") == 0;
}

static bool set_completion(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    *why = "is no shell that is known: there are bash, zsh and fish";
    options->completion = value;
    return strcmp(value, "bash") == 0 || strcmp(value, "zsh") == 0 || strcmp(value, "fish") == 0;
}

static bool set_title(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    *why = "is no title";
    options->title = value;
    return value[0] != '\0';
}

static bool set_spacing(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    *why = "is neither uniform nor quadratic";
    bool is_quadratic = strcmp(value, "quadratic") == 0;
    options->sampling.spacing = is_quadratic ? SAMPLER_QUADRATIC : SAMPLER_UNIFORM;
    return is_quadratic || strcmp(value, "uniform") == 0;
}

static bool set_eta(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    *why = "is not a number from 0 to 1";
    return read_real(value, 0.0, 1.0, &options->sampling.eta);
}

static bool set_variance(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    *why = "is neither posterior nor beta";
    bool is_beta = strcmp(value, "beta") == 0;
    options->sampling.variance = is_beta ? SAMPLER_BETA : SAMPLER_POSTERIOR;
    return is_beta || strcmp(value, "posterior") == 0;
}

static bool set_clip(Options *options, Arena *arena, const char *value, const char **why) {
    *why = arena_printf(arena, "is not a number above 0 and up to %g, such as 3", CLIP_MAX);
    return read_real(value, 0.0, CLIP_MAX, &options->sampling.clip) && options->sampling.clip > 0.0;
}

static bool set_tolerance(Options *options, Arena *arena, const char *value, const char **why) {
    *why = arena_printf(arena, "is not a number from %g to %g", TOLERANCE_MIN, TOLERANCE_MAX);
    return read_real(value, TOLERANCE_MIN, TOLERANCE_MAX, &options->sampling.tolerance);
}

static bool set_points(Options *options, Arena *arena, const char *value, const char **why) {
    return set_whole(arena, value, POINTS_MIN, POINTS_MAX, &options->sampling.points, why);
}

static bool set_html(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    return set_word(&options->html, value, "is no folder's name", why);
}

static bool set_ipynb(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    return set_word(&options->ipynb, value != NULL ? value : NOTEBOOKS_FOLDER,
                    "is no folder's name", why);
}

static bool set_csv_file(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    return set_word(&options->csv_file, value, "is no file name", why);
}

static bool set_store(Options *options, Arena *arena, const char *value, const char **why) {
    (void)arena;
    return set_word(&options->study.store, value, "is no file name", why);
}

static const OptionRow OPTIONS[OPTION_COUNT] = {
    [OPTION_JSON] = {"json", 0, NULL, "print one JSON object", offsetof(Options, json), NULL},
    [OPTION_CSV] = {"csv", 0, NULL, "print every step as comma-separated values",
                    offsetof(Options, csv), NULL},
    [OPTION_SEED] = {"seed", 0, "N", "try other points; the seed is printed with the result", 0,
                     set_seed},
    [OPTION_CLASS] = {"class", 0, "NAME",
                      "the code of a class: everyone who gives it sees the same numbers; NAME:1-5 "
                      "has those lessons alone (EXPLORE_CLASS)",
                      0, set_class},
    [OPTION_NOTATION] = {"notation", 0, "NAME",
                         "what the letters mean: see `explore list --notations`", 0, set_notation},
    [OPTION_SCHEDULE] = {"schedule", 0, "NAME",
                         "take the values of this schedule: see `explore list --schedules`", 0,
                         set_schedule},
    [OPTION_STEPS] = {"steps", 'T', "N", "number of steps of the schedule (1000)", 0, set_steps},
    [OPTION_SAMPLES] = {"samples", 0, "N",
                        "draws of methods that draw, such as 200k or 3M; as many as needed to "
                        "catch 1 % of a standard deviation",
                        0, set_samples},
    [OPTION_DATA] = {"data", 0, "NAME",
                     "draw x_0 from this toy distribution (see `explore list --data`) or from the "
                     "points of this CSV file, or where this PNG picture is dark",
                     0, set_data},
    [OPTION_JOBS] = {"jobs", 'j', "N", "threads (one per processor); results do not depend on it",
                     0, set_jobs},
    [OPTION_JUNIT] = {"junit", 0, "FILE", "write the results as JUnit XML too", 0, set_junit},
    [OPTION_COVERAGE] = {"coverage", 0, "FILE",
                         "say which entries of this JSON catalogue of printed formulas the "
                         "lessons decide, and how",
                         0, set_coverage},
    [OPTION_STRICT] = {"strict", 0, NULL, "undecided or unreadable counts as failure",
                       offsetof(Options, strict), NULL},
    [OPTION_WATCH] = {"watch", 0, NULL, "check again at every save, until Ctrl-C",
                      offsetof(Options, watch), NULL},
    [OPTION_NO_TWINS] = {"no-twins", 0, NULL, "do not run the wrong twins",
                         offsetof(Options, no_twins), NULL},
    [OPTION_VERBOSE] = {"verbose", 'v', NULL, "print every claim with its evidence",
                        offsetof(Options, verbose), NULL},
    [OPTION_ALL] = {"all", 'a', NULL, "list everything", IN_LIST(all), NULL},
    [OPTION_NAMES] = {"names", 0, NULL, "list the lessons' names alone", IN_LIST(names), NULL},
    [OPTION_NOTATIONS] = {"notations", 0, NULL, "list the notations", IN_LIST(notations), NULL},
    [OPTION_SCHEDULES] = {"schedules", 0, NULL, "list the schedules", IN_LIST(schedules), NULL},
    [OPTION_TOYS] = {"data", 0, NULL, "list the toy distributions", IN_LIST(toys), NULL},
    [OPTION_SAMPLERS] = {"samplers", 0, NULL, "list the samplers", IN_LIST(samplers), NULL},
    [OPTION_EXPERIMENTS] = {"experiments", 0, NULL, "list the experiments", IN_LIST(experiments),
                            NULL},
    [OPTION_METHODS] = {"methods", 0, NULL, "list the methods that decide claims", IN_LIST(methods),
                        NULL},
    [OPTION_MUTATIONS] = {"mutations", 0, NULL, "list the slips that make wrong twins",
                          IN_LIST(mutations), NULL},
    [OPTION_SCENES] = {"scenes", 0, NULL, "list the live pictures", IN_LIST(scenes), NULL},
    [OPTION_THEMES] = {"themes", 0, NULL, "list the colours of the window", IN_LIST(themes), NULL},
    [OPTION_TEXT] = {"text", 0, NULL, "in the terminal, also where there is a display",
                     IN_SCREEN(text), NULL},
    [OPTION_WINDOW] = {"window", 0, NULL, "in a window, or say why there is none",
                       IN_SCREEN(window), NULL},
    [OPTION_PRESENT] = {"present", 0, NULL, "full screen and large, for a projector (F5)",
                        IN_SCREEN(present), NULL},
    [OPTION_THEME] = {"theme", 0, "NAME", "colours: see `explore list --themes`", 0, set_theme},
    [OPTION_AUTOPLAY] = {"autoplay", 0, "SECONDS", "turn the pages by itself", 0, set_autoplay},
    [OPTION_SIZE] = {"size", 0, "WxH", "pixels of the window or the picture (1280x720)", 0,
                     set_size},
    [OPTION_OUTPUT] = {"output", 'o', "FILE", "the file: .png, .gif, .mp4, or %04d.png", 0,
                       set_output},
    [OPTION_STEP] = {"step", 0, "N", "the step of the lesson (1)", 0, set_step},
    [OPTION_FRAMES] = {"frames", 0, "N", "frames of the film: time goes through once", 0,
                       set_frames},
    [OPTION_FPS] = {"fps", 0, "N", "frames a second (30)", 0, set_fps},
    [OPTION_PARTICLES] = {"particles", 0, "N", "points that are drawn", 0, set_particles},
    [OPTION_AT] = {"at", 0, "t", "the time that is shown, from 0 to T", 0, set_at},
    [OPTION_ON] = {"on", 0, "NAME,...", "switch these layers of the picture on", 0, set_on},
    [OPTION_OFF] = {"off", 0, "NAME,...", "and these off", 0, set_off},
    [OPTION_BREAK] = {"break", 0, "N", "show the picture's wrong version N", 0, set_break},
    [OPTION_SAMPLER] = {"sampler", 0, "NAME",
                        "how x_t becomes x_{t-1} (ddpm): see `explore list --samplers`", 0,
                        set_sampler},
    [OPTION_JUMPS] = {"steps", 0, "N",
                      "steps that the sampler takes from x_T to x_0 (T; ode stops 10 times)", 0,
                      set_jumps},
    [OPTION_T] = {"T", 'T', "N", "number of steps of the schedule (1000)", 0, set_steps},
    [OPTION_SPACING] = {"spacing", 0, "NAME",
                        "uniform, or quadratic: small steps near the data (uniform)", 0,
                        set_spacing},
    [OPTION_ETA] = {"eta", 0, "X", "share of fresh noise of ddim, 0 to 1 (0)", 0, set_eta},
    [OPTION_VARIANCE] = {"variance", 0, "NAME",
                         "of ddpm's fresh noise: posterior or beta (posterior)", 0, set_variance},
    [OPTION_CLIP] = {"clip", 0, "X", "keep the predicted x_0 within -X and X", 0, set_clip},
    [OPTION_TOLERANCE] = {"tolerance", 0, "X", "of the solver of ode (1e-6)", 0, set_tolerance},
    [OPTION_POINTS] = {"points", 'n', "N", "points to be sampled (10000; ablate 2000)", 0,
                       set_points},
    [OPTION_WHAT] = {"what", 0, "NAME", "the choice: embedding, loss, sigma, predict or width", 0,
                     set_what},
    [OPTION_SEEDS] = {"seeds", 0, "N", "trainings of each variant (5)", 0, set_seeds},
    [OPTION_FULL] = {"full", 0, NULL, "the long run, with smaller errors", IN_STUDY(full), NULL},
    [OPTION_STORE] =
        {"store", 0, "FOLDER",
         "make the long run of every experiment of the lessons, and write each to this "
         "folder",
         0, set_store},
    [OPTION_CSV_FILE] = {"csv", 0, "FILE", "write the numbers to this file, - for standard output",
                         0, set_csv_file},
    [OPTION_TRAIN_STEPS] = {"steps", 0, "N", "steps of training (10000; ablate 1500)", 0,
                            set_train_steps},
    [OPTION_BATCH] = {"batch", 0, "N", "points of a step of training (1024; ablate 512)", 0,
                      set_batch},
    [OPTION_WIDTH] = {"width", 0, "N", "units of a hidden layer, a multiple of 16 (128)", 0,
                      set_width},
    [OPTION_DEPTH] = {"depth", 0, "N", "hidden layers (3)", 0, set_depth},
    [OPTION_RATE] = {"lr", 0, "X", "peak of the learning rate (0.003)", 0, set_rate},
    [OPTION_ACTIVATION] = {"activation", 0, "NAME", "silu, gelu or relu (silu)", 0, set_activation},
    [OPTION_PREDICT] = {"predict", 0, "NAME", "what the network gives: eps, x0 or v (eps)", 0,
                        set_predict},
    [OPTION_OUT] = {"out", 'o', "FILE", "the file of weights (NAME.safetensors)", 0, set_output},
    [OPTION_HTML] = {"html", 0, "FOLDER", "the folder of the pages; it is made", 0, set_html},
    [OPTION_FILMS] = {"films", 0, NULL, "also a film of each picture that plays",
                      offsetof(Options, films), NULL},
    [OPTION_IPYNB] = {"ipynb", 0, "[FOLDER]", "the folder of the notebooks (notebooks-export)", 0,
                      set_ipynb},
    [OPTION_RESUME] = {"resume", 0, "FILE", "go on from the file that an interrupted run left", 0,
                       set_resume},
    [OPTION_TITLE] = {"title", 0, "WORDS", "the lesson's title (its name)", 0, set_title},
    [OPTION_ASCII] = {"ascii", 0, NULL, "print ASCII characters alone", offsetof(Options, ascii),
                      NULL},
    [OPTION_MAN] = {"man", 0, "PAGE", "print the man page explore or explore-lesson", 0, set_man},
    [OPTION_COMPLETION] = {"completion", 0, "SHELL", "print the completions of bash, zsh or fish",
                           0, set_completion},
    [OPTION_HELP] = {"help", 'h', NULL, "print this help", offsetof(Options, help), NULL},
    [OPTION_VERSION] = {"version", 0, NULL, "print the version", offsetof(Options, version), NULL},
};

const OptionRow *option_at(size_t id) {
    return &OPTIONS[id];
}
