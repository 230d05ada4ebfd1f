/* test_nn_weights.c - files of weights: they come back as they were, Python reads them, and what is
 * cut short, changed or foreign is refused with the reason. */
#define _POSIX_C_SOURCE 200809L /* mkdtemp, popen */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "assert_close.h"
#include "base/stream.h"
#include "nn/weights.h"
#include "nn/weights_internal.h"

/* Debian's own, as for all tests. */
#define PYTHON "/usr/bin/python3"

enum { STEPS = 12 };

static void draw(const void *context, double *x, size_t n, Stream *stream) {
    stream_normals(stream, x, n * *(const size_t *)context);
}

static const size_t one = 1, two = 2;

/* A small network after `steps` steps. */
static NnTrainer *trainer_with(Arena *arena, const size_t *dimension, size_t steps,
                               NnEmbedding embedding) {
    NnTrainerDef def = nn_trainer_def_default();
    double scale[STEPS + 1], spread[STEPS + 1];
    for (size_t t = 0; t <= STEPS; t++) {
        scale[t] = cos(0.1 * (double)t);
        spread[t] = sin(0.1 * (double)t);
    }
    def.network.dimension = *dimension;
    def.network.width = 16;
    def.network.depth = *dimension;
    def.network.features = 4;
    def.network.steps = STEPS;
    def.network.output = NN_VELOCITY;
    def.network.embedding = embedding;
    def.adam.total = 1000;
    def.adam.warm_up = 10;
    def.adam.decay = 0.1;
    def.batch = 48;
    def.seed = UINT64_C(0xfedcba9876543210);
    def.data = (NnData){.draw = draw, .context = dimension};
    def.scale = scale;
    def.spread = spread;
    NnTrainer *trainer = nn_trainer_new(arena, &def);
    for (size_t i = 0; i < steps; i++)
        assert_true(nn_trainer_step(trainer));
    return trainer;
}

static NnTrainer *trainer_new(Arena *arena, const size_t *dimension, size_t steps) {
    return trainer_with(arena, dimension, steps, NN_SINES);
}

/* The file of such a network, in the arena. */
static Source file_new(Arena *arena, const size_t *dimension, bool can_go_on) {
    NnWeights weights =
        nn_weights_of(trainer_new(arena, dimension, 5), "ring", "linear", "ho", can_go_on);
    Text text;
    text_init(&text);
    nn_weights_print(&text, &weights);
    Source source = {.name = "w.safetensors",
                     .bytes = arena_copy(arena, text.bytes, text.length),
                     .length = text.length};
    text_clear(&text);
    return source;
}

static void check_same_floats(const float *a, const float *b, size_t n) {
    assert_memory_equal(a, b, n * sizeof *a);
}

static void test_weights_come_back_as_they_were(void **state) {
    (void)state;
    Arena *arena = arena_new();
    for (size_t kind = 0; kind < 4 * NN_EMBEDDING_COUNT; kind++) {
        const size_t *dimension = kind % 2 == 0 ? &one : &two;
        bool can_go_on = kind % 4 >= 2;
        NnTrainer *trainer = trainer_with(arena, dimension, 5, (NnEmbedding)(kind / 4));
        /* A name with all that JSON escapes; the last two are beyond 16 bits and no UTF-8. */
        const char *name = "a \"b\"\\c\n\t\x7f \xc3\xa9 \xe6\xb1\x89 \xf0\x9f\x98\x80 \xff";
        NnWeights out = nn_weights_of(trainer, name, "cosine", "", can_go_on);
        Text text;
        text_init(&text);
        nn_weights_print(&text, &out);
        Source source = {.name = "w", .bytes = text.bytes, .length = text.length};
        NnWeights in;
        Diag diag = {0};
        if (!nn_weights_parse(arena, &source, &in, &diag))
            fail_msg("%s", diag.message);
        assert_string_equal(
            in.data, "a \"b\"\\c\n\t\x7f \xc3\xa9 \xe6\xb1\x89 \xf0\x9f\x98\x80 \xef\xbf\xbd");
        assert_string_equal(in.schedule, "cosine");
        assert_string_equal(in.notation, "");
        assert_true(in.seed == UINT64_C(0xfedcba9876543210));
        assert_int_equal(in.step, 5);
        assert_int_equal(in.batch, 48);
        assert_close(in.loss, out.loss, 0.0);
        const NnMlpDef *a = &in.network, *b = &trainer->mlp->def;
        assert_true(a->dimension == b->dimension && a->width == b->width && a->depth == b->depth &&
                    a->features == b->features && a->steps == b->steps &&
                    a->activation == b->activation && a->output == b->output &&
                    a->embedding == b->embedding);
        assert_close(a->shortest, b->shortest, 0.0);
        assert_close(a->longest, b->longest, 0.0);
        size_t n = trainer->adam->count;
        check_same_floats(in.average, trainer->adam->average, n);
        assert_int_equal(in.can_go_on, can_go_on);
        if (can_go_on) {
            check_same_floats(in.parameters, trainer->adam->parameters, n);
            check_same_floats(in.first, trainer->adam->first, n);
            check_same_floats(in.second, trainer->adam->second, n);
            Text again;
            text_init(&again);
            in.data = name;
            nn_weights_print(&again, &in);
            assert_int_equal(again.length, text.length);
            assert_memory_equal(again.bytes, text.bytes, text.length);
            text_clear(&again);
        }
        text_clear(&text);
    }
    arena_free(arena);
}

static void test_training_goes_on_from_a_file_byte_for_byte(void **state) {
    (void)state;
    char folder[] = "/tmp/explore-weights-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Arena *arena = arena_new();
    const char *path = arena_printf(arena, "%s/w.safetensors", folder), *why = NULL;
    NnTrainer *whole = trainer_new(arena, &two, 37), *half = trainer_new(arena, &two, 14);
    NnWeights out = nn_weights_of(half, "ring", "linear", "ho", true), in;
    if (!nn_weights_write(arena, path, &out, &why))
        fail_msg("%s", why);
    Diag diag = {0};
    if (!nn_weights_read(arena, path, &in, &diag))
        fail_msg("%s", diag.message);
    unlink(path);
    rmdir(folder);
    NnTrainerDef def = nn_trainer_def_default();
    nn_weights_resume_def(&def, &in);
    double scale[STEPS + 1], spread[STEPS + 1];
    for (size_t t = 0; t <= STEPS; t++) {
        scale[t] = cos(0.1 * (double)t);
        spread[t] = sin(0.1 * (double)t);
    }
    def.data = (NnData){.draw = draw, .context = &two};
    def.scale = scale;
    def.spread = spread;
    NnTrainer *rest = nn_trainer_new(arena, &def);
    nn_weights_resume(rest, &in);
    assert_int_equal(rest->adam->step, 14);
    while (rest->adam->step < 37)
        assert_true(nn_trainer_step(rest));
    size_t n = whole->adam->count;
    check_same_floats(rest->adam->parameters, whole->adam->parameters, n);
    check_same_floats(rest->adam->first, whole->adam->first, n);
    check_same_floats(rest->adam->second, whole->adam->second, n);
    check_same_floats(rest->adam->average, whole->adam->average, n);
    arena_free(arena);
}

static void test_a_file_that_cannot_be_written_leaves_nothing(void **state) {
    (void)state;
    Arena *arena = arena_new();
    NnWeights out = nn_weights_of(trainer_new(arena, &one, 1), "ring", "linear", "ho", true), in;
    const char *why = NULL;
    assert_false(nn_weights_write(arena, "/no/such/folder/w.safetensors", &out, &why));
    assert_string_equal(why, "lies in a folder that does not exist");
    Diag diag = {0};
    assert_false(nn_weights_read(arena, "/no/such/folder/w.safetensors", &in, &diag));
    assert_non_null(strstr(diag.message, "does not exist"));
    arena_free(arena);
}

/* --- refusals --- */

/* Whether it is read; if not there must be a reason, what to do, and the file's name. */
static bool is_read(Arena *arena, const char *bytes, size_t length, Diag *diag) {
    Source source = {.name = "w.safetensors", .bytes = bytes, .length = length};
    NnWeights weights;
    *diag = (Diag){0};
    if (nn_weights_parse(arena, &source, &weights, diag))
        return true;
    assert_non_null(diag->message);
    assert_non_null(diag->hint);
    assert_string_equal(diag->file, "w.safetensors");
    return false;
}

static void test_every_changed_byte_is_noticed(void **state) {
    (void)state;
    /* One bit, the case of letters, the sign; and all bits. */
    static const unsigned char changes[] = {0x01, 0x20, 0x80, 0xff};
    Arena *keep = arena_new();
    Source source = file_new(keep, &one, true);
    char *bytes = arena_copy(keep, source.bytes, source.length);
    Diag diag;
    assert_true(is_read(keep, bytes, source.length, &diag));
    for (size_t at = 0; at < source.length; at++) {
        Arena *arena = arena_new();
        for (size_t i = 0; i < sizeof changes; i++) {
            bytes[at] = (char)((unsigned char)bytes[at] ^ changes[i]);
            if (is_read(arena, bytes, source.length, &diag))
                fail_msg("byte %zu of %zu may be changed by %02x", at, source.length, changes[i]);
            bytes[at] = (char)((unsigned char)bytes[at] ^ changes[i]);
        }
        arena_free(arena);
    }
    arena_free(keep);
}

static void test_every_cut_is_noticed(void **state) {
    (void)state;
    Arena *keep = arena_new();
    Source source = file_new(keep, &one, false);
    Diag diag;
    for (size_t length = 0; length < source.length; length++) {
        Arena *arena = arena_new();
        /* On its own, so that a sanitiser sees what is read behind its end. */
        char *cut = malloc(length > 0 ? length : 1);
        assert_non_null(cut);
        memcpy(cut, source.bytes, length);
        if (is_read(arena, cut, length, &diag))
            fail_msg("%zu of %zu bytes are enough", length, source.length);
        const char *words = length < 9 ? "too short" : "cut short";
        if (strstr(diag.message, words) == NULL)
            fail_msg("%zu of %zu bytes: %s", length, source.length, diag.message);
        free(cut);
        arena_free(arena);
    }
    char *longer = arena_copy(keep, source.bytes, source.length); /* a NUL is behind it */
    assert_false(is_read(keep, longer, source.length + 1, &diag));
    assert_non_null(strstr(diag.message, "goes on behind its last number"));
    arena_free(keep);
}

/* A file with that header and so many bytes of numbers, all 0, and a right checksum. */
static Source file_of(Arena *arena, const char *header, size_t numbers) {
    size_t length = strlen(header), total = NN_PREFIX + length + numbers;
    char *bytes = arena_alloc(arena, total);
    bytes[0] = (char)(unsigned char)(length & 0xff);
    bytes[1] = (char)(unsigned char)(length >> 8);
    for (size_t at = 0; at < length; at++)
        bytes[NN_PREFIX + at] = header[at];
    const char *key = strstr(header, "\"checksum\":\"");
    if (key != NULL) {
        size_t digits = NN_PREFIX + (size_t)(key - header) + strlen("\"checksum\":\"");
        char text[NN_CHECKSUM_DIGITS + 1];
        (void)snprintf(text, sizeof text, "%08" PRIx32, nn_checksum(bytes, total, digits));
        memcpy(bytes + digits, text, NN_CHECKSUM_DIGITS);
    }
    return (Source){.name = "w", .bytes = bytes, .length = total};
}

/* The header of a right file, its first `old` replaced by `new`, checksum and all. */
static Source edited(Arena *arena, const Source *right, const char *old, const char *new) {
    size_t length = (unsigned char)right->bytes[0] + 256U * (unsigned char)right->bytes[1];
    const char *header = arena_copy(arena, right->bytes + NN_PREFIX, length);
    const char *at = strstr(header, old);
    if (at == NULL)
        fail_msg("the header has no %s", old);
    const char *start = arena_copy(arena, header, (size_t)(at - header));
    return file_of(arena, arena_printf(arena, "%s%s%s", start, new, at + strlen(old)),
                   right->length - NN_PREFIX - length);
}

typedef struct {
    const char *old, *new;
    const char *words;
} Edit;

/* All with a checksum that fits: only what they say is wrong. */
static void test_files_that_tell_nonsense_are_refused(void **state) {
    (void)state;
    static const Edit edits[] = {
        {"explore-weights-1", "explore-weights-2", "its format is not explore-weights-1"},
        {"\"format\"", "\"fromat\"", "its format is not"},
        {"\"checksum\"", "\"chksum\"", "the checksum is missing"},
        {"\"dimension\":\"1\"", "\"dimension\":\"3\"", "the dimension is 3; it can be 1 to 2"},
        {"\"dimension\":\"1\"", "\"dimension\":\"2\"", "`layers.0.weight` has not the shape"},
        {"\"width\":\"16\"", "\"width\":\"17\"", "the width is 17; it must be a multiple of 16"},
        {"\"width\":\"16\"", "\"width\":\"32\"", "`layers.0.weight` has not the shape"},
        {"\"width\":\"16\"", "\"width\":\"-16\"", "`width` is not a whole number"},
        {"\"width\":\"16\"", "\"width\":\"99999999999999999999\"", "`width` is not a whole number"},
        {"\"width\":\"16\"", "\"breadth\":\"16\"", "the header does not tell `width`"},
        {"\"width\":\"16\"", "\"width\":16", "the header should have `\"` here"},
        {"\"depth\":\"1\"", "\"depth\":\"2\"", "`layers.1.weight` has not the shape"},
        {"\"depth\":\"1\"", "\"depth\":\"1\",\"depth\":\"1\"", "`depth` comes twice"},
        {"\"shortest\":\"1\"", "\"shortest\":\"nan\"", "`shortest` is not a number"},
        {"\"shortest\":\"1\"", "\"shortest\":\"1e9\"", "the periods of the embedding"},
        {"\"silu\"", "\"sine\"", "the activation `sine` or the output `v` is unknown"},
        {"\"output\":\"v\"", "\"output\":\"w\"", "the output `w` is unknown"},
        {"\"embedding\":\"sines\"", "\"embedding\":\"sine\"", "the embedding `sine` is unknown"},
        {"\"embedding\":\"sines\"", "\"embedding\":\"table\"", "`embedding.weight`"},
        {"\"embedding\":\"sines\"", "\"embedding\":\"none\"", "`layers.0.weight` has not"},
        {"\"batch\":\"48\"", "\"batch\":\"0\"", "no training has a batch of that size"},
        {"\"seed\":\"", "\"seed\":\"9", "`seed` is not a whole number"},
        {"\"beta_1\":\"0.9", "\"beta_1\":\"1.9", "beta_1, beta_2"},
        {"\"rate\":\"", "\"rat\":\"", "there are tensors or numbers that the network has not"},
        {"\"keep\":\"", "\"kept\":\"", "the header does not tell `keep`"},
        {"\"F32\"", "\"F16\"", "`layers.0.weight` has not the shape or the type"},
        {"\"shape\":[16,5]", "\"shape\":[5,16]", "`layers.0.weight` has not the shape"},
        {"\"shape\":[16,5]", "\"shape\":[80]", "`layers.0.weight` has not the shape"},
        {"\"shape\":[16,5]", "\"shape\":[16,5,1]", "more than two numbers"},
        {"\"shape\":[16,5]", "\"shape\":[]", "a whole number should be here"},
        {"\"shape\":[16,5]", "\"size\":[16,5]", "a tensor has nothing of that name"},
        {"\"shape\":[16,5],", "", "a tensor needs dtype, shape and data_offsets"},
        {"[0,320]", "[320,0]", "a tensor needs dtype, shape and data_offsets"},
        {"[0,320]", "[0,324]", "`layers.0.weight` has not the shape"},
        {"[0,320]", "[0,99999]", "the file is cut short"},
        {"layers.1.bias", "layers.1.bais", "the header does not tell `layers.1.bias`"},
        {"adam.second", "adam.third", "the header does not tell `adam.second`"},
        {"}}", "}} x", "there is text behind the header's end"},
        {"\"ring\"", "\"ri\\qng\"", "this escape is unknown"},
        {"\"ring\"", "\"ri\\u12x4\"", "\\u needs four hexadecimal digits"},
        {"\"ring\"", "\"ri\\ud800ng\"", "half a character is missing"},
        {"\"ring\"", "\"ri\\u0000\"", "cannot hold the character 0"},
        {"\"ring\"", "\"ri\nng\"", "a string holds a control character"},
    };
    Arena *arena = arena_new();
    Source right = file_new(arena, &one, true);
    Diag diag;
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        Source wrong = edited(arena, &right, edits[i].old, edits[i].new);
        if (is_read(arena, wrong.bytes, wrong.length, &diag))
            fail_msg("%s for %s is read", edits[i].new, edits[i].old);
        if (strstr(diag.message, edits[i].words) == NULL)
            fail_msg("%s for %s: %s", edits[i].new, edits[i].old, diag.message);
    }
    /* The edit itself is not what is refused. */
    Source same = edited(arena, &right, "\"ring\"", "\"r\\u0069ng\"");
    assert_true(is_read(arena, same.bytes, same.length, &diag));
    /* Files from before there was a choice do not tell it, and are of sines. */
    Source old = edited(arena, &right, ",\"embedding\":\"sines\"", "");
    NnWeights weights;
    assert_true(nn_weights_parse(arena, &old, &weights, &diag));
    assert_int_equal(weights.network.embedding, NN_SINES);
    arena_free(arena);
}

static void test_other_files_are_refused(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Diag diag;
    assert_false(is_read(arena, "x,y\n1,2\n3,4\n", 12, &diag));
    assert_non_null(strstr(diag.message, "this is no file of weights"));
    assert_false(is_read(arena, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, &diag));
    assert_non_null(strstr(diag.message, "this is no file of weights"));
    Source other =
        file_of(arena, "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
    assert_false(is_read(arena, other.bytes, other.length, &diag));
    assert_non_null(strstr(diag.message, "its format is not"));
    Source empty = file_of(arena, "{}", 0);
    assert_false(is_read(arena, empty.bytes, empty.length, &diag));
    arena_free(arena);
}

/* NaN in a weight, or a negative second moment, whose root Adam takes. */
static void test_numbers_that_no_network_has_are_refused(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Diag diag;
    NnTrainer *trainer = trainer_new(arena, &one, 3);
    NnWeights weights = nn_weights_of(trainer, "", "", "", true);
    Text text;
    text_init(&text);
    trainer->adam->average[7] = (float)NAN;
    nn_weights_print(&text, &weights);
    assert_false(is_read(arena, text.bytes, text.length, &diag));
    assert_non_null(strstr(diag.message, "`layers.0.weight` holds a number that is not finite"));
    trainer->adam->average[7] = 0.0F;
    trainer->adam->second[3] = -1.0F;
    text_reset(&text);
    nn_weights_print(&text, &weights);
    assert_false(is_read(arena, text.bytes, text.length, &diag));
    assert_non_null(strstr(diag.message, "`adam.second` holds a negative number"));
    trainer->adam->second[3] = 0.0F;
    text_reset(&text);
    nn_weights_print(&text, &weights);
    assert_true(is_read(arena, text.bytes, text.length, &diag));
    text_clear(&text);
    arena_free(arena);
}

/* --- Python --- */

static void test_the_checksum_is_that_of_zlib(void **state) {
    (void)state;
    /* The check value of CRC-32 in every table of such sums. */
    assert_int_equal(nn_checksum("123456789", 9, SIZE_MAX - NN_CHECKSUM_DIGITS),
                     UINT32_C(0xcbf43926));
}

/* What Python prints for a command, up to size bytes. */
static void python(Arena *arena, const char *arguments, char *answer, size_t size) {
    const char *data = getenv("EXPLORE_DATA");
    const char *command = arena_printf(arena, PYTHON " '%s/tests/read_weights.py' %s",
                                       data != NULL ? data : ".", arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t got = fread(answer, 1, size - 1, pipe);
    answer[got] = '\0';
    if (pclose(pipe) != 0)
        fail_msg("%s fails", command);
}

/* Python computes in double from the same floats; 9 digits are printed. */
static void test_python_reads_and_writes_the_same_network(void **state) {
    (void)state;
    char folder[] = "/tmp/explore-weights-XXXXXX", answer[256];
    assert_non_null(mkdtemp(folder));
    Arena *arena = arena_new();
    NnTrainer *trainer = trainer_new(arena, &two, 20);
    const char *path = arena_printf(arena, "%s/w.safetensors", folder), *why = NULL;
    const char *other = arena_printf(arena, "%s/v.safetensors", folder);
    NnWeights out = nn_weights_of(trainer, "ring", "linear", "ho", true), in;
    assert_true(nn_weights_write(arena, path, &out, &why));
    python(arena, arena_printf(arena, "'%s' 7 0.375 -1.25", path), answer, sizeof answer);
    double expected[2];
    assert_int_equal(sscanf(answer, "%lf %lf", &expected[0], &expected[1]), 2);
    python(arena, arena_printf(arena, "'%s' --double '%s'", path, other), answer, sizeof answer);
    Diag diag = {0};
    if (!nn_weights_read(arena, other, &in, &diag))
        fail_msg("%s", diag.message);
    float x[2] = {0.375F, -1.25F}, once[2], twice[2];
    uint32_t t = 7;
    NnWorkspace workspace = nn_workspace_new(arena, trainer->mlp, 1);
    nn_mlp_forward(once, trainer->mlp, out.average, x, &t, 1, &workspace);
    nn_mlp_forward(twice, trainer->mlp, in.average, x, &t, 1, &workspace);
    size_t bias = trainer->mlp->layers[2].bias;
    for (size_t k = 0; k < 2; k++) {
        double shift = (double)out.average[bias + k];
        assert_true(fabs(expected[k]) > 1e-4);
        assert_close((double)once[k], expected[k], 1e-6);
        assert_close((double)twice[k] - shift, 2.0 * (expected[k] - shift), 2e-6);
    }
    unlink(path);
    unlink(other);
    rmdir(folder);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights_come_back_as_they_were),
        cmocka_unit_test(test_training_goes_on_from_a_file_byte_for_byte),
        cmocka_unit_test(test_a_file_that_cannot_be_written_leaves_nothing),
        cmocka_unit_test(test_every_changed_byte_is_noticed),
        cmocka_unit_test(test_every_cut_is_noticed),
        cmocka_unit_test(test_files_that_tell_nonsense_are_refused),
        cmocka_unit_test(test_other_files_are_refused),
        cmocka_unit_test(test_numbers_that_no_network_has_are_refused),
        cmocka_unit_test(test_the_checksum_is_that_of_zlib),
        cmocka_unit_test(test_python_reads_and_writes_the_same_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
