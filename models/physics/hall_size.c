#include "models/physics/hall_size.h"

#include <math.h>

#include "models/physics/psychrometrics.h"

/// Largest units that are commonly bought [kW]. Estimates.
#define CHILLER_MOST_KW       5000.0
#define CHILLER_AIR_MOST_KW   1600.0
#define DX_MOST_KW            120.0
#define CELL_MOST_KW          3500.0
#define DRY_COOLER_MOST_KW    1500.0
#define SEA_EXCHANGER_MOST_KW 6000.0
#define FAN_WALL_MOST_KW      250.0
#define INDIRECT_MOST_KW      300.0
#define OUTDOOR_AIR_MOST_KW   500.0
#define CDU_MOST_KW           1000.0
#define TRANSFORMER_MOST_KW   2500.0
#define EXCHANGER_MOST_KW     6000.0
#define UPS_MOST_KW           1600.0

/// Room air, for its volume.
#define ROOM_HUMIDITY 0.009

/// Water in mains. Source: common practice of 2 to 3 m/s in large pipes.
#define PIPE_MOST_M_PER_S 2.5
/// Source: ISO 6708 nominal bores.
static const double bores_mm[] = {25,  32,  40,  50,  65,  80,  100, 125, 150,  200,  250,  300,
                                  350, 400, 450, 500, 600, 700, 800, 900, 1000, 1200, 1400, 1600};

/// Enough units for a load, at least `least` of them, and one more.
static struct hall_units units_of(double kw, double most_kw, int64_t least)
{
    if (!(kw > 0.0))
        return (struct hall_units){0};
    int64_t needed = (int64_t)fmax(ceil(kw / most_kw - 1e-9), (double)(least > 1 ? least : 1));
    return (struct hall_units){needed + 1, needed, kw / (double)needed};
}

static double bore_mm(double l_per_s)
{
    if (!(l_per_s > 0.0))
        return 0.0;
    double needed_mm = 1000.0 * sqrt(4.0 * l_per_s / 1000.0 / (M_PI * PIPE_MOST_M_PER_S));
    for (size_t i = 0; i < sizeof(bores_mm) / sizeof(bores_mm[0]); i++)
        if (bores_mm[i] >= needed_mm)
            return bores_mm[i];
    return ceil(needed_mm / 100.0) * 100.0;
}

static double water_l_per_s(double kw, double rise_k)
{
    return kw * 1000.0 / (PSYCHROMETRICS_WATER_J_PER_KG_K * rise_k);
}

static double machine_most_kw(const struct plant_design *design)
{
    switch (design->parts.machine) {
    case MACHINE_DX: return DX_MOST_KW;
    case MACHINE_CHILLER_AIR: return CHILLER_AIR_MOST_KW;
    default: return CHILLER_MOST_KW;
    }
}

static double handler_most_kw(const struct plant_design *design)
{
    switch (design->parts.air) {
    case AIR_INDIRECT: return INDIRECT_MOST_KW;
    case AIR_OUTDOOR: return OUTDOOR_AIR_MOST_KW;
    default: return design->parts.machine == MACHINE_DX ? DX_MOST_KW : FAN_WALL_MOST_KW;
    }
}

static double sink_most_kw(int64_t sink)
{
    return sink == SINK_TOWER        ? CELL_MOST_KW
           : sink == SINK_DRY_COOLER ? DRY_COOLER_MOST_KW
                                     : SEA_EXCHANGER_MOST_KW;
}

/// Compressors: units of the model's size, or as many more as the market's largest makes of it. `needed` of them carry the
/// design load, the others stand by beside it.
static struct hall_units machines_of(const struct plant_design *design, double it_kw)
{
    const struct chiller_params *chiller = &design->params->chiller;
    double load_kw = design->machine_kw * it_kw, all_kw = chiller->sizing_ratio * load_kw;
    if (design->parts.machine == MACHINE_NONE || !(load_kw > 0.0))
        return (struct hall_units){0};
    double modules = fmax((double)chiller->module_count, ceil(all_kw / machine_most_kw(design) - 1e-9));
    double each_kw = all_kw / modules;
    int64_t needed = (int64_t)ceil(load_kw / each_kw - 1e-9);
    return (struct hall_units){needed + 1, needed, each_kw};
}

static bool has_loop(const struct plant_design *design)
{
    return design->parts.machine == MACHINE_CHILLER_AIR || design->parts.machine == MACHINE_CHILLER_WATER ||
           design->parts.free == FREE_EXCHANGER;
}

static void size_air(const struct plant_design *design, struct hall_size *out)
{
    double it = out->it_kw;
    out->handlers = units_of(design->air.cooling_kw * it, handler_most_kw(design), 1);
    out->machines = machines_of(design, it);
    // Room units of direct expansion are handler and machine in one.
    if (design->parts.machine == MACHINE_DX && design->parts.air == AIR_NONE)
        out->handlers = out->machines;
    out->air_m3_per_s =
        design->air.kg_per_s * it *
        psychrometrics_volume_m3_per_kg(design->params->air.supply_degc, ROOM_HUMIDITY, design->pressure_pa);
}

static void size_water(const struct plant_design *design, struct hall_size *out)
{
    const struct chilled_water *water = &design->chilled_water;
    double it = out->it_kw, cooling_kw = water->cooling_kw * it;
    if (!has_loop(design))
        return;
    double flow = water_l_per_s(cooling_kw, design->params->water.rise_k);
    int64_t pumps = out->machines.needed > 0 ? out->machines.needed : 2;
    out->chilled_pumps = units_of(flow, flow, pumps);
    out->chilled_pipe_mm = bore_mm(flow);
    if (water->has_exchanger &&
        design->params->water.exchanger_approach_k > 0.0) // else free coils in the loop
        out->exchangers = units_of(cooling_kw, EXCHANGER_MOST_KW, pumps);
    if (design->parts.sink == SINK_NONE)
        return;
    flow = water->sink.water_kg_per_s * it; // a kilogram is a litre
    out->sinks = units_of(water->sink.heat_kw * it, sink_most_kw(design->parts.sink), 2);
    out->condenser_pumps = units_of(flow, flow, pumps);
    out->condenser_pipe_mm = bore_mm(flow);
}

static void size_liquid(const struct plant_design *design, struct hall_size *out)
{
    const struct liquid *liquid = &design->liquid;
    double it = out->it_kw, heat_kw = liquid->heat_kw * it;
    if (!(heat_kw > 0.0))
        return;
    double flow = water_l_per_s(heat_kw, design->params->liquid.rise_k);
    out->liquid = units_of(heat_kw, CDU_MOST_KW, 2);
    out->liquid_pumps = units_of(flow, flow, 2);
    out->liquid_pipe_mm = bore_mm(flow);
    if (liquid->has_sink)
        out->liquid_sinks = units_of(liquid->sink.heat_kw * it, sink_most_kw(design->parts.liquid_sink), 2);
}

static void size_electrical(const struct plant_design *design, struct hall_size *out)
{
    const struct electrical_params *e = &design->params->electrical;
    double path_kw = e->ups_sizing_ratio * out->it_kw;
    // A module of the model is as many machines as the market's largest makes of it; so is a spare one.
    int64_t each = (int64_t)ceil(path_kw / (double)e->ups_module_count / UPS_MOST_KW - 1e-9);
    int64_t modules = e->ups_module_count * each, spares = e->ups_spare_module_count * each;
    out->ups =
        (struct hall_units){(modules + spares) * e->ups_path_count, modules, path_kw / (double)modules};
    if (e->supply == SUPPLY_PANAMA)
        return;
    double transformer_kw = e->transformer_sizing_ratio * out->it_kw;
    int64_t needed = (int64_t)ceil(transformer_kw / TRANSFORMER_MOST_KW - 1e-9);
    out->transformers =
        (struct hall_units){needed * e->transformer_path_count, needed, transformer_kw / (double)needed};
}

void hall_size(const struct plant_design *design, const struct cooling_study_params *study, double peak_kw,
               struct hall_size *out)
{
    const struct plant_params *params = design->params;
    struct plant_hour hour;
    plant_run(design, 1.0, params->design_dry_degc, params->design_wet_degc, &hour);
    *out = (struct hall_size){.it_kw = study->it_kw,
                              .peak_kw = fmax(peak_kw, hour.total_kw) * study->it_kw,
                              .pue_design = plant_pue(&hour),
                              .dry_degc = params->design_dry_degc,
                              .wet_degc = params->design_wet_degc};
    size_air(design, out);
    size_water(design, out);
    size_liquid(design, out);
    size_electrical(design, out);
    out->water_m3_per_h = hour.water_l_per_h / 1000.0 * study->it_kw;
    out->water_store_m3 = out->water_m3_per_h * HALL_WATER_STORE_H;
    if (has_loop(design))
        out->cold_store_kwh = fmax(study->ride_through.storage_min / 60.0, params->store.capacity_h) *
                              design->air.cooling_kw * study->it_kw;
}

/// Bought capacity: spares count.
static double bought(struct hall_units units)
{
    return (double)units.count * units.each;
}

static double machine_cny(const struct plant_design *design, const struct plant_cost_params *cost)
{
    switch (design->parts.machine) {
    case MACHINE_DX: return cost->dx_cny_per_kw;
    case MACHINE_CHILLER_AIR: return cost->chiller_air_cny_per_kw;
    default: return cost->chiller_water_cny_per_kw;
    }
}

// What a closer approach costs: surface, on the part of the price that it is. Estimates, one at the tables' defaults.

/// Tower: fill and fans with about the 0.7th power.
static double tower_factor(const struct plant_params *params)
{
    return pow(3.9 / params->tower.approach_k, 0.7);
}

static double sink_cny(const struct plant_params *params, int64_t sink, const struct plant_cost_params *cost)
{
    switch (sink) {
    case SINK_TOWER: return cost->tower_cny_per_kw * tower_factor(params);
    case SINK_DRY_COOLER: return cost->dry_cooler_cny_per_kw * 5.55 / params->dry_cooler.approach_k;
    case SINK_SEAWATER: return cost->seawater_cny_per_kw;
    default: return 0.0;
    }
}

/// Free coils that the loop itself goes through have no exchanger.
static double exchanger_cny(const struct plant_params *params, const struct plant_cost_params *cost)
{
    double approach_k = params->water.exchanger_approach_k;
    return approach_k > 0.0 ? cost->exchanger_cny_per_kw * 2.0 / fmax(approach_k, 0.5) : 0.0;
}

/// Coils are two fifths of a room unit; their surface goes with the reciprocal of what is between air and water.
static double coil_factor(const struct plant_params *params)
{
    return 0.6 + 0.4 * 7.0 / fmax(params->air.supply_degc - params->chilled_water_degc, 1.0);
}

/// The exchanger is half of an indirect handler and goes with its transfer units, e / (1 - e) at equal flows.
static double indirect_factor(const struct plant_params *params)
{
    double e = params->indirect.effectiveness_frac;
    return 0.5 + 0.5 * e / (1.0 - e) / (0.65 / 0.35);
}

static double handler_cny(const struct plant_design *design, const struct plant_cost_params *cost)
{
    switch (design->parts.air) {
    case AIR_INDIRECT: return cost->indirect_cny_per_kw * indirect_factor(design->params);
    case AIR_OUTDOOR: return cost->outdoor_air_cny_per_kw;
    default:
        // The price of a room unit is in its machine's.
        return design->parts.machine == MACHINE_DX ? 0.0
                                                   : cost->room_air_cny_per_kw * coil_factor(design->params);
    }
}

/// Servers without any fans are immersed.
static double liquid_cny(const struct plant_design *design, const struct plant_cost_params *cost)
{
    return design->params->liquid.server_fan_left_frac > 0.0 ? cost->liquid_cny_per_kw
                                                             : cost->immersion_cny_per_kw;
}

void hall_capital(const struct plant_design *design, const struct hall_size *size,
                  const struct plant_cost_params *cost, struct hall_capital *out)
{
    double cooling_kw = design->air.cooling_kw * size->it_kw; // of air
    double liquid_kw = design->liquid.heat_kw * size->it_kw;
    *out = (struct hall_capital){0};
    out->machines = bought(size->machines) * machine_cny(design, cost);
    if (design->parts.free == FREE_REFRIGERANT_PUMP)
        out->machines += cooling_kw * cost->refrigerant_pump_cny_per_kw;
    out->sinks = bought(size->sinks) * sink_cny(design->params, design->parts.sink, cost);
    out->handlers = bought(size->handlers) * handler_cny(design, cost);
    out->water = bought(size->exchangers) * exchanger_cny(design->params, cost) +
                 (has_loop(design) ? cooling_kw * cost->pumps_cny_per_kw : 0.0);
    out->liquid = bought(size->liquid) * liquid_cny(design, cost) +
                  bought(size->liquid_sinks) * sink_cny(design->params, design->parts.liquid_sink, cost) +
                  liquid_kw * cost->pumps_cny_per_kw;
    out->storage = size->cold_store_kwh * cost->storage_cny_per_kwh;
    out->electrical =
        bought(size->ups) * cost->ups_cny_per_kw + bought(size->transformers) * cost->transformer_cny_per_kw;
    out->generators = size->peak_kw * cost->generator_cny_per_kw;
    out->total = out->machines + out->sinks + out->handlers + out->water + out->liquid + out->storage +
                 out->electrical + out->generators;
}

/// What one a year for so many years is worth at their start, paid at each year's end.
static double annuity(double rate, double years)
{
    return rate > 0.0 ? (1.0 - pow(1.0 + rate, -years)) / rate : years;
}

void hall_cost(const struct energy_sums *year, double it_kw, double capital_cny,
               const struct plant_cost_params *cost, struct hall_cost *out)
{
    // A search runs some days of the year: its sums stand for 8,760 hours.
    double scale = year->hours > 0.0 ? it_kw * 8760.0 / year->hours : 0.0;
    double it_kwh = year->it_kwh * scale, water_m3 = 0.0;
    for (int stream = 0; stream < WATER_STREAM_COUNT; stream++)
        water_m3 += year->water_l[stream] * scale / 1000.0;
    double worth = annuity(cost->discount_frac_per_year, cost->years);
    *out = (struct hall_cost){.electricity_cny_per_year = year->cost_cny * scale,
                              .water_cny_per_year = water_m3 * cost->water_cny_per_m3,
                              .upkeep_cny_per_year = capital_cny * cost->upkeep_frac_per_year,
                              .heat_cny_per_year = year->reuse_kwh * scale * cost->heat_cny_per_kwh};
    double yearly = out->electricity_cny_per_year + out->water_cny_per_year + out->upkeep_cny_per_year -
                    out->heat_cny_per_year;
    out->total_cny = capital_cny + yearly * worth;
    out->cny_per_it_kwh = it_kwh > 0.0 ? out->total_cny / (it_kwh * worth) : INFINITY;
    out->bill_cny_per_it_kwh =
        it_kwh > 0.0 ? (out->electricity_cny_per_year + out->water_cny_per_year) / it_kwh : INFINITY;
}
