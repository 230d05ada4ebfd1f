/* montecarlo_draw.c - draws the columns of a case, block by block.
 *
 * A block is MONTECARLO_LANES points, made from the random numbers of its own stream. Blocks are
 * dealt out to a fixed number of sums by their number and added there in order, and the sums are
 * added in order: the result depends on the seed alone. */
#include <math.h>
#include <string.h>

#include "base/jobs.h"
#include "base/stream.h"
#include "verify/montecarlo.h"

/* Sums that are kept apart: more than the processors of most machines, few enough to be small. */
#define PARTS 16
/* The bins cover [-8, 8]; what lies beyond falls into the outermost. */
#define BIN_OFFSET 8.0
#define BINS_PER_UNIT ((double)MONTECARLO_BINS / (2 * BIN_OFFSET))

/* One set of sums and the room to make a block in. */
typedef struct {
    MonteSums sums;
    double *rows;    /* (dimensions, row_count, LANES) */
    double *columns; /* (dimensions, column_count, LANES) */
    double *fixed;   /* (LANES): an input of a program that is no atom */
    double *scratch; /* of programs */
    double *points;  /* (LANES, dimensions): data as they are drawn */
} Part;

struct MonteRun {
    Arena *arena;
    const MonteCase *monte;
    uint64_t seed;
    size_t threads;
    const atomic_bool *stop;
    size_t row_count;
    size_t drawn;                      /* rows that are random numbers; they come first */
    size_t rows[MONTECARLO_ATOMS_MAX]; /* where each atom is drawn */
    size_t from, end;                  /* blocks of this stretch */
    atomic_bool stopped;
    Part parts[PARTS];
};

/* Rows: x_0, the noises of steps 1.., the letters, then the states 1... */
static void lay_out(MonteRun *run) {
    const MonteCase *monte = run->monte;
    const size_t steps = (size_t)monte->steps;
    run->drawn = 1 + steps;
    for (size_t i = 0; i < monte->atom_count; i++)
        if (monte->atoms[i].kind == ATOM_LETTER)
            run->rows[i] = run->drawn++;
    for (size_t i = 0; i < monte->atom_count; i++) {
        const MonteAtom *atom = &monte->atoms[i];
        if (atom->kind != ATOM_LETTER)
            run->rows[i] = (size_t)atom->index;
        if (atom->kind == ATOM_STATE && atom->index > 0)
            run->rows[i] += run->drawn - 1;
    }
    run->row_count = run->drawn + steps;
}

static size_t scratch_size(const MonteCase *monte) {
    size_t most = 1;
    for (size_t i = 0; i < monte->column_count; i++) {
        const Program *program = monte->columns[i].program;
        size_t size = program ? program_scratch(program, MONTECARLO_LANES) : 0;
        most = size > most ? size : most;
    }
    return most;
}

MonteRun *montecarlo_run_new(const MonteCase *monte, uint64_t seed, size_t threads,
                             const atomic_bool *stop) {
    Arena *arena = arena_new();
    MonteRun *run = arena_alloc(arena, sizeof *run);
    run->arena = arena;
    run->monte = monte;
    run->seed = seed;
    run->threads = threads;
    run->stop = stop;
    lay_out(run);
    const size_t lanes = MONTECARLO_LANES, scratch = scratch_size(monte);
    for (size_t i = 0; i < PARTS; i++) {
        Part *part = &run->parts[i];
        part->rows = arena_array(arena, monte->dimensions * run->row_count * lanes, sizeof(double));
        part->columns =
            arena_array(arena, monte->dimensions * monte->column_count * lanes, sizeof(double));
        part->fixed = arena_array(arena, MONTECARLO_ATOMS_MAX * lanes, sizeof(double));
        part->scratch = arena_array(arena, scratch, sizeof(double));
        part->points = arena_array(arena, monte->dimensions * lanes, sizeof(double));
    }
    return run;
}

void montecarlo_run_free(MonteRun *run) {
    if (run)
        arena_free(run->arena);
}

/* ---- one block ---- */

static double *row_at(const MonteRun *run, const Part *part, size_t dimension, size_t row) {
    return part->rows + (dimension * run->row_count + row) * MONTECARLO_LANES;
}

static double *column_at(const MonteRun *run, const Part *part, size_t dimension, size_t column) {
    return part->columns + (dimension * run->monte->column_count + column) * MONTECARLO_LANES;
}

static void draw_toy(const MonteRun *run, const Part *part, Stream *stream) {
    const size_t n = run->monte->dimensions;
    data_sample(run->monte->data, part->points, MONTECARLO_LANES, stream);
    for (size_t c = 0; c < n; c++) {
        double *x = row_at(run, part, c, 0);
        for (size_t i = 0; i < MONTECARLO_LANES; i++)
            x[i] = part->points[i * n + c];
    }
}

/* x_0 = mean + L g, from the last coordinate down, in place. */
static void draw_gaussian(const MonteRun *run, const Part *part) {
    const MonteCase *monte = run->monte;
    for (size_t c = monte->dimensions; c-- > 0;) {
        double *x = row_at(run, part, c, 0);
        const double own = monte->data_root[c][c], other = monte->data_root[1][0];
        const double mean = monte->data_mean[c];
        const double *first = row_at(run, part, 0, 0);
        for (size_t i = 0; i < MONTECARLO_LANES; i++)
            x[i] = c == 1 ? mean + own * x[i] + other * first[i] : mean + own * x[i];
    }
}

/* x_k = scale_k x_{k-1} + spread_k eps_k. Ho, Jain, Abbeel 2020, eq. 2; claim: one-step. */
static void run_chain(const MonteRun *run, const Part *part, size_t dimension) {
    const MonteCase *monte = run->monte;
    const double *before = row_at(run, part, dimension, 0);
    for (size_t k = 1; k <= (size_t)monte->steps; k++) {
        double *x = row_at(run, part, dimension, run->drawn + k - 1);
        const double *noise = row_at(run, part, dimension, k);
        const double scale = monte->scale[k], spread = monte->spread[k];
        for (size_t i = 0; i < MONTECARLO_LANES; i++)
            x[i] = scale * before[i] + spread * noise[i];
        before = x;
    }
}

static void draw_points(const MonteRun *run, const Part *part, size_t block) {
    const MonteCase *monte = run->monte;
    Stream stream = stream_new(run->seed, block);
    for (size_t c = 0; c < monte->dimensions; c++)
        stream_normals(&stream, row_at(run, part, c, 0), run->drawn * MONTECARLO_LANES);
    if (monte->data)
        draw_toy(run, part, &stream);
    else
        draw_gaussian(run, part);
    for (size_t c = 0; c < monte->dimensions; c++) {
        for (size_t a = 0; a < monte->atom_count; a++) {
            const MonteAtom *atom = &monte->atoms[a];
            if (atom->kind != ATOM_LETTER)
                continue;
            double *x = row_at(run, part, c, run->rows[a]);
            for (size_t i = 0; i < MONTECARLO_LANES; i++)
                x[i] = atom->mean + atom->spread * x[i];
        }
        run_chain(run, part, c);
    }
}

static void fill_affine(const MonteRun *run, const Part *part, size_t dimension,
                        const MonteColumn *column, double *out) {
    const MonteCase *monte = run->monte;
    for (size_t i = 0; i < MONTECARLO_LANES; i++)
        out[i] = column->constant * column->scale;
    for (size_t a = 0; a < monte->atom_count; a++) {
        const double weight = column->weights[a] * column->scale;
        if (weight == 0)
            continue;
        const double *x = row_at(run, part, dimension, run->rows[a]);
        for (size_t i = 0; i < MONTECARLO_LANES; i++)
            out[i] += weight * x[i];
    }
}

static void fill_program(const MonteRun *run, const Part *part, size_t dimension,
                         const MonteColumn *column, double *out) {
    const double *inputs[MONTECARLO_ATOMS_MAX];
    const size_t count = program_input_count(column->program);
    for (size_t i = 0; i < count; i++) {
        if (column->inputs[i] != SIZE_MAX) {
            inputs[i] = row_at(run, part, dimension, run->rows[column->inputs[i]]);
            continue;
        }
        double *fixed = part->fixed + i * MONTECARLO_LANES;
        for (size_t k = 0; k < MONTECARLO_LANES; k++)
            fixed[k] = column->fixed[i];
        inputs[i] = fixed;
    }
    program_run(column->program, out, inputs, MONTECARLO_LANES, part->scratch);
    for (size_t i = 0; i < MONTECARLO_LANES; i++)
        out[i] *= column->scale;
}

/* A NaN goes into the first bin; the sums show it. */
static void count_bins(uint64_t *bins, const double *values) {
    for (size_t i = 0; i < MONTECARLO_LANES; i++) {
        const double place = (values[i] + BIN_OFFSET) * BINS_PER_UNIT;
        const size_t at = !(place > 0)              ? 0
                          : place < MONTECARLO_BINS ? (size_t)place
                                                    : MONTECARLO_BINS - 1;
        bins[at]++;
    }
}

static void add_cross(const MonteRun *run, Part *part) {
    const MonteCase *monte = run->monte;
    const double *first = column_at(run, part, 0, 0), *second = column_at(run, part, 1, 0);
    for (size_t j = 0; j < monte->column_count; j++) {
        const double *a = column_at(run, part, 0, j), *b = column_at(run, part, 1, j);
        double sum = 0;
        for (size_t i = 0; i < MONTECARLO_LANES; i++)
            sum += j == 0 ? first[i] * second[i] : first[i] * b[i] + second[i] * a[i];
        part->sums.cross[j] += sum;
    }
}

static void add_block(const MonteRun *run, Part *part, size_t block) {
    const MonteCase *monte = run->monte;
    draw_points(run, part, block);
    for (size_t c = 0; c < monte->dimensions; c++) {
        const double *columns[STAT_COLUMNS_MAX];
        for (size_t j = 0; j < monte->column_count; j++) {
            const MonteColumn *column = &monte->columns[j];
            double *out = column_at(run, part, c, j);
            if (column->program)
                fill_program(run, part, c, column, out);
            else
                fill_affine(run, part, c, column, out);
            columns[j] = out;
        }
        stat_moments_add(&part->sums.moments, columns, monte->column_count, MONTECARLO_LANES);
        if (monte->kind == MONTE_LAW)
            count_bins(part->sums.bins, columns[0]);
    }
    if (monte->dimensions == 2)
        add_cross(run, part);
}

/* ---- all blocks ---- */

static void work(void *context, size_t item) {
    MonteRun *run = context;
    size_t first = run->from + (item + PARTS - run->from % PARTS) % PARTS;
    for (size_t block = first; block < run->end; block += PARTS) {
        if (run->stop && atomic_load(run->stop))
            atomic_store(&run->stopped, true);
        if (atomic_load(&run->stopped))
            return;
        add_block(run, &run->parts[item], block);
    }
}

bool montecarlo_run_to(MonteRun *run, size_t end) {
    run->from = run->end;
    run->end = end;
    if (run->from < end)
        jobs_run(work, run, PARTS, run->threads, NULL);
    return !atomic_load(&run->stopped);
}

void montecarlo_run_sums(const MonteRun *run, MonteSums *out) {
    *out = (MonteSums){0};
    for (size_t i = 0; i < PARTS; i++) {
        const MonteSums *part = &run->parts[i].sums;
        stat_moments_merge(&out->moments, &part->moments);
        for (size_t j = 0; j < STAT_COLUMNS_MAX; j++)
            out->cross[j] += part->cross[j];
        for (size_t j = 0; j < MONTECARLO_BINS; j++)
            out->bins[j] += part->bins[j];
    }
}

double montecarlo_bin_edge(size_t i) {
    return (double)(i + 1) / BINS_PER_UNIT - BIN_OFFSET;
}
