/* page.c - see page.h: the step's title and its blocks, down to the open question. */
#include <math.h>
#include <string.h>

#include "view/page_internal.h"

#define TITLE_SCALE 1.55f

void page_words(Flow *flow, const FlowStyle *style, const char *words) {
    flow_remark(flow, style, words);
    flow_end(flow, 0.0f);
}

static void add_title(Layout *layout, const Step *step) {
    Flow *flow = layout->flow;
    FlowStyle style = flow_plain(flow);
    style.face = FACE_SERIF_BOLD;
    style.size = TITLE_SCALE;
    if (step->heading.count > 0) {
        flow_runs(flow, &style, &step->heading);
    } else {
        flow_text(flow, &style, step->title != NULL ? step->title : "");
    }
    flow_end(flow, 0.0f);
    flow_space(flow, 0.5f);
}

/* False when what follows is hidden behind an open question. */
static bool add_block(Layout *layout, const Block *block) {
    if (block->kind == BLOCK_CLAIM) {
        page_add_claim(layout, block->claim);
        return true;
    }
    if (block->kind == BLOCK_EXERCISE) {
        const Reading *reading = layout->content->reading;
        const Question *question = reading_question(reading, block->exercise);
        bool open = question == reading_open_question(reading);
        page_add_question(layout, question, open && layout->content->typing);
        return !open;
    }
    page_add_block(layout, block);
    return true;
}

Page *page_layout(Arena *arena, const PageContent *content, const PageStyle *style) {
    Page *page = arena_alloc(arena, sizeof *page);
    draw_list_init(&page->list);
    page->flow = (Flow){.arena = arena,
                        .fonts = style->fonts,
                        .theme = style->theme,
                        .list = &page->list,
                        .size = style->size,
                        .width = style->width,
                        .complete = true};
    Layout layout = {.page = page, .flow = &page->flow, .content = content};
    const Lesson *lesson = content->reading->lesson;
    if (content->reading->step < lesson->step_count) {
        const Step *step = &lesson->steps[content->reading->step];
        add_title(&layout, step);
        for (size_t i = 0; i < step->block_count && add_block(&layout, &step->blocks[i]); i++) {
        }
    }
    page->height = page->flow.y;
    return page;
}

void page_clear(Page *page) {
    if (page != NULL) {
        draw_list_clear(&page->list);
    }
}

float page_height(const Page *page) {
    return page->height;
}

bool page_is_complete(const Page *page) {
    return page->flow.complete;
}

void page_draw(DrawList *list, const Page *page, float x, float y) {
    /* Whole pixels: the same glyphs are at the same place between them, wherever one scrolls. */
    draw_list_append(list, &page->list, rintf(x), rintf(y));
}

static const PageClaim *claim_of(const Page *page, const Claim *claim) {
    for (size_t i = 0; i < page->claim_count; i++) {
        if (page->claims[i].claim == claim) {
            return &page->claims[i];
        }
    }
    return NULL;
}

PageHit page_at(const Page *page, float x, float y) {
    PageHit hit = {.kind = HIT_NONE};
    const PageClaim *inside = NULL;
    for (size_t i = 0; i < page->claim_count; i++) {
        const PageClaim *claim = &page->claims[i];
        if (rect_contains(claim->badge, x, y)) {
            return (PageHit){.kind = HIT_BADGE, .claim = claim->claim};
        }
        inside = rect_contains(claim->box, x, y) ? claim : inside;
    }
    if (inside != NULL) {
        hit = (PageHit){.kind = HIT_CLAIM, .claim = inside->claim};
    }
    for (size_t i = 0; i < page->flow.place_count; i++) {
        const FlowPlace *place = &page->flow.places[i];
        if (!rect_contains(place->box, x, y)) {
            continue;
        }
        if (place->link != NULL) {
            return (PageHit){.kind = HIT_LINK, .link = place->link};
        }
        const TypesetPlace *found = typeset_at(place->typeset, x - place->x, y - place->y);
        if (found != NULL) {
            return (PageHit){.kind = HIT_SYMBOL, .claim = hit.claim, .noad = found->noad};
        }
    }
    return hit;
}

bool page_claim_box(const Page *page, const Claim *claim, Rect *box) {
    const PageClaim *found = claim_of(page, claim);
    if (found != NULL) {
        *box = found->box;
    }
    return found != NULL;
}

bool page_broken_link(const Page *page, const Claim *claim, Rect *box) {
    const PageClaim *found = claim_of(page, claim);
    if (found == NULL || !found->has_broken_link) {
        return false;
    }
    *box = found->broken_link;
    return true;
}
