/// Capital for building: what the province's projects can draw a year, by source, and REITs that recycle it.
///
/// Inflows arrive month by month. A request waits until the balance covers it; urgent ones go first. From a date on,
/// REITs sell a share of the value in service each year and put it back into new building (plan, measure (5)).
#pragma once

#include "models/ports.h"

struct treasury_params {
    double opening_cny;            // balance at the epoch
    double operators_cny_per_year; // telecom operators' and companies' own capital
    double budget_cny_per_year;    // budgets of all levels
    double bonds_cny_per_year;     // special-purpose local bonds
    double loans_cny_per_year;     // policy and syndicated bank loans
    int64_t reit_from;             // first day of REITs
    double reit_frac_per_year;     // share of the value in service that is recycled a year
    double stock_value_cny;        // value in service at the epoch
};

extern const struct sim_table treasury_table;
extern const struct sim_kind treasury_kind; // params: struct treasury_params
