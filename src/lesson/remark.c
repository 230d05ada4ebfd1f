/* remark.c - see remark.h. */
#include "lesson/remark.h"

#include <stddef.h>

const char *remark_formula_end(const char *open) {
    if (open[1] == ' ' || open[1] == '$') {
        return NULL;
    }
    for (const char *at = open + 1; *at != '\0'; at++) {
        if (*at == '$') {
            bool is_amount = at[-1] == ' ' || (at[1] >= '0' && at[1] <= '9');
            return is_amount ? NULL : at;
        }
        at += *at == '\\' && at[1] != '\0';
    }
    return NULL;
}

bool remark_next(Text *piece, bool *formula, const char **at) {
    text_reset(piece);
    *formula = false;
    if (**at == '\0') {
        return false;
    }
    const char *close = **at == '$' ? remark_formula_end(*at) : NULL;
    if (close != NULL) {
        text_append_bytes(piece, *at + 1, (size_t)(close - *at - 1));
        *formula = true;
        *at = close + 1;
        return true;
    }
    do {
        *at += (*at)[0] == '\\' && (*at)[1] == '$';
        text_append_char(piece, **at);
        (*at)++;
    } while (**at != '\0' && !(**at == '$' && remark_formula_end(*at) != NULL));
    return true;
}
