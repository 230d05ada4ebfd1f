/* page.h - one step of a lesson as a typeset page.
 *
 * A page is laid out anew when what it shows changes, and drawn as often as a frame needs it. */
#ifndef EXPLORE_VIEW_PAGE_H
#define EXPLORE_VIEW_PAGE_H

#include "draw/font.h"
#include "draw/theme.h"
#include "session/reading.h"
#include "view/typeset.h"

typedef struct {
    const Reading *reading;
    const Claim *opened; /* its badge is open: methods, twins; or NULL */
    bool reasons;        /* beside the links of chains */
    bool typing;         /* the open question's line has the cursor */
} PageContent;

typedef struct {
    float width; /* pixels */
    float size;  /* pixels per em of the text */
    Fonts *fonts;
    const Theme *theme;
} PageStyle;

typedef enum {
    HIT_NONE,
    HIT_BADGE,  /* claim */
    HIT_CLAIM,  /* claim: its formula */
    HIT_SYMBOL, /* noad, of claim or of prose (NULL) */
    HIT_LINK,   /* link */
} HitKind;

typedef struct {
    HitKind kind;
    Claim *claim;
    const Noad *noad;
    const char *link;
} PageHit;

typedef struct Page Page;

/* In the arena, but for the marks: page_clear gives them back. */
Page *page_layout(Arena *arena, const PageContent *content, const PageStyle *style);
/* Accepts NULL. */
void page_clear(Page *page);
float page_height(const Page *page);
/* False when some character is in no font. */
bool page_is_complete(const Page *page);
/* With its top left corner at x, y. */
void page_draw(DrawList *list, const Page *page, float x, float y);
/* What is at a point, from the page's corner. */
PageHit page_at(const Page *page, float x, float y);
/* Where the claim's panel stands; false when the page does not show it. */
bool page_claim_box(const Page *page, const Claim *claim, Rect *box);
/* The box around the broken link of the claim's chain, where one is marked. */
bool page_broken_link(const Page *page, const Claim *claim, Rect *box);

#endif
