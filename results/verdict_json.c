/// A verdict as JSON.
#include <inttypes.h>
#include <math.h>

#include "results/to_json.h"
#include "results/verdict.h"

/// A number that people wrote: exact, and whole if it is.
static json_t *given(double value)
{
    if (value == trunc(value) && fabs(value) < 9e15)
        return json_integer((json_int_t)value);
    return json_real(value);
}

static json_t *row_json(const struct verdict_row *row)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", to_json_text(row->id));
    json_object_set_new(object, "date", json_string(row->date));
    json_object_set_new(object, "target", given(row->goal));
    json_object_set_new(object, "unit", to_json_text(row->unit));
    json_object_set_new(object, "sense", json_string(row->at_most ? "<=" : ">="));
    json_object_set_new(object, "basis", to_json_text(row->basis));
    json_object_set_new(object, "p_reach", to_json_statistic(row->p_reach));
    json_object_set_new(object, "p_low", to_json_statistic(row->p_low));
    json_object_set_new(object, "p_high", to_json_statistic(row->p_high));
    json_object_set_new(object, "p05", to_json_statistic(row->p05));
    json_object_set_new(object, "p50", to_json_statistic(row->p50));
    json_object_set_new(object, "p95", to_json_statistic(row->p95));
    json_object_set_new(object, "shortfall", to_json_statistic(row->shortfall));
    json_object_set_new(object, "binding", row->binding ? to_json_text(row->binding) : json_null());
    return object;
}

static json_t *seed_json(uint64_t seed)
{
    char text[32];
    if (seed <= INT64_MAX)
        return json_integer((json_int_t)seed);
    snprintf(text, sizeof(text), "%" PRIu64, seed);
    return json_string(text);
}

json_t *verdict_json(const struct verdict *verdict, double wall_s)
{
    json_t *object = json_object(), *targets = json_array(), *estimates = json_array();
    json_object_set_new(object, "scenario", to_json_text(verdict->scenario));
    json_object_set_new(object, "seed", seed_json(verdict->seed));
    json_object_set_new(object, "replications", json_integer((json_int_t)verdict->replications));
    if (verdict->is_antithetic)
        json_object_set_new(object, "antithetic", json_true());
    if (verdict->until[0]) {
        json_object_set_new(object, "until", to_json_text(verdict->until));
        json_object_set_new(object, "until_met", json_boolean(verdict->until_met));
    }
    json_object_set_new(object, "events",
                        verdict->has_events ? json_integer((json_int_t)verdict->events) : json_null());
    json_object_set_new(object, "wall_s", to_json_statistic(wall_s));
    for (size_t i = 0; i < verdict->row_count; i++)
        json_array_append_new(targets, row_json(&verdict->rows[i]));
    json_object_set_new(object, "targets", targets);
    for (size_t i = 0; i < verdict->estimate_count; i++) {
        const struct verdict_estimate *estimate = &verdict->estimates[i];
        json_t *entry = json_object();
        json_object_set_new(entry, "target", to_json_text(verdict->rows[estimate->row].id));
        json_object_set_new(entry, "date", json_string(verdict->rows[estimate->row].date));
        json_object_set_new(entry, "input", to_json_text(estimate->input));
        json_object_set_new(entry, "rho", to_json_statistic(estimate->rho));
        json_array_append_new(estimates, entry);
    }
    json_object_set_new(object, "estimates", estimates);
    return object;
}
