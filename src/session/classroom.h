/* classroom.h - a class code: all who type it see the same numbers and the same lessons.
 *
 *     physics-2026          every lesson
 *     physics-2026:1-5,8    lessons 1 to 5 and 8
 *
 * The name is of letters, digits and `-`; capitals do not matter. It alone gives the seed: the name
 * in small letters is hashed (hash_string of base/hash.h) to a number below a million, short
 * enough to be typed after --seed. So two classes of one name have one seed, whatever their
 * lessons. */
#ifndef EXPLORE_SESSION_CLASSROOM_H
#define EXPLORE_SESSION_CLASSROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Longer names do not fit beside a lesson's title. */
#define CLASS_NAME_MAX 24
#define CLASS_SEEDS 1000000

typedef struct {
    int first, last; /* numbers of lessons, both among them */
} LessonRange;

typedef struct {
    const char *name; /* in small letters */
    uint64_t seed;
    const char *lessons; /* "1-5,8", or NULL: all */
    size_t range_count;  /* 0: all lessons */
    const LessonRange *ranges;
} Classroom;

/* False with *why, which completes the sentence "'code' ...". */
bool classroom_parse(Arena *arena, const char *code, Classroom *classroom, const char **why);
/* Is the lesson of that number in it? What has no number (0) is: notes, files by their path. */
bool classroom_has(const Classroom *classroom, int number);
/* "class physics-2026, lessons 1-5, seed 483920" */
const char *classroom_words(Arena *arena, const Classroom *classroom);

#endif
