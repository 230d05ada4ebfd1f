/* front_matter.c - the YAML at the start of a lesson, by libyaml. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/text.h"
#include "lesson/lesson_internal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Longest front matter: a hundred citations. libyaml is quadratic in the depth of brackets. */
#define FRONT_LENGTH_MAX ((size_t)16 * 1024)
/* As for a claim's own steps. */
#define FRONT_STEPS_MAX 10000L

static const char *const keys[] = {"title", "notation", "also",    "schedule",
                                   "steps", "data",     "summary", "sources"};

/* A line that only explore's front matter has: other tools know no notation. */
static const char own_key[] = "notation:";

static size_t next_line(const Source *source, size_t offset) {
    size_t end = line_end(source, offset);
    return end < source->length ? end + 1 : source->length;
}

static bool line_is(const Source *source, size_t offset, const char *text) {
    Span line = span_trim(source->bytes, (Span){offset, line_end(source, offset)});
    return line.start == offset && line.end - line.start == strlen(text) &&
           memcmp(source->bytes + offset, text, strlen(text)) == 0;
}

/* True when the line reads `key: ...`; in TOML `key = ...`, `[table]` or `# comment`. */
static bool looks_like_key(const Source *source, size_t offset, bool toml) {
    Span line = {offset, line_end(source, offset)};
    size_t at = line.start;
    while (at < line.end && strchr(" \t:=", source->bytes[at]) == NULL) {
        at++;
    }
    Span rest = span_trim(source->bytes, (Span){at, line.end});
    char sign = toml ? '=' : ':';
    if (at > line.start && rest.start < rest.end && source->bytes[rest.start] == sign) {
        return true;
    }
    return toml && (span_starts_with(source, line, "[") || span_starts_with(source, line, "#"));
}

/* The line after the opening `---` or `+++`; 0 when no front matter starts here. `---` alone is a
 * rule. */
static size_t first_key_line(const Source *source, size_t start) {
    bool toml = line_is(source, start, "+++");
    if (!toml && !line_is(source, start, "---")) {
        return 0;
    }
    size_t first = next_line(source, start);
    bool empty = line_is(source, first, toml ? "+++" : "---");
    return empty || looks_like_key(source, first, toml) ? first : 0;
}

Span front_matter_find(const Source *source, size_t start) {
    size_t at = first_key_line(source, start);
    bool toml = line_is(source, start, "+++");
    while (at > 0 && at < source->length) {
        bool closes = toml ? line_is(source, at, "+++")
                           : line_is(source, at, "---") || line_is(source, at, "...");
        if (closes) {
            return (Span){start, next_line(source, at)};
        }
        at = next_line(source, at);
    }
    return (Span){start, start};
}

bool front_matter_is_unclosed(const Source *source, size_t start) {
    Span front = front_matter_find(source, start);
    return front.start == front.end && first_key_line(source, start) > 0;
}

bool front_matter_is_ours(const Source *source, Span front) {
    if (front.end - front.start < 3 || source->bytes[front.start] != '-') {
        return false;
    }
    for (size_t at = front.start; at < front.end; at = next_line(source, at)) {
        if (span_starts_with(source, (Span){at, front.end}, own_key)) {
            return true;
        }
    }
    return false;
}

/* libyaml counts code points from the start of what it was given. */
static size_t mark_offset(const Reader *reader, const yaml_mark_t *mark) {
    size_t at = next_line(&reader->source, reader->front.start);
    for (size_t i = 0; i < mark->index && at < reader->front.end; i++) {
        size_t used = 0;
        utf8_decode(reader->source.bytes + at, reader->front.end - at, &used);
        at += used;
    }
    return at;
}

/* The node's text: one plain value without NUL bytes; NULL with diag otherwise. */
static const char *scalar_text(Reader *reader, const yaml_node_t *node, const char *key) {
    size_t at = mark_offset(reader, &node->start_mark);
    if (node->type != YAML_SCALAR_NODE || node->data.scalar.length == 0) {
        refuse(reader, at, NULL, "`%s:` takes one value", key);
        return NULL;
    }
    const char *value = (const char *)node->data.scalar.value;
    if (strlen(value) != node->data.scalar.length) {
        refuse(reader, at, NULL, "the value of `%s:` holds a NUL", key);
        return NULL;
    }
    return arena_copy(reader->arena, value, node->data.scalar.length);
}

static bool add_citation(Reader *reader, yaml_document_t *document, const yaml_node_pair_t *pair) {
    const yaml_node_t *key_node = yaml_document_get_node(document, pair->key);
    const yaml_node_t *value_node = yaml_document_get_node(document, pair->value);
    const char *key = scalar_text(reader, key_node, "sources");
    if (key == NULL) {
        return false;
    }
    const char *citation = scalar_text(reader, value_node, key);
    if (citation == NULL) {
        return false;
    }
    const Citation *citations = reader->citations.items;
    for (size_t i = 0; i < reader->citations.count; i++) {
        if (strcmp(citations[i].key, key) == 0) {
            return refuse(reader, mark_offset(reader, &key_node->start_mark), NULL,
                          "the source `%s` is given twice", key);
        }
    }
    Citation *added = vector_add(reader->arena, &reader->citations, sizeof *added);
    *added = (Citation){.key = key, .citation = citation};
    return true;
}

/* sources: a list of `key: citation`. */
static bool read_sources(Reader *reader, yaml_document_t *document, const yaml_node_t *list) {
    if (list->type != YAML_SEQUENCE_NODE) {
        return refuse(reader, mark_offset(reader, &list->start_mark),
                      "write one line `  - key: citation` for each", "`sources:` takes a list");
    }
    for (const yaml_node_item_t *item = list->data.sequence.items.start;
         item < list->data.sequence.items.top; item++) {
        const yaml_node_t *node = yaml_document_get_node(document, *item);
        if (node->type != YAML_MAPPING_NODE) {
            return refuse(reader, mark_offset(reader, &node->start_mark), "write `- key: citation`",
                          "this source has no key");
        }
        for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
             pair < node->data.mapping.pairs.top; pair++) {
            if (!add_citation(reader, document, pair)) {
                return false;
            }
        }
    }
    return true;
}

static bool read_steps(Reader *reader, const yaml_node_t *node) {
    const char *text = scalar_text(reader, node, "steps");
    if (text == NULL) {
        return false;
    }
    char *end = NULL;
    long steps = strtol(text, &end, 10);
    if (*end != '\0' || steps < 1 || steps > FRONT_STEPS_MAX) {
        return refuse(reader, mark_offset(reader, &node->start_mark), NULL,
                      "steps: is a whole number from 1 to %ld, not `%s`", FRONT_STEPS_MAX, text);
    }
    reader->lesson->steps_of_schedule = steps;
    return true;
}

/* A value that must be one of the program's own names. */
static bool check_value(Reader *reader, const yaml_node_t *node, const char *key,
                        const char *text) {
    size_t at = mark_offset(reader, &node->start_mark);
    if (strcmp(key, "schedule") == 0) {
        return check_schedule(reader, at, text);
    }
    if (strcmp(key, "also") == 0) {
        return check_also(reader, at, text);
    }
    return strcmp(key, "data") != 0 || check_data(reader, at, text);
}

static bool read_pair(Reader *reader, yaml_document_t *document, const yaml_node_pair_t *pair,
                      bool *seen) {
    const yaml_node_t *key_node = yaml_document_get_node(document, pair->key);
    const yaml_node_t *value = yaml_document_get_node(document, pair->value);
    size_t at = mark_offset(reader, &key_node->start_mark);
    const char *key = scalar_text(reader, key_node, "front matter");
    if (key == NULL) {
        return false;
    }
    Lesson *lesson = reader->lesson;
    assert(lesson != NULL);
    const char **const places[COUNT(keys)] = {
        &lesson->title, &lesson->notation, &lesson->also,    &lesson->schedule,
        NULL,           &lesson->data,     &lesson->summary, NULL};
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (strcmp(key, keys[i]) != 0) {
            continue;
        }
        if (seen[i]) {
            return refuse(reader, at, NULL, "`%s:` is given twice", key);
        }
        seen[i] = true;
        if (places[i] != NULL) {
            *places[i] = scalar_text(reader, value, key);
            return *places[i] != NULL && check_value(reader, value, key, *places[i]);
        }
        return strcmp(key, "steps") == 0 ? read_steps(reader, value)
                                         : read_sources(reader, document, value);
    }
    return refuse_name(reader, at, "key", key, keys, COUNT(keys));
}

static bool read_document(Reader *reader, yaml_document_t *document) {
    const yaml_node_t *root = yaml_document_get_root_node(document);
    if (root == NULL) { /* nothing between the two lines */
        return true;
    }
    if (root->type != YAML_MAPPING_NODE) {
        return refuse(reader, reader->front.start, "write lines `key: value`",
                      "the front matter has no keys");
    }
    bool seen[COUNT(keys)] = {false};
    for (const yaml_node_pair_t *pair = root->data.mapping.pairs.start;
         pair < root->data.mapping.pairs.top; pair++) {
        if (!read_pair(reader, document, pair, seen)) {
            return false;
        }
    }
    return true;
}

static bool refuse_yaml(Reader *reader, const yaml_parser_t *parser) {
    size_t start = next_line(&reader->source, reader->front.start);
    size_t at = parser->error == YAML_READER_ERROR ? start + parser->problem_offset
                                                   : mark_offset(reader, &parser->problem_mark);
    return refuse(reader, at, "put a value that has a colon in it between \"quotes\"",
                  "the front matter is not YAML: %s",
                  parser->problem == NULL ? "it cannot be read" : parser->problem);
}

bool front_matter_read(Reader *reader) {
    const Source *source = &reader->source;
    size_t start = next_line(source, reader->front.start);
    size_t end = start;
    while (end < reader->front.end && !line_is(source, end, "---") &&
           !line_is(source, end, "...")) {
        end = next_line(source, end);
    }
    if (source->bytes[reader->front.start] != '-') {
        return refuse(reader, reader->front.start, "write it as YAML between two lines `---`",
                      "the front matter of a lesson is not TOML");
    }
    if (end - start > FRONT_LENGTH_MAX) {
        return refuse(reader, reader->front.start, NULL,
                      "the front matter is longer than %zu bytes", FRONT_LENGTH_MAX);
    }
    yaml_parser_t parser;
    yaml_document_t document;
    if (yaml_parser_initialize(&parser) == 0) {
        return refuse(reader, reader->front.start, NULL, "there is not enough memory to read this");
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->bytes + start,
                                 end - start);
    bool ok = false;
    if (yaml_parser_load(&parser, &document) == 0) {
        refuse_yaml(reader, &parser);
    } else {
        ok = read_document(reader, &document);
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    reader->lesson->citation_count = reader->citations.count;
    reader->lesson->citations = reader->citations.items;
    return ok;
}

/* The key that the first word of the text, up to its comma, nearly spells; NULL when it is no
 * single word or far from all. */
static const char *misspelt_key(Reader *reader, const char *text) {
    size_t length = strcspn(text, ",");
    if (length == 0 || strcspn(text, " ") < length) {
        return NULL;
    }
    const Citation *citations = reader->citations.items;
    const char **names = arena_array(reader->arena, reader->citations.count, sizeof *names);
    for (size_t i = 0; i < reader->citations.count; i++) {
        names[i] = citations[i].key;
    }
    return nearest_name(arena_copy(reader->arena, text, length), names, reader->citations.count);
}

const char *citation_resolve(Reader *reader, const char *text, size_t text_at) {
    const Citation *citations = reader->citations.items;
    for (size_t i = 0; i < reader->citations.count; i++) {
        size_t length = strlen(citations[i].key);
        bool named = strncmp(text, citations[i].key, length) == 0 &&
                     (text[length] == '\0' || text[length] == ',');
        if (named) {
            return arena_printf(reader->arena, "%s%s", citations[i].citation, text + length);
        }
    }
    const char *meant = reader->citations.count > 0 ? misspelt_key(reader, text) : NULL;
    if (meant == NULL) {
        return text;
    }
    refuse(reader, text_at, arena_printf(reader->arena, "did you mean `%s`?", meant),
           "the front matter lists no source `%.*s`", (int)strcspn(text, ","), text);
    return NULL;
}
