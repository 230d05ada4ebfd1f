/* html.c - see html.h: steps, exercises, pictures and whole pages. */
#include <string.h>

#include "export/html_internal.h"

/* ---- exercises and pictures ---- */

static void put_hidden(Text *out, const char *name) {
    text_printf(out, "<details><summary>%s</summary>\n", name);
}

static void put_exercise(HtmlPage *page, const Exercise *exercise) {
    Text *out = page->out;
    text_append(out, "<article class=\"exercise\" id=\"");
    html_put_text(out, exercise->id);
    text_append(out, "\">\n<p class=\"kind\">Question</p>\n");
    html_put_element(page, "p", &exercise->ask);
    for (size_t i = 0; i < exercise->hint_count; i++) {
        put_hidden(out, i == 0 ? "hint" : "another hint");
        html_put_element(page, "p", &exercise->hints[i]);
        text_append(out, "</details>\n");
    }
    put_hidden(out, "solution");
    html_put_formula(page, exercise->answer, strlen(exercise->answer));
    text_append(out, "</details>\n</article>\n");
}

static void put_option(Text *out, const char *name, const char *value) {
    if (value != NULL) {
        text_printf(out, " %s ", name);
        html_put_text(out, value);
    }
}

static void put_names(Text *out, const char *name, size_t count, const char *const *names) {
    for (size_t i = 0; i < count; i++) {
        text_append(out, i == 0 ? " " : ",");
        text_append(out, i == 0 ? name : "");
        text_append(out, i == 0 ? " " : "");
        html_put_text(out, names[i]);
    }
}

/* What shows the same picture, alive. */
static void put_command(Text *out, const SceneBlock *scene) {
    text_append(out, "<code>explore view ");
    html_put_text(out, scene->name);
    put_option(out, "--data", scene->data);
    put_option(out, "--schedule", scene->schedule);
    if (scene->steps > 0) {
        text_printf(out, " -T %ld", scene->steps);
    }
    if (scene->has_t) {
        text_printf(out, " --at %ld", scene->t);
    }
    put_names(out, "--on", scene->on_count, scene->on);
    put_names(out, "--off", scene->off_count, scene->off);
    text_append(out, "</code>");
}

static const Figure *find_figure(const HtmlPage *page, const SceneBlock *scene) {
    size_t count = page->figures != NULL ? figure_count(page->lesson) : 0;
    for (size_t i = 0; i < count; i++) {
        if (page->figures[i].block == scene) {
            return &page->figures[i];
        }
    }
    return NULL;
}

static void put_picture(Text *out, const Figure *figure) {
    text_append(out,
                "<picture><source media=\"screen and (prefers-color-scheme: dark)\" srcset=\"");
    html_put_text(out, figure->pictures[FIGURE_DARK]);
    text_append(out, "\"><img loading=\"lazy\" src=\"");
    html_put_text(out, figure->pictures[FIGURE_LIGHT]);
    text_printf(out, "\" width=\"%d\" height=\"%d\" alt=\"", FIGURE_WIDTH, FIGURE_HEIGHT);
    html_put_text(out, figure->words);
    text_append(out, "\"></picture>\n");
}

/* A link: the script makes it play in the picture's place. */
static void put_film(Text *out, const Figure *figure) {
    text_append(out, " <a class=\"film\" href=\"");
    html_put_text(out, figure->films[FIGURE_LIGHT]);
    text_append(out, "\" data-dark=\"");
    html_put_text(out, figure->films[FIGURE_DARK]);
    text_append(out, "\">play the film</a>");
}

static void put_scene(HtmlPage *page, const SceneBlock *scene) {
    Text *out = page->out;
    const Figure *figure = find_figure(page, scene);
    text_append(out, "<figure>\n");
    if (figure != NULL) {
        put_picture(out, figure);
    }
    text_append(out, "<figcaption>");
    html_put_line(page, &scene->caption);
    if (figure != NULL && figure->films[FIGURE_LIGHT] != NULL) {
        put_film(out, figure);
    }
    text_append_char(out, ' ');
    put_command(out, scene);
    text_append(out, "</figcaption>\n</figure>\n");
}

/* ---- steps ---- */

/* Deeper lists are set no further in. */
#define LISTS_MAX 8

/* The lists that are open, outermost first, each with its last item, which is open too: what the
 * item holds besides its words, a display or a list, stands in it. */
typedef struct {
    size_t depth;
    int ordinals[LISTS_MAX]; /* the last item's; 0: a bullet */
} Lists;

static void close_lists(Text *out, Lists *lists, size_t depth) {
    while (lists->depth > depth) {
        text_append(out, lists->ordinals[--lists->depth] > 0 ? "</li>\n</ol>\n" : "</li>\n</ul>\n");
    }
}

static void open_list(Text *out, Lists *lists, int ordinal) {
    lists->ordinals[lists->depth++] = ordinal;
    if (ordinal > 1) {
        text_printf(out, "<ol start=\"%d\">\n", ordinal);
    } else {
        text_append(out, ordinal == 1 ? "<ol>\n" : "<ul>\n");
    }
}

/* Goes on with the list of that depth, or opens it: another kind of list, or one that counts anew,
 * is another list. */
static void put_item(HtmlPage *page, Lists *lists, const Block *block, size_t depth) {
    Text *out = page->out;
    if (lists->depth == depth) {
        int last = lists->ordinals[depth - 1];
        bool goes_on = block->ordinal == (last > 0 ? last + 1 : 0);
        if (goes_on) {
            text_append(out, "</li>\n");
            lists->ordinals[depth - 1] = block->ordinal;
        } else {
            close_lists(out, lists, depth - 1);
        }
    }
    while (lists->depth < depth) {
        open_list(out, lists, block->ordinal);
        text_append(out, lists->depth < depth ? "<li>" : "");
    }
    text_append(out, "<li>");
    html_put_line(page, &block->line);
}

/* In how many lists it stands; a heading's level is its own. */
static size_t nesting(const Block *block) {
    size_t level = block->kind != BLOCK_HEADING && block->level > 0 ? (size_t)block->level : 0;
    return level < LISTS_MAX ? level : LISTS_MAX;
}

static void put_block(HtmlPage *page, Lists *lists, const Block *block) {
    Text *out = page->out;
    close_lists(out, lists, nesting(block));
    switch (block->kind) {
    case BLOCK_HEADING: html_put_element(page, "h3", &block->line); break;
    case BLOCK_PARAGRAPH: html_put_element(page, "p", &block->line); break;
    case BLOCK_QUOTE: html_put_element(page, "blockquote", &block->line); break;
    case BLOCK_ITEM: put_item(page, lists, block, nesting(block)); break;
    case BLOCK_CODE:
        text_append(out, "<pre><code>");
        html_put_text(out, block->text);
        text_append(out, "</code></pre>\n");
        break;
    case BLOCK_TABLE: html_put_table(page, block); break;
    case BLOCK_RULE: text_append(out, "<hr>\n"); break;
    case BLOCK_DISPLAY: html_put_formula(page, block->text, strlen(block->text)); break;
    case BLOCK_SYMBOLS:
        put_hidden(out, "symbols");
        text_append(out, "<pre>");
        html_put_text(out, block->text);
        text_append(out, "</pre></details>\n");
        break;
    case BLOCK_CLAIM: html_put_claim(page, block->claim); break;
    case BLOCK_EXERCISE: put_exercise(page, block->exercise); break;
    case BLOCK_SCENE: put_scene(page, block->scene); break;
    }
}

static void put_step(HtmlPage *page, const Step *step, size_t number) {
    Text *out = page->out;
    Lists lists = {0};
    /* The keys that go from step to step put the focus on the heading. */
    text_printf(out, "<section id=\"step-%zu\">\n<h2 tabindex=\"-1\">", number);
    html_put_line(page, &step->heading);
    text_append(out, "</h2>\n");
    for (size_t i = 0; i < step->block_count; i++) {
        put_block(page, &lists, &step->blocks[i]);
    }
    close_lists(out, &lists, 0);
    text_append(out, "</section>\n");
}

/* ---- pages ---- */

void html_open_page(HtmlPage *page, const char *title, const char *kind) {
    Text *out = page->out;
    text_append(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    html_put_text(out, title);
    text_append(out, "</title>\n<link rel=\"icon\" href=\"data:,\">\n"
                     "<link rel=\"stylesheet\" href=\"katex/katex.min.css\">\n"
                     "<link rel=\"stylesheet\" href=\"page.css\">\n"
                     "<script defer src=\"katex/katex.min.js\"></script>\n"
                     "<script defer src=\"page.js\"></script>\n</head>\n<body");
    if (kind != NULL) {
        text_printf(out, " class=\"%s\"", kind);
    }
    text_append(out, ">\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n");
}

void html_close_page(HtmlPage *page) {
    text_append(page->out, "</body>\n</html>\n");
}

const char *html_page_name(Arena *arena, const Lesson *lesson) {
    return lesson->number > 0 ? arena_printf(arena, "%02d-%s.html", lesson->number, lesson->slug)
                              : arena_printf(arena, "%s.html", lesson->slug);
}

static const char *title_of(const Lesson *lesson) {
    return lesson->title != NULL ? lesson->title : lesson->slug;
}

/* "3. The closed form" */
static void put_title(Text *out, const Lesson *lesson) {
    if (lesson->number > 0) {
        text_printf(out, "%d. ", lesson->number);
    }
    html_put_text(out, title_of(lesson));
}

static void put_link(Text *out, const Lesson *lesson, const char *relation) {
    text_append(out, "<a");
    if (relation != NULL) {
        text_printf(out, " rel=\"%s\"", relation);
    }
    text_append(out, " href=\"");
    html_put_address(out, lesson, NULL);
    text_append(out, "\">");
    put_title(out, lesson);
    text_append(out, "</a>\n");
}

static void put_neighbours(HtmlPage *page, size_t which) {
    const HtmlSite *site = page->site;
    text_append(page->out, "<nav aria-label=\"Before and after\">\n");
    if (which > 0) {
        put_link(page->out, site->lessons[which - 1], "prev");
    }
    if (which + 1 < site->count) {
        put_link(page->out, site->lessons[which + 1], "next");
    }
    text_append(page->out, "</nav>\n");
}

/* The steps, which have anchors "step-1", "step-2", ... */
static void put_contents(HtmlPage *page) {
    const Lesson *lesson = page->lesson;
    if (lesson->step_count < 2) {
        return;
    }
    text_append(page->out, "<nav class=\"contents\" aria-label=\"Contents\">\n<ol>\n");
    for (size_t i = 0; i < lesson->step_count; i++) {
        text_printf(page->out, "<li><a href=\"#step-%zu\">", i + 1);
        html_put_line(page, &lesson->steps[i].heading);
        text_append(page->out, "</a></li>\n");
    }
    text_append(page->out, "</ol>\n</nav>\n");
}

void html_write_lesson(Text *out, const HtmlSite *site, size_t which) {
    const Lesson *lesson = site->lessons[which];
    HtmlPage page = {out, site, lesson, site->figures != NULL ? site->figures[which] : NULL};
    html_open_page(&page, title_of(lesson), NULL);
    text_append(out, "<header>\n<nav aria-label=\"Site\">\n<a href=\"index.html\">All lessons</a>\n"
                     "<a href=\"errata.html\">Errata</a>\n</nav>\n<h1>");
    put_title(out, lesson);
    text_append(out, "</h1>\n");
    html_put_worded(&page, "p", "summary", lesson->summary);
    put_contents(&page);
    text_append(out, "</header>\n<main id=\"content\" tabindex=\"-1\">\n");
    for (size_t i = 0; i < lesson->step_count; i++) {
        put_step(&page, &lesson->steps[i], i + 1);
    }
    for (size_t i = 0; lesson->is_note && i < lesson->claim_count; i++) {
        html_put_claim(&page, lesson->claims[i]);
    }
    text_append(out, "</main>\n<footer>\n");
    put_neighbours(&page, which);
    text_append(out, "</footer>\n");
    html_close_page(&page);
}

void html_write_index(Text *out, const HtmlSite *site) {
    HtmlPage page = {out, site, NULL, NULL};
    html_open_page(&page, "explore: diffusion models, line by line", NULL);
    text_append(out, "<header>\n<h1>Diffusion models, line by line</h1>\n</header>\n"
                     "<main id=\"content\" tabindex=\"-1\">\n<ul class=\"lessons\">\n");
    for (size_t i = 0; i < site->count; i++) {
        text_append(out, "<li>");
        put_link(out, site->lessons[i], NULL);
        html_put_worded(&page, "p", NULL, site->lessons[i]->summary);
        text_append(out, "</li>\n");
    }
    text_append(out, "</ul>\n<h2><a href=\"errata.html\">The errata</a></h2>\n"
                     "<p>Every formula of the documents that fails, with the numbers at which it "
                     "does.</p>\n</main>\n");
    html_close_page(&page);
}
