/* info.c - the info string of a fenced block: `kind id key=value key="quoted value" flag`. */
#include <string.h>

#include "lesson/lesson_internal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const kinds[] = {"symbols", "claim", "law", "exercise", "experiment", "scene"};
static const FenceKind kind_values[COUNT(kinds)] = {KIND_SYMBOLS,  KIND_CLAIM,      KIND_LAW,
                                                    KIND_EXERCISE, KIND_EXPERIMENT, KIND_SCENE};

static Span word_at(const Source *source, size_t offset, size_t end) {
    size_t at = offset;
    while (at < end && strchr(" \t", source->bytes[at]) == NULL) {
        at++;
    }
    return (Span){offset, at};
}

static size_t skip_blanks(const Source *source, size_t offset, size_t end) {
    while (offset < end && strchr(" \t", source->bytes[offset]) != NULL) {
        offset++;
    }
    return offset;
}

bool span_is(const Source *source, Span span, const char *text) {
    size_t length = strlen(text);
    return span.end - span.start == length && memcmp(source->bytes + span.start, text, length) == 0;
}

FenceKind fence_kind(const Source *source, Span info) {
    Span word = word_at(source, info.start, info.end);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (span_is(source, word, kinds[i])) {
            return kind_values[i];
        }
    }
    return KIND_CODE;
}

/* True when one letter was left out, added or replaced, or two neighbours were swapped. */
static bool one_edit_apart(const char *a, size_t a_length, const char *b, size_t b_length) {
    size_t same = 0;
    while (same < a_length && same < b_length && a[same] == b[same]) {
        same++;
    }
    size_t a_left = a_length - same;
    size_t b_left = b_length - same;
    const char *a_rest = a + same;
    const char *b_rest = b + same;
    if (a_left == b_left + 1) {
        return memcmp(a_rest + 1, b_rest, b_left) == 0;
    }
    if (b_left == a_left + 1) {
        return memcmp(a_rest, b_rest + 1, a_left) == 0;
    }
    if (a_left != b_left || a_left == 0) {
        return false;
    }
    bool swapped = a_left >= 2 && a_rest[0] == b_rest[1] && a_rest[1] == b_rest[0] &&
                   memcmp(a_rest + 2, b_rest + 2, a_left - 2) == 0;
    return swapped || memcmp(a_rest + 1, b_rest + 1, a_left - 1) == 0;
}

/* The kind that the first word of the info string nearly spells, or NULL. */
static const char *misspelt_kind(const Source *source, Span info) {
    Span word = word_at(source, info.start, info.end);
    size_t length = word.end - word.start;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (one_edit_apart(source->bytes + word.start, length, kinds[i], strlen(kinds[i]))) {
            /* A language may have any name; only with an id is it meant to be a block. */
            size_t next = skip_blanks(source, word.end, info.end);
            return kind_values[i] == KIND_SYMBOLS || next < info.end ? kinds[i] : NULL;
        }
    }
    return NULL;
}

bool fence_is_ours(const Source *source, Span info) {
    return fence_kind(source, info) != KIND_CODE || misspelt_kind(source, info) != NULL;
}

/* setting := key '=' ( word | '"' any but '"' '"' ). Reads it at `at`; *end is where the next word
 * may start. */
static bool read_setting(Reader *reader, Info *info, Span key, size_t info_end, size_t *end) {
    const Source *source = &reader->source;
    size_t at = key.end + 1;
    Span value = word_at(source, at, info_end);
    *end = value.end;
    if (at < info_end && source->bytes[at] == '"') {
        const char *quote = memchr(source->bytes + at + 1, '"', info_end - at - 1);
        if (quote == NULL) {
            return refuse(reader, at, "close it with \"", "this quoted value is never closed");
        }
        value = (Span){at + 1, (size_t)(quote - source->bytes)};
        *end = value.end + 1;
    }
    if (value.start == value.end) {
        return refuse(reader, key.start, NULL, "%s= has no value", span_text(reader, key));
    }
    const InfoSetting *settings = info->settings.items;
    for (size_t i = 0; i < info->settings.count; i++) {
        if (span_is(source, key, settings[i].key)) {
            return refuse(reader, key.start, NULL, "%s= is given twice", settings[i].key);
        }
    }
    InfoSetting *setting = vector_add(reader->arena, &info->settings, sizeof *setting);
    *setting = (InfoSetting){.key = span_text(reader, key),
                             .value = span_text(reader, value),
                             .quoted = value.start > at,
                             .key_at = key.start,
                             .value_at = value.start};
    return true;
}

/* info := kind [id] { flag | setting } */
bool info_read(Reader *reader, Span span, Info *info) {
    const Source *source = &reader->source;
    *info = (Info){.kind = fence_kind(source, span), .kind_at = span.start};
    Span kind = word_at(source, span.start, span.end);
    const char *meant = misspelt_kind(source, span);
    if (info->kind == KIND_CODE && meant != NULL) {
        return refuse(reader, span.start, arena_printf(reader->arena, "did you mean `%s`?", meant),
                      "there is no block of the kind `%s`", span_text(reader, kind));
    }
    size_t at = skip_blanks(source, kind.end, span.end);
    while (at < span.end) {
        Span word = word_at(source, at, span.end);
        const char *equals = memchr(source->bytes + at, '=', word.end - at);
        if (equals != NULL) {
            Span key = {at, (size_t)(equals - source->bytes)};
            if (!read_setting(reader, info, key, span.end, &at)) {
                return false;
            }
        } else if (info->id == NULL && info->settings.count == 0 && info->flags.count == 0) {
            info->id = span_text(reader, word);
            info->id_at = at;
            at = word.end;
        } else {
            InfoSetting *flag = vector_add(reader->arena, &info->flags, sizeof *flag);
            *flag = (InfoSetting){.key = span_text(reader, word), .key_at = at};
            at = word.end;
        }
        at = skip_blanks(source, at, span.end);
    }
    return true;
}

static bool known(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* A flag that is none may be the rest of a value with spaces in it. */
static bool refuse_flag(Reader *reader, const Info *info, const InfoSetting *flag,
                        const char *const *flags, size_t flag_count) {
    const InfoSetting *settings = info->settings.items;
    const InfoSetting *before = NULL;
    for (size_t i = 0; i < info->settings.count; i++) {
        before = settings[i].key_at < flag->key_at ? &settings[i] : before;
    }
    if (before == NULL || before->quoted) {
        return refuse_name(reader, flag->key_at, "flag", flag->key, flags, flag_count);
    }
    const char *hint =
        arena_printf(reader->arena, "if it belongs to the value, quote it: %s=\"%s %s\"",
                     before->key, before->value, flag->key);
    return refuse(reader, flag->key_at, hint, "there is no flag `%s` here", flag->key);
}

/* Every setting and flag is one of the block's. */
bool info_check(Reader *reader, const Info *info, const char *const *settings, size_t setting_count,
                const char *const *flags, size_t flag_count) {
    const InfoSetting *items = info->settings.items;
    for (size_t i = 0; i < info->settings.count; i++) {
        if (!known(items[i].key, settings, setting_count)) {
            return refuse_name(reader, items[i].key_at, "setting", items[i].key, settings,
                               setting_count);
        }
    }
    items = info->flags.items;
    for (size_t i = 0; i < info->flags.count; i++) {
        if (!known(items[i].key, flags, flag_count)) {
            return refuse_flag(reader, info, &items[i], flags, flag_count);
        }
    }
    return true;
}

/* Ids are letters, digits, - _ . and start with a letter, so that they can be typed in a shell and
 * in a link. */
bool info_check_id(Reader *reader, const Info *info, const char *what, const char *const *flags,
                   size_t flag_count) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char all[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    if (info->id == NULL || known(info->id, flags, flag_count)) {
        return refuse(reader, info->kind_at,
                      arena_printf(reader->arena, "write it after the word `%s`", what),
                      "this %s has no id", what);
    }
    if (strchr(letters, info->id[0]) == NULL || info->id[strspn(info->id, all)] != '\0') {
        return refuse(reader, info->id_at, "use letters, digits, - and _",
                      "`%s` cannot be an id: it starts with a letter and has no other marks",
                      info->id);
    }
    return true;
}
