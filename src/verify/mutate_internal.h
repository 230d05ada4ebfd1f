/* mutate_internal.h - shared by mutate.c (what is changed, and which changes are kept),
 * mutate_operators.c (the changes) and mutate_nodes.c (what a node is). */
#ifndef EXPLORE_VERIFY_MUTATE_INTERNAL_H
#define EXPLORE_VERIFY_MUTATE_INTERNAL_H

#include "verify/mutate.h"

/* Letters of one side that are swapped with each other: 28 pairs. */
#define MUTATE_LETTERS_MAX 8

/* One side of the chain. */
typedef struct {
    const Expr *root;
    size_t index;
    bool law;        /* both its links compare laws: renaming or negating a noise changes nothing */
    bool some_law;   /* one of them does: it must stay linear in what is random */
    bool is_neutral; /* said to be 0 or 1: its square and root are so too */
} Side;

/* A node that may be changed. Indices, bounds, exponents that are plain numbers and the arguments
 * of densities are no sites: the operator for indices reaches them from the node they belong to. */
typedef struct Site Site;
struct Site {
    const Expr *node;
    const Site *parent; /* NULL at the root of the side */
    size_t arg;         /* which argument of the parent's node */
    const Side *side;
    bool bound;    /* stands for a bound variable */
    bool linear;   /* must stay linear in what is random: under E, Var, Cov, KL, or on a law side */
    bool moment;   /* the mean or the variance of a normal law, as a whole */
    bool variance; /* the variance */
    bool in_law;   /* somewhere inside a mean or variance */
};

/* One change: site->node becomes `by`, or is dropped from its sum or product when `by` is NULL. */
typedef struct {
    const Site *site;
    const Expr *by;
    const char *what; /* "bar dropped" */
    const Expr *before;
    const char *between; /* " -> " */
    const Expr *after;   /* NULL: only `before` is shown */
} Edit;

typedef struct {
    Arena *arena;   /* the mutants' */
    Arena *scratch; /* gone when they are made */
    const Scope *scope;
    Edit *edits; /* of the operator at work */
    size_t count, capacity;
    const Site *root; /* of the side at hand, and its different letters: for swaps */
    const Site *letters[MUTATE_LETTERS_MAX];
    size_t letter_count;
} Workshop;

typedef struct {
    const char *name;
    const char *doc;
    void (*propose)(Workshop *shop, const Site *site);
} MutateOperator;

extern const MutateOperator mutate_operators[];
extern const size_t mutate_operators_count;

/* mutate_repairs.c: the operators that undo slips, the likeliest slip first. */
extern const MutateOperator mutate_repair_operators[];
extern const size_t mutate_repair_operators_count;
/* The row of mutate_operators with this name. */
void mutate_by_name(Workshop *shop, const Site *site, const char *name);

/* Notes the change in the workshop. before and after are what the remark shows. */
void mutate_propose(Workshop *shop, Edit edit);

/* The sum or product without its argument i. */
const Expr *mutate_without(Arena *arena, const Expr *expr, size_t i);

/* What happens to argument i of expr. */
typedef enum {
    PLACE_VALUE,
    PLACE_INDEX, /* a whole number: may be shifted, nothing else */
    PLACE_FIXED,
} Place;
Place mutate_place(const Expr *expr, size_t i);

/* Is expr an occurrence of the variable that binder (an INTEGRAL or BRACKET) binds? */
bool mutate_binds(const Expr *binder, const Expr *expr);

/* ---- what a node is ---- */

bool mutate_is_number(const Expr *expr, const char *text);
bool mutate_is_one(const Expr *expr); /* 1 or the identity */
/* A distribution, or a sum or product with one among its parts: no number. */
bool mutate_is_law(const Expr *expr);
bool mutate_is_noise(const Expr *expr);
/* Of a letter or function that stands for something; else NULL. */
const Expr *mutate_definition_of(const Expr *expr);
bool mutate_is_random(const Expr *expr);
/* May be negative, as far as its letters tell. */
bool mutate_is_signed(const Expr *expr);

#endif
