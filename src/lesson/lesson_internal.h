/* lesson_internal.h - what the files of this room share: growing lists, the raw scanner, the reader
 * of one lesson.
 *
 * A file is read from a cleaned copy of its bytes that has the same length, so every offset is an
 * offset in the file: carriage returns become spaces or line feeds, and the quote marks (`> `)
 * inside a display become spaces. md4c gets a second copy in which every formula is a run of the
 * letter x: Markdown then sees a plain word where TeX stands, and no bar, underscore or backslash
 * of a formula can be taken for a mark of Markdown. */
#ifndef EXPLORE_LESSON_LESSON_INTERNAL_H
#define EXPLORE_LESSON_LESSON_INTERNAL_H

#include "lesson/lesson.h"

/* Largest lesson. The longest textbook chapter in Markdown stays below 300 kB. Notes may be as long
 * as file_read allows: they never meet md4c. */
#define LESSON_SIZE_MAX ((size_t)1024 * 1024)
/* Longest stretch without an empty line. No mark that was tried makes md4c 0.4.8 quadratic in one
 * paragraph, but versions before were: this bounds what was not tried. */
#define LESSON_PARAGRAPH_MAX ((size_t)16 * 1024)
/* Quotes and lists inside each other; a page has room for five. */
#define LESSON_NESTING_MAX 32
/* Columns of one table, cells of all. md4c fills up short rows, so a wide head over many rows costs
 * their product. */
#define LESSON_COLUMNS_MAX 64
#define LESSON_CELLS_MAX 10000
/* Claims, exercises, symbols blocks of one lesson: keeps the search for duplicate ids short. */
#define LESSON_BLOCKS_MAX 5000
/* Formulas of one note: more than a long textbook has. For each that cannot be read, the lines
 * before it are counted. */
#define NOTE_FORMULAS_MAX 10000
/* Digits of a lesson's number in its file name. */
#define LESSON_NUMBER_DIGITS 4

/* A list that grows in the arena. */
typedef struct {
    void *items;
    size_t count;
    size_t capacity;
} Vector;

/* A new zeroed item of `size` bytes at the end; pointers to earlier items are no longer valid. */
void *vector_add(Arena *arena, Vector *vector, size_t size);
void vector_add_bytes(Arena *arena, Vector *vector, const char *bytes, size_t length);

/* A formula as the raw scanner found it. */
typedef struct {
    Span whole;   /* with its delimiters */
    Span content; /* the TeX. An environment keeps its \begin and \end; a formula that is not closed
                     keeps its opening mark, so that reading it fails at the right place */
    bool display;
    bool closed;
    size_t line;
} RawFormula;

/* A fenced block's opening line. */
typedef struct {
    size_t start; /* of the line */
    Span info;
    size_t end; /* of what it encloses */
} RawFence;

/* Environments that are displays without any dollar; see formulas.c. */
#define SCAN_ENVIRONMENTS 14
/* Backticks of the longest code span that is looked for. A search fails once for each length in a
 * paragraph, so the limit also bounds how often a paragraph is searched. */
#define SCAN_BACKTICKS_MAX 64

typedef enum { ENVIRONMENT_NESTED, ENVIRONMENT_FLAT, ENVIRONMENT_NEVER_CLOSED } EnvironmentSearch;

typedef struct {
    Arena *arena;
    char *bytes; /* the cleaned copy; scanning blanks the quote marks inside displays */
    size_t end;
    bool dollars_only; /* a lesson: only $ and $$, with or without a relation */

    Vector formulas; /* of RawFormula */
    Vector fences;   /* of RawFence */
    Span heading;    /* text of the first `# ` line; empty when there is none */
    bool too_deep, too_long;
    size_t too_deep_at, too_long_at;

    /* How far the scanner has come. */
    size_t quotes;        /* quote marks in front of the current line */
    size_t item_indent;   /* column at which the text of the innermost list item starts; 0 outside
                             lists */
    size_t paragraph_end; /* of the paragraph scanned last */
    size_t line, line_at; /* line number at line_at */
    bool no_comment_end;  /* no "-->" follows */
    EnvironmentSearch environments[SCAN_ENVIRONMENTS];
} Scan;

/* Finds every formula and fence of the span. `inline_only`: the span is a piece of a line, without
 * blocks. */
void scan_text(Scan *scan, Span span, bool inline_only);

/* What stands in front of a line's text. */
typedef struct {
    size_t quotes;
    size_t markers; /* list markers */
    size_t
        indent; /* column of the first list marker, or of the text, counted after the quote marks */
    size_t column; /* column of the text */
    size_t text;   /* offset of the text */
    size_t end;    /* of the line, at its line feed or the end of the file */
    bool blank;
} Prefix;

Prefix scan_prefix(const Scan *scan, size_t line_start);
/* True when nothing but spaces and up to `quotes` quote marks stands in the line. */
bool scan_line_is_blank(const Scan *scan, size_t line_start, size_t quotes);
/* Length of the fence (three or more of ` or ~) at offset; 0 when there is none. */
size_t scan_fence_run(const Scan *scan, size_t offset);
/* formulas.c: a display of which `content` is the formula. */
void scan_add_display(Scan *scan, Span whole, Span content);
size_t scan_paragraph_end(Scan *scan, size_t offset);
size_t scan_line_number(Scan *scan, size_t offset);

/* formulas.c: each looks at one mark (`$`, `$$`, `\[`, `\(`, `\begin{`), adds the formula that it
 * opens, if any, and returns where to go on. */
size_t scan_dollar(Scan *scan, size_t offset);
size_t scan_backslash(Scan *scan, size_t offset);

/* One lesson while it is read. */
typedef struct {
    Arena *arena;
    Diag *diag;
    Source source; /* the cleaned copy */
    size_t start;  /* where the Markdown starts: after a byte order mark */
    Scan scan;
    Span front; /* the front matter with its fences; empty when there is none */
    Lesson *lesson;
    Vector citations; /* of Citation */
    Scope *scope;     /* in force at the place that is being read */
    Vector scopes;    /* of NotationScope: notations asked for by single claims */

    Vector steps; /* of Step */
    Step step;    /* the one being filled */
    Vector blocks;
    Vector claims;    /* of Claim * */
    Vector exercises; /* of const Exercise * */
    size_t symbols_count, cell_count;
    Vector fences_read; /* of size_t: where explore's blocks stand that were read */
    bool respelled;     /* the text was rewritten in another notation */
    bool title_seen;    /* the first `# ` heading was the title */
} Reader;

/* lesson.c: a reader of these bytes, with their cleaned copy as source and scan.bytes; false with
 * *diag when they are no text. */
bool reader_open(Reader *reader, Arena *arena, const char *name, const char *bytes, size_t length,
                 Diag *diag);
/* True when the front matter or a fence that was scanned is one of explore's. */
bool reader_is_lesson(const Reader *reader);

/* The known names as a list for a message: "a, b or c". */
const char *name_list(Arena *arena, const char *const *names, size_t count);
/* Fills the diag: `what` "name" is not known, with the nearest or the whole list as a hint. Always
 * false. */
bool refuse_name(Reader *reader, size_t offset, const char *what, const char *name,
                 const char *const *names, size_t count);
/* Is `name` a schedule (or a toy distribution)? Refused at the offset when it is none. */
bool check_schedule(Reader *reader, size_t offset, const char *name);
bool check_data(Reader *reader, size_t offset, const char *name);
/* Is it a notation that a lesson can be rewritten in? */
bool check_also(Reader *reader, size_t offset, const char *name);
bool refuse(Reader *reader, size_t offset, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
const char *span_text(Reader *reader, Span span);
bool span_is(const Source *source, Span span, const char *text);
bool span_starts_with(const Source *source, Span span, const char *text);
/* The first line feed at or after offset, or the end of the source. */
size_t line_end(const Source *source, size_t offset);

/* front_matter.c */
/* Finds `---` .. `---` (YAML) or `+++` .. `+++` (TOML) at the start of the file; empty when there
 * is none. */
Span front_matter_find(const Source *source, size_t start);
/* True when one is opened there and never closed. */
bool front_matter_is_unclosed(const Source *source, size_t start);
/* True when a line of it is a key that only explore uses. */
bool front_matter_is_ours(const Source *source, Span front);
bool front_matter_read(Reader *reader);
/* A claim's source="key, eq. 7" with the key replaced by its citation. What starts with no key is
 * left as it is, unless it nearly spells one: NULL then, with diag. */
const char *citation_resolve(Reader *reader, const char *text, size_t text_at);

/* info.c */
typedef enum {
    KIND_CODE,
    KIND_SYMBOLS,
    KIND_CLAIM,
    KIND_LAW,
    KIND_EXERCISE,
    KIND_EXPERIMENT,
    KIND_SCENE
} FenceKind;

/* key=value of an info string, or a flag. */
typedef struct {
    const char *key;
    const char *value; /* NULL for a flag */
    bool quoted;
    size_t key_at, value_at;
} InfoSetting;

typedef struct {
    FenceKind kind;
    size_t kind_at;
    const char *id; /* NULL when there is none */
    size_t id_at;
    Vector settings; /* of InfoSetting */
    Vector flags;    /* of InfoSetting */
} Info;

/* The kind that an info string names. */
FenceKind fence_kind(const Source *source, Span info);
/* True when the info string means one of explore's blocks, also one that is misspelt. */
bool fence_is_ours(const Source *source, Span info);
bool info_read(Reader *reader, Span span, Info *info);
/* Every setting and flag is one of these names. */
bool info_check(Reader *reader, const Info *info, const char *const *settings, size_t setting_count,
                const char *const *flags, size_t flag_count);
/* There is an id, it is none of the flags, and it can be typed in a shell and in a link. `what` is
 * the kind's name. */
bool info_check_id(Reader *reader, const Info *info, const char *what, const char *const *flags,
                   size_t flag_count);

/* blocks.c, exercise.c: explore's own blocks. */
/* Reads a block; info and body are bytes of the file. False with diag. */
bool fence_read(Reader *reader, Span whole, Span info, Span body);
/* No claim or exercise so far has this id; `what` is the kind of the block that wants it. */
bool is_free_id(Reader *reader, const char *id, size_t at, const char *what);
/* A claim with the block's id may be added: it is free, and there are not too many. */
bool is_new_claim(Reader *reader, const Info *info);
bool exercise_read(Reader *reader, Span whole, const char *id, size_t id_at, Span body);
/* experiment_block.c: a claim that is decided by measuring. */
bool experiment_block_read(Reader *reader, Span whole, const Info *info, Span body);
/* scene_block.c */
bool scene_block_read(Reader *reader, Span whole, const Info *info, Span body);

/* body.c: a line `key: text` of a block's body with its continuation lines. */
typedef struct {
    const char *key;
    Span key_span;
    Span text; /* trimmed */
} BodyLine;

/* Splits a body into the formula (all lines before the first key; empty when `formula` is NULL) and
 * its key lines. */
bool body_split(Reader *reader, Span body, const char *const *keys, size_t key_count, Span *formula,
                Vector *lines);
/* The text with each stretch of white space made one space. */
const char *one_line(Reader *reader, Span span);
/* True when the line starts with a lower-case word of two letters or more and a colon: a key, known
 * or not. */
bool body_key_at(const Source *source, Span line, Span *key);
/* Where the `::` stands that ends the formula of a key's text; text.end when there is none. */
size_t remark_at(const Source *source, Span text);
/* Splits `TeX :: remark`; *remark is NULL when there is none. */
bool remark_split(Reader *reader, const BodyLine *line, Span *tex, const char **remark);

/* markdown.c */
/* Runs md4c over the whole file and fills steps, blocks and claims. */
bool markdown_read(Reader *reader);
/* A piece of text that is one line of Markdown. */
bool markdown_line(Reader *reader, Span span, Line *line);
void block_add(Reader *reader, const Block *block);

/* runs.c: a line while it grows. */
typedef struct {
    Arena *arena;
    Vector runs;
    Run open; /* the run being written; its text is in bytes */
    Vector bytes;
    bool is_open;
} LineBuilder;

void line_text(LineBuilder *builder, const Run *style, const char *bytes, size_t length);
void line_add(LineBuilder *builder, const Run *run);
/* Appends the character that an entity such as "&amp;" names, or the entity as printed. */
void entity_write(Text *out, const char *bytes, size_t length);
/* The line, without spaces at its ends; the builder is empty afterwards. */
Line line_finish(LineBuilder *builder);

#endif
