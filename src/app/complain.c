/* complain.c - messages on standard error. */
#include <stdarg.h>
#include <stdio.h>

#include "app/app.h"
#include "ui/terminal_screen.h"

/* Longer messages are cut: a file name of thousands of letters helps nobody. */
#define MESSAGE_SIZE 1024

static void put_complaint(const Text *message) {
    Terminal plain = terminal_describe(false);
    plain.styled = false;
    plain.color = false;
    Text clean;
    text_init(&clean);
    terminal_put(&clean, &plain, STYLE_PLAIN, message->bytes);
    (void)fprintf(stderr, "explore: %s\n", clean.bytes);
    text_clear(&clean);
}

void complain(const App *app, const char *format, ...) {
    (void)app;
    char message[MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    Text text;
    text_init(&text);
    text_append(&text, message);
    if (length >= (int)sizeof message) {
        text_append(&text, " [cut]");
    }
    put_complaint(&text);
    text_clear(&text);
}

void complain_diag(const App *app, const Diag *diag) {
    (void)app;
    Text text;
    text_init(&text);
    if (diag->file != NULL && diag->at.line > 0) {
        text_printf(&text, "%s:%zu:%zu: ", diag->file, diag->at.line, diag->at.column);
    } else if (diag->file != NULL) {
        text_printf(&text, "%s: ", diag->file);
    }
    text_append(&text, diag->message != NULL ? diag->message : "cannot be read");
    if (diag->hint != NULL) {
        text_printf(&text, "; %s", diag->hint);
    }
    put_complaint(&text);
    text_clear(&text);
}
