/* blas.h - the one product of matrices that the network needs, by OpenBLAS.
 *
 * OpenBLAS is told to work in the thread that calls it: rows are shared out among our own threads,
 * so that the same numbers come out for any number of them. Row-major, float. May include base/ and
 * cblas.h. */
#ifndef EXPLORE_NN_BLAS_H
#define EXPLORE_NN_BLAS_H

#include <stdbool.h>
#include <stddef.h>

/* At the start of the program, while there is one thread, and before the first product; may be
 * called again. OpenBLAS makes threads as it is loaded. They would be idle, but signals would reach
 * them, Ctrl-C too when everyone else holds it back: they are ended. */
void nn_blas_start(void);
/* What OpenBLAS says of itself: version, and the processor it has chosen its kernels for. Static
 * text. */
const char *nn_blas_description(void);

/* c (m, n) = a (m, k) b (k, n), or c + a b with `add`. With turn_a the memory of a is (k, m), with
 * turn_b that of b is (n, k): they are read transposed. c overlaps neither; m, n, k >= 1. stride_a
 * and stride_b are how far apart the rows in memory begin, that of c is n. */
typedef struct {
    const float *a, *b;
    size_t stride_a, stride_b;
    bool turn_a, turn_b, add;
} NnProduct;
void nn_product(float *c, const NnProduct *product, size_t m, size_t n, size_t k);

#endif
