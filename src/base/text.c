/* text.c - see text.h. Column widths are in width.c. */
#include "base/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A fresh text holds a word without growing. */
#define TEXT_CAPACITY_FIRST 32
/* text_printf formats results up to this size without asking for memory. */
#define TEXT_PRINTF_SMALL 256

void text_init(Text *text) {
    text->bytes = memory_zeroed(TEXT_CAPACITY_FIRST);
    text->length = 0;
    text->capacity = TEXT_CAPACITY_FIRST;
}

void text_clear(Text *text) {
    free(text->bytes);
    text->bytes = NULL;
    text->length = 0;
    text->capacity = 0;
}

void text_reset(Text *text) {
    text->length = 0;
    text->bytes[0] = '\0';
}

void text_append(Text *text, const char *string) {
    text_append_bytes(text, string, strlen(string));
}

void text_append_bytes(Text *text, const char *bytes, size_t length) {
    size_t needed = memory_sum(memory_sum(text->length, length), 1);
    char *old = NULL;
    if (needed > text->capacity) {
        /* Twice the room, so that n appends copy about 2n bytes in all. */
        size_t doubled = memory_product(text->capacity, 2);
        size_t capacity = doubled > needed ? doubled : needed;
        old = text->bytes;
        text->bytes = memory_zeroed(capacity);
        text->capacity = capacity;
        memcpy(text->bytes, old, text->length);
    }
    if (length > 0) {
        memcpy(text->bytes + text->length, bytes, length);
    }
    text->length += length;
    text->bytes[text->length] = '\0';
    /* Only now: bytes may be a part of the text itself. */
    free(old);
}

void text_append_char(Text *text, char c) {
    text_append_bytes(text, &c, 1);
}

void text_repeat(Text *text, const char *string, size_t times) {
    size_t length = strlen(string);
    for (size_t i = 0; length > 0 && i < times; i++) {
        text_append_bytes(text, string, length);
    }
}

void text_printf(Text *text, const char *format, ...) {
    char small[TEXT_PRINTF_SMALL];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    assert(length >= 0);
    if (length < 0) {
        return;
    }
    if ((size_t)length < sizeof small) {
        text_append_bytes(text, small, (size_t)length);
        return;
    }
    size_t room = (size_t)length + 1;
    char *large = memory_zeroed(room);
    va_start(arguments, format);
    vsnprintf(large, room, format, arguments);
    va_end(arguments);
    text_append_bytes(text, large, (size_t)length);
    free(large);
}

/* What stands for a byte that is no UTF-8. */
#define REPLACEMENT_CHARACTER UINT32_C(0xfffd)
#define CODE_POINT_MAX UINT32_C(0x10ffff)
#define SURROGATE_FIRST UINT32_C(0xd800)
#define SURROGATE_LAST UINT32_C(0xdfff)

static bool is_code_point(uint32_t value) {
    return value <= CODE_POINT_MAX && (value < SURROGATE_FIRST || value > SURROGATE_LAST);
}

/* Decodes the sequence at bytes, or returns 0 when it is none (too short, not the shortest form, a
 * surrogate, beyond the last code point). length > 0. */
static size_t utf8_sequence(const char *bytes, size_t length, uint32_t *value) {
    unsigned char lead = (unsigned char)bytes[0];
    if (lead < 0x80) {
        *value = lead;
        return 1;
    }
    /* The smallest value that needs a sequence of this many bytes. */
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t count = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || count > length) {
        return 0;
    }
    /* The lead byte of n bytes carries 7 - n bits. */
    uint32_t result = lead & (0x7fU >> count);
    for (size_t i = 1; i < count; i++) {
        unsigned char next = (unsigned char)bytes[i];
        if ((next & 0xc0U) != 0x80) {
            return 0;
        }
        result = (result << 6) | (next & 0x3fU);
    }
    *value = result;
    return result >= smallest[count] && is_code_point(result) ? count : 0;
}

uint32_t utf8_decode(const char *bytes, size_t length, size_t *used) {
    if (length == 0) {
        *used = 0;
        return 0;
    }
    uint32_t value = 0;
    size_t count = utf8_sequence(bytes, length, &value);
    *used = count == 0 ? 1 : count;
    return count == 0 ? REPLACEMENT_CHARACTER : value;
}

size_t utf8_encode(char out[4], uint32_t code_point) {
    uint32_t value = is_code_point(code_point) ? code_point : REPLACEMENT_CHARACTER;
    if (value < 0x80) {
        out[0] = (char)value;
        return 1;
    }
    size_t count = value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
    for (size_t i = count; i-- > 1;) {
        out[i] = (char)(0x80U | (value & 0x3fU));
        value >>= 6;
    }
    /* As many leading ones as there are bytes. */
    out[0] = (char)((0xf00U >> count & 0xffU) | value);
    return count;
}

bool utf8_valid(const char *bytes, size_t length, size_t *bad) {
    size_t at = 0;
    while (at < length) {
        uint32_t value = 0;
        size_t count = utf8_sequence(bytes + at, length - at, &value);
        if (count == 0) {
            *bad = at;
            return false;
        }
        at += count;
    }
    return true;
}
