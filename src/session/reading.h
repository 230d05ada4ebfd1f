/* reading.h - a lesson being read: the step, the questions, the selected claim, the parameters.
 *
 * What terminal and window have in common. Each keeps its own way of drawing, scrolling and
 * opening; what a key or a click means for the lesson is here. `note` is one line about the last
 * thing done, or NULL; functions that find nothing to do set it. */
#ifndef EXPLORE_SESSION_READING_H
#define EXPLORE_SESSION_READING_H

#include "session/answer.h"
#include "session/progress.h"
#include "session/session.h"

/* Longest answer a student can type, in bytes: five lines of a terminal. */
#define ANSWER_LENGTH_MAX 400

/* An exercise of the lesson and how far one is with it. */
typedef struct {
    const Exercise *exercise;
    bool done; /* answered or skipped: what follows it is shown */
    bool skipped;
    size_t hints; /* shown so far */
    char typed[ANSWER_LENGTH_MAX + 1];
    size_t length; /* bytes typed */
    size_t cursor; /* byte offset */
    bool answered; /* the line holds an answer that was not right: the next character starts anew */
    Answer answer;
} Question;

typedef struct {
    const Lesson *lesson;
    CheckOptions options;
    size_t step;         /* from 0 */
    size_t selected;     /* which claim of the step, from 1; 0: none */
    size_t broken;       /* which wrong version of it is shown, from 1; 0: it as it is written */
    size_t broken_count; /* how many there are */
    Setting setting;
    Parameter parameter; /* the one that keys change */
    const char *note;
    size_t question_count; /* of the whole lesson, in order */
    Question *questions;
    Session *session;
    Progress *progress;   /* or NULL: nothing is kept */
    LessonProgress *kept; /* of this lesson */
    bool lost_told;       /* that progress cannot be saved */
    bool resumed;         /* nothing was done yet where one stopped */
    unsigned reset_asked; /* 2: this key asked whether to reset; 1: the key before did; else 0 */
    bool at_question;     /* opened for the step's open question, which is to be in sight */
    Arena *arena;
} Reading;

/* The lesson must outlive it. */
void reading_init(Reading *reading, const Lesson *lesson, const CheckOptions *options);
void reading_clear(Reading *reading);

/* Goes on where one stopped, and keeps from now on how far one is. The progress must outlive the
 * reading. */
void reading_resume(Reading *reading, Progress *progress);
/* Saves how far one is, by whatever it was that one moved; true when there is a note about that.
 * reading_work does it; for whoever works no more. */
bool reading_save(Reading *reading);
/* The lesson's progress under the name it is kept by. */
LessonProgress *lesson_progress(Progress *progress, const Lesson *lesson);
/* "5 of 15 steps, 2 of 3 questions", or "" for a lesson that was never open. */
void lesson_progress_text(Text *out, Progress *progress, const Lesson *lesson);

/* A key or a click has come: call it before any other function. The last note is over, and so is a
 * question whether to reset, unless this key is its answer. */
void reading_begin_key(Reading *reading);

/* ---- steps ---- */

/* False when one is there already or there is no such step. */
bool reading_go_to(Reading *reading, size_t step);
/* False with a note: an open question stands in the way, or there is no further step. */
bool reading_forward(Reading *reading);
bool reading_back(Reading *reading);

/* The same step in the lesson's other notation; false with a note when it has none. */
bool reading_change_notation(Reading *reading);

/* ---- questions ---- */

/* The state of an exercise of the lesson. */
Question *reading_question(const Reading *reading, const Exercise *exercise);
/* The first of the step that is neither answered nor skipped, or NULL. What follows it is hidden.
 */
Question *reading_open_question(const Reading *reading);
void reading_hint(Reading *reading, Question *question);
/* Whoever presses a key of the lesson while a question is open sees why it was typed: a note when
 * one of these keys is all that stands on the line. */
void reading_note_typed(Reading *reading, const Question *question, const char *keys);
/* The typed line is answered: an empty one skips the question. */
void reading_submit(Reading *reading, Question *question);
/* The last skipped question of the step is asked again; false with a note when none was skipped. */
bool reading_reopen(Reading *reading);
/* The step's questions are asked as if for the first time: answers, hints and tries are forgotten.
 * False with a note when there is nothing to forget, and at first, when the note asks whether that
 * is wanted: the same key again does it. */
bool reading_reset(Reading *reading);
/* Some question was skipped, tried in vain or passed by. */
bool reading_has_unfinished(const Reading *reading);
/* Goes to the next of these, after those of this step and then from the beginning, and asks it
 * again; where there is none, to the next that was not asked yet. False with a note when every
 * question is answered. */
bool reading_unfinished(Reading *reading);
/* The same for a named one, answered or not. False when the lesson has none of that name. */
bool reading_go_to_question(Reading *reading, const char *id);

/* ---- claims ---- */

/* Claim number i, from 0, of those that the step shows; NULL when there are not so many. */
Claim *reading_claim(const Reading *reading, size_t i);
/* The selected one, or NULL. */
Claim *reading_selected(const Reading *reading);
/* The next or the one before; false with a note when the step has none. */
bool reading_select(Reading *reading, bool forward);
/* Selects that claim, which the step shows. */
void reading_select_claim(Reading *reading, const Claim *claim);
void reading_deselect(Reading *reading);
/* The next or the last wrong version of the selected claim (of the first, when none is); false with
 * a note when there is none. */
bool reading_break(Reading *reading, bool forward);
/* The formula is as written again. */
void reading_restore(Reading *reading);
/* A claim that has no verdict yet: of the step shown first, then of the others; NULL when all have
 * one. */
Claim *reading_undecided(const Reading *reading);

/* ---- parameters ---- */

/* False with a note at the end of the range. */
bool reading_change(Reading *reading, Parameter parameter, bool up, bool far);

/* ---- work ---- */

/* What is wanted of the session. */
Wish reading_wish(const Reading *reading, bool picture);
/* Starts what is wanted, takes over what has ended, saves progress; true when there is something
 * new to see. */
bool reading_work(Reading *reading, bool picture);

/* For those who have no keys to answer: works until every claim of the step has its verdict. */
void reading_settle(Reading *reading);
/* Every open question of the step is skipped, so that nothing of it is hidden. */
void reading_show_all(Reading *reading);

#endif
