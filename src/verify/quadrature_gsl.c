/* quadrature_gsl.c - integrals in double, by GSL. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>

#include "verify/quadrature.h"

#define INTERVALS_MAX 200
/* Asked of GSL; near what extrapolation in double gives for smooth functions. */
#define RELATIVE 1e-10

static bool part(Preview *out, gsl_function *f, double a, double b,
                 gsl_integration_workspace *workspace) {
    double value = 0, error = 0;
    int status;
    if (isfinite(a) && isfinite(b))
        status =
            gsl_integration_qags(f, a, b, 0, RELATIVE, INTERVALS_MAX, workspace, &value, &error);
    else if (isfinite(a))
        status = gsl_integration_qagiu(f, a, 0, RELATIVE, INTERVALS_MAX, workspace, &value, &error);
    else if (isfinite(b))
        status = gsl_integration_qagil(f, b, 0, RELATIVE, INTERVALS_MAX, workspace, &value, &error);
    else
        status = gsl_integration_qagi(f, 0, RELATIVE, INTERVALS_MAX, workspace, &value, &error);
    out->value += value;
    out->error += error;
    /* Rounding is met before the error asked for where values cancel; the estimate still stands. */
    return (status == GSL_SUCCESS || status == GSL_EROUND) && isfinite(value) && isfinite(error);
}

bool quadrature_double(Preview *out, double (*f)(double x, void *user), void *user, double a,
                       double b, double split) {
    /* GSL's own handler ends the program; the statuses say all there is to say. Every caller sets
     * the same handler, so the order does not matter. */
    gsl_set_error_handler_off();
    gsl_function function = {.function = f, .params = user};
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(INTERVALS_MAX);
    *out = (Preview){0};
    if (!workspace)
        return false;
    double low = fmin(a, b), high = fmax(a, b);
    if (split > low && split < high)
        out->done = part(out, &function, low, split, workspace) &&
                    part(out, &function, split, high, workspace);
    else
        out->done = part(out, &function, low, high, workspace);
    if (a > b)
        out->value = -out->value;
    gsl_integration_workspace_free(workspace);
    return out->done;
}
