/* command_export.c - explore export: lessons for other programs to show. */
#include <string.h>

#include "app/screen.h"
#include "app/work.h"
#include "base/file.h"
#include "export/html.h"
#include "export/notebook.h"
#include "export/site.h"

/* The pictures of every lesson, as files of a site or, folder NULL, as bytes; NULL after a
 * complaint. */
static const Figure *const *make_figures(App *app, const Work *work, const char *folder) {
    Screen screen;
    if (!screen_open(app, &screen)) {
        return NULL;
    }
    const FigureDef def = {.arena = app->arena,
                           .fonts = screen.fonts,
                           .pool = screen.pool,
                           .folder = folder,
                           .seed = work_options(app).seed,
                           .films = app->options.films};
    const Figure **figures = arena_array(app->arena, work->lesson_count + 1, sizeof *figures);
    Diag diag = {0};
    bool done = true;
    for (size_t i = 0; i < work->lesson_count && done; i++) {
        const Lesson *lesson = work->lessons[i];
        Figure *list = arena_array(app->arena, figure_count(lesson) + 1, sizeof *list);
        const char *page = html_page_name(app->arena, lesson);
        const char *stem =
            arena_copy(app->arena, page, strlen(page) - strlen(".html")); /* which may hold dots */
        done = figure_make_all(list, lesson, stem, &def, &diag);
        figures[i] = list;
    }
    screen_tell_fonts(app, &screen);
    screen_close(&screen);
    if (!done) {
        complain_diag(app, &diag);
        return NULL;
    }
    return figures;
}

static bool write_pages(App *app, const HtmlSite *site, const Errata *errata, const char *folder,
                        Diag *diag) {
    Text page;
    text_init(&page);
    bool done = site_copy_assets(app->arena, folder, diag);
    for (size_t i = 0; i < site->count && done; i++) {
        text_reset(&page);
        html_write_lesson(&page, site, i);
        done = site_write(app->arena, folder, html_page_name(app->arena, site->lessons[i]), &page,
                          diag);
    }
    text_reset(&page);
    html_write_errata(&page, site, errata);
    done = done && site_write(app->arena, folder, "errata.html", &page, diag);
    text_reset(&page);
    html_write_index(&page, site);
    done = done && site_write(app->arena, folder, "index.html", &page, diag);
    text_clear(&page);
    return done;
}

/* After a complaint not STATUS_OK. */
static Status export_pages(App *app, const Work *work, const char *folder) {
    HtmlSite site = {.count = work->lesson_count, .lessons = work->lessons};
    site.figures = make_figures(app, work, folder);
    if (site.figures == NULL) {
        return STATUS_UNREADABLE;
    }
    const Errata errata = work_errata(app, work);
    Diag diag = {0};
    if (!write_pages(app, &site, &errata, folder, &diag)) {
        complain_diag(app, &diag);
        return STATUS_UNREADABLE;
    }
    text_printf(&app->out, "%zu page%s, errata.html and index.html in %s\n", work->lesson_count,
                work->lesson_count == 1 ? "" : "s", folder);
    return STATUS_OK;
}

/* The Python of the notebooks' first cells; NULL where it is not installed. */
static const char *read_python(App *app, const char *name, Diag *diag) {
    const char *assets = file_data_folder(app->arena, "assets");
    const char *path =
        arena_printf(app->arena, "%s/notebook/%s", assets != NULL ? assets : "assets", name);
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    if (!file_read(app->arena, path, &bytes, &length, &why)) {
        *diag = (Diag){.message = arena_printf(app->arena, "%s %s", path, why),
                       .hint = "EXPLORE_DATA names the folder that holds `assets`"};
        return NULL;
    }
    return bytes;
}

static Status export_notebooks(App *app, const Work *work, const char *folder) {
    Text text;
    Diag diag = {0};
    const char *checker = read_python(app, "explore_check.py", &diag);
    const char *pictures = checker != NULL ? read_python(app, "explore_pictures.py", &diag) : NULL;
    if (pictures == NULL) {
        complain_diag(app, &diag);
        return STATUS_UNREADABLE;
    }
    const Figure *const *figures = make_figures(app, work, NULL);
    if (figures == NULL) {
        return STATUS_UNREADABLE;
    }
    text_init(&text);
    bool done = true;
    for (size_t i = 0; i < work->lesson_count && done; i++) {
        const NotebookDef def = {.lesson = work->lessons[i],
                                 .seed = work_options(app).seed,
                                 .figures = figures[i],
                                 .checker = checker,
                                 .pictures = pictures};
        text_reset(&text);
        done = notebook_write(&text, &def) &&
               site_write(app->arena, folder, notebook_name(app->arena, def.lesson), &text, &diag);
    }
    text_clear(&text);
    if (!done) {
        complain_diag(app, &diag);
        return STATUS_UNREADABLE;
    }
    text_printf(&app->out, "%zu notebook%s in %s\n", work->lesson_count,
                work->lesson_count == 1 ? "" : "s", folder);
    return STATUS_OK;
}

/* What is written for one file must not replace what is written for another; a notebook's name
 * differs from the page's in its end alone. */
static bool names_differ(const App *app, const Work *work) {
    for (size_t i = 0; i < work->lesson_count; i++) {
        const char *path = work->lessons[i]->source.name;
        const char *page = html_page_name(app->arena, work->lessons[i]);
        if (app->options.html != NULL &&
            (strcmp(page, "index.html") == 0 || strcmp(page, "errata.html") == 0)) {
            complain(app, "%s would be the page %s, which the site has already; rename the file",
                     path, page);
            return false;
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(page, html_page_name(app->arena, work->lessons[k])) == 0) {
                complain(app,
                         "%s and %s would be one file; rename one of them, or export them "
                         "into two folders",
                         work->lessons[k]->source.name, path);
                return false;
            }
        }
    }
    return true;
}

Status command_export(App *app) {
    const char *html = app->options.html, *ipynb = app->options.ipynb;
    if (html == NULL && ipynb == NULL) {
        complain(app, "say what is wanted and where it goes: explore export --html FOLDER, or "
                      "--ipynb FOLDER");
        return STATUS_USAGE;
    }
    Work work = work_new(app, app->arguments, app->argument_count);
    if (work.status != STATUS_OK) {
        return work.status;
    }
    if (!names_differ(app, &work)) {
        return STATUS_USAGE;
    }
    CheckOptions options = work_options(app);
    options.slips = html != NULL;
    work_decide(app, &work, &options);
    Status status = html != NULL ? export_pages(app, &work, html) : STATUS_OK;
    if (ipynb != NULL && status == STATUS_OK) {
        status = export_notebooks(app, &work, ipynb);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Tally tally = {0};
    for (size_t i = 0; i < work.item_count; i++) {
        tally_add(&tally, &work.items[i]);
    }
    return tally_status(&tally, app->options.strict);
}
