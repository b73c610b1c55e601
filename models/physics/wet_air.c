#include "models/physics/wet_air.h"

#include <math.h>

#include "models/physics/psychrometrics.h"
#include "sim/units.h"

#define SECONDS_PER_HOUR 3600.0

/// Newton's steps on the table: the error left is of the order of the square of the last one.
#define STEPS_MAX      20
#define TOLERANCE_DEGC 1e-5

/// Step of the difference that gives a node's slope.
#define SLOPE_STEP_K 1e-4

void wet_air_init(struct wet_air *air, double pressure_pa)
{
    air->pressure_pa = pressure_pa;
    for (int i = 0; i < WET_AIR_NODES; i++) {
        double at = WET_AIR_LOW_DEGC + (double)i;
        air->j_per_kg[i] = psychrometrics_saturated_enthalpy_j_per_kg(at, pressure_pa);
        air->j_per_kg_k[i] = (psychrometrics_saturated_enthalpy_j_per_kg(at + SLOPE_STEP_K, pressure_pa) -
                              psychrometrics_saturated_enthalpy_j_per_kg(at - SLOPE_STEP_K, pressure_pa)) /
                             (2.0 * SLOPE_STEP_K);
    }
}

/// Enthalpy and its slope.
static double enthalpy(const struct wet_air *air, double degc, double *slope)
{
    double place = degc - WET_AIR_LOW_DEGC;
    int i = place > 0.0 ? place < WET_AIR_NODES - 2 ? (int)place : WET_AIR_NODES - 2 : 0;
    double x = place - i, h0 = air->j_per_kg[i], h1 = air->j_per_kg[i + 1];
    double m0 = air->j_per_kg_k[i], m1 = air->j_per_kg_k[i + 1];
    if (x < 0.0 || x > 1.0) { // beyond the ends
        double end = x < 0.0 ? 0.0 : 1.0;
        *slope = x < 0.0 ? m0 : m1;
        return (x < 0.0 ? h0 : h1) + (x - end) * *slope;
    }
    double rise = h1 - h0, b = 3.0 * rise - 2.0 * m0 - m1, c = m0 + m1 - 2.0 * rise;
    *slope = m0 + x * (2.0 * b + 3.0 * c * x);
    return h0 + x * (m0 + x * (b + c * x));
}

double wet_air_exit_degc(const struct wet_air *air, double wet_degc, double rise_j_per_kg)
{
    // Convex, so Newton's steps from above stay above. The slope halfway gives a start that is near.
    double slope, goal = enthalpy(air, wet_degc, &slope) + rise_j_per_kg;
    enthalpy(air, wet_degc + 0.4 * rise_j_per_kg / slope, &slope);
    double exit_degc = wet_degc + rise_j_per_kg / slope;
    for (int step = 0; step < STEPS_MAX; step++) {
        double move = (goal - enthalpy(air, exit_degc, &slope)) / slope;
        exit_degc += move;
        if (fabs(move) < TOLERANCE_DEGC)
            break;
    }
    return exit_degc;
}

double wet_air_heat_capacity_j_per_kg_k(const struct wet_air *air, double wet_degc, double rise_j_per_kg)
{
    return rise_j_per_kg / (wet_air_exit_degc(air, wet_degc, rise_j_per_kg) - wet_degc);
}

struct wet_air_exhaust wet_air_exhaust(const struct wet_air *air, double air_kg_per_s, double heat_kw,
                                       double dry_degc, double wet_degc)
{
    double pressure_pa = air->pressure_pa, rise_j_per_kg = heat_kw * UNITS_W_PER_KW / air_kg_per_s;
    double inlet_j_per_kg = psychrometrics_saturated_enthalpy_j_per_kg(wet_degc, pressure_pa);
    double exit_degc = psychrometrics_saturated_degc(inlet_j_per_kg + rise_j_per_kg, pressure_pa,
                                                     wet_air_exit_degc(air, wet_degc, rise_j_per_kg));
    double exit_humidity = psychrometrics_saturated_humidity(exit_degc, pressure_pa);
    double carried_j_per_kg = psychrometrics_enthalpy_j_per_kg(exit_degc, exit_humidity) - inlet_j_per_kg;
    double humidity = fmax(psychrometrics_humidity_of_wet_bulb(dry_degc, wet_degc, pressure_pa), 0.0);
    return (struct wet_air_exhaust){air_kg_per_s * carried_j_per_kg / UNITS_W_PER_KW,
                                    air_kg_per_s * fmax(exit_humidity - humidity, 0.0) * SECONDS_PER_HOUR};
}
