#include "models/compute.h"

#include <math.h>
#include <string.h>

static const char *const market_units[] = {"standard_rack", "pflops", NULL};

static const struct sim_field fields[] = {
    SIM_FIELD_TEXT(compute_class, id, NULL, "key of the class"),
    SIM_FIELD_TEXT(compute_class, name, "", "name"),
    SIM_FIELD_TEXT(compute_class, name_zh, "", "Chinese name"),
    SIM_FIELD_TEXT(compute_class, precision, NULL, "floating-point precision of its nameplate"),
    SIM_FIELD_F64(compute_class, count_frac, "1", 1e-6, 100, 1,
                  "counted EFLOPS per EFLOPS at its own precision"),
    SIM_FIELD_F64(compute_class, baseline_share_frac, "1", 0, 1, 0,
                  "share of the counted compute at the epoch; the first class takes the rest"),
    SIM_FIELD_F64(compute_class, tflops_per_kw, "TFLOPS/kW", 0, 1e6, 0,
                  "new equipment at the epoch, per kW of nameplate; 0: what the baseline implies"),
    SIM_FIELD_F64(compute_class, growth_frac_per_year, "1/year", -0.5, 5, 0, "growth of that by vintage"),
    SIM_LEVER_F64(compute_class, life_years, "year", 0.5, 50, SIM_REQUIRED, "median time until refresh"),
    SIM_FIELD_F64(compute_class, draw_frac, "1", 0.01, 1, 0.65,
                  "mean power drawn over nameplate when filled, where no dispatcher tells the use"),
    SIM_FIELD_F64(compute_class, full_draw_frac, "1", 0.01, 1, 0.85, "power at full use over nameplate"),
    SIM_FIELD_F64(compute_class, idle_frac, "1", 0, 1, 0.35, "power of an idle server over that at full use"),
    SIM_FIELD_F64(compute_class, unit_kw, "kW", 0.01, 1000, SIM_REQUIRED, "nameplate power of one server"),
    SIM_LEVER_F64(compute_class, failures_per_unit_year, "1/year", 0, 100, 0.03,
                  "failures of a server that need a part"),
    SIM_LEVER_F64(compute_class, repair_days, "day", 0.01, 1000, 4, "median time of a repair"),
    SIM_FIELD_F64(compute_class, cost_cny_per_kw, "CNY/kW", 0, 1e9, 0,
                  "cost of its equipment where the centre's owner buys it"),
    SIM_FIELD_NAME(compute_class, market, "supply", NULL, "market where its equipment is ordered"),
    SIM_FIELD_CHOICE(compute_class, market_unit, market_units, COMPUTE_MARKET_STANDARD_RACKS,
                     "what that market counts: standard racks of equipment, or PFLOPS"),
};
const struct sim_table compute_class_table = SIM_TABLE(compute_class, fields, "A class of compute.");

bool compute_is_fp64(const struct compute_class *class_)
{
    return strcmp(class_->precision, "FP64") == 0;
}

double compute_vintage(const struct compute_class *class_, double day)
{
    return pow(1 + class_->growth_frac_per_year, day / UNITS_DAYS_PER_YEAR);
}

double compute_draw_frac(const struct compute_class *class_, double use_frac)
{
    return class_->full_draw_frac * (class_->idle_frac + (1 - class_->idle_frac) * use_frac);
}

double compute_order_size(const struct compute_class *class_, double kw, double tflops)
{
    if (class_->market_unit == COMPUTE_MARKET_PFLOPS)
        return tflops / UNITS_TFLOPS_PER_PFLOPS;
    return kw / UNITS_STANDARD_RACK_KW;
}
