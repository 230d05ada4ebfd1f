/* form.h - polynomials of degree at most two in a few formal variables, with ball coefficients.
 *
 * c + sum_i b_i u_i + sum_{i<=j} q_ij u_i u_j. The variables are numbered; what they stand for is
 * the caller's affair (independent random variables in law.c, integration variables in integral.c).
 */
#ifndef EXPLORE_VERIFY_FORM_H
#define EXPLORE_VERIFY_FORM_H

#include "math/arb_header.h"
#include <stdbool.h>

/* Variables of one form: a chain of 1000 steps, and the letters of a formula. */
#define FORM_VARIABLES_MAX 1100

typedef struct {
    slong count;      /* variables that may have a coefficient that is not zero */
    arb_struct *line; /* 1 + count: the constant, then the linear coefficients */
    arb_struct *quad; /* count * count, only i <= j used; NULL while the form is linear */
} Form;

void form_init(Form *form);
void form_clear(Form *form);
void form_set(Form *form, const Form *from);
void form_set_ball(Form *form, const arb_t value);
/* The variable number i. */
void form_set_variable(Form *form, slong i);
void form_add(Form *form, const Form *a, slong bits);
void form_neg(Form *form);
void form_scale(Form *form, const arb_t factor, slong bits);
/* False when the product has a degree above two. */
bool form_mul(Form *form, const Form *a, slong bits);
bool form_is_constant(const Form *form);
bool form_is_linear(const Form *form);
const arb_struct *form_constant(const Form *form);
/* The coefficient of variable i; zero beyond count. */
void form_linear(arb_t out, const Form *form, slong i);
void form_quadratic(arb_t out, const Form *form, slong i, slong j);
/* Room for this many variables, so that adding them one by one moves nothing. */
void form_reserve(Form *form, slong count);
/* Adds factor u_i, factor u_i u_j. */
void form_add_linear(Form *form, slong i, const arb_t factor, slong bits);
void form_add_quadratic(Form *form, slong i, slong j, const arb_t factor, slong bits);

#endif
