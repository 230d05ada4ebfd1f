/* exercise.c - a question whose answer the engine checks. */
#include <string.h>

#include "lesson/lesson_internal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const exercise_keys[] = {"ask",  "answer", "mistake", "without",
                                            "hint", "given",  "assume"};

/* What one exercise gathers from its lines. */
typedef struct {
    Exercise *exercise;
    Scope *scope;    /* its own: what is given here says nothing about the rest of the lesson */
    Vector mistakes; /* of Mistake */
    Vector wrong;    /* of ClaimLine: the same, for the check */
    Vector withouts; /* of Without */
    Vector hints;    /* of Line */
} Gathered;

static bool is_new_exercise(Reader *reader, const char *id, size_t at) {
    return is_free_id(reader, id, at, "exercise") &&
           (reader->exercises.count < LESSON_BLOCKS_MAX ||
            refuse(reader, at, NULL, "there are more than %d exercises", LESSON_BLOCKS_MAX));
}

/* Reads TeX for its errors: an exercise whose answer cannot be read could never be solved. */
static const Noad *read_tex(Reader *reader, Span tex) {
    return noad_parse(reader->arena, &reader->lesson->source, tex, reader->diag);
}

static bool add_mistake(Reader *reader, const BodyLine *line, Gathered *gathered) {
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
    Mistake *added = vector_add(reader->arena, &gathered->mistakes, sizeof *added);
    *added = mistake;
    ClaimLine *wrong = vector_add(reader->arena, &gathered->wrong, sizeof *wrong);
    *wrong = (ClaimLine){.key = "wrong", .tex = tex, .remark = mistake.remark};
    return read_tex(reader, tex) != NULL;
}

static bool add_without(Reader *reader, const BodyLine *line, Gathered *gathered) {
    Span tex = {0, 0};
    Without without = {0};
    if (!remark_split(reader, line, &tex, &without.remark)) {
        return false;
    }
    if (without.remark == NULL) {
        return refuse(reader, line->key_span.start,
                      "write `without: LETTER :: what form is asked for`",
                      "this `without:` has no remark");
    }
    without.letter = read_tex(reader, tex);
    Without *added = vector_add(reader->arena, &gathered->withouts, sizeof *added);
    *added = without;
    return without.letter != NULL;
}

static bool read_line(Reader *reader, const BodyLine *line, Gathered *gathered) {
    Exercise *exercise = gathered->exercise;
    const Source *source = &reader->lesson->source;
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
        Line *hint = vector_add(reader->arena, &gathered->hints, sizeof *hint);
        return markdown_line(reader, line->text, hint);
    }
    if (strcmp(line->key, "without") == 0) {
        return add_without(reader, line, gathered);
    }
    if (strcmp(line->key, "given") == 0) {
        return scope_given(gathered->scope, source, line->text, reader->diag);
    }
    if (strcmp(line->key, "assume") == 0) {
        return scope_assumption(gathered->scope, source, line->text, reader->diag);
    }
    return add_mistake(reader, line, gathered);
}

/* The answer as a value of itself: it holds when the answer can be read and has a value, and the
 * mistakes are its wrong twins. */
static Claim *answer_claim(Reader *reader, const Gathered *gathered) {
    const Exercise *exercise = gathered->exercise;
    size_t count = gathered->wrong.count;
    ClaimLine *lines = arena_array(reader->arena, count + 1, sizeof *lines);
    lines[0] = (ClaimLine){.key = "claim-of", .tex = exercise->answer_span};
    for (size_t i = 0; i < count; i++) {
        lines[i + 1] = ((const ClaimLine *)gathered->wrong.items)[i];
    }
    ClaimDef def = claim_def_default();
    def.id = exercise->id;
    def.source = &reader->lesson->source;
    def.tex = exercise->answer_span;
    def.line_count = count + 1;
    def.lines = lines;
    def.notation = reader->lesson->notation;
    def.expect = VERDICT_HOLDS;
    return claim_prepare(reader->arena, gathered->scope, &def);
}

bool exercise_read(Reader *reader, Span whole, const char *id, size_t id_at, Span body) {
    Vector lines = {0};
    Exercise *exercise = arena_alloc(reader->arena, sizeof *exercise);
    Gathered gathered = {.exercise = exercise, .scope = scope_new(reader->arena, reader->scope)};
    exercise->id = id;
    exercise->scope = gathered.scope;
    if (!is_new_exercise(reader, id, id_at) ||
        !body_split(reader, body, exercise_keys, COUNT(exercise_keys), NULL, &lines)) {
        return false;
    }
    const BodyLine *items = lines.items;
    for (size_t i = 0; i < lines.count; i++) {
        if (!read_line(reader, &items[i], &gathered)) {
            return false;
        }
    }
    if (exercise->ask.count == 0 || exercise->answer == NULL) {
        const char *missing = exercise->answer == NULL ? "answer" : "ask";
        return refuse(reader, whole.start,
                      arena_printf(reader->arena, "add a line `%s: ...`", missing),
                      "the exercise `%s` has no `%s:`", id, missing);
    }
    exercise->mistake_count = gathered.mistakes.count;
    exercise->mistakes = gathered.mistakes.items;
    exercise->without_count = gathered.withouts.count;
    exercise->withouts = gathered.withouts.items;
    exercise->hint_count = gathered.hints.count;
    exercise->hints = gathered.hints.items;
    exercise->claim = answer_claim(reader, &gathered);
    const Exercise **added = vector_add(reader->arena, &reader->exercises, sizeof *added);
    *added = exercise;
    Block block = {.kind = BLOCK_EXERCISE, .span = whole, .exercise = exercise};
    block_add(reader, &block);
    return true;
}
