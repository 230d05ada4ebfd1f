/* main.c - the program: takes the command line apart, runs one command, writes what it printed. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/file.h"
#include "diffusion/schedule.h"
#include "nn/blas.h"
#include "ui/terminal_screen.h"

/* Nobody reading any more (| head) is no error; a full disk is one. */
static Status write_output(const App *app, Status status) {
    errno = 0;
    bool ok = fwrite(app->out.bytes, 1, app->out.length, stdout) == app->out.length;
    ok = fflush(stdout) == 0 && ok && ferror(stdout) == 0;
    if (ok || errno == EPIPE) {
        return status;
    }
    complain(app, "the output cannot be written: %s", strerror(errno));
    return STATUS_UNREADABLE;
}

static Status run(App *app) {
    if (app->options.help) {
        help_write(&app->out, &app->terminal, app->command);
        return STATUS_OK;
    }
    if (app->options.version) {
        text_append(&app->out, "explore " EXPLORE_VERSION "\n");
        return STATUS_OK;
    }
    return app->command->run(app);
}

int main(int count, char **words) {
    nn_blas_start(); /* first, since it ends threads that answer signals */
    terminal_start();
    App app = {.arena = arena_new()};
    app.options.steps = SCHEDULE_DEFAULT_STEPS;
    app.options.picture.at = (double)NAN;
    text_init(&app.out);
    Status status = options_parse(&app, count, words);
    if (status == STATUS_OK) {
        app.terminal = terminal_describe(app.options.ascii);
        app.lessons = file_data_folder(app.arena, "lessons");
        const char *own = getenv("EXPLORE_LESSONS");
        app.own_lessons = own != NULL && own[0] != '\0' ? own : NULL;
        status = run(&app);
        status = write_output(&app, status);
    }
    text_clear(&app.out);
    arena_free(app.arena);
    verify_thread_end();
    return (int)status;
}
