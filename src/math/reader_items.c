/* reader_items.c - the presentation tree as a flat list. */
#include <string.h>

#include "math/reader_internal.h"

/* Words between formulas of one display. */
static const char *const separators[] = {"where", "with", "and", "if",      "for", "when", "then",
                                         "Then",  "IF",   "If",  "for all", "so",  "or"};

const char aside_opens[] = "(aside";
const char aside_closes[] = "aside)";

/* Most lists are those of a script or a group: an item or two, and the end. */
#define FIRST_ROOM 4

typedef struct {
    Reader *reader;
    Item *items;
    size_t count, capacity;
} Builder;

static void add(Builder *builder, Item item) {
    if (builder->count == builder->capacity) {
        size_t capacity = builder->capacity ? 2 * builder->capacity : FIRST_ROOM;
        Item *grown = arena_array(builder->reader->arena, capacity, sizeof *grown);
        if (builder->count > 0)
            memcpy(grown, builder->items, builder->count * sizeof *grown);
        builder->items = grown;
        builder->capacity = capacity;
    }
    builder->items[builder->count++] = item;
}

static bool is_word(const char *word, const char *const *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, list[i]) == 0)
            return true;
    return false;
}

static const char *trimmed(Arena *arena, const char *words) {
    while (*words == ' ')
        words++;
    size_t length = strlen(words);
    while (length > 0 && words[length - 1] == ' ')
        length--;
    return arena_copy(arena, words, length);
}

static bool joins(const Item *item) {
    static const char *const marks[] = {"+", "-", "cdot", "times", "ast", "/", "ldots", "cdots"};
    Relation ignored;
    if (item->kind == ITEM_OPERATOR)
        return is_word(item->name, marks, sizeof marks / sizeof *marks) ||
               relation_of(item->name, &ignored) || strcmp(item->name, "Rightarrow") == 0;
    return false;
}

static void flatten(Builder *builder, const Noad *noad);

/* Words of a language that is not written in ASCII, perhaps after a comma: ",则". */
static bool is_prose(const char *words) {
    for (; *words != '\0'; words++)
        if ((unsigned char)*words >= 0x80)
            return true;
    return false;
}

static void flatten_text(Builder *builder, const Noad *noad) {
    const char *words = trimmed(builder->reader->arena, noad->name);
    while (*words == ';' || *words == ',')
        words++;
    if (words[0] == '\0')
        return;
    if (strcmp(words, "const") == 0 || strcmp(words, "constant") == 0 ||
        strcmp(words, "const.") == 0)
        add(builder, (Item){.kind = ITEM_CONSTANT, .noad = noad, .span = noad->span});
    else if (!strchr(words, ' '))
        add(builder,
            (Item){.kind = is_word(words, separators, sizeof separators / sizeof *separators) ||
                                   is_prose(words)
                               ? ITEM_SEPARATOR
                               : ITEM_ATOM,
                   .noad = noad,
                   .name = words,
                   .span = noad->span});
    else
        add(builder, (Item){.kind = ITEM_SEPARATOR, .noad = noad, .span = noad->span});
}

/* "x = \begin{cases}": a value by cases, not one formula in each row. */
static bool is_value(const Builder *builder, const Noad *table) {
    const Item *before = builder->count > 0 ? &builder->items[builder->count - 1] : NULL;
    return strcmp(table->name, "cases") == 0 && before && joins(before);
}

static void flatten_table(Builder *builder, const Noad *table) {
    if (is_value(builder, table)) {
        add(builder, (Item){.kind = ITEM_ATOM, .noad = table, .span = table->span});
        return;
    }
    for (size_t i = 0; i < table->count; i++) {
        if (i > 0 && i % table->columns == 0)
            add(builder, (Item){.kind = ITEM_BREAK, .noad = table, .span = table->items[i]->span});
        flatten(builder, table->items[i]);
    }
}

static ItemKind fence_kind(const Noad *fence) {
    bool bar = fence->name[0] == '|';
    if (fence->fence == FENCE_OPEN)
        return ITEM_OPEN;
    if (fence->fence == FENCE_CLOSE)
        return ITEM_CLOSE;
    return bar ? ITEM_BAR : ITEM_OPERATOR;
}

static void flatten_delimited(Builder *builder, const Noad *noad, const Noad *sub,
                              const Noad *sup) {
    add(builder, (Item){.kind = ITEM_OPEN,
                        .noad = noad,
                        .name = noad->name,
                        .span = {noad->span.start, noad->span.start + 1}});
    flatten(builder, noad->items[0]);
    add(builder, (Item){.kind = ITEM_CLOSE,
                        .noad = noad,
                        .name = noad->close,
                        .sub = sub,
                        .sup = sup,
                        .span = {noad->span.end - 1, noad->span.end}});
}

static const Noad *sole_item(const Noad *row) {
    const Noad *found = NULL;
    for (size_t i = 0; i < row->count; i++) {
        if (noad_is_blank(row->items[i]))
            continue;
        if (found)
            return NULL;
        found = row->items[i];
    }
    return found;
}

static void flatten_scripts(Builder *builder, const Noad *noad) {
    const Noad *nucleus = noad->items[0];
    while (nucleus->kind == NOAD_ROW && sole_item(nucleus))
        nucleus = sole_item(nucleus);
    if (nucleus->kind == NOAD_DELIMITED) {
        flatten_delimited(builder, nucleus, noad->items[1], noad->items[2]);
    } else if (nucleus->kind == NOAD_FENCE) {
        add(builder, (Item){.kind = fence_kind(nucleus),
                            .noad = nucleus,
                            .name = nucleus->name,
                            .sub = noad->items[1],
                            .sup = noad->items[2],
                            .span = nucleus->span});
    } else if (nucleus->kind == NOAD_DECORATED && (strncmp(nucleus->name, "under", 5) == 0 ||
                                                   strncmp(nucleus->name, "over", 4) == 0)) {
        flatten(builder, nucleus); /* \underbrace{..}_{words}: the words are a caption */
    } else {
        add(builder, (Item){.kind = ITEM_ATOM, .noad = noad, .span = noad->span});
    }
}

/* "\ where\ " typed as five letters. */
static size_t spelled_where(const Noad *row, size_t from) {
    static const char word[] = "where";
    for (size_t i = 0; i < 5; i++) {
        if (from + i >= row->count)
            return 0;
        const Noad *letter = row->items[from + i];
        if (letter->kind != NOAD_SYMBOL || letter->name[0] != word[i] || letter->name[1] != '\0')
            return 0;
    }
    return 5;
}

/* A braced group that holds a whole relation (\boxed{x = y}, {\color{red} a = b}) is spliced; any
 * other is one operand. */
static bool holds_relation(const Noad *noad) {
    if (noad->kind == NOAD_TABLE)
        return true;
    if (noad->kind != NOAD_ROW)
        return false;
    for (size_t i = 0; i < noad->count; i++) {
        Relation ignored;
        if (noad->items[i]->kind == NOAD_OPERATOR && relation_of(noad->items[i]->name, &ignored))
            return true;
        if (noad->items[i]->kind == NOAD_TABLE)
            return true;
    }
    return false;
}

static void flatten_row(Builder *builder, const Noad *row) {
    for (size_t i = 0; i < row->count; i++) {
        size_t where = spelled_where(row, i);
        if (where > 0) {
            add(builder,
                (Item){.kind = ITEM_SEPARATOR, .noad = row->items[i], .span = row->items[i]->span});
            i += where - 1;
            continue;
        }
        const Noad *item = row->items[i];
        if (item->kind == NOAD_ROW && !holds_relation(item))
            add(builder, (Item){.kind = ITEM_ATOM, .noad = item, .span = item->span});
        else
            flatten(builder, item);
    }
}

static void flatten(Builder *builder, const Noad *noad) {
    switch (noad->kind) {
    case NOAD_ROW: flatten_row(builder, noad); return;
    case NOAD_SPACE:
        if (noad->name[0] == 'q')
            add(builder, (Item){.kind = ITEM_SEPARATOR, .noad = noad, .span = noad->span});
        return;
    case NOAD_TEXT: flatten_text(builder, noad); return;
    case NOAD_OPERATOR:
        add(builder,
            (Item){.kind = ITEM_OPERATOR, .noad = noad, .name = noad->name, .span = noad->span});
        return;
    case NOAD_FENCE:
        add(builder,
            (Item){.kind = fence_kind(noad), .noad = noad, .name = noad->name, .span = noad->span});
        return;
    case NOAD_DELIMITED: flatten_delimited(builder, noad, NULL, NULL); return;
    case NOAD_TABLE: flatten_table(builder, noad); return;
    case NOAD_DECORATED:
        if (strcmp(noad->name, "tag") == 0 || strcmp(noad->name, "phantom") == 0)
            return;
        if (holds_relation(noad->items[0]))
            flatten(builder, noad->items[0]);
        else
            add(builder, (Item){.kind = ITEM_ATOM, .noad = noad->items[0], .span = noad->span});
        return;
    case NOAD_SCRIPTS: flatten_scripts(builder, noad); return;
    case NOAD_SYMBOL:
        if (strcmp(noad->name, "forall") == 0) {
            add(builder, (Item){.kind = ITEM_SEPARATOR, .noad = noad, .span = noad->span});
            return;
        }
        add(builder, (Item){.kind = ITEM_ATOM, .noad = noad, .span = noad->span});
        return;
    case NOAD_NUMBER:
    case NOAD_PRIME:
    case NOAD_FRACTION:
    case NOAD_RADICAL:
    case NOAD_ACCENT:
    case NOAD_BIGOP:
    case NOAD_FUNCTION:
        add(builder, (Item){.kind = ITEM_ATOM, .noad = noad, .span = noad->span});
        return;
    }
}

/* "- \\text{noise target}": words where a quantity stands. */
static bool is_quantity_in_words(const Item *words, const Item *before, const Item *after) {
    bool ends = !after || after->kind == ITEM_CLOSE || after->kind == ITEM_BAR || joins(after);
    return words->kind == ITEM_SEPARATOR && words->noad->kind == NOAD_TEXT && !words->name &&
           before && joins(before) && ends;
}

/* A line break inside parentheses, or beside an operator, only sets the formula on two lines. */
static void settle_breaks(Item *items, size_t *count) {
    size_t kept = 0, depth = 0;
    for (size_t i = 0; i < *count; i++) {
        if (items[i].kind == ITEM_OPEN)
            depth++;
        else if (items[i].kind == ITEM_CLOSE && depth > 0)
            depth--;
        const Item *before = kept > 0 ? &items[kept - 1] : NULL;
        const Item *after = i + 1 < *count ? &items[i + 1] : NULL;
        if (is_quantity_in_words(&items[i], before, after)) {
            items[i].kind = ITEM_ATOM;
            items[i].name = items[i].noad->name;
        }
        if (items[i].kind == ITEM_BREAK ||
            (items[i].kind == ITEM_SEPARATOR && depth > 0 && !items[i].name)) {
            bool inside = depth > 0;
            bool follows = before && joins(before);
            bool leads = after && joins(after);
            if (inside || follows || leads)
                continue;
            items[i].kind = ITEM_SEPARATOR;
        }
        items[kept++] = items[i];
    }
    *count = kept;
}

/* "a = b & \\text{where } c = d \\\\ = e" and \\because: what explains a row of a chain ends with
 * the row.
 */
static void open_remarks(Item *items, size_t count) {
    bool inside = false, chain = false;
    for (size_t i = 0; i < count; i++) {
        Relation ignored;
        bool because = items[i].noad->kind == NOAD_OPERATOR && items[i].name &&
                       strcmp(items[i].name, "because") == 0;
        bool where = items[i].kind == ITEM_SEPARATOR && items[i].noad->kind == NOAD_TEXT &&
                     items[i].name && strcmp(items[i].name, "where") == 0;
        if (items[i].kind == ITEM_BREAK) {
            if (inside) {
                items[i].kind = ITEM_SEPARATOR;
                items[i].name = aside_closes;
            }
            inside = false;
        } else if (chain && !inside && (because || where)) {
            items[i].kind = ITEM_SEPARATOR;
            items[i].name = aside_opens;
            inside = true;
        }
        chain |= items[i].kind == ITEM_OPERATOR && relation_of(items[i].name, &ignored);
    }
}

/* "a = b \\quad (c = d)": a formula in parentheses of its own, after a separator and up to the end
 * of the part. */
static void open_asides(Item *items, size_t count) {
    for (size_t i = 1; i < count; i++) {
        if (items[i].kind != ITEM_OPEN || items[i - 1].kind != ITEM_SEPARATOR)
            continue;
        size_t depth = 0, end = i;
        bool relation = false;
        for (; end < count; end++) {
            Relation ignored;
            if (items[end].kind == ITEM_OPEN)
                depth++;
            else if (items[end].kind == ITEM_CLOSE && --depth == 0)
                break;
            else if (depth == 1 && items[end].kind == ITEM_OPERATOR)
                relation |= relation_of(items[end].name, &ignored);
        }
        Relation ignored;
        bool last =
            end < count && !items[end].sup && !items[end].sub &&
            (end + 1 == count || items[end + 1].kind == ITEM_SEPARATOR ||
             (items[end + 1].kind == ITEM_OPERATOR && relation_of(items[end + 1].name, &ignored)));
        if (!relation || !last)
            continue;
        items[i].kind = items[end].kind = ITEM_SEPARATOR;
        items[i].name = aside_opens;
        items[end].name = aside_closes;
    }
}

bool items_flatten(Reader *reader, const Noad *noad) {
    Builder builder = {.reader = reader};
    flatten(&builder, noad);
    open_remarks(builder.items, builder.count);
    settle_breaks(builder.items, &builder.count);
    open_asides(builder.items, builder.count);
    size_t end = builder.count > 0 ? builder.items[builder.count - 1].span.end : noad->span.end;
    add(&builder, (Item){.kind = ITEM_END, .noad = noad, .name = "the end", .span = {end, end}});
    reader->items = builder.items;
    reader->count = builder.count;
    reader->position = 0;
    reader->ahead = NULL;
    return true;
}

const char *item_text(const Reader *reader, const Item *item) {
    if (item->kind == ITEM_END)
        return reader->nested ? "nothing more" : "the end of the formula";
    if (item->kind == ITEM_SEPARATOR)
        return "the end of this part";
    size_t length = item->span.end > item->span.start ? item->span.end - item->span.start : 0;
    if (length == 0 || item->span.end > reader->source->length)
        return item->name ? item->name : "this";
    if (length > 24)
        length = 24;
    return arena_printf(reader->arena, "`%.*s`", (int)length,
                        reader->source->bytes + item->span.start);
}
