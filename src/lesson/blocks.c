/* blocks.c - explore's fenced blocks: symbols and claims (exercises are in exercise.c). */
#include <stdlib.h>
#include <string.h>

#include "lesson/lesson_internal.h"
#include "verify/model.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Longest schedule that a claim may ask for: ten times what anyone trains with. */
#define CLAIM_STEPS_MAX 10000L

static const char *const claim_flags[] = {"printed", "no-twins"};
static const char *const claim_settings[] = {"source",   "doc",   "expect",    "notation", "data",
                                             "schedule", "steps", "tolerance", "limit"};
static const char *const claim_line_keys[] = {"wrong",      "given",  "assume",    "claim-of",
                                              "stands-for", "why",    "corrected", "minimise",
                                              "maximise",   "because"};
static const char *const law_line_keys[] = {"start", "step", "claim",  "wrong",
                                            "given", "why",  "assume", "because"};

/* A notation that single claims are read in. */
typedef struct {
    const char *notation;
    Scope *scope;
} NotationScope;

static bool read_symbols(Reader *reader, Span whole, const Info *info, Span body) {
    if (!info_check(reader, info, NULL, 0, NULL, 0)) {
        return false;
    }
    reader->symbols_count++;
    if (reader->symbols_count > LESSON_BLOCKS_MAX) {
        return refuse(reader, whole.start, NULL, "there are more than %d symbols blocks",
                      LESSON_BLOCKS_MAX);
    }
    /* Claims further up keep the scope that they were prepared in. */
    Scope *scope = scope_new(reader->arena, reader->scope);
    if (!scope_declare(scope, &reader->lesson->source, body, reader->diag)) {
        return false;
    }
    reader->scope = scope;
    Block block = {.kind = BLOCK_SYMBOLS, .span = whole, .text = span_text(reader, body)};
    block_add(reader, &block);
    return true;
}

/* The scope of a notation that a single claim asks for; NULL with diag. */
static Scope *notation_scope(Reader *reader, const InfoSetting *setting) {
    const NotationScope *scopes = reader->scopes.items;
    for (size_t i = 0; i < reader->scopes.count; i++) {
        if (strcmp(scopes[i].notation, setting->value) == 0) {
            return scopes[i].scope;
        }
    }
    Diag diag = {0};
    Scope *scope = model_scope(reader->arena, setting->value, &diag);
    if (scope == NULL) {
        refuse(reader, setting->value_at, diag.hint, "%s", diag.message);
        return NULL;
    }
    NotationScope *added = vector_add(reader->arena, &reader->scopes, sizeof *added);
    *added = (NotationScope){.notation = setting->value, .scope = scope};
    return scope;
}

static bool read_steps(Reader *reader, const InfoSetting *setting, long *steps) {
    char *end = NULL;
    *steps = strtol(setting->value, &end, 10);
    if (*end != '\0' || *steps < 1 || *steps > CLAIM_STEPS_MAX) {
        return refuse(reader, setting->value_at, NULL,
                      "steps= is a whole number from 1 to %ld, not `%s`", CLAIM_STEPS_MAX,
                      setting->value);
    }
    return true;
}

static bool is_decimal(const char *text) {
    size_t whole = strspn(text, "0123456789");
    size_t point = text[whole] == '.' ? 1 : 0;
    size_t digits = strspn(text + whole + point, "0123456789");
    bool positive = strpbrk(text, "123456789") != NULL;
    return positive && whole > 0 && (point == 0 || digits > 0) &&
           text[whole + point + digits] == '\0';
}

static bool read_expect(Reader *reader, const InfoSetting *setting, VerdictKind *expect) {
    const char *names[VERDICT_COUNT];
    for (size_t i = 0; i < VERDICT_COUNT; i++) {
        names[i] = verdict_name((VerdictKind)i);
    }
    *expect = verdict_parse(setting->value);
    return *expect != VERDICT_COUNT ||
           refuse_name(reader, setting->value_at, "verdict", setting->value, names, VERDICT_COUNT);
}

/* One setting of a claim; *scope changes with the notation. */
static bool apply_setting(Reader *reader, const InfoSetting *setting, ClaimDef *def,
                          Scope **scope) {
    const char *key = setting->key;
    if (strcmp(key, "expect") == 0) {
        return read_expect(reader, setting, &def->expect);
    }
    if (strcmp(key, "steps") == 0) {
        return read_steps(reader, setting, &def->steps);
    }
    if (strcmp(key, "notation") == 0) {
        def->notation = setting->value;
        *scope = notation_scope(reader, setting);
        return *scope != NULL;
    }
    if (strcmp(key, "tolerance") == 0) {
        def->tolerance = setting->value;
        return is_decimal(setting->value) ||
               refuse(reader, setting->value_at, "write it as a decimal, such as 0.05",
                      "tolerance= is a positive number, not `%s`", setting->value);
    }
    if (strcmp(key, "source") == 0) {
        def->citation = citation_resolve(reader, setting->value, setting->value_at);
        return def->citation != NULL;
    }
    if (strcmp(key, "doc") == 0) {
        def->doc = setting->value;
    } else if (strcmp(key, "data") == 0) {
        def->data = setting->value;
        return check_data(reader, setting->value_at, setting->value);
    } else if (strcmp(key, "schedule") == 0) {
        def->schedule = setting->value;
        return check_schedule(reader, setting->value_at, setting->value);
    } else {
        def->limit = setting->value;
    }
    return true;
}

bool is_free_id(Reader *reader, const char *id, size_t at, const char *what) {
    const char *hint = arena_printf(reader->arena, "give each %s an id of its own", what);
    Claim *const *claims = reader->claims.items;
    for (size_t i = 0; i < reader->claims.count; i++) {
        const ClaimDef *other = claim_def(claims[i]);
        if (strcmp(other->id, id) == 0) {
            Position place = source_position(&reader->source, other->tex.start);
            return refuse(reader, at, hint, "the id `%s` is taken by the claim in line %zu", id,
                          place.line);
        }
    }
    const Exercise *const *exercises = reader->exercises.items;
    for (size_t i = 0; i < reader->exercises.count; i++) {
        if (strcmp(exercises[i]->id, id) == 0) {
            return refuse(reader, at, hint, "there is an exercise `%s` already", id);
        }
    }
    return true;
}

bool is_new_claim(Reader *reader, const Info *info) {
    return is_free_id(reader, info->id, info->id_at, "claim") &&
           (reader->claims.count < LESSON_BLOCKS_MAX ||
            refuse(reader, info->id_at, NULL, "there are more than %d claims", LESSON_BLOCKS_MAX));
}

/* One `key: ...` line of a claim or a law. */
static bool read_claim_line(Reader *reader, const BodyLine *line, bool printed, ClaimLine *out) {
    size_t at = line->key_span.start;
    *out = (ClaimLine){.key = line->key, .tex = line->text};
    if (strcmp(line->key, "why") == 0 || strcmp(line->key, "because") == 0) {
        out->remark = one_line(reader, line->text);
        return true;
    }
    if (strcmp(line->key, "corrected") == 0 && !printed) {
        return refuse(reader, at, "mark the claim as `printed`, or correct the formula itself",
                      "only what a document prints is corrected");
    }
    if (!remark_split(reader, line, &out->tex, &out->remark)) {
        return false;
    }
    return strcmp(line->key, "wrong") != 0 || out->remark != NULL ||
           refuse(reader, at, "write `wrong: TeX :: what went wrong`",
                  "this wrong line has no remark");
}

static bool is_key_twice(const Vector *lines, size_t i) {
    static const char *const once[] = {"start",    "step",     "claim",  "corrected",
                                       "claim-of", "minimise", "because"};
    const BodyLine *items = lines->items;
    bool single = false;
    for (size_t k = 0; k < COUNT(once); k++) {
        single = single || strcmp(items[i].key, once[k]) == 0;
    }
    for (size_t k = 0; single && k < i; k++) {
        if (strcmp(items[k].key, items[i].key) == 0) {
            return true;
        }
    }
    return false;
}

/* Everything is there, and once. A law's formula is its `claim:` line. */
static bool check_claim_lines(Reader *reader, const Info *info, const Vector *lines,
                              ClaimDef *def) {
    const BodyLine *items = lines->items;
    bool has_step = info->kind != KIND_LAW;
    for (size_t i = 0; i < lines->count; i++) {
        if (is_key_twice(lines, i)) {
            return refuse(reader, items[i].key_span.start, NULL, "`%s:` is given twice",
                          items[i].key);
        }
        has_step = has_step || strcmp(items[i].key, "step") == 0;
        def->tex = strcmp(items[i].key, "claim") == 0 ? items[i].text : def->tex;
    }
    bool has_formula = def->tex.start != def->tex.end;
    if (info->kind == KIND_LAW && (!has_formula || !has_step)) {
        const char *missing = has_step ? "claim" : "step";
        return refuse(reader, info->kind_at,
                      arena_printf(reader->arena, "add a line `%s: ...`", missing),
                      "the law `%s` has no `%s:`", info->id, missing);
    }
    return has_formula ||
           refuse(reader, info->kind_at, "write it in the lines below the claim's first one",
                  "the claim `%s` has no formula", info->id);
}

/* Nothing is left open without a word: a quoted formula that is not decided says why, and no other
 * claim does. */
static bool check_because(Reader *reader, const Info *info, const ClaimDef *def) {
    bool is_open = def->expect == VERDICT_UNDECIDED || def->expect == VERDICT_UNREADABLE ||
                   def->expect == VERDICT_NO_CLAIM;
    if (def->because != NULL && !is_open) {
        return refuse(reader, info->id_at, "leave out `because:`, or say what is expected instead",
                      "the claim `%s` says why nothing is decided, and expects `%s`", info->id,
                      verdict_name(def->expect));
    }
    return !def->printed || !is_open || def->because != NULL ||
           refuse(reader, info->id_at,
                  "add a line `because: words` that says why nothing can be decided",
                  "the printed claim `%s` expects `%s` without saying why", info->id,
                  verdict_name(def->expect));
}

/* `given: id` of a claim further up; NULL for any other line. */
static const ClaimDef *earlier_claim(const Reader *reader, const BodyLine *line) {
    Claim *const *claims = reader->claims.items;
    for (size_t i = 0; strcmp(line->key, "given") == 0 && i < reader->claims.count; i++) {
        const ClaimDef *def = claim_def(claims[i]);
        if (span_is(&reader->source, line->text, def->id)) {
            return def;
        }
    }
    return NULL;
}

/* The setting of an earlier claim carries over; what it claims does not. */
static void add_setting_of(Reader *reader, const ClaimDef *earlier, Vector *lines) {
    static const char *const setting_keys[] = {"start", "step", "given", "assume", "stands-for"};
    for (size_t i = 0; i < earlier->line_count; i++) {
        for (size_t k = 0; k < COUNT(setting_keys); k++) {
            if (strcmp(earlier->lines[i].key, setting_keys[k]) == 0) {
                ClaimLine *line = vector_add(reader->arena, lines, sizeof *line);
                *line = earlier->lines[i];
            }
        }
    }
}

static bool read_claim_lines(Reader *reader, Span body, const Info *info, ClaimDef *def) {
    Vector lines = {0};
    bool law = info->kind == KIND_LAW;
    const char *const *keys = law ? law_line_keys : claim_line_keys;
    size_t key_count = law ? COUNT(law_line_keys) : COUNT(claim_line_keys);
    if (!body_split(reader, body, keys, key_count, law ? NULL : &def->tex, &lines)) {
        return false;
    }
    if (!check_claim_lines(reader, info, &lines, def)) {
        return false;
    }
    Vector claim_lines = {0};
    const BodyLine *items = lines.items;
    for (size_t i = 0; i < lines.count; i++) {
        const ClaimDef *earlier = earlier_claim(reader, &items[i]);
        if (earlier != NULL) {
            add_setting_of(reader, earlier, &claim_lines);
        } else if (strcmp(items[i].key, "claim") != 0) {
            ClaimLine *line = vector_add(reader->arena, &claim_lines, sizeof *line);
            if (!read_claim_line(reader, &items[i], def->printed, line)) {
                return false;
            }
            def->because = strcmp(line->key, "because") == 0 ? line->remark : def->because;
        }
    }
    def->line_count = claim_lines.count;
    def->lines = claim_lines.items;
    return check_because(reader, info, def);
}

static bool read_claim(Reader *reader, Span whole, const Info *info, Span body) {
    const char *what = info->kind == KIND_LAW ? "law" : "claim";
    if (!info_check_id(reader, info, what, claim_flags, COUNT(claim_flags)) ||
        !info_check(reader, info, claim_settings, COUNT(claim_settings), claim_flags,
                    COUNT(claim_flags)) ||
        !is_new_claim(reader, info)) {
        return false;
    }
    ClaimDef def = claim_def_default();
    def.id = info->id;
    def.source = &reader->lesson->source;
    def.notation = reader->lesson->notation;
    def.expect = VERDICT_HOLDS;
    def.twins = true;
    const InfoSetting *flags = info->flags.items;
    for (size_t i = 0; i < info->flags.count; i++) {
        def.twins = false;
        def.printed = def.printed || strcmp(flags[i].key, "printed") == 0;
    }
    Scope *scope = reader->scope;
    const InfoSetting *settings = info->settings.items;
    for (size_t i = 0; i < info->settings.count; i++) {
        if (!apply_setting(reader, &settings[i], &def, &scope)) {
            return false;
        }
    }
    if (!read_claim_lines(reader, body, info, &def)) {
        return false;
    }
    Claim **claim = vector_add(reader->arena, &reader->claims, sizeof *claim);
    *claim = claim_prepare(reader->arena, scope, &def);
    Block block = {.kind = BLOCK_CLAIM, .span = whole, .claim = *claim};
    block_add(reader, &block);
    return true;
}

bool fence_read(Reader *reader, Span whole, Span info_span, Span body) {
    Info info;
    if (!info_read(reader, info_span, &info)) {
        return false;
    }
    switch (info.kind) {
    case KIND_SYMBOLS: return read_symbols(reader, whole, &info, body);
    case KIND_CLAIM:
    case KIND_LAW: return read_claim(reader, whole, &info, body);
    case KIND_EXERCISE:
        return info_check_id(reader, &info, "exercise", NULL, 0) &&
               info_check(reader, &info, NULL, 0, NULL, 0) &&
               exercise_read(reader, whole, info.id, info.id_at, body);
    case KIND_EXPERIMENT: return experiment_block_read(reader, whole, &info, body);
    case KIND_SCENE: return scene_block_read(reader, whole, &info, body);
    case KIND_CODE: break;
    }
    return true;
}
