/* line_edit.c - the line on which an answer is typed. */
#include <string.h>

#include "base/text.h"
#include "ui/key.h"

/* Start of the character before `at`. */
static size_t previous(const Question *line, size_t at) {
    while (at > 0) {
        at--;
        if (((unsigned char)line->typed[at] & 0xC0) != 0x80) {
            break;
        }
    }
    return at;
}

static size_t next(const Question *line, size_t at) {
    size_t used = 0;
    (void)utf8_decode(line->typed + at, line->length - at, &used);
    return at + used;
}

static void erase(Question *line, size_t start, size_t end) {
    memmove(line->typed + start, line->typed + end, line->length - end + 1);
    line->length -= end - start;
    line->cursor = start;
}

static void insert(Question *line, uint32_t c) {
    char bytes[4];
    size_t count = utf8_encode(bytes, c);
    if (line->length + count > ANSWER_LENGTH_MAX) {
        return;
    }
    memmove(line->typed + line->cursor + count, line->typed + line->cursor,
            line->length - line->cursor + 1);
    memcpy(line->typed + line->cursor, bytes, count);
    line->length += count;
    line->cursor += count;
}

static size_t word_start(const Question *line) {
    size_t at = line->cursor;
    while (at > 0 && line->typed[at - 1] == ' ') {
        at--;
    }
    while (at > 0 && line->typed[at - 1] != ' ') {
        at--;
    }
    return at;
}

void line_edit_key(Question *line, Key key) {
    if (key.kind == KEY_CHARACTER) {
        insert(line, key.code_point);
    } else if (key.kind == KEY_BACKSPACE) {
        erase(line, previous(line, line->cursor), line->cursor);
    } else if (key.kind == KEY_DELETE) {
        erase(line, line->cursor, next(line, line->cursor));
    } else if (key.kind == KEY_ERASE_LINE) {
        erase(line, 0, line->cursor);
    } else if (key.kind == KEY_ERASE_WORD) {
        erase(line, word_start(line), line->cursor);
    } else if (key.kind == KEY_LEFT) {
        line->cursor = previous(line, line->cursor);
    } else if (key.kind == KEY_RIGHT) {
        line->cursor = next(line, line->cursor);
    } else if (key.kind == KEY_HOME) {
        line->cursor = 0;
    } else if (key.kind == KEY_END) {
        line->cursor = line->length;
    }
}
