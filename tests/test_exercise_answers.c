/* Exercises are answered as students answer: in other forms of the right answer,
 * and with the mistakes that people make. tests/exercises/NN-slug.txt holds the answers of one
 * lesson: a line with the exercise's id, then `+ ANSWER` for one that is right, and
 * `- ANSWER :: words` for one that is not, with a part of what the program must say about it; `#`
 * starts a comment. They are judged by the function that window and terminal call. */
#include "assert_close.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "cpu_time.h"
#include "lesson/lesson.h"
#include "session/answer.h"
#include "session/plain.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* How many exercises a lesson has at least, all lessons together, and how many answers each. */
#define LESSON_EXERCISES_MIN 4
#define EXERCISES_MIN 60
#define RIGHT_MIN 5
#define WRONG_MIN 5

typedef struct {
    size_t exercises, faults;
    double slowest; /* milliseconds */
    char slowest_answer[120];
} Total;

/* The exercise that a table is at. */
typedef struct {
    const Exercise *exercise; /* NULL before the first */
    size_t right, wrong;
} Place;

static const char *kind_name(AnswerKind kind) {
    static const char *const NAMES[] = {"none",    "right",      "wrong",    "form",
                                        "rounded", "unreadable", "undecided"};
    assert_true((size_t)kind < COUNT(NAMES));
    return NAMES[kind];
}

static Answer judge(Arena *arena, Total *total, const Exercise *exercise, const char *typed) {
    CheckOptions options = check_options_default();
    double start = cpu_milliseconds();
    Answer answer = answer_check(arena, exercise, typed, &options);
    double milliseconds = cpu_milliseconds() - start;
    if (milliseconds > total->slowest) {
        total->slowest = milliseconds;
        (void)snprintf(total->slowest_answer, sizeof total->slowest_answer, "%s: %s", exercise->id,
                       typed);
    }
    return answer;
}

/* "ANSWER" or "ANSWER :: words", which is cut in two. */
static void check_answer(Arena *arena, Total *total, Place *place, const char *file, char *line) {
    bool right = line[0] == '+';
    char *typed = line + 2, *words = strlen(line) > 2 ? strstr(typed, " :: ") : NULL;
    if (words != NULL) {
        *words = '\0';
        words += strlen(" :: ");
    }
    if (place->exercise == NULL || strlen(line) < 3 || line[1] != ' ' || right != (words == NULL)) {
        fail_msg("%s: write `+ ANSWER` or `- ANSWER :: words` below an exercise's id, not `%s`",
                 file, line);
        return;
    }
    Answer answer = judge(arena, total, place->exercise, typed);
    const char *said = answer.kind == ANSWER_ROUNDED ? "the exact form is wanted"
                       : answer.remark != NULL       ? answer.remark
                       : answer.message != NULL      ? answer.message
                                                     : "";
    bool refuted =
        answer.kind == ANSWER_WRONG || answer.kind == ANSWER_FORM || answer.kind == ANSWER_ROUNDED;
    bool as_wanted = right ? answer.kind == ANSWER_RIGHT : refuted && strstr(said, words) != NULL;
    place->right += right;
    place->wrong += !right;
    if (!as_wanted) {
        total->faults++;
        print_message("%s: %s: `%s` is %s: \"%s\", but %s%s\n", file, place->exercise->id, typed,
                      kind_name(answer.kind), said,
                      right ? "it is right" : "say: ", right ? "" : words);
    }
}

static void end_exercise(Total *total, const Place *place, const char *file) {
    if (place->exercise != NULL && (place->right < RIGHT_MIN || place->wrong < WRONG_MIN)) {
        total->faults++;
        print_message("%s: %s has %zu right and %zu wrong answers\n", file, place->exercise->id,
                      place->right, place->wrong);
    }
}

/* The tables are in the order of the lesson, so that none is left out and none comes twice. */
static void check_table(Arena *arena, Total *total, const Lesson *lesson, const char *file) {
    const char *bytes = NULL;
    size_t length = 0;
    const char *why = NULL;
    if (!file_read(arena, file, &bytes, &length, &why)) {
        fail_msg("%s: %s", file, why);
    }
    Place place = {0};
    size_t next = 0;
    char *rest = NULL;
    for (char *line = strtok_r(arena_copy(arena, bytes, length), "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        if (line[0] == '#') {
            continue;
        }
        if (line[0] == '+' || line[0] == '-') {
            check_answer(arena, total, &place, file, line);
            continue;
        }
        end_exercise(total, &place, file);
        place = (Place){0};
        if (next >= lesson->exercise_count || strcmp(lesson->exercises[next]->id, line) != 0) {
            fail_msg("%s: `%s` where the lesson has `%s`", file, line,
                     next < lesson->exercise_count ? lesson->exercises[next]->id : "no exercise");
        }
        place.exercise = lesson->exercises[next++];
        total->exercises++;
    }
    end_exercise(total, &place, file);
    if (next != lesson->exercise_count) {
        fail_msg("%s: no answers for `%s`", file, lesson->exercises[next]->id);
    }
}

static void test_answers_in_other_forms_pass_and_mistakes_are_named(void **state) {
    (void)state;
    Total total = {0};
    Arena *names = arena_new();
    size_t count = 0;
    const LessonEntry *lessons = lesson_list(names, "lessons", &count);
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        const Lesson *lesson = NULL;
        Diag diag = {0};
        if (lesson_load(arena, lessons[i].path, NULL, &lesson, &diag) != LESSON_OK) {
            fail_msg("%s: %s", lessons[i].path, diag.message);
        }
        const char *file =
            arena_printf(arena, "tests/exercises/%02d-%s.txt", lesson->number, lesson->slug);
        if (lesson->exercise_count < LESSON_EXERCISES_MIN) {
            fail_msg("%s: %zu exercises", lessons[i].path, lesson->exercise_count);
        }
        check_table(arena, &total, lesson, file);
        arena_free(arena);
    }
    print_message("%zu exercises; the slowest answer took %.1f ms of the processor: %s\n",
                  total.exercises, total.slowest, total.slowest_answer);
    arena_free(names);
    assert_true(total.exercises >= EXERCISES_MIN);
    assert_int_equal(total.faults, 0);
}

static const struct {
    const char *typed, *tex;
} PLAIN[] = {
    {"sqrt(abar_t) x_0 + sqrt(1-abar_t) eps",
     "\\sqrt{\\bar\\alpha_t} x_0 + \\sqrt{1-\\bar\\alpha_t} \\epsilon"},
    {"sqrt(1-(a+b)^2)", "\\sqrt{1-(a+b)^2}"},
    {"sqrt25 sqrt 2", "\\sqrt{25} \\sqrt 2"},
    {"alphabar_(t-1) baralpha_t bbar_t", "\\bar\\alpha_{t-1} \\bar\\alpha_t \\bar\\beta_t"},
    {"mutilde_t + xhat_0", "\\tilde\\mu_t + \\hat x_0"},
    {"bar(alpha)_t + bar alpha_t", "\\bar{\\alpha}_t + \\bar \\alpha_t"},
    {"x^(T/2)", "x^{T/2}"},
    {"\\sqrt(2) + \\bar\\alpha_t", "\\sqrt{2} + \\bar\\alpha_t"},
    {"\\text{sqrt(alpha)} \\alpha", "\\text{sqrt(alpha)} \\alpha"},
    {"sqrt(2", "\\sqrt(2"}, /* what is not closed is no group */
    {"frac{beta_t}{2} log(2) q(x_t|x_0)", "\\frac{\\beta_t}{2} \\log(2) q(x_t|x_0)"},
    {"ab alphas \\", "ab alphas \\"},
    {"alpha_bar_t beta_tilde_t", "\\bar\\alpha_t \\tilde\\beta_t"},
    {"mu1 + x3 q(x3|x2) log2 abar3", "\\mu_{1} + x_{3} q(x_{3}|x_{2}) \\log2 \\bar\\alpha_{3}"},
    {"x^12 + x_10 + x^-1 + x^0.5 + x**2 + x**(1/2)",
     "x^{12} + x_{10} + x^{-1} + x^{0.5} + x^2 + x^{1/2}"},
    {"0.9*a * b + x^* + x^{*} + y_ * + *2",
     "0.9\\cdot a \\cdot  b + x^* + x^{*} + y_ * + \\cdot 2"},
    {"2e4 + 7.1e-1 + 2e + 75%", "2\\times 10^{4} + 7.1\\times 10^{-1} + 2e + 75/100"},
    {"prod_(i=1)^t sqrt0.5", "\\prod_{i=1}^t \\sqrt{0.5}"},
    {"√(1-ᾱ_t) √0.5 √2x √αₜ₋₁ xₜ", "\\sqrt{1-\\bar\\alpha_t} \\sqrt{0.5} \\sqrt{2}x "
                                   "\\sqrt{α_{t-1}} x_{t}"},
    {"a²σ¹⁰ ½ β̃ₜ x̄ √√2 √", "a^{2}σ^{10} \\frac{1}{2} \\tilde β_{t} \\bar x \\sqrt\\sqrt{2} \\sqrt"},
    {"√alpha_t + √n", "\\sqrt{\\alpha_t} + \\sqrt{n}"},
    {"", ""},
};

static void test_plain_words_are_read_as_tex_and_tex_as_it_is(void **state) {
    (void)state;
    Arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(PLAIN); i++) {
        Plain plain = plain_read(arena, PLAIN[i].typed);
        assert_string_equal(plain.tex, PLAIN[i].tex);
        assert_int_equal(plain.length, strlen(plain.tex));
        assert_int_equal(plain.origin[plain.length], strlen(PLAIN[i].typed));
        for (size_t at = 0; at < plain.length; at++) {
            assert_true(plain.origin[at] <= plain.origin[at + 1]);
        }
    }
    arena_free(arena);
}

typedef struct {
    const char *typed;
    AnswerKind kind;
    const char *message; /* its start, or NULL */
} AnswerCase;

/* Answers to the one question of a lesson. */
static void expect_answers(const char *lesson_text, const AnswerCase *cases, size_t count) {
    Arena *arena = arena_new();
    const Lesson *lesson = NULL;
    Diag diag = {0};
    assert_int_equal(
        lesson_parse(arena, "q.md", lesson_text, strlen(lesson_text), NULL, &lesson, &diag),
        LESSON_OK);
    CheckOptions options = check_options_default();
    for (size_t i = 0; i < count; i++) {
        Answer answer = answer_check(arena, lesson->exercises[0], cases[i].typed, &options);
        const char *message = cases[i].message, *said = answer.message;
        bool as_meant =
            message == NULL || (said != NULL && strncmp(said, message, strlen(message)) == 0);
        if (answer.kind != cases[i].kind || !as_meant) {
            fail_msg("%s: %s, %s", cases[i].typed, kind_name(answer.kind),
                     said != NULL ? said : "");
        }
    }
    arena_free(arena);
}

/* Errors are placed in what was typed, not in the TeX that was made of it. */
static void test_an_unreadable_place_is_counted_in_what_was_typed(void **state) {
    (void)state;
    static const char TEXT[] = "```exercise e\nask: a\nanswer: 5\n```\n";
    static const AnswerCase CASES[] = {
        {"sqrt(25) + r", ANSWER_UNREADABLE, "column 12: the letter r is not known here"},
        {"v = sqrt(25) + r", ANSWER_UNREADABLE, "column 16: the letter r is not known here"},
        {"sqrt(alpha) \\foo", ANSWER_UNREADABLE, "column 13: "},
        {"r", ANSWER_UNREADABLE, "column 1: the letter r"},
        {"v = sqrt(25) + (1", ANSWER_UNREADABLE,
         "column 18: expected `)` to close the `(` opened in column 16,"},
        {"sqrt2 + frac{1}{2", ANSWER_UNREADABLE, "column 16: this { is never closed"},
        {"sqrt2 + {1 + \\frac{1}{2} \\right)", ANSWER_UNREADABLE,
         "column 26: \\right stands before the { opened in column 9 is"},
    };
    expect_answers(TEXT, CASES, COUNT(CASES));
}

/* An answer is one value: what stood behind it was not looked at, and passed. */
static void test_an_answer_is_one_value(void **state) {
    (void)state;
    static const char TEXT[] = "```exercise e\nask: a\nanswer: \\frac{3}{4}\n```\n";
    static const AnswerCase CASES[] = {
        {"3/4; 5", ANSWER_UNREADABLE, "write one value"},
        {"3/4 \\text{ or } 1/4", ANSWER_UNREADABLE, "write one value"},
        {"3/4 \\quad 5", ANSWER_UNREADABLE, "write one value"},
        {"3/4 \\le 5", ANSWER_UNREADABLE, "write one value"},
        {"3/4 \\Rightarrow 5", ANSWER_UNREADABLE, "write one value"},
        {"0,75", ANSWER_UNREADABLE, "a decimal has a point: write 0.75"},
        {"0,750", ANSWER_UNREADABLE, "a number has no comma: write 0.750, or 0750"},
        {"3/4.", ANSWER_RIGHT, NULL},
        {"a = 3/4", ANSWER_RIGHT, NULL},
        {" $3/4$ ", ANSWER_RIGHT, NULL},
        {"$$ \\frac34 $$", ANSWER_RIGHT, NULL},
        {"\\(a = \\frac34\\)", ANSWER_RIGHT, NULL},
        {"$", ANSWER_UNREADABLE, NULL},
        {"75%", ANSWER_RIGHT, NULL},
        {".75", ANSWER_RIGHT, NULL},
    };
    expect_answers(TEXT, CASES, COUNT(CASES));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_answer_is_one_value),
        cmocka_unit_test(test_plain_words_are_read_as_tex_and_tex_as_it_is),
        cmocka_unit_test(test_an_unreadable_place_is_counted_in_what_was_typed),
        cmocka_unit_test(test_answers_in_other_forms_pass_and_mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
