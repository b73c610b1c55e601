#include "models/physics/wet_air.h"

#include <math.h>

#include "models/physics/psychrometrics.h"
#include "sim/units.h"

#define SECONDS_PER_HOUR 3600.0

/// Slope of the saturated enthalpy, roughly, at 23 degC: where the search for the exit starts.
#define SLOPE_J_PER_KG_K 4000.0

double wet_air_exit_degc(double wet_degc, double rise_j_per_kg, double pressure_pa)
{
    double inlet_j_per_kg = psychrometrics_saturated_enthalpy_j_per_kg(wet_degc, pressure_pa);
    return psychrometrics_saturated_degc(inlet_j_per_kg + rise_j_per_kg, pressure_pa,
                                         wet_degc + rise_j_per_kg / SLOPE_J_PER_KG_K);
}

double wet_air_heat_capacity_j_per_kg_k(double wet_degc, double rise_j_per_kg, double pressure_pa)
{
    return rise_j_per_kg / (wet_air_exit_degc(wet_degc, rise_j_per_kg, pressure_pa) - wet_degc);
}

struct wet_air_exhaust wet_air_exhaust(double air_kg_per_s, double heat_kw, double dry_degc, double wet_degc,
                                       double pressure_pa)
{
    double rise_j_per_kg = heat_kw * UNITS_W_PER_KW / air_kg_per_s;
    double exit_degc = wet_air_exit_degc(wet_degc, rise_j_per_kg, pressure_pa);
    double exit_humidity = psychrometrics_saturated_humidity(exit_degc, pressure_pa);
    double carried_j_per_kg = psychrometrics_enthalpy_j_per_kg(exit_degc, exit_humidity) -
                              psychrometrics_saturated_enthalpy_j_per_kg(wet_degc, pressure_pa);
    double humidity = fmax(psychrometrics_humidity_of_wet_bulb(dry_degc, wet_degc, pressure_pa), 0.0);
    return (struct wet_air_exhaust){air_kg_per_s * carried_j_per_kg / UNITS_W_PER_KW,
                                    air_kg_per_s * fmax(exit_humidity - humidity, 0.0) * SECONDS_PER_HOUR};
}
