/* explore sample: the points it writes are the sampler's, the report says how far they are, and
 * nothing is left behind when it is stopped. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700 /* pseudo-terminals */

#include <dirent.h>
#include <inttypes.h>

#include "diffusion/sampler.h"
#include "program_fixture.h"

#define N 700

/* What the program should print for these points. */
static void write_csv(Text *text, const double *x, size_t n, size_t d) {
    text_append(text, d == 2 ? "x,y\n" : "x\n");
    for (size_t i = 0; i < n * d; i++) {
        text_printf(text, "%.17g%s", x[i], i % d + 1 == d ? "\n" : ",");
    }
}

static void test_the_points_are_the_samplers(void **state) {
    (void)state;
    static double x[2 * N];
    ScheduleError error;
    Arena *arena = arena_new();
    Schedule *schedule = schedule_new("cosine", 60, &error);
    const ExactDenoiser exact = {data_of_toy(arena, toy_find("ring")), schedule};
    const SamplerRun asked = {.schedule = schedule,
                              .denoiser = denoiser_exact(&exact),
                              .eta = 0.25,
                              .clips = true,
                              .clip_low = -2.2,
                              .clip_high = 2.2,
                              .seed = 11};
    size_t tau[13];
    sampler_steps(tau, 12, 60, SAMPLER_QUADRATIC);
    sampler_start(x, N, 2, &asked);
    for (size_t i = 12; i >= 1; i--) {
        sampler_step(x, N, 2, sampler_find("ddim"), &asked, tau[i], tau[i - 1]);
    }
    Text expected;
    text_init(&expected);
    write_csv(&expected, x, N, 2);
    static const char *const JOBS[] = {"-j1", "-j2", "-j4"};
    for (size_t i = 0; i < 3; i++) {
        Result result =
            RUN("sample", "exact:ring", "--sampler=ddim", "--schedule=cosine", "-T60", "--steps=12",
                "--spacing=quadratic", "--eta=0.25", "--clip=2.2", "--seed=11", "-n700", JOBS[i]);
        assert_int_equal(result.status, 0);
        assert_string_equal(result.out.bytes, expected.bytes);
        expect_contains(&result.err, "ring, the exact denoiser; cosine, T = 60\n"
                                     "ddim, 12 steps, eta = 0.25, x_0 within 2.2; seed 11\n");
        drop(&result);
    }
    text_clear(&expected);
    schedule_free(schedule);
    arena_free(arena);
}

static size_t lines_of(const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t lines = 0;
    for (int c = 0; (c = fgetc(file)) != EOF;) {
        lines += c == '\n';
    }
    (void)fclose(file);
    return lines;
}

static void test_points_go_to_the_file_and_the_report_to_the_output(void **state) {
    (void)state;
    File file = file_with("", 0);
    char path[128];
    (void)snprintf(path, sizeof path, "%s/points.csv", file.folder);
    Result result = RUN("sample", "exact:mix2", "-T", "100", "-n", "1000", "--csv", path);
    assert_int_equal(result.status, 0);
    assert_string_equal(result.err.bytes, "");
    static const char *const PARTS[] = {"mix2, the exact denoiser; linear, T = 100",
                                        "ddpm, 100 steps, variance posterior; seed 1",
                                        "1000 points in ",
                                        " points/s)",
                                        "energy distance",
                                        "chance alone: +- ",
                                        "sliced W2",
                                        "two fresh sets: ",
                                        "mode at",
                                        "-2.00              0.3000",
                                        "1.00               0.7000",
                                        "a normal law has 0.9973"};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        expect_contains(&result.out, PARTS[i]);
    }
    assert_int_equal(lines_of(path), 1001);
    drop(&result);
    /* They are points that explore itself can read. */
    char denoiser[160];
    (void)snprintf(denoiser, sizeof denoiser, "exact:%s", path);
    result = RUN("sample", denoiser, "-T20", "-n", "50", "--csv", "-");
    assert_int_equal(result.status, 0);
    assert_memory_equal(result.out.bytes, "x\n", 2);
    expect_contains(&result.err, "50 points in ");
    expect_absent(&result.err, "mode at");
    drop(&result);
    (void)unlink(path);
    file_remove(&file);
}

/* 20,000 points and 200 steps: the right sampler is not told from fresh data (no distance is
 * above what chance does in one of 1,000 runs), and each printed one is; its slip is named. */
static void test_the_report_tells_right_from_printed(void **state) {
    (void)state;
    Result result = RUN("sample", "exact:mix3", "--sampler", "ddim", "-T200",
                        "--schedule=linear-scaled", "--eta=1", "-n20000");
    expect_contains(&result.err, "not to be told from fresh data");
    drop(&result);
    for (size_t i = 0; i < sampler_count(); i++) {
        const SamplerRow *row = sampler_at(i);
        if (row->slip == NULL) {
            continue;
        }
        result = RUN("sample", "exact:mix3", "--sampler", row->name, "-T200",
                     "--schedule=linear-scaled", "-n20000");
        assert_int_equal(result.status, 0);
        expect_contains(&result.err, "far from the data");
        expect_contains(&result.err, "As printed (");
        drop(&result);
    }
}

static void test_what_does_not_fit_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *words[7];
        const char *message;
    } CASES[] = {
        {{"sample"}, "which denoiser?"},
        {{"sample", "ring"}, "which denoiser of ring? exact:ring is the exact one"},
        {{"sample", "exact:rink"}, "did you mean `ring`?"},
        {{"sample", "exact:ring", "--sampler", "dmim"}, "'dmim' is not a sampler; did you mean"},
        {{"sample", "exact:ring", "--eta", "0.5"}, "ddpm has no --eta; ddim has one"},
        {{"sample", "exact:ring", "--sampler=ddim", "--variance=beta"}, "ddim has no --variance"},
        {{"sample", "exact:ring", "--tolerance", "1e-3"}, "ddpm has no --tolerance; ode has one"},
        {{"sample", "exact:ring", "--sampler=ode", "--clip=3"}, "ode predicts no x_0"},
        {{"sample", "exact:ring", "--steps", "1001"}, "there are only 1000 steps"},
        {{"sample", "exact:ring", "--sampler=printed-chandery", "--steps=10"},
         "printed-chandery goes from t to t - 1 only"},
        {{"sample", "exact:ring", "--sampler=ddim", "--eta", "1.1"}, "not a number from 0 to 1"},
        {{"sample", "exact:ring", "--sampler=ddim", "--eta", "nan"}, "not a number from 0 to 1"},
        {{"sample", "exact:ring", "--sampler=ddim", "--eta="}, "not a number from 0 to 1"},
        {{"sample", "exact:ring", "--variance", "gamma"}, "is neither posterior nor beta"},
        {{"sample", "exact:ring", "--spacing", "even"}, "is neither uniform nor quadratic"},
        {{"sample", "exact:ring", "--clip", "0"}, "is not a number above 0"},
        {{"sample", "exact:ring", "--sampler=ode", "--tolerance=1e-13"}, "from 1e-12 to 0.1"},
        {{"sample", "exact:ring", "-n", "1"}, "is not a whole number from 2 to 1000000"},
        {{"sample", "exact:ring", "-T", "0"}, "is not a whole number from 1 to"},
        {{"sample", "exact:ring", "--csv="}, "is no file name"},
        {{"schedule", "linear", "--sampler", "ddpm"}, "takes no option --sampler"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        print_message("%s\n", CASES[i].message);
        expect(run(CASES[i].words), 2, "", CASES[i].message);
    }
    expect(RUN("sample", "exact:/nonexistent.csv"), 3, "", "/nonexistent.csv");
    expect(RUN("sample", "exact:mix2", "-T5", "--csv", "/nonexistent/p.csv"), 3, "",
           "/nonexistent/p.csv lies in a folder that does not exist");
}

static void test_list_has_every_sampler_and_its_slip(void **state) {
    (void)state;
    Result list = RUN("list", "--samplers");
    assert_int_equal(list.status, 0);
    for (size_t i = 0; i < sampler_count(); i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "\n  %s ", sampler_at(i)->name);
        expect_contains(&list.out, name);
    }
    expect_contains(&list.out, "Slip: ");
    drop(&list);
}

static size_t files_in(const char *folder) {
    size_t count = 0;
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    for (const struct dirent *entry = readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        count += entry->d_name[0] != '.';
    }
    (void)closedir(directory);
    return count;
}

/* A million points of a long chain are minutes of work. On a terminal it says how far it is. */
static void test_progress_is_shown_and_an_interrupt_leaves_nothing(void **state) {
    (void)state;
    File file = file_with("", 0); /* for its folder */
    char path[128];
    (void)snprintf(path, sizeof path, "%s/points.csv", file.folder);
    Screen screen = screen_start(
        (const char *const[]){"sample", "exact:ring", "-n", "1000000", "--csv", path, NULL});
    screen_await(&screen, " of 1000");
    assert_int_equal(kill(screen.child, SIGINT), 0);
    assert_int_equal(finish(screen.child), 130);
    assert_int_equal(files_in(file.folder), 1);
    text_clear(&screen.seen);
    state_remove(screen.state);
    (void)close(screen.master);
    (void)close(screen.slave);
    file_remove(&file);
}

/* Nobody wants thousands of numbers on the screen. */
static void test_a_terminal_gets_the_report_alone(void **state) {
    (void)state;
    Screen screen =
        screen_start((const char *const[]){"sample", "exact:mix2", "-T5", "-n", "300", NULL});
    screen_await(&screen, "--csv FILE writes the points");
    assert_int_equal(finish(screen.child), 0);
    expect_contains(&screen.seen, "300 points in ");
    expect_absent(&screen.seen, "x\r\n");
    text_clear(&screen.seen);
    state_remove(screen.state);
    (void)close(screen.master);
    (void)close(screen.slave);
}

int main(void) {
    neutral_environment();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_points_are_the_samplers),
        cmocka_unit_test(test_points_go_to_the_file_and_the_report_to_the_output),
        cmocka_unit_test(test_the_report_tells_right_from_printed),
        cmocka_unit_test(test_what_does_not_fit_is_refused),
        cmocka_unit_test(test_list_has_every_sampler_and_its_slip),
        cmocka_unit_test(test_progress_is_shown_and_an_interrupt_leaves_nothing),
        cmocka_unit_test(test_a_terminal_gets_the_report_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
