/// Halls as things to be bought: units of the market, and capital as quantities times prices.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/hall_size.h"
#include "models/physics/plant_catalogue.h"

#define PRESSURE_PA 101157.0

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g within %.3g", value, expected, tolerance);
}

static struct cooling_study_params study_of(double it_kw)
{
    return (struct cooling_study_params){.it_kw = it_kw, .ride_through = ride_through_params_default()};
}

/// The smallest bore of ISO 6708 in which water goes no faster than 2.5 m/s.
static double bore_mm(double l_per_s)
{
    static const double bores[] = {25,  32,  40,  50,  65,  80,  100, 125, 150,  200,  250,  300,
                                   350, 400, 450, 500, 600, 700, 800, 900, 1000, 1200, 1400, 1600};
    for (size_t i = 0; i < sizeof(bores) / sizeof(bores[0]); i++)
        if (l_per_s / 1000 / (M_PI / 4 * pow(bores[i] / 1000, 2)) <= 2.5)
            return bores[i];
    return 0;
}

/// So many that none is larger than the market has them, at least `least`, and one more; together as much as is needed.
static void are_units(const struct hall_units *units, double needed_kw, double most_kw, int64_t least)
{
    if (needed_kw <= 0) {
        assert_int_equal(units->count, 0);
        return;
    }
    assert_int_equal(units->count, units->needed + 1);
    near(units->each * (double)units->needed, needed_kw, 1e-9 * needed_kw);
    assert_true(units->needed >= least && units->each <= most_kw * (1 + 1e-9));
    if (units->needed > least)
        assert_true(needed_kw / (double)(units->needed - 1) > most_kw);
}

/// Largest units of the market, and how many of each there are at least, for every plant of the catalogue in small and large.
static void units_are_those_of_the_market(void **state)
{
    (void)state;
    for (size_t i = 0; i < plant_catalogue_count(); i++)
        for (double it = 250; it < 100000; it *= 6) {
            struct plant_params params = plant_catalogue_at(i);
            struct plant_design design;
            struct hall_size size;
            struct cooling_study_params study = study_of(it);
            study.ride_through.storage_min = i % 2 ? 30 : 0;
            params.store.capacity_h = i % 3 ? 0.25 : 0;
            plant_size(&params, PRESSURE_PA, &design);
            hall_size(&design, &study, 0.5, &size);
            const struct parts_params *parts = &design.parts;
            bool is_dx = parts->machine == MACHINE_DX, is_air = parts->machine == MACHINE_CHILLER_AIR;
            double load = design.machine_kw * it, most = is_dx ? 120 : is_air ? 1600 : 5000;
            if (parts->machine == MACHINE_NONE || load <= 0) {
                assert_int_equal(size.machines.count, 0);
            } else {
                double ratio = params.chiller.sizing_ratio, each = size.machines.each;
                double modules = round(ratio * load / each); // of which the sizing ratio speaks
                near(modules * each, ratio * load, 1e-9 * load * ratio);
                assert_true(modules >= (double)params.chiller.module_count && each <= most * (1 + 1e-9));
                if (modules > (double)params.chiller.module_count)
                    assert_true(ratio * load / (modules - 1) > most);
                assert_int_equal(size.machines.count, size.machines.needed + 1);
                assert_true((double)size.machines.needed * each >= load * (1 - 1e-9) &&
                            (double)(size.machines.needed - 1) * each < load);
            }
            if (is_dx && parts->air == AIR_NONE)
                assert_memory_equal(&size.handlers, &size.machines, sizeof(size.machines));
            else
                are_units(&size.handlers, design.air.cooling_kw * it,
                          parts->air == AIR_INDIRECT  ? 300
                          : parts->air == AIR_OUTDOOR ? 500
                          : is_dx                     ? 120
                                                      : 250,
                          1);
            double kg_per_s = design.air.kg_per_s * it;
            // Room air of 22 to 30 degC at this pressure weighs 1.13 to 1.20 kg/m3.
            near(size.air_m3_per_s * 1.165, kg_per_s, 0.035 * kg_per_s);
            double sinks_most[] = {[SINK_TOWER] = 3500, [SINK_DRY_COOLER] = 1500, [SINK_SEAWATER] = 6000};
            bool has_loop =
                is_air || parts->machine == MACHINE_CHILLER_WATER || parts->free == FREE_EXCHANGER;
            double flow = has_loop ? design.chilled_water.cooling_kw * it / (4.186 * params.water.rise_k) : 0;
            int64_t pumps = size.machines.needed > 0 ? size.machines.needed : 2;
            are_units(&size.chilled_pumps, flow, flow, pumps);
            near(size.chilled_pipe_mm, flow > 0 ? bore_mm(flow) : 0, 0);
            are_units(&size.exchangers,
                      has_loop && design.chilled_water.has_exchanger && params.water.exchanger_approach_k > 0
                          ? design.chilled_water.cooling_kw * it
                          : 0,
                      6000, pumps);
            bool has_sink = has_loop && parts->sink != SINK_NONE;
            flow = has_sink ? design.chilled_water.sink.water_kg_per_s * it : 0;
            are_units(&size.condenser_pumps, flow, flow, pumps);
            near(size.condenser_pipe_mm, flow > 0 ? bore_mm(flow) : 0, 0);
            are_units(&size.sinks, has_sink ? design.chilled_water.sink.heat_kw * it : 0,
                      has_sink ? sinks_most[parts->sink] : 0, 2);
            double heat = design.liquid.heat_kw * it;
            flow = heat / (4.186 * params.liquid.rise_k);
            are_units(&size.liquid, heat, 1000, 2);
            are_units(&size.liquid_pumps, flow, flow, 2);
            near(size.liquid_pipe_mm, flow > 0 ? bore_mm(flow) : 0, 0);
            are_units(&size.liquid_sinks, design.liquid.has_sink ? design.liquid.sink.heat_kw * it : 0,
                      design.liquid.has_sink ? sinks_most[parts->liquid_sink] : 0, 2);
            near(size.cold_store_kwh,
                 has_loop ? fmax(i % 2 ? 0.5 : 0, i % 3 ? 0.25 : 0) * design.air.cooling_kw * it : 0,
                 1e-9 * it);
            // Paths and modules of the electrical side.
            const struct electrical_params *e = &params.electrical;
            double path = e->ups_sizing_ratio * it;
            near(size.ups.each * (double)size.ups.needed, path, 1e-9 * path);
            assert_true(size.ups.each <= 1600 * (1 + 1e-9) && size.ups.needed % e->ups_module_count == 0);
            int64_t machines = size.ups.needed / e->ups_module_count; // of a module
            if (machines > 1)
                assert_true(path / (double)(e->ups_module_count * (machines - 1)) > 1600);
            assert_int_equal(size.ups.count, (e->ups_module_count + e->ups_spare_module_count) * machines *
                                                 e->ups_path_count);
            if (e->supply != SUPPLY_PANAMA) {
                double rating = e->transformer_sizing_ratio * it;
                near(size.transformers.each * (double)size.transformers.needed, rating, 1e-9 * rating);
                assert_true(size.transformers.each <= 2500 * (1 + 1e-9));
                if (size.transformers.needed > 1)
                    assert_true(rating / (double)(size.transformers.needed - 1) > 2500);
                assert_int_equal(size.transformers.count,
                                 size.transformers.needed * e->transformer_path_count);
            }
        }
}

static double capacity(struct hall_units units)
{
    return (double)units.count * units.each;
}

/// Each price alone at 1 CNY: the capital is what it is the price of. Closer approaches cost what their surface does.
static void capital_is_quantities_times_prices(void **state)
{
    (void)state;
    for (size_t i = 0; i < plant_catalogue_count(); i++) {
        struct plant_params params = plant_catalogue_at(i);
        struct plant_design design;
        struct hall_size size;
        struct hall_capital capital;
        struct cooling_study_params study = study_of(4000);
        study.ride_through.storage_min = 15;
        plant_size(&params, PRESSURE_PA, &design);
        hall_size(&design, &study, 2.5, &size);
        near(size.peak_kw, 2.5 * 4000, 1e-9);
        const struct parts_params *parts = &design.parts;
        bool has_loop = parts->machine == MACHINE_CHILLER_AIR || parts->machine == MACHINE_CHILLER_WATER ||
                        parts->free == FREE_EXCHANGER;
        double cooling = design.air.cooling_kw * 4000, liquid = design.liquid.heat_kw * 4000;
        double tower = pow(3.9 / params.tower.approach_k, 0.7), dry = 5.55 / params.dry_cooler.approach_k;
        double coil = 0.6 + 0.4 * 7 / fmax(params.air.supply_degc - params.chilled_water_degc, 1);
        double e = params.indirect.effectiveness_frac, own_fans = params.liquid.server_fan_left_frac > 0;
        double approach = params.water.exchanger_approach_k;
        bool is_plain =
            parts->air != AIR_INDIRECT && parts->air != AIR_OUTDOOR && parts->machine != MACHINE_DX;
#define SINK_OF(kind)                                                                                        \
    ((parts->sink == (kind) ? capacity(size.sinks) : 0) +                                                    \
     (parts->liquid_sink == (kind) ? capacity(size.liquid_sinks) : 0))
#define PRICE_OF(member) offsetof(struct plant_cost_params, member)
        const struct {
            size_t price;
            double quantity;
        } all[] = {
            {PRICE_OF(chiller_water_cny_per_kw),
             parts->machine == MACHINE_CHILLER_WATER ? capacity(size.machines) : 0},
            {PRICE_OF(chiller_air_cny_per_kw),
             parts->machine == MACHINE_CHILLER_AIR ? capacity(size.machines) : 0},
            {PRICE_OF(dx_cny_per_kw), parts->machine == MACHINE_DX ? capacity(size.machines) : 0},
            {PRICE_OF(refrigerant_pump_cny_per_kw), parts->free == FREE_REFRIGERANT_PUMP ? cooling : 0},
            {PRICE_OF(tower_cny_per_kw), SINK_OF(SINK_TOWER) * tower},
            {PRICE_OF(dry_cooler_cny_per_kw), SINK_OF(SINK_DRY_COOLER) * dry},
            {PRICE_OF(seawater_cny_per_kw), SINK_OF(SINK_SEAWATER)},
            {PRICE_OF(exchanger_cny_per_kw),
             approach > 0 ? capacity(size.exchangers) * 2 / fmax(approach, 0.5) : 0},
            {PRICE_OF(pumps_cny_per_kw), (has_loop ? cooling : 0) + liquid},
            {PRICE_OF(room_air_cny_per_kw), is_plain ? capacity(size.handlers) * coil : 0},
            {PRICE_OF(outdoor_air_cny_per_kw), parts->air == AIR_OUTDOOR ? capacity(size.handlers) : 0},
            {PRICE_OF(indirect_cny_per_kw),
             parts->air == AIR_INDIRECT ? capacity(size.handlers) * (0.5 + 0.5 * e / (1 - e) * 0.35 / 0.65)
                                        : 0},
            {PRICE_OF(liquid_cny_per_kw), own_fans ? capacity(size.liquid) : 0},
            {PRICE_OF(immersion_cny_per_kw), own_fans ? 0 : capacity(size.liquid)},
            {PRICE_OF(storage_cny_per_kwh), has_loop ? 0.25 * cooling : 0},
            {PRICE_OF(ups_cny_per_kw), capacity(size.ups)},
            {PRICE_OF(transformer_cny_per_kw), capacity(size.transformers)},
            {PRICE_OF(generator_cny_per_kw), size.peak_kw},
        };
        for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++) {
            struct plant_cost_params cost = {0};
            double one = 1;
            memcpy((char *)&cost + all[k].price, &one, sizeof(one));
            hall_capital(&design, &size, &cost, &capital);
            if (!(fabs(capital.total - all[k].quantity) <= 1e-9 * all[k].quantity))
                fail_msg("%s, price %zu: %.12g, expected %.12g", params.id, k, capital.total,
                         all[k].quantity);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_those_of_the_market),
        cmocka_unit_test(capital_is_quantities_times_prices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
