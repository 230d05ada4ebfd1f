/* weights.c - see weights.h: writing, and going on. */
#include "nn/weights.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "nn/weights_internal.h"

/* The polynomial of zlib's CRC-32, its bits turned around. */
#define CRC_POLYNOMIAL UINT32_C(0xedb88320)
#define BYTE_VALUES ((size_t)256)
/* The header's end, so that the numbers begin at a multiple of it. */
#define ALIGNMENT ((size_t)8)

uint32_t nn_checksum(const char *bytes, size_t length, size_t digits) {
    uint32_t table[BYTE_VALUES];
    for (uint32_t i = 0; i < BYTE_VALUES; i++) {
        uint32_t crc = i;
        for (size_t bit = 0; bit < 8; bit++) {
            crc = (crc & 1) != 0 ? (crc >> 1) ^ CRC_POLYNOMIAL : crc >> 1;
        }
        table[i] = crc;
    }
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < length; i++) {
        bool is_digit = i >= digits && i < digits + NN_CHECKSUM_DIGITS;
        unsigned char byte = is_digit ? '0' : (unsigned char)bytes[i];
        crc = table[(crc ^ byte) & 0xff] ^ (crc >> 8);
    }
    return ~crc;
}

size_t nn_tensor_count(const NnTensor *tensor) {
    return tensor->columns == 0 ? tensor->rows : tensor->rows * tensor->columns;
}

size_t nn_weights_tensors(NnTensor tensors[NN_TENSORS_MAX], const NnMlp *mlp, const float *average,
                          bool can_go_on, const float *parameters, const float *first,
                          const float *second) {
    size_t count = 0;
    for (size_t l = 0; l < mlp->layer_count; l++) {
        const NnLayer *layer = &mlp->layers[l];
        NnTensor *weight = &tensors[count++], *bias = &tensors[count++];
        *weight = (NnTensor){
            .rows = layer->outputs, .columns = layer->inputs, .values = average + layer->weight};
        *bias = (NnTensor){.rows = layer->outputs, .values = average + layer->bias};
        (void)snprintf(weight->name, sizeof weight->name, "layers.%zu.weight", l);
        (void)snprintf(bias->name, sizeof bias->name, "layers.%zu.bias", l);
    }
    if (mlp->def.embedding == NN_TABLE) {
        tensors[count++] = (NnTensor){.name = "embedding.weight",
                                      .rows = mlp->def.steps + 1,
                                      .columns = mlp->features,
                                      .values = average + mlp->table};
    }
    if (can_go_on) {
        size_t n = mlp->parameter_count;
        tensors[count++] = (NnTensor){.name = "adam.parameters", .rows = n, .values = parameters};
        tensors[count++] = (NnTensor){.name = "adam.first", .rows = n, .values = first};
        tensors[count++] = (NnTensor){.name = "adam.second", .rows = n, .values = second};
    }
    return count;
}

NnWeights nn_weights_of(const NnTrainer *trainer, const char *data, const char *schedule,
                        const char *notation, bool can_go_on) {
    const NnAdam *adam = trainer->adam;
    return (NnWeights){.network = trainer->mlp->def,
                       .data = data,
                       .schedule = schedule,
                       .notation = notation,
                       .seed = trainer->def.seed,
                       .step = adam->step,
                       .batch = trainer->def.batch,
                       .loss = nn_running_mean(&trainer->mean),
                       .average = adam->average,
                       .can_go_on = can_go_on,
                       .adam = adam->def,
                       .parameters = adam->parameters,
                       .first = adam->first,
                       .second = adam->second};
}

/* --- what the header tells --- */

const NnField nn_network_fields[] = {
    {"dimension", NN_FIELD_SIZE, offsetof(NnMlpDef, dimension)},
    {"width", NN_FIELD_SIZE, offsetof(NnMlpDef, width)},
    {"depth", NN_FIELD_SIZE, offsetof(NnMlpDef, depth)},
    {"features", NN_FIELD_SIZE, offsetof(NnMlpDef, features)},
    {"steps", NN_FIELD_SIZE, offsetof(NnMlpDef, steps)},
    {"shortest", NN_FIELD_NUMBER, offsetof(NnMlpDef, shortest)},
    {"longest", NN_FIELD_NUMBER, offsetof(NnMlpDef, longest)},
    {NULL, NN_FIELD_SIZE, 0},
};

const NnField nn_origin_fields[] = {
    {"data", NN_FIELD_TEXT, offsetof(NnWeights, data)},
    {"schedule", NN_FIELD_TEXT, offsetof(NnWeights, schedule)},
    {"notation", NN_FIELD_TEXT, offsetof(NnWeights, notation)},
    {"seed", NN_FIELD_WHOLE, offsetof(NnWeights, seed)},
    {"step", NN_FIELD_WHOLE, offsetof(NnWeights, step)},
    {"batch", NN_FIELD_SIZE, offsetof(NnWeights, batch)},
    {NULL, NN_FIELD_SIZE, 0},
};

const NnField nn_adam_fields[] = {
    {"rate", NN_FIELD_NUMBER, offsetof(NnAdamDef, rate)},
    {"last", NN_FIELD_NUMBER, offsetof(NnAdamDef, last)},
    {"warm_up", NN_FIELD_SIZE, offsetof(NnAdamDef, warm_up)},
    {"total", NN_FIELD_SIZE, offsetof(NnAdamDef, total)},
    {"beta_1", NN_FIELD_NUMBER, offsetof(NnAdamDef, beta_1)},
    {"beta_2", NN_FIELD_NUMBER, offsetof(NnAdamDef, beta_2)},
    {"epsilon", NN_FIELD_NUMBER, offsetof(NnAdamDef, epsilon)},
    {"decay", NN_FIELD_NUMBER, offsetof(NnAdamDef, decay)},
    {"clip", NN_FIELD_NUMBER, offsetof(NnAdamDef, clip)},
    {"keep", NN_FIELD_NUMBER, offsetof(NnAdamDef, keep)},
    {NULL, NN_FIELD_SIZE, 0},
};

/* --- writing --- */

/* A JSON string. */
static void print_string(Text *out, const char *string) {
    size_t length = strlen(string), used = 0;
    text_append_char(out, '"');
    for (size_t at = 0; at < length; at += used) {
        uint32_t code = utf8_decode(string + at, length - at, &used);
        if (code == '"' || code == '\\') {
            text_append_char(out, '\\');
            text_append_char(out, (char)code);
        } else if (code >= ' ' && code < 0x7f) {
            text_append_char(out, (char)code);
        } else if (code < 0x10000) {
            text_printf(out, "\\u%04" PRIx32, code);
        } else {
            uint32_t rest = code - 0x10000;
            text_printf(out, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xd800 + (rest >> 10),
                        0xdc00 + (rest & 0x3ff));
        }
    }
    text_append_char(out, '"');
}

static void print_pair(Text *out, const char *key, const char *value) {
    text_printf(out, ",\"%s\":", key);
    print_string(out, value);
}

/* 17 digits bring a double back as it was. */
static void print_number(Text *out, const char *key, double value) {
    text_printf(out, ",\"%s\":\"%.17g\"", key, value);
}

static void print_fields(Text *out, const NnField *field, const void *base) {
    for (; field->key != NULL; field++) {
        const void *at = (const char *)base + field->offset;
        switch (field->kind) {
        case NN_FIELD_SIZE:
            text_printf(out, ",\"%s\":\"%zu\"", field->key, *(const size_t *)at);
            break;
        case NN_FIELD_WHOLE:
            text_printf(out, ",\"%s\":\"%" PRIu64 "\"", field->key, *(const uint64_t *)at);
            break;
        case NN_FIELD_NUMBER: print_number(out, field->key, *(const double *)at); break;
        case NN_FIELD_TEXT: print_pair(out, field->key, *(const char *const *)at); break;
        }
    }
}

static void print_metadata(Text *out, const NnWeights *weights, const NnMlpDef *network) {
    text_append(out, "\"__metadata__\":{\"format\":\"" NN_WEIGHTS_FORMAT "\"");
    print_fields(out, nn_network_fields, network);
    print_pair(out, "activation", network->activation->name);
    print_pair(out, "output", nn_output_name(network->output));
    print_pair(out, "embedding", nn_embedding_name(network->embedding));
    print_fields(out, nn_origin_fields, weights);
    if (isfinite(weights->loss)) {
        print_number(out, "loss", weights->loss);
    }
    if (weights->can_go_on) {
        print_fields(out, nn_adam_fields, &weights->adam);
    }
}

static void print_entry(Text *out, const NnTensor *tensor, size_t *offset) {
    size_t end = *offset + nn_tensor_count(tensor) * sizeof(float);
    text_printf(out, ",\"%s\":{\"dtype\":\"F32\",\"shape\":[%zu", tensor->name, tensor->rows);
    if (tensor->columns > 0) {
        text_printf(out, ",%zu", tensor->columns);
    }
    text_printf(out, "],\"data_offsets\":[%zu,%zu]}", *offset, end);
    *offset = end;
}

static void print_values(Text *out, const NnTensor *tensor) {
    for (size_t i = 0; i < nn_tensor_count(tensor); i++) {
        uint32_t bits;
        memcpy(&bits, &tensor->values[i], sizeof bits);
        char bytes[sizeof bits];
        for (size_t k = 0; k < sizeof bits; k++) {
            bytes[k] = (char)(unsigned char)(bits >> 8 * k & 0xff);
        }
        text_append_bytes(out, bytes, sizeof bytes);
    }
}

void nn_weights_print(Text *out, const NnWeights *weights) {
    const NnMlp mlp = nn_mlp_shape(&weights->network);
    NnTensor tensors[NN_TENSORS_MAX];
    size_t count = nn_weights_tensors(tensors, &mlp, weights->average, weights->can_go_on,
                                      weights->parameters, weights->first, weights->second);
    size_t start = out->length, offset = 0;
    text_append_bytes(out, "\0\0\0\0\0\0\0", NN_PREFIX);
    text_append_char(out, '{');
    print_metadata(out, weights, &mlp.def);
    text_append(out, ",\"checksum\":\"");
    size_t digits = out->length - start;
    text_repeat(out, "0", NN_CHECKSUM_DIGITS);
    text_append(out, "\"}");
    for (size_t i = 0; i < count; i++) {
        print_entry(out, &tensors[i], &offset);
    }
    text_append_char(out, '}');
    while ((out->length - start) % ALIGNMENT != 0) {
        text_append_char(out, ' ');
    }
    uint64_t header = out->length - start - NN_PREFIX;
    for (size_t k = 0; k < NN_PREFIX; k++) {
        out->bytes[start + k] = (char)(unsigned char)(header >> 8 * k & 0xff);
    }
    for (size_t i = 0; i < count; i++) {
        print_values(out, &tensors[i]);
    }
    char checksum[NN_CHECKSUM_DIGITS + 1];
    (void)snprintf(checksum, sizeof checksum, "%08" PRIx32,
                   nn_checksum(out->bytes + start, out->length - start, digits));
    memcpy(out->bytes + start + digits, checksum, NN_CHECKSUM_DIGITS);
}

bool nn_weights_write(Arena *arena, const char *path, const NnWeights *weights, const char **why) {
    Text text;
    text_init(&text);
    nn_weights_print(&text, weights);
    bool done = file_write(arena, path, text.bytes, text.length, why);
    text_clear(&text);
    return done;
}

/* --- going on --- */

void nn_weights_resume_def(NnTrainerDef *def, const NnWeights *weights) {
    assert(weights->can_go_on);
    def->network = weights->network;
    def->adam = weights->adam;
    def->batch = weights->batch;
    def->seed = weights->seed;
}

void nn_weights_resume(NnTrainer *trainer, const NnWeights *weights) {
    NnAdam *adam = trainer->adam;
    const NnMlp mlp = nn_mlp_shape(&weights->network);
    assert(weights->can_go_on && mlp.parameter_count == adam->count);
    size_t size = mlp.parameter_count * sizeof(float);
    memcpy(adam->parameters, weights->parameters, size);
    memcpy(adam->first, weights->first, size);
    memcpy(adam->second, weights->second, size);
    memcpy(adam->average, weights->average, size);
    adam->step = weights->step;
}
