/* lesson.h - a lesson file, or anyone's note, as steps, blocks and claims.
 *
 * lesson_load reads one file. A file with explore's fenced blocks or front matter is a lesson:
 * steps (one for each `##` heading), prose, formulas, claims, exercises. Any other file is a note:
 * every formula that the raw scanner finds in its bytes is a claim of its own. The format is
 * specified in lessons/README.md. */
#ifndef EXPLORE_LESSON_LESSON_H
#define EXPLORE_LESSON_LESSON_H

#include "verify/claim.h"

typedef enum {
    RUN_TEXT,  /* text */
    RUN_MATH,  /* noad (NULL when unreadable: show text as printed); text is the TeX */
    RUN_CODE,  /* text */
    RUN_LINK,  /* text; target */
    RUN_BREAK, /* a hard line break */
} RunKind;

/* A piece of a line of prose. */
typedef struct {
    RunKind kind;
    bool strong, emphasis;
    const char *text;
    const char *target;
    const Noad *noad;
} Run;

typedef struct {
    size_t count;
    const Run *runs;
} Line;

typedef enum {
    BLOCK_HEADING,   /* line; level */
    BLOCK_PARAGRAPH, /* line */
    BLOCK_QUOTE,     /* line: a quoted paragraph */
    BLOCK_ITEM,      /* line; level (nesting, from 1), ordinal (0: a bullet) */
    BLOCK_CODE,      /* text */
    BLOCK_TABLE,     /* cells: rows * columns lines, row by row; the first row is the head */
    BLOCK_RULE,
    BLOCK_DISPLAY,  /* $$..$$ in a lesson: noad, text. Shown, not claimed. */
    BLOCK_SYMBOLS,  /* text: the declarations as written */
    BLOCK_CLAIM,    /* claim */
    BLOCK_EXERCISE, /* exercise */
    BLOCK_SCENE,    /* scene */
} BlockKind;

/* `mistake: TeX :: what went wrong` */
typedef struct {
    const char *tex;
    const char *remark;
} Mistake;

/* `without: LETTER :: why`: an equal answer that names this letter is not yet what was asked for.
 */
typedef struct {
    const Noad *letter;
    const char *remark;
} Without;

/* A question whose answer the engine checks: it asks whether `answer = typed` holds. */
typedef struct {
    const char *id;
    Line ask;
    const char *answer; /* TeX */
    Span answer_span;
    const Noad *answer_noad;
    size_t mistake_count;
    const Mistake *mistakes;
    size_t without_count;
    const Without *withouts;
    size_t hint_count;
    const Line *hints;
    const Scope *scope; /* the symbols in force, with its own `given:` and `assume:` lines */
    /* `answer = answer` with every `answer = mistake` as a wrong twin. As expected when the answer
     * can be read and has a value, and every mistake is refuted. */
    Claim *claim;
} Exercise;

/* Points that a picture draws: a million of them can be shown in a frame, and sent along a thousand
 * steps in some ten seconds. */
#define SHOWN_POINTS_MIN 100
#define SHOWN_POINTS_MAX 1000000

/* A live picture that belongs to the step, and to those after it until the next one. The names of
 * picture and switches are those of src/scene, where they are checked. */
typedef struct {
    const char *name;
    const char *data; /* a toy distribution, or NULL: the picture's own; so for the others */
    const char *schedule;
    long steps; /* T; 0 when it is not given, and so particles */
    long t;     /* 0 is the time of the data, where walks back end */
    bool has_t;
    uint64_t particles;
    uint64_t seed;
    bool has_seed;
    size_t on_count, off_count; /* switches */
    const char *const *on;
    const char *const *off;
    Line caption; /* may be empty */
} SceneBlock;

typedef struct {
    BlockKind kind;
    Span span;
    int level;
    int ordinal;
    const char *text;
    Line line;
    size_t rows, columns;
    const Line *cells;
    const Noad *noad;
    Claim *claim;
    const Exercise *exercise;
    const SceneBlock *scene;
} Block;

typedef struct {
    const char *title;
    Line heading;
    size_t block_count;
    const Block *blocks;
} Step;

/* One of the front matter's `sources`. */
typedef struct {
    const char *key;
    const char *citation;
} Citation;

typedef struct Lesson Lesson;
struct Lesson {
    Source source;    /* name: the path as given; bytes: a copy of the same length, without carriage
                         returns */
    const char *slug; /* file name without number and ".md": "variances-add" */
    int number;       /* NN of the file name, 0 when it has none */
    const char *title;
    const char *summary; /* front matter `summary`, or NULL */
    const char *notation;
    const char *also; /* front matter `also`: another notation that it can be read in, or NULL */
    const char
        *schedule; /* front matter `schedule`, or NULL; for the live pictures, not for claims */
    long steps_of_schedule; /* front matter `steps` (T); 0 when it has none */
    const char *data;       /* front matter `data`: a toy distribution, or NULL */
    size_t citation_count;
    const Citation *citations;
    bool is_note; /* a foreign note: no steps, claims only */
    size_t step_count;
    const Step *steps;
    size_t claim_count;
    Claim *const *claims; /* every claim, in file order; without those of the exercises */
    size_t exercise_count;
    const Exercise *const *exercises; /* every exercise, in file order */
    /* The same lesson in the notation `also`, formula by formula, with claims of its own; its
     * `other` is this one. NULL without `also`. */
    const Lesson *other;
};

typedef struct {
    /* --notation: for a file that names none, and for a lesson whose `also:` names it: the lesson
     * is then the one that is rewritten in it. NULL for none. */
    const char *notation;
} LessonOptions;

typedef enum {
    LESSON_OK,
    LESSON_NO_FILE,   /* cannot be read: missing, a directory, no permission, too large */
    LESSON_MALFORMED, /* read, but not a lesson: diag says where */
} LessonStatus;

/* Reads a file (path, or "-" for standard input). *lesson lives in the arena. */
LessonStatus lesson_load(Arena *arena, const char *path, const LessonOptions *options,
                         const Lesson **lesson, Diag *diag);
/* The same from bytes in memory (copied); name is what messages call it. */
LessonStatus lesson_parse(Arena *arena, const char *name, const char *bytes, size_t length,
                          const LessonOptions *options, const Lesson **lesson, Diag *diag);

/* A lesson of the installed folder. */
typedef struct {
    const char *path;
    const char *slug;
    int number;
} LessonEntry;

/* All NN-slug.md in the folder, by number; *count 0 when the folder is missing. */
const LessonEntry *lesson_list(Arena *arena, const char *folder, size_t *count);
/* Whether the folder is there and may be looked into. */
bool lesson_folder_is_readable(const char *folder);
/* "lesson3", "3", a slug, or a path that exists -> the path; NULL with *hint (the nearest name, or
 * NULL). */
const char *lesson_find(Arena *arena, const char *folder, const char *name, const char **hint);

#endif
