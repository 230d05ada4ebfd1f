/* page_experiment.c - a question that is decided by measuring: its words and its values. */
#include <math.h>

#include "view/page_internal.h"

/* Ems: room between two columns of values, and under the values. */
#define COLUMN_GAP 1.6f
#define VALUES_GAP 0.35f
#define VALUE_SCALE 0.86f
/* More columns would be hard to follow. */
#define COLUMNS_MAX 3

static void add_words(Flow *flow, const char *label, Face face, const char *words) {
    FlowStyle strong = flow_plain(flow), style = strong;
    strong.face = FACE_SERIF_BOLD;
    style.face = face;
    flow_text(flow, &strong, label);
    flow_remark(flow, &style, words);
    flow_end(flow, 0.0f);
    flow_space(flow, VALUES_GAP);
}

/* "kl(beta=0.5)  0.123 ± 0.004" */
static const char *value_words(Arena *arena, const ExperimentValue *value) {
    Text text;
    text_init(&text);
    experiment_write_value(&text, value);
    const char *words = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return words;
}

static void gather_value(Flow *flow, const ExperimentValue *value) {
    FlowStyle label = flow_plain(flow), number = label;
    label.face = FACE_MONO;
    label.color = flow->theme->dim;
    number.face = FACE_SERIF_BOLD;
    flow_text(flow, &label, value->label);
    flow_text(flow, &number, arena_printf(flow->arena, "  %s", value_words(flow->arena, value)));
}

/* Side by side in as many columns as fit, downwards first. */
static void add_values(Flow *flow, const ExperimentTable *table) {
    float widest = 1.0f, left = flow->x, width = flow->width, top = flow->y, bottom = top;
    for (size_t i = 0; i < table->count; i++) {
        gather_value(flow, &table->values[i]);
        widest = fmaxf(widest, flow_measure(flow));
    }
    float column = widest + COLUMN_GAP * flow->size;
    size_t columns = (size_t)fmaxf(floorf((width + COLUMN_GAP * flow->size) / column), 1.0f);
    columns = columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
    size_t rows = (table->count + columns - 1) / columns;
    for (size_t i = 0; i < table->count; i++) {
        flow->y = i % rows == 0 ? top : flow->y;
        size_t place = i / rows;
        flow->x = left + (float)place * column;
        flow->width = columns > 1 ? column : width;
        gather_value(flow, &table->values[i]);
        flow_end(flow, 0.0f);
        bottom = fmaxf(bottom, flow->y);
    }
    flow->x = left;
    flow->width = width;
    flow->y = bottom;
    flow_space(flow, VALUES_GAP);
}

void page_add_experiment(Flow *flow, const Claim *claim) {
    const ClaimExperiment *experiment = claim_def(claim)->experiment;
    const Verdict *verdict = claim_verdict(claim);
    add_words(flow, "Experiment. ", FACE_SERIF, experiment->asks);
    if (experiment->says != NULL) {
        add_words(flow, "Stated: ", FACE_SERIF_ITALIC, experiment->says);
    }
    if (verdict == NULL || verdict->table == NULL) {
        return;
    }
    float size = flow->size;
    flow->size *= VALUE_SCALE;
    add_values(flow, verdict->table);
    flow->size = size;
    add_words(flow, "Found: ", FACE_SERIF,
              experiment_fill(flow->arena, experiment->found, verdict->table));
}
