/* terminal_screen.c - reads keys and writes frames (POSIX). */
#define _POSIX_C_SOURCE 200809L

#include "ui/terminal_screen.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

/* Size taken when nobody says otherwise: that of the VT100. */
#define DEFAULT_COLUMNS 80
#define DEFAULT_ROWS 24
/* Larger sizes are a mistake of COLUMNS or LINES. */
#define SIZE_LIMIT 1000
/* How long the rest of an escape sequence may take before ESC counts as a key of its own. */
#define ESCAPE_MILLISECONDS 50
/* The size is looked at this often at least, should its signal come between look and wait. */
#define SIZE_MILLISECONDS 500
/* Work in another thread is looked after this often: sooner than an eye sees. */
#define WORK_MILLISECONDS 15
/* More keys than a person can type between two frames; a pasted answer fits. */
#define INPUT_SIZE 512

/* Alternate screen, no cursor, no automatic line breaks; and back. */
static const char ENTER[] = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
static const char ERASE[] = "\r\x1b[K";
static const char LEAVE[] = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";

/* The one mutable global of this module: signal handlers and atexit functions are given no
 * argument, and must know how the terminal was. */
static struct {
    volatile sig_atomic_t is_raw;
    atomic_int has_status; /* set by any thread, read by the handler */
    bool is_guarded;
    struct termios before;
} the_terminal;

static bool write_to(int descriptor, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
    return true;
}

static bool write_all(const char *bytes, size_t length) {
    return write_to(STDOUT_FILENO, bytes, length);
}

/* Only what POSIX allows in a signal handler. */
static void restore(void) {
    if (the_terminal.has_status) {
        the_terminal.has_status = 0;
        (void)write_to(STDERR_FILENO, ERASE, sizeof ERASE - 1);
    }
    if (the_terminal.is_raw) {
        the_terminal.is_raw = 0;
        (void)write_all(LEAVE, sizeof LEAVE - 1);
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &the_terminal.before);
    }
}

static void end_on_signal(int number) {
    restore();
    _exit(128 + number);
}

/* A crash still crashes, on a terminal that can be used. */
static void crash_on_signal(int number) {
    restore();
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

static void note_resize(int number) {
    (void)number; /* interrupting poll is all it is for */
}

/* A signal that whoever started the program wants ignored stays ignored. */
static void install(int number, void (*handler)(int)) {
    struct sigaction action, before;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    (void)sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
        (void)sigaction(number, &action, NULL);
    }
}

void terminal_start(void) {
    (void)setlocale(LC_CTYPE, "");
    (void)signal(SIGPIPE, SIG_IGN);
    install(SIGINT, end_on_signal);
}

bool terminal_is_interactive(void) {
    const char *kind = getenv("TERM");
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && kind != NULL && kind[0] != '\0' &&
           strcmp(kind, "dumb") != 0;
}

static size_t environment_size(const char *name) {
    const char *value = getenv(name);
    if (value == NULL) {
        return 0;
    }
    char *end = NULL;
    long number = strtol(value, &end, 10);
    return end != value && *end == '\0' && number > 0 && number <= SIZE_LIMIT ? (size_t)number : 0;
}

/* Three bytes that are one character in UTF-8 and in no other encoding in use. */
static bool locale_is_utf8(void) {
    static const char EURO[] = "\xE2\x82\xAC";
    mbstate_t state;
    memset(&state, 0, sizeof state);
    wchar_t wide = 0;
    return mbrtowc(&wide, EURO, 3, &state) == 3 && (unsigned long)wide == 0x20AC;
}

static size_t within(size_t value, size_t low, size_t standard) {
    return value == 0 ? standard : value < low ? low : value > SIZE_LIMIT ? SIZE_LIMIT : value;
}

Terminal terminal_describe(bool ascii) {
    Terminal terminal = {.unicode = !ascii && locale_is_utf8()};
    const char *kind = getenv("TERM");
    const char *no_color = getenv("NO_COLOR");
    terminal.styled =
        isatty(STDOUT_FILENO) && kind != NULL && kind[0] != '\0' && strcmp(kind, "dumb") != 0;
    terminal.color = terminal.styled && (no_color == NULL || no_color[0] == '\0');
    struct winsize size = {0};
    bool known =
        isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    size_t columns = known ? size.ws_col : environment_size("COLUMNS");
    size_t rows = known ? size.ws_row : environment_size("LINES");
    terminal.columns = within(columns, TERMINAL_COLUMNS_MIN, DEFAULT_COLUMNS);
    terminal.rows = within(rows, TERMINAL_ROWS_MIN, DEFAULT_ROWS);
    return terminal;
}

bool terminal_has_status(void) {
    const char *kind = getenv("TERM");
    return isatty(STDERR_FILENO) && kind != NULL && kind[0] != '\0' && strcmp(kind, "dumb") != 0;
}

void terminal_status(const char *line) {
    Text text;
    text_init(&text);
    text_append(&text, ERASE);
    struct winsize size = {0};
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    /* The last column stays free: some terminals begin a new line behind it. */
    size_t columns = (known ? size.ws_col : DEFAULT_COLUMNS) - 1;
    if (line != NULL) {
        terminal_clip(&text, line, strlen(line), columns);
    }
    the_terminal.has_status = line != NULL;
    (void)write_to(STDERR_FILENO, text.bytes, text.length);
    text_clear(&text);
}

/* Ctrl-C, kill, and a terminal that goes away. */
static const int INTERRUPTS[] = {SIGINT, SIGTERM, SIGHUP};
#define INTERRUPT_COUNT (sizeof INTERRUPTS / sizeof INTERRUPTS[0])

void terminal_hold_interrupt(bool hold) {
    sigset_t set;
    (void)sigemptyset(&set);
    for (size_t i = 0; i < INTERRUPT_COUNT; i++) {
        /* One that is to be ignored, as by nohup, would wait like the others. */
        struct sigaction action;
        if (sigaction(INTERRUPTS[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) {
            (void)sigaddset(&set, INTERRUPTS[i]);
        }
    }
    (void)sigprocmask(hold ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

bool terminal_interrupt_waits(void) {
    sigset_t set;
    bool waits = false, known = sigpending(&set) == 0;
    for (size_t i = 0; i < INTERRUPT_COUNT && known; i++) {
        waits = waits || sigismember(&set, INTERRUPTS[i]) == 1;
    }
    return waits;
}

static bool enter(void) {
    if (tcgetattr(STDIN_FILENO, &the_terminal.before) != 0) {
        return false;
    }
    struct termios raw = the_terminal.before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | ISTRIP | BRKINT);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    the_terminal.is_raw = 1;
    return tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 && write_all(ENTER, sizeof ENTER - 1);
}

static void guard(void) {
    static const int ENDING[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    static const int CRASHES[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
    for (size_t i = 0; i < sizeof ENDING / sizeof ENDING[0]; i++) {
        install(ENDING[i], end_on_signal);
    }
    for (size_t i = 0; i < sizeof CRASHES / sizeof CRASHES[0]; i++) {
        install(CRASHES[i], crash_on_signal);
    }
    install(SIGWINCH, note_resize);
    the_terminal.is_guarded = true;
    (void)atexit(restore);
}

/* What the loop below runs. */
typedef struct {
    void (*draw)(Text *out, const void *view, const Terminal *terminal);
    void (*key)(void *view, const Terminal *terminal, Key key);
    bool (*ended)(const void *view);
    bool (*work)(void *view); /* looks after work in other threads; true: something new to draw */
    bool (*busy)(const void *view); /* there is such work */
} ScreenRow;

/* One write a frame, each line erased only behind its end: nothing flickers. A full line is not
 * erased behind: the cursor still stands on its last column. */
static bool show(const ScreenRow *row, const void *view, const Terminal *terminal, Text *lines,
                 Text *frame) {
    text_reset(lines);
    text_reset(frame);
    row->draw(lines, view, terminal);
    text_append(frame, "\x1b[H");
    const char *line = lines->bytes;
    for (size_t i = 0; i < terminal->rows && line != NULL; i++) {
        const char *end = strchr(line, '\n');
        size_t length = end != NULL ? (size_t)(end - line) : strlen(line);
        text_append(frame, i > 0 ? "\r\n" : "");
        text_append_bytes(frame, line, length);
        if (terminal_columns(line, length) < terminal->columns) {
            text_append(frame, "\x1b[K");
        }
        line = end != NULL ? end + 1 : NULL;
    }
    return write_all(frame->bytes, frame->length);
}

typedef struct {
    char bytes[INPUT_SIZE];
    size_t length;
    bool closed;
} Input;

/* Waits at most that long for bytes; true when some came. */
static bool input_wait(Input *input, int milliseconds) {
    struct pollfd descriptor = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&descriptor, 1, milliseconds) <= 0) {
        return false;
    }
    ssize_t got =
        read(STDIN_FILENO, input->bytes + input->length, sizeof input->bytes - input->length);
    if (got > 0) {
        input->length += (size_t)got;
    } else if (got == 0 || errno != EINTR) {
        input->closed = true;
    }
    return got > 0;
}

static void suspend(void) {
    restore();
    (void)raise(SIGTSTP);
    (void)enter();
}

/* Gives every complete key to the view. */
static void feed(const ScreenRow *row, void *view, const Terminal *terminal, Input *input) {
    size_t at = 0;
    while (at < input->length && !row->ended(view)) {
        Key key;
        size_t used = key_decode(&key, input->bytes + at, input->length - at, false);
        if (used == 0) {
            memmove(input->bytes, input->bytes + at, input->length - at);
            input->length -= at;
            at = 0;
            bool more =
                input->length < sizeof input->bytes && input_wait(input, ESCAPE_MILLISECONDS);
            used = key_decode(&key, input->bytes, input->length, !more);
            if (used == 0) {
                continue;
            }
        }
        at += used;
        if (key.kind == KEY_SUSPEND) {
            suspend();
        }
        row->key(view, terminal, key);
    }
    input->length = 0;
    if (input->closed) {
        row->key(view, terminal, (Key){.kind = KEY_END_OF_INPUT});
    }
}

static bool run(const ScreenRow *row, void *view, bool ascii) {
    if (!the_terminal.is_guarded) {
        guard();
    }
    if (!enter()) {
        restore();
        return false;
    }
    Text lines, frame;
    text_init(&lines);
    text_init(&frame);
    Input input = {.length = 0};
    bool dirty = true, alive = true;
    Terminal terminal = terminal_describe(ascii);
    while (alive && !row->ended(view)) {
        Terminal now = terminal_describe(ascii);
        dirty = dirty || now.columns != terminal.columns || now.rows != terminal.rows;
        terminal = now;
        if (dirty) {
            alive = show(row, view, &terminal, &lines, &frame);
        }
        bool worked =
            !input.closed && !input_wait(&input, 0) && row->work != NULL && row->work(view);
        if (!worked && input.length == 0 && !input.closed) {
            bool busy = row->busy != NULL && row->busy(view);
            (void)input_wait(&input, busy ? WORK_MILLISECONDS : SIZE_MILLISECONDS);
        }
        dirty = worked || input.length > 0 || input.closed;
        if (input.length > 0 || input.closed) {
            feed(row, view, &terminal, &input);
        }
    }
    restore();
    text_clear(&lines);
    text_clear(&frame);
    return alive;
}

static void lesson_draw(Text *out, const void *view, const Terminal *terminal) {
    lesson_view_draw(out, view, terminal);
}

static void lesson_key(void *view, const Terminal *terminal, Key key) {
    lesson_view_key(view, terminal, key);
}

static bool lesson_ended(const void *view) {
    return ((const LessonView *)view)->quit;
}

static bool lesson_work(void *view) {
    return lesson_view_work(view);
}

static bool lesson_busy(const void *view) {
    return lesson_view_busy(view);
}

static void menu_draw(Text *out, const void *view, const Terminal *terminal) {
    menu_view_draw(out, view, terminal);
}

static void menu_key(void *view, const Terminal *terminal, Key key) {
    (void)terminal;
    menu_view_key(view, key);
}

static bool menu_ended(const void *view) {
    const MenuView *menu = view;
    return menu->quit || menu->chosen;
}

bool terminal_run_lesson(LessonView *view, bool ascii) {
    static const ScreenRow ROW = {lesson_draw, lesson_key, lesson_ended, lesson_work, lesson_busy};
    /* An open question is the last thing of its step; further than there is shows the end. */
    view->scroll = view->reading.at_question ? SIZE_MAX : 0;
    return run(&ROW, view, ascii);
}

bool terminal_run_menu(MenuView *view, bool ascii) {
    static const ScreenRow ROW = {menu_draw, menu_key, menu_ended, NULL, NULL};
    return run(&ROW, view, ascii);
}
