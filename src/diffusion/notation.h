/* notation.h - what the letters of the literature mean: one row per notation.
 *
 * A row's declarations are lines as math/symbols.h describes; the one-step kernel among them is all
 * that is known about the chain. Derived names (\tilde\mu_t, \tilde\beta_t, ...) are defined from
 * the kernel as conditional means and variances, never by the closed forms that claims state. May
 * include base/ and the C library; nothing here reads TeX. */
#ifndef EXPLORE_DIFFUSION_NOTATION_H
#define EXPLORE_DIFFUSION_NOTATION_H

#include <stddef.h>

/* What of a schedule's step t the notation's one free sequence takes as its value at t. */
typedef enum {
    NOTATION_BETA,       /* beta_t */
    NOTATION_SQRT_ALPHA, /* sqrt(1 - beta_t) */
} NotationReading;

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
} Notation;

size_t notation_count(void);
/* i < notation_count(); in the order they are listed. */
const Notation *notation_at(size_t i);
/* NULL when there is none of that name; *hint (hint may be NULL) is then the nearest name or NULL.
 */
const Notation *notation_find(const char *name, const char **hint);

#endif
