/* lexer.h - the tokens of a TeX formula.
 *
 * Whitespace and % comments separate tokens and are dropped. Characters that are only another
 * spelling come out as what they stand for: a full-width parenthesis as "(", U+2264 as the command
 * "le", U+03B1 as the command "alpha". The bytes must be valid UTF-8. */
#ifndef EXPLORE_MATH_LEXER_H
#define EXPLORE_MATH_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/source.h"

typedef enum {
    TOKEN_END,
    TOKEN_COMMAND,   /* text: the name without the backslash; a lone backslash before space: " " */
    TOKEN_CHARACTER, /* text: one code point, or "...", ":=", "||" */
    TOKEN_OPEN,      /* { */
    TOKEN_CLOSE,     /* } */
    TOKEN_SUP,       /* ^ */
    TOKEN_SUB,       /* _ */
    TOKEN_ALIGN,     /* & */
    TOKEN_DOLLAR,    /* $ or $$ */
} TokenKind;

typedef struct {
    TokenKind kind;
    Span span;
    const char *text; /* not NUL-terminated */
    size_t length;
} Token;

/* The token that starts at or after `at`, reading nothing beyond `end`. The next one starts at or
 * after its span.end. */
Token lexer_next(const Source *source, size_t at, size_t end);
/* True when the token is a TOKEN_COMMAND, or a TOKEN_CHARACTER, with exactly this text. */
bool token_is_command(const Token *token, const char *name);
bool token_is_character(const Token *token, const char *character);

/* What a code point is, as far as formulas care. */
bool lexer_is_letter(uint32_t code_point);    /* a letter that stands for a quantity */
bool lexer_is_ideograph(uint32_t code_point); /* Chinese, Japanese, Korean: a part of a word */

/* What a raised or lowered character stands for: "2" for a raised 2, "t" for a lowered t. NULL for
 * any other. */
const char *lexer_script(uint32_t code_point, bool *raised);

#endif
