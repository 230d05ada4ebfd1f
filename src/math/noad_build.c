/* noad_build.c - the noads of single characters, named symbols, alphabets and words. */
#include <string.h>

#include "base/text.h"
#include "math/noad_internal.h"

static bool is_digit(const Token *token) {
    return token->kind == TOKEN_CHARACTER && token->length == 1 && token->text[0] >= '0' &&
           token->text[0] <= '9';
}

static bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* number := digit+ ['.' digit+] | '.' digit+ ; blanks between the digits are not printed by TeX and
 * do not count. */
static Noad *parse_number(Parser *parser, bool single) {
    size_t start = parser->token.span.start;
    Text digits;
    text_init(&digits);
    bool point = false;
    while (true) {
        Token token = parser->token;
        bool is_point = !point && token_is_character(&token, ".");
        if (is_point) {
            Token next = lexer_next(parser->source, token.span.end, parser->end);
            is_point = is_digit(&next) && next.span.start == token.span.end;
        }
        if (!is_point && !is_digit(&token)) {
            break;
        }
        point = point || is_point;
        text_append_bytes(&digits, token.text, token.length);
        parser_advance(parser);
        if (single) {
            break;
        }
    }
    Noad *number = noad_new(parser->arena, NOAD_NUMBER, parser_span(parser, start),
                            arena_copy(parser->arena, digits.bytes, digits.length));
    number->alphabet = parser->alphabet;
    text_clear(&digits);
    return number;
}

/* A point starts a number only where nothing before it can own it: not in "1.2.3" or "..5". */
static bool starts_number(const Parser *parser) {
    const Token *token = &parser->token;
    if (is_digit(token)) {
        return true;
    }
    size_t start = token->span.start;
    char before = start > 0 ? parser->source->bytes[start - 1] : ' ';
    Token next = lexer_next(parser->source, token->span.end, parser->end);
    return token_is_character(token, ".") && before != '.' && !(before >= '0' && before <= '9') &&
           is_digit(&next) && next.span.start == token->span.end;
}

/* A run of ideographs is one NOAD_TEXT. */
static Noad *parse_ideographs(Parser *parser, bool single) {
    size_t start = parser->token.span.start;
    size_t stop = parser->token.span.end;
    while (!single && stop < parser->end) {
        size_t used = 0;
        uint32_t next = utf8_decode(parser->source->bytes + stop, parser->end - stop, &used);
        if (!lexer_is_ideograph(next)) {
            break;
        }
        stop += used;
    }
    parser_seek(parser, stop);
    return noad_new(parser->arena, NOAD_TEXT, (Span){start, stop},
                    arena_copy(parser->arena, parser->source->bytes + start, stop - start));
}

/* Characters that are not simply the operator of their own name. */
static const struct {
    const char *character;
    NoadKind kind;
    const char *name;
    FenceSide fence;
} characters[] = {
    {"(", NOAD_FENCE, "(", FENCE_OPEN},      {")", NOAD_FENCE, ")", FENCE_CLOSE},
    {"[", NOAD_FENCE, "[", FENCE_OPEN},      {"]", NOAD_FENCE, "]", FENCE_CLOSE},
    {"{", NOAD_FENCE, "{", FENCE_OPEN},      {"}", NOAD_FENCE, "}", FENCE_CLOSE},
    {"|", NOAD_FENCE, "|", FENCE_EITHER},    {"||", NOAD_FENCE, "||", FENCE_EITHER},
    {"~", NOAD_SPACE, "~", FENCE_NONE},      {"...", NOAD_OPERATOR, "ldots", FENCE_NONE},
    {"*", NOAD_OPERATOR, "ast", FENCE_NONE}, {":=", NOAD_OPERATOR, "coloneqq", FENCE_NONE},
};

static Noad *parse_character(Parser *parser, bool single) {
    Token token = parser->token;
    if (starts_number(parser)) {
        return parse_number(parser, single);
    }
    size_t used = 0;
    uint32_t code_point = utf8_decode(token.text, token.length, &used);
    if (lexer_is_ideograph(code_point)) {
        return parse_ideographs(parser, single);
    }
    parser_advance(parser);
    for (size_t i = 0; i < sizeof characters / sizeof characters[0]; i++) {
        if (token_is_character(&token, characters[i].character)) {
            Noad *noad =
                noad_new(parser->arena, characters[i].kind, token.span, characters[i].name);
            noad->fence = characters[i].fence;
            return noad;
        }
    }
    bool letter = lexer_is_letter(code_point);
    Noad *noad = noad_new(parser->arena, letter ? NOAD_SYMBOL : NOAD_OPERATOR, token.span,
                          arena_copy(parser->arena, token.text, token.length));
    noad->alphabet = letter ? parser->alphabet : ALPHABET_PLAIN;
    return noad;
}

static Noad *unknown_command(Parser *parser, const Token *token) {
    const char *name = arena_copy(parser->arena, token->text, token->length);
    size_t count = 0;
    const Command *table = command_table(&count);
    const char **names = arena_array(parser->arena, count, sizeof(char *));
    size_t words = 0;
    for (size_t i = 0; i < count; i++) {
        /* Nobody means \! or \| by a misspelt word. */
        if (is_ascii_letter(table[i].name[0])) {
            names[words] = table[i].name;
            words++;
        }
    }
    const char *nearest = nearest_name(name, names, words);
    const char *hint =
        nearest == NULL ? NULL : arena_printf(parser->arena, "did you mean \\%s?", nearest);
    diag_set(parser->diag, parser->arena, parser->source, token->span.start, hint,
             "unknown command \\%s", name);
    return NULL;
}

/* The accent that a combining character puts on the letter before it, or NULL. */
static const char *combining_accent(uint32_t code_point) {
    switch (code_point) {
    case 0x0302: return "hat";
    case 0x0303: return "tilde";
    case 0x0304:
    case 0x0305: return "bar";
    case 0x0307: return "dot";
    default: return NULL;
    }
}

static Noad *accented(Parser *parser, Noad *letter, const char *accent, size_t end) {
    return noad_with(parser->arena, NOAD_ACCENT, (Span){letter->span.start, end}, accent, 1,
                     &letter);
}

/* Accents on one letter: more would nest deeper than any formula. */
#define ACCENTS_MAX 4

static bool takes_accent(const Parser *parser, const Noad *letter) {
    return letter != NULL && (letter->kind == NOAD_SYMBOL || letter->kind == NOAD_ACCENT) &&
           parser->token.kind == TOKEN_CHARACTER && parser->token.span.start == letter->span.end;
}

/* A letter and the combining characters right behind it. */
static Noad *with_accents(Parser *parser, Noad *letter) {
    for (int i = 0; i < ACCENTS_MAX && takes_accent(parser, letter); i++) {
        size_t used = 0;
        const char *accent =
            combining_accent(utf8_decode(parser->token.text, parser->token.length, &used));
        if (accent == NULL) {
            break;
        }
        letter = accented(parser, letter, accent, parser->token.span.end);
        parser_advance(parser);
    }
    return letter;
}

/* The only letter of the chain that Unicode has with its bar: alpha with a macron. */
#define ALPHA_BAR UINT32_C(0x1FB1)

static Noad *parse_letter(Parser *parser, bool single) {
    Token token = parser->token;
    size_t used = 0;
    if (utf8_decode(token.text, token.length, &used) != ALPHA_BAR) {
        return with_accents(parser, parse_character(parser, single));
    }
    parser_advance(parser);
    Noad *alpha = noad_new(parser->arena, NOAD_SYMBOL, token.span, "alpha");
    alpha->alphabet = parser->alphabet;
    return accented(parser, alpha, "bar", token.span.end);
}

Noad *parser_nucleus(Parser *parser, bool single) {
    Token token = parser->token;
    if (token.kind == TOKEN_OPEN) {
        return parser_group(parser);
    }
    if (token_is_root_sign(&token)) {
        return parser_root_sign(parser);
    }
    if (token.kind == TOKEN_CHARACTER) {
        return parse_letter(parser, single);
    }
    const Command *command = command_find(token.text, token.length);
    if (command == NULL) {
        return unknown_command(parser, &token);
    }
    parser_advance(parser);
    return with_accents(parser, parser_command(parser, &token, command));
}

/* The bytes between the braces of the next argument, or its only token; not parsed. */
bool parser_raw_argument(Parser *parser, const Token *command, Span *content) {
    Token token = parser->token;
    if (token.kind == TOKEN_CHARACTER || token.kind == TOKEN_COMMAND) {
        *content = token.span;
        parser_advance(parser);
        return true;
    }
    const char *bytes = parser->source->bytes;
    if (token.kind != TOKEN_OPEN || bytes[token.span.start] != '{') {
        diag_set(parser->diag, parser->arena, parser->source, command->span.start,
                 "write it in braces { }", "\\%.*s has no argument", (int)command->length,
                 command->text);
        return false;
    }
    size_t depth = 0;
    for (size_t at = token.span.start; at < parser->end; at++) {
        if (bytes[at] == '\\') {
            at++;
        } else if (bytes[at] == '%') {
            const char *newline = memchr(bytes + at, '\n', parser->end - at);
            at = newline == NULL ? parser->end : (size_t)(newline - bytes);
        } else if (bytes[at] == '{') {
            depth++;
        } else if (bytes[at] == '}') {
            depth--;
            if (depth == 0) {
                *content = (Span){token.span.end, at};
                parser_seek(parser, at + 1);
                return true;
            }
        }
    }
    diag_set(parser->diag, parser->arena, parser->source, token.span.start, "add }",
             "this { is never closed");
    return false;
}

/* The words of \text: blanks folded to one space, escapes such as \% resolved, the rest as it is.
 */
static const char *clean_words(Parser *parser, Span span) {
    const char *bytes = parser->source->bytes;
    Text words;
    text_init(&words);
    for (size_t at = span.start; at < span.end; at++) {
        char c = bytes[at];
        bool escape = c == '\\' && at + 1 < span.end && !is_ascii_letter(bytes[at + 1]);
        if (escape) {
            at++;
            c = bytes[at];
        } else if (c == '%') {
            const char *newline = memchr(bytes + at, '\n', span.end - at);
            at = newline == NULL ? span.end : (size_t)(newline - bytes);
            continue;
        } else if (c == '~') {
            c = ' ';
        }
        bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
        bool again = words.length > 0 && words.bytes[words.length - 1] == ' ';
        if (!space) {
            text_append_char(&words, c);
        } else if (!again) {
            text_append_char(&words, ' ');
        }
    }
    const char *copy = arena_copy(parser->arena, words.bytes, words.length);
    text_clear(&words);
    return copy;
}

Noad *noad_build_text(Parser *parser, const Token *token, const Command *command) {
    Span span = {0, 0};
    if (!parser_raw_argument(parser, token, &span)) {
        return NULL;
    }
    const char *words = clean_words(parser, span);
    bool letter = is_ascii_letter(words[0]) && words[1] == '\0';
    /* \textbf{E} is a letter, \text{E} a word. */
    bool symbol = letter && command->detail != ALPHABET_PLAIN;
    Noad *noad = noad_new(parser->arena, symbol ? NOAD_SYMBOL : NOAD_TEXT,
                          parser_span(parser, token->span.start), words);
    noad->alphabet = (Alphabet)command->detail;
    return noad;
}

/* The letters of span when it holds nothing else but blanks and spacing such as \, ; otherwise
 * NULL. */
static const char *word_letters(Parser *parser, Span span, bool dashes) {
    Text word;
    text_init(&word);
    bool pure = true;
    for (size_t at = span.start; at < span.end && pure; at++) {
        char c = parser->source->bytes[at];
        bool other = (c >= '0' && c <= '9') || c == '-';
        if (is_ascii_letter(c) || (dashes && word.length > 0 && other)) {
            text_append_char(&word, c);
        } else if (c == '\\' && at + 1 < span.end &&
                   strchr(",:;! ", parser->source->bytes[at + 1]) != NULL) {
            at++;
        } else {
            pure = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        }
    }
    const char *letters =
        pure && word.length > 0 ? arena_copy(parser->arena, word.bytes, word.length) : NULL;
    text_clear(&word);
    return letters;
}

static Noad *word_noad(Parser *parser, size_t start, const char *word, bool limits) {
    const Command *command = command_find(word, strlen(word));
    bool known = command != NULL && command->kind == COMMAND_BIGOP && command->detail != 0;
    NoadKind kind = limits || known ? NOAD_BIGOP : word[1] == '\0' ? NOAD_SYMBOL : NOAD_FUNCTION;
    Noad *noad = noad_new(parser->arena, kind, parser_span(parser, start), word);
    noad->limits = kind == NOAD_BIGOP;
    noad->alphabet = kind == NOAD_SYMBOL ? ALPHABET_UPRIGHT : ALPHABET_PLAIN;
    return noad;
}

static Noad *alphabet_argument(Parser *parser, const Token *token, Alphabet alphabet) {
    Alphabet before = parser->alphabet;
    parser->alphabet = alphabet;
    Noad *noad = parser_argument(parser, token, "argument");
    parser->alphabet = before;
    if (noad != NULL) {
        noad->span = parser_span(parser, token->span.start);
    }
    return noad;
}

Noad *noad_build_alphabet(Parser *parser, const Token *token, const Command *command) {
    return alphabet_argument(parser, token, (Alphabet)command->detail);
}

Noad *noad_build_word(Parser *parser, const Token *token, const Command *command) {
    bool named = command->kind == COMMAND_NAMED;
    if (parser->token.kind == TOKEN_OPEN) {
        Token open = parser->token;
        size_t last = parser->last_end;
        Span span = {0, 0};
        if (!parser_raw_argument(parser, token, &span)) {
            return NULL;
        }
        const char *word = word_letters(parser, span, named);
        if (word != NULL) {
            return word_noad(parser, token->span.start, word, named && command->detail != 0);
        }
        parser->token = open;
        parser->last_end = last;
    }
    return alphabet_argument(parser, token, ALPHABET_UPRIGHT);
}

/* {\rm Var} is a word as \mathrm{Var} is. */
Noad *noad_build_switch(Parser *parser, const Token *token, const Command *command) {
    parser->alphabet = (Alphabet)command->detail;
    if (parser->alphabet != ALPHABET_UPRIGHT) {
        return &parser->nothing;
    }
    size_t start = parser->token.span.start;
    size_t stop = start;
    while (stop < parser->end && is_ascii_letter(parser->source->bytes[stop])) {
        stop++;
    }
    bool word = stop - start > 1 && stop < parser->end && parser->source->bytes[stop] == '}';
    if (!word) {
        return &parser->nothing;
    }
    const char *letters = arena_copy(parser->arena, parser->source->bytes + start, stop - start);
    parser_seek(parser, stop);
    return word_noad(parser, token->span.start, letters, false);
}

Noad *noad_build_named(Parser *parser, const Token *token, const Command *command) {
    static const NoadKind kinds[COMMAND_KIND_COUNT] = {
        [COMMAND_SYMBOL] = NOAD_SYMBOL, [COMMAND_OPERATOR] = NOAD_OPERATOR,
        [COMMAND_FENCE] = NOAD_FENCE,   [COMMAND_BIGOP] = NOAD_BIGOP,
        [COMMAND_SPACE] = NOAD_SPACE,
    };
    Noad *noad = noad_new(parser->arena, kinds[command->kind], token->span, command->value);
    if (command->kind == COMMAND_FENCE) {
        noad->fence = (FenceSide)command->detail;
        bool relation = strcmp(command->name, "mid") == 0 || strcmp(command->name, "parallel") == 0;
        noad->use = relation ? FENCE_RELATION : FENCE_PLAIN;
    } else if (command->kind == COMMAND_SYMBOL) {
        noad->alphabet = parser->alphabet;
    }
    noad->limits = command->kind == COMMAND_BIGOP && command->detail != 0;
    return noad;
}

/* Blanks between \arg and \min do not count. */
Noad *noad_build_function(Parser *parser, const Token *token, const Command *command) {
    const char *name = command->value;
    if (strcmp(name, "arg") == 0) {
        Token next = parser->token;
        while (token_has_kind(&next, COMMAND_SPACE)) {
            next = lexer_next(parser->source, next.span.end, parser->end);
        }
        static const char *const merged[][2] = {{"min", "argmin"}, {"max", "argmax"}};
        for (size_t i = 0; i < sizeof merged / sizeof merged[0]; i++) {
            if (token_is_command(&next, merged[i][0])) {
                parser_seek(parser, next.span.end);
                return word_noad(parser, token->span.start, merged[i][1], true);
            }
        }
    }
    return noad_new(parser->arena, NOAD_FUNCTION, token->span, name);
}
