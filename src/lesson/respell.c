/* respell.c - which parts of a lesson's text are formulas; see respell.h. */
#include "lesson/respell.h"

#include <string.h>

#include "lesson/remark.h"

/* Lines of a block whose text is words, with formulas between dollars. */
static const char *const word_keys[] = {"asks",    "says", "found", "why",
                                        "because", "hint", "ask",   "caption"};

typedef struct {
    Text *out;
    const Source *source;
    const Notation *to;
    size_t copied;
} Pen;

static void copy_to(Pen *pen, size_t offset) {
    if (offset > pen->copied) {
        text_append_bytes(pen->out, pen->source->bytes + pen->copied, offset - pen->copied);
        pen->copied = offset;
    }
}

static void put_tex(Pen *pen, Span span) {
    copy_to(pen, span.start);
    respell_tex(pen->out, pen->source, span, pen->to);
    pen->copied = span.end;
}

/* Words: what stands between their dollars. */
static void put_words(Pen *pen, Span span) {
    const char *bytes = pen->source->bytes;
    for (size_t at = span.start; at < span.end; at++) {
        const char *close = bytes[at] == '$' ? remark_formula_end(bytes + at) : NULL;
        if (close != NULL && close < bytes + span.end) {
            size_t end = (size_t)(close - bytes);
            put_tex(pen, (Span){at + 1, end});
            at = end;
        }
        at += bytes[at] == '\\';
    }
}

static bool is_word_key(const Source *source, Span key) {
    for (size_t i = 0; i < sizeof word_keys / sizeof word_keys[0]; i++) {
        if (span_is(source, key, word_keys[i])) {
            return true;
        }
    }
    return false;
}

/* `key: TeX :: words`, or a formula; with the lines that go on. */
static void put_item(Pen *pen, Span item, FenceKind kind) {
    const Source *source = pen->source;
    bool symbols = kind == KIND_SYMBOLS;
    Span text = item, key = {0, 0};
    bool has_key = !symbols && body_key_at(source, item, &key);
    if (has_key) {
        text.start = key.end + 1;
        if (is_word_key(source, key)) {
            put_words(pen, text);
            return;
        }
    }
    if (kind == KIND_EXPERIMENT) {
        return; /* names of values and settings */
    }
    text = span_trim(source->bytes, text);
    if (symbols || (has_key && (span_is(source, key, "given") || span_is(source, key, "assume")))) {
        /* The first word says what is declared, or names another claim. */
        while (text.start < text.end && source->bytes[text.start] != ' ' &&
               source->bytes[text.start] != '\\') {
            text.start++;
        }
        copy_to(pen, text.start);
        respell_declaration(pen->out, source, item, text, pen->to);
        pen->copied = text.end;
        return;
    }
    size_t mark = remark_at(source, text);
    put_tex(pen, (Span){text.start, mark});
    put_words(pen, (Span){mark, text.end});
}

/* Where the item that starts at `at` ends: before the next line that has a key. */
static size_t item_end(const Source *source, size_t at, size_t end, bool symbols) {
    Span key;
    size_t next = line_end(source, at);
    while (!symbols && next + 1 < end &&
           !body_key_at(source, (Span){next + 1, line_end(source, next + 1)}, &key)) {
        next = line_end(source, next + 1);
    }
    return next < end ? next : end;
}

static bool info_has(const Source *source, Span info, const char *word) {
    for (size_t at = info.start; at < info.end; at++) {
        if (span_starts_with(source, (Span){at, info.end}, word) &&
            (at == info.start || source->bytes[at - 1] == ' ')) {
            return true;
        }
    }
    return false;
}

static void put_block(Pen *pen, const RawFence *fence) {
    const Source *source = pen->source;
    FenceKind kind = fence_kind(source, fence->info);
    bool own_notation = info_has(source, fence->info, "notation=");
    if (kind == KIND_CODE || own_notation) {
        return;
    }
    bool symbols = kind == KIND_SYMBOLS;
    size_t at = line_end(source, fence->start) + 1;
    while (at < fence->end) {
        size_t end = item_end(source, at, fence->end, symbols);
        put_item(pen, (Span){at, end}, kind);
        at = end + 1;
    }
}

/* `notation: ho` of the front matter. */
static void put_front_matter(Pen *pen, Span front) {
    const Source *source = pen->source;
    static const char key[] = "notation:";
    for (size_t at = front.start; at < front.end; at = line_end(source, at) + 1) {
        if (span_starts_with(source, (Span){at, front.end}, key)) {
            copy_to(pen, at + sizeof key - 1);
            text_printf(pen->out, " %s", pen->to->name);
            pen->copied = line_end(source, at);
        }
    }
}

void respell_lesson(Text *out, const Reader *reader, const Source *whole, const Notation *to) {
    Pen pen = {.out = out, .source = whole, .to = to};
    put_front_matter(&pen, reader->front);
    const RawFormula *formulas = reader->scan.formulas.items;
    const RawFence *fences = reader->scan.fences.items;
    size_t formula = 0, fence = 0;
    while (formula < reader->scan.formulas.count || fence < reader->scan.fences.count) {
        bool block = formula == reader->scan.formulas.count ||
                     (fence < reader->scan.fences.count &&
                      fences[fence].start < formulas[formula].whole.start);
        if (block) {
            put_block(&pen, &fences[fence++]);
        } else {
            put_tex(&pen, formulas[formula++].content);
        }
    }
    copy_to(&pen, whole->length);
}
