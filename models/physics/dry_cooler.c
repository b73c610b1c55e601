#include "models/physics/dry_cooler.h"

#include <math.h>

#include "models/physics/machines.h"
#include "models/physics/numeric.h"
#include "models/physics/psychrometrics.h"
#include "sim/units.h"

#define SECONDS_PER_HOUR 3600.0

// Defaults are those of the cooler that the header cites; air rise, follow, floor and pad are estimates.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(dry_cooler_params, approach_k, "K", 2, 20, 5.55, "leaving water minus air, design"),
    SIM_FIELD_F64(dry_cooler_params, range_k, "K", 2, 20, 5.56, "cooling of the water, design"),
    SIM_FIELD_F64(dry_cooler_params, air_rise_k, "K", 2, 20, 7.5, "warming of the air, design"),
    SIM_FIELD_F64(dry_cooler_params, fan_frac, "1", 0.001, 0.2, 0.040,
                  "power of the fans at full speed, of the design heat"),
    SIM_FIELD_F64(dry_cooler_params, minimum_speed_frac, "1", 0.1, 1, 0.2, "least speed of the fans"),
    SIM_FIELD_F64(dry_cooler_params, fan_follow_frac, "1", 0, 1, 0.5,
                  "share of the load's fall that the air flow follows while chillers run; 0: full air"),
    SIM_FIELD_F64(dry_cooler_params, pad_effectiveness_frac, "1", 0, 0.95, 0,
                  "of the wetted pad, towards the wet bulb; 0: no pad"),
    SIM_FIELD_F64(dry_cooler_params, pad_start_degc, "degC", 0, 50, 25,
                  "dry bulb above which the pad is wetted"),
};

const struct sim_table dry_cooler_table = SIM_TABLE(dry_cooler_params, fields, "dry cooler");

/// Share of the resistance that is on the side of the air. Estimate.
#define AIR_RESISTANCE_FRAC 0.75
#define AIR_EXPONENT        0.8
#define WATER_EXPONENT      0.85
/// The pad is wetted over this much of dry bulb.
#define PAD_RAMP_K 2.0
/// Bounds of the search for the conductance, in numbers of transfer units.
#define NTU_LEAST 1e-3
#define NTU_MOST  50.0

/// Heat taken per kelvin between entering water and entering air [W/K].
static double conductance_w_per_k(double ua_w_per_k, double water_kg_per_s, double air_kg_per_s)
{
    double water = water_kg_per_s * PSYCHROMETRICS_WATER_J_PER_KG_K;
    double air = air_kg_per_s * PSYCHROMETRICS_AIR_J_PER_KG_K, least = fmin(water, air);
    return least * machines_crossflow_frac(ua_w_per_k / least, least / fmax(water, air));
}

/// What is taken per kelvin minus what must be, against the logarithm of the conductance.
static double more_than_design(const void *context, double log_ua)
{
    const struct dry_cooler *cooler = context;
    return conductance_w_per_k(exp(log_ua), cooler->water_kg_per_s, cooler->air_kg_per_s) -
           cooler->heat_kw * UNITS_W_PER_KW / (cooler->params->approach_k + cooler->params->range_k);
}

struct dry_cooler dry_cooler_size(const struct dry_cooler_params *params, double heat_kw, double pressure_pa)
{
    struct dry_cooler cooler = {.params = params, .pressure_pa = pressure_pa, .heat_kw = heat_kw};
    double heat_w = heat_kw * UNITS_W_PER_KW;
    cooler.water_kg_per_s = heat_w / (PSYCHROMETRICS_WATER_J_PER_KG_K * params->range_k);
    cooler.air_kg_per_s = heat_w / (PSYCHROMETRICS_AIR_J_PER_KG_K * params->air_rise_k);
    double least = PSYCHROMETRICS_AIR_J_PER_KG_K * cooler.air_kg_per_s;
    cooler.ua_w_per_k =
        exp(numeric_root(more_than_design, &cooler, log(least * NTU_LEAST), log(least * NTU_MOST)));
    cooler.fan_kw = params->fan_frac * heat_kw;
    return cooler;
}

/// How wet the pad is, towards its effectiveness.
static double pad_frac(const struct dry_cooler *cooler, double dry_degc)
{
    return cooler->params->pad_effectiveness_frac *
           numeric_clamp((dry_degc - cooler->params->pad_start_degc) / PAD_RAMP_K, 0.0, 1.0);
}

double dry_cooler_air_degc(const struct dry_cooler *cooler, double dry_degc, double wet_degc)
{
    return dry_degc - pad_frac(cooler, dry_degc) * (dry_degc - wet_degc);
}

double dry_cooler_leaving_degc(const struct dry_cooler *cooler, const struct sink_point *point,
                               double air_degc)
{
    if (point->heat_kw <= 0.0)
        return air_degc;
    double heat_w = point->heat_kw * UNITS_W_PER_KW;
    double water_kg_per_s = cooler->water_kg_per_s * point->water_frac;
    double ua_w_per_k =
        cooler->ua_w_per_k / (AIR_RESISTANCE_FRAC * pow(point->air_frac, -AIR_EXPONENT) +
                              (1.0 - AIR_RESISTANCE_FRAC) * pow(point->water_frac, -WATER_EXPONENT));
    double taken = conductance_w_per_k(ua_w_per_k, water_kg_per_s, cooler->air_kg_per_s * point->air_frac);
    return air_degc + heat_w / taken - heat_w / (water_kg_per_s * PSYCHROMETRICS_WATER_J_PER_KG_K);
}

double dry_cooler_fan_kw(const struct dry_cooler *cooler, const struct sink_point *point)
{
    return cooler->fan_kw * point->air_frac * point->air_frac * point->air_frac;
}

struct wet_air_exhaust dry_cooler_exhaust(const struct dry_cooler *cooler, const struct sink_point *point,
                                          double dry_degc, double wet_degc)
{
    struct wet_air_exhaust exhaust = {point->heat_kw, 0.0};
    double pad = pad_frac(cooler, dry_degc);
    if (pad > 0.0) {
        double air_degc = dry_degc - pad * (dry_degc - wet_degc), pressure_pa = cooler->pressure_pa;
        double taken_up = psychrometrics_humidity_of_wet_bulb(air_degc, wet_degc, pressure_pa) -
                          psychrometrics_humidity_of_wet_bulb(dry_degc, wet_degc, pressure_pa);
        exhaust.evaporation_l_per_h = cooler->air_kg_per_s * point->air_frac * taken_up * SECONDS_PER_HOUR;
    }
    return exhaust;
}
