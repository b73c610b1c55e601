#include "models/physics/sea.h"

// [LM]: range of Lei and Masanet (2022), cited in cooling_plant.h; the rest are estimates.
static const struct sim_field fields[] = {
    SIM_FIELD_ARRAY(sea_params, mean_degc, 12, "degC", -2, 36, 20.9,
                    "mean temperature of the sea at the intake, January first"),
    SIM_FIELD_F64(sea_params, approach_k, "K", 0.5, 10, 1.5, "leaving water minus sea, design"),
    SIM_FIELD_F64(sea_params, rise_k, "K", 2, 15, 6, "warming of the seawater, design"),
    SIM_FIELD_F64(sea_params, head_pa, "Pa", 0, 2e6, 294000, "head of the seawater pumps [LM: 294-1470 kPa]"),
    SIM_FIELD_F64(sea_params, pump_efficiency_frac, "1", 0.2, 0.95, 0.7,
                  "pump, motor and drive [LM: 0.6-0.8]"),
    SIM_FIELD_F64(sea_params, minimum_flow_frac, "1", 0.1, 1, 0.4, "least flow of the seawater pumps"),
    SIM_FIELD_F64(sea_params, pump_exponent, "1", 1, 3, 2.5, "power of the flow that pump power follows"),
};

const struct sim_table sea_table = SIM_TABLE(sea_params, fields, "seawater as a heat sink");
