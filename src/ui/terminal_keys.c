/* terminal_keys.c - the bytes a terminal sends, as keys. */
#include "ui/terminal_view.h"

#include <string.h>

/* Sequences of xterm, the Linux console, tmux and their kin, after ESC [ or ESC O. */
static const struct {
    const char *bytes;
    KeyKind kind;
} SEQUENCES[] = {
    {"[A", KEY_UP},       {"[B", KEY_DOWN},       {"[C", KEY_RIGHT},   {"[D", KEY_LEFT},
    {"[H", KEY_HOME},     {"[F", KEY_END},        {"OA", KEY_UP},      {"OB", KEY_DOWN},
    {"OC", KEY_RIGHT},    {"OD", KEY_LEFT},       {"OH", KEY_HOME},    {"OF", KEY_END},
    {"OM", KEY_ENTER},    {"[1~", KEY_HOME},      {"[3~", KEY_DELETE}, {"[4~", KEY_END},
    {"[5~", KEY_PAGE_UP}, {"[6~", KEY_PAGE_DOWN}, {"[7~", KEY_HOME},   {"[8~", KEY_END},
    {"[Z", KEY_BACK_TAB},
};

static const struct {
    char byte;
    KeyKind kind;
} CONTROLS[] = {
    {'\r', KEY_ENTER},      {'\n', KEY_ENTER},      {'\t', KEY_TAB},          {0x7F, KEY_BACKSPACE},
    {0x08, KEY_BACKSPACE},  {0x03, KEY_INTERRUPT},  {0x04, KEY_END_OF_INPUT}, {0x0C, KEY_REDRAW},
    {0x15, KEY_ERASE_LINE}, {0x17, KEY_ERASE_WORD}, {0x1A, KEY_SUSPEND},      {0x01, KEY_HOME},
    {0x05, KEY_END},        {0x02, KEY_LEFT},       {0x06, KEY_RIGHT},        {0x0E, KEY_DOWN},
    {0x10, KEY_UP},
};

/* Bytes of the sequence after ESC: an introducer, parameters, a final byte. 0 when it is not
 * complete. */
static size_t sequence_length(const char *bytes, size_t length) {
    if (length < 2) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0x40 && c <= 0x7E) {
            return i + 1;
        }
        if (c < 0x20 || c > 0x7E) {
            return i; /* not a sequence after all */
        }
    }
    return 0;
}

static size_t decode_escape(Key *key, const char *bytes, size_t length, bool final) {
    if (length > 1 && bytes[1] != '[' && bytes[1] != 'O') {
        key->kind = KEY_ESCAPE;
        return 1;
    }
    size_t used = sequence_length(bytes + 1, length - 1);
    if (used == 0) {
        key->kind = final ? KEY_ESCAPE : KEY_NONE;
        return final ? length : 0;
    }
    for (size_t i = 0; i < sizeof SEQUENCES / sizeof SEQUENCES[0]; i++) {
        if (strlen(SEQUENCES[i].bytes) == used &&
            memcmp(SEQUENCES[i].bytes, bytes + 1, used) == 0) {
            key->kind = SEQUENCES[i].kind;
        }
    }
    return used + 1;
}

/* Bytes of the character that this byte begins. */
static size_t character_length(unsigned char c) {
    return c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
}

size_t key_decode(Key *key, const char *bytes, size_t length, bool final) {
    *key = (Key){.kind = KEY_NONE};
    if (length == 0) {
        return 0;
    }
    if (bytes[0] == '\x1b') {
        return decode_escape(key, bytes, length, final);
    }
    for (size_t i = 0; i < sizeof CONTROLS / sizeof CONTROLS[0]; i++) {
        if (CONTROLS[i].byte == bytes[0]) {
            key->kind = CONTROLS[i].kind;
            return 1;
        }
    }
    if (length < character_length((unsigned char)bytes[0]) && !final) {
        return 0;
    }
    size_t used = 0;
    uint32_t c = utf8_decode(bytes, length, &used);
    if (c >= 0x20) {
        *key = (Key){.kind = KEY_CHARACTER, .code_point = c};
    }
    return used;
}
