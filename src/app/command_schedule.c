/* command_schedule.c - explore schedule NAME --T 1000 */
#include <string.h>

#include "app/work.h"
#include "base/source.h"
#include "diffusion/schedule.h"
#include "export/json.h"

/* Over this KL to the standard normal (nats per coordinate, data of mean square 1) x_T is called
 * far from it: 0.01 is an alpha_bar_T of 0.02, a mean that is still 14 % of the data. */
#define FAR_FROM_NORMAL 0.01
/* The mean of x_0^2 for which the KL is stated. */
#define DATA_SQUARE 1.0

/* The columns that `--csv` and `--json` print, in this order. */
#define EXPORT_COLUMNS 5
static void export_columns(const Schedule *schedule, JsonColumn columns[EXPORT_COLUMNS]) {
    columns[0] = (JsonColumn){"beta", schedule->beta + 1};
    columns[1] = (JsonColumn){"alpha", schedule->alpha + 1};
    columns[2] = (JsonColumn){"alpha_bar", schedule->alpha_bar + 1};
    columns[3] = (JsonColumn){"posterior_variance", schedule->posterior_variance + 1};
    columns[4] = (JsonColumn){"snr", schedule->snr + 1};
}

static void write_csv(Text *out, const Schedule *schedule) {
    JsonColumn columns[EXPORT_COLUMNS];
    export_columns(schedule, columns);
    text_append_char(out, 't');
    for (size_t c = 0; c < EXPORT_COLUMNS; c++) {
        text_printf(out, ",%s", columns[c].name);
    }
    text_append_char(out, '\n');
    for (size_t row = 0; row < schedule->steps; row++) {
        text_printf(out, "%zu", row + 1);
        for (size_t c = 0; c < EXPORT_COLUMNS; c++) {
            text_printf(out, ",%.17g", columns[c].values[row]);
        }
        text_append_char(out, '\n');
    }
}

/* Columns of the readable table; a narrow terminal gets the first ones. */
static const struct {
    const char *title;
    const char *ascii;
    size_t offset;
} COLUMNS[] = {
    {"β", "beta", offsetof(Schedule, beta)},
    {"ᾱ", "alpha_bar", offsetof(Schedule, alpha_bar)},
    {"1-ᾱ", "1-alpha_bar", offsetof(Schedule, one_minus_alpha_bar)},
    {"β̃", "post.var.", offsetof(Schedule, posterior_variance)},
    {"SNR", "SNR", offsetof(Schedule, snr)},
};
#define COLUMN_COUNT (sizeof COLUMNS / sizeof COLUMNS[0])
#define STEP_WIDTH 6
#define VALUE_WIDTH 12

static size_t fitting_columns(const Terminal *terminal) {
    size_t room =
        terminal->columns > STEP_WIDTH ? (terminal->columns - STEP_WIDTH) / VALUE_WIDTH : 0;
    return room < 1 ? 1 : room > COLUMN_COUNT ? COLUMN_COUNT : room;
}

static void write_table_head(Text *out, const Terminal *terminal, size_t columns) {
    text_printf(out, "%*s", STEP_WIDTH, "t");
    for (size_t c = 0; c < columns; c++) {
        const char *title = terminal->unicode ? COLUMNS[c].title : COLUMNS[c].ascii;
        size_t width = utf8_columns(title, strlen(title));
        text_repeat(out, " ", VALUE_WIDTH - width);
        text_append(out, title);
    }
    text_append_char(out, '\n');
}

static void write_table_row(Text *out, const Schedule *schedule, size_t columns, size_t t) {
    text_printf(out, "%*zu", STEP_WIDTH, t);
    for (size_t c = 0; c < columns; c++) {
        const double *values =
            *(double *const *)(const void *)((const char *)schedule + COLUMNS[c].offset);
        text_printf(out, "%*.4g", VALUE_WIDTH, values[t]);
    }
    text_append_char(out, '\n');
}

/* 1, 2, 5, 10, 20, 50, ... and four last quarters of the way: both ends of a schedule are of
 * interest. */
static bool is_selected(size_t t, size_t steps) {
    size_t lead = t;
    while (lead % 10 == 0) {
        lead /= 10;
    }
    bool is_quarter = steps >= 8 && (t == steps / 4 || t == steps / 2 || t == steps - steps / 4);
    return steps <= 12 || lead == 1 || lead == 2 || lead == 5 || is_quarter || t == steps;
}

static void write_verdict(Text *out, const Terminal *terminal, const Schedule *schedule) {
    size_t last = schedule->steps;
    double kl = schedule_kl_to_standard_normal(schedule, last, DATA_SQUARE);
    Text text;
    text_init(&text);
    text_printf(&text,
                "KL(q(x_T|x_0) || N(0,1)) = %.4g nats per coordinate, for data of mean square 1; "
                "%s_T = %.6g.",
                kl, terminal->unicode ? "ᾱ" : "alpha_bar", schedule->alpha_bar[last]);
    terminal_paragraph(out, terminal, terminal->columns, STYLE_PLAIN, text.bytes);
    if (kl > FAR_FROM_NORMAL) {
        text_reset(&text);
        text_printf(
            &text,
            "Warning: x_T is far from N(0,1). Its mean is still %.2g x_0, so a sampler that starts "
            "from "
            "N(0,1) starts from the wrong place. Take more steps or a schedule made for %zu.",
            schedule->sqrt_alpha_bar[last], last);
        terminal_paragraph(out, terminal, terminal->columns, STYLE_WARN, text.bytes);
    }
    if (schedule->warning != NULL) {
        text_reset(&text);
        text_printf(&text, "Warning: %s", schedule->warning);
        terminal_paragraph(out, terminal, terminal->columns, STYLE_WARN, text.bytes);
    }
    text_clear(&text);
}

static void write_table(Text *out, const Terminal *terminal, const Schedule *schedule) {
    Text title;
    text_init(&title);
    text_printf(&title, "%s, T = %zu: %s", schedule->row->name, schedule->steps,
                schedule->row->doc);
    terminal_paragraph(out, terminal, terminal->columns, STYLE_STRONG, title.bytes);
    text_clear(&title);
    text_append_char(out, '\n');
    size_t columns = fitting_columns(terminal);
    write_table_head(out, terminal, columns);
    for (size_t t = 1; t <= schedule->steps; t++) {
        if (is_selected(t, schedule->steps)) {
            write_table_row(out, schedule, columns, t);
        }
    }
    text_append_char(out, '\n');
    write_verdict(out, terminal, schedule);
}

static Status write_json(App *app, const Schedule *schedule) {
    JsonColumn columns[EXPORT_COLUMNS];
    export_columns(schedule, columns);
    if (!json_write_table(&app->out, schedule->row->name, columns, EXPORT_COLUMNS, 1,
                          schedule->steps)) {
        complain(app, "there is not enough memory for the JSON output");
        return STATUS_UNREADABLE;
    }
    return STATUS_OK;
}

Status command_schedule(App *app) {
    if (app->argument_count > 1 || (app->options.csv && app->options.json)) {
        complain(app, app->argument_count > 1 ? "schedule takes one name"
                                              : "choose one of --csv and --json");
        return STATUS_USAGE;
    }
    const char *name = app->argument_count > 0 ? app->arguments[0] : SCHEDULE_DEFAULT_NAME;
    Schedule *schedule = NULL;
    Status status = work_open_schedule(app, name, app->options.steps, &schedule);
    if (schedule == NULL) {
        return status;
    }
    if (app->options.json) {
        status = write_json(app, schedule);
    } else if (app->options.csv) {
        write_csv(&app->out, schedule);
    } else {
        write_table(&app->out, &app->terminal, schedule);
    }
    schedule_free(schedule);
    return status;
}
