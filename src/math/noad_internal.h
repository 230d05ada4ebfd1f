/* noad_internal.h - what the files of the TeX parser share. Private to math/. */
#ifndef EXPLORE_MATH_NOAD_INTERNAL_H
#define EXPLORE_MATH_NOAD_INTERNAL_H

#include "math/lexer.h"
#include "math/noad.h"
#include "math/noad_commands.h"

typedef struct {
    Arena *arena;
    const Source *source;
    Diag *diag;
    Token token;     /* the next token, not consumed yet */
    size_t end;      /* of what may be read */
    size_t last_end; /* where the last consumed token ended */
    size_t depth;
    Alphabet alphabet; /* of the letters being read; ALPHABET_PLAIN outside \mathbf and the like */
    bool in_bracket;   /* inside [..] of \sqrt: a "]" ends the row */
    Noad nothing;      /* what a command without content yields; never part of a tree */
} Parser;

/* Items collected one by one. */
typedef struct {
    Noad **items;
    size_t count;
    size_t capacity;
} NoadList;

/* All parse functions return NULL with the diag filled on failure. */
/* nucleus := group | character | command ; a number has one digit only when `single`. */
Noad *parser_nucleus(Parser *parser, bool single);
Noad *parser_group(Parser *parser);
/* item := [nucleus] scripts; &parser->nothing when it has no content. */
Noad *parser_item(Parser *parser);
/* One braced group or one token; `command` and `which` name it in the message when it is missing.
 */
Noad *parser_argument(Parser *parser, const Token *command, const char *which);
/* row := item*, up to a token that ends a row, which stays. */
Noad *parser_row(Parser *parser);
/* cells := row (('&' | '\\') row)*; a NOAD_ROW when there is one cell and `name` is NULL, otherwise
 * a NOAD_TABLE. */
Noad *parser_cells(Parser *parser, const char *name);
/* Reads what a known command asks for; its token is consumed already. */
Noad *parser_command(Parser *parser, const Token *token, const Command *command);

/* noad_unicode.c: a run of raised or of lowered characters as one script; a root sign with what
 * stands under it, refused where that is not clear. */
bool token_is_script(const Token *token, bool *raised);
Noad *parser_small_script(Parser *parser, bool raised);
bool token_is_root_sign(const Token *token);
Noad *parser_root_sign(Parser *parser);

/* The bytes between the braces of the next argument, or its only token; not parsed. */
bool parser_raw_argument(Parser *parser, const Token *command, Span *content);

/* One builder per family of commands; see parser_command. */
Noad *noad_build_named(Parser *parser, const Token *token, const Command *command);
Noad *noad_build_function(Parser *parser, const Token *token, const Command *command);
Noad *noad_build_alphabet(Parser *parser, const Token *token, const Command *command);
Noad *noad_build_switch(Parser *parser, const Token *token, const Command *command);
Noad *noad_build_word(Parser *parser, const Token *token, const Command *command);
Noad *noad_build_text(Parser *parser, const Token *token, const Command *command);

void parser_advance(Parser *parser);
/* Moves to a byte, after the text there was read by hand. */
void parser_seek(Parser *parser, size_t at);
bool parser_ends_row(const Parser *parser);
/* Counts one more level of nesting; false, with the diag filled, when that is too deep. */
bool parser_enter(Parser *parser, size_t at);
void parser_leave(Parser *parser);
/* From `start` to the end of what was consumed last. */
Span parser_span(const Parser *parser, size_t start);
/* The diag for a token that may not stand where `what` (opened at byte `opened`) must be closed
 * first; returns NULL. */
Noad *parser_unclosed(Parser *parser, const char *what, const char *closer, size_t opened);
bool token_is_prime(const Token *token);
bool token_has_kind(const Token *token, CommandKind kind);

/* After `\\`, which ends at `at`: behind a star and a length such as [2pt]. */
size_t noad_row_start(const Source *source, size_t at, size_t end);
Noad *noad_new(Arena *arena, NoadKind kind, Span span, const char *name);
/* A noad with count items, NULL ones included. */
Noad *noad_with(Arena *arena, NoadKind kind, Span span, const char *name, size_t count,
                Noad *const *items);
void noad_list_add(Arena *arena, NoadList *list, Noad *item);
/* items as one noad: the only item, or a NOAD_ROW. */
Noad *noad_unwrap(Noad *row);

#endif
