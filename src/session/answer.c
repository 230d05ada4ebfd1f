/* answer.c - a typed answer becomes a claim, and the engine decides it. */
#include "session/answer.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "math/reader.h"
#include "session/plain.h"

/* Fewer digits than these say too little about a number to be called right. */
#define ROUNDED_DIGITS_MIN 3
#define ROUNDED_SIGNIFICANT_MIN 2
/* "20,000" may be a decimal or twenty thousand. */
#define THOUSANDS_DIGITS 3

static const char DIGITS[] = "0123456789";

/* What stands between the marks of a formula that was pasted with them: $..$, $$..$$, \\(..\\),
 * \\[..\\]; all of it without them. */
static Span inside_dollars(const char *tex, size_t length) {
    static const char *const MARKS[][2] = {
        {"$$", "$$"}, {"$", "$"}, {"\\(", "\\)"}, {"\\[", "\\]"}};
    Span all = {0, length};
    while (all.end > all.start && tex[all.end - 1] == ' ') {
        all.end--;
    }
    while (all.start < all.end && tex[all.start] == ' ') {
        all.start++;
    }
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
        size_t marks = strlen(MARKS[i][0]);
        if (all.end - all.start >= 2 * marks && memcmp(tex + all.start, MARKS[i][0], marks) == 0 &&
            memcmp(tex + all.end - marks, MARKS[i][1], marks) == 0) {
            return (Span){all.start + marks, all.end - marks};
        }
    }
    return (Span){0, length};
}

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

/* The reader's words are for authors: a student cannot declare a letter. */
static const char *plain_message(Arena *arena, const Diag *diag) {
    static const char UNDECLARED[] = " is not declared";
    const char *message = diag->message != NULL ? diag->message : "this cannot be read";
    const char *tail = strstr(message, UNDECLARED);
    if (tail == NULL || strcmp(tail, UNDECLARED) != 0) {
        return diag->hint != NULL ? arena_printf(arena, "%s (%s)", message, diag->hint) : message;
    }
    const char *letter = arena_copy(arena, message, (size_t)(tail - message));
    return arena_printf(arena, "the letter %s is not known here", letter);
}

static size_t code_points(const char *string, size_t length) {
    size_t count = 0;
    for (size_t i = 0; i < length && string[i] != '\0'; i++) {
        count += ((unsigned char)string[i] & 0xC0) != 0x80;
    }
    return count;
}

/* Where the bytes that are judged stand in what was typed. */
typedef struct {
    const char *typed;
    const Plain *plain;
    size_t before; /* code points of the claim in front of the value: the answer and = */
    size_t cut;    /* code points of the TeX in front of the value: a name and = */
} Place;

/* A column of the claim, or of the TeX where there is no claim yet, in what was typed. */
static size_t typed_column(const Place *place, size_t column) {
    column = (column > place->before ? column - place->before : 1) + place->cut;
    const Plain *plain = place->plain;
    size_t at = 0, passed = 0;
    while (at < plain->length && passed + 1 < column) {
        at++;
        passed += ((unsigned char)plain->tex[at] & 0xC0) != 0x80;
    }
    return code_points(place->typed, plain->origin[at]) + 1;
}

/* A message may name a second place, in the claim or the TeX, which nobody sees. */
static const char *without_places(Arena *arena, const Place *place, const char *message) {
    static const char *const OPENED[] = {" opened at 1:", " opened at line 1, column "};
    for (size_t i = 0; i < sizeof OPENED / sizeof *OPENED; i++) {
        const char *at = strstr(message, OPENED[i]);
        if (at != NULL) {
            char *end = NULL;
            size_t column = strtoul(at + strlen(OPENED[i]), &end, 10);
            return arena_printf(arena, "%.*s opened in column %zu%s", (int)(at - message), message,
                                typed_column(place, column), end);
        }
    }
    return message;
}

static Answer unreadable(Arena *arena, const Diag *diag, const Place *place) {
    const char *message = without_places(arena, place, plain_message(arena, diag));
    return (Answer){.kind = ANSWER_UNREADABLE,
                    .message = arena_printf(arena, "column %zu: %s",
                                            typed_column(place, diag->at.column), message)};
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
        if (start == at || after == 0) {
            return "write one value, without a comma";
        }
        int before = (int)(at - start), behind = (int)after;
        if (after == THOUSANDS_DIGITS) {
            return arena_printf(arena, "a number has no comma: write %.*s.%.*s, or %.*s%.*s",
                                before, start, behind, at + 1, before, start, behind, at + 1);
        }
        return arena_printf(arena, "a decimal has a point: write %.*s.%.*s", before, start, behind,
                            at + 1);
    }
    return NULL;
}

/* "3/4 or 1/4", "3/4 \\quad 5": what stands behind the first value would not be looked at. */
static bool says_more(Arena *arena, const Exercise *exercise, const char *value) {
    const Source source = {.name = "answer", .bytes = value, .length = strlen(value)};
    Diag ignored = {0};
    const Formula *formula = formula_parse(scope_new(arena, exercise->scope), &source,
                                           (Span){0, source.length}, &ignored);
    return formula != NULL && (formula->count != 1 || formula->chains[0].count != 1);
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
    size_t shown = decimals + (whole > 0 ? whole : 1); /* .71 is 0.71 */
    if (shown < ROUNDED_DIGITS_MIN || significant < ROUNDED_SIGNIFICANT_MIN) {
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

/* What engine and author cannot name: one change of the typed side that makes it right, or a number
 * by which all is too large. Where the answer is a number itself, that would be the answer. */
static const char *slip_remark(Arena *arena, const Exercise *exercise, const char *value,
                               const CheckOptions *options) {
    CheckOptions searching = *options;
    searching.slips = searching.slips_last = true;
    const Verdict *verdict = decide_equal(arena, exercise, exercise->answer, value, &searching);
    const Slip *slip = verdict->kind == VERDICT_FAILS ? verdict->slip : NULL;
    bool is_number = slip != NULL && verdict->counterexample->count == 0;
    if (slip == NULL || (is_number && strstr(slip->name, " x the right one") != NULL)) {
        return NULL;
    }
    return arena_printf(arena, "likely slip: %s", slip->name);
}

/* ---- the form ---- */

static bool same_name(const char *a, const char *b) {
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The same letter, whatever its power. */
static bool is_letter(const Noad *noad, const Noad *letter) {
    noad = noad_only(noad);
    letter = noad_only(letter);
    if (noad == NULL || letter == NULL) {
        return noad == letter;
    }
    if (noad->kind != letter->kind || !same_name(noad->name, letter->name) ||
        noad->count != letter->count) {
        return false;
    }
    bool any_power = letter->kind == NOAD_SCRIPTS && letter->items[2] == NULL;
    for (size_t i = 0; i < noad->count; i++) {
        if (!(any_power && i == 2) && !is_letter(noad->items[i], letter->items[i])) {
            return false;
        }
    }
    return true;
}

static bool names_letter(const Noad *noad, const Noad *letter) {
    if (noad == NULL || is_letter(noad, letter)) {
        return noad != NULL;
    }
    for (size_t i = 0; i < noad->count; i++) {
        if (names_letter(noad->items[i], letter)) {
            return true;
        }
    }
    return false;
}

/* What a right answer lacks to be in the form that was asked for. */
static Answer right_or_form(Arena *arena, const Exercise *exercise, const char *value) {
    Source source = {.name = "answer", .bytes = value, .length = strlen(value)};
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, (Span){0, source.length}, &diag);
    for (size_t i = 0; i < exercise->without_count; i++) {
        if (names_letter(noad, exercise->withouts[i].letter)) {
            return (Answer){.kind = ANSWER_FORM, .remark = exercise->withouts[i].remark};
        }
    }
    return (Answer){.kind = ANSWER_RIGHT};
}

/* Letters that stand for one number are none; where they are more, too little is told. */
static bool has_letter(const Noad *noad) {
    if (noad == NULL) {
        return false;
    }
    if (noad->kind == NOAD_SYMBOL && !same_name(noad->name, "pi") && !same_name(noad->name, "e")) {
        return true;
    }
    for (size_t i = 0; i < noad->count; i++) {
        if (has_letter(noad->items[i])) {
            return true;
        }
    }
    return false;
}

static Answer wrong(Arena *arena, const Exercise *exercise, const char *value,
                    const Counterexample *found, const CheckOptions *options) {
    Answer answer = {.kind = ANSWER_WRONG,
                     .counterexample = found,
                     .tells_right =
                         found != NULL && found->count > 0 && has_letter(exercise->answer_noad)};
    answer.remark = mistake_remark(arena, exercise, value, options);
    if (answer.remark == NULL) {
        answer.remark = slip_remark(arena, exercise, value, options);
    }
    return answer;
}

Answer answer_check(Arena *arena, const Exercise *exercise, const char *typed,
                    const CheckOptions *options) {
    Plain plain = plain_read(arena, typed);
    Source source = {.name = "answer", .bytes = plain.tex, .length = plain.length};
    Span whole = inside_dollars(plain.tex, plain.length);
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, whole, &diag);
    if (noad == NULL) {
        return unreadable(arena, &diag, &(Place){.typed = typed, .plain = &plain});
    }
    Span span = value_span(noad, whole);
    const char *value = arena_copy(arena, plain.tex + span.start, span.end - span.start);
    const char *misuse = not_one_value(arena, value);
    if (misuse == NULL && says_more(arena, exercise, value)) {
        misuse = "write one value, and nothing behind it";
    }
    if (misuse != NULL) {
        return (Answer){.kind = ANSWER_UNREADABLE, .message = misuse};
    }
    const Verdict *verdict = decide_equal(arena, exercise, exercise->answer, value, options);
    if (verdict->kind == VERDICT_HOLDS) {
        return right_or_form(arena, exercise, value);
    }
    if (verdict->kind == VERDICT_FAILS) {
        if (is_rounded(value, verdict->counterexample)) {
            return (Answer){.kind = ANSWER_ROUNDED};
        }
        return wrong(arena, exercise, value, verdict->counterexample, options);
    }
    if (verdict->kind == VERDICT_UNREADABLE) {
        const Place place = {.typed = typed,
                             .plain = &plain,
                             .before = code_points(exercise->answer, SIZE_MAX) + strlen(" = "),
                             .cut = code_points(plain.tex, span.start)};
        return unreadable(arena, &verdict->diag, &place);
    }
    return (Answer){.kind = ANSWER_UNDECIDED,
                    .message =
                        verdict->reason != NULL ? verdict->reason : "no method could decide this"};
}
