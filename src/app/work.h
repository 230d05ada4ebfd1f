/* work.h - loading files and deciding all their claims, over threads. */
#ifndef EXPLORE_APP_WORK_H
#define EXPLORE_APP_WORK_H

#include "app/app.h"
#include "export/errata.h"

typedef struct {
    const Lesson *lesson;
    Claim *claim;
    bool is_exercise; /* the claim says that an exercise's answer and mistakes are what they should
                         be */
} WorkItem;

typedef struct {
    size_t lesson_count;
    const Lesson **lessons;
    size_t item_count;
    WorkItem *items; /* every claim of every lesson, in order; then its exercises */
    Status status; /* STATUS_UNREADABLE when some file could not be loaded, STATUS_USAGE when there
                      is no such lesson */
} Work;

CheckOptions work_options(const App *app);
/* A toy distribution's name or a file of points. A name that is none is wrong use, a file that
 * cannot be read is unreadable, both after a complaint. */
Status work_open_data(const App *app, const char *name, const DataSet **data);
/* The same with --data as app->data, before anything is decided. */
Status work_data(App *app);
/* schedule_free it. NULL after a complaint. */
Status work_open_schedule(const App *app, const char *name, long steps, Schedule **schedule);
/* Whether EXPLORE_LESSONS, where it is set, names a folder; false after a complaint. */
bool work_own_folder(const App *app);
/* The lessons: the first *ours are of the program's folder, the others of EXPLORE_LESSONS. */
const LessonEntry *work_lessons(const App *app, size_t *count, size_t *ours);
/* The path of the lesson of that name, ours or else of EXPLORE_LESSONS, or of the file; NULL when
 * there is none, with the name that may be meant, or NULL. */
const char *work_find(const App *app, const char *name, const char **hint);
/* The path a name stands for, first among our lessons, unless it is a lesson that the class does
 * not have; a file named by its path is for every class. NULL after a complaint, with *status. */
const char *work_path(const App *app, const char *name, Status *status);
/* "class physics-2026, lessons 1-5, seed 483920" on a line of its own, where one was named. */
void work_write_class(App *app);
/* Is the lesson of that number in the class that was named, if one was? */
bool work_in_class(const App *app, int number);
/* NULL after a complaint. */
const Lesson *work_load(const App *app, const char *path);
/* Loads the named lessons and files (all lessons when count is 0). Files that cannot be loaded are
 * complained about and left out. */
Work work_new(const App *app, const char *const *names, size_t count);
/* Leaves out the items that are not wanted. */
void work_keep(Work *work, bool (*is_wanted)(const WorkItem *item));
/* Decides every claim, over app's threads. */
void work_decide(const App *app, const Work *work, const CheckOptions *options);
/* The printed formulas that fail, among the decided items. */
Errata work_errata(const App *app, const Work *work);

/* What the verdicts of some claims add up to. */
typedef struct {
    size_t formulas;
    size_t kinds[VERDICT_COUNT];
    size_t unexpected;   /* not as expected */
    size_t expectations; /* claims that state one */
    size_t disagreements;
    size_t strict;    /* undecided or unreadable without being expected so */
    TwinReport twins; /* sums */
    size_t exercises, bad_exercises;
    size_t experiments, bad_experiments;
} Tally;

void tally_add(Tally *tally, const WorkItem *item);
Status tally_status(const Tally *tally, bool strict);
/* "23 formulas: 20 hold, 2 fail, 1 definition" and what else there is to say, as lines. */
void tally_write(Text *out, const App *app, const Tally *tally, const char *name);

#endif
