/* tape.c - see tape.h. */
#include "scene/tape.h"

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

const double *tape_go(Tape *tape, size_t step) {
    size_t nearest = step / tape->stride;
    nearest = nearest < tape->kept ? nearest : tape->kept - 1;
    if (tape->at > step || tape->at < nearest * tape->stride) {
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
