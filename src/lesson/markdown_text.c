/* markdown_text.c - what stands in a block: text, styles, links, code spans, formulas. */
#include <string.h>

#include "lesson/markdown_internal.h"

/* The offset in masked; NO_OFFSET when text is not from there. */
static size_t masked_offset(const Markdown *markdown, const char *text, size_t length) {
    uintptr_t at = (uintptr_t)text;
    uintptr_t first = (uintptr_t)markdown->masked;
    if (text == NULL || at < first || at - first > markdown->masked_length ||
        markdown->masked_length - (at - first) < length) {
        return NO_OFFSET;
    }
    return (size_t)(at - first);
}

size_t markdown_offset(const Markdown *markdown, const char *text, size_t length) {
    size_t at = masked_offset(markdown, text, length);
    return at == NO_OFFSET || at < markdown->guard ? NO_OFFSET
                                                   : at - markdown->guard + markdown->base;
}

void markdown_cover(Markdown *markdown, size_t start, size_t end) {
    if (markdown->span.end == 0) {
        markdown->span.start = start;
    }
    if (end > markdown->span.end) {
        markdown->span.end = end;
    }
    markdown->last = end;
}

static Run style_of(const Markdown *markdown) {
    RunKind kind = markdown->target != NULL ? RUN_LINK : RUN_TEXT;
    return (Run){.kind = markdown->in_code_span ? RUN_CODE : kind,
                 .strong = markdown->strong > 0,
                 .emphasis = markdown->emphasis > 0,
                 .target = markdown->in_code_span ? NULL : markdown->target};
}

static void add_math(Markdown *markdown, const RawFormula *formula) {
    Reader *reader = markdown->reader;
    const char *tex = span_text(reader, formula->content);
    Run run = style_of(markdown);
    if (markdown->target != NULL) {
        line_text(&markdown->line, &run, tex, strlen(tex));
        return;
    }
    Diag ignored = {0}; /* prose is shown as printed where it cannot be read */
    const Noad *noad = noad_parse(reader->arena, &reader->source, formula->content, &ignored);
    if (formula->display && !markdown->no_displays) {
        markdown_flush(markdown);
        Block block = {.kind = BLOCK_DISPLAY,
                       .span = formula->whole,
                       .level = (int)markdown->ordinals.count,
                       .text = tex,
                       .noad = noad};
        block_add(reader, &block);
        markdown->last = formula->whole.end;
        return;
    }
    run.kind = RUN_MATH;
    run.text = tex;
    run.noad = noad;
    line_add(&markdown->line, &run);
    markdown_cover(markdown, formula->whole.start, formula->whole.end);
}

/* The first formula that does not end before offset, or NULL. */
static const RawFormula *formula_from(Markdown *markdown, size_t offset) {
    const RawFormula *formulas = markdown->scan->formulas.items;
    size_t count = markdown->scan->formulas.count;
    while (markdown->formula < count && formulas[markdown->formula].whole.end <= offset) {
        markdown->formula++;
    }
    return markdown->formula < count ? &formulas[markdown->formula] : NULL;
}

/* Text of the file from start to end, with its formulas. */
static void add_source_text(Markdown *markdown, size_t start, size_t end) {
    const char *bytes = markdown->reader->source.bytes;
    size_t at = start;
    while (at < end) {
        Run style = style_of(markdown);
        const RawFormula *formula = markdown->in_code_span ? NULL : formula_from(markdown, at);
        bool here = formula != NULL && formula->whole.start >= at && formula->whole.end <= end;
        size_t text_end = here ? formula->whole.start : end;
        if (text_end > at) {
            line_text(&markdown->line, &style, bytes + at, text_end - at);
            markdown_cover(markdown, at, text_end);
        }
        at = text_end;
        if (here) {
            add_math(markdown, formula);
            at = formula->whole.end;
        }
    }
}

static bool starts(const char *bytes, size_t length, const char *text) {
    return length >= strlen(text) && memcmp(bytes, text, strlen(text)) == 0;
}

/* Comments are for the author; <br> is a line break; any other tag is shown as printed. */
static void add_inline_html(Markdown *markdown, const char *bytes, size_t length) {
    if (starts(bytes, length, "<!--")) {
        return;
    }
    if (starts(bytes, length, "<br")) {
        line_add(&markdown->line, &(Run){.kind = RUN_BREAK});
        return;
    }
    Run style = style_of(markdown);
    line_text(&markdown->line, &style, bytes, length);
}

static void add_code(Markdown *markdown, const char *bytes, size_t length, size_t offset) {
    if (offset != NO_OFFSET) {
        if (markdown->body_at == NO_OFFSET) {
            markdown->body_at = offset;
            markdown->feeds_before = markdown->feeds;
        }
        markdown_cover(markdown, offset, offset + length);
    } else if (length == 1 && bytes[0] == '\n') {
        markdown->feeds++;
    }
    vector_add_bytes(markdown->reader->arena, &markdown->code, bytes, length);
}

static void add_entity(Markdown *markdown, const char *bytes, size_t length) {
    Run style = style_of(markdown);
    Text text;
    text_init(&text);
    entity_write(&text, bytes, length);
    line_text(&markdown->line, &style, text.bytes, text.length);
    text_clear(&text);
}

static void add_inline(Markdown *markdown, MD_TEXTTYPE type, const char *bytes, size_t length,
                       size_t offset) {
    Run style = style_of(markdown);
    switch (type) {
    case MD_TEXT_BR: line_add(&markdown->line, &(Run){.kind = RUN_BREAK}); break;
    case MD_TEXT_SOFTBR: line_text(&markdown->line, &style, " ", 1); break;
    case MD_TEXT_HTML: add_inline_html(markdown, bytes, length); break;
    case MD_TEXT_ENTITY: add_entity(markdown, bytes, length); break;
    case MD_TEXT_NULLCHAR:
    case MD_TEXT_NORMAL:
    case MD_TEXT_CODE:
    case MD_TEXT_LATEXMATH:
        if (offset != NO_OFFSET) {
            add_source_text(markdown, offset, offset + length);
        } else {
            line_text(&markdown->line, &style, bytes, length);
        }
        break;
    }
}

int markdown_on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user) {
    Markdown *markdown = user;
    size_t length = size;
    size_t masked = masked_offset(markdown, text, length);
    if (masked < markdown->guard) { /* the guard in front of a single line */
        size_t skip = markdown->guard - masked;
        skip = skip < length ? skip : length;
        text += skip;
        length -= skip;
    }
    size_t offset = markdown_offset(markdown, text, length);
    const char *bytes = offset == NO_OFFSET ? text : markdown->reader->source.bytes + offset;
    if (markdown->in_code || markdown->in_html_block) {
        add_code(markdown, bytes, length, offset);
    } else if (length > 0) {
        add_inline(markdown, type, bytes, length, offset);
    }
    return 0;
}

/* Where a link leads: as it stands in the file, not as it was masked, with its entities read. */
static const char *target_of(const Markdown *markdown, const MD_ATTRIBUTE *attribute) {
    Text target;
    text_init(&target);
    for (size_t i = 0; attribute->substr_offsets[i] < attribute->size; i++) {
        const char *part = attribute->text + attribute->substr_offsets[i];
        size_t length = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];
        size_t offset = markdown_offset(markdown, part, length);
        if (attribute->substr_types[i] == MD_TEXT_ENTITY) {
            entity_write(&target, part, length);
        } else {
            text_append_bytes(&target,
                              offset != NO_OFFSET ? markdown->reader->source.bytes + offset : part,
                              length);
        }
    }
    const char *copy = arena_copy(markdown->reader->arena, target.bytes, target.length);
    text_clear(&target);
    return copy;
}

static void enter_link(Markdown *markdown, const MD_ATTRIBUTE *target) {
    if (markdown->links == 0) {
        markdown->target = target_of(markdown, target);
    }
    markdown->links++;
}

static void leave_link(Markdown *markdown) {
    markdown->links--;
    if (markdown->links == 0) {
        markdown->target = NULL;
    }
}

int markdown_on_enter_span(MD_SPANTYPE type, void *detail, void *user) {
    Markdown *markdown = user;
    switch (type) {
    case MD_SPAN_EM: markdown->emphasis++; break;
    case MD_SPAN_STRONG: markdown->strong++; break;
    case MD_SPAN_CODE: markdown->in_code_span = true; break;
    case MD_SPAN_A: enter_link(markdown, &((MD_SPAN_A_DETAIL *)detail)->href); break;
    /* An image is shown as a link with its description. */
    case MD_SPAN_IMG: enter_link(markdown, &((MD_SPAN_IMG_DETAIL *)detail)->src); break;
    case MD_SPAN_DEL:
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
    case MD_SPAN_WIKILINK:
    case MD_SPAN_U: break;
    }
    return 0;
}

int markdown_on_leave_span(MD_SPANTYPE type, void *detail, void *user) {
    (void)detail;
    Markdown *markdown = user;
    switch (type) {
    case MD_SPAN_EM: markdown->emphasis--; break;
    case MD_SPAN_STRONG: markdown->strong--; break;
    case MD_SPAN_CODE: markdown->in_code_span = false; break;
    case MD_SPAN_A:
    case MD_SPAN_IMG: leave_link(markdown); break;
    case MD_SPAN_DEL:
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
    case MD_SPAN_WIKILINK:
    case MD_SPAN_U: break;
    }
    return 0;
}
