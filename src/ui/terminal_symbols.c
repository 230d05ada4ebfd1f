/* terminal_symbols.c - the declarations of a symbols block, in words.
 *
 * The block was read when the lesson was; here its lines are only told, and a line of a form that
 * is not known here is shown as written. */
#include <string.h>

#include "ui/terminal_internal.h"

/* One declaration: `real x, y in (-3,3)` is keyword "real", left "x, y", sign "in", right
 * "(-3,3)". */
typedef struct {
    const char *keyword;
    const char *left;
    const char *right; /* "" when there is none */
    bool several;      /* more than one name on the left */
} Declaration;

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

/* The text from start to end without the spaces around it. */
static const char *trimmed(Arena *arena, const char *start, const char *end) {
    char *copy = arena_copy(arena, start, (size_t)(end - start));
    while (is_blank(*copy)) {
        copy++;
    }
    size_t length = strlen(copy);
    while (length > 0 && is_blank(copy[length - 1])) {
        length--;
    }
    copy[length] = '\0';
    return copy;
}

/* The first comma outside all groups, or NULL. */
static const char *top_comma(const char *tex) {
    int depth = 0;
    for (; *tex != '\0'; tex++) {
        depth += (*tex == '(' || *tex == '[' || *tex == '{') -
                 (*tex == ')' || *tex == ']' || *tex == '}');
        if (*tex == ',' && depth == 0) {
            return tex;
        }
    }
    return NULL;
}

static Declaration split(Arena *arena, const char *line) {
    size_t word = strcspn(line, " \t");
    const char *rest = line + word;
    bool has_domain = strncmp(line, "real ", 5) == 0 || strncmp(line, "int ", 4) == 0 ||
                      strncmp(line, "seq ", 4) == 0;
    const char *sign = has_domain ? " in " : "=";
    const char *at = strstr(rest, sign);
    Declaration declaration = {.keyword = arena_copy(arena, line, word), .right = ""};
    const char *end = rest + strlen(rest);
    declaration.left = trimmed(arena, rest, at != NULL ? at : end);
    if (at != NULL) {
        declaration.right = trimmed(arena, at + strlen(sign), end);
    }
    declaration.several = top_comma(declaration.left) != NULL;
    return declaration;
}

/* " between -3 and 3", " from 2 to 6"; nothing for another domain. */
static const char *domain_words(Arena *arena, const Declaration *it) {
    const char *domain = it->right;
    size_t length = strlen(domain);
    const char *comma = strchr(domain, ',');
    if (length > 2 && domain[0] == '(' && domain[length - 1] == ')' && comma != NULL) {
        return arena_printf(arena, " between %s and %s", trimmed(arena, domain + 1, comma),
                            trimmed(arena, comma + 1, domain + length - 1));
    }
    const char *dots = strstr(domain, "..");
    return dots == NULL ? ""
                        : arena_printf(arena, " from %s to %s", trimmed(arena, domain, dots),
                                       trimmed(arena, dots + 2, domain + length));
}

/* "normal, mean m, variance v" of `\mathcal N(m, v)`. */
static void wrap_normal(Wrap *wrap, Arena *arena, const char *law) {
    const char *open = strchr(law, '(');
    size_t length = strlen(law);
    const char *inside = open != NULL && law[length - 1] == ')'
                             ? arena_copy(arena, open + 1, (size_t)(law + length - open) - 2)
                             : "";
    const char *comma = top_comma(inside);
    if (comma == NULL) {
        wrap_text(wrap, STYLE_DIM, "distributed as ");
        wrap_tex(wrap, STYLE_PLAIN, law);
        return;
    }
    wrap_text(wrap, STYLE_DIM, "normal, mean ");
    wrap_tex(wrap, STYLE_PLAIN, trimmed(arena, inside, comma));
    wrap_text(wrap, STYLE_DIM, ", variance ");
    wrap_tex(wrap, STYLE_PLAIN, trimmed(arena, comma + 1, comma + strlen(comma)));
}

/* Keywords whose meaning is a phrase after the names. */
static const char *phrase(Arena *arena, const Declaration *it) {
    static const struct {
        const char *keyword, *one, *several;
    } PHRASES[] = {
        {"real", "a real number", "real numbers"},
        {"int", "a whole number", "whole numbers"},
        {"seq", "for every index a real number", "for every index real numbers"},
        {"matrix", "a square matrix", "square matrices"},
        {"noise", "standard normal noise", "standard normal noises"},
        {"density", "the density of the chain", "densities of the chain"},
    };
    for (size_t i = 0; i < sizeof PHRASES / sizeof PHRASES[0]; i++) {
        if (strcmp(it->keyword, PHRASES[i].keyword) == 0) {
            return arena_printf(arena, "%s%s", it->several ? PHRASES[i].several : PHRASES[i].one,
                                domain_words(arena, it));
        }
    }
    return NULL;
}

static void wrap_declaration(Wrap *wrap, Arena *arena, const char *line) {
    Declaration it = split(arena, line);
    const char *words = phrase(arena, &it);
    bool defines = it.right[0] != '\0';
    if (words != NULL) {
        wrap_tex(wrap, STYLE_PLAIN, it.left);
        wrap_text(wrap, STYLE_DIM, ": ");
        wrap_text(wrap, STYLE_DIM, words);
    } else if (strcmp(it.keyword, "normal") == 0 && defines) {
        wrap_tex(wrap, STYLE_PLAIN, it.left);
        wrap_text(wrap, STYLE_DIM, ": ");
        wrap_normal(wrap, arena, it.right);
    } else if (strcmp(it.keyword, "assume") == 0) {
        wrap_text(wrap, STYLE_DIM, "only where ");
        wrap_tex(wrap, STYLE_PLAIN, trimmed(arena, line + 6, line + strlen(line)));
    } else if (strcmp(it.keyword, "chain") == 0 && defines) {
        wrap_tex(wrap, STYLE_PLAIN, it.left);
        wrap_text(wrap, STYLE_DIM, ": the chain of steps ");
        wrap_tex(wrap, STYLE_PLAIN, arena_printf(arena, "%s = %s", it.left, it.right));
    } else if (defines) { /* let, letseq, fun */
        wrap_tex(wrap, STYLE_PLAIN, it.left);
        wrap_text(wrap, STYLE_DIM, ": short for ");
        wrap_tex(wrap, STYLE_PLAIN, it.right);
    } else {
        wrap_text(wrap, STYLE_PLAIN, line);
    }
}

void terminal_symbols(Text *out, const Terminal *terminal, size_t width, const char *text) {
    Arena *arena = arena_new();
    terminal_paragraph(out, terminal, width, STYLE_DIM, "Letters:");
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        const char *line = trimmed(arena, text, text + length);
        if (line[0] != '\0' && line[0] != '#') {
            Wrap wrap;
            wrap_begin(&wrap, out, terminal, width, "  ", "    ");
            wrap_declaration(&wrap, arena, line);
            wrap_end(&wrap);
        }
        text += length + (text[length] == '\n');
    }
    arena_free(arena);
}
