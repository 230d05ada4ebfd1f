/* notebook_claim.c - a claim and an exercise as Markdown: formula, verdict, what speaks for it. */
#include <inttypes.h>
#include <string.h>

#include "export/notebook_internal.h"
#include "session/words.h"

/* Words as a paragraph; nothing without words. */
static void put_paragraph(Text *out, const char *words) {
    if (words != NULL) {
        cell_words(out, words, MARKDOWN_LINE);
        text_append(out, "\n\n");
    }
}

/* "breaks at link 2: $a$ ≠ $b$; " */
static void put_broken_link(Text *out, const Counterexample *found) {
    if (words_broken_link(out, found)) {
        text_append(out, ": ");
        cell_tex(out, found->left_tex, strlen(found->left_tex), MARKDOWN_LINE);
        text_append(out, " ≠ ");
        cell_tex(out, found->right_tex, strlen(found->right_tex), MARKDOWN_LINE);
        text_append(out, "; ");
    }
}

/* "at $t = 1$: the variances are $0.14$ and $0.27$" */
static void put_counterexample(Text *out, const Counterexample *found) {
    put_broken_link(out, found);
    for (size_t i = 0; i < found->count; i++) {
        Text tex;
        text_init(&tex);
        text_printf(&tex, "%s = %s", found->assignments[i].tex, found->assignments[i].value);
        text_append(out, i == 0 ? "at " : ", ");
        cell_tex(out, tex.bytes, tex.length, MARKDOWN_LINE);
        text_clear(&tex);
    }
    text_append(out, found->count > 0 ? ": " : "");
    if (found->left != NULL && found->right != NULL) {
        cell_words(out, found->what != NULL ? found->what : "the two sides", MARKDOWN_LINE);
        text_append(out, " are ");
        cell_tex(out, found->left, strlen(found->left), MARKDOWN_LINE);
        text_append(out, " and ");
        cell_tex(out, found->right, strlen(found->right), MARKDOWN_LINE);
    }
}

/* What is given or assumed for this claim alone. */
static void put_givens(Text *out, const ClaimDef *def) {
    const char *mark = "Given: ";
    for (size_t i = 0; i < def->line_count; i++) {
        const ClaimLine *line = &def->lines[i];
        if (strcmp(line->key, "given") == 0 || strcmp(line->key, "assume") == 0) {
            Arena *arena = arena_new();
            text_append(out, mark);
            cell_code(out,
                      arena_copy(arena, def->source->bytes + line->tex.start,
                                 line->tex.end - line->tex.start),
                      MARKDOWN_LINE);
            arena_free(arena);
            mark = "; ";
        }
    }
    text_append(out, mark[0] == ';' ? ".\n\n" : "");
}

/* The reason of each line of a derivation, in order. */
static void put_reasons(Text *out, const ClaimDef *def) {
    size_t count = 0;
    for (size_t i = 0; i < def->line_count; i++) {
        if (strcmp(def->lines[i].key, "why") == 0 && def->lines[i].remark != NULL) {
            text_printf(out, "%zu. ", ++count);
            cell_words(out, def->lines[i].remark, MARKDOWN_LINE);
            text_append_char(out, '\n');
        }
    }
    text_append(out, count > 0 ? "\n" : "");
}

/* "✔ holds, proved" */
static void put_verdict(Text *out, const Verdict *verdict) {
    text_printf(out, "%s %s", words_verdict_sign(verdict->kind), verdict_name(verdict->kind));
    if (verdict->grade != GRADE_NONE) {
        text_printf(out, ", %s", grade_name(verdict->grade));
    }
}

static void put_twin(Text *out, const Twin *twin) {
    text_append(out, "- ");
    if (strchr(twin->tex, '$') != NULL) {
        cell_words(out, twin->tex, MARKDOWN_LINE);
    } else {
        cell_tex(out, twin->tex, strlen(twin->tex), MARKDOWN_LINE);
    }
    text_printf(out, " *%s*", words_twin_result(twin->result));
    if (twin->remark != NULL) {
        text_append(out, ": ");
        cell_words(out, twin->remark, MARKDOWN_LINE);
    }
    if (twin->counterexample != NULL) {
        text_append(out, "; ");
        put_counterexample(out, twin->counterexample);
    }
    text_append_char(out, '\n');
}

/* The wrong versions that an author wrote, and why each is wrong. */
static void put_twins(Text *out, const TwinReport *twins) {
    if (twins->authored == 0) {
        return;
    }
    cell_fold(out, "what would be wrong");
    for (size_t i = 0; i < twins->count; i++) {
        if (twins->list[i].authored) {
            put_twin(out, &twins->list[i]);
        }
    }
    text_append_char(out, '\n');
    cell_fold_end(out);
}

static void put_measured(Text *out, const ClaimExperiment *experiment, const ExperimentTable *table,
                         uint64_t seed) {
    text_append(out, "| measured | value |\n| --- | --- |\n");
    for (size_t i = 0; i < table->count; i++) {
        text_append(out, "| ");
        cell_code(out, table->values[i].label, MARKDOWN_CELL);
        text_append(out, " | ");
        experiment_write_value(out, &table->values[i]);
        text_append(out, " |\n");
    }
    Text run;
    text_init(&run);
    experiment_write(&run, &experiment->setting);
    text_append(out, "\nRun: ");
    cell_code(out, run.bytes, MARKDOWN_LINE);
    text_printf(out, ", seed %" PRIu64 ".\n\n", seed);
    text_clear(&run);
}

static void put_experiment(Text *out, const Claim *claim, uint64_t seed) {
    const ClaimExperiment *experiment = claim_def(claim)->experiment;
    const ExperimentTable *table = claim_verdict(claim)->table;
    text_append(out, "**Experiment.** ");
    put_paragraph(out, experiment->asks);
    if (experiment->says != NULL) {
        text_append(out, "Stated: ");
        put_paragraph(out, experiment->says);
    }
    if (table != NULL) {
        Arena *arena = arena_new();
        put_paragraph(out, experiment_fill(arena, experiment->found, table));
        arena_free(arena);
        put_measured(out, experiment, table, seed);
    }
}

static void put_formula(Text *out, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    const char *tex = def->source->bytes + def->tex.start;
    size_t length = def->tex.end - def->tex.start;
    if (claim_noad(claim) == NULL) { /* no TeX: code, or ill-formed as printed */
        cell_fence(out, tex, length);
        return;
    }
    cell_display(out, tex, length);
    put_reasons(out, def);
    put_givens(out, def);
}

/* A message may name a dollar: these are no words with formulas. */
static void put_unreadable(Text *out, const Diag *diag) {
    Text words;
    text_init(&words);
    words_unreadable(&words, diag);
    cell_text(out, words.bytes, MARKDOWN_LINE);
    text_append(out, "\n\n");
    text_clear(&words);
}

void notebook_claim(Text *out, const Claim *claim, uint64_t seed) {
    const ClaimDef *def = claim_def(claim);
    const Verdict *verdict = claim_verdict(claim);
    if (def->experiment != NULL) {
        put_experiment(out, claim, seed);
    } else {
        put_formula(out, claim);
    }
    text_append(out, "**");
    put_verdict(out, verdict);
    text_append(out, "** · ");
    cell_code(out, def->id, MARKDOWN_LINE);
    if (verdict->under != NULL) {
        text_append(out, " · under ");
        cell_tex(out, verdict->under, strlen(verdict->under), MARKDOWN_LINE);
    }
    if (def->citation != NULL) {
        text_append(out, def->printed ? " · as printed: " : " · ");
        cell_words(out, def->citation, MARKDOWN_LINE);
    }
    text_append(out, "\n\n");
    if (verdict->counterexample != NULL) {
        put_counterexample(out, verdict->counterexample);
        text_append(out, "\n\n");
    }
    if (verdict->kind == VERDICT_UNREADABLE && def->because == NULL) {
        put_unreadable(out, &verdict->diag);
    }
    put_paragraph(out, verdict->reason);
    put_paragraph(out, def->because);
    if (verdict->correction != NULL) {
        text_printf(out, "corrected (%s):\n\n", verdict_name(verdict->correction->kind));
        cell_display(out, verdict->correction->tex, strlen(verdict->correction->tex));
    }
    put_twins(out, &verdict->twins);
}

void notebook_verdict_head(Text *out) {
    text_append(out, "| claim | verdict | how it was decided | tried against it |\n"
                     "| --- | --- | --- | --- |\n");
}

void notebook_verdict_row(Text *out, const Claim *claim) {
    const Verdict *verdict = claim_verdict(claim);
    text_append(out, "| ");
    cell_code(out, claim_def(claim)->id, MARKDOWN_CELL);
    text_append(out, " | ");
    put_verdict(out, verdict);
    text_append(out, " | ");
    Text words;
    text_init(&words);
    bool first = true;
    for (size_t i = 0; i < verdict->method_count && i < METHOD_COUNT; i++) {
        const MethodEvidence *method = &verdict->methods[i];
        if (method->verdict == VERDICT_UNDECIDED && verdict->kind != VERDICT_UNDECIDED) {
            continue; /* others could */
        }
        text_reset(&words);
        words_evidence(&words, method);
        text_append(out, first ? "" : "<br>");
        cell_words(out, words.bytes, MARKDOWN_CELL);
        first = false;
    }
    text_append(out, " | ");
    text_reset(&words);
    words_twins(&words, &verdict->twins);
    cell_words(out, words.bytes, MARKDOWN_CELL);
    text_append(out, " |\n");
    text_clear(&words);
}

void notebook_exercise(Text *out, const Exercise *exercise) {
    text_append(out, "**Exercise.** ");
    cell_line(out, &exercise->ask, MARKDOWN_LINE);
    text_append(out, "\n\n");
    for (size_t i = 0; i < exercise->hint_count; i++) {
        cell_fold(out, i == 0 ? "hint" : "another hint");
        cell_line(out, &exercise->hints[i], MARKDOWN_LINE);
        text_append(out, "\n\n");
        cell_fold_end(out);
    }
    cell_fold(out, "solution");
    cell_display(out, exercise->answer, strlen(exercise->answer));
    for (size_t i = 0; i < exercise->mistake_count; i++) {
        const Mistake *mistake = &exercise->mistakes[i];
        text_append(out, "- not ");
        cell_tex(out, mistake->tex, strlen(mistake->tex), MARKDOWN_LINE);
        text_append(out, mistake->remark != NULL ? ": " : "");
        cell_words(out, mistake->remark != NULL ? mistake->remark : "", MARKDOWN_LINE);
        text_append_char(out, '\n');
    }
    text_append(out, exercise->mistake_count > 0 ? "\n" : "");
    cell_fold_end(out);
}
