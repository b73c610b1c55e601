#include "models/sweep.h"

#define COUNT(m, lo, hi, def, t)                                                                             \
    {                                                                                                        \
        .name = #m, .type = SIM_I64, .offset = offsetof(struct sweep_params, m), .count = 1, .unit = "",     \
        .min = lo, .max = hi, .fallback = def, .text = t                                                     \
    }

static const struct sim_field vary_fields[] = {
    SIM_FIELD_TEXT(sweep_vary, path, NULL, "path of the value"),
    SIM_FIELD_TEXT(sweep_vary, range, "", "LOW:HIGH, or A,B,C; empty: an uncertain value's own distribution"),
};
static const struct sim_table vary_table = SIM_TABLE(sweep_vary, vary_fields, "A value that a sweep varies.");

static const struct sim_field fields[] = {
    SIM_FIELD_TEXT(sweep_params, design, "sobol",
                   "grid, monte-carlo, latin, sobol, lattice, morris, saltelli, or a CSV file of points"),
    COUNT(points, 0, 1e7, 0, "points, or what `suanli sweep --points` calls so; 0: the design's default"),
    COUNT(replications, 1, 1e6, 1, "replications of each point"),
    SIM_FIELD_BOOL(sweep_params, antithetic, 0,
                   "replications in pairs, the second at 1 - u of the first's uncertain values"),
    SIM_FIELD_LIST(sweep_params, vary, &vary_table, 0, 1000, "what varies; nothing: all uncertain values"),
};
const struct sim_table sweep_table =
    SIM_TABLE(sweep_params, fields, "What `suanli sweep` varies, unless its options say otherwise.");
