/* weights_internal.h - what writing and reading a file of weights have in common. */
#ifndef EXPLORE_NN_WEIGHTS_INTERNAL_H
#define EXPLORE_NN_WEIGHTS_INTERNAL_H

#include "nn/weights.h"

/* Of the length before the header. */
#define NN_PREFIX ((size_t)8)
#define NN_CHECKSUM_DIGITS ((size_t)8)
#define NN_TENSORS_MAX (2 * (NN_DEPTH_MAX + 1) + 1 + 3)
#define NN_TENSOR_NAME_SIZE ((size_t)40)

/* A tensor that a file has: values (rows, columns), columns 0 for a vector of rows. */
typedef struct {
    char name[NN_TENSOR_NAME_SIZE];
    size_t rows, columns;
    const float *values;
} NnTensor;

/* All tensors in the order of the file; how many. */
size_t nn_weights_tensors(NnTensor tensors[NN_TENSORS_MAX], const NnMlp *mlp, const float *average,
                          bool can_go_on, const float *parameters, const float *first,
                          const float *second);
size_t nn_tensor_count(const NnTensor *tensor);

/* What the header's metadata say of a struct: a name, and where its value lies. */
typedef enum {
    NN_FIELD_SIZE,   /* size_t */
    NN_FIELD_WHOLE,  /* uint64_t */
    NN_FIELD_NUMBER, /* double */
    NN_FIELD_TEXT,   /* const char * */
} NnFieldKind;

typedef struct {
    const char *key; /* NULL behind the last */
    NnFieldKind kind;
    size_t offset;
} NnField;

extern const NnField nn_network_fields[]; /* of an NnMlpDef: all but its names */
extern const NnField nn_origin_fields[];  /* of an NnWeights: all but the loss */
extern const NnField nn_adam_fields[];    /* of an NnAdamDef */

/* The CRC-32 of bytes (length), with the digits at `digits` taken as '0'. */
uint32_t nn_checksum(const char *bytes, size_t length, size_t digits);

/* --- the header, read --- */

typedef struct {
    const char *key, *value;
    size_t at; /* where the value's text begins */
} NnMetadata;

typedef struct {
    const char *name;
    const char *dtype;
    size_t shape[2], rank;
    size_t begin, end; /* in the numbers */
    size_t at;
} NnEntry;

#define NN_METADATA_MAX ((size_t)64)

typedef struct {
    NnMetadata metadata[NN_METADATA_MAX];
    size_t metadata_count;
    NnEntry entries[NN_TENSORS_MAX];
    size_t entry_count;
} NnHeader;

/* The JSON between the offsets `start` and `end` of the source. */
bool nn_header_parse(Arena *arena, const Source *source, size_t start, size_t end, NnHeader *header,
                     Diag *diag);

#endif
