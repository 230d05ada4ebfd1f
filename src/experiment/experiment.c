/* experiment.c - the table of experiments, the line that names a run, and what is expected of it.
 */
#include "experiment/experiment.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/source.h"
#include "experiment/experiment_internal.h"

static const ExperimentRow *const rows[] = {
    &experiment_reverse_kl,        &experiment_one_step,
    &experiment_gaussian_steps,    &experiment_loss_floor,
    &experiment_which_noise,       &experiment_best_variance,
    &experiment_reverse_variance,  &experiment_bound_split,
    &experiment_end_of_chain,      &experiment_marginal_kl,
    &experiment_su_schedule,       &experiment_noise_growth,
    &experiment_neglected_product, &experiment_need_neglect,
    &experiment_missing_bar,       &experiment_last_noise,
    &experiment_two_variances,     &experiment_dependence,
    &experiment_second_order,      &experiment_deviations_add,
    &experiment_dimension,         &experiment_blur,
    &experiment_larger_t,          &experiment_skip_steps,
    &experiment_ddim_steps,        &experiment_eta,
    &experiment_clipping,          &experiment_way_back,
    &experiment_mean_or_sum,       &experiment_ablate_embedding,
    &experiment_ablate_loss,       &experiment_ablate_sigma,
};
#define ROW_COUNT (sizeof rows / sizeof rows[0])

size_t experiment_count(void) {
    return ROW_COUNT;
}

const ExperimentRow *experiment_at(size_t i) {
    assert(i < ROW_COUNT);
    return rows[i];
}

const ExperimentRow *experiment_find(const char *name) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i]->name, name) == 0) {
            return rows[i];
        }
    }
    return NULL;
}

/* ---- the line that names a run ---- */

typedef struct {
    const char *text;
    size_t at;
} Words;

/* The next word; length 0 at the end. */
static const char *next_word(Words *words, size_t *length) {
    words->at += strspn(words->text + words->at, " \t");
    const char *word = words->text + words->at;
    *length = strcspn(word, " \t");
    words->at += *length;
    return word;
}

/* Always false. The hint is `nearest`, where there is one, or `otherwise`. */
static bool refuse(ExperimentError *error, size_t at, const char *nearest, const char *otherwise,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));

static bool refuse(ExperimentError *error, size_t at, const char *nearest, const char *otherwise,
                   const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    *error = (ExperimentError){.at = at};
    (void)vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    if (nearest != NULL) {
        (void)snprintf(error->hint, sizeof error->hint, "did you mean `%s`?", nearest);
    } else {
        (void)snprintf(error->hint, sizeof error->hint, "%s", otherwise);
    }
    return false;
}

static bool find_row(ExperimentSetting *setting, const char *name, size_t at,
                     ExperimentError *error) {
    setting->row = experiment_find(name);
    if (setting->row != NULL) {
        return true;
    }
    const char *names[ROW_COUNT];
    for (size_t i = 0; i < ROW_COUNT; i++) {
        names[i] = rows[i]->name;
    }
    return refuse(error, at, nearest_name(name, names, ROW_COUNT),
                  "`explore list --experiments` shows them", "there is no experiment `%s`", name);
}

static bool read_data(Arena *arena, ExperimentSetting *setting, const char *value, size_t at,
                      ExperimentError *error) {
    const Toy *toy = toy_find(value);
    if (toy == NULL) {
        return refuse(error, at, toy_nearest(value), "`explore list --data` shows them",
                      "there is no toy distribution `%s`", value);
    }
    if (setting->row->on_a_line && toy->dimension != 1) {
        return refuse(error, at, NULL, "take one on a line, such as mix2",
                      "`%s` takes data on a line, and `%s` is in the plane", setting->row->name,
                      value);
    }
    if (setting->row->has_density && !data_of_toy(arena, toy)->has_density) {
        return refuse(error, at, NULL, "take another, such as gauss",
                      "`%s` takes data with a density, and `%s` has none", setting->row->name,
                      value);
    }
    setting->data = toy->name;
    return true;
}

static bool read_schedule(ExperimentSetting *setting, const char *value, size_t at,
                          ExperimentError *error) {
    const ScheduleRow *row = schedule_find(value);
    if (row == NULL) {
        const char *names[16];
        size_t count = schedule_count() < 16 ? schedule_count() : 16;
        for (size_t i = 0; i < count; i++) {
            names[i] = schedule_at(i)->name;
        }
        return refuse(error, at, nearest_name(value, names, count),
                      "`explore list --schedules` shows them", "there is no schedule `%s`", value);
    }
    setting->schedule = row->name;
    return true;
}

/* More would take longer than anyone waits. */
#define STEPS_MAX 4000L

static bool read_steps(ExperimentSetting *setting, const char *value, size_t at,
                       ExperimentError *error) {
    char *end = NULL;
    setting->steps = strtol(value, &end, 10);
    bool digit = value[0] >= '0' && value[0] <= '9';
    return (digit && *end == '\0' && setting->steps >= 1 && setting->steps <= STEPS_MAX) ||
           refuse(error, at, NULL, "", "steps= is a whole number from 1 to %ld, not `%s`",
                  STEPS_MAX, value);
}

/* key=value, where the row takes the key. */
static bool read_pair(Arena *arena, ExperimentSetting *setting, const char *word, size_t length,
                      size_t at, ExperimentError *error) {
    const char *equals = memchr(word, '=', length);
    size_t key_length = equals != NULL ? (size_t)(equals - word) : length;
    const char *key = arena_copy(arena, word, key_length);
    if (equals == NULL) {
        return refuse(error, at, NULL, "write it as key=value", "`%s` has no value", key);
    }
    const char *value = arena_copy(arena, equals + 1, length - key_length - 1);
    size_t value_at = at + key_length + 1;
    const ExperimentRow *row = setting->row;
    if (strcmp(key, "data") == 0 && row->data != NULL) {
        return read_data(arena, setting, value, value_at, error);
    }
    if (strcmp(key, "schedule") == 0 && row->schedule != NULL) {
        return read_schedule(setting, value, value_at, error);
    }
    if (strcmp(key, "steps") == 0 && row->steps > 0) {
        return read_steps(setting, value, value_at, error);
    }
    char takes[EXPERIMENT_TEXT_SIZE / 2];
    (void)snprintf(takes, sizeof takes, "it takes%s%s%s%s", row->data != NULL ? " data=" : "",
                   row->schedule != NULL ? " schedule=" : "", row->steps > 0 ? " steps=" : "",
                   row->data == NULL && row->schedule == NULL && row->steps == 0 ? " nothing" : "");
    return refuse(error, at, NULL, takes, "`%s` does not take `%s`", row->name, key);
}

bool experiment_parse(Arena *arena, ExperimentSetting *setting, const char *line,
                      ExperimentError *error) {
    Words words = {.text = line};
    size_t length;
    const char *name = next_word(&words, &length);
    *setting = (ExperimentSetting){0};
    if (!find_row(setting, arena_copy(arena, name, length), (size_t)(name - line), error)) {
        return false;
    }
    setting->data = setting->row->data;
    setting->schedule = setting->row->schedule;
    setting->steps = setting->row->steps;
    for (const char *word = next_word(&words, &length); length > 0;
         word = next_word(&words, &length)) {
        if (!read_pair(arena, setting, word, length, (size_t)(word - line), error)) {
            return false;
        }
    }
    return true;
}

void experiment_write(Text *out, const ExperimentSetting *setting) {
    text_append(out, setting->row->name);
    if (setting->data != NULL) {
        text_printf(out, " data=%s", setting->data);
    }
    if (setting->schedule != NULL) {
        text_printf(out, " schedule=%s", setting->schedule);
    }
    if (setting->steps > 0) {
        text_printf(out, " steps=%ld", setting->steps);
    }
}

/* ---- a run ---- */

ExperimentRun experiment_run_default(const ExperimentSetting *setting) {
    return (ExperimentRun){.setting = *setting, .seed = 1};
}

bool experiment_run(ExperimentTable *table, const ExperimentRun *run, Arena *arena) {
    *table = (ExperimentTable){0};
    return run->setting.row->run(table, run, arena) && !experiment_is_stopped(run);
}

bool experiment_is_stopped(const ExperimentRun *run) {
    return run->stop != NULL && atomic_load(run->stop);
}

const DataSet *experiment_data(const ExperimentRun *run, Arena *arena) {
    const Toy *toy = toy_find(run->setting.data);
    assert(toy != NULL);
    return data_of_toy(arena, toy);
}

Schedule *experiment_schedule(const ExperimentRun *run, long steps) {
    ScheduleError error;
    Schedule *schedule = schedule_new(run->setting.schedule, steps, &error);
    assert(schedule != NULL);
    return schedule;
}

void experiment_put(ExperimentTable *table, double value, double error, const char *format, ...) {
    assert(table->count < EXPERIMENT_VALUES_MAX);
    ExperimentValue *added = &table->values[table->count++];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(added->label, sizeof added->label, format, arguments);
    va_end(arguments);
    assert(length > 0 && (size_t)length < sizeof added->label);
    (void)length;
    added->value = value;
    added->error = error;
}

const ExperimentValue *experiment_value(const ExperimentTable *table, const char *label) {
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->values[i].label, label) == 0) {
            return &table->values[i];
        }
    }
    return NULL;
}

/* ---- words ---- */

/* Numbers of this size are written out; others with a power of ten. */
#define PLAIN_LOW 1e-4
#define PLAIN_HIGH 1e6
/* Digits of a value without an error, and of an error. */
#define VALUE_DIGITS 4
#define ERROR_DIGITS 2

void experiment_write_value(Text *out, const ExperimentValue *value) {
    double size = fabs(value->value), error = value->error;
    if (!isfinite(value->value)) {
        text_append(out, isnan(value->value) ? "no number" : "infinite");
        return;
    }
    /* An error that four digits do not show is not shown. */
    if (!(error > 0.5e-4 * size)) {
        bool plain = size == 0.0 || (size >= PLAIN_LOW && size < PLAIN_HIGH);
        int power = plain ? 0 : (int)floor(log10(size));
        text_printf(out, "%.*g", VALUE_DIGITS, value->value / pow(10.0, power));
        if (!plain) {
            text_printf(out, "e%d", power);
        }
        return;
    }
    double largest = fmax(size, error);
    int first = (int)floor(log10(error)) - (ERROR_DIGITS - 1);
    if (largest >= PLAIN_LOW && largest < PLAIN_HIGH) {
        int digits = first < 0 ? -first : 0;
        text_printf(out, "%.*f \xc2\xb1 %.*f", digits, value->value, digits, error);
        return;
    }
    int power = (int)floor(log10(largest)), digits = power - first;
    digits = digits > 0 ? digits : 0;
    double unit = pow(10.0, power);
    text_printf(out, "(%.*f \xc2\xb1 %.*f)e%d", digits, value->value / unit, digits, error / unit,
                power);
}

const char *experiment_next_label(const char *words, size_t *length) {
    bool in_formula = false;
    for (const char *at = words; *at != '\0'; at++) {
        if (*at == '\\' && at[1] != '\0') {
            at++; /* a letter or a dollar sign that it takes the meaning from */
            continue;
        }
        const char *close = !in_formula && *at == '{' ? strchr(at, '}') : NULL;
        if (close != NULL) {
            *length = (size_t)(close - at) - 1;
            return at + 1;
        }
        in_formula = in_formula != (*at == '$');
    }
    return NULL;
}

const char *experiment_fill(Arena *arena, const char *words, const ExperimentTable *table) {
    Text text;
    text_init(&text);
    const char *at = words;
    size_t length = 0;
    for (const char *label = experiment_next_label(at, &length); label != NULL && table != NULL;
         label = experiment_next_label(at, &length)) {
        const ExperimentValue *value = experiment_value(table, arena_copy(arena, label, length));
        const char *after = label + length + 1;
        if (value != NULL) {
            text_append_bytes(&text, at, (size_t)(label - 1 - at));
            experiment_write_value(&text, value);
        } else {
            text_append_bytes(&text, at, (size_t)(after - at));
        }
        at = after;
    }
    text_append(&text, at);
    const char *filled = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return filled;
}

/* ---- what is expected ---- */

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

/* Where " c " stands, or NULL. */
static const char *find_between_blanks(const char *text, char c) {
    for (const char *at = strchr(text, c); at != NULL; at = strchr(at + 1, c)) {
        if (at > text && is_blank(at[-1]) && is_blank(at[1])) {
            return at;
        }
    }
    return NULL;
}

static const char *trimmed(Arena *arena, const char *from, const char *to) {
    while (from < to && is_blank(*from)) {
        from++;
    }
    while (to > from && is_blank(to[-1])) {
        to--;
    }
    return arena_copy(arena, from, (size_t)(to - from));
}

static bool read_number(const char *text, double *number) {
    char *end = NULL;
    *number = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*number);
}

static bool read_side(Arena *arena, ExpectationSide *side, const char *text, size_t at,
                      ExperimentError *error) {
    *side = (ExpectationSide){.factor = 1.0};
    if (read_number(text, &side->factor)) {
        return true;
    }
    const char *times = find_between_blanks(text, '*');
    if (times != NULL) {
        if (!read_number(trimmed(arena, text, times), &side->factor)) {
            return refuse(error, at, NULL, "write NUMBER * LABEL",
                          "what stands before `*` is no number");
        }
        side->label = trimmed(arena, times + 1, text + strlen(text));
        return true;
    }
    side->factor = 1.0;
    side->label = text;
    return text[0] != '\0' || refuse(error, at, NULL, "write a label of the run, or a number",
                                     "a side of the relation is missing");
}

bool expectation_parse(Arena *arena, Expectation *out, const char *text, ExperimentError *error) {
    static const char relations[] = "<>=";
    *out = (Expectation){0};
    const char *at = NULL;
    for (size_t i = 0; relations[i] != '\0' && at == NULL; i++) {
        at = find_between_blanks(text, relations[i]);
        out->relation = relations[i];
    }
    if (at == NULL) {
        return refuse(error, 0, NULL, "write LEFT < RIGHT, with blanks round the sign",
                      "there is no `<`, `>` or `=` here");
    }
    const char *end = text + strlen(text);
    const char *within = strstr(at, " within ");
    if ((within != NULL) != (out->relation == '=')) {
        return refuse(error, (size_t)(at - text), NULL, "write LEFT = RIGHT within DISTANCE",
                      "`=` needs a distance, and only `=` has one");
    }
    if (within != NULL) {
        const char *distance = trimmed(arena, within + strlen(" within "), end);
        if (!read_number(distance, &out->within) || !(out->within > 0.0)) {
            return refuse(error, (size_t)(within - text), NULL, "",
                          "the distance is a positive number, not `%s`", distance);
        }
        end = within;
    }
    return read_side(arena, &out->left, trimmed(arena, text, at), 0, error) &&
           read_side(arena, &out->right, trimmed(arena, at + 1, end), (size_t)(at + 1 - text),
                     error);
}

static bool find_side(ExperimentValue *out, const ExpectationSide *side,
                      const ExperimentTable *table, const char **missing) {
    *out = (ExperimentValue){.value = side->factor};
    if (side->label == NULL) {
        return true;
    }
    const ExperimentValue *value = experiment_value(table, side->label);
    if (value == NULL) {
        *missing = side->label;
        return false;
    }
    out->value *= value->value;
    out->error = fabs(side->factor) * value->error;
    return true;
}

ExpectationResult expectation_decide(const Expectation *expectation, const ExperimentTable *table,
                                     const char **missing) {
    ExperimentValue left, right;
    if (!find_side(&left, &expectation->left, table, missing) ||
        !find_side(&right, &expectation->right, table, missing)) {
        return EXPECTATION_UNKNOWN;
    }
    double reach = EXPERIMENT_DEVIATIONS * hypot(left.error, right.error);
    /* How far the relation is from turning over; NaN decides nothing. */
    double room = right.value - left.value;
    room = expectation->relation == '>' ? -room : room;
    if (expectation->relation == '=') {
        room = expectation->within - fabs(room);
    }
    if (room > reach) {
        return EXPECTATION_MET;
    }
    return room < -reach || (room == 0.0 && reach == 0.0) ? EXPECTATION_NOT_MET : EXPECTATION_OPEN;
}
