/* options.c - the reading of the command line. */
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/source.h"

/* One letter is an option's letter, more are its name: --T is -T. */
static bool is_called(size_t id, const char *name, size_t length) {
    const OptionRow *row = option_at(id);
    return length == 1 ? row->letter == name[0]
                       : strlen(row->name) == length && strncmp(row->name, name, length) == 0;
}

/* OPTION_COUNT when there is none. Of options of one name the one that the command takes. */
static size_t find_option(const Command *command, const char *name, size_t length) {
    size_t found = OPTION_COUNT;
    for (size_t id = OPTION_COUNT; id-- > 0;) {
        if (is_called(id, name, length)) {
            found = id;
            if (command_takes(command, (OptionId)id)) {
                return id;
            }
        }
    }
    return found;
}

/* A lesson's name where a command's would stand means the command "lesson". */
static const Command *command_named(const char *word) {
    const Command *command = app_command_find(word);
    return command != NULL ? command : app_command_find("lesson");
}

/* Whether the word behind this option is its value, as far as can be told without the command:
 * `data` is a flag of `list` alone. */
static bool takes_next(const char *option, const char *next) {
    bool is_long = option[1] == '-';
    const char *name = option + 1 + is_long;
    const Command *command = app_command_find(next);
    bool takes = false;
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        const OptionRow *row = option_at(id);
        if (!is_called(id, name, strlen(name))) {
            continue;
        }
        if (row->set == NULL && command != NULL && command_takes(command, (OptionId)id)) {
            return false;
        }
        takes = takes || (row->set != NULL && (row->value[0] != '[' || next[0] != '-'));
    }
    return takes && strncmp(next, "--", 2) != 0;
}

/* The command's name is the first word that is no option; options before it mean what it takes. */
static const Command *find_command(int count, char **words) {
    for (int at = 1; at < count; at++) {
        const char *word = words[at], *next = at + 1 < count ? words[at + 1] : "--";
        if (word[0] != '-' || word[1] == '\0') {
            return command_named(word);
        }
        if (strcmp(word, "--") == 0) {
            return at + 1 < count ? command_named(next) : app_command_find("");
        }
        at += takes_next(word, next);
    }
    return app_command_find("");
}

/* "--jsn" -> "; did you mean --json?" */
static Status unknown_option(App *app, const char *word, const char *name) {
    const char *names[OPTION_COUNT];
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        names[i] = option_at(i)->name;
    }
    /* One letter is near to every other. */
    const char *near = strlen(name) > 1 ? nearest_name(name, names, OPTION_COUNT) : NULL;
    if (near != NULL) {
        complain(app, "there is no option %s; did you mean --%s?", word, near);
    } else {
        complain(app, "there is no option %s; `explore --help` lists them", word);
    }
    return STATUS_USAGE;
}

/* What is being read of the command line. */
typedef struct {
    App *app;
    const Command *command; /* that stands somewhere on it */
    int count;
    char **words;
    int at;
} Words;

static Status take_option(Words *words, size_t id, const char *attached) {
    App *app = words->app;
    const OptionRow *row = option_at(id);
    app->given[id] = true;
    if (row->set == NULL && attached != NULL) {
        complain(app, "--%s takes no value", row->name);
        return STATUS_USAGE;
    }
    if (row->set == NULL) {
        *(bool *)(void *)((char *)&app->options + row->flag) = true;
        return STATUS_OK;
    }
    const char *value = attached;
    const char *next = words->at + 1 < words->count ? words->words[words->at + 1] : "--";
    bool may_lack = row->value[0] == '[';
    /* What begins with -- is the next option: a folder of that name is written --html=--name. */
    if (value == NULL && strncmp(next, "--", 2) != 0 && !(may_lack && next[0] == '-')) {
        value = words->words[++words->at];
    }
    const char *why = NULL;
    if (value == NULL && !may_lack) {
        complain(app, "--%s needs a value: --%s %s", row->name, row->name, row->value);
        return STATUS_USAGE;
    }
    if (!row->set(&app->options, app->arena, value, &why)) {
        complain(app, "--%s: '%s' %s", row->name, value != NULL ? value : "", why);
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

/* --name, --name=value, --name value */
static Status take_long(Words *words, const char *word) {
    const char *name = word + 2;
    const char *equals = strchr(name, '=');
    size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
    size_t id = length > 0 ? find_option(words->command, name, length) : OPTION_COUNT;
    if (id == OPTION_COUNT) {
        return unknown_option(words->app, word, arena_copy(words->app->arena, name, length));
    }
    return take_option(words, id, equals != NULL ? equals + 1 : NULL);
}

/* -v, -j4, -j 4 */
static Status take_letter(Words *words, const char *word) {
    size_t id = find_option(words->command, word + 1, 1);
    bool is_flag = id < OPTION_COUNT && option_at(id)->set == NULL;
    if (id == OPTION_COUNT || (is_flag && word[2] != '\0')) {
        return unknown_option(words->app, word, word + 1);
    }
    return take_option(words, id, word[2] != '\0' ? word + 2 : NULL);
}

/* The first word is the command's name, or for the command "lesson" the lesson's. */
static void take_word(App *app, const char *word) {
    if (app->command == NULL) {
        app->command = command_named(word);
        if (app_command_find(word) != NULL) {
            return;
        }
    }
    app->arguments[app->argument_count++] = word;
}

/* EXPLORE_CLASS stands for --class wherever that is taken and not given. */
static Status take_class_variable(App *app) {
    const char *code = getenv("EXPLORE_CLASS"), *why = NULL;
    if (code == NULL || code[0] == '\0' || app->given[OPTION_CLASS] ||
        !command_takes(app->command, OPTION_CLASS)) {
        return STATUS_OK;
    }
    if (!option_at(OPTION_CLASS)->set(&app->options, app->arena, code, &why)) {
        complain(app, "EXPLORE_CLASS: '%s' %s", code, why);
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

/* A class is there so that all see the same numbers. */
static Status apply_class(App *app) {
    const Classroom *classroom = app->options.classroom;
    if (classroom == NULL) {
        return STATUS_OK;
    }
    if (app->options.has_seed) {
        complain(app, "the class %s fixes the seed; leave out --seed, or %s", classroom->name,
                 app->given[OPTION_CLASS] ? "--class" : "unset EXPLORE_CLASS");
        return STATUS_USAGE;
    }
    app->options.has_seed = true;
    app->options.seed = classroom->seed;
    return STATUS_OK;
}

static Status reject_foreign_options(App *app) {
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        if (app->given[id] && !command_takes(app->command, (OptionId)id)) {
            complain(app, "%s%s%s takes no option --%s; `explore %s%s--help` lists its options",
                     app->command->name[0] != '\0' ? "'explore " : "the menu", app->command->name,
                     app->command->name[0] != '\0' ? "'" : "", option_at(id)->name,
                     app->command->name, app->command->name[0] != '\0' ? " " : "");
            return STATUS_USAGE;
        }
    }
    return STATUS_OK;
}

/* -x^2 = y after eval is no option, though -v and -j4 are. */
static bool is_formula(const App *app, const char *word) {
    return app->command != NULL && app->command->run == command_eval && app->argument_count == 0 &&
           word[2] != '\0' && word[1] != option_at(OPTION_JOBS)->letter;
}

Status options_parse(App *app, int count, char **words) {
    app->arguments =
        arena_array(app->arena, (size_t)(count > 0 ? count : 0) + 1, sizeof *app->arguments);
    Words reading = {
        .app = app, .command = find_command(count, words), .count = count, .words = words, .at = 1};
    bool only_words = false;
    for (; reading.at < count; reading.at++) {
        const char *word = words[reading.at];
        Status status = STATUS_OK;
        if (only_words || word[0] != '-' || word[1] == '\0') {
            take_word(app, word);
        } else if (strcmp(word, "--") == 0) {
            only_words = true;
        } else if (word[1] == '-') {
            status = take_long(&reading, word);
        } else if (is_formula(app, word)) {
            take_word(app, word);
        } else {
            status = take_letter(&reading, word);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (app->command == NULL) {
        app->command = app_command_find("");
    }
    if (app->options.help || app->options.version) {
        return STATUS_OK;
    }
    Status status = reject_foreign_options(app);
    status = status == STATUS_OK ? take_class_variable(app) : status;
    return status == STATUS_OK ? apply_class(app) : status;
}
