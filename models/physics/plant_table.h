/// A plant's power and water on a grid, for simulations that ask millions of times.
///
/// The grid spans outdoor temperature, wet-bulb depression (dry minus wet bulb, so that every node is air
/// that can exist) and load. Its first axis is the bulb that the option reacts to, and the spacing is the
/// option's own: an air-cooled plant spends its nodes on dry bulb and load, a tower plant on wet bulb and
/// load. Trilinear, 256 KiB at most, filled from the exact model at creation (0.01 to 0.2 s).
///
/// Error against plant_run, default parameters, Fuzhou's weather (tests/models/physics/test_plant_table.c
/// holds it to these bounds):
///                                 hourly PUE, load > 0.3    load > 0.1
///     dx, chiller_air                            0.001        0.001
///     chiller_water                              0.002        0.002
///     chiller_water_economizer                   0.004        0.012
///     indirect_evaporative                       0.015        0.045
///     annual PUE, any of them: 0.0005 with a load that varies, 0.0015 with one that never moves
///     annual water: 0.5 %
/// Outside of the grid its edge is taken. The edges: dry bulb -25..45 degC (dx, chiller_air), wet bulb
/// -25..35 degC (towers) or -10..35 degC (indirect evaporative, whose fans are at their least below),
/// depression 25 K.
#pragma once

#include "models/physics/cooling_plant.h"

struct plant_grid;

/// Fills a grid. pressure_pa: 54,000..110,000. Never null.
struct plant_grid *plant_grid_create(const struct plant_params *params, double pressure_pa);

/// null is allowed.
void plant_grid_destroy(struct plant_grid *grid);

/// Power and water of an hour, per kW of design IT load; about 20 ns.
/// @param load_frac            IT load over design IT load          [1]     0..1 (held inside)
/// @param dry_degc, wet_degc   outdoor bulbs                        [degC]
/// @param power_per_it_design  all electricity of the facility      [kW/kW]
/// @param water_l_per_h        make-up water                        [L/h per kW]
void plant_grid_at(const struct plant_grid *grid, double load_frac, double dry_degc, double wet_degc,
                   double *power_per_it_design, double *water_l_per_h);
