/* derivation.c - see derivation.h. */
#include "lesson/derivation.h"

#include <string.h>

#include "base/file.h"
#include "lesson/lesson_internal.h"
#include "verify/model.h"

static const char *const KEYS[] = {"notation", "given", "assume", "stands-for"};
#define KEY_COUNT (sizeof KEYS / sizeof KEYS[0])

/* With these a line continues the one above. */
static const char *const RELATIONS[] = {
    "=",          ":=",         "<",          ">",         "\\le",     "\\leq",    "\\ge",
    "\\geq",      "\\leqslant", "\\ll",       "\\gg",      "\\approx", "\\propto", "\\sim",
    "\\equiv",    "\\simeq",    "\\geqslant", "\\ne",      "\\neq",    "\\iff",    "\\implies",
    "\\stackrel", "\\overset",  "\\coloneqq", "\\underset"};

/* Each line is checked with those of its chain above it, and under every given above it: both
 * limits keep that far below a second, and are far above what someone writes. */
#define CHAIN_MAX 100
#define GIVEN_MAX 100

/* A key line, or a formula. */
typedef struct {
    const char *key; /* one of KEYS, or NULL */
    Span text;
    bool plain;  /* a line of a file without displays */
    bool within; /* a formula within a sentence */
} Piece;

/* The file once more, in which what does not belong to a line is blanked as the lines are read. */
typedef struct {
    const Source *source; /* in the arena, for the claims keep it */
    char *bytes;          /* the source's */
} Blanked;

typedef struct {
    Reader reader;
    Vector pieces; /* of Piece, in file order */
    Vector given;  /* of ClaimLine: those above the line that is being read */
    Vector lines;  /* of DerivationLine * */
    Vector lefts;  /* of const char *: for each line its left side, NULL where it has none */
    const char *notation;
    /* Of a chain nothing but its lines is left between the first and the last, so that it is one
     * span and every place in it is a place in the file. Formulas within sentences have a copy of
     * their own, for they may stand amid a chain. */
    Blanked chains, sentences;
} Draft;

static const char *key_of(const Source *source, Span line, Span *value) {
    Span key = {0, 0};
    for (size_t i = 0; i < KEY_COUNT && body_key_at(source, line, &key); i++) {
        if (span_is(source, key, KEYS[i])) {
            *value = span_trim(source->bytes, (Span){key.end + 1, line.end});
            return KEYS[i];
        }
    }
    return NULL;
}

static Piece *add_piece(Draft *draft, const char *key, Span text) {
    Piece *piece = vector_add(draft->reader.arena, &draft->pieces, sizeof *piece);
    *piece = (Piece){.key = key, .text = text};
    return piece;
}

/* A file of plain lines: each is a key line, a formula, a comment or empty. */
static bool split_lines(Draft *draft) {
    Reader *reader = &draft->reader;
    const Source *source = &reader->source;
    for (size_t at = reader->start; at < source->length; at = line_end(source, at) + 1) {
        Span line = span_trim(source->bytes, (Span){at, line_end(source, at)}), key = {0, 0}, value;
        if (line.start == line.end || strchr("#%", source->bytes[line.start]) != NULL) {
            continue;
        }
        const char *name = key_of(source, line, &value);
        if (name == NULL && body_key_at(source, line, &key)) {
            return refuse_name(reader, key.start, "key", span_text(reader, key), KEYS, KEY_COUNT);
        }
        Span formula = span_trim(source->bytes, (Span){line.start, remark_at(source, line)});
        add_piece(draft, name, name != NULL ? value : formula)->plain = true;
    }
    return true;
}

/* A note: its formulas, and the key lines between them. */
static void split_note(Draft *draft) {
    const Source *source = &draft->reader.source;
    const RawFormula *formulas = draft->reader.scan.formulas.items;
    size_t count = draft->reader.scan.formulas.count, next = 0;
    for (size_t at = draft->reader.start; at < source->length; at = line_end(source, at) + 1) {
        Span line = {at, line_end(source, at)}, value;
        const char *name = key_of(source, line, &value);
        bool inside = next > 0 && formulas[next - 1].whole.end > at;
        if (name != NULL && !inside) {
            (void)add_piece(draft, name, value);
        }
        for (; next < count && formulas[next].whole.start <= line.end; next++) {
            if (name == NULL) {
                add_piece(draft, NULL, span_trim(source->bytes, formulas[next].content))->within =
                    !formulas[next].display;
            }
        }
    }
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool continues(const Source *source, Span text) {
    while (text.start < text.end && strchr("& \t\n", source->bytes[text.start]) != NULL) {
        text.start++;
    }
    for (size_t i = 0; i < sizeof RELATIONS / sizeof RELATIONS[0]; i++) {
        size_t end = text.start + strlen(RELATIONS[i]);
        bool is_command = RELATIONS[i][0] == '\\';
        if (span_starts_with(source, text, RELATIONS[i]) &&
            !(is_command && end < text.end && is_letter(source->bytes[end]))) {
            return true;
        }
    }
    return false;
}

static void blank(char *bytes, size_t start, size_t end) {
    for (size_t i = start; i < end; i++) {
        bytes[i] = bytes[i] == '\n' ? '\n' : ' ';
    }
}

/* The full stop or comma behind a formula; dots and thin spaces (\,) are no such mark. */
static void blank_stop(char *bytes, Span text) {
    if (text.end - text.start < 2) {
        return;
    }
    char last = bytes[text.end - 1], before = bytes[text.end - 2];
    if (strchr(".,;", last) != NULL && before != '\\' && before != '.') {
        bytes[text.end - 1] = ' ';
    }
}

/* Marks of alignment on a plain line, outside of an environment: & and a closing \\. */
static void blank_alignment(char *bytes, Span text) {
    for (size_t i = text.start; i + 5 < text.end; i++) {
        if (memcmp(bytes + i, "\\begin", 6) == 0) {
            return;
        }
    }
    if (text.end - text.start >= 2 && memcmp(bytes + text.end - 2, "\\\\", 2) == 0) {
        blank(bytes, text.end - 2, text.end);
    }
    for (size_t i = text.start; i < text.end; i++) {
        bool escaped = i > text.start && bytes[i - 1] == '\\';
        bytes[i] = bytes[i] == '&' && !escaped ? ' ' : bytes[i];
    }
}

/* The last of these lines of one chain; those above it are blanked already. */
static void blank_line(char *bytes, const Piece *pieces, size_t count) {
    const Piece *last = &pieces[count - 1];
    if (count > 1) {
        blank(bytes, pieces[count - 2].text.end, last->text.start);
    }
    if (last->plain) {
        blank_alignment(bytes, last->text);
    }
    blank_stop(bytes, last->text);
}

/* "\tilde\beta_t" of "\tilde \beta_t = ...", without spaces; NULL when there is no relation. */
static const char *left_side(Reader *reader, Span text) {
    const char *bytes = reader->source.bytes + text.start;
    const char *equals = memchr(bytes, '=', text.end - text.start);
    char *left = equals != NULL ? arena_copy(reader->arena, bytes, (size_t)(equals - bytes)) : NULL;
    size_t kept = 0;
    for (size_t i = 0; left != NULL && left[i] != '\0'; i++) {
        if (strchr(" \t\n&:", left[i]) == NULL) {
            left[kept++] = left[i];
        }
    }
    if (left != NULL) {
        left[kept] = '\0';
    }
    return left;
}

/* Lines lie in the arena one by one, so that they can point at each other. */
static const DerivationLine *line_with(const Draft *draft, const char *left) {
    DerivationLine *const *lines = draft->lines.items;
    const char *const *lefts = draft->lefts.items;
    for (size_t i = 0; left != NULL && left[0] != '\0' && i < draft->lines.count; i++) {
        if (lefts[i] != NULL && strcmp(left, lefts[i]) == 0) {
            return lines[i];
        }
    }
    return NULL;
}

/* The last line of a chain, with the chain down to it as its claim. */
static void add_line(Draft *draft, const Piece *chain, size_t count) {
    Reader *reader = &draft->reader;
    const Span text = chain[count - 1].text;
    Blanked *blanked = chain[0].within ? &draft->sentences : &draft->chains;
    const char *left = left_side(reader, text);
    blank_line(blanked->bytes, chain, count);
    ClaimDef def = claim_def_default();
    def.source = blanked->source;
    def.id =
        arena_printf(reader->arena, "line-%zu", source_position(&reader->source, text.start).line);
    def.tex = (Span){chain[0].text.start, text.end};
    def.inline_formula = chain[0].within;
    def.notation = draft->notation;
    def.line_count = draft->given.count;
    def.lines = draft->given.items;
    def.twins = false;
    def.expect = VERDICT_COUNT;
    DerivationLine *line = arena_alloc(reader->arena, sizeof *line);
    line->span = text;
    line->same_left = count == 1 ? line_with(draft, left) : NULL;
    line->claim = claim_prepare(reader->arena, reader->scope, &def);
    DerivationLine **added = vector_add(reader->arena, &draft->lines, sizeof *added);
    *added = line;
    const char **kept = vector_add(reader->arena, &draft->lefts, sizeof *kept);
    *kept = left;
}

/* Claims keep the list they were given, so a longer one is a new one. */
static bool add_given(Draft *draft, const Piece *piece) {
    Vector longer = {0};
    if (draft->given.count == GIVEN_MAX) {
        return refuse(&draft->reader, piece->text.start, "leave out those that nothing rests on",
                      "more than %d lines say what is given", GIVEN_MAX);
    }
    for (size_t i = 0; i < draft->given.count; i++) {
        ClaimLine *line = vector_add(draft->reader.arena, &longer, sizeof *line);
        *line = ((const ClaimLine *)draft->given.items)[i];
    }
    ClaimLine *added = vector_add(draft->reader.arena, &longer, sizeof *added);
    *added = (ClaimLine){.key = piece->key, .tex = piece->text};
    draft->given = longer;
    return true;
}

static bool open_scope(Draft *draft) {
    Reader *reader = &draft->reader;
    const Piece *pieces = draft->pieces.items;
    size_t at = reader->start;
    for (size_t i = 0; i < draft->pieces.count && draft->notation == NULL; i++) {
        if (pieces[i].key == KEYS[0]) {
            draft->notation = span_text(reader, pieces[i].text);
            at = pieces[i].text.start;
        }
    }
    Diag diag = {0};
    Scope *model = model_scope(reader->arena, draft->notation, &diag);
    if (model == NULL) {
        return refuse(reader, at, diag.hint, "%s", diag.message);
    }
    reader->scope = scope_new(reader->arena, model);
    reader->scope->accept_unknown = true;
    return true;
}

static void open_blanked(const Reader *reader, Blanked *blanked) {
    blanked->bytes = arena_copy(reader->arena, reader->source.bytes, reader->source.length);
    Source *source = arena_alloc(reader->arena, sizeof *source);
    *source = reader->source;
    source->bytes = blanked->bytes;
    blanked->source = source;
}

/* A formula within a sentence stands alone, and the chain around it goes on; one that continues
 * nothing cannot be read, and prose may hold such. */
static bool read_pieces(Draft *draft) {
    Reader *reader = &draft->reader;
    const Piece *pieces = draft->pieces.items;
    size_t length = 0;
    Piece chain[CHAIN_MAX];
    for (size_t i = 0; i < draft->pieces.count; i++) {
        const Piece *piece = &pieces[i];
        bool goes_on = piece->key == NULL && continues(&reader->source, piece->text);
        if (piece->key != NULL) {
            length = 0;
            if (piece->key != KEYS[0] && !add_given(draft, piece)) {
                return false;
            }
        } else if (piece->within && (!goes_on || length == 0)) {
            add_line(draft, piece, 1);
        } else if (goes_on && length == 0) {
            return refuse(reader, piece->text.start, "begin a chain with both its sides: A = B",
                          "this line begins with a relation, and there is no formula above it that "
                          "it continues");
        } else if (goes_on && length == CHAIN_MAX) {
            return refuse(reader, piece->text.start, "begin a new chain with both its sides: A = B",
                          "this chain has more than %d lines", CHAIN_MAX);
        } else {
            length = goes_on ? length : 0;
            chain[length++] = *piece;
            add_line(draft, chain, length);
        }
    }
    return true;
}

static bool has_display(const Reader *reader) {
    const RawFormula *formulas = reader->scan.formulas.items;
    for (size_t i = 0; i < reader->scan.formulas.count; i++) {
        if (formulas[i].display) {
            return true;
        }
    }
    return false;
}

static bool read_draft(Draft *draft) {
    Reader *reader = &draft->reader;
    reader->scan = (Scan){.arena = reader->arena, .bytes = reader->scan.bytes};
    scan_text(&reader->scan, (Span){reader->front.end, reader->source.length}, false);
    if (front_matter_is_ours(&reader->source, reader->front) || reader_is_lesson(reader)) {
        return refuse(reader, reader->start, "`explore check` checks it",
                      "this is a lesson, no derivation");
    }
    if (has_display(reader)) {
        split_note(draft);
    } else if (!split_lines(draft)) {
        return false;
    }
    if (draft->pieces.count > NOTE_FORMULAS_MAX) {
        return refuse(reader, reader->start, "split the file",
                      "this derivation has more than %d lines", NOTE_FORMULAS_MAX);
    }
    open_blanked(reader, &draft->chains);
    open_blanked(reader, &draft->sentences);
    return open_scope(draft) && read_pieces(draft);
}

LessonStatus derivation_parse(Arena *arena, const char *name, const char *bytes, size_t length,
                              const char *notation, const Derivation **derivation, Diag *diag) {
    *derivation = NULL;
    Draft draft = {.notation = notation};
    if (!reader_open(&draft.reader, arena, name, bytes, length, diag) || !read_draft(&draft)) {
        return LESSON_MALFORMED;
    }
    Derivation *filled = arena_alloc(arena, sizeof *filled);
    *filled = (Derivation){
        .source = draft.reader.source, .count = draft.lines.count, .lines = draft.lines.items};
    *derivation = filled;
    return LESSON_OK;
}

LessonStatus derivation_load(Arena *arena, const char *path, const char *notation,
                             const Derivation **derivation, Diag *diag) {
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    *derivation = NULL;
    if (!file_read(arena, path, &bytes, &length, &why)) {
        *diag = (Diag){.file = arena_copy(arena, path, strlen(path)), .message = why};
        return LESSON_NO_FILE;
    }
    return derivation_parse(arena, path, bytes, length, notation, derivation, diag);
}
