/* command_progress.c - explore progress: how far one is, by lesson; --csv by exercise. */
#include <string.h>

#include "app/work.h"
#include "session/reading.h"

/* A lesson and what is known of it; or what is known of one that is not there. */
typedef struct {
    const Lesson *lesson; /* or NULL */
    const LessonProgress *kept;
} Row;

typedef struct {
    size_t count;
    Row *rows;
} Table;

static bool is_of(const Table *table, const LessonProgress *kept) {
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].kept == kept) {
            return true;
        }
    }
    return false;
}

/* The lessons in order; behind them, when all were asked for, those that the file alone knows. */
static Table table_new(const App *app, const Work *work, Progress *progress) {
    size_t known = progress_lesson_count(progress);
    Table table = {.rows = arena_array(app->arena, work->lesson_count + known, sizeof *table.rows)};
    for (size_t i = 0; i < work->lesson_count; i++) {
        const Lesson *lesson = work->lessons[i];
        if (!lesson->is_note) {
            table.rows[table.count++] = (Row){lesson, lesson_progress(progress, lesson)};
        }
    }
    for (size_t i = 0; i < known && app->argument_count == 0 && app->options.classroom == NULL;
         i++) {
        const LessonProgress *kept = progress_lesson_at(progress, i);
        if (!is_of(&table, kept)) {
            table.rows[table.count++] = (Row){NULL, kept};
        }
    }
    return table;
}

static bool has_exercise(const Lesson *lesson, const char *id) {
    for (size_t i = 0; lesson != NULL && i < lesson->exercise_count; i++) {
        if (strcmp(lesson->exercises[i]->id, id) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- as CSV ---- */

/* A field as RFC 4180 has it: in quotes where it holds a comma, a quote or a line's end. */
static void put_field(Text *out, const char *field) {
    if (strpbrk(field, ",\"\r\n") == NULL) {
        text_append(out, field);
        return;
    }
    text_append_char(out, '"');
    for (; *field != '\0'; field++) {
        text_append(out, *field == '"' ? "\"" : "");
        text_append_char(out, *field);
    }
    text_append_char(out, '"');
}

static void put_csv_row(Text *out, const LessonProgress *kept, const char *id) {
    const QuestionProgress *question = progress_question(kept, id);
    put_field(out, kept->key);
    text_append_char(out, ',');
    put_field(out, id);
    text_printf(out, ",%s,%zu,%s\n", progress_state_name(progress_state(kept, id)),
                question != NULL ? question->tries : 0, question != NULL ? question->date : "");
}

static void put_csv(Text *out, const Table *table) {
    text_append(out, "lesson,exercise,state,tries,date\n");
    for (size_t r = 0; r < table->count; r++) {
        const Row *row = &table->rows[r];
        for (size_t i = 0; row->lesson != NULL && i < row->lesson->exercise_count; i++) {
            put_csv_row(out, row->kept, row->lesson->exercises[i]->id);
        }
        for (size_t i = 0; i < row->kept->question_count; i++) {
            if (!has_exercise(row->lesson, row->kept->questions[i].id)) {
                put_csv_row(out, row->kept, row->kept->questions[i].id);
            }
        }
    }
}

/* ---- as text ---- */

typedef struct {
    size_t steps, seen, exercises, done, gone;
    const char *last; /* the latest date, or "" */
} Sum;

static Sum sum_of(const Row *row) {
    const LessonProgress *kept = row->kept;
    Sum sum = {.steps = kept->steps, .seen = progress_seen(kept), .last = ""};
    if (row->lesson == NULL) {
        sum.steps = sum.seen = kept->kept_count;
    } else {
        sum.exercises = row->lesson->exercise_count;
    }
    for (size_t i = 0; i < kept->question_count; i++) {
        const QuestionProgress *question = &kept->questions[i];
        bool is_done = question->state == QUESTION_DONE;
        bool is_there = has_exercise(row->lesson, question->id);
        sum.done += is_done && (is_there || row->lesson == NULL);
        sum.exercises += row->lesson == NULL && question->state != QUESTION_OPEN;
        sum.gone += row->lesson != NULL && !is_there && is_done;
        sum.last = strcmp(question->date, sum.last) > 0 ? question->date : sum.last;
    }
    return sum;
}

static void put_row(App *app, const Row *row) {
    const Sum sum = sum_of(row);
    size_t columns = terminal_prose_columns(&app->terminal);
    const Lesson *lesson = row->lesson;
    const char *title = lesson == NULL          ? row->kept->key
                        : lesson->title != NULL ? lesson->title
                                                : lesson->source.name;
    Wrap wrap;
    wrap_begin(&wrap, &app->out, &app->terminal, columns,
               lesson != NULL && lesson->number > 0
                   ? arena_printf(app->arena, "%3d  ", lesson->number)
                   : "     ",
               "       ");
    wrap_text(&wrap, STYLE_STRONG, title);
    wrap_text(&wrap, STYLE_PLAIN, ": ");
    bool whole = sum.seen == sum.steps && sum.done == sum.exercises && sum.steps > 0;
    const char *words = arena_printf(app->arena, "%zu of %zu steps", sum.seen, sum.steps);
    if (lesson == NULL) {
        words = arena_printf(app->arena, "%zu step%s seen", sum.seen, sum.seen == 1 ? "" : "s");
    }
    words = arena_printf(app->arena, "%s, %zu of %zu exercises", words, sum.done, sum.exercises);
    if (sum.last[0] != '\0') {
        words = arena_printf(app->arena, "%s, last on %s", words, sum.last);
    }
    wrap_text(&wrap, whole && lesson != NULL ? STYLE_GOOD : STYLE_PLAIN, words);
    if (lesson == NULL) {
        wrap_text(&wrap, STYLE_DIM, " (not among the lessons)");
    } else if (sum.gone > 0) {
        wrap_text(&wrap, STYLE_DIM,
                  arena_printf(app->arena, " (and %zu done that it no longer has)", sum.gone));
    }
    wrap_end(&wrap);
}

static void put_text(App *app, const Table *table) {
    Sum all = {.last = ""};
    work_write_class(app);
    for (size_t i = 0; i < table->count; i++) {
        put_row(app, &table->rows[i]);
        const Sum sum = sum_of(&table->rows[i]);
        if (table->rows[i].lesson != NULL) {
            all.steps += sum.steps;
            all.seen += sum.seen;
            all.exercises += sum.exercises;
            all.done += sum.done;
        }
    }
    text_printf(&app->out, "in all: %zu of %zu steps, %zu of %zu exercises\n", all.seen, all.steps,
                all.done, all.exercises);
}

Status command_progress(App *app) {
    const Work work = work_new(app, app->arguments, app->argument_count);
    if (work.lesson_count == 0) {
        return work.status;
    }
    Progress *progress = progress_load(app->arena, progress_path(app->arena));
    if (progress_note(progress) != NULL) {
        complain(app, "%s", progress_note(progress));
    }
    const Table table = table_new(app, &work, progress);
    const char *path = app->options.csv_file;
    if (path == NULL) {
        put_text(app, &table);
        return work.status;
    }
    Text csv;
    text_init(&csv);
    put_csv(&csv, &table);
    Status status = output_write(app, path, &csv);
    text_clear(&csv);
    if (status == STATUS_OK && strcmp(path, "-") != 0) {
        text_printf(&app->out, "wrote %s\n", path);
    }
    return status == STATUS_OK ? work.status : status;
}
