/* completion.c - what bash, zsh and fish offer after `explore`. */
#include <string.h>

#include "app/manual.h"
#include "diffusion/notation.h"
#include "diffusion/schedule.h"
#include "diffusion/toy.h"
#include "draw/theme.h"
#include "experiment/experiment.h"
#include "scene/scene.h"

/* ---- what there is to offer ---- */

typedef struct {
    size_t (*count)(void);
    const char *(*name)(size_t i);
} Names;

static const char *notation_name(size_t i) {
    return notation_at(i)->name;
}

static const char *schedule_name_at(size_t i) {
    return schedule_at(i)->name;
}

static const char *toy_name(size_t i) {
    return toy_at(i)->name;
}

static const char *sampler_name(size_t i) {
    return sampler_at(i)->name;
}

static const char *theme_name(size_t i) {
    return theme_at(i)->name;
}

static const char *experiment_name(size_t i) {
    return experiment_at(i)->name;
}

static const char *scene_name(size_t i) {
    return scene_at(i)->name;
}

static const char *command_name(size_t i) {
    return app_command_at(i)->name;
}

static const Names NOTATIONS = {notation_count, notation_name};
static const Names SCHEDULES = {schedule_count, schedule_name_at};
static const Names TOYS = {toy_count, toy_name};
static const Names SAMPLERS = {sampler_count, sampler_name};
static const Names THEMES = {theme_count, theme_name};
static const Names EXPERIMENTS = {experiment_count, experiment_name};
static const Names SCENES = {scene_count, scene_name};
static const Names COMMANDS = {app_command_count, command_name};

/* What stands after a command, or after an option. */
typedef struct {
    bool lessons; /* their names, asked for when they are needed */
    bool files;
    const Names *names; /* or NULL */
} Offer;

static Offer offer_of_option(OptionId id) {
    static const struct {
        OptionId id;
        const Names *names;
    } NAMED[] = {
        {OPTION_NOTATION, &NOTATIONS}, {OPTION_SCHEDULE, &SCHEDULES}, {OPTION_DATA, &TOYS},
        {OPTION_SAMPLER, &SAMPLERS},   {OPTION_THEME, &THEMES},
    };
    const char *value = option_at(id)->value;
    Offer offer = {.files = strcmp(value, "FILE") == 0 || strcmp(value, "FOLDER") == 0};
    for (size_t i = 0; i < sizeof NAMED / sizeof NAMED[0]; i++) {
        offer.names = NAMED[i].id == id ? NAMED[i].names : offer.names;
    }
    offer.files = offer.files || id == OPTION_DATA;
    return offer;
}

static Offer offer_of_command(const Command *command) {
    static const struct {
        const char *usage; /* a part of it */
        Status (*run)(App *app);
        Offer offer;
    } OFFERS[] = {
        {NULL, command_view, {.names = &SCENES}},
        {NULL, command_schedule, {.names = &SCHEDULES}},
        {NULL, command_experiment, {.names = &EXPERIMENTS}},
        {NULL, command_help, {.names = &COMMANDS}},
        {NULL, command_eval, {.files = false}},
        {NULL, command_lesson, {.lessons = true, .files = true}},
        {NULL, command_render, {.lessons = true, .names = &SCENES}},
        {"lesson", NULL, {.lessons = true, .files = true}},
        {"DATA", NULL, {.files = true, .names = &TOYS}},
    };
    for (size_t i = 0; i < sizeof OFFERS / sizeof OFFERS[0]; i++) {
        bool is_meant =
            OFFERS[i].run == command->run ||
            (OFFERS[i].usage != NULL && strstr(command->usage, OFFERS[i].usage) != NULL);
        if (is_meant) {
            return OFFERS[i].offer;
        }
    }
    return (Offer){.files = command->usage[0] != '\0'};
}

static void put_names(Text *out, const Names *names) {
    for (size_t i = 0; names != NULL && i < names->count(); i++) {
        text_printf(out, "%s%s", i > 0 ? " " : "", names->name(i));
    }
}

static bool takes_value(OptionId id) {
    return option_at(id)->value != NULL;
}

/* A test, in bash and zsh, whether a word is the name of a command; `explore lesson3` is `explore
 * lesson lesson3`. The menu's name, "", stands first. */
static void put_is_command(Text *out, const char *word) {
    text_append(out, "[[ '");
    put_names(out, &COMMANDS);
    text_printf(out, " ' == *\" %s \"* ]]", word);
}

/* ---- bash ---- */

static void put_bash_offer(Text *out, Offer offer) {
    text_append(out, "offer ");
    text_append(out, offer.lessons ? "lessons " : "no-lessons ");
    text_append(out, offer.files ? "files '" : "no-files '");
    put_names(out, offer.names);
    text_append(out, "'");
}

static void put_bash_command(Text *out, const Command *command) {
    text_printf(out, "    %s)\n        case $previous in\n",
                command->name[0] != '\0' ? command->name : "''");
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        const OptionRow *row = option_at(id);
        if (command_takes(command, (OptionId)id) && takes_value((OptionId)id)) {
            text_printf(out, "        --%s", row->name);
            if (row->letter != 0) {
                text_printf(out, " | -%c", row->letter);
            }
            text_append(out, ")\n            _explore_");
            put_bash_offer(out, offer_of_option((OptionId)id));
            text_append(out, "\n            return\n            ;;\n");
        }
    }
    text_append(out, "        esac\n        options='");
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        if (command_takes(command, (OptionId)id)) {
            text_printf(out, " --%s", option_at(id)->name);
        }
    }
    text_append(out, "'\n        _explore_");
    put_bash_offer(out, command->name[0] != '\0' ? offer_of_command(command)
                                                 : (Offer){true, true, &COMMANDS});
    text_append(out, "\n        ;;\n");
}

static void write_bash(Text *out) {
    text_append(
        out, "# bash completion of explore, written by `explore help --completion bash`.\n"
             "# shellcheck disable=SC2207\n"
             "_explore_offer() {\n"
             "    local words=$3\n"
             "    if [[ $current == -* ]]; then\n"
             "        words=$options\n"
             "    else\n"
             "        [[ $1 == lessons ]] && words+=\" $(\"$program\" list --names 2>/dev/null)\"\n"
             "        [[ $2 == files ]] && compopt -o default\n"
             "    fi\n"
             "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
             "}\n\n"
             "_explore() {\n"
             "    local program=$1 current=$2 previous=$3 command= options= i\n"
             "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
             "        if [[ ${COMP_WORDS[i]} != -* ]]; then\n"
             "            command=${COMP_WORDS[i]}\n"
             "            break\n"
             "        fi\n"
             "    done\n"
             "    [[ -z $command ]] || ");
    put_is_command(out, "$command");
    text_append(out, " || command=lesson\n"
                     "    case $command in\n");
    for (size_t i = 0; i < app_command_count(); i++) {
        put_bash_command(out, app_command_at(i));
    }
    text_append(out, "    esac\n}\n\ncomplete -F _explore explore\n");
}

/* ---- zsh ---- */

/* Between single quotes; `also` are signs with a meaning of their own there. */
static void put_quoted(Text *out, const char *words, const char *also) {
    for (const char *c = words; *c != '\0'; c++) {
        if (*c == '\'') {
            text_append(out, "'\\''");
        } else {
            text_append(out, strchr(also, *c) != NULL ? "\\" : "");
            text_append_char(out, *c);
        }
    }
}

/* "_files", "(a b)" or the function that offers all of it. */
static void put_zsh_offer(Text *out, Offer offer) {
    if (offer.lessons || (offer.names != NULL && offer.files)) {
        text_printf(out, "{_explore_offer %d %d ", offer.lessons, offer.files);
        put_names(out, offer.names);
        text_append(out, "}");
    } else if (offer.files) {
        text_append(out, "_files");
    } else if (offer.names != NULL) {
        text_append(out, "(");
        put_names(out, offer.names);
        text_append(out, ")");
    } else {
        text_append(out, " ");
    }
}

static void put_zsh_option(Text *out, OptionId id, char letter, const char *name) {
    const OptionRow *row = option_at(id);
    text_append(out, " \\\n            '");
    if (letter != 0) {
        text_printf(out, "-%c[", letter);
    } else {
        text_printf(out, "--%s[", name);
    }
    put_quoted(out, row->help, "[]:\\");
    text_append(out, "]");
    if (row->value != NULL) {
        text_append(out, ":");
        put_quoted(out, row->value, ":\\");
        text_append(out, ":");
        put_zsh_offer(out, offer_of_option(id));
    }
    text_append(out, "'");
}

static void put_zsh_command(Text *out, const Command *command) {
    text_printf(out, "    %s)\n        _arguments", command->name);
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        if (command_takes(command, (OptionId)id)) {
            if (option_at(id)->letter != 0) {
                put_zsh_option(out, (OptionId)id, option_at(id)->letter, NULL);
            }
            put_zsh_option(out, (OptionId)id, 0, option_at(id)->name);
        }
    }
    if (command->usage[0] != '\0') {
        text_append(out, " \\\n            '*:");
        put_quoted(out, command->usage, ":\\");
        text_append(out, ":");
        put_zsh_offer(out, offer_of_command(command));
        text_append(out, "'");
    }
    text_append(out, "\n        ;;\n");
}

static void write_zsh(Text *out) {
    text_append(out, "#compdef explore\n"
                     "# zsh completion of explore, written by `explore help --completion zsh`.\n\n"
                     "# _explore_offer LESSONS FILES NAMES...\n"
                     "_explore_offer() {\n"
                     "    local lessons=$1 files=$2\n"
                     "    shift 2\n"
                     "    local -a names=(\"$@\")\n"
                     "    (( lessons )) && names+=(${(f)\"$(explore list --names 2>/dev/null)\"})\n"
                     "    compadd -a names\n"
                     "    (( files )) && _files\n"
                     "}\n\n"
                     "_explore() {\n"
                     "    local -a commands=(\n");
    for (size_t i = 0; i < app_command_count(); i++) {
        const Command *command = app_command_at(i);
        if (command->name[0] != '\0') {
            text_printf(out, "        '%s:", command->name);
            put_quoted(out, command->help, ":\\");
            text_append(out, "'\n");
        }
    }
    text_append(out, "    )\n"
                     "    if (( CURRENT == 2 )); then\n"
                     "        _describe command commands\n"
                     "        _explore_offer 1 1\n"
                     "        return\n"
                     "    fi\n"
                     "    shift words\n"
                     "    (( CURRENT-- ))\n"
                     "    ");
    put_is_command(out, "$words[1]");
    text_append(out, " || words[1]=lesson\n"
                     "    case $words[1] in\n");
    for (size_t i = 0; i < app_command_count(); i++) {
        if (app_command_at(i)->name[0] != '\0') {
            put_zsh_command(out, app_command_at(i));
        }
    }
    text_append(out, "    esac\n}\n\n_explore \"$@\"\n");
}

/* ---- fish ---- */

static void put_fish_offer(Text *out, Offer offer) {
    text_append(out, offer.files ? " -F" : "");
    if (offer.lessons || offer.names != NULL) {
        text_append(out, " -a '");
        put_names(out, offer.names);
        text_append(out, offer.lessons ? " (explore list --names 2>/dev/null)'" : "'");
    }
}

static void put_fish_help(Text *out, const char *help) {
    text_append(out, " -d '");
    for (const char *c = help; *c != '\0'; c++) {
        text_append(out, *c == '\'' || *c == '\\' ? "\\" : "");
        text_append_char(out, *c);
    }
    text_append(out, "'\n");
}

/* When what is offered behind a command is offered: for the lessons' behind every other word too.
 */
static void put_fish_condition(Text *out, const Command *command) {
    if (command->name[0] == '\0') {
        text_append(out, "__fish_use_subcommand");
    } else if (command->run != command_lesson) {
        text_printf(out, "'__fish_seen_subcommand_from %s'", command->name);
    } else {
        text_append(out, "'not __fish_use_subcommand; and not __fish_seen_subcommand_from");
        for (size_t i = 1; i < app_command_count(); i++) {
            if (app_command_at(i) != command) {
                text_printf(out, " %s", app_command_at(i)->name);
            }
        }
        text_append_char(out, '\'');
    }
}

static void put_fish_command(Text *out, const Command *command) {
    if (command->name[0] != '\0') {
        text_printf(out, "complete -c explore -n __fish_use_subcommand -a %s", command->name);
        put_fish_help(out, command->help);
    }
    Text after;
    text_init(&after);
    put_fish_condition(&after, command);
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        const OptionRow *row = option_at(id);
        if (command_takes(command, (OptionId)id)) {
            text_printf(out, "complete -c explore -n %s -l %s", after.bytes, row->name);
            if (row->letter != 0) {
                text_printf(out, " -s %c", row->letter);
            }
            if (row->value != NULL) {
                const Offer offer = offer_of_option((OptionId)id);
                text_append(out, offer.files ? " -r" : " -x");
                put_fish_offer(out, offer);
            }
            put_fish_help(out, row->help);
        }
    }
    const Offer offer = command->name[0] != '\0' ? offer_of_command(command)
                                                 : (Offer){.lessons = true, .files = true};
    if (offer.lessons || offer.files || offer.names != NULL) {
        text_printf(out, "complete -c explore -n %s", after.bytes);
        put_fish_offer(out, offer);
        text_append_char(out, '\n');
    }
    text_clear(&after);
}

static void write_fish(Text *out) {
    text_append(out, "# fish completion of explore, written by `explore help --completion fish`.\n"
                     "complete -c explore -f\n");
    for (size_t i = 0; i < app_command_count(); i++) {
        put_fish_command(out, app_command_at(i));
    }
}

void completion_write(Text *out, const char *shell) {
    if (strcmp(shell, "bash") == 0) {
        write_bash(out);
    } else if (strcmp(shell, "zsh") == 0) {
        write_zsh(out);
    } else {
        write_fish(out);
    }
}
