/* parts.c - the links of a prepared claim and of its wrong lines, read as the engine reads them. */
#include "verify/parts.h"

#include <string.h>

#include "diffusion/notation.h"
#include "verify/claim_internal.h"

_Static_assert(PARTS_GIVEN_MAX == GIVEN_MAX, "a link's givens are copied");

static PartsLink read_link(Arena *arena, const Chain *chain, size_t index) {
    Link link = {.left = chain->sides[index],
                 .right = chain->sides[index + 1],
                 .relation = chain->relations[index],
                 .up_to_constant = chain->up_to_constant && index + 2 == chain->count,
                 .index = index};
    link_read(arena, &link);
    link_read_earlier(&link, chain);
    PartsLink out = {.left = link.left,
                     .right = link.right,
                     .relation = link.relation,
                     .laws = link.laws,
                     .up_to_constant = link.up_to_constant,
                     .variable = link.variable,
                     .given_count = link.given_count};
    memcpy(out.given, link.given, link.given_count * sizeof *out.given);
    return out;
}

static PartsFormula read_parts(Arena *arena, const Claim *claim, const Formula *formula) {
    PartsFormula out = {0};
    size_t most = 0;
    for (size_t i = 0; i < formula->count; i++)
        most += formula->chains[i].count;
    PartsLink *links = arena_array(arena, most + 1, sizeof *links);
    out.conditions = arena_array(arena, formula->count + 1, sizeof *out.conditions);
    for (size_t i = 0; i < formula->count; i++) {
        const Chain *chain = &formula->chains[i];
        if (limits_points(claim, formula, i))
            out.conditions[out.condition_count++] = chain;
        if (!is_claimed(claim, formula, i))
            continue;
        for (size_t k = 0; k + 1 < chain->count; k++)
            links[out.link_count++] = read_link(arena, chain, k);
    }
    out.links = links;
    return out;
}

bool claim_parts(Arena *arena, const Claim *claim, Parts *parts) {
    *parts =
        (Parts){.tolerance = claim->def.tolerance ? claim->def.tolerance : CLAIM_TOLERANCE_DEFAULT};
    if (claim->formula == NULL)
        return false;
    parts->scope = claim->scope;
    parts->merged = claim->merged;
    parts->objective = claim->objective.expr;
    parts->variable = claim->objective.variable;
    parts->maximise = claim->objective.maximise;
    parts->formula = read_parts(arena, claim, claim->formula);
    const ClaimDef *def = &claim->def;
    const Notation *notation = def->notation ? notation_find(def->notation, NULL) : NULL;
    if (notation != NULL) {
        parts->sequence = notation->sequence;
        parts->is_root_alpha = notation->reading == NOTATION_SQRT_ALPHA;
        if (def->schedule != NULL)
            parts->steps = def->steps > 0 ? def->steps : BINDING_STEPS_DEFAULT;
    }
    PartsFormula *wrong = arena_array(arena, claim->wrong_count + 1, sizeof *wrong);
    for (size_t i = 0; i < claim->wrong_count; i++) {
        wrong[i] = read_parts(arena, claim, claim->wrong[i].formula);
        wrong[i].tex = claim->wrong[i].tex;
    }
    parts->wrong = wrong;
    parts->wrong_count = claim->wrong_count;
    return parts->formula.link_count > 0;
}
