/* noad_commands.h - every TeX command that noad_parse knows, one row each. Private to math/. */
#ifndef EXPLORE_MATH_NOAD_COMMANDS_H
#define EXPLORE_MATH_NOAD_COMMANDS_H

#include <stddef.h>

#include "math/noad.h"

/* How a command is read. `value` is the name that the noad gets, `detail` what stands beside it. */
typedef enum {
    COMMAND_SYMBOL,     /* \alpha */
    COMMAND_OPERATOR,   /* \cdot; detail: NoadClass */
    COMMAND_FENCE,      /* \langle; detail: FenceSide */
    COMMAND_FUNCTION,   /* \log */
    COMMAND_BIGOP,      /* \sum; detail: 1 when bounds stand above and below by default */
    COMMAND_PRIME,      /* \prime */
    COMMAND_ACCENT,     /* \bar{..} */
    COMMAND_FRACTION,   /* \frac{..}{..} */
    COMMAND_SQRT,       /* \sqrt[..]{..} */
    COMMAND_BIG,        /* \bigl(; detail: size * COMMAND_SIDES + FenceSide */
    COMMAND_LEFT,       /* \left( .. \right) */
    COMMAND_RIGHT,      /* ends a row */
    COMMAND_MIDDLE,     /* \middle| */
    COMMAND_SPACE,      /* \quad */
    COMMAND_SKIP_SPACE, /* \hspace{..}: a space whose width is not kept */
    COMMAND_ALPHABET,   /* \mathbf{..}; detail: Alphabet */
    COMMAND_SWITCH,     /* {\bf ..}; detail: Alphabet */
    COMMAND_WORD,       /* \mathrm{..}: an upright word, or upright letters */
    COMMAND_NAMED,      /* \operatorname{..}; detail: 1 when it takes limits */
    COMMAND_TEXT,  /* \text{..}; detail: Alphabet of a single letter, or ALPHABET_PLAIN: stays text
                    */
    COMMAND_STYLE, /* \displaystyle: no content */
    COMMAND_DROP,  /* \label{..}: no content, one argument */
    COMMAND_TAG,   /* \tag{..} */
    COMMAND_COLOR, /* \color{red}{..} */
    COMMAND_DECORATION, /* \boxed{..} */
    COMMAND_BRACE,      /* \underbrace{..}_{..}; detail: 1 when the label is below */
    COMMAND_STACK,      /* \overset{..}{..}; detail: 1 when the first argument goes below */
    COMMAND_ARROW,      /* \xrightarrow[..]{..} */
    COMMAND_SUBSTACK,   /* \substack{.. \\ ..} */
    COMMAND_GROUP,      /* \mathop{..}: its argument */
    COMMAND_NOT,        /* \not= */
    COMMAND_LIMITS,     /* \limits after an operator */
    COMMAND_BEGIN,      /* \begin{..} .. \end{..} */
    COMMAND_END,        /* ends a row */
    COMMAND_NEWLINE,    /* \\ ends a row */
    COMMAND_SHIFT,      /* \[ \] \( \): outermost only */
    COMMAND_KIND_COUNT
} CommandKind;

#define COMMAND_SIDES 4

typedef struct {
    const char *name; /* without the backslash */
    CommandKind kind;
    const char *value;
    int detail;
} Command;

/* NULL when there is no such command. */
const Command *command_find(const char *name, size_t length);
/* The rows in the order of their names. */
const Command *command_table(size_t *count);

/* What an environment becomes. */
typedef struct {
    const char *name;
    const char *value; /* the NOAD_TABLE's name, or NULL: only the content stays */
    bool has_argument; /* a column format or a number of columns follows */
} Environment;

/* `value` of an environment that draws: its content is no formula. */
#define DIAGRAM_ENVIRONMENT "diagram"

const Environment *environment_find(const char *name, size_t length);
const Environment *environment_table(size_t *count);

#endif
