/* weights_read.c - see weights.h: reading. The order of the checks decides what a user is told: is
 * it such a file at all, is it whole, is it unchanged, and only then what it says. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "nn/floats_internal.h"
#include "nn/weights_internal.h"

/* Twenty tensors and forty names need 4 kB. */
#define HEADER_MAX ((size_t)1 << 20)

typedef struct {
    Arena *arena;
    const Source *source;
    Diag *diag;
    size_t numbers; /* where they begin */
    NnHeader header;
} File;

static bool refuse(const File *file, size_t at, const char *hint, const char *message) {
    diag_set(file->diag, file->arena, file->source, at, hint, "%s", message);
    return false;
}

static const NnMetadata *metadata_find(const File *file, const char *key) {
    for (size_t i = 0; i < file->header.metadata_count; i++) {
        if (strcmp(file->header.metadata[i].key, key) == 0) {
            return &file->header.metadata[i];
        }
    }
    return NULL;
}

/* --- is it such a file, whole and unchanged --- */

static bool find_header(File *file) {
    const Source *source = file->source;
    static const char hint[] = "give a file that explore has written";
    if (source->length < NN_PREFIX + 1) {
        return refuse(file, 0, hint, "this is no file of weights: it is too short");
    }
    uint64_t length = 0;
    for (size_t k = NN_PREFIX; k-- > 0;) {
        length = length << 8 | (unsigned char)source->bytes[k];
    }
    if (length > HEADER_MAX || source->bytes[NN_PREFIX] != '{') {
        return refuse(file, 0, hint, "this is no file of weights (.safetensors)");
    }
    if (length > source->length - NN_PREFIX) {
        return refuse(file, 0, "copy it again, or train again",
                      arena_printf(file->arena,
                                   "the file is cut short: it has %zu bytes, and its header alone "
                                   "should have %" PRIu64,
                                   source->length, length));
    }
    file->numbers = NN_PREFIX + (size_t)length;
    return nn_header_parse(file->arena, source, NN_PREFIX, file->numbers, &file->header,
                           file->diag);
}

static bool check_whole(const File *file) {
    size_t end = 0, have = file->source->length - file->numbers;
    for (size_t i = 0; i < file->header.entry_count; i++) {
        end = file->header.entries[i].end > end ? file->header.entries[i].end : end;
    }
    if (have < end) {
        return refuse(file, 0, "copy it again, or train again",
                      arena_printf(file->arena,
                                   "the file is cut short: %zu bytes of numbers, and its header "
                                   "tells of %zu",
                                   have, end));
    }
    return have == end || refuse(file, 0, "copy it again, or train again",
                                 "the file goes on behind its last number");
}

static bool check_unchanged(const File *file) {
    const NnMetadata *format = metadata_find(file, "format");
    if (format == NULL || strcmp(format->value, NN_WEIGHTS_FORMAT) != 0) {
        return refuse(file, format == NULL ? NN_PREFIX : format->at,
                      "give a file that this version of explore has written",
                      "this is a .safetensors file, but its format is not " NN_WEIGHTS_FORMAT);
    }
    const NnMetadata *checksum = metadata_find(file, "checksum");
    if (checksum == NULL || strlen(checksum->value) != NN_CHECKSUM_DIGITS) {
        return refuse(file, NN_PREFIX, "src/nn/weights.h says how it is made",
                      "the checksum is missing");
    }
    uint32_t crc = nn_checksum(file->source->bytes, file->source->length, checksum->at);
    const char *expected = arena_printf(file->arena, "%08" PRIx32, crc);
    if (memcmp(expected, file->source->bytes + checksum->at, NN_CHECKSUM_DIGITS) != 0) {
        return refuse(file, checksum->at, "copy it again, or train again",
                      "the file was changed or damaged: its checksum does not fit");
    }
    return true;
}

/* --- what it says --- */

static bool missing(const File *file, const char *key) {
    return refuse(file, NN_PREFIX, "write the file again with this version of explore",
                  arena_printf(file->arena, "the header does not tell `%s`", key));
}

static bool get_text(const File *file, const char *key, const char **value) {
    const NnMetadata *pair = metadata_find(file, key);
    if (pair == NULL) {
        return missing(file, key);
    }
    *value = pair->value;
    return true;
}

static bool get_whole(const File *file, const char *key, uint64_t *value) {
    const NnMetadata *pair = metadata_find(file, key);
    if (pair == NULL) {
        return missing(file, key);
    }
    char *end = NULL;
    errno = 0;
    *value = strtoull(pair->value, &end, 10);
    if (pair->value[0] < '0' || pair->value[0] > '9' || *end != '\0' || errno != 0) {
        return refuse(file, pair->at, "write the file again with this version of explore",
                      arena_printf(file->arena, "`%s` is not a whole number", key));
    }
    return true;
}

static bool get_size(const File *file, const char *key, size_t *value) {
    uint64_t whole = 0;
    if (!get_whole(file, key, &whole)) {
        return false;
    }
    *value = (size_t)whole;
    return true;
}

static bool get_number(const File *file, const char *key, double *value) {
    const NnMetadata *pair = metadata_find(file, key);
    if (pair == NULL) {
        return missing(file, key);
    }
    char *end = NULL;
    *value = strtod(pair->value, &end);
    if (end == pair->value || *end != '\0' || !isfinite(*value)) {
        return refuse(file, pair->at, "write the file again with this version of explore",
                      arena_printf(file->arena, "`%s` is not a number", key));
    }
    return true;
}

static bool get_fields(const File *file, const NnField *field, void *base) {
    bool got = true;
    for (; got && field->key != NULL; field++) {
        void *at = (char *)base + field->offset;
        switch (field->kind) {
        case NN_FIELD_SIZE: got = get_size(file, field->key, at); break;
        case NN_FIELD_WHOLE: got = get_whole(file, field->key, at); break;
        case NN_FIELD_NUMBER: got = get_number(file, field->key, at); break;
        case NN_FIELD_TEXT: got = get_text(file, field->key, at); break;
        }
    }
    return got;
}

static bool get_network(const File *file, NnMlpDef *network) {
    const char *activation = NULL, *output = NULL, *why = NULL;
    *network = (NnMlpDef){0};
    if (!get_fields(file, nn_network_fields, network) ||
        !get_text(file, "activation", &activation) || !get_text(file, "output", &output)) {
        return false;
    }
    network->activation = nn_activation_find(activation);
    if (network->activation == NULL || !nn_output_find(&network->output, output)) {
        return refuse(file, NN_PREFIX, "use the version of explore that has written it",
                      arena_printf(file->arena, "the activation `%s` or the output `%s` is unknown",
                                   activation, output));
    }
    const NnMetadata *embedding = metadata_find(file, "embedding");
    if (embedding != NULL && !nn_embedding_find(&network->embedding, embedding->value)) {
        return refuse(file, embedding->at, "use the version of explore that has written it",
                      arena_printf(file->arena, "the embedding `%s` is unknown", embedding->value));
    }
    return nn_mlp_def_check(network, file->arena, &why) ||
           refuse(file, NN_PREFIX, "use the version of explore that has written it", why);
}

static bool get_adam(const File *file, NnWeights *weights) {
    const char *why = NULL;
    weights->can_go_on = metadata_find(file, nn_adam_fields[0].key) != NULL;
    if (!weights->can_go_on) {
        weights->adam = nn_adam_def_default();
        return true;
    }
    if (!get_fields(file, nn_adam_fields, &weights->adam)) {
        return false;
    }
    return nn_adam_def_check(&weights->adam, file->arena, &why) ||
           refuse(file, NN_PREFIX, "train again", why);
}

static bool get_origin(const File *file, NnWeights *weights) {
    weights->loss = (double)NAN;
    if (!get_fields(file, nn_origin_fields, weights)) {
        return false;
    }
    if (weights->batch < 1 || weights->batch > NN_BATCH_MAX) {
        return refuse(file, NN_PREFIX, "train again", "no training has a batch of that size");
    }
    return metadata_find(file, "loss") == NULL || get_number(file, "loss", &weights->loss);
}

/* Reads one tensor into values. */
static bool get_values(const File *file, const NnTensor *tensor, float *values) {
    const NnEntry *entry = NULL;
    for (size_t i = 0; i < file->header.entry_count && entry == NULL; i++) {
        if (strcmp(file->header.entries[i].name, tensor->name) == 0) {
            entry = &file->header.entries[i];
        }
    }
    if (entry == NULL) {
        return missing(file, tensor->name);
    }
    size_t rank = tensor->columns == 0 ? 1 : 2, count = nn_tensor_count(tensor);
    if (strcmp(entry->dtype, "F32") != 0 || entry->rank != rank ||
        entry->shape[0] != tensor->rows || (rank == 2 && entry->shape[1] != tensor->columns) ||
        entry->end - entry->begin != count * sizeof(float)) {
        return refuse(file, entry->at, "the network's width and depth tell the shapes",
                      arena_printf(file->arena, "`%s` has not the shape or the type it should have",
                                   tensor->name));
    }
    const char *bytes = file->source->bytes + file->numbers + entry->begin;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = 0;
        for (size_t k = sizeof bits; k-- > 0;) {
            bits = bits << 8 | (unsigned char)bytes[i * sizeof bits + k];
        }
        memcpy(&values[i], &bits, sizeof bits);
        if (!isfinite(values[i])) {
            return refuse(
                file, entry->at, "train again",
                arena_printf(file->arena, "`%s` holds a number that is not finite", tensor->name));
        }
    }
    return true;
}

static bool get_tensors(const File *file, NnWeights *weights) {
    const NnMlp mlp = nn_mlp_shape(&weights->network);
    size_t n = mlp.parameter_count, total = 0;
    float *average = nn_floats(file->arena, n);
    float *states[3] = {NULL, NULL, NULL};
    for (size_t i = 0; weights->can_go_on && i < 3; i++) {
        states[i] = nn_floats(file->arena, n);
    }
    NnTensor tensors[NN_TENSORS_MAX];
    size_t count = nn_weights_tensors(tensors, &mlp, average, weights->can_go_on, states[0],
                                      states[1], states[2]);
    size_t own = count - (weights->can_go_on ? 3 : 0); /* of the network itself */
    for (size_t i = 0; i < count; i++) {
        /* The same place in memory that may be written. */
        float *values = i >= own ? states[i - own] : average + (tensors[i].values - average);
        if (!get_values(file, &tensors[i], values)) {
            return false;
        }
        total += nn_tensor_count(&tensors[i]) * sizeof(float);
    }
    for (size_t i = 0; weights->can_go_on && i < n; i++) {
        if (states[2][i] < 0.0F) {
            return refuse(file, NN_PREFIX, "train again", "`adam.second` holds a negative number");
        }
    }
    /* As many as there should be, each of them found, and together all bytes: none twice. */
    if (file->header.entry_count != count || total != file->source->length - file->numbers) {
        return refuse(file, NN_PREFIX, "write the file again with this version of explore",
                      "there are tensors or numbers that the network has not");
    }
    weights->average = average;
    weights->parameters = states[0];
    weights->first = states[1];
    weights->second = states[2];
    return true;
}

bool nn_weights_parse(Arena *arena, const Source *source, NnWeights *weights, Diag *diag) {
    File *file = arena_alloc(arena, sizeof *file);
    file->arena = arena;
    file->source = source;
    file->diag = diag;
    *weights = (NnWeights){0};
    return find_header(file) && check_whole(file) && check_unchanged(file) &&
           get_network(file, &weights->network) && get_origin(file, weights) &&
           get_adam(file, weights) && get_tensors(file, weights);
}

bool nn_weights_read(Arena *arena, const char *path, NnWeights *weights, Diag *diag) {
    Source source = {.name = path};
    const char *why = NULL;
    if (!file_read(arena, path, &source.bytes, &source.length, &why)) {
        diag_set(diag, arena, &source, 0, "give a file of weights", "`%s` %s", path, why);
        return false;
    }
    return nn_weights_parse(arena, &source, weights, diag);
}
