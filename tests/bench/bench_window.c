/* bench_window.c - how long the reader waits: for the window, for a page, for a frame.
 *
 * Page turns are measured without a display: a key, the page laid out, drawn and painted. The start
 * and the frames of the real window need Xvfb; each is a run of this program by itself, the start
 * from its beginning to its end with one frame between, so what is printed is an upper bound. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "times.h"
#include "ui/window.h"

#define WIDTH 1920
#define HEIGHT 1080
#define STARTS 11
#define FRAMES 200
#define TURNS_MAX 200
#define PARTICLES ((size_t)100000)
#define BAR_START 500.0
#define BAR_TURN 50.0
#define BAR_FRAMES 25.0

static _Noreturn void end(const char *what, const char *why) {
    fprintf(stderr, "bench_window: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

/* ---- what is measured: a lesson, or a picture that plays ---- */

typedef struct {
    Arena *arena;
    CheckOptions options;
    Reading reading;
    WindowDef def;
    WindowView *view;
} Bench;

static void open_lesson(Bench *bench) {
    Diag diag = {0};
    const Lesson *lesson = NULL;
    *bench = (Bench){.arena = arena_new(), .options = check_options_default()};
    const char *hint = NULL;
    const char *folder = file_data_folder(bench->arena, "lessons");
    const char *path = folder != NULL ? lesson_find(bench->arena, folder, "lesson3", &hint) : NULL;
    if (path == NULL || lesson_load(bench->arena, path, NULL, &lesson, &diag) != LESSON_OK) {
        end("lesson3", path == NULL ? "is not found" : diag.message);
    }
    reading_init(&bench->reading, lesson, &bench->options);
    reading_show_all(&bench->reading);
    bench->def = (WindowDef){.arena = bench->arena,
                             .fonts = fonts_new(&diag),
                             .pool = pool_new(0),
                             .theme = theme_find(THEME_DEFAULT_NAME)};
    if (bench->def.fonts == NULL) {
        end("fonts", diag.message);
    }
    bench->view = window_view_new(&bench->reading, NULL, NULL, &bench->def, &diag);
    if (bench->view == NULL) {
        end("lesson3", diag.message);
    }
}

static void close_bench(Bench *bench) {
    window_view_free(bench->view);
    reading_clear(&bench->reading);
    fonts_free(bench->def.fonts);
    pool_free(bench->def.pool);
    arena_free(bench->arena);
}

static void send_key(WindowView *view, Key key) {
    window_view_event(view, &(WindowEvent){.kind = WINDOW_KEY, .key = key});
}

static int run_start(void) {
    Bench bench;
    Diag diag = {0};
    open_lesson(&bench);
    const WindowOptions options = {
        .title = "start", .save_name = "start", .width = WIDTH, .height = HEIGHT, .frame_limit = 1};
    if (!window_run(bench.view, &bench.def, &options, bench.arena, &diag)) {
        end("the window", diag.message);
    }
    close_bench(&bench);
    return EXIT_SUCCESS;
}

/* Prints frames per second of the lesson's page beside a picture of many particles that plays. */
static int run_play(void) {
    Bench bench;
    Diag diag = {0};
    open_lesson(&bench);
    (void)setting_set(&bench.reading.setting, PARAMETER_STEPS, 1000);
    (void)setting_set(&bench.reading.setting, PARAMETER_SAMPLES, PARTICLES);
    window_view_free(bench.view);
    bench.view = window_view_new(&bench.reading, NULL, NULL, &bench.def, &diag);
    if (bench.view == NULL) {
        end("lesson3", diag.message);
    }
    reading_settle(&bench.reading);
    send_key(bench.view, (Key){.kind = KEY_CHARACTER, .code_point = 'a'});
    const WindowOptions options = {.title = "play",
                                   .save_name = "play",
                                   .width = WIDTH,
                                   .height = HEIGHT,
                                   .frame_limit = FRAMES};
    double start = clock_milliseconds();
    if (!window_run(bench.view, &bench.def, &options, bench.arena, &diag)) {
        end("the window", diag.message);
    }
    printf("%.1f\n", FRAMES * 1000.0 / (clock_milliseconds() - start));
    close_bench(&bench);
    return EXIT_SUCCESS;
}

/* ---- page turns ---- */

static void bench_turns(void) {
    Bench bench;
    open_lesson(&bench);
    Canvas canvas = {0};
    DrawList list;
    Painter *painter = painter_new(bench.def.fonts, bench.def.pool);
    draw_list_init(&list);
    if (!canvas_resize(&canvas, WIDTH, HEIGHT)) {
        end("canvas", "out of memory");
    }
    window_view_resize(bench.view, WIDTH, HEIGHT, 1.0f);
    /* The first page is there before anyone turns it; what it costs is the start's. */
    window_view_draw(bench.view, &list);
    painter_paint(painter, &canvas, &list, bench.def.theme->page);
    double times[TURNS_MAX];
    size_t count = 0, last = bench.reading.lesson->step_count - 1;
    while (bench.reading.step < last && count < TURNS_MAX) {
        reading_show_all(&bench.reading);
        double start = clock_milliseconds();
        send_key(bench.view, (Key){.kind = KEY_RIGHT});
        (void)window_view_update(bench.view, 16.0);
        draw_list_reset(&list);
        window_view_draw(bench.view, &list);
        painter_paint(painter, &canvas, &list, bench.def.theme->page);
        times[count++] = clock_milliseconds() - start;
    }
    times_sort(times, count);
    printf("%-52s %8.1f %8.1f %8.0f  %s\n", "page turn, lesson 3, ms", times[count / 2],
           times[count - 1], BAR_TURN, times[count - 1] <= BAR_TURN ? "within" : "ABOVE");
    painter_free(painter);
    draw_list_clear(&list);
    canvas_clear(&canvas);
    close_bench(&bench);
}

/* ---- the real window ---- */

/* False where there is no Xvfb. */
static bool start_display(pid_t *server) {
    int ends[2];
    if (pipe(ends) != 0) {
        return false;
    }
    *server = fork();
    if (*server == 0) {
        char number[16];
        (void)close(ends[0]);
        (void)snprintf(number, sizeof number, "%d", ends[1]);
        (void)freopen("/dev/null", "w", stderr);
        /* -noreset: it would start anew whenever its last client leaves, and drop whoever
         * connects just then. */
        (void)execlp("Xvfb", "Xvfb", "-noreset", "-displayfd", number, "-screen", "0",
                     "1920x1080x24", (char *)NULL);
        _exit(127);
    }
    (void)close(ends[1]);
    FILE *told = fdopen(ends[0], "r");
    int display = 0;
    bool ok = told != NULL && fscanf(told, "%d", &display) == 1;
    char name[16];
    (void)snprintf(name, sizeof name, ":%d", display);
    ok = ok && setenv("DISPLAY", name, 1) == 0;
    if (told != NULL) {
        (void)fclose(told);
    }
    return ok;
}

/* Runs this program with the word; what it prints, as a number (0 when nothing). */
static double run_self(const char *program, const char *word, double *milliseconds) {
    char command[512];
    (void)snprintf(command, sizeof command, "'%s' %s", program, word);
    double start = clock_milliseconds(), number = 0.0;
    FILE *pipe = popen(command, "r");
    if (pipe == NULL) {
        end(program, "cannot be run");
    }
    if (fscanf(pipe, "%lf", &number) != 1) {
        number = 0.0;
    }
    int status = pclose(pipe);
    *milliseconds = clock_milliseconds() - start;
    if (status != 0) {
        end(word, "failed");
    }
    return number;
}

static void bench_window(const char *program) {
    double times[STARTS];
    for (size_t i = 0; i < STARTS; i++) {
        (void)run_self(program, "start", &times[i]);
    }
    /* The first one fills the caches. */
    times_sort(times + 1, STARTS - 1);
    double worst = times[STARTS - 1];
    printf("%-52s %8.1f %8.1f %8.0f  %s\n", "start to first full page and end, lesson 3, ms",
           times[1 + (STARTS - 1) / 2], worst, BAR_START, worst <= BAR_START ? "within" : "ABOVE");
    double whole = 0.0;
    double frames = run_self(program, "play", &whole);
    printf("%-52s %8.1f %8s %8.0f  %s\n", "frames a second, lesson 3 and 100,000 particles", frames,
           "", BAR_FRAMES, frames >= BAR_FRAMES ? "within" : "BELOW");
}

int main(int count, char **words) {
    if (count > 1) {
        return strcmp(words[1], "start") == 0 ? run_start() : run_play();
    }
    printf("\nWaiting, at %dx%d\n\n%-52s %8s %8s %8s\n", WIDTH, HEIGHT, "", "median", "worst",
           "bar");
    (void)fflush(stdout);
    bench_turns();
    (void)fflush(stdout);
    pid_t server = 0;
    if (start_display(&server)) {
        bench_window(words[0]);
    } else {
        printf("Xvfb is not installed: the real window is not measured\n");
    }
    if (server > 0) {
        (void)kill(server, SIGTERM);
        (void)waitpid(server, NULL, 0);
    }
    return EXIT_SUCCESS;
}
