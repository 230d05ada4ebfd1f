/* tables_internal.h - what the files of the random tables share: letters, distributions, events. */
#ifndef EXPLORE_VERIFY_TABLES_INTERNAL_H
#define EXPLORE_VERIFY_TABLES_INTERNAL_H

#include "verify/law.h"
#include "verify/tables.h"

/* Letters of one table: 2^11 cells. */
#define TABLES_LETTERS_MAX 11
#define CELLS_MAX (1L << TABLES_LETTERS_MAX)
/* Bare letters of distributions in one link: KL(p || q), E_p. */
#define BARE_MAX 8

/* A table has room for so many letters alone; a point with a smaller index may do. */
#define TABLES_CROWDED "too many letters, or too large an index, for a table"

typedef struct {
    const Symbol *symbol;
    long index; /* -1 without index */
} Letter;

typedef struct {
    const Symbol *density; /* NULL: of the declared chain */
    bool markov, independent;
    size_t count;
    Letter letters[TABLES_LETTERS_MAX];
    long values;
    long cell_count;
    int64_t cells[CELLS_MAX];
    /* To be shown: a made-up symbol for each number that the table is made of. */
    size_t shown_count;
    const Symbol **shown;
    Decimal *shown_values;
} Joint;

/* A letter that a sum has given a value, newest first. */
typedef struct Set Set;
struct Set {
    Letter letter;
    long value;
    const Set *next;
};

/* A distribution named by its letter alone, over every letter of the link. */
typedef struct {
    const Symbol *symbol;
    Joint *joint;
} Bare;

struct Tables {
    Arena *arena;
    const Expr *sides[2];
    TablesKind kind;
    bool ready, collecting, crowded;
    Point point;
    size_t count;
    Joint *joints; /* JOINTS_MAX */
    const Set *sets;
    size_t bare_count;
    Bare bare[BARE_MAX];
};

/* What a density asks for. */
typedef struct {
    Joint *joint;
    long wanted[TABLES_LETTERS_MAX]; /* -1: any value */
} Event;

bool tables_same_letter(const Letter *a, const Letter *b);
/* A symbol with the value of its index. */
BallStatus tables_letter(BallContext *context, Letter *out, const Expr *expr);
/* The distribution of a density's letter, made while letters are collected; NULL when there is
 * none. */
Joint *tables_joint(Tables *tables, const BallContext *context, const Symbol *density,
                    const Letter *letter);
/* What a sum has set, or the sampled point. */
long tables_letter_value(const Tables *tables, BallContext *context, const Joint *joint,
                         const Letter *letter);
/* Sum of the cells that the event admits. */
int64_t tables_weight(const Event *event);
BallStatus tables_density(Tables *tables, BallContext *context, arb_t out, const Expr *expr);
/* Distributions named by their letter alone. NULL when there is none. */
Bare *tables_bare(Tables *tables, const Symbol *symbol);
void tables_add_bare(Tables *tables, const Symbol *symbol);
/* tables_average.c: an EXPECT or a KL. */
BallStatus tables_average(Tables *tables, BallContext *context, arb_t out, const Expr *expr);

#endif
