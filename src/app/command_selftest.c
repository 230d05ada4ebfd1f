/* command_selftest.c - explore selftest: does each method hold what is true and refute what is
 * false? */
#include <inttypes.h>
#include <string.h>

#include "app/report_junit.h"
#include "app/selftest.h"
#include "base/jobs.h"
#include "diffusion/schedule.h"

/* A method that was shown fewer of either kind is not tested. */
#define EXAMPLES_MIN 3
/* The longest name, and a space. */
#define NAME_COLUMNS 21

typedef struct {
    size_t count[2], right[2]; /* of false and of true examples */
    double milliseconds;
} Score;

typedef struct {
    SelftestTrial *trials;
    size_t count;
    size_t known; /* the first ones are the examples of each method, then come the identities' */
    CheckOptions options;
} Session;

static void run_one(void *context, size_t i) {
    const Session *session = context;
    selftest_decide(&session->trials[i], &session->options);
}

static void add(Score *score, const SelftestTrial *trial) {
    score->count[trial->example->holds]++;
    score->right[trial->example->holds] += trial->why == NULL;
    score->milliseconds += trial->evidence != NULL ? trial->evidence->milliseconds : 0;
}

static bool is_enough(const Score *score) {
    return score->count[0] >= EXAMPLES_MIN && score->count[1] >= EXAMPLES_MIN;
}

static bool is_right(const Score *score) {
    return is_enough(score) && score->right[0] == score->count[0] &&
           score->right[1] == score->count[1];
}

/* Each identity by each schedule, and its wrong form by the default one, on a line and in the
 * plane. */
static size_t trials_per_identity(void) {
    return 2 * (schedule_count() + 1);
}

static void prepare_identity(Arena *arena, SelftestTrial *trials,
                             const SelftestIdentity *identity) {
    for (size_t i = 0; i < trials_per_identity(); i++) {
        size_t schedule = i / 2, dimensions = 1 + i % 2;
        bool holds = schedule < schedule_count();
        SelftestExample *example = arena_alloc(arena, sizeof *example);
        *example = selftest_identity_example(
            arena, identity, holds, holds ? schedule_at(schedule)->name : SCHEDULE_DEFAULT_NAME,
            dimensions);
        trials[i] = selftest_prepare(arena, example, i);
        trials[i].dimensions = dimensions;
    }
}

static Session session_of(const App *app) {
    size_t known = selftest_example_count();
    Session session = {.known = known,
                       .count = known + selftest_identity_count() * trials_per_identity(),
                       .options = work_options(app)};
    session.options.twins = false;
    session.trials = arena_array(app->arena, session.count, sizeof *session.trials);
    for (size_t i = 0; i < known; i++) {
        session.trials[i] = selftest_prepare(app->arena, selftest_example_at(i), i);
    }
    for (size_t i = 0; i < selftest_identity_count(); i++) {
        prepare_identity(app->arena, session.trials + known + i * trials_per_identity(),
                         selftest_identity_at(i));
    }
    return session;
}

/* ---- the report ---- */

static void write_head(App *app, const char *what) {
    const char *head = arena_printf(app->arena, "%-*s %-16s%-27s%s", NAME_COLUMNS, what,
                                    "true formulas", "false formulas", "time");
    terminal_put(&app->out, &app->terminal, STYLE_STRONG, head);
    text_append_char(&app->out, '\n');
}

static void write_score(App *app, const char *name, const Score *score, const char *refuted) {
    Text line;
    text_init(&line);
    text_printf(&line, "%-*s%4zu of %zu hold%7zu of %zu %-13s%11.2f ms", NAME_COLUMNS, name,
                score->right[1], score->count[1], score->right[0], score->count[0], refuted,
                score->milliseconds);
    terminal_put(&app->out, &app->terminal, is_right(score) ? STYLE_PLAIN : STYLE_BAD, line.bytes);
    text_append_char(&app->out, '\n');
    text_clear(&line);
}

/* By method; true when all is as it must be. */
static bool write_methods(App *app, const Session *session) {
    Score scores[METHOD_COUNT] = {0};
    bool good = true;
    write_head(app, "method");
    for (size_t i = 0; i < session->known; i++) {
        add(&scores[session->trials[i].example->method], &session->trials[i]);
    }
    for (MethodId method = 0; method < METHOD_COUNT; method++) {
        write_score(app, method_name(method), &scores[method],
                    selftest_only_confirms(method) ? "not confirmed" : "refuted");
        good = good && is_right(&scores[method]);
    }
    for (MethodId method = 0; method < METHOD_COUNT; method++) {
        if (!is_enough(&scores[method])) {
            text_printf(&app->out, "%s has fewer than %d true or false examples\n",
                        method_name(method), EXAMPLES_MIN);
        }
    }
    return good;
}

static bool write_identities(App *app, const Session *session) {
    bool good = true;
    text_append_char(&app->out, '\n');
    write_head(app, "drawn, each schedule");
    for (size_t i = 0; i < selftest_identity_count(); i++) {
        Score score = {{0}, {0}, 0};
        for (size_t k = 0; k < trials_per_identity(); k++) {
            add(&score, &session->trials[session->known + i * trials_per_identity() + k]);
        }
        write_score(app, selftest_identity_at(i)->name, &score, "refuted");
        good = good && score.right[0] == score.count[0] && score.right[1] == score.count[1];
    }
    return good;
}

static void write_trial(App *app, const SelftestTrial *trial) {
    text_append_char(&app->out, '\n');
    const char *head =
        arena_printf(app->arena, "%s, %s example: %s", method_name(trial->example->method),
                     trial->example->holds ? "true" : "false",
                     trial->why != NULL ? trial->why : "as it must be");
    terminal_paragraph(&app->out, &app->terminal, app->terminal.columns,
                       trial->why != NULL ? STYLE_BAD : STYLE_PLAIN, head);
    if (trial->claim == NULL) {
        terminal_paragraph(&app->out, &app->terminal, app->terminal.columns, STYLE_PLAIN,
                           trial->example->body);
        return;
    }
    const ClaimShow show = {.formula = true, .evidence = true};
    terminal_claim(&app->out, &app->terminal, app->terminal.columns, trial->claim, &show);
}

static bool report(App *app, const Session *session) {
    bool methods = write_methods(app, session);
    bool good = write_identities(app, session) && methods;
    for (size_t i = 0; i < session->count; i++) {
        if (app->options.verbose || session->trials[i].why != NULL) {
            write_trial(app, &session->trials[i]);
        }
    }
    text_printf(&app->out, "\n%s; seed %" PRIu64 "\n",
                good ? "every method does what it must" : "NOT every method does what it must",
                session->options.seed);
    return good;
}

/* A suite for each method, a case for each example. */
static Status write_junit(App *app, const SelftestTrial *trials, size_t count) {
    JunitSuite suites[METHOD_COUNT];
    JunitCase *cases = arena_array(app->arena, count + METHOD_COUNT, sizeof *cases);
    size_t used = 0;
    for (MethodId method = 0; method < METHOD_COUNT; method++) {
        size_t first = used;
        for (size_t i = 0; i < count; i++) {
            const SelftestTrial *trial = &trials[i];
            if (trial->example->method != method) {
                continue;
            }
            cases[used] = (JunitCase){
                .name = arena_printf(app->arena, "%s example %zu",
                                     trial->example->holds ? "true" : "false", used - first + 1),
                .class_name = method_name(method),
                .milliseconds = trial->evidence != NULL ? trial->evidence->milliseconds : 0,
                .result = trial->why != NULL ? JUNIT_FAILED : JUNIT_PASSED,
                .message = trial->why,
                .details = trial->why != NULL ? trial->example->body : NULL};
            used++;
        }
        if (used == first) {
            cases[used++] = (JunitCase){.name = "examples",
                                        .class_name = method_name(method),
                                        .result = JUNIT_FAILED,
                                        .message = "there are no examples"};
        }
        suites[method] = (JunitSuite){method_name(method), used - first, cases + first};
    }
    return report_junit_suites(app, "explore selftest", suites, METHOD_COUNT);
}

Status command_selftest(App *app) {
    if (app->argument_count > 0) {
        complain(app, "selftest takes no argument");
        return STATUS_USAGE;
    }
    Status status = output_can_write(app, app->options.junit);
    if (status != STATUS_OK) {
        return status;
    }
    Session session = session_of(app);
    jobs_run(run_one, &session, session.count, app->options.jobs, verify_thread_end);
    if (app->options.junit != NULL) {
        status = write_junit(app, session.trials, session.count);
    }
    if (status != STATUS_OK) {
        return status;
    }
    return report(app, &session) ? STATUS_OK : STATUS_NOT_AS_EXPECTED;
}
