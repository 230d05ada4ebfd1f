/* test_lesson_format.c - the format's specification is true: every example in lessons/README.md is
 * read as a lesson.
 *
 * A fenced block of the language `markdown` is an example. Under a heading that says "refused" it
 * must be refused, with the message in the `text` block that follows; anywhere else it must be
 * read, and all its claims must be as expected. */
#include "assert_close.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "lesson/lesson.h"

#define README "lessons/README.md"

/* Fewer would mean that the examples were not found. */
#define EXAMPLES_MIN 10
#define REFUSED_MIN 5

typedef struct {
    const char *at; /* what is left of the README */
    bool refused;   /* under a heading that says so */
} Reading;

static const char *next_line(const char *line) {
    const char *feed = strchr(line, '\n');
    return feed == NULL ? line + strlen(line) : feed + 1;
}

/* The next fenced block: its language and its text, in the arena; NULL at the end. */
static const char *next_block(Arena *arena, Reading *reading, const char **language) {
    while (*reading->at != '\0') {
        const char *line = reading->at;
        reading->at = next_line(line);
        size_t length = (size_t)(reading->at - line);
        if (line[0] == '#') {
            reading->refused = strstr(arena_copy(arena, line, length), "refused") != NULL;
        }
        size_t run = strspn(line, "`");
        if (run < 3) {
            continue;
        }
        *language = arena_copy(arena, line + run, length - run - 1);
        const char *body = reading->at;
        while (*reading->at != '\0' && strspn(reading->at, "`") < run) {
            reading->at = next_line(reading->at);
        }
        const char *text = arena_copy(arena, body, (size_t)(reading->at - body));
        reading->at = next_line(reading->at);
        return text;
    }
    return NULL;
}

/* What the README shows for a refusal. */
static const char *show(Arena *arena, const Diag *diag) {
    const char *first = arena_printf(arena, "%s:%zu:%zu: %s\n", diag->file, diag->at.line,
                                     diag->at.column, diag->message);
    return diag->hint == NULL ? first : arena_printf(arena, "%shint: %s\n", first, diag->hint);
}

static void check_claim(Claim *claim, const char *example) {
    CheckOptions options = check_options_default();
    const Verdict *verdict = claim_decide(claim, &options);
    if (!claim_as_expected(claim)) {
        fail_msg("claim %s is %s (%s) in the example:\n%s", claim_def(claim)->id,
                 verdict_name(verdict->kind),
                 verdict->diag.message != NULL ? verdict->diag.message
                 : verdict->reason != NULL     ? verdict->reason
                                               : "",
                 example);
    }
}

static void check_claims(const Lesson *lesson, const char *example) {
    for (size_t i = 0; i < lesson->claim_count; i++) {
        check_claim(lesson->claims[i], example);
    }
    for (size_t i = 0; i < lesson->exercise_count; i++) {
        check_claim(lesson->exercises[i]->claim, example);
    }
}

static LessonStatus parse(Arena *arena, const char *example, const Lesson **lesson, Diag *diag) {
    return lesson_parse(arena, "lesson.md", example, strlen(example), NULL, lesson, diag);
}

static const char *read_readme(Arena *arena) {
    const char *bytes = NULL;
    const char *why = NULL;
    size_t length = 0;
    if (!file_read(arena, README, &bytes, &length, &why)) {
        fail_msg("%s %s (run the tests from the root of the checkout)", README, why);
    }
    return bytes;
}

static void test_examples_are_read_and_their_claims_are_as_expected(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Reading reading = {.at = read_readme(arena)};
    const char *language = NULL;
    size_t count = 0;
    for (const char *text; (text = next_block(arena, &reading, &language)) != NULL;) {
        if (reading.refused || strcmp(language, "markdown") != 0) {
            continue;
        }
        count++;
        const Lesson *lesson = NULL;
        Diag diag;
        if (parse(arena, text, &lesson, &diag) != LESSON_OK) {
            fail_msg("%sis said of the example:\n%s", show(arena, &diag), text);
        }
        assert_false(lesson->is_note);
        check_claims(lesson, text);
    }
    assert_true(count + REFUSED_MIN >= EXAMPLES_MIN);
    arena_free(arena);
    verify_thread_end();
}

static void test_refused_examples_are_refused_with_the_message_shown(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Reading reading = {.at = read_readme(arena)};
    const char *language = NULL;
    size_t count = 0;
    for (const char *text; (text = next_block(arena, &reading, &language)) != NULL;) {
        if (!reading.refused || strcmp(language, "markdown") != 0) {
            continue;
        }
        count++;
        const Lesson *lesson = NULL;
        Diag diag;
        if (parse(arena, text, &lesson, &diag) != LESSON_MALFORMED) {
            fail_msg("this example is not refused:\n%s", text);
        }
        assert_null(lesson);
        const char *said = next_block(arena, &reading, &language);
        assert_non_null(said);
        assert_string_equal(language, "text");
        assert_string_equal(show(arena, &diag), said);
    }
    assert_true(count >= REFUSED_MIN);
    arena_free(arena);
}

/* Each keyword of a declaration has its row, so that the README lists what symbols.h lists. */
static void test_every_declaration_keyword_is_listed(void **state) {
    (void)state;
    static const char *const keywords[] = {"real",   "int",   "seq",     "let",
                                           "letseq", "fun",   "matrix",  "normal",
                                           "chain",  "noise", "density", "assume"};
    Arena *arena = arena_new();
    const char *readme = read_readme(arena);
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        if (strstr(readme, arena_printf(arena, "| `%s ", keywords[i])) == NULL) {
            fail_msg("%s does not list the declaration `%s`", README, keywords[i]);
        }
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples_are_read_and_their_claims_are_as_expected),
        cmocka_unit_test(test_refused_examples_are_refused_with_the_message_shown),
        cmocka_unit_test(test_every_declaration_keyword_is_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
