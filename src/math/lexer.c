/* lexer.c - see lexer.h. */
#include "math/lexer.h"

#include <string.h>

#include "base/text.h"

/* Another spelling of an ASCII mark (one byte) or of a command (more). Sorted by code point. */
typedef struct {
    uint32_t code_point;
    const char *text;
} Spelling;

/* Greek as in unicode-math: U+03B5 is \varepsilon and U+03F5 \epsilon, so that what the terminal
 * shows can be typed back. */
static const Spelling spellings[] = {
    {0x00AC, "neg"},        {0x00B0, "circ"},
    {0x00B1, "pm"},         {0x00B7, "cdot"},
    {0x00D7, "times"},      {0x00F7, "div"},
    {0x0393, "Gamma"},      {0x0394, "Delta"},
    {0x0398, "Theta"},      {0x039B, "Lambda"},
    {0x039E, "Xi"},         {0x03A0, "Pi"},
    {0x03A3, "Sigma"},      {0x03A5, "Upsilon"},
    {0x03A6, "Phi"},        {0x03A8, "Psi"},
    {0x03A9, "Omega"},      {0x03B1, "alpha"},
    {0x03B2, "beta"},       {0x03B3, "gamma"},
    {0x03B4, "delta"},      {0x03B5, "varepsilon"},
    {0x03B6, "zeta"},       {0x03B7, "eta"},
    {0x03B8, "theta"},      {0x03B9, "iota"},
    {0x03BA, "kappa"},      {0x03BB, "lambda"},
    {0x03BC, "mu"},         {0x03BD, "nu"},
    {0x03BE, "xi"},         {0x03C0, "pi"},
    {0x03C1, "rho"},        {0x03C2, "varsigma"},
    {0x03C3, "sigma"},      {0x03C4, "tau"},
    {0x03C5, "upsilon"},    {0x03C6, "varphi"},
    {0x03C7, "chi"},        {0x03C8, "psi"},
    {0x03C9, "omega"},      {0x03D1, "vartheta"},
    {0x03D5, "phi"},        {0x03D6, "varpi"},
    {0x03F1, "varrho"},     {0x03F5, "epsilon"},
    {0x2013, "-"},          {0x2014, "-"},
    {0x2016, "Vert"},       {0x2018, "'"},
    {0x2019, "'"},          {0x2026, "ldots"},
    {0x2032, "prime"},      {0x210F, "hbar"},
    {0x2113, "ell"},        {0x2190, "leftarrow"},
    {0x2191, "uparrow"},    {0x2192, "rightarrow"},
    {0x2193, "downarrow"},  {0x2194, "leftrightarrow"},
    {0x21A6, "mapsto"},     {0x21D0, "Leftarrow"},
    {0x21D2, "Rightarrow"}, {0x21D4, "Leftrightarrow"},
    {0x2200, "forall"},     {0x2202, "partial"},
    {0x2203, "exists"},     {0x2205, "emptyset"},
    {0x2206, "Delta"},      {0x2207, "nabla"},
    {0x2208, "in"},         {0x2209, "notin"},
    {0x220F, "prod"},       {0x2211, "sum"},
    {0x2212, "-"},          {0x2217, "ast"},
    {0x2218, "circ"},       {0x221D, "propto"},
    {0x221E, "infty"},      {0x2223, "mid"},
    {0x2225, "parallel"},   {0x2229, "cap"},
    {0x222A, "cup"},        {0x222B, "int"},
    {0x222C, "iint"},       {0x222E, "oint"},
    {0x2234, "therefore"},  {0x223C, "sim"},
    {0x2243, "simeq"},      {0x2248, "approx"},
    {0x2254, "coloneqq"},   {0x2260, "ne"},
    {0x2261, "equiv"},      {0x2264, "le"},
    {0x2265, "ge"},         {0x226A, "ll"},
    {0x226B, "gg"},         {0x2282, "subset"},
    {0x2283, "supset"},     {0x2286, "subseteq"},
    {0x2287, "supseteq"},   {0x2295, "oplus"},
    {0x2297, "otimes"},     {0x2299, "odot"},
    {0x22A4, "top"},        {0x22A5, "perp"},
    {0x22C5, "cdot"},       {0x22C6, "star"},
    {0x22EF, "cdots"},      {0x27E8, "langle"},
    {0x27E9, "rangle"},     {0x27F6, "rightarrow"},
    {0x3001, ","},          {0x3002, "."},
    {0x3008, "langle"},     {0x3009, "rangle"},
    {0x3010, "["},          {0x3011, "]"},
};

/* The full-width forms U+FF01..U+FF5E repeat ASCII 0x21..0x7E in order. */
#define FULL_WIDTH_FIRST UINT32_C(0xFF01)
#define FULL_WIDTH_LAST UINT32_C(0xFF5E)
static const char printable[] =
    "!\"#$%&'()*+,-./"
    "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

typedef struct {
    uint32_t first;
    uint32_t last;
} Range;

static bool in_ranges(const Range *ranges, size_t count, uint32_t code_point) {
    for (size_t i = 0; i < count; i++) {
        if (code_point >= ranges[i].first && code_point <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

bool lexer_is_letter(uint32_t code_point) {
    /* ASCII, Latin, Greek, Cyrillic, Hebrew; letterlike symbols; mathematical alphabets. */
    static const Range letters[] = {
        {'A', 'Z'},       {'a', 'z'},         {0xAA, 0xAA},     {0xB5, 0xB5},     {0xBA, 0xBA},
        {0xC0, 0xD6},     {0xD8, 0xF6},       {0xF8, 0x2AF},    {0x370, 0x373},   {0x376, 0x37D},
        {0x37F, 0x37F},   {0x386, 0x386},     {0x388, 0x3F5},   {0x3F7, 0x481},   {0x48A, 0x52F},
        {0x5D0, 0x5EA},   {0x1E00, 0x1FBC},   {0x2102, 0x2113}, {0x2115, 0x2115}, {0x2119, 0x211D},
        {0x2124, 0x2139}, {0x1D400, 0x1D7CB},
    };
    return in_ranges(letters, sizeof letters / sizeof letters[0], code_point);
}

bool lexer_is_ideograph(uint32_t code_point) {
    static const Range ideographs[] = {
        {0x3005, 0x3007}, {0x3040, 0x30FF}, {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
        {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0x20000, 0x3FFFD},
    };
    return in_ranges(ideographs, sizeof ideographs / sizeof ideographs[0], code_point);
}

static const char *spelling_find(uint32_t code_point) {
    size_t low = 0;
    size_t high = sizeof spellings / sizeof spellings[0];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (spellings[middle].code_point < code_point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found =
        low < sizeof spellings / sizeof spellings[0] && spellings[low].code_point == code_point;
    return found ? spellings[low].text : NULL;
}

const char *lexer_script(uint32_t code_point, bool *raised) {
    static const struct {
        uint32_t code_point;
        bool raised;
        const char *text;
    } scripts[] = {
        {0x00B2, true, "2"},  {0x00B3, true, "3"},  {0x00B9, true, "1"},  {0x2070, true, "0"},
        {0x2071, true, "i"},  {0x207A, true, "+"},  {0x207B, true, "-"},  {0x207F, true, "n"},
        {0x1D40, true, "T"},  {0x1D57, true, "t"},  {0x208A, false, "+"}, {0x208B, false, "-"},
        {0x2090, false, "a"}, {0x2093, false, "x"}, {0x2096, false, "k"}, {0x2098, false, "m"},
        {0x2099, false, "n"}, {0x209B, false, "s"}, {0x209C, false, "t"}, {0x1D62, false, "i"},
        {0x2C7C, false, "j"},
    };
    static const char *const figures[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    *raised = code_point >= 0x2074 && code_point <= 0x2079;
    if (*raised || (code_point >= 0x2080 && code_point <= 0x2089)) {
        return figures[code_point - (*raised ? 0x2070 : 0x2080)];
    }
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        if (scripts[i].code_point == code_point) {
            *raised = scripts[i].raised;
            return scripts[i].text;
        }
    }
    return NULL;
}

static bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_ascii_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/* The first byte at or after `at` that is neither whitespace nor comment. Spaces that only exist in
 * Unicode (no-break, ideographic, zero-width, byte order mark) count as whitespace. */
static size_t skip_blank(const Source *source, size_t at, size_t end) {
    while (at < end) {
        char c = source->bytes[at];
        if (c == '%') {
            const char *newline = memchr(source->bytes + at, '\n', end - at);
            if (newline == NULL) {
                return end;
            }
            at = (size_t)(newline - source->bytes) + 1;
        } else if (is_ascii_space(c)) {
            at++;
        } else if ((unsigned char)c >= 0x80) {
            size_t used = 0;
            uint32_t code_point = utf8_decode(source->bytes + at, end - at, &used);
            bool space = code_point == 0xA0 || (code_point >= 0x2000 && code_point <= 0x200D) ||
                         code_point == 0x202F || code_point == 0x205F || code_point == 0x2060 ||
                         code_point == 0x3000 || code_point == 0xFEFF;
            if (!space) {
                return at;
            }
            at += used;
        } else {
            return at;
        }
    }
    return at;
}

/* command := '\' letters ['*'] | '\' any other character | '\' space */
static Token lex_command(const Source *source, size_t at, size_t end) {
    size_t name = at + 1;
    size_t stop = name;
    while (stop < end && is_ascii_letter(source->bytes[stop])) {
        stop++;
    }
    Token token = {.kind = TOKEN_COMMAND, .text = source->bytes + name};
    if (stop > name) {
        static const char operatorname[] = "operatorname";
        size_t length = stop - name;
        /* The only command whose star is a part of its name. */
        if (stop < end && source->bytes[stop] == '*' && length == sizeof operatorname - 1 &&
            memcmp(source->bytes + name, operatorname, length) == 0) {
            stop++;
        }
    } else if (name == end || is_ascii_space(source->bytes[name])) {
        /* A backslash at the very end stands before the line's end, as far as TeX can tell. */
        token.span = (Span){at, name == end ? end : name + 1};
        token.text = " ";
        token.length = 1;
        return token;
    } else {
        size_t used = 0;
        utf8_decode(source->bytes + name, end - name, &used);
        stop = name + used;
    }
    token.span = (Span){at, stop};
    token.length = stop - name;
    return token;
}

/* Characters that only mean something together. */
static const char *const runs[] = {"...", ":=", "||"};

static TokenKind kind_of_mark(char mark) {
    switch (mark) {
    case '{': return TOKEN_OPEN;
    case '}': return TOKEN_CLOSE;
    case '^': return TOKEN_SUP;
    case '_': return TOKEN_SUB;
    case '&': return TOKEN_ALIGN;
    default: return TOKEN_CHARACTER;
    }
}

static Token lex_character(const Source *source, size_t at, size_t end) {
    Token token = {.kind = TOKEN_CHARACTER, .text = source->bytes + at};
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        size_t length = strlen(runs[i]);
        if (end - at >= length && memcmp(source->bytes + at, runs[i], length) == 0) {
            token.span = (Span){at, at + length};
            token.length = length;
            return token;
        }
    }
    size_t used = 0;
    uint32_t code_point = utf8_decode(source->bytes + at, end - at, &used);
    token.span = (Span){at, at + used};
    token.length = used;
    const char *spelling = spelling_find(code_point);
    if (spelling != NULL) {
        token.text = spelling;
        token.length = strlen(spelling);
        token.kind = token.length > 1 ? TOKEN_COMMAND : TOKEN_CHARACTER;
    } else if (code_point >= FULL_WIDTH_FIRST && code_point <= FULL_WIDTH_LAST) {
        token.text = printable + (code_point - FULL_WIDTH_FIRST);
        token.length = 1;
    }
    if (token.length == 1) {
        token.kind = kind_of_mark(token.text[0]);
    }
    return token;
}

Token lexer_next(const Source *source, size_t at, size_t end) {
    at = skip_blank(source, at, end);
    if (at == end) {
        return (Token){.kind = TOKEN_END, .span = {end, end}, .text = "", .length = 0};
    }
    char c = source->bytes[at];
    if (c == '\\') {
        return lex_command(source, at, end);
    }
    if (c == '$') {
        size_t length = at + 1 < end && source->bytes[at + 1] == '$' ? 2 : 1;
        return (Token){TOKEN_DOLLAR, {at, at + length}, source->bytes + at, length};
    }
    return lex_character(source, at, end);
}

static bool token_is(const Token *token, TokenKind kind, const char *text) {
    return token->kind == kind && token->length == strlen(text) &&
           memcmp(token->text, text, token->length) == 0;
}

bool token_is_command(const Token *token, const char *name) {
    return token_is(token, TOKEN_COMMAND, name);
}

bool token_is_character(const Token *token, const char *character) {
    return token_is(token, TOKEN_CHARACTER, character);
}
