#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/binder.h"
#include "scenarios/run/csv.h"
#include "scenarios/run/schema.h"

/// Parameters beyond which a distribution is told by their number alone.
#define PARAMETERS_SHOWN_MAX 16
/// Where an unbounded distribution must lie inside its field's range; draws outside are clamped.
#define TAIL 0.001

static const char *const marks[] = {"stated", "derived", "estimated"};
#define MARK_COUNT (sizeof(marks) / sizeof(marks[0]))

/// A number as it was written.
struct number {
    double real;
    int64_t whole;
    bool is_whole;
};

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

/// Reads a finite number of any size; false and told where it is none.
static bool read_finite(struct binder *binder, const struct place *place, const struct node *node,
                        const struct sim_field *field, struct number *number)
{
    if (node->is_told)
        return false;
    *number = (struct number){0};
    if (!node_number(node, &number->real, &number->whole, &number->is_whole) || !isfinite(number->real)) {
        wrong_type(binder, place, node, field);
        return false;
    }
    return true;
}

/// Makes a number one that the field's type holds exactly, and in range; false and told where it cannot.
static bool fit(struct binder *binder, const struct place *place, const struct node *node,
                const struct sim_field *field, struct number *number)
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

static void store(const struct sim_field *field, void *slot, const struct number *number)
{
    if (field->type == SIM_I64)
        *(int64_t *)slot = number->whole;
    else
        *(double *)slot = number->real;
}

static struct assumption *add_assumption(struct binder *binder, const struct place *place,
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
    struct assumption *assumption = add_assumption(binder, place, node, field, slot, origin);
    assumption->distribution =
        (struct sim_distribution){.type = SIM_POINT, .parameters = parameter, .count = 1};
    assumption->text = arena_copy(binder->arena, text);
    assumption->nominal = value;
}

static const char *distribution_text(struct arena *arena, const struct sim_distribution *distribution)
{
    const char *name = sim_distribution_name(distribution->type), *list = "";
    if (distribution->count > PARAMETERS_SHOWN_MAX)
        return arena_print(arena, "%s(%zu numbers)", name, distribution->count);
    for (size_t i = 0; i < distribution->count; i++) {
        char number[32];
        number_text(distribution->parameters[i], number);
        list = arena_print(arena, "%s%s%s", list, i ? ", " : "", number);
    }
    return arena_print(arena, "%s(%s)", name, list);
}

/// Numbers of an array or list, in the arena; false and told where they are none.
static bool read_parameters(struct binder *binder, const struct place *place, const struct node *node,
                            const struct sim_field *field, struct sim_distribution *distribution)
{
    if (node->type != NODE_ARRAY && node->type != NODE_LIST) {
        bind_fault(binder, place, node, node_describe(&binder->scratch, node),
                   "an array of numbers [a, b, ...]");
        return false;
    }
    double *parameters = arena_alloc(binder->arena, node->count * sizeof(*parameters));
    bool is_sound = true;
    int64_t index = 0;
    for (const struct node *child = node->first; child; child = child->next, index++) {
        const struct place at = {.above = place, .index = index};
        struct number number = {0};
        is_sound = read_finite(binder, &at, child, field, &number) && is_sound;
        parameters[index] = number.real;
    }
    distribution->parameters = parameters;
    distribution->count = node->count;
    return is_sound;
}

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/// A growing column of numbers.
struct column {
    double *values; // from malloc
    size_t count, capacity;
};

static void column_add(struct column *column, double value)
{
    if (column->count == column->capacity) {
        column->capacity = column->capacity ? 2 * column->capacity : 256;
        column->values = realloc(column->values, column->capacity * sizeof(*column->values));
        SIM_ASSERT(column->values, "out of memory for %zu numbers", column->capacity);
    }
    column->values[column->count++] = value;
}

/// Index of the column that a distribution means in a CSV file whose first row is read; false and told where there is
/// none. is_header: whether that row is one.
static bool find_column(struct binder *binder, const struct place *place, const struct node *wanted,
                        const struct node *file, const struct csv *csv, size_t *index, bool *is_header)
{
    struct number number;
    const struct node cell = {.type = NODE_CELL, .text = csv->cells[0]};
    *is_header = wanted || !node_number(&cell, &number.real, &number.whole, &number.is_whole);
    *index = 0;
    if (!wanted && csv->count > 1) {
        bind_fault(binder, place, file, arena_print(&binder->scratch, "%zu columns", csv->count),
                   "one column, or column = \"name\" beside the file's name");
        return false;
    }
    const char *name = wanted ? node_text(wanted) : NULL;
    for (size_t i = 0; name && i < csv->count; i++)
        if (strcmp(csv->cells[i], name) == 0) {
            *index = i;
            return true;
        }
    if (wanted) {
        const struct place at = {.above = place->above, .name = "column"};
        bind_unknown(binder, &at, wanted, name ? name : "", node_describe(&binder->scratch, wanted),
                     (const char *const *)csv->cells, csv->count);
    }
    return !wanted;
}

/// Adds a row's number to a column; false and told where it is none.
static bool add_row(struct binder *binder, const struct place *place, const char *path, const struct csv *csv,
                    size_t index, struct column *column)
{
    const struct node cell = {
        .type = NODE_CELL,
        .file = path,
        .line = csv->line,
        .text = index < csv->count ? csv->cells[index] : "",
        .whole = (int64_t)index + 1,
    };
    struct number number;
    if (!node_number(&cell, &number.real, &number.whole, &number.is_whole) || !isfinite(number.real)) {
        bind_fault(binder, place, &cell, node_describe(&binder->scratch, &cell), "a number");
        return false;
    }
    column_add(column, number.real);
    return true;
}

/// Reads the column that a distribution names; false and told where it cannot.
static bool read_column(struct binder *binder, const struct place *place, const struct node *wanted,
                        const struct node *node, const struct data_file *data, struct column *column)
{
    struct arena row = {0};
    struct csv csv = csv_open(data->text, data->size);
    size_t index = 0, rows = 0;
    bool is_sound = true;
    for (; csv_next(&csv, &row) && rows <= CSV_ROWS_MAX; rows++) {
        bool is_header = false;
        if (rows == 0 && !find_column(binder, place, wanted, node, &csv, &index, &is_header)) {
            arena_clear(&row);
            return false;
        }
        if (!is_header)
            is_sound = add_row(binder, place, data->path, &csv, index, column) && is_sound;
        arena_reset(&row);
    }
    bool is_long = rows > CSV_ROWS_MAX;
    if (is_long || csv.fault) {
        const struct node at = {.file = data->path, .line = csv.line};
        bind_fault(binder, place, &at, is_long ? "more rows" : csv.fault,
                   is_long ? "at most 1000000 rows" : "a CSV file after RFC 4180");
    }
    arena_clear(&row);
    return is_sound && !is_long && !csv.fault;
}

/// Parameters of an empirical distribution: sorted numbers of an array or of a CSV file's column.
static bool read_empirical(struct binder *binder, const struct place *place, const struct node *node,
                           const struct node *wanted, const struct sim_field *field,
                           struct sim_distribution *distribution)
{
    double *values = NULL;
    if (node->type == NODE_TEXT) {
        const struct data_file *data = scenario_file_data(binder->file, node->text);
        if (!data || data->fault) {
            bind_fault(binder, place, node,
                       data ? arena_print(&binder->scratch, "%s (%s)", data->path, data->fault)
                            : node_describe(&binder->scratch, node),
                       "the name of a CSV file that can be read");
            return false;
        }
        struct column column = {0};
        bool is_sound = read_column(binder, place, wanted, node, data, &column);
        values = arena_alloc(binder->arena, column.count * sizeof(*values));
        if (column.count > 0)
            memcpy(values, column.values, column.count * sizeof(*values));
        free(column.values);
        *distribution =
            (struct sim_distribution){.type = SIM_EMPIRICAL, .parameters = values, .count = column.count};
        if (!is_sound)
            return false;
    } else {
        if (!read_parameters(binder, place, node, field, distribution))
            return false;
        values = (double *)distribution->parameters; // ours, from the arena
    }
    if (distribution->count > 1)
        qsort(values, distribution->count, sizeof(*values), compare_numbers);
    return true;
}

/// Checks parameters and that what they describe lies in the field's range.
static bool check_distribution(struct binder *binder, const struct place *place, const struct node *node,
                               const struct sim_field *field, const struct sim_distribution *distribution)
{
    const char *fault = sim_distribution_fault(distribution);
    const char *text = distribution_text(&binder->scratch, distribution);
    if (fault) {
        bind_fault(binder, place, node, text, fault);
        return false;
    }
    double least, greatest;
    sim_distribution_support(distribution, &least, &greatest);
    bool is_bounded = isfinite(least) && isfinite(greatest);
    if (!is_bounded) {
        least = sim_distribution_quantile(distribution, TAIL);
        greatest = sim_distribution_quantile(distribution, 1 - TAIL);
    }
    if (!(least < field->min) && !(greatest > field->max))
        return true;
    char from[32], to[32];
    snprintf(from, sizeof(from), "%.6g", least);
    snprintf(to, sizeof(to), "%.6g", greatest);
    bind_fault(binder, place, node,
               arena_print(&binder->scratch, "%s, which reaches from %s to %s%s", text, from, to,
                           is_bounded ? "" : " (quantiles 0.001 and 0.999)"),
               arena_print(&binder->scratch, "all of it to be %s", schema_expected(&binder->scratch, field)));
    return false;
}

/// Reads the name of a common shock and the load on it; false and told where they are bad.
static bool read_shock(struct binder *binder, const struct place *place, const struct node *group,
                       const char **shock, double *load)
{
    const struct node *name = node_child(group, "shock"), *number = node_child(group, "load");
    const struct place shock_at = {.above = place, .name = "shock"},
                       load_at = {.above = place, .name = "load"};
    *shock = NULL;
    *load = 0;
    if (!name && !number)
        return true;
    if (!name || !number) {
        bind_fault(binder, name ? &load_at : &shock_at, group, "nothing",
                   name ? "a number in -1..1 beside a shock"
                        : "the key of an element of shocks, beside a load");
        return false;
    }
    static const struct sim_field load_field = {
        .type = SIM_F64, .count = 1, .unit = "1", .min = -1, .max = 1};
    struct number value;
    bool is_sound = read_finite(binder, &load_at, number, &load_field, &value) &&
                    fit(binder, &load_at, number, &load_field, &value);
    *shock = bind_clean_text(binder, &shock_at, name);
    if (*shock)
        references_add(binder, &shock_at, name, "shocks", *shock, NULL);
    *load = is_sound ? value.real : 0;
    return is_sound && *shock;
}

static void bind_distribution(struct binder *binder, const struct place *place, const struct node *group,
                              const struct node *chosen, enum sim_distribution_type type,
                              const struct sim_field *field, void *slot, struct origin origin)
{
    const struct place at = {.above = place, .name = chosen->name};
    struct sim_distribution distribution = {.type = type};
    const struct node *column = node_child(group, "column");
    const char *shock;
    double load;
    bool is_sound = read_shock(binder, place, group, &shock, &load);
    if (!field->uncertain) {
        bind_fault(
            binder, place, group, "a distribution",
            arena_print(&binder->scratch, "%s; this one is fixed", schema_expected(&binder->scratch, field)));
        return;
    }
    if (type == SIM_EMPIRICAL ? !read_empirical(binder, &at, chosen, column, field, &distribution)
                              : !read_parameters(binder, &at, chosen, field, &distribution))
        return;
    if (!check_distribution(binder, &at, chosen, field, &distribution) || !is_sound)
        return;
    struct assumption *assumption = add_assumption(binder, place, group, field, slot, origin);
    assumption->uncertain = true;
    assumption->distribution = distribution;
    assumption->text = distribution_text(binder->arena, &distribution);
    assumption->nominal = sim_distribution_quantile(&distribution, 0.5);
    if (field->type == SIM_I64)
        assumption->nominal = round(assumption->nominal);
    assumption->shock = shock;
    assumption->load = load;
    assumption_set(assumption, assumption->nominal);
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
    struct number number;
    if (node->type != NODE_GROUP) {
        if (!read_finite(binder, place, node, field, &number) || !fit(binder, place, node, field, &number))
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
        bind_distribution(binder, place, node, chosen, type, field, slot, origin);
        return;
    }
    const struct place at = {.above = place, .name = chosen->name};
    if (!read_finite(binder, &at, chosen, field, &number) || !fit(binder, &at, chosen, field, &number))
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
        struct number number;
        if (!read_finite(binder, &at, child, field, &number) || !fit(binder, &at, child, field, &number))
            continue;
        slots[index] = number.real;
        add_point(binder, &at, child, field, &slots[index], plain_origin(child, origin), number.real);
    }
}
