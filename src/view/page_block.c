/* page_block.c - headings, prose, lists, tables, code, displays. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/page_internal.h"

/* Ems of the text. */
#define PARAGRAPH_GAP 0.55f
#define DISPLAY_GAP 0.75f
#define ITEM_INDENT 1.5f
#define QUOTE_INDENT 1.2f
#define CELL_GAP 1.2f
#define CODE_SCALE 0.85f
/* Levels from 3 on; 2 is the step's title. */
#define HEADING_SCALE 1.18f
#define BULLET_RADIUS 0.12f
#define ORDINAL_MAX 24
#define COLUMNS_MAX 64

static void add_heading(Flow *flow, const Block *block) {
    FlowStyle style = flow_plain(flow);
    style.face = FACE_SERIF_BOLD;
    style.size = HEADING_SCALE;
    flow_space(flow, 0.6f);
    flow_runs(flow, &style, &block->line);
    flow_end(flow, 0.0f);
    flow_space(flow, 0.3f);
}

static void add_paragraph(Flow *flow, const Block *block) {
    FlowStyle style = flow_plain(flow);
    flow_runs(flow, &style, &block->line);
    flow_end(flow, 0.0f);
    flow_space(flow, PARAGRAPH_GAP);
}

/* Where the lines of a column begin and how long they are. */
typedef struct {
    float x, width;
} Column;

/* Moves the column in by so many ems, and returns it as it was. */
static Column narrow(Flow *flow, float ems) {
    Column before = {flow->x, flow->width};
    flow->x += ems * flow->size;
    flow->width = fmaxf(flow->width - ems * flow->size, flow->size);
    return before;
}

static void widen(Flow *flow, Column before) {
    flow->x = before.x;
    flow->width = before.width;
}

static void add_quote(Flow *flow, const Block *block) {
    float top = flow->y;
    FlowStyle style = flow_plain(flow);
    style.color = flow->theme->dim;
    Column column = narrow(flow, QUOTE_INDENT);
    flow_runs(flow, &style, &block->line);
    flow_end(flow, 0.0f);
    widen(flow, column);
    draw_rect(flow->list,
              (Rect){column.x + 0.3f * flow->size, top, 0.15f * flow->size, flow->y - top},
              flow->theme->line);
    flow_space(flow, PARAGRAPH_GAP);
}

static void add_item(Flow *flow, const Block *block) {
    FlowStyle style = flow_plain(flow);
    float in = ITEM_INDENT * (float)(block->level > 0 ? block->level : 1);
    Column column = narrow(flow, in);
    float first = flow->y, mark = flow->x - 0.75f * flow->size;
    if (block->ordinal > 0) {
        char number[ORDINAL_MAX];
        (void)snprintf(number, sizeof number, "%d.", block->ordinal);
        (void)fonts_draw(flow->list, flow->fonts, FACE_SERIF, flow->size,
                         flow->x - 0.4f * flow->size, first + 1.05f * flow->size, 1.0f, style.color,
                         number);
    } else {
        draw_disc(flow->list, mark, first + 0.8f * flow->size, BULLET_RADIUS * flow->size,
                  style.color);
    }
    flow_runs(flow, &style, &block->line);
    flow_end(flow, 0.0f);
    widen(flow, column);
    flow_space(flow, 0.2f);
}

/* Line by line as it is; what is too long goes on beyond the panel and is cut by it. */
static void add_code(Flow *flow, const char *text) {
    float size = CODE_SCALE * flow->size, line = 1.35f * size, pad = 0.6f * flow->size;
    size_t lines = 0;
    for (const char *at = text; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n') {
        lines++;
    }
    Rect box = {flow->x, flow->y, flow->width, (float)lines * line + 2.0f * pad};
    draw_round_rect(flow->list, box, 0.3f * flow->size, flow->theme->panel);
    draw_clip(flow->list, box);
    float y = flow->y + pad + 0.95f * size;
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        ShapedRun run = fonts_shape(flow->arena, flow->fonts, FACE_MONO, size, at, length);
        DrawGlyph *glyphs = arena_array(flow->arena, run.count, sizeof *glyphs);
        for (size_t i = 0; i < run.count; i++) {
            glyphs[i] = run.glyphs[i];
            glyphs[i].x += flow->x + pad;
            glyphs[i].y += y;
        }
        draw_glyphs(flow->list, glyphs, run.count, size, flow->theme->text);
        at += length + (at[length] == '\n');
        y += line;
    }
    draw_unclip(flow->list);
    flow->y += box.height;
    flow_space(flow, PARAGRAPH_GAP);
}

/* Every column as wide as its widest cell; when that is too much, all shrink alike. */
static void column_widths(Flow *flow, const Block *block, float *widths) {
    float sum = 0.0f, room = flow->width - CELL_GAP * flow->size * (float)(block->columns - 1);
    for (size_t c = 0; c < block->columns; c++) {
        widths[c] = flow->size;
        for (size_t r = 0; r < block->rows; r++) {
            FlowStyle style = flow_plain(flow);
            style.face = r == 0 ? FACE_SERIF_BOLD : style.face;
            flow_runs(flow, &style, &block->cells[r * block->columns + c]);
            widths[c] = fmaxf(widths[c], flow_measure(flow) + 1.0f);
        }
        sum += widths[c];
    }
    for (size_t c = 0; sum > room && c < block->columns; c++) {
        widths[c] *= room / sum;
    }
}

static void add_table(Flow *flow, const Block *block) {
    float widths[COLUMNS_MAX];
    if (block->columns == 0 || block->columns > COLUMNS_MAX) {
        return;
    }
    column_widths(flow, block, widths);
    float left = flow->x, width = flow->width, total = -CELL_GAP * flow->size;
    for (size_t c = 0; c < block->columns; c++) {
        total += widths[c] + CELL_GAP * flow->size;
    }
    float rule = fmaxf(0.05f * flow->size, 1.0f);
    for (size_t r = 0; r < block->rows; r++) {
        float top = flow->y, bottom = top;
        flow->x = left;
        for (size_t c = 0; c < block->columns; c++) {
            FlowStyle style = flow_plain(flow);
            style.face = r == 0 ? FACE_SERIF_BOLD : style.face;
            flow->y = top;
            flow->width = widths[c];
            flow_runs(flow, &style, &block->cells[r * block->columns + c]);
            flow_end(flow, 0.0f);
            bottom = fmaxf(bottom, flow->y);
            flow->x += widths[c] + CELL_GAP * flow->size;
        }
        flow->y = bottom;
        draw_rect(flow->list, (Rect){left, bottom, total, r == 0 ? 2.0f * rule : rule},
                  flow->theme->line);
        flow_space(flow, 0.2f);
    }
    flow->x = left;
    flow->width = width;
    flow_space(flow, PARAGRAPH_GAP);
}

static void add_display(Flow *flow, const Block *block) {
    if (block->noad == NULL) {
        add_code(flow, block->text);
        return;
    }
    flow_space(flow, DISPLAY_GAP - PARAGRAPH_GAP);
    (void)flow_display(flow, block->noad, flow->theme->text);
    flow_space(flow, DISPLAY_GAP);
}

/* One declaration: its word small, the rest as the formula it is. */
static void add_declaration(Flow *flow, const char *line, size_t length) {
    FlowStyle plain = flow_plain(flow), word = plain;
    word.face = FACE_SERIF_ITALIC;
    word.color = flow->theme->dim;
    size_t name = strcspn(line, " ");
    name = name < length ? name : length;
    flow_text(flow, &word, arena_copy(flow->arena, line, name));
    flow_text(flow, &word, " ");
    const char *rest = arena_copy(flow->arena, line + name, length - name);
    const char *in = strstr(rest, " in ");
    if (in != NULL) {
        flow_tex(flow, &plain, arena_copy(flow->arena, rest, (size_t)(in - rest)));
        flow_text(flow, &word, " in ");
        rest = in + 4;
    }
    flow_tex(flow, &plain, rest);
    flow_end(flow, -1.0f);
}

static void add_symbols(Flow *flow, const char *text) {
    float top = flow->y;
    Column column = narrow(flow, QUOTE_INDENT);
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        if (length > 0 && at[0] != '#') {
            add_declaration(flow, at, length);
        }
        at += length + (at[length] == '\n');
    }
    widen(flow, column);
    draw_rect(flow->list,
              (Rect){column.x + 0.3f * flow->size, top, 0.1f * flow->size, flow->y - top},
              flow->theme->line);
    flow_space(flow, PARAGRAPH_GAP);
}

static void add_rule(Flow *flow) {
    flow_space(flow, 0.4f);
    draw_rect(flow->list, (Rect){flow->x, flow->y, flow->width, fmaxf(0.05f * flow->size, 1.0f)},
              flow->theme->line);
    flow_space(flow, 0.6f);
}

/* The picture itself stands beside the page. */
static void add_scene(Flow *flow, const SceneBlock *scene) {
    if (scene->caption.count == 0) {
        return;
    }
    FlowStyle style = flow_plain(flow);
    style.face = FACE_SERIF_ITALIC;
    style.color = flow->theme->dim;
    flow_runs(flow, &style, &scene->caption);
    flow_end(flow, 0.0f);
    flow_space(flow, PARAGRAPH_GAP);
}

void page_add_block(Layout *layout, const Block *block) {
    Flow *flow = layout->flow;
    switch (block->kind) {
    case BLOCK_HEADING: add_heading(flow, block); break;
    case BLOCK_PARAGRAPH: add_paragraph(flow, block); break;
    case BLOCK_QUOTE: add_quote(flow, block); break;
    case BLOCK_ITEM: add_item(flow, block); break;
    case BLOCK_CODE: add_code(flow, block->text); break;
    case BLOCK_TABLE: add_table(flow, block); break;
    case BLOCK_RULE: add_rule(flow); break;
    case BLOCK_DISPLAY: add_display(flow, block); break;
    case BLOCK_SYMBOLS: add_symbols(flow, block->text); break;
    case BLOCK_SCENE: add_scene(flow, block->scene); break;
    case BLOCK_CLAIM:
    case BLOCK_EXERCISE: break; /* page.c */
    }
}
