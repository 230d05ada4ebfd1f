/* commands.c - the table of commands and the help made from it. */
#include <string.h>

#include "app/manual.h"
#include "base/file.h"

/* Of the help: "explore errata [lesson|file.md ...]" fits. */
#define COMMAND_COLUMNS 35

/* A command's own options; the last one is no option. */
#define OPTIONS(...)                                                                               \
    (const OptionId[]) {                                                                           \
        __VA_ARGS__, OPTIONS_COMMON, OPTION_COUNT                                                  \
    }
/* Every command takes these. */
#define OPTIONS_COMMON OPTION_ASCII, OPTION_HELP, OPTION_VERSION

#define OPTIONS_DECIDING OPTION_SEED, OPTION_NOTATION, OPTION_JOBS, OPTION_STRICT, OPTION_SAMPLES
#define OPTIONS_CHECKING OPTIONS_DECIDING, OPTION_NO_TWINS

#define OPTIONS_WINDOW OPTION_THEME, OPTION_SIZE, OPTION_PRESENT
#define OPTIONS_PICTURE                                                                            \
    OPTION_DATA, OPTION_SCHEDULE, OPTION_STEPS, OPTION_SEED, OPTION_PARTICLES, OPTION_AT,          \
        OPTION_ON, OPTION_OFF, OPTION_BREAK

static const Command COMMANDS[] = {
    {"", "", "choose a lesson from a menu", NULL, command_menu,
     OPTIONS(OPTION_SEED, OPTION_CLASS, OPTION_NO_TWINS)},
    {"lesson", "NAME", "step through a lesson; `explore NAME` is the same",
     "NAME is lesson3, 3, a slug or a path. Where there is a display the lesson opens in a window, "
     "with --text\n"
     "or without a display in the terminal (? lists the keys in both); when the output is no "
     "terminal it is\n"
     "printed whole with its verdicts. --schedule, --steps, --data and --samples say with which "
     "numbers its\n"
     "live values begin.",
     command_lesson,
     OPTIONS(OPTIONS_CHECKING, OPTION_CLASS, OPTIONS_WINDOW, OPTION_VERBOSE, OPTION_DATA,
             OPTION_SCHEDULE, OPTION_STEPS, OPTION_TEXT, OPTION_WINDOW, OPTION_AUTOPLAY)},
    {"exercise", "[lesson] [ID]", "list the exercises and how far one is; open one",
     "Without an argument all lessons' exercises are listed, with a lesson its own and what they "
     "ask. ID\n"
     "opens that exercise in its lesson. In a lesson the key u goes back to what was left "
     "unfinished.\n"
     "  explore exercise lesson3\n"
     "  explore exercise one-draw",
     command_exercise,
     OPTIONS(OPTION_SEED, OPTION_CLASS, OPTION_NOTATION, OPTIONS_WINDOW, OPTION_TEXT,
             OPTION_WINDOW)},
    {"progress", "[lesson ...]", "show how far one is in each lesson",
     "--csv FILE gets a row for each exercise: lesson, exercise, state (open, tried, skipped or "
     "done),\n"
     "tries, date. Exercises that a lesson no longer has keep their row.\n"
     "  explore progress --csv progress.csv",
     command_progress, OPTIONS(OPTION_CSV_FILE, OPTION_CLASS)},
    {"view", "PICTURE", "open a live picture: forward, reverse, posterior ...",
     "`explore list --scenes` shows the pictures. In the window: a plays, X breaks the picture, ? "
     "lists the\n"
     "keys.",
     command_view, OPTIONS(OPTIONS_PICTURE, OPTION_CLASS, OPTIONS_WINDOW)},
    {"render", "NAME", "draw a lesson's page or a picture into a file, without a display",
     "NAME is a lesson or a picture. -o names the file: .png is one picture, .gif and .mp4 are "
     "films\n"
     "(made by ffmpeg), and a name with %04d in it is one .png for each frame.\n"
     "  explore render lesson3 --step 4 -o page.png\n"
     "  explore render forward --data moons --frames 240 -o forward.gif",
     command_render,
     OPTIONS(OPTIONS_PICTURE, OPTION_THEME, OPTION_SIZE, OPTION_PRESENT, OPTION_NOTATION,
             OPTION_OUTPUT, OPTION_STEP, OPTION_FRAMES, OPTION_FPS)},
    {"list", "", "list the lessons and what else there is", NULL, command_list,
     OPTIONS(OPTION_ALL, OPTION_NAMES, OPTION_NOTATIONS, OPTION_SCHEDULES, OPTION_TOYS,
             OPTION_SAMPLERS, OPTION_EXPERIMENTS, OPTION_METHODS, OPTION_MUTATIONS, OPTION_SCENES,
             OPTION_THEMES)},
    {"check", "[lesson|file.md ...]", "decide every formula of lessons and notes",
     "Without an argument every lesson is checked; - reads standard input. A file that was not "
     "written for\n"
     "explore is searched for formulas: each one is printed with its verdict.\n"
     "--coverage FILE reads a JSON array of {id, document, line, kind, printed_tex} and counts "
     "what "
     "the\n"
     "lessons' printed claims decide of it, by document and kind. Exit status 1 then also means: "
     "an "
     "entry\n"
     "that needs a claim has none, or more than 2 % of these are undecided.",
     command_check,
     OPTIONS(OPTIONS_CHECKING, OPTION_CLASS, OPTION_VERBOSE, OPTION_JSON, OPTION_DATA, OPTION_JUNIT,
             OPTION_COVERAGE)},
    {"errata", "[lesson|file.md ...]", "list the printed formulas that fail",
     "Every formula that the lessons quote from documents, and every formula of a note, is "
     "decided. Those\n"
     "that fail are listed by document, with the numbers at which they fail, the corrected form "
     "where one\n"
     "is stated, and the one small change that would make them hold where there is one.",
     command_errata, OPTIONS(OPTIONS_DECIDING, OPTION_VERBOSE, OPTION_JSON)},
    {"export", "[lesson ...]", "write lessons as pages for a browser, or as notebooks",
     "--html FOLDER gets a page for each lesson (for every one without an argument), the errata, "
     "an "
     "index\n"
     "and what they need: the pages work from the disk, without a network. --films adds films of "
     "the\n"
     "pictures that play (made by ffmpeg). --ipynb gets a Jupyter notebook for each lesson.\n"
     "  explore export --html site --films\n"
     "  explore export lesson3 --ipynb",
     command_export, OPTIONS(OPTION_HTML, OPTION_FILMS, OPTION_IPYNB, OPTIONS_DECIDING)},
    {"lint", "[lesson|file.md ...]", "say what is missing in a lesson",
     "One line each, as compilers say it: a claim without a wrong twin, a symbol that nothing "
     "defines, a step\n"
     "too long for a projector, an exercise without a hint. Nothing is decided. Without an "
     "argument "
     "every\n"
     "lesson is read. Exit status 1: something is missing.",
     command_lint, OPTIONS(OPTION_NOTATION, OPTION_JSON)},
    {"new-lesson", "NAME [FOLDER]", "write a lesson to start from",
     "FOLDER/NN-NAME.md, where NN is the next number; EXPLORE_LESSONS names the folder where none "
     "is given.\n"
     "It shows every kind of block and passes check and lint. No file is overwritten.\n"
     "  explore new-lesson the-posterior ~/lessons --title 'The posterior, slowly'",
     command_new_lesson, OPTIONS(OPTION_TITLE)},
    {"eval", "'TEX'", "decide one formula",
     "TEX is one formula, quoted for the shell; - reads it from standard input.\n"
     "  explore eval '\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t' "
     "--notation ho",
     command_eval,
     OPTIONS(OPTIONS_CHECKING, OPTION_VERBOSE, OPTION_JSON, OPTION_DATA, OPTION_SCHEDULE,
             OPTION_STEPS)},
    {"derive", "FILE", "check a derivation line by line, from the top",
     "One formula a line, or a Markdown note with displays. A line that begins with a relation "
     "continues\n"
     "the chain above it; `notation: ho`, `given: TeX` and `assume: TeX` on lines of their own are "
     "as in a\n"
     "lesson. The first line that does not follow is named, with the numbers at which it parts.\n"
     "  explore derive posterior.md --watch",
     command_derive, OPTIONS(OPTIONS_DECIDING, OPTION_WATCH)},
    {"schedule", "NAME", "print a noise schedule and what follows from it",
     "`explore list --schedules` shows the names.", command_schedule,
     OPTIONS(OPTION_STEPS, OPTION_CSV, OPTION_JSON)},
    {"sample", "DENOISER", "sample points from noise, and say how far from the data they are",
     "DENOISER is exact:NAME, the exact denoiser of a toy distribution or of a CSV file of points, "
     "or the\n"
     "file of a network that explore train wrote. The points go to --csv FILE, or to standard "
     "output unless that is a terminal; the report goes "
     "to the\n"
     "terminal, on standard error when the points are on standard output.\n"
     "  explore sample exact:ring --sampler ddim --steps 20 -n 10000 --csv ring.csv",
     command_sample,
     OPTIONS(OPTION_SAMPLER, OPTION_JUMPS, OPTION_SPACING, OPTION_ETA, OPTION_VARIANCE, OPTION_CLIP,
             OPTION_TOLERANCE, OPTION_POINTS, OPTION_SCHEDULE, OPTION_T, OPTION_SEED,
             OPTION_CSV_FILE, OPTION_JOBS)},
    {"train", "DATA", "teach a small network the noise in a toy distribution's points",
     "DATA is a toy distribution (`explore list --data`), a CSV file of points or a PNG drawing. "
     "While it\n"
     "learns, the loss is shown beside its floor, E|eps - E[eps|x_t]|^2, below which no network "
     "can "
     "go.\n"
     "Ctrl-C writes the weights as they are, and --resume goes on from there as if nothing had "
     "happened.\n"
     "  explore train ring --out ring.safetensors\n"
     "  explore train --resume ring.safetensors",
     command_train,
     OPTIONS(OPTION_TRAIN_STEPS, OPTION_BATCH, OPTION_WIDTH, OPTION_DEPTH, OPTION_RATE,
             OPTION_ACTIVATION, OPTION_PREDICT, OPTION_SCHEDULE, OPTION_T, OPTION_SEED, OPTION_JOBS,
             OPTION_OUT, OPTION_RESUME)},
    {"experiment", "NAME [key=value ...]",
     "answer a question by measuring: numbers and their errors",
     "`explore list --experiments` shows the names; the keys are data, schedule and steps.\n"
     "  explore experiment reverse-kl data=laplace --full",
     command_experiment,
     OPTIONS(OPTION_FULL, OPTION_STORE, OPTION_CSV_FILE, OPTION_SEED, OPTION_JOBS)},
    {"ablate", "[DATA]", "try a choice in training or sampling with several seeds",
     "DATA is a toy distribution (ring). For each variant of the choice, the excess of the loss "
     "over "
     "its\n"
     "floor and the distance of samples from fresh data, with standard errors over seeds, and for "
     "each\n"
     "difference whether it is larger than its error. Two minutes; --full takes much longer.\n"
     "  explore ablate ring --what embedding\n"
     "  explore ablate moons --what sigma --seeds 8 --csv runs.csv",
     command_ablate,
     OPTIONS(OPTION_WHAT, OPTION_SEEDS, OPTION_TRAIN_STEPS, OPTION_BATCH, OPTION_WIDTH,
             OPTION_DEPTH, OPTION_RATE, OPTION_POINTS, OPTION_SCHEDULE, OPTION_T, OPTION_SEED,
             OPTION_JOBS, OPTION_FULL, OPTION_CSV_FILE, OPTION_JSON)},
    {"selftest", "", "run every method on formulas known to be true and false",
     "Each method must hold the true ones and refute the false ones; proof, which refutes nothing, "
     "must\n"
     "not prove them.",
     command_selftest,
     OPTIONS(OPTION_SEED, OPTION_JOBS, OPTION_SAMPLES, OPTION_VERBOSE, OPTION_JUNIT)},
    {"help", "[command]", "print this help, or a command's own", NULL, command_help,
     OPTIONS(OPTION_MAN, OPTION_COMPLETION)},
};

bool command_takes(const Command *command, OptionId id) {
    const OptionId *option = command->options;
    while (*option != OPTION_COUNT && *option != id) {
        option++;
    }
    return *option == id;
}

size_t app_command_count(void) {
    return sizeof COMMANDS / sizeof COMMANDS[0];
}

const Command *app_command_at(size_t i) {
    return &COMMANDS[i];
}

const Command *app_command_find(const char *name) {
    for (size_t i = 0; i < app_command_count(); i++) {
        if (strcmp(COMMANDS[i].name, name) == 0) {
            return &COMMANDS[i];
        }
    }
    return NULL;
}

/* "  name   words", the words wrapped. */
static void put_row(Text *out, const Terminal *terminal, const char *name, size_t column,
                    const char *words) {
    Text first, rest;
    text_init(&first);
    text_init(&rest);
    text_printf(&first, "  %-*s  ", (int)column, name);
    text_repeat(&rest, " ", column + 4);
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, terminal->columns, first.bytes, rest.bytes);
    wrap_text(&wrap, STYLE_PLAIN, words);
    wrap_end(&wrap);
    text_clear(&first);
    text_clear(&rest);
}

static void put_options(Text *out, const Terminal *terminal, const Command *command) {
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        const OptionRow *row = option_at(id);
        if (!command_takes(command, (OptionId)id)) {
            continue;
        }
        Text name;
        text_init(&name);
        if (row->letter != 0) {
            text_printf(&name, "-%c, ", row->letter);
        }
        text_printf(&name, "--%s%s%s", row->name, row->value != NULL ? " " : "",
                    row->value != NULL ? row->value : "");
        put_row(out, terminal, name.bytes, 16, row->help);
        text_clear(&name);
    }
}

static void put_exit_statuses(Text *out) {
    text_append(out,
                "\nExit status: 0 as expected; 1 a claim is not as expected or, for eval, the\n"
                "formula cannot be read; 2 wrong use; 3 a file cannot be read; 130 interrupted.\n");
}

void help_write(Text *out, const Terminal *terminal, const Command *command) {
    if (command != NULL && command->name[0] != '\0') {
        text_printf(out, "Usage: explore %s %s%s[options]\n\n", command->name, command->usage,
                    command->usage[0] != '\0' ? " " : "");
        terminal_paragraph(out, terminal, terminal->columns, STYLE_PLAIN, command->help);
        text_append(out, command->more != NULL ? command->more : "");
        text_append(out, command->more != NULL ? "\n" : "");
        text_append(out, "\nOptions:\n");
        put_options(out, terminal, command);
        put_exit_statuses(out);
        return;
    }
    text_append(out, "explore checks the mathematics of diffusion models, line by line.\n\n"
                     "Usage: explore [command] [arguments] [options]\n\nCommands:\n");
    for (size_t i = 0; i < app_command_count(); i++) {
        Text name;
        text_init(&name);
        const Command *row = app_command_at(i);
        text_printf(&name, "explore%s%s%s%s", row->name[0] != '\0' ? " " : "", row->name,
                    row->usage[0] != '\0' ? " " : "", row->usage);
        put_row(out, terminal, name.bytes, COMMAND_COLUMNS, row->help);
        text_clear(&name);
    }
    text_append(out, "\nOptions without a command:\n");
    put_options(out, terminal, app_command_find(""));
    text_append(out, "\n`explore COMMAND --help` lists a command's options.\n");
    put_exit_statuses(out);
}

static Status write_lesson_page(App *app) {
    const char *path = arena_printf(app->arena, "%s/README.md", app->lessons);
    const char *text = NULL, *why = "is not installed; EXPLORE_DATA names the folder of `lessons`";
    size_t length = 0;
    if (app->lessons == NULL || !file_read(app->arena, path, &text, &length, &why)) {
        complain(app, "the page on lessons cannot be made: lessons/README.md %s", why);
        return STATUS_UNREADABLE;
    }
    manual_write_lesson(&app->out, text);
    return STATUS_OK;
}

Status command_help(App *app) {
    const Options *options = &app->options;
    const Command *command = app->argument_count > 0 ? app_command_find(app->arguments[0]) : NULL;
    if (app->argument_count > 0 && command == NULL) {
        complain(app, "there is no command '%s'; `explore help` lists them", app->arguments[0]);
        return STATUS_USAGE;
    }
    if (options->man != NULL && strcmp(options->man, "explore") != 0) {
        return write_lesson_page(app);
    }
    if (options->man != NULL) {
        manual_write(&app->out);
    } else if (options->completion != NULL) {
        completion_write(&app->out, options->completion);
    } else {
        help_write(&app->out, &app->terminal, command);
    }
    return STATUS_OK;
}
