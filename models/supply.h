/// The equipment market: cabinets, servers, accelerators. One process per market.
///
/// An order is delivered after a lead time of the regime in force when it is placed (lognormal), no faster than the
/// market's output allows: outstanding orders share it in the order of their placing, as a fluid queue. Shocks
/// (Poisson) stretch the lead times of orders placed while they last. Import orders outstanding when an export control
/// takes effect are cancelled with a probability and placed again at home, behind those who already wait.
#pragma once

#include "models/ports.h"

/// Lead times from a date on.
struct supply_regime {
    int64_t from;
    double median_weeks;
    double sigma;
};

/// A date on which imports stop.
struct supply_control {
    int64_t date;
    double cancel_frac; // share of the outstanding import orders that is cancelled
};

struct supply_params {
    const char *id;
    const char *name;
    struct sim_list regimes;   // of struct supply_regime, ascending
    double capacity_per_month; // in the market's unit; 0: not limiting
    double capacity_growth_frac_per_year;
    double import_frac;       // of orders that go abroad, until the first control
    struct sim_list controls; // of struct supply_control, ascending
    double shocks_per_year;   //
    double shock_factor;      // on lead times
    double shock_days;        // mean length
};

extern const struct sim_table supply_table;
extern const struct sim_kind supply_kind; // params: struct supply_wire

struct supply_wire {
    const struct supply_params *given;
    int64_t epoch_civil_day;
};
