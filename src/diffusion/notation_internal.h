/* notation_internal.h - the words of the rows of notation.c. */
#ifndef EXPLORE_DIFFUSION_NOTATION_INTERNAL_H
#define EXPLORE_DIFFUSION_NOTATION_INTERNAL_H

#include "diffusion/notation.h"

extern const NotationLetter notation_ho_words[];
extern const NotationLetter notation_su_words[];
extern const NotationLetter notation_chandery_words[];

#endif
