/* reader_internal.h - shared by the files of the reader (reader*.c, declare.c).
 *
 * The reader walks a flat list of items: rows are spliced, \left..\right pairs become an opening
 * and a closing item, scripts on a closing fence stay with it. */
#ifndef EXPLORE_MATH_READER_INTERNAL_H
#define EXPLORE_MATH_READER_INTERNAL_H

#include "math/reader.h"

/* Nesting of parentheses, functions and arguments within one formula; well above real formulas,
 * well within the stack. */
#define READER_DEPTH_MAX 200

typedef enum {
    ITEM_ATOM,      /* anything that is an operand by itself */
    ITEM_OPERATOR,  /* noad->name */
    ITEM_OPEN,      /* name */
    ITEM_CLOSE,     /* name; sub, sup */
    ITEM_BAR,       /* "|" or "||" of no known side; sub, sup */
    ITEM_SEPARATOR, /* \quad, "where", a new row that starts a new statement */
    ITEM_BREAK,     /* \\ (only while flattening) */
    ITEM_CONSTANT,  /* the word "const" */
    ITEM_END,
} ItemKind;

typedef struct {
    ItemKind kind;
    const Noad *noad;
    const char *name; /* fences and operators */
    const Noad *sub;
    const Noad *sup;
    Span span;
} Item;

/* A factor that was read before it was known whether it belongs to the sum on its left. */
typedef struct {
    const Expr *expr;
    size_t end; /* the position behind it */
} Ahead;

/* The first or last index of a letter in the whole formula: reader_lists.c. */
typedef struct Outermost Outermost;

/* What all readers of one formula have together. */
typedef struct {
    const Noad *formula;  /* the whole of it: where the letters of x_{<t} start */
    Outermost *outermost; /* those looked for so far */
    size_t outermost_count;
    size_t stated_nodes; /* of stated densities that were written in */
} Whole;

typedef struct {
    Scope *scope;
    Arena *arena;
    const Source *source;
    Diag *diag;
    Whole *whole; /* NULL where only names are read */
    const Item *items;
    size_t count;
    size_t position;
    Ahead *ahead; /* one for each item, or NULL: no factor is read twice */
    bool nested;  /* the items are a part of a formula */
    unsigned depth;
    unsigned bars;        /* open constructs in which a bar ends or separates */
    bool in_index;        /* unknown letters become whole numbers */
    bool saw_constant;    /* "+ const" was read */
    const Expr *variable; /* of the last integral: what [..]_a^b runs over */
} Reader;

/* A letter with what is around it. */
typedef struct {
    const char *name;    /* canonical, without index: "bar alpha", "epsilon '" */
    const char *base;    /* the same without primes */
    const char *tex;     /* to be shown */
    const char *literal; /* the subscript when it is a plain word or letter ("theta", "x", "2");
                            else NULL */
    const Noad *sub;
    const Noad *sup; /* a power; primes are in the name already */
    bool primed;
} NameParts;

/* reader_items.c */
/* Names of the separators round a remark in a row: "a = b \\quad (c = d)". */
extern const char aside_opens[], aside_closes[];
bool items_flatten(Reader *reader, const Noad *noad);
const char *item_text(const Reader *reader, const Item *item);

/* reader_names.c */
/* Is one of the words among those of the name, which has spaces between them? */
bool has_word(const char *name, const char *const *words, size_t count);
bool name_parts(Reader *reader, const Noad *noad, NameParts *parts);
/* The symbol for the name, and its index; NULL with the diag set. */
const Expr *name_resolve(Reader *reader, const NameParts *parts, Span span);
/* The value of an undeclared function, written in span as "f(x+y)". */
const Expr *name_unknown_value(Reader *reader, const Symbol *function, Span span);
const Symbol *find_plain(const Scope *scope, const char *name);
const Symbol *find_indexed(const Scope *scope, const char *name);
bool expr_is_whole(const Expr *expr);
/* A sequence that nobody declared. */
const Symbol *name_implied_sequence(Reader *reader, const NameParts *parts);

/* The factors or summands of one node while they are read. */
typedef struct {
    const Expr **list;
    size_t count, capacity;
} Operands;

/* reader.c */
/* False when there are too many, or expr is NULL: the diag is set then. */
bool push_operand(Reader *reader, Operands *operands, const Expr *expr);
/* One node of all of them; the sole operand as it is. */
const Expr *combine_operands(Reader *reader, ExprKind kind, const Operands *operands);
const Item *peek(const Reader *reader);
/* The item at the position, which moves on; the end stays. */
const Item *take(Reader *reader);
Span joined(Span a, Span b);
bool at_operator(const Reader *reader, const char *name);
bool at_open(const Reader *reader, const char *name);
bool enter(Reader *reader);
const Expr *fail_at(Reader *reader, Span span, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
const Expr *read_sum(Reader *reader);
/* The body of a sum or product over `index`: the first factor, then all up to the last one that
 * mentions the index. In \prod_i a_i \cdot x_0 the last factor does not, and stands outside; in
 * \sum_i a_i / b_i the divisor does. For a sum a factor outside changes nothing. */
const Expr *read_body(Reader *reader, const Symbol *index);
const Expr *read_unary(Reader *reader);
/* The factors that follow without a sign between: what \log 2 \pi x is taken of. */
const Expr *read_bare_factors(Reader *reader);
/* The factor that follows, which is not passed; *factor NULL when none does. False with the diag
 * set when it cannot be read. */
bool next_factor(Reader *reader, const Expr **factor);
/* Everything in noad as one expression of its own. */
const Expr *read_noad(Reader *outer, const Noad *noad);
bool expect_close(Reader *reader, const Item *open);
bool relation_of(const char *name, Relation *relation);

/* reader_operand.c */
const Expr *read_operand(Reader *reader);
/* \log, \sin: false for any other name. */
bool function_of(const char *name, ExprFunction *function);

/* reader_scripts.c */
/* The scripts of a construct: a power, a transpose. */
const Expr *apply_power(Reader *reader, const Expr *base, const Noad *sup);
/* Those behind the parenthesis of a call: a power. An index there has no meaning. */
const Expr *apply_close(Reader *reader, const Expr *call, const Item *close);
/* Those behind a closing fence, `]_a^b` among them, and behind the bar of a norm. */
const Expr *close_scripts(Reader *reader, const Expr *expr, const Item *close);
const Expr *norm_scripts(Reader *reader, const Expr *norm, const Item *close);
bool holds_bounds(const Item *close);

/* reader_ellipsis.c: the terms left out between `before` and `after`, as an EXPR_PRODUCT or
 * EXPR_SUM. */
const Expr *ellipsis_fill(Reader *reader, ExprKind kind, const Expr *before, const Expr *after,
                          Span span);
/* The terms of a sum between `second` and `after`, where first and second say what a step is: for a
 * last term that is written shorter. NULL, with nothing said, when that is not clear. */
const Expr *ellipsis_fill_by_two(Reader *reader, const Expr *first, const Expr *second,
                                 const Expr *after, Span span);

/* reader_lists.c: several arguments in one, x_{1:T}, x_{1,2,\ldots,T} or x_1, \ldots, x_T. */
/* The argument at the position, when its subscript is a list; false with *out NULL when it is not,
 * with the diag set and *failed when it cannot be read. */
const Expr *list_from_subscript(Reader *reader, bool *failed);
/* From `first` to `last`, which stood around the dots. NULL with the diag set. */
const Expr *list_between(Reader *reader, const Expr *first, const Expr *last, Span span);
/* Written-out arguments brought together, so that expr has lists where `like` has them; expr itself
 * when it does not fit. */
const Expr *list_collapse(Arena *arena, const Expr *expr, const Expr *like);

/* reader_integrals.c: behind the sign, which is `item`. */
const Expr *read_integral(Reader *reader, const Item *item, const Noad *below, const Noad *above);
/* \sum_x p(x, y): over the values of x. */
const Expr *read_sum_over_values(Reader *reader, const Item *item, const Noad *below);

/* reader_calculus.c */
const Expr *read_bigop(Reader *reader);
const Expr *read_fraction(Reader *reader, const Noad *noad);
const Expr *read_nabla(Reader *reader, const Noad *noad, const Noad *sub);

/* reader_laws.c */
/* True when the item at the position starts N(..), E[..], Var, Cov, KL, or a density. */
bool at_law(Reader *reader);
const Expr *read_law(Reader *reader);

#endif
