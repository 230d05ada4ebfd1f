/* step_back.c - see step_back.h. */
#include "diffusion/step_back.h"

#include <math.h>

/* Standard deviations of the likelihood, and of x_{t-1}, that are searched for the posterior. */
#define LIKELIHOOD_REACH 10.0
#define PRIOR_REACH 6.0
/* Places of the search, and its step in units of the narrowest thing there is: the likelihood, or
 * the toys' narrowest component. */
#define SEARCH_MAX 12000
#define SEARCH_STEP 0.5
#define NARROWEST 0.05
/* The search of a law of many components is coarser, or a frame would not hold it. */
#define SEARCH_WORK 6e5
#define SEARCH_MIN 1500
/* What is below the largest value by this, in logarithms, is left out. */
#define NEGLIGIBLE 40.0
#define CHUNK 256
#define LOG_TWO_PI 1.8378770664093453

typedef struct {
    const DataSet *data;
    double scale, spread;
    double root_alpha, beta, xt;
} Question;

/* log q(x_{t-1}) + log q(x_t|x_{t-1}) but for a constant, at places from + i step. */
static bool log_products(double *out, const Question *question, double from, double step,
                         size_t count) {
    double places[CHUNK];
    for (size_t first = 0; first < count; first += CHUNK) {
        size_t some = count - first < CHUNK ? count - first : CHUNK;
        for (size_t i = 0; i < some; i++) {
            places[i] = from + (double)(first + i) * step;
        }
        const DataNoised asked = {.log_density = out + first};
        if (!data_noised(&asked, question->data, places, some, question->scale, question->spread)) {
            return false;
        }
        for (size_t i = 0; i < some; i++) {
            double e = question->xt - question->root_alpha * places[i];
            out[first + i] -= 0.5 * e * e / question->beta;
        }
    }
    return true;
}

static double largest_of(const double *values, size_t count) {
    double largest = -HUGE_VAL;
    for (size_t i = 0; i < count; i++) {
        largest = fmax(largest, values[i]);
    }
    return largest;
}

/* Where the posterior is more than negligible. */
static bool find_support(const Question *question, double *low, double *high) {
    double logs[SEARCH_MAX];
    const DataSet *data = question->data;
    double sd = sqrt(question->beta) / question->root_alpha;
    double middle = question->xt / question->root_alpha;
    double a = question->scale, s = question->spread;
    double width = sqrt(a * a * data->covariance[0] + s * s);
    double from = fmin(middle - LIKELIHOOD_REACH * sd, a * data->mean[0] - PRIOR_REACH * width);
    double to = fmax(middle + LIKELIHOOD_REACH * sd, a * data->mean[0] + PRIOR_REACH * width);
    double wanted = (to - from) / (SEARCH_STEP * fmin(sd, fmax(s, NARROWEST)));
    double terms = data->component_count > 0 ? (double)data->component_count : 8.0;
    double most = fmin(SEARCH_MAX, fmax(SEARCH_MIN, SEARCH_WORK / terms));
    size_t count = (size_t)fmin(fmax(wanted, SEARCH_MIN), most);
    double step = (to - from) / (double)(count - 1);
    if (!log_products(logs, question, from, step, count)) {
        return false;
    }
    double largest = largest_of(logs, count);
    size_t first = count, last = 0;
    for (size_t i = 0; i < count; i++) {
        if (logs[i] >= largest - NEGLIGIBLE) {
            first = i < first ? i : first;
            last = i;
        }
    }
    *low = from + ((double)first - 1.0) * step;
    *high = from + ((double)last + 1.0) * step;
    return isfinite(largest);
}

StepBack step_back(double *density, const DataSet *data, double scale, double spread, double beta,
                   double xt) {
    const Question question = {data, scale, spread, sqrt(1.0 - beta), beta, xt};
    StepBack back = {0};
    double high = 0.0;
    if (!find_support(&question, &back.low, &high)) {
        return back;
    }
    back.step = (high - back.low) / (STEP_BACK_PLACES - 1);
    log_products(density, &question, back.low, back.step, STEP_BACK_PLACES);
    double largest = largest_of(density, STEP_BACK_PLACES), sum = 0.0, square = 0.0;
    for (size_t i = 0; i < STEP_BACK_PLACES; i++) {
        density[i] = exp(density[i] - largest);
        sum += density[i] * back.step;
    }
    for (size_t i = 0; i < STEP_BACK_PLACES; i++) {
        density[i] /= sum;
        back.mean += density[i] * back.step * (back.low + (double)i * back.step);
    }
    for (size_t i = 0; i < STEP_BACK_PLACES; i++) {
        double e = back.low + (double)i * back.step - back.mean;
        square += density[i] * back.step * e * e;
    }
    back.variance = square;
    for (size_t i = 0; i < STEP_BACK_PLACES; i++) {
        double e = back.low + (double)i * back.step - back.mean;
        double gaussian = -0.5 * (LOG_TWO_PI + log(square) + e * e / square);
        if (density[i] > 0.0) {
            back.kl += density[i] * back.step * (log(density[i]) - gaussian);
        }
    }
    back.exists = square > 0.0;
    return back;
}
