/* html_errata.c - the table of printed formulas that fail. Without the script it is a plain table;
 * the script shows the filters and hides the rows that they leave out. */
#include <string.h>

#include "export/html_internal.h"

/* What a row's `data-kind` says, and the filter's words for it. */
static const char *const KINDS[][2] = {{"fails", "fails in every reading"},
                                       {"one-reading", "fails in one reading, holds in another"}};

static const char *kind_of(const Erratum *erratum) {
    return KINDS[erratum->holds_as != NULL ? 1 : 0][0];
}

static const char *slip_of(const Erratum *erratum) {
    const Slip *slip = claim_verdict(erratum->quotation.claim)->slip;
    return slip != NULL ? slip->name : NULL;
}

static void put_attribute(Text *out, const char *name, const char *value) {
    text_printf(out, " %s=\"", name);
    html_put_text(out, value);
    text_append_char(out, '"');
}

/* ---- filters ---- */

static void open_choice(Text *out, const char *name, const char *words, const char *all) {
    text_printf(out, "<label>%s <select name=\"%s\">\n<option value=\"\">%s</option>\n", words,
                name, all);
}

static void put_choice(Text *out, const char *value, const char *words) {
    text_append(out, "<option");
    put_attribute(out, "value", value);
    text_append_char(out, '>');
    html_put_text(out, words);
    text_append(out, "</option>\n");
}

/* Is there a row before this one that names the same slip? */
static bool is_named_before(const Errata *errata, const Erratum *erratum) {
    for (size_t d = 0; d < errata->count; d++) {
        const ErrataDocument *document = &errata->documents[d];
        for (size_t i = 0; i < document->count; i++) {
            if (&document->list[i] == erratum) {
                return false;
            }
            const char *name = slip_of(&document->list[i]);
            if (name != NULL && strcmp(name, slip_of(erratum)) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void put_slip_choices(Text *out, const Errata *errata) {
    for (size_t d = 0; d < errata->count; d++) {
        for (size_t i = 0; i < errata->documents[d].count; i++) {
            const Erratum *erratum = &errata->documents[d].list[i];
            if (slip_of(erratum) != NULL && !is_named_before(errata, erratum)) {
                put_choice(out, slip_of(erratum), slip_of(erratum));
            }
        }
    }
}

static void put_filters(Text *out, const Errata *errata) {
    text_append(out, "<form class=\"filters\" hidden>\n");
    open_choice(out, "document", "document", "all");
    for (size_t d = 0; d < errata->count; d++) {
        if (errata->documents[d].count > 0) {
            put_choice(out, errata->documents[d].name, errata->documents[d].name);
        }
    }
    text_append(out, "</select></label>\n");
    open_choice(out, "kind", "verdict", "all");
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        put_choice(out, KINDS[i][0], KINDS[i][1]);
    }
    text_append(out, "</select></label>\n");
    open_choice(out, "slip", "likely slip", "all");
    put_slip_choices(out, errata);
    text_append(out, "</select></label>\n"
                     "<label>text <input type=\"search\" name=\"text\"></label>\n"
                     "<output></output>\n</form>\n");
}

/* ---- rows ---- */

/* Number, document, place, and the lesson that quotes it. */
static void put_source(HtmlPage *page, const ErrataDocument *document, const Erratum *erratum) {
    const Quotation *quotation = &erratum->quotation;
    const ClaimDef *def = claim_def(quotation->claim);
    Text *out = page->out;
    text_append(out, "<td><a href=\"");
    html_put_address(out, quotation->lesson, def->id);
    text_append(out, "\">");
    html_put_text(out, def->doc != NULL ? def->doc : def->id);
    text_append(out, "</a><br>");
    html_put_text(out, document->name);
    if (erratum->place != NULL) {
        text_append(out, ", ");
        html_put_text(out, erratum->place);
    }
    text_append(out, "</td>\n");
}

static void put_verdict(HtmlPage *page, const Erratum *erratum) {
    Text *out = page->out;
    const Verdict *verdict = claim_verdict(erratum->quotation.claim);
    text_printf(out, "<td><span class=\"badge\">%s</span>",
                erratum->holds_as != NULL ? "fails in one reading" : "fails");
    if (verdict->counterexample != NULL) {
        html_put_counterexample(out, verdict->counterexample);
    }
    html_put_worded(page, "p", "slip", slip_of(erratum));
    text_append(out, "</td>\n");
}

/* The corrected form, or the reading in which it holds. */
static void put_remedy(HtmlPage *page, const Erratum *erratum) {
    Text *out = page->out;
    const Correction *correction = claim_verdict(erratum->quotation.claim)->correction;
    text_append(out, "<td>");
    if (correction != NULL) {
        html_put_formula(page, correction->tex, strlen(correction->tex));
    }
    if (erratum->holds_as != NULL) {
        const char *id = claim_def(erratum->holds_as->claim)->id;
        text_append(out, "<p>holds as <a href=\"");
        html_put_address(out, erratum->holds_as->lesson, id);
        text_append(out, "\"><code>");
        html_put_text(out, id);
        text_append(out, "</code></a></p>\n");
    } else if (correction == NULL) {
        text_append(out, "no corrected form is stated");
    }
    text_append(out, "</td>\n");
}

static void put_row(HtmlPage *page, const ErrataDocument *document, const Erratum *erratum) {
    Text *out = page->out;
    text_append(out, "<tr");
    put_attribute(out, "data-document", document->name);
    put_attribute(out, "data-kind", kind_of(erratum));
    put_attribute(out, "data-slip", slip_of(erratum) != NULL ? slip_of(erratum) : "");
    text_append(out, ">\n");
    put_source(page, document, erratum);
    text_append(out, "<td>");
    html_put_printed(page, erratum->quotation.claim);
    text_append(out, "</td>\n");
    put_verdict(page, erratum);
    put_remedy(page, erratum);
    text_append(out, "</tr>\n");
}

/* ---- the page ---- */

/* "29 of 460 printed formulas fail, 29 of them are corrected; 15 more .." */
static void put_counts(Text *out, const char *name, const ErrataCounts *counts) {
    text_append(out, "<li>");
    html_put_text(out, name);
    text_printf(out, ": %zu of %zu formula%s fail%s, %zu corrected", counts->fail, counts->printed,
                counts->printed == 1 ? "" : "s", counts->fail == 1 ? "s" : "", counts->corrected);
    if (counts->one_reading > 0) {
        text_printf(out, "; %zu more in one reading only", counts->one_reading);
    }
    text_append(out, "</li>\n");
}

void html_write_errata(Text *out, const HtmlSite *site, const Errata *errata) {
    HtmlPage page = {out, site, NULL, NULL};
    html_open_page(&page, "Errata", "errata");
    text_append(out, "<header>\n<nav aria-label=\"Site\">\n<a href=\"index.html\">All lessons</a>\n"
                     "</nav>\n<h1>Errata</h1>\n"
                     "<p class=\"summary\">Printed formulas that fail, each with the numbers at "
                     "which it does.</p>\n</header>\n"
                     "<main id=\"content\" tabindex=\"-1\">\n<ul>\n");
    for (size_t d = 0; d < errata->count; d++) {
        put_counts(out, errata->documents[d].name, &errata->documents[d].counts);
    }
    put_counts(out, "In all", &errata->total);
    text_append(out, "</ul>\n");
    put_filters(out, errata);
    text_append(out, "<div class=\"wide\"><table>\n<thead><tr><th>where</th><th>as printed</th>"
                     "<th>verdict</th><th>as it holds</th></tr></thead>\n<tbody>\n");
    for (size_t d = 0; d < errata->count; d++) {
        for (size_t i = 0; i < errata->documents[d].count; i++) {
            put_row(&page, &errata->documents[d], &errata->documents[d].list[i]);
        }
    }
    text_append(out, "</tbody>\n</table></div>\n</main>\n");
    html_close_page(&page);
}
