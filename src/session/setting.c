/* setting.c - the numbers a reader plays with. */
#include "session/setting.h"

#include <inttypes.h>
#include <string.h>

#include "diffusion/schedule.h"
#include "diffusion/toy.h"

/* Points simulated at first: 1 % noise on a density in its middle, and no wait. */
#define SAMPLES_DEFAULT 20000
#define DATA_DEFAULT "mix2"

/* Steps in the order 1, 2, 5, 10, 20, ...: sample sizes and T. */
static long next_round(long value, bool up) {
    static const long factors[] = {1, 2, 5};
    long found = value;
    for (long power = 1; power <= SHOWN_POINTS_MAX * 10; power *= 10) {
        for (size_t i = 0; i < 3; i++) {
            long round = factors[i] * power;
            if (up && round > value) {
                return round;
            }
            found = !up && round < value ? round : found;
        }
    }
    return found;
}

static long far_round(long value, bool up) {
    for (int i = 0; i < 3; i++) {
        value = next_round(value, up);
    }
    return value;
}

static long within(long value, long low, long high) {
    return value < low ? low : value > high ? high : value;
}

/* ---- one row for each parameter ---- */

static void t_text(Text *out, const Setting *setting) {
    text_printf(out, "%ld", setting->t);
}

static bool t_set(Setting *setting, uint64_t value) {
    setting->t =
        within(value > SCHEDULE_STEPS_MAX ? SCHEDULE_STEPS_MAX : (long)value, 1, setting->steps);
    return true;
}

static bool t_step(Setting *setting, bool up, bool far) {
    long before = setting->t;
    long distance = far && setting->steps > 20 ? setting->steps / 20 : 1;
    setting->t = within(setting->t + (up ? distance : -distance), 1, setting->steps);
    return setting->t != before;
}

static void steps_text(Text *out, const Setting *setting) {
    text_printf(out, "%ld", setting->steps);
}

/* t keeps its place in the chain: half-way stays half-way. */
static bool steps_set(Setting *setting, uint64_t value) {
    long steps = within(value > SCHEDULE_STEPS_MAX ? SCHEDULE_STEPS_MAX : (long)value, 1,
                        SCHEDULE_STEPS_MAX);
    setting->t = within((setting->t * steps + setting->steps / 2) / setting->steps, 1, steps);
    setting->steps = steps;
    return true;
}

static bool steps_step(Setting *setting, bool up, bool far) {
    long before = setting->steps;
    (void)steps_set(setting, (uint64_t)(far ? far_round(before, up) : next_round(before, up)));
    return setting->steps != before;
}

static void schedule_text(Text *out, const Setting *setting) {
    text_append(out, setting->schedule);
}

static bool schedule_step(Setting *setting, bool up, bool far) {
    (void)far;
    size_t count = schedule_count(), at = 0;
    while (at + 1 < count && strcmp(schedule_at(at)->name, setting->schedule) != 0) {
        at++;
    }
    setting->schedule = schedule_at((at + (up ? 1 : count - 1)) % count)->name;
    return count > 1;
}

static void data_text(Text *out, const Setting *setting) {
    text_append(out, setting->data);
}

/* Through the toys, and the file that the program was started with. */
static bool data_step(Setting *setting, bool up, bool far) {
    (void)far;
    size_t toys = toy_count(), count = toys + (setting->file != NULL ? 1 : 0), at = 0;
    while (at < toys && strcmp(toy_at(at)->name, setting->data) != 0) {
        at++;
    }
    if (count == 0) {
        return false;
    }
    at = (at + (up ? 1 : count - 1)) % count;
    setting->data = at < toys ? toy_at(at)->name : setting->file;
    return count > 1;
}

static void samples_text(Text *out, const Setting *setting) {
    text_printf(out, "%ld", setting->samples);
}

static bool samples_set(Setting *setting, uint64_t value) {
    setting->samples = within(value > SHOWN_POINTS_MAX ? SHOWN_POINTS_MAX : (long)value,
                              SHOWN_POINTS_MIN, SHOWN_POINTS_MAX);
    return true;
}

static bool samples_step(Setting *setting, bool up, bool far) {
    long before = setting->samples;
    (void)samples_set(setting, (uint64_t)(far ? far_round(before, up) : next_round(before, up)));
    return setting->samples != before;
}

static void seed_text(Text *out, const Setting *setting) {
    text_printf(out, "%" PRIu64, setting->seed);
}

static bool seed_set(Setting *setting, uint64_t value) {
    setting->seed = value;
    return true;
}

static bool seed_step(Setting *setting, bool up, bool far) {
    (void)far;
    if (up ? setting->seed == UINT64_MAX : setting->seed == 0) {
        return false;
    }
    setting->seed += up ? 1 : UINT64_MAX;
    return true;
}

typedef struct {
    const char *name;
    char key;
    void (*text)(Text *out, const Setting *setting);
    bool (*step)(Setting *setting, bool up, bool far);
    bool (*set)(Setting *setting, uint64_t value); /* NULL: it is a name */
} Row;

static const Row ROWS[PARAMETER_COUNT] = {
    [PARAMETER_T] = {"t", 't', t_text, t_step, t_set},
    [PARAMETER_STEPS] = {"T", 'T', steps_text, steps_step, steps_set},
    [PARAMETER_SCHEDULE] = {"schedule", 's', schedule_text, schedule_step, NULL},
    [PARAMETER_DATA] = {"data", 'd', data_text, data_step, NULL},
    [PARAMETER_SAMPLES] = {"points", 'N', samples_text, samples_step, samples_set},
    [PARAMETER_SEED] = {"seed", 'r', seed_text, seed_step, seed_set},
};

const char *parameter_name(Parameter parameter) {
    return ROWS[parameter].name;
}

char parameter_key(Parameter parameter) {
    return ROWS[parameter].key;
}

Parameter parameter_of_key(uint32_t key) {
    for (size_t i = 0; i < PARAMETER_COUNT; i++) {
        if (key != 0 && (uint32_t)ROWS[i].key == key) {
            return (Parameter)i;
        }
    }
    return PARAMETER_COUNT;
}

void setting_value(Text *out, const Setting *setting, Parameter parameter) {
    ROWS[parameter].text(out, setting);
}

bool setting_step(Setting *setting, Parameter parameter, bool up, bool far) {
    return ROWS[parameter].step(setting, up, far);
}

bool setting_set(Setting *setting, Parameter parameter, uint64_t value) {
    return ROWS[parameter].set != NULL && ROWS[parameter].set(setting, value);
}

bool setting_same(const Setting *a, const Setting *b) {
    return strcmp(a->schedule, b->schedule) == 0 && a->t == b->t && a->steps == b->steps &&
           strcmp(a->data, b->data) == 0 && a->samples == b->samples && a->seed == b->seed;
}

Setting setting_of_lesson(const Lesson *lesson, uint64_t seed) {
    const ScheduleRow *schedule = lesson->schedule != NULL ? schedule_find(lesson->schedule) : NULL;
    Setting setting = {.samples = SAMPLES_DEFAULT, .seed = seed, .data = DATA_DEFAULT};
    const Toy *toy = lesson->data != NULL ? toy_find(lesson->data) : NULL;
    setting.data = toy != NULL ? toy->name : DATA_DEFAULT;
    setting.schedule = schedule != NULL ? schedule->name : SCHEDULE_DEFAULT_NAME;
    setting.steps =
        within(lesson->steps_of_schedule > 0 ? lesson->steps_of_schedule : SCHEDULE_DEFAULT_STEPS,
               1, SCHEDULE_STEPS_MAX);
    setting.t = (setting.steps + 1) / 2;
    return setting;
}
