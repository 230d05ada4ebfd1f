/* render_parts.c - the boxes of fractions, roots, fences, scripts and accents. */
#include <string.h>

#include "math/render_block.h"

static ptrdiff_t rows(size_t count) {
    return (ptrdiff_t)count;
}

static const char *pick(const Block *block, const char *unicode, const char *ascii) {
    return block->unicode ? unicode : ascii;
}

static size_t wider(size_t a, size_t b) {
    return a > b ? a : b;
}

Box *block_fraction(const Block *block, const Noad *noad) {
    const Box *above = block_noad(block, noad->items[0]);
    const Box *below = block_noad(block, noad->items[1]);
    size_t width = wider(wider(above->width, below->width), 1);
    /* A rule over or under another rule must be seen to be the longer one. */
    width += box_height(above) > 1 || box_height(below) > 1 ? 2 : 0;
    Box *box = box_new(block->arena);
    block_centre(block, box, above, width, -rows(above->down) - 1);
    box_put_string(block->arena, box, pick(block, "─", "-"), width, 0, 0);
    block_centre(block, box, below, width, rows(below->up) + 1);
    return box;
}

/* The pieces of a tall fence from top to bottom; `middle` only where the fence has a waist. */
typedef struct {
    const char *name;
    const char *top;
    const char *side;
    const char *bottom;
    const char *middle;
} TallFence;

static const TallFence tall_unicode[] = {
    {"(", "⎛", "⎜", "⎝", NULL},      {")", "⎞", "⎟", "⎠", NULL},
    {"[", "⎡", "⎢", "⎣", NULL},      {"]", "⎤", "⎥", "⎦", NULL},
    {"{", "⎧", "⎪", "⎩", "⎨"},       {"}", "⎫", "⎪", "⎭", "⎬"},
    {"|", "│", "│", "│", NULL},      {"||", "║", "║", "║", NULL},
    {"lfloor", "│", "│", "⎣", NULL}, {"rfloor", "│", "│", "⎦", NULL},
    {"lceil", "⎡", "│", "│", NULL},  {"rceil", "⎤", "│", "│", NULL},
};

static const TallFence tall_ascii[] = {
    {"(", "/", "|", "\\", NULL},     {")", "\\", "|", "/", NULL},
    {"[", "[", "[", "[", NULL},      {"]", "]", "]", "]", NULL},
    {"{", "/", "|", "\\", "<"},      {"}", "\\", "|", "/", ">"},
    {"|", "|", "|", "|", NULL},      {"||", "||", "||", "||", NULL},
    {"lfloor", "|", "|", "[", NULL}, {"rfloor", "|", "|", "]", NULL},
    {"lceil", "[", "|", "|", NULL},  {"rceil", "]", "|", "|", NULL},
};

#define TALL_COUNT (sizeof tall_unicode / sizeof tall_unicode[0])

static const TallFence *tall_find(const Block *block, const char *name) {
    const TallFence *table = block->unicode ? tall_unicode : tall_ascii;
    for (size_t i = 0; i < TALL_COUNT; i++) {
        if (strcmp(table[i].name, name) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

Box *block_fence(const Block *block, const char *name, size_t up, size_t down) {
    const TallFence *tall = up + down > 0 ? tall_find(block, name) : NULL;
    if (tall == NULL) {
        const Noad fence = {.kind = NOAD_FENCE, .name = name};
        return block_inline(block, &fence);
    }
    Box *box = box_new(block->arena);
    size_t height = up + 1 + down;
    /* Two rows leave no room for a waist. */
    bool brace = block->unicode && tall->middle != NULL && height == 2;
    bool opens = strcmp(name, "{") == 0;
    for (size_t i = 0; i < height; i++) {
        const char *piece = i == 0 ? tall->top : i + 1 == height ? tall->bottom : tall->side;
        if (brace) {
            piece = (i == 0) == opens ? "⎰" : "⎱";
        } else if (tall->middle != NULL && i == height / 2 && height > 2) {
            piece = tall->middle;
        }
        box_put_string(block->arena, box, piece, 1, 0, rows(i) - rows(up));
    }
    return box;
}

Box *block_delimited(const Block *block, const char *open, const Box *inner, const char *close) {
    Box *box = box_new(block->arena);
    box_put(block->arena, box, block_fence(block, open, inner->body_up, inner->body_down), 0, 0);
    box_put(block->arena, box, inner, box->width, 0);
    box_put(block->arena, box, block_fence(block, close, inner->body_up, inner->body_down),
            box->width, 0);
    return box;
}

/* True for what a root sign covers without a roof: one letter or number with small scripts. */
static bool is_roofless(const Noad *noad, const Box *inner) {
    noad = noad_only(noad);
    if (noad->kind == NOAD_SCRIPTS) {
        noad = noad_only(noad->items[0]);
    }
    return box_height(inner) == 1 &&
           (noad->kind == NOAD_SYMBOL || noad->kind == NOAD_NUMBER || noad->kind == NOAD_ACCENT);
}

/* A tall root sign, drawn upwards from its foot at (column, row). */
static void put_root(const Block *block, Box *box, size_t height, size_t column, ptrdiff_t row) {
    if (height == 1) {
        box_put_string(block->arena, box, "√", 1, column, row);
        return;
    }
    box_put_string(block->arena, box, "╲", 1, column, row);
    for (size_t i = 0; i < height; i++) {
        box_put_string(block->arena, box, "╱", 1, column + 1 + i, row - rows(i));
    }
}

static Box *block_root_word(const Block *block, const Box *inner, const Box *degree) {
    Box *box = box_new(block->arena);
    if (degree != NULL) {
        box_put(block->arena, box, degree, 0, 0);
        box_put_string(block->arena, box, "-", 1, box->width, 0);
    }
    box_put_string(block->arena, box, "sqrt", 1, box->width, 0);
    box_put(block->arena, box, block_delimited(block, "(", inner, ")"), box->width, 0);
    return box;
}

Box *block_radical(const Block *block, const Noad *noad) {
    const Box *inner = block_noad(block, noad->items[0]);
    const Box *degree = noad->items[1] == NULL ? NULL : block_tight(block, noad->items[1]);
    if (!block->unicode) {
        return block_root_word(block, inner, degree);
    }
    Box *box = box_new(block->arena);
    size_t height = box_height(inner);
    ptrdiff_t foot = rows(inner->down);
    /* The degree stands on the row above the foot; a tall sign leaves two columns free there. */
    size_t free_columns = height > 1 ? 2 : 0;
    size_t left = 0;
    if (degree != NULL) {
        left = degree->width > free_columns ? degree->width - free_columns : 0;
        box_put(block->arena, box, degree, left + free_columns - degree->width,
                foot - 1 - rows(degree->down));
    }
    put_root(block, box, height, left, foot);
    size_t start = box->width;
    box_put(block->arena, box, inner, start, 0);
    if (!is_roofless(noad->items[0], inner)) {
        box_put_string(block->arena, box, "_", inner->width, start, -rows(inner->up) - 1);
    }
    return box;
}

/* The script on the base's row: in small characters or, below in ASCII, as "_t"; otherwise NULL. */
static Box *small_script(const Block *block, const Noad *script, bool above) {
    Text text;
    text_init(&text);
    bool small = render_script(&text, script, above, block->unicode);
    if (!small && !block->unicode && !above) {
        render_script_inline(&text, script);
        small = true;
    }
    Box *box = small ? box_string(block->arena, text.bytes) : NULL;
    text_clear(&text);
    return box;
}

static Box *block_limits(const Block *block, const Noad *noad) {
    const Box *base = block_noad(block, noad->items[0]);
    const Box *below = noad->items[1] == NULL ? NULL : block_tight(block, noad->items[1]);
    const Box *above = noad->items[2] == NULL ? NULL : block_tight(block, noad->items[2]);
    size_t width = base->width;
    width = below != NULL ? wider(width, below->width) : width;
    width = above != NULL ? wider(width, above->width) : width;
    Box *box = box_new(block->arena);
    block_centre(block, box, base, width, 0);
    if (above != NULL) {
        block_centre(block, box, above, width, -rows(base->up) - rows(above->down) - 1);
    }
    if (below != NULL) {
        block_centre(block, box, below, width, rows(base->down) + rows(below->up) + 1);
    }
    return box;
}

/* A script that is no row of small characters, hung below or raised above the base's body. */
static void put_script(const Block *block, Box *box, const Box *base, const Noad *script,
                       bool above) {
    const Box *inner = block_tight(block, script);
    ptrdiff_t row = above ? -rows(wider(base->body_up, 1) + inner->down)
                          : rows(wider(base->body_down, 1) + inner->up);
    box_put(block->arena, box, inner, base->width, row);
}

/* Scripts beside the base. Small characters stay on the first and last row of the base's body, so
 * that x_t^2 takes one row. */
Box *block_scripts(const Block *block, const Noad *noad) {
    if (noad->limits) {
        return block_limits(block, noad);
    }
    const Box *base = block_noad(block, noad->items[0]);
    Box *box = box_new(block->arena);
    box_put(block->arena, box, base, 0, 0);
    size_t column = base->width;
    const Box *below = noad->items[1] == NULL ? NULL : small_script(block, noad->items[1], false);
    const Box *above = noad->items[2] == NULL ? NULL : small_script(block, noad->items[2], true);
    /* On one row they stand side by side, a prime first. */
    bool side_by_side =
        below != NULL && above != NULL && base->body_up == 0 && base->body_down == 0;
    bool prime = side_by_side && noad->items[2]->kind == NOAD_PRIME;
    if (below != NULL) {
        size_t shift = prime ? above->width : 0;
        box_put(block->arena, box, below, column + shift, rows(base->body_down));
    } else if (noad->items[1] != NULL) {
        put_script(block, box, base, noad->items[1], false);
    }
    if (above != NULL) {
        size_t shift = side_by_side && !prime ? below->width : 0;
        box_put(block->arena, box, above, column + shift, -rows(base->body_up));
    } else if (noad->items[2] != NULL) {
        put_script(block, box, base, noad->items[2], true);
    }
    box->body_up = base->body_up;
    box->body_down = base->body_down;
    return box;
}

Box *block_accent(const Block *block, const Noad *noad) {
    Text text;
    text_init(&text);
    bool drawn = render_accent(&text, noad, block->unicode);
    Box *box = drawn ? box_string(block->arena, text.bytes) : NULL;
    text_clear(&text);
    if (drawn) {
        return box;
    }
    static const char *const roofs[][3] = {
        {"bar", "_", "_"},   {"hat", "^", "^"},   {"tilde", "~", "~"}, {"vec", "→", ">"},
        {"dot", ".", "."},   {"ddot", "¨", ":"},  {"check", "ˇ", "v"}, {"breve", "˘", "u"},
        {"acute", "´", "'"}, {"grave", "`", "`"}, {"ring", "˚", "o"},
    };
    const Box *inner = block_noad(block, noad->items[0]);
    box = box_new(block->arena);
    box_put(block->arena, box, inner, 0, 0);
    for (size_t i = 0; i < sizeof roofs / sizeof roofs[0]; i++) {
        if (strcmp(roofs[i][0], noad->name) == 0) {
            bool wide = i == 0 && inner->width > 0;
            size_t middle = inner->width == 0 ? 0 : (inner->width - 1) / 2;
            box_put_string(block->arena, box, pick(block, roofs[i][1], roofs[i][2]),
                           wide ? inner->width : 1, wide ? 0 : middle, -rows(inner->up) - 1);
        }
    }
    return box;
}
