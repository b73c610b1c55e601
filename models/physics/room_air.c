#include "models/physics/room_air.h"

#include "models/physics/machines.h"
#include "models/physics/psychrometrics.h"
#include "sim/status.h"
#include "sim/units.h"

// [LM]: range of Lei and Masanet (2022), cited in cooling_plant.h; the rest are estimates. The ranges keep
// the fans' own heat below what the air can carry, up to 5000 m.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(room_air_params, supply_degc, "degC", 10, 35, 24,
                  "air to the racks (ASHRAE recommends 18 to 27)"),
    SIM_FIELD_F64(room_air_params, rise_k, "K", 5, 25, 12, "rise of the air through the racks at full load"),
    SIM_FIELD_F64(room_air_params, fan_pressure_pa, "Pa", 50, 1000, 400,
                  "pressure of the room fans [LM: 300-1000]"),
    SIM_FIELD_F64(room_air_params, fan_efficiency_frac, "1", 0.4, 0.95, 0.65,
                  "fan, motor and drive [LM: 0.6-0.9]"),
    SIM_FIELD_F64(room_air_params, minimum_speed_frac, "1", 0.1, 1, 0.5,
                  "least speed of the room fans; 1: constant speed"),
    SIM_FIELD_F64(room_air_params, fan_exponent, "1", 1, 3, 2.7, "power of the speed that fan power follows"),
    SIM_FIELD_F64(room_air_params, server_fan_frac, "1", 0, 0.3, 0.07,
                  "share of the IT power that the servers' own fans take, cooled by air alone"),
};

const struct sim_table room_air_table = SIM_TABLE(room_air_params, fields, "air of the room and its fans");

/// Humidity of the room's air: half of saturation at 24 degC. It moves the volume by less than 1 %.
#define ROOM_HUMIDITY 0.009

struct room_air room_air_size(const struct room_air_params *params, double room_kw, double pressure_pa)
{
    // P = m w, m = (room + P) / (cp rise).
    double per_kg = machines_fan_kw_per_kg_s(params->supply_degc, ROOM_HUMIDITY, pressure_pa,
                                             params->fan_pressure_pa, params->fan_efficiency_frac);
    double carried = PSYCHROMETRICS_AIR_J_PER_KG_K * params->rise_k / UNITS_W_PER_KW;
    SIM_ASSERT(carried > per_kg, "fans heat the air by more than its rise");
    struct room_air air = {.params = params, .room_kw = room_kw};
    air.kg_per_s = room_kw / (carried - per_kg);
    air.fan_kw = air.kg_per_s * per_kg;
    air.cooling_kw = room_kw + air.fan_kw;
    return air;
}

double room_air_fan_kw(const struct room_air *air, double room_kw)
{
    return air->fan_kw * machines_part_power_frac(room_kw / air->room_kw, air->params->minimum_speed_frac,
                                                  air->params->fan_exponent);
}
