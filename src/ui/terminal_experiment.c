/* terminal_experiment.c - a question that is decided by measuring: its words and its values. */
#include <string.h>

#include "ui/terminal.h"

/* Columns before a label and after the longest. */
#define VALUE_INDENT 2
#define VALUE_GAP 2

static void put_words(Text *out, const Terminal *terminal, size_t width, const char *label,
                      Style style, const char *words) {
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_text(&wrap, STYLE_STRONG, label);
    wrap_remark(&wrap, style, words);
    wrap_end(&wrap);
}

void terminal_experiment_values(Text *out, const Terminal *terminal, const ExperimentTable *table) {
    size_t widest = 0;
    for (size_t i = 0; i < table->count; i++) {
        size_t length = strlen(table->values[i].label);
        widest = length > widest ? length : widest;
    }
    for (size_t i = 0; i < table->count; i++) {
        const ExperimentValue *value = &table->values[i];
        Text number;
        text_init(&number);
        experiment_write_value(&number, value);
        text_printf(out, "%*s%-*s", VALUE_INDENT, "", (int)(widest + VALUE_GAP), value->label);
        terminal_put(out, terminal, STYLE_STRONG, number.bytes);
        text_append_char(out, '\n');
        text_clear(&number);
    }
}

void terminal_experiment(Text *out, const Terminal *terminal, size_t width, const Claim *claim) {
    const ClaimExperiment *experiment = claim_def(claim)->experiment;
    const Verdict *verdict = claim_verdict(claim);
    put_words(out, terminal, width, "Experiment: ", STYLE_PLAIN, experiment->asks);
    if (experiment->says != NULL) {
        put_words(out, terminal, width, "Stated: ", STYLE_EMPHASIS, experiment->says);
    }
    if (verdict == NULL || verdict->table == NULL) {
        return;
    }
    terminal_experiment_values(out, terminal, verdict->table);
    Arena *arena = arena_new();
    put_words(out, terminal, width, "Found: ", STYLE_PLAIN,
              experiment_fill(arena, experiment->found, verdict->table));
    arena_free(arena);
}
