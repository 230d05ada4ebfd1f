/* explore train: what it writes, that a run which was stopped goes on as if nothing had happened,
 * and what it refuses; and explore sample with what was trained. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include "program_fixture.h"

#include "base/file.h"
#include "nn/weights.h"

typedef struct {
    Arena *arena;
    char folder[64];
} Fixture;

static Fixture fixture;

static int setup(void **state) {
    fixture = (Fixture){.arena = arena_new(), .folder = "/tmp/explore-train-XXXXXX"};
    *state = &fixture;
    return mkdtemp(fixture.folder) != NULL ? 0 : -1;
}

static int teardown(void **state) {
    (void)state;
    int failed = rmdir(fixture.folder); /* every test takes its files away */
    arena_free(fixture.arena);
    return failed;
}

static const char *path_of(const char *name) {
    return arena_printf(fixture.arena, "%s/%s", fixture.folder, name);
}

static const char *out_of(const char *name) {
    return arena_printf(fixture.arena, "--out=%s", path_of(name));
}

static void read_bytes(const char *name, const char **bytes, size_t *length) {
    const char *why = NULL;
    if (!file_read(fixture.arena, path_of(name), bytes, length, &why)) {
        fail_msg("%s %s", name, why);
    }
}

static void assert_same_file(const char *a, const char *b) {
    const char *first = NULL, *second = NULL;
    size_t n = 0, m = 0;
    read_bytes(a, &first, &n);
    read_bytes(b, &second, &m);
    assert_int_equal(n, m);
    assert_memory_equal(first, second, n);
}

static void remove_file(const char *name) {
    assert_int_equal(unlink(path_of(name)), 0);
}

/* A small network and few steps: what is tried here does not depend on how many there are. */
#define SMALL "gauss2d", "--steps=40", "--batch=64", "--width=16", "--depth=2", "--T=50", "--seed=4"

static void test_a_run_says_what_came_of_it(void **state) {
    (void)state;
    Result result = RUN("train", SMALL, out_of("a"));
    assert_int_equal(result.status, 0);
    expect_contains(&result.out, "gauss2d; linear, T = 50; seed 4\n");
    expect_contains(&result.out, "2 x 16, silu, predicts eps; 40 steps of 64 points in ");
    expect_contains(&result.out, "48 to 50 ");
    expect_contains(&result.out, "\nall ");
    expect_contains(&result.err, "step 40 of 40  loss ");
    drop(&result);
    NnWeights weights;
    Diag diag = {0};
    assert_true(nn_weights_read(fixture.arena, path_of("a"), &weights, &diag));
    assert_string_equal(weights.data, "gauss2d");
    assert_string_equal(weights.schedule, "linear");
    assert_int_equal(weights.seed, 4);
    assert_int_equal(weights.step, 40);
    assert_int_equal(weights.network.steps, 50);
    assert_false(weights.can_go_on);
    assert_true(weights.loss > 0.0 && weights.loss < 2.0);
    remove_file("a");
}

static void test_threads_do_not_change_a_byte(void **state) {
    (void)state;
    expect(RUN("train", SMALL, out_of("one"), "--jobs=1"), 0, "is written", "step 40");
    expect(RUN("train", SMALL, out_of("two"), "--jobs=2"), 0, "is written", "step 40");
    expect(RUN("train", SMALL, out_of("four"), "--jobs=4"), 0, "is written", "step 40");
    assert_same_file("one", "two");
    assert_same_file("one", "four");
    remove_file("one");
    remove_file("two");
    remove_file("four");
}

/* Interrupted somewhere, then to the end: the bytes of the run that nobody stopped. */
static void test_an_interrupted_run_goes_on_byte_for_byte(void **state) {
    (void)state;
    /* Long enough to be stopped on the way, and short enough to wait for. */
    const char *const words[] = {"train",      "gauss2d", "--steps=4000",    "--batch=64",
                                 "--width=16", "--T=50",  out_of("stopped"), NULL};
    FILE *out = temporary(), *err = temporary();
    pid_t child = start(words, STDIN_FILENO, fileno(out), fileno(err));
    const struct timespec pause = {.tv_nsec = 5000000};
    /* The first line of progress says that it has begun. */
    for (int i = 0; i < 6000 && lseek(fileno(err), 0, SEEK_END) == 0; i++) {
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(kill(child, SIGINT), 0);
    assert_int_equal(finish(child), 130);
    Text told;
    read_back(&told, err);
    expect_contains(&told, "goes on from there");
    text_clear(&told);
    (void)fclose(out);
    NnWeights weights;
    Diag diag = {0};
    assert_true(nn_weights_read(fixture.arena, path_of("stopped"), &weights, &diag));
    assert_true(weights.can_go_on && weights.step > 0 && weights.step < 4000);
    const char *resume = arena_printf(fixture.arena, "--resume=%s", path_of("stopped"));
    expect(RUN("train", resume, "--seed=2"), 2, "", "--seed is decided by the file");
    expect(RUN("train", "gauss2d", resume), 2, "", "name none besides");
    expect(RUN("train", resume, "--jobs=1"), 0, "4000 steps of 64 points", "step 4000 of 4000");
    expect(RUN("train", "gauss2d", "--steps=4000", "--batch=64", "--width=16", "--T=50",
               out_of("whole")),
           0, "is written", "step 4000 of 4000");
    assert_same_file("stopped", "whole");
    expect(RUN("train", resume), 2, "", "is the end of a run");
    remove_file("stopped");
    remove_file("whole");
}

/* Runs until its first line says that it has begun, and sends the signal. */
static int status_after(const char *const *words, int number) {
    FILE *out = temporary(), *err = temporary();
    pid_t child = start(words, STDIN_FILENO, fileno(out), fileno(err));
    const struct timespec pause = {.tv_nsec = 5000000};
    for (int i = 0; i < 6000 && lseek(fileno(err), 0, SEEK_END) == 0; i++) {
        (void)nanosleep(&pause, NULL);
    }
    (void)kill(child, number); /* a short run may have ended */
    int status = finish(child);
    (void)fclose(out);
    (void)fclose(err);
    return status;
}

#define LONG "gauss2d", "--steps=40000", "--batch=64", "--width=16", "--T=50"

/* Like Ctrl-C: whoever ends the session, or kills the program, finds what was learnt in the file.
 */
static void test_a_run_that_is_ended_leaves_its_file(void **state) {
    (void)state;
    static const int SIGNALS[] = {SIGTERM, SIGHUP};
    const char *const words[] = {"train", LONG, out_of("stopped"), NULL};
    for (size_t i = 0; i < sizeof SIGNALS / sizeof SIGNALS[0]; i++) {
        assert_int_equal(status_after(words, SIGNALS[i]), 1000 + SIGNALS[i]);
        NnWeights weights;
        Diag diag = {0};
        assert_true(nn_weights_read(fixture.arena, path_of("stopped"), &weights, &diag));
        assert_true(weights.can_go_on && weights.step > 0);
        remove_file("stopped");
    }
}

/* Behind nohup the end of the session ends nothing. */
static void test_an_ignored_signal_does_not_end_a_run(void **state) {
    (void)state;
    void (*before)(int) = signal(SIGHUP, SIG_IGN);
    const char *const words[] = {"train",      "gauss2d", "--steps=4000",  "--batch=64",
                                 "--width=16", "--T=50",  out_of("whole"), NULL};
    assert_int_equal(status_after(words, SIGHUP), 0);
    (void)signal(SIGHUP, before);
    remove_file("whole");
}

/* The name that nobody typed must not cost the network that was trained before. */
static void test_a_network_is_not_replaced_unasked(void **state) {
    (void)state;
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    const char *explore = file_full_path(fixture.arena, program());
    (void)setenv("EXPLORE_PROGRAM", explore, 1);
    assert_int_equal(chdir(fixture.folder), 0);
    expect(RUN("train", SMALL), 0, "gauss2d.safetensors is written", "step 40 of 40");
    expect(RUN("train", SMALL), 2, "", "gauss2d.safetensors is there already: --out");
    const char *const words[] = {"train", LONG, "--out=gauss2d.safetensors", NULL};
    assert_int_equal(status_after(words, SIGINT), 130);
    expect(RUN("train", SMALL), 2, "", "--resume gauss2d.safetensors goes on with it");
    expect(RUN("train", SMALL, "--out=gauss2d.safetensors"), 0, "is written", "step 40 of 40");
    assert_int_equal(chdir(before), 0);
    remove_file("gauss2d.safetensors");
}

static void test_what_cannot_be_trained_is_refused(void **state) {
    (void)state;
    expect(RUN("train"), 2, "", "which data?");
    expect(RUN("train", "rign"), 2, "", "did you mean `ring`?");
    expect(RUN("train", "ring", "--width=20"), 2, "", "16");
    expect(RUN("train", "ring", "--lr=0"), 2, "", "such as 0.003");
    expect(RUN("train", "ring", "--predict=noise"), 2, "", "eps, x0, v");
    expect(RUN("train", "ring", "--activation=tanh"), 2, "", "silu, gelu, relu");
    expect(RUN("train", "--resume=/nowhere/at.all"), 3, "", "/nowhere/at.all");
    /* Before an hour is spent on it. */
    Result result = RUN("train", "ring", "--out=/nowhere/at.all");
    assert_int_equal(result.status, 3);
    expect_contains(&result.err, "/nowhere/at.all");
    expect_absent(&result.err, "step ");
    drop(&result);
}

static void test_a_run_that_diverges_says_when_and_why(void **state) {
    (void)state;
    Result result =
        RUN("train", "ring", "--steps=300", "--batch=16", "--width=16", "--lr=1", out_of("no"));
    if (result.status != 1) {
        print_error("%s%s", result.out.bytes, result.err.bytes);
    }
    assert_int_equal(result.status, 1);
    expect_contains(&result.err, "step ");
    drop(&result);
    assert_int_equal(access(path_of("no"), F_OK), -1);
}

static void test_points_are_sampled_with_a_network(void **state) {
    (void)state;
    expect(RUN("train", SMALL, out_of("net")), 0, "is written", "step 40");
    const char *net = path_of("net");
    Result result = RUN("sample", net, "--sampler=ddim", "--steps=5", "-n200");
    assert_int_equal(result.status, 0);
    assert_memory_equal(result.out.bytes, "x,y\n", 4);
    expect_contains(&result.err, "gauss2d, a network after 40 steps; linear, T = 50\n");
    expect_contains(&result.err, "% of the floor");
    drop(&result);
    /* Another schedule, and the ODE, ask at other levels. */
    expect(RUN("sample", net, "--schedule=cosine", "--T=20", "-n200"), 0, "x,y\n",
           "cosine, T = 20");
    expect(RUN("sample", net, "--sampler=ode", "-n20"), 0, "x,y\n", "tolerance 0.001");
    expect(RUN("sample", "gauss2d"), 2, "", "exact:gauss2d is the exact one");
    assert_int_equal(truncate(net, 1000), 0);
    expect(RUN("sample", net), 3, "", net);
    remove_file("net");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run_says_what_came_of_it),
        cmocka_unit_test(test_threads_do_not_change_a_byte),
        cmocka_unit_test(test_an_interrupted_run_goes_on_byte_for_byte),
        cmocka_unit_test(test_a_run_that_is_ended_leaves_its_file),
        cmocka_unit_test(test_an_ignored_signal_does_not_end_a_run),
        cmocka_unit_test(test_a_network_is_not_replaced_unasked),
        cmocka_unit_test(test_what_cannot_be_trained_is_refused),
        cmocka_unit_test(test_a_run_that_diverges_says_when_and_why),
        cmocka_unit_test(test_points_are_sampled_with_a_network),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
