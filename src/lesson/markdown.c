/* markdown.c - Markdown to steps and blocks, by md4c.
 *
 * md4c reads a copy of the file in which every formula is a run of the letter x, line feeds
 * included; what it reports is put back from the file's own bytes at the same offsets. */
#include <limits.h>
#include <string.h>

#include "lesson/markdown_internal.h"

/* Stands in front of a piece that is read as one line, so that "1. " or "# " at its start stays
 * text. */
static const char line_guard[] = "x ";

/* What a callback returns to stop md4c after an error. Inside, md4c 0.4.8 goes on after any
 * positive value. */
#define STOP (-1)

void block_add(Reader *reader, const Block *block) {
    Block *added = vector_add(reader->arena, &reader->blocks, sizeof *added);
    *added = *block;
}

/* Adds the item that waits for its first block: its text, or the bare bullet. */
static bool flush_item(Markdown *markdown) {
    if (!markdown->item_waits) {
        return false;
    }
    markdown->item_waits = false;
    const int *ordinals = markdown->ordinals.items;
    Block block = {.kind = BLOCK_ITEM,
                   .span = markdown->span,
                   .level = (int)markdown->ordinals.count,
                   .ordinal = ordinals[markdown->ordinals.count - 1],
                   .line = line_finish(&markdown->line)};
    block_add(markdown->reader, &block);
    return true;
}

void markdown_flush(Markdown *markdown) {
    if (!markdown->line_only && !flush_item(markdown)) {
        Block block = {.kind = markdown->quotes > 0 ? BLOCK_QUOTE : BLOCK_PARAGRAPH,
                       .span = markdown->span,
                       .level = (int)markdown->ordinals.count,
                       .line = line_finish(&markdown->line)};
        if (block.line.count > 0) {
            block_add(markdown->reader, &block);
        }
    }
    markdown->span = (Span){0, 0};
}

static void finish_step(Reader *reader) {
    reader->step.block_count = reader->blocks.count;
    reader->step.blocks = reader->blocks.items;
    /* Only the text before the first heading has no title; it is a step when there is any. */
    if (reader->step.block_count > 0 || reader->step.title != NULL) {
        Step *step = vector_add(reader->arena, &reader->steps, sizeof *step);
        *step = reader->step;
    }
    reader->step = (Step){0};
    reader->blocks = (Vector){0};
}

/* The words of a line, as plain text. */
static const char *plain_text(Reader *reader, const Line *line) {
    Vector bytes = {0};
    for (size_t i = 0; i < line->count; i++) {
        const char *text = line->runs[i].kind == RUN_BREAK ? " " : line->runs[i].text;
        vector_add_bytes(reader->arena, &bytes, text, strlen(text));
    }
    return arena_copy(reader->arena, bytes.count == 0 ? "" : bytes.items, bytes.count);
}

static void leave_heading(Markdown *markdown, unsigned level) {
    Reader *reader = markdown->reader;
    Line line = line_finish(&markdown->line);
    bool is_step = level == 2 && markdown->depth == 0;
    bool is_title = level == 1 && reader->steps.count == 0 && reader->blocks.count == 0 &&
                    reader->step.title == NULL && !reader->title_seen;
    if (is_step) {
        finish_step(reader);
        reader->step.title = plain_text(reader, &line);
        reader->step.heading = line;
    } else if (is_title) {
        reader->title_seen = true;
        if (reader->lesson->title == NULL) {
            reader->lesson->title = plain_text(reader, &line);
        }
    } else {
        Block block = {
            .kind = BLOCK_HEADING, .span = markdown->span, .level = (int)level, .line = line};
        block_add(reader, &block);
    }
    markdown->span = (Span){0, 0};
}

static size_t line_start(const Source *source, size_t offset) {
    while (offset > 0 && source->bytes[offset - 1] != '\n') {
        offset--;
    }
    return offset;
}

/* Steps back `count` lines from the line that holds offset. */
static size_t lines_back(const Source *source, size_t offset, size_t count) {
    size_t at = line_start(source, offset);
    while (count > 0 && at > 0) {
        at = line_start(source, at - 1);
        count--;
    }
    return at;
}

/* Offset of the fence's first mark at or after the line that holds `from`. */
static size_t find_fence(const Markdown *markdown, size_t from) {
    const Source *source = &markdown->reader->source;
    size_t at = line_start(source, from);
    while (at < source->length) {
        Prefix prefix = scan_prefix(markdown->scan, at);
        if (scan_fence_run(markdown->scan, prefix.text) > 0) {
            return prefix.text;
        }
        at = prefix.end + 1;
    }
    return NO_OFFSET;
}

/* Where the fence of the code block stands that md4c has just left. */
static size_t opening_fence(const Markdown *markdown) {
    const Source *source = &markdown->reader->source;
    if (markdown->info_at != NO_OFFSET) {
        return find_fence(markdown, markdown->info_at);
    }
    if (markdown->body_at != NO_OFFSET) {
        return find_fence(markdown,
                          lines_back(source, markdown->body_at, markdown->feeds_before + 1));
    }
    /* No code, and no info or one with an & or a backslash, of which md4c reports a copy: the first
     * fence below the text seen last. */
    bool at_start = markdown->last == markdown->reader->front.end;
    return find_fence(markdown, at_start ? markdown->last : line_end(source, markdown->last) + 1);
}

/* The closing fence of the block whose fence of `run` marks stands at `opening`: the line after the
 * last one of code. NO_OFFSET when md4c ended the block without one. */
static size_t closing_fence(const Markdown *markdown, size_t opening, size_t run) {
    const Source *source = &markdown->reader->source;
    size_t at = line_end(source, opening);
    for (size_t i = 0; i < markdown->feeds && at < source->length; i++) {
        at = line_end(source, at + 1);
    }
    if (at >= source->length) {
        return NO_OFFSET;
    }
    Prefix prefix = scan_prefix(markdown->scan, at + 1);
    bool same = prefix.text < prefix.end && source->bytes[prefix.text] == source->bytes[opening];
    size_t closing = same ? scan_fence_run(markdown->scan, prefix.text) : 0;
    bool closes = closing >= run && scan_line_is_blank(markdown->scan, prefix.text + closing, 0);
    return closes ? at + 1 : NO_OFFSET;
}

static void add_code_block(Markdown *markdown, Span span) {
    Reader *reader = markdown->reader;
    const char *text = markdown->code.count == 0 ? "" : markdown->code.items;
    Block block = {.kind = BLOCK_CODE,
                   .span = span,
                   .level = (int)markdown->ordinals.count,
                   .text = arena_copy(reader->arena, text, markdown->code.count)};
    block_add(reader, &block);
}

static bool leave_fence(Markdown *markdown) {
    Reader *reader = markdown->reader;
    const Source *source = &reader->source;
    size_t opening = opening_fence(markdown);
    if (opening == NO_OFFSET) { /* not reached: every fence has its line */
        add_code_block(markdown, markdown->span);
        return true;
    }
    size_t run = scan_fence_run(markdown->scan, opening);
    size_t closing = closing_fence(markdown, opening, run);
    if (closing == NO_OFFSET) {
        return refuse(reader, opening, "close it with a line of as many marks, under its first one",
                      "the fenced block that opens here is never closed");
    }
    size_t first_end = line_end(source, opening);
    Span info = span_trim(source->bytes, (Span){opening + run, first_end});
    Span whole = {opening, line_end(source, closing)};
    markdown->last = whole.end;
    if (!fence_is_ours(source, info)) {
        add_code_block(markdown, whole);
        return true;
    }
    bool at_margin =
        markdown->depth == 0 && (opening == reader->start || source->bytes[opening - 1] == '\n');
    if (!at_margin) {
        return refuse(reader, opening, "move it to the start of a line, outside lists and quotes",
                      "a block of this kind starts at the left margin");
    }
    size_t *read = vector_add(reader->arena, &reader->fences_read, sizeof *read);
    *read = opening;
    size_t body = first_end + 1;
    return fence_read(reader, whole, info, (Span){body, closing > body ? closing - 1 : body});
}

static bool leave_code(Markdown *markdown) {
    bool ok = true;
    if (markdown->fenced) {
        ok = leave_fence(markdown);
    } else {
        add_code_block(markdown, markdown->span);
    }
    markdown->in_code = false;
    markdown->code = (Vector){0};
    markdown->span = (Span){0, 0};
    return ok;
}

/* A block of HTML: comments are for the author, anything else is shown as printed. */
static void leave_html(Markdown *markdown) {
    static const char comment[] = "<!--";
    size_t length = sizeof comment - 1;
    const char *text = markdown->code.count == 0 ? "" : markdown->code.items;
    if (markdown->code.count < length || memcmp(text, comment, length) != 0) {
        add_code_block(markdown, markdown->span);
    }
    markdown->in_html_block = false;
    markdown->code = (Vector){0};
    markdown->span = (Span){0, 0};
}

static void leave_table(Markdown *markdown) {
    Block block = {.kind = BLOCK_TABLE,
                   .span = markdown->span,
                   .level = (int)markdown->ordinals.count,
                   .rows = markdown->cells.count / markdown->columns,
                   .columns = markdown->columns,
                   .cells = markdown->cells.items};
    block_add(markdown->reader, &block);
    markdown->cells = (Vector){0};
    markdown->span = (Span){0, 0};
}

static bool leave_cell(Markdown *markdown) {
    Reader *reader = markdown->reader;
    Line *cell = vector_add(reader->arena, &markdown->cells, sizeof *cell);
    *cell = line_finish(&markdown->line);
    reader->cell_count++;
    if (markdown->columns > LESSON_COLUMNS_MAX && markdown->cells.count == markdown->columns) {
        return refuse(reader, markdown->last, NULL, "this table has more than %d columns",
                      LESSON_COLUMNS_MAX);
    }
    return reader->cell_count <= LESSON_CELLS_MAX ||
           refuse(reader, markdown->last, NULL, "the tables have more than %d cells",
                  LESSON_CELLS_MAX);
}

static void enter_code(Markdown *markdown, const MD_BLOCK_CODE_DETAIL *detail) {
    markdown_flush(markdown);
    markdown->in_code = true;
    markdown->fenced = detail->fence_char != '\0';
    markdown->info_at = markdown_offset(markdown, detail->info.text, detail->info.size);
    markdown->body_at = NO_OFFSET;
    markdown->feeds = 0;
    markdown->feeds_before = 0;
    markdown->code = (Vector){0};
}

static void enter_list(Markdown *markdown, unsigned first) {
    markdown_flush(markdown);
    int *ordinal = vector_add(markdown->reader->arena, &markdown->ordinals, sizeof *ordinal);
    *ordinal = first > INT_MAX ? INT_MAX : (int)first;
}

/* Each quote or list item is one level. */
static int enter_container(Markdown *markdown) {
    markdown->depth++;
    if (markdown->depth > LESSON_NESTING_MAX) {
        refuse(markdown->reader, markdown->last, NULL, "lists and quotes are nested deeper than %d",
               LESSON_NESTING_MAX);
        return STOP;
    }
    return 0;
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *user) {
    Markdown *markdown = user;
    if (markdown->line_only) {
        return 0;
    }
    switch (type) {
    case MD_BLOCK_QUOTE:
        markdown_flush(markdown);
        markdown->quotes++;
        return enter_container(markdown);
    case MD_BLOCK_UL: enter_list(markdown, 0); break;
    case MD_BLOCK_OL: enter_list(markdown, ((MD_BLOCK_OL_DETAIL *)detail)->start); break;
    case MD_BLOCK_LI: markdown->item_waits = true; return enter_container(markdown);
    case MD_BLOCK_H:
        markdown_flush(markdown);
        markdown->no_displays = true;
        break;
    case MD_BLOCK_CODE: enter_code(markdown, detail); break;
    case MD_BLOCK_HTML:
        markdown_flush(markdown);
        markdown->in_html_block = true;
        break;
    case MD_BLOCK_TABLE:
        markdown_flush(markdown);
        markdown->no_displays = true;
        markdown->columns = ((MD_BLOCK_TABLE_DETAIL *)detail)->col_count;
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HR:
    case MD_BLOCK_P:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    case MD_BLOCK_TR:
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: break;
    }
    return 0;
}

static void leave_item(Markdown *markdown) {
    markdown_flush(markdown);
    markdown->depth--;
    int *ordinals = markdown->ordinals.items;
    int *ordinal = &ordinals[markdown->ordinals.count - 1];
    *ordinal += *ordinal > 0 && *ordinal < INT_MAX ? 1 : 0;
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *user) {
    Markdown *markdown = user;
    if (markdown->line_only) {
        return 0;
    }
    switch (type) {
    case MD_BLOCK_QUOTE:
        markdown->quotes--;
        markdown->depth--;
        break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL: markdown->ordinals.count--; break;
    case MD_BLOCK_LI: leave_item(markdown); break;
    case MD_BLOCK_HR:
        markdown_flush(markdown);
        block_add(markdown->reader, &(Block){.kind = BLOCK_RULE});
        break;
    case MD_BLOCK_H:
        leave_heading(markdown, ((MD_BLOCK_H_DETAIL *)detail)->level);
        markdown->no_displays = false;
        break;
    case MD_BLOCK_CODE: return leave_code(markdown) ? 0 : STOP;
    case MD_BLOCK_HTML: leave_html(markdown); break;
    case MD_BLOCK_P: markdown_flush(markdown); break;
    case MD_BLOCK_TABLE:
        leave_table(markdown);
        markdown->no_displays = false;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: return leave_cell(markdown) ? 0 : STOP;
    case MD_BLOCK_DOC:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    case MD_BLOCK_TR: break;
    }
    return 0;
}

static bool run_md4c(Markdown *markdown) {
    const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES,
        .enter_block = on_enter_block,
        .leave_block = on_leave_block,
        .enter_span = markdown_on_enter_span,
        .leave_span = markdown_on_leave_span,
        .text = markdown_on_text,
    };
    int status = md_parse(markdown->masked, (MD_SIZE)markdown->masked_length, &parser, markdown);
    const Diag *diag = markdown->reader->diag;
    if (status != 0 && diag->message == NULL) {
        return refuse(markdown->reader, markdown->last, NULL,
                      "there is not enough memory to read this");
    }
    return diag->message == NULL;
}

/* Writes x over every formula, so that Markdown sees a word. */
static void mask_formulas(char *masked, const Scan *scan, size_t base) {
    const RawFormula *formulas = scan->formulas.items;
    for (size_t i = 0; i < scan->formulas.count; i++) {
        Span whole = formulas[i].whole;
        memset(masked + (whole.start - base), 'x', whole.end - whole.start);
    }
}

/* The front matter becomes empty lines. */
static void mask_front(char *masked, Span front, size_t base) {
    for (size_t at = front.start; at < front.end; at++) {
        char *c = &masked[at - base];
        *c = *c == '\n' ? '\n' : ' ';
    }
}

/* A block that md4c took for something else (text inside HTML) would be lost without a word. */
static bool check_fences(Reader *reader) {
    const RawFence *fences = reader->scan.fences.items;
    const size_t *read = reader->fences_read.items;
    size_t next = 0;
    for (size_t i = 0; i < reader->scan.fences.count; i++) {
        while (next < reader->fences_read.count && read[next] < fences[i].start) {
            next++;
        }
        bool found = next < reader->fences_read.count && read[next] < fences[i].info.start;
        if (!found && fence_is_ours(&reader->source, fences[i].info)) {
            return refuse(reader, fences[i].start, "put an empty line in front of it",
                          "this block is not read, since it stands inside HTML");
        }
    }
    return true;
}

bool markdown_read(Reader *reader) {
    size_t length = reader->source.length - reader->start;
    char *masked = arena_copy(reader->arena, reader->source.bytes + reader->start, length);
    mask_front(masked, reader->front, reader->start);
    mask_formulas(masked, &reader->scan, reader->start);
    Markdown markdown = {.reader = reader,
                         .scan = &reader->scan,
                         .masked = masked,
                         .masked_length = length,
                         .base = reader->start,
                         .last = reader->front.end,
                         .line = {.arena = reader->arena}};
    if (!run_md4c(&markdown)) {
        return false;
    }
    finish_step(reader);
    return check_fences(reader);
}

bool markdown_line(Reader *reader, Span span, Line *line) {
    size_t guard = sizeof line_guard - 1;
    if (span.end - span.start > LESSON_PARAGRAPH_MAX) {
        return refuse(reader, span.start, NULL, "this text is longer than %zu bytes",
                      LESSON_PARAGRAPH_MAX);
    }
    Scan scan = {.arena = reader->arena, .bytes = reader->scan.bytes, .dollars_only = true};
    scan_text(&scan, span, true);
    size_t length = span.end - span.start;
    char *masked = arena_alloc(reader->arena, guard + length + 1);
    memcpy(masked, line_guard, guard);
    memcpy(masked + guard, reader->source.bytes + span.start, length);
    mask_formulas(masked + guard, &scan, span.start);
    for (size_t i = 0; i < guard + length; i++) {
        masked[i] = masked[i] == '\n' ? ' ' : masked[i];
    }
    Markdown markdown = {.reader = reader,
                         .scan = &scan,
                         .masked = masked,
                         .masked_length = guard + length,
                         .guard = guard,
                         .base = span.start,
                         .line_only = true,
                         .no_displays = true,
                         .last = span.start,
                         .line = {.arena = reader->arena}};
    bool ok = run_md4c(&markdown);
    *line = line_finish(&markdown.line);
    return ok;
}
