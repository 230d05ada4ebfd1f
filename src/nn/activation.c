/* activation.c - see activation.h. */
#include "nn/activation.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/versions.h"

/* e^-80 = 1.8e-35: far enough from the smallest normal float that nothing below is subnormal. */
#define EXPONENT_MAX 80.0F
#define LOG2_E 1.44269504088896341F
/* ln 2 in two parts (Cody and Waite): n times the first is exact for |n| < 2^11. */
#define LN_2_HIGH 0.693359375F
#define LN_2_LOW (-2.12194440054690583e-4F)
/* 1.5 2^23: added to a float below 2^22 it leaves the nearest whole number in the last bits. */
#define ROUNDER 12582912.0F
#define EXPONENT_SHIFT 23
#define ONE_BITS UINT32_C(0x3f800000)

static inline uint32_t bits_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline float float_of(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* e^x = 2^n e^r with |r| <= ln 2 / 2; the polynomial is that of Cephes' expf (Moshier). */
VERSIONS_BODY float exponential(float x) {
    x = x > EXPONENT_MAX ? EXPONENT_MAX : x;
    x = x < -EXPONENT_MAX ? -EXPONENT_MAX : x;
    float shifted = x * LOG2_E + ROUNDER;
    float n = shifted - ROUNDER;
    float r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * (r * r) + r + 1.0F;
    return p * float_of((bits_of(shifted) << EXPONENT_SHIFT) + ONE_BITS);
}

VERSIONS_BODY void nn_exponentials_body(float *out, const float *x, size_t n) {
    for (size_t i = 0; i < n; i++) {
        out[i] = exponential(x[i]);
    }
}
VERSIONS(, nn_exponentials, (float *out, const float *x, size_t n), (out, x, n))

/* \sigma(x) = 1/(1+e^{-x}) */
VERSIONS_BODY float sigmoid(float x) {
    return 1.0F / (1.0F + exponential(-x));
}

/* f(x) = x\sigma(x), f'(x) = \sigma(x)(1+x(1-\sigma(x))) */
VERSIONS_BODY float silu(float *slope, float x) {
    float s = sigmoid(x);
    *slope = s * (1.0F + x * (1.0F - s));
    return x * s;
}

/* sqrt(8 / pi), twice the factor inside the tanh: 1 + tanh(u) = 2 \sigma(2u). */
#define GELU_SCALE 1.59576912160573071F
#define GELU_CUBE 0.044715F

/* f(x) = x\sigma(g(x)), g(x) = \sqrt{8/\pi}(x+0.044715x^3), f' = \sigma(1+xg'(1-\sigma)) */
VERSIONS_BODY float gelu(float *slope, float x) {
    float square = x * x;
    float s = sigmoid(GELU_SCALE * x * (1.0F + GELU_CUBE * square));
    float inner = GELU_SCALE * (1.0F + 3.0F * GELU_CUBE * square);
    *slope = s * (1.0F + x * inner * (1.0F - s));
    return x * s;
}

/* f(x) = \max(0,x); the slope at 0 is taken to be 0. A NaN is not <= 0 and stays what it is. */
VERSIONS_BODY float relu(float *slope, float x) {
    *slope = x <= 0.0F ? 0.0F : 1.0F;
    return x <= 0.0F ? 0.0F : x;
}

/* The two loops of a row. */
#define LAYER_KERNELS(f)                                                                           \
    VERSIONS_BODY void f##_value_body(float *z, const float *bias, size_t rows, size_t width) {    \
        for (size_t i = 0; i < rows; i++) {                                                        \
            float *restrict row = z + i * width;                                                   \
            const float *restrict b = bias;                                                        \
            for (size_t j = 0; j < width; j++) {                                                   \
                float unused;                                                                      \
                row[j] = f(&unused, row[j] + b[j]);                                                \
            }                                                                                      \
        }                                                                                          \
    }                                                                                              \
    VERSIONS(static, f##_value, (float *z, const float *bias, size_t rows, size_t width),          \
             (z, bias, rows, width))                                                               \
    VERSIONS_BODY void f##_both_body(float *active, float *z, const float *bias, size_t rows,      \
                                     size_t width) {                                               \
        for (size_t i = 0; i < rows; i++) {                                                        \
            float *restrict out = active + i * width;                                              \
            float *restrict row = z + i * width;                                                   \
            const float *restrict b = bias;                                                        \
            for (size_t j = 0; j < width; j++) {                                                   \
                out[j] = f(&row[j], row[j] + b[j]);                                                \
            }                                                                                      \
        }                                                                                          \
    }                                                                                              \
    VERSIONS(static, f##_both,                                                                     \
             (float *active, float *z, const float *bias, size_t rows, size_t width),              \
             (active, z, bias, rows, width))

LAYER_KERNELS(silu)
LAYER_KERNELS(gelu)
LAYER_KERNELS(relu)

static const NnActivation rows_of_table[] = {
    {.name = "silu",
     .doc = "x times its logistic function: smooth, and so is what the network learns",
     .citation = "Hendrycks and Gimpel 2016; Ramachandran, Zoph, Le 2017 (swish)",
     .formula = "f(x) = \\frac{x}{1+e^{-x}}",
     .value = silu_value,
     .value_and_slope = silu_both},
    {.name = "gelu",
     .doc = "x times the normal distribution function, in the form with tanh",
     .citation = "Hendrycks and Gimpel 2016, section 2",
     .formula = "f(x) = \\frac{x}{2}\\left(1+\\tanh\\left(\\sqrt{2/\\pi}(x+0.044715x^3)\\right)"
                "\\right)",
     .value = gelu_value,
     .value_and_slope = gelu_both},
    {.name = "relu",
     .doc = "x where it is positive, else 0: the network is piecewise linear in x",
     .citation = "Nair and Hinton 2010",
     .formula = "f(x) = \\max(0,x)",
     .value = relu_value,
     .value_and_slope = relu_both},
};

size_t nn_activation_count(void) {
    return sizeof rows_of_table / sizeof *rows_of_table;
}

const NnActivation *nn_activation_at(size_t i) {
    assert(i < sizeof rows_of_table / sizeof *rows_of_table);
    return &rows_of_table[i];
}

const NnActivation *nn_activation_find(const char *name) {
    for (size_t i = 0; i < nn_activation_count(); i++) {
        if (strcmp(rows_of_table[i].name, name) == 0) {
            return &rows_of_table[i];
        }
    }
    return NULL;
}
