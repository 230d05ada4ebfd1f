/* blas.c - see blas.h. */
#include "nn/blas.h"

#include <assert.h>
#include <limits.h>
#include <stddef.h>

#include <cblas.h>

#ifdef __GNUC__
/* Not in the header, and not in an OpenBLAS that was built without threads. */
extern int blas_thread_shutdown_(void) __attribute__((weak));
#endif

void nn_blas_start(void) {
    if (openblas_get_num_threads() == 1) {
        return;
    }
    openblas_set_num_threads(1);
#ifdef __GNUC__
    if (blas_thread_shutdown_ != NULL) {
        blas_thread_shutdown_();
    }
#endif
}

const char *nn_blas_description(void) {
    return openblas_get_config();
}

/* The border to BLAS's ints. */
static int checked(size_t size) {
    assert(size <= INT_MAX);
    return (int)size;
}

void nn_product(float *c, const NnProduct *product, size_t m, size_t n, size_t k) {
    cblas_sgemm(CblasRowMajor, product->turn_a ? CblasTrans : CblasNoTrans,
                product->turn_b ? CblasTrans : CblasNoTrans, checked(m), checked(n), checked(k),
                1.0F, product->a, checked(product->stride_a), product->b,
                checked(product->stride_b), product->add ? 1.0F : 0.0F, c, checked(n));
}
