/// A plant's power and water on a grid, for simulations that ask millions of times.
///
/// The grid spans outdoor temperature, wet-bulb depression (dry minus wet bulb, so that every node is air
/// that can exist) and load. Its first axis is the bulb that the plant reacts to, and the spacing is the
/// composition's own: an air-cooled plant spends its nodes on dry bulb and load, a tower plant on wet bulb and
/// load, one that takes outdoor air in on both. Trilinear, 1 MiB at most, filled from the exact model at creation, over
/// the weather that will be asked: 1 to 50 ms.
///
/// Error against plant_run, default parameters, Fuzhou's weather (tests/models/physics/test_plant_table.c
/// holds it to these bounds):
///                                          hourly PUE, load > 0.3    load > 0.1
///     dx, chiller_air                                     0.001        0.001
///     chiller_water                                       0.002        0.002
///     chiller_water_economizer, seawater                  0.004        0.012
///     liquid_tower                                        0.004        0.012
///     liquid_dry_cooler                                   0.005        0.020
///     chiller_air_economizer, dx_refrigerant_pump         0.010        0.030
///     indirect_evaporative                                0.015        0.045
///     outdoor_air (its dampers open or close)             0.150        0.150
///     annual PUE, any of them: 0.0005 with a load that varies, 0.0015 with one that never moves
///     annual water: 0.5 %, outdoor_air 2 %
/// A grid of another pressure, up to half of PLANT_GRID_PRESSURE_STEP_PA away: annual PUE 0.0002 more.
/// Hours are hours on their own: no hysteresis, no tank, no heat reuse. Where a sink is the sea a node is the mean over
/// the sea's twelve months: right for a year, not for a month. Outside of the grid its edge is taken.
#pragma once

#include "models/physics/cooling_plant.h"
#include "models/physics/weather.h"

/// Places whose pressures round to the same multiple of this (40 m of height) may share a grid [Pa].
#define PLANT_GRID_PRESSURE_STEP_PA 500.0

struct plant_grid;

/// Weather that a grid is to cover.
struct plant_span {
    double dry_low_degc, dry_high_degc;
    double wet_low_degc, wet_high_degc;
    double depression_high_k;
};

/// All weather that a data centre may see: dry bulb -25..45 degC, wet bulb -25..35, depression up to 25 K.
struct plant_span plant_span_all(void);

/// The weather of these hours, and a little around it. hours: > 0.
struct plant_span plant_span_of(const struct weather_hour *weather, size_t hours);

/// Fills a grid. pressure_pa: 54,000..110,000. Never null.
struct plant_grid *plant_grid_create(const struct plant_params *params, double pressure_pa,
                                     const struct plant_span *span);

/// null is allowed.
void plant_grid_destroy(struct plant_grid *grid);

/// Power and water of an hour, per kW of design IT load; about 20 ns.
/// @param load_frac            IT load over design IT load          [1]     0..1 (held inside)
/// @param dry_degc, wet_degc   outdoor bulbs                        [degC]
/// @param power_per_it_design  all electricity of the facility      [kW/kW]
/// @param water_l_per_h        make-up water                        [L/h per kW]
void plant_grid_at(const struct plant_grid *grid, double load_frac, double dry_degc, double wet_degc,
                   double *power_per_it_design, double *water_l_per_h);
