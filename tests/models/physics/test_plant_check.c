/// Any parameters that a scenario may have, and those that it may not.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/plant_check.h"
#include "sim/rng.h"

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.9g, expected %.9g within %.3g", value, expected, tolerance);
}

/// Draws every number and choice of a described struct from its range.
static void draw_params(const struct sim_table *table, char *object, struct sim_rng *rng)
{
    for (size_t i = 0; i < table->field_count; i++) {
        const struct sim_field *field = &table->fields[i];
        char *member = object + field->offset;
        int64_t choices = 0, whole;
        while (field->type == SIM_CHOICE && field->choices[choices])
            choices++;
        for (size_t k = 0; k < (field->type == SIM_F64 ? field->count : 0); k++) {
            double value = field->min + (field->max - field->min) * sim_rng_uniform(rng);
            memcpy(member + k * sizeof value, &value, sizeof value);
        }
        if (field->type == SIM_GROUP)
            draw_params(field->table, member, rng);
        if (field->type == SIM_I64 || field->type == SIM_BOOL) {
            whole = (int64_t)floor(field->min + (field->max - field->min) * sim_rng_uniform(rng) + 0.5);
            memcpy(member, &whole, sizeof whole);
        } else if (field->type == SIM_CHOICE) {
            whole = (int64_t)((double)choices * sim_rng_uniform(rng));
            memcpy(member, &whole, sizeof whole);
        }
    }
}

/// Parameters that a scenario may have: any that plant_check accepts. Parts are drawn for half of the plants, liquid and
/// others' wants for half of them.
static struct plant_params any_params(int trial, struct sim_rng *rng)
{
    struct plant_params params;
    do {
        params = plant_params_default((enum plant_option)(trial % PLANT_OPTION_COUNT));
        struct plant_params kept = params;
        draw_params(&plant_params_table, (char *)&params, rng);
        params.option = kept.option;
        if (sim_rng_uniform(rng) < 0.5)
            params.parts = kept.parts;
        if (plant_parts_of(&params).liquid_sink == SINK_NONE && sim_rng_uniform(rng) < 0.5)
            params.liquid.heat_frac = 0.0;
        if (sim_rng_uniform(rng) < 0.5)
            params.store.capacity_h = 0.0;
    } while (plant_check(&params, NULL, NULL) > 0);
    return params;
}

static void check_hour(int trial, const struct plant_params *params, const struct plant_conditions *c,
                       const struct plant_hour *h)
{
    if (!(fabs(h->residual_kw) < 1e-9 && isfinite(h->water_l_per_h) && h->water_l_per_h >= 0.0))
        fail_msg("trial %d: %s, dry %g, wet %g: residual %g kW, water %g L/h", trial, params->id, c->dry_degc,
                 c->wet_degc, h->residual_kw, h->water_l_per_h);
    assert_true(fabs(h->water_residual_l_per_h) < 1e-9);
    assert_true(plant_pue(h) > 1.0 && isfinite(plant_pue(h)));
    assert_true(h->fan_kw >= 0 && h->pump_kw >= 0 && h->compressor_kw >= 0 && h->tower_fan_kw >= 0 &&
                h->heat_pump_kw >= 0 && h->heat_reused_kw >= 0);
    assert_true(h->free_frac >= 0.0 && h->free_frac <= 1.0);
    assert_true(h->server_fan_kw >= 0.0 && h->server_fan_kw < h->it_kw);
}

/// Whatever a scenario may ask for, hours on their own and in sequence: the balances close and nothing is negative or
/// undefined; the tank ends where its hours' sums say.
static void any_parameters_in_range_balance(void **state)
{
    (void)state;
    struct sim_rng rng = sim_rng_named(17, "params", 0, 0, 0);
    for (int trial = 0; trial < 6000; trial++) {
        struct plant_params params = any_params(trial, &rng);
        struct plant_design design;
        plant_size(&params, 54000 + 56000 * sim_rng_uniform(&rng), &design);
        struct plant_state carried = {0};
        double stored = 0.0;
        for (int hour = 0; hour < 20; hour++) {
            struct plant_conditions c = {.dry_degc = -30 + 80 * sim_rng_uniform(&rng)};
            c.load_frac = sim_rng_uniform(&rng);
            c.wet_degc = fmin(c.dry_degc - 25 * sim_rng_uniform(&rng), 35.0);
            c.sea_degc = -2 + 38 * sim_rng_uniform(&rng);
            c.store_frac = 2 * sim_rng_uniform(&rng) - 1;
            c.reuse_frac = fmax(2 * sim_rng_uniform(&rng) - 1, 0);
            struct plant_hour h;
            plant_step(&design, &c, hour % 2 ? &carried : NULL, &h);
            check_hour(trial, &params, &c, &h);
            stored -= h.heat_stored_kw;
            assert_true(carried.stored_kwh >= 0.0 &&
                        carried.stored_kwh <= params.store.capacity_h * design.machine_kw + 1e-9);
        }
        near(carried.stored_kwh, stored, 1e-9);
    }
}

/// The key that is told.
static void note(void *context, const char *key, const char *found, const char *expected)
{
    assert_true(found[0] && expected[0]);
    snprintf(context, 64, "%s", key);
}

static void refused(const struct plant_params *params, const char *key)
{
    char told[64] = "";
    if (plant_check(params, note, told) != 1 || strcmp(told, key) != 0)
        fail_msg("told %s, expected %s", told, key);
}

/// Parameters that are each in range and contradict each other, by the key that is told.
static void contradictions_are_refused(void **state)
{
    (void)state;
    struct plant_params p, base = plant_params_default(PLANT_CHILLER_WATER_ECONOMIZER);
    assert_int_equal(plant_check(&base, NULL, NULL), 0);
#define REFUSED(assignment, key) (p = base, assignment, refused(&p, key))
    REFUSED(p.chilled_water_degc = 23.5, "chilled_water_degc");
    REFUSED((p.water.rise_k = 20.0, p.air.rise_k = 10.0), "water.rise_k");
    REFUSED(p.design_wet_degc = p.design_dry_degc + 1.0, "design_wet_degc");
    REFUSED(p.outdoor.dew_point_low_degc = 18.0, "outdoor.dew_point_low_degc");
    REFUSED((p.parts.sink = SINK_NONE, p.parts.free = FREE_NONE), "parts.sink");
    REFUSED(p.parts.free = FREE_REFRIGERANT_PUMP, "parts.free");
    REFUSED((p.tower.approach_k = 1.5, p.tower.water_to_air_ratio = 3.0), "tower.approach_k");
    REFUSED((p.parts.sink = SINK_DRY_COOLER, p.dry_cooler.air_rise_k = 15.0), "dry_cooler.air_rise_k");
    REFUSED((p.parts.sink = SINK_SEAWATER, p.sea.rise_k = 10.0), "sea.rise_k");
    REFUSED(p.parts.liquid_sink = SINK_TOWER, "liquid.heat_frac");
    base = plant_params_default(PLANT_DX);
    REFUSED(p.liquid.heat_frac = 0.5, "parts.liquid_sink");
    REFUSED(p.store.capacity_h = 1.0, "store.capacity_h");
    REFUSED(p.reuse.demand_month_frac[0] = 0.5, "reuse.demand_month_frac");
    REFUSED(p.parts.machine = MACHINE_NONE, "parts.machine");
    REFUSED(p.parts.sink = SINK_TOWER, "parts.sink");
#undef REFUSED
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_parameters_in_range_balance),
        cmocka_unit_test(contradictions_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
