/* notation.h - what the letters of the literature mean: one row per notation.
 *
 * A row's declarations are lines as math/symbols.h describes; the one-step kernel among them is all
 * that is known about the chain. Derived names (\tilde\mu_t, \tilde\beta_t, ...) are defined from
 * the kernel as conditional means and variances, never by the closed forms that claims state. May
 * include base/ and the C library; nothing here reads TeX. */
#ifndef EXPLORE_DIFFUSION_NOTATION_H
#define EXPLORE_DIFFUSION_NOTATION_H

#include <stddef.h>

#include "diffusion/schedule.h"

/* What of a schedule's step t the notation's one free sequence takes as its value at t. */
typedef enum {
    NOTATION_BETA,       /* beta_t */
    NOTATION_SQRT_ALPHA, /* sqrt(1 - beta_t) */
} NotationReading;

/* One letter of ho, and what stands for it. TeX; a letter that has an index is without it. */
typedef struct {
    const char *ho;
    const char *here;
} NotationSpelling;

/* What a letter stands for, in words. */
typedef struct {
    const char *name; /* without the backslash, its accent before it: "bar alpha" */
    const char *words;
    /* Its value at step t of a schedule, 0 <= t <= steps; NULL where there is none to tell. */
    double (*value)(const Schedule *schedule, size_t t);
} NotationLetter;

typedef struct {
    const char *name;
    const char *doc; /* one line */
    const char *citation;
    const char *declarations;
    const char *sequence; /* canonical name of the free sequence, all others follow from it */
    NotationReading reading;
    /* What q(x_t|x_0) is said to be: its mean is this factor times x_0, and its variance, in TeX
     * with the index t. Candidates only: whoever uses them proves them from the kernel by
     * induction. NULL where the notation has no such form. */
    const char *mean_factor;
    const char *variance;
    /* How a formula of ho is written here, each list closed by a NULL: `roots` are the square roots
     * of ho's letters (a letter of ho is the square of what stands for it), `letters` are the same
     * with another name. NULL where ho's formulas have no counterpart. */
    const NotationSpelling *roots;
    const NotationSpelling *letters;
    const NotationLetter *words; /* of its own letters, closed by a NULL name */
} Notation;

size_t notation_count(void);
/* i < notation_count(); in the order they are listed. */
const Notation *notation_at(size_t i);
/* NULL when there is none of that name; *hint (hint may be NULL) is then the nearest name or NULL.
 */
const Notation *notation_find(const char *name, const char **hint);

/* The letter of that name: the notation's own, or one that all notations share (x, t, theta, ...).
 * notation NULL: the shared ones only. NULL when it says nothing about the letter. */
const NotationLetter *notation_letter(const Notation *notation, const char *name);

#endif
