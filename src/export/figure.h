/* figure.h - the pictures of a lesson's scene blocks, as files beside its page or as bytes.
 *
 * A page's picture is drawn twice, in light and in dark colours; of a picture that plays there may
 * be a film too. A notebook's is drawn once, in light colours and smaller, since it is kept inside.
 * What is drawn is what the window starts with at that block. May include base, lesson, session,
 * draw, scene and view. */
#ifndef EXPLORE_EXPORT_FIGURE_H
#define EXPLORE_EXPORT_FIGURE_H

#include "base/pool.h"
#include "draw/font.h"
#include "lesson/lesson.h"

/* Pixels. A page shows a picture 44 rem wide: this is near two pixels for one of such a screen. */
#define FIGURE_WIDTH 1200
#define FIGURE_HEIGHT 720

typedef enum { FIGURE_LIGHT, FIGURE_DARK, FIGURE_THEMES } FigureTheme;

typedef struct {
    const SceneBlock *block;
    const char *words;                   /* what is drawn, for those who cannot see it */
    const char *pictures[FIGURE_THEMES]; /* .png, seen from the page */
    const char *films[FIGURE_THEMES];    /* .mp4, or NULL */
    const void *png;                     /* the bytes of a .png where there is no folder, or NULL */
    size_t png_length;
} Figure;

typedef struct {
    Arena *arena; /* names and messages */
    Fonts *fonts;
    Pool *pool;
    const char *folder; /* of the site; NULL: no files, Figure.png */
    uint64_t seed;
    bool films; /* needs ffmpeg */
} FigureDef;

/* How many scene blocks the lesson has. */
size_t figure_count(const Lesson *lesson);
/* Draws them all, in order; stem is the beginning of the files' names. False with *diag: there is
 * no such picture, it does not show such data, a file cannot be written. */
bool figure_make_all(Figure *out, const Lesson *lesson, const char *stem, const FigureDef *def,
                     Diag *diag);

#endif
