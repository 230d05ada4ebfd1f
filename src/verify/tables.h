/* tables.h - rules of probability, tried on random tables.
 *
 * Each letter that stands in a density takes two or three values, and the joint distribution of all
 * letters is a random table of exact decimals; P(A|B) is then a quotient of sums over the table. An
 * identity such as Bayes' rule must hold for every table. For the states of a declared chain the
 * table is that of a random Markov chain. Integrals and sums over a letter run over its values. */
#ifndef EXPLORE_VERIFY_TABLES_H
#define EXPLORE_VERIFY_TABLES_H

#include "math/ball.h"

typedef struct Tables Tables;

/* How the letters that belong to no declared chain are related. */
typedef enum {
    TABLES_GENERAL,
    TABLES_MARKOV, /* letters with an index form a Markov chain in that index */
    TABLES_INDEPENDENT,
    TABLES_ONE, /* as TABLES_MARKOV, and every letter of a distribution means the same one */
} TablesKind;

/* For the letters in both sides of a link. Lives in the arena. */
Tables *tables_new(Arena *arena, const Expr *left, const Expr *right, TablesKind kind);
/* The value of a DENSITY or an INTEGRAL. The tables of a point are made when it is first asked for.
 */
BallStatus tables_value(BallContext *context, arb_t out, const Expr *expr, Tables *tables);

/* What was met at the last point. */
bool tables_has_chain(const Tables *tables);   /* states of a declared chain */
bool tables_has_letters(const Tables *tables); /* others */
size_t tables_count(const Tables *tables);     /* distributions, told apart by their letter */

/* The density that says over which letters E_{q(z|x)}[f] is taken, read as an average given x: the
 * q(z|x) that stands elsewhere in the link. NULL when none does. */
const Expr *tables_averaged(const Expr *left, const Expr *right, const Expr *average);

/* Is the expression made of densities of letters, sums over them and arithmetic alone? */
bool tables_readable(const Expr *expr);

#endif
