/* site.c - see site.h. */
#include "export/site.h"

#include <string.h>

#include "base/file.h"

#define KATEX "/usr/share/javascript/katex"
#define FONT_EXTENSION ".ttf"

static bool fail(Arena *arena, Diag *diag, const char *path, const char *why, const char *hint) {
    *diag = (Diag){.message = arena_printf(arena, "%s %s", path, why), .hint = hint};
    return false;
}

static bool write_bytes(Arena *arena, const char *path, const char *bytes, size_t length,
                        Diag *diag) {
    const char *why = NULL;
    return (file_make_folder_of(arena, path, FOLDER_SHARED, &why) &&
            file_write(arena, path, bytes, length, &why)) ||
           fail(arena, diag, path, why, "name a folder that can be written");
}

bool site_write(Arena *arena, const char *folder, const char *name, const Text *text, Diag *diag) {
    return write_bytes(arena, arena_printf(arena, "%s/%s", folder, name), text->bytes, text->length,
                       diag);
}

static bool copy(Arena *arena, const char *from, const char *to, const char *hint, Diag *diag) {
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    return (file_read(arena, from, &bytes, &length, &why) || fail(arena, diag, from, why, hint)) &&
           write_bytes(arena, to, bytes, length, diag);
}

static bool ends_with(const char *text, size_t length, const char *end) {
    size_t end_length = strlen(end);
    return length >= end_length && memcmp(text + length - end_length, end, end_length) == 0;
}

/* Copies the style with those of its "url(fonts/..) format(..)" that are .ttf, and these fonts. */
static bool copy_style(Arena *arena, const char *folder, const char *hint, Diag *diag) {
    static const char mark[] = "url(";
    const char *style = NULL, *why = NULL, *from = KATEX "/katex.min.css";
    size_t length = 0;
    if (!file_read(arena, from, &style, &length, &why))
        return fail(arena, diag, from, why, hint);
    Text kept;
    text_init(&kept);
    bool done = true;
    const char *at = style;
    for (const char *url = strstr(at, mark); url != NULL && done; url = strstr(at, mark)) {
        const char *name = url + strlen(mark);
        size_t name_length = strcspn(name, ")");
        const char *end = name + strcspn(name, ",;}");
        text_append_bytes(&kept, at, (size_t)(url - at));
        at = end;
        if (!ends_with(name, name_length, FONT_EXTENSION)) {
            at += *end == ',' ? 1 : 0;
            continue;
        }
        text_append_bytes(&kept, url, (size_t)(end - url));
        const char *font = arena_copy(arena, name, name_length);
        done = copy(arena, arena_printf(arena, KATEX "/%s", font),
                    arena_printf(arena, "%s/katex/%s", folder, font), hint, diag);
    }
    text_append(&kept, at);
    done = done && site_write(arena, folder, "katex/katex.min.css", &kept, diag);
    text_clear(&kept);
    return done;
}

bool site_copy_assets(Arena *arena, const char *folder, Diag *diag) {
    static const char *const own[] = {"page.css", "page.js"};
    const char *katex_hint = "install the package libjs-katex";
    const char *assets = file_data_folder(arena, "assets");
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (!copy(arena,
                  arena_printf(arena, "%s/site/%s", assets != NULL ? assets : "assets", own[i]),
                  arena_printf(arena, "%s/%s", folder, own[i]),
                  "EXPLORE_DATA names the folder that holds `assets`", diag))
            return false;
    return copy_style(arena, folder, katex_hint, diag) &&
           copy(arena, KATEX "/katex.min.js", arena_printf(arena, "%s/katex/katex.min.js", folder),
                katex_hint, diag);
}
