/* answer.c - a typed answer becomes a claim, and the engine decides it. */
#include "session/answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fewer digits than these say too little about a number to be called right. */
#define ROUNDED_DIGITS_MIN 3
#define ROUNDED_SIGNIFICANT_MIN 2

static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char DIGITS[] = "0123456789";

/* The TeX after the last = outside all groups, so that `\mu = ...` answers as well as `...`. */
static Span value_span(const Noad *noad, Span whole) {
    int depth = 0;
    for (size_t i = 0; noad->kind == NOAD_ROW && i < noad->count; i++) {
        const Noad *item = noad->items[i];
        if (item->kind == NOAD_FENCE) {
            depth += item->fence == FENCE_OPEN ? 1 : item->fence == FENCE_CLOSE ? -1 : 0;
        }
        if (depth <= 0 && item->kind == NOAD_OPERATOR && strcmp(item->name, "=") == 0) {
            whole.start = item->span.end;
        }
    }
    return whole;
}

/* `left = right` as a claim of its own, decided in the exercise's setting. */
static const Verdict *decide_equal(Arena *arena, const Exercise *exercise, const char *left,
                                   const char *right, const CheckOptions *options) {
    Source *source = arena_alloc(arena, sizeof *source);
    source->name = "answer";
    source->bytes = arena_printf(arena, "%s = %s", left, right);
    source->length = strlen(source->bytes);
    ClaimDef def = claim_def_default();
    def.id = exercise->id;
    def.source = source;
    def.tex = (Span){0, source->length};
    def.twins = false;
    CheckOptions plain = *options;
    plain.twins = false;
    Scope *scope = scope_new(arena, exercise->scope);
    return claim_decide(claim_prepare(arena, scope, &def), &plain);
}

/* What stands after the bare word at `at` as the argument of a root, for the advice. */
static const char *root_argument(Arena *arena, const char *at) {
    size_t digits = strspn(at, DIGITS);
    if (digits > 0) {
        return arena_copy(arena, at, digits);
    }
    size_t inside = at[0] == '(' || at[0] == '{' ? strcspn(at + 1, "(){}") : 0;
    bool closed = inside > 0 && at[1 + inside] == (at[0] == '(' ? ')' : '}');
    return closed ? arena_copy(arena, at + 1, inside) : "...";
}

/* "write \sqrt{25}" when a command stands in the line without its backslash; NULL otherwise. */
static const char *bare_command(Arena *arena, const char *typed) {
    static const char *const NAMES[][2] = {
        {"sqrt", NULL},       {"frac", "\\frac{1}{2}"}, {"alpha", "\\alpha"}, {"beta", "\\beta"},
        {"gamma", "\\gamma"}, {"mu", "\\mu"},           {"sigma", "\\sigma"}, {"theta", "\\theta"},
        {"eps", "\\epsilon"}, {"epsilon", "\\epsilon"},
    };
    for (const char *at = typed; *at != '\0';) {
        size_t length = strspn(at, LETTERS);
        bool commanded = at > typed && at[-1] == '\\';
        for (size_t i = 0; !commanded && i < sizeof NAMES / sizeof NAMES[0]; i++) {
            if (strlen(NAMES[i][0]) != length || strncmp(at, NAMES[i][0], length) != 0) {
                continue;
            }
            return NAMES[i][1] != NULL
                       ? arena_printf(arena, "write %s", NAMES[i][1])
                       : arena_printf(arena, "write \\sqrt{%s}", root_argument(arena, at + length));
        }
        at += length > 0 ? length : 1;
    }
    return NULL;
}

/* The reader's words are for authors: a student cannot declare a letter. */
static const char *plain_message(Arena *arena, const Diag *diag, const char *typed) {
    static const char UNDECLARED[] = " is not declared";
    const char *message = diag->message != NULL ? diag->message : "this cannot be read";
    const char *tail = strstr(message, UNDECLARED);
    if (tail == NULL || strcmp(tail, UNDECLARED) != 0) {
        return diag->hint != NULL ? arena_printf(arena, "%s (%s)", message, diag->hint) : message;
    }
    const char *letter = arena_copy(arena, message, (size_t)(tail - message));
    const char *advice = bare_command(arena, typed);
    return arena_printf(arena, "the letter %s is not known here%s%s", letter,
                        advice != NULL ? "; " : "", advice != NULL ? advice : "");
}

static Answer unreadable(Arena *arena, const Diag *diag, size_t columns_before, const char *typed) {
    size_t column = diag->at.column > columns_before ? diag->at.column - columns_before : 1;
    Answer answer = {.kind = ANSWER_UNREADABLE};
    answer.message =
        arena_printf(arena, "column %zu: %s", column, plain_message(arena, diag, typed));
    return answer;
}

/* An answer is one value. A comma would make it a list, whose other items say nothing about the
 * answer. */
static const char *not_one_value(Arena *arena, const char *value) {
    int depth = 0;
    for (const char *at = value; *at != '\0'; at++) {
        depth +=
            (*at == '(' || *at == '[' || *at == '{') - (*at == ')' || *at == ']' || *at == '}');
        if (*at != ',' || depth > 0 || (at > value && at[-1] == '\\')) {
            continue;
        }
        const char *start = at;
        while (start > value && strchr(DIGITS, start[-1]) != NULL) {
            start--;
        }
        size_t after = strspn(at + 1, DIGITS);
        return start < at && after > 0
                   ? arena_printf(arena, "a decimal has a point: write %.*s.%.*s",
                                  (int)(at - start), start, (int)after, at + 1)
                   : "write one value, without a comma";
    }
    return NULL;
}

/* True for a decimal such as 0.7099 that is the answer rounded, or cut off, after its last digit.
 * `found` says that it is not the answer itself. */
static bool is_rounded(const char *value, const Counterexample *found) {
    const char *at = value + strspn(value, " ");
    at += *at == '-';
    size_t whole = strspn(at, DIGITS);
    size_t decimals = at[whole] == '.' ? strspn(at + whole + 1, DIGITS) : 0;
    const char *end = at + whole + 1 + decimals;
    if (decimals == 0 || end[strspn(end, " ")] != '\0' || found == NULL || found->count > 0) {
        return false;
    }
    size_t zeros = strspn(at, "0.");
    size_t significant = zeros > whole ? whole + 1 + decimals - zeros : whole + decimals - zeros;
    if (whole + decimals < ROUNDED_DIGITS_MIN || significant < ROUNDED_SIGNIFICANT_MIN) {
        return false;
    }
    double unit = pow(10.0, -(double)decimals);
    double typed = fabs(strtod(at, NULL));
    double right = fabs(found->left_value);
    bool same_sign = (found->left_value < 0.0) == (found->right_value < 0.0);
    return same_sign &&
           (fabs(right - typed) <= unit / 2.0 || (right >= typed && right < typed + unit));
}

static const char *mistake_remark(Arena *arena, const Exercise *exercise, const char *value,
                                  const CheckOptions *options) {
    for (size_t i = 0; i < exercise->mistake_count; i++) {
        const Verdict *same =
            decide_equal(arena, exercise, exercise->mistakes[i].tex, value, options);
        if (same->kind == VERDICT_HOLDS) {
            return exercise->mistakes[i].remark;
        }
    }
    return NULL;
}

static size_t code_points(const char *string) {
    size_t count = 0;
    for (; *string != '\0'; string++) {
        count += ((unsigned char)*string & 0xC0) != 0x80;
    }
    return count;
}

Answer answer_check(Arena *arena, const Exercise *exercise, const char *typed,
                    const CheckOptions *options) {
    Source source = {.name = "answer", .bytes = typed, .length = strlen(typed)};
    Span whole = {0, source.length};
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, whole, &diag);
    if (noad == NULL) {
        return unreadable(arena, &diag, 0, typed);
    }
    Span span = value_span(noad, whole);
    const char *value = arena_copy(arena, typed + span.start, span.end - span.start);
    const char *misuse = not_one_value(arena, value);
    if (misuse != NULL) {
        return (Answer){.kind = ANSWER_UNREADABLE, .message = misuse};
    }
    const Verdict *verdict = decide_equal(arena, exercise, exercise->answer, value, options);
    if (verdict->kind == VERDICT_HOLDS) {
        return (Answer){.kind = ANSWER_RIGHT};
    }
    /* Its letters may all be known: \beta without the backslash is b times e times t times a. */
    const char *advice = bare_command(arena, value);
    if (advice != NULL && verdict->kind != VERDICT_UNREADABLE) {
        return (Answer){.kind = ANSWER_UNREADABLE,
                        .message =
                            arena_printf(arena, "%s: a command starts with a backslash", advice)};
    }
    if (verdict->kind == VERDICT_FAILS) {
        if (is_rounded(value, verdict->counterexample)) {
            return (Answer){.kind = ANSWER_ROUNDED};
        }
        return (Answer){.kind = ANSWER_WRONG,
                        .counterexample = verdict->counterexample,
                        .remark = mistake_remark(arena, exercise, value, options)};
    }
    if (verdict->kind == VERDICT_UNREADABLE) {
        size_t before = code_points(exercise->answer) + strlen(" = ");
        size_t cut = code_points(arena_copy(arena, typed, span.start));
        return unreadable(arena, &verdict->diag, before > cut ? before - cut : 0, typed);
    }
    return (Answer){.kind = ANSWER_UNDECIDED,
                    .message =
                        verdict->reason != NULL ? verdict->reason : "no method could decide this"};
}
