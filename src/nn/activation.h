/* activation.h - the table of activations: what a hidden unit makes of its sum.
 *
 * Each row works on whole layers, its bias and its slope in the same pass, without a call of the
 * C library per element: e^x is a polynomial (nn_exponentials below). Widths are multiples of
 * NN_LANES. NaN stays NaN. May include base/. */
#ifndef EXPLORE_NN_ACTIVATION_H
#define EXPLORE_NN_ACTIVATION_H

#include <stddef.h>

/* Floats that the loops take at a time: a register of AVX-512, two or four of smaller ones. */
#define NN_LANES ((size_t)16)

typedef struct {
    const char *name;
    const char *doc; /* one line */
    const char *citation;
    const char *formula; /* TeX */
    /* In place: z (rows, width) becomes f(z + bias), bias (width). */
    void (*value)(float *z, const float *bias, size_t rows, size_t width);
    /* active (rows, width) = f(z + bias), and z becomes f'(z + bias). They do not overlap. */
    void (*value_and_slope)(float *active, float *z, const float *bias, size_t rows, size_t width);
} NnActivation;

size_t nn_activation_count(void);
/* i < nn_activation_count(); in the order they are listed. The first is the default. */
const NnActivation *nn_activation_at(size_t i);
/* NULL when there is none of that name. */
const NnActivation *nn_activation_find(const char *name);

/* out (n) = e^x for x in [-80, 80]; what is outside is taken to be at the nearer end, NaN stays
 * NaN. The relative error is below NN_EXPONENTIAL_ERROR, two roundings of a float. out and x may be
 * the same. */
#define NN_EXPONENTIAL_ERROR 1.2e-7
void nn_exponentials(float *out, const float *x, size_t n);

#endif
