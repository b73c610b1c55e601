/// Conversions with a name. Quantities end in their unit; where two units meet, one of these stands between them.
#pragma once

#define UNITS_KELVIN_OF_0_DEGC 273.15
#define UNITS_HOURS_PER_DAY    24.0
#define UNITS_DAYS_PER_WEEK    7.0
#define UNITS_DAYS_PER_YEAR    365.25
#define UNITS_DAYS_PER_MONTH   (UNITS_DAYS_PER_YEAR / 12.0)

/// Power of a standard rack, the unit in which Chinese plans count racks (FACTS: MIIT usage).
#define UNITS_STANDARD_RACK_KW 2.5

#define UNITS_TFLOPS_PER_PFLOPS 1e3
#define UNITS_TFLOPS_PER_EFLOPS 1e6
#define UNITS_PFLOPS_PER_EFLOPS 1e3
#define UNITS_KWH_PER_MWH       1e3
#define UNITS_W_PER_KW          1e3
#define UNITS_KW_PER_MW         1e3

/// Equivalent value of electricity in coal: 0.1229 kgce/kWh (GB/T 2589-2020, annex A).
#define UNITS_TCE_PER_MWH 0.1229
