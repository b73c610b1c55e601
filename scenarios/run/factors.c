#include "scenarios/run/factors.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/override.h"
#include "scenarios/run/schema.h"
#include "scenarios/run/tree.h"
#include "sim/clock.h"
#include "sim/memory.h"
#include "sim/rng.h"

/// Where a distribution is asked for an end that it may not have.
static const double TAIL = 0.005;

/// Field that a path leads to, null if there is none; what is behind a number or word is its own affair.
static const struct sim_field *field_at(const struct sim_table *table, const char *path)
{
    const struct sim_field *field = NULL;
    struct override_step step;
    while (*path) {
        char name[128];
        if (!override_step(&path, &step) || !step.name)
            return NULL;
        snprintf(name, sizeof(name), "%.*s", (int)step.length, step.name);
        field = sim_table_find(table, name);
        if (!field || !field->table)
            return field;
        table = field->table;
        if (field->type != SIM_GROUP && *path && !override_step(&path, &step)) // a key or an index
            return NULL;
    }
    return NULL; // a whole group or element
}

static bool read_number(const char *text, double *value)
{
    char *end;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value);
}

static bool read_end(const char *text, enum sim_field_type type, double *value)
{
    int64_t day;
    if (type != SIM_DATE)
        return (type == SIM_F64 || type == SIM_I64) && read_number(text, value);
    if (!sim_date_read(text, &day))
        return false;
    *value = (double)day;
    return true;
}

static struct factor *add(struct factors *factors, const char *path, enum factor_law law, const char *text)
{
    factors->items = realloc(factors->items, (factors->count + 1) * sizeof(*factors->items));
    SIM_ASSERT(factors->items, "out of memory for %zu factors", factors->count + 1);
    struct factor *factor = &factors->items[factors->count++];
    *factor = (struct factor){.path = sim_memory_text(path),
                              .text = sim_memory_text(text),
                              .law = law,
                              .unit = "1",
                              .shock = SIZE_MAX};
    return factor;
}

static enum sim_status fault(struct sim_error *error, const char *specification, const char *found,
                             const char *expected)
{
    char place[600];
    snprintf(place, sizeof(place), "--vary %s", specification);
    sim_error_add(error, SIM_BAD_DATA, place, 0, NULL, found, expected);
    return SIM_BAD_DATA;
}

static enum sim_status read_range(struct factor *factor, const char *specification, struct sim_error *error)
{
    char low[64];
    const char *colon = strchr(factor->text, ':');
    snprintf(low, sizeof(low), "%.*s", (int)(colon - factor->text), factor->text);
    if (!read_end(low, factor->type, &factor->low) || !read_end(colon + 1, factor->type, &factor->high))
        return fault(error, specification, factor->text,
                     factor->type == SIM_DATE ? "two dates, YYYY-MM-DD:YYYY-MM-DD"
                     : factor->type == SIM_F64 || factor->type == SIM_I64
                         ? "two numbers, LOW:HIGH"
                         : "a list, A,B,C: the field is no number");
    if (!(factor->low < factor->high))
        return fault(error, specification, factor->text, "a low end below the high end");
    if (factor->type == SIM_I64 && (factor->low != trunc(factor->low) || factor->high != trunc(factor->high)))
        return fault(error, specification, factor->text, "whole numbers");
    return SIM_OK;
}

/// Numbers lie inside the field's own range. found: the text that holds them.
static enum sim_status check_inside(const struct sim_field *field, double value, const char *found,
                                    const char *specification, struct sim_error *error)
{
    if (field->type == SIM_DATE || !(value < field->min || value > field->max)) // an open end is NaN
        return SIM_OK;
    struct arena arena = {0};
    fault(error, specification, found, schema_expected(&arena, field));
    arena_clear(&arena);
    return SIM_BAD_DATA;
}

/// Both ends of a range, or all numbers of a list.
static enum sim_status check_values(const struct factor *factor, const struct sim_field *field,
                                    const char *specification, struct sim_error *error)
{
    enum sim_status status = SIM_OK;
    if (factor->law == FACTOR_RANGE) {
        status = check_inside(field, factor->low, factor->text, specification, error);
        return status == SIM_OK ? check_inside(field, factor->high, factor->text, specification, error)
                                : status;
    }
    bool is_number = factor->is_numbers && (field->type == SIM_F64 || field->type == SIM_I64);
    for (size_t i = 0; is_number && i < factor->choice_count && status == SIM_OK; i++)
        status = check_inside(field, factor_value_of(factor, factor->choices[i]), factor->choices[i],
                              specification, error);
    return status;
}

static void add_choice(struct factor *factor, const char *text)
{
    factor->choices = realloc(factor->choices, (factor->choice_count + 1) * sizeof(char *));
    SIM_ASSERT(factor->choices, "out of memory for a list");
    factor->choices[factor->choice_count++] = sim_memory_text(text);
}

static enum sim_status read_list(struct factor *factor, const char *specification, struct sim_error *error)
{
    char *rest = sim_memory_text(factor->text), *save = NULL;
    factor->is_numbers = true;
    for (char *word = strtok_r(rest, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
        double value;
        while (isspace((unsigned char)*word))
            word++;
        add_choice(factor, word);
        factor->is_numbers = factor->is_numbers && read_number(word, &value);
    }
    free(rest);
    return factor->choice_count > 0 ? SIM_OK
                                    : fault(error, specification, "no value", "PATH=LOW:HIGH or PATH=A,B,C");
}

static enum sim_status add_input(struct factors *factors, const struct scenario *scenario, const char *path,
                                 struct sim_error *error)
{
    for (size_t i = 0; i < scenario_input_count(scenario); i++) {
        const struct assumption *a = scenario_input(scenario, i);
        if (strcmp(a->path, path) != 0)
            continue;
        struct factor *factor = add(factors, path, FACTOR_INPUT, a->text);
        factor->type = a->field->type;
        factor->unit = a->unit;
        factor->input = i;
        return SIM_OK;
    }
    return fault(error, path, "no uncertain value of that path",
                 "PATH=LOW:HIGH, or an uncertain value's path");
}

static bool is_there(const struct factors *factors, const char *path)
{
    for (size_t i = 0; i < factors->count; i++)
        if (strcmp(factors->items[i].path, path) == 0)
            return true;
    return false;
}

static enum sim_status add_one(struct factors *factors, const struct scenario *scenario,
                               const char *specification, struct sim_error *error)
{
    char path[512];
    size_t length = strcspn(specification, "=");
    snprintf(path, sizeof(path), "%.*s", (int)length, specification);
    if (is_there(factors, path))
        return fault(error, specification, "the same path again", "each path once");
    if (strcmp(path, "epoch") == 0 || strcmp(path, "end") == 0)
        return fault(error, specification, "the run's own dates",
                     "anything else: results must be comparable");
    if (specification[length] == '\0')
        return add_input(factors, scenario, path, error);
    const struct sim_field *field = field_at(&province_table, path);
    if (!field)
        return fault(error, specification, "no field of that path",
                     "a path, as `suanli schema` lists them, such as sites.changle.phases[0].racks");
    const char *text = specification + length + 1;
    bool is_range = strchr(text, ':') && !strchr(text, ',');
    struct factor *factor = add(factors, path, is_range ? FACTOR_RANGE : FACTOR_LIST, text);
    factor->type = field->type;
    factor->unit = field->type == SIM_F64 || field->type == SIM_I64 ? field->unit : "1";
    enum sim_status status =
        is_range ? read_range(factor, specification, error) : read_list(factor, specification, error);
    return status == SIM_OK ? check_values(factor, field, specification, error) : status;
}

/// Index of the factor of a shock, which is added if it is new.
static size_t add_shock(struct factors *factors, const char *name)
{
    char path[300];
    snprintf(path, sizeof(path), "shocks.%s", name);
    for (size_t i = 0; i < factors->count; i++)
        if (factors->items[i].law == FACTOR_SHOCK && strcmp(factors->items[i].path, path) == 0)
            return i;
    add(factors, path, FACTOR_SHOCK, "standard normal");
    return factors->count - 1;
}

/// Shocks first: a quasi-random sequence is at its best in its first dimensions, and they matter most.
static void add_all_inputs(struct factors *factors, const struct scenario *scenario)
{
    struct sim_error none = {0};
    for (size_t i = 0; i < scenario_input_count(scenario); i++)
        if (scenario_input(scenario, i)->shock)
            add_shock(factors, scenario_input(scenario, i)->shock);
    for (size_t i = 0; i < scenario_input_count(scenario); i++) {
        const struct assumption *a = scenario_input(scenario, i);
        size_t shock = a->shock ? add_shock(factors, a->shock) : SIZE_MAX;
        add_input(factors, scenario, a->path, &none);
        factors->items[factors->count - 1].shock = shock;
    }
}

enum sim_status factors_read(struct factors *factors, const struct scenario *scenario,
                             const char *const *specifications, size_t count, struct sim_error *error)
{
    if (count == 0)
        add_all_inputs(factors, scenario);
    for (size_t i = 0; i < count; i++)
        add_one(factors, scenario, specifications[i], error);
    if (factors->count == 0 && error->count == 0)
        sim_error_say(error, SIM_USAGE,
                      "nothing to vary: the scenario has no uncertain value; give --vary PATH=LOW:HIGH");
    return sim_error_status(error);
}

enum sim_status factors_add_given(struct factors *factors, const char *path, const char *const *texts,
                                  size_t count, struct sim_error *error)
{
    if (is_there(factors, path))
        return fault(error, path, "the same path again", "each path once");
    const struct sim_field *field = field_at(&province_table, path);
    bool is_number = field && (field->type == SIM_F64 || field->type == SIM_I64);
    struct factor *factor = add(factors, path, FACTOR_LIST, "given points");
    double value;
    factor->type =
        field ? field->type : SIM_TEXT; // where a path leads to nothing, binding the first point tells
    factor->unit = is_number ? field->unit : "1";
    factor->is_numbers = true;
    for (size_t i = 0; i < count; i++)
        factor->is_numbers = factor->is_numbers && read_number(texts[i], &value);
    for (size_t i = 0; i < count && !factor->is_numbers; i++)
        if (factor_value_of(factor, texts[i]) < 0)
            add_choice(factor, texts[i]);
    return SIM_OK;
}

void factors_clear(struct factors *factors)
{
    for (size_t i = 0; i < factors->count; i++) {
        struct factor *factor = &factors->items[i];
        for (size_t c = 0; c < factor->choice_count; c++)
            free(factor->choices[c]);
        free(factor->choices);
        free(factor->path);
        free(factor->text);
    }
    free(factors->items);
    *factors = (struct factors){0};
}

/// One of `count` equal cells of [0, 1].
static size_t cell_of(double u, size_t count)
{
    size_t cell = (size_t)(u * (double)count);
    return cell < count ? cell : count - 1;
}

static double tail(double u)
{
    return u <= 0 ? TAIL : u >= 1 ? 1 - TAIL : u;
}

double factor_value(const struct factors *factors, const struct scenario *scenario, size_t index,
                    const double *u)
{
    const struct factor *factor = &factors->items[index];
    double at = u[index];
    switch (factor->law) {
    case FACTOR_RANGE:
        if (factor->type == SIM_F64)
            return factor->low + at * (factor->high - factor->low);
        return factor->low + (double)cell_of(at, (size_t)(factor->high - factor->low) + 1);
    case FACTOR_LIST: return factor_value_of(factor, factor->choices[cell_of(at, factor->choice_count)]);
    case FACTOR_SHOCK: return sim_normal_quantile(tail(at));
    case FACTOR_INPUT: break;
    }
    const struct assumption *a = scenario_input(scenario, factor->input);
    at = tail(at);
    if (factor->shock != SIZE_MAX)
        at = sim_copula(at, sim_normal_quantile(tail(u[factor->shock])), a->load);
    return assumption_at(a, at);
}

double factor_value_of(const struct factor *factor, const char *text)
{
    double value = NAN;
    if (factor->is_numbers)
        return read_number(text, &value) ? value : NAN;
    for (size_t i = 0; i < factor->choice_count; i++)
        if (strcmp(factor->choices[i], text) == 0)
            return (double)i;
    return -1;
}

bool factor_override(const struct factor *factor, double value, char *text, size_t size)
{
    char number[32];
    if (factor->law == FACTOR_SHOCK)
        return false;
    if (factor->law == FACTOR_LIST && !factor->is_numbers) {
        snprintf(text, size, "%s=%s", factor->path, factor->choices[(size_t)value]);
        return true;
    }
    if (factor->type == SIM_DATE)
        sim_date_write((int64_t)value, number);
    else if (value == trunc(value) && fabs(value) < 1e15)
        snprintf(number, sizeof(number), "%.0f", value);
    else
        number_text(value, number);
    snprintf(text, size, "%s=%s", factor->path, number);
    return true;
}

bool factor_changes_ground(const char *path, enum sim_field_type type)
{
    // Weather and plants; what the placement of edge sites depends on; fits of access.
    static const char *const groups[] = {
        "plants.",     "climates.",      "siting.",           "edge.",
        "edge_power.", "network.",       "cities.",           "counties.",
        "access.",     "demand_points",  "candidates",        "point_kinds",
        "site_kinds",  "dispatch.trace", "dispatch.arrivals", "power.is_simulated"};
    for (size_t g = 0; g < sizeof(groups) / sizeof(groups[0]); g++)
        if (strncmp(path, groups[g], strlen(groups[g])) == 0)
            return true;
    return type == SIM_NAME;
}

bool factors_change_ground(const struct factors *factors)
{
    for (size_t i = 0; i < factors->count; i++) {
        const struct factor *factor = &factors->items[i];
        // Over its own distribution a value is drawn as replications draw it, after the ground is made.
        bool is_drawn = factor->law == FACTOR_INPUT || factor->law == FACTOR_SHOCK;
        if (!is_drawn && factor_changes_ground(factor->path, factor->type))
            return true;
    }
    return false;
}
