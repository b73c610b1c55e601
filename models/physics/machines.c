#include "models/physics/machines.h"

#include <math.h>

#include "models/physics/psychrometrics.h"
#include "sim/units.h"

/// Near 20 degC; between 5 and 35 degC it falls by 0.6 %.
#define WATER_KG_PER_M3 998.0

double machines_power(double x, double e)
{
    if (e == 2.5)
        return x * x * sqrt(x);
    if (e == 3.0)
        return x * x * x;
    return e == 2.0 ? x * x : pow(x, e);
}

double machines_part_power_frac(double flow_frac, double floor_frac, double exponent)
{
    return machines_power(fmax(flow_frac, floor_frac), exponent);
}

double machines_fan_kw_per_kg_s(double degc, double humidity, double pressure_pa, double head_pa,
                                double efficiency_frac)
{
    double volume_m3 = psychrometrics_volume_m3_per_kg(degc, humidity, pressure_pa);
    return head_pa * volume_m3 / efficiency_frac / UNITS_W_PER_KW;
}

double machines_pump_kw_per_kw(double head_pa, double rise_k, double efficiency_frac)
{
    return head_pa / WATER_KG_PER_M3 / (PSYCHROMETRICS_WATER_J_PER_KG_K * rise_k) / efficiency_frac;
}

double machines_counterflow_frac(double ntu, double ratio)
{
    // The general form is 0/0 at equal flows.
    if (1.0 - ratio < 1e-6)
        return ntu / (1.0 + ntu);
    double decay = exp(-ntu * (1.0 - ratio));
    return (1.0 - decay) / (1.0 - ratio * decay);
}

double machines_crossflow_frac(double ntu, double ratio)
{
    if (ratio < 1e-9)
        return 1.0 - exp(-ntu);
    return 1.0 - exp(pow(ntu, 0.22) / ratio * (exp(-ratio * pow(ntu, 0.78)) - 1.0));
}
