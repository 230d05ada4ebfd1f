/* test_live.c - values of both sides at chosen parameters, and wrong versions. */
#include "claim_fixture.h"

#include <math.h>

#include "diffusion/schedule.h"
#include "lesson/lesson.h"
#include "verify/live.h"
#include "verify/parts.h"

typedef struct {
    Arena *arena;
    Claim *claim;
} Prepared;

static Prepared prepare(const char *notation, const char *tex, const char *lines) {
    Prepared out = {.arena = arena_new()};
    const ClaimText text = {notation, tex, lines};
    ClaimDef def = claim_def_of(out.arena, &text);
    def.twins = true;
    out.claim = claim_prepare(out.arena, claim_scope(out.arena, notation), &def);
    return out;
}

static const LiveSetting LINEAR = {.schedule = "linear", .steps = 50, .t = 30, .seed = 1};

/* sqrt(bar alpha_t) at t = 30 of linear, T = 50, from diffusion/schedule.c: another program. */
static void test_a_value_is_the_schedules_at_that_t(void **state) {
    (void)state;
    ScheduleError error;
    Schedule *schedule = schedule_new("linear", 50, &error);
    assert_non_null(schedule);
    Prepared prepared = prepare("ho", "\\bar\\alpha_t = \\alpha_t \\bar\\alpha_{t-1}", "");
    for (long t = 1; t <= 50; t += 7) {
        LiveSetting setting = LINEAR;
        setting.t = t;
        const LiveValues *values = live_values(prepared.arena, prepared.claim, &setting);
        assert_int_equal(values->count, 1);
        assert_int_equal(values->t, t);
        assert_string_equal(values->schedule, "linear");
        assert_int_equal(values->links[0].count, 1);
        assert_close(values->links[0].left_value[0], schedule->alpha_bar[t], 1e-14);
        assert_close(values->links[0].right_value[0], schedule->alpha_bar[t], 1e-14);
        assert_false(values->links[0].apart);
    }
    schedule_free(schedule);
    arena_free(prepared.arena);
}

static void test_laws_give_means_and_variances(void **state) {
    (void)state;
    ScheduleError error;
    Schedule *schedule = schedule_new("cosine", 40, &error);
    Prepared prepared = prepare(
        "ho", "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t} x_0, 1-\\bar\\alpha_t)", "");
    const LiveSetting setting = {.schedule = "cosine", .steps = 40, .t = 25, .seed = 3};
    const LiveValues *values = live_values(prepared.arena, prepared.claim, &setting);
    assert_int_equal(values->count, 1);
    const LiveLink *link = &values->links[0];
    assert_int_equal(link->count, 2);
    assert_int_equal(values->letter_count, 1);
    assert_string_equal(values->letters[0].tex, "x_0");
    double x0 = strtod(values->letters[0].value, NULL);
    for (size_t side = 0; side < 2; side++) {
        const double *value = side == 0 ? link->left_value : link->right_value;
        assert_close(value[0], schedule->sqrt_alpha_bar[25] * x0, 1e-12);
        assert_close(value[1], schedule->one_minus_alpha_bar[25], 1e-12);
    }
    schedule_free(schedule);
    arena_free(prepared.arena);
}

static void test_every_link_of_a_chain_has_its_values(void **state) {
    (void)state;
    Prepared prepared = prepare(NULL, "(a+b)^2 = a^2 + 2ab + b^2 = a^2 + b^2", "");
    const LiveValues *values = live_values(prepared.arena, prepared.claim, &LINEAR);
    assert_int_equal(values->count, 2);
    assert_false(values->links[0].apart);
    assert_true(values->links[1].apart);
    assert_close(values->links[0].right_value[0], values->links[1].left_value[0], 0.0);
    assert_int_equal(values->t, 0);
    assert_null(values->schedule);
    assert_int_equal(values->letter_count, 2);
    arena_free(prepared.arena);
}

static void test_the_seed_draws_other_letters(void **state) {
    (void)state;
    Prepared prepared = prepare(NULL, "x + y = y + x", "");
    LiveSetting other = LINEAR;
    other.seed = 2;
    double first = live_values(prepared.arena, prepared.claim, &LINEAR)->links[0].left_value[0];
    double again = live_values(prepared.arena, prepared.claim, &LINEAR)->links[0].left_value[0];
    double second = live_values(prepared.arena, prepared.claim, &other)->links[0].left_value[0];
    assert_close(first, again, 0.0);
    assert_true(fabs(first - second) > 1e-6);
    arena_free(prepared.arena);
}

static void test_a_claim_keeps_its_own_schedule_and_t(void **state) {
    (void)state;
    Prepared prepared = prepare("ho", "\\bar\\alpha_t \\approx 0.6",
                                "given: int t in 50..50\nschedule: linear\nsteps: 50");
    const LiveSetting setting = {.schedule = "cosine", .steps = 1000, .t = 7, .seed = 1};
    const LiveValues *values = live_values(prepared.arena, prepared.claim, &setting);
    assert_true(values->own);
    assert_int_equal(values->t, 50);
    assert_int_equal(values->steps, 50);
    assert_string_equal(values->schedule, "linear");
    arena_free(prepared.arena);
    Prepared first = prepare("ho", "\\bar\\alpha_t = \\alpha_t", "given: int t in 1..1");
    values = live_values(first.arena, first.claim, &setting);
    assert_int_equal(values->t, 1);
    assert_false(values->links[0].apart);
    arena_free(first.arena);
}

static void test_no_value_says_why(void **state) {
    (void)state;
    Prepared unreadable = prepare("ho", "\\frac{1", "");
    const LiveValues *values = live_values(unreadable.arena, unreadable.claim, &LINEAR);
    assert_int_equal(values->count, 0);
    assert_non_null(values->why);
    arena_free(unreadable.arena);
    Prepared undefined = prepare("ho", "\\frac{1}{t - t} = 1", "");
    values = live_values(undefined.arena, undefined.claim, &LINEAR);
    assert_int_equal(values->count, 1);
    assert_int_equal(values->links[0].count, 0);
    assert_non_null(values->links[0].why);
    arena_free(undefined.arena);
}

static void test_values_respect_assumptions(void **state) {
    (void)state;
    Prepared prepared = prepare(NULL, "|x - y| = x - y", "assume: x \\ge y");
    for (uint64_t seed = 1; seed <= 20; seed++) {
        LiveSetting setting = LINEAR;
        setting.seed = seed;
        const LiveValues *values = live_values(prepared.arena, prepared.claim, &setting);
        assert_false(values->links[0].apart);
        assert_false(values->outside);
    }
    arena_free(prepared.arena);
    Prepared late = prepare("ho", "\\bar\\alpha_t = \\alpha_t", "assume: t \\le 1");
    const LiveValues *values = live_values(late.arena, late.claim, &LINEAR);
    assert_true(values->outside); /* t = 30 */
    assert_true(values->links[0].apart);
    arena_free(late.arena);
}

/* The author's versions come first, then the mutants; each differs, is refuted or says why not. */
static void test_every_wrong_version_is_decided_and_has_values(void **state) {
    (void)state;
    CheckOptions options = check_options_default();
    Prepared prepared =
        prepare("ho", "\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
                "wrong: \\tilde\\beta_t = \\frac{1-\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t");
    size_t count = live_break_count(prepared.arena, prepared.claim), refuted = 0, apart = 0;
    assert_true(count > 10);
    for (size_t i = 0; i < count; i++) {
        const LiveBreak *broken = live_break(prepared.arena, prepared.claim, i, &LINEAR, &options);
        assert_non_null(broken);
        assert_int_equal(broken->count, count);
        assert_int_equal(broken->authored, i == 0);
        assert_non_null(broken->tex);
        assert_true(broken->authored || broken->remark != NULL);
        assert_true(broken->values.count > 0);
        bool fails = broken->verdict == VERDICT_FAILS;
        assert_int_equal(fails, broken->counterexample != NULL);
        refuted += fails;
        for (size_t k = 0; k < broken->values.count; k++) {
            if (broken->values.links[k].apart) {
                apart++;
                assert_true(fails); /* numbers that part are a refutation */
                break;
            }
        }
    }
    assert_true(refuted + 2 >= count);
    assert_true(apart + 4 >= count);
    assert_null(live_break(prepared.arena, prepared.claim, count, &LINEAR, &options));
    arena_free(prepared.arena);
}

/* What is only supposed is no claim: points where it is false are not used. */
static void test_a_premise_is_no_claim(void **state) {
    (void)state;
    Prepared prepared = prepare(NULL, "x > y \\Rightarrow |x-y| = x-y", "");
    const LiveValues *values = live_values(prepared.arena, prepared.claim, &LINEAR);
    assert_int_equal(values->count, 1);
    assert_int_equal(values->links[0].chain, 1);
    assert_false(values->outside || values->links[0].apart);
    Parts parts;
    assert_true(claim_parts(prepared.arena, prepared.claim, &parts));
    assert_int_equal(parts.formula.link_count, 1);
    assert_int_equal(parts.formula.condition_count, 1);
    CheckOptions options = check_options_default();
    const Verdict *verdict = claim_decide(prepared.claim, &options);
    assert_int_equal(verdict->kind, VERDICT_HOLDS);
    assert_int_equal(verdict->twins.mutants, live_break_count(prepared.arena, prepared.claim));
    arena_free(prepared.arena);
}

/* A wrong version of an optimum is decided by the objective, and no more has values than it. */
static void test_wrong_versions_are_decided_by_the_objective(void **state) {
    (void)state;
    CheckOptions options = check_options_default();
    Prepared prepared =
        prepare(NULL, "a = x", "minimise: (a-x)^2 over a\nwrong: a = x+1\nwrong: a = x+y-y");
    static const VerdictKind kinds[] = {VERDICT_FAILS, VERDICT_HOLDS};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const LiveBreak *broken = live_break(prepared.arena, prepared.claim, i, &LINEAR, &options);
        assert_int_equal(broken->verdict, kinds[i]);
        assert_int_equal(broken->values.count, 0);
        assert_non_null(broken->values.why);
    }
    arena_free(prepared.arena);
}

static void test_asking_does_not_change_the_verdict(void **state) {
    (void)state;
    CheckOptions options = check_options_default();
    Prepared prepared = prepare("ho", "\\alpha_t + \\beta_t = 1", "");
    (void)live_values(prepared.arena, prepared.claim, &LINEAR);
    (void)live_break(prepared.arena, prepared.claim, 0, &LINEAR, &options);
    assert_null(claim_verdict(prepared.claim));
    assert_int_equal(claim_decide(prepared.claim, &options)->kind, VERDICT_HOLDS);
    claim_forget(prepared.claim);
    assert_null(claim_verdict(prepared.claim));
    assert_int_equal(claim_decide(prepared.claim, &options)->kind, VERDICT_HOLDS);
    arena_free(prepared.arena);
}

/* A claim that holds cannot have sides that part, whatever t and schedule the reader chooses. And
 * what has no value says why. */
static void test_no_lesson_claim_that_holds_parts_anywhere(void **state) {
    (void)state;
    Arena *arena = arena_new();
    size_t lessons = 0, links = 0, silent = 0;
    const LessonEntry *entries = lesson_list(arena, "lessons", &lessons);
    assert_true(lessons > 0);
    static const LiveSetting SETTINGS[] = {{"linear", 50, 1, 1}, {"cosine", 20, 13, 2}};
    for (size_t i = 0; i < lessons; i++) {
        const Lesson *lesson = NULL;
        const LessonOptions none = {.notation = NULL};
        Diag diag = {0};
        assert_int_equal(lesson_load(arena, entries[i].path, &none, &lesson, &diag), LESSON_OK);
        for (size_t c = 0; c < lesson->claim_count; c++) {
            Claim *claim = lesson->claims[c];
            bool holds = claim_def(claim)->expect == VERDICT_HOLDS; /* test_cli: as expected */
            for (size_t k = 0; k < COUNT(SETTINGS) && holds; k++) {
                const LiveValues *values = live_values(arena, claim, &SETTINGS[k]);
                assert_true(values->count > 0 || values->why != NULL);
                for (size_t n = 0; n < values->count; n++) {
                    const LiveLink *link = &values->links[n];
                    links++;
                    silent += link->count == 0;
                    assert_true(link->count > 0 || link->why != NULL);
                    if (values->outside) {
                        continue; /* "assume: t \le 1" and t = 13 */
                    }
                    if (link->apart) {
                        print_error("%s, %s, t = %ld: link %zu: %s and %s\n", entries[i].slug,
                                    claim_def(claim)->id, SETTINGS[k].t, n, link->left[0],
                                    link->right[0]);
                    }
                    assert_false(link->apart);
                }
            }
        }
    }
    print_message("%zu links, %zu without a value\n", links, silent);
    assert_true(silent * 4 < links);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_value_is_the_schedules_at_that_t),
        cmocka_unit_test(test_laws_give_means_and_variances),
        cmocka_unit_test(test_every_link_of_a_chain_has_its_values),
        cmocka_unit_test(test_the_seed_draws_other_letters),
        cmocka_unit_test(test_a_claim_keeps_its_own_schedule_and_t),
        cmocka_unit_test(test_no_value_says_why),
        cmocka_unit_test(test_values_respect_assumptions),
        cmocka_unit_test(test_every_wrong_version_is_decided_and_has_values),
        cmocka_unit_test(test_a_premise_is_no_claim),
        cmocka_unit_test(test_wrong_versions_are_decided_by_the_objective),
        cmocka_unit_test(test_asking_does_not_change_the_verdict),
        cmocka_unit_test(test_no_lesson_claim_that_holds_parts_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
