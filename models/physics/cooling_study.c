#include "models/physics/cooling_study.h"

// Capital: estimates for China in the mid-2020s, installed, with controls and their share of pipes and cabling; from the
// orders of magnitude of tenders, none of which is cited. They rank options; a user with quotations puts in his own.
static const struct sim_field cost_fields[] = {
    SIM_FIELD_F64(plant_cost_params, chiller_water_cny_per_kw, "CNY/kW", 0, 1e5, 800,
                  "water-cooled chillers, per kW of capacity"),
    SIM_FIELD_F64(plant_cost_params, chiller_air_cny_per_kw, "CNY/kW", 0, 1e5, 1300,
                  "air-cooled chillers, per kW of capacity"),
    SIM_FIELD_F64(plant_cost_params, dx_cny_per_kw, "CNY/kW", 0, 1e5, 2000,
                  "direct expansion with its condensers, per kW of capacity"),
    SIM_FIELD_F64(plant_cost_params, refrigerant_pump_cny_per_kw, "CNY/kW", 0, 1e5, 600,
                  "refrigerant pumps, per kW of capacity"),
    SIM_FIELD_F64(plant_cost_params, tower_cny_per_kw, "CNY/kW", 0, 1e5, 180,
                  "cooling towers with basin and make-up treatment, per kW of heat"),
    SIM_FIELD_F64(plant_cost_params, dry_cooler_cny_per_kw, "CNY/kW", 0, 1e5, 400,
                  "dry coolers, per kW of heat"),
    SIM_FIELD_F64(plant_cost_params, seawater_cny_per_kw, "CNY/kW", 0, 1e5, 1500,
                  "intake, outfall, titanium exchangers, per kW of heat"),
    SIM_FIELD_F64(plant_cost_params, exchanger_cny_per_kw, "CNY/kW", 0, 1e5, 120,
                  "plate exchangers of the economizer, per kW of cooling"),
    SIM_FIELD_F64(plant_cost_params, pumps_cny_per_kw, "CNY/kW", 0, 1e5, 400,
                  "pumps, pipes, valves of the water side, per kW of cooling"),
    SIM_FIELD_F64(plant_cost_params, room_air_cny_per_kw, "CNY/kW", 0, 1e5, 700,
                  "fan walls, room units or rack doors with coils, per kW of heat"),
    SIM_FIELD_F64(plant_cost_params, outdoor_air_cny_per_kw, "CNY/kW", 0, 1e5, 1200,
                  "outdoor-air handlers with filters and pads, per kW of heat"),
    SIM_FIELD_F64(plant_cost_params, indirect_cny_per_kw, "CNY/kW", 0, 1e5, 2200,
                  "indirect evaporative handlers, per kW of heat"),
    SIM_FIELD_F64(plant_cost_params, liquid_cny_per_kw, "CNY/kW", 0, 1e5, 2500,
                  "cold plates, manifolds, distribution units, per kW of liquid-cooled heat"),
    SIM_FIELD_F64(plant_cost_params, immersion_cny_per_kw, "CNY/kW", 0, 1e5, 4500,
                  "tanks, fluid, distribution units, per kW of immersed heat"),
    SIM_FIELD_F64(plant_cost_params, storage_cny_per_kwh, "CNY/kWh", 0, 1e5, 350, "tanks of chilled water"),
    SIM_FIELD_F64(plant_cost_params, ups_cny_per_kw, "CNY/kW", 0, 1e5, 1300,
                  "uninterruptible supply with 15 min of batteries, per kW of all modules' rating"),
    SIM_FIELD_F64(plant_cost_params, transformer_cny_per_kw, "CNY/kW", 0, 1e5, 450,
                  "transformers and switchgear, per kW of all paths' rating"),
    SIM_FIELD_F64(plant_cost_params, generator_cny_per_kw, "CNY/kW", 0, 1e5, 1800,
                  "generators, per kW of highest total power"),
    SIM_FIELD_F64(plant_cost_params, upkeep_frac_per_year, "1/year", 0, 0.3, 0.03,
                  "upkeep and staff over capital"),
    SIM_FIELD_F64(plant_cost_params, water_cny_per_m3, "CNY/m3", 0, 1000, 4.0,
                  "water with sewage and treatment"),
    SIM_FIELD_F64(plant_cost_params, heat_cny_per_kwh, "CNY/kWh", 0, 10, 0, "paid for heat that others take"),
    SIM_FIELD_F64(plant_cost_params, discount_frac_per_year, "1/year", 0, 0.3, 0.06, "discount rate, real"),
    SIM_FIELD_F64(plant_cost_params, years, "year", 1, 40, 12, "span of the total cost of ownership"),
};

const struct sim_table plant_cost_table =
    SIM_TABLE(plant_cost_params, cost_fields, "what parts of a plant and their upkeep cost");

static const char *const loads[] = {"ramp", "daily", "constant", NULL};
static const char *const sizes[] = {"large", "mid", "small", NULL};

static const struct sim_field fields[] = {
    SIM_FIELD_NAME(cooling_study_params, climate, "climates", "", "climate of the hall; none: the first"),
    SIM_FIELD_NAME(cooling_study_params, compute, "classes", "",
                   "class of compute, for how much filled racks draw; none: the first"),
    SIM_FIELD_F64(cooling_study_params, it_kw, "kW", 1, 1e6, 10000, "design IT load of the hall"),
    SIM_FIELD_F64(cooling_study_params, target_pue, "1", 1, 5, 1.3, "yearly PUE to be held"),
    SIM_FIELD_CHOICE(cooling_study_params, load, loads, STUDY_RAMP,
                     "load of the year: racks that fill, a day's swing about a mean, or constant"),
    SIM_FIELD_F64(cooling_study_params, load_frac, "1", 0.01, 1, 0.5,
                  "mean over design IT load, of daily and constant"),
    SIM_FIELD_F64(cooling_study_params, from_day, "day", 0, 20000, 730,
                  "days from the hall's opening to the year's first, of ramp"),
    SIM_FIELD_F64(cooling_study_params, idle_frac, "1", 0, 1, 0.45,
                  "power of an idle server over a busy one's, for traces of utilisation (estimate)"),
    SIM_FIELD_F64(cooling_study_params, server_supply_loss_frac, "1", 0, 0.3, 0.06,
                  "power supplies of servers over IT power (estimate: 94 % efficient)"),
    SIM_FIELD_CHOICE(cooling_study_params, size, sizes, STUDY_LARGE,
                     "whose parameter ranges the bands have (Lei and Masanet 2022)"),
    SIM_FIELD_F64(cooling_study_params, wet_exceeded_frac, "1", 0, 0.05, 0.004,
                  "share of the year that is beyond the design day's wet and dry bulb"),
    SIM_FIELD_GROUP(cooling_study_params, weather, &weather_table,
                    "how drawn years differ from normal; of weather files the warming alone"),
    SIM_FIELD_GROUP(cooling_study_params, cost, &plant_cost_table, "capital and yearly costs"),
    SIM_FIELD_GROUP(cooling_study_params, ride_through, &ride_through_table, "after a cooling failure"),
};

const struct sim_table cooling_study_table =
    SIM_TABLE(cooling_study_params, fields, "what `suanli cooling` asks about a hall");
