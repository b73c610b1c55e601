/// What was found, for programs.
#include <math.h>

#include "results/to_json.h"
#include "scenarios/run/cooling.h"

static void put(json_t *object, const char *key, double value)
{
    json_object_set_new(object, key, to_json_statistic(value));
}

static void put_whole(json_t *object, const char *key, int64_t value)
{
    json_object_set_new(object, key, json_integer(value));
}

static json_t *pue_json(const struct cooling_option *o)
{
    json_t *pue = json_object();
    for (int i = 0; i < COOLING_LOADS; i++)
        put(pue, cooling_load_names[i], energy_pue(&o->loads[i]));
    put(pue, "year", energy_pue(&o->year));
    put(pue, "fill_up", energy_pue(&o->fill));
    put(pue, "operated", energy_pue(&o->operated));
    put(pue, "worst_hour", o->year.worst_pue);
    json_t *months = json_array();
    for (int m = 0; m < 12; m++)
        json_array_append_new(months, to_json_statistic(energy_month_pue(&o->year, m)));
    json_object_set_new(pue, "month", months);
    json_t *curve = json_array();
    for (int i = 0; i < COOLING_CURVE && isfinite(o->curve[0]); i++)
        json_array_append_new(curve, to_json_statistic(o->curve[i]));
    json_object_set_new(pue, "curve",
                        curve); // at 0.1, 0.2 ... 1; empty unless one option or a file is asked for
    return pue;
}

static json_t *partial_json(const struct cooling_option *o)
{
    json_t *parts = json_object();
    for (int part = 0; part < ENERGY_PART_COUNT; part++)
        put(parts, energy_part_names[part], energy_partial_pue(&o->year, (enum energy_part)part));
    return parts;
}

static json_t *water_json(const struct cooling_option *o)
{
    json_t *water = json_object();
    for (int i = 0; i < WATER_STREAM_COUNT; i++)
        put(water, water_stream_names[i], o->year.water_l[i] / o->year.it_kwh);
    put(water, "concentration_ratio", o->params.concentration_ratio);
    return water;
}

static void put_units(json_t *object, const char *key, struct hall_units units, const char *each)
{
    if (units.count == 0)
        return;
    json_t *json = json_object();
    put_whole(json, "count", units.count);
    put_whole(json, "needed", units.needed);
    put(json, each, units.each);
    json_object_set_new(object, key, json);
}

static json_t *size_json(const struct hall_size *s)
{
    json_t *size = json_object();
    put(size, "it_kw", s->it_kw);
    put(size, "peak_kw", s->peak_kw);
    put(size, "design_dry_degc", s->dry_degc);
    put(size, "design_wet_degc", s->wet_degc);
    put(size, "pue_design", s->pue_design);
    put_units(size, "compressors", s->machines, "kw");
    put_units(size, "sinks", s->sinks, "kw");
    put_units(size, "exchangers", s->exchangers, "kw");
    put_units(size, "air_handlers", s->handlers, "kw");
    put_units(size, "liquid_units", s->liquid, "kw");
    put_units(size, "liquid_sinks", s->liquid_sinks, "kw");
    put_units(size, "chilled_pumps", s->chilled_pumps, "l_per_s");
    put_units(size, "condenser_pumps", s->condenser_pumps, "l_per_s");
    put_units(size, "liquid_pumps", s->liquid_pumps, "l_per_s");
    put_units(size, "ups_modules", s->ups, "kw");
    put_units(size, "transformers", s->transformers, "kw");
    put(size, "chilled_pipe_mm", s->chilled_pipe_mm);
    put(size, "condenser_pipe_mm", s->condenser_pipe_mm);
    put(size, "liquid_pipe_mm", s->liquid_pipe_mm);
    put(size, "air_m3_per_s", s->air_m3_per_s);
    put(size, "water_m3_per_h", s->water_m3_per_h);
    put(size, "water_store_m3", s->water_store_m3);
    put(size, "cold_store_kwh", s->cold_store_kwh);
    return size;
}

static json_t *cost_json(const struct cooling *cooling, const struct cooling_option *o)
{
    json_t *cost = json_object();
    double it = cooling->params->it_kw * 8760.0 / o->year.hours;
    put(cost, "capital_cny", o->capital.total);
    put(cost, "electricity_cny_per_year", o->cost.electricity_cny_per_year);
    put(cost, "water_cny_per_year", o->cost.water_cny_per_year);
    put(cost, "upkeep_cny_per_year", o->cost.upkeep_cny_per_year);
    put(cost, "total_cny", o->cost.total_cny);
    put(cost, "bill_cny_per_it_kwh", o->cost.bill_cny_per_it_kwh);
    put(cost, "it_mwh_per_year", o->year.it_kwh * it / 1000);
    put(cost, "total_mwh_per_year", o->year.total_kwh * it / 1000);
    put(cost, "water_m3_per_year", energy_wue(&o->year) * o->year.it_kwh * it / 1000);
    put(cost, "carbon_t_per_year", o->year.carbon_kg * it / 1000);
    return cost;
}

static json_t *ride_json(const struct ride_through *ride)
{
    json_t *json = json_object();
    put(json, "to_32_degc_s", ride->to_32_s); // null: not within two hours
    put(json, "to_40_degc_s", ride->to_40_s);
    put(json, "liquid_s", ride->liquid_s);
    put(json, "power_failure_peak_degc", ride->peak_degc);
    return json;
}

static json_t *band_json(const struct cooling_band *band)
{
    json_t *json = json_object();
    put(json, "p05", band->q[COOLING_Q05]);
    put(json, "p50", band->q[COOLING_Q50]);
    put(json, "p95", band->q[COOLING_Q95]);
    return json;
}

static json_t *option_json(const struct cooling *cooling, const struct cooling_option *o)
{
    json_t *json = json_object();
    int grade = energy_grade(energy_pue(&o->year));
    json_object_set_new(json, "id", to_json_text(o->params.id));
    json_object_set_new(json, "name", to_json_text(o->params.name));
    json_object_set_new(json, "origin", json_string(o->is_catalogue ? "built-in" : "scenario"));
    json_object_set_new(json, "pue", pue_json(o));
    put(json, "wue", energy_wue(&o->year));
    json_object_set_new(json, "grade", grade ? json_integer(grade) : json_null());
    put(json, "cost_per_kwh", o->cost.cny_per_it_kwh);
    json_object_set_new(json, "size", size_json(&o->size));
    put(json, "tue", energy_tue(&o->year, cooling->params->server_supply_loss_frac));
    put(json, "ere", energy_ere(&o->year));
    put(json, "cue_kg_per_kwh", energy_cue(&o->year));
    json_object_set_new(json, "partial_pue", partial_json(o));
    json_object_set_new(json, "water", water_json(o));
    put(json, "free_hours", o->year.free_hours);
    put(json, "partly_free_hours", o->year.partly_free_hours);
    json_object_set_new(json, "cost", cost_json(cooling, o));
    json_t *ride = json_object();
    json_object_set_new(ride, "without_storage", ride_json(&o->ride[0]));
    json_object_set_new(ride, "with_storage", ride_json(&o->ride[1]));
    json_object_set_new(json, "ride_through", ride);
    put_whole(json, "extrapolated_hours", o->year.extrapolated_hours);
    put_whole(json, "short_hours", o->year.short_hours);
    put_whole(json, "clamped_hours", o->year.clamped_hours);
    if (cooling->draws > 0) {
        json_t *bands = json_object();
        json_object_set_new(bands, "pue", band_json(&o->pue));
        json_object_set_new(bands, "wue", band_json(&o->wue));
        json_object_set_new(bands, "cost_per_kwh", band_json(&o->cny_per_it_kwh));
        json_object_set_new(json, "bands", bands);
    }
    return json;
}

json_t *cooling_json(const struct cooling *cooling, double wall_s)
{
    json_t *json = json_object(), *options = json_array();
    double sum = 0;
    for (size_t i = 0; i < cooling->hours; i++)
        sum += cooling->load[i];
    json_object_set_new(json, "scenario", to_json_text(cooling->province->title));
    json_object_set_new(json, "weather", to_json_text(cooling->weather_name));
    json_object_set_new(json, "load", to_json_text(cooling->load_name));
    put_whole(json, "seed", (int64_t)cooling->seed);
    put_whole(json, "draws", cooling->draws);
    put_whole(json, "hours", (int64_t)cooling->hours);
    put_whole(json, "filled_hours", (int64_t)cooling->filled_hours);
    put(json, "mean_load_frac", sum / (double)cooling->hours);
    put(json, "target_pue", cooling->params->target_pue);
    put(json, "wall_s", wall_s);
    for (size_t i = 0; i < cooling->count; i++)
        json_array_append_new(options, option_json(cooling, &cooling->options[i]));
    json_object_set_new(json, "options", options);
    return json;
}
