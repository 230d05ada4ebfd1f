/* exercise.c - a question whose answer the engine checks. */
#include <string.h>

#include "lesson/lesson_internal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const exercise_keys[] = {"ask", "answer", "mistake", "hint"};

static bool is_new_exercise(Reader *reader, const char *id, size_t at) {
    const char *const *ids = reader->exercise_ids.items;
    for (size_t i = 0; i < reader->exercise_ids.count; i++) {
        if (strcmp(ids[i], id) == 0) {
            return refuse(reader, at, "give each exercise an id of its own",
                          "there is an exercise `%s` already", id);
        }
    }
    if (reader->exercise_ids.count >= LESSON_BLOCKS_MAX) {
        return refuse(reader, at, NULL, "there are more than %d exercises", LESSON_BLOCKS_MAX);
    }
    const char **added = vector_add(reader->arena, &reader->exercise_ids, sizeof *added);
    *added = id;
    return true;
}

/* Reads TeX for its errors: an exercise whose answer cannot be read could never be solved. */
static const Noad *read_tex(Reader *reader, Span tex) {
    return noad_parse(reader->arena, &reader->lesson->source, tex, reader->diag);
}

static bool add_mistake(Reader *reader, const BodyLine *line, Vector *mistakes) {
    Span tex = {0, 0};
    Mistake mistake = {0};
    if (!remark_split(reader, line, &tex, &mistake.remark)) {
        return false;
    }
    if (mistake.remark == NULL) {
        return refuse(reader, line->key_span.start, "write `mistake: TeX :: what went wrong`",
                      "this mistake has no remark");
    }
    mistake.tex = span_text(reader, tex);
    Mistake *added = vector_add(reader->arena, mistakes, sizeof *added);
    *added = mistake;
    return read_tex(reader, tex) != NULL;
}

static bool read_line(Reader *reader, const BodyLine *line, Exercise *exercise, Vector *mistakes,
                      Vector *hints) {
    size_t at = line->key_span.start;
    if (strcmp(line->key, "ask") == 0) {
        if (exercise->ask.count > 0) {
            return refuse(reader, at, NULL, "`ask:` is given twice");
        }
        return markdown_line(reader, line->text, &exercise->ask);
    }
    if (strcmp(line->key, "answer") == 0) {
        if (exercise->answer != NULL) {
            return refuse(reader, at, NULL, "`answer:` is given twice");
        }
        exercise->answer = span_text(reader, line->text);
        exercise->answer_span = line->text;
        exercise->answer_noad = read_tex(reader, line->text);
        return exercise->answer_noad != NULL;
    }
    if (strcmp(line->key, "hint") == 0) {
        Line *hint = vector_add(reader->arena, hints, sizeof *hint);
        return markdown_line(reader, line->text, hint);
    }
    return add_mistake(reader, line, mistakes);
}

bool exercise_read(Reader *reader, Span whole, const char *id, size_t id_at, Span body) {
    Vector lines = {0};
    Vector mistakes = {0};
    Vector hints = {0};
    Exercise *exercise = arena_alloc(reader->arena, sizeof *exercise);
    exercise->id = id;
    exercise->scope = reader->scope;
    if (!is_new_exercise(reader, id, id_at) ||
        !body_split(reader, body, exercise_keys, COUNT(exercise_keys), NULL, &lines)) {
        return false;
    }
    const BodyLine *items = lines.items;
    for (size_t i = 0; i < lines.count; i++) {
        if (!read_line(reader, &items[i], exercise, &mistakes, &hints)) {
            return false;
        }
    }
    if (exercise->ask.count == 0 || exercise->answer == NULL) {
        const char *missing = exercise->answer == NULL ? "answer" : "ask";
        return refuse(reader, whole.start,
                      arena_printf(reader->arena, "add a line `%s: ...`", missing),
                      "the exercise `%s` has no `%s:`", id, missing);
    }
    exercise->mistake_count = mistakes.count;
    exercise->mistakes = mistakes.items;
    exercise->hint_count = hints.count;
    exercise->hints = hints.items;
    Block block = {.kind = BLOCK_EXERCISE, .span = whole, .exercise = exercise};
    block_add(reader, &block);
    return true;
}
