/* lint.c - what is missing in a lesson; see lint.h. */
#include "lesson/lint.h"

#include <stdlib.h>
#include <string.h>

#include "diffusion/notation.h"
#include "lesson/lesson_internal.h"
#include "lesson/remark.h"

/* Pages turned within a step. By the fourth its heading has been out of sight for three, and what
 * verdicts and measurements add below claims makes five or six of them. Nine in ten of our own
 * steps take less than three. */
#define LINT_SCREENS_MAX 4.0f

typedef struct {
    Arena *arena;
    const Lesson *lesson;
    Vector findings; /* of LintFinding */
    Vector letters;  /* of const char *: declared, or in a formula that the program reads */
} Lint;

static void find_fault(Lint *lint, size_t at, const char *message) {
    LintFinding *finding = vector_add(lint->arena, &lint->findings, sizeof *finding);
    *finding = (LintFinding){source_position(&lint->lesson->source, at), message};
}

/* ---- letters ---- */

static bool has_letter(const Lint *lint, const char *name, size_t length) {
    const char *const *letters = lint->letters.items;
    for (size_t i = 0; i < lint->letters.count; i++) {
        if (strlen(letters[i]) == length && memcmp(letters[i], name, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_latin(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void learn_letter(Lint *lint, const char *name, size_t length) {
    if (!has_letter(lint, name, length)) {
        const char **added = vector_add(lint->arena, &lint->letters, sizeof *added);
        *added = arena_copy(lint->arena, name, length);
    }
}

/* Every letter and every command of the TeX; that \frac is among them does no harm. */
static void learn_letters(Lint *lint, const char *tex, size_t length) {
    for (size_t i = 0; i < length;) {
        size_t start = tex[i] == '\\' ? i + 1 : i, end = start;
        while (end < length && is_latin(tex[end]) && (start > i || end == start)) {
            end++;
        }
        if (end > start) {
            learn_letter(lint, tex + start, end - start);
        }
        i = end > i ? end : i + 1;
    }
}

static void learn_span(Lint *lint, Span span) {
    learn_letters(lint, lint->lesson->source.bytes + span.start, span.end - span.start);
}

/* An exercise's own setting is read from its lines. */
static void learn_setting(Lint *lint, Span span) {
    const Source *source = &lint->lesson->source;
    for (size_t at = span.start; at < span.end; at = line_end(source, at) + 1) {
        const Span line = {at, line_end(source, at)};
        if (span_starts_with(source, line, "given:") || span_starts_with(source, line, "assume:")) {
            learn_span(lint, (Span){at + strcspn(source->bytes + at, ":"), line.end});
        }
    }
}

static void learn_claim(Lint *lint, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    learn_span(lint, def->tex);
    for (size_t i = 0; i < def->line_count; i++) {
        const ClaimLine *line = &def->lines[i];
        if (strcmp(line->key, "why") != 0 && strcmp(line->key, "because") != 0) {
            learn_span(lint, line->tex);
        }
    }
}

static void learn_notation(Lint *lint, const char *name) {
    const Notation *notation = name != NULL ? notation_find(name, NULL) : NULL;
    if (notation != NULL) {
        learn_letters(lint, notation->declarations, strlen(notation->declarations));
    }
}

/* The text introduces a letter where it stands alone ("the speed $w$") or first ("$w = 2$"). */
static void learn_introduced(Lint *lint, const Line *line) {
    for (size_t i = 0; i < line->count; i++) {
        const Noad *noad = line->runs[i].kind == RUN_MATH ? line->runs[i].noad : NULL;
        const Noad *next = noad != NULL && noad->count > 1 ? noad->items[1] : NULL;
        bool introduces = next == NULL || (next->kind == NOAD_OPERATOR &&
                                           (noad_class(next->name) == CLASS_RELATION ||
                                            noad_class(next->name) == CLASS_PUNCTUATION));
        while (
            noad != NULL && introduces && noad->count > 0 &&
            (noad->kind == NOAD_ROW || noad->kind == NOAD_SCRIPTS || noad->kind == NOAD_ACCENT)) {
            noad = noad->items[0];
        }
        if (noad != NULL && introduces && noad->kind == NOAD_SYMBOL) {
            learn_letter(lint, noad->name, strlen(noad->name));
        }
    }
}

static void learn_block(Lint *lint, const Block *block) {
    learn_introduced(lint, &block->line);
    for (size_t i = 0; i < block->rows * block->columns; i++) {
        learn_introduced(lint, &block->cells[i]);
    }
    if (block->kind == BLOCK_SYMBOLS) {
        learn_letters(lint, block->text, strlen(block->text));
    } else if (block->kind == BLOCK_CLAIM && claim_def(block->claim)->experiment == NULL) {
        learn_claim(lint, block->claim);
    } else if (block->kind == BLOCK_EXERCISE) {
        learn_introduced(lint, &block->exercise->ask);
        learn_setting(lint, block->span);
        learn_letters(lint, block->exercise->answer, strlen(block->exercise->answer));
    }
}

/* The first letter of a formula that nothing defines, or NULL. */
static const char *unknown_letter(const Lint *lint, const Noad *noad) {
    if (noad == NULL) {
        return NULL;
    }
    if (noad->kind == NOAD_SYMBOL && !has_letter(lint, noad->name, strlen(noad->name))) {
        return noad->name;
    }
    const char *found = NULL;
    for (size_t i = 0; i < noad->count && found == NULL; i++) {
        found = unknown_letter(lint, noad->items[i]);
    }
    return found;
}

/* A letter is complained about once: it is known from then on. */
static void look_at_formula(Lint *lint, size_t at, const Noad *noad) {
    const char *letter = unknown_letter(lint, noad);
    while (letter != NULL) {
        const char *mark = is_latin(letter[0]) && letter[1] != '\0' ? "\\" : "";
        find_fault(
            lint, at,
            arena_printf(lint->arena,
                         "nothing says what %s%s is; declare it in a `symbols` block, or name "
                         "it in the text before it stands inside a formula",
                         mark, letter));
        learn_letter(lint, letter, strlen(letter));
        letter = unknown_letter(lint, noad);
    }
}

static void look_at_line(Lint *lint, size_t at, const Line *line) {
    for (size_t i = 0; i < line->count; i++) {
        if (line->runs[i].kind == RUN_MATH) {
            look_at_formula(lint, at, line->runs[i].noad);
        }
    }
}

/* ---- remarks ---- */

/* The first command of TeX in the words, without its backslash; NULL without. */
static const char *command_in(const char *words) {
    const char *backslash = words;
    while ((backslash = strchr(backslash, '\\')) != NULL && !is_latin(backslash[1])) {
        backslash++;
    }
    return backslash != NULL ? backslash + 1 : NULL;
}

/* remark may be NULL. */
static void look_at_remark(Lint *lint, size_t at, const char *remark) {
    Text piece;
    text_init(&piece);
    for (bool formula = false; remark != NULL && remark_next(&piece, &formula, &remark);) {
        const char *command = formula ? NULL : command_in(piece.bytes);
        if (command != NULL) {
            size_t length = 0;
            while (is_latin(command[length])) {
                length++;
            }
            find_fault(lint, at,
                       arena_printf(lint->arena,
                                    "the words behind `::` show \\%.*s as it is typed; put the "
                                    "formula between dollars",
                                    (int)length, command));
            break;
        }
    }
    text_clear(&piece);
}

/* ---- claims and exercises ---- */

static void look_at_reading(Lint *lint, const Claim *claim) {
    const Verdict *verdict = claim_verdict(claim);
    const ClaimDef *def = claim_def(claim);
    if (verdict != NULL && verdict->kind == VERDICT_UNREADABLE &&
        def->expect != VERDICT_UNREADABLE) {
        LintFinding *finding = vector_add(lint->arena, &lint->findings, sizeof *finding);
        *finding = (LintFinding){
            verdict->diag.at.line > 0 ? verdict->diag.at
                                      : source_position(&lint->lesson->source, def->tex.start),
            arena_printf(lint->arena, "[%s] cannot be read: %s", def->id,
                         verdict->diag.message != NULL ? verdict->diag.message : "bad TeX")};
    }
}

static bool wants_twin(const ClaimDef *def) {
    bool may_hold = def->expect == VERDICT_COUNT || def->expect == VERDICT_HOLDS ||
                    def->expect == VERDICT_APPROXIMATE;
    return may_hold && !def->printed && def->twins;
}

static void look_at_claim(Lint *lint, size_t at, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    look_at_reading(lint, claim);
    bool has_twin = false;
    for (size_t i = 0; i < def->line_count; i++) {
        has_twin = has_twin || strcmp(def->lines[i].key, "wrong") == 0;
        look_at_remark(lint, def->lines[i].tex.start, def->lines[i].remark);
    }
    if (wants_twin(def) && !has_twin) {
        find_fault(lint, at,
                   arena_printf(lint->arena,
                                "[%s] has no `wrong:` line; add a mistake that people make, or "
                                "`no-twins` where there is none",
                                def->id));
    }
}

static void look_at_exercise(Lint *lint, size_t at, const Exercise *exercise) {
    look_at_reading(lint, exercise->claim);
    if (exercise->hint_count == 0) {
        find_fault(
            lint, at,
            arena_printf(lint->arena, "[%s] has no `hint:` line for who is stuck", exercise->id));
    }
    if (exercise->mistake_count == 0) {
        find_fault(lint, at,
                   arena_printf(lint->arena,
                                "[%s] has no `mistake:` line: a wrong answer is not told why",
                                exercise->id));
    }
    for (size_t i = 0; i < exercise->mistake_count; i++) {
        look_at_remark(lint, at, exercise->mistakes[i].remark);
    }
    for (size_t i = 0; i < exercise->without_count; i++) {
        look_at_remark(lint, at, exercise->withouts[i].remark);
    }
    look_at_line(lint, at, &exercise->ask);
}

/* ---- length ---- */

static bool is_quoted(const ClaimDef *def) {
    return def->printed || (def->experiment != NULL && def->experiment->says != NULL);
}

/* A step of quotations, most of its claims being some, is looked things up in, not read aloud. */
static bool is_gallery(const Step *step) {
    size_t quoted = 0, claims = 0;
    for (size_t i = 0; i < step->block_count; i++) {
        if (step->blocks[i].kind == BLOCK_CLAIM) {
            claims++;
            quoted += is_quoted(claim_def(step->blocks[i].claim));
        }
    }
    return 2 * quoted > claims;
}

static void look_at_length(Lint *lint, const Step *step, float screens) {
    if (screens > LINT_SCREENS_MAX && !is_gallery(step)) {
        find_fault(lint, step->blocks[0].span.start,
                   arena_printf(lint->arena,
                                "the step '%s' takes %.1f screens of a projector, more than %.0f; "
                                "divide it by a `##` heading",
                                step->title, (double)screens, (double)LINT_SCREENS_MAX));
    }
}

static void look_at_block(Lint *lint, const Block *block) {
    size_t at = block->span.start;
    if (block->kind == BLOCK_CLAIM && claim_def(block->claim)->experiment == NULL) {
        look_at_claim(lint, at, block->claim);
    } else if (block->kind == BLOCK_EXERCISE) {
        look_at_exercise(lint, at, block->exercise);
    } else if (block->kind == BLOCK_DISPLAY) {
        look_at_formula(lint, at, block->noad);
    }
    look_at_line(lint, at, &block->line);
    for (size_t i = 0; i < block->rows * block->columns; i++) {
        look_at_line(lint, at, &block->cells[i]);
    }
}

static int compare_findings(const void *a, const void *b) {
    const LintFinding *left = a, *right = b;
    if (left->at.line != right->at.line) {
        return left->at.line < right->at.line ? -1 : 1;
    }
    if (left->at.column != right->at.column) {
        return left->at.column < right->at.column ? -1 : 1;
    }
    return strcmp(left->message, right->message);
}

const LintFinding *lint_lesson(Arena *arena, const Lesson *lesson, const float *screens,
                               size_t *count) {
    /* Numbers and the marks of calculus. */
    static const char CONSTANTS[] = "d e i \\pi \\infty \\partial \\nabla";
    Lint lint = {.arena = arena, .lesson = lesson};
    learn_letters(&lint, CONSTANTS, sizeof CONSTANTS - 1);
    learn_notation(&lint, lesson->notation);
    learn_notation(&lint, lesson->also);
    for (size_t s = 0; s < lesson->step_count; s++) {
        for (size_t b = 0; b < lesson->steps[s].block_count; b++) {
            learn_block(&lint, &lesson->steps[s].blocks[b]);
        }
    }
    for (size_t s = 0; s < lesson->step_count; s++) {
        for (size_t b = 0; b < lesson->steps[s].block_count; b++) {
            look_at_block(&lint, &lesson->steps[s].blocks[b]);
        }
        if (screens != NULL) {
            look_at_length(&lint, &lesson->steps[s], screens[s]);
        }
    }
    if (lint.findings.count > 0) {
        qsort(lint.findings.items, lint.findings.count, sizeof(LintFinding), compare_findings);
    }
    *count = lint.findings.count;
    return lint.findings.items;
}
