/* premise.c - what a formula is said under: "A \\Rightarrow B", "if $A$ then $B$", "$B$ for $t =
 * 1$", a law that was assumed before it. What is only supposed is not claimed, and what follows
 * from it is not refuted where it does not hold. */
#include <ctype.h>
#include <string.h>

#include "math/reader.h"
#include "verify/claim_internal.h"

/* ---- in the formula ---- */

static bool is_noisy(void *found, const Expr *expr) {
    *(bool *)found |= expr->kind == EXPR_SYMBOL && expr->symbol->kind == SYMBOL_NOISE;
    return !*(bool *)found;
}

/* "x_t = a x_0 + b \\epsilon \\Rightarrow ..": nobody supposes this; it is said, and used. */
static bool asserts_state(const Chain *chain) {
    bool noisy = false;
    if (chain->count < 2 || chain->relations[0] != RELATION_EQUAL ||
        chain->sides[0]->kind != EXPR_SYMBOL || chain->sides[0]->symbol->kind != SYMBOL_STATE)
        return false;
    expr_walk(chain->sides[1], is_noisy, &noisy);
    return noisy;
}

bool is_premise(const Chain *chain) {
    return chain->premise && !asserts_state(chain);
}

bool is_equivalent(const Chain *chain) {
    return chain->equivalent && !asserts_state(chain);
}

static bool is_ordered(const Chain *chain) {
    for (size_t i = 0; i + 1 < chain->count; i++)
        if (!is_order(chain->relations[i]))
            return false;
    return chain->count > 1;
}

bool bounds_points(const Chain *chain) {
    return chain->premise && is_ordered(chain);
}

/* "\\text{let the variance of } x_{t-1} \\text{ be about } 1": words in a formula that set a
 * condition; NULL without. */
static const char *condition_in_words(const Noad *noad) {
    static const char *const starts[] = {"let ",   "assum", "suppos", "provided ", "given ",
                                         "since ", "if ",   "when ",  "假设",      "若",
                                         "如果",   "设",    "当"};
    if (!noad)
        return NULL;
    if (noad->kind == NOAD_TEXT) {
        const char *words = noad->name;
        while (*words == ' ' || *words == '(' || *words == ',' || *words == ';')
            words++;
        for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
            /* "if" before a formula is no condition in words: the formula is the condition. */
            if (strncmp(words, starts[i], strlen(starts[i])) == 0 &&
                words[strlen(starts[i])] != '\0')
                return words;
    }
    for (size_t i = 0; i < noad->count; i++) {
        const char *words = condition_in_words(noad->items[i]);
        if (words)
            return words;
    }
    return NULL;
}

/* ---- in its sentence ---- */

/* Bytes of a sentence that are looked at on each side of a formula. */
#define SENTENCE_MAX 600
/* Formulas of one sentence that are put as conditions. */
#define PREMISES_MAX 8

/* Words before a formula that is supposed, and those that give a letter a number. */
static const char *const suppositions[] = {
    "assume",   "assuming", "suppose", "supposing", "if",   "when", "whenever",
    "provided", "假设",     "假定",    "假如",      "如果", "若",   "当",
};
static const char *const settings[] = {
    "for", "at", "with", "let", "set", "setting", "take", "taking", "put", "令", "取", "对", "对于",
};

/* The one of the words at the end of bytes[0..end), whole and in either case; NULL without. */
static const char *word_before(const char *bytes, size_t end, const char *const *words,
                               size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *word = words[i];
        size_t length = strlen(word);
        if (length > end)
            continue;
        const char *at = bytes + end - length;
        bool chinese = (unsigned char)word[0] >= 0x80; /* no spaces between words */
        if (tolower((unsigned char)at[0]) != (unsigned char)word[0] && !chinese)
            continue;
        if (strncmp(at + !chinese, word + !chinese, length - !chinese) != 0)
            continue;
        if (chinese || length == end || !isalpha((unsigned char)at[-1]))
            return word;
    }
    return NULL;
}

/* Where the words end that stand before the formula at `start`. */
static size_t words_end(const char *bytes, size_t start) {
    size_t end = start;
    while (end > 0 && strchr(" \n$(\\[", bytes[end - 1]))
        end--;
    static const char that[] = " that";
    size_t length = sizeof that - 1;
    return end > length && memcmp(bytes + end - length, that, length) == 0 ? end - length : end;
}

/* "t = 1", "\\alpha_t=0.5" */
static bool gives_number(const char *bytes, Span tex) {
    static const char digits[] = "0123456789. ,;\n";
    size_t at = tex.end;
    while (at > tex.start && strchr(digits, bytes[at - 1]))
        at--;
    return at > tex.start && bytes[at - 1] == '=' && at < tex.end;
}

static const char *supposed_by(const char *bytes, Span tex) {
    size_t end = words_end(bytes, tex.start);
    const char *word =
        word_before(bytes, end, suppositions, sizeof suppositions / sizeof *suppositions);
    if (!word && gives_number(bytes, tex))
        word = word_before(bytes, end, settings, sizeof settings / sizeof *settings);
    return word;
}

const char *assumed_by(const ClaimDef *def) {
    return def->inline_formula ? supposed_by(def->source->bytes, def->tex) : NULL;
}

/* Does a sentence end right before `at`? */
static bool ends_before(const char *bytes, size_t at) {
    static const char stop[] = "。";
    size_t length = sizeof stop - 1;
    if (at >= length && memcmp(bytes + at - length, stop, length) == 0)
        return true;
    if (at < 2)
        return at == 0;
    bool space = bytes[at - 1] == ' ' || bytes[at - 1] == '\n';
    if (space && strchr(".?!", bytes[at - 2]))
        return true;
    return bytes[at - 1] == '\n' && strchr("\n#-*|>", bytes[at]) != NULL;
}

/* The sentence around a formula. A display may stand apart from its words by an empty line. */
static Span sentence_around(const Source *source, Span tex) {
    const char *bytes = source->bytes;
    Span sentence = tex;
    while (sentence.start > 0 && strchr(" \n$", bytes[sentence.start - 1]))
        sentence.start--;
    while (sentence.start > 0 && tex.start - sentence.start < SENTENCE_MAX &&
           !ends_before(bytes, sentence.start) &&
           !(bytes[sentence.start - 1] == '.' && isspace((unsigned char)bytes[sentence.start])))
        sentence.start--;
    while (sentence.end < source->length && strchr(" \n", bytes[sentence.end]))
        sentence.end++;
    while (sentence.end < source->length && bytes[sentence.end] == '$')
        sentence.end++;
    if (tex.end > tex.start && bytes[tex.end - 1] == '.')
        sentence.end = tex.end;
    while (sentence.end < source->length && sentence.end - tex.end < SENTENCE_MAX &&
           !ends_before(bytes, sentence.end))
        sentence.end++;
    return sentence;
}

/* What may stand between two formulas that are supposed together. */
static bool joins(const char *bytes, size_t from, size_t to) {
    static const char *const words[] = {"",   ",",  "and", ", and", "且",
                                        "和", "与", "、",  ",且",   "，"};
    while (from < to && strchr(" \n$", bytes[from]))
        from++;
    while (to > from && strchr(" \n$", bytes[to - 1]))
        to--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == to - from && memcmp(bytes + from, words[i], to - from) == 0)
            return true;
    return false;
}

/* The formulas between dollars in the span that are supposed; `at_once`: the first of them must be.
 * Returns how many. */
static size_t supposed_in(const char *bytes, Span span, bool at_once, Span found[PREMISES_MAX]) {
    size_t count = 0;
    for (size_t at = span.start; at < span.end && count < PREMISES_MAX;) {
        const char *open = memchr(bytes + at, '$', span.end - at);
        if (!open)
            break;
        size_t start = (size_t)(open - bytes);
        while (start < span.end && bytes[start] == '$')
            start++;
        const char *close = memchr(bytes + start, '$', span.end - start);
        if (!close)
            break;
        Span tex = {start, (size_t)(close - bytes)};
        bool goes_on = count > 0 && joins(bytes, found[count - 1].end, tex.start);
        if (goes_on || supposed_by(bytes, tex))
            found[count++] = tex;
        else if (at_once)
            break;
        at = tex.end;
        while (at < span.end && bytes[at] == '$')
            at++;
    }
    return count;
}

static size_t premises_of(const Claim *claim, Span found[2 * PREMISES_MAX]) {
    const ClaimDef *def = &claim->def;
    if (!claim->outer->accept_unknown || def->printed || assumed_by(def))
        return 0;
    Span sentence = sentence_around(def->source, def->tex);
    const char *bytes = def->source->bytes;
    Span before = {sentence.start, def->tex.start}, after = {def->tex.end, sentence.end};
    while (before.end > before.start && bytes[before.end - 1] == '$')
        before.end--;
    while (after.start < after.end && bytes[after.start] == '$')
        after.start++;
    size_t count = supposed_in(bytes, before, false, found);
    return count + supposed_in(bytes, after, true, found + count);
}

/* Its letters are the note's; one that nobody knows stays this reading's own. */
static const Formula *read_premise(const Claim *claim, Decider *decider, Span tex) {
    Diag ignored = {0};
    Scope *scope = scope_new(decider->arena, decider->scope);
    scope->accept_unknown = true;
    return formula_parse(scope, claim->def.source, tex, &ignored);
}

bool assume_sentence(const Claim *claim, Decider *decider) {
    Span found[2 * PREMISES_MAX];
    bool bounded = false;
    size_t count = premises_of(claim, found);
    for (size_t i = 0; i < count; i++) {
        const Formula *formula = read_premise(claim, decider, found[i]);
        for (size_t k = 0; formula && k < formula->count; k++)
            if (is_ordered(&formula->chains[k])) {
                scope_assume(decider->scope, &formula->chains[k]);
                bounded = true;
            }
    }
    return bounded;
}

/* ---- laws that are assumed ---- */

static bool gives_no_law(void *context, const Expr *expr) {
    (void)context;
    bool average = expr->kind == EXPR_VARIANCE || expr->kind == EXPR_EXPECT;
    return !(average && expr->count == 1);
}

/* "x_t \sim ..", and means and variances that are not given anything: what an assumption on a law
 * changes. A posterior mean or a q(x_t|x_0) does not rest on one. */
static bool is_about_law(const Formula *formula) {
    for (size_t i = 0; i < formula->count; i++) {
        const Chain *chain = &formula->chains[i];
        if (chain->count > 1 && chain->relations[0] == RELATION_LAW)
            return true;
        for (size_t k = 0; k < chain->count; k++)
            if (!expr_walk(chain->sides[k], gives_no_law, NULL))
                return true;
    }
    return false;
}

/* Does a heading stand between the two? */
static bool is_other_section(const Source *source, size_t from, size_t to) {
    for (size_t at = from; at + 1 < to; at++)
        if (source->bytes[at] == '\n' && source->bytes[at + 1] == '#')
            return true;
    return false;
}

/* An assumption on a law holds up to the next heading: "assume x ~ N(0, 1). Then ..". */
void follow_assumption(Claim *claim, Scope *note) {
    const Source *source = claim->def.source;
    if (is_other_section(source, note->assumed.end, claim->def.tex.start))
        note->assumed = (Span){0};
    if (!is_about_law(claim->formula))
        return;
    claim->assumed = note->assumed;
    if (assumed_by(&claim->def))
        note->assumed = claim->def.tex;
}

/* ---- respect ---- */

static bool fails_alone(Decider *decider, const Chain *chain, size_t number) {
    if (!states_relation(chain) || is_ordered(chain) || sets_loose_letter(chain))
        return false;
    Outcome outcome = outcome_of_chain(decider, chain, number, SIZE_MAX, true);
    return outcome.kind != VERDICT_HOLDS && outcome.kind != VERDICT_APPROXIMATE;
}

/* A premise that does not hold in general: of the formula, or of the sentence; NULL without. */
static const char *open_premise(const Claim *claim, Decider *decider) {
    const Formula *formula = claim->formula;
    for (size_t i = 0; i < formula->count; i++)
        if (is_premise(&formula->chains[i]) && fails_alone(decider, &formula->chains[i], i))
            return chain_tex(claim->arena, &formula->chains[i]);
    Span found[2 * PREMISES_MAX];
    size_t count = premises_of(claim, found);
    for (size_t i = 0; i < count; i++) {
        formula = read_premise(claim, decider, found[i]);
        for (size_t k = 0; formula && k < formula->count; k++)
            if (fails_alone(decider, &formula->chains[k], k))
                return chain_tex(claim->arena, &formula->chains[k]);
    }
    return NULL;
}

void outcome_leave_open(Outcome *out, const char *reason) {
    out->kind = VERDICT_UNDECIDED;
    out->grade = GRADE_NONE;
    out->counterexample = NULL;
    out->reason = reason;
}

void respect_premises(const Claim *claim, Decider *decider, Outcome *total) {
    static const char fails[] = "it fails in general, and";
    const char *premise = open_premise(claim, decider);
    if (premise) {
        outcome_leave_open(
            total, arena_printf(claim->arena, "%s is said only where `%s`", fails, premise));
        return;
    }
    if (!claim->scope->accept_unknown || claim->def.printed)
        return;
    const char *words = condition_in_words(claim->noad);
    const char *assumed = words ? NULL : assumed_by(&claim->def);
    Span before = claim->assumed;
    if (words)
        outcome_leave_open(
            total,
            arena_printf(claim->arena, "%s a condition is stated in words: `%s`", fails, words));
    else if (assumed)
        outcome_leave_open(
            total,
            arena_printf(claim->arena, "%s is assumed here, not claimed: `%s`", fails, assumed));
    else if (before.start != before.end)
        outcome_leave_open(total, arena_printf(claim->arena,
                                               "%s may rest on what is assumed before: `%.*s`",
                                               fails, (int)(before.end - before.start),
                                               claim->def.source->bytes + before.start));
}
