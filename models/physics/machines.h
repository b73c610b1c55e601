/// Fans, pumps and heat exchangers: the parts that every cooling plant is built of.
///
/// Power is flow times pressure over efficiency; at part load it follows a power of the flow down to a least
/// flow. Efficiencies are those of impeller, motor and drive together and do not depend on the load: what
/// they lose at part load is in the exponent, which is then less than the cube of the similarity laws.
#pragma once

/// x to the power of e, for x >= 0; the usual exponents 2, 2.5 and 3 without the cost of pow().
double machines_power(double x, double e);

/// Power of a fan or pump over its full power.
/// @param flow_frac   flow over full flow                  [1]   >= 0
/// @param floor_frac  least flow the machine is run at     [1]   0..1
/// @param exponent    3: similarity laws; less with losses       1..3
double machines_part_power_frac(double flow_frac, double floor_frac, double exponent);

/// Power that moves air against a pressure, per kg/s of dry air.
/// @param degc, humidity, pressure_pa  state of the air at the fan
/// @param head_pa                      pressure to overcome          [Pa]  >= 0
/// @param efficiency_frac              fan, motor and drive          [1]   0..1
double machines_fan_kw_per_kg_s(double degc, double humidity, double pressure_pa, double head_pa,
                                double efficiency_frac);

/// Power that moves water, per kW of heat that the water carries.
/// @param head_pa          pressure to overcome                      [Pa]  >= 0
/// @param rise_k           warming of the water by the heat          [K]   > 0
/// @param efficiency_frac  pump, motor and drive                     [1]   0..1
double machines_pump_kw_per_kw(double head_pa, double rise_k, double efficiency_frac);

/// Effectiveness of a counterflow exchanger: heat exchanged over the most that could be.
/// @param ntu    conductance over the smaller capacity flow          [1]   >= 0
/// @param ratio  smaller over larger capacity flow                   [1]   0..1
/// Source: Kays and London, Compact Heat Exchangers, chapter 2.
double machines_counterflow_frac(double ntu, double ratio);

/// Effectiveness of a crossflow exchanger, both streams unmixed. Arguments and source as above; the
/// approximation is within 0.011 of the series that solves it.
double machines_crossflow_frac(double ntu, double ratio);
