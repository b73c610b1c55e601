/// What a verdict reads from a result file.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/verdict_parts.h"
#include "sim/clock.h"

static enum sim_status bad(const struct load *load, struct sim_error *error, const char *name,
                           const char *found, const char *expected)
{
    sim_error_add(error, SIM_BAD_DATA, load_path(load), 0, name, found, expected);
    return SIM_BAD_DATA;
}

/// Texts that a file need not have; null texts then.
static void read_optional(struct load *load, const char *name, const char *scale, const char *const **texts,
                          struct sim_error *error)
{
    if (load_find(load, name))
        load_texts_of(load, name, scale, texts, error);
}

static void read_numbers(struct load *load, const char *name, const char *first, const char *second,
                         double **numbers, struct sim_error *error)
{
    load_numbers_of(load, name, (const char *[]){first, second, NULL}, numbers, error);
}

static void read_targets(struct load *load, struct verdict_columns *columns, struct sim_error *error)
{
    load_texts_of(load, SCHEMA_TARGET_ID, SCHEMA_TARGET, &columns->id, error);
    load_texts_of(load, SCHEMA_TARGET_SENSE, SCHEMA_TARGET, &columns->sense, error);
    load_texts_of(load, SCHEMA_TARGET_UNIT, SCHEMA_TARGET, &columns->unit, error);
    read_optional(load, SCHEMA_TARGET_BASIS, SCHEMA_TARGET, &columns->basis, error);
    read_optional(load, SCHEMA_TARGET_BASIS_ZH, SCHEMA_TARGET, &columns->basis_zh, error);
    read_optional(load, SCHEMA_TARGET_SOURCE, SCHEMA_TARGET, &columns->source, error);
    load_texts_of(load, SCHEMA_CAUSE, SCHEMA_CAUSE, &columns->cause_name, error);
    load_days_of(load, SCHEMA_TARGET_DATE, (const char *[]){SCHEMA_TARGET, NULL}, false, &columns->date_days,
                 error);
    read_numbers(load, SCHEMA_TARGET_GOAL, SCHEMA_TARGET, NULL, &columns->goal, error);
    read_numbers(load, SCHEMA_TARGET_VALUE, SCHEMA_REPLICATION, SCHEMA_TARGET, &columns->value, error);
    read_numbers(load, SCHEMA_TARGET_CAUSE, SCHEMA_REPLICATION, SCHEMA_TARGET, &columns->cause, error);
}

static void read_inputs(struct load *load, struct verdict_columns *columns, struct sim_error *error)
{
    if (!load_find(load, SCHEMA_INPUT))
        return;
    columns->inputs = load_find(load, SCHEMA_INPUT)->count;
    load_texts_of(load, SCHEMA_INPUT, SCHEMA_INPUT, &columns->input_path, error);
    load_texts_of(load, SCHEMA_INPUT_MARK, SCHEMA_INPUT, &columns->input_mark, error);
    read_optional(load, SCHEMA_INPUT_SOURCE, SCHEMA_INPUT, &columns->input_source, error);
    read_optional(load, SCHEMA_INPUT_SHOCK, SCHEMA_INPUT, &columns->input_shock, error);
    read_numbers(load, SCHEMA_INPUT_VALUE, SCHEMA_REPLICATION, SCHEMA_INPUT, &columns->input_value, error);
}

/// What the columns say must make sense.
static enum sim_status check_columns(const struct load *load, const struct verdict_columns *columns,
                                     struct sim_error *error)
{
    for (size_t t = 0; t < columns->targets; t++) {
        if (strcmp(columns->sense[t], ">=") != 0 && strcmp(columns->sense[t], "<=") != 0)
            return bad(load, error, SCHEMA_TARGET_SENSE, columns->sense[t], ">= or <=");
        if (!isfinite(columns->goal[t]))
            return bad(load, error, SCHEMA_TARGET_GOAL, "no finite number", "one for each target");
    }
    for (size_t i = 0; i < columns->targets * columns->replications; i++) {
        if (!(columns->cause[i] >= -1.0 && columns->cause[i] < (double)columns->causes))
            return bad(load, error, SCHEMA_TARGET_CAUSE, "an index beyond the causes", "-1 or a cause");
        if (isinf(columns->value[i]))
            return bad(load, error, SCHEMA_TARGET_VALUE, "an infinite value", "finite values or none (NaN)");
    }
    for (size_t i = 0; i < columns->inputs * columns->replications; i++)
        if (!isfinite(columns->input_value[i]))
            return bad(load, error, SCHEMA_INPUT_VALUE, "no finite number", "one for each input");
    return SIM_OK;
}

enum sim_status verdict_columns_read(struct load *load, struct verdict_columns *columns,
                                     struct sim_error *error)
{
    size_t before = error->count;
    const struct load_variable *targets = load_find(load, SCHEMA_TARGET);
    const struct load_variable *causes = load_find(load, SCHEMA_CAUSE);
    const struct load_variable *replications = load_find(load, SCHEMA_REPLICATION);
    if (!replications)
        return bad(load, error, SCHEMA_REPLICATION, "nothing of that name", "the scales of a run");
    columns->replications = replications->count;
    const struct load_attribute *antithetic = load_attribute(load, SCHEMA_ANTITHETIC);
    columns->is_antithetic = antithetic && antithetic->whole == 1 && columns->replications % 2 == 0;
    if (!targets)
        return SIM_OK; // a run without targets has a verdict without rows
    columns->targets = targets->count;
    columns->causes = causes ? causes->count : 0;
    if (!sim_date_read(load_attribute_text(load, SCHEMA_EPOCH, ""), &columns->epoch_civil_day))
        bad(load, error, SCHEMA_EPOCH, "no date", "YYYY-MM-DD");
    read_targets(load, columns, error);
    read_inputs(load, columns, error);
    if (error->count > before)
        return error->faults[before].status;
    return check_columns(load, columns, error);
}

void verdict_columns_free(struct verdict_columns *columns)
{
    free(columns->date_days);
    free(columns->goal);
    free(columns->value);
    free(columns->cause);
    free(columns->input_value);
}
