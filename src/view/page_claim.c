/* page_claim.c - a claim in its panel: formula, badge, counterexample, evidence, values, twins. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "session/words.h"
#include "view/page_internal.h"

/* Ems of the text. */
#define PAD 0.8f
#define GAP_AFTER 0.8f
#define BADGE_SCALE 0.8f
#define DETAIL_SCALE 0.86f
#define MARK_WIDTH 0.12f

static FlowStyle colored(const Flow *flow, Color color) {
    FlowStyle style = flow_plain(flow);
    style.color = color;
    return style;
}

/* The text in the flow's arena; it is empty afterwards. */
static const char *text_copy(Flow *flow, Text *text) {
    const char *copy = arena_copy(flow->arena, text->bytes, text->length);
    text_reset(text);
    return copy;
}

/* ---- the badge ---- */

/* verdict NULL: not decided yet. */
static Color color_of(const Theme *theme, const Verdict *verdict) {
    const Color colors[VERDICT_COUNT] = {
        [VERDICT_HOLDS] = theme->good,       [VERDICT_FAILS] = theme->bad,
        [VERDICT_APPROXIMATE] = theme->warn, [VERDICT_UNDECIDED] = theme->warn,
        [VERDICT_UNREADABLE] = theme->warn,  [VERDICT_DEFINITION] = theme->dim,
        [VERDICT_NO_CLAIM] = theme->dim,
    };
    return verdict != NULL ? colors[verdict->kind] : theme->dim;
}

static const char *badge_words(Arena *arena, const Claim *claim, const Verdict *verdict) {
    if (verdict == NULL) {
        return "checking";
    }
    const char *grade = grade_name(verdict->grade);
    VerdictKind expect = claim_def(claim)->expect;
    bool surprise = expect != VERDICT_COUNT && verdict->kind != expect;
    return arena_printf(
        arena, "%s%s%s%s", verdict_name(verdict->kind), grade[0] != '\0' ? " · " : "", grade,
        surprise ? arena_printf(arena, " (expected: %s)", verdict_name(expect)) : "");
}

/* id, as printed, catalogue number, citation */
static const char *label_words(Arena *arena, const ClaimDef *def) {
    const char *parts[] = {def->printed ? "as printed" : NULL, def->doc, def->citation};
    const char *words = def->id;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i] != NULL && parts[i][0] != '\0') {
            words = arena_printf(arena, "%s, %s", words, parts[i]);
        }
    }
    return words;
}

/* A pill with sign and words in the verdict's colour, and the label beside it. */
static void add_badge(Flow *flow, PageClaim *placed, const Claim *claim, bool open) {
    const Verdict *verdict = claim_verdict(claim);
    Color color = color_of(flow->theme, verdict);
    const char *sign = verdict != NULL ? words_verdict_sign(verdict->kind) : "…";
    const char *words = badge_words(flow->arena, claim, verdict);
    float size = BADGE_SCALE * flow->size, pad = 0.6f * size, height = 1.7f * size;
    float before = fonts_draw(NULL, flow->fonts, FACE_SYMBOLS, size, 0, 0, 0, 0, sign);
    float text = fonts_draw(NULL, flow->fonts, FACE_SANS_BOLD, size, 0, 0, 0, 0, words);
    Rect box = {flow->x, flow->y, before + text + 2.5f * pad, height};
    draw_round_rect(flow->list, box, 0.5f * height, color);
    float edge = open ? 2.5f : 1.5f;
    Rect inner = {box.x + edge, box.y + edge, box.width - 2.0f * edge, box.height - 2.0f * edge};
    draw_round_rect(flow->list, inner, 0.5f * inner.height, flow->theme->page);
    float baseline = box.y + 1.18f * size;
    (void)fonts_draw(flow->list, flow->fonts, FACE_SYMBOLS, size, box.x + pad, baseline, 0.0f,
                     color, sign);
    (void)fonts_draw(flow->list, flow->fonts, FACE_SANS_BOLD, size, box.x + before + 1.5f * pad,
                     baseline, 0.0f, color, words);
    placed->badge = box;
    /* The label flows on behind the badge, and below it when it is long. */
    float left = flow->x, width = flow->width, above = flow->y;
    flow->x += box.width + pad;
    flow->width = fmaxf(width - box.width - pad, 6.0f * flow->size);
    FlowStyle label = colored(flow, flow->theme->dim);
    label.size = BADGE_SCALE;
    float full = flow->size;
    flow->size *= BADGE_SCALE;
    label.size = 1.0f;
    flow->y += 0.1f * flow->size;
    page_words(flow, &label, label_words(flow->arena, claim_def(claim)));
    flow->size = full;
    flow->x = left;
    flow->width = width;
    flow->y = fmaxf(flow->y, above + height);
    flow_space(flow, 0.3f);
}

/* ---- what was found ---- */

static void add_assignments(Flow *flow, const FlowStyle *style, const Counterexample *found) {
    for (size_t i = 0; i < found->count; i++) {
        flow_text(flow, style, i == 0 ? "at " : ", ");
        flow_tex(flow, style,
                 arena_printf(flow->arena, "%s = %s", found->assignments[i].tex,
                              found->assignments[i].value));
    }
    flow_text(flow, style, found->count > 0 ? ": " : "");
}

void page_counterexample(Flow *flow, const Counterexample *found) {
    FlowStyle plain = flow_plain(flow), bad = colored(flow, flow->theme->bad);
    Text link;
    text_init(&link);
    if (words_broken_link(&link, found)) {
        flow_text(flow, &plain, text_copy(flow, &link));
        flow_text(flow, &plain, ": ");
        flow_tex(flow, &plain, found->left_tex);
        flow_text(flow, &bad, " ≠ ");
        flow_tex(flow, &plain, found->right_tex);
        flow_end(flow, -1.0f);
    }
    text_clear(&link);
    add_assignments(flow, &plain, found);
    if (found->left != NULL && found->right != NULL) {
        FlowStyle strong = plain;
        strong.face = FACE_SERIF_BOLD;
        flow_text(flow, &plain, found->what != NULL ? found->what : "the two sides");
        flow_text(flow, &plain, " are ");
        flow_text(flow, &strong, found->left);
        flow_text(flow, &plain, " and ");
        flow_text(flow, &strong, found->right);
    }
    flow_end(flow, -1.0f);
}

static void add_under(Flow *flow, const char *under) {
    FlowStyle dim = colored(flow, flow->theme->dim);
    flow_text(flow, &dim, "under ");
    flow_tex(flow, &dim, under);
    flow_end(flow, -1.0f);
}

static void add_correction(Flow *flow, const Verdict *verdict) {
    FlowStyle dim = colored(flow, flow->theme->dim), good = colored(flow, flow->theme->good);
    const Correction *correction = verdict->correction;
    if (correction != NULL) {
        flow_text(flow, &good,
                  arena_printf(flow->arena, "corrected (%s):", verdict_name(correction->kind)));
        flow_end(flow, 0.0f);
        if (correction->noad != NULL) {
            (void)flow_display(flow, correction->noad, flow->theme->text);
        } else {
            FlowStyle plain = flow_plain(flow);
            page_words(flow, &plain, correction->tex);
        }
        flow_space(flow, 0.3f);
    }
    if (verdict->slip != NULL) {
        flow_text(flow, &dim, "likely slip: ");
        flow_text(flow, &dim, verdict->slip->name);
        flow_text(flow, &dim, "; one change makes it hold: ");
        flow_remark(flow, &dim, verdict->slip->remark);
        flow_end(flow, -1.0f);
    }
}

static void add_twin(Flow *flow, const Twin *twin) {
    FlowStyle plain = flow_plain(flow), dim = colored(flow, flow->theme->dim);
    FlowStyle result = colored(flow, twin->result == TWIN_REFUTED    ? flow->theme->good
                                     : twin->result == TWIN_SURVIVED ? flow->theme->bad
                                                                     : flow->theme->warn);
    flow_text(flow, &dim, twin->authored ? "wrong: " : "mutant: ");
    flow_tex(flow, &plain, twin->tex != NULL ? twin->tex : "");
    if (twin->remark != NULL) {
        flow_text(flow, &dim, " — ");
        flow_remark(flow, &dim, twin->remark);
    }
    flow_text(flow, &plain, " ");
    flow_text(flow, &result, words_twin_result(twin->result));
    flow_end(flow, -1.0f);
}

/* The opened badge: every method, the twins. */
static void add_evidence(Flow *flow, const Verdict *verdict) {
    FlowStyle dim = colored(flow, flow->theme->dim);
    Text text;
    text_init(&text);
    for (size_t i = 0; i < verdict->method_count && i < METHOD_COUNT; i++) {
        words_method(&text, &verdict->methods[i]);
        flow_text(flow, &dim, text_copy(flow, &text));
        flow_end(flow, -1.0f);
    }
    words_twins(&text, &verdict->twins);
    flow_text(flow, &dim, text_copy(flow, &text));
    flow_end(flow, -1.0f);
    text_clear(&text);
    for (size_t i = 0; i < verdict->twins.count; i++) {
        const Twin *twin = &verdict->twins.list[i];
        if (twin->authored || twin->result == TWIN_EQUIVALENT || twin->result == TWIN_SURVIVED) {
            add_twin(flow, twin);
        }
    }
}

static void add_findings(Flow *flow, const Verdict *verdict, const char *because) {
    FlowStyle plain = flow_plain(flow), bad = colored(flow, flow->theme->bad);
    if (verdict->disagreement) {
        page_words(flow, &bad,
                   "Two methods contradict each other: an error of this program. Please report "
                   "this formula.");
    }
    if (verdict->under != NULL && verdict->under[0] != '\0') {
        add_under(flow, verdict->under);
    }
    if (verdict->kind == VERDICT_UNREADABLE) {
        Text words;
        text_init(&words);
        words_unreadable(&words, &verdict->diag);
        page_words(flow, &plain, words.bytes);
        text_clear(&words);
    } else if (verdict->reason != NULL) {
        page_words(flow, &plain, verdict->reason);
    }
    if (because != NULL) {
        FlowStyle dim = colored(flow, flow->theme->dim);
        flow_text(flow, &dim, "because ");
        flow_remark(flow, &plain, because);
        flow_end(flow, 0.0f);
    }
    if (verdict->counterexample != NULL) {
        page_counterexample(flow, verdict->counterexample);
    }
    add_correction(flow, verdict);
}

/* ---- values ---- */

static void add_where(Flow *flow, const LiveValues *values) {
    FlowStyle dim = colored(flow, flow->theme->dim);
    Text remark;
    text_init(&remark);
    words_where(&remark, values);
    flow_remark(flow, &dim, remark.bytes);
    flow_end(flow, -1.0f);
    text_clear(&remark);
}

static void add_relation(Flow *flow, const LiveLink *link, size_t pair) {
    Text tex;
    text_init(&tex);
    bool is_false = false;
    words_relation(&tex, &is_false, link, pair);
    FlowStyle plain = flow_plain(flow);
    FlowStyle sign = colored(flow, is_false ? flow->theme->bad : flow->theme->good);
    bool unequal = strcmp(tex.bytes, "\\ne") == 0;
    flow_text(flow, &plain, " ");
    flow_tex(flow, &sign, text_copy(flow, &tex));
    flow_text(flow, &sign, is_false && !unequal ? " (false) " : " ");
    text_clear(&tex);
}

static void add_link(Flow *flow, const LiveLink *link, size_t number, size_t count) {
    FlowStyle plain = flow_plain(flow), strong = plain, dim = colored(flow, flow->theme->dim);
    strong.face = FACE_SERIF_BOLD;
    if (count > 1) {
        flow_text(flow, &dim, arena_printf(flow->arena, "%zu: ", number));
    }
    for (size_t k = 0; k < link->count; k++) {
        const char *what = words_what(link->what[k]);
        flow_text(flow, &plain, k > 0 ? "; " : "");
        flow_text(flow, &dim, what != NULL ? arena_printf(flow->arena, "%s ", what) : "");
        flow_text(flow, &strong, link->left[k]);
        add_relation(flow, link, k);
        flow_text(flow, &strong, link->right[k]);
    }
    if (link->count == 0) {
        flow_text(
            flow, &dim,
            arena_printf(flow->arena, "no value: %s", link->why != NULL ? link->why : "not known"));
    }
    flow_end(flow, -1.0f);
}

void page_values(Flow *flow, const LiveValues *values) {
    FlowStyle dim = colored(flow, flow->theme->dim), warn = colored(flow, flow->theme->warn);
    if (values->count == 0) {
        page_words(flow, &dim,
                   arena_printf(flow->arena, "no values: %s",
                                values->why != NULL ? values->why : "nothing to show"));
        return;
    }
    add_where(flow, values);
    if (values->outside) {
        page_words(flow, &warn, "here an assumption of the claim is false: the sides may part");
    }
    for (size_t i = 0; i < values->count; i++) {
        add_link(flow, &values->links[i], i + 1, values->count);
    }
}

/* ---- the panel ---- */

/* The wrong version that is looked at, in the formula's place. */
static void add_break(Flow *flow, const LiveBreak *broken, size_t number) {
    FlowStyle bad = colored(flow, flow->theme->wrong), plain = flow_plain(flow);
    flow_text(flow, &bad,
              arena_printf(flow->arena, "broken %zu of %zu%s", number, broken->count,
                           broken->remark != NULL ? ": " : ""));
    if (broken->remark != NULL) {
        flow_remark(flow, &plain, broken->remark);
    }
    flow_end(flow, 0.0f);
    flow_space(flow, 0.3f);
    const Noad *noad = flow_read_tex(flow, broken->tex);
    if (noad != NULL) {
        (void)flow_display(flow, noad, flow->theme->wrong);
    } else {
        page_words(flow, &bad, broken->tex);
    }
    flow_space(flow, 0.4f);
    page_values(flow, &broken->values);
    bool refuted = broken->verdict == VERDICT_FAILS;
    flow_text(flow, &bad, refuted ? "✘ refuted" : "not refuted");
    flow_end(flow, 0.0f);
    if (refuted && broken->counterexample != NULL) {
        page_counterexample(flow, broken->counterexample);
    }
}

void page_mark_link(Flow *flow, PageClaim *placed, const Claim *claim, const FlowPlace *place) {
    const Verdict *verdict = claim_verdict(claim);
    Rect box;
    if (verdict == NULL || verdict->kind != VERDICT_FAILS || verdict->counterexample == NULL ||
        !typeset_box(place->typeset, verdict->counterexample->span, &box)) {
        return;
    }
    box.x += place->x;
    box.y += place->y;
    float thick = MARK_WIDTH * flow->size;
    placed->has_broken_link = true;
    placed->broken_link = box;
    draw_round_rect(
        flow->list,
        (Rect){box.x - thick, box.y - thick, box.width + 2.0f * thick, box.height + 2.0f * thick},
        2.0f * thick, color_fade(flow->theme->bad, 0.14f));
    draw_rect(flow->list, (Rect){box.x, box.y + box.height + thick, box.width, thick},
              flow->theme->bad);
}

static void add_formula(Flow *flow, PageClaim *placed, const Claim *claim) {
    const Noad *noad = claim_noad(claim);
    const ClaimDef *def = claim_def(claim);
    if (def->experiment != NULL) {
        page_add_experiment(flow, claim);
        return;
    }
    if (noad == NULL) {
        FlowStyle style = flow_plain(flow);
        style.face = FACE_MONO;
        flow_text(flow, &style,
                  arena_copy(flow->arena, def->source->bytes + def->tex.start,
                             def->tex.end - def->tex.start));
        flow_end(flow, 0.0f);
        return;
    }
    FlowPlace place = *flow_display(flow, noad, flow->theme->text);
    page_mark_link(flow, placed, claim, &place);
}

/* Below the formula, where there is no room beside it. */
static void add_reasons(Flow *flow, const ClaimDef *def) {
    FlowStyle dim = colored(flow, flow->theme->dim);
    dim.face = FACE_SERIF_ITALIC;
    const char *reason = NULL;
    for (size_t link = 0; (reason = words_reason(def, link)) != NULL; link++) {
        flow_text(flow, &dim, arena_printf(flow->arena, "%zu: ", link + 1));
        flow_remark(flow, &dim, reason);
        flow_end(flow, -1.0f);
    }
}

static PageClaim *add_placed(Page *page, Arena *arena) {
    if (page->claim_count == page->claim_capacity) {
        size_t larger = page->claim_capacity > 0 ? 2 * page->claim_capacity : 16;
        PageClaim *claims = arena_array(arena, larger, sizeof *claims);
        if (page->claim_count > 0) {
            memcpy(claims, page->claims, page->claim_count * sizeof *claims);
        }
        page->claims = claims;
        page->claim_capacity = larger;
    }
    return &page->claims[page->claim_count++];
}

static void add_details(Layout *layout, const Claim *claim, bool selected) {
    Flow *flow = layout->flow;
    const Verdict *verdict = claim_verdict(claim);
    float full = flow->size;
    flow->size *= DETAIL_SCALE;
    if (verdict != NULL) {
        add_findings(flow, verdict, claim_def(claim)->because);
    }
    Wish wish = reading_wish(layout->content->reading, false);
    const LiveValues *values =
        selected ? session_values(layout->content->reading->session, &wish) : NULL;
    if (values != NULL) {
        flow_space(flow, 0.3f);
        page_values(flow, values);
    }
    if (verdict != NULL && layout->content->opened == claim) {
        flow_space(flow, 0.3f);
        add_evidence(flow, verdict);
    }
    flow->size = full;
}

static void frame_panel(Flow *flow, Rect box, Color edge, bool selected) {
    draw_rect(flow->list, (Rect){box.x, box.y, 0.18f * flow->size, box.height}, edge);
    if (selected) {
        draw_frame(flow->list, box, fmaxf(0.08f * flow->size, 1.0f), flow->theme->accent);
    }
}

void page_add_claim(Layout *layout, Claim *claim) {
    Flow *flow = layout->flow;
    const Reading *reading = layout->content->reading;
    PageClaim *placed = add_placed(layout->page, flow->arena);
    *placed = (PageClaim){.claim = claim};
    bool selected = reading_selected(reading) == claim;
    Wish wish = reading_wish(reading, false);
    const LiveBreak *broken = selected ? session_break(reading->session, &wish) : NULL;
    float top = flow->y, left = flow->x, width = flow->width;
    flow->x += PAD * flow->size;
    flow->width = fmaxf(flow->width - 1.6f * PAD * flow->size, flow->size);
    flow_space(flow, 0.45f);
    if (broken != NULL) {
        add_break(flow, broken, reading->broken);
    } else {
        bool reasons = layout->content->reasons && claim_noad(claim) != NULL;
        bool beside = reasons && page_add_chain(flow, placed, claim);
        if (!beside) {
            add_formula(flow, placed, claim);
        }
        flow_space(flow, 0.5f);
        if (reasons && !beside) {
            add_reasons(flow, claim_def(claim));
        }
        add_badge(flow, placed, claim, layout->content->opened == claim);
        add_details(layout, claim, selected);
    }
    flow_space(flow, 0.2f);
    flow->x = left;
    flow->width = width;
    placed->box = (Rect){left, top, width, flow->y - top};
    const Verdict *verdict = claim_verdict(claim);
    frame_panel(flow, placed->box, color_of(flow->theme, verdict), selected);
    flow_space(flow, GAP_AFTER);
}
