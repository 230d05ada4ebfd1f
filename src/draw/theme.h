/* theme.h - the colours, and the sizes that grow with the window.
 *
 * Data colours are Okabe and Ito's, which people with any common colour blindness tell apart;
 * verdicts also differ by sign and word. A theme is a row of the table. */
#ifndef EXPLORE_DRAW_THEME_H
#define EXPLORE_DRAW_THEME_H

#include "draw/list.h"

typedef struct {
    const char *name;
    const char *doc;
    bool dark;
    Color page;      /* behind everything */
    Color panel;     /* behind pictures and opened badges */
    Color text, dim; /* words; what matters less */
    Color line;      /* rules, frames, axes */
    Color accent;    /* what is selected or can be dragged */
    Color good, bad, warn;
    Color exact;     /* the closed form's curve */
    Color simulated; /* particles and histograms */
    Color wrong;     /* the broken twin */
    Color series[6]; /* further curves */
    Color heat[3];   /* of densities: none, middle, most */
} Theme;

#define THEME_DEFAULT_NAME "light"

size_t theme_count(void);
const Theme *theme_at(size_t i);
/* NULL when there is none of that name. */
const Theme *theme_find(const char *name);
/* A colour of the heat ramp, share 0 to 1. */
Color theme_heat(const Theme *theme, float share);

#endif
