/// Classes of compute and the rule that counts them.
///
/// Compute is nameplate peak at a class's own precision. A statistic in EFLOPS adds classes of different precision, so
/// each class has the factor with which it is counted; the rule is scenario data, because no publication states one.
/// Equipment gets better by vintage: a rack filled t years after the epoch carries (1 + growth)^t of the epoch's.
#pragma once

#include "sim/sim.h"

/// Classes that a province may have (results keep one column each).
#define COMPUTE_CLASS_MAX 4

struct compute_class {
    const char *id;
    const char *name;
    const char *name_zh;
    const char *precision;       // "FP32"
    double count_frac;           // counted EFLOPS per EFLOPS at the class's precision
    double baseline_share_frac;  // of the counted compute at the epoch
    double tflops_per_kw;        // of new equipment at the epoch; 0: as the baseline implies
    double growth_frac_per_year; // of that, by vintage
    double life_years;           // median time to refresh
    double draw_frac;      // mean power drawn over nameplate when filled, where no dispatcher tells the use
    double full_draw_frac; // power at full use over nameplate
    double idle_frac;      // power of an idle server over that at full use
    double unit_kw;        // nameplate of one server
    double failures_per_unit_year; // that need a part
    double repair_days;            // median
    double cost_cny_per_kw;        // of the equipment, where the centre's owner buys it
    int64_t market;                // index of the market in `supply`
    int64_t market_unit;           // enum compute_market_unit: what the market counts
};

enum compute_market_unit {
    COMPUTE_MARKET_STANDARD_RACKS,
    COMPUTE_MARKET_PFLOPS,
};

extern const struct sim_table compute_class_table;

/// True of a class whose nameplate is FP64.
bool compute_is_fp64(const struct compute_class *class_);

/// Performance of equipment made `day` days after the epoch, relative to the epoch's.
double compute_vintage(const struct compute_class *class_, double day);

/// Power drawn over nameplate at a use of the compute; idle power and a straight line. use_frac: 0..1.
double compute_draw_frac(const struct compute_class *class_, double use_frac);

/// Size of an order in the unit of its market. tflops: of the equipment ordered.
double compute_order_size(const struct compute_class *class_, double kw, double tflops);
