/* key.h - keys, whether a terminal or a window sent them, and the line on which an answer is typed.
 */
#ifndef EXPLORE_UI_KEY_H
#define EXPLORE_UI_KEY_H

#include "session/reading.h"

typedef enum {
    KEY_NONE,
    KEY_CHARACTER, /* code_point */
    KEY_ENTER,
    KEY_TAB,
    KEY_BACK_TAB,
    KEY_ESCAPE,
    KEY_BACKSPACE,
    KEY_DELETE,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_UP,
    KEY_DOWN,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_ERASE_LINE, /* Ctrl-U */
    KEY_ERASE_WORD, /* Ctrl-W */
    KEY_REDRAW,     /* Ctrl-L */
    KEY_SUSPEND,    /* Ctrl-Z */
    KEY_INTERRUPT,  /* Ctrl-C */
    KEY_END_OF_INPUT,
    /* Of the window alone. */
    KEY_F1,
    KEY_F5,
    KEY_F11,
    KEY_COPY,        /* Ctrl-C there */
    KEY_FIND,        /* Ctrl-F */
    KEY_SAVE,        /* Ctrl-S */
    KEY_LARGER,      /* Ctrl-plus */
    KEY_SMALLER,     /* Ctrl-minus */
    KEY_NATURAL_SIZE /* Ctrl-0 */
} KeyKind;

typedef struct {
    KeyKind kind;
    uint32_t code_point;
} Key;

/* Changes the typed line; keys that do not edit are ignored. */
void line_edit_key(Question *line, Key key);

#endif
