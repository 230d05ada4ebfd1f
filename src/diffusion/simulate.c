/* simulate.c - see simulate.h. The numbers of x are cut into blocks that stay in the first cache
 * while all steps are done on them; step t of block b draws from the stream (seed, t, b). */
#include "diffusion/simulate.h"

#include <assert.h>

#include "base/hash.h"
#include "base/jobs.h"
#include "base/stream.h"

/* Numbers in a block: 16 kB, half of a small first-level cache. Fixed, since the noise depends on
 * it. */
#define BLOCK ((size_t)2048)
/* Noises made at a time; they are used up while still near. Results do not depend on it. */
#define CHUNK ((size_t)256)
/* Keeps the noise of a chain apart from whatever else is drawn with the same seed. */
#define SIMULATE_TAG UINT64_C(0x636861696e)

typedef struct {
    double *x;
    size_t count;
    const Simulation *simulation;
    size_t from, to;
    uint64_t key;
    atomic_bool stopped; /* some block did not reach `to` */
} Run;

static uint64_t chain_key(uint64_t seed) {
    return hash_mix(seed, SIMULATE_TAG, 0, 0);
}

static Stream noise_stream(uint64_t key, size_t step, size_t block) {
    return stream_new(hash_mix(key, step, 0, 0), block);
}

static size_t block_length(size_t count, size_t block) {
    size_t rest = count - block * BLOCK;
    return rest < BLOCK ? rest : BLOCK;
}

static bool is_cancelled(const Simulation *simulation) {
    return simulation->cancel != NULL &&
           atomic_load_explicit(simulation->cancel, memory_order_relaxed);
}

static inline void add_noise(double *restrict x, const double *restrict noise, size_t n,
                             double scale, double spread) {
    for (size_t i = 0; i < n; i++)
        x[i] = scale * x[i] + spread * noise[i];
}

/* x_t = scale_t x_{t-1} + spread_t eps_t, DDPM (Ho 2020) eq. 2, for n numbers of one block. */
static void run_step(double *x, size_t n, double scale, double spread, Stream noises) {
    double noise[CHUNK];
    size_t i = 0;
    for (; n - i >= CHUNK; i += CHUNK) {
        stream_normals(&noises, noise, CHUNK);
        add_noise(x + i, noise, CHUNK, scale, spread); /* a fixed length: vectorised */
    }
    stream_normals(&noises, noise, n - i);
    add_noise(x + i, noise, n - i, scale, spread);
}

static void run_block(void *context, size_t block) {
    Run *run = context;
    const Simulation *simulation = run->simulation;
    double *x = run->x + block * BLOCK;
    size_t n = block_length(run->count, block);
    for (size_t t = run->from + 1; t <= run->to; t++) {
        if (is_cancelled(simulation)) {
            atomic_store(&run->stopped, true);
            return;
        }
        run_step(x, n, simulation->scale[t], simulation->spread[t],
                 noise_stream(run->key, t, block));
    }
}

bool simulate_steps(double *x, size_t n, size_t d, const Simulation *simulation, size_t from,
                    size_t to) {
    assert(from <= to && to <= simulation->steps);
    Run run = {.count = n * d,
               .simulation = simulation,
               .from = from,
               .to = to,
               .key = chain_key(simulation->seed)};
    run.x = x;
    atomic_init(&run.stopped, false);
    size_t blocks = (run.count + BLOCK - 1) / BLOCK;
    if (simulation->pool != NULL) {
        pool_run(simulation->pool, run_block, &run, blocks);
    } else {
        jobs_run(run_block, &run, blocks, simulation->threads, NULL);
    }
    return !atomic_load(&run.stopped);
}

void simulate_noise(double *out, size_t n, size_t d, uint64_t seed, size_t step) {
    assert(step >= 1);
    size_t count = n * d;
    uint64_t key = chain_key(seed);
    for (size_t block = 0; block * BLOCK < count; block++) {
        Stream noises = noise_stream(key, step, block);
        stream_normals(&noises, out + block * BLOCK, block_length(count, block));
    }
}
