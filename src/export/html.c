/* html.c - see html.h. */
#include "export/html.h"

#include <string.h>

#include "experiment/experiment.h"
#include "session/words.h"

/* ---- characters ---- */

static void put_bytes(Text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        switch (bytes[i]) {
        case '&': text_append(out, "&amp;"); break;
        case '<': text_append(out, "&lt;"); break;
        case '>': text_append(out, "&gt;"); break;
        case '"': text_append(out, "&quot;"); break;
        default: text_append_char(out, bytes[i]);
        }
    }
}

static void put_text(Text *out, const char *text) {
    put_bytes(out, text, strlen(text));
}

static void put_tex(Text *out, const char *tex, size_t length, bool display) {
    text_printf(out, "<span class=\"tex%s\">", display ? " display" : "");
    put_bytes(out, tex, length);
    text_append(out, "</span>");
}

/* Words with TeX in dollars. */
static void put_words(Text *out, const char *words) {
    const char *open = strchr(words, '$');
    while (open != NULL) {
        const char *close = strchr(open + 1, '$');
        if (close == NULL) {
            break;
        }
        put_bytes(out, words, (size_t)(open - words));
        put_tex(out, open + 1, (size_t)(close - open - 1), false);
        words = close + 1;
        open = strchr(words, '$');
    }
    put_text(out, words);
}

/* <name class="kind">words</name>; kind may be NULL; nothing without words. */
static void put_worded(Text *out, const char *name, const char *kind, const char *words) {
    if (words == NULL) {
        return;
    }
    text_printf(out, "<%s", name);
    if (kind != NULL) {
        text_printf(out, " class=\"%s\"", kind);
    }
    text_append_char(out, '>');
    put_words(out, words);
    text_printf(out, "</%s>\n", name);
}

/* ---- prose ---- */

/* Where a link of a lesson may lead: a lesson may be anybody's, and a page runs what a link with a
 * scheme of its own says. */
static bool is_safe(const char *target) {
    static const char *const starts[] = {"https://", "http://", "mailto:", "#"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (strncmp(target, starts[i], strlen(starts[i])) == 0) {
            return true;
        }
    }
    return strchr(target, ':') == NULL;
}

static void put_run_link(Text *out, const Run *run) {
    bool linked = run->target != NULL && is_safe(run->target);
    if (linked) {
        text_append(out, "<a href=\"");
        put_text(out, run->target);
        text_append(out, "\">");
    }
    put_text(out, run->text);
    text_append(out, linked ? "</a>" : "");
}

static void put_run(Text *out, const Run *run) {
    text_append(out, run->strong ? "<strong>" : "");
    text_append(out, run->emphasis ? "<em>" : "");
    switch (run->kind) {
    case RUN_TEXT: put_text(out, run->text); break;
    case RUN_MATH: put_tex(out, run->text, strlen(run->text), false); break;
    case RUN_CODE:
        text_append(out, "<code>");
        put_text(out, run->text);
        text_append(out, "</code>");
        break;
    case RUN_LINK: put_run_link(out, run); break;
    case RUN_BREAK: text_append(out, "<br>"); break;
    }
    text_append(out, run->emphasis ? "</em>" : "");
    text_append(out, run->strong ? "</strong>" : "");
}

static void put_line(Text *out, const Line *line) {
    for (size_t i = 0; i < line->count; i++) {
        put_run(out, &line->runs[i]);
    }
}

static void put_element(Text *out, const char *name, const Line *line) {
    text_printf(out, "<%s>", name);
    put_line(out, line);
    text_printf(out, "</%s>\n", name);
}

static void put_table(Text *out, const Block *block) {
    text_append(out, "<div class=\"wide\"><table>\n");
    for (size_t row = 0; row < block->rows; row++) {
        text_append(out, "<tr>");
        for (size_t c = 0; c < block->columns; c++) {
            text_append(out, row == 0 ? "<th>" : "<td>");
            put_line(out, &block->cells[row * block->columns + c]);
            text_append(out, row == 0 ? "</th>" : "</td>");
        }
        text_append(out, "</tr>\n");
    }
    text_append(out, "</table></div>\n");
}

/* ---- claims ---- */

/* As printed: a whole formula, or words with formulas in dollars. Rows without an environment of
 * their own get one. */
static void put_formula(Text *out, const char *tex, size_t length) {
    Arena *arena = arena_new();
    const char *copy = arena_copy(arena, tex, length);
    bool rows = (strchr(copy, '&') != NULL || strstr(copy, "\\\\") != NULL) &&
                strstr(copy, "\\begin") == NULL;
    text_append(out, "<div class=\"formula\">");
    if (strchr(copy, '$') != NULL) {
        put_words(out, copy);
    } else {
        Text whole;
        text_init(&whole);
        text_printf(&whole, rows ? "\\begin{aligned}%s\\end{aligned}" : "%s", copy);
        put_tex(out, whole.bytes, whole.length, true);
        text_clear(&whole);
    }
    text_append(out, "</div>\n");
    arena_free(arena);
}

/* "at t = 1, alpha_1 = 0.6: the variances are 0.14 and 0.27" */
static void put_counterexample(Text *out, const Counterexample *found) {
    text_append(out, "<p class=\"where\">");
    for (size_t i = 0; i < found->count; i++) {
        text_append(out, i == 0 ? "at " : ", ");
        Text tex;
        text_init(&tex);
        text_printf(&tex, "%s = %s", found->assignments[i].tex, found->assignments[i].value);
        put_tex(out, tex.bytes, tex.length, false);
        text_clear(&tex);
    }
    text_append(out, found->count > 0 ? ": " : "");
    put_text(out, found->what != NULL ? found->what : "the two sides");
    text_append(out, " are ");
    put_tex(out, found->left, strlen(found->left), false);
    text_append(out, " and ");
    put_tex(out, found->right, strlen(found->right), false);
    text_append(out, "</p>\n");
}

static void put_twin(Text *out, const Twin *twin) {
    text_append(out, "<li>");
    put_tex(out, twin->tex, strlen(twin->tex), false);
    text_printf(out, " <em>%s</em>", words_twin_result(twin->result));
    if (twin->remark != NULL) {
        text_append(out, ": ");
        put_words(out, twin->remark);
    }
    if (twin->counterexample != NULL) {
        put_counterexample(out, twin->counterexample);
    }
    text_append(out, "</li>\n");
}

static void put_twins(Text *out, const TwinReport *twins) {
    Text words;
    text_init(&words);
    words_twins(&words, twins);
    put_worded(out, "p", NULL, words.length > 0 ? words.bytes : NULL);
    text_clear(&words);
    if (twins->authored == 0) {
        return;
    }
    text_append(out, "<ul class=\"twins\">\n");
    for (size_t i = 0; i < twins->count; i++) {
        if (twins->list[i].authored) {
            put_twin(out, &twins->list[i]);
        }
    }
    text_append(out, "</ul>\n");
}

static void put_methods(Text *out, const Verdict *verdict) {
    if (verdict->method_count == 0) {
        return;
    }
    text_append(out, "<ul class=\"methods\">\n");
    for (size_t i = 0; i < verdict->method_count && i < METHOD_COUNT; i++) {
        Text words;
        text_init(&words);
        words_method(&words, &verdict->methods[i]);
        put_worded(out, "li", NULL, words.bytes);
        text_clear(&words);
    }
    text_append(out, "</ul>\n");
}

static void put_measured(Text *out, const ExperimentTable *table) {
    text_append(out, "<div class=\"wide\"><table>\n<tr><th>measured</th><th>value</th>"
                     "<th>error</th></tr>\n");
    for (size_t i = 0; i < table->count; i++) {
        text_append(out, "<tr><td>");
        put_text(out, table->values[i].label);
        text_printf(out, "</td><td>%.6g</td><td>%.2g</td></tr>\n", table->values[i].value,
                    table->values[i].error);
    }
    text_append(out, "</table></div>\n");
}

static void put_summary(Text *out, const Verdict *verdict) {
    text_printf(out, "<summary><span class=\"badge\">%s %s</span>",
                words_verdict_sign(verdict->kind), verdict_name(verdict->kind));
    if (grade_name(verdict->grade)[0] != '\0') {
        text_printf(out, " <span class=\"grade\">%s</span>", grade_name(verdict->grade));
    }
    text_append(out, "</summary>\n");
}

static void put_evidence(Text *out, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    const Verdict *verdict = claim_verdict(claim);
    text_append(out, "<details>\n");
    put_summary(out, verdict);
    if (verdict->under != NULL) {
        text_append(out, "<p>under ");
        put_tex(out, verdict->under, strlen(verdict->under), false);
        text_append(out, "</p>\n");
    }
    put_worded(out, "p", NULL, verdict->reason);
    put_worded(out, "p", NULL, def->because);
    if (verdict->counterexample != NULL) {
        put_counterexample(out, verdict->counterexample);
    }
    if (verdict->correction != NULL) {
        text_printf(out, "<p>corrected (%s):</p>\n", verdict_name(verdict->correction->kind));
        put_formula(out, verdict->correction->tex, strlen(verdict->correction->tex));
    }
    put_methods(out, verdict);
    put_twins(out, &verdict->twins);
    put_worded(out, "p", "cite", def->citation);
    text_append(out, "</details>\n");
}

static void put_reasons(Text *out, const ClaimDef *def) {
    bool open = false;
    for (size_t i = 0; i < def->line_count; i++) {
        if (strcmp(def->lines[i].key, "why") != 0 || def->lines[i].remark == NULL) {
            continue;
        }
        text_append(out, open ? "" : "<ol class=\"why\">\n");
        open = true;
        put_worded(out, "li", NULL, def->lines[i].remark);
    }
    text_append(out, open ? "</ol>\n" : "");
}

static void put_experiment(Text *out, const Claim *claim) {
    const ClaimExperiment *experiment = claim_def(claim)->experiment;
    const Verdict *verdict = claim_verdict(claim);
    put_worded(out, "p", "asks", experiment->asks);
    put_worded(out, "p", "says", experiment->says);
    if (verdict->table != NULL) {
        Arena *arena = arena_new();
        put_worded(out, "p", NULL, experiment_fill(arena, experiment->found, verdict->table));
        arena_free(arena);
        put_measured(out, verdict->table);
    }
}

static void put_claim(Text *out, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    text_printf(out, "<article class=\"claim %s%s\" id=\"",
                verdict_name(claim_verdict(claim)->kind), def->printed ? " printed" : "");
    put_text(out, def->id);
    text_append(out, "\">\n");
    if (def->experiment != NULL) {
        put_experiment(out, claim);
    } else if (claim_noad(claim) == NULL) { /* no TeX: code, or ill-formed as printed */
        text_append(out, "<pre class=\"formula\">");
        put_bytes(out, def->source->bytes + def->tex.start, def->tex.end - def->tex.start);
        text_append(out, "</pre>\n");
    } else {
        put_formula(out, def->source->bytes + def->tex.start, def->tex.end - def->tex.start);
        put_reasons(out, def);
    }
    put_evidence(out, claim);
    text_append(out, "</article>\n");
}

/* ---- exercises and pictures ---- */

static void put_hidden(Text *out, const char *name) {
    text_printf(out, "<details><summary>%s</summary>\n", name);
}

static void put_exercise(Text *out, const Exercise *exercise) {
    text_append(out, "<article class=\"exercise\" id=\"");
    put_text(out, exercise->id);
    text_append(out, "\">\n");
    put_element(out, "p", &exercise->ask);
    for (size_t i = 0; i < exercise->hint_count; i++) {
        put_hidden(out, i == 0 ? "hint" : "another hint");
        put_element(out, "p", &exercise->hints[i]);
        text_append(out, "</details>\n");
    }
    put_hidden(out, "solution");
    put_formula(out, exercise->answer, strlen(exercise->answer));
    text_append(out, "</details>\n</article>\n");
}

static void put_scene(Text *out, const SceneBlock *scene) {
    text_append(out, "<figure><figcaption>");
    put_line(out, &scene->caption);
    text_append(out, " <code>explore view ");
    put_text(out, scene->name);
    if (scene->data != NULL) {
        text_append(out, " --data ");
        put_text(out, scene->data);
    }
    text_append(out, "</code></figcaption></figure>\n");
}

/* ---- steps ---- */

/* Closes and opens lists until `depth` of them are open. */
static void set_depth(Text *out, size_t *open, size_t depth, bool ordered[], bool is_ordered) {
    while (*open > depth) {
        text_append(out, ordered[--*open] ? "</ol>\n" : "</ul>\n");
    }
    while (*open < depth) {
        ordered[*open] = is_ordered;
        text_append(out, ordered[(*open)++] ? "<ol>\n" : "<ul>\n");
    }
}

static void put_block(Text *out, const Block *block) {
    switch (block->kind) {
    case BLOCK_HEADING: put_element(out, "h3", &block->line); break;
    case BLOCK_PARAGRAPH: put_element(out, "p", &block->line); break;
    case BLOCK_QUOTE: put_element(out, "blockquote", &block->line); break;
    case BLOCK_ITEM: put_element(out, "li", &block->line); break;
    case BLOCK_CODE:
        text_append(out, "<pre><code>");
        put_text(out, block->text);
        text_append(out, "</code></pre>\n");
        break;
    case BLOCK_TABLE: put_table(out, block); break;
    case BLOCK_RULE: text_append(out, "<hr>\n"); break;
    case BLOCK_DISPLAY: put_formula(out, block->text, strlen(block->text)); break;
    case BLOCK_SYMBOLS:
        put_hidden(out, "symbols");
        text_append(out, "<pre>");
        put_text(out, block->text);
        text_append(out, "</pre></details>\n");
        break;
    case BLOCK_CLAIM: put_claim(out, block->claim); break;
    case BLOCK_EXERCISE: put_exercise(out, block->exercise); break;
    case BLOCK_SCENE: put_scene(out, block->scene); break;
    }
}

/* Deeper lists are set no further in. */
#define LISTS_MAX 8

static void put_step(Text *out, const Step *step, size_t number) {
    bool ordered[LISTS_MAX] = {false};
    size_t open = 0;
    text_printf(out, "<section id=\"step-%zu\">\n", number);
    put_element(out, "h2", &step->heading);
    for (size_t i = 0; i < step->block_count; i++) {
        const Block *block = &step->blocks[i];
        size_t level = block->kind == BLOCK_ITEM && block->level > 0 ? (size_t)block->level : 0;
        size_t depth = level < LISTS_MAX ? level : LISTS_MAX;
        set_depth(out, &open, depth, ordered, block->ordinal > 0);
        put_block(out, block);
    }
    set_depth(out, &open, 0, ordered, false);
    text_append(out, "</section>\n");
}

/* ---- pages ---- */

static void open_page(Text *out, const char *title) {
    text_append(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<title>");
    put_text(out, title);
    text_append(out, "</title>\n<link rel=\"stylesheet\" href=\"katex/katex.min.css\">\n"
                     "<link rel=\"stylesheet\" href=\"page.css\">\n"
                     "<script defer src=\"katex/katex.min.js\"></script>\n"
                     "<script defer src=\"page.js\"></script>\n</head>\n<body>\n");
}

const char *html_page_name(Arena *arena, const Lesson *lesson) {
    return lesson->number > 0 ? arena_printf(arena, "%02d-%s.html", lesson->number, lesson->slug)
                              : arena_printf(arena, "%s.html", lesson->slug);
}

static const char *title_of(const Lesson *lesson) {
    return lesson->title != NULL ? lesson->title : lesson->slug;
}

static void put_link(Text *out, const Lesson *lesson, const char *relation) {
    Arena *arena = arena_new();
    text_append(out, "<a");
    if (relation != NULL) {
        text_printf(out, " rel=\"%s\"", relation);
    }
    text_append(out, " href=\"");
    put_text(out, html_page_name(arena, lesson));
    text_append(out, "\">");
    if (lesson->number > 0) {
        text_printf(out, "%d. ", lesson->number);
    }
    put_text(out, title_of(lesson));
    text_append(out, "</a>");
    arena_free(arena);
}

void html_write_lesson(Text *out, const Lesson *const *lessons, size_t count, size_t which) {
    const Lesson *lesson = lessons[which];
    open_page(out, title_of(lesson));
    text_append(out, "<header>\n<nav><a href=\"index.html\">All lessons</a></nav>\n<h1>");
    if (lesson->number > 0) {
        text_printf(out, "%d. ", lesson->number);
    }
    put_text(out, title_of(lesson));
    text_append(out, "</h1>\n");
    put_worded(out, "p", "summary", lesson->summary);
    text_append(out, "</header>\n<main>\n");
    for (size_t i = 0; i < lesson->step_count; i++) {
        put_step(out, &lesson->steps[i], i + 1);
    }
    for (size_t i = 0; lesson->is_note && i < lesson->claim_count; i++) {
        put_claim(out, lesson->claims[i]);
    }
    text_append(out, "</main>\n<footer>\n<nav>\n");
    if (which > 0) {
        put_link(out, lessons[which - 1], "prev");
    }
    if (which + 1 < count) {
        put_link(out, lessons[which + 1], "next");
    }
    text_append(out, "\n</nav>\n</footer>\n</body>\n</html>\n");
}

void html_write_index(Text *out, const Lesson *const *lessons, size_t count) {
    open_page(out, "explore: diffusion models, line by line");
    text_append(out, "<header><h1>Diffusion models, line by line</h1></header>\n<main>\n"
                     "<ul class=\"lessons\">\n");
    for (size_t i = 0; i < count; i++) {
        text_append(out, "<li>");
        put_link(out, lessons[i], NULL);
        put_worded(out, "p", NULL, lessons[i]->summary);
        text_append(out, "</li>\n");
    }
    text_append(out, "</ul>\n</main>\n</body>\n</html>\n");
}
