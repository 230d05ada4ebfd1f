/* plain.c - typed words become TeX commands, one pass from left to right. */
#include "session/plain.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

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
    {"times", "\\times"},   {"cdot", "\\cdot"},
};
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

/* A word without a backslash; returns where it ends. */
static size_t put_word(Writer *writer, size_t at) {
    const char *word = writer->typed + at;
    size_t length = strspn(word, LETTERS);
    char tex[WORD_TEX_MAX];
    const char *name = greek(word, length);
    if (is_one_of(word, length, TAKERS, COUNT(TAKERS))) {
        put(writer, "\\", 1, at);
        put(writer, word, length, at);
        size_t digits = strspn(word + length, DIGITS);
        if (digits > 0) {
            put(writer, "{", 1, at);
            put(writer, word + length, digits, at);
            put(writer, "}", 1, at);
        }
        group_next(writer, at + length + digits);
        return at + length + digits;
    }
    if (name == NULL && accented(word, length, tex)) {
        name = tex;
    }
    put(writer, name != NULL ? name : word, name != NULL ? strlen(name) : length, at);
    return at + length;
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

Plain plain_read(Arena *arena, const char *typed) {
    size_t length = strlen(typed);
    Writer writer = {.typed = typed, .length = length};
    writer.partner = arena_array(arena, length + 1, sizeof *writer.partner);
    writer.swapped = arena_alloc(arena, length + 1);
    memset(writer.swapped, 0, length + 1);
    /* No word grows by more than \epsilon does from eps, and a root by two braces and a backslash:
     * far less than WORD_TEX_MAX for three letters. */
    size_t room = length * WORD_TEX_MAX / 3 + WORD_TEX_MAX;
    writer.tex = arena_alloc(arena, room);
    writer.origin = arena_array(arena, room, sizeof *writer.origin);
    pair_parentheses(arena, &writer);
    for (size_t i = 0; i < length;) {
        if (typed[i] == '\\') {
            i = put_command(&writer, i);
        } else if (strchr(LETTERS, typed[i]) != NULL) {
            i = put_word(&writer, i);
        } else {
            if (typed[i] == '_' || typed[i] == '^') {
                group_next(&writer, i + 1);
            }
            put(&writer, writer.swapped[i] != 0 ? &writer.swapped[i] : typed + i, 1, i);
            i++;
        }
    }
    writer.tex[writer.count] = '\0';
    writer.origin[writer.count] = length;
    return (Plain){.tex = writer.tex, .length = writer.count, .origin = writer.origin};
}
