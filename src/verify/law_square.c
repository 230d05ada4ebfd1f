/* law_square.c - the conditional mean of a polynomial of degree two.
 *
 *     E[u_i u_j | z] = Cov(u_i, u_j | z) + E[u_i | z] E[u_j | z],
 *
 * for independent Gaussian u_i and linear z: both on the right come from law_condition. */
#include "verify/law.h"

/* Variables that stand in squares: each takes a linear solve. */
#define SQUARES_MAX 64

typedef struct {
    LawWorld *world;
    const Form *given;
    const arb_struct *values; /* of the given, at this point */
    size_t count;
    slong size; /* variables in y */
    arb_ptr means;
    Conditional *laws; /* one for each variable */
} Squares;

static BallStatus mean_of(Squares *squares, slong i) {
    Form variable;
    form_init(&variable);
    form_set_variable(&variable, i);
    Conditional *law = &squares->laws[i];
    BallStatus status = law_condition(squares->world, law, &variable, squares->given);
    arb_set(squares->means + i, law->offset);
    for (size_t k = 0; k < squares->count && status == BALL_OK; k++)
        arb_addmul(squares->means + i, law->weights + k, squares->values + k,
                   squares->world->ball->bits);
    form_clear(&variable);
    return status;
}

/* Cov(u_i, u_j | z) = Cov(u_i, u_j) - sum_k w_ik Cov(z_k, u_j) */
static BallStatus add_square(Squares *squares, arb_t out, slong i, slong j, const arb_t factor) {
    slong bits = squares->world->ball->bits;
    arb_t part, total;
    arb_init(part);
    arb_init(total);
    Form variable;
    form_init(&variable);
    form_set_variable(&variable, j);
    if (i == j)
        arb_set(total, squares->world->variables[i].variance);
    BallStatus status = BALL_OK;
    for (size_t k = 0; k < squares->count && status == BALL_OK; k++) {
        status = law_covariance(squares->world, part, &squares->given[k], &variable);
        arb_submul(total, squares->laws[i].weights + k, part, bits);
    }
    arb_addmul(total, squares->means + i, squares->means + j, bits);
    arb_addmul(out, total, factor, bits);
    form_clear(&variable);
    arb_clear(part);
    arb_clear(total);
    return status;
}

BallStatus law_square_mean(LawWorld *world, arb_t out, const Form *y, const Form *given,
                           const arb_struct *values, size_t count) {
    Squares squares = {
        .world = world, .given = given, .values = values, .count = count, .size = world->count};
    if (squares.size > SQUARES_MAX)
        return ball_stop(world->ball, BALL_UNABLE, NULL, "the square of too many variables");
    squares.means = _arb_vec_init(squares.size);
    squares.laws = flint_malloc(((size_t)squares.size + 1) * sizeof *squares.laws);
    BallStatus status = BALL_OK;
    for (slong i = 0; i < squares.size; i++) {
        conditional_init(&squares.laws[i], count);
        if (status == BALL_OK)
            status = mean_of(&squares, i);
    }
    arb_t factor;
    arb_init(factor);
    arb_set(out, form_constant(y));
    for (slong i = 0; i < squares.size && status == BALL_OK; i++) {
        form_linear(factor, y, i);
        arb_addmul(out, factor, squares.means + i, world->ball->bits);
        for (slong j = i; j < squares.size && status == BALL_OK; j++) {
            form_quadratic(factor, y, i, j);
            if (!arb_is_zero(factor))
                status = add_square(&squares, out, i, j, factor);
        }
    }
    arb_clear(factor);
    for (slong i = 0; i < squares.size; i++)
        conditional_clear(&squares.laws[i]);
    flint_free(squares.laws);
    _arb_vec_clear(squares.means, squares.size);
    return status;
}
