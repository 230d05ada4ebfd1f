/* test_json.c - the JSON object, read back with a JSON reader. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "assert_close.h"
#include "export/json.h"
#include "verify/model.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

typedef struct {
    Arena *arena;
    Scope *scope;
} Fixture;

static int setup(void **state) {
    static Fixture fixture;
    fixture.arena = arena_new();
    Diag diag = {0};
    fixture.scope = model_scope(fixture.arena, NULL, &diag);
    if (fixture.scope == NULL) {
        return 1;
    }
    fixture.scope->accept_unknown = true;
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    Fixture *fixture = *state;
    arena_free(fixture->arena);
    return 0;
}

static Claim *decided(Fixture *fixture, const char *tex, size_t length, ClaimDef def) {
    Source *source = arena_alloc(fixture->arena, sizeof *source);
    *source =
        (Source){.name = "notes/a \"b\".md", .bytes = arena_copy(fixture->arena, tex, length)};
    source->length = length;
    def.source = source;
    def.tex = (Span){0, length};
    Claim *claim = claim_prepare(fixture->arena, scope_new(fixture->arena, fixture->scope), &def);
    CheckOptions options = check_options_default();
    (void)claim_decide(claim, &options);
    return claim;
}

static ClaimDef def_of(const char *id) {
    ClaimDef def = claim_def_default();
    def.id = id;
    return def;
}

static cJSON *written(const JsonClaim *claims, size_t count, uint64_t seed) {
    Text out;
    text_init(&out);
    assert_true(json_write_claims(&out, claims, count, seed));
    assert_int_equal(out.bytes[out.length - 1], '\n');
    size_t bad = 0;
    assert_true(utf8_valid(out.bytes, out.length, &bad));
    cJSON *json = cJSON_ParseWithLength(out.bytes, out.length);
    if (json == NULL) {
        print_error("%s\n", out.bytes);
    }
    assert_non_null(json);
    text_clear(&out);
    return json;
}

static const cJSON *member(const cJSON *object, const char *name) {
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static const char *string_in(const cJSON *object, const char *name) {
    const char *string = cJSON_GetStringValue(member(object, name));
    return string != NULL ? string : "(absent)";
}

static const cJSON *first_claim(const cJSON *json) {
    return cJSON_GetArrayItem(member(json, "claims"), 0);
}

static void test_fields_of_a_claim_that_holds(void **state) {
    static const char TEX[] = "(a+b)^2 = a^2+2ab+b^2";
    ClaimDef def = def_of("binomial");
    def.doc = "A-01";
    def.expect = VERDICT_HOLDS;
    def.printed = true;
    JsonClaim claim = {.claim = decided(*state, TEX, sizeof TEX - 1, def)};
    cJSON *json = written(&claim, 1, 42);
    const cJSON *item = first_claim(json);
    assert_close(cJSON_GetNumberValue(member(json, "seed")), 42, 0);
    assert_string_equal(string_in(item, "id"), "binomial");
    assert_string_equal(string_in(item, "file"), "notes/a \"b\".md");
    assert_close(cJSON_GetNumberValue(member(item, "line")), 1, 0);
    assert_string_equal(string_in(item, "doc"), "A-01");
    assert_string_equal(string_in(item, "printed"), TEX);
    assert_string_equal(string_in(item, "kind"), "printed");
    assert_string_equal(string_in(item, "expect"), "holds");
    assert_string_equal(string_in(item, "verdict"), "holds");
    assert_true(cJSON_GetArraySize(member(item, "methods")) > 0);
    const cJSON *method = cJSON_GetArrayItem(member(item, "methods"), 0);
    assert_true(cJSON_IsString(member(method, "name")));
    assert_true(cJSON_IsString(member(method, "verdict")));
    assert_true(cJSON_IsNumber(member(method, "milliseconds")));
    static const char *const ABSENT[] = {"notation", "reason", "counterexample"};
    for (size_t i = 0; i < COUNT(ABSENT); i++) {
        print_message("%s\n", ABSENT[i]);
        assert_null(member(item, ABSENT[i]));
    }
    cJSON_Delete(json);
}

static void test_a_counterexample_has_its_point_and_both_values(void **state) {
    static const char TEX[] = "a + b = a - b";
    JsonClaim claim = {.claim = decided(*state, TEX, sizeof TEX - 1, def_of("false"))};
    cJSON *json = written(&claim, 1, 1);
    const cJSON *item = first_claim(json);
    assert_string_equal(string_in(item, "verdict"), "fails");
    const cJSON *found = member(item, "counterexample");
    const cJSON *a = member(member(found, "point"), "a");
    const cJSON *b = member(member(found, "point"), "b");
    assert_true(cJSON_IsNumber(a) && cJSON_IsNumber(b));
    assert_close(cJSON_GetNumberValue(member(found, "left")), a->valuedouble + b->valuedouble,
                 1e-5);
    assert_close(cJSON_GetNumberValue(member(found, "right")), a->valuedouble - b->valuedouble,
                 1e-5);
    assert_close(cJSON_GetNumberValue(member(found, "link")), 0, 0);
    cJSON_Delete(json);
}

/* The numbers of a test by draws are what its reader judges it by: all five, and only where drawn.
 */
static void test_a_method_that_draws_states_its_test(void **state) {
    static const char TEX[] =
        "q(x_t|x_0) = \\mathcal N(x_t; \\sqrt{\\bar\\alpha_t}x_0, 1-\\bar\\alpha_t)";
    Fixture *fixture = *state;
    Diag diag = {0};
    Fixture noted = {fixture->arena, model_scope(fixture->arena, "ho", &diag)};
    assert_non_null(noted.scope);
    ClaimDef def = def_of("closed-form");
    def.notation = "ho";
    JsonClaim claim = {.claim = decided(&noted, TEX, sizeof TEX - 1, def)};
    const Verdict *verdict = claim_verdict(claim.claim);
    cJSON *json = written(&claim, 1, 1);
    const cJSON *methods = member(first_claim(json), "methods");
    assert_int_equal(cJSON_GetArraySize(methods), verdict->method_count);
    size_t drawn = 0;
    for (size_t i = 0; i < verdict->method_count; i++) {
        const MethodEvidence *evidence = &verdict->methods[i];
        const cJSON *method = cJSON_GetArrayItem(methods, (int)i);
        assert_string_equal(string_in(method, "name"), evidence->name);
        const struct {
            const char *name;
            double value;
        } fields[] = {{"samples", (double)evidence->samples},
                      {"false_alarm", evidence->false_alarm},
                      {"detectable", evidence->detectable},
                      {"p_value", evidence->p_value},
                      {"seed", (double)evidence->seed}};
        drawn += evidence->samples > 0;
        for (size_t k = 0; k < COUNT(fields); k++) {
            const cJSON *field = member(method, fields[k].name);
            assert_int_equal(field != NULL, evidence->samples > 0);
            if (field != NULL)
                assert_close(cJSON_GetNumberValue(field), fields[k].value, 0);
        }
    }
    assert_int_equal(drawn, 1);
    cJSON_Delete(json);
}

static void test_kind_tells_a_claim_from_a_notes_formulas(void **state) {
    static const struct {
        bool is_note, is_inline, printed;
        const char *kind;
    } CASES[] = {
        {false, false, false, "claim"},
        {false, false, true, "printed"},
        {true, false, false, "display"},
        {true, true, false, "inline"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        ClaimDef def = def_of("x");
        def.inline_formula = CASES[i].is_inline;
        def.printed = CASES[i].printed;
        JsonClaim claim = {.claim = decided(*state, "a = a", 5, def), .is_note = CASES[i].is_note};
        cJSON *json = written(&claim, 1, 1);
        assert_string_equal(string_in(first_claim(json), "kind"), CASES[i].kind);
        cJSON_Delete(json);
    }
}

static void test_summary_counts_every_claim_once(void **state) {
    static const char *const TEX[] = {"a+a=2a", "a=a+1", "\\frac{a", "b-b=0", "a", "2a=a+a"};
    static const char *const KINDS[] = {"holds",      "fails",      "approximate", "undecided",
                                        "unreadable", "definition", "no_claim"};
    JsonClaim claims[COUNT(TEX)];
    for (size_t i = 0; i < COUNT(TEX); i++) {
        claims[i] = (JsonClaim){decided(*state, TEX[i], strlen(TEX[i]), def_of("x")), true, false};
    }
    cJSON *json = written(claims, COUNT(TEX), 1);
    const cJSON *summary = member(json, "summary");
    const size_t formulas = COUNT(TEX);
    double sum = 0;
    for (size_t i = 0; i < COUNT(KINDS); i++) {
        assert_true(cJSON_IsNumber(member(summary, KINDS[i])));
        sum += cJSON_GetNumberValue(member(summary, KINDS[i]));
    }
    assert_close(sum, (double)formulas, 0);
    assert_close(cJSON_GetNumberValue(member(summary, "formulas")), (double)formulas, 0);
    assert_close(cJSON_GetNumberValue(member(summary, "holds")), 3, 0);
    assert_close(cJSON_GetNumberValue(member(summary, "fails")), 1, 0);
    assert_close(cJSON_GetNumberValue(member(summary, "unreadable")), 1, 0);
    cJSON_Delete(json);
}

static void test_unreadable_says_where(void **state) {
    static const char TEX[] = "a = \\frac{a";
    JsonClaim claim = {.claim = decided(*state, TEX, sizeof TEX - 1, def_of("x"))};
    cJSON *json = written(&claim, 1, 1);
    assert_non_null(strstr(string_in(first_claim(json), "reason"), ".md:1:"));
    cJSON_Delete(json);
}

static void test_hostile_bytes_become_valid_utf8(void **state) {
    static const char TEX[] = "a\0\xff\xc3\x1b\"\\ = \xed\xa0\x80";
    JsonClaim claim = {.claim = decided(*state, TEX, sizeof TEX - 1, def_of("x"))};
    cJSON *json = written(&claim, 1, UINT64_MAX);
    assert_non_null(strstr(string_in(first_claim(json), "printed"), "\x1b\"\\ = "));
    cJSON_Delete(json);
}

static void test_no_claims_is_an_empty_list(void **state) {
    (void)state;
    cJSON *json = written(NULL, 0, 1);
    assert_int_equal(cJSON_GetArraySize(member(json, "claims")), 0);
    assert_close(cJSON_GetNumberValue(member(member(json, "summary"), "formulas")), 0, 0);
    cJSON_Delete(json);
}

static void test_table_numbers_keep_all_digits(void **state) {
    (void)state;
    static const double VALUES[] = {0.1,         1.0 / 3,         1e-300, 12345678901234567.0,
                                    (double)NAN, (double)INFINITY};
    JsonColumn column = {"value", VALUES};
    Text out;
    text_init(&out);
    assert_true(json_write_table(&out, "linear", &column, 1, 1, COUNT(VALUES)));
    cJSON *json = cJSON_Parse(out.bytes);
    assert_non_null(json);
    for (size_t i = 0; i < COUNT(VALUES); i++) {
        const cJSON *row = cJSON_GetArrayItem(member(json, "rows"), (int)i);
        assert_close(cJSON_GetNumberValue(member(row, "t")), (double)i + 1, 0);
        if (isfinite(VALUES[i])) {
            assert_true(cJSON_GetNumberValue(member(row, "value")) - VALUES[i] >= 0);
            assert_true(cJSON_GetNumberValue(member(row, "value")) - VALUES[i] <= 0);
        } else {
            assert_true(cJSON_IsNull(member(row, "value")));
        }
    }
    cJSON_Delete(json);
    text_clear(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields_of_a_claim_that_holds),
        cmocka_unit_test(test_a_counterexample_has_its_point_and_both_values),
        cmocka_unit_test(test_a_method_that_draws_states_its_test),
        cmocka_unit_test(test_kind_tells_a_claim_from_a_notes_formulas),
        cmocka_unit_test(test_summary_counts_every_claim_once),
        cmocka_unit_test(test_unreadable_says_where),
        cmocka_unit_test(test_hostile_bytes_become_valid_utf8),
        cmocka_unit_test(test_no_claims_is_an_empty_list),
        cmocka_unit_test(test_table_numbers_keep_all_digits),
    };
    int failed = cmocka_run_group_tests(tests, setup, teardown);
    verify_thread_end();
    return failed;
}
