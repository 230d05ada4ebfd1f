/* command_selftest.c - explore selftest: does each method hold what is true and refute what is
 * false? */
#include <inttypes.h>
#include <string.h>

#include "app/selftest.h"
#include "app/work.h"
#include "base/jobs.h"

/* A method that was shown fewer of either kind is not tested. */
#define EXAMPLES_MIN 3

typedef struct {
    size_t count[2], right[2]; /* of false and of true examples */
    double milliseconds;
} Score;

typedef struct {
    SelftestTrial *trials;
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

/* ---- the report ---- */

static void write_head(App *app) {
    terminal_put(&app->out, &app->terminal, STYLE_STRONG,
                 "method      true formulas  false formulas             time");
    text_append_char(&app->out, '\n');
}

static void write_score(App *app, MethodId method, const Score *score) {
    bool confirms = selftest_only_confirms(method);
    Text line;
    text_init(&line);
    text_printf(&line, "%-12s%zu of %zu hold%7zu of %zu %-13s%11.2f ms", method_name(method),
                score->right[1], score->count[1], score->right[0], score->count[0],
                confirms ? "not confirmed" : "refuted", score->milliseconds);
    terminal_put(&app->out, &app->terminal, is_right(score) ? STYLE_PLAIN : STYLE_BAD, line.bytes);
    text_append_char(&app->out, '\n');
    text_clear(&line);
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

static bool report(App *app, const SelftestTrial *trials, size_t count) {
    Score scores[METHOD_COUNT] = {0};
    for (size_t i = 0; i < count; i++) {
        add(&scores[trials[i].example->method], &trials[i]);
    }
    bool good = true;
    write_head(app);
    for (MethodId method = 0; method < METHOD_COUNT; method++) {
        write_score(app, method, &scores[method]);
        good = good && is_right(&scores[method]);
    }
    for (size_t i = 0; i < count; i++) {
        if (app->options.verbose || trials[i].why != NULL) {
            write_trial(app, &trials[i]);
        }
    }
    for (MethodId method = 0; method < METHOD_COUNT; method++) {
        if (!is_enough(&scores[method])) {
            text_printf(&app->out, "%s has fewer than %d true or false examples\n",
                        method_name(method), EXAMPLES_MIN);
        }
    }
    text_printf(&app->out, "\n%s; seed %" PRIu64 "\n",
                good ? "every method does what it must" : "NOT every method does what it must",
                work_options(app).seed);
    return good;
}

/* A suite for each method, a case for each example. */
static bool write_junit(const App *app, const SelftestTrial *trials, size_t count) {
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
    return junit_save(app, "explore selftest", suites, METHOD_COUNT);
}

Status command_selftest(App *app) {
    if (app->argument_count > 0) {
        complain(app, "selftest takes no argument");
        return STATUS_USAGE;
    }
    size_t count = selftest_example_count();
    Session run = {.trials = arena_array(app->arena, count, sizeof *run.trials),
                   .options = work_options(app)};
    run.options.twins = false;
    for (size_t i = 0; i < count; i++) {
        run.trials[i] = selftest_prepare(app->arena, selftest_example_at(i), i);
    }
    jobs_run(run_one, &run, count, app->options.jobs, verify_thread_end);
    if (app->options.junit != NULL && !write_junit(app, run.trials, count)) {
        return STATUS_UNREADABLE;
    }
    return report(app, run.trials, count) ? STATUS_OK : STATUS_NOT_AS_EXPECTED;
}
