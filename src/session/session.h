/* session.h - a lesson at work: verdicts, values and pictures that are made while keys are
 * answered.
 *
 * The screen says what it would like to see (a Wish); session_poll starts the work in threads of
 * its own and takes over what has ended. Between two calls of session_poll nothing that can be read
 * here changes, except that a claim that had no verdict may get one. */
#ifndef EXPLORE_SESSION_SESSION_H
#define EXPLORE_SESSION_SESSION_H

#include "session/picture.h"
#include "session/setting.h"
#include "verify/live.h"

#define BROKEN_NONE SIZE_MAX

typedef struct {
    Claim *undecided;   /* a claim to be decided next, or NULL */
    const Claim *claim; /* whose values are wanted, or NULL */
    size_t broken;      /* which wrong version of it; BROKEN_NONE: as it is written */
    bool picture;       /* the picture of the setting is wanted */
    Setting setting;
} Wish;

typedef struct Session Session;

Session *session_new(const CheckOptions *options);
/* Ends what is running. Accepts NULL. */
void session_free(Session *session);

/* Starts what is wanted and not there; takes over what has ended. True when there is something new
 * to see. */
bool session_poll(Session *session, const Wish *wish);
/* Something is running: poll again soon. */
bool session_is_busy(const Session *session);
/* Waits for what is running, for those who have no keys to answer. */
void session_wait(Session *session);
/* Ends the picture that is being made, without a result; true when one was. It starts anew as soon
 * as it is wanted in session_poll. */
bool session_stop_picture(Session *session);

/* What is there for this wish; NULL when it is not there yet. Stays until the next session_poll. */
const LiveValues *session_values(const Session *session, const Wish *wish);
const LiveBreak *session_break(const Session *session, const Wish *wish);
/* The last picture that was made, of whatever setting; NULL when there is none. */
const Picture *session_picture(const Session *session);
/* How far the next one is, 0 to 1000; -1 when none is being made. */
int session_picture_progress(const Session *session);

#endif
