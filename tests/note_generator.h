/* note_generator.h - notes of any length in the notation ho, with what is to be found in them. */
#ifndef EXPLORE_TESTS_NOTE_GENERATOR_H
#define EXPLORE_TESTS_NOTE_GENERATOR_H

#include <stddef.h>

#include "base/text.h"

typedef enum {
    NOTE_HOLDS,
    NOTE_FAILS,
    NOTE_UNDECIDED,
    NOTE_UNREADABLE,
    NOTE_DEFINITION,
    NOTE_NO_CLAIM,
    NOTE_KIND_COUNT,
} NoteKind;

typedef struct {
    size_t kinds[NOTE_KIND_COUNT];
    size_t displays, inlines;
} NoteCounts;

/* Formulas with %zu where a number goes that makes each copy a formula of its own. */
static const struct {
    NoteKind kind;
    const char *before, *tex, *after;
} NOTE_ROWS[] = {
    {NOTE_HOLDS, "$$", "%zu\\bar\\alpha_t=%zu\\prod_{i=1}^t\\alpha_i", "$$"},
    {NOTE_FAILS, "$$", "%zu\\tilde\\beta_t=%zu\\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
     "$$"},
    {NOTE_HOLDS, "\\[",
     "\\frac{x_0}{%zu}=\\frac{x_t-\\sqrt{1-\\bar\\alpha_t}\\epsilon}"
     "{%zu\\sqrt{\\bar\\alpha_t}}",
     "\\]"},
    {NOTE_HOLDS, "the variance is $",
     "%zu\\tilde\\beta_t=%zu\\frac{1-\\bar\\alpha_{t-1}}"
     "{1-\\bar\\alpha_t}\\beta_t",
     "$, again"},
    {NOTE_FAILS, "$$",
     "\\frac{x_0}{%zu}=\\frac{x_t-(1-\\bar\\alpha_t)\\epsilon}"
     "{%zu\\sqrt{\\bar\\alpha_t}}",
     "$$"},
    {NOTE_UNREADABLE, "$$", "%zu\\frac{\\bar\\alpha_{t-}}{%zu", "$$"},
    {NOTE_HOLDS, "\\begin{equation}",
     "%zu\\tilde\\mu_t=\\frac{%zu}{\\sqrt{\\alpha_t}}"
     "\\left(x_t-\\frac{\\beta_t}{\\sqrt{1-\\bar\\alpha_t}}\\epsilon\\right)",
     "\\end{equation}"},
    {NOTE_UNDECIDED, "$$", "%zu\\sigma_t^2=%zu\\beta_t", "$$"},
    {NOTE_NO_CLAIM, "$$", "%zu\\sqrt{1-\\bar\\alpha_t}\\cdot %zu", "$$"},
    {NOTE_HOLDS, "$$", "%zu(x_t-\\sqrt{\\bar\\alpha_t}x_0)=%zu\\sqrt{1-\\bar\\alpha_t}\\epsilon",
     "$$"},
    {NOTE_DEFINITION, "set $", "T = %zu%zu", "$ steps"},
};
#define NOTE_ROW_COUNT (sizeof NOTE_ROWS / sizeof *NOTE_ROWS)

/* Appends a note with `count` formulas, each on a line of its own between lines of prose, and says
 * what is in it. */
static inline NoteCounts note_generate(Text *out, size_t count) {
    NoteCounts counts = {{0}, 0, 0};
    text_append(out, "# A long note\n\n");
    for (size_t i = 0; i < count; i++) {
        size_t row = i % NOTE_ROW_COUNT;
        size_t number = 2 + i / NOTE_ROW_COUNT;
        const char *tex = NOTE_ROWS[row].tex;
        text_append(out, NOTE_ROWS[row].before);
        for (; *tex != '\0'; tex++) {
            if (tex[0] == '%') {
                text_printf(out, "%zu", number);
                tex += 2;
            } else {
                text_append_char(out, *tex);
            }
        }
        text_append(out, NOTE_ROWS[row].after);
        text_append(out, "\n\nSo much for that: 5 of 6 readers agree.\n\n");
        counts.kinds[NOTE_ROWS[row].kind]++;
        bool is_inline = NOTE_ROWS[row].before[0] != '$' && NOTE_ROWS[row].before[0] != '\\';
        counts.inlines += is_inline;
        counts.displays += !is_inline;
    }
    return counts;
}

#endif
