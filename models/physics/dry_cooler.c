#include "models/physics/dry_cooler.h"

// Defaults are those of the cooler that the header cites; air rise, follow, floor and pad are estimates.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(dry_cooler_params, approach_k, "K", 2, 20, 5.55, "leaving water minus air, design"),
    SIM_FIELD_F64(dry_cooler_params, range_k, "K", 2, 20, 5.56, "cooling of the water, design"),
    SIM_FIELD_F64(dry_cooler_params, air_rise_k, "K", 2, 20, 7.5, "warming of the air, design"),
    SIM_FIELD_F64(dry_cooler_params, fan_frac, "1", 0.001, 0.2, 0.040,
                  "power of the fans at full speed, of the design heat"),
    SIM_FIELD_F64(dry_cooler_params, minimum_speed_frac, "1", 0.1, 1, 0.2, "least speed of the fans"),
    SIM_FIELD_F64(dry_cooler_params, fan_follow_frac, "1", 0, 1, 0.5,
                  "share of the load's fall that the air flow follows while chillers run; 0: full air"),
    SIM_FIELD_F64(dry_cooler_params, pad_effectiveness_frac, "1", 0, 0.95, 0,
                  "of the wetted pad, towards the wet bulb; 0: no pad"),
    SIM_FIELD_F64(dry_cooler_params, pad_start_degc, "degC", 0, 50, 25,
                  "dry bulb above which the pad is wetted"),
};

const struct sim_table dry_cooler_table = SIM_TABLE(dry_cooler_params, fields, "dry cooler");
