/* terminal_evidence.c - what each method found, and the numbers on both sides of each link. */
#include "ui/terminal.h"

#include <string.h>

#include "session/words.h"

static void put_method(Text *out, const Terminal *terminal, size_t width,
                       const MethodEvidence *method) {
    Text text;
    text_init(&text);
    words_method(&text, method);
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_text(&wrap, STYLE_DIM, text.bytes);
    wrap_end(&wrap);
    text_clear(&text);
}

void terminal_methods(Text *out, const Terminal *terminal, size_t width, const Verdict *verdict) {
    for (size_t i = 0; i < verdict->method_count && i < METHOD_COUNT; i++) {
        put_method(out, terminal, width, &verdict->methods[i]);
    }
}

/* ---- values ---- */

/* "with t = 25, T = 50 (linear), x_0 = 0.4:" */
static void put_where(Text *out, const Terminal *terminal, size_t width, const LiveValues *values) {
    Text remark;
    text_init(&remark);
    words_where(&remark, values);
    if (remark.length > 0) {
        Wrap wrap;
        wrap_begin(&wrap, out, terminal, width, "", "  ");
        wrap_remark(&wrap, STYLE_DIM, remark.bytes);
        wrap_text(&wrap, STYLE_DIM, ":");
        wrap_end(&wrap);
    }
    text_clear(&remark);
}

/* What stands between two values: the relation, or that it is not so. */
static void wrap_relation(Wrap *wrap, const LiveLink *link, size_t pair) {
    Text tex, sign;
    text_init(&tex);
    text_init(&sign);
    bool is_false = false;
    words_relation(&tex, &is_false, link, pair);
    bool unequal = strcmp(tex.bytes, "\\ne") == 0;
    if (unequal) {
        text_append(&sign, terminal_sign(wrap->terminal, SIGN_NOT_EQUAL));
    } else {
        terminal_tex(&sign, wrap->terminal, tex.bytes);
    }
    wrap_text(wrap, STYLE_PLAIN, " ");
    wrap_text(wrap, is_false ? STYLE_BAD : STYLE_GOOD, sign.bytes);
    wrap_text(wrap, STYLE_PLAIN, " ");
    if (is_false && !unequal) {
        wrap_text(wrap, STYLE_BAD, "(false) ");
    }
    text_clear(&sign);
    text_clear(&tex);
}

static void put_link(Text *out, const Terminal *terminal, size_t width, const LiveValues *values,
                     size_t i) {
    const LiveLink *link = &values->links[i];
    Wrap wrap;
    Text label;
    text_init(&label);
    text_append(&label, "  ");
    if (values->count > 1) {
        text_printf(&label, "%zu: ", i + 1);
    }
    wrap_begin(&wrap, out, terminal, width, label.bytes, "      ");
    for (size_t k = 0; k < link->count; k++) {
        const char *what = words_what(link->what[k]);
        wrap_text(&wrap, STYLE_PLAIN, k > 0 ? "; " : "");
        if (what != NULL) {
            wrap_text(&wrap, STYLE_DIM, what);
            wrap_text(&wrap, STYLE_DIM, " ");
        }
        wrap_unit(&wrap, STYLE_STRONG, link->left[k]);
        wrap_relation(&wrap, link, k);
        wrap_unit(&wrap, STYLE_STRONG, link->right[k]);
    }
    if (link->count == 0) {
        wrap_text(&wrap, STYLE_WARN, "no value: ");
        wrap_text(&wrap, STYLE_PLAIN, link->why != NULL ? link->why : "not known");
    }
    wrap_end(&wrap);
    text_clear(&label);
}

void terminal_values(Text *out, const Terminal *terminal, size_t width, const LiveValues *values) {
    if (values->count == 0) {
        Text text;
        text_init(&text);
        text_printf(&text, "no values: %s", values->why != NULL ? values->why : "nothing to show");
        terminal_paragraph(out, terminal, width, STYLE_DIM, text.bytes);
        text_clear(&text);
        return;
    }
    put_where(out, terminal, width, values);
    if (values->outside) {
        terminal_paragraph(out, terminal, width, STYLE_WARN,
                           "  here an assumption of the claim is false: the sides may part");
    }
    for (size_t i = 0; i < values->count; i++) {
        put_link(out, terminal, width, values, i);
    }
}

/* ---- a broken formula ---- */

static void put_tex_block(Text *out, const Terminal *terminal, size_t width, const char *tex) {
    Arena *arena = arena_new();
    Source source = {.name = "", .bytes = tex, .length = strlen(tex)};
    Diag diag = {0};
    const Noad *noad = noad_parse(arena, &source, (Span){0, source.length}, &diag);
    if (noad != NULL) {
        terminal_formula(out, terminal, width, noad);
    } else {
        terminal_paragraph(out, terminal, width, STYLE_PLAIN, tex);
    }
    arena_free(arena);
}

static void put_break_verdict(Text *out, const Terminal *terminal, size_t width,
                              const LiveBreak *broken) {
    if (broken->verdict == VERDICT_FAILS) {
        terminal_paragraph(out, terminal, width, STYLE_BAD,
                           terminal->unicode ? "✘ refuted" : "x refuted");
        if (broken->counterexample != NULL) {
            Text where;
            text_init(&where);
            terminal_counterexample(&where, terminal, width - 2, broken->counterexample);
            terminal_indent(out, where.bytes, "  ");
            text_clear(&where);
        }
        return;
    }
    bool holds = broken->verdict == VERDICT_HOLDS || broken->verdict == VERDICT_APPROXIMATE;
    terminal_paragraph(out, terminal, width, STYLE_WARN,
                       holds ? "this version is not wrong: it holds too"
                             : "not refuted: no method could decide it");
}

void terminal_break(Text *out, const Terminal *terminal, size_t width, const LiveBreak *broken,
                    size_t number) {
    Text title;
    text_init(&title);
    text_printf(&title, "broken %zu of %zu", number, broken->count);
    Wrap wrap;
    wrap_begin(&wrap, out, terminal, width, "", "  ");
    wrap_text(&wrap, STYLE_BAD, title.bytes);
    if (broken->remark != NULL) {
        wrap_text(&wrap, STYLE_PLAIN, broken->authored ? ", as people do: " : ": ");
        wrap_remark(&wrap, STYLE_EMPHASIS, broken->remark);
    }
    wrap_end(&wrap);
    text_clear(&title);
    put_tex_block(out, terminal, width, broken->tex);
    terminal_values(out, terminal, width, &broken->values);
    put_break_verdict(out, terminal, width, broken);
}
