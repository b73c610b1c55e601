/// Air that takes up heat from a wet surface and leaves saturated: in a cooling tower, on a sprayed
/// exchanger.
///
/// Make-up water is counted at the wet bulb: by the definition of the wet bulb, air and the water that would
/// saturate it there have together the enthalpy of air saturated at the wet bulb. From there the enthalpy
/// rises by the heat.
///
/// Towers are asked for their exit thousands of times a year and many times an hour, so the saturated enthalpy at the
/// plant's pressure is kept in a table; what leaves in the end (wet_air_exhaust) is exact.
#pragma once

#define WET_AIR_LOW_DEGC  (-60)
#define WET_AIR_HIGH_DEGC 80
#define WET_AIR_NODES     (WET_AIR_HIGH_DEGC - WET_AIR_LOW_DEGC + 1)

/// Enthalpy of saturated air at one pressure, every kelvin, with its slope: cubic Hermite between. Error: 0.02 J/kg up
/// to 50 degC, but 2 J/kg between 0 and 1 degC, where ice turns to water inside an interval.
struct wet_air {
    double pressure_pa;
    double j_per_kg[WET_AIR_NODES];
    double j_per_kg_k[WET_AIR_NODES];
};

/// What leaves with the air.
struct wet_air_exhaust {
    double heat_kw;
    double evaporation_l_per_h;
};

/// Fills a table. pressure_pa: 50,000..110,000.
void wet_air_init(struct wet_air *air, double pressure_pa);

/// Temperature at which the air leaves, of the table.
/// @param wet_degc       wet bulb of the air that enters             [degC]       -30..40
/// @param rise_j_per_kg  heat per kg of dry air                      [J/kg]       >= 0
double wet_air_exit_degc(const struct wet_air *air, double wet_degc, double rise_j_per_kg);

/// Equivalent heat capacity of the air: rise of its enthalpy over rise of its wet bulb [J/(kg K)]. Same
/// arguments, rise_j_per_kg > 0. Source: Braun, Klein and Mitchell, "Effectiveness models for cooling towers
/// and cooling coils", ASHRAE Trans. 95(2), 1989.
double wet_air_heat_capacity_j_per_kg_k(const struct wet_air *air, double wet_degc, double rise_j_per_kg);

/// Heat and water that the air carries away, exact. The heat is found from the exit's state, not copied from what
/// went in, so that a balance over it proves something.
/// @param air_kg_per_s  dry air                                      [kg/s]       > 0
/// @param heat_kw       heat it takes up                             [kW]         >= 0
/// @param dry_degc, wet_degc  bulbs of the air that enters           [degC]       wet_degc <= dry_degc
struct wet_air_exhaust wet_air_exhaust(const struct wet_air *air, double air_kg_per_s, double heat_kw,
                                       double dry_degc, double wet_degc);
