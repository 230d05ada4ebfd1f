/* plot_internal.h - what the files of the plots share. */
#ifndef EXPLORE_SCENE_PLOT_INTERNAL_H
#define EXPLORE_SCENE_PLOT_INTERNAL_H

#include "scene/plot.h"

/* Pixels per em at scale 1: what the back row still reads when a projector shows 1080 lines. */
#define TEXT_SIZE 16.0f
#define TEXT_SIZE_SMALL 14.0f

/* One line from x on, at most `width` wide: smaller, then with its last words left out. */
void plot_title(const Scene *scene, DrawList *list, float x, float y, float width, Color color,
                const char *title);

#endif
