/* output.c - files that a command writes because it was told to. */
#include <string.h>

#include "app/app.h"
#include "base/file.h"
#include "ui/terminal_screen.h"

static bool is_standard(const char *path) {
    return strcmp(path, "-") == 0;
}

Status output_can_write(const App *app, const char *path) {
    const char *why = NULL;
    if (path == NULL || is_standard(path) || file_can_write(app->arena, path, &why)) {
        return STATUS_OK;
    }
    complain(app, "%s %s", path, why);
    return STATUS_UNREADABLE;
}

Status output_write(App *app, const char *path, const Text *text) {
    if (is_standard(path)) {
        text_append_bytes(&app->out, text->bytes, text->length);
        return STATUS_OK;
    }
    const char *why = NULL;
    terminal_hold_interrupt(true); /* or the temporary file would be left */
    bool written = file_write(app->arena, path, text->bytes, text->length, &why);
    terminal_hold_interrupt(false);
    if (!written) {
        complain(app, "%s %s", path, why);
    }
    return written ? STATUS_OK : STATUS_UNREADABLE;
}
