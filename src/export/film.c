/* film.c - see film.h. POSIX. */
#define _POSIX_C_SOURCE 200809L

#include "export/film.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "export/png.h"

/* Where the child finds the file it writes to. */
#define FILM_DESCRIPTOR 3
#define FILM_PATH "/dev/fd/3"
/* What a shell says when there is no such program. */
#define STATUS_NOT_FOUND 127
#define ARGUMENTS_MAX 40
#define NUMBER_TEXT_MAX 64
/* Bytes of ffmpeg's own words that are repeated. */
#define WORDS_MAX 300

struct Film {
    Arena *arena;
    FilmDef def;
    size_t frames;
    bool by_frame;   /* one PNG file each */
    bool new_folder; /* it was not there before the frames */
    pid_t child;
    int pipe;    /* raw pixels to the child; -1 when closed */
    FILE *film;  /* without a name */
    FILE *words; /* what the child says */
};

static bool refuse(const Film *film, Diag *diag, const char *message, const char *hint) {
    *diag = (Diag){.file = film->def.path, .at = {1, 1}, .message = message, .hint = hint};
    return false;
}

static bool ends_in(const char *path, const char *ending) {
    size_t length = strlen(path), tail = strlen(ending);
    return length > tail && strcmp(path + length - tail, ending) == 0;
}

/* One %d or %04d, and no other per cent sign. */
static bool is_numbered(const char *path) {
    const char *mark = strchr(path, '%');
    if (mark == NULL || !ends_in(path, ".png")) {
        return false;
    }
    size_t digits = strspn(mark + 1, "0123456789");
    return digits <= 2 && mark[1 + digits] == 'd' && strchr(mark + 1, '%') == NULL;
}

bool film_is_film(const char *path) {
    return ends_in(path, ".gif") || ends_in(path, ".mp4") || is_numbered(path);
}

/* The child's side: never returns. */
static void become_ffmpeg(const Film *film, int input, char *const *arguments) {
    (void)signal(SIGPIPE, SIG_DFL);
    /* Ctrl-C in the terminal is for the program, which then ends the film. */
    (void)setpgid(0, 0);
    int output = fileno(film->film), words = fileno(film->words);
    /* dup2 takes the closing on exec away; the places may be in each other's way below 4. */
    int high_output = fcntl(output, F_DUPFD, 10), high_words = fcntl(words, F_DUPFD, 10);
    int high_input = fcntl(input, F_DUPFD, 10);
    if (high_output >= 0 && high_words >= 0 && high_input >= 0 && dup2(high_input, 0) == 0 &&
        dup2(high_words, 1) == 1 && dup2(high_words, 2) == 2 &&
        dup2(high_output, FILM_DESCRIPTOR) == FILM_DESCRIPTOR) {
        (void)close(high_output);
        (void)close(high_words);
        (void)close(high_input);
        (void)execvp(arguments[0], arguments);
    }
    _exit(STATUS_NOT_FOUND);
}

/* GIF: 256 colours a frame, no dithering between flat colours. One palette for the whole film would
 * make half as large a file, but ffmpeg then keeps all frames: 2 GB for 240 of 1280x720. */
static const char gif_filter[] = "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse="
                                 "new=1:dither=none:diff_mode=rectangle";
/* MP4 players want even sizes and this colour space. */
static const char mp4_filter[] = "pad=ceil(iw/2)*2:ceil(ih/2)*2,format=yuv420p";

static bool start_child(Film *film, Diag *diag) {
    char size[NUMBER_TEXT_MAX], rate[NUMBER_TEXT_MAX];
    (void)snprintf(size, sizeof size, "%zux%zu", film->def.width, film->def.height);
    (void)snprintf(rate, sizeof rate, "%zu", film->def.fps);
    bool gif = ends_in(film->def.path, ".gif");
    const char *const arguments[ARGUMENTS_MAX] = {"ffmpeg",   "-hide_banner",
                                                  "-nostdin", "-loglevel",
                                                  "error",    "-y",
                                                  "-f",       "rawvideo",
                                                  "-pix_fmt", "bgr0",
                                                  "-s",       size,
                                                  "-r",       rate,
                                                  "-i",       "pipe:0",
                                                  "-vf",      gif ? gif_filter : mp4_filter,
                                                  "-fflags",  "+bitexact",
                                                  "-flags:v", "+bitexact",
                                                  "-f",       gif ? "gif" : "mp4",
                                                  FILM_PATH,  NULL};
    int ends[2];
    film->film = tmpfile();
    film->words = tmpfile();
    if (film->film == NULL || film->words == NULL || pipe(ends) != 0) {
        return refuse(
            film, diag,
            arena_printf(film->arena, "no temporary file can be made: %s", strerror(errno)),
            "TMPDIR or /tmp must have room");
    }
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    film->child = fork();
    if (film->child == 0) {
        (void)close(ends[1]);
        /* exec takes the strings as not const, and leaves them alone. */
        become_ffmpeg(film, ends[0], (char *const *)(const void *)arguments);
    }
    (void)close(ends[0]);
    film->pipe = ends[1];
    if (film->child < 0) {
        return refuse(film, diag, "no process can be started for ffmpeg", NULL);
    }
    return true;
}

static const char *folder_of(const Film *film) {
    const char *slash = strrchr(film->def.path, '/');
    return slash == NULL
               ? "."
               : arena_printf(film->arena, "%.*s/", (int)(slash - film->def.path), film->def.path);
}

/* Asked before the first frame is made, not after the last. */
static bool check_folder(Film *film, Diag *diag) {
    const char *folder = folder_of(film);
    film->new_folder = film->by_frame && access(folder, F_OK) != 0;
    if (film->new_folder || access(folder, W_OK) == 0) {
        return true;
    }
    return refuse(
        film, diag,
        arena_printf(film->arena, "cannot be written: its folder %s: %s", folder, strerror(errno)),
        "choose another name or folder with -o");
}

Film *film_open(Arena *arena, const FilmDef *def, Diag *diag) {
    Film *film = arena_alloc(arena, sizeof *film);
    *film = (Film){.arena = arena, .def = *def, .child = -1, .pipe = -1};
    if (!film_is_film(def->path)) {
        (void)refuse(film, diag, "the name of a film ends in .gif, .mp4 or %04d.png", NULL);
        return NULL;
    }
    film->by_frame = is_numbered(def->path);
    if (!check_folder(film, diag)) {
        return NULL;
    }
    if (!film->by_frame && !start_child(film, diag)) {
        film_cancel(film);
        return NULL;
    }
    return film;
}

/* "frames/%04d.png": the width is read here, so that the path is never a format. */
static const char *frame_path(const Film *film, size_t frame) {
    const char *mark = strchr(film->def.path, '%');
    size_t digits = strspn(mark + 1, "0123456789");
    int width = 0;
    for (size_t i = 0; i < digits; i++) {
        width = 10 * width + (mark[1 + i] - '0');
    }
    return arena_printf(film->arena, "%.*s%0*zu%s", (int)(mark - film->def.path), film->def.path,
                        width, frame, mark + 2 + digits);
}

/* What ffmpeg said, or that there is none. */
static bool blame(Film *film, int status, Diag *diag) {
    if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_NOT_FOUND) {
        return refuse(film, diag, "ffmpeg is needed to make a film, and is not installed",
                      "apt-get install ffmpeg, or -o frames/%04d.png for single pictures");
    }
    char words[WORDS_MAX + 1];
    rewind(film->words);
    size_t length = fread(words, 1, WORDS_MAX, film->words);
    words[length] = '\0';
    for (size_t i = 0; i < length; i++) {
        words[i] = words[i] == '\n' ? ' ' : words[i];
    }
    return refuse(film, diag, arena_printf(film->arena, "ffmpeg failed: %s", words), NULL);
}

static int end_child(Film *film) {
    int status = 0;
    if (film->pipe >= 0) {
        (void)close(film->pipe);
        film->pipe = -1;
    }
    while (film->child > 0 && waitpid(film->child, &status, 0) < 0 && errno == EINTR) {
    }
    film->child = -1;
    return status;
}

static bool add_picture(Film *film, const Canvas *canvas, Diag *diag) {
    const char *path = frame_path(film, film->frames + 1), *why = NULL;
    if (!file_make_folder_of(film->arena, path, FOLDER_PRIVATE, &why)) {
        return refuse(film, diag, why, NULL);
    }
    if (!png_write(film->arena, canvas, path, diag)) {
        return false;
    }
    film->frames++;
    return true;
}

/* A child that has ended makes write fail, and would end the program by SIGPIPE: the signal is held
 * back in this thread, and taken away when it came from here. */
static bool write_all(int pipe, const char *bytes, size_t left) {
    sigset_t broken, before, waiting;
    (void)sigemptyset(&broken);
    (void)sigaddset(&broken, SIGPIPE);
    (void)sigpending(&waiting);
    (void)pthread_sigmask(SIG_BLOCK, &broken, &before);
    bool ok = true;
    while (ok && left > 0) {
        ssize_t written = write(pipe, bytes, left);
        ok = written >= 0 || errno == EINTR;
        bytes += written > 0 ? written : 0;
        left -= written > 0 ? (size_t)written : 0;
    }
    if (!ok && errno == EPIPE && sigismember(&waiting, SIGPIPE) == 0) {
        const struct timespec now = {0, 0};
        (void)sigtimedwait(&broken, NULL, &now);
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

bool film_add(Film *film, const Canvas *canvas, Diag *diag) {
    if (film->by_frame) {
        return add_picture(film, canvas, diag);
    }
    assert(canvas->width == film->def.width && canvas->height == film->def.height);
    size_t length = canvas->width * canvas->height * sizeof *canvas->pixels;
    film->frames++;
    return write_all(film->pipe, (const char *)canvas->pixels, length) ||
           blame(film, end_child(film), diag);
}

/* The nameless file's bytes to the film's name. */
static bool keep(Film *film, Diag *diag) {
    long length = fseek(film->film, 0, SEEK_END) == 0 ? ftell(film->film) : -1;
    if (length <= 0) {
        return refuse(film, diag, "ffmpeg made no film", NULL);
    }
    Arena *scratch = arena_new();
    char *bytes = arena_alloc(scratch, (size_t)length);
    rewind(film->film);
    const char *why = NULL;
    bool ok = fread(bytes, 1, (size_t)length, film->film) == (size_t)length;
    if (!ok) {
        (void)refuse(film, diag, "the temporary file cannot be read", NULL);
    } else if (!file_write(film->arena, film->def.path, bytes, (size_t)length, &why)) {
        ok = refuse(film, diag, why, "choose another name or folder with -o");
    }
    arena_free(scratch);
    return ok;
}

static void close_files(Film *film) {
    if (film->film != NULL) {
        (void)fclose(film->film);
        film->film = NULL;
    }
    if (film->words != NULL) {
        (void)fclose(film->words);
        film->words = NULL;
    }
}

bool film_end(Film *film, Diag *diag) {
    if (film->by_frame) {
        return true;
    }
    int status = end_child(film);
    /* On a full disk ffmpeg complains and ends with status 0: it speaks of errors alone, so any
     * word is one. */
    bool silent = fseek(film->words, 0, SEEK_END) == 0 && ftell(film->words) == 0;
    bool made = silent && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    bool ok = made ? keep(film, diag) : blame(film, status, diag);
    close_files(film);
    return ok;
}

void film_cancel(Film *film) {
    if (film->child > 0) {
        (void)kill(film->child, SIGKILL);
    }
    (void)end_child(film);
    close_files(film);
    for (size_t i = 1; film->by_frame && i <= film->frames; i++) {
        (void)unlink(frame_path(film, i));
    }
    if (film->new_folder) {
        (void)rmdir(folder_of(film));
    }
    film->frames = 0;
}
