/* method.c - the table of methods. */
#include "verify/method.h"

#include "verify/montecarlo.h"

static const MethodRow rows[METHOD_COUNT] = {
    [METHOD_PROOF] = {"proof",
                      "equal as rational functions of the symbols and their roots: for every value "
                      "and every t",
                      NULL},
    [METHOD_ALGEBRA] = {"algebra",
                        "both sides as balls at random exact points; a difference is certain",
                        NULL},
    [METHOD_GAUSSIAN] = {"gaussian",
                         "exact conditioning of the joint Gaussian that the one-step kernel alone "
                         "defines",
                         NULL},
    [METHOD_TABLES] = {"tables", "random finite joint distributions, for rules of probability",
                       tables_run},
    [METHOD_OPTIMUM] = {"optimum", "derivative zero, second derivative positive, neighbours worse",
                        NULL},
    [METHOD_LIMIT] = {"limit", "the ratio of the two sides at growing sizes goes to 1", NULL},
    [METHOD_QUADRATURE] = {"quadrature",
                           "one-dimensional integrals in balls, with proved bounds for the tails",
                           quadrature_run},
    [METHOD_MONTECARLO] = {"montecarlo",
                           "the chain simulated from the one-step kernel, tested at a stated "
                           "false-alarm rate",
                           montecarlo_method},
};

const MethodRow *method_row(MethodId id) {
    return &rows[id];
}

const char *method_name(MethodId id) {
    return rows[id].name;
}

const char *method_doc(MethodId id) {
    return rows[id].doc;
}
