/* window.c - see window.h. */
#include "ui/window.h"

#include <SDL.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "export/png.h"

/* Sixty frames a second where the display does not say when it is ready. */
#define FRAME_MILLISECONDS 16.0
/* In presenter mode the clock in the corner goes on. */
#define CLOCK_MILLISECONDS 1000
/* The first window: most of a laptop's screen. */
#define FIRST_WIDTH 1280
#define FIRST_HEIGHT 720
#define SMALLEST_WIDTH 480
#define SMALLEST_HEIGHT 360
/* Pictures saved in one folder under one name. */
#define SAVES_MAX 9999
/* What the program ends with when the display goes away, as for other things that cannot be
 * reached (STATUS_UNREADABLE). */
#define STATUS_DISPLAY_GONE 3

/* The one mutable global of this file: when the X server goes away, Xlib ends the program by exit,
 * and the function that exit calls is given no argument. */
static bool display_in_use;

static void tell_display_gone(void) {
    if (display_in_use) {
        (void)fputs("explore: the display went away; how far you were is kept\n", stderr);
        (void)fflush(stderr);
        _Exit(STATUS_DISPLAY_GONE);
    }
}

typedef struct {
    WindowView *view;
    const WindowOptions *options;
    SDL_Window *window;
    SDL_Renderer *renderer;
    SDL_Texture *texture;
    Painter *painter;
    Canvas canvas;
    DrawList list;
    bool synchronised; /* presenting waits for the display */
    bool full_screen;
    bool dirty; /* something is to be drawn */
    int frames;
    double last; /* when the view was updated */
} Screen;

static bool refuse(Diag *diag, Arena *arena, const char *message, const char *hint) {
    *diag = (Diag){.file = "window",
                   .message = arena_printf(arena, "%s: %s", message, SDL_GetError()),
                   .hint = hint};
    return false;
}

/* Where it finds no display SDL takes a driver that shows nothing, unless one was asked for. */
static bool start_video(void) {
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) {
        return false;
    }
    const char *driver = SDL_GetCurrentVideoDriver();
    bool unseen =
        driver != NULL && (strcmp(driver, "offscreen") == 0 || strcmp(driver, "dummy") == 0);
    if (unseen && getenv("SDL_VIDEODRIVER") == NULL) {
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
        (void)SDL_SetError("no X or Wayland server answers");
        return false;
    }
    return true;
}

bool window_is_available(void) {
    const char *driver = getenv("SDL_VIDEODRIVER");
    const char *display = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
    bool named = (display != NULL && display[0] != '\0') ||
                 (wayland != NULL && wayland[0] != '\0') || (driver != NULL && driver[0] != '\0');
    if (!named || !start_video()) {
        return false;
    }
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    return true;
}

/* ---- events ---- */

typedef struct {
    SDL_Keycode code;
    KeyKind kind;
} KeyRow;

static const KeyRow plain_keys[] = {
    {SDLK_RETURN, KEY_ENTER},
    {SDLK_KP_ENTER, KEY_ENTER},
    {SDLK_TAB, KEY_TAB},
    {SDLK_ESCAPE, KEY_ESCAPE},
    {SDLK_BACKSPACE, KEY_BACKSPACE},
    {SDLK_DELETE, KEY_DELETE},
    {SDLK_LEFT, KEY_LEFT},
    {SDLK_RIGHT, KEY_RIGHT},
    {SDLK_UP, KEY_UP},
    {SDLK_DOWN, KEY_DOWN},
    {SDLK_PAGEUP, KEY_PAGE_UP},
    {SDLK_PAGEDOWN, KEY_PAGE_DOWN},
    {SDLK_HOME, KEY_HOME},
    {SDLK_END, KEY_END},
    {SDLK_F1, KEY_F1},
    {SDLK_F5, KEY_F5},
    {SDLK_F11, KEY_F11},
};

static const KeyRow control_keys[] = {
    {SDLK_c, KEY_COPY},         {SDLK_f, KEY_FIND},           {SDLK_s, KEY_SAVE},
    {SDLK_PLUS, KEY_LARGER},    {SDLK_EQUALS, KEY_LARGER},    {SDLK_KP_PLUS, KEY_LARGER},
    {SDLK_MINUS, KEY_SMALLER},  {SDLK_KP_MINUS, KEY_SMALLER}, {SDLK_0, KEY_NATURAL_SIZE},
    {SDLK_q, KEY_END_OF_INPUT}, {SDLK_w, KEY_END_OF_INPUT},   {SDLK_u, KEY_ERASE_LINE},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static KeyKind find_key(const KeyRow *rows, size_t count, SDL_Keycode code) {
    for (size_t i = 0; i < count; i++) {
        if (rows[i].code == code) {
            return rows[i].kind;
        }
    }
    return KEY_NONE;
}

static void send_key(Screen *screen, Key key) {
    WindowEvent event = {.kind = WINDOW_KEY, .key = key};
    window_view_event(screen->view, &event);
}

static void key_down(Screen *screen, const SDL_KeyboardEvent *event) {
    bool control = (event->keysym.mod & (KMOD_CTRL | KMOD_GUI)) != 0;
    SDL_Keycode code = event->keysym.sym;
    KeyKind kind = control ? find_key(control_keys, COUNT(control_keys), code)
                           : find_key(plain_keys, COUNT(plain_keys), code);
    if (kind == KEY_TAB && (event->keysym.mod & KMOD_SHIFT) != 0) {
        kind = KEY_BACK_TAB;
    }
    if (kind != KEY_NONE) {
        send_key(screen, (Key){.kind = kind});
    }
}

static void text_typed(Screen *screen, const char *text) {
    size_t length = strlen(text);
    for (size_t at = 0, used = 0; at < length; at += used) {
        uint32_t c = utf8_decode(text + at, length - at, &used);
        send_key(screen, (Key){.kind = KEY_CHARACTER, .code_point = c});
    }
}

/* SDL counts points of the display, the view pixels. */
static void pointer(Screen *screen, WindowEventKind kind, int x, int y, bool right, Uint32 which) {
    int width = 1, height = 1;
    SDL_GetWindowSize(screen->window, &width, &height);
    WindowEvent event = {.kind = kind,
                         .x = (float)x * (float)screen->canvas.width / (float)width,
                         .y = (float)y * (float)screen->canvas.height / (float)height,
                         .right = right,
                         .touch = which == SDL_TOUCH_MOUSEID};
    window_view_event(screen->view, &event);
}

static void window_event(Screen *screen, const SDL_WindowEvent *event) {
    if (event->event == SDL_WINDOWEVENT_LEAVE) {
        window_view_event(screen->view, &(WindowEvent){.kind = WINDOW_LEAVE});
    } else if (event->event == SDL_WINDOWEVENT_CLOSE) {
        send_key(screen, (Key){.kind = KEY_END_OF_INPUT});
    }
}

static void take_event(Screen *screen, const SDL_Event *event) {
    screen->dirty = true;
    switch (event->type) {
    case SDL_QUIT: send_key(screen, (Key){.kind = KEY_END_OF_INPUT}); break;
    case SDL_KEYDOWN: key_down(screen, &event->key); break;
    case SDL_TEXTINPUT: text_typed(screen, event->text.text); break;
    case SDL_MOUSEBUTTONDOWN:
        pointer(screen, WINDOW_PRESS, event->button.x, event->button.y,
                event->button.button == SDL_BUTTON_RIGHT, event->button.which);
        break;
    case SDL_MOUSEBUTTONUP:
        pointer(screen, WINDOW_RELEASE, event->button.x, event->button.y, false,
                event->button.which);
        break;
    case SDL_MOUSEMOTION:
        pointer(screen, WINDOW_MOVE, event->motion.x, event->motion.y, false, event->motion.which);
        break;
    case SDL_MOUSEWHEEL:
        window_view_event(screen->view,
                          &(WindowEvent){.kind = WINDOW_WHEEL, .wheel = event->wheel.preciseY});
        break;
    case SDL_MULTIGESTURE:
        window_view_event(screen->view,
                          &(WindowEvent){.kind = WINDOW_PINCH, .wheel = event->mgesture.dDist});
        break;
    case SDL_DROPFILE:
        window_view_drop(screen->view, event->drop.file);
        SDL_free(event->drop.file);
        break;
    case SDL_WINDOWEVENT: window_event(screen, &event->window); break;
    default: screen->dirty = false;
    }
}

/* ---- frames ---- */

/* The canvas and its texture have the window's size. */
static bool fit(Screen *screen) {
    int width = 0, height = 0, points = 0;
    if (SDL_GetRendererOutputSize(screen->renderer, &width, &height) != 0 || width < 1 ||
        height < 1) {
        return false;
    }
    size_t columns = (size_t)width, rows = (size_t)height;
    if (screen->texture != NULL && screen->canvas.width == columns &&
        screen->canvas.height == rows) {
        return true;
    }
    SDL_DestroyTexture(screen->texture);
    screen->texture = SDL_CreateTexture(screen->renderer, SDL_PIXELFORMAT_ARGB8888,
                                        SDL_TEXTUREACCESS_STREAMING, width, height);
    if (screen->texture == NULL || !canvas_resize(&screen->canvas, columns, rows)) {
        return false;
    }
    SDL_GetWindowSize(screen->window, &points, NULL);
    window_view_resize(screen->view, (float)width, (float)height,
                       points > 0 ? (float)width / (float)points : 1.0f);
    return true;
}

/* The picture of the window under a name that is free. */
static void save(Screen *screen) {
    Arena *arena = arena_new();
    Diag diag = {0};
    const char *path = NULL;
    for (int i = 1; i <= SAVES_MAX; i++) {
        path = arena_printf(arena, "%s-%d.png", screen->options->save_name, i);
        if (access(path, F_OK) != 0) {
            break;
        }
    }
    bool saved = png_write(arena, &screen->canvas, path, &diag);
    window_view_tell(screen->view, saved ? arena_printf(arena, "saved as %s", path) : diag.message);
    screen->dirty = true;
    arena_free(arena);
}

static bool draw(Screen *screen) {
    if (!fit(screen)) {
        return false;
    }
    struct mallinfo2 before = mallinfo2();
    double start = clock_milliseconds();
    draw_list_reset(&screen->list);
    window_view_draw(screen->view, &screen->list);
    double drawn = clock_milliseconds();
    painter_paint(screen->painter, &screen->canvas, &screen->list,
                  window_view_theme(screen->view)->page);
    double painted = clock_milliseconds();
    struct mallinfo2 after = mallinfo2();
    WindowStatistics statistics = {.frame_ms = drawn - start,
                                   .paint_ms = painted - drawn,
                                   .marks = screen->list.mark_count,
                                   .glyphs = screen->list.glyph_count,
                                   .heap_growth = (long)(after.uordblks - before.uordblks)};
    window_view_set_statistics(screen->view, &statistics);
    SDL_UpdateTexture(screen->texture, NULL, screen->canvas.pixels,
                      (int)(screen->canvas.width * sizeof *screen->canvas.pixels));
    SDL_RenderCopy(screen->renderer, screen->texture, NULL, NULL);
    SDL_RenderPresent(screen->renderer);
    screen->frames++;
    screen->dirty = false;
    if (window_view_take_save(screen->view)) {
        save(screen);
    }
    return true;
}

static void serve(Screen *screen) {
    const char *copied = window_view_take_copied(screen->view);
    if (copied != NULL && SDL_SetClipboardText(copied) != 0) {
        window_view_tell(screen->view, "the clipboard cannot be reached");
    }
    bool full = window_view_is_full_screen(screen->view);
    if (full != screen->full_screen) {
        (void)SDL_SetWindowFullscreen(screen->window, full ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
        screen->full_screen = full;
        screen->dirty = true;
    }
}

/* Waits for an event: until the next frame when something moves, else for as long as it takes. */
static void wait_for_events(Screen *screen) {
    double spent = clock_milliseconds() - screen->last;
    int milliseconds = -1;
    if (window_view_moves(screen->view) || screen->dirty) {
        double left = FRAME_MILLISECONDS - spent;
        milliseconds = screen->synchronised || left < 1.0 ? 0 : (int)left;
    } else if (window_view_is_presented(screen->view)) {
        milliseconds = CLOCK_MILLISECONDS;
    }
    SDL_Event event;
    bool got = milliseconds < 0    ? SDL_WaitEvent(&event) != 0
               : milliseconds == 0 ? SDL_PollEvent(&event) != 0
                                   : SDL_WaitEventTimeout(&event, milliseconds) != 0;
    while (got) {
        bool dirty = screen->dirty;
        take_event(screen, &event);
        screen->dirty = screen->dirty || dirty;
        got = SDL_PollEvent(&event) != 0;
    }
}

static bool loop(Screen *screen) {
    screen->last = clock_milliseconds();
    screen->dirty = true;
    while (!window_view_quits(screen->view)) {
        double now = clock_milliseconds();
        bool fresh = window_view_update(screen->view, now - screen->last);
        screen->last = now;
        serve(screen);
        if ((fresh || screen->dirty) && !draw(screen)) {
            return false;
        }
        if (screen->options->frame_limit > 0 && screen->frames >= screen->options->frame_limit) {
            return true;
        }
        wait_for_events(screen);
    }
    return true;
}

/* ---- start and end ---- */

/* The frame is painted by our own painter and has only to be shown. On X11 that is quickest through
 * shared memory: OpenGL takes 0.3 s to load, and where it has no hardware a frame takes twice as
 * long. Elsewhere SDL chooses. */
static SDL_Renderer *start_renderer(SDL_Window *window) {
    const char *driver = SDL_GetCurrentVideoDriver();
    SDL_Renderer *renderer = NULL;
    if (driver != NULL && strcmp(driver, "x11") == 0) {
        SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
        renderer = SDL_CreateRenderer(window, -1, SDL_RENDERER_SOFTWARE);
    }
    if (renderer == NULL) {
        renderer = SDL_CreateRenderer(window, -1, SDL_RENDERER_PRESENTVSYNC);
    }
    return renderer != NULL ? renderer : SDL_CreateRenderer(window, -1, SDL_RENDERER_SOFTWARE);
}

static bool open_window(Screen *screen, Arena *arena, Diag *diag) {
    const WindowOptions *options = screen->options;
    int width = options->width > 0 ? options->width : FIRST_WIDTH;
    int height = options->height > 0 ? options->height : FIRST_HEIGHT;
    screen->window =
        SDL_CreateWindow(options->title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width,
                         height, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (screen->window == NULL) {
        return refuse(diag, arena, "the window cannot be opened",
                      "--text shows the lesson in the terminal");
    }
    SDL_SetWindowMinimumSize(screen->window, SMALLEST_WIDTH, SMALLEST_HEIGHT);
    screen->renderer = start_renderer(screen->window);
    if (screen->renderer == NULL) {
        return refuse(diag, arena, "the renderer does not start",
                      "SDL_RENDER_DRIVER=software may help, or --text for the terminal");
    }
    SDL_RendererInfo info = {0};
    if (SDL_GetRendererInfo(screen->renderer, &info) == 0) {
        /* The software renderer says that it waits for the display, and does not. */
        const Uint32 both = SDL_RENDERER_PRESENTVSYNC | SDL_RENDERER_ACCELERATED;
        screen->synchronised = (info.flags & both) == both;
    }
    SDL_StartTextInput();
    return true;
}

static void close_window(Screen *screen) {
    SDL_DestroyTexture(screen->texture);
    if (screen->renderer != NULL) {
        SDL_DestroyRenderer(screen->renderer);
    }
    if (screen->window != NULL) {
        SDL_DestroyWindow(screen->window);
    }
    painter_free(screen->painter);
    draw_list_clear(&screen->list);
    canvas_clear(&screen->canvas);
}

bool window_run(WindowView *view, const WindowDef *def, const WindowOptions *options, Arena *arena,
                Diag *diag) {
    /* Ctrl-C in the terminal ends the program as for the other commands. */
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
    if (!start_video()) {
        return refuse(diag, arena, "there is no display",
                      "--text shows the lesson in the terminal; DISPLAY names a display");
    }
    (void)atexit(tell_display_gone);
    display_in_use = true;
    Screen screen = {.view = view, .options = options};
    screen.painter = painter_new(def->fonts, def->pool);
    draw_list_init(&screen.list);
    bool ok = open_window(&screen, arena, diag);
    if (ok && !loop(&screen)) {
        ok = refuse(diag, arena, "the window cannot be drawn",
                    "SDL_RENDER_DRIVER=software may help, or --text for the terminal");
    }
    close_window(&screen);
    display_in_use = false;
    SDL_Quit();
    return ok;
}
