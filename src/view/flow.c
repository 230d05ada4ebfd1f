/* flow.c - see flow.h. */
#include "view/flow.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "lesson/remark.h"

/* Distance of baselines, in sizes: what reads well on a wall. */
#define LEADING 1.45f
/* Of a line of plain words, in sizes. */
#define ASCENT 0.8f
#define DESCENT 0.25f
/* Between a tall formula and the line above it. */
#define LINE_GAP 0.25f
#define DISPLAY_SCALE 1.08f
#define FIRST_CAPACITY 64
/* Code in running text looks larger than the letters around it. */
#define CODE_SCALE 0.9f
/* Smaller than this a formula is not readable. */
#define SMALLEST_SHARE 0.5f

/* Unicode's character for what is no character. */
#define OBJECT 0xFFFC

typedef enum { PIECE_TEXT, PIECE_FORMULA, PIECE_SPACE, PIECE_BREAK } PieceKind;

struct FlowPiece {
    PieceKind kind;
    bool may_break; /* before it */
    uint32_t last;  /* its last character; OBJECT for a formula */
    float width, ascent, descent;
    float size; /* pixels per em */
    Color color;
    const char *link;
    ShapedRun run;
    const Typeset *typeset;
};

FlowStyle flow_plain(const Flow *flow) {
    return (FlowStyle){.face = FACE_SERIF, .size = 1.0f, .color = flow->theme->text};
}

static FlowPiece *add_piece(Flow *flow, PieceKind kind) {
    if (flow->piece_count == flow->piece_capacity) {
        size_t larger = flow->piece_capacity > 0 ? 2 * flow->piece_capacity : FIRST_CAPACITY;
        FlowPiece *pieces = arena_array(flow->arena, larger, sizeof *pieces);
        if (flow->piece_count > 0) {
            memcpy(pieces, flow->pieces, flow->piece_count * sizeof *pieces);
        }
        flow->pieces = pieces;
        flow->piece_capacity = larger;
    }
    FlowPiece *piece = &flow->pieces[flow->piece_count++];
    *piece = (FlowPiece){.kind = kind};
    return piece;
}

static FlowPlace *add_place(Flow *flow) {
    if (flow->place_count == flow->place_capacity) {
        size_t larger = flow->place_capacity > 0 ? 2 * flow->place_capacity : FIRST_CAPACITY;
        FlowPlace *places = arena_array(flow->arena, larger, sizeof *places);
        if (flow->place_count > 0) {
            memcpy(places, flow->places, flow->place_count * sizeof *places);
        }
        flow->places = places;
        flow->place_capacity = larger;
    }
    FlowPlace *place = &flow->places[flow->place_count++];
    *place = (FlowPlace){0};
    return place;
}

/* ---- words ---- */

/* What the piece before ends with; 0 at the start of a line. */
static uint32_t last_character(const Flow *flow) {
    return flow->piece_count > 0 ? flow->pieces[flow->piece_count - 1].last : 0;
}

/* After a space, or where East Asian text may be parted. */
static bool may_part(const Flow *flow, uint32_t first) {
    uint32_t before = last_character(flow);
    return before == ' ' || utf8_breaks_between(before, first);
}

static void add_word(Flow *flow, const FlowStyle *style, const char *text, size_t length,
                     bool may_break) {
    FlowPiece *piece = add_piece(flow, PIECE_TEXT);
    piece->size = flow->size * style->size;
    piece->color = style->color;
    piece->link = style->link;
    piece->run = fonts_shape(flow->arena, flow->fonts, style->face, piece->size, text, length);
    piece->width = piece->run.width;
    piece->ascent = piece->run.ascent;
    piece->descent = piece->run.descent;
    piece->may_break = may_break;
    flow->complete = flow->complete && piece->run.complete;
}

static void add_space(Flow *flow, const FlowStyle *style) {
    if (flow->piece_count == 0 || flow->pieces[flow->piece_count - 1].kind == PIECE_SPACE) {
        return;
    }
    ShapedRun run =
        fonts_shape(flow->arena, flow->fonts, style->face, flow->size * style->size, " ", 1);
    FlowPiece *piece = add_piece(flow, PIECE_SPACE);
    piece->width = run.width;
    piece->last = ' ';
}

static bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The end of the word that starts at `at`: before a space, and before and after a wide character.
 */
static size_t word_end(const char *text, size_t length, size_t at, uint32_t *first,
                       uint32_t *last) {
    size_t used = 0;
    *first = *last = utf8_decode(text + at, length - at, &used);
    size_t end = at + used;
    while (end < length && !is_space(text[end]) && utf8_width(*last) < 2) {
        uint32_t next = utf8_decode(text + end, length - end, &used);
        if (utf8_width(next) >= 2) {
            break;
        }
        *last = next;
        end += used;
    }
    return end;
}

void flow_text(Flow *flow, const FlowStyle *style, const char *text) {
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        if (is_space(text[at])) {
            add_space(flow, style);
            at++;
            continue;
        }
        uint32_t first = 0, last = 0;
        size_t end = word_end(text, length, at, &first, &last);
        add_word(flow, style, text + at, end - at, may_part(flow, first));
        flow->pieces[flow->piece_count - 1].last = last;
        at = end;
    }
}

const Noad *flow_read_tex(Flow *flow, const char *tex) {
    Source *source = arena_alloc(flow->arena, sizeof *source);
    *source = (Source){.name = "", .bytes = tex, .length = strlen(tex)};
    Diag diag = {0};
    return noad_parse(flow->arena, source, (Span){0, source->length}, &diag);
}

/* What cannot be broken and is too wide is set smaller, so that nothing of it is cut off. */
static const Typeset *set_to_fit(Flow *flow, const Noad *noad, const TypesetStyle *style) {
    const Typeset *typeset = typeset_formula(flow->arena, flow->fonts, noad, style);
    if (typeset->width <= flow->width) {
        return typeset;
    }
    TypesetStyle smaller = *style;
    smaller.size *= fmaxf(flow->width / typeset->width, SMALLEST_SHARE);
    return typeset_formula(flow->arena, flow->fonts, noad, &smaller);
}

void flow_formula(Flow *flow, const FlowStyle *style, const Noad *noad) {
    TypesetStyle set = {.size = flow->size * style->size};
    bool may_break = may_part(flow, OBJECT);
    FlowPiece *piece = add_piece(flow, PIECE_FORMULA);
    piece->may_break = may_break;
    piece->last = OBJECT;
    piece->typeset = set_to_fit(flow, noad, &set);
    piece->size = set.size;
    piece->color = style->color;
    piece->width = piece->typeset->width;
    piece->ascent = piece->typeset->ascent;
    piece->descent = piece->typeset->descent;
    flow->complete = flow->complete && piece->typeset->complete;
}

void flow_tex(Flow *flow, const FlowStyle *style, const char *tex) {
    const Noad *noad = flow_read_tex(flow, tex);
    if (noad != NULL) {
        flow_formula(flow, style, noad);
    } else {
        flow_text(flow, style, tex);
    }
}

void flow_remark(Flow *flow, const FlowStyle *style, const char *remark) {
    Text piece;
    text_init(&piece);
    bool formula = false;
    while (remark_next(&piece, &formula, &remark)) {
        const char *copy = arena_copy(flow->arena, piece.bytes, piece.length);
        if (formula) {
            flow_tex(flow, style, copy);
        } else {
            flow_text(flow, style, copy);
        }
    }
    text_clear(&piece);
}

static FlowStyle style_of(const Flow *flow, const FlowStyle *around, const Run *run) {
    FlowStyle style = *around;
    if (run->strong || run->emphasis) {
        style.face = run->strong && run->emphasis ? FACE_SERIF_BOLD_ITALIC
                     : run->strong                ? FACE_SERIF_BOLD
                                                  : FACE_SERIF_ITALIC;
    }
    if (run->kind == RUN_CODE || (run->kind == RUN_MATH && run->noad == NULL)) {
        style.face = FACE_MONO;
        style.size *= CODE_SCALE;
    } else if (run->kind == RUN_LINK) {
        style.color = flow->theme->accent;
        style.link = run->target;
    }
    return style;
}

void flow_runs(Flow *flow, const FlowStyle *around, const Line *line) {
    for (size_t i = 0; i < line->count; i++) {
        const Run *run = &line->runs[i];
        FlowStyle style = style_of(flow, around, run);
        if (run->kind == RUN_BREAK) {
            flow_break(flow);
        } else if (run->kind == RUN_MATH && run->noad != NULL) {
            flow_formula(flow, &style, run->noad);
        } else {
            flow_text(flow, &style, run->text);
        }
    }
}

void flow_break(Flow *flow) {
    (void)add_piece(flow, PIECE_BREAK);
}

/* ---- lines ---- */

/* One past the last piece of the line that starts at `first`. */
static size_t line_end(const Flow *flow, size_t first, float room) {
    float width = 0.0f;
    size_t end = first; /* up to here it fits for certain */
    for (size_t i = first; i < flow->piece_count; i++) {
        const FlowPiece *piece = &flow->pieces[i];
        bool after_space = i > first && flow->pieces[i - 1].kind == PIECE_SPACE;
        if (piece->kind == PIECE_BREAK) {
            return i + 1;
        }
        if (i > first && piece->kind != PIECE_SPACE && (piece->may_break || after_space)) {
            end = i;
        }
        width += piece->width;
        if (width > room && piece->kind != PIECE_SPACE && end > first) {
            return end;
        }
    }
    return flow->piece_count;
}

const FlowPlace *flow_set(Flow *flow, const Typeset *typeset, float x, float baseline,
                          Color color) {
    typeset_draw(flow->list, typeset, x, baseline, color);
    FlowPlace *place = add_place(flow);
    *place = (FlowPlace){.typeset = typeset, .x = x, .y = baseline};
    place->box =
        (Rect){x, baseline - typeset->ascent, typeset->width, typeset->ascent + typeset->descent};
    return place;
}

static void set_piece(Flow *flow, const FlowPiece *piece, float x, float baseline) {
    if (piece->kind == PIECE_FORMULA) {
        (void)flow_set(flow, piece->typeset, x, baseline, piece->color);
        return;
    }
    DrawGlyph *glyphs = arena_array(flow->arena, piece->run.count, sizeof *glyphs);
    for (size_t i = 0; i < piece->run.count; i++) {
        glyphs[i] = piece->run.glyphs[i];
        glyphs[i].x += x;
        glyphs[i].y += baseline;
    }
    draw_glyphs(flow->list, glyphs, piece->run.count, piece->size, piece->color);
    if (piece->link != NULL) {
        FlowPlace *place = add_place(flow);
        *place = (FlowPlace){.link = piece->link};
        place->box =
            (Rect){x, baseline - piece->ascent, piece->width, piece->ascent + piece->descent};
        draw_rect(flow->list,
                  (Rect){x, baseline + 0.12f * piece->size, piece->width, 0.05f * piece->size},
                  color_fade(piece->color, 0.5f));
    }
}

float flow_first_baseline(const Flow *flow) {
    return flow->size * (ASCENT + (LEADING - ASCENT - DESCENT) * 0.5f);
}

static void set_line(Flow *flow, size_t first, size_t end, float indent) {
    float ascent = ASCENT * flow->size, descent = DESCENT * flow->size, tallest = flow->size;
    for (size_t i = first; i < end; i++) {
        const FlowPiece *piece = &flow->pieces[i];
        bool tall = piece->kind == PIECE_FORMULA || piece->size > flow->size;
        ascent = tall ? fmaxf(ascent, piece->ascent) : ascent;
        descent = tall ? fmaxf(descent, piece->descent) : descent;
        tallest = fmaxf(tallest, piece->kind == PIECE_TEXT ? piece->size : 0.0f);
    }
    float height = fmaxf(LEADING * tallest, ascent + descent + LINE_GAP * flow->size);
    float baseline = flow->y + ascent + (height - ascent - descent) * 0.5f;
    float x = flow->x + indent;
    for (size_t i = first; i < end; i++) {
        const FlowPiece *piece = &flow->pieces[i];
        if (piece->kind == PIECE_TEXT || piece->kind == PIECE_FORMULA) {
            set_piece(flow, piece, x, baseline);
        }
        x += piece->width;
    }
    flow->y += height;
}

void flow_end(Flow *flow, float indent) {
    float first_indent = fmaxf(indent, 0.0f) * flow->size;
    float other_indent = fmaxf(-indent, 0.0f) * flow->size;
    for (size_t at = 0; at < flow->piece_count;) {
        while (at < flow->piece_count && flow->pieces[at].kind == PIECE_SPACE) {
            at++;
        }
        float in = at == 0 ? first_indent : other_indent;
        size_t end = line_end(flow, at, flow->width - in);
        if (end > at) {
            set_line(flow, at, end, in);
        }
        at = end;
    }
    flow->piece_count = 0;
}

float flow_measure(Flow *flow) {
    float width = 0.0f;
    for (size_t i = 0; i < flow->piece_count; i++) {
        width += flow->pieces[i].width;
    }
    flow->piece_count = 0;
    return width;
}

void flow_space(Flow *flow, float ems) {
    flow->y += ems * flow->size;
}

const FlowPlace *flow_display(Flow *flow, const Noad *noad, Color color) {
    TypesetStyle style = {
        .size = flow->size * DISPLAY_SCALE, .display = true, .width_max = flow->width};
    const Typeset *typeset = set_to_fit(flow, noad, &style);
    flow->complete = flow->complete && typeset->complete;
    float x = flow->x + fmaxf((flow->width - typeset->width) * 0.5f, 0.0f);
    float baseline = flow->y + typeset->ascent;
    const FlowPlace *place = flow_set(flow, typeset, x, baseline, color);
    flow->y += place->box.height;
    return place;
}
