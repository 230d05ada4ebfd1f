/* test_declare.c - declarations: what each keyword makes, and how its mistakes are told. */
#include "assert_close.h"

#include <string.h>

#include "math/reader.h"
#include "verify/model.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define CHAIN_FORM "as in x_t = a_t x_{t-1} + b_t \\epsilon_t"
#define NOT_A_CHAIN                                                                                \
    "the chain must be a number times x_{t-1} plus a number times its noise, in this order"

static bool declare(Scope *scope, const char *text, Diag *diag) {
    Source *source = arena_alloc(scope->arena, sizeof *source);
    *source = (Source){.name = "<test>", .bytes = text, .length = strlen(text)};
    *diag = (Diag){0};
    return scope_declare(scope, source, (Span){0, source->length}, diag);
}

static Scope *declared(Arena *arena, const char *text) {
    Diag diag = {0};
    Scope *scope = model_scope(arena, NULL, &diag);
    if (!declare(scope, text, &diag)) {
        fail_msg("%s: %zu:%zu: %s", text, diag.at.line, diag.at.column, diag.message);
    }
    return scope;
}

static const Symbol *found(const Scope *scope, const char *name, SymbolKind kind) {
    const Symbol *symbol = scope_find(scope, name);
    if (symbol == NULL) {
        fail_msg("%s is not there", name);
    } else {
        assert_int_equal(symbol->kind, kind);
    }
    return symbol;
}

static const char *text_of(Arena *arena, const Expr *expr) {
    Text text;
    text_init(&text);
    expr_print(&text, expr);
    const char *copy = arena_copy(arena, text.bytes, text.length);
    text_clear(&text);
    return copy;
}

static const Expr *read_in(Scope *scope, const char *tex) {
    Source *source = arena_alloc(scope->arena, sizeof *source);
    *source = (Source){.name = "<test>", .bytes = tex, .length = strlen(tex)};
    Diag diag = {0};
    const Expr *expr = expr_parse(scope, source, (Span){0, source->length}, &diag);
    if (expr == NULL) {
        fail_msg("%s: %s", tex, diag.message);
    }
    return expr;
}

static void test_real_gives_each_name_the_interval(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = declared(arena, "real x_0, \\bar\\mu, \\epsilon_\\theta in ( -0.1 , 3)");
    static const char *const names[] = {"x _ 0", "bar mu", "epsilon _ theta"};
    static const char *const shown[] = {"x_{0}", "\\bar{\\mu}", "\\epsilon_{\\theta}"};
    for (size_t i = 0; i < COUNT(names); i++) {
        const Symbol *symbol = found(scope, names[i], SYMBOL_REAL);
        assert_string_equal(symbol->lower, "-0.1");
        assert_string_equal(symbol->upper, "3");
        assert_string_equal(symbol->tex, shown[i]);
        assert_false(symbol->implied);
    }
    arena_free(arena);
}

static void test_int_holds_both_ends(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = declared(arena, "int t, T in 2..6\nint z in 0..100000");
    assert_int_equal(found(scope, "T", SYMBOL_INT)->first, 2);
    assert_int_equal(found(scope, "t", SYMBOL_INT)->last, 6);
    assert_int_equal(found(scope, "z", SYMBOL_INT)->last, 100000);
    arena_free(arena);
}

static void test_seq_forgets_the_index_letter(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = declared(arena, "seq \\bar\\alpha_i, b in (0.3,0.99)");
    assert_string_equal(found(scope, "bar alpha", SYMBOL_SEQ)->upper, "0.99");
    found(scope, "b", SYMBOL_SEQ);
    arena_free(arena);
}

static void test_let_and_letseq_keep_their_definitions(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = declared(arena, "let s = \\sqrt{2}\nlet s_0 = s + 1\nletseq c_k = k^2 + s\n");
    assert_string_equal(text_of(arena, found(scope, "s", SYMBOL_LET)->definition), "\\sqrt{2}");
    assert_string_equal(text_of(arena, found(scope, "s _ 0", SYMBOL_LET)->definition), "s + 1");
    const Symbol *c = found(scope, "c", SYMBOL_LETSEQ);
    assert_int_equal(c->parameter_count, 1);
    assert_true(c->parameters[0]->integer_bound);
    assert_ptr_equal(c->definition->args[0]->args[0]->symbol, c->parameters[0]);
    assert_null(scope_find(scope, "k")); /* the letter is the definition's own */
    arena_free(arena);
}

/* A parameter named as a whole number outside stays one. */
static void test_fun_keeps_parameters_in_order(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = declared(arena, "int t in 1..3\nfun f(x, t) = x t\nfun \\mathrm{SNR}(t) = t");
    const Symbol *f = found(scope, "f", SYMBOL_FUN);
    assert_int_equal(f->parameter_count, 2);
    assert_string_equal(f->parameters[0]->name, "x");
    assert_false(f->parameters[0]->integer_bound);
    assert_true(f->parameters[1]->integer_bound);
    assert_ptr_equal(f->definition->args[1]->symbol, f->parameters[1]);
    found(scope, "SNR", SYMBOL_FUN);
    arena_free(arena);
}

static void test_matrix_normal_noise_and_density_make_their_kinds(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = declared(arena, "real \\mu in (0,1)\nmatrix A, \\Sigma\n"
                                   "normal X = \\mathcal N(\\mu, 4)\nnoise z, \\varepsilon\n"
                                   "density q, p_\\theta");
    found(scope, "Sigma", SYMBOL_MATRIX);
    found(scope, "varepsilon", SYMBOL_NOISE);
    found(scope, "p _ theta", SYMBOL_DENSITY);
    const Symbol *x = found(scope, "X", SYMBOL_NORMAL);
    assert_int_equal(x->definition->kind, EXPR_NORMAL);
    assert_string_equal(text_of(arena, x->definition->args[1]), "4");
    arena_free(arena);
}

static void test_chain_declares_states_noises_and_the_kernel(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = declared(arena, "seq a_i, b_i in (0,1)\n"
                                   "chain y_t = 2 a_t y_{t-1} + \\sqrt{b_t} w_t");
    const Kernel *kernel = scope_kernel(scope);
    assert_ptr_equal(kernel->state, found(scope, "y", SYMBOL_STATE));
    assert_ptr_equal(kernel->noise, found(scope, "w", SYMBOL_NOISE));
    assert_string_equal(text_of(arena, kernel->scale), "2 a_{t}");
    assert_string_equal(text_of(arena, kernel->spread), "\\sqrt{b_{t}}");
    assert_true(expr_mentions(kernel->scale, kernel->index));
    Scope *bare = declared(arena, "seq b_i in (0,1)\nchain x_t = x_{t-1} + b_t \\epsilon_t");
    assert_string_equal(text_of(arena, scope_kernel(bare)->scale), "1");
    assert_null(scope_kernel(declared(arena, "real x in (0,1)"))->state);
    arena_free(arena);
}

static void test_assume_keeps_every_relation(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = declared(arena, "real a, b in (0,1)\nassume a \\le b < 1, a > 0\n");
    assert_int_equal(scope->assumption_count, 2);
    assert_int_equal(scope->assumptions[0]->count, 3);
    assert_int_equal(scope->assumptions[0]->relations[1], RELATION_LESS);
    assert_int_equal(scope->assumptions[1]->relations[0], RELATION_GREATER);
    arena_free(arena);
}

static void test_comments_blank_lines_and_indents_are_skipped(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope =
        declared(arena, "# letters\n\n  real x in (0,1)\r\n\t\n#real y in (0,1)\nint\tt\tin 1..2");
    found(scope, "x", SYMBOL_REAL);
    found(scope, "t", SYMBOL_INT);
    assert_null(scope_find(scope, "y"));
    arena_free(arena);
}

static void test_a_later_declaration_and_an_inner_scope_shadow(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *outer = declared(arena, "real x in (0,1)\nreal x in (2,3)\nreal y in (0,1)");
    assert_string_equal(scope_find(outer, "x")->lower, "2");
    Scope *inner = scope_new(arena, outer);
    Diag diag;
    assert_true(declare(inner, "int x in 1..2", &diag));
    assert_int_equal(scope_find(inner, "x")->kind, SYMBOL_INT);
    assert_int_equal(scope_find(outer, "x")->kind, SYMBOL_REAL);
    assert_ptr_equal(scope_find(inner, "y"), scope_find(outer, "y"));
    /* Sampled points hash the id: no two letters in force share one. */
    assert_int_not_equal(scope_find(inner, "x")->id, scope_find(outer, "x")->id);
    assert_int_not_equal(scope_find(inner, "x")->id, scope_find(outer, "y")->id);
    arena_free(arena);
}

static bool given(Scope *scope, const char *text, Diag *diag) {
    Source *source = arena_alloc(scope->arena, sizeof *source);
    *source = (Source){.name = "<test>", .bytes = text, .length = strlen(text)};
    *diag = (Diag){0};
    return scope_given(scope, source, (Span){0, source->length}, diag);
}

/* A claim's own setting: a declaration, a value, or a law. */
static void test_given_takes_declarations_values_and_laws(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = declared(arena, "int t in 1..4\nseq \\beta_i in (0,1)");
    Diag diag;
    assert_true(given(scope, "real u in (0,1)", &diag));
    found(scope, "u", SYMBOL_REAL);
    assert_true(given(scope, " s = u^2 ", &diag));
    found(scope, "s", SYMBOL_LET);
    assert_true(given(scope, "\\sigma_t = \\sqrt{\\beta_t}", &diag));
    assert_string_equal(text_of(arena, read_in(scope, "\\sigma_3")), "\\sigma_{3}");
    found(scope, "sigma", SYMBOL_LETSEQ);
    assert_true(given(scope, "X \\sim \\mathcal N(u, 2)", &diag));
    found(scope, "X", SYMBOL_NORMAL);
    assert_true(given(scope, "x_0 \\sim \\mathcal N(0, 1)", &diag));
    found(scope, "x _ 0", SYMBOL_NORMAL);
    assert_false(given(scope, "X \\sim 3", &diag));
    assert_string_equal(diag.message, "expected \\mathcal N(mean, variance)");
    assert_int_equal(diag.at.column, 8);
    assert_false(given(scope, "X \\simeq \\mathcal N(u, 2)", &diag));
    assert_string_equal(diag.message, "expected `=` and what the name stands for");
    assert_false(given(scope, "u", &diag));
    assert_string_equal(diag.message, "expected `=` and what the name stands for");
    arena_free(arena);
}

/* Each is written with the one before, twice: with the next one more the formula is twice as long.
 */
static void test_given_densities_do_not_grow_without_end(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = declared(arena, "seq a_i in (0,1)\ndensity p");
    Diag diag = {0};
    size_t k = 1;
    while (
        k < 60 &&
        given(scope, arena_printf(arena, "p(a_{%zu}) = p(a_{%zu})p(a_{%zu})", k + 1, k, k), &diag))
        k++;
    assert_in_range(k, 8, 20);
    assert_string_equal(diag.message,
                        "with the given densities written in the formula is too long");
    arena_free(arena);
}

static void test_constants_are_known_without_declaration(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Scope *scope = declared(arena, "");
    assert_int_equal(read_in(scope, "\\pi")->symbol->kind, SYMBOL_CONSTANT);
    assert_int_equal(read_in(scope, "e")->symbol->kind, SYMBOL_CONSTANT);
    arena_free(arena);
}

static const struct {
    const char *text;
    size_t line, column;
    const char *message;
    const char *hint;
} errors[] = {
    {"seq a_i in (0,1)\nchain x_t = x_{t-1} + a_t w_t\nchain y_t = y_{t-1} + a_t v_t", 3, 7,
     "there is a chain already, of another letter",
     "write the second one with the letters of the first"},
    {"real x", 1, 6, "expected `in` and a domain after the names",
     "as in `real x in (-3,3)` or `int t in 1..6`"},
    {"real x in", 1, 6, "expected `in` and a domain after the names",
     "as in `real x in (-3,3)` or `int t in 1..6`"},
    {"real x in [0,1]", 1, 11, "expected an interval in parentheses",
     "write an interval, such as (-3,3)"},
    {"real x in (0 1)", 1, 11, "expected an interval in parentheses",
     "write an interval, such as (-3,3)"},
    {"real x in (1,0)", 1, 11, "the interval is empty", NULL},
    {"real x in (1,1)", 1, 11, "the interval is empty", NULL},
    {"real x in (0,a)", 1, 14, "expected a short decimal number",
     "write it out, such as -3 or 0.001"},
    {"real x in (0,1e3)", 1, 14, "expected a short decimal number",
     "write it out, such as -3 or 0.001"},
    {"real x in (0,inf)", 1, 14, "expected a short decimal number",
     "write it out, such as -3 or 0.001"},
    {"real x in (0,0x10)", 1, 14, "expected a short decimal number",
     "write it out, such as -3 or 0.001"},
    {"real x in (,1)", 1, 12, "expected a short decimal number",
     "write it out, such as -3 or 0.001"},
    {"real in (0,1)", 1, 6, "expected `in` and a domain after the names",
     "as in `real x in (-3,3)` or `int t in 1..6`"},
    {"real x, in (0,1)", 1, 7, "expected one more name after the comma", "leave the comma out"},
    {"real 2 in (0,1)", 1, 6, "expected a name here",
     "write a letter such as x, \\alpha_i or \\bar\\alpha_t"},
    {"real x^2 in (0,1)", 1, 6, "expected a name here",
     "write a letter such as x, \\alpha_i or \\bar\\alpha_t"},
    {"real x_{i+1} in (0,1)", 1, 8, "a subscript here must be a letter, a word or a number", NULL},
    {"real x in (0,1) extra", 1, 11, "expected an interval in parentheses",
     "write an interval, such as (-3,3)"},
    {"real \\foo in (0,1)", 1, 6, "unknown command \\foo", NULL},
    {"int t in 2", 1, 10, "expected a range of whole numbers", "write whole numbers, such as 2..6"},
    {"int t in 6..2", 1, 10, "this is not a range of whole numbers",
     "the first must not be above the last, and both from 0 to 100000"},
    {"int t in -1..3", 1, 10, "this is not a range of whole numbers",
     "the first must not be above the last, and both from 0 to 100000"},
    {"int t in 1.5..3", 1, 10, "this is not a range of whole numbers",
     "the first must not be above the last, and both from 0 to 100000"},
    {"int t in 1..100001", 1, 10, "this is not a range of whole numbers",
     "the first must not be above the last, and both from 0 to 100000"},
    {"int t in a..b", 1, 10, "expected a short decimal number",
     "write it out, such as -3 or 0.001"},
    {"int t 1..3", 1, 5, "expected `in` and a domain after the names",
     "as in `real x in (-3,3)` or `int t in 1..6`"},
    {"let s", 1, 5, "expected `=` and what the name stands for", NULL},
    {"let = 2", 1, 5, "expected a name here",
     "write a letter such as x, \\alpha_i or \\bar\\alpha_t"},
    {"let s =", 1, 8, "the formula is empty", NULL},
    {"let s = a", 1, 9, "a is not declared", "declare it in a symbols block, or choose a notation"},
    {"let s = 1 = 1", 1, 9, "expected one expression", "leave out the relation"},
    {"let s = (1", 1, 11,
     "expected `)` to close the `(` opened at 1:9, found the end of the formula", NULL},
    {"letseq c = 1", 1, 8, "expected a name with an index letter", "as in \\bar\\alpha_t = ..."},
    {"letseq c_{t-1} = 1", 1, 8, "expected a name with an index letter",
     "as in \\bar\\alpha_t = ..."},
    {"letseq c_2 = 1", 1, 8, "expected a name with an index letter", "as in \\bar\\alpha_t = ..."},
    {"letseq c_t = u", 1, 14, "u is not declared",
     "declare it in a symbols block, or choose a notation"},
    {"fun f = x", 1, 5, "expected a name with its arguments in parentheses", "as in f(x) = x^2"},
    {"fun f() = 1", 1, 7, "expected an argument in the parentheses",
     "write `let` for a name without arguments"},
    {"fun f(x = 1", 1, 5, "expected `=` and what the name stands for", NULL},
    {"fun f(x) = y", 1, 12, "y is not declared",
     "declare it in a symbols block, or choose a notation"},
    {"fun f(a,b,c,d,e,g,h,i,j) = a", 1, 23, "too many parameters", NULL},
    {"matrix", 1, 1, "this declaration is empty", NULL},
    {"normal X = \\mathcal N(0)", 1, 12, "a normal law takes a mean and a variance",
     "write \\mathcal{N}(mean, variance) or \\mathcal{N}(x; mean, variance)"},
    {"normal X = 3", 1, 12, "expected \\mathcal N(mean, variance)", NULL},
    {"seq a_i in (0,1)\nchain x_t = a_t x_{t-1}", 2, 13, NOT_A_CHAIN, CHAIN_FORM},
    {"seq a_i in (0,1)\nchain x_t = a_t x_{t-1} + a_t", 2, 13, "the chain must end with its noise",
     CHAIN_FORM},
    {"seq a_i in (0,1)\nchain x_t = a_t x_{t-1} + a_t w", 2, 13,
     "the chain must end with its noise", CHAIN_FORM},
    {"seq a_i in (0,1)\nchain x_t = a_t \\epsilon_t + a_t x_{t-1}", 2, 17,
     "\\epsilon_{t} is not declared", "declare it in a symbols block, or choose a notation"},
    {"seq a_i in (0,1)\nchain x = a_t x_{t-1} + a_t \\epsilon_t", 2, 7,
     "expected a name with an index letter", "as in \\bar\\alpha_t = ..."},
    {"seq a_i in (0,1)\nchain x_t = a_t x_{t-2} + a_t \\epsilon_t", 2, 13, NOT_A_CHAIN, CHAIN_FORM},
    {"seq a_i in (0,1)\nchain x_t = a_t x_{t-1} - a_t \\epsilon_t", 2, 13, NOT_A_CHAIN, CHAIN_FORM},
    {"seq a_i in (0,1)\nchain x_t = a_t x_{t-1} + a_t \\epsilon_{t-1}", 2, 13, NOT_A_CHAIN,
     CHAIN_FORM},
    {"noise", 1, 1, "this declaration is empty", NULL},
    {"assume 1", 1, 8, "an assumption needs a relation", "as in `assume t \\ge 2`"},
    {"assume a", 1, 8, "a is not declared", "declare it in a symbols block, or choose a notation"},
    {"reel x in (0,1)", 1, 1, "`reel` is not a kind of declaration", "did you mean `real`?"},
    {"foo x", 1, 1, "`foo` is not a kind of declaration",
     "declarations start with real, int, seq, let, letseq, fun, matrix, normal, chain, noise, "
     "density or assume"},
    {"real x in (0,1)\nint t in 5..1", 2, 10, "this is not a range of whole numbers",
     "the first must not be above the last, and both from 0 to 100000"},
};

static void test_errors_say_where_what_and_how(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(errors); i++) {
        Arena *arena = arena_new();
        Diag diag = {0};
        Scope *scope = model_scope(arena, NULL, &diag);
        if (declare(scope, errors[i].text, &diag)) {
            fail_msg("%s is accepted", errors[i].text);
        }
        const char *hint = diag.hint != NULL ? diag.hint : "none";
        const char *expected = errors[i].hint != NULL ? errors[i].hint : "none";
        if (strcmp(diag.message, errors[i].message) != 0 || strcmp(hint, expected) != 0 ||
            diag.at.line != errors[i].line || diag.at.column != errors[i].column) {
            fail_msg("%s\n  says     %zu:%zu: %s (hint: %s)\n  expected %zu:%zu: %s (hint: %s)",
                     errors[i].text, diag.at.line, diag.at.column, diag.message, hint,
                     errors[i].line, errors[i].column, errors[i].message, expected);
        }
        arena_free(arena);
    }
}

static void test_an_unknown_notation_is_told_with_the_nearest_or_all(void **state) {
    (void)state;
    Arena *arena = arena_new();
    Diag diag = {0};
    assert_null(model_scope(arena, "hoo", &diag));
    assert_string_equal(diag.message, "there is no notation `hoo`");
    assert_string_equal(diag.hint, "did you mean `ho`?");
    /* Near none of them: all are told. */
    diag = (Diag){0};
    assert_null(model_scope(arena, "bishop", &diag));
    assert_string_equal(diag.hint, "the notations are ho, su and chandery");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_gives_each_name_the_interval),
        cmocka_unit_test(test_int_holds_both_ends),
        cmocka_unit_test(test_seq_forgets_the_index_letter),
        cmocka_unit_test(test_let_and_letseq_keep_their_definitions),
        cmocka_unit_test(test_fun_keeps_parameters_in_order),
        cmocka_unit_test(test_matrix_normal_noise_and_density_make_their_kinds),
        cmocka_unit_test(test_chain_declares_states_noises_and_the_kernel),
        cmocka_unit_test(test_assume_keeps_every_relation),
        cmocka_unit_test(test_comments_blank_lines_and_indents_are_skipped),
        cmocka_unit_test(test_a_later_declaration_and_an_inner_scope_shadow),
        cmocka_unit_test(test_given_takes_declarations_values_and_laws),
        cmocka_unit_test(test_given_densities_do_not_grow_without_end),
        cmocka_unit_test(test_constants_are_known_without_declaration),
        cmocka_unit_test(test_errors_say_where_what_and_how),
        cmocka_unit_test(test_an_unknown_notation_is_told_with_the_nearest_or_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
