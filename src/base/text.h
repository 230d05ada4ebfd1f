/* text.h - growing strings and UTF-8.
 *
 * A Text owns its bytes, always closed by a NUL: text_init, then any number of appends, then
 * text_clear. Lengths are in bytes unless they say columns. */
#ifndef EXPLORE_BASE_TEXT_H
#define EXPLORE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    char *bytes; /* NUL-terminated, never NULL after text_init */
    size_t length;
    size_t capacity;
} Text;

void text_init(Text *text);
void text_clear(Text *text);
/* Keeps the memory, drops the content. */
void text_reset(Text *text);
void text_append(Text *text, const char *string);
void text_append_bytes(Text *text, const char *bytes, size_t length);
void text_append_char(Text *text, char c);
void text_repeat(Text *text, const char *string, size_t times);
void text_printf(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Decodes one code point from the first length bytes; *used (never NULL) is how many bytes it took
 * (at least 1 when length > 0). An invalid sequence yields U+FFFD and takes one byte. length 0
 * yields 0, *used 0. */
uint32_t utf8_decode(const char *bytes, size_t length, size_t *used);
/* Writes the code point to out (at most 4 bytes, no NUL) and returns how many. */
size_t utf8_encode(char out[4], uint32_t code_point);
/* True when all bytes form valid UTF-8; otherwise *bad is the offset of the first that does not. */
bool utf8_valid(const char *bytes, size_t length, size_t *bad);
/* Columns a terminal uses for the string: 0 for combining marks, 2 for East Asian wide. */
size_t utf8_columns(const char *bytes, size_t length);

/* The same for one character. */
size_t utf8_width(uint32_t code_point);
/* A line may end between the two although no space parts them: one is East Asian wide, and neither
 * is a mark that may not stand there. 0 stands for no character. */
bool utf8_breaks_between(uint32_t before, uint32_t after);

#endif
