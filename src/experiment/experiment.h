/* experiment.h - questions that a computation answers: a table of experiments, each with numbers
 * and their errors.
 *
 * A run is named by one line, "reverse-kl data=mix2", and gives labelled values, "kl(beta=0.02)".
 * What is expected of them, "kl(beta=0.02) < 0.001", is decided with their errors. The small run is
 * for a reader who waits, the full one for a stored result. A run is a pure function of its line,
 * its size and its seed: the same for any number of threads. Adding one is a row in its file and a
 * line in the table of experiment.c. May include base/, diffusion/, nn/, denoise/. */
#ifndef EXPLORE_EXPERIMENT_EXPERIMENT_H
#define EXPLORE_EXPERIMENT_EXPERIMENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/pool.h"
#include "base/text.h"

/* With room for the longest label that a row makes; a longer one would be cut. */
#define EXPERIMENT_LABEL_SIZE 48
#define EXPERIMENT_VALUES_MAX 48
#define EXPERIMENT_TEXT_SIZE 200
/* How many errors a value must be from a bound to be on one side of it: a value that is normal
 * about the truth is further away than this once in a billion times. */
#define EXPERIMENT_DEVIATIONS 6.0

typedef struct {
    char label[EXPERIMENT_LABEL_SIZE];
    double value;
    /* One standard error of what is drawn; of what is computed a bound of its error, as large as is
     * known: 0 for a closed form, which errs in its last digits. */
    double error;
} ExperimentValue;

typedef struct {
    size_t count;
    ExperimentValue values[EXPERIMENT_VALUES_MAX];
} ExperimentTable;

typedef struct ExperimentRow ExperimentRow;

/* One line, read. */
typedef struct {
    const ExperimentRow *row;
    const char *data;     /* a toy distribution; NULL where the row takes none */
    const char *schedule; /* likewise */
    long steps;           /* T; 0 likewise */
} ExperimentSetting;

typedef struct {
    ExperimentSetting setting;
    bool full; /* the stored run, a minute at most; else a few tenths of a second */
    uint64_t seed;
    Pool *pool;              /* or NULL */
    const atomic_bool *stop; /* or NULL; when set the run ends soon, and its table is of no use */
} ExperimentRun;

struct ExperimentRow {
    const char *name;
    const char *doc; /* one line: what its values are */
    const char *question;
    const char *data; /* when nobody says otherwise; NULL: it takes no data */
    bool on_a_line;   /* its data are one-dimensional */
    bool has_density; /* they have a density without any noise */
    const char *schedule;
    long steps;
    bool drawn; /* values are estimates from draws; else they are computed */
    /* It trains networks, the short run less: the values are those of another training, and only
     * what is expected of them is the same. */
    bool trains;
    /* Folders and files under src/, with spaces between, whose code makes the values, besides its
     * own file. */
    const char *sources;
    const char *file; /* of src/experiment/ */
    /* Fills a zeroed table. False when it cannot: table->count is 0 then. */
    bool (*run)(ExperimentTable *table, const ExperimentRun *run, Arena *arena);
};

size_t experiment_count(void);
const ExperimentRow *experiment_at(size_t i);
const ExperimentRow *experiment_find(const char *name);

typedef struct {
    size_t at; /* offset in the text */
    char message[EXPERIMENT_TEXT_SIZE];
    char hint[EXPERIMENT_TEXT_SIZE]; /* may be "" */
} ExperimentError;

/* Reads "name key=value ...", keys data, schedule, steps. False with *error. */
bool experiment_parse(Arena *arena, ExperimentSetting *setting, const char *line,
                      ExperimentError *error);
/* The line with every setting said, in one order: what names a stored result. */
void experiment_write(Text *out, const ExperimentSetting *setting);
ExperimentRun experiment_run_default(const ExperimentSetting *setting);
/* *table is set whole. False when it was stopped. Allocates from the arena. */
bool experiment_run(ExperimentTable *table, const ExperimentRun *run, Arena *arena);

/* For rows: adds a value. The label is printed. */
void experiment_put(ExperimentTable *table, double value, double error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* NULL when there is none of this label. */
const ExperimentValue *experiment_value(const ExperimentTable *table, const char *label);
/* "0.0123 ± 0.0004": the error to two digits, and the value as far as it goes; four digits of a
 * value without one. */
void experiment_write_value(Text *out, const ExperimentValue *value);

/* The next "{label}" in words that start outside any formula: its first letter, and its length;
 * NULL when there is none. Braces between dollars are TeX's. */
const char *experiment_next_label(const char *words, size_t *length);
/* Words with every "{label}" replaced by its value; as they are where there is no such value or
 * no table. */
const char *experiment_fill(Arena *arena, const char *words, const ExperimentTable *table);

typedef enum {
    EXPECTATION_MET,
    EXPECTATION_NOT_MET,
    EXPECTATION_OPEN,   /* the errors are too large to say */
    EXPECTATION_UNKNOWN /* it names a value that the run did not give */
} ExpectationResult;

/* One side: factor times a value, or a number. */
typedef struct {
    double factor;
    const char *label; /* NULL: the factor is the number */
} ExpectationSide;

typedef struct {
    ExpectationSide left, right;
    char relation; /* '<', '>', or '=' with a distance */
    double within; /* of '=' */
} Expectation;

/* Reads "LEFT < RIGHT", "LEFT > RIGHT" or "LEFT = RIGHT within DISTANCE"; a side is a label, a
 * number, or "NUMBER * label". False with *error. */
bool expectation_parse(Arena *arena, Expectation *out, const char *text, ExperimentError *error);
/* On EXPERIMENT_DEVIATIONS errors of the difference; *missing is the label of UNKNOWN. */
ExpectationResult expectation_decide(const Expectation *expectation, const ExperimentTable *table,
                                     const char **missing);

#endif
