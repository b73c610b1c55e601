#include "models/physics/outdoor_air.h"

#include <math.h>

#include "models/physics/machines.h"
#include "models/physics/psychrometrics.h"
#include "sim/units.h"

#define SECONDS_PER_HOUR 3600.0

/// The pad's pumps move this much more than evaporates, with this efficiency. Estimates.
#define CIRCULATION_RATIO    3.0
#define PUMP_EFFICIENCY_FRAC 0.6
#define WATER_KG_PER_M3      998.0

// Defaults without a source are estimates.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(outdoor_air_params, dew_point_low_degc, "degC", -40, 20, -9,
                  "driest supply air; drier air is moistened by the pad [ASHRAE TC9.9 recommended: -9]"),
    SIM_FIELD_F64(outdoor_air_params, dew_point_high_degc, "degC", 0, 30, 15,
                  "moistest supply air [ASHRAE TC9.9: recommended 15, A1 allowable 17, A2 21, A3 24]"),
    SIM_FIELD_F64(
        outdoor_air_params, humidity_high_frac, "1", 0.3, 1, 0.6,
        "highest relative humidity of the supply air [ASHRAE TC9.9: recommended 0.6, allowable 0.8-0.9]"),
    SIM_FIELD_F64(outdoor_air_params, pad_effectiveness_frac, "1", 0, 0.98, 0.85,
                  "of the pad, towards the wet bulb; 0: no pad"),
    SIM_FIELD_F64(outdoor_air_params, pad_head_pa, "Pa", 0, 1e7, 100000,
                  "head of the pad's or nozzles' pumps"),
    SIM_FIELD_F64(outdoor_air_params, filter_pressure_pa, "Pa", 0, 600, 150,
                  "added to the room fans' pressure while outdoor air is let in"),
    SIM_FIELD_F64(outdoor_air_params, pad_pressure_pa, "Pa", 0, 300, 40, "likewise, of the pad"),
};

const struct sim_table outdoor_air_table =
    SIM_TABLE(outdoor_air_params, fields, "outdoor air through the room");

/// Air, and water added to it.
struct state {
    double degc, humidity;
};

/// Heat capacity per kg of dry air, its vapour included [kW s/(kg K)].
static double capacity_kj_per_kg_k(double humidity)
{
    return (psychrometrics_enthalpy_j_per_kg(1.0, humidity) -
            psychrometrics_enthalpy_j_per_kg(0.0, humidity)) /
           UNITS_W_PER_KW;
}

/// Most humidity of the supply: by dew point and by relative humidity.
static double humidity_most(const struct outdoor_air_params *params, double supply_degc, double pressure_pa)
{
    double by_dew = psychrometrics_saturated_humidity(params->dew_point_high_degc, pressure_pa);
    double by_share = psychrometrics_humidity(
        params->humidity_high_frac * psychrometrics_saturation_pa(supply_degc), pressure_pa);
    return fmin(by_dew, by_share);
}

/// Outdoor air as the pad makes it: moistened to the least humidity, cooled towards the supply.
static struct state conditioned(const struct outdoor_air_params *params, const struct state *outdoor,
                                double supply_degc, double most, double wet_degc, double pressure_pa)
{
    struct state air = *outdoor;
    if (params->pad_effectiveness_frac <= 0.0)
        return air;
    double least = psychrometrics_saturated_humidity(params->dew_point_low_degc, pressure_pa);
    if (outdoor->degc <= supply_degc && outdoor->humidity < least) {
        air.humidity = least;
        air.degc = psychrometrics_dry_bulb_of_wet_bulb(wet_degc, least, pressure_pa);
    } else if (outdoor->degc > supply_degc) {
        double coldest = outdoor->degc - params->pad_effectiveness_frac * (outdoor->degc - wet_degc);
        double by_humidity = psychrometrics_dry_bulb_of_wet_bulb(wet_degc, most, pressure_pa);
        air.degc = fmin(fmax(supply_degc, fmax(coldest, by_humidity)), outdoor->degc);
        air.humidity =
            fmax(psychrometrics_humidity_of_wet_bulb(air.degc, wet_degc, pressure_pa), outdoor->humidity);
    }
    return air;
}

struct outdoor_air_hour outdoor_air_run(const struct outdoor_air_params *params, const struct room_air *air,
                                        double cooling_kw, double flow_frac, const struct outside *outside,
                                        double pressure_pa)
{
    struct outdoor_air_hour hour = {0};
    double supply_degc = air->params->supply_degc, wet_degc = outside->wet_degc;
    struct state outdoor = {outside->dry_degc,
                            psychrometrics_humidity_of_wet_bulb(outside->dry_degc, wet_degc, pressure_pa)};
    if (outdoor.humidity < 0.0) { // no air has such a wet bulb: the driest that there is
        outdoor.humidity = 0.0;
        wet_degc = psychrometrics_wet_bulb_degc(outdoor.degc, 0.0, pressure_pa);
    }
    double most = humidity_most(params, supply_degc, pressure_pa);
    if (outdoor.humidity > most)
        return hour;
    struct state let_in = conditioned(params, &outdoor, supply_degc, most, wet_degc, pressure_pa);

    double more = (params->filter_pressure_pa + params->pad_pressure_pa) / air->params->fan_pressure_pa;
    hour.fan_kw = air->fan_kw * more * machines_power(flow_frac, air->params->fan_exponent);
    hour.heat_kw = cooling_kw + hour.fan_kw;
    double kg_per_s = air->kg_per_s * flow_frac, capacity = capacity_kj_per_kg_k(let_in.humidity);
    double return_degc = supply_degc + hour.heat_kw / (kg_per_s * capacity);
    if (let_in.degc >= return_degc)
        return hour;
    // Colder air is mixed with return air up to the set-point; warmer air goes through the machine's coil.
    double share = fmin((return_degc - supply_degc) / (return_degc - let_in.degc), 1.0);
    hour.is_usable = true;
    hour.left_kw = kg_per_s * capacity * fmax(let_in.degc - supply_degc, 0.0);
    double water = let_in.humidity - outdoor.humidity;
    double in_j_per_kg = psychrometrics_enthalpy_j_per_kg(outdoor.degc, outdoor.humidity) +
                         water * psychrometrics_condensed_enthalpy_j_per_kg(wet_degc);
    double out_j_per_kg = psychrometrics_enthalpy_j_per_kg(return_degc, let_in.humidity);
    hour.heat_rejected_kw = share * kg_per_s * (out_j_per_kg - in_j_per_kg) / UNITS_W_PER_KW;
    hour.evaporation_l_per_h = share * kg_per_s * water * SECONDS_PER_HOUR;
    hour.pump_kw = params->pad_head_pa / WATER_KG_PER_M3 * share * kg_per_s * water * CIRCULATION_RATIO /
                   PUMP_EFFICIENCY_FRAC / UNITS_W_PER_KW;
    return hour;
}
