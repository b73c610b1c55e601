#include "models/physics/refrigerant_pump.h"

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
