/* test_python_claims.c - the claims of lessons as Python, run by python3: its verdicts are those of
 * the engine, it refutes the wrong lines, and what it cannot decide it says so.
 *
 * `make python-claims` runs it over every lesson (a minute), the tests over one. Skipped where
 * Debian's python3, NumPy or SciPy is missing. The points are fixed by each claim's name, so
 * nothing here fails by chance. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "claim_fixture.h"
#include "export/python.h"
#include "lesson/lesson.h"

#define PYTHON "/usr/bin/python3"
/* Draws of methods that draw: they only confirm here what others decide. */
#define SAMPLES 20000
/* Claims of a lesson, and wrong lines of a claim, at most. */
#define CLAIMS_MAX 2000
#define LINE_MAX_LENGTH 4096

static const char CHECKER[] = "assets/notebook/explore_check.py";

/* Of how many claims that state something Python decides how many. */
typedef struct {
    size_t claims, decided, contradicted, wrong_lines, refuted;
} Tally;

typedef struct {
    Arena *arena;
    size_t count;
    Claim *claims[CLAIMS_MAX];
    Text code;
} Cells;

/* Skips the test where Python cannot check anything. */
static void need_python(void) {
    if (access("/usr/lib/python3/dist-packages/scipy", R_OK) != 0 || access(PYTHON, X_OK) != 0) {
        print_message("skipped: " PYTHON " with NumPy and SciPy is not there\n");
        skip();
    }
}

static void cells_start(Cells *cells) {
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    *cells = (Cells){.arena = arena_new()};
    text_init(&cells->code);
    assert_true(file_read(cells->arena, CHECKER, &bytes, &length, &why));
    text_append(&cells->code, bytes);
}

static void cells_end(Cells *cells) {
    text_clear(&cells->code);
    arena_free(cells->arena);
}

/* The claim's cell, and a line of output that says what came of it. */
static void add_cell(Cells *cells, Claim *claim) {
    size_t before = cells->code.length;
    assert_true(cells->count < CLAIMS_MAX);
    if (!python_write_claim(&cells->code, claim)) {
        assert_int_equal(before, cells->code.length);
        return;
    }
    const char *id = claim_def(claim)->id;
    text_printf(&cells->code, "print('=', %zu, VERDICTS['%s'], *TWINS['%s'])\n", cells->count, id,
                id);
    cells->claims[cells->count++] = claim;
}

static void add_lesson(Cells *cells, const char *name) {
    const LessonOptions options = {.notation = NULL};
    const Lesson *lesson = NULL;
    Diag diag = {0};
    const char *hint = NULL;
    const char *path = lesson_find(cells->arena, "lessons", name, &hint);
    assert_non_null(path);
    assert_int_equal(LESSON_OK, lesson_load(cells->arena, path, &options, &lesson, &diag));
    for (size_t i = 0; i < lesson->claim_count; i++) {
        add_cell(cells, lesson->claims[i]);
    }
}

/* The engine's word on a claim and Python's. Undecided contradicts nothing. */
static void compare(Claim *claim, const char *verdict, Tally *tally) {
    CheckOptions options = check_options_default();
    options.twins = options.slips = false;
    options.samples = SAMPLES;
    const char *engine = verdict_name(claim_decide(claim, &options)->kind);
    bool definition = claim_verdict(claim)->kind == VERDICT_DEFINITION;
    tally->claims += !definition;
    if (definition || strcmp(verdict, "undecided") == 0) {
        return;
    }
    tally->decided++;
    if (strcmp(verdict, engine) != 0) {
        tally->contradicted++;
        print_error("%s: the engine says %s, Python %s\n", claim_def(claim)->id, engine, verdict);
    }
}

/* "= 3 holds fails undecided": the claim's number, its verdict and those of its wrong lines. */
static void read_line(const Cells *cells, char *line, Tally *tally) {
    char *rest = NULL;
    const char *mark = strtok_r(line, " \n", &rest);
    if (mark == NULL || strcmp(mark, "=") != 0) {
        return;
    }
    const char *number = strtok_r(NULL, " \n", &rest), *verdict = strtok_r(NULL, " \n", &rest);
    size_t at = number != NULL ? strtoul(number, NULL, 10) : CLAIMS_MAX;
    if (verdict == NULL || at >= cells->count) {
        fail_msg("no claim and verdict in `%s`", line);
        return;
    }
    compare(cells->claims[at], verdict, tally);
    bool held = strcmp(verdict, "holds") == 0 || strcmp(verdict, "approximate") == 0;
    for (const char *twin = NULL; (twin = strtok_r(NULL, " \n", &rest)) != NULL;) {
        tally->wrong_lines += held;
        tally->refuted += held && strcmp(twin, "fails") == 0;
        if (held && strcmp(twin, "fails") != 0 && strcmp(twin, "undecided") != 0) {
            tally->contradicted++;
            print_error("%s: a wrong line is not refuted\n", claim_def(cells->claims[at])->id);
        }
    }
}

static Tally run_cells(Cells *cells) {
    char path[] = "/tmp/explore-python-XXXXXX";
    char line[LINE_MAX_LENGTH];
    const char *why = NULL;
    Tally tally = {0};
    size_t lines = 0;
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    assert_true(file_write(cells->arena, path, cells->code.bytes, cells->code.length, &why));
    /* Nothing may be written to stderr: a notebook shows it. */
    FILE *out = popen(arena_printf(cells->arena, PYTHON " -W error %s 2>&1", path), "r");
    assert_non_null(out);
    while (fgets(line, sizeof line, out) != NULL) {
        lines += line[0] == '=';
        if (strstr(line, "Error") != NULL || strstr(line, "Warning") != NULL) {
            print_error("%s", line);
        }
        read_line(cells, line, &tally);
    }
    int status = pclose(out);
    unlink(path);
    assert_int_equal(0, status);
    assert_int_equal(cells->count, lines);
    return tally;
}

static void check_tally(const Tally *tally) {
    print_message("%zu claims, %zu decided by Python; %zu wrong lines, %zu refuted\n",
                  tally->claims, tally->decided, tally->wrong_lines, tally->refuted);
    assert_int_equal(0, tally->contradicted);
    assert_true(tally->claims > 0 && tally->wrong_lines > 0);
    assert_true(10 * tally->decided >= 9 * tally->claims);
    assert_true(100 * tally->refuted >= 95 * tally->wrong_lines);
}

/* ---- what is written ---- */

static void check_written(const char *notation, const char *tex, const char *lines,
                          const char *expected) {
    Arena *arena = arena_new();
    Text code;
    text_init(&code);
    ClaimText text = {notation, tex, lines};
    assert_true(python_write_claim(&code, claim_of(arena, &text)));
    assert_string_equal(expected, code.bytes);
    text_clear(&code);
    arena_free(arena);
}

static void test_a_claim_reads_as_its_formula(void **state) {
    (void)state;
    check_written("ho", "\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
                  "wrong: \\tilde\\beta_t = \\beta_t",
                  "@claim(\"claim\", twins=1)\n"
                  "def _(w):\n"
                  "    beta = w.sequence(\"beta\", 0.02, 0.6)\n"
                  "    alpha = w.letter(lambda t: 1 - beta(t))\n"
                  "    x, epsilon = w.chain(lambda t: sqrt(alpha(t)), lambda t: sqrt(beta(t)))\n"
                  "    beta_tilde = w.letter(lambda t: Var(x(t - 1), [x(t), x(0)]))\n"
                  "    t = w.whole(\"t\", 1, 8)\n"
                  "    alpha_bar = w.letter(lambda t: product(1, t, lambda i: alpha(i)))\n"
                  "    # \\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t\n"
                  "    w.says(lambda: beta_tilde(t), \"=\",\n"
                  "           lambda: (1 - alpha_bar(t - 1)) / (1 - alpha_bar(t)) * beta(t))\n"
                  "    # wrong: \\tilde\\beta_t = \\beta_t\n"
                  "    w.says(lambda: beta_tilde(t), \"=\",\n"
                  "           lambda: beta(t), twin=0)\n");
}

/* An index of its own does not take a letter's name away. */
static void test_a_bound_letter_keeps_clear_of_those_in_its_body(void **state) {
    (void)state;
    check_written(NULL, "\\int \\frac{\\partial}{\\partial x} (x^2 \\mathcal N(x; y, 1)) dx = 0",
                  NULL,
                  "@claim(\"claim\")\n"
                  "def _(w):\n"
                  "    y = w.real(\"y\", -3, 3)\n"
                  "    # \\int \\frac{\\partial}{\\partial x} (x^2 \\mathcal N(x; y, 1)) dx = 0\n"
                  "    w.says(lambda: integral(lambda x: derivative(lambda x: x**2 * normal(x, y, "
                  "1), x)), \"=\",\n"
                  "           lambda: 0)\n");
}

/* ---- what is drawn ---- */

/* Which picture says most of a claim, and how its line begins; NULL: there is none. */
static void test_a_picture_moves_what_the_formula_is_about(void **state) {
    (void)state;
    static const PythonSchedule schedule = {"cosine", 20};
    static const struct {
        ClaimText text;
        PythonPicture kind;
        const char *part;
    } pictures[] = {
        {{"ho", "\\beta_t = 1 - \\alpha_t", "wrong: \\beta_t = \\alpha_t"},
         PYTHON_OVER_T,
         "picture(\"claim\",\n        over=\"t\", axis=r\"t\",\n"
         "        sides=[(r\"\\beta_{t}\", r\"1 - \\alpha_{t}\")],\n"
         "        wrong=[r\"\"],\n"
         "        letters={\"beta\": r\"\\beta\", \"t\": r\"t\"},\n"
         "        schedule=(\"beta\", \"cosine\", 20, False))\n"},
        {{"su", "\\beta_t^2 = \\alpha_t", NULL},
         PYTHON_OVER_T,
         "(\"alpha\", \"cosine\", 20, True))"},
        {{NULL, "(x+y)^2 = x^2 + y^2", NULL}, PYTHON_LETTER, "over=\"x\", axis=r\"x\""},
        {{NULL, "\\mathcal N(x; a, u) = \\mathcal N(a; x, v)", NULL},
         PYTHON_FUNCTION,
         "over=\"x\""},
        {{"ho", "q(x_{t-1}|x_t,x_0) = q(x_{t-1}|x_t)", NULL},
         PYTHON_FUNCTION,
         "over=\"x(t - 1)\", axis=r\"x_{t - 1}\""},
        {{"ho", "q(x_{t-1}|x_t,x_0) \\propto q(x_t|x_{t-1})", NULL},
         PYTHON_FUNCTION,
         "\"claim\",\n        axis=r\"x_{t - 1}\""},
        {{NULL, "X + Y \\sim \\mathcal N(1, 3)", NULL}, PYTHON_LAWS, "axis=r\"X + Y\""},
        {{NULL, "a = v", "minimise: (a - u)^2 over a"}, PYTHON_OPTIMUM, "axis=r\"a\""},
        /* A sequence of its own has no schedule. */
        {{"ho", "c_t = \\alpha_t", "given: seq c_i in (0.2,0.9)"}, PYTHON_NO_PICTURE, NULL},
        /* What holds and has nothing wrong beside it, a rule, single numbers, values of noises. */
        {{NULL, "x + y = y + x", NULL}, PYTHON_NO_PICTURE, NULL},
        {{"ho", "P(C|A,B) = P(C|B)", "given: real A, B, C in (-3,3)"}, PYTHON_NO_PICTURE, NULL},
        {{NULL, "1 + 1 = 3", NULL}, PYTHON_NO_PICTURE, NULL},
        {{"ho", "\\epsilon_t = \\epsilon_{t-1}", NULL}, PYTHON_NO_PICTURE, NULL},
    };
    CheckOptions options = check_options_default();
    options.samples = SAMPLES;
    for (size_t i = 0; i < COUNT(pictures); i++) {
        Arena *arena = arena_new();
        Text line;
        text_init(&line);
        Claim *claim = claim_of(arena, &pictures[i].text);
        (void)claim_decide(claim, &options);
        PythonPicture kind = python_write_picture(&line, claim, &schedule);
        const char *part = pictures[i].part;
        if (kind != pictures[i].kind ||
            (part != NULL ? strstr(line.bytes, part) == NULL : line.length > 0)) {
            fail_msg("%s: picture %d\n%s", pictures[i].text.tex, (int)kind, line.bytes);
        }
        text_clear(&line);
        arena_free(arena);
    }
}

/* The letters of a notation, without what a claim gives for itself alone. */
static void test_letters_run_along_a_schedule(void **state) {
    (void)state;
    static const PythonSchedule schedule = {"linear", 50};
    Arena *arena = arena_new();
    Text code;
    text_init(&code);
    ClaimText text = {"ho", "\\alpha_t = 1", "given: chain x_t = x_{t-1} + \\epsilon_t"};
    assert_true(python_write_letters(&code, claim_of(arena, &text), &schedule));
    assert_string_equal(
        code.bytes, "@along(\"beta\", \"linear\", 50, False)\n"
                    "def _(w):\n"
                    "    beta = w.sequence(\"beta\", 0.02, 0.6)\n"
                    "    alpha = w.letter(lambda t: 1 - beta(t))\n"
                    "    alpha_bar = w.letter(lambda t: product(1, t, lambda i: alpha(i)))\n"
                    "    x, epsilon = w.chain(lambda t: sqrt(alpha(t)), lambda t: sqrt(beta(t)))\n"
                    "    beta_tilde = w.letter(lambda t: Var(x(t - 1), [x(t), x(0)]))\n"
                    "    return {r\"\\beta_t\": beta, r\"\\alpha_t\": alpha, "
                    "r\"\\bar{\\alpha}_t\": alpha_bar, r\"\\tilde{\\beta}_t\": beta_tilde}\n");
    text_reset(&code);
    ClaimText plain = {NULL, "x = y", NULL};
    assert_false(python_write_letters(&code, claim_of(arena, &plain), &schedule));
    assert_int_equal(code.length, 0);
    text_clear(&code);
    arena_free(arena);
}

/* What the curves are: the claim's two sides along the schedule and its wrong version, here beside
 * the closed form from a schedule of its own. Nothing is painted: notebooks-check compares that. */
static const char check_curves[] =
    "world, places, curves = _view('claim', 1, 't', ('beta', 'linear', 50, False))\n"
    "beta = 1e-4 + (0.02 - 1e-4) * np.arange(50) / 49\n"
    "bar = np.cumprod(1 - beta)\n"
    "right = (1 - bar[:-1]) / (1 - bar[1:]) * beta[1:]\n"
    "shown = _Shown('claim', curves)\n"
    "assert places[0] == 1 and len(places) == 50 and shown.mark is None\n"
    /* At t = 1 the posterior is a point. Elsewhere six digits: cancellation takes the others. */
    "assert np.allclose(shown.left[1:], right, rtol=1e-6, atol=0), shown.left\n"
    "assert np.allclose(shown.right[1:], right, rtol=1e-6, atol=0), shown.right\n"
    "assert list(shown.wrong) == [0] and np.allclose(shown.wrong[0], 1 - bar, rtol=1e-12)\n"
    "assert _words('a $x_{t - 1}$ b') and not _words('a \\\\bar b') and not _words('$\\\\nope$')\n"
    "print('=', 0, VERDICTS['claim'], *TWINS['claim'])\n";

static void test_curves_are_those_of_the_formulas(void **state) {
    (void)state;
    need_python();
    if (access("/usr/lib/python3/dist-packages/matplotlib", R_OK) != 0 ||
        access("/usr/lib/python3/dist-packages/IPython", R_OK) != 0) {
        print_message("skipped: Matplotlib or IPython is not there\n");
        skip();
    }
    Cells cells;
    cells_start(&cells);
    const char *bytes = NULL, *why = NULL;
    size_t length = 0;
    ClaimText text = {"ho",
                      "\\tilde\\beta_t = \\frac{1-\\bar\\alpha_{t-1}}{1-\\bar\\alpha_t}\\beta_t",
                      "wrong: \\tilde\\beta_t = 1-\\bar\\alpha_t"};
    Claim *claim = claim_of(cells.arena, &text);
    assert_true(
        file_read(cells.arena, "assets/notebook/explore_pictures.py", &bytes, &length, &why));
    /* Matplotlib's own, about the parser that it uses. */
    text_append(&cells.code, "warnings.simplefilter('ignore')\n");
    text_append(&cells.code, bytes);
    assert_true(python_write_claim(&cells.code, claim));
    text_append(&cells.code, check_curves);
    cells.claims[cells.count++] = claim;
    Tally tally = run_cells(&cells);
    assert_int_equal(1, tally.refuted);
    cells_end(&cells);
}

/* ---- what is decided ---- */

static const ClaimText rows[] = {
    {NULL, "(x+y)^2 = x^2 + 2xy + y^2", "wrong: (x+y)^2 = x^2 + y^2"},
    {NULL, "x - x = 0", "wrong: x - x = 10^{-9}"},
    {NULL, "\\frac{1}{\\sqrt u} = u^{-0.5}", "wrong: \\frac{1}{\\sqrt u} = u^{0.5}"},
    {NULL, "\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2}", "wrong: \\sum_{i=1}^{n} i = \\frac{n^2}{2}"},
    {NULL, "X + Y \\sim \\mathcal N(1, 5)", "wrong: X + Y \\sim \\mathcal N(1, 3)"},
    {NULL, "\\int_0^1 x^2 dx = \\frac13", "wrong: \\int_0^1 x^2 dx = \\frac12"},
    {NULL, "\\int \\mathcal N(x; y, u) dx = 1", "wrong: \\int \\mathcal N(x; y, u) dx = u"},
    {NULL, "\\frac{\\partial}{\\partial x} x^3 = 3 x^2",
     "wrong: \\frac{\\partial}{\\partial x} x^3 = 2 x^2"},
    {NULL, "x^2 \\ge 0", "wrong: x^2 \\le 0"},
    {NULL, "1.01 \\approx 1", "wrong: 1.1 \\approx 1"},
    {NULL, "x = y", NULL},
    {NULL, "a = u", "minimise: (a - u)^2 over a\nwrong: a = 2 u"},
    {NULL, "a = v", "minimise: (a - u)^2 over a"},
    {"ho", "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t} x_0, 1 - \\bar\\alpha_t)",
     "wrong: q(x_t|x_0) = \\mathcal N(x_t; \\bar\\alpha_t x_0, 1 - \\bar\\alpha_t)"},
    {"ho",
     "\\nabla_{x_t} \\log q(x_t|x_0) = -\\frac{x_t - \\sqrt{\\bar\\alpha_t} x_0}{1-\\bar\\alpha_t}",
     "wrong: \\nabla_{x_t} \\log q(x_t|x_0) = \\frac{x_t - \\sqrt{\\bar\\alpha_t} "
     "x_0}{1-\\bar\\alpha_t}"},
    {"ho", "\\int q(x_t|x_{t-1}) q(x_{t-1}|x_0) dx_{t-1} = q(x_t|x_0)",
     "wrong: \\int q(x_t|x_{t-1}) q(x_{t-1}|x_0) dx_{t-1} = q(x_{t-1}|x_0)"},
    {"ho", "q(x_{t-1}|x_t,x_0) \\propto q(x_t|x_{t-1}) q(x_{t-1}|x_0)",
     "wrong: q(x_{t-1}|x_t,x_0) \\propto q(x_t|x_{t-1}) q(x_t|x_0)"},
    {"su", "\\bar\\beta_t^2 = 1 - \\bar\\alpha_t^2", "wrong: \\bar\\beta_t = 1 - \\bar\\alpha_t"},
    {"ho", "P(A|B,C) = \\frac{P(B|A,C) P(A|C)}{P(B|C)}",
     "given: real A, B, C in (-3,3)\nwrong: P(A|B,C) = \\frac{P(B|A) P(A|C)}{P(B|C)}"},
    {"ho", "P(C|A,B) = P(C|B)", "given: real A, B, C in (-3,3)"},
    {"ho", "\\bar\\alpha_T \\approx 0.00004", "schedule: linear\nwrong: \\bar\\alpha_T \\approx 1"},
};

static void test_python_decides_as_the_engine_does(void **state) {
    (void)state;
    need_python();
    Cells cells;
    cells_start(&cells);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ClaimDef def = claim_def_of(cells.arena, &rows[i]);
        def.id = arena_printf(cells.arena, "row-%zu", i);
        Scope *scope = claim_scope(cells.arena, rows[i].notation);
        add_cell(&cells, claim_prepare(cells.arena, scope, &def));
    }
    Tally tally = run_cells(&cells);
    check_tally(&tally);
    assert_int_equal(COUNT(rows), tally.decided);
    assert_int_equal(tally.wrong_lines, tally.refuted);
    cells_end(&cells);
}

/* Nothing is called true that is only near, or that nothing could have told apart. */
static void test_python_does_not_hold_what_it_cannot_tell(void **state) {
    (void)state;
    need_python();
    static const char *const texts[] = {"1 + 10^{-8} = 1", "e^{-100} = 0", "1 + 10^{-11} = 1",
                                        "\\sqrt{-1-x^2} = 1", "x^2 > 0"};
    Cells cells;
    cells_start(&cells);
    for (size_t i = 0; i < COUNT(texts); i++) {
        ClaimText text = {NULL, texts[i], NULL};
        ClaimDef def = claim_def_of(cells.arena, &text);
        def.id = arena_printf(cells.arena, "row-%zu", i);
        add_cell(&cells, claim_prepare(cells.arena, claim_scope(cells.arena, NULL), &def));
    }
    text_append(&cells.code, "assert all(v in ('undecided', 'fails') for k, v in VERDICTS.items()\n"
                             "           if k != 'row-4'), VERDICTS\n");
    run_cells(&cells);
    cells_end(&cells);
}

static void test_claims_of_lessons(void **state) {
    (void)state;
    static const char *const few[] = {"1"};
    need_python();
    Cells *cells = malloc(sizeof *cells);
    assert_non_null(cells);
    cells_start(cells);
    bool all = getenv("PYTHON_CLAIMS") != NULL;
    size_t count = 0;
    const LessonEntry *entries = lesson_list(cells->arena, "lessons", &count);
    for (size_t i = 0; i < (all ? count : COUNT(few)); i++) {
        add_lesson(cells, all ? entries[i].path : few[i]);
    }
    Tally tally = run_cells(cells);
    check_tally(&tally);
    cells_end(cells);
    free(cells);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_claim_reads_as_its_formula),
        cmocka_unit_test(test_a_bound_letter_keeps_clear_of_those_in_its_body),
        cmocka_unit_test(test_a_picture_moves_what_the_formula_is_about),
        cmocka_unit_test(test_letters_run_along_a_schedule),
        cmocka_unit_test(test_curves_are_those_of_the_formulas),
        cmocka_unit_test(test_python_decides_as_the_engine_does),
        cmocka_unit_test(test_python_does_not_hold_what_it_cannot_tell),
        cmocka_unit_test(test_claims_of_lessons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
