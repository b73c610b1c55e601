#include "models/physics/refrigerant_pump.h"

#include <float.h>
#include <math.h>

#include "models/physics/numeric.h"

// Defaults are estimates: pumped units are said to need no compressor below about 5 to 10 degC at full load.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(refrigerant_pump_params, full_difference_k, "K", 8, 50, 28,
                  "return minus outdoor air at which pumps alone move the design load"),
    SIM_FIELD_F64(refrigerant_pump_params, pump_frac, "1", 0, 0.1, 0.012,
                  "power of the pumps, of the heat they move"),
    SIM_FIELD_F64(refrigerant_pump_params, fan_frac, "1", 0, 0.1, 0.035,
                  "power of the condenser fans at full speed, of the design heat"),
    SIM_FIELD_F64(refrigerant_pump_params, minimum_speed_frac, "1", 0.1, 1, 0.3, "least speed of these fans"),
};

const struct sim_table refrigerant_pump_table =
    SIM_TABLE(refrigerant_pump_params, fields, "direct expansion with a refrigerant pump");

struct refrigerant_pump_hour refrigerant_pump_run(const struct refrigerant_pump_params *params,
                                                  double design_kw, double capacity_kw, double cooling_kw,
                                                  double return_degc, double dry_degc)
{
    double most_kw = design_kw * (return_degc - dry_degc) / params->full_difference_k;
    if (most_kw <= 0.0 || cooling_kw <= 0.0)
        return (struct refrigerant_pump_hour){0};
    // Share of the circuits that pump: the rest must do with its compressors what they leave.
    double circuits = 1.0;
    if (most_kw < cooling_kw)
        circuits = numeric_clamp((capacity_kw - cooling_kw) / (capacity_kw - most_kw), 0.0, 1.0);
    double taken_kw = fmin(cooling_kw, circuits * most_kw);
    // The condensers' heat is in proportion to their air, near enough.
    double speed = fmax(taken_kw / (circuits * most_kw + DBL_MIN), params->minimum_speed_frac);
    return (struct refrigerant_pump_hour){
        .taken_kw = taken_kw,
        .pump_kw = params->pump_frac * taken_kw,
        .fan_kw = params->fan_frac * design_kw * circuits * speed * speed * speed,
    };
}
