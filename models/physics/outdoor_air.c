#include "models/physics/outdoor_air.h"

// Defaults without a source are estimates.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(outdoor_air_params, dew_point_low_degc, "degC", -40, 20, -9,
                  "driest supply air; drier air is moistened by the pad [ASHRAE TC9.9 recommended: -9]"),
    SIM_FIELD_F64(outdoor_air_params, dew_point_high_degc, "degC", 0, 30, 15,
                  "moistest supply air [ASHRAE TC9.9: recommended 15, A1 allowable 17, A2 21, A3 24]"),
    SIM_FIELD_F64(
        outdoor_air_params, humidity_high_frac, "1", 0.3, 1, 0.6,
        "highest relative humidity of the supply air [ASHRAE TC9.9: recommended 0.6, allowable 0.8-0.9]"),
    SIM_FIELD_F64(outdoor_air_params, pad_effectiveness_frac, "1", 0, 0.98, 0.85,
                  "of the pad, towards the wet bulb; 0: no pad"),
    SIM_FIELD_F64(outdoor_air_params, pad_head_pa, "Pa", 0, 1e7, 100000,
                  "head of the pad's or nozzles' pumps"),
    SIM_FIELD_F64(outdoor_air_params, filter_pressure_pa, "Pa", 0, 600, 150,
                  "added to the room fans' pressure while outdoor air is let in"),
    SIM_FIELD_F64(outdoor_air_params, pad_pressure_pa, "Pa", 0, 300, 40, "likewise, of the pad"),
};

const struct sim_table outdoor_air_table =
    SIM_TABLE(outdoor_air_params, fields, "outdoor air through the room");
