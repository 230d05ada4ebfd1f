/* classroom.c - see classroom.h. */
#include "session/classroom.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

/* Of a lesson's number, as in the names of files. */
#define DIGITS_MAX 4

static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

static const char *small_letters(Arena *arena, const char *word, size_t length) {
    char *copy = arena_copy(arena, word, length);
    for (char *c = copy; *c != '\0'; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    }
    return copy;
}

/* A lesson's number at *at, which moves behind it; 0 when there is none. */
static int read_number(const char **at) {
    size_t length = strspn(*at, "0123456789");
    int number = length > 0 && length <= DIGITS_MAX ? (int)strtol(*at, NULL, 10) : 0;
    *at += length;
    return number;
}

/* lessons = range { "," range };  range = number [ "-" number ] */
static bool read_lessons(Arena *arena, const char *at, Classroom *classroom) {
    classroom->lessons = at;
    LessonRange *ranges = arena_array(arena, strlen(at) + 1, sizeof *ranges);
    classroom->ranges = ranges;
    for (;;) {
        LessonRange range = {.first = read_number(&at)};
        range.last = range.first;
        if (*at == '-') {
            at++;
            range.last = read_number(&at);
        }
        if (range.first == 0 || range.last < range.first) {
            return false;
        }
        ranges[classroom->range_count++] = range;
        if (*at == '\0') {
            return true;
        }
        if (*at++ != ',') {
            return false;
        }
    }
}

bool classroom_parse(Arena *arena, const char *code, Classroom *classroom, const char **why) {
    *classroom = (Classroom){0};
    size_t length = strspn(code, LETTERS);
    if (length == 0 || code[0] == '-' || (code[length] != '\0' && code[length] != ':')) {
        *why = "is no class code; a code is a name of letters, digits and -, and then, for some of "
               "the lessons, a colon and their numbers: physics-2026 or physics-2026:1-5,8";
        return false;
    }
    if (length > CLASS_NAME_MAX) {
        *why = arena_printf(arena, "is too long; a class's name has at most %d letters",
                            CLASS_NAME_MAX);
        return false;
    }
    if (code[length] == ':' && !read_lessons(arena, code + length + 1, classroom)) {
        *why = "does not say which lessons; behind the colon stand numbers and ranges: 1-5 or "
               "1-5,8";
        return false;
    }
    classroom->name = small_letters(arena, code, length);
    classroom->seed = hash_below(hash_string(classroom->name), CLASS_SEEDS);
    return true;
}

bool classroom_has(const Classroom *classroom, int number) {
    bool has = number == 0 || classroom->range_count == 0;
    for (size_t i = 0; i < classroom->range_count && !has; i++) {
        has = number >= classroom->ranges[i].first && number <= classroom->ranges[i].last;
    }
    return has;
}

const char *classroom_words(Arena *arena, const Classroom *classroom) {
    bool all = classroom->lessons == NULL;
    return arena_printf(arena, "class %s%s%s, seed %llu", classroom->name, all ? "" : ", lessons ",
                        all ? "" : classroom->lessons, (unsigned long long)classroom->seed);
}
