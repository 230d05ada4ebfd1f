/* selftest.h - formulas that are known to be true and known to be false, for each method. */
#ifndef EXPLORE_APP_SELFTEST_H
#define EXPLORE_APP_SELFTEST_H

#include "verify/claim.h"

/* One block of a lesson, and what a method must find about it. */
typedef struct {
    MethodId method;
    bool holds;           /* the method must hold it; otherwise it must refute it */
    const char *kind;     /* "claim" or "law" */
    const char *settings; /* of the info string, behind the id: "notation=ho"; or "" */
    const char *body;     /* its lines */
} SelftestExample;

size_t selftest_example_count(void);
const SelftestExample *selftest_example_at(size_t i);

/* A law of the chain, and a wrong form of it: for every schedule, in one dimension and in two. */
typedef struct {
    const char *name;
    const char *claim; /* TeX, in the notation ho */
    const char *wrong;
} SelftestIdentity;

size_t selftest_identity_count(void);
const SelftestIdentity *selftest_identity_at(size_t i);

/* Methods that only confirm: of a false formula they must find that it is not confirmed. */
bool selftest_only_confirms(MethodId method);

typedef struct {
    const SelftestExample *example;
    Claim *claim;                   /* NULL when it cannot be read */
    const MethodEvidence *evidence; /* of the method under test; NULL when it never ran */
    size_t dimensions;              /* in which it must be drawn; 0: in any */
    const char *why;                /* what is wrong, or NULL */
} SelftestTrial;

/* Reads the example, `number` being part of its id; why says so when it cannot be read. */
SelftestTrial selftest_prepare(Arena *arena, const SelftestExample *example, size_t number);
/* Decides it, and says in `why` what is not as it must be. In several threads at once, on different
 * trials. */
void selftest_decide(SelftestTrial *trial, const CheckOptions *options);

/* The identity, or its wrong form, as an example for `montecarlo`. */
SelftestExample selftest_identity_example(Arena *arena, const SelftestIdentity *identity,
                                          bool holds, const char *schedule, size_t dimensions);

#endif
