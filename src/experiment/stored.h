/* stored.h - results of long runs, kept as text: what was run, with which seed, by which code.
 *
 * A stored result is a CSV file with three comment lines before it:
 *     # run: reverse-kl data=mix2
 *     # seed: 1
 *     # code: 0123456789abcdef
 *     label,value,error
 *     kl(beta=0.001),6.7e-09,1.5e-10
 * The code is a hash of the sources that make the values, without their comments, indentation and
 * empty lines; when they change the result is stale and is made anew. */
#ifndef EXPLORE_EXPERIMENT_STORED_H
#define EXPLORE_EXPERIMENT_STORED_H

#include "experiment/experiment.h"

typedef struct {
    const char *run; /* the line of experiment_write */
    uint64_t seed, code;
    ExperimentTable table;
} StoredResult;

/* "reverse-kl_data=mix2.csv" */
const char *stored_name(Arena *arena, const ExperimentSetting *setting);
void stored_write(Text *out, const StoredResult *result);
/* Its table alone, from the line "label,value,error" on. */
void stored_write_table(Text *out, const ExperimentTable *table);
/* False where the text is no stored result. */
bool stored_read(Arena *arena, StoredResult *result, const char *text);
/* Of the row's file, of what rows compute with (experiment_line), and of the files and of all
 * source files in the folders that the row names; not of the table, which changes with every new
 * row. `tree` is the folder that holds src. False with *why, where there are no sources. */
bool stored_code(Arena *arena, uint64_t *code, const ExperimentRow *row, const char *tree,
                 const char **why);

#endif
