#include "models/physics/indirect.h"

#include <math.h>

#include "models/physics/machines.h"
#include "models/physics/numeric.h"
#include "models/physics/psychrometrics.h"
#include "sim/units.h"

// Defaults are estimates.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(indirect_params, effectiveness_frac, "1", 0.3, 0.9, 0.65,
                  "of the dry exchanger at full, equal flows"),
    SIM_FIELD_F64(indirect_params, fan_pressure_pa, "Pa", 50, 1000, 250, "pressure of the scavenger fans"),
    SIM_FIELD_F64(indirect_params, fan_efficiency_frac, "1", 0.2, 0.95, 0.65, "fan, motor and drive"),
    SIM_FIELD_F64(indirect_params, minimum_speed_frac, "1", 0.1, 1, 0.3, "least speed of the scavenger fans"),
    SIM_FIELD_F64(indirect_params, spray_speed_frac, "1", 0.1, 1, 0.7,
                  "scavenger over room air at which spraying starts; 1 saves water, less saves fan power"),
};

const struct sim_table indirect_table =
    SIM_TABLE(indirect_params, fields, "indirect evaporative air handler");

/// Humidity of the scavenger air that the fans are sized for: it moves the volume by 2 % at most.
#define SCAVENGER_HUMIDITY 0.015

/// The exchanger in an hour. Its control is one number, 0..3:
///
///     0 ... 1  dry, scavenger air from its least to the speed at which spraying starts
///     1 ... 2  that speed, 0 to all of the surface sprayed
///     2 ... 3  all sprayed, scavenger air up to as much as goes through the room (more would cost fans for little)
///
/// so that the heat taken is continuous and grows along it.
struct question {
    const struct indirect *indirect;
    double primary_frac; // air through the room over design
    double return_degc, dry_degc, wet_degc;
    double goal_kw;
};

#define CONTROL_MOST 3.0

struct exchange {
    double air_frac, wet_frac; // scavenger air over design; share of the surface sprayed
    double dry_kw, sprayed_kw; // heat taken by each share
};

static struct question question_of(const struct indirect *indirect, double cooling_kw, double dry_degc,
                                   double wet_degc)
{
    const struct room_air *air = &indirect->air;
    double primary_frac = fmax(cooling_kw / air->cooling_kw, air->params->minimum_speed_frac);
    double rise_k =
        cooling_kw * UNITS_W_PER_KW / (air->kg_per_s * primary_frac * PSYCHROMETRICS_AIR_J_PER_KG_K);
    return (struct question){indirect, primary_frac, air->params->supply_degc + rise_k,
                             dry_degc, wet_degc,     cooling_kw};
}

/// Heat that a counterflow of the room's air and a scavenger stream takes, all of the surface alike.
/// capacity_ratio: heat capacity of the scavenger stream over that of dry air.
static double exchanged_kw(const struct question *q, double air_frac, double capacity_ratio, double sink_degc)
{
    double primary = q->primary_frac, scavenger = air_frac * capacity_ratio;
    double conductance = 2.0 / (pow(primary, -0.8) + pow(air_frac, -0.8));
    double least = fmin(primary, scavenger);
    double effect =
        machines_counterflow_frac(q->indirect->ntu * conductance / least, least / fmax(primary, scavenger));
    return q->indirect->air.kg_per_s * PSYCHROMETRICS_AIR_J_PER_KG_K / UNITS_W_PER_KW * least * effect *
           (q->return_degc - sink_degc);
}

/// Heat capacity of wet scavenger air over that of air, from the wet bulb to where the heat wanted would
/// bring it.
static double wet_capacity_ratio(const struct question *q, double air_frac)
{
    double rise_j_per_kg = q->goal_kw * UNITS_W_PER_KW / (q->indirect->air.kg_per_s * air_frac);
    return wet_air_heat_capacity_j_per_kg_k(&q->indirect->wet_air, q->wet_degc, rise_j_per_kg) /
           PSYCHROMETRICS_AIR_J_PER_KG_K;
}

static struct exchange exchange_at(const struct question *q, double control)
{
    const struct indirect_params *params = q->indirect->params;
    double most = q->primary_frac, spray = params->spray_speed_frac * most;
    double least = fmin(params->minimum_speed_frac, spray);
    struct exchange e = {.air_frac = least + (spray - least) * fmin(control, 1.0) +
                                     (most - spray) * fmax(control - 2.0, 0.0),
                         .wet_frac = numeric_clamp(control - 1.0, 0.0, 1.0)};
    if (e.wet_frac < 1.0)
        e.dry_kw = (1.0 - e.wet_frac) * exchanged_kw(q, e.air_frac, 1.0, q->dry_degc);
    if (e.wet_frac > 0.0)
        e.sprayed_kw =
            e.wet_frac * exchanged_kw(q, e.air_frac, wet_capacity_ratio(q, e.air_frac), q->wet_degc);
    return e;
}

static double more_than_goal(const void *context, double control)
{
    const struct question *q = context;
    struct exchange e = exchange_at(q, control);
    return e.dry_kw + e.sprayed_kw - q->goal_kw;
}

struct indirect indirect_size(const struct indirect_params *params, const struct room_air *air,
                              double design_dry_degc, double design_wet_degc, double pressure_pa)
{
    struct indirect indirect = {.params = params, .air = *air};
    wet_air_init(&indirect.wet_air, pressure_pa);
    // Equal flows: effectiveness = ntu / (1 + ntu).
    indirect.ntu = params->effectiveness_frac / (1.0 - params->effectiveness_frac);
    indirect.fan_kw =
        air->kg_per_s * machines_fan_kw_per_kg_s(design_dry_degc, SCAVENGER_HUMIDITY, pressure_pa,
                                                 params->fan_pressure_pa, params->fan_efficiency_frac);
    struct question question = question_of(&indirect, air->cooling_kw, design_dry_degc, design_wet_degc);
    struct exchange e = exchange_at(&question, CONTROL_MOST);
    indirect.short_kw = fmax(air->cooling_kw - fmax(e.sprayed_kw, 0.0), 0.0);
    return indirect;
}

struct indirect_hour indirect_run(const struct indirect *indirect, double cooling_kw, double dry_degc,
                                  double wet_degc)
{
    struct question question = question_of(indirect, cooling_kw, dry_degc, wet_degc);
    double control = numeric_root(more_than_goal, &question, 0.0, CONTROL_MOST);
    struct exchange e = exchange_at(&question, control);
    double taken_kw = e.dry_kw + e.sprayed_kw;
    // Bypass where the least of the fans is too much, trim where the most is too little.
    if (taken_kw > cooling_kw) {
        e.dry_kw *= cooling_kw / taken_kw;
        e.sprayed_kw *= cooling_kw / taken_kw;
        taken_kw = cooling_kw;
    }
    taken_kw = fmax(taken_kw, 0.0);
    struct indirect_hour hour = {
        .fan_kw = indirect->fan_kw * pow(e.air_frac, indirect->air.params->fan_exponent),
        .dry_kw = e.dry_kw,
        .short_kw = control >= CONTROL_MOST ? cooling_kw - taken_kw : 0.0,
    };
    if (e.wet_frac > 0.0 && e.sprayed_kw > 0.0)
        hour.exhaust = wet_air_exhaust(&indirect->wet_air, indirect->air.kg_per_s * e.air_frac * e.wet_frac,
                                       e.sprayed_kw, dry_degc, wet_degc);
    return hour;
}
