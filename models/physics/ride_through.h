/// What the hall's air does after cooling stops: how long it stays usable, with and without stored cold.
///
/// Per kW of design IT. Four states: the air before the servers, the mass that it washes (servers, racks, floor), the
/// water of the loop that cools it, and the liquid of chips that are cooled directly, with its facility water.
///
///     C_air    T_air'    = heat - UA (T_air - T_mass) - coil
///     C_mass   T_mass'   = UA (T_air - T_mass)
///     C_loop   T_water'  = coil - tank - plant       coil = heat0 (T_air + rise - T_water) / (the same at the start)
///     C_liquid T_liquid' = liquid heat - its sink
///
/// The air is well mixed (no aisles, no stratification): the racks next to a failed unit are worse off. The tank is
/// stratified: it holds the loop at its start temperature until it is empty. Fans and pumps run on through the event
/// where they are on the UPS; else they stand until the generators run. What needs no compressor is back with the generators,
/// the compressors follow after their own delay and ramp. Integrated by Runge-Kutta-Fehlberg 4(5) of GSL, to 1e-8 K.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sim/field.h"

/// See ride_through_table for meaning, range and default of each.
struct ride_through_params {
    double air_m3_per_kw;
    double mass_kj_per_k_kw;
    double mass_w_per_k_kw;
    double loop_l_per_kw;
    double liquid_l_per_kw;
    double liquid_limit_k;
    double storage_min;
    int64_t fans_on_ups;
    double generator_s;
    double restart_s;
    double dx_restart_s;
    double ramp_s;
};

extern const struct sim_table ride_through_table;

/// The hall at the moment of failure.
struct ride_through_case {
    double load_frac;     // IT load over design                                    0..1
    double heat_frac;     // heat to the room over IT load (losses, fans)           1..1.5
    double supply_degc;   // air to the racks                                       10..35
    double rise_k;        // of the air through the racks at this load              > 0
    double water_degc;    // loop; NAN: there is none, air is cooled by refrigerant or outdoor air
    double liquid_frac;   // share of the IT heat that liquid takes                 0..1
    double free_frac;     // share of the cooling that needs no compressor in this weather
    double capacity_frac; // cooling when all is back over heat                     > 1: it catches up
    bool is_dx;           // compressors come back as direct expansion does
    bool has_storage;     // the tank is there
};

struct ride_through {
    double to_32_s,
        to_40_s;       // until the air before the servers is that warm if cooling stays away; INFINITY: never
                       // within the horizon
    double liquid_s;   // until the chips' liquid is liquid_limit_k warmer; NAN without liquid
    double peak_degc;  // highest air before the servers if power returns as the parameters say
    double above_32_s; // how long it is above 32 degC then
};

/// Seconds that are looked at.
#define RIDE_THROUGH_HORIZON_S 7200

/// Solves a case, once without and once with cooling coming back.
void ride_through_run(const struct ride_through_params *params, const struct ride_through_case *hall,
                      struct ride_through *out);

/// Temperature of the air before the servers every second, from 0. returns: whether cooling comes back.
/// out: room for `seconds` + 1.
void ride_through_trace(const struct ride_through_params *params, const struct ride_through_case *hall,
                        bool returns, int seconds, double *air_degc);

/// Parameters as the table's defaults have them.
struct ride_through_params ride_through_params_default(void);
