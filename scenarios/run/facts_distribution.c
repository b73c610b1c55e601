/// Binds distributions: their parameters, from the scenario or a CSV file, and the common shock that they follow.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/facts_parts.h"
#include "scenarios/run/schema.h"

/// Parameters beyond which a distribution is told by their number alone.
#define PARAMETERS_SHOWN_MAX 16
/// Where an unbounded distribution must lie inside its field's range; draws outside are clamped.
#define TAIL 0.001

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
        struct fact_number number = {0};
        is_sound = facts_read_finite(binder, &at, child, field, &number) && is_sound;
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
        struct fact_column column = {0};
        bool is_sound = facts_read_column(binder, place, wanted, node, data, &column);
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
    struct fact_number value;
    bool is_sound = facts_read_finite(binder, &load_at, number, &load_field, &value) &&
                    facts_fit(binder, &load_at, number, &load_field, &value);
    *shock = bind_clean_text(binder, &shock_at, name);
    if (*shock)
        references_add(binder, &shock_at, name, "shocks", *shock, NULL);
    *load = is_sound ? value.real : 0;
    return is_sound && *shock;
}

void facts_bind_distribution(struct binder *binder, const struct place *place, const struct node *group,
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
    struct assumption *assumption = facts_add_assumption(binder, place, group, field, slot, origin);
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
