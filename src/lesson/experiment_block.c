/* experiment_block.c - a question that is decided by measuring. */
#include <string.h>

#include "lesson/lesson_internal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const experiment_settings[] = {"source", "doc"};
static const char *const experiment_keys[] = {"asks", "says", "found", "run", "expect"};
/* Those that are words come first. */
enum { ASKS, SAYS, FOUND, WORDS };

/* What the block has so far. */
typedef struct {
    ClaimExperiment *experiment;
    const char *words[WORDS];
    Vector expectations; /* of Expectation */
    Vector texts;        /* of const char * */
    Span run;
} Gathered;

/* An error in the text of a line, which starts at `start`. */
static bool refuse_text(Reader *reader, size_t start, const ExperimentError *error) {
    const char *hint =
        error->hint[0] != '\0' ? arena_copy(reader->arena, error->hint, strlen(error->hint)) : NULL;
    return refuse(reader, start + error->at, hint, "%s", error->message);
}

static bool read_run(Reader *reader, const BodyLine *line, Gathered *gathered) {
    ExperimentError error;
    gathered->run = line->text;
    return experiment_parse(reader->arena, &gathered->experiment->setting,
                            span_text(reader, line->text), &error) ||
           refuse_text(reader, line->text.start, &error);
}

static bool read_expectation(Reader *reader, const BodyLine *line, Gathered *gathered) {
    ExperimentError error;
    Expectation *expectation =
        vector_add(reader->arena, &gathered->expectations, sizeof *expectation);
    const char **text = vector_add(reader->arena, &gathered->texts, sizeof *text);
    *text = one_line(reader, line->text);
    return expectation_parse(reader->arena, expectation, *text, &error) ||
           refuse_text(reader, line->text.start, &error);
}

static bool read_line(Reader *reader, const BodyLine *line, Gathered *gathered) {
    if (strcmp(line->key, "expect") == 0) {
        return read_expectation(reader, line, gathered);
    }
    bool is_run = strcmp(line->key, "run") == 0;
    size_t i = 0;
    while (!is_run && strcmp(line->key, experiment_keys[i]) != 0) {
        i++;
    }
    if (is_run ? gathered->experiment->setting.row != NULL : gathered->words[i] != NULL) {
        return refuse(reader, line->key_span.start, NULL, "`%s:` is given twice", line->key);
    }
    if (is_run) {
        return read_run(reader, line, gathered);
    }
    gathered->words[i] = one_line(reader, line->text);
    return true;
}

/* The first key that is missing, or NULL. */
static const char *missing_key(const Gathered *gathered) {
    return gathered->words[ASKS] == NULL               ? "asks"
           : gathered->experiment->setting.row == NULL ? "run"
           : gathered->expectations.count == 0         ? "expect"
           : gathered->words[FOUND] == NULL            ? "found"
                                                       : NULL;
}

static bool read_body(Reader *reader, Span body, const Info *info, Gathered *gathered) {
    Vector lines = {0};
    if (!body_split(reader, body, experiment_keys, COUNT(experiment_keys), NULL, &lines)) {
        return false;
    }
    const BodyLine *items = lines.items;
    for (size_t i = 0; i < lines.count; i++) {
        if (!read_line(reader, &items[i], gathered)) {
            return false;
        }
    }
    const char *missing = missing_key(gathered);
    if (missing != NULL) {
        return refuse(reader, info->kind_at,
                      arena_printf(reader->arena, "add a line `%s: ...`", missing),
                      "the experiment `%s` has no `%s:`", info->id, missing);
    }
    ClaimExperiment *experiment = gathered->experiment;
    experiment->asks = gathered->words[ASKS];
    experiment->says = gathered->words[SAYS];
    experiment->found = gathered->words[FOUND];
    experiment->count = gathered->expectations.count;
    experiment->expectations = gathered->expectations.items;
    experiment->texts = gathered->texts.items;
    return true;
}

bool experiment_block_read(Reader *reader, Span whole, const Info *info, Span body) {
    if (!info_check_id(reader, info, "experiment", NULL, 0) ||
        !info_check(reader, info, experiment_settings, COUNT(experiment_settings), NULL, 0) ||
        !is_new_claim(reader, info)) {
        return false;
    }
    Gathered gathered = {.experiment = arena_alloc(reader->arena, sizeof *gathered.experiment)};
    ClaimDef def = claim_def_default();
    def.id = info->id;
    def.source = &reader->lesson->source;
    def.notation = reader->lesson->notation;
    def.expect = VERDICT_HOLDS;
    const InfoSetting *settings = info->settings.items;
    for (size_t i = 0; i < info->settings.count; i++) {
        if (strcmp(settings[i].key, "doc") == 0) {
            def.doc = settings[i].value;
            continue;
        }
        def.citation = citation_resolve(reader, settings[i].value, settings[i].value_at);
        if (def.citation == NULL) {
            return false;
        }
    }
    if (!read_body(reader, body, info, &gathered)) {
        return false;
    }
    def.tex = gathered.run;
    def.experiment = gathered.experiment;
    Claim **claim = vector_add(reader->arena, &reader->claims, sizeof *claim);
    *claim = claim_prepare(reader->arena, reader->scope, &def);
    Block block = {.kind = BLOCK_CLAIM, .span = whole, .claim = *claim};
    block_add(reader, &block);
    return true;
}
