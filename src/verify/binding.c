/* binding.c - sequences and T take a schedule's values. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "diffusion/notation.h"
#include "diffusion/schedule.h"
#include "verify/decide.h"

struct Binding {
    Schedule *schedule;
    const char *sequence; /* the notation's free sequence */
    NotationReading reading;
    long steps;
};

const Binding *binding_new(Arena *arena, const char *notation, const char *schedule, long steps,
                           const char **why) {
    const Notation *row = notation ? notation_find(notation, NULL) : NULL;
    if (!row) {
        *why = "a schedule needs a notation that says which sequence it gives";
        return NULL;
    }
    ScheduleError error;
    Binding *binding = arena_alloc(arena, sizeof *binding);
    binding->sequence = row->sequence;
    binding->reading = row->reading;
    binding->steps = steps > 0 ? steps : BINDING_STEPS_DEFAULT;
    binding->schedule = schedule_new(schedule, binding->steps, &error);
    if (!binding->schedule) {
        *why = error.hint[0] ? arena_printf(arena, "%s (%s)", error.message, error.hint)
                             : arena_printf(arena, "%s", error.message);
        return NULL;
    }
    return binding;
}

void binding_free(const Binding *binding) {
    if (binding)
        schedule_free(binding->schedule);
}

long binding_steps(const Binding *binding) {
    return binding->steps;
}

bool binding_sequence(void *user, arb_t out, const Symbol *symbol, long index, slong bits) {
    const Binding *binding = ((const LawUser *)user)->schedule;
    if (!binding || strcmp(symbol->name, binding->sequence) != 0 || index < 1 ||
        index > binding->steps)
        return false;
    ScheduleStep step = binding->schedule->row->step((size_t)index, (size_t)binding->steps);
    if (step.is_exact) {
        arb_set_ui(out, step.numerator);
        arb_div_ui(out, out, step.denominator, bits);
    } else {
        arb_set_d(out, step.beta);
    }
    if (binding->reading == NOTATION_SQRT_ALPHA) {
        arb_sub_ui(out, out, 1, bits);
        arb_neg(out, out);
        arb_sqrt(out, out, bits);
    }
    return true;
}

/* t over all steps of the schedule: small ones first, then the last, the middle, and others. */
static long step_of(const Binding *binding, unsigned point) {
    long steps = binding->steps;
    if (point < POINT_SIMPLE)
        return 1 + (long)(point / 2) % steps;
    if (point == POINT_SIMPLE)
        return steps;
    if (point == POINT_SIMPLE + 1)
        return (steps + 1) / 2;
    return 1 + (long)hash_below(hash_mix(0, point, (uint64_t)steps, 0), (uint64_t)steps);
}

bool binding_integer(void *user, long *value, const Symbol *symbol) {
    const LawUser *law = user;
    const Binding *binding = law->schedule;
    if (law->fixed_t > 0 && strcmp(symbol->name, "t") == 0) {
        *value = law->fixed_t;
        return true;
    }
    /* A claim that says where its t lies keeps it there. */
    bool any = binding && symbol->first == 1 && symbol->last < binding->steps;
    if (any && strcmp(symbol->name, "t") == 0) {
        *value = step_of(binding, law->point);
        return true;
    }
    if (binding && strcmp(symbol->name, "T") == 0) {
        *value = binding->steps;
        return true;
    }
    if (law->grown && symbol == law->grown) {
        *value = law->grown_value;
        return true;
    }
    return false;
}
