/* notation_words.c - what the letters of each notation stand for, and their values on a schedule.
 *
 * A schedule holds ho's numbers (schedule.h); su's letters are their square roots. */
#include <math.h>
#include <string.h>

#include "diffusion/notation_internal.h"

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
static double root_alpha(const Schedule *schedule, size_t t) {
    return sqrt(schedule->alpha[t]);
}
static double root_alpha_bar(const Schedule *schedule, size_t t) {
    return schedule->sqrt_alpha_bar[t];
}
static double root_beta(const Schedule *schedule, size_t t) {
    return sqrt(schedule->beta[t]);
}
static double root_beta_bar(const Schedule *schedule, size_t t) {
    return schedule->sqrt_one_minus_alpha_bar[t];
}
static double one_minus_root_alpha(const Schedule *schedule, size_t t) {
    return 1.0 - sqrt(schedule->alpha[t]);
}

const NotationLetter notation_ho_words[] = {
    {"alpha", "what step t keeps of the variance, 1 - beta_t", alpha},
    {"bar alpha", "what is left of the data's variance after t steps", alpha_bar},
    {"beta", "the variance of the noise that step t adds", beta},
    {"tilde beta", "the posterior variance of x_(t-1) given x_t and x_0", posterior_variance},
    {"tilde mu", "the posterior mean of x_(t-1) given x_t and x_0", NULL},
    {"bar epsilon", "the noises of t steps merged into one", NULL},
    {"q", "the forward law, from data to noise", NULL},
    {"p", "the reverse law, from noise to data", NULL},
    {NULL, NULL, NULL},
};

const NotationLetter notation_su_words[] = {
    {"alpha", "what step t multiplies the state by", root_alpha},
    {"bar alpha", "what t steps multiply the data by", root_alpha_bar},
    {"beta", "the standard deviation of the noise that step t adds", root_beta},
    {"bar beta", "the standard deviation of the noise of t steps together", root_beta_bar},
    {"tilde beta", "the posterior variance of x_(t-1) given x_t and x_0", posterior_variance},
    {"tilde mu", "the posterior mean of x_(t-1) given x_t and x_0", NULL},
    {"bar epsilon", "the noises of t steps merged into one", NULL},
    {"bar varepsilon", "the noises of t steps merged into one", NULL},
    {"p", "the forward law, from data to noise", NULL},
    {"q", "the reverse law, from noise to data", NULL},
    {NULL, NULL, NULL},
};

const NotationLetter notation_chandery_words[] = {
    {"alpha", "what step t multiplies the state by", root_alpha},
    {"hat alpha", "what t steps multiply the data by", root_alpha_bar},
    {"beta", "what step t multiplies its noise by, 1 - alpha_t", one_minus_root_alpha},
    {"bar epsilon", "the noises of t steps merged into one", NULL},
    {"q", "the forward law, from data to noise", NULL},
    {"p", "the reverse law, from noise to data", NULL},
    {NULL, NULL, NULL},
};

static const NotationLetter shared[] = {
    {"epsilon", "standard normal noise", NULL},
    {"varepsilon", "standard normal noise", NULL},
    {"z", "standard normal noise", NULL},
    {"x", "the state: x_0 is the data, x_T almost noise", NULL},
    {"t", "the number of the step", NULL},
    {"T", "the number of steps", NULL},
    {"theta", "the weights of the network", NULL},
    {"sigma", "a standard deviation", NULL},
    {"mu", "a mean", NULL},
    {"Sigma", "a covariance matrix", NULL},
    {"N", "the normal distribution: mean, then variance", NULL},
    {"E", "expectation", NULL},
    {"I", "the identity matrix", NULL},
    {NULL, NULL, NULL},
};

static const NotationLetter *find(const NotationLetter *letters, const char *name) {
    while (letters->name != NULL && strcmp(letters->name, name) != 0) {
        letters++;
    }
    return letters->name != NULL ? letters : NULL;
}

const NotationLetter *notation_letter(const Notation *notation, const char *name) {
    const NotationLetter *own = notation != NULL ? find(notation->words, name) : NULL;
    return own != NULL ? own : find(shared, name);
}
