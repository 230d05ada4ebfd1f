/* python.c - a claim, its wrong lines and its setting as one Python function. */
#include "export/python.h"

#include <string.h>

#include "export/python_internal.h"

/* TeX as comments, one for each of its lines. */
static void put_comment(Text *out, const char *before, const char *tex, size_t length) {
    text_printf(out, "    # %s", before);
    for (size_t i = 0; i < length; i++) {
        text_append_char(out, tex[i]);
        if (tex[i] == '\n')
            text_append(out, "    # ");
    }
    text_append(out, "\n");
}

static const char *relation_python(Relation relation) {
    switch (relation) {
    case RELATION_EQUAL:
    case RELATION_DEFINE:
    case RELATION_LAW:
    case RELATION_PROPORTIONAL: return "=";
    case RELATION_APPROX: return "~=";
    case RELATION_LESS: return "<";
    case RELATION_LESS_EQUAL: return "<=";
    case RELATION_GREATER: return ">";
    case RELATION_GREATER_EQUAL: return ">=";
    case RELATION_NOT_EQUAL: return "!=";
    case RELATION_TO:
    case RELATION_COUNT: break;
    }
    return NULL;
}

static void put_lambda(Python *python, Text *out, const Expr *expr) {
    text_append(out, "lambda: ");
    python_expr(python, out, expr, PYTHON_SUM);
}

static void put_law(Python *python, Text *out, const Expr *expr, const PartsLink *link) {
    text_append(out, "lambda: ");
    python_law(python, out, expr, link->given, link->given_count);
}

/* "x = VALUE" where the claim says what x makes smallest. */
static bool is_optimum(const Python *python, const PartsLink *link) {
    const Parts *parts = python->parts;
    return parts->objective != NULL && link->relation == RELATION_EQUAL &&
           expr_same(link->left, parts->variable);
}

/* Is a random letter of `value` not among what the mean is given? In a mean, what it is of counts
 * for nothing. */
static bool knows_more(const Expr *value, const Expr *mean) {
    if (value->kind == EXPR_SYMBOL && expr_is_random(value)) {
        for (size_t i = mean->split == 1 ? mean->count : 1; i < mean->count; i++) {
            if (expr_same(value, mean->args[i]))
                return false;
        }
        return true;
    }
    for (size_t i = value->kind == EXPR_EXPECT ? 1 : 0; i < value->count; i++) {
        if (knows_more(value->args[i], mean))
            return true;
    }
    return false;
}

/* The best value of a mean is one for all that the mean runs over: what is best for each of these
 * alone answers another question. */
static bool knows_too_much(const Expr *value, const Expr *objective) {
    bool more = objective->kind == EXPR_EXPECT && knows_more(value, objective);
    for (size_t i = 0; i < objective->count && !more; i++)
        more = knows_too_much(value, objective->args[i]);
    return more;
}

static void put_optimum(Python *python, Text *out, const PartsLink *link) {
    const Parts *parts = python->parts;
    if (parts->variable->count > 0)
        python_stop(python, "the letter of an objective has an index");
    if (knows_too_much(link->right, parts->objective))
        python_stop(python, "the value knows more than the mean is given");
    text_append(out, "    w.smallest(");
    python_function_of(python, out, parts->variable, parts->objective);
    text_append(out, ",\n               ");
    put_lambda(python, out, link->right);
    text_append(out, parts->maximise ? ", sign=-1" : "");
}

static void put_compared(Python *python, Text *out, const PartsLink *link) {
    const char *name = link->up_to_constant ? "up_to_constant" : "proportional";
    if (link->variable == NULL) {
        python_stop(python, "it is not said in which variable the two sides are compared");
        return;
    }
    text_printf(out, "    w.%s(", name);
    python_function_of(python, out, link->variable, link->left);
    text_printf(out, ",\n       %*s", (int)strlen(name), "");
    python_function_of(python, out, link->variable, link->right);
}

static void put_sides(Python *python, Text *out, const PartsLink *link) {
    const char *relation = relation_python(link->relation);
    if (relation == NULL) {
        python_stop(python, "this relation cannot be decided at points");
    } else if (is_optimum(python, link)) {
        put_optimum(python, out, link);
    } else if (link->relation == RELATION_PROPORTIONAL || link->up_to_constant) {
        put_compared(python, out, link);
    } else if (python_is_rule(python, link)) {
        python_rule(python, out, link);
    } else if (link->laws && strcmp(relation, "=") == 0) {
        text_append(out, "    w.law(");
        put_law(python, out, link->left, link);
        text_append(out, ",\n          ");
        put_law(python, out, link->right, link);
    } else if (link->laws) {
        python_stop(python, "two laws that are not said to be equal");
    } else {
        text_append(out, "    w.says(");
        put_lambda(python, out, link->left);
        text_printf(out, ", \"%s\",\n           ", relation);
        put_lambda(python, out, link->right);
    }
}

static void put_word(Text *out, const char *word) {
    text_append(out, "\"");
    for (; *word != '\0'; word++) {
        if (*word == '"' || *word == '\\')
            text_append(out, "\\");
        text_append_char(out, *word);
    }
    text_append(out, "\"");
}

/* A formula's relations; one that cannot be written says why. twin: 0 for the claim itself. */
static void put_formula(Python *python, Text *out, const PartsFormula *formula, size_t twin) {
    for (size_t i = 0; i < formula->link_count; i++) {
        Text call;
        text_init(&call);
        python->cannot = NULL;
        python->tables = false;
        put_sides(python, &call, &formula->links[i]);
        if (python->cannot != NULL) {
            text_reset(&call);
            text_append(&call, "    w.cannot(");
            put_word(&call, python->cannot);
            python->cannot = NULL;
        }
        if (twin > 0)
            text_printf(&call, ", twin=%zu", twin - 1);
        text_append(out, call.bytes);
        text_append(out, ")\n");
        text_clear(&call);
    }
}

/* ---- conditions ---- */

static bool is_introduced(void *context, const Expr *expr) {
    const Python *python = context;
    return !(expr->kind == EXPR_SYMBOL && python_known(python, expr->symbol) != NULL);
}

static void put_condition(Python *python, Text *out, const Chain *chain) {
    bool matters = false;
    for (size_t i = 0; i < chain->count; i++)
        matters |= !expr_walk(chain->sides[i], is_introduced, python);
    for (size_t i = 0; matters && i + 1 < chain->count; i++) {
        const char *relation = relation_python(chain->relations[i]);
        text_append(out, "    w.assume(");
        put_lambda(python, out, chain->sides[i]);
        text_printf(out, ", \"%s\", ", relation != NULL ? relation : "=");
        put_lambda(python, out, chain->sides[i + 1]);
        text_append(out, ")\n");
    }
}

/* What is assumed of letters that the formulas use. */
static void put_conditions(Python *python, Text *out) {
    const PartsFormula *formula = &python->parts->formula;
    for (size_t i = 0; i < formula->condition_count; i++)
        put_condition(python, out, formula->conditions[i]);
    for (const Scope *scope = python->parts->scope; scope != NULL; scope = scope->parent)
        for (size_t i = 0; i < scope->assumption_count; i++)
            put_condition(python, out, scope->assumptions[i]);
}

/* ---- one claim ---- */

static void put_head(const Python *python, Text *out) {
    const Parts *parts = python->parts;
    const ClaimDef *def = claim_def(python->claim);
    const Symbol *grown = def->limit ? scope_find(parts->scope, def->limit) : NULL;
    const char *limit = grown != NULL ? python_known(python, grown) : NULL;
    text_append(out, "@claim(");
    put_word(out, def->id);
    if (parts->wrong_count > 0)
        text_printf(out, ", twins=%zu", parts->wrong_count);
    if (def->tolerance != NULL)
        text_printf(out, ", tolerance=%s", def->tolerance);
    if (def->limit != NULL)
        text_printf(out, ", limit=\"%s\"", limit != NULL ? limit : def->limit);
    if (parts->steps > 0)
        text_printf(out, ", steps=%ld", parts->steps);
    text_append(out, ")\ndef _(w):\n");
}

/* One claim's code in parts: letters, then conditions, then what is stated. */
typedef struct {
    Python python;
    Parts parts;
    Text body, conditions;
} Code;

static bool code_start(Code *code, Arena *arena, const Claim *claim) {
    const ClaimDef *def = claim_def(claim);
    const Parts *parts = &code->parts;
    if (!claim_parts(arena, claim, &code->parts))
        return false;
    Python *python = &code->python;
    *python = (Python){.arena = arena, .claim = claim, .parts = parts};
    text_init(&python->letters);
    text_init(&code->body);
    text_init(&code->conditions);
    put_comment(&code->body, "", def->source->bytes + def->tex.start,
                def->tex.end - def->tex.start);
    put_formula(python, &code->body, &parts->formula, 0);
    for (size_t i = 0; i < parts->wrong_count; i++) {
        put_comment(&code->body, "wrong: ", parts->wrong[i].tex, strlen(parts->wrong[i].tex));
        put_formula(python, &code->body, &parts->wrong[i], i + 1);
    }
    put_conditions(python, &code->conditions);
    return true;
}

static void code_end(Code *code) {
    text_clear(&code->python.letters);
    text_clear(&code->body);
    text_clear(&code->conditions);
}

bool python_write_claim(Text *out, const Claim *claim) {
    Arena *arena = arena_new();
    Code code;
    bool states = code_start(&code, arena, claim);
    if (states) {
        put_head(&code.python, out);
        text_append(out, code.python.letters.bytes);
        text_append(out, code.conditions.bytes);
        text_append(out, code.body.bytes);
        code_end(&code);
    }
    arena_free(arena);
    return states;
}

PythonPicture python_write_picture(Text *out, const Claim *claim, const PythonSchedule *schedule) {
    Arena *arena = arena_new();
    Code code;
    PythonPicture kind = PYTHON_NO_PICTURE;
    if (code_start(&code, arena, claim)) {
        bool contrasts = code.parts.wrong_count > 0 || claim_verdict(claim)->kind == VERDICT_FAILS;
        bool written = strstr(code.body.bytes, "w.cannot(") == NULL;
        if (contrasts && written)
            kind = python_picture(&code.python, out, schedule);
        code_end(&code);
    }
    arena_free(arena);
    return kind;
}
