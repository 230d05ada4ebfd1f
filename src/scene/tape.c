/* tape.c - see tape.h. */
#include "scene/tape.h"

#include <stdbool.h>

void tape_init(Tape *tape, Arena *arena, size_t numbers, size_t steps) {
    size_t most = TAPE_NUMBERS / numbers;
    most = most > 1 ? most : 1;
    *tape = (Tape){.numbers = numbers, .steps = steps};
    tape->stride = steps / most + 1;
    tape->states = arena_array(arena, (steps / tape->stride + 1) * numbers, sizeof *tape->states);
    tape->x = arena_array(arena, numbers, sizeof *tape->x);
}

static float *kept_state(const Tape *tape, size_t i) {
    return tape->states + i * tape->numbers;
}

static void load(Tape *tape, size_t i) {
    const float *state = kept_state(tape, i);
    for (size_t k = 0; k < tape->numbers; k++) {
        tape->x[k] = (double)state[k];
    }
    tape->at = i * tape->stride;
}

void tape_start(Tape *tape, const float *x) {
    for (size_t k = 0; k < tape->numbers; k++) {
        tape->states[k] = x[k];
    }
    tape->kept = 1;
    load(tape, 0);
}

/* The kept state that is nearest before the step. */
static size_t nearest_kept(const Tape *tape, size_t step) {
    size_t nearest = step / tape->stride;
    return nearest < tape->kept ? nearest : tape->kept - 1;
}

/* The present state is on the way, and nearer than that. */
static bool at_is_nearer(const Tape *tape, size_t step, size_t nearest) {
    return tape->at <= step && tape->at >= nearest * tape->stride;
}

size_t tape_reach(const Tape *tape, size_t step, size_t most) {
    size_t nearest = nearest_kept(tape, step);
    size_t start = at_is_nearer(tape, step, nearest) ? tape->at : nearest * tape->stride;
    return step - start > most ? start + most : step;
}

const double *tape_go(Tape *tape, size_t step) {
    size_t nearest = nearest_kept(tape, step);
    if (!at_is_nearer(tape, step, nearest)) {
        load(tape, nearest);
    }
    while (tape->at < step) {
        size_t next = (tape->at / tape->stride + 1) * tape->stride;
        size_t to = next < step ? next : step;
        tape->advance(tape->context, tape->x, tape->at, to);
        tape->at = to;
        if (to == next) {
            size_t i = to / tape->stride;
            if (i == tape->kept) {
                float *state = kept_state(tape, i);
                for (size_t k = 0; k < tape->numbers; k++) {
                    state[k] = (float)tape->x[k];
                }
                tape->kept++;
            }
            load(tape, i);
        }
    }
    return tape->x;
}
