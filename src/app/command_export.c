/* command_export.c - explore export: lessons for other programs to show. */
#include "app/work.h"
#include "export/html.h"
#include "export/site.h"

static bool write_pages(App *app, const Work *work, const char *folder, Diag *diag) {
    Text page;
    text_init(&page);
    bool done = site_copy_assets(app->arena, folder, diag);
    for (size_t i = 0; i < work->lesson_count && done; i++) {
        text_reset(&page);
        html_write_lesson(&page, work->lessons, work->lesson_count, i);
        done = site_write(app->arena, folder, html_page_name(app->arena, work->lessons[i]), &page,
                          diag);
    }
    text_reset(&page);
    html_write_index(&page, work->lessons, work->lesson_count);
    done = done && site_write(app->arena, folder, "index.html", &page, diag);
    text_clear(&page);
    return done;
}

Status command_export(App *app) {
    const char *folder = app->options.html;
    if (folder == NULL) {
        complain(app, "say where the pages go: explore export --html FOLDER");
        return STATUS_USAGE;
    }
    Work work = work_new(app, app->arguments, app->argument_count);
    if (work.status != STATUS_OK) {
        return work.status;
    }
    const CheckOptions options = work_options(app);
    work_decide(app, &work, &options);
    Diag diag = {0};
    if (!write_pages(app, &work, folder, &diag)) {
        complain_diag(app, &diag);
        return STATUS_UNREADABLE;
    }
    text_printf(&app->out, "%zu page%s and index.html in %s\n", work.lesson_count,
                work.lesson_count == 1 ? "" : "s", folder);
    Tally tally = {0};
    for (size_t i = 0; i < work.item_count; i++) {
        tally_add(&tally, &work.items[i]);
    }
    return tally_status(&tally, app->options.strict);
}
