#include "models/physics/electrical.h"

#include <math.h>

// Defaults are estimates: UPS 95.1 / 96.4 / 96.5 / 96.3 % at 25 / 50 / 75 / 100 % of its rating (a modern
// double-conversion machine), transformer losses of a dry type of about 2 MVA.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(electrical_params, ups_sizing_ratio, "1", 1, 3, 1.1,
                  "rating of one UPS path over the design IT load"),
    SIM_FIELD_I64(electrical_params, ups_path_count, "1", 1, 4, 2,
                  "UPS paths that share the load, each able to carry it (2N: 2)"),
    SIM_FIELD_I64(electrical_params, ups_module_count, "1", 1, 64, 1,
                  "modules in a UPS path that can sleep; 1: all run always"),
    SIM_FIELD_F64(electrical_params, ups_fixed_frac, "1", 0, 0.05, 0.010,
                  "UPS loss without load, of the rating"),
    SIM_FIELD_F64(electrical_params, ups_proportional_frac, "1", 0, 0.1, 0.006,
                  "UPS loss proportional to the load, of the rating"),
    SIM_FIELD_F64(electrical_params, ups_square_frac, "1", 0, 0.1, 0.022,
                  "UPS loss with the square of the load, of the rating"),
    SIM_FIELD_F64(electrical_params, distribution_loss_frac, "1", 0, 0.1, 0.012,
                  "loss between UPS and racks at the design IT load, of that load; falls with its square"),
    SIM_FIELD_F64(electrical_params, transformer_sizing_ratio, "1", 1, 4, 1.6,
                  "rating of one transformer path over the design IT load"),
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

double electrical_ups_loss_kw(const struct electrical_params *params, double output_kw)
{
    double paths = (double)params->ups_path_count, modules = (double)params->ups_module_count;
    double module_kw = params->ups_sizing_ratio / modules;
    double running = fmin(modules, fmax(1.0, output_kw / module_kw + 0.5));
    double running_kw = running * module_kw;
    double x = output_kw / paths / running_kw;
    return paths * running_kw *
           (params->ups_fixed_frac + x * (params->ups_proportional_frac + x * params->ups_square_frac));
}

double electrical_distribution_loss_kw(const struct electrical_params *params, double it_kw)
{
    return params->distribution_loss_frac * it_kw * it_kw;
}

double electrical_transformer_loss_kw(const struct electrical_params *params, double output_kw)
{
    double rating_kw = params->transformer_sizing_ratio * (double)params->transformer_path_count;
    double x = output_kw / rating_kw;
    return rating_kw * (params->transformer_fixed_frac + params->transformer_square_frac * x * x);
}
