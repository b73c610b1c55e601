#include "models/physics/store.h"

#include <math.h>

#include "models/physics/numeric.h"

static const struct sim_field fields[] = {
    SIM_FIELD_F64(store_params, capacity_h, "h", 0, 48, 0,
                  "hours of the design cooling that the tank holds; 0: no tank"),
    SIM_FIELD_F64(store_params, rate_frac, "1", 0, 1, 0.25,
                  "fastest filling and emptying, of the design cooling"),
    SIM_FIELD_F64(store_params, loss_frac_per_h, "1/h", 0, 0.05, 0.0005,
                  "cold that the tank loses in an hour, of its content"),
    SIM_FIELD_ARRAY(store_params, charge_hour_frac, 24, "1", -1, 1, 0,
                    "filling (above 0) or emptying (below), of the fastest, by hour from 0"),
};

const struct sim_table store_table = SIM_TABLE(store_params, fields, "tank of chilled water");

struct store_hour store_run(const struct store_params *params, double design_kw, double stored_kwh,
                            double wish_frac, double cooling_kw, double spare_kw)
{
    double loss_kw = params->loss_frac_per_h * stored_kwh, kept_kwh = stored_kwh - loss_kw;
    double wish_kw = numeric_clamp(wish_frac, -1.0, 1.0) * params->rate_frac * design_kw;
    double room_kwh = params->capacity_h * design_kw - kept_kwh;
    double charge_kw = wish_kw >= 0.0 ? fmin(wish_kw, fmin(fmax(room_kwh, 0.0), fmax(spare_kw, 0.0)))
                                      : -fmin(-wish_kw, fmin(kept_kwh, cooling_kw));
    return (struct store_hour){charge_kw, loss_kw, kept_kwh + charge_kw};
}
