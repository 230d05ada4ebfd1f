/* points.c - see points.h.
 *
 *     file   = { empty | comment | row }
 *     row    = field { separator field } ( newline | end )
 *     field  = spaces ( number | '"' text '"' | text ) spaces */
#include "diffusion/points.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Points have one or two coordinates; one more column is read so that it can be pointed at. */
#define COLUMNS_MAX 2
/* Longest part of a field that a message repeats. */
#define SHOWN_MAX 30

static const char mark[] = "\xef\xbb\xbf";
#define MARK_LENGTH (sizeof mark - 1)

/* A field without the spaces and quotes around it, as bytes of the source. */
typedef struct {
    size_t start, end;
    bool quoted;
} Field;

typedef struct {
    Arena *arena;
    const Source *source;
    Diag *diag;
    char separator; /* 0 before the first row; ' ' stands for any run of spaces */
    size_t columns; /* of every row; 0 before the first */
    bool had_row;
    double *points;
    size_t count; /* rows of numbers */
} Reader;

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

static bool refuse(Reader *reader, size_t at, const char *hint, const char *message) {
    diag_set(reader->diag, reader->arena, reader->source, at, hint, "%s", message);
    return false;
}

/* The field for a message: cut when long, without control characters, which a terminal obeys. */
static const char *shown(Reader *reader, Field field) {
    size_t length = field.end - field.start;
    size_t kept = length < SHOWN_MAX ? length : SHOWN_MAX;
    const char *bytes = reader->source->bytes + field.start;
    /* Not in the middle of a character. */
    while (kept < length && kept > 0 && ((unsigned char)bytes[kept] & 0xC0) == 0x80) {
        kept--;
    }
    char *copy = arena_copy(reader->arena, bytes, kept);
    for (size_t i = 0; i < kept; i++) {
        if ((unsigned char)copy[i] < 0x20 || copy[i] == 0x7F) {
            copy[i] = '?';
        }
    }
    return kept < length ? arena_printf(reader->arena, "%s...", copy) : copy;
}

/* [+-] digits [. digits] [e [+-] digits], all of the field; at least one digit before the e. */
static bool is_number(const char *bytes, size_t length) {
    size_t at = 0, digits = 0;
    at += at < length && (bytes[at] == '+' || bytes[at] == '-') ? 1 : 0;
    for (; at < length && isdigit((unsigned char)bytes[at]); at++, digits++) {
    }
    if (at < length && bytes[at] == '.') {
        for (at++; at < length && isdigit((unsigned char)bytes[at]); at++, digits++) {
        }
    }
    if (digits > 0 && at < length && (bytes[at] == 'e' || bytes[at] == 'E')) {
        at++;
        at += at < length && (bytes[at] == '+' || bytes[at] == '-') ? 1 : 0;
        size_t first = at;
        for (; at < length && isdigit((unsigned char)bytes[at]); at++) {
        }
        digits = at > first ? digits : 0;
    }
    return digits > 0 && at == length;
}

/* What programs write for a number that is none. */
static bool is_no_number(const char *bytes, size_t length) {
    static const char *const words[] = {"nan", "inf", "infinity", "na", "n/a", "null", "none"};
    if (length > 0 && (bytes[0] == '+' || bytes[0] == '-')) {
        bytes++;
        length--;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t k = 0;
        while (k < length && words[i][k] != '\0' &&
               words[i][k] == tolower((unsigned char)bytes[k])) {
            k++;
        }
        if (k == length && words[i][k] == '\0') {
            return true;
        }
    }
    return false;
}

static bool read_number(Reader *reader, Field field, double *value) {
    const char *bytes = reader->source->bytes + field.start;
    size_t length = field.end - field.start;
    if (length == 0) {
        return refuse(reader, field.start, "every line has the same number of columns, one or two",
                      "a number is missing here");
    }
    if (!is_number(bytes, length) || length > POINTS_NUMBER_MAX) {
        return refuse(reader, field.start,
                      is_no_number(bytes, length) ? "leave out points that have no value"
                                                  : "write it as 1.5 or -2e-3",
                      arena_printf(reader->arena, "`%s` is not a number", shown(reader, field)));
    }
    /* strtod wants a NUL after it. The program leaves LC_NUMERIC alone, so the point is a point. */
    char number[POINTS_NUMBER_MAX + 1];
    memcpy(number, bytes, length);
    number[length] = '\0';
    *value = strtod(number, NULL);
    if (!(fabs(*value) <= POINTS_COORDINATE_MAX)) {
        return refuse(reader, field.start, "coordinates go up to 1e60; use another unit",
                      arena_printf(reader->arena, "%s is too large", shown(reader, field)));
    }
    return true;
}

/* The separator that the first row has outside quotes; a comma wins, so that 1,5;2,5 is seen. */
static bool find_separator(Reader *reader, size_t start, size_t end) {
    const char *bytes = reader->source->bytes;
    size_t comma = end, semicolon = end, tab = end;
    bool quoted = false;
    for (size_t at = end; at-- > start;) {
        quoted = bytes[at] == '"' ? !quoted : quoted;
        comma = !quoted && bytes[at] == ',' ? at : comma;
        semicolon = !quoted && bytes[at] == ';' ? at : semicolon;
        tab = !quoted && bytes[at] == '\t' ? at : tab;
    }
    if (comma < end && (semicolon < end || tab < end)) {
        return refuse(reader, comma, "write decimal points, and one kind of separator",
                      "this line has commas and another separator");
    }
    reader->separator = comma < end ? ',' : semicolon < end ? ';' : tab < end ? '\t' : ' ';
    return true;
}

/* The next field from *at, which is moved behind its separator, or to SIZE_MAX behind the last. */
static bool next_field(Reader *reader, size_t *at, size_t end, Field *field) {
    const char *bytes = reader->source->bytes;
    char separator = reader->separator;
    size_t here = *at;
    while (here < end && is_blank(bytes[here]) && (bytes[here] != separator || separator == ' ')) {
        here++;
    }
    field->quoted = here < end && bytes[here] == '"';
    if (field->quoted) {
        const char *close = memchr(bytes + here + 1, '"', end - here - 1);
        if (close == NULL) {
            return refuse(reader, here, "close it on the same line", "a quote is never closed");
        }
        field->start = here + 1;
        field->end = (size_t)(close - bytes);
        here = field->end + 1;
    } else {
        field->start = here;
        while (here < end && bytes[here] != separator &&
               !(separator == ' ' && is_blank(bytes[here]))) {
            here++;
        }
        field->end = here;
        while (field->end > field->start && is_blank(bytes[field->end - 1])) {
            field->end--;
        }
    }
    size_t after = here;
    while (here < end && is_blank(bytes[here]) && (bytes[here] != separator || separator == ' ')) {
        here++;
    }
    if (here == end) {
        *at = SIZE_MAX;
        return true;
    }
    if (separator == ' ' && here > after) {
        *at = here;
        return true;
    }
    if (bytes[here] != separator) {
        return refuse(reader, here, "put a separator between columns",
                      "there is text behind the closing quote");
    }
    *at = here + 1;
    return true;
}

/* Words alone, none of which stands for a missing value: then they name the columns. */
static bool is_header(const Reader *reader, const Field *fields, size_t count) {
    size_t words = 0;
    for (size_t i = 0; i < count; i++) {
        const char *bytes = reader->source->bytes + fields[i].start;
        size_t length = fields[i].end - fields[i].start;
        bool missing = length == 0 || (!fields[i].quoted && is_no_number(bytes, length));
        words += !is_number(bytes, length) && !missing ? 1 : 0;
    }
    return words == count;
}

static bool keep_row(Reader *reader, const Field *fields, size_t start) {
    if (reader->count == POINTS_MAX) {
        return refuse(reader, start, "keep a part of them, drawn at random",
                      arena_printf(reader->arena, "there are more than %d points", POINTS_MAX));
    }
    for (size_t i = 0; i < reader->columns; i++) {
        double *value = &reader->points[reader->count * reader->columns + i];
        if (!read_number(reader, fields[i], value)) {
            return false;
        }
    }
    reader->count++;
    return true;
}

static bool read_row(Reader *reader, size_t start, size_t end) {
    if (reader->separator == 0 && !find_separator(reader, start, end)) {
        return false;
    }
    Field fields[COLUMNS_MAX] = {{0, 0, false}};
    size_t count = 0;
    for (size_t at = start; at != SIZE_MAX; count++) {
        size_t here = at;
        Field field;
        if (!next_field(reader, &at, end, &field)) {
            return false;
        }
        if (count == COLUMNS_MAX || (reader->columns > 0 && count == reader->columns)) {
            return refuse(reader, here, "points have one or two coordinates, every line as many",
                          arena_printf(reader->arena, "there is a column too many: %zu %s expected",
                                       count, count == 1 ? "was" : "were"));
        }
        fields[count] = field;
    }
    if (reader->columns > 0 && count < reader->columns) {
        return refuse(reader, end, "every line has the same number of columns, one or two",
                      "a column is missing: 2 were expected");
    }
    bool header = !reader->had_row && is_header(reader, fields, count);
    if (reader->columns == 0) {
        reader->columns = count;
    }
    reader->had_row = true;
    return header || keep_row(reader, fields, start);
}

/* The end of the line that starts at `at`, and where the next one starts. */
static size_t line_end(const Source *source, size_t at, size_t *next) {
    const char *newline = memchr(source->bytes + at, '\n', source->length - at);
    size_t end = newline != NULL ? (size_t)(newline - source->bytes) : source->length;
    *next = newline != NULL ? end + 1 : end;
    return end > at && source->bytes[end - 1] == '\r' ? end - 1 : end;
}

static bool is_empty(const Source *source, size_t start, size_t end) {
    while (start < end && is_blank(source->bytes[start])) {
        start++;
    }
    return start == end;
}

/* Room for as many rows as can follow: a row has a byte and its line end at least. */
static size_t room(const Source *source) {
    size_t rows = source->length / 2 + 1;
    return rows < POINTS_MAX ? rows : POINTS_MAX;
}

bool points_parse(Arena *arena, const Source *source, const double **points, size_t *n, size_t *d,
                  Diag *diag) {
    Reader reader = {.arena = arena, .source = source, .diag = diag};
    reader.points = arena_array(arena, room(source) * COLUMNS_MAX, sizeof *reader.points);
    bool marked = source->length >= MARK_LENGTH && memcmp(source->bytes, mark, MARK_LENGTH) == 0;
    for (size_t at = marked ? MARK_LENGTH : 0, next = 0; at < source->length; at = next) {
        size_t end = line_end(source, at, &next);
        if (is_empty(source, at, end) || source->bytes[at] == '#') {
            continue;
        }
        if (end - at > POINTS_LINE_MAX) {
            return refuse(
                &reader, at, "one point to a line, one or two numbers each",
                arena_printf(arena, "this line is longer than %d bytes", POINTS_LINE_MAX));
        }
        if (!read_row(&reader, at, end)) {
            return false;
        }
    }
    if (reader.count < POINTS_MIN) {
        return refuse(&reader, source->length, "one point to a line, one or two numbers each",
                      arena_printf(arena, "there %s; %d are needed at least",
                                   reader.count == 1 ? "is one point only" : "are no points",
                                   POINTS_MIN));
    }
    *points = reader.points;
    *n = reader.count;
    *d = reader.columns;
    return true;
}
