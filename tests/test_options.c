/* test_options.c - what the options of the command line do, and which values they refuse. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include "app/app.h"
#include "program_fixture.h"

/* ---- the tables of commands and options ---- */

/* As --help shows it: "  -T, --steps N  ". */
static void option_words(Text *out, const OptionRow *row) {
    text_reset(out);
    text_append(out, "\n  ");
    if (row->letter != 0) {
        text_printf(out, "-%c, ", row->letter);
    }
    text_printf(out, "--%s%s%s", row->name, row->value != NULL ? " " : "",
                row->value != NULL ? row->value : "");
}

/* Does a line of the help begin so, and go on with blanks or end? */
static bool has_row(const Text *help, const Text *row) {
    for (const char *at = strstr(help->bytes, row->bytes); at != NULL;
         at = strstr(at + 1, row->bytes)) {
        char next = at[row->length];
        if (next == '\n' || (next == ' ' && at[row->length + 1] == ' ')) {
            return true;
        }
    }
    return false;
}

static void test_each_help_lists_the_options_of_its_command_alone(void **state) {
    (void)state;
    const Terminal terminal = {.columns = 80};
    Text help, row;
    text_init(&help);
    text_init(&row);
    for (size_t i = 0; i < app_command_count(); i++) {
        const Command *command = app_command_at(i);
        text_reset(&help);
        help_write(&help, &terminal, command);
        for (size_t id = 0; id < OPTION_COUNT; id++) {
            option_words(&row, option_at(id));
            bool taken = false; /* or another that looks the same */
            for (size_t other = 0; other < OPTION_COUNT; other++) {
                const OptionRow *a = option_at(id), *b = option_at(other);
                bool same = strcmp(a->name, b->name) == 0 && a->letter == b->letter &&
                            (a->value == NULL) == (b->value == NULL) &&
                            (a->value == NULL || strcmp(a->value, b->value) == 0);
                taken = taken || (same && command_takes(command, (OptionId)other));
            }
            if (has_row(&help, &row) != taken) {
                fail_msg("`explore %s --help` %s --%s:\n%s", command->name,
                         taken ? "lacks" : "lists", option_at(id)->name, help.bytes);
            }
        }
    }
    text_clear(&row);
    text_clear(&help);
}

static void test_every_option_belongs_to_a_command_and_is_explained(void **state) {
    (void)state;
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        const OptionRow *row = option_at(id);
        size_t takers = 0;
        assert_non_null(row->name);
        print_message("--%s\n", row->name);
        for (size_t i = 0; i < app_command_count(); i++) {
            takers += command_takes(app_command_at(i), (OptionId)id);
        }
        assert_true(takers > 0);
        assert_true(strlen(row->help) > 0 && row->help[strlen(row->help) - 1] != '.');
        /* A flag has no value to read, everything else reads its own. */
        assert_int_equal(row->set == NULL, row->value == NULL);
        assert_true(row->set == NULL || row->flag == 0);
    }
}

/* Else one of the two could not be given. */
static void test_no_command_takes_two_options_of_one_name(void **state) {
    (void)state;
    for (size_t i = 0; i < app_command_count(); i++) {
        const Command *command = app_command_at(i);
        for (size_t id = 0; id < OPTION_COUNT; id++) {
            for (size_t other = 0; other < id; other++) {
                const OptionRow *a = option_at(id), *b = option_at(other);
                bool both =
                    command_takes(command, (OptionId)id) && command_takes(command, (OptionId)other);
                bool clash =
                    strcmp(a->name, b->name) == 0 || (a->letter != 0 && a->letter == b->letter);
                if (both && clash) {
                    fail_msg("`explore %s` has --%s and --%s", command->name, a->name, b->name);
                }
            }
        }
    }
}

static void test_every_command_has_a_name_of_its_own_and_is_explained(void **state) {
    (void)state;
    for (size_t i = 0; i < app_command_count(); i++) {
        const Command *command = app_command_at(i);
        print_message("%s\n", command->name);
        assert_ptr_equal(app_command_find(command->name), command);
        assert_true(strlen(command->help) > 0 && command->help[strlen(command->help) - 1] != '\n');
        assert_true(command->run != NULL);
        for (size_t other = 0; other < i; other++) {
            assert_true(app_command_at(other)->run != command->run);
        }
        assert_true(command_takes(command, OPTION_HELP) && command_takes(command, OPTION_VERSION) &&
                    command_takes(command, OPTION_ASCII));
    }
}

/* ---- values ---- */

static void test_bad_values_are_refused_with_what_is_allowed(void **state) {
    (void)state;
    static const struct {
        const char *words[6];
        const char *message;
    } CASES[] = {
        {{"eval", "a = a", "--samples", "0"}, "'0' is not a number from 1000 to 1000M"},
        {{"eval", "a = a", "--samples", "999"}, "'999' is not a number"},
        {{"eval", "a = a", "--samples", "k"}, "'k' is not a number"},
        {{"eval", "a = a", "--samples", "-5k"}, "'-5k' is not a number"},
        {{"eval", "a = a", "--samples", "1.5M"}, "'1.5M' is not a number"},
        {{"eval", "a = a", "--samples", "2MM"}, "'2MM' is not a number"},
        {{"eval", "a = a", "--samples", "1001M"}, "'1001M' is not a number"},
        {{"eval", "a = a", "--samples", "18446744073709551616"}, "is not a number"},
        {{"eval", "a = a", "--samples="}, "'' is not a number"},
        {{"eval", "a = a", "--samples"}, "--samples needs a value"},
        {{"eval", "a = a", "--schedule", "lineer"}, "'lineer' is not a schedule; did you mean"},
        {{"eval", "a = a", "--steps", "0"}, "'0' is not a whole number from 1 to"},
        {{"eval", "a = a", "-T", "x"}, "--steps: 'x' is not a whole number"},
        {{"view", "forward", "--particles", "99"},
         "'99' is not a whole number from 100 to 1000000"},
        {{"ablate", "ring", "--seeds", "1"}, "'1' is not a whole number from 2 to"},
        {{"check", "--schedule", "linear"}, "takes no option --schedule"},
        {{"list", "--samples", "5k"}, "takes no option --samples"},
        {{"eval", "a = a", "--smaples", "5k"}, "did you mean --samples?"},
        {{"check", "-q"}, "there is no option -q; `explore --help` lists them"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        print_message("%s %s\n", CASES[i].words[2], CASES[i].words[3] ? CASES[i].words[3] : "");
        expect(run(CASES[i].words), 2, "", CASES[i].message);
    }
}

static void test_numbers_of_samples_have_suffixes(void **state) {
    (void)state;
    static const char *const GOOD[] = {"1000", "2k", "2K", "3m", "1000M"};
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        print_message("%s\n", GOOD[i]);
        expect(RUN("eval", "a + a = 2a", "--samples", GOOD[i]), 0, "holds", "");
    }
}

/* With random numbers in its place the last alpha-bar is anything; with a schedule it is one
 * number: 4.036e-5 for the linear one with 1000 steps, 0.6023 with 50. */
static void test_a_schedule_gives_the_sequences_their_values(void **state) {
    (void)state;
    static const char SMALL[] = "\\bar\\alpha_T < 0.001";
    static const char LARGE[] = "\\bar\\alpha_T > 0.6";
    expect(RUN("eval", SMALL, "--notation", "ho", "--schedule", "linear"), 0, "holds", "");
    expect(RUN("eval", SMALL, "--notation", "ho", "--schedule", "linear", "--steps", "50"), 1,
           "fails", "");
    expect(RUN("eval", LARGE, "--notation", "ho", "--schedule=linear", "-T50"), 0, "holds", "");
    expect(RUN("eval", LARGE, "--notation", "ho", "--schedule=linear", "--T=50"), 0, "holds", "");
    expect(RUN("eval", LARGE, "--notation", "ho"), 1, "fails", "");
}

static void test_a_schedule_without_a_notation_is_undecided(void **state) {
    (void)state;
    expect(RUN("eval", "a = a", "--schedule", "linear"), 0, "needs a notation", "");
    expect(RUN("eval", "a = a", "--schedule", "linear", "--strict"), 1, "needs a notation", "");
}

static void test_data_are_a_name_or_a_file_of_points(void **state) {
    (void)state;
    expect(RUN("lesson1", "--data", "mix2"), 0, "all as expected", "");
    expect(RUN("lesson1", "--data", "mixx2"), 2, "", "did you mean `mix2`?");
    expect(RUN("lesson1", "--data="), 2, "", "'' is no name");
    expect(RUN("lesson1", "--data", "/nonexistent/points.csv"), 3, "", "/nonexistent/points.csv: ");
    expect(RUN("errata", "--data", "mix2"), 2, "", "takes no option --data");
    expect(RUN("check", "lesson1", "--data", "mix"), 2, "", "did you mean `mix2`?");
    static const char GOOD[] = "x,y\n0.5,1\n-1,2\n";
    static const char BAD[] = "x,y\n0.5,1\n-1,two\n";
    File file = file_with(GOOD, sizeof GOOD - 1);
    expect(RUN("lesson1", "--data", file.path), 0, "all as expected", "");
    /* The draws are those points; what needs Gaussian data is not drawn from them. */
    static const char LAW[] = "q(x_t|x_0) = N(x_t; \\sqrt{\\bar\\alpha_t}x_0, 1-\\bar\\alpha_t)";
    static const char PAST[] = "\\mathbb{E}[x_{t-1}|x_t] = \\mathbb{E}[x_{t-1}|x_t]";
    expect(RUN("eval", LAW, "--notation", "ho", "--data", file.path), 0, "x_0 from", "");
    expect(RUN("eval", PAST, "--notation", "ho", "--data", file.path), 0, "needs Gaussian data",
           "");
    file_remove(&file);
    file = file_with(BAD, sizeof BAD - 1);
    expect(RUN("lesson1", "--data", file.path), 3, "", "note.md:3:4: ");
    file_remove(&file);
}

/* The data are drawn in their own dimension: the correlated plane is the choice without --data. */
static void test_claims_are_drawn_from_the_data_that_are_named(void **state) {
    (void)state;
    static const char LAW[] =
        "x_t \\sim \\mathcal N(\\sqrt{\\bar\\alpha_t}\\,x_0, 1-\\bar\\alpha_t)";
    Result plane = RUN("eval", LAW, "--notation", "ho", "--samples", "200k");
    expect_contains(&plane.out, "two correlated");
    drop(&plane);
    Result line = RUN("eval", LAW, "--notation", "ho", "--samples", "200k", "--data", "mix2");
    expect_contains(&line.out, "montecarlo: holds");
    expect_contains(&line.out, "mix2");
    expect_absent(&line.out, "two correlated");
    drop(&line);
}

static void test_list_data_is_a_flag_and_shows_the_numbers(void **state) {
    (void)state;
    expect(RUN("list", "--data"), 0, "mean1 = -2", "");
    expect(RUN("list", "--data=mix2"), 2, "", "--data takes no value");
    expect(RUN("list", "--all"), 0, "Toy distributions", "");
}

/* Options may stand before the command, and of two that share a name it is the command's that is
 * meant. */
static void test_options_before_the_command_are_the_commands(void **state) {
    (void)state;
    expect(RUN("--csv", "-", "progress"), 0, "lesson,exercise,state", "");
    expect(RUN("--csv=-", "progress"), 0, "lesson,exercise,state", "");
    expect(RUN("--csv", "schedule", "linear", "--T", "3"), 0, "t,beta", "");
    expect(RUN("--csv", "--T", "3", "schedule", "linear"), 0, "t,beta", "");
    expect(RUN("--data", "list"), 0, "mean1 = -2", "");
    expect(RUN("--data", "mix2", "lesson1"), 0, "all as expected", "");
    /* Of training there may be more steps than a schedule has. */
    expect(RUN("--steps", "60000", "train", "ring", "--out=/nowhere/a"), 3, "", "/nowhere/a");
    expect(RUN("--steps", "60000", "sample", "exact:ring"), 2, "", "from 1 to 50000");
    expect(RUN("-T", "50", "schedule", "linear"), 0, "far from N(0,1)", "");
    expect(RUN("--ipynb", "--help"), 0, "Commands:", "");
    expect(RUN("--seed"), 2, "", "--seed needs a value");
}

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_help_lists_the_options_of_its_command_alone),
        cmocka_unit_test(test_every_option_belongs_to_a_command_and_is_explained),
        cmocka_unit_test(test_no_command_takes_two_options_of_one_name),
        cmocka_unit_test(test_every_command_has_a_name_of_its_own_and_is_explained),
        cmocka_unit_test(test_bad_values_are_refused_with_what_is_allowed),
        cmocka_unit_test(test_numbers_of_samples_have_suffixes),
        cmocka_unit_test(test_a_schedule_gives_the_sequences_their_values),
        cmocka_unit_test(test_data_are_a_name_or_a_file_of_points),
        cmocka_unit_test(test_claims_are_drawn_from_the_data_that_are_named),
        cmocka_unit_test(test_list_data_is_a_flag_and_shows_the_numbers),
        cmocka_unit_test(test_a_schedule_without_a_notation_is_undecided),
        cmocka_unit_test(test_options_before_the_command_are_the_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
