/* bench_chain.c - the forward chain and normal numbers, beside NumPy and GSL.
 *
 * NumPy runs in a child, bench_chain.py, which is asked for one measurement at a time: all take
 * turns in this one run, so that a machine that slows down slows all of them. Every figure is the
 * median of REPETITIONS turns after one that does not count. Start at the top of the tree. */
#define _POSIX_C_SOURCE 200809L
#include <gsl/gsl_randist.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/jobs.h"
#include "base/stream.h"
#include "diffusion/schedule.h"
#include "diffusion/simulate.h"
#include "python_child.h"
#include "times.h"

#define POINTS ((size_t)100000)
#define STEPS 1000L
#define REPETITIONS 7
/* Normals of one measurement, drawn into a buffer of a first-level cache's size. */
#define NORMALS ((size_t)1 << 23)
#define BUFFER ((size_t)2048)
#define SEED 1u

static _Noreturn void end(const char *what) {
    fprintf(stderr, "bench_chain: %s\n", what);
    exit(EXIT_FAILURE);
}

/* --- NumPy --- */

static void numpy_start(PythonChild *numpy, const Schedule *schedule) {
    if (!python_start(numpy, "tests/bench/bench_chain.py"))
        return;
    fprintf(numpy->to, "start %zu %zu", POINTS, NORMALS);
    for (size_t t = 1; t <= schedule->steps; t++)
        fprintf(numpy->to, " %.17g %.17g", schedule->sqrt_alpha[t], schedule->sqrt_beta[t]);
    fputc('\n', numpy->to);
    python_greet(numpy);
}

static double numpy_measure(PythonChild *numpy, const char *what, double *variance) {
    char line[128];
    double milliseconds = 0.0;
    fprintf(numpy->to, "%s\n", what);
    if (!python_answer(numpy, line, sizeof line) ||
        sscanf(line, "%lf %lf", &milliseconds, variance) < 1)
        end("bench_chain.py gave no answer");
    return milliseconds;
}

/* --- measurements --- */

typedef struct {
    const char *name;
    double milliseconds[REPETITIONS];
    double variance; /* of x_T, in the last turn */
} Row;

static double our_chain(double *x, const Schedule *schedule, size_t threads, double *variance) {
    Simulation simulation = {.steps = schedule->steps,
                             .scale = schedule->sqrt_alpha,
                             .spread = schedule->sqrt_beta,
                             .seed = SEED,
                             .threads = threads};
    memset(x, 0, POINTS * sizeof *x);
    double start = clock_milliseconds();
    simulate_steps(x, POINTS, 1, &simulation, 0, schedule->steps);
    double milliseconds = clock_milliseconds() - start;
    double sum = 0.0;
    double squares = 0.0;
    for (size_t i = 0; i < POINTS; i++) {
        sum += x[i];
        squares += x[i] * x[i];
    }
    sum /= (double)POINTS;
    *variance = squares / (double)POINTS - sum * sum;
    return milliseconds;
}

static double our_normals(double *buffer) {
    Stream stream = stream_new(SEED, 0);
    double start = clock_milliseconds();
    for (size_t i = 0; i < NORMALS; i += BUFFER)
        stream_normals(&stream, buffer, BUFFER);
    return clock_milliseconds() - start;
}

static double gsl_normals(double *buffer, const gsl_rng_type *type) {
    gsl_rng *rng = gsl_rng_alloc(type);
    if (rng == NULL)
        end("out of memory");
    gsl_rng_set(rng, SEED);
    double start = clock_milliseconds();
    for (size_t i = 0; i < NORMALS; i++)
        buffer[i % BUFFER] = gsl_ran_gaussian_ziggurat(rng, 1.0);
    double milliseconds = clock_milliseconds() - start;
    gsl_rng_free(rng);
    return milliseconds;
}

/* One line per row; the ratio is how many times as long as the first row it takes. */
static void print_rows(Row *rows, size_t count, double numbers, bool is_chain) {
    double first = times_median(rows->milliseconds, REPETITIONS);
    for (size_t i = 0; i < count; i++) {
        double milliseconds = times_median(rows[i].milliseconds, REPETITIONS);
        printf("%-36s %10.1f %14.1f %8.2f", rows[i].name, milliseconds,
               1e-3 * numbers / milliseconds, milliseconds / first);
        if (is_chain)
            printf(" %14.5f", rows[i].variance);
        putchar('\n');
    }
    putchar('\n');
}

static void bench_chain(PythonChild *numpy, const Schedule *schedule) {
    double *x = calloc(POINTS, sizeof *x);
    if (x == NULL)
        end("out of memory");
    char all[48];
    char other[96];
    (void)snprintf(all, sizeof all, "explore, threads: %zu", jobs_processors());
    (void)snprintf(other, sizeof other, "NumPy %s, default_rng, out=", numpy->version);
    Row rows[] = {{.name = all}, {.name = "explore, threads: 1"}, {.name = other}};
    bool has_numpy = numpy->from != NULL;
    for (size_t i = 0; i <= REPETITIONS; i++) {
        size_t at = i == 0 ? 0 : i - 1; /* the first turn is overwritten */
        rows[0].milliseconds[at] = our_chain(x, schedule, 0, &rows[0].variance);
        rows[1].milliseconds[at] = our_chain(x, schedule, 1, &rows[1].variance);
        if (has_numpy)
            rows[2].milliseconds[at] = numpy_measure(numpy, "chain", &rows[2].variance);
    }
    double variance = schedule->one_minus_alpha_bar[STEPS];
    printf("%zu points, %ld steps of the linear schedule from x_0 = 0; medians of %d runs, by "
           "turns.\nVar x_T is %.5f exactly, that many points tell it to %.5f.\n\n",
           POINTS, STEPS, REPETITIONS, variance, variance * sqrt(2.0 / (double)POINTS));
    printf("%-36s %10s %14s %8s %14s\n", "chain", "ms", "steps/s, mio", "ratio", "variance");
    print_rows(rows, has_numpy ? 3 : 2, (double)POINTS * (double)STEPS, true);
    free(x);
}

static void bench_normals(PythonChild *numpy) {
    static double buffer[BUFFER];
    Row rows[] = {{.name = "stream_normals"},
                  {.name = "gsl_ran_gaussian_ziggurat, mt19937"},
                  {.name = "gsl_ran_gaussian_ziggurat, taus2"},
                  {.name = "NumPy, standard_normal(out=)"}};
    bool has_numpy = numpy->from != NULL;
    double unused;
    for (size_t i = 0; i <= REPETITIONS; i++) {
        size_t at = i == 0 ? 0 : i - 1;
        rows[0].milliseconds[at] = our_normals(buffer);
        rows[1].milliseconds[at] = gsl_normals(buffer, gsl_rng_mt19937);
        rows[2].milliseconds[at] = gsl_normals(buffer, gsl_rng_taus2);
        if (has_numpy)
            rows[3].milliseconds[at] = numpy_measure(numpy, "normals", &unused);
    }
    printf("%zu normals, %zu at a time, one thread; medians of %d runs, by turns.\n\n", NORMALS,
           BUFFER, REPETITIONS);
    printf("%-36s %10s %14s %8s\n", "normals", "ms", "normals/s, mio", "ratio");
    print_rows(rows, has_numpy ? 4 : 3, (double)NORMALS, false);
}

int main(void) {
    ScheduleError error;
    Schedule *schedule = schedule_new("linear", STEPS, &error);
    if (schedule == NULL)
        end(error.message);
    PythonChild numpy;
    signal(SIGPIPE, SIG_IGN); /* a child that ends early is noticed by its missing answer */
    numpy_start(&numpy, schedule);
    bench_chain(&numpy, schedule);
    bench_normals(&numpy);
    if (numpy.from == NULL)
        printf("Not compared with NumPy: %s cannot import it (make deps-bench).\n", PYTHON);
    python_stop(&numpy);
    schedule_free(schedule);
    return EXIT_SUCCESS;
}
