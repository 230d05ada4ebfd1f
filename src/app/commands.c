/* commands.c - the table of commands and the help made from it. */
#include <string.h>

#include "app/app.h"

/* Of the help: "explore errata [lesson|file.md ...]" fits. */
#define COMMAND_COLUMNS 35

#define OPTIONS_CHECKING                                                                           \
    (OPTIONS_COMMON | OPTION_BIT(OPTION_SEED) | OPTION_BIT(OPTION_NOTATION) |                      \
     OPTION_BIT(OPTION_JOBS) | OPTION_BIT(OPTION_STRICT) | OPTION_BIT(OPTION_NO_TWINS) |           \
     OPTION_BIT(OPTION_SAMPLES))

#define OPTIONS_WINDOW                                                                             \
    (OPTION_BIT(OPTION_THEME) | OPTION_BIT(OPTION_SIZE) | OPTION_BIT(OPTION_PRESENT))
#define OPTIONS_PICTURE                                                                            \
    (OPTION_BIT(OPTION_DATA) | OPTION_BIT(OPTION_SCHEDULE) | OPTION_BIT(OPTION_STEPS) |            \
     OPTION_BIT(OPTION_SEED) | OPTION_BIT(OPTION_PARTICLES) | OPTION_BIT(OPTION_AT) |              \
     OPTION_BIT(OPTION_ON) | OPTION_BIT(OPTION_OFF) | OPTION_BIT(OPTION_BREAK))

static const Command COMMANDS[] = {
    {"", "", "choose a lesson from a menu", NULL, command_menu,
     OPTIONS_COMMON | OPTION_BIT(OPTION_SEED) | OPTION_BIT(OPTION_NO_TWINS)},
    {"lesson", "NAME", "step through a lesson; `explore NAME` is the same",
     "NAME is lesson3, 3, a slug or a path. Where there is a display the lesson opens in a window, "
     "with --text\n"
     "or without a display in the terminal (? lists the keys in both); when the output is no "
     "terminal it is\n"
     "printed whole with its verdicts. --schedule, --steps, --data and --samples say with which "
     "numbers its\n"
     "live values begin.",
     command_lesson,
     OPTIONS_CHECKING | OPTIONS_WINDOW | OPTION_BIT(OPTION_VERBOSE) | OPTION_BIT(OPTION_DATA) |
         OPTION_BIT(OPTION_SCHEDULE) | OPTION_BIT(OPTION_STEPS) | OPTION_BIT(OPTION_TEXT) |
         OPTION_BIT(OPTION_WINDOW) | OPTION_BIT(OPTION_AUTOPLAY)},
    {"view", "PICTURE", "open a live picture: forward, reverse, posterior ...",
     "`explore list --scenes` shows the pictures. In the window: a plays, X breaks the picture, ? "
     "lists the\n"
     "keys.",
     command_view, OPTIONS_COMMON | OPTIONS_PICTURE | OPTIONS_WINDOW},
    {"render", "NAME", "draw a lesson's page or a picture into a file, without a display",
     "NAME is a lesson or a picture. -o names the file: .png is one picture, .gif and .mp4 are "
     "films\n"
     "(made by ffmpeg), and a name with %04d in it is one .png for each frame.\n"
     "  explore render lesson3 --step 4 -o page.png\n"
     "  explore render forward --data moons --frames 240 -o forward.gif",
     command_render,
     OPTIONS_COMMON | OPTIONS_PICTURE | OPTION_BIT(OPTION_THEME) | OPTION_BIT(OPTION_SIZE) |
         OPTION_BIT(OPTION_PRESENT) | OPTION_BIT(OPTION_NOTATION) | OPTION_BIT(OPTION_OUTPUT) |
         OPTION_BIT(OPTION_STEP) | OPTION_BIT(OPTION_FRAMES) | OPTION_BIT(OPTION_FPS)},
    {"list", "", "list the lessons and what else there is", NULL, command_list,
     OPTIONS_COMMON | OPTION_BIT(OPTION_LISTED)},
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
     OPTIONS_CHECKING | OPTION_BIT(OPTION_VERBOSE) | OPTION_BIT(OPTION_JSON) |
         OPTION_BIT(OPTION_DATA) | OPTION_BIT(OPTION_JUNIT) | OPTION_BIT(OPTION_COVERAGE)},
    {"errata", "[lesson|file.md ...]", "list the printed formulas that fail",
     "Every formula that the lessons quote from documents, and every formula of a note, is "
     "decided. Those\n"
     "that fail are listed by document, with the numbers at which they fail, the corrected form "
     "where one\n"
     "is stated, and the one small change that would make them hold where there is one.",
     command_errata,
     (OPTIONS_CHECKING | OPTION_BIT(OPTION_VERBOSE) | OPTION_BIT(OPTION_JSON)) &
         ~OPTION_BIT(OPTION_NO_TWINS)},
    {"eval", "'TEX'", "decide one formula",
     "TEX is one formula, quoted for the shell; - reads it from standard input.\n"
     "  explore eval '\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t' "
     "--notation ho",
     command_eval,
     OPTIONS_CHECKING | OPTION_BIT(OPTION_VERBOSE) | OPTION_BIT(OPTION_JSON) |
         OPTION_BIT(OPTION_DATA) | OPTION_BIT(OPTION_SCHEDULE) | OPTION_BIT(OPTION_STEPS)},
    {"schedule", "NAME", "print a noise schedule and what follows from it",
     "`explore list --schedules` shows the names.", command_schedule,
     OPTIONS_COMMON | OPTION_BIT(OPTION_STEPS) | OPTION_BIT(OPTION_CSV) | OPTION_BIT(OPTION_JSON)},
    {"sample", "DENOISER", "sample points from noise, and say how far from the data they are",
     "DENOISER is exact:NAME, the exact denoiser of a toy distribution or of a CSV file of points, "
     "or the\n"
     "file of a network that explore train wrote. The points go to --csv FILE, or to standard "
     "output unless that is a terminal; the report goes "
     "to the\n"
     "terminal, on standard error when the points are on standard output.\n"
     "  explore sample exact:ring --sampler ddim --steps 20 -n 10000 --csv ring.csv",
     command_sample,
     OPTIONS_COMMON | OPTION_BIT(OPTION_SAMPLER) | OPTION_BIT(OPTION_JUMPS) |
         OPTION_BIT(OPTION_SPACING) | OPTION_BIT(OPTION_ETA) | OPTION_BIT(OPTION_VARIANCE) |
         OPTION_BIT(OPTION_CLIP) | OPTION_BIT(OPTION_TOLERANCE) | OPTION_BIT(OPTION_POINTS) |
         OPTION_BIT(OPTION_SCHEDULE) | OPTION_BIT(OPTION_T) | OPTION_BIT(OPTION_SEED) |
         OPTION_BIT(OPTION_CSV_FILE) | OPTION_BIT(OPTION_JOBS)},
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
     OPTIONS_COMMON | OPTION_BIT(OPTION_TRAIN_STEPS) | OPTION_BIT(OPTION_BATCH) |
         OPTION_BIT(OPTION_WIDTH) | OPTION_BIT(OPTION_DEPTH) | OPTION_BIT(OPTION_RATE) |
         OPTION_BIT(OPTION_ACTIVATION) | OPTION_BIT(OPTION_PREDICT) | OPTION_BIT(OPTION_SCHEDULE) |
         OPTION_BIT(OPTION_T) | OPTION_BIT(OPTION_SEED) | OPTION_BIT(OPTION_JOBS) |
         OPTION_BIT(OPTION_OUT) | OPTION_BIT(OPTION_RESUME)},
    {"experiment", "NAME [key=value ...]",
     "answer a question by measuring: numbers and their errors",
     "`explore list --experiments` shows the names; the keys are data, schedule and steps.\n"
     "  explore experiment reverse-kl data=laplace --full",
     command_experiment,
     OPTIONS_COMMON | OPTION_BIT(OPTION_FULL) | OPTION_BIT(OPTION_STORE) |
         OPTION_BIT(OPTION_CSV_FILE) | OPTION_BIT(OPTION_SEED) | OPTION_BIT(OPTION_JOBS)},
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
     OPTIONS_COMMON | OPTION_BIT(OPTION_WHAT) | OPTION_BIT(OPTION_SEEDS) |
         OPTION_BIT(OPTION_TRAIN_STEPS) | OPTION_BIT(OPTION_BATCH) | OPTION_BIT(OPTION_WIDTH) |
         OPTION_BIT(OPTION_DEPTH) | OPTION_BIT(OPTION_RATE) | OPTION_BIT(OPTION_POINTS) |
         OPTION_BIT(OPTION_SCHEDULE) | OPTION_BIT(OPTION_T) | OPTION_BIT(OPTION_SEED) |
         OPTION_BIT(OPTION_JOBS) | OPTION_BIT(OPTION_FULL) | OPTION_BIT(OPTION_CSV_FILE) |
         OPTION_BIT(OPTION_JSON)},
    {"selftest", "", "run every method on formulas known to be true and false",
     "Each method must hold the true ones and refute the false ones; proof, which refutes nothing, "
     "must\n"
     "not prove them.",
     command_selftest,
     OPTIONS_COMMON | OPTION_BIT(OPTION_SEED) | OPTION_BIT(OPTION_JOBS) |
         OPTION_BIT(OPTION_SAMPLES) | OPTION_BIT(OPTION_VERBOSE) | OPTION_BIT(OPTION_JUNIT)},
    {"help", "[command]", "print this help, or a command's own", NULL, command_help,
     OPTIONS_COMMON},
};

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

static void put_options(Text *out, const Terminal *terminal, uint64_t options) {
    text_append(out, "\nOptions:\n");
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        const OptionRow *row = option_at(id);
        if ((options & OPTION_BIT(id)) == 0) {
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
        put_options(out, terminal, command->options);
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
    text_append(out, "\n`explore COMMAND --help` lists a command's options.\n");
    put_exit_statuses(out);
}

Status command_help(App *app) {
    const Command *command = app->argument_count > 0 ? app_command_find(app->arguments[0]) : NULL;
    if (app->argument_count > 0 && command == NULL) {
        complain(app, "there is no command '%s'; `explore help` lists them", app->arguments[0]);
        return STATUS_USAGE;
    }
    help_write(&app->out, &app->terminal, command);
    return STATUS_OK;
}
