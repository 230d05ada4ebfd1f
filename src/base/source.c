/* source.c - see source.h. */
#include "base/source.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

/* The mark that some editors put at the start of a file; they do not count it as a column. */
static const char byte_order_mark[] = "\xef\xbb\xbf";
#define BYTE_ORDER_MARK_LENGTH (sizeof byte_order_mark - 1)

/* Where the text starts: after a byte order mark. */
static size_t text_start(const Source *source) {
    bool marked = source->length >= BYTE_ORDER_MARK_LENGTH &&
                  memcmp(source->bytes, byte_order_mark, BYTE_ORDER_MARK_LENGTH) == 0;
    return marked ? BYTE_ORDER_MARK_LENGTH : 0;
}

/* The start of the next line after `at`, or SIZE_MAX when none starts at or before end. */
static size_t next_line(const Source *source, size_t at, size_t end) {
    const char *newline = at < end ? memchr(source->bytes + at, '\n', end - at) : NULL;
    return newline == NULL ? SIZE_MAX : (size_t)(newline - source->bytes) + 1;
}

void source_index(Arena *arena, Source *source) {
    size_t count = 1;
    for (size_t at = text_start(source); (at = next_line(source, at, source->length)) != SIZE_MAX;)
        count++;
    size_t *starts = arena_array(arena, count, sizeof *starts);
    starts[0] = text_start(source);
    for (size_t i = 1; i < count; i++)
        starts[i] = next_line(source, starts[i - 1], source->length);
    source->line_starts = starts;
    source->line_count = count;
}

size_t source_line_start(const Source *source, size_t line) {
    if (source->line_starts != NULL)
        return line <= source->line_count ? source->line_starts[line - 1] : source->length;
    size_t start = text_start(source);
    for (size_t i = 1; i < line; i++) {
        start = next_line(source, start, source->length);
        if (start == SIZE_MAX)
            return source->length;
    }
    return start;
}

/* The line that holds the offset, counted from 0, by halving. */
static size_t indexed_line(const Source *source, size_t offset) {
    size_t low = 0, high = source->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->line_starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

Position source_position(const Source *source, size_t offset) {
    size_t end = offset < source->length ? offset : source->length;
    Position position = {.line = 1, .column = 1};
    size_t line_start = text_start(source);
    if (source->line_starts != NULL) {
        size_t line = indexed_line(source, end);
        position.line += line;
        line_start = source->line_starts[line];
    } else {
        for (size_t next; (next = next_line(source, line_start, end)) != SIZE_MAX;) {
            line_start = next;
            position.line++;
        }
    }
    size_t at = line_start;
    while (at < end) {
        size_t used = 0;
        utf8_decode(source->bytes + at, source->length - at, &used);
        at += used;
        /* An offset inside a code point has the column of that code point. */
        position.column += at <= end ? 1 : 0;
    }
    return position;
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

Span span_trim(const char *bytes, Span span) {
    while (span.start < span.end && is_space(bytes[span.start])) {
        span.start++;
    }
    while (span.end > span.start && is_space(bytes[span.end - 1])) {
        span.end--;
    }
    return span;
}

void diag_set(Diag *diag, struct Arena *arena, const Source *source, size_t offset,
              const char *hint, const char *format, ...) {
    if (diag->message != NULL) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    diag->message = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    diag->file = arena_copy(arena, source->name, strlen(source->name));
    diag->at = source_position(source, offset);
    diag->hint = hint == NULL ? NULL : arena_copy(arena, hint, strlen(hint));
}

/* Names with more letters are never suggested: a declared name is a handful of letters, and the
 * table of distances stays on the stack. */
#define NAME_LETTERS_MAX 64
/* Most edits between a slip and the name that was meant; for short names any two edits reach
 * nearly every other name, hence one. */
#define NAME_EDITS_MAX 2
#define NAME_SHORT_LETTERS 3
#define NAME_SHORT_EDITS_MAX 1

typedef struct {
    uint32_t letters[NAME_LETTERS_MAX];
    size_t count;
} Name;

static bool name_decode(Name *name, const char *bytes) {
    size_t length = strlen(bytes);
    size_t at = 0;
    name->count = 0;
    while (at < length) {
        if (name->count == NAME_LETTERS_MAX) {
            return false;
        }
        size_t used = 0;
        name->letters[name->count] = utf8_decode(bytes + at, length - at, &used);
        name->count++;
        at += used;
    }
    return true;
}

/* Distance of Damerau and Levenshtein: insert, delete or replace a letter, or swap two letters
 * that stand side by side (other edits may come between the two, up to NAME_EDITS_MAX). Exact up
 * to NAME_EDITS_MAX; larger distances are only known to be larger. */
static size_t name_distance(const Name *a, const Name *b) {
    unsigned char distance[NAME_LETTERS_MAX + 1][NAME_LETTERS_MAX + 1];
    for (size_t i = 0; i <= a->count; i++) {
        for (size_t j = 0; j <= b->count; j++) {
            if (i == 0 || j == 0) {
                distance[i][j] = (unsigned char)(i + j);
                continue;
            }
            size_t best =
                distance[i - 1][j - 1] + (a->letters[i - 1] == b->letters[j - 1] ? 0U : 1U);
            size_t insert = distance[i][j - 1] + 1U;
            size_t delete = distance[i - 1][j] + 1U;
            best = insert < best ? insert : best;
            best = delete < best ? delete : best;
            /* a[p-1] .. a[i-1] against b[q-1] .. b[j-1], ends crossed; what lies between costs. */
            for (size_t p = i > NAME_EDITS_MAX ? i - NAME_EDITS_MAX : 1; p < i; p++) {
                for (size_t q = j > NAME_EDITS_MAX ? j - NAME_EDITS_MAX : 1; q < j; q++) {
                    if (a->letters[p - 1] == b->letters[j - 1] &&
                        b->letters[q - 1] == a->letters[i - 1]) {
                        size_t swap = distance[p - 1][q - 1] + (i - p - 1) + 1 + (j - q - 1);
                        best = swap < best ? swap : best;
                    }
                }
            }
            distance[i][j] = (unsigned char)best;
        }
    }
    return distance[a->count][b->count];
}

const char *nearest_name(const char *name, const char *const *names, size_t count) {
    Name wanted;
    if (!name_decode(&wanted, name) || wanted.count == 0) {
        return NULL;
    }
    size_t limit = wanted.count <= NAME_SHORT_LETTERS ? NAME_SHORT_EDITS_MAX : NAME_EDITS_MAX;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        Name candidate;
        if (!name_decode(&candidate, names[i]) || candidate.count > wanted.count + limit ||
            wanted.count > candidate.count + limit) {
            continue;
        }
        size_t distance = name_distance(&wanted, &candidate);
        if (distance <= limit) {
            nearest = names[i];
            if (distance == 0) {
                break;
            }
            limit = distance - 1;
        }
    }
    return nearest;
}
