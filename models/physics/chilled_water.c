#include "models/physics/chilled_water.h"

#include <math.h>

#include "models/physics/machines.h"
#include "models/physics/numeric.h"
#include "models/physics/psychrometrics.h"
#include "sim/units.h"

// [LM]: value or range of Lei and Masanet (2022), cited in cooling_plant.h; the rest are estimates.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(chilled_water_params, rise_k, "K", 2, 20, 6,
                  "rise of the chilled water at full load [LM: 5-10]"),
    SIM_FIELD_F64(chilled_water_params, chilled_head_pa, "Pa", 0, 1e6, 143700,
                  "head of the chilled-water pumps [LM]"),
    SIM_FIELD_F64(chilled_water_params, condenser_head_pa, "Pa", 0, 1e6, 208700,
                  "head of the condenser-water pumps [LM]"),
    SIM_FIELD_F64(chilled_water_params, economizer_head_pa, "Pa", 0, 5e5, 50000,
                  "added to both heads while water goes through the economizer's exchanger"),
    SIM_FIELD_F64(chilled_water_params, pump_efficiency_frac, "1", 0.2, 0.95, 0.7,
                  "pump, motor and drive [LM: 0.6-0.8]"),
    SIM_FIELD_F64(chilled_water_params, minimum_flow_frac, "1", 0.1, 1, 0.5,
                  "least flow of the pumps; 1: constant flow"),
    SIM_FIELD_F64(chilled_water_params, pump_exponent, "1", 1, 3, 2.5,
                  "power of the flow that pump power follows"),
    SIM_FIELD_F64(chilled_water_params, exchanger_approach_k, "K", 0.5, 5, 2,
                  "approach of the economizer [LM: 1.7-2.8]"),
};

const struct sim_table chilled_water_table =
    SIM_TABLE(chilled_water_params, fields, "chilled and condenser water");

/// No chiller needs this much of its load: the upper bound of the search for its power.
#define POWER_MOST 4.0

/// Most that the condenser pumps can do over design.
#define CONDENSER_FLOW_MOST_FRAC 1.25

/// Steps of the fixed point of condenser pump and heat: the pump is 1 % of the heat, so each step gains two
/// digits or more.
#define PUMP_STEPS 4

/// A plant with a tower in an hour, in one mode.
struct mode {
    struct tower_point tower;
    double condenser_pump_kw, leaving_degc; // condenser water
    double compressor_kw, chilled_pump_kw, tower_fan_kw, free_frac;
    int64_t flags;
};

/// What a mode is asked for.
struct question {
    const struct chilled_water *plant;
    double cooling_kw, wet_degc;
};

static double mode_kw(const struct mode *mode)
{
    return mode->compressor_kw + mode->chilled_pump_kw + mode->condenser_pump_kw + mode->tower_fan_kw;
}

static double chilled_flow_frac(const struct chilled_water *plant, double cooling_kw)
{
    return fmax(cooling_kw / plant->cooling_kw, plant->params->minimum_flow_frac);
}

static double chilled_pump_kw(const struct chilled_water *plant, double cooling_kw, double head_ratio)
{
    return plant->chilled_pump_kw * head_ratio *
           pow(chilled_flow_frac(plant, cooling_kw), plant->params->pump_exponent);
}

/// Head with the economizer's exchanger over head without.
static double economizer_head_ratio(const struct chilled_water_params *params, double head_pa)
{
    return 1.0 + params->economizer_head_pa / fmax(head_pa, 1.0);
}

/// Flow and pump power for the heat that is to reach the tower, the pump's own included.
static void condenser_flow(const struct chilled_water *plant, double heat_kw, double head_ratio,
                           struct mode *mode)
{
    const struct chilled_water_params *params = plant->params;
    mode->condenser_pump_kw = 0.0;
    for (int step = 0; step < PUMP_STEPS; step++) {
        mode->tower.heat_kw = heat_kw + mode->condenser_pump_kw;
        mode->tower.water_frac = numeric_clamp(mode->tower.heat_kw / plant->tower.heat_kw,
                                               params->minimum_flow_frac, CONDENSER_FLOW_MOST_FRAC);
        mode->condenser_pump_kw =
            plant->condenser_pump_kw * head_ratio * pow(mode->tower.water_frac, params->pump_exponent);
    }
    mode->tower.heat_kw = heat_kw + mode->condenser_pump_kw;
}

/// Chillers alone: power they would need if `assumed_kw` of theirs reached the tower.
static double mechanical_kw(const struct question *q, double assumed_kw, struct mode *mode)
{
    const struct chilled_water *plant = q->plant;
    double load_kw = q->cooling_kw + mode->chilled_pump_kw;
    mode->flags = 0;
    condenser_flow(plant, load_kw + assumed_kw, 1.0, mode);
    mode->tower.air_frac = tower_following_air_frac(&plant->tower, mode->tower.heat_kw);
    mode->leaving_degc = fmax(q->wet_degc + tower_approach_k(&plant->tower, &mode->tower, q->wet_degc),
                              plant->chiller.params->condenser_water_minimum_degc);
    return chiller_kw(&plant->chiller, load_kw, mode->leaving_degc, &mode->flags);
}

/// Exchanger before the chillers at full air: power of the chillers, likewise.
static double economizer_kw(const struct question *q, double assumed_kw, struct mode *mode)
{
    const struct chilled_water *plant = q->plant;
    const struct chilled_water_params *params = plant->params;
    double load_kw = q->cooling_kw + mode->chilled_pump_kw, set_degc = plant->chiller.leaving_degc;
    double rise_k =
        params->rise_k * q->cooling_kw / plant->cooling_kw / chilled_flow_frac(plant, q->cooling_kw);
    mode->flags = 0;
    condenser_flow(plant, load_kw + assumed_kw, economizer_head_ratio(params, params->condenser_head_pa),
                   mode);
    mode->tower.air_frac = 1.0;
    mode->leaving_degc = q->wet_degc + tower_approach_k(&plant->tower, &mode->tower, q->wet_degc);
    double free_degc = mode->leaving_degc + params->exchanger_approach_k;
    mode->free_frac = numeric_clamp((set_degc + rise_k - free_degc) / rise_k, 0.0, 1.0);
    // The exchanger has warmed the water that reaches the condensers.
    double warmed_k =
        mode->free_frac * load_kw * UNITS_W_PER_KW /
        (plant->tower.water_kg_per_s * mode->tower.water_frac * PSYCHROMETRICS_WATER_J_PER_KG_K);
    double entering_degc =
        fmax(mode->leaving_degc + warmed_k, plant->chiller.params->condenser_water_minimum_degc);
    return chiller_kw(&plant->chiller, (1.0 - mode->free_frac) * load_kw, entering_degc, &mode->flags);
}

/// A mode before its compressors' power is known.
static struct mode mechanical_start(const struct question *q)
{
    return (struct mode){.chilled_pump_kw = chilled_pump_kw(q->plant, q->cooling_kw, 1.0)};
}

static struct mode economizer_start(const struct question *q)
{
    const struct chilled_water_params *params = q->plant->params;
    double ratio = economizer_head_ratio(params, params->chilled_head_pa);
    return (struct mode){.chilled_pump_kw = chilled_pump_kw(q->plant, q->cooling_kw, ratio)};
}

/// Assumed minus needed power of the compressors: grows with the assumed.
static double mechanical_excess(const void *context, double assumed_kw)
{
    struct mode mode = mechanical_start(context);
    return assumed_kw - mechanical_kw(context, assumed_kw, &mode);
}

static double economizer_excess(const void *context, double assumed_kw)
{
    struct mode mode = economizer_start(context);
    return assumed_kw - economizer_kw(context, assumed_kw, &mode);
}

/// Chillers alone. Where the tower would make the water too cold for them its fans slow down.
static struct mode mechanical_mode(const struct question *q)
{
    const struct tower *tower = &q->plant->tower;
    double coldest_degc = q->plant->chiller.params->condenser_water_minimum_degc;
    struct mode mode = mechanical_start(q);
    mode.compressor_kw = numeric_root(mechanical_excess, q, 0.0, POWER_MOST * q->cooling_kw);
    mechanical_kw(q, mode.compressor_kw, &mode);
    if (mode.leaving_degc <= coldest_degc)
        mode.tower.air_frac =
            tower_goal_air_frac(tower, &mode.tower, q->wet_degc, coldest_degc, mode.tower.air_frac);
    mode.tower_fan_kw = tower_fan_kw(tower, &mode.tower);
    return mode;
}

/// Exchanger before the chillers, fans at full air until it does everything and then only as much as needed.
static struct mode economizer_mode(const struct question *q)
{
    const struct tower *tower = &q->plant->tower;
    double goal_degc = q->plant->chiller.leaving_degc - q->plant->params->exchanger_approach_k;
    struct mode mode = economizer_start(q);
    mode.compressor_kw = numeric_root(economizer_excess, q, 0.0, POWER_MOST * q->cooling_kw);
    economizer_kw(q, mode.compressor_kw, &mode);
    if (mode.free_frac >= 1.0)
        mode.tower.air_frac = tower_goal_air_frac(tower, &mode.tower, q->wet_degc, goal_degc, 1.0);
    mode.tower_fan_kw = tower_fan_kw(tower, &mode.tower);
    return mode;
}

/// Condenser water and tower for the heat of load_kw, that of the compressors at design weather, and the
/// condenser pumps' own.
static void size_tower(const struct chilled_water_def *def, double load_kw, double entering_degc,
                       struct chilled_water *plant)
{
    double compressor_kw = chiller_kw(&plant->chiller, load_kw, entering_degc, NULL);
    double pump_ratio = machines_pump_kw_per_kw(def->water->condenser_head_pa, def->tower->range_k,
                                                def->water->pump_efficiency_frac);
    double heat_kw = (load_kw + compressor_kw) / (1.0 - pump_ratio);
    plant->condenser_pump_kw = pump_ratio * heat_kw;
    plant->tower = tower_size(def->tower, def->design_wet_degc, heat_kw, def->pressure_pa);
}

struct chilled_water chilled_water_size(const struct chilled_water_def *def)
{
    struct chilled_water plant = {.params = def->water, .cooling_kw = def->cooling_kw};
    plant.chilled_pump_kw =
        def->cooling_kw * machines_pump_kw_per_kw(def->water->chilled_head_pa, def->water->rise_k,
                                                  def->water->pump_efficiency_frac);
    double load_kw = def->cooling_kw + plant.chilled_pump_kw;
    double entering_degc = def->tower ? def->design_wet_degc + def->tower->approach_k : def->design_dry_degc;
    plant.chiller = chiller_size(def->chiller, def->tower ? &chiller_water_cooled : &chiller_air_cooled,
                                 def->supply_degc, def->cop_factor, load_kw, entering_degc);
    if (def->tower)
        size_tower(def, load_kw, entering_degc, &plant);
    return plant;
}

struct chilled_water_hour chilled_water_run_air(const struct chilled_water *plant, double cooling_kw,
                                                double dry_degc)
{
    struct chilled_water_hour hour = {.pump_kw = chilled_pump_kw(plant, cooling_kw, 1.0)};
    double load_kw = cooling_kw + hour.pump_kw;
    double entering_degc = fmax(dry_degc, plant->chiller.params->condenser_air_minimum_degc);
    hour.compressor_kw = chiller_kw(&plant->chiller, load_kw, entering_degc, &hour.flags);
    hour.heat_rejected_kw = load_kw + hour.compressor_kw;
    return hour;
}

struct chilled_water_hour chilled_water_run_tower(const struct chilled_water *plant, double cooling_kw,
                                                  double dry_degc, double wet_degc, bool has_economizer)
{
    struct question question = {plant, cooling_kw, wet_degc};
    struct mode mode = mechanical_mode(&question);
    double return_most_degc = plant->chiller.leaving_degc + plant->params->rise_k;
    if (has_economizer && cooling_kw > 0.0 &&
        wet_degc + plant->params->exchanger_approach_k < return_most_degc) {
        struct mode other = economizer_mode(&question);
        if (mode_kw(&other) < mode_kw(&mode))
            mode = other;
    }
    struct wet_air_exhaust exhaust = tower_exhaust(&plant->tower, &mode.tower, dry_degc, wet_degc);
    return (struct chilled_water_hour){
        .pump_kw = mode.chilled_pump_kw + mode.condenser_pump_kw,
        .compressor_kw = mode.compressor_kw,
        .tower_fan_kw = mode.tower_fan_kw,
        .free_frac = mode.free_frac,
        .heat_rejected_kw = exhaust.heat_kw + mode.tower_fan_kw,
        .evaporation_l_per_h = exhaust.evaporation_l_per_h,
        .drift_l_per_h = tower_drift_l_per_h(&plant->tower, &mode.tower),
        .flags = mode.flags,
    };
}
