/* setting.h - the numbers a reader plays with: t, schedule, T, data, sample size, seed.
 *
 * A Setting is always a valid one: every change keeps each number in its range and t at most T. */
#ifndef EXPLORE_SESSION_SETTING_H
#define EXPLORE_SESSION_SETTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "lesson/lesson.h"

typedef struct {
    const char *schedule; /* a name of diffusion/schedule.h */
    long t;               /* 1..steps */
    long steps;           /* T */
    const char *data;     /* a name of diffusion/toy.h, or the file */
    const char *file;     /* of points, from the command line; or NULL */
    long samples;         /* points that are simulated */
    uint64_t seed;
} Setting;

/* In the order in which they are shown. */
typedef enum {
    PARAMETER_T,
    PARAMETER_STEPS,
    PARAMETER_SCHEDULE,
    PARAMETER_DATA,
    PARAMETER_SAMPLES,
    PARAMETER_SEED,
    PARAMETER_COUNT
} Parameter;

/* What the lesson starts with; t in the middle. */
Setting setting_of_lesson(const Lesson *lesson, uint64_t seed);

const char *parameter_name(Parameter parameter); /* "t", "T", "schedule", ... */
char parameter_key(Parameter parameter);         /* the key that selects it */
/* The one with that key; PARAMETER_COUNT when there is none. */
Parameter parameter_of_key(uint32_t key);
/* Its value in words: "25", "linear". */
void setting_value(Text *out, const Setting *setting, Parameter parameter);

/* The next value up or down; `far` goes about ten times as far. False when there is no further one:
 * nothing is changed. Names go round. */
bool setting_step(Setting *setting, Parameter parameter, bool up, bool far);
/* A number typed by the reader, brought into the range; false for a parameter that is a name. */
bool setting_set(Setting *setting, Parameter parameter, uint64_t value);
bool setting_same(const Setting *a, const Setting *b);

#endif
