/* form.c - arithmetic of small polynomials. */
#include "verify/form.h"

void form_init(Form *form) {
    *form = (Form){.line = _arb_vec_init(1)};
}

void form_clear(Form *form) {
    _arb_vec_clear(form->line, form->count + 1);
    if (form->quad)
        _arb_vec_clear(form->quad, form->count * form->count);
    *form = (Form){0};
}

static void grow(Form *form, slong count) {
    if (count <= form->count)
        return;
    arb_ptr line = _arb_vec_init(count + 1);
    for (slong i = 0; i <= form->count; i++)
        arb_swap(line + i, form->line + i);
    _arb_vec_clear(form->line, form->count + 1);
    form->line = line;
    if (form->quad) {
        arb_ptr quad = _arb_vec_init(count * count);
        for (slong i = 0; i < form->count; i++)
            for (slong j = i; j < form->count; j++)
                arb_swap(quad + i * count + j, form->quad + i * form->count + j);
        _arb_vec_clear(form->quad, form->count * form->count);
        form->quad = quad;
    }
    form->count = count;
}

void form_reserve(Form *form, slong count) {
    grow(form, count);
}

static void make_quadratic(Form *form) {
    if (!form->quad)
        form->quad = _arb_vec_init(form->count * form->count);
}

void form_set(Form *form, const Form *from) {
    form_clear(form);
    form->count = from->count;
    form->line = _arb_vec_init(from->count + 1);
    _arb_vec_set(form->line, from->line, from->count + 1);
    if (from->quad) {
        make_quadratic(form);
        _arb_vec_set(form->quad, from->quad, from->count * from->count);
    }
}

void form_set_ball(Form *form, const arb_t value) {
    form_clear(form);
    form_init(form);
    arb_set(form->line, value);
}

void form_set_variable(Form *form, slong i) {
    form_clear(form);
    form_init(form);
    grow(form, i + 1);
    arb_one(form->line + 1 + i);
}

void form_add(Form *form, const Form *a, slong bits) {
    grow(form, a->count);
    _arb_vec_add(form->line, form->line, a->line, a->count + 1, bits);
    if (!a->quad)
        return;
    make_quadratic(form);
    for (slong i = 0; i < a->count; i++)
        for (slong j = i; j < a->count; j++) {
            arb_ptr to = form->quad + i * form->count + j;
            arb_add(to, to, a->quad + i * a->count + j, bits);
        }
}

void form_neg(Form *form) {
    _arb_vec_neg(form->line, form->line, form->count + 1);
    if (form->quad)
        _arb_vec_neg(form->quad, form->quad, form->count * form->count);
}

void form_scale(Form *form, const arb_t factor, slong bits) {
    _arb_vec_scalar_mul(form->line, form->line, form->count + 1, factor, bits);
    if (form->quad)
        _arb_vec_scalar_mul(form->quad, form->quad, form->count * form->count, factor, bits);
}

static void multiply_linear(Form *out, const Form *a, const Form *b, slong bits) {
    arb_t product;
    arb_init(product);
    for (slong i = 0; i < a->count; i++)
        for (slong j = 0; j < b->count; j++) {
            arb_mul(product, a->line + 1 + i, b->line + 1 + j, bits);
            form_add_quadratic(out, i, j, product, bits);
        }
    for (slong i = 0; i < a->count; i++) {
        arb_mul(product, a->line + 1 + i, b->line, bits);
        form_add_linear(out, i, product, bits);
    }
    for (slong j = 0; j < b->count; j++) {
        arb_mul(product, b->line + 1 + j, a->line, bits);
        form_add_linear(out, j, product, bits);
    }
    arb_mul(out->line, a->line, b->line, bits);
    arb_clear(product);
}

bool form_mul(Form *form, const Form *a, slong bits) {
    if (form_is_constant(a)) {
        form_scale(form, a->line, bits);
        return true;
    }
    Form out;
    form_init(&out);
    bool done = true;
    if (form_is_constant(form)) {
        form_set(&out, a);
        form_scale(&out, form->line, bits);
    } else if (form->quad || a->quad) {
        done = false;
    } else {
        grow(&out, form->count > a->count ? form->count : a->count);
        make_quadratic(&out);
        multiply_linear(&out, form, a, bits);
    }
    if (done) {
        Form old = *form;
        *form = out;
        out = old;
    }
    form_clear(&out);
    return done;
}

bool form_is_linear(const Form *form) {
    return !form->quad || _arb_vec_is_zero(form->quad, form->count * form->count);
}

bool form_is_constant(const Form *form) {
    return form_is_linear(form) && _arb_vec_is_zero(form->line + 1, form->count);
}

const arb_struct *form_constant(const Form *form) {
    return form->line;
}

void form_linear(arb_t out, const Form *form, slong i) {
    if (i < form->count)
        arb_set(out, form->line + 1 + i);
    else
        arb_zero(out);
}

void form_quadratic(arb_t out, const Form *form, slong i, slong j) {
    if (i > j) {
        slong swap = i;
        i = j;
        j = swap;
    }
    if (form->quad && j < form->count)
        arb_set(out, form->quad + i * form->count + j);
    else
        arb_zero(out);
}

void form_add_linear(Form *form, slong i, const arb_t factor, slong bits) {
    grow(form, i + 1);
    arb_add(form->line + 1 + i, form->line + 1 + i, factor, bits);
}

void form_add_quadratic(Form *form, slong i, slong j, const arb_t factor, slong bits) {
    if (i > j) {
        slong swap = i;
        i = j;
        j = swap;
    }
    grow(form, j + 1);
    make_quadratic(form);
    arb_ptr to = form->quad + i * form->count + j;
    arb_add(to, to, factor, bits);
}
