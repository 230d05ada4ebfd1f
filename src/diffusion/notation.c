/* notation.c - the table of notations. */
#include "diffusion/notation.h"

#include <assert.h>
#include <string.h>

#include "base/source.h"
#include "diffusion/notation_internal.h"

/* \sigma_t, v_t and the like are left to lessons: the literature uses these letters for several
 * things. */

static const char ho_declarations[] =
    "int t in 1..8\n"
    "int s in 1..7\n"
    "int T in 4..9\n"
    "seq \\beta_i in (0.02,0.6)\n"
    "letseq \\alpha_t = 1 - \\beta_t\n"
    "letseq \\bar\\alpha_t = \\prod_{i=1}^{t} \\alpha_i\n"
    "chain x_t = \\sqrt{\\alpha_t} x_{t-1} + \\sqrt{\\beta_t} \\epsilon_t\n"
    "noise \\varepsilon, z, \\bar\\epsilon, \\bar\\varepsilon\n"
    "density q, p, P\n"
    "letseq \\bar\\epsilon_t = \\frac{x_t - "
    "\\mathbb{E}[x_t|x_0]}{\\sqrt{\\operatorname{Var}[x_t|x_0]}}\n"
    "letseq \\bar\\varepsilon_t = \\bar\\epsilon_t\n"
    "letseq \\tilde\\mu_t = \\mathbb{E}[x_{t-1} | x_t, x_0]\n"
    "letseq \\tilde\\beta_t = \\operatorname{Var}[x_{t-1} | x_t, x_0]\n"
    "fun \\epsilon_\\theta(x, t) = \\bar\\epsilon_t\n"
    "fun \\mu_\\theta(x, t) = \\tilde\\mu_t\n"
    "fun \\mathrm{SNR}(t) = \\frac{\\mathbb{E}[x_t|x_0]^2}{x_0^2 \\operatorname{Var}[x_t|x_0]}\n";

static const char su_declarations[] =
    "int t in 1..8\n"
    "int s in 1..7\n"
    "int T in 4..9\n"
    "seq \\alpha_i in (0.3,0.99)\n"
    "letseq \\beta_t = \\sqrt{1 - \\alpha_t^2}\n"
    "letseq \\bar\\alpha_t = \\prod_{i=1}^{t} \\alpha_i\n"
    "letseq \\bar\\beta_t = \\sqrt{1 - \\bar\\alpha_t^2}\n"
    "chain x_t = \\alpha_t x_{t-1} + \\beta_t \\varepsilon_t\n"
    "noise \\epsilon, z, \\bar\\varepsilon, \\bar\\epsilon\n"
    "density p\n"
    "letseq \\bar\\varepsilon_t = \\frac{x_t - "
    "\\mathbb{E}[x_t|x_0]}{\\sqrt{\\operatorname{Var}[x_t|x_0]}}\n"
    "letseq \\bar\\epsilon_t = \\bar\\varepsilon_t\n"
    "letseq \\tilde\\mu_t = \\mathbb{E}[x_{t-1} | x_t, x_0]\n"
    "letseq \\tilde\\beta_t = \\operatorname{Var}[x_{t-1} | x_t, x_0]\n"
    "fun \\mu_\\theta(x, t) = \\tilde\\mu_t\n"
    "fun \\epsilon_\\theta(x, t) = \\bar\\varepsilon_t\n"
    "fun \\mathrm{SNR}(t) = \\frac{\\mathbb{E}[x_t|x_0]^2}{x_0^2 \\operatorname{Var}[x_t|x_0]}\n";

static const char chandery_declarations[] =
    "int t in 1..8\n"
    "int T in 4..9\n"
    "seq \\alpha_i in (0.3,0.99)\n"
    "letseq \\beta_t = 1 - \\alpha_t\n"
    "letseq \\hat\\alpha_t = \\prod_{i=1}^{t} \\alpha_i\n"
    "chain x_t = \\alpha_t x_{t-1} + \\beta_t \\epsilon_t\n"
    "noise \\varepsilon, z, \\bar\\epsilon\n"
    "density q, p\n"
    "letseq \\bar\\epsilon_t = \\frac{x_t - "
    "\\mathbb{E}[x_t|x_0]}{\\sqrt{\\operatorname{Var}[x_t|x_0]}}\n"
    "fun \\epsilon_\\theta(x, t) = \\bar\\epsilon_t\n";

/* 1 - x before x: a longer form is tried first. */
static const NotationSpelling su_roots[] = {
    {"1-\\bar\\alpha", "\\bar\\beta"},
    {"1-\\alpha", "\\beta"},
    {"1-\\beta", "\\alpha"},
    {"\\bar\\alpha", "\\bar\\alpha"},
    {"\\alpha", "\\alpha"},
    {"\\beta", "\\beta"},
    {NULL, NULL},
};
static const NotationSpelling su_letters[] = {
    {"q", "p"},
    {"p", "q"},
    {"P", "p"},
    {"\\epsilon", "\\varepsilon"},
    {"\\varepsilon", "\\epsilon"},
    {NULL, NULL},
};

static const Notation rows[] = {
    {
        .name = "ho",
        .doc = "q forward, p reverse; alpha_t = 1 - beta_t; x_t = sqrt(alpha_t) x_{t-1} + "
               "sqrt(beta_t) noise",
        .citation = "Ho, Jain, Abbeel 2020",
        .declarations = ho_declarations,
        .sequence = "beta",
        .reading = NOTATION_BETA,
        .mean_factor = "\\sqrt{\\bar\\alpha_t}",
        .variance = "1-\\bar\\alpha_t",
        .words = notation_ho_words,
    },
    {
        .name = "su",
        .doc =
            "p forward, q reverse; alpha_t^2 + beta_t^2 = 1; x_t = alpha_t x_{t-1} + beta_t noise",
        .citation = "Su Jianlin 2022, DDPM = autoregressive VAE",
        .declarations = su_declarations,
        .sequence = "alpha",
        .reading = NOTATION_SQRT_ALPHA,
        .mean_factor = "\\bar\\alpha_t",
        .variance = "1-\\bar\\alpha_t^2",
        .roots = su_roots,
        .letters = su_letters,
        .words = notation_su_words,
    },
    {
        .name = "chandery",
        .doc = "q forward; beta_t = 1 - alpha_t as printed there; x_t = alpha_t x_{t-1} + beta_t "
               "noise",
        .citation = "Chandery 2025, important derivations of DDPM",
        .declarations = chandery_declarations,
        .sequence = "alpha",
        .reading = NOTATION_SQRT_ALPHA,
        .mean_factor = "\\hat\\alpha_t",
        .words = notation_chandery_words,
        .variance = "\\hat\\alpha_t^2 \\sum_{i=1}^{t} \\frac{\\beta_i^2}{\\hat\\alpha_i^2}",
    },
};
#define ROW_COUNT (sizeof rows / sizeof rows[0])

size_t notation_count(void) {
    return ROW_COUNT;
}

const Notation *notation_at(size_t i) {
    assert(i < ROW_COUNT);
    return &rows[i];
}

const Notation *notation_find(const char *name, const char **hint) {
    const char *names[ROW_COUNT];
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
        names[i] = rows[i].name;
    }
    if (hint != NULL)
        *hint = nearest_name(name, names, ROW_COUNT);
    return NULL;
}
