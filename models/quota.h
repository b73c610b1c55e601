/// Energy-conservation review and the province's yearly energy quota for new data centres.
///
/// A project above the review threshold may not start building before its review is granted (private projects) and
/// needs a share of what the province may add in a year. Granted in order of priority while the year's quota lasts; the
/// review itself takes a lognormal time from the grant of the share.
/// Source: review of fixed-asset investment projects, threshold 10,000 tce a year for the provincial body from
/// 2023-06-01; times and quota are estimates (scenario).
#pragma once

#include "models/ports.h"

struct quota_params {
    double threshold_mw; // IT power from which a project needs the provincial review
    double annual_mw;    // IT power that a year's quota lets start
    double opening_mw;   // left at the epoch, where that is no end of a year
    double review_days;  // median
    double review_sigma; // of the logarithm
};

extern const struct sim_table quota_table;
extern const struct sim_kind quota_kind; // params: struct quota_params
