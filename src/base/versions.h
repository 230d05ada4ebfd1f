/* versions.h - one loop compiled for several widths of a processor's registers.
 *
 * The body is written once, as plain C; the processor decides at run time which copy works. No
 * copy fuses a multiplication and an addition (-ffp-contract=off) and every sum has a fixed order,
 * so all copies give the same bits. */
#ifndef EXPLORE_VERSIONS_INTERNAL_H
#define EXPLORE_VERSIONS_INTERNAL_H

#if defined(__x86_64__) && defined(__GNUC__)

/* VERSIONS_BODY void name_body(parameters) { ... } then VERSIONS(static, name, (parameters),
 * (arguments)) makes static void name(parameters); the first argument may be empty. */
#define VERSIONS_BODY static inline __attribute__((always_inline))
#define VERSIONS(linkage, name, parameters, arguments)                                             \
    __attribute__((                                                                                \
        target("avx512f,avx512bw,avx512dq,avx512vl"))) static void name##_512 parameters {         \
        name##_body arguments;                                                                     \
    }                                                                                              \
    __attribute__((target("avx2"))) static void name##_256 parameters {                            \
        name##_body arguments;                                                                     \
    }                                                                                              \
    linkage void name parameters {                                                                 \
        if (__builtin_cpu_supports("avx512vl")) {                                                  \
            name##_512 arguments;                                                                  \
        } else if (__builtin_cpu_supports("avx2")) {                                               \
            name##_256 arguments;                                                                  \
        } else {                                                                                   \
            name##_body arguments;                                                                 \
        }                                                                                          \
    }

#else

#define VERSIONS_BODY static inline
#define VERSIONS(linkage, name, parameters, arguments)                                             \
    linkage void name parameters {                                                                 \
        name##_body arguments;                                                                     \
    }

#endif

#endif
