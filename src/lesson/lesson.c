/* lesson.c - reads a file as a lesson or as a note; see lesson.h. */
#include "lesson/lesson.h"

#include <stdarg.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "diffusion/notation.h"
#include "diffusion/schedule.h"
#include "diffusion/toy.h"
#include "lesson/lesson_internal.h"
#include "lesson/respell.h"
#include "math/reader.h"
#include "verify/model.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";
#define BYTE_ORDER_MARK_LENGTH (sizeof byte_order_mark - 1)

/* Formulas of one line that are told apart by a letter, "-b" to "-z"; the first has none, and later
 * ones get their number. */
#define LINE_LETTERS 26

bool refuse(Reader *reader, size_t offset, const char *hint, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_vprintf(reader->arena, format, arguments);
    va_end(arguments);
    diag_set(reader->diag, reader->arena, &reader->source, offset, hint, "%s", message);
    return false;
}

const char *name_list(Arena *arena, const char *const *names, size_t count) {
    const char *list = "";
    for (size_t i = 0; i < count; i++) {
        const char *separator = i == 0 ? "" : i + 1 == count ? " and " : ", ";
        list = arena_printf(arena, "%s%s%s", list, separator, names[i]);
    }
    return list;
}

bool refuse_name(Reader *reader, size_t offset, const char *what, const char *name,
                 const char *const *names, size_t count) {
    const char *nearest = count == 0 ? NULL : nearest_name(name, names, count);
    const char *hint = NULL;
    if (nearest != NULL) {
        hint = arena_printf(reader->arena, "did you mean `%s`?", nearest);
    } else if (count > 0) {
        hint = arena_printf(reader->arena, "there are %s", name_list(reader->arena, names, count));
    }
    return refuse(reader, offset, hint, "there is no %s `%s` here", what, name);
}

bool check_schedule(Reader *reader, size_t offset, const char *name) {
    if (schedule_find(name) != NULL) {
        return true;
    }
    size_t count = schedule_count();
    const char **names = arena_array(reader->arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        names[i] = schedule_at(i)->name;
    }
    return refuse_name(reader, offset, "schedule", name, names, count);
}

bool check_data(Reader *reader, size_t offset, const char *name) {
    if (toy_find(name) != NULL) {
        return true;
    }
    size_t count = toy_count();
    const char **names = arena_array(reader->arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        names[i] = toy_at(i)->name;
    }
    return refuse_name(reader, offset, "toy distribution", name, names, count);
}

/* Only ho's letters have counterparts in other notations. */
static const char respelled[] = "ho";

bool check_also(Reader *reader, size_t offset, const char *name) {
    const char **names = arena_array(reader->arena, notation_count(), sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < notation_count(); i++) {
        if (notation_at(i)->roots != NULL) {
            names[count++] = notation_at(i)->name;
        }
        if (notation_at(i)->roots != NULL && strcmp(notation_at(i)->name, name) == 0) {
            return true;
        }
    }
    return refuse_name(reader, offset, "notation that a lesson can be rewritten in,", name, names,
                       count);
}

const char *span_text(Reader *reader, Span span) {
    return arena_copy(reader->arena, reader->source.bytes + span.start, span.end - span.start);
}

bool span_starts_with(const Source *source, Span span, const char *text) {
    size_t length = strlen(text);
    return span.end - span.start >= length && memcmp(source->bytes + span.start, text, length) == 0;
}

size_t line_end(const Source *source, size_t offset) {
    if (offset >= source->length) {
        return source->length;
    }
    const char *feed = memchr(source->bytes + offset, '\n', source->length - offset);
    return feed == NULL ? source->length : (size_t)(feed - source->bytes);
}

/* Writes a copy of the same length: "\r\n" becomes " \n", a "\r" alone (old Macintosh files) a line
 * feed. */
static void write_clean(char *clean, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        bool feeds = i + 1 < length && bytes[i + 1] == '\n';
        char carriage_return = feeds ? ' ' : '\n';
        clean[i] = bytes[i] == '\r' ? carriage_return : bytes[i];
    }
}

static bool check_bytes(Reader *reader) {
    const Source *source = &reader->source;
    size_t bad = 0;
    if (!utf8_valid(source->bytes, source->length, &bad)) {
        return refuse(reader, bad, "save the file as UTF-8", "this byte (0x%02X) is not UTF-8",
                      (unsigned)(unsigned char)source->bytes[bad]);
    }
    const char *nul = source->length == 0 ? NULL : memchr(source->bytes, '\0', source->length);
    if (nul != NULL) {
        return refuse(reader, (size_t)(nul - source->bytes), "remove it, or give a text file",
                      "there is a NUL byte here");
    }
    return true;
}

/* slug and number of "lessons/03-variances-add.md". */
static void read_name(Reader *reader) {
    const char *slash = strrchr(reader->source.name, '/');
    const char *file = slash == NULL ? reader->source.name : slash + 1;
    static const char extension[] = ".md";
    size_t length = strlen(file);
    size_t tail = sizeof extension - 1;
    if (length > tail && strcmp(file + length - tail, extension) == 0) {
        length -= tail;
    }
    size_t digits = strspn(file, "0123456789");
    bool numbered =
        digits > 0 && digits <= LESSON_NUMBER_DIGITS && file[digits] == '-' && digits + 1 < length;
    for (size_t i = 0; numbered && i < digits; i++) {
        reader->lesson->number = reader->lesson->number * 10 + (file[i] - '0');
    }
    size_t skip = numbered ? digits + 1 : 0;
    reader->lesson->slug = arena_copy(reader->arena, file + skip, length - skip);
}

bool reader_is_lesson(const Reader *reader) {
    if (front_matter_is_ours(&reader->source, reader->front)) {
        return true;
    }
    const RawFence *fences = reader->scan.fences.items;
    for (size_t i = 0; i < reader->scan.fences.count; i++) {
        if (fence_is_ours(&reader->source, fences[i].info)) {
            return true;
        }
    }
    return false;
}

/* Scans the whole file. In a lesson only dollars mark formulas, and they need no relation. */
static bool scan_file(Reader *reader, bool as_lesson) {
    char *clean = reader->scan.bytes;
    reader->scan = (Scan){.arena = reader->arena, .bytes = clean, .dollars_only = as_lesson};
    scan_text(&reader->scan, (Span){reader->front.end, reader->source.length}, false);
    return reader_is_lesson(reader);
}

static Scope *open_scope(Reader *reader, size_t offset) {
    Diag diag = {0};
    Scope *scope = model_scope(reader->arena, reader->lesson->notation, &diag);
    if (scope == NULL) {
        refuse(reader, offset, diag.hint, "%s", diag.message);
    }
    return scope;
}

/* Where the notation is named, for messages about it. */
static size_t notation_offset(const Reader *reader) {
    for (size_t at = reader->front.start; at < reader->front.end;
         at = line_end(&reader->source, at) + 1) {
        if (span_starts_with(&reader->source, (Span){at, reader->front.end}, "notation:")) {
            return at;
        }
    }
    return reader->start;
}

/* md4c is given only what is known to be read at once. */
static bool check_limits(Reader *reader) {
    const Scan *scan = &reader->scan;
    if (reader->source.length > LESSON_SIZE_MAX) {
        return refuse(reader, reader->start, "split it into several lessons",
                      "a lesson is longer than %zu bytes", LESSON_SIZE_MAX);
    }
    if (scan->too_deep) {
        return refuse(reader, scan->too_deep_at, NULL, "lists and quotes are nested deeper than %d",
                      LESSON_NESTING_MAX);
    }
    if (scan->too_long) {
        return refuse(reader, scan->too_long_at, "split it by empty lines",
                      "this paragraph is longer than %zu bytes", LESSON_PARAGRAPH_MAX);
    }
    const RawFormula *formulas = scan->formulas.items;
    for (size_t i = 0; i < scan->formulas.count; i++) {
        if (!formulas[i].closed) {
            return refuse(reader, formulas[i].whole.start,
                          "close it with $$ before the next empty line; a dollar sign is \\$",
                          "the $$ that opens here is never closed");
        }
    }
    return true;
}

static void finish_lesson(Reader *reader) {
    Lesson *lesson = reader->lesson;
    lesson->title = lesson->title == NULL ? lesson->slug : lesson->title;
    Step *steps = reader->steps.items;
    for (size_t i = 0; i < reader->steps.count; i++) {
        steps[i].title = steps[i].title == NULL ? lesson->title : steps[i].title;
    }
    lesson->step_count = reader->steps.count;
    lesson->steps = steps;
    lesson->claim_count = reader->claims.count;
    lesson->claims = reader->claims.items;
    lesson->exercise_count = reader->exercises.count;
    lesson->exercises = reader->exercises.items;
}

static bool read_lesson(Reader *reader, const LessonOptions *options) {
    Lesson *lesson = reader->lesson;
    bool has_front = reader->front.end > reader->front.start;
    if (front_matter_is_unclosed(&reader->source, reader->start)) {
        return refuse(reader, reader->start, "close it with a line `---`",
                      "the front matter that opens here is never closed");
    }
    if (!check_limits(reader) || (has_front && !front_matter_read(reader))) {
        return false;
    }
    if (lesson->notation == NULL && options != NULL) {
        lesson->notation = options->notation;
    }
    if (lesson->also != NULL && !reader->respelled &&
        (lesson->notation == NULL || strcmp(lesson->notation, respelled) != 0)) {
        return refuse(reader, notation_offset(reader), NULL,
                      "only a lesson in the notation `%s` can have `also:`", respelled);
    }
    reader->scope = open_scope(reader, notation_offset(reader));
    if (reader->scope == NULL || !markdown_read(reader)) {
        return false;
    }
    finish_lesson(reader);
    return true;
}

/* "line-43", then "line-43-b" for the next formula of that line. */
static const char *line_id(Arena *arena, size_t line, size_t nth) {
    if (nth == 0) {
        return arena_printf(arena, "line-%zu", line);
    }
    if (nth < LINE_LETTERS) {
        return arena_printf(arena, "line-%zu-%c", line, (char)('a' + (int)nth));
    }
    return arena_printf(arena, "line-%zu-%zu", line, nth + 1);
}

/* The formulas of a note so far: the line of the last one, and how many stand in it. */
typedef struct {
    size_t line;
    size_t count;
} NotePlace;

static Claim *note_claim(Reader *reader, NotePlace *place, Span tex, size_t line, bool display) {
    place->count = line == place->line ? place->count + 1 : 0;
    place->line = line;
    ClaimDef def = claim_def_default();
    def.id = line_id(reader->arena, line, place->count);
    def.source = &reader->lesson->source;
    def.tex = tex;
    def.notation = reader->lesson->notation;
    def.inline_formula = !display;
    def.twins = false;
    def.expect = VERDICT_COUNT;
    return claim_prepare(reader->arena, reader->scope, &def);
}

static void add_note_claim(Reader *reader, Claim *added) {
    Claim **claim = vector_add(reader->arena, &reader->claims, sizeof *claim);
    *claim = added;
}

static size_t lines_between(const Source *source, size_t start, size_t end) {
    size_t lines = 0;
    for (size_t at = start; at < end; at++) {
        lines += source->bytes[at] == '\n';
    }
    return lines;
}

/* One row that cannot be read does not keep the others of its display from being decided. */
static bool add_rows(Reader *reader, NotePlace *place, const RawFormula *formula) {
    const Source *source = &reader->lesson->source;
    Span *parts = NULL;
    size_t count = formula_parts(reader->arena, reader->scope, source, formula->content, &parts);
    if (reader->claims.count + count > NOTE_FORMULAS_MAX) {
        return false;
    }
    size_t line = formula->line, at = formula->whole.start;
    for (size_t i = 0; i < count; i++) {
        line += lines_between(source, at, parts[i].start);
        at = parts[i].start;
        add_note_claim(reader, note_claim(reader, place, parts[i], line, true));
    }
    return count > 0;
}

static void add_note_claims(Reader *reader) {
    const RawFormula *formulas = reader->scan.formulas.items;
    NotePlace place = {0};
    for (size_t i = 0; i < reader->scan.formulas.count; i++) {
        NotePlace rows = place;
        const Expr *last_side = reader->scope->last_side;
        const RawFormula *formula = &formulas[i];
        Claim *claim =
            note_claim(reader, &place, formula->content, formula->line, formula->display);
        const Verdict *verdict = claim_verdict(claim);
        if (verdict == NULL || verdict->kind != VERDICT_UNREADABLE || !formula->display) {
            add_note_claim(reader, claim);
            continue;
        }
        reader->scope->last_side = last_side;
        if (add_rows(reader, &rows, formula)) {
            place = rows;
        } else {
            reader->scope->last_side = NULL; /* "= b" in the next display is said of nothing */
            add_note_claim(reader, claim);
        }
    }
}

static bool read_note(Reader *reader, const LessonOptions *options) {
    Lesson *lesson = reader->lesson;
    lesson->is_note = true;
    lesson->notation = options == NULL ? NULL : options->notation;
    if (reader->scan.formulas.count > NOTE_FORMULAS_MAX) {
        return refuse(reader, reader->start, "split the file",
                      "this note has more than %d formulas", NOTE_FORMULAS_MAX);
    }
    reader->scope = open_scope(reader, reader->start);
    if (reader->scope == NULL) {
        return false;
    }
    reader->scope->accept_unknown = true;
    Span heading = span_trim(reader->source.bytes, reader->scan.heading);
    if (heading.end > heading.start) {
        lesson->title = span_text(reader, heading);
    }
    add_note_claims(reader);
    finish_lesson(reader);
    return true;
}

static LessonStatus parse(Arena *arena, const char *name, const char *bytes, size_t length,
                          const LessonOptions *options, Lesson *original, Lesson **lesson,
                          Diag *diag);

/* The lesson that was read, once more in its other notation. */
static LessonStatus add_other(const Reader *reader, const char *bytes) {
    Lesson *lesson = reader->lesson, *other = NULL;
    Text text;
    text_init(&text);
    /* Once more: the scan blanked quote marks. */
    char *clean = arena_alloc(reader->arena, lesson->source.length + 1);
    write_clean(clean, bytes, lesson->source.length);
    const Source whole = {
        .name = lesson->source.name, .bytes = clean, .length = lesson->source.length};
    respell_lesson(&text, reader, &whole, notation_find(lesson->also, NULL));
    LessonStatus status = parse(reader->arena, lesson->source.name, text.bytes, text.length, NULL,
                                lesson, &other, reader->diag);
    text_clear(&text);
    lesson->other = other;
    return status;
}

bool reader_open(Reader *reader, Arena *arena, const char *name, const char *bytes, size_t length,
                 Diag *diag) {
    char *clean = arena_alloc(arena, length + 1);
    write_clean(clean, bytes, length);
    *diag = (Diag){0};
    *reader = (Reader){.arena = arena, .diag = diag, .scan.bytes = clean};
    reader->source =
        (Source){.name = arena_copy(arena, name, strlen(name)), .bytes = clean, .length = length};
    source_index(arena, &reader->source);
    if (length >= BYTE_ORDER_MARK_LENGTH &&
        memcmp(bytes, byte_order_mark, BYTE_ORDER_MARK_LENGTH) == 0) {
        reader->start = BYTE_ORDER_MARK_LENGTH;
    }
    reader->front = front_matter_find(&reader->source, reader->start);
    return check_bytes(reader);
}

static LessonStatus parse(Arena *arena, const char *name, const char *bytes, size_t length,
                          const LessonOptions *options, Lesson *original, Lesson **lesson,
                          Diag *diag) {
    *lesson = NULL;
    Lesson *filled = arena_alloc(arena, sizeof *filled);
    Reader reader;
    bool opened = reader_open(&reader, arena, name, bytes, length, diag);
    filled->source = reader.source;
    reader.lesson = filled;
    reader.respelled = original != NULL;
    if (!opened) {
        return LESSON_MALFORMED;
    }
    read_name(&reader);
    char *clean = reader.scan.bytes;
    bool ours = scan_file(&reader, true);
    if (!ours) {
        write_clean(clean, bytes, length); /* the first scan blanked quote marks */
        scan_file(&reader, false);
    }
    bool ok = ours ? read_lesson(&reader, options) : read_note(&reader, options);
    filled->other = original;
    if (ok && filled->also != NULL && original == NULL) {
        ok = add_other(&reader, bytes) == LESSON_OK;
    }
    *lesson = ok ? filled : NULL;
    return ok ? LESSON_OK : LESSON_MALFORMED;
}

LessonStatus lesson_parse(Arena *arena, const char *name, const char *bytes, size_t length,
                          const LessonOptions *options, const Lesson **lesson, Diag *diag) {
    Lesson *filled = NULL;
    LessonStatus status = parse(arena, name, bytes, length, options, NULL, &filled, diag);
    bool wanted = filled != NULL && filled->other != NULL && options != NULL &&
                  options->notation != NULL && strcmp(options->notation, filled->also) == 0;
    *lesson = wanted ? filled->other : filled;
    return status;
}

LessonStatus lesson_load(Arena *arena, const char *path, const LessonOptions *options,
                         const Lesson **lesson, Diag *diag) {
    const char *bytes = NULL;
    size_t length = 0;
    const char *why = NULL;
    *diag = (Diag){0};
    *lesson = NULL;
    if (!file_read(arena, path, &bytes, &length, &why)) {
        diag->file = arena_copy(arena, path, strlen(path));
        diag->message = why;
        return LESSON_NO_FILE;
    }
    return lesson_parse(arena, path, bytes, length, options, lesson, diag);
}
