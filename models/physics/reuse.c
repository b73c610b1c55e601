#include "models/physics/reuse.h"

#include <math.h>

#include "models/physics/machines.h"
#include "models/physics/numeric.h"
#include "sim/units.h"

// Defaults are estimates.
static const struct sim_field fields[] = {
    SIM_FIELD_ARRAY(reuse_params, demand_month_frac, 12, "1", 0, 1, 0,
                    "heat wanted, of the design heat of its source, January first"),
    SIM_FIELD_F64(reuse_params, delivery_degc, "degC", 20, 90, 45, "water that is delivered"),
    SIM_FIELD_F64(reuse_params, exchanger_approach_k, "K", 0.5, 10, 3,
                  "source minus delivered water without a heat pump"),
    SIM_FIELD_F64(reuse_params, carnot_frac, "1", 0.2, 0.8, 0.5, "COP of the heat pump over Carnot's"),
    SIM_FIELD_F64(reuse_params, head_pa, "Pa", 0, 1e6, 150000, "head of the delivery pumps, at 10 K of rise"),
};

const struct sim_table reuse_table = SIM_TABLE(reuse_params, fields, "heat reuse");

#define DELIVERY_RISE_K          10.0
#define DELIVERY_EFFICIENCY_FRAC 0.6
/// Condensing above and evaporating below the waters by this much; no heat pump is better, or run, beyond these.
/// Estimates.
#define REFRIGERANT_APPROACH_K 3.0
#define COP_MOST               12.0
#define COP_LEAST              1.2

/// Power of the heat pump over the heat it delivers.
static double pump_frac(const struct reuse_params *params, double return_degc)
{
    if (return_degc - params->exchanger_approach_k >= params->delivery_degc)
        return 0.0;
    double warm_k = params->delivery_degc + REFRIGERANT_APPROACH_K + UNITS_KELVIN_OF_0_DEGC;
    double lift_k =
        params->delivery_degc - return_degc + params->exchanger_approach_k + 2.0 * REFRIGERANT_APPROACH_K;
    return 1.0 / numeric_clamp(params->carnot_frac * warm_k / lift_k, COP_LEAST, COP_MOST);
}

struct reuse_hour reuse_run(const struct reuse_params *params, double wanted_kw, double most_kw,
                            double return_degc)
{
    struct reuse_hour hour = {.taken_kw = fmax(fmin(wanted_kw, most_kw), 0.0)};
    double pump = pump_frac(params, return_degc), lifted_kw = hour.taken_kw / (1.0 - pump);
    double water_kw =
        lifted_kw * machines_pump_kw_per_kw(params->head_pa, DELIVERY_RISE_K, DELIVERY_EFFICIENCY_FRAC);
    hour.power_kw = pump * lifted_kw + water_kw;
    hour.delivered_kw = hour.taken_kw + hour.power_kw;
    return hour;
}
