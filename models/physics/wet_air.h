/// Air that takes up heat from a wet surface and leaves saturated: in a cooling tower, on a sprayed
/// exchanger.
///
/// Make-up water is counted at the wet bulb: by the definition of the wet bulb, air and the water that would
/// saturate it there have together the enthalpy of air saturated at the wet bulb. From there the enthalpy
/// rises by the heat.
#pragma once

/// What leaves with the air.
struct wet_air_exhaust {
    double heat_kw;
    double evaporation_l_per_h;
};

/// Temperature at which the air leaves.
/// @param wet_degc       wet bulb of the air that enters             [degC]       -30..40
/// @param rise_j_per_kg  heat per kg of dry air                      [J/kg]       >= 0
/// @param pressure_pa    absolute pressure                           [Pa]         50,000..110,000
double wet_air_exit_degc(double wet_degc, double rise_j_per_kg, double pressure_pa);

/// Equivalent heat capacity of the air: rise of its enthalpy over rise of its wet bulb [J/(kg K)]. Same
/// arguments, rise_j_per_kg > 0. Source: Braun, Klein and Mitchell, "Effectiveness models for cooling towers
/// and cooling coils", ASHRAE Trans. 95(2), 1989.
double wet_air_heat_capacity_j_per_kg_k(double wet_degc, double rise_j_per_kg, double pressure_pa);

/// Heat and water that the air carries away. The heat is found from the exit's state, not copied from what
/// went in, so that a balance over it proves something.
/// @param air_kg_per_s  dry air                                      [kg/s]       > 0
/// @param heat_kw       heat it takes up                             [kW]         >= 0
/// @param dry_degc, wet_degc  bulbs of the air that enters           [degC]       wet_degc <= dry_degc
struct wet_air_exhaust wet_air_exhaust(double air_kg_per_s, double heat_kw, double dry_degc, double wet_degc,
                                       double pressure_pa);
