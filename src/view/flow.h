/* flow.h - text and formulas flowing down a page.
 *
 * A Flow has a cursor; what is added goes below what is there. Paragraphs are gathered piece by
 * piece (words, formulas) and broken when they end: between words, and between Chinese characters
 * but for the places where the rules of CJK setting forbid it. May include base, math, lesson,
 * draw. */
#ifndef EXPLORE_VIEW_FLOW_H
#define EXPLORE_VIEW_FLOW_H

#include "draw/font.h"
#include "draw/list.h"
#include "draw/theme.h"
#include "lesson/lesson.h"
#include "view/typeset.h"

/* Formulas that were set, for pointing at them. */
typedef struct {
    const Typeset *typeset;
    float x, y;       /* its origin */
    const char *link; /* or a link's target, with its box; then typeset is NULL */
    Rect box;
} FlowPlace;

typedef struct FlowPiece FlowPiece;

typedef struct {
    Arena *arena;
    Fonts *fonts;
    const Theme *theme;
    DrawList *list;
    float size;     /* pixels per em of the text */
    float x, width; /* of the column */
    float y;        /* below what is there */
    bool complete;  /* no character was missing so far */
    size_t place_count, place_capacity;
    FlowPlace *places;
    /* The paragraph being gathered. */
    size_t piece_count, piece_capacity;
    FlowPiece *pieces;
} Flow;

/* How a stretch of text looks. */
typedef struct {
    Face face;
    float size; /* share of the flow's */
    Color color;
    const char *link;
} FlowStyle;

FlowStyle flow_plain(const Flow *flow);

/* Gathers words: runs of spaces are one, a break may fall there. */
void flow_text(Flow *flow, const FlowStyle *style, const char *text);
void flow_formula(Flow *flow, const FlowStyle *style, const Noad *noad);
/* A piece of TeX; as it was written when it cannot be read. */
void flow_tex(Flow *flow, const FlowStyle *style, const char *tex);
/* Plain words with formulas between dollars. */
void flow_remark(Flow *flow, const FlowStyle *style, const char *remark);
void flow_runs(Flow *flow, const FlowStyle *around, const Line *line);
void flow_break(Flow *flow);
/* Breaks what was gathered into lines and sets them; the first starts `indent` ems further right
 * (less than 0: the others do). Lines are `leading` times the size apart at least. */
void flow_end(Flow *flow, float indent);
/* Room in ems of the text size. */
void flow_space(Flow *flow, float ems);
/* The width of what was gathered on one line; drops it. */
float flow_measure(Flow *flow);

/* A formula with its origin there; the cursor stays. The place is good until the next is set. */
const FlowPlace *flow_set(Flow *flow, const Typeset *typeset, float x, float baseline, Color color);
/* From the cursor to the baseline of a line of plain words set there. */
float flow_first_baseline(const Flow *flow);
/* A display: centred, broken where it is too wide. Returns where it stands. */
const FlowPlace *flow_display(Flow *flow, const Noad *noad, Color color);
/* The TeX read; NULL when it cannot be. */
const Noad *flow_read_tex(Flow *flow, const char *tex);

#endif
