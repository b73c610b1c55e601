#include "models/physics/liquid.h"

// Defaults are estimates: coolant pumps about 1.2 % and facility pumps about 0.8 % of the heat; facility water of ASHRAE
// class W40.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(liquid_params, heat_frac, "1", 0, 1, 0,
                  "share of the IT heat that liquid takes; 0: air only"),
    SIM_FIELD_F64(liquid_params, supply_degc, "degC", 10, 60, 38,
                  "warmest facility water that the CDUs may get (ASHRAE W32, W40, W45)"),
    SIM_FIELD_F64(liquid_params, rise_k, "K", 3, 25, 8, "rise of the facility water at full load"),
    SIM_FIELD_F64(liquid_params, exchanger_approach_k, "K", 0, 8, 2,
                  "facility water minus the sink's water; 0: one closed loop"),
    SIM_FIELD_F64(liquid_params, coolant_rise_k, "K", 3, 25, 9, "rise of the coolant at full load"),
    SIM_FIELD_F64(liquid_params, coolant_head_pa, "Pa", 0, 1e6, 270000,
                  "head of the coolant pumps in the CDUs"),
    SIM_FIELD_F64(liquid_params, facility_head_pa, "Pa", 0, 1e6, 160000, "head of the facility-water pumps"),
    SIM_FIELD_F64(liquid_params, pump_efficiency_frac, "1", 0.2, 0.95, 0.6, "pump, motor and drive"),
    SIM_FIELD_F64(liquid_params, minimum_flow_frac, "1", 0.1, 1, 0.5, "least flow of the pumps"),
    SIM_FIELD_F64(liquid_params, pump_exponent, "1", 1, 3, 2.5, "power of the flow that pump power follows"),
    SIM_FIELD_F64(liquid_params, server_fan_left_frac, "1", 0, 1, 0.4,
                  "server-fan power that is left beside the liquid, of that with air alone"),
};

const struct sim_table liquid_table = SIM_TABLE(liquid_params, fields, "liquid to the racks");
