#include "models/physics/reuse.h"

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
