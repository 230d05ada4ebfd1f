/* manual.c - explore(1) and explore-lesson(5) as roff. */
#include "app/manual.h"

#include <string.h>

/* ---- roff ---- */

/* Plain words: what roff would take for a command or a typographic sign stays as it is typed. */
static void put_bytes(Text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        const char c = bytes[i];
        bool starts_line = out->length == 0 || out->bytes[out->length - 1] == '\n';
        if (starts_line && (c == '.' || c == '\'')) {
            text_append(out, "\\&");
        }
        switch (c) {
        case '\\': text_append(out, "\\e"); break;
        case '-': text_append(out, "\\-"); break;
        case '\'': text_append(out, "\\(aq"); break;
        case '`': text_append(out, "\\(ga"); break;
        case '^': text_append(out, "\\(ha"); break;
        case '~': text_append(out, "\\(ti"); break;
        default: text_append_char(out, c); break;
        }
    }
}

static void put_plain(Text *out, const char *words) {
    put_bytes(out, words, strlen(words));
}

/* Words with `code` in bold and **words** without their stars. */
static void put_words(Text *out, const char *words, size_t length) {
    bool code = false;
    for (size_t i = 0; i < length; i++) {
        bool stars = !code && i + 1 < length && words[i] == '*' && words[i + 1] == '*';
        if (words[i] == '`') {
            code = !code;
            text_append(out, code ? "\\fB" : "\\fR");
        } else if (stars) {
            i++;
        } else {
            put_bytes(out, words + i, 1);
        }
    }
    text_append(out, code ? "\\fR" : "");
}

static void put_title(Text *out, const char *name, int section, const char *what) {
    text_printf(out, ".TH %s %d \"\" \"explore " EXPLORE_VERSION "\" \"%s\"\n.nh\n.ad l\n", name,
                section, what);
}

static void put_heading(Text *out, const char *level, const char *words, size_t length) {
    text_printf(out, "%s \"", level);
    put_words(out, words, length);
    text_append(out, "\"\n");
}

/* ---- explore(1) ---- */

/* Lines that begin with two spaces are examples; the others are one paragraph. */
static void put_more(Text *out, const char *more) {
    while (*more != '\0') {
        size_t length = strcspn(more, "\n");
        bool is_example = strncmp(more, "  ", 2) == 0;
        text_append(out, is_example ? ".IP\n.nf\n" : "");
        if (is_example) {
            put_bytes(out, more, length);
        } else {
            put_words(out, more, length);
        }
        text_append(out, is_example ? "\n.fi\n" : "\n");
        more += length + (more[length] == '\n');
    }
}

static void put_command(Text *out, const Command *command) {
    text_append(out, ".TP\n.B explore");
    if (command->name[0] != '\0') {
        text_append_char(out, ' ');
        put_plain(out, command->name);
    }
    text_append(out, "\\fR ");
    put_plain(out, command->usage);
    text_append_char(out, '\n');
    put_words(out, command->help, strlen(command->help));
    text_append(out, ".\n");
    if (command->more != NULL) {
        text_append(out, ".IP\n");
        put_more(out, command->more);
    }
    text_append(out, ".IP\nOptions:");
    const char *between = " ";
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        if (command_takes(command, (OptionId)id)) {
            text_printf(out, "%s\\fB\\-\\-", between);
            put_plain(out, option_at(id)->name);
            text_append(out, "\\fR");
            between = ", ";
        }
    }
    text_append(out, ".\n");
}

static void put_takers(Text *out, OptionId id) {
    size_t takers = 0;
    for (size_t i = 0; i < app_command_count(); i++) {
        takers += command_takes(app_command_at(i), id);
    }
    if (takers == app_command_count()) {
        return;
    }
    const char *between = "For ";
    for (size_t i = 0; i < app_command_count(); i++) {
        const Command *command = app_command_at(i);
        if (command_takes(command, id)) {
            text_append(out, between);
            put_plain(out, command->name[0] != '\0' ? command->name : "the menu");
            between = ", ";
        }
    }
    text_append(out, ".\n");
}

static void put_option(Text *out, OptionId id) {
    const OptionRow *row = option_at(id);
    text_append(out, ".TP\n\\fB");
    if (row->letter != 0) {
        text_printf(out, "\\-%c\\fR, \\fB", row->letter);
    }
    text_append(out, "\\-\\-");
    put_plain(out, row->name);
    text_append(out, "\\fR");
    if (row->value != NULL) {
        text_append(out, " \\fI");
        put_plain(out, row->value);
        text_append(out, "\\fR");
    }
    text_append_char(out, '\n');
    put_words(out, row->help, strlen(row->help));
    text_append(out, ".\n");
    put_takers(out, id);
}

void manual_write(Text *out) {
    put_title(out, "EXPLORE", 1, "User commands");
    text_append(out,
                ".SH NAME\nexplore \\- check the mathematics of diffusion models, line by line\n"
                ".SH SYNOPSIS\n.B explore\n[\\fIcommand\\fR] [\\fIarguments\\fR] "
                "[\\fIoptions\\fR]\n.SH DESCRIPTION\n"
                "Lessons derive diffusion models step by step. Every formula in them, and in "
                "notes of yours, is decided: by a proof, by exact arithmetic with error "
                "bounds, or by draws whose smallest error that would be seen is stated. What "
                "fails is refuted by numbers that you can put in yourself.\n.SH COMMANDS\n");
    for (size_t i = 0; i < app_command_count(); i++) {
        put_command(out, app_command_at(i));
    }
    text_append(out, ".SH OPTIONS\n");
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        put_option(out, (OptionId)id);
    }
    text_append(
        out,
        ".SH EXIT STATUS\n.TP\n0\nas expected\n.TP\n1\na claim is not as expected; for eval, the "
        "formula cannot be read; for lint, something is missing\n.TP\n2\nwrong use\n.TP\n3\na file "
        "cannot be read or written\n.TP\n130\ninterrupted\n"
        ".SH ENVIRONMENT\n.TP\n.B EXPLORE_LESSONS\na folder of your own, whose lessons stand "
        "beside "
        "ours\n.TP\n.B EXPLORE_CLASS\nwhat \\fB\\-\\-class\\fR says when it is not given\n.TP\n"
        ".B EXPLORE_DATA\nthe folder that holds lessons and assets, in place of the installed one\n"
        ".TP\n.B NO_COLOR\nno colours in the terminal\n"
        ".SH FILES\n.TP\n\\(ti/.local/state/explore/progress\nhow far you are; "
        "\\fBXDG_STATE_HOME\\fR names another place\n.SH SEE ALSO\n.BR explore\\-lesson (5)\n");
}

/* ---- explore-lesson(5) ---- */

/* Lines of a Markdown file, one at a time. */
typedef struct {
    Text *out;
    const char *line;
    size_t length;
    size_t fence;   /* backticks that end the block of code; 0: in none */
    bool in_table;  /* its head and the line below it have gone by */
    bool new_start; /* what comes begins a paragraph */
} Markdown;

static size_t count_ticks(const Markdown *markdown) {
    size_t ticks = 0;
    while (ticks < markdown->length && markdown->line[ticks] == '`') {
        ticks++;
    }
    return ticks;
}

static void put_code_line(Markdown *markdown) {
    if (count_ticks(markdown) == markdown->fence && markdown->length == markdown->fence) {
        text_append(markdown->out, ".fi\n.in\n");
        markdown->fence = 0;
        markdown->new_start = true;
        return;
    }
    text_append(markdown->out, markdown->length == 0 ? "\\&" : "");
    put_bytes(markdown->out, markdown->line, markdown->length);
    text_append_char(markdown->out, '\n');
}

/* Where the first cell ends: a | inside `code` does not end it. */
static size_t cell_end(const Markdown *markdown) {
    bool code = false;
    size_t at = 1;
    while (at < markdown->length && (code || markdown->line[at] != '|')) {
        code = markdown->line[at] == '`' ? !code : code;
        at++;
    }
    return at;
}

/* The head of a table of two columns says what the paragraph before it has said. */
static void put_table_line(Markdown *markdown) {
    if (!markdown->in_table) {
        markdown->in_table = strncmp(markdown->line, "|-", 2) == 0;
        return;
    }
    size_t end = cell_end(markdown), length = markdown->length;
    while (length > end + 1 &&
           (markdown->line[length - 1] == '|' || markdown->line[length - 1] == ' ')) {
        length--;
    }
    text_append(markdown->out, ".TP\n");
    put_words(markdown->out, markdown->line + 2, end > 3 ? end - 3 : 0);
    text_append_char(markdown->out, '\n');
    size_t start = end + 2 < length ? end + 2 : length;
    put_words(markdown->out, markdown->line + start, length - start);
    text_append_char(markdown->out, '\n');
    markdown->new_start = true;
}

static void put_text_line(Markdown *markdown) {
    const char *line = markdown->line;
    size_t level = strspn(line, "#");
    if (level > 0 && level < markdown->length && line[level] == ' ') {
        /* The title of the file is the name of the page. */
        if (level > 1) {
            put_heading(markdown->out, level == 2 ? ".SH" : ".SS", line + level + 1,
                        markdown->length - level - 1);
        }
        markdown->new_start = level == 1;
        return;
    }
    if (markdown->length == 0) {
        markdown->new_start = true;
        return;
    }
    bool is_item = strncmp(line, "- ", 2) == 0;
    text_append(markdown->out, is_item ? ".IP \\(bu 2\n" : markdown->new_start ? ".PP\n" : "");
    put_words(markdown->out, line + (is_item ? 2 : 0), markdown->length - (is_item ? 2 : 0));
    text_append_char(markdown->out, '\n');
    markdown->new_start = false;
}

static void put_markdown_line(Markdown *markdown) {
    size_t ticks = count_ticks(markdown);
    bool is_row = markdown->fence == 0 && markdown->line[0] == '|';
    markdown->in_table = markdown->in_table && is_row;
    if (markdown->fence > 0) {
        put_code_line(markdown);
    } else if (ticks >= 3) {
        markdown->fence = ticks;
        text_append(markdown->out, ".PP\n.in +4n\n.nf\n");
    } else if (is_row) {
        put_table_line(markdown);
    } else {
        put_text_line(markdown);
    }
}

void manual_write_lesson(Text *out, const char *markdown) {
    put_title(out, "EXPLORE\\-LESSON", 5, "File formats");
    text_append(out, ".SH NAME\nexplore\\-lesson \\- the files that explore reads as lessons\n"
                     ".SH DESCRIPTION\n");
    Markdown reading = {.out = out};
    const char *text = markdown;
    while (*text != '\0') {
        reading.line = text;
        reading.length = strcspn(text, "\n");
        put_markdown_line(&reading);
        text += reading.length + (text[reading.length] == '\n');
    }
    text_append(out, ".SH SEE ALSO\n.BR explore (1)\n");
}
