/// Moist air.
///
/// Equations of ASHRAE Handbook Fundamentals (SI) 2017, chapter 1, cited by number. Perfect-gas relations:
/// they differ from real saturated air by less than 0.7 % in humidity, enthalpy and volume between -50 and 50
/// degC at 101 kPa (the handbook's own statement). Nothing here holds state, allocates or fails; inputs
/// outside the stated ranges give finite numbers without meaning as long as the vapour pressure stays below
/// the air pressure.
#pragma once

#include <stdbool.h>
#include <stddef.h>

/// Heat capacities of dry air and of liquid water [J/(kg K)], as eq. 30 and 33 have them.
#define PSYCHROMETRICS_AIR_J_PER_KG_K   1006.0
#define PSYCHROMETRICS_WATER_J_PER_KG_K 4186.0

/// Where all of what follows holds: dry bulb -60..60 degC, humidity ratio 0..saturation, pressure 50,000..110,000 Pa.
/// (A thousandth above saturation is rounding, not a fault.)
bool psychrometrics_is_valid(double dry_degc, double humidity, double pressure_pa);

/// Standard atmospheric pressure.
/// @param altitude_m  above sea level        [m]     -500..11000
/// @return            absolute pressure      [Pa]
/// Source: eq. 3.
double psychrometrics_pressure_pa(double altitude_m);

/// Saturation pressure of water vapour, over ice below the triple point and over liquid water above it.
/// @param temperature_degc                   [degC]  -100..200
/// Source: eq. 5 and 6, joined at 0.01 degC (where the two curves meet) and not at the handbook's 0 degC, so
/// that it has no step. Error against the handbook's table 3: 3e-4 of the value.
double psychrometrics_saturation_pa(double temperature_degc);

/// Humidity ratio (kg of water per kg of dry air) of a vapour pressure. vapour_pa: 0..pressure_pa. Source:
/// eq. 20.
double psychrometrics_humidity(double vapour_pa, double pressure_pa);

/// Vapour pressure of a humidity ratio, the inverse. Source: eq. 20.
double psychrometrics_vapour_pa(double humidity, double pressure_pa);

/// Humidity ratio of saturated air: eq. 20 at the saturation pressure. temperature_degc: -100 to below the
/// boiling point.
double psychrometrics_saturated_humidity(double temperature_degc, double pressure_pa);

/// Humidity ratio from dry and wet bulb. Negative where no air has that pair. Source: eq. 33 (wet bulb at or
/// above freezing) and 35 (iced).
double psychrometrics_humidity_of_wet_bulb(double dry_degc, double wet_degc, double pressure_pa);

/// Dry bulb from humidity ratio and wet bulb: the inverse of the former, along the line on which a wick or a wetted pad
/// cools air. Source: eq. 33 and 35, solved for the dry bulb.
double psychrometrics_dry_bulb_of_wet_bulb(double wet_degc, double humidity, double pressure_pa);

/// Enthalpy of liquid water, or of ice below freezing, as eq. 33 and 35 have it: what a wick at this wet bulb is fed
/// with.
double psychrometrics_condensed_enthalpy_j_per_kg(double degc);

/// Thermodynamic wet bulb.
/// @param dry_degc     dry bulb              [degC]   -60..60
/// @param humidity     humidity ratio        [1]      0..saturation (more counts as saturation)
/// @param pressure_pa  absolute pressure     [Pa]     50,000..110,000
/// @return             wet bulb              [degC]   <= dry_degc, within 1e-6 K of the root of eq. 33 or 35
/// The two equations leave a gap: at 0 degC an iced wick carries less heat away than a wet one. Air between
/// them has an answer on either branch; the wet wick is taken wherever it exists. About 100 ns.
double psychrometrics_wet_bulb_degc(double dry_degc, double humidity, double pressure_pa);

/// Wet bulbs of many states, as above.
/// @param count                            states
/// @param dry_degc, humidity, pressure_pa  (count)
/// @param wet_degc                         (count), out; NAN where the state is not valid
/// @return                                 number of states that are not valid
size_t psychrometrics_wet_bulbs(size_t count, const double *dry_degc, const double *humidity,
                                const double *pressure_pa, double *wet_degc);

/// Dew or frost point of a vapour pressure, > 0.01 Pa. Inverse of psychrometrics_saturation_pa to 1e-9 K.
double psychrometrics_dew_point_degc(double vapour_pa);

/// Vapour pressure over that of saturation at the dry bulb, 0..1. Source: eq. 22.
double psychrometrics_relative_humidity_frac(double dry_degc, double humidity, double pressure_pa);

/// Enthalpy per kg of dry air, zero for dry air at 0 degC. Source: eq. 30.
double psychrometrics_enthalpy_j_per_kg(double dry_degc, double humidity);

/// Volume per kg of dry air. Source: eq. 26.
double psychrometrics_volume_m3_per_kg(double dry_degc, double humidity, double pressure_pa);

/// Enthalpy of saturated air.
double psychrometrics_saturated_enthalpy_j_per_kg(double temperature_degc, double pressure_pa);

/// Temperature of saturated air that has this enthalpy; inverse of the former to 1e-9 K, between -60 and 70
/// degC.
double psychrometrics_saturated_degc(double enthalpy_j_per_kg, double pressure_pa, double near_degc);
