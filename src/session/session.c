/* session.c - verdicts, values and pictures made in threads of their own. */
#include "session/session.h"

#include <string.h>

#include "session/worker.h"

/* Everything that was made for one wish; freed as one. */
typedef struct {
    Arena *arena;
    const Claim *claim;
    size_t broken;
    Setting setting;
    const LiveValues *values;
    const LiveBreak *wrong;
} Values;

struct Session {
    Arena *arena; /* of the session itself */
    CheckOptions options;
    Worker *checker;
    /* The checker's job: deciding a claim, or else making values. */
    Claim *deciding;
    bool making_values;
    bool cancelled;
    CheckOptions job_options;
    Values next; /* being made */
    Values shown;
    /* The painter's job, into the picture that is not shown. */
    Worker *painter;
    PictureMaker *maker;
    Picture pictures[2];
    size_t picture; /* the one shown */
    bool has_picture, painting, stopped;
    Setting paint_setting;
    bool painted; /* picture_make came to its end */
    atomic_int progress;
    int progress_told;
};

Session *session_new(const CheckOptions *options) {
    Arena *arena = arena_new();
    Session *session = arena_alloc(arena, sizeof *session);
    session->arena = arena;
    session->options = *options;
    session->checker = worker_new(arena, verify_thread_end);
    session->painter = worker_new(arena, NULL);
    session->maker = picture_maker_new(arena);
    picture_init(&session->pictures[0], arena);
    picture_init(&session->pictures[1], arena);
    return session;
}

static void values_clear(Values *values) {
    arena_free(values->arena);
    *values = (Values){0};
}

/* The values of a claim rest on these alone. */
static bool is_for(const Values *values, const Wish *wish) {
    const Setting *a = &values->setting, *b = &wish->setting;
    return values->arena != NULL && values->claim == wish->claim &&
           values->broken == wish->broken && strcmp(a->schedule, b->schedule) == 0 &&
           a->steps == b->steps && a->t == b->t && a->seed == b->seed;
}

static void decide(void *context, const atomic_bool *cancel) {
    Session *session = context;
    session->job_options = session->options;
    session->job_options.stop = cancel;
    (void)claim_decide(session->deciding, &session->job_options);
}

static void make_values(void *context, const atomic_bool *cancel) {
    Session *session = context;
    Values *next = &session->next;
    const Setting *setting = &next->setting;
    const LiveSetting at = {.schedule = setting->schedule,
                            .steps = setting->steps,
                            .t = setting->t,
                            .seed = setting->seed};
    if (next->broken == BROKEN_NONE) {
        next->values = live_values(next->arena, next->claim, &at);
        return;
    }
    CheckOptions options = session->options;
    options.stop = cancel;
    next->wrong = live_break(next->arena, next->claim, next->broken, &at, &options);
}

/* Takes over what the checker has ended. */
static bool collect(Session *session) {
    if (!worker_finished(session->checker)) {
        return false;
    }
    if (session->deciding != NULL && session->cancelled) {
        claim_forget(session->deciding);
    } else if (session->making_values && !session->cancelled) {
        values_clear(&session->shown);
        session->shown = session->next;
        session->next = (Values){0};
    }
    values_clear(&session->next);
    session->deciding = NULL;
    session->making_values = false;
    session->cancelled = false;
    return true;
}

/* ---- the picture ---- */

static void paint(void *context, const atomic_bool *cancel) {
    Session *session = context;
    Picture *next = &session->pictures[1 - session->picture];
    session->painted =
        picture_make(session->maker, next, &session->paint_setting, cancel, &session->progress);
}

static bool collect_picture(Session *session) {
    if (!worker_finished(session->painter)) {
        return false;
    }
    session->painting = false;
    if (session->painted && !session->stopped) {
        session->picture = 1 - session->picture;
        session->has_picture = true;
    }
    session->stopped = false;
    return true;
}

static bool has_painted(const Session *session, const Setting *setting) {
    return session->has_picture &&
           setting_same(&session->pictures[session->picture].setting, setting);
}

static bool poll_picture(Session *session, const Wish *wish) {
    bool fresh = collect_picture(session);
    bool other = session->painting && !setting_same(&session->paint_setting, &wish->setting);
    if (session->painting && (other || !wish->picture)) {
        (void)session_stop_picture(session);
    }
    bool wanted = wish->picture && !has_painted(session, &wish->setting);
    if (wanted && worker_idle(session->painter)) {
        session->paint_setting = wish->setting;
        session->painting = true;
        session->progress = 0;
        worker_start(session->painter, paint, session);
        fresh = collect_picture(session) || fresh;
    }
    int progress = session_picture_progress(session);
    fresh = fresh || progress != session->progress_told;
    session->progress_told = progress;
    return fresh;
}

bool session_stop_picture(Session *session) {
    if (!session->painting) {
        return false;
    }
    session->stopped = true;
    worker_cancel(session->painter);
    return true;
}

const Picture *session_picture(const Session *session) {
    return session->has_picture ? &session->pictures[session->picture] : NULL;
}

int session_picture_progress(const Session *session) {
    /* In whole per cent: more often nobody looks. */
    return session->painting && !session->stopped ? session->progress / 10 * 10 : -1;
}

/* ---- all of it ---- */

void session_free(Session *session) {
    if (session == NULL) {
        return;
    }
    session->cancelled = true;
    worker_cancel(session->checker);
    (void)session_stop_picture(session);
    session_wait(session);
    (void)collect(session);
    worker_end(session->checker);
    worker_end(session->painter);
    picture_maker_clear(session->maker);
    values_clear(&session->shown);
    arena_free(session->arena);
}

static void start(Session *session, const Wish *wish) {
    if (wish->claim != NULL && !is_for(&session->shown, wish)) {
        session->next = (Values){.arena = arena_new(),
                                 .claim = wish->claim,
                                 .broken = wish->broken,
                                 .setting = wish->setting};
        session->making_values = true;
        worker_start(session->checker, make_values, session);
    } else if (wish->undecided != NULL) {
        session->deciding = wish->undecided;
        worker_start(session->checker, decide, session);
    }
}

bool session_poll(Session *session, const Wish *wish) {
    bool fresh = collect(session);
    /* Values of an old wish are not worth waiting for; nor is a verdict of another step's claim. */
    if (session->making_values && !is_for(&session->next, wish)) {
        session->cancelled = true;
        worker_cancel(session->checker);
    }
    if (worker_idle(session->checker)) {
        start(session, wish);
        fresh = collect(session) || fresh; /* when there is no thread */
    }
    fresh = poll_picture(session, wish) || fresh;
    return fresh;
}

bool session_is_busy(const Session *session) {
    return !worker_idle(session->checker) || !worker_idle(session->painter);
}

void session_wait(Session *session) {
    worker_wait(session->checker);
    worker_wait(session->painter);
}

const LiveValues *session_values(const Session *session, const Wish *wish) {
    bool there = wish->claim != NULL && is_for(&session->shown, wish);
    return there && wish->broken == BROKEN_NONE ? session->shown.values : NULL;
}

const LiveBreak *session_break(const Session *session, const Wish *wish) {
    bool there = wish->claim != NULL && is_for(&session->shown, wish);
    return there && wish->broken != BROKEN_NONE ? session->shown.wrong : NULL;
}
