#include "models/physics/electrical.h"

#include <math.h>

#define LOSS_FIELDS(fixed, proportional, square)                                                             \
    {                                                                                                        \
        SIM_FIELD_F64(loss_params, fixed_frac, "1", 0, 0.05, fixed, "loss without load, of the rating"),     \
            SIM_FIELD_F64(loss_params, proportional_frac, "1", 0, 0.1, proportional,                         \
                          "loss proportional to the load, of the rating"),                                   \
            SIM_FIELD_F64(loss_params, square_frac, "1", 0, 0.1, square,                                     \
                          "loss with the square of the load, of the rating"),                                \
    }

// Estimates, at 25 / 50 / 75 / 100 % of the rating: eco 98.0 / 98.7 / 98.8 / 98.8 % (makers publish 99 %), DC rectifiers
// 94.8 / 96.3 / 96.5 / 96.3 %, Panama 95.8 / 97.2 / 97.5 / 97.5 % with its transformer (makers publish 97.5 %).
static const struct sim_field eco_fields[] = LOSS_FIELDS(0.004, 0.003, 0.005);
static const struct sim_field dc_fields[] = LOSS_FIELDS(0.011, 0.005, 0.022);
static const struct sim_field panama_fields[] = LOSS_FIELDS(0.009, 0.004, 0.013);
static const struct sim_table eco_table =
    SIM_TABLE(loss_params, eco_fields, "UPS whose grid path carries the load");
static const struct sim_table dc_table = SIM_TABLE(loss_params, dc_fields, "rectifiers to 240 or 336 V DC");
static const struct sim_table panama_table =
    SIM_TABLE(loss_params, panama_fields, "medium voltage to DC in one cabinet, its transformer with it");

static const char *const supplies[] = {"double_conversion", "eco", "dc", "panama", NULL};

// Defaults are estimates: UPS 95.1 / 96.4 / 96.5 / 96.3 % at 25 / 50 / 75 / 100 % of its rating (a modern
// double-conversion machine), transformer losses of a dry type of about 2 MVA.
static const struct sim_field fields[] = {
    SIM_FIELD_CHOICE(
        electrical_params, supply, supplies, SUPPLY_DOUBLE_CONVERSION,
        "kind of uninterruptible supply; its loss is that of the ups_*_frac, eco, dc or panama below"),
    SIM_FIELD_F64(electrical_params, ups_sizing_ratio, "1", 1, 3, 1.1,
                  "rating of one UPS path, without spares, over the design IT load"),
    SIM_FIELD_I64(electrical_params, ups_path_count, "1", 1, 4, 2,
                  "UPS paths that share the load, each able to carry it (2N: 2)"),
    SIM_FIELD_I64(electrical_params, ups_module_count, "1", 1, 64, 1,
                  "modules in a UPS path that make up its rating"),
    SIM_FIELD_I64(electrical_params, ups_spare_module_count, "1", 0, 8, 0, "modules beyond these (N+1: 1)"),
    SIM_FIELD_BOOL(electrical_params, ups_sleep, 1, "whether modules that are not needed sleep"),
    SIM_FIELD_F64(electrical_params, ups_fixed_frac, "1", 0, 0.05, 0.010,
                  "UPS loss without load, of the rating"),
    SIM_FIELD_F64(electrical_params, ups_proportional_frac, "1", 0, 0.1, 0.006,
                  "UPS loss proportional to the load, of the rating"),
    SIM_FIELD_F64(electrical_params, ups_square_frac, "1", 0, 0.1, 0.022,
                  "UPS loss with the square of the load, of the rating"),
    SIM_FIELD_GROUP(electrical_params, eco, &eco_table, "loss in eco mode"),
    SIM_FIELD_F64(electrical_params, eco_time_frac, "1", 0, 1, 0.95,
                  "share of the time in which the grid is good enough for eco mode"),
    SIM_FIELD_GROUP(electrical_params, dc, &dc_table, "loss of DC rectifiers"),
    SIM_FIELD_GROUP(electrical_params, panama, &panama_table, "loss of a Panama supply"),
    SIM_FIELD_F64(electrical_params, distribution_loss_frac, "1", 0, 0.1, 0.012,
                  "loss between UPS and racks at the design IT load, of that load; falls with its square"),
    SIM_FIELD_F64(
        electrical_params, transformer_sizing_ratio, "1", 1, 4, 1.6,
        "rating of one transformer path over the design IT load; a Panama supply takes its own from it"),
    SIM_FIELD_I64(electrical_params, transformer_path_count, "1", 1, 4, 2,
                  "transformer paths that share the load"),
    SIM_FIELD_F64(electrical_params, transformer_fixed_frac, "1", 0, 0.01, 0.0012,
                  "iron loss, of the rating"),
    SIM_FIELD_F64(electrical_params, transformer_square_frac, "1", 0, 0.05, 0.0075,
                  "copper loss at the rating, of the rating"),
    SIM_FIELD_F64(electrical_params, lighting_frac, "1", 0, 0.1, 0.01,
                  "lighting, controls and security, of the design IT load, at any load"),
};

const struct sim_table electrical_table =
    SIM_TABLE(electrical_params, fields, "transformers, UPS, distribution and fixed auxiliaries");

/// Least rating of the transformers that are left beside a Panama supply, over the design IT load.
#define TRANSFORMER_LEAST_RATIO 0.1

static double loss_frac(const struct loss_params *loss, double x)
{
    return loss->fixed_frac + x * (loss->proportional_frac + x * loss->square_frac);
}

/// Loss of a module over its rating, at load x of it.
static double module_loss_frac(const struct electrical_params *params, double x)
{
    struct loss_params conversion = {params->ups_fixed_frac, params->ups_proportional_frac,
                                     params->ups_square_frac};
    switch ((enum electrical_supply)params->supply) {
    case SUPPLY_DC: return loss_frac(&params->dc, x);
    case SUPPLY_PANAMA: return loss_frac(&params->panama, x);
    case SUPPLY_ECO:
        return params->eco_time_frac * loss_frac(&params->eco, x) +
               (1.0 - params->eco_time_frac) * loss_frac(&conversion, x);
    case SUPPLY_DOUBLE_CONVERSION: break;
    }
    return loss_frac(&conversion, x);
}

double electrical_ups_loss_kw(const struct electrical_params *params, double output_kw)
{
    double paths = (double)params->ups_path_count, spares = (double)params->ups_spare_module_count;
    double module_kw = params->ups_sizing_ratio / (double)params->ups_module_count;
    double all = (double)params->ups_module_count + spares, running = all;
    if (params->ups_sleep)
        running = fmin(all, fmax(1.0, output_kw / module_kw + 0.5) + spares);
    double running_kw = running * module_kw;
    return paths * running_kw * module_loss_frac(params, output_kw / paths / running_kw);
}

double electrical_distribution_loss_kw(const struct electrical_params *params, double it_kw)
{
    return params->distribution_loss_frac * it_kw * it_kw;
}

double electrical_transformer_rating_kw(const struct electrical_params *params)
{
    double ratio = params->transformer_sizing_ratio;
    if (params->supply == SUPPLY_PANAMA)
        ratio = fmax(ratio - params->ups_sizing_ratio, TRANSFORMER_LEAST_RATIO);
    return ratio * (double)params->transformer_path_count;
}

double electrical_transformer_loss_kw(const struct electrical_params *params, double it_chain_kw,
                                      double other_kw)
{
    double output_kw = params->supply == SUPPLY_PANAMA ? other_kw : it_chain_kw + other_kw;
    double rating_kw = electrical_transformer_rating_kw(params), x = output_kw / rating_kw;
    return rating_kw * (params->transformer_fixed_frac + params->transformer_square_frac * x * x);
}
