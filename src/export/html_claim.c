/* html_claim.c - claims with their badges and evidence. */
#include <string.h>

#include "experiment/experiment.h"
#include "export/html_internal.h"
#include "session/words.h"

void html_put_counterexample(Text *out, const Counterexample *found) {
    text_append(out, "<p class=\"where\">");
    for (size_t i = 0; i < found->count; i++) {
        text_append(out, i == 0 ? "at " : ", ");
        Text tex;
        text_init(&tex);
        text_printf(&tex, "%s = %s", found->assignments[i].tex, found->assignments[i].value);
        html_put_tex(out, tex.bytes, tex.length, false);
        text_clear(&tex);
    }
    text_append(out, found->count > 0 ? ": " : "");
    html_put_text(out, found->what != NULL ? found->what : "the two sides");
    text_append(out, " are ");
    html_put_tex(out, found->left, strlen(found->left), false);
    text_append(out, " and ");
    html_put_tex(out, found->right, strlen(found->right), false);
    text_append(out, "</p>\n");
}

static void put_twin(HtmlPage *page, const Twin *twin) {
    Text *out = page->out;
    text_append(out, "<li>");
    html_put_tex(out, twin->tex, strlen(twin->tex), false);
    text_printf(out, " <em>%s</em>", words_twin_result(twin->result));
    if (twin->remark != NULL) {
        text_append(out, ": ");
        html_put_words(page, twin->remark);
    }
    if (twin->counterexample != NULL) {
        html_put_counterexample(page->out, twin->counterexample);
    }
    text_append(out, "</li>\n");
}

static void put_twins(HtmlPage *page, const TwinReport *twins) {
    Text words;
    text_init(&words);
    words_twins(&words, twins);
    html_put_worded(page, "p", NULL, words.length > 0 ? words.bytes : NULL);
    text_clear(&words);
    if (twins->authored == 0) {
        return;
    }
    text_append(page->out, "<ul class=\"twins\">\n");
    for (size_t i = 0; i < twins->count; i++) {
        if (twins->list[i].authored) {
            put_twin(page, &twins->list[i]);
        }
    }
    text_append(page->out, "</ul>\n");
}

static void put_methods(HtmlPage *page, const Verdict *verdict) {
    if (verdict->method_count == 0) {
        return;
    }
    text_append(page->out, "<ul class=\"methods\">\n");
    for (size_t i = 0; i < verdict->method_count && i < METHOD_COUNT; i++) {
        Text words;
        text_init(&words);
        words_method(&words, &verdict->methods[i]);
        html_put_worded(page, "li", NULL, words.bytes);
        text_clear(&words);
    }
    text_append(page->out, "</ul>\n");
}

static void put_measured(HtmlPage *page, const ExperimentTable *table) {
    Text *out = page->out;
    text_append(out, "<div class=\"wide\"><table>\n<tr><th>measured</th><th>value</th>"
                     "<th>error</th></tr>\n");
    for (size_t i = 0; i < table->count; i++) {
        text_append(out, "<tr><td>");
        html_put_text(out, table->values[i].label);
        text_printf(out, "</td><td>%.6g</td><td>%.2g</td></tr>\n", table->values[i].value,
                    table->values[i].error);
    }
    text_append(out, "</table></div>\n");
}

static void put_summary(HtmlPage *page, const Verdict *verdict) {
    Text *out = page->out;
    text_printf(out, "<summary><span class=\"badge\">%s %s</span>",
                words_verdict_sign(verdict->kind), verdict_name(verdict->kind));
    if (grade_name(verdict->grade)[0] != '\0') {
        text_printf(out, " <span class=\"grade\">%s</span>", grade_name(verdict->grade));
    }
    text_append(out, "</summary>\n");
}

/* "likely slip: a bar is missing; bar added: .." */
static void put_slip(HtmlPage *page, const Slip *slip) {
    text_append(page->out, "<p class=\"slip\">likely slip: ");
    html_put_words(page, slip->name);
    if (slip->remark != NULL) {
        text_append(page->out, "; ");
        html_put_words(page, slip->remark);
    }
    text_append(page->out, "</p>\n");
}

static void put_correction(HtmlPage *page, const Correction *correction) {
    text_printf(page->out, "<p>corrected (%s):</p>\n", verdict_name(correction->kind));
    html_put_formula(page, correction->tex, strlen(correction->tex));
}

static void put_evidence(HtmlPage *page, const Claim *claim) {
    Text *out = page->out;
    const ClaimDef *def = claim_def(claim);
    const Verdict *verdict = claim_verdict(claim);
    text_append(out, "<details>\n");
    put_summary(page, verdict);
    if (verdict->under != NULL) {
        text_append(out, "<p>under ");
        html_put_tex(out, verdict->under, strlen(verdict->under), false);
        text_append(out, "</p>\n");
    }
    html_put_worded(page, "p", NULL, verdict->reason);
    html_put_worded(page, "p", NULL, def->because);
    if (verdict->counterexample != NULL) {
        html_put_counterexample(page->out, verdict->counterexample);
    }
    if (verdict->slip != NULL) {
        put_slip(page, verdict->slip);
    }
    if (verdict->correction != NULL) {
        put_correction(page, verdict->correction);
    }
    put_methods(page, verdict);
    put_twins(page, &verdict->twins);
    html_put_worded(page, "p", "cite", def->citation);
    text_append(out, "</details>\n");
}

static void put_reasons(HtmlPage *page, const ClaimDef *def) {
    bool open = false;
    for (size_t i = 0; i < def->line_count; i++) {
        if (strcmp(def->lines[i].key, "why") != 0 || def->lines[i].remark == NULL) {
            continue;
        }
        text_append(page->out, open ? "" : "<ol class=\"why\">\n");
        open = true;
        html_put_worded(page, "li", NULL, def->lines[i].remark);
    }
    text_append(page->out, open ? "</ol>\n" : "");
}

static void put_experiment(HtmlPage *page, const Claim *claim) {
    const ClaimExperiment *experiment = claim_def(claim)->experiment;
    const Verdict *verdict = claim_verdict(claim);
    html_put_worded(page, "p", "asks", experiment->asks);
    html_put_worded(page, "p", "says", experiment->says);
    if (verdict->table != NULL) {
        Arena *arena = arena_new();
        html_put_worded(page, "p", NULL, experiment_fill(arena, experiment->found, verdict->table));
        arena_free(arena);
        put_measured(page, verdict->table);
    }
}

void html_put_printed(HtmlPage *page, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    const char *tex = def->source->bytes + def->tex.start;
    size_t length = def->tex.end - def->tex.start;
    if (claim_noad(claim) != NULL) {
        html_put_formula(page, tex, length);
        return;
    }
    text_append(page->out, "<pre class=\"formula\">"); /* code, or ill-formed as printed */
    html_put_bytes(page->out, tex, length);
    text_append(page->out, "</pre>\n");
}

void html_put_claim(HtmlPage *page, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    text_printf(page->out, "<article class=\"claim %s%s\" id=\"",
                verdict_name(claim_verdict(claim)->kind), def->printed ? " printed" : "");
    html_put_text(page->out, def->id);
    text_append(page->out, "\">\n");
    if (def->experiment != NULL) {
        put_experiment(page, claim);
    } else {
        html_put_printed(page, claim);
        put_reasons(page, def);
    }
    put_evidence(page, claim);
    text_append(page->out, "</article>\n");
}
