/* terminal_reasons.c - a chain one relation a line, the reason of each beside it. */
#include <string.h>

#include "math/chain.h"
#include "math/render.h"
#include "session/words.h"
#include "ui/terminal.h"

/* A reason narrower than this is set below its line, not beside it. */
#define REASON_COLUMNS_MIN 26
/* Between a line and its reason. */
#define REASON_GAP 3
/* Further lines of a chain stand this far in; so do reasons below a line. */
#define CHAIN_INDENT "  "
#define BELOW_INDENT "      "

static size_t line_columns(const char *lines) {
    size_t most = 0;
    while (*lines != '\0') {
        const char *end = strchr(lines, '\n');
        size_t length = end != NULL ? (size_t)(end - lines) : strlen(lines);
        size_t columns = terminal_columns(lines, length);
        most = columns > most ? columns : most;
        lines += length + (end != NULL ? 1 : 0);
    }
    return most;
}

static size_t line_count(const char *lines) {
    size_t count = 0;
    for (; *lines != '\0'; lines++) {
        count += *lines == '\n';
    }
    return count;
}

/* The next line of *lines without its newline; "" when there is none. */
static size_t next_line(const char **lines, const char **line) {
    *line = *lines;
    const char *end = strchr(*lines, '\n');
    size_t length = end != NULL ? (size_t)(end - *lines) : strlen(*lines);
    *lines += length + (end != NULL ? 1 : 0);
    return length;
}

/* Two columns of lines, the lower one in the middle of the higher one. */
static void put_beside(Text *out, const char *left, size_t column, const char *right) {
    size_t left_count = line_count(left), right_count = line_count(right);
    size_t rows = left_count > right_count ? left_count : right_count;
    size_t left_skip = (rows - left_count) / 2, right_skip = (rows - right_count) / 2;
    for (size_t row = 0; row < rows; row++) {
        const char *line = "";
        size_t length = row >= left_skip ? next_line(&left, &line) : 0;
        text_append_bytes(out, line, length);
        size_t used = terminal_columns(line, length);
        line = "";
        length = row >= right_skip ? next_line(&right, &line) : 0;
        if (length > 0) {
            text_repeat(out, " ", column > used ? column - used : 1);
            text_append_bytes(out, line, length);
        }
        text_append_char(out, '\n');
    }
}

static void put_piece(Text *out, const Terminal *terminal, size_t width, const Noad *row,
                      ChainPiece piece, bool first) {
    Noad part = chain_part(row, piece);
    Text lines;
    text_init(&lines);
    size_t indent = first ? 0 : sizeof CHAIN_INDENT - 1;
    terminal_formula(&lines, terminal, width > indent ? width - indent : width, &part);
    terminal_indent(out, lines.bytes, first ? "" : CHAIN_INDENT);
    text_clear(&lines);
}

static void put_reason(Text *out, const Terminal *terminal, size_t width, const char *left,
                       const char *reason, size_t column) {
    bool beside = column + REASON_COLUMNS_MIN <= width && line_columns(left) < column;
    Text words;
    text_init(&words);
    terminal_remark(&words, terminal, beside ? width - column : width - sizeof BELOW_INDENT + 1,
                    STYLE_EMPHASIS, reason);
    if (beside) {
        put_beside(out, left, column, words.bytes);
    } else {
        text_append(out, left);
        terminal_indent(out, words.bytes, BELOW_INDENT);
    }
    text_clear(&words);
}

/* The first two pieces on one line where they fit, as a chain is printed. */
static size_t join_first(const Terminal *terminal, size_t width, Noad *row, ChainPiece *pieces,
                         size_t count) {
    if (count < 2) {
        return count;
    }
    Noad part = *row;
    part.count = pieces[0].count + pieces[1].count;
    Text block;
    text_init(&block);
    bool fits = render_block(&block, &part, terminal->unicode) <= width;
    text_clear(&block);
    if (fits) {
        pieces[0].count = part.count;
        memmove(pieces + 1, pieces + 2, (count - 2) * sizeof *pieces);
    }
    return fits ? count - 1 : count;
}

bool terminal_reasons(Text *out, const Terminal *terminal, size_t width, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    if (claim_noad(claim) == NULL || words_reason(def, 0) == NULL) {
        return false;
    }
    Arena *arena = arena_new();
    Noad *row = chain_row(arena, claim_noad(claim));
    ChainPiece *pieces = arena_array(arena, row->count + 1, sizeof *pieces);
    size_t all = chain_split(row, pieces);
    size_t room =
        width > REASON_COLUMNS_MIN + REASON_GAP ? width - REASON_COLUMNS_MIN - REASON_GAP : width;
    size_t count = join_first(terminal, room, row, pieces, all);
    size_t joined = all - count;
    Text *lines = arena_array(arena, count, sizeof *lines);
    size_t widest = 0;
    for (size_t i = 0; i < count; i++) {
        text_init(&lines[i]);
        put_piece(&lines[i], terminal, width, row, pieces[i], i == 0);
        size_t columns = line_columns(lines[i].bytes);
        widest = columns > widest && columns <= room ? columns : widest;
    }
    for (size_t i = 0; i < count; i++) {
        /* Piece i holds link i - 1, or with the first two in one, link i. */
        size_t link = i + joined;
        const char *reason = link > 0 ? words_reason(def, link - 1) : NULL;
        if (reason != NULL) {
            put_reason(out, terminal, width, lines[i].bytes, reason, widest + REASON_GAP);
        } else {
            text_append(out, lines[i].bytes);
        }
        text_clear(&lines[i]);
    }
    arena_free(arena);
    return true;
}
