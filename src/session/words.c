/* words.c - see words.h. */
#include "session/words.h"

#include <inttypes.h>

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

void words_method(Text *out, const MethodEvidence *method) {
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
    text_printf(out, " (%.2f ms)", method->milliseconds);
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
