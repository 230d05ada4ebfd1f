/* weights_header.c - the JSON header of a file of weights. Only what such a header may hold is
 * read: an object of objects, whose values are strings and, for tensors, lists of whole numbers.
 *
 * The file may come from anyone. A reader of JSON as a whole (cJSON, in export/) would keep no
 * places, so a refusal could not name the byte; would take a key that comes twice, sizes that a
 * double rounds, any depth; and would make this module, which knows base/ alone, depend on it. */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "nn/weights_internal.h"

#define METADATA_KEY "__metadata__"
/* Longest number that is read: as many digits as surely fit into 64 bits. */
#define DIGITS_MAX ((size_t)19)

static const char *const cause = "the file is damaged, or another program wrote it";

typedef struct {
    Arena *arena;
    const Source *source;
    Diag *diag;
    size_t at, end;
    NnHeader *header;
} Reader;

static bool refuse(const Reader *reader, size_t at, const char *message) {
    diag_set(reader->diag, reader->arena, reader->source, at, cause, "%s", message);
    return false;
}

static char peek(const Reader *reader) {
    return reader->at < reader->end ? reader->source->bytes[reader->at] : '\0';
}

static void skip_blanks(Reader *reader) {
    while (reader->at < reader->end && strchr(" \t\r\n", peek(reader)) != NULL &&
           peek(reader) != '\0') {
        reader->at++;
    }
}

/* Takes the character, blanks before it left out. */
static bool take(Reader *reader, char c) {
    skip_blanks(reader);
    if (reader->at == reader->end || peek(reader) != c) {
        return false;
    }
    reader->at++;
    return true;
}

static bool expect(Reader *reader, char c) {
    if (take(reader, c)) {
        return true;
    }
    return refuse(reader, reader->at,
                  arena_printf(reader->arena, "the header should have `%c` here", c));
}

/* escape = '\' ( '"' | '\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u' hex hex hex hex ) */
static bool read_hex(Reader *reader, uint32_t *unit) {
    *unit = 0;
    for (size_t i = 0; i < 4; i++) {
        char c = peek(reader);
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A') + 10
                                                : UINT32_MAX;
        if (digit == UINT32_MAX) {
            return refuse(reader, reader->at, "\\u needs four hexadecimal digits");
        }
        *unit = *unit * 16 + digit;
        reader->at++;
    }
    return true;
}

static bool read_escape(Reader *reader, uint32_t *code) {
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char c = peek(reader);
    const char *letter = c == '\0' ? NULL : strchr(letters, c);
    reader->at += reader->at < reader->end ? 1 : 0;
    if (letter != NULL) {
        *code = (unsigned char)meanings[letter - letters];
        return true;
    }
    if (c != 'u') {
        return refuse(reader, reader->at - 1, "this escape is unknown");
    }
    uint32_t second = 0;
    if (!read_hex(reader, code)) {
        return false;
    }
    if (*code < 0xd800 || *code > 0xdfff) {
        return *code != 0 || refuse(reader, reader->at, "a name cannot hold the character 0");
    }
    size_t rest = reader->end - reader->at;
    bool is_pair =
        *code < 0xdc00 && rest >= 2 && memcmp(reader->source->bytes + reader->at, "\\u", 2) == 0;
    reader->at += is_pair ? 2 : 0;
    if (!is_pair || !read_hex(reader, &second) || second < 0xdc00 || second > 0xdfff) {
        return refuse(reader, reader->at, "half a character is missing");
    }
    *code = 0x10000 + ((*code - 0xd800) << 10) + (second - 0xdc00);
    return true;
}

/* string = '"' { character | escape } '"'; *at is the offset behind the first quote. */
static bool read_string(Reader *reader, const char **string, size_t *at) {
    if (!expect(reader, '"')) {
        return false;
    }
    *at = reader->at;
    Text text;
    text_init(&text);
    bool is_good = true;
    while (is_good && reader->at < reader->end && peek(reader) != '"') {
        char c = reader->source->bytes[reader->at++];
        if ((unsigned char)c < ' ') {
            is_good = refuse(reader, reader->at - 1, "a string holds a control character");
        } else if (c != '\\') {
            text_append_char(&text, c);
        } else {
            uint32_t code = 0;
            char bytes[4];
            is_good = read_escape(reader, &code);
            text_append_bytes(&text, bytes, is_good ? utf8_encode(bytes, code) : 0);
        }
    }
    if (is_good) {
        *string = arena_copy(reader->arena, text.bytes, text.length);
        is_good = expect(reader, '"');
    }
    text_clear(&text);
    return is_good;
}

static bool read_size(Reader *reader, size_t *value) {
    skip_blanks(reader);
    size_t start = reader->at;
    *value = 0;
    while (peek(reader) >= '0' && peek(reader) <= '9' && reader->at - start < DIGITS_MAX) {
        *value = *value * 10 + (size_t)(peek(reader) - '0');
        reader->at++;
    }
    return reader->at > start || refuse(reader, start, "a whole number should be here");
}

/* list = '[' number { ',' number } ']', of one or two. */
static bool read_list(Reader *reader, size_t values[2], size_t *count) {
    *count = 0;
    if (!expect(reader, '[')) {
        return false;
    }
    do {
        if (*count == 2) {
            return refuse(reader, reader->at, "a list has more than two numbers");
        }
        if (!read_size(reader, &values[(*count)++])) {
            return false;
        }
    } while (take(reader, ','));
    return expect(reader, ']');
}

static bool add_metadata(Reader *reader, const char *key, size_t at) {
    NnHeader *header = reader->header;
    for (size_t i = 0; i < header->metadata_count; i++) {
        if (strcmp(header->metadata[i].key, key) == 0) {
            return refuse(reader, at, arena_printf(reader->arena, "`%s` comes twice", key));
        }
    }
    if (header->metadata_count == NN_METADATA_MAX) {
        return refuse(reader, at, "the header tells more than this program takes");
    }
    NnMetadata *pair = &header->metadata[header->metadata_count++];
    pair->key = key;
    return read_string(reader, &pair->value, &pair->at);
}

static bool read_metadata(Reader *reader) {
    if (!expect(reader, '{')) {
        return false;
    }
    if (take(reader, '}')) {
        return true;
    }
    do {
        const char *key = NULL;
        size_t at = 0;
        if (!read_string(reader, &key, &at) || !expect(reader, ':') ||
            !add_metadata(reader, key, at)) {
            return false;
        }
    } while (take(reader, ','));
    return expect(reader, '}');
}

/* tensor = '{' "dtype" ':' string ',' "shape" ':' list ',' "data_offsets" ':' list '}', in any
 * order. */
static bool read_tensor(Reader *reader, const char *name, size_t at) {
    NnHeader *header = reader->header;
    if (header->entry_count == NN_TENSORS_MAX) {
        return refuse(reader, at, "there are more tensors than a network has");
    }
    NnEntry *entry = &header->entries[header->entry_count++];
    *entry = (NnEntry){.name = name, .at = at};
    size_t offsets[2] = {0, 0}, offset_count = 0, unused = 0;
    if (!expect(reader, '{')) {
        return false;
    }
    do {
        const char *key = NULL;
        size_t here = 0;
        if (!read_string(reader, &key, &here) || !expect(reader, ':')) {
            return false;
        }
        bool is_good = strcmp(key, "dtype") == 0   ? read_string(reader, &entry->dtype, &unused)
                       : strcmp(key, "shape") == 0 ? read_list(reader, entry->shape, &entry->rank)
                       : strcmp(key, "data_offsets") == 0
                           ? read_list(reader, offsets, &offset_count)
                           : refuse(reader, here, "a tensor has nothing of that name");
        if (!is_good) {
            return false;
        }
    } while (take(reader, ','));
    entry->begin = offsets[0];
    entry->end = offsets[1];
    if (entry->dtype == NULL || entry->rank == 0 || offset_count != 2 ||
        entry->begin > entry->end) {
        return refuse(reader, at, "a tensor needs dtype, shape and data_offsets");
    }
    return expect(reader, '}');
}

bool nn_header_parse(Arena *arena, const Source *source, size_t start, size_t end, NnHeader *header,
                     Diag *diag) {
    *header = (NnHeader){0};
    Reader reader = {
        .arena = arena, .source = source, .diag = diag, .at = start, .end = end, .header = header};
    if (!expect(&reader, '{')) {
        return false;
    }
    do {
        const char *key = NULL;
        size_t at = 0;
        if (!read_string(&reader, &key, &at) || !expect(&reader, ':')) {
            return false;
        }
        bool is_good =
            strcmp(key, METADATA_KEY) == 0 ? read_metadata(&reader) : read_tensor(&reader, key, at);
        if (!is_good) {
            return false;
        }
    } while (take(&reader, ','));
    if (!expect(&reader, '}')) {
        return false;
    }
    skip_blanks(&reader);
    return reader.at == end || refuse(&reader, reader.at, "there is text behind the header's end");
}
