/* window_symbol.c - what a symbol stands for, and its value at the present t. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diffusion/schedule.h"
#include "ui/window_internal.h"

typedef struct {
    const char *name; /* of the symbol: the TeX name, with "bar " or "tilde " before it */
    const char *words;
    /* Its value at t; NULL where there is none to tell. */
    double (*value)(const Schedule *schedule, size_t t);
} SymbolRow;

static double alpha(const Schedule *schedule, size_t t) {
    return schedule->alpha[t];
}
static double alpha_bar(const Schedule *schedule, size_t t) {
    return schedule->alpha_bar[t];
}
static double beta(const Schedule *schedule, size_t t) {
    return schedule->beta[t];
}
static double posterior_variance(const Schedule *schedule, size_t t) {
    return schedule->posterior_variance[t];
}

/* In the notation of Ho et al. 2020; lessons in another one declare what they mean. */
static const SymbolRow symbols[] = {
    {"alpha", "what step t keeps of the variance, 1 - beta_t", alpha},
    {"bar alpha", "what is left of the data's variance after t steps", alpha_bar},
    {"beta", "the variance of the noise that step t adds", beta},
    {"tilde beta", "the posterior variance of x_(t-1) given x_t and x_0", posterior_variance},
    {"tilde mu", "the posterior mean of x_(t-1) given x_t and x_0", NULL},
    {"epsilon", "standard normal noise", NULL},
    {"bar epsilon", "the noises of t steps merged into one", NULL},
    {"x", "the state: x_0 is the data, x_T almost noise", NULL},
    {"t", "the number of the step", NULL},
    {"T", "the number of steps", NULL},
    {"q", "the forward law, from data to noise", NULL},
    {"p", "the reverse law, from noise to data", NULL},
    {"theta", "the weights of the network", NULL},
    {"sigma", "a standard deviation", NULL},
    {"mu", "a mean", NULL},
    {"Sigma", "a covariance matrix", NULL},
    {"N", "the normal distribution: mean, then variance", NULL},
    {"E", "expectation", NULL},
    {"I", "the identity matrix", NULL},
};

static const SymbolRow *find(const char *name) {
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        if (strcmp(symbols[i].name, name) == 0) {
            return &symbols[i];
        }
    }
    return NULL;
}

/* "bar alpha" of \bar\alpha_t; false for what is no letter. */
static bool name_of(const Noad *noad, char *name, size_t size) {
    const char *accent = "";
    while (noad != NULL && (noad->kind == NOAD_SCRIPTS || noad->kind == NOAD_ACCENT ||
                            (noad->kind == NOAD_ROW && noad->count == 1))) {
        accent = noad->kind == NOAD_ACCENT ? noad->name : accent;
        noad = noad->items[0];
    }
    if (noad == NULL || noad->kind != NOAD_SYMBOL) {
        return false;
    }
    (void)snprintf(name, size, "%s%s%s", accent, accent[0] != '\0' ? " " : "", noad->name);
    return true;
}

bool window_symbol_words(WindowView *view, const Noad *noad) {
    char name[WIDGET_TEXT_MAX];
    const SymbolRow *row = name_of(noad, name, sizeof name) ? find(name) : NULL;
    if (row == NULL) {
        return false;
    }
    const Setting *setting = window_setting(view);
    const Schedule *schedule = view->scene != NULL ? view->scene->schedule : NULL;
    size_t t = (size_t)setting->t;
    if (row->value != NULL && schedule != NULL && t <= schedule->steps) {
        (void)snprintf(view->symbol, sizeof view->symbol, "%s: %s; at t = %zu it is %.6g", name,
                       row->words, t, row->value(schedule, t));
    } else if (strcmp(name, "t") == 0) {
        (void)snprintf(view->symbol, sizeof view->symbol, "t: %s; now %zu", row->words, t);
    } else if (strcmp(name, "T") == 0) {
        (void)snprintf(view->symbol, sizeof view->symbol, "T: %s; now %ld", row->words,
                       setting->steps);
    } else {
        (void)snprintf(view->symbol, sizeof view->symbol, "%s: %s", name, row->words);
    }
    return true;
}
