/* terminal_style.c - styles, character sets and widths of terminal text. */
#include "ui/terminal.h"

#include <stdint.h>
#include <string.h>

/* Select Graphic Rendition sequences (ECMA-48, 8.3.117): with colours, and without. */
static const struct {
    const char *color;
    const char *plain;
} STYLES[STYLE_COUNT] = {
    [STYLE_PLAIN] = {"", ""},
    [STYLE_STRONG] = {"\x1b[1m", "\x1b[1m"},
    [STYLE_EMPHASIS] = {"\x1b[3m", "\x1b[3m"},
    [STYLE_DIM] = {"\x1b[2m", "\x1b[2m"},
    [STYLE_HEADING] = {"\x1b[1;36m", "\x1b[1m"},
    [STYLE_CODE] = {"\x1b[36m", ""},
    [STYLE_LINK] = {"\x1b[4m", "\x1b[4m"},
    [STYLE_GOOD] = {"\x1b[32m", ""},
    [STYLE_BAD] = {"\x1b[1;31m", "\x1b[1m"},
    [STYLE_WARN] = {"\x1b[33m", ""},
    [STYLE_REVERSE] = {"\x1b[7m", "\x1b[7m"},
};

static const char *style_sequence(const Terminal *terminal, Style style) {
    if (!terminal->styled) {
        return "";
    }
    return terminal->color ? STYLES[style].color : STYLES[style].plain;
}

void style_begin(Text *out, const Terminal *terminal, Style style) {
    text_append(out, style_sequence(terminal, style));
}

void style_end(Text *out, const Terminal *terminal, Style style) {
    if (style_sequence(terminal, style)[0] != '\0') {
        text_append(out, "\x1b[0m");
    }
}

const char *terminal_sign(const Terminal *terminal, Sign sign) {
    static const char *const SIGNS[][2] = {
        [SIGN_DOT] = {"-", "·"},        [SIGN_BULLET] = {"*", "•"},
        [SIGN_BAR] = {"|", "│"},        [SIGN_LINE] = {"-", "─"},
        [SIGN_MORE] = {"v", "▼"},       [SIGN_CURSOR] = {"_", "▏"},
        [SIGN_ELLIPSIS] = {"...", "…"}, [SIGN_SELECTED] = {"#", "┃"},
        [SIGN_NOT_EQUAL] = {"!=", "≠"},
    };
    return SIGNS[sign][terminal->unicode ? 1 : 0];
}

/* What a terminal without UTF-8 gets for the characters that prose uses most. */
static const struct {
    uint32_t code_point;
    const char *ascii;
} PLAIN_FORMS[] = {
    {0xA0, " "},    {0xB7, "*"},   {0xD7, "x"},     {0xE4, "ae"},   {0xF6, "oe"},   {0xFC, "ue"},
    {0xDF, "ss"},   {0xE9, "e"},   {0xE8, "e"},     {0xE0, "a"},    {0x2010, "-"},  {0x2011, "-"},
    {0x2012, "-"},  {0x2013, "-"}, {0x2014, "--"},  {0x2018, "'"},  {0x2019, "'"},  {0x201C, "\""},
    {0x201D, "\""}, {0x2022, "*"}, {0x2026, "..."}, {0x2190, "<-"}, {0x2192, "->"}, {0x21D2, "=>"},
    {0x2212, "-"},  {0x2248, "~"}, {0x2260, "!="},  {0x2264, "<="}, {0x2265, ">="}, {0x3001, ","},
    {0x3002, "."},  {0xFF08, "("}, {0xFF09, ")"},   {0xFF0C, ","},  {0xFF1A, ":"},  {0xFF1B, ";"},
};

static void put_ascii(Text *out, uint32_t c) {
    for (size_t i = 0; i < sizeof PLAIN_FORMS / sizeof PLAIN_FORMS[0]; i++) {
        if (PLAIN_FORMS[i].code_point == c) {
            text_append(out, PLAIN_FORMS[i].ascii);
            return;
        }
    }
    text_append_char(out, '?');
}

static void put_code_point(Text *out, const Terminal *terminal, uint32_t c) {
    bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    if (is_control && (c == '\n' || c == '\t' || c == '\r')) {
        text_append_char(out, ' ');
    } else if (is_control) {
        text_append(out, terminal->unicode ? "\xEF\xBF\xBD" : "?");
    } else if (c < 0x80) {
        text_append_char(out, (char)c);
    } else if (terminal->unicode) {
        char bytes[4];
        text_append_bytes(out, bytes, utf8_encode(bytes, c));
    } else {
        put_ascii(out, c);
    }
}

void terminal_put(Text *out, const Terminal *terminal, Style style, const char *string) {
    size_t length = strlen(string);
    style_begin(out, terminal, style);
    for (size_t i = 0; i < length;) {
        size_t used = 0;
        uint32_t c = utf8_decode(string + i, length - i, &used);
        put_code_point(out, terminal, c);
        i += used;
    }
    style_end(out, terminal, style);
}

/* Bytes of the style sequence that begins here; 0 when none does. */
static size_t sequence_length(const char *bytes, size_t length) {
    if (length < 2 || bytes[0] != '\x1b' || bytes[1] != '[') {
        return 0;
    }
    size_t i = 2;
    while (i < length && bytes[i] != 'm') {
        i++;
    }
    return i < length ? i + 1 : length;
}

size_t terminal_prose_columns(const Terminal *terminal) {
    return terminal->columns < TERMINAL_PROSE_MAX ? terminal->columns : TERMINAL_PROSE_MAX;
}

size_t terminal_columns(const char *bytes, size_t length) {
    size_t columns = 0;
    for (size_t i = 0; i < length;) {
        size_t skip = sequence_length(bytes + i, length - i);
        if (skip == 0) {
            (void)utf8_decode(bytes + i, length - i, &skip);
            columns += utf8_columns(bytes + i, skip);
        }
        i += skip;
    }
    return columns;
}

void terminal_clip(Text *out, const char *bytes, size_t length, size_t columns) {
    size_t used_columns = 0;
    bool full = false;
    for (size_t i = 0; i < length;) {
        size_t step = sequence_length(bytes + i, length - i);
        if (step > 0) {
            text_append_bytes(out, bytes + i, step);
        } else {
            (void)utf8_decode(bytes + i, length - i, &step);
            size_t wide = utf8_columns(bytes + i, step);
            full = full || used_columns + wide > columns;
            if (!full) {
                text_append_bytes(out, bytes + i, step);
                used_columns += wide;
            }
        }
        i += step;
    }
}

void terminal_fit(Text *out, const Terminal *terminal, const char *bytes, size_t length,
                  size_t columns) {
    const char *mark = terminal_sign(terminal, SIGN_ELLIPSIS);
    size_t mark_columns = utf8_columns(mark, strlen(mark));
    bool is_cut = terminal_columns(bytes, length) > columns;
    bool has_mark = is_cut && columns > mark_columns;
    terminal_clip(out, bytes, length, has_mark ? columns - mark_columns : columns);
    text_append(out, has_mark ? mark : "");
}

void terminal_indent(Text *out, const char *lines, const char *prefix) {
    while (*lines != '\0') {
        const char *end = strchr(lines, '\n');
        size_t length = end != NULL ? (size_t)(end - lines) : strlen(lines);
        size_t prefix_length = strlen(prefix);
        while (length == 0 && prefix_length > 0 && prefix[prefix_length - 1] == ' ') {
            prefix_length--; /* no trailing spaces on an empty line */
        }
        text_append_bytes(out, prefix, prefix_length);
        text_append_bytes(out, lines, length);
        text_append_char(out, '\n');
        lines += length + (end != NULL ? 1 : 0);
    }
}
