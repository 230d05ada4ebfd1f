/* window_page.c - the lesson's page in the window: laid out, scrolled, pointed at. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/window_internal.h"

/* The selected claim is kept this far from the edges, in ems. */
#define SELECT_MARGIN 1.5f
#define SCROLL_BAR 4.0f

static void keep_selected_visible(WindowView *view) {
    const Claim *claim = reading_selected(view->reading);
    Rect box;
    if (claim == NULL || claim == view->followed || !page_claim_box(view->page, claim, &box)) {
        view->followed = claim;
        return;
    }
    view->followed = claim;
    float margin = SELECT_MARGIN * TEXT_SIZE * view->scale;
    float bottom = box.y + box.height + margin - view->places.page.height;
    view->page_scroll = fmaxf(view->page_scroll, bottom);
    view->page_scroll = fminf(view->page_scroll, fmaxf(box.y - margin, 0.0f));
}

static PageStyle page_style(const WindowView *view) {
    return (PageStyle){.width = view->places.page.width - SCROLL_BAR * 2.0f * view->scale,
                       .size = TEXT_SIZE * view->scale,
                       .fonts = view->def.fonts,
                       .theme = view->theme};
}

float window_view_screens(Reading *reading, Fonts *fonts, const Theme *theme) {
    Arena *arena = arena_new();
    WindowView *view = arena_alloc(arena, sizeof *view);
    *view = (WindowView){.reading = reading,
                         .def = {.fonts = fonts},
                         .theme = theme,
                         .width = DESIGN_WIDTH,
                         .height = DESIGN_HEIGHT,
                         .density = 1.0f,
                         .zoom = 1.0f,
                         .present = true};
    window_place(view);
    const PageContent content = {.reading = reading};
    const PageStyle style = page_style(view);
    Page *page = page_layout(arena, &content, &style);
    float screens = page_height(page) / view->places.page.height;
    page_clear(page);
    arena_free(arena);
    return screens;
}

void window_page_layout(WindowView *view) {
    if (view->reading == NULL || view->places.page.width <= 0.0f || !view->page_stale) {
        return;
    }
    page_clear(view->page);
    arena_free(view->page_arena);
    view->page_arena = arena_new();
    const PageContent content = {.reading = view->reading,
                                 .opened = view->opened,
                                 .reasons = view->reasons,
                                 .typing = window_is_typing(view) && !view->def.still};
    const PageStyle style = page_style(view);
    view->page = page_layout(view->page_arena, &content, &style);
    view->page_stale = false;
    keep_selected_visible(view);
    window_page_scroll(view, 0.0f);
}

float window_page_scroll_max(const WindowView *view) {
    return view->page != NULL ? fmaxf(page_height(view->page) - view->places.page.height, 0.0f)
                              : 0.0f;
}

void window_page_scroll(WindowView *view, float pixels) {
    view->page_scroll =
        fminf(fmaxf(view->page_scroll + pixels, 0.0f), window_page_scroll_max(view));
}

void window_page_draw(WindowView *view, DrawList *list) {
    Rect box = view->places.page;
    if (view->page == NULL || box.width <= 0.0f) {
        return;
    }
    draw_clip(list, box);
    page_draw(list, view->page, box.x, box.y - view->page_scroll);
    draw_unclip(list);
    float most = window_page_scroll_max(view);
    if (most > 0.0f && !view->def.still) {
        float share = box.height / page_height(view->page), width = SCROLL_BAR * view->scale;
        float top = box.y + (box.height - share * box.height) * view->page_scroll / most;
        draw_round_rect(list, (Rect){box.x + box.width - width, top, width, share * box.height},
                        width * 0.5f, view->theme->line);
    }
}

static PageHit hit_at(const WindowView *view, float x, float y) {
    const Rect *box = &view->places.page;
    if (view->page == NULL || !rect_contains(*box, x, y)) {
        return (PageHit){.kind = HIT_NONE};
    }
    return page_at(view->page, x - box->x, y - box->y + view->page_scroll);
}

/* The left button selects a claim and opens its badge, the right one copies its formula. */
bool window_page_press(WindowView *view, float x, float y, bool right) {
    PageHit hit = hit_at(view, x, y);
    if (hit.kind == HIT_LINK) {
        view->copied = hit.link;
        window_note(view, "the address is on the clipboard: %s", hit.link);
        return true;
    }
    if (hit.claim == NULL) {
        return false;
    }
    reading_select_claim(view->reading, hit.claim);
    view->followed = hit.claim; /* it is where it was pressed */
    if (right) {
        window_copy_formula(view);
    } else if (hit.kind == HIT_BADGE) {
        view->opened = view->opened == hit.claim ? NULL : hit.claim;
    }
    view->page_stale = true;
    return true;
}

const char *window_page_hint(WindowView *view) {
    PageHit hit = hit_at(view, view->x, view->y);
    switch (hit.kind) {
    case HIT_BADGE: return "press to see the evidence";
    case HIT_LINK: return hit.link;
    case HIT_SYMBOL: return window_symbol_words(view, hit.noad) ? view->symbol : NULL;
    case HIT_CLAIM: return "press to select; the right button copies the formula";
    case HIT_NONE: break;
    }
    return NULL;
}
