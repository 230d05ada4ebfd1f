/* chain.c - see chain.h. */
#include "math/chain.h"

Noad *chain_row(Arena *arena, const Noad *noad) {
    noad = noad_only(noad);
    Noad *row = arena_alloc(arena, sizeof *row);
    *row = (Noad){.kind = NOAD_ROW, .span = noad->span, .name = "", .close = ""};
    size_t room = 1;
    for (size_t i = 0; i < noad->count && noad->kind == NOAD_TABLE; i++) {
        room += noad->items[i]->count + 1;
    }
    row->items = arena_array(arena, room + noad->count, sizeof *row->items);
    if (noad->kind != NOAD_TABLE && noad->kind != NOAD_ROW) {
        row->items[row->count++] = arena_alloc(arena, sizeof *noad);
        *row->items[0] = *noad;
        return row;
    }
    for (size_t i = 0; i < noad->count; i++) {
        Noad *item = noad->items[i];
        bool cell = noad->kind == NOAD_TABLE && item->kind == NOAD_ROW;
        for (size_t k = 0; cell && k < item->count; k++) {
            row->items[row->count++] = item->items[k];
        }
        if (!cell) {
            row->items[row->count++] = item;
        }
    }
    return row;
}

static bool is_relation(const Noad *item, int depth) {
    return depth <= 0 && item->kind == NOAD_OPERATOR && noad_class(item->name) == CLASS_RELATION;
}

size_t chain_split(const Noad *row, ChainPiece *pieces) {
    size_t count = 1;
    int depth = 0;
    pieces[0] = (ChainPiece){0, 0};
    for (size_t i = 0; i < row->count; i++) {
        const Noad *item = row->items[i];
        /* In (a+b)^2 the closing bracket is what bears the square. */
        const Noad *nucleus = item->kind == NOAD_SCRIPTS ? item->items[0] : item;
        if (nucleus->kind == NOAD_FENCE) {
            depth += nucleus->fence == FENCE_OPEN ? 1 : nucleus->fence == FENCE_CLOSE ? -1 : 0;
        }
        if (is_relation(item, depth) && pieces[count - 1].count > 0) {
            pieces[count++] = (ChainPiece){i, 0};
        }
        pieces[count - 1].count++;
    }
    return count;
}

Noad chain_part(const Noad *row, ChainPiece piece) {
    Noad part = *row;
    part.items = row->items + piece.first;
    part.count = piece.count;
    return part;
}
