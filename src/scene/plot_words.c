/* plot_words.c - labels and keys of the plots. */
#include <string.h>

#include "base/text.h"
#include "scene/plot.h"
#include "scene/plot_internal.h"

#define LINE_HEIGHT 1.3f
/* Scripts: their size, and how far down and up, in ems. */
#define SCRIPT_SIZE 0.72f
#define SCRIPT_DOWN 0.18f
#define SCRIPT_UP 0.36f
/* Bytes drawn at a time. */
#define PIECE 128
/* Bytes of one line of words. */
#define LINE_BYTES 256
#define ELLIPSIS "…"

static float size_of(const Scene *scene, TextKind kind) {
    return (kind == TEXT_SMALL ? TEXT_SIZE_SMALL : TEXT_SIZE) * scene->scale;
}

float plot_line_height(const Scene *scene, TextKind kind) {
    return LINE_HEIGHT * size_of(scene, kind);
}

/* What stands from `at` to the next change of level; *next is where the one after begins. */
static size_t piece_length(const char *text, bool script, size_t *next) {
    size_t length = 0;
    if (script && text[0] == '{') {
        while (text[1 + length] != '\0' && text[1 + length] != '}') {
            length++;
        }
        *next = 1 + length + (text[1 + length] == '}');
        return length;
    }
    if (script) {
        (void)utf8_decode(text, strlen(text), &length);
        *next = length;
        return length;
    }
    while (text[length] != '\0' && text[length] != '_' && text[length] != '^') {
        length++;
    }
    *next = length;
    return length;
}

/* Draws from x on, or measures with list NULL. */
static float run_text(const Scene *scene, DrawList *list, TextKind kind, float x, float y,
                      Color color, const char *text) {
    Face face = kind == TEXT_BOLD ? FACE_SANS_BOLD : FACE_SANS;
    float size = size_of(scene, kind);
    float start = x;
    while (*text != '\0') {
        bool down = *text == '_', up = *text == '^';
        bool script = down || up;
        text += script;
        char piece[PIECE];
        size_t next = 0;
        size_t length = piece_length(text, script, &next);
        length = length < PIECE - 1 ? length : PIECE - 1;
        memcpy(piece, text + (script && text[0] == '{'), length);
        piece[length] = '\0';
        float shift = down ? SCRIPT_DOWN * size : up ? -SCRIPT_UP * size : 0.0f;
        x += fonts_draw(list, scene->fonts, face, script ? SCRIPT_SIZE * size : size, x, y + shift,
                        0.0f, color, piece);
        text += next;
    }
    return x - start;
}

float plot_text(const Scene *scene, DrawList *list, TextKind kind, float x, float y, float align,
                Color color, const char *text) {
    if (scene->fonts == NULL) {
        return 0.0f;
    }
    float width =
        align > 0.0f || list == NULL ? run_text(scene, NULL, kind, 0.0f, 0.0f, color, text) : 0.0f;
    return list == NULL ? width : run_text(scene, list, kind, x - align * width, y, color, text);
}

/* Copies to `piece` the words that go into that width, the first of them even if it does not;
 * returns their bytes, at least 1. */
static size_t fitting_length(const Scene *scene, float width, const char *words,
                             char piece[LINE_BYTES]) {
    size_t fits = 0;
    for (size_t at = 0; at < LINE_BYTES - 1; at++) {
        if (words[at] != ' ' && words[at] != '\0') {
            piece[at] = words[at];
            continue;
        }
        piece[at] = '\0';
        if (fits > 0 && plot_text(scene, NULL, TEXT_NORMAL, 0.0f, 0.0f, 0.0f, 0, piece) > width) {
            break;
        }
        fits = at;
        if (words[at] == '\0') {
            break;
        }
        piece[at] = ' ';
    }
    if (fits == 0) { /* one word longer than any line is */
        fits = strlen(words) < LINE_BYTES ? strlen(words) : LINE_BYTES - 1;
        memcpy(piece, words, fits);
    }
    piece[fits] = '\0';
    return fits;
}

float plot_lines(const Scene *scene, DrawList *list, Rect box, const char *const *lines,
                 const Color *colors, size_t count) {
    if (!plot_has_words(scene, box)) {
        return 0.0f;
    }
    float line = plot_line_height(scene, TEXT_NORMAL);
    float margin = 8.0f * scene->scale;
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        const char *words = lines[i] != NULL ? lines[i] : "";
        while (*words != '\0') {
            char piece[LINE_BYTES];
            words += fitting_length(scene, box.width - margin, words, piece);
            words += strspn(words, " ");
            if (list != NULL) {
                plot_text(scene, list, TEXT_NORMAL, box.x + margin,
                          box.y + ((float)shown + 0.8f) * line, 0.0f, colors[i], piece);
            }
            shown++;
        }
    }
    return (float)shown * line;
}

void plot_title(const Scene *scene, DrawList *list, float x, float y, float width, Color color,
                const char *title) {
    TextKind kind = TEXT_NORMAL;
    char piece[LINE_BYTES];
    size_t length =
        strlen(title) < LINE_BYTES - sizeof ELLIPSIS ? strlen(title) : LINE_BYTES - sizeof ELLIPSIS;
    memcpy(piece, title, length);
    piece[length] = '\0';
    if (plot_text(scene, NULL, kind, 0.0f, 0.0f, 0.0f, 0, piece) > width) {
        kind = TEXT_SMALL;
    }
    /* Word by word off the end, and the first stays. */
    while (plot_text(scene, NULL, kind, 0.0f, 0.0f, 0.0f, 0, piece) > width) {
        while (length > 0 && piece[length] != ' ') {
            length--;
        }
        if (length == 0) {
            break;
        }
        memcpy(piece + length, ELLIPSIS, sizeof ELLIPSIS);
        length--;
    }
    plot_text(scene, list, kind, x, y, 0.0f, color, piece);
}

static void draw_key(const Scene *scene, DrawList *list, float x, float y, float width,
                     const PlotKey *key) {
    float s = scene->scale;
    const Vec2 ends[2] = {{x, y}, {x + width, y}};
    switch (key->kind) {
    case KEY_LINE: draw_polyline(list, ends, 2, 3.0f * s, key->color); break;
    case KEY_DASHED: draw_dashed(list, ends, 2, 2.5f * s, 5.0f * s, key->color); break;
    case KEY_BLOCK: draw_rect(list, (Rect){x, y - 6.0f * s, width, 12.0f * s}, key->color); break;
    case KEY_DOT: draw_disc(list, x + 0.5f * width, y, 4.5f * s, key->color); break;
    }
}

float plot_keys(const Scene *scene, DrawList *list, Rect box, const PlotKey *keys, size_t count) {
    if (!plot_has_words(scene, box)) {
        return 0.0f;
    }
    float s = scene->scale;
    float line = plot_line_height(scene, TEXT_NORMAL);
    float sign = 24.0f * s, gap = 7.0f * s, between = 20.0f * s, left = box.x + 8.0f * s;
    float top = box.y + 4.0f * s;
    float x = left, y = top;
    for (size_t i = 0; i < count; i++) {
        if (keys[i].text == NULL) {
            continue;
        }
        float width =
            sign + gap + plot_text(scene, NULL, TEXT_NORMAL, 0.0f, 0.0f, 0.0f, 0, keys[i].text);
        if (x > left && x + width > box.x + box.width) {
            x = left;
            y += line;
        }
        if (list != NULL) {
            draw_key(scene, list, x, y + 0.5f * line, sign, &keys[i]);
            plot_title(scene, list, x + sign + gap, y + 0.74f * line,
                       box.x + box.width - x - sign - gap, scene->theme->text, keys[i].text);
        }
        x += width + between;
    }
    return x > left || y > top ? y + line - box.y : 0.0f;
}

float scene_label(const Scene *scene, DrawList *list, float x, float y, float align, Color color,
                  const char *words) {
    return plot_text(scene, list, TEXT_SMALL, x, y, align, color, words);
}
