/* respell_tex.c - one formula from ho's letters into another notation's, token by token.
 *
 * Everything that is not one of the letters is copied as it stands. A letter of ho is the square of
 * what stands for it, and under a root the two cancel. `1-\bar\alpha_t` is one letter where it
 * stands alone: not where it is a part of a longer sum or product. */
#include <string.h>

#include "lesson/respell.h"
#include "math/lexer.h"

/* Tokens of a spelling: `1-\bar\alpha`. */
#define PATTERN_TOKENS 4
/* Tokens of a formula that are looked at; the rest of a longer one is copied. */
#define FORMULA_TOKENS 4000

typedef struct {
    Text *out;
    const Source *source;
    const Notation *to;
    Token tokens[FORMULA_TOKENS];
    size_t count;
    size_t copied; /* offset in the source: what stands before it has been written */
} Respeller;

/* A letter of ho in the formula. */
typedef struct {
    const NotationSpelling *row;
    const char *here;
    Span index;   /* with its underscore */
    size_t after; /* the token behind it */
} Letter;

static size_t lex(const Source *source, Span span, Token *tokens, size_t room) {
    size_t count = 0;
    for (size_t at = span.start; count < room;) {
        Token token = lexer_next(source, at, span.end);
        if (token.kind == TOKEN_END) {
            break;
        }
        tokens[count++] = token;
        at = token.span.end;
    }
    return count;
}

static bool same_token(const Token *a, const Token *b) {
    return a->kind == b->kind && a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* True when the tokens at i read like the pattern; *after is the token behind them. */
static bool reads_like(const Respeller *respeller, size_t i, const char *pattern, size_t *after) {
    const Source source = {.name = "", .bytes = pattern, .length = strlen(pattern)};
    Token tokens[PATTERN_TOKENS];
    size_t count = lex(&source, (Span){0, source.length}, tokens, PATTERN_TOKENS);
    for (size_t k = 0; k < count; k++) {
        if (i + k >= respeller->count || !same_token(&respeller->tokens[i + k], &tokens[k])) {
            return false;
        }
    }
    *after = i + count;
    return true;
}

/* The token behind the group, or the single token, that starts at i. */
static size_t skip_argument(const Respeller *respeller, size_t i) {
    size_t depth = 0;
    for (; i < respeller->count; i++) {
        TokenKind kind = respeller->tokens[i].kind;
        depth += kind == TOKEN_OPEN;
        depth -= kind == TOKEN_CLOSE && depth > 0;
        if (depth == 0) {
            return i + 1;
        }
    }
    return i;
}

static bool is_one_of(const Token *token, const char *const *commands, const char *characters) {
    if (token->kind == TOKEN_CHARACTER && token->length == 1) {
        return strchr(characters, token->text[0]) != NULL;
    }
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (token_is_command(token, commands[i])) {
            return true;
        }
    }
    return false;
}

static const char *const relations[] = {"approx", "le",         "ge",     "sim", "ne",  "\\",
                                        "quad",   "qquad",      "to",     "iff", "mid", "|",
                                        "propto", "Rightarrow", "middle", NULL};

/* A sum that begins at token i and ends before `after` is not a part of a longer sum or product. */
static bool stands_alone(const Respeller *respeller, size_t i, size_t after) {
    static const char *const closing[] = {"right", NULL};
    const Token *before = i > 0 ? &respeller->tokens[i - 1] : NULL;
    const Token *behind = after < respeller->count ? &respeller->tokens[after] : NULL;
    bool begins = before == NULL || before->kind == TOKEN_OPEN || before->kind == TOKEN_ALIGN ||
                  is_one_of(before, relations, "(,;=+<>[|");
    bool ends = behind == NULL || behind->kind == TOKEN_CLOSE || behind->kind == TOKEN_ALIGN ||
                is_one_of(behind, relations, "),;=+-<>]|.") || is_one_of(behind, closing, "");
    return begins && ends;
}

/* Under another accent it is another letter: \tilde\beta_t is a variance of its own. */
static bool has_accent(const Respeller *respeller, size_t i) {
    static const char *const accents[] = {"tilde", "hat", "bar", "check", "dot", "vec", NULL};
    return i > 0 && is_one_of(&respeller->tokens[i - 1], accents, "");
}

/* A letter of ho with its index at token i. */
static bool letter_at(const Respeller *respeller, size_t i, Letter *letter) {
    if (has_accent(respeller, i)) {
        return false;
    }
    for (const NotationSpelling *row = respeller->to->roots; row->ho != NULL; row++) {
        size_t at = 0;
        if (!reads_like(respeller, i, row->ho, &at) || at + 1 >= respeller->count ||
            respeller->tokens[at].kind != TOKEN_SUB) {
            continue;
        }
        size_t after = skip_argument(respeller, at + 1);
        bool is_sum = row->ho[0] == '1';
        if (is_sum && !stands_alone(respeller, i, after)) {
            continue;
        }
        const Token *last = &respeller->tokens[after - 1];
        *letter =
            (Letter){row, row->here, {respeller->tokens[at].span.start, last->span.end}, after};
        return true;
    }
    return false;
}

static void copy_to(Respeller *respeller, size_t offset) {
    if (offset > respeller->copied) {
        text_append_bytes(respeller->out, respeller->source->bytes + respeller->copied,
                          offset - respeller->copied);
        respeller->copied = offset;
    }
}

static void put_letter(Respeller *respeller, const Letter *letter) {
    text_append(respeller->out, letter->here);
    text_append_bytes(respeller->out, respeller->source->bytes + letter->index.start,
                      letter->index.end - letter->index.start);
    respeller->copied = letter->index.end;
}

/* The square of the letter, to the power that follows it, if any. Returns the token behind. */
static size_t put_square(Respeller *respeller, const Letter *letter) {
    size_t at = letter->after;
    put_letter(respeller, letter);
    if (at + 1 >= respeller->count || respeller->tokens[at].kind != TOKEN_SUP) {
        text_append(respeller->out, "^2");
        return at;
    }
    size_t after = skip_argument(respeller, at + 1);
    Span power = {respeller->tokens[at + 1].span.start, respeller->tokens[after - 1].span.end};
    const char *bytes = respeller->source->bytes + power.start;
    if (power.end - power.start == 1 && bytes[0] >= '1' && bytes[0] <= '9') {
        text_printf(respeller->out, "^{%d}", 2 * (bytes[0] - '0'));
    } else {
        text_printf(respeller->out, "^{2\\cdot %.*s}", (int)(power.end - power.start), bytes);
    }
    respeller->copied = power.end;
    return after;
}

/* True when the group that opens at token i holds letters, fractions of them and nothing else. */
static bool is_product(const Respeller *respeller, size_t i) {
    static const char *const marks[] = {"frac", ",", "cdot", "times", NULL};
    size_t end = skip_argument(respeller, i), letters = 0;
    if (respeller->tokens[end - 1].kind != TOKEN_CLOSE) {
        return false;
    }
    for (i++; i + 1 < end;) {
        Letter letter;
        const Token *token = &respeller->tokens[i];
        if (letter_at(respeller, i, &letter)) {
            letters++;
            i = letter.after;
        } else if (token->kind == TOKEN_OPEN || token->kind == TOKEN_CLOSE ||
                   is_one_of(token, marks, "")) {
            i++;
        } else {
            return false;
        }
    }
    return letters > 0;
}

/* \sqrt{...} at token i whose root can be drawn. Returns the token behind it. */
static size_t put_root(Respeller *respeller, size_t i) {
    size_t end = skip_argument(respeller, i + 1);
    copy_to(respeller, respeller->tokens[i].span.start);
    /* A space stands for the braces: \frac1\sqrt{..} or a command before it ends there. */
    text_append_char(respeller->out, ' ');
    respeller->copied = respeller->tokens[i + 1].span.end;
    for (i += 2; i + 1 < end;) {
        Letter letter;
        copy_to(respeller, respeller->tokens[i].span.start);
        if (letter_at(respeller, i, &letter)) {
            put_letter(respeller, &letter);
            i = letter.after;
        } else {
            i++;
        }
    }
    copy_to(respeller, respeller->tokens[end - 1].span.start);
    respeller->copied = respeller->tokens[end - 1].span.end;
    return end;
}

/* Another letter for the same thing; \epsilon_\theta, the network, keeps its name. */
static const char *renamed(const Respeller *respeller, size_t i, size_t *after) {
    for (const NotationSpelling *row = respeller->to->letters; row->ho != NULL; row++) {
        if (!reads_like(respeller, i, row->ho, after)) {
            continue;
        }
        size_t index = *after + 1;
        bool braced = index < respeller->count && respeller->tokens[index].kind == TOKEN_OPEN;
        index += braced;
        bool network = index < respeller->count && respeller->tokens[*after].kind == TOKEN_SUB &&
                       token_is_command(&respeller->tokens[index], "theta") && row->ho[0] == '\\';
        return network ? NULL : row->here;
    }
    return NULL;
}

/* Words and names of environments: no letters in them. */
static bool is_word(const Token *token) {
    static const char *const words[] = {"text",   "operatorname", "mathrm", "begin", "end",
                                        "mathbb", "mathcal",      "tag",    "label", NULL};
    return is_one_of(token, words, "");
}

/* True when parentheses around the sum are not needed once it is a letter: they hold nothing else,
 * and are no function's. */
static bool drops_parentheses(const Respeller *respeller, size_t i, const Letter *letter) {
    const Token *tokens = respeller->tokens;
    size_t close = letter->after;
    bool closed = i > 0 && token_is_character(&tokens[i - 1], "(") && close < respeller->count &&
                  token_is_character(&tokens[close], ")");
    if (!closed || (close + 1 < respeller->count && tokens[close + 1].kind == TOKEN_SUP)) {
        return false;
    }
    bool after_index = i > 3 && tokens[i - 3].kind == TOKEN_SUB;
    return i == 1 || after_index || tokens[i - 2].kind == TOKEN_CLOSE ||
           tokens[i - 2].kind == TOKEN_OPEN || tokens[i - 2].kind == TOKEN_ALIGN ||
           is_one_of(&tokens[i - 2], relations, "=+-<>,;");
}

static void put_formula(Respeller *respeller, size_t i) {
    while (i < respeller->count) {
        const Token *token = &respeller->tokens[i];
        Letter letter;
        size_t after = 0;
        const char *name = NULL;
        bool opens = i + 1 < respeller->count && respeller->tokens[i + 1].kind == TOKEN_OPEN;
        if (is_word(token)) {
            i = skip_argument(respeller, i + 1);
        } else if (token_is_command(token, "sqrt") && opens && is_product(respeller, i + 1)) {
            i = put_root(respeller, i);
        } else if (letter_at(respeller, i + 1, &letter) && letter.row->ho[0] == '1' &&
                   drops_parentheses(respeller, i + 1, &letter)) {
            copy_to(respeller, token->span.start);
            text_append_char(respeller->out, ' ');
            (void)put_square(respeller, &letter);
            respeller->copied = respeller->tokens[letter.after].span.end;
            i = letter.after + 1;
        } else if (letter_at(respeller, i, &letter)) {
            copy_to(respeller, token->span.start);
            i = put_square(respeller, &letter);
        } else if ((name = renamed(respeller, i, &after)) != NULL) {
            copy_to(respeller, token->span.start);
            text_append(respeller->out, name);
            respeller->copied = respeller->tokens[after - 1].span.end;
            i = after;
        } else {
            i++;
        }
    }
}

void respell_tex(Text *out, const Source *source, Span span, const Notation *to) {
    Respeller respeller = {.out = out, .source = source, .to = to, .copied = span.start};
    respeller.count = lex(source, span, respeller.tokens, FORMULA_TOKENS);
    put_formula(&respeller, 0);
    copy_to(&respeller, span.end);
}

/* What stands for 1 - x, or NULL. */
static const char *complement(const Notation *to, const NotationSpelling *of) {
    for (const NotationSpelling *row = to->roots; row->ho != NULL; row++) {
        if (strncmp(row->ho, "1-", 2) == 0 && strcmp(row->ho + 2, of->ho) == 0) {
            return row->here;
        }
    }
    return NULL;
}

/* ` = \sqrt{value}`, and of 1 - value for the complement. */
static void put_value(Respeller *respeller, size_t value, Span span, bool of_complement) {
    respeller->copied = respeller->tokens[value].span.start;
    text_append(respeller->out, of_complement ? " = \\sqrt{1-(" : " = \\sqrt{");
    put_formula(respeller, value);
    copy_to(respeller, span.end);
    text_append(respeller->out, of_complement ? ")}" : "}");
}

void respell_declaration(Text *out, const Source *source, Span line, Span span,
                         const Notation *to) {
    Respeller respeller = {.out = out, .source = source, .to = to, .copied = span.start};
    respeller.count = lex(source, span, respeller.tokens, FORMULA_TOKENS);
    Letter letter;
    bool declares = respeller.count > 0 && letter_at(&respeller, 0, &letter);
    bool defines = declares && letter.after + 1 < respeller.count &&
                   token_is_character(&respeller.tokens[letter.after], "=");
    if (!declares) {
        put_formula(&respeller, 0);
        copy_to(&respeller, span.end);
        return;
    }
    copy_to(&respeller, respeller.tokens[0].span.start);
    put_letter(&respeller, &letter);
    if (!defines) {
        put_formula(&respeller, letter.after);
        copy_to(&respeller, span.end);
        return;
    }
    put_value(&respeller, letter.after + 1, span, false);
    letter.here = complement(to, letter.row);
    if (letter.here != NULL) {
        text_append_char(out, '\n');
        text_append_bytes(out, source->bytes + line.start, span.start - line.start);
        text_append_char(out, ' ');
        put_letter(&respeller, &letter);
        put_value(&respeller, letter.after + 1, span, true);
    }
}
