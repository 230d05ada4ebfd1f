/* html_claim.c - claims with their badges and evidence. */
#include <string.h>

#include "experiment/experiment.h"
#include "export/html_internal.h"
#include "math/chain.h"
#include "session/words.h"

/* A number to a few digits, or "undefined". */
static void put_value(Text *out, const char *value) {
    text_append(out, "<b>");
    html_put_text(out, value);
    text_append(out, "</b>");
}

static void put_broken_link(Text *out, const Counterexample *found) {
    Text link;
    text_init(&link);
    if (words_broken_link(&link, found)) {
        text_printf(out, "<p class=\"where\">%s: ", link.bytes);
        html_put_tex(out, found->left_tex, strlen(found->left_tex), false);
        text_append(out, " ≠ ");
        html_put_tex(out, found->right_tex, strlen(found->right_tex), false);
        text_append(out, "</p>\n");
    }
    text_clear(&link);
}

void html_put_counterexample(Text *out, const Counterexample *found) {
    put_broken_link(out, found);
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
    put_value(out, found->left);
    text_append(out, " and ");
    put_value(out, found->right);
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

/* A message may name a dollar: these are no words with formulas. */
static void put_unreadable(Text *out, const Diag *diag) {
    Text words;
    text_init(&words);
    words_unreadable(&words, diag);
    text_append(out, "<p>");
    html_put_text(out, words.bytes);
    text_append(out, "</p>\n");
    text_clear(&words);
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
    if (verdict->kind == VERDICT_UNREADABLE && def->because == NULL) {
        put_unreadable(out, &verdict->diag);
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

/* ---- derivations ---- */

/* A chain is set one relation a line from as many on: shorter ones are read at a glance. */
#define CHAIN_LINES_MIN 4

static bool is_reason(const ClaimLine *line) {
    return strcmp(line->key, "why") == 0 && line->remark != NULL;
}

static bool has_reasons(const ClaimDef *def) {
    for (size_t i = 0; i < def->line_count; i++) {
        if (is_reason(&def->lines[i])) {
            return true;
        }
    }
    return false;
}

/* "a = b, c = d" is two relations, not a chain; words and tables are set as they are. */
static bool is_more_than_a_chain(const Noad *row) {
    for (size_t i = 0; i < row->count; i++) {
        const Noad *item = row->items[i];
        bool mark = item->kind == NOAD_OPERATOR && noad_class(item->name) == CLASS_PUNCTUATION;
        bool gap = item->kind == NOAD_SPACE && item->name[0] == 'q';
        if (mark || gap || item->kind == NOAD_DECORATED || item->kind == NOAD_TEXT ||
            item->kind == NOAD_TABLE) {
            return true;
        }
    }
    return false;
}

static void open_rows(Text *out) {
    text_append(out, "<div class=\"formula\"><span class=\"tex display\" data-links=\"");
}

/* A chain on one line, parted before each relation but the first. False: it is none, or short. */
static bool put_chain(HtmlPage *page, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    Arena *arena = arena_new();
    const Noad *row = chain_row(arena, claim_noad(claim));
    ChainPiece *pieces = arena_array(arena, row->count + 1, sizeof *pieces);
    size_t count = chain_split(row, pieces);
    size_t least = has_reasons(def) ? CHAIN_LINES_MIN - 1 : CHAIN_LINES_MIN;
    bool parted = count >= least && !is_more_than_a_chain(row);
    if (parted) {
        open_rows(page->out);
        for (size_t i = 1; i < count; i++) {
            text_printf(page->out, "%s%zu", i > 1 ? " " : "", i);
        }
        text_append(page->out, "\">\\begin{aligned}");
        for (size_t i = 0; i < count; i++) {
            size_t start = i > 0 ? row->items[pieces[i].first]->span.start : def->tex.start;
            size_t end = i + 1 < count ? row->items[pieces[i + 1].first]->span.start : def->tex.end;
            text_append(page->out, i > 1 ? "\\\\ &amp; " : i > 0 ? " &amp; " : "");
            html_put_bytes(page->out, def->source->bytes + start, end - start);
        }
        text_append(page->out, "\\end{aligned}</span></div>\n");
    }
    arena_free(arena);
    return parted;
}

/* How many relations the row of a table has. */
static size_t links_of_row(Arena *arena, const Noad *table, size_t r) {
    Noad cells = *table;
    cells.items = table->items + r * table->columns;
    cells.count = table->columns;
    const Noad *row = chain_row(arena, &cells);
    ChainPiece *pieces = arena_array(arena, row->count + 1, sizeof *pieces);
    size_t count = chain_split(row, pieces);
    const Noad *first = row->count > 0 ? row->items[0] : NULL;
    bool starts =
        first != NULL && first->kind == NOAD_OPERATOR && noad_class(first->name) == CLASS_RELATION;
    return starts ? count : count - 1;
}

/* Rows as the author set them; which reason belongs to which row is known by counting relations.
 * False: it is no table of rows. */
static bool put_rows(HtmlPage *page, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    const Noad *table = noad_only(claim_noad(claim));
    if (table->kind != NOAD_TABLE || table->columns == 0 || strcmp(table->name, "aligned") != 0) {
        return false;
    }
    Arena *arena = arena_new();
    const char *tex =
        arena_copy(arena, def->source->bytes + def->tex.start, def->tex.end - def->tex.start);
    bool wrapped = strstr(tex, "\\begin") != NULL;
    open_rows(page->out);
    size_t links = 0;
    for (size_t r = 0; r < table->count / table->columns; r++) {
        links += links_of_row(arena, table, r);
        text_printf(page->out, "%s%zu", r > 0 ? " " : "", links);
    }
    text_append(page->out, wrapped ? "\">" : "\">\\begin{aligned}");
    html_put_text(page->out, tex);
    text_append(page->out, wrapped ? "</span></div>\n" : "\\end{aligned}</span></div>\n");
    arena_free(arena);
    return true;
}

void html_put_printed(HtmlPage *page, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    const char *tex = def->source->bytes + def->tex.start;
    size_t length = def->tex.end - def->tex.start;
    if (claim_noad(claim) != NULL) {
        bool words = memchr(tex, '$', length) != NULL;
        if (words || (!put_rows(page, claim) && !put_chain(page, claim))) {
            html_put_formula(page, tex, length);
        }
        return;
    }
    text_append(page->out, "<pre class=\"formula\">"); /* code, or ill-formed as printed */
    html_put_bytes(page->out, tex, length);
    text_append(page->out, "</pre>\n");
}

static void put_reasons(HtmlPage *page, const ClaimDef *def) {
    bool open = false;
    for (size_t i = 0; i < def->line_count; i++) {
        if (!is_reason(&def->lines[i])) {
            continue;
        }
        text_append(page->out, open ? "" : "<ol class=\"why\">\n");
        open = true;
        html_put_worded(page, "li", NULL, def->lines[i].remark);
    }
    text_append(page->out, open ? "</ol>\n" : "");
}

/* ---- the whole ---- */

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
