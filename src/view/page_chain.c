/* page_chain.c - a chain one relation a line, the author's reason of each beside it. */
#include <math.h>
#include <string.h>

#include "math/chain.h"
#include "session/words.h"
#include "view/page_internal.h"

/* Ems of the text. */
#define REASON_WIDTH_MIN 12.0f
#define REASON_GAP 2.0f
#define LINE_GAP 0.3f
#define REASON_SCALE 0.88f
/* TeX's thick space, which stands before a relation. */
#define THICK_SPACE (5.0f / 18.0f)

typedef struct {
    const Typeset *typeset;
    float x; /* from the chain's left end */
} ChainPart;

typedef struct {
    size_t count; /* the left side, then one for each link */
    ChainPart *parts;
    float width;
} Lines;

/* The relations stand below each other, the first behind the left side. */
static Lines set_chain(Flow *flow, const Claim *claim) {
    const Noad *row = chain_row(flow->arena, claim_noad(claim));
    ChainPiece *pieces = arena_array(flow->arena, row->count + 1, sizeof *pieces);
    Lines chain = {.count = chain_split(row, pieces)};
    chain.parts = arena_array(flow->arena, chain.count, sizeof *chain.parts);
    const TypesetStyle style = {.size = flow->size, .display = true};
    float column = 0.0f;
    for (size_t i = 0; i < chain.count; i++) {
        ChainPart *part = &chain.parts[i];
        /* Places point to it as long as the page lives. */
        Noad *noad = arena_alloc(flow->arena, sizeof *noad);
        *noad = chain_part(row, pieces[i]);
        part->typeset = typeset_formula(flow->arena, flow->fonts, noad, &style);
        flow->complete = flow->complete && part->typeset->complete;
        part->x = column;
        chain.width = fmaxf(chain.width, column + part->typeset->width);
        column = i == 0 ? part->typeset->width + THICK_SPACE * flow->size : column;
    }
    return chain;
}

/* The reason to the right of a line, its first baseline on the line's; returns where it ends. */
static float add_reason(Flow *flow, const char *reason, float x, float baseline) {
    float left = flow->x, width = flow->width, full = flow->size;
    FlowStyle style = flow_plain(flow);
    style.color = flow->theme->dim;
    style.face = FACE_SERIF_ITALIC;
    flow->x = x;
    flow->width = left + width - x;
    flow->size = REASON_SCALE * full;
    flow->y = baseline - flow_first_baseline(flow);
    page_words(flow, &style, reason);
    flow->x = left;
    flow->width = width;
    flow->size = full;
    return flow->y;
}

bool page_add_chain(Flow *flow, PageClaim *placed, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    if (words_reason(def, 0) == NULL) {
        return false;
    }
    Lines chain = set_chain(flow, claim);
    float reasons = chain.width + REASON_GAP * flow->size;
    if (chain.count < 2 || reasons + REASON_WIDTH_MIN * flow->size > flow->width) {
        return false;
    }
    for (size_t line = 0; line + 1 < chain.count; line++) {
        float ascent = 0.0f, descent = 0.0f;
        for (size_t i = line > 0 ? line + 1 : 0; i < line + 2; i++) {
            ascent = fmaxf(ascent, chain.parts[i].typeset->ascent);
            descent = fmaxf(descent, chain.parts[i].typeset->descent);
        }
        float baseline = flow->y + fmaxf(ascent, 0.8f * flow->size), bottom = baseline + descent;
        for (size_t i = line > 0 ? line + 1 : 0; i < line + 2; i++) {
            const ChainPart *part = &chain.parts[i];
            FlowPlace place =
                *flow_set(flow, part->typeset, flow->x + part->x, baseline, flow->theme->text);
            page_mark_link(flow, placed, claim, &place);
        }
        const char *reason = words_reason(def, line);
        if (reason != NULL) {
            bottom = fmaxf(bottom, add_reason(flow, reason, flow->x + reasons, baseline));
        }
        flow->y = bottom;
        flow_space(flow, LINE_GAP);
    }
    return true;
}
