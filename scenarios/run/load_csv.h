/// A user's trace of IT power or utilisation, from a CSV file.
///
///     time,power_kw                     time_s,utilisation_frac
///     2024-03-01 00:00,812.5            0,0.31
///     2024-03-01 00:05,820.0            300,0.35
///
/// A column is the time: dates and hours ("2024-03-01 00:05", "2024-03-01T00:05:30", a zone or "Z" behind is ignored:
/// all times count as local), or numbers in a column named time_s, time_min, time_h. Another is power_kw, power_w,
/// power_mw, load_frac (of the design IT load), utilisation_frac or utilisation_pct. They may stand anywhere; the first of
/// each counts, all others are passed over.
#pragma once

#include "models/physics/load_profile.h"
#include "sim/status.h"

struct load_csv_def {
    const char *path;
    double it_kw; // design IT load, which power is over
    double
        idle_frac; // power at no utilisation over power at full utilisation: linear between (Fan, Weber and Barroso,
                   // "Power provisioning for a warehouse-sized computer", ISCA 2007)
};

/// Longest gap between samples.
#define LOAD_CSV_GAP_MOST_H 6.0

/// Reads a trace as load over design in hourly means.
/// @param first  hour of the day 0..23 of the first mean
/// @param means  to be freed
/// @return SIM_OK; SIM_NO_INPUT: there is no such file; SIM_BAD_DATA: with all its faults (twenty at most); then *means is
///         null
enum sim_status load_csv_read(const struct load_csv_def *def, int *first, double **means, size_t *count,
                              struct sim_error *error);
