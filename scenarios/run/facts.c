#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/facts_parts.h"
#include "scenarios/run/schema.h"

static const char *const marks[] = {"stated", "derived", "estimated"};
#define MARK_COUNT (sizeof(marks) / sizeof(marks[0]))

static const char *read_mark(struct binder *binder, const struct place *place, const struct node *node,
                             bool is_telling)
{
    const char *text = node_text(node);
    for (size_t i = 0; text && i < MARK_COUNT; i++)
        if (strcmp(marks[i], text) == 0)
            return marks[i];
    if (is_telling) {
        const char *nearest = text ? sim_nearest(text, marks, MARK_COUNT) : NULL;
        const char *expected = "one of stated, derived, estimated";
        if (nearest)
            expected = arena_print(&binder->scratch, "%s; perhaps \"%s\"", expected, nearest);
        bind_fault(binder, place, node, node_describe(&binder->scratch, node), expected);
    }
    return "";
}

struct origin facts_origin(struct binder *binder, const struct place *place, const struct node *node,
                           const struct sim_table *table, struct origin outer)
{
    const struct node *source = node_child(node, "source"), *mark = node_child(node, "mark");
    const struct place source_at = {.above = place, .name = "source"},
                       mark_at = {.above = place, .name = "mark"};
    bool has_source_field = table && sim_table_find(table, "source");
    bool has_mark_field = table && sim_table_find(table, "mark");
    // A source of one's own says nothing about the outer mark, so that goes too.
    if (source && has_source_field && node_text(source)) {
        outer = (struct origin){arena_copy(binder->arena, node_text(source)), "", source->is_override};
    } else if (source && !has_source_field) {
        const char *text = bind_clean_text(binder, &source_at, source);
        outer = (struct origin){text ? text : "", "", source->is_override};
    }
    if (mark)
        outer.mark = read_mark(binder, &mark_at, mark, !has_mark_field);
    return outer;
}

/// Origin of a number that stands plain: one from the command line has not the source of what it replaces.
static struct origin plain_origin(const struct node *node, struct origin outer)
{
    if (!node->is_override || outer.is_override)
        return outer;
    bool had_origin = outer.source[0] || outer.mark[0] || node->has_replaced_group;
    return (struct origin){.source = had_origin ? "command line" : "", .mark = "", .is_override = true};
}

static void wrong_type(struct binder *binder, const struct place *place, const struct node *node,
                       const struct sim_field *field)
{
    bind_fault(binder, place, node, node_describe(&binder->scratch, node),
               schema_expected(&binder->scratch, field));
}

bool facts_read_finite(struct binder *binder, const struct place *place, const struct node *node,
                       const struct sim_field *field, struct fact_number *number)
{
    if (node->is_told)
        return false;
    *number = (struct fact_number){0};
    if (!node_number(node, &number->real, &number->whole, &number->is_whole) || !isfinite(number->real)) {
        wrong_type(binder, place, node, field);
        return false;
    }
    return true;
}

bool facts_fit(struct binder *binder, const struct place *place, const struct node *node,
               const struct sim_field *field, struct fact_number *number)
{
    bool is_small = fabs(number->real) < 0x1p63; // and so can be an int64_t
    if (field->type == SIM_I64 && !number->is_whole) {
        if (!is_small || number->real != floor(number->real)) {
            wrong_type(binder, place, node, field);
            return false;
        }
        number->whole = (int64_t)number->real;
    }
    if (field->type == SIM_F64 && number->is_whole && (!is_small || (int64_t)number->real != number->whole)) {
        bind_fault(
            binder, place, node, node_describe(&binder->scratch, node),
            "a number that a double holds exactly (up to 9007199254740992), or one with a decimal point");
        return false;
    }
    if (number->real < field->min || number->real > field->max) {
        wrong_type(binder, place, node, field);
        return false;
    }
    return true;
}

static void store(const struct sim_field *field, void *slot, const struct fact_number *number)
{
    if (field->type == SIM_I64)
        *(int64_t *)slot = number->whole;
    else
        *(double *)slot = number->real;
}

struct assumption *facts_add_assumption(struct binder *binder, const struct place *place,
                                        const struct node *node, const struct sim_field *field, void *slot,
                                        struct origin origin)
{
    if (binder->assumption_count == binder->assumption_capacity) {
        size_t capacity = binder->assumption_capacity ? 2 * binder->assumption_capacity : 64;
        struct assumption *grown = realloc(binder->assumptions, capacity * sizeof(*grown));
        SIM_ASSERT(grown, "out of memory for %zu assumptions", capacity);
        binder->assumptions = grown;
        binder->assumption_capacity = capacity;
    }
    struct assumption *assumption = &binder->assumptions[binder->assumption_count++];
    *assumption = (struct assumption){
        .path = place_text(binder->arena, place, NULL),
        .unit = field->unit,
        .source = origin.source,
        .mark = origin.mark,
        .field = field,
        .slot = slot,
        .file = bind_file(binder, node),
        .line = node->line,
    };
    return assumption;
}

static void add_point(struct binder *binder, const struct place *place, const struct node *node,
                      const struct sim_field *field, void *slot, struct origin origin, double value)
{
    if (!origin.source[0] && !origin.mark[0])
        return;
    double *parameter = arena_alloc(binder->arena, sizeof(*parameter));
    *parameter = value;
    char text[32];
    number_text(value, text);
    struct assumption *assumption = facts_add_assumption(binder, place, node, field, slot, origin);
    assumption->distribution =
        (struct sim_distribution){.type = SIM_POINT, .parameters = parameter, .count = 1};
    assumption->text = arena_copy(binder->arena, text);
    assumption->nominal = value;
}

/// The key of a fact group that gives its value, null and told where not exactly one does.
static const struct node *choose(struct binder *binder, const struct place *place, const struct node *group,
                                 const struct sim_field *field, enum sim_distribution_type *type)
{
    const struct node *chosen = NULL;
    const char *name;
    for (int i = 0; (name = sim_distribution_name((enum sim_distribution_type)i)); i++) {
        const struct node *child = node_child(group, name);
        if (child && chosen) {
            bind_fault(binder, place, group,
                       arena_print(&binder->scratch, "both %s and %s", chosen->name, child->name),
                       "one of them");
            return NULL;
        }
        if (child) {
            chosen = child;
            *type = (enum sim_distribution_type)i;
        }
    }
    if (!chosen)
        bind_fault(binder, place, group, "a group without a value",
                   arena_print(&binder->scratch, "%s, { value = ...; }%s",
                               schema_expected(&binder->scratch, field),
                               field->uncertain ? " or a distribution" : ""));
    return chosen;
}

/// Tells keys that a fact group has no place for; false if there are any.
static bool check_keys(struct binder *binder, const struct place *place, const struct node *group)
{
    const char *known[32] = {"source", "mark", "shock", "load", "column"}, *name;
    size_t count = 5;
    for (int i = 0; (name = sim_distribution_name((enum sim_distribution_type)i)); i++)
        known[count++] = name;
    bool is_sound = true;
    for (const struct node *child = group->first; child; child = child->next) {
        bool is_known = false;
        for (size_t i = 0; i < count && !is_known; i++)
            is_known = strcmp(known[i], child->name) == 0;
        const struct place at = {.above = place, .name = child->name};
        if (!is_known)
            bind_unknown(binder, &at, child, child->name, "an unknown key", known, count);
        is_sound = is_sound && is_known;
    }
    return is_sound;
}

/// Tells keys that only go with another; false if there are any.
static bool check_companions(struct binder *binder, const struct place *place, const struct node *group,
                             const struct node *chosen, enum sim_distribution_type type)
{
    static const char *const names[] = {"shock", "load", "column"};
    bool is_sound = true;
    for (size_t i = 0; i < 3; i++) {
        const struct node *child = node_child(group, names[i]);
        const struct place at = {.above = place, .name = names[i]};
        bool is_column = i == 2;
        if (!child || (is_column ? type == SIM_EMPIRICAL && chosen->type == NODE_TEXT : type != SIM_POINT))
            continue;
        bind_fault(binder, &at, child,
                   arena_print(&binder->scratch, "a %s beside %s", names[i], chosen->name),
                   is_column ? "it beside empirical = \"file.csv\" only" : "it beside a distribution only");
        is_sound = false;
    }
    return is_sound;
}

/// Origin of a fact group: a value that the command line put into it has not the source of the one before.
static struct origin fact_origin(struct binder *binder, const struct place *place, const struct node *group,
                                 const struct node *chosen, struct origin outer)
{
    struct origin origin = facts_origin(binder, place, group, NULL, plain_origin(group, outer));
    if (chosen && chosen->is_override && !origin.is_override)
        return plain_origin(chosen, origin);
    return origin;
}

void facts_bind_number(struct binder *binder, const struct place *place, const struct node *node,
                       const struct sim_field *field, void *slot, struct origin origin)
{
    struct fact_number number;
    if (node->type != NODE_GROUP) {
        if (!facts_read_finite(binder, place, node, field, &number) ||
            !facts_fit(binder, place, node, field, &number))
            return;
        store(field, slot, &number);
        add_point(binder, place, node, field, slot, plain_origin(node, origin), number.real);
        return;
    }
    enum sim_distribution_type type = SIM_POINT;
    bool are_keys_known = check_keys(binder, place, node);
    // A misspelt key is likely the value's: one fault is enough.
    const struct node *chosen = are_keys_known ? choose(binder, place, node, field, &type) : NULL;
    origin = fact_origin(binder, place, node, chosen, origin);
    if (!chosen || !check_companions(binder, place, node, chosen, type))
        return;
    if (type != SIM_POINT) {
        facts_bind_distribution(binder, place, node, chosen, type, field, slot, origin);
        return;
    }
    const struct place at = {.above = place, .name = chosen->name};
    if (!facts_read_finite(binder, &at, chosen, field, &number) ||
        !facts_fit(binder, &at, chosen, field, &number))
        return;
    store(field, slot, &number);
    add_point(binder, place, chosen, field, slot, origin, number.real);
}

/// Cell of a CSV row with several numbers, between blanks or semicolons, as an array.
static struct node *split_cell(struct binder *binder, const struct node *cell)
{
    struct node *array = arena_alloc(&binder->scratch, sizeof(*array));
    *array = (struct node){.type = NODE_ARRAY, .file = cell->file, .line = cell->line};
    for (const char *at = cell->text + strspn(cell->text, " ;"); *at; at += strspn(at, " ;")) {
        size_t length = strcspn(at, " ;");
        struct node *child = arena_alloc(&binder->scratch, sizeof(*child));
        *child = *cell;
        child->name = NULL;
        child->text = arena_print(&binder->scratch, "%.*s", (int)length, at);
        node_append(array, child);
        at += length;
    }
    return array;
}

void facts_bind_array(struct binder *binder, const struct place *place, const struct node *node,
                      const struct sim_field *field, double *slots, struct origin origin)
{
    const struct node *array = node;
    if (node->type == NODE_GROUP) {
        array = node_child(node, "value");
        if (!check_keys(binder, place, node))
            return;
        origin = fact_origin(binder, place, node, array, origin);
        if (!array) {
            wrong_type(binder, place, node, field);
            return;
        }
    } else if (node->type == NODE_CELL) {
        array = split_cell(binder, node);
    }
    if ((array->type != NODE_ARRAY && array->type != NODE_LIST) || array->count != field->count) {
        wrong_type(binder, place, array, field);
        return;
    }
    int64_t index = 0;
    for (const struct node *child = array->first; child; child = child->next, index++) {
        const struct place at = {.above = place, .index = index};
        struct fact_number number;
        if (!facts_read_finite(binder, &at, child, field, &number) ||
            !facts_fit(binder, &at, child, field, &number))
            continue;
        slots[index] = number.real;
        add_point(binder, &at, child, field, &slots[index], plain_origin(child, origin), number.real);
    }
}
