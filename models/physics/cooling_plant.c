#include "models/physics/cooling_plant.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "models/physics/psychrometrics.h"
#include "sim/status.h"
#include "sim/units.h"

#define AIR_J_PER_KG_K   1006.0
#define WATER_J_PER_KG_K 4186.0
#define WATER_KG_PER_M3  998.0
#define SECONDS_PER_HOUR 3600.0

/// Bounds of the root searches: most steps, and the width or value (kW, K, 1) at which they end.
#define STEPS_MAX 100
#define TOLERANCE 1e-13

// ---------------------------------------------------------------------------------------------------- fields

static const char *const OPTIONS[] = {
    "dx", "chiller_air", "chiller_water", "chiller_water_economizer", "indirect_evaporative", NULL};

// Defaults: a well-run hall of the early 2020s. Sources: [LM] parameter ranges of Lei and Masanet, "Climate-
// and technology-specific PUE and WUE estimations for U.S. data centers using a hybrid statistical and
// thermodynamics-based approach", Resour. Conserv. Recycl. 182 (2022); [EP] EnergyPlus and OpenStudio
// defaults; the rest are estimates. dx_cop_ratio was chosen knowing that independent models put DX behind an
// air-cooled chiller with 10 degC water; without it, it came out ahead. Ranges of air keep the fans' own heat
// below what the air can carry, up to 5000 m.
static const struct sim_field AIR_FIELDS[] = {
    SIM_FIELD_F64(plant_air, supply_degc, "degC", 10, 35, 24,
                  "air to the racks (ASHRAE recommends 18 to 27)"),
    SIM_FIELD_F64(plant_air, rise_k, "K", 5, 25, 12, "rise of the air through the racks at full load"),
    SIM_FIELD_F64(plant_air, fan_pressure_pa, "Pa", 50, 1000, 400,
                  "pressure of the room fans [LM: 300-1000]"),
    SIM_FIELD_F64(plant_air, fan_efficiency_frac, "1", 0.4, 0.95, 0.65, "fan, motor and drive [LM: 0.6-0.9]"),
    SIM_FIELD_F64(plant_air, minimum_speed_frac, "1", 0.1, 1, 0.5,
                  "least speed of the room fans; 1: constant speed"),
    SIM_FIELD_F64(plant_air, fan_exponent, "1", 1, 3, 2.7, "power of the speed that fan power follows"),
};
static const struct sim_field WATER_FIELDS[] = {
    SIM_FIELD_F64(plant_water, rise_k, "K", 2, 20, 6, "rise of the chilled water at full load [LM: 5-10]"),
    SIM_FIELD_F64(plant_water, chilled_head_pa, "Pa", 0, 1e6, 143700, "head of the chilled-water pumps [LM]"),
    SIM_FIELD_F64(plant_water, condenser_head_pa, "Pa", 0, 1e6, 208700,
                  "head of the condenser-water pumps [LM]"),
    SIM_FIELD_F64(plant_water, economizer_head_pa, "Pa", 0, 5e5, 50000,
                  "added to both heads while water goes through the economizer's exchanger"),
    SIM_FIELD_F64(plant_water, pump_efficiency_frac, "1", 0.2, 0.95, 0.7,
                  "pump, motor and drive [LM: 0.6-0.8]"),
    SIM_FIELD_F64(plant_water, minimum_flow_frac, "1", 0.1, 1, 0.5,
                  "least flow of the pumps; 1: constant flow"),
    SIM_FIELD_F64(plant_water, pump_exponent, "1", 1, 3, 2.5, "power of the flow that pump power follows"),
    SIM_FIELD_F64(plant_water, exchanger_approach_k, "K", 0.5, 5, 2,
                  "approach of the economizer [LM: 1.7-2.8]"),
};
static const struct sim_field CHILLER_FIELDS[] = {
    SIM_FIELD_I64(plant_chiller, module_count, "1", 1, 32, 4, "chillers that share the design load"),
    SIM_FIELD_F64(plant_chiller, sizing_ratio, "1", 0.5, 3, 1.15,
                  "capacity at design weather over the design load"),
    SIM_FIELD_F64(plant_chiller, minimum_load_frac, "1", 0.05, 0.9, 0.15,
                  "load of a chiller below which it cycles"),
    SIM_FIELD_F64(plant_chiller, condenser_water_minimum_degc, "degC", 5, 30, 18,
                  "coldest condenser water that the chillers are given"),
    SIM_FIELD_F64(plant_chiller, condenser_air_minimum_degc, "degC", -10, 30, 15,
                  "air temperature below which condensing pressure is held"),
    SIM_FIELD_F64(plant_chiller, dx_evaporator_approach_k, "K", 5, 25, 14,
                  "supply air minus evaporating temperature of direct expansion"),
    SIM_FIELD_F64(plant_chiller, dx_cop_ratio, "1", 0.5, 1.2, 0.85,
                  "COP of direct expansion over an air-cooled chiller's at the same evaporating temperature"),
};
static const struct sim_field TOWER_FIELDS[] = {
    SIM_FIELD_F64(plant_tower, approach_k, "K", 1.5, 10, 3.9,
                  "leaving water minus wet bulb, design [EP; LM: 2.8-6.7]"),
    SIM_FIELD_F64(plant_tower, range_k, "K", 2, 12, 5.56, "cooling of the water, design [EP; LM: 4-6]"),
    SIM_FIELD_F64(plant_tower, water_to_air_ratio, "1", 0.4, 3, 1.0,
                  "mass flow of water over that of air, design"),
    SIM_FIELD_F64(plant_tower, fan_pressure_pa, "Pa", 50, 600, 200,
                  "pressure of the tower's fans [LM: 100-400]"),
    SIM_FIELD_F64(plant_tower, fan_efficiency_frac, "1", 0.2, 0.95, 0.7,
                  "fan, motor and drive [LM: 0.65-0.9]"),
    SIM_FIELD_F64(plant_tower, minimum_speed_frac, "1", 0.13, 1, 0.25, "least speed of the tower's fans"),
    SIM_FIELD_F64(plant_tower, fan_follow_frac, "1", 0, 1, 0.75,
                  "share of the load's fall that the air flow follows while chillers run; 0: full air"),
    SIM_FIELD_F64(plant_tower, minimum_cell_flow_frac, "1", 0.2, 1, 0.7,
                  "water flow at which cells start to close"),
    SIM_FIELD_F64(plant_tower, drift_frac, "1", 0, 0.005, 5e-5, "water lost as droplets, of the circulation"),
};
static const struct sim_field INDIRECT_FIELDS[] = {
    SIM_FIELD_F64(plant_indirect, effectiveness_frac, "1", 0.3, 0.9, 0.65,
                  "of the dry exchanger at full, equal flows"),
    SIM_FIELD_F64(plant_indirect, fan_pressure_pa, "Pa", 50, 1000, 250, "pressure of the scavenger fans"),
    SIM_FIELD_F64(plant_indirect, fan_efficiency_frac, "1", 0.2, 0.95, 0.65, "fan, motor and drive"),
    SIM_FIELD_F64(plant_indirect, minimum_speed_frac, "1", 0.1, 1, 0.3, "least speed of the scavenger fans"),
    SIM_FIELD_F64(plant_indirect, spray_speed_frac, "1", 0.1, 1, 0.7,
                  "scavenger over room air at which spraying starts; 1 saves water, less saves fan power"),
};

const struct sim_table plant_air_table = SIM_TABLE(plant_air, AIR_FIELDS, "air of the room and its fans");
const struct sim_table plant_water_table =
    SIM_TABLE(plant_water, WATER_FIELDS, "chilled and condenser water");
const struct sim_table plant_chiller_table = SIM_TABLE(plant_chiller, CHILLER_FIELDS, "compressors");
const struct sim_table plant_tower_table = SIM_TABLE(plant_tower, TOWER_FIELDS, "cooling tower");
const struct sim_table plant_indirect_table =
    SIM_TABLE(plant_indirect, INDIRECT_FIELDS, "indirect evaporative air handler");

static const struct sim_field PLANT_FIELDS[] = {
    SIM_FIELD_TEXT(plant_params, id, NULL, "key of the plant"),
    SIM_FIELD_TEXT(plant_params, name, "", "name of the plant"),
    SIM_FIELD_CHOICE(plant_params, option, OPTIONS, PLANT_CHILLER_WATER_ECONOMIZER,
                     "how the heat is taken away"),
    SIM_FIELD_F64(plant_params, chilled_water_degc, "degC", 4, 30, 15, "chilled water to the room"),
    SIM_FIELD_F64(plant_params, cop_factor, "1", 0.5, 1.1, 0.9,
                  "COP as operated over COP of the maker's curve"),
    SIM_FIELD_F64(plant_params, design_dry_degc, "degC", 10, 50, 36, "dry bulb that the plant is sized for"),
    SIM_FIELD_F64(plant_params, design_wet_degc, "degC", 5, 35, 28, "wet bulb that the plant is sized for"),
    SIM_FIELD_F64(plant_params, concentration_ratio, "1", 1.5, 20, 5, "cycles of concentration [LM: 3-15]"),
    SIM_FIELD_GROUP(plant_params, air, &plant_air_table, "air of the room and its fans"),
    SIM_FIELD_GROUP(plant_params, water, &plant_water_table, "chilled and condenser water"),
    SIM_FIELD_GROUP(plant_params, chiller, &plant_chiller_table, "compressors"),
    SIM_FIELD_GROUP(plant_params, tower, &plant_tower_table, "cooling tower"),
    SIM_FIELD_GROUP(plant_params, indirect, &plant_indirect_table, "indirect evaporative air handler"),
    SIM_FIELD_GROUP(plant_params, electrical, &electrical_table, "transformers, UPS, distribution"),
};

const struct sim_table plant_params_table =
    SIM_TABLE(plant_params, PLANT_FIELDS, "a hall's cooling and power chain, per kW of design IT load");

/// Writes the table's defaults into a struct; numbers and choices only, texts stay null.
static void fill_defaults(const struct sim_table *table, char *object)
{
    for (size_t i = 0; i < table->field_count; i++) {
        const struct sim_field *field = &table->fields[i];
        if (field->type == SIM_GROUP) {
            fill_defaults(field->table, object + field->offset);
        } else if (field->type == SIM_F64) {
            memcpy(object + field->offset, &field->fallback, sizeof field->fallback);
        } else if (field->type == SIM_I64 || field->type == SIM_CHOICE) {
            int64_t value = (int64_t)field->fallback;
            memcpy(object + field->offset, &value, sizeof value);
        }
    }
}

struct plant_params plant_params_default(enum plant_option option)
{
    struct plant_params params = {0};
    fill_defaults(&plant_params_table, (char *)&params);
    params.id = OPTIONS[option];
    params.name = OPTIONS[option];
    params.option = option;
    return params;
}

// ---------------------------------------------------------------------------------------------------- tools

static double clamp(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

/// Root of an increasing function between bounds that hold it; Illinois variant of the false position (Dowell
/// and Jarratt, BIT 11, 1971). Where the function has one sign the nearer bound is the answer.
static double root(double (*f)(const void *, double), const void *context, double low, double high)
{
    double f_low = f(context, low), f_high = f(context, high);
    if (f_low >= 0.0)
        return low;
    if (f_high <= 0.0)
        return high;
    double x = low;
    for (int step = 0, side = 0; step < STEPS_MAX && high - low > TOLERANCE; step++) {
        x = (low * f_high - high * f_low) / (f_high - f_low);
        double value = f(context, x);
        if (fabs(value) < TOLERANCE)
            break;
        if (value > 0.0) {
            high = x;
            f_high = value;
            f_low *= side == 1 ? 0.5 : 1.0;
            side = 1;
        } else {
            low = x;
            f_low = value;
            f_high *= side == -1 ? 0.5 : 1.0;
            side = -1;
        }
    }
    return x;
}

/// Effectiveness of a counterflow exchanger. ratio: smaller over larger capacity flow, 0..1.
/// Source: Kays and London, Compact Heat Exchangers, 3rd ed., eq. 2-13.
static double counterflow(double ntu, double ratio)
{
    if (1.0 - ratio < 1e-6)
        return ntu / (1.0 + ntu);
    double decay = exp(-ntu * (1.0 - ratio));
    return (1.0 - decay) / (1.0 - ratio * decay);
}

/// Part-load power of a fan or pump over its full power.
static double part_power(double flow_frac, double floor_frac, double exponent)
{
    return pow(fmax(flow_frac, floor_frac), exponent);
}

/// Power to move 1 kg/s of air of the given state against a pressure.
static double fan_kw_per_kg_s(double degc, double humidity, double pressure_pa, double head_pa,
                              double efficiency)
{
    double volume_m3 = psychrometrics_volume_m3_per_kg(degc, humidity, pressure_pa);
    return head_pa * volume_m3 / efficiency / UNITS_W_PER_KW;
}

/// Pump power per kW of heat that the water carries at this rise.
static double pump_kw_per_kw(double head_pa, double rise_k, double efficiency)
{
    return head_pa / WATER_KG_PER_M3 / (WATER_J_PER_KG_K * rise_k) / efficiency;
}

// ----------------------------------------------------------------------------------------------------
// compressors

/// A chiller's curves: capacity and energy input ratio over reference, from leaving chilled water and
/// entering condenser fluid; power over full-load power, from part load.
struct chiller_curve {
    double reference_cop;
    double capacity[6], input[6], part[3];
    double leaving_low_degc, leaving_high_degc, entering_low_degc, entering_high_degc;
    double condensing_lift_k; // condensing minus entering temperature, for the Carnot ratio only
};

/// Source: EnergyPlus data set "Chillers" (DOE-2 records), as also in the Modelica Buildings library. The
/// last number is an estimate: 5 K of water rise and 1.5 K of approach; 12 K for air.
static const struct chiller_curve YORK_YK = {
    .reference_cop = 6.84,
    .capacity = {0.7734286, 0.04848829, -0.001859209, 0.02611971, -0.001243562, 0.0007210181},
    .input = {0.7203736, 0.0103046, -0.0007854237, -0.001206349, 0.000821006, -0.001455414},
    .part = {0.08653354, 0.1737382, 0.7403679},
    .leaving_low_degc = 4.44,
    .leaving_high_degc = 8.89,
    .entering_low_degc = 12.78,
    .entering_high_degc = 29.44,
    .condensing_lift_k = 6.5,
};
static const struct chiller_curve YORK_YCAL = {
    .reference_cop = 3.1,
    .capacity = {-0.2660645697, 0.0998714035, -0.0023814154, 0.0628316481, -0.0009644649, -0.0011249224},
    .input = {0.1807017787, 0.0271530312, -0.0004553574, 0.0188175079, 0.0002623276, -0.0012881189},
    .part = {0.0, 1.0, 0.0},
    .leaving_low_degc = 4.4,
    .leaving_high_degc = 10.0,
    .entering_low_degc = 23.9,
    .entering_high_degc = 51.7,
    .condensing_lift_k = 12.0,
};

/// Evaporating temperature is this much below the leaving chilled water.
#define EVAPORATOR_APPROACH_K 1.5
/// No compressor is better than this; keeps the Carnot ratio from running away at small lifts.
#define COP_MOST     20.0
#define LIFT_LEAST_K 3.0

static double biquadratic(const double c[6], double x, double y)
{
    return c[0] + x * (c[1] + c[2] * x) + y * (c[3] + c[4] * y) + c[5] * x * y;
}

static double carnot_cop(const struct chiller_curve *curve, double leaving_degc, double entering_degc)
{
    double evaporating_degc = leaving_degc - EVAPORATOR_APPROACH_K;
    double lift_k = entering_degc + curve->condensing_lift_k - evaporating_degc;
    return (evaporating_degc + UNITS_KELVIN_OF_0_DEGC) / fmax(lift_k, LIFT_LEAST_K);
}

/// Full-load COP, and capacity over reference.
static double chiller_cop(const struct chiller_curve *curve, double leaving_degc, double entering_degc,
                          double *capacity, int64_t *flags)
{
    double leaving = clamp(leaving_degc, curve->leaving_low_degc, curve->leaving_high_degc);
    double entering = clamp(entering_degc, curve->entering_low_degc, curve->entering_high_degc);
    *capacity = biquadratic(curve->capacity, leaving, entering);
    double cop = curve->reference_cop / biquadratic(curve->input, leaving, entering);
    if (leaving != leaving_degc || entering != entering_degc) {
        *flags |= PLANT_EXTRAPOLATED;
        cop *= carnot_cop(curve, leaving_degc, entering_degc) / carnot_cop(curve, leaving, entering);
    }
    return fmin(cop, COP_MOST);
}

/// Power of `running` of the modules at load_kw; below the minimum load they cycle.
static double modules_kw(const struct plant_chiller *chiller, const struct chiller_curve *curve,
                         double load_kw, double capacity_kw, double cop)
{
    double part = load_kw / capacity_kw, least = chiller->minimum_load_frac;
    double at = fmax(part, least);
    double input = curve->part[0] + at * (curve->part[1] + at * curve->part[2]);
    return capacity_kw / cop * input * fmin(1.0, part / least);
}

/// Power of the chillers with the number of modules that needs least, of those that can carry the load.
static double chillers_kw(const struct plant_design *design, const struct chiller_curve *curve,
                          double load_kw, double leaving_degc, double entering_degc, int64_t *flags)
{
    if (load_kw <= 0.0)
        return 0.0;
    const struct plant_params *params = design->params;
    double capacity;
    double cop = chiller_cop(curve, leaving_degc, entering_degc, &capacity, flags) * params->cop_factor;
    double modules = (double)params->chiller.module_count, best = INFINITY;
    double module_kw = design->chiller_kw * capacity / modules;
    if (load_kw > modules * module_kw * (1.0 + 1e-9))
        *flags |= PLANT_SHORT;
    for (double n = fmin(modules, fmax(1.0, ceil(load_kw / module_kw))); n <= modules; n++)
        best = fmin(best, modules_kw(&params->chiller, curve, load_kw, n * module_kw, cop));
    return best;
}

double plant_chiller_cop(int is_air_cooled, double leaving_degc, double entering_degc, int64_t *flags)
{
    double capacity;
    int64_t unused = 0;
    return chiller_cop(is_air_cooled ? &YORK_YCAL : &YORK_YK, leaving_degc, entering_degc, &capacity,
                       flags ? flags : &unused);
}

/// Direct expansion as the chiller that would have the same evaporating temperature, less what small
/// compressors, long pipes and latent heat cost; many of them, so that the power is proportional to the load.
static double dx_kw(const struct plant_params *params, double load_kw, double dry_degc, int64_t *flags)
{
    if (load_kw <= 0.0)
        return 0.0;
    double capacity;
    double leaving_degc =
        params->air.supply_degc - params->chiller.dx_evaporator_approach_k + EVAPORATOR_APPROACH_K;
    double entering_degc = fmax(dry_degc, params->chiller.condenser_air_minimum_degc);
    double cop = chiller_cop(&YORK_YCAL, leaving_degc, entering_degc, &capacity, flags);
    return load_kw / (cop * params->chiller.dx_cop_ratio * params->cop_factor);
}

// ---------------------------------------------------------------------------------------------------- tower

/// What leaves a tower or a sprayed exchanger with the air.
struct wet_exhaust {
    double heat_kw;
    double evaporation_l_per_h;
};

/// Saturated exit: the air's enthalpy (of saturation at its wet bulb, make-up water at the wet bulb) rises by
/// the heat.
static struct wet_exhaust exhaust_of(double air_kg_per_s, double heat_kw, double humidity, double wet_degc,
                                     double pressure_pa)
{
    double inlet = psychrometrics_saturated_enthalpy_j_per_kg(wet_degc, pressure_pa);
    double rise = heat_kw * UNITS_W_PER_KW / air_kg_per_s;
    double exit_degc = psychrometrics_saturated_degc(inlet + rise, pressure_pa, wet_degc + rise / 4000.0);
    double exit_humidity = psychrometrics_saturated_humidity(exit_degc, pressure_pa);
    double carried = psychrometrics_enthalpy_j_per_kg(exit_degc, exit_humidity) - inlet;
    return (struct wet_exhaust){air_kg_per_s * carried / UNITS_W_PER_KW,
                                air_kg_per_s * fmax(exit_humidity - humidity, 0.0) * SECONDS_PER_HOUR};
}

/// Approach of a tower with the given flows and conductance. Closed form: the heat fixes the air's exit, and
/// with it the equivalent heat capacity.
static double merkel_approach_k(double ua_w_per_k, double water_kg_per_s, double air_kg_per_s, double heat_kw,
                                double wet_degc, double pressure_pa)
{
    double heat_w = heat_kw * UNITS_W_PER_KW;
    if (heat_w <= 0.0)
        return 0.0;
    double inlet = psychrometrics_saturated_enthalpy_j_per_kg(wet_degc, pressure_pa);
    double rise = heat_w / air_kg_per_s;
    double exit_degc = psychrometrics_saturated_degc(inlet + rise, pressure_pa, wet_degc + rise / 4000.0);
    double equivalent_j_per_kg_k = rise / (exit_degc - wet_degc);

    double air = air_kg_per_s * equivalent_j_per_kg_k, water = water_kg_per_s * WATER_J_PER_KG_K;
    double least = fmin(air, water), ntu = ua_w_per_k * equivalent_j_per_kg_k / AIR_J_PER_KG_K / least;
    return heat_w / (counterflow(ntu, least / fmax(air, water)) * least) - heat_w / water;
}

/// Conductance over design, from air and water flow and wet bulb (EnergyPlus Merkel tower's default curves).
static double conductance_frac(double air_frac, double water_frac, double wet_below_design_k)
{
    return air_frac * (1.3 - 0.3 * air_frac) * (0.1082 + water_frac * (1.667 - 0.7713 * water_frac)) *
           (1.0 + 0.0081 * wet_below_design_k);
}

/// The share of the cells that is open: all, until the water per cell would be too little to wet the fill.
static double open_cells_frac(const struct plant_design *design, double water_frac)
{
    return fmin(1.0, water_frac / design->params->tower.minimum_cell_flow_frac);
}

double plant_tower_approach_k(const struct plant_design *design, double wet_degc, double heat_kw,
                              double water_frac, double air_frac)
{
    // The open cells are a smaller tower; seen from one of them heat and water are more.
    double open = open_cells_frac(design, water_frac), cell_water = water_frac / open;
    double ua = design->tower_ua_w_per_k *
                conductance_frac(air_frac, cell_water, design->params->design_wet_degc - wet_degc);
    return merkel_approach_k(ua, design->tower_water_kg_per_s * cell_water,
                             design->tower_air_kg_per_s * air_frac, heat_kw / open, wet_degc,
                             design->pressure_pa);
}

/// Tower fan power over full power. Source: EnergyPlus / OpenStudio default for variable-speed towers.
static double tower_fan_frac(double air_frac)
{
    return fmax(0.0, -0.0093 + air_frac * (0.0512 + air_frac * (-0.0838 + 1.0419 * air_frac)));
}

/// A tower in an hour.
struct tower_hour {
    double heat_kw, pump_kw, leaving_degc;
    double water_frac, air_frac;
};

struct tower_question {
    const struct plant_design *design;
    struct tower_hour hour;
    double wet_degc, goal_degc;
};

/// Goal minus leaving water: grows with the air.
static double colder_than_goal(const void *context, double air_frac)
{
    const struct tower_question *q = context;
    double approach =
        plant_tower_approach_k(q->design, q->wet_degc, q->hour.heat_kw, q->hour.water_frac, air_frac);
    return q->goal_degc - q->wet_degc - approach;
}

/// Air flow that brings the water to the goal, at most `air_most`; the least the fans can do where that is
/// colder (the rest is a bypass).
static double air_for_goal(const struct plant_design *design, struct tower_hour hour, double wet_degc,
                           double goal_degc, double air_most)
{
    struct tower_question question = {design, hour, wet_degc, goal_degc};
    double least = design->params->tower.minimum_speed_frac;
    return root(colder_than_goal, &question, fmin(least, air_most), air_most);
}

/// Flow and pump power for the heat that is to reach the tower, the pump's own included.
static struct tower_hour tower_flow(const struct plant_design *design, double heat_kw, double head_ratio)
{
    const struct plant_water *water = &design->params->water;
    struct tower_hour hour = {0};
    for (int step = 0; step < 4; step++) { // the pump is 1 % of the heat: each step gains two digits or more
        hour.heat_kw = heat_kw + hour.pump_kw;
        hour.water_frac = clamp(hour.heat_kw / design->condenser_kw, water->minimum_flow_frac, 1.25);
        hour.pump_kw = design->condenser_pump_kw * head_ratio * pow(hour.water_frac, water->pump_exponent);
    }
    hour.heat_kw = heat_kw + hour.pump_kw;
    return hour;
}

// ----------------------------------------------------------------------------------------------------
// water-cooled

/// A water-cooled plant in an hour, in one mode.
struct water_mode {
    struct tower_hour tower;
    double compressor_kw, chilled_pump_kw, tower_fan_kw, free_frac;
    int64_t flags;
};

static double mode_kw(const struct water_mode *mode)
{
    return mode->compressor_kw + mode->chilled_pump_kw + mode->tower.pump_kw + mode->tower_fan_kw;
}

static double chilled_flow_frac(const struct plant_design *design, double cooling_kw)
{
    return fmax(cooling_kw / design->cooling_kw, design->params->water.minimum_flow_frac);
}

static double chilled_pump_kw(const struct plant_design *design, double cooling_kw, double head_ratio)
{
    return design->chilled_pump_kw * head_ratio *
           pow(chilled_flow_frac(design, cooling_kw), design->params->water.pump_exponent);
}

static void close_mode(const struct plant_design *design, struct water_mode *mode)
{
    mode->tower_fan_kw = design->tower_fan_kw * open_cells_frac(design, mode->tower.water_frac) *
                         tower_fan_frac(mode->tower.air_frac);
}

/// A mode, and the cooling and weather it is asked for.
struct water_question {
    const struct plant_design *design;
    double cooling_kw, wet_degc;
};

/// Chillers alone: power they would need if `assumed_kw` of theirs reached the tower. The fans follow the
/// load.
static double mechanical_kw(const struct water_question *q, double assumed_kw, struct water_mode *mode)
{
    const struct plant_design *design = q->design;
    const struct plant_params *params = design->params;
    double load_kw = q->cooling_kw + mode->chilled_pump_kw;
    mode->flags = 0;
    mode->tower = tower_flow(design, load_kw + assumed_kw, 1.0);
    double fall = 1.0 - fmin(1.0, mode->tower.heat_kw / design->condenser_kw);
    mode->tower.air_frac = fmax(params->tower.minimum_speed_frac, 1.0 - params->tower.fan_follow_frac * fall);
    double approach_k = plant_tower_approach_k(design, q->wet_degc, mode->tower.heat_kw,
                                               mode->tower.water_frac, mode->tower.air_frac);
    mode->tower.leaving_degc = fmax(q->wet_degc + approach_k, params->chiller.condenser_water_minimum_degc);
    return chillers_kw(design, &YORK_YK, load_kw, params->chilled_water_degc, mode->tower.leaving_degc,
                       &mode->flags);
}

/// Exchanger before the chillers at full air: power of the chillers, likewise.
static double economizer_kw(const struct water_question *q, double assumed_kw, struct water_mode *mode)
{
    const struct plant_design *design = q->design;
    const struct plant_params *params = design->params;
    const struct plant_water *water = &params->water;
    double load_kw = q->cooling_kw + mode->chilled_pump_kw, set_degc = params->chilled_water_degc;
    double rise_k =
        water->rise_k * q->cooling_kw / design->cooling_kw / chilled_flow_frac(design, q->cooling_kw);
    mode->flags = 0;
    mode->tower = tower_flow(design, load_kw + assumed_kw,
                             1.0 + water->economizer_head_pa / fmax(water->condenser_head_pa, 1.0));
    mode->tower.air_frac = 1.0;
    mode->tower.leaving_degc = q->wet_degc + plant_tower_approach_k(design, q->wet_degc, mode->tower.heat_kw,
                                                                    mode->tower.water_frac, 1.0);
    double free_degc = mode->tower.leaving_degc + water->exchanger_approach_k;
    mode->free_frac = clamp((set_degc + rise_k - free_degc) / rise_k, 0.0, 1.0);
    // The exchanger has warmed the water that reaches the condensers.
    double warmed_k = mode->free_frac * load_kw * UNITS_W_PER_KW /
                      (design->tower_water_kg_per_s * mode->tower.water_frac * WATER_J_PER_KG_K);
    double entering_degc =
        fmax(mode->tower.leaving_degc + warmed_k, params->chiller.condenser_water_minimum_degc);
    return chillers_kw(design, &YORK_YK, (1.0 - mode->free_frac) * load_kw, set_degc, entering_degc,
                       &mode->flags);
}

static double mechanical_excess(const void *context, double assumed_kw)
{
    const struct water_question *q = context;
    struct water_mode mode = {.chilled_pump_kw = chilled_pump_kw(q->design, q->cooling_kw, 1.0)};
    return assumed_kw - mechanical_kw(q, assumed_kw, &mode);
}

static double economizer_head_ratio(const struct plant_water *water)
{
    return 1.0 + water->economizer_head_pa / fmax(water->chilled_head_pa, 1.0);
}

static double economizer_excess(const void *context, double assumed_kw)
{
    const struct water_question *q = context;
    double ratio = economizer_head_ratio(&q->design->params->water);
    struct water_mode mode = {.chilled_pump_kw = chilled_pump_kw(q->design, q->cooling_kw, ratio)};
    return assumed_kw - economizer_kw(q, assumed_kw, &mode);
}

/// No chiller needs this much of its load: the upper bound of the search for its power.
#define POWER_MOST 4.0

/// Chillers alone. Where the tower would make the water too cold for them its fans slow down.
static struct water_mode mechanical_mode(const struct water_question *q)
{
    const struct plant_design *design = q->design;
    double coldest_degc = design->params->chiller.condenser_water_minimum_degc;
    struct water_mode mode = {.chilled_pump_kw = chilled_pump_kw(design, q->cooling_kw, 1.0)};
    mode.compressor_kw = root(mechanical_excess, q, 0.0, POWER_MOST * q->cooling_kw);
    mechanical_kw(q, mode.compressor_kw, &mode);
    if (mode.tower.leaving_degc <= coldest_degc)
        mode.tower.air_frac =
            air_for_goal(design, mode.tower, q->wet_degc, coldest_degc, mode.tower.air_frac);
    close_mode(design, &mode);
    return mode;
}

/// Exchanger before the chillers, fans at full air until it does everything and then only as much as needed.
static struct water_mode economizer_mode(const struct water_question *q)
{
    const struct plant_design *design = q->design;
    const struct plant_water *water = &design->params->water;
    double goal_degc = design->params->chilled_water_degc - water->exchanger_approach_k;
    struct water_mode mode = {.chilled_pump_kw =
                                  chilled_pump_kw(design, q->cooling_kw, economizer_head_ratio(water))};
    mode.compressor_kw = root(economizer_excess, q, 0.0, POWER_MOST * q->cooling_kw);
    economizer_kw(q, mode.compressor_kw, &mode);
    if (mode.free_frac >= 1.0)
        mode.tower.air_frac = air_for_goal(design, mode.tower, q->wet_degc, goal_degc, 1.0);
    close_mode(design, &mode);
    return mode;
}

/// The cheaper mode, then heat and water of the tower's air.
static void run_water(const struct plant_design *design, double cooling_kw, double dry_degc, double wet_degc,
                      bool has_economizer, struct plant_hour *out)
{
    const struct plant_params *params = design->params;
    struct water_question question = {design, cooling_kw, wet_degc};
    struct water_mode mode = mechanical_mode(&question);
    double return_most_degc = params->chilled_water_degc + params->water.rise_k;
    if (has_economizer && cooling_kw > 0.0 &&
        wet_degc + params->water.exchanger_approach_k < return_most_degc) {
        struct water_mode other = economizer_mode(&question);
        if (mode_kw(&other) < mode_kw(&mode))
            mode = other;
    }
    out->pump_kw = mode.chilled_pump_kw + mode.tower.pump_kw;
    out->compressor_kw = mode.compressor_kw;
    out->tower_fan_kw = mode.tower_fan_kw;
    out->free_frac = mode.free_frac;
    out->flags |= mode.flags;

    double air_kg_per_s =
        design->tower_air_kg_per_s * mode.tower.air_frac * open_cells_frac(design, mode.tower.water_frac);
    double humidity = psychrometrics_humidity_of_wet_bulb(dry_degc, wet_degc, design->pressure_pa);
    struct wet_exhaust exhaust =
        exhaust_of(air_kg_per_s, mode.tower.heat_kw, fmax(humidity, 0.0), wet_degc, design->pressure_pa);
    out->heat_rejected_kw += exhaust.heat_kw + mode.tower_fan_kw;
    out->evaporation_l_per_h = exhaust.evaporation_l_per_h;
    out->drift_l_per_h =
        params->tower.drift_frac * design->tower_water_kg_per_s * mode.tower.water_frac * SECONDS_PER_HOUR;
}

static void run_chiller_air(const struct plant_design *design, double cooling_kw, double dry_degc,
                            struct plant_hour *out)
{
    const struct plant_params *params = design->params;
    out->pump_kw = chilled_pump_kw(design, cooling_kw, 1.0);
    double load_kw = cooling_kw + out->pump_kw;
    out->compressor_kw = chillers_kw(design, &YORK_YCAL, load_kw, params->chilled_water_degc,
                                     fmax(dry_degc, params->chiller.condenser_air_minimum_degc), &out->flags);
    out->heat_rejected_kw += load_kw + out->compressor_kw;
}

static void run_dx(const struct plant_design *design, double cooling_kw, double dry_degc,
                   struct plant_hour *out)
{
    out->compressor_kw = dx_kw(design->params, cooling_kw, dry_degc, &out->flags);
    out->heat_rejected_kw += cooling_kw + out->compressor_kw;
}

// ----------------------------------------------------------------------------------------------------
// evaporative

/// The air-to-air exchanger in an hour. Its control is one number, 0..3:
///
///     0 ... 1  dry, scavenger air from its least to the speed at which spraying starts
///     1 ... 2  that speed, 0 to all of the surface sprayed
///     2 ... 3  all sprayed, scavenger air up to as much as goes through the room (more would cost fans for little)
///
/// so that the heat taken is continuous and grows along it.
struct exchanger {
    const struct plant_design *design;
    double primary_frac; // air through the room over design
    double return_degc, dry_degc, wet_degc;
    double goal_kw;
};

struct exchange {
    double air_frac, wet_frac; // scavenger air over design; share of the surface sprayed
    double dry_kw, sprayed_kw; // heat taken by each share
};

/// Heat that a counterflow of the room's air and a scavenger stream takes, all of the surface alike. The
/// conductance is two film resistances in series, each with the 0.8th power of its flow (turbulent flow,
/// Dittus and Boelter). Wetting raises the heat capacity of the scavenger stream, not the conductance:
/// incomplete wetting eats that gain, and so the effectiveness over the wet bulb comes out at the 0.7-0.8
/// that makers state.
static double exchanged_kw(const struct exchanger *x, double air_frac, double capacity_ratio,
                           double sink_degc)
{
    double primary = x->primary_frac, scavenger = air_frac * capacity_ratio;
    double conductance = 2.0 / (pow(primary, -0.8) + pow(air_frac, -0.8));
    double least = fmin(primary, scavenger);
    double effect =
        counterflow(x->design->exchanger_ntu * conductance / least, least / fmax(primary, scavenger));
    return x->design->air_kg_per_s * AIR_J_PER_KG_K / UNITS_W_PER_KW * least * effect *
           (x->return_degc - sink_degc);
}

/// Heat capacity of wet scavenger air over that of air, from the wet bulb to where the heat wanted would
/// bring it.
static double wet_capacity_ratio(const struct exchanger *x, double air_frac)
{
    double pressure_pa = x->design->pressure_pa;
    double inlet = psychrometrics_saturated_enthalpy_j_per_kg(x->wet_degc, pressure_pa);
    double rise = x->goal_kw * UNITS_W_PER_KW / (x->design->air_kg_per_s * air_frac);
    double exit_degc = psychrometrics_saturated_degc(inlet + rise, pressure_pa, x->wet_degc + rise / 4000.0);
    return rise / (exit_degc - x->wet_degc) / AIR_J_PER_KG_K;
}

static struct exchange exchange_at(const struct exchanger *x, double control)
{
    const struct plant_indirect *indirect = &x->design->params->indirect;
    double most = x->primary_frac, spray = indirect->spray_speed_frac * most;
    double least = fmin(indirect->minimum_speed_frac, spray);
    struct exchange e = {.air_frac = least + (spray - least) * fmin(control, 1.0) +
                                     (most - spray) * fmax(control - 2.0, 0.0),
                         .wet_frac = clamp(control - 1.0, 0.0, 1.0)};
    if (e.wet_frac < 1.0)
        e.dry_kw = (1.0 - e.wet_frac) * exchanged_kw(x, e.air_frac, 1.0, x->dry_degc);
    if (e.wet_frac > 0.0)
        e.sprayed_kw =
            e.wet_frac * exchanged_kw(x, e.air_frac, wet_capacity_ratio(x, e.air_frac), x->wet_degc);
    return e;
}

static double more_than_goal(const void *context, double control)
{
    const struct exchanger *x = context;
    struct exchange e = exchange_at(x, control);
    return e.dry_kw + e.sprayed_kw - x->goal_kw;
}

static struct exchanger exchanger_of(const struct plant_design *design, double cooling_kw, double dry_degc,
                                     double wet_degc)
{
    const struct plant_air *air = &design->params->air;
    double primary_frac = fmax(cooling_kw / design->cooling_kw, air->minimum_speed_frac);
    double rise_k = cooling_kw * UNITS_W_PER_KW / (design->air_kg_per_s * primary_frac * AIR_J_PER_KG_K);
    return (struct exchanger){design,   primary_frac, air->supply_degc + rise_k,
                              dry_degc, wet_degc,     cooling_kw};
}

static void run_indirect(const struct plant_design *design, double cooling_kw, double dry_degc,
                         double wet_degc, struct plant_hour *out)
{
    struct exchanger x = exchanger_of(design, cooling_kw, dry_degc, wet_degc);
    double control = root(more_than_goal, &x, 0.0, 3.0);
    struct exchange e = exchange_at(&x, control);
    double taken_kw = e.dry_kw + e.sprayed_kw;
    // Bypass where the least of the fans is too much, trim where the most is too little.
    if (taken_kw > cooling_kw) {
        e.dry_kw *= cooling_kw / taken_kw;
        e.sprayed_kw *= cooling_kw / taken_kw;
        taken_kw = cooling_kw;
    }
    taken_kw = fmax(taken_kw, 0.0);
    double trim_kw = control >= 3.0 ? cooling_kw - taken_kw : 0.0;
    if (trim_kw > design->trim_kw * (1.0 + 1e-9))
        out->flags |= PLANT_SHORT;
    out->compressor_kw = dx_kw(design->params, trim_kw, dry_degc, &out->flags);
    out->tower_fan_kw = design->tower_fan_kw * pow(e.air_frac, design->params->air.fan_exponent);
    out->free_frac = cooling_kw > 0.0 ? 1.0 - trim_kw / cooling_kw : 1.0;

    out->heat_rejected_kw += e.dry_kw + trim_kw + out->compressor_kw + out->tower_fan_kw;
    if (e.wet_frac > 0.0 && e.sprayed_kw > 0.0) {
        double humidity = psychrometrics_humidity_of_wet_bulb(dry_degc, wet_degc, design->pressure_pa);
        struct wet_exhaust exhaust = exhaust_of(design->air_kg_per_s * e.air_frac * e.wet_frac, e.sprayed_kw,
                                                fmax(humidity, 0.0), wet_degc, design->pressure_pa);
        out->heat_rejected_kw += exhaust.heat_kw;
        out->evaporation_l_per_h = exhaust.evaporation_l_per_h;
    }
}

// ---------------------------------------------------------------------------------------------------- sizing

/// Reference capacity that gives the wanted capacity at the design weather.
static double reference_kw(const struct plant_params *params, const struct chiller_curve *curve,
                           double load_kw, double entering_degc)
{
    double capacity;
    int64_t flags = 0;
    chiller_cop(curve, params->chilled_water_degc, entering_degc, &capacity, &flags);
    return params->chiller.sizing_ratio * load_kw / capacity;
}

/// Wanted minus reached approach, against the logarithm of the conductance.
static double closer_than_design(const void *context, double log_ua)
{
    const struct plant_design *design = context;
    const struct plant_params *params = design->params;
    double approach = merkel_approach_k(exp(log_ua) * conductance_frac(1.0, 1.0, 0.0),
                                        design->tower_water_kg_per_s, design->tower_air_kg_per_s,
                                        design->condenser_kw, params->design_wet_degc, design->pressure_pa);
    return params->tower.approach_k - approach;
}

static void size_water(struct plant_design *design)
{
    const struct plant_params *params = design->params;
    const struct plant_tower *tower = &params->tower;
    const struct plant_water *water = &params->water;
    double load_kw = design->cooling_kw + design->chilled_pump_kw;
    double entering_degc = params->design_wet_degc + tower->approach_k;
    design->chiller_kw = reference_kw(params, &YORK_YK, load_kw, entering_degc);

    int64_t flags = 0;
    double compressor_kw =
        chillers_kw(design, &YORK_YK, load_kw, params->chilled_water_degc, entering_degc, &flags);
    double pump_ratio = pump_kw_per_kw(water->condenser_head_pa, tower->range_k, water->pump_efficiency_frac);
    design->condenser_kw = (load_kw + compressor_kw) / (1.0 - pump_ratio);
    design->condenser_pump_kw = pump_ratio * design->condenser_kw;
    design->tower_water_kg_per_s =
        design->condenser_kw * UNITS_W_PER_KW / (WATER_J_PER_KG_K * tower->range_k);
    design->tower_air_kg_per_s = design->tower_water_kg_per_s / tower->water_to_air_ratio;
    // Between 1 W/K and 100 kW/K a kW: conductances far outside of anything built.
    design->tower_ua_w_per_k = exp(root(closer_than_design, design, 0.0, log(1e5)));
    // Induced draught: the fan moves the exhaust, warm and saturated.
    double exit_degc = params->design_wet_degc + 5.0;
    design->tower_fan_kw =
        design->tower_air_kg_per_s *
        fan_kw_per_kg_s(exit_degc, psychrometrics_saturated_humidity(exit_degc, design->pressure_pa),
                        design->pressure_pa, tower->fan_pressure_pa, tower->fan_efficiency_frac);
}

static void size_indirect(struct plant_design *design)
{
    const struct plant_params *params = design->params;
    const struct plant_indirect *indirect = &params->indirect;
    design->exchanger_ntu = indirect->effectiveness_frac / (1.0 - indirect->effectiveness_frac);
    design->tower_fan_kw =
        design->air_kg_per_s * fan_kw_per_kg_s(params->design_dry_degc, 0.015, design->pressure_pa,
                                               indirect->fan_pressure_pa, indirect->fan_efficiency_frac);
    struct exchanger x =
        exchanger_of(design, design->cooling_kw, params->design_dry_degc, params->design_wet_degc);
    struct exchange e = exchange_at(&x, 3.0);
    design->trim_kw = params->chiller.sizing_ratio * fmax(design->cooling_kw - fmax(e.sprayed_kw, 0.0), 0.0);
}

void plant_size(const struct plant_params *params, double pressure_pa, struct plant_design *design)
{
    *design = (struct plant_design){.params = params, .pressure_pa = pressure_pa};
    const struct electrical_params *electrical = &params->electrical;
    double distribution_kw = electrical_distribution_loss_kw(electrical, 1.0);
    design->room_kw = 1.0 + distribution_kw + electrical_ups_loss_kw(electrical, 1.0 + distribution_kw) +
                      electrical->lighting_frac;
    // The air carries the room's heat and that of its own fans: P = m w, m = (room + P) / (cp rise).
    double per_kg = fan_kw_per_kg_s(params->air.supply_degc, 0.009, pressure_pa, params->air.fan_pressure_pa,
                                    params->air.fan_efficiency_frac);
    double carried = AIR_J_PER_KG_K * params->air.rise_k / UNITS_W_PER_KW;
    SIM_ASSERT(carried > per_kg, "fans heat the air by more than its rise");
    design->air_kg_per_s = design->room_kw / (carried - per_kg);
    design->fan_kw = design->air_kg_per_s * per_kg;
    design->cooling_kw = design->room_kw + design->fan_kw;
    if (params->option != PLANT_DX && params->option != PLANT_INDIRECT_EVAPORATIVE)
        design->chilled_pump_kw =
            design->cooling_kw * pump_kw_per_kw(params->water.chilled_head_pa, params->water.rise_k,
                                                params->water.pump_efficiency_frac);

    switch ((enum plant_option)params->option) {
    case PLANT_CHILLER_AIR:
        design->chiller_kw = reference_kw(params, &YORK_YCAL, design->cooling_kw + design->chilled_pump_kw,
                                          params->design_dry_degc);
        break;
    case PLANT_CHILLER_WATER:
    case PLANT_CHILLER_WATER_ECONOMIZER: size_water(design); break;
    case PLANT_INDIRECT_EVAPORATIVE: size_indirect(design); break;
    case PLANT_DX: break;
    case PLANT_OPTION_COUNT: SIM_ASSERT(false, "no such cooling option");
    }
}

// ---------------------------------------------------------------------------------------------------- the
// hour

/// The load's way to the room: electrical losses, then fans. Returns the heat to be taken away.
static double run_room(const struct plant_design *design, double load_frac, struct plant_hour *out)
{
    const struct plant_params *params = design->params;
    const struct electrical_params *electrical = &params->electrical;
    out->it_kw = load_frac;
    out->distribution_loss_kw = electrical_distribution_loss_kw(electrical, load_frac);
    out->ups_loss_kw = electrical_ups_loss_kw(electrical, load_frac + out->distribution_loss_kw);
    out->lighting_kw = electrical->lighting_frac;
    double room_kw = out->it_kw + out->distribution_loss_kw + out->ups_loss_kw + out->lighting_kw;
    out->fan_kw = design->fan_kw * part_power(room_kw / design->room_kw, params->air.minimum_speed_frac,
                                              params->air.fan_exponent);
    return room_kw + out->fan_kw;
}

void plant_run(const struct plant_design *design, double load_frac, double dry_degc, double wet_degc,
               struct plant_hour *out)
{
    *out = (struct plant_hour){0};
    if (!(load_frac >= 0.0 && load_frac <= 1.0 && wet_degc <= dry_degc))
        out->flags |= PLANT_CLAMPED;
    load_frac = clamp(load_frac, 0.0, 1.0);
    wet_degc = fmin(wet_degc, dry_degc);

    double cooling_kw = run_room(design, load_frac, out);
    switch ((enum plant_option)design->params->option) {
    case PLANT_DX: run_dx(design, cooling_kw, dry_degc, out); break;
    case PLANT_CHILLER_AIR: run_chiller_air(design, cooling_kw, dry_degc, out); break;
    case PLANT_CHILLER_WATER: run_water(design, cooling_kw, dry_degc, wet_degc, false, out); break;
    case PLANT_CHILLER_WATER_ECONOMIZER: run_water(design, cooling_kw, dry_degc, wet_degc, true, out); break;
    case PLANT_INDIRECT_EVAPORATIVE: run_indirect(design, cooling_kw, dry_degc, wet_degc, out); break;
    case PLANT_OPTION_COUNT: break;
    }

    double inside_kw = out->it_kw + out->distribution_loss_kw + out->ups_loss_kw + out->lighting_kw +
                       out->fan_kw + out->pump_kw + out->compressor_kw + out->tower_fan_kw;
    out->transformer_loss_kw = electrical_transformer_loss_kw(&design->params->electrical, inside_kw);
    out->heat_rejected_kw += out->transformer_loss_kw; // outdoors or ventilated
    out->total_kw = inside_kw + out->transformer_loss_kw;
    out->residual_kw = out->total_kw - out->heat_rejected_kw;
    out->blowdown_l_per_h = fmax(0.0, out->evaporation_l_per_h / (design->params->concentration_ratio - 1.0) -
                                          out->drift_l_per_h);
    out->water_l_per_h = out->evaporation_l_per_h + out->drift_l_per_h + out->blowdown_l_per_h;
}

void plant_hour(const struct plant_params *params, double load_frac, double dry_degc, double wet_degc,
                double pressure_pa, struct plant_hour *out)
{
    struct plant_design design;
    plant_size(params, pressure_pa, &design);
    plant_run(&design, load_frac, dry_degc, wet_degc, out);
}

double plant_pue(const struct plant_hour *hour)
{
    return hour->it_kw > 0.0 ? hour->total_kw / hour->it_kw : INFINITY;
}
