#include "models/physics/sea.h"

#include <math.h>

#include "models/physics/machines.h"
#include "models/physics/numeric.h"
#include "models/physics/psychrometrics.h"
#include "sim/units.h"

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

/// Heat capacity of seawater: 3.5 % of salt, 20 degC (Sharqawy and others, Desalin. Water Treat. 16, 2010).
#define SEA_J_PER_KG_K 4000.0
/// Films of either side count alike, each with this power of its flow.
#define FILM_EXPONENT 0.8
#define NTU_LEAST     1e-3
#define NTU_MOST      50.0

static double conductance_w_per_k(double ua_w_per_k, double water_kg_per_s, double sea_kg_per_s)
{
    double water = water_kg_per_s * PSYCHROMETRICS_WATER_J_PER_KG_K, cold = sea_kg_per_s * SEA_J_PER_KG_K;
    double least = fmin(water, cold);
    return least * machines_counterflow_frac(ua_w_per_k / least, least / fmax(water, cold));
}

/// A question about the size: what is to be taken per kelvin.
struct question {
    const struct sea *sea;
    double wanted_w_per_k;
};

static double more_than_design(const void *context, double log_ua)
{
    const struct question *q = context;
    return conductance_w_per_k(exp(log_ua), q->sea->water_kg_per_s, q->sea->sea_kg_per_s) - q->wanted_w_per_k;
}

struct sea sea_size(const struct sea_params *params, double heat_kw, double range_k)
{
    struct sea sea = {.params = params, .heat_kw = heat_kw};
    double heat_w = heat_kw * UNITS_W_PER_KW;
    sea.water_kg_per_s = heat_w / (PSYCHROMETRICS_WATER_J_PER_KG_K * range_k);
    sea.sea_kg_per_s = heat_w / (SEA_J_PER_KG_K * params->rise_k);
    double scale = heat_w / fmax(range_k, params->rise_k);
    struct question question = {&sea, heat_w / (params->approach_k + range_k)};
    sea.ua_w_per_k =
        exp(numeric_root(more_than_design, &question, log(scale * NTU_LEAST), log(scale * NTU_MOST)));
    sea.pump_kw =
        heat_kw * machines_pump_kw_per_kw(params->head_pa, params->rise_k, params->pump_efficiency_frac);
    return sea;
}

double sea_leaving_degc(const struct sea *sea, const struct sink_point *point, double sea_degc)
{
    if (point->heat_kw <= 0.0)
        return sea_degc;
    double heat_w = point->heat_kw * UNITS_W_PER_KW;
    double water_kg_per_s = sea->water_kg_per_s * point->water_frac;
    double ua_w_per_k = sea->ua_w_per_k * 2.0 /
                        (pow(point->air_frac, -FILM_EXPONENT) + pow(point->water_frac, -FILM_EXPONENT));
    double taken = conductance_w_per_k(ua_w_per_k, water_kg_per_s, sea->sea_kg_per_s * point->air_frac);
    return sea_degc + heat_w / taken - heat_w / (water_kg_per_s * PSYCHROMETRICS_WATER_J_PER_KG_K);
}

double sea_pump_kw(const struct sea *sea, const struct sink_point *point)
{
    return sea->pump_kw * pow(point->air_frac, sea->params->pump_exponent);
}
