/* film.h - frames to a film: GIF and MP4 by ffmpeg, or one PNG file a frame.
 *
 * ffmpeg is a child process without a shell. It writes to a file that has no name, so whatever ends
 * the program leaves nothing behind; a finished film gets its name at once. */
#ifndef EXPLORE_EXPORT_FILM_H
#define EXPLORE_EXPORT_FILM_H

#include "base/source.h"
#include "draw/paint.h"

typedef struct {
    /* Ends in .gif or .mp4, or holds one %d (%04d) for the number of the frame and ends in .png. */
    const char *path;
    size_t width, height;
    size_t fps;
} FilmDef;

typedef struct Film Film;

/* True when the path names a film: see FilmDef.path. */
bool film_is_film(const char *path);
/* NULL with *diag: ffmpeg is missing, the name is of no known kind. Lives in the arena. */
Film *film_open(Arena *arena, const FilmDef *def, Diag *diag);
/* The next frame, of the film's size. After false call film_cancel. */
bool film_add(Film *film, const Canvas *canvas, Diag *diag);
/* Ends the film and gives it its name. False with *diag; then there is no file. */
bool film_end(Film *film, Diag *diag);
/* Drops what was made; files of frames too. */
void film_cancel(Film *film);

#endif
