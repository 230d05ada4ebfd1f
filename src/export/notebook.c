/* notebook.c - see notebook.h: cells, and their JSON (cJSON). */
#include <cjson/cJSON.h>
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "export/notebook_internal.h"
#include "export/python.h"

/* nbformat: an id has 1 to 64 letters, digits, - and _. */
#define ID_LENGTH_MAX 64

/* A notebook while it is written. Markdown is gathered in `text` until a cell of another kind is
 * due. */
typedef struct {
    const NotebookDef *def;
    cJSON *cells;
    Arena *arena;
    Text text;
    Text engine;        /* a line of Python for each claim that has a cell: 'id': 'holds' */
    size_t step;        /* from 1; 0: before the first */
    size_t pieces;      /* cells of prose of the step so far */
    size_t scenes;      /* pictures so far */
    const Claim *drawn; /* of the step, or NULL */
    const char *curves; /* the line that draws it */
    bool ok;
} Writer;

/* ---- cells ---- */

static const char *make_id(Arena *arena, const char *kind, const char *name) {
    bool plain = strlen(kind) + 1 + strlen(name) <= ID_LENGTH_MAX;
    Text id;
    text_init(&id);
    text_printf(&id, "%s-", kind);
    for (const char *at = name; *at != '\0' && id.length < 40; at++) {
        bool allowed = isalnum((unsigned char)*at) != 0 || *at == '-' || *at == '_';
        plain = plain && allowed;
        text_append_char(&id, allowed ? *at : '-');
    }
    const char *made = plain ? arena_printf(arena, "%s-%s", kind, name)
                             : arena_printf(arena, "%s-%016" PRIx64, id.bytes, hash_string(name));
    text_clear(&id);
    return made;
}

/* nbformat keeps a source as its lines, each with its newline but the last. */
static bool add_source(Arena *arena, cJSON *cell, const char *source, size_t length) {
    cJSON *lines = cJSON_AddArrayToObject(cell, "source");
    bool ok = lines != NULL;
    while (length > 0 && source[length - 1] == '\n') {
        length--;
    }
    for (size_t i = 0; ok && i < length;) {
        const char *newline = memchr(source + i, '\n', length - i);
        size_t end = newline != NULL ? (size_t)(newline - source) + 1 : length;
        cJSON *item = cJSON_CreateString(arena_copy(arena, source + i, end - i));
        ok = item != NULL && cJSON_AddItemToArray(lines, item);
        i = end;
    }
    return ok;
}

/* NULL when memory ran out. */
static cJSON *add_cell(Writer *writer, const char *type, const char *id, const char *source,
                       size_t length) {
    cJSON *cell = cJSON_CreateObject();
    if (cell == NULL || !cJSON_AddItemToArray(writer->cells, cell)) {
        cJSON_Delete(cell);
        writer->ok = false;
        return NULL;
    }
    bool ok = cJSON_AddStringToObject(cell, "cell_type", type) != NULL &&
              cJSON_AddStringToObject(cell, "id", id) != NULL &&
              cJSON_AddObjectToObject(cell, "metadata") != NULL &&
              add_source(writer->arena, cell, source, length);
    if (ok && strcmp(type, "code") == 0) {
        ok = cJSON_AddNullToObject(cell, "execution_count") != NULL &&
             cJSON_AddArrayToObject(cell, "outputs") != NULL;
    }
    writer->ok = writer->ok && ok;
    return cell;
}

/* What was gathered becomes a cell. */
static void end_markdown(Writer *writer, const char *id) {
    if (writer->text.length > 0) {
        (void)add_cell(writer, "markdown", id, writer->text.bytes, writer->text.length);
        text_reset(&writer->text);
    }
}

/* The same with prose: "step-2-text-1". */
static void end_prose(Writer *writer) {
    if (writer->text.length > 0) {
        writer->pieces++;
        end_markdown(
            writer, arena_printf(writer->arena, "step-%zu-text-%zu", writer->step, writer->pieces));
    }
}

static void add_code(Writer *writer, const char *id, const Text *code) {
    (void)add_cell(writer, "code", id, code->bytes, code->length);
}

/* ---- a lesson's parts ---- */

/* The Python of a claim, and what it has to come to in the last cell; nothing for a claim that
 * states nothing by the engine's word or by Python's. */
static void put_python(Writer *writer, const Claim *claim) {
    const char *id = claim_def(claim)->id;
    VerdictKind kind = claim_verdict(claim)->kind;
    bool states = kind != VERDICT_DEFINITION && kind != VERDICT_NO_CLAIM;
    Text code;
    text_init(&code);
    if (states && python_write_claim(&code, claim)) {
        add_code(writer, make_id(writer->arena, "python", id), &code);
        text_printf(&writer->engine, "    '%s': '%s',\n", id, verdict_name(kind));
    }
    text_clear(&code);
}

/* DDPM's own, where a lesson names no schedule. */
#define SCHEDULE_NAME "linear"
#define SCHEDULE_STEPS 1000

static PythonSchedule schedule_of(const Lesson *lesson) {
    return (PythonSchedule){.name = lesson->schedule != NULL ? lesson->schedule : SCHEDULE_NAME,
                            .steps = lesson->steps_of_schedule > 0 ? lesson->steps_of_schedule
                                                                   : SCHEDULE_STEPS};
}

/* The line that draws a claim; *kind: how much it shows. */
static const char *curves_of(const Writer *writer, const Claim *claim, PythonPicture *kind) {
    const PythonSchedule schedule = schedule_of(writer->def->lesson);
    Text code;
    text_init(&code);
    *kind = writer->def->pictures != NULL ? python_write_picture(&code, claim, &schedule)
                                          : PYTHON_NO_PICTURE;
    const char *line = arena_copy(writer->arena, code.bytes, code.length);
    text_clear(&code);
    return line;
}

/* One claim of a step is drawn, that whose picture says most; the first of several. */
static void choose_curves(Writer *writer, const Step *step) {
    PythonPicture most = PYTHON_NO_PICTURE, kind = PYTHON_NO_PICTURE;
    writer->drawn = NULL;
    for (size_t i = 0; i < step->block_count; i++) {
        if (step->blocks[i].kind == BLOCK_CLAIM) {
            const char *curves = curves_of(writer, step->blocks[i].claim, &kind);
            if (kind > most) {
                most = kind;
                writer->drawn = step->blocks[i].claim;
                writer->curves = curves;
            }
        }
    }
}

static void put_curves(Writer *writer, const Claim *claim) {
    Text code;
    text_init(&code);
    text_append(&code, writer->curves);
    add_code(writer, make_id(writer->arena, "drawn", claim_def(claim)->id), &code);
    text_clear(&code);
}

static void put_claim(Writer *writer, const Claim *claim) {
    const char *id = claim_def(claim)->id;
    end_prose(writer);
    notebook_claim(&writer->text, claim, writer->def->seed);
    end_markdown(writer, make_id(writer->arena, "claim", id));
    put_python(writer, claim);
    if (claim == writer->drawn) {
        put_curves(writer, claim);
    }
}

static void put_table(Writer *writer, Claim *const *claims, size_t count) {
    if (count == 0) {
        return;
    }
    end_prose(writer);
    notebook_verdict_head(&writer->text);
    for (size_t i = 0; i < count; i++) {
        notebook_verdict_row(&writer->text, claims[i]);
    }
    end_markdown(writer, arena_printf(writer->arena, "step-%zu-verdicts", writer->step));
}

/* RFC 4648; the length of what comes out is a multiple of 4. */
static const char *to_base64(Arena *arena, const unsigned char *bytes, size_t length) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = arena_alloc(arena, (length + 2) / 3 * 4 + 1), *at = out;
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        uint32_t group = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                         (left > 2 ? (uint32_t)bytes[i + 2] : 0);
        for (size_t k = 0; k < 4; k++) {
            *at++ = k <= left ? digits[group >> (18 - 6 * k) & 63] : '=';
        }
    }
    *at = '\0';
    return out;
}

/* A cell of its own that holds the picture. */
static void put_picture(Writer *writer, const Figure *figure) {
    Arena *arena = writer->arena;
    const char *name = arena_printf(arena, "picture-%zu.png", writer->scenes);
    Text source;
    text_init(&source);
    text_append(&source, "![");
    cell_text(&source, figure->words, MARKDOWN_LINE);
    text_printf(&source, "](attachment:%s)", name);
    cJSON *cell = add_cell(writer, "markdown", arena_printf(arena, "picture-%zu", writer->scenes),
                           source.bytes, source.length);
    text_clear(&source);
    cJSON *all = cell != NULL ? cJSON_AddObjectToObject(cell, "attachments") : NULL;
    cJSON *bundle = all != NULL ? cJSON_AddObjectToObject(all, name) : NULL;
    writer->ok = writer->ok && bundle != NULL &&
                 cJSON_AddStringToObject(bundle, "image/png",
                                         to_base64(arena, figure->png, figure->png_length)) != NULL;
}

/* Scene blocks come in the order of the figures. */
static void put_scene(Writer *writer, const SceneBlock *scene) {
    if (writer->def->figures != NULL) {
        end_prose(writer);
        put_picture(writer, &writer->def->figures[writer->scenes++]);
    }
    text_append(&writer->text, "*");
    cell_line(&writer->text, &scene->caption, MARKDOWN_LINE);
    text_printf(&writer->text, "* `explore view %s", scene->name);
    text_printf(&writer->text, scene->data != NULL ? " --data %s`\n\n" : "`\n\n", scene->data);
}

static void put_block(Writer *writer, const Block *block) {
    switch (block->kind) {
    case BLOCK_CLAIM: put_claim(writer, block->claim); break;
    case BLOCK_EXERCISE:
        end_prose(writer);
        notebook_exercise(&writer->text, block->exercise);
        end_markdown(writer, make_id(writer->arena, "exercise", block->exercise->id));
        break;
    case BLOCK_SCENE: put_scene(writer, block->scene); break;
    case BLOCK_HEADING:
    case BLOCK_PARAGRAPH:
    case BLOCK_QUOTE:
    case BLOCK_ITEM:
    case BLOCK_CODE:
    case BLOCK_TABLE:
    case BLOCK_RULE:
    case BLOCK_DISPLAY:
    case BLOCK_SYMBOLS: cell_block(&writer->text, block); break;
    }
}

static void put_step(Writer *writer, const Step *step) {
    Claim **claims = arena_array(writer->arena, step->block_count + 1, sizeof *claims);
    size_t count = 0;
    writer->step++;
    writer->pieces = 0;
    choose_curves(writer, step);
    text_append(&writer->text, "## ");
    cell_line(&writer->text, &step->heading, MARKDOWN_LINE);
    text_append(&writer->text, "\n\n");
    for (size_t i = 0; i < step->block_count; i++) {
        put_block(writer, &step->blocks[i]);
        if (step->blocks[i].kind == BLOCK_CLAIM) {
            claims[count++] = step->blocks[i].claim;
        }
    }
    end_prose(writer);
    put_table(writer, claims, count);
}

static void put_title(Writer *writer) {
    const Lesson *lesson = writer->def->lesson;
    Text *text = &writer->text;
    text_append(text, "# ");
    if (lesson->number > 0) {
        text_printf(text, "%d\\. ", lesson->number);
    }
    cell_words(text, lesson->title != NULL ? lesson->title : lesson->slug, MARKDOWN_LINE);
    text_append(text, "\n\n");
    if (lesson->summary != NULL) {
        cell_words(text, lesson->summary, MARKDOWN_LINE);
        text_append(text, "\n\n");
    }
    text_printf(
        text,
        "Every claim was decided by `explore`, seed %" PRIu64
        "; its verdict stands below it. The cells of Python decide the same claims again, "
        "from the formulas alone%s; the last one compares.\n\n",
        writer->def->seed,
        writer->def->pictures != NULL
            ? ", and draw one of each step; the first two, which Jupyter folds away, hold what "
              "decides and what draws"
            : ", with the checker in the first one");
    for (size_t i = 0; i < lesson->citation_count; i++) {
        text_append(text, "- ");
        cell_words(text, lesson->citations[i].citation, MARKDOWN_LINE);
        text_append_char(text, '\n');
    }
    end_markdown(writer, "title");
}

/* ---- the whole ---- */

static bool add_metadata(cJSON *root) {
    cJSON *metadata = cJSON_AddObjectToObject(root, "metadata");
    cJSON *kernel = metadata != NULL ? cJSON_AddObjectToObject(metadata, "kernelspec") : NULL;
    cJSON *language = kernel != NULL ? cJSON_AddObjectToObject(metadata, "language_info") : NULL;
    return language != NULL &&
           cJSON_AddStringToObject(kernel, "display_name", "Python 3 (ipykernel)") != NULL &&
           cJSON_AddStringToObject(kernel, "language", "python") != NULL &&
           cJSON_AddStringToObject(kernel, "name", "python3") != NULL &&
           cJSON_AddStringToObject(language, "name", "python") != NULL &&
           cJSON_AddStringToObject(language, "file_extension", ".py") != NULL &&
           cJSON_AddStringToObject(language, "mimetype", "text/x-python") != NULL &&
           cJSON_AddNumberToObject(root, "nbformat", 4) != NULL &&
           cJSON_AddNumberToObject(root, "nbformat_minor", 5) != NULL;
}

/* The last cell: what Python found beside what the engine found. */
static void put_comparison(Writer *writer) {
    static const char compare[] =
        "}\n"
        "decided = {name for name in ENGINE if VERDICTS[name] != 'undecided'}\n"
        "apart = sorted(name for name in decided if VERDICTS[name] != ENGINE[name]\n"
        "               and ENGINE[name] != 'undecided')\n"
        "wrong = [verdict for name in ENGINE for verdict in TWINS[name]]\n"
        "print(f'claims: {len(ENGINE)}, decided by Python: {len(decided)}, '\n"
        "      f'otherwise than by the engine: {len(apart)}')\n"
        "print(f'wrong versions: {len(wrong)}, refuted by Python: {wrong.count(\"fails\")}, '\n"
        "      f'held to be right: {wrong.count(\"holds\")}')\n"
        "assert not apart, apart\n";
    if (writer->engine.length == 0) {
        return;
    }
    Text code;
    text_init(&code);
    text_printf(&code, "ENGINE = {  # what explore found\n%s%s", writer->engine.bytes, compare);
    add_code(writer, "comparison", &code);
    text_clear(&code);
}

/* Jupyter folds its many lines away; they are needed, and there to be read. */
static void put_folded(Writer *writer, const char *id, const char *code) {
    cJSON *cell = add_cell(writer, "code", id, code, strlen(code));
    cJSON *metadata = cell != NULL ? cJSON_GetObjectItem(cell, "metadata") : NULL;
    cJSON *jupyter = metadata != NULL ? cJSON_AddObjectToObject(metadata, "jupyter") : NULL;
    writer->ok =
        writer->ok && jupyter != NULL && cJSON_AddTrueToObject(jupyter, "source_hidden") != NULL;
}

/* The letters along the lesson's schedule, where it names one. */
static void put_schedule(Writer *writer) {
    const Lesson *lesson = writer->def->lesson;
    const PythonSchedule schedule = schedule_of(lesson);
    Text code;
    text_init(&code);
    bool written = false;
    for (size_t i = 0; i < lesson->claim_count && !written; i++) {
        written = python_write_letters(&code, lesson->claims[i], &schedule);
    }
    if (written) {
        add_code(writer, "schedule", &code);
    }
    text_clear(&code);
}

static void put_all(Writer *writer) {
    const Lesson *lesson = writer->def->lesson;
    put_title(writer);
    put_folded(writer, "setup", writer->def->checker);
    if (writer->def->pictures != NULL) {
        put_folded(writer, "setup-pictures", writer->def->pictures);
        if (lesson->schedule != NULL) {
            put_schedule(writer);
        }
    }
    for (size_t i = 0; i < lesson->step_count; i++) {
        put_step(writer, &lesson->steps[i]);
    }
    if (lesson->is_note) {
        for (size_t i = 0; i < lesson->claim_count; i++) {
            put_claim(writer, lesson->claims[i]);
        }
        put_table(writer, lesson->claims, lesson->claim_count);
    }
    put_comparison(writer);
}

const char *notebook_name(Arena *arena, const Lesson *lesson) {
    return lesson->number > 0 ? arena_printf(arena, "%02d-%s.ipynb", lesson->number, lesson->slug)
                              : arena_printf(arena, "%s.ipynb", lesson->slug);
}

bool notebook_write(Text *out, const NotebookDef *def) {
    cJSON *root = cJSON_CreateObject();
    Writer writer = {.def = def, .arena = arena_new()};
    text_init(&writer.text);
    text_init(&writer.engine);
    writer.cells = root != NULL ? cJSON_AddArrayToObject(root, "cells") : NULL;
    writer.ok = writer.cells != NULL;
    if (writer.ok) {
        put_all(&writer);
    }
    char *printed = writer.ok && add_metadata(root) ? cJSON_Print(root) : NULL;
    if (printed != NULL) {
        text_append(out, printed);
        text_append_char(out, '\n');
        cJSON_free(printed);
    }
    cJSON_Delete(root);
    text_clear(&writer.text);
    text_clear(&writer.engine);
    arena_free(writer.arena);
    return printed != NULL;
}
