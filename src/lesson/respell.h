/* respell.h - a lesson's formulas in another notation.
 *
 * A lesson written in ho is read in a notation whose row has spellings (diffusion/notation.h): in
 * su's notation \sqrt{1-\bar\alpha_t} is \bar\beta_t. The text of the file is rewritten, formula by
 * formula, and read like any other lesson, so what is shown in the other notation is decided by
 * the verifier in that notation too. Claims that name a notation of their own, the quoted ones
 * among them, stay as they are. */
#ifndef EXPLORE_LESSON_RESPELL_H
#define EXPLORE_LESSON_RESPELL_H

#include "base/text.h"
#include "diffusion/notation.h"
#include "lesson/lesson_internal.h"

/* Appends the TeX of source in span, which is in ho's letters, in those of `to`. */
void respell_tex(Text *out, const Source *source, Span span, const Notation *to);
/* The same for what the line declares in span. Where it gives a value to a letter of ho, `\alpha_t
 * = b`, what stands for the letter is the root of that value; and since `to` has a letter for 1 -
 * \alpha_t too, a second line gives that one its value. */
void respell_declaration(Text *out, const Source *source, Span line, Span span, const Notation *to);
/* Appends the whole file: a lesson that was scanned and whose front matter names ho. `whole` holds
 * its bytes with line feeds alone and with its quote marks. */
void respell_lesson(Text *out, const Reader *reader, const Source *whole, const Notation *to);

#endif
