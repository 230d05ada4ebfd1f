/* plain.c - typed words become TeX commands, one pass from left to right. */
#include "session/plain.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "math/lexer.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char DIGITS[] = "0123456789";

/* Longest TeX of one word: \tilde\epsilon. */
#define WORD_TEX_MAX 32

static const char *const GREEK[][2] = {
    {"alpha", "\\alpha"},   {"beta", "\\beta"}, {"gamma", "\\gamma"},     {"delta", "\\delta"},
    {"eps", "\\epsilon"},   {"eta", "\\eta"},   {"epsilon", "\\epsilon"}, {"theta", "\\theta"},
    {"lambda", "\\lambda"}, {"mu", "\\mu"},     {"sigma", "\\sigma"},     {"rho", "\\rho"},
    {"tau", "\\tau"},       {"phi", "\\phi"},   {"pi", "\\pi"},           {"Sigma", "\\Sigma"},
    {"log", "\\log"},       {"exp", "\\exp"},   {"ln", "\\ln"},           {"frac", "\\frac"},
    {"times", "\\times"},   {"cdot", "\\cdot"}, {"sum", "\\sum"},         {"prod", "\\prod"},
};
/* Of these, what is no letter: digits behind it are no index. */
static const char *const WORDS[] = {"log",  "exp", "ln",   "frac", "times",
                                    "cdot", "sum", "prod", "pi"};
/* Words and commands that take the next thing for their argument. */
static const char *const TAKERS[] = {"sqrt", "bar", "tilde", "hat"};
/* Commands whose braces hold words. */
static const char *const UPRIGHT[] = {"mathrm", "text", "operatorname", "begin", "end"};

typedef struct {
    const char *typed;
    size_t length;
    size_t *partner; /* (length): of each parenthesis that has one; SIZE_MAX */
    char *swapped;   /* (length): the brace to write there instead, or 0 */
    char *tex;
    size_t *origin;
    size_t count;
} Writer;

static bool is_word(const char *at, size_t length, const char *word) {
    return strlen(word) == length && strncmp(at, word, length) == 0;
}

static bool is_one_of(const char *at, size_t length, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (is_word(at, length, words[i])) {
            return true;
        }
    }
    return false;
}

static const char *greek(const char *at, size_t length) {
    for (size_t i = 0; i < COUNT(GREEK); i++) {
        if (is_word(at, length, GREEK[i][0])) {
            return GREEK[i][1];
        }
    }
    return NULL;
}

static void put(Writer *writer, const char *bytes, size_t length, size_t origin) {
    for (size_t i = 0; i < length; i++) {
        writer->tex[writer->count] = bytes[i];
        writer->origin[writer->count++] = origin;
    }
}

static void put_text(Writer *writer, const char *text, size_t origin) {
    put(writer, text, strlen(text), origin);
}

static void pair_parentheses(Arena *arena, Writer *writer) {
    size_t *open = arena_array(arena, writer->length + 1, sizeof *open);
    size_t depth = 0;
    for (size_t i = 0; i < writer->length; i++) {
        writer->partner[i] = SIZE_MAX;
        if (writer->typed[i] == '(') {
            open[depth++] = i;
        } else if (writer->typed[i] == ')' && depth > 0) {
            writer->partner[open[--depth]] = i;
        }
    }
}

/* A closed parenthesis at `at`, after spaces, is written in braces. */
static void group_next(Writer *writer, size_t at) {
    at += strspn(writer->typed + at, " ");
    if (writer->typed[at] == '(' && writer->partner[at] != SIZE_MAX) {
        writer->swapped[at] = '{';
        writer->swapped[writer->partner[at]] = '}';
    }
}

/* "alphabar", "baralpha", "abar", "xhat": the letter under the accent and the accent, or false. */
static bool accented(const char *at, size_t length, char tex[WORD_TEX_MAX]) {
    for (size_t i = 0; i < COUNT(TAKERS); i++) {
        size_t part = strlen(TAKERS[i]);
        if (length <= part || strcmp(TAKERS[i], "sqrt") == 0) {
            continue;
        }
        bool before = strncmp(at, TAKERS[i], part) == 0;
        if (!before && strncmp(at + length - part, TAKERS[i], part) != 0) {
            continue;
        }
        const char *letter = before ? at + part : at;
        size_t rest = length - part;
        const char *name = greek(letter, rest);
        char own[] = {' ', letter[0], '\0'};
        if (name == NULL && rest == 1) {
            name = letter[0] == 'a' ? "\\alpha" : letter[0] == 'b' ? "\\beta" : own;
        }
        if (name != NULL) {
            char *end = tex;
            const char *const parts[] = {"\\", TAKERS[i], name};
            for (size_t p = 0; p < COUNT(parts); p++) {
                size_t used = strlen(parts[p]);
                memcpy(end, parts[p], used);
                end += used;
            }
            *end = '\0';
            return true;
        }
    }
    return false;
}

/* "alpha_bar" is "alphabar": how code spells it. Length of the accent behind the word, or 0. */
static size_t accent_behind(const char *at) {
    for (size_t i = 0; at[0] == '_' && i < COUNT(TAKERS); i++) {
        size_t length = strlen(TAKERS[i]);
        if (strncmp(at + 1, TAKERS[i], length) == 0 && strspn(at + 1, LETTERS) == length &&
            strcmp(TAKERS[i], "sqrt") != 0) {
            return 1 + length;
        }
    }
    return 0;
}

/* The accent that a bar, tilde or hat of Unicode at this place puts on the letter before it; it has
 * *bytes. NULL without. */
static const char *accent_mark(const Writer *writer, size_t at, size_t *bytes) {
    static const struct {
        uint32_t code_point;
        const char *accent;
    } MARKS[] = {{0x0302, "\\hat "}, {0x0303, "\\tilde "}, {0x0304, "\\bar "}, {0x0305, "\\bar "}};
    if (at >= writer->length) {
        return NULL;
    }
    uint32_t code_point = utf8_decode(writer->typed + at, writer->length - at, bytes);
    for (size_t i = 0; i < COUNT(MARKS); i++) {
        if (MARKS[i].code_point == code_point) {
            return MARKS[i].accent;
        }
    }
    return NULL;
}

/* Length of "12", "0.5" or, with a sign allowed, "-1" at this place; 0 without a number. */
static size_t number_length(const char *at, bool sign) {
    size_t minus = sign && *at == '-' ? 1 : 0;
    size_t whole = strspn(at + minus, DIGITS);
    size_t point = at[minus + whole] == '.' ? 1 : 0;
    size_t decimals = point > 0 ? strspn(at + minus + whole + 1, DIGITS) : 0;
    size_t length = whole + (decimals > 0 ? 1 + decimals : 0);
    return length > 0 ? minus + length : 0;
}

/* Digits right behind a letter are its index. Returns where they end. */
static size_t put_index(Writer *writer, size_t at) {
    size_t digits = strspn(writer->typed + at, DIGITS);
    char after = writer->typed[at + digits];
    if (digits > 0 && (after == '\0' || strchr(LETTERS, after) == NULL)) {
        put_text(writer, "_{", at);
        put(writer, writer->typed + at, digits, at);
        put_text(writer, "}", at + digits - 1);
        return at + digits;
    }
    return at;
}

/* A word without a backslash; returns where it ends. */
static size_t put_word(Writer *writer, size_t at) {
    const char *word = writer->typed + at;
    size_t length = strspn(word, LETTERS), bytes = 0;
    char tex[WORD_TEX_MAX];
    const char *name = greek(word, length);
    if (is_one_of(word, length, TAKERS, COUNT(TAKERS))) {
        put(writer, "\\", 1, at);
        put(writer, word, length, at);
        size_t digits = number_length(word + length, false);
        if (digits > 0) {
            put(writer, "{", 1, at);
            put(writer, word + length, digits, at);
            put(writer, "}", 1, at);
        }
        group_next(writer, at + length + digits);
        return at + length + digits;
    }
    bool letter = length == 1 || (name != NULL && !is_one_of(word, length, WORDS, COUNT(WORDS)));
    size_t behind = letter ? accent_behind(word + length) : 0;
    const char *mark = letter ? accent_mark(writer, at + length, &bytes) : NULL;
    if (behind > 0) {
        char joined[WORD_TEX_MAX];
        memcpy(joined, word, length);
        memcpy(joined + length, word + length + 1, behind - 1);
        if (accented(joined, length + behind - 1, tex)) {
            put_text(writer, tex, at);
            return put_index(writer, at + length + behind);
        }
    }
    if (mark != NULL) {
        put_text(writer, mark, at);
        length += bytes;
        put(writer, name != NULL ? name : word, name != NULL ? strlen(name) : 1, at);
        return put_index(writer, at + length);
    }
    if (name == NULL && accented(word, length, tex)) {
        name = tex;
        letter = true;
    }
    put(writer, name != NULL ? name : word, name != NULL ? strlen(name) : length, at);
    return letter ? put_index(writer, at + length) : at + length;
}

/* A command as it stands, with the braces of an upright word; returns where it ends. */
static size_t put_command(Writer *writer, size_t at) {
    const char *name = writer->typed + at + 1;
    size_t length = strspn(name, LETTERS);
    size_t whole = 1 + length + (length == 0 && *name != '\0');
    if (is_one_of(name, length, UPRIGHT, COUNT(UPRIGHT)) && name[length] == '{') {
        whole += strcspn(name + length, "}");
    } else if (is_one_of(name, length, TAKERS, COUNT(TAKERS))) {
        group_next(writer, at + whole);
    }
    for (size_t i = 0; i < whole; i++) {
        put(writer, writer->typed + at + i, 1, at + i);
    }
    return at + whole;
}

/* ---- what is not ASCII ---- */

#define ROOT_SIGN UINT32_C(0x221A)

/* A run of them, as one script; returns where it ends, or `at` when there is none. */
static size_t put_scripts(Writer *writer, size_t at) {
    bool first = true, run_up = false;
    size_t last = at;
    for (;;) {
        size_t bytes = 0;
        bool up = false;
        uint32_t code_point = utf8_decode(writer->typed + at, writer->length - at, &bytes);
        const char *text = at < writer->length ? lexer_script(code_point, &up) : NULL;
        if (text == NULL || (!first && up != run_up)) {
            put_text(writer, first ? "" : "}", last);
            return at;
        }
        if (first) {
            put_text(writer, up ? "^{" : "_{", at);
        }
        first = false;
        run_up = up;
        put_text(writer, text, at);
        last = at;
        at += bytes;
    }
}

static size_t put_range(Writer *writer, size_t from, size_t to);

/* Where the number or the letter behind a root sign ends, with its accents and scripts; `at` when
 * there is neither. */
static size_t radicand_end(const Writer *writer, size_t at) {
    const char *typed = writer->typed;
    size_t end = at + number_length(typed + at, false), bytes = 0;
    if (end == at) {
        size_t letters = strspn(typed + at, LETTERS);
        uint32_t code_point = utf8_decode(typed + at, writer->length - at, &bytes);
        if (letters > 0) {
            bytes = greek(typed + at, letters) != NULL ? letters : 1;
        } else if (at >= writer->length || (unsigned char)typed[at] < 0x80 ||
                   code_point == ROOT_SIGN) {
            return at;
        }
        end += bytes;
    }
    while (end < writer->length) {
        bool up = false;
        uint32_t code_point = utf8_decode(typed + end, writer->length - end, &bytes);
        if (typed[end] == '_' && isalnum((unsigned char)typed[end + 1])) {
            bytes = 2;
        } else if (accent_mark(writer, end, &bytes) == NULL &&
                   lexer_script(code_point, &up) == NULL) {
            break;
        }
        end += bytes;
    }
    return end;
}

/* A character beyond ASCII, as it is shown on the screen and may be pasted; returns where it ends.
 */
static size_t put_wide(Writer *writer, size_t at) {
    static const struct {
        uint32_t code_point;
        const char *tex;
    } SIGNS[] = {{0x00BC, "\\frac{1}{4}"},
                 {0x00BD, "\\frac{1}{2}"},
                 {0x00BE, "\\frac{3}{4}"},
                 {0x00F7, "/"},
                 {0x1FB1, "\\bar\\alpha"}};
    size_t bytes = 0, mark_bytes = 0;
    uint32_t code_point = utf8_decode(writer->typed + at, writer->length - at, &bytes);
    size_t end = put_scripts(writer, at);
    if (end > at) {
        return end;
    }
    end = at + bytes;
    if (code_point == ROOT_SIGN) {
        size_t next = end + strspn(writer->typed + end, " ");
        put_text(writer, "\\sqrt", at);
        if (writer->typed[next] == '(' && writer->partner[next] != SIZE_MAX) {
            group_next(writer, end);
            return end;
        }
        size_t root_end = end;
        end = radicand_end(writer, next);
        if (end == next) {
            return root_end;
        }
        put_text(writer, "{", at);
        end = put_range(writer, next, end);
        put_text(writer, "}", end - 1);
        return end;
    }
    for (size_t i = 0; i < COUNT(SIGNS); i++) {
        if (SIGNS[i].code_point == code_point) {
            put_text(writer, SIGNS[i].tex, at);
            return end;
        }
    }
    const char *mark = accent_mark(writer, end, &mark_bytes);
    put_text(writer, mark != NULL ? mark : "", at);
    for (size_t i = at; i < end; i++) {
        put(writer, writer->typed + i, 1, i);
    }
    return mark != NULL ? end + mark_bytes : end;
}

/* ---- all of it ---- */

/* "^12", "_10" and "^-1" without braces: nobody who types plainly means x^1 times 2. Returns where
 * the script ends. */
static size_t put_script(Writer *writer, size_t at) {
    size_t sign = strncmp(writer->typed + at, "**", 2) == 0 ? 2 : 1;
    size_t next = at + sign + strspn(writer->typed + at + sign, " ");
    size_t number = number_length(writer->typed + next, true);
    put_text(writer, writer->typed[at] == '_' ? "_" : "^", at);
    if (number < 2) {
        group_next(writer, at + sign);
        return at + sign;
    }
    put_text(writer, "{", at);
    put(writer, writer->typed + next, number, next);
    put_text(writer, "}", next + number - 1);
    return next + number;
}

/* A number, with "e-3" or "%" behind it; returns where it ends. */
static size_t put_number(Writer *writer, size_t at) {
    const char *typed = writer->typed;
    size_t end = at + number_length(typed + at, false);
    for (size_t i = at; i < end; i++) {
        put(writer, typed + i, 1, i);
    }
    if (typed[end] == '%') {
        put_text(writer, "/100", end);
        return end + 1;
    }
    size_t power = end + 1;
    if (typed[end] == 'e' || typed[end] == 'E') {
        power += typed[power] == '+' ? 1 : 0;
        size_t sign = typed[power] == '-' ? 1 : 0;
        size_t digits = strspn(typed + power + sign, DIGITS);
        char after = digits > 0 ? typed[power + sign + digits] : 'e';
        if (after == '\0' || strchr(LETTERS, after) == NULL) {
            put_text(writer, "\\times 10^{", end);
            put(writer, typed + power, sign + digits, end);
            put_text(writer, "}", end);
            return power + sign + digits;
        }
    }
    return end;
}

/* A star between factors; raised or lowered (x^*, x^{*}) it is a mark. */
static bool is_product(const char *typed, size_t at) {
    size_t before = at;
    while (before > 0 && typed[before - 1] == ' ') {
        before--;
    }
    return typed[at] == '*' && before > 0 && strchr("^_{*\\", typed[before - 1]) == NULL;
}

/* Returns where it ended: what begins before `to` is written whole. */
static size_t put_range(Writer *writer, size_t from, size_t to) {
    const char *typed = writer->typed;
    size_t i = from;
    while (i < to) {
        bool number = number_length(typed + i, false) > 0;
        if (typed[i] == '\\') {
            i = put_command(writer, i);
        } else if (strchr(LETTERS, typed[i]) != NULL) {
            i = put_word(writer, i);
        } else if (typed[i] == '_' || typed[i] == '^' || strncmp(typed + i, "**", 2) == 0) {
            i = put_script(writer, i);
        } else if (number) {
            i = put_number(writer, i);
        } else if ((unsigned char)typed[i] >= 0x80) {
            i = put_wide(writer, i);
        } else if (is_product(typed, i)) {
            put_text(writer, "\\cdot ", i++);
        } else {
            put(writer, writer->swapped[i] != 0 ? &writer->swapped[i] : typed + i, 1, i);
            i++;
        }
    }
    return i;
}

Plain plain_read(Arena *arena, const char *typed) {
    size_t length = strlen(typed);
    Writer writer = {.typed = typed, .length = length};
    writer.partner = arena_array(arena, length + 1, sizeof *writer.partner);
    writer.swapped = arena_alloc(arena, length + 1);
    memset(writer.swapped, 0, length + 1);
    /* No word grows by more than \epsilon does from eps, and a root by two braces and a backslash,
     * a star by six: far less than WORD_TEX_MAX for three letters. */
    size_t room = length * WORD_TEX_MAX / 3 + WORD_TEX_MAX;
    writer.tex = arena_alloc(arena, room);
    writer.origin = arena_array(arena, room, sizeof *writer.origin);
    pair_parentheses(arena, &writer);
    (void)put_range(&writer, 0, length);
    writer.tex[writer.count] = '\0';
    writer.origin[writer.count] = length;
    return (Plain){.tex = writer.tex, .length = writer.count, .origin = writer.origin};
}
