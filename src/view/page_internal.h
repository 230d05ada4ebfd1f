/* page_internal.h - what the files of the page share. */
#ifndef EXPLORE_VIEW_PAGE_INTERNAL_H
#define EXPLORE_VIEW_PAGE_INTERNAL_H

#include "view/flow.h"
#include "view/page.h"

typedef struct {
    Claim *claim;
    Rect box, badge;
    bool has_broken_link;
    Rect broken_link;
    size_t first_place, place_count; /* of the flow */
} PageClaim;

struct Page {
    DrawList list;
    Flow flow;
    float height;
    size_t claim_count, claim_capacity;
    PageClaim *claims;
};

/* While it is laid out. */
typedef struct {
    Page *page;
    Flow *flow;
    const PageContent *content;
} Layout;

/* page_claim.c, page_question.c, page_block.c */
/* page_chain.c: false, with nothing added, when the claim gives no reasons or there is no room. */
bool page_add_chain(Flow *flow, PageClaim *placed, const Claim *claim);
/* The link of the chain that does not hold is underlined on the formula itself. */
void page_mark_link(Flow *flow, PageClaim *placed, const Claim *claim, const FlowPlace *place);
void page_add_claim(Layout *layout, Claim *claim);
/* page_experiment.c: question, statement, values and answer. */
void page_add_experiment(Flow *flow, const Claim *claim);
void page_add_question(Layout *layout, const Question *question, bool active);
void page_add_block(Layout *layout, const Block *block);
/* "at t = 2, x = 0.5: the two sides are 1 and 2" */
void page_counterexample(Flow *flow, const Counterexample *found);
/* What both sides of each link are worth. */
void page_values(Flow *flow, const LiveValues *values);

/* A stretch of words in a style, as a paragraph of its own. */
void page_words(Flow *flow, const FlowStyle *style, const char *words);

#endif
