/* words.c - see words.h. */
#include "session/words.h"

#include <inttypes.h>
#include <string.h>

/* Drawn letters that are named; x_500 rests on five hundred. */
#define LETTERS_SHOWN_MAX 8
/* What a counterexample's or link's values are, where there is no better word. */
#define TWO_SIDES "the two sides"

/* A false-alarm rate and the like: two digits say all that they mean. */
static void append_small(Text *out, const char *words, double value) {
    text_printf(out, ", %s %.2g", words, value);
}

static void append_draws(Text *out, const MethodEvidence *method) {
    text_printf(out, ", %zu draws (seed %" PRIu64 ")", method->samples, method->seed);
    if (method->p_value > 0.0) {
        append_small(out, "p", method->p_value);
    }
    if (method->false_alarm > 0.0) {
        append_small(out, "a true claim would be refuted at a rate of", method->false_alarm);
    }
    if (method->detectable > 0.0) {
        text_printf(out, ", errors from %.2g standard deviations on would have been seen",
                    method->detectable);
    }
}

void words_evidence(Text *out, const MethodEvidence *method) {
    text_printf(out, "%s: %s", method->name,
                method->grade == GRADE_PROVED ? "proved" : verdict_name(method->verdict));
    if (method->points > 0) {
        text_printf(out, ", %u point%s", method->points, method->points == 1 ? "" : "s");
    }
    if (method->bits > 0) {
        text_printf(out, ", agreeing to %ld bits", method->bits);
    }
    if (method->samples > 0) {
        append_draws(out, method);
    }
    const char *words[] = {method->detail, method->reason};
    for (size_t i = 0; i < 2; i++) {
        if (words[i] != NULL) {
            text_printf(out, ", %s", words[i]);
        }
    }
}

void words_method(Text *out, const MethodEvidence *method) {
    words_evidence(out, method);
    text_printf(out, " (%.2f ms)", method->milliseconds);
}

void words_unreadable(Text *out, const Diag *diag) {
    text_printf(out, "line %zu, column %zu: %s", diag->at.line, diag->at.column,
                diag->message != NULL ? diag->message : "cannot be read");
    if (diag->hint != NULL) {
        text_printf(out, " (%s)", diag->hint);
    }
}

void words_twins(Text *out, const TwinReport *twins) {
    if (twins->authored > 0) {
        text_printf(out, "wrong twins: %zu of %zu refuted", twins->authored_refuted,
                    twins->authored);
    }
    if (twins->mutants > 0) {
        size_t survived =
            twins->mutants - twins->refuted - twins->equivalent - twins->domain_errors;
        text_printf(out, "%smutants: %zu of %zu refuted", out->length > 0 ? "; " : "",
                    twins->refuted, twins->mutants);
        if (twins->equivalent > 0) {
            text_printf(out, ", %zu proved equal", twins->equivalent);
        }
        if (twins->domain_errors > 0) {
            text_printf(out, ", %zu undefined", twins->domain_errors);
        }
        if (survived > 0) {
            text_printf(out, ", %zu NOT refuted", survived);
        }
    }
}

const char *words_twin_result(TwinResult result) {
    static const char *const words[] = {[TWIN_REFUTED] = "refuted",
                                        [TWIN_EQUIVALENT] = "proved equal",
                                        [TWIN_DOMAIN_ERROR] = "undefined",
                                        [TWIN_SURVIVED] = "NOT refuted"};
    return words[result];
}

const char *words_verdict_sign(VerdictKind kind) {
    static const char *const signs[VERDICT_COUNT] = {
        [VERDICT_HOLDS] = "✔",     [VERDICT_FAILS] = "✘",      [VERDICT_APPROXIMATE] = "≈",
        [VERDICT_UNDECIDED] = "?", [VERDICT_UNREADABLE] = "!", [VERDICT_DEFINITION] = "≔",
        [VERDICT_NO_CLAIM] = "·",
    };
    return signs[kind];
}

/* ---- places ---- */

bool words_broken_link(Text *out, const Counterexample *found) {
    if (found->left_tex == NULL || found->right_tex == NULL ||
        (found->chain == 0 && found->link == 0)) {
        return false;
    }
    text_printf(out, "breaks at link %zu", found->link + 1);
    if (found->chain > 0) {
        text_printf(out, " of formula %zu", found->chain + 1);
    }
    return true;
}

const char *words_reason(const ClaimDef *def, size_t link) {
    size_t at = 0;
    for (size_t i = 0; i < def->line_count; i++) {
        if (strcmp(def->lines[i].key, "why") == 0 && at++ == link) {
            return def->lines[i].remark;
        }
    }
    return NULL;
}

/* ---- values ---- */

const char *words_what(const char *what) {
    if (what == NULL || strcmp(what, TWO_SIDES) == 0) {
        return NULL;
    }
    return strncmp(what, "the ", 4) == 0 ? what + 4 : what;
}

void words_where(Text *out, const LiveValues *values) {
    const char *separator = "with ";
    if (values->t > 0) {
        text_printf(out, "%s$t = %ld$", separator, values->t);
        separator = ", ";
    }
    if (values->schedule != NULL) {
        text_printf(out, "%s$T = %ld$ (%s)", separator, values->steps, values->schedule);
        separator = ", ";
    }
    text_append(out, values->own ? " as the claim says" : "");
    bool all = values->letter_count <= LETTERS_SHOWN_MAX;
    size_t shown = all ? values->letter_count : LETTERS_SHOWN_MAX - 1;
    for (size_t i = 0; i < shown; i++) {
        text_printf(out, "%s$%s = %s$", separator, values->letters[i].tex,
                    values->letters[i].value);
        separator = ", ";
    }
    if (!all) {
        text_printf(out, " and %zu letters more", values->letter_count - shown);
    }
}

void words_relation(Text *out, bool *is_false, const LiveLink *link, size_t pair) {
    /* Of two laws that are apart, means or variances may agree. */
    bool differ = link->left_value[pair] != link->right_value[pair] || link->count == 1;
    bool equality = link->relation == RELATION_EQUAL || link->relation == RELATION_DEFINE ||
                    link->relation == RELATION_LAW || link->relation == RELATION_PROPORTIONAL;
    *is_false = link->apart && differ;
    if (equality) {
        text_append(out, *is_false ? "\\ne" : "=");
        return;
    }
    const char *name = relation_tex(link->relation);
    bool is_command = (name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z');
    text_printf(out, "%s%s", is_command ? "\\" : "", name);
}
